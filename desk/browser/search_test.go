package browser

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// sought searches for words on the page of a search, and waits for what is found.
func (p *page) sought(words string) {
	p.t.Helper()
	p.do(chromedp.Evaluate("document.getElementById('find').value = ''", nil), chromedp.SendKeys("#find", words+kb.Enter))
	p.is("document.querySelector('#hits .found') && document.getElementById('said').textContent === document.querySelector('#hits .found').textContent")
	p.do(chromedp.Evaluate("document.activeElement.blur()", nil))
}

// TestSearch goes by keyboard from a transcript to a search, from a hit to its words,
// codes them, and back to the hits; no address on the way has a word of it.
func TestSearch(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	p.run("codebook", "set", "SI-BEL", "--phrase", "a place here")
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/SU01")
	b.press("/")
	b.do(chromedp.WaitReady("html[data-ready] body.search"))
	b.is("document.activeElement.id === 'find'")
	b.sought(`cafe "my week"`)

	// Found as the command line finds it: the accent does not count, composed or not.
	var want []struct{ Address, Text string }
	if err := json.Unmarshal([]byte(p.run("search", "--json", "cafe", "my week")), &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != 3 {
		t.Fatalf("the command line finds %d places, want 3", len(want))
	}
	got := value[[]string](b, "[...document.querySelectorAll('.hit mark')].map((m) => m.textContent)")
	for i, h := range want {
		if i >= len(got) || got[i] != h.Text {
			t.Errorf("the page finds %q, the command line %q", got, want)
			break
		}
	}

	// To the third, whose words are selected there, and coded. Escape leaves the field, which
	// a browser empties then.
	b.do(chromedp.Focus("#find"))
	b.keys(kb.Escape)
	b.press("jjj")
	b.is("document.activeElement.closest('.hit')?.querySelector('mark').textContent === 'my week'")
	b.do(chromedp.Evaluate("document.activeElement.click()", nil), chromedp.WaitReady("html[data-ready] #text"))
	b.is("getSelection().toString() === 'my week' && document.querySelector('.turn.at').id === 't2'")
	b.press("c")
	b.is("document.activeElement.id === 'query'")
	b.keys("belong")
	b.keys(kb.Enter)
	b.coded(1)
	if x := p.extracts(); len(x) != 1 || x[0].Text != "my week" {
		t.Errorf("coded is %+v", x)
	}
	if at := value[string](b, "location.href"); strings.Contains(at, "week") || strings.Contains(at, "cafe") {
		t.Errorf("the address has what was searched for: %s", at)
	}

	// Back: the words, the hits and the place are there, and the new coding shows.
	b.do(chromedp.NavigateBack(), chromedp.WaitReady("html[data-ready] body.search"))
	b.is(`document.getElementById('find').value === 'cafe "my week"' && document.activeElement.closest('.hit')?.querySelector('.codes')?.textContent === 'SI-BEL'`)
	b.do(chromedp.SetValue("select[name=coded]", "no"), chromedp.Evaluate("document.querySelector('select[name=coded]').dispatchEvent(new Event('change', {bubbles: true}))", nil))
	b.is("document.querySelectorAll('.hit').length === 2")
	b.do(chromedp.Evaluate("document.activeElement.blur()", nil))
	b.press("?")
	b.is("document.querySelector('dialog.keys').textContent.includes('next place found')")
	b.do(chromedp.Evaluate("document.querySelector('dialog.keys').close()", nil))

	// What cannot be searched for is said.
	b.do(chromedp.Evaluate("document.forms.search.regex.checked = true; document.forms.search.words.value = '('; document.forms.search.requestSubmit()", nil))
	b.is("document.getElementById('said').className === 'wrong'")

	// From a code to a place to read for it.
	b.visit(d.base + "/codebook?code=SI-BEL")
	b.do(chromedp.Click("a[href='/suggest?code=SI-BEL']"), chromedp.WaitReady("html[data-ready] body.suggest"))
	b.is("document.querySelector('.hit').textContent.includes('because of “a place here”')")
	b.do(chromedp.Click(".hit a"), chromedp.WaitReady("html[data-ready] #text"))
	b.is("document.querySelector('.turn.at').id === 't6'")
	b.quiet()
}
