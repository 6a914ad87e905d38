package content

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Counted by hand: seven units of six respondents.
//
//	ACCESS          P1 (COST, DISTANCE), P2 (COST), P6 (COST twice)
//	  COST          P1 P2 P6
//	  DISTANCE      P1
//	PEOPLE          P2, P6
//	NONE            P3           exclusive
//	UNCODABLE       P4           uncodable
//
// P5 wrote a dash, and P6 has two answers.
var (
	categories = []Category{
		{Name: "ACCESS", Parent: -1}, {Name: "COST", Parent: 0}, {Name: "DISTANCE", Parent: 0},
		{Name: "PEOPLE", Parent: -1}, {Name: "NONE", Parent: -1, Exclusive: true}, {Name: "UNCODABLE", Parent: -1, Uncodable: true},
	}
	units = []Unit{
		{Respondent: "P1", Given: []int{1, 2}}, {Respondent: "P2", Given: []int{1, 3}}, {Respondent: "P3", Given: []int{4}},
		{Respondent: "P4", Given: []int{5}}, {Respondent: "P5", Blank: true, Given: []int{5}},
		{Respondent: "P6", Given: []int{1, 1}}, {Respondent: "P6", Given: []int{3}},
	}
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		of          Denominator
		asked       int
		n, mentions int
		respondents []int
		assignments []int
	}{
		{Answered, 0, 5, 8, []int{3, 3, 1, 2, 1, 1}, []int{4, 3, 1, 2, 1, 1}},
		{Codable, 0, 4, 7, []int{3, 3, 1, 2, 1, 0}, []int{4, 3, 1, 2, 1, 0}},
		{All, 10, 10, 9, []int{3, 3, 1, 2, 1, 2}, []int{4, 3, 1, 2, 1, 2}},
	} {
		r, err := Count(categories, units, c.of, c.asked)
		if err != nil {
			t.Fatal(err)
		}
		var respondents, assignments []int
		for _, row := range r.Rows {
			respondents, assignments = append(respondents, row.Respondents), append(assignments, row.Assignments)
		}
		if r.N != c.n || r.Assignments != c.mentions || !slices.Equal(respondents, c.respondents) || !slices.Equal(assignments, c.assignments) {
			t.Errorf("%s: n = %d, %d assignments, respondents %v, assignments %v; want %d, %d, %v, %v", c.of, r.N, r.Assignments, respondents, assignments, c.n, c.mentions, c.respondents, c.assignments)
		}
		if r.Blank != 1 || r.Uncodable != 1 || r.Respondents != 6 {
			t.Errorf("%s: %d blank, %d uncodable, %d respondents", c.of, r.Blank, r.Uncodable, r.Respondents)
		}
		if got := r.Rows[0].OfRespondents; got != 3/float64(c.n) {
			t.Errorf("%s: ACCESS is %v of respondents", c.of, got)
		}
	}
}

func TestUncodedAndClashes(t *testing.T) {
	r, err := Count(categories, []Unit{{}, {Given: []int{4, 1, 3}}, {Given: []int{0, 1}}, {Blank: true}}, Answered, 0)
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 3 || !slices.Equal(r.Uncoded, []int{0}) { // nobody is named: three people
		t.Errorf("n = %d, uncoded %v", r.N, r.Uncoded)
	}
	if len(r.Clashes) != 1 || r.Clashes[0].Unit != 1 || r.Clashes[0].Exclusive != 4 || !slices.Equal(r.Clashes[0].Others, []int{1, 3}) {
		t.Errorf("clashes %v", r.Clashes)
	}
	none, err := Count(categories, nil, Answered, 0)
	if err != nil || !math.IsNaN(none.Rows[0].OfRespondents) || !math.IsNaN(none.Rows[0].OfAssignments) {
		t.Errorf("of nobody: %v, %v", none, err)
	}
}

func TestCountFails(t *testing.T) {
	for want, run := range map[string]func() error{
		"behind the one above": func() error {
			_, err := Count([]Category{{Name: "A", Parent: 1}, {Parent: -1}}, nil, Answered, 0)
			return err
		},
		"circle":         func() error { _, err := Count([]Category{{Name: "circle", Parent: 0}}, nil, Answered, 0); return err },
		"has category 6": func() error { _, err := Count(categories, []Unit{{Given: []int{6}}}, Answered, 0); return err },
		"5 were asked":   func() error { _, err := Count(categories, units, All, 5); return err },
		"is not said":    func() error { _, err := Count(categories, units, All, 0); return err },
		"denominator":    func() error { _, err := Count(categories, units, "", 0); return err },
	} {
		if err := run(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("err = %v, want %q", err, want)
		}
	}
}

// Whatever is given: a parent has no fewer respondents than any child, and no more
// than its children and its own together; assignments of the top add up to all;
// the order of the units does not matter.
func TestCountHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "categories")
		tree := make([]Category, n)
		for i := range tree {
			tree[i] = Category{Name: "c", Parent: rapid.IntRange(-1, i-1).Draw(t, "parent")}
		}
		units := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Unit {
			return Unit{
				Respondent: rapid.SampledFrom([]string{"", "P1", "P2", "P3"}).Draw(t, "who"), Blank: rapid.Bool().Draw(t, "blank"),
				Given: rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 4).Draw(t, "given"),
			}
		}), 0, 12).Draw(t, "units")
		r, err := Count(tree, units, Answered, 0)
		if err != nil {
			t.Fatal(err)
		}
		top := 0
		for i, row := range r.Rows {
			if row.Respondents > r.N || row.Respondents > row.Assignments {
				t.Fatalf("row %d: %+v of %d", i, row, r.N)
			}
			sum := row.Own
			for k, c := range tree {
				if c.Parent == i {
					sum += r.Rows[k].Assignments
					if r.Rows[k].Respondents > row.Respondents {
						t.Fatalf("row %d has fewer respondents than row %d below it", i, k)
					}
				}
			}
			if sum != row.Assignments {
				t.Fatalf("row %d has %d assignments, its parts %d", i, row.Assignments, sum)
			}
			if tree[i].Parent < 0 {
				top += row.Assignments
			}
		}
		if top != r.Assignments {
			t.Fatalf("%d assignments at the top, %d in all", top, r.Assignments)
		}
		turned := slices.Clone(units)
		slices.Reverse(turned)
		again, err := Count(tree, turned, Answered, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Rows {
			if r.Rows[i].Respondents != again.Rows[i].Respondents || r.Rows[i].Assignments != again.Rows[i].Assignments {
				t.Fatalf("row %d depends on the order of the units", i)
			}
		}
	})
}
