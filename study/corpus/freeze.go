package corpus

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

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
// adds those it does not have. extract gives each to add, which may be called from
// several goroutines and keeps nothing of it; then it names the documents that are
// there and could not be extracted, to which nothing happens. Documents that differ
// from what is frozen, and frozen ones that were not added, stay as they are and are
// reported; with refreeze they are replaced and taken out, the old texts are kept
// under their hashes, and what became of every turn is reported and written to
// refrozen.json. Without a difference nothing is written.
//
// The corpus is the old one or the new one, whenever the process is stopped, the
// disk is full, or the machine fails: new files are written and synced beside
// the old ones, one rename makes them count, and what a crash interrupts after
// that is finished by whoever opens the corpus next. Only one process freezes at
// a time; another waits.
//
// Two documents whose ids differ in nothing but case are a *study.Fault.
func Freeze(ctx context.Context, dir string, refreeze bool, extract func(add func(*Document) error) (unsure []string, err error)) (*Report, error) {
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
	staging := filepath.Join(dir, stagingFolder)
	if err := os.RemoveAll(staging); err != nil {
		return nil, err
	}
	defer os.RemoveAll(staging)
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
	f := &freezer{old: old, refreeze: refreeze, staging: staging, fresh: map[string]outcome{}, staged: map[string]bool{}}
	f.disk, f.ctx = errgroup.WithContext(ctx)
	f.disk.SetLimit(8) // waiting for the disk, not for the processor
	unsure, err := extract(f.add)
	if err == nil {
		err = f.gather(unsure)
	}
	if diskErr := f.disk.Wait(); diskErr != nil && ctx.Err() == nil {
		return nil, diskErr // what stopped the rest
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	if len(f.staged) == 0 && len(f.remove) == 0 {
		return &f.report, nil
	}
	f.report.Written = true
	return &f.report, f.commit(ctx)
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

// A freezer holds documents against the frozen ones, and writes what is new beside
// them as it comes.
type freezer struct {
	old      *Store
	refreeze bool
	staging  string
	disk     *errgroup.Group
	ctx      context.Context // of disk

	mu     sync.Mutex
	added  []named            // documents, in no order
	fresh  map[string]outcome // by id
	staged map[string]bool    // names of files, relative to the corpus

	next   []Entry
	remove []string
	report Report
}

// named is the id of a document, and where it comes from.
type named struct{ id, source string }

// An outcome is what became of a document, and what the index will say of it.
type outcome struct {
	Finding
	entry Entry
}

// stage writes a file beside the corpus, in its own time: data must not change.
func (f *freezer) stage(name string, data []byte) error {
	f.mu.Lock()
	first, again := len(f.staged) == 0, f.staged[name]
	f.staged[name] = true
	var err error
	if first {
		err = os.MkdirAll(filepath.Join(f.staging, keptFolder), 0o700)
	}
	f.mu.Unlock()
	if err != nil || again {
		return err
	}
	f.disk.Go(func() error {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		return writeSynced(filepath.Join(f.staging, filepath.FromSlash(name)), data)
	})
	return f.ctx.Err()
}

// add holds a document against what is frozen, and stages it where it is new.
func (f *freezer) add(d *Document) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if err := d.Validate(); err != nil {
		return err
	}
	record, err := encodeRecord(d)
	if err != nil {
		return err
	}
	out, err := f.hold(d, record)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.added = append(f.added, named{d.ID, d.Source})
	f.fresh[d.ID] = out
	return nil
}

func (f *freezer) hold(d *Document, record []byte) (outcome, error) {
	entry := Entry{
		ID: d.ID, File: fileName(d.ID), Study: d.Study, Kind: d.Kind, Role: d.Role, Participant: d.Participant,
		Source: d.Source, SourceHash: d.SourceHash, TextHash: d.TextHash, RecordHash: Hash(string(record)),
		Extractor: d.Extractor, Turns: len(d.Turns), Words: Words(d.Text),
	}
	put := func() error {
		return errors.Join(f.stage(entry.File+".txt", []byte(d.Text)), f.stage(entry.File+".json", record))
	}
	e := f.old.byID[d.ID]
	switch {
	case e == nil || e.Gone:
		if e != nil {
			entry.Earlier = append(slices.Clone(e.Earlier), e.TextHash)
		}
		return outcome{Finding{ID: d.ID, Status: New, NewText: d.TextHash}, entry}, put()
	case e.RecordHash == entry.RecordHash && e.TextHash == d.TextHash && f.old.intact(e):
		return outcome{Finding{ID: d.ID, Status: Same, OldText: e.TextHash, NewText: d.TextHash}, *e}, nil
	}
	entry.Earlier = e.Earlier
	frozen, readErr := f.old.Document(e.ID)
	found := Finding{ID: d.ID, Status: Differs, Reasons: differences(e, frozen, readErr, d), OldText: e.TextHash, NewText: d.TextHash}
	if !f.refreeze {
		return outcome{found, *e}, nil
	}
	found.Status = Refrozen
	if frozen != nil {
		found.Turns = turnFates(frozen, d)
	}
	if err := f.keep(e, d.TextHash); err != nil {
		return outcome{}, err
	}
	if d.TextHash != e.TextHash {
		entry.Earlier = append(slices.Clone(e.Earlier), e.TextHash)
	}
	return outcome{found, entry}, put()
}

// intact reports whether the files of a document are what the index says.
func (s *Store) intact(e *Entry) bool {
	_, textErr := s.file(e.File+".txt", e.TextHash)
	_, recordErr := s.file(e.File+".json", e.RecordHash)
	return textErr == nil && recordErr == nil
}

// gather puts together, in the order of ids, what became of the documents that were
// added, of those that could not be extracted, and of those that are missing.
func (f *freezer) gather(unsure []string) error {
	if err := f.distinct(); err != nil {
		return err
	}
	ids := slices.Collect(maps.Keys(f.fresh))
	for _, e := range f.old.index.Documents {
		if _, there := f.fresh[e.ID]; !there {
			ids = append(ids, e.ID)
		}
	}
	for _, id := range unsure {
		if f.old.byID[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		e := f.old.byID[id]
		out, added := f.fresh[id]
		switch {
		case added:
		case slices.Contains(unsure, id):
			f.report.Documents = append(f.report.Documents, Finding{ID: id, Status: Unsure})
			if e != nil {
				f.next = append(f.next, *e)
			}
			continue
		case e.Gone:
			f.next = append(f.next, *e)
			continue
		default:
			var err error
			if out, err = f.missing(e); err != nil {
				return err
			}
		}
		f.report.Documents = append(f.report.Documents, out.Finding)
		f.next = append(f.next, out.entry)
	}
	return nil
}

// distinct refuses documents whose files would have one name.
func (f *freezer) distinct() error {
	slices.SortFunc(f.added, func(a, b named) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.source, b.source)) })
	seen := map[string]named{}
	var faults study.Faults
	for _, d := range f.added {
		key := strings.ToLower(fileName(d.id))
		if other, there := seen[key]; there {
			faults = append(faults, &study.Fault{
				What:  fmt.Sprintf("two documents have the id %s", d.id),
				Where: d.source, Asked: "and " + other.source,
				Hint: "rename one of the files, or give each its id with id_pattern: under documents:",
			})
		}
		seen[key] = d
	}
	return faults.Err()
}

// missing handles a frozen document that was not extracted.
func (f *freezer) missing(e *Entry) (outcome, error) {
	found := Finding{ID: e.ID, Status: Missing, OldText: e.TextHash}
	if !f.refreeze {
		return outcome{found, *e}, nil
	}
	found.Status = Removed
	f.remove = append(f.remove, e.File+".txt", e.File+".json")
	gone := *e
	gone.Gone = true
	return outcome{found, gone}, f.keep(e, "")
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
		return f.stage(keptFolder+"/"+hash+".txt", text)
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

// commit adds the index to what was staged, makes all of it count, and moves it to
// its place.
func (f *freezer) commit(ctx context.Context) error {
	last := map[string][]byte{}
	x := index{Format: indexFormat, Documents: f.next}
	var err error
	if last[indexName], err = x.encode(); err != nil {
		return err
	}
	var replaced []Finding
	for _, d := range f.report.Documents {
		if d.Status == Refrozen || d.Status == Removed {
			replaced = append(replaced, d)
		}
	}
	if len(replaced) > 0 {
		if last[reportName], err = lines(struct {
			Format    string    `json:"format"`
			Documents []Finding `json:"documents"`
		}{Format: "kith-refrozen/1"}, "documents", replaced); err != nil {
			return err
		}
	}
	if len(f.remove) > 0 {
		if last[removeName], err = plainJSON(f.remove); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(f.staging, keptFolder), 0o700); err != nil {
		return err
	}
	for name, data := range last {
		if err := writeSynced(filepath.Join(f.staging, name), data); err != nil {
			return err
		}
	}
	if err := errors.Join(syncFolder(filepath.Join(f.staging, keptFolder)), syncFolder(f.staging), ctx.Err()); err != nil {
		return err
	}
	if err := os.Rename(f.staging, filepath.Join(f.old.dir, commitFolder)); err != nil {
		return err
	}
	if err := syncFolder(f.old.dir); err != nil {
		return err
	}
	return finish(f.old.dir)
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
