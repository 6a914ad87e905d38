package browser

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestCodebook works in a codebook of two hundred codes: makes one under its words, says
// what it means, finds another, and merges; the tree stays where it is.
func TestCodebook(t *testing.T) {
	p := studyOf(t, odd)
	var book strings.Builder
	book.WriteString("code,label\n")
	for i := range 200 {
		fmt.Fprintf(&book, "code-%03d,Number %d\n", i, i)
	}
	file := filepath.Join(t.TempDir(), "codes.csv")
	write(t, file, book.String())
	p.run("codebook", "import", file)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/codebook")
	b.press("n")
	b.is("document.activeElement.id === 'name'")
	b.keys("waiting room\tBefore the door opens\r")
	b.is("location.search === '?code=waiting-room' && document.activeElement.id === 'definition'")
	b.keys("Talk of the time before\t")
	b.is("document.getElementById('said').textContent === 'code changed'")
	const insight = `(() => { const a = document.querySelector('.tree [aria-current]').getBoundingClientRect(), tree = document.querySelector('.tree').getBoundingClientRect(); return a.top >= tree.top && a.bottom <= tree.bottom && scrollY === 0; })()`
	b.keys(kb.Escape)
	b.do(chromedp.Evaluate("scrollTo(0, 0)", nil))
	b.is(insight)
	if text := p.run("codebook", "show", "waiting-room"); !strings.Contains(text, "Before the door opens") || !strings.Contains(text, "Talk of the time before") {
		t.Errorf("made is %s", text)
	}
	b.press("/")
	b.keys("number 177\r")
	b.is("location.search === '?code=code-177'")
	b.is(insight)
	before := value[float64](b, "document.querySelector('.tree').scrollTop")
	b.do(chromedp.Click("#merge summary"), chromedp.SetValue("#merge select", "waiting-room"), chromedp.Click("#merge button"))
	b.is("document.getElementById('said').textContent === 'codes merged' && document.querySelector('.one h2').textContent.includes('merged into waiting-room')")
	b.is("document.activeElement.id === 'main'")
	if now := value[float64](b, "document.querySelector('.tree').scrollTop"); now != before || before == 0 {
		t.Errorf("the tree was scrolled to %v and is at %v", before, now)
	}
	b.press("z")
	b.is("document.getElementById('said').textContent === 'undid merging code-177' && document.querySelector('#merge') !== null")
	b.quiet()
}

// TestTwoWrite has two people write the definition of a code at the same time, and the
// concept of a theme: who comes second is told what the first wrote, and decides.
func TestTwoWrite(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	for _, s := range []struct{ path, field, first, show string }{
		{"/codebook?code=RES-MEAN", "#code [name=definition]", "codebook set RES-MEAN --definition", "codebook show RES-MEAN"},
		{"/theme?key=at-a-glance", "form.theme [name=concept]", "theme edit at-a-glance --concept", "theme show at-a-glance"},
	} {
		b.visit(d.base + s.path)
		b.do(chromedp.Evaluate("document.getElementById('change')?.setAttribute('open', '')", nil), chromedp.Focus(s.field))
		b.do(chromedp.Evaluate("document.querySelector('"+s.field+"').select()", nil))
		b.keys("Written second")
		p.run(append(strings.Fields(s.first), "Written first")...)
		b.do(chromedp.Sleep(settle))
		b.keys(kb.Tab)
		b.is("document.getElementById('said').textContent.includes('changed while you wrote, to “Written first”') && document.activeElement === document.querySelector('" + s.field + "') && document.activeElement.value === 'Written second'")
		if text := p.run(strings.Fields(s.show)...); !strings.Contains(text, "Written first") {
			t.Errorf("what was written first is gone: %s", text)
		}
		b.keys(kb.Tab)
		b.written()
		if text := p.run(strings.Fields(s.show)...); !strings.Contains(text, "Written second") || strings.Contains(text, "Written first") {
			t.Errorf("what was decided is not there: %s", text)
		}
		// What one has written oneself is no news.
		b.do(chromedp.Focus(s.field), chromedp.Evaluate("document.querySelector('"+s.field+"').select()", nil))
		b.keys("Written third" + kb.Tab)
		b.written()
		if text := p.run(strings.Fields(s.show)...); !strings.Contains(text, "Written third") {
			t.Errorf("what was written third is not there: %s", text)
		}
	}
	b.quiet()
}
