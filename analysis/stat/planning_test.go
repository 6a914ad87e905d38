package stat_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestPlanningAgainstR goes through the rows of testdata/planning.R.
func TestPlanningAgainstR(t *testing.T) {
	a, b := map[string][]float64{}, map[string][]float64{}
	for _, row := range readRows(t, "testdata/paired_data.csv") {
		a[row["case"]] = append(a[row["case"]], number(t, row["a"]))
		b[row["case"]] = append(b[row["case"]], number(t, row["b"]))
	}
	sides := map[string]stat.Alternative{"two_sided": stat.TwoSided, "greater": stat.Greater, "less": stat.Less}
	boots := map[string]stat.Bootstrap{}
	boot := func(id string) stat.Bootstrap {
		if _, ok := boots[id]; !ok {
			v, err := stat.BootstrapBCa(a[id], b[id], stat.BootstrapOptions{Draws: 200_000, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			boots[id] = v
		}
		return boots[id]
	}
	for _, row := range readRows(t, "testdata/planning_reference.csv") {
		id := row["case"]
		x, y, z, want := number(t, row["x"]), number(t, row["y"]), number(t, row["z"]), number(t, row["value"])
		what := fmt.Sprintf("%s %s (%g, %g, %g)", row["what"], id, x, y, z)
		opt := stat.PowerOptions{Alpha: z, Alternative: sides[id]}
		var got float64
		var err error
		tol := 1e-9
		switch row["what"] {
		case "power": // R's pt is good to 1e-12, not relatively so
			got, err = stat.Power(int(x), y, opt)
			if math.Abs(got-want) < 1e-11 {
				got = want
			}
		case "sample_size":
			var n int
			n, err = stat.SampleSize(x, y, opt)
			got, tol = float64(n), 0
		case "sensitivity":
			got, err = stat.DetectableEffect(int(x), y, opt)
		case "wilson_low":
			_, got, _, err = stat.WilsonInterval(int(x), int(y), z)
			tol = 1e-12
		case "wilson_high":
			_, _, got, err = stat.WilsonInterval(int(x), int(y), z)
			tol = 1e-12
		case "tost_low", "tost_high":
			var e stat.Equivalence
			e, err = stat.TestEquivalence(a[id], b[id], stat.EquivalenceOptions{Low: x, High: y, Alpha: z})
			got = e.PLow
			if row["what"] == "tost_high" {
				got = e.PHigh
			}
			if e.P != max(e.PLow, e.PHigh) {
				t.Errorf("%s: p = %g of %g and %g", what, e.P, e.PLow, e.PHigh)
			}
		case "log_bf":
			got, err = stat.LogBayesFactor(x, int(y), z)
			tol = 1e-7
		case "bca_low", "bca_high", "bca_dz_low", "bca_dz_high":
			v := boot(id)
			got = map[string]float64{"bca_low": v.CILow, "bca_high": v.CIHigh, "bca_dz_low": v.DZLow, "bca_dz_high": v.DZHigh}[row["what"]]
			// Two Monte Carlo limits of 200,000 draws: each has a standard error
			// of about 0.6 % of the interval's width, and means of whole
			// numbers step by 1/n.
			width := v.CIHigh - v.CILow
			if row["what"] == "bca_dz_low" || row["what"] == "bca_dz_high" {
				width = v.DZHigh - v.DZLow
			}
			if math.Abs(got-want) > .035*width {
				t.Errorf("%s = %g, want %g within Monte Carlo error", what, got, want)
			}
			continue
		default:
			t.Fatalf("unknown row %q", row["what"])
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		same(t, what, got, want, tol)
	}
}

func TestPlanningReferenceIsRs(t *testing.T) {
	runR(t, "planning.R", "planning_reference.csv", 1e-10)
}

func TestLogBayesFactor(t *testing.T) {
	for _, row := range readRows(t, "testdata/bayes.csv") {
		x, n, width, want := number(t, row["t"]), number(t, row["n"]), number(t, row["width"]), number(t, row["log_bf10"])
		got, err := stat.LogBayesFactor(x, int(n), width)
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("ln BF10(%g, %g, %g)", x, n, width), got, want, 1e-11)
	}
	// ttestBF(x = sleep$extra[1:10], y = sleep$extra[11:20], paired = TRUE) of
	// BayesFactor prints 17.25888.
	got, err := stat.LogBayesFactor(-4.06212768, 10, stat.DefaultCauchyWidth)
	if err != nil || math.Abs(math.Exp(got)-17.25888) > 5e-5 {
		t.Errorf("sleep: BF10 = %g, %v", math.Exp(got), err)
	}
	for _, bad := range [][3]float64{{math.NaN(), 5, 1}, {1, 1, 1}, {1, 5, 0}, {1, 5, -1}, {math.Inf(1), 5, 1}} {
		if v, err := stat.LogBayesFactor(bad[0], int(bad[1]), bad[2]); err == nil || !math.IsNaN(v) {
			t.Errorf("%v gives %g", bad, v)
		}
	}
}

// Enumerated, the test is a count over all sign vectors; drawn, it is that
// count within Monte Carlo error.
func TestSignFlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 11).Draw(t, "n")
		a, b := make([]float64, n), make([]float64, n)
		observed := 0
		d := make([]int, n)
		unit := float64(rapid.SampledFrom([]int{1, 3, 7, 10}).Draw(t, "unit")) // ties that binary fractions hide
		for i := range d {
			d[i] = rapid.IntRange(-4, 4).Draw(t, "difference")
			from := rapid.IntRange(0, 2000).Draw(t, "from")
			a[i], b[i] = float64(from)/unit, float64(from+d[i])/unit
			observed += d[i]
		}
		atLeast, beyond, all := 0, 0, 1<<n
		for signs := range all {
			sum := 0
			for i, v := range d {
				if signs>>i&1 == 1 {
					v = -v
				}
				sum += v
			}
			if sum >= observed {
				atLeast++
			}
			if max(sum, -sum) >= max(observed, -observed) {
				beyond++
			}
		}
		two, err := stat.SignFlip(a, b, stat.PermutationOptions{})
		if err != nil {
			t.Fatal(err)
		}
		greater, err := stat.SignFlip(a, b, stat.PermutationOptions{Alternative: stat.Greater})
		if err != nil {
			t.Fatal(err)
		}
		if two.Reason != "" {
			if observed != 0 || beyond != all {
				t.Errorf("%v: %s", d, two.Reason)
			}
			return
		}
		if !two.Exact || two.P != float64(beyond)/float64(all) || greater.P != float64(atLeast)/float64(all) {
			t.Errorf("%v: p = %g and %g, want %d and %d of %d", d, two.P, greater.P, beyond, atLeast, all)
		}
	})
}

func TestSignFlipDrawn(t *testing.T) {
	a, b := make([]float64, 40), make([]float64, 40)
	var d []int
	for i := range b {
		v := i%7 - 2
		b[i] = float64(v)
		d = append(d, v)
	}
	// The exact distribution of the sum, by convolution.
	mass := map[int]float64{0: 1}
	observed := 0
	for _, v := range d {
		next := map[int]float64{}
		for s, p := range mass {
			next[s+v] += p / 2
			next[s-v] += p / 2
		}
		mass = next
		observed += v
	}
	want := 0.0
	for s, p := range mass {
		if max(s, -s) >= observed {
			want += p
		}
	}
	got, err := stat.SignFlip(a, b, stat.PermutationOptions{Draws: 200_000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if got.Exact || math.Abs(got.P-want) > 4*got.SE {
		t.Errorf("%+v, want %g", got, want)
	}
	again, err := stat.SignFlip(a, b, stat.PermutationOptions{Draws: 200_000, Seed: 3})
	if err != nil || again != got {
		t.Errorf("the same seed gives %+v after %+v", again, got)
	}
}

func TestResamplingRefusesAndExplains(t *testing.T) {
	one := []float64{1}
	if _, err := stat.SignFlip(one, one, stat.PermutationOptions{Draws: -1}); err == nil {
		t.Error("-1 draws are taken")
	}
	if _, err := stat.BootstrapBCa(one, one, stat.BootstrapOptions{Draws: stat.MaxDraws + 1}); err == nil {
		t.Error("too many draws are taken")
	}
	v, err := stat.BootstrapBCa([]float64{1, 2, 3}, []float64{2, 3, 4}, stat.BootstrapOptions{})
	if err != nil || v.Reason == "" || !math.IsNaN(v.CILow) {
		t.Errorf("constant differences: %+v, %v", v, err)
	}
	v, err = stat.BootstrapBCa([]float64{1, 2, 3}, []float64{2, 3, 5}, stat.BootstrapOptions{})
	if err != nil || v.Reason == "" || !math.IsNaN(v.DZLow) {
		t.Errorf("resamples without a d_z: %+v, %v", v, err)
	}
	for _, o := range []stat.EquivalenceOptions{{}, {Low: 1, High: 2}, {Low: -1, High: 1, Alpha: .5}, {Low: math.NaN(), High: 1}, {Low: math.Inf(-1), High: 1}} {
		if _, err := stat.TestEquivalence(one, one, o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	e, err := stat.TestEquivalence([]float64{1, 2}, []float64{2, 3}, stat.EquivalenceOptions{Low: -1, High: 1, Standardised: true})
	if err != nil || e.Reason == "" || !math.IsNaN(e.P) {
		t.Errorf("constant differences: %+v, %v", e, err)
	}
	for _, call := range []func() error{
		func() error { _, err := stat.Power(1, .5, stat.PowerOptions{}); return err },
		func() error { _, err := stat.Power(10, math.NaN(), stat.PowerOptions{}); return err },
		func() error { _, err := stat.Power(10, .5, stat.PowerOptions{Alpha: 1}); return err },
		func() error { _, err := stat.SampleSize(0, .8, stat.PowerOptions{}); return err },
		func() error {
			_, err := stat.SampleSize(-.5, .8, stat.PowerOptions{Alternative: stat.Greater})
			return err
		},
		func() error { _, err := stat.SampleSize(.5, .01, stat.PowerOptions{}); return err },
		func() error { _, err := stat.DetectableEffect(1, .8, stat.PowerOptions{}); return err },
		func() error { _, err := stat.DetectableEffect(10, 1, stat.PowerOptions{}); return err },
		func() error { _, _, _, err := stat.WilsonInterval(3, 2, .95); return err },
		func() error { _, _, _, err := stat.WilsonInterval(1, 2, 1); return err },
	} {
		if call() == nil {
			t.Error("a bad argument is taken")
		}
	}
}
