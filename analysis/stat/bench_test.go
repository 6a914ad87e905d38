package stat_test

import (
	"testing"
	"time"

	"kith/analysis/stat"
)

// seventyPairs are two columns of a seven-point scale with ties and zeros.
func seventyPairs() (a, b []float64) {
	a, b = make([]float64, 70), make([]float64, 70)
	for i := range a {
		a[i], b[i] = float64(1+i%5), float64(1+i*i%7)
	}
	return a, b
}

// milliseconds reports the time of one run beside what it is allowed, which is
// a figure for people: other machines are slower, and the test suite holds no
// clock.
func milliseconds(b *testing.B, allowed float64) {
	b.Helper()
	b.ReportMetric(b.Elapsed().Seconds()*float64(time.Second/time.Millisecond)/float64(b.N), "ms/run")
	b.ReportMetric(allowed, "ms-allowed")
}

// BenchmarkAnalysis70 is everything that a pair of 70 people can ask for,
// resampling apart.
func BenchmarkAnalysis70(b *testing.B) {
	x, y := seventyPairs()
	p := []float64{.01, .02, .03}
	for b.Loop() {
		paired, err := stat.PairedT(x, y, stat.PairedOptions{})
		check(b, err)
		_, err = stat.SignedRank(x, y, stat.WilcoxonOptions{})
		check(b, err)
		_, err = stat.Signs(x, y, stat.PairedOptions{})
		check(b, err)
		d, err := stat.Differences(x, y)
		check(b, err)
		_, err = stat.TestShapiroWilk(d)
		check(b, err)
		_, err = stat.LogBayesFactor(paired.T, paired.N, stat.DefaultCauchyWidth)
		check(b, err)
		_, err = stat.TestEquivalence(x, y, stat.EquivalenceOptions{Low: -.5, High: .5})
		check(b, err)
		_, err = stat.DetectableEffect(paired.N, .8, stat.PowerOptions{})
		check(b, err)
		_, err = stat.Pearson(x, y, stat.PairedOptions{})
		check(b, err)
		_, err = stat.Spearman(x, y, stat.PairedOptions{})
		check(b, err)
		for _, column := range [][]float64{x, y} {
			_, err = stat.Describe(column)
			check(b, err)
			_, _, _, _, err = stat.MedianInterval(column, .95)
			check(b, err)
		}
		_, err = stat.Adjust(p, stat.Holm)
		check(b, err)
	}
	milliseconds(b, 5)
}

func BenchmarkBCa10000(b *testing.B) {
	x, y := seventyPairs()
	for b.Loop() {
		_, err := stat.BootstrapBCa(x, y, stat.BootstrapOptions{Draws: 10_000})
		check(b, err)
	}
	milliseconds(b, 50)
}

func BenchmarkSignFlip10000(b *testing.B) {
	x, y := seventyPairs()
	for b.Loop() {
		_, err := stat.SignFlip(x, y, stat.PermutationOptions{Draws: 10_000})
		check(b, err)
	}
	milliseconds(b, 50)
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
