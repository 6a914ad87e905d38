package desk

import (
	"bufio"
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"kith/study/corpus"
)

// A block is a part of a transcript as it stands on the page: a heading, a turn, or
// text that belongs to nobody.
type block struct {
	Kind    string // "section", "turn" or "aside"
	Title   string // of a section
	Number  int    // of a turn
	Speaker string
	Class   string // of a turn, in lower case: participant, interviewer, …
	Pieces  []piece
}

// A piece is a stretch of text that becomes one text node: a segment of a turn, or
// a line that belongs to nobody.
type piece struct {
	At    int // code points before it in the frozen text
	Text  string
	Label string // a speaker's label where it is not the turn's
	Clock string // 2:45
}

// layOut takes a transcript apart for the page. Nothing of its text is left out but
// the labels and times that the turns show by other means.
func layOut(d *corpus.Document) []block {
	text := []rune(d.Text)
	var all []block
	section, at := 0, 0
	aside := func(to int, label string) {
		for _, p := range unspoken(text, at, to, label) {
			if n := len(all); n > 0 && all[n-1].Kind == "aside" {
				all[n-1].Pieces = append(all[n-1].Pieces, p)
				continue
			}
			all = append(all, block{Kind: "aside", Pieces: []piece{p}})
		}
		at = to
	}
	for _, t := range d.Turns {
		if t.Section > section {
			section = t.Section
			s := d.Sections[section-1]
			if s.Span.Start > at {
				aside(s.Span.Start, "")
			}
			all = append(all, block{Kind: "section", Title: s.Title})
			at = min(t.Span.Start, max(at, s.Span.Start+len([]rune(s.Title))))
		}
		b := block{Kind: "turn", Number: t.Number, Speaker: t.Speaker, Class: strings.ToLower(t.Class)}
		for i, g := range t.Segments {
			if i == 0 {
				aside(g.Span.Start, g.Label)
			} else {
				b.Pieces = append(b.Pieces, unspoken(text, at, g.Span.Start, g.Label)...)
			}
			p := piece{At: g.Span.Start, Text: string(text[g.Span.Start:g.Span.End])}
			if g.HasTime {
				p.Clock = clock(g.Time)
			}
			if g.Label != "" && g.Label != t.Speaker {
				p.Label = g.Label
			}
			b.Pieces = append(b.Pieces, p)
			at = g.Span.End
		}
		all = append(all, b)
	}
	aside(len(text), "")
	return all
}

// How high a turn is at the width of a desk, in pixels, to cut a transcript into
// stretches of about one height: desk.css says how high a stretch is that has not
// been on the screen yet. A guess that is wrong makes the scroll bar inexact, no more.
const (
	stretchHeight = 1500
	lineHeight    = 29
	lineLetters   = 62
	turnGap       = 18
)

func (b *block) height() int {
	h := turnGap
	for _, p := range b.Pieces {
		h += lineHeight * (1 + len(p.Text)/lineLetters)
	}
	return h
}

// markup writes blocks as HTML, piece by piece, so that the first of them are on the
// screen while the last are still being made. It is written by hand because a template takes half a
// second for an hour of talk; everything that is not ours is escaped. A turn is as few
// elements as can be, times being attributes that the style sheet shows; its number and
// speaker are text, so that a browser finds them. It stands in a stretch, which a browser
// need not lay out before it is near the screen: so long a page as a day of talk opens
// like a short one.
func markup(b *bufio.Writer, all []block) {
	high := 0
	b.WriteString(`<div class="stretch">`)
	for _, k := range all {
		if high >= stretchHeight && k.Kind != "aside" {
			b.WriteString("</div>\n<div class=\"stretch\">")
			high = 0
		}
		high += k.height()
		switch k.Kind {
		case "section":
			b.WriteString(`<h2 class="section">` + html.EscapeString(k.Title) + "</h2>\n")
			continue
		case "aside":
			b.WriteString(`<div class="turn aside">`)
		default:
			n, speaker := strconv.Itoa(k.Number), html.EscapeString(k.Speaker)
			name := "Turn " + n
			if speaker != "" {
				name += ", " + speaker
			}
			b.WriteString(`<article class="turn ` + html.EscapeString(k.Class) + `" id="t` + n + `" data-n="` + n + `" data-speaker="` + speaker + `" aria-label="` + name + `"><span class="who">` + strings.TrimSpace(n+"  "+speaker) + `</span>`)
		}
		for _, p := range k.Pieces {
			p.markup(b)
		}
		if k.Kind == "aside" {
			b.WriteString("</div>\n")
		} else {
			b.WriteString("</article>\n")
		}
	}
	b.WriteString("</div>\n")
}

// markup writes a piece: where it begins, and what its script need not find out
// letter by letter: that it is read from the right, or has characters that take two
// units in JavaScript.
func (p *piece) markup(b *bufio.Writer) {
	b.WriteString(`<p data-at="` + strconv.Itoa(p.At) + `"`)
	if said := strings.TrimSpace(p.Clock + " " + p.Label); said != "" {
		b.WriteString(` data-said="` + html.EscapeString(said) + `"`)
	}
	right, wide := false, false
	for _, r := range p.Text {
		right = right || rightToLeft(r)
		wide = wide || r > 0xffff
	}
	if right {
		b.WriteString(` dir="auto"`)
	}
	if wide {
		b.WriteString(" data-wide")
	}
	b.WriteString(">" + html.EscapeString(p.Text) + "</p>")
}

// rightToLeft tells whether a character is of a script that may be written from the
// right, or makes its surroundings so. The browser need not look into paragraphs
// without one.
func rightToLeft(r rune) bool {
	if r < 0x590 {
		return false
	}
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.R, bidi.AL, bidi.AN, bidi.RLE, bidi.RLO, bidi.RLI, bidi.FSI:
		return true
	}
	return r == '\u200f'
}

// unspoken gives the lines between two places that are neither blank nor the label
// and time of the speech that follows.
func unspoken(text []rune, from, to int, label string) []piece {
	var all []piece
	for from < to {
		end := from
		for end < to && text[end] != '\n' {
			end++
		}
		line := string(text[from:end])
		rest := line
		if label != "" {
			rest = strings.Replace(line, label, "", 1)
		}
		if strings.TrimSpace(line) != "" && (label == "" || !isMark(rest)) {
			all = append(all, piece{At: from, Text: line})
		}
		from = end + 1
	}
	return all
}

// isMark tells whether a line without the speaker's label is punctuation and a time
// at most.
func isMark(s string) bool {
	return !strings.ContainsFunc(s, unicode.IsLetter)
}

func clock(d time.Duration) string {
	s := int(d / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
