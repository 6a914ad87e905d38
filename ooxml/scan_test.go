package ooxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// longestScanned is the longest text of the tests.
const longestScanned = 1 << 20

// scanned spells what a scanner reads of a part, one tag or text a line. Texts
// that meet are one.
func scanned(s *Scanner) ([]string, error) {
	var all []string
	var text []byte
	flush := func() {
		if len(text) > 0 {
			all = append(all, fmt.Sprintf("text %q", text))
			text = text[:0]
		}
	}
	for {
		kind, err := s.Next()
		if errors.Is(err, io.EOF) {
			flush()
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		switch kind {
		case Text:
			if text, err = s.AppendText(text); err != nil {
				return nil, err
			}
		case StartTag:
			flush()
			line := "begin " + string(s.Prefix) + " " + string(s.Name)
			for _, a := range s.Attrs {
				line += fmt.Sprintf(" %s %s=%q", a.Prefix, a.Name, a.Value)
			}
			all = append(all, line)
		case EndTag:
			flush()
			all = append(all, "end")
		}
	}
}

// decoded spells the same of encoding/xml.
func decoded(part string) ([]string, error) {
	var all []string
	var text []byte
	flush := func() {
		if len(text) > 0 {
			all = append(all, fmt.Sprintf("text %q", text))
			text = text[:0]
		}
	}
	d := NewDecoder([]byte(part))
	var open []xml.Name
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			flush()
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.CharData:
			text = append(text, t...)
		case xml.StartElement:
			flush()
			open = append(open, t.Name)
			line := "begin " + t.Name.Space + " " + t.Name.Local
			for _, a := range t.Attr {
				line += fmt.Sprintf(" %s %s=%q", a.Name.Space, a.Name.Local, a.Value)
			}
			all = append(all, line)
		case xml.EndElement:
			flush()
			if n := len(open); n == 0 || open[n-1] != t.Name {
				return nil, errors.New("not balanced")
			}
			open = open[:len(open)-1]
			all = append(all, "end")
		case xml.Directive:
			return nil, errors.New("a declaration")
		}
	}
}

var scannerSeeds = []string{
	`<a/>`, `<a b="1" c='2'/>`, `<x:a x:b="&lt;&#65;&#x1F600;"> t &amp; u </x:a>`, `<a><!-- - --><b>1</b ><![CDATA[<&]]]]></a>`,
	"<?xml version='1.0' encoding=\"UTF-8\"?>\r\n<a>\r\n\r</a>", `<a b=">"/>`, `<a b="a/"/>`, `<a></b>`, `<a`, `<a>`, `<a b></a>`, `<a b=1/>`,
	`<a>]]></a>`, `<a>&nbsp;</a>`, "<a>\x00</a>", "<a>\xff</a>", `<a>&#0;</a>`, `<!DOCTYPE a><a/>`, `<a><!-- -- --></a>`, `</a>`, ``, `<a/><b/>`, `<a b="<"/>`,
	`<?xml version="1.0" encoding="latin1"?><a/>`, `<a:/>`, `<:a/>`, `<é/>`, `<a b = "c"d="e"/>`, `<a/ >`, "<a\n/>", `<?a ? >?><a/>`, `<a>&#x110000;</a>`, `<![CDATA[]]>`, `<a><![CDATA[x</a>`, `<!-`, `<![CDAT`,
	`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`,
}

// Where encoding/xml reads a part, the scanner reads the same, however the
// part comes in pieces; and it reads nothing that is not balanced.
func checkScanner(t *testing.T, part string) {
	if string(decodeUTF16([]byte(part))) != part {
		return // a scanner is given UTF-8
	}
	want, wantErr := decoded(part)
	got, err := scanned(ScanPart([]byte(part)))
	if wantErr == nil && len(want) > 0 && strings.Contains(strings.Join(want, "\n"), "begin ") {
		if err != nil {
			if errors.Is(err, ErrLong) || strings.Contains(err.Error(), "within each other") {
				return
			}
			t.Fatalf("%q: %v, where encoding/xml reads\n%s", part, err, strings.Join(want, "\n"))
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Fatalf("%q: got\n%s\nwant\n%s", part, g, w)
		}
	}
	streamed := func(r io.Reader) ([]string, error) { return scanned(NewScanner(r, longestScanned)) }
	blocks, blockErr := streamed(strings.NewReader(part))
	if !errors.Is(blockErr, ErrLong) && strings.TrimSpace(part) != "" && ((err == nil) != (blockErr == nil) || strings.Join(got, "\n") != strings.Join(blocks, "\n")) {
		t.Fatalf("%q: streamed %v\n%s\nas a whole %v\n%s", part, blockErr, strings.Join(blocks, "\n"), err, strings.Join(got, "\n"))
	}
	got, err = blocks, blockErr
	pieces, pieceErr := streamed(iotest.OneByteReader(strings.NewReader(part)))
	if (err == nil) != (pieceErr == nil) || strings.Join(got, "\n") != strings.Join(pieces, "\n") {
		t.Fatalf("%q: in pieces %v\n%s\nin blocks %v\n%s", part, pieceErr, strings.Join(pieces, "\n"), err, strings.Join(got, "\n"))
	}
	if err == nil {
		depth := 0
		for _, line := range got {
			switch {
			case strings.HasPrefix(line, "begin"):
				depth++
			case line == "end":
				depth--
			}
		}
		if depth != 0 {
			t.Fatalf("%q: read, and %d elements are left open", part, depth)
		}
	}
}

func TestScanner(t *testing.T) {
	for _, part := range scannerSeeds {
		checkScanner(t, part)
	}
	// What XML forbids is no text of a cell.
	for _, part := range []string{`<a>&nbsp;</a>`, "<a>\x00</a>", "<a>\xff</a>", `<a>&#0;</a>`, `<a>]]></a>`, `<a></b>`, `<a>`, `<a`, `<!DOCTYPE a><a/>`, `<a b></a>`, `<a b=1/>`, `<a b="<"/>`, ``, `</a>`, `<a b="&x;"/>`, `<?xml version="1.0" encoding="latin1"?><a/>`} {
		if got, err := scanned(NewScanner(strings.NewReader(part), longestScanned)); err == nil {
			t.Errorf("%q was read: %v", part, got)
		}
	}
	// Tags and texts that lie across the ends of what is read at once.
	for _, n := range []int{scanBlock - 9, scanBlock - 3, scanBlock, 3 * scanBlock} {
		checkScanner(t, `<a b="`+strings.Repeat("x", n)+`">`+strings.Repeat("é", n)+`</a>`)
	}
	if _, err := scanned(NewScanner(strings.NewReader("<a>"+strings.Repeat("x", longestScanned+2*scanBlock)+"</a>"), longestScanned)); !errors.Is(err, ErrLong) {
		t.Errorf("a text without end: %v", err)
	}
}

func FuzzScanner(f *testing.F) {
	for _, part := range scannerSeeds {
		f.Add(part)
	}
	f.Fuzz(checkScanner)
}

// Whether text stands for itself is told of eight bytes at a time: every byte, at
// every place among them.
func TestPlain(t *testing.T) {
	for c := range 256 {
		own := c >= ' ' && c < utf8.RuneSelf && c != '&' && c != ']'
		for at := range 19 {
			// Neighbours from which a borrow could come, or to which one could go.
			for _, other := range []byte{' ', '!', '%', '\'', '\\', '^', '~', 0x7F} {
				b := bytes.Repeat([]byte{other}, 19)
				b[at] = byte(c)
				if plain(b) != own {
					t.Fatalf("byte %#x among %q at %d: plain is %v", c, other, at, !own)
				}
			}
		}
	}
}
