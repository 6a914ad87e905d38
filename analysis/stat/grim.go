package stat

import (
	"fmt"
	"math"
)

// GRIM is the outcome of a granularity test of a printed mean.
type GRIM struct {
	Verdict Verdict // Consistent, Inconsistent or NotApplicable
	Total   int     // answers the mean is over: n × items
	// Below and Above are the two means nearest to the printed one that whole
	// answers can have, NaN where the test does not apply.
	Below, Above float64
	Note         string // why the test does not apply; "" otherwise
}

// maxGRIMDecimals and maxGRIMSum keep the arithmetic in whole numbers.
const (
	maxGRIMDecimals = 6
	maxGRIMSum      = 1 << 52
)

// TestGRIM asks whether a printed mean can be that of n people's answers to the
// given number of items, all whole numbers (Brown & Heathers, 2017, "The GRIM
// test"): some whole sum divided by n × items must round to it, a half either
// way. It says nothing, and the verdict is NotApplicable, where n × items is
// 10^decimals or more, since every printed mean can then occur. For a mean of
// sum scores, items is 1. With answers missing inside a score its divisor
// varies and the test must not be used.
//
// R: base R has no such test; any(round((0:(n * items * max)) / (n * items),
// decimals) == mean) asks the same but for halves.
func TestGRIM(mean Printed, n, items int) GRIM {
	g := GRIM{Verdict: NotApplicable, Below: math.NaN(), Above: math.NaN()}
	switch {
	case n < 1 || items < 1:
		g.Note = "there are no answers"
		return g
	case mean.Relation != Equal:
		g.Note = "the mean is not printed as a number"
		return g
	case mean.Decimals < 1:
		g.Note = "a mean without decimals can always occur"
		return g
	case mean.Decimals > maxGRIMDecimals || n > math.MaxInt32/items:
		g.Note = "too many decimals or answers"
		return g
	}
	g.Total = n * items
	units := math.Round(math.Pow(10, float64(mean.Decimals)))
	if float64(g.Total) >= units {
		g.Note = fmt.Sprintf("n × items is %d, not below %.0f, so that every mean can occur", g.Total, units)
		return g
	}
	// All is whole in units of the last printed place: the sum s fits when
	// 2·|units·s − printed·total| ≤ total.
	target := math.Round(mean.Value*units) * float64(g.Total) // = sum × units of an exact mean
	if math.Abs(target) > maxGRIMSum {
		g.Note = "the mean is too large"
		return g
	}
	s := math.Floor(target / units)
	g.Below, g.Above = s/float64(g.Total), (s+1)/float64(g.Total)
	if s*units == target {
		g.Above = g.Below
	}
	g.Verdict = Inconsistent
	for _, sum := range []float64{s, s + 1} {
		if 2*math.Abs(sum*units-target) <= float64(g.Total) {
			g.Verdict = Consistent
		}
	}
	return g
}
