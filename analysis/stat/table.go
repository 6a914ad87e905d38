package stat

import (
	"fmt"
	"math"
	"slices"
)

// TopBox counts the answers that reach the box a share is asked of, "agree" and
// above, and the answers there are; sum(x >= from, na.rm = TRUE) and
// sum(!is.na(x)) of R. An answer within one part in 10⁹ of from reaches it.
// [WilsonInterval] takes the two.
//
// R: sum(x >= from, na.rm = TRUE) and sum(!is.na(x)).
func TopBox(x []float64, from float64) (k, n int) {
	for _, v := range x {
		if math.IsNaN(v) {
			continue
		}
		n++
		if v >= from-1e-9*math.Abs(from) {
			k++
		}
	}
	return k, n
}

// A Crosstab counts people by two categories.
type Crosstab struct {
	Rows, Columns           []string
	Counts                  [][]int // by row, then column
	RowTotals, ColumnTotals []int
	N                       int // people with both categories
	Dropped                 int // people without one of them
}

// CrossTabulate counts people by their categories in two columns of equal
// length, as R's table(rows, columns). "" is missing, and whoever misses either
// is left out and counted. The categories stand in the order given, those that
// nobody chose included; nil means those that occur, sorted by their bytes. It
// fails on columns of different length, a category given twice and one that is
// not among those given.
//
// Cells are counts as they are. Where a study is restricted, small ones must be
// suppressed before they are shown.
//
// R: table(rows, columns).
func CrossTabulate(rows, columns, rowOrder, columnOrder []string) (Crosstab, error) {
	if len(rows) != len(columns) {
		return Crosstab{}, fmt.Errorf("a two-way table has %d values in the rows and %d in the columns", len(rows), len(columns))
	}
	rowOrder, rowAt, err := categories(rows, rowOrder)
	if err != nil {
		return Crosstab{}, err
	}
	columnOrder, columnAt, err := categories(columns, columnOrder)
	if err != nil {
		return Crosstab{}, err
	}
	t := Crosstab{
		Rows: rowOrder, Columns: columnOrder, Counts: make([][]int, len(rowOrder)),
		RowTotals: make([]int, len(rowOrder)), ColumnTotals: make([]int, len(columnOrder)),
	}
	for i := range t.Counts {
		t.Counts[i] = make([]int, len(columnOrder))
	}
	for i := range rows {
		if rows[i] == "" || columns[i] == "" {
			t.Dropped++
			continue
		}
		r, c := rowAt[rows[i]], columnAt[columns[i]]
		t.Counts[r][c]++
		t.RowTotals[r]++
		t.ColumnTotals[c]++
		t.N++
	}
	return t, nil
}

// categories gives the categories in order and the place of each.
func categories(values, order []string) ([]string, map[string]int, error) {
	given := order != nil
	if given {
		order = slices.Clone(order)
	} else {
		for _, v := range values {
			if v != "" {
				order = append(order, v)
			}
		}
		slices.Sort(order)
		order = slices.Compact(order)
	}
	at := make(map[string]int, len(order))
	for i, c := range order {
		if _, twice := at[c]; twice {
			return nil, nil, fmt.Errorf("the category %q is given twice", c)
		}
		at[c] = i
	}
	if given {
		for i, v := range values {
			if _, ok := at[v]; v != "" && !ok {
				return nil, nil, fmt.Errorf("value %d is not among the %d categories given", i+1, len(order))
			}
		}
	}
	return order, at, nil
}
