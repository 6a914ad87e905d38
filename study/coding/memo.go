package coding

import (
	"slices"

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

// Blind tells whether a document is still to be read blind by an analyst: the
// lens, its indicators and others' codings are hidden until the analyst has
// written a familiarisation note on it or lifted the blind. Whether the study
// reads blind at all is the manifest's to say.
func (s *State) Blind(document, analyst string) bool {
	if s.lifted[[2]string{document, analyst}] {
		return false
	}
	for _, m := range s.memos {
		if m.Kind == "familiarisation" && m.Analyst == analyst && m.linked("document", document) {
			return false
		}
	}
	return true
}

// Read tells whether an analyst has marked a document as read through.
func (s *State) Read(document, analyst string) bool { return s.read[[2]string{document, analyst}] }

// Asked gives what was marked of a schedule's topic in a document: asked, not
// asked, or (known false) nothing.
func (s *State) Asked(document, topic string) (asked, known bool) {
	asked, known = s.asked[[2]string{document, topic}]
	return asked, known
}
