package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"time"
)

// A Writer writes a package. Parts come in the order they are added, deflated,
// dated 1 January 1980 as Office itself dates them, so that the same parts
// give the same bytes. Add [Content_Types].xml first.
type Writer struct {
	zip  *zip.Writer
	seen map[string]bool
}

// NewWriter gives a writer of a package to w.
func NewWriter(w io.Writer) *Writer {
	return &Writer{zip: zip.NewWriter(w), seen: map[string]bool{}}
}

var undated = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Add writes a part. A name may be added once.
func (w *Writer) Add(name string, data []byte) error { return w.add(name, data, zip.Deflate) }

// Store writes a part without deflating it, for a package that is only passed on in
// memory. A name may be added once.
func (w *Writer) Store(name string, data []byte) error { return w.add(name, data, zip.Store) }

func (w *Writer) add(name string, data []byte, method uint16) error {
	clean, ok := partName(name)
	if !ok || clean != name {
		return fmt.Errorf("%q is no part name", name)
	}
	if w.seen[partKey(name)] {
		return fmt.Errorf("part %s is written twice", name)
	}
	w.seen[partKey(name)] = true
	member, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: undated})
	if err != nil {
		return fmt.Errorf("write part %s: %w", name, err)
	}
	if _, err := member.Write(data); err != nil {
		return fmt.Errorf("write part %s: %w", name, err)
	}
	return nil
}

// Close ends the package. It does not close the writer beneath.
func (w *Writer) Close() error {
	if len(w.seen) == 0 {
		return errors.New("a package without parts")
	}
	return w.zip.Close()
}

// Rewrite gives the package pkg with parts replaced and added. A part whose
// new bytes are nil is left out. Parts keep their order; new ones follow,
// sorted by name. The bytes depend on the parts and their order alone.
//
// Rewrite is for packages kith made or checked; it sets no limits.
func Rewrite(pkg []byte, changes map[string][]byte) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(pkg), int64(len(pkg)))
	if err != nil {
		return nil, fmt.Errorf("rewrite a package: %w", err)
	}
	byKey := make(map[string][]byte, len(changes))
	for name, data := range changes {
		byKey[partKey(name)] = data
	}
	var out bytes.Buffer
	w := NewWriter(&out)
	for _, f := range archive.File {
		name, ok := partName(f.Name)
		if !ok {
			continue // a folder
		}
		data, changed := byKey[partKey(name)]
		if changed && data == nil {
			continue
		}
		if !changed {
			if data, err = readMember(f); err != nil {
				return nil, fmt.Errorf("rewrite a package: part %s: %w", name, err)
			}
		}
		if err := w.Add(name, data); err != nil {
			return nil, err
		}
	}
	for _, name := range sortedNames(changes) {
		if changes[name] == nil || w.seen[partKey(name)] {
			continue
		}
		if err := w.Add(name, changes[name]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func readMember(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func sortedNames(m map[string][]byte) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
