package stat

import (
	"math"
	"slices"
)

// MedianInterval gives the median of the values of x that are not missing and
// its exact interval between two order statistics, x(k) and x(n + 1 − k): k is
// the largest for which P(X < k) ≤ (1 − level)/2, X binomial on n tosses of a
// fair coin, so that k = qbinom((1 − level)/2, n, .5) in R. It inverts the sign
// test (Conover, 1999, §3.2; DescTools::MedianCI, method "exact") and needs no
// shape. achieved is the level it has, at least the one asked for; with ties it
// is higher still. The limits are NaN where n is too small to reach the level:
// below 6 at .95. It fails on a level outside (0, 1), 0 meaning .95, and on a
// value beyond ±[MaxMagnitude].
//
// R: base R has no such interval; sort(x)[c(k, n + 1 - k)] with k = qbinom((1
// - level)/2, n, .5), or DescTools::MedianCI(x, method = "exact").
func MedianInterval(x []float64, level float64) (median, low, high, achieved float64, err error) {
	level, err = levelOf(level)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	if err := checkValues(x); err != nil {
		return 0, 0, 0, 0, err
	}
	v := present(x)
	slices.Sort(v)
	n, tail := len(v), (1-level)/2
	median, low, high, achieved = Median(v), math.NaN(), math.NaN(), math.NaN()
	k, below := 0, 0.0 // below is P(X < k)
	for i := 1; 2*i <= n; i++ {
		p := fairCoinLower(n, i-1)
		if p > tail {
			break
		}
		k, below = i, p
	}
	if k > 0 {
		low, high, achieved = v[k-1], v[n-k], 1-2*below
	}
	return median, low, high, achieved, nil
}
