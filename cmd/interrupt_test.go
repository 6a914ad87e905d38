package cmd

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whenever Ctrl-C comes, the old report is whole or the new one is, and nothing
// else is left behind.
func TestInterrupt(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the main job a dozen times")
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	reproduce := func(ctx context.Context) int {
		var stdout, stderr bytes.Buffer
		return run(ctx, []string{"reproduce", "../fixtures/synthetic", "-o", out}, nil, &stdout, &stderr)
	}
	interrupted := 0
	for wait := time.Duration(0); wait <= 600*time.Millisecond; wait += 60 * time.Millisecond {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		status := reproduce(ctx)
		cancel()
		switch status {
		case exitInterrupted:
			interrupted++
		case exitFine:
		default:
			t.Fatalf("after %v: exit status %d", wait, status)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != "out" {
				t.Errorf("after %v: %s is left", wait, e.Name())
			}
		}
		if len(entries) > 0 {
			// What is there is whole: the check compares it with fresh results.
			var stdout, stderr bytes.Buffer
			if status := run(context.Background(), []string{"report", "../fixtures/synthetic", "-o", out, "--check"}, nil, &stdout, &stderr); status != exitFine {
				t.Errorf("after %v: the report does not hold: %s%s", wait, stdout.String(), stderr.String())
			}
		}
	}
	if interrupted == 0 {
		t.Error("no run was interrupted")
	}
}

// Whenever Ctrl-C comes, all of the corpus is frozen or none of it.
func TestInterruptIngest(t *testing.T) {
	if testing.Short() {
		t.Skip("freezes a study a dozen times")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	corpus := filepath.Join(dir, "corpus")
	for _, made := range []string{corpus, filepath.Join(dir, "journal")} {
		if err := os.RemoveAll(made); err != nil {
			t.Fatal(err)
		}
	}
	interrupted := 0
	for wait := time.Duration(0); wait <= 440*time.Millisecond; wait += 40 * time.Millisecond {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		var stdout, stderr bytes.Buffer
		status := run(ctx, []string{"ingest", dir}, nil, &stdout, &stderr)
		cancel()
		if status != exitInterrupted && status != exitFine {
			t.Fatalf("after %v: exit status %d: %s", wait, status, stderr.String())
		}
		entries, err := os.ReadDir(corpus)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		const whole = 1 + 1 + 2*32 // the lock, the index, text and turns of every document
		switch {
		case status == exitInterrupted:
			interrupted++
			if len(entries) > 1 {
				t.Errorf("after %v: %d files are left", wait, len(entries))
			}
		case len(entries) != whole:
			t.Errorf("after %v: %d files are frozen, not %d", wait, len(entries), whole)
		}
		if err := os.RemoveAll(corpus); err != nil {
			t.Fatal(err)
		}
	}
	if interrupted == 0 {
		t.Error("no run was interrupted")
	}
}

// A command that waits for its input ends with Ctrl-C, and keeps nothing of what was
// typed.
func TestInterruptWaiting(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	typed, keyboard, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer typed.Close()
	defer keyboard.Close()
	if _, err := keyboard.WriteString("half a mem"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int)
	var stdout, stderr bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"memo", "add", "--as", "V", "--study", dir}, typed, &stdout, &stderr)
	}()
	time.Sleep(50 * time.Millisecond)
	cancel()
	select {
	case status := <-ended:
		if status != exitInterrupted {
			t.Errorf("exit status %d: %s", status, stderr.String())
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on waiting")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "journal", "V@*")); len(left) > 0 {
		t.Errorf("%s is there", left)
	}
}

// A memo is kept as it was written, or not at all.
func TestMemoIsKeptWhole(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../fixtures/synthetic")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KITH_DEVICE", "here")
	for name, c := range map[string]struct {
		text string
		says string
	}{
		"too long":  {strings.Repeat("word ", 1<<18), "longer than 1 MiB"},
		"not UTF-8": {"caf\xe9", "not in UTF-8"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), []string{"memo", "add", "--as", "V", "--study", dir}, strings.NewReader(c.text), &stdout, &stderr)
		if status != exitInput || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: exit status %d, %s", name, status, stderr.String())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "journal", "V@*")); len(left) > 0 {
		t.Errorf("%s is there", left)
	}
}
