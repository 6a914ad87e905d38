package stat

import (
	"math"
	"slices"
)

// Correlation gives Pearson's r of the complete pairs of two columns, as
// cor(x, y, use = "complete.obs"). It is NaN for fewer than two pairs and where
// a column does not vary. It fails as [Differences] does.
//
// R: cor(x, y, use = "complete.obs").
func Correlation(x, y []float64) (float64, error) {
	px, py, err := completePairs(x, y)
	if err != nil {
		return 0, err
	}
	r, _ := correlation(momentsOf(scaled(px, scaleExponent(px))), momentsOf(scaled(py, scaleExponent(py))))
	return r, nil
}

// An Association is a correlation of two columns with its test and interval.
type Association struct {
	N, Dropped int     // complete pairs, pairs with a missing side
	R          float64 // Pearson's r or Spearman's rho
	Low, High  float64
	T, DF, P   float64 // T on DF = n − 2
	// PExact is the p of Spearman's rho from its permutation distribution, where
	// no ranks tie and n is below 1290; else, and for Pearson's r, NaN.
	PExact float64
	Level  float64
	Reason string // why figures are NaN; "" when all are defined
}

// Pearson tests whether two columns are uncorrelated, as R's cor.test(x, y):
// t = r √((n − 2)/(1 − r²)) on n − 2 df, and the interval tanh(atanh r ± z/√(n
// − 3)) (Fisher, 1921), which needs four pairs. A one-sided interval ends at −1
// or 1. Where the pairs lie on a straight line, t, p and the interval are not
// defined (R prints p = 0). It fails as [PairedT] does.
//
// R: cor.test(x, y, alternative, conf.level = level).
func Pearson(x, y []float64, opt PairedOptions) (Association, error) {
	px, py, level, err := associated(x, y, opt)
	if err != nil {
		return Association{}, err
	}
	return associate(px, py, len(x), level, opt.Alternative, func(_, n float64) float64 { return 1 / math.Sqrt(n-3) }), nil
}

// Spearman tests whether the ranks of two columns are uncorrelated: rho is
// Pearson's r of the mid-ranks, and P that of t on n − 2 df, as R's
// cor.test(x, y, method = "spearman", exact = FALSE), which is also what SPSS,
// JASP and jamovi print where there are ties. PExact is what cor.test gives by
// default where there are none and n < 1290: all permutations up to n = 9, the
// Edgeworth series of AS 89 (Best & Roberts, 1975) beyond. The series can fall
// to 0 and below in the far tail; there, and where the ranks are in perfect
// order, PExact is the chance of perfect order, 1/n! a side, and no less. The
// interval, which R does not give, is tanh(atanh rho ± z √((1 + rho²/2)/(n −
// 3))) (Bonett & Wright, 2000). P and the interval are not defined where the
// ranks are in perfect order. It fails as [PairedT] does.
//
// R: cor.test(x, y, method = "spearman", exact = FALSE) for P, exact = TRUE
// for PExact; base R has no interval of rho.
func Spearman(x, y []float64, opt PairedOptions) (Association, error) {
	px, py, level, err := associated(x, y, opt)
	if err != nil {
		return Association{}, err
	}
	rx, ry := midRanks(px), midRanks(py)
	a := associate(rx, ry, len(x), level, opt.Alternative, func(rho, n float64) float64 {
		return math.Sqrt((1 + rho*rho/2) / (n - 3))
	})
	if n := len(rx); n >= 2 && n < spearmanExact && distinct(rx) && distinct(ry) {
		squares := 0.0
		for i := range rx {
			squares += (rx[i] - ry[i]) * (rx[i] - ry[i])
		}
		a.PExact = spearmanP(squares, n, opt.Alternative)
	}
	return a, nil
}

func associated(x, y []float64, opt PairedOptions) (px, py []float64, level float64, err error) {
	if level, err = levelOf(opt.Level); err != nil {
		return nil, nil, 0, err
	}
	px, py, err = completePairs(x, y)
	return px, py, level, err
}

// associate correlates complete pairs; se gives the standard error of atanh r.
func associate(x, y []float64, all int, level float64, alt Alternative, se func(r, n float64) float64) Association {
	nan := math.NaN()
	n := float64(len(x))
	a := Association{N: len(x), Dropped: all - len(x), Level: level, R: nan, Low: nan, High: nan, T: nan, DF: nan, P: nan, PExact: nan}
	mx, my := momentsOf(scaled(x, scaleExponent(x))), momentsOf(scaled(y, scaleExponent(y)))
	r, unlike := correlation(mx, my)
	a.R = r
	switch {
	case a.N < 2:
		a.Reason = "a correlation needs two complete pairs"
		return a
	case math.IsNaN(r):
		a.Reason = "a column does not vary, so the correlation is not defined"
		return a
	case a.N == 2:
		a.Reason = "two pairs always lie on a line, so t, p and the interval are not defined"
		return a
	}
	for i := range my.dev { // 1 + r without cancellation
		my.dev[i] = -my.dev[i]
	}
	_, like := correlation(mx, my)
	a.DF = n - 2
	if min(unlike, like) < roundings*epsilon {
		a.Reason = "the pairs lie on a straight line, so t, p and the interval are not defined"
		return a
	}
	a.T = r * math.Sqrt(a.DF/(unlike*like))
	a.P = TTestP(a.T, a.DF, alt)
	if a.N < 4 {
		a.Reason = "the interval of a correlation needs four pairs"
		return a
	}
	tail := 1 - level
	if alt == TwoSided {
		tail /= 2
	}
	centre, margin := .5*math.Log(like/unlike), -normalCritical(tail)*se(r, n)
	a.Low, a.High = math.Tanh(centre-margin), math.Tanh(centre+margin)
	switch alt {
	case Greater:
		a.High = 1
	case Less:
		a.Low = -1
	}
	return a
}

// midRanks gives the ranks of x from 1, tied values sharing their mean rank.
func midRanks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case x[i] < x[j]:
			return -1
		case x[i] > x[j]:
			return 1
		}
		return 0
	})
	ranks := make([]float64, len(x))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && x[order[to]] == x[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return ranks
}
