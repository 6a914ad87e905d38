package study

import (
	"slices"
	"strings"
)

// openQuestions checks the questions analysed by content, of every study, and
// where the report names them.
func (c *checker) openQuestions() {
	ids := c.unique("open question")
	var all []OpenQuestion
	for _, p := range c.m.Studies {
		for i := range p.Questions {
			ids.add(p.Questions[i].ID, c.at(&p.Questions[i].ID))
			c.openQuestion(p, &p.Questions[i])
		}
		all = append(all, p.Questions...)
	}
	declared := namesOf(all, func(q *OpenQuestion) string { return q.ID })
	for _, named := range []struct {
		key  string
		refs []Ref
	}{{"content", c.m.Report.Content}, {"agreement", c.m.Report.Agreement}} {
		c.once(named.key, named.refs)
		for _, r := range named.refs {
			if !c.refer(r, declared, "the open question", "open questions") || named.key != "agreement" {
				continue
			}
			if _, q := c.m.FindQuestion(r.Name); q != nil && len(q.Coders) < 2 {
				c.fault(r.At, "name two under coders:, or more", "agreement on %s is between coders, and it has %d", q.ID, len(q.Coders))
			}
		}
	}
}

func (c *checker) openQuestion(p *Part, q *OpenQuestion) {
	if !slices.Contains(p.Analysis, "content") && len(p.Analysis) > 0 {
		c.fault(q.At, "add content to analysis", "%s has open questions to count categories of, and its analysis is not content", p.ID)
	}
	compiled := c.named(&q.Document) || c.given(&q.Number)
	switch {
	case compiled && c.named(&q.Column):
		c.fault(q.Column.At, "leave out column, or document and number", "the answers to %s stand in a column or in a compilation, not in both", q.ID)
	case c.named(&q.Column) && len(p.Books()) == 0:
		c.fault(q.Column.At, "declare it under workbook:", "%s has no workbook, and the answers to %s stand in a column", p.ID, q.ID)
	case c.named(&q.Column) && len(p.Workbooks) > 0:
		c.fault(q.Column.At, "compile the answers in a document, or declare one workbook", "a column of open answers is read from a single workbook, and %s has several", p.ID)
	case !compiled && !c.named(&q.Column):
		c.fault(q.At, "give document and number of a compilation, or the column of a workbook", "%s does not say where its answers stand", q.ID)
	case compiled && (!c.named(&q.Document) || !c.given(&q.Number)):
		c.fault(q.At, "give both: document and number", "%s needs the compilation's id and the question's place in it", q.ID)
	}
	if q.Denominator == "all" && compiled && q.N == 0 {
		c.fault(c.at(&q.Denominator), "say with n: how many", "percentages of %s are of all who were asked, and a compilation does not say how many that were", q.ID)
	}
	if q.Denominator != "all" && c.given(&q.N) {
		c.fault(c.at(&q.N), "leave it out, or give denominator: all", "n of %s is how many were asked, and its percentages are of those whose answer is %s", q.ID, q.Denominator)
	}
	if q.Denominator == "codable" && len(q.Uncodable) == 0 {
		c.fault(c.at(&q.Denominator), "name them under uncodable:", "percentages of %s are of codable answers, and no category says that one is not", q.ID)
	}
	for _, named := range []struct {
		key  string
		refs []Ref
	}{{"categories", q.Categories}, {"exclusive", q.Exclusive}, {"uncodable", q.Uncodable}, {"coders", q.Coders}} {
		c.once(named.key, named.refs)
	}
}

// once notes names that a list has twice; small and capital letters count as one.
func (c *checker) once(key string, refs []Ref) {
	for i, r := range refs {
		if r.Name != "" && slices.ContainsFunc(refs[:i], func(had Ref) bool { return strings.EqualFold(had.Name, r.Name) }) {
			c.fault(r.At, "leave one out", "%s is listed twice under %s", quote(r.Name), key)
		}
	}
}

// FindQuestion gives the open question of an id and its study, whatever the case
// of its letters; nil where there is none.
func (m *Manifest) FindQuestion(id string) (*Part, *OpenQuestion) {
	for _, p := range m.Studies {
		for i := range p.Questions {
			if strings.EqualFold(p.Questions[i].ID, id) {
				return p, &p.Questions[i]
			}
		}
	}
	return nil, nil
}

// DocumentID is the id of the document with the answers: the compilation, or the
// one that a column of answers is frozen as.
func (q *OpenQuestion) DocumentID(p *Part) string {
	if q.Column.Name != "" {
		return p.ID + "_" + q.ID
	}
	return q.Document.Name
}
