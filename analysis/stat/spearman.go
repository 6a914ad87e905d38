package stat

import (
	"math"
	"slices"
)

const (
	// spearmanExact is the n from which cor.test goes over to t.
	spearmanExact = 1290
	// permutedRanks is the n up to which all permutations are enumerated.
	permutedRanks = 9
)

// distinct reports whether no two of the ranks are tied.
func distinct(ranks []float64) bool {
	return !slices.ContainsFunc(ranks, func(r float64) bool { return r != math.Trunc(r) }) &&
		len(slices.Compact(slices.Sorted(slices.Values(ranks)))) == len(ranks)
}

// spearmanP gives the p value of the sum of squared differences between two
// rankings of n without ties. A small sum is a positive correlation.
func spearmanP(squares float64, n int, alt Alternative) float64 {
	size := float64(n)
	middle := (size*size*size - size) / 6
	var p float64
	switch alt {
	case Greater:
		p = spearmanTail(2*middle-squares, n) // by symmetry
	case Less:
		p = spearmanTail(squares, n)
	default:
		p = min(1, 2*spearmanTail(max(squares, 2*middle-squares), n))
	}
	lg, _ := math.Lgamma(size + 1)
	least := math.Exp(-lg)
	if alt == TwoSided && n > 1 {
		least = min(1, 2*least)
	}
	return positive(max(min(p, 1), least))
}

// spearmanTail gives P(sum of squares ≥ squares): the PRHO of AS 89.
func spearmanTail(squares float64, n int) float64 {
	size := float64(n)
	most := (size*size*size - size) / 3
	switch {
	case squares <= 0:
		return 1
	case squares >= most:
		lg, _ := math.Lgamma(size + 1)
		return math.Exp(-lg)
	case n <= permutedRanks:
		return permutedTail(int(squares), n)
	}
	b := 1 / size
	x := (6*(squares-1)*b/(size*size-1) - 1) * math.Sqrt(size-1)
	y := x * x
	u := x * b * (.2274 + b*(.2531+.1745*b) +
		y*(-.0758+b*(.1033+.3932*b)-y*b*(.0879+.0151*b-y*(.0072-.0831*b+y*b*(.0131-4.6e-4*y)))))
	return min(max(u/math.Exp(y/2)+normalUpper(x), 0), 1)
}

// permutedTail counts the permutations of n ranks whose sum of squared
// differences is at least squares.
func permutedTail(squares, n int) float64 {
	reached, all := 0, 0
	var place func(at, used, sum int)
	place = func(at, used, sum int) {
		if at == n {
			all++
			if sum >= squares {
				reached++
			}
			return
		}
		for r := range n {
			if used>>r&1 == 0 {
				place(at+1, used|1<<r, sum+(r-at)*(r-at))
			}
		}
	}
	place(0, 0, 0)
	return float64(reached) / float64(all)
}
