package survey

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The header rows are those the tools' own help pages and public exports have.
func TestHeadersOfSurveyTools(t *testing.T) {
	for _, c := range []struct {
		name, sheet                  string
		rows                         [][]any
		tool                         string
		header, label, first, people int
	}{
		{"Qualtrics with import ids", "Sheet0", [][]any{
			{"StartDate", "EndDate", "Status", "IPAddress", "Progress", "ResponseId", "Q1_1", "Q1_2"},
			{"Start Date", "End Date", "Response Type", "IP Address", "Progress", "Response ID", "How often - a", "How often - b"},
			{`{"ImportId":"startDate","timeZone":"Z"}`, `{"ImportId":"endDate"}`, `{"ImportId":"status"}`, `{"ImportId":"ipAddress"}`, `{"ImportId":"progress"}`, `{"ImportId":"_recordId"}`, `{"ImportId":"QID1_1"}`, `{"ImportId":"QID1_2"}`},
			{"2021-08-02", "2021-08-02", "IP Address", "x", 100, "R_1", 3, 4},
			{"2021-08-02", "2021-08-02", "IP Address", "x", 100, "R_2", 2, 4},
		}, "Qualtrics", 1, 2, 4, 2},
		{"SurveyMonkey", "Sheet", [][]any{
			{"Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "How often do you do this?", nil, "Anything else?"},
			{nil, nil, nil, nil, nil, "refer", "follow up", "Open-Ended Response"},
			{118, 41, "2021-08-02", "2021-08-02", "x", 3, 4, "no"},
		}, "SurveyMonkey", 2, 0, 3, 1},
		{"Microsoft Forms", "Sheet1", [][]any{
			{"ID", "Start time", "Completion time", "Email", "Name", "I refer often"},
			{1, "x", "x", "anonymous", nil, "Agree"},
		}, "Microsoft Forms", 1, 0, 2, 1},
		{"Google Forms", "Form Responses 1", [][]any{
			{"Timestamp", "Email Address", "How often [refer]", "How often [follow up]"},
			{"2021-08-02", "a@example.org", "Often", "Never"},
		}, "Google Forms", 1, 0, 2, 1},
		{"Jisc", "results", [][]any{
			{"Unique Response Number", "1. Age", "2. Role"},
			{"100-99-1", 30, "x"},
		}, "Jisc Online Surveys", 1, 0, 2, 1},
		{"Jisc, version 3", "results", [][]any{
			{"Response ID", "Start date", "1. Age", "13.3.a. Role"},
			{"17", "x", 30, "x"},
		}, "Jisc Online Surveys", 1, 0, 2, 1},
		{"LimeSurvey", "survey", [][]any{
			{"id", "submitdate", "lastpage", "startlanguage", "G01Q02[SQ001]"},
			{1, "x", 4, "en", 3},
		}, "LimeSurvey", 1, 0, 2, 1},
		{"a title above", "Sheet1", [][]any{
			{"My survey"}, {nil},
			{"ID", "Start time", "Completion time", "I refer often"},
			{1, "x", "x", "Agree"},
		}, "Microsoft Forms", 3, 0, 4, 1},
		{"made by hand", "Data", [][]any{
			{"id", "before_1", "after_1"},
			{"P1", 3, 4},
		}, "", 1, 0, 2, 1},
		{"a timestamp alone", "Log", [][]any{
			{"Timestamp", "value"},
			{"2021-08-02", 4},
		}, "", 1, 0, 2, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := excelize.NewFile()
			defer f.Close()
			if err := f.SetSheetName("Sheet1", c.sheet); err != nil {
				t.Fatal(err)
			}
			for i, row := range c.rows {
				if err := f.SetSheetRow(c.sheet, "A"+string(rune('1'+i)), &row); err != nil {
					t.Fatal(err)
				}
			}
			file := filepath.Join(t.TempDir(), "export.xlsx")
			if err := f.SaveAs(file); err != nil {
				t.Fatal(err)
			}
			hs, err := Headers(file)
			if err != nil {
				t.Fatal(err)
			}
			h := hs[0]
			if h.Tool != c.tool || (h.Evidence == "") != (c.tool == "") {
				t.Errorf("tool %q by %q, want %q", h.Tool, h.Evidence, c.tool)
			}
			if (h.GroupRow > 0) != (c.tool == "SurveyMonkey") {
				t.Errorf("headings of groups in row %d", h.GroupRow)
			}
			if h.HeaderRow != c.header || h.LabelRow != c.label || h.FirstDataRow != c.first || h.Rows != c.people {
				t.Errorf("header %d, label %d, first %d, %d rows; want %d, %d, %d, %d", h.HeaderRow, h.LabelRow, h.FirstDataRow, h.Rows, c.header, c.label, c.first, c.people)
			}
		})
	}
}

// Headings over several columns are told from a title, and names below them
// from answers.
func TestGroupedHeaders(t *testing.T) {
	for _, c := range []struct {
		name, csv     string
		group, header int
		columns       string
	}{
		{"names below two headings", "Rest\n\nid,Before,,After,,Age\n,plan,rest,plan,rest,\nP1,1,2,3,4,30\nP2,1,2,3,4,31\n", 3, 4, "id|Before - plan|Before - rest|After - plan|After - rest|Age"},
		{"names in the second row alone", ",Before,,After,\nid,plan,rest,plan,rest\nP1,1,2,3,4\nP2,1,2,3,4\n", 1, 2, "id|Before - plan|Before - rest|After - plan|After - rest"},
		{"a title", "Rest of people,,\nid,plan,rest\nP1,1,2\nP2,1,2\n", 0, 2, "id|plan|rest"},
		{"answers below a column without a name", "id,plan,,rest\nP1,Agree,Agree,Agree\nP2,Agree,Agree,Agree\nP3,Agree,Agree,Agree\n", 0, 1, "id|plan||rest"},
	} {
		file := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(file, []byte(c.csv), 0o600); err != nil {
			t.Fatal(err)
		}
		hs, err := Headers(file)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, col := range hs[0].Columns {
			names = append(names, col.Name)
		}
		if got := strings.Join(names, "|"); hs[0].GroupRow != c.group || hs[0].HeaderRow != c.header || got != c.columns {
			t.Errorf("%s: headings in row %d, names in row %d: %s", c.name, hs[0].GroupRow, hs[0].HeaderRow, got)
		}
	}
}
