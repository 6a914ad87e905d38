package study

import "slices"

// associations checks correlations, two-way tables, medians and top boxes.
func (c *checker) associations(p *Part) {
	ids := c.unique("correlation or two-way table")
	for i := range p.Correlations {
		k := &p.Correlations[i]
		ids.add(k.ID, c.at(&k.ID))
		c.variables(p, k.Of, "of")
	}
	columns := namesOf(p.Columns, func(col *Column) string { return col.Column.Name })
	for i := range p.TwoWay {
		t := &p.TwoWay[i]
		ids.add(t.ID, c.at(&t.ID))
		for _, r := range []Ref{t.Rows, t.Columns} {
			if !c.refer(r, columns, "the column", "columns") {
				continue
			}
			if col := p.FindColumn(r.Name); col != nil && col.Kind == "number" {
				c.fault(r.At, "name a column of the kind category, scale or flag", "a two-way table counts categories, and the column %s is a quantity", quote(r.Name))
			}
		}
		if t.Rows.Name != "" && t.Rows.Name == t.Columns.Name {
			c.fault(t.Columns.At, "name another column", "the two-way table %s has the column %s twice", t.ID, quote(t.Rows.Name))
		}
	}
	c.variables(p, p.Medians, "medians")
	sets := namesOf(p.QuestionSets, func(s **Set) string { return (*s).ID })
	for i := range p.TopBoxes {
		t := &p.TopBoxes[i]
		if slices.ContainsFunc(p.TopBoxes[:i], func(had TopBox) bool { return had.Set.Name == t.Set.Name && had.AtLeast == t.AtLeast }) {
			c.fault(t.At, "leave one out", "the top box of %s from %v is listed twice", t.Set.Name, t.AtLeast)
		}
		if !c.refer(t.Set, sets, "the question set", "question sets") || !c.given(&t.AtLeast) {
			continue
		}
		s := p.FindSet(t.Set.Name)
		if s == nil {
			continue // a fault already
		}
		if sc := p.FindScale(s.Scale.Name); sc != nil && (t.AtLeast <= float64(sc.Points[0]) || t.AtLeast > float64(sc.Points[1])) {
			c.fault(c.at(&t.AtLeast), "name a point above the lowest", "no share of %s rests on %v: its scale goes from %d to %d", s.ID, t.AtLeast, sc.Points[0], sc.Points[1])
		}
	}
}

// variables checks that each is a variable with numbers, named once.
func (c *checker) variables(p *Part, refs []Ref, key string) {
	for i, r := range refs {
		if r.Name == "" {
			continue // a fault already
		}
		if slices.ContainsFunc(refs[:i], func(had Ref) bool { return had.Name == r.Name }) {
			c.fault(r.At, "leave one out", "%s is listed twice under %s", quote(r.Name), key)
			continue
		}
		v, ok := p.FindVariable(r.Name)
		switch {
		case !ok:
			c.refer(r, namesOf(p.variables(), func(s *string) string { return *s }), "the variable", "variables")
		case v.Column != nil && v.Column.Kind == "category":
			c.fault(r.At, "name a column of the kind number, scale or flag", "the column %s has categories, not numbers", quote(r.Name))
		}
	}
}
