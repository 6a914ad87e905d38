package survey

import (
	"cmp"
	"fmt"
	"slices"

	"kith/study"
)

// maxFaults is how many faults of all workbooks of a study are listed; the rest
// is counted.
const maxFaults = 50

// A collector gathers the faults of a workbook. Cells that are wrong in the
// same way are one fault.
type collector struct {
	found []*found
	alike map[string]*found // by group
}

type found struct {
	row, col int // of the first cell
	fault    *study.Fault
	cells    int
	columns  []int
}

// add notes a fault of a cell; row 0 is the header or the sheet as a whole.
// Faults of one group are told once, at the first cell that has it, and
// counted.
func (c *collector) add(row, col int, group string, f *study.Fault) {
	one := &found{row: row, col: col, fault: f, cells: 1, columns: []int{col}}
	if group == "" {
		c.found = append(c.found, one)
		return
	}
	if first, ok := c.alike[group]; ok {
		first.cells++
		if !slices.Contains(first.columns, col) {
			first.columns = append(first.columns, col)
		}
		if row < first.row || row == first.row && col < first.col {
			first.row, first.col, first.fault = row, col, f
		}
		return
	}
	if c.alike == nil {
		c.alike = map[string]*found{}
	}
	c.alike[group] = one
	c.found = append(c.found, one)
}

// err gives the faults in the order of their places, or nil.
func (c *collector) err() error {
	if len(c.found) == 0 {
		return nil
	}
	slices.SortStableFunc(c.found, func(a, b *found) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	})
	var fs study.Faults
	for _, f := range c.found {
		one := *f.fault
		if f.cells > 1 {
			one.Where += fmt.Sprintf(" and %s", plural(f.cells-1, "more cell"))
			if n := len(f.columns); n > 1 {
				one.Where += fmt.Sprintf(" in %d columns", n)
			} else {
				one.Where += " of the column"
			}
		}
		fs = append(fs, &one)
	}
	return fs
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
