package ooxml

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"testing"
)

func write(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b)
	for _, m := range members {
		if err := w.Add(m.name, []byte(m.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWriterIsReproducible(t *testing.T) {
	first, second := write(t, minimal()...), write(t, minimal()...)
	if !bytes.Equal(first, second) {
		t.Error("the same parts gave different bytes")
	}
	p, err := open(first)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(p.Names()); got != "[[Content_Types].xml _rels/.rels word/document.xml]" {
		t.Errorf("order %s", got)
	}
}

func TestWriterRefuses(t *testing.T) {
	w := NewWriter(io.Discard)
	if err := w.Add("word/document.xml", nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"WORD/document.xml", "", "/a", "../a", `a\b`, "C:x", "a/", "a//b"} {
		if err := w.Add(name, nil); err == nil {
			t.Errorf("%q was written", name)
		}
	}
	if err := NewWriter(io.Discard).Close(); err == nil {
		t.Error("a package without parts was written")
	}
}

func TestRewrite(t *testing.T) {
	// The package comes from another writer, with dates and folders in it.
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, m := range minimal(member{"word/", ""}, member{"word/old.xml", "<a/>"}) {
		f, _ := zw.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Store})
		io.WriteString(f, m.data)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Rewrite(b.Bytes(), map[string][]byte{
		"word/media/image2.png": []byte("two"),
		"word/media/image1.png": []byte("one"),
		"word/document.xml":     []byte("<new/>"),
		"word/old.xml":          nil,
		"word/never.xml":        nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := write(t,
		member{"[Content_Types].xml", typesXML}, member{"_rels/.rels", relsXML}, member{"word/document.xml", "<new/>"},
		member{"word/media/image1.png", "one"}, member{"word/media/image2.png", "two"})
	if !bytes.Equal(got, want) {
		t.Error("rewriting differs from writing the same parts")
	}
	if _, err := Rewrite([]byte("no zip"), nil); err == nil {
		t.Error("something that is no package was rewritten")
	}
}
