package stat_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestTails holds tails, quantiles and J against mpmath at 40 digits
// (testdata/tails.py).
func TestTails(t *testing.T) {
	for _, row := range readRows(t, "testdata/tails.csv") {
		what := fmt.Sprintf("%s(%s, %s, %s)", row["what"], row["t"], row["df"], row["ncp"])
		df, want := number(t, row["df"]), number(t, row["value"])
		switch row["what"] {
		case "two_tails":
			x := number(t, row["t"])
			same(t, what, stat.TTestP(x, df, stat.TwoSided), want, 1e-12)
			same(t, what+" upper", stat.TTestP(x, df, stat.Greater), want/2, 1e-12)
			same(t, what+" lower", stat.TTestP(-x, df, stat.Less), want/2, 1e-12)
			same(t, what+" lower of the positive", stat.TTestP(x, df, stat.Less), 1-want/2, 1e-12)
		case "quantile":
			p := number(t, row["t"])
			// 1 − p is known to half a unit in the last place of p.
			tol := 1e-13 + 2e-16/(1-p)
			same(t, what, stat.TQuantile(p, df), want, tol)
			same(t, what+" lower", stat.TQuantile(1-p, df), -want, tol)
		case "noncentral":
			x, ncp := number(t, row["t"]), number(t, row["ncp"])
			same(t, what, stat.NoncentralTP(x, df, ncp), want, 1e-11)
			same(t, what+" mirrored", 1-stat.NoncentralTP(-x, df, -ncp), want, 1e-11+1e-15/want)
		case "hedges":
			same(t, what, stat.HedgesJ(df), want, 1e-14)
		default:
			t.Fatalf("unknown row %q", row["what"])
		}
	}
}

// TestPIsNeverZero walks out until p underflows, and past it.
func TestPIsNeverZero(t *testing.T) {
	for _, df := range []float64{1, 2, 69, 1e4, 1e8} {
		last := 1.0
		for _, x := range []float64{0, 1e-300, 1, 10, 1e2, 1e10, 1e100, 1e200, 1e300, math.MaxFloat64, math.Inf(1)} {
			p := stat.TTestP(x, df, stat.TwoSided)
			if !(p > 0 && p <= last) {
				t.Errorf("p of t = %g on %g df is %g after %g", x, df, p, last)
			}
			last = p
		}
	}
}

func TestTailsRefuse(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, got := range []float64{
		stat.TTestP(nan, 5, stat.TwoSided), stat.TTestP(1, 0, stat.TwoSided), stat.TTestP(1, -1, stat.Less), stat.TTestP(1, nan, stat.Greater),
		stat.TQuantile(0, 5), stat.TQuantile(1, 5), stat.TQuantile(nan, 5), stat.TQuantile(.5, 0),
		stat.NoncentralTP(nan, 5, 1), stat.NoncentralTP(1, .5, 1), stat.NoncentralTP(1, 5, inf), stat.NoncentralTP(inf, 5, 1),
		stat.HedgesJ(1), stat.HedgesJ(0), stat.HedgesJ(nan),
	} {
		if !math.IsNaN(got) {
			t.Errorf("got %g, want NaN", got)
		}
	}
	if got := stat.TQuantile(.5, 7); got != 0 {
		t.Errorf("the median of t is %g", got)
	}
}

// Where gonum is sound, both agree.
func TestTailsAgreeWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df := rapid.Float64Range(1, 300).Draw(t, "df")
		x := rapid.Float64Range(-8, -.1).Draw(t, "t")
		central := distuv.StudentsT{Sigma: 1, Nu: df}.CDF(x)
		if got := stat.TTestP(x, df, stat.Less); math.Abs(got/central-1) > 1e-10 {
			t.Errorf("P(T < %g) on %g df = %.17g, gonum %.17g", x, df, got, central)
		}
		ncp := rapid.Float64Range(-8, 8).Draw(t, "ncp")
		noncentral := distuv.NoncentralT{Nu: df, Mu: ncp}.CDF(x)
		if got := stat.NoncentralTP(x, df, ncp); math.Abs(got-noncentral) > 1e-10 {
			t.Errorf("P(T < %g) on %g df, ncp %g = %.17g, gonum %.17g", x, df, ncp, got, noncentral)
		}
		if got := stat.NoncentralTP(x, df, 0); math.Abs(got/central-1) > 1e-10 {
			t.Errorf("noncentral at 0: P(T < %g) on %g df = %.17g, gonum %.17g", x, df, got, central)
		}
	})
}

func TestQuantileInvertsTail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df := rapid.Float64Range(.5, 1e6).Draw(t, "df")
		p := math.Exp(-rapid.Float64Range(.7, 300).Draw(t, "-ln p"))
		x := stat.TQuantile(p, df)
		if math.IsNaN(x) || x > 0 {
			t.Fatalf("quantile %g on %g df is %g", p, df, x)
		}
		if back := stat.TTestP(x, df, stat.Less); math.Abs(back/p-1) > 1e-9 {
			t.Errorf("P(T < %g) on %g df = %g, want %g", x, df, back, p)
		}
	})
}
