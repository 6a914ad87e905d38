package reproduce

import (
	"encoding/csv"
	"encoding/json"
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

// What an analyst wrote in six words of a transcript or more is kept out of a report
// whose disclosure is restricted, whatever the case and the apostrophes; five words are
// the analyst's own.
func TestRepeatedWordsAreLeftOut(t *testing.T) {
	a := fixtureAnalysis(t)
	// S1_GL06#20: "What helps is that they share the interest. If you love the thing itself …"
	themes := &report.Themes{Roles: []report.ThemeRole{{Study: "S1", Role: "GL"}}, Themes: []report.Theme{
		{Key: "a", Name: "WHAT HELPS IS THAT THEY SHARE", Concept: "We say what helps is that they come", Definition: "As they say: that, they share the interest if", Boundary: "what helps is that they, share nothing",
			Roles:    []report.ThemeCell{{Note: "the interest. If you love it"}},
			Extracts: []report.ThemeExtract{{Address: "S1_GL06#20", Note: "it’s “the thing itself then your age”"}}},
	}}
	warnings, err := a.withoutRepeated(themes)
	if err != nil {
		t.Fatal(err)
	}
	x := themes.Themes[0]
	for _, c := range []struct{ what, got, want string }{
		{"six words, in capitals", x.Name, "a"},
		{"five", x.Concept, "We say what helps is that they come"},
		{"six, over a full stop", x.Definition, ""},
		{"six, with another comma", x.Boundary, ""},
		{"five in a note", x.Roles[0].Note, "the interest. If you love it"},
		{"six in a note", x.Extracts[0].Note, ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if len(warnings) != 4 || !strings.Contains(warnings[0], "the name of theme a repeats words of S1_GL06 and is left out") {
		t.Errorf("warnings %q", warnings)
	}
}

// The same holds of codes, at every place at which a report has them; a code whose name
// is such has the same number everywhere.
func TestRepeatedWordsOfCodesAreLeftOut(t *testing.T) {
	a := ownAnalysis(t)
	const said, name = "what helps is that they share", "what-helps-is-that-they-share"
	res := &report.Results{
		Codebooks: []report.Codebook{{Codes: []report.CodebookEntry{
			{Name: "OWN", Label: "We say what helps is that", Definition: "Five words: what helps is that they", Boundary: "not that they share the interest if"},
			{Name: "HERS", Label: said, Definition: "“" + said + "”"},
			{Name: name, Definition: "Sharing"},
		}}},
		Matrices:     []report.CodeMatrix{{Rows: []report.MatrixRow{{Name: name, Label: name, Family: said}, {Name: "HERS", Label: said, Family: "Groups"}}}},
		Cooccurrence: []report.Cooccurrence{{Pairs: []report.CodePair{{A: "HERS", LabelA: said, B: name, LabelB: name}}}},
		Cases:        []report.CaseStudy{{Cases: []report.Case{{Passages: []report.CasePassage{{Codes: []report.CaseCode{{Name: name, Label: name}}}}}}}},
		Joint:        []report.JointDisplay{{Rows: []report.JointRow{{Name: "HERS", Label: said, Family: said}}}},
		Content:      []report.Content{{Categories: []report.ContentCategory{{Name: "HERS", Label: said}}}},
		Agreement:    []report.CoderAgreement{{Rows: []report.AgreementRow{{Category: name, Label: said}}}},
		Themes: []report.Themes{{Themes: []report.Theme{{Codes: []report.ThemeCode{{Name: name, Label: said}},
			Extracts: []report.ThemeExtract{{Codes: []string{"OWN", name}}}, Counter: []report.ThemeExtract{{Codes: []string{name}}}}}}},
	}
	if err := a.Book.AddCode(coding.Code{Name: "GRP", Label: said, Heading: true}, coding.Code{Name: "HERS", Label: said}, coding.Code{Name: name}); err != nil {
		t.Fatal(err)
	}
	a.Book.View(func(s *coding.State) {
		if err := a.withoutRepeatedCodes(s, res); err != nil {
			t.Fatal(err)
		}
	})
	printed, err := json.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	book, row := res.Codebooks[0].Codes, res.Matrices[0].Rows[0]
	for _, c := range []struct{ what, got, want string }{
		{"five words of a label", book[0].Label, "We say what helps is that"},
		{"five of a definition", book[0].Definition, "Five words: what helps is that they"},
		{"six of a boundary", book[0].Boundary, ""},
		{"a label", book[1].Label, "HERS"},
		{"a definition", book[1].Definition, ""},
		{"a name", book[2].Name, res.Agreement[0].Rows[0].Category},
		{"what it says", book[2].Definition, "Sharing"},
		{"a name for a label", row.Label, row.Name},
		{"a family", row.Family, "GRP"},
		{"another family", res.Matrices[0].Rows[1].Family, "Groups"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if n := strings.Count(string(printed), `"`+row.Name+`"`); !strings.HasPrefix(row.Name, "code-") || n != 13 {
		t.Errorf("%d times %s", n, row.Name)
	}
	if strings.Contains(strings.ReplaceAll(string(printed), "-", " "), said) {
		t.Errorf("%s", printed)
	}
	if len(res.Warnings) != 6 || !strings.Contains(res.Warnings[0], "the label of code HERS repeats words of S1_GL06 and is left out") {
		t.Errorf("warnings %q", res.Warnings)
	}
}

func add[T any](_ T, err error) error { return err }
