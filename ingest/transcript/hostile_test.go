//go:build unix

package transcript

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"kith/study"
)

// hostileFile names, to a process of its own, the file that it is to read.
const hostileFile = "KITH_TEST_HOSTILE_TRANSCRIPT"

// What a hostile file may take before it is read or refused: the goal, and a bound
// that a busy machine keeps too.
const (
	peakAllowed = 256 << 20
	slowest     = 20 * time.Second
)

// TestMain reads one file and ends when it is asked to: how much memory that takes
// can only be seen from outside.
func TestMain(m *testing.M) {
	if file := os.Getenv(hostileFile); file != "" {
		_, err := ReadFile(file, Source{ID: "S1_LW01"})
		var fault *study.Fault
		var unsure *Unsure
		switch {
		case err == nil:
			fmt.Print("read")
		case errors.As(err, &unsure):
			fmt.Print("unsure")
		case errors.As(err, &fault) && fault.Hint != "":
			fmt.Print(fault.What)
		default:
			fmt.Print("no fault: ", err)
		}
		fmt.Fprint(os.Stderr, peak())
		os.Exit(0)
	}
	if dir := os.Getenv(hostileFolder); dir != "" {
		debug.SetGCPercent(400) // as the program collects: see cmd/root.go
		if err := readFolder(dir); err != nil {
			fmt.Print(err)
		}
		fmt.Fprint(os.Stderr, peak())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// peak is how much memory this process has had, in bytes. Linux counts that of
// the process it was forked from in what wait gives.
func peak() int64 {
	if text, err := os.ReadFile("/proc/self/status"); err == nil {
		if _, after, ok := strings.Cut(string(text), "VmHWM:"); ok {
			var kib int64
			if _, err := fmt.Sscan(after, &kib); err == nil {
				return kib << 10
			}
		}
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return used.Maxrss
}

const bodyNS = `<w:document xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`

// wordFile is a Word file with a body and further parts.
func wordFile(t testing.TB, head, body string, parts ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range append([][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", head + bodyNS + body + `</w:body></w:document>`},
	}, parts...) {
		w, err := z.Create(p[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func spoken(n int, text func(i int) string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, text(i))
	}
	return b.String()
}

// Files made to hurt end in a clear word, in little memory.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads large files in a process each")
	}
	talk := spoken(8, func(i int) string { return []string{"Interviewer: And then?", "LW01: We went in."}[i%2] })
	rng := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		b := make([]byte, 1+rng.IntN(9))
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyz:.?-0123456789 "[rng.IntN(41)]
		}
		return string(b)
	}
	rels := [2]string{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="document.xml"/></Relationships>`}
	whole := wordFile(t, "", talk)
	for _, c := range []struct {
		name, says string
		file       func() []byte
	}{
		{"an ordinary one.docx", "read", func() []byte { return whole }},
		{"zip bomb.docx", "more than 64 MiB", func() []byte { return wordFile(t, "", talk+strings.Repeat(" ", 200<<20)) }},
		{"entity bomb.docx", "DOCTYPE", func() []byte {
			return wordFile(t, `<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>`, spoken(1, func(int) string { return "&c;" }))
		}},
		{"a million paragraphs.docx", "paragraphs", func() []byte {
			return wordFile(t, "", spoken(1_000_000, func(i int) string { return []string{"I: Yes?", "P: No."}[i%2] }))
		}},
		{"nested tables.docx", "deep", func() []byte {
			const n = 10_000
			return wordFile(t, "", strings.Repeat("<w:tbl><w:tr><w:tc>", n)+"<w:p/>"+strings.Repeat("</w:tc></w:tr></w:tbl>", n))
		}},
		{"a chunk that is itself.docx", "read", func() []byte { return wordFile(t, "", talk+`<w:altChunk r:id="rId9"/>`, rels) }},
		{"a member twice.docx", "two members named", func() []byte {
			return wordFile(t, "", talk, [2]string{"word/document.xml", bodyNS + `</w:body></w:document>`})
		}},
		{"cut off.docx", "damaged", func() []byte { return whole[:len(whole)/2] }},
		{"a long attribute.docx", "", func() []byte {
			return wordFile(t, "", `<w:p w:rsidR="`+strings.Repeat("00A1", 2<<20)+`"/>`+talk)
		}},
		{"many lines of noise.txt", "unsure", func() []byte {
			var b bytes.Buffer
			for range 199_000 {
				fmt.Fprintf(&b, "%s: %s\n", word(), word())
			}
			return b.Bytes()
		}},
		{"many sections.txt", "", func() []byte {
			var b bytes.Buffer
			for i := range 60_000 {
				fmt.Fprintf(&b, "Interview %d\n\nInterviewer: And?\nP%d: Yes.\n\n", i, i)
			}
			return b.Bytes()
		}},
		{"one line.txt", "", func() []byte { return []byte(strings.Repeat("Interviewer: well ", 400_000)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), c.name)
			if err := os.WriteFile(file, c.file(), 0o600); err != nil {
				t.Fatal(err)
			}
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			child := exec.CommandContext(t.Context(), self, "-test.run=^$")
			child.Env = append(os.Environ(), hostileFile+"="+file)
			start := time.Now()
			var said bytes.Buffer
			child.Stderr = &said
			out, err := child.Output()
			took := time.Since(start)
			var peak int64
			if _, scanErr := fmt.Sscan(said.String(), &peak); err != nil || scanErr != nil {
				t.Fatalf("%v: %s %s", err, out, said.String())
			}
			t.Logf("%s in %v, %d MiB", out, took.Round(time.Millisecond), peak>>20)
			if !strings.Contains(string(out), c.says) || strings.HasPrefix(string(out), "no fault") {
				t.Errorf("%q, want %q", out, c.says)
			}
			if peak > peakAllowed {
				t.Errorf("took %d MiB", peak>>20)
			}
			if took > slowest {
				t.Errorf("took %v", took)
			}
		})
	}
}
