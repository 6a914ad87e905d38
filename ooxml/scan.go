package ooxml

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// MaxDepth is how many elements of a part may stand within each other.
const MaxDepth = 256

const scanBlock = 64 << 10 // bytes read at a time

// A Token says what a Scanner stands on.
type Token uint8

// The tokens.
const (
	StartTag Token = iota
	EndTag         // also after a tag that ends itself
	Text
)

// A Scanner cuts the XML of a part into tags and text, over the bytes of a
// window that moves along the part. It knows what Office files need and no more:
// no document type, the five entities of XML, and a prefix that is cut off its
// name and means what the reader makes of it. Elements must be closed as they were
// opened. Where encoding/xml reads a part, the scanner reads the same
// (FuzzScanner), without a heap object for every tag. What Name, Attrs and the
// text hold is good until the next call of Next.
type Scanner struct {
	// Prefix and Name are those of the tag.
	Prefix, Name []byte
	// Attrs are the attributes of a start tag.
	Attrs Attributes

	r        io.Reader
	buf      []byte
	pos, end int
	stop     error // of r, after the last byte of buf
	longest  int   // bytes of a text or tag

	text  []byte // as written in the file, or in a CDATA section
	cdata bool
	empty bool // the end of the element begun comes next
	brief bool // and nothing was kept of its name
	skips bool // nobody asks for attributes

	open  []byte    // names of the elements that are open, with their prefixes
	ends  []nameEnd // of each of them
	begun bool      // a tag was read
}

// A nameEnd is where a name in Scanner.open ends, and how far its prefix goes; -1
// where it has none.
type nameEnd struct{ at, colon int }

// An Attribute is one of a tag: its name, and the characters of its value.
type Attribute struct{ Prefix, Name, Value []byte }

// Attributes are those of a tag, in the order of the file.
type Attributes []Attribute

// Get gives the value of the attribute with this name, whatever its prefix:
// transitional and strict files differ in nothing else.
func (all Attributes) Get(name string) (string, bool) {
	for _, a := range all {
		if string(a.Name) == name {
			return string(a.Value), true
		}
	}
	return "", false
}

// NewScanner gives a scanner that streams UTF-8 without a byte order mark. No
// text or tag may be longer than longest bytes, and about a block more.
func NewScanner(r io.Reader, longest int) *Scanner {
	return &Scanner{r: r, buf: make([]byte, scanBlock), longest: longest}
}

// ScanPart gives a scanner of the bytes of a part: UTF-8 or UTF-16, with or
// without a byte order mark, the only encodings a package may use. A part with
// nothing in it has no tags, and that is no error.
func ScanPart(part []byte) *Scanner {
	part = decodeUTF16(part)
	return &Scanner{buf: part, end: len(part), stop: io.EOF, begun: len(bytes.TrimSpace(part)) == 0}
}

// ScanText is ScanPart of a part held as a string, which is not copied.
func ScanText(part string) *Scanner {
	// A scanner that has the whole part before it writes nothing into it.
	return ScanPart(unsafe.Slice(unsafe.StringData(part), len(part)))
}

// ErrLong says that a text or a tag is longer than it may be.
var ErrLong = errors.New("a text or tag is too long")

// ErrDeep says that more than MaxDepth elements stand within each other.
var ErrDeep = SyntaxError(fmt.Sprintf("more than %d elements within each other", MaxDepth))

// A SyntaxError is a fault in the XML.
type SyntaxError string

func (e SyntaxError) Error() string { return string(e) }

// more reads on; what lies before pos is given up. It reports false at the end
// of the part, or of what may be read.
func (s *Scanner) more() bool {
	if s.stop != nil {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.pos, s.end = 0, s.end-s.pos
	}
	if s.end > s.longest {
		s.stop = ErrLong
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
func (s *Scanner) cut() error {
	if errors.Is(s.stop, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return s.stop
}

// Next moves to the next tag or text. At the end of the part it gives io.EOF.
func (s *Scanner) Next() (Token, error) {
	if s.empty {
		s.empty = false
		if s.brief {
			s.brief = false
		} else {
			s.leave()
		}
		return EndTag, nil
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
			return Text, nil
		}
		if s.pos+1 == s.end && !s.more() {
			return 0, s.cut()
		}
		switch s.buf[s.pos+1] {
		case '/':
			return EndTag, s.endTag()
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
				return Text, nil
			}
		default:
			return StartTag, s.startTag()
		}
	}
}

// until gives what stands from skip bytes after pos up to the mark, and moves
// behind the mark.
func (s *Scanner) until(skip int, mark string) ([]byte, error) {
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
func (s *Scanner) chars() error {
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
func (s *Scanner) instruction() error {
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
	return SyntaxError(fmt.Sprintf("encoding %.40q, where a package has UTF-8 or UTF-16", value))
}

// declaration passes over a comment, or gives the text of a CDATA section.
func (s *Scanner) declaration() (text bool, err error) {
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
			return false, SyntaxError("-- stands in a comment")
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
	return false, SyntaxError("a declaration, which no package has")
}

func (s *Scanner) endTag() error {
	n := len(s.ends)
	from := 0
	if n > 1 {
		from = s.ends[n-2].at
	}
	name := s.open[from:]
	// Mostly the tag stands in the window, and nothing but the name in it.
	b := s.buf[s.pos+2 : s.end]
	if n > 0 && len(b) > len(name) && b[len(name)] == '>' && string(b[:len(name)]) == string(name) {
		b = b[:len(name)]
		s.pos += 2 + len(name) + 1
	} else {
		var err error
		if b, err = s.until(2, ">"); err != nil {
			return err
		}
		if n == 0 {
			return SyntaxError("an element ends that was not begun")
		}
		if b = bytes.TrimRight(b, " \t\r\n"); !bytes.Equal(b, name) {
			return SyntaxError(fmt.Sprintf("element %.40s is closed by %.40s", name, b))
		}
	}
	s.Prefix, s.Name = atColon(b, s.ends[n-1].colon)
	s.leave()
	return nil
}

func (s *Scanner) leave() {
	n := len(s.ends) - 1
	s.ends = s.ends[:n]
	if n == 0 {
		s.open = s.open[:0]
	} else {
		s.open = s.open[:s.ends[n-1].at]
	}
}

// enter opens the element of a tag.
func (s *Scanner) enter(name []byte, colon int) error {
	if len(s.ends) >= MaxDepth {
		return ErrDeep
	}
	s.open = append(s.open, name...)
	s.ends = append(s.ends, nameEnd{len(s.open), colon})
	s.Prefix, s.Name = atColon(name, colon)
	s.begun = true
	return nil
}

// commonTag reads a start tag that stands whole in the window and is written as
// nearly all programs write it: one blank before each attribute, its value in
// double quotes and plain. It reports false, and has done nothing, where a tag is
// not so; startTag then reads it with everything that XML allows.
func (s *Scanner) commonTag() (bool, error) {
	b := s.buf[s.pos+1 : s.end]
	length, colon, ok := cutName(b)
	if !ok {
		return false, nil
	}
	attrs := s.Attrs[:0]
	i := length
	for i < len(b) && b[i] == ' ' {
		n, at, ok := cutName(b[i+1:])
		name, value := i+1, i+1+n+2
		if !ok || value >= len(b) || b[value-2] != '=' || b[value-1] != '"' {
			return false, nil
		}
		end := value
		for end < len(b) && plainBytes[b[end]]&plainValue != 0 {
			end++
		}
		if end == len(b) || b[end] != '"' {
			return false, nil
		}
		if !s.skips {
			prefix, local := atColon(b[name:name+n], at)
			attrs = append(attrs, Attribute{prefix, local, b[value:end]})
		}
		i = end + 1
	}
	empty := i+1 < len(b) && b[i] == '/'
	if empty {
		i++
	}
	if i >= len(b) || b[i] != '>' {
		return false, nil
	}
	s.Attrs, s.empty = attrs, empty
	s.pos += 1 + i + 1
	if empty && len(s.ends) < MaxDepth {
		s.Prefix, s.Name = atColon(b[:length], colon)
		s.begun, s.brief = true, true
		return true, nil
	}
	return true, s.enter(b[:length], colon)
}

// startTag reads a tag. The whole tag must be in the window before its parts
// are pointed at.
func (s *Scanner) startTag() error {
	if done, err := s.commonTag(); done {
		return err
	}
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
	n, colon, ok := cutName(b)
	if !ok {
		return SyntaxError("a tag without a name")
	}
	if err := s.enter(b[:n], colon); err != nil {
		return err
	}
	return s.readAttributes(b[n:])
}

func (s *Scanner) readAttributes(b []byte) error {
	s.Attrs = s.Attrs[:0]
	for {
		i := 0
		for i < len(b) && isXMLSpace(b[i]) {
			i++
		}
		if b = b[i:]; len(b) == 0 {
			return nil
		}
		n, colon, ok := cutName(b)
		if !ok {
			return SyntaxError("an attribute without a name")
		}
		name := b[:n]
		for n < len(b) && isXMLSpace(b[n]) {
			n++
		}
		if n == len(b) || b[n] != '=' {
			return SyntaxError("an attribute without a value")
		}
		for n++; n < len(b) && isXMLSpace(b[n]); n++ {
		}
		if n == len(b) || b[n] != '"' && b[n] != '\'' {
			return SyntaxError("an attribute whose value is not quoted")
		}
		end := bytes.IndexByte(b[n+1:], b[n])
		if end < 0 {
			return SyntaxError("an attribute whose value is not closed")
		}
		value := b[n+1 : n+1+end]
		if bytes.IndexByte(value, '<') >= 0 {
			return SyntaxError("< stands in the value of an attribute")
		}
		if !plain(value) {
			var err error
			if value, err = appendChars(nil, value, false); err != nil {
				return err
			}
		}
		prefix, local := atColon(name, colon)
		s.Attrs = append(s.Attrs, Attribute{prefix, local, value})
		b = b[n+1+end+1:]
	}
}

// Skip moves behind the end of the element begun.
func (s *Scanner) Skip() error {
	s.skips = true
	defer func() { s.skips = false }()
	for depth := 1; depth > 0; {
		kind, err := s.Next()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch kind {
		case StartTag:
			depth++
		case EndTag:
			depth--
		}
	}
	return nil
}

// Attr gives the value of an attribute of the tag, or "".
func (s *Scanner) Attr(name string) string {
	for _, a := range s.Attrs {
		if string(a.Name) == name {
			return string(a.Value)
		}
	}
	return ""
}

// AppendText adds the characters the text stands for.
func (s *Scanner) AppendText(to []byte) ([]byte, error) {
	if s.cdata {
		return appendChars(to, s.text, true)
	}
	return AppendText(to, s.text)
}

// AppendText adds the characters that text between two tags stands for.
func AppendText(to, text []byte) ([]byte, error) {
	if plain(text) {
		return append(to, text...), nil
	}
	if bytes.Contains(text, []byte("]]>")) {
		return to, SyntaxError("]]> outside a CDATA section")
	}
	return appendChars(to, text, false)
}

// plain reports whether text stands for itself: printable ASCII without & or ].
func plain(b []byte) bool {
	// Eight bytes at a time. The highest bit of one is set where it is no ASCII, where
	// it falls below 0 when a blank is taken from it, and where 1 is taken from 0, which
	// is what a byte is after it met its like.
	const (
		ones = 0x0101010101010101
		high = 0x80 * ones
	)
	for len(b) >= 8 {
		eight := binary.LittleEndian.Uint64(b)
		and, bracket := eight^'&'*ones, eight^']'*ones
		if (eight|(eight-' '*ones)|(and-ones)|(bracket-ones))&high != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if plainBytes[c]&plainText == 0 {
			return false
		}
	}
	return true
}

// What a byte stands for itself in.
const (
	plainText  = 1 << iota // text, and values once they are found
	plainValue             // a value in double quotes that is yet to be found
)

var plainBytes = func() (is [256]uint8) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		if c != '&' && c != ']' {
			is[c] = plainText
			if c != '"' && c != '<' && c != '>' {
				is[c] |= plainValue
			}
		}
	}
	return is
}()

// appendChars adds the characters that text or a value stands for: entities
// and references are resolved, and every end of line is a newline.
func appendChars(to, b []byte, cdata bool) ([]byte, error) {
	for i := 0; i < len(b); {
		from := i
		for i < len(b) && plainBytes[b[i]]&plainText != 0 {
			i++
		}
		if to = append(to, b[from:i]...); i == len(b) {
			break
		}
		switch c := b[i]; {
		case c == '&' && !cdata:
			end := bytes.IndexByte(b[i:], ';')
			if end < 0 {
				return to, SyntaxError("& without ;")
			}
			r, ok := entity(b[i+1 : i+end])
			if !ok {
				return to, SyntaxError(fmt.Sprintf("an entity XML does not know: %.40s", b[i:i+end+1]))
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
				return to, SyntaxError("bytes that are not UTF-8")
			}
			if !isXMLChar(r) {
				return to, SyntaxError(fmt.Sprintf("the character %U, which XML has not", r))
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

// What a byte may be in a name.
const (
	nameStart = 1 << iota
	nameOther // after the first byte
	nameColon
	nameWide // of a character that is not ASCII
)

var nameBytes = func() (class [256]uint8) {
	for c := range 256 {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
			class[c] = nameStart
		case c == ':':
			class[c] = nameStart | nameColon
		case c >= utf8.RuneSelf:
			class[c] = nameStart | nameWide
		case c >= '0' && c <= '9', c == '-', c == '.':
			class[c] = nameOther
		}
	}
	return class
}()

// cutName reads the name that b begins with: its length, and where its prefix
// ends, which is -1 where there is none. It reports false for what is no name: bytes
// that are not UTF-8, or two colons.
func cutName(b []byte) (n, colon int, ok bool) {
	colon = -1
	var all uint8
	for n < len(b) {
		class := nameBytes[b[n]]
		if class == 0 || n == 0 && class == nameOther {
			break
		}
		if class&nameColon != 0 {
			if colon >= 0 {
				return 0, 0, false
			}
			colon = n
		}
		all |= class
		n++
	}
	if n == 0 || all&nameWide != 0 && !utf8.Valid(b[:n]) {
		return 0, 0, false
	}
	if colon == 0 || colon == n-1 {
		colon = -1
	}
	return n, colon, true
}

// atColon cuts a name at the end of its prefix.
func atColon(name []byte, colon int) (prefix, local []byte) {
	if colon < 0 {
		return nil, name
	}
	return name[:colon], name[colon+1:]
}

// Window gives what the scanner has read ahead of where it stands, for a reader
// that knows what follows. It is empty after a tag that ends itself, and where a few
// elements within each other would be too many.
func (s *Scanner) Window() []byte {
	const few = 4
	if s.empty || len(s.ends) > MaxDepth-few {
		return nil
	}
	return s.buf[s.pos:s.end]
}

// Advance moves n bytes on, over whole elements of the window.
func (s *Scanner) Advance(n int) { s.pos += n }
