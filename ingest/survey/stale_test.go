package survey

import (
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"kith/study/dataset"
)

// A formula's stored value is the answer; that it is stale is said of its cell.
func TestStaleFormula(t *testing.T) {
	dir := book(t, [][]any{header, {"P1", 30, "Female", 4, 4}, {"P2", 31, "Female", 5, 2}}, func(f *excelize.File) {
		for cell, formula := range map[string]string{"D2": "2+2", "E3": "D3-1"} {
			if err := f.SetCellFormula("Data", cell, formula); err != nil {
				t.Fatal(err)
			}
		}
	})
	// excelize keeps the value a cell had when a formula is set.
	set := mustRead(t, dir, base)
	if v := set.Column("post").Numbers; !slices.Equal(v, []float64{4, 2}) {
		t.Errorf("post is %v, want the stored values 4 and 2", v)
	}
	want := dataset.LogEntry{Kind: "note", Where: "Data!E3", What: "the formula gives another value when calculated anew; the stored value was used", Count: 1}
	n := 0
	for _, e := range set.Log {
		if e.What == want.What {
			n++
		}
	}
	if n != 1 || !slices.Contains(set.Log, want) {
		t.Errorf("the log has %d stale formulas and not only Data!E3: %+v", n, set.Log)
	}
}
