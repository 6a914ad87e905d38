package reproduce

import (
	"fmt"
	"slices"
	"strings"

	"kith/analysis/content"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// A Settling is how far the coders of an open question have come in agreeing:
// what each gave, which is never changed, and what was settled.
type Settling struct {
	Question *OpenQuestion
	Coders   []string
	Given    [][][]int // unit, coder, categories
	Settled  []*Agreed // of each unit; nil where nothing was agreed
	Adrift   int       // settlements of answers in the document whose words have changed since
}

// Agreed is what was agreed on one unit.
type Agreed struct {
	Categories []int
	By, Reason string
	// Moved says that a coder has coded the unit otherwise since, or that an agreed
	// category is none of the question's any more.
	Moved bool
}

// Differs tells whether coders gave a unit different categories.
func (r *Settling) Differs(unit int) bool {
	return slices.ContainsFunc(r.Given[unit], func(g []int) bool { return !slices.Equal(g, r.Given[unit][0]) })
}

// Open lists the units on which coders differ and nothing was agreed.
func (r *Settling) Open() []int {
	open := []int{}
	for i := range r.Given {
		if r.Settled[i] == nil && r.Differs(i) {
			open = append(open, i)
		}
	}
	return open
}

// final gives the categories of each unit after reconciliation: those agreed on, and
// else those of the first coder; where nothing is open, what all agree on.
func (r *Settling) final() [][]int {
	final := make([][]int, len(r.Given))
	for i, given := range r.Given {
		switch {
		case r.Settled[i] != nil:
			final[i] = r.Settled[i].Categories
		case len(given) > 0:
			final[i] = given[0]
		}
	}
	return final
}

// count is how many units were settled, and how many of them are to be looked at
// again.
func (r *Settling) count() (settled, moved int) {
	for _, x := range r.Settled {
		if x != nil {
			settled++
			if x.Moved {
				moved++
			}
		}
	}
	return settled, moved
}

// Settling lays what coders gave to the answers to an open question beside what
// was agreed. Without coders they are those of the manifest, or all who coded them.
func (a *Analysis) Settling(s *coding.State, id string, coders ...string) (*Settling, error) {
	q, err := a.question(s, id)
	if err != nil {
		return nil, err
	}
	if len(coders) == 0 {
		coders = q.coded(s)
		if len(q.Coders) > 0 {
			coders = coders[:len(q.Coders)]
		}
	}
	if hasDouble(coders) {
		return nil, fmt.Errorf("reconciliation is between analysts, each named once")
	}
	return a.settling(s, q, coders)
}

func (a *Analysis) settling(s *coding.State, q *OpenQuestion, coders []string) (*Settling, error) {
	if id := q.DocumentID(q.Part); a.Blind(s, id) {
		return nil, &study.Fault{What: fmt.Sprintf("%s still reads %s blind, and differences tell what others coded", a.Book.Analyst(), id), Hint: "code it first; kith blind says how the blind reading ends"}
	}
	r := &Settling{Question: q, Coders: coders, Given: make([][][]int, len(q.Units)), Settled: make([]*Agreed, len(q.Units))}
	for i := range r.Given {
		r.Given[i] = make([][]int, len(coders))
	}
	for k, coder := range coders {
		given, _ := q.given(s, coder)
		for i, g := range given {
			r.Given[i][k] = g
		}
	}
	at := map[coding.Passage]int{}
	for i, u := range q.Units {
		at[u.Passage] = i
	}
	for _, x := range s.Settlements() {
		if len(q.Units) == 0 || x.Document != q.Units[0].Passage.Document {
			continue
		}
		place := x.Passage
		if now := q.Units[0].Passage.Text; place.Text != now {
			carried, err := a.Corpus.Carry(x.Document, x.Text, []corpus.Span{{Start: x.Start, End: x.End}})
			if err != nil {
				return nil, err
			}
			if c := carried[0]; c.Fate == corpus.Unchanged || c.Fate == corpus.Moved {
				place = coding.Passage{Document: x.Document, Text: now, Start: c.Span.Start, End: c.Span.End}
			} else {
				r.Adrift++
				continue
			}
		}
		if i, is := at[place]; is {
			r.Settled[i] = r.agreed(s, x, i)
		}
	}
	return r, nil
}

// agreed reads a settlement in the categories of the question.
func (r *Settling) agreed(s *coding.State, x *coding.Settlement, unit int) *Agreed {
	agreed := &Agreed{Categories: []int{}, By: x.Analyst, Reason: x.Reason}
	find := func(key string) int {
		code := s.Current(key)
		return slices.IndexFunc(r.Question.Codes, func(c *coding.Code) bool { return code != nil && c.Key == code.Key })
	}
	for _, key := range x.Codes {
		switch k := find(key); {
		case k < 0:
			agreed.Moved = true
		case !slices.Contains(agreed.Categories, k):
			agreed.Categories = append(agreed.Categories, k)
		}
	}
	slices.Sort(agreed.Categories)
	for k, coder := range r.Coders {
		keys, said := x.Given[coder]
		var then []int
		for _, key := range keys {
			if c := find(key); c >= 0 && !slices.Contains(then, c) {
				then = append(then, c)
			}
		}
		slices.Sort(then)
		agreed.Moved = agreed.Moved || said && !slices.Equal(then, r.Given[unit][k])
	}
	return agreed
}

// Settle writes down what was agreed on a unit, by its address or name: names of
// codes, each a category of the question, none where no category applies; and what
// the coders had given it.
func (a *Analysis) Settle(unit string, names []string, reason string) (*OpenUnit, error) {
	r, i, err := a.unit(unit)
	if err != nil {
		return nil, err
	}
	q := r.Question
	var keys []string
	var chosen []int
	for _, name := range names {
		k := slices.IndexFunc(q.Codes, func(c *coding.Code) bool { return strings.EqualFold(c.Name, name) || c.Key == name })
		if k < 0 {
			return nil, &study.Fault{What: fmt.Sprintf("%s is no category of %s", name, q.ID), Where: q.At.String(), Hint: "its categories are " + strings.Join(q.names(), ", ")}
		}
		keys, chosen = append(keys, q.Codes[k].Key), append(chosen, k)
	}
	if exclusive, others := content.Excludes(q.Tree, chosen); others != nil {
		return nil, fmt.Errorf("%s cannot have both %s and %s: %s excludes every other category of %s",
			q.Units[i].Address, q.Tree[exclusive].Name, q.Tree[others[0]].Name, q.Tree[exclusive].Name, q.ID)
	}
	given := map[string][]string{}
	for k, coder := range r.Coders {
		given[coder] = []string{}
		for _, c := range r.Given[i][k] {
			given[coder] = append(given[coder], q.Codes[c].Key)
		}
	}
	return &q.Units[i], a.Book.Settle(q.Units[i].Passage, keys, given, reason)
}

// SettleAs settles a unit as one of its coders gave it.
func (a *Analysis) SettleAs(unit, coder, reason string) (*OpenUnit, error) {
	r, i, err := a.unit(unit)
	if err != nil {
		return nil, err
	}
	k := slices.Index(r.Coders, coder)
	if k < 0 {
		return nil, fmt.Errorf("%s is no coder of %s; %s are", coder, r.Question.ID, strings.Join(r.Coders, ", "))
	}
	var names []string
	for _, c := range r.Given[i][k] {
		names = append(names, r.Question.Codes[c].Key)
	}
	return a.Settle(unit, names, reason)
}

// Reopen takes back what was agreed on a unit.
func (a *Analysis) Reopen(unit, reason string) (*OpenUnit, error) {
	r, i, err := a.unit(unit)
	if err != nil {
		return nil, err
	}
	u := &r.Question.Units[i]
	return u, a.Book.Reopen(u.Passage, reason)
}

// unit finds a unit among all open questions, by its address or name, with what its
// coders gave and agreed on. It holds nothing of the book's state.
func (a *Analysis) unit(name string) (r *Settling, i int, err error) {
	a.Book.View(func(s *coding.State) {
		var questions []*OpenQuestion
		if questions, err = a.Questions(s); err != nil {
			return
		}
		for _, q := range questions {
			if i = q.place(name); i < 0 {
				continue
			}
			if r, err = a.Settling(s, q.ID); err != nil {
				return
			}
			if len(r.Coders) < 2 {
				err = &study.Fault{What: fmt.Sprintf("%s has been coded by one analyst, and there is nothing to reconcile", q.ID), Where: q.At.String(), Hint: "a second one codes it, and coders: names both"}
			}
			for k, c := range r.Question.Codes {
				code := *c
				r.Question.Codes[k] = &code
			}
			return
		}
		err = &study.Fault{What: "there is no answer " + name + " to an open question", Where: displayPath(a.Manifest.File),
			Hint: "name it by its turn, such as " + questions[0].DocumentID(questions[0].Part) + "#7, or by question and respondent, such as " + questions[0].ID + "/P007"}
	})
	return r, i, err
}

// names lists the categories that can be given.
func (q *OpenQuestion) names() []string {
	var list []string
	for _, c := range q.Codes {
		if !c.Heading {
			list = append(list, c.Name)
		}
	}
	return list
}
