package word

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"kith/ooxml"
	"kith/study/corpus"
)

const (
	transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	strict       = "http://purl.oclc.org/ooxml/wordprocessingml/main"
)

// pack makes a .docx by hand, with the standard library alone. Parts are named
// as in word/: body, styles, footnotes, endnotes, comments, header1; the main
// part is called main.
func pack(t testing.TB, main string, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name, data string) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, data)
	}
	add("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/`+main+`" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	add("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="`+types+`officeDocument" Target="word/`+main+`"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`)
	add("word/"+main, parts["body"])
	rels := ""
	for _, name := range []string{"styles", "footnotes", "endnotes", "comments", "commentsExtended", "numbering", "header1", "footer1"} {
		if data, ok := parts[name]; ok {
			add("word/"+name+".xml", data)
			rels += `<Relationship Id="` + name + `" Type="` + types + strings.TrimSuffix(name, "1") + `" Target="` + name + `.xml"/>`
		}
	}
	if rels != "" {
		add("word/_rels/"+main+".rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+rels+`</Relationships>`)
	}
	if data, ok := parts["core"]; ok {
		add("docProps/core.xml", data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func inBody(fragment string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="` + transitional + `"><w:body>` + fragment + `</w:body></w:document>`
}

func text(d *Document) string {
	var all []string
	for _, p := range d.Paragraphs() {
		all = append(all, p.Text)
	}
	return corpus.Join(all)
}

// The vectors of canonical text v1, each in every dress a writer may give it.
func TestCanonicalVectors(t *testing.T) {
	files, err := filepath.Glob("../../study/corpus/testdata/canonical/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	wide := func(s string) string {
		b := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return string(b)
	}
	dresses := []struct {
		name, main string
		dress      func(string) string
	}{
		{"as Word writes it", "document.xml", func(s string) string { return s }},
		{"main part with another name", "document22.xml", func(s string) string { return s }},
		{"strict namespaces", "document.xml", func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, transitional, strict), "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
		}},
		{"another prefix", "document.xml", func(s string) string {
			return strings.NewReplacer("<w:", "<ns0:", "</w:", "</ns0:", " w:", " ns0:", "xmlns:w=", "xmlns:ns0=").Replace(s)
		}},
		{"UTF-16", "document.xml", func(s string) string { return wide(strings.Replace(s, "UTF-8", "UTF-16", 1)) }},
		{"byte order mark", "document.xml", func(s string) string { return "\ufeff" + s }},
	}
	for _, file := range files {
		vector, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts, want := map[string]string{}, ""
		for _, f := range vector.Files {
			data := strings.TrimSuffix(string(f.Data), "\n")
			switch f.Name {
			case "body.xml":
				parts["body"] = inBody(data)
			case "text":
				want = string(f.Data)
			default:
				parts[strings.TrimSuffix(f.Name, ".xml")] = data
			}
		}
		for _, dress := range dresses {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+dress.name, func(t *testing.T) {
				dressed := map[string]string{}
				for name, data := range parts {
					dressed[name] = dress.dress(data)
				}
				d, err := Read(pack(t, dress.main, dressed))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, text(d)); diff != "" {
					t.Errorf("canonical text (-want +got):\n%s", diff)
				}
				for i, p := range d.Paragraphs() {
					joined := ""
					for _, r := range p.Runs {
						joined += r.Text
					}
					if joined != p.Text {
						t.Errorf("paragraph %d: its runs give %q, its text is %q", i+1, joined, p.Text)
					}
				}
			})
		}
	}
}

func readBody(t *testing.T, fragment string, more ...string) *Document {
	t.Helper()
	parts := map[string]string{"body": inBody(fragment)}
	for i := 0; i+1 < len(more); i += 2 {
		parts[more[i]] = more[i+1]
	}
	d, err := Read(pack(t, "document.xml", parts))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

//nolint:misspell // w:color is spelt by the format
func TestForm(t *testing.T) {
	d := readBody(t, `
<w:p><w:pPr><w:pStyle w:val="H2"/></w:pPr><w:r><w:t>Question</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/><w:color w:val="ff0000"/></w:rPr><w:t>INT</w:t></w:r><w:r><w:rPr><w:b w:val="true"/><w:color w:val="FF0000"/></w:rPr><w:t>:</w:t></w:r><w:r><w:rPr><w:i/><w:color w:val="auto"/></w:rPr><w:t xml:space="preserve"> hello</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Strong"/></w:pPr><w:r><w:t>bold </w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>plain</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:rPr><w:rStyle w:val="Em"/></w:rPr><w:t>item</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>
<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>`,
		"styles", `<w:styles xmlns:w="`+transitional+`">
<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="Question heading"/><w:basedOn w:val="Heading2"/></w:style>
<w:style w:type="paragraph" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Em"><w:name w:val="Emphasis"/><w:basedOn w:val="Loop"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Em"/></w:style>
</w:styles>`)
	want := []Paragraph{
		{Text: "Question", Runs: []Run{{Text: "Question", Bold: true}}, Style: "Question heading", Heading: 2},
		{Text: "INT: hello", Runs: []Run{{Text: "INT:", Bold: true, Colour: "FF0000"}, {Text: " hello", Italic: true}}, Style: "Normal"},
		{Text: "bold plain", Runs: []Run{{Text: "bold ", Bold: true}, {Text: "plain"}}, Style: "Strong"},
		{Text: "item", Runs: []Run{{Text: "item", Italic: true}}, Style: "Normal", Heading: 3, List: 2},
		{Runs: []Run{}, Style: "Normal", Cell: &Cell{1, 0, 0}},
		{Runs: []Run{}, Style: "Normal", Cell: &Cell{1, 0, 2}},
		{Runs: []Run{}, Style: "Normal", Cell: &Cell{2, 0, 0}},
		{Runs: []Run{}, Style: "Normal", Cell: &Cell{2, 1, 0}},
	}
	if diff := cmp.Diff(want, d.Body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWarnings(t *testing.T) {
	d := readBody(t, `
<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:del><w:r><w:delText>y</w:delText></w:r></w:del><w:ins><w:r><w:t>b</w:t></w:r></w:ins></w:p>
<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:sym w:font="Webdings" w:char="F021"/></w:r></w:p>
<w:p><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>never ends</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>
<w:altChunk r:id="x"/></w:body><w:body>`,
		"footnotes", `<w:footnotes xmlns:w="`+transitional+`"><w:footnote w:id="7"><w:p/></w:footnote></w:footnotes>`)
	want := []Warning{
		{0, SeveralBodies, 1},
		{1, Deletion, 2}, {1, Insertion, 1},
		{2, Hidden, 1}, {2, UnknownSymbol, 1},
		{3, MergedCell, 1}, {3, Embedded, 1}, {3, FieldText, 1}, {3, MoveFrom, 1},
		{0, LooseNote, 1},
	}
	if diff := cmp.Diff(want, d.Warnings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotesCommentsHeadersProperties(t *testing.T) {
	const ns = ` xmlns:w="` + transitional + `"`
	d := readBody(t, `
<w:p><w:r><w:t>x</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">é 😀 </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>said</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>`,
		"footnotes", `<w:footnotes`+ns+`><w:footnote w:id="1"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		"comments", `<w:comments`+ns+`><w:comment w:id="0" w:author="A. Coder" w:initials="AC" w:date="2024-01-02T03:04:05Z"><w:p><w:r><w:t>one;</w:t></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p></w:comment><w:comment w:id="1" w:author="B"><w:p/></w:comment><w:comment w:id="2"><w:p/></w:comment></w:comments>`,
		"header1", `<w:hdr`+ns+`><w:p><w:r><w:t>Study One</w:t></w:r></w:p></w:hdr>`,
		"footer1", `<w:ftr`+ns+`><w:p><w:r><w:t>Page</w:t></w:r></w:p></w:ftr>`,
		"core", `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:title>T</dc:title><dc:creator>C</dc:creator><cp:lastModifiedBy>L</cp:lastModifiedBy></cp:coreProperties>`)
	if diff := cmp.Diff([]Note{{[]Paragraph{{Text: "note", Runs: []Run{{Text: "note"}}, Note: true}}, Place{1, 8}}}, d.Footnotes); diff != "" {
		t.Errorf("footnotes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Comment{
		{ID: "0", Author: "A. Coder", Initials: "AC", Date: "2024-01-02T03:04:05Z", Text: "one;\ntwo", Anchored: true, Start: Place{1, 4}, End: Place{1, 8}},
		{ID: "1", Author: "B", Anchored: true, Start: Place{1, 8}, End: Place{1, 8}},
		{ID: "2"},
	}, d.Comments); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if len(d.Headers) != 1 || d.Headers[0].Text != "Study One" || len(d.Footers) != 1 || d.Footers[0].Text != "Page" {
		t.Errorf("headers %v, footers %v", d.Headers, d.Footers)
	}
	if want := (Properties{Title: "T", Creator: "C", LastModifiedBy: "L"}); d.Properties != want {
		t.Errorf("properties %+v", d.Properties)
	}
}

func TestReadRefuses(t *testing.T) {
	nested := strings.Repeat("<w:tbl><w:tr><w:tc>", 10_000) + "<w:p/>" + strings.Repeat("</w:tc></w:tr></w:tbl>", 10_000)
	var numbered strings.Builder // paragraphs that do not deflate to nothing
	for i := range 1_000_000 {
		fmt.Fprintf(&numbered, `<w:p w:rsidR="%d"/>`, i*2654435761%1_000_003)
	}
	for _, c := range []struct{ name, body, what string }{
		{"nested tables", inBody(nested), "more than 256 deep"},
		{"too many paragraphs", inBody(numbered.String()), "more than 200000 paragraphs"},
		{"cut short", strings.TrimSuffix(inBody("<w:p>"), "</w:body></w:document>"), "damaged"},
		{"crossed elements", inBody("<w:p><w:r></w:p></w:r>"), "damaged"},
		{"entity", inBody("<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>"), "damaged"},
		{"not XML", "Interviewer: hello", "damaged"},
		{"doctype", `<!DOCTYPE w:document [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + inBody("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"), "DOCTYPE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := pack(t, "document.xml", map[string]string{"body": c.body})
			_, err := Read(file)
			var e *ooxml.Error
			if !errors.As(err, &e) || !strings.Contains(e.What, c.what) || e.Hint == "" {
				t.Errorf("got %v, want %q", err, c.what)
			}
		})
	}
	if _, err := Read([]byte("%PDF-1.4")); err == nil || !strings.Contains(err.Error(), "PDF") {
		t.Errorf("a PDF document: %v", err)
	}
}

// A header of many megabytes never reaches the library, which would read it.
func TestHeaderBombIsNotGivenToTheLibrary(t *testing.T) {
	var noise strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&noise, "%d ", i*2654435761%1_000_003)
	}
	d := readBody(t, `<w:p><w:r><w:t>a</w:t></w:r></w:p>`, "header1", `<w:hdr xmlns:w="`+transitional+`"><w:p><w:r><w:t>`+noise.String()+`</w:t></w:r></w:p></w:hdr>`)
	if text(d) != "a\n" {
		t.Errorf("text %q", text(d))
	}
}

func FuzzReadBody(f *testing.F) {
	files, _ := filepath.Glob("../../study/corpus/testdata/canonical/*.txtar")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(txtar.Parse(b).Files[0].Data))
	}
	f.Fuzz(func(t *testing.T, fragment string) {
		d, err := Read(pack(t, "document.xml", map[string]string{"body": inBody(fragment)}))
		if err != nil {
			var e *ooxml.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %#v", err)
			}
			return
		}
		doc := corpus.Document{Text: text(d)}
		doc.TextHash = corpus.Hash(doc.Text)
		if err := doc.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}
