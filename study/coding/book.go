package coding

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
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

// A Passage is a span of a document's frozen text.
type Passage struct {
	Document string `json:"document"`
	Text     string `json:"text"`  // SHA-256 of the text
	Start    int    `json:"start"` // code points, half-open
	End      int    `json:"end"`
}

// A NewCoding is what an analyst wants to code.
type NewCoding struct {
	Passage
	Code        string // the code's key
	Valence     string
	Level       string
	Orientation string
	Memo        string
	From        string // where an imported coding came from
}

// A DuplicateError says that the same analyst has coded the same passage with the
// same code before.
type DuplicateError struct {
	Coding string // the id of the coding that is there; "" where it is one of the new ones
}

func (e *DuplicateError) Error() string {
	if e.Coding == "" {
		return "this passage is to have this code from you twice"
	}
	return fmt.Sprintf("this passage has this code from you already (coding %s)", e.Coding)
}

// A RefusedError says which of several new codings cannot be, and why.
type RefusedError struct {
	Index int // from 0
	Err   error
}

func (e *RefusedError) Error() string { return e.Err.Error() }

func (e *RefusedError) Unwrap() error { return e.Err }

// AddCodings codes passages, all or none of them, and gives the codings' ids.
func (b *Book) AddCodings(list ...NewCoding) ([]string, error) {
	events, err := b.do(func(s *State) ([]journal.Entry, error) {
		var entries []journal.Entry
		here := map[spot]bool{}
		allowed := b.rule(s)
		for i, n := range list {
			if err := s.codable(n); err != nil {
				return nil, &RefusedError{Index: i, Err: err}
			}
			at := spotOf(b.analyst, n.Document, n.Text, n.Start, n.End, n.Code)
			if id := s.spots[at]; id != "" || here[at] {
				return nil, &RefusedError{Index: i, Err: &DuplicateError{Coding: id}}
			}
			if err := allowed(n); err != nil {
				return nil, &RefusedError{Index: i, Err: err}
			}
			here[at] = true
			entries = append(entries, journal.Entry{Op: opCodingAdd, Data: codingAdd{
				Document: n.Document, Text: n.Text, Start: n.Start, End: n.End, Code: n.Code,
				Valence: n.Valence, Level: n.Level, Orientation: n.Orientation, Memo: n.Memo, From: n.From,
			}})
		}
		return entries, nil
	})
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	return ids, err
}

// rule gives the study's own rule for codings, which allows everything where none
// is set.
func (b *Book) rule(s *State) func(NewCoding) error {
	if b.guard == nil {
		return func(NewCoding) error { return nil }
	}
	return b.guard(s)
}

// codable says why a coding cannot be, but for being there already.
func (s *State) codable(n NewCoding) error {
	switch code := s.codes[n.Code]; {
	case n.Document == "" || n.Start < 0 || n.End <= n.Start:
		return fmt.Errorf("%s:%d-%d is no passage", n.Document, n.Start, n.End)
	case code == nil:
		return fmt.Errorf("no code %s in the codebook", n.Code)
	case code.MergedInto != "":
		return fmt.Errorf("code %s is merged into %s; use that", code.Name, s.Current(n.Code).Name)
	case code.Retired:
		return fmt.Errorf("code %s is retired; restore it first", code.Name)
	case code.Heading:
		return fmt.Errorf("%s is a heading and is not coded with; use a code below it", code.Name)
	}
	return places(n.Valence, n.Level, n.Orientation)
}

func places(valence, level, orientation string) error {
	for _, p := range []struct {
		name, value string
		of          []string
	}{{"valence", valence, Valences}, {"level", level, Levels}, {"orientation", orientation, Orientations}} {
		if p.value != "" && !slices.Contains(p.of, p.value) {
			return fmt.Errorf("%s %q is not one of %s", p.name, p.value, strings.Join(p.of, ", "))
		}
	}
	return nil
}

// EditCoding sets fields of one of the analyst's own codings: start, end, valence,
// level, orientation, memo.
func (b *Book) EditCoding(id string, set map[string]any) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		c, err := b.own(s, id)
		if err != nil {
			return nil, err
		}
		after := *c
		d, err := change(id, codingFields(c), codingFields(&after), set, "")
		if err != nil || len(d.Set) == 0 {
			return nil, err
		}
		if after.Start < 0 || after.End <= after.Start {
			return nil, fmt.Errorf("a coding cannot go from %d to %d", after.Start, after.End)
		}
		if err := places(after.Valence, after.Level, after.Orientation); err != nil {
			return nil, err
		}
		if other := s.spots[after.spot()]; other != "" && other != id {
			return nil, &DuplicateError{Coding: other}
		}
		if after.Start != c.Start || after.End != c.End {
			place := Passage{Document: after.Document, Text: after.Text, Start: after.Start, End: after.End}
			if err := b.rule(s)(NewCoding{Passage: place, Code: after.Code}); err != nil {
				return nil, err
			}
		}
		return one(opCodingSet, d), nil
	})
	return err
}

// ConfirmCodings says that some of the analyst's own codings, whose words were moved or
// changed with their text, are right where they are now, all or none of them. One whose
// words are lost must be given a place.
func (b *Book) ConfirmCodings(ids ...string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		return b.eachOwn(s, ids, func(c *Coding) (journal.Entry, bool, error) {
			if c.Carried == Lost {
				return journal.Entry{}, false, fmt.Errorf("the words of coding %s are lost; give it a place (kith code edit), or remove it", c.ID)
			}
			after := *c
			d, err := change(c.ID, codingFields(c), codingFields(&after), map[string]any{"carried": ""}, "")
			return journal.Entry{Op: opCodingSet, Data: d}, len(d.Set) > 0, err
		})
	})
	return err
}

// own finds a coding of the analyst's own.
func (b *Book) own(s *State, id string) (*Coding, error) {
	c := s.codings[id]
	switch {
	case c == nil:
		return nil, fmt.Errorf("no coding %s", id)
	case c.Analyst != b.analyst:
		return nil, fmt.Errorf("coding %s is %s's; only %s can change it", id, c.Analyst, c.Analyst)
	}
	return c, nil
}

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

// RemoveCodings takes away some of the analyst's own codings, all or none of them.
func (b *Book) RemoveCodings(reason string, ids ...string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		return b.eachOwn(s, ids, func(c *Coding) (journal.Entry, bool, error) {
			return journal.Entry{Op: opCodingRemove, Data: target{Target: c.ID, Reason: reason}}, true, nil
		})
	})
	return err
}

// RemoveCoding takes away one of the analyst's own codings.
func (b *Book) RemoveCoding(id, reason string) error { return b.RemoveCodings(reason, id) }

// eachOwn makes an entry for each of some codings of the analyst's own, named once or
// more, as far as there is one to make.
func (b *Book) eachOwn(s *State, ids []string, entry func(*Coding) (e journal.Entry, needed bool, err error)) ([]journal.Entry, error) {
	var entries []journal.Entry
	for i, id := range ids {
		c, err := b.own(s, id)
		if err != nil {
			return nil, err
		}
		e, needed, err := entry(c)
		if err != nil {
			return nil, err
		}
		if needed && !slices.Contains(ids[:i], id) {
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// TakeLens takes a codebook in as a whole, to be offered in some studies, or in
// all. Taking it again for another study widens it.
func (b *Book) TakeLens(lens Lens) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		for _, c := range lens.Codes {
			if have := s.codes[c.Key]; have != nil && have.Origin != lens.ID+" "+lens.Version {
				return nil, fmt.Errorf("code %s is in the codebook already, and not from %s %s; rename or import instead", c.Key, lens.ID, lens.Version)
			}
		}
		return one(opLens, lens), nil
	})
	return err
}

var properKey = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}._/-]{0,63}$`)

// validCodeName tells whether a name can be a code's: up to 64 letters, digits,
// dots, hyphens, underlines and slashes, so that it can be typed without quotes.
func validCodeName(name string) bool { return properKey.MatchString(name) }

// AddCode adds codes to the codebook, all or none. A code's key is its first name.
func (b *Book) AddCode(codes ...Code) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		var entries []journal.Entry
		here := map[string]bool{}
		for _, c := range codes {
			if c.Key == "" {
				c.Key = c.Name
			}
			if !validCodeName(c.Key) {
				return nil, fmt.Errorf("%q cannot name a code; use letters, digits, dots, hyphens, underlines and slashes", c.Key)
			}
			if named := s.Named(c.Key); len(named) > 0 || here[strings.ToLower(c.Key)] {
				state := ""
				if len(named) > 0 && named[0].Retired {
					state = ", retired"
				}
				return nil, fmt.Errorf("there is a code %s already%s", c.Key, state)
			}
			if c.Parent != "" && s.codes[c.Parent] == nil && !here[strings.ToLower(c.Parent)] {
				return nil, fmt.Errorf("no code %s to stand above %s", c.Parent, c.Key)
			}
			if err := properColour(c.Colour); err != nil {
				return nil, err
			}
			here[strings.ToLower(c.Key)] = true
			entries = append(entries, journal.Entry{Op: opCodeAdd, Data: c})
		}
		return entries, nil
	})
	return err
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func properColour(c string) error {
	if c != "" && !colour.MatchString(c) {
		return fmt.Errorf("colour %q is not like #4477aa", c)
	}
	return nil
}

// EditCode sets fields of a code: name, parent (a key), label, definition,
// look_for, boundary, indicators, examples, citations, colour, studies, heading,
// exclusive.
func (b *Book) EditCode(key string, set map[string]any, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		c := s.codes[key]
		if c == nil {
			return nil, fmt.Errorf("no code %s in the codebook", key)
		}
		after := *c
		d, err := change(key, codeFields(c), codeFields(&after), set, reason)
		if err != nil || len(d.Set) == 0 {
			return nil, err
		}
		if after.Name != c.Name {
			if !validCodeName(after.Name) {
				return nil, fmt.Errorf("%q cannot name a code; use letters, digits, dots, hyphens, underlines and slashes", after.Name)
			}
			for _, other := range s.Named(after.Name) {
				if other.Key != key {
					return nil, fmt.Errorf("there is a code %s already", other.Name)
				}
			}
		}
		if err := properColour(after.Colour); err != nil {
			return nil, err
		}
		if after.Parent != "" {
			if s.codes[after.Parent] == nil {
				return nil, fmt.Errorf("no code %s in the codebook", after.Parent)
			}
			if s.Family(key)[after.Parent] {
				return nil, fmt.Errorf("%s stands below %s and cannot be above it", s.codes[after.Parent].Name, c.Name)
			}
		}
		return one(opCodeSet, d), nil
	})
	return err
}

// MergeCodes lets one code stand for another: the codings of from count as into's
// from now on, and from is retired.
func (b *Book) MergeCodes(from, into, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		f, t := s.codes[from], s.codes[into]
		switch {
		case f == nil:
			return nil, fmt.Errorf("no code %s in the codebook", from)
		case t == nil:
			return nil, fmt.Errorf("no code %s in the codebook", into)
		case from == into:
			return nil, fmt.Errorf("%s cannot be merged into itself", f.Name)
		case f.MergedInto != "":
			return nil, fmt.Errorf("%s is merged into %s already", f.Name, s.codes[f.MergedInto].Name)
		case t.Retired:
			return nil, fmt.Errorf("%s is retired; restore it first", t.Name)
		case t.Heading:
			return nil, fmt.Errorf("%s is a heading and is not coded with", t.Name)
		}
		return one(opCodeMerge, codeMerge{From: from, Into: into, Reason: reason}), nil
	})
	return err
}

// SplitCode gives a code's codings to other codes, each coding to one or more of
// them, and retires it. Every coding must be given to some code.
func (b *Book) SplitCode(key string, into []string, assign map[string][]string, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		c := s.codes[key]
		if c == nil {
			return nil, fmt.Errorf("no code %s in the codebook", key)
		}
		if len(into) < 2 {
			return nil, errors.New("a split needs two codes or more to split into")
		}
		for _, k := range into {
			if s.codes[k] == nil || !s.codes[k].Live() || k == key {
				return nil, fmt.Errorf("%s is no live code to split into", k)
			}
		}
		for _, coding := range s.OfCode(key, false) {
			if len(assign[coding.ID]) == 0 {
				return nil, fmt.Errorf("coding %s of %s is given to no code", coding.ID, c.Name)
			}
			for _, k := range assign[coding.ID] {
				if !slices.Contains(into, k) {
					return nil, fmt.Errorf("coding %s is given to %s, which %s is not split into", coding.ID, k, c.Name)
				}
			}
		}
		return one(opCodeSplit, codeSplit{Code: key, Into: into, Assign: assign, Reason: reason}), nil
	})
	return err
}

// RetireCode takes a code out of use. Its codings stay.
func (b *Book) RetireCode(key, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		switch c := s.codes[key]; {
		case c == nil:
			return nil, fmt.Errorf("no code %s in the codebook", key)
		case c.Retired:
			return nil, fmt.Errorf("%s is retired already", c.Name)
		case reason == "":
			return nil, errors.New("retiring a code needs a reason")
		}
		return one(opRetire, target{Target: key, Reason: reason, Saw: len(s.OfCode(key, false))}), nil
	})
	return err
}

// RestoreCode brings a retired or merged code back.
func (b *Book) RestoreCode(key, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		switch c := s.codes[key]; {
		case c == nil:
			return nil, fmt.Errorf("no code %s in the codebook", key)
		case !c.Retired:
			return nil, fmt.Errorf("%s is not retired", c.Name)
		}
		return one(opRestore, target{Target: key, Reason: reason}), nil
	})
	return err
}

// AddMemo writes a memo and gives its id.
func (b *Book) AddMemo(m Memo) (string, error) {
	events, err := b.do(func(*State) ([]journal.Entry, error) {
		m.ID, m.Analyst = "", ""
		if err := properMemo(m); err != nil {
			return nil, err
		}
		return one(opMemoAdd, m), nil
	})
	if err != nil {
		return "", err
	}
	return events[0].ID, nil
}

func properMemo(m Memo) error {
	if !slices.Contains(MemoKinds, m.Kind) {
		return fmt.Errorf("%q is not one of %s", m.Kind, strings.Join(MemoKinds, ", "))
	}
	if strings.TrimSpace(m.Text) == "" {
		return errors.New("a memo needs words")
	}
	for _, l := range m.Links {
		if !slices.Contains(LinkKinds, l.Kind) || l.To == "" {
			return fmt.Errorf("a memo cannot be about %s %q; it can be about a %s", l.Kind, l.To, strings.Join(LinkKinds, ", "))
		}
	}
	return nil
}

// EditMemo sets fields of one of the analyst's own memos: title, text, links, kind.
func (b *Book) EditMemo(id string, set map[string]any) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		m, err := b.ownMemo(s, id)
		if err != nil {
			return nil, err
		}
		after := *m
		d, err := change(id, memoFields(m), memoFields(&after), set, "")
		if err != nil || len(d.Set) == 0 {
			return nil, err
		}
		if err := properMemo(after); err != nil {
			return nil, err
		}
		return one(opMemoSet, d), nil
	})
	return err
}

func (b *Book) ownMemo(s *State, id string) (*Memo, error) {
	m := s.memos[id]
	switch {
	case m == nil:
		return nil, fmt.Errorf("no memo %s", id)
	case m.Analyst != b.analyst:
		return nil, fmt.Errorf("memo %s is %s's; only %s can change it", id, m.Analyst, m.Analyst)
	}
	return m, nil
}

// RemoveMemo takes away one of the analyst's own memos. The journal keeps its
// words until they are purged.
func (b *Book) RemoveMemo(id, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if _, err := b.ownMemo(s, id); err != nil {
			return nil, err
		}
		return one(opMemoRemove, target{Target: id, Reason: reason}), nil
	})
	return err
}

// MarkAsked says whether a schedule's topic was asked in a document; nil takes the
// mark away.
func (b *Book) MarkAsked(document, topic string, was *bool) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if have, known := s.Asked(document, topic); known == (was != nil) && (was == nil || have == *was) {
			return nil, nil
		}
		return one(opAsked, asked{Document: document, Topic: topic, Asked: was}), nil
	})
	return err
}

// MarkRead says that the analyst has read a document through.
func (b *Book) MarkRead(document string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if s.Read(document, b.analyst) {
			return nil, nil
		}
		return one(opRead, target{Target: document}), nil
	})
	return err
}

// LiftBlind ends the blind first reading of a document before a familiarisation
// note was written, which is recorded with its reason.
func (b *Book) LiftBlind(document, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if !s.Blind(document, b.analyst) {
			return nil, nil
		}
		if reason == "" {
			return nil, errors.New("lifting the blind needs a reason")
		}
		return one(opBlind, target{Target: document, Reason: reason}), nil
	})
	return err
}

// A Carried passage is where a coding's words are after its text has changed.
type Carried struct {
	Coding     string
	Start, End int
	How        string // "unchanged", "moved", "changed" or "lost"
}

// Carry takes the codings of a document from one frozen text to another.
func (b *Book) Carry(from, to string, list []Carried) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		var entries []journal.Entry
		for _, c := range list {
			coding := s.codings[c.Coding]
			if coding == nil || coding.Text != from {
				continue // removed or carried by someone else since
			}
			entries = append(entries, journal.Entry{Op: opCodingCarry, Data: carry{Target: c.Coding, From: from, To: to, Start: c.Start, End: c.End, How: c.How}})
		}
		return entries, nil
	})
	return err
}
