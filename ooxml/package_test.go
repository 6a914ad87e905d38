package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
)

const (
	typesXML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	relsXML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	bodyXML = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>`
)

// member is one entry of a zip archive made by the standard library alone.
type member struct{ name, data string }

func zipOf(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func minimal(more ...member) []member {
	return append([]member{{"[Content_Types].xml", typesXML}, {"_rels/.rels", relsXML}, {"word/document.xml", bodyXML}}, more...)
}

func open(b []byte) (*Package, error) {
	return Open(bytes.NewReader(b), int64(len(b)), DocumentLimits)
}

func TestOpenMinimal(t *testing.T) {
	p, err := open(zipOf(t, minimal(member{"customXml/", ""})...))
	if err != nil {
		t.Fatal(err)
	}
	if p.Main() != "word/document.xml" || !p.IsDocument() || p.IsWorkbook() || p.HasMacros() {
		t.Errorf("main %q, document %v, workbook %v, macros %v", p.Main(), p.IsDocument(), p.IsWorkbook(), p.HasMacros())
	}
	b, err := p.Part("WORD/Document.xml")
	if err != nil || string(b) != bodyXML {
		t.Errorf("Part = %q, %v", b, err)
	}
	if _, err := p.Part("word/styles.xml"); err == nil {
		t.Error("a part that is not there was read")
	}
}

func TestOpenFindsMainPart(t *testing.T) {
	rels := func(target, typ string) string {
		return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="` + typ + `" Target="` + target + `"/></Relationships>`
	}
	const transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
	const strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
	for _, c := range []struct{ target, typ string }{
		{"word/document22.xml", transitional},
		{"/word/document22.xml", transitional},
		{"./word/../word/document22.xml", strict},
		{`word\document22.xml`, strict},
	} {
		p, err := open(zipOf(t, member{"[Content_Types].xml", typesXML}, member{"_rels/.rels", rels(c.target, c.typ)}, member{"word/document22.xml", bodyXML}))
		if err != nil {
			t.Errorf("%s: %v", c.target, err)
		} else if p.Main() != "word/document22.xml" {
			t.Errorf("%s: main part %q", c.target, p.Main())
		}
	}
}

func TestRelationships(t *testing.T) {
	p, err := open(zipOf(t, minimal(
		member{"word/_rels/document.xml.rels", `<Relationships xmlns="x">
<Relationship Id="rId1" Type="http://a/b/header" Target="header1.xml"/>
<Relationship Id="rId2" Type="http://a/b/hyperlink" Target="https://example.org/../x" TargetMode="External"/>
<Relationship Id="rId3" Type="http://a/b/header" Target="gone.xml"/>
<Relationship Id="rId4" Type="http://a/b/customXml" Target="../customXml/item1.xml"/></Relationships>`},
		member{"word/header1.xml", "<hdr/>"},
	)...))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Relationships("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	want := []Relationship{
		{"rId1", "header", "word/header1.xml", false},
		{"rId2", "hyperlink", "https://example.org/../x", true},
		{"rId3", "header", "word/gone.xml", false},
		{"rId4", "customXml", "customXml/item1.xml", false},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	headers, err := p.Related("word/document.xml", "header")
	if err != nil || fmt.Sprint(headers) != "[word/header1.xml]" {
		t.Errorf("headers %v, %v", headers, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	ole := func(stream string) string {
		b := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
		for _, c := range stream {
			b += string(c) + "\x00"
		}
		return b + strings.Repeat("\x00", 100)
	}
	wide := "\xFF\xFE"
	for _, c := range `<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []><a/>` {
		wide += string(c) + "\x00"
	}
	whole := string(zipOf(t, minimal()...))
	for _, c := range []struct {
		name   string
		data   string
		format Format
		what   string
	}{
		{"empty", "", Empty, "empty"},
		{"owner file", "\x04Test" + strings.Repeat("\x00", 157), OwnerFile, "owner file"},
		{"old document with a zip at its end", ole("WordDocument") + whole, BinaryDocument, ".doc"},
		{"old workbook", ole("Workbook"), BinaryWorkbook, ".xls"},
		{"password", ole("EncryptedPackage"), Encrypted, "password-protected"},
		{"other compound file", ole("Contents"), CompoundFile, "old Office file"},
		{"rtf", `{\rtf1 Hello}`, RichText, "RTF"},
		{"html", "\n<!DOCTYPE html><html></html>", HTML, "HTML"},
		{"pdf", "%PDF-1.7\n", PDF, "PDF"},
		{"flat xml", `<?xml version="1.0"?><pkg:package/>`, FlatXML, "single XML"},
		{"text", "Interviewer: hello\r\n", PlainText, "plain text"},
		{"bytes", "\x01\x02\x03\x04", Unknown, "not a Word"},
		{"opendocument", string(zipOf(t, member{"mimetype", "application/vnd.oasis.opendocument.text"}, member{"content.xml", "<a/>"})), OpenDocument, "OpenDocument"},
		{"spreadsheet", string(zipOf(t, member{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, member{"content.xml", "<a/>"})), OpenDocument, "(.ods)"},
		{"zip of pictures", string(zipOf(t, member{"a.png", "x"})), Zip, "zip archive, not"},
		{"no main part", string(zipOf(t, member{"[Content_Types].xml", typesXML}, member{"_rels/.rels", relsXML})), Zip, "zip archive, not"},
		{"truncated", whole[:len(whole)/2], Zip, "cut short"},
		{"only a signature", "PK\x03\x04", Zip, "cut short"},
		{"two main parts", string(zipOf(t, minimal(member{"Word/Document.xml", bodyXML})...)), Zip, "two members"},
		{"parent folder", string(zipOf(t, minimal(member{"../x.xml", "<a/>"})...)), Zip, "points outside"},
		{"parent folder inside", string(zipOf(t, minimal(member{"word/../../x", "a"})...)), Zip, "points outside"},
		{"drive", string(zipOf(t, minimal(member{`C:\x`, "a"})...)), Zip, "points outside"},
		{"doctype", string(zipOf(t, minimal(member{"word/x.xml", `<?xml version="1.0"?><!-- c --><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>`})...)), Zip, "DOCTYPE"},
		{"doctype after a long comment", string(zipOf(t, minimal(member{"word/x.xml", "<!--" + strings.Repeat("x", 5000) + "--><!DOCTYPE a><a/>"})...)), Zip, "DOCTYPE"},
		{"doctype in UTF-16", string(zipOf(t, minimal(member{"word/x.xml", wide})...)), Zip, "DOCTYPE"},
		{"endless prolog", string(zipOf(t, minimal(member{"word/x.xml", "<!--" + strings.Repeat("x", 200<<10)})...)), Zip, "damaged"},
		{"relationships that are no XML", string(zipOf(t, member{"[Content_Types].xml", typesXML}, member{"_rels/.rels", "<a"})), Zip, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := open([]byte(c.data))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want an *Error", err)
			}
			if e.Format != c.format || !strings.Contains(e.What, c.what) || e.Hint == "" {
				t.Errorf("got %q: %q; %q", e.Format, e.What, e.Hint)
			}
		})
	}
}

func TestOpenBounds(t *testing.T) {
	limits := Limits{Members: 5, Part: 3 << 20, Total: 4 << 20, Ratio: 200, Floor: 1 << 20}
	big := strings.Repeat("x", 2<<20)
	noise := func(n int) string { // does not deflate
		b := make([]byte, n)
		x := uint32(1)
		for i := range b {
			x = x*1664525 + 1013904223
			b[i] = byte(x >> 24)
		}
		return string(b)
	}
	for _, c := range []struct {
		name string
		more []member
		what string
	}{
		{"members", []member{{"a", ""}, {"b", ""}, {"c", ""}}, "6 members, more than 5"},
		{"ratio", []member{{"word/header1.xml", big}}, "more than 200 times"},
		{"part", []member{{"a", noise(3<<20 + 1)}}, "part a inflates to 4 MiB, more than 3 MiB"},
		{"total", []member{{"a", noise(2 << 20)}, {"b", noise(2 << 20)}}, "inflates to more than 4 MiB"},
	} {
		b := zipOf(t, minimal(c.more...)...)
		_, err := Open(bytes.NewReader(b), int64(len(b)), limits)
		if err == nil || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%s: %v, want %q", c.name, err, c.what)
		}
	}
}

// A directory that says less than a member inflates to is caught when the
// member is read, before more than it declared has come out.
func TestPartLargerThanDeclared(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range minimal() {
		f, _ := w.Create(m.name)
		io.WriteString(f, m.data)
	}
	data := strings.Repeat("a", 100)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "word/x.bin", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(data)), CompressedSize64: 100, UncompressedSize64: 10})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p, err := open(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.Part("word/x.bin"); err == nil {
		t.Errorf("read %d bytes of a part declared as 10", len(got))
	}
}

func TestOpenBombIsNotInflated(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create("word/document.xml")
	chunk := make([]byte, 1<<20)
	for range 100 {
		if _, err := f.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := open(b.Bytes()); err == nil {
		t.Fatal("a bomb of 100 MiB was opened")
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 10<<20 {
		t.Errorf("refusing it took %d MiB", n>>20)
	}
}

func TestNewDecoder(t *testing.T) {
	wide := []byte{0xFE, 0xFF}
	for _, c := range `<?xml version="1.0" encoding="UTF-16"?><a b="é"/>` {
		wide = append(wide, byte(c>>8), byte(c))
	}
	for name, part := range map[string][]byte{
		"UTF-8":     []byte(`<a b="é"/>`),
		"mark":      []byte("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a b='é'/>"),
		"UTF-16 BE": wide,
	} {
		var got string
		err := eachElement(part, name, func(_ string, attrs Attributes) { got, _ = attrs.Get("b") })
		if err != nil || got != "é" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := eachElement([]byte(`<?xml version="1.0" encoding="latin1"?><a/>`), "x", func(string, Attributes) {}); err == nil {
		t.Error("an encoding no package may have was read")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(zipOf(f, minimal()...))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := open(b)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.What == "" || e.Hint == "" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		if !p.Has(p.Main()) {
			t.Fatal("the main part is not there")
		}
		for _, name := range p.Names() {
			_, errPart := p.Part(name)
			_, errRels := p.Relationships(name)
			for _, err := range []error{errPart, errRels} {
				var e *Error
				if err != nil && !errors.As(err, &e) {
					t.Fatalf("error %#v", err)
				}
			}
		}
	})
}
