package cmd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kith/fixtures/oracle"
)

// Another processor fuses multiplications and additions where this one does
// not; what is printed must not show it.
func TestOtherProcessorPrintsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("builds kith for another processor")
	}
	qemu := oracle.Find(t, "qemu", "qemu-aarch64-static")
	dir := t.TempDir()
	kith := filepath.Join(dir, "kith-arm64")
	build := exec.Command("go", "build", "-o", kith, "kith/cmd/kith")
	build.Env = append(os.Environ(), "GOARCH=arm64", "GOOS=linux", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	there, here := filepath.Join(dir, "there"), filepath.Join(dir, "here")
	if out, err := exec.Command(qemu, kith, "reproduce", "../fixtures/synthetic", "-o", there).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var stdout, stderr bytes.Buffer
	if status := Main([]string{"reproduce", "../fixtures/synthetic", "-o", here}, nil, &stdout, &stderr); status != exitFine {
		t.Fatalf("exit status %d: %s", status, stderr.String())
	}
	tables, err := filepath.Glob(filepath.Join(here, "tables", "*.csv"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, name := range append(tables, filepath.Join(here, "report.md")) {
		rel, err := filepath.Rel(here, name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(there, rel)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs on arm64 (%v)", rel, err)
		}
	}
	// Either processor's report holds on the other.
	stdout.Reset()
	if status := Main([]string{"report", "../fixtures/synthetic", "-o", there, "--check"}, nil, &stdout, &stderr); status != exitFine {
		t.Errorf("the report made on arm64 does not hold here: %s", stdout.String())
	}
}
