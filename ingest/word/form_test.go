package word

import (
	"slices"
	"testing"

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
