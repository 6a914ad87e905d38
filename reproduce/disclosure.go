package reproduce

import (
	"math"

	"kith/report"
)

// smallCell is the number of people below which a count of a characteristic is
// not printed where disclosure is restricted.
const smallCell = 5

// maxBins bounds the classes of a figure of differences; where one unit a
// class would make more, classes double until they fit.
const maxBins = 60

// suppressSmall hides counts below [smallCell], and as many of the next
// smallest ones as it takes so that none can be worked out from the total.
// A count of zero discloses nobody and stays.
func suppressSmall(cs []report.CategoryCount) {
	hidden, people := 0, 0
	hide := func(i int, why string) {
		hidden++
		people += cs[i].N
		cs[i].Suppressed = why
	}
	for i, c := range cs {
		if c.N > 0 && c.N < smallCell {
			hide(i, "small")
		}
	}
	for hidden > 0 && (hidden < 2 || people < smallCell) {
		next := -1
		for i, c := range cs {
			if c.Suppressed == "" && c.N > 0 && (next < 0 || c.N < cs[next].N) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		hide(next, "complementary")
	}
	for i := range cs {
		if cs[i].Suppressed != "" {
			cs[i].N, cs[i].Percent = -1, report.NaN()
		}
	}
}

// bins counts the differences to − from of the complete pairs in classes of
// one unit, centred on its multiples. Where disclosure is restricted, classes
// with fewer than [smallCell] pairs are merged with their neighbours, so that no
// bar of a figure is a single person, at the edge or within. A difference on the
// edge of two classes is of the upper one, and merging begins at the lower end:
// turned round, A − B for B − A, the same data may stand in other classes.
func bins(from, to []float64, unit float64, restricted bool) []report.Bin {
	var diffs []float64
	widest := 0.0
	for i := range from {
		if d := to[i] - from[i]; !math.IsNaN(d) && !math.IsInf(d, 0) {
			diffs = append(diffs, d)
			widest = max(widest, math.Abs(d))
		}
	}
	for widest/unit > maxBins/2 {
		unit *= 2
	}
	count := map[int]int{}
	lo, hi := math.MaxInt, math.MinInt
	for _, d := range diffs {
		// Nudged so that 12/5 − 9/5 and 3/5, which differ in binary, fall into
		// one class.
		k := int(math.Floor(d/unit + 0.5 + 1e-9))
		count[k]++
		lo, hi = min(lo, k), max(hi, k)
	}
	out := []report.Bin{}
	if len(count) == 0 {
		return out
	}
	for k := lo; k <= hi; k++ {
		out = append(out, report.Bin{
			Low: report.Num((float64(k) - 0.5) * unit), High: report.Num((float64(k) + 0.5) * unit), N: count[k],
		})
	}
	if !restricted {
		return out
	}
	return mergeSmall(out)
}

// mergeSmall joins neighbouring classes, from the left, until each holds
// nobody or at least [smallCell] pairs; what is left over at the right joins
// the last class. Fewer pairs than that in all make no class.
func mergeSmall(in []report.Bin) []report.Bin {
	out := []report.Bin{}
	var open *report.Bin
	for _, b := range in {
		switch {
		case open != nil:
			open.N += b.N
			open.High = b.High
		case b.N > 0 && b.N < smallCell:
			open = &b
			continue
		default:
			out = append(out, b)
			continue
		}
		if open.N >= smallCell {
			out = append(out, *open)
			open = nil
		}
	}
	if open == nil {
		return out
	}
	for len(out) > 0 && open.N < smallCell {
		last := out[len(out)-1]
		open.N += last.N
		open.Low = last.Low
		out = out[:len(out)-1]
	}
	if open.N < smallCell {
		return []report.Bin{}
	}
	return append(out, *open)
}
