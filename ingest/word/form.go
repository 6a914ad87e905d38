package word

import (
	"bytes"

	"kith/ooxml"
)

// A form is the direct formatting of a run, with which of it is set.
type form struct {
	look
	set   struct{ bold, italic, hidden, colour bool }
	style string
}

// knownForm passes over run properties that are written like others before them:
// most runs of a document look like one of a few.
func (r *storyReader) knownForm(s *ooxml.Scanner) {
	const (
		longest = 512
		most    = 256 // forms
	)
	w := s.Window()
	end := bytes.Index(w[:min(len(w), longest)], []byte("</"))
	if end <= 0 {
		return
	}
	if known, ok := r.forms[string(w[:end])]; ok {
		r.run = known
		s.Advance(end)
		return
	}
	// Only where every element ends itself is the end tag that of the properties.
	if w = w[:end]; len(r.forms) < most && bytes.Count(w, []byte("<")) == bytes.Count(w, []byte("/>")) && bytes.Count(w, []byte(">")) == bytes.Count(w, []byte("/>")) {
		r.newForm = string(w)
	}
}
