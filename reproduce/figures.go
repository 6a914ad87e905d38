package reproduce

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"kith/analysis/stat"
	"kith/report"
)

// quantiles sets the differences to − from against normal quantiles. Where
// disclosure is restricted, a point is the mean of at least [smallCell]
// neighbours in rank, and fewer differences than that have none.
func quantiles(from, to []float64, restricted bool) (*report.QQ, error) {
	from, to = completePairs(from, to)
	d := make([]float64, len(from))
	for i := range d {
		d[i] = to[i] - from[i]
	}
	q, err := stat.NormalQQ(d)
	if err != nil {
		return nil, err
	}
	out := &report.QQ{Points: []report.QQPoint{}, Intercept: report.Num(q.Intercept), Slope: report.Num(q.Slope)}
	groups := len(d)
	if restricted {
		groups /= smallCell
	}
	for g := range groups {
		first, end := g*len(d)/groups, (g+1)*len(d)/groups
		out.Points = append(out.Points, report.QQPoint{
			Normal: meanOf(q.Normal[first:end]), Value: meanOf(q.Value[first:end]), N: end - first,
		})
	}
	return out, nil
}

// meanOf gives the mean of values near each other; of one value, that value.
func meanOf(x []float64) report.Num {
	rest := 0.0
	for _, v := range x {
		rest += v - x[0]
	}
	return report.Num(x[0] + rest/float64(len(x)))
}

// completePairs gives the pairs of which neither side is missing.
func completePairs(a, b []float64) (x, y []float64) {
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			x, y = append(x, a[i]), append(y, b[i])
		}
	}
	return x, y
}

// raincloud gives what the figure of both conditions is drawn from: classes of
// one unit, centred on its multiples, and who went where.
func raincloud(a, b []float64, unit float64, restricted bool) (*report.Raincloud, error) {
	a, b = completePairs(a, b)
	boxA, errA := box(a)
	boxB, errB := box(b)
	if err := cmp.Or(errA, errB); err != nil {
		return nil, err
	}
	out := &report.Raincloud{
		A: boxA, B: boxB,
		Classes: scoreClasses(a, b, unit), Pairs: []report.PairCount{}, Ways: []report.Way{},
	}
	if !restricted {
		out.Pairs = pairCounts(a, b)
		return out, nil
	}
	out.Classes = mergeClasses(out.Classes)
	out.Ways = ways(out.Classes, a, b)
	return out, nil
}

func box(x []float64) (report.Box, error) {
	d, err := stat.Describe(x)
	return report.Box{Q1: report.Num(d.Q1), Median: report.Num(d.Median), Q3: report.Num(d.Q3), Mean: report.Num(d.Mean)}, err
}

// scoreClasses counts both conditions in the same classes.
func scoreClasses(a, b []float64, unit float64) []report.ScoreClass {
	all := slices.Concat(a, b)
	if len(all) == 0 {
		return []report.ScoreClass{}
	}
	for (slices.Max(all)-slices.Min(all))/unit > maxBins {
		unit *= 2
	}
	// Nudged, as the classes of differences are.
	place := func(v float64) int { return int(math.Floor(v/unit + 0.5 + 1e-9)) }
	first, last := place(slices.Min(all)), place(slices.Max(all))
	out := make([]report.ScoreClass, last-first+1)
	for i := range out {
		k := float64(first + i)
		out[i].Low, out[i].High = report.Num((k-0.5)*unit), report.Num((k+0.5)*unit)
	}
	for i := range a {
		out[place(a[i])-first].A++
		out[place(b[i])-first].B++
	}
	return out
}

// mergeClasses joins neighbouring classes until each holds, under either
// condition, nobody or at least [smallCell] people. Too few in all make no
// class.
func mergeClasses(in []report.ScoreClass) []report.ScoreClass {
	small := func(c report.ScoreClass) bool {
		return c.A > 0 && c.A < smallCell || c.B > 0 && c.B < smallCell
	}
	out := []report.ScoreClass{}
	join := func(c report.ScoreClass) {
		last := &out[len(out)-1]
		last.High, last.A, last.B = c.High, last.A+c.A, last.B+c.B
	}
	for _, c := range in {
		if len(out) > 0 && small(out[len(out)-1]) {
			join(c)
		} else {
			out = append(out, c)
		}
	}
	for len(out) > 1 && small(out[len(out)-1]) {
		c := out[len(out)-1]
		out = out[:len(out)-1]
		join(c)
	}
	if len(out) == 1 && small(out[0]) {
		return []report.ScoreClass{}
	}
	return out
}

// pairCounts counts equal pairs, in rising order. Scores that only binary
// arithmetic tells apart are equal.
func pairCounts(a, b []float64) []report.PairCount {
	count := map[[2]float64]int{}
	for i := range a {
		count[[2]float64{decimal(a[i]), decimal(b[i])}]++
	}
	out := []report.PairCount{}
	for p, n := range count {
		out = append(out, report.PairCount{A: report.Num(p[0]), B: report.Num(p[1]), N: n})
	}
	slices.SortFunc(out, func(x, y report.PairCount) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out
}

// decimal gives v with the 12 digits that results.json keeps.
func decimal(v float64) float64 {
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil {
		return v // no number that was written fails to be read
	}
	return out
}

// ways counts who went from which range of scores to which. There are three
// ranges, or two where these let more people be shown.
func ways(classes []report.ScoreClass, a, b []float64) []report.Way {
	best, most := []report.Way{}, 0
	for _, n := range []int{3, 2} {
		shown, ways := 0, waysBetween(rangesOf(classes, n), a, b)
		for _, w := range ways {
			shown += w.N
		}
		if shown > most {
			best, most = ways, shown
		}
	}
	return best
}

// rangesOf joins classes to up to n ranges of about equally many answers, which
// cut no class in two.
func rangesOf(classes []report.ScoreClass, n int) []report.ScoreClass {
	all := 0
	for _, c := range classes {
		all += c.A + c.B
	}
	var ranges []report.ScoreClass
	so := 0
	for i, c := range classes {
		middle := (2*so + c.A + c.B) * n / (2 * max(1, all))
		if so += c.A + c.B; i > 0 && middle < len(ranges) {
			last := &ranges[len(ranges)-1]
			last.High, last.A, last.B = c.High, last.A+c.A, last.B+c.B
			continue
		}
		ranges = append(ranges, c)
	}
	return ranges
}

// waysBetween counts who went from which range to which. Counts are suppressed
// as those of a two-way table beside its totals are.
func waysBetween(ranges []report.ScoreClass, a, b []float64) []report.Way {
	if len(ranges) == 0 {
		return []report.Way{}
	}
	place := func(v float64) int {
		for i, r := range ranges {
			if v < float64(r.High)-1e-9*math.Abs(float64(r.High-r.Low)) {
				return i
			}
		}
		return len(ranges) - 1
	}
	k := len(ranges)
	counts, hidden := make([][]int, k+1), make([][]string, k+1)
	for r := range counts {
		counts[r], hidden[r] = make([]int, k+1), make([]string, k+1)
	}
	for i := range a {
		from, to := place(a[i]), place(b[i])
		counts[from][to]++
		counts[from][k]++
		counts[k][to]++
		counts[k][k]++
	}
	suppressTable(counts, hidden)
	out := []report.Way{}
	for from := range k {
		for to := range k {
			if n := counts[from][to]; n > 0 && hidden[from][to] == "" {
				out = append(out, report.Way{
					FromLow: ranges[from].Low, FromHigh: ranges[from].High,
					ToLow: ranges[to].Low, ToHigh: ranges[to].High, N: n,
				})
			}
		}
	}
	return out
}
