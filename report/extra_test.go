package report

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// declared gives the results of the synthetic study with extra tests,
// reliability and feasibility as the manifest would have declared them. The
// numbers of QS3 are R's.
func declared(t *testing.T) *Results {
	r := study3(t)
	q := r.Quant[0]
	for _, s := range q.Sets {
		for _, c := range comparisonsOf(s) {
			c.Change = Movement{31, 24, 11}
			c.Extra = &Extra{
				Wilcoxon: &Wilcoxon{WPlus: 1012.5, WMinus: 527.5, NonZero: 55, Zero: 11, Ties: 55, Zeros: "dropped", Method: "exact given the ties",
					P: .0394647182155894, PExact: .0394647182155894, PNormal: .0399697315942907, PCorrected: .0403813738778794, Z: 2.05,
					RankBiserial: .314935064935065, RankLow: .02, RankHigh: .56, Estimate: 1.0 / 6, EstimateLow: 0, EstimateHigh: 1.0 / 3, Level: .951,
					Warnings: []string{"11 of 66 pairs do not differ and are dropped before ranking", "55 of 55 differences share their size with another"}},
				Sign:        &SignTest{P: .418754188269015, Share: 31.0 / 55, Low: .42, High: .70},
				Shapiro:     &Shapiro{N: 66, W: .959158431527128, P: .0290699369593996},
				Bayes:       &Bayes{LogBF10: .256526499200213, Width: Num(math.Sqrt2 / 2)},
				Equivalence: &Equivalence{Bound: .5, Unit: "raw", Low: -.5, High: .5, PLow: 5.7e-11, PHigh: .000903578112866432, P: .000903578112866432, CILow: .0492207940038398, CIHigh: .354819610036564, Level: .9},
				Permutation: &Permutation{P: .0331, Draws: 10000, Seed: 1, SE: .0018},
				Bootstrap:   &Bootstrap{Draws: 10000, Seed: 1, CILow: .025, CIHigh: .379, DZLow: .035, DZHigh: .534},
			}
		}
		if c := s.Composite; c != nil {
			c.AlphaA.CILow, c.AlphaA.CIHigh, c.AlphaB.CILow, c.AlphaB.CIHigh = .77, .89, .66, .84
			rel := &Reliability{AlphaPairs: .84, NPairs: 66, Omega: .85, SpearmanBrown: NaN(), Floor: .2, Ceiling: .05}
			for i := range s.Items {
				rel.Items = append(rel.Items, ItemReliability{ID: s.Items[i].ID, RestR: .7, AlphaIfDeleted: .79})
			}
			c.ReliabilityA, c.ReliabilityB = rel, rel
		}
	}
	q.Feasibility = []Indicator{
		{ID: "willing", Label: "Willing to take part in a trial", Column: "trial_willing", Counts: "Yes", Denominator: "all", N: 70, K: 21, Percent: 30, CILow: 20.5, CIHigh: 41.5,
			Criterion: &Criterion{Date: "2021-03-01", Source: "protocol", Green: 50, Amber: 30, Colour: "amber", Spans: []Num{30}}},
		{ID: "useful", Label: "Finds the toolkit useful", Column: "toolkit_useful", Counts: "4 or more", Denominator: "answered", N: 69, K: 51, Percent: 73.9130434783, CILow: 62.5, CIHigh: 82.8},
	}
	q.Correlations = []CorrelationTable{
		{ID: "opinions", Label: "Scores and Opinions", Method: "pearson", Missing: "listwise",
			Variables: []VariableOf{{"QS1.A", "Contact: before"}, {"useful", "Usefulness"}, {"easy", "Ease of use"}},
			Pairs: []Correlation{
				{X: "QS1.A", Y: "useful", N: 68, R: .5, CILow: .297, CIHigh: .66, P: .00001},
				{X: "QS1.A", Y: "easy", N: 68, R: -.12, CILow: -.35, CIHigh: .12, P: .33},
				{X: "useful", Y: "easy", N: 1, R: NaN(), CILow: NaN(), CIHigh: NaN(), P: NaN(), Reason: "a correlation needs two complete pairs"},
			}},
		{ID: "ranks", Label: "Ranks", Method: "spearman", Missing: "pairwise",
			Variables: []VariableOf{{"a", "First"}, {"b", "Second"}},
			Pairs:     []Correlation{{X: "a", Y: "b", N: 6, R: .8285714285714286, CILow: -.02, CIHigh: .98, P: .0583333333333333, Exact: true}}},
	}
	q.TwoWay = []TwoWay{{ID: "w", Label: "Willingness by Town", RowLabel: "Town", ColumnLabel: "Willing", Columns: []string{"Yes", "No"}, N: 30, Dropped: 2,
		Rows: []TwoWayRow{
			{Category: "Bath", Cells: []TwoWayCell{{N: -1, Percent: NaN(), Suppressed: "small"}, {N: -1, Percent: NaN(), Suppressed: "complementary"}}, Total: 12},
			{Category: "York", Cells: []TwoWayCell{{N: -1, Percent: NaN(), Suppressed: "complementary"}, {N: -1, Percent: NaN(), Suppressed: "complementary"}}, Total: 18},
			{Category: "Hull", Cells: []TwoWayCell{{Percent: NaN()}, {Percent: NaN()}}, Total: 0},
		},
		ColumnTotals: []TwoWayCell{{N: 13, Percent: 43.3333333333}, {N: 17, Percent: 56.6666666667}}}}
	q.Medians = []MedianCI{
		{Variable: "years", Label: "Years in role", N: 69, Median: 1.5, CILow: 1, CIHigh: 2, Level: .9583},
		{Variable: "few", Label: "Few", N: 3, Median: 2, CILow: NaN(), CIHigh: NaN(), Level: NaN(), Reason: "3 values are too few for an interval of a median"},
	}
	q.TopBoxes = []TopBox{{Set: "QS2", AtLeast: 6, Items: []TopBoxItem{
		{ID: "qs2_01", A: Share{N: 70, K: 7, Percent: 10, CILow: 4.9, CIHigh: 19.2}, B: Share{N: 68, K: 34, Percent: 50, CILow: 38.4, CIHigh: 61.6}},
		{ID: "qs2_04", A: Share{N: 0, Percent: NaN(), CILow: NaN(), CIHigh: NaN()}, B: Share{N: 68, K: 0, CIHigh: 5.3}},
	}}}
	return r
}

func TestExtraInWords(t *testing.T) {
	text := documentText(undrawn(declared(t)))
	for _, want := range []string{
		"31 rose, 24 fell and 11 stayed as they were; Wilcoxon signed-rank test, W_+ = 1012.5, p = .039, r_rb = .31",
		"the differences depart from a normal distribution (Shapiro–Wilk W = .959, p = .029)",
		"the mean difference lies within the declared bounds (two one-sided tests, ±0.5, p < .001)",
		"p is exact given the ties unless marked",
		"Pairs that stayed are dropped before ranking.",
		"a Cauchy prior of width .707",
		"the 90% CI of the mean difference",
		"(10,000 draws, seed 1)",
		"gives the correlations of three variables; one of two differs significantly from 0 at the level of .05, not adjusted for their number. A correlation shows no cause.",
		"Missing data are left out listwise: every row is over those who have all variables of the table.",
		"ρ is Spearman’s rank correlation",
		"From the permutation distribution of the ranks (past nine pairs by the series of Best and Roberts, 1975).",
		"counts Link Workers by “Town” and “Willing” (n = 30; 2 without one of them left out).",
		"Counts below 5 are printed as < 5",
		"at least 95%",
		"Missing data are left out pairwise: each test is over those who have both of its sides.",
		"11 of 66 pairs do not differ and are dropped before ranking; 55 of 55 differences share their size with another.",
		"no verdict rests on them",
		"“Willing to take part in a trial” (Yes) held for 21 of 70 Link Workers analysed, 30.0%, 95% CI [20.5, 41.5]; by the criterion of 1 March 2021 this is amber, but the interval spans the boundary at 30%",
		"“Finds the toolkit useful” (4 or more) held for 51 of 69 Link Workers who answered, 73.9%, 95% CI [62.5, 82.8].",
		"Green from 50%, amber from 30%, red below; set on 1 March 2021 (protocol). The interval spans the boundary at 30%.",
		"Of everyone analysed, whether they answered or not.",
		"The sample is one of convenience",
		"More than 15% have the lowest possible score.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	for _, banned := range []string{"NaN", "Inf", "green;", "normally distributed"} {
		if strings.Contains(text, banned) {
			t.Errorf("the report says %q", banned)
		}
	}
}

// Without a declaration the report is what it was: no table and no word of
// further tests, feasibility or colours.
func TestNothingExtraUnlessDeclared(t *testing.T) {
	text := documentText(undrawn(study3(t)))
	for _, word := range []string{"Wilcoxon", "Shapiro", "Bayes", "quivalence", "ermutation", "ootstrap", "Feasibility Indicators", "criterion", "Amber"} {
		if strings.Contains(text, word) {
			t.Errorf("the report says %q", word)
		}
	}
	for _, table := range Tables(study3(t)) {
		if slices.Contains([]string{"rank-tests", "further-checks", "feasibility", "item-reliability"}, table.ID) {
			t.Errorf("the report has the table %s", table.ID)
		}
	}
}

// A table holds the columns of what is declared and no other; undefined
// figures print a dash, with their reason.
func TestExtraTables(t *testing.T) {
	r := declared(t)
	for _, s := range r.Quant[0].Sets {
		for _, c := range comparisonsOf(s) {
			c.Extra = &Extra{Shapiro: &Shapiro{N: 66, W: NaN(), P: NaN(), Reason: "the values do not vary"}}
		}
	}
	r.Quant[0].Feasibility[0].Criterion = nil
	r.Quant[0].Feasibility[1] = Indicator{Label: "Rare", Counts: "Yes", Denominator: "answered", N: 70, K: -1, Percent: NaN(), CILow: NaN(), CIHigh: NaN(), Reason: "suppressed"}
	byID := map[string]*Table{}
	for _, table := range Tables(r) {
		byID[table.ID] = table
	}
	names := func(id string) string {
		var out []string
		for _, c := range byID[id].Columns {
			out = append(out, c.Name)
		}
		return strings.Join(out, " ")
	}
	if byID["rank-tests"] != nil {
		t.Error("rank tests were not declared")
	}
	if got, want := names("further-checks"), "comparison n shapiro_W shapiro_p skew kurtosis"; got != want {
		t.Errorf("further checks have %s", got)
	}
	if got, want := names("feasibility"), "indicator counts k n percent ci_low ci_high"; got != want {
		t.Errorf("feasibility has %s, a colour without a criterion", got)
	}
	row := byID["further-checks"].Rows[0]
	if plain(row.Cells[2].Text) != undefined || plain(byID["further-checks"].Specific[0].Text) != "The values do not vary." {
		t.Errorf("got %+v with the notes %+v", row, byID["further-checks"].Specific)
	}
	if got := plain(byID["feasibility"].Rows[1].Cells[2].Text) + plain(byID["feasibility"].Rows[1].Cells[4].Text); got != undefined+undefined {
		t.Errorf("a suppressed count prints %s", got)
	}
}

// Every heading of a span covers as many columns as there are.
func TestSpansAddUp(t *testing.T) {
	for _, table := range Tables(declared(t)) {
		for _, heads := range table.Heads {
			n := 0
			for _, h := range heads {
				n += max(h.Span, 1)
			}
			if n != len(table.Columns) {
				t.Errorf("%s: headings over %d columns of %d", table.ID, n, len(table.Columns))
			}
		}
		for _, row := range table.Rows {
			if !row.Section && len(row.Cells) != len(table.Columns) {
				t.Errorf("%s: a row of %d cells", table.ID, len(row.Cells))
			}
		}
	}
}

// A declared direction has its Bayes factor in a column of its own, empty for
// the sets that declare none.
func TestDirectedBayesFactor(t *testing.T) {
	r := declared(t)
	directed := Num(.91)
	composite := r.Quant[0].Sets[0].Composite
	composite.Extra.Bayes = &Bayes{LogBF10: .26, LogDirected: &directed, Alternative: "greater", Width: .707}
	found := false
	for _, table := range Tables(r) {
		if table.ID != "further-checks" {
			continue
		}
		at := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == "ln_BF_directed" })
		if at < 0 {
			t.Fatal("the table has no such column")
		}
		if two := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == "ln_BF10" }); two < at {
			t.Error("the two-sided factor stands before the declared one")
		}
		for _, row := range table.Rows {
			switch got := plain(row.Cells[at].Text); got {
			case "0.91":
				found = true
			case undefined:
			default:
				t.Errorf("%s", got)
			}
		}
		if note := plain(table.General); !strings.Contains(note, "it answers the question asked") {
			t.Errorf("the note says %s", note)
		}
	}
	if !found {
		t.Error("no row has the factor of the declared direction")
	}
}
