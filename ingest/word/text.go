package word

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/ooxml"
	"kith/study/corpus"
)

// fieldCharacter opens, divides and closes fields, which may stand in each
// other and reach over paragraphs.
func (r *storyReader) fieldCharacter(attrs ooxml.Attributes) {
	switch typ, _ := attrs.Get("fldCharType"); typ {
	case "begin":
		r.fields = append(r.fields, false)
	case "separate":
		if n := len(r.fields); n > 0 {
			r.fields[n-1] = true
		}
	case "end":
		if n := len(r.fields); n > 0 {
			r.fields = r.fields[:n-1]
		}
	}
}

// inInstruction reports whether text belongs to a field's instruction.
func (r *storyReader) inInstruction() bool {
	for _, result := range r.fields {
		if !result {
			return true
		}
	}
	return false
}

// character reads an element that stands for a character, or for a point in
// the text.
func (r *storyReader) character(p *paragraph, local string, attrs ooxml.Attributes) {
	switch local {
	case "footnoteReference", "endnoteReference", "commentRangeStart", "commentRangeEnd", "commentReference":
		if id, ok := attrs.Get("id"); ok && !r.inInstruction() {
			p.marks = append(p.marks, mark{local, id, len(p.text)})
		}
		return
	}
	if parent := r.parent(); parent != "r" && parent != "" {
		return // w:tab is also a tab stop
	}
	switch local {
	case "br", "cr":
		r.put(p, []byte("\n"))
	case "tab", "ptab":
		r.put(p, []byte("\t"))
	case "noBreakHyphen":
		r.put(p, []byte("\u2011"))
	case "sym":
		font, _ := attrs.Get("font")
		code, _ := attrs.Get("char")
		n, err := strconv.ParseUint(code, 16, 16)
		c, ok := corpus.Symbol(font, rune(n))
		if err != nil || !ok {
			c = utf8.RuneError
			p.note(UnknownSymbol)
		}
		r.put(p, utf8.AppendRune(nil, c))
	}
}

// text reads characters between tags.
func (r *storyReader) text(b []byte) {
	top := len(r.stack) - 1
	if top >= 0 && r.skipFrom >= 0 && r.stack[top].space == wordSpace {
		switch r.stack[top].local {
		case "delText", "instrText", "delInstrText":
			r.skipped = append(r.skipped, b...)
			return
		}
	}
	if top < 0 || r.stack[top].local != "t" || r.stack[top].space == otherSpace || r.stack[top].space == compatibilitySpace {
		return
	}
	if r.skipFrom >= 0 {
		r.skipText = r.skipText || len(b) > 0
		if r.skipKind != "" {
			r.skipped = append(r.skipped, b...)
		}
		return
	}
	r.said(b)
}

// said takes the characters of a text element in.
func (r *storyReader) said(b []byte) {
	r.seen++
	if p := r.paragraph(); p != nil {
		r.put(p, clean(b))
	}
}

// clean gives the characters of a text element: a line end is white space
// there, and a soft hyphen is no character of the text.
func clean(b []byte) []byte {
	if bytes.IndexByte(b, '\n') >= 0 || bytes.IndexByte(b, '\r') >= 0 {
		b = []byte(lineEnds.Replace(string(b)))
	}
	if softHyphen := []byte("\u00AD"); bytes.Contains(b, softHyphen) {
		b = bytes.ReplaceAll(b, softHyphen, nil)
	}
	return b
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ")
