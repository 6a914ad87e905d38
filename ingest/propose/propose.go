// Package propose looks at the files of a deposit that no manifest describes
// yet and proposes a whole one: what the files are and whose, how transcripts
// mark their speakers, how workbooks are laid out, which answers stand for a
// missing one, which scales people answered on, and which columns may pair.
//
// What it proposes are guesses. Each carries its evidence, and the mark
// "# confirm:"; where the files leave a choice that only a person can make, the
// line is marked "# open:", and what stands there is a placeholder. What the
// questions of a study mean is never guessed: conditions and sets are called
// what the files call them.
package propose

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"kith/ingest/deposit"
	"kith/study"
)

// The marks of lines that a person has to look at.
const (
	Confirm = "# confirm:" // a guess, with what speaks for it
	Open    = "# open:"    // a question the files do not answer
)

// Manifest proposes a manifest for the files of dir, or of dir/deposit where
// there is one. It loads without a fault. It holds no answers but those that
// are labels of a scale, options or codes of a missing answer, and no text of a
// transcript. A folder without files is a *study.Fault.
func Manifest(ctx context.Context, dir string) ([]byte, error) {
	root, below := dir, "."
	if fi, err := os.Stat(filepath.Join(dir, "deposit")); err == nil && fi.IsDir() {
		root, below = filepath.Join(dir, "deposit"), "deposit"
	}
	if fi, err := os.Stat(root); err != nil || !fi.IsDir() {
		return nil, &study.Fault{What: "there is no such folder", Where: filepath.ToSlash(dir),
			Hint: "name the folder that holds the files as received"}
	}
	found, err := deposit.Scan(ctx, root)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(f deposit.Found) bool { return f.Path == study.FileName })
	if len(found) == 0 {
		return nil, &study.Fault{What: "the folder is empty", Where: filepath.ToSlash(root),
			Hint: "put the files of the study there as received, then run kith init again"}
	}
	p := &proposal{root: root, found: found}
	p.divide()
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	p.write(filepath.Base(abs), below)
	return p.out.Bytes(), nil
}

// A proposal is the manifest while it is made.
type proposal struct {
	root  string
	found []deposit.Found
	parts []*part
	docs  []deposit.Found // documentation of the deposit
	roles map[string]role // by id, in all studies
	// byLook are the transcripts that no word of their path called so, by path.
	byLook map[string]bool
	lines
}

// lines are the lines of a manifest.
type lines struct{ out bytes.Buffer }

// line writes a line.
func (l *lines) line(format string, args ...any) { fmt.Fprintf(&l.out, format+"\n", args...) }

// confirm writes a line that is a guess, and what speaks for it. Text may be
// indentation alone.
func (l *lines) confirm(text, evidence string, args ...any) {
	l.mark(text, Confirm, fmt.Sprintf(evidence, args...))
}

// open writes a line with a question that only a person can answer.
func (l *lines) open(text, question string, args ...any) {
	l.mark(text, Open, fmt.Sprintf(question, args...))
}

func (l *lines) mark(text, mark, why string) {
	if strings.TrimSpace(text) != "" {
		text += "  "
	}
	l.line("%s%s %s", text, mark, oneLine(why))
}

var notInID = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// idOf makes an id of a name, or "".
func idOf(name string) string {
	return strings.Trim(notInID.ReplaceAllString(name, "_"), "_.-")
}

func (p *proposal) write(folder, below string) {
	id := idOf(folder)
	if id == "" {
		id = "my-study"
	}
	p.line("# A manifest proposed by kith init from %s.", plural(len(p.found), "file"))
	p.line("#")
	p.line("# Every guess carries the mark confirm, and what speaks for it.")
	p.line("# What only you can know is asked behind the mark open; what stands there is a placeholder.")
	p.line("# Look at each marked line, correct it where it is wrong, and take the mark away.")
	p.line("# kith validate checks this file; docs/manifest.md of kith explains every key.")
	p.line("")
	p.line("schema: kith/1")
	p.line("study:")
	p.confirm("  id: "+quote(id), "the folder's name")
	p.line("  # title: the title printed on the report")
	p.line("  # citation: how to cite the deposit")
	p.open("  disclosure: restricted", "may outsiders see small counts? then open; restricted suppresses them")
	p.line("deposit: %s", quote(below))
	if len(p.docs) > 0 {
		p.line("documentation:")
		p.globs("  ", p.docs, "the names")
	}
	p.line("")
	p.line("studies:")
	for _, s := range p.parts {
		p.part(s)
	}
	for _, f := range p.found {
		if f.Problem != "" {
			p.line("# %s: %s", f.Path, oneLine(f.Problem))
		}
	}
}

// oneLine keeps a text on its comment's line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// quote writes a YAML string that is read back as it is.
func quote(text string) string {
	if plain.MatchString(text) && !slices.Contains(words, strings.ToLower(text)) {
		return text
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff
	}) {
		return fmt.Sprintf("%q", text)
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// words are what YAML reads as something else than text.
var words = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

var plain = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9._/ -]*[A-Za-z0-9._/]$|^[A-Za-z.]$`)

// list writes a YAML list of texts.
func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// plural counts things: 1 file, 2 files.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// Unconfirmed counts the marks that a person has not yet taken out of a manifest.
func Unconfirmed(manifest []byte) (confirm, open int) {
	return bytes.Count(manifest, []byte(Confirm)), bytes.Count(manifest, []byte(Open))
}
