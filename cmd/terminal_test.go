package cmd

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"syscall"
	"testing"

	"kith/study"
)

func TestGrid(t *testing.T) {
	g := &grid{heads: []string{"", "n", "t"}, numeric: []bool{false, true, true}}
	g.add("QS1", "70", "−8.05")
	g.add("QS2 with a longer name", "8", "3.16")
	var out bytes.Buffer
	g.print(&terminal{out: &out}, 2)
	want := "" +
		"                           n      t\n" +
		"  QS1                     70  −8.05\n" +
		"  QS2 with a longer name   8   3.16\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	// Narrower than the table: one block a row.
	out.Reset()
	g.print(&terminal{out: &out, width: 30}, 2)
	want = "" +
		"  QS1\n    n  70\n    t  −8.05\n" +
		"  QS2 with a longer name\n    n  8\n    t  3.16\n"
	if out.String() != want {
		t.Errorf("folded\n%s\nwant\n%s", out.String(), want)
	}
}

// On a terminal halves go away from zero, as they do in every table.
func TestFiguresOfTheTerminal(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{figure(.0625), "0.063"}, {figure(-.0625), "−0.063"}, {figure(-.0001), "0.000"}, {figure(math.NaN()), "–"},
		{percentage(1. / 16), "6.3"}, {percentage(math.NaN()), "–"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
}

func TestPrintError(t *testing.T) {
	one := &study.Fault{What: "QS2, condition B: value 55 is outside 1 to 7", Where: "Data.xlsx, sheet Data, cell AC31",
		Asked: "study.yaml:64:9, item qs2_03", Hint: "correct the cell, or declare 55 under missing: with its reason"}
	tests := []struct {
		err  error
		want string
	}{
		{one, `kith: QS2, condition B: value 55 is outside 1 to 7
  Data.xlsx, sheet Data, cell AC31  (study.yaml:64:9, item qs2_03)
  correct the cell, or declare 55 under missing: with its reason
`},
		{study.Faults{{What: "a", Where: "x:1:2"}, {What: "b"}}, "kith: a\n  x:1:2\nkith: b\nkith: 2 faults; nothing was written\n"},
		{errors.New("disk on fire"), "kith: disk on fire\n"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		printError(&out, test.err)
		if out.String() != test.want {
			t.Errorf("got\n%s\nwant\n%s", out.String(), test.want)
		}
	}
}

func TestShortAndWrap(t *testing.T) {
	if got := short("attention to group processes", 12); got != "attention t…" {
		t.Errorf("short gave %q", got)
	}
	if got := short("short", 12); got != "short" {
		t.Errorf("short gave %q", got)
	}
	lines := wrap("22 interviews, 3 questionnaires, 1 focus group", 20)
	if strings.Join(lines, "|") != "22 interviews,|3 questionnaires,|1 focus group" {
		t.Errorf("wrap gave %q", lines)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}

// A command whose output did not arrive is not fine, whoever printed it.
func TestOutputCutShort(t *testing.T) {
	for _, args := range [][]string{
		{"version"}, {"code", "--help"}, {"codebook", "export", "--study", "../fixtures/synthetic"}, {"validate", "--schema"},
	} {
		var stderr bytes.Buffer
		if status := run(context.Background(), args, nil, full{}, &stderr); status != exitInput {
			t.Errorf("%s: exit status %d", args, status)
		}
		if want := "kith: not all could be printed: " + syscall.ENOSPC.Error(); !strings.Contains(stderr.String(), want) {
			t.Errorf("%s says %q", args, stderr.String())
		}
	}
}

// What files and colleagues write does not steer the terminal.
func TestPrintfIsHarmless(t *testing.T) {
	var out bytes.Buffer
	term := &terminal{out: &out, colour: true}
	term.printf("%s %s|%s\n", term.paint(yellow, "! warning"), "\x1b[2J\x1b]0;title\a\u009b1m", "one\r\ntwo\ttab\rback\bspace é 😀")
	if got, want := out.String(), "\x1b[33m! warning\x1b[0m �[2J�]0;title��1m|one\ntwo\ttab�back�space é 😀\n"; got != want {
		t.Errorf("printed\n%q, want\n%q", got, want)
	}
}
