package transcript

import (
	"encoding/json"
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
