package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// cases adds a page for each participant of a study: what was coded, in the order in
// which it was said, before anything is laid across people.
func (b *builder) cases(s *CaseStudy) {
	b.heading(1, "Cases of "+s.Title)
	intro := "Each participant stands alone here, coded passages in the order in which they were said."
	if s.Running {
		intro += runningNote + " Words are not printed, because disclosure is restricted; kith extracts shows them to who holds the transcripts."
	}
	b.para(intro, whose("", s.Lost))
	for i := range s.Cases {
		c := &s.Cases[i]
		name := c.Name
		if c.RoleLabel != "" {
			name += ", " + c.RoleLabel
		}
		b.heading(2, name)
		if len(c.Passages) == 0 {
			b.para("Nothing is coded here.")
			continue
		}
		b.add(caseTable(s, c))
	}
}

func caseTable(s *CaseStudy, c *Case) *Table {
	has := func(what func(*CasePassage, *CaseCode) string) bool {
		return slices.ContainsFunc(c.Passages, func(p CasePassage) bool {
			return slices.ContainsFunc(p.Codes, func(k CaseCode) bool { return what(&p, &k) != "" })
		})
	}
	valence := has(func(_ *CasePassage, k *CaseCode) string { return k.Valence })
	level := has(func(_ *CasePassage, k *CaseCode) string { return k.Level })
	words := has(func(p *CasePassage, _ *CaseCode) string { return p.Words })
	memo := has(func(_ *CasePassage, k *CaseCode) string { return k.Memo })
	part := slices.ContainsFunc(c.Passages, func(p CasePassage) bool { return p.End > 0 })
	columns := []column{text("turn", "Turn"), text("code", "Code")}
	if part {
		columns = slices.Insert(columns, 1, text("characters", "Characters"))
	}
	if c.Documents > 1 {
		columns = slices.Insert(columns, 0, text("document", "Document"))
	}
	for _, extra := range []struct {
		here       bool
		name, head string
	}{{valence, "valence", "Valence"}, {level, "level", "Level"}, {words, "words", "Words"}, {memo, "memo", "Memo"}} {
		if extra.here {
			columns = append(columns, text(extra.name, extra.head))
		}
	}
	t := newTable("case-"+slug(s.Study+"-"+c.Name), "Codes of "+c.Name+" in the Order of the Interview", columns...)
	if c.Documents > 1 {
		t.Title = "Codes of " + c.Name + " in the Order of the Documents"
	}
	for _, p := range c.Passages {
		turn, characters := undefined, undefined
		switch {
		case p.LastTurn > p.Turn:
			turn = fmt.Sprintf("%d–%d", p.Turn, p.LastTurn)
		case p.Turn > 0:
			turn = itoa(p.Turn)
		}
		if p.End > 0 {
			characters = fmt.Sprintf("%d–%d", p.Start+1, p.End)
		}
		for i, k := range p.Codes {
			var cells []any
			if c.Documents > 1 {
				cells = append(cells, itoa(p.Document))
			}
			cells = append(cells, turn)
			if part {
				cells = append(cells, characters)
			}
			cells = append(cells, cmp.Or(k.Label, k.Name))
			if valence {
				cells = append(cells, cmp.Or(k.Valence, undefined))
			}
			if level {
				cells = append(cells, cmp.Or(strings.ReplaceAll(k.Level, "-", " "), undefined))
			}
			if words {
				said := p.Words
				if i > 0 {
					said = "as above"
				}
				cells = append(cells, said)
			}
			if memo {
				cells = append(cells, k.Memo)
			}
			t.row(cells...)
		}
	}
	note := "Turns are numbered as in the transcript."
	if part {
		note += " Characters are those of the turn, counted from 1; a dash where it is coded whole."
	}
	if c.Documents > 1 {
		note += " Documents are the participant’s, in the order of the manifest."
	}
	if valence {
		note += " Valence says whether the passage shows the thing, its absence or both; a dash where that is not said."
	}
	if level {
		note += " Level says where the reading lies between what is said (semantic) and what it means (latent); a dash where that is not said."
	}
	t.General = line(note)
	return t.Table
}
