package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"

	"kith/study"
)

// A terminal is where a command prints: standard output for results, standard
// error for progress and faults.
type terminal struct {
	out, err io.Writer
	width    int  // columns of standard output; 0 when it is no terminal
	colour   bool // only for verdicts and warnings, and never alone
	live     bool // standard error is a terminal: progress may be drawn
}

func newTerminal(out, err io.Writer) *terminal {
	t := &terminal{out: out, err: err}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if w, _, sizeErr := term.GetSize(int(f.Fd())); sizeErr == nil {
			t.width = w
		}
		_, no := os.LookupEnv("NO_COLOR")
		t.colour = !no && os.Getenv("TERM") != "dumb"
	}
	if f, ok := err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		t.live = true
	}
	return t
}

// printf prints for people. Texts come from files and colleagues, so that what would
// steer the terminal is shown as �, but for kith's own colours.
func (t *terminal) printf(format string, args ...any) {
	fmt.Fprint(t.out, harmless(fmt.Sprintf(format, args...)))
}

var ownColours = strings.NewReplacer("\x1b["+green+"m", "\x1b["+green+"m", "\x1b["+red+"m", "\x1b["+red+"m", "\x1b["+yellow+"m", "\x1b["+yellow+"m",
	"\x1b[0m", "\x1b[0m", "\r\n", "\n", "\x1b", "\ufffd")

func harmless(text string) string {
	steers := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if steers(r) && r != '\x1b' {
			return '\ufffd'
		}
		return r
	}, ownColours.Replace(text))
}

// paint colours s where colours are wanted.
func (t *terminal) paint(code, s string) string {
	if !t.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

const (
	green  = "32"
	red    = "31"
	yellow = "33"
)

// warn prints what a reader must know: a line that begins with !.
func (t *terminal) warn(format string, args ...any) {
	t.printf("  %s\n", t.paint(yellow, "! "+fmt.Sprintf(format, args...)))
}

// warnChanged warns of n codings that are left out, because they point into a text that
// has changed since.
func (t *terminal) warnChanged(n int) {
	if n > 0 {
		t.warn("%s into a text that has changed; kith ingest carries those whose words are still there, and kith code list --carried lost names the rest", plural(n, "coding points", "codings point"))
	}
}

// printError prints every fault in err as up to three short lines: what,
// where, what to do.
func printError(w io.Writer, err error) {
	var many study.Faults
	var one *study.Fault
	switch {
	case errors.As(err, &many):
		for _, f := range many {
			printFault(w, f)
		}
		if len(many) > 1 {
			fmt.Fprintf(w, "kith: %d faults; nothing was written\n", len(many))
		}
	case errors.As(err, &one):
		printFault(w, one)
	default:
		fmt.Fprintf(w, "kith: %v\n", err)
	}
}

func printFault(w io.Writer, f *study.Fault) {
	fmt.Fprintf(w, "kith: %s\n", f.What)
	switch {
	case f.Where != "" && f.Asked != "":
		fmt.Fprintf(w, "  %s  (%s)\n", f.Where, f.Asked)
	case f.Where != "":
		fmt.Fprintf(w, "  %s\n", f.Where)
	}
	if f.Hint != "" {
		fmt.Fprintf(w, "  %s\n", f.Hint)
	}
}

// A grid is a table for the terminal. Columns named numeric are set flush
// right; the others flush left.
type grid struct {
	heads   []string
	numeric []bool
	rows    [][]string
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// print writes the grid at an indent. Where the terminal is narrower than the
// grid it folds to one block a row.
func (g *grid) print(t *terminal, indent int) {
	pad := strings.Repeat(" ", indent)
	widths, fits := g.widths(t, indent)
	if !fits {
		g.fold(t, pad)
		return
	}
	line := func(cells []string) {
		var b strings.Builder
		b.WriteString(pad)
		for j, c := range cells {
			if j > 0 {
				b.WriteString("  ")
			}
			gap := strings.Repeat(" ", widths[j]-utf8.RuneCountInString(c))
			if g.numeric[j] {
				b.WriteString(gap + c)
			} else {
				b.WriteString(c + gap)
			}
		}
		t.printf("%s\n", strings.TrimRight(b.String(), " "))
	}
	line(g.heads)
	for _, r := range g.rows {
		line(r)
	}
}

// widths gives how wide each column is, and whether the terminal is as wide as all of
// them at an indent.
func (g *grid) widths(t *terminal, indent int) (widths []int, fits bool) {
	widths = make([]int, len(g.heads))
	total := indent
	for j, h := range g.heads {
		widths[j] = utf8.RuneCountInString(h)
		for _, r := range g.rows {
			widths[j] = max(widths[j], utf8.RuneCountInString(r[j]))
		}
		total += widths[j] + 2
	}
	return widths, t.width == 0 || total-2 <= t.width
}

// fold prints one block a row: its first cells as a heading, then a line for
// every figure.
func (g *grid) fold(t *terminal, pad string) {
	label := 0
	for j, h := range g.heads {
		if g.numeric[j] {
			label = max(label, utf8.RuneCountInString(h))
		}
	}
	for _, r := range g.rows {
		var heading []string
		for j, c := range r {
			if !g.numeric[j] && c != "" {
				heading = append(heading, c)
			}
		}
		t.printf("%s%s\n", pad, strings.Join(heading, "  "))
		for j, c := range r {
			if g.numeric[j] && c != "" {
				t.printf("%s  %s%s  %s\n", pad, g.heads[j], strings.Repeat(" ", label-utf8.RuneCountInString(g.heads[j])), c)
			}
		}
	}
}

// paper is standard output. It remembers that something could not be written, which
// those who print need not ask about one by one.
type paper struct {
	to  io.Writer
	err error
}

func (p *paper) Write(text []byte) (int, error) {
	n, err := p.to.Write(text)
	if err != nil && p.err == nil {
		p.err = err
	}
	return n, err
}

// reason is why it could not, without the name that the system has for it.
func (p *paper) reason() string {
	var number syscall.Errno
	if errors.As(p.err, &number) {
		return number.Error()
	}
	return p.err.Error()
}

// interruptible reads from something that may keep it waiting for ever, as a keyboard
// does, and waits no longer than ctx. Nothing may be read from it after that.
type interruptible struct {
	ctx  context.Context
	from io.Reader
}

func (r *interruptible) Read(p []byte) (int, error) {
	type result struct {
		text []byte
		err  error
	}
	came := make(chan result, 1)
	go func() {
		text := make([]byte, len(p)) // p is the caller's again when ctx ends
		n, err := r.from.Read(text)
		came <- result{text[:n], err}
	}()
	select {
	case got := <-came:
		return copy(p, got.text), got.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

// plural gives "1 file" or "3 files".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
