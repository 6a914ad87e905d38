package study

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const synthetic = "../fixtures/synthetic/study.yaml"

// Every broken manifest gives exactly the faults that were written down for
// it, each at its line and column.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no broken manifests: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".faults")
			if err != nil {
				t.Fatal(err)
			}
			m, err := Parse(name, data)
			faults := mustFaults(t, err)
			if m != nil {
				t.Error("a manifest with faults was given back")
			}
			if diff := cmp.Diff(string(want), faults.Error()+"\n"); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			for _, f := range faults {
				if f.Hint == "" {
					t.Errorf("no hint: %v", f)
				}
			}
		})
	}
}

func mustFaults(t *testing.T, err error) Faults {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("err = %v, want Faults", err)
	}
	return faults
}

func mustParse(t *testing.T, text string) *Manifest {
	t.Helper()
	m, err := Parse("study.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const smallest = "schema: kith/1\nstudy: {id: demo}\nstudies: [{id: S1, analysis: reflexive}]\n"

// pairs is a study of two pairs with nothing but what is required.
const pairs = `schema: kith/1
study: {id: demo}
studies:
  - id: S3
    analysis: quantitative
    workbook: {file: data.xlsx, header_row: 2, label_row: 3}
    id_column: id
    scales: {agree5: {points: [1, 5]}}
    columns: [{column: age, kind: number}]
    documents: [{glob: a/*.docx}, {glob: b/*.docx, transcript: {layout: questions}}]
    transcript: {speakers: {Interviewer: I, Participant: [P, 'LW\d+']}}
    question_sets:
      - id: QS1
        title: Confidence in matching
        conditions: {A: {label: Before the pandemic}, B: {label: GP list now}}
        scale: agree5
        pairs: [{id: q1, A: q1_a, B: q1_b}, {id: q2, A: q2_a, B: q2_b, nature: retrospective}]
        score: {method: sum}
      - id: QS2
        title: A single item
        phrase: one thing
        conditions: {A: {label: Before}, B: {label: After}}
        scale: agree5
        pairs: [{id: q3, A: q3_a, B: q3_b}]
    analyses: [{id: QS1_half, set: QS1, label: half the items, score: {min_items: .5}}]
    published:
      - {set: QS1, t: 2.10, p: <.001, M_A: -8.05, SD_A: "0.80", df: 69, d: −0.30, ci_low: 1.0}
      - {item: q3, effect: dav, t: .5}
`

func TestDefaults(t *testing.T) {
	m := mustParse(t, pairs)
	p := m.Studies[0]
	qs1, qs2 := p.QuestionSets[0], p.QuestionSets[1]
	half := p.Analyses[0]
	yes := true
	checks := []struct {
		name      string
		got, want any
	}{
		{"deposit", m.Deposit, "deposit"},
		{"disclosure", m.Study.Disclosure, "restricted"},
		{"report", []any{m.Report.Title, m.Report.Decimals, m.Report.Figures}, []any{"demo", 2, []string{"likert", "histogram"}}},
		{"study", []string{p.Title, p.Variant, p.Respondents}, []string{"S3", "none", "Participants"}},
		{"documents", []any{p.Documents[0].Kind, p.Documents[0].Read, p.Documents[0].Transcript.Layout}, []any{"interview", &yes, "auto"}},
		{"speakers of the study", p.Documents[0].Transcript.Speakers, p.Transcript.Speakers},
		{"layout of the documents", p.Documents[1].Transcript.Layout, "questions"},
		{"speakers under another layout", p.Documents[1].Transcript.Speakers, p.Transcript.Speakers},
		{"one label", p.Transcript.Speakers[0].Labels[0].Name, "I"},
		{"workbook", []any{p.Workbook.FirstDataRow, p.Workbook.Stop, p.Workbook.Encoding, p.Workbook.Delimiter, p.Workbook.Decimal}, []any{4, "first_blank_id", "utf-8", ",", "."}},
		{"column", []string{p.Columns[0].Label, p.Columns[0].Group}, []string{"age", "characteristics"}},
		{"phrases", []string{qs1.Phrase, qs1.Conditions.A.Phrase, qs1.Conditions.B.Phrase}, []string{"confidence in matching", "before the pandemic", "GP list now"}},
		{"own phrase", qs2.Phrase, "one thing"},
		{"condition ids", []string{qs1.Conditions.A.ID, qs1.Conditions.B.ID}, []string{"A", "B"}},
		{"set", []string{qs1.Nature, qs1.Difference, qs1.Alternative, qs1.Test, qs1.Score.Method}, []string{"observed", "B-A", "two_sided", "composite", "sum"}},
		{"min items", qs1.Score.MinItems.All, true},
		{"nature of pairs", []string{qs1.Pairs[0].Nature, qs1.Pairs[1].Nature}, []string{"observed", "retrospective"}},
		{"a set of one pair", []string{qs2.Test, qs2.Score.Method}, []string{"items", "mean"}},
		{"analysis", []any{half.Score.Method, half.Score.MinItems.Fraction, half.Score.MinItems.Of(2)}, []any{"sum", 0.5, 1}},
		{"tests", []any{p.Tests.Alpha, p.Tests.CI, p.Tests.Effect}, []any{0.05, 0.95, "dz"}},
		{"nothing beside the t test", []any{len(p.Tests.Extra), p.Tests.Wilcoxon.Zeros, p.Tests.TOST.Unit, p.Tests.Draws, p.Tests.Seed}, []any{0, "dropped", "raw", 10000, 1}},
		{"prior", p.Tests.Bayes.Width, math.Sqrt2 / 2},
		{"families", fmt.Sprint(p.Tests.Families[0].Of, p.Tests.Families[0].Adjust, p.Tests.Families[1].Of, p.Tests.Families[1].Adjust), "setsholmitems_within_setholm"},
		{"published", []string{p.Published[0].Effect, p.Published[0].Adjustment, p.Published[0].Scoring}, []string{"dz", "none", "sum"}},
		{"published effect", p.Published[1].Effect, "dav"},
	}
	for _, c := range checks {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if none := mustParse(t, strings.Replace(pairs, "    published:", "    tests: {families: []}\n    published:", 1)); len(none.Studies[0].Tests.Families) != 0 {
		t.Errorf("families: [] gave %v", none.Studies[0].Tests.Families)
	}
}

// Published values keep every character, quoted or not.
func TestPublishedIsText(t *testing.T) {
	p := mustParse(t, pairs).Studies[0].Published[0]
	got := []string{p.T.Value, p.P.Value, p.MA.Value, p.SDA.Value, p.DF.Value, p.D.Value, p.CILow.Value}
	want := []string{"2.10", "<.001", "-8.05", "0.80", "69", "−0.30", "1.0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if p.MB.Set || !p.T.Set || p.T.At.Line != 27 {
		t.Errorf("set: %v, %v at %v", p.MB.Set, p.T.Set, p.T.At)
	}
}

func TestScalars(t *testing.T) {
	m := mustParse(t, strings.Replace(smallest, "analysis: reflexive", `analysis: quantitative, workbook: {file: a.xlsx},
  missing: [{value: "", reason: skipped}, {value: -99, reason: skipped}, {value: "099", reason: b}, {value: N/A, reason: c}, {value: true, reason: d}, {value: 2021-08-01, reason: e}, {value: .inf, reason: f}]`, 1))
	var got []string
	for _, c := range m.Studies[0].Missing {
		got = append(got, fmt.Sprintf("%s=%v", c.Value.Text, c.Value.Number))
	}
	want := []string{"=NaN", "-99=-99", "099=99", "N/A=NaN", "true=NaN", "2021-08-01=NaN", ".inf=NaN"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	code := m.Studies[0].Missing[1].Value
	for cell, want := range map[string]bool{"-99": true, " -99 ": true, "-99.0": true, "99": false, "": false} {
		if code.Matches(cell) != want {
			t.Errorf("-99 matches %q: %v", cell, !want)
		}
	}
	if m.Studies[0].Missing[0].Value.Matches("0") || !m.Studies[0].Missing[0].Value.Matches("  ") || !math.IsNaN(m.Studies[0].Missing[0].Value.Number) {
		t.Error("the blank code must match blank cells alone")
	}
}

func TestFeasibility(t *testing.T) {
	m := mustParse(t, strings.Replace(pairs, "    published:", `    tests: {extra: wilcoxon}
    feasibility:
      - {id: old, label: Over 40, column: age, at_least: 40}
      - {id: some, label: Some, column: age, counts: 40, denominator: all, criterion: {date: 2024-02-01, green_at_least: 50, amber_at_least: 0, source: protocol}}
    published:`, 1))
	p := m.Studies[0]
	old, some := p.Feasibility[0], p.Feasibility[1]
	if old.Denominator != "answered" || *old.AtLeast != 40 || old.Criterion != nil || some.Denominator != "all" || some.Counts[0].Number != 40 {
		t.Errorf("got %+v and %+v", old, some)
	}
	if k := some.Criterion; k.Date != "2024-02-01" || k.GreenAtLeast != 50 || k.AmberAtLeast != 0 {
		t.Errorf("got the criterion %+v", k)
	}
	if !slices.Equal(p.Tests.Extra, []string{"wilcoxon"}) {
		t.Errorf("got extra %v", p.Tests.Extra)
	}
}

// A byte-order mark, CRLF lines, aliases and comments change nothing.
func TestSpellings(t *testing.T) {
	want := mustParse(t, smallest)
	for name, text := range map[string]string{
		"byte-order mark": "\ufeff" + smallest,
		"CRLF":            strings.ReplaceAll(smallest, "\n", "\r\n"),
		"comments":        strings.ReplaceAll(smallest, "\n", " # a comment\n"),
		"alias":           "schema: kith/1\nstudy: {id: &i demo}\nstudies: [{id: S1, analysis: reflexive}]\nreport: {title: *i}\n",
	} {
		got := mustParse(t, text)
		if got.Study.ID != want.Study.ID || got.Report.Title != want.Report.Title || got.Studies[0].ID != "S1" || got.Studies[0].At.Line != 3 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("good/study.yaml", smallest+"deposit: files/received\n")
	write("good/other.yaml", smallest+"deposit: ../elsewhere\n")
	write("zip.yaml", "PK\x03\x04rubbish")
	write("yml/study.yml", smallest)
	write("bad/study.yaml", "schema: kith/1\nstudy: {id: a b}\nstudies: []\n")
	if err := os.MkdirAll("folder/study.yaml", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("none", 0o777); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}

	for path, want := range map[string][3]string{
		"good":                         {"good/study.yaml", "good", "good/files/received"},
		"./good/":                      {"good/study.yaml", "good", "good/files/received"},
		"good/other.yaml":              {"good/other.yaml", "good", "elsewhere"},
		filepath.Join(here, "good"):    {here + "/good/study.yaml", here + "/good", here + "/good/files/received"},
		"none/../good/../good/../good": {"good/study.yaml", "good", "good/files/received"},
	} {
		m, err := Load(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := [3]string{filepath.ToSlash(m.File), filepath.ToSlash(m.Dir), filepath.ToSlash(m.DepositDir())}
		if got != [3]string{filepath.ToSlash(want[0]), filepath.ToSlash(want[1]), filepath.ToSlash(want[2])} {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"none":            "none: there is no study.yaml in this folder; kith init none writes one to start from",
		"yml":             "yml: there is no study.yaml in this folder; rename study.yml to study.yaml",
		"nowhere":         "nowhere: there is no such file or folder; correct the path; for a new study, kith init nowhere writes a manifest to start from",
		"none/study.yaml": "none/study.yaml: there is no such file or folder; correct the path; for a new study, kith init none writes a manifest to start from",
		"zip.yaml":        "zip.yaml: this is a Word document, a workbook or another zip file, and no manifest; name a folder with a study.yaml, or a manifest",
		"folder":          "folder/study.yaml: the manifest is not a file; name a folder with a study.yaml, or a manifest",
		"bad": "bad/study.yaml:2:13: id cannot be \"a b\"; id is up to 64 letters, digits, - . and _, beginning with a letter or digit\n" +
			"bad/study.yaml:3:10: studies is empty; the studies, in order",
	} {
		_, err := Load(path)
		if got := filepath.ToSlash(mustFaults(t, err).Error()); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", path, got, want)
		}
	}
}

func TestLoadThroughAFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	_, err := Load(filepath.Join("a", "study"))
	if faults := mustFaults(t, err); len(faults) != 1 || strings.Contains(faults.Error(), dir) || faults[0].Hint == "" {
		t.Errorf("faults: %v", faults)
	}
}

func TestDepositDir(t *testing.T) {
	abs, err := filepath.Abs("received")
	if err != nil {
		t.Fatal(err)
	}
	for deposit, want := range map[string]string{"deposit": filepath.Join("a", "deposit"), "../b/c": filepath.Join("b", "c"), filepath.ToSlash(abs): abs} {
		if got := (&Manifest{Dir: "a", Deposit: deposit}).DepositDir(); got != want {
			t.Errorf("%s: %s, want %s", deposit, got, want)
		}
	}
}

func TestMinItems(t *testing.T) {
	for _, test := range []struct {
		m    MinItems
		k, n int
		text string
	}{
		{MinItems{}, 6, 6, "all"}, {MinItems{All: true}, 4, 4, "all"}, {MinItems{Count: 5}, 6, 5, "5"},
		{MinItems{Fraction: 0.5}, 5, 3, "0.5"}, {MinItems{Fraction: 0.8}, 5, 4, "0.8"}, {MinItems{Fraction: 0.1}, 3, 1, "0.1"},
	} {
		if got := test.m.Of(test.k); got != test.n || test.m.String() != test.text {
			t.Errorf("%s of %d: %d, want %d", test.m, test.k, got, test.n)
		}
	}
}

// A hostile or broken file costs little and ends in faults.
func TestLimits(t *testing.T) {
	bomb := "schema: kith/1\nstudy: {id: demo}\nstudies:\n" +
		"  - &s {id: S1, analysis: reflexive, missing: &m [" + strings.Repeat("{value: 1, reason: a},", 100) + "], materials: &g [" + strings.Repeat("a,", 100) + "]}\n" +
		"  - &t {id: S2, analysis: reflexive, columns: &c [" + strings.Repeat("{column: a, kind: number, missing: *m},", 100) + "]}\n" +
		strings.Repeat("  - {id: S2, analysis: reflexive, columns: *c}\n", 100)
	var many strings.Builder
	many.WriteString("schema: kith/1\nstudy: {id: demo}\nstudies: [{id: S1, analysis: reflexive}]\n")
	for i := range 2000 {
		fmt.Fprintf(&many, "key%d: 1\n", i)
	}
	var reasons strings.Builder
	for i := range maxReasons + 1 {
		fmt.Fprintf(&reasons, "{value: %d, reason: r%d}, ", i, i)
	}
	for _, test := range []struct {
		name, text, want string
	}{
		{"too large", strings.Repeat("#", maxManifestBytes+1), "the manifest is larger than 4 MiB"},
		{"alias bomb", bomb, "the manifest holds more than 200000 values"},
		{"many faults", many.String(), "1500 further faults are not listed"},
		{"reasons", "schema: kith/1\nstudy: {id: demo}\nstudies: [{id: S1, analysis: reflexive, missing: [" + reasons.String() + "]}]\n", "more than 120 different reasons for a missing answer"},
		{"deep", strings.Repeat("[", 100_000), "the file is not valid YAML"},
		{"itself", "&a [*a]", "the manifest must be a mapping"},
		{"itself in a mapping", "schema: kith/1\nstudy: &a {id: *a}\n", "id must be text, not a mapping"},
	} {
		_, err := Parse("study.yaml", []byte(test.text))
		faults := mustFaults(t, err)
		if !slices.ContainsFunc(faults, func(f *Fault) bool { return strings.Contains(f.What, test.want) }) {
			t.Errorf("%s: no fault %q among %d, the first %v", test.name, test.want, len(faults), faults[0])
		}
		if len(faults) > maxFaults+1 {
			t.Errorf("%s: %d faults are listed", test.name, len(faults))
		}
	}
}

// The manifest of the synthetic study declares what its deposit was made with.
func TestSyntheticManifest(t *testing.T) {
	m, err := Load(filepath.Dir(synthetic))
	if err != nil {
		t.Fatal(err)
	}
	if !m.Study.Synthetic || m.Study.Disclosure != "restricted" || m.Study.DOI != "" || m.Study.ID != "synthetic-study" {
		t.Errorf("study: %+v", m.Study)
	}
	var got []string
	for _, p := range m.Studies {
		got = append(got, fmt.Sprintf("%s %d/%d %s", p.ID, *p.N.Published, *p.N.Deposited, strings.Join(p.Analysis, "+")))
	}
	want := []string{"S1 27/22 reflexive", "S2 10/8 reflexive", "S3 70/70 quantitative+content", "S4 5/5 reflexive"}
	if !slices.Equal(got, want) {
		t.Errorf("studies: got %q, want %q", got, want)
	}
	p := m.Part("S3")
	n, pairs := 0, 0
	for i := range p.Published {
		v := &p.Published[i]
		for _, text := range []Text{v.N, v.MA, v.SDA, v.MB, v.SDB, v.MD, v.CILow, v.CIHigh, v.T, v.DF, v.P, v.D, v.DLow, v.DHigh} {
			if text.Set {
				n++
			}
		}
	}
	for _, s := range p.QuestionSets {
		pairs += len(s.Pairs)
	}
	if n < 12 || pairs != 13 || len(p.Columns) != 13 || len(p.Inclusion) != 4 {
		t.Errorf("%d published values, %d pairs, %d columns, %d rules", n, pairs, len(p.Columns), len(p.Inclusion))
	}
	if s := p.FindSet("QS2"); s.Score.MinItems.Of(6) != 5 || len(s.Reverse) != 1 || s.Reverse[0].Name != "qs2_04" {
		t.Errorf("QS2: %+v, reversed %v", s.Score, s.Reverse)
	}
	if a := p.findAnalysis("QS2_complete"); !a.Sensitivity || a.Score.MinItems.Of(6) != 6 {
		t.Errorf("QS2_complete: %+v", a)
	}
	if set, pair := p.findPair("qs3_02"); set.ID != "QS3" || pair.B.Name != "qs3_tk_02" {
		t.Errorf("qs3_02: %v", pair)
	}
	if s := p.FindScale("agree7"); len(s.Labels) != 7 || s.Labels[6].Text != "Strongly agree" || s.Labels[6].Value != 7 {
		t.Errorf("agree7: %v", s)
	}
	if r := m.Part("S1").FindRole("GL"); r.Label != "Group leader" {
		t.Errorf("GL: %v", r)
	}
	if m.Part("S9") != nil || p.FindSet("QS9") != nil || p.FindScale("x") != nil || p.findAnalysis("x") != nil || p.FindRole("x") != nil {
		t.Error("found what is not there")
	}
	if set, pair := p.findPair("x"); set != nil || pair != nil {
		t.Error("found a pair that is not there")
	}
}

// The generator of the fixtures puts other workbooks in the place between two
// lines; everything that depends on the workbook stands there.
func TestSyntheticManifestOtherWorkbooks(t *testing.T) {
	data, err := os.ReadFile(synthetic)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := bytes.Cut(data, []byte("    # -- workbook begins\n"))
	_, tail, ok2 := bytes.Cut(rest, []byte("    # -- workbook ends\n"))
	if !ok1 || !ok2 {
		t.Fatal("the lines around the workbook are gone")
	}
	block := `    workbook: {file: 03_Study_Three/Study3_Quantitative_Data.xlsx, sheet: Data, header_row: 2}
    id_column: participant_id
    flow:
      source: the study's records
      start: 79
      excluded: [{reason: preview, n: 2}, {reason: no consent, n: 3}, {reason: not a Link Worker, n: 1}, {reason: under half of the questionnaire done, n: 3}]
    other_files: [03_Study_Three/Study3_Raw_Export.xlsx]
`
	m, err := Parse("study-numeric.yaml", slices.Concat(head, []byte(block), tail))
	if err != nil {
		t.Fatal(err)
	}
	p := m.Part("S3")
	left := p.Flow.Start
	for _, s := range p.Flow.Excluded {
		left -= s.N
	}
	if left != 70 || p.Workbook.FirstDataRow != 3 || p.Inclusion != nil {
		t.Errorf("flow leaves %d, data from row %d", left, p.Workbook.FirstDataRow)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, synthetic) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse("study.yaml", data)
		if err == nil {
			if len(m.Studies) == 0 || m.Study.ID == "" {
				t.Errorf("a manifest without study or id passed")
			}
			return
		}
		if m != nil {
			t.Error("a manifest with faults was given back")
		}
		for _, fault := range mustFaults(t, err) {
			if !strings.HasPrefix(fault.Where, "study.yaml") || fault.What == "" || fault.Hint == "" || strings.Contains(fault.Error(), "\n") {
				t.Errorf("fault %q", fault.Error())
			}
		}
	})
}
