package transcript

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kith/study"
	"kith/study/corpus"
)

// truth is what the generator of the fixtures says a document holds. It is
// made without kith's readers.
type truth struct {
	Document      string
	Study         string
	Kind          string
	Role          string
	Participant   string
	TextSHA256    string `json:"text_sha256"`
	TurnsLabelled int    `json:"turns_labelled"`
	Metadata      []struct{ Key, Value string }
	Turns         []struct {
		Number               int
		Speaker, Class, Role string
		Start, End           int
		Segments             []struct {
			Label      string
			Time       *int
			Start, End int
		}
	}
}

// TestDepositIsItsTruth reads every transcript of the synthetic deposit, once
// as the manifest declares it and once with nothing declared: the turns are
// those of the truth, to the code point.
func TestDepositIsItsTruth(t *testing.T) {
	const fixtures = "../../fixtures"
	files := map[string]string{}
	err := filepath.WalkDir(filepath.Join(fixtures, "synthetic", "deposit"), func(path string, e fs.DirEntry, err error) error {
		if id, ok := strings.CutSuffix(e.Name(), ".docx"); ok {
			files[id] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	truths, err := filepath.Glob(filepath.Join(fixtures, "truth", "turns", "*.json"))
	if err != nil || len(truths) == 0 {
		t.Fatalf("no truth: %v", err)
	}
	manifest, err := study.Load(filepath.Join(fixtures, "synthetic"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range truths {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want truth
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		src := Source{ID: want.Document, Study: want.Study, Kind: want.Kind, Role: want.Role, Participant: want.Participant, Path: want.Document + ".docx"}
		declaration := src
		declaration.Spec = declarationOf(t, manifest, want)
		for name, src := range map[string]Source{"declared": declaration, "undeclared": src} {
			t.Run(want.Document+"/"+name, func(t *testing.T) {
				d, err := ReadFile(files[want.Document], src)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, want, d)
			})
		}
	}
}

// declarationOf gives what the manifest says of a document.
func declarationOf(t *testing.T, m *study.Manifest, want truth) *study.Transcript {
	t.Helper()
	for _, part := range m.Studies {
		if part.ID != want.Study {
			continue
		}
		for _, d := range part.Documents {
			if d.IDPattern == "" && strings.Contains(fmt.Sprint(d.Glob), want.Document) {
				return d.Transcript
			}
			if d.IDPattern == "" || !regexp.MustCompile(d.IDPattern).MatchString(want.Document) {
				continue
			}
			if d.Transcript != nil {
				return d.Transcript
			}
			return part.Transcript
		}
	}
	t.Fatalf("the manifest does not declare %s", want.Document)
	return nil
}

func compare(t *testing.T, want truth, d *corpus.Document) {
	t.Helper()
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
	if d.TextHash != want.TextSHA256 {
		t.Errorf("text hash %s, want %s", d.TextHash, want.TextSHA256)
	}
	if len(d.Warnings) > 0 || d.Layout.Unlabelled > 0 || d.Layout.Confidence < sure {
		t.Errorf("warnings %v, layout %+v", d.Warnings, d.Layout)
	}
	var metadata []corpus.Field
	for _, f := range want.Metadata {
		metadata = append(metadata, corpus.Field{Key: f.Key, Value: f.Value})
	}
	got := append([]corpus.Field(nil), d.Metadata...)
	for i := range got {
		line, _ := corpus.Slice(d.Text, got[i].Span)
		if line != got[i].Key+": "+got[i].Value {
			t.Errorf("metadata %q lies elsewhere", got[i].Key)
		}
		got[i].Span = corpus.Span{}
	}
	if diff := cmp.Diff(metadata, got); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	var turns []corpus.Turn
	segments := 0
	for _, w := range want.Turns {
		turn := corpus.Turn{Number: w.Number, Speaker: w.Speaker, Class: w.Class, Role: w.Role, Span: corpus.Span{Start: w.Start, End: w.End}}
		for _, s := range w.Segments {
			segment := corpus.Segment{Label: s.Label, Span: corpus.Span{Start: s.Start, End: s.End}}
			if s.Time != nil {
				segment.Time, segment.HasTime = time.Duration(*s.Time)*time.Second, true
			}
			turn.Segments = append(turn.Segments, segment)
			segments++
		}
		turns = append(turns, turn)
	}
	if segments != want.TurnsLabelled {
		t.Fatalf("the truth contradicts itself: %d segments, %d labelled", segments, want.TurnsLabelled)
	}
	read := make([]corpus.Turn, len(d.Turns))
	for i, turn := range d.Turns {
		read[i] = turn
		read[i].Segments = append([]corpus.Segment(nil), turn.Segments...)
		for j := range read[i].Segments {
			s := &read[i].Segments[j]
			// The paragraphs are those whose lines the span covers.
			if n := strings.Count(prefix(d.Text, s.Span.Start), "\n"); s.Paragraphs[0] > n {
				t.Errorf("turn %d begins in paragraph %d, past line %d", turn.Number, s.Paragraphs[0], n)
			}
			s.Paragraphs = [2]int{}
		}
	}
	if diff := cmp.Diff(turns, read); diff != "" {
		t.Errorf("turns (-want +got):\n%s", diff)
	}
}

func prefix(text string, n int) string {
	s, _ := corpus.Slice(text, corpus.Span{Start: 0, End: n})
	return s
}

// TestLayoutsAreOneTruth reads one interview and one focus group as they are set
// out in every layout: each gives its truth to the code point, and all of them the
// same people saying the same words.
func TestLayoutsAreOneTruth(t *testing.T) {
	truths, err := filepath.Glob("../../fixtures/layouts/*.json")
	if err != nil || len(truths) != 8 {
		t.Fatalf("%d truths: %v", len(truths), err)
	}
	declared := &study.Transcript{Layout: "auto", Speakers: []study.SpeakerClass{
		{Class: "Interviewer", Labels: []study.Ref{{Name: "Interviewer"}, {Name: "I"}}},
		{Class: "Moderator", Labels: []study.Ref{{Name: "Facilitator"}}},
		{Class: "Participant", Labels: []study.Ref{{Name: "P"}, {Name: `SU\d\d`}, {Name: `LW\d\d`}}},
		{Class: "Collective", Labels: []study.Ref{{Name: "All"}}},
		{Class: "Unknown", Labels: []study.Ref{{Name: "Unknown"}}},
	}}
	spoken := map[string]string{}
	for _, file := range truths {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want truth
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			d, err := ReadFile(strings.TrimSuffix(file, ".json")+".docx", Source{ID: want.Document, Study: want.Study, Kind: want.Kind, Role: want.Role, Participant: want.Participant, Spec: declared})
			if err != nil {
				t.Fatal(err)
			}
			compare(t, want, d)
			var words strings.Builder
			for i, turn := range d.Turns {
				side := turn.Speaker
				switch turn.Class {
				case "Question":
					side = "Interviewer"
				case "Answer":
					side = want.Participant
				}
				fmt.Fprintf(&words, "%s:", side)
				for _, s := range turn.Segments {
					speech, _ := corpus.Slice(d.Text, s.Span)
					words.WriteString(" " + strings.Join(strings.Fields(speech), " "))
				}
				words.WriteByte('\n')
				if i == len(d.Turns)-1 && turn.Class == "Interviewer" { // layout E has no heading without an answer
					cut := strings.TrimSuffix(words.String(), "\n")
					words.Reset()
					words.WriteString(cut[:strings.LastIndexByte(cut, '\n')+1])
				}
			}
			if first := spoken[want.Document]; first == "" {
				spoken[want.Document] = words.String()
			} else if diff := cmp.Diff(strings.Split(first, "\n"), strings.Split(words.String(), "\n")); diff != "" {
				t.Errorf("what is said differs from the first layout (-first +this):\n%s", diff)
			}
		})
	}
}

// TestNastyTranscripts reads what Word hides, and refuses what is no Word document.
func TestNastyTranscripts(t *testing.T) {
	const dirty = "../../fixtures/dirty/"
	truths, err := filepath.Glob(dirty + "*.json")
	if err != nil || len(truths) != 5 {
		t.Fatalf("%d truths: %v", len(truths), err)
	}
	for _, file := range truths {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want truth
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			d, err := ReadFile(strings.TrimSuffix(file, ".json")+".docx", Source{ID: want.Document, Study: want.Study, Kind: want.Kind, Role: want.Role, Participant: want.Participant})
			if err != nil {
				t.Fatal(err)
			}
			// The name in the tracked deletion stands in nothing that reading gives.
			all, err := json.Marshal(d)
			if err != nil || strings.Contains(string(all), "Testperson") {
				t.Errorf("the deleted name surfaces (%v)", err)
			}
			wantWarning := strings.HasSuffix(file, "tracked_changes.json")
			if got := len(d.Warnings) > 0; got != wantWarning {
				t.Errorf("warnings %v", d.Warnings)
			}
			if wantComment := strings.HasSuffix(file, "comments.json"); wantComment != (len(d.Comments) == 1) {
				t.Errorf("comments %v", d.Comments)
			}
			d.Warnings = nil
			compare(t, want, d)
		})
	}
	for name, says := range map[string]string{
		"old_format.doc": "old Word document", "password.docx": "password-protected", "empty.docx": "empty", "~$owner.docx": "owner file",
	} {
		if _, err := ReadFile(dirty+name, Source{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", name, err, says)
		}
	}
}
