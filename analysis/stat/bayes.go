package stat

import (
	"fmt"
	"math"
	"slices"
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
//
// R: BayesFactor::ttest.tstat(t, n, rscale = width)$bf, itself a logarithm.
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

// LogBayesFactorDirected gives ln BF+0, or BF−0, of a paired t statistic over n
// pairs: the JZS Bayes factor of a standardised mean difference in the declared
// direction alone, its prior the half of Cauchy(0, width) on that side, against
// d_z = 0 (Morey & Wagenmakers, 2014), as BayesFactor::ttest.tstat(t, n,
// nullInterval = c(0, Inf), rscale = width)$bf, and c(-Inf, 0) for Less. For
// TwoSided it is [LogBayesFactor]. It fails as that does.
//
// It is the integral of the noncentral t density over the half prior, relative
// to the central one. With x = t/√(t² + df) that ratio is exp(−λ²(1 − x²)/2)
// H(xλ)/H(0), H(μ) = ∫ y^df exp(−(y − μ)²/2) dy over y > 0, kept on the log
// scale throughout.
//
// R: BayesFactor::ttest.tstat(t, n, nullInterval = c(0, Inf), rscale =
// width)$bf; c(-Inf, 0) for Less.
func LogBayesFactorDirected(t float64, n int, width float64, alt Alternative) (float64, error) {
	both, err := LogBayesFactor(t, n, width)
	if err != nil || alt == TwoSided {
		return both, err
	}
	if alt == Less {
		t = -t
	}
	root, df := math.Sqrt(float64(n)), float64(n-1)
	x := t / math.Hypot(t, math.Sqrt(df))
	loss := df / (t*t + df) // 1 − x²
	null := logHh(0, df)
	logIntegrand := func(d float64) float64 { // of d = d_z > 0
		ncp := d * root
		return logHh(x*ncp, df) - null - ncp*ncp*loss/2 - math.Log(width) - logOnePlusSquare(d/width)
	}
	// Panels double in width from far below every scale to where the
	// likelihood ends, and stand close where the likelihood has its top.
	centre, spread := max(t, 0)/root, math.Sqrt((1+t*t/df)/float64(n))
	const reach, halvings = 14, 80
	ends := []float64{0}
	for k, at := 0, centre+4*reach*spread; k < halvings; k, at = k+1, at/2 {
		ends = append(ends, at)
	}
	for k := -reach; k <= reach; k++ {
		if at := centre + float64(k)*spread; at > 0 {
			ends = append(ends, at)
		}
	}
	slices.Sort(ends)
	return logIntegral(logIntegrand, ends) + math.Log(2/math.Pi), nil
}

// logHh gives ln ∫ y^df exp(−(y − μ)²/2) dy over y > 0, whose integrand is
// log-concave, by panels about its mode.
func logHh(mu, df float64) float64 {
	mode := (mu + math.Hypot(mu, 2*math.Sqrt(df))) / 2
	if mu < 0 { // without cancellation
		mode = 2 * df / (math.Hypot(mu, 2*math.Sqrt(df)) - mu)
	}
	log := func(y float64) float64 { return df*math.Log(y/mode) - (y-mode)*((y+mode)/2-mu) }
	spread := 1 / math.Sqrt(1+df/(mode*mode))
	ends := make([]float64, 0, 20)
	for k := -10.; k <= 14; k += 2 {
		if at := mode + k*spread; at > 0 {
			ends = append(ends, at)
		}
	}
	if mode <= 10*spread {
		ends = append([]float64{0}, ends...)
	}
	return logIntegral(log, ends) + df*math.Log(mode) - (mode-mu)*(mode-mu)/2
}

// logIntegral gives ln ∫ exp(f) over the panels between the ends, in order,
// each by Gauss–Legendre.
func logIntegral(f func(float64) float64, ends []float64) float64 {
	top, sum := math.Inf(-1), 0.0
	for i := range ends[1:] {
		half := (ends[i+1] - ends[i]) / 2
		for k, x := range legendreX {
			v := f(ends[i] + half*(1+x))
			if v > top {
				sum *= math.Exp(top - v) // 0 at first
				top = v
			}
			sum += half * legendreW[k] * math.Exp(v-top)
		}
	}
	return top + math.Log(sum)
}
