package cmd

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// mention finds a command of kith with its subcommands and the flags behind it, as far as
// the end of the phrase.
var mention = regexp.MustCompile(`\bkith ([a-z]+(?:-[a-z]+)*)((?: +(?:"[^"\n]*"|'[^'\n]*'|[^\s;,()\x60]+))*)`)

// Whatever text names a command of kith, an error, a help text or a guide, the command
// and its flags are there.
func TestCommandsNamedAreThere(t *testing.T) {
	root := newRoot(&terminal{out: os.Stdout, err: os.Stderr})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	named := 0
	check := func(where, text string) {
		for _, m := range mention.FindAllStringSubmatch(text, -1) {
			c := child(root, m[1])
			if c == nil {
				continue // kith says, kith does
			}
			named++
			words := strings.Fields(m[2])
			for len(words) > 0 && c.HasSubCommands() {
				below := child(c, strings.TrimRight(words[0], ".:"))
				if below == nil {
					if !c.Runnable() && words[0] != "…" {
						t.Errorf("%s: %s has nothing like that: %q", where, c.CommandPath(), m[0])
					}
					break
				}
				c, words = below, words[1:]
			}
			for _, w := range words {
				flag, is := strings.CutPrefix(w, "--")
				flag, _, _ = strings.Cut(strings.TrimRight(flag, `.:?]"'`), "=")
				if !is || flag == "" {
					continue
				}
				if c.Flag(flag) == nil && c.InheritedFlags().Lookup(flag) == nil && flag != "help" {
					t.Errorf("%s: %s has no flag --%s: %q", where, c.CommandPath(), flag, m[0])
				}
			}
		}
	}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == ".tools" || d.Name() == "fixtures"):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".md"):
			data, err := os.ReadFile(name)
			check(name, string(data))
			return err
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
						check(fset.Position(n.Pos()).String(), text)
					}
				case *ast.CommentGroup:
					check(fset.Position(n.Pos()).String(), n.Text())
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if named < 300 {
		t.Errorf("%d commands are named", named)
	}
}

// child gives the command below another of a name.
func child(c *cobra.Command, name string) *cobra.Command {
	for _, below := range c.Commands() {
		if below.Name() == name || below.HasAlias(name) {
			return below
		}
	}
	return nil
}
