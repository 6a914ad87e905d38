package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Guides show commands and what they print, in blocks that begin with ```console. A
// line after "$ " is a command; what stands below it is what it prints, on both
// streams, to the letter. "…" stands for anything within a line, and alone on a line
// for any lines. A command followed by "[1]" on a line of its own ends with that exit
// status; the others end well. Commands are kith's, and cp -r, cd and export.
//
// Each guide runs from top to bottom in a folder that holds fixtures/synthetic.
func TestGuides(t *testing.T) {
	guides, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, guide := range guides {
		text, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		steps := guideSteps(string(text))
		if len(steps) == 0 {
			continue
		}
		ran++
		t.Run(strings.TrimSuffix(filepath.Base(guide), ".md"), func(t *testing.T) { walk(t, steps) })
	}
	if ran == 0 {
		t.Error("no guide has a command")
	}
}

// A guideStep is one command of a guide and what the guide says it prints.
type guideStep struct {
	line   int
	words  []string
	prints string
	status int
}

var exitLine = regexp.MustCompile(`^\[(\d)\]$`)

func guideSteps(text string) []*guideStep {
	var steps []*guideStep
	inside := false
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case !inside:
		case strings.HasPrefix(line, "$ "):
			steps = append(steps, &guideStep{line: i + 1, words: shellWords(line[2:])})
		case len(steps) > 0:
			step := steps[len(steps)-1]
			if m := exitLine.FindStringSubmatch(line); m != nil {
				step.status = int(m[1][0] - '0')
				continue
			}
			step.prints += line + "\n"
		}
	}
	return steps
}

// shellWords splits a command at its spaces; quotation marks of both kinds hold words
// together.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ':
			if open || word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
		}
	}
	if open || word.Len() > 0 {
		words = append(words, word.String())
	}
	return words
}

func walk(t *testing.T, steps []*guideStep) {
	fixture, err := filepath.Abs("../fixtures/synthetic")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "fixtures", "synthetic"), os.DirFS(fixture)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for name, value := range map[string]string{"KITH_STUDY": "", "KITH_ANALYST": "", "KITH_DEVICE": "guide", "KITH_CONFIG": filepath.Join(dir, "config"), "NO_COLOR": "1"} {
		t.Setenv(name, value)
	}
	for _, step := range steps {
		var out bytes.Buffer
		status := 0
		switch w := step.words; {
		case w[0] == "kith":
			status = run(t.Context(), w[1:], strings.NewReader(""), &out, &out)
		case w[0] == "cp" && len(w) == 4 && w[1] == "-r":
			err = os.CopyFS(w[3], os.DirFS(w[2]))
		case w[0] == "cd" && len(w) == 2:
			t.Chdir(w[1])
		case w[0] == "export" && len(w) == 2:
			name, value, _ := strings.Cut(w[1], "=")
			t.Setenv(name, value)
		default:
			t.Fatalf("line %d: %q is no command of a guide", step.line, strings.Join(w, " "))
		}
		if err != nil {
			t.Fatalf("line %d: %v", step.line, err)
		}
		if status != step.status || !shownAs(step.prints).MatchString(strings.TrimRight(out.String(), "\n")+"\n") {
			t.Fatalf("line %d: %s\nends with %d and prints\n%s\nwhere the guide has %d and\n%s", step.line, strings.Join(step.words, " "), status, out.String(), step.status, step.prints)
		}
	}
}

// shownAs matches what a command prints against what a guide shows of it.
func shownAs(shown string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("^")
	for _, line := range strings.SplitAfter(strings.TrimRight(shown, "\n")+"\n", "\n") {
		if line == "…\n" {
			b.WriteString("(.*\n)*")
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*"))
	}
	b.WriteString("$")
	return regexp.MustCompile(b.String())
}
