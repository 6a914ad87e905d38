package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits on the XML of a part.
const (
	scanBlock = 64 << 10 // bytes read at a time
	maxDepth  = 256      // elements within elements
)

// A tokenKind says what the scanner stands on.
type tokenKind uint8

const (
	startTag tokenKind = iota
	endTag             // also after a tag that ends itself
	charData
)

// A scanner cuts the XML of a part into tags and text, over the bytes of a
// window that moves along the part. It knows what sheets and shared strings
// need and no more: names without their prefix, no document type, the five
// entities of XML. Where encoding/xml reads a part, the scanner reads the same
// (FuzzScanner), without a heap object for every tag. What name, attrs and text hold is good until the next
// call of next.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	stop     error // of r, after the last byte of buf

	name  []byte      // of a tag, without its prefix
	attrs []attribute // of a start tag
	text  []byte      // as written in the file, or in a CDATA section
	cdata bool
	empty bool // the end of the element begun comes next

	open  []byte // names of the elements that are open, with their prefixes
	ends  []int  // where each of them ends in open
	begun bool   // a tag was read
}

// An attribute is one of a tag: its name without prefix, the characters of its value.
type attribute struct{ name, value []byte }

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, scanBlock)}
}

// errLong says that a text or a tag is longer than maxText.
var errLong = errors.New("a cell or tag is too long")

// A syntaxError is a fault in the XML.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }

// more reads on; what lies before pos is given up. It reports false at the end
// of the part, or of what may be read.
func (s *scanner) more() bool {
	if s.stop != nil {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.pos, s.end = 0, s.end-s.pos
	}
	if s.end > maxText {
		s.stop = errLong
		return false
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:min(len(s.buf), s.end+scanBlock)])
		s.end += n
		s.stop = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.stop = io.ErrNoProgress
	return false
}

// cut is the error of a part that ends too early.
func (s *scanner) cut() error {
	if errors.Is(s.stop, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return s.stop
}

// next moves to the next tag or text. At the end of the part it gives io.EOF.
func (s *scanner) next() (tokenKind, error) {
	if s.empty {
		s.empty = false
		s.leave()
		return endTag, nil
	}
	for {
		if s.pos == s.end && !s.more() {
			if errors.Is(s.stop, io.EOF) && len(s.ends) == 0 && s.begun {
				return 0, io.EOF
			}
			return 0, s.cut()
		}
		if s.buf[s.pos] != '<' {
			if err := s.chars(); err != nil {
				return 0, err
			}
			return charData, nil
		}
		if s.pos+1 == s.end && !s.more() {
			return 0, s.cut()
		}
		switch s.buf[s.pos+1] {
		case '/':
			return endTag, s.endTag()
		case '?':
			if err := s.instruction(); err != nil {
				return 0, err
			}
		case '!':
			found, err := s.declaration()
			if err != nil {
				return 0, err
			}
			if found {
				return charData, nil
			}
		default:
			return startTag, s.startTag()
		}
	}
}

// until gives what stands from skip bytes after pos up to the mark, and moves
// behind the mark.
func (s *scanner) until(skip int, mark string) ([]byte, error) {
	for from := skip; ; {
		if s.end-s.pos >= from {
			if i := bytes.Index(s.buf[s.pos+from:s.end], []byte(mark)); i >= 0 {
				b := s.buf[s.pos+skip : s.pos+from+i]
				s.pos += from + i + len(mark)
				return b, nil
			}
			from = max(skip, s.end-s.pos-len(mark)+1)
		}
		if !s.more() {
			return nil, s.cut()
		}
	}
}

// chars reads the text up to the next tag.
func (s *scanner) chars() error {
	for from := 0; ; {
		if i := bytes.IndexByte(s.buf[s.pos+from:s.end], '<'); i >= 0 {
			s.text, s.cdata = s.buf[s.pos:s.pos+from+i], false
			s.pos += from + i
			return nil
		}
		from = s.end - s.pos
		if !s.more() {
			if !errors.Is(s.stop, io.EOF) {
				return s.stop
			}
			s.text, s.cdata = s.buf[s.pos:s.end], false
			s.pos = s.end
			return nil
		}
	}
}

// instruction passes over <?…?>, and refuses encodings no package may have.
func (s *scanner) instruction() error {
	b, err := s.until(2, "?>")
	if err != nil {
		return err
	}
	rest, ok := bytes.CutPrefix(b, []byte("xml "))
	if !ok {
		return nil
	}
	_, rest, ok = bytes.Cut(rest, []byte("encoding="))
	if !ok || len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return nil
	}
	name, _, closed := bytes.Cut(rest[1:], rest[:1])
	if !closed {
		return nil
	}
	value := strings.ToLower(string(name))
	switch value {
	case "", "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii":
		return nil
	}
	return syntaxError(fmt.Sprintf("encoding %q, where a workbook has UTF-8 or UTF-16", clip(value)))
}

// declaration passes over a comment, or gives the text of a CDATA section.
func (s *scanner) declaration() (text bool, err error) {
	const cdata = "<![CDATA["
	for s.end-s.pos < len(cdata) && s.more() {
	}
	switch b := s.buf[s.pos:s.end]; {
	case bytes.HasPrefix(b, []byte("<!--")):
		if _, err := s.until(4, "--"); err != nil {
			return false, err
		}
		if s.pos == s.end && !s.more() {
			return false, s.cut()
		}
		if s.buf[s.pos] != '>' {
			return false, syntaxError("-- stands in a comment")
		}
		s.pos++
		return false, nil
	case bytes.HasPrefix(b, []byte(cdata)):
		s.text, err = s.until(len(cdata), "]]>")
		s.cdata = true
		return true, err
	}
	if s.stop != nil && s.end-s.pos < len(cdata) {
		return false, s.cut()
	}
	return false, syntaxError("a declaration, which no workbook has")
}

func (s *scanner) endTag() error {
	b, err := s.until(2, ">")
	if err != nil {
		return err
	}
	n := len(s.ends)
	if n == 0 {
		return syntaxError("an element ends that was not begun")
	}
	from := 0
	if n > 1 {
		from = s.ends[n-2]
	}
	if !bytes.Equal(b, s.open[from:]) {
		if b = bytes.TrimRight(b, " \t\r\n"); !bytes.Equal(b, s.open[from:]) {
			return syntaxError(fmt.Sprintf("element %s is closed by %s", clip(string(s.open[from:])), clip(string(b))))
		}
	}
	s.name = local(b)
	s.leave()
	return nil
}

func (s *scanner) leave() {
	n := len(s.ends) - 1
	s.ends = s.ends[:n]
	if n == 0 {
		s.open = s.open[:0]
	} else {
		s.open = s.open[:s.ends[n-1]]
	}
}

// startTag reads a tag. The whole tag must be in the window before its parts
// are pointed at.
func (s *scanner) startTag() error {
	quote := byte(0)
	i := s.pos + 1
search:
	for {
		if i == s.end {
			off := i - s.pos
			if !s.more() {
				return s.cut()
			}
			i = s.pos + off
		}
		switch c := s.buf[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			break search
		}
		i++
	}
	b := s.buf[s.pos+1 : i]
	s.pos = i + 1
	if n := len(b); n > 0 && b[n-1] == '/' {
		b, s.empty = b[:n-1], true
	}
	n := nameLength(b)
	if n == 0 {
		return syntaxError("a tag without a name")
	}
	if len(s.ends) >= maxDepth {
		return syntaxError(fmt.Sprintf("more than %d elements within each other", maxDepth))
	}
	s.open = append(s.open, b[:n]...)
	s.ends = append(s.ends, len(s.open))
	s.name, s.begun = local(b[:n]), true
	return s.readAttributes(b[n:])
}

func (s *scanner) readAttributes(b []byte) error {
	s.attrs = s.attrs[:0]
	for {
		i := 0
		for i < len(b) && isXMLSpace(b[i]) {
			i++
		}
		if b = b[i:]; len(b) == 0 {
			return nil
		}
		n := nameLength(b)
		if n == 0 {
			return syntaxError("an attribute without a name")
		}
		name := b[:n]
		for n < len(b) && isXMLSpace(b[n]) {
			n++
		}
		if n == len(b) || b[n] != '=' {
			return syntaxError("an attribute without a value")
		}
		for n++; n < len(b) && isXMLSpace(b[n]); n++ {
		}
		if n == len(b) || b[n] != '"' && b[n] != '\'' {
			return syntaxError("an attribute whose value is not quoted")
		}
		end := bytes.IndexByte(b[n+1:], b[n])
		if end < 0 {
			return syntaxError("an attribute whose value is not closed")
		}
		value := b[n+1 : n+1+end]
		if bytes.IndexByte(value, '<') >= 0 {
			return syntaxError("< stands in the value of an attribute")
		}
		if !plain(value) {
			var err error
			if value, err = appendChars(nil, value, false); err != nil {
				return err
			}
		}
		s.attrs = append(s.attrs, attribute{local(name), value})
		b = b[n+1+end+1:]
	}
}

// skip moves behind the end of the element begun.
func (s *scanner) skip() error {
	for depth := 1; depth > 0; {
		kind, err := s.next()
		if err != nil {
			return unexpected(err)
		}
		switch kind {
		case startTag:
			depth++
		case endTag:
			depth--
		}
	}
	return nil
}

// attr gives the value of an attribute of the tag, or "".
func (s *scanner) attr(name string) string {
	for _, a := range s.attrs {
		if string(a.name) == name {
			return string(a.value)
		}
	}
	return ""
}

// appendText adds the characters the text stands for.
func (s *scanner) appendText(to []byte) ([]byte, error) {
	if !s.cdata && plain(s.text) {
		return append(to, s.text...), nil
	}
	if !s.cdata && bytes.Contains(s.text, []byte("]]>")) {
		return to, syntaxError("]]> outside a CDATA section")
	}
	return appendChars(to, s.text, s.cdata)
}

// plain reports whether text stands for itself: printable ASCII without & or ].
func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c >= utf8.RuneSelf || c == '&' || c == ']' {
			return false
		}
	}
	return true
}

// appendChars adds the characters that text or a value stands for: entities
// and references are resolved, and every end of line is a newline.
func appendChars(to, b []byte, cdata bool) ([]byte, error) {
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '&' && !cdata:
			end := bytes.IndexByte(b[i:], ';')
			if end < 0 {
				return to, syntaxError("& without ;")
			}
			r, ok := entity(b[i+1 : i+end])
			if !ok {
				return to, syntaxError("an entity XML does not know: " + clip(string(b[i:i+end+1])))
			}
			to = utf8.AppendRune(to, r)
			i += end + 1
		case c == '\r':
			to = append(to, '\n')
			if i++; i < len(b) && b[i] == '\n' {
				i++
			}
		default:
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n == 1 {
				return to, syntaxError("bytes that are not UTF-8")
			}
			if !isXMLChar(r) {
				return to, syntaxError(fmt.Sprintf("the character %U, which XML has not", r))
			}
			to = append(to, b[i:i+n]...)
			i += n
		}
	}
	return to, nil
}

// entity resolves what stands between & and ;.
func entity(b []byte) (rune, bool) {
	switch string(b) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(b) < 2 || b[0] != '#' {
		return 0, false
	}
	digits, base := b[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	r := rune(0)
	for _, c := range digits {
		d := rune(99)
		switch {
		case c >= '0' && c <= '9':
			d = rune(c - '0')
		case c >= 'a' && c <= 'f':
			d = rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = rune(c-'A') + 10
		}
		if d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(digits) > 0 && isXMLChar(r)
}

// isXMLChar says whether XML may have the character (XML 1.0, 2.2).
func isXMLChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

func isXMLSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// nameLength is how many bytes of a name b begins with.
func nameLength(b []byte) int {
	for i, c := range b {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == ':', c >= utf8.RuneSelf:
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.'):
		default:
			return i
		}
	}
	return len(b)
}

// local takes the prefix from a name.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i > 0 && i < len(name)-1 {
		return name[i+1:]
	}
	return name
}
