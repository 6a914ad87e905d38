package browser

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// long asks for the long forms: a hundred kills, half a minute side by side. CI sets
// KITH_LONG; without it the same is tried for less long.
var long = os.Getenv("KITH_LONG") != ""

// coder makes a page code one word after another, and notes what was acknowledged.
const coder = `(() => {
	window.acknowledged = [];
	const ask = window.fetch;
	window.fetch = async (url, o) => {
		const r = await ask(url, o);
		if (String(url) === '/do/code' && r.ok) { const c = r.clone(); c.json().then((j) => window.acknowledged.push(j.id)); }
		return r;
	};
	const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
	localStorage.setItem('kith-recent', JSON.stringify([%q]));
	location.hash = '#t%d';
	window.coding = setInterval(() => { press('w'); press('1'); }, %d);
})()`

// journalled gives the ids of the codings of a document by a code, as the command
// line reads them.
func (p *place) journalled(document, code string) []string {
	p.t.Helper()
	var all []struct{ Coding struct{ ID string } }
	if err := json.Unmarshal([]byte(p.run("code", "list", "--json", "--document", document, "--code", code)), &all); err != nil {
		p.t.Fatal(err)
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.Coding.ID
	}
	return ids
}

// rest waits until a page has written everything it keeps.
func (p *page) rest() {
	p.t.Helper()
	p.do(chromedp.Evaluate("clearInterval(window.coding)", nil))
	p.is("!sessionStorage.getItem('kith-waiting') && !document.querySelector('.pending') && document.getElementById('gone').hidden")
}

// TestKilled kills the desk while a page codes, again and again. What was acknowledged
// is in the journal, what was not is written when the desk is back, and the page shows
// the one journal in the end.
func TestKilled(t *testing.T) {
	kills := 12
	if long {
		kills = 100
	}
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/S1_LW03")
	b.do(chromedp.Evaluate(fmt.Sprintf(coder, "INT-NORMS", 2, 100), nil))
	before := len(p.journalled("S1_LW03", "INT-NORMS"))
	base := d.base
	for i := range kills {
		time.Sleep(time.Duration(100+37*i%150) * time.Millisecond)
		d.kill()
		if i%10 == 0 {
			b.is("!document.getElementById('gone').hidden") // the page says so at once
		}
		d = p.open()
		if d.base != base {
			t.Fatalf("the desk came back at %s, not %s", d.base, base)
		}
		if i%10 == 0 {
			b.is("document.getElementById('gone').hidden")
		}
	}
	time.Sleep(300 * time.Millisecond)
	b.rest()
	acknowledged := value[[]string](b, "window.acknowledged")
	on := p.journalled("S1_LW03", "INT-NORMS")
	for _, id := range acknowledged {
		if !slices.Contains(on, id) {
			t.Errorf("coding %s was acknowledged and is not in the journal", id)
		}
	}
	b.do(chromedp.Reload(), chromedp.WaitReady("html[data-ready]"))
	shown := value[int](b, "(({values, of}) => of.filter((i) => values[i] === 'INT-NORMS').length)(JSON.parse(document.getElementById('data').textContent).scene.codings.code)")
	if shown != len(on) || len(on)-before < kills || len(acknowledged) < kills {
		t.Errorf("%d codings on the page, %d in the journal, %d acknowledged, %d kills", shown, len(on), len(acknowledged), kills)
	}
	if out := p.run("journal", "verify"); strings.Contains(out, "line") {
		t.Errorf("the journal is damaged: %s", out)
	}
	t.Logf("%d kills, %d acknowledged, %d in the journal", kills, len(acknowledged), len(on)-before)
}

// TestSideBySide codes one document in two windows and from the command line: all see
// all, and nothing is lost.
func TestSideBySide(t *testing.T) {
	last := 5 * time.Second
	if long {
		last = 30 * time.Second
	}
	p := copyOf(t)
	d := p.open()
	one := browser(t)
	one.visit(d.link)
	one.visit(d.base + "/read/S1_LW03")
	two := one.window()
	two.visit(d.base + "/read/S1_LW03")
	had := len(p.journalled("S1_LW03", "INT-NORMS")) + len(p.journalled("S1_LW03", "NET-COMPAT")) + len(p.journalled("S1_LW03", "CRS-STIGMA"))
	one.do(chromedp.Evaluate(fmt.Sprintf(coder, "INT-NORMS", 2, 60), nil))
	two.do(chromedp.Evaluate(fmt.Sprintf(coder, "NET-COMPAT", 30, 60), nil))
	made := 0
	for end := time.Now().Add(last); time.Now().Before(end); made++ {
		p.run("code", "add", fmt.Sprintf("S1_LW03@%d-%d", 300+3*made, 340+3*made), "--code", "CRS-STIGMA")
	}
	one.rest()
	two.rest()
	by := [3]int{len(p.journalled("S1_LW03", "INT-NORMS")), len(p.journalled("S1_LW03", "NET-COMPAT")), len(p.journalled("S1_LW03", "CRS-STIGMA"))}
	a, b := len(value[[]string](one, "window.acknowledged")), len(value[[]string](two, "window.acknowledged"))
	if got, want := by[0]+by[1]+by[2]-had, a+b+made; got != want || a == 0 || b == 0 || made == 0 {
		t.Errorf("the journal has %d new codings, %d were acknowledged (%d, %d, %d)", got, want, a, b, made)
	}
	// Both windows draw every one of them.
	for _, w := range []*page{one, two} {
		w.draws(p, "S1_LW03")
		w.quiet()
	}
	t.Logf("%d and %d by the windows, %d by the command line in %v", a, b, made, last)
}

// draws holds what is drawn over the text to what the command line says is coded: every
// coding has a highlight over each piece of speech that it touches, from its first code
// point there to its last, and there are no others. What the page believes of its own
// codings is not asked.
func (p *page) draws(study *place, document string) {
	p.t.Helper()
	var all []struct{ Coding struct{ Start, End int } }
	if err := json.Unmarshal([]byte(study.run("code", "list", "--json", "--document", document)), &all); err != nil {
		p.t.Fatal(err)
	}
	pieces := value[[][2]int](p, `[...document.querySelectorAll('[data-at]')].map((p) => [Number(p.dataset.at), Number(p.dataset.at) + [...p.textContent].length])`)
	var want [][2]int
	for _, c := range all {
		for _, piece := range pieces {
			if from, to := max(c.Coding.Start, piece[0]), min(c.Coding.End, piece[1]); from < to {
				want = append(want, [2]int{from, to})
			}
		}
	}
	order := func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) }
	slices.SortFunc(want, order)
	var got [][2]int
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		got = value[[][2]int](p, `[...CSS.highlights].filter(([name]) => /^h\d-\d$/.test(name)).flatMap(([, h]) => [...h]).map((r) => {
			const at = (node, units) => Number(node.parentElement.dataset.at) + [...node.data.slice(0, units)].length;
			return [at(r.startContainer, r.startOffset), at(r.endContainer, r.endOffset)];
		})`)
		slices.SortFunc(got, order)
		if slices.Equal(got, want) {
			return
		}
	}
	p.t.Errorf("%s: %d highlights are drawn, or others than the %d of its %d codings", document, len(got), len(want), len(all))
}

// TestRefusedAfterwards codes while the desk is away, takes one of the codings back, and
// has the text frozen anew before it returns: what cannot be written any more is said,
// also after the page has loaded the new text, until it is read.
func TestRefusedAfterwards(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/SU01")
	d.kill()
	b.is("!document.getElementById('gone').hidden")
	for _, words := range []string{"a place here", "the moment"} {
		b.drag(words)
		b.press("c")
		b.keys("belong\r")
		b.is("document.getElementById('said').textContent.startsWith('Kept on this page')")
	}
	b.is("document.querySelectorAll('.margin .pending').length === 2")
	b.press("z")
	b.is("document.querySelectorAll('.margin .pending').length === 1 && document.getElementById('said').textContent.startsWith('Taken back')")
	write(t, filepath.Join(p.dir, "deposit", "SU01.txt"), strings.Replace(odd, "What changed?", "And what changed then?", 1))
	p.run("ingest", p.dir, "--refreeze")
	d = p.open()
	const said = "document.getElementById('refused').hidden === false && document.querySelectorAll('#refused li').length === 1 && /SI-BEL, “a place here”: .* frozen anew/.test(document.querySelector('#refused li').textContent)"
	b.is("document.getElementById('text').textContent.includes('And what changed then?') && " + said)
	if got := p.extracts(); len(got) != 0 {
		t.Errorf("written is %+v", got)
	}
	b.do(chromedp.Click("#refused button"), chromedp.Reload(), chromedp.WaitReady("html[data-ready]"))
	b.is("document.getElementById('refused').hidden && document.querySelectorAll('.pending').length === 0")
	b.quiet()
}

// TestNotKnown stops a desk that then forgets who was let in: the page says so, and what
// was coded meanwhile is written when a new link is opened in its window.
func TestNotKnown(t *testing.T) {
	p := studyOf(t, odd)
	p.run("codebook", "lens", "siah-sp")
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/read/SU01")
	d.kill()
	if err := os.RemoveAll(p.home); err != nil {
		t.Fatal(err)
	}
	b.is("document.body.classList.contains('offline')")
	b.drag("the moment")
	b.press("c")
	b.keys("belong\r")
	again := p.open("--port", d.base[strings.LastIndex(d.base, ":")+1:])
	b.is("document.getElementById('gone').innerText.startsWith('The desk does not know this browser')")
	b.visit(again.link)
	b.is("!sessionStorage.getItem('kith-waiting')")
	if got := p.extracts(); len(got) != 1 || got[0].Text != "the moment" {
		t.Errorf("written is %+v", got)
	}
}
