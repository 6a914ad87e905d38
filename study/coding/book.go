package coding

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"kith/study/journal"
)

// A Record is what a Book needs of a journal: the one in a folder, or a team's.
type Record interface {
	Events() []journal.Event
	Refresh() (journal.Change, error)
	Commit(decide func(journal.Change) ([]journal.Entry, error)) ([]journal.Event, error)
}

// A Book is the state of a study's analysis, kept up with its journal, and the
// things one analyst can do to it. Everything it does is on disk when it returns.
// Its methods may be called from several goroutines.
type Book struct {
	record  Record
	analyst string
	guard   func(*State) func(NewCoding) error

	mu     sync.Mutex
	events []journal.Event
	folded *State // nil until somebody asks
}

// Open reads the analysis that a journal holds. analyst is who works with the book;
// "" only reads.
func Open(record Record, analyst string) *Book {
	return &Book{record: record, analyst: analyst}
}

// Guard sets a rule of the study's method that the analyst's new codings must keep,
// beside those of the book. It is asked with the state they would be added to, and
// its answer is asked of each of them in turn, before anything is written. To be
// called before the book is used.
func (b *Book) Guard(rule func(*State) func(NewCoding) error) { b.guard = rule }

// Analyst is who works with the book.
func (b *Book) Analyst() string { return b.analyst }

// state gives the state as it is now.
func (b *Book) state() *State {
	if b.folded == nil {
		b.fold(b.record.Events())
	}
	return b.folded
}

func (b *Book) fold(events []journal.Event) { b.events, b.folded = events, Fold(events) }

// View lets look see the state as it is now. look must not keep it.
func (b *Book) View(look func(*State)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	look(b.state())
}

// Refresh takes in what others have written, and tells whether there was anything.
func (b *Book) Refresh() (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change, err := b.record.Refresh()
	if err != nil {
		return false, err
	}
	if b.folded != nil {
		b.take(change)
	}
	return change.Refold || len(change.New) > 0, nil
}

// take keeps the state up with the journal. It does not ask the journal, which may
// be waiting for a decision.
func (b *Book) take(change journal.Change) {
	turned := func(e journal.Event) bool { return e.Op == opUndo || e.Op == opRedo }
	if b.folded == nil || change.Refold || slices.ContainsFunc(change.New, turned) {
		b.fold(change.Events)
		return
	}
	b.events = change.Events
	for _, e := range change.New {
		b.folded.apply(e, false)
	}
}

// do decides upon the state with everything on disk taken in, and commits.
func (b *Book) do(decide func(*State) ([]journal.Entry, error)) ([]journal.Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	events, err := b.record.Commit(func(change journal.Change) ([]journal.Entry, error) {
		b.take(change)
		return decide(b.folded)
	})
	if err != nil {
		return nil, err
	}
	b.take(journal.Change{New: events, Events: b.record.Events()})
	return events, nil
}

func one(op string, data any) []journal.Entry { return []journal.Entry{{Op: op, Data: data}} }

// change makes the edit that sets values in fields; after, fields of a copy, gets
// them. Values that are there already are left out.
func change(id string, fields, after map[string]any, set map[string]any, reason string) (edit, error) {
	d := edit{Target: id, Set: map[string]put{}, Reason: reason}
	for name, value := range set {
		if fields[name] == nil {
			return d, fmt.Errorf("there is no field %s to set", name)
		}
		was, err := json.Marshal(fields[name])
		if err != nil {
			return d, err
		}
		now, err := json.Marshal(value)
		if err != nil {
			return d, err
		}
		if err := json.Unmarshal(now, after[name]); err != nil {
			return d, fmt.Errorf("%s cannot be %s", name, now)
		}
		if !same(was, now) {
			d.Set[name] = put{Was: was, Now: now}
		}
	}
	return d, nil
}
