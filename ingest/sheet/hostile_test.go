//go:build unix

package sheet

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kith/study"
)

// hostileFile names, to a process of its own, the file that it is to read.
const hostileFile = "KITH_TEST_HOSTILE_FILE"

// peakAllowed is how much memory a refusal may take, the process with its
// tests included.
const peakAllowed = 256 << 20

// TestMain reads one file and ends when it is asked to: how much memory that
// takes can only be seen from outside.
func TestMain(m *testing.M) {
	if file := os.Getenv(hostileFile); file != "" {
		b, err := Open(file, Options{})
		for i := 0; err == nil && i < len(b.Sheets); i++ {
			_, err = b.Read(i)
		}
		var fault *study.Fault
		switch {
		case err == nil:
			fmt.Print("it was read")
		case !errors.As(err, &fault) || fault.Hint == "":
			fmt.Print("no fault: ", err)
		default:
			fmt.Print(fault.Error())
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A hostileBook is a workbook written to a file part by part.
type hostileBook struct {
	t testing.TB
	z *zip.Writer
}

func writeHostile(t testing.TB, file string, write func(b hostileBook)) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	b := hostileBook{t, zip.NewWriter(buffered)}
	b.z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, xml := range parts("") {
		if name != "xl/worksheets/sheet1.xml" {
			b.part(name, zip.Deflate, func(w io.Writer) { io.WriteString(w, xml) })
		}
	}
	write(b)
	if err := errors.Join(b.z.Close(), buffered.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func (b hostileBook) part(name string, method uint16, write func(w io.Writer)) {
	b.t.Helper()
	w, err := b.z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		b.t.Fatal(err)
	}
	buffered := bufio.NewWriterSize(w, 1<<20)
	write(buffered)
	if err := buffered.Flush(); err != nil {
		b.t.Fatal(err)
	}
}

func (b hostileBook) sheet(method uint16, write func(w io.Writer)) {
	b.part("xl/worksheets/sheet1.xml", method, func(w io.Writer) {
		fmt.Fprintf(w, `<worksheet %s>`, nsMain)
		write(w)
		fmt.Fprint(w, `</worksheet>`)
	})
}

// repeat writes s so often that it fills so many bytes.
func repeat(w io.Writer, s string, size int) {
	block := strings.Repeat(s, max(1, (64<<10)/len(s)))
	for ; size > 0; size -= len(block) {
		io.WriteString(w, block)
	}
}

// Files made to hurt end in a clear error, in little memory.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("writes hundreds of megabytes")
	}
	const rows, row = "<sheetData>", `<row r="1">`
	for _, c := range []struct {
		name, says string
		write      func(b hostileBook)
	}{
		{"a zip bomb.xlsx", "inflates to more than 200 times its stored size", func(b hostileBook) {
			b.sheet(zip.Deflate, func(w io.Writer) { repeat(w, " ", 400<<20) })
		}},
		{"a zip bomb that lies.xlsx", "damaged", func(b hostileBook) {
			var stored strings.Builder
			f, err := flate.NewWriter(&stored, flate.BestSpeed)
			if err != nil {
				b.t.Fatal(err)
			}
			sum := crc32.NewIEEE()
			w := io.MultiWriter(f, sum)
			fmt.Fprint(w, `<worksheet><sheetData>`)
			repeat(w, "<!-- -->", 400<<20)
			if err := f.Close(); err != nil {
				b.t.Fatal(err)
			}
			raw, err := b.z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(stored.Len()), UncompressedSize64: 1 << 20})
			if err != nil {
				b.t.Fatal(err)
			}
			io.WriteString(raw, stored.String())
		}},
		{"a bomb of texts.xlsx", "more text than kith reads", func(b hostileBook) {
			b.sheet(zip.Deflate, func(io.Writer) {})
			b.part("xl/sharedStrings.xml", zip.Deflate, func(w io.Writer) {
				fmt.Fprint(w, "<sst>")
				for i := range 200 {
					fmt.Fprintf(w, "<si><t>%s</t></si>", strings.Repeat(fmt.Sprintf("%05d%07d", i, i*7919), (1<<20)/12))
				}
				fmt.Fprint(w, "</sst>")
			})
		}},
		{"empty texts without end.xlsx", "more text than kith reads", func(b hostileBook) {
			b.sheet(zip.Deflate, func(io.Writer) {})
			b.part("xl/sharedStrings.xml", zip.Deflate, func(w io.Writer) {
				fmt.Fprint(w, "<sst>")
				repeat(w, "<si/>", 60<<20)
				fmt.Fprint(w, "</sst>")
			})
		}},
		{"a billion laughs.xlsx", "DOCTYPE", func(b hostileBook) {
			b.sheet(zip.Deflate, func(io.Writer) {})
			b.part("xl/sharedStrings.xml", zip.Deflate, func(w io.Writer) {
				fmt.Fprint(w, `<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a0 "ha">`)
				for i := 1; i < 30; i++ {
					fmt.Fprintf(w, `<!ENTITY a%d "&a%d;&a%d;">`, i, i-1, i-1)
				}
				fmt.Fprint(w, `]><sst><si><t>&a29;</t></si></sst>`)
			})
		}},
		{"a part name twice.xlsx", "two members named xl/worksheets/SHEET1.xml", func(b hostileBook) {
			b.sheet(zip.Deflate, func(io.Writer) {})
			b.part("xl/worksheets/SHEET1.xml", zip.Deflate, func(w io.Writer) { fmt.Fprint(w, "<worksheet/>") })
		}},
		{"ten million columns.xlsx", "the row has more than 16384 cells", func(b hostileBook) {
			b.sheet(zip.Deflate, func(w io.Writer) {
				fmt.Fprint(w, rows+row)
				var c []byte
				for i := range int64(10_000_000) {
					c = append(strconv.AppendInt(append(c[:0], "<c><v>"...), i, 10), "</v></c>"...)
					_, _ = w.Write(c)
				}
				fmt.Fprint(w, "</row></sheetData>")
			})
		}},
		{"a cell in column ten million.xlsx", `has the name "VVIWR1"`, func(b hostileBook) {
			b.sheet(zip.Deflate, func(w io.Writer) { fmt.Fprint(w, rows+row+`<c r="VVIWR1"><v>1</v></c></row></sheetData>`) })
		}},
		{"a cell of 100 MB.xlsx", "more than 1 MiB of text", func(b hostileBook) {
			b.sheet(zip.Store, func(w io.Writer) {
				fmt.Fprint(w, rows+row+`<c r="A1" t="inlineStr"><is><t>`)
				repeat(w, "answer ", 100<<20)
				fmt.Fprint(w, `</t></is></c></row></sheetData>`)
			})
		}},
		{"a number of 100 MB.xlsx", "more than 1 MiB of text", func(b hostileBook) {
			b.sheet(zip.Store, func(w io.Writer) {
				fmt.Fprint(w, rows+row+`<c r="A1"><v>`)
				repeat(w, "<!---->7", 100<<20)
				fmt.Fprint(w, `</v></c></row></sheetData>`)
			})
		}},
		{"a tag of 100 MB.xlsx", "more than 1 MiB of text", func(b hostileBook) {
			b.sheet(zip.Store, func(w io.Writer) {
				fmt.Fprint(w, rows+row+`<c r="A1"`)
				repeat(w, ` x="1"`, 100<<20)
				fmt.Fprint(w, `><v>1</v></c></row></sheetData>`)
			})
		}},
		{"elements without end.xlsx", "within each other", func(b hostileBook) {
			b.sheet(zip.Store, func(w io.Writer) { repeat(w, "<a>", 50<<20) })
		}},
		{"merged without end.xlsx", "merged ranges", func(b hostileBook) {
			b.sheet(zip.Store, func(w io.Writer) { repeat(w, `<mergeCell ref="A1:B2"/>`, 50<<20) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), c.name)
			writeHostile(t, file, c.write)
			checkHostile(t, file, c.says)
		})
	}
	t.Run("cut short", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "cut short.xlsx")
		writeHostile(t, file, func(b hostileBook) {
			b.sheet(zip.Store, func(w io.Writer) { fmt.Fprint(w, rows); repeat(w, "<row/>", 100<<20) })
		})
		if err := os.Truncate(file, 60<<20); err != nil {
			t.Fatal(err)
		}
		checkHostile(t, file, "cut short or damaged")
	})
	for name, c := range map[string]struct{ before, says string }{
		"a cell of 100 MB.csv":          {"id,q1\nP1,", "cell B2 holds more than 1 MiB of text"},
		"a quoted cell of 100 MB.csv":   {"id,q1\nP1,\"", "cell B2 holds more than 1 MiB of text"},
		"ten million columns.csv":       {"id,q1\nP1", "row 2 has more than 16384 fields"},
		"ten million empty records.csv": {"id,q1\nP1,2\n", "more than 1048576 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), name)
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(f, c.before)
			switch {
			case strings.Contains(name, "columns"):
				repeat(f, ",1", 20<<20)
			case strings.Contains(name, "records"):
				repeat(f, "\n", 20<<20)
			default:
				repeat(f, "answer ", 100<<20)
				io.WriteString(f, strings.Repeat(`"`, strings.Count(c.before, `"`))+"\n")
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			checkHostile(t, file, c.says)
		})
	}
}

// checkHostile reads the file in a process of its own. How long that takes is
// logged; the bound on it is there for what hangs.
func checkHostile(t *testing.T, file, says string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self, "-test.run=^$")
	child.Env = append(os.Environ(), hostileFile+"="+file)
	child.WaitDelay = time.Second
	hang := time.AfterFunc(time.Minute, func() { _ = child.Process.Kill() })
	defer hang.Stop()
	begun := time.Now()
	out, err := child.Output()
	if err != nil {
		t.Fatalf("it did not end by itself: %v", err)
	}
	took := time.Since(begun)
	if !strings.Contains(string(out), says) {
		t.Errorf("got %q, want an error with %q", out, says)
	}
	peak := child.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS != "darwin" {
		peak <<= 10 // elsewhere it counts kibibytes
	}
	t.Logf("%v, %d MiB: %s", took.Round(time.Millisecond), peak>>20, out)
	if peak > peakAllowed {
		t.Errorf("it took %d MiB, more than %d", peak>>20, peakAllowed>>20)
	}
}
