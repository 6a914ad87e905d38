package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"kith/study"
)

// sample is a document with one of everything.
func sample(id, text string) *Document {
	d := &Document{
		ID: id, Study: "S1", Kind: "interview", Role: "LW", Participant: "LW03", Source: "in/" + id + ".docx",
		SourceHash: Hash("source of " + text), TextHash: Hash(text), Extractor: "test 1", Text: text,
		Layout:   Layout{Rule: "inline", Confidence: 0.25, Evidence: "2 pieces <&>", Unlabelled: 1},
		Metadata: []Field{{"Date", "May", Span{0, 1}}},
		Sections: []Section{{"One", Span{0, Length(text)}}},
		Comments: []Comment{
			{ID: "0", Author: "TM", Initials: "T", Date: "2021", Resolved: true, Text: "look", Anchored: true, Span: Span{0, 1}},
			{ID: "1", Parent: "0", Text: "why"},
		},
		Warnings: []Warning{{"paragraph 1", "1 tracked deletion, left out"}, {"", "macros"}},
	}
	at, paragraph := 0, 0
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		end := at + Length(line)
		s := Segment{Label: "LW03", Span: Span{at, end}, Paragraphs: [2]int{paragraph, paragraph}}
		if i%2 == 0 {
			s.Time, s.HasTime = time.Duration(i)*time.Millisecond, true
		}
		d.Turns = append(d.Turns, Turn{Number: i + 1, Speaker: "LW03", Class: "Participant", Role: "LW", Section: 1, Segments: []Segment{s}, Span: s.Span})
		at, paragraph = end+1, paragraph+1
	}
	return d
}

// these gives documents to be frozen, from several goroutines, and names those that
// could not be extracted.
func these(docs []*Document, unsure ...string) func(func(*Document) error) ([]string, error) {
	return func(add func(*Document) error) ([]string, error) {
		var g errgroup.Group
		g.SetLimit(4)
		for _, d := range docs {
			g.Go(func() error { return add(d) })
		}
		return unsure, g.Wait()
	}
}

func freeze(t *testing.T, dir string, refreeze bool, docs ...*Document) *Report {
	t.Helper()
	r, err := Freeze(context.Background(), dir, refreeze, these(docs))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// put writes a file, and the folders above it.
func put(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func statuses(r *Report) string {
	var s []string
	for _, d := range r.Documents {
		s = append(s, d.ID+" "+string(d.Status))
	}
	return strings.Join(s, ", ")
}

// tree gives every file of a folder but the lock.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == lockName {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const (
	firstText  = "I went there in May, and 😀 sang.\nIt was good for me, they said.\nThat is all there is to say.\n"
	secondText = "Well, I went there in May, and 😀 sang.\nIt was bad for me, they said.\n"
)

func TestStoreKeepsDocuments(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	docs := []*Document{sample("B", secondText), sample("A", firstText), sample("é/x", "Yes.\n"), sample("con", "No.\n")}
	if got := statuses(freeze(t, dir, false, docs...)); got != "A new, B new, con new, é/x new" {
		t.Error(got)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range docs {
		got, err := s.Document(want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is not what was frozen:\n%+v\n%+v", want.ID, got, want)
		}
		if text, err := s.text(want.TextHash); err != nil || text != want.Text {
			t.Errorf("%s: text by hash: %q, %v", want.ID, text, err)
		}
	}
	for _, e := range s.Entries() {
		for _, ext := range []string{".txt", ".json"} {
			info, err := os.Stat(filepath.Join(dir, e.File+ext))
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
				t.Errorf("%s may be read by others: %v", e.File+ext, info.Mode())
			}
		}
	}
	if _, err := s.Document("C"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a document that is not there: %v", err)
	}
	if _, err := s.text("../index"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a hash that is none: %v", err)
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no corpus: %v", err)
	}
	before := tree(t, dir)
	if r := freeze(t, dir, false, docs...); r.Written || r.Count(Same) != 4 {
		t.Errorf("again: %+v", r)
	}
	if r := freeze(t, dir, true, docs...); r.Written {
		t.Errorf("refrozen without a difference: %+v", r)
	}
	if !reflect.DeepEqual(before, tree(t, dir)) {
		t.Error("freezing the same again changed bytes")
	}
}

func TestFreezeDifferences(t *testing.T) {
	a, b := sample("A", firstText), sample("B", secondText)
	for name, c := range map[string]struct {
		change func(dir string, a *Document) []*Document
		reason string
	}{
		"source":    {func(_ string, a *Document) []*Document { a.SourceHash = Hash("x"); return []*Document{a, b} }, "the source file changed"},
		"place":     {func(_ string, a *Document) []*Document { a.Source = "y"; return []*Document{a, b} }, "the source file has another place"},
		"extractor": {func(_ string, a *Document) []*Document { a.Extractor = "test 2"; return []*Document{a, b} }, "the extractor is test 2, and was test 1"},
		"text":      {func(_ string, _ *Document) []*Document { return []*Document{sample("A", secondText), b} }, "the text differs"},
		"role":      {func(_ string, a *Document) []*Document { a.Role = "GL"; return []*Document{a, b} }, "its study, kind, role or participant is another"},
		"turns":     {func(_ string, a *Document) []*Document { a.Turns[1].Speaker = "I"; return []*Document{a, b} }, "its turns differ"},
		"layout":    {func(_ string, a *Document) []*Document { a.Layout.Rule = "tab"; return []*Document{a, b} }, "the layout is tab, and was inline"},
		"comment":   {func(_ string, a *Document) []*Document { a.Comments[0].Text = "z"; return []*Document{a, b} }, "its metadata, comments or warnings differ"},
		"edited text": {func(dir string, a *Document) []*Document {
			put(t, filepath.Join(dir, "A.txt"), "forged\n")
			return []*Document{a, b}
		}, "corpus/A.txt: a file of the frozen corpus is not as kith wrote it"},
		"edited record": {func(dir string, a *Document) []*Document {
			put(t, filepath.Join(dir, "A.json"), "{}")
			return []*Document{a, b}
		}, "corpus/A.json: a file of the frozen corpus is not as kith wrote it"},
		"removed text": {func(dir string, a *Document) []*Document {
			if err := os.Remove(filepath.Join(dir, "A.txt")); err != nil {
				t.Fatal(err)
			}
			return []*Document{a, b}
		}, "corpus/A.txt: a file of the frozen corpus is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "corpus")
			freeze(t, dir, false, a, b)
			docs := c.change(dir, sample("A", firstText))
			before := tree(t, dir)
			r := freeze(t, dir, false, docs...)
			if statuses(r) != "A differs, B unchanged" || !slices.Contains(r.Documents[0].Reasons, c.reason) {
				t.Errorf("%s: %q, want %q", statuses(r), r.Documents[0].Reasons, c.reason)
			}
			if r.Written || !reflect.DeepEqual(before, tree(t, dir)) {
				t.Error("a difference was written without being asked for")
			}
			if got := statuses(freeze(t, dir, true, docs...)); got != "A refrozen, B unchanged" {
				t.Error(got)
			}
			s, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := s.Document("A"); err != nil || !reflect.DeepEqual(got, docs[0]) {
				t.Errorf("after refreezing: %v", err)
			}
			if text, ok := before["A.txt"]; ok {
				if kept, err := s.text(Hash(text)); err != nil || kept != text {
					t.Errorf("what stood there is not kept: %v", err)
				}
			}
		})
	}
}

func TestFreezeAddsAndMisses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	a, b, c := sample("A", firstText), sample("B", secondText), sample("C", "Yes.\n")
	freeze(t, dir, false, a, b)
	r := freeze(t, dir, false, b, c)
	if statuses(r) != "A missing, B unchanged, C new" || !r.Written {
		t.Error(statuses(r))
	}
	if got := statuses(freeze(t, dir, true, b, c)); got != "A removed, B unchanged, C unchanged" {
		t.Error(got)
	}
	if _, err := os.Stat(filepath.Join(dir, "A.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the text of a document taken out still stands in its place")
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Entries()) != 2 {
		t.Errorf("entries: %v", s.Entries())
	}
	if text, err := s.text(a.TextHash); err != nil || text != a.Text {
		t.Errorf("its text is not kept: %v", err)
	}
	if got, err := s.Carry("A", a.TextHash, []Span{{0, 6}}); err != nil || got[0].Fate != Lost {
		t.Errorf("a span of it: %v, %v", got, err)
	}
	if got := statuses(freeze(t, dir, false, b, c)); got != "B unchanged, C unchanged" {
		t.Errorf("it is reported again: %s", got)
	}
	if got := statuses(freeze(t, dir, false, a, b, c)); got != "A new, B unchanged, C unchanged" {
		t.Errorf("come back: %s", got)
	}
	r, err = Freeze(context.Background(), dir, true, these([]*Document{b, c}, "A", "D"))
	if err != nil || statuses(r) != "A unsure, B unchanged, C unchanged, D unsure" || r.Written {
		t.Errorf("unsure: %v, %v", statuses(r), err)
	}
}

func TestCarryThroughTexts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	third := "To begin with.\n" + secondText
	for _, text := range []string{firstText, secondText, third} {
		freeze(t, dir, true, sample("A", text))
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	find := func(text, quote string) Span {
		start := Length(text[:strings.Index(text, quote)])
		return Span{start, start + Length(quote)}
	}
	spans := []Span{find(firstText, "😀 sang"), find(firstText, "good for me"), find(firstText, "That is all")}
	got, err := s.Carry("A", Hash(firstText), spans)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		fate Fate
		text string
	}{{Moved, "😀 sang"}, {Changed, "bad for me"}, {Lost, ""}} {
		text, _ := Slice(third, got[i].Span)
		if got[i].Fate != want.fate || text != want.text {
			t.Errorf("%s %q, want %s %q", got[i].Fate, text, want.fate, want.text)
		}
	}
	if _, err := s.Carry("A", Hash("never"), spans); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a text it never had: %v", err)
	}
	// The first text comes back: what was moved is where it was.
	freeze(t, dir, true, sample("A", firstText))
	if s, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	back, err := s.Carry("A", Hash(secondText), []Span{find(secondText, "😀 sang")})
	if err != nil || back[0].Fate != Moved || back[0].Span != spans[0] {
		t.Errorf("%v, %v", back, err)
	}
	if now, err := s.Carry("A", Hash(firstText), spans); err != nil || now[2].Fate != Unchanged {
		t.Errorf("%v, %v", now, err)
	}
}

// A corpus that lost its index is not one in which nothing was frozen; a folder of
// somebody's own is.
func TestOpenWithoutIndex(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	freeze(t, dir, false, sample("A", firstText))
	if err := os.Remove(filepath.Join(dir, indexName)); err != nil {
		t.Fatal(err)
	}
	var fault *study.Fault
	if _, err := Open(dir); !errors.As(err, &fault) || fault.Where != "corpus/index.json" {
		t.Errorf("without its index: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "A.txt")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder of other files: %v", err)
	}
}

func TestFreezeRefuses(t *testing.T) {
	var faults study.Faults
	if _, err := Freeze(context.Background(), t.TempDir(), false, these([]*Document{sample("A", "a\n"), sample("a", "b\n")})); !errors.As(err, &faults) {
		t.Errorf("two ids that differ in case: %v", err)
	}
	dir := t.TempDir()
	put(t, filepath.Join(dir, "notes.txt"), "mine")
	var fault *study.Fault
	if _, err := Freeze(context.Background(), dir, false, these([]*Document{sample("notes", "a\n")})); !errors.As(err, &fault) {
		t.Errorf("a folder of other files: %v", err)
	}
	for _, text := range []string{"", "{", `{"format":"kith-corpus/9"}`, `{"format":"kith-corpus/1","documents":[{"id":"A","file":"../A","text_sha256":"x"}]}`,
		`{"format":"kith-corpus/1","documents":[{"id":"A","file":"A","text_sha256":"../../x"}]}`} {
		dir := t.TempDir()
		put(t, filepath.Join(dir, indexName), text)
		if _, err := Open(dir); !errors.As(err, &fault) {
			t.Errorf("index %q: %v", text, err)
		}
	}
}

// A commit that was interrupted anywhere is finished by whoever opens the corpus.
func TestInterruptedCommit(t *testing.T) {
	oldDocs := []*Document{sample("A", firstText), sample("B", "Yes.\n"), sample("C", "No.\n")}
	newDocs := []*Document{sample("A", secondText), sample("B", "Yes, I think.\n"), sample("D", "New.\n")}
	whole := filepath.Join(t.TempDir(), "corpus")
	freeze(t, whole, false, oldDocs...)
	before := tree(t, whole)
	freeze(t, whole, true, newDocs...)
	after := tree(t, whole)
	// A process dies after n of the steps of the move: files are moved one by one.
	var moved []string
	for name, data := range after {
		if before[name] != data && name != indexName {
			moved = append(moved, name)
		}
	}
	slices.Sort(moved)
	moved = append(moved, indexName)
	for n := range len(moved) + 1 {
		dir := filepath.Join(t.TempDir(), "corpus")
		write := func(name, data string) {
			put(t, filepath.Join(dir, filepath.FromSlash(name)), data)
		}
		for name, data := range before {
			write(name, data)
		}
		for i, name := range moved {
			if i < n {
				write(name, after[name])
			} else {
				write(commitFolder+"/"+name, after[name])
			}
		}
		write(commitFolder+"/"+removeName, `["C.txt","C.json"]`)
		s, err := Open(dir)
		if err != nil {
			t.Fatalf("after %d: %v", n, err)
		}
		for _, d := range newDocs {
			if got, err := s.Document(d.ID); err != nil || got.Text != d.Text {
				t.Errorf("after %d: %s: %v", n, d.ID, err)
			}
		}
		if got := tree(t, dir); !reflect.DeepEqual(got, after) {
			t.Errorf("after %d steps the corpus is not the new one", n)
		}
	}
	// One that dies before the rename leaves the old corpus.
	put(t, filepath.Join(whole, stagingFolder, "A.txt"), "half")
	if r := freeze(t, whole, false, newDocs...); r.Written || r.Count(Same) != 3 {
		t.Errorf("with a half-written stage: %s", statuses(r))
	}
	if !reflect.DeepEqual(tree(t, whole), after) {
		t.Error("a half-written stage is left")
	}
}

// A run that is stopped, or meets an error, leaves the corpus as it was.
func TestStoppedFreeze(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	freeze(t, dir, false, sample("A", firstText))
	before := tree(t, dir)
	var docs []*Document
	for i := range 200 {
		docs = append(docs, sample(fmt.Sprintf("D%03d", i), firstText))
	}
	stopped := 0
	for wait := time.Duration(0); wait < 30*time.Millisecond; wait += 3 * time.Millisecond {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		_, err := Freeze(ctx, dir, false, these(docs))
		cancel()
		got := tree(t, dir)
		if err != nil {
			stopped++
			if !errors.Is(err, context.DeadlineExceeded) || !reflect.DeepEqual(got, before) {
				t.Fatalf("stopped after %v: %v, %d files", wait, err, len(got))
			}
		} else {
			before = got
		}
	}
	if stopped == 0 {
		t.Error("no run was stopped")
	}
}

// Several who freeze at once get one whole corpus, and readers always see one.
func TestFreezeTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	texts := []string{firstText, secondText}
	freeze(t, dir, true, sample("A", texts[0]), sample("B", texts[0]))
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 10 {
				text := texts[(w+i)%2]
				if _, err := Freeze(context.Background(), dir, true, these([]*Document{sample("A", text), sample("B", text)})); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for range 100 {
			if _, err := Open(dir); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := s.Document("A")
	b, errB := s.Document("B")
	if errA != nil || errB != nil || a.Text != b.Text {
		t.Errorf("two documents of two runs: %v, %v", errA, errB)
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "corpus")
	var docs []*Document
	for i := range 1000 {
		docs = append(docs, sample(fmt.Sprintf("D%04d", i), firstText))
	}
	if _, err := Freeze(context.Background(), dir, false, these(docs)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Open(dir); err != nil {
			b.Fatal(err)
		}
	}
}

// A record from anywhere is a valid document or an error.
func FuzzRecord(f *testing.F) {
	data, err := encodeRecord(sample("A", firstText))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, firstText)
	f.Add([]byte(`{"format":"kith-document/1","turns":[{"n":1,"segments":[]}]}`), "")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		d, err := decodeRecord(data, text)
		if err != nil {
			return
		}
		again, err := encodeRecord(d)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := decodeRecord(again, text); err != nil || !reflect.DeepEqual(back, d) {
			t.Fatalf("%v: %+v is not %+v", err, back, d)
		}
	})
}
