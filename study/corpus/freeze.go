package corpus

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
	"golang.org/x/sync/errgroup"

	"kith/study"
)

const (
	lockName = ".lock"
	// stagingFolder is where new files are written; renamed to commitFolder they
	// count, and are moved to their places by whoever comes next.
	stagingFolder = ".staging"
	commitFolder  = ".commit"
	removeName    = "remove.json" // in commitFolder: files of documents taken out
)

// A Status is how a document stands to the frozen corpus.
type Status string

// The statuses of documents.
const (
	New      Status = "new"       // it was not in the corpus
	Same     Status = "unchanged" // extraction gives what is frozen
	Differs  Status = "differs"   // it does not; Reasons says how
	Missing  Status = "missing"   // it is frozen, and the deposit has it no more
	Refrozen Status = "refrozen"  // the frozen document was replaced, the old text kept
	Removed  Status = "removed"   // it was taken out, its text kept
	Unsure   Status = "unsure"    // it is in the deposit, and kith cannot tell who speaks
)

// A Finding is what freezing found of one document. It holds no text.
type Finding struct {
	ID      string   `json:"id"`
	Status  Status   `json:"status"`
	Reasons []string `json:"reasons,omitempty"` // of Differs and Refrozen
	OldText string   `json:"old_text_sha256,omitempty"`
	NewText string   `json:"new_text_sha256,omitempty"`
	// Turns says what became of the turns of a document that was refrozen.
	Turns *TurnFates `json:"turns,omitempty"`
}

// TurnFates counts the turns of an old text by what became of them, and names
// those that a person should look at.
type TurnFates struct {
	Unchanged int   `json:"unchanged"`
	Moved     int   `json:"moved"`
	Changed   []int `json:"changed"` // numbers of turns
	Lost      []int `json:"lost"`
}

// A Report is what freezing found and did, document by document in the order of
// their ids.
type Report struct {
	Documents []Finding
	Written   bool // files were written
}

// Count gives the number of documents with a status.
func (r *Report) Count(s Status) int {
	n := 0
	for _, f := range r.Documents {
		if f.Status == s {
			n++
		}
	}
	return n
}

// Freeze holds documents, freshly extracted, against the corpus in a folder, and
// adds those it does not have. unsure names documents that are there and could
// not be extracted; nothing happens to them. Documents that differ from what is frozen, and
// frozen ones that are not among them, stay as they are and are reported; with
// refreeze they are replaced and taken out, the old texts are kept under their
// hashes, and what became of every turn is reported and written to
// refrozen.json. Without a difference nothing is written.
//
// The corpus is the old one or the new one, whenever the process is stopped, the
// disk is full, or the machine fails: new files are written and synced beside
// the old ones, one rename makes them count, and what a crash interrupts after
// that is finished by whoever opens the corpus next. Only one process freezes at
// a time; another waits.
//
// Two documents whose ids differ in nothing but case are a *study.Fault.
func Freeze(ctx context.Context, dir string, fresh []*Document, unsure []string, refreeze bool) (*Report, error) {
	fresh = slices.Clone(fresh)
	slices.SortFunc(fresh, func(a, b *Document) int { return strings.Compare(a.ID, b.ID) })
	if err := distinct(fresh); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, lockName)).Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := finish(dir); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(filepath.Join(dir, stagingFolder)); err != nil {
		return nil, err
	}
	old, err := open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err := foreign(dir); err != nil {
			return nil, err
		}
		old, err = &Store{dir: dir, index: index{Format: indexFormat}}, nil
	}
	if err != nil {
		return nil, err
	}
	f := &freezer{old: old, unsure: unsure, refreeze: refreeze, files: map[string][]byte{}, report: &Report{}}
	if err := f.compare(ctx, fresh); err != nil {
		return nil, err
	}
	if len(f.files) == 0 && len(f.remove) == 0 {
		return f.report, ctx.Err()
	}
	f.report.Written = true
	return f.report, f.write(ctx)
}

func distinct(docs []*Document) error {
	seen := map[string]*Document{}
	var faults study.Faults
	for _, d := range docs {
		key := strings.ToLower(fileName(d.ID))
		if other := seen[key]; other != nil {
			faults = append(faults, &study.Fault{
				What:  fmt.Sprintf("two documents have the id %s", d.ID),
				Where: d.Source, Asked: "and " + other.Source,
				Hint: "rename one of the files, or give each its id with id_pattern: under documents:",
			})
		}
		seen[key] = d
	}
	return faults.Err()
}

// foreign refuses a folder without an index in which other files lie.
func foreign(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return &study.Fault{What: "the folder corpus holds other files and has no index of kith's", Where: "corpus/" + e.Name(),
				Hint: "move them elsewhere, or put corpus/index.json back from a copy"}
		}
	}
	return nil
}

// A freezer gathers what is to be written.
type freezer struct {
	old      *Store
	unsure   []string
	refreeze bool
	next     []Entry
	files    map[string][]byte // by name relative to the corpus
	remove   []string
	report   *Report
}

// compare holds fresh documents, sorted by id, against the frozen ones.
func (f *freezer) compare(ctx context.Context, fresh []*Document) error {
	byID, err := f.prepare(ctx, fresh)
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(fresh))
	for id := range byID {
		ids = append(ids, id)
	}
	for _, e := range f.old.index.Documents {
		if byID[e.ID] == nil {
			ids = append(ids, e.ID)
		}
	}
	for _, id := range f.unsure {
		if f.old.byID[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if byID[id] == nil && slices.Contains(f.unsure, id) {
			f.report.Documents = append(f.report.Documents, Finding{ID: id, Status: Unsure})
			if e := f.old.byID[id]; e != nil {
				f.next = append(f.next, *e)
			}
			continue
		}
		if err := f.document(f.old.byID[id], byID[id]); err != nil {
			return err
		}
	}
	return nil
}

// A candidate is a document about to be frozen.
type candidate struct {
	*Document
	entry  Entry
	record []byte
	same   bool // what is frozen is this, byte for byte
}

// prepare writes the records of documents, in parallel, and holds them against
// the files that are frozen.
func (f *freezer) prepare(ctx context.Context, fresh []*Document) (map[string]*candidate, error) {
	all := make([]*candidate, len(fresh))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range fresh {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := d.Validate(); err != nil {
				return err
			}
			data, err := encodeRecord(d)
			if err != nil {
				return err
			}
			all[i] = &candidate{Document: d, record: data, entry: Entry{
				ID: d.ID, File: fileName(d.ID), Study: d.Study, Kind: d.Kind, Role: d.Role, Participant: d.Participant,
				Source: d.Source, SourceHash: d.SourceHash, TextHash: d.TextHash, RecordHash: Hash(string(data)),
				Extractor: d.Extractor, Turns: len(d.Turns), Words: Words(d.Text),
			}}
			if e := f.old.byID[d.ID]; e != nil && !e.Gone && e.RecordHash == all[i].entry.RecordHash && e.TextHash == d.TextHash {
				_, textErr := f.old.file(e.File+".txt", d.TextHash)
				_, recordErr := f.old.file(e.File+".json", e.RecordHash)
				all[i].same = textErr == nil && recordErr == nil
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	byID := make(map[string]*candidate, len(all))
	for _, c := range all {
		byID[c.ID] = c
	}
	return byID, nil
}

func (f *freezer) document(e *Entry, c *candidate) error {
	switch {
	case c == nil && e.Gone:
		f.next = append(f.next, *e)
		return nil
	case c == nil:
		return f.missing(e)
	case c.same:
		f.report.Documents = append(f.report.Documents, Finding{ID: c.ID, Status: Same, OldText: e.TextHash, NewText: c.TextHash})
		f.next = append(f.next, *e)
		return nil
	}
	d, entry := c.Document, c.entry
	put := func() {
		f.files[entry.File+".txt"], f.files[entry.File+".json"] = []byte(d.Text), c.record
		f.next = append(f.next, entry)
	}
	if e == nil || e.Gone {
		if e != nil {
			entry.Earlier = append(slices.Clone(e.Earlier), e.TextHash)
		}
		f.report.Documents = append(f.report.Documents, Finding{ID: d.ID, Status: New, NewText: d.TextHash})
		put()
		return nil
	}
	entry.Earlier = e.Earlier
	frozen, readErr := f.old.Document(e.ID)
	reasons := differences(e, frozen, readErr, d)
	found := Finding{ID: d.ID, Status: Differs, Reasons: reasons, OldText: e.TextHash, NewText: d.TextHash}
	if !f.refreeze {
		f.report.Documents = append(f.report.Documents, found)
		f.next = append(f.next, *e)
		return nil
	}
	found.Status = Refrozen
	if frozen != nil {
		found.Turns = turnFates(frozen, d)
	}
	if err := f.keep(e, d.TextHash); err != nil {
		return err
	}
	if d.TextHash != e.TextHash {
		entry.Earlier = append(slices.Clone(e.Earlier), e.TextHash)
	}
	f.report.Documents = append(f.report.Documents, found)
	put()
	return nil
}

// missing handles a frozen document that was not extracted.
func (f *freezer) missing(e *Entry) error {
	found := Finding{ID: e.ID, Status: Missing, OldText: e.TextHash}
	if !f.refreeze {
		f.report.Documents = append(f.report.Documents, found)
		f.next = append(f.next, *e)
		return nil
	}
	found.Status = Removed
	if err := f.keep(e, ""); err != nil {
		return err
	}
	f.remove = append(f.remove, e.File+".txt", e.File+".json")
	gone := *e
	gone.Gone = true
	f.report.Documents = append(f.report.Documents, found)
	f.next = append(f.next, gone)
	return nil
}

// keep keeps the text that stands in the file of a document under its hash, also
// one that a person edited, unless it is the one that will stand there.
func (f *freezer) keep(e *Entry, next string) error {
	text, err := os.ReadFile(filepath.Join(f.old.dir, e.File+".txt"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if hash := Hash(string(text)); hash != next {
		f.files[keptFolder+"/"+hash+".txt"] = text
	}
	return nil
}

// differences says in what a fresh document is not the frozen one.
func differences(e *Entry, frozen *Document, readErr error, d *Document) []string {
	var why []string
	add := func(differ bool, what string, args ...any) {
		if differ {
			why = append(why, fmt.Sprintf(what, args...))
		}
	}
	var fault *study.Fault
	if errors.As(readErr, &fault) {
		add(true, "%s: %s", fault.Where, fault.What)
	} else if readErr != nil {
		add(true, "its files in the corpus cannot be read")
	}
	add(e.SourceHash != d.SourceHash, "the source file changed")
	add(e.Source != d.Source, "the source file has another place")
	add(e.Extractor != d.Extractor, "the extractor is %s, and was %s", d.Extractor, e.Extractor)
	add(e.TextHash != d.TextHash, "the text differs")
	add(e.Study != d.Study || e.Kind != d.Kind || e.Role != d.Role || e.Participant != d.Participant, "its study, kind, role or participant is another")
	if frozen == nil {
		return why
	}
	add(frozen.Layout.Rule != d.Layout.Rule, "the layout is %s, and was %s", d.Layout.Rule, frozen.Layout.Rule)
	add(e.TextHash == d.TextHash && !slices.EqualFunc(frozen.Turns, d.Turns, sameTurn), "its turns differ")
	if len(why) == 0 {
		add(true, "its metadata, comments or warnings differ")
	}
	return why
}

func sameTurn(a, b Turn) bool {
	return a.Number == b.Number && a.Speaker == b.Speaker && a.Class == b.Class && a.Role == b.Role &&
		a.Section == b.Section && slices.Equal(a.Segments, b.Segments)
}

// turnFates carries every turn of a frozen document into the fresh text.
func turnFates(frozen, d *Document) *TurnFates {
	spans := make([]Span, len(frozen.Turns))
	for i, t := range frozen.Turns {
		spans[i] = t.Span
	}
	out := &TurnFates{Changed: []int{}, Lost: []int{}}
	for i, c := range Map(frozen.Text, d.Text, spans) {
		n := frozen.Turns[i].Number
		switch c.Fate {
		case Unchanged:
			out.Unchanged++
		case Moved:
			out.Moved++
		case Changed:
			out.Changed = append(out.Changed, n)
		default:
			out.Lost = append(out.Lost, n)
		}
	}
	return out
}

// write stages every file, makes them count, and moves them to their places.
func (f *freezer) write(ctx context.Context) error {
	x := index{Format: indexFormat, Documents: f.next}
	data, err := x.encode()
	if err != nil {
		return err
	}
	f.files[indexName] = data
	if f.refreeze {
		var rows []Finding
		for _, d := range f.report.Documents {
			if d.Status == Refrozen || d.Status == Removed {
				rows = append(rows, d)
			}
		}
		if len(rows) > 0 {
			if f.files[reportName], err = lines(struct {
				Format    string    `json:"format"`
				Documents []Finding `json:"documents"`
			}{Format: "kith-refrozen/1"}, "documents", rows); err != nil {
				return err
			}
		}
	}
	dir := f.old.dir
	staging := filepath.Join(dir, stagingFolder)
	defer os.RemoveAll(staging)
	if err := os.MkdirAll(filepath.Join(staging, keptFolder), 0o700); err != nil {
		return err
	}
	if len(f.remove) > 0 {
		if f.files[removeName], err = plainJSON(f.remove); err != nil {
			return err
		}
	}
	var g errgroup.Group
	g.SetLimit(8) // waiting for the disk, not for the processor
	for name, data := range f.files {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return writeSynced(filepath.Join(staging, filepath.FromSlash(name)), data)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := errors.Join(syncFolder(filepath.Join(staging, keptFolder)), syncFolder(staging), ctx.Err()); err != nil {
		return err
	}
	if err := os.Rename(staging, filepath.Join(dir, commitFolder)); err != nil {
		return err
	}
	if err := syncFolder(dir); err != nil {
		return err
	}
	return finish(dir)
}

func writeSynced(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

// syncFolder makes names durable. Windows keeps them in its own log and lets no
// one sync a folder.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	file, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// recoverCommit finishes what a crash interrupted, if anything was.
func recoverCommit(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, commitFolder)); err != nil {
		return nil
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, lockName)).Lock()
	if err != nil {
		return err
	}
	defer unlock()
	return finish(dir)
}

// finish moves the files of a commit to their places, the index last. It can be
// stopped anywhere and begun again. The lock is held.
func finish(dir string) error {
	commit := filepath.Join(dir, commitFolder)
	entries, err := os.ReadDir(commit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	kept, err := os.ReadDir(filepath.Join(commit, keptFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(kept) > 0 {
		if err := os.MkdirAll(filepath.Join(dir, keptFolder), 0o700); err != nil {
			return err
		}
	}
	var names []string
	for _, e := range kept {
		names = append(names, filepath.Join(keptFolder, e.Name()))
	}
	for _, e := range entries {
		if !e.IsDir() && e.Name() != indexName && e.Name() != removeName {
			names = append(names, e.Name())
		}
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(commit, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	if err := removeListed(dir, commit); err != nil {
		return err
	}
	if len(kept) > 0 {
		if err := syncFolder(filepath.Join(dir, keptFolder)); err != nil {
			return err
		}
	}
	if err := syncFolder(dir); err != nil {
		return err
	}
	err = os.Rename(filepath.Join(commit, indexName), filepath.Join(dir, indexName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errors.Join(syncFolder(dir), os.RemoveAll(commit))
}

// removeListed removes the files of documents taken out.
func removeListed(dir, commit string) error {
	data, err := os.ReadFile(filepath.Join(commit, removeName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var names []string
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&names); err != nil {
		return err
	}
	for _, name := range names {
		if filepath.Base(name) != name {
			continue
		}
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
