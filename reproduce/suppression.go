package reproduce

import "slices"

// suppressTable decides which counts of a two-way table with its totals (the
// last row and the last column) are not printed; hidden holds why, "" for a
// count that is, and may come with totals that must not show. The number of
// everyone, in the corner, is always printed.
//
// Counts from 1 to one below [smallCell] are hidden, and after them whatever it
// takes that none can be worked out: a hidden count follows from the printed
// ones if and only if it is a bridge of the graph whose nodes are the rows and
// columns and whose edges are the hidden counts, since every row and column
// adds up to its total. What is hidden beside a printed total is together at
// least [smallCell] people, too. The next to be hidden is always the smallest
// count above 0 that helps, the first of equal ones: one in the row or column
// at fault, or one that leads across a bridge. Where none does, everything
// goes.
func suppressTable(counts [][]int, hidden [][]string) {
	last, across := len(counts)-1, len(counts[0])-1
	for r := range counts {
		for c, n := range counts[r] {
			if n > 0 && n < smallCell && (r < last || c < across) {
				hidden[r][c] = "small"
			}
		}
	}
	for {
		fault := exposed(counts, hidden)
		if fault == nil {
			return
		}
		row, column, found := 0, 0, false
		for r := range counts {
			for c, n := range counts[r] {
				corner := r == last && c == across
				if !corner && hidden[r][c] == "" && n > 0 && fault(r, c) && (!found || n < counts[row][column]) {
					row, column, found = r, c, true
				}
			}
		}
		if !found {
			for r := range counts {
				for c := range counts[r] {
					if hidden[r][c] == "" && (r < last || c < across) {
						hidden[r][c] = "complementary"
					}
				}
			}
			return
		}
		hidden[row][column] = "complementary"
	}
}

// exposed gives the cells among which one must be hidden next, because a row,
// a column or a bridge gives a hidden count away; nil when none does.
func exposed(counts [][]int, hidden [][]string) func(r, c int) bool {
	last, across := len(counts)-1, len(counts[0])-1
	for r := range counts {
		people, any := 0, false
		for c := range across {
			if hidden[r][c] != "" {
				people += counts[r][c]
				any = true
			}
		}
		if any && hidden[r][across] == "" && people < smallCell {
			return func(row, _ int) bool { return row == r }
		}
	}
	for c := range counts[0] {
		people, any := 0, false
		for r := range last {
			if hidden[r][c] != "" {
				people += counts[r][c]
				any = true
			}
		}
		if any && hidden[last][c] == "" && people < smallCell {
			return func(_, column int) bool { return column == c }
		}
	}
	for r := range counts {
		for c := range counts[r] {
			if hidden[r][c] == "" {
				continue
			}
			ofRow, ofColumn := reached(hidden, r, c, true), reached(hidden, r, c, false)
			if ofRow.columns[c] {
				continue
			}
			across := func(row, column int) bool {
				return ofRow.rows[row] && ofColumn.columns[column] || ofColumn.rows[row] && ofRow.columns[column]
			}
			for i := range counts {
				for j, n := range counts[i] {
					if n > 0 && hidden[i][j] == "" && (i < last || j < len(counts[0])-1) && across(i, j) {
						return across
					}
				}
			}
			return func(row, column int) bool {
				return ofRow.rows[row] || ofRow.columns[column] || ofColumn.rows[row] || ofColumn.columns[column]
			}
		}
	}
	return nil
}

// nodes are rows and columns of a table with its totals.
type nodes struct{ rows, columns []bool }

// reached gives the nodes to which hidden counts other than the one in row r
// and column c lead, from that row or from that column.
func reached(hidden [][]string, r, c int, fromRow bool) nodes {
	to := nodes{make([]bool, len(hidden)), make([]bool, len(hidden[0]))}
	to.rows[r], to.columns[c] = fromRow, !fromRow
	for changed := true; changed; {
		changed = false
		for i := range hidden {
			for j := range hidden[i] {
				if hidden[i][j] == "" || i == r && j == c || to.rows[i] == to.columns[j] {
					continue
				}
				to.rows[i], to.columns[j] = true, true
				changed = true
			}
		}
	}
	return to
}

// suppressMeans decides which groups of people have their mean and SD left out, the
// last of them being everyone; "" for those that are printed. Of fewer than
// [smallCell] people a mean says too much of each, and so do two means of which one
// group is the other but for so few.
func suppressMeans(groups [][]int) []string {
	hidden := make([]string, len(groups))
	for i, g := range groups {
		if len(g) > 0 && len(g) < smallCell {
			hidden[i] = "small"
		}
	}
	for i, g := range groups {
		for j, wider := range groups {
			rest := len(wider) - len(g)
			if i != j && hidden[i] == "" && hidden[j] == "" && len(g) > 0 && rest > 0 && rest < smallCell && within(g, wider) {
				hidden[i] = "complementary"
			}
		}
	}
	return hidden
}

// within tells whether all of some people are among others; both in order.
func within(some, others []int) bool {
	for _, p := range some {
		if _, is := slices.BinarySearch(others, p); !is {
			return false
		}
	}
	return true
}
