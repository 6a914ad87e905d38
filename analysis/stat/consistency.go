package stat

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mathext"
)

// A Relation stands between a statistic and its printed number.
type Relation string

// The relations. A printed ≤ is read as Below, ≥ as Above.
const (
	Equal Relation = "="
	Below Relation = "<"
	Above Relation = ">"
)

// A Printed is a number as it stands in print: it stands for every number that
// rounds to it.
type Printed struct {
	Relation Relation
	Value    float64
	Decimals int // of the last printed place, 10^−Decimals; below 0 in 1e5
}

// maxPrintedDecimals is the last place a printed number may have.
const maxPrintedDecimals = 300

// spelling and powers bring a printed number to the form that programs read.
var (
	spelling = strings.NewReplacer("−", "-", "–", "-", " ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "≤", "<", "≥", ">")
	powers   = strings.NewReplacer("×10", "e", "x10", "e", "^", "", "E", "e")
)

// ParsePrinted reads a number as it is printed: "-8.05", "−8.05", ".031",
// "< .001", "= .03", "1.2e-05", "1.2 × 10−5". Without a sign of relation it is
// Equal. It fails on anything else.
//
// R: base R has no such reader; as.numeric takes no relation and forgets the
// decimals.
func ParsePrinted(text string) (Printed, error) {
	fault := fmt.Errorf("%q is no printed number", text)
	s := powers.Replace(spelling.Replace(text))
	p := Printed{Relation: Equal}
	if s != "" && strings.ContainsRune("<>=", rune(s[0])) {
		p.Relation = Relation(s[:1])
		s = s[1:]
		if p.Relation != Equal {
			s = strings.TrimPrefix(s, "=")
		}
	}
	if strings.Trim(s, "0123456789.e+-") != "" {
		return Printed{}, fault
	}
	value, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(value, 0) {
		return Printed{}, fault
	}
	mantissa, exponent, _ := strings.Cut(s, "e")
	if exponent != "" {
		e, err := strconv.Atoi(exponent)
		if err != nil {
			return Printed{}, fault
		}
		p.Decimals = -e
	}
	if _, fraction, ok := strings.Cut(mantissa, "."); ok {
		p.Decimals += len(fraction)
	}
	if p.Decimals > maxPrintedDecimals || p.Decimals < -maxPrintedDecimals {
		return Printed{}, fault
	}
	p.Value = value
	return p, nil
}

// Interval gives the numbers that p stands for: half a unit of the last printed
// place to either side, or all below or above it. Both ends belong to it, since
// programs differ in how they round a half.
func (p Printed) Interval() (low, high float64) {
	half := math.Pow(10, -float64(p.Decimals)) / 2
	switch p.Relation {
	case Below:
		return math.Inf(-1), p.Value
	case Above:
		return p.Value, math.Inf(1)
	}
	return p.Value - half, p.Value + half
}

// magnitude gives the interval of |p|.
func (p Printed) magnitude() (low, high float64) {
	low, high = p.Interval()
	switch {
	case low >= 0:
		return low, high
	case p.Relation == Below:
		return 0, math.Abs(high) // t < 1 says |t| < 1
	case high <= 0:
		return -high, -low
	}
	return 0, max(-low, high)
}

// meets reports whether two closed intervals have a point in common, within the
// error of decimal numbers in binary.
func meets(low, high, low2, high2 float64) bool {
	slack := func(x float64) float64 {
		if math.IsInf(x, 0) {
			return 0
		}
		return 1e-12 * math.Abs(x)
	}
	return low <= high2+slack(high2) && low2 <= high+slack(high)
}

// A TestKind is the distribution a printed test statistic is referred to.
type TestKind string

// The kinds of printed statistics.
const (
	KindT         TestKind = "t"
	KindF         TestKind = "F"
	KindR         TestKind = "r"
	KindChiSquare TestKind = "χ²"
	KindZ         TestKind = "z"
)

// A PrintedTest is a test statistic as printed. DF1 is the df of t, r and χ²
// and the first df of F, whose second is DF2; z has none.
type PrintedTest struct {
	Kind      TestKind
	Statistic Printed
	DF1, DF2  float64
	OneSided  bool // the text or the manifest says that the test looked one way
}

// TestP gives the p value of a statistic: two-sided for t, z and r, of the
// upper tail for F and χ². It equals 2*pt(-abs(x), df1), 2*pnorm(-abs(x)),
// cor.test's t for r, pf(x, df1, df2, lower = FALSE) and pchisq(x, df1, lower =
// FALSE) of R to a relative error of 1e-9, and is never 0. It is NaN where the
// statistic or its df cannot be.
//
// R: 2 * pt(-abs(x), df1), 2 * pnorm(-abs(x)), pf(x, df1, df2, lower.tail =
// FALSE), pchisq(x, df1, lower.tail = FALSE).
func TestP(kind TestKind, x, df1, df2 float64) float64 {
	if math.IsNaN(x) || kind != KindZ && !(df1 > 0) {
		return math.NaN()
	}
	switch kind {
	case KindT:
		return TTestP(x, df1, TwoSided)
	case KindR:
		if math.Abs(x) > 1 {
			return math.NaN()
		}
		// t = r √(df / (1 − r²)), infinite for a perfect correlation.
		return TTestP(x*math.Sqrt(df1)/math.Sqrt((1-x)*(1+x)), df1, TwoSided)
	case KindZ:
		return positive(math.Erfc(math.Abs(x) / math.Sqrt2))
	case KindChiSquare:
		if x < 0 || math.IsInf(df1, 0) {
			return math.NaN()
		}
		if math.IsInf(x, 1) {
			return positive(0)
		}
		return positive(mathext.GammaIncRegComp(df1/2, x/2))
	case KindF:
		switch {
		case x < 0 || !(df2 > 0) || math.IsInf(df1, 0) || math.IsInf(df2, 0):
			return math.NaN()
		case df1 == 1:
			return TTestP(math.Sqrt(x), df2, TwoSided)
		case math.IsInf(x, 1):
			return positive(0)
		}
		return positive(mathext.RegIncBeta(df2/2, df1/2, df2/(df2+df1*x)))
	}
	return math.NaN()
}

// A Verdict says how printed numbers agree with each other.
type Verdict string

// The verdicts.
const (
	Consistent    Verdict = "consistent"
	Inconsistent  Verdict = "inconsistent"
	DecisionError Verdict = "decision error" // inconsistent, and significance flips
	NotApplicable Verdict = "not applicable" // the check can say nothing here
)

// A Consistency is the outcome of one check of printed numbers.
type Consistency struct {
	Verdict Verdict
	// Value is recomputed from the statistic as printed; Low and High bound
	// what the statistic could have given before it was rounded.
	Value, Low, High float64
	// Note says what a reader must know of the verdict; "" for nothing.
	Note string
}

// CheckP recomputes p from a printed test statistic and compares it with the
// printed p, as statcheck does (Nuijten et al., 2016): the verdict is
// Consistent when some statistic that rounds to the printed one has a p that
// rounds to, or lies below or above, the printed one. It is a DecisionError
// when, besides, all that p can be printed from lies on one side of alpha and
// all that the statistic can give on the other. When half of p would fit, as of
// a one-sided test, Note says so; test.OneSided takes half, or 1 less half, to
// begin with. alpha outside (0, 1) means .05.
//
// Unlike statcheck, p = .000 counts as any p that rounds to it, with a note,
// and p = .05 says nothing on either side of .05.
//
// R: statcheck::statcheck(text) comes nearest; the differences are named
// above.
func CheckP(test PrintedTest, p Printed, alpha float64) Consistency {
	if !(alpha > 0 && alpha < 1) {
		alpha = .05
	}
	tail := func(x float64) float64 { return TestP(test.Kind, x, test.DF1, test.DF2) }
	near, far := test.Statistic.magnitude()
	if test.Kind == KindR {
		far = min(far, 1)
	}
	c := Consistency{Value: tail(math.Abs(test.Statistic.Value)), Low: tail(far), High: tail(near)}
	if math.IsInf(far, 1) {
		c.Low = 0
	}
	pLow, pHigh := p.Interval()
	pLow, pHigh = max(pLow, 0), min(pHigh, 1)
	switch {
	case math.IsNaN(c.Value) || math.IsNaN(c.Low) || math.IsNaN(c.High):
		return Consistency{Verdict: NotApplicable, Value: math.NaN(), Low: math.NaN(), High: math.NaN(),
			Note: fmt.Sprintf("no such %s exists", test.Kind)}
	case pLow > pHigh || p.Value < 0 || p.Value > 1:
		c.Verdict, c.Note = Inconsistent, "no p lies outside 0 to 1"
		return c
	}
	agree := func(low, high float64) bool {
		switch p.Relation {
		case Below: // of p < .05, .05 itself is not
			return low < pHigh
		case Above:
			return high > pLow
		}
		return meets(low, high, pLow, pHigh)
	}
	directed := test.Kind == KindT || test.Kind == KindZ || test.Kind == KindR
	if test.OneSided && directed {
		two := c
		c.Value, c.Low, c.High = two.Value/2, two.Low/2, two.High/2
		if !agree(c.Low, c.High) && agree(1-two.High/2, 1-two.Low/2) {
			c.Value, c.Low, c.High = 1-two.Value/2, 1-two.High/2, 1-two.Low/2
			c.Note = "the statistic lies against the direction of the one-sided test"
		}
	}
	switch {
	case agree(c.Low, c.High):
		c.Verdict = Consistent
		if p.Value == 0 && p.Relation != Above {
			c.Note = "a p is never 0: it is below the last printed place"
		}
		return c
	case pHigh <= alpha && c.Low >= alpha, pLow >= alpha && c.High < alpha:
		c.Verdict = DecisionError
	default:
		c.Verdict = Inconsistent
	}
	if directed && !test.OneSided && agree(c.Low/2, c.High/2) {
		c.Note = "half of p would fit, as of a one-sided test"
	}
	if directed && test.OneSided && agree(2*c.Low, min(2*c.High, 1)) {
		c.Note = "twice p would fit, as of a two-sided test"
	}
	return c
}

// CheckDZ compares a printed d_z with t/√n, both at their printed precision;
// with corrected, g_z = t/√n · [HedgesJ](n − 1). Signs are not compared, since
// many print the size alone; where both are printed and differ, Note says so.
//
// R: base R has no such check; the figure compared is t / sqrt(n).
func CheckDZ(t Printed, n int, d Printed, corrected bool) Consistency {
	if n < 2 || t.Relation != Equal || d.Relation != Equal {
		return Consistency{Verdict: NotApplicable, Value: math.NaN(), Low: math.NaN(), High: math.NaN(),
			Note: "d follows from t when both are printed as numbers and n is at least 2"}
	}
	factor := 1 / math.Sqrt(float64(n))
	if corrected {
		factor *= HedgesJ(float64(n - 1))
		if math.IsNaN(factor) {
			return Consistency{Verdict: NotApplicable, Value: math.NaN(), Low: math.NaN(), High: math.NaN(),
				Note: "the correction J is not defined for n below 3"}
		}
	}
	low, high := t.magnitude()
	c := Consistency{Verdict: Inconsistent, Value: t.Value * factor, Low: low * factor, High: high * factor}
	dLow, dHigh := d.magnitude()
	if meets(c.Low, c.High, dLow, dHigh) {
		c.Verdict = Consistent
	}
	if t.Value*d.Value < 0 {
		c.Note = "t and d have opposite signs"
	}
	if t.Value < 0 {
		c.Low, c.High = -c.High, -c.Low
	}
	return c
}

// CheckMeanDifference compares a printed mean difference with the two printed
// means it is between, B − A; the other direction is Consistent with a note.
//
// R: base R has no such check; the figure compared is b - a.
func CheckMeanDifference(a, b, difference Printed) Consistency {
	if a.Relation != Equal || b.Relation != Equal || difference.Relation != Equal {
		return Consistency{Verdict: NotApplicable, Value: math.NaN(), Low: math.NaN(), High: math.NaN(),
			Note: "means are compared when all three are printed as numbers"}
	}
	aLow, aHigh := a.Interval()
	bLow, bHigh := b.Interval()
	dLow, dHigh := difference.Interval()
	c := Consistency{Verdict: Consistent, Value: b.Value - a.Value, Low: bLow - aHigh, High: bHigh - aLow}
	switch {
	case meets(c.Low, c.High, dLow, dHigh):
	case meets(-c.High, -c.Low, dLow, dHigh):
		c.Note = "the mean difference runs the other way"
	default:
		c.Verdict = Inconsistent
	}
	return c
}

// CheckInterval compares a printed t with the printed two-sided interval of the
// mean difference, which determine each other: t = (low + high)/(high − low)
// times the critical t at level. Value, Low and High are the t that the limits
// give. It is a DecisionError when, besides, the interval holds 0 and t is
// significant at 1 − level, or the other way round. Signs are not compared.
//
// R: base R has no such check; the figure compared is (low + high) / (high -
// low) * qt((1 + level)/2, df).
func CheckInterval(t Printed, df float64, low, high Printed, level float64) Consistency {
	none := Consistency{Verdict: NotApplicable, Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	if t.Relation != Equal || low.Relation != Equal || high.Relation != Equal || !(df > 0) || !(level > 0 && level < 1) {
		none.Note = "an interval is compared with t when all are printed as numbers"
		return none
	}
	if low.Value > high.Value {
		none.Verdict, none.Note = Inconsistent, "the lower limit is above the upper"
		return none
	}
	critical := TQuantile((1+level)/2, df)
	ll, lh := low.Interval()
	hl, hh := high.Interval()
	if hl-lh <= 0 {
		none.Note = "the limits are printed too coarsely"
		return none
	}
	ratio := func(l, h float64) float64 { return (l + h) / (h - l) * critical }
	// (l + h)/(h − l) has its extremes at the corners: where neither limit
	// changes sign it is monotone in each.
	c := Consistency{Verdict: Consistent, Value: ratio(low.Value, high.Value), Low: math.Inf(1), High: math.Inf(-1)}
	for _, l := range []float64{ll, lh} {
		for _, h := range []float64{hl, hh} {
			c.Low, c.High = min(c.Low, ratio(l, h)), max(c.High, ratio(l, h))
		}
	}
	tLow, tHigh := t.Interval()
	switch {
	case meets(c.Low, c.High, tLow, tHigh):
	case meets(-c.High, -c.Low, tLow, tHigh):
		c.Note = "t and the interval have opposite signs"
	default:
		c.Verdict = Inconsistent
		tLow, tHigh = t.magnitude()
		holds, excludes := lh < 0 && hl > 0, ll > 0 || hh < 0
		if holds && tLow > critical || excludes && tHigh < critical {
			c.Verdict = DecisionError
		}
	}
	return c
}
