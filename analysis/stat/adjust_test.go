package stat_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// Values of R 4.2.2, p.adjust(c(.01, NA, .04, .03, .005, .5, .04), m).
func TestAdjustAgainstR(t *testing.T) {
	nan := math.NaN()
	p := []float64{.01, nan, .04, .03, .005, .5, .04}
	for method, want := range map[stat.Adjustment][]float64{
		stat.Holm:         {.05, nan, .12, .12, .03, .5, .12},
		stat.Bonferroni:   {.06, nan, .24, .18, .03, 1, .24},
		stat.BH:           {.03, nan, .048, .048, .03, .5, .048},
		stat.NoAdjustment: p,
	} {
		got, err := stat.Adjust(p, method)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			same(t, string(method), got[i], want[i], 1e-14)
		}
	}
}

func TestAdjustRefuses(t *testing.T) {
	for _, p := range [][]float64{{-.1}, {.5, 1.1}, {math.Inf(1)}} {
		if _, err := stat.Adjust(p, stat.Holm); err == nil {
			t.Errorf("%v is taken", p)
		}
	}
	if _, err := stat.Adjust([]float64{.5}, "sidak"); err == nil {
		t.Error("an unknown method is taken")
	}
	if got, err := stat.Adjust(nil, stat.BH); err != nil || len(got) != 0 {
		t.Errorf("no tests: %v, %v", got, err)
	}
}

// raw ≤ BH ≤ Holm ≤ Bonferroni ≤ 1, and the order of the tests is nothing.
func TestAdjustOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "p")
		adjust := func(p []float64, m stat.Adjustment) []float64 {
			out, err := stat.Adjust(p, m)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		bh, holm, bonferroni := adjust(p, stat.BH), adjust(p, stat.Holm), adjust(p, stat.Bonferroni)
		for i := range p {
			if !(p[i] <= bh[i] && bh[i] <= holm[i]*(1+1e-15) && holm[i] <= bonferroni[i] && bonferroni[i] <= 1) {
				t.Errorf("p %g: BH %g, Holm %g, Bonferroni %g", p[i], bh[i], holm[i], bonferroni[i])
			}
		}
		turned := slices.Clone(p)
		slices.Reverse(turned)
		back := adjust(turned, stat.Holm)
		slices.Reverse(back)
		if !slices.Equal(back, holm) {
			t.Errorf("Holm of the reversed family: %v, want %v", back, holm)
		}
	})
}
