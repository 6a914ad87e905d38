package browser

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// words makes a transcript of some number of words, a turn of about forty words
// after a question of eight.
func words(n int, seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 1))
	stock := strings.Fields("and the group was there when I came in we all of us had a place to go on a Tuesday because somebody rang me about it so that I thought this is mine now but before that nobody knew who lived where or how long")
	say := func(b *strings.Builder, k int) {
		for i := range k {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(stock[rng.IntN(len(stock))])
		}
	}
	var b strings.Builder
	for done := 0; done < n; done += 48 {
		b.WriteString("I: ")
		say(&b, 8)
		b.WriteString("?\n\nSU01: ")
		say(&b, 40)
		b.WriteString(".\n\n")
	}
	return b.String()
}

// imports codes random spans of documents through kith code import.
func (p *place) imports(documents []string, length, each int) {
	p.t.Helper()
	rng := rand.New(rand.NewPCG(3, 1))
	codes := []string{"SI-ID", "SI-BEL", "FIT-SIM", "FIT-NORM", "RDY-NEEDS", "INT-WELC", "NET-MULTI", "CRS-STIGMA", "PTH-TRUST"}
	file := filepath.Join(p.t.TempDir(), "codings.csv")
	out, err := os.Create(file)
	if err != nil {
		p.t.Fatal(err)
	}
	w := csv.NewWriter(out)
	w.Write([]string{"document", "start", "end", "code"}) //nolint:errcheck // Error says it
	for _, d := range documents {
		for i := range each {
			at := i*length/each + rng.IntN(5)
			w.Write([]string{d, strconv.Itoa(at), strconv.Itoa(at + 20 + rng.IntN(150)), codes[rng.IntN(len(codes))]}) //nolint:errcheck // Error says it
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		p.t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		p.t.Fatal(err)
	}
	p.run("code", "import", file)
}

// alone turns off what a debugger keeps of a page for itself, a copy of every response
// and element, which no reader's browser does. What is waited for by a selector needs it.
func (p *page) alone() {
	p.t.Helper()
	p.do(network.Disable(), css.Disable(), dom.Disable(), log.Disable())
}

// load visits a page of a browser left alone.
func (p *page) load(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
	p.until("document.documentElement.dataset.ready")
}

// until waits as is does, in a browser left alone. A page of which nothing has come yet
// has nothing that could be asked.
func (p *page) until(expression string) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); !value[bool](p, "(() => { try { return Boolean("+expression+"); } catch { return false; } })()"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("never true: %s", expression)
		}
	}
}

// BenchmarkRead loads a coded transcript and codes in it: milliseconds from the
// navigation until the first text is painted, until the page can be read and used, with
// its highlights, and until the stripes of the first screen stand; and from a key until
// a coding is drawn.
func BenchmarkRead(b *testing.B) {
	for _, size := range []struct{ words, codings int }{{12000, 2000}, {100000, 6000}} {
		b.Run(fmt.Sprintf("%d-words-%d-codings", size.words, size.codings), func(b *testing.B) {
			text := words(size.words, 1)
			p := studyOf(b, text)
			p.run("codebook", "lens", "siah-sp")
			p.imports([]string{"SU01"}, len(text)-300, size.codings)
			d := p.open()
			w := browser(b)
			w.visit(d.link)
			w.visit(d.base + "/read/SU01")
			w.alone()
			var ready, drawn, paint, coded float64
			for b.Loop() {
				w.load(d.base + "/codebook")
				w.load(d.base + "/read/SU01")
				w.until("performance.getEntriesByName('first-contentful-paint').length && document.documentElement.dataset.drawn")
				drawn += value[float64](w, "Number(document.documentElement.dataset.drawn)")
				ready += value[float64](w, "Number(document.documentElement.dataset.ready)")
				paint += value[float64](w, "performance.getEntriesByName('first-contentful-paint')[0].startTime")
				coded += value[float64](w, `(() => {
					localStorage.setItem('kith-recent', JSON.stringify(['RES-MEAN']));
					const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
					press('w');
					const t = performance.now();
					press('1');
					document.body.offsetHeight;
					return performance.now() - t;
				})()`)
				w.until("document.getElementById('disk').textContent === 'on disk'")
				w.press("z")
				w.until("!document.querySelector('.pending')")
			}
			n := float64(b.N)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(max(ready, paint)/n, "ms/readable")
			b.ReportMetric(drawn/n, "ms/stripes")
			b.ReportMetric(paint/n, "ms/painted")
			b.ReportMetric(coded/n, "ms/coded")
		})
	}
}

// BenchmarkList lists a thousand documents with a hundred thousand codings, and says
// how much memory the desk takes for them.
func BenchmarkList(b *testing.B) {
	p := &place{t: b, dir: b.TempDir(), home: b.TempDir()}
	p.manifest()
	text := words(600, 2)
	var documents []string
	for i := range 1000 {
		id := fmt.Sprintf("SU%04d", i)
		documents = append(documents, id)
		write(b, filepath.Join(p.dir, "deposit", id+".txt"), strings.ReplaceAll(text, "SU01:", id+":"))
	}
	p.run("ingest", p.dir)
	p.run("codebook", "lens", "siah-sp")
	p.imports(documents, len(text)-300, 100)
	d := p.open()
	w := browser(b)
	w.visit(d.link)
	w.alone()
	var ready float64
	for b.Loop() {
		w.load(d.base + "/codebook")
		w.load(d.base + "/")
		ready += value[float64](w, "Number(document.documentElement.dataset.ready)")
	}
	w.load(d.base + "/read/SU0500")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ready/float64(b.N), "ms/listed")
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid)); err == nil {
		for _, line := range strings.Split(string(status), "\n") {
			var kb float64
			if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
				b.ReportMetric(kb/1024, "MiB")
			}
			if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
				b.ReportMetric(kb/1024, "MiB-peak")
			}
		}
	}
}

// manyAnswers makes a study of one open question with so many answers, which two
// coders have given categories, some of them different ones.
func manyAnswers(b *testing.B, n int) *place {
	p := &place{t: b, dir: b.TempDir(), home: b.TempDir()}
	write(b, filepath.Join(p.dir, "study.yaml"), `schema: kith/1
study: {id: many, title: A study with many answers, synthetic: true}
deposit: deposit
studies:
  - id: S1
    title: Study One
    analysis: content
    roles: {LW: Link Worker}
    workbook: {file: answers.csv}
    id_column: id
    open_questions:
      - {id: WHY, label: Reasons, column: why, uncodable: [UNCODABLE], coders: [TM, EB]}
`)
	if err := os.MkdirAll(filepath.Join(p.dir, "deposit"), 0o755); err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 1))
	stock := strings.Fields("no time and the groups are closed so nobody would come because of the virus or the forms which we do not have")
	var csv strings.Builder
	csv.WriteString("id,why\n")
	for i := range n {
		fmt.Fprintf(&csv, "R%04d,", i+1)
		for range 4 + rng.IntN(20) {
			csv.WriteString(stock[rng.IntN(len(stock))] + " ")
		}
		csv.WriteString("\n")
	}
	write(b, filepath.Join(p.dir, "deposit", "answers.csv"), csv.String())
	p.run("ingest", p.dir)
	p.run("codebook", "lens", "trial-open-text")
	codes := []string{"TIME", "COVID", "GROUPS_CLOSED", "STAFF", "SU_RELUCTANCE", "IT_ADMIN"}
	for _, analyst := range []string{"TM", "EB"} {
		p.analyst = analyst
		var given strings.Builder
		given.WriteString("address,code\n")
		for i := range n {
			k := i % len(codes)
			if analyst == "EB" && i%12 == 0 {
				k = (k + 1) % len(codes)
			}
			fmt.Fprintf(&given, "S1_WHY#%d,%s\n", i+2, codes[k])
			if i%2 == 0 {
				fmt.Fprintf(&given, "S1_WHY#%d,OTHER\n", i+2)
			}
		}
		file := filepath.Join(b.TempDir(), "given.csv")
		write(b, file, given.String())
		p.run("code", "import", file)
	}
	p.analyst = ""
	return p
}

// BenchmarkAnswers opens 6,400 answers that two coders have given categories, and
// works in them: milliseconds from the navigation until the rows stand, from a key
// until the category is drawn and until it is on disk, from the word that is looked
// for until the rows are those that have it, and until the coders stand side by side.
func BenchmarkAnswers(b *testing.B) {
	p := manyAnswers(b, 6400)
	d := p.open()
	w := browser(b)
	w.visit(d.link)
	w.visit(d.base + "/grid/WHY")
	if n := value[int](w, "document.querySelectorAll('.unit').length"); n != 6400 {
		b.Fatalf("%d answers", n)
	}
	const press = `const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));`
	timed := func(act string) float64 {
		return value[float64](w, `(() => { `+press+` const t = performance.now(); `+act+`; document.body.offsetHeight; return performance.now() - t; })()`)
	}
	var ready, painted, moved, drawn, disk, found, aside, settled float64
	for b.Loop() {
		w.visit(d.base + "/codebook")
		w.visit(d.base + "/grid/WHY#t3000")
		w.is("performance.getEntriesByName('first-contentful-paint').length")
		ready += value[float64](w, "Number(document.documentElement.dataset.ready)")
		painted += value[float64](w, "performance.getEntriesByName('first-contentful-paint')[0].startTime")
		moved += timed("press('j')")
		drawn += timed("press('7')")
		w.written()
		w.is("document.documentElement.dataset.drawn")
		disk += waited(w, "document.getElementById('disk').textContent === 'on disk'", "press('7')", press)
		found += waited(w, "[...document.querySelectorAll('.unit')].some((u) => u.hidden)",
			"const i = document.querySelector('#filters input'); i.value = 'virus'; i.dispatchEvent(new Event('input', {bubbles: true}))", press)
		w.visit(d.base + "/grid/WHY")
		aside += timed("press('r')")
		settled += waited(w, "document.getElementById('said').textContent.includes('settled')", "press('a')", press)
		w.press("z")
		w.is("document.getElementById('said').textContent.includes('undid')")
	}
	n := float64(b.N)
	b.ReportMetric(0, "ns/op")
	for name, ms := range map[string]float64{"ms/ready": ready, "ms/painted": painted, "ms/moved": moved, "ms/given": drawn, "ms/on-disk": disk, "ms/found": found, "ms/side-by-side": aside, "ms/settled": settled} {
		b.ReportMetric(ms/n, name)
	}
}

// waited gives the milliseconds from an act until something is so.
func waited(w *page, until, act, before string) float64 {
	w.t.Helper()
	var ms float64
	w.do(chromedp.Evaluate(`new Promise((done) => { `+before+` document.getElementById('disk').textContent = ''; const t = performance.now(); `+act+`;
		const look = () => (`+until+`) ? done(performance.now() - t) : setTimeout(look, 2); look(); })`, &ms,
		func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return ms
}
