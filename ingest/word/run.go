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

const longestForm = 512 // bytes of run properties

// knownForm passes over run properties that are written like others before them:
// most runs of a document look like one of a few.
func (r *storyReader) knownForm(s *ooxml.Scanner) {
	const most = 256 // forms
	w := s.Window()
	end := bytes.Index(w[:min(len(w), longestForm)], []byte("</"))
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

// commonRun reads what most runs are, properties that are known and a text, at one
// look: the scanner stands behind the start tag of a run, and then before the end tag.
// Where a run is anything else, or is written in another way, it does nothing. It
// gives its room for the text back.
func (r *storyReader) commonRun(s *ooxml.Scanner, room []byte) ([]byte, error) {
	if string(s.Prefix) != "w" {
		return room, nil
	}
	w := s.Window()
	rest, run := w, r.run
	if own, ok := bytes.CutPrefix(rest, []byte("<w:rPr>")); ok {
		end := bytes.Index(own[:min(len(own), longestForm)], []byte("</"))
		if end < 0 {
			return room, nil
		}
		known, ok := r.forms[string(own[:end])]
		if !ok {
			return room, nil
		}
		if rest, ok = bytes.CutPrefix(own[end:], []byte("</w:rPr>")); !ok {
			return room, nil
		}
		run = known
	}
	rest, ok := bytes.CutPrefix(rest, []byte("<w:t"))
	if !ok {
		return room, nil
	}
	rest, _ = bytes.CutPrefix(rest, []byte(` xml:space="preserve"`))
	if rest, ok = bytes.CutPrefix(rest, []byte(">")); !ok {
		return room, nil
	}
	end := bytes.IndexByte(rest, '<')
	if end <= 0 {
		return room, nil
	}
	text := rest[:end]
	if rest, ok = bytes.CutPrefix(rest[end:], []byte("</w:t>")); !ok {
		return room, nil
	}
	room, err := ooxml.AppendText(room[:0], text)
	if err != nil {
		return room, err
	}
	r.run = run
	s.Advance(len(w) - len(rest))
	r.said(room)
	return room, nil
}
