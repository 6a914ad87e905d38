package reproduce

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

// Blind tells whether the analyst of the book is still to read a document blind: its
// study asks for that, and neither a familiarisation note was written nor the blind
// lifted. Until then the lens, its indicators, and others' codings and memos of the
// document are hidden. Who reads without a name, as a CI job does, reads what there
// is.
func (a *Analysis) Blind(s *coding.State, document string) bool {
	return blind(a.Manifest, a.Corpus, s, a.Book.Analyst(), document)
}

func blind(m *study.Manifest, store *corpus.Store, s *coding.State, analyst, document string) bool {
	if analyst == "" || store == nil {
		return false
	}
	e, _ := store.Entry(document)
	for _, p := range m.Studies {
		if p.ID == e.Study {
			return p.Blind && s.Blind(document, analyst)
		}
	}
	return false
}

// A Hidden says what a view leaves out because an analyst reads blind.
type Hidden struct {
	Analyst        string
	Documents      []string // those of which something was left out
	Codings, Memos int
}

// String says so in a sentence; "" where nothing was left out.
func (h Hidden) String() string {
	if len(h.Documents) == 0 {
		return ""
	}
	var what []string
	for _, k := range []struct {
		n    int
		noun string
	}{{h.Codings, "coding"}, {h.Memos, "memo"}} {
		switch k.n {
		case 0:
		case 1:
			what = append(what, "1 "+k.noun)
		default:
			what = append(what, fmt.Sprintf("%d %ss", k.n, k.noun))
		}
	}
	const few = 5
	named := strings.Join(h.Documents[:min(few, len(h.Documents))], ", ")
	if more := len(h.Documents) - few; more > 0 {
		named += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%s of others left out: %s still reads %s blind; kith blind says how that ends", strings.Join(what, " and "), h.Analyst, named)
}

// View gives the state of the analysis at a time, the zero time being the present,
// as the analyst of the book may see it: without others' codings and memos of the
// documents that the analyst is still to read blind.
func (a *Analysis) View(t time.Time) (*coding.State, Hidden) {
	return view(a.Manifest, a.Corpus, a.AsOf(t), a.Book.Analyst())
}

// View gives what an analyst may see of a state, as [Analysis.View] does, of a
// study whose transcripts need not be frozen yet.
func View(m *study.Manifest, s *coding.State, analyst string) (*coding.State, Hidden, error) {
	store, err := frozenCorpus(m)
	if err != nil {
		return nil, Hidden{}, err
	}
	v, h := view(m, store, s, analyst)
	return v, h, nil
}

// Events gives the events that an analyst may see, by the rules of [View].
func Events(m *study.Manifest, events []journal.Event, analyst string) ([]journal.Event, Hidden, error) {
	store, err := frozenCorpus(m)
	if err != nil || analyst == "" || !readsBlind(m) {
		return events, Hidden{}, err
	}
	h := Hidden{Analyst: analyst}
	events, h.Codings, h.Memos = coding.HidingEvents(events, h.hides(m, store, coding.Fold(events)))
	return events, h, nil
}

func view(m *study.Manifest, store *corpus.Store, s *coding.State, analyst string) (*coding.State, Hidden) {
	if analyst == "" || !readsBlind(m) {
		return s, Hidden{}
	}
	h := Hidden{Analyst: analyst}
	s, h.Codings, h.Memos = s.Hiding(h.hides(m, store, s))
	return s, h
}

func readsBlind(m *study.Manifest) bool {
	return slices.ContainsFunc(m.Studies, func(p *study.Part) bool { return p.Blind })
}

// hides tells what is another's and in a document that the analyst still reads blind,
// and keeps the documents it hides something of, in order.
func (h *Hidden) hides(m *study.Manifest, store *corpus.Store, s *coding.State) func(document, whose string) bool {
	known := map[string]bool{}
	return func(document, whose string) bool {
		if whose == h.Analyst {
			return false
		}
		hidden, ok := known[document]
		if !ok {
			hidden = blind(m, store, s, h.Analyst, document)
			known[document] = hidden
			if hidden {
				at, _ := slices.BinarySearch(h.Documents, document)
				h.Documents = slices.Insert(h.Documents, at, document)
			}
		}
		return hidden
	}
}

// A BlindReading is how far an analyst is with the first reading of a document.
type BlindReading struct {
	Document string `json:"document"`
	Study    string `json:"study"`
	Blind    bool   `json:"blind"` // it is still to be read blind
}

// BlindReadings lists the documents of the studies that are read blind, in the order
// of Entries.
func (a *Analysis) BlindReadings(s *coding.State) []BlindReading {
	list := []BlindReading{}
	for _, e := range a.Entries {
		for _, p := range a.Manifest.Studies {
			if p.ID == e.Study && p.Blind {
				list = append(list, BlindReading{Document: e.ID, Study: e.Study, Blind: a.Blind(s, e.ID)})
			}
		}
	}
	return list
}
