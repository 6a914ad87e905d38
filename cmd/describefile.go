package cmd

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"kith/analysis/stat"
	"kith/report"
	"kith/reproduce"
	"kith/study"
)

// fileDescription holds the flags that ask for a description of a workbook.
type fileDescription struct {
	fileTest
	columns, correlate, tables []string
	method                     string
	quantiles                  int
	level, top                 float64
}

func (d *fileDescription) flags(c *cobra.Command) {
	s := c.Flags()
	s.StringArrayVar(&d.columns, "column", nil, "columns of a workbook; may be given more than once")
	s.StringArrayVar(&d.correlate, "correlate", nil, "columns of which every two are correlated: age,q1..q3")
	s.StringVar(&d.method, "method", "pearson", "correlation: pearson or spearman")
	s.StringArrayVar(&d.tables, "table", nil, "two columns for a two-way table, ROWS:COLUMNS")
	s.IntVar(&d.quantiles, "quantiles", int(stat.Type7), "type of the quartiles, 1 to 9 as R numbers them (SPSS: 6)")
	s.StringVar(&d.id, "id", "", "column with the respondent's id; a repeated one is an error")
	s.StringVar(&d.sheet, "sheet", "", "sheet of the workbook (default: the only visible one)")
	s.IntVar(&d.headerRow, "header-row", 0, "row of the column names (default: the first that has them)")
	s.StringArrayVar(&d.labels, "label", nil, "number of a text, Agree=4; may be given more than once")
	s.StringArrayVar(&d.missing, "missing", nil, "answer that stands for none, -99; may be given more than once")
	s.Float64Var(&d.top, "top", 0, "least answer of the top box of a workbook's columns")
	s.Float64Var(&d.level, "ci", 0.95, "confidence level of a workbook's intervals")
	completeColumns(c, []string{"column", "correlate", "id"}, []string{"table"})
}

// describedFile is what kith describe says of a workbook.
type describedFile struct {
	Columns      []reproduce.FileColumn      `json:"columns,omitempty"`
	Correlations []reproduce.FileCorrelation `json:"correlations,omitempty"`
	Tables       []*reproduce.FileTable      `json:"tables,omitempty"`
}

// describe reads the file and computes what the flags ask for.
func (d *fileDescription) describe(path string) (out describedFile, err error) {
	read, err := d.read()
	if err != nil {
		return out, err
	}
	switch {
	case d.quantiles < 1 || d.quantiles > 9:
		return out, wrong("quantiles", fmt.Sprint(d.quantiles), "give a type from 1 to 9: 7 is R's default, 6 is SPSS's")
	case d.method != "pearson" && d.method != "spearman":
		return out, wrong("method", d.method, "give pearson or spearman")
	case !(d.level > 0 && d.level < 1):
		return out, &study.Fault{What: fmt.Sprintf("--ci %v is not between 0 and 1", d.level), Hint: "give a level such as 0.95"}
	}
	if len(d.columns) > 0 || len(d.correlate)+len(d.tables) == 0 {
		if out.Columns, err = reproduce.DescribeFile(path, d.columns, read, stat.QuantileType(d.quantiles), d.level, d.top); err != nil {
			return out, err
		}
	}
	for _, list := range d.correlate {
		r, err := reproduce.CorrelateFile(path, list, read, d.method, d.level)
		if err != nil {
			return out, err
		}
		out.Correlations = append(out.Correlations, r...)
	}
	for _, pair := range d.tables {
		sides, err := twoSides("table", pair)
		if err != nil {
			return out, err
		}
		table, err := reproduce.TabulateFile(path, sides, read)
		if err != nil {
			return out, err
		}
		out.Tables = append(out.Tables, table)
	}
	return out, nil
}

func (out describedFile) print(t *terminal, level float64) {
	ci := fmt.Sprintf("[%s%% CI]", percent(level))
	gap := ""
	if len(out.Columns) > 0 {
		printColumns(t, out.Columns, level)
		gap = "\n"
	}
	if len(out.Correlations) > 0 {
		printCorrelations(t, gap, out.Correlations, ci)
		gap = "\n"
	}
	for _, table := range out.Tables {
		t.printf("%s  %s (rows) by %s: n (%% of the row), n = %d", gap, table.Rows, table.Columns, table.N)
		if table.Dropped > 0 {
			t.printf(", %s without one of the two", plural(table.Dropped, "row", "rows"))
		}
		t.printf("\n")
		printTwoWay(t, table)
		gap = "\n"
	}
}

func printCorrelations(t *terminal, gap string, all []reproduce.FileCorrelation, ci string) {
	name := map[string]string{"pearson": "Pearson's r", "spearman": "Spearman's rho"}[all[0].Method]
	g := &grid{heads: []string{"", "", "n", name + " " + ci, "t (df)", "p"}, numeric: []bool{false, false, true, true, true, true}}
	if all[0].Method == "spearman" {
		g.heads, g.numeric = append(g.heads, "exact p"), append(g.numeric, true)
	}
	for _, r := range all {
		value := report.Bounded(r.R, 2)
		if r.CILow.Defined() {
			value += fmt.Sprintf(" [%s, %s]", report.Bounded(r.CILow, 2), report.Bounded(r.CIHigh, 2))
		}
		cells := []string{r.X, r.Y, fmt.Sprint(r.N), value, fmt.Sprintf("%s (%s)", report.Dec(r.T, 2), report.DF(r.DF)), report.P(r.P)}
		if r.Method == "spearman" {
			cells = append(cells, report.P(r.PExact))
		}
		g.add(cells...)
	}
	t.printf("%s", gap)
	g.print(t, 2)
	t.printf("  interval: %s\n", all[0].CIMethod)
	for _, r := range all {
		if r.Reason != "" {
			t.warn("%s, %s: %s", r.X, r.Y, r.Reason)
		}
	}
}

func printTwoWay(t *terminal, table *reproduce.FileTable) {
	g := &grid{heads: []string{""}, numeric: []bool{false}}
	for _, c := range append(append([]string{}, table.Categories...), "all") {
		g.heads, g.numeric = append(g.heads, short(c, 24)), append(g.numeric, true)
	}
	for _, r := range table.Counts {
		cells := []string{short(r.Category, 34)}
		for j, n := range r.N {
			cells = append(cells, fmt.Sprintf("%d (%s)", n, report.Dec(r.Percent[j], 1)))
		}
		g.add(append(cells, fmt.Sprint(r.Total))...)
	}
	last := []string{"all"}
	for _, n := range table.ColumnTotals {
		last = append(last, fmt.Sprint(n))
	}
	g.add(append(last, fmt.Sprint(table.N))...)
	g.print(t, 2)
}

// describedRow is one row of the CSV of kith describe: of a category its n and
// percent, of numbers their figures.
type describedRow struct {
	Study      string      `json:"study"`
	Set        string      `json:"set"`
	Name       string      `json:"name"`
	Condition  string      `json:"condition"`
	Category   string      `json:"category"`
	Suppressed string      `json:"suppressed"`
	N          *int        `json:"n"`
	Percent    *report.Num `json:"percent"`
	Missing    []string    `json:"missing"`
	*figuresRow
}

type figuresRow struct {
	Mean      report.Num `json:"mean"`
	SD        report.Num `json:"sd"`
	Median    report.Num `json:"median"`
	Q1        report.Num `json:"q1"`
	Q3        report.Num `json:"q3"`
	Quantiles int        `json:"quantile_type"`
	Min       report.Num `json:"min"`
	Max       report.Num `json:"max"`
	Skewness  report.Num `json:"skewness"`
	Kurtosis  report.Num `json:"kurtosis"`

	MedianLow   *report.Num          `json:"median_ci_low"`
	MedianHigh  *report.Num          `json:"median_ci_high"`
	MedianLevel *report.Num          `json:"median_ci_level"`
	Values      []string             `json:"values"`
	Top         *reproduce.FileShare `json:"top_box"`
}

func newDescribedRow(name string, d report.Describe, quantiles int) describedRow {
	row := describedRow{Name: name, N: &d.N, figuresRow: &figuresRow{
		Mean: d.Mean, SD: d.SD, Median: d.Median, Q1: d.Q1, Q3: d.Q3, Quantiles: quantiles,
		Min: d.Min, Max: d.Max, Skewness: d.Skewness, Kurtosis: d.Kurtosis,
	}}
	for _, m := range d.Missing {
		row.Missing = append(row.Missing, fmt.Sprintf("%d %s", m.N, strings.ReplaceAll(m.Reason, "_", " ")))
	}
	return row
}

// csv prints the one table that was asked for.
func (out describedFile) csv(t *terminal) error {
	asked := len(out.Tables)
	for _, has := range []bool{len(out.Columns) > 0, len(out.Correlations) > 0} {
		if has {
			asked++
		}
	}
	switch {
	case asked != 1:
		return &study.Fault{What: fmt.Sprintf("--csv prints one table, and %d are asked for", asked), Hint: "give one of --column, --correlate and --table a run, or --json"}
	case len(out.Correlations) > 0:
		return printCSV(t, out.Correlations)
	case len(out.Tables) > 0:
		return printCSV(t, tableRows(out.Tables[0]))
	}
	var rows []describedRow
	for _, c := range out.Columns {
		row := newDescribedRow(c.Name, c.Describe, c.Quantiles)
		row.MedianLow, row.MedianHigh, row.MedianLevel, row.Top = &c.MedianLow, &c.MedianHigh, &c.MedianLevel, c.Top
		row.Values = valueTexts(c)
		rows = append(rows, row)
	}
	return printCSV(t, rows)
}

// tableRow is one cell of a two-way table as a row of CSV.
type tableRow struct {
	Row        string     `json:"row"`
	Column     string     `json:"column"`
	N          int        `json:"n"`
	RowTotal   int        `json:"row_total"`
	RowPercent report.Num `json:"row_percent"`
}

func tableRows(table *reproduce.FileTable) []tableRow {
	var rows []tableRow
	for _, r := range table.Counts {
		for j, n := range r.N {
			rows = append(rows, tableRow{r.Category, table.Categories[j], n, r.Total, r.Percent[j]})
		}
	}
	return rows
}

// valueTexts gives how often each value stands, "4: 2".
func valueTexts(c reproduce.FileColumn) []string {
	var values []string
	for _, v := range c.Values {
		values = append(values, fmt.Sprintf("%s: %d", report.Dec(v.Point, decimalsShown(float64(v.Point))), v.N))
	}
	return values
}

// decimalsShown is none for a whole number, else two.
func decimalsShown(x float64) int {
	if x == math.Trunc(x) {
		return 0
	}
	return 2
}

// studyRows gives what kith describe prints of a study, as rows of CSV.
func studyRows(all []*report.Quant) []describedRow {
	rows := []describedRow{}
	for _, q := range all {
		for _, c := range q.Columns {
			if c.Describe != nil {
				row := newDescribedRow(c.Label, *c.Describe, int(stat.Type7))
				row.Study = q.Study
				rows = append(rows, row)
			}
			for _, k := range c.Categories {
				row := describedRow{Study: q.Study, Name: c.Label, Category: k.Category, Suppressed: k.Suppressed}
				if k.Suppressed == "" {
					row.N, row.Percent = &k.N, &k.Percent
				}
				rows = append(rows, row)
			}
		}
		for _, s := range q.Sets {
			add := func(name, condition string, d report.Describe) {
				row := newDescribedRow(name, d, int(stat.Type7))
				row.Study, row.Set, row.Condition = q.Study, s.ID, condition
				rows = append(rows, row)
			}
			for _, it := range s.Items {
				add(it.ID, s.LabelA, it.A)
				add(it.ID, s.LabelB, it.B)
			}
			if c := s.Composite; c != nil && c.A != nil {
				add("score", s.LabelA, *c.A)
				add("score", s.LabelB, *c.B)
			}
		}
	}
	return rows
}
