package exchange

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kith/fixtures/oracle"
	"kith/report"
	"kith/reproduce"
	"kith/study"
	"kith/study/dataset"
)

type silent struct{}

func (silent) Step(string, int) {}
func (silent) Advance()         {}

func fixture(t *testing.T) (*study.Manifest, *study.Part, *dataset.Set) {
	t.Helper()
	m, err := study.Load("../fixtures/synthetic")
	if err != nil {
		t.Fatal(err)
	}
	books, sets, err := reproduce.Codebooks(t.Context(), m, silent{})
	if err != nil {
		t.Fatal(err)
	}
	return m, m.Part(books[0].Study), sets[0]
}

// nasty is a data set whose names, labels and ids are as awkward as a program
// can be given.
func nasty() (*study.Manifest, *study.Part, *dataset.Set) {
	nan := math.NaN()
	m := &study.Manifest{Study: study.Identity{ID: "nasty", Disclosure: "open"}}
	part := &study.Part{ID: "S", Title: "It's \"nasty\"", IDColumn: study.Ref{Name: "id"}, Columns: []study.Column{
		{Column: study.Ref{Name: "with"}, Kind: "number", Label: "=1+1"},
		{Column: study.Ref{Name: "WITH"}, Kind: "number", Label: "l'âge, \"years\""},
		{Column: study.Ref{Name: "1. Wie oft? – é"}, Kind: "category", Label: "-x"},
		{Column: study.Ref{Name: strings.Repeat("long ", 20)}, Kind: "category", Labels: []study.Labelled{{Text: "=SUM(A1)", Value: 7}, {Text: "n\\o", Value: 3}}},
	}}
	set := &dataset.Set{IDs: []string{"=cmd|x", "'=y", "plain,\"q\""}, Rows: []int{2, 3, 4}, Columns: []*dataset.Column{
		{Name: "with", Numbers: []float64{-901, 1.25, nan}, Missing: dataset.ReasonsOf("", "", "can't say")},
		{Name: "WITH", Numbers: []float64{1e6, -0.001, 2}, Missing: dataset.ReasonsOf("", "", "")},
		{Name: "1. Wie oft? – é", Numbers: []float64{nan, nan, nan}, Texts: []string{"ö'ft", "", "@nie"}, Missing: dataset.ReasonsOf("", "blank", "")},
		{Name: strings.Repeat("long ", 20), Numbers: []float64{7, 3, nan}, Texts: []string{"=SUM(A1)", "n\\o", ""}, Missing: dataset.ReasonsOf("", "", "blank")},
	}}
	return m, part, set
}

func write(t *testing.T, files []report.File) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Path), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// program finds one by its name in KITH_REQUIRE, or skips.
func program(t *testing.T, name, required string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("running " + name + " takes a second")
	}
	return oracle.Find(t, required, name)
}

func runIn(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	c := exec.Command(program, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// expected is n and mean of every variable, straight from the data set.
func expected(book *reproduce.Codebook, set *dataset.Set) []string {
	var out []string
	for _, v := range book.Variables {
		col := set.Column(v.Name)
		n, sum := 0, 0.0
		for i, x := range v.Codes(col) {
			if col.Missing.At(i) == "" {
				n++
				sum += x
			}
		}
		out = append(out, fmt.Sprintf("%d %.6f", n, sum/float64(n)))
	}
	return out
}

// R and PSPP find the n and the mean of every variable, its missing answers and
// its value labels.
func TestSyntaxLoads(t *testing.T) {
	type study1 struct {
		m    *study.Manifest
		part *study.Part
		set  *dataset.Set
	}
	cases := map[string]func() study1{
		"fixture": func() study1 { m, p, s := fixture(t); return study1{m, p, s} },
		"nasty":   func() study1 { m, p, s := nasty(); return study1{m, p, s} },
	}
	for name, load := range cases {
		c := load()
		book := reproduce.Describe(c.m, c.part, c.set)
		dir := write(t, Files(c.m, c.part, c.set, RealIDs))
		want := expected(book, c.set)
		t.Run(name+"/R", func(t *testing.T) {
			r := program(t, "Rscript", "r")
			out := runIn(t, dir, r, "--vanilla", "-e", `source("load.R")
cat(sprintf("%d %.6f\n", sapply(codes[answers], function(x) sum(!is.na(x))), sapply(codes[answers], mean, na.rm = TRUE)), sep = "")
cat("gone", sum(is.na(codes[answers])) == sum(!is.na(why)), "\n")
f <- Filter(is.factor, d)
for (x in f) cat(levels(x), sep = "\n")
cat("ids", codes[[1]], sep = "\n")`)
			for i, line := range want {
				if got := strings.Split(out, "\n")[i]; got != line {
					t.Errorf("%s: R has %s, want %s", book.Variables[i].Name, got, line)
				}
			}
			if !strings.Contains(out, "gone TRUE") {
				t.Error("reasons and missing answers differ")
			}
			for _, id := range c.set.IDs {
				if !strings.Contains(out, id+"\n") {
					t.Errorf("R lost the id %q", id)
				}
			}
			if name == "nasty" && !strings.Contains(out, "n\\o\n=SUM(A1)\n") {
				t.Errorf("labels in R:\n%s", out)
			}
		})
		t.Run(name+"/PSPP", func(t *testing.T) {
			pspp := program(t, "pspp", "pspp")
			tab := newTable(book, c.part, c.set, RealIDs)
			syntax := string(mustRead(t, filepath.Join(dir, "load.sps")))
			syntax += "\nDESCRIPTIVES VARIABLES=" + strings.Join(tab.names, " ") + " /STATISTICS=MEAN.\nDISPLAY DICTIONARY.\n"
			if err := os.WriteFile(filepath.Join(dir, "test.sps"), []byte(syntax), 0o600); err != nil {
				t.Fatal(err)
			}
			out := runIn(t, dir, pspp, "-O", "format=csv", "test.sps")
			if strings.Contains(out, "error") || strings.Contains(out, "warning") {
				t.Errorf("PSPP complains:\n%.2000s", out)
			}
			row := regexp.MustCompile(`(?m),(\d+),(-?[\d.]+)\r?$`)
			rows := row.FindAllStringSubmatch(out[:strings.Index(out, "Valid N")], -1)
			if len(rows) != len(want) {
				t.Fatalf("PSPP describes %d variables, want %d:\n%.3000s", len(rows), len(want), out)
			}
			for i, w := range want {
				n, mean, _ := strings.Cut(w, " ")
				a, _ := strconv.ParseFloat(mean, 64)
				b, _ := strconv.ParseFloat(rows[i][2], 64)
				if rows[i][1] != n || math.Abs(a-b) > .0051 {
					t.Errorf("%s: PSPP has %s %s, want %s", tab.names[i], rows[i][1], rows[i][2], w)
				}
			}
		})
	}
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// No id of a respondent is in an export that was not asked for ids.
func TestNoIDs(t *testing.T) {
	m, part, set := fixture(t)
	for _, how := range []IDs{NoIDs, RunningIDs} {
		for _, f := range Files(m, part, set, how) {
			for _, id := range set.IDs {
				if strings.Contains(string(f.Data), id) {
					t.Fatalf("%s: %s has the id of a respondent", how, f.Path)
				}
			}
		}
	}
	data := string(Files(m, part, set, RunningIDs)[2].Data)
	if !strings.HasPrefix(data, "respondent,") || !strings.Contains(data, "\nLW070,") {
		t.Error("no running numbers")
	}
}

// A missing code is below every answer, so that -901 stays an answer.
func TestMissingCodesAreNoAnswers(t *testing.T) {
	m, part, set := nasty()
	tab := newTable(reproduce.Describe(m, part, set), part, set, NoIDs)
	if len(tab.reasons) != 2 || tab.reasons[0].Code != -9901 || tab.reasons[1].Name != "can't say" {
		t.Errorf("reasons: %v", tab.reasons)
	}
}

func TestNoFormulas(t *testing.T) {
	m, part, set := nasty()
	for _, f := range Files(m, part, set, RealIDs) {
		if !strings.HasSuffix(f.Path, ".csv") {
			continue
		}
		for _, line := range strings.Split(string(f.Data), "\n") {
			if strings.HasPrefix(strings.TrimLeft(line, `"`), "=") || strings.Contains(line, ",=") || strings.Contains(line, `,"=`) || strings.Contains(line, ",@") {
				t.Errorf("%s: a formula: %s", f.Path, line)
			}
		}
	}
}

// Real ids stand under the name of their column, or as respondents where it has none.
func TestNameOfRealIDs(t *testing.T) {
	m, part, set := nasty()
	for column, want := range map[string]string{"id": "id,", "": "respondent,"} {
		part.IDColumn.Name = column
		if data := string(Files(m, part, set, RealIDs)[2].Data); !strings.HasPrefix(data, want) {
			t.Errorf("%.30q, want %q", data, want)
		}
	}
}

// A variable is a factor in R as soon as one of its values has a label; the others have
// their numbers.
func TestFactors(t *testing.T) {
	v := reproduce.Variable{Values: []reproduce.Value{{Code: 1}, {Code: 7, Label: "=SUM(A1)"}}}
	if labelled(reproduce.Variable{Values: v.Values[:1]}) || !labelled(v) || labelled(reproduce.Variable{}) {
		t.Error("what is a factor")
	}
	if a, b := valueLabel(v.Values[0]), valueLabel(v.Values[1]); a != "1" || b != "=SUM(A1)" {
		t.Errorf("labels %q and %q", a, b)
	}
}

// The README names the study, by its id where it has no title, and every reason for
// which an answer is missing.
func TestReadme(t *testing.T) {
	m, part, set := nasty()
	readme := func() string { return string(Files(m, part, set, NoIDs)[0].Data) }
	text := readme()
	if !strings.HasPrefix(text, "nasty: data of It's \"nasty\"\n") || !strings.Contains(text, "  -9902  can't say\n") || strings.Contains(text, "no answer is missing") {
		t.Errorf("%s", text)
	}
	m.Study.Title = "Awkward things"
	set.Columns = set.Columns[1:2] // which has every answer
	part.Columns = part.Columns[1:2]
	if text = readme(); !strings.HasPrefix(text, "Awkward things: data of ") || !strings.Contains(text, "  (no answer is missing)\n") {
		t.Errorf("%s", text)
	}
}

// A variable without labels does not keep those after it from theirs.
func TestSPSSValueLabels(t *testing.T) {
	m, part, set := nasty()
	syntax := string(Files(m, part, set, NoIDs)[5].Data)
	_, labels, found := strings.Cut(syntax, "\nVALUE LABELS\n")
	labels, _, _ = strings.Cut(labels, ".\n")
	if n := strings.Count(labels, "\n  /"); !found || n != 2 || !strings.Contains(labels, "-9902") || !strings.Contains(labels, "=SUM(A1)") || strings.Contains(labels, "WITH") {
		t.Errorf("%d separators in\n%s", n, labels)
	}
}

func TestSPSSName(t *testing.T) {
	for name, want := range map[string]string{
		"qs1_pre_01": "qs1_pre_01", "with": "vwith", "1. Wie oft?": "v1._Wie_oft", "": "v", "…": "v", "_x.": "v_x", "Q1-2": "Q1_2", "AZ.az_09": "AZ.az_09",
		strings.Repeat("a", 99): strings.Repeat("a", 60),
	} {
		if got := spssName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	taken := map[string]bool{}
	for _, want := range []string{"a", "a2", "a3"} {
		if got := unused(taken, "a"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
