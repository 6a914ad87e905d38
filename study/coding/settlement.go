package coding

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Settlement is the codes that the coders of a content analysis agreed on for one
// unit, after talking about where they differed. It stands beside their codings and
// changes none of them.
type Settlement struct {
	ID string `json:"id"` // the id of the event that made it
	Passage
	Codes   []string            `json:"codes"`           // keys, in order; none is an agreement too
	Given   map[string][]string `json:"given,omitempty"` // analyst to the keys they had given then
	Reason  string              `json:"reason,omitempty"`
	Analyst string              `json:"analyst"` // who wrote it down
	Stamp   journal.Stamp       `json:"-"`
}

// Settlements gives every settlement in the order of their events.
func (s *State) Settlements() []*Settlement {
	return slices.SortedFunc(maps.Values(s.settled), func(a, b *Settlement) int {
		if by := a.Stamp.Compare(b.Stamp); by != 0 {
			return by
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// Settled gives what was agreed on a unit, nil where nothing was.
func (s *State) Settled(p Passage) *Settlement { return s.settled[p] }

// settle is the event. Codes and Was are nil for a unit that is not settled.
type settle struct {
	Document string              `json:"document"`
	Text     string              `json:"text"`
	Start    int                 `json:"start"`
	End      int                 `json:"end"`
	Codes    *[]string           `json:"codes"`
	Was      *[]string           `json:"was"`
	Given    map[string][]string `json:"given,omitempty"`
	Reason   string              `json:"reason,omitempty"`
}

func applySettle(s *State, e journal.Event) error {
	d, err := decode[settle](e)
	if err != nil || d.Document == "" || d.Start < 0 || d.End <= d.Start {
		return errors.Join(err, errData)
	}
	at := Passage{d.Document, d.Text, d.Start, d.End}
	have := s.settled[at]
	if !have.is(d.Was) && !have.is(d.Codes) {
		s.conflict(e, "what was agreed on %s@%d-%d was settled by someone else meanwhile; the later stands", d.Document, d.Start, d.End)
	}
	if d.Codes == nil {
		delete(s.settled, at)
		return nil
	}
	for _, key := range *d.Codes {
		if s.codes[key] == nil {
			s.conflict(e, "settles %s@%d-%d with %s, which is not in the codebook", d.Document, d.Start, d.End, key)
		}
	}
	s.settled[at] = &Settlement{ID: e.ID, Passage: at, Codes: *d.Codes, Given: d.Given, Reason: d.Reason, Analyst: e.Analyst, Stamp: e.Stamp}
	return nil
}

// is tells whether codes are those agreed on; nil stands for not settled on both
// sides.
func (x *Settlement) is(codes *[]string) bool {
	if x == nil || codes == nil {
		return x == nil && codes == nil
	}
	return slices.Equal(x.Codes, *codes)
}

// codes gives the agreed codes as an event has them.
func (x *Settlement) codes() *[]string {
	if x == nil {
		return nil
	}
	return &x.Codes
}

// Settle writes down what the coders of a unit agreed on: codes by their keys, none
// where no category applies. given is what each analyst had given it.
func (b *Book) Settle(unit Passage, codes []string, given map[string][]string, reason string) error {
	codes = append([]string{}, codes...)
	slices.Sort(codes)
	codes = slices.Compact(codes)
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		for _, key := range codes {
			if err := s.codable(NewCoding{Passage: unit, Code: key}); err != nil {
				return nil, err
			}
		}
		have := s.settled[unit]
		if unit.Document == "" || unit.Start < 0 || unit.End <= unit.Start {
			return nil, fmt.Errorf("%s:%d-%d is no unit", unit.Document, unit.Start, unit.End)
		}
		if have.is(&codes) && have.Reason == reason {
			return nil, nil
		}
		return one(opSettle, settle{Document: unit.Document, Text: unit.Text, Start: unit.Start, End: unit.End, Codes: &codes, Was: have.codes(), Given: given, Reason: reason}), nil
	})
	return err
}

// Reopen takes back what was agreed on a unit, by whomever it was written down.
func (b *Book) Reopen(unit Passage, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		have := s.settled[unit]
		if have == nil {
			return nil, fmt.Errorf("nothing was agreed on %s@%d-%d", unit.Document, unit.Start, unit.End)
		}
		return one(opSettle, settle{Document: unit.Document, Text: unit.Text, Start: unit.Start, End: unit.End, Was: have.codes(), Reason: reason}), nil
	})
	return err
}
