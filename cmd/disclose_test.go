package cmd

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tinyStudy = `schema: kith/1
study: {id: tiny, title: Tiny study}
studies:
  - id: S1
    analysis: reflexive
    roles: {P: Participant}
    documents: {glob: "*.docx", kind: interview, role: P}
`

// A name that was deleted with changes tracked, and that every hidden part of
// the file holds, comes out of no command: not on the screen, not in a report,
// a log or a copy. Only --show and --report say it, which are made to.
func TestDeletedNameComesOutNowhere(t *testing.T) {
	nasty, err := os.ReadFile("../ingest/disclose/testdata/nasty.docx")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "study")
	doc := filepath.Join(path, "deposit", "S1_P01.docx")
	if err := os.MkdirAll(filepath.Dir(doc), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{filepath.Join(path, "study.yaml"): []byte(tinyStudy), doc: nasty} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("KITH_ANALYST", "AB")
	for _, args := range [][]string{
		{"inventory", path}, {"validate", path}, {"transcript", doc}, {"transcript", doc, "--json"}, {"init", filepath.Join(path, "deposit")},
		{"disclose", path}, {"disclose", path, "--json"}, {"disclose", path, "--check"},
		{"disclose", "accept", "--kind", "tracked deletion", "--reason", "seen", "--study", path},
		{"disclose", path, "--all"},
		{"disclose", path, "--strip", "-o", filepath.Join(dir, "copies")},
		{"reproduce", path, "-o", filepath.Join(dir, "report")},
	} {
		var out, errOut bytes.Buffer
		status := Main(args, strings.NewReader(""), &out, &errOut)
		if status > exitCheckFailed && args[0] != "init" && args[0] != "reproduce" {
			t.Errorf("kith %s: status %d: %s", args[0], status, &errOut)
		}
		if said := out.String() + errOut.String(); strings.Contains(said, "Testperson") {
			t.Errorf("kith %s prints the deleted name:\n%s", strings.Join(args, " "), said)
		}
	}
	copied := false
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == doc {
			return err
		}
		data, err := os.ReadFile(name)
		if strings.Contains(unzipped(t, data), "Testperson") {
			t.Errorf("%s holds the deleted name", name)
		}
		copied = copied || filepath.Base(name) == "S1_P01.docx"
		return err
	})
	if err != nil || !copied {
		t.Fatalf("there is no copy (%v)", err)
	}
	after, err := os.ReadFile(doc)
	if err != nil || !bytes.Equal(after, nasty) {
		t.Error("the original was touched")
	}
}

// unzipped gives the bytes of a file, or of everything in it when it is a
// package.
func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return string(data)
	}
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err == nil {
			_, err = io.Copy(&b, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
