package report

// A CorrelationTable is the correlations of each of its variables with each
// other one.
type CorrelationTable struct {
	ID        string        `json:"id"`
	Label     string        `json:"label"`
	Method    string        `json:"method" enum:"pearson,spearman"`
	Missing   string        `json:"missing" enum:"pairwise,listwise"`
	Variables []VariableOf  `json:"variables"`
	Pairs     []Correlation `json:"pairs"` // of the first with the second, the third …, then of the second
}

// VariableOf names a variable as the manifest does, and in print.
type VariableOf struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// A Correlation is that of two variables, with its two-sided test.
type Correlation struct {
	X      string `json:"x"`
	Y      string `json:"y"`
	N      int    `json:"n"` // respondents with both
	R      Num    `json:"r"` // Pearson's r or Spearman's rho
	CILow  Num    `json:"ci_low"`
	CIHigh Num    `json:"ci_high"`
	P      Num    `json:"p"`
	Exact  bool   `json:"exact"` // p of rho from its permutation distribution
	Reason string `json:"reason"`
}

// A TwoWay counts the respondents by two columns. Suppressed counts are -1.
type TwoWay struct {
	ID           string       `json:"id"`
	Label        string       `json:"label"`
	RowLabel     string       `json:"row_label"`
	ColumnLabel  string       `json:"column_label"`
	Columns      []string     `json:"columns"` // categories across
	Rows         []TwoWayRow  `json:"rows"`
	ColumnTotals []TwoWayCell `json:"column_totals"` // percentages of N
	N            int          `json:"n"`             // respondents with both
	Dropped      int          `json:"dropped"`       // without one of them
}

// A TwoWayRow is the respondents of one category.
type TwoWayRow struct {
	Category   string       `json:"category"`
	Cells      []TwoWayCell `json:"cells"` // percentages of the row
	Total      int          `json:"total"`
	Suppressed string       `json:"suppressed,omitempty" enum:"small,complementary"`
}

// A TwoWayCell is one count and its percentage.
type TwoWayCell struct {
	N          int    `json:"n"`
	Percent    Num    `json:"percent"`
	Suppressed string `json:"suppressed,omitempty" enum:"small,complementary"`
}

// MedianCI is a median with its exact interval between two order statistics.
type MedianCI struct {
	Variable string `json:"variable"`
	Label    string `json:"label"`
	N        int    `json:"n"`
	Median   Num    `json:"median"`
	CILow    Num    `json:"ci_low"`
	CIHigh   Num    `json:"ci_high"`
	Level    Num    `json:"ci_level"` // that it has, at least the one declared
	Reason   string `json:"reason"`
}

// TopBox is the share of the answers to each item of a set that reach a point.
type TopBox struct {
	Set     string       `json:"set"`
	AtLeast Num          `json:"at_least"`
	Items   []TopBoxItem `json:"items"`
}

// TopBoxItem is one item under both conditions, after reversing.
type TopBoxItem struct {
	ID string `json:"id"`
	A  Share  `json:"a"`
	B  Share  `json:"b"`
}

// A Share is how many of how many, in percent, with Wilson's interval.
type Share struct {
	N       int `json:"n"`
	K       int `json:"k"`
	Percent Num `json:"percent"`
	CILow   Num `json:"ci_low"`
	CIHigh  Num `json:"ci_high"`
}
