package coding

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kith/study/journal"
)

func TestLensesThatComeWithKith(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	lens, err := LensOf("siah-sp", "S1")
	must(t, err)
	must(t, d.TakeLens(lens))
	must(t, d.AddCode(Code{Name: "tk-layout", Studies: []string{"S2"}}))
	d.View(func(s *State) {
		live, headings := 0, 0
		for _, c := range s.Codes(false) {
			switch {
			case c.Heading:
				headings++
			case c.Live() && c.For("S1"):
				live++
				if c.Definition == "" || c.LookFor == "" || c.Boundary == "" || len(c.Indicators) == 0 || len(c.Examples) == 0 || len(c.Citations) == 0 {
					t.Errorf("%s is not whole", c.Name)
				}
			}
		}
		if live != 35 || headings != 9 {
			t.Errorf("%d codes in %d families, want 35 in 9", live, headings)
		}
		if s.Code("SI-BEL").For("S2") || !s.Code("tk-layout").For("S2") {
			t.Error("S2 starts without a lens")
		}
	})
	if _, err := d.AddCodings(NewCoding{Passage: Passage{"S1_LW01", "f", 0, 1}, Code: "SI"}); err == nil {
		t.Error("coded with a family")
	}
	lens.Studies = []string{"S4"}
	must(t, d.TakeLens(lens))
	d.View(func(s *State) {
		if c := s.Code("SI-BEL"); !c.For("S1") || !c.For("S4") || c.For("S2") {
			t.Errorf("offered in %v", c.Studies)
		}
	})
	if starter, err := LensOf("trial-open-text"); err != nil || len(starter.Codes) != 14 {
		t.Errorf("starter: %d codes, %v", len(starter.Codes), err)
	}
	if !Lenses()[1].Starter {
		t.Error("the starter is not marked as one")
	}
	if _, err := LensOf("nope"); err == nil || !strings.Contains(err.Error(), "siah-sp") {
		t.Errorf("got %v", err)
	}
}

// text draws text as people type it into forms: trimmed, with anything inside.
func text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "é", "🙂", "\n", "\n\n", "# ", "- ", "**Definition**", `\`, `\n`, ": ", "LW: ", `"`, ",", "'", "| ", "=1+1", "x y"}), 0, 8).Draw(t, "parts")
		return strings.TrimSpace(strings.Join(parts, ""))
	})
}

func line() *rapid.Generator[string] {
	return rapid.Map(text(), func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\n", " ")) })
}

func entries() *rapid.Generator[[]string] {
	return rapid.Map(rapid.SliceOfN(text(), 0, 3), func(l []string) []string {
		var out []string
		for _, s := range l {
			if s != "" {
				out = append(out, s)
			}
		}
		return out
	})
}

func TestExportThenImportIsTheIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b Codebook
		n := rapid.IntRange(1, 9).Draw(t, "codes")
		for i := range n {
			c := Code{Key: fmt.Sprintf("k%d", i), Name: fmt.Sprintf("k%d", i), Label: line().Draw(t, "label"), Definition: text().Draw(t, "definition"),
				LookFor: text().Draw(t, "look for"), Boundary: text().Draw(t, "boundary"), Indicators: entries().Draw(t, "indicators"),
				Citations: entries().Draw(t, "citations"), Heading: rapid.Bool().Draw(t, "heading"), Exclusive: rapid.Bool().Draw(t, "exclusive")}
			if rapid.Bool().Draw(t, "renamed") {
				c.Name = fmt.Sprintf("n-%d", i)
			}
			for _, e := range entries().Draw(t, "examples") {
				c.Examples = append(c.Examples, Example{Role: rapid.SampledFrom([]string{"", "LW", "SU"}).Draw(t, "role"), Text: e})
			}
			if i > 0 && rapid.Bool().Draw(t, "below") {
				c.Parent = fmt.Sprintf("k%d", rapid.IntRange(0, i-1).Draw(t, "parent"))
			}
			if rapid.Bool().Draw(t, "some") {
				c.Studies, c.Colour = []string{"S1", "S4"}, "#4477aa"
			}
			b.Codes = append(b.Codes, c)
		}
		switch last := &b.Codes[n-1]; rapid.IntRange(0, 3).Draw(t, "fate") {
		case 1:
			last.Retired = true
		case 2:
			if n > 2 {
				last.Retired, last.MergedInto, b.Codes[0].Heading = true, "k0", false
			}
		}
		must(t, b.check())
		for _, f := range []struct {
			name  string
			write func() ([]byte, error)
		}{{"c.yaml", b.YAML}, {"c.csv", b.CSV}, {"c.md", b.Markdown}} {
			out, err := f.write()
			must(t, err)
			got, err := ReadCodebook(f.name, out)
			if err != nil {
				t.Fatalf("%s: %v\n%s", f.name, err, out)
			}
			if d := cmp.Diff(b.Codes, got.Codes); d != "" {
				t.Fatalf("%s:\n%s\n%s", f.name, d, out)
			}
		}
	})
}

func TestImportIntoAStudy(t *testing.T) {
	clock := start
	from, to := sit(t, t.TempDir(), "AB", &clock), sit(t, t.TempDir(), "CD", &clock)
	must(t, from.AddCode(Code{Name: "x", Definition: "one"}, Code{Name: "y"}, Code{Name: "z", Parent: "x"}, Code{Name: "old"}))
	must(t, from.EditCode("y", map[string]any{"name": "yy"}, ""))
	must(t, from.MergeCodes("y", "z", "the same"))
	must(t, from.RetireCode("old", "never used"))
	var book Codebook
	from.View(func(s *State) { book = s.Codebook(true) })
	out, err := book.YAML()
	must(t, err)
	read, err := ReadCodebook("codebook.yaml", out)
	must(t, err)
	done, err := to.Import(read, "from AB")
	if err != nil || len(done.Added) != 4 {
		t.Fatalf("%+v, %v", done, err)
	}
	want := cmp.Diff(codesOf(from), codesOf(to))
	if want != "" {
		t.Error(want)
	}
	if done, err := to.Import(read, "again"); err != nil || len(done.Same) != 4 {
		t.Errorf("again: %+v, %v", done, err)
	}
	read.Codes[0].Definition = "another"
	if done, err := to.Import(read, "changed"); err != nil || len(done.Changed) != 1 || done.Changed[0] != "x" {
		t.Errorf("changed: %+v, %v", done, err)
	}
}

func codesOf(d *desk) (codes []Code) {
	d.View(func(s *State) {
		for _, c := range s.Codes(true) {
			copied := *c
			copied.Added, copied.AddedBy = journal.Stamp{}, ""
			codes = append(codes, copied)
		}
	})
	return codes
}

func TestBrokenCodebooks(t *testing.T) {
	for name, c := range map[string]struct{ file, text, says string }{
		"no schema":      {"c.yaml", "codes: [{id: x}]", `schema is ""`},
		"no codes":       {"c.yaml", "schema: codebook/1", "there are no codes"},
		"twice":          {"c.yaml", "schema: codebook/1\ncodes: [{id: x}, {id: X}]", "stands there twice"},
		"no parent":      {"c.yaml", "schema: codebook/1\ncodes: [{id: x, parent: y}]", "names y, which is not in the file"},
		"circle":         {"c.yaml", "schema: codebook/1\ncodes: [{id: x, parent: y}, {id: y, parent: x}]", "stands below itself"},
		"spaces":         {"c.yaml", "schema: codebook/1\ncodes: [{id: a b}]", "cannot name a code"},
		"colour":         {"c.csv", "code,colour\nx,red\n", "not like #4477aa"},
		"odd column":     {"c.csv", "code,weight\nx,1\n", `column "weight"`},
		"no code column": {"c.csv", "label\nx\n", "no column code"},
		"maybe":          {"c.csv", "code,heading\nx,maybe\n", "row 2: heading"},
		"loose text":     {"c.md", "# T\n\n## x\n\nwords\n", "line 5: text that stands under none"},
		"odd fact":       {"c.md", "# T\n\n## x\n\n- Weight: 1\n", `line 5: a code has no fact "Weight"`},
		"other ending":   {"c.docx", "", "a codebook is .yaml, .md or .csv"},
	} {
		if _, err := ReadCodebook(c.file, []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}
