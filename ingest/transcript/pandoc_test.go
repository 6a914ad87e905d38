package transcript

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"kith/fixtures/oracle"
	"kith/ingest/word"
)

// A difference is one kind in which pandoc prints other words than canonical
// text has, and the hand-checked text: kith's words, and what stands in their
// place in pandoc's.
type difference struct {
	file         string
	whose        string // pandoc's fault or kith's choice, and which
	kith, pandoc string
}

// differences are all of them, at most fifteen, each shown by one file of the
// corpus.
var differences = []difference{
	{"breaks_tabs_hyphens.docx", "pandoc's: w:cr is a break and parts words", "two three", "twothree"},
	{"breaks_tabs_hyphens.docx", "kith's: a soft hyphen is dropped, so that the word is whole", "soft", "so ft"},
	{"breaks_tabs_hyphens.docx", "pandoc's: w:ptab is a tab and parts words", "ft end", "ftend"},
	{"content_controls.docx", "pandoc's: loses the text of w:customXml", "smart custom", "smart"},
	{"fields.docx", "pandoc's: loses the result of w:fldSimple", "May in the garden", "May"},
	{"footnotes_endnotes.docx", "pandoc's: prints the numbers of notes, which stand in no text", "came", "came 1 2"},
	{"footnotes_endnotes.docx", "pandoc's: prints the number of a note before it", "mostly On foot At", "mostly 1 On foot 2 At"},
	{"hidden_text.docx", "kith's: hidden text is out, and said to be there", "seen", "seen Jane Testperson"},
	{"ruby_cjk.docx", "pandoc's: loses ruby text, base and all", "東京です", "です"},
	{"second_body.docx", "pandoc's: reads one body alone", "ran Interviewer Thank you", "ran"},
	{"strict.docx", "pandoc's: cannot open Strict OOXML", "", ""},
	{"text_box.docx", "pandoc's: loses text boxes", "Well In the box", "Well"},
	{"utf16_part.docx", "pandoc's: cannot open a part in UTF-16", "", ""},
}

// TestWordsArePandocs holds the words of every Word file of the corpus against
// those pandoc prints.
func TestWordsArePandocs(t *testing.T) {
	if testing.Short() {
		t.Skip("starts pandoc for every file")
	}
	pandoc := oracle.Find(t, "pandoc", "pandoc")
	files, err := filepath.Glob("testdata/corpus/*.doc[xm]")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	const mostKinds = 15
	if len(differences) > mostKinds {
		t.Errorf("%d kinds of difference, more than %d", len(differences), mostKinds)
	}
	compared := 0
	for _, file := range files {
		name := filepath.Base(file)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := word.Read(b)
		if err != nil {
			continue
		}
		var text strings.Builder
		for _, p := range d.Paragraphs() {
			text.WriteString(p.Number + " " + p.Text + "\n")
		}
		var stderr bytes.Buffer
		run := exec.Command(pandoc, "-f", "docx", "-t", "plain", "--track-changes=accept", "--wrap=none", file)
		run.Stderr = &stderr
		out, err := run.Output()
		refuses := slices.ContainsFunc(differences, func(d difference) bool { return d.file == name && d.kith == "" })
		if refuses != (err != nil) {
			t.Errorf("%s: %v\n%s", name, err, stderr.String())
		}
		if err != nil {
			continue
		}
		want, got := wordsOf(text.String()), wordsOf(string(out))
		joined := " " + strings.Join(want, " ") + " "
		for _, d := range differences {
			if d.file != name {
				continue
			}
			if n := strings.Count(joined, " "+d.kith+" "); n != 1 {
				t.Errorf("%s: %q stands %d times", name, d.kith, n)
			}
			joined = strings.Replace(joined, " "+d.kith+" ", " "+d.pandoc+" ", 1)
		}
		want = strings.Fields(joined)
		compared++
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-kith +pandoc):\n%s", name, diff)
		}
	}
	t.Logf("%d files, %d kinds of difference", compared, len(differences))
}

// wordsOf gives the words of a text without what stands between them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
