package browser

import (
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// copied gives what a copy of the selection puts on the clipboard.
func (p *page) copied() string {
	p.t.Helper()
	var words string
	p.do(chromedp.Evaluate(`(() => {
		let words = '';
		document.addEventListener('copy', (e) => { words = e.clipboardData.getData('text/plain'); }, {once: true});
		document.execCommand('copy');
		return words;
	})()`, &words, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithUserGesture(true) }))
	return words
}

// TestFindAndCopy finds a speaker as the browser finds words, copies words with who said
// them, and codes across the labels of turns, which are no part of what is coded.
func TestFindAndCopy(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/SU01")
	for _, words := range []string{"SU01", "6  SU01", "5  I"} {
		if !value[bool](b, "getSelection().removeAllRanges(), find('"+words+"', true, false, true)") {
			t.Errorf("the browser does not find %q", words)
		}
	}
	b.drag("best hour of my week")
	if got := b.copied(); got != "SU01: best hour of my week" {
		t.Errorf("copied is %q", got)
	}
	b.keys("\x1b")
	from, _ := pointsOf(b, "What changed?")
	_, to := pointsOf(b, "They rang me") // the page is short, and stands still
	b.move(from, to)
	want := "I: What changed?\n\nSU01: They rang me"
	if got := b.copied(); got != want {
		t.Errorf("copied is %q, not %q", got, want)
	}
	b.press("c")
	b.keys("belong\r")
	b.coded(1)
	if got := p.extracts(); len(got) != 1 || got[0].Text != "What changed?\n\nSU01: They rang me" { // as it is frozen
		t.Errorf("coded is %+v", got)
	}
	b.draws(p, "SU01")
	b.quiet()
}

// TestFromTheRight chooses codings in Hebrew and in English within it: the handle of the
// beginning stands where reading begins, at the right of the one and the left of the other.
func TestFromTheRight(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	p.run("code", "add", "SU01#4", "--quote", "שלום עולם", "--code", "SI-BEL")
	p.run("code", "add", "SU01#4", "--quote", "said to nobody", "--code", "FIT-SIM")
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/SU01")
	const grips = `['start', 'end'].map((edge) => { const r = document.querySelector('.grip[data-edge=' + edge + ']').getBoundingClientRect(); return r.left + r.width / 2; })`
	for _, c := range []struct {
		words     string
		fromRight bool
	}{{"שלום עולם", true}, {"said to nobody", false}} {
		b.press("n")
		b.is("document.querySelector('.margin button[aria-pressed=true]').getAttribute('aria-label').includes('" + c.words + "')")
		at := value[[]float64](b, grips)
		if c.fromRight != (at[0] > at[1]) || max(at[0], at[1])-min(at[0], at[1]) < 40 {
			t.Errorf("%s begins at %v and ends at %v", c.words, at[0], at[1])
		}
	}
	b.quiet()
}
