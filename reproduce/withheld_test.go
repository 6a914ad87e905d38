package reproduce

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/report"
	"kith/study/coding"
)

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
