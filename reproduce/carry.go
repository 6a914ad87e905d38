package reproduce

import (
	"errors"
	"io/fs"

	"kith/study/coding"
	"kith/study/corpus"
)

// A Carrying says what became of a coding when the text it pointed into was
// replaced.
type Carrying struct {
	Coding   string      `json:"coding"`
	Document string      `json:"document"`
	Code     string      `json:"code"`
	Analyst  string      `json:"analyst"`
	Fate     corpus.Fate `json:"fate"`
	Address  string      `json:"address,omitempty"` // where it is now; "" where it is lost
}

// Stale tells whether codings point into texts that are frozen no more and are not
// known to be lost.
func (a *Analysis) Stale() bool {
	stale := false
	a.Book.View(func(s *coding.State) {
		for _, c := range s.Codings() {
			stale = stale || a.stale(c)
		}
	})
	return stale
}

// A document that was taken out keeps its codings as they are: it may come back.
func (a *Analysis) stale(c *coding.Coding) bool {
	e, known := a.Corpus.Entry(c.Document)
	return known && !e.Gone && c.Carried != coding.Lost && c.Text != e.TextHash
}

// carried says how a coding's words came through the changes of its text. What was
// lost is found again where the text it points into is frozen once more.
func carried(c *coding.Coding, e corpus.Entry) string {
	if c.Carried == coding.Lost && c.Text == e.TextHash && !e.Gone {
		return ""
	}
	return c.Carried
}

// Carry lets codings follow their words from the texts they point into to those
// that are frozen now, through every text between. What became of each is written to
// the journal, and given in the order of documents and places. Codings into a text
// that the corpus never had stay as they are.
func (a *Analysis) Carry() ([]Carrying, error) {
	type text struct{ document, hash string }
	var order []text
	from := map[text][]coding.Coding{}
	names := map[string]string{}
	a.Book.View(func(s *coding.State) {
		for _, c := range s.Codings() {
			if !a.stale(c) {
				continue
			}
			at := text{c.Document, c.Text}
			if from[at] == nil {
				order = append(order, at)
			}
			from[at] = append(from[at], *c)
			names[c.Code] = c.Code
			if code := s.Current(c.Code); code != nil {
				names[c.Code] = code.Name
			}
		}
	})
	var all []Carrying
	for _, at := range order {
		spans := make([]corpus.Span, len(from[at]))
		for i, c := range from[at] {
			spans[i] = corpus.Span{Start: c.Start, End: c.End}
		}
		carried, err := a.Corpus.Carry(at.document, at.hash, spans)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return all, err
		}
		entry, _ := a.Corpus.Entry(at.document)
		d, err := a.Document(at.document)
		if err != nil {
			return all, err
		}
		list := make([]coding.Carried, len(carried))
		done := make([]Carrying, len(carried))
		for i, k := range carried {
			c := from[at][i]
			if k.Span.Len() == 0 {
				k.Fate = corpus.Lost
			}
			list[i] = coding.Carried{Coding: c.ID, Start: k.Span.Start, End: k.Span.End, How: string(k.Fate)}
			done[i] = Carrying{Coding: c.ID, Document: c.Document, Code: names[c.Code], Analyst: c.Analyst, Fate: k.Fate}
			if k.Fate != corpus.Lost {
				done[i].Address = d.AddressOf(k.Span).String()
			}
		}
		if err := a.Book.Carry(at.hash, entry.TextHash, list); err != nil {
			return all, err
		}
		all = append(all, done...)
	}
	return all, nil
}
