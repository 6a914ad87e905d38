package disclose

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kith/ingest/word"
	"kith/ooxml"
)

// pack makes a package by hand of names and contents.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`
	office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// nasty is a transcript that holds a name, Jane Testperson, nowhere a reader
// sees it, and in every place a file keeps one.
func nasty(t testing.TB) []byte {
	tracked := `w:id="1" w:author="Jane Testperson" w:date="2021-01-01T00:00:00Z"`
	return pack(t,
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>
<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>
<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="`+office+`officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="`+office+`extended-properties" Target="docProps/app.xml"/>
<Relationship Id="rId4" Type="`+office+`custom-properties" Target="docProps/custom.xml"/>
<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>`,
		"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="`+office+`comments" Target="comments.xml"/><Relationship Id="rId2" Type="`+office+`header" Target="header1.xml"/>
<Relationship Id="rId3" Type="`+office+`settings" Target="settings.xml"/>
<Relationship Id="rId4" Type="`+office+`hyperlink" Target="file:///C:/Users/jtestperson/raw.wav" TargetMode="External"/></Relationships>`,
		"word/_rels/settings.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`attachedTemplate" Target="file:///C:/Users/jtestperson/t.dotx" TargetMode="External"/></Relationships>`,
		"word/document.xml", `<w:document `+wordNS+`><w:body>
<w:p w:rsidR="00AB12CD" w14:paraId="11111111"><w:r><w:t xml:space="preserve">Interviewer: Who goes </w:t></w:r><w:del `+tracked+`><w:r><w:delText>with Jane Testperson </w:delText></w:r></w:del><w:ins `+tracked+`><w:r><w:t>there &amp; back?</w:t></w:r></w:ins></w:p>
<w:p><w:r><w:t>P01: We walked</w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve"> far</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:p><w:pPr><w:rPr><w:del `+tracked+`/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">and then </w:t></w:r></w:p>
<w:p><w:pPr><w:rPr><w:del `+tracked+`/></w:rPr><w:pPrChange `+tracked+`><w:pPr/></w:pPrChange></w:pPr><w:r><w:t xml:space="preserve">home </w:t></w:r></w:p>
<w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:t>again.</w:t></w:r></w:p>
<w:p><w:moveFrom `+tracked+`><w:r><w:t>Moved Jane Testperson</w:t></w:r></w:moveFrom><w:r><w:rPr><w:rPrChange `+tracked+`><w:rPr/></w:rPrChange></w:rPr><w:t>Yes.</w:t></w:r></w:p>
<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:del `+tracked+`/></w:trPr><w:tc><w:p><w:del `+tracked+`><w:r><w:delText>Jane Testperson</w:delText></w:r></w:del></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden 07700 900123</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "mailto:jane.testperson@example.com" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>mail</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:sectPr w:rsidR="00AB12CD"><w:headerReference w:type="default" r:id="rId2"/></w:sectPr></w:body></w:document>`,
		"word/comments.xml", `<w:comments `+wordNS+`><w:comment w:id="0" w:author="Ada Bell" w:initials="AB" w:date="2021-01-01T00:00:00Z"><w:p><w:r><w:t>ask Marmaduke here</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/header1.xml", `<w:hdr `+wordNS+`><w:p w:rsidR="00AB12CD"><w:r><w:t>Interview with Agatha Example</w:t></w:r></w:p></w:hdr>`,
		"word/settings.xml", `<w:settings `+wordNS+`><w:attachedTemplate r:id="rId1"/><w:trackRevisions/><w:docVars><w:docVar w:name="who" w:val="Jane Testperson"/></w:docVars><w:rsids><w:rsidRoot w:val="00AB12CD"/><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>`,
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Jane Testperson</dc:creator><cp:lastModifiedBy>jtestperson</cp:lastModifiedBy></cp:coreProperties>`,
		"docProps/app.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template>C:\Users\jtestperson\t.dotx</Template><Company>Example University</Company></Properties>`,
		"docProps/custom.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Owner"><vt:lpwstr>Jane Testperson</vt:lpwstr></property></Properties>`,
		"docProps/thumbnail.jpeg", "a picture",
	)
}

// nastyBook is a workbook with a hidden sheet, a comment and a column of names.
func nastyBook(t testing.TB) []byte {
	f := excelize.NewFile()
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(f.SetSheetRow("Sheet1", "A1", &[]any{"id", "Email Address", "answer"}))
	do(f.SetSheetRow("Sheet1", "A2", &[]any{"P1", "jane.testperson@example.com", 4}))
	do(f.AddComment("Sheet1", excelize.Comment{Cell: "C2", Author: "Ada Bell", Text: "asked Jane Testperson again"}))
	_, err := f.NewSheet("Key")
	do(err)
	do(f.SetSheetRow("Key", "A1", &[]any{"P1", "Jane Testperson", "NG1 4BU"}))
	do(f.SetSheetVisible("Key", false))
	do(f.SetDocProps(&excelize.DocProperties{Creator: "Jane Testperson", LastModifiedBy: "jtestperson", Created: "2021-01-01T00:00:00Z", Modified: "2021-01-01T00:00:00Z"}))
	var b bytes.Buffer
	do(f.Write(&b))
	return b.Bytes()
}

func deposit(t *testing.T) (dir string, files []File) {
	dir = t.TempDir()
	for name, data := range map[string][]byte{
		"S1_P01.docx":             nasty(t),
		"Data.xlsx":               nastyBook(t),
		"Smith interview.txt":     []byte("P01: I live in [name of town] and [name of city].\nP02: I live in XXXX.\n"),
		"old.doc":                 append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 4096)...),
		"Participant answers.csv": []byte("id,phone number,text\n1,07700 900123,yes\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, File{Path: name})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return dir, files
}

func TestScan(t *testing.T) {
	dir, files := deposit(t)
	r, err := Scan(context.Background(), dir, files, []string{"Participant answers"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	type found struct {
		file  string
		kind  Kind
		words string
		place string // of the first
	}
	want := []found{
		{"S1_P01.docx", Deletion, "with Jane Testperson ", "paragraph 1"},
		{"S1_P01.docx", Deletion, "Moved Jane Testperson", "paragraph 4"},
		{"S1_P01.docx", HiddenText, "hidden 07700 900123", "paragraph 6"},
		{"S1_P01.docx", Phone, "07700 900123", "paragraph 6"},
		{"S1_P01.docx", Email, "jane.testperson@example.com", "paragraph 6"},
		{"S1_P01.docx", Comment, "ask Marmaduke here", "comment 1"},
		{"S1_P01.docx", Candidate, "Marmaduke", "comment 1"},
		{"S1_P01.docx", Name, "Agatha Example", "header"},
		{"S1_P01.docx", SharedLink, "file:///C:/Users/jtestperson/raw.wav", "link in word/document.xml (hyperlink)"},
		{"S1_P01.docx", SharedLink, "file:///C:/Users/jtestperson/t.dotx", "link in word/settings.xml (attachedTemplate)"},
		{"", Person, "Ada Bell", "Data.xlsx: author in xl/comments1.xml"},
		{"S1_P01.docx", Person, "Example University", "S1_P01.docx: docProps/app.xml, Company"},
		{"S1_P01.docx", Metadata, `C:\Users\jtestperson\t.dotx`, "S1_P01.docx: docProps/app.xml, Template"},
		{"S1_P01.docx", Metadata, "Jane Testperson", "S1_P01.docx: word/settings.xml, variable who"},
		{"S1_P01.docx", Metadata, "rsids", "S1_P01.docx: word/settings.xml"},
		{"S1_P01.docx", Thumbnail, "thumbnail.jpeg", "docProps/thumbnail.jpeg"},
		{"", Person, "Jane Testperson", "Data.xlsx: docProps/core.xml, creator"}, // in both files
		{"", Person, "jtestperson", "Data.xlsx: docProps/core.xml, lastModifiedBy"},
		{"Data.xlsx", HiddenSheet, "Key", "sheet Key"},
		{"Data.xlsx", Postcode, "NG1 4BU", "sheet Key, C1"},
		{"Data.xlsx", Email, "jane.testperson@example.com", "sheet Sheet1, B2"},
		{"Data.xlsx", Column, "Email Address", "sheet Sheet1, column B"},
		{"Data.xlsx", Comment, "asked Jane Testperson again", "xl/comments1.xml"},
		{"Participant answers.csv", Column, "phone number", "table, column B"},
		{"Participant answers.csv", Phone, "07700 900123", "table, B2"},
		{"Smith interview.txt", FileName, "Smith", "file name"},
		{"Smith interview.txt", Redaction, "XXXX", "line 2"},
		{"old.doc", Unread, "old.doc", "file"},
	}
	for _, w := range want {
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool {
			return f.File == w.file && f.Kind == w.kind && f.Words == w.words && f.Places[0] == w.place && f.Why != ""
		}) {
			t.Errorf("not found: %+v", w)
		}
	}
	if t.Failed() {
		for _, f := range r.Findings {
			t.Logf("%q %q %q %q", f.File, f.Kind, f.Words, f.Places)
		}
	}
	again, err := Scan(context.Background(), dir, files, []string{"Participant answers"}, nil)
	if err != nil || !slices.EqualFunc(r.Findings, again.Findings, func(a, b Finding) bool { return a.ID == b.ID && slices.Equal(a.Places, b.Places) }) {
		t.Errorf("a second scan differs: %v", err)
	}
}

func TestStrip(t *testing.T) {
	before := nasty(t)
	s, err := Strip(before)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := word.Read(s.Data)
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, p := range doc.Paragraphs() {
		text = append(text, p.Text)
	}
	// By hand: what Word shows with all changes accepted, hidden text apart.
	want := []string{"Interviewer: Who goes there & back?", "P01: We walked far", "and then home again.", "Yes.", "cell", "mail"}
	if !slices.Equal(text, want) {
		t.Errorf("the text is %q, want %q", text, want)
	}
	everything := inflate(t, s.Data)
	for _, gone := range []string{"Jane Testperson", "Ada Bell", "Marmaduke", "rsid", "paraId", "thumbnail", "t.dotx", "Example University", "comments", "custom.xml", "00AB12CD"} {
		if strings.Contains(everything, gone) {
			t.Errorf("the copy still holds %q", gone)
		}
	}
	for _, kept := range []string{"hidden 07700 900123", "Agatha Example"} {
		if !strings.Contains(everything, kept) {
			t.Errorf("the copy does not hold %q", kept)
		}
	}
	if s.Removed[Deletion] == 0 || s.Removed[Comment] != 1 || s.Removed[Thumbnail] != 1 || s.Removed[Metadata] == 0 {
		t.Errorf("removed %v", s.Removed)
	}
	again, err := Strip(before)
	if err != nil || !bytes.Equal(s.Data, again.Data) {
		t.Error("another run gives other bytes")
	}
	twice, err := Strip(s.Data)
	if err != nil || twice.Removed[Deletion]+twice.Removed[Comment]+twice.Removed[Thumbnail] != 0 {
		t.Errorf("a stripped copy has more to remove: %v %v", twice.Removed, err)
	}
}

func TestStripWorkbook(t *testing.T) {
	s, err := Strip(nastyBook(t))
	if err != nil {
		t.Fatal(err)
	}
	everything := inflate(t, s.Data)
	for _, gone := range []string{"asked Jane", "Ada Bell", "jtestperson", "legacyDrawing", "comments"} {
		if strings.Contains(everything, gone) {
			t.Errorf("the copy still holds %q", gone)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(s.Data))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := f.GetCellValue("Key", "B1"); v != "Jane Testperson" { // a cell is text: a person decides
		t.Errorf("Key!B1 is %q", v)
	}
}

// inflate gives all parts of a package and their names.
func inflate(t *testing.T, pkg []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pkg), int64(len(pkg)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		b.WriteString(f.Name + "\n")
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

var update = flag.Bool("update", false, "write testdata again")

// The file of testdata, which tests of other packages read, is the one made
// here.
func TestNastyFile(t *testing.T) {
	const name = "testdata/nasty.docx"
	if *update {
		if err := os.WriteFile(name, nasty(t), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if inflate(t, data) != inflate(t, nasty(t)) {
		t.Errorf("%s is out of date: go test ./ingest/disclose -update", name)
	}
}

func TestStripRefuses(t *testing.T) {
	for _, file := range [][]byte{nil, []byte("text"), []byte("PK\x03\x04 cut"), append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 4096)...)} {
		var e *ooxml.Error
		if _, err := Strip(file); !errors.As(err, &e) {
			t.Errorf("%.8q: %v", file, err)
		}
	}
}

// Whatever a document holds, its copy says the same or there is no copy.
func FuzzStripKeepsText(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:p><w:ins><w:r><w:t>b</w:t></w:r></w:ins></w:p>`)
	f.Add(`<w:p><w:moveFrom><w:r><w:t>a</w:t></w:r></w:moveFrom></w:p><w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>`)
	f.Add(`<w:sdt><w:sdtContent><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p></w:sdtContent></w:sdt><w:p><w:r><w:t xml:space="preserve"> &amp;&#xD; </w:t></w:r></w:p>`)
	f.Fuzz(func(t *testing.T, body string) {
		file := pack(t,
			"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
			"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`officeDocument" Target="word/document.xml"/></Relationships>`,
			"word/document.xml", `<w:document `+wordNS+`><w:body>`+body+`</w:body></w:document>`)
		s, err := Strip(file)
		if err != nil {
			return // what cannot be read, or would change, is refused
		}
		left, err := word.Left(s.Data)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range left {
			if l.Kind == word.Deletion {
				t.Fatalf("a deletion is left")
			}
		}
	})
}
