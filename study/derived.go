package study

import (
	"slices"
	"strings"
)

// A Derived is a column of the sheet that somebody computed from the items.
type Derived struct {
	At        Pos      `yaml:"-"`
	Column    Ref      `yaml:"column" req:"true" doc:"column name in the sheet"`
	Of        Ref      `yaml:"of" req:"true" doc:"what it was computed from: a set or further analysis and its side, QS1.A, or for a reversed item a pair and its side, q4.A"`
	Kind      string   `yaml:"kind" enum:"mean,sum,reversed" doc:"how it was computed; reverse keys count as turned (default: as the set is scored, and reversed of an item)"`
	MinItems  MinItems `yaml:"min_items" doc:"answered items the column asked for (default: that of the set)"`
	Tolerance float64  `yaml:"tolerance" over:"0" doc:"largest difference that still agrees (default: half a unit of the last decimal the column has)"`
}

// FindSource gives what a derived column is computed from: the set, the score
// when it is one of a set or of a further analysis, or else the pair, and the
// side, A or B. The set is nil when there is none of that name.
func (p *Part) FindSource(name string) (set *Set, score *Score, pair *Pair, side string) {
	of, side, ok := cutLast(name)
	if !ok || side != "A" && side != "B" {
		return nil, nil, nil, ""
	}
	if a := p.findAnalysis(of); a != nil && a.Score != nil {
		if set = p.FindSet(a.Set.Name); set != nil {
			return set, a.Score, nil, side
		}
	}
	if set = p.FindSet(of); set != nil {
		return set, set.Score, nil, side
	}
	set, pair = p.findPair(of)
	return set, nil, pair, side
}

// cutLast cuts a name at its last dot.
func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}

func (d *Derived) setDefaults(p *Part) {
	set, score, pair, side := p.FindSource(d.Of.Name)
	switch {
	case set == nil:
		return // a fault later
	case pair != nil:
		orElse(&d.Kind, "reversed")
	default:
		if score.Method != "none" {
			orElse(&d.Kind, score.Method)
		}
		orElse(&d.Kind, "mean")
		if !d.MinItems.All && d.MinItems.Count == 0 && d.MinItems.Fraction == 0 {
			d.MinItems = score.MinItems
		}
	}
	condition := &set.Conditions.A
	if side == "B" {
		condition = &set.Conditions.B
	}
	d.Column = d.Column.on(condition.Occasion.Name)
}

// derived checks the columns that somebody computed from the items.
func (c *checker) derived(p *Part) {
	first := map[string]Pos{}
	for i := range p.Derived {
		d := &p.Derived[i]
		if had, ok := first[d.Column.Name]; ok && d.Column.Name != "" {
			c.fault(d.Column.At, "leave one out", "the derived column %s is declared twice, first in line %d", quote(d.Column.Header()), had.Line)
		} else {
			first[d.Column.Name] = d.Column.At
		}
		if d.Of.Name == "" {
			continue // a fault already
		}
		set, _, pair, _ := p.FindSource(d.Of.Name)
		k := 0
		if set != nil {
			k = len(set.Pairs)
		}
		switch {
		case set == nil:
			c.fault(d.Of.At, Suggest(d.Of.Name, p.sources(), "scores and items"), "%s is no side of a set, of a further analysis or of a pair", quote(d.Of.Name))
		case pair != nil && d.Kind != "reversed":
			c.fault(c.at(&d.Kind), "name the set, "+set.ID+".A, or leave kind out", "%s is one item, and has no %s", d.Of.Name, d.Kind)
		case pair == nil && d.Kind == "reversed":
			item := "q1"
			if len(set.Pairs) > 0 {
				item = set.Pairs[0].ID
			}
			c.fault(c.at(&d.Kind), "name the item: "+item+".A", "reversed is for single items, and %s is a score", d.Of.Name)
		case pair != nil && c.given(&d.MinItems):
			c.fault(d.MinItems.At, "leave min_items out", "%s is one item and has min_items", d.Of.Name)
		case pair == nil && d.MinItems.Count > k && k > 0:
			c.fault(d.MinItems.At, "write all, a number up to the items of the set, or a fraction below 1", "min_items of %s is %d, and %s has %d items", quote(d.Column.Header()), d.MinItems.Count, set.ID, k)
		case pair == nil && slices.ContainsFunc(set.Pairs, func(x Pair) bool { return x.A.Name == d.Column.Name || x.B.Name == d.Column.Name }):
			c.fault(d.Column.At, "name the column with the score", "%s is an item of %s, and no score of it", quote(d.Column.Header()), set.ID)
		}
	}
}

// sources are the names that derived columns can be computed from.
func (p *Part) sources() []string {
	var all []string
	for _, s := range p.QuestionSets {
		all = append(all, s.ID+".A", s.ID+".B")
		for _, x := range s.Pairs {
			all = append(all, x.ID+".A", x.ID+".B")
		}
	}
	for _, a := range p.Analyses {
		all = append(all, a.ID+".A", a.ID+".B")
	}
	return all
}
