package stat

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Zeros says what becomes of pairs without a difference before ranking.
type Zeros int

const (
	// DropZeros leaves them out, as Wilcoxon did and R before 4.6, SPSS, JASP
	// and jamovi do.
	DropZeros Zeros = iota
	// Pratt ranks them with the others and then leaves their ranks out (Pratt,
	// 1959), as coin::wilcoxsign_test does by default.
	Pratt
)

// WilcoxonOptions are the choices of a signed-rank test. The zero value is
// two-sided at 95 % with zeros dropped.
type WilcoxonOptions struct {
	Level       float64 // confidence level of the intervals, in (0, 1); 0 means .95
	Alternative Alternative
	Zeros       Zeros
}

// Wilcoxon is a signed-rank test of the differences B − A with its effect size
// and estimate.
type Wilcoxon struct {
	N       int // complete pairs
	Dropped int // pairs with a missing side
	Zero    int // pairs without a difference
	Rose    int // pairs with B above A
	Fell    int // pairs with B below A
	Ties    int // non-zero differences whose absolute value another one shares

	WPlus, WMinus float64 // sums of the ranks of the differences above and below 0

	// PExact is exact given the ties and the zeros; NaN past ExactPairs
	// non-zero differences. Two-sided, it is twice the smaller tail, at most 1.
	PExact float64
	// Z is the normal deviate of WPlus, its variance corrected for ties,
	// without continuity correction. PNormal belongs to it (SPSS, PSPP);
	// PCorrected has the continuity correction of R, JASP and jamovi.
	Z, PNormal, PCorrected float64

	RankBiserial      float64 // (WPlus − WMinus) / (WPlus + WMinus)
	RankLow, RankHigh float64 // by Fisher's transformation
	Estimate          float64 // Hodges–Lehmann: the median of the Walsh averages, in the unit of the data
	EstimateLow       float64
	EstimateHigh      float64
	EstimateLevel     float64 // the level the interval of Estimate has; at least Level where n allows it
	Level             float64
	Alternative       Alternative
	Zeros             Zeros
	Reason            string // why figures are NaN; "" when all are defined
	exact             bool
}

// ExactPairs is the number of non-zero differences up to which the exact
// distribution of the signed ranks is computed. It takes n³ steps.
const ExactPairs = 400

// Method names how P comes about: "exact" or "normal approximation".
func (w Wilcoxon) Method() string {
	if w.exact {
		return "exact given the ties"
	}
	return "normal approximation, corrected for ties"
}

// P is the p value to report: PExact up to ExactPairs differences, PNormal
// beyond. Method names it.
func (w Wilcoxon) P() float64 {
	if w.exact {
		return w.PExact
	}
	return w.PNormal
}

// SignedRank tests whether the differences B − A lie symmetrically about 0
// (Wilcoxon, 1945). a[i] and b[i] belong to the same person; a pair with a NaN
// on either side is left out. It fails as [PairedT] does.
//
// Before ranking, each difference is rounded at the 10th significant digit of
// the larger of the pair's two values, so that 12/5 − 9/5 ties with 3/5, which
// it does not in binary; R's wilcox.test without that rounding can break such
// ties. On rounded data PNormal and PCorrected are those of
// wilcox.test(b, a, paired = TRUE, exact = FALSE, correct = FALSE or TRUE),
// save that the correction here never carries past the centre, and PExact that
// of exactRankTests::wilcox.exact and coin's exact distribution: all 2ⁿ signs
// over the mid-ranks at hand, by convolution.
//
// The interval of the rank-biserial correlation is tanh(atanh r ± z·SE),
// SE = √((2n³+3n²+n)/6) / ((n²+n)/2), as effectsize and JASP give it; it is
// not defined where |r| = 1. The estimate and its interval are order
// statistics of the Walsh averages of all differences as they are, not rounded,
// zeros among them (R before 4.6 drops them, and moves the estimate away from
// 0); what only the rounding of the values keeps from 0 is 0. The ranks of the
// limits come from the signed-rank distribution without ties, which makes the
// interval conservative where there are ties. On data without zeros they are
// what wilcox.test(…, conf.int = TRUE, exact = TRUE) gives.
//
// R: wilcox.test(b, a, paired = TRUE, exact = FALSE, correct = FALSE) for
// PNormal, correct = TRUE for PCorrected; exactRankTests::wilcox.exact(b, a,
// paired = TRUE) for PExact; effectsize::rank_biserial(b, a, paired = TRUE).
func SignedRank(a, b []float64, opt WilcoxonOptions) (Wilcoxon, error) {
	level, err := levelOf(opt.Level)
	if err != nil {
		return Wilcoxon{}, err
	}
	pa, pb, err := completePairs(a, b)
	if err != nil {
		return Wilcoxon{}, err
	}
	d := roundedDifferences(pa, pb)
	nan := math.NaN()
	w := Wilcoxon{
		N: len(d), Dropped: len(a) - len(d), Level: level, Alternative: opt.Alternative, Zeros: opt.Zeros,
		PExact: nan, Z: nan, PNormal: nan, PCorrected: nan,
		RankBiserial: nan, RankLow: nan, RankHigh: nan,
		Estimate: nan, EstimateLow: nan, EstimateHigh: nan, EstimateLevel: nan,
	}
	for _, v := range d {
		switch {
		case v > 0:
			w.Rose++
		case v < 0:
			w.Fell++
		default:
			w.Zero++
		}
	}
	var why []string
	if w.N == 0 {
		w.Reason = "there is no complete pair"
		return w, nil
	}
	w.estimate(pa, pb, d)
	if math.IsNaN(w.EstimateLevel) {
		why = append(why, "there are too few pairs for an interval of the estimate at this level")
	}
	if w.Rose+w.Fell == 0 {
		why = append(why, "no pair differs, so there is nothing to rank")
	} else {
		ranks := w.rank(d)
		w.test(ranks)
		if !w.exact {
			why = append(why, fmt.Sprintf("the exact p is computed for up to %d differences", ExactPairs))
		}
		if math.IsNaN(w.RankLow) && math.IsNaN(w.RankHigh) {
			why = append(why, "all differences have one sign, so the rank-biserial correlation has no interval")
		}
	}
	w.Reason = joinReasons(why)
	return w, nil
}

// rank gives the mid-ranks of the non-zero differences, with the sign of the
// difference, and counts the ties.
func (w *Wilcoxon) rank(d []float64) []float64 {
	v := make([]float64, 0, len(d))
	for _, x := range d {
		if x != 0 {
			v = append(v, x)
		}
	}
	slices.SortFunc(v, func(x, y float64) int { return cmp.Compare(math.Abs(x), math.Abs(y)) })
	below := 0.0
	if w.Zeros == Pratt {
		below = float64(w.Zero)
	}
	signed := make([]float64, len(v))
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && math.Abs(v[j]) == math.Abs(v[i]) {
			j++
		}
		if j-i > 1 {
			w.Ties += j - i
		}
		for k := i; k < j; k++ {
			signed[k] = math.Copysign(below+float64(i+1+j)/2, v[k])
		}
		i = j
	}
	return signed
}

// test fills in the statistics of signed mid-ranks.
func (w *Wilcoxon) test(signed []float64) {
	var squares float64
	for _, r := range signed {
		if r > 0 {
			w.WPlus += r
		} else {
			w.WMinus -= r
		}
		squares += r * r
	}
	total := w.WPlus + w.WMinus
	// Under random signs W+ has the mean Σr/2 and the variance Σr²/4, which is
	// the tie-corrected variance of the textbooks, with Pratt's zeros too.
	off, sd := w.WPlus-total/2, math.Sqrt(squares)/2
	w.Z = off / sd
	w.PNormal = normalTail(w.Z, w.Alternative)
	corrected := off
	switch w.Alternative {
	case TwoSided:
		corrected = max(math.Abs(off)-.5, 0)
	case Greater:
		corrected -= .5
	case Less:
		corrected += .5
	}
	w.PCorrected = normalTail(corrected/sd, w.Alternative)

	w.RankBiserial = (w.WPlus - w.WMinus) / total
	n := float64(len(signed))
	if math.Abs(w.RankBiserial) < 1 {
		se := math.Sqrt((2*n*n*n+3*n*n+n)/6) / ((n*n + n) / 2)
		z := math.Atanh(w.RankBiserial)
		if w.Alternative == TwoSided {
			margin := -normalCritical((1-w.Level)/2) * se
			w.RankLow, w.RankHigh = math.Tanh(z-margin), math.Tanh(z+margin)
		} else {
			margin := -normalCritical(1-w.Level) * se
			w.RankLow, w.RankHigh = -1, 1
			if w.Alternative == Greater {
				w.RankLow = math.Tanh(z - margin)
			} else {
				w.RankHigh = math.Tanh(z + margin)
			}
		}
	}
	if len(signed) <= ExactPairs {
		w.exact = true
		w.PExact = exactSignedRank(signed, w.WPlus, w.Alternative)
	}
}

// exactSignedRank gives the exact p of W+ over all signs of the ranks at hand.
func exactSignedRank(signed []float64, wPlus float64, alt Alternative) float64 {
	doubled := make([]int, len(signed)) // mid-ranks are multiples of a half
	for i, r := range signed {
		doubled[i] = int(math.Abs(2 * r))
	}
	mass := signDistribution(doubled)
	at := int(2 * wPlus)
	// The distribution is symmetric, so the upper tail is a lower one too, and
	// small tails are sums of small numbers.
	lower := func(w int) float64 {
		p := 0.0
		for i := 0; i <= w; i++ {
			p += mass[i]
		}
		return p
	}
	top := len(mass) - 1
	switch alt {
	case Greater:
		if 2*at >= top {
			return positive(lower(top - at))
		}
		return 1 - lower(at-1)
	case Less:
		if 2*at <= top {
			return positive(lower(at))
		}
		return 1 - lower(top-at-1)
	}
	return positive(min(1, 2*lower(min(at, top-at))))
}

// signDistribution gives the probability of every sum of a random half of the
// ranks, by convolution: each rank is in or out with probability ½.
func signDistribution(ranks []int) []float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	mass := make([]float64, total+1)
	mass[0] = 1
	top := 0
	for _, r := range ranks {
		top += r
		for s := top; s >= r; s-- {
			mass[s] = (mass[s] + mass[s-r]) / 2
		}
		for s := range r {
			mass[s] /= 2
		}
	}
	return mass
}

// RoundedDifferences gives B − A of every complete pair, in order, rounded at
// the 10th significant digit of the larger of the pair's two values: the
// differences that ranks, signs and counts of who rose and fell rest on, and no
// mean or median. Differences that are equal but for the rounding of the values
// are equal numbers, from pairs of whatever size. It fails as [Differences] does.
//
// R: base R has no one call; signif(b - a, 10) rounds each difference by its
// own size, this by that of the values it comes from.
func RoundedDifferences(a, b []float64) ([]float64, error) {
	pa, pb, err := completePairs(a, b)
	if err != nil {
		return nil, err
	}
	return roundedDifferences(pa, pb), nil
}

// roundedDifferences is [RoundedDifferences] of pairs that are complete.
//
// Of one third, 10 digits are .333333333 beside 1 and .3333333333 beside 2/3.
// Where such differences are one but for their rounding, all take the digits of
// the first.
func roundedDifferences(a, b []float64) []float64 {
	d, size, order := make([]float64, len(a)), make([]float64, len(a)), make([]int, len(a))
	exact := func(i int) float64 { return math.Abs(b[i] - a[i]) }
	for i := range d {
		size[i] = max(math.Abs(a[i]), math.Abs(b[i]))
		d[i] = roundBeside(b[i]-a[i], size[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(exact(i), exact(j)) })
	first := -1
	for _, i := range order {
		switch {
		case d[i] == 0:
		case first >= 0 && exact(i)-exact(first) <= roundings*epsilon*max(size[first], size[i]):
			d[i] = math.Copysign(d[first], d[i])
		default:
			first = i
		}
	}
	return d
}

// differenceDigits is the number of significant digits, of the larger value,
// that a difference keeps.
const differenceDigits = 10

// roundBeside rounds d at the 10th significant digit of beside, through the
// decimal form, so that equal decimals are equal numbers.
func roundBeside(d, beside float64) float64 {
	if d == 0 {
		return 0
	}
	last := decimalExponent(beside) - (differenceDigits - 1) // exponent of the last digit kept
	digits := decimalExponent(d) - last
	if digits < 0 {
		unit, _ := strconv.ParseFloat("1e"+strconv.Itoa(last), 64)
		if math.Abs(d) < unit/2 {
			return 0
		}
		return math.Copysign(unit, d)
	}
	v, _ := strconv.ParseFloat(strconv.FormatFloat(d, 'e', digits, 64), 64)
	return v
}

// decimalExponent gives e of the decimal form d.ddd × 10^e.
func decimalExponent(v float64) int {
	s := strconv.FormatFloat(v, 'e', -1, 64)
	e, _ := strconv.Atoi(s[strings.IndexByte(s, 'e')+1:])
	return e
}
