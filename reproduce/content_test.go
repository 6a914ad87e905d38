package reproduce

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"kith/analysis/agree"
	"kith/study/coding"
	"kith/study/journal"
)

// planted is what the specification of the fixture says of the first open
// question: respondents given each category by the first coder, of 66.
var planted = map[string]int{"TIME": 39, "COVID": 34, "GROUPS_CLOSED": 20, "SU_RELUCTANCE": 19, "STAFF": 14, "IT_ADMIN": 8, "ETHICS_CONSENT": 7, "NO_DIFFICULTY": 5, "OTHER": 3, "UNCODABLE": 0}

func TestContentOfTheFixture(t *testing.T) {
	a := fixtureAnalysis(t)
	a.Book.View(func(s *coding.State) {
		c, err := a.Content(s, "q1", "")
		if err != nil {
			t.Fatal(err)
		}
		if c.Coder != "TM" || c.N != 66 || c.Assignments != 149 || len(c.Question.Units) != 66 || len(c.Uncoded) != 0 || len(c.Clashes) != 0 || c.Other != 0 {
			t.Errorf("counted %s's: n = %d, %d assignments, %d units, uncoded %v, clashes %v, %d other", c.Coder, c.N, c.Assignments, len(c.Question.Units), c.Uncoded, c.Clashes, c.Other)
		}
		for i, r := range c.Rows {
			name := c.Question.Tree[i].Name
			want, is := planted[name]
			if !is || r.Respondents != want || r.Assignments != want || r.OfRespondents != float64(want)/66 || r.OfAssignments != float64(want)/149 {
				t.Errorf("%s: %+v, want %d", name, r, want)
			}
		}
		if len(c.Rows) != len(planted) {
			t.Errorf("%d categories, want %d", len(c.Rows), len(planted))
		}
		for id, n := range map[string]int{"Q2": 61, "Q3": 58, "Q4": 19} {
			c, err := a.Content(s, id, "TM")
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Question.Units) != n || len(c.Uncoded) != n {
				t.Errorf("%s: %d units, %d without a category; want %d", id, len(c.Question.Units), len(c.Uncoded), n)
			}
		}
		if u := c.Question.unit("q1/p007"); u == nil || u.Address != "Study3_Open_Text_Responses#7" || u.Blank {
			t.Errorf("Q1/P007 is %+v", u)
		}
	})
}

// The reference was computed in R; the category that nobody used is called
// NEVER_USED there. Pooled over 660 decisions and the mean of the defined kappas are
// those of the fixture's specification.
func TestAgreementOfTheFixture(t *testing.T) {
	file, err := os.Open("../analysis/agree/testdata/agreement_reference.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	a := fixtureAnalysis(t)
	a.Book.View(func(s *coding.State) {
		r, err := a.QuestionAgreement(s, []string{"TM", "EB"}, "Q1", agree.Options{Draws: -1, Unused: true})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]agree.Row{}
		for _, row := range r.Rows {
			got[row.Category] = row
		}
		for _, want := range rows[1:] {
			name := want[0]
			if name == "NEVER_USED" {
				name = "UNCODABLE"
			}
			row, is := got[name]
			if !is || row.Used != (name != "UNCODABLE") {
				t.Fatalf("%s: %+v", name, row)
			}
			for i, n := range []int{row.Both, row.OnlyA, row.OnlyB, row.Neither, row.Units} {
				if strconv.Itoa(n) != want[i+1] {
					t.Errorf("%s: cell %d is %d, want %s", name, i+1, n, want[i+1])
				}
			}
			for i, x := range []float64{row.Percent, row.Kappa, row.Alpha, row.AC1, row.PABAK} {
				w, err := strconv.ParseFloat(want[i+8], 64)
				if err != nil {
					t.Fatal(err)
				}
				if math.IsNaN(x) != math.IsNaN(w) || math.Abs(x-w) > 1e-9 {
					t.Errorf("%s: %s is %v, want %v", name, rows[0][i+8], x, w)
				}
			}
		}
		if p := r.Pooled; p.Both+p.OnlyA+p.OnlyB+p.Neither != 660 || math.Round(p.Kappa*1000) != 857 || math.Round(r.Mean.Kappa*1000) != 795 || r.Mean.KappaOf != 9 {
			t.Errorf("pooled kappa %v over %+v; mean %v of %d", p.Kappa, p, r.Mean.Kappa, r.Mean.KappaOf)
		}
	})
}

// Two journals brought together may give one answer an exclusive category and another
// one: nothing is lost, and the count says where.
func TestClashOfMergedJournals(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	sit := func(device string) *Analysis {
		a, err := OpenAnalysis(dir, journal.Options{Analyst: "TM", Device: device})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	home, train := sit("home"), sit("train")
	d, at, err := home.Passage("Study3_Open_Text_Responses#6", "") // NO_DIFFICULTY, by TM
	if err != nil {
		t.Fatal(err)
	}
	n := coding.NewCoding{Passage: coding.Passage{Document: d.ID, Text: d.TextHash, Start: at.Start, End: at.End}, Code: "STAFF"}
	if _, err := home.Book.AddCodings(n); err == nil || !strings.Contains(err.Error(), "both NO_DIFFICULTY and STAFF") {
		t.Fatalf("err = %v", err)
	}
	train.Book.Guard(nil) // as an older kith, which knew no such rule, would have written
	if _, err := train.Book.AddCodings(n); err != nil {
		t.Fatal(err)
	}
	c, err := sit("home").Content(sit("home").AsOf(time.Time{}), "Q1", "TM")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Clashes) != 1 || c.Question.Units[c.Clashes[0].Unit].Address != "Study3_Open_Text_Responses#6" || c.Question.Tree[c.Clashes[0].Exclusive].Name != "NO_DIFFICULTY" {
		t.Errorf("clashes %+v", c.Clashes)
	}
	if c.Assignments != 150 {
		t.Errorf("%d assignments", c.Assignments)
	}
}

// A category that is split counts as its parts, one that is merged as the other.
func TestCategoriesFollowSplitsAndMerges(t *testing.T) {
	a := ownAnalysis(t)
	if err := a.Book.AddCode(coding.Code{Name: "HOURS"}, coding.Code{Name: "DAYS"}); err != nil {
		t.Fatal(err)
	}
	given := map[string][]string{}
	a.Book.View(func(s *coding.State) {
		for i, c := range s.OfCode("TIME", false) {
			given[c.ID] = []string{[]string{"HOURS", "DAYS"}[i%2]}
		}
	})
	for _, err := range []error{
		a.Book.SplitCode("TIME", []string{"HOURS", "DAYS"}, given, "two things"),
		a.Book.MergeCodes("UNCODABLE", "OTHER", "the same"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a.Book.View(func(s *coding.State) {
		c, err := a.Content(s, "Q1", "TM")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for i, r := range c.Rows {
			got[c.Question.Tree[i].Name] = r.Respondents
		}
		if len(got) != 10 || got["HOURS"]+got["DAYS"] != planted["TIME"] || got["HOURS"] == 0 || got["DAYS"] == 0 || c.Other != 0 || c.Assignments != 149 || len(c.Uncoded) != 0 {
			t.Errorf("%v, %d other, %d assignments", got, c.Other, c.Assignments)
		}
	})
}
