package journal

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The lock keeps out whoever comes second, in this process and in another, until it
// is given back or its holder dies; who only reads does not wait.
func TestLock(t *testing.T) {
	if dir := os.Getenv("KITH_JOURNAL_HOLDER"); dir != "" {
		if _, err := folder(dir).Lock(); err != nil {
			t.Fatal(err)
		}
		fmt.Println("held")
		time.Sleep(time.Minute) // until it is killed
		return
	}
	dir := filepath.Join(t.TempDir(), "journal")
	locked := make(chan func())
	lock := func() {
		unlock, err := folder(dir).Lock()
		if err != nil {
			t.Error(err)
			unlock = func() {}
		}
		locked <- unlock
	}
	waits := func(who string) {
		t.Helper()
		select {
		case <-locked:
			t.Fatalf("%s had the lock while another held it", who)
		case <-time.After(100 * time.Millisecond):
		}
	}
	has := func(who string) func() {
		t.Helper()
		select {
		case unlock := <-locked:
			return unlock
		case <-time.After(20 * time.Second):
			t.Fatalf("%s never had the lock", who)
			return nil
		}
	}
	go lock()
	first := has("the first")
	go lock()
	waits("the second")
	if _, err := Open(dir, Options{}); err != nil {
		t.Errorf("a reader: %v", err)
	}
	first()
	has("the second")()

	holder := exec.Command(os.Args[0], "-test.run=^TestLock$")
	holder.Env = append(os.Environ(), "KITH_JOURNAL_HOLDER="+dir)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(out).ReadString('\n'); err != nil || said != "held\n" {
		t.Fatalf("the other process says %q, %v", said, err)
	}
	go lock()
	waits("this process")
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // it was killed
	has("this process")()
}

// The journal, its lock and its syncing build for the systems that nobody tests on.
func TestBuildsElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for two other systems")
	}
	for _, system := range [][2]string{{"windows", "amd64"}, {"darwin", "arm64"}} {
		c := exec.Command("go", "vet", ".")
		c.Env = append(os.Environ(), "GOOS="+system[0], "GOARCH="+system[1], "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", system[0], err, out)
		}
	}
}
