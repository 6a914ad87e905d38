package reproduce

import (
	"kith/study/coding"
	"kith/study/corpus"
)

// A Coverage is how far a document has been coded: turns of participants, those
// with a coding, and the share of what participants said that is coded.
type Coverage struct {
	Document string  `json:"document"`
	Study    string  `json:"study"`
	Role     string  `json:"role,omitempty"`
	Turns    int     `json:"turns"`
	Coded    int     `json:"coded"`
	Share    float64 `json:"share"` // of code points, 0 to 1
	Codings  int     `json:"codings"`
	Codes    int     `json:"codes"`
	Read     bool    `json:"read"`    // the analyst has marked it as read through
	Uncoded  []int   `json:"uncoded"` // turns of participants without a coding
	Lost     int     `json:"lost"`    // codings into another text
}

// Coverage says for each document how far it has been coded, by one analyst or,
// where analyst is empty, by anyone.
func (a *Analysis) Coverage(s *coding.State, analyst string) ([]Coverage, error) {
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	var all []Coverage
	for _, d := range docs {
		c := Coverage{Document: d.ID, Study: d.Study, Role: d.Role, Read: s.Read(d.ID, analyst), Uncoded: []int{}}
		covered := make([]bool, corpus.Length(d.Text)+1)
		codes := map[string]bool{}
		for _, k := range s.OfDocument(d.ID) {
			if analyst != "" && k.Analyst != analyst {
				continue
			}
			c.Codings++
			codes[k.Code] = true
			if k.Text != d.TextHash {
				c.Lost++
				continue
			}
			for i := k.Start; i < min(k.End, len(covered)); i++ {
				covered[i] = true
			}
		}
		c.Codes = len(codes)
		said, coded := 0, 0
		for _, t := range d.Turns {
			if t.Class != "Participant" && t.Class != "Answer" && t.Class != "Collective" {
				continue
			}
			c.Turns++
			any := false
			for _, g := range t.Segments {
				for i := g.Span.Start; i < g.Span.End; i++ {
					said++
					if covered[i] {
						coded++
						any = true
					}
				}
			}
			if any {
				c.Coded++
			} else {
				c.Uncoded = append(c.Uncoded, t.Number)
			}
		}
		if said > 0 {
			c.Share = float64(coded) / float64(said)
		}
		all = append(all, c)
	}
	return all, nil
}
