package reproduce

import (
	"fmt"
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

// AsOf gives the state of the analysis at a time; the zero time gives the present.
func (a *Analysis) AsOf(t time.Time) *coding.State {
	events := a.Journal.Events()
	if !t.IsZero() {
		events = coding.AsOf(events, t)
	}
	return coding.Fold(events)
}

// Reflexive tells whether a filter's studies are analysed reflexively, where counts
// are shown only when asked for. Where the filter names no study and no document, one
// reflexive study is enough.
func (a *Analysis) Reflexive(f Filter) bool {
	for _, e := range a.Entries {
		if f.Study == "" && strings.EqualFold(f.Document, e.ID) {
			f.Study = e.Study
		}
	}
	return slices.ContainsFunc(a.Manifest.Studies, func(p *study.Part) bool {
		return (f.Study == "" || f.Study == p.ID) && slices.Contains(p.Analysis, "reflexive")
	})
}
