package browser

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

type theme struct {
	Key, Name, Concept, Status string
	Links                      []struct {
		Code, Coding string
		Counter      bool
	}
	Judgements []struct{ Role, Judgement, Note string }
}

// theme reads a theme as the command line has it.
func (p *place) theme(key string) theme {
	p.t.Helper()
	var x theme
	if err := json.Unmarshal([]byte(p.run("theme", "show", key, "--json")), &x); err != nil {
		p.t.Fatal(err)
	}
	return x
}

// TestBoard makes a theme and takes it from step to step with the keyboard alone, drags
// another, drops a third with a reason, and undoes that.
func TestBoard(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/themes?study=S1")
	b.is("document.querySelectorAll('.card').length === 5")
	b.press("n")
	b.keys("Feelings about groups")
	b.keys(kb.Enter)
	b.is("document.querySelector('[data-status=candidate] .card .asks')?.textContent.includes('reads like a topic')")
	if x := p.theme("feelings-about-groups"); x.Status != "candidate" || x.Concept != "" {
		t.Errorf("made is %+v", x)
	}
	b.is("document.activeElement.id === 'theme-feelings-about-groups'") // and is under the cursor
	// It is asked about, in one sentence, and that can be answered there.
	b.do(chromedp.SendKeys("[data-status=candidate] .asks input", "To go is to be looked at"+kb.Enter))
	b.is("document.querySelector('[data-status=candidate] .card .concept')?.textContent === 'To go is to be looked at'")
	b.do(chromedp.Evaluate("document.activeElement.blur()", nil))
	b.press("j")
	b.is("document.activeElement.dataset.key === 'feelings-about-groups'")
	b.do(chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(8))) // Shift
	b.is("document.activeElement.dataset.key === 'feelings-about-groups' && document.activeElement.closest('.column').dataset.status === 'reviewed'")
	b.press("3")
	b.is("document.activeElement.dataset.key === 'feelings-about-groups' && document.activeElement.closest('.column').dataset.status === 'defined'")
	b.press("e")
	b.is("document.activeElement.name === 'name' && document.activeElement.closest('details').open")
	b.do(chromedp.Evaluate(`(() => { const s = document.querySelector('#theme-feelings-about-groups [name=link]'); s.focus(); })()`, nil))
	b.keys("DIS-ANX" + kb.Enter)
	b.is("document.querySelector('#theme-feelings-about-groups .tags')?.textContent.includes('DIS-ANX')")
	b.do(chromedp.Evaluate("document.activeElement.blur(); document.getElementById('theme-feelings-about-groups').focus()", nil))
	b.press("4")
	b.is("document.querySelector('dialog.why[open]') !== null")
	b.keys(kb.Enter) // a reason is needed
	b.is("document.querySelector('dialog.why[open]') !== null")
	b.keys("a topic after all" + kb.Enter)
	b.is("document.querySelector('#theme-feelings-about-groups').dataset.status === 'dropped'")
	if out := p.run("theme", "history", "feelings-about-groups"); !strings.Contains(out, "a topic after all") {
		t.Errorf("the reason is not in the history: %s", out)
	}
	b.press("z")
	b.is("document.querySelector('#theme-feelings-about-groups').dataset.status === 'defined'")

	// By mouse.
	b.do(chromedp.Evaluate(`(() => {
		const card = document.getElementById('theme-at-a-glance'), column = document.querySelector('.column[data-status=defined]'), dataTransfer = new DataTransfer();
		card.dispatchEvent(new DragEvent('dragstart', {bubbles: true, dataTransfer}));
		column.dispatchEvent(new DragEvent('dragover', {bubbles: true, cancelable: true, dataTransfer}));
		column.dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer}));
		card.dispatchEvent(new DragEvent('dragend', {bubbles: true, dataTransfer}));
	})()`, nil))
	b.is("document.getElementById('theme-at-a-glance').closest('.column').dataset.status === 'defined'")
	if x := p.theme("at-a-glance"); x.Status != "defined" {
		t.Errorf("dragged is %+v", x)
	}

	// From the command line, within a blink.
	p.run("theme", "edit", "at-a-glance", "--name", "One stands for all")
	b.is("document.querySelector('#theme-at-a-glance h3').textContent === 'One stands for all'")
	// A reflexive study counts nothing.
	if text := value[string](b, "document.querySelector('main').innerText"); strings.ContainsAny(text, "0123456789") {
		t.Errorf("the board has numbers: %s", text)
	}
	b.quiet()
}

// TestEvidence judges what a role says to a theme, turns an extract into a
// counter-example and back, and links one by its address.
func TestEvidence(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/theme?key=not-for-me&study=S1")
	b.is("document.querySelectorAll('.role').length === 3")
	// What the page has by role is what kith theme evidence has.
	var all struct {
		Themes []struct {
			Extracts []struct{ Role string }
			Roles    []struct{ State string }
		}
	}
	if err := json.Unmarshal([]byte(p.run("theme", "evidence", "not-for-me", "--in", "S1", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	if n := value[int](b, "document.querySelectorAll('.role .extract').length"); n != len(all.Themes[0].Extracts) || n == 0 {
		t.Errorf("%d extracts on the page, %d by the command line", n, len(all.Themes[0].Extracts))
	}
	b.do(chromedp.Evaluate(`(() => { const s = document.querySelector('.role[data-role=LW] [name=judgement]'); s.value = 'divergent'; s.dispatchEvent(new Event('change', {bubbles: true})); })()`, nil))
	b.written()
	b.do(chromedp.SendKeys(".role[data-role=LW] [name=note]", "they hear it from others"+kb.Tab))
	b.is("document.getElementById('said').textContent === 'judged'")
	b.written()
	x := p.theme("not-for-me")
	found := false
	for _, j := range x.Judgements {
		found = found || j.Role == "LW" && j.Judgement == "divergent" && j.Note == "they hear it from others"
	}
	if !found {
		t.Errorf("judged was %+v", x.Judgements)
	}
	// A judgement that is stepped to with the arrows is one decision, and no more.
	judged := func() int { return strings.Count(p.run("journal", "log"), "theme.judge") }
	had := judged()
	b.do(chromedp.Focus(".role[data-role=SU] [name=judgement]"))
	was := value[string](b, "document.activeElement.value")
	for range 2 {
		b.keys(kb.ArrowUp)
	}
	b.is("document.activeElement.value !== '" + was + "'")
	b.do(chromedp.Sleep(time.Second))
	b.written()
	if n := judged(); n != had+1 {
		t.Errorf("two steps of the arrows are %d decisions", n-had)
	}
	b.do(chromedp.Evaluate("document.activeElement.blur()", nil))
	before := value[int](b, "document.querySelectorAll('.role .extract').length")
	b.do(chromedp.Evaluate("document.querySelector('.role .extract .against').click()", nil)) // whether or not the page is just fresh
	b.is("document.querySelectorAll('.counter .extract').length === 1")
	b.is("document.activeElement === document.querySelector('.counter .extract .for')") // which it was moved to
	if n := value[int](b, "document.querySelectorAll('.role .extract').length"); n != before-1 {
		t.Errorf("%d extracts, want %d", n, before-1)
	}
	b.do(chromedp.Click(".counter .extract .free"))
	b.is("document.querySelectorAll('.counter .extract').length === 0")
	b.do(chromedp.SendKeys("#linkextract [name=address]", "S1_GL06#20"), chromedp.Click("#linkextract [name=counter]"), chromedp.Click("#linkextract button"))
	b.is("document.querySelectorAll('.counter .extract').length === 1 && document.querySelector('.counter').textContent.includes('share the interest')")
	b.do(chromedp.Click(".counter .extract .where a"), chromedp.WaitReady("html[data-ready] #text"))
	b.is("document.querySelector('.margin button[aria-pressed=true]') !== null")
	b.quiet()
}

// TestMapByHand moves a box by mouse and another by keys: each move is one event, and
// the picture of the command line has both where they were put.
func TestMapByHand(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/map?study=S1")
	b.is("document.querySelectorAll('#map .box.theme').length === 4")
	const middle = `(() => { const r = document.querySelector('.box[data-theme="carried-across"] rect').getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`
	at := value[[]float64](b, middle)
	events := func() int { return strings.Count(p.run("journal", "log"), "theme.place") }
	before := events()
	b.move([2]float64{at[0], at[1]}, [2]float64{at[0] + 150, at[1] + 90})
	b.written()
	b.is(`document.querySelector('.box[data-theme="carried-across"]').classList.contains('placed')`)
	moved := value[[]float64](b, `(() => { const g = document.querySelector('.box[data-theme="carried-across"]'); return [Number(g.dataset.x), Number(g.dataset.y)]; })()`)
	b.do(chromedp.Evaluate(`document.querySelector('.box[data-code="FIT-SIM"]').focus()`, nil))
	was := value[[]float64](b, `(() => { const g = document.activeElement; return [Number(g.dataset.x), Number(g.dataset.y)]; })()`)
	for range 3 {
		b.keys(kb.ArrowLeft)
	}
	b.keys(kb.ArrowUp)
	b.is(`document.activeElement.dataset.code === 'FIT-SIM' && document.activeElement.classList.contains('placed')`)
	if n := events(); n != before+2 {
		t.Errorf("two moves are %d events", n-before)
	}
	now := value[[]float64](b, `(() => { const g = document.activeElement; return [Number(g.dataset.x), Number(g.dataset.y)]; })()`)
	if dx, dy := now[0]-was[0], now[1]-was[1]; dx < -25 || dx > -23 || dy < -9 || dy > -7 {
		t.Errorf("four steps of eight move it by %v, %v", dx, dy)
	}
	var themes struct {
		Themes []struct {
			Key   string
			At    *struct{ X, Y float64 }
			Codes []struct {
				Name string
				At   *struct{ X, Y float64 }
			}
		}
	}
	if err := json.Unmarshal([]byte(p.run("theme", "map", "--in", "S1", "--json")), &themes); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, x := range themes.Themes {
		if x.Key == "carried-across" && x.At != nil && x.At.X == moved[0] && x.At.Y == moved[1] {
			seen++
		}
		for _, c := range x.Codes {
			if c.Name == "FIT-SIM" && c.At != nil && c.At.X == now[0] && c.At.Y == now[1] {
				seen++
			}
		}
	}
	if seen != 2 {
		t.Errorf("the command line has not both where they were put: %+v", themes)
	}
	b.press("0")
	b.is(`!document.querySelector('.box[data-code="FIT-SIM"]').classList.contains('placed')`)
	b.press("z")
	b.is(`document.querySelector('.box[data-code="FIT-SIM"]').classList.contains('placed')`)
	b.quiet()
}
