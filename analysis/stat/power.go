package stat

import (
	"fmt"
	"math"
)

// PowerOptions are the choices of a paired t test that is being planned.
type PowerOptions struct {
	Alpha       float64 // 0 means .05
	Alternative Alternative
}

// MaxPlannedPairs bounds the search of [SampleSize].
const MaxPlannedPairs = 10_000_000

// Power gives the probability that a paired t test over n pairs rejects when
// the true standardised mean difference is dz: both tails where the test has
// both. It equals power.t.test(n, delta = dz, sig.level, type = "paired",
// strict = TRUE)$power. Given for planning; computed from the data at hand it
// would say nothing that p does not.
//
// R: power.t.test(n, dz, sig.level = alpha, type = "paired", strict =
// TRUE)$power.
func Power(n int, dz float64, opt PowerOptions) (float64, error) {
	alpha, err := opt.check()
	if err != nil {
		return math.NaN(), err
	}
	if n < 2 || math.IsNaN(dz) || math.Abs(dz) > 1e6 {
		return math.NaN(), fmt.Errorf("no power for %d pairs and d_z = %g", n, dz)
	}
	return power(n, dz, alpha, opt.Alternative), nil
}

// power takes arguments that were checked.
func power(n int, dz, alpha float64, alt Alternative) float64 {
	df := float64(n - 1)
	ncp := dz * math.Sqrt(float64(n))
	above := func(critical, ncp float64) float64 { return NoncentralTP(-critical, df, -ncp) }
	switch alt {
	case Greater:
		return above(TQuantile(1-alpha, df), ncp)
	case Less:
		return above(TQuantile(1-alpha, df), -ncp)
	}
	critical := tCritical(alpha, df)
	return min(1, above(critical, ncp)+above(critical, -ncp))
}

// SampleSize gives the smallest number of pairs with which a paired t test has
// at least the power asked for when the true standardised mean difference is
// dz. It fails where [MaxPlannedPairs] are not enough, or where dz lies on the
// wrong side of a one-sided test.
//
// R: ceiling(power.t.test(delta = dz, power = wanted, sig.level = alpha, type
// = "paired", strict = TRUE)$n).
func SampleSize(dz, wanted float64, opt PowerOptions) (int, error) {
	alpha, err := opt.check()
	if err != nil {
		return 0, err
	}
	if err := checkPower(wanted, alpha); err != nil {
		return 0, err
	}
	if math.IsNaN(dz) || math.Abs(dz) > 1e6 {
		return 0, fmt.Errorf("no sample size for d_z = %g", dz)
	}
	enough := func(n int) bool { return power(n, dz, alpha, opt.Alternative) >= wanted }
	low, high := 1, 2 // low is not enough
	for !enough(high) {
		low, high = high, 2*high
		if low >= MaxPlannedPairs {
			return 0, fmt.Errorf("%d pairs do not reach a power of %g for d_z = %g", MaxPlannedPairs, wanted, dz)
		}
	}
	for high-low > 1 {
		if mid := (low + high) / 2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high, nil
}

// DetectableEffect gives the standardised mean difference that a paired t test
// over n pairs finds with the power asked for: the sensitivity of a study whose
// n is fixed. It is positive, negative for [Less].
// It fails on n below 2 and on a power or alpha outside (0, 1).
//
// R: power.t.test(n, power = wanted, sig.level = alpha, type = "paired",
// strict = TRUE)$delta, whose root search stops at about 1e-4 unless tol says
// otherwise.
func DetectableEffect(n int, wanted float64, opt PowerOptions) (float64, error) {
	alpha, err := opt.check()
	if err != nil {
		return math.NaN(), err
	}
	if err := checkPower(wanted, alpha); err != nil {
		return math.NaN(), err
	}
	if n < 2 {
		return math.NaN(), fmt.Errorf("no power for %d pairs", n)
	}
	sign := 1.0
	if opt.Alternative == Less {
		sign = -1
	}
	short := func(dz float64) float64 { return power(n, sign*dz, alpha, opt.Alternative) - wanted }
	low, high := 0.0, 1.0
	fLow, fHigh := short(low), short(high)
	for fHigh < 0 {
		low, fLow, high = high, fHigh, 2*high
		if high > 1e6 {
			return math.NaN(), fmt.Errorf("no effect has a power of %g over %d pairs", wanted, n)
		}
		fHigh = short(high)
	}
	// Regula falsi with the Illinois step: an end that stays put counts for half,
	// so that both ends close in. Bisection takes five times the steps.
	side := 0
	for range 100 {
		mid := high - fHigh*(high-low)/(fHigh-fLow)
		if !(mid > low && mid < high) {
			break
		}
		f := short(mid)
		if math.Abs(f) <= epsilon*wanted {
			return sign * mid, nil
		}
		if f < 0 {
			low, fLow = mid, f
			if side < 0 {
				fHigh /= 2
			}
			side = -1
		} else {
			high, fHigh = mid, f
			if side > 0 {
				fLow /= 2
			}
			side = 1
		}
		if high-low <= 2*epsilon*high {
			break
		}
	}
	return sign * high, nil
}

func (o PowerOptions) check() (alpha float64, err error) {
	if o.Alpha == 0 {
		return .05, nil
	}
	if !(o.Alpha > 0 && o.Alpha < 1) {
		return 0, fmt.Errorf("alpha %g is outside 0 to 1", o.Alpha)
	}
	return o.Alpha, nil
}

func checkPower(wanted, alpha float64) error {
	if !(wanted > alpha && wanted < 1) {
		return fmt.Errorf("a power of %g is not between alpha %g and 1", wanted, alpha)
	}
	return nil
}
