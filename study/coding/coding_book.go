package coding

import (
	"fmt"
	"slices"
	"strings"

	"kith/study/journal"
)

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
