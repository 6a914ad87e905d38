package cmd

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"html"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kith/reproduce"
	"kith/study/corpus"
	"kith/study/journal"
)

// leakRun is how many words in a row count as somebody's speech.
const leakRun = 6

// A speech is what people said in a study: every run of [leakRun] words of its frozen
// texts that is not one of its manifest's or of a questionnaire's questions, and words
// that must stand nowhere, not even alone.
type speech struct {
	runs  map[string]bool
	alone []string
}

// speechOf takes the words of every frozen text of the study at path.
func speechOf(t *testing.T, path string, alone ...string) *speech {
	t.Helper()
	a, err := reproduce.OpenAnalysis(path, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := a.Documents()
	if err != nil {
		t.Fatal(err)
	}
	s := &speech{runs: map[string]bool{}, alone: alone}
	for _, d := range docs {
		s.add(d.Text)
	}
	for _, d := range docs {
		for _, turn := range d.Turns {
			if turn.Class == "Question" { // in print, and in the workbook's headings
				text, _ := corpus.Slice(d.Text, turn.Span)
				for run := range runsOf(text) {
					delete(s.runs, run)
				}
			}
		}
	}
	manifest, err := os.ReadFile(a.Manifest.File)
	if err != nil {
		t.Fatal(err)
	}
	for run := range runsOf(string(manifest)) {
		delete(s.runs, run) // "to take part in a trial", which its labels say too
	}
	return s
}

func (s *speech) add(text string) {
	for run := range runsOf(text) {
		s.runs[run] = true
	}
}

// runsOf gives every run of [leakRun] words of a text.
func runsOf(text string) iter.Seq[string] {
	words := spokenWords(text)
	return func(yield func(string) bool) {
		for i := 0; i+leakRun <= len(words); i++ {
			if !yield(strings.Join(words[i:i+leakRun], " ")) {
				return
			}
		}
	}
}

// spokenWords gives the words of a text as they sound: without case, punctuation and
// the kind of apostrophe.
func spokenWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(s, "’", "'")), func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789'", r)
	})
}

var anyTag = regexp.MustCompile(`<[^<>]*>`)

// in gives the first thing that people said in some output or file, "" for nothing. A
// package is unpacked. Markup may stand between words or within one, and characters
// may be written as HTML and JSON write them.
func (s *speech) in(t *testing.T, data []byte) string {
	t.Helper()
	if _, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
		data = []byte(unzipped(t, data))
	}
	if len(data) == 0 {
		return ""
	}
	text := html.UnescapeString(string(data))
	escapes := strings.NewReplacer(`\n`, " ", `\t`, " ", `\"`, `"`, `\u2019`, "'", `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\`, "")
	for _, plain := range []string{anyTag.ReplaceAllString(text, ""), anyTag.ReplaceAllString(text, " "), escapes.Replace(text)} {
		for run := range runsOf(plain) {
			if s.runs[run] {
				return run
			}
		}
		for _, word := range s.alone {
			if strings.Contains(strings.ToLower(plain), strings.ToLower(word)) {
				return word
			}
		}
	}
	return ""
}

// The detector finds six words wherever they stand, and does not find five.
func TestLeakDetector(t *testing.T) {
	s := &speech{runs: map[string]bool{}, alone: []string{"Testperson"}}
	s.add("INT: Well. I’ve got five of them on my books now; they lost each other.")
	var docx bytes.Buffer
	z := zip.NewWriter(&docx)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write([]byte(`<w:t>five of th</w:t></w:r><w:r><w:t>em on my books</w:t>`))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text  string
		found bool
	}{
		{"... got five of them on my ...", true},
		{"GOT FIVE, OF THEM -- ON MY", true},
		{"five of them on my", false},
		{"five of them in my books now", false},
		{"<td>got five</td><td>of them on my</td>", true},
		{"<p>got fi<b>ve</b> of them on my</p>", true},
		{`{"words": "five of them\non my books"}`, true},
		{`I&#39;ve got five of them on`, true},
		{`"I\u2019ve got five of them on"`, true},
		{docx.String(), true},
		{"by jtestperson, once", true},
		{"", false},
	} {
		if found := s.in(t, []byte(tt.text)); (found != "") != tt.found {
			t.Errorf("%.40q: found %q", tt.text, found)
		}
	}
}

// leakStudy is a restricted copy of the synthetic study, with a transcript beside it
// in which a name was deleted and others are hidden. It gives the study's folder.
func leakStudy(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "study")
	if err := os.CopyFS(path, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	nasty, err := os.ReadFile("../ingest/disclose/testdata/nasty.docx")
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(path, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(manifest, []byte("disclosure: open")) {
		t.Fatal("the fixture is not restricted")
	}
	text := strings.Replace(string(manifest), "\nreport:\n", "\n"+strings.SplitN(strings.Replace(tinyStudy, "id: S1", "id: S5", 1), "studies:\n", 2)[1]+"\nreport:\n", 1)
	text = strings.Replace(text, `glob: "*.docx"`, `glob: "05_Hidden/*.docx"`, 1)
	text = strings.Replace(text, "  cases: [S4]", "  cases: [S1, S2, S4]\n  case_memos: true", 1)
	for name, data := range map[string][]byte{"study.yaml": []byte(text), "deposit/05_Hidden/S5_P01.docx": nasty} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(path, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// runAt runs kith, and gives its status and what it prints on both streams.
func runAt(args ...string) (int, []byte) {
	var out bytes.Buffer
	status := Main(args, strings.NewReader(""), &out, &out)
	return status, out.Bytes()
}

// leaks looks at every file below a folder but those that hold transcripts by their
// nature: the deposit and the frozen corpus.
func (s *speech) leaks(t *testing.T, dir, study string) (found []string, files int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == filepath.Join(study, "deposit") || name == filepath.Join(study, "corpus") {
				return filepath.SkipDir
			}
			return nil
		}
		files++
		data, err := os.ReadFile(name)
		texts := [][]byte{data, []byte(d.Name())}
		if rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll(); err == nil && filepath.Ext(name) == ".csv" {
			texts = texts[1:] // words of two cells are no run of words
			for _, row := range rows {
				for _, cell := range row {
					texts = append(texts, []byte(cell))
				}
			}
		}
		for _, text := range texts {
			if said := s.in(t, text); said != "" {
				found = append(found, name+": "+said)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, files
}

// Where disclosure is restricted, no six words in a row that somebody said, and none of
// the names that files hide, stand in any report, log, error, cache or export of any
// command. Reading commands are excepted (show, search, suggest, quotes, --quotes), and
// what disclose is asked to show.
func TestNoSpeechLeaves(t *testing.T) {
	if testing.Short() {
		t.Skip("runs most commands")
	}
	dir := t.TempDir()
	path := leakStudy(t, dir)
	temp := filepath.Join(dir, "tmp")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"TMPDIR": temp, "KITH_STUDY": path, "KITH_ANALYST": "AM", "KITH_DEVICE": "d", "KITH_CONFIG": filepath.Join(dir, "config"), "NO_COLOR": "1"} {
		t.Setenv(name, value)
	}
	hidden := []string{"Testperson", "Marmaduke", "Agatha", "07700 900123", "Ada Bell"}
	s := speechOf(t, path, hidden...)
	if len(s.runs) < 30000 {
		t.Fatalf("%d runs of words", len(s.runs))
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) string {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	// told runs a command whose output must tell nothing.
	told := func(want int, args ...string) {
		t.Helper()
		status, out := runAt(args...)
		if status != want {
			t.Errorf("kith %s: status %d, want %d:\n%s", strings.Join(args, " "), status, want, out)
		}
		if said := s.in(t, out); said != "" {
			t.Errorf("kith %s prints %q", strings.Join(args, " "), said)
		}
	}
	const words = "They lost each other, that’s what happened."
	told(0, "validate", path)
	told(0, "ingest", path)
	told(0, "inventory", path)
	told(0, "inventory", path, "--json")
	told(0, "code", "add", "S1_LW03", "--quote", words, "--code", "NET-LOSS", "--memo", "as heard")
	told(2, "code", "add", "S1_LW04", "--quote", words, "--code", "NET-LOSS")                                   // not there
	told(2, "code", "add", "S1_LW03", "--quote", words, "--code", "NET-LOS")                                    // no such code
	told(2, "code", "add", "S1_LW03", "--quote", words, "--code", "NET-LOSS")                                   // twice
	told(2, "code", "import", write(at("bad.csv"), "document,start,end,code,text\nS1_LW03,0,9,NONE,"+"text\n")) // a code that is not there
	told(0, "reproduce", path, "-o", at("report"))
	told(0, "reproduce", filepath.Join(path, "study-numeric.yaml"), "-o", at("numeric"))
	told(0, "report", path, "-o", at("report"), "--check")
	told(0, "report", path, "--r", at("r"))
	told(0, "verify", path)
	told(0, "verify", path, "--json")
	told(0, "verify", path, "--reconcile")
	told(0, "describe", path, "--json")
	told(0, "ttest", path, "--json")
	told(0, "reliability", path)
	told(0, "data", path)
	told(0, "data", "export", path, "-o", at("data"), "--private", "--ids", "real")
	told(0, "disclose", path)
	told(0, "disclose", path, "--json")
	told(1, "disclose", path, "--check")
	told(0, "disclose", path, "--all")
	told(0, "people")
	told(0, "people", "--json")
	told(0, "matrix", "--by", "role")
	told(0, "matrix", "--by", "participant", "--json", "--counts")
	told(0, "matrix", "--by", "document", "--csv", "--extent", "--counts")
	told(0, "cooccur", "--rule", "near", "--json")
	told(0, "cooccur", "--counts", "--csv")
	told(0, "content")
	told(0, "content", "--question", "Q1", "--json")
	told(0, "content", "reconcile")
	told(0, "content", "reconcile", "--json")
	told(0, "content", "reconcile", "Study3_Open_Text_Responses#3", "--code", "TIME", "--reason", "talked over")
	told(0, "agreement", "TM", "EB", "--question", "Q1", "--draws", "-1")
	told(0, "agreement", "TM", "EB", "--question", "Q1", "--draws", "-1", "--json")
	told(2, "agreement", "TM", "EB", "--in", "S1")
	told(0, "compare", "TM", "EB")
	told(0, "compare", "TM", "AM", "--json")
	told(0, "theme", "list")
	told(0, "theme", "list", "--json")
	told(0, "theme", "roles")
	told(0, "theme", "evidence")
	told(0, "theme", "evidence", "--json")
	told(0, "theme", "evidence", "--docx", at("evidence.docx"))
	told(0, "theme", "map", "-o", at("map.svg"))
	told(0, "extracts", "--in", "S1")
	told(0, "extracts", "--json")
	told(0, "code", "list")
	told(0, "coverage")
	told(0, "coverage", "--json")
	told(0, "uncoded")
	told(0, "codebook", "show")
	told(0, "codebook", "show", "NET-LOSS", "--json")
	told(0, "theme", "add", "Loss is told in the plural", "--key", "plural", "--in", "S1", "--concept", "What went was a we")
	told(0, "theme", "link", "plural", "--code", "NET-LOSS", "--note", "all of it")
	told(2, "theme", "link", "plural", "--extract", "S1_LW03#1")
	told(0, "theme", "judge", "plural", "LW", "convergent")
	told(0, "theme", "list", "--json")
	told(0, "theme", "show", "plural")
	told(0, "theme", "roles", "--counts")
	told(0, "theme", "evidence")
	told(0, "theme", "evidence", "--json")
	told(0, "theme", "evidence", "plural", "--docx", at("plural.docx"), "--html", at("plural.html"), "--md", at("plural.md"))
	told(2, "theme", "evidence", "plural", "--md", filepath.Join(at("report"), "plural.md"), "--quotes")
	told(0, "theme", "map", "-o", at("map.svg"))
	told(0, "theme", "map")
	told(0, "theme", "history", "plural")
	told(0, "blind")
	told(0, "asked", "S1_LW03", "first_meeting", "--no")
	told(0, "memo", "list", "--json")
	told(0, "journal", "log")
	told(0, "journal", "log", "--json")
	told(0, "journal", "verify")
	told(0, "journal", "conflicts")
	told(0, "journal", "undo")
	told(0, "check-text", filepath.Join(at("report"), "report.md"))

	// A transcript that has changed, and one whose frozen text is damaged.
	transcripts := filepath.Join(path, "deposit", "01_Study_One", "Transcripts", "Link_Workers")
	other, err := os.ReadFile(filepath.Join(transcripts, "S1_LW04.docx"))
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(transcripts, "S1_LW03.docx"), string(other))
	told(1, "ingest", path)
	told(2, "reproduce", path, "-o", at("never"))
	told(0, "ingest", path, "--refreeze")
	told(0, "extracts", "--carried", "lost")
	told(0, "matrix", "--by", "document", "--document", "S1_LW03", "--counts")
	told(0, "reproduce", path, "-o", at("after"))
	frozen, err := os.ReadFile(filepath.Join(path, "corpus", "S1_LW05.txt"))
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(path, "corpus", "S1_LW05.txt"), string(frozen)+"And more.")
	told(2, "extracts", "--document", "S1_LW05")
	told(2, "reproduce", path, "-o", at("never"))

	found, files := s.leaks(t, dir, path)
	for _, f := range found {
		t.Error(f)
	}
	if files < 150 {
		t.Errorf("%d files were looked at", files)
	}
}

// reportAfter gives the text of the report that a restricted study has after commands
// in which an analyst writes what participants said; no file of it may hold their words.
func reportAfter(t *testing.T, commands ...[]string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("makes a report")
	}
	dir := t.TempDir()
	path := leakStudy(t, dir)
	s := speechOf(t, path)
	t.Setenv("KITH_STUDY", path)
	t.Setenv("KITH_ANALYST", "AM")
	t.Setenv("KITH_DEVICE", "d")
	report := filepath.Join(dir, "report")
	for _, args := range append(commands, []string{"reproduce", path, "-o", report}) {
		if status, out := runAt(args...); status != exitFine {
			t.Fatalf("kith %s: %s", strings.Join(args, " "), out)
		}
	}
	if found, files := s.leaks(t, report, path); len(found) > 0 || files < 50 {
		t.Errorf("%d files, found %q", files, found)
	}
	text, err := os.ReadFile(filepath.Join(report, "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A theme that an analyst wrote in participants' own words, its key and all, does not
// take them into the report of a restricted study, which says what it leaves out.
func TestThemesInTheirWords(t *testing.T) {
	const words, key = "They lost each other, that’s what happened", "they-lost-each-other-thats-what-happened"
	text := reportAfter(t, [][]string{
		{"theme", "add", words, "--in", "S1", "--concept", words, "--definition", "As she says: " + words, "--boundary", words},
		{"theme", "add", "Below it", "--in", "S1", "--below", key},
		{"theme", "link", key, "--code", "NET-LOSS"},
		{"theme", "link", key, "--extract", "S1_LW03#72", "--counter", "--note", words},
		{"theme", "judge", key, "LW", "convergent", "--note", words},
	}...)
	if !strings.Contains(text, "is left out, because disclosure is restricted") || !strings.Contains(text, "Below it") {
		t.Error("the report says nothing of what it leaves out")
	}
}

// Nor does a code that was written in their words, wherever a report has it: codebook,
// matrices, pairs, cases, joint displays, themes, categories, agreement.
func TestCodesInTheirWords(t *testing.T) {
	const words, name = "They lost each other, that’s what happened", "five-of-them-on-my-books"
	text := reportAfter(t, [][]string{
		{"codebook", "add", name, "--in", "S1", "--in", "S4", "--definition", "As she says: " + words, "--boundary", words},
		{"code", "add", "S1_LW03#8", "--code", name},
		{"theme", "link", "one-of-us", "--code", name},
		{"codebook", "set", "DIS", "--label", "Not going: " + words},
		{"codebook", "set", "DIS-DECL", "--label", words, "--definition", words},
		{"codebook", "set", "TIME", "--label", words},
	}...)
	plain := strings.ReplaceAll(text, `\`, "")
	for _, want := range []string{"The label of code DIS repeats words of S1_LW02 and is left out", "The label of code DIS-DECL", "The definition of code DIS-DECL", "The label of code TIME", "is called repeats words of S1_LW02"} {
		if strings.Count(plain, want) != 1 {
			t.Errorf("the report says %d times %q", strings.Count(plain, want), want)
		}
	}
}

// Where disclosure is open, cases have people's words: the same look at the same report
// finds them in every format, so that it would find them above.
func TestOpenReportHasSpeech(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a report")
	}
	dir := t.TempDir()
	path := leakStudy(t, dir)
	s := speechOf(t, path)
	manifest, err := os.ReadFile(filepath.Join(path, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	open := regexp.MustCompile(`disclosure: restricted`).ReplaceAll(manifest, []byte("disclosure: open"))
	if err := os.WriteFile(filepath.Join(path, "study.yaml"), open, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out := runAt("reproduce", path, "-o", filepath.Join(dir, "report")); status != exitFine {
		t.Fatalf("%s", out)
	}
	found, _ := s.leaks(t, filepath.Join(dir, "report"), path)
	for _, name := range []string{"report.docx", "report.html", "report.md", "results.json", "case-s4-su12.csv"} {
		if !strings.Contains(strings.Join(found, "\n"), name+": ") {
			t.Errorf("nothing is found in %s", name)
		}
	}
}
