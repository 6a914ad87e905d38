package word

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/ooxml"
)

// Run properties that come again are passed over, and mean what they meant the first
// time: also where they hold others, as the record of a change of format does, whose
// own bold is not the run's.
func TestPropertiesThatComeAgain(t *testing.T) {
	const (
		bold    = `<w:rPr><w:b/><w:lang w:val="en-GB"/></w:rPr>`
		changed = `<w:rPr><w:i/><w:rPrChange w:id="1"><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr>`
		off     = `<w:rPr><w:b w:val="0"/></w:rPr>`
		empty   = `<w:rPr></w:rPr>`
	)
	part := `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>`
	order := []string{bold, changed, off, empty, bold, changed, off, empty, bold}
	for _, properties := range order {
		part += `<w:r>` + properties + `<w:t>x</w:t></w:r><w:r><w:t>.</w:t></w:r>`
	}
	part += `</w:p></w:body></w:document>`
	left := 10
	s, err := readStory(ooxml.ScanText(part), "word/document.xml", &styles{byID: map[string]style{}}, &left)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.paragraphs[0].finish(new(binding)).Runs {
		switch {
		case r.Bold:
			got = append(got, "bold "+r.Text)
		case r.Italic:
			got = append(got, "italic "+r.Text)
		default:
			got = append(got, r.Text)
		}
	}
	// What looks alike and stands side by side is one run.
	want := []string{"bold x", ".", "italic x", ".x.x.", "bold x", ".", "italic x", ".x.x.", "bold x", "."}
	if !slices.Equal(got, want) {
		t.Errorf("runs %q, want %q", got, want)
	}
}

// Runs that are read at one look give what they give where each tag is read: under
// another prefix nothing is known, and every tag is.
func TestRunsAtOneLook(t *testing.T) {
	pieces := []string{
		`<w:rPr><w:b/><w:lang w:val="en-GB"/></w:rPr>`, `<w:rPr><w:i/></w:rPr>`, `<w:rPr><w:b w:val="0"/></w:rPr>`, `<w:rPr></w:rPr>`, `<w:rPr/>`,
		`<w:rPr><w:vanish/></w:rPr>`, `<w:rPr><w:rStyle w:val="Strong"/></w:rPr>`, `<w:rPr><w:i/><w:rPrChange w:id="1"><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr>`,
		`<w:t>plain</w:t>`, `<w:t xml:space="preserve"> kept </w:t>`, `<w:t xml:space='preserve'> kept</w:t>`, `<w:t  >x</w:t >`, `<w:t></w:t>`, `<w:t/>`,
		`<w:t>a &amp; b</w:t>`, `<w:t>it\u2019s \u00ADsoft</w:t>`, "<w:t>two\nlines</w:t>", `<w:t><![CDATA[a < b]]></w:t>`, `<w:t>a<!-- c -->b</w:t>`, `<w:t>]]></w:t>`, `<w:t>&no;</w:t>`,
		`<w:tab/>`, `<w:br/>`, `<w:t>cut</w:r>`, `</w:r><w:r>`, `</w:r><w:r w:rsidR="00AB12CD">`, `</w:r></w:p><w:p><w:r>`, `<w:delText>gone</w:delText>`,
		`</w:r><w:del w:id="2"><w:r><w:t>gone</w:t></w:r></w:del><w:r>`, `</w:r><w:ins w:id="3"><w:r><w:rPr><w:b/></w:rPr><w:t>new</w:t></w:r></w:ins><w:r>`,
		`<w:fldChar w:fldCharType="begin"/>`, `<w:fldChar w:fldCharType="separate"/>`, `<w:fldChar w:fldCharType="end"/>`,
		`</w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r>`,
	}
	const namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	read := func(part string) string {
		left := 10_000
		strong := style{name: "Strong", look: look{bold: true}}
		strong.set.bold = true
		s, err := readStory(ooxml.ScanText(part), "word/document.xml", &styles{byID: map[string]style{"Strong": strong}}, &left)
		if err != nil {
			return "error"
		}
		var b strings.Builder
		for _, p := range s.paragraphs {
			fmt.Fprintf(&b, "%+v %v %+v\n", p.finish(new(binding)).Runs, p.counts, p.out)
		}
		return b.String()
	}
	rng := rand.New(rand.NewPCG(5, 28))
	refused := 0
	const tries = 4000
	for range tries {
		var b strings.Builder
		for range 1 + rng.IntN(24) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		in := strings.Repeat("<w:sdt>", rng.IntN(2)*(ooxml.MaxDepth-rng.IntN(12))) // as deep as may be
		out := strings.Repeat("</w:sdt>", strings.Count(in, "<"))
		part := `<w:document xmlns:w="` + namespace + `"><w:body>` + in + `<w:p><w:r>` + b.String() + `</w:r></w:p>` + out + `</w:body></w:document>`
		want := read(strings.NewReplacer("<w:", "<x:", "</w:", "</x:", "xmlns:w", "xmlns:x", " w:", " x:").Replace(part))
		if diff := cmp.Diff(want, read(part)); diff != "" {
			t.Fatalf("%s\n%s", b.String(), diff)
		}
		if want == "error" {
			refused++
		}
	}
	if refused == 0 || refused > tries*9/10 {
		t.Errorf("%d of %d parts refused: the test compares too little", refused, tries)
	}
}
