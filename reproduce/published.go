package reproduce

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"kith/report"
	"kith/study"
)

// Verdicts of a comparison with a published value.
const (
	Match         = "match"
	Reversed      = "match, direction reversed"
	Rounding      = "rounding"
	Mismatch      = "mismatch"
	CannotChecked = "cannot be checked"
)

// compare sets every published value of the manifest beside the recomputed
// one, at the precision it was printed with.
func compare(m *study.Manifest, res *report.Results) []report.Check {
	checks := []report.Check{}
	for _, part := range m.Studies {
		var q *report.Quant
		for _, have := range res.Quant {
			if have.Study == part.ID {
				q = have
			}
		}
		if q == nil {
			continue
		}
		for _, pub := range part.Published {
			checks = append(checks, compareOne(part, q, pub)...)
		}
	}
	return checks
}

// target finds the comparison that published values belong to.
func target(q *report.Quant, pub study.Published) (name string, c *report.Comparison, items int) {
	for _, s := range q.Sets {
		if pub.Set.Name == s.ID {
			return s.ID, s.Composite, len(s.Items)
		}
		for _, a := range s.Analyses {
			if pub.Analysis.Name == a.ID {
				return a.ID, a, len(s.Items)
			}
		}
		for i := range s.Items {
			if pub.Item.Name == s.Items[i].ID {
				return s.Items[i].ID, s.Items[i].Test, 1
			}
		}
	}
	return pub.Set.Name + pub.Item.Name + pub.Analysis.Name, nil, 0
}

// A recomputed value stands beside a published one. Opposite is the value in
// the other direction of the difference, NaN where direction means nothing.
type recomputed struct {
	name     string
	text     study.Text
	value    report.Num
	opposite report.Num
	why      string // why it cannot be checked, when value is NaN
	isP      bool
	count    bool // a count, which nothing rounds
}

func compareOne(part *study.Part, q *report.Quant, pub study.Published) []report.Check {
	name, c, items := target(q, pub)
	var values []recomputed
	if c == nil {
		values = listed(pub, &report.Comparison{Paired: undefinedPaired("nothing is tested under that name; see test: of the set")}, 1, "")
	} else {
		effect := pub.Effect
		if effect == "" {
			effect = part.Tests.Effect
		}
		factor := scoringFactor(c.Scoring, pub.Scoring, items)
		values = listed(pub, c, factor, effect)
	}
	var out []report.Check
	for _, v := range values {
		if !v.text.Set {
			continue
		}
		check := judge(v)
		check.Study, check.What, check.Source = part.ID, name, pub.Source
		out = append(out, check)
	}
	return out
}

func undefinedPaired(reason string) report.Paired {
	n := report.NaN()
	return report.Paired{N: -1, MeanA: n, SDA: n, MeanB: n, SDB: n, MeanDiff: n, CILow: n, CIHigh: n,
		T: n, DF: n, P: n, DZ: n, DZLow: n, DZHigh: n, GZ: n, DAv: n, DRm: n, Reason: reason}
}

// scoringFactor turns means into sums or back. Only a score that needs every
// item can be turned.
func scoringFactor(have report.Scoring, published string, items int) float64 {
	switch {
	case published == "" || published == have.Method || have.Method == "item":
		return 1
	case have.MinItems < have.Items:
		return math.NaN()
	case published == "sum":
		return float64(items)
	}
	return 1 / float64(items)
}

// listed gives the recomputed value of everything that can be published.
func listed(pub study.Published, c *report.Comparison, factor float64, effect string) []recomputed {
	p := c.Paired
	f := report.Num(factor)
	none := report.NaN()
	why := p.Reason
	if math.IsNaN(factor) {
		why = "means and sums of scores that allow missing items cannot be turned into each other"
	}
	n := report.Num(p.N)
	if p.N < 0 {
		n = none
	}
	pv, pWhy := p.P, why
	if pub.Adjustment != "" && pub.Adjustment != "none" {
		pv, pWhy = none, "p is not adjusted that way in any declared family"
		for _, a := range c.Adjusted {
			if a.Method == pub.Adjustment {
				pv, pWhy = a.P, ""
				break
			}
		}
	}
	d, dl, dh, dWhy := p.DZ, none, none, why
	switch effect {
	case "dz":
		dl, dh = p.DZLow, p.DZHigh
	case "gz":
		d = p.GZ
	case "dav":
		d = p.DAv
	case "drm":
		d = p.DRm
	}
	ciWhy := dWhy
	if effect != "dz" && ciWhy == "" {
		ciWhy = "kith computes no interval for this d"
	}
	return []recomputed{
		{name: "n", text: pub.N, value: n, opposite: none, why: why, count: true},
		{name: "M_A", text: pub.MA, value: p.MeanA * f, opposite: p.MeanB * f, why: why},
		{name: "SD_A", text: pub.SDA, value: p.SDA * f, opposite: p.SDB * f, why: why},
		{name: "M_B", text: pub.MB, value: p.MeanB * f, opposite: p.MeanA * f, why: why},
		{name: "SD_B", text: pub.SDB, value: p.SDB * f, opposite: p.SDA * f, why: why},
		{name: "MD", text: pub.MD, value: p.MeanDiff * f, opposite: -p.MeanDiff * f, why: why},
		{name: "ci_low", text: pub.CILow, value: p.CILow * f, opposite: -p.CIHigh * f, why: why},
		{name: "ci_high", text: pub.CIHigh, value: p.CIHigh * f, opposite: -p.CILow * f, why: why},
		{name: "t", text: pub.T, value: p.T, opposite: -p.T, why: why},
		{name: "df", text: pub.DF, value: p.DF, opposite: none, why: why, count: true},
		{name: "p", text: pub.P, value: pv, opposite: none, why: pWhy, isP: true},
		{name: "d", text: pub.D, value: d, opposite: -d, why: dWhy},
		{name: "d_low", text: pub.DLow, value: dl, opposite: -dh, why: ciWhy},
		{name: "d_high", text: pub.DHigh, value: dh, opposite: -dl, why: ciWhy},
	}
}

// judge compares one published value with the recomputed one at its printed
// precision.
func judge(v recomputed) report.Check {
	check := report.Check{Value: v.name, Published: v.text.Value}
	if !v.value.Defined() {
		check.Verdict, check.Why = CannotChecked, v.why
		return check
	}
	sign, number, decimals, ok := readPublished(v.text.Value)
	if !ok {
		check.Verdict, check.Why = CannotChecked, "kith cannot read the published value as a number"
		return check
	}
	have := float64(v.value)
	if v.isP {
		check.Verdict, check.Recomputed, check.Why = judgeP(sign, number, decimals, have)
		check.Recomputed = inStyleOf(v.text.Value, check.Recomputed)
		return check
	}
	if sign != "" {
		check.Verdict, check.Why = CannotChecked, "an inequality can be checked for p alone"
		return check
	}
	printed, want := report.Fixed(have, decimals), report.Fixed(number, decimals)
	check.Recomputed = inStyleOf(v.text.Value, printed)
	unit := math.Pow(10, -float64(decimals))
	switch {
	case printed == want:
		check.Verdict = Match
	case v.opposite.Defined() && report.Fixed(float64(v.opposite), decimals) == want:
		check.Verdict = Reversed
		check.Why = "the published difference runs the other way"
	case !v.count && math.Abs(have-number) < unit:
		check.Verdict = Rounding
		check.Why = fmt.Sprintf("recomputed %s: less than one unit of the last printed place away", report.Fixed(have, decimals+2))
	default:
		check.Verdict = Mismatch
		check.Why = fmt.Sprintf("recomputed %s", report.Fixed(have, decimals+2))
	}
	return check
}

// inStyleOf leaves out the zero before the decimal point where the published
// value does.
func inStyleOf(published, recomputed string) string {
	if digit := strings.IndexAny(published, "0123456789."); digit < 0 || published[digit] != '.' {
		return recomputed
	}
	return strings.Replace(recomputed, "0.", ".", 1)
}

// judgeP compares p. "<.001" matches every p below .001; ".000", as some
// programs print it, matches every p that rounds to it.
func judgeP(sign string, number float64, decimals int, have float64) (verdict, recomputed, why string) {
	recomputed = report.Fixed(have, decimals)
	if smallest := math.Pow(10, -float64(decimals)); sign == "" && have < smallest/2 && number != 0 {
		recomputed = "< " + report.Fixed(smallest, decimals)
	}
	switch sign {
	case "<":
		if have < number {
			return Match, "< " + report.Fixed(number, decimals), ""
		}
		return Mismatch, recomputed, "recomputed p is " + report.Fixed(have, decimals+2)
	case ">":
		if have > number {
			return Match, "> " + report.Fixed(number, decimals), ""
		}
		return Mismatch, recomputed, "recomputed p is " + report.Fixed(have, decimals+2)
	}
	switch {
	case report.Fixed(have, decimals) == report.Fixed(number, decimals):
		return Match, recomputed, ""
	case math.Abs(have-number) < math.Pow(10, -float64(decimals)):
		return Rounding, recomputed, "recomputed p is " + report.Fixed(have, decimals+2)
	}
	return Mismatch, recomputed, "recomputed p is " + report.Fixed(have, decimals+2)
}

// readPublished reads a value as printed: its inequality sign, its number and
// how many decimals it was printed with.
func readPublished(text string) (sign string, number float64, decimals int, ok bool) {
	s := strings.NewReplacer("−", "-", "–", "-", " ", "", " ", "", "≤", "<", "≥", ">").Replace(strings.TrimSpace(text))
	s = strings.TrimPrefix(s, "p")
	s = strings.TrimPrefix(s, "=")
	if strings.HasPrefix(s, "<") || strings.HasPrefix(s, ">") {
		sign, s = s[:1], strings.TrimPrefix(s[1:], "=")
	}
	if strings.ContainsAny(s, "eExXpP_") {
		return "", 0, 0, false
	}
	number, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return "", 0, 0, false
	}
	if _, after, found := strings.Cut(s, "."); found {
		decimals = len(after)
	}
	return sign, number, decimals, decimals <= 12
}

// Tally counts verdicts.
func Tally(checks []report.Check) map[string]int {
	n := map[string]int{}
	for _, c := range checks {
		n[c.Verdict]++
	}
	return n
}
