package reproduce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kith/analysis/agree"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// An Agreement is how far analysts agree on which codes they gave to which units,
// and what it was measured on.
type Agreement struct {
	Coders  []string
	Left    []int // units to which each coder gave no code
	Other   int   // codings that lie on no unit, left out
	Changed int   // codings into a text that has changed, left out
	*agree.Result
}

const coverageHint = "kith coverage --as NAME says what somebody has coded"

// Agreement measures how far analysts agree, on the answers of open text and on the
// participants' turns of other documents: a unit has a code where a coding of it
// lies on some of the unit. The filter chooses documents, study, role and
// participant, and with Code a code and, Below, those under it; question, above 0,
// the answers below that question of a document. Only documents that one of the analysts has coded are
// counted. Codings are taken as each analyst left them: nothing is reconciled here.
func (a *Analysis) Agreement(s *coding.State, coders []string, f Filter, question int, opt agree.Options) (*Agreement, error) {
	family, err := chosenFamily(s, f)
	if err != nil {
		return nil, err
	}
	if len(coders) < 2 || hasDouble(coders) {
		return nil, fmt.Errorf("agreement is between two analysts or more, each named once")
	}
	if err := haveCoded(s, coders...); err != nil {
		return nil, err
	}
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	result := &Agreement{Coders: coders, Left: make([]int, len(coders))}
	column := map[string]int{} // of a code's key
	var names []string
	studies := map[string]bool{}
	var sheet [][][]int
	open := true
	var given [][]string // keys, one for each unit and coder
	for _, d := range docs {
		if f.Document != "" && !strings.EqualFold(f.Document, d.ID) || f.Study != "" && f.Study != d.Study {
			continue
		}
		codings := codingsOf(s, d.ID, coders, family)
		if len(codings) == 0 {
			continue
		}
		open = open && d.Kind == "open_text"
		lies := make([]bool, len(codings))
		for _, t := range judgedTurns(d, f, question) {
			studies[d.Study] = true
			for _, coder := range coders {
				keys := []string{}
				for i, c := range codings {
					if c.Text != d.TextHash || c.Analyst != coder || c.Start >= t.Span.End || c.End <= t.Span.Start {
						continue
					}
					lies[i] = true
					if key := s.Current(c.Code).Key; !slices.Contains(keys, key) {
						keys = append(keys, key)
					}
				}
				given = append(given, keys)
			}
		}
		for i, c := range codings {
			switch {
			case c.Text != d.TextHash:
				result.Changed++
			case !lies[i] && question == 0 && f.Role == "" && f.Participant == "":
				result.Other++
			}
		}
	}
	if len(given) == 0 {
		return nil, &study.Fault{What: "none of them has coded what was chosen", Hint: coverageHint}
	}
	used := map[string]bool{}
	for _, keys := range given {
		for _, k := range keys {
			used[k] = true
		}
	}
	for _, c := range judgedCodes(s, studies, used, family) {
		column[c.Key] = len(names)
		names = append(names, c.Name)
	}
	for u := 0; u < len(given); u += len(coders) {
		row := make([][]int, len(coders))
		for k := range coders {
			row[k] = []int{}
			for _, key := range given[u+k] {
				row[k] = append(row[k], column[key])
			}
			if len(row[k]) == 0 {
				result.Left[k]++
			}
		}
		sheet = append(sheet, row)
	}
	opt.Unit = "participant's turn"
	if open {
		opt.Unit = "respondent × question"
	}
	result.Result, err = agree.Categories(names, sheet, opt)
	return result, err
}

// chosenFamily gives the keys of the code that a filter names, with Below those under
// it; nil where it names none.
func chosenFamily(s *coding.State, f Filter) (map[string]bool, error) {
	if f.Code == "" {
		return nil, nil
	}
	c, err := Code(s, f.Code)
	if err != nil {
		return nil, err
	}
	return familyOf(s, c, f.Below), nil
}

// codingsOf gives the codings of a document that coders made, of a family where one is
// given.
func codingsOf(s *coding.State, document string, coders []string, family map[string]bool) []*coding.Coding {
	return slices.DeleteFunc(slices.Clone(s.OfDocument(document)), func(c *coding.Coding) bool {
		code := s.Current(c.Code)
		return !slices.Contains(coders, c.Analyst) || code == nil || family != nil && !family[code.Key]
	})
}

// judgedTurns gives the turns that coders judge: answers, and what participants say,
// of those that a filter chooses; of a question above 0 the answers below it.
func judgedTurns(d *corpus.Document, f Filter, question int) []corpus.Turn {
	var turns []corpus.Turn
	asked := 0 // questions passed
	for _, t := range d.Turns {
		if t.Class == "Question" {
			asked++
		}
		role, who := d.Role, d.Participant
		if t.Role != "" {
			role = t.Role
		}
		if who == "" {
			who = cmp.Or(person(d, t), t.Speaker)
		}
		switch {
		case t.Class != "Participant" && t.Class != "Answer" && t.Class != "Collective",
			question > 0 && asked != question, f.Role != "" && f.Role != role, f.Participant != "" && f.Participant != who:
		default:
			turns = append(turns, t)
		}
	}
	return turns
}

// judgedCodes gives the codes that are judged, in the order of the codebook: those
// used, and those that coders could have used in the studies.
func judgedCodes(s *coding.State, studies, used, family map[string]bool) []*coding.Code {
	var codes []*coding.Code
	for _, c := range s.Codes(true) {
		offered := false
		for id := range studies {
			offered = offered || c.For(id)
		}
		if (family == nil || family[c.Key]) && (used[c.Key] || c.Live() && !c.Heading && offered) {
			codes = append(codes, c)
		}
	}
	return codes
}

func hasDouble(list []string) bool {
	for i, x := range list {
		if slices.Contains(list[:i], x) {
			return true
		}
	}
	return false
}

// QuestionAgreement measures how far analysts agree on the answers to an open
// question that the manifest declares, on the categories of that question and no
// others. Codings are taken as each analyst left them: nothing is reconciled here.
func (a *Analysis) QuestionAgreement(s *coding.State, coders []string, id string, opt agree.Options) (*Agreement, error) {
	if len(coders) < 2 || hasDouble(coders) {
		return nil, fmt.Errorf("agreement is between two analysts or more, each named once")
	}
	q, err := a.question(s, id)
	if err != nil {
		return nil, err
	}
	result := &Agreement{Coders: coders, Left: make([]int, len(coders))}
	sheet := make([][][]int, len(q.Units))
	for i := range sheet {
		sheet[i] = make([][]int, len(coders))
	}
	var names []string
	at := map[int]int{}
	for i, c := range q.Codes {
		if c.Heading {
			continue // nobody can code with it
		}
		at[i] = len(names)
		names = append(names, q.Tree[i].Name)
	}
	for k, coder := range coders {
		given, other := q.given(s, coder)
		result.Other += other
		for i, g := range given {
			sheet[i][k] = []int{}
			for _, c := range g {
				sheet[i][k] = append(sheet[i][k], at[c])
			}
			if len(g) == 0 {
				result.Left[k]++
			}
		}
	}
	if silent := q.silent(s, coders); len(silent) > 0 {
		return nil, &study.Fault{What: strings.Join(silent, " and ") + " coded nothing of " + q.ID, Where: q.At.String(), Hint: coverageHint}
	}
	opt.Unit = "respondent × question"
	result.Result, err = agree.Categories(names, sheet, opt)
	return result, err
}
