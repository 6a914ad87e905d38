package desk

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kith/study/coding"
)

func TestThemeActsRefused(t *testing.T) {
	v := enter(t)
	for _, c := range []struct{ name, act, body, says string }{
		{"no name", "add-theme", `{"theme":{"name":" "}}`, "cannot be a theme's key"},
		{"a name that is there", "add-theme", `{"theme":{"name":"One of us opens the door"}}`, "there is a theme one-of-us already"},
		{"no such study", "add-theme", `{"theme":{"name":"Something else","studies":["S9"]}}`, "no study S9"},
		{"below nothing", "add-theme", `{"theme":{"name":"Something else","parent":"none"}}`, "no theme none"},
		{"dropped without a reason", "edit-theme", `{"id":"one-of-us","set":{"status":"dropped"}}`, "needs a reason"},
		{"no such status", "edit-theme", `{"id":"one-of-us","set":{"status":"emerged"}}`, `status "emerged" is not one of`},
		{"below itself", "edit-theme", `{"id":"one-of-us","set":{"parent":"at-a-glance"}}`, "cannot be above it"},
		{"no such theme", "edit-theme", `{"id":"none","set":{"name":"x"}}`, "no theme none"},
		{"no such field", "edit-theme", `{"id":"one-of-us","set":{"links":"x"}}`, "no field links"},
		{"no such code", "link-theme", `{"id":"one-of-us","link_codes":["NONE"]}`, "there is no code NONE"},
		{"no coding there", "link-theme", `{"id":"one-of-us","extracts":["S1_LW03#1"]}`, "no coding lies within"},
		{"a code that speaks against", "link-theme", `{"id":"one-of-us","link_codes":["FIT-NORM"],"counter":true}`, "a counter-example is one extract"},
		{"not linked", "unlink-theme", `{"id":"one-of-us","link_codes":["FIT-NORM"]}`, "is not linked with"},
		{"no such role", "judge-theme", `{"id":"one-of-us","judgement":{"role":"XX","judgement":"silent"}}`, "has a role XX"},
		{"no such judgement", "judge-theme", `{"id":"one-of-us","judgement":{"role":"LW","judgement":"loud"}}`, `"loud" is not one of`},
		{"nothing on the map", "place-theme", `{"place":{"at":[1,2]}}`, "a theme or a code stands on the map"},
		{"no such code on the map", "place-theme", `{"place":{"code":"NONE","at":[1,2]}}`, "there is no code NONE"},
		{"no such theme on the map", "place-theme", `{"place":{"theme":"none","at":[1,2]}}`, "no theme none"},
	} {
		before := len(v.desk.analysis.Journal.Events())
		w := v.ask("POST", "/do/"+c.act, c.body)
		var r struct{ Error string }
		if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != 422 || !strings.Contains(r.Error, c.says) {
			t.Errorf("%s gives %d, want 422 and %q: %s", c.name, w.Code, c.says, w.Body)
		}
		if n := len(v.desk.analysis.Journal.Events()); n != before {
			t.Errorf("%s wrote %d events", c.name, n-before)
		}
	}
	for path, want := range map[string]int{"/themes": 200, "/themes?study=S2": 200, "/themes?study=S9": 404, "/theme?key=one-of-us": 200, "/theme?key=none": 404, "/theme": 404,
		"/theme?key=one-of-us&study=S4": 200, "/map": 200, "/map?study=S2": 200, "/theme/evidence.docx?key=one-of-us&study=S1": 200, "/theme/evidence.docx?key=none": 404} {
		if w := v.ask("GET", path, ""); w.Code != want {
			t.Errorf("%s gives %d, want %d", path, w.Code, want)
		}
	}
}

// TestThemesAreTheJournals makes a theme at the desk, works on it, and holds the journal
// to it.
func TestThemesAreTheJournals(t *testing.T) {
	v := enter(t)
	must := func(act string, body map[string]any) reply {
		t.Helper()
		r, status := v.do(act, body)
		if status != 200 {
			t.Fatalf("%s gives %d", act, status)
		}
		return r
	}
	key := must("add-theme", map[string]any{"theme": map[string]any{"name": "Going back is harder than going", "studies": []string{"S1"}}}).ID
	must("edit-theme", map[string]any{"id": key, "set": map[string]any{"concept": "Who has once left must explain it", "status": "reviewed"}})
	must("link-theme", map[string]any{"id": key, "link_codes": []string{"DIS-DROP", "NET-LOSS"}})
	must("unlink-theme", map[string]any{"id": key, "link_codes": []string{"NET-LOSS"}})
	must("judge-theme", map[string]any{"id": key, "judgement": map[string]any{"role": "LW", "judgement": "convergent", "note": "they say so"}})
	must("place-theme", map[string]any{"place": map[string]any{"theme": key, "at": []int{300, -12}}})
	must("place-theme", map[string]any{"place": map[string]any{"code": "DIS-DROP", "at": []int{10, 20}}})
	must("place-theme", map[string]any{"place": map[string]any{"code": "DIS-DROP", "at": nil}})
	v.desk.analysis.Book.View(func(s *coding.State) {
		x := s.Theme(key)
		if x == nil || x.Concept != "Who has once left must explain it" || x.Status != "reviewed" || len(x.Links) != 1 || x.Links[0].Code != "DIS-DROP" || !slices.Equal(x.Studies, []string{"S1"}) {
			t.Errorf("the journal has %+v", x)
		}
		if j := x.Judged("LW"); j == nil || j.Judgement != "convergent" || j.Note != "they say so" {
			t.Errorf("judged was %+v", j)
		}
		places := s.Places()
		if i := slices.IndexFunc(places, func(p coding.Place) bool { return p.Theme == key }); i < 0 || *places[i].At != [2]int{300, -12} {
			t.Errorf("put are %+v", places)
		}
		if slices.ContainsFunc(places, func(p coding.Place) bool { return p.Code == "DIS-DROP" }) {
			t.Error("what is left to the map stands where it was put")
		}
	})
	if w := v.ask("GET", "/map?study=S1", ""); !strings.Contains(w.Body.String(), `data-x="300.0" data-y="-12.0"`) {
		t.Error("the map does not have it where it was put")
	}
	// The words of an extract are on the page, and the count of a reflexive study is not.
	w := v.ask("GET", "/theme?key=one-of-us&study=S1", "")
	if body := w.Body.String(); !strings.Contains(body, "What helps is that they share the") || !strings.Contains(body, "speaks to it") || strings.Contains(body, "participants, ") {
		t.Error("the page of a theme has not its extracts, or counts them")
	}
}

// TestThemeInWord reads the Word file of a theme: with addresses alone no participant's
// words are in it.
func TestThemeInWord(t *testing.T) {
	v := enter(t)
	const said = "What helps is that they share the interest"
	for quotes, want := range map[string]bool{"": false, "&quotes=1": true} {
		w := v.ask("GET", "/theme/evidence.docx?key=one-of-us&study=S1"+quotes, "")
		if d := w.Header().Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
			t.Errorf("it is to be %q", d)
		}
		z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
		if err != nil {
			t.Fatal(err)
		}
		f, err := z.Open("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "S1_GL06#20") || strings.Contains(string(text), said) != want {
			t.Errorf("with %q the words are in the file: %v", quotes, !want)
		}
	}
}

// TestThemesAreInert puts markup into everything that is typed about a theme.
func TestThemesAreInert(t *testing.T) {
	v := enter(t)
	const evil = `</script><img src=x onerror="evil()"><script>evil()</script>`
	must := func(act string, body map[string]any) {
		t.Helper()
		if _, status := v.do(act, body); status != 200 {
			t.Fatalf("%s gives %d", act, status)
		}
	}
	must("edit-theme", map[string]any{"id": "one-of-us", "set": map[string]any{"name": evil, "concept": evil, "definition": evil, "boundary": evil}})
	must("judge-theme", map[string]any{"id": "one-of-us", "judgement": map[string]any{"role": "LW", "judgement": "divergent", "note": evil}})
	must("link-theme", map[string]any{"id": "one-of-us", "extracts": []string{"S1_GL06#20"}, "counter": true, "note": evil})
	must("edit-code", map[string]any{"id": "FIT-SIM", "set": map[string]any{"label": evil}})
	for _, page := range []string{"/themes", "/theme?key=one-of-us", "/theme?key=one-of-us&study=S1", "/map?study=S1", "/themes?study=" + url.QueryEscape(evil)} {
		body := v.ask("GET", page, "").Body.String()
		if strings.Contains(body, "<img src=x") || strings.Contains(body, "<script>evil") {
			t.Errorf("%s has markup that somebody typed", page)
		}
		if !strings.Contains(page, "script") && !strings.Contains(body, "evil()") {
			t.Errorf("%s does not show what was typed: the test sees nothing", page)
		}
	}
}

// TestThemesOfABlindReader shows nothing of what others coded in documents that are
// still to be read blind.
func TestThemesOfABlindReader(t *testing.T) {
	v := enter(t)
	v.declare("RK", "    analysis: reflexive\n", "    analysis: reflexive\n    blind: true\n")
	for path, is := range map[string]string{"/theme?key=one-of-us&study=S1": `class="extract"`, "/theme/evidence.docx?key=one-of-us&study=S1": ""} {
		w := v.ask("GET", path, "")
		if w.Code != 200 {
			t.Fatalf("%s gives %d", path, w.Code)
		}
		if is == "" {
			continue
		}
		if strings.Contains(w.Body.String(), is) {
			t.Errorf("%s has extracts of others", path)
		}
		if !strings.Contains(w.Body.String(), "reads ") || !strings.Contains(w.Body.String(), " blind") {
			t.Errorf("%s does not say that something is left out", path)
		}
	}
	r, status := v.do("link-theme", map[string]any{"id": "one-of-us", "extracts": []string{"S1_LW03#72"}})
	if status != 422 {
		t.Errorf("a blind reader links another's coding: %d %+v", status, r)
	}
}
