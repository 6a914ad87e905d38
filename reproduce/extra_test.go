package reproduce

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"kith/report"
	"kith/study"
)

var everyExtra = []string{"wilcoxon", "sign", "shapiro", "bayes", "tost", "permutation", "bootstrap"}

// studyThree computes Study Three of the fixture after a change to its manifest.
func studyThree(t *testing.T, change func(*study.Part)) *report.Quant {
	t.Helper()
	r := mustLoad(t)
	part := *r.Manifest.Part("S3")
	part.QuestionSets = slices.Clone(part.QuestionSets)
	for i, s := range part.QuestionSets {
		set := *s
		part.QuestionSets[i] = &set
	}
	part.Feasibility = slices.Clone(part.Feasibility)
	change(&part)
	q, err := quantify(&part, r.Data["S3"], nil, true)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// extraKeys gives the keys under extra of a comparison's JSON.
func extraKeys(t *testing.T, c *report.Comparison) []string {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Extra map[string]json.RawMessage `json:"extra"`
	}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	keys := []string{}
	for k := range m.Extra {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Results carry the extra tests the manifest declares and no other, and
// declaring them changes nothing else.
func TestExtraOnlyWhereDeclared(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the study often")
	}
	plain, err := json.Marshal(studyThree(t, func(p *study.Part) { p.Tests.Extra = nil }))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 1 << len(everyExtra) {
		var names []string
		for i, name := range everyExtra {
			if n&(1<<i) != 0 {
				names = append(names, name)
			}
		}
		if len(names) > 1 && len(names) < len(everyExtra) {
			continue
		}
		q := studyThree(t, func(p *study.Part) {
			p.Tests.Extra, p.Tests.Draws = names, 1000
			p.Tests.TOST = study.TOSTOpt{Bound: 0.5, Unit: "raw"}
		})
		want := slices.Clone(names)
		slices.Sort(want)
		for _, s := range q.Sets {
			for _, c := range comparisons(s) {
				if got := extraKeys(t, c); !slices.Equal(got, want) {
					t.Errorf("%v: %s has %v", names, c.ID, got)
				}
				c.Extra = nil
			}
		}
		if bare, err := json.Marshal(q); err != nil || string(bare) != string(plain) {
			t.Errorf("%v: declaring it changes other results (%v)", names, err)
		}
	}
}

// The other extra tests of QS3 agree with R on the golden data, with
// d <- round(B - A, 10):
//
//	binom.test(sum(d > 0), sum(d != 0))
//	t.test(d, mu = -.5, alternative = "greater"); t.test(d, mu = .5, alternative = "less"); t.test(d, conf.level = .9)
//	integrate() of the integrand of Rouder et al. (2009, eq. 1), rscale = sqrt(.5), rel.tol = 1e-11
func TestExtraOfQS3(t *testing.T) {
	q := studyThree(t, func(p *study.Part) {
		p.Tests.Extra = everyExtra
		p.Tests.TOST = study.TOSTOpt{Bound: 0.5, Unit: "raw"}
	})
	c := q.Sets[2].Composite
	e := c.Extra
	for _, v := range []struct {
		what      string
		got       report.Num
		want      float64
		tolerance float64
	}{
		{"sign p", e.Sign.P, 0.418754188269015, 1e-9},
		{"sign share", e.Sign.Share, 31.0 / 55, 1e-12},
		{"tost p low", e.Equivalence.PLow, 5.71382262517726e-11, 1e-9},
		{"tost p high", e.Equivalence.PHigh, 0.000903578112866432, 1e-9},
		{"tost p", e.Equivalence.P, 0.000903578112866432, 1e-9},
		{"tost ci low", e.Equivalence.CILow, 0.0492207940038398, 1e-9},
		{"tost ci high", e.Equivalence.CIHigh, 0.3548196100365643, 1e-9},
		{"ln BF10", e.Bayes.LogBF10, 0.256526499200213, 1e-7},
		// The draws differ from any of R's: a p within 5 standard errors of the
		// normal one, an interval near that of t.
		{"permutation p", e.Permutation.P, float64(c.Paired.P), 5 * float64(e.Permutation.SE) / float64(c.Paired.P)},
		{"bootstrap low", e.Bootstrap.CILow, float64(c.Paired.CILow), 1},
		{"bootstrap high", e.Bootstrap.CIHigh, float64(c.Paired.CIHigh), 0.05},
	} {
		if !v.got.Defined() || math.Abs(float64(v.got)-v.want) > v.tolerance*math.Abs(v.want) {
			t.Errorf("%s: got %.12g, want %.12g", v.what, float64(v.got), v.want)
		}
	}
	if e.Permutation.Draws != 10000 || e.Permutation.Exact || e.Permutation.Seed != 1 {
		t.Errorf("permutation %+v", e.Permutation)
	}
}

// Turning the declared direction round exchanges who rose and who fell, and
// the signs of what has one.
func TestExtraFollowsTheDirection(t *testing.T) {
	forward := studyThree(t, func(p *study.Part) { p.Tests.Extra = []string{"wilcoxon"} })
	back := studyThree(t, func(p *study.Part) {
		p.Tests.Extra = []string{"wilcoxon"}
		for _, s := range p.QuestionSets {
			s.Difference = "A-B"
		}
	})
	for i := range forward.Sets {
		f, b := forward.Sets[i].Composite, back.Sets[i].Composite
		if f.Change.Rose != b.Change.Fell || f.Change.Fell != b.Change.Rose || f.Change.Stayed != b.Change.Stayed {
			t.Errorf("%s: %+v and %+v", f.ID, f.Change, b.Change)
		}
		fw, bw := f.Extra.Wilcoxon, b.Extra.Wilcoxon
		if fw.WPlus != bw.WMinus || fw.RankBiserial != -bw.RankBiserial || fw.PExact != bw.PExact || fw.Estimate != -bw.Estimate {
			t.Errorf("%s: %+v and %+v", f.ID, fw, bw)
		}
	}
}

// Reliability rests on the people it says, and on as many items as there are.
func TestReliability(t *testing.T) {
	q := mustLoad(t).Results.Quant[0]
	for _, s := range q.Sets {
		c := s.Composite
		for _, side := range []struct {
			a *report.Alpha
			r *report.Reliability
		}{{c.AlphaA, c.ReliabilityA}, {c.AlphaB, c.ReliabilityB}} {
			if !(side.a.CILow < side.a.Alpha && side.a.Alpha < side.a.CIHigh && side.a.CIHigh < 1) {
				t.Errorf("%s: alpha %v, CI %v to %v", s.ID, side.a.Alpha, side.a.CILow, side.a.CIHigh)
			}
			if len(side.r.Items) != len(s.Items) || side.r.Omega < side.a.Alpha-0.02 || side.r.SpearmanBrown.Defined() {
				t.Errorf("%s: %+v", s.ID, side.r)
			}
			for _, it := range side.r.Items {
				if !(it.RestR > 0 && it.AlphaIfDeleted > 0) {
					t.Errorf("%s %s: %+v", s.ID, it.ID, it)
				}
			}
		}
	}
}

// Feasibility of the fixture as its specification gives it, to the first
// decimal.
func TestFeasibilityOfTheFixture(t *testing.T) {
	got := ""
	for _, f := range mustLoad(t).Results.Quant[0].Feasibility {
		got += fmt.Sprintf("%s %d/%d %.1f [%.1f, %.1f]", f.ID, f.K, f.N, float64(f.Percent), float64(f.CILow), float64(f.CIHigh))
		if k := f.Criterion; k != nil {
			got += fmt.Sprintf(" %s, spans %v", k.Colour, k.Spans)
		}
		got += "\n"
	}
	const want = "willing 21/70 30.0 [20.5, 41.5] amber, spans [30]\n" +
		"useful 51/69 73.9 [62.5, 82.8]\n" +
		"easy 39/69 56.5 [44.8, 67.6]\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestIndicators(t *testing.T) {
	five := 5.0
	rule := &study.Criterion{Date: "2021-03-01", GreenAtLeast: 60, AmberAtLeast: 20, Source: "x"}
	scalar := func(s string) []study.Scalar { return []study.Scalar{{Text: s, Number: math.NaN()}} }
	number := func(x float64) []study.Scalar { return []study.Scalar{{Text: fmt.Sprint(x), Number: x}} }
	for _, tc := range []struct {
		name string
		f    study.Indicator
		k, n int
		hue  string
	}{
		{"everyone is the denominator", study.Indicator{Column: study.Ref{Name: "toolkit_useful"}, AtLeast: ptr(4.0), Denominator: "all", Criterion: rule}, 51, 70, "green"},
		{"a flag by its word", study.Indicator{Column: study.Ref{Name: "barrier_time"}, Counts: scalar("yes"), Criterion: rule}, 44, 70, "green"},
		{"a flag by its number", study.Indicator{Column: study.Ref{Name: "barrier_time"}, Counts: number(1)}, 44, 70, ""},
		{"a point by its number", study.Indicator{Column: study.Ref{Name: "toolkit_easy"}, Counts: number(5), Criterion: rule}, 10, 69, "red"},
		{"from a point up", study.Indicator{Column: study.Ref{Name: "toolkit_easy"}, AtLeast: &five}, 10, 69, ""},
		{"two answers", study.Indicator{Column: study.Ref{Name: "trial_willing"}, Counts: append(scalar("Yes"), scalar("Maybe")...), Criterion: rule}, 48, 70, "green"},
		{"a characteristic of few people", study.Indicator{Column: study.Ref{Name: "age_band"}, Counts: scalar("65+"), Criterion: rule}, -1, 70, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := studyThree(t, func(p *study.Part) { p.Feasibility = []study.Indicator{tc.f} })
			got := q.Feasibility[0]
			hue := ""
			if got.Criterion != nil {
				hue = got.Criterion.Colour
			}
			if got.K != tc.k || got.N != tc.n || hue != tc.hue {
				t.Errorf("got %d of %d, %q", got.K, got.N, hue)
			}
			if tc.k < 0 && (got.Percent.Defined() || got.CIHigh.Defined() || got.Reason == "") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func ptr[T any](x T) *T { return &x }
