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

// tap touches the middle of what a selector finds.
func (p *page) tap(selector string) {
	p.t.Helper()
	at := value[[]float64](p, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`, selector))
	p.touch(at[0], at[1], 20*time.Millisecond)
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
	b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch), emulation.SetTouchEmulationEnabled(true).WithMaxTouchPoints(1))
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

	// The list of documents is one touch away, and goes with another.
	b.do(chromedp.Evaluate("scrollTo(0, 0)", nil))
	b.tap(".doc .other")
	b.is("document.getElementById('documents').matches(':popover-open') && document.querySelector('#documents a[aria-current]').getBoundingClientRect().width > 0")
	b.touch(380, 700, 20*time.Millisecond)
	b.is("!document.getElementById('documents').matches(':popover-open')")
	b.quiet()
}
