package stat

import (
	"fmt"
	"math"
)

// EquivalenceOptions declare the bounds of an equivalence test. They must be
// declared before the data are seen.
type EquivalenceOptions struct {
	// Low and High bound the differences too small to matter: Low below 0,
	// High above. They are in the unit of the data, or in SDs of the
	// differences when Standardised (TOSTER's eqbound_type = "SMD").
	Low, High    float64
	Standardised bool
	// Alpha is the level of each one-sided test, in (0, ½); 0 means .05.
	Alpha float64
}

// Equivalence is the result of two one-sided t tests (TOST).
type Equivalence struct {
	N             int
	Low, High     float64 // the bounds, in the unit of the data
	TLow, PLow    float64 // H0: the mean difference is at or below Low
	THigh, PHigh  float64 // H0: it is at or above High
	P             float64 // the larger of PLow and PHigh
	DF            float64
	CILow, CIHigh float64 // of the mean difference, at Level
	Level         float64 // 1 − 2·Alpha
	Reason        string  // why figures are NaN; "" when all are defined
}

// TestEquivalence tests whether the mean of the differences B − A lies between
// the bounds (Schuirmann, 1987; Lakens, 2017): both one-sided tests must
// reject, which is when the 1 − 2α interval lies within the bounds. PLow and
// PHigh are those of t.test(b, a, paired = TRUE, mu = Low, alternative =
// "greater") and (…, mu = High, alternative = "less"). It fails as [PairedT]
// does, and on bounds that do not hold 0 between them.
//
// R: t.test(b, a, paired = TRUE, mu = low, alternative = "greater") and
// t.test(b, a, paired = TRUE, mu = high, alternative = "less");
// TOSTER::t_TOST gives both.
func TestEquivalence(a, b []float64, opt EquivalenceOptions) (Equivalence, error) {
	alpha := opt.Alpha
	if alpha == 0 {
		alpha = .05
	}
	if !(alpha > 0 && alpha < .5) {
		return Equivalence{}, fmt.Errorf("alpha %g is outside 0 to one half", opt.Alpha)
	}
	if !(opt.Low < 0 && opt.High > 0) || opt.Low < -MaxMagnitude || opt.High > MaxMagnitude {
		return Equivalence{}, fmt.Errorf("the bounds %g and %g do not hold 0 between them", opt.Low, opt.High)
	}
	p, err := PairedT(a, b, PairedOptions{Level: 1 - 2*alpha})
	if err != nil {
		return Equivalence{}, err
	}
	nan := math.NaN()
	e := Equivalence{
		N: p.N, Low: opt.Low, High: opt.High, TLow: nan, PLow: nan, THigh: nan, PHigh: nan, P: nan,
		DF: p.DF, CILow: p.CILow, CIHigh: p.CIHigh, Level: p.Level,
	}
	if opt.Standardised {
		e.Low, e.High = opt.Low*p.SDDiff, opt.High*p.SDDiff
	}
	if math.IsNaN(p.T) {
		if opt.Standardised {
			e.Low, e.High = nan, nan
		}
		e.Reason = p.Reason
		return e, nil
	}
	e.TLow, e.THigh = (p.MeanDiff-e.Low)/p.SEDiff, (p.MeanDiff-e.High)/p.SEDiff
	e.PLow, e.PHigh = TTestP(e.TLow, e.DF, Greater), TTestP(e.THigh, e.DF, Less)
	e.P = max(e.PLow, e.PHigh)
	return e, nil
}
