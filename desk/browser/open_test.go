package browser

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// kith is the program under test, built once.
var kith = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kith-browser")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "kith")
	build := exec.Command("go", "build", "-o", bin, "./cmd/kith")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return bin, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if bin, err := kith(); err == nil {
		os.RemoveAll(filepath.Dir(bin))
	}
	os.Exit(status)
}

// chrome finds the browser, or skips; where KITH_REQUIRE names chromium it fails.
func chrome(t testing.TB) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if slices.Contains(strings.Split(os.Getenv("KITH_REQUIRE"), ","), "chromium") {
		t.Fatal("chromium is required and not here")
	}
	t.Skip("chromium is not here")
	return ""
}

// A place is a study in a folder of its own, with an analyst.
type place struct {
	t       testing.TB
	dir     string
	home    string
	analyst string // "" for TM
}

// copyOf makes a place of the synthetic study.
func copyOf(t testing.TB) *place {
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "study"), home: t.TempDir()}
	if err := os.CopyFS(p.dir, os.DirFS(filepath.Join("..", "..", "fixtures", "synthetic"))); err != nil {
		t.Fatal(err)
	}
	return p
}

// studyOf makes a place of one plain transcript.
func studyOf(t testing.TB, transcript string) *place {
	p := &place{t: t, dir: t.TempDir(), home: t.TempDir()}
	p.manifest()
	write(t, filepath.Join(p.dir, "deposit", "SU01.txt"), transcript)
	p.run("ingest", p.dir)
	return p
}

// manifest writes the manifest of a study of plain transcripts.
func (p *place) manifest() {
	p.t.Helper()
	write(p.t, filepath.Join(p.dir, "study.yaml"), `schema: kith/1
study: {id: odd, title: A study with odd characters, synthetic: true}
deposit: deposit
studies:
  - id: S1
    title: Study One
    analysis: reflexive
    roles: {SU: Service-user}
    documents: {glob: "*.txt", kind: interview, id_pattern: '^(?P<id>(?P<participant>(?P<role>SU)\d+))$'}
    transcript: {layout: inline, speakers: {Interviewer: [I], Participant: ['SU\d+']}}
`)
	if err := os.MkdirAll(filepath.Join(p.dir, "deposit"), 0o755); err != nil {
		p.t.Fatal(err)
	}
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *place) command(args ...string) *exec.Cmd {
	bin, err := kith()
	if err != nil {
		p.t.Fatal(err)
	}
	c := exec.Command(bin, args...)
	c.Env = append(os.Environ(), "KITH_STUDY="+p.dir, "KITH_CONFIG="+p.home, "KITH_ANALYST="+cmp.Or(p.analyst, "TM"), "KITH_DEVICE=test"+p.analyst)
	return c
}

// run runs the command line in the study and gives what it prints.
func (p *place) run(args ...string) string {
	p.t.Helper()
	out, err := p.command(args...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("kith %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A desk is a running kith desk.
type desk struct {
	link string
	base string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
}

// open starts a desk. More arguments go behind kith desk.
func (p *place) open(args ...string) *desk {
	p.t.Helper()
	c := p.command(append([]string{"desk"}, args...)...)
	in, err := c.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	d := &desk{cmd: c, in: in, out: bufio.NewScanner(out)}
	p.t.Cleanup(func() { d.kill() })
	if !d.out.Scan() {
		p.t.Fatal("kith desk prints no link")
	}
	d.link = d.out.Text()
	d.base, _, _ = strings.Cut(d.link, "/enter")
	return d
}

// again asks the desk for another link.
func (d *desk) again(t testing.TB) string {
	if _, err := io.WriteString(d.in, "\n"); err != nil {
		t.Fatal(err)
	}
	if !d.out.Scan() {
		t.Fatal("no second link")
	}
	return d.out.Text()
}

func (d *desk) kill() {
	d.cmd.Process.Kill() //nolint:errcheck // it may have ended
	d.cmd.Wait()         //nolint:errcheck // killed
}

// A page is a window of the browser.
type page struct {
	t      testing.TB
	ctx    context.Context
	mu     sync.Mutex
	faults []string // what the page's console says is wrong
}

// browser starts a browser and opens a page in it.
func browser(t testing.TB) *page {
	path := chrome(t)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1440, 900), chromedp.Flag("lang", "en-GB"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	// The browser is newer than the library, whose errors are of events it does not know.
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	return listen(t, ctx)
}

// window opens another page in the same browser.
func (p *page) window() *page {
	ctx, cancel := chromedp.NewContext(p.ctx)
	p.t.Cleanup(cancel)
	return listen(p.t, ctx)
}

func listen(t testing.TB, ctx context.Context) *page {
	p := &page{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, func(ev any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch e := ev.(type) {
		case *runtime.EventExceptionThrown:
			p.faults = append(p.faults, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				p.faults = append(p.faults, string(e.Args[0].Value))
			}
		}
	})
	p.do()
	return p
}

// do runs actions, for half a minute at most.
func (p *page) do(actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if len(actions) == 0 { // starts the browser, whose life is not the timeout's
		ctx = p.ctx
	}
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.t.Fatalf("%v\n%s", err, strings.Join(p.faults, "\n"))
	}
}

// size sets the window's size in CSS pixels.
func (p *page) size(width, height int64) { p.do(chromedp.EmulateViewport(width, height)) }

// dark asks for dark or light.
func (p *page) dark(is bool) {
	scheme := "light"
	if is {
		scheme = "dark"
	}
	p.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
}

// visit loads a page and waits until its script has run.
func (p *page) visit(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url), chromedp.WaitReady("html[data-ready]"))
}

// is waits until an expression of JavaScript is true.
func (p *page) is(expression string) {
	p.t.Helper()
	var ok bool
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	poll := chromedp.Poll("(() => { try { return Boolean("+expression+"); } catch { return false; } })()", &ok, chromedp.WithPollingInterval(50*time.Millisecond))
	err := chromedp.Run(ctx, poll)
	for err != nil && ctx.Err() == nil { // the page loads itself again
		time.Sleep(50 * time.Millisecond)
		err = chromedp.Run(ctx, poll)
	}
	if err != nil {
		var shot []byte
		_ = chromedp.Run(p.ctx, chromedp.CaptureScreenshot(&shot))
		file := filepath.Join(os.TempDir(), "kith-browser-fault.png")
		_ = os.WriteFile(file, shot, 0o600)
		p.t.Fatalf("never true: %s (%v); the page is in %s\n%s", expression, err, file, strings.Join(p.faults, "\n"))
	}
}

// value gives what an expression of JavaScript is.
func value[T any](p *page, expression string) T {
	p.t.Helper()
	var v T
	p.do(chromedp.Evaluate(expression, &v))
	return v
}

// keys types keys into the page, one after another.
func (p *page) keys(text string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(text))
}

// press presses keys that do something, one for each character. Nothing is typed: a
// page that takes a key for itself keeps a browser from typing it.
func (p *page) press(text string) {
	p.t.Helper()
	for _, r := range text {
		p.do(input.DispatchKeyEvent(input.KeyRawDown).WithKey(string(r)), input.DispatchKeyEvent(input.KeyUp).WithKey(string(r)))
	}
}

// quiet fails where the page's console had something to say.
func (p *page) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.t.Errorf("the page says: %s", f)
	}
}
