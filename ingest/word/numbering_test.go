package word

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kith/fixtures/oracle"
)

// lists is a numbering part with the shapes questionnaires have.
const lists = `<w:numbering xmlns:w="` + transitional + `">
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="3">
 <w:lvl w:ilvl="0"><w:start w:val="25"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1)"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="9"/><w:numFmt w:val="decimalZero"/><w:pStyle w:val="Sub"/><w:lvlText w:val="Q%2"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:numStyleLink w:val="Questions"/></w:abstractNum>
<w:abstractNum w:abstractNumId="5"><w:styleLink w:val="Questions"/>
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="ordinal"/><w:lvlText w:val="%1"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="7"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Question %1:"/></w:lvl></w:lvlOverride></w:num>
</w:numbering>`

const listStyles = `<w:styles xmlns:w="` + transitional + `">
<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Top"><w:name w:val="Top"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr></w:pPr></w:style>
<w:style w:type="numbering" w:styleId="Questions"><w:name w:val="Questions"/><w:pPr><w:numPr><w:numId w:val="6"/></w:numPr></w:pPr></w:style>
</w:styles>`

// numbered writes paragraphs: "1/0 text" stands on level 0 of list 1, "=Top
// text" in a style, and anything else in no list.
func numbered(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		head, text, _ := strings.Cut(line, " ")
		var num, level, form string
		switch {
		case strings.HasPrefix(head, "="):
			form = `<w:pStyle w:val="` + head[1:] + `"/>`
		case head != "-":
			num, level, _ = strings.Cut(head, "/")
			form = `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr>`
		}
		fmt.Fprintf(&b, `<w:p><w:pPr>%s</w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, form, text)
	}
	return b.String()
}

var listCases = []struct{ in, want string }{
	{"1/0 a", "1."},
	{"1/1 b", "(a)"},
	{"1/1 c", "(b)"},
	{"1/2 d", "1.b.i"},
	{"1/0 e", "2."},
	{"1/1 f", "(a)"}, // begins anew below another number
	{"- between", ""},
	{"1/0 g", "3."}, // goes on after plain text
	{"2/0 h", "7."}, // a list of the same kind with a start of its own
	{"2/0 i", "8."},
	{"7/0 j", "Question 9:"}, // the same count in another form
	{"3/0 k", "Part IV"},
	{"3/1 l", "4.1"}, // legal: the Roman number prints as a decimal
	{"3/0 m", "Part V"},
	{"3/1 n", "5.2"}, // never restarts
	{"4/0 o", ""},
	{"=Top p", "Y)"},
	{"=Sub q", "Q09"},
	{"=Sub r", "Q10"},
	{"=Top s", "Z)"},
	{"=Top t", "AA)"},
	{"6/0 u", "1st"},
	{"6/0 v", "2nd"},
	{"0/0 w", ""}, // taken out of the list of its style
	{"99/0 x", ""},
}

func listDocument(t testing.TB) []byte {
	var lines []string
	for _, c := range listCases {
		lines = append(lines, c.in)
	}
	return pack(t, "document.xml", map[string]string{"body": inBody(numbered(lines)), "numbering": lists, "styles": listStyles})
}

func TestListNumbersPrint(t *testing.T) {
	d, err := Read(listDocument(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range listCases {
		if p := d.Body[i]; p.Number != c.want {
			t.Errorf("%s prints %q, want %q", c.in, p.Number, c.want)
		}
	}
	if strings.Contains(text(d), "1.") {
		t.Error("a list number stands in the text")
	}
}

// TestListNumbersAsLibreOffice holds the numbers against a program that prints
// them. Bullets it prints are no numbers, and legal numbers it does not know.
func TestListNumbersAsLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	office := oracle.Office(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "lists.docx")
	if err := os.WriteFile(file, listDocument(t), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, file)
	run.WaitDelay = time.Minute
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	printed, err := os.ReadFile(filepath.Join(dir, "lists.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for i, line := range strings.Split(strings.TrimSpace(strings.TrimPrefix(string(printed), "\ufeff")), "\n") {
		if i >= len(listCases) || strings.HasPrefix(listCases[i].in, "4/") || strings.HasPrefix(listCases[i].in, "3/1") {
			continue
		}
		_, text, _ := strings.Cut(listCases[i].in, " ")
		want = append(want, strings.TrimSpace(listCases[i].want+" "+text))
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-kith +LibreOffice):\n%s", diff)
	}
}

func TestCommentThreads(t *testing.T) {
	const ns = ` xmlns:w="` + transitional + `" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"`
	d, err := Read(pack(t, "document.xml", map[string]string{
		"body":             inBody(`<w:p><w:r><w:t>x</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>`),
		"footnotes":        `<w:footnotes` + ns + `><w:footnote w:id="1"><w:p><w:r><w:t xml:space="preserve">a </w:t></w:r><w:commentRangeStart w:id="5"/><w:r><w:t>note</w:t></w:r><w:commentRangeEnd w:id="5"/></w:p></w:footnote></w:footnotes>`,
		"comments":         `<w:comments` + ns + `><w:comment w:id="5" w:author="A"><w:p w14:paraId="0A"/><w:p w14:paraId="0B"><w:r><w:t>code</w:t></w:r></w:p></w:comment><w:comment w:id="6" w:author="B"><w:p w14:paraId="0C"><w:r><w:t>agreed</w:t></w:r></w:p></w:comment></w:comments>`,
		"commentsExtended": `<w15:commentsEx` + ns + `><w15:commentEx w15:paraId="0B" w15:done="1"/><w15:commentEx w15:paraId="0C" w15:paraIdParent="0B" w15:done="0"/></w15:commentsEx>`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []Comment{
		{ID: "5", Resolved: true, Author: "A", Text: "\ncode", Anchored: true, Start: Place{1, 2}, End: Place{1, 6}},
		{ID: "6", Parent: "5", Author: "B", Text: "agreed"},
	}
	if diff := cmp.Diff(want, d.Comments); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
