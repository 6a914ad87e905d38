package deposit

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kith/study"
)

// lay writes files into a folder of the test.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func glob(line int, patterns ...string) []study.Glob {
	var gs []study.Glob
	for i, p := range patterns {
		gs = append(gs, study.Glob{At: study.Pos{File: "study.yaml", Line: line + i, Column: 3}, Pattern: p})
	}
	return gs
}

func manifest(dir string, parts ...*study.Part) *study.Manifest {
	return &study.Manifest{Dir: dir, Deposit: ".", Studies: parts}
}

func interviews() *study.Part {
	return &study.Part{
		ID:    "S1",
		Roles: []study.Role{{ID: "LW", Label: "Link Worker"}, {ID: "GL", Label: "Group leader"}},
		Documents: []study.Documents{{
			At: study.Pos{File: "study.yaml", Line: 9, Column: 5}, Kind: "interview", Glob: glob(9, "01/**/*.docx")[0],
			IDPattern: `^S1_(?P<role>[A-Z]+)(?P<n>\d+)$`, Participant: "${role}${n}",
		}},
		Materials: glob(12, "01/Materials/*"),
	}
}

func TestInventory(t *testing.T) {
	dir := lay(t, map[string]string{
		"README.txt":                     "read me",
		"01/Link_Workers/S1_LW03.docx":   "abc",
		"01/S1_GL01.docx":                "",
		"01/Materials/Consent.pdf":       "consent",
		"03/Data.xlsx":                   "numbers",
		"03/Data (labels).xlsx":          "labels",
		"03/notes.txt":                   "notes",
		"Thumbs.db":                      "x",
		"01/.DS_Store":                   "x",
		"01/~$_LW03.docx":                "x",
		"01/.~lock.S1_GL01.docx#":        "x",
		".git/config":                    "x",
		"somewhere/nobody/declared.docx": "?",
	})
	m := manifest(dir, interviews(), &study.Part{
		ID:         "S3",
		Workbook:   &study.Workbook{File: study.Ref{Name: "03/Data.xlsx"}},
		OtherFiles: glob(20, "03/*", "03/*.sav"),
	})
	m.Documentation = glob(2, "README*", "CODEBOOK*")
	l, err := Inventory(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range l.Files {
		lines = append(lines, strings.Join([]string{f.Path, f.Kind, f.Study, f.Role, f.DocumentID, f.Participant}, " | "))
		if (f.Decl != nil) != (f.DocumentID != "") {
			t.Errorf("%s: declaration and id do not go together", f.Path)
		}
	}
	want := []string{
		"01/Link_Workers/S1_LW03.docx | interview | S1 | LW | S1_LW03 | LW03",
		"01/Materials/Consent.pdf | material | S1 |  |  | ",
		"01/S1_GL01.docx | interview | S1 | GL | S1_GL01 | GL01",
		"03/Data (labels).xlsx | workbook | S3 |  |  | ",
		"03/Data.xlsx | workbook | S3 |  |  | ",
		"03/notes.txt | other | S3 |  |  | ",
		"README.txt | documentation |  |  |  | ",
		"somewhere/nobody/declared.docx | undeclared |  |  |  | ",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"somewhere/nobody/declared.docx"}, l.Undeclared); d != "" {
		t.Error(d)
	}
	var missing []string
	for _, f := range l.Missing {
		missing = append(missing, f.Where+" "+f.What)
	}
	if d := cmp.Diff([]string{"study.yaml:3:3 no file matches CODEBOOK*", "study.yaml:21:3 no file matches 03/*.sav"}, missing); d != "" {
		t.Error(d)
	}
	// SHA-256 of "abc" and of nothing: FIPS 180-2, B.1, and the well-known empty digest.
	lw := l.File("01/Link_Workers/S1_LW03.docx")
	if lw.Size != 3 || lw.SHA256 != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("abc: %d bytes, %s", lw.Size, lw.SHA256)
	}
	if h := l.File("01/S1_GL01.docx").SHA256; h != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("empty file: %s", h)
	}
	if l.File("01/S1_GL02.docx") != nil {
		t.Error("a file that is not there was found")
	}
}

func TestInventoryFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		part  func(*study.Part)
		want  string // part of the fault
		where string
	}{
		{"two documents, one id", map[string]string{"01/a/S1_LW01.docx": "", "01/b/S1_LW01.docx": ""}, nil,
			"two documents of S1 have the id S1_LW01", "01/a/S1_LW01.docx and 01/b/S1_LW01.docx"},
		{"name does not fit", map[string]string{"01/Interview.docx": ""}, nil, "the file name does not fit id_pattern", "01/Interview.docx"},
		{"unknown role", map[string]string{"01/S1_XX01.docx": ""}, nil, `the role "XX", which S1 does not have`, "01/S1_XX01.docx"},
		{"declared twice", map[string]string{"01/S1_LW01.docx": ""}, func(p *study.Part) {
			p.Documents = append(p.Documents, study.Documents{Glob: glob(30, "01/*.docx")[0]})
		}, "declared as a document twice", "01/S1_LW01.docx"},
		{"bad pattern", map[string]string{"01/S1_LW01.docx": ""}, func(p *study.Part) { p.Documents[0].IDPattern = "(" }, "no regular expression", "01/S1_LW01.docx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := interviews()
			if c.part != nil {
				c.part(p)
			}
			_, err := Inventory(context.Background(), manifest(lay(t, c.files), p))
			var fs study.Faults
			if !errors.As(err, &fs) || len(fs) != 1 {
				t.Fatalf("want one fault, got %v", err)
			}
			if !strings.Contains(fs[0].What, c.want) || fs[0].Where != c.where || fs[0].Hint == "" || fs[0].Asked == "" {
				t.Errorf("got %+v", *fs[0])
			}
		})
	}
}

// The same id in two studies is two documents: ids belong to their study.
func TestSameIDInTwoStudies(t *testing.T) {
	dir := lay(t, map[string]string{"01/SU01.docx": "", "04/SU01.docx": ""})
	l, err := Inventory(context.Background(), manifest(dir,
		&study.Part{ID: "S1", Documents: []study.Documents{{Glob: glob(1, "01/*.docx")[0]}}},
		&study.Part{ID: "S4", Documents: []study.Documents{{Glob: glob(2, "04/*.docx")[0], Role: "SU"}}}))
	if err != nil {
		t.Fatal(err)
	}
	if l.Files[0].DocumentID != "SU01" || l.Files[1].DocumentID != "SU01" || l.Files[1].Role != "SU" || l.Files[0].Kind != "interview" {
		t.Errorf("%+v", l.Files)
	}
}

func TestLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	outside := lay(t, map[string]string{"secret.docx": "secret"})
	dir := lay(t, map[string]string{"01/S1_LW01.docx": "abc"})
	link := func(to, name string) {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("S1_LW01.docx", "01/S1_LW02.docx")
	l, err := Inventory(context.Background(), manifest(dir, interviews()))
	if err != nil || l.File("01/S1_LW02.docx") == nil || l.File("01/S1_LW02.docx").Size != 3 {
		t.Fatalf("a link to a file of the deposit is that file: %v", err)
	}
	link(filepath.Join(outside, "secret.docx"), "01/S1_LW03.docx")
	link(outside, "01/folder")
	link("nowhere", "01/S1_LW04.docx")
	_, err = Inventory(context.Background(), manifest(dir, interviews()))
	var fs study.Faults
	if !errors.As(err, &fs) || len(fs) != 3 {
		t.Fatalf("want three faults, got %v", err)
	}
	for _, f := range fs {
		if strings.Contains(f.Error(), outside) {
			t.Errorf("the fault tells a path outside the deposit: %v", f)
		}
	}
}

// A name that not every system can write, and no table can print, is a fault before
// anything rests on it.
func TestNamesThatCannotStand(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the system has no such names")
	}
	dir := lay(t, map[string]string{
		"01/S1_LW01.docx": "abc", "01/S1_LW02 “Anna”, 'O’Brien' 😀.docx": "abc",
		"01/S1_LW\n03.docx": "abc", "01/S1_LW\xe9.docx": "abc", "02\x1b[2J/S1_LW05.docx": "abc",
	})
	_, err := Inventory(context.Background(), manifest(dir, interviews()))
	var fs study.Faults
	if !errors.As(err, &fs) || len(fs) != 3 {
		t.Fatalf("want three faults, got %v", err)
	}
	for i, where := range []string{`"01/S1_LW\n03.docx"`, `"01/S1_LW\xe9.docx"`, `"02\x1b[2J"`} {
		if fs[i].Where != where {
			t.Errorf("%s, want %s", fs[i].Where, where)
		}
	}
}

func TestInventoryStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Inventory(ctx, manifest(lay(t, map[string]string{"a.txt": "a"}))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	_, err := Inventory(context.Background(), manifest(filepath.Join(t.TempDir(), "gone")))
	var fs study.Faults
	if !errors.As(err, &fs) {
		t.Errorf("a missing folder gave %v", err)
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"a.docx", "a.docx", true},
		{"a.docx", "b/a.docx", false},
		{"*.docx", "a.docx", true},
		{"*.docx", "b/a.docx", false},
		{"**/*.docx", "a.docx", true},
		{"**/*.docx", "c/b/a.docx", true},
		{"01/**/*.docx", "01/a.docx", true},
		{"01/**/*.docx", "01/b/c/a.docx", true},
		{"01/**/*.docx", "02/a.docx", false},
		{"01/**", "01/a/b", true},
		{"01/**", "011/a", false},
		{"**/b/**/a", "x/b/y/z/a", true},
		{"**/b/**/a", "b/a", true},
		{"**/b/**/a", "x/c/a", false},
		{"S[12]_?.docx", "S2_a.docx", true},
		{"S[12]_?.docx", "S3_a.docx", false},
		{"a**b", "axxb", true}, // ** within a part is two stars
		{"**", "", true},
		{"[", "[", false}, // a bad pattern matches nothing
		{"Caf\u00e9.docx", "Cafe\u0301.docx", true},
		{strings.Repeat("**/", 60) + "z", strings.Repeat("a/", 60) + "y", false}, // and is quick about it
	} {
		if got := Match(c.pattern, c.name); got != c.want {
			t.Errorf("Match(%q, %q) = %v", c.pattern, c.name, got)
		}
	}
}

// minimalPackage is the least zip that is a Word document.
func minimalPackage(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<document/>`},
	} {
		f, err := w.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestScan(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	xlsx, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	docx := minimalPackage(t)
	dir := lay(t, map[string]string{
		"README.txt":                           "about",
		"01/Transcripts/LW/S1_LW01.docx":       docx,
		"01/Materials/Consent form.docx":       docx,
		"02/Transcripts/S2_Focus_Group.docx":   docx,
		"02/Focus_Group_Schedule.docx":         docx,
		"02/Questionnaire_GL01.docx":           docx,
		"02/Questionnaire_Questions.docx":      docx,
		"03/Data.xlsx":                         xlsx.String(),
		"03/Data_Dictionary.xlsx":              xlsx.String(),
		"03/answers.csv":                       "a;b\n1;2\n",
		"03/Open_Text_Responses.docx":          docx,
		"03/broken.xlsx":                       xlsx.String()[:500],
		"03/really_a_workbook.docx":            xlsx.String(),
		"04/empty interview.docx":              "",
		"04/recording.mp3":                     "ID3\x03\x00\x00\x00",
		"04/interview_old.doc":                 "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 500) + "W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00\x00\x00",
		"~$a.docx":                             "x",
		"04/Transcripts/page saved as it.docx": "<html><body>sign in</body></html>",
	})
	all, err := Scan(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range all {
		line := strings.Join([]string{f.Path, f.Format, f.Kind}, " | ")
		if f.Problem != "" {
			line += " !"
		}
		lines = append(lines, line)
	}
	want := []string{
		"01/Materials/Consent form.docx | Word document | material",
		"01/Transcripts/LW/S1_LW01.docx | Word document | interview",
		"02/Focus_Group_Schedule.docx | Word document | material",
		"02/Questionnaire_GL01.docx | Word document | questionnaire",
		"02/Questionnaire_Questions.docx | Word document | material",
		"02/Transcripts/S2_Focus_Group.docx | Word document | focus_group",
		"03/Data.xlsx | Excel workbook | workbook",
		"03/Data_Dictionary.xlsx | Excel workbook | documentation",
		"03/Open_Text_Responses.docx | Word document | open_text",
		"03/answers.csv | delimited text | workbook",
		"03/broken.xlsx | zip archive | other !",
		"03/really_a_workbook.docx | Excel workbook | workbook",
		"04/Transcripts/page saved as it.docx | HTML page | other !",
		"04/empty interview.docx | empty file | other !",
		"04/interview_old.doc | old Word document | interview !",
		"04/recording.mp3 | unknown format | other",
		"README.txt | plain text | documentation",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	if !slices.IsSortedFunc(all, func(a, b Found) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("not sorted")
	}
}
