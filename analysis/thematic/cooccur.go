package thematic

import "slices"

// A Rule says when two extracts of one document stand together.
type Rule string

// The rules.
const (
	Overlap  Rule = "overlap"   // they share a character
	SameTurn Rule = "same-turn" // they begin in the same turn
	Near     Rule = "near"      // they overlap, or at most so many code points lie between
)

// Rules are the rules, in the order in which they are offered.
var Rules = []Rule{Overlap, SameTurn, Near}

// A Pair is two codes, in the order in which the codes were given, and where they
// stand together.
type Pair struct {
	A         string   `json:"a"`
	B         string   `json:"b"`
	Pairs     int      `json:"pairs"`     // pairs of extracts
	Identical int      `json:"identical"` // of which on the same characters
	Documents int      `json:"documents"`
	Extracts  [][2]int `json:"extracts"` // indices of A's and B's, by document and place
}

// Cooccur gives the pairs of different codes that stand together, in the order of
// codes. It goes once through each document by place and looks back only at what
// is still open, so that its time follows what it finds. distance is Near's, in
// code points; an empty extract overlaps nothing.
func Cooccur(rule Rule, distance int, codes []string, extracts []Extract) []Pair {
	at := make(map[string]int, len(codes))
	for i, c := range codes {
		at[c] = i
	}
	row := make([]int, len(extracts))
	for i := range extracts {
		r, ok := at[extracts[i].Code]
		if !ok {
			r = -1
		}
		row[i] = r
	}
	groups := byDocument(extracts)
	found := make([]*Pair, len(codes)*len(codes))
	last := make([]int, len(found)) // the document a pair was last found in, from 1
	var open []int
	for document, order := range groups {
		order = slices.DeleteFunc(order, func(i int) bool { return row[i] < 0 })
		if rule == SameTurn {
			slices.SortStableFunc(order, func(a, b int) int { return extracts[a].Turn - extracts[b].Turn })
		}
		open = open[:0]
		for _, i := range order {
			e := &extracts[i]
			kept := open[:0]
			for _, j := range open {
				o := &extracts[j]
				var closed, together bool
				switch rule {
				case SameTurn:
					closed = o.Turn != e.Turn
					together = !closed && e.Turn > 0
				case Near:
					closed = e.Start-o.End > distance
					together = !closed
				default:
					closed = o.End <= e.Start
					together = !closed && e.Start < e.End
				}
				if closed {
					continue
				}
				kept = append(kept, j)
				if !together || row[i] == row[j] {
					continue
				}
				a, b := j, i
				if row[a] > row[b] {
					a, b = b, a
				}
				key := row[a]*len(codes) + row[b]
				p := found[key]
				if p == nil {
					p = &Pair{A: codes[row[a]], B: codes[row[b]]}
					found[key] = p
				}
				p.Pairs++
				if o.Start == e.Start && o.End == e.End {
					p.Identical++
				}
				if last[key] != document+1 {
					last[key] = document + 1
					p.Documents++
				}
				p.Extracts = append(p.Extracts, [2]int{a, b})
			}
			open = append(kept, i)
		}
	}
	pairs := []Pair{}
	for _, p := range found {
		if p != nil {
			pairs = append(pairs, *p)
		}
	}
	return pairs
}
