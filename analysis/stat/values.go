package stat

import (
	"fmt"
	"math"
	"slices"
)

// MaxMagnitude is the largest absolute value the functions of this package
// take. Below it no mean, SD, difference or interval can overflow.
const MaxMagnitude = 1e290

// A ValueError is a value that is no number to compute with.
type ValueError struct {
	Index int // place in the slice, from 0
	Value float64
}

// Error names the place and the value.
func (e *ValueError) Error() string {
	return fmt.Sprintf("value %d is %g, which is beyond ±%g", e.Index+1, e.Value, float64(MaxMagnitude))
}

// checkValues refuses infinities and values beyond MaxMagnitude; NaN passes.
func checkValues(x []float64) error {
	for i, v := range x {
		if math.Abs(v) > MaxMagnitude {
			return &ValueError{Index: i, Value: v}
		}
	}
	return nil
}

// present gives the values of x that are not missing, in their order.
func present(x []float64) []float64 {
	out := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}

// scaleExponent gives e such that every value times 2^-e lies within [-1, 1].
// Scaling by a power of two is exact, so sums of squares and fourth powers of
// scaled values neither overflow nor lose digits.
func scaleExponent(xs ...[]float64) int {
	top := 0.0
	for _, x := range xs {
		for _, v := range x {
			top = max(top, math.Abs(v))
		}
	}
	if top == 0 {
		return 0
	}
	_, e := math.Frexp(top)
	return e
}

// scaled gives x times 2^-e.
func scaled(x []float64, e int) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Ldexp(v, -e)
	}
	return out
}

// A summer adds with Neumaier's compensation: the error of the sum does not
// grow with the number of terms.
type summer struct{ sum, lost float64 }

func (s *summer) add(v float64) {
	t := s.sum + v
	if math.Abs(s.sum) >= math.Abs(v) {
		s.lost += (s.sum - t) + v
	} else {
		s.lost += (v - t) + s.sum
	}
	s.sum = t
}

func (s *summer) total() float64 { return s.sum + s.lost }

// moments are the mean, the SD (n − 1) and the deviations of a scaled sample.
type moments struct {
	mean, sd float64
	dev      []float64
}

// momentsOf takes values within [-1, 1], without NaN. The mean is NaN for no
// value and the SD for fewer than two. A sample of equal values has the SD 0
// exactly.
//
// Sums are compensated. Deviations are taken from the value nearest the mean
// and then from their own mean, because the mean of values far from 0 cannot be
// held to a fraction of their SD: skewness would lose half its digits at
// 10¹² ± 30, as it does in R. The sum of squares is corrected by what the
// deviations fail to sum to zero (Chan, Golub & LeVeque, 1983).
func momentsOf(x []float64) moments {
	n := float64(len(x))
	if len(x) == 0 {
		return moments{mean: math.NaN(), sd: math.NaN()}
	}
	if slices.Min(x) == slices.Max(x) {
		m := moments{mean: x[0], dev: make([]float64, len(x))}
		if len(x) < 2 {
			m.sd = math.NaN()
		}
		return m
	}
	var s summer
	for _, v := range x {
		s.add(v)
	}
	mean := s.total() / n
	centre := x[0]
	for _, v := range x {
		if math.Abs(v-mean) < math.Abs(centre-mean) {
			centre = v
		}
	}
	var offset summer
	for _, v := range x {
		offset.add(v - centre)
	}
	shift := offset.total() / n

	m := moments{mean: centre + shift, dev: make([]float64, len(x))}
	var sum, squares summer
	for i, v := range x {
		d := (v - centre) - shift
		m.dev[i] = d
		sum.add(d)
		squares.add(d * d)
	}
	rest := sum.total()
	m.sd = math.Sqrt((squares.total() - rest*rest/n) / (n - 1))
	return m
}

// shape gives the skewness G1 and the excess kurtosis G2, NaN where they are
// not defined.
func (m moments) shape() (skew, kurt float64) {
	skew, kurt = math.NaN(), math.NaN()
	n := float64(len(m.dev))
	if n < 3 || !(m.sd > 0) {
		return skew, kurt
	}
	var third, fourth summer
	for _, d := range m.dev {
		z := d / m.sd
		third.add(z * z * z)
		fourth.add(z * z * z * z)
	}
	skew = n / ((n - 1) * (n - 2)) * third.total()
	if n >= 4 {
		kurt = n*(n+1)/((n-1)*(n-2)*(n-3))*fourth.total() - 3*(n-1)*(n-1)/((n-2)*(n-3))
	}
	return skew, kurt
}
