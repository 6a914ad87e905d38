package sheet

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A corpusFile is what expected.json says of one workbook.
type corpusFile struct {
	Refused string // part of the error; else the file is read
	Sheets  []struct {
		Name       string
		Hidden     bool
		Cells      map[string]string
		Rows, Cols *int
		Merged     []string
		HiddenRows []int    `json:"hidden_rows"`
		HiddenCols []string `json:"hidden_cols"`
	}
}

// The workbooks of the corpus were written part by part, or by LibreOffice;
// what is in them stands in expected.json, typed by hand (testdata/corpus/make.py).
func TestCorpus(t *testing.T) {
	const dir = "testdata/corpus"
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var corpus map[string]corpusFile
	if err := json.Unmarshal(text, &corpus); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.xls*"))
	if err != nil || len(files) < 40 || len(files) != len(corpus) {
		t.Fatalf("%d workbooks and %d expectations, want at least 40 of each (%v)", len(files), len(corpus), err)
	}
	for name, want := range corpus {
		t.Run(name, func(t *testing.T) {
			b, err := Open(filepath.Join(dir, name), Options{})
			var grids []*Grid
			for i := 0; err == nil && i < len(b.Sheets); i++ {
				var g *Grid
				g, err = b.Read(i)
				grids = append(grids, g)
			}
			if want.Refused != "" {
				if err == nil || !strings.Contains(err.Error(), want.Refused) {
					t.Fatalf("got the error %v, want one with %q", err, want.Refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(grids) != len(want.Sheets) {
				t.Fatalf("%d sheets, want %d", len(grids), len(want.Sheets))
			}
			for i, w := range want.Sheets {
				g := grids[i]
				if s := b.Sheets[i]; s.Name != w.Name || s.Hidden != w.Hidden {
					t.Errorf("sheet %q, hidden %v, want %q, %v", s.Name, s.Hidden, w.Name, w.Hidden)
				}
				if diff := cmp.Diff(w.Cells, corpusCells(g)); diff != "" {
					t.Errorf("cells of %s (-want +got):\n%s", w.Name, diff)
				}
				if w.Rows != nil && *w.Rows != g.Rows || w.Cols != nil && *w.Cols != g.Cols {
					t.Errorf("%d rows and %d columns", g.Rows, g.Cols)
				}
				var merged, cols []string
				for _, m := range g.Merged {
					merged = append(merged, Address(m.FirstRow, m.FirstCol)+":"+Address(m.LastRow, m.LastCol))
				}
				for _, c := range g.HiddenCols {
					cols = append(cols, ColumnName(c))
				}
				if diff := cmp.Diff(w.Merged, merged); diff != "" {
					t.Errorf("merged ranges (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(w.HiddenRows, g.HiddenRows); diff != "" {
					t.Errorf("hidden rows (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(w.HiddenCols, cols); diff != "" {
					t.Errorf("hidden columns (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// corpusCells spells the cells of a grid as expected.json does.
func corpusCells(g *Grid) map[string]string {
	kinds := [...]string{Blank: "blank", Number: "number", Text: "text", Bool: "bool", Error: "error", Date: "date", Uncalculated: "uncalculated"}
	cells := map[string]string{}
	for _, row := range g.rows {
		for col, p := range row.all {
			c := g.unpack(p)
			s := kinds[c.Kind] + " " + c.Text
			if c.Formula {
				s = "=" + s
			}
			cells[Address(int(row.number), col)] = s
		}
	}
	return cells
}
