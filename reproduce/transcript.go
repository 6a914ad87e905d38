package reproduce

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"kith/ingest/deposit"
	"kith/ingest/transcript"
	"kith/study"
)

// Examine reads one transcript of a study by every rule, as the manifest
// declares it. doc is its document id or its path in the deposit.
func Examine(ctx context.Context, m *study.Manifest, doc string, p Progress) (*transcript.Examination, error) {
	f, err := find(ctx, m, doc, p)
	if err != nil {
		return nil, err
	}
	p.Step("transcript", 0)
	return transcript.ExamineFile(filepath.Join(m.DepositDir(), filepath.FromSlash(f.Path)), sourceOf(m, f))
}

// find finds a document of the deposit by its id or its path.
func find(ctx context.Context, m *study.Manifest, doc string, p Progress) (*deposit.File, error) {
	l, err := List(ctx, m, p)
	if err != nil {
		return nil, err
	}
	var found []*deposit.File
	for i := range l.Files {
		f := &l.Files[i]
		if f.Decl == nil {
			continue
		}
		if strings.EqualFold(f.DocumentID, doc) || f.Path == filepath.ToSlash(doc) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, &study.Fault{
			What:  fmt.Sprintf("there is no document %s", doc),
			Where: displayPath(m.File), Hint: "kith inventory lists them by id",
		}
	}
	return nil, &study.Fault{
		What:  fmt.Sprintf("%d documents have the id %s", len(found), doc),
		Where: displayPath(m.File), Hint: "name the one you mean by its path in the deposit: " + found[0].Path,
	}
}

// sourceOf says what the study says of a document.
func sourceOf(m *study.Manifest, f *deposit.File) transcript.Source {
	part := m.Part(f.Study)
	roles := make([]string, len(part.Roles))
	for i, role := range part.Roles {
		roles[i] = role.ID
	}
	return transcript.Source{
		ID: f.DocumentID, Study: f.Study, Kind: f.Kind, Role: f.Role, Participant: f.Participant,
		Path: f.Path, Spec: f.Decl.Transcript, Roles: roles,
	}
}
