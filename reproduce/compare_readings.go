package reproduce

import (
	"fmt"
	"slices"
	"strings"

	"kith/analysis/thematic"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// How two readings meet on a passage.
const (
	SameCodes  = "same codes"
	OtherCodes = "different codes"
	OneReader  = "one reader"
)

// Readings are two analysts' codings side by side, to talk about. Nothing in them
// counts or scores: two readings are two readings.
type Readings struct {
	Analysts [2]string        `json:"analysts"`
	Passages []ReadPassage    `json:"passages"`
	Alone    [2][]string      `json:"coded_by_one"` // documents that only the first, only the second has coded, left out
	Blind    []string         `json:"still_blind"`  // documents that who asks is still to read blind, left out
	Changed  []*coding.Coding `json:"-"`            // codings into a text that has changed, left out
}

// A ReadPassage is a passage that one of two analysts marks or both do, codings that
// overlap taken together.
type ReadPassage struct {
	Address     string       `json:"address"`
	Study       string       `json:"study"`
	Role        string       `json:"role,omitempty"`
	Participant string       `json:"participant,omitempty"`
	Speaker     string       `json:"speaker,omitempty"`
	Meets       string       `json:"meets"`          // SameCodes, OtherCodes, OneReader
	Both        []string     `json:"both"`           // names of the codes that both gave
	Only        [2][]string  `json:"only"`           // of those that only one gave
	Codings     [2][]Extract `json:"codings"`        // each analyst's own, with their places
	Text        string       `json:"text,omitempty"` // where quotes were asked for
}

// Readings lays the codings of two analysts side by side, in the order of documents
// and places. The filter's Code, with Below, chooses passages to which one of them
// gave that code, with all that they gave them; its Document, Study, Role and
// Participant choose codings. Documents are compared that both have coded, or have
// marked as read through; in others a passage without a coding would say nothing.
// Those that the analyst of the book is still to read blind are left out.
func (a *Analysis) Readings(s *coding.State, one, two string, f Filter, quotes bool) (*Readings, error) {
	if one == two {
		return nil, fmt.Errorf("a comparison is of two analysts, and %s is one", one)
	}
	var family map[string]bool
	if f.Code != "" {
		c, err := Code(s, f.Code)
		if err != nil {
			return nil, err
		}
		family = map[string]bool{c.Key: true}
		if f.Below {
			family = s.Family(c.Key)
		}
	}
	if f.Document != "" {
		d, err := a.Document(f.Document)
		if err != nil {
			return nil, err
		}
		f.Document = d.ID
	}
	r := &Readings{Analysts: [2]string{one, two}, Passages: []ReadPassage{}, Alone: [2][]string{{}, {}}, Blind: []string{}}
	compared, err := a.readByBoth(s, r, f)
	if err != nil {
		return nil, err
	}
	f.Code, f.Below = "", false
	var extracts [2][]Extract
	var spans [2][]thematic.Extract
	for k, analyst := range r.Analysts {
		f.Analyst = analyst
		list, err := a.Extracts(s, f, quotes, 0)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			switch {
			case !compared[e.Coding.Document]:
			case e.Address == "":
				r.Changed = append(r.Changed, e.Coding)
			default:
				extracts[k] = append(extracts[k], e)
				spans[k] = append(spans[k], thematic.Extract{Code: e.Code, Document: e.Coding.Document, Start: e.Coding.Start, End: e.Coding.End})
			}
		}
	}
	for _, p := range thematic.Compare(spans[0], spans[1]) {
		out := ReadPassage{Both: []string{}, Only: [2][]string{{}, {}}, Codings: [2][]Extract{{}, {}}}
		for k, indices := range [2][]int{p.A, p.B} {
			for _, i := range indices {
				out.Codings[k] = append(out.Codings[k], extracts[k][i])
			}
		}
		if family != nil && !slices.ContainsFunc(slices.Concat(out.Codings[0], out.Codings[1]), func(e Extract) bool {
			code := s.Current(e.Coding.Code)
			return code != nil && family[code.Key]
		}) {
			continue
		}
		if err := a.place(&out, p, quotes); err != nil {
			return nil, err
		}
		out.meet()
		r.Passages = append(r.Passages, out)
	}
	order := map[string]int{}
	for i, e := range a.Entries {
		order[e.ID] = i
	}
	slices.SortStableFunc(r.Passages, func(x, y ReadPassage) int { return order[x.document()] - order[y.document()] })
	return r, nil
}

// haveCoded is the fault of naming an analyst who has coded nothing in the study.
func haveCoded(s *coding.State, analysts ...string) error {
	var all []string
	for _, c := range s.Codings() {
		if !slices.Contains(all, c.Analyst) {
			all = append(all, c.Analyst)
		}
	}
	slices.Sort(all)
	for _, analyst := range analysts {
		if !slices.Contains(all, analyst) {
			hint := "nobody has coded yet"
			if len(all) > 0 {
				hint = "there are codings of " + strings.Join(all, ", ")
			}
			return &study.Fault{What: analyst + " has coded nothing in this study", Hint: hint}
		}
	}
	return nil
}

// readByBoth finds the documents that a comparison is of.
func (a *Analysis) readByBoth(s *coding.State, r *Readings, f Filter) (map[string]bool, error) {
	if err := haveCoded(s, r.Analysts[:]...); err != nil {
		return nil, err
	}
	both := map[string]bool{}
	for _, e := range a.Entries {
		if f.Document != "" && f.Document != e.ID || f.Study != "" && f.Study != e.Study {
			continue
		}
		var read [2]bool
		for k, analyst := range r.Analysts {
			read[k] = s.Read(e.ID, analyst) || slices.ContainsFunc(s.OfDocument(e.ID), func(c *coding.Coding) bool { return c.Analyst == analyst })
		}
		switch {
		case !read[0] && !read[1]:
		case a.Blind(s, e.ID):
			r.Blind = append(r.Blind, e.ID)
		case read[0] && read[1]:
			both[e.ID] = true
		case read[0]:
			r.Alone[0] = append(r.Alone[0], e.ID)
		default:
			r.Alone[1] = append(r.Alone[1], e.ID)
		}
	}
	return both, nil
}

// place says where a passage stands and who speaks there.
func (a *Analysis) place(out *ReadPassage, p thematic.Passage, quotes bool) error {
	d, err := a.Document(p.Document)
	if err != nil {
		return err
	}
	span := corpus.Span{Start: p.Start, End: p.End}
	out.Address = d.AddressOf(span).String()
	first := slices.Concat(out.Codings[0], out.Codings[1])
	slices.SortStableFunc(first, func(x, y Extract) int { return x.Coding.Start - y.Coding.Start })
	out.Study, out.Role, out.Participant, out.Speaker = first[0].Study, first[0].Role, first[0].Participant, first[0].Speaker
	if quotes {
		out.Text, _ = corpus.Slice(d.Text, span) // within the text, as every coding of it
	}
	return nil
}

// meet says which codes both gave and which only one, each once, in the order of
// their places.
func (p *ReadPassage) meet() {
	has := func(k int, code string) bool {
		return slices.ContainsFunc(p.Codings[k], func(e Extract) bool { return e.Code == code })
	}
	for k := range p.Codings {
		for _, e := range p.Codings[k] {
			list := &p.Only[k]
			if has(1-k, e.Code) {
				list = &p.Both
			}
			if !slices.Contains(*list, e.Code) {
				*list = append(*list, e.Code)
			}
		}
	}
	switch {
	case len(p.Codings[0]) == 0 || len(p.Codings[1]) == 0:
		p.Meets = OneReader
	case len(p.Only[0])+len(p.Only[1]) > 0:
		p.Meets = OtherCodes
	default:
		p.Meets = SameCodes
	}
}

func (p *ReadPassage) document() string {
	for _, list := range p.Codings {
		if len(list) > 0 {
			return list[0].Coding.Document
		}
	}
	return ""
}
