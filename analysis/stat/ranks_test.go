package stat_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestRanksAgainstR goes through the cases of testdata/ranks.R.
func TestRanksAgainstR(t *testing.T) {
	a, b := map[string][]float64{}, map[string][]float64{}
	for _, row := range readRows(t, "testdata/paired_data.csv") {
		a[row["case"]] = append(a[row["case"]], number(t, row["a"]))
		b[row["case"]] = append(b[row["case"]], number(t, row["b"]))
	}
	alternatives := map[string]stat.Alternative{"two.sided": stat.TwoSided, "greater": stat.Greater, "less": stat.Less}
	for _, row := range readRows(t, "testdata/ranks_reference.csv") {
		id, alt, level := row["case"], alternatives[row["alternative"]], number(t, row["level"])
		t.Run(id+" "+row["alternative"], func(t *testing.T) {
			w, err := stat.SignedRank(a[id], b[id], stat.WilcoxonOptions{Level: level, Alternative: alt})
			if err != nil {
				t.Fatal(err)
			}
			pratt, err := stat.SignedRank(a[id], b[id], stat.WilcoxonOptions{Level: level, Alternative: alt, Zeros: stat.Pratt})
			if err != nil {
				t.Fatal(err)
			}
			s, err := stat.Signs(a[id], b[id], stat.PairedOptions{Level: level, Alternative: alt})
			if err != nil {
				t.Fatal(err)
			}
			d, err := stat.Differences(a[id], b[id])
			if err != nil {
				t.Fatal(err)
			}
			sw, err := stat.TestShapiroWilk(d)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]float64{
				"n": float64(w.N), "rose": float64(w.Rose), "fell": float64(w.Fell), "zero": float64(w.Zero), "ties": float64(w.Ties),
				"w_plus": w.WPlus, "w_minus": w.WMinus, "p_exact": w.PExact, "z": w.Z, "p_normal": w.PNormal, "p_corrected": w.PCorrected,
				"r_rb": w.RankBiserial, "r_low": w.RankLow, "r_high": w.RankHigh, "hl": w.Estimate,
				"p_pratt": pratt.PNormal, "p_pratt_exact": pratt.PExact,
				"sign_p": s.P, "sign_low": s.Low, "sign_high": s.High, "sw_w": sw.W, "sw_p": sw.P,
			}
			if w.N <= stat.ExactPairs { // R's reference stops there
				got["hl_low"], got["hl_high"] = w.EstimateLow, w.EstimateHigh
			}
			for column, v := range got {
				want := number(t, row[column])
				tol := 1e-9
				switch column {
				case "sw_p":
					tol = 1e-7
				case "p_normal", "p_corrected", "p_pratt", "sign_p":
					if want == 0 {
						if !(v > 0 && v < 1e-300) {
							t.Errorf("%s = %g where R gives 0", column, v)
						}
						continue
					}
				}
				same(t, column, v, want, tol)
			}
			if undefined := math.IsNaN(w.PExact) || math.IsNaN(w.RankLow) || math.IsNaN(w.EstimateLow); undefined != (w.Reason != "") {
				t.Errorf("reason %q with %+v", w.Reason, w)
			}
			if math.IsNaN(s.P) != (s.Reason != "") || math.IsNaN(sw.W) != (sw.Reason != "") {
				t.Errorf("sign test %+v, Shapiro-Wilk %+v", s, sw)
			}
		})
	}
}

func TestRanksReferenceIsRs(t *testing.T) { runR(t, "ranks.R", "ranks_reference.csv", 1e-11) }

// Rounding makes decimals tie that binary fractions keep apart.
func TestRoundedDifferences(t *testing.T) {
	tests := []struct{ a, b, want float64 }{
		{9. / 5, 12. / 5, .6},
		{.1, .3, .2},
		{17.6, 17.9, .3},
		{3, 3, 0},
		{1. / 3, 1. / 3, 0},
		{.1 + .2, .3, 0},
		{1e-9, 4e-9, 3e-9},
		{1e12, 4e12, 3e12},
		{1e12, 1e12 + 400, 0}, // below the 10th digit
		{1e12, 1e12 + 600, 1000},
		{1e160, 3e160, 2e160},
		{-2.4, -1.8, .6},
		{-1e-160, 2e-160, 3e-160},
		{0, 0, 0},
		{5, 0, -5},
	}
	for _, tt := range tests {
		got, err := stat.RoundedDifferences([]float64{tt.a}, []float64{tt.b})
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != tt.want {
			t.Errorf("%g − %g = %.17g, want %g", tt.b, tt.a, got[0], tt.want)
		}
	}
}

// Where two of three values are equal W is 3/4, the least there is, and R's p is 0.
func TestShapiroWilkAtItsLeast(t *testing.T) {
	for _, x := range [][]float64{{0, 0, 1}, {1. / 3, 2. / 3, 2. / 3}, {7.3, 5, 5}} {
		s, err := stat.TestShapiroWilk(x)
		if err != nil || math.Abs(s.W-.75) > 1e-15 || s.P != math.SmallestNonzeroFloat64 {
			t.Errorf("%v: W = %g, p = %g, %v", x, s.W, s.P, err)
		}
	}
}

// Means of three answers from 0 to 10 rise by two thirds, from one power of ten to
// the next and within it: all have one rank, though pairs of other sizes keep
// other digits of it. The last falls as far.
func TestDifferencesTieAcrossPowersOfTen(t *testing.T) {
	a := []float64{0, 1. / 3, 1, 25. / 3, 28. / 3, 10}
	b := []float64{2. / 3, 3. / 3, 5. / 3, 27. / 3, 30. / 3, 28. / 3}
	w, err := stat.SignedRank(a, b, stat.WilcoxonOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if w.Ties != 6 || w.WPlus != 17.5 || w.WMinus != 3.5 {
		t.Errorf("%d ties, W+ = %g, W− = %g, want 6 of rank 3.5", w.Ties, w.WPlus, w.WMinus)
	}
}

// Full enumeration of all signs, for n up to 12, with ties and zeros.
func TestSignedRankExactIsEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			b[i] = float64(rapid.IntRange(-4, 4).Draw(t, "difference"))
		}
		for _, zeros := range []stat.Zeros{stat.DropZeros, stat.Pratt} {
			ranks, wPlus := ranksOf(b, zeros == stat.Pratt)
			if len(ranks) == 0 {
				continue
			}
			var atMost, atLeast int
			for signs := range 1 << len(ranks) {
				sum := 0.0
				for i, r := range ranks {
					if signs>>i&1 == 1 {
						sum += r
					}
				}
				if sum <= wPlus {
					atMost++
				}
				if sum >= wPlus {
					atLeast++
				}
			}
			all := float64(int(1) << len(ranks))
			for alt, want := range map[stat.Alternative]float64{
				stat.TwoSided: math.Min(1, 2*float64(min(atMost, atLeast))/all),
				stat.Greater:  float64(atLeast) / all,
				stat.Less:     float64(atMost) / all,
			} {
				w, err := stat.SignedRank(a, b, stat.WilcoxonOptions{Alternative: alt, Zeros: zeros})
				if err != nil {
					t.Fatal(err)
				}
				if w.WPlus != wPlus || math.Abs(w.PExact-want) > 1e-13 {
					t.Errorf("%v, zeros %v, %v: W+ = %g p = %g, want %g, %g", b, zeros, alt, w.WPlus, w.PExact, wPlus, want)
				}
			}
		}
	})
}

// ranksOf gives the mid-ranks of non-zero differences by counting, and W+.
func ranksOf(d []float64, pratt bool) (ranks []float64, wPlus float64) {
	for _, x := range d {
		if x == 0 {
			continue
		}
		below, equal := 0, 0
		for _, y := range d {
			if y == 0 && !pratt {
				continue
			}
			switch {
			case math.Abs(y) < math.Abs(x):
				below++
			case math.Abs(y) == math.Abs(x):
				equal++
			}
		}
		r := float64(below) + float64(equal+1)/2
		ranks = append(ranks, r)
		if x > 0 {
			wPlus += r
		}
	}
	return ranks, wPlus
}

// Swapping the conditions mirrors everything.
func TestSignedRankSwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		w, err := stat.SignedRank(a, b, stat.WilcoxonOptions{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := stat.SignedRank(b, a, stat.WilcoxonOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range [][2]float64{
			{w.WPlus, v.WMinus}, {w.Z, -v.Z}, {w.PExact, v.PExact}, {w.PNormal, v.PNormal}, {w.PCorrected, v.PCorrected},
			{w.RankBiserial, -v.RankBiserial}, {w.RankLow, -v.RankHigh}, {w.Estimate, -v.Estimate}, {w.EstimateLow, -v.EstimateHigh},
		} {
			if !near(x[0], x[1]) {
				t.Errorf("%+v\n%+v", w, v)
			}
		}
		if w.PExact == 0 || w.PNormal == 0 {
			t.Errorf("p is 0: %+v", w)
		}
	})
}

func TestRanksRefuse(t *testing.T) {
	if _, err := stat.SignedRank([]float64{1}, nil, stat.WilcoxonOptions{}); err == nil {
		t.Error("columns of different length are taken")
	}
	if _, err := stat.SignedRank(nil, nil, stat.WilcoxonOptions{Level: 2}); err == nil {
		t.Error("a level of 2 is taken")
	}
	if _, err := stat.Signs([]float64{math.Inf(1)}, []float64{1}, stat.PairedOptions{}); err == nil {
		t.Error("an infinity is taken")
	}
	if _, err := stat.TestShapiroWilk([]float64{1, 2, math.Inf(1)}); err == nil {
		t.Error("an infinity is taken")
	}
	// The least W at n = 3: R's p is 0.
	s, err := stat.TestShapiroWilk([]float64{0, 0, 1})
	if err != nil || !(s.P > 0) {
		t.Errorf("%+v, %v", s, err)
	}
}

func BenchmarkSignedRank70(b *testing.B) {
	x, y := make([]float64, 70), make([]float64, 70)
	for i := range x {
		x[i], y[i] = float64(1+i%5), float64(1+i*i%7)
	}
	for b.Loop() {
		if _, err := stat.SignedRank(x, y, stat.WilcoxonOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
