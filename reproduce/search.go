package reproduce

import (
	"runtime"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"kith/study/coding"
	"kith/study/corpus"
)

// A Where chooses what is searched. Empty fields choose all.
type Where struct {
	Document    string
	Study       string
	Role        string
	Participant string
	Speaker     string // as labelled: LW03, Interviewer
	Coded       string // "yes" or "no": only what a coding lies on, or what none does
	Code        string // only what this code, or one below it, lies on
}

// A Hit is a place where a search found something, with the words around it.
type Hit struct {
	Address     string      `json:"address"` // as kith code add takes it
	Document    string      `json:"document"`
	Span        corpus.Span `json:"-"`
	Study       string      `json:"study"`
	Role        string      `json:"role,omitempty"`
	Participant string      `json:"participant,omitempty"`
	Speaker     string      `json:"speaker,omitempty"`
	Class       string      `json:"-"` // of the turn: Participant, Interviewer, ...
	Turn        int         `json:"turn,omitempty"`
	Codes       []string    `json:"codes"` // names of the codes that lie on some of it
	Before      string      `json:"before"`
	Text        string      `json:"text"`
	After       string      `json:"after"`
}

// Search finds what a query asks for in what was said: in each labelled piece of
// each turn, or in all the text of a document without turns. Hits come in the order of
// documents and places, with context code points to each side, within the turn. In a
// document that is still to be read blind only the analyst's own codings are known.
func (a *Analysis) Search(s *coding.State, q corpus.Query, w Where, context int) ([]Hit, error) {
	search, err := q.Compile()
	if err != nil {
		return nil, err
	}
	var family map[string]bool
	if w.Code != "" {
		c, err := Code(s, w.Code)
		if err != nil {
			return nil, err
		}
		family = s.Family(c.Key)
	}
	var ids []string
	for _, e := range a.Entries {
		if (w.Document == "" || strings.EqualFold(w.Document, e.ID)) && (w.Study == "" || w.Study == e.Study) {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	docs, err := a.Documents(ids...)
	if err != nil {
		return nil, err
	}
	s.Codings() // a state is put in order when it is first asked, which is for one goroutine
	found := make([][]Hit, len(docs))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range docs {
		g.Go(func() error {
			found[i] = a.hits(s, d, search.Find(a.index(d)), w, family, context)
			return nil
		})
	}
	_ = g.Wait() // none fails
	return slices.Concat(found...), nil
}

// index gives a document's text folded for searching, made once.
func (a *Analysis) index(d *corpus.Document) *corpus.Index {
	a.mu.Lock()
	x := a.folded[d.TextHash]
	a.mu.Unlock()
	if x != nil {
		return x
	}
	x = corpus.NewIndex(d.Text)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.folded == nil {
		a.folded = map[string]*corpus.Index{}
	}
	a.folded[d.TextHash] = x
	return x
}

// hits makes of the spans found in a document those that a Where chooses.
func (a *Analysis) hits(s *coding.State, d *corpus.Document, spans []corpus.Span, w Where, family map[string]bool, context int) []Hit {
	if len(spans) == 0 {
		return nil
	}
	var at passages
	at.of(d)
	codings := s.OfDocument(d.ID)
	var out []Hit
	for _, span := range spans {
		h := Hit{Document: d.ID, Span: span, Study: d.Study, Role: d.Role, Participant: d.Participant, Codes: []string{}}
		within := corpus.Span{End: at.length}
		if len(d.Turns) > 0 {
			i := sort.Search(len(d.Turns), func(i int) bool { return d.Turns[i].Span.End > span.Start })
			if i == len(d.Turns) || !said(d.Turns[i], span) {
				continue
			}
			t := d.Turns[i]
			within, h.Turn, h.Speaker, h.Class = t.Span, t.Number, t.Speaker, t.Class
			if t.Role != "" {
				h.Role = t.Role
			}
			h.Participant = person(d, t)
		}
		if w.Role != "" && w.Role != h.Role || w.Participant != "" && w.Participant != h.Participant || w.Speaker != "" && !strings.EqualFold(w.Speaker, h.Speaker) {
			continue
		}
		wanted := family == nil
		for _, c := range codings {
			if c.Text != d.TextHash || !(corpus.Span{Start: c.Start, End: c.End}).Overlaps(span) {
				continue
			}
			code := s.Current(c.Code)
			if code == nil {
				continue
			}
			wanted = wanted || family[code.Key]
			if !slices.Contains(h.Codes, code.Name) {
				h.Codes = append(h.Codes, code.Name)
			}
		}
		if !wanted || w.Coded == "yes" && len(h.Codes) == 0 || w.Coded == "no" && len(h.Codes) > 0 {
			continue
		}
		h.Address = d.AddressOf(span).String()
		h.Before = at.slice(max(within.Start, span.Start-context), span.Start)
		h.Text = at.slice(span.Start, span.End)
		h.After = at.slice(span.End, min(within.End, span.End+context))
		out = append(out, h)
	}
	return out
}

// said tells whether a span lies in one labelled piece of a turn.
func said(t corpus.Turn, span corpus.Span) bool {
	for _, g := range t.Segments {
		if g.Span.Contains(span) {
			return span.Len() > 0
		}
	}
	return false
}
