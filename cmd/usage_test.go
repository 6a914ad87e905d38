package cmd

import (
	"bytes"
	"context"
	"io"
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
