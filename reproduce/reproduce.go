// Package reproduce walks a study once from left to right: manifest, deposit,
// transcripts and data set, results, report. It also compares results with
// published values (verify.go) and with a report made earlier (check.go).
// Commands and, later, the desk call it; neither owns any of it.
package reproduce

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"kith/ingest/deposit"
	"kith/ingest/survey"
	"kith/ingest/transcript"
	"kith/report"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/dataset"
)

// ErrNotHere says that the data of a study are not on this machine, so that
// nothing can be said about its results.
var ErrNotHere = errors.New("the data are not here")

// Progress is told how a run gets on. Calls come from one goroutine at a time.
type Progress interface {
	// Step begins a step of total parts; 0 means the number is not known.
	Step(name string, total int)
	// Advance says that one more part of the step is done.
	Advance()
}

// A Run is a study taken from its files to its results.
type Run struct {
	Manifest   *study.Manifest
	Listing    *deposit.Listing
	Documents  []*corpus.Document // in the order of the listing
	Unsure     []UnsureDocument
	Data       map[string]*dataset.Set // by study id
	Results    *report.Results
	Provenance *report.Provenance

	corpus   *corpus.Store // nil where none is frozen
	analysis *Analysis     // see coded
	state    *coding.State
	groups   map[string][][]int // who is in the rows of a joint display, by its id
}

// An UnsureDocument is a transcript whose turns kith does not present, because
// it is not sure who speaks.
type UnsureDocument struct {
	Document, Study, Kind string
	Why                   string // without any text of the document
}

// Load reads the study at path (a folder with study.yaml, or a manifest) and
// computes its results. It writes nothing. Faults in the manifest or the
// deposit come back as study.Faults; a deposit that is not here as an error
// that wraps [ErrNotHere].
func Load(ctx context.Context, path string, version string, p Progress) (*Run, error) {
	p.Step("manifest", 0)
	m, err := study.Load(path)
	if err != nil {
		return nil, err
	}
	r := &Run{Manifest: m, Data: map[string]*dataset.Set{}}
	if r.Listing, err = List(ctx, m, p); err != nil {
		return nil, err
	}
	if err := r.present(); err != nil {
		return nil, err
	}
	if r.corpus, err = frozenCorpus(m); err != nil {
		return nil, err
	}
	if err := r.readDocuments(ctx, p); err != nil {
		return nil, err
	}
	if err := r.readData(ctx, p); err != nil {
		return nil, err
	}
	p.Step("results", 0)
	if r.Results, err = r.results(); err != nil {
		return nil, err
	}
	r.Provenance = r.provenance(version)
	return r, ctx.Err()
}

// List makes the inventory of the deposit: every file by kind, hashed,
// declared against found.
func List(ctx context.Context, m *study.Manifest, p Progress) (*deposit.Listing, error) {
	p.Step("inventory", 0)
	if fi, err := os.Stat(m.DepositDir()); err != nil || !fi.IsDir() {
		return nil, notHere(&study.Fault{
			What:  "the deposit folder is missing",
			Where: displayPath(m.DepositDir()),
			Hint:  "put the files there as received, or point deposit: in " + filepath.Base(m.File) + " to them",
		})
	}
	return deposit.Inventory(ctx, m)
}

// present checks that what is to be read was found: the workbook of every
// quantitative study, and a file for every declaration of documents.
func (r *Run) present() error {
	var faults study.Faults
	for _, part := range r.Manifest.Studies {
		for i := range part.Documents {
			d := &part.Documents[i]
			read := d.Read == nil || *d.Read
			if read && !slices.ContainsFunc(r.Listing.Files, func(f deposit.File) bool { return f.Decl == d }) {
				faults = append(faults, &study.Fault{
					What:  fmt.Sprintf("no file of the deposit matches %s", d.Glob.Pattern),
					Where: d.Glob.At.String(),
					Hint:  "put the documents there, or correct glob: under documents:",
				})
			}
		}
		for _, w := range part.Books() {
			if name := w.File; r.Listing.File(name.Name) == nil {
				faults = append(faults, &study.Fault{
					What:  fmt.Sprintf("workbook %s is not in the deposit", name.Name),
					Where: name.At.String(),
					Hint:  nearFile(name.Name, r.Listing),
				})
			}
		}
	}
	if len(faults) > 0 {
		return notHere(faults)
	}
	return nil
}

// nearFile says what to do about a missing file, naming one like it if the
// deposit has one.
func nearFile(name string, l *deposit.Listing) string {
	base := strings.ToLower(filepath.Base(filepath.FromSlash(name)))
	for _, f := range l.Files {
		if strings.ToLower(filepath.Base(filepath.FromSlash(f.Path))) == base {
			return "correct the path: the deposit has " + f.Path
		}
	}
	return "put the file there, or correct file: under workbook:"
}

// readDocuments extracts every transcript that the manifest declares.
func (r *Run) readDocuments(ctx context.Context, p Progress) error {
	docs := make([]*corpus.Document, len(r.transcripts()))
	if err := r.eachDocument(ctx, p, func(i int, d *corpus.Document) error {
		docs[i] = d
		return nil
	}); err != nil {
		return err
	}
	r.Documents = slices.DeleteFunc(docs, func(d *corpus.Document) bool { return d == nil })
	return nil
}

// transcripts gives the files that hold them.
func (r *Run) transcripts() []*deposit.File {
	var wanted []*deposit.File
	for i := range r.Listing.Files {
		f := &r.Listing.Files[i]
		if f.Decl != nil && (f.Decl.Read == nil || *f.Decl.Read) {
			wanted = append(wanted, f)
		}
	}
	return wanted
}

// eachDocument extracts transcripts, several at a time, and gives each with its place
// among them to take, in no order: what take does not keep is not kept. Those whose
// speakers kith cannot tell are in r.Unsure afterwards.
func (r *Run) eachDocument(ctx context.Context, p Progress, take func(i int, d *corpus.Document) error) error {
	wanted := r.transcripts()
	p.Step("transcripts", len(wanted))
	errs := make([]error, len(wanted))
	done := make(chan struct{}, len(wanted))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	go func() {
		for i, f := range wanted {
			g.Go(func() error {
				defer func() { done <- struct{}{} }()
				if gctx.Err() != nil {
					return gctx.Err()
				}
				d, err := r.readDocument(f)
				if err != nil {
					errs[i] = err
					return nil
				}
				return take(i, d)
			})
		}
	}()
	for range wanted {
		<-done
		p.Advance()
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var faults study.Faults
	for i, err := range errs {
		var u *transcript.Unsure
		var fault *study.Fault
		switch {
		case err == nil:
		case errors.As(err, &u):
			r.Unsure = append(r.Unsure, UnsureDocument{
				Document: wanted[i].DocumentID, Study: wanted[i].Study, Kind: wanted[i].Kind, Why: u.Error(),
			})
		case errors.As(err, &fault):
			faults = append(faults, fault)
		default:
			faults = append(faults, &study.Fault{What: err.Error(), Where: wanted[i].Path})
		}
	}
	return faults.Err()
}

// readDocument gives the frozen document, or reads the file where none is
// frozen.
func (r *Run) readDocument(f *deposit.File) (*corpus.Document, error) {
	if r.corpus != nil {
		if d, err := frozen(r.corpus, f); d != nil || err != nil {
			return d, err
		}
	}
	return transcript.ReadFile(filepath.Join(r.Manifest.DepositDir(), filepath.FromSlash(f.Path)), sourceOf(r.Manifest, f))
}

// readData reads the workbook of every quantitative study.
func (r *Run) readData(ctx context.Context, p Progress) error {
	var faults study.Faults
	for _, part := range r.Manifest.Studies {
		if len(part.Books()) == 0 {
			continue
		}
		set, err := survey.Read(ctx, r.Manifest, part, func(done, of int) {
			if done == 0 {
				p.Step("workbook "+part.ID, of)
				return
			}
			p.Advance()
		})
		var fs study.Faults
		switch {
		case errors.As(err, &fs):
			faults = append(faults, fs...)
		case err != nil:
			return err
		default:
			r.Data[part.ID] = set
		}
	}
	return faults.Err()
}

// notHere wraps a fault so that errors.Is finds [ErrNotHere] beside it.
func notHere(err error) error { return &absence{err} }

type absence struct{ fault error }

func (a *absence) Error() string   { return a.fault.Error() }
func (a *absence) Unwrap() []error { return []error{a.fault, ErrNotHere} }

// displayPath gives a path relative to the working folder when it lies below
// it, so that messages do not carry home folders about.
func displayPath(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return path
}
