package reproduce

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kith/study"
)

// A file is written whole, and is private where it is to be.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "codebook.md")
	for _, text := range []string{"first", "second, which is longer"} {
		if err := WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != text {
			t.Errorf("%q is there, %v; want %q", got, err, text)
		}
	}
	secret := filepath.Join(dir, "secret.csv")
	if err := WritePrivate(secret, []byte("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(secret)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	// What cannot be put in its place leaves what is there, and nothing beside it.
	taken := filepath.Join(dir, "taken", "inside")
	if err := os.MkdirAll(taken, 0o700); err != nil {
		t.Fatal(err)
	}
	var fault *study.Fault
	if err := WriteFile(filepath.Dir(taken), []byte("x")); !errors.As(err, &fault) || fault.Where == "" || fault.Hint == "" {
		t.Errorf("over a folder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".kith-*")); len(left) > 0 {
		t.Errorf("%s is left", left)
	}
}
