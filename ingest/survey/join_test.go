package survey

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"kith/study"
	"kith/study/dataset"
)

// Whatever order the rows have, and however an id is spelt in each file, the
// same people are paired.
func TestJoinProperty(t *testing.T) {
	dir := t.TempDir()
	const manifest = `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - id: S
    analysis: quantitative
    workbooks: [{occasion: pre, file: pre.csv}, {occasion: post, file: post.csv}]
    id_column: id
    scales: {k: {points: [0, 1000]}}
    question_sets:
      - {id: Q, title: T, scale: k, conditions: {A: {occasion: pre, label: Before}, B: {occasion: post, label: After}}, pairs: [{id: q, A: x, B: x}]}
`
	m, p := load(t, dir, manifest)
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z]{1,3}[0-9]{1,3}[A-Z]?`), 2, 12, rapid.ID).Draw(t, "ids")
		spelt := func(id string) string {
			var b strings.Builder
			for _, r := range id {
				if rapid.Bool().Draw(t, "small") {
					r = unicode.ToLower(r)
				}
				b.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "\u00a0"}).Draw(t, "space"))
				b.WriteRune(r)
			}
			return b.String() + rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "end")
		}
		// The answer of person i is i before and 100 + i after.
		want := map[string]bool{}
		in := map[string][]int{}
		for i := range ids {
			at := rapid.SampledFrom([]string{"both", "both", "pre", "post"}).Draw(t, "at")
			if i == 0 {
				at = "both" // no file without people
			}
			a, b := "absent", "absent"
			if at != "post" {
				in["pre"], a = append(in["pre"], i), fmt.Sprint(i)
			}
			if at != "pre" {
				in["post"], b = append(in["post"], i), fmt.Sprint(100+i)
			}
			want[a+" "+b] = true
		}
		for k, name := range []string{"pre", "post"} {
			add, text := 100*k, "id,x\n"
			for _, i := range rapid.Permutation(in[name]).Draw(t, name) {
				text += fmt.Sprintf("\"%s\",%d\n", spelt(ids[i]), add+i)
			}
			if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		set, err := Read(t.Context(), m, p, nil)
		if err != nil {
			t.Fatal(err)
		}
		pair := p.QuestionSets[0].Pairs[0]
		a, b := set.Column(pair.A.Name), set.Column(pair.B.Name)
		if set.N() != len(ids) {
			t.Fatalf("%d people, want %d", set.N(), len(ids))
		}
		for i := range set.N() {
			if got := answerOf(a, i) + " " + answerOf(b, i); !want[got] {
				t.Errorf("the pair %s is nobody's: %v", got, want)
			}
		}
	})
}

// Hidden rows and columns are read and said, skipped and said, or refused.
func TestHiddenPolicy(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(synthetic, "study-numeric.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for policy, want := range map[string]string{
		"refuse": `the column "qs2_tk_06" is hidden`,
		"skip":   `there is no column "qs2_tk_06"`,
	} {
		manifest := replace("03_Study_Three/Study3_Quantitative_Data.xlsx\n      sheet", "light.xlsx\n      hidden: "+policy+"\n      sheet")(string(text))
		m, _ := load(t, "../../fixtures/dirty", replace("deposit: deposit", "deposit: .")(manifest))
		p := m.Studies[slices.IndexFunc(m.Studies, func(x *study.Part) bool { return x.Workbook != nil })]
		_, err := Read(t.Context(), m, p, nil)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "light.xlsx, sheet Data") {
			t.Errorf("%s: %v, want %s", policy, err, want)
		}
	}
}

// A column to drop that is not there is a slip, and may be somebody's name.
func TestDropColumnsThatAreNotThere(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("id,Email address,x\n1,a@example.org,3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := read(t, dir, `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - {id: S, analysis: quantitative, workbook: {file: a.csv, drop_columns: [E-mail address]}, id_column: id, columns: [{column: x, kind: number}]}
`)
	fs := faultsOf(t, dir, err)
	if f := fs[0]; len(fs) != 1 || f.Where != "a.csv, row 1" || f.What != `drop_columns names "E-mail address", which the sheet does not have` ||
		f.Asked != "study.yaml:5:76, drop_columns" || !strings.Contains(f.Hint, `did you mean "Email address"`) {
		t.Errorf("%+v", fs)
	}
}

// Fifty faults of all files together are listed, those of the second file
// among them, and the others are counted.
func TestFaultsOfSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	for name, n := range map[string]int{"pre": 40, "post": 35} {
		text := "id,x\n"
		for i := range n {
			text += fmt.Sprintf("%d,%d\n", i, 100+i)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := read(t, dir, `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - {id: S, analysis: quantitative, workbooks: [{occasion: pre, file: pre.csv}, {occasion: post, file: post.csv}], id_column: id, scales: {k: {points: [0, 9]}},
     question_sets: [{id: Q, title: T, scale: k, conditions: {A: {occasion: pre, label: Before}, B: {occasion: post, label: After}}, pairs: [{id: q, A: x, B: x}]}]}
`)
	fs := faultsOf(t, dir, err)
	if len(fs) != 51 || fs[50].What != "25 more faults" || fs[49].Where != "post.csv, cell B11" || fs[39].Where != "pre.csv, cell B41" {
		t.Errorf("%d faults, the last %+v", len(fs), fs[max(0, len(fs)-2):])
	}
}

// An answer with a comma and without quotation marks moves what follows it into
// wrong columns; that is found whether or not the last field is blank. Blank
// lines end the data, and a line cut short is read as far as it goes.
func TestRaggedLines(t *testing.T) {
	const manifest = `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - {id: S, analysis: quantitative, workbook: {file: a.csv}, id_column: id, columns: [{column: x, kind: category}, {column: y, kind: number}]}
`
	for _, c := range []struct {
		name, text, fault string
		missing           int
	}{
		{"straight", "id,x,y\nP1,\"no, never\",3\nP2,yes,\n", "", 1},
		{"moved", "id,x,y\nP1,yes,3\nP2,no, never,3\n", "a.csv, row 3: line 3 has 4 fields and the header 3, so its answers may stand in wrong columns", 0},
		{"moved, the last blank", "id,x,y\nP1,no, 3,\nP2,yes,4\n", "a.csv, row 2: line 2 has 4 fields and the header 3, so its answers may stand in wrong columns", 0},
		{"short", "id,x,y\nP1,yes,3\nP2,yes\n", "", 1},
		{"a column without a name", "id,x,y,\nP1,yes,3,\nP2,yes,4,seen\n", "", 0},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		set, err := read(t, dir, manifest)
		if c.fault != "" {
			if fs := faultsOf(t, dir, err); len(fs) != 1 || fs[0].Where+": "+fs[0].What != c.fault {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if n := set.N() - set.Column("y").Missing.Present(); n != c.missing {
			t.Errorf("%s: %d missing, want %d", c.name, n, c.missing)
		}
		if noted := slices.ContainsFunc(set.Log, func(e dataset.LogEntry) bool { return strings.Contains(e.What, "lines end before") }); noted != (c.name == "short") {
			t.Errorf("%s: noted %v", c.name, noted)
		}
	}
}
