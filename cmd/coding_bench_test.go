package cmd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/analysis/thematic"
	"kith/reproduce"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

// BenchmarkCodings100000 runs kith as a process of its own on a study with 100,000
// codings of 35 codes in 1,000 transcripts: to list those of one code, to read them
// with their words, to code one passage more, and to start and do nothing.
func BenchmarkCodings100000(b *testing.B) {
	dir := manyCodings(b, 60)
	a, s := opened(b, dir)
	// What the desk and the report do once they have read the study: take the codings
	// as plain values, and count. Neither may take long: 200 ms and 500 ms.
	b.Run("matrix, once open", func(b *testing.B) {
		for b.Loop() {
			t, err := a.Thematic(s, reproduce.Filter{})
			if err != nil {
				b.Fatal(err)
			}
			if m := a.Matrix(s, t, thematic.ByDocument); len(m.Columns) != 1000 || len(m.Codes) != 35 {
				b.Fatal(len(m.Columns), len(m.Codes))
			}
		}
	})
	b.Run("co-occurrence, once open", func(b *testing.B) {
		for b.Loop() {
			t, err := a.Thematic(s, reproduce.Filter{})
			if err != nil {
				b.Fatal(err)
			}
			if len(thematic.Cooccur(thematic.Overlap, 0, t.Codes, t.Extracts)) == 0 {
				b.Fatal("no pairs")
			}
		}
	})
	b.Run("extracts of a code, once open", func(b *testing.B) {
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
		{"matrix", []string{"matrix", "--by", "document", "--json"}},
		{"co-occurrence", []string{"cooccur"}},
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

// BenchmarkSearch60MB searches 60 MB of what people said in 1,000 transcripts: as a
// command that begins with nothing read; in an open study of which nothing has been
// folded for searching yet; and then again, which may take 150 ms.
func BenchmarkSearch60MB(b *testing.B) {
	dir := manyCodings(b, 360)
	find := func(b *testing.B, a *reproduce.Analysis, s *coding.State) {
		hits, err := a.Search(s, corpus.Query{Terms: []string{"number 359 of*"}}, reproduce.Where{}, 60)
		if err != nil || len(hits) != 1000 {
			b.Fatal(len(hits), err)
		}
	}
	b.Run("again", func(b *testing.B) {
		a, s := opened(b, dir)
		size := 0
		docs, err := a.Documents()
		for _, d := range docs {
			size += len(d.Text)
		}
		if err != nil || size < 60e6 {
			b.Fatal(size, err)
		}
		find(b, a, s)
		b.SetBytes(int64(size))
		for b.Loop() {
			find(b, a, s)
		}
	})
	b.Run("first, once open", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			a, s := opened(b, dir)
			b.StartTimer()
			find(b, a, s)
		}
	})
	b.Run("command", func(b *testing.B) {
		for b.Loop() {
			child := exec.CommandContext(b.Context(), "kith", "search", "number 359 of*")
			child.Env = append(os.Environ(), "KITH_STUDY="+dir)
			if out, err := child.CombinedOutput(); err != nil {
				b.Fatalf("%s: %v", out, err)
			}
		}
	})
}

// opened opens a study with all its transcripts read.
func opened(b *testing.B, dir string) (*reproduce.Analysis, *coding.State) {
	b.Helper()
	a, err := reproduce.OpenAnalysis(dir, journal.Options{})
	if err == nil {
		_, err = a.Documents()
	}
	if err != nil {
		b.Fatal(err)
	}
	return a, a.AsOf(time.Time{})
}

// manyCodings makes the study, with so many questions and answers a transcript: 60 are
// 10 KB.
func manyCodings(b *testing.B, turns int) string {
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
		for turn := range turns {
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
