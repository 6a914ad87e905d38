package stat_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

func TestGRIM(t *testing.T) {
	tests := []struct {
		name         string
		mean         string
		n, items     int
		verdict      stat.Verdict
		below, above float64
	}{
		// The example of Brown and Heathers (2017): 145/28 = 5.18, 146/28 = 5.21.
		{"cannot be", "5.19", 28, 1, stat.Inconsistent, 145. / 28, 146. / 28},
		{"can be", "5.18", 28, 1, stat.Consistent, 145. / 28, 146. / 28},
		{"exactly", "3.50", 28, 1, stat.Consistent, 3.5, 3.5},
		{"a half rounds either way, up", "1.13", 8, 1, stat.Consistent, 1.125, 1.25},      // 9/8 = 1.125
		{"a half rounds either way, down", "1.12", 8, 1, stat.Consistent, 1, 1.125},       //
		{"below zero", "-5.19", 28, 1, stat.Inconsistent, -146. / 28, -145. / 28},         //
		{"items count as people", "5.19", 14, 2, stat.Inconsistent, 145. / 28, 146. / 28}, //
		{"99 of 100", "2.50", 99, 1, stat.Inconsistent, 247. / 99, 248. / 99},             // 2.4949, 2.5051
		{"100 answers, two decimals", "2.50", 100, 1, stat.NotApplicable, math.NaN(), math.NaN()},
		{"280 answers, two decimals", "3.61", 70, 4, stat.NotApplicable, math.NaN(), math.NaN()},
		{"280 answers, three decimals", "3.612", 70, 4, stat.Inconsistent, 1011. / 280, 1012. / 280}, // 3.6107, 3.6143
		{"no decimals", "4", 3, 1, stat.NotApplicable, math.NaN(), math.NaN()},
		{"an inequality", "< 4.00", 3, 1, stat.NotApplicable, math.NaN(), math.NaN()},
		{"nobody", "4.00", 0, 1, stat.NotApplicable, math.NaN(), math.NaN()},
	}
	for _, c := range tests {
		got := stat.TestGRIM(printed(t, c.mean), c.n, c.items)
		if got.Verdict != c.verdict || (got.Note == "") == (c.verdict == stat.NotApplicable) {
			t.Errorf("%s: %+v, want %s", c.name, got, c.verdict)
		}
		same(t, c.name+" below", got.Below, c.below, 1e-15)
		same(t, c.name+" above", got.Above, c.above, 1e-15)
	}
}

// GRIM agrees with trying every sum, in whole numbers.
func TestGRIMAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 33).Draw(t, "n")
		items := rapid.IntRange(1, 3).Draw(t, "items")
		cents := rapid.IntRange(100, 700).Draw(t, "cents")
		want, total := stat.Inconsistent, n*items
		for sum := 0; sum <= 8*total; sum++ {
			if off := 200*sum - 2*cents*total; off <= total && off >= -total {
				want = stat.Consistent
			}
		}
		mean := stat.Printed{Relation: stat.Equal, Value: float64(cents) / 100, Decimals: 2}
		if got := stat.TestGRIM(mean, n, items); got.Verdict != want {
			t.Fatalf("%+v, want %s", got, want)
		}
	})
}
