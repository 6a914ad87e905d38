package disclose

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"

	"kith/ingest/transcript"
	"kith/ooxml"
	"kith/study"
)

// A File is a file to look through.
type File struct {
	Path string // relative to the deposit, with slashes
	// Own marks a file of the researchers, such as an information sheet: its
	// words are the study's vocabulary.
	Own bool
	// Transcript says how its speakers are found; nil when it is no transcript.
	Transcript *transcript.Source
}

// A Finding is something that may say who somebody is, in one file and one
// area of it, with every place it stands at. What a file keeps about its makers
// is one finding over all files that keep the same.
type Finding struct {
	ID     string   `json:"id"`   // eight hexadecimal digits, the same in every run
	File   string   `json:"file"` // "" when it stands in several files
	Area   string   `json:"area"`
	Places []string `json:"places"` // with the file before them, when there are several
	Kind   Kind     `json:"kind"`
	Level  Level    `json:"level"`
	Words  string   `json:"words,omitempty"` // what was found: for the analyst's eyes alone
	Why    string   `json:"why"`
	Verdict

	in []string // the files, of a finding over several
}

// In gives how many files a finding is in.
func (f *Finding) In() int { return max(len(f.in), 1) }

// A Report is everything found in a deposit, ordered by file and place.
type Report struct {
	Files    int
	Findings []Finding
}

// Open gives the findings that nobody has decided upon, or that are to be
// fixed and are still there.
func (r *Report) Open() []Finding {
	var open []Finding
	for _, f := range r.Findings {
		if f.Decision != Accepted {
			open = append(open, f)
		}
	}
	return open
}

// Scan looks through the files of the deposit in dir. vocabulary is text whose
// words are no names, such as the labels of a manifest. A file that cannot be
// read is a finding. advance, which may be nil, is called after each file.
func Scan(ctx context.Context, dir string, files []File, vocabulary []string, advance func()) (*Report, error) {
	read := make([]contents, len(files))
	done := make(chan struct{}, len(files))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	go func() {
		for i, f := range files {
			g.Go(func() error {
				defer func() { done <- struct{}{} }()
				if gctx.Err() != nil {
					return gctx.Err()
				}
				read[i] = open(dir, f)
				return nil
			})
		}
	}()
	for range files {
		<-done
		if advance != nil {
			advance()
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := scan{vocabulary: newVocabulary(vocabulary), byKey: map[string]*Finding{}, own: map[string]bool{}}
	s.study(files, read)
	s.countMarks(files, read)
	if err := s.name(ctx, read); err != nil {
		return nil, err
	}
	for i, f := range files {
		s.file(f, read[i])
	}
	return &Report{Files: len(files), Findings: s.findings()}, nil
}

// contents is what is looked through of a file.
type contents struct {
	passages []passage
	labels   []transcript.Label
	ids      []string // of the document's participant, study and roles
	err      error
}

func open(dir string, f File) contents {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
	if err != nil {
		return contents{err: errors.New("the file cannot be opened")}
	}
	var c contents
	c.passages, c.err = read(data, f.Path)
	for i := range c.passages {
		c.passages[i].search()
	}
	if f.Transcript == nil {
		return c
	}
	src := *f.Transcript
	c.ids = append([]string{src.Participant, src.Study, src.ID}, src.Roles...)
	if e, err := transcript.Examine(data, src); err == nil && len(e.Candidates) > 0 {
		c.labels = e.Candidates[0].Labels
	}
	return c
}

// scan gathers findings.
type scan struct {
	vocabulary *vocabulary
	byKey      map[string]*Finding
	own        map[string]bool
	marks      []int // how often each style of redaction mark stands
}

// study learns the vocabulary: the words of the researchers' own files, names
// among them apart, and which words the deposit writes small.
func (s *scan) study(files []File, read []contents) {
	for i, f := range files {
		s.own[f.Path] = f.Own
		for _, p := range read[i].passages {
			if !p.prose {
				continue
			}
			s.vocabulary.hear(p.text)
			if !f.Own || p.area != "text" {
				continue
			}
			rest := []byte(p.text)
			for _, m := range s.vocabulary.names(p.text, p.found) {
				if m.kind == Name {
					copy(rest[m.start:m.end], bytesOf(' ', m.end-m.start))
				}
			}
			s.vocabulary.learn(string(rest))
		}
	}
}

func bytesOf(b byte, n int) []byte { return []byte(strings.Repeat(string(b), n)) }

// countMarks counts redaction marks by style over what people said: the lines
// to sign on of a consent form are none.
func (s *scan) countMarks(files []File, read []contents) {
	s.marks = make([]int, len(markStyles))
	for i, c := range read {
		for _, p := range c.passages {
			if p.prose && !files[i].Own {
				for _, style := range p.styles {
					s.marks[style]++
				}
			}
		}
	}
}

// name adds to what was found in each passage what may name somebody, now that the
// vocabulary of all files is known.
func (s *scan) name(ctx context.Context, read []contents) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, c := range read {
		g.Go(func() error {
			for i := range c.passages {
				if p := &c.passages[i]; p.prose && (p.kind == "" || p.kind == Comment) {
					p.found = append(p.found, s.vocabulary.names(p.text, p.found)...)
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

func (s *scan) file(f File, c contents) {
	if c.err != nil {
		why := "it cannot be read: " + c.err.Error()
		var e *ooxml.Error
		var fault *study.Fault
		switch {
		case errors.As(c.err, &e):
			why = e.What + "; " + e.Hint
		case errors.As(c.err, &fault):
			why = fault.What + "; " + fault.Hint
		}
		s.add(f.Path, passage{area: "file", place: "file"}, match{kind: Unread, level: Sure, why: why}, path.Base(f.Path), "")
	}
	for _, p := range c.passages {
		s.passage(f.Path, p)
	}
	for _, l := range c.labels {
		s.label(f.Path, l, c.ids)
	}
}

func (s *scan) passage(file string, p passage) {
	if p.kind == Person && program(p.text) {
		return
	}
	if p.kind != "" {
		s.add(file, p, match{kind: p.kind, level: p.level, why: p.why}, p.text, "")
	}
	if p.area == "file name" {
		s.fileName(file, p)
	}
	for _, m := range p.found {
		if p.kind == Person && m.kind != Email || p.kind == SharedLink && (m.kind == SharedLink || m.kind == URL) {
			continue
		}
		s.add(file, p, m, p.text[m.start:m.end], "")
	}
	if p.prose && !s.own[file] {
		s.redaction(file, p)
	}
}

// redaction flags marks of a style that is not the deposit's usual one.
func (s *scan) redaction(file string, p passage) {
	usual, all := 0, 0
	for i, n := range s.marks {
		if all += n; n > s.marks[usual] {
			usual = i
		}
	}
	for i, m := range p.marks {
		if style := p.styles[i]; style != usual {
			m.why = fmt.Sprintf("taken out with %s; %d of the deposit's %d marks are %s", markStyles[style].name, s.marks[usual], all, markStyles[usual].name)
			s.add(file, p, m, p.text[m.start:m.end], markStyles[style].name)
		}
	}
}

// fileName flags words of a file's name that may be a person's.
func (s *scan) fileName(file string, p passage) {
	words := strings.FieldsFunc(p.text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	for _, w := range words {
		if s.vocabulary.person(w) && len(w) > 2 {
			s.add(file, p, match{kind: FileName, level: Look, why: "a word with a capital in the file's name, none of the study's own"}, w, "")
		}
	}
}

// label flags a speaker label that may be somebody's name.
func (s *scan) label(file string, l transcript.Label, ids []string) {
	name := strings.TrimSpace(l.Label)
	if slices.ContainsFunc(ids, func(id string) bool { return id != "" && strings.EqualFold(id, name) }) || !s.vocabulary.person(name) {
		return
	}
	s.add(file, passage{area: "speaker labels", place: fmt.Sprintf("label of %d pieces of speech", l.Count)},
		match{kind: SpeakerName, level: Look, why: "a label that may be the speaker's own name"}, name, "")
}

// program reports whether an author is no person: what programs write there
// when nobody has told them a name.
func program(author string) bool {
	switch strings.ToLower(author) {
	case "microsoft office user", "windows user", "user", "author", "unknown", "anonymous", "python-docx", "openpyxl", "apache poi", "kith", "pandoc", "none", "un-named", "admin", "administrator":
		return true
	}
	return false
}

// wide reports whether findings of a kind are gathered over all files.
func wide(kind Kind, area string) bool {
	return (kind == Person || kind == Metadata) && area != "text"
}

// add files a finding under what is the same: file, area, kind and words, or
// the group they belong to.
func (s *scan) add(file string, p passage, m match, words, group string) {
	under := file
	if wide(m.kind, p.area) {
		under = ""
	}
	key := strings.Join([]string{under, p.area, string(m.kind), cmp.Or(group, words)}, "\x00")
	f := s.byKey[key]
	if f == nil {
		sum := sha256.Sum256([]byte(key))
		f = &Finding{ID: hex.EncodeToString(sum[:4]), File: file, Area: p.area, Kind: m.kind, Level: m.level, Words: words, Why: m.why}
		s.byKey[key] = f
	}
	if m.level == Sure {
		f.Level, f.Why = Sure, m.why
	}
	place := p.place
	if under == "" {
		place = file + ": " + place
		if f.File != file {
			f.File = ""
		}
		if n := len(f.in); n == 0 || f.in[n-1] != file {
			f.in = append(f.in, file)
		}
	}
	if n := len(f.Places); n == 0 || f.Places[n-1] != place {
		f.Places = append(f.Places, place)
	}
}

// findings gives everything found: what is sure first, then by file and kind.
func (s *scan) findings() []Finding {
	keys := slices.Sorted(maps.Keys(s.byKey))
	all := make([]Finding, 0, len(keys))
	seen := map[string]int{}
	for _, k := range keys {
		f := *s.byKey[k]
		if seen[f.ID]++; seen[f.ID] > 1 { // two keys of one short id
			f.ID = fmt.Sprintf("%s%d", f.ID, seen[f.ID])
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), cmp.Compare(a.File, b.File), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func rank(l Level) int {
	if l == Sure {
		return 0
	}
	return 1
}
