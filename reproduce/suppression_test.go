package reproduce

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// withTotals adds the totals to a table.
func withTotals(cells [][]int) [][]int {
	across := len(cells[0])
	out := make([][]int, len(cells)+1)
	out[len(cells)] = make([]int, across+1)
	for r, row := range cells {
		total := 0
		for c, n := range row {
			total += n
			out[len(cells)][c] += n
		}
		out[r] = append(append([]int{}, row...), total)
		out[len(cells)][across] += total
	}
	return out
}

func noneHidden(counts [][]int) [][]string {
	hidden := make([][]string, len(counts))
	for r := range hidden {
		hidden[r] = make([]string, len(counts[r]))
	}
	return hidden
}

func TestSuppressTable(t *testing.T) {
	tests := []struct {
		name  string
		cells [][]int
		want  []string // a line a row, totals included: s small, c complementary, . printed
	}{
		{"nothing small", [][]int{{13, 8}, {14, 13}}, []string{"...", "...", "..."}},
		{"zeros disclose nobody", [][]int{{13, 0}, {0, 13}}, []string{"...", "...", "..."}},
		{"one small cell", [][]int{{3, 20, 30}, {10, 20, 30}, {40, 50, 60}}, []string{"sc..", "cc..", "....", "...."}},
		{"two of one person each", [][]int{{1, 1, 30}, {10, 20, 30}}, []string{"ssc.", "ccc.", "...."}},
		{"a small total", [][]int{{2, 0}, {20, 30}}, []string{"s.s", "c.c", "..."}},
		{"everyone small", [][]int{{1, 1}, {1, 1}}, []string{"sss", "sss", "ss."}},
		{"one cell", [][]int{{3}}, []string{"ss", "s."}},
	}
	for _, tt := range tests {
		counts := withTotals(tt.cells)
		hidden := noneHidden(counts)
		suppressTable(counts, hidden)
		for r := range hidden {
			got := ""
			for _, why := range hidden[r] {
				got += map[string]string{"": ".", "small": "s", "complementary": "c"}[why]
			}
			if got != tt.want[r] {
				t.Errorf("%s: row %d is %s, want %s", tt.name, r+1, got, tt.want[r])
			}
		}
	}
}

// No small count is printed, and linear algebra finds no hidden count from the
// printed ones: the equations of the rows and columns leave each one free.
func TestSuppressedCountsCannotBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, across := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 5).Draw(t, "columns")
		cells := make([][]int, rows)
		for r := range cells {
			cells[r] = rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 1, 3, 4, 5, 6, 9, 30}), across, across).Draw(t, "row")
		}
		counts := withTotals(cells)
		hidden := noneHidden(counts)
		suppressTable(counts, hidden)
		type cell struct{ r, c int }
		unknown := map[cell]int{}
		for r := range counts {
			for c, n := range counts[r] {
				corner := r == rows && c == across
				if hidden[r][c] == "" && n > 0 && n < smallCell && !corner {
					t.Fatalf("a count of %d is printed in %v", n, counts)
				}
				if hidden[r][c] != "" {
					unknown[cell{r, c}] = len(unknown)
				}
			}
		}
		var equations [][]float64
		for r := 0; r <= rows; r++ {
			e := make([]float64, len(unknown))
			for c := 0; c <= across; c++ {
				if k, ok := unknown[cell{r, c}]; ok {
					e[k] = map[bool]float64{true: -1, false: 1}[c == across]
				}
			}
			equations = append(equations, e)
		}
		for c := 0; c <= across; c++ {
			e := make([]float64, len(unknown))
			for r := 0; r <= rows; r++ {
				if k, ok := unknown[cell{r, c}]; ok {
					e[k] = map[bool]float64{true: -1, false: 1}[r == rows]
				}
			}
			equations = append(equations, e)
		}
		whole := rank(equations)
		for at, k := range unknown {
			e := make([]float64, len(unknown))
			e[k] = 1
			// With one row or column its total is the number of everyone, who are printed.
			alone := rows == 1 && (across == 1 || at.c == across) || across == 1 && at.r == rows
			if rank(append(equations[:len(equations):len(equations)], e)) == whole && !alone {
				t.Fatalf("row %d, column %d can be worked out of %v, hidden %q", at.r+1, at.c+1, counts, hidden)
			}
		}
	})
}

// rank by Gaussian elimination with small whole numbers.
func rank(rows [][]float64) int {
	m := make([][]float64, len(rows))
	for i := range rows {
		m[i] = append([]float64{}, rows[i]...)
	}
	found := 0
	for c := 0; len(m) > 0 && c < len(m[0]); c++ {
		pivot := -1
		for r := found; r < len(m); r++ {
			if math.Abs(m[r][c]) > 1e-9 {
				pivot = r
				break
			}
		}
		if pivot < 0 {
			continue
		}
		m[found], m[pivot] = m[pivot], m[found]
		for r := found + 1; r < len(m); r++ {
			f := m[r][c] / m[found][c]
			for k := c; k < len(m[r]); k++ {
				m[r][k] -= f * m[found][k]
			}
		}
		found++
	}
	return found
}
