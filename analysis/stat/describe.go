package stat

import (
	"math"
	"slices"
	"strings"
)

// A Summary describes one numeric variable. Figures are in the unit of the
// data, skewness and kurtosis without one.
type Summary struct {
	N        int     // values that are not missing
	Missing  int     // NaN values
	Mean     float64 // NaN when there is no value
	SD       float64 // with n − 1; NaN for fewer than two values
	Median   float64
	Q1, Q3   float64 // quartiles of type 7, R's default
	Min, Max float64
	Skewness float64 // G1, as SPSS and Excel; NaN for fewer than three values or none that differ
	Kurtosis float64 // excess, G2, as SPSS and Excel; NaN for fewer than four values or none that differ
	Reason   string  // why a figure is NaN; "" when all are defined
}

// Describe summarises x, leaving NaN out. It fails on a value beyond
// ±[MaxMagnitude].
//
// Mean and SD are those of R's mean and sd, from compensated passes over values
// scaled by a power of two, so that neither 1e160 nor 1e-160 spoils them. G1 = n/((n−1)(n−2)) Σz³ and
// G2 = n(n+1)/((n−1)(n−2)(n−3)) Σz⁴ − 3(n−1)²/((n−2)(n−3)), with z in units of
// the SD with n − 1 (Joanes & Gill, 1998; type 2 of R's e1071).
//
// R: mean, sd, quantile(x, c(.25, .5, .75)), range; e1071::skewness(x, type =
// 2) and kurtosis(x, type = 2).
func Describe(x []float64) (Summary, error) {
	if err := checkValues(x); err != nil {
		return Summary{}, err
	}
	v := present(x)
	slices.Sort(v)
	e := scaleExponent(v)
	m := momentsOf(scaled(v, e))
	s := Summary{
		N: len(v), Missing: len(x) - len(v),
		Mean: math.Ldexp(m.mean, e), SD: math.Ldexp(m.sd, e),
		Median: sortedQuantile(v, .5, Type7),
		Q1:     sortedQuantile(v, .25, Type7), Q3: sortedQuantile(v, .75, Type7),
		Min: math.NaN(), Max: math.NaN(),
	}
	s.Skewness, s.Kurtosis = m.shape()
	if len(v) > 0 {
		s.Min, s.Max = v[0], v[len(v)-1]
	}
	s.Reason = shapeReason(len(v), m.sd)
	return s, nil
}

// shapeReason says which figures of a sample of n values are undefined.
func shapeReason(n int, sd float64) string {
	switch {
	case n == 0:
		return "there is no value"
	case n == 1:
		return "one value has no SD, skewness or kurtosis"
	case sd == 0:
		return "all values are equal, so skewness and kurtosis are not defined"
	case n == 2:
		return "skewness needs three values, kurtosis four"
	case n == 3:
		return "kurtosis needs four values"
	}
	return ""
}

// A QuantileType names one of the nine definitions of a sample quantile in
// Hyndman and Fan (1996).
type QuantileType int

// The two definitions in use in this field.
const (
	Type7 QuantileType = 7 // R, Excel, jamovi and JASP: position (n−1)p + 1
	Type6 QuantileType = 6 // SPSS and Minitab: position (n+1)p
)

// Quantile gives the p quantile of the values of x that are not missing, as
// R's quantile(x, p, type = t). It is NaN when there are none, or when p lies
// outside [0, 1].
//
// R: quantile(x, p, type = t, na.rm = TRUE).
func Quantile(x []float64, p float64, t QuantileType) float64 {
	v := present(x)
	slices.Sort(v)
	return sortedQuantile(v, p, t)
}

// sortedQuantile takes sorted values without NaN.
func sortedQuantile(v []float64, p float64, t QuantileType) float64 {
	if len(v) == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	n := float64(len(v))
	at := (n - 1) * p // from 0
	if t == Type6 {
		at = (n+1)*p - 1
	}
	at = min(max(at, 0), n-1)
	low := math.Floor(at)
	h := at - low
	a := v[int(low)]
	if h == 0 || int(low)+1 == len(v) {
		return a
	}
	b := v[int(low)+1]
	if a == b {
		return a
	}
	return (1-h)*a + h*b
}

// Median gives the middle of the values of x that are not missing, NaN when
// there are none.
//
// R: median(x, na.rm = TRUE); Quantile(x, .5, Type7) is the same number.
func Median(x []float64) float64 { return Quantile(x, .5, Type7) }

// joinReasons gives the reasons that apply as one text.
func joinReasons(why []string) string { return strings.Join(why, "; ") }
