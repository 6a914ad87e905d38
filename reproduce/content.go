package reproduce

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"kith/analysis/content"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// An OpenQuestion is an open question of the manifest with its categories and its
// units.
type OpenQuestion struct {
	*study.OpenQuestion
	Part  *study.Part
	Codes []*coding.Code // the categories, each behind the one above it
	Tree  []content.Category
	Asked int // how many were asked; 0 where that is not known
	Units []OpenUnit
}

// An OpenUnit is one respondent's answer to an open question: a turn of a frozen
// document. Its place is what codings hold, and Name what people may call it.
type OpenUnit struct {
	Address    string // Study3_Open_Text_Responses#7
	Turn       int
	Name       string // Q1/P007; "" where the answer has no id, or another has the same
	Respondent string // P007, or ""
	Passage    coding.Passage
	Blank      bool // something stands there, and no letter or digit: "-"
}

// Questions gives the open questions of the study by their ids; without ids, all.
func (a *Analysis) Questions(s *coding.State, ids ...string) ([]*OpenQuestion, error) {
	var found []*OpenQuestion
	if len(ids) == 0 {
		for _, p := range a.Manifest.Studies {
			for i := range p.Questions {
				ids = append(ids, p.Questions[i].ID)
			}
		}
		if len(ids) == 0 {
			return nil, &study.Fault{What: "no open question is declared", Where: displayPath(a.Manifest.File), Hint: "declare them under open_questions: of the study"}
		}
	}
	for _, id := range ids {
		q, err := a.question(s, id)
		if err != nil {
			return nil, err
		}
		found = append(found, q)
	}
	return found, nil
}

func (a *Analysis) question(s *coding.State, id string) (*OpenQuestion, error) {
	part, declared := a.Manifest.FindQuestion(id)
	if declared == nil {
		var known []string
		for _, p := range a.Manifest.Studies {
			for i := range p.Questions {
				known = append(known, p.Questions[i].ID)
			}
		}
		hint := "declare it under open_questions: of its study"
		if len(known) > 0 {
			hint = "there are " + strings.Join(known, ", ")
		}
		return nil, &study.Fault{What: "there is no open question " + id, Where: displayPath(a.Manifest.File), Hint: hint}
	}
	q := &OpenQuestion{OpenQuestion: declared, Part: part, Asked: declared.N}
	if err := q.categories(s); err != nil {
		return nil, err
	}
	return q, a.answers(q)
}

// categories finds the question's codes in the codebook, with all below them.
func (q *OpenQuestion) categories(s *coding.State) error {
	named := func(refs []study.Ref) (map[string]bool, error) {
		keys := map[string]bool{}
		for _, r := range refs {
			c, err := Code(s, r.Name)
			if err != nil {
				return nil, &study.Fault{What: fmt.Sprintf("the category %s of %s is not in the codebook", r.Name, q.ID), Where: r.At.String(),
					Hint: "kith codebook add makes a code, and kith codebook lens takes in a codebook that has it"}
			}
			maps.Copy(keys, familyOf(s, c, true))
		}
		return keys, nil
	}
	chosen, err := named(q.Categories)
	if err != nil {
		return err
	}
	exclusive, err := named(q.Exclusive)
	if err != nil {
		return err
	}
	uncodable, err := named(q.Uncodable)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for _, c := range s.Codes(false) {
		if len(q.Categories) > 0 && !chosen[c.Key] || len(q.Categories) == 0 && !c.For(q.Part.ID) {
			continue
		}
		entry := content.Category{Name: c.Name, Parent: -1, Exclusive: c.Exclusive || exclusive[c.Key], Uncodable: uncodable[c.Key]}
		for p := s.Code(c.Parent); p != nil; p = s.Code(p.Parent) {
			if i, ok := at[p.Key]; ok {
				entry.Parent = i
				break
			}
		}
		at[c.Key] = len(q.Codes)
		q.Codes, q.Tree = append(q.Codes, c), append(q.Tree, entry)
	}
	if len(q.Codes) == 0 {
		return &study.Fault{What: q.ID + " has no categories: the codebook has no code for " + q.Part.ID, Where: q.At.String(),
			Hint: "kith codebook lens trial-open-text --in " + q.Part.ID + " takes in some to begin with"}
	}
	return nil
}

// answers finds the question's units in the corpus.
func (a *Analysis) answers(q *OpenQuestion) error {
	id := q.DocumentID(q.Part)
	if _, here := a.Corpus.Entry(id); !here {
		return &study.Fault{What: fmt.Sprintf("the document %s with the answers to %s is not frozen", id, q.ID), Where: q.At.String(),
			Hint: "kith ingest freezes it; kith inventory lists the documents by id"}
	}
	d, err := a.Document(id)
	if err != nil {
		return err
	}
	number := max(q.Number, 1)
	questions := 0
	for _, t := range d.Turns {
		if t.Class == "Question" {
			questions++
		}
	}
	if questions < number {
		return &study.Fault{What: fmt.Sprintf("%s has %d questions, and %s is to be number %d", d.ID, questions, q.ID, number), Where: q.At.String(),
			Hint: "kith show " + d.ID + " prints its questions in order"}
	}
	key := q.ID + " " + d.TextHash
	a.mu.Lock()
	defer a.mu.Unlock()
	units, found := a.units[key]
	if !found {
		if a.units == nil {
			a.units = map[string][]OpenUnit{}
		}
		units = q.unitsOf(d, number)
		a.units[key] = units
	}
	q.Units = units
	if q.Column.Name != "" && q.Asked == 0 {
		for _, f := range d.Metadata {
			if n, err := strconv.Atoi(f.Value); f.Key == askedField && err == nil {
				q.Asked = n
			}
		}
	}
	return nil
}

// unitsOf finds the answers to one question of a document, in the order of its text.
func (q *OpenQuestion) unitsOf(d *corpus.Document, number int) []OpenUnit {
	units := []OpenUnit{}
	asked := 0
	named := map[string]int{}
	var cut passages
	cut.of(d)
	for _, t := range d.Turns {
		if t.Class == "Question" {
			asked++
		}
		if asked != number || t.Class != "Answer" {
			continue
		}
		at := corpus.Address{Document: d.ID, Turn: t.Number, Last: t.Number}
		u := OpenUnit{Address: at.String(), Turn: t.Number, Passage: coding.Passage{Document: d.ID, Text: d.TextHash, Start: t.Span.Start, End: t.Span.End},
			Blank: !strings.ContainsFunc(cut.slice(t.Span.Start, t.Span.End), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })}
		if len(t.Segments) > 0 && t.Segments[0].Label != "" {
			u.Respondent, u.Name = t.Speaker, q.ID+"/"+t.Speaker
			named[u.Name]++
		}
		units = append(units, u)
	}
	for i := range units {
		if named[units[i].Name] > 1 {
			units[i].Name = ""
		}
	}
	return units
}

// askedField is where the document of a column of answers says how many rows there
// were.
const askedField = "Respondents"

// unit finds a unit by its address or name; nil where there is none.
func (q *OpenQuestion) unit(name string) *OpenUnit {
	if i := q.place(name); i >= 0 {
		return &q.Units[i]
	}
	return nil
}

// place finds a unit's index by its address or name; -1 where there is none.
func (q *OpenQuestion) place(name string) int {
	return slices.IndexFunc(q.Units, func(u OpenUnit) bool {
		return strings.EqualFold(u.Address, name) || u.Name != "" && strings.EqualFold(u.Name, name)
	})
}

// given says which categories an analyst gave to each unit: those of which a coding
// lies on some of it. Other counts codings of units with codes that are no category
// of the question.
func (q *OpenQuestion) given(s *coding.State, analyst string) (given [][]int, other int) {
	at := map[string]int{}
	for i, c := range q.Codes {
		at[c.Key] = i
	}
	given = make([][]int, len(q.Units))
	if len(q.Units) == 0 {
		return given, 0
	}
	for _, c := range s.OfDocument(q.Units[0].Passage.Document) {
		if c.Analyst != analyst {
			continue
		}
		from, to := q.under(c.Text, c.Start, c.End)
		if from == to {
			continue
		}
		code := s.Current(c.Code)
		if code == nil {
			continue
		}
		k, is := at[code.Key]
		for i := from; i < to; i++ {
			switch {
			case !is:
				other++
			case !slices.Contains(given[i], k):
				given[i] = append(given[i], k)
			}
		}
	}
	for _, g := range given {
		slices.Sort(g)
	}
	return given, other
}

// under gives the units on which a span of a text lies: those from one to before the
// other. Units stand in the order of the text and do not overlap.
func (q *OpenQuestion) under(text string, start, end int) (from, to int) {
	if len(q.Units) == 0 || q.Units[0].Passage.Text != text {
		return 0, 0
	}
	from = sort.Search(len(q.Units), func(i int) bool { return q.Units[i].Passage.End > start })
	to = sort.Search(len(q.Units), func(i int) bool { return q.Units[i].Passage.Start >= end })
	return from, max(from, to)
}

// coded lists the analysts who coded units of the question: those that the manifest
// names first, as it names them, then others by name.
func (q *OpenQuestion) coded(s *coding.State) []string {
	var all, others []string
	for _, r := range q.Coders {
		all = append(all, r.Name)
	}
	if len(q.Units) == 0 {
		return all
	}
	for _, c := range s.OfDocument(q.Units[0].Passage.Document) {
		if slices.Contains(all, c.Analyst) || slices.Contains(others, c.Analyst) {
			continue
		}
		if from, to := q.under(c.Text, c.Start, c.End); from < to {
			others = append(others, c.Analyst)
		}
	}
	slices.Sort(others)
	return append(all, others...)
}

// silent gives those of the coders who gave no unit of the question a category.
func (q *OpenQuestion) silent(s *coding.State, coders []string) []string {
	return slices.DeleteFunc(slices.Clone(coders), func(coder string) bool {
		given, _ := q.given(s, coder)
		return slices.ContainsFunc(given, func(g []int) bool { return len(g) > 0 })
	})
}

// A ContentCount is what the categories of one question came to, and whose codings
// were counted.
type ContentCount struct {
	*content.Result
	Question *OpenQuestion
	Coder    string  // whose codings were counted, where nothing else was agreed
	Given    [][]int // categories of each unit, as counted
	Other    int     // codings of units with codes that are no category, left out
	// Reconciled is what coders gave and agreed on; nil where one coder's own codings
	// were asked for.
	Reconciled *Settling
	Settled    int // units counted as they were settled
	Again      int // settlements to look at again: of units coded otherwise since, or of words that have changed
}

// Content counts the categories of an open question as one analyst gave them. Of an
// empty coder it counts what the coders agreed on, and where nothing was settled the
// categories given by the first of the coders that the manifest names, or by the only
// one there is. To who is still to read the answers blind it counts their own.
func (a *Analysis) Content(s *coding.State, id, coder string) (*ContentCount, error) {
	q, err := a.question(s, id)
	if err != nil {
		return nil, err
	}
	if coder == "" && a.Blind(s, q.DocumentID(q.Part)) {
		coder = a.Book.Analyst() // neither others' codings nor what they agreed on
	}
	c := &ContentCount{Question: q, Coder: coder}
	if coder != "" && coder != a.Book.Analyst() && !slices.Contains(q.coded(s), coder) {
		if err := haveCoded(s, coder); err != nil {
			return nil, err
		}
	}
	if c.Coder == "" {
		coders := q.coded(s)
		switch {
		case len(coders) == 0:
			c.Coder = a.Book.Analyst()
		case len(q.Coders) == 0 && len(coders) > 1:
			return nil, &study.Fault{What: fmt.Sprintf("%s have coded %s, and the manifest does not say whose codings are counted", strings.Join(coders, ", "), q.ID),
				Where: q.At.String(), Hint: "name them under coders:, the one to count first; or give --coder"}
		default:
			c.Coder = coders[0]
		}
	}
	c.Given, c.Other = q.given(s, c.Coder)
	if coder == "" {
		all := q.coded(s)
		if len(q.Coders) > 0 {
			all = all[:len(q.Coders)]
		}
		if c.Reconciled, err = a.settling(s, q, all); err != nil {
			return nil, err
		}
		var moved int
		if c.Settled, moved = c.Reconciled.count(); c.Settled > 0 {
			c.Given = c.Reconciled.final()
		}
		c.Again = moved + c.Reconciled.Adrift
	}
	units := make([]content.Unit, len(q.Units))
	for i, u := range q.Units {
		units[i] = content.Unit{Respondent: u.Respondent, Blank: u.Blank, Given: c.Given[i]}
	}
	c.Result, err = content.Count(q.Tree, units, content.Denominator(q.Denominator), q.Asked)
	if err != nil {
		return nil, &study.Fault{What: q.ID + ": " + err.Error(), Where: q.At.String(), Hint: "correct denominator: or n: of the question"}
	}
	return c, nil
}

// exclusive is the rule of content analysis for new codings: an exclusive category
// stands alone on its unit. A question whose categories cannot be told yet keeps
// nobody from coding. Journals that are brought together may break the rule all the
// same, and Content lists where.
func (a *Analysis) exclusive(s *coding.State) func(coding.NewCoding) error {
	type sheet struct {
		*OpenQuestion
		given [][]int
	}
	read := map[string][]sheet{} // by document
	questions := func(document string) []sheet {
		if list, done := read[document]; done {
			return list
		}
		list := []sheet{}
		for _, p := range a.Manifest.Studies {
			for i := range p.Questions {
				if !strings.EqualFold(p.Questions[i].DocumentID(p), document) {
					continue
				}
				if q, err := a.question(s, p.Questions[i].ID); err == nil {
					given, _ := q.given(s, a.Book.Analyst())
					list = append(list, sheet{q, given})
				}
			}
		}
		read[document] = list
		return list
	}
	return func(n coding.NewCoding) error {
		for _, q := range questions(n.Document) {
			k := slices.IndexFunc(q.Codes, func(c *coding.Code) bool { return c.Key == n.Code })
			if k < 0 {
				continue
			}
			from, to := q.under(n.Text, n.Start, n.End)
			for i := from; i < to; i++ {
				if slices.Contains(q.given[i], k) {
					continue
				}
				q.given[i] = append(q.given[i], k)
				if exclusive, others := content.Excludes(q.Tree, q.given[i]); others != nil {
					return fmt.Errorf("%s cannot have both %s and %s: %s excludes every other category of %s; remove the one that is there (kith code list --document %s)",
						q.Units[i].Address, q.Tree[exclusive].Name, q.Tree[others[0]].Name, q.Tree[exclusive].Name, q.ID, n.Document)
				}
			}
		}
		return nil
	}
}
