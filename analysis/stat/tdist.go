package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// An Alternative is the direction a test looks in.
type Alternative int

// The alternatives, of the difference B − A.
const (
	TwoSided Alternative = iota
	Greater              // the difference is above 0
	Less                 // the difference is below 0
)

// String gives the word the manifest uses.
func (a Alternative) String() string {
	switch a {
	case Greater:
		return "greater"
	case Less:
		return "less"
	}
	return "two_sided"
}

// TTestP gives the p value of a t statistic on df degrees of freedom, which
// need not be whole: P(|T| ≥ |t|), P(T ≥ t) or P(T ≤ t). It equals
// 2*pt(-abs(t), df), pt(t, df, lower = FALSE) and pt(t, df) of R, to a
// relative error of 1e-12, with all digits in the far tail: where p lies below
// what a float64 holds, it is the smallest positive number, never 0. NaN when
// t is NaN or df is not positive.
//
// gonum's StudentsT is not used: its CDF gives 0 in the upper tail from t = 12
// on 69 df, 1 next to t = 0, and it loses 6 digits by 10⁶ df.
//
// R: 2 * pt(-abs(t), df), pt(t, df, lower.tail = FALSE) or pt(t, df).
func TTestP(t, df float64, alt Alternative) float64 {
	if math.IsNaN(t) || !(df > 0) || math.IsInf(df, 1) {
		return math.NaN()
	}
	logTwo := logTwoTails(t, df)
	if alt == TwoSided {
		return positive(math.Exp(logTwo))
	}
	beyond := positive(math.Exp(logTwo - math.Ln2))
	if (alt == Greater) == (t >= 0) {
		return beyond
	}
	return 1 - beyond
}

// positive lifts a probability that underflowed to the smallest number above 0.
func positive(p float64) float64 { return max(p, math.SmallestNonzeroFloat64) }

// logTwoTails gives ln P(|T| ≥ |t|) = ln I_x(ν/2, ½), x = ν/(ν + t²)
// (Abramowitz & Stegun 26.7.1, 26.5.27).
func logTwoTails(t, df float64) float64 {
	t = math.Abs(t)
	q := t / math.Sqrt(df) // t² may overflow, q² is watched below
	if q == 0 {
		return 0
	}
	if math.IsInf(q, 1) {
		return math.Inf(-1)
	}
	// x = 1/(1+q²) and y = 1 − x = q²/(1+q²), with their logarithms free of
	// cancellation at either end.
	logX := -logOnePlusSquare(q)
	logY := 2*math.Log(q) + logX
	if q > 1 {
		logY = -logOnePlusSquare(1 / q)
	}
	x, y := math.Exp(logX), math.Exp(logY)
	a := df / 2
	// ln of x^a y^½ / B(a, ½)
	logFront := a*logX + logY/2 + logGammaHalfRatio(a) - math.Log(math.Pi)/2
	if x < (a+1)/(a+2.5) {
		return logFront + math.Log(betaFraction(a, .5, x, y))
	}
	// The complement, I_y(½, a), by its series of positive terms (NIST DLMF
	// 8.17.8), which has no 1 − x to cancel.
	sum, term := 1.0, 1.0
	for n := 0.0; term > epsilon/4*sum; n++ {
		term *= y * (a + .5 + n) / (1.5 + n)
		sum += term
	}
	return math.Log1p(-2 * math.Exp(logFront) * sum)
}

// logOnePlusSquare gives ln(1 + q²) for q ≥ 0, without overflow.
func logOnePlusSquare(q float64) float64 {
	if q > 1e9 {
		return 2 * math.Log(q)
	}
	return math.Log1p(q * q)
}

// betaFraction gives I_x(a, b)·B(a, b) / (x^a y^b), y = 1 − x, as the continued
// fraction of DiDonato and Morris (1992, eq. 9; BFRAC of TOMS 708) by Lentz's
// method. Its terms use y where 1 − x would cancel. It is for
// x < (a+1)/(a+b+2), where it converges fast.
func betaFraction(a, b, x, y float64) float64 {
	const tiny = 1e-300
	const maxSteps = 10_000
	nonzero := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	lambda := (a+b)*y - b // a − (a+b)x
	term := a / (a + 1) * (lambda + 1)
	f := nonzero(term)
	c, d := f, 0.0
	for i := 1; i < maxSteps; i++ {
		n := float64(i)
		w := a + 2*n - 1
		alpha := (a + n - 1) / w * ((a + b + n - 1) / w) * n * (b - n) * x * x
		beta := n + n*(b-n)*x/w + (a+n)/(a+2*n+1)*(lambda+1+n*(1+y))
		d = 1 / nonzero(beta+alpha*d)
		c = nonzero(beta + alpha/c)
		step := c * d
		f *= step
		if math.Abs(step-1) < 2*epsilon {
			break
		}
	}
	return 1 / f
}

// logGammaHalfRatio gives ln Γ(a+½) − ln Γ(a) for a > 0 without the
// cancellation of two large logarithms: the asymptotic series of the ratio
// (NIST DLMF 5.11.13), reached by recurrence for small a.
func logGammaHalfRatio(a float64) float64 {
	r := 0.0
	for ; a < 16; a++ {
		r -= math.Log1p(.5 / a)
	}
	i := 1 / a
	i2 := i * i
	series := i * (-1./8 + i2*(1./192+i2*(-1./640+i2*(17./14336+i2*(-31./18432+i2*(691./180224))))))
	return r + math.Log(a)/2 + series
}

// TQuantile gives the t that T on df degrees of freedom stays below with
// probability p, as R's qt(p, df), to a relative error of 1e-13. It is NaN
// when p lies outside (0, 1) or df is not positive.
//
// R: qt(p, df).
func TQuantile(p, df float64) float64 {
	if !(p > 0 && p < 1) || !(df > 0) || math.IsInf(df, 1) {
		return math.NaN()
	}
	if p > .5 {
		return tCritical(2*(1-p), df)
	}
	return -tCritical(2*p, df)
}

// tCritical gives the t ≥ 0 with P(|T| ≥ t) = alpha.
//
// Newton's method on ln P as a function of ln t. That function is concave (t
// has an increasing generalised failure rate), so after the first step the
// iterates approach the root from one side and none can escape.
func tCritical(alpha, df float64) float64 {
	if alpha >= 1 {
		return 0
	}
	target := math.Log(alpha)
	logDensityFront := logGammaHalfRatio(df/2) - .5*math.Log(math.Pi*df)
	u := math.Log(-mathext.NormalQuantile(alpha / 2))
	for range 200 {
		t := math.Exp(u)
		logP := logTwoTails(t, df)
		q := t / math.Sqrt(df)
		logDensity := logDensityFront - (df+1)/2*logOnePlusSquare(q)
		slope := -2 * math.Exp(u+logDensity-logP)
		step := (logP - target) / slope
		u -= step
		if math.Abs(step) < 1e-15*max(1, -target) {
			break
		}
	}
	return math.Exp(u)
}
