package reproduce

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kith/study/coding"
	"kith/study/corpus"
)

// A Filter chooses codings. Empty fields choose all.
type Filter struct {
	Code        string // a code's name
	Below       bool   // codes below it too
	Document    string
	Study       string
	Role        string
	Participant string
	Analyst     string
	Valence     string
	Carried     string // how its words came through a change of the text: see corpus.Fate
}

// An Extract is a coding with what surrounds it: who says it, and where.
type Extract struct {
	Coding      *coding.Coding `json:"coding"`
	Code        string         `json:"code"` // the name of the code that stands for it now
	Study       string         `json:"study"`
	Role        string         `json:"role,omitempty"`
	Participant string         `json:"participant,omitempty"`
	Speaker     string         `json:"speaker,omitempty"`
	Address     string         `json:"address"`        // "" where the frozen text is another
	Gone        bool           `json:"gone,omitempty"` // the document was taken out of the corpus
	Words       int            `json:"words"`
	Before      string         `json:"before,omitempty"` // context, where it was asked for
	Text        string         `json:"text,omitempty"`   // where quotes were asked for
	After       string         `json:"after,omitempty"`
}

// Extracts gives the codings that a filter chooses, in the order of documents and
// places. With quotes they carry their words, and context code points to each side.
// Codings whose text is no longer the document's have no address; kith ingest
// carries them, unless their words are lost.
func (a *Analysis) Extracts(s *coding.State, f Filter, quotes bool, context int) ([]Extract, error) {
	list, err := codingsFor(s, f)
	if err != nil {
		return nil, err
	}
	return a.extractsOf(s, list, f, quotes, context)
}

// codingsFor gives the codings of the code that a filter names, or all of them, in the
// order of documents and places.
func codingsFor(s *coding.State, f Filter) ([]*coding.Coding, error) {
	if f.Code == "" {
		return s.Codings(), nil
	}
	c, err := Code(s, f.Code)
	if err != nil {
		return nil, err
	}
	if standing := s.Standing(c.Key); len(standing) == 1 {
		return s.OfCode(standing[0].Key, f.Below), nil
	}
	family := familyOf(s, c, f.Below)
	var list []*coding.Coding
	for _, k := range s.Codings() {
		if code := s.Current(k.Code); code != nil && family[code.Key] {
			list = append(list, k)
		}
	}
	return list, nil
}

// familyOf gives the keys of the codes that stand for a code now, with below those
// under them too.
func familyOf(s *coding.State, c *coding.Code, below bool) map[string]bool {
	keys := map[string]bool{}
	for _, standing := range s.Standing(c.Key) {
		keys[standing.Key] = true
		if below {
			maps.Copy(keys, s.Family(standing.Key))
		}
	}
	return keys
}

// extractsOf is Extracts of a list of codings, which are in the order of documents and
// places; what the filter says of codes is not looked at.
func (a *Analysis) extractsOf(s *coding.State, list []*coding.Coding, f Filter, quotes bool, context int) ([]Extract, error) {
	chosen, docs, err := a.chosen(list, f)
	if err != nil {
		return nil, err
	}
	var out []Extract
	var at passages
	for _, c := range chosen {
		e, _ := a.said(s, c, docs[c.Document])
		if f.said(&e) {
			e.place(docs[c.Document], &at, quotes, context)
			out = append(out, e)
		}
	}
	return out, nil
}

// said tells whether a filter chooses who says an extract.
func (f *Filter) said(e *Extract) bool {
	return (f.Role == "" || f.Role == e.Role) && (f.Participant == "" || f.Participant == e.Participant)
}

// chosen gives those of a list that a filter chooses, whoever says them, in the order
// of documents and places, and the documents that are in the corpus by their ids.
func (a *Analysis) chosen(list []*coding.Coding, f Filter) ([]*coding.Coding, map[string]*corpus.Document, error) {
	order := make(map[string]int, len(a.Entries))
	for i, e := range a.Entries {
		order[e.ID] = i
	}
	last := func(c *coding.Coding) int {
		if i, ok := order[c.Document]; ok {
			return i
		}
		return len(order) // taken out, or never here
	}
	var chosen []*coding.Coding
	var ids []string
	for _, c := range list {
		e, _ := a.Corpus.Entry(c.Document)
		if f.Document != "" && !strings.EqualFold(f.Document, c.Document) || f.Study != "" && f.Study != e.Study || f.Carried != "" && f.Carried != carried(c, e) ||
			f.Analyst != "" && f.Analyst != c.Analyst || f.Valence != "" && f.Valence != c.Valence {
			continue
		}
		chosen = append(chosen, c)
		if _, here := order[c.Document]; here && (len(ids) == 0 || ids[len(ids)-1] != c.Document) {
			ids = append(ids, c.Document)
		}
	}
	slices.SortStableFunc(chosen, func(x, y *coding.Coding) int { return last(x) - last(y) })
	byID := make(map[string]*corpus.Document, len(ids))
	if len(ids) > 0 {
		docs, err := a.Documents(ids...)
		if err != nil {
			return nil, nil, err
		}
		for _, d := range docs {
			byID[d.ID] = d
		}
	}
	return chosen, byID, nil
}

// said says which code a coding has and who says the words; d is nil where its document
// is not in the corpus. turn is the number of the turn that it begins in, 0 for none.
func (a *Analysis) said(s *coding.State, c *coding.Coding, d *corpus.Document) (e Extract, turn int) {
	in, _ := a.Corpus.Entry(c.Document)
	e = Extract{Coding: c, Study: in.Study, Role: in.Role, Participant: in.Participant, Code: c.Code, Gone: in.Gone}
	if code := s.Current(c.Code); code != nil {
		e.Code = code.Name
	}
	if d == nil || c.Text != d.TextHash {
		return e, 0
	}
	if i, ok := slices.BinarySearchFunc(d.Turns, c.Start, func(t corpus.Turn, at int) int {
		switch {
		case t.Span.End <= at:
			return -1
		case t.Span.Start > at:
			return 1
		}
		return 0
	}); ok {
		t := d.Turns[i]
		e.Speaker, turn = t.Speaker, t.Number
		if t.Role != "" {
			e.Role = t.Role
		}
		e.Participant = cmp.Or(e.Participant, person(d, t))
	}
	return e, turn
}

// place says where an extract stands, and gives its words where they are asked for.
func (e *Extract) place(d *corpus.Document, at *passages, quotes bool, context int) {
	c := e.Coding
	if d == nil || c.Text != d.TextHash {
		return
	}
	at.of(d)
	e.Address = d.AddressOf(corpus.Span{Start: c.Start, End: c.End}).String()
	text := at.slice(c.Start, c.End)
	e.Words = corpus.Words(text)
	if quotes {
		e.Text = text
		e.Before = at.slice(c.Start-context, c.Start)
		e.After = at.slice(c.End, c.End+context)
	}
}

// passages cuts one document after another, finding each code point once.
type passages struct {
	document *corpus.Document
	bytes    []int // where each code point begins, and the end; unused where each is a byte
	length   int   // in code points
}

func (p *passages) of(d *corpus.Document) {
	if p.document == d {
		return
	}
	p.document, p.bytes, p.length = d, p.bytes[:0], corpus.Length(d.Text)
	if p.length == len(d.Text) {
		return
	}
	for i := range d.Text {
		p.bytes = append(p.bytes, i)
	}
	p.bytes = append(p.bytes, len(d.Text))
}

// slice cuts out code points, as far as there are any.
func (p *passages) slice(start, end int) string {
	start, end = min(max(start, 0), p.length), min(max(end, 0), p.length)
	end = max(start, end)
	if len(p.bytes) == 0 {
		return p.document.Text[start:end]
	}
	return p.document.Text[p.bytes[start]:p.bytes[end]]
}
