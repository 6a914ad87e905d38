package stat_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kith/analysis/stat"
)

func TestCrossTabulate(t *testing.T) {
	role := []string{"LW", "GL", "LW", "", "SU", "LW", "GL"}
	use := []string{"yes", "no", "yes", "yes", "", "no", "no"}
	got, err := stat.CrossTabulate(role, use, []string{"LW", "GL", "SU"}, []string{"yes", "no"})
	if err != nil {
		t.Fatal(err)
	}
	want := stat.Crosstab{
		Rows: []string{"LW", "GL", "SU"}, Columns: []string{"yes", "no"},
		Counts: [][]int{{2, 1}, {0, 2}, {0, 0}}, RowTotals: []int{3, 2, 0}, ColumnTotals: []int{2, 3}, N: 5, Dropped: 2,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}

	sorted, err := stat.CrossTabulate(role, use, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"GL", "LW", "SU"}, sorted.Rows); d != "" {
		t.Error(d)
	}
	for _, tt := range []struct {
		rows, columns, order []string
		want                 string
	}{
		{role, use[1:], nil, "7 values in the rows and 6"},
		{role, use, []string{"LW", "GL", "LW"}, "given twice"},
		{role, use, []string{"LW", "GL"}, "value 5 is not among the 2"},
	} {
		if _, err := stat.CrossTabulate(tt.rows, tt.columns, tt.order, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}

// Totals are sums of cells, nobody is lost, and turning the table turns it.
func TestCrossTabulateAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		category := rapid.SampledFrom([]string{"", "a", "b", "c"})
		x, y := rapid.SliceOfN(category, n, n).Draw(t, "x"), rapid.SliceOfN(category, n, n).Draw(t, "y")
		a, err := stat.CrossTabulate(x, y, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := stat.CrossTabulate(y, x, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for i := range a.Rows {
			row := 0
			for j := range a.Columns {
				row += a.Counts[i][j]
				if a.Counts[i][j] != b.Counts[j][i] {
					t.Errorf("%v turned is %v", a.Counts, b.Counts)
				}
			}
			if row != a.RowTotals[i] {
				t.Errorf("row %d: %d, total %d", i, row, a.RowTotals[i])
			}
			total += row
		}
		if total != a.N || a.N+a.Dropped != n {
			t.Errorf("%d people: %+v", n, a)
		}
	})
}

func TestTopBox(t *testing.T) {
	k, n := stat.TopBox([]float64{1, 4, 5, math.NaN(), 3.9999999999, 3.99}, 4)
	if k != 3 || n != 5 {
		t.Errorf("%d of %d, want 3 of 5", k, n)
	}
}
