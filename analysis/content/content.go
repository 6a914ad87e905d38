// Package content counts the categories of open answers. The unit is one
// respondent's answer to one question; a unit may be given several categories,
// and each of them is one assignment, however often it was marked in the answer.
//
// A category may have sub-categories. It then counts what was given to it and to
// all below it: a respondent once, an assignment as often as a category was given.
//
// Percentages of respondents are of a denominator that must be said (Elo &
// Kyngäs, 2008, and Hsieh & Shannon, 2005, leave it open); percentages of
// assignments are of all assignments counted.
package content

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Denominator says of whom percentages of respondents are, and whose answers are
// counted.
type Denominator string

// The denominators.
const (
	Answered Denominator = "answered" // who wrote something: not a blank, not a dash alone
	Codable  Denominator = "codable"  // of those, without the answers that are uncodable
	All      Denominator = "all"      // all who were asked, whether they answered or not
)

// A Category is one entry of a question's categories, in the order in which they
// are printed: each behind its parent.
type Category struct {
	Name      string
	Parent    int  // index of the category above it; -1 at the top
	Exclusive bool // excludes every other category of the same answer
	Uncodable bool // says that nothing can be said of the answer
}

// A Unit is one respondent's answer.
type Unit struct {
	Respondent string // "" where nobody is named: then somebody of their own
	Blank      bool   // something stands there, and no word: a dash
	Given      []int  // indices of categories; again and again counts once
}

// A Row is what one category came to.
type Row struct {
	Depth       int
	Respondents int   // given it or one below it
	Assignments int   // of it and those below it
	Own         int   // assignments of it alone
	Units       []int // indices of the units behind Respondents
	// The shares go from 0 to 1; NaN where there is nothing to be a share of.
	OfRespondents float64
	OfAssignments float64
}

// A Clash is a unit with an exclusive category beside others.
type Clash struct {
	Unit      int
	Exclusive int   // the category that excludes
	Others    []int // those beside it
}

// A Result is the count of one question.
type Result struct {
	Denominator Denominator
	N           int // what percentages of respondents are of
	Respondents int // who have a unit, blank or not
	Blank       int // units with no word
	Uncodable   int // units that say something and were given an uncodable category
	Assignments int // counted, of all categories
	Rows        []Row
	Uncoded     []int // units counted that have no category
	Clashes     []Clash
}

// Count counts the categories that units were given. asked is how many people were
// asked, which All needs. It fails on a category behind its own children, on
// indices out of range, and where more answered than were asked.
func Count(categories []Category, units []Unit, of Denominator, asked int) (*Result, error) {
	for i, c := range categories {
		if c.Parent < -1 || c.Parent >= i {
			return nil, fmt.Errorf("category %s does not stand behind the one above it", c.Name)
		}
	}
	if of != Answered && of != Codable && of != All {
		return nil, fmt.Errorf("denominator %q; it is answered, codable or all", of)
	}
	r := &Result{Denominator: of, Rows: make([]Row, len(categories))}
	who := func(u int) string {
		if units[u].Respondent == "" {
			return fmt.Sprintf("\x00%d", u)
		}
		return units[u].Respondent
	}
	everyone, counted := map[string]bool{}, map[string]bool{}
	people := make([]map[string]bool, len(categories))
	for i := range people {
		people[i] = map[string]bool{}
	}
	for u, unit := range units {
		everyone[who(u)] = true
		given := slices.Clone(unit.Given)
		slices.Sort(given)
		given = slices.Compact(given)
		uncodable := false
		for _, k := range given {
			if k < 0 || k >= len(categories) {
				return nil, fmt.Errorf("unit %d has category %d; there are %d, from 0", u+1, k, len(categories))
			}
			uncodable = uncodable || categories[k].Uncodable
		}
		r.clash(categories, u, given)
		switch {
		case unit.Blank:
			r.Blank++
		case uncodable:
			r.Uncodable++
		}
		if of != All && unit.Blank || of == Codable && uncodable {
			continue
		}
		counted[who(u)] = true
		if len(given) == 0 {
			r.Uncoded = append(r.Uncoded, u)
		}
		touched := map[int]bool{}
		for _, k := range given {
			r.Assignments++
			r.Rows[k].Own++
			for above := k; above >= 0; above = categories[above].Parent {
				r.Rows[above].Assignments++
				people[above][who(u)] = true
				touched[above] = true
			}
		}
		for k := range touched {
			r.Rows[k].Units = append(r.Rows[k].Units, u)
		}
	}
	r.Respondents, r.N = len(everyone), len(counted)
	if of == All {
		if asked < 1 {
			return nil, errors.New("how many were asked is not said")
		}
		if asked < r.Respondents {
			return nil, fmt.Errorf("%d were asked, and answers of %d are there", asked, r.Respondents)
		}
		r.N = asked
	}
	share := func(k, n int) float64 {
		if n == 0 {
			return math.NaN()
		}
		return float64(k) / float64(n)
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if p := categories[i].Parent; p >= 0 {
			row.Depth = r.Rows[p].Depth + 1
		}
		row.Respondents = len(people[i])
		row.OfRespondents, row.OfAssignments = share(row.Respondents, r.N), share(row.Assignments, r.Assignments)
	}
	return r, nil
}

// clash notes a unit that was given an exclusive category beside others.
func (r *Result) clash(categories []Category, u int, given []int) {
	if exclusive, others := Excludes(categories, given); others != nil {
		r.Clashes = append(r.Clashes, Clash{Unit: u, Exclusive: exclusive, Others: others})
	}
}

// Excludes finds the first exclusive category among those given to a unit, and the
// others that it excludes; nil where there is none. Categories above and below it
// are no others: they say the same more or less closely.
func Excludes(categories []Category, given []int) (exclusive int, others []int) {
	related := func(a, b int) bool {
		for ; a >= 0; a = categories[a].Parent {
			if a == b {
				return true
			}
		}
		return false
	}
	for _, k := range given {
		if !categories[k].Exclusive {
			continue
		}
		for _, o := range given {
			if !related(o, k) && !related(k, o) {
				others = append(others, o)
			}
		}
		if others != nil {
			return k, others
		}
	}
	return -1, nil
}
