package corpus

import (
	"slices"
	"sort"
	"unicode"
)

// tokens is a text as words and single other characters, numbered so that equal
// tokens of both texts have the same number.
type tokens struct {
	runes []rune
	ids   []int32
	at    []int // code point at which token i begins; one more entry for the end
}

// An interner numbers tokens.
type interner struct{ numbers map[string]int32 }

func (in *interner) tokenise(text string) *tokens {
	if in.numbers == nil {
		in.numbers = map[string]int32{}
	}
	t := &tokens{runes: []rune(text)}
	from, n := 0, 0 // byte and code point of the token under way
	cut := func(to, at int) {
		if to == from {
			return
		}
		id, ok := in.numbers[text[from:to]]
		if !ok {
			id = int32(len(in.numbers))
			in.numbers[text[from:to]] = id
		}
		t.ids, t.at = append(t.ids, id), append(t.at, n)
		from, n = to, at
	}
	at, within := 0, false
	for i, r := range text {
		if joins := wordRune(r); !joins || !within {
			cut(i, at)
			within = joins
		}
		at++
	}
	cut(len(text), at)
	t.at = append(t.at, at)
	return t
}

// wordRune tells whether a character holds together with those beside it. The
// characters of scripts written without spaces are words of their own.
func wordRune(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unspaced(r)
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// word tells whether token i is a word and not a mark or a space.
func (t *tokens) word(i int) bool {
	r := t.runes[t.at[i]]
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.So, r)
}

// countWords counts the words among tokens from to to.
func (t *tokens) countWords(from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if t.word(i) {
			n++
		}
	}
	return n
}

// covering gives the tokens that a span of code points touches, half open.
func (t *tokens) covering(s Span) (first, last int) {
	first = sort.Search(len(t.ids), func(i int) bool { return t.at[i+1] > s.Start })
	last, _ = slices.BinarySearch(t.at[:len(t.ids)], s.End)
	return first, max(first, last)
}

// trim gives the span of tokens without the white space at its ends.
func (t *tokens) trim(from, to int) Span {
	s := Span{t.at[from], t.at[max(from, to)]}
	for s.Start < s.End && unicode.IsSpace(t.runes[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && unicode.IsSpace(t.runes[s.End-1]) {
		s.End--
	}
	return s
}
