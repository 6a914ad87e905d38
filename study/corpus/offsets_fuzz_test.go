package corpus

import (
	"testing"
	"unicode/utf8"
)

// FuzzOffsets holds spans, addresses and searches over any text to one another.
func FuzzOffsets(f *testing.F) {
	f.Add("I: Hi. 👍\nP: Yes,  “no” – yes.\n", 3, 8)
	f.Add("e\u0301\u202eשלום\r\n\t", 0, 4)
	f.Add("", 0, 0)
	f.Add("\u00ad\ufffd\x00x", 1, 3)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		if !utf8.ValidString(text) {
			return // canonical text is UTF-8
		}
		runes := []rune(text)
		s := Span{start, end}
		quote, ok := Slice(text, s)
		if within := start >= 0 && start <= end && end <= len(runes); ok != within {
			t.Fatalf("%v of %d code points: %t", s, len(runes), ok)
		}
		if !ok {
			return
		}
		if quote != string(runes[start:end]) {
			t.Fatalf("%v is %q", s, quote)
		}
		d := &Document{ID: "D", Text: text, Turns: []Turn{{Number: 1, Span: Span{0, len(runes) / 2}}, {Number: 2, Span: Span{len(runes) / 2, len(runes)}}}}
		if start < end {
			a, err := ParseAddress(d.AddressOf(s).String())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := d.Resolve(a); err != nil || got != s {
				t.Fatalf("%v is %v, which is %v (%v)", s, a, got, err)
			}
		}
		for _, found := range d.Find(quote) {
			if found.Start < 0 || found.End > len(runes) || found.Start >= found.End {
				t.Fatalf("%q is found at %v of %d", quote, found, len(runes))
			}
		}
	})
}
