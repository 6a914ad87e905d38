package corpus

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kith/study"
)

const (
	indexFormat = "kith-corpus/1"
	indexName   = "index.json"
	reportName  = "refrozen.json"
	keptFolder  = "kept"
)

// An Entry is what the index of a corpus says of one document.
type Entry struct {
	ID          string `json:"id"`
	File        string `json:"file"` // name of its files without .txt and .json
	Study       string `json:"study"`
	Kind        string `json:"kind"`
	Role        string `json:"role,omitempty"`
	Participant string `json:"participant,omitempty"`
	Source      string `json:"source"` // path relative to the deposit
	SourceHash  string `json:"source_sha256"`
	TextHash    string `json:"text_sha256"`
	RecordHash  string `json:"record_sha256"`
	Extractor   string `json:"extractor"`
	Turns       int    `json:"turns"`
	Words       int    `json:"words"`
	// Earlier holds the hashes of the texts the document had before, oldest first.
	Earlier []string `json:"earlier,omitempty"`
	// Gone says that the document was taken out of the corpus. Its last text is
	// kept by its hash.
	Gone bool `json:"gone,omitempty"`
}

type index struct {
	Format    string  `json:"format"`
	Documents []Entry `json:"documents"`
}

func (x *index) encode() ([]byte, error) {
	return lines(index{Format: x.Format}, "documents", x.Documents)
}

// A Store is the frozen corpus of a study: the folder corpus beside its
// manifest, with the text of every document as ID.txt, its turns as ID.json, an
// index of their hashes, and the texts they had before under kept. All are plain
// files; the store reads a document when it is asked for. It is safe for use by
// several goroutines, because it does not change.
type Store struct {
	dir   string
	index index
	byID  map[string]*Entry
	read  os.FileInfo // of the index, when it was opened
}

// Folder is where the corpus of a study lies.
func Folder(m *study.Manifest) string { return filepath.Join(m.Dir, "corpus") }

// Open opens the corpus in a folder. An error for which errors.Is gives
// [fs.ErrNotExist] says that nothing has been frozen there; another, a
// *study.Fault, that the index is damaged, gone, or of a newer kith.
func Open(dir string) (*Store, error) {
	if err := recoverCommit(dir); err != nil {
		return nil, err
	}
	s, err := open(dir)
	if errors.Is(err, fs.ErrNotExist) && headless(dir) {
		return nil, damaged(indexName, "the index of the corpus is not there, and frozen documents are")
	}
	return s, err
}

// headless reports whether a folder without an index has what Freeze writes of a
// document: a record, and the text beside it.
func headless(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		id, record := strings.CutSuffix(e.Name(), ".json")
		if !record || strings.HasPrefix(id, ".") {
			return false
		}
		_, err := os.Stat(filepath.Join(dir, id+".txt"))
		return err == nil
	})
}

func open(dir string) (*Store, error) {
	info, err := os.Stat(filepath.Join(dir, indexName)) // before it is read: one that is written meanwhile is stale
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(dir, indexName))
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, byID: map[string]*Entry{}, read: info}
	if err := json.Unmarshal(data, &s.index); err != nil {
		return nil, damaged(indexName, "the index of the corpus is no JSON that kith wrote")
	}
	if s.index.Format != indexFormat {
		return nil, &study.Fault{What: fmt.Sprintf("the corpus has the form %q, and this kith reads %q", s.index.Format, indexFormat),
			Where: "corpus/" + indexName, Hint: "use a newer kith"}
	}
	for i := range s.index.Documents {
		e := &s.index.Documents[i]
		if e.File == "" || e.File != fileName(e.ID) || s.byID[e.ID] != nil {
			return nil, damaged(indexName, fmt.Sprintf("the index of the corpus names document %d wrongly or twice", i+1))
		}
		for _, h := range append([]string{e.TextHash}, e.Earlier...) {
			if !isHash(h) {
				return nil, damaged(indexName, fmt.Sprintf("the index of the corpus has no hash for document %d", i+1))
			}
		}
		s.byID[e.ID] = e
	}
	return s, nil
}

// Stale tells whether the corpus was frozen anew since the store was opened.
func (s *Store) Stale() bool {
	now, err := os.Stat(filepath.Join(s.dir, indexName))
	return err == nil && (now.Size() != s.read.Size() || !now.ModTime().Equal(s.read.ModTime()))
}

func damaged(file, what string) *study.Fault {
	return &study.Fault{What: what, Where: "corpus/" + file, Hint: "put the file back from a copy"}
}

// isHash keeps what an index says of a file from leading out of the folder.
func isHash(h string) bool {
	return len(h) == 64 && strings.Trim(h, "0123456789abcdef") == ""
}

// Entries lists the documents of the corpus by id, without those taken out.
func (s *Store) Entries() []Entry {
	var all []Entry
	for _, e := range s.index.Documents {
		if !e.Gone {
			all = append(all, e)
		}
	}
	return all
}

// Entry gives what the index says of a document, also of one taken out.
func (s *Store) Entry(id string) (Entry, bool) {
	e := s.byID[id]
	if e == nil {
		return Entry{}, false
	}
	return *e, true
}

// Document reads a document and holds it against its hashes. A file that is
// missing or was edited is a *study.Fault; an id that is not in the corpus an
// error for which errors.Is gives [fs.ErrNotExist].
func (s *Store) Document(id string) (*Document, error) {
	e := s.byID[id]
	if e == nil || e.Gone {
		return nil, fmt.Errorf("document %s: %w", id, fs.ErrNotExist)
	}
	data, err := s.file(e.File+".json", e.RecordHash)
	if err != nil {
		return nil, err
	}
	text, err := s.file(e.File+".txt", e.TextHash)
	if err != nil {
		return nil, err
	}
	d, err := decodeRecord(data, string(text))
	if err != nil {
		return nil, damaged(e.File+".json", err.Error())
	}
	return d, nil
}

// text gives a text by its hash: that of a document as it is, or one it had
// before.
func (s *Store) text(hash string) (string, error) {
	for _, e := range s.index.Documents {
		if e.TextHash == hash && !e.Gone {
			data, err := s.file(e.File+".txt", hash)
			return string(data), err
		}
	}
	if !isHash(hash) {
		return "", fmt.Errorf("text %q: %w", hash, fs.ErrNotExist)
	}
	data, err := s.file(keptFolder+"/"+hash+".txt", hash)
	return string(data), err
}

// file reads a file of the corpus and holds it against its hash.
func (s *Store) file(name, hash string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &study.Fault{What: "a file of the frozen corpus is missing", Where: "corpus/" + name,
			Hint: "put it back from a copy, or freeze the document anew with kith ingest --refreeze"}
	}
	if err != nil {
		return nil, err
	}
	if Hash(string(data)) != hash {
		return nil, &study.Fault{What: "a file of the frozen corpus is not as kith wrote it", Where: "corpus/" + name,
			Hint: "put it back from a copy, or freeze the document anew with kith ingest --refreeze"}
	}
	return data, nil
}

// Carry carries spans of the text of a document that has a hash to its text as
// it is now, through every text it had in between. A document taken out of the
// corpus has lost all of them. A hash that the document never had is an error
// for which errors.Is gives [fs.ErrNotExist].
func (s *Store) Carry(id, hash string, spans []Span) ([]Carried, error) {
	e := s.byID[id]
	if e == nil {
		return nil, fmt.Errorf("document %s: %w", id, fs.ErrNotExist)
	}
	hashes := append(slices.Clone(e.Earlier), e.TextHash)
	// The text may have come back after others: the last time counts.
	at := len(hashes) - 1
	for at >= 0 && hashes[at] != hash {
		at--
	}
	if at < 0 {
		return nil, fmt.Errorf("document %s never had the text %.12s: %w", id, hash, fs.ErrNotExist)
	}
	out := make([]Carried, len(spans))
	if e.Gone {
		for i := range out {
			out[i].Fate = Lost
		}
		return out, nil
	}
	old, err := s.text(hash)
	if err != nil {
		return nil, err
	}
	out = Map(old, old, spans)
	for _, h := range hashes[at+1:] {
		next, err := s.text(h)
		if err != nil {
			return nil, err
		}
		now := make([]Span, len(out))
		for i, c := range out {
			now[i] = c.Span
		}
		for i, c := range Map(old, next, now) {
			if out[i].Fate != Lost {
				c.Fate = worse(out[i].Fate, c.Fate)
			} else {
				c.Fate = Lost
			}
			out[i] = c
		}
		old = next
	}
	for i, c := range out {
		if c.Fate == Moved && c.Span == spans[i] {
			out[i].Fate = Unchanged // there and back again
		}
	}
	return out, nil
}

// worse gives the worse of two fates.
func worse(a, b Fate) Fate {
	order := []Fate{Unchanged, Moved, Changed, Lost}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// fileName gives a document's files a name that every system takes: the id, with
// whatever is not a letter, a digit, a dot, a dash or an underscore written as
// %xx. Names that Windows keeps for itself get an underscore.
func fileName(id string) string {
	var b strings.Builder
	for i := range len(id) {
		c := id[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-', c == '.' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	name := b.String()
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch base {
	case "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
		"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "index", "refrozen", "kept":
		name = "_" + name
	}
	return name
}
