package stat

import (
	"math"
	"slices"
)

// A QQ sets the ordered values of a sample against the quantiles of a standard
// normal distribution. Value[i] belongs to Normal[i]; both rise. The line
// through the quartiles of both is Intercept + Slope × Normal.
type QQ struct {
	Normal, Value    []float64
	Intercept, Slope float64
}

// NormalQQ gives the points of a normal quantile–quantile plot of x, NaN left
// out, and the line through the first and third quartiles (type 7). Plotting
// positions are (i − a) / (n + 1 − 2a), a = 3/8 up to ten values (Blom, 1958)
// and 1/2 above (Hazen). It is R's qqnorm(x) with qqline(x). Without values
// there are no points, and the line is NaN.
//
// R: qqnorm(x) and qqline(x).
func NormalQQ(x []float64) (QQ, error) {
	if err := checkValues(x); err != nil {
		return QQ{}, err
	}
	v := present(x)
	slices.Sort(v)
	q := QQ{Normal: make([]float64, len(v)), Value: v, Intercept: math.NaN(), Slope: math.NaN()}
	n, a := float64(len(v)), .5
	if len(v) <= 10 {
		a = 3.0 / 8
	}
	for i := range v {
		q.Normal[i] = normalCritical((float64(i+1) - a) / (n + 1 - 2*a))
	}
	if len(v) > 0 {
		z := normalCritical(.75)
		low, high := sortedQuantile(v, .25, Type7), sortedQuantile(v, .75, Type7)
		q.Slope = (high - low) / (2 * z)
		q.Intercept = low + q.Slope*z
	}
	return q, nil
}
