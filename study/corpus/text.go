package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Join makes a canonical text of its paragraphs.
func Join(paragraphs []string) string {
	n := len(paragraphs)
	for _, p := range paragraphs {
		n += len(p)
	}
	var b strings.Builder
	b.Grow(n)
	for _, p := range paragraphs {
		b.WriteString(p)
		b.WriteByte('\n')
	}
	return b.String()
}

// Hash gives the SHA-256 of a text in lower-case hexadecimal. It is what pins
// a coding to the text it points into.
func Hash(text string) string {
	h := sha256.New()
	var some [4 << 10]byte // so that the text is not copied whole
	for len(text) > 0 {
		n := copy(some[:], text)
		h.Write(some[:n])
		text = text[n:]
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Length gives the number of code points of a text, the end of its last span.
func Length(text string) int {
	// Most text is ASCII, where each byte is one: eight at a time.
	n := 0
	for len(text) >= 8 {
		b := text[:8]
		eight := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56 // one load
		size, points := 8, 8
		if eight&0x8080808080808080 != 0 {
			_, size = utf8.DecodeRuneInString(text)
			points = 1
		}
		n += points
		text = text[size:]
	}
	return n + utf8.RuneCountInString(text)
}

// Slice gives the part of a text that a span of code points covers, and false
// when the span does not lie within the text.
func Slice(text string, s Span) (string, bool) {
	if s.Start < 0 || s.End < s.Start {
		return "", false
	}
	from, ok := byteOffset(text, s.Start)
	if !ok {
		return "", false
	}
	n, ok := byteOffset(text[from:], s.End-s.Start)
	if !ok {
		return "", false
	}
	return text[from : from+n], true
}

// byteOffset gives the byte at which code point n of a text begins.
func byteOffset(text string, n int) (int, bool) {
	if n == 0 {
		return 0, true
	}
	if n > len(text) {
		return 0, false
	}
	for at := range text {
		if n == 0 {
			return at, true
		}
		n--
	}
	return len(text), n == 0
}

// Len gives the number of code points a span covers.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether s and t share a code point.
func (s Span) Overlaps(t Span) bool { return max(s.Start, t.Start) < min(s.End, t.End) }

// Words counts the words of a text: stretches between white space that hold a
// letter or a digit, so that a dash between spaces is none.
func Words(text string) int {
	n := 0
	for _, field := range strings.Fields(text) {
		if strings.ContainsFunc(field, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// Validate reports the first thing in which a document contradicts itself: a
// text that is no canonical text or not the one its hash pins, turns out of
// order, spans outside the text, the turn, or their order. A document that a
// reader of kith made is always valid; one from a file may not be.
func (d *Document) Validate() error {
	if !utf8.ValidString(d.Text) {
		return fmt.Errorf("document %s: the text is not UTF-8", d.ID)
	}
	if d.Text != "" && !strings.HasSuffix(d.Text, "\n") {
		return fmt.Errorf("document %s: the text does not end with a line feed", d.ID)
	}
	if strings.Contains(d.Text, "\r") || strings.Contains(d.Text, "\u00AD") {
		return fmt.Errorf("document %s: the text holds characters that canonical text never holds", d.ID)
	}
	if d.TextHash != Hash(d.Text) {
		return fmt.Errorf("document %s: the text is not the one its hash pins", d.ID)
	}
	whole := Span{0, Length(d.Text)}
	for _, f := range d.Metadata {
		if f.Span.Len() < 0 || !whole.Contains(f.Span) {
			return fmt.Errorf("document %s: metadata %q lies outside the text", d.ID, f.Key)
		}
	}
	for _, c := range d.Comments {
		if c.Anchored && (c.Span.Len() < 0 || !whole.Contains(c.Span)) {
			return fmt.Errorf("document %s: comment %s lies outside the text", d.ID, c.ID)
		}
	}
	if err := d.validateSections(whole); err != nil {
		return err
	}
	at, paragraph := 0, 0
	for i, t := range d.Turns {
		if t.Number != i+1 {
			return fmt.Errorf("document %s: turn %d is numbered %d", d.ID, i+1, t.Number)
		}
		if len(t.Segments) == 0 {
			return fmt.Errorf("document %s: turn %d has no segment", d.ID, t.Number)
		}
		if want := (Span{t.Segments[0].Span.Start, t.Segments[len(t.Segments)-1].Span.End}); t.Span != want {
			return fmt.Errorf("document %s: turn %d does not reach from its first segment to its last", d.ID, t.Number)
		}
		for j, s := range t.Segments {
			switch {
			case s.Span.Len() < 0 || !whole.Contains(s.Span):
				return fmt.Errorf("document %s: turn %d, segment %d lies outside the text", d.ID, t.Number, j+1)
			case s.Span.Start < at:
				return fmt.Errorf("document %s: turn %d, segment %d begins before the one in front of it ends", d.ID, t.Number, j+1)
			case s.Paragraphs[0] > s.Paragraphs[1] || s.Paragraphs[0] < paragraph:
				return fmt.Errorf("document %s: turn %d, segment %d has paragraphs out of order", d.ID, t.Number, j+1)
			}
			at, paragraph = s.Span.End, s.Paragraphs[0]
		}
	}
	return nil
}

// validateSections holds sections against the text and the turns.
func (d *Document) validateSections(whole Span) error {
	at := 0
	for i, s := range d.Sections {
		if s.Span.Len() < 0 || !whole.Contains(s.Span) || s.Span.Start < at {
			return fmt.Errorf("document %s: section %d lies outside the text or in the one before it", d.ID, i+1)
		}
		at = s.Span.End
	}
	for _, t := range d.Turns {
		if t.Section < 0 || t.Section > len(d.Sections) {
			return fmt.Errorf("document %s: turn %d stands in a section that is not there", d.ID, t.Number)
		}
		if t.Section > 0 && !d.Sections[t.Section-1].Span.Contains(t.Span) {
			return fmt.Errorf("document %s: turn %d reaches out of its section", d.ID, t.Number)
		}
	}
	return nil
}
