package browser

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAxe asks axe-core (testdata, MPL-2.0) about every page, light and dark, wide and
// narrow, with the palette open and with a coding chosen.
func TestAxe(t *testing.T) {
	b := browser(t)
	packed, err := os.ReadFile("testdata/axe-4.14.1.min.js.gz")
	if err != nil {
		t.Fatal(err)
	}
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	axe, err := io.ReadAll(unpack)
	if err != nil {
		t.Fatal(err)
	}
	p := copyOf(t)
	d := p.open()
	b.visit(d.link)
	for _, s := range []struct{ path, press string }{
		{"/", ""}, {"/read/S1_LW03", ""}, {"/read/S1_LW03", "n"}, {"/read/S1_LW03", "jsc"}, {"/read/S1_LW03", "?"}, {"/read/S2_Focus_Group_LW", ""},
		{"/codebook", ""}, {"/codebook?code=FIT-SIM", ""}, {"/extracts", ""}, {"/extracts?code=FIT-SIM", ""}, {"/memos", ""}, {"/search", ""}, {"/search", "?"}, {"/suggest?code=SI-BEL", ""},
		{"/grid", ""}, {"/grid/Q1", ""}, {"/grid/Q1", "jc"}, {"/grid/Q1", "r"}, {"/grid/Q2", "j12"}, {"/grid/Q1/agreement", ""},
		{"/themes", ""}, {"/themes?study=S1", "je"}, {"/theme?key=one-of-us&study=S1", ""}, {"/map?study=S1", ""},
	} {
		for _, dark := range []bool{false, true} {
			for _, width := range []int64{1440, 390} {
				if dark && width == 390 {
					continue // what is dark is dark at every width
				}
				b.size(width, 844)
				b.dark(dark)
				b.do(chromedp.Navigate("about:blank"))
				b.visit(d.base + s.path)
				if s.path == "/search" {
					b.sought("group")
				}
				b.press(s.press)
				b.do(chromedp.Evaluate(string(axe), nil))
				var found []struct {
					ID, Impact, Help string
					Nodes            []struct {
						HTML           string
						FailureSummary string
					}
				}
				var text string
				b.do(chromedp.Evaluate(`axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations))`, &text,
					func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
				if err := json.Unmarshal([]byte(text), &found); err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					if f.Impact == "serious" || f.Impact == "critical" {
						t.Errorf("%s %q dark %v, %d px: %s (%s), %d places, first %s: %s", s.path, s.press, dark, width, f.Help, f.ID, len(f.Nodes), f.Nodes[0].HTML, f.Nodes[0].FailureSummary)
					}
				}
			}
		}
	}
}

// TestTwiceAsLarge zooms to 200 %, and to a phone's width: nothing is wider than the
// window.
func TestTwiceAsLarge(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	for _, size := range [][2]int64{{720, 450}, {390, 844}, {320, 640}} { // 1440 at 200 % has 720 CSS pixels
		for _, path := range []string{"/", "/read/S1_LW03", "/codebook?code=FIT-SIM", "/extracts?code=FIT-SIM", "/memos", "/search", "/suggest?code=SI-BEL", "/grid", "/grid/Q1", "/grid/Q1?view=reconcile", "/grid/Q1/agreement", "/themes", "/theme?key=one-of-us", "/map"} {
			b.size(size[0], size[1])
			b.visit(d.base + path)
			if wide := value[float64](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
				t.Errorf("%s is %v px too wide at %d px", path, wide, size[0])
			}
		}
	}
}

// TestForcedColours sees that stripes stay visible where the system sets the colours.
func TestForcedColours(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
	b.visit(d.base + "/read/S1_LW03")
	b.is("document.querySelector('.stripe') && getComputedStyle(document.querySelector('.stripe'), '::before').backgroundColor !== 'rgba(0, 0, 0, 0)'")
	b.press("jc")
	b.is("getComputedStyle(document.getElementById('palette')).animationName === 'none'")
}

// TestFocusIsKept does one thing after another with the keyboard: after each, what has
// the focus is the turn or the field that is worked on, and never nothing; and the
// status line, which a screen reader reads out, says what was done.
func TestFocusIsKept(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/S1_LW03")
	in := func(what string) string { return "document.activeElement.matches(" + what + ")" }
	turn := "document.activeElement === document.querySelector('.turn.at')"
	says := func(words string) string {
		return "document.getElementById('said').textContent.startsWith(" + words + ")"
	}
	for _, s := range []struct {
		what       string
		do         func()
		focus, say string
	}{
		{"the next turn", func() { b.press("jj") }, turn, says("'Turn 3, Interviewer'")},
		{"a coding of another turn", func() { b.press("n") }, turn, says("'RDY-NEEDS, Motives, needs and expectations: One gentleman'")},
		{"the next one", func() { b.press("n") }, turn, says("'NET-LOSS'")},
		{"valence by key", func() { b.press("v") }, turn, says("'NET-LOSS: present'")},
		{"valence by its buttons", func() {
			b.do(chromedp.Focus("input[name=valence]:checked"))
			b.keys(kb.ArrowRight)
			b.written()
		}, in("'input[name=valence][value=mixed]:checked'"), says("'coding changed'")},
		{"the memo", func() { b.do(chromedp.Evaluate("document.querySelector('.turn.at').focus()", nil)); b.press("m") }, in("'#memo'"), "true"},
		{"out of the memo", func() { b.keys("lost" + kb.Escape) }, turn, says("'coding changed'")},
		{"an edge", func() { b.press("}"); b.do(chromedp.Sleep(600 * time.Millisecond)); b.written() }, turn, says("'I mean, when the sports pavilion'")},
		{"removed", func() { b.press("x") }, turn, says("'coding removed'")},
		{"undone", func() { b.press("z") }, turn, says("'undid removing the coding NET-LOSS'")},
		{"where nothing is coded", func() { b.press("uw") }, turn, "getSelection().toString() !== ''"},
		{"coded in the palette", func() { b.press("c"); b.keys("belong" + kb.Enter); b.written() }, turn, says("'SI-BEL: S1_LW03#'")},
		{"undone from another turn", func() { b.press("jjj"); b.press("z") }, turn + " && !document.querySelector('.turn.at [aria-label^=SI-BEL]')", says("'undid the coding SI-BEL'")},
		{"redone", func() { b.press("Z") }, turn + " && document.querySelector('.turn.at [aria-label^=SI-BEL][aria-pressed=true]') !== null", says("'redid the coding SI-BEL'")},
		{"the palette closed", func() { b.keys(kb.Escape); b.press("c"); b.keys(kb.Escape) }, turn, "true"},
		{"from the list of the turn", func() { b.keys(kb.Escape); b.do(chromedp.Focus("#panel .here button")); b.keys(kb.Enter) }, turn, says("'SI-BEL'")},
		{"a memo on the turn", func() {
			b.keys(kb.Escape)
			b.press("m")
			b.keys("a thought")
			b.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)))
		}, turn, says("'memo written'")},
		{"a memo not written", func() { b.press("m"); b.keys("no" + kb.Escape) }, turn, "true"},
		{"the filter", func() { b.press("f") }, in("'#filters select'"), "true"},
		{"out of the filter", func() { b.keys(kb.Escape) }, turn, "true"},
		{"the keys", func() { b.press("?"); b.keys(kb.Escape) }, turn, "true"},
	} {
		s.do()
		b.is("(window.step = '" + s.what + "', " + s.focus + " && " + s.say + ")")
	}
	b.quiet()
}
