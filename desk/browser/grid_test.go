package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// declare changes the manifest.
func (p *place) declare(old, now string) {
	p.t.Helper()
	file := filepath.Join(p.dir, "study.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		p.t.Fatalf("the manifest has no %q", old)
	}
	write(p.t, file, strings.Replace(string(text), old, now, 1))
}

// twoCoders makes TM and EB the coders of the third question, with OTHER exclusive.
// TM has given every answer TRAINING; EB, who works, none yet.
func twoCoders(t testing.TB) *place {
	p := copyOf(t)
	p.declare("categories: [TRAINING, TIME, IT_ADMIN, OTHER, UNCODABLE]", "categories: [TRAINING, TIME, IT_ADMIN, OTHER, UNCODABLE]\n        uncodable: [UNCODABLE]\n        exclusive: [OTHER]\n        coders: [TM, EB]")
	p.give("Q3", "TRAINING", func(int) bool { return true })
	p.analyst = "EB"
	return p
}

// give gives answers to a question that TM has not coded a category, through kith code
// import, and gives the addresses of all.
func (p *place) give(question, category string, which func(i int) bool) []string {
	p.t.Helper()
	var all []struct{ Uncoded []string }
	if err := json.Unmarshal([]byte(p.run("content", "--question", question, "--coder", "TM", "--json")), &all); err != nil {
		p.t.Fatal(err)
	}
	var csv strings.Builder
	csv.WriteString("address,code\n")
	for i, u := range all[0].Uncoded {
		if which(i) {
			fmt.Fprintf(&csv, "%s,%s\n", u, category)
		}
	}
	file := filepath.Join(p.t.TempDir(), "given.csv")
	write(p.t, file, csv.String())
	p.run("code", "import", file)
	return all[0].Uncoded
}

// given reads the categories of an analyst, answer by answer, from the journal.
func (p *place) given(question, analyst string) map[string][]string {
	p.t.Helper()
	var all []struct {
		Question   string
		Categories []struct {
			Category string
			Units    []string
		}
	}
	if err := json.Unmarshal([]byte(p.run("content", "--question", question, "--coder", analyst, "--json")), &all); err != nil {
		p.t.Fatal(err)
	}
	of := map[string][]string{}
	for _, c := range all[0].Categories {
		for _, u := range c.Units {
			of[u] = append(of[u], c.Category)
		}
	}
	return of
}

// written waits until everything asked of the desk is on disk.
func (p *page) written() {
	p.t.Helper()
	p.is("document.getElementById('disk').textContent === 'on disk'")
}

// TestTenAnswers gives ten answers their categories with the keyboard alone: by their
// keys, by the category under the cursor and Space, and by their words.
func TestTenAnswers(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/grid/Q2")
	if n := value[int](b, "document.querySelectorAll('.unit').length"); n != 61 {
		t.Fatalf("%d answers, want 61", n)
	}
	want := map[string][]string{}
	first := value[int](b, "Number(document.querySelector('.unit').id.slice(1))")
	address := func(i int) string { return fmt.Sprintf("Study3_Open_Text_Responses#%d", first+i) }
	// Categories of Q2: 1 TK_USEFUL, 2 TK_EASE, 3 TK_EXISTING, 4 OTHER, 5 UNCODABLE.
	for i, keys := range []string{"1", "2", "12", "4", "3", "23", "5", "1"} {
		if i > 0 {
			b.press("j")
		}
		b.press(keys)
		for _, k := range keys {
			want[address(i)] = append(want[address(i)], []string{"TK_USEFUL", "TK_EASE", "TK_EXISTING", "OTHER", "UNCODABLE"}[k-'1'])
		}
	}
	b.keys(kb.ArrowDown) // the ninth: the category under the cursor is the first; the next but one
	b.keys(kb.ArrowRight)
	b.keys(kb.ArrowRight)
	b.keys(" ")
	want[address(8)] = []string{"TK_EXISTING"}
	b.press("u") // the tenth, the next without a category
	b.press("c")
	b.is("document.activeElement.id === 'query'")
	b.keys("ease")
	b.is("document.querySelector('#options [aria-selected=true] b').textContent === 'TK_EASE'")
	b.keys(kb.Enter)
	want[address(9)] = []string{"TK_EASE"}
	b.written()
	b.is("document.activeElement.classList.contains('unit') && document.activeElement.dataset.i === '9'")
	got := p.given("Q2", "TM")
	if len(got) != 10 {
		t.Errorf("%d answers have categories, want 10", len(got))
	}
	for u, names := range want {
		if !slices.Equal(got[u], names) {
			t.Errorf("%s has %v, want %v", u, got[u], names)
		}
	}

	// The same key takes it away; undo brings it back, redo takes it again.
	b.press("2")
	b.written()
	b.is("document.querySelectorAll('.unit.at .cat').length === 0")
	b.press("jjz")
	b.is("document.querySelector('.unit.at').dataset.i === '9' && document.querySelector('.unit.at .cat').textContent === 'TK_EASE'")
	b.press("Z")
	b.is("document.querySelectorAll('.unit.at .cat').length === 0")

	// The place and what is shown stand in the address, and no word does.
	b.press("k")
	b.do(chromedp.SetValue("#filters select[name=show]", "uncoded"), chromedp.Evaluate("document.querySelector('#filters select[name=show]').dispatchEvent(new Event('change', {bubbles: true}))", nil))
	b.is("location.search === '?show=uncoded'")
	b.do(chromedp.SendKeys("#filters input", "the"))
	b.is("[...document.querySelectorAll('.unit')].filter((u) => !u.hidden).every((u) => u.textContent.toLowerCase().includes('the')) && [...document.querySelectorAll('.unit')].some((u) => !u.hidden)")
	if at := value[string](b, "location.href"); strings.Contains(at, "words") || strings.Contains(at, "the") {
		t.Errorf("words stand in the address: %s", at)
	}
	b.do(chromedp.Reload(), chromedp.WaitReady("html[data-ready]"))
	b.is("document.querySelector('#filters select[name=show]').value === 'uncoded' && [...document.querySelectorAll('.unit')].filter((u) => !u.hidden).length === 52")

	// Single keys can be switched off.
	b.do(chromedp.Evaluate("localStorage.setItem('kith-keys-off', '1')", nil))
	b.press("1")
	b.do(chromedp.Sleep(settle))
	if n := value[int](b, "document.querySelectorAll('.unit.at .cat').length"); n != 0 {
		t.Error("a key gives a category though single keys are off")
	}
	b.quiet()
}

// TestExclusiveCategory gives an exclusive category beside another: the desk says
// what the command line says, and the page shows what stands.
func TestExclusiveCategory(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/grid/Q1#t7") // TIME and SU_RELUCTANCE, by TM
	b.press("8")
	b.is("document.getElementById('said').className === 'wrong'")
	said := value[string](b, "document.getElementById('said').textContent")
	c := p.command("code", "add", "Study3_Open_Text_Responses#7", "--code", "NO_DIFFICULTY")
	out, err := c.CombinedOutput()
	if err == nil {
		t.Fatal("the command line lets it be")
	}
	if line, _, _ := strings.Cut(strings.TrimPrefix(string(out), "kith: "), "\n"); said != line || !strings.Contains(said, "cannot have both NO_DIFFICULTY and TIME") {
		t.Errorf("the desk says %q, the command line %q", said, line)
	}
	b.is("[...document.querySelectorAll('.unit.at .cat')].map((c) => c.textContent).join() === 'TIME,SU_RELUCTANCE'")
	b.is("document.querySelector('.cats button[aria-pressed=true] b').textContent === 'TIME' && document.querySelectorAll('.cats button[aria-pressed=true]').length === 2")
}

// TestSecondCoder codes as the second of two coders: nothing of what the first gave is
// on the page or sent to it until the last answer has a category. Then they are laid
// side by side, what differs first, and settled by one key, by a set of categories,
// and not at all.
func TestSecondCoder(t *testing.T) {
	p := twoCoders(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/grid/Q3")
	const sent = `fetch(location.href).then((r) => r.text()).then((t) => new DOMParser().parseFromString(t, 'text/html').getElementById('data').textContent)`
	var scene struct {
		Scene struct {
			Hidden string
			Units  []struct {
				M []int
				G [][]int
				A *struct{}
			}
		}
	}
	look := func() {
		t.Helper()
		var text string
		b.do(chromedp.Evaluate(sent, &text, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
		scene.Scene.Units = nil
		if err := json.Unmarshal([]byte(text), &scene); err != nil {
			t.Fatal(err)
		}
	}
	look()
	if scene.Scene.Hidden != "mine" || len(scene.Scene.Units) != 58 {
		t.Fatalf("hidden is %q of %d answers", scene.Scene.Hidden, len(scene.Scene.Units))
	}
	blind := func(when string) {
		t.Helper()
		look()
		for i, u := range scene.Scene.Units {
			if u.G != nil || u.A != nil {
				t.Fatalf("%s: what others gave to answer %d is sent to the page", when, i)
			}
		}
		if value[bool](b, "!document.getElementById('reconciling').hidden || document.body.classList.contains('reconcile')") {
			t.Errorf("%s: the page offers to reconcile", when)
		}
	}
	blind("at first")
	b.press("r")
	b.is("document.getElementById('said').className === 'wrong'")
	blind("asked for")
	// Categories, as the codebook has them: 1 TIME, 2 IT_ADMIN, 3 TRAINING, 4 OTHER,
	// 5 UNCODABLE. EB gives what TM gave, but for five answers.
	for i := range 57 {
		if i > 0 {
			b.press("j")
		}
		switch i {
		case 3, 7, 11, 20, 30:
			b.press("1")
		default:
			b.press("3")
		}
	}
	b.written()
	b.is("document.getElementById('hidden').textContent.includes('1 to go')")
	blind("one to go")
	b.press("u3")
	b.is("!document.getElementById('reconciling').hidden")

	b.press("r")
	b.is("document.body.classList.contains('reconcile') && [...document.querySelectorAll('.unit')].slice(0, 5).map((u) => u.dataset.i).join() === '3,7,11,20,30'")
	b.is("document.querySelector('.unit.at').dataset.i === '3' && document.querySelectorAll('.unit.open').length === 5")
	b.press("a") // as TM
	b.is("document.querySelectorAll('.unit.open').length === 4")
	b.press("ub") // as EB
	b.is("document.querySelectorAll('.unit.open').length === 3")
	b.press("u13") // both, put together
	b.is("document.querySelectorAll('.cats button[aria-pressed=true]').length === 2")
	b.press("w")
	b.keys("they say both")
	b.keys(kb.Enter)
	b.is("document.querySelectorAll('.unit.open').length === 2")
	b.press("us") // no category
	b.is("document.querySelectorAll('.unit.open').length === 1")
	b.press("u14") // OTHER stands alone
	b.press("s")
	b.is("document.getElementById('said').className === 'wrong' && document.getElementById('said').textContent.includes('OTHER excludes')")
	b.press("1s")
	b.is("document.querySelectorAll('.unit.open').length === 0")
	b.press("x")
	b.is("document.querySelectorAll('.unit.open').length === 1")
	b.press("z") // settled again
	b.is("document.querySelectorAll('.unit.open').length === 0")

	var settled []struct {
		Unit   string
		Agreed []string
		Reason string
		Given  map[string][]string
	}
	if err := json.Unmarshal([]byte(p.run("content", "reconcile", "--question", "Q3", "--all", "--json")), &settled); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"TRAINING"}, {"TIME"}, {"TIME", "TRAINING"}, {}, {"OTHER"}}
	if len(settled) != len(want) {
		t.Fatalf("%d answers settled, want %d", len(settled), len(want))
	}
	for i, x := range settled {
		if !slices.Equal(x.Agreed, want[i]) || !slices.Equal(x.Given["TM"], []string{"TRAINING"}) || !slices.Equal(x.Given["EB"], []string{"TIME"}) || (x.Reason != "") != (i == 2) {
			t.Errorf("%s: agreed %v, want %v; given %v; reason %q", x.Unit, x.Agreed, want[i], x.Given, x.Reason)
		}
	}
	// What each gave is as it was: 53 of 58 alike, five not.
	for analyst, n := range map[string]int{"TM": 0, "EB": 5} {
		times := 0
		for _, names := range p.given("Q3", analyst) {
			if slices.Contains(names, "TIME") {
				times++
			}
		}
		if times != n {
			t.Errorf("%s has TIME on %d answers, want %d", analyst, times, n)
		}
	}
	b.do(chromedp.Click("#agreement"), chromedp.WaitReady("html[data-ready] table.agreement"))
	// TRAINING: both 53, TM alone 5, EB alone 0, neither 0; 53 of 58 is 91.4 %. TIME: 0, 0,
	// 5 and 53.
	if row := value[string](b, "[...document.querySelectorAll('.agreement tbody tr')].filter((r) => /Train|Workload/.test(r.textContent)).map((r) => [...r.children].slice(1, 6).map((c) => c.textContent).join(' ')).join(', ')"); row != "0 0 5 53 91.4, 53 5 0 0 91.4" {
		t.Errorf("the agreement is %s", row)
	}
	b.quiet()
}

// TestAnotherProcessGives gives a category from the command line: it is on the page
// within a blink, and the page's own are as they were.
func TestAnotherProcessGives(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/grid/Q2")
	first := value[string](b, "document.querySelector('.unit').id.slice(1)")
	b.press("1")
	b.written()
	p.run("code", "add", "Study3_Open_Text_Responses#"+first, "--code", "TK_EASE")
	b.is("[...document.querySelectorAll('.unit.at .cat')].map((c) => c.textContent).join() === 'TK_USEFUL,TK_EASE'")
	b.is("document.querySelectorAll('.cats button[aria-pressed=true]').length === 2")
	p.run("codebook", "add", "TK_EASE_PHONE", "--below", "TK_EASE")
	b.is("[...document.querySelectorAll('.cats li.d1 b')].map((c) => c.textContent).join() === 'TK_EASE_PHONE'")
	b.quiet()
}

// TestGridWhileTheDeskIsGone gives categories while the desk is away: they are on disk
// when it is back.
func TestGridWhileTheDeskIsGone(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.visit(d.base + "/grid/Q2")
	d.kill()
	b.is("!document.getElementById('gone').hidden")
	b.press("1j2")
	b.is("document.querySelectorAll('.unit .cat').length === 2")
	p.open()
	b.is("document.getElementById('gone').hidden && !sessionStorage.getItem('kith-waiting')")
	if n := len(p.given("Q2", "TM")); n != 2 {
		t.Errorf("%d answers have categories, want 2", n)
	}
	b.is("document.querySelectorAll('.unit .cat').length === 2")
}
