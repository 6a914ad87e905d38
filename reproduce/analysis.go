package reproduce

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

// An Analysis is the qualitative half of a study: its transcripts, and what its
// analysts have made of them.
type Analysis struct {
	Manifest  *study.Manifest
	Journal   *journal.Journal
	Book      *coding.Book
	Documents []*corpus.Document // in the order of the manifest
}

// JournalDir is where a study's journal lies, beside its manifest.
func JournalDir(m *study.Manifest) string { return filepath.Join(m.Dir, "journal") }

// OpenJournal opens the journal of the study at path, without its transcripts. An
// empty who reads only.
func OpenJournal(path string, who journal.Options) (*study.Manifest, *journal.Journal, error) {
	m, err := study.Load(path)
	if err != nil {
		return nil, nil, err
	}
	j, err := journal.Open(JournalDir(m), who)
	if err != nil {
		return nil, nil, &study.Fault{What: err.Error(), Where: displayPath(JournalDir(m))}
	}
	return m, j, nil
}

// OpenAnalysis opens the study at path with its transcripts and its journal.
func OpenAnalysis(ctx context.Context, path string, who journal.Options, p Progress) (*Analysis, error) {
	m, j, err := OpenJournal(path, who)
	if err != nil {
		return nil, err
	}
	r := &Run{Manifest: m}
	if r.Listing, err = List(ctx, m, p); err != nil {
		return nil, err
	}
	if err := r.readDocuments(ctx, p); err != nil {
		return nil, err
	}
	return &Analysis{Manifest: m, Journal: j, Book: coding.Open(j, who.Analyst), Documents: r.Documents}, nil
}

// Document gives a document by its id, whatever the case of its letters. The error
// names near ids.
func (a *Analysis) Document(id string) (*corpus.Document, error) {
	var ids []string
	for _, d := range a.Documents {
		if strings.EqualFold(d.ID, id) {
			return d, nil
		}
		ids = append(ids, d.ID)
	}
	hint := "kith inventory lists the documents by id"
	if near := nearest(id, ids); near != "" {
		hint = "did you mean " + near + "?"
	}
	return nil, &study.Fault{What: "there is no document " + id, Where: displayPath(a.Manifest.File), Hint: hint}
}

// nearest gives the word that is a letter or two from the one given, or "".
func nearest(word string, words []string) string {
	best, at := "", 3
	for _, w := range words {
		if d := study.EditDistance([]rune(strings.ToLower(word)), []rune(strings.ToLower(w))); d < at {
			best, at = w, d
		}
	}
	return best
}

// Passage finds the passage that an address names. Where words are given, it is the
// place in the document, or in the turns that the address names, where they stand.
func (a *Analysis) Passage(address, words string) (*corpus.Document, corpus.Span, error) {
	at, err := corpus.ParseAddress(address)
	if err != nil {
		return nil, corpus.Span{}, err
	}
	d, err := a.Document(at.Document)
	if err != nil {
		return nil, corpus.Span{}, err
	}
	at.Document = d.ID
	within, err := d.Resolve(at)
	switch {
	case err != nil:
		return nil, corpus.Span{}, err
	case words == "" && at.Turn == 0 && !at.Whole:
		return nil, corpus.Span{}, fmt.Errorf("%s is a whole document; name a turn (%s#1) or quote the words (--quote)", d.ID, d.ID)
	case words == "":
		return d, within, nil
	}
	var places []corpus.Span
	for _, s := range d.Find(words) {
		if s.Start >= within.Start && s.End <= within.End {
			places = append(places, s)
		}
	}
	switch len(places) {
	case 1:
		return d, places[0], nil
	case 0:
		return nil, corpus.Span{}, fmt.Errorf("these words do not stand in %s", at)
	}
	var candidates []string
	for _, s := range places[:min(len(places), 9)] {
		candidates = append(candidates, d.AddressOf(s).String())
	}
	return nil, corpus.Span{}, fmt.Errorf("these words stand in %s at %d places: %s; use one of them", at, len(places), strings.Join(candidates, ", "))
}

// Code finds the code that a person means by a name.
func Code(s *coding.State, name string) (*coding.Code, error) {
	switch found := s.Named(name); {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var keys []string
		for _, c := range found {
			keys = append(keys, c.Key)
		}
		return nil, fmt.Errorf("%d codes are called %s; use the key of one: %s", len(found), name, strings.Join(keys, ", "))
	}
	var names []string
	for _, c := range s.Codes(true) {
		names = append(names, c.Name)
	}
	fault := &study.Fault{What: "there is no code " + name + " in the codebook", Hint: "kith codebook show lists them; kith codebook add makes one"}
	if near := nearest(name, names); near != "" {
		fault.Hint = "did you mean " + near + "?"
	}
	return nil, fault
}

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
}

// An Extract is a coding with what surrounds it: who says it, and where.
type Extract struct {
	Coding      *coding.Coding `json:"coding"`
	Code        string         `json:"code"` // the name of the code that stands for it now
	Study       string         `json:"study"`
	Role        string         `json:"role,omitempty"`
	Participant string         `json:"participant,omitempty"`
	Speaker     string         `json:"speaker,omitempty"`
	Address     string         `json:"address"`
	Words       int            `json:"words"`
	Before      string         `json:"before,omitempty"` // context, where it was asked for
	Text        string         `json:"text,omitempty"`   // where quotes were asked for
	After       string         `json:"after,omitempty"`
}

// Extracts gives the codings that a filter chooses, in the order of documents and
// places. With quotes they carry their words, and context code points to each side.
// Codings whose text is no longer the document's have no address; kith ingest
// --refreeze carries them.
func (a *Analysis) Extracts(s *coding.State, f Filter, quotes bool, context int) ([]Extract, error) {
	list := s.Codings()
	if f.Code != "" {
		c, err := Code(s, f.Code)
		if err != nil {
			return nil, err
		}
		list = s.OfCode(c.Key, f.Below)
	}
	byID := map[string]*corpus.Document{}
	order := map[string]int{}
	for i, d := range a.Documents {
		byID[d.ID], order[d.ID] = d, i
	}
	var out []Extract
	for _, c := range list {
		d := byID[c.Document]
		if d == nil || f.Document != "" && !strings.EqualFold(f.Document, d.ID) || f.Study != "" && f.Study != d.Study ||
			f.Analyst != "" && f.Analyst != c.Analyst || f.Valence != "" && f.Valence != c.Valence {
			continue
		}
		e := Extract{Coding: c, Study: d.Study, Role: d.Role, Participant: d.Participant}
		if code := s.Current(c.Code); code != nil {
			e.Code = code.Name
		} else {
			e.Code = c.Code
		}
		span := corpus.Span{Start: c.Start, End: c.End}
		if c.Text == d.TextHash {
			e.Address = d.AddressOf(span).String()
			for _, t := range d.Turns {
				if t.Span.Start <= c.Start && c.Start < t.Span.End {
					e.Speaker = t.Speaker
					if t.Role != "" {
						e.Role = t.Role
					}
					if e.Participant == "" && t.Class == "Participant" {
						e.Participant = t.Speaker
					}
				}
			}
			text, _ := corpus.Slice(d.Text, span)
			e.Words = corpus.Words(text)
			if quotes {
				e.Text = text
				e.Before, _ = corpus.Slice(d.Text, corpus.Span{Start: max(0, c.Start-context), End: c.Start})
				e.After, _ = corpus.Slice(d.Text, corpus.Span{Start: c.End, End: min(corpus.Length(d.Text), c.End+context)})
			}
		}
		if f.Role != "" && f.Role != e.Role || f.Participant != "" && f.Participant != e.Participant {
			continue
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(x, y Extract) int { return order[x.Coding.Document] - order[y.Coding.Document] })
	return out, nil
}

// A Coverage is how far a document has been coded: turns of participants, those
// with a coding, and the share of what participants said that is coded.
type Coverage struct {
	Document string  `json:"document"`
	Study    string  `json:"study"`
	Role     string  `json:"role,omitempty"`
	Turns    int     `json:"turns"`
	Coded    int     `json:"coded"`
	Share    float64 `json:"share"` // of code points, 0 to 1
	Codings  int     `json:"codings"`
	Codes    int     `json:"codes"`
	Read     bool    `json:"read"`    // the analyst has marked it as read through
	Uncoded  []int   `json:"uncoded"` // turns of participants without a coding
	Lost     int     `json:"lost"`    // codings into another text
}

// Coverage says for each document how far it has been coded, by one analyst or,
// where analyst is empty, by anyone.
func (a *Analysis) Coverage(s *coding.State, analyst string) []Coverage {
	var all []Coverage
	for _, d := range a.Documents {
		c := Coverage{Document: d.ID, Study: d.Study, Role: d.Role, Read: s.Read(d.ID, analyst), Uncoded: []int{}}
		covered := make([]bool, corpus.Length(d.Text)+1)
		codes := map[string]bool{}
		for _, k := range s.OfDocument(d.ID) {
			if analyst != "" && k.Analyst != analyst {
				continue
			}
			c.Codings++
			codes[k.Code] = true
			if k.Text != d.TextHash {
				c.Lost++
				continue
			}
			for i := k.Start; i < min(k.End, len(covered)); i++ {
				covered[i] = true
			}
		}
		c.Codes = len(codes)
		said, coded := 0, 0
		for _, t := range d.Turns {
			if t.Class != "Participant" && t.Class != "Answer" && t.Class != "Collective" {
				continue
			}
			c.Turns++
			any := false
			for _, g := range t.Segments {
				for i := g.Span.Start; i < g.Span.End; i++ {
					said++
					if covered[i] {
						coded++
						any = true
					}
				}
			}
			if any {
				c.Coded++
			} else {
				c.Uncoded = append(c.Uncoded, t.Number)
			}
		}
		if said > 0 {
			c.Share = float64(coded) / float64(said)
		}
		all = append(all, c)
	}
	return all
}

// AsOf gives the state of the analysis at a time; the zero time gives the present.
func (a *Analysis) AsOf(t time.Time) *coding.State {
	events := a.Journal.Events()
	if !t.IsZero() {
		events = coding.AsOf(events, t)
	}
	return coding.Fold(events)
}
