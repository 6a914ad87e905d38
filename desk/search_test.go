package desk

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

func TestTerms(t *testing.T) {
	for typed, want := range map[string][]string{
		"":                          nil,
		"  ":                        nil,
		"door":                      {"door"},
		`"felt at home" belong*`:    {"felt at home", "belong*"},
		`belong* "felt at home"`:    {"belong*", "felt at home"},
		`one"two three"four`:        {"one", "two three", "four"},
		`“felt at home” „zu Hause“`: {"felt at home", "zu Hause"},
		`"" " " door`:               {"door"},
		`"not closed`:               {"not closed"},
		"a\tb\u00a0c":               {"a", "b", "c"},
	} {
		if got := (&sought{Words: typed}).terms(); !slices.Equal(got, want) {
			t.Errorf("%q is taken as %q, want %q", typed, got, want)
		}
	}
	if got := (&sought{Words: `first "(time|visit)"`, Regex: true}).terms(); !slices.Equal(got, []string{`first "(time|visit)"`}) {
		t.Errorf("a regular expression is taken as %q", got)
	}
}

// TestSearchIsThatOfTheCommandLine holds the page's hits to those of kith search, and
// sees that each link leads to the very words.
func TestSearchIsThatOfTheCommandLine(t *testing.T) {
	v := enter(t)
	a := v.desk.analysis
	link := regexp.MustCompile(`<a href="/read/([^"?]+)\?at=(\d+)-(\d+)(?:#t(\d+))?"`)
	for _, c := range []struct {
		body  string
		query corpus.Query
		where reproduce.Where
	}{
		{`{"words":"group"}`, corpus.Query{Terms: []string{"group"}}, reproduce.Where{}},
		{`{"words":"\"the group\" belong*","study":"S1","role":"SU"}`, corpus.Query{Terms: []string{"the group", "belong*"}}, reproduce.Where{Study: "S1", Role: "SU"}},
		{`{"words":"first (time|week)","regex":true}`, corpus.Query{Terms: []string{"first (time|week)"}, Regex: true}, reproduce.Where{}},
		{`{"words":"groups people","near":30,"stem":true,"coded":"no"}`, corpus.Query{Terms: []string{"groups", "people"}, Near: 30, Stem: true}, reproduce.Where{Coded: "no"}},
		{`{"words":"group","code":"SI-BEL","speaker":"LW03"}`, corpus.Query{Terms: []string{"group"}}, reproduce.Where{Code: "SI-BEL", Speaker: "LW03"}},
	} {
		w := v.ask("POST", "/search", c.body)
		if w.Code != 200 {
			t.Fatalf("%s gives %d: %s", c.body, w.Code, w.Body)
		}
		var want []reproduce.Hit
		var err error
		a.Book.View(func(s *coding.State) { want, err = a.Search(s, c.query, c.where, 10) })
		if err != nil {
			t.Fatal(err)
		}
		found := link.FindAllStringSubmatch(w.Body.String(), -1)
		if len(found) != min(len(want), maxHits) {
			t.Fatalf("%s: the page has %d hits, the command %d", c.body, len(found), len(want))
		}
		if len(want) == 0 && c.where.Code == "" {
			t.Errorf("%s finds nothing: the test sees nothing", c.body)
		}
		for i, f := range found {
			if h := want[i]; f[1] != h.Document || f[2] != strconv.Itoa(h.Span.Start) || f[3] != strconv.Itoa(h.Span.End) || f[4] != strconv.Itoa(h.Turn) {
				t.Errorf("%s: hit %d leads to %v, not to %s", c.body, i, f[1:], h.Address)
			}
		}
	}
	for body, want := range map[string]int{`{"words":" "}`: 422, `{"words":"(","regex":true}`: 422, `{"words":"a","near":5}`: 422, `{"words":"a","coded":"perhaps"}`: 422, `{"words":"a","code":"NONE"}`: 422, "words=a": 400} {
		if w := v.ask("POST", "/search", body); w.Code != want {
			t.Errorf("%s gives %d, want %d: %s", body, w.Code, want, w.Body)
		}
	}
	if w := v.ask("GET", "/search?words=secret", ""); w.Code != 200 || strings.Contains(w.Body.String(), "secret") {
		t.Error("the page takes words from its address")
	}
}

// TestSuggestions lists what kith suggest lists, writes nothing, and keeps silent where
// everything is still to be read blind.
func TestSuggestions(t *testing.T) {
	v := enter(t)
	a := v.desk.analysis
	// No indicator phrase of the lens stands in the fixture, which is written so.
	if err := a.Book.EditCode("SI-BEL", map[string]any{"indicators": []string{"a group", "on the phone"}}, ""); err != nil {
		t.Fatal(err)
	}
	before := len(a.Journal.Events())
	var want []reproduce.Suggestion
	a.Book.View(func(s *coding.State) {
		var err error
		if want, err = a.Suggest(s, "SI-BEL", reproduce.Where{}, hitContext); err != nil {
			t.Fatal(err)
		}
	})
	w := v.ask("GET", "/suggest?code=SI-BEL", "")
	if n := strings.Count(w.Body.String(), `class="hit"`); w.Code != 200 || n != len(want) || n == 0 {
		t.Errorf("the page has %d places to read, the command %d (%d)", n, len(want), w.Code)
	}
	if w := v.ask("GET", "/codebook?code=SI-BEL", ""); !strings.Contains(w.Body.String(), `href="/suggest?code=SI-BEL"`) {
		t.Error("the codebook does not lead there")
	}
	if w := v.ask("GET", "/suggest?code=NONE", ""); w.Code != 404 {
		t.Errorf("a code that is not there gives %d", w.Code)
	}
	if n := len(a.Journal.Events()); n != before {
		t.Errorf("a suggestion wrote %d events", n-before)
	}

	manifest := filepath.Join(v.path, "study.yaml")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, regexp.MustCompile(`(?m)^    analysis: .*$`).ReplaceAll(text, []byte("$0\n    blind: true")), 0o600); err != nil {
		t.Fatal(err)
	}
	blind := &visit{T: t, path: v.path, keep: t.TempDir()}
	if blind.desk, err = Open(Options{Path: v.path, Who: journal.Options{Analyst: "RK", Device: "test"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blind.desk.Close() })
	blind.cookie = blind.ask("GET", blind.desk.Link(), "").Result().Cookies()[0]
	w = blind.ask("GET", "/suggest?code=SI-BEL", "")
	if strings.Contains(w.Body.String(), `class="hit"`) || !strings.Contains(w.Body.String(), "blind") {
		t.Error("a blind reader gets suggestions, or is not told why not")
	}
	// Others' codings of a document read blind show in no hit.
	body := blind.ask("POST", "/search", `{"words":"group","coded":"yes"}`).Body.String()
	if strings.Contains(body, `class="hit"`) {
		t.Error("a blind reader sees where others have coded")
	}
}

// TestAround keeps whole words of the same line, and no label of who is named beside it.
func TestAround(t *testing.T) {
	for _, c := range []struct{ speaker, before, after, wantBefore, wantAfter string }{
		{"GL02", "what people share?\n\n[00:19:03] GL02: ", "", "", ""},
		{"GL02", "[00:19:03] GL02: Oh. ", " And so on.\nNext", "Oh. ", " And so on."},
		{"GL02", "I told GL02: no, ", "", "I told GL02: no, ", ""},
		{"", "Oh: well, ", "", "Oh: well, ", ""},
		{"GL02", "a word that is longer than what is kept ", " and one that is longer than what is kept here", "… word that is longer than what is kept ", " and one that is longer than what is kept …"},
	} {
		if before, after := around(c.speaker, c.before, c.after); before != c.wantBefore || after != c.wantAfter {
			t.Errorf("%q and %q are %q and %q", c.before, c.after, before, after)
		}
	}
}
