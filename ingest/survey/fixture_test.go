package survey

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/study"
	"kith/study/dataset"
)

const synthetic = "../../fixtures/synthetic"

// readFixture reads Study Three through one of the three manifests.
func readFixture(t *testing.T, manifest string) *dataset.Set {
	t.Helper()
	m, err := study.Load(filepath.Join(synthetic, manifest))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Studies {
		if p.Workbook != nil {
			set, err := Read(context.Background(), m, p, nil)
			if err != nil {
				t.Fatal(err)
			}
			return set
		}
	}
	t.Fatal("no study has a workbook")
	return nil
}

// golden gives the frozen answers: one map a row, and the value a reader must
// make of each cell, written by hand from domain knowledge of the file rather
// than by the program under test.
func golden(t *testing.T) []map[string]string {
	t.Helper()
	f, err := os.Open("../../fixtures/truth/study3_golden_wide.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = rec[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// want gives what a golden cell means: its reason if it is missing, else the
// value as text.
func want(name, cell string) string {
	switch {
	case cell == "" || cell == "NA" || cell == "-99":
		return "missing: skipped"
	case cell == "N/A":
		return "missing: not_applicable"
	case cell == "Prefer not to say" && name != "gender":
		return "missing: refused"
	}
	return cell
}

// got gives what was read in the same form.
func got(c *dataset.Column, i int) string {
	switch {
	case c.Missing.At(i) != "":
		if !math.IsNaN(c.Numbers[i]) || c.Texts != nil && c.Texts[i] != "" {
			return "missing, and yet with a value"
		}
		return "missing: " + c.Missing.At(i)
	case c.Texts != nil:
		return c.Texts[i]
	}
	return strconv.FormatFloat(c.Numbers[i], 'g', -1, 64)
}

// Every analysed value of the three workbooks is the golden one. The raw
// export has ids of its own, so rows are compared as a multiset.
func TestFixtureValues(t *testing.T) {
	rows := golden(t)
	for _, manifest := range []string{"study.yaml", "study-numeric.yaml", "study-labels.yaml"} {
		t.Run(manifest, func(t *testing.T) {
			set := readFixture(t, manifest)
			if len(set.Columns) != 13+26 {
				t.Fatalf("%d columns, want 39", len(set.Columns))
			}
			var expected, read []string
			for _, row := range rows {
				var b strings.Builder
				for _, c := range set.Columns {
					fmt.Fprintf(&b, "%s=%s ", c.Name, want(c.Name, row[c.Name]))
				}
				expected = append(expected, b.String())
			}
			for i := range set.N() {
				var b strings.Builder
				for _, c := range set.Columns {
					fmt.Fprintf(&b, "%s=%s ", c.Name, got(c, i))
				}
				read = append(read, b.String())
			}
			slices.Sort(expected)
			slices.Sort(read)
			if d := cmp.Diff(expected, read); d != "" {
				t.Error(d)
			}
		})
	}
}

// Where the workbook has the golden ids, each row is that person's.
func TestFixtureIDs(t *testing.T) {
	rows := golden(t)
	for _, manifest := range []string{"study-numeric.yaml", "study-labels.yaml"} {
		set := readFixture(t, manifest)
		for i, row := range rows {
			if set.IDs[i] != row["participant_id"] || set.Rows[i] != set.Rows[0]+i {
				t.Errorf("%s: respondent %d is %s in row %d, want %s in row %d", manifest, i, set.IDs[i], set.Rows[i], row["participant_id"], set.Rows[0]+i)
			}
			for _, c := range set.Columns {
				if g, w := got(c, i), want(c.Name, row[c.Name]); g != w {
					t.Errorf("%s: %s of %s is %s, want %s", manifest, c.Name, set.IDs[i], g, w)
				}
			}
		}
	}
}

// The planted missing answers, by person and reason.
func TestFixtureMissing(t *testing.T) {
	set := readFixture(t, "study-numeric.yaml")
	missing := func(id, prefix string) map[string]int {
		i := slices.Index(set.IDs, id)
		n := map[string]int{}
		for _, c := range set.Columns {
			if strings.HasPrefix(c.Name, prefix) && c.Missing.At(i) != "" {
				n[c.Missing.At(i)]++
			}
		}
		return n
	}
	for _, c := range []struct {
		id, prefix string
		want       map[string]int
	}{
		{"P007", "qs2_", map[string]int{"skipped": 1}},
		{"P019", "qs2_", map[string]int{"skipped": 1}},
		{"P033", "qs2_", map[string]int{"not_applicable": 1}},
		{"P048", "qs2_", map[string]int{"skipped": 1}},
		{"P061", "qs2_", map[string]int{"skipped": 1}},
		{"P052", "qs2_tk_", map[string]int{"skipped": 3}},
		{"P066", "qs2_tk_", map[string]int{"skipped": 6}},
		{"P012", "qs3_tk_", map[string]int{"skipped": 3}},
		{"P029", "qs3_tk_", map[string]int{"refused": 1, "skipped": 2}},
		{"P052", "qs3_tk_", map[string]int{"skipped": 3}},
		{"P066", "qs3_tk_", map[string]int{"skipped": 3}},
		{"P001", "qs", map[string]int{}},
	} {
		if d := cmp.Diff(c.want, missing(c.id, c.prefix)); d != "" {
			t.Errorf("%s, %s*: %s", c.id, c.prefix, d)
		}
	}
	for _, name := range []string{"years_in_role", "toolkit_useful", "toolkit_easy"} {
		n := 0
		for _, m := range set.Column(name).Missing.All() {
			if m == "skipped" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: %d skipped, want 1", name, n)
		}
	}
	refused := 0
	for _, g := range set.Column("gender").Texts {
		if g == "Prefer not to say" {
			refused++
		}
	}
	if refused != 2 {
		t.Errorf("gender: %d prefer not to say, want 2 as a category", refused)
	}
}

func TestFixtureFlow(t *testing.T) {
	set := readFixture(t, "study.yaml")
	steps := []int{}
	for _, s := range set.Flow.Steps {
		steps = append(steps, s.N)
	}
	if set.Flow.Declared || set.Flow.Start != 79 || set.Flow.Analysed != 70 || !slices.Equal(steps, []int{2, 3, 1, 3}) {
		t.Errorf("flow %+v, want 79 − 2 − 3 − 1 − 3 = 70, recomputed", set.Flow)
	}
	for _, manifest := range []string{"study-numeric.yaml", "study-labels.yaml"} {
		set := readFixture(t, manifest)
		if !set.Flow.Declared || set.Flow.Start != 79 || set.Flow.Analysed != 70 || set.Flow.Source == "" {
			t.Errorf("%s: flow %+v, want 79 to 70, declared", manifest, set.Flow)
		}
	}
}

func TestTwoReadsAreEqual(t *testing.T) {
	opt := cmp.Options{
		cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".index" }, cmp.Ignore()), // a cache
		cmp.AllowUnexported(dataset.Reasons{}),
		cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }),
	}
	a := readFixture(t, "study.yaml")
	b := readFixture(t, "study.yaml")
	if d := cmp.Diff(a, b, opt...); d != "" {
		t.Error(d)
	}
}

// The cleaning log names places and kinds, and nothing that somebody answered.
func TestLogHoldsNoAnswers(t *testing.T) {
	for _, manifest := range []string{"study.yaml", "study-labels.yaml"} {
		set := readFixture(t, manifest)
		if manifest == "study.yaml" && len(set.Log) < 4 {
			t.Errorf("the log has %d entries, want the four inclusion rules at least", len(set.Log))
		}
		for _, e := range set.Log {
			for _, answer := range []string{"Strongly", "Agree", "Often", "Female", "25-34"} {
				if strings.Contains(e.What, answer) {
					t.Errorf("%s: the log has an answer: %q", manifest, e.What)
				}
			}
		}
	}
}
