package stat_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestPairedAgainstR goes through the cases of testdata/paired.R.
func TestPairedAgainstR(t *testing.T) {
	a, b := map[string][]float64{}, map[string][]float64{}
	for _, row := range readRows(t, "testdata/paired_data.csv") {
		a[row["case"]] = append(a[row["case"]], number(t, row["a"]))
		b[row["case"]] = append(b[row["case"]], number(t, row["b"]))
	}
	alternatives := map[string]stat.Alternative{"two.sided": stat.TwoSided, "greater": stat.Greater, "less": stat.Less}
	for _, row := range readRows(t, "testdata/paired_reference.csv") {
		id := row["case"]
		t.Run(id, func(t *testing.T) {
			p, err := stat.PairedT(a[id], b[id], stat.PairedOptions{Level: number(t, row["level"]), Alternative: alternatives[row["alternative"]]})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]float64{
				"n": float64(p.N), "dropped": float64(p.Dropped),
				"mean_a": p.MeanA, "sd_a": p.SDA, "median_a": p.MedianA, "mean_b": p.MeanB, "sd_b": p.SDB, "median_b": p.MedianB,
				"r": p.R, "mean_d": p.MeanDiff, "sd_d": p.SDDiff, "se_d": p.SEDiff, "t": p.T, "df": p.DF, "p": p.P,
				"ci_low": p.CILow, "ci_high": p.CIHigh, "dz": p.DZ, "dz_low": p.DZLow, "dz_high": p.DZHigh,
				"gz": p.GZ, "dav": p.DAv, "drm": p.DRm,
				"gz_low": p.GZLow, "gz_high": p.GZHigh, "dav_low": p.DAvLow, "dav_high": p.DAvHigh,
				"drm_low": p.DRmLow, "drm_high": p.DRmHigh,
				"gav": p.GAv, "gav_low": p.GAvLow, "gav_high": p.GAvHigh, "grm": p.GRm, "grm_low": p.GRmLow, "grm_high": p.GRmHigh,
			}
			for column, v := range got {
				want := number(t, row[column])
				switch {
				case column == "p" && want == 0: // R underflows
					if !(v > 0 && v < 1e-300) {
						t.Errorf("p = %g where R gives 0", v)
					}
				case math.Abs(want) < 1e-6 && math.Abs(v-want) < 1e-14: // R's own rounding about 0
				default:
					same(t, column, v, want, 1e-9)
				}
			}
			explained(t, p)
		})
	}
}

func TestPairedReferenceIsRs(t *testing.T) {
	runR(t, "paired.R", "paired_data.csv", 0)
	runR(t, "paired.R", "paired_reference.csv", 1e-11)
}

// explained fails when a figure is undefined without a reason, infinite
// where it may not be, or p is 0.
func explained(t interface {
	Helper()
	Errorf(string, ...any)
}, p stat.Paired) {
	t.Helper()
	figures := []float64{p.MeanA, p.SDA, p.MedianA, p.MeanB, p.SDB, p.MedianB, p.R, p.MeanDiff, p.SDDiff, p.SEDiff,
		p.SkewDiff, p.KurtDiff, p.T, p.DF, p.P, p.CILow, p.CIHigh, p.DZ, p.DZLow, p.DZHigh, p.GZ, p.DAv, p.DRm}
	undefined := 0
	infinite := 0
	for _, v := range figures {
		if math.IsNaN(v) {
			undefined++
		}
		if math.IsInf(v, 0) {
			infinite++
		}
	}
	if (undefined > 0) != (p.Reason != "") {
		t.Errorf("%d figures are undefined, and the reason is %q", undefined, p.Reason)
	}
	open := 0
	if p.Alternative != stat.TwoSided && !math.IsNaN(p.T) {
		open = 2
	}
	if infinite != open {
		t.Errorf("%d figures are infinite, want %d", infinite, open)
	}
	if p.P <= 0 || p.P > 1 {
		t.Errorf("p = %g", p.P)
	}
}

func TestPairedReasonsAndWarnings(t *testing.T) {
	nan := math.NaN()
	ten := []float64{1, 2, 3, 4, 5, 1, 2, 3, 4, 5}
	tests := []struct {
		name   string
		a, b   []float64
		reason string // "" for none, else a part of it
		codes  []stat.Code
	}{
		{"no rows", nil, nil, "no complete pair", []stat.Code{stat.TooFewPairs}},
		{"never both", []float64{1, nan}, []float64{nan, 1}, "no complete pair", []stat.Code{stat.TooFewPairs, stat.MissingPairs}},
		{"one pair", []float64{1}, []float64{2}, "one complete pair", []stat.Code{stat.TooFewPairs}},
		{"identical", ten, ten, "identical", []stat.Code{stat.IdenticalColumns}},
		{"identical on paper", []float64{12./5 - 9./5, .6, .6}, []float64{.6, .6, 12./5 - 9./5}, "identical", []stat.Code{stat.IdenticalColumns}},
		{"constant", []float64{1, 2, 3}, []float64{2, 3, 4}, "do not vary", []stat.Code{stat.ConstantDifferences}},
		{"constant on paper", []float64{.1, .2, .3, .7}, []float64{.3, .4, .5, .9}, "do not vary", []stat.Code{stat.ConstantDifferences}},
		{"constant on paper, far from zero", []float64{1e6 + .1, 1e6 + .2, 1e6 + .3}, []float64{1e6 + .2, 1e6 + .3, 1e6 + .4}, "do not vary", []stat.Code{stat.ConstantDifferences}},
		{"whole numbers near 1e15 do vary", []float64{1e15, 1e15 + 1, 1e15 + 2, 1e15 + 5}, []float64{1e15 + 2, 1e15 + 4, 1e15 + 1, 1e15 + 5}, "", nil},
		{"both constant", []float64{1, 1, 1}, []float64{2, 2, 2}, "A and of B do not vary", []stat.Code{stat.ConstantDifferences}},
		{"two pairs", []float64{1, 2}, []float64{2, 5}, "skewness needs three", nil},
		{"A constant", []float64{3, 3, 3, 3}, []float64{1, 2, 4, 3}, "A do not vary, so r", nil},
		{"reversed", ten, []float64{5, 4, 3, 2, 1, 5, 4, 4, 2, 1}, "", []stat.Code{stat.ReversedPair}},
		{"missing", append([]float64{nan}, ten...), append([]float64{2}, 2, 2, 4, 4, 5, 2, 2, 3, 5, 5), "", []stat.Code{stat.MissingPairs}},
		{"ordinary", ten, []float64{2, 2, 4, 4, 5, 2, 2, 3, 5, 5}, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := stat.PairedT(tt.a, tt.b, stat.PairedOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if (tt.reason == "") != (p.Reason == "") || !strings.Contains(p.Reason, tt.reason) {
				t.Errorf("reason %q, want %q", p.Reason, tt.reason)
			}
			var codes []stat.Code
			for _, w := range p.Warnings {
				codes = append(codes, w.Code)
				if w.Text == "" {
					t.Errorf("warning %s has no text", w.Code)
				}
			}
			if diff := cmp.Diff(tt.codes, codes); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			explained(t, p)
		})
	}
}

func TestPairedTinyP(t *testing.T) {
	a, b := make([]float64, 6000), make([]float64, 6000)
	for i := range a {
		a[i], b[i] = float64(i%5), float64(i%5)+3+float64(i%3)
	}
	p, err := stat.PairedT(a, b, stat.PairedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if p.P != math.SmallestNonzeroFloat64 || !slices.ContainsFunc(p.Warnings, func(w stat.Warning) bool { return w.Code == stat.TinyP }) {
		t.Errorf("p = %g, warnings %v", p.P, p.Warnings)
	}
}

func TestPairedRefuses(t *testing.T) {
	two := []float64{1, 2}
	tests := []struct {
		a, b []float64
		opt  stat.PairedOptions
		want string
	}{
		{two, []float64{1}, stat.PairedOptions{}, "2 values on one side and 1 on the other"},
		{two, []float64{1, math.Inf(1)}, stat.PairedOptions{}, "value 2 is +Inf"},
		{[]float64{-1e300, 2}, two, stat.PairedOptions{}, "value 1 is -1e+300"},
		{two, two, stat.PairedOptions{Level: 1}, "confidence level 1"},
		{two, two, stat.PairedOptions{Level: -.95}, "confidence level"},
		{two, two, stat.PairedOptions{Level: math.NaN()}, "confidence level"},
	}
	for _, tt := range tests {
		if _, err := stat.PairedT(tt.a, tt.b, tt.opt); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	if _, err := stat.Differences(two, nil); err == nil {
		t.Error("Differences takes columns of different length")
	}
}

// likertPairs draws two columns of answers with a few missing.
func likertPairs(t *rapid.T) (a, b []float64) {
	n := rapid.IntRange(2, 80).Draw(t, "n")
	answer := rapid.Custom(func(t *rapid.T) float64 {
		v := rapid.IntRange(0, 7).Draw(t, "answer")
		if v == 0 {
			return math.NaN()
		}
		return float64(v)
	})
	return rapid.SliceOfN(answer, n, n).Draw(t, "a"), rapid.SliceOfN(answer, n, n).Draw(t, "b")
}

func pairedT(t *rapid.T, a, b []float64, alt stat.Alternative) stat.Paired {
	p, err := stat.PairedT(a, b, stat.PairedOptions{Alternative: alt})
	if err != nil {
		t.Fatal(err)
	}
	explained(t, p)
	return p
}

func near(got, want float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))
}

func TestPairedSwapFlipsSigns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		p, q := pairedT(t, a, b, stat.TwoSided), pairedT(t, b, a, stat.TwoSided)
		for _, v := range [][2]float64{
			{p.MeanDiff, -q.MeanDiff}, {p.T, -q.T}, {p.P, q.P}, {p.CILow, -q.CIHigh}, {p.CIHigh, -q.CILow},
			{p.DZ, -q.DZ}, {p.DZLow, -q.DZHigh}, {p.DZHigh, -q.DZLow}, {p.GZ, -q.GZ}, {p.GZLow, -q.GZHigh}, {p.DAvLow, -q.DAvHigh}, {p.DRmLow, -q.DRmHigh}, {p.DAv, -q.DAv}, {p.DRm, -q.DRm},
			{p.GAv, -q.GAv}, {p.GAvLow, -q.GAvHigh}, {p.GRm, -q.GRm}, {p.GRmLow, -q.GRmHigh},
			{p.R, q.R}, {p.SDDiff, q.SDDiff}, {p.SkewDiff, -q.SkewDiff}, {p.KurtDiff, q.KurtDiff},
		} {
			if !near(v[0], v[1]) {
				t.Errorf("%+v\n%+v", p, q)
			}
		}
		greater, less := pairedT(t, a, b, stat.Greater), pairedT(t, b, a, stat.Less)
		if !near(greater.P, less.P) {
			t.Errorf("greater p %g, swapped less p %g", greater.P, less.P)
		}
	})
}

func TestPairedConstantAndOrderChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		p := pairedT(t, a, b, stat.TwoSided)
		shift := float64(rapid.IntRange(-1000, 1000).Draw(t, "shift"))
		order := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed"))).Perm(len(a))
		a2, b2 := make([]float64, len(a)), make([]float64, len(b))
		for i, j := range order {
			a2[i], b2[i] = a[j]+shift, b[j]+shift
		}
		q := pairedT(t, a2, b2, stat.TwoSided)
		for _, v := range [][2]float64{{p.MeanDiff, q.MeanDiff}, {p.T, q.T}, {p.P, q.P}, {p.CILow, q.CILow}, {p.DZLow, q.DZLow}, {p.DAv, q.DAv}, {p.DRm, q.DRm}} {
			if !near(v[0], v[1]) {
				t.Errorf("%+v\n%+v", p, q)
			}
		}
	})
}

// The interval of the mean excludes 0 exactly when p < .05, and so does the
// interval of d_z, which inverts the same test.
func TestPairedIntervalsAgreeWithTest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := likertPairs(t)
		for _, alt := range []stat.Alternative{stat.TwoSided, stat.Greater, stat.Less} {
			p := pairedT(t, a, b, alt)
			if math.IsNaN(p.P) || math.Abs(p.P-.05) < 1e-9 {
				continue
			}
			significant := p.P < .05
			if mean := p.CILow > 0 || p.CIHigh < 0; mean != significant {
				t.Errorf("%v: p = %g, interval of the mean [%g, %g]", alt, p.P, p.CILow, p.CIHigh)
			}
			if dz := p.DZLow > 0 || p.DZHigh < 0; dz != significant {
				t.Errorf("%v: p = %g, interval of d_z [%g, %g]", alt, p.P, p.DZLow, p.DZHigh)
			}
			if !(p.DZLow <= p.DZ && p.DZ <= p.DZHigh) && p.N > 2 {
				t.Errorf("d_z %g outside [%g, %g]", p.DZ, p.DZLow, p.DZHigh)
			}
		}
	})
}

// The limits of d_z are those at which t is a quantile of the noncentral t.
func TestPairedEffectLimitsAreQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 300).Draw(t, "n")
		effect := rapid.Float64Range(-20, 20).Draw(t, "effect")
		level := rapid.Float64Range(.5, .9999).Draw(t, "level")
		rng := rand.New(rand.NewPCG(7, rapid.Uint64().Draw(t, "seed")))
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			a[i] = rng.NormFloat64()
			b[i] = a[i] + effect + rng.NormFloat64()
		}
		p, err := stat.PairedT(a, b, stat.PairedOptions{Level: level})
		if err != nil {
			t.Fatal(err)
		}
		root := math.Sqrt(float64(n))
		for _, v := range [][2]float64{
			{stat.NoncentralTP(p.T, p.DF, p.DZHigh*root), (1 - level) / 2},
			{stat.NoncentralTP(-p.T, p.DF, -p.DZLow*root), (1 - level) / 2},
		} {
			if math.Abs(v[0]/v[1]-1) > 1e-8 {
				t.Errorf("n = %d, t = %g, [%g, %g]: tail %g, want %g", n, p.T, p.DZLow, p.DZHigh, v[0], v[1])
			}
		}
	})
}

func ExamplePairedT() {
	before := []float64{4, 3, 5, 4, math.NaN(), 3, 4, 2}
	after := []float64{3, 3, 3, 2, 4, 2, 4, 1}
	p, err := stat.PairedT(before, after, stat.PairedOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("t(%g) = %.2f, p = %.3f, d_z = %.2f [%.2f, %.2f], n = %d\n", p.DF, p.T, p.P, p.DZ, p.DZLow, p.DZHigh, p.N)
	fmt.Println(p.Warnings[0].Text)
	// Output:
	// t(6) = -3.24, p = 0.018, d_z = -1.22 [-2.20, -0.20], n = 7
	// 1 of 8 pairs (12.5%) lack a value and are left out
}

func BenchmarkPairedT70(b *testing.B) {
	x, y := make([]float64, 70), make([]float64, 70)
	for i := range x {
		x[i], y[i] = float64(1+i%5), float64(1+i*i%7)
	}
	for b.Loop() {
		if _, err := stat.PairedT(x, y, stat.PairedOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Whatever finite numbers come in, every figure is defined or explained.
func TestPairedTakesAnyNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Custom(func(t *rapid.T) float64 {
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				return math.NaN()
			case 1:
				return rapid.Float64Range(-stat.MaxMagnitude, stat.MaxMagnitude).Draw(t, "any")
			case 2:
				return math.Ldexp(rapid.Float64Range(-1, 1).Draw(t, "mantissa"), rapid.IntRange(-1074, 960).Draw(t, "exponent"))
			}
			return float64(rapid.IntRange(-3, 3).Draw(t, "small")) / 10
		})
		n := rapid.IntRange(0, 8).Draw(t, "n")
		a := rapid.SliceOfN(value, n, n).Draw(t, "a")
		b := rapid.SliceOfN(value, n, n).Draw(t, "b")
		for _, alt := range []stat.Alternative{stat.TwoSided, stat.Greater, stat.Less} {
			pairedT(t, a, b, alt)
			if _, err := stat.SignedRank(a, b, stat.WilcoxonOptions{Alternative: alt}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
