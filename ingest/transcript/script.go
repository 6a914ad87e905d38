package transcript

import (
	"strings"
	"unicode/utf8"

	"kith/ingest/word"
)

// A script is a document as lines: what stands between paragraph ends and
// breaks. Speakers are marked line by line, whatever the paragraphs.
type script struct {
	paragraphs []word.Paragraph
	lines      []line
	speakers   *speakers
}

// A line is one line of the canonical text.
type line struct {
	text      string
	start     int // its first code point in the canonical text
	paragraph int // from 0
	at        int // its first byte in the paragraph
	blank     bool
	heading   int  // outline level of its paragraph; 0 for text
	note      bool // in a footnote or endnote: never speech
	cell      *word.Cell
}

func newScript(all []word.Paragraph, sp *speakers) *script {
	s := &script{paragraphs: all, speakers: sp}
	at := 0
	for i, p := range all {
		b := 0
		for _, text := range strings.Split(p.Text, "\n") {
			s.lines = append(s.lines, line{
				text: text, start: at, paragraph: i, at: b,
				blank: strings.TrimSpace(text) == "", heading: p.Heading, note: p.Note, cell: p.Cell,
			})
			at += utf8.RuneCountInString(text) + 1
			b += len(text) + 1
		}
	}
	return s
}

// offset gives the code point at byte b of line i.
func (s *script) offset(i, b int) int {
	return s.lines[i].start + utf8.RuneCountInString(s.lines[i].text[:b])
}

// end gives the code point after line i.
func (s *script) end(i int) int { return s.offset(i, len(s.lines[i].text)) }

// bold reports whether all letters from byte from to byte to of line i are bold.
func (s *script) bold(i, from, to int) bool {
	l := s.lines[i]
	from, to = l.at+from, l.at+to
	at, any := 0, false
	for _, r := range s.paragraphs[l.paragraph].Runs {
		start, end := max(at, from), min(at+len(r.Text), to)
		at += len(r.Text)
		if start >= end || strings.TrimSpace(r.Text[start-(at-len(r.Text)):end-(at-len(r.Text))]) == "" {
			continue
		}
		if !r.Bold {
			return false
		}
		any = true
	}
	return any
}

// after gives the first line from i on that is not blank, or the number of
// lines.
func (s *script) after(i int) int {
	for i < len(s.lines) && s.lines[i].blank {
		i++
	}
	return i
}
