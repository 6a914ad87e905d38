package report

// Movement counts the pairs whose declared difference is above, below and at 0,
// on differences rounded at the tenth significant digit.
type Movement struct {
	Rose   int `json:"rose"`
	Fell   int `json:"fell"`
	Stayed int `json:"stayed"`
}

// Extra holds what the manifest declares beside the t test, and nothing else.
// Directions are those of the declared difference.
type Extra struct {
	Wilcoxon    *Wilcoxon    `json:"wilcoxon,omitempty"`
	Sign        *SignTest    `json:"sign,omitempty"`
	Shapiro     *Shapiro     `json:"shapiro,omitempty"`
	Bayes       *Bayes       `json:"bayes,omitempty"`
	Equivalence *Equivalence `json:"tost,omitempty"`
	Permutation *Permutation `json:"permutation,omitempty"`
	Bootstrap   *Bootstrap   `json:"bootstrap,omitempty"`
}

// Wilcoxon is a signed-rank test with its effect size and estimate.
type Wilcoxon struct {
	WPlus        Num    `json:"w_plus"`
	WMinus       Num    `json:"w_minus"`
	NonZero      int    `json:"n_nonzero"`
	Zero         int    `json:"n_zero"`
	Ties         int    `json:"ties"` // non-zero differences whose absolute value another one shares
	Zeros        string `json:"zeros" enum:"dropped,pratt"`
	Method       string `json:"method"` // how p comes about: exact given the ties, or normal approximation
	P            Num    `json:"p"`
	PExact       Num    `json:"p_exact"`
	PNormal      Num    `json:"p_normal"`           // normal approximation, without continuity correction
	PCorrected   Num    `json:"p_normal_corrected"` // with it
	Z            Num    `json:"z"`
	RankBiserial Num    `json:"rank_biserial"` // matched pairs
	RankLow      Num    `json:"rank_biserial_ci_low"`
	RankHigh     Num    `json:"rank_biserial_ci_high"`
	Estimate     Num    `json:"hodges_lehmann"` // median of the Walsh averages
	EstimateLow  Num    `json:"hodges_lehmann_ci_low"`
	EstimateHigh Num    `json:"hodges_lehmann_ci_high"`
	Level        Num    `json:"hodges_lehmann_ci_level"` // the level its interval has
	Reason       string `json:"reason"`
	// Warnings name the pairs without a difference and the ties.
	Warnings []string `json:"warnings"`
}

// SignTest is the exact sign test; its counts are those of Movement.
type SignTest struct {
	P      Num    `json:"p"`
	Share  Num    `json:"share"` // rose, of rose and fell
	Low    Num    `json:"share_ci_low"`
	High   Num    `json:"share_ci_high"`
	Reason string `json:"reason"`
}

// Shapiro is the Shapiro–Wilk test of the differences.
type Shapiro struct {
	N      int    `json:"n"`
	W      Num    `json:"w"`
	P      Num    `json:"p"`
	Reason string `json:"reason"`
}

// Bayes is the JZS Bayes factor of d_z not 0 against d_z = 0, two-sided, and
// where a direction is declared, of d_z on that side alone.
type Bayes struct {
	LogBF10     Num    `json:"log_bf10"`                                  // natural logarithm
	LogDirected *Num   `json:"log_bf_directed,omitempty"`                 // the same, of the declared direction
	Alternative string `json:"alternative,omitempty" enum:"greater,less"` // that direction
	Width       Num    `json:"width"`                                     // of the Cauchy prior of d_z
	Reason      string `json:"reason"`
}

// Equivalence is a test of equivalence by two one-sided t tests.
type Equivalence struct {
	Bound  Num    `json:"bound"` // as declared, in the unit declared
	Unit   string `json:"unit" enum:"raw,dz"`
	Low    Num    `json:"low"` // the bounds in points of the score
	High   Num    `json:"high"`
	PLow   Num    `json:"p_low"`
	PHigh  Num    `json:"p_high"`
	P      Num    `json:"p"` // the larger of both
	CILow  Num    `json:"ci_low"`
	CIHigh Num    `json:"ci_high"`
	Level  Num    `json:"ci_level"` // 1 − 2 alpha
	Reason string `json:"reason"`
}

// Permutation is the sign-flip test of the mean difference.
type Permutation struct {
	P      Num    `json:"p"`
	Exact  bool   `json:"exact"` // all changes of sign were enumerated
	Draws  int    `json:"draws"`
	Seed   int    `json:"seed"`
	SE     Num    `json:"monte_carlo_se"`
	Reason string `json:"reason"`
}

// Bootstrap holds BCa intervals of the mean difference and of d_z.
type Bootstrap struct {
	Draws  int    `json:"draws"`
	Seed   int    `json:"seed"`
	CILow  Num    `json:"ci_low"`
	CIHigh Num    `json:"ci_high"`
	DZLow  Num    `json:"d_z_ci_low"`
	DZHigh Num    `json:"d_z_ci_high"`
	Reason string `json:"reason"`
}

// Reliability is how reliable a score is under one condition, beside alpha
// over everyone who answered every item there.
type Reliability struct {
	AlphaPairs    Num               `json:"alpha_pairs"` // over those who answered every item under both conditions
	NPairs        int               `json:"alpha_pairs_n"`
	Omega         Num               `json:"omega"` // McDonald's, of one factor
	OmegaReason   string            `json:"omega_reason"`
	SpearmanBrown Num               `json:"spearman_brown"` // of two items; not defined for more
	SpearmanN     int               `json:"spearman_brown_n"`
	Floor         Num               `json:"floor"` // share of scores at the lowest possible one
	Ceiling       Num               `json:"ceiling"`
	Items         []ItemReliability `json:"items"`
}

// ItemReliability says how one item stands to the others of its set, over
// those who answered every item.
type ItemReliability struct {
	ID             string `json:"id"`
	RestR          Num    `json:"item_rest_r"`
	AlphaIfDeleted Num    `json:"alpha_if_deleted"`
}

// An Indicator is a share of the respondents that bears on feasibility.
type Indicator struct {
	ID          string     `json:"id"`
	Label       string     `json:"label"`
	Column      string     `json:"column"`
	Counts      string     `json:"counts"` // the answers that count, in words: Yes; 4 or more
	Denominator string     `json:"denominator" enum:"answered,all"`
	N           int        `json:"n"`
	K           int        `json:"k"` // those who count; -1 where suppressed
	Percent     Num        `json:"percent"`
	CILow       Num        `json:"ci_low"` // Wilson, in percent
	CIHigh      Num        `json:"ci_high"`
	Reason      string     `json:"reason"` // why there is no percentage
	Criterion   *Criterion `json:"criterion"`
}

// Criterion is the rule for green, amber and red, and what it gives.
type Criterion struct {
	Date   string `json:"date"`
	Source string `json:"source"`
	Green  Num    `json:"green_at_least"` // percent
	Amber  Num    `json:"amber_at_least"`
	Colour string `json:"colour" enum:"green,amber,red,"`
	// Spans are the boundaries inside the confidence interval: with them the
	// colour could as well be another.
	Spans []Num `json:"interval_spans"`
}
