package coding

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Coding says that one analyst saw a code at work in a passage.
type Coding struct {
	ID          string        `json:"id"` // the id of the event that made it
	Document    string        `json:"document"`
	Text        string        `json:"text"`  // SHA-256 of the text that Start and End point into
	Start       int           `json:"start"` // code points, half-open
	End         int           `json:"end"`
	Code        string        `json:"code"` // the code's key as it was given; see State.Current
	Analyst     string        `json:"analyst"`
	Valence     string        `json:"valence,omitempty"`     // one of Valences; "" unsaid
	Level       string        `json:"level,omitempty"`       // one of Levels
	Orientation string        `json:"orientation,omitempty"` // one of Orientations
	Memo        string        `json:"memo,omitempty"`
	From        string        `json:"from,omitempty"` // where an imported coding came from
	Carried     string        `json:"carried,omitempty"`
	Stamp       journal.Stamp `json:"-"`
}

// The places on the scales that may be said of a coding, in their order. Each may
// stay unsaid.
var (
	Valences     = []string{"present", "mixed", "absent"}
	Levels       = []string{"semantic", "mostly-semantic", "between", "mostly-latent", "latent"}
	Orientations = []string{"deductive", "mostly-deductive", "between", "mostly-inductive", "inductive"}
)

// How a coding came through a change of its text: see corpus.Map. A lost coding
// keeps the place it had in the old text.
const (
	Lost    = "lost"
	Changed = "changed"
)

// madeFrom tells whether a coding is that of an id, or one that a split made of it.
func (c *Coding) madeFrom(id string) bool {
	return c.ID == id || strings.HasPrefix(c.ID, id) && c.ID[len(id)] == '+'
}

// compareCodings puts codings in the order of their places.
func compareCodings(a, b *Coding) int {
	return cmp.Or(strings.Compare(a.Document, b.Document), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End),
		a.Stamp.Compare(b.Stamp), strings.Compare(a.ID, b.ID))
}

// Codings gives every coding in the order of documents and places. The caller must
// not change it.
func (s *State) Codings() []*Coding {
	if s.sorted == nil {
		s.sorted = make([]*Coding, 0, len(s.codings))
		s.index()
		for _, id := range slices.Sorted(maps.Keys(s.byDocument)) {
			s.sorted = append(s.sorted, s.OfDocument(id)...)
		}
	}
	return s.sorted
}

// index divides the codings by their documents.
func (s *State) index() {
	if s.byDocument == nil {
		s.byDocument = map[string][]*Coding{}
		for _, c := range s.codings {
			s.byDocument[c.Document] = append(s.byDocument[c.Document], c)
		}
	}
}

// Coding gives a coding by its id, nil where there is none.
func (s *State) Coding(id string) *Coding { return s.codings[id] }

// OfDocument gives the codings of one document in the order of their places. The
// caller must not change it.
func (s *State) OfDocument(id string) []*Coding {
	s.index()
	all := s.byDocument[id]
	if !slices.IsSortedFunc(all, compareCodings) {
		slices.SortFunc(all, compareCodings)
	}
	return all
}

// OfCode gives the codings of a code, through merges, in the order of documents
// and places; with below, those of the codes below it too.
func (s *State) OfCode(key string, below bool) []*Coding {
	if s.byCode == nil {
		s.byCode = map[string][]*Coding{}
		for _, c := range s.codings {
			if code := s.Current(c.Code); code != nil {
				s.byCode[code.Key] = append(s.byCode[code.Key], c)
			}
		}
	}
	found := s.byCode[key]
	if below {
		found = nil
		for k := range s.Family(key) {
			found = append(found, s.byCode[k]...)
		}
	}
	if !slices.IsSortedFunc(found, compareCodings) {
		slices.SortFunc(found, compareCodings)
	}
	return found
}
