package reproduce

import (
	"fmt"
	"slices"
	"strings"

	"kith/study"
	"kith/study/coding"
)

// An OpenGrid is an open question as one analyst has it before them: every answer,
// and the categories they gave it.
//
// Who codes second must not be led by who coded first. So what others gave, and what
// was agreed, is there only once every coder that the manifest declares has given
// each answer with words a category, and none of it while the analyst reads blind.
type OpenGrid struct {
	*OpenQuestion
	Asking string   // the question as it was put
	Words  []string // of each unit
	Mine   [][]int  // categories of each unit, as the analyst gave them
	Coders []OpenCoder
	// Apart is what the coders gave and agreed on; nil where it is not to be seen, and
	// Hidden says why.
	Apart  *Settling
	Hidden Hiding
}

// An OpenCoder is an analyst that the manifest declares to code a question.
type OpenCoder struct {
	Name string
	Left int // answers with words that have no category from them
}

// Hiding is why what others gave is not shown.
type Hiding string

// The reasons, in the order in which they are asked.
const (
	HiddenAlone  Hiding = "alone"  // the manifest does not name two coders
	HiddenBlind  Hiding = "blind"  // the analyst still reads the document blind
	HiddenMine   Hiding = "mine"   // the analyst is one of the coders, and not done
	HiddenOthers Hiding = "others" // another coder is not done
)

// OpenGrid lays an open question out for the analyst of the book.
func (a *Analysis) OpenGrid(s *coding.State, id string) (*OpenGrid, error) {
	q, err := a.question(s, id)
	if err != nil {
		return nil, err
	}
	me := a.Book.Analyst()
	g := &OpenGrid{OpenQuestion: q}
	if err := g.read(a); err != nil {
		return nil, err
	}
	g.Mine, _ = q.given(s, me)
	mine, others := 0, 0
	for _, r := range q.Coders {
		given, _ := q.given(s, r.Name)
		c := OpenCoder{Name: r.Name, Left: g.left(given)}
		g.Coders = append(g.Coders, c)
		if c.Name == me {
			mine += c.Left
		} else {
			others += c.Left
		}
	}
	switch {
	case len(g.Coders) < 2:
		g.Hidden = HiddenAlone
	case a.Blind(s, q.DocumentID(q.Part)):
		g.Hidden = HiddenBlind
	case mine > 0:
		g.Hidden = HiddenMine
	case others > 0:
		g.Hidden = HiddenOthers
	default:
		names := make([]string, len(g.Coders))
		for i, c := range g.Coders {
			names[i] = c.Name
		}
		g.Apart, err = a.settling(s, q, names)
	}
	return g, err
}

// Left counts the answers with words that the analyst has given no category.
func (g *OpenGrid) Left() int { return g.left(g.Mine) }

func (g *OpenGrid) left(given [][]int) int {
	n := 0
	for i, u := range g.Units {
		if !u.Blank && len(given[i]) == 0 {
			n++
		}
	}
	return n
}

// read cuts out how the question was put and what each unit says.
func (g *OpenGrid) read(a *Analysis) error {
	d, err := a.Document(g.DocumentID(g.Part))
	if err != nil {
		return err
	}
	var cut passages
	cut.of(d)
	asked := 0
	for _, t := range d.Turns {
		if t.Class != "Question" {
			continue
		}
		if asked++; asked == max(g.Number, 1) {
			g.Asking = cut.slice(t.Span.Start, t.Span.End)
		}
	}
	g.Words = make([]string, len(g.Units))
	for i, u := range g.Units {
		g.Words[i] = cut.slice(u.Passage.Start, u.Passage.End)
	}
	return nil
}

// apart gives an error, which says why, where an analyst is not to see yet what others
// gave or agreed on.
func (g *OpenGrid) apart(me string) error {
	switch g.Hidden {
	case HiddenAlone:
		return &study.Fault{What: g.ID + " has not two coders, and there is nothing to reconcile", Where: g.At.String(), Hint: "name them under coders: of the question"}
	case HiddenBlind:
		return &study.Fault{What: me + " still reads " + g.DocumentID(g.Part) + " blind", Hint: "kith blind says how the blind reading ends"}
	case HiddenMine, HiddenOthers:
		var who []string
		for _, c := range g.Coders {
			if c.Left > 0 {
				who = append(who, c.Name)
			}
		}
		return fmt.Errorf("%s is reconciled when every coder has given each answer a category; %s still codes", g.ID, strings.Join(who, " and "))
	}
	return nil
}

// Reconcilable gives an error, which says why, where nothing is to be agreed yet on an
// answer to an open question.
func (a *Analysis) Reconcilable(s *coding.State, question, unit string) error {
	g, err := a.OpenGrid(s, question)
	if err != nil {
		return err
	}
	if g.unit(unit) == nil {
		return noUnit(g.OpenQuestion, unit)
	}
	return g.apart(a.Book.Analyst())
}

func noUnit(q *OpenQuestion, unit string) error {
	return &study.Fault{What: "there is no answer " + unit + " to " + q.ID, Where: q.At.String()}
}

// Give gives an answer to an open question a category, by the key of its code: a
// coding of the whole answer by the analyst of the book. What has it stays as it is.
func (a *Analysis) Give(question, unit, category string) (*OpenUnit, error) {
	u, has, err := a.own(question, unit, category)
	if err != nil || len(has) > 0 {
		return u, err
	}
	_, err = a.Book.AddCodings(coding.NewCoding{Passage: u.Passage, Code: category})
	return u, err
}

// Take takes a category from an answer again: every coding of the analyst's with it
// that lies on the answer. One that reaches into another answer is refused.
func (a *Analysis) Take(question, unit, category string) (*OpenUnit, error) {
	u, has, err := a.own(question, unit, category)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range has {
		if c.Start < u.Passage.Start || c.End > u.Passage.End {
			return nil, fmt.Errorf("the coding of %s with %s reaches beyond the answer; change it in %s", u.Address, category, c.Document)
		}
		ids = append(ids, c.ID)
	}
	if err := a.Book.RemoveCodings("", ids...); err != nil {
		return nil, err
	}
	return u, nil
}

// own finds a unit of a question and the analyst's codings of it with a category.
func (a *Analysis) own(question, unit, category string) (u *OpenUnit, has []coding.Coding, err error) {
	a.Book.View(func(s *coding.State) {
		var q *OpenQuestion
		if q, err = a.question(s, question); err != nil {
			return
		}
		if u = q.unit(unit); u == nil {
			err = noUnit(q, unit)
			return
		}
		if !slices.ContainsFunc(q.Codes, func(c *coding.Code) bool { return c.Key == category }) {
			err = &study.Fault{What: fmt.Sprintf("%s is no category of %s", category, q.ID), Where: q.At.String(), Hint: "its categories are " + strings.Join(q.names(), ", ")}
			return
		}
		for _, c := range s.OfDocument(u.Passage.Document) {
			code := s.Current(c.Code)
			if c.Analyst == a.Book.Analyst() && code != nil && code.Key == category &&
				c.Text == u.Passage.Text && c.Start < u.Passage.End && c.End > u.Passage.Start {
				has = append(has, *c)
			}
		}
	})
	return u, has, err
}
