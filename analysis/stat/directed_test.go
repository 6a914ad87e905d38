package stat_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestDirectedAgainstR goes through the rows of testdata/directed.R.
func TestDirectedAgainstR(t *testing.T) {
	sides := map[string]stat.Alternative{"two.sided": stat.TwoSided, "greater": stat.Greater, "less": stat.Less}
	for _, row := range readRows(t, "testdata/directed_reference.csv") {
		what := fmt.Sprintf("%s(%s; %s) n = %s %s", row["what"], row["x"], row["y"], row["n"], row["alternative"])
		want := number(t, row["value"])
		if row["what"] == "log_bf" {
			x := number(t, row["x"])
			got, err := stat.LogBayesFactorDirected(x, int(number(t, row["n"])), number(t, row["z"]), sides[row["alternative"]])
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got-want) > 1e-7*max(1, math.Abs(want)) {
				t.Errorf("%s width %s = %.12g, want %.12g", what, row["z"], got, want)
			}
			continue
		}
		a, err := stat.Spearman(values(t, row["x"]), values(t, row["y"]), stat.PairedOptions{Alternative: sides[row["alternative"]]})
		if err != nil {
			t.Fatal(err)
		}
		if want == 0 { // R's series falls below 0
			if !(a.PExact > 0 && a.PExact < 1e-6) {
				t.Errorf("%s: exact p = %g where R gives 0", what, a.PExact)
			}
			continue
		}
		same(t, what, a.PExact, want, 1e-9)
	}
}

func values(t *testing.T, text string) []float64 {
	t.Helper()
	var x []float64
	for f := range strings.FieldsSeq(text) {
		x = append(x, number(t, f))
	}
	return x
}

func TestDirectedReferenceIsRs(t *testing.T) {
	runR(t, "directed.R", "directed_reference.csv", 1e-9)
}

// The two-sided factor is the mean of the two one-sided ones, turning the
// question round exchanges these, and far out they stay finite.
func TestDirectedBayesFactors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-12, 12).Draw(t, "t")
		n := rapid.IntRange(2, 300).Draw(t, "n")
		width := rapid.Float64Range(.05, 3).Draw(t, "width")
		bf := func(x float64, alt stat.Alternative) float64 {
			v, err := stat.LogBayesFactorDirected(x, n, width, alt)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("ln BF(%g, %d, %g, %v) = %g, %v", x, n, width, alt, v, err)
			}
			return v
		}
		up, down, both := bf(x, stat.Greater), bf(x, stat.Less), bf(x, stat.TwoSided)
		if mirrored := bf(-x, stat.Less); math.Abs(up-mirrored) > 1e-9 {
			t.Errorf("BF+(t) = %g, BF-(-t) = %g", up, mirrored)
		}
		mean := max(up, down) + math.Log1p(math.Exp(-math.Abs(up-down))) - math.Ln2
		if math.Abs(mean-both) > 1e-8*max(1, math.Abs(both)) {
			t.Errorf("t = %g, n = %d, width = %g: the sides give %.12g, both together %.12g", x, n, width, mean, both)
		}
	})
	for _, far := range []float64{60, 400, -60} {
		up, _ := stat.LogBayesFactorDirected(far, 2000, .707, stat.Greater)
		down, _ := stat.LogBayesFactorDirected(far, 2000, .707, stat.Less)
		both, _ := stat.LogBayesFactor(far, 2000, .707)
		if math.Abs(max(up, down)-math.Ln2-both) > 1e-8*math.Abs(both) {
			t.Errorf("t = %g: %g, %g, both %g", far, up, down, both)
		}
	}
	if _, err := stat.LogBayesFactorDirected(math.NaN(), 5, 1, stat.Greater); err == nil {
		t.Error("NaN is taken")
	}
}

// Permuting the pairs changes nothing, and ties have no exact p.
func TestSpearmanExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		x, y, x2, y2 := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		for i, v := range r.Perm(n) {
			x[i], y[i] = float64(i), float64(v)
		}
		for i, j := range r.Perm(n) {
			x2[i], y2[i] = x[j], -y[j]
		}
		a, errA := stat.Spearman(x, y, stat.PairedOptions{Alternative: stat.Greater})
		b, errB := stat.Spearman(x2, y2, stat.PairedOptions{Alternative: stat.Less})
		if errA != nil || errB != nil || !near(a.PExact, b.PExact) || !(a.PExact > 0 && a.PExact <= 1) {
			t.Errorf("%+v, %v\n%+v, %v", a, errA, b, errB)
		}
	})
	if a, err := stat.Spearman([]float64{1, 2, 2, 4}, []float64{1, 2, 3, 5}, stat.PairedOptions{}); err != nil || !math.IsNaN(a.PExact) || math.IsNaN(a.P) {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := stat.Pearson([]float64{1, 2, 3}, []float64{1, 3, 2}, stat.PairedOptions{}); err != nil || !math.IsNaN(a.PExact) {
		t.Errorf("%+v, %v", a, err)
	}
}
