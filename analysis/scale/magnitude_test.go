package scale_test

import (
	"math"
	"testing"

	"kith/analysis/scale"
)

// Reliability has no unit: answers around 1e-9, 1e12 or 1e160 are as reliable
// as those from 1 to 7.
func TestReliabilityHasNoUnit(t *testing.T) {
	plain := [][]float64{
		{1, 2, 3, 4, 5, 6, 7, 3, 4, 2}, {2, 2, 4, 4, 5, 7, 6, 3, 5, 1},
		{1, 3, 3, 5, 4, 6, 7, 2, 4, 3}, {2, 1, 4, 3, 6, 6, 5, 4, 3, 2},
	}
	figures := func(items [][]float64) []float64 {
		t.Helper()
		omega, err := scale.McDonaldOmega(items)
		if err != nil {
			t.Fatal(err)
		}
		each, err := scale.Items(items)
		if err != nil {
			t.Fatal(err)
		}
		sb, _, err := scale.SpearmanBrown(items[0], items[1])
		if err != nil {
			t.Fatal(err)
		}
		all := []float64{omega.Omega, omega.Standardised, sb}
		for _, i := range each {
			all = append(all, i.RestR, i.AlphaIfDeleted.Alpha)
		}
		return all
	}
	want := figures(plain)
	for _, unit := range []float64{1e-160, 1e-9, 1e12, 1e160} {
		items := make([][]float64, len(plain))
		for j := range plain {
			for _, v := range plain[j] {
				items[j] = append(items[j], v*unit)
			}
		}
		for i, got := range figures(items) {
			if math.IsNaN(want[i]) || math.Abs(got-want[i]) > 1e-9 {
				t.Errorf("in units of %g figure %d is %.15g, want %.15g", unit, i, got, want[i])
			}
		}
	}
}

// R: r <- cor(c(1, 2, 3, 4, 5, 2), c(5, 5, 3, 1, 2, 4)); 2 * r / (1 + r).
func TestSpearmanBrownOfNegativeCorrelation(t *testing.T) {
	got, n, err := scale.SpearmanBrown([]float64{1, 2, 3, 4, 5, 2}, []float64{5, 5, 3, 1, 2, 4})
	if want := -15.780988464844029; err != nil || n != 6 || math.Abs(got/want-1) > 1e-9 {
		t.Errorf("%.17g of %d people, want %.17g (%v)", got, n, want, err)
	}
}
