package transcript

import (
	"errors"
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

func TestTextIsReadAsItStands(t *testing.T) {
	const talk = "I: Is it wärm?\nP: It is.\nI: And dry?\nP: No.\n"
	for name, c := range map[string]struct{ in, want string }{
		"plain":         {talk, talk},
		"no last line":  {strings.TrimSuffix(talk, "\n"), talk},
		"CR":            {strings.ReplaceAll(talk, "\n", "\r"), talk},
		"soft hyphens":  {strings.ReplaceAll(talk, "dry", "d\u00ADry"), talk},
		"blank at ends": {"\n\n" + talk + "\n\n", "\n\n" + talk + "\n\n"},
		"white space":   {"I: a?  \nP:\tb \nI: c?\nP: d", "I: a?  \nP:\tb \nI: c?\nP: d\n"},
		"big-endian":    {"\xFE\xFF\x00I\x00:\x00 \x00a\x00?\x00\n\x00P\x00:\x00 \x00b\x00\n\x00I\x00:\x00c\x00?\x00\n\x00P\x00:\x00d", "I: a?\nP: b\nI:c?\nP:d\n"},
	} {
		d, err := Read([]byte(c.in), Source{Path: "t.txt", Spec: &study.Transcript{Layout: "inline"}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d.Text != c.want {
			t.Errorf("%s: %q, want %q", name, d.Text, c.want)
		}
		if err := d.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The vectors of canonical text v1 for files that are no Word documents.
func TestCanonicalText(t *testing.T) {
	files, err := filepath.Glob("../../study/corpus/testdata/canonical/text/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			vector, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]string{}
			for _, f := range vector.Files {
				data, name := string(f.Data), f.Name
				if plain, ok := strings.CutSuffix(name, ".quoted"); ok {
					name = plain
					var bytes strings.Builder
					for line := range strings.Lines(data) {
						piece, err := strconv.Unquote(strings.TrimSuffix(line, "\n"))
						if err != nil {
							t.Fatalf("%s: %v", line, err)
						}
						bytes.WriteString(piece)
					}
					data = bytes.String()
				}
				parts[name] = data
			}
			m, err := open([]byte(parts["source"]), "t")
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, p := range m.paragraphs {
				all = append(all, p.Text)
			}
			if diff := cmp.Diff(parts["text"], corpus.Join(all)); diff != "" {
				t.Errorf("canonical text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextThatIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"Latin-1":    {"I: w\xE4rm?\nP: no\n", "iconv"},
		"odd UTF-16": {"\xFF\xFEI\x00:", "iconv"},
		"too long":   {strings.Repeat("x\n", maxLines+1), "lines"},
		"PDF":        {"%PDF-1.7", "PDF"},
		"no speaker": {"talk and talk\nmore talk\n", "no line carries a speaker"},
	} {
		_, err := Read([]byte(c.in), Source{Path: "t.txt"})
		var fault *study.Fault
		if !errors.As(err, &fault) || !strings.Contains(fault.Error(), c.want) || fault.Where != "t.txt" {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestCues(t *testing.T) {
	const vtt = "WEBVTT - made up\nKind: captions\n\nSTYLE\n::cue {}\n\nNOTE by hand\n\n1\n00:01.000 --> 00:02.500 align:start\n<v.loud Ada>Is it <b>warm</b>?</v> <v Pat>It &lt; was</v>\n\n00:00:03.000 --> 00:00:04.000\n<v Pat><00:00:03.500>and\ndry</v>\n\n00:05.000 --> 00:06.000\nwho says this\n"
	d, err := Read([]byte(vtt), Source{Path: "t.vtt", Spec: &study.Transcript{Layout: "cues"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Is it warm? \nIt < was\nand\ndry\nwho says this\n"; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
	var got []string
	for _, turn := range d.Turns {
		for _, s := range turn.Segments {
			text, _ := corpus.Slice(d.Text, s.Span)
			got = append(got, turn.Speaker+"@"+s.Time.String()+" "+text)
		}
	}
	want := []string{"Ada@1s Is it warm? ", "Pat@1s It < was", "Pat@3s and\ndry", "Unknown@5s who says this"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(d.Warnings) < 2 {
		t.Errorf("warnings %v, want the note left out and the cue without a voice", d.Warnings)
	}
	if d.Turns[0].Segments[0].Time != time.Second {
		t.Errorf("first cue at %v", d.Turns[0].Segments[0].Time)
	}
}

func TestDeclaredPatternAndSections(t *testing.T) {
	const text = "== one ==\nAD > Is it warm?\nBO > It is.\n== two ==\nBO > Still.\nAD > Good.\n"
	src := Source{Path: "01/x.txt", Spec: &study.Transcript{
		Layout: "inline",
		Except: []study.OtherLayout{
			{Glob: study.Glob{Pattern: "02/*"}, Layout: "tab"},
			{Glob: study.Glob{Pattern: "01/*.txt"}, Layout: "pattern", Pattern: `(?P<label>[A-Z]+) > `, Sections: `== \w+ ==`},
		},
	}}
	d, err := Read([]byte(text), src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, turn := range d.Turns {
		said, _ := corpus.Slice(d.Text, turn.Span)
		got = append(got, d.Sections[turn.Section-1].Title+" "+turn.Speaker+": "+said)
	}
	want := []string{"== one == AD: Is it warm?", "== one == BO: It is.", "== two == BO: Still.", "== two == AD: Good."}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
	if !d.Layout.Declared || d.Layout.Rule != "pattern" {
		t.Errorf("layout %+v", d.Layout)
	}
	src.Spec.Except[1].Sections = "Interview"
	if _, err := Read([]byte(text), src); err == nil || !strings.Contains(err.Error(), "sections") {
		t.Errorf("sections that are not there: %v", err)
	}
}

// FuzzText reads any bytes as text or subtitles, by every rule.
func FuzzText(f *testing.F) {
	files, _ := filepath.Glob("testdata/corpus/*.*t*")
	for _, file := range files {
		if b, err := os.ReadFile(file); err == nil && len(b) < 1<<14 && filepath.Ext(file) != ".docx" {
			f.Add(b, uint8(0))
		}
	}
	for i := range rules {
		f.Add([]byte("Interview 1\n1. Is it?\nUser 1: Pat\nAnswer: no\n0:05\nPat: [x]: yes\n\nInterview 2\nI\tOk?\n"), uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, rule uint8) {
		layouts := append(Layouts(), "auto")
		e, err := Examine(b, Source{Path: "D.txt", Kind: []string{"", "interview", "questionnaire"}[int(rule)%3], Spec: &study.Transcript{Layout: layouts[int(rule)%len(layouts)]}})
		if err != nil {
			var fault *study.Fault
			if !errors.As(err, &fault) || fault.What == "" {
				t.Fatalf("error %v", err)
			}
			return
		}
		for _, c := range e.Candidates {
			d := corpus.Document{Text: e.Text, TextHash: corpus.Hash(e.Text), Turns: c.Turns, Sections: c.Sections, Metadata: c.Metadata}
			if err := d.Validate(); err != nil {
				t.Fatalf("%s: %v", c.Rule, err)
			}
		}
	})
}
