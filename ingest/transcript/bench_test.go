//go:build unix

package transcript

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// The transcripts of the benchmark.
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

// A typist writes transcripts as Word leaves them: words as frequent as words
// are, sentences in runs of a few words each with the session it was typed in, marks
// of the spelling checker between them, and the parts that Word puts into every file.
type typist struct {
	rng    *rand.Rand
	words  []string
	common *rand.Zipf
	parts  [][2]string
}

func newTypist() *typist {
	const vocabulary = 4000
	rng := rand.New(rand.NewPCG(1, 12))
	ty := &typist{rng: rng, common: rand.NewZipf(rng, 1.1, 6, vocabulary-1)}
	syllables := strings.Fields("ba con di er for gar hill in jo ka le ment no ot per qui ra st ter un ver wil xa y zo ing ed al the to and")
	for range vocabulary {
		var w strings.Builder
		for range 1 + rng.IntN(3) {
			w.WriteString(syllables[rng.IntN(len(syllables))])
		}
		ty.words = append(ty.words, w.String())
	}
	// The style sheet of a new document names all of Word's styles; the theme
	// and the settings are about as long.
	var styles, theme, rsids strings.Builder
	for i := range 376 {
		fmt.Fprintf(&styles, `<w:lsdException w:name="%s %d" w:uiPriority="%d" w:semiHidden="1" w:unhideWhenUsed="1"/>`, ty.words[i], i, rng.IntN(99))
	}
	styles.WriteString(`</w:latentStyles>`)
	for i := range 40 {
		fmt.Fprintf(&styles, `<w:style w:type="paragraph" w:styleId="S%d"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="%d"/><w:pPr><w:spacing w:after="%d"/></w:pPr><w:rPr><w:sz w:val="%d"/></w:rPr></w:style>`, i, ty.words[i], i, 20*i, 16+i)
	}
	for range 80 {
		fmt.Fprintf(&theme, `<a:gs pos="%d"><a:schemeClr val="phClr"><a:lumMod val="%d"/></a:schemeClr></a:gs>`, 1000*rng.IntN(100), 1000*rng.IntN(110))
		fmt.Fprintf(&rsids, `<w:rsid w:val="00%06X"/>`, rng.IntN(1<<24))
	}
	const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	ty.parts = [][2]string{
		{"word/styles.xml", `<w:styles ` + ns + `><w:docDefaults/><w:latentStyles w:count="376">` + styles.String() + `</w:styles>`},
		{"word/theme/theme1.xml", `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">` + theme.String() + `</a:theme>`},
		{"word/settings.xml", `<w:settings ` + ns + `><w:rsids>` + rsids.String() + `</w:rsids></w:settings>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme" Target="theme/theme1.xml"/></Relationships>`},
	}
	return ty
}

// body types the body of one file.
func (ty *typist) body() string {
	var b strings.Builder
	said, rsid := 0, 0
	run := func(look, text string) {
		if ty.rng.IntN(3) == 0 {
			rsid = ty.rng.IntN(1 << 24)
		}
		fmt.Fprintf(&b, `<w:r w:rsidR="00%06X"><w:rPr>%s<w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, rsid, look, text)
	}
	for turn := 0; said < benchWords; turn++ {
		label, length := "Interviewer", 5+ty.rng.IntN(20)
		if turn%2 == 1 {
			label, length = "LW01", 10+ty.rng.IntN(150)
		}
		fmt.Fprintf(&b, `<w:p w14:paraId="%08X" w:rsidR="00%06X" w:rsidRDefault="00%06X"><w:pPr><w:spacing w:after="120"/></w:pPr>`, ty.rng.Uint32(), rsid, rsid)
		run("<w:b/>", label+":")
		start := true
		for k := 0; k < length; {
			var text strings.Builder
			for range min(length-k, 1+ty.rng.IntN(25)) {
				word := ty.words[ty.common.Uint64()]
				if start {
					word = strings.ToUpper(word[:1]) + word[1:]
				}
				text.WriteString(" " + word)
				if start = ty.rng.IntN(14) == 0; start {
					text.WriteString(".")
				}
				k++
			}
			run("", text.String())
			if ty.rng.IntN(4) == 0 {
				b.WriteString(`<w:proofErr w:type="spellStart"/>`)
			}
		}
		said += length
		b.WriteString(`</w:p>`)
	}
	return b.String()
}

// BenchmarkIngest reads 1,000 transcripts of 12,000 words in a process of its own,
// beside inflating the same files alone, and beside pandoc and python-docx where
// they are installed, on twenty of them, one at a time. MB/s are of the inflated
// XML of the bodies.
func BenchmarkIngest(b *testing.B) {
	dir := b.TempDir()
	inflated := int64(0)
	ty := newTypist()
	for n := range benchFiles {
		body := ty.body()
		file := wordFile(b, "", body, ty.parts...)
		inflated += int64(len(body))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("S1_LW%04d.docx", n)), file, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	report := func(b *testing.B, took time.Duration, files int) {
		b.ReportMetric(float64(files)/took.Seconds(), "files/s")
		b.ReportMetric(float64(inflated)/benchFiles*float64(files)/1e6/took.Seconds(), "MB/s")
	}
	for _, run := range []struct{ name, cores string }{{"kith", ""}, {"kith on one core", "1"}} {
		b.Run(run.name, func(b *testing.B) {
			self, err := os.Executable()
			if err != nil {
				b.Fatal(err)
			}
			var most int64
			for b.Loop() {
				child := exec.CommandContext(b.Context(), self, "-test.run=^$")
				child.Env = append(os.Environ(), hostileFolder+"="+dir)
				if run.cores != "" {
					child.Env = append(child.Env, "GOMAXPROCS="+run.cores)
				}
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
	}
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
		{"python-docx", []string{python(b), "-c", "import docx"}, nil},
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
					if out, err := exec.CommandContext(b.Context(), other.ask[0], args...).CombinedOutput(); err != nil {
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

// python names the interpreter that has python-docx: often the system's, which is
// not always the first on the path.
func python(b *testing.B) string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(b.Context(), name, "-c", "import docx").Run() == nil {
			return name
		}
	}
	return "python3"
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
