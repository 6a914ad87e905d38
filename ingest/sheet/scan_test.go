package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"kith/ooxml"
)

// scanned spells what the scanner reads of a part, one tag or text a line.
// Texts that meet are one.
func scanned(r io.Reader) ([]string, error) {
	var all []string
	var text []byte
	flush := func() {
		if len(text) > 0 {
			all = append(all, fmt.Sprintf("text %q", text))
			text = text[:0]
		}
	}
	s := newScanner(r)
	for {
		kind, err := s.next()
		if errors.Is(err, io.EOF) {
			flush()
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		switch kind {
		case charData:
			if text, err = s.appendText(text); err != nil {
				return nil, err
			}
		case startTag:
			flush()
			line := "begin " + string(s.name)
			for _, a := range s.attrs {
				line += fmt.Sprintf(" %s=%q", a.name, a.value)
			}
			all = append(all, line)
		case endTag:
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
	d := ooxml.NewDecoder([]byte(part))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
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
			line := "begin " + t.Name.Local
			for _, a := range t.Attr {
				line += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
			}
			all = append(all, line)
		case xml.EndElement:
			flush()
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
	want, wantErr := decoded(part)
	got, err := scanned(strings.NewReader(part))
	if wantErr == nil && len(want) > 0 && strings.Contains(strings.Join(want, "\n"), "begin ") {
		if err != nil {
			if errors.Is(err, errLong) || strings.Contains(err.Error(), "within each other") {
				return
			}
			t.Fatalf("%q: %v, where encoding/xml reads\n%s", part, err, strings.Join(want, "\n"))
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Fatalf("%q: got\n%s\nwant\n%s", part, g, w)
		}
	}
	pieces, pieceErr := scanned(iotest.OneByteReader(strings.NewReader(part)))
	if (err == nil) != (pieceErr == nil) || strings.Join(got, "\n") != strings.Join(pieces, "\n") {
		t.Fatalf("%q: in pieces %v\n%s\nas a whole %v\n%s", part, pieceErr, strings.Join(pieces, "\n"), err, strings.Join(got, "\n"))
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
		if got, err := scanned(strings.NewReader(part)); err == nil {
			t.Errorf("%q was read: %v", part, got)
		}
	}
	// Tags and texts that lie across the ends of what is read at once.
	for _, n := range []int{scanBlock - 9, scanBlock - 3, scanBlock, 3 * scanBlock} {
		checkScanner(t, `<a b="`+strings.Repeat("x", n)+`">`+strings.Repeat("é", n)+`</a>`)
	}
	if _, err := scanned(strings.NewReader("<a>" + strings.Repeat("x", maxText+2*scanBlock) + "</a>")); !errors.Is(err, errLong) {
		t.Errorf("a text without end: %v", err)
	}
}

func FuzzScanner(f *testing.F) {
	for _, part := range scannerSeeds {
		f.Add(part)
	}
	f.Fuzz(checkScanner)
}
