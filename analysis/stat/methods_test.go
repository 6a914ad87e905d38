package stat_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every exported function of stat and scale is named in docs/methods.md, and
// its comment ends with the R call it equals, or says that R has none.
func TestMethodsNameEveryFunction(t *testing.T) {
	manual, err := os.ReadFile("../../docs/methods.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(manual)
	functions := 0
	for _, dir := range []string{"stat", "scale"} {
		files, err := filepath.Glob("../" + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || f.Recv != nil || !f.Name.IsExported() {
					continue
				}
				functions++
				if !strings.Contains(text, "`"+f.Name.Name+"`") {
					t.Errorf("docs/methods.md does not name %s.%s", dir, f.Name.Name)
				}
				paragraphs := strings.Split(f.Doc.Text(), "\n\n")
				if last := paragraphs[len(paragraphs)-1]; !strings.HasPrefix(last, "R: ") {
					t.Errorf("the comment of %s.%s does not end with a paragraph “R: …”", dir, f.Name.Name)
				}
			}
		}
	}
	if functions < 30 {
		t.Errorf("%d exported functions were found: the test looks in the wrong place", functions)
	}
}
