package scale_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/scale"
	"kith/analysis/stat"
)

var nan = math.NaN()

func sameValues(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}

func TestScore(t *testing.T) {
	// Three items, five people: complete, one gap, two gaps, none answered,
	// complete.
	items := [][]float64{
		{1, 4, nan, nan, 5},
		{2, nan, nan, nan, 5},
		{6, 5, 3, nan, 4},
	}
	tests := []struct {
		name string
		o    scale.Options
		want []float64
	}{
		{"mean of all", scale.Options{}, []float64{3, nan, nan, nan, 14. / 3}},
		{"mean of two", scale.Options{MinItems: 2}, []float64{3, 4.5, nan, nan, 14. / 3}},
		{"mean of one", scale.Options{MinItems: 1}, []float64{3, 4.5, 3, nan, 14. / 3}},
		{"sum of all", scale.Options{Method: scale.Sum}, []float64{9, nan, nan, nan, 14}},
		{"prorated sum", scale.Options{Method: scale.Sum, MinItems: 2}, []float64{9, 13.5, nan, nan, 14}},
		{"prorated sum of one", scale.Options{Method: scale.Sum, MinItems: 1}, []float64{9, 13.5, 9, nan, 14}},
	}
	for _, tt := range tests {
		got, err := scale.Score(items, tt.o)
		if err != nil {
			t.Fatal(err)
		}
		if !sameValues(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestScorePaired(t *testing.T) {
	a := [][]float64{{1, 2}, {3, nan}, {5, 4}}
	b := [][]float64{{2, 2}, {nan, 6}, {4, 4}}
	sa, sb, err := scale.ScorePaired(a, b, scale.Options{MinItems: 2})
	if err != nil {
		t.Fatal(err)
	}
	if !sameValues(sa, []float64{3, 3}) || !sameValues(sb, []float64{3, 4}) {
		t.Errorf("each condition by itself: %v, %v", sa, sb)
	}
	sa, sb, err = scale.ScorePaired(a, b, scale.Options{MinItems: 2, SameItemsBoth: true})
	if err != nil {
		t.Fatal(err)
	}
	if !sameValues(sa, []float64{3, 3}) || !sameValues(sb, []float64{3, 3}) {
		t.Errorf("same items in both: %v, %v", sa, sb)
	}
	if !math.IsNaN(a[1][1]) || a[1][0] != 3 {
		t.Error("the answers were changed")
	}
}

func TestScoreRefuses(t *testing.T) {
	two := [][]float64{{1, 2}, {3, 4}}
	one := [][]float64{{1, 2}}
	ragged := [][]float64{{1, 2}, {3}}
	for name, call := range map[string]func() error{
		"no items":         func() error { _, err := scale.Score(nil, scale.Options{}); return err },
		"ragged":           func() error { _, err := scale.Score(ragged, scale.Options{}); return err },
		"infinite":         func() error { _, err := scale.Score([][]float64{{math.Inf(1)}}, scale.Options{}); return err },
		"too many items":   func() error { _, err := scale.Score(two, scale.Options{MinItems: 3}); return err },
		"negative items":   func() error { _, err := scale.Score(two, scale.Options{MinItems: -1}); return err },
		"unknown method":   func() error { _, err := scale.Score(two, scale.Options{Method: 9}); return err },
		"different items":  func() error { _, _, err := scale.ScorePaired(two, one, scale.Options{}); return err },
		"different people": func() error { _, _, err := scale.ScorePaired(one, [][]float64{{1}}, scale.Options{}); return err },
		"ragged pair": func() error {
			_, _, err := scale.ScorePaired(two, ragged, scale.Options{SameItemsBoth: true})
			return err
		},
		"ragged pair the other": func() error {
			_, _, err := scale.ScorePaired(ragged, two, scale.Options{SameItemsBoth: true})
			return err
		},
		"no pair":          func() error { _, _, err := scale.ScorePaired(nil, nil, scale.Options{}); return err },
		"alpha of ragged":  func() error { _, err := scale.CronbachAlpha(ragged); return err },
		"alpha of nothing": func() error { _, err := scale.CronbachAlpha(nil); return err },
		"alpha of a pair":  func() error { _, _, err := scale.CronbachAlphaPaired(two, ragged); return err },
		"alpha of unequal": func() error { _, _, err := scale.CronbachAlphaPaired(two, one); return err },
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestReverse(t *testing.T) {
	if got := scale.Reverse([]float64{1, 4, nan, 7}, 1, 7); !sameValues(got, []float64{7, 4, nan, 1}) {
		t.Errorf("1 to 7: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.IntRange(-5, 5).Draw(t, "lo")
		hi := lo + rapid.IntRange(1, 100).Draw(t, "points")
		var x []float64
		for _, v := range rapid.SliceOf(rapid.IntRange(lo, hi)).Draw(t, "x") {
			x = append(x, float64(v))
		}
		once := scale.Reverse(x, float64(lo), float64(hi))
		for _, v := range once {
			if v < float64(lo) || v > float64(hi) {
				t.Errorf("%g is off the scale", v)
			}
		}
		if twice := scale.Reverse(once, float64(lo), float64(hi)); !sameValues(twice, x) {
			t.Errorf("twice reversed: %v, want %v", twice, x)
		}
	})
}

func TestCronbachAlphaUndefined(t *testing.T) {
	tests := []struct {
		name  string
		items [][]float64
		n     int
	}{
		{"one item", [][]float64{{1, 2, 3}}, 3},
		{"nobody", [][]float64{{}, {}}, 0},
		{"nobody complete", [][]float64{{1, nan}, {nan, 2}}, 0},
		{"one complete", [][]float64{{1, nan}, {3, 2}}, 1},
		{"no variance", [][]float64{{3, 3, 3}, {2, 2, 2}}, 3},
		{"cancelling", [][]float64{{1, 2, 3}, {3, 2, 1}}, 3},
		{"cancelling on paper", [][]float64{{.1, .2, .3}, {.3, .2, .1}}, 3},
	}
	for _, tt := range tests {
		a, err := scale.CronbachAlpha(tt.items)
		if err != nil {
			t.Fatal(err)
		}
		if !math.IsNaN(a.Alpha) || a.Reason == "" || a.N != tt.n || a.Items != len(tt.items) {
			t.Errorf("%s: %+v", tt.name, a)
		}
	}
}

// Two people are enough: by hand, var(1, 2) = .5 and var(1, 3) = 2, the sums 2 and 5
// have 4.5, and 2/1 · (1 − 2.5/4.5) = 8/9.
func TestCronbachAlphaOfTwoPeople(t *testing.T) {
	a, err := scale.CronbachAlpha([][]float64{{1, 2}, {1, 3}})
	if err != nil || math.Abs(a.Alpha-8./9) > 1e-15 || a.N != 2 || a.Reason != "" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestCronbachAlphaWarnsBelowZero(t *testing.T) {
	a, err := scale.CronbachAlpha([][]float64{{1, 2, 3, 4}, {4, 3, 2, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if !(a.Alpha < 0) || a.Warning == "" || a.Reason != "" {
		t.Errorf("%+v", a)
	}
}

// Alpha does not change when an item is shifted, all are rescaled, or people
// and items change places in the file; identical items have alpha 1.
func TestCronbachAlphaProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 8).Draw(t, "items")
		n := rapid.IntRange(3, 40).Draw(t, "people")
		items := make([][]float64, k)
		moved := make([][]float64, k)
		factor := math.Ldexp(rapid.Float64Range(1, 2).Draw(t, "factor"), rapid.IntRange(-500, 500).Draw(t, "exponent"))
		for j := range items {
			items[j] = make([]float64, n)
			moved[k-1-j] = make([]float64, n)
			for i := range items[j] {
				items[j][i] = float64(rapid.IntRange(1, 7).Draw(t, "answer"))
				moved[k-1-j][n-1-i] = factor * items[j][i]
			}
		}
		a, err := scale.CronbachAlpha(items)
		if err != nil {
			t.Fatal(err)
		}
		b, err := scale.CronbachAlpha(moved)
		if err != nil {
			t.Fatal(err)
		}
		if math.IsNaN(a.Alpha) != math.IsNaN(b.Alpha) || math.Abs(a.Alpha-b.Alpha) > 1e-9*math.Max(1, math.Abs(a.Alpha)) {
			t.Errorf("%+v, moved %+v", a, b)
		}
		if a.Alpha > 1 {
			t.Errorf("alpha is %g", a.Alpha)
		}
		if s, err := stat.Describe(items[0]); err != nil || s.SD == 0 {
			return
		}
		same := make([][]float64, k)
		for j := range same {
			same[j] = items[0]
		}
		if c, err := scale.CronbachAlpha(same); err != nil || math.Abs(c.Alpha-1) > 1e-12 {
			t.Errorf("identical items: %+v, %v", c, err)
		}
	})
}
