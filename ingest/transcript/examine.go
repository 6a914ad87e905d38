package transcript

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"

	"kith/ingest/deposit"
	"kith/study"
	"kith/study/corpus"
)

// An Examination is everything kith makes of one transcript: the reading that
// holds, if one does, and all others.
type Examination struct {
	Document   *corpus.Document // nil when kith is unsure
	Text       string           // canonical text
	Candidates []Candidate      // the reading that holds first, then by confidence
}

// A Candidate is what one rule made of a transcript, in full.
type Candidate struct {
	Reading
	Evidence string
	Labels   []Label
	Nobody   []int // paragraphs that belong to nobody, from 1
	Turns    []corpus.Turn
	Sections []corpus.Section
	Metadata []corpus.Field
}

// A Label is one spelling of a speaker's label, how often it opens a piece of
// speech, and whom it stands for.
type Label struct {
	Label   string // "" for speech that a question, a look or nothing opens
	Count   int
	Speaker string
	Class   string
}

// ExamineFile reads the file at path by every rule. Its errors are faults of
// the file or of the declaration; being unsure is none.
func ExamineFile(path string, src Source) (*Examination, error) {
	if src.Path == "" {
		src.Path = path
	}
	return loaded(path, src, func(b []byte) (*Examination, error) { return Examine(b, src) })
}

// Examine reads the bytes of a transcript by every rule. See [ExamineFile].
func Examine(file []byte, src Source) (*Examination, error) {
	src.Spec = src.declaration()
	return examine(file, src, false)
}

// declaration gives what the manifest says of this very file.
func (src Source) declaration() *study.Transcript {
	if src.Spec == nil {
		return nil
	}
	for _, e := range src.Spec.Except {
		if !deposit.Match(e.Glob.Pattern, src.Path) {
			continue
		}
		own := *src.Spec
		own.At, own.Except = e.At, nil
		own.Layout, own.Pattern = e.Layout, e.Pattern
		if e.Sections != "" {
			own.Sections = e.Sections
		}
		return &own
	}
	return src.Spec
}

// examine reads a transcript; where the best reading is all that is wanted, and it
// holds, the others are not looked into.
func examine(file []byte, src Source, bestAlone bool) (*Examination, error) {
	m, err := open(file, src.Path)
	if err != nil {
		return nil, err
	}
	speakers, err := newSpeakers(src)
	if err != nil {
		return nil, err
	}
	s := newScript(m, speakers)
	if err := s.findSections(src); err != nil {
		return nil, err
	}
	all, holds, err := choose(s, src, bestAlone)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(m.paragraphs))
	for i, p := range m.paragraphs {
		texts[i] = p.Text
	}
	e := &Examination{Text: corpus.Join(texts)}
	if bestAlone && holds {
		all = all[:1]
	}
	for _, r := range all {
		e.Candidates = append(e.Candidates, r.candidate(speakers))
	}
	if !holds {
		return e, nil
	}
	r, c := all[0], e.Candidates[0]
	sum := sha256.Sum256(file)
	doc := &corpus.Document{
		ID: src.ID, Study: src.Study, Kind: src.Kind, Role: src.Role, Participant: src.Participant,
		Source: src.Path, SourceHash: hex.EncodeToString(sum[:]), Extractor: Extractor,
		Text: e.Text, TextHash: corpus.Hash(e.Text), Comments: comments(m.comments, texts),
		Metadata: c.Metadata, Sections: c.Sections, Turns: c.Turns,
		Layout: corpus.Layout{
			Rule: r.rule, Declared: declared(src) != "", Confidence: r.confidence,
			Evidence: c.Evidence, Unlabelled: len(c.Nobody),
		},
	}
	doc.Warnings = append(wordWarnings(m.warnings), r.warnings...)
	if r.guessed {
		doc.Warnings = append(doc.Warnings, corpus.Warning{What: "who interviews is guessed from who asks; declare speakers: to say it"})
	}
	e.Document = doc
	return e, nil
}

// candidate gives a reading in full.
func (r *reading) candidate(speakers *speakers) Candidate {
	speakers.guessed = false
	c := Candidate{Reading: r.public(), Evidence: r.evidence(), Nobody: make([]int, len(r.nobody)), Metadata: r.metadata, Sections: r.s.sectionSpans()}
	for i, p := range r.nobody {
		c.Nobody[i] = p + 1
	}
	c.Turns = speakers.turns(r.s, r)
	r.guessed = speakers.guessed
	type key struct{ label, speaker string }
	at := map[key]int{}
	for _, t := range c.Turns {
		for _, s := range t.Segments {
			k := key{collapse(s.Label), t.Speaker}
			i, ok := at[k]
			if !ok {
				i = len(c.Labels)
				at[k] = i
				c.Labels = append(c.Labels, Label{Label: k.label, Speaker: t.Speaker, Class: t.Class})
			}
			c.Labels[i].Count++
		}
	}
	sort.SliceStable(c.Labels, func(i, j int) bool { return c.Labels[i].Count > c.Labels[j].Count })
	return c
}

// unsure gives the error for an examination without a document.
func (e *Examination) unsure(src Source) *Unsure {
	u := &Unsure{Path: src.Path}
	for _, c := range e.Candidates[:min(len(e.Candidates), 2)] {
		u.Readings = append(u.Readings, c.Reading)
	}
	return u
}
