package reproduce

import (
	"slices"
	"testing"
	"time"

	"kith/analysis/thematic"
	"kith/study/coding"
)

// Themes by study, by hand from the table of planted codes: of Study One, FIT-SIM has
// 20 + 12 + 11 extracts, FIT-MATCH 19 + 6 + 3, FIT-PROTO 3 + 4 + 3, PTH-TRUST 16 + 3 + 10
// and PTH-BRIDGE 19 + 7 + 6. The sub-theme's are its theme's too, and one FIT-SIM is a
// counter-example: 43 + 28 + 10 − 1 = 80, 10, and 28 + 29 + 32 = 89. Other studies have
// none. By participant the same extracts are each in one column.
func TestThemeMatrix(t *testing.T) {
	a := fixtureAnalysis(t)
	s := a.AsOf(time.Time{})
	want := map[string]int{"one-of-us": 80, "at-a-glance": 10, "carried-across": 89}
	for _, by := range thematic.Axes {
		th, m, err := a.ThemeMatrix(s, Filter{}, by)
		if err != nil {
			t.Fatal(err)
		}
		for key, n := range want {
			row := slices.Index(m.Codes, key)
			if row < 0 {
				t.Fatalf("no theme %s among %v", key, m.Codes)
			}
			sum := 0
			for k, cell := range m.Cells[row] {
				sum += len(cell.Extracts)
				if by == thematic.ByStudy && m.Columns[k].Name != "S1" && len(cell.Extracts) > 0 {
					t.Errorf("%s has extracts in %s", key, m.Columns[k].Name)
				}
				for _, i := range cell.Extracts {
					if th.Extracts[i].Code != key || th.Codings[i].Document != th.Extracts[i].Document {
						t.Errorf("%s by %s: the cell leads to another extract", key, by)
					}
				}
			}
			if sum != n {
				t.Errorf("%s by %s has %d extracts, want %d", key, by, sum, n)
			}
		}
	}
	// A filter leaves what it chooses: FIT-SIM of the link workers alone, who have no
	// counter-example.
	_, m, err := a.ThemeMatrix(s, Filter{Study: "S1", Role: "LW", Code: "FIT-SIM"}, thematic.ByRole)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.Cells[slices.Index(m.Codes, "one-of-us")][0].Extracts); n != 20 {
		t.Errorf("FIT-SIM of link workers under one-of-us: %d extracts, want 20", n)
	}
}

// The valences of a cell are those on its codings, each once; what says none says
// nothing.
func TestValencesOfACell(t *testing.T) {
	th := &Thematic{}
	for _, v := range []string{"absent", "", "mixed", "absent", "present"} {
		th.Codings = append(th.Codings, &coding.Coding{Valence: v})
	}
	for _, c := range []struct {
		of   []int
		want []string
	}{{[]int{1}, nil}, {[]int{0, 3, 1}, []string{"absent"}}, {[]int{0, 2, 4}, []string{"present", "absent", "mixed"}}} {
		got := th.Valences(thematic.Cell{Extracts: c.of})
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("of %v: %v, want %v", c.of, got, c.want)
		}
	}
}
