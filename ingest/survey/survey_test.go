package survey

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kith/fixtures/large"
	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// base is a manifest of one pair, two characteristics and two rules.
const base = `schema: kith/1
study: {id: test}
studies:
  - id: S
    analysis: quantitative
    workbook: {file: Data.xlsx, sheet: Data}
    id_column: id
    missing:
      - {value: "", reason: skipped}
      - {value: -99, reason: skipped}
      - {value: N/A, reason: not_applicable}
      - {value: Prefer not to say, reason: refused}
    scales:
      agree5: {points: [1, 5], labels: {Strongly disagree: 1, Disagree: 2, Neither: 3, Agree: 4, Strongly agree: 5}}
      plain7: {points: [1, 7]}
    columns:
      - {column: age, kind: number, range: [16, 99]}
      - {column: gender, kind: category, order: [Female, Male, Prefer not to say], keep: [Prefer not to say]}
    question_sets:
      - id: QS1
        title: A set
        conditions: {A: {label: Before}, B: {label: After}}
        scale: agree5
        pairs:
          - {id: qs1_01, A: pre, B: post}
`

var header = []any{"id", "age", "gender", "pre", "post"}

// book writes a workbook with a sheet Data; a cell that begins with = is a
// formula.
func book(t testing.TB, rows [][]any, more func(f *excelize.File)) string {
	t.Helper()
	dir := t.TempDir()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "Data"))
	for i, row := range rows {
		for j, v := range row {
			if s, ok := v.(string); ok && strings.HasPrefix(s, "=") {
				must(f.SetCellFormula("Data", sheet.Address(i+1, j), s[1:]))
				continue
			}
			must(f.SetCellValue("Data", sheet.Address(i+1, j), v))
		}
	}
	if more != nil {
		more(f)
	}
	must(os.MkdirAll(filepath.Join(dir, "deposit"), 0o755))
	must(f.SaveAs(filepath.Join(dir, "deposit", "Data.xlsx")))
	return dir
}

// load parses a manifest that lies in dir.
func load(t testing.TB, dir, manifest string) (*study.Manifest, *study.Part) {
	t.Helper()
	m, err := study.Parse(filepath.Join(dir, "study.yaml"), []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	return m, m.Studies[0]
}

func read(t testing.TB, dir, manifest string) (*dataset.Set, error) {
	t.Helper()
	m, p := load(t, dir, manifest)
	return Read(context.Background(), m, p, nil)
}

func mustRead(t testing.TB, dir, manifest string) *dataset.Set {
	t.Helper()
	set, err := read(t, dir, manifest)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// faultsOf gives the faults of a reading, with the test's folder taken out.
func faultsOf(t testing.TB, dir string, err error) []study.Fault {
	t.Helper()
	var fs study.Faults
	if !errors.As(err, &fs) {
		t.Fatalf("want faults, got %v", err)
	}
	var out []study.Fault
	for _, f := range fs {
		one := *f
		one.Asked = strings.ReplaceAll(one.Asked, dir+string(filepath.Separator), "")
		one.Where = strings.ReplaceAll(one.Where, dir+string(filepath.Separator), "")
		out = append(out, one)
	}
	return out
}

func replace(old, new string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, old) {
			panic("the manifest has no " + old)
		}
		return strings.Replace(s, old, new, 1)
	}
}

// One wrong thing gives one fault with its place, what asked for it, and what
// to do.
func TestFaults(t *testing.T) {
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	asIs := func(s string) string { return s }
	for _, c := range []struct {
		name     string
		rows     [][]any
		manifest func(string) string
		more     func(*excelize.File)
		want     study.Fault
	}{
		{"out of range", [][]any{header, {"P1", 30, "Female", 55, 4}}, asIs, nil, study.Fault{
			What: "QS1, condition A: value 55 is outside 1 to 5", Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "correct the cell, or declare 55 under missing: with its reason"}},
		{"0 for not applicable", [][]any{header, {"P1", 30, "Female", 5, 0}}, asIs, nil, study.Fault{
			What: "QS1, condition B: value 0 is outside 1 to 5", Where: "Data.xlsx, sheet Data, cell E2",
			Asked: "study.yaml:25:37, item qs1_01", Hint: "correct the cell, or declare 0 under missing: with its reason"}},
		{"misspelt label", [][]any{header, {"P1", 30, "Female", "Strongley agree", 4}}, asIs, nil, study.Fault{
			What: `QS1, condition A: "Strongley agree" is no label of the scale agree5`, Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: `did you mean "Strongly agree"? correct the cell, or declare "Strongley agree" under missing: with its reason`}},
		{"unknown label", [][]any{header, {"P1", 30, "Female", "Not sure at all", 4}}, asIs, nil, study.Fault{
			What: `QS1, condition A: "Not sure at all" is no label of the scale agree5`, Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "declare it under labels: of the scale agree5, or under missing: with its reason"}},
		{"no labels declared", [][]any{header, {"P1", 30, "Female", "Agree", 4}}, replace("scale: agree5", "scale: plain7"), nil, study.Fault{
			What: `QS1, condition A: "Agree" is not a number, and the scale plain7 has no labels`, Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "declare what it stands for under labels: of the scale plain7, or under missing: with its reason"}},
		{"not whole", [][]any{header, {"P1", 30, "Female", 3.5, 4}}, asIs, nil, study.Fault{
			What: "QS1, condition A: value 3.5 is not a whole number", Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "correct the cell; if the row holds means and no respondent, take its id away"}},
		{"a date", [][]any{header, {"P1", 30, "Female", day, 4}}, asIs, nil, study.Fault{
			What: "QS1, condition A: Excel made a date of this answer (2026-05-01)", Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "type the answer again in a cell formatted as text, or export the data again"}},
		{"a date among categories", [][]any{header, {"P1", 30, day, 4, 4}}, asIs, nil, study.Fault{
			What: "gender: Excel made a date of this answer (2026-05-01)", Where: "Data.xlsx, sheet Data, cell C2",
			Asked: "study.yaml:18:18, column gender", Hint: "type the answer again in a cell formatted as text, or export the data again"}},
		{"TRUE on a scale", [][]any{header, {"P1", 30, "Female", true, 4}}, replace("scale: agree5", "scale: plain7"), nil, study.Fault{
			What: `QS1, condition A: "TRUE" is not a number, and the scale plain7 has no labels`, Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "correct the cell, or declare TRUE under missing: with its reason"}},
		{"formula without a value", [][]any{header, {"P1", 30, "Female", "=2+2", 4}}, asIs, nil, study.Fault{
			What: "QS1, condition A: the cell has a formula that was never calculated", Where: "Data.xlsx, sheet Data, cell D2",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "open the workbook in Excel or LibreOffice and save it there"}},
		{"decimal comma", [][]any{header, {"P1", "30,5", "Female", 4, 4}}, asIs, nil, study.Fault{
			What: `age: "30,5" is not a number`, Where: "Data.xlsx, sheet Data, cell B2",
			Asked: "study.yaml:17:18, column age", Hint: `write it with a decimal point, 30.5, or declare decimal: "," under workbook:`}},
		{"decimal point where a comma is declared", [][]any{header, {"P1", "30.5", "Female", 4, 4}}, replace("sheet: Data}", `sheet: Data, decimal: ","}`), nil, study.Fault{
			What: `age: "30.5" is not a number`, Where: "Data.xlsx, sheet Data, cell B2",
			Asked: "study.yaml:17:18, column age", Hint: "the manifest declares a decimal comma: write it as 30,5"}},
		{"outside its range", [][]any{header, {"P1", 130, "Female", 4, 4}}, asIs, nil, study.Fault{
			What: "age: value 130 is outside 16 to 99", Where: "Data.xlsx, sheet Data, cell B2",
			Asked: "study.yaml:17:18, column age", Hint: "correct the cell, or declare 130 under missing: with its reason"}},
		{"misspelt category", [][]any{header, {"P1", 30, "Femal", 4, 4}}, asIs, nil, study.Fault{
			What: `gender: "Femal" is not among the categories in order:`, Where: "Data.xlsx, sheet Data, cell C2",
			Asked: "study.yaml:18:18, column gender", Hint: `did you mean "Female"? correct the cell, or list "Femal" under order: as a category of its own`}},
		{"the same in many cells is one", [][]any{header, {"P1", 30, "Female", 55, 4}, {"P2", 30, "Female", 55, 4}, {"P3", 30, "Female", 55, 4}}, asIs, nil, study.Fault{
			What: "QS1, condition A: value 55 is outside 1 to 5", Where: "Data.xlsx, sheet Data, cell D2 and 2 more cells of the column",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "correct the cell, or declare 55 under missing: with its reason"}},
		{"the same text on a scale is one", [][]any{header, {"P1", 30, "Female", "Neutral", 4}, {"P2", 30, "Female", 4, "neutral"}, {"P3", 30, "Female", "Neutral", "NEUTRAL "}}, asIs, nil, study.Fault{
			What: `QS1, condition A: "Neutral" is no label of the scale agree5`, Where: "Data.xlsx, sheet Data, cell D2 and 3 more cells in 2 columns",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "declare it under labels: of the scale agree5, or under missing: with its reason"}},
		{"an id twice", [][]any{header, {"P1", 30, "Female", 4, 4}, {"P2", 30, "Female", 4, 4}, {" P1 ", 30, "Female", 4, 4}}, asIs, nil, study.Fault{
			What: `the id "P1" stands twice, in A2 and A4`, Where: "Data.xlsx, sheet Data, cell A4",
			Asked: "study.yaml:7:16, id_column", Hint: "correct the id, or delete the row that does not count"}},
		{"a respondent without an id", [][]any{header, {"P1", 30, "Female", 4, 4}, {nil, 30, "Female", 4, 4}, {"P3", 30, "Female", 4, 4}}, asIs, nil, study.Fault{
			What: "row 3 has answers and no id, and row 4 has both", Where: "Data.xlsx, sheet Data, cell A3",
			Asked: "study.yaml:7:16, id_column", Hint: "fill in the id; or delete the row; or declare stop: end under workbook: to skip rows without an id"}},
		{"wrong column name", [][]any{{"id", "age", "gender", "pre_1", "post"}, {"P1", 30, "Female", 4, 4}}, asIs, nil, study.Fault{
			What: `there is no column "pre"`, Where: "Data.xlsx, sheet Data, row 1",
			Asked: "study.yaml:25:29, item qs1_01", Hint: `did you mean "pre_1"? names are compared to the letter`}},
		{"nearly the column name", [][]any{{"id", "age", "Gender", "pre", "post"}, {"P1", 30, "Female", 4, 4}}, asIs, nil, study.Fault{
			What: `there is no column "gender"`, Where: "Data.xlsx, sheet Data, row 1",
			Asked: "study.yaml:18:18, column gender", Hint: `did you mean "Gender"? names are compared to the letter`}},
		{"a column name twice", [][]any{{"id", "age", "gender", "pre", "post", "pre"}, {"P1", 30, "Female", 4, 4, 4}}, asIs, nil, study.Fault{
			What: `the column name "pre" stands 2 times, in columns D, F`, Where: "Data.xlsx, sheet Data, row 1",
			Asked: "study.yaml:25:29, item qs1_01", Hint: "give each column a name of its own in a copy of the file, and say so in its documentation"}},
		{"the header elsewhere", [][]any{{"My survey"}, {nil}, header, {"P1", 30, "Female", 4, 4}}, asIs, nil, study.Fault{
			What: "none of the 5 declared columns stands in row 1", Where: "Data.xlsx, sheet Data",
			Asked: "study.yaml:6:15", Hint: "row 3 has them: declare header_row: 3 under workbook:"}},
		{"no data", [][]any{header}, asIs, nil, study.Fault{
			What: "there are no data from row 2 on", Where: "Data.xlsx, sheet Data",
			Asked: "study.yaml:6:15", Hint: "check header_row:, first_data_row: and id_column:"}},
		{"missing sheet", [][]any{header, {"P1", 30, "Female", 4, 4}}, replace("sheet: Data", "sheet: Dta"), func(f *excelize.File) {
			if _, err := f.NewSheet("Key"); err != nil {
				panic(err)
			}
			if err := f.SetSheetVisible("Key", false); err != nil {
				panic(err)
			}
		}, study.Fault{
			What: `there is no sheet "Dta"`, Where: "Data.xlsx", Asked: "study.yaml:6:40", Hint: "the workbook has Data, Key (hidden)"}},
		{"several visible sheets", [][]any{header, {"P1", 30, "Female", 4, 4}}, replace(", sheet: Data", ""), func(f *excelize.File) {
			if _, err := f.NewSheet("Key"); err != nil {
				panic(err)
			}
		}, study.Fault{
			What: "the workbook has 2 visible sheets and none is named", Where: "Data.xlsx", Asked: "study.yaml:6:22", Hint: "name the sheet to read: Data, Key"}},
		{"nobody left", [][]any{header, {"P1", 30, "Female", 4, 4}}, replace("    missing:", "    inclusion: [{column: age, equals: 31, reason: not 31}]\n    missing:"), nil, study.Fault{
			What: "inclusion rule 1 (not 31) leaves nobody to analyse", Where: "Data.xlsx, sheet Data, column B",
			Asked: "study.yaml:8:17", Hint: "check the value the rule asks for against the cells of the column"}},
		{"a rule on text", [][]any{header, {"P1", "thirty", "Female", 4, 4}}, replace("    missing:", "    inclusion: [{column: age, at_least: 18, reason: under 18}]\n    missing:"), nil, study.Fault{
			What: `inclusion rule 1: "thirty" is not a number`, Where: "Data.xlsx, sheet Data, cell B2",
			Asked: "study.yaml:8:17", Hint: "correct the cell, or give the rule with equals, not_equals or in"}},
		{"a flow that does not add up", [][]any{header, {"P1", 30, "Female", 4, 4}}, replace("    missing:", "    flow: {source: the records, start: 3, excluded: [{reason: no consent, n: 1}]}\n    missing:"), nil, study.Fault{
			What: "the declared flow ends with 2 people, and the sheet gives 1 to analyse", Where: "study.yaml:8:11",
			Hint: "correct start: or excluded: of the flow, or the inclusion rules"}},
		{"one column, two readings", [][]any{header, {"P1", 30, "Female", 4, 4}}, replace("column: age, kind: number, range: [16, 99]", "column: pre, kind: category"), nil, study.Fault{
			What: `the column "pre" is asked for twice, as category and as scale agree5`, Where: "study.yaml:25:29",
			Asked: "study.yaml:17:18, column pre", Hint: "declare the same kind and scale for both, or name the column once"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := book(t, c.rows, c.more)
			_, err := read(t, dir, c.manifest(base))
			got := faultsOf(t, dir, err)
			if d := cmp.Diff([]study.Fault{c.want}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Error values are faults that name the error, never text or 0, unless they are
// declared.
func TestErrorCells(t *testing.T) {
	q := &question{name: "q", kind: "number"}
	c := sheet.Cell{Kind: sheet.Error, Text: "#DIV/0!", Number: nan}
	for _, kind := range []string{"number", "scale", "flag", "category"} {
		q.kind = kind
		if _, f := q.answer(c); f == nil || f.What != "q: the cell has the error #DIV/0!" || f.Hint != `correct the formula, or declare "#DIV/0!" under missing: with its reason` {
			t.Errorf("%s: %+v", kind, f)
		}
	}
	if reason, ok := q.missingReason([]study.MissingCode{{Value: study.Scalar{Text: "#div/0!", Number: nan}, Reason: "no data"}}, c); !ok || reason != "no data" {
		t.Errorf("declared: %q, %v", reason, ok)
	}
}

// Files that are no workbook are refused, with the line that asked for them.
func TestFileFaults(t *testing.T) {
	good, err := os.ReadFile(filepath.Join(book(t, [][]any{header, {"P1", 30, "Female", 4, 4}}, nil), "deposit", "Data.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, content, what, hint, where string
	}{
		{"missing", "-", "the workbook Data.xlsx is not in the deposit", `the folder has "data.xlsx": correct file: under workbook:`, "study.yaml:6:22"},
		{"empty", "", "the file is empty (0 bytes)", "copy or download it again from where it came from", "Data.xlsx"},
		{"corrupt", string(good[:2000]), "the file is cut short or damaged: its zip directory is not there", "copy or download it again from where it came from", "Data.xlsx"},
		{"old", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 100) + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00\x00\x00", "this is an old Excel workbook (.xls), whatever its name says", "", "Data.xlsx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			name := "Data.xlsx"
			if c.content == "-" {
				name = "data.xlsx"
			}
			if err := os.MkdirAll(filepath.Join(dir, "deposit"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "deposit", name), []byte(c.content), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(dir, "deposit", "Data.xlsx")); err == nil && c.content == "-" {
				t.Skip("the file system does not know capitals")
			}
			_, err := read(t, dir, base)
			fs := faultsOf(t, dir, err)
			if len(fs) != 1 || fs[0].What != c.what || fs[0].Where != c.where || c.hint != "" && fs[0].Hint != c.hint || fs[0].Hint == "" {
				t.Errorf("got %+v", fs)
			}
			if c.where == "Data.xlsx" && fs[0].Asked != "study.yaml:6:22" {
				t.Errorf("asked by %q", fs[0].Asked)
			}
		})
	}
}

// All faults are told at once, in the order of their places, 50 of them and a
// count.
func TestAllFaults(t *testing.T) {
	rows := [][]any{header}
	for i := range 40 {
		rows = append(rows, []any{fmt.Sprintf("P%d", i), 200 + i, "Female", 10 + i, 4})
	}
	dir := book(t, rows, nil)
	_, err := read(t, dir, base)
	fs := faultsOf(t, dir, err)
	if len(fs) != 51 || fs[50].What != "30 more faults" {
		t.Fatalf("%d faults, the last %q", len(fs), fs[len(fs)-1].What)
	}
	for i := 1; i < 50; i += 2 {
		if fs[i-1].Where != fmt.Sprintf("Data.xlsx, sheet Data, cell B%d", i/2+2) || fs[i].Where != fmt.Sprintf("Data.xlsx, sheet Data, cell D%d", i/2+2) {
			t.Errorf("fault %d is at %s, then %s", i, fs[i-1].Where, fs[i].Where)
		}
	}
}

// What cells mean, in every kind of column.
func TestValues(t *testing.T) {
	manifest := strings.Replace(base, "    question_sets:", `      - {column: useful, kind: scale, scale: agree5, missing: [{value: 3, reason: no_opinion}]}
      - {column: time, kind: flag}
      - {column: ticked, kind: flag, labels: {Too busy: 1, Free: 0}}
      - {column: region, kind: category, labels: {North: 1, South: 2}}
      - {column: free, kind: category}
    question_sets:`, 1)
	head := append(slices.Clone(header), "useful", "time", "ticked", "region", "free")
	dir := book(t, [][]any{
		head,
		{"P1", 30, "Female", 4, "agree", 5, 1, "Too busy", 1, "a  b"},
		{"P2", "41", " female ", " Strongly\u00a0agree", "STRONGLY  AGREE", 3, true, "free", "south", 7},
		{7, 16.5, "Prefer not to say", "4", -99, "Prefer not to say", "no", "too  busy", "2", nil},
		{"P4", nil, "Other", "N/A", "n/a ", "\u00a0", "Yes", "-99", nil, "n/a"},
		{"P5", "-99", "N/A", "", "3", -99.0, 0, "", "prefer not to say", "2.5"},
	}, nil)
	set := mustRead(t, dir, manifest)
	want := map[string][]string{
		"age":    {"30", "41", "16.5", "missing: skipped", "missing: skipped"},
		"gender": {"Female", "Female", "Prefer not to say", "Other", "missing: not_applicable"},
		"pre":    {"4", "5", "4", "missing: not_applicable", "missing: skipped"},
		"post":   {"4", "5", "missing: skipped", "missing: not_applicable", "3"},
		"useful": {"5", "missing: no_opinion", "missing: refused", "missing: skipped", "missing: skipped"},
		"time":   {"1", "1", "0", "1", "0"},
		"ticked": {"1", "0", "1", "missing: skipped", "missing: skipped"},
		"region": {"North", "South", "South", "missing: skipped", "missing: refused"},
		"free":   {"a b", "7", "missing: skipped", "missing: not_applicable", "2.5"},
	}
	for name, w := range want {
		c := set.Column(name)
		var g []string
		for i := range set.N() {
			g = append(g, got(c, i))
		}
		if d := cmp.Diff(w, g); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if (c.Texts != nil) != (name == "gender" || name == "region" || name == "free") || len(c.Numbers) != 5 || c.Missing.Len() != 5 {
			t.Errorf("%s: texts %v, %d numbers, %d reasons", name, c.Texts != nil, len(c.Numbers), c.Missing.Len())
		}
	}
	if d := cmp.Diff([]string{"P1", "P2", "7", "P4", "P5"}, set.IDs); d != "" {
		t.Error(d)
	}
	if r := set.Column("region").Numbers; r[0] != 1 || r[1] != 2 || r[2] != 2 || !math.IsNaN(r[3]) {
		t.Errorf("region is coded %v", r)
	}
	logged := map[string]int{}
	for _, e := range set.Log {
		logged[e.Kind+" "+e.Where] = e.Count
	}
	for entry, n := range map[string]int{"text_number Data!B": 1, "text_number Data!D": 1, "text_number Data!E": 1, "trimmed Data!C": 1, "trimmed Data!D": 1, "trimmed Data!E": 1, "text_number Data!I": 1} {
		if logged[entry] != n {
			t.Errorf("%s is logged %d times, want %d", entry, logged[entry], n)
		}
	}
}

// A decimal comma is read where it is declared; numbers that stand as numbers
// do not depend on it.
func TestDecimalComma(t *testing.T) {
	dir := book(t, [][]any{header, {"P1", "30,5", "Female", "4", 4}, {"P2", 31.5, "Female", 5, "3,0"}, {"P3", "-99", "Female", 5, 3}}, nil)
	rule := "    inclusion: [{column: age, at_most: 31, reason: over 31}]\n    missing:"
	manifest := strings.Replace(base, "sheet: Data}", `sheet: Data, decimal: ","}`, 1)
	set := mustRead(t, dir, manifest)
	if v := set.Column("age").Numbers; v[0] != 30.5 || v[1] != 31.5 || !math.IsNaN(v[2]) {
		t.Errorf("age is %v", v)
	}
	if v := set.Column("post").Numbers; !slices.Equal(v, []float64{4, 3, 3}) {
		t.Errorf("post is %v", v)
	}
	set = mustRead(t, dir, strings.Replace(manifest, "    missing:", rule, 1))
	if !slices.Equal(set.IDs, []string{"P1", "P3"}) {
		t.Errorf("the rule keeps %v", set.IDs)
	}
}

// What the log must say of the sheet: hidden, merged, dropped, below the data.
func TestLog(t *testing.T) {
	dir := book(t, [][]any{
		{"Who", nil, nil, "Items", nil, "ip", "other"},
		{"id", "age", "gender", "pre", "post", "ip", "other"},
		{"P1", 30, "Female", 4, 4, "10.0.0.1", 1},
		{"P2", 31, "Female", 5, 2, "10.0.0.2", 1},
		{nil, 30.5, nil, 4.5, 3, nil, 1},
		{"Note: the means stand above", nil, nil, nil, nil, nil, nil},
	}, func(f *excelize.File) {
		for _, err := range []error{
			f.SetColVisible("Data", "D", false), f.SetRowVisible("Data", 4, false),
			f.MergeCell("Data", "E3", "E4"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		front, err := f.NewSheet("Front")
		if err != nil {
			t.Fatal(err)
		}
		f.SetActiveSheet(front)
		if err := f.SetSheetVisible("Data", false); err != nil {
			t.Fatal(err)
		}
	})
	manifest := strings.Replace(base, "sheet: Data}", "sheet: Data, header_row: 2, drop_columns: [ip]}", 1)
	set := mustRead(t, dir, manifest)
	if set.N() != 2 || set.Flow.Start != 2 || set.Flow.Analysed != 2 {
		t.Errorf("%d rows, flow %+v", set.N(), set.Flow)
	}
	var got []string
	for _, e := range set.Log {
		got = append(got, fmt.Sprintf("%s | %s | %s | %d", e.Kind, e.Where, e.What, e.Count))
	}
	want := []string{
		"dropped_column | Data!F | the column was not read, as declared | 1",
		"hidden_column | Data!D | the column is hidden, and was read as declared | 1",
		"hidden_row | Data | hidden rows were read like all others | 1",
		"note | Data | the sheet is hidden, and was read as declared | 1",
		"note | Data | rows below the data were not read: the data end at the first row without an id | 2",
		"note | Data!C | order: names \"Male\", which no row has | 1",
		"note | Data!C | order: names \"Prefer not to say\", which no row has | 1",
		"note | Data!E | cells lie in a merged range and were read as blank; only its first cell has the value | 1",
		"note | Data | columns that nobody asked for were not kept | 1",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if set.Column("ip") != nil || set.Column("other") != nil {
		t.Error("a column nobody asked for was kept")
	}
}

// Rules apply in order; who fails two is counted under the first. Values are
// held to their declaration only in rows that are analysed.
func TestInclusion(t *testing.T) {
	rules := `    inclusion:
      - {column: status, not_equals: Preview, reason: preview}
      - {column: consent, equals: "Yes", reason: no consent}
      - {column: role, in: [LW, "Link Worker"], reason: not eligible}
      - {column: progress, at_least: 50, reason: too little}
      - {column: progress, at_most: 100, reason: too much}
    missing:`
	rows := [][]any{
		append(slices.Clone(header), "status", "consent", "role", "progress"),
		{"P1", 30, "Female", 4, 4, nil, "yes ", "LW", 50},
		{"P2", 30, "Female", 99, 99, "preview", "No", "LW", 10}, // fails three rules, and holds nonsense
		{"P3", 30, "Female", 4, 4, "x", nil, "LW", 100},         // a blank meets no equals
		{"P4", 30, "Female", 4, 4, "x", "Yes", "GP", "100"},
		{"P5", 30, "Female", 4, 4, "x", "YES", "link worker", "49.5"},
		{"P6", 30, "Female", 4, 4, "x", "Yes", "LW", nil},
		{"P7", 30, "Female", 4, 4, "x", "Yes", "LW", "100"},
		{"P1", 30, "Female", 4, 4, "x", "Yes", "LW", 101}, // an id of somebody analysed
	}
	set := mustRead(t, book(t, rows, nil), strings.Replace(base, "    missing:", rules, 1))
	want := dataset.Flow{Start: 8, Analysed: 2, Steps: []dataset.FlowStep{
		{Reason: "preview", N: 1}, {Reason: "no consent", N: 1}, {Reason: "not eligible", N: 1}, {Reason: "too little", N: 2}, {Reason: "too much", N: 1}}}
	if d := cmp.Diff(want, set.Flow); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"P1", "P7"}, set.IDs); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{2, 8}, set.Rows); d != "" {
		t.Error(d)
	}
}

// stop: end skips rows without an id, and says so.
func TestStopAtEnd(t *testing.T) {
	rows := [][]any{header, {"P1", 30, "Female", 4, 4}, {nil, 31, "Male", 1, 1}, {nil}, {"P2", 30, "Female", 5, 5}, {"P3", 30, "Male", 5, 5}, {"P4", 30, "Prefer not to say", 5, 5}}
	set := mustRead(t, book(t, rows, nil), strings.Replace(base, "sheet: Data}", "sheet: Data, stop: end}", 1))
	if d := cmp.Diff([]string{"P1", "P2", "P3", "P4"}, set.IDs); d != "" {
		t.Error(d)
	}
	if len(set.Log) != 1 || set.Log[0].Count != 1 || set.Log[0].Where != "Data!A" {
		t.Errorf("log %+v", set.Log)
	}
}

// A header merged over several columns names all of them; a label row gives
// the questions.
func TestHeaderRows(t *testing.T) {
	rows := [][]any{
		{"id", "age", "gender", "pre", "post"},
		{"Respondent", "How old?", "  Gender\u00a0 ", "Before: agree?", "After: agree?"},
		{"P1", 30, "Female", 4, 4},
	}
	set := mustRead(t, book(t, rows, nil), strings.Replace(base, "sheet: Data}", "sheet: Data, label_row: 2}", 1))
	if l := set.Column("gender").Label; l != "Gender" || set.Column("pre").Label != "Before: agree?" || set.Rows[0] != 3 || set.Column("post").Index != 4 {
		t.Errorf("label %q, row %d", l, set.Rows[0])
	}
	dir := book(t, [][]any{{"id", "age", nil, "pre", "post"}, {"P1", 30, "Female", 4, 4}}, func(f *excelize.File) {
		if err := f.MergeCell("Data", "B1", "C1"); err != nil {
			t.Fatal(err)
		}
	})
	_, err := read(t, dir, base)
	fs := faultsOf(t, dir, err)
	if len(fs) != 2 || fs[0].What != `the column name "age" stands 2 times, in columns B, C` {
		t.Errorf("got %+v", fs)
	}
}

// The same answers give the same data set from .xlsx, .csv and with commas or
// semicolons between them.
func TestDelimitedAnswers(t *testing.T) {
	rows := [][]any{header, {"P1", 30, "Female", 4, "Agree"}, {"P2", 31.5, "Male", nil, "N/A"}}
	xlsx := mustRead(t, book(t, rows, nil), base)
	for delimiter, content := range map[string]string{
		",": "id,age,gender,pre,post\nP1,30,Female,4,Agree\nP2,31.5,Male,,N/A\n",
		";": "\ufeffid;age;gender;pre;post\r\n\"P1\";30;Female;4;Agree\r\nP2;31.5;Male;;N/A\r\n",
	} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "deposit"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "deposit", "Data.csv"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		csv := mustRead(t, dir, strings.Replace(base, "file: Data.xlsx, sheet: Data", fmt.Sprintf("file: Data.csv, delimiter: %q", delimiter), 1))
		for i, c := range xlsx.Columns {
			for row := range xlsx.N() {
				if a, b := got(c, row), got(csv.Columns[i], row); a != b {
					t.Errorf("%s, row %d: %s and %s", c.Name, row, a, b)
				}
			}
		}
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "deposit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "deposit", "Data.csv"), []byte("id;age;gender;pre;post\nP1;30;Female;4;4\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := read(t, dir, strings.Replace(base, "file: Data.xlsx, sheet: Data", "file: Data.csv", 1))
	if fs := faultsOf(t, dir, err); len(fs) != 1 || fs[0].Hint != "the row has one column only: declare delimiter: under workbook:" {
		t.Errorf("got %+v", fs)
	}
}

// Whatever stands in the cells, each answered value is a point of the scale,
// each missing one has a reason, and nothing else passes.
func TestPointProperty(t *testing.T) {
	q := &question{name: "q", kind: "scale", points: &[2]int{1, 5}, labels: []study.Labelled{{Text: "Never", Value: 1}, {Text: "Always", Value: 5}}}
	global := []study.MissingCode{{Value: study.Scalar{Text: "-99", Number: -99}, Reason: "skipped"}}
	rapid.Check(t, func(t *rapid.T) {
		var c sheet.Cell
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			v := float64(rapid.IntRange(-200, 200).Draw(t, "tenths")) / 10
			c = sheet.Cell{Kind: sheet.Number, Text: short(v), Number: v}
		case 1:
			c = sheet.Cell{Kind: sheet.Text, Text: rapid.StringMatching(` ?(never|ALWAYS|Alway|[0-9]{1,2}|-99|x)\x{a0}?`).Draw(t, "text"), Number: nan}
		case 2:
			c = sheet.Cell{Kind: sheet.Blank, Number: nan}
		case 3:
			c = sheet.Cell{Kind: sheet.Kind(rapid.IntRange(3, 6).Draw(t, "other")), Text: "3", Number: 3}
		}
		reason, missing := q.missingReason(global, c)
		if missing {
			if reason == "" || c.Kind != sheet.Blank && fold(c.Text) != "-99" && c.Number != -99 {
				t.Fatalf("%+v is missing for %q", c, reason)
			}
			return
		}
		a, f := q.answer(c)
		if f != nil {
			if f.Hint == "" || f.What == "" {
				t.Fatalf("%+v: a fault without a hint", c)
			}
			return
		}
		if a.number != math.Trunc(a.number) || a.number < 1 || a.number > 5 {
			t.Fatalf("%+v gives %v", c, a.number)
		}
		if c.Kind == sheet.Number && a.number != c.Number || c.Kind > sheet.Text {
			t.Fatalf("%+v gives %v", c, a.number)
		}
	})
}

func TestStopsWithContext(t *testing.T) {
	dir := book(t, [][]any{header, {"P1", 30, "Female", 4, 4}}, nil)
	m, p := load(t, dir, base)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, m, p, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Whoever waits is told of every step, and can stop at any of them.
func TestProgress(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 20,000 rows")
	}
	dir := t.TempDir()
	if err := large.Write(dir, 20_000); err != nil {
		t.Fatal(err)
	}
	m, err := study.Load(filepath.Join(dir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var told []int
	steps := 100 + large.Columns - 1 // all but the id are questions
	set, err := Read(t.Context(), m, m.Studies[0], func(done, of int) {
		if of != steps {
			t.Fatalf("of %d steps, want %d", of, steps)
		}
		told = append(told, done)
	})
	if err != nil || set.N() != 20_000 {
		t.Fatalf("%d rows, %v", set.N(), err)
	}
	for i, done := range told {
		if done != i {
			t.Fatalf("step %d was told as %d", i, done)
		}
	}
	if len(told) != steps+1 {
		t.Errorf("told %d of %d steps", len(told)-1, steps)
	}
	for _, at := range []int{0, 1, 50, 100, 101, steps - 1} {
		ctx, cancel := context.WithCancel(t.Context())
		last := 0
		_, err := Read(ctx, m, m.Studies[0], func(done, of int) {
			if last = done; done == at {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || last > at+5 {
			t.Errorf("stopped at step %d, it went on to %d: %v", at, last, err)
		}
	}
}
