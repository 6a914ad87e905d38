package disclose

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kith/fixtures/oracle"
)

// LibreOffice opens a stripped copy, and prints its text as it is.
func TestStripOpensInLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	soffice := oracle.Office(t)
	dir := t.TempDir()
	for name, file := range map[string][]byte{"transcript.docx": nasty(t), "book.xlsx": nastyBook(t)} {
		s, err := Strip(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), s.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "received.xlsx"), nastyBook(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, convert := range [][]string{{"txt:Text (encoded):UTF8", "transcript.docx"}, {"csv", "book.xlsx"}, {"csv", "received.xlsx"}} {
		cmd := exec.Command(soffice, "--headless", "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")), "--convert-to", convert[0], "--outdir", dir, filepath.Join(dir, convert[1]))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "transcript.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"Interviewer: Who goes there & back?", "P01: We walked far", "and then home again.", "Yes."} {
		if !strings.Contains(string(text), line+"\n") {
			t.Errorf("LibreOffice does not print %q:\n%s", line, text)
		}
	}
	if strings.Contains(string(text), "Testperson") {
		t.Errorf("LibreOffice prints what was deleted:\n%s", text)
	}
	if _, err := os.Stat(filepath.Join(dir, "received.csv")); err != nil {
		t.Skip("LibreOffice is here without Calc: it does not open the workbook as received either")
	}
	cells, err := os.ReadFile(filepath.Join(dir, "book.csv"))
	if err != nil || !strings.Contains(string(cells), "P1,jane.testperson@example.com,4") {
		t.Errorf("LibreOffice prints the cells as %q (%v)", cells, err)
	}
}
