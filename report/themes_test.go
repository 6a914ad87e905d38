package report

import (
	"regexp"
	"strings"
	"testing"
)

// themesResult is two themes, one below the other, of two roles.
func themesResult(counts bool) *Results {
	n := func(i int) *int {
		if !counts {
			return nil
		}
		return &i
	}
	extract := func(role, participant, turn string, codes ...string) ThemeExtract {
		return ThemeExtract{Address: "S1_" + participant + "#" + turn, Document: "S1_" + participant, Study: "S1", Role: role, Participant: participant, Codes: codes, Codings: []string{"id"}}
	}
	first, second, third := extract("LW", "LW01", "3", "FIT"), extract("LW", "LW01", "9", "FIT"), extract("LW", "LW02", "4", "FIT", "OUT")
	third.Valence = "absent"
	against := extract("GL", "GL01", "8", "FIT")
	against.Note = "alike, and apart"
	return &Results{Study: StudyInfo{ID: "demo", Disclosure: "open"}, Themes: []Themes{{
		Study: "S1", Title: "Study One", Reflexive: true, Counts: counts, Evidence: true,
		Roles: []ThemeRole{{"S1", "LW", "Link Worker"}, {"S1", "GL", "Leader"}},
		Themes: []Theme{
			{Key: "us", Name: "One of us", Status: "defined", Concept: "We open doors", Definition: "They go where we are", Boundary: "It is not liking", Codes: []ThemeCode{{Name: "FIT", Label: "Fit"}},
				Roles:    []ThemeCell{{State: "present", Judgement: "convergent", Note: "all say so", Participants: n(2), Extracts: n(3)}, {State: "silent", Judgement: "silent", Participants: n(0), Extracts: n(0)}},
				Extracts: []ThemeExtract{first, second, third}, Counter: []ThemeExtract{against}},
			{Key: "seen", Name: "Seen first", Parent: "us", Depth: 1, Status: "candidate",
				Roles: []ThemeCell{{State: "not asked", Participants: n(0), Extracts: n(0)}, {State: "zero", Participants: n(0), Extracts: n(0)}}},
		},
	}}}
}

func csvOf(t *testing.T, tables []*Table, id string) string {
	t.Helper()
	for _, table := range tables {
		if table.ID == id {
			data, err := renderCSV(table, false)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
	}
	t.Fatalf("no table %s", id)
	return ""
}

func TestThemeTables(t *testing.T) {
	for _, c := range []struct {
		counts bool
		id     string
		want   string
	}{
		{false, "themes-s1", `section,theme,concept,definition,codes,notes
,One of us,We open doors,They go where we are,FIT,
One of us,Seen first,–,–,–,Candidate.
`},
		{false, "themes-by-role-s1", `section,theme,s1-lw,s1-gl
,One of us,● convergent,silent
One of us,Seen first,not asked,–
`},
		{true, "themes-by-role-s1", `section,theme,s1-lw,s1-gl
,One of us,● 2 / 3 convergent,silent
One of us,Seen first,not asked,–
`},
		{false, "evidence-us", `section,participant,extracts,codes
Link Worker,LW01,"S1_LW01#3, S1_LW01#9",FIT
Link Worker,LW02,S1_LW02#4,"FIT, OUT (absent)"
Counter-examples,GL01,"S1_GL01#8 (alike, and apart)",FIT
`},
	} {
		if got := csvOf(t, Tables(themesResult(c.counts)), c.id); got != c.want {
			t.Errorf("%s, counts %v:\n%s\nwant\n%s", c.id, c.counts, got, c.want)
		}
	}
}

// A reflexive study's themes have no numbers, in any format, but those that name
// tables, figures and places.
func TestThemesWithoutCountsHaveNoNumbers(t *testing.T) {
	b := &builder{r: printable(themesResult(false)), drawing: true}
	b.themes()
	b.draw()
	doc := &Document{Title: "T", Blocks: b.blocks}
	page, err := doc.HTML()
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(page), "<main")
	body = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]*>`).ReplaceAllString(body, " ")
	for _, text := range []string{string(doc.Markdown()), body} {
		text = regexp.MustCompile(`(Table|Figure) \d+|S1\\?_(LW|GL)\d+#\d+|(LW|GL)\d+|!\[[^\]]*\]\([^)]*\)`).ReplaceAllString(text, "")
		if n := regexp.MustCompile(`.{0,30}\d.{0,30}`).FindAllString(text, -1); n != nil {
			t.Errorf("numbers: %q", n)
		}
	}
}

// Quotes stand on the pages where they are given, each on a row of its own.
func TestQuotedEvidence(t *testing.T) {
	r := themesResult(false)
	x := &r.Themes[0].Themes[0]
	for i := range x.Extracts {
		x.Extracts[i].Text = "said " + x.Extracts[i].Address[4:]
	}
	doc := EvidencePages(r)
	if doc.Title != "One of us" {
		t.Errorf("title %q", doc.Title)
	}
	text := string(doc.Markdown())
	for _, want := range []string{"| LW01 | “said W01#3” S1\\_LW01#3 | FIT |", "| LW01 | “said W01#9” S1\\_LW01#9 | FIT |", "**Link Worker.** *Convergent*: All say so.", "**Leader.** Asked, and silent. *Silent.*", "**Central organising concept.** We open doors."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if _, err := doc.Word(); err != nil {
		t.Error(err)
	}
}
