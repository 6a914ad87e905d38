package reproduce

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

// An Analysis is the qualitative half of a study: its frozen transcripts, and what
// its analysts have made of them. A transcript is read when it is asked for.
type Analysis struct {
	Manifest *study.Manifest
	Journal  *journal.Journal
	Book     *coding.Book
	Entries  []corpus.Entry // the transcripts, in the order of the manifest's studies and of ids
	Corpus   *corpus.Store

	mu     sync.Mutex
	read   map[string]*corpus.Document
	folded map[string]*corpus.Index // by the hash of the text
	units  map[string][]OpenUnit    // by question and the hash of the text; nobody changes them
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
		return nil, nil, &study.Fault{What: err.Error(), Where: displayPath(JournalDir(m)), Hint: "see who may read there, and put the file back from a copy where it is damaged"}
	}
	return m, j, nil
}

// OpenAnalysis opens the study at path with its frozen transcripts and its journal.
// A study of which nothing has been frozen is a fault: codings point into texts
// that must not shift, and to freeze them is the analyst's decision.
func OpenAnalysis(path string, who journal.Options) (*Analysis, error) {
	m, j, err := OpenJournal(path, who)
	if err != nil {
		return nil, err
	}
	store, err := frozenCorpus(m)
	if err != nil {
		return nil, err
	}
	if store == nil {
		return nil, &study.Fault{What: "no transcript of this study is frozen yet, and codings point into frozen texts",
			Where: displayPath(corpus.Folder(m)), Hint: "run kith ingest " + displayPath(m.Dir) + " first; it says what it makes of every transcript"}
	}
	a := &Analysis{Manifest: m, Journal: j, Book: coding.Open(j, who.Analyst), Entries: store.Entries(), Corpus: store, read: map[string]*corpus.Document{}}
	a.Book.Guard(a.exclusive)
	place := func(e corpus.Entry) int {
		return slices.IndexFunc(m.Studies, func(p *study.Part) bool { return p.ID == e.Study })
	}
	slices.SortStableFunc(a.Entries, func(x, y corpus.Entry) int { return place(x) - place(y) })
	return a, nil
}

// Document gives a document by its id, whatever the case of its letters. The error
// names near ids.
func (a *Analysis) Document(id string) (*corpus.Document, error) {
	var ids []string
	for _, e := range a.Entries {
		if strings.EqualFold(e.ID, id) {
			d, err := a.Documents(e.ID)
			if err != nil {
				return nil, err
			}
			return d[0], nil
		}
		ids = append(ids, e.ID)
	}
	hint := "kith inventory lists the documents by id; kith ingest freezes new ones"
	if near := study.Nearest(id, ids); near != "" {
		hint = "did you mean " + near + "?"
	}
	return nil, &study.Fault{What: "there is no document " + id, Where: displayPath(corpus.Folder(a.Manifest)), Hint: hint}
}

// Documents gives documents of the corpus by their ids, or all of them in the order
// of Entries. They are read in parallel and once.
func (a *Analysis) Documents(ids ...string) ([]*corpus.Document, error) {
	if len(ids) == 0 {
		for _, e := range a.Entries {
			ids = append(ids, e.ID)
		}
	}
	docs := make([]*corpus.Document, len(ids))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, id := range ids {
		g.Go(func() error {
			a.mu.Lock()
			docs[i] = a.read[id]
			a.mu.Unlock()
			if docs[i] != nil {
				return nil
			}
			d, err := a.Corpus.Document(id)
			if err != nil {
				return err
			}
			a.mu.Lock()
			defer a.mu.Unlock()
			docs[i], a.read[id] = d, d
			return nil
		})
	}
	return docs, g.Wait()
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
	if near := study.Nearest(name, names); near != "" {
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
func (a *Analysis) Coverage(s *coding.State, analyst string) ([]Coverage, error) {
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	var all []Coverage
	for _, d := range docs {
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
	return all, nil
}

// AsOf gives the state of the analysis at a time; the zero time gives the present.
func (a *Analysis) AsOf(t time.Time) *coding.State {
	events := a.Journal.Events()
	if !t.IsZero() {
		events = coding.AsOf(events, t)
	}
	return coding.Fold(events)
}
