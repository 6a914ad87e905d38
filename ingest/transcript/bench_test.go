//go:build unix

package transcript

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// The transcripts of the benchmark: as long as a long interview, as Word leaves
// runs.
const (
	benchFiles = 1000
	benchWords = 12_000
)

// hostileFolder names, to a process of its own, the folder whose files it is to
// read, all at a time as the program does.
const hostileFolder = "KITH_TEST_TRANSCRIPTS"

func readFolder(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.docx"))
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		g.Go(func() error {
			_, err := ReadFile(name, Source{ID: filepath.Base(name)})
			return err
		})
	}
	return g.Wait()
}

// longTranscript is the body of one file.
func longTranscript(n int) string {
	words := strings.Fields("well the group met on a Tuesday in the hall by the church and there was tea before anybody said what they had come for which suited me")
	var b strings.Builder
	said := 0
	for turn := 0; said < benchWords; turn++ {
		label, length := "Interviewer", 14
		if turn%2 == 1 {
			label, length = "LW01", 90
		}
		fmt.Fprintf(&b, `<w:p w:rsidR="00A41C07" w:rsidRDefault="00B83D12"><w:pPr><w:spacing w:after="120"/></w:pPr><w:r w:rsidRPr="00C2755E"><w:rPr><w:b/></w:rPr><w:t>%s:</w:t></w:r>`, label)
		for k := 0; k < length; k += 15 {
			b.WriteString(`<w:r w:rsidR="00B83D12"><w:rPr><w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">`)
			for j := range 15 {
				b.WriteString(" " + words[(n+turn*7+k+j*3)%len(words)])
			}
			b.WriteString(`</w:t></w:r>`)
			said += 15
		}
		b.WriteString(`</w:p>`)
	}
	return b.String()
}

// BenchmarkIngest reads 1,000 transcripts of 12,000 words in a process of its own,
// beside inflating the same files alone, and beside pandoc and python-docx where
// they are installed, on twenty of them, one at a time.
func BenchmarkIngest(b *testing.B) {
	dir := b.TempDir()
	stored, inflated := int64(0), int64(0)
	for n := range benchFiles {
		body := longTranscript(n)
		file := wordFile(b, "", body)
		stored, inflated = stored+int64(len(file)), inflated+int64(len(body))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("S1_LW%04d.docx", n)), file, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	report := func(b *testing.B, took time.Duration, files int) {
		b.ReportMetric(float64(files)/took.Seconds(), "files/s")
		b.ReportMetric(float64(inflated)/benchFiles*float64(files)/1e6/took.Seconds(), "MB/s")
	}
	b.Run("kith", func(b *testing.B) {
		self, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		var most int64
		for b.Loop() {
			child := exec.CommandContext(b.Context(), self, "-test.run=^$")
			child.Env = append(os.Environ(), hostileFolder+"="+dir)
			var said bytes.Buffer
			child.Stderr = &said
			out, err := child.Output()
			if _, scanErr := fmt.Sscan(said.String(), &most); err != nil || scanErr != nil || len(out) > 0 {
				b.Fatalf("%v: %s", err, out)
			}
		}
		report(b, b.Elapsed()/time.Duration(b.N), benchFiles)
		b.ReportMetric(float64(most)/(1<<20), "MiB-peak")
	})
	b.Run("inflating alone", func(b *testing.B) {
		for b.Loop() {
			names, err := filepath.Glob(filepath.Join(dir, "*.docx"))
			if err != nil {
				b.Fatal(err)
			}
			var g errgroup.Group
			g.SetLimit(runtime.GOMAXPROCS(0))
			for _, name := range names {
				g.Go(func() error { return inflate(name) })
			}
			if err := g.Wait(); err != nil {
				b.Fatal(err)
			}
		}
		report(b, b.Elapsed()/time.Duration(b.N), benchFiles)
	})
	const few = 20
	for _, other := range []struct {
		name string
		ask  []string
		read func(file string) []string
	}{
		{"pandoc", []string{"pandoc", "--version"}, func(file string) []string {
			return []string{"pandoc", "-f", "docx", "-t", "plain", "-o", os.DevNull, file}
		}},
		{"python-docx", []string{"python3", "-c", "import docx"}, nil},
	} {
		b.Run(other.name, func(b *testing.B) {
			if exec.CommandContext(b.Context(), other.ask[0], other.ask[1:]...).Run() != nil {
				b.Skip(other.name + " is not installed")
			}
			for b.Loop() {
				if other.read == nil { // one process for all, as a script would
					args := []string{"-c", "import docx, sys\nfor f in sys.argv[1:]:\n  ''.join(p.text for p in docx.Document(f).paragraphs)"}
					for n := range few {
						args = append(args, filepath.Join(dir, fmt.Sprintf("S1_LW%04d.docx", n)))
					}
					if out, err := exec.CommandContext(b.Context(), "python3", args...).CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, out)
					}
					continue
				}
				for n := range few {
					argv := other.read(filepath.Join(dir, fmt.Sprintf("S1_LW%04d.docx", n)))
					if out, err := exec.CommandContext(b.Context(), argv[0], argv[1:]...).CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, out)
					}
				}
			}
			report(b, b.Elapsed()/time.Duration(b.N), few)
		})
	}
}

func inflate(name string) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer func() { _ = z.Close() }() // only read
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return err
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}
