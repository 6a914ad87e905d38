// Package scale turns the items of a questionnaire into scores and says how
// reliable they are.
//
// Items are plain columns, item-major: items[j][i] is the answer of person i
// to item j, NaN where it is missing. All columns of one call have the same
// length. Reverse-keyed items are turned round first, by [Reverse].
//
// [Score] and [ScorePaired] make one number a person; [FloorCeiling] says how
// many stand at an end of the scale. [CronbachAlpha] with [FeldtInterval],
// [Items], [McDonaldOmega] and, for two items, [SpearmanBrown] say how reliable
// the score is; they look at the people who answered every item, have no unit,
// and are NaN, with a reason, where they are not defined. Each comment ends
// with the R call that gives the same figure.
package scale

import (
	"fmt"
	"math"

	"kith/analysis/stat"
)

// Reverse gives lo + hi − x for every answer of a reverse-keyed item on a scale
// from lo to hi, the same numbers as SPSS's RECODE or 8 − x on a 1–7 scale. A
// missing answer stays missing. On whole scale points, reversing twice gives
// back the answers.
//
// R: lo + hi - x.
func Reverse(x []float64, lo, hi float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = lo + hi - v
	}
	return out
}

// A Method says how the answered items of one person become a score.
type Method int

const (
	// Mean is the mean of the answered items, as rowMeans(x, na.rm = TRUE) in
	// R, MEAN.n in SPSS and MEAN(…, ignore_missing = 1, min_valid = n) in
	// jamovi.
	Mean Method = iota
	// Sum is the sum of the items. Where items may be missing, it is the mean
	// of the answered ones times the number of items (the person-mean sum, or
	// prorated sum), so that a person who skipped an item is not scored lower
	// for it. SPSS's SUM.n and jamovi's SUM(…, ignore_missing = 1) add the
	// answered items and do score that person lower; with every item answered
	// all agree.
	Sum
)

// Options say how a condition is scored. The zero value is the mean of all
// items.
type Options struct {
	Method Method
	// MinItems is the number of answered items a score needs; 0 means all. A
	// person with fewer has no score (NaN).
	MinItems int
	// SameItemsBoth leaves an item missing under one condition out of the
	// other too, so that both scores of a person rest on the same items. Only
	// [ScorePaired] looks at it.
	SameItemsBoth bool
}

// Score gives one score a person over the items of one condition, NaN where
// too few are answered. It fails on no items, on columns of different length,
// on values beyond ±[stat.MaxMagnitude] and on MinItems below 0 or above the
// number of items.
//
// R: m <- rowMeans(x, na.rm = TRUE); m[rowSums(!is.na(x)) < min] <- NA; Sum
// is m * ncol(x).
func Score(items [][]float64, o Options) ([]float64, error) {
	n, need, err := check(items, o)
	if err != nil {
		return nil, err
	}
	out := make([]float64, n)
	answers := make([]float64, len(items))
	for i := range out {
		for j, item := range items {
			answers[j] = item[i]
		}
		out[i] = o.score(answers, need)
	}
	return out, nil
}

// ScorePaired gives the scores of both conditions, whose items correspond:
// a[j] and b[j] are the same question. Options apply to each condition by
// itself, unless o.SameItemsBoth ties them.
// It fails as [Score] does, and where the conditions differ in the number
// of items or of people.
//
// R: as of [Score]; with SameItemsBoth after gone <- is.na(a) | is.na(b);
// a[gone] <- NA; b[gone] <- NA.
func ScorePaired(a, b [][]float64, o Options) (scoreA, scoreB []float64, err error) {
	if err := checkPaired(a, b); err != nil {
		return nil, nil, err
	}
	if o.SameItemsBoth {
		a, b = sameItems(a, b)
	}
	if scoreA, err = Score(a, o); err != nil {
		return nil, nil, fmt.Errorf("condition A: %w", err)
	}
	if scoreB, err = Score(b, o); err != nil {
		return nil, nil, fmt.Errorf("condition B: %w", err)
	}
	return scoreA, scoreB, nil
}

// score takes one person's answers.
func (o Options) score(answers []float64, need int) float64 {
	sum, answered := 0.0, 0
	for _, v := range answers {
		if !math.IsNaN(v) {
			sum += v
			answered++
		}
	}
	switch {
	case answered < need || answered == 0:
		return math.NaN()
	case o.Method == Mean:
		return sum / float64(answered)
	case answered == len(answers):
		return sum
	}
	return sum / float64(answered) * float64(len(answers))
}

// check gives the number of people and of items a score needs.
func check(items [][]float64, o Options) (n, need int, err error) {
	if n, err = checkColumns(items); err != nil {
		return 0, 0, err
	}
	if o.MinItems < 0 || o.MinItems > len(items) {
		return 0, 0, fmt.Errorf("a score of %d items cannot need %d answered", len(items), o.MinItems)
	}
	if o.Method != Mean && o.Method != Sum {
		return 0, 0, fmt.Errorf("unknown scoring method %d", o.Method)
	}
	need = o.MinItems
	if need == 0 {
		need = len(items)
	}
	return n, need, nil
}

// checkColumns gives the number of people.
func checkColumns(items [][]float64) (int, error) {
	if len(items) == 0 {
		return 0, fmt.Errorf("there are no items")
	}
	n := len(items[0])
	for j, item := range items {
		if len(item) != n {
			return 0, fmt.Errorf("item %d has %d answers, item 1 has %d", j+1, len(item), n)
		}
		for i, v := range item {
			if math.Abs(v) > stat.MaxMagnitude {
				return 0, fmt.Errorf("item %d: %w", j+1, &stat.ValueError{Index: i, Value: v})
			}
		}
	}
	return n, nil
}

func checkPaired(a, b [][]float64) error {
	if len(a) != len(b) {
		return fmt.Errorf("condition A has %d items, condition B %d", len(a), len(b))
	}
	if len(a) > 0 && len(a[0]) != len(b[0]) {
		return fmt.Errorf("condition A has %d people, condition B %d", len(a[0]), len(b[0]))
	}
	return nil
}

// sameItems gives both conditions with every answer removed whose counterpart
// is missing. Columns must have been checked for equal numbers of items.
func sameItems(a, b [][]float64) (sa, sb [][]float64) {
	blank := func(x, other []float64) []float64 {
		out := make([]float64, len(x))
		for i, v := range x {
			if i < len(other) && math.IsNaN(other[i]) {
				v = math.NaN()
			}
			out[i] = v
		}
		return out
	}
	for j := range a {
		sa = append(sa, blank(a[j], b[j]))
		sb = append(sb, blank(b[j], a[j]))
	}
	return sa, sb
}
