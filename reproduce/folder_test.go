package reproduce

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/report"
	"kith/study"
)

// tree lists the files below dir with their content, by slash path.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		got[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func reportFiles(pairs ...string) []report.File {
	var files []report.File
	for i := 0; i < len(pairs); i += 2 {
		files = append(files, report.File{Path: pairs[i], Data: []byte(pairs[i+1])})
	}
	return files
}

// mustHold fails unless the tree below dir is exactly want, the marker aside.
func mustHold(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := tree(t, dir)
	if _, ok := got[markerName]; !ok {
		t.Errorf("no marker in %s", dir)
	}
	delete(got, markerName)
	for name, content := range want {
		if got[name] != content {
			t.Errorf("%s holds %q, want %q", name, got[name], content)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s is left over", name)
	}
}

// mustBeAlone fails when the parent of dir holds anything but dir.
func mustBeAlone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(dir) {
			t.Errorf("%s is left beside the report", e.Name())
		}
	}
}

func TestWriteFolder(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "out")
	write := func(pairs ...string) Written {
		t.Helper()
		w, err := WriteFolder(ctx, dir, reportFiles(pairs...))
		if err != nil {
			t.Fatal(err)
		}
		mustBeAlone(t, dir)
		return w
	}
	write("a.txt", "1", "tables/t.csv", "x")
	mustHold(t, dir, map[string]string{"a.txt": "1", "tables/t.csv": "x"})

	// A stale file goes; a foreign one stays, in a folder of kith's too.
	for name, content := range map[string]string{"notes.md": "mine", "tables/mine.csv": "also mine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.txt", "2", "b.txt", "new")
	mustHold(t, dir, map[string]string{"a.txt": "2", "b.txt": "new", "notes.md": "mine", "tables/mine.csv": "also mine"})

	// A file of kith's that a person edited is kept under another name, twice.
	for i, want := range []string{"a.txt.edited", "a.txt.edited.2"} {
		if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("edit "+string(rune('0'+i))), 0o600); err != nil {
			t.Fatal(err)
		}
		if w := write("a.txt", "3"); !slices.Equal(w.Kept, []string{want}) {
			t.Errorf("kept %v, want %s", w.Kept, want)
		}
	}
	mustHold(t, dir, map[string]string{"a.txt": "3", "a.txt.edited": "edit 0", "a.txt.edited.2": "edit 1",
		"notes.md": "mine", "tables/mine.csv": "also mine"})
}

func TestWriteFolderRefusesWhatIsNotKiths(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.docx"), []byte("years of work"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := WriteFolder(context.Background(), dir, reportFiles("a.txt", "1"))
	var fault *study.Fault
	if !errors.As(err, &fault) || !strings.Contains(fault.What, "not made by kith") {
		t.Fatalf("err = %v", err)
	}
	if got := tree(t, dir); len(got) != 1 || got["thesis.docx"] != "years of work" {
		t.Errorf("the folder now holds %v", got)
	}
}

func TestWriteFolderStopsCleanly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := WriteFolder(context.Background(), dir, reportFiles("a.txt", "1")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := WriteFolder(ctx, dir, reportFiles("a.txt", "2")); !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v", err)
	}
	mustHold(t, dir, map[string]string{"a.txt": "1"})
	mustBeAlone(t, dir)
}

// A path of a file through a file cannot be written: as on a full disk, the
// staging goes and the old report stays.
func TestWriteFolderFailureKeepsTheOldReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := WriteFolder(context.Background(), dir, reportFiles("a.txt", "1")); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteFolder(context.Background(), dir, reportFiles("a.txt", "2", "a.txt/b.txt", "x")); err == nil {
		t.Fatal("no error")
	}
	mustHold(t, dir, map[string]string{"a.txt": "1"})
	mustBeAlone(t, dir)
}

// A crash between the two renames of a swap leaves the old report aside; the
// next run takes it up again.
func TestWriteFolderRecoversAnInterruptedSwap(t *testing.T) {
	for _, swapped := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "out")
		if _, err := WriteFolder(context.Background(), dir, reportFiles("a.txt", "1")); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "notes.md"), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(dir, asideName(dir)); err != nil {
			t.Fatal(err)
		}
		if swapped { // the new report is in place, the foreign files not yet
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := stage(context.Background(), dir, reportFiles("a.txt", "2"), shared); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := WriteFolder(context.Background(), dir, reportFiles("a.txt", "3")); err != nil {
			t.Fatal(err)
		}
		mustHold(t, dir, map[string]string{"a.txt": "3", "notes.md": "mine"})
		mustBeAlone(t, dir)
	}
}
