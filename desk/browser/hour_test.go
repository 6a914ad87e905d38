package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// odd is a transcript with what breaks offsets: characters beyond the first plane,
// joined emoji, combining marks, text from right to left, and a CRLF.
const odd = "I: How are you 👋🏽 today?\r\n" +
	"\r\n" +
	"SU01: I'm one of the 👩‍👩‍👧‍👦 Tuesday lot now. We call it our café, cafe\u0301 with an accent. It is the best hour of my week.\r\n" +
	"\r\n" +
	"I: And before that?\r\n" +
	"\r\n" +
	"SU01: שלום עולם, I said to nobody. مجموعة كبيرة was too much for me 𝒢 at first.\r\n" +
	"\r\n" +
	"I: What changed?\r\n" +
	"\r\n" +
	"SU01: They rang me when I missed a week. I thought, oh, I've got a place here. That was the moment.\r\n"

// pointsOf gives the middle of the first and last character of words on the page.
func pointsOf(p *page, words string) (from, to [2]float64) {
	p.t.Helper()
	text, err := json.Marshal(words)
	if err != nil {
		p.t.Fatal(err)
	}
	at := value[[]float64](p, fmt.Sprintf(`(() => {
		const words = %s;
		for (const el of document.querySelectorAll('[data-at]')) {
			const node = el.firstChild, i = node ? node.data.indexOf(words) : -1;
			if (i < 0) continue;
			el.scrollIntoView({block: 'center'});
			const edge = (a, b) => { const r = document.createRange(); r.setStart(node, a); r.setEnd(node, b); return r.getBoundingClientRect(); };
			const first = edge(i, i + 1), last = edge(i + words.length - 1, i + words.length);
			return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
		}
		return [];
	})()`, text))
	if len(at) != 4 {
		p.t.Fatalf("%q is not on the page", words)
	}
	return [2]float64{at[0], at[1]}, [2]float64{at[2], at[3]}
}

// drag selects words with the mouse.
func (p *page) drag(words string) {
	p.t.Helper()
	from, to := pointsOf(p, words)
	p.move(from, to)
	if got := value[string](p, "getSelection().toString()"); got != words {
		p.t.Fatalf("the mouse selected %q, not %q", got, words)
	}
}

// move presses the mouse at a point and lets go at another.
func (p *page) move(from, to [2]float64) {
	p.t.Helper()
	p.do(
		chromedp.MouseEvent("mouseMoved", from[0], from[1]),
		chromedp.MouseEvent("mousePressed", from[0], from[1], chromedp.ButtonLeft, chromedp.ClickCount(1)),
		chromedp.MouseEvent("mouseMoved", (from[0]+to[0])/2, to[1], chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseMoved", to[0], to[1], chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseReleased", to[0], to[1], chromedp.ButtonLeft, chromedp.ClickCount(1)),
	)
}

// coded waits until a number of codings stand on disk and in the margin.
func (p *page) coded(n int) {
	p.t.Helper()
	p.is(fmt.Sprintf("document.querySelectorAll('.margin button').length === %d && !document.querySelector('.margin .pending') && document.getElementById('disk').textContent === 'on disk'", n))
}

type extract struct {
	Code    string
	Address string
	Text    string
	Coding  struct{ ID, Memo, Valence string }
}

func (p *place) extracts(more ...string) []extract {
	p.t.Helper()
	var all []extract
	if err := json.Unmarshal([]byte(p.run(append([]string{"extracts", "--quotes", "--json"}, more...)...)), &all); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// TestAnHour walks an analyst's first hour, by mouse and by keyboard, and holds what
// kith extracts prints to what was selected.
func TestAnHour(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	b := browser(t)
	b.visit(p.open().link)
	b.do(chromedp.Click("main a[href='/read/SU01']"), chromedp.WaitReady("html[data-ready] #text"))
	b.is("document.querySelectorAll('.turn').length === 6")

	// By mouse, beside an emoji of eleven UTF-16 units and an accent of its own.
	want := []extract{{Code: "SI-BEL", Text: "one of the 👩‍👩‍👧‍👦 Tuesday lot"}}
	b.drag(want[0].Text)
	b.is("!document.getElementById('bar').hidden")
	b.press("c")
	b.is("document.activeElement.id === 'query'")
	b.keys("belong")
	b.is("document.querySelector('#options [aria-selected=true] b').textContent === 'SI-BEL' && document.getElementById('about').textContent.includes('Felt acceptance')")
	b.keys(kb.Enter)
	b.coded(1)

	// Overlapping it, from the bar of codes used last.
	want = append(want, extract{Code: "SI-BEL", Text: "lot now. We call it our café, cafe\u0301"})
	b.drag(want[1].Text)
	b.do(chromedp.Click("#bar button:nth-child(2)"))
	b.coded(2)
	b.is("CSS.highlights.get('h0-0').size === 1 && CSS.highlights.get('h0-1').size === 1")

	// By keyboard alone: the next turn, its second sentence, two words less.
	b.keys(kb.Escape)
	b.do(chromedp.Evaluate("document.activeElement.blur(); window.scrollTo(0, 0); location.hash = '#t1'", nil))
	b.is("document.activeElement.id === 't1'")
	b.press("jjjs")
	b.is("getSelection().toString().includes('שלום')")
	b.press("s")
	b.is("getSelection().toString().startsWith('مجموعة')")
	b.press("}}c")
	b.keys("negative")
	b.keys(kb.Enter)
	want = append(want, extract{Code: "RDY-PRIOR-NEG", Text: "مجموعة كبيرة was too much for me 𝒢"})
	b.coded(3)

	// The coding just made is chosen: its end a word further, and its memo.
	b.is("document.querySelector('.margin button[aria-pressed=true]')?.textContent === 'RDY-PRIOR-NEG'")
	b.keys(kb.Escape)
	b.press("p")
	b.is("document.querySelector('.margin button[aria-pressed=true]') !== null")
	for value[string](b, "document.querySelector('.margin button[aria-pressed=true]').textContent") != "RDY-PRIOR-NEG" {
		b.press("n")
	}
	b.press("]")
	want[2].Text += " at"
	b.is("document.getElementById('disk').textContent === 'on disk'")
	b.do(chromedp.Sleep(700_000_000))
	b.press("m")
	b.is("document.activeElement.id === 'memo'")
	b.do(chromedp.Evaluate("document.execCommand('insertText', false, 'too many, \\u{1F642} at once')", nil))
	b.keys(kb.Escape)
	want[2].Coding.Memo = "too many, 🙂 at once"
	b.press("v")
	want[2].Coding.Valence = "present"
	b.is("document.querySelector('input[name=valence][value=present]').checked && document.getElementById('disk').textContent === 'on disk'")

	// The end of another one, chosen by a click on its words, by its handle.
	at, _ := pointsOf(b, "call it our")
	b.move(at, at)
	b.is("document.querySelector('.margin button[aria-pressed=true]').getAttribute('aria-label').startsWith('SI-BEL, Belonging: lot now')")
	_, to := pointsOf(b, "with an accent")
	grip := value[[]float64](b, "(() => { const r = document.querySelector('.grip[data-edge=end]').getBoundingClientRect(); return [r.left + r.width / 2, r.bottom - 3]; })()")
	b.move([2]float64{grip[0], grip[1]}, [2]float64{to[0], to[1] + 6})
	want[1].Text += " with an accent"
	b.is("document.getElementById('disk').textContent === 'on disk'")

	// A new code on a whole turn, made where it is needed.
	b.keys(kb.Escape)
	b.press("jjjj")
	b.is("document.querySelector('.turn.at').id === 't6'")
	b.press("c")
	b.keys("being missed") // which is in Belonging's definition: that comes first
	b.keys(kb.ArrowDown)
	b.is("document.querySelector('#options [aria-selected=true]').textContent === 'New code being-missed'")
	b.keys(kb.Enter)
	whole := "They rang me when I missed a week. I thought, oh, I've got a place here. That was the moment."
	want = append(want, extract{Code: "being-missed", Text: whole})
	b.coded(4)

	// Undo takes the coding, then the code; redo brings both back.
	b.press("z")
	b.is("document.querySelectorAll('.margin button').length === 3")
	b.press("Z")
	b.is("document.querySelectorAll('.margin button').length === 4")
	b.is("document.getElementById('said').textContent.startsWith('redid the coding')")

	// Removed, and brought back by undo.
	b.press("n")
	b.press("n")
	b.press("x")
	b.is("document.querySelectorAll('.margin button').length === 3")
	b.press("z")
	b.is("document.querySelectorAll('.margin button').length === 4")

	b.draws(p, "SU01")
	got := p.extracts()
	slices.SortFunc(got, func(a, b extract) int { return strings.Compare(a.Code+a.Text, b.Code+b.Text) })
	slices.SortFunc(want, func(a, b extract) int { return strings.Compare(a.Code+a.Text, b.Code+b.Text) })
	if len(got) != len(want) {
		t.Fatalf("%d extracts, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Code != want[i].Code || got[i].Text != want[i].Text || got[i].Coding.Memo != want[i].Coding.Memo || got[i].Coding.Valence != want[i].Coding.Valence {
			t.Errorf("extract %d is %+v, want %+v", i, got[i], want[i])
		}
	}

	// The place survives a reload.
	b.press("n")
	b.is("location.search.includes('coding=')")
	b.do(chromedp.Reload(), chromedp.WaitReady("html[data-ready]"))
	b.is("document.querySelector('.margin button[aria-pressed=true]') !== null")

	// A coded transcript prints, with its codes.
	var pdf []byte
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = cdpage.PrintToPDF().WithPrintBackground(true).Do(ctx)
		return err
	}))
	printed := filepath.Join(t.TempDir(), "printed.pdf")
	if err := os.WriteFile(printed, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if tool, err := exec.LookPath("pdftotext"); err == nil {
		text, err := exec.Command(tool, printed, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Tuesday", "being-missed", "SI-BEL", "the moment", "Belonging. Felt acceptance", "SYNTHETIC"} {
			if !strings.Contains(string(text), word) {
				t.Errorf("%q is not printed", word)
			}
		}
		for _, word := range []string{"Mark as read", "Documents", "Undo", "Analyst"} {
			if strings.Contains(string(text), word) {
				t.Errorf("%q is printed", word)
			}
		}
	}

	// Codes are merged in the codebook, and the extract follows.
	b.visit(strings.Split(value[string](b, "location.href"), "/read")[0] + "/codebook?code=being-missed")
	b.do(
		chromedp.Click("#merge summary"),
		chromedp.SetValue("#merge select", "SI-BEL"),
		chromedp.SendKeys("#merge input[name=reason]", "the same thing"),
		chromedp.Click("#merge button"),
	)
	b.is("document.getElementById('said').textContent === 'codes merged'")
	if n := len(p.extracts("--code", "SI-BEL")); n != 3 {
		t.Errorf("SI-BEL has %d extracts after the merge, want 3", n)
	}
	b.visit(strings.Split(value[string](b, "location.href"), "/codebook")[0] + "/extracts?code=SI-BEL")
	b.is("document.querySelectorAll('.extract').length === 3")
	b.do(chromedp.Click(".extract a"), chromedp.WaitReady("html[data-ready] #text"))
	b.is("document.querySelector('.margin button[aria-pressed=true]') !== null")
	b.quiet()
}
