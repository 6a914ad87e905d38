package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"
)

// NoncentralTP gives P(T ≤ t) for T noncentral t on df degrees of freedom,
// that is (Z + ncp)/S with Z standard normal and S = √(χ²(df)/df), as R's
// pt(t, df, ncp). It is NaN when df is below 1 or an argument is not finite.
//
// It is ∫ Φ(ts − ncp) f_S(s) ds by Gauss–Legendre panels laid where the
// integrand bends. Every term has one sign, so a small probability keeps its
// digits; that, and the region |ncp| > 37.6, is why neither gonum's
// distuv.NoncentralT nor R's pt is followed here: both lose relative accuracy
// below 1e-10 and go over to a normal approximation (A&S 26.7.10) past
// 37.6, where pt(50, 20, ncp = 40) gives .8803 for a true .8838.
//
// R: pt(t, df, ncp), to about 1e-10 and up to |ncp| = 37.6.
func NoncentralTP(t, df, ncp float64) float64 {
	if math.IsNaN(t) || math.IsInf(t, 0) || math.IsNaN(ncp) || math.IsInf(ncp, 0) || !(df >= 1) || math.IsInf(df, 1) {
		return math.NaN()
	}
	p, _ := newChiScale(df).lowerTail(t, ncp)
	return min(p, 1)
}

// A chiScale is the distribution of S = √(χ²(df)/df), its density taken
// relative to its value at the mode and normalised by the quadrature itself.
type chiScale struct {
	df     float64
	mode   float64
	panels []float64 // ends of the panels that hold all but e^-90 of the mass
}

// Panels over the density, each with panelNodes nodes.
const (
	chiPanels  = 16
	panelNodes = 20
	// logNegligible is the log density, relative to the mode, past which
	// nothing counts.
	logNegligible = -90
)

var legendreX, legendreW = legendre()

func legendre() (x, w [panelNodes]float64) {
	quad.Legendre{}.FixedLocations(x[:], w[:], -1, 1)
	return x, w
}

func newChiScale(df float64) *chiScale {
	c := &chiScale{df: df, mode: math.Sqrt((df - 1) / df)}
	// At a distance u from the mode the log density is at most −df·u²/2.
	reach := math.Sqrt(-2 * logNegligible / df)
	low, high := max(0, c.mode-reach), c.mode+reach
	for low < c.mode && c.logDensity(low+(c.mode-low)/64) < logNegligible {
		low += (c.mode - low) / 64
	}
	for c.logDensity(high-(high-c.mode)/64) < logNegligible {
		high -= (high - c.mode) / 64
	}
	for i := range chiPanels + 1 {
		c.panels = append(c.panels, low+(high-low)*float64(i)/chiPanels)
	}
	return c
}

// logDensity gives ln f(s)/f(mode), without cancellation near the mode.
func (c *chiScale) logDensity(s float64) float64 {
	u := s - c.mode
	if c.mode == 0 {
		return -c.df * s * s / 2
	}
	return (c.df-1)*math.Log1p(u/c.mode) - c.df*u*(c.mode+u/2)
}

// lowerTail gives P(T ≤ t) and its derivative with respect to ncp.
func (c *chiScale) lowerTail(t, ncp float64) (p, slope float64) {
	edges := c.panels
	if t != 0 {
		// Φ(ts − ncp) climbs over a width of 1/|t| about ncp/t.
		edges = slices.Clone(edges)
		for _, z := range [...]float64{-40, -20, -12, -8, -5, -2.5, 0, 2.5, 5, 8, 12} {
			s := (ncp + z) / t
			if s > c.panels[0] && s < c.panels[chiPanels] {
				edges = append(edges, s)
			}
		}
		slices.Sort(edges)
	}
	// s^(df−1) has no Taylor series at 0 unless df is whole; as v^(4df−1), after
	// s = v⁴, it is smooth enough.
	fromZero := c.panels[0] == 0
	if fromZero {
		edges = slices.Clone(edges)
		for i, s := range edges {
			edges[i] = math.Sqrt(math.Sqrt(s))
		}
	}
	var mass, sum, density float64
	for i := 1; i < len(edges); i++ {
		half := (edges[i] - edges[i-1]) / 2
		mid := edges[i-1] + half
		for k, x := range legendreX {
			s, w := mid+half*x, half*legendreW[k]
			if fromZero {
				w *= 4 * s * s * s
				s *= s * s * s
			}
			f := w * math.Exp(c.logDensity(s))
			z := t*s - ncp
			mass += f
			sum += f * .5 * math.Erfc(-z/math.Sqrt2)
			density += f * math.Exp(-z*z/2)
		}
	}
	return sum / mass, -density / math.Sqrt(2*math.Pi) / mass
}

// ncpUpper gives the noncentrality at which a value of t or less has
// probability tail: the upper limit of the noncentrality given t. It is NaN
// when none is found.
//
// ln P(T ≤ t) as a function of the noncentrality is the log survival function
// of tS − Z, which has a log-concave density; it is therefore concave, and
// Newton's method converges from anywhere.
func (c *chiScale) ncpUpper(t, tail float64) float64 {
	target := math.Log(tail)
	spread := math.Sqrt(1 + t/c.df*t/2)
	ncp := t - mathext.NormalQuantile(tail)*spread
	last := t
	for range 200 {
		p, slope := c.lowerTail(t, ncp)
		if p == 0 || slope == 0 { // ran off the end: go half the way back
			ncp = (ncp + last) / 2
			continue
		}
		step := (math.Log(p) - target) / (slope / p)
		last = ncp
		ncp -= step
		if math.Abs(step) <= 1e-14*max(spread, math.Abs(ncp)) {
			return ncp
		}
	}
	if p, _ := c.lowerTail(t, ncp); math.Abs(math.Log(p)-target) < 1e-9 {
		return ncp
	}
	return math.NaN()
}

// ncpInterval gives the noncentralities not rejected by t on df degrees of
// freedom: an equal-tailed interval for TwoSided, and one open at the other
// end for Greater and Less, as t.test gives it for the mean.
func ncpInterval(t, df, level float64, alt Alternative) (low, high float64) {
	c := newChiScale(df)
	tail := 1 - level
	if alt == TwoSided {
		tail /= 2
	}
	low, high = math.Inf(-1), math.Inf(1)
	if alt != Less {
		low = -c.ncpUpper(-t, tail)
	}
	if alt != Greater {
		high = c.ncpUpper(t, tail)
	}
	return low, high
}
