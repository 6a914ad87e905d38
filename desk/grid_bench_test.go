package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/journal"
)

// silent is a progress that nobody watches.
type silent struct{}

func (silent) Step(string, int) {}
func (silent) Advance()         {}

// manyAnswers makes a study of one open question with so many answers, which two
// coders have given categories, and opens a desk on it.
func manyAnswers(b *testing.B, n int) *Desk {
	path := b.TempDir()
	manifest := `schema: kith/1
study: {id: many, title: A study with many answers, synthetic: true}
deposit: deposit
studies:
  - id: S1
    title: Study One
    analysis: content
    roles: {LW: Link Worker}
    workbook: {file: answers.csv}
    id_column: id
    open_questions:
      - {id: WHY, label: Reasons, column: why, coders: [TM, EB]}
`
	var csv strings.Builder
	csv.WriteString("id,why\n")
	for i := range n {
		fmt.Fprintf(&csv, "R%d,no time and the groups are closed and nobody would come %d\n", i, i)
	}
	for name, text := range map[string]string{"study.yaml": manifest, "deposit/answers.csv": csv.String()} {
		file := filepath.Join(path, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := reproduce.Freeze(context.Background(), path, false, silent{}); err != nil {
		b.Fatal(err)
	}
	for _, analyst := range []string{"TM", "EB"} {
		a, err := reproduce.OpenAnalysis(path, journal.Options{Analyst: analyst, Device: "test"})
		if err != nil {
			b.Fatal(err)
		}
		if analyst == "TM" {
			if err := a.Book.AddCode(coding.Code{Name: "TIME"}, coding.Code{Name: "CLOSED"}, coding.Code{Name: "OTHER"}); err != nil {
				b.Fatal(err)
			}
		}
		var units []reproduce.OpenUnit
		a.Book.View(func(s *coding.State) {
			q, err := a.Questions(s)
			if err != nil {
				b.Fatal(err)
			}
			units = q[0].Units
		})
		var all []coding.NewCoding
		for _, u := range units {
			all = append(all, coding.NewCoding{Passage: u.Passage, Code: "TIME"}, coding.NewCoding{Passage: u.Passage, Code: "CLOSED"})
		}
		if _, err := a.Book.AddCodings(all...); err != nil {
			b.Fatal(err)
		}
	}
	d, err := Open(Options{Path: path, Who: journal.Options{Analyst: "TM", Device: "test"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	return d
}

// BenchmarkGrid works in 6,400 answers with 25,600 codings: what stands between a key
// and "on disk", between that and what the page hears, and between a key and what was
// settled.
func BenchmarkGrid(b *testing.B) {
	d := manyAnswers(b, 6400)
	e, _ := d.analysis.Corpus.Entry("S1_WHY")
	ask := func(b *testing.B, act string, unit int, more string) {
		b.Helper()
		r := httptest.NewRequest(http.MethodPost, "/do/"+act, strings.NewReader(fmt.Sprintf(`{"question":"WHY","document":"S1_WHY","text":%q,"unit":"S1_WHY#%d",%s}`, e.TextHash, unit+2, more)))
		r.SetPathValue("act", act)
		w := httptest.NewRecorder()
		d.act(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Body)
		}
	}
	given := false
	b.Run("give", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			ask(b, map[bool]string{true: "take", false: "give"}[given], 99, `"code":"OTHER"`)
			given = !given
		}
	})
	b.Run("hear", func(b *testing.B) {
		last, err := d.gridScene("WHY")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			now, err := d.gridScene("WHY")
			if err != nil {
				b.Fatal(err)
			}
			now.since(last)
		}
	})
	b.Run("settle", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			ask(b, "settle", 98, fmt.Sprintf(`"codes":["TIME"],"reason":"talk %d"`, i))
		}
	})
}
