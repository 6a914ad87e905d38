package reproduce

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kith/report"
)

var nothing = math.NaN()

func TestQuantilesOpenAndRestricted(t *testing.T) {
	from := []float64{1, 1, 1, nothing, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	to := []float64{3, 1, 2, 1, 5, 4, 6, nothing, 8, 7, 9, 10, 11}
	open, err := quantiles(from, to, false)
	if err != nil {
		t.Fatal(err)
	}
	// Differences 0 to 10, of which R: qnorm(ppoints(11)), and the quartiles 2.5
	// and 7.5 over those of the normal distribution.
	if len(open.Points) != 11 || open.Points[0].Value != 0 || open.Points[10].Value != 10 || open.Points[3].N != 1 {
		t.Errorf("open: %v", open.Points)
	}
	if got := float64(open.Points[0].Normal); math.Abs(got - -1.69062162958) > 1e-10 {
		t.Errorf("the first normal quantile is %.12g", got)
	}
	if got := float64(open.Slope); math.Abs(got-3.70650554626) > 1e-10 || math.Abs(float64(open.Intercept)-5) > 1e-12 {
		t.Errorf("line %.12g + %.12g z", float64(open.Intercept), got)
	}
	grouped, err := quantiles(from, to, true)
	if err != nil {
		t.Fatal(err)
	}
	// Two groups, of five and six: the means of 0 to 4 and of 5 to 10.
	if len(grouped.Points) != 2 || grouped.Points[0].Value != 2 || grouped.Points[0].N != 5 || grouped.Points[1].Value != 7.5 || grouped.Points[1].N != 6 {
		t.Errorf("restricted: %v", grouped.Points)
	}
	few, err := quantiles(from[:5], to[:5], true)
	if err != nil || len(few.Points) != 0 {
		t.Errorf("four differences gave %v, %v", few.Points, err)
	}
}

func TestRaincloudOpen(t *testing.T) {
	a := []float64{1, 1, 12.0/5 - 9.0/5, 3.0 / 5, nothing, 4}
	b := []float64{2, 2, 3, 3, 1, nothing}
	r, err := raincloud(a, b, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	want := []report.PairCount{{A: .6, B: 3, N: 2}, {A: 1, B: 2, N: 2}}
	if len(r.Pairs) != 2 || r.Pairs[0] != want[0] || r.Pairs[1] != want[1] || len(r.Ways) != 0 {
		t.Errorf("pairs %v, want %v; ways %v", r.Pairs, want, r.Ways)
	}
	classes := []report.ScoreClass{{Low: .5, High: 1.5, A: 4}, {Low: 1.5, High: 2.5, B: 2}, {Low: 2.5, High: 3.5, B: 2}}
	for i, c := range classes {
		if len(r.Classes) != len(classes) || r.Classes[i] != c {
			t.Fatalf("classes %v, want %v", r.Classes, classes)
		}
	}
	if none, err := raincloud(nil, nil, 1, false); err != nil || len(none.Classes)+len(none.Pairs) != 0 || none.A.Mean.Defined() {
		t.Errorf("no pair gave %v, %v", none, err)
	}
}

func TestMergeClasses(t *testing.T) {
	for _, test := range []struct {
		name    string
		n, want [][2]int
	}{
		{"enough", [][2]int{{5, 0}, {0, 9}}, [][2]int{{5, 0}, {0, 9}}},
		{"small under one condition", [][2]int{{7, 2}, {6, 3}}, [][2]int{{13, 5}}},
		{"left over at the end", [][2]int{{6, 6}, {0, 0}, {5, 1}}, [][2]int{{11, 7}}},
		{"too few in all", [][2]int{{4, 4}}, nil},
	} {
		var in []report.ScoreClass
		for i, n := range test.n {
			in = append(in, report.ScoreClass{Low: report.Num(i), High: report.Num(i + 1), A: n[0], B: n[1]})
		}
		got := mergeClasses(in)
		if len(got) != len(test.want) {
			t.Errorf("%s: %v", test.name, got)
			continue
		}
		for i, w := range test.want {
			if got[i].A != w[0] || got[i].B != w[1] {
				t.Errorf("%s: %v, want %v", test.name, got, test.want)
			}
		}
	}
}

// Where disclosure is restricted, no number of a raincloud or a Q–Q plot is of
// fewer than five people: no class, no way, and nothing that is left when the
// printed ways of a class of answers are taken from its printed total.
func TestRestrictedFiguresShowNobodyAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 120).Draw(t, "n")
		top := rapid.IntRange(1, 20).Draw(t, "top")
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			a[i] = float64(rapid.IntRange(0, top).Draw(t, "a"))
			b[i] = min(float64(top), a[i]+float64(rapid.IntRange(0, 3).Draw(t, "rise")))
		}
		r, err := raincloud(a, b, .5, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Pairs) != 0 {
			t.Fatalf("single pairs: %v", r.Pairs)
		}
		people := 0
		totalA := map[report.Num]int{} // by the end of a range, all below it
		for _, c := range r.Classes {
			if c.A > 0 && c.A < smallCell || c.B > 0 && c.B < smallCell {
				t.Fatalf("small class %v", c)
			}
			people += c.A
			totalA[c.High] = people
		}
		if people != n && people != 0 {
			t.Fatalf("%d of %d people have a class", people, n)
		}
		first := report.Num(0)
		if len(r.Classes) > 0 {
			first = r.Classes[0].Low
		}
		totalA[first] = 0
		left := map[[2]report.Num]int{}
		for _, w := range r.Ways {
			if w.N < smallCell {
				t.Fatalf("small way %v", w)
			}
			high, okHigh := totalA[w.FromHigh]
			low, okLow := totalA[w.FromLow]
			if !okHigh || !okLow {
				t.Fatalf("way %v cuts a class in two: %v", w, r.Classes)
			}
			key := [2]report.Num{w.FromLow, w.FromHigh}
			if _, seen := left[key]; !seen {
				left[key] = high - low
			}
			left[key] -= w.N
		}
		for key, rest := range left {
			if rest < 0 || rest > 0 && rest < smallCell {
				t.Fatalf("of range %v, %d people are left beside %v", key, rest, r.Ways)
			}
		}
		q, err := quantiles(a, b, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range q.Points {
			if p.N < smallCell {
				t.Fatalf("small point %v", p)
			}
		}
	})
}
