package cmd

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kith": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the whole program over testdata/script. $FIXTURES is the
// folder of fixtures; a script that changes a study works on its own copy.
func TestScripts(t *testing.T) {
	fixtures, err := filepath.Abs("../fixtures")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FIXTURES", fixtures)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"copydir": copyDir,
			"replace": replaceIn,
			"setcell": setCell,
			"setword": setWord,
			"samedir": sameDir,
			"oldword": oldWord,
			"status":  status,
		},
	})
}

// copydir FROM TO
func copyDir(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

// replace FILE OLD NEW: OLD must be there.
func replaceIn(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	if !bytes.Contains(data, []byte(args[1])) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, bytes.Replace(data, []byte(args[1]), []byte(args[2]), 1), 0o600))
}

// setcell WORKBOOK SHEET CELL VALUE
func setCell(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	f, err := excelize.OpenFile(name)
	ts.Check(err)
	defer f.Close()
	var value any = args[3]
	if n, err := strconv.ParseFloat(args[3], 64); err == nil {
		value = n
	}
	ts.Check(f.SetCellValue(args[1], args[2], value))
	ts.Check(f.Save())
}

// setword DOCUMENT OLD NEW: OLD must stand once in one run of its main part.
func setWord(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	r, err := zip.OpenReader(name)
	ts.Check(err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		in, err := f.Open()
		ts.Check(err)
		data, err := io.ReadAll(in)
		ts.Check(err)
		if f.Name == "word/document.xml" {
			if bytes.Count(data, []byte(args[1])) != 1 {
				ts.Fatalf("%s does not hold %q once", args[0], args[1])
			}
			data = bytes.Replace(data, []byte(args[1]), []byte(args[2]), 1)
		}
		part, err := w.Create(f.Name)
		ts.Check(err)
		_, err = part.Write(data)
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(r.Close())
	ts.Check(os.WriteFile(name, out.Bytes(), 0o600))
}

// oldword FILE: the first bytes of a Word 97 file.
func oldWord(ts *testscript.TestScript, _ bool, args []string) {
	data := make([]byte, 4096)
	copy(data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// [!] samedir A B: the same files with the same bytes.
func sameDir(ts *testscript.TestScript, neg bool, args []string) {
	a, b := readTree(ts, args[0]), readTree(ts, args[1])
	var differ []string
	for name, data := range a {
		if !bytes.Equal(data, b[name]) {
			differ = append(differ, name)
		}
		delete(b, name)
	}
	for name := range b {
		differ = append(differ, name)
	}
	if same := len(differ) == 0; same == neg {
		ts.Fatalf("files that differ: %s", strings.Join(differ, ", "))
	}
}

func readTree(ts *testscript.TestScript, dir string) map[string][]byte {
	files := map[string][]byte{}
	root := ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		files[filepath.ToSlash(rel)] = data
		return err
	}))
	return files
}

// status N COMMAND…: the exit status of kith is N.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		text := err.Error() // "exit status 2"
		n, convErr := strconv.Atoi(strings.TrimPrefix(text, "exit status "))
		if convErr != nil {
			ts.Fatalf("%v", err)
		}
		got = n
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
