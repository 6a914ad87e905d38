package survey

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/study"
	"kith/study/dataset"
)

// readDirty reads one of the dirty variants of the numeric workbook as
// study-numeric.yaml declares the clean one.
func readDirty(t *testing.T, book string) (*dataset.Set, error) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(synthetic, "study-numeric.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	manifest := replace("03_Study_Three/Study3_Quantitative_Data.xlsx\n      sheet", book+"\n      sheet")(string(text))
	manifest = replace("deposit: deposit", "deposit: .")(manifest)
	m, err := study.Parse("../../fixtures/dirty/study.yaml", []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(m.Studies, func(p *study.Part) bool { return p.Workbook != nil })
	return Read(context.Background(), m, m.Studies[i], nil)
}

// What is only untidy is read to the golden answers, and reported.
func TestLightlyDirtyWorkbook(t *testing.T) {
	set, err := readDirty(t, "light.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	rows := golden(t)
	if set.N() != len(rows) {
		t.Fatalf("%d rows, want %d", set.N(), len(rows))
	}
	for _, c := range set.Columns {
		for i, row := range rows {
			if w, g := want(c.Name, row[c.Name]), got(c, i); g != w {
				t.Errorf("%s of %s is %q, want %q", c.Name, row["participant_id"], g, w)
			}
		}
	}
	var log []string
	for _, e := range set.Log {
		log = append(log, fmt.Sprintf("%s | %s | %s | %d", e.Kind, e.Where, e.What, e.Count))
	}
	slices.Sort(log)
	if d := cmp.Diff([]string{
		"hidden_column | Data!AH | the column is hidden, and was read as declared | 1",
		"note | Data | columns that nobody asked for were not kept | 2",
		"note | Data | columns took their name from a merged cell of the header | 1",
		"note | Data | rows below the data were not read: the data end at the first row without an id | 1",
		"note | Data!AI | answers come from formulas; their stored values were used | 2",
		"note | Data!AI3 | the formula gives another value when calculated anew; the stored value was used | 1",
		"text_number | Data!E | numbers stored as text were read as numbers | 1",
		"text_number | Data!O | numbers stored as text were read as numbers | 2",
		"trimmed | Data!C | white space around answers was taken away | 1",
		"trimmed | Data!D | white space around answers was taken away | 1",
	}, log); d != "" {
		t.Error(d)
	}
}

// What is no answer is refused, all of it at once, each with its cell and what
// to do.
func TestNastyWorkbook(t *testing.T) {
	_, err := readDirty(t, "nasty.xlsx")
	var lines []string
	for _, f := range faultsOf(t, "../../fixtures/dirty", err) {
		asked := f.Asked[strings.LastIndex(f.Asked, ", ")+2:]
		lines = append(lines, f.Where+" | "+f.What+" | "+asked+" | "+f.Hint)
	}
	if d := cmp.Diff([]string{
		"nasty.xlsx, sheet Data, cell P23 | QS1, condition A: value 55 is outside 1 to 5 | item qs1_02 | correct the cell, or declare 55 under missing: with its reason",
		`nasty.xlsx, sheet Data, cell A36 | the id "P033" stands twice, in A35 and A36 | id_column | correct the id, or delete the row that does not count`,
		"nasty.xlsx, sheet Data, cell U42 | QS1, condition B: Excel made a date of this answer (2024-05-01) | item qs1_03 | type the answer again in a cell formatted as text, or export the data again",
		`nasty.xlsx, sheet Data, cell W52 | QS2, condition A: "Strongley agree" is no label of the scale agree7 | item qs2_01 | did you mean "Strongly agree"? correct the cell, or declare "Strongley agree" under missing: with its reason`,
		"nasty.xlsx, sheet Data, cell AD57 and 1 more cell of the column | QS2, condition B: value 0 is outside 1 to 7 | item qs2_02 | correct the cell, or declare 0 under missing: with its reason",
	}, lines); d != "" {
		t.Error(d)
	}
}
