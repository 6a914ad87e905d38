package study

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// extra checks that the choices of an extra test stand beside the test they
// belong to, and that a test that needs a choice has it.
func (c *checker) extra(t *Tests) {
	repeated(c, "extra", t.Extra)
	for _, choice := range []struct {
		key   string
		field any
		tests []string
	}{
		{"wilcoxon", &t.Wilcoxon, []string{"wilcoxon"}},
		{"bayes", &t.Bayes, []string{"bayes"}},
		{"tost", &t.TOST, []string{"tost"}},
		{"draws", &t.Draws, []string{"permutation", "bootstrap"}},
		{"seed", &t.Seed, []string{"permutation", "bootstrap"}},
	} {
		if !c.named(choice.field) || c.named(&t.Extra) && !c.given(&t.Extra) {
			continue
		}
		if !slices.ContainsFunc(choice.tests, func(name string) bool { return slices.Contains(t.Extra, name) }) {
			c.fault(c.at(choice.field), "add "+choice.tests[0]+" to extra, or leave "+choice.key+" out",
				"tests has choices under %s, and extra does not list %s", choice.key, strings.Join(choice.tests, " or "))
		}
	}
	if i := slices.Index(t.Extra, "tost"); i >= 0 && !c.named(&t.TOST) {
		c.fault(c.at(&t.Extra[i]), "tost: {bound: 0.3}, in points of the score", "an equivalence test needs a bound, which only you can set")
	}
}

// feasibility checks indicators against the columns they look at.
func (c *checker) feasibility(p *Part) {
	ids := c.unique("feasibility indicator")
	columns := namesOf(p.Columns, func(col *Column) string { return col.Column.Name })
	for i := range p.Feasibility {
		f := &p.Feasibility[i]
		ids.add(f.ID, c.at(&f.ID))
		switch counts, atLeast := c.named(&f.Counts), c.named(&f.AtLeast); {
		case counts && atLeast:
			c.fault(c.at(&f.AtLeast), "keep one of them", "the indicator %s has both counts and at_least", f.ID)
		case !counts && !atLeast:
			c.fault(f.At, "counts: [\"Yes\"], or at_least: 4", "the indicator %s does not say which answers count", f.ID)
		}
		if c.refer(f.Column, columns, "the column", "columns") {
			c.counted(p, f)
		}
		if k := f.Criterion; k != nil {
			c.criterion(k, f.ID)
		}
	}
}

// counted checks that what an indicator counts can be an answer of its column.
func (c *checker) counted(p *Part, f *Indicator) {
	i := slices.IndexFunc(p.Columns, func(col Column) bool { return col.Column.Name == f.Column.Name })
	if i < 0 {
		return // a fault already
	}
	col := &p.Columns[i]
	if c.given(&f.AtLeast) && (col.Kind == "category" || col.Kind == "flag") {
		c.fault(c.at(&f.AtLeast), "list the answers that count under counts", "at_least needs numbers, and the column %s is of the kind %s", quote(col.Column.Name), col.Kind)
	}
	answers := col.answers(p.FindScale(col.Scale.Name))
	for j := range f.Counts {
		v := f.Counts[j]
		if slices.ContainsFunc(f.Counts[:j], func(had Scalar) bool { return codeKey(had) == codeKey(v) }) {
			c.fault(v.At, "leave one out", "%s is listed under counts twice", quote(v.Text))
		}
		if answers != nil && !slices.ContainsFunc(answers, v.Matches) {
			c.fault(v.At, Suggest(v.Text, answers, "answers"), "%s is no declared answer of the column %s", quote(v.Text), quote(col.Column.Name))
		}
		for _, m := range slices.Concat(col.Missing, p.Missing) {
			kept := slices.ContainsFunc(col.Keep, func(k Scalar) bool { return codeKey(k) == codeKey(m.Value) })
			if codeKey(m.Value) == codeKey(v) && !kept {
				c.fault(v.At, "leave it out, or list it under keep of the column", "%s is counted, and is a missing code (%s)", quote(v.Text), m.Reason)
				break
			}
		}
	}
}

// answers are the answers a column can have, as texts, or nil where any may
// occur.
func (col *Column) answers(scale *Scale) []string {
	var all []string
	for _, l := range col.Labels {
		all = append(all, l.Text, strconv.FormatFloat(l.Value, 'f', -1, 64))
	}
	switch {
	case col.Kind == "flag":
		return append(all, "Yes", "No", "1", "0")
	case col.Kind == "category" && len(all) == 0 && len(col.Order) > 0:
		for _, k := range col.Keep {
			all = append(all, k.Text)
		}
		return append(all, col.Order...)
	case col.Kind == "scale" && scale != nil:
		for _, l := range scale.Labels {
			all = append(all, l.Text)
		}
		for x := scale.Points[0]; x <= scale.Points[1] && x-scale.Points[0] < maxPoints; x++ {
			all = append(all, strconv.Itoa(x))
		}
	}
	return all
}

// criterion checks the day and the order of the boundaries.
func (c *checker) criterion(k *Criterion, id string) {
	if c.given(&k.Date) {
		if _, err := time.Parse(time.DateOnly, k.Date); err != nil {
			c.fault(c.at(&k.Date), "correct the day", "there is no %s", k.Date)
		}
	}
	if c.given(&k.GreenAtLeast) && c.given(&k.AmberAtLeast) && k.AmberAtLeast >= k.GreenAtLeast {
		c.fault(c.at(&k.AmberAtLeast), "amber begins below green", "the criterion of %s has amber from %v and green from %v", id, k.AmberAtLeast, k.GreenAtLeast)
	}
}
