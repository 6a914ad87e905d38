package reproduce

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/ingest/survey"
	"kith/report"
	"kith/study"
)

// A FileTest asks for paired comparisons of a workbook or delimited text file
// that no manifest describes. A pair of several columns a side is scored.
type FileTest struct {
	Read        survey.PairOptions
	Scoring     scale.Options
	Reverse     []string // reverse-keyed columns
	Low, High   float64  // ends of the scale, for Reverse
	Listwise    bool     // only rows that have both values of every pair
	Tests       study.Tests
	Alternative stat.Alternative
	Adjust      stat.Adjustment // over all pairs
}

// A FileComparison is one pair of a FileTest.
type FileComparison struct {
	NameA, NameB       string
	MissingA, MissingB []survey.Gap // of the items
	Listwise           int          // complete pairs left out for another pair's sake
	Test               stat.Paired
	Change             report.Movement
	Extra              *report.Extra
	PAdjusted          float64
	Warnings           []string
}

// CompareFile reads the columns, scores them and compares every pair. Faults
// come back as study.Faults.
func CompareFile(file string, ask FileTest) ([]FileComparison, error) {
	columns, err := survey.ReadPairs(file, ask.Read)
	if err != nil {
		return nil, err
	}
	if err := ask.turn(file, columns); err != nil {
		return nil, err
	}
	all := make([]FileComparison, len(ask.Read.Pairs))
	a, b := make([][]float64, len(all)), make([][]float64, len(all))
	for i, pair := range ask.Read.Pairs {
		c := &all[i]
		c.NameA, c.NameB = pair[0], pair[1]
		var itemsA, itemsB [][]float64
		for _, col := range columns {
			if col.Pair != i {
				continue
			}
			itemsA, itemsB = append(itemsA, col.A), append(itemsB, col.B)
			c.MissingA, c.MissingB = addGaps(c.MissingA, col.MissingA), addGaps(c.MissingB, col.MissingB)
			for _, w := range col.Warnings {
				if !slices.Contains(c.Warnings, w) {
					c.Warnings = append(c.Warnings, w)
				}
			}
		}
		a[i], b[i] = itemsA[0], itemsB[0]
		if len(itemsA) > 1 {
			if ask.Scoring.MinItems > len(itemsA) {
				return nil, &study.Fault{What: fmt.Sprintf("%s has %d items, fewer than the %d a score needs", c.NameA, len(itemsA), ask.Scoring.MinItems), Where: file, Hint: "lower --min-items"}
			}
			if a[i], b[i], err = scale.ScorePaired(itemsA, itemsB, ask.Scoring); err != nil {
				return nil, err
			}
		}
	}
	if ask.Listwise {
		listwise(all, a, b)
	}
	p := make([]float64, len(all))
	for i := range all {
		if err := ask.compare(&all[i], a[i], b[i]); err != nil {
			return nil, err
		}
		p[i] = all[i].Test.P
	}
	adjusted, err := stat.Adjust(p, ask.Adjust)
	for i := range adjusted {
		all[i].PAdjusted = adjusted[i]
	}
	return all, err
}

// turn reverses the reverse-keyed columns.
func (ask FileTest) turn(file string, columns []survey.PairColumns) error {
	for _, name := range ask.Reverse {
		found := false
		for i := range columns {
			c := &columns[i]
			for _, side := range []struct {
				name string
				x    *[]float64
			}{{c.NameA, &c.A}, {c.NameB, &c.B}} {
				if side.name != name {
					continue
				}
				found = true
				for _, v := range *side.x {
					if v < ask.Low || v > ask.High {
						return &study.Fault{What: fmt.Sprintf("%s has %g, outside the scale %g to %g it is to be reversed on", name, v, ask.Low, ask.High), Where: file, Hint: "correct --points, or declare the value --missing"}
					}
				}
				*side.x = scale.Reverse(*side.x, ask.Low, ask.High)
			}
		}
		if !found {
			return &study.Fault{What: fmt.Sprintf("the reversed column %s belongs to no pair", name), Where: file, Hint: "name a column of --pair under --reverse"}
		}
	}
	return nil
}

// listwise leaves every row out that lacks a value of some pair.
func listwise(all []FileComparison, a, b [][]float64) {
	for row := range a[0] {
		missing := false
		for i := range a {
			missing = missing || math.IsNaN(a[i][row]) || math.IsNaN(b[i][row])
		}
		for i := range a {
			if missing && !math.IsNaN(a[i][row]) && !math.IsNaN(b[i][row]) {
				all[i].Listwise++
			}
		}
		if missing {
			for i := range a {
				a[i][row], b[i][row] = math.NaN(), math.NaN()
			}
		}
	}
}

func (ask FileTest) compare(c *FileComparison, a, b []float64) (err error) {
	if c.Test, err = stat.PairedT(a, b, stat.PairedOptions{Level: ask.Tests.CI, Alternative: ask.Alternative}); err != nil {
		return err
	}
	for _, w := range c.Test.Warnings {
		c.Warnings = append(c.Warnings, w.Text)
	}
	var errChange, errExtra error
	c.Change, errChange = change(a, b)
	c.Extra, errExtra = extra(ask.Tests, ask.Alternative, a, b, c.Test)
	return errors.Join(errChange, errExtra)
}

func addGaps(to, more []survey.Gap) []survey.Gap {
	for _, g := range more {
		if at := slices.IndexFunc(to, func(x survey.Gap) bool { return x.Reason == g.Reason }); at >= 0 {
			to[at].N += g.N
		} else {
			to = append(to, g)
		}
	}
	return to
}
