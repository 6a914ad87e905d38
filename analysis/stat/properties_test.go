package stat_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// Every effect size says of 0 what the test says.
func TestEffectLimitsAgreeWithTest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		for _, alt := range []stat.Alternative{stat.TwoSided, stat.Greater, stat.Less} {
			p := pairedT(t, a, b, alt)
			if math.IsNaN(p.P) || math.Abs(p.P-.05) < 1e-9 {
				continue
			}
			for name, v := range map[string][3]float64{"g_z": {p.GZ, p.GZLow, p.GZHigh}, "d_av": {p.DAv, p.DAvLow, p.DAvHigh}, "d_rm": {p.DRm, p.DRmLow, p.DRmHigh}} {
				if math.IsNaN(v[0]) || name == "d_rm" && p.R > 1-1e-12 {
					continue
				}
				if excludes := v[1] > 0 || v[2] < 0; excludes != (p.P < .05) {
					t.Errorf("%v: p = %g, %s %g [%g, %g]", alt, p.P, name, v[0], v[1], v[2])
				}
				if !(v[1] <= v[0] && v[0] <= v[2]) && p.N > 2 {
					t.Errorf("%v: %s %g outside [%g, %g]", alt, name, v[0], v[1], v[2])
				}
			}
		}
	})
}

// A column that is a multiple of the other has r = 1 and d_rm = 0, whatever
// the difference.
func TestEffectsOfPerfectCorrelation(t *testing.T) {
	a, b := []float64{1, 2, 3, 4}, []float64{2, 4, 6, 8}
	for _, tt := range []struct {
		alt       stat.Alternative
		low, high float64
	}{{stat.TwoSided, 0, 0}, {stat.Greater, 0, math.Inf(1)}, {stat.Less, math.Inf(-1), 0}} {
		p, err := stat.PairedT(a, b, stat.PairedOptions{Alternative: tt.alt})
		if err != nil {
			t.Fatal(err)
		}
		if p.R != 1 || p.DRm != 0 || p.DRmLow != tt.low || p.DRmHigh != tt.high {
			t.Errorf("%v: r = %g, d_rm = %g [%g, %g]", tt.alt, p.R, p.DRm, p.DRmLow, p.DRmHigh)
		}
	}
}

// Adding a constant to both columns and permuting the pairs changes no rank,
// sign or normality test, and no figure of resampling that enumerates.
func TestRanksConstantAndOrderChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		shift := float64(rapid.IntRange(-1000, 1000).Draw(t, "shift"))
		order := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed"))).Perm(len(a))
		a2, b2 := make([]float64, len(a)), make([]float64, len(b))
		for i, j := range order {
			a2[i], b2[i] = a[j]+shift, b[j]+shift
		}
		w, v := signedRank(t, a, b, stat.TwoSided), signedRank(t, a2, b2, stat.TwoSided)
		s, u := signs(t, a, b), signs(t, a2, b2)
		x, y := shapiro(t, a, b), shapiro(t, a2, b2)
		for _, pair := range [][2]float64{
			{w.WPlus, v.WPlus}, {w.PExact, v.PExact}, {w.Z, v.Z}, {w.PNormal, v.PNormal}, {w.PCorrected, v.PCorrected},
			{w.RankBiserial, v.RankBiserial}, {w.Estimate, v.Estimate}, {w.EstimateLow, v.EstimateLow}, {w.EstimateHigh, v.EstimateHigh},
			{s.P, u.P}, {s.Share, u.Share}, {s.Low, u.Low}, {x.W, y.W}, {x.P, y.P},
		} {
			if !near(pair[0], pair[1]) {
				t.Errorf("%v\n%v", w, v)
			}
		}
		if w.Rose != v.Rose || w.Fell != v.Fell || w.Zero != v.Zero {
			t.Errorf("%v\n%v", w, v)
		}
	})
}

// Turning the question round changes the side and no two-sided p.
func TestSignsAndNormalitySwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		s, u := signs(t, a, b), signs(t, b, a)
		if s.Rose != u.Fell || s.Fell != u.Rose || !near(s.P, u.P) || !near(s.Share, 1-u.Share) || !near(s.Low, 1-u.High) {
			t.Errorf("%+v\n%+v", s, u)
		}
		if x, y := shapiro(t, a, b), shapiro(t, b, a); !near(x.W, y.W) || !near(x.P, y.P) {
			t.Errorf("%+v\n%+v", x, y)
		}
	})
}

// The sign test rejects exactly when its interval leaves out one half.
func TestSignsIntervalAgreesWithTest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		s := signs(t, a, b)
		if math.IsNaN(s.P) || math.Abs(s.P-.05) < 1e-9 {
			return
		}
		if excludes := s.Low > .5 || s.High < .5; excludes != (s.P < .05) {
			t.Errorf("%+v", s)
		}
	})
}

func signedRank(t *rapid.T, a, b []float64, alt stat.Alternative) stat.Wilcoxon {
	w, err := stat.SignedRank(a, b, stat.WilcoxonOptions{Alternative: alt})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func signs(t *rapid.T, a, b []float64) stat.SignTest {
	s, err := stat.Signs(a, b, stat.PairedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shapiro(t *rapid.T, a, b []float64) stat.ShapiroWilk {
	d, err := stat.Differences(a, b)
	if err != nil {
		t.Fatal(err)
	}
	s, err := stat.TestShapiroWilk(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The cases that the references must hold, by the name they have there.
func TestReferenceCases(t *testing.T) {
	have := map[string]bool{}
	for _, row := range readRows(t, "testdata/paired_reference.csv") {
		have[row["case"]] = true
	}
	if len(have) < 40 {
		t.Errorf("%d cases, want 40 or more", len(have))
	}
	for what, name := range map[string]string{
		"ties": "all_rise_tied", "ties that binary hides": "ties_binary_hides", "zeros": "mostly_zeros",
		"n = 0": "n0", "n = 1": "n1", "n = 2": "n2", "n = 3": "n3", "n = 5000": "n5000",
		"constant differences": "constant_difference", "constant only on paper": "constant_on_paper",
		"identical columns": "identical", "one non-zero difference": "one_nonzero",
		"around 1e-9": "normal_1e-9", "around 1e12": "normal_1e12", "around 1e160": "normal_2e160",
		"missing on one side": "missing_one_side", "missing on both": "missing_either_side",
		"seven-point Likert": "likert7_unrelated", "negative correlation": "negative_r",
		"noncentrality beyond 37": "strong_t60", "noncentrality far beyond 37": "strong_t400",
	} {
		if !have[name] {
			t.Errorf("no case of %s (%s)", what, name)
		}
	}
}
