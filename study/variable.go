package study

import (
	"slices"
	"strings"
)

// A Variable is what a manifest names where it asks for one number of each
// respondent: a column described under columns, or the score of a question set
// or further analysis.
type Variable struct {
	Name     string
	Column   *Column   // nil for a score
	Set      *Set      // of a score
	Analysis *Analysis // of the score of a further analysis
	Side     string    // of a score: A, B or difference
}

// FindVariable gives the variable of that name: QS1.A, QS2_complete.difference,
// or a column, which comes first.
func (p *Part) FindVariable(name string) (Variable, bool) {
	v := Variable{Name: name}
	if v.Column = p.FindColumn(name); v.Column != nil {
		return v, true
	}
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || !slices.Contains(sides, name[dot+1:]) {
		return v, false
	}
	v.Side = name[dot+1:]
	if v.Analysis = p.findAnalysis(name[:dot]); v.Analysis != nil {
		v.Set = p.FindSet(v.Analysis.Set.Name)
	} else {
		v.Set = p.FindSet(name[:dot])
	}
	return v, v.Set != nil && v.Score() != nil && v.Score().Method != "none"
}

var sides = []string{"A", "B", "difference"}

// Score is how a score is made of items, nil for a column.
func (v Variable) Score() *Score {
	switch {
	case v.Analysis != nil:
		return v.Analysis.Score
	case v.Set != nil:
		return v.Set.Score
	}
	return nil
}

// FindColumn gives the declaration of that column, or nil.
func (p *Part) FindColumn(name string) *Column {
	i := slices.IndexFunc(p.Columns, func(c Column) bool { return c.Column.Name == name })
	if i < 0 {
		return nil
	}
	return &p.Columns[i]
}

// variables are the names of all variables with numbers.
func (p *Part) variables() []string {
	var all []string
	for _, c := range p.Columns {
		if c.Kind != "category" {
			all = append(all, c.Column.Name)
		}
	}
	score := func(id string, s *Score) {
		if s != nil && s.Method != "none" {
			for _, side := range sides {
				all = append(all, id+"."+side)
			}
		}
	}
	for _, s := range p.QuestionSets {
		score(s.ID, s.Score)
	}
	for _, a := range p.Analyses {
		score(a.ID, a.Score)
	}
	return all
}
