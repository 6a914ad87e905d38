package transcript

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/study/corpus"
)

// An expectation is what testdata/corpus/make.py says of one of its files.
type expectation struct {
	Covers  string
	Labels  bool // the file carries speakers' labels
	Kind    string
	Text    *string
	Turns   []struct{ Speaker, Text string }
	Unsure  bool
	Refused *string

	Metadata, Sections, Never []string
	Comments                  []struct{ ID, Author, Text, Quote string }
	Warns                     string
	Cues                      int
	Tail                      bool // what follows the talk joins its last turn
}

func expectations(t *testing.T) (map[string]expectation, []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/corpus/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]expectation
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return all, names
}

// TestCorpus reads every file of the corpus with nothing declared but its kind.
// It prints how well turns and speakers are found; where kith is sure, it is
// right.
func TestCorpus(t *testing.T) {
	const fewest, mostUnsure = 60, 0.20
	all, names := expectations(t)
	if len(names) < fewest {
		t.Fatalf("%d files, want %d", len(names), fewest)
	}
	var s scores
	for _, name := range names {
		t.Run(name, func(t *testing.T) { s.add(t, name, all[name]) })
	}
	if share := float64(s.unsure) / float64(s.labelled); share > mostUnsure {
		t.Errorf("unsure of %d of %d files with labels", s.unsure, s.labelled)
	}
	if s.wrong > 0 {
		t.Errorf("wrong and sure: %d files", s.wrong)
	}
	precision, recall := float64(s.right)/float64(s.found), float64(s.right)/float64(s.wanted)
	t.Logf("%d files; turns: F1 %.4f (%d of %d found, %d wanted); speakers: %.4f right; unsure: %d of %d with labels, %d of %d without; wrong and sure: %d",
		len(names), 2*precision*recall/(precision+recall), s.right, s.found, s.wanted, float64(s.speakers)/float64(s.right),
		s.unsure, s.labelled, s.unsureUnlabelled, s.unlabelled, s.wrong)
}

type scores struct {
	right, found, wanted, speakers                 int // turns
	labelled, unlabelled, unsure, unsureUnlabelled int // files
	wrong                                          int
}

func (s *scores) add(t *testing.T, name string, want expectation) {
	path := filepath.Join("testdata", "corpus", name)
	d, err := ReadFile(path, Source{ID: "D", Path: name, Kind: want.Kind})
	if want.Refused != nil {
		var unsure *Unsure
		if err == nil || errors.As(err, &unsure) || !strings.Contains(err.Error(), *want.Refused) {
			t.Errorf("got %v, want it refused with %q", err, *want.Refused)
		}
		return
	}
	if want.Labels {
		s.labelled++
	} else {
		s.unlabelled++
	}
	var unsure *Unsure
	if errors.As(err, &unsure) {
		if want.Labels {
			s.unsure++
		} else {
			s.unsureUnlabelled++
		}
		for _, n := range want.Turns {
			_ = n
			s.wanted++
		}
		if !want.Unsure {
			t.Errorf("unsure: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
	if want.Unsure {
		s.wrong++
		t.Errorf("sure by %s (%.2f) where nobody can be", d.Layout.Rule, d.Layout.Confidence)
	}
	if want.Text != nil {
		if diff := cmp.Diff(*want.Text, d.Text); diff != "" {
			t.Errorf("text (-want +got):\n%s", diff)
		}
	}
	var expected, got []string
	for _, turn := range want.Turns {
		expected = append(expected, turn.Speaker+": "+turn.Text)
	}
	for i, turn := range d.Turns {
		var said []string
		for _, segment := range turn.Segments {
			text, _ := corpus.Slice(d.Text, segment.Span)
			said = append(said, text)
		}
		text := strings.Join(said, "\n")
		if want.Tail && i == len(d.Turns)-1 {
			text, _, _ = strings.Cut(text, "\n")
		}
		got = append(got, turn.Speaker+": "+text)
	}
	s.count(want, d, got)
	if diff := cmp.Diff(expected, got); diff != "" {
		s.wrong++
		t.Errorf("turns by %s (-want +got):\n%s", d.Layout.Rule, diff)
	}
	check(t, want, d)
}

// count adds the turns whose words are right, and of those the speakers that
// are.
func (s *scores) count(want expectation, d *corpus.Document, got []string) {
	s.found += len(got)
	s.wanted += len(want.Turns)
	type key struct {
		text string
		n    int
	}
	speakers := map[key]string{}
	seen := map[string]int{}
	for _, turn := range want.Turns {
		speakers[key{turn.Text, seen[turn.Text]}] = turn.Speaker
		seen[turn.Text]++
	}
	clear(seen)
	for i, turn := range got {
		speaker := d.Turns[i].Speaker
		text := strings.TrimPrefix(turn, speaker+": ")
		k := key{text, seen[text]}
		seen[text]++
		if who, ok := speakers[k]; ok {
			s.right++
			if who == speaker {
				s.speakers++
			}
		}
	}
}

// check holds the rest of a document against what is expected of it.
func check(t *testing.T, want expectation, d *corpus.Document) {
	t.Helper()
	if want.Metadata != nil {
		var keys []string
		for _, f := range d.Metadata {
			keys = append(keys, f.Key)
		}
		if diff := cmp.Diff(want.Metadata, keys); diff != "" {
			t.Errorf("metadata (-want +got):\n%s", diff)
		}
	}
	var sections []string
	for _, section := range d.Sections {
		sections = append(sections, section.Title)
	}
	if diff := cmp.Diff(want.Sections, sections); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range want.Never {
		if strings.Contains(string(b), word) {
			t.Errorf("%q surfaces", word)
		}
	}
	if len(d.Comments) != len(want.Comments) {
		t.Errorf("%d comments, want %d", len(d.Comments), len(want.Comments))
		return
	}
	for i, c := range want.Comments {
		got := d.Comments[i]
		if quote, _ := corpus.Slice(d.Text, got.Span); got.ID != c.ID || got.Author != c.Author || got.Text != c.Text || quote != c.Quote {
			t.Errorf("comment %+v on %q, want %+v", got, quote, c)
		}
	}
	if want.Warns != "" && !slices.ContainsFunc(d.Warnings, func(w corpus.Warning) bool { return strings.Contains(w.What, want.Warns) }) {
		t.Errorf("no warning of %q: %v", want.Warns, d.Warnings)
	}
	timed := 0
	for _, turn := range d.Turns {
		for _, segment := range turn.Segments {
			if segment.HasTime {
				timed++
			}
		}
	}
	if want.Cues > 0 && timed != want.Cues {
		t.Errorf("%d segments with a time, want %d", timed, want.Cues)
	}
}
