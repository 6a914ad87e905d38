package survey

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// scores writes a workbook and gives its path.
func scores(t *testing.T, rows [][]any) string {
	t.Helper()
	return filepath.Join(book(t, rows, nil), "deposit", "Data.xlsx")
}

func csvFile(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "scores.csv")
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

var equalNaN = cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })

func TestReadPairs(t *testing.T) {
	opt := PairOptions{ID: "who", Pairs: [][2]string{{"before", "after"}, {"after", "later"}}}
	want := []PairColumns{
		{
			NameA: "before", NameB: "after", IDs: []string{"P1", "P2", "P3", "P4"},
			A: []float64{1, 2.5, nan, 4}, B: []float64{2, nan, nan, 5},
			MissingA: []Gap{{"blank", 1}}, MissingB: []Gap{{"NA", 1}, {"n/a", 1}},
		},
		{
			Pair: 1, NameA: "after", NameB: "later", IDs: []string{"P1", "P2", "P3", "P4"},
			A: []float64{2, nan, nan, 5}, B: []float64{3, 3, 3, 3},
			MissingA: []Gap{{"NA", 1}, {"n/a", 1}},
		},
	}
	for name, file := range map[string]string{
		"workbook with a title": scores(t, [][]any{
			{"Scores of our group"}, {nil},
			{"who", "before", "note", "after", "later"},
			{"P1", 1, "x", "2", 3}, {"P2", 2.5, nil, "NA", 3}, {"P3", nil, nil, " n/a ", 3}, {"P4", "4", nil, 5, 3},
		}),
		"delimited text": csvFile(t, "who,before,after,later\nP1,1,2,3\nP2,2.5,NA,3\nP3,,n/a,3\nP4,4,5,3\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadPairs(file, opt)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got, equalNaN); d != "" {
				t.Error(d)
			}
		})
	}
	got, err := ReadPairs(csvFile(t, "before;after\n1;2\n3;4\n"), PairOptions{Pairs: [][2]string{{"before", "after"}}})
	if err != nil || got[0].IDs[1] != "row 3" || len(got[0].Warnings) != 1 || !strings.Contains(got[0].Warnings[0], "semicolon") {
		t.Errorf("%+v, %v", got, err)
	}
}

// Codes of survey tools are numbers like any other here, and are warned of.
func TestSuspectCodes(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		want string
	}{
		{[]float64{1, 5, -99, 3, -99}, "q has -99 in 2 cells"},
		{[]float64{1, 5, 999}, "q has 999 in 1 cell"},
		{[]float64{0, 99, nan}, "q has 99 in 1 cell"},
		{[]float64{-3, -99, 4}, ""}, // negative numbers are scores here
		{[]float64{60, 99, 70}, ""}, // so is 99
		{[]float64{1, 2, nan}, ""},
		{[]float64{nan}, ""},
	} {
		got := strings.Join(suspectCode("q", c.x), "\n")
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%v: %q, want %q", c.x, got, c.want)
		}
	}
}

func TestReadPairsFaults(t *testing.T) {
	pair := PairOptions{Pairs: [][2]string{{"before", "after"}}}
	id := PairOptions{ID: "who", Pairs: pair.Pairs}
	for _, c := range []struct {
		name, file  string
		opt         PairOptions
		what, where string
	}{
		{"wrong column", scores(t, [][]any{{"befor", "after"}, {1, 2}}), pair, `there is no column "before"`, "Data.xlsx, sheet Data, row 1"},
		{"column twice", scores(t, [][]any{{"before", "before", "after"}, {1, 2, 3}}), pair, `"before" stands more than once`, "Data.xlsx, sheet Data, row 1"},
		{"text", scores(t, [][]any{{"before", "after"}, {1, "Agree"}}), pair, `after: "Agree" is not a number`, "Data.xlsx, sheet Data, cell B2"},
		{"a column of names is one fault", scores(t, [][]any{{"before", "after"}, {1, "Ann"}, {1, "Ben"}, {1, "Cid"}}), pair, `after: "Ann" is not a number`, "Data.xlsx, sheet Data, cell B2 and 2 more cells of the column"},
		{"comma", scores(t, [][]any{{"before", "after"}, {1, "2,5"}}), pair, `after: "2,5" is not a number`, "Data.xlsx, sheet Data, cell B2"},
		{"date", scores(t, [][]any{{"before", "after"}, {1, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}}), pair, "Excel made a date", "Data.xlsx, sheet Data, cell B2"},
		{"truth", scores(t, [][]any{{"before", "after"}, {1, true}}), pair, `after: "TRUE" is not a number`, "Data.xlsx, sheet Data, cell B2"},
		{"id twice", scores(t, [][]any{{"who", "before", "after"}, {"P1", 1, 2}, {"P1 ", 1, 2}}), id, `the id "P1" stands twice, in A2 and A3`, "Data.xlsx, sheet Data, cell A3"},
		{"no id", scores(t, [][]any{{"who", "before", "after"}, {"P1", 1, 2}, {nil, 1, 2}}), id, "the row has no id", "Data.xlsx, sheet Data, cell A3"},
		{"numbers below an empty row", scores(t, [][]any{{"before", "after"}, {1, 2}, {nil}, {1.5, 2.5}}), pair, "row 3 is empty, and row 4 has numbers again", "Data.xlsx, sheet Data"},
		{"no data", scores(t, [][]any{{"before", "after"}}), pair, "there are no data below", "Data.xlsx, sheet Data, row 1"},
		{"no sheet", scores(t, [][]any{{"before", "after"}, {1, 2}}), PairOptions{Sheet: "Dat", Pairs: pair.Pairs}, `there is no sheet "Dat"`, "Data.xlsx"},
		{"sheet of text", csvFile(t, "before,after\n1,2\n"), PairOptions{Sheet: "Data", Pairs: pair.Pairs}, "has no sheets", "scores.csv"},
		{"no file", filepath.Join(t.TempDir(), "gone.xlsx"), pair, "no such file", "gone.xlsx"},
		{"no columns", csvFile(t, "before,after\n1,2\n"), PairOptions{}, "no columns are named", "scores.csv"},
		{"empty sheet", scores(t, nil), pair, `there is no column "before"`, "Data.xlsx, sheet Data, row 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadPairs(c.file, c.opt)
			fs := faultsOf(t, "", err)
			if len(fs) != 1 && c.name != "empty sheet" {
				t.Errorf("%d faults", len(fs))
			}
			if !strings.Contains(fs[0].What, c.what) || fs[0].Where != c.where || fs[0].Hint == "" {
				t.Errorf("got %+v", fs[0])
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	file := filepath.Join(book(t, [][]any{
		{"StartDate", "ResponseId", "Q1_1", "Q1_2", "Q2"},
		{"Start Date", "Response ID", "Agree? - one", "Agree? - two", "Why?"},
		{`{"ImportId":"startDate"}`, `{"ImportId":"_recordId"}`, `{"ImportId":"QID1_1"}`, `{"ImportId":"QID1_2"}`, `{"ImportId":"QID2"}`},
		{time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), "R_1", 1, "Agree", nil},
		{time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), "R_2", 5, 4, nil},
		{nil, "R_3", 3, nil, nil},
	}, func(f *excelize.File) {
		if _, err := f.NewSheet("Key"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetVisible("Key", false); err != nil {
			t.Fatal(err)
		}
	}), "deposit", "Data.xlsx")
	got, err := Headers(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []SheetHeaders{
		{Sheet: "Data", HeaderRow: 1, LabelRow: 2, FirstDataRow: 4, Rows: 3, Tool: "Qualtrics", Evidence: "the columns ResponseId and StartDate", Columns: []ColumnHeader{
			{Name: "StartDate", Label: "Start Date", Letter: "A", Kind: "date", N: 2, Distinct: 2, Values: []string{"2026-01-02", "2026-01-03", ""}},
			{Name: "ResponseId", Label: "Response ID", Letter: "B", Kind: "text", N: 3, Distinct: 3, Unique: true, Values: []string{"R_1", "R_2", "R_3"}},
			{Name: "Q1_1", Label: "Agree? - one", Letter: "C", Kind: "number", N: 3, Distinct: 3, Unique: true, Points: true, Low: 1, High: 5, Values: []string{"1", "5", "3"}},
			{Name: "Q1_2", Label: "Agree? - two", Letter: "D", Kind: "mixed", N: 2, Distinct: 2, Values: []string{"Agree", "4", ""}},
			{Name: "Q2", Label: "Why?", Letter: "E", Kind: "empty", Values: []string{"", "", ""}},
		}},
		{Sheet: "Key", Hidden: true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	got, err = Headers(scores(t, [][]any{{"A study of ours"}, {nil}, {"id", "age", "before", "after"}, {"P1", 44, 3, 4}, {"P2", 31, 2, 5}, {nil}, {"Note: invented"}}))
	if err != nil || got[0].HeaderRow != 3 || got[0].FirstDataRow != 4 || got[0].LabelRow != 0 || got[0].Rows != 2 || len(got[0].Columns) != 4 {
		t.Errorf("%+v, %v", got, err)
	}
}
