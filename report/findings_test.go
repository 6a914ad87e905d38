package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// findingsResults are tables of codes of every kind, made up by hand: a counted matrix
// with every state and a silent and a reflexive one without numbers, pairs, cases with
// and without words, and joint displays person by person and role by role.
func findingsResults() *Results {
	n := func(x int) *int { return &x }
	r := contentResults()
	r.Content, r.Agreement = nil, nil
	r.Codebooks = []Codebook{{Studies: []string{"S1", "S4"}, Titles: []string{"Study One", "Study Four"}, Codes: []CodebookEntry{
		{Name: "FIT", Label: "Fit | and | bars", Heading: true},
		{Name: "FIT-SIM", Label: "Shared similarities", Depth: 1, Definition: "Likeness *as told*.", Boundary: "Being typical (FIT-PROTO)."},
		{Name: "rooms", Label: "Rooms", Definition: "The place itself."},
	}}}
	counted := CodeMatrix{ID: "roles", Studies: []string{"S1", "S4"}, Titles: []string{"Study One", "Study Four"}, By: "role", Reflexive: true, Counts: true, Extent: true, Coder: "TM", Lost: 1,
		Columns: []MatrixColumn{{Name: "S1 LW", Label: "Link Worker", Study: "S1", Title: "Study One", Units: 10}, {Name: "S4 SU", Label: "Service-user", Study: "S4", Title: "Study Four", Units: 5}},
		Rows: []MatrixRow{
			{Name: "FIT-SIM", Label: "Shared similarities", Family: "Fit", Depth: 1, Cells: []MatrixCell{{State: "present", Units: n(7), Extracts: n(1234), Characters: n(98765)}, {State: "zero", Units: n(0), Extracts: n(0), Characters: n(0)}}},
			{Name: "FIT-SUB", Label: "A kind of it", Family: "Fit", Depth: 2, Cells: []MatrixCell{{State: "silent", Units: n(0), Extracts: n(0), Characters: n(0)}, {State: "not asked", Units: n(0), Extracts: n(0), Characters: n(0)}}},
			{Name: "rooms", Label: "Rooms", Cells: []MatrixCell{{State: "present", Units: n(1), Extracts: n(2), Characters: n(30)}, {State: "present", Units: n(5), Extracts: n(11), Characters: n(900)}}},
		}}
	marked := CodeMatrix{ID: "people", Studies: []string{"S1"}, Titles: []string{"Study One"}, By: "participant", Reflexive: true, Running: true,
		Rows: []MatrixRow{{Name: "rooms", Label: "Rooms"}, {Name: "FIT-SIM", Label: "Shared similarities", Family: "Fit", Depth: 1}}}
	for i := range 22 { // two tables of eleven
		marked.Columns = append(marked.Columns, MatrixColumn{Name: fmt.Sprintf("LW%03d", i+1), Label: fmt.Sprintf("LW%03d", i+1), Study: "S1", Title: "Study One", Units: 1})
		state := []string{"present", "zero", "silent", "not asked"}
		marked.Rows[0].Cells = append(marked.Rows[0].Cells, MatrixCell{State: state[i%4]})
		marked.Rows[1].Cells = append(marked.Rows[1].Cells, MatrixCell{State: state[i%2]})
	}
	r.Matrices = []CodeMatrix{counted, marked}
	r.Cooccurrence = []Cooccurrence{
		{ID: "near", Studies: []string{"S1"}, Titles: []string{"Study One"}, Rule: "near", Within: 1500, Counts: true, Pairs: []CodePair{{A: "A", LabelA: "First", B: "B", LabelB: "Second", Pairs: n(1200), Identical: n(3), Documents: n(2)}}},
		{ID: "plain", Studies: []string{"S4"}, Titles: []string{"Study Four"}, Rule: "overlap", Reflexive: true, Pairs: []CodePair{{A: "A", LabelA: "First", B: "B", LabelB: "Second"}}},
		{ID: "none", Studies: []string{"S4"}, Titles: []string{"Study Four"}, Rule: "same-turn", Pairs: []CodePair{}},
	}
	r.Cases = []CaseStudy{
		{Study: "S4", Title: "Study Four", Running: true, Cases: []Case{
			{Name: "SU001", Role: "SU", RoleLabel: "Service-user", Documents: 1, Passages: []CasePassage{
				{Document: 1, Turn: 8, LastTurn: 8, Start: 12, End: 62, Codes: []CaseCode{{Name: "A", Label: "First", Valence: "absent"}, {Name: "B", Label: "Second", Level: "mostly-latent"}}},
			}},
			{Name: "SU002", Documents: 1, Passages: []CasePassage{}},
		}},
		{Study: "S5", Title: "Study Five", Cases: []Case{{Name: "P1", Documents: 2, Passages: []CasePassage{
			{Document: 2, Turn: 3, LastTurn: 4, Words: "what was said | there", Codes: []CaseCode{{Name: "A", Label: "First", Memo: "a memo"}, {Name: "C"}}},
		}}}},
	}
	score := func(n int, mean, sd Num) JointScore { return JointScore{N: n, Mean: mean, SD: sd} }
	hidden := func(n int, why string) JointScore { return JointScore{N: n, Mean: NaN(), SD: NaN(), Suppressed: why} }
	r.Joint = []JointDisplay{
		{ID: "people", Label: "Reasons Beside Scores", Question: "Q1", Study: "S3", Title: "Study Three", Data: "S3", DataTitle: "Study Three", Respondents: "Link Workers", By: "participant", Counts: true, Running: true,
			Said: 30, Scored: 40, Joined: 28, NoID: 1, OnlySaid: []string{"LW003"}, OnlyScored: []string{"LW001", "LW012"}, Scores: []JointVar{{"QS1.difference", "Contact: difference"}, {"hours", "Hours"}},
			Rows: []JointRow{
				{Name: "COST", Label: "Cost", N: n(12), Scores: []JointScore{score(11, -.95, 1.005), score(12, 40.125, 0)}},
				{Name: "FARE", Label: "Fares", Depth: 1, N: n(3), Scores: []JointScore{hidden(3, "small"), hidden(2, "small")}},
				{Name: "NONE", Label: "None", N: n(0), Scores: []JointScore{score(0, NaN(), NaN()), score(0, NaN(), NaN())}},
			},
			Matched:  &JointRow{Name: "matched", Label: "Everyone matched", N: n(28), Scores: []JointScore{hidden(27, "complementary"), score(28, 35, 4)}},
			Everyone: &JointRow{Name: "everyone", Label: "Everyone with the score", Scores: []JointScore{score(29, -.5, 1), score(40, 36, 4.5)}},
			People:   []JointPerson{}},
		{ID: "roles", Label: "Codes Beside Scores", Study: "S1", Title: "Study One", Data: "S3", DataTitle: "Study Three", By: "role", Unmatched: true, Reflexive: true, Counts: true, Said: 9, Scored: 40, Scores: []JointVar{{"hours", "Hours"}},
			Rows: []JointRow{{Name: "A", Label: "First", Depth: 1}},
			Roles: []JointRole{{Role: "LW", Label: "Link Worker", Said: n(9), Given: []JointGiven{{Present: true, N: n(4)}}, Scores: []JointScore{score(40, 36, 4.5)}},
				{Role: "GL", Label: "Group leader", Said: n(0), Given: []JointGiven{{N: n(0)}}, Scores: []JointScore{score(0, NaN(), NaN())}}}},
		{ID: "marks", Label: "Marks Beside Scores", Study: "S1", Title: "Study One", Data: "S3", DataTitle: "Study Three", By: "role", Reflexive: true, Scores: []JointVar{{"hours", "Hours"}},
			Rows:  []JointRow{{Name: "A", Label: "First"}, {Name: "B", Label: "Second"}},
			Roles: []JointRole{{Role: "LW", Label: "Link Worker", Given: []JointGiven{{Present: true}, {}}, Scores: []JointScore{score(40, 36, 4.5)}}}},
		{ID: "open", Label: "Open", Question: "Q1", Study: "S3", Title: "Study Three", Data: "S3", DataTitle: "Study Three", By: "participant", Counts: true, Said: 1, Scored: 1, Joined: 1, Scores: []JointVar{{"hours", "Hours"}},
			Rows:    []JointRow{{Name: "COST", Label: "Cost", N: n(1), Scores: []JointScore{score(1, 40, NaN())}}},
			Matched: &JointRow{Name: "matched", Label: "Everyone matched", N: n(1), Scores: []JointScore{score(1, 40, NaN())}},
			People:  []JointPerson{{ID: "P007", Said: []string{"COST"}, Scores: []Num{40}}}},
	}
	return r
}

func TestFindingsSayTheSameEverywhere(t *testing.T) {
	r := findingsResults()
	formatsAgree(t, r)
	data, err := indentJSON(r)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiledSchema(t).Validate(value); err != nil {
		t.Error(err)
	}
}

// csvTables reads every table of a report back, by the part of its file's name after
// the number.
func csvTables(t *testing.T, files map[string][]byte) map[string][]map[string]string {
	t.Helper()
	tables := map[string][]map[string]string{}
	for path, data := range files {
		name, is := strings.CutPrefix(path, "tables/")
		if !is {
			continue
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ = strings.Cut(strings.TrimSuffix(name, ".csv"), "-")
		for _, row := range rows[1:] {
			cells := map[string]string{}
			for i, head := range rows[0] {
				cells[head] = row[i]
			}
			tables[name] = append(tables[name], cells)
		}
	}
	return tables
}

// The printed tables, read back from CSV, are what results.json has.
func TestFindingsTablesAreTheResults(t *testing.T) {
	files := filesOf(t, findingsResults())
	var results Results
	if err := json.Unmarshal(files["results.json"], &results); err != nil {
		t.Fatal(err)
	}
	tables := csvTables(t, files)
	checked := 0
	is := func(what, got, want string) {
		t.Helper()
		checked++
		if got != want {
			t.Errorf("%s is %q, results.json has %q", what, got, want)
		}
	}
	whole := func(n *int) string { return strconv.Itoa(*n) }
	decimal := func(x Num) string {
		if !x.Defined() {
			return ""
		}
		return strconv.FormatFloat(roundHalfUp(float64(x), 2), 'f', 2, 64)
	}
	for i, e := range results.Codebooks[0].Codes[1:] { // the first is a heading
		row := tables["codebook-s1-s4"][i]
		is("definition", row["definition"], e.Definition)
		is("code", row["code"], e.Name)
	}
	roles := results.Matrices[0]
	for i, r := range roles.Rows {
		for k, c := range roles.Columns {
			cell, row := r.Cells[k], tables["matrix-roles"][i]
			for name, n := range map[string]*int{"participants": cell.Units, "extracts": cell.Extracts, "characters": cell.Characters} {
				want := whole(n)
				if cell.State == "silent" || cell.State == "not asked" {
					want = cell.State
				}
				is(r.Name+" "+c.Name+" "+name, row[c.Name+" "+name], want)
			}
		}
	}
	people := results.Matrices[1]
	for i, r := range people.Rows {
		for k, c := range people.Columns {
			row := tables[fmt.Sprintf("matrix-people-%d", k/11+1)][i]
			is(r.Name+" "+c.Name, row[c.Name], map[string]string{"present": "●", "zero": "–", "silent": "silent", "not asked": "not asked"}[r.Cells[k].State])
		}
	}
	pair := results.Cooccurrence[0].Pairs[0]
	is("pairs", tables["together-near"][0]["pairs"], whole(pair.Pairs))
	is("identical", tables["together-near"][0]["same_passage"], whole(pair.Identical))
	is("documents", tables["together-near"][0]["documents"], whole(pair.Documents))
	if _, there := tables["together-plain"][0]["pairs"]; there {
		t.Error("a reflexive study's pairs are counted")
	}
	is("words", tables["case-s5-p1"][0]["words"], results.Cases[1].Cases[0].Passages[0].Words)
	is("memo", tables["case-s5-p1"][0]["memo"], results.Cases[1].Cases[0].Passages[0].Codes[0].Memo)
	is("code", tables["case-s5-p1"][1]["code"], results.Cases[1].Cases[0].Passages[0].Codes[1].Name)
	is("document", tables["case-s5-p1"][0]["document"], "2")
	is("turns", tables["case-s5-p1"][0]["turn"], "3–4")
	is("characters", tables["case-s4-su001"][0]["characters"], "13–62") // as people count, from 1
	if _, there := tables["case-s4-su001"][0]["words"]; there {
		t.Error("restricted cases have words")
	}
	j := results.Joint[0]
	rows := append(j.Rows, *j.Matched, *j.Everyone)
	for i, r := range rows {
		row := tables["joint-people"][i]
		if r.N != nil {
			is(r.Name, row["people"], whole(r.N))
		}
		hidden := false
		for k, v := range j.Scores {
			s := r.Scores[k]
			hidden = hidden || s.Suppressed != ""
			is(r.Name+" n", row[v.Name+" n"], strconv.Itoa(s.N))
			is(r.Name+" M", row[v.Name+" M"], decimal(s.Mean))
			is(r.Name+" SD", row[v.Name+" SD"], decimal(s.SD))
		}
		if hidden != (row["notes"] != "") {
			t.Errorf("%s: something is left out: %v, noted: %q", r.Name, hidden, row["notes"])
		}
	}
	byRole := results.Joint[1]
	for k, role := range byRole.Roles {
		said, scored := tables["joint-roles"][0], tables["joint-roles"][1]
		is(role.Role+" said", said[role.Role+" n"], whole(role.Given[0].N))
		is(role.Role+" n", scored[role.Role+" n"], strconv.Itoa(byRole.Roles[k].Scores[0].N))
		is(role.Role+" M", scored[role.Role+" M"], decimal(role.Scores[0].Mean))
	}
	is("a mark", tables["joint-marks"][0]["LW n"], "●")
	is("a person's score", tables["joint-people-open"][0]["hours"], decimal(results.Joint[3].People[0].Scores[0]))
	is("what a person said", tables["joint-people-open"][0]["said"], "Cost")
	if checked < 100 {
		t.Errorf("%d cells checked", checked)
	}
}

func TestFindingsInWords(t *testing.T) {
	text := documentText(Build(findingsResults()))
	for _, want := range []string{
		"0 not given, and nothing is marked of what was asked; silent: asked, and not given; not asked: marked so of everyone in the column. n is the number of participants (documents, where nobody is named) and k that of extracts; of Study One, Link Worker 10; Study Four, Service-user 5. Characters are those coded, each counted once. Counts stand here because the manifest asks for them",
		"Codings are those of TM. One coding points into a text that has changed since, and is left out.",
		"● given; – not given, and nothing is marked of what was asked; silent: asked, and not given; not asked: marked so of everyone in the column. Nothing is counted: in reflexive analysis how often a code was given says what was read closely, not how much it matters. People are named by role and a running number.",
		"Codes by Participant in Study One, Part 2",
		"Two codes stand together where extracts of them overlap or have at most 1,500 characters between them. Pairs are in the order of the codebook, not ranked. Pairs are of extracts, those on exactly the same passage among them.",
		"In Study Four no two different codes have extracts that begin in the same turn.",
		"Nothing is coded here.",
		"Words are not printed, because disclosure is restricted",
		"person by person: 28 of the 30 who said something and of the 40 with scores are matched by their ids.",
		"One person who said something is not in the data: LW003. Two people in the data said nothing here: LW001 and LW012. One person who said something has no id. They are named by role and a running number in the order of their ids.",
		"Mean and SD of fewer than five people are not printed.",
		"Not printed, because the mean of fewer than five people could be worked out.",
		"sets the codes of Study One beside scores of Study Three, role by role: no id stands on both sides, so that nobody’s words can be matched with their scores.",
		"Above, n counts the people who said it, of those who said something that could be coded: Link Worker 9; Group leader 0.",
		"● said by somebody of the role; a dash where by nobody.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	for _, table := range Tables(findingsResults()) {
		for _, row := range table.Rows {
			for _, c := range row.Cells {
				if s := plain(c.Text); strings.Contains(s, "NaN") || strings.Contains(s, "%!") {
					t.Errorf("%s prints %q", table.ID, s)
				}
			}
		}
	}
	for _, never := range []string{"emerge", "successfully", "!"} {
		if strings.Contains(text, never) {
			t.Errorf("the report says %q", never)
		}
	}
}
