package reproduce

import (
	"fmt"
	"slices"
	"strings"

	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// A Suggestion is a turn to read for a code, and why.
type Suggestion struct {
	Address string   `json:"address"`
	Speaker string   `json:"speaker,omitempty"`
	Phrases []string `json:"phrases"` // the indicator phrases that stand in it, in the order of the code
	Places  int      `json:"places"`  // how often one stands in it
	Codes   []string `json:"codes"`   // codes that lie on one of those places
	Text    string   `json:"text"`    // the first of them, with the words around it
}

// Suggest gives the turns in which indicator phrases of a code stand, those with most
// different phrases first, then those with most places, then by document and place. They
// are places to read and say nothing of whether the code is at work there. Endings of
// words do not count. A document still to be read blind is passed over, and where all
// are, that is a fault. Nothing is written.
func (a *Analysis) Suggest(s *coding.State, name string, w Where, context int) ([]Suggestion, error) {
	code, err := Code(s, name)
	if err != nil {
		return nil, err
	}
	if len(code.Indicators) == 0 {
		return nil, &study.Fault{What: "the code " + code.Name + " has no indicator phrases", Hint: "kith codebook set --phrase gives it some; kith search finds any words"}
	}
	order := map[string]int{}
	blind, open := 0, 0
	for i, e := range a.Entries {
		order[e.ID] = i
		if w.Document != "" && !strings.EqualFold(w.Document, e.ID) || w.Study != "" && w.Study != e.Study {
			continue
		}
		if a.Blind(s, e.ID) {
			blind++
		} else {
			open++
		}
	}
	if open == 0 && blind > 0 {
		return nil, &study.Fault{What: "what was chosen is still to be read blind, and a suggestion would steer the first reading", Hint: "write a familiarisation note first: kith memo add --kind familiarisation"}
	}
	type turn struct {
		document string
		number   int
	}
	at := map[turn]int{}
	var list []Suggestion
	var turns []turn
	for _, phrase := range code.Indicators {
		hits, err := a.Search(s, corpus.Query{Terms: []string{phrase}, Stem: true}, w, context)
		if err != nil {
			return nil, fmt.Errorf("indicator of %s: %w", code.Name, err)
		}
		for _, h := range hits {
			if h.Class == "Interviewer" || h.Class == "Moderator" || h.Class == "Question" || h.Turn == 0 || a.Blind(s, h.Document) {
				continue
			}
			k := turn{h.Document, h.Turn}
			i, ok := at[k]
			if !ok {
				i = len(list)
				at[k] = i
				turns = append(turns, k)
				list = append(list, Suggestion{Address: fmt.Sprintf("%s#%d", h.Document, h.Turn), Speaker: h.Speaker, Codes: []string{}, Text: h.Before + h.Text + h.After})
			}
			x := &list[i]
			x.Places++
			if !slices.Contains(x.Phrases, phrase) {
				x.Phrases = append(x.Phrases, phrase)
			}
			for _, c := range h.Codes {
				if !slices.Contains(x.Codes, c) {
					x.Codes = append(x.Codes, c)
				}
			}
		}
	}
	rank := make([]int, len(list))
	for i := range rank {
		rank[i] = i
	}
	slices.SortStableFunc(rank, func(i, j int) int {
		x, y := list[i], list[j]
		for _, d := range []int{len(y.Phrases) - len(x.Phrases), y.Places - x.Places, order[turns[i].document] - order[turns[j].document]} {
			if d != 0 {
				return d
			}
		}
		return turns[i].number - turns[j].number
	})
	out := make([]Suggestion, len(list))
	for i, r := range rank {
		out[i] = list[r]
	}
	return out, nil
}
