package stat

import (
	"fmt"
	"math"
)

// PairedOptions are the choices of a paired t test. The zero value is
// two-sided at 95 %.
type PairedOptions struct {
	Level       float64 // confidence level of both intervals, in (0, 1); 0 means .95
	Alternative Alternative
}

// Paired is a paired-samples t test with its effect sizes. A is the first
// condition, B the second, every difference is B − A, and every figure of A
// and B is over the complete pairs alone. Means, SDs, medians, differences and
// their interval are in the unit of the data.
type Paired struct {
	N       int // complete pairs
	Dropped int // pairs with a missing side

	MeanA, SDA, MedianA float64
	MeanB, SDB, MedianB float64
	R                   float64 // Pearson's r of A and B

	MeanDiff, SDDiff, SEDiff float64
	SkewDiff, KurtDiff       float64 // G1 and G2 of the differences

	T, DF, P      float64
	CILow, CIHigh float64 // of the mean difference

	DZ            float64 // mean difference / SD of the differences
	DZLow, DZHigh float64 // exact, from the noncentral t distribution
	GZ            float64 // DZ · HedgesJ(DF)
	GZLow, GZHigh float64 // the limits of d_z times HedgesJ(DF)
	DAv           float64 // mean difference / mean of the two SDs
	// By Algina and Keselman's approximation, as are those of d_rm; see PairedT.
	DAvLow, DAvHigh float64
	DRm             float64 // DZ · √(2(1 − r))
	DRmLow, DRmHigh float64
	GAv             float64 // DAv · HedgesJ(DF)
	GAvLow, GAvHigh float64
	GRm             float64 // DRm · HedgesJ(DF)
	GRmLow, GRmHigh float64

	Level       float64
	Alternative Alternative
	Reason      string // why figures are NaN; "" when all are defined
	Warnings    []Warning
}

// A Warning is something the reader of a result must see beside it.
type Warning struct {
	Code Code
	Text string // one clause, lower case, no full stop
}

// A Code says what a warning is about.
type Code string

// The warnings of a paired comparison.
const (
	TooFewPairs         Code = "too_few_pairs"        // n < 2
	IdenticalColumns    Code = "identical_columns"    // A equals B in every pair
	ConstantDifferences Code = "constant_differences" // the differences do not vary
	ReversedPair        Code = "reversed_pair"        // r is strongly negative
	MissingPairs        Code = "missing_pairs"        // more than 5 % of the pairs lack a side
	TinyP               Code = "tiny_p"               // p lies below what a float64 holds
)

const (
	// A pair looks reversed when r is at most reversedR over reversedPairs or
	// more pairs; over fewer, chance gives as much.
	reversedR     = -.5
	reversedPairs = 10
	// missingShare is the share of incomplete pairs past which a reader is told.
	missingShare = .05
)

// levelOf gives the confidence level asked for, .95 for none.
func levelOf(level float64) (float64, error) {
	if level == 0 {
		return .95, nil
	}
	if !(level > 0 && level < 1) {
		return 0, fmt.Errorf("confidence level %g is outside 0 to 1", level)
	}
	return level, nil
}

// Differences gives B − A of every complete pair, in order. It fails when the
// columns differ in length or hold a value beyond ±[MaxMagnitude].
//
// R: na.omit(b - a).
func Differences(a, b []float64) ([]float64, error) {
	pa, pb, err := completePairs(a, b)
	if err != nil {
		return nil, err
	}
	d := make([]float64, len(pa))
	for i := range pa {
		d[i] = pb[i] - pa[i]
	}
	return d, nil
}

// completePairs gives both sides of the pairs where neither is missing.
func completePairs(a, b []float64) (pa, pb []float64, err error) {
	if len(a) != len(b) {
		return nil, nil, fmt.Errorf("a pair has %d values on one side and %d on the other", len(a), len(b))
	}
	for _, x := range [][]float64{a, b} {
		if err := checkValues(x); err != nil {
			return nil, nil, err
		}
	}
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			pa = append(pa, a[i])
			pb = append(pb, b[i])
		}
	}
	return pa, pb, nil
}

// PairedT tests whether the mean of the differences B − A is 0. a[i] and b[i]
// belong to the same person; a pair with a NaN on either side is left out. It
// fails when the columns differ in length, hold a value beyond
// ±[MaxMagnitude], or when the level lies outside (0, 1).
//
// t, df, p and the interval of the mean difference are those of R's
// t.test(b, a, paired = TRUE). The interval of d_z inverts the noncentral t
// distribution (Steiger & Fouladi, 1997; effectsize::cohens_d, JASP, jamovi
// and SPSS give the same): the noncentralities at which t is the upper and the
// lower tail's quantile, divided by √n. For a one-sided alternative both
// intervals have an infinite end, as in R. d_av and d_rm follow Lakens (2013).
//
// The limits of g_z are those of d_z times J, as effectsize::hedges_g gives
// them. Those of d_av and d_rm are approximate (Algina & Keselman, 2003, eq. 7
// to 9): the limits of d_z times the ratio of the SD of the differences to the
// unit of d_av or d_rm, that ratio taken as known. They exclude 0 exactly when
// those of d_z do. effectsize::rm_d gives other limits, from a normal
// approximation: d_av ± z·SD_diff/(√n·SD_av) with the root mean square of the
// two SDs, and d_rm ± z·√((1/n + d²/2n)·2(1 − r)).
//
// g_av and g_rm and their limits are those of d_av and d_rm times J on n − 1 df
// (Cumming, 2012, ch. 11). Lakens' spreadsheet takes 2(n − 1), which corrects
// half as much.
//
// The test is not defined when the differences do not vary: all equal, or
// differing by no more than the rounding of the values they come from, or with
// a standard error below 10 ε |mean|, which t.test calls "essentially
// constant".
//
// R: t.test(b, a, paired = TRUE, alternative, conf.level = level);
// effectsize::cohens_d(b, a, paired = TRUE) and hedges_g for d_z and g_z.
func PairedT(a, b []float64, opt PairedOptions) (Paired, error) {
	level, err := levelOf(opt.Level)
	if err != nil {
		return Paired{}, err
	}
	pa, pb, err := completePairs(a, b)
	if err != nil {
		return Paired{}, err
	}
	nan := math.NaN()
	n := len(pa)
	res := Paired{
		N: n, Dropped: len(a) - n, Level: level, Alternative: opt.Alternative,
		MedianA: Median(pa), MedianB: Median(pb),
		R: nan, SEDiff: nan, T: nan, DF: nan, P: nan, CILow: nan, CIHigh: nan,
		DZ: nan, DZLow: nan, DZHigh: nan, GZ: nan, GZLow: nan, GZHigh: nan,
		DAv: nan, DAvLow: nan, DAvHigh: nan, DRm: nan, DRmLow: nan, DRmHigh: nan,
		GAv: nan, GAvLow: nan, GAvHigh: nan, GRm: nan, GRmLow: nan, GRmHigh: nan,
	}
	e := scaleExponent(pa, pb)
	sa, sb := scaled(pa, e), scaled(pb, e)
	diff := make([]float64, n)
	for i := range sa {
		diff[i] = sb[i] - sa[i]
	}
	ma, mb, md := momentsOf(sa), momentsOf(sb), momentsOf(diff)
	constant := n >= 2 && essentiallyConstant(diff, md, sa, sb, wholeNumbers(pa) && wholeNumbers(pb))
	if constant {
		md.sd = 0
		if math.Abs(md.mean) <= roundings*epsilon { // scaled: the largest value is about 1
			md.mean = 0
		}
	}
	res.MeanA, res.SDA = math.Ldexp(ma.mean, e), math.Ldexp(ma.sd, e)
	res.MeanB, res.SDB = math.Ldexp(mb.mean, e), math.Ldexp(mb.sd, e)
	res.MeanDiff, res.SDDiff = math.Ldexp(md.mean, e), math.Ldexp(md.sd, e)
	res.SkewDiff, res.KurtDiff = md.shape()
	var unlike float64 // 1 − r
	res.R, unlike = correlation(ma, mb)
	if spread := (ma.sd + mb.sd) / 2; spread > 0 {
		res.DAv = md.mean / spread
	}
	if n >= 2 {
		res.DF = float64(n - 1)
		res.SEDiff = math.Ldexp(md.sd/math.Sqrt(float64(n)), e)
	}
	if n >= 2 && !constant {
		res.test(md, e)
		if spread := (ma.sd + mb.sd) / 2; spread > 0 {
			res.DAvLow, res.DAvHigh = res.effectLimits(md.sd / spread)
		}
		unit := math.Sqrt(2 * unlike)
		res.DRm = res.DZ * unit
		res.DRmLow, res.DRmHigh = res.effectLimits(unit)
		j := HedgesJ(res.DF)
		res.GAv, res.GAvLow, res.GAvHigh = res.DAv*j, res.DAvLow*j, res.DAvHigh*j
		res.GRm, res.GRmLow, res.GRmHigh = res.DRm*j, res.DRmLow*j, res.DRmHigh*j
	}
	res.explain(constant, ma.sd == 0, mb.sd == 0)
	return res, nil
}

// test fills in what needs differences that vary. md is scaled by 2^-e.
func (res *Paired) test(md moments, e int) {
	root := math.Sqrt(float64(res.N))
	se := md.sd / root
	res.T = md.mean / se
	res.P = TTestP(res.T, res.DF, res.Alternative)
	critical := tCritical(1-res.Level, res.DF)
	if res.Alternative != TwoSided {
		critical = TQuantile(res.Level, res.DF)
	}
	res.CILow = math.Ldexp(md.mean-critical*se, e)
	res.CIHigh = math.Ldexp(md.mean+critical*se, e)
	switch res.Alternative {
	case Greater:
		res.CIHigh = math.Inf(1)
	case Less:
		res.CILow = math.Inf(-1)
	}
	res.DZ = md.mean / md.sd
	low, high := ncpInterval(res.T, res.DF, res.Level, res.Alternative)
	res.DZLow, res.DZHigh = low/root, high/root
	j := HedgesJ(res.DF)
	res.GZ = res.DZ * j
	res.GZLow, res.GZHigh = res.effectLimits(j)
}

// effectLimits gives the limits of an effect size that is d_z times a factor;
// the open end of a one-sided interval stays open for a factor of 0.
func (res *Paired) effectLimits(factor float64) (low, high float64) {
	low, high = res.DZLow*factor, res.DZHigh*factor
	if factor == 0 {
		low, high = 0, 0
		switch res.Alternative {
		case Greater:
			high = math.Inf(1)
		case Less:
			low = math.Inf(-1)
		}
	}
	return low, high
}

// explain fills in the reasons and the warnings.
func (res *Paired) explain(constant, constantA, constantB bool) {
	var why []string
	warn := func(code Code, format string, args ...any) {
		res.Warnings = append(res.Warnings, Warning{code, fmt.Sprintf(format, args...)})
	}
	switch {
	case res.N == 0:
		why = append(why, "there is no complete pair")
		warn(TooFewPairs, "there is no complete pair")
	case res.N == 1:
		why = append(why, "one complete pair has no SD, so t, p and the effect sizes are not defined")
		warn(TooFewPairs, "there is only one complete pair")
	case constant && res.MeanDiff == 0:
		why = append(why, "the two columns are identical, so t, p, d_z and their intervals are not defined")
		warn(IdenticalColumns, "the two columns are identical in every complete pair")
	case constant:
		why = append(why, "the differences do not vary, so t, p, d_z and their intervals are not defined")
		warn(ConstantDifferences, "the differences are the same in every complete pair")
	default:
		switch res.N {
		case 2:
			why = append(why, "skewness needs three pairs, kurtosis four; one degree of freedom has no unbiased g_z")
		case 3:
			why = append(why, "kurtosis needs four pairs")
		}
	}
	if res.N >= 2 && (constantA || constantB) {
		which := "A"
		if constantA && constantB {
			which = "A and of B"
		} else if constantB {
			which = "B"
		}
		why = append(why, fmt.Sprintf("the values of %s do not vary, so r and d_rm are not defined", which))
	}
	if res.N >= reversedPairs && res.R <= reversedR {
		warn(ReversedPair, "the two columns run against each other (r = %.2f), as when one of them is reverse-keyed", math.Round(100*res.R)/100)
	}
	if all := res.N + res.Dropped; float64(res.Dropped) > missingShare*float64(all) {
		tenths := (2000*res.Dropped + all) / (2 * all) // of a percent, halves up
		warn(MissingPairs, "%d of %d pairs (%d.%d%%) lack a value and are left out", res.Dropped, all, tenths/10, tenths%10)
	}
	if res.P == math.SmallestNonzeroFloat64 {
		warn(TinyP, "p lies below the smallest number that can be held")
	}
	res.Reason = joinReasons(why)
}

// epsilon is the distance from 1 to the next float64.
const epsilon = 0x1p-52

// roundings is how many roundings of the largest value a difference may carry:
// each side its binary form and, for a scale mean, its sum and its division;
// then the subtraction.
const roundings = 8

// essentiallyConstant reports whether differences vary no more than rounding
// makes them, or so little that t.test refuses them. Differences of whole
// numbers carry no rounding.
func essentiallyConstant(diff []float64, md moments, a, b []float64, whole bool) bool {
	if md.sd == 0 || md.sd/math.Sqrt(float64(len(diff))) < 10*epsilon*math.Abs(md.mean) {
		return true
	}
	low, high, top := math.Inf(1), math.Inf(-1), 0.0
	for i, d := range diff {
		low, high = min(low, d), max(high, d)
		top = max(top, math.Abs(a[i]), math.Abs(b[i]))
	}
	return !whole && high-low <= roundings*epsilon*top
}

// wholeNumbers reports whether every value is a whole number that a float64
// holds exactly.
func wholeNumbers(x []float64) bool {
	for _, v := range x {
		if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			return false
		}
	}
	return true
}

// correlation gives Pearson's r of two samples of the same people, and 1 − r
// without cancellation. Both are NaN when a sample does not vary. What is left
// of products or of squares that are 0 on paper is 0.
func correlation(a, b moments) (r, unlike float64) {
	if !(a.sd > 0 && b.sd > 0) {
		return math.NaN(), math.NaN()
	}
	var products, squares summer
	for i := range a.dev {
		za, zb := a.dev[i]/a.sd, b.dev[i]/b.sd
		products.add(za * zb)
		squares.add((za - zb) * (za - zb))
	}
	df := float64(len(a.dev) - 1)
	r, unlike = products.total()/df, squares.total()/df/2
	if math.Abs(r) < roundings*epsilon {
		r = 0
	}
	if unlike < roundings*epsilon*roundings*epsilon { // of squares of roundings
		unlike = 0
	}
	return min(max(r, -1), 1), unlike
}

// HedgesJ gives the factor that makes d unbiased on df degrees of freedom,
// exactly: J = Γ(df/2) / (√(df/2) Γ((df−1)/2)) (Hedges, 1981). The usual
// approximation 1 − 3/(4df − 1) differs from the sixth decimal at df = 69. It
// is NaN for df ≤ 1, where J is not defined.
//
// R: gamma(df/2) / (sqrt(df/2) * gamma((df - 1)/2)); effectsize::hedges_g
// takes the same factor.
func HedgesJ(df float64) float64 {
	if !(df > 1) || math.IsInf(df, 1) {
		return math.NaN()
	}
	return math.Exp(logGammaHalfRatio((df-1)/2) - .5*math.Log(df/2))
}
