package propose

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/ingest/survey"
	"kith/study"
)

var marks = regexp.MustCompile(`(?m)^\s*# (confirm|open):.*\n|  # (confirm|open):.*$`)

// confirmed takes the marks away, as a person does who agrees with every guess
// and with every placeholder.
func confirmed(text string) string { return marks.ReplaceAllString(text, "") }

// What is proposed of every layout, once confirmed, gives the answers that the
// files were made from, whoever is matched with whom.
func TestLayoutsOnceConfirmed(t *testing.T) {
	from := filepath.Join("..", "survey", "testdata", "layouts")
	f, err := os.Open(filepath.Join(from, "expected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range [][]string{
		{"forms_pre.csv", "forms_post.csv"}, {"qualtrics_pre.csv", "qualtrics_post.csv"}, {"long.csv"}, {"items.csv"}, {"grouped.csv"},
	} {
		t.Run(files[0], func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range files {
				data, err := os.ReadFile(filepath.Join(from, name))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			text, _ := proposed(t, dir)
			text = confirmed(text)
			if strings.Contains(text, "confirm:") || strings.Contains(text, "open:") {
				t.Fatalf("marks are left:\n%s", text)
			}
			m, err := study.Parse(filepath.Join(dir, study.FileName), []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			set, err := survey.Read(context.Background(), m, m.Studies[0], nil)
			if err != nil {
				t.Fatal(err)
			}
			if set.N() != len(want)-1 {
				t.Errorf("%d people, want %d", set.N(), len(want)-1)
			}
			pairs := m.Studies[0].QuestionSets[0].Pairs
			if len(pairs) != 2 {
				t.Fatalf("%d pairs", len(pairs))
			}
			columns := []string{pairs[0].A.Name, pairs[1].A.Name, pairs[0].B.Name, pairs[1].B.Name}
			for _, row := range want[1:] {
				i := slices.IndexFunc(set.IDs, func(id string) bool { return strings.EqualFold(strings.TrimSpace(id), row[0]) })
				if i < 0 {
					t.Errorf("%s is not there", row[0])
					continue
				}
				for j, name := range columns {
					got := ""
					if v := set.Column(name).Numbers[i]; !math.IsNaN(v) {
						got = strconv.FormatFloat(v, 'g', -1, 64)
					}
					if w := strings.TrimPrefix(row[j+1], "absent"); got != w {
						t.Errorf("%s, %s: %q, want %q", row[0], name, got, w)
					}
				}
			}
		})
	}
}

// What one deposit may hold, and what must be proposed of it: each is confirmed
// and read without a fault.
func TestBooksOnceConfirmed(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
		not   []string
	}{
		{"a row of means with a name, and one without", map[string]string{
			"a.csv": "id,q_pre_1,q_pre_2,q_post_1,q_post_2\nA,1,2,3,4\nB,5,4,3,1\nC,2,2,4,5\nMean,2.67,2.67,3.33,3.33\n",
		}, []string{"{column: id, not_equals: Mean, reason: no person}  # confirm:", "3 rows of answers", "A: q_pre_1, B: q_post_1"}, nil},
		{"numbered occasions", map[string]string{
			"a.csv": "id,calm_t1,glad_t1,calm_t2,glad_t2\nA,1,2,3,4\nB,5,4,3,1\nC,2,2,4,5\n",
		}, []string{"conditions:  # open: are these the two", "A: {id: t1, label: t1}", "A: calm_t1, B: calm_t2", "A: glad_t1, B: glad_t2"}, nil},
		{"two files whose names say nothing of time", map[string]string{
			"north.csv": "code,calm,glad,age\nA,1,2,31\nB,5,4,45\nC,2,2,28\nD,3,3,50\n",
			"south.csv": "code,calm,glad,age\nD,1,5,50\nB,1,2,45\nC,5,1,28\nA,4,4,31\n",
		}, []string{"occasion: file1  # open: which occasion is it?", "conditions:  # open: ", "id_column: code  # confirm: 4 of 4 values"}, nil},
		{"the same in numbers and in words", map[string]string{
			"numbers.csv": "code,calm_pre,glad_pre,calm_post,glad_post\nA,1,2,3,4\nB,5,4,3,1\nC,2,2,4,5\nD,1,5,3,1\nE,2,4,4,5\n",
			"words.csv":   "code,calm_pre,glad_pre,calm_post,glad_post\nA,Never,Rarely,Sometimes,Often\nB,Always,Often,Sometimes,Never\nC,Rarely,Rarely,Often,Always\nD,Never,Always,Sometimes,Never\nE,Rarely,Often,Often,Always\n",
		}, []string{"file: numbers.csv", "- words.csv  # confirm: listed, not read: the same answers of the same people"}, []string{"workbooks:"}},
		{"words of no known scale", map[string]string{
			"a.csv": "id,calm_pre,calm_post\nA,Blue,Green\nB,Green,Blue\nC,Blue,Blue\nD,Green,Green\n",
		}, []string{"{column: calm_pre, kind: category}  # confirm:", "# open: which columns form pairs?"}, []string{"scales:"}},
		{"no column of ids", map[string]string{
			"a.csv": "sex,calm_pre,calm_post\nf,1,4\nf,2,5\nm,3,1\nm,4,1\n",
		}, []string{"# open: which column holds the respondents' ids?", "# open: 1 pair from calm_pre and calm_post, once there is a column of ids"}, []string{"    id_column: ", "question_sets:"}},
		{"options, one column each", map[string]string{
			"a.csv": "id,Garden,Choir,calm_pre,calm_post\nA,Garden,,1,4\nB,,Choir,2,5\nC,Garden,Choir,3,1\n",
		}, []string{"{column: Garden, kind: flag, ticked: true}  # confirm:"}, nil},
		{"long data with words for a time", map[string]string{
			"a.csv": "person,when,calm\nA,post,4\nA,pre,2\nB,pre,1\nB,post,5\nC,pre,3\nC,post,4\n",
		}, []string{"occasions: {pre: pre, post: post}", "conditions:  # confirm: the values of when"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			text, _ := proposed(t, dir)
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("the manifest has not %q", w)
				}
			}
			for _, w := range c.not {
				if strings.Contains(text, w) {
					t.Errorf("the manifest has %q", w)
				}
			}
			m, err := study.Parse(filepath.Join(dir, study.FileName), []byte(confirmed(text)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := survey.Read(context.Background(), m, m.Studies[0], nil); err != nil {
				t.Errorf("once confirmed, it cannot be read: %v", err)
			}
			if t.Failed() {
				t.Logf("%s", text)
			}
		})
	}
}
