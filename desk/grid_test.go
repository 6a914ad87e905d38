package desk

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/journal"
)

// declare changes the manifest of the visit's study and opens the desk anew for an
// analyst.
func (v *visit) declare(analyst string, changes ...string) {
	v.Helper()
	file := filepath.Join(v.path, "study.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		v.Fatal(err)
	}
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(string(text), changes[i]) {
			v.Fatalf("the manifest has no %q", changes[i])
		}
		text = []byte(strings.Replace(string(text), changes[i], changes[i+1], 1))
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		v.Fatal(err)
	}
	if err := v.desk.Close(); err != nil {
		v.Fatal(err)
	}
	if v.desk, err = Open(Options{Path: v.path, Who: journal.Options{Analyst: analyst, Device: "test"}}); err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { _ = v.desk.Close() })
	v.cookie = nil
	v.cookie = v.ask("GET", v.desk.Link(), "").Result().Cookies()[0]
}

// The answers to the third question get two coders and an exclusive category, and,
// where that is asked for, are read blind.
const (
	thirdQuestion = "categories: [TRAINING, TIME, IT_ADMIN, OTHER, UNCODABLE]"
	twoCoders     = thirdQuestion + "\n        exclusive: [OTHER]\n        coders: [TM, EB]"
	thirdStudy    = "    title: Study Three\n"
	readBlind     = thirdStudy + "    blind: true\n"
)

// about is what a page says of an answer when it asks for something.
func (v *visit) about(question, unit string, more map[string]any) map[string]any {
	e, ok := v.desk.analysis.Corpus.Entry("Study3_Open_Text_Responses")
	if !ok {
		v.Fatal("no document with answers")
	}
	body := map[string]any{"question": question, "document": e.ID, "text": e.TextHash, "unit": unit}
	maps.Copy(body, more)
	return body
}

func (v *visit) scene(question string) *gridScene {
	v.Helper()
	s, err := v.desk.gridScene(question)
	if err != nil {
		v.Fatal(err)
	}
	return s
}

// names gives categories by their names.
func (g *gridScene) names(of []int) []string {
	list := []string{}
	for _, k := range of {
		list = append(list, g.Categories[k].Name)
	}
	return list
}

func TestGridActsRefused(t *testing.T) {
	v := enter(t)
	v.declare("TM", thirdQuestion, twoCoders)
	unit := v.scene("Q3").Units[0].Address
	of := func(question, unit string, more map[string]any) string {
		return string(marshal(t, v.about(question, unit, more)))
	}
	time := map[string]any{"code": "TIME"}
	for _, c := range []struct {
		name, act, body string
		want            int
		says            string
	}{
		{"another text", "give", of("Q3", unit, map[string]any{"code": "TIME", "text": strings.Repeat("0", 64)}), 409, "frozen anew"},
		{"no such question", "give", of("Q9", unit, time), 422, "no open question Q9"},
		{"an answer to another question", "give", of("Q3", "Study3_Open_Text_Responses#7", time), 422, "no answer"},
		{"no such answer", "take", of("Q3", "<b>", time), 422, "no answer"},
		{"no category of the question", "give", of("Q3", unit, map[string]any{"code": "COVID"}), 422, "COVID is no category of Q3"},
		{"no code", "give", of("Q3", unit, nil), 422, "is no category"},
		{"settled before both are done", "settle", of("Q3", unit, map[string]any{"codes": []string{"TIME"}}), 422, "TM and EB still codes"},
		{"opened before both are done", "reopen", of("Q3", unit, nil), 422, "still codes"},
		{"settled through another question", "settle", of("Q1", unit, map[string]any{"codes": []string{"TIME"}}), 422, "no answer"},
		{"settled without two coders", "settle", of("Q2", v.scene("Q2").Units[0].Address, nil), 422, "not two coders"},
		{"opened though nothing was agreed", "reopen", of("Q1", "Study3_Open_Text_Responses#7", nil), 422, "nothing was agreed"},
		{"settled with an exclusive one", "settle", of("Q1", "Study3_Open_Text_Responses#7", map[string]any{"codes": []string{"TIME", "NO_DIFFICULTY"}}), 422, "cannot have both"},
	} {
		before := len(v.desk.analysis.Journal.Events())
		w := v.ask("POST", "/do/"+c.act, c.body)
		if w.Code != c.want || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s gives %d, want %d and %q: %s", c.name, w.Code, c.want, c.says, w.Body)
		}
		if n := len(v.desk.analysis.Journal.Events()); n != before {
			t.Errorf("%s wrote %d events", c.name, n-before)
		}
	}
	for path, want := range map[string]int{"/grid": 200, "/grid/Q1": 200, "/grid/q1": 200, "/grid/Q9": 404, "/grid/Q1/agreement": 200, "/grid/Q3/agreement": 422, "/grid/Q9/agreement": 422, "/grid/..%2fQ1": 404} {
		if w := v.ask("GET", path, ""); w.Code != want {
			t.Errorf("%s gives %d, want %d", path, w.Code, want)
		}
	}
}

// TestGivingIsCoding gives an answer a category and takes it away, with what was
// marked in it from the command line too: the journal has codings of the whole answer.
func TestGivingIsCoding(t *testing.T) {
	v := enter(t)
	u := v.scene("Q2").Units[4]
	must := func(act string, more map[string]any) {
		t.Helper()
		if r, status := v.do(act, v.about("Q2", u.Address, more)); status != 200 {
			t.Fatalf("%s gives %d, %+v", act, status, r)
		}
	}
	has := func(want ...string) {
		t.Helper()
		g := v.scene("Q2")
		if got := g.names(g.Units[4].Mine); !slices.Equal(got, want) {
			t.Errorf("the answer has %v, want %v", got, want)
		}
	}
	useful := map[string]any{"code": "TK_USEFUL"}
	must("give", useful)
	before := len(v.desk.analysis.Journal.Events())
	must("give", useful) // asked for again, after a reply that was lost
	if n := len(v.desk.analysis.Journal.Events()); n != before {
		t.Errorf("the same again wrote %d events", n-before)
	}
	has("TK_USEFUL")
	d, at, err := v.desk.analysis.Passage(u.Address, "")
	if err != nil {
		t.Fatal(err)
	}
	v.desk.analysis.Book.View(func(s *coding.State) {
		if all := s.OfCode("TK_USEFUL", false); len(all) != 1 || all[0].Start != at.Start || all[0].End != at.End || all[0].Analyst != "TM" {
			t.Errorf("coded are %+v, the answer is %+v", all, at)
		}
	})
	// Three letters of it marked besides, as kith code add --quote does: taken with it.
	mark := coding.NewCoding{Passage: coding.Passage{Document: d.ID, Text: d.TextHash, Start: at.Start, End: at.Start + 3}, Code: "TK_USEFUL"}
	if _, err := v.desk.analysis.Book.AddCodings(mark); err != nil {
		t.Fatal(err)
	}
	must("take", useful)
	has()
	// One that reaches into the next answer is not the desk's to take here.
	mark.Start, mark.End = at.Start, at.End+20
	if _, err := v.desk.analysis.Book.AddCodings(mark); err != nil {
		t.Fatal(err)
	}
	if w := v.ask("POST", "/do/take", string(marshal(t, v.about("Q2", u.Address, useful)))); w.Code != 422 || !strings.Contains(w.Body.String(), "beyond the answer") {
		t.Errorf("it gives %d %s", w.Code, w.Body)
	}
	has("TK_USEFUL")
}

func marshal(t *testing.T, what any) []byte {
	t.Helper()
	text, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestSecondCoderSeesNothing asks for everything the desk says of a question while the
// second coder codes: nothing of what the first gave or agreed is in it.
func TestSecondCoderSeesNothing(t *testing.T) {
	for _, blind := range []bool{false, true} {
		t.Run(fmt.Sprint("blind ", blind), func(t *testing.T) {
			v := enter(t)
			changes := []string{thirdQuestion, twoCoders}
			if blind {
				changes = append(changes, thirdStudy, readBlind)
			}
			v.declare("TM", changes...)
			first := v.scene("Q3")
			for _, u := range first.Units {
				if _, status := v.do("give", v.about("Q3", u.Address, map[string]any{"code": "TRAINING"})); status != 200 {
					t.Fatalf("give gives %d", status)
				}
			}
			v.declare("EB")
			hidden := func(want string) {
				t.Helper()
				s := v.scene("Q3")
				if s.Hidden != want {
					t.Errorf("hidden is %q, want %q", s.Hidden, want)
				}
				for i, u := range s.Units {
					if want != "" && (u.Given != nil || u.Agreed != nil) {
						t.Fatalf("what others gave to answer %d is there", i)
					}
				}
				for _, page := range []string{"/grid/Q3", "/grid"} {
					w := v.ask("GET", page, "")
					if w.Code != 200 {
						t.Fatalf("%s gives %d", page, w.Code)
					}
					if want != "" && strings.Contains(w.Body.String(), `"g":`) {
						t.Errorf("%s has what others gave", page)
					}
				}
				if w := v.ask("GET", "/grid/Q3/agreement", ""); (w.Code == 200) != (want == "") {
					t.Errorf("the agreement gives %d while hidden is %q", w.Code, want)
				}
			}
			begin, done := "mine", ""
			if blind {
				begin, done = "blind", "blind"
			}
			hidden(begin)
			for i, u := range first.Units {
				code := "TRAINING"
				if i == 9 {
					code = "TIME"
				}
				if _, status := v.do("give", v.about("Q3", u.Address, map[string]any{"code": code})); status != 200 {
					t.Fatalf("give gives %d", status)
				}
				if i == len(first.Units)-2 {
					hidden(begin)
				}
			}
			hidden(done)
			if blind {
				v.do("add-memo", map[string]any{"memo": map[string]any{"kind": "familiarisation", "text": "what struck me", "links": []map[string]string{{"kind": "document", "to": "Study3_Open_Text_Responses"}}}})
				hidden("")
			}
			s := v.scene("Q3")
			for i, u := range s.Units {
				if got := [2][]string{s.names(u.Given[0]), s.names(u.Given[1])}; !slices.Equal(got[0], []string{"TRAINING"}) || slices.Equal(got[1], got[0]) != (i != 9) {
					t.Errorf("answer %d was given %v", i, got)
				}
			}
			// A coder who takes one back codes again, and sees nothing again.
			v.do("take", v.about("Q3", first.Units[9].Address, map[string]any{"code": "TIME"}))
			hidden("mine")
		})
	}
}

// TestGridIsInert puts markup into what the page shows of categories and settlements.
func TestGridIsInert(t *testing.T) {
	v := enter(t)
	const evil = `</script><img src=x onerror="evil()"><script>evil()</script>`
	must := func(act string, body map[string]any) {
		t.Helper()
		if _, status := v.do(act, body); status != 200 {
			t.Fatalf("%s gives %d", act, status)
		}
	}
	must("edit-code", map[string]any{"id": "TIME", "set": map[string]any{"label": evil, "definition": evil, "look_for": evil}})
	must("settle", v.about("Q1", "Study3_Open_Text_Responses#7", map[string]any{"codes": []string{"TIME"}, "reason": evil}))
	for _, page := range []string{"/grid/Q1", "/grid/Q1?show=" + url.QueryEscape(evil), "/grid/Q1/agreement"} {
		w := v.ask("GET", page, "")
		body := w.Body.String()
		if w.Code != 200 || strings.Contains(body, "<img src=x") || strings.Contains(body, "<script>evil") {
			t.Errorf("%s has markup that somebody typed (%d)", page, w.Code)
		}
		if !strings.Contains(body, "evil()") {
			t.Errorf("%s does not show what was typed: the test sees nothing", page)
		}
	}
}

// TestGridPatchesMakeTheScene gives, takes and settles at random and holds what a page
// makes of the patches to what stands.
func TestGridPatchesMakeTheScene(t *testing.T) {
	v := enter(t)
	other, err := reproduce.OpenAnalysis(v.path, journal.Options{Analyst: "EB", Device: "elsewhere"})
	if err != nil {
		t.Fatal(err)
	}
	last := v.scene("Q1")
	page := slices.Clone(last.Units)
	if p := last.since(nil); !p.Whole || len(p.Units) != 66 || p.Hidden != "" {
		t.Fatalf("the first patch has %d answers", len(p.Units))
	}
	if last.since(v.scene("Q1")) != nil {
		t.Error("nothing has changed, and a patch says what")
	}
	for i := range 24 {
		u := last.Units[(7*i)%66]
		switch i % 4 {
		case 0:
			v.do("give", v.about("Q1", u.Address, map[string]any{"code": "STAFF"}))
		case 1:
			v.do("settle", v.about("Q1", u.Address, map[string]any{"codes": []string{"COVID"}, "reason": "we talked"}))
		case 2:
			if _, err := other.Give("Q1", u.Address, "OTHER"); err != nil && !strings.Contains(err.Error(), "cannot have both") {
				t.Fatal(err)
			}
			if _, err := v.desk.analysis.Book.Refresh(); err != nil {
				t.Fatal(err)
			}
		default:
			v.do("undo", nil)
		}
		now := v.scene("Q1")
		if p := now.since(last); p != nil {
			for i, u := range p.Put {
				page[i] = u
			}
		}
		last = now
		for i := range now.Units {
			if !page[i].same(now.Units[i]) {
				t.Fatalf("the page has %+v, the journal %+v", page[i], now.Units[i])
			}
		}
	}
}
