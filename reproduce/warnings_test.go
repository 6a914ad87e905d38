package reproduce

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/report"
)

// warned runs a study of one set of single items, or of a composite over more,
// whose answers are the rows, and gives the result.
func warned(t *testing.T, rows [][]string, composite bool, tests string) *report.Quant {
	t.Helper()
	dir := t.TempDir()
	k := len(rows[0]) / 2
	head := []string{"who"}
	pairs := ""
	for i := range k {
		head = append(head, fmt.Sprintf("a%d", i))
		pairs += fmt.Sprintf("\n          - {id: i%d, A: a%d, B: b%d}", i, i, i)
	}
	for i := range k {
		head = append(head, fmt.Sprintf("b%d", i))
	}
	all := [][]string{head}
	for i, row := range rows {
		all = append(all, append([]string{fmt.Sprintf("P%d", i)}, row...))
	}
	test := "items"
	if composite {
		test = "composite"
	}
	manifest := `schema: kith/1
study: {id: warned, disclosure: open}
studies:
  - id: S
    analysis: quantitative
    workbook: {file: a.csv}
    id_column: who
    missing: [{value: "", reason: skipped}]
    scales: {five: {points: [1, 5]}}
    question_sets:
      - id: Q
        title: Questions
        conditions: {A: {label: Then}, B: {label: Now}}
        scale: five
        test: ` + test + `
        pairs:` + pairs + `
    tests: {extra: [wilcoxon]` + tests + `}
`
	if err := os.MkdirAll(filepath.Join(dir, "deposit"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"study.yaml": []byte(manifest), "deposit/a.csv": table(all)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Load(context.Background(), dir, "test", quiet{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Results.Quant[0]
}

func columnsOf(a, b string) [][]string {
	var rows [][]string
	for i := range a {
		answer := func(s string) string { return strings.TrimSpace(s[i : i+1]) }
		rows = append(rows, []string{answer(a), answer(b)})
	}
	return rows
}

// Each warning fires where it must, and not on a neighbour that lacks its
// reason; and whatever fires stands in every format of the report.
func TestWarningsOfAResult(t *testing.T) {
	const noise = "224334223344"
	for _, tt := range []struct {
		name, warning  string
		a, b           string // answers that it fires on
		quietA, quietB string // and that it does not
	}{
		{"constant differences", "the differences are the same in every complete pair", "123123", "234234", "123123", "234233"},
		{"identical columns", "the two columns are identical in every complete pair", "123123", "123123", "123123", "123124"},
		{"one pair", "there is only one complete pair", "2  ", "3  ", "24 ", "33 "},
		{"no pair", "there is no complete pair", "2 3 ", " 2 3", "24 ", "33 "},
		{"reversed", "run against each other", "122344512345", "544322154321", noise, "334422344223"},
		{"missing", "lack a value and are left out", "22433422334422433 ", "33442234422333442 ", "22433422334422433222", "3344223442233344232 "},
		{"zeros", "do not differ and are dropped before ranking", "2243", "2314", "2243", "3314"},
		{"ties", "differences share their size with another", "2243", "3314", "1111", "2345"},
		{"ceiling", "answered B stand at its highest possible value", noise, "334452544325", noise, "334442544324"},
		{"floor", "answered A stand at its lowest possible value", "214134223341", "334422344223", "214334223344", "334422344223"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fired := func(a, b string) (*report.Quant, bool) {
				q := warned(t, columnsOf(a, b), false, "")
				c := q.Sets[0].Items[0].Test
				return q, strings.Contains(strings.Join(append(c.Warnings, c.Extra.Wilcoxon.Warnings...), "\n"), tt.warning)
			}
			q, ok := fired(tt.a, tt.b)
			if !ok {
				t.Errorf("%q and %q do not warn that %s", tt.a, tt.b, tt.warning)
			}
			if other, ok := fired(tt.quietA, tt.quietB); ok {
				t.Errorf("%q and %q warn that %s: %q", tt.quietA, tt.quietB, tt.warning, other.Sets[0].Items[0].Test.Warnings)
			}
			inEveryFormat(t, q, tt.warning)
		})
	}
}

// Percentages of a warning are rounded as those of tables are: 1 of 16 is 6.25, and
// 5 of 16 are 31.25.
func TestPercentagesOfWarnings(t *testing.T) {
	const a, b = "2243342233442234", "334422344223344 "
	for tests, want := range map[string]string{
		"":                    "1 of 16 pairs (6.3%) lack a value and are left out",
		", missing: listwise": "1 of 16 pairs (6.3%) are left out, since a value is missing there or in another test (listwise)",
	} {
		c := warned(t, columnsOf(a, b), false, tests).Sets[0].Items[0].Test
		if len(c.Warnings) != 1 || c.Warnings[0] != want {
			t.Errorf("%q, want %q", c.Warnings, want)
		}
	}
	c := warned(t, columnsOf("1111123322442233", "2233223344223344"), false, "").Sets[0].Items[0].Test
	if want := "31.3% of those who answered A stand at its lowest possible value"; len(c.Warnings) != 1 || c.Warnings[0] != want {
		t.Errorf("%q, want %q", c.Warnings, want)
	}
}

// inEveryFormat looks for a warning in the JSON, Markdown, HTML and Word of a
// report, and in the CSV of a table.
func inEveryFormat(t *testing.T, q *report.Quant, warning string) {
	t.Helper()
	files, err := report.Files(&report.Results{Schema: report.ResultsSchema, Study: report.StudyInfo{ID: "warned"}, Quant: []*report.Quant{q}}, &report.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	tables := false
	for _, f := range files {
		if strings.HasPrefix(f.Path, "tables/") {
			tables = tables || strings.Contains(string(f.Data), warning[4:])
			continue
		}
		switch f.Path {
		case "results.json", "report.md", "report.html":
			if !strings.Contains(string(f.Data), warning[4:]) { // its capital may have changed
				t.Errorf("%s does not say %q", f.Path, warning)
			}
		}
	}
	if !tables {
		t.Errorf("no CSV says %q", warning)
	}
}

// An item that runs against the others of its score is named, and in a score
// whose items agree none is.
func TestItemAgainstTheOthers(t *testing.T) {
	rows := func(turned bool) (all [][]string) {
		for i := range 12 {
			x := 1 + (i*7+i*i)%5
			third := x
			if turned {
				third = 6 - x
			}
			all = append(all, []string{fmt.Sprint(x), fmt.Sprint(min(5, x+i%2)), fmt.Sprint(third), fmt.Sprint(1 + i%5), fmt.Sprint(1 + (i+i%2)%5), fmt.Sprint(1 + i%5)})
		}
		return all
	}
	for _, turned := range []bool{true, false} {
		c := warned(t, rows(turned), true, "").Sets[0].Composite
		if got := strings.Contains(strings.Join(c.Warnings, "\n"), "under A the item i2 runs against the others"); got != turned {
			t.Errorf("turned %v: %q", turned, c.Warnings)
		}
	}
}

// Listwise, every composite of the synthetic study is over the 66 who have
// both scores of all three sets (P012, P029, P052 and P066 lack one), and the
// warning says so.
func TestListwise(t *testing.T) {
	run := mustLoad(t)
	part := *run.Manifest.Part("S3")
	part.Tests.Missing = "listwise"
	q, err := quantify(&part, run.Data["S3"], nil, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range q.Sets {
		if n := s.Composite.Paired.N; n != 66 {
			t.Errorf("%s is over %d pairs, want 66", s.ID, n)
		}
		if !strings.Contains(strings.Join(s.Composite.Warnings, "\n"), "4 of 70 pairs (5.7%) are left out, since a value is missing there or in another test (listwise)") {
			t.Errorf("%s: %q", s.ID, s.Composite.Warnings)
		}
		if s.Items[0].Test.Paired.N != q.Sets[0].Items[0].Test.Paired.N {
			t.Errorf("items of %s are over %d pairs, those of QS1 over %d", s.ID, s.Items[0].Test.Paired.N, q.Sets[0].Items[0].Test.Paired.N)
		}
	}
	if text := string(markdownOf(t, q)); !strings.Contains(text, "Missing data are left out listwise") || strings.Contains(text, "each test is over those who have both of its sides") {
		t.Error("the report does not say that missing data are left out listwise")
	}
}

func markdownOf(t *testing.T, q *report.Quant) []byte {
	t.Helper()
	files, err := report.Files(&report.Results{Schema: report.ResultsSchema, Study: report.StudyInfo{ID: "x"}, Quant: []*report.Quant{q}}, &report.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Path == "report.md" {
			return f.Data
		}
	}
	t.Fatal("no report.md")
	return nil
}
