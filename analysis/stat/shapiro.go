package stat

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// ShapiroWilk is a test of normality.
type ShapiroWilk struct {
	N      int
	W, P   float64
	Reason string // why W and P are NaN; "" when they are defined
}

// Sample sizes Royston's algorithm was made for.
const (
	shapiroMin = 3
	shapiroMax = 5000
)

// TestShapiroWilk tests whether the values of x that are not missing come from
// a normal distribution, as R's shapiro.test(x): W and p by Royston's
// algorithm AS R94 (1995), for 3 to 5000 values that vary by more than their
// rounding. It fails on a value beyond ±[MaxMagnitude]. Where W reaches its least value at
// n = 3, R's p is 0; here it is the smallest positive number.
//
// Screen the differences of a pair with it, not the two columns, and report
// it; nothing here chooses a test by it.
//
// R: shapiro.test(x).
func TestShapiroWilk(x []float64) (ShapiroWilk, error) {
	if err := checkValues(x); err != nil {
		return ShapiroWilk{}, err
	}
	v := present(x)
	slices.Sort(v)
	res := ShapiroWilk{N: len(v), W: math.NaN(), P: math.NaN()}
	switch {
	case len(v) < shapiroMin || len(v) > shapiroMax:
		res.Reason = fmt.Sprintf("the Shapiro-Wilk test is for %d to %d values", shapiroMin, shapiroMax)
		return res, nil
	case v[len(v)-1]-v[0] == 0,
		!wholeNumbers(v) && v[len(v)-1]-v[0] <= roundings*epsilon*max(-v[0], v[len(v)-1]):
		res.Reason = "the values do not vary"
		return res, nil
	}
	v = scaled(v, scaleExponent(v))
	far := shapiroFar(v, shapiroWeights(len(v)))
	res.W, res.P = 1-far, positive(shapiroP(far, len(v)))
	return res, nil
}

// shapiroWeights gives the weights of the lower half of the order statistics,
// positive; those of the upper half mirror them.
func shapiroWeights(n int) []float64 {
	half := n / 2
	a := make([]float64, half)
	if n == 3 {
		a[0] = math.Sqrt(.5)
		return a
	}
	m := make([]float64, half) // expected normal order statistics, Blom's scores
	sum := 0.0
	for i := range m {
		m[i] = -mathext.NormalQuantile((float64(i) + 1 - .375) / (float64(n) + .25))
		sum += 2 * m[i] * m[i]
	}
	root := math.Sqrt(sum)
	u := 1 / math.Sqrt(float64(n))
	a[0] = m[0]/root + polynomial(u, 0, .221157, -.147981, -2.07119, 4.434685, -2.706056)
	rest, fitted := sum-2*m[0]*m[0], 1-2*a[0]*a[0]
	first := 1
	if n > 5 {
		a[1] = m[1]/root + polynomial(u, 0, .042981, -.293762, -1.752461, 5.682633, -3.582633)
		rest -= 2 * m[1] * m[1]
		fitted -= 2 * a[1] * a[1]
		first = 2
	}
	scale := math.Sqrt(rest / fitted)
	for i := first; i < half; i++ {
		a[i] = m[i] / scale
	}
	return a
}

// shapiroFar gives 1 − W of sorted values, W being the squared correlation of
// values and weights. As the product of a sum and a difference it keeps its
// digits where W is near 1.
func shapiroFar(x, a []float64) float64 {
	n := len(x)
	centre := x[n/2]
	spread := x[n-1] - x[0]
	mean := 0.0
	for _, v := range x {
		mean += (v - centre) / spread
	}
	mean /= float64(n)
	var ssa, ssx, sax float64
	for i, v := range x {
		w := 0.0
		switch j := n - 1 - i; {
		case i < j:
			w = -a[i]
		case i > j:
			w = a[j]
		}
		d := (v-centre)/spread - mean
		ssa += w * w
		ssx += d * d
		sax += w * d
	}
	root := math.Sqrt(ssa * ssx)
	return (root - sax) * (root + sax) / (ssa * ssx)
}

// shapiroP gives the p value of 1 − W: exact for n = 3, by Royston's
// normalising transformations beyond.
func shapiroP(far float64, n int) float64 {
	if n == 3 {
		w := 1 - far
		if w <= .75*(1+roundings*epsilon) { // two of the three are equal: the least W there is
			return 0
		}
		return 6 / math.Pi * (math.Asin(math.Sqrt(w)) - math.Asin(math.Sqrt(.75)))
	}
	y := math.Log(far)
	size := float64(n)
	var mean, sd float64
	if n <= 11 {
		gamma := polynomial(size, -2.273, .459)
		if y >= gamma {
			return 1e-99 // as R: off the end of the transformation
		}
		y = -math.Log(gamma - y)
		mean = polynomial(size, .544, -.39978, .025054, -6.714e-4)
		sd = math.Exp(polynomial(size, 1.3822, -.77857, .062767, -.0020322))
	} else {
		logN := math.Log(size)
		mean = polynomial(logN, -1.5861, -.31082, -.083751, .0038915)
		sd = math.Exp(polynomial(logN, -.4803, -.082676, .0030302))
	}
	return normalUpper((y - mean) / sd)
}

// polynomial gives c[0] + c[1]x + c[2]x² + …
func polynomial(x float64, c ...float64) float64 {
	v := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		v = v*x + c[i]
	}
	return v
}
