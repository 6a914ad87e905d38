package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// touch puts a finger down for a time, and lifts it.
func (p *page) touch(x, y float64, long time.Duration) {
	p.t.Helper()
	p.do(
		input.DispatchTouchEvent(input.TouchStart, []*input.TouchPoint{{X: x, Y: y}}),
		chromedp.Sleep(long),
		input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}),
	)
}

// phone makes the window a phone's, which is touched.
func (p *page) phone() {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch), emulation.SetTouchEmulationEnabled(true).WithMaxTouchPoints(1))
}

// middle brings what a selector finds onto the screen, and gives its middle.
func (p *page) middle(selector string) (x, y float64) {
	p.t.Helper()
	at := value[[]float64](p, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoViewIfNeeded(); const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`, selector))
	return at[0], at[1]
}

// tap touches the middle of what a selector finds.
func (p *page) tap(selector string) {
	p.t.Helper()
	x, y := p.middle(selector)
	p.touch(x, y, 20*time.Millisecond)
}

// slide puts a finger down, moves it, and lifts it.
func (p *page) slide(x, y, dx, dy float64) {
	p.t.Helper()
	p.do(input.DispatchTouchEvent(input.TouchStart, []*input.TouchPoint{{X: x, Y: y}}))
	for i := range 4 {
		part := float64(i+1) / 4
		p.do(input.DispatchTouchEvent(input.TouchMove, []*input.TouchPoint{{X: x + dx*part, Y: y + dy*part}}), chromedp.Sleep(20*time.Millisecond))
	}
	p.do(input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))
}

// hold keeps a finger on words until they are selected. A phone's browser selects the word
// under a long touch, and takes the finger from the page for its handles; Chromium without
// a screen does not, and the test does that part for it.
func (p *page) hold(words string) {
	p.t.Helper()
	from, to := pointsOf(p, words)
	p.do(
		input.DispatchTouchEvent(input.TouchStart, []*input.TouchPoint{{X: (from[0] + to[0]) / 2, Y: from[1]}}),
		chromedp.Evaluate(fmt.Sprintf(`(() => { for (const p of document.querySelectorAll('[data-at]')) {
			const i = p.firstChild.data.indexOf(%q);
			if (i >= 0) getSelection().setBaseAndExtent(p.firstChild, i, p.firstChild, i + %[1]q.length);
		} })()`, words), nil),
		input.DispatchTouchEvent(input.TouchCancel, []*input.TouchPoint{}),
	)
	if got := value[string](p, "getSelection().toString()"); got != words {
		p.t.Fatalf("the touch selected %q, not %q", got, words)
	}
}

// TestByTouch codes on a phone with one finger: a word chosen by a long touch, the
// palette beside it, a code, its undo; and goes on to another document.
func TestByTouch(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	b := browser(t)
	b.visit(p.open().link)
	b.phone()
	b.tap("main a[href='/read/SU01']")
	b.do(chromedp.WaitReady("html[data-ready] #text"))

	b.hold("missed")
	b.is("!document.getElementById('bar').hidden && matchMedia('(pointer: coarse)').matches")
	b.tap("#bar button")
	b.is("!document.getElementById('palette').hidden && document.activeElement.id === 'query'")
	b.is(`(() => { // the words are in sight, above the palette
		const words = [...CSS.highlights.get('chosen')][0], r = document.createRange();
		r.setStart(words.startContainer, words.startOffset);
		r.setEnd(words.endContainer, words.endOffset);
		const w = r.getBoundingClientRect(), box = document.getElementById('palette').getBoundingClientRect();
		return r.toString() === 'missed' && w.top > 44 && w.bottom <= box.top && box.bottom <= innerHeight;
	})()`)
	b.keys("belong")
	b.is("document.querySelector('#options li b').textContent === 'SI-BEL'")
	b.tap("#options li")
	b.coded(1)
	if got := p.extracts(); len(got) != 1 || got[0].Text != "missed" || got[0].Code != "SI-BEL" {
		t.Errorf("coded is %+v", got)
	}

	// The coding is chosen by its words, with its meaning below the text; then undone.
	b.is("document.getElementById('palette').hidden")
	b.tap("#undo")
	b.is("document.querySelectorAll('.margin button').length === 0")
	if got := p.extracts(); len(got) != 0 {
		t.Errorf("after the undo there is %+v", got)
	}
	b.tap("#redo")
	b.coded(1)
	at, _ := pointsOf(b, "missed")
	b.touch(at[0]+4, at[1], 20*time.Millisecond)
	b.is("document.querySelector('.margin button[aria-pressed=true]') !== null && document.querySelector('#panel h2').textContent.includes('SI-BEL')")
	// What is said of it stands over the text, with the words in sight above it.
	b.is(`(() => {
		const panel = document.getElementById('panel').getBoundingClientRect(), words = [...CSS.highlights.get('selected')][0], r = document.createRange();
		r.setStart(words.startContainer, words.startOffset);
		r.setEnd(words.endContainer, words.endOffset);
		const w = r.getBoundingClientRect();
		return panel.height > 100 && panel.bottom <= innerHeight && w.top > 44 && w.bottom <= panel.top;
	})()`)
	b.tap("#panel input[value=mixed]")
	b.written()
	if got := p.extracts(); len(got) != 1 || got[0].Coding.Valence != "mixed" {
		t.Errorf("after a touch on mixed there is %+v", got)
	}
	b.tap("#panel .shut")
	b.is("document.getElementById('panel').getBoundingClientRect().height === 0")

	// The list of documents is one touch away, and goes with another.
	b.do(chromedp.Evaluate("scrollTo(0, 0)", nil))
	b.tap(".doc .other")
	b.is("document.getElementById('documents').matches(':popover-open') && document.querySelector('#documents a[aria-current]').getBoundingClientRect().width > 0")
	b.touch(380, 700, 20*time.Millisecond)
	b.is("!document.getElementById('documents').matches(':popover-open')")
	b.quiet()
}

// TestThemesByTouch takes a theme from step to step with one finger, drops another with
// its reason, and undoes that.
func TestThemesByTouch(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.phone()
	b.visit(d.base + "/themes?study=S1")
	b.tap("#theme-at-a-glance button.to:nth-of-type(2)") // reviewed: candidate, defined, dropped
	b.is("document.getElementById('theme-at-a-glance').closest('.column').dataset.status === 'defined'")
	b.written()
	if x := p.theme("at-a-glance"); x.Status != "defined" {
		t.Errorf("moved is %+v", x)
	}
	b.is("document.activeElement.id === 'theme-at-a-glance' && document.getElementById('said').textContent.endsWith(': defined')")
	b.tap("#theme-at-a-glance button.to:nth-of-type(3)")
	b.is("document.querySelector('dialog.why[open] input') === document.activeElement")
	b.keys("said by one\r")
	b.is("document.getElementById('theme-at-a-glance').closest('.column').dataset.status === 'dropped'")
	b.tap("#undo")
	b.is("document.getElementById('theme-at-a-glance').closest('.column').dataset.status === 'defined'")
	b.quiet()
}

// TestMapByTouch sees that the map, wider than a phone, scrolls under a finger, and moves
// a box with it.
func TestMapByTouch(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.phone()
	b.visit(d.base + "/map?study=S1")
	b.is("document.querySelector('.scroll.map').scrollWidth > document.querySelector('.scroll.map').clientWidth + 100")
	// Between the boxes a finger takes the map along, to its end.
	x, y := b.middle(".scroll.map")
	edge := value[float64](b, "document.querySelector('.scroll.map').getBoundingClientRect().bottom - 8")
	b.slide(x, edge, -170, 0)
	b.is("document.querySelector('.scroll.map').scrollLeft > 50")
	b.slide(x, edge, -170, 0)
	b.slide(x, edge, -170, 0)
	b.is(`(() => { const box = document.querySelector('.box[data-code="FIT-SIM"] rect').getBoundingClientRect(); return box.right < innerWidth; })()`)
	// On a box it takes the box.
	before := value[float64](b, "document.querySelector('.scroll.map').scrollLeft")
	x, y = b.middle(`.box[data-code="FIT-SIM"] rect`)
	b.slide(x, y, -60, 30)
	b.is(`document.querySelector('.box[data-code="FIT-SIM"]').classList.contains('placed')`)
	if now := value[float64](b, "document.querySelector('.scroll.map').scrollLeft"); now != before {
		t.Errorf("the map scrolled from %v to %v under the box", before, now)
	}
	b.is("!document.getElementById('leave').hidden")
	b.tap("#leave")
	b.is(`!document.querySelector('.box[data-code="FIT-SIM"]').classList.contains('placed') && document.getElementById('leave').hidden`)
	b.quiet()
}
