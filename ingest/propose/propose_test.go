package propose

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kith/ingest/deposit"
	"kith/study"
)

// workbook writes rows to a new workbook.
func workbook(t *testing.T, file string, rows [][]any) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(file); err != nil {
		t.Fatal(err)
	}
}

// proposed proposes a manifest for dir and loads it.
func proposed(t *testing.T, dir string) (string, *study.Manifest) {
	t.Helper()
	text, err := Manifest(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	m, err := study.Parse(filepath.Join(dir, study.FileName), text)
	if err != nil {
		t.Fatalf("the manifest is not valid: %v\n%s", err, text)
	}
	return string(text), m
}

// What is proposed of a survey export is marked, with what speaks for it, and
// the manifest is valid as it stands.
func TestSurveyExports(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]any
		want []string
		not  []string
	}{
		{"Qualtrics", [][]any{
			{"StartDate", "Status", "IPAddress", "RecipientEmail", "ResponseId", "Q1", "Q11_1", "Q11_2", "Q13_1", "Q13_2"},
			{"Start Date", "Response Type", "IP Address", "Recipient Email", "Response ID", "Code", "In May - plan", "In May - rest", "In June - plan", "In June - rest"},
			{`{"ImportId":"startDate"}`, `{"ImportId":"status"}`, `{"ImportId":"ipAddress"}`, `{"ImportId":"recipientEmail"}`, `{"ImportId":"_recordId"}`, `{"ImportId":"QID1"}`, `{"ImportId":"QID11_1"}`, `{"ImportId":"QID11_2"}`, `{"ImportId":"QID13_1"}`, `{"ImportId":"QID13_2"}`},
			{"2021-08-02", "IP Address", "x", "a@example.org", "R_1", "P1", 3, 4, 5, 1},
			{"2021-08-02", "Survey Preview", "x", "b@example.org", "R_2", "P2", 2, 4, 5, 1},
		}, []string{
			"# confirm: an export of Qualtrics: the columns ResponseId and StartDate",
			"label_row: 2  # confirm:", "first_data_row: 4  # confirm: 2 rows",
			"drop_columns: [IPAddress, RecipientEmail]  # confirm:",
			"id_column: ResponseId  # confirm: every value stands once; as in Q1",
			"- {column: Status, not_equals: Survey Preview, reason: preview}  # confirm: 1 trial run",
			"conditions:  # open: are these the two that are compared, and which is A? every difference is B − A; columns of Q11 and Q13 have the same question texts",
			"text: plan, A: Q11_1, B: Q13_1}  # confirm: the question texts are the same",
		}, []string{"example.org"}},
		{"Microsoft Forms", [][]any{
			{"ID", "Start time", "Completion time", "Email", "Name", "I refer: often, or not?", "Your barriers"},
			{1, "x", "x", "a@example.org", "Ann", "Agree", "Time;Money;"},
			{2, "x", "x", "b@example.org", "Bob", "Strongly agree", "Time;"},
			{3, "x", "x", "c@example.org", "Cat", "Disagree", "Money;Somebody I know;"},
		}, []string{
			"# confirm: an export of Microsoft Forms", "drop_columns: [Email, Name]  # confirm:", "id_column: ID  # confirm:",
			"{column: 'I refer: often, or not?', kind: scale, scale: agree4}  # confirm: answers in the words of a common scale",
			"agree4: {points: [1, 4], labels: {Strongly disagree: 1, Disagree: 2, Agree: 3, Strongly agree: 4}}  # confirm: these 3 answers were given, and the order of the words is the common one; nobody gave Strongly disagree",
			"{column: Your barriers, kind: flag, option: Time, separator: ';'}  # confirm:",
			"which columns form pairs?",
		}, []string{"example.org", "Ann", "Somebody"}},
		{"three blocks", [][]any{
			{"code", "a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2", "d3"},
			{"P1", 1, 2, 1, 2, 1, 2, 1, 2, 3},
			{"P2", 1, 5, 4, 2, 3, 2, 4, 5, 3},
		}, []string{
			"id_column: code  # confirm: every value stands once\n",
			"# open: a1 to a2 and b1 to b2 and c1 to c2 have the same 2 endings: which of them pair?",
		}, []string{"an export of", "drop_columns", "question_sets:"}},
		{"two blocks without a word for a time", [][]any{
			{"code", "self_01", "self_02", "other_01", "other_02"},
			{"P1", 1, 2, 1, 2},
			{"P2", 1, 5, 4, 2},
		}, []string{
			"conditions:  # open: are these the two that are compared, and which is A?",
			"A: {id: self, label: self}  # open:", "A: self_01, B: other_01}  # confirm: the names differ in self and other alone",
		}, []string{"Before", "before"}},
		{"words for a time at the end, the later first, and characteristics", [][]any{
			{"id", "consent", "age", "talk_after", "talk_before", "avoid_after", "avoid_before", "why"},
			{"R01", "Yes", 34, "Always", "Often", "Rarely", "Sometimes", "because of the weather"},
			{"R02", "Yes", 51, "Often", "Rarely", "Rarely", "-99", "for a friend"},
			{"R03", "No", 29, "Often", "Never", "Sometimes", "Never", "no idea"},
		}, []string{
			"- {column: consent, equals: 'Yes', reason: no consent}  # confirm: the name or question says consent; 2 of 3 agreed",
			"- {value: -99, reason: skipped}  # open: why is it missing? 1 cell in 1 column",
			"conditions:  # confirm: the names of 2 pairs differ in before and after alone",
			"A: {id: before, label: before}  # open:", "A: talk_before, B: talk_after}",
			"freq5: {points: [1, 5], labels: {Never: 1, Rarely: 2, Sometimes: 3, Often: 4, Always: 5}}  # confirm:",
			"{column: age, kind: number}  # confirm:",
			"# open: the column why holds texts of people's own",
		}, []string{"weather", "{column: why"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			workbook(t, filepath.Join(dir, "export.xlsx"), c.rows)
			text, _ := proposed(t, dir)
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("the manifest has not %q", w)
				}
			}
			for _, w := range c.not {
				if strings.Contains(text, w) {
					t.Errorf("the manifest has %q", w)
				}
			}
			if t.Failed() {
				t.Logf("%s", text)
			}
		})
	}
}

// unmarked are the keys that say nothing of the files: what stands on every
// other line is marked, or belongs to the marked line above it.
var unmarked = regexp.MustCompile(`^\s*(#.*|schema: kith/1|study:|deposit: .*|documentation:|studies:|- id: \S+|roles:|documents:|materials:|other_files:|workbook:|missing:|scales:|columns:|question_sets:|pairs:|inclusion:|except:|)$`)

// Every line that says something of the files carries a mark.
func TestEveryGuessIsMarked(t *testing.T) {
	for _, dir := range []string{"../../fixtures/synthetic", "../survey/testdata/layouts"} {
		text, err := Manifest(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if !strings.Contains(line, Confirm) && !strings.Contains(line, Open) && !unmarked.MatchString(line) {
				t.Errorf("%s: no mark: %s", dir, line)
			}
		}
	}
}

// The fixture's folders, file names and transcripts give its studies.
func TestFixture(t *testing.T) {
	_, m := proposed(t, "../../fixtures/synthetic")
	want, err := study.Load("../../fixtures/synthetic/study.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Studies) != len(want.Studies) {
		t.Fatalf("%d studies", len(m.Studies))
	}
	for i, p := range m.Studies {
		w := want.Studies[i]
		if p.ID != w.ID || p.Title != w.Title {
			t.Errorf("study %s: %s", p.ID, p.Title)
		}
		for _, d := range p.Documents {
			if !slices.ContainsFunc(w.Documents, func(x study.Documents) bool { return x.Kind == d.Kind }) {
				t.Errorf("%s has %ss", p.ID, d.Kind)
			}
		}
		if p.Workbook == nil != (w.Workbook == nil) || p.Workbook != nil && (p.Workbook.File.Name != "03_Study_Three/Study3_Quantitative_Data.xlsx" || p.Workbook.Sheet.Name != "Data" || p.Workbook.HeaderRow != 2) {
			t.Errorf("%s has the workbook %+v", p.ID, p.Workbook)
		}
		for j, s := range p.QuestionSets {
			x := w.QuestionSets[j]
			if len(s.Pairs) != len(x.Pairs) {
				t.Errorf("%s has %d pairs, want %d", s.ID, len(s.Pairs), len(x.Pairs))
				continue
			}
			for k, pair := range s.Pairs {
				if pair.A.Name != x.Pairs[k].A.Name || pair.B.Name != x.Pairs[k].B.Name {
					t.Errorf("%s pairs %s and %s", s.ID, pair.A.Name, pair.B.Name)
				}
			}
		}
	}
}

// A folder that is missing or empty is a fault that says what to do.
func TestNothingThere(t *testing.T) {
	for _, dir := range []string{filepath.Join(t.TempDir(), "none"), t.TempDir()} {
		_, err := Manifest(context.Background(), dir)
		if err == nil || !strings.Contains(err.Error(), "folder") {
			t.Errorf("%v", err)
		}
	}
}

// Names of files and columns are data, whatever they hold.
func TestNamesAreData(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a [1] #1: x*.csv", "it's, {odd}.csv", "yes.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("id,\"a: # confirm: b\",\"it's\n{new}, line\",\"x #1 before\",\"x #1 after\",\"- [q]\"\nA,1,2,3,4,Tea\nB,2,3,4,5,Tea\nC,5,1,2,3,Milk\nD,1,2,2,2,Milk\n"), 0o600); err != nil {
			t.Skip("this file system has no such names")
		}
	}
	_, m := proposed(t, dir)
	if got := m.Studies[0].QuestionSets[0].Pairs[0].A.Name; got != "x #1 before" {
		t.Errorf("pairs %s", got)
	}
}

// Transcripts that only their text shows to be such are proposed as a question,
// roles come from the names of files, and no word of theirs is repeated.
func TestConversations(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"GP01", "GP02", "NU01"} {
		said := "Interviewer: Where did you walk?\nPARTICIPANT: Along the canal.\nInterviewer: With whom?\nPARTICIPANT: A heron.\nInterviewer: And then?\nPARTICIPANT: Home.\n"
		if err := os.WriteFile(filepath.Join(dir, name+".txt"), []byte(strings.ReplaceAll(said, "PARTICIPANT", name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "list.txt"), []byte("Things to bring\na coat\na map\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, m := proposed(t, dir)
	if err := os.WriteFile(m.File, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{
		"kind: interview  # open: an interview, or what else?", "GP: GP  # open: what do the letters GP in the file names stand for?",
		`(?P<participant>(?P<role>GP|NU)\d\d))$'  # confirm: the names of all 3 end so`, "layout: inline  # confirm: it reads 3 of 3",
		"- list.txt  # confirm: listed, not read",
	} {
		if !strings.Contains(text, w) {
			t.Errorf("the manifest has not %q", w)
		}
	}
	if strings.Contains(text, "heron") || strings.Contains(text, "canal") {
		t.Error("the manifest has words of a transcript")
	}
	listing, err := deposit.Inventory(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if len(listing.Undeclared) > 0 || len(listing.Files) != 4 {
		t.Errorf("%d files, undeclared %v: the manifest is none of them", len(listing.Files), listing.Undeclared)
	}
	if f := listing.File("NU01.txt"); f == nil || f.Role != "NU" || f.Participant != "NU01" {
		t.Errorf("NU01.txt is %+v", f)
	}
	if t.Failed() {
		t.Log(text)
	}
}
