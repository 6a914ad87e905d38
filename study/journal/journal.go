package journal

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Journal is a folder of journal files, open to be read and to be added to by
// one analyst on one device. Its methods may be called from several goroutines.
type Journal struct {
	disk  disk
	who   header
	clock func() time.Time

	mu     sync.Mutex
	files  map[string]*file
	events []Event         // in the order of the fold, each id once
	lone   bool            // events are those of the one file that has any, in one place
	seen   map[string]bool // the ids of events
	last   Stamp           // the latest stamp read or written
	behind bool            // a reading failed half-way: files have events that events lacks
}

// Options say who writes. A journal opened without an analyst can only be read.
type Options struct {
	Analyst string           // initials or a pseudonym: letters, digits, . _ -
	Device  string           // likewise; a name for this machine
	Clock   func() time.Time // time.Now where nil
}

// ErrReadOnly says that the journal was opened without an analyst.
var ErrReadOnly = errors.New("the journal was opened for reading: no analyst is named")

var properName = regexp.MustCompile(`^[\p{L}\p{N}]([\p{L}\p{N}._-]{0,30}[\p{L}\p{N}_-])?$`)

// ValidName tells whether a name can be an analyst's or a device's: up to 32
// letters, digits, dots, hyphens and underlines, beginning with a letter or digit.
func ValidName(name string) bool { return properName.MatchString(name) }

// Open reads the journal in a folder. A folder that is not there is an empty
// journal, and is made when the first event is written. Damage is no error: see
// Faults.
func Open(dir string, o Options) (*Journal, error) { return open(folder(dir), o) }

func open(d disk, o Options) (*Journal, error) {
	if o.Analyst != "" || o.Device != "" {
		for _, n := range []string{o.Analyst, o.Device} {
			if !ValidName(n) {
				return nil, fmt.Errorf("%q cannot name an analyst or a device; use up to 32 letters, digits, dots, hyphens and underlines", n)
			}
		}
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	j := &Journal{disk: d, clock: o.Clock, who: header{Kith: version, Analyst: o.Analyst, Device: o.Device}, files: map[string]*file{}}
	j.rebuild()
	if _, err := j.refresh(); err != nil {
		return nil, err
	}
	return j, nil
}

// A Change is what a reading found new.
type Change struct {
	// New has the events that were not there before, in order.
	New []Event
	// Refold says that New does not simply follow what was there: some of it is
	// earlier, or a file was rewritten, purged or taken away.
	Refold bool
	// Events has all, in order; the caller must not change them.
	Events []Event
}

// Events gives all events in the order of the fold: stamp, analyst, device, id.
// The caller must not change them.
func (j *Journal) Events() []Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clip(j.events)
}

// Refresh reads what others have written since.
func (j *Journal) Refresh() (Change, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.refresh()
}

func (j *Journal) refresh() (Change, error) {
	infos, err := j.disk.List()
	if err != nil {
		return Change{}, fmt.Errorf("reading the journal: %w", err)
	}
	var found []Event
	refold := j.behind
	j.behind = true
	there := map[string]bool{}
	for _, info := range infos {
		name := info.Name()
		there[name] = true
		f := j.files[name]
		if f == nil {
			f = &file{name: name}
		}
		more, err := f.advance(j.disk, info)
		if errors.Is(err, errRewritten) {
			refold = true
			f = &file{name: name}
			more, err = f.advance(j.disk, info)
		}
		if err != nil {
			return Change{}, fmt.Errorf("reading the journal: %w", err)
		}
		j.files[name] = f
		found = append(found, more...)
	}
	for name := range j.files {
		if !there[name] {
			delete(j.files, name)
			refold = true
		}
	}
	j.behind = false
	slices.SortStableFunc(found, Event.Compare)
	for i, e := range found {
		refold = refold || e.Op == opPurged || j.seen[e.ID] ||
			i > 0 && found[i-1].ID == e.ID ||
			len(j.events) > 0 && e.Compare(j.events[len(j.events)-1]) < 0
	}
	if !refold {
		j.add(found)
		return Change{New: found, Events: slices.Clip(j.events)}, nil
	}
	was := j.seen
	j.rebuild()
	change := Change{Refold: true}
	for _, e := range j.events {
		if !was[e.ID] {
			change.New = append(change.New, e)
		}
	}
	change.Events = slices.Clip(j.events)
	return change, nil
}

func (j *Journal) add(events []Event) {
	if len(events) == 0 {
		return
	}
	if f := j.only(); j.lone && f != nil && follow(f.events, len(j.events), events) {
		j.events = slices.Clip(f.events)
	} else {
		j.lone = false
		j.events = append(j.events, events...) // elsewhere: a lone file's are clipped
	}
	for _, e := range events {
		j.seen[e.ID] = true
		if e.Stamp.Compare(j.last) > 0 {
			j.last = e.Stamp
		}
	}
}

// only gives the file that has all events, or nil.
func (j *Journal) only() *file {
	var one *file
	for _, f := range j.files {
		if len(f.events) > 0 {
			if one != nil {
				return nil
			}
			one = f
		}
	}
	return one
}

// follow tells whether all is the first n events and then more.
func follow(all []Event, n int, more []Event) bool {
	return len(all) == n+len(more) && slices.EqualFunc(all[n:], more, func(a, b Event) bool { return a.ID == b.ID && a.Line == b.Line })
}

// rebuild makes the order anew from what the files have. Of an event that stands
// in several copies one is kept: the purged one, so that no old copy brings back
// what was to be forgotten, or else that of the first file by name.
func (j *Journal) rebuild() {
	var all []Event
	for _, name := range slices.Sorted(maps.Keys(j.files)) {
		all = append(all, j.files[name].events...)
	}
	slices.SortStableFunc(all, func(a, b Event) int {
		if c := a.Compare(b); c != 0 {
			return c
		}
		switch {
		case a.Op == opPurged && b.Op != opPurged:
			return -1
		case b.Op == opPurged && a.Op != opPurged:
			return 1
		}
		return 0
	})
	j.events, j.lone, j.seen = nil, true, make(map[string]bool, len(all))
	j.add(slices.CompactFunc(all, func(a, b Event) bool { return a.ID == b.ID }))
}

// Commit adds events to the analyst's own file. decide is called under the lock
// that keeps every other writer out, with what others have written since the last
// Refresh or Commit, and gives the entries: so a decision always rests on all
// that is on disk. decide must not call the journal. Where it gives an error or no
// entries, nothing is written. The events that Commit returns are on disk for good;
// after an error none of them is acknowledged.
func (j *Journal) Commit(decide func(Change) ([]Entry, error)) ([]Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.who.Analyst == "" {
		return nil, ErrReadOnly
	}
	unlock, err := j.disk.Lock()
	if err != nil {
		return nil, fmt.Errorf("locking the journal: %w", err)
	}
	defer unlock()
	change, err := j.refresh()
	if err != nil {
		return nil, err
	}
	entries, err := decide(change)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return j.write(entries)
}

// write appends entries to the analyst's own file, under the lock.
func (j *Journal) write(entries []Entry) (events []Event, err error) {
	f := j.own()
	var text []byte
	tail, lines := f.tail, f.lines
	if lines == 0 {
		head, err := encode(j.who)
		if err != nil {
			return nil, err
		}
		text = append(append(text, head...), '\n')
		tail, lines = chain(head), 1
	}
	now := j.clock()
	last := j.last
	for _, e := range entries {
		last = last.after(now)
		row, event, err := seal(j.who, last, e, tail)
		if err != nil {
			return nil, err
		}
		lines++
		event.File, event.Line = f.name, lines
		events = append(events, event)
		text = append(append(text, row...), '\n')
		tail = chain(row)
	}
	if err := j.append(f, text); err != nil {
		return nil, fmt.Errorf("writing the journal %s: %w", f.name, err)
	}
	f.take(text)
	j.files[f.name] = f
	j.add(events)
	return events, nil
}

// append writes text behind the last whole line of f, cutting off what was torn
// there, and syncs. Where that fails, the file is put back as it was as far as the
// disk lets us: what stays there was never acknowledged.
func (j *Journal) append(f *file, text []byte) (err error) {
	file, err := j.disk.Open(f.name, true)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Truncate(f.read)
			_ = file.Sync()
		}
		err = errors.Join(err, file.Close())
	}()
	if err := file.Truncate(f.read); err != nil {
		return err
	}
	if _, err := file.WriteAt(text, f.read); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if !f.entered {
		if err := j.disk.SyncEntries(); err != nil {
			return err
		}
		f.entered = true
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	f.size, f.mod = info.Size(), info.ModTime()
	return nil
}

// own gives the file that this analyst's events go to: analyst@device.jsonl, or
// the first numbered one beside it when that is someone else's, damaged in its
// first line, or of another version.
func (j *Journal) own() *file {
	for n := 1; ; n++ {
		name := j.who.Analyst + "@" + j.who.Device + suffix
		if n > 1 {
			name = fmt.Sprintf("%s@%s-%d%s", j.who.Analyst, j.who.Device, n, suffix)
		}
		f := j.files[name]
		if f == nil {
			for other := range j.files { // a disk that takes tm@x for TM@x
				if strings.EqualFold(other, name) {
					f = j.files[other]
				}
			}
		}
		switch {
		case f == nil:
			return &file{name: name}
		case f.name == name && (f.lines == 0 || f.usable && f.head == j.who):
			return f
		}
	}
}

// Faults names what is not as it was written, by file and line: damage, lines that
// were changed, and copies of one file that went different ways.
func (j *Journal) Faults() []Fault {
	j.mu.Lock()
	defer j.mu.Unlock()
	var faults []Fault
	first := map[header]*file{}
	for _, name := range slices.Sorted(maps.Keys(j.files)) {
		f := j.files[name]
		faults = append(faults, f.found()...)
		if !f.usable {
			continue
		}
		if o := first[f.head]; o != nil {
			faults = append(faults, parting(o, f)...)
		} else {
			first[f.head] = f
		}
	}
	return faults
}

// Unread names what of the journal is left out, by file and line: lines that cannot be
// read, and files of which nothing can be.
func (j *Journal) Unread() []Fault {
	j.mu.Lock()
	defer j.mu.Unlock()
	var faults []Fault
	for _, name := range slices.Sorted(maps.Keys(j.files)) {
		for _, f := range j.files[name].faults {
			if f.Unread {
				faults = append(faults, f)
			}
		}
	}
	return faults
}

// Ahead gives the events that are dated more than a day after now, by a clock that was
// wrong. What is written after them is dated after them.
func (j *Journal) Ahead() []Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	tomorrow := j.clock().Add(24 * time.Hour).UnixMilli()
	at, _ := slices.BinarySearchFunc(j.events, tomorrow, func(e Event, wall int64) int { return cmp.Compare(e.Stamp.Wall, wall+1) })
	return slices.Clip(j.events[at:])
}

// parting says how two files of one analyst and device relate. Files that share no
// event are not copies: the second was begun because the first could not go on.
func parting(a, b *file) []Fault {
	n := 0
	for n < len(a.events) && n < len(b.events) && a.events[n].ID == b.events[n].ID {
		n++
	}
	switch {
	case n == 0:
		return nil
	case n == len(b.events):
		return []Fault{{File: b.name, What: fmt.Sprintf("an older copy of %s; it can be deleted", a.name)}}
	case n == len(a.events):
		return []Fault{{File: a.name, What: fmt.Sprintf("an older copy of %s; it can be deleted once that has its name", b.name)}}
	}
	return []Fault{{File: b.name, Line: b.events[n].Line, What: fmt.Sprintf("parts here from %s, of which it is a copy; both are read", a.name)}}
}
