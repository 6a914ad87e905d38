package scale

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"kith/analysis/stat"
)

// FeldtInterval gives the confidence interval of Cronbach's alpha from its F
// distribution (Feldt, 1965; Feldt, Woodruff & Salih, 1987), as
// psych::alpha.ci and pingouin give it: 1 − (1 − α)F at the quantiles of F on
// n − 1 and (n − 1)(k − 1) df. It assumes items that measure one thing with
// equal covariances. It fails on n or k below 2, on a level outside (0, 1) (0
// means .95) and on an alpha that is NaN or above 1.
//
// R: 1 - (1 - alpha) * qf(c((1 + level)/2, (1 - level)/2), n - 1, (n - 1) *
// (k - 1)).
func FeldtInterval(a Alpha, level float64) (low, high float64, err error) {
	if level == 0 {
		level = .95
	}
	if !(level > 0 && level < 1) {
		return 0, 0, fmt.Errorf("confidence level %g is outside 0 to 1", level)
	}
	if a.N < 2 || a.Items < 2 || !(a.Alpha <= 1) {
		return 0, 0, fmt.Errorf("no interval for alpha %g of %d items and %d people", a.Alpha, a.Items, a.N)
	}
	df1 := float64(a.N - 1)
	df2 := df1 * float64(a.Items-1)
	tail := (1 - level) / 2
	return 1 - (1-a.Alpha)/fLower(tail, df2, df1), 1 - (1-a.Alpha)*fLower(tail, df1, df2), nil
}

// fLower gives the F on df1 and df2 that F stays below with probability p. The
// upper quantile is 1/F with the degrees of freedom exchanged.
func fLower(p, df1, df2 float64) float64 {
	x := mathext.InvRegIncBeta(df1/2, df2/2, p)
	return x / (1 - x) * df2 / df1
}

// An Item says how one item stands to the others of its scale, over the people
// who answered every item.
type Item struct {
	Mean, SD       float64
	RestR          float64 // correlation with the sum of the other items; NaN when either does not vary
	AlphaIfDeleted Alpha   // alpha of the other items; not defined for a scale of two
}

// Items gives the item statistics of one scale, in the order of the items:
// psych::alpha(x)$item.stats$r.drop and $alpha.drop$raw_alpha on na.omit(x). It
// fails as [CronbachAlpha] does.
//
// R: cor(x[, j], rowSums(x[, -j])) on na.omit(x), and CronbachAlpha of x[,
// -j].
func Items(items [][]float64) ([]Item, error) {
	n, err := checkColumns(items)
	if err != nil {
		return nil, err
	}
	complete := keepRows(items, completeRows(n, items))
	out := make([]Item, len(items))
	for j := range complete {
		others := make([][]float64, 0, len(items)-1)
		rest := make([]float64, len(complete[j]))
		for k, item := range complete {
			if k == j {
				continue
			}
			others = append(others, item)
			for i, v := range item {
				rest[i] += v
			}
		}
		s, err := stat.Describe(complete[j])
		if err != nil {
			return nil, err
		}
		out[j].Mean, out[j].SD = s.Mean, s.SD
		out[j].RestR = math.NaN()
		if len(others) > 0 {
			r, err := stat.Correlation(complete[j], rest)
			if err != nil {
				return nil, err
			}
			out[j].RestR = r
			out[j].AlphaIfDeleted = alphaOf(others)
			continue
		}
		out[j].AlphaIfDeleted = Alpha{Alpha: math.NaN(), N: len(complete[j]), Reason: "no item is left"}
	}
	return out, nil
}

// SpearmanBrown gives the reliability of the sum of two items from their
// correlation over the people who answered both: 2r/(1 + r), the coefficient
// for two-item scales (Eisinga, te Grotenhuis & Pelzer, 2013). The coefficient
// is NaN where an item does not vary or r is −1; n is the number of people.
// It fails on columns of different length and on values beyond
// ±[stat.MaxMagnitude].
//
// R: r <- cor(a, b, use = "complete.obs"); 2 * r / (1 + r).
func SpearmanBrown(a, b []float64) (coefficient float64, n int, err error) {
	pair := [][]float64{a, b}
	people, err := checkColumns(pair)
	if err != nil {
		return math.NaN(), 0, err
	}
	complete := keepRows(pair, completeRows(people, pair))
	r, err := stat.Correlation(complete[0], complete[1])
	if err != nil {
		return math.NaN(), 0, err
	}
	if 1+r < 1e-14 { // −1 but for rounding
		r = math.NaN()
	}
	return 2 * r / (1 + r), len(complete[0]), nil
}

// FloorCeiling gives the shares of scores at the ends of the scale, of those
// that are there; NaN when none is. Scores within one part in 10⁹ of an end
// are at it.
//
// R: mean(x == lo, na.rm = TRUE) and mean(x == hi, na.rm = TRUE).
func FloorCeiling(scores []float64, lo, hi float64) (floor, ceiling float64) {
	const slack = 1e-9
	var n, atFloor, atCeiling int
	for _, v := range scores {
		if math.IsNaN(v) {
			continue
		}
		n++
		if v <= lo+slack*(hi-lo) {
			atFloor++
		}
		if v >= hi-slack*(hi-lo) {
			atCeiling++
		}
	}
	return float64(atFloor) / float64(n), float64(atCeiling) / float64(n)
}
