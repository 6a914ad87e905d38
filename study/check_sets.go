package study

import (
	"cmp"
	"regexp"
	"strings"
)

// A columnUse is the place where a column belongs to a pair.
type columnUse struct {
	at   Pos
	pair string
	side string
}

func (c *checker) sets(p *Part) {
	scales := namesOf(p.Scales, func(s *Scale) string { return s.ID })
	comparisons, pairs := c.unique("question set or analysis"), c.unique("pair")
	used := map[string]columnUse{}
	for _, s := range p.QuestionSets {
		comparisons.add(s.ID, c.at(&s.ID))
		c.refer(s.Scale, scales, "the scale", "scales")
		c.conditions(s)
		for i := range s.Pairs {
			pair := &s.Pairs[i]
			pairs.add(pair.ID, c.at(&pair.ID))
			c.use(used, pair.A, pair.ID, "A")
			c.use(used, pair.B, pair.ID, "B")
		}
		c.reverse(s)
		c.score(s.Score, len(s.Pairs), s.ID)
		if s.Score.Method == "none" && s.Test != "items" {
			c.fault(c.at(&s.Test), "test the items, or score with mean or sum", "%s is scored with none, so there is no composite to test", s.ID)
		}
	}
	for i := range p.Analyses {
		comparisons.add(p.Analyses[i].ID, c.at(&p.Analyses[i].ID))
	}
}

// use notes that a column belongs to one side of a pair.
func (c *checker) use(used map[string]columnUse, column Ref, pair, side string) {
	if column.Name == "" {
		return // a fault already
	}
	had, ok := used[column.Name]
	switch {
	case !ok:
		used[column.Name] = columnUse{column.At, pair, side}
	case had.pair == pair && had.side != side:
		c.fault(column.At, "a pair compares two columns", "the pair %s has the column %s on both sides", pair, quote(column.Name))
	default:
		c.fault(column.At, "a column belongs to one pair", "the column %s is in the pair %s too (line %d)", quote(column.Name), had.pair, had.at.Line)
	}
}

func (c *checker) conditions(s *Set) {
	a, b := &s.Conditions.A, &s.Conditions.B
	if a.Label != "" && strings.EqualFold(strings.TrimSpace(a.Label), strings.TrimSpace(b.Label)) {
		c.fault(c.at(&b.Label), "give each condition its own label", "both conditions of %s have the label %s", s.ID, quote(b.Label))
	}
	if strings.EqualFold(a.ID, b.ID) {
		at := c.at(&b.ID)
		if !c.given(&b.ID) {
			at = c.at(&a.ID)
		}
		c.fault(at, "give each condition its own id", "both conditions of %s have the id %s", s.ID, quote(b.ID))
	}
}

func (c *checker) reverse(s *Set) {
	pairs := namesOf(s.Pairs, func(p *Pair) string { return p.ID })
	byColumn := map[string]string{}
	for _, p := range s.Pairs {
		byColumn[p.A.Name], byColumn[p.B.Name] = p.ID, p.ID
	}
	first := map[string]Pos{}
	for _, r := range s.Reverse {
		if had, ok := first[r.Name]; ok {
			c.fault(r.At, "leave one out: reversed twice is not reversed", "%s is listed under reverse twice, first in line %d", quote(r.Name), had.Line)
			continue
		}
		first[r.Name] = r.At
		if pair, ok := byColumn[r.Name]; ok && !pairs.have[r.Name] {
			c.fault(r.At, "name the pair: "+pair, "reverse names the column %s; it reverses a pair, in both conditions", quote(r.Name))
			continue
		}
		c.refer(r, pairs, "the pair", "pairs of "+s.ID)
	}
}

// score checks the scoring of a set of k pairs.
func (c *checker) score(s *Score, k int, owner string) {
	switch {
	case s.MinItems.Count > k && k > 0:
		c.fault(s.MinItems.At, "write all, a number up to the items of the set, or a fraction below 1", "min_items of %s is %d, and the set has %d items", owner, s.MinItems.Count, k)
	case s.Method == "none" && c.given(&s.MinItems):
		c.fault(s.MinItems.At, "leave min_items out, or score with mean or sum", "%s is scored with none and has min_items", owner)
	case s.Method == "none" && s.SameItemsBoth:
		c.fault(c.at(&s.SameItemsBoth), "leave it out, or score with mean or sum", "%s is scored with none and has same_items_both", owner)
	}
}

func (c *checker) analyses(p *Part) {
	sets := namesOf(p.QuestionSets, func(s **Set) string { return (*s).ID })
	for i := range p.Analyses {
		a := &p.Analyses[i]
		if !c.refer(a.Set, sets, "the question set", "question sets") || a.Score == nil {
			continue
		}
		s := p.FindSet(a.Set.Name)
		if s == nil {
			continue
		}
		c.score(a.Score, len(s.Pairs), a.ID)
		if a.Score.Method == "none" {
			at := a.Score.At
			if c.given(&a.Score.Method) {
				at = c.at(&a.Score.Method)
			}
			c.fault(at, "score with mean or sum", "the analysis %s has no score to test", a.ID)
		}
	}
}

func (c *checker) families(t *Tests) {
	declared := map[string]bool{}
	other := map[string]string{"items_within_set": "all_items", "all_items": "items_within_set"}
	for i := range t.Families {
		f := &t.Families[i]
		switch {
		case f.Of == "":
		case declared[f.Of]:
			c.fault(c.at(&f.Of), "keep one", "the family %s is declared twice", f.Of)
		case declared[other[f.Of]]:
			c.fault(c.at(&f.Of), "keep one of items_within_set and all_items", "the items are in two families, so their adjusted p would have two values")
		}
		declared[f.Of] = true
	}
}

var (
	publishedNumber = regexp.MustCompile(`^[-+−–]?(?:[0-9]+(?:\.[0-9]{0,12})?|\.[0-9]{1,12})$`)
	publishedP      = regexp.MustCompile(`^(?:[<>=≤≥]\s*)?(?:0(?:\.[0-9]{0,12})?|1(?:\.0{0,12})?|\.[0-9]{1,12})$`)
	publishedN      = regexp.MustCompile(`^[0-9]{1,9}$`)
)

func (c *checker) published(p *Part) {
	sets := namesOf(p.QuestionSets, func(s **Set) string { return (*s).ID })
	analyses := namesOf(p.Analyses, func(a *Analysis) string { return a.ID })
	var pairs []Pair
	for _, s := range p.QuestionSets {
		pairs = append(pairs, s.Pairs...)
	}
	items := namesOf(pairs, func(q *Pair) string { return q.ID })
	type target struct{ set, item, analysis, source, effect string }
	first := map[target]Pos{}
	for i := range p.Published {
		v := &p.Published[i]
		n := 0
		for _, r := range []*Ref{&v.Set, &v.Item, &v.Analysis} {
			if c.named(r) {
				n++
			}
		}
		if n != 1 {
			c.fault(v.At, "say what the values belong to with one of set, item and analysis", "published values name %s of set, item and analysis", []string{"none", "", "two", "all three"}[n])
		}
		c.refer(v.Set, sets, "the question set", "question sets")
		c.refer(v.Item, items, "the pair", "pairs")
		c.refer(v.Analysis, analyses, "the analysis", "analyses")
		c.tested(p, v)
		key := target{v.Set.Name, v.Item.Name, v.Analysis.Name, v.Source, v.Effect}
		if had, ok := first[key]; ok && n == 1 {
			c.fault(v.At, "keep one entry a source; another source or effect is an entry of its own", "published values of %s from the same source stand in line %d too",
				v.Set.Name+v.Item.Name+v.Analysis.Name, had.Line)
		} else {
			first[key] = v.At
		}
		c.values(v)
	}
}

// tested checks that the manifest asks for the test whose values were
// published.
func (c *checker) tested(p *Part, v *Published) {
	if s := p.FindSet(v.Set.Name); s != nil && s.Test == "items" {
		c.fault(v.Set.At, "name a pair under item, or test the composite", "%s is tested item by item, so it has no values of its own", s.ID)
	}
	if v.Item.Name == "" {
		return
	}
	if s, pair := p.findPair(v.Item.Name); s != nil && s.Test == "composite" {
		c.fault(v.Item.At, "write test: both in "+s.ID, "%s is not tested by itself, as %s tests the composite alone", pair.ID, s.ID)
	}
}

// values checks that published values read as numbers.
func (c *checker) values(v *Published) {
	some := false
	for _, t := range []struct {
		key string
		*Text
		form *regexp.Regexp
		want string
	}{
		{"n", &v.N, publishedN, "a whole number"},
		{"M_A", &v.MA, nil, ""}, {"SD_A", &v.SDA, nil, ""}, {"M_B", &v.MB, nil, ""}, {"SD_B", &v.SDB, nil, ""},
		{"MD", &v.MD, nil, ""}, {"ci_low", &v.CILow, nil, ""}, {"ci_high", &v.CIHigh, nil, ""},
		{"t", &v.T, nil, ""}, {"df", &v.DF, nil, ""},
		{"p", &v.P, publishedP, "a p value such as .031 or <.001"},
		{"d", &v.D, nil, ""}, {"d_low", &v.DLow, nil, ""}, {"d_high", &v.DHigh, nil, ""},
	} {
		some = some || c.named(t.Text)
		form, want := t.form, t.want
		if form == nil {
			form, want = publishedNumber, "a number such as 2.10 or -8.05"
		}
		if !t.Set || t.Value == "" || form.MatchString(t.Value) {
			continue
		}
		hint := "type it as it is printed, " + want
		if strings.Contains(t.Value, ",") {
			hint = "write the decimal comma as a point"
		}
		c.fault(t.At, hint, "the published %s %s is not %s", t.key, quote(t.Value), want)
	}
	if !some {
		c.fault(v.At, "give at least one of n, M_A, SD_A, M_B, SD_B, MD, ci_low, ci_high, t, df, p, d, d_low, d_high", "published values of %s hold no value",
			cmp.Or(v.Set.Name, v.Item.Name, v.Analysis.Name, "nothing"))
	}
}
