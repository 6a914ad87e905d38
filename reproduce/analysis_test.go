package reproduce

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

func fixtureAnalysis(t *testing.T) *Analysis {
	t.Helper()
	a, err := OpenAnalysis("../fixtures/synthetic", journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The journal that ships with the fixture gives every count of the planted codes
// back, the zeros too. The table was written before the texts were.
func TestPlantedCodesComeBack(t *testing.T) {
	file, err := os.Open("../fixtures/gen/data/planted_codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type cell struct{ document, code string }
	want := map[cell]int{}
	total := 0
	for _, r := range rows[1:] {
		n, err := strconv.Atoi(r[5])
		if err != nil {
			t.Fatal(err)
		}
		want[cell{r[0], r[4]}] = n
		total += n
	}
	a := fixtureAnalysis(t)
	a.Book.View(func(s *coding.State) {
		got := map[cell]int{}
		inductive := map[string]int{}
		spans := map[corpus.Span]map[string]bool{}
		list, err := a.Extracts(s, Filter{}, true, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.Address == "" || strings.TrimSpace(e.Text) != e.Text || e.Text == "" {
				t.Errorf("%s: a coding of %q at %q", e.Coding.ID, e.Text, e.Address)
			}
			switch e.Study {
			case "S2":
				inductive[e.Code]++
				continue
			case "S3": // open answers: see TestContentOfTheFixture
				continue
			}
			got[cell{e.Coding.Document, e.Code}]++
			if e.Study == "S4" {
				at := corpus.Span{Start: e.Coding.Start, End: e.Coding.End}
				if spans[at] == nil {
					spans[at] = map[string]bool{}
				}
				spans[at][e.Code] = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[string]int{"tk-layout": 6, "tk-language": 6, "tk-length": 6, "tk-use-in-first-meeting": 6}, inductive); diff != "" {
			t.Error(diff)
		}
		if total != 935 || len(list) != 935+24+149+148 {
			t.Errorf("%d planted, %d codings", total, len(list))
		}
		shared := 0
		for _, codes := range spans {
			if codes["DIS-DECL"] && codes["DIS-ANX"] {
				shared++
			}
		}
		if shared != 5 {
			t.Errorf("%d passages are declined and anxious, want 5", shared)
		}

		// The deliberate zeros of the specification, by code, study and role.
		for _, z := range []Filter{
			{Code: "CRS-BURDEN", Study: "S1", Role: "LW"}, {Code: "CRS-BURDEN", Study: "S1", Role: "SU"},
			{Code: "NET-COMPAT", Role: "GL"}, {Code: "NET-MAINT", Role: "GL"}, {Code: "DIS-DECL", Role: "GL"},
			{Code: "DIS-DECL", Study: "S1", Role: "SU"}, {Code: "DIS-DROP", Study: "S1", Role: "SU"},
			{Code: "RES-SUP-GIVE", Study: "S4"}, {Code: "RES-EFFIC", Study: "S4"}, {Code: "RES-ESTEEM", Study: "S4"}, {Code: "NET-GAIN", Study: "S4"},
		} {
			if list, err := a.Extracts(s, z, false, 0); err != nil || len(list) != 0 {
				t.Errorf("%+v: %d extracts, %v", z, len(list), err)
			}
		}
		// One cell by hand from the table of the specification: SI-BEL, group leaders, 14 in 7.
		list, err = a.Extracts(s, Filter{Code: "SI-BEL", Study: "S1", Role: "GL"}, false, 0)
		people := map[string]bool{}
		for _, e := range list {
			people[e.Participant] = true
		}
		if err != nil || len(list) != 14 || len(people) != 7 {
			t.Errorf("SI-BEL of group leaders: %d in %d, %v", len(list), len(people), err)
		}
	})
}

// No journal repeats six words of what anybody said.
func TestJournalsHoldNoSpeech(t *testing.T) {
	const run = 6
	a := fixtureAnalysis(t)
	fields := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(s, "’", "'")), func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789'", r)
		})
	}
	said := map[string]bool{}
	docs, err := a.Documents()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		words := fields(d.Text)
		for i := 0; i+run <= len(words); i++ {
			said[strings.Join(words[i:i+run], " ")] = true
		}
	}
	files, err := filepath.Glob("../fixtures/synthetic/journal/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no journals: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		words := fields(string(text))
		if len(words) < 1000 {
			t.Fatalf("%s has %d words", file, len(words))
		}
		for i := 0; i+run <= len(words); i++ {
			if r := strings.Join(words[i:i+run], " "); said[r] {
				t.Errorf("%s repeats what was said (%d words from %d)", filepath.Base(file), run, i)
			}
		}
	}
}
