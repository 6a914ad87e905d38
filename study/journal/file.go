package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A Fault is a place in a journal that is not as it was written: damage, a
// forked copy, a file of a newer kith. What can be read is read all the same.
type Fault struct {
	File string
	Line int // 0 where it is the file as a whole
	What string

	Unread bool // what stands there is left out
}

// Error gives place and fault in one line.
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s, line %d: %s", f.File, f.Line, f.What)
}

// A file is one journal file as far as it has been read.
type file struct {
	name   string
	head   header
	usable bool   // its header is known and of this version
	read   int64  // bytes read, up to and with the last line end
	lines  int    // lines read, the header's too
	tail   string // chain of the last line read
	broken bool   // the last line read could not be

	// entered says that the folder's entry has been synced since anyone else wrote
	// to the file: one who died between a rename and its sync left that to us.
	entered bool
	size    int64 // as the folder last gave it
	mod     time.Time
	events  []Event
	ops     map[string]string // one copy of each operation's name
	faults  []Fault
}

// errRewritten says that a file no longer continues what was read of it.
var errRewritten = errors.New("rewritten")

// advance reads what has been added to the file since it was last read. It gives
// errRewritten, and leaves the file as it was, where the file was not only added
// to.
func (f *file) advance(d disk, info fs.FileInfo) ([]Event, error) {
	size := info.Size()
	if size == f.size && info.ModTime().Equal(f.mod) {
		return nil, nil
	}
	switch {
	case size > maxFile:
		return nil, fmt.Errorf("%s: %d bytes are more than the %d a journal file may have", f.name, size, maxFile)
	case size < f.read, size == f.read && f.read > 0:
		return nil, errRewritten
	}
	text, err := readFrom(d, f.name, f.read, size-f.read)
	if err != nil {
		return nil, err
	}
	if f.lines > 0 && !f.continues(text) {
		return nil, errRewritten
	}
	f.size, f.mod, f.entered = size, info.ModTime(), false
	return f.take(text), nil
}

func readFrom(d disk, name string, at, n int64) ([]byte, error) {
	file, err := d.Open(name, false)
	if err != nil {
		return nil, err
	}
	text := make([]byte, n)
	got, err := file.ReadAt(text, at)
	if errors.Is(err, io.EOF) {
		err = nil // shorter than it was a moment ago: what is there is read
	}
	return text[:got], errors.Join(err, file.Close())
}

// continues tells whether the first whole line of text follows the last one read.
// Damage there reads as a file rewritten, which costs one more reading.
func (f *file) continues(text []byte) bool {
	first, _, whole := bytes.Cut(text, []byte("\n"))
	if !whole {
		return true
	}
	var l line
	return json.Unmarshal(bytes.TrimSuffix(first, []byte("\r")), &l) == nil && l.Prev == f.tail
}

// take reads whole lines; what stands behind the last line end stays unread.
func (f *file) take(text []byte) []Event {
	const most = 8192 // rows held at a time
	before := len(f.events)
	f.events = slices.Grow(f.events, bytes.Count(text, []byte("\n")))
	var rows []row
	for more := true; more; {
		rows = rows[:0]
		for len(rows) < most {
			line, rest := cutLine(text)
			if more = rest != nil; !more {
				break
			}
			f.read += int64(len(text) - len(rest))
			text, rows = rest, append(rows, row{text: line})
		}
		openAll(rows)
		keep(rows)
		for i := range rows {
			f.lines++
			if f.lines == 1 {
				f.begin(rows[i].text)
			} else if f.usable {
				f.event(&rows[i])
			}
			f.tail = rows[i].chain
		}
	}
	return f.events[before:]
}

// A row is a line of a file with all that can be known of it alone.
type row struct {
	text  []byte
	line  line
	stamp Stamp
	err   error
	chain string
}

// openAll reads rows on every core. Whether each follows the one before is for the
// file to say.
func openAll(rows []row) {
	const least = 1000 // rows worth another goroutine
	size := max(least, (len(rows)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for from := 0; from < len(rows); from += size {
		wait.Go(func() {
			for i := from; i < min(from+size, len(rows)); i++ {
				r := &rows[i]
				r.stamp, r.err = r.line.open(r.text)
				r.chain = chain(r.text)
			}
		})
	}
	wait.Wait()
}

// keep takes the rows' data out of the text they were read from, most of which is not
// needed any more.
func keep(rows []row) {
	n := 0
	for i := range rows {
		n += len(rows[i].line.Data)
	}
	data := make([]byte, 0, n)
	for i := range rows {
		from := len(data)
		data = append(data, rows[i].line.Data...)
		rows[i].line.Data = data[from:len(data):len(data)]
	}
}

func (f *file) begin(row []byte) {
	row = bytes.TrimPrefix(row, []byte("\xEF\xBB\xBF")) // of an editor
	switch err := json.Unmarshal(row, &f.head); {
	case err != nil || f.head.Kith == "":
		f.leave("its first line is not a journal's; nothing of the file is read")
	case f.head.Kith != version:
		f.leave(fmt.Sprintf("a journal of version %q, and this kith reads %q; nothing of the file is read: use a newer kith", f.head.Kith, version))
	default:
		f.usable = true
	}
}

func (f *file) event(r *row) {
	l := &r.line
	after := f.broken
	f.broken = r.err != nil
	if r.err != nil {
		f.leave(r.err.Error() + "; the line is passed over")
		return
	}
	if l.Prev != f.tail && !after {
		f.fault("does not follow the line before it: a line was changed, lost or put in here; both are read")
	}
	op, known := f.ops[l.Op]
	if !known {
		if f.ops == nil {
			f.ops = map[string]string{}
		}
		op, f.ops[l.Op] = l.Op, l.Op
	}
	f.events = append(f.events, Event{
		Stamp: r.stamp, Analyst: f.head.Analyst, Device: f.head.Device,
		ID: l.ID, Op: op, Data: l.Data, File: f.name, Line: f.lines,
	})
}

func (f *file) fault(what string) {
	f.faults = append(f.faults, Fault{File: f.name, Line: f.lines, What: what})
}

// leave notes a fault of which nothing is read.
func (f *file) leave(what string) {
	f.fault(what)
	f.faults[len(f.faults)-1].Unread = true
}

// found gives the file's faults, and those of lines whose words are not the ones they
// are named by. A line that was changed explains why the next does not follow it.
func (f *file) found() []Fault {
	faults := slices.Clone(f.faults)
	for _, e := range f.events {
		if e.Op == opPurged || e.ID == identify(f.head, e.Stamp.String(), e.Op, e.Data) {
			continue
		}
		faults = slices.DeleteFunc(faults, func(x Fault) bool { return x.Line == e.Line+1 && !x.Unread })
		faults = append(faults, Fault{File: f.name, Line: e.Line, What: "was changed after it was written; it is read as it stands"})
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return faults
}
