package survey

import (
	"cmp"
	"fmt"
	"slices"

	"kith/study"
)

// maxFaults is how many faults of a workbook are listed; the rest is counted.
const maxFaults = 50

// A collector gathers the faults of a workbook. Cells of one column that are
// wrong in the same way are one fault.
type collector struct {
	found []found
	same  map[string]int // index of found by column and kind of fault
}

type found struct {
	row, col int
	fault    *study.Fault
	cells    int
}

// add notes a fault of a cell; row 0 is the header or the sheet as a whole.
// Faults of a column with the same group are counted as one.
func (c *collector) add(row, col int, group string, f *study.Fault) {
	if group != "" {
		key := fmt.Sprintf("%d\x00%s", col, group)
		if i, ok := c.same[key]; ok {
			c.found[i].cells++
			return
		}
		if c.same == nil {
			c.same = map[string]int{}
		}
		c.same[key] = len(c.found)
	}
	c.found = append(c.found, found{row, col, f, 1})
}

// err gives the faults in the order of their places, or nil.
func (c *collector) err() error {
	if len(c.found) == 0 {
		return nil
	}
	slices.SortStableFunc(c.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	})
	var fs study.Faults
	for i, f := range c.found {
		if i == maxFaults {
			fs = append(fs, &study.Fault{What: fmt.Sprintf("there are %d more faults", len(c.found)-maxFaults), Hint: "correct these first"})
			break
		}
		one := *f.fault
		switch {
		case f.cells == 2:
			one.Where += " and 1 more cell of the column"
		case f.cells > 2:
			one.Where += fmt.Sprintf(" and %d more cells of the column", f.cells-1)
		}
		fs = append(fs, &one)
	}
	return fs
}
