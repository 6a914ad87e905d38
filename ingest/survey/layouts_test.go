package survey

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/study"
	"kith/study/dataset"
)

// layouts are the manifests of the files in testdata/layouts, which hold the
// same answers: see make.py there.
var layouts = map[string]struct{ books, a, b, sideA, sideB string }{
	"two files": {
		"workbooks: [{occasion: pre, file: forms_pre.csv}, {occasion: post, file: forms_post.csv}], id_column: Code",
		"I plan", "I rest", "occasion: pre, ", "occasion: post, ",
	},
	"qualtrics": {
		"workbooks: [{occasion: pre, file: qualtrics_pre.csv, label_row: 2, first_data_row: 4}, {occasion: post, file: qualtrics_post.csv, label_row: 2, first_data_row: 4}], id_column: Q1, " +
			"inclusion: [{column: Status, not_equals: Survey Preview, reason: preview}]",
		"Q3_1", "Q3_2", "occasion: pre, ", "occasion: post, ",
	},
	"long": {
		"workbook: {file: long.csv, long: {occasion_column: wave, occasions: {pre: 1, post: 2}}}, id_column: person",
		"plan", "rest", "occasion: pre, ", "occasion: post, ",
	},
	"items": {
		"workbook: {file: items.csv, long: {occasion_column: wave, occasions: {pre: 1, post: 2}, item_column: question, value_column: answer}}, id_column: person",
		"plan", "rest", "occasion: pre, ", "occasion: post, ",
	},
	"groups": {
		"workbook: {file: grouped.csv, group_row: 3}, id_column: Respondent ID",
		"Before: how often? - I plan,Before: how often? - I rest", "After: how often? - I plan,After: how often? - I rest", "", "",
	},
	"range": {
		"workbook: {file: grouped.csv, group_row: 3, header_row: 4, range: 'A4:E9', stop: blank_row}, id_column: Respondent ID",
		"Before: how often? - I plan,Before: how often? - I rest", "After: how often? - I plan,After: how often? - I rest", "", "",
	},
	"google": {
		"workbook: {file: google.csv}, id_column: Your code",
		"Before: how often? [I plan],Before: how often? [I rest]", "Now: how often? [I plan],Now: how often? [I rest]", "", "",
	},
	"jisc": {
		"workbook: {file: jisc.csv}, id_column: 1. Your code",
		"3.1. Before: how often? - I plan,3.2. Before: how often? - I rest", "4.1. Now: how often? - I plan,4.2. Now: how often? - I rest", "", "",
	},
	"limesurvey codes": {
		"workbook: {file: limesurvey_codes.csv}, id_column: code",
		"G01Q02[SQ001],G01Q02[SQ002]", "G02Q03[SQ001],G02Q03[SQ002]", "", "",
	},
	"limesurvey answers": {
		"workbook: {file: limesurvey_answers.csv, drop_columns: [Seed]}, id_column: Your code, missing: [{value: N/A, reason: blank}]",
		"Before: how often? [I plan],Before: how often? [I rest]", "Now: how often? [I plan],Now: how often? [I rest]", "", "",
	},
	"surveymonkey": {
		"workbook: {file: surveymonkey.csv, group_row: 1, header_row: 2, drop_columns: [IP Address]}, id_column: Your code - Open-Ended Response",
		"Before: how often? - I plan,Before: how often? - I rest", "Now: how often? - I plan,Now: how often? - I rest", "", "",
	},
	"spss":   {"workbook: {file: spss.csv}, id_column: person", "plan.1,rest.1", "plan.2,rest.2", "", ""},
	"blocks": {"workbook: {file: blocks.csv, range: 'D10:H15'}, id_column: person", "plan 1,rest 1", "plan 2,rest 2", "", ""},
}

// codes are the labels of layouts whose answers are no words.
var codes = map[string]string{"limesurvey codes": "AO01: 1, AO02: 2, AO03: 3, AO04: 4, AO05: 5"}

// The workbooks are what LibreOffice made of the .csv files.
func init() {
	for name, files := range map[string][]string{
		"groups": {"grouped"}, "range": {"grouped"}, "surveymonkey": {"surveymonkey"}, "blocks": {"blocks"},
		"qualtrics": {"qualtrics_pre", "qualtrics_post"}, "spss": {"spss"},
	} {
		l := layouts[name]
		for _, f := range files {
			l.books = strings.ReplaceAll(l.books, f+".csv", f+".xlsx")
		}
		layouts[name+" workbook"] = l
	}
}

func layout(t *testing.T, name string) (*study.Manifest, [4]string) {
	t.Helper()
	l := layouts[name]
	before, after := []string{l.a, l.b}, []string{l.a, l.b}
	if l.sideA == "" {
		before, after = strings.Split(l.a, ","), strings.Split(l.b, ",")
	}
	labels := codes[name]
	if labels == "" {
		labels = "Never: 1, Rarely: 2, Sometimes: 3, Often: 4, Always: 5"
	}
	text := `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - {id: S, analysis: quantitative, ` + l.books + `,
     scales: {often: {points: [1, 5], labels: {` + labels + `}}},
     question_sets: [{id: Q, title: T, scale: often, conditions: {A: {` + l.sideA + `label: Before}, B: {` + l.sideB + `label: After}},
       pairs: [{id: plan, A: "` + before[0] + `", B: "` + after[0] + `"}, {id: rest, A: "` + before[1] + `", B: "` + after[1] + `"}]}]}
`
	m, err := study.Parse(filepath.Join("testdata", "layouts", "study.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p := m.Studies[0].QuestionSets[0].Pairs
	return m, [4]string{p[0].A.Name, p[1].A.Name, p[0].B.Name, p[1].B.Name}
}

// Every layout gives the same answers for the same people.
func TestLayouts(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "layouts", "expected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for name := range layouts {
		t.Run(name, func(t *testing.T) {
			m, columns := layout(t, name)
			set, err := Read(context.Background(), m, m.Studies[0], nil)
			if err != nil {
				t.Fatal(err)
			}
			if set.N() != len(want)-1 {
				t.Fatalf("%d people, want %d", set.N(), len(want)-1)
			}
			for _, row := range want[1:] {
				i := slices.Index(set.IDs, row[0])
				if i < 0 {
					i = slices.IndexFunc(set.IDs, func(id string) bool { return strings.EqualFold(id, row[0]) })
				}
				for j, column := range columns {
					if got := answerOf(set.Column(column), i); got != row[j+1] && (got != "blank" || row[j+1] != "" && row[j+1] != "absent") {
						t.Errorf("%s, %s: %s, want %s", row[0], column, got, row[j+1])
					}
				}
			}
			for _, e := range set.Log {
				if strings.Contains(strings.ToUpper(e.Where+e.What), "P0") {
					t.Errorf("the log has an id: %+v", e)
				}
			}
		})
	}
}

func answerOf(c *dataset.Column, i int) string {
	if math.IsNaN(c.Numbers[i]) {
		return c.Missing.At(i)
	}
	return strconv.FormatFloat(c.Numbers[i], 'g', -1, 64)
}

// People of one occasion alone are listed by their places, and a preview row
// left out in both files counts once a file, unless it is the same id.
func TestUnmatched(t *testing.T) {
	m, _ := layout(t, "qualtrics")
	set, err := Read(context.Background(), m, m.Studies[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	want := dataset.Flow{Start: 6, Steps: []dataset.FlowStep{{Reason: "preview", N: 1}}, Analysed: 5}
	if set.Flow.Start != want.Start || set.Flow.Analysed != 5 || len(set.Flow.Steps) != 1 || set.Flow.Steps[0] != want.Steps[0] {
		t.Errorf("flow %+v, want %+v", set.Flow, want)
	}
	if o := set.Flow.Occasions; !slices.Equal(o, []dataset.FlowOccasion{{ID: "pre", Rows: 5, Analysed: 4}, {ID: "post", Rows: 5, Analysed: 4}}) {
		t.Errorf("occasions %+v", o)
	}
	for _, want := range []dataset.LogEntry{
		{Kind: "note", Where: "qualtrics_pre.csv!E7", What: "a person of the occasion pre without a row for post", Count: 1},
		{Kind: "note", Where: "qualtrics_post.csv!E6", What: "a person of the occasion post without a row for pre", Count: 1},
		{Kind: "excluded_row", Where: "qualtrics_pre.csv", What: "preview", Count: 1},
	} {
		if !slices.Contains(set.Log, want) {
			t.Errorf("no entry %+v in %+v", want, set.Log)
		}
	}
}

// What cannot be joined is refused, with the cell.
func TestUnjoinable(t *testing.T) {
	for _, test := range []struct {
		name, layout, file, old, new, want string
	}{
		{"an id twice but for case", "two files", "forms_post.csv", " p02 ", "P01", `the id "p01" stands twice`},
		{"an occasion nobody declared", "long", "long.csv", "P02,1,", "P02,7,", `"7" is the value of no declared occasion`},
		{"a row twice", "long", "long.csv", "P02,1,", "p01,1,", `the id "p01" stands twice for the occasion pre`},
		{"an item twice", "items", "items.csv", "P02,1,rest", "P02,1,plan", `the id "P02" stands twice for the occasion pre for the item "plan"`},
		{"an item nobody answered", "items", "items.csv", "rest", "rests", `no row has the item "rest"`},
	} {
		m, _ := layout(t, test.layout)
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "layouts"))); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, test.file)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), test.old, test.new)), 0o600); err != nil {
			t.Fatal(err)
		}
		m.Deposit = "."
		m.Dir = dir
		_, err = Read(context.Background(), m, m.Studies[0], nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.file) {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

// In long data a characteristic stands on every row of a person, and alike.
func TestLongCharacteristic(t *testing.T) {
	m, _ := layout(t, "long")
	p := m.Studies[0]
	p.Columns = []study.Column{{Column: study.Ref{Name: "age"}, Kind: "number"}}
	set, err := Read(context.Background(), m, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.Index(set.IDs, "P03"); set.Column("age").Numbers[i] != 28 {
		t.Errorf("the age of P03 is %v", set.Column("age").Numbers[i])
	}
	p.Columns[0].Column.Name = "plan"
	if _, err := Read(context.Background(), m, p, nil); err == nil || !strings.Contains(err.Error(), "the rows of one person differ") {
		t.Errorf("rows that differ: %v", err)
	}
}

// Several answers in one cell, some with the separator inside, and one column
// an option.
func TestMultipleAnswers(t *testing.T) {
	dir := t.TempDir()
	rows := "id,Barriers,Garden\n1,\"Time, Money, or both\",Garden\n2,\"time\",\n3,\"Money, or both, Distance\",Garden\n4,,\n"
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	text := `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - id: S
    analysis: quantitative
    workbook: {file: a.csv}
    id_column: id
    columns:
      - {column: Barriers, kind: flag, option: Time, separator: ","}
      - {column: Barriers, kind: flag, option: "Money, or both", separator: ","}
      - {column: Garden, kind: flag, ticked: true}
`
	m, err := study.Parse(filepath.Join(dir, "study.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	set, err := Read(context.Background(), m, m.Studies[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]string{
		"Barriers [Time]": "1 1 0 blank", "Barriers [Money, or both]": "1 0 1 blank", "Garden": "1 0 1 0",
	} {
		var got []string
		for i := range set.N() {
			got = append(got, answerOf(set.Column(column), i))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", column, got, want)
		}
	}
	if e := (dataset.LogEntry{Kind: "note", Where: "B", What: "cells hold an answer that is no declared option", Count: 1}); !slices.Contains(set.Log, e) {
		t.Errorf("Distance is not in the log: %+v", set.Log)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(strings.Replace(rows, `"time"`, `"Tme"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(context.Background(), m, m.Studies[0], nil); err == nil || !strings.Contains(err.Error(), `did you mean "Time"`) {
		t.Errorf("a slip of the pen: %v", err)
	}
}
