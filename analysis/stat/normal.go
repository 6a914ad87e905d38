package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// normalUpper gives P(Z ≥ z) with all digits in the upper tail.
func normalUpper(z float64) float64 { return .5 * math.Erfc(z/math.Sqrt2) }

// normalTail gives the p value of a standard normal z, never 0.
func normalTail(z float64, alt Alternative) float64 {
	switch alt {
	case Greater:
		return positive(normalUpper(z))
	case Less:
		return positive(normalUpper(-z))
	}
	return positive(min(1, 2*normalUpper(math.Abs(z))))
}

// normalCritical gives the z that a standard normal stays below with
// probability p.
func normalCritical(p float64) float64 { return mathext.NormalQuantile(p) }
