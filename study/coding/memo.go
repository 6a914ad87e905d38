package coding

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Memo is a dated note. Its words are the analyst's; none enters a report unless
// the manifest asks.
type Memo struct {
	ID      string        `json:"id,omitempty"` // the id of the event that made it
	Kind    string        `json:"kind"`         // one of MemoKinds
	Title   string        `json:"title,omitempty"`
	Text    string        `json:"text"`
	Links   []Link        `json:"links,omitempty"`
	Analyst string        `json:"analyst,omitempty"`
	Stamp   journal.Stamp `json:"-"`
}

// MemoKinds are the kinds of note: an analytic memo, an entry of the reflexive
// journal, a positionality statement, a familiarisation note.
var MemoKinds = []string{"memo", "reflexive", "positionality", "familiarisation"}

// A Link is what a memo is about.
type Link struct {
	Kind string `json:"kind"` // one of LinkKinds
	To   string `json:"to"`   // a document's id, an address of a turn, a coding's or theme's id, a code's key, a phase
}

// LinkKinds are what a memo can be about.
var LinkKinds = []string{"document", "turn", "coding", "code", "theme", "phase"}

// Memos gives every memo in the order in which they were written.
func (s *State) Memos() []*Memo {
	all := make([]*Memo, 0, len(s.memos))
	for _, m := range s.memos {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *Memo) int {
		if c := a.Stamp.Compare(b.Stamp); c != 0 {
			return c
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

// linked tells whether the memo is about something.
func (m *Memo) linked(kind, to string) bool {
	return slices.Contains(m.Links, Link{Kind: kind, To: to})
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
