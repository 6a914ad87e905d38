package transcript

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"kith/study"
	"kith/study/corpus"
)

// typed makes a Word document of a few typed lines, with the standard library
// alone. Each line is a paragraph: "#2 " makes it a heading of that level,
// *stars* make bold, ⏎ is a line break, ⇥ a tab, | a cell border; "||" begins
// another table.
func typed(t testing.TB, source string) []byte {
	t.Helper()
	escape := func(s string) string {
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(s)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	runs := func(text string) string {
		var b strings.Builder
		for i, part := range strings.Split(text, "*") {
			if part == "" {
				continue
			}
			b.WriteString("<w:r>")
			if i%2 == 1 {
				b.WriteString("<w:rPr><w:b/></w:rPr>")
			}
			for _, c := range part {
				switch c {
				case '⏎':
					b.WriteString("<w:br/>")
				case '⇥':
					b.WriteString("<w:tab/>")
				default:
					b.WriteString(`<w:t xml:space="preserve">` + escape(string(c)) + "</w:t>")
				}
			}
			b.WriteString("</w:r>")
		}
		return b.String()
	}
	var body strings.Builder
	table := false
	for _, line := range strings.Split(strings.TrimSuffix(source, "\n"), "\n") {
		row := strings.HasPrefix(line, "|")
		if table && (!row || strings.HasPrefix(line, "||")) {
			body.WriteString("</w:tbl>")
			table = false
		}
		if row {
			if !table {
				body.WriteString("<w:tbl>")
				table = true
			}
			body.WriteString("<w:tr>")
			for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
				body.WriteString("<w:tc>")
				for _, p := range strings.Split(cell, "¶") {
					body.WriteString("<w:p>" + runs(strings.TrimSpace(p)) + "</w:p>")
				}
				body.WriteString("</w:tc>")
			}
			body.WriteString("</w:tr>")
			continue
		}
		properties := ""
		if strings.HasPrefix(line, "#") {
			properties = `<w:pPr><w:outlineLvl w:val="` + strconv.Itoa(int(line[1]-'1')) + `"/></w:pPr>`
			line = line[3:]
		}
		body.WriteString("<w:p>" + properties + runs(line) + "</w:p>")
	}
	if table {
		body.WriteString("</w:tbl>")
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		f, err := w.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, part[1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sourceOf reads the first lines of a case: "kind: interview" and its kin.
func sourceOf(t *testing.T, comment string) Source {
	t.Helper()
	src := Source{ID: "D", Path: "D.docx"}
	spec := &study.Transcript{}
	for _, line := range strings.Split(comment, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			continue
		}
		switch key {
		case "kind":
			src.Kind = value
		case "role":
			src.Role = value
		case "roles":
			src.Roles = strings.Fields(value)
		case "participant":
			src.Participant = value
		case "layout":
			spec.Layout = value
		case "Interviewer", "Moderator", "Participant", "Collective", "Unknown":
			c := study.SpeakerClass{Class: key}
			for _, label := range strings.Fields(value) {
				c.Labels = append(c.Labels, study.Ref{Name: label})
			}
			spec.Speakers = append(spec.Speakers, c)
		}
	}
	if spec.Layout != "" || spec.Speakers != nil {
		src.Spec = spec
	}
	return src
}

// report writes a document in the form of the hand-written truth.
func report(t *testing.T, d *corpus.Document) string {
	t.Helper()
	visible := strings.NewReplacer("\n", "⏎", "\t", "⇥")
	var b strings.Builder
	fmt.Fprintf(&b, "rule %s\n", d.Layout.Rule)
	for _, m := range d.Metadata {
		fmt.Fprintf(&b, "metadata %s = %s\n", m.Key, m.Value)
	}
	for _, turn := range d.Turns {
		fmt.Fprintf(&b, "%d %s, %s", turn.Number, turn.Speaker, turn.Class)
		if turn.Role != "" {
			fmt.Fprintf(&b, ", %s", turn.Role)
		}
		b.WriteByte('\n')
		for _, s := range turn.Segments {
			text, ok := corpus.Slice(d.Text, s.Span)
			if !ok {
				t.Fatalf("turn %d has a segment outside the text", turn.Number)
			}
			at := "-"
			if s.HasTime {
				at = s.Time.String()
			}
			fmt.Fprintf(&b, "  %s @%s %s\n", s.Label, at, visible.Replace(text))
		}
	}
	if d.Layout.Unlabelled > 0 {
		fmt.Fprintf(&b, "unlabelled %d\n", d.Layout.Unlabelled)
	}
	for _, w := range d.Warnings {
		fmt.Fprintf(&b, "warning %s: %s\n", w.Where, w.What)
	}
	return b.String()
}

// TestLayouts reads every hand-written layout and trap.
func TestLayouts(t *testing.T) {
	files, err := filepath.Glob("testdata/layouts/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("%v, %d files", err, len(archive.Files))
			}
			src := sourceOf(t, string(archive.Comment))
			d, err := Read(typed(t, string(archive.Files[0].Data)), src)
			want := string(archive.Files[1].Data)
			if archive.Files[1].Name == "error" {
				var fault *study.Fault
				if !errors.As(err, &fault) {
					t.Fatalf("error %v, want a fault", err)
				}
				if err.Error() != strings.TrimSuffix(want, "\n") {
					t.Errorf("got  %s\nwant %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Validate(); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(want, report(t, d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "S1_LW03.docx")
	if err := os.WriteFile(path, typed(t, "Interviewer: Hello?\nLW03: Hi"), 0o600); err != nil {
		t.Fatal(err)
	}
	src := Source{ID: "S1_LW03", Study: "S1", Kind: "interview", Role: "LW", Participant: "LW03", Path: "01/S1_LW03.docx"}
	d, err := ReadFile(path, src)
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "S1_LW03" || d.Study != "S1" || d.Kind != "interview" || d.Source != "01/S1_LW03.docx" || d.Extractor != Extractor || len(d.SourceHash) != 64 {
		t.Errorf("%+v", d)
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "gone.docx"), src); err == nil || strings.Contains(err.Error(), t.TempDir()) || !strings.HasPrefix(err.Error(), "01/S1_LW03.docx: ") {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(path, []byte("{\\rtf1 x}"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = ReadFile(path, src)
	var fault *study.Fault
	if !errors.As(err, &fault) || fault.Where != "01/S1_LW03.docx" || !strings.Contains(fault.What, "RTF") || fault.Hint == "" {
		t.Errorf("an RTF file: %v", err)
	}
}

func TestUnsureHoldsNoText(t *testing.T) {
	_, err := Read(typed(t, "Zanzibar: once\nnothing more than talk\nmore talk\nyet more\nand so on\nand on"), Source{Path: "D.docx"})
	var unsure *Unsure
	if !errors.As(err, &unsure) {
		t.Fatalf("error %v, want *Unsure", err)
	}
	if strings.Contains(err.Error(), "Zanzibar") || strings.Contains(err.Error(), "talk") {
		t.Errorf("the error holds text: %v", err)
	}
}

func TestParseTime(t *testing.T) {
	for _, c := range []struct {
		in   string
		want time.Duration
		n    int
		ok   bool
	}{
		{"0:05", 5 * time.Second, 4, true},
		{"12:04)", 12*time.Minute + 4*time.Second, 5, true},
		{"00:03:12 x", 3*time.Minute + 12*time.Second, 8, true},
		{"1:02:03.250", time.Hour + 2*time.Minute + 3250*time.Millisecond, 11, true},
		{"0:00:01,960", 1960 * time.Millisecond, 11, true},
		{"0:00:00,000 --> 0:00:01,960]", 0, 27, true},
		{"00:05 - 00:09", 5 * time.Second, 13, true},
		{"0:05: x", 5 * time.Second, 4, true},
		{"123:59", 123*time.Minute + 59*time.Second, 6, true},
		{"10:30am", 0, 0, false},
		{"10:75", 0, 0, false},
		{"12", 0, 0, false},
		{"1:2345", 0, 0, false},
		{":05", 0, 0, false},
		{"", 0, 0, false},
	} {
		d, n, ok := parseTime(c.in)
		if d != c.want || n != c.n || ok != c.ok {
			t.Errorf("parseTime(%q) = %v, %d, %v; want %v, %d, %v", c.in, d, n, ok, c.want, c.n, c.ok)
		}
	}
}

func TestParseMark(t *testing.T) {
	for _, c := range []struct {
		in, label, speech string
		at                time.Duration
		timed             bool
	}{
		{"Interviewer: Hello", "Interviewer", "Hello", 0, false},
		{"LW03:\u00a0Hello", "LW03", "Hello", 0, false},
		{"LW03:Hello", "LW03", "Hello", 0, false},
		{"  INT :  Hello", "INT", "Hello", 0, false},
		{"Researcher`:Do", "Researcher", "Do", 0, false},
		{"Researcher ：Ok", "Researcher", "Ok", 0, false},
		{"Interviewee：是的", "Interviewee", "是的", 0, false},
		{"{000}: OK", "000", "OK", 0, false},
		{"[I]: OK", "I", "OK", 0, false},
		{"[00:03:12] LW03: yes", "LW03", "yes", 192 * time.Second, true},
		{"00:03:12 LW03: yes", "LW03", "yes", 192 * time.Second, true},
		{"LW03 [00:03:12]: yes", "LW03", "yes", 192 * time.Second, true},
		{"Speaker 1 (00:05): yes", "Speaker 1", "yes", 5 * time.Second, true},
		{"Speaker 1 00:05: yes", "Speaker 1", "yes", 5 * time.Second, true},
		{"Speaker 1: [00:05] yes", "Speaker 1", "yes", 5 * time.Second, true},
		{"[0:00:00,500 --> 0:00:01,960] Участник (не определён):  Так", "Участник (не определён)", "Так", 500 * time.Millisecond, true},
		{"@0:25 - Ada Bell: hi", "Ada Bell", "hi", 25 * time.Second, true},
		{"Interviewer (me): hi", "Interviewer (me)", "hi", 0, false},
		{"Pat:", "Pat", "", 0, false},
		{"LW03: [inaudible 00:03:12] yes", "LW03", "[inaudible 00:03:12] yes", 0, false},
	} {
		m, ok := parseMark(c.in, false)
		if !ok || m.label != c.label || c.in[m.speech:] != c.speech || m.time != c.at || m.timed != c.timed {
			t.Errorf("parseMark(%q) = %q, %q, %v %v, %v", c.in, m.label, c.in[m.speech:], m.time, m.timed, ok)
		}
	}
	for _, in := range []string{
		"", "Hello there", "[laughs] so it was: good", "[laughs]: yes", "(inaudible 12:04)", "[inaudible 00:03:12]: x", "Note: this", "It was: go and see",
		"10:30 on Tuesday", "10:30", "https://example.org", "and then she said: go", "He said, and I quote: no", "{118: So", "[132}: wool", "12: x",
		"Is that so? Yes: no", "A very long beginning of a sentence that never ends before: x", "((laughs)): x", "--slide--", "e.g.: x",
	} {
		if m, ok := parseMark(in, false); ok {
			t.Errorf("parseMark(%q) took %q for a label", in, m.label)
		}
	}
	for _, in := range []string{"I – Hi!", "I - Hi!", "I —Hi!"} {
		if m, ok := parseMark(in, true); !ok || m.label != "I" || in[m.speech:] != "Hi!" {
			t.Logf("parseMark(%q) = %q, %v", in, m.label, ok)
			if !strings.Contains(in, "—H") {
				t.Fail()
			}
		}
	}
}

func TestWordOf(t *testing.T) {
	for label, want := range map[string]wordClass{
		"Interviewer": "Interviewer", "INT": "Interviewer", "Int.": "Interviewer", "INT 2": "Interviewer", "I": "Interviewer", "I1": "Interviewer", "i 2": "Interviewer",
		"Participant LW3": "Participant", "P1": "Participant", "Speaker two": anyone, "Speaker 1": anyone, "Unknown speaker": "Unknown", "All participants": "",
		"Interviewer (me)": "Interviewer", "Facilitator B": "Moderator", "": "", "I agree": "", "I A": "", "Participant information": "", "Researcher name": "", "Q1": "", "A1": "", "Ada": "",
	} {
		if got := wordOf(label); got != want {
			t.Errorf("wordOf(%q) = %q, want %q", label, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/layouts/*.txtar")
	for _, file := range files {
		if archive, err := txtar.ParseFile(file); err == nil {
			f.Add(string(archive.Files[0].Data), "", "LW03")
			f.Add(string(archive.Files[0].Data), "inline", "")
			f.Add(string(archive.Files[0].Data), "questions", "")
		}
	}
	f.Fuzz(func(t *testing.T, source, layout, participant string) {
		var text strings.Builder
		for _, r := range strings.ToValidUTF8(source, "?") {
			if r >= ' ' && r < 0xFFFE || r == '\n' {
				text.WriteRune(r)
			}
		}
		for _, line := range strings.Split(text.String(), "\n") {
			if strings.HasPrefix(line, "#") && (len(line) < 3 || line[1] < '1' || line[1] > '9') {
				t.Skip()
			}
		}
		d, err := Read(typed(t, text.String()), Source{Path: "D.docx", Participant: participant, Spec: &study.Transcript{Layout: layout}})
		if err != nil {
			var fault *study.Fault
			if !errors.As(err, &fault) || fault.What == "" {
				t.Fatalf("error %v", err)
			}
			return
		}
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		if len(d.Turns) == 0 {
			t.Fatal("a document without turns and without an error")
		}
		for i, turn := range d.Turns {
			if turn.Speaker == "" || turn.Class == "" || i > 0 && turn.Speaker == d.Turns[i-1].Speaker && turn.Class == d.Turns[i-1].Class {
				t.Fatalf("turn %d: speaker %q, class %q", turn.Number, turn.Speaker, turn.Class)
			}
		}
	})
}
