package reproduce

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"kith/ingest/deposit"
	"kith/ingest/transcript"
	"kith/study"
	"kith/study/corpus"
)

// frozenCorpus opens the frozen corpus of a study; nil says that nothing has been
// frozen yet.
func frozenCorpus(m *study.Manifest) (*corpus.Store, error) {
	s, err := corpus.Open(corpus.Folder(m))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return s, err
}

// A Frozen is what Freeze found and did.
type Frozen struct {
	*corpus.Report
	Unsure []UnsureDocument
}

// Freeze extracts every document of the study at path from the deposit, and every
// column of open answers that it declares, and freezes it in the folder corpus beside the manifest. See [corpus.Freeze] for
// what refreeze means and what is promised.
func Freeze(ctx context.Context, path string, refreeze bool, p Progress) (*Frozen, error) {
	p.Step("manifest", 0)
	m, err := study.Load(path)
	if err != nil {
		return nil, err
	}
	r := &Run{Manifest: m}
	if r.Listing, err = List(ctx, m, p); err != nil {
		return nil, err
	}
	dir := corpus.Folder(m)
	var inside *study.Fault
	if err := CheckOutside(dir, m.DepositDir()); err != nil && !errors.As(err, &inside) {
		return nil, err
	} else if err != nil {
		return nil, &study.Fault{What: "the corpus would lie inside the deposit, where kith never writes", Where: displayPath(m.File),
			Hint: "move the files as received into a folder of their own, and name it under deposit:"}
	}
	found, err := corpus.Freeze(ctx, dir, refreeze, func(add func(*corpus.Document) error) ([]string, error) {
		if err := r.eachDocument(ctx, p, func(_ int, d *corpus.Document) error { return add(d) }); err != nil {
			return nil, err
		}
		answers, err := r.columnDocuments(ctx, p)
		if err != nil {
			return nil, err
		}
		p.Step("corpus", len(answers))
		for _, d := range answers {
			if err := add(d); err != nil {
				return nil, err
			}
			p.Advance()
		}
		unsure := make([]string, len(r.Unsure))
		for i, u := range r.Unsure {
			unsure[i] = u.Document
		}
		return unsure, nil
	})
	if err != nil {
		return nil, corpusFault(err)
	}
	return &Frozen{Report: found, Unsure: r.Unsure}, nil
}

// corpusFault says what kept the corpus from being written, without the path of
// anyone's home.
func corpusFault(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	default:
		return err
	}
	return &study.Fault{What: fmt.Sprintf("the corpus could not be written: %v", err), Where: "corpus/",
		Hint: "nothing was changed: make room, or check who may write there, and run kith ingest again"}
}

// Document gives a document of a study by its id, or its path in the deposit: as
// it is frozen where it is, with its entry in the corpus, and else as its file
// reads now.
func Document(ctx context.Context, m *study.Manifest, doc string, p Progress) (*corpus.Document, *corpus.Entry, error) {
	store, err := frozenCorpus(m)
	if err != nil {
		return nil, nil, err
	}
	if store != nil {
		for _, e := range store.Entries() {
			if strings.EqualFold(e.ID, doc) || e.Source == doc {
				d, err := store.Document(e.ID)
				return d, &e, err
			}
		}
	}
	f, err := find(ctx, m, doc, p)
	if err != nil {
		return nil, nil, err
	}
	p.Step("transcript", 0)
	d, err := (&Run{Manifest: m}).readDocument(f)
	var u *transcript.Unsure
	if errors.As(err, &u) {
		return nil, nil, u.Fault()
	}
	return d, nil, err
}

// frozen gives the frozen document of a file; nil when there is none. A file that
// is not the one whose text was frozen is a fault: its results would not be those
// of the codings.
func frozen(s *corpus.Store, f *deposit.File) (*corpus.Document, error) {
	e, ok := s.Entry(f.DocumentID)
	if !ok || e.Gone {
		return nil, nil
	}
	what := ""
	switch {
	case e.SourceHash != f.SHA256:
		what = "the file is not the one whose text was frozen"
	case e.Study != f.Study || e.Kind != f.Kind || e.Role != f.Role || e.Participant != f.Participant:
		what = "the manifest declares the document otherwise than when it was frozen"
	default:
		return s.Document(e.ID)
	}
	return nil, &study.Fault{What: what, Where: f.Path,
		Hint: "kith ingest says what differs; with --refreeze it freezes the new text and keeps the old one"}
}
