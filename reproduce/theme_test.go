package reproduce

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/report"
	"kith/study/coding"
	"kith/study/journal"
)

// What the themes of the fixture rest on is what was planted under their codes: the
// table of planted codes was written before the texts were, and gives how many
// extracts each code has in each document, all of them apart.
func TestThemesRestOnWhatWasPlanted(t *testing.T) {
	file, err := os.Open("../fixtures/gen/data/planted_codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	planted, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type cell struct{ participants, extracts int }
	// of gives what documents of a role have of some codes, with what is linked one by
	// one (more, by document) and what speaks against (less).
	of := func(role string, codes []string, more, less map[string]int) cell {
		documents := map[string]int{}
		for _, r := range planted[1:] {
			n, err := strconv.Atoi(r[5])
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(r[0], "S1_"+role) && slices.Contains(codes, r[4]) {
				documents[r[0]] += n
			}
		}
		for d, n := range more {
			if strings.HasPrefix(d, "S1_"+role) {
				documents[d] += n
			}
		}
		var c cell
		for d, n := range documents {
			n -= less[d]
			c.extracts += n
			if n > 0 {
				c.participants++
			}
		}
		return c
	}
	a := fixtureAnalysis(t)
	var got *report.Themes
	a.Book.View(func(s *coding.State) { got, err = a.Themes(s, ThemeChoice{Study: "S1", Counts: true}) })
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, x := range got.Themes {
		keys = append(keys, x.Key)
	}
	if want := []string{"one-of-us", "at-a-glance", "carried-across", "not-for-me"}; !slices.Equal(keys, want) {
		t.Fatalf("themes %v, want %v", keys, want)
	}
	for i, want := range []struct {
		codes      []string
		more, less map[string]int
		states     [3]string
	}{
		// with those of its sub-theme, less the counter-example that has one of its codes
		{[]string{"FIT-SIM", "FIT-MATCH", "FIT-PROTO"}, nil, map[string]int{"S1_GL06": 1}, [3]string{"present", "present", "present"}},
		{[]string{"FIT-PROTO"}, nil, nil, [3]string{"present", "present", "present"}},
		{[]string{"PTH-TRUST", "PTH-BRIDGE", "FIT-MATCH"}, nil, nil, [3]string{"present", "present", "present"}},
		{[]string{"DIS-DECL"}, map[string]int{"S1_LW03": 1, "S1_LW04": 1}, nil, [3]string{"present", "not asked", "silent"}},
	} {
		x := got.Themes[i]
		total := 0
		for k, role := range []string{"LW", "GL", "SU"} {
			w := of(role, want.codes, want.more, want.less)
			total += w.extracts
			if got.Roles[k].Role != role || got.Roles[k].Study != "S1" {
				t.Fatalf("column %d is %v", k, got.Roles[k])
			}
			c := x.Roles[k]
			if g := (cell{*c.Participants, *c.Extracts}); g != w || c.State != want.states[k] {
				t.Errorf("%s, %s: %v, %s; want %v, %s", x.Key, role, g, c.State, w, want.states[k])
			}
		}
		if len(x.Extracts) != total {
			t.Errorf("%s has %d extracts, want %d", x.Key, len(x.Extracts), total)
		}
		for _, e := range append(slices.Clone(x.Extracts), x.Counter...) {
			if e.Text != "" || e.Address == "" {
				t.Errorf("%s: %v", x.Key, e.Codings)
			}
		}
	}
	if c := got.Themes[0].Counter; len(c) != 1 || c[0].Document != "S1_GL06" || c[0].Note == "" {
		t.Errorf("counter-examples %v", c)
	}
}

// ownAnalysis opens a copy of the fixture for an analyst to write in.
func ownAnalysis(t *testing.T) *Analysis {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	a, err := OpenAnalysis(dir, journal.Options{Analyst: "AA", Device: "d"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Two who gave the same words the same or another code make one extract of a theme;
// without numbers a cell has none.
func TestTheSameWordsAreOneExtract(t *testing.T) {
	a := ownAnalysis(t)
	d, span, err := a.Passage("S1_LW03#4", "")
	if err != nil {
		t.Fatal(err)
	}
	at := coding.Passage{Document: d.ID, Text: d.TextHash, Start: span.Start, End: span.End}
	shorter, later := at, at
	shorter.End, later.Start = at.End-1, at.Start+1
	for _, err := range []error{
		a.Book.AddCode(coding.Code{Name: "x"}, coding.Code{Name: "y"}, coding.Code{Name: "z", Parent: "x"}),
		add(a.Book.AddCodings(coding.NewCoding{Passage: at, Code: "x", Valence: "present"}, coding.NewCoding{Passage: at, Code: "z", Valence: "absent"}, coding.NewCoding{Passage: at, Code: "y"})),
		add(a.Book.AddCodings(coding.NewCoding{Passage: shorter, Code: "x"}, coding.NewCoding{Passage: later, Code: "x"})),
		add(a.Book.AddTheme(coding.Theme{Key: "t", Name: "We are here"})),
		a.Book.LinkTheme("t", coding.ThemeLink{Code: "x"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a.Book.View(func(s *coding.State) {
		got, err := a.Themes(s, ThemeChoice{Study: "S1"})
		if err != nil {
			t.Fatal(err)
		}
		x := got.Themes[len(got.Themes)-1]
		if x.Key != "t" || len(x.Extracts) != 3 {
			t.Fatalf("%+v", x)
		}
		if e := x.Extracts[1]; !slices.Equal(e.Codes, []string{"x", "z"}) || len(e.Codings) != 2 || e.Valence != "present, absent" || e.Address != "S1_LW03#4" {
			t.Errorf("%+v", e)
		}
		if c := x.Roles[0]; c.State != "present" || c.Extracts != nil || c.Participants != nil {
			t.Errorf("%+v", c)
		}
	})
}

func add[T any](_ T, err error) error { return err }
