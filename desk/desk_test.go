package desk

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

// A visit is a desk on a copy of the synthetic study, and a browser let into it.
type visit struct {
	*testing.T
	desk   *Desk
	path   string
	keep   string
	cookie *http.Cookie
}

func enter(t *testing.T) *visit {
	t.Helper()
	v := &visit{T: t, path: filepath.Join(t.TempDir(), "study"), keep: t.TempDir()}
	if err := os.CopyFS(v.path, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	v.open()
	w := v.ask("GET", v.desk.Link(), "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Fatalf("the link gives %d to %q", w.Code, w.Header().Get("Location"))
	}
	cookies := w.Result().Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("the cookies are %v", cookies)
	}
	v.cookie = cookies[0]
	return v
}

func (v *visit) open() {
	v.Helper()
	d, err := Open(Options{Path: v.path, Who: journal.Options{Analyst: "TM", Device: "test"}, Keep: v.keep})
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { _ = d.Close() })
	v.desk = d
}

func (v *visit) host() string { return v.desk.ears.Addr().String() }

// ask asks as a page of the desk does; change may make it something else.
func (v *visit) ask(method, url, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	v.Helper()
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	r.Host = v.host()
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	if method != "GET" {
		r.Header.Set("Origin", "http://"+v.host())
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	v.desk.Handler().ServeHTTP(w, r)
	return w
}

// do acts and gives the reply.
func (v *visit) do(act string, body any) (reply, int) {
	v.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		v.Fatal(err)
	}
	w := v.ask("POST", "/do/"+act, string(text))
	var r reply
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil {
		v.Fatalf("%s: %d %q", act, w.Code, w.Body)
	}
	return r, w.Code
}

func (v *visit) text() string {
	v.Helper()
	e, ok := v.desk.analysis.Corpus.Entry("S1_LW03")
	if !ok {
		v.Fatal("no document S1_LW03")
	}
	return e.TextHash
}

func TestOnlyTheBrowserThatWasLetIn(t *testing.T) {
	v := enter(t)
	other := enter(t)
	used := v.desk.Link()
	v.ask("GET", used, "", func(r *http.Request) { r.Header.Del("Cookie") })
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	stranger := func(r *http.Request) { r.Header.Del("Cookie") }
	for _, c := range []struct {
		name, method, url string
		change            func(*http.Request)
		want              int
	}{
		{"own page", "GET", "/", nil, 200},
		{"localhost", "GET", "/", func(r *http.Request) { r.Host = strings.Replace(v.host(), "127.0.0.1", "localhost", 1) }, 200},
		{"foreign host", "GET", "/", func(r *http.Request) { r.Host = "evil.example" + v.host()[strings.Index(v.host(), ":"):] }, 421},
		{"foreign port", "GET", "/", func(r *http.Request) { r.Host = "127.0.0.1:1" }, 421},
		{"no port", "GET", "/", func(r *http.Request) { r.Host = "127.0.0.1" }, 421},
		{"no cookie", "GET", "/read/S1_LW03", stranger, 401},
		{"no cookie for a script", "GET", "/static/read.js", stranger, 401},
		{"no cookie, live", "GET", "/live", stranger, 401},
		{"made-up cookie", "GET", "/", header("Cookie", v.cookie.Name+"="+strings.Repeat("0", 64)), 401},
		{"another desk's cookie", "GET", "/", header("Cookie", v.cookie.Name+"="+other.cookie.Value), 401},
		{"used token", "GET", used, stranger, 401},
		{"another desk's token", "GET", strings.Replace(other.desk.Link(), other.host(), v.host(), 1), stranger, 401},
		{"no token", "GET", "/enter", stranger, 401},
		{"used token, known browser", "GET", used, nil, 303},
		{"act", "POST", "/do/undo", nil, 200},
		{"act without cookie", "POST", "/do/undo", stranger, 401},
		{"act from a foreign page", "POST", "/do/undo", header("Origin", "http://evil.example"), 403},
		{"act from another port", "POST", "/do/undo", header("Origin", "http://127.0.0.1:1"), 403},
		{"act from nowhere", "POST", "/do/undo", func(r *http.Request) { r.Header.Del("Origin") }, 403},
		{"act from a sandbox", "POST", "/do/undo", header("Origin", "null"), 403},
		{"act from another site", "POST", "/do/undo", header("Sec-Fetch-Site", "cross-site"), 403},
		{"act as a form", "POST", "/do/undo", header("Content-Type", "application/x-www-form-urlencoded"), 403},
		{"unknown act", "POST", "/do/format", nil, 404},
		{"other method", "PUT", "/do/undo", nil, 405},
		{"file above", "GET", "/static/../server.go", nil, 307},
		{"file above, escaped", "GET", "/static/..%2fserver.go", nil, 404},
		{"file above, twice", "GET", "/static/%2e%2e/%2e%2e/go.mod", nil, 404},
		{"document above", "GET", "/read/..%2f..%2fstudy.yaml", nil, 404},
		{"no such document", "GET", "/read/S9", nil, 404},
		{"no such script", "GET", "/static/none.js", nil, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := c.change
			if change == nil {
				change = func(*http.Request) {}
			}
			w := v.ask(c.method, c.url, "{}", change)
			if w.Code != c.want {
				t.Errorf("gives %d, want %d: %s", w.Code, c.want, w.Body)
			}
			if !strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'self'") {
				t.Error("without a policy")
			}
		})
	}
}

// TestNowhere asks for pages that there are none of: each says so, and leads back.
func TestNowhere(t *testing.T) {
	v := enter(t)
	for url, says := range map[string]string{
		"/nowhere":        "the desk has no such page",
		"/read/S9":        "there is no document of this name",
		"/grid/Q9":        "no open question of this name",
		"/theme?key=none": "there is no theme of this key",
		"/map?study=S9":   "the manifest has no study of this name",
	} {
		w := v.ask("GET", url, "")
		if page := w.Body.String(); w.Code != http.StatusNotFound || !strings.Contains(page, says) || !strings.Contains(page, `<a href="/">`) || !strings.Contains(page, "desk.css") {
			t.Errorf("%s gives %d: %s", url, w.Code, page)
		}
	}
}

// TestAssets sees that a page's files are fetched once, under an address that names
// what they hold, and that no other address gives them.
func TestAssets(t *testing.T) {
	v := enter(t)
	page := v.ask("GET", "/read/S1_LW03", "").Body.String()
	found := regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(found) < 10 {
		t.Fatalf("the page names %d files", len(found))
	}
	for _, f := range found {
		w := v.ask("GET", f[1], "")
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") == "" || w.Body.Len() == 0 {
			t.Errorf("%s: %d, %v", f[1], w.Code, w.Header())
		}
	}
	other := strings.Replace(found[0][1], v.desk.files.version, "0000000000000000", 1)
	if w := v.ask("GET", other, ""); w.Code != 404 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d, %v", other, w.Code, w.Header())
	}
}

func TestActsRefused(t *testing.T) {
	v := enter(t)
	text := v.text()
	for _, c := range []struct {
		name, act, body string
		want            int
	}{
		{"too much", "add-memo", `{"memo":{"kind":"memo","text":"` + strings.Repeat("a", maxBody) + `"}}`, 413},
		{"no JSON", "code", "start=1", 400},
		{"two objects", "undo", "{}{}", 400},
		{"another text", "code", `{"document":"S1_LW03","text":"` + strings.Repeat("0", 64) + `","start":1,"end":2,"code":"SI-BEL"}`, 409},
		{"nothing", "code", `{"document":"S1_LW03","text":"` + text + `","start":5,"end":5,"code":"SI-BEL"}`, 422},
		{"backwards", "code", `{"document":"S1_LW03","text":"` + text + `","start":5,"end":2,"code":"SI-BEL"}`, 422},
		{"beyond the end", "code", `{"document":"S1_LW03","text":"` + text + `","start":5,"end":99999999,"code":"SI-BEL"}`, 422},
		{"no such code", "code", `{"document":"S1_LW03","text":"` + text + `","start":5,"end":9,"code":"NONE"}`, 422},
		{"code with markup", "add-code", `{"new":{"name":"<b>"}}`, 422},
		{"one edge", "edit", `{"id":"x","set":{"start":4}}`, 422},
		{"merge into nothing", "merge-code", `{"id":"SI-BEL"}`, 422},
		{"retire without a reason", "retire-code", `{"id":"SI-BEL"}`, 422},
		{"empty memo", "add-memo", `{"memo":{"kind":"memo","text":" "}}`, 422},
	} {
		before := len(v.desk.analysis.Journal.Events())
		w := v.ask("POST", "/do/"+c.act, c.body)
		if w.Code != c.want {
			t.Errorf("%s gives %d, want %d: %s", c.name, w.Code, c.want, w.Body)
		}
		if n := len(v.desk.analysis.Journal.Events()); n != before {
			t.Errorf("%s wrote %d events", c.name, n-before)
		}
	}
}

// TestMarkupIsInert puts markup into every field that takes words, and finds none of
// it as markup on any page.
func TestMarkupIsInert(t *testing.T) {
	v := enter(t)
	const evil = `</script><img src=x onerror="evil()"><script>evil()</script>`
	r, _ := v.do("code", map[string]any{"document": "S1_LW03", "text": v.text(), "start": 300, "end": 320, "code": "x", "new": map[string]any{"name": "x", "label": evil, "definition": evil}})
	if r.ID == "" {
		t.Fatal("not coded")
	}
	must := func(act string, body map[string]any) {
		t.Helper()
		if _, status := v.do(act, body); status != 200 {
			t.Fatalf("%s gives %d", act, status)
		}
	}
	must("edit", map[string]any{"id": r.ID, "set": map[string]any{"memo": evil}})
	must("edit-code", map[string]any{"id": "x", "set": map[string]any{"look_for": evil, "boundary": evil}, "reason": evil})
	must("add-memo", map[string]any{"memo": map[string]any{"kind": "memo", "title": evil, "text": evil, "links": []map[string]string{{"kind": "phase", "to": evil}}}})
	for _, page := range []string{"/", "/read/S1_LW03", "/codebook?code=x", "/codebook?code=x&into=SI-BEL&into=SI-ID", "/extracts?code=x", "/memos", "/memos?kind=" + "%3Cscript%3Eevil"} {
		w := v.ask("GET", page, "")
		body := w.Body.String()
		if w.Code != 200 || strings.Contains(body, "<img src=x") || strings.Contains(body, "<script>evil") {
			t.Errorf("%s has markup that somebody typed (%d)", page, w.Code)
		}
		if page != "/" && !strings.Contains(page, "kind=") && !strings.Contains(body, "evil()") {
			t.Errorf("%s does not show what was typed: the test sees nothing", page)
		}
	}
}

// TestPagesHoldTheText lays every frozen transcript out: every piece stands where
// it says, and what is in no piece is labels, times and blank lines.
func TestPagesHoldTheText(t *testing.T) {
	a, err := reproduce.OpenAnalysis("../fixtures/synthetic", journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := a.Documents()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		text := []rune(d.Text)
		labels := map[string]bool{}
		for _, turn := range d.Turns {
			for _, g := range turn.Segments {
				labels[g.Label] = true
			}
		}
		for _, s := range d.Sections {
			labels[s.Title] = true
		}
		left := slices.Clone(text)
		last := 0
		for _, b := range layOut(d) {
			for _, p := range b.Pieces {
				n := len([]rune(p.Text))
				if p.At < last || string(text[p.At:p.At+n]) != p.Text {
					t.Fatalf("%s: the piece at %d is not what stands there, or not behind the one before it", d.ID, p.At)
				}
				last = p.At + n
				for i := p.At; i < last; i++ {
					left[i] = '\n'
				}
			}
		}
		for _, line := range strings.Split(string(left), "\n") {
			bare := strings.TrimFunc(line, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			for label := range labels {
				if label != "" {
					bare = strings.ReplaceAll(bare, label, "")
				}
			}
			if strings.ContainsFunc(bare, unicode.IsLetter) {
				t.Errorf("%s: the page leaves out a line of %d letters", d.ID, len(bare))
			}
		}
	}
}

// TestPatchesMakeTheScene changes a document at random and holds what a page makes
// of the patches to what stands.
func TestPatchesMakeTheScene(t *testing.T) {
	v := enter(t)
	const doc = "S1_LW03"
	text := v.text()
	rng := rand.New(rand.NewPCG(1, 2))
	page := map[string]*wireCoding{}
	var last *scene
	for range 60 {
		switch own := slices.DeleteFunc(sceneFor(t, v).Codings, func(c *wireCoding) bool { return c.Analyst != "TM" }); {
		case len(own) == 0 || rng.IntN(3) == 0:
			at := 300 + rng.IntN(2000)
			v.do("code", map[string]any{"document": doc, "text": text, "start": at, "end": at + 1 + rng.IntN(90), "code": []string{"SI-BEL", "FIT-SIM", "RES-MEAN"}[rng.IntN(3)]})
		case rng.IntN(3) == 0:
			v.do("remove", map[string]any{"id": own[rng.IntN(len(own))].ID})
		case rng.IntN(2) == 0:
			v.do("undo", map[string]any{})
		default:
			v.do("edit", map[string]any{"id": own[rng.IntN(len(own))].ID, "set": map[string]any{"valence": coding.Valences[rng.IntN(3)], "memo": "why"}})
		}
		now := sceneFor(t, v)
		p := now.since(last)
		last = now
		for _, id := range p.Gone {
			delete(page, id)
		}
		for _, c := range p.Put {
			page[c.ID] = c
		}
		if len(page) != len(now.Codings) {
			t.Fatalf("the page has %d codings, the journal %d", len(page), len(now.Codings))
		}
		for _, c := range now.Codings {
			if *page[c.ID] != *c {
				t.Fatalf("the page has %+v, the journal %+v", page[c.ID], c)
			}
		}
	}
}

func sceneFor(t *testing.T, v *visit) *scene {
	t.Helper()
	s, err := v.desk.scene("S1_LW03")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// listen hears what a page of S1_LW03 hears.
func (v *visit) listen(since string) (next func() patch, rest io.Reader) {
	v.Helper()
	req, err := http.NewRequestWithContext(v.Context(), http.MethodGet, "http://"+v.host()+"/live?document=S1_LW03&since="+since, nil)
	if err != nil {
		v.Fatal(err)
	}
	req.AddCookie(v.cookie)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewReader(resp.Body)
	return func() patch {
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				v.Fatal(err)
			}
			if data, ok := strings.CutPrefix(line, "data: {"); ok {
				var p patch
				if err := json.Unmarshal([]byte("{"+data), &p); err != nil {
					v.Fatal(err)
				}
				return p
			}
		}
	}, lines
}

// TestOthersAppear serves a page for real, lets another process write, and waits
// for what the page hears. A page hears only what it was not loaded with.
func TestOthersAppear(t *testing.T) {
	v := enter(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- v.desk.Serve(ctx) }()
	next, rest := v.listen("")
	if p := next(); !p.Whole || len(p.Put) == 0 {
		t.Fatalf("the first patch is %+v", p)
	}
	sent := regexp.MustCompile(`"sent":"([0-9a-f]+)"`).FindStringSubmatch(v.ask("GET", "/read/S1_LW03", "").Body.String())
	if sent == nil {
		t.Fatal("the page does not name what it was loaded with")
	}
	other, err := reproduce.OpenAnalysis(v.path, journal.Options{Analyst: "RK", Device: "elsewhere"})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := other.Book.AddCodings(coding.NewCoding{Passage: coding.Passage{Document: "S1_LW03", Text: v.text(), Start: 300, End: 310}, Code: "SI-BEL"})
	if err != nil {
		t.Fatal(err)
	}
	added := func(p patch) bool {
		return !p.Whole && len(p.Put) == 1 && p.Put[0].ID == ids[0] && p.Put[0].Analyst == "RK" && len(p.Gone) == 0 && p.Codes == nil
	}
	if p := next(); !added(p) {
		t.Fatalf("the page hears %+v", p)
	}
	late, _ := v.listen(sent[1])
	if p := late(); !added(p) {
		t.Fatalf("a page loaded before hears %+v", p)
	}
	again, _ := v.listen(sent[1])
	if p := again(); !p.Whole {
		t.Fatal("what a page was loaded with is kept for a second page")
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(rest); err != nil && !strings.Contains(err.Error(), "EOF") {
		t.Fatal(err)
	}
}

// TestADeskComesBack closes a desk and opens it again: the same port, and the
// browser that was let in still is.
func TestADeskComesBack(t *testing.T) {
	v := enter(t)
	host := v.host()
	if err := v.desk.Close(); err != nil {
		t.Fatal(err)
	}
	v.open()
	if v.host() != host {
		t.Fatalf("it came back at %s, not %s", v.host(), host)
	}
	if w := v.ask("GET", "/", ""); w.Code != 200 {
		t.Errorf("the browser is not let in again: %d", w.Code)
	}
	second := &visit{T: t, path: v.path, keep: v.keep}
	second.open()
	if second.host() == host {
		t.Error("two desks on one port")
	}
	files, err := filepath.Glob(filepath.Join(v.keep, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("kept are %v", files)
	}
	for _, f := range files {
		if text, err := os.ReadFile(f); err != nil || strings.Contains(string(text), v.cookie.Value) {
			t.Errorf("%s holds the cookie itself", f)
		}
	}
}

// TestBlindReading hides the lens and others' codings until a familiarisation note
// is written.
func TestBlindReading(t *testing.T) {
	v := enter(t)
	manifest := filepath.Join(v.path, "study.yaml")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, []byte(strings.Replace(string(text), "    analysis: reflexive\n", "    analysis: reflexive\n    blind: true\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := v.desk.Close(); err != nil {
		t.Fatal(err)
	}
	v.desk, err = Open(Options{Path: v.path, Who: journal.Options{Analyst: "RK", Device: "test"}})
	if err != nil {
		t.Fatal(err)
	}
	v.cookie = nil
	v.cookie = v.ask("GET", v.desk.Link(), "").Result().Cookies()[0]
	if s := sceneFor(t, v); !s.Blind || len(s.Codings) != 0 || slices.ContainsFunc(s.Codes, func(c wireCode) bool { return c.Lens }) {
		t.Errorf("a blind reader sees %d codings, %d codes", len(s.Codings), len(s.Codes))
	}
	if w := v.ask("GET", "/extracts?code=FIT-SIM&study=S1", ""); strings.Contains(w.Body.String(), `class="extract"`) || !strings.Contains(w.Body.String(), "blind") {
		t.Error("the extracts show what is to be hidden, or do not say so")
	}
	v.do("add-memo", map[string]any{"memo": map[string]any{"kind": "familiarisation", "text": "what struck me", "links": []map[string]string{{"kind": "document", "to": "S1_LW03"}}}})
	if s := sceneFor(t, v); s.Blind || len(s.Codings) == 0 || !slices.ContainsFunc(s.Codes, func(c wireCode) bool { return c.Lens }) {
		t.Error("the note does not end the blind")
	}
}

func TestFrozenAnew(t *testing.T) {
	v := enter(t)
	a, err := v.desk.current()
	if err != nil {
		t.Fatal(err)
	}
	index := filepath.Join(corpus.Folder(a.Manifest), "index.json")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(index, later, later); err != nil {
		t.Fatal(err)
	}
	b, err := v.desk.current()
	if err != nil || a == b {
		t.Errorf("the desk goes on with the old corpus (%v)", err)
	}
}

func TestNearestHue(t *testing.T) {
	// The angles are those of OKLCH as browsers give it for the colours.
	for colour, want := range map[string]int{
		"#0000ff": 0,       // blue, 264 degrees
		"#ff0000": 6,       // red, 29
		"#808080": neutral, // no chroma
		"#ffff00": 8,       // yellow, 110: between 95 and 120
		"nothing": neutral,
	} {
		if got := nearestHue(colour); got != want {
			t.Errorf("nearestHue(%s) = %d, want %d", colour, got, want)
		}
	}
}
