package reproduce

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kith/study"
)

// What a starter manifest proposes of a survey export is marked as a guess with
// what speaks for it, and the manifest is valid as it stands.
func TestStarterOfSurveyExports(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]any
		want []string
		not  []string
	}{
		{"Qualtrics", [][]any{
			{"StartDate", "Status", "IPAddress", "RecipientEmail", "ResponseId", "Q1", "Q11_1", "Q11_2", "Q13_1", "Q13_2"},
			{"Start Date", "Response Type", "IP Address", "Recipient Email", "Response ID", "Code", "a", "b", "a", "b"},
			{`{"ImportId":"startDate"}`, `{"ImportId":"status"}`, `{"ImportId":"ipAddress"}`, `{"ImportId":"recipientEmail"}`, `{"ImportId":"_recordId"}`, `{"ImportId":"QID1"}`, `{"ImportId":"QID11_1"}`, `{"ImportId":"QID11_2"}`, `{"ImportId":"QID13_1"}`, `{"ImportId":"QID13_2"}`},
			{"2021-08-02", "IP Address", "x", "a@example.org", "R_1", "P1", 3, 4, 5, 1},
			{"2021-08-02", "Survey Preview", "x", "b@example.org", "R_2", "P2", 2, 4, 5, 1},
		}, []string{
			"# GUESS: an export of Qualtrics: the columns ResponseId and StartDate",
			"label_row: 2   # GUESS", "first_data_row: 4   # GUESS: 2 rows of data",
			"drop_columns: [IPAddress, RecipientEmail]   # GUESS",
			"id_column: ResponseId   # GUESS: every value stands once; as in Status, Q1",
			"#   - {column: Status, not_equals: Survey Preview, reason: preview}",
			"# GUESS: Q11_1 to Q11_2 and Q13_1 to Q13_2 have the same 2 endings: do they pair?",
		}, []string{"example.org"}},
		{"Microsoft Forms", [][]any{
			{"ID", "Start time", "Completion time", "Email", "Name", "I refer: often, or not?"},
			{1, "x", "x", "a@example.org", "Ann", "Agree"},
		}, []string{
			"# GUESS: an export of Microsoft Forms", "drop_columns: [Email, Name]   # GUESS", "id_column: ID   # GUESS",
		}, []string{"example.org", "Ann", "Agree"}},
		{"three blocks", [][]any{
			{"code", "a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2", "d3"},
			{"P1", 1, 2, 1, 2, 1, 2, 1, 2, 3},
			{"P2", 1, 2, 1, 2, 1, 2, 1, 2, 3},
		}, []string{
			"id_column: code   # GUESS: every value stands once\n",
			"# GUESS: a1 to a2 and b1 to b2 and c1 to c2 have the same 2 endings: which of them pair?",
		}, []string{"an export of", "drop_columns", "d1 to d3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			f := excelize.NewFile()
			defer f.Close()
			for i, row := range c.rows {
				if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.SaveAs(filepath.Join(dir, "export.xlsx")); err != nil {
				t.Fatal(err)
			}
			text, err := Starter(context.Background(), dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range c.want {
				if !strings.Contains(string(text), w) {
					t.Errorf("the manifest has not %q", w)
				}
			}
			for _, w := range c.not {
				if strings.Contains(string(text), w) {
					t.Errorf("the manifest has %q", w)
				}
			}
			name := filepath.Join(dir, study.FileName)
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := study.Load(name); err != nil {
				t.Errorf("the manifest is not valid: %v", err)
			}
			if t.Failed() {
				t.Logf("%s", text)
			}
		})
	}
}
