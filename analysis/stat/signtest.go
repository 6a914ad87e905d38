package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// SignTest is the exact sign test of the differences B − A.
type SignTest struct {
	N, Dropped       int // complete pairs, pairs with a missing side
	Rose, Fell, Zero int
	P                float64 // NaN when no pair differs
	Share            float64 // Rose / (Rose + Fell)
	Low, High        float64 // Clopper–Pearson interval of Share
	Level            float64
	Alternative      Alternative
	Reason           string // why figures are NaN; "" when all are defined
}

// Signs tests whether differences above and below 0 are equally likely, as R's
// binom.test(rose, rose + fell), on differences rounded as
// [RoundedDifferences] does; pairs without a difference are counted and left
// out. It fails as [PairedT] does.
//
// R: binom.test(rose, rose + fell, alternative, conf.level = level).
func Signs(a, b []float64, opt PairedOptions) (SignTest, error) {
	level, err := levelOf(opt.Level)
	if err != nil {
		return SignTest{}, err
	}
	d, err := RoundedDifferences(a, b)
	if err != nil {
		return SignTest{}, err
	}
	nan := math.NaN()
	s := SignTest{N: len(d), Dropped: len(a) - len(d), P: nan, Share: nan, Low: nan, High: nan, Level: level, Alternative: opt.Alternative}
	for _, v := range d {
		switch {
		case v > 0:
			s.Rose++
		case v < 0:
			s.Fell++
		default:
			s.Zero++
		}
	}
	n := s.Rose + s.Fell
	switch {
	case s.N == 0:
		s.Reason = "there is no complete pair"
		return s, nil
	case n == 0:
		s.Reason = "no pair differs"
		return s, nil
	}
	s.Share = float64(s.Rose) / float64(n)
	switch opt.Alternative {
	case Greater:
		s.P = positive(fairCoinLower(n, s.Fell))
	case Less:
		s.P = positive(fairCoinLower(n, s.Rose))
	default:
		s.P = positive(min(1, 2*fairCoinLower(n, min(s.Rose, s.Fell))))
	}
	tail := 1 - level
	if opt.Alternative == TwoSided {
		tail /= 2
	}
	s.Low, s.High = 0, 1
	if opt.Alternative != Less && s.Rose > 0 {
		s.Low = mathext.InvRegIncBeta(float64(s.Rose), float64(s.Fell+1), tail)
	}
	if opt.Alternative != Greater && s.Fell > 0 {
		s.High = 1 - mathext.InvRegIncBeta(float64(s.Fell), float64(s.Rose+1), tail)
	}
	return s, nil
}

// fairCoinLower gives P(X ≤ k), X the heads of n tosses of a fair coin.
func fairCoinLower(n, k int) float64 {
	if 2*k >= n {
		if k >= n {
			return 1
		}
		return 1 - fairCoinLower(n, n-k-1)
	}
	// From the largest term, at k, downwards.
	sum, term := 1.0, 1.0
	for i := k; i > 0 && term > epsilon/4*sum; i-- {
		term *= float64(i) / float64(n-i+1)
		sum += term
	}
	whole, _ := math.Lgamma(float64(n + 1))
	in, _ := math.Lgamma(float64(k + 1))
	out, _ := math.Lgamma(float64(n - k + 1))
	return sum * math.Exp(whole-in-out-float64(n)*math.Ln2)
}
