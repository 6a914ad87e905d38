package reproduce

import (
	"fmt"

	"kith/report"
)

// An expectation is the numbers that R must find, in the order of print.
type expectation struct{ numbers []expectedNumber }

// An expectedNumber is one number of results.json. The place says whose it is
// (S3/QS1/composite) and the name which.
type expectedNumber struct {
	place, name string
	value       report.Num
}

// Places of numbers, as recompute.R makes them too.
func columnID(part, column string) string          { return part + "/column/" + flat(column) }
func indicatorID(part, indicator string) string    { return part + "/feasibility/" + indicator }
func compositeID(part, set string) string          { return part + "/" + set + "/composite" }
func analysisID(part, set, analysis string) string { return part + "/" + set + "/analysis/" + analysis }
func correlationID(part, id string) string         { return part + "/correlations/" + id }
func twoWayID(part, id string) string              { return part + "/two_way/" + id }
func medianID(part, variable string) string        { return part + "/median/" + flat(variable) }
func topBoxID(part, set string, from float64) string {
	return fmt.Sprintf("%s/top_box/%s from %s", part, set, rNumber(from))
}
func itemID(part, set, item string) string { return part + "/" + set + "/item/" + item }

// rows gives expected.csv.
func (e *expectation) rows() [][]string {
	rows := [][]string{{"id", "name", "value"}}
	for _, n := range e.numbers {
		value := "NA"
		if n.value.Defined() {
			text, _ := n.value.MarshalJSON() // never fails
			value = string(text)
		}
		rows = append(rows, []string{n.place, n.name, value})
	}
	return rows
}

func (e *expectation) add(place, name string, value report.Num) {
	e.numbers = append(e.numbers, expectedNumber{place, name, value})
}

func (e *expectation) count(place, name string, n int) {
	value := report.Num(n)
	if n < 0 { // suppressed
		value = report.NaN()
	}
	e.add(place, name, value)
}

func (e *expectation) quant(q *report.Quant) {
	e.count(q.Study, "n", q.N)
	for _, c := range q.Columns {
		e.column(columnID(q.Study, c.Column), c)
	}
	for _, s := range q.Sets {
		for _, item := range s.Items {
			place := itemID(q.Study, s.ID, item.ID)
			e.describe(place+"/A", &item.A)
			e.describe(place+"/B", &item.B)
			e.comparison(place, item.Test)
		}
		e.comparison(compositeID(q.Study, s.ID), s.Composite)
		for _, a := range s.Analyses {
			e.comparison(analysisID(q.Study, s.ID, a.ID), a)
		}
	}
	for _, f := range q.Feasibility {
		place := indicatorID(q.Study, f.ID)
		e.count(place, "n", f.N)
		e.count(place, "k", f.K)
		e.add(place, "percent", f.Percent)
		e.add(place, "ci_low", f.CILow)
		e.add(place, "ci_high", f.CIHigh)
	}
	e.associations(q)
}

func (e *expectation) associations(q *report.Quant) {
	for _, t := range q.Correlations {
		for _, c := range t.Pairs {
			place := correlationID(q.Study, t.ID) + "/" + flat(c.X) + " with " + flat(c.Y)
			e.count(place, "n", c.N)
			e.add(place, "r", c.R)
			e.add(place, "ci_low", c.CILow)
			e.add(place, "ci_high", c.CIHigh)
			e.add(place, "p", c.P)
		}
	}
	for _, t := range q.TwoWay {
		place := twoWayID(q.Study, t.ID)
		e.count(place, "n", t.N)
		e.count(place, "dropped", t.Dropped)
		row := func(name string, cells []report.TwoWayCell) {
			for i, c := range cells {
				e.count(place, "n of "+name+" by "+flat(t.Columns[i]), c.N)
				e.add(place, "percent of "+name+" by "+flat(t.Columns[i]), c.Percent)
			}
		}
		for _, r := range t.Rows {
			row(flat(r.Category), r.Cells)
			e.count(place, "total of "+flat(r.Category), r.Total)
		}
		row("everyone", t.ColumnTotals)
	}
	for _, m := range q.Medians {
		place := medianID(q.Study, m.Variable)
		e.count(place, "n", m.N)
		e.add(place, "median", m.Median)
		e.add(place, "ci_low", m.CILow)
		e.add(place, "ci_high", m.CIHigh)
		e.add(place, "ci_level", m.Level)
	}
	for _, b := range q.TopBoxes {
		for _, item := range b.Items {
			e.share(topBoxID(q.Study, b.Set, float64(b.AtLeast))+"/"+item.ID+"/A", item.A)
			e.share(topBoxID(q.Study, b.Set, float64(b.AtLeast))+"/"+item.ID+"/B", item.B)
		}
	}
}

func (e *expectation) share(place string, s report.Share) {
	e.count(place, "n", s.N)
	e.count(place, "k", s.K)
	e.add(place, "percent", s.Percent)
	e.add(place, "ci_low", s.CILow)
	e.add(place, "ci_high", s.CIHigh)
}

func (e *expectation) column(place string, c report.ColumnSummary) {
	if c.Describe != nil {
		e.describe(place, c.Describe)
		return
	}
	e.count(place, "n", c.N)
	for _, k := range c.Categories {
		e.count(place, "n of "+flat(k.Category), k.N)
	}
	for _, k := range c.Categories {
		e.add(place, "percent of "+flat(k.Category), k.Percent)
	}
}

func (e *expectation) describe(place string, d *report.Describe) {
	if d == nil {
		return
	}
	e.count(place, "n", d.N)
	e.add(place, "mean", d.Mean)
	e.add(place, "sd", d.SD)
	e.add(place, "median", d.Median)
	e.add(place, "q1", d.Q1)
	e.add(place, "q3", d.Q3)
	e.add(place, "min", d.Min)
	e.add(place, "max", d.Max)
	e.add(place, "skewness", d.Skewness)
	e.add(place, "kurtosis", d.Kurtosis)
	for _, p := range d.Distribution {
		e.count(place, fmt.Sprintf("n at %g", float64(p.Point)), p.N)
	}
}

func (e *expectation) comparison(place string, c *report.Comparison) {
	if c == nil {
		return
	}
	e.describe(place+"/A", c.A)
	e.describe(place+"/B", c.B)
	e.reliability(place+"/reliability/A", c.AlphaA, c.ReliabilityA)
	e.reliability(place+"/reliability/B", c.AlphaB, c.ReliabilityB)
	e.paired(place, c.Paired)
	e.count(place, "rose", c.Change.Rose)
	e.count(place, "fell", c.Change.Fell)
	e.count(place, "stayed", c.Change.Stayed)
	for _, a := range c.Adjusted {
		e.add(place, "p adjusted by "+a.Method+" over "+a.Family, a.P)
	}
	if c.Extra != nil {
		e.extra(place, c.Extra)
	}
}

func (e *expectation) paired(place string, p report.Paired) {
	e.count(place, "n", p.N)
	for _, n := range []struct {
		name  string
		value report.Num
	}{
		{"mean_a", p.MeanA}, {"sd_a", p.SDA}, {"median_a", p.MedianA},
		{"mean_b", p.MeanB}, {"sd_b", p.SDB}, {"median_b", p.MedianB},
		{"r", p.R}, {"mean_difference", p.MeanDiff}, {"sd_difference", p.SDDiff}, {"se_difference", p.SEDiff},
		{"t", p.T}, {"df", p.DF}, {"p", p.P}, {"ci_low", p.CILow}, {"ci_high", p.CIHigh},
		{"d_z", p.DZ}, {"d_z_ci_low", p.DZLow}, {"d_z_ci_high", p.DZHigh},
		{"g_z", p.GZ}, {"g_z_ci_low", p.GZLow}, {"g_z_ci_high", p.GZHigh},
		{"d_av", p.DAv}, {"d_av_ci_low", p.DAvLow}, {"d_av_ci_high", p.DAvHigh}, {"g_av", p.GAv}, {"g_av_ci_low", p.GAvLow}, {"g_av_ci_high", p.GAvHigh},
		{"d_rm", p.DRm}, {"d_rm_ci_low", p.DRmLow}, {"d_rm_ci_high", p.DRmHigh}, {"g_rm", p.GRm}, {"g_rm_ci_low", p.GRmLow}, {"g_rm_ci_high", p.GRmHigh},
		{"skewness_difference", p.SkewDiff}, {"kurtosis_difference", p.KurtDiff},
	} {
		e.add(place, n.name, n.value)
	}
}

func (e *expectation) reliability(place string, a *report.Alpha, r *report.Reliability) {
	if a != nil {
		e.add(place, "alpha", a.Alpha)
		e.count(place, "n", a.N)
		e.add(place, "ci_low", a.CILow)
		e.add(place, "ci_high", a.CIHigh)
	}
	if r == nil {
		return
	}
	e.add(place, "alpha_pairs", r.AlphaPairs)
	e.count(place, "alpha_pairs_n", r.NPairs)
	e.add(place, "omega", r.Omega)
	e.add(place, "spearman_brown", r.SpearmanBrown)
	e.add(place, "floor", r.Floor)
	e.add(place, "ceiling", r.Ceiling)
	for _, item := range r.Items {
		e.add(place+"/"+item.ID, "item_rest_r", item.RestR)
		e.add(place+"/"+item.ID, "alpha_if_deleted", item.AlphaIfDeleted)
	}
}

// extra lists the declared tests. Declared choices and the Monte Carlo error
// of a p are no results to recompute.
func (e *expectation) extra(place string, x *report.Extra) {
	if w := x.Wilcoxon; w != nil {
		at := place + "/wilcoxon"
		e.add(at, "w_plus", w.WPlus)
		e.add(at, "w_minus", w.WMinus)
		e.count(at, "n_nonzero", w.NonZero)
		e.count(at, "n_zero", w.Zero)
		e.count(at, "ties", w.Ties)
		e.add(at, "p", w.P)
		e.add(at, "p_exact", w.PExact)
		e.add(at, "p_normal", w.PNormal)
		e.add(at, "p_normal_corrected", w.PCorrected)
		e.add(at, "z", w.Z)
		e.add(at, "rank_biserial", w.RankBiserial)
		e.add(at, "rank_biserial_ci_low", w.RankLow)
		e.add(at, "rank_biserial_ci_high", w.RankHigh)
		e.add(at, "hodges_lehmann", w.Estimate)
		e.add(at, "hodges_lehmann_ci_low", w.EstimateLow)
		e.add(at, "hodges_lehmann_ci_high", w.EstimateHigh)
		e.add(at, "hodges_lehmann_ci_level", w.Level)
	}
	if s := x.Sign; s != nil {
		at := place + "/sign"
		e.add(at, "p", s.P)
		e.add(at, "share", s.Share)
		e.add(at, "share_ci_low", s.Low)
		e.add(at, "share_ci_high", s.High)
	}
	if s := x.Shapiro; s != nil {
		at := place + "/shapiro"
		e.count(at, "n", s.N)
		e.add(at, "w", s.W)
		e.add(at, "p", s.P)
	}
	if b := x.Bayes; b != nil {
		e.add(place+"/bayes", "log_bf10", b.LogBF10)
		if b.LogDirected != nil {
			e.add(place+"/bayes", "log_bf_directed", *b.LogDirected)
		}
	}
	if t := x.Equivalence; t != nil {
		at := place + "/tost"
		e.add(at, "low", t.Low)
		e.add(at, "high", t.High)
		e.add(at, "p_low", t.PLow)
		e.add(at, "p_high", t.PHigh)
		e.add(at, "p", t.P)
		e.add(at, "ci_low", t.CILow)
		e.add(at, "ci_high", t.CIHigh)
	}
	if p := x.Permutation; p != nil {
		e.add(place+"/permutation", "p", p.P)
	}
	if b := x.Bootstrap; b != nil {
		at := place + "/bootstrap"
		e.add(at, "ci_low", b.CILow)
		e.add(at, "ci_high", b.CIHigh)
		e.add(at, "d_z_ci_low", b.DZLow)
		e.add(at, "d_z_ci_high", b.DZHigh)
	}
}
