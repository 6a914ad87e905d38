package corpus

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An Index is a text folded for searching: small letters, without diacritics, with
// one kind of quotation mark, dash and space. It leads every place back to the
// text's code points. It does not change and may be used by several goroutines.
type Index struct {
	text   string
	folded string
	marks  []mark
}

// A mark says where a place in the text stands in its folding.
type mark struct{ folded, source, point int }

const markEvery = 512 // bytes of folded text between two marks

// NewIndex folds a text.
func NewIndex(text string) *Index {
	x := &Index{text: text, marks: make([]mark, 0, len(text)/markEvery+1)}
	var b strings.Builder
	b.Grow(len(text))
	var buf []byte
	next := 0
	for i, point := 0, 0; i < len(text); point++ {
		if b.Len() >= next {
			x.marks = append(x.marks, mark{b.Len(), i, point})
			next = b.Len() + markEvery
		}
		if c := text[i]; c < utf8.RuneSelf { // nearly all of a text
			b.WriteByte(foldedASCII[c])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		buf = appendFolded(buf[:0], r)
		b.Write(buf)
		i += size
	}
	x.folded = b.String()
	return x
}

// foldedASCII is what each ASCII character is for searching.
var foldedASCII = func() (table [utf8.RuneSelf]byte) {
	for r := range table {
		table[r] = appendFolded(nil, rune(r))[0]
	}
	return table
}()

// point gives the number of code points before the first that is not folded away and
// stands at a place of the folding, or behind it.
func (x *Index) point(at int) int {
	i := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].folded > at }) - 1
	if i < 0 {
		return 0
	}
	m := x.marks[i]
	n, f := m.point, m.folded
	var buf []byte
	for _, r := range x.text[m.source:] {
		buf = appendFolded(buf[:0], r)
		if f >= at && len(buf) > 0 {
			return n
		}
		f += len(buf)
		n++
	}
	return n
}

// span leads a stretch of the folding back to the text.
func (x *Index) span(start, end int) Span { return Span{Start: x.point(start), End: x.point(end)} }

// appendFolded appends what a code point is for searching, which may be nothing.
func appendFolded(to []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r == '\t' {
			r = ' '
		}
		return append(to, byte(r))
	case r == '’' || r == '‘' || r == 'ʼ' || r == '‛':
		return append(to, '\'')
	case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
		return append(to, '"')
	case unicode.Is(unicode.Pd, r):
		return append(to, '-')
	case unicode.IsSpace(r):
		return append(to, ' ')
	case r == 'ß':
		return append(to, "ss"...)
	case r == 'ø' || r == 'Ø':
		return append(to, 'o')
	case r == 'ł' || r == 'Ł':
		return append(to, 'l')
	case r == 'đ' || r == 'Đ':
		return append(to, 'd')
	case r == 'æ' || r == 'Æ':
		return append(to, "ae"...)
	case r == 'œ' || r == 'Œ':
		return append(to, "oe"...)
	}
	for _, d := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, d) {
			to = utf8.AppendRune(to, unicode.ToLower(d))
		}
	}
	return to
}

// fold folds a whole string.
func fold(s string) string {
	var b []byte
	for _, r := range s {
		b = appendFolded(b, r)
	}
	return string(b)
}
