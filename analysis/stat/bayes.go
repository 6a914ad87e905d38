package stat

import (
	"fmt"
	"math"
)

// DefaultCauchyWidth is the scale of the Cauchy prior that JASP, jamovi and
// BayesFactor start from, "medium": √2/2.
const DefaultCauchyWidth = math.Sqrt2 / 2

// LogBayesFactor gives ln BF10 of a paired t statistic over n pairs: the
// two-sided JZS Bayes factor of a standardised mean difference d_z with a
// Cauchy(0, width) prior against d_z = 0 (Rouder et al., 2009, eq. 1), as
// BayesFactor::ttest.tstat(t, n, rscale = width)$bf. It is kept as a logarithm
// because the factor itself leaves the float64s. It fails on n < 2, a width
// that is not positive, and a t that is no finite number.
//
// The integral over g is taken in ln g by Gauss–Legendre panels about its
// mode, its integrand never leaving the log scale before that mode is divided
// out.
func LogBayesFactor(t float64, n int, width float64) (float64, error) {
	if n < 2 || !(width > 0) || math.IsInf(width, 1) || math.IsNaN(t) || math.IsInf(t, 0) {
		return math.NaN(), fmt.Errorf("no Bayes factor for t = %g, n = %d, Cauchy width %g", t, n, width)
	}
	size, df := float64(n), float64(n-1)
	null := logOnePlusSquare(math.Abs(t) / math.Sqrt(df))
	logIntegrand := func(u float64) float64 { // of u = ln g, the Jacobian included
		shrink := math.Log1p(size * math.Exp(u)) // ln(1 + Ng)
		fit := logOnePlusSquare(math.Abs(t) * math.Exp(-shrink/2) / math.Sqrt(df))
		return (df+1)/2*(null-fit) - shrink/2 - u/2 - width*width/2*math.Exp(-u)
	}
	// The integrand has one mode: it rises from the left as exp(−1/g) lets go
	// and falls on the right as 1/g.
	const reach, negligible = 600, 45
	mode, top := 0.0, math.Inf(-1)
	for u := -float64(reach); u <= reach; u++ {
		if v := logIntegrand(u); v > top {
			mode, top = u, v
		}
	}
	low, high := mode-1, mode+1
	for logIntegrand(low) > top-negligible {
		low--
	}
	for high < reach && logIntegrand(high) > top-negligible {
		high++
	}
	sum := 0.0
	const panel = .5
	for at := low; at < high; at += panel {
		for k, x := range legendreX {
			sum += panel / 2 * legendreW[k] * math.Exp(logIntegrand(at+panel/2*(1+x))-top)
		}
	}
	return top + math.Log(sum) + math.Log(width) - .5*math.Log(2*math.Pi), nil
}
