package reproduce

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kith/analysis/stat"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// feasibility counts every declared indicator.
func feasibility(part *study.Part, set *dataset.Set, restricted bool) ([]report.Indicator, error) {
	var all []report.Indicator
	for _, f := range part.Feasibility {
		i := slices.IndexFunc(part.Columns, func(c study.Column) bool { return c.Column.Name == f.Column.Name })
		col := part.Columns[i]
		ind, err := indicator(part, f, col, set.Column(f.Column.Name))
		if err != nil {
			return nil, fmt.Errorf("indicator %s: %w", f.ID, err)
		}
		if restricted && col.Group == "characteristics" && (few(ind.K) || few(ind.N-ind.K)) {
			withhold(&ind)
		}
		all = append(all, ind)
	}
	return all, nil
}

func few(n int) bool { return n > 0 && n < smallCell }

// withhold takes out of an indicator whatever would give a small count away.
func withhold(ind *report.Indicator) {
	ind.K = -1
	ind.Percent, ind.CILow, ind.CIHigh = report.NaN(), report.NaN(), report.NaN()
	ind.Reason = "suppressed: it would show a characteristic of fewer than five people"
	if ind.Criterion != nil {
		ind.Criterion.Colour, ind.Criterion.Spans = "", []report.Num{}
	}
}

// indicator counts the answers that count, of those who answered or of
// everyone, with Wilson's interval, and holds the share against the criterion.
func indicator(part *study.Part, f study.Indicator, declared study.Column, col *dataset.Column) (report.Indicator, error) {
	out := report.Indicator{
		ID: f.ID, Label: f.Label, Column: f.Column.Name, Counts: countsWords(f), Denominator: f.Denominator,
		Percent: report.NaN(), CILow: report.NaN(), CIHigh: report.NaN(),
	}
	counts := counter(part, f, declared)
	for i, missing := range col.Missing.All() {
		if missing != "" {
			continue
		}
		out.N++
		text := ""
		if col.Texts != nil {
			text = col.Texts[i]
		}
		if counts(col.Numbers[i], text) {
			out.K++
		}
	}
	if f.Denominator == "all" {
		out.N = col.Missing.Len()
	}
	if out.N == 0 {
		out.Reason = "nobody answered"
	} else {
		share, low, high, err := stat.WilsonInterval(out.K, out.N, part.Tests.CI)
		if err != nil {
			return out, err
		}
		out.Percent, out.CILow, out.CIHigh = report.Num(100*share), report.Num(100*low), report.Num(100*high)
	}
	if f.Criterion != nil {
		out.Criterion = colour(f.Criterion, out)
	}
	return out, nil
}

// counter gives the rule by which an answer counts.
func counter(part *study.Part, f study.Indicator, declared study.Column) func(number float64, text string) bool {
	if f.AtLeast != nil {
		return func(number float64, _ string) bool { return number >= *f.AtLeast }
	}
	labels := declared.Labels
	if sc := part.FindScale(declared.Scale.Name); sc != nil {
		labels = sc.Labels
	}
	return func(number float64, text string) bool {
		names := []string{text}
		if text == "" {
			names[0] = strconv.FormatFloat(number, 'g', -1, 64)
		}
		for _, l := range labels {
			if l.Value == number {
				names = append(names, l.Text, strconv.FormatFloat(number, 'g', -1, 64))
			}
		}
		if declared.Kind == "flag" {
			names = append(names, map[bool]string{true: "Yes", false: "No"}[number == 1])
		}
		return slices.ContainsFunc(f.Counts, func(s study.Scalar) bool { return slices.ContainsFunc(names, s.Matches) })
	}
}

// countsWords says which answers count.
func countsWords(f study.Indicator) string {
	if f.AtLeast != nil {
		return strconv.FormatFloat(*f.AtLeast, 'g', -1, 64) + " or more"
	}
	var texts []string
	for _, c := range f.Counts {
		texts = append(texts, c.Text)
	}
	return strings.Join(texts, " or ")
}

// colour holds a share against a criterion. The boundary itself belongs to the
// better colour; shares are compared as counts, so that 21 of 70 is 30 %.
func colour(c *study.Criterion, ind report.Indicator) *report.Criterion {
	out := &report.Criterion{
		Date: c.Date, Source: c.Source, Green: report.Num(c.GreenAtLeast), Amber: report.Num(c.AmberAtLeast), Spans: []report.Num{},
	}
	if ind.N == 0 {
		return out
	}
	reaches := func(boundary float64) bool { return 100*float64(ind.K) >= boundary*float64(ind.N)*(1-1e-12) }
	switch {
	case reaches(c.GreenAtLeast):
		out.Colour = "green"
	case reaches(c.AmberAtLeast):
		out.Colour = "amber"
	default:
		out.Colour = "red"
	}
	for _, b := range []report.Num{out.Amber, out.Green} {
		if ind.CILow < b && b <= ind.CIHigh {
			out.Spans = append(out.Spans, b)
		}
	}
	return out
}
