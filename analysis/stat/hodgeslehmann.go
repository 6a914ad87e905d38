package stat

import (
	"math"
	"slices"
)

// estimate fills in the Hodges–Lehmann estimate and its interval from the
// differences of complete pairs as they are; rounded are those of
// [RoundedDifferences].
func (w *Wilcoxon) estimate(a, b, rounded []float64) {
	n := len(a)
	v, top := make([]float64, n), 0.0
	for i := range v {
		v[i] = b[i] - a[i]
		top = max(top, math.Abs(a[i]), math.Abs(b[i]))
	}
	slices.Sort(v)
	whole := wholeNumbers(a) && wholeNumbers(b)
	rounded = slices.Sorted(slices.Values(rounded))
	average := func(k int) float64 {
		x := walshAverage(v, k)
		if !whole && math.Abs(x) <= roundings*epsilon*top && walshAverage(rounded, k) == 0 {
			return 0 // as −1/3 and 1/3 give, which need not cancel in binary
		}
		return x
	}
	averages := n * (n + 1) / 2
	w.Estimate = average((averages + 1) / 2)
	if averages%2 == 0 {
		w.Estimate += (average(averages/2+1) - w.Estimate) / 2
	}
	tail := 1 - w.Level
	if w.Alternative == TwoSided {
		tail /= 2
	}
	// The k-th smallest Walsh average is a lower limit with the error
	// P(W ≤ k − 1), W the signed-rank sum without ties.
	k, below := signedRankQuantile(n, tail)
	w.EstimateLow, w.EstimateHigh = math.Inf(-1), math.Inf(1)
	if w.Alternative != Less {
		w.EstimateLow = average(k)
	}
	if w.Alternative != Greater {
		w.EstimateHigh = average(averages - k + 1)
	}
	w.EstimateLevel = 1 - below
	if w.Alternative == TwoSided {
		w.EstimateLevel = max(0, 1-2*below)
	}
	if below > tail*(1+1e-12) { // even the outermost averages are too likely
		w.EstimateLow, w.EstimateHigh, w.EstimateLevel = math.NaN(), math.NaN(), math.NaN()
	}
}

// signedRankQuantile gives the smallest k ≥ 1 with P(W ≤ k) ≥ p, W the sum of
// ranks of n differences without ties (R's qsignrank, at least 1), and
// P(W ≤ k − 1). Past ExactPairs differences the normal approximation with
// continuity correction stands for W.
func signedRankQuantile(n int, p float64) (k int, below float64) {
	if n > ExactPairs {
		size := float64(n)
		mean, sd := size*(size+1)/4, math.Sqrt(size*(size+1)*(2*size+1)/24)
		k = max(1, int(math.Ceil(mean-.5+normalCritical(p)*sd)))
		return k, normalUpper(-(float64(k) - .5 - mean) / sd)
	}
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = i + 1
	}
	mass := signDistribution(ranks)
	below = mass[0]
	for k = 1; k < len(mass)-1; k++ {
		if below+mass[k] >= p*(1-1e-12) {
			break
		}
		below += mass[k]
	}
	return k, below
}

// walshAverage gives the k-th smallest, k from 1, of the means of all pairs of
// values, each value paired with itself too. v is sorted.
//
// It bisects over the ordered float64s and counts the averages at or below in
// one sweep, so 5000 values need neither 12 million averages nor their sort.
func walshAverage(v []float64, k int) float64 {
	low, high := orderedBits(v[0]), orderedBits(v[len(v)-1])
	for low < high {
		mid := low&high + (low^high)>>1 // the mean, without overflow
		if countAverages(v, fromOrderedBits(mid)) >= k {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return fromOrderedBits(low)
}

// countAverages gives how many means of pairs are at most x.
func countAverages(v []float64, x float64) int {
	count := 0
	j := len(v) - 1
	for i := range v {
		for j >= 0 && v[i]/2+v[j]/2 > x {
			j--
		}
		if j < i {
			break
		}
		count += j - i + 1
	}
	return count
}

// orderedBits maps float64s to integers of the same order.
func orderedBits(v float64) int64 {
	b := int64(math.Float64bits(v + 0)) // + 0 makes −0 be 0
	if b < 0 {
		return math.MinInt64 - b
	}
	return b
}

func fromOrderedBits(b int64) float64 {
	if b < 0 {
		b = math.MinInt64 - b
	}
	return math.Float64frombits(uint64(b))
}
