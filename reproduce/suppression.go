package reproduce

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
// count above 0 in the row or column at fault, the first of equal ones; where
// that does not help, everything goes.
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

// exposed gives the cells of the first row or column, or both, that give a
// hidden count away, nil when none do.
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
			if hidden[r][c] != "" && bridge(hidden, r, c) {
				return func(row, column int) bool { return row == r || column == c }
			}
		}
	}
	return nil
}

// bridge reports whether without its count no path of hidden counts leads from
// row r to column c.
func bridge(hidden [][]string, r, c int) bool {
	rows, columns := make([]bool, len(hidden)), make([]bool, len(hidden[0]))
	rows[r] = true
	for changed := true; changed; {
		changed = false
		for i := range hidden {
			for j := range hidden[i] {
				if hidden[i][j] == "" || i == r && j == c || rows[i] == columns[j] {
					continue
				}
				rows[i], columns[j] = true, true
				changed = true
			}
		}
	}
	return !columns[c]
}
