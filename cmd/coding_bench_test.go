package cmd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/journal"
)

// BenchmarkCodings100000 runs kith as a process of its own on a study with 100,000
// codings of 35 codes in 1,000 transcripts: to list those of one code, to read them
// with their words, to code one passage more, and to start and do nothing.
func BenchmarkCodings100000(b *testing.B) {
	dir := manyCodings(b)
	b.Run("extracts of a code, once open", func(b *testing.B) {
		a, err := reproduce.OpenAnalysis(dir, journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		s := a.AsOf(time.Time{})
		if _, err := a.Documents(); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			list, err := a.Extracts(s, reproduce.Filter{Code: "code3"}, true, 0)
			if err != nil || len(list) != 3000 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("themes with their evidence, once open", func(b *testing.B) {
		a, err := reproduce.OpenAnalysis(dir, journal.Options{Analyst: "TM", Device: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		for i := range 7 { // five codes each, which are all there are
			key, err := a.Book.AddTheme(coding.Theme{Name: fmt.Sprint("We are number ", i)})
			if err != nil {
				b.Fatal(err)
			}
			for k := range 5 {
				if err := a.Book.LinkTheme(key, coding.ThemeLink{Code: fmt.Sprint("code", 5*i+k)}); err != nil {
					b.Fatal(err)
				}
			}
		}
		s := a.AsOf(time.Time{})
		if _, err := a.Documents(); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			themes, err := a.Themes(s, reproduce.ThemeChoice{Counts: true})
			if err != nil || len(themes.Themes) != 7 || len(themes.Themes[0].Extracts) == 0 {
				b.Fatal(err)
			}
		}
	})
	for _, c := range []struct {
		name string
		args []string
	}{
		{"list of a code", []string{"code", "list", "--code", "code3"}},
		{"extracts of a code", []string{"extracts", "--code", "code3", "--quotes"}},
		{"coverage", []string{"coverage"}},
		{"code one more", nil},
		{"start", []string{"version"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				args := c.args
				if args == nil {
					n++
					args = []string{"code", "add", fmt.Sprintf("S1_P0001#2:0-%d", n+1), "--code", "code5"}
				}
				child := exec.CommandContext(b.Context(), "kith", args...)
				child.Env = append(os.Environ(), "KITH_STUDY="+dir, "KITH_ANALYST=ZZ", "KITH_DEVICE=bench")
				if out, err := child.CombinedOutput(); err != nil {
					b.Fatalf("%s: %v", out, err)
				}
			}
		})
	}
}

// manyCodings makes the study.
func manyCodings(b *testing.B) string {
	dir := b.TempDir()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	check(os.WriteFile(filepath.Join(dir, "study.yaml"), []byte(`schema: kith/1
study: {id: many, synthetic: true}
studies:
  - id: S1
    analysis: codebook
    roles: {P: Participant}
    documents: {glob: '*.txt', role: P, transcript: {layout: inline, speakers: {Interviewer: [I], Participant: [P]}}}
`), 0o600))
	check(os.Mkdir(filepath.Join(dir, "deposit"), 0o700))
	for n := range 1000 {
		var text strings.Builder
		for turn := range 60 {
			fmt.Fprintf(&text, "I: And then, what was that like for you?\nP: It was number %d of many, and %s.\n", turn, strings.Repeat("so it went on and on ", 3+turn%5))
		}
		check(os.WriteFile(filepath.Join(dir, "deposit", fmt.Sprintf("S1_P%04d.txt", n)), []byte(text.String()), 0o600))
	}
	if out, err := exec.CommandContext(b.Context(), "kith", "ingest", dir).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v", out, err)
	}
	a, err := reproduce.OpenAnalysis(dir, journal.Options{Analyst: "TM", Device: "bench"})
	check(err)
	for i := range 35 {
		check(a.Book.AddCode(coding.Code{Name: fmt.Sprint("code", i)}))
	}
	var list []coding.NewCoding
	for _, e := range a.Entries {
		d, err := a.Document(e.ID)
		check(err)
		for i := range 100 {
			at := d.Turns[2*(i%50)+1].Span
			list = append(list, coding.NewCoding{Passage: coding.Passage{Document: d.ID, Text: d.TextHash, Start: at.Start, End: at.End - i/50}, Code: fmt.Sprint("code", i%35), Valence: "present"})
		}
	}
	_, err = a.Book.AddCodings(list...)
	check(err)
	return dir
}
