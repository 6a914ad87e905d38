package survey

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/study"
)

const keyManifest = `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - id: S
    analysis: quantitative
    workbook: {file: a.csv}
    key: {file: key.csv, columns: {item: Variable, set: Scale, condition: Time, reverse: "Reversed?", labels: Answers}}
    id_column: id
    scales: {often: {points: [1, 3]}}
    columns: [{column: sex, kind: category}]
    question_sets:
      - id: Q
        title: Contact
        scale: often
        conditions: {A: {id: pre, label: Before}, B: {label: Now}}
        pairs: [{id: one, A: p1, B: n1}, {id: two, A: p2, B: n2}]
`

const keyRows = `Variable,Scale,Time,Reversed?,Answers
sex,,,,"1 = Woman, 2 = Man"
p1,Q,Before,,1 = Never; 2 = Now and then; 3 = Always
n1,contact,now,no,"1 = Never
2 = Now and then
3 = Always"
p2,Q,pre,R,Never: 1 | Now and then: 2 | Always: 3
n2,Q,Now,yes,1) Never; 2) now and then; 3) Always
remark,,,,
`

const keyData = "id,sex,p1,p2,n1,n2\n1,1,Never,Always,Now and then,Never\n2,Man,Always,Now and Then ,Always,\n"

func keyFiles(t *testing.T, key string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.csv": keyData, "key.csv": key} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A key gives labels and reverse keys to a manifest that has neither, and says
// again what it declares without harm.
func TestKey(t *testing.T) {
	long := replace("set: Scale, condition: Time, reverse: \"Reversed?\", labels: Answers", "value: Code, label: Meaning")(keyManifest)
	longRows := "Variable,Code,Meaning\nsex,1,Woman\n,2,Man\noften,1,Never\n,2,Now and then\n,3,Always\n"
	for name, c := range map[string]struct {
		manifest, key string
		reversed      int
	}{
		"one row an item":  {keyManifest, keyRows, 1},
		"one row a label":  {long, longRows, 0},
		"labels of a pair": {long, strings.Replace(longRows, "often", "one", 1), 0},
		"agreeing": {strings.NewReplacer("[1, 3]", "[1, 3], labels: {never: 1, Now and then: 2, Always: 3}", "title: Contact", "title: Contact\n        reverse: [two]").
			Replace(keyManifest), keyRows, 1},
	} {
		dir := keyFiles(t, c.key)
		m, p := load(t, dir, c.manifest)
		for range 2 { // a second reading finds its own declarations
			set, err := Read(t.Context(), m, p, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for column, want := range map[string]string{"p1": "1 3", "p2": "3 2", "n1": "2 3", "n2": "1 blank"} {
				if got := answerOf(set.Column(column), 0) + " " + answerOf(set.Column(column), 1); got != want {
					t.Errorf("%s: %s is %s, want %s", name, column, got, want)
				}
			}
			if got := strings.Join(set.Column("sex").Texts, " "); got != "Woman Man" {
				t.Errorf("%s: sex is %s", name, got)
			}
		}
		if r := p.QuestionSets[0].Reverse; len(r) != c.reversed || c.reversed == 1 && r[0].Name != "two" {
			t.Errorf("%s: reversed %v", name, r)
		}
	}
}

// What is wrong in a key, or between it and the manifest, names both places.
func TestKeyFaults(t *testing.T) {
	same := func(s string) string { return s }
	for _, c := range []struct {
		name          string
		manifest, key func(string) string
		where, what   string
		asked, hint   string
	}{
		{"another number", replace("[1, 3]", "[1, 3], labels: {Never: 3, Now and then: 2, Always: 1}"), same,
			"key.csv, cell E3", `the labels of the scale often are not those of the manifest: "Never" is 1 and 3`, "study.yaml:10:47, labels of the scale often", "correct one of the two"},
		{"a label of one alone", replace("[1, 3]", "[1, 3], labels: {Never: 1, Sometimes: 2, Always: 3}"), same,
			"key.csv, cell E3", `"Now and then" is in one of them alone`, "study.yaml:10:47", "correct one of the two"},
		{"two labellings", same, replace("Never: 1 | Now and then: 2 | Always: 3", "1 = Always; 2 = Now and then; 3 = Never"),
			"key.csv, cell E5", `the items "p1" and "p2" are of the scale often, and the key labels them differently: "Always" is 1 and 3`, "key.csv, cell E3", "a scale of its own"},
		{"a point without a label", same, func(s string) string {
			return replace("1 = Never; 2 = Now and then; 3 = Always", "1 = Never; 3 = Always")(strings.NewReplacer("1 = Never\n2 = Now and then\n3 = Always", "", "Never: 1 | Now and then: 2 | Always: 3", "", "1) Never; 2) now and then; 3) Always", "").Replace(s))
		},
			"key.csv, cell E3", "the scale often has no label for the point 2 in the key", "study.yaml:10:", "label every point"},
		{"a point off the scale", same, replace("2 = Now and then; 3 = Always", "2 = Now and then; 4 = Always"),
			"key.csv, cell E3", `the label "Always" has the number 4, and the scale often runs from 1 to 3`, "study.yaml:10:14", "the points of the scale"},
		{"a number twice", same, replace("2 = Now and then; 3 = Always", "2 = Now and then; 3 = Always; 3 = Ever"),
			"key.csv, cell E3", `the labels "Always" and "Ever" of the scale often have the same number 3`, "key.csv, cell E3", "keep one label a point"},
		{"no label", same, replace("1 = Never; 2 = Now", "Never; 2 = Now"), "key.csv, cell E3", `"Never" is no number and label`, "study.yaml:8:111, labels", "1 = Never"},
		{"not in the set", same, replace("p2,Q", "p2,Other"), "key.csv, cell B5", `the manifest puts the item "p2" into Q, and the key puts it into "Other"`, "study.yaml:17:55, pairs of Q", "id or title"},
		{"in the set of the key alone", same, replace("remark,,", "p3,Q,"), "key.csv, cell A7", `the key puts the item "p3" into Q, and the manifest does not`, "study.yaml:13:9", `did you mean "p1"`},
		{"the other condition", same, replace("n2,Q,Now", "n2,Q,Before"), "key.csv, cell C6", `the manifest has the item "n2" under the condition "Now", and the key under "Before"`, "study.yaml:17:62, B of two", "write the id or label"},
		{"reversed in the manifest alone", replace("title: Contact", "reverse: [one, two]\n        title: Contact"), same,
			"key.csv, cell D3", "the manifest reverses the item one, and the key does not", "study.yaml:14:19, reverse", "correct one of the two"},
		{"reversed in the key alone", replace("title: Contact", "reverse: []\n        title: Contact"), same,
			"key.csv, cell D5", "the key reverses the item two, and the manifest does not", "study.yaml:13:9, reverse of Q", "leave reverse: out"},
		{"half reversed", same, replace("Now,yes", "Now,"), "key.csv, cell D5", "the key reverses the item two under one condition alone", "key.csv, cell D6", "the same question"},
		{"a mark nobody knows", same, replace("pre,R", "pre,-1"), "key.csv, cell D5", `"-1" does not say whether the item is reversed`, "study.yaml:8:90, reverse", `reversed: ["-1"]`},
		{"an item without a row", same, replace("n2,Q,Now,yes,1) Never; 2) now and then; 3) Always\n", ""), "key.csv", `the key has no row for the item "n2"`, "study.yaml:17:62, B of two", "did you mean"},
		{"an item twice", same, replace("n2,Q,Now", "p2,Q,pre"), "key.csv, cell A6", `the item "p2" stands twice in the key, in rows 5 and 6`, "study.yaml:8:42, item", "leave one row out"},
		{"no such column", same, replace("Answers", "Answer"), "key.csv, row 1", `the key has no column "Answers"`, "study.yaml:8:111, labels", `did you mean "Answer"`},
		{"no such file", replace("key.csv", "keys.csv"), same, "study.yaml:8:17", "the key keys.csv is not in the deposit", "", `the folder has "key.csv"`},
	} {
		dir := keyFiles(t, c.key(keyRows))
		_, err := read(t, dir, c.manifest(keyManifest))
		if err == nil {
			t.Errorf("%s: no fault", c.name)
			continue
		}
		fs := faultsOf(t, dir, err)
		f := fs[0]
		if len(fs) != 1 || f.Where != c.where || !strings.Contains(f.What, c.what) || !strings.Contains(f.Asked, c.asked) || !strings.Contains(f.Hint, c.hint) {
			t.Errorf("%s: %+v", c.name, fs)
		}
	}
}

// Values that mean reversed can be declared: a column of 1 and -1.
func TestKeyReversedValues(t *testing.T) {
	rows := strings.NewReplacer("Before,,", "Before,1,", "now,no", "now,1", "pre,R", "pre,-1", "Now,yes", "Now,−1").Replace(keyRows)
	m, p := load(t, keyFiles(t, rows), replace("labels: Answers}", "labels: Answers}, reversed: -1")(keyManifest))
	if _, err := Read(t.Context(), m, p, nil); err != nil {
		t.Fatal(err)
	}
	if r := p.QuestionSets[0].Reverse; len(r) != 1 || r[0].Name != "two" {
		t.Errorf("reversed %v", r)
	}
}

func TestLabelList(t *testing.T) {
	for text, want := range map[string]string{
		"1 = Never; 2 = Rarely":         "Never=1 Rarely=2",
		"1=Never, 2=Rarely, at times":   "!1=Never, 2=Rarely, at times",
		"Never (1), Rarely (2)":         "Never=1 Rarely=2",
		"0: No|1: Yes":                  "No=0 Yes=1",
		"-2 – Much less; 2 – Much more": "Much less=-2 Much more=2",
		"1. Yes, always\n2. No":         "Yes, always=1 No=2",
		"Never":                         "!Never",
		"":                              "",
		"1 = ":                          "!1 =",
	} {
		labels, bad := labelList(text)
		var got []string
		for _, l := range labels {
			got = append(got, l.Text+"="+short(l.Value))
		}
		s := strings.Join(got, " ")
		if bad != "" {
			s = "!" + bad
		}
		if s != want {
			t.Errorf("%q: %s, want %s", text, s, want)
		}
	}
}

func FuzzLabelList(f *testing.F) {
	f.Add("1 = Never; 2 = Rarely")
	f.Add("Never (1), Rarely (2)")
	f.Fuzz(func(t *testing.T, text string) {
		labels, bad := labelList(text)
		if bad != "" && len(labels) > 0 {
			t.Errorf("%q: %v and %q", text, labels, bad)
		}
		for _, l := range labels {
			if clean(l.Text) == "" || l.Value != l.Value {
				t.Errorf("%q: %+v", text, l)
			}
		}
	})
}

// The sheet Key of the fixture gives the labels that study-labels.yaml types
// out, and the answers are the frozen ones.
func TestKeySheet(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(synthetic, "study-labels.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	scales, left := false, 0
	for line := range strings.Lines(string(text)) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case strings.TrimSpace(line) == "scales:":
			scales = true
		case scales && strings.TrimSpace(line) != "" && indent <= 4:
			scales = false
		}
		if scales && (indent >= 10 || indent == 8 && strings.HasPrefix(strings.TrimSpace(line), "labels:")) {
			left++
			continue
		}
		out = append(out, line)
	}
	manifest := replace("    id_column: participant_id\n", "    id_column: participant_id\n    key: {sheet: Key, header_row: 2, columns: {item: column, labels: scale labels}}\n")(strings.Join(out, ""))
	m, err := study.Parse(filepath.Join(synthetic, "study.yaml"), []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	p := m.Studies[slices.IndexFunc(m.Studies, func(p *study.Part) bool { return p.Workbook != nil })]
	if left < 5 || slices.ContainsFunc(p.Scales, func(s study.Scale) bool { return len(s.Labels) > 0 }) {
		t.Fatalf("the labels are in the manifest still: %d lines left out", left)
	}
	set, err := Read(t.Context(), m, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range golden(t) {
		for _, c := range set.Columns {
			if w, g := want(c.Name, row[c.Name]), got(c, i); g != w {
				t.Errorf("%s of %s is %q, want %q", c.Name, row["participant_id"], g, w)
			}
		}
	}
}
