package cmd

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the output shown in README again")

// README shows what its first command prints, to the letter but for the time
// it took.
func TestReadmeShowsRealOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the main job")
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	fixtures, err := filepath.Abs("../fixtures/synthetic")
	if err != nil {
		t.Fatal(err)
	}
	// The default folder is below the working folder.
	t.Chdir(t.TempDir())
	var stdout, stderr bytes.Buffer
	if status := Main([]string{"reproduce", fixtures}, nil, &stdout, &stderr); status != exitFine {
		t.Fatalf("exit status %d: %s", status, stderr.String())
	}
	const before, after = "The first prints:\n\n```\n", "```\n"
	_, rest, ok := strings.Cut(string(readme), before)
	shown, _, ok2 := strings.Cut(rest, after)
	if !ok || !ok2 {
		t.Fatal("README has no block of output")
	}
	seconds := regexp.MustCompile(`[0-9.]+ s\n$`)
	want, got := seconds.ReplaceAllString(stdout.String(), "s\n"), seconds.ReplaceAllString(shown, "s\n")
	if got == want {
		return
	}
	if *update {
		_, tail, _ := strings.Cut(rest, after)
		head, _, _ := strings.Cut(string(readme), before)
		fresh := head + before + stdout.String() + after + tail
		if err := os.WriteFile(filepath.Join(fixtures, "../../README.md"), []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("README shows\n%s\nbut the command prints\n%s", got, want)
}
