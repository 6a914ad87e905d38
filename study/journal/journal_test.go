package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func at(text string) func() time.Time {
	return func() time.Time {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			panic(err)
		}
		return t
	}
}

func write(t *testing.T, dir, analyst, device, clock string, entries ...Entry) []Event {
	t.Helper()
	j, err := Open(dir, Options{Analyst: analyst, Device: device, Clock: at(clock)})
	if err != nil {
		t.Fatal(err)
	}
	events, err := j.Commit(func(Change) ([]Entry, error) { return entries, nil })
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func read(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func ops(j *Journal) string {
	var b strings.Builder
	for _, e := range j.Events() {
		fmt.Fprintf(&b, "%s:%s%s ", e.Analyst, e.Op, e.Data)
	}
	return strings.TrimSpace(b.String())
}

// The text of a file, with its sums by sha256sum(1):
//
//	printf '%s' '{"kith":"journal/1","analyst":"TM","device":"laptop"}' | sha256sum
//	printf '%s' '2:TM6:laptop26:2026-11-23T04:07:24.123Z/08:memo.add13:{"text":"é"}' | sha256sum
func TestFileAsItIsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	write(t, dir, "TM", "laptop", "2026-11-23T04:07:24.123Z", Entry{"memo.add", map[string]string{"text": "é"}}, Entry{"memo.add", map[string]string{"text": "<b>"}})
	got, err := os.ReadFile(filepath.Join(dir, "TM@laptop.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/TM@laptop.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if info, _ := os.Stat(filepath.Join(dir, "TM@laptop.jsonl")); info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
		t.Errorf("mode %v: memos are private", info.Mode())
	}
}

// Of a folder only journals are read: not a note beside them, nor a copy half made.
func TestOtherFilesAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "TM", "laptop", "2026-11-23T04:07:24Z", Entry{"memo.add", map[string]string{"text": "a"}})
	for _, name := range []string{"notes.txt", ".TM@laptop.jsonl", "TM@laptop.jsonl.bak"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("no journal\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "older.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	j, err := Open(dir, Options{})
	if err != nil || len(j.Events()) != 1 {
		t.Errorf("%d events, %v", len(j.Events()), err)
	}
}

func TestClockNeverGoesBack(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "AB", "x", "2030-01-01T00:00:00Z", Entry{Op: "one"})
	e := write(t, dir, "CD", "y", "2026-01-01T00:00:00Z", Entry{Op: "two"}, Entry{Op: "three"})
	if got := e[0].Stamp.String() + " " + e[1].Stamp.String(); got != "2030-01-01T00:00:00.000Z/1 2030-01-01T00:00:00.000Z/2" {
		t.Errorf("got %s", got)
	}
	if got := (Stamp{Wall: 5, Count: 65535}).after(time.UnixMilli(1)); got != (Stamp{Wall: 6}) {
		t.Errorf("a full counter gives %v", got)
	}
	for _, s := range []string{"", "2026-11-23T04:07:24.123Z", "2026-11-23T04:07:24.123Z/65536", "2026-11-23T04:07:24Z/0", "2026-13-23T04:07:24.123Z/0"} {
		if _, err := parseStamp(s); err == nil {
			t.Errorf("%q is taken for a stamp", s)
		}
	}
}

func TestOrderIsThatOfTheEventsNotOfTheFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "ZZ", "a", "2026-01-01T10:00:00Z", Entry{Op: "1"})
	other := t.TempDir()
	write(t, other, "AA", "b", "2026-01-01T09:00:00Z", Entry{Op: "0"})
	j := read(t, dir)
	copyFile(t, other, "AA@b.jsonl", dir, "AA@b.jsonl")
	c, err := j.Refresh()
	if err != nil || !c.Refold || len(c.New) != 1 || c.New[0].Op != "0" {
		t.Fatalf("an earlier event dropped in: %+v, %v", c, err)
	}
	if got := ops(j); got != "AA:0null ZZ:1null" {
		t.Errorf("got %s", got)
	}
	write(t, dir, "ZZ", "a", "2026-01-01T11:00:00Z", Entry{Op: "2"})
	if c, err := j.Refresh(); err != nil || c.Refold || len(c.New) != 1 {
		t.Errorf("a later event: %+v, %v", c, err)
	}
	if c, err := j.Refresh(); err != nil || c.Refold || len(c.New) != 0 {
		t.Errorf("nothing new: %+v, %v", c, err)
	}
	if err := os.Remove(filepath.Join(dir, "AA@b.jsonl")); err != nil {
		t.Fatal(err)
	}
	if c, err := j.Refresh(); err != nil || !c.Refold || ops(j) != "ZZ:1null ZZ:2null" {
		t.Errorf("a file taken away: %+v, %v, %s", c, err, ops(j))
	}
}

func copyFile(t *testing.T, from, name, to, as string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, as), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDamageIsNamed(t *testing.T) {
	four := func(t *testing.T) (dir, path string, lines []string) {
		dir = t.TempDir()
		write(t, dir, "TM", "x", "2026-01-01T10:00:00Z", Entry{"memo", "one"}, Entry{"memo", "two"}, Entry{"memo", "three"})
		path = filepath.Join(dir, "TM@x.jsonl")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return dir, path, strings.SplitAfter(string(text), "\n")
	}
	for _, c := range []struct {
		name string
		edit func(lines []string) string
		say  string // part of the fault; none where ""
		ops  string
	}{
		{"a torn last line", func(l []string) string { return l[0] + l[1] + l[2] + l[3][:20] }, "", `TM:memo"one" TM:memo"two"`},
		{"a last line without its end", func(l []string) string { return l[0] + l[1] + l[2] + strings.TrimSpace(l[3]) }, "", `TM:memo"one" TM:memo"two"`},
		{"CRLF", func(l []string) string { return strings.ReplaceAll(strings.Join(l, ""), "\n", "\r\n") }, "", `TM:memo"one" TM:memo"two" TM:memo"three"`},
		{"a changed word", func(l []string) string { return strings.Replace(strings.Join(l, ""), "two", "too", 1) }, "TM@x.jsonl, line 3: was changed", `TM:memo"one" TM:memo"too" TM:memo"three"`},
		{"a changed last word", func(l []string) string { return strings.Replace(strings.Join(l, ""), "three", "tree", 1) }, "TM@x.jsonl, line 4: was changed", `TM:memo"one" TM:memo"two" TM:memo"tree"`},
		{"a changed date", func(l []string) string {
			return l[0] + l[1] + l[2] + strings.Replace(l[3], "2026-01-01", "2026-01-02", 1)
		}, "TM@x.jsonl, line 4: was changed", `TM:memo"one" TM:memo"two" TM:memo"three"`},
		{"the mark of an editor", func(l []string) string { return "\ufeff" + strings.Join(l, "") }, "TM@x.jsonl, line 2: does not follow", `TM:memo"one" TM:memo"two" TM:memo"three"`},
		{"a line taken out", func(l []string) string { return l[0] + l[1] + l[3] }, "TM@x.jsonl, line 3: does not follow", `TM:memo"one" TM:memo"three"`},
		{"rubbish in the middle", func(l []string) string { return l[0] + l[1] + "\x00\x00\x00\n" + l[3] }, "TM@x.jsonl, line 3: not a JSON object", `TM:memo"one" TM:memo"three"`},
		{"no header", func(l []string) string { return l[1] + l[2] }, "TM@x.jsonl, line 1: its first line is not a journal's", ""},
		{"a newer kith", func(l []string) string { return strings.Replace(strings.Join(l, ""), "journal/1", "journal/2", 1) }, `use a newer kith`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, path, lines := four(t)
			if err := os.WriteFile(path, []byte(c.edit(lines)), 0o600); err != nil {
				t.Fatal(err)
			}
			j := read(t, dir)
			faults := j.Faults()
			if c.say == "" && len(faults) > 0 || c.say != "" && (len(faults) != 1 || !strings.Contains(faults[0].Error(), c.say)) {
				t.Errorf("faults %v, want %q", faults, c.say)
			}
			if got := ops(j); got != c.ops {
				t.Errorf("read %s, want %s", got, c.ops)
			}
			// Work goes on, and what was readable stays so.
			write(t, dir, "TM", "x", "2026-01-01T12:00:00Z", Entry{"memo", "last"})
			if got, want := ops(read(t, dir)), strings.TrimSpace(c.ops+` TM:memo"last"`); got != want {
				t.Errorf("after more work %s, want %s", got, want)
			}
		})
	}
}

func TestForkedCopies(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "TM", "x", "2026-01-01T10:00:00Z", Entry{"memo", "both"})
	copyFile(t, dir, "TM@x.jsonl", dir, "TM@x (conflicted copy).jsonl")
	if f := read(t, dir).Faults(); len(f) != 1 && !strings.Contains(f[0].What, "copy") {
		t.Errorf("an exact copy: %v", f)
	}
	write(t, dir, "TM", "x", "2026-01-01T11:00:00Z", Entry{"memo", "here"})
	apart := t.TempDir()
	copyFile(t, dir, "TM@x (conflicted copy).jsonl", apart, "TM@x.jsonl")
	write(t, apart, "TM", "x", "2026-01-01T12:00:00Z", Entry{"memo", "there"})
	copyFile(t, apart, "TM@x.jsonl", dir, "TM@x (conflicted copy).jsonl")
	j := read(t, dir)
	if got := ops(j); got != `TM:memo"both" TM:memo"here" TM:memo"there"` {
		t.Errorf("got %s", got)
	}
	if f := j.Faults(); len(f) != 1 || f[0].Line != 3 || !strings.Contains(f[0].Error(), "parts here from") {
		t.Errorf("faults %v", f)
	}
}

func TestPurgeForgetsEverywhere(t *testing.T) {
	dir := t.TempDir()
	ab := write(t, dir, "AB", "x", "2026-01-01T10:00:00Z", Entry{"memo", "a name"}, Entry{"memo", "kept"})
	old := t.TempDir()
	copyFile(t, dir, "AB@x.jsonl", old, "AB@x.jsonl")
	j, err := Open(dir, Options{Analyst: "CD", Device: "y", Clock: at("2026-01-02T10:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Purge([]string{"0123456789abcdef"}, "x"); err == nil || !strings.Contains(err.Error(), "no event 0123456789abcdef") {
		t.Errorf("an id that is not there: %v", err)
	}
	if err := j.Purge([]string{ab[0].ID}, ""); err == nil {
		t.Error("purged without a reason")
	}
	if err := j.Purge([]string{ab[0].ID}, "participant withdrew"); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		fresh := read(t, dir)
		if f := fresh.Faults(); len(f) > 0 {
			t.Errorf("%s: faults %v", when, f)
		}
		events := fresh.Events()
		if len(events) != 3 || events[0].ID != ab[0].ID || events[0].Op != "journal.purged" || events[1].ID != ab[1].ID || events[2].Op != "journal.purge" {
			t.Errorf("%s: %s", when, ops(fresh))
		}
		var s stub
		if err := json.Unmarshal(events[0].Data, &s); err != nil || s != (stub{"memo", "CD", "2026-01-02T10:00:00.000Z/0", "participant withdrew"}) {
			t.Errorf("%s: stub %+v, %v", when, s, err)
		}
		if err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if bytes.Contains(text, []byte("a name")) {
				t.Errorf("%s: %s still has it", when, path)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	check("after the purge")
	// A colleague's old copy does not bring it back, longer or not.
	write(t, old, "AB", "x", "2026-01-03T10:00:00Z")
	if _, err := j.Merge(old); err != nil {
		t.Fatal(err)
	}
	check("after merging an old copy")
	// And a colleague who merges ours forgets too.
	theirs, err := Open(old, Options{Analyst: "AB", Device: "x", Clock: at("2026-01-04T10:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := theirs.Merge(dir); err != nil {
		t.Fatal(err)
	}
	dir = old
	check("at the colleague's")
}

func TestMerge(t *testing.T) {
	ours, theirs := t.TempDir(), t.TempDir()
	write(t, ours, "AB", "x", "2026-01-01T10:00:00Z", Entry{"memo", 1})
	copyFile(t, ours, "AB@x.jsonl", theirs, "AB@x.jsonl")
	write(t, theirs, "AB", "x", "2026-01-01T11:00:00Z", Entry{"memo", 2})
	write(t, theirs, "CD", "y", "2026-01-01T12:00:00Z", Entry{"memo", 3})
	j, err := Open(ours, Options{Analyst: "EF", Device: "z"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range [][]Merged{
		{{"AB@x.jsonl", "AB@x.jsonl", "longer", 1}, {"CD@y.jsonl", "CD@y.jsonl", "new", 1}},
		{{"AB@x.jsonl", "AB@x.jsonl", "same", 0}, {"CD@y.jsonl", "CD@y.jsonl", "same", 0}},
	} {
		got, err := j.Merge(theirs)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	write(t, ours, "AB", "x", "2026-01-01T13:00:00Z", Entry{"memo", 4})
	write(t, theirs, "AB", "x", "2026-01-01T14:00:00Z", Entry{"memo", 5})
	for _, want := range []Merged{{"AB@x.jsonl", "AB@x-2.jsonl", "forked", 1}, {"AB@x.jsonl", "AB@x-2.jsonl", "same", 0}} {
		got, err := j.Merge(theirs)
		if err != nil || len(got) != 2 || got[0] != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	if got := ops(read(t, ours)); got != "AB:memo1 AB:memo2 CD:memo3 AB:memo4 AB:memo5" {
		t.Errorf("got %s", got)
	}
}

func TestNames(t *testing.T) {
	for name, ok := range map[string]bool{"TM": true, "t.m-1_x": true, "Ωμέγα": true, "": false, "a/b": false, "..": false, ".a": false, "a.": false, "a b": false, strings.Repeat("x", 33): false, "a\x00": false} {
		if ValidName(name) != ok {
			t.Errorf("ValidName(%q) is %t", name, !ok)
		}
	}
	if _, err := Open(t.TempDir(), Options{Analyst: "TM"}); err == nil {
		t.Error("opened without a device")
	}
	j, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.Commit(func(Change) ([]Entry, error) { return []Entry{{Op: "x"}}, nil }); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader wrote: %v", err)
	}
}

// Two processes write into the same file of one analyst for as long as
// KITH_JOURNAL_SECONDS says, 30 where it does not.
// TestReadOnIsReadAnew lets two people on three machines' worth of processes write in
// turns, one alone first: what a journal that stays open has is what one opened anew
// reads.
func TestReadOnIsReadAnew(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for range 20 {
		dir := t.TempDir()
		var open []*Journal
		for _, who := range [][2]string{{"TM", "laptop"}, {"TM", "laptop"}, {"RK", "pc"}} {
			j, err := Open(dir, Options{Analyst: who[0], Device: who[1]})
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, j)
		}
		for step := range 40 {
			who := rng.IntN(2)
			if step > 20 {
				who = rng.IntN(3)
			}
			if _, err := open[who].Commit(func(Change) ([]Entry, error) {
				return slices.Repeat([]Entry{{Op: "memo.add", Data: step}}, 1+rng.IntN(3)), nil
			}); err != nil {
				t.Fatal(err)
			}
			if step == 30 { // a colleague's file is taken away
				if err := os.Remove(filepath.Join(dir, "RK@pc.jsonl")); err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
			}
			who = rng.IntN(3)
			before := open[who].Events()
			was := slices.Clone(before)
			if _, err := open[who].Refresh(); err != nil {
				t.Fatal(err)
			}
			got, want := open[who].Events(), read(t, dir).Events()
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("step %d: the journal that stays open has %d events, or others than the %d that are there", step, len(got), len(want))
			}
			if !reflect.DeepEqual(before, was) {
				t.Fatalf("step %d: events that were given out have changed", step)
			}
		}
	}
}

// A sulk is a folder in which one file cannot be opened for a while.
type sulk struct {
	folder
	name string
}

func (s *sulk) Open(name string, create bool) (diskFile, error) {
	if name == s.name {
		return nil, fs.ErrPermission
	}
	return s.folder.Open(name, create)
}

// TestAFailedReadingLosesNothing fails to read one file after another was read: what
// the other had is there once both can be read.
func TestAFailedReadingLosesNothing(t *testing.T) {
	dir := t.TempDir()
	d := &sulk{folder: folder(dir)}
	j, err := open(d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "RK", "pc", "2026-11-23T04:00:00Z", Entry{Op: "one", Data: 1})
	write(t, dir, "TM", "laptop", "2026-11-23T04:00:01Z", Entry{Op: "two", Data: 2})
	d.name = "TM@laptop.jsonl"
	if _, err := j.Refresh(); err == nil {
		t.Fatal("a file that cannot be read is passed over in silence")
	}
	d.name = ""
	change, err := j.Refresh()
	if err != nil {
		t.Fatal(err)
	}
	if got := ops(j); got != "RK:one1 TM:two2" || len(change.New) != 2 {
		t.Errorf("the journal has %q, and %d events came with the reading", got, len(change.New))
	}
}

func TestTwoProcesses(t *testing.T) {
	if dir := os.Getenv("KITH_JOURNAL_WRITER"); dir != "" {
		writeUntilTold(t, dir)
		return
	}
	if testing.Short() {
		t.Skip("two processes take 30 s")
	}
	t.Parallel()
	dir := t.TempDir()
	var children []*exec.Cmd
	var outs []*bytes.Buffer
	for i := range 2 {
		c := exec.Command(os.Args[0], "-test.run=^TestTwoProcesses$")
		c.Env = append(os.Environ(), "KITH_JOURNAL_WRITER="+dir, fmt.Sprintf("KITH_JOURNAL_NAME=p%d", i))
		out := &bytes.Buffer{}
		c.Stdout, c.Stderr = out, out
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		children, outs = append(children, c), append(outs, out)
	}
	total := 0
	for i, c := range children {
		if err := c.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, outs[i])
		}
		var n int
		if _, err := fmt.Sscanf(outs[i].String(), "wrote %d", &n); err != nil || n == 0 {
			t.Fatalf("process %d wrote nothing: %s", i, outs[i])
		}
		total += n
	}
	j := read(t, dir)
	if f := j.Faults(); len(f) > 0 {
		t.Errorf("faults: %v", f)
	}
	if len(j.Events()) != total {
		t.Errorf("%d events, %d acknowledged", len(j.Events()), total)
	}
	next := map[string]int{}
	for _, e := range j.Events() {
		var said struct {
			By string
			N  int
		}
		if err := json.Unmarshal(e.Data, &said); err != nil || said.N != next[said.By] {
			t.Fatalf("%s: %s is not number %d: %v", e.Place(), e.Data, next[said.By], err)
		}
		next[said.By]++
	}
	t.Logf("%d events by two processes", total)
}

func writeUntilTold(t *testing.T, dir string) {
	seconds := 30
	if s := os.Getenv("KITH_JOURNAL_SECONDS"); s != "" {
		if _, err := fmt.Sscan(s, &seconds); err != nil {
			t.Fatal(err)
		}
	}
	j, err := Open(dir, Options{Analyst: "TM", Device: "x"})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); n++ {
		if _, err := j.Commit(func(Change) ([]Entry, error) {
			return []Entry{{"memo", map[string]any{"By": os.Getenv("KITH_JOURNAL_NAME"), "N": n}}}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if n%50 == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	fmt.Printf("wrote %d\n", n)
}

func BenchmarkOpen100000(b *testing.B) {
	dir := b.TempDir()
	j, err := Open(dir, Options{Analyst: "TM", Device: "x"})
	if err != nil {
		b.Fatal(err)
	}
	entries := make([]Entry, 100_000)
	for i := range entries {
		entries[i] = Entry{"coding.add", map[string]any{"document": fmt.Sprintf("S1_LW%04d", i%1000), "text": strings.Repeat("0f", 32), "start": i, "end": i + 80, "code": "SI-BEL"}}
	}
	if _, err := j.Commit(func(Change) ([]Entry, error) { return entries, nil }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Open(dir, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommit(b *testing.B) {
	j, err := Open(b.TempDir(), Options{Analyst: "TM", Device: "x"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := j.Commit(func(Change) ([]Entry, error) { return []Entry{{"memo", "x"}}, nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// Words are kept as they were given, or the event is refused: a backslash and a
// replacement character are words, a byte that is no UTF-8 is none.
func TestWordsAreKeptAsGiven(t *testing.T) {
	for text, fine := range map[string]bool{
		`a \ufffd typed out`: true,
		`two \\ufffd`:        true,
		"one \ufffd":         true,
		"caf\xe9":            false,
		"\\\xe9":             false,
	} {
		dir := t.TempDir()
		j, err := Open(dir, Options{Analyst: "TM", Device: "d"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = j.Commit(func(Change) ([]Entry, error) { return []Entry{{Op: "memo.add", Data: text}}, nil })
		if (err == nil) != fine {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil {
			continue
		}
		var kept string
		if err := json.Unmarshal(read(t, dir).Events()[0].Data, &kept); err != nil || kept != text {
			t.Errorf("%q is kept as %q, %v", text, kept, err)
		}
	}
}
