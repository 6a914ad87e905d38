package cmd

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Every command says in its help what it does, shows a call of itself, and ends with
// the exit statuses.
func TestHelpIsWhole(t *testing.T) {
	root := newRoot(newTerminal(io.Discard, io.Discard))
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		name := c.CommandPath()
		if !strings.Contains(c.Example, name) {
			t.Errorf("%s: its example does not call it", name)
		}
		if c.Name() != "help" && !strings.Contains(c.Long, strings.TrimSpace(exitHelp)) {
			t.Errorf("%s: its help does not say the exit statuses", name)
		}
		for _, below := range c.Commands() {
			look(below)
		}
	}
	look(root)
}

// Wrong usage ends with status 2, says what is wrong, and how the command is called.
func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		want []string
	}{
		{"disclose my study --check", []string{`disclose: "study" is more than it takes`}},
		{"codebok", []string{`there is no command "kith codebok"`, "did you mean codebook?"}},
		{"bogus", []string{`there is no command "kith bogus"`, "kith --help lists the commands"}},
		{"code bogus", []string{`there is no command "kith code bogus"`, "kith code --help"}},
		{"theme lst --in S1", []string{`there is no command "kith theme lst"`, "did you mean list?"}},
		{"help bogus", []string{`there is no command "kith bogus"`}},
		{"help code ad", []string{`there is no command "kith code ad"`, "did you mean add?"}},
		{"reproduce", []string{"reproduce: 1 argument is missing", "kith reproduce PATH"}},
		{"agreement TM", []string{"agreement: 1 argument is missing", "kith agreement ANALYST ANALYST"}},
		{"data diff", []string{"data diff: 2 arguments are missing", "kith data diff A B"}},
		{"reproduce my study", []string{`reproduce: "study" is more than it takes`, "quotation marks"}},
		{"version x", []string{`version: "x" is more than it takes`}},
		{"verify x --jsn", []string{"verify has no flag --jsn", "did you mean --json?", "kith verify --help"}},
		{"ttest x -pair a:b", []string{"did you mean --pair?"}},
		{"power --n many", []string{`--n wants a whole number, not "many"`, "kith power --help"}},
		{"power --dz many", []string{`--dz wants a number, such as 0.5, not "many"`}},
		{"power --dz", []string{"--dz wants a value"}},
		{"data export x", []string{"--output is missing", "kith data export PATH -o DIR"}},
		{"blind lift S1_LW03", []string{"--reason is missing", "--reason WHY"}},
		{"data x --json --csv", []string{"--csv and --json exclude each other"}},
		{"content reconcile x --none --like EB", []string{"--like and --none exclude each other"}},
		{"code add S1_LW03#4", []string{"--code CODE", "see kith code add --help"}},
	} {
		t.Run(c.args, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if status := run(context.Background(), strings.Fields(c.args), strings.NewReader(""), &stdout, &stderr); status != exitInput {
				t.Errorf("exit status %d, not %d", status, exitInput)
			}
			for _, want := range c.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("it says\n%sand not %q", stderr.String(), want)
				}
			}
			if stdout.Len() > 0 {
				t.Errorf("standard output has %q", stdout.String())
			}
		})
	}
}

var calls = regexp.MustCompile("`kith ([^`\\n]+)`|(?m)^\\$? ?kith (.+)$")

// The commands and flags that README and the docs name are there.
func TestDocsNameWhatThereIs(t *testing.T) {
	docs, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, name := range append(docs, "../README.md", "../CONTRIBUTING.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range calls.FindAllStringSubmatch(string(text), -1) {
			words := shellWords(m[1] + m[2])
			c := newRoot(newTerminal(io.Discard, io.Discard))
			for len(words) > 0 {
				below, _, err := c.Find(words[:1])
				if err != nil || below == c {
					break
				}
				c, words = below, words[1:]
			}
			if c.HasParent() {
				named++
			} else if m[1] != "" && !strings.HasPrefix(words[0], "-") && words[0] != "…" {
				t.Errorf("%s: there is no command kith %s", name, words[0])
				continue
			}
			c.InitDefaultHelpFlag()
			c.InitDefaultVersionFlag()
			for _, w := range words {
				flag, long := strings.CutPrefix(strings.TrimLeft(w, "["), "--")
				flag, _, _ = strings.Cut(strings.TrimRight(flag, "].,;"), "=")
				if long && flag != "" && c.Flags().Lookup(flag) == nil && c.InheritedFlags().Lookup(flag) == nil {
					t.Errorf("%s: %s has no flag --%s", name, c.CommandPath(), flag)
				}
			}
		}
	}
	if named < 100 {
		t.Errorf("%d calls of kith were found", named)
	}
}
