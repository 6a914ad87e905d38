package corpus

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestJoin(t *testing.T) {
	for _, c := range []struct {
		paragraphs []string
		want       string
	}{
		{nil, ""},
		{[]string{""}, "\n"},
		{[]string{"a\nb", "", "c "}, "a\nb\n\nc \n"},
	} {
		if got := Join(c.paragraphs); got != c.want {
			t.Errorf("Join(%q) = %q, want %q", c.paragraphs, got, c.want)
		}
	}
}

func TestHash(t *testing.T) {
	// printf 'abc' | sha256sum
	if got := Hash("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("Hash = %s", got)
	}
	// head -c 10000 /dev/zero | tr '\0' a | sha256sum: longer than is hashed at a time
	if got := Hash(strings.Repeat("a", 10000)); got != "27dd1f61b867b6a0f6e9d8a41c43231de52107e53ae424de8f847b821db4b711" {
		t.Errorf("Hash of 10,000 letters = %s", got)
	}
}

func TestLength(t *testing.T) {
	characters := []string{"a", "a", "a", "a", "a", " ", "’", "é", "🙂", "\u0301", "\xff"}
	rng := rand.New(rand.NewPCG(5, 8))
	for range 5000 {
		var b strings.Builder
		n := 0
		for range rng.IntN(40) {
			b.WriteString(characters[rng.IntN(len(characters))])
			n++
		}
		if got := Length(b.String()); got != n {
			t.Fatalf("Length(%q) = %d, want %d", b.String(), got, n)
		}
	}
}

func TestSlice(t *testing.T) {
	const text = "aé😀e\u0301\n"
	for _, c := range []struct {
		span Span
		want string
		ok   bool
	}{
		{Span{0, 0}, "", true},
		{Span{0, 6}, text, true},
		{Span{2, 3}, "😀", true},
		{Span{1, 5}, "é😀e\u0301", true},
		{Span{6, 6}, "", true},
		{Span{6, 7}, "", false},
		{Span{7, 7}, "", false},
		{Span{-1, 2}, "", false},
		{Span{3, 2}, "", false},
		{Span{0, 1 << 40}, "", false},
	} {
		got, ok := Slice(text, c.span)
		if got != c.want || ok != c.ok {
			t.Errorf("Slice(%v) = %q, %v; want %q, %v", c.span, got, ok, c.want, c.ok)
		}
	}
}

// A span is the same stretch whether counted over code points, UTF-16 units or
// UTF-8 bytes, and its ends survive the way there and back.
func TestSliceProperties(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aZ \r\n\t–é\u0301שلا東😀𝔸\u00A0"))
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOf(letters).Draw(t, "text")
		text := string(runes)
		if got := Length(text); got != len(runes) {
			t.Fatalf("Length = %d, want %d", got, len(runes))
		}
		start := rapid.IntRange(0, len(runes)).Draw(t, "start")
		end := rapid.IntRange(start, len(runes)).Draw(t, "end")
		got, ok := Slice(text, Span{start, end})
		if !ok || got != string(runes[start:end]) {
			t.Fatalf("Slice = %q, %v; want %q", got, ok, string(runes[start:end]))
		}
		units := utf16.Encode(runes)
		from, to := len(utf16.Encode(runes[:start])), len(utf16.Encode(runes[:end]))
		if back := string(utf16.Decode(units[from:to])); back != got {
			t.Fatalf("over UTF-16: %q, want %q", back, got)
		}
		if s, e := len(utf16.Decode(units[:from])), len(utf16.Decode(units[:to])); s != start || e != end {
			t.Fatalf("back from UTF-16: %d to %d, want %d to %d", s, e, start, end)
		}
		from, to = len(string(runes[:start])), len(string(runes[:end]))
		if text[from:to] != got {
			t.Fatalf("over UTF-8: %q, want %q", text[from:to], got)
		}
		if s, e := Length(text[:from]), Length(text[:to]); s != start || e != end {
			t.Fatalf("back from UTF-8: %d to %d, want %d to %d", s, e, start, end)
		}
	})
}

func TestWords(t *testing.T) {
	for text, want := range map[string]int{
		"":                                0,
		"one":                             1,
		" It's 10:30 – no more…\n\nOK ":   5,
		"co‑operate [laughs]\u00a0東京 ...": 3,
	} {
		if got := Words(text); got != want {
			t.Errorf("Words(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestSymbol(t *testing.T) {
	for _, c := range []struct {
		font string
		code rune
		want rune
		ok   bool
	}{
		// VENDORS/ADOBE/symbol.txt of the Unicode Consortium
		{"Symbol", 0xF061, 'α', true},
		{"Symbol", 0x0057, 'Ω', true},
		{"Symbol", 0xF0AE, '→', true},
		{"Symbol", 0xF0B7, '•', true},
		{"Symbol", 0xF0F1, '〉', true},
		{"Symbol", 0xF0DE, '⇒', true},
		{"Symbol", 0xF0F4, 0, false},
		{"Symbol", 0xF060, 0, false},
		// Wingdings Character Set and Equivalent Unicode Characters, A. Wood
		{"Wingdings", 0xF04A, '☺', true},
		{"Wingdings", 0x00FC, '✓', true},
		{"Wingdings", 0xF021, 0, false},
		{"Arial", 0x2013, '–', true},
		{"Arial", 0x0041, 'A', true},
		{"Arial", 0xF041, 0xF041, false},
		{"Arial", 0x0007, 7, false},
		{"Arial", 0xD800, 0xD800, false},
		{"Symbol", 0x2192, '→', true},
	} {
		got, ok := Symbol(c.font, c.code)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("Symbol(%s, %04X) = %c, %v; want %c, %v", c.font, c.code, got, ok, c.want, c.ok)
		}
	}
	for font, table := range symbolFonts {
		for code, c := range table {
			if code < 0x20 || code > 0xFF || !utf8.ValidRune(c) || c == utf8.RuneError {
				t.Errorf("%s has %04X: %U", font, code, c)
			}
		}
	}
}

func TestValidate(t *testing.T) {
	valid := func() *Document {
		d := &Document{ID: "D", Text: "Date: May\nI: Hello\nP: Hi\n"}
		d.TextHash = Hash(d.Text)
		d.Metadata = []Field{{"Date", "May", Span{0, 9}}}
		d.Sections = []Section{{"Date", Span{0, 25}}}
		d.Comments = []Comment{{ID: "0", Anchored: true, Span: Span{13, 18}}}
		d.Turns = []Turn{
			{Number: 1, Section: 1, Segments: []Segment{{Span: Span{13, 18}, Paragraphs: [2]int{1, 1}}}, Span: Span{13, 18}},
			{Number: 2, Segments: []Segment{{Span: Span{22, 24}, Paragraphs: [2]int{2, 2}}}, Span: Span{22, 24}},
		}
		return d
	}
	if err := valid().Validate(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Document){
		"not UTF-8":             func(d *Document) { d.Text = "\xff\n" },
		"end with a line feed":  func(d *Document) { d.Text = "a" },
		"never holds":           func(d *Document) { d.Text = "a\r\n" },
		"hash pins":             func(d *Document) { d.Text = strings.ToUpper(d.Text) },
		"outside the text":      func(d *Document) { d.Metadata[0].Span.End = 100 },
		"is numbered":           func(d *Document) { d.Turns[1].Number = 3 },
		"no segment":            func(d *Document) { d.Turns[0].Segments = nil },
		"first segment to":      func(d *Document) { d.Turns[0].Span.End-- },
		"segment 1 lies out":    func(d *Document) { d.Turns[1].Segments[0].Span.End, d.Turns[1].Span.End = 99, 99 },
		"in front of it ends":   func(d *Document) { d.Turns[1].Segments[0].Span.Start, d.Turns[1].Span.Start = 17, 17 },
		"comment 0 lies":        func(d *Document) { d.Comments[0].Span.End = 99 },
		"section 1 lies":        func(d *Document) { d.Sections[0].Span.End = 99 },
		"section that is not":   func(d *Document) { d.Turns[1].Section = 2 },
		"reaches out of its":    func(d *Document) { d.Sections[0].Span.End = 15 },
		"paragraphs out of ord": func(d *Document) { d.Turns[1].Segments[0].Paragraphs = [2]int{0, 0} },
	} {
		d := valid()
		spoil(d)
		if err := d.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
