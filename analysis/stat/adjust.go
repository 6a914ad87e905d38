package stat

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// An Adjustment is a way to adjust the p values of one family of tests.
type Adjustment string

// The adjustments, by the words of the manifest.
const (
	Holm         Adjustment = "holm"       // step-down, holds the familywise error (Holm, 1979)
	Bonferroni   Adjustment = "bonferroni" // p times the number of tests
	BH           Adjustment = "bh"         // false discovery rate (Benjamini & Hochberg, 1995)
	NoAdjustment Adjustment = "none"
)

// Adjust gives the adjusted p values of one family, in the order of p. A test
// without a p (NaN) keeps its place as NaN and does not count towards the
// family, as in R's p.adjust(p, method). It fails on an unknown method and on
// a p outside [0, 1].
//
// R: p.adjust(p, "holm"), "bonferroni", "BH" or "none".
func Adjust(p []float64, method Adjustment) ([]float64, error) {
	order := make([]int, 0, len(p)) // places of the defined p, smallest first
	for i, v := range p {
		if v < 0 || v > 1 {
			return nil, fmt.Errorf("p value %d is %g, outside 0 to 1", i+1, v)
		}
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })

	out := slices.Clone(p)
	m := float64(len(order))
	switch method {
	case NoAdjustment:
	case Bonferroni:
		for _, i := range order {
			out[i] = min(1, m*p[i])
		}
	case Holm:
		highest := 0.0
		for rank, i := range order {
			highest = max(highest, (m-float64(rank))*p[i])
			out[i] = min(1, highest)
		}
	case BH:
		lowest := 1.0
		for rank := len(order) - 1; rank >= 0; rank-- {
			i := order[rank]
			lowest = min(lowest, m/float64(rank+1)*p[i])
			out[i] = lowest
		}
	default:
		return nil, fmt.Errorf("unknown adjustment %q: holm, bonferroni, bh or none", string(method))
	}
	return out, nil
}
