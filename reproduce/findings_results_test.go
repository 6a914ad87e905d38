package reproduce

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/report"
	"kith/study"
)

// findingsOf gives what the fixture's report has of what was coded, with another
// report: section.
func findingsOf(t *testing.T, disclosure string, ask study.ReportOpt) *report.Results {
	t.Helper()
	r := *mustLoad(t)
	m := *r.Manifest
	m.Study.Disclosure, m.Report = disclosure, ask
	r.Manifest = &m
	res := &report.Results{}
	if err := r.findings(res); err != nil {
		t.Fatal(err)
	}
	return res
}

func refs(names ...string) []study.Ref {
	var out []study.Ref
	for _, n := range names {
		out = append(out, study.Ref{Name: n})
	}
	return out
}

func csvFile(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// By participant a matrix has the planted extracts of each, and by role their sums;
// the numbers of a reflexive study only where they are asked for.
func TestMatricesOfTheFixture(t *testing.T) {
	planted := map[[2]string]int{} // document, code
	for _, row := range csvFile(t, "../fixtures/gen/data/planted_codes.csv") {
		n, err := strconv.Atoi(row[5])
		if err != nil {
			t.Fatal(err)
		}
		planted[[2]string{row[0], row[4]}] = n
	}
	for _, counts := range []bool{true, false} {
		res := findingsOf(t, "open", study.ReportOpt{Matrices: []study.MatrixTable{
			{ID: "people", Of: refs("S1"), By: "participant", Counts: &counts},
			{ID: "roles", Of: refs("S1"), By: "role", Counts: &counts, Extent: true},
			{ID: "fit", Of: refs("S1", "S4"), By: "role", Counts: &counts, Codes: refs("FIT", "si-bel")},
		}})
		people, roles, fit := res.Matrices[0], res.Matrices[1], res.Matrices[2]
		if len(people.Columns) != 22 || len(people.Rows) != 35 || !people.Reflexive || people.Running {
			t.Fatalf("%d columns, %d rows", len(people.Columns), len(people.Rows))
		}
		if labels := []string{roles.Columns[0].Label, roles.Columns[1].Label, roles.Columns[2].Label}; !slices.Equal(labels, []string{"Link Worker", "Group leader", "Service-user"}) {
			t.Errorf("roles stand as %v, not as the manifest has them", labels)
		}
		var names []string
		for _, row := range fit.Rows {
			names = append(names, row.Name)
		}
		if !slices.Equal(names, []string{"SI-BEL", "FIT-COMP", "FIT-NORM", "FIT-SIM", "FIT-PROTO", "FIT-MATCH"}) || len(fit.Columns) != 4 {
			t.Errorf("the codes of a family and one more are %v", names)
		}
		for i, row := range people.Rows {
			sum := map[string]int{}
			for c, column := range people.Columns {
				want := planted[[2]string{"S1_" + column.Name, row.Name}]
				sum[strings.TrimRight(column.Name, "0123456789")] += want
				cell := row.Cells[c]
				if (cell.State == "present") != (want > 0) || (cell.Extracts != nil) != counts || counts && *cell.Extracts != want || cell.Characters != nil {
					t.Errorf("%s of %s is %+v, want %d", row.Name, column.Name, cell, want)
				}
			}
			for c, column := range roles.Columns {
				cell := roles.Rows[i].Cells[c]
				want := sum[strings.TrimPrefix(column.Name, "S1 ")]
				if counts && (*cell.Extracts != want || (*cell.Characters > 0) != (want > 0)) || !counts && (cell.Extracts != nil || cell.Characters != nil || cell.Units != nil) {
					t.Errorf("%s of %s is %+v, want %d", row.Name, column.Name, cell, want)
				}
			}
		}
	}
	res := findingsOf(t, "restricted", study.ReportOpt{Matrices: []study.MatrixTable{{ID: "people", Of: refs("S4"), By: "participant", Counts: ptr(false)}}})
	if m := res.Matrices[0]; !m.Running || m.Columns[0].Name != "SU001" || m.Columns[4].Name != "SU005" {
		t.Errorf("restricted, people are %+v", m.Columns)
	}
}

// DIS-DECL and DIS-ANX share five passages in Study Four and nothing else does.
func TestCooccurrenceOfTheFixture(t *testing.T) {
	for _, counts := range []bool{true, false} {
		res := findingsOf(t, "restricted", study.ReportOpt{Cooccurrence: []study.CooccurrenceTable{{ID: "a", Of: refs("S4"), Rule: "overlap", Counts: &counts}, {ID: "b", Of: refs("S1"), Rule: "overlap", Counts: &counts}}})
		want := report.CodePair{A: "DIS-DECL", LabelA: "Declining a recommended group", B: "DIS-ANX", LabelB: "Social anxiety and psychological barriers"}
		if counts {
			want.Pairs, want.Identical, want.Documents = ptr(5), ptr(5), ptr(5)
		}
		if diff := cmp.Diff([]report.CodePair{want}, res.Cooccurrence[0].Pairs); diff != "" {
			t.Error(diff)
		}
		if len(res.Cooccurrence[1].Pairs) != 0 {
			t.Errorf("in S1 there are %v", res.Cooccurrence[1].Pairs)
		}
	}
}

// A case has every extract of its participant in the order in which it was said, and
// words and memos only where disclosure is open.
func TestCasesOfTheFixture(t *testing.T) {
	type extract struct {
		start int
		code  string
	}
	var want []extract
	for _, row := range csvFile(t, "../fixtures/truth/extracts.csv") {
		if row[0] == "S4_SU12" {
			start, err := strconv.Atoi(row[2])
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, extract{start, row[4]})
		}
	}
	slices.SortStableFunc(want, func(a, b extract) int { return a.start - b.start })
	for _, disclosure := range []string{"open", "restricted"} {
		res := findingsOf(t, disclosure, study.ReportOpt{Cases: refs("S4"), CaseMemos: true})
		s := res.Cases[0]
		if len(s.Cases) != 5 || s.Running != (disclosure == "restricted") {
			t.Fatalf("%d cases", len(s.Cases))
		}
		c := s.Cases[1]
		if name := map[string]string{"open": "SU12", "restricted": "SU002"}[disclosure]; c.Name != name || c.RoleLabel != "Service-user" || c.Documents != 1 {
			t.Errorf("the second case is %s of %d documents, want %s", c.Name, c.Documents, name)
		}
		var got []string
		for _, p := range c.Passages {
			for _, k := range p.Codes {
				got = append(got, k.Name)
			}
			if (p.Words != "") != (disclosure == "open") {
				t.Errorf("%s, turn %d has %d characters of words", disclosure, p.Turn, len(p.Words))
			}
		}
		var codes []string
		for _, e := range want {
			codes = append(codes, e.code)
		}
		if diff := cmp.Diff(codes, got); diff != "" || len(codes) == 0 {
			t.Errorf("codes of S4_SU12 (-planted +case):\n%s", diff)
		}
	}
}

func TestCasePassage(t *testing.T) {
	for address, want := range map[string]report.CasePassage{
		"S1_LW03#8": {Turn: 8, LastTurn: 8}, "S1_LW03#8-9": {Turn: 8, LastTurn: 9}, "S1_LW03#8:0-62": {Turn: 8, LastTurn: 8, End: 62}, "S1_LW03@120-180": {Start: 120, End: 180},
	} {
		if got, err := casePassage(address); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s is %+v, %v, want %+v", address, got, err, want)
		}
	}
	if _, err := casePassage("S1_LW03#9-8"); err == nil {
		t.Error("no address is taken for one")
	}
}

// The joint display has the means that testdata/joint.R computes, and leaves out what
// would tell of fewer than five people where disclosure is restricted: the three who
// said something else, and everyone matched, who are the 70 of the tables but for four.
// By hand: five have NO_DIFFICULTY, and their changes in QS1 sum to −5.75, so that
// their mean is −1.15.
func TestJointDisplayEqualsR(t *testing.T) {
	for _, disclosure := range []string{"open", "restricted"} {
		res := findingsOf(t, disclosure, study.ReportOpt{Joint: []study.JointDisplay{{ID: "j", Label: "J", Question: study.Ref{Name: "Q1"}, Data: study.Ref{Name: "S3"},
			Scores: refs("QS1.difference", "QS2.difference", "QS3.difference"), By: "participant", Counts: ptr(true)}}})
		j := res.Joint[0]
		rows := map[string]*report.JointRow{"matched": j.Matched, "everyone": j.Everyone}
		for i := range j.Rows {
			rows[j.Rows[i].Name] = &j.Rows[i]
		}
		if len(rows) != 10+2 || j.Said != 66 || j.Scored != 70 || j.Joined != 66 || j.NoID != 0 || len(j.OnlySaid) != 0 {
			t.Errorf("%d rows of %d, %d and %d", len(rows), j.Said, j.Scored, j.Joined)
		}
		alone := []string{"P003", "P026", "P052", "P056"}
		if disclosure == "restricted" {
			alone = []string{"LW003", "LW026", "LW052", "LW056"}
		}
		if !slices.Equal(j.OnlyScored, alone) || len(j.People) != map[string]int{"open": 66}[disclosure] {
			t.Errorf("%s: in the data alone are %v, and %d are listed", disclosure, j.OnlyScored, len(j.People))
		}
		checked := 0
		for _, want := range csvFile(t, "testdata/joint.csv") {
			row := rows[want[0]]
			k := slices.IndexFunc(j.Scores, func(v report.JointVar) bool { return v.Name == want[2] })
			got := row.Scores[k]
			if said := want[1]; said != "NA" && strconv.Itoa(*row.N) != said || strconv.Itoa(got.N) != want[3] {
				t.Errorf("%s, %s: %d said it, %d have the score, want %s and %s", want[0], want[2], row.N, got.N, said, want[3])
			}
			hidden := ""
			switch {
			case disclosure == "open":
			case want[0] == "OTHER":
				hidden = "small"
			case want[0] == "matched":
				hidden = "complementary"
			}
			if got.Suppressed != hidden || hidden != "" && (got.Mean.Defined() || got.SD.Defined()) {
				t.Errorf("%s: %s, %s is %+v, want %q", disclosure, want[0], want[2], got, hidden)
			}
			if hidden != "" {
				continue
			}
			checked++
			for i, x := range []report.Num{got.Mean, got.SD} {
				w, err := strconv.ParseFloat(want[4+i], 64)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(float64(x)-w) > 1e-12 {
					t.Errorf("%s, %s: %v, want %v", want[0], want[2], x, w)
				}
			}
		}
		if want := map[string]int{"open": 33, "restricted": 27}[disclosure]; checked != want {
			t.Errorf("%s: %d means checked, want %d", disclosure, checked, want)
		}
	}
}

// Where no id is on both sides, or where it is asked for, roles stand side by side; a
// reflexive study has no numbers there.
func TestJointDisplayByRole(t *testing.T) {
	res := findingsOf(t, "restricted", study.ReportOpt{Joint: []study.JointDisplay{
		{ID: "codes", Label: "J", Of: study.Ref{Name: "S1"}, Codes: refs("CRS-BURDEN", "PTH-TRUST"), Data: study.Ref{Name: "S3"}, Scores: refs("QS1.A", "toolkit_useful"), By: "role", Counts: ptr(false)},
		{ID: "matched", Label: "J", Of: study.Ref{Name: "S4"}, Data: study.Ref{Name: "S3"}, Scores: refs("QS1.A"), By: "participant", Counts: ptr(true)},
	}})
	j := res.Joint[0]
	if j.By != "role" || j.Unmatched || len(j.Rows) != 2 || len(j.Roles) != 3 {
		t.Fatalf("%+v", j)
	}
	// PTH-TRUST is given by all roles, CRS-BURDEN by group leaders alone
	for i, role := range []struct {
		label  string
		burden bool
		n      int
	}{{"Link Worker", false, 70}, {"Group leader", true, 0}, {"Service-user", false, 0}} {
		r := j.Roles[i]
		given := map[string]report.JointGiven{j.Rows[0].Name: r.Given[0], j.Rows[1].Name: r.Given[1]}
		if r.Label != role.label || given["CRS-BURDEN"].Present != role.burden || !given["PTH-TRUST"].Present || r.Given[0].N != nil || r.Said != nil || r.Scores[0].N != role.n {
			t.Errorf("%+v", r)
		}
	}
	if m := j.Roles[0].Scores[0].Mean; math.Abs(float64(m)-3.61) > .005 { // as published
		t.Errorf("link workers score %v", m)
	}
	if j := res.Joint[1]; j.By != "role" || !j.Unmatched || j.Joined != 0 || *j.Roles[0].Said != 5 && *j.Roles[1].Said != 5 {
		t.Errorf("nobody of S4 is in S3, and yet %+v", j)
	}
}

func TestSuppressMeans(t *testing.T) {
	people := func(from, to int) []int {
		var out []int
		for i := from; i < to; i++ {
			out = append(out, i)
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		groups [][]int
		want   []string
	}{
		{"four are few, five are not", [][]int{people(0, 4), people(0, 5), nil, people(0, 40)}, []string{"small", "", "", ""}},
		{"all but four of everyone", [][]int{people(0, 36), people(0, 35), people(0, 40)}, []string{"complementary", "", ""}},
		{"all but three of a wider group", [][]int{people(0, 7), people(0, 10), people(0, 40)}, []string{"complementary", "", ""}},
		{"others than a wider group's", [][]int{people(20, 27), people(0, 10), people(0, 40)}, []string{"", "", ""}},
		{"the same people twice", [][]int{people(0, 10), people(0, 10), people(0, 40)}, []string{"", "", ""}},
	} {
		if got := suppressMeans(tt.groups); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Restricted results name nobody and hold no words; the leak test of the commands looks
// at every file.
func TestFindingsHoldNoSpeech(t *testing.T) {
	ask := study.ReportOpt{Codebook: refs("S1", "S2"), Cases: refs("S1", "S2", "S4"), CaseMemos: true,
		Matrices: []study.MatrixTable{{ID: "m", Of: refs("S2"), By: "document", Counts: ptr(true)}},
		Joint:    []study.JointDisplay{{ID: "j", Label: "J", Question: study.Ref{Name: "Q1"}, Data: study.Ref{Name: "S3"}, Scores: refs("QS1.A"), By: "participant", Counts: ptr(true)}}}
	open, err := json.Marshal(findingsOf(t, "open", ask))
	if err != nil {
		t.Fatal(err)
	}
	restricted, err := json.Marshal(findingsOf(t, "restricted", ask))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{`"P001"`, `"SU12"`, `"S4_SU12"`, `"LW03"`} {
		if strings.Contains(string(restricted), id) {
			t.Errorf("restricted results hold %s", id)
		}
	}
	if !strings.Contains(string(open), `"words"`) || strings.Contains(string(restricted), `"words"`) {
		t.Error("words stand where disclosure is open, and only there")
	}
}

// Themes may stand where codes do. Of Study One's people FIT-PROTO, the whole of the
// sub-theme, was given to 1 + 2 + 1 in the table of planted codes; no id of theirs is
// in the data, so the sides stand role by role.
func TestThemesStandBesideScores(t *testing.T) {
	res := findingsOf(t, "restricted", study.ReportOpt{Joint: []study.JointDisplay{{ID: "j", Label: "J", Of: study.Ref{Name: "S1"}, Themes: true, Data: study.Ref{Name: "S3"},
		Scores: refs("QS1.difference"), By: "role", Counts: ptr(true)}}})
	j := res.Joint[0]
	var rows []string
	for _, r := range j.Rows {
		rows = append(rows, fmt.Sprintf("%d %s", r.Depth, r.Name))
	}
	if want := []string{"0 one-of-us", "1 at-a-glance", "0 carried-across", "0 not-for-me"}; !slices.Equal(rows, want) {
		t.Fatalf("rows %q, want %q", rows, want)
	}
	given := map[string]int{}
	for _, r := range j.Roles {
		given[r.Role] = *r.Given[1].N
	}
	if given["LW"] != 1 || given["GL"] != 2 || given["SU"] != 1 || j.Rows[1].Label != "Likeness is read at a glance" {
		t.Errorf("%s was said by %v", j.Rows[1].Label, given)
	}
}

// Whatever of a report rests on the journal, its provenance names the journal's files;
// a report of numbers alone does not.
func TestProvenanceNamesTheJournal(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		ask  study.ReportOpt
		want bool
	}{
		"themes":   {study.ReportOpt{Themes: []study.ThemeReport{{Of: study.Ref{Name: "S1"}, Evidence: &yes, Counts: &no}}}, true},
		"codebook": {study.ReportOpt{Codebook: refs("S1")}, true},
		"content":  {study.ReportOpt{Content: refs("Q1")}, true},
		"numbers":  {study.ReportOpt{}, false},
	} {
		r := *mustLoad(t)
		m := *r.Manifest
		m.Report, r.Manifest, r.analysis, r.state = c.ask, &m, nil, nil
		if _, err := r.results(); err != nil {
			t.Fatal(err)
		}
		named := slices.ContainsFunc(r.provenance("test").Inputs, func(in report.InputHash) bool { return in.Path == "journal/TM@fixture.jsonl" })
		if named != c.want {
			t.Errorf("%s: the journal is named: %v", name, named)
		}
	}
}
