package scale

import (
	"math"

	"kith/analysis/stat"
)

// Alpha is Cronbach's alpha of one scale and what it rests on.
type Alpha struct {
	Alpha  float64 // at most 1; may be negative; NaN when not defined
	N      int     // people who answered every item
	Items  int
	Reason string // why Alpha is NaN; "" when it is defined
	// Warning is what a reader must see beside a defined alpha, "" for nothing.
	Warning string
}

// CronbachAlpha gives α = k/(k−1) · (1 − Σ var(item) / var(sum)) over the
// people who answered every item (Cronbach, 1951), as psych::alpha(x)$raw_alpha
// on na.omit(x), SPSS RELIABILITY, JASP and jamovi give it. Reverse-keyed items
// must have been turned round. It is NaN, with a reason, for fewer than two
// items or people or where the sums do not vary. It fails on no items, on
// columns of different length and on values beyond ±[stat.MaxMagnitude].
//
// R: k <- ncol(x); k / (k - 1) * (1 - sum(apply(x, 2, var)) /
// var(rowSums(x))), x <- na.omit(x).
func CronbachAlpha(items [][]float64) (Alpha, error) {
	n, err := checkColumns(items)
	if err != nil {
		return Alpha{}, err
	}
	return alphaOf(keepRows(items, completeRows(n, items))), nil
}

// CronbachAlphaPaired gives alpha of both conditions over the same people:
// those who answered every item of both.
// It fails as [CronbachAlpha] does, and where the conditions differ in the
// number of items or of people.
//
// R: as of [CronbachAlpha], on a[both, ] and b[both, ] with both <-
// complete.cases(a, b).
func CronbachAlphaPaired(a, b [][]float64) (alphaA, alphaB Alpha, err error) {
	if err := checkPaired(a, b); err != nil {
		return Alpha{}, Alpha{}, err
	}
	n, err := checkColumns(a)
	if err != nil {
		return Alpha{}, Alpha{}, err
	}
	if _, err = checkColumns(b); err != nil {
		return Alpha{}, Alpha{}, err
	}
	keep := completeRows(n, a, b)
	return alphaOf(keepRows(a, keep)), alphaOf(keepRows(b, keep)), nil
}

// completeRows says for each person whether every answer is there.
func completeRows(n int, groups ...[][]float64) []bool {
	keep := make([]bool, n)
	for i := range keep {
		keep[i] = true
		for _, items := range groups {
			for _, item := range items {
				if math.IsNaN(item[i]) {
					keep[i] = false
				}
			}
		}
	}
	return keep
}

// keepRows gives the columns of the people to keep.
func keepRows(items [][]float64, keep []bool) [][]float64 {
	out := make([][]float64, len(items))
	for j, item := range items {
		for i, v := range item {
			if keep[i] {
				out[j] = append(out[j], v)
			}
		}
	}
	return out
}

// alphaOf takes columns without missing answers.
func alphaOf(items [][]float64) Alpha {
	k := len(items)
	a := Alpha{Alpha: math.NaN(), N: len(items[0]), Items: k}
	switch {
	case k < 2:
		a.Reason = "one item has no internal consistency"
		return a
	case a.N < 2:
		a.Reason = "fewer than two people answered every item"
		return a
	}
	top := largest(items)
	sums := make([]float64, a.N)
	within := 0.0
	for _, item := range items {
		unit := make([]float64, a.N)
		for i, v := range item {
			unit[i] = v / top
			sums[i] += unit[i]
		}
		within += variance(unit)
	}
	total := variance(sums)
	// Answers that cancel on paper may leave a trace of rounding in the sums.
	if total <= 1e-28*within || total == 0 {
		a.Reason = "the sums of the items do not vary"
		return a
	}
	common := 1 - within/total
	if math.Abs(common) < 1e-14 { // 0 but for rounding
		common = 0
	}
	a.Alpha = float64(k) / float64(k-1) * common
	if a.Alpha < 0 {
		a.Warning = "alpha is negative: the items run against each other, as when a reverse-keyed item was not turned round"
	}
	return a
}

// largest gives the power of two at or above every absolute answer, 1 when all
// are 0: dividing by it is exact and keeps squares from overflowing.
func largest(items [][]float64) float64 {
	top := 0.0
	for _, item := range items {
		for _, v := range item {
			top = max(top, math.Abs(v))
		}
	}
	if top == 0 {
		return 1
	}
	_, e := math.Frexp(top)
	return math.Ldexp(1, e)
}

// variance is with n − 1, of values that are all there.
func variance(x []float64) float64 {
	s, err := stat.Describe(x)
	if err != nil { // cannot be: the answers were checked
		return math.NaN()
	}
	return s.SD * s.SD
}
