package survey

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	const base = "id,q1,q2,note\nA1,1,5,x\nA2,2,4,y\nA3,3,3,z\n"
	cases := map[string]struct {
		before, after string
		id            string
		want          SheetChange
		differs       bool
	}{
		"same": {before: base, after: base, want: SheetChange{State: "compared", MatchedBy: "id"}},
		"same rows in another order": {
			before: base, after: "id,q1,q2,note\nA3,3,3,z\nA1,1,5,x\nA2,2,4,y\n",
			want: SheetChange{State: "compared", MatchedBy: "id"},
		},
		"a cell, a row more, a row gone": {
			before: base, after: "id,q1,q2,note\nA1,1,5,x\nA4,9,9,w\nA3,3,,z\n", differs: true,
			want: SheetChange{
				State: "compared", MatchedBy: "id", Added: []string{"A4"}, Gone: []string{"A2"},
				Cells: []CellChange{{Old: "C4", New: "C4", Row: "A3", Column: "q2", Was: "3", WasKind: "number", NowKind: "blank"}},
			},
		},
		"columns renamed, added and gone": {
			before: base, after: "id,wave,q1,q2_now\nA1,a,1,5\nA2,a,2,4\nA3,a,3,3\n", differs: true,
			want: SheetChange{
				State: "compared", MatchedBy: "id", ColumnsAdded: []string{"wave"}, ColumnsGone: []string{"note"},
				ColumnsRenamed: []Renamed{{"q2", "q2_now"}},
			},
		},
		"a type": {
			before: base, after: "id,q1,q2,note\nA1,1,5,x\nA2,2,four,y\nA3,3,3,z\n", differs: true,
			want: SheetChange{
				State: "compared", MatchedBy: "id", Types: []ColumnChange{{"q2", "number", "mixed"}},
				Cells: []CellChange{{Old: "C3", New: "C3", Row: "A2", Column: "q2", Was: "4", Now: "four", WasKind: "number", NowKind: "text"}},
			},
		},
		"by place where no ids tell rows apart": {
			before: "q1,q2\n1,2\n1,3\n", after: "q1,q2\n1,2\n1,4\n1,1\n", differs: true,
			want: SheetChange{
				State: "compared", Added: []string{"row 4"},
				Cells: []CellChange{{Old: "B3", New: "B3", Row: "row 3", Column: "q2", Was: "3", Now: "4", WasKind: "number", NowKind: "number"}},
			},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			a, b := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
			for file, text := range map[string]string{a: c.before, b: c.after} {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Compare(t.Context(), a, b, CompareOptions{ID: c.id})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 {
				t.Fatalf("%d sheets", len(got))
			}
			if d := cmp.Diff(c.want, got[0]); d != "" {
				t.Error(d)
			}
			if got[0].Differs() != c.differs {
				t.Errorf("differs is %v", !c.differs)
			}
		})
	}
}
