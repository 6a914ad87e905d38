package stat_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestAssociationAgainstR goes through the cases of testdata/association.R.
func TestAssociationAgainstR(t *testing.T) {
	a, b := map[string][]float64{}, map[string][]float64{}
	for _, row := range readRows(t, "testdata/paired_data.csv") {
		a[row["case"]] = append(a[row["case"]], number(t, row["a"]))
		b[row["case"]] = append(b[row["case"]], number(t, row["b"]))
	}
	alternatives := map[string]stat.Alternative{"two.sided": stat.TwoSided, "greater": stat.Greater, "less": stat.Less}
	for _, row := range readRows(t, "testdata/association_reference.csv") {
		id, level := row["case"], number(t, row["level"])
		opt := stat.PairedOptions{Level: level, Alternative: alternatives[row["alternative"]]}
		t.Run(id+"_"+row["alternative"], func(t *testing.T) {
			r, err := stat.Pearson(a[id], b[id], opt)
			if err != nil {
				t.Fatal(err)
			}
			rho, err := stat.Spearman(a[id], b[id], opt)
			if err != nil {
				t.Fatal(err)
			}
			median, low, high, achieved, err := stat.MedianInterval(b[id], level)
			if err != nil {
				t.Fatal(err)
			}
			k, n := stat.TopBox(b[id], 4)
			got := map[string]float64{
				"n": float64(r.N), "r_t": r.T, "r_p": r.P, "r_low": r.Low, "r_high": r.High,
				"rho_t": rho.T, "rho_p": rho.P, "rho_low": rho.Low, "rho_high": rho.High,
				"median": median, "m_low": low, "m_high": high, "m_level": achieved,
				"top": float64(k), "answered": float64(n),
			}
			if r.N > 2 { // R's cor of two pairs is 1 by construction and left out there
				got["r"], got["rho"] = r.R, rho.R
			}
			for column, v := range got {
				want := number(t, row[column])
				if math.Abs(want) < 1e-6 && math.Abs(v-want) < 1e-14 || strings.HasSuffix(column, "_p") && want == 0 && v > 0 && v < 1e-300 {
					continue // R's own rounding about 0, and its underflow
				}
				same(t, column, v, want, 1e-9)
			}
			for _, x := range []stat.Association{r, rho} {
				undefined := false
				for _, v := range []float64{x.R, x.T, x.DF, x.P, x.Low, x.High} {
					undefined = undefined || math.IsNaN(v)
				}
				if undefined != (x.Reason != "") {
					t.Errorf("%+v", x)
				}
			}
		})
	}
}

func TestAssociationReferenceIsRs(t *testing.T) {
	runR(t, "association.R", "association_reference.csv", 1e-11)
}

func TestAssociationEdges(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name   string
		x, y   []float64
		r      float64
		reason string
	}{
		{"none", nil, nil, nan, "two complete pairs"},
		{"one", []float64{1, nan}, []float64{2, 3}, nan, "two complete pairs"},
		{"two", []float64{1, 2}, []float64{5, 3}, -1, "always lie on a line"},
		{"constant", []float64{3, 3, 3, 3}, []float64{1, 2, 3, 4}, nan, "does not vary"},
		{"line", []float64{1, 2, 3, 4, 5}, []float64{2, 4, 6, 8, 10}, 1, "straight line"},
		{"line on paper", []float64{.1, .2, .3, .4, .5}, []float64{.7, .6, .5, .4, .3}, -1, "straight line"},
		{"three", []float64{1, 2, 4}, []float64{1, 3, 2}, .32732683535398857, "needs four pairs"},
		{"huge", []float64{1e200, 2e200, 3e200, 4e200}, []float64{1e-200, 2e-200, 3e-200, 3e-200}, .9438798074485389, ""},
	}
	for _, tt := range tests {
		got, err := stat.Pearson(tt.x, tt.y, stat.PairedOptions{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, tt.name, got.R, tt.r, 1e-12)
		if (tt.reason == "") != (got.Reason == "") || !strings.Contains(got.Reason, tt.reason) {
			t.Errorf("%s: reason %q, want %q", tt.name, got.Reason, tt.reason)
		}
	}
	for _, f := range []func(x, y []float64, opt stat.PairedOptions) (stat.Association, error){stat.Pearson, stat.Spearman} {
		if _, err := f([]float64{1}, nil, stat.PairedOptions{}); err == nil {
			t.Error("columns of different length are taken")
		}
		if _, err := f(nil, nil, stat.PairedOptions{Level: 2}); err == nil {
			t.Error("a level of 2 is taken")
		}
	}
}

// Swapping columns changes nothing, turning one round flips the sign, and the
// interval excludes 0 where it should: rho rests on the order alone.
// 6·Σxy = 6·24 = 144 = Σx·Σy: the products cancel, and no trace of them is left.
func TestCorrelationOfNothingIsZero(t *testing.T) {
	a, err := stat.Pearson([]float64{3, 1, 5, 0, 1, 2}, []float64{0, 3, 4, 4, 1, 0}, stat.PairedOptions{})
	if err != nil || a.R != 0 || a.P != 1 {
		t.Errorf("r = %g, p = %g, %v; want 0 and 1", a.R, a.P, err)
	}
}

// On a line r is 1, so that d_rm, d_z times the root of 2(1 − r), is 0 with its limits.
func TestDRmOnALineIsZero(t *testing.T) {
	for _, b := range [][]float64{{5, 9.1}, {2.3, 3.3, 4.3, 7.3}, {.2, .6, 1., 2.2}} {
		a := []float64{.1, .2, .3, .6}[:len(b)]
		p, err := stat.PairedT(a, b, stat.PairedOptions{})
		if err != nil || math.IsNaN(p.T) || p.DRm != 0 || p.DRmLow != 0 || p.DRmHigh != 0 {
			t.Errorf("%v: d_rm = %g [%g, %g], r = %.17g, %v", b, p.DRm, p.DRmLow, p.DRmHigh, p.R, err)
		}
	}
}

func TestAssociationProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := likertPairs(t)
		turned, stretched := make([]float64, len(y)), make([]float64, len(y))
		for i, v := range y {
			turned[i], stretched[i] = 8-v, v*v*v
		}
		for name, f := range map[string]func(x, y []float64, opt stat.PairedOptions) (stat.Association, error){"Pearson": stat.Pearson, "Spearman": stat.Spearman} {
			call := func(x, y []float64) stat.Association {
				a, err := f(x, y, stat.PairedOptions{})
				if err != nil {
					t.Fatal(err)
				}
				return a
			}
			p, q, u := call(x, y), call(y, x), call(x, turned)
			for _, v := range [][2]float64{{p.R, q.R}, {p.P, q.P}, {p.Low, q.Low}, {p.R, -u.R}, {p.P, u.P}, {p.Low, -u.High}} {
				if !near(v[0], v[1]) {
					t.Errorf("%s: %+v\n%+v\n%+v", name, p, q, u)
				}
			}
			if name == "Spearman" {
				if s := call(x, stretched); !near(p.R, s.R) || !near(p.P, s.P) {
					t.Errorf("cubing a column moves rho from %g to %g", p.R, s.R)
				}
			}
		}
	})
}

func TestMedianInterval(t *testing.T) {
	// Widths of Conover's table: n = 5 cannot reach 95 %, n = 6 spans the range.
	for _, tt := range []struct {
		n, k     int
		achieved float64
	}{{5, 0, math.NaN()}, {6, 1, .96875}, {8, 1, .9921875}, {9, 2, .9609375}, {10, 2, .978515625}, {20, 6, .9586105346679688}} {
		x := make([]float64, tt.n)
		for i := range x {
			x[i] = float64(tt.n - i)
		}
		_, low, high, achieved, err := stat.MedianInterval(append(x, math.NaN()), 0)
		if err != nil {
			t.Fatal(err)
		}
		wantLow, wantHigh := float64(tt.k), float64(tt.n+1-tt.k)
		if tt.k == 0 {
			wantLow, wantHigh = math.NaN(), math.NaN()
		}
		same(t, "low", low, wantLow, 0)
		same(t, "high", high, wantHigh, 0)
		same(t, "achieved", achieved, tt.achieved, 1e-12)
	}
	if _, _, _, _, err := stat.MedianInterval([]float64{math.Inf(1)}, .95); err == nil {
		t.Error("an infinity is taken")
	}
	if _, _, _, _, err := stat.MedianInterval(nil, 1); err == nil {
		t.Error("a level of 1 is taken")
	}
}
