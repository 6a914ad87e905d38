package reproduce

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"kith/analysis/thematic"
	"kith/study"
	"kith/study/coding"
)

// Every cell of the table of planted codes, participants and extracts by study and
// role, the zeros too, and the five passages that are both DIS-DECL and DIS-ANX,
// come from the journal that ships with the fixture. The table was written before
// the texts were.
func TestMatrixOfPlantedCodes(t *testing.T) {
	file, err := os.Open("../fixtures/gen/data/planted_codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type key struct{ code, column string }
	type count struct{ participants, extracts int }
	want := map[key]count{}
	codes := map[string]bool{}
	for _, r := range rows[1:] {
		n, err := strconv.Atoi(r[5])
		if err != nil {
			t.Fatal(err)
		}
		study, rest, _ := strings.Cut(r[0], "_")
		k := key{r[4], study + " " + strings.TrimRight(rest, "0123456789")}
		c := want[k]
		c.extracts += n
		if n > 0 {
			c.participants++
		}
		want[k] = c
		codes[r[4]] = true
	}
	a := fixtureAnalysis(t)
	a.Book.View(func(s *coding.State) {
		th, err := a.Thematic(s, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		cells, zeros := 0, 0
		m := a.Matrix(s, th, thematic.ByRole)
		for r, code := range m.Codes {
			if !codes[code] {
				continue
			}
			for c, column := range m.Columns {
				if column.Study != "S1" && column.Study != "S4" {
					continue
				}
				cells++
				cell, w := m.Cells[r][c], want[key{code, column.Name}]
				if got := (count{cell.Units, len(cell.Extracts)}); got != w {
					t.Errorf("%s in %s: %v, want %v", code, column.Name, got, w)
				}
				if w.extracts == 0 {
					zeros++
					// what fixtures/code.sh marks of the schedule
					state, marked := map[key]thematic.State{{"DIS-DECL", "S1 SU"}: thematic.Silent, {"DIS-DECL", "S1 GL"}: thematic.NotAsked}[key{code, column.Name}]
					if !marked {
						state = thematic.Zero
					}
					if cell.State != state {
						t.Errorf("%s in %s is %s, want %s", code, column.Name, cell.State, state)
					}
				}
			}
		}
		// domain's list of deliberate zeros: two of CRS-BURDEN, three of GL, two of
		// S1 service users, four of S4
		if cells != 35*4 || zeros != 11 {
			t.Errorf("%d cells, %d zeros", cells, zeros)
		}
		for _, study := range []string{"S1", "S2", "S4"} {
			here, err := a.Thematic(s, Filter{Study: study})
			if err != nil {
				t.Fatal(err)
			}
			pairs := thematic.Cooccur(thematic.Overlap, 0, here.Codes, here.Extracts)
			if study != "S4" && len(pairs) > 0 || study == "S4" && len(pairs) != 1 {
				t.Fatalf("%d pairs of codes overlap in %s", len(pairs), study)
			}
			for _, p := range pairs {
				if p.Pairs != 5 || p.Identical != 5 || p.Documents != 5 || p.A != "DIS-DECL" || p.B != "DIS-ANX" {
					t.Errorf("%s and %s: %d pairs, %d identical, %d documents", p.A, p.B, p.Pairs, p.Identical, p.Documents)
				}
			}
		}
	})
}

// A topic of the schedule names codes as they are called now or by their keys, and asks
// about what they were merged or split into.
func TestTopicsFollowTheirCodes(t *testing.T) {
	a := ownAnalysis(t)
	var anxious string
	for _, err := range []error{
		a.Book.AddCode(coding.Code{Name: "before"}, coding.Code{Name: "there"}),
		a.Book.EditCode("DIS-DECL", map[string]any{"name": "SAID-NO"}, ""),
		a.Book.MergeCodes("DIS-PRACT", "NET-LOSS", ""),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	given := map[string][]string{}
	a.Book.View(func(s *coding.State) {
		for _, c := range s.OfCode("DIS-ANX", false) {
			anxious, given[c.ID] = c.ID, []string{"before"}
		}
	})
	given[anxious] = []string{"there"}
	if err := a.Book.SplitCode("DIS-ANX", []string{"before", "there"}, given, ""); err != nil {
		t.Fatal(err)
	}
	a.Book.View(func(s *coding.State) {
		for name, want := range map[string]string{
			"SAID-NO": "SAID-NO", "DIS-DECL": "SAID-NO", "DIS-PRACT": "NET-LOSS", "DIS-ANX": "before there", "NONE": "",
		} {
			var got []string
			for _, c := range topicCodes(s, &study.Topic{Codes: refs(name)}) {
				got = append(got, c.Name)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("a topic that names %s asks about %v, want %s", name, got, want)
			}
		}
	})
}
