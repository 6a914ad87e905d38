package reproduce

import (
	"slices"

	"kith/analysis/thematic"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// A Thematic is the codings of a study as plain values, ready to be counted.
type Thematic struct {
	Codes    []string // names, in the order of the codebook
	Units    []thematic.Unit
	Extracts []thematic.Extract
	Codings  []*coding.Coding // one for each of Extracts
	Lost     int              // codings into a text that has changed, left out
}

// Thematic takes the codings that a filter chooses. Codes are those that are coded
// with in the studies that remain, without headings; units are the participants of
// each document, or the document where nobody is named.
func (a *Analysis) Thematic(s *coding.State, f Filter) (*Thematic, error) {
	list, err := codingsFor(s, f)
	if err != nil {
		return nil, err
	}
	list, byID, err := a.chosen(list, f)
	if err != nil {
		return nil, err
	}
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	t := &Thematic{Units: units(docs, f), Extracts: make([]thematic.Extract, 0, len(list)), Codings: make([]*coding.Coding, 0, len(list))}
	studies := map[string]bool{}
	for _, u := range t.Units {
		studies[u.Study] = true
	}
	used := map[string]bool{}
	for _, c := range list {
		d := byID[c.Document]
		e, turn := a.said(s, c, d)
		switch {
		case !f.said(&e):
			continue
		case d == nil || c.Text != d.TextHash:
			t.Lost++
			continue
		}
		used[e.Code] = true
		t.Extracts = append(t.Extracts, thematic.Extract{Code: e.Code, Document: c.Document, Participant: e.Participant, Role: e.Role, Study: e.Study, Start: c.Start, End: c.End, Turn: turn})
		t.Codings = append(t.Codings, c)
	}
	family, err := chosenFamily(s, f)
	if err != nil {
		return nil, err
	}
	for _, c := range s.Codes(true) {
		if family != nil && !family[c.Key] {
			continue
		}
		offered := false
		for id := range studies {
			offered = offered || c.For(id)
		}
		if used[c.Name] || c.Live() && !c.Heading && offered {
			t.Codes = append(t.Codes, c.Name)
		}
	}
	return t, nil
}

// Valences gives the valences recorded on the codings of a cell, each once, in the
// order in which they are offered.
func (t *Thematic) Valences(cell thematic.Cell) []string {
	var found []string
	for _, v := range coding.Valences {
		if slices.ContainsFunc(cell.Extracts, func(i int) bool { return t.Codings[i].Valence == v }) {
			found = append(found, v)
		}
	}
	return found
}

// units gives who could have said what a filter chooses.
func units(docs []*corpus.Document, f Filter) []thematic.Unit {
	var units []thematic.Unit
	for _, d := range docs {
		if f.Document != "" && f.Document != d.ID || f.Study != "" && f.Study != d.Study {
			continue
		}
		var here []thematic.Unit
		if d.Participant == "" {
			seen := map[string]bool{}
			for _, t := range d.Turns {
				if who := person(d, t); who != "" && !seen[who] {
					seen[who] = true
					role := d.Role
					if t.Role != "" {
						role = t.Role
					}
					here = append(here, thematic.Unit{Document: d.ID, Participant: who, Role: role, Study: d.Study})
				}
			}
		}
		if len(here) == 0 {
			here = []thematic.Unit{{Document: d.ID, Participant: d.Participant, Role: d.Role, Study: d.Study}}
		}
		for _, u := range here {
			if (f.Role == "" || f.Role == u.Role) && (f.Participant == "" || f.Participant == u.Participant) {
				units = append(units, u)
			}
		}
	}
	return units
}

// Matrix counts codes by an axis. Whether a document's people were asked about a code
// is what analysts marked of the schedule's topics that name it: of one of them is
// enough.
func (a *Analysis) Matrix(s *coding.State, t *Thematic, by thematic.Axis) *thematic.Matrix {
	topics := map[[2]string][]*study.Topic{} // of a study and the name of a code
	for _, p := range a.Manifest.Studies {
		for i := range p.Schedule {
			for _, c := range topicCodes(s, &p.Schedule[i]) {
				topics[[2]string{p.ID, c.Name}] = append(topics[[2]string{p.ID, c.Name}], &p.Schedule[i])
			}
		}
	}
	return thematic.Count(by, t.Codes, t.Units, t.Extracts, func(code string, u thematic.Unit) (asked, known bool) {
		return askedOf(s, topics[[2]string{u.Study, code}], u)
	})
}

// topicCodes gives the codes that stand now for those that a topic of the schedule
// names.
func topicCodes(s *coding.State, topic *study.Topic) []*coding.Code {
	var codes []*coding.Code
	for _, r := range topic.Codes {
		if named := s.Named(r.Name); len(named) > 0 {
			codes = append(codes, s.Standing(named[0].Key)...)
		}
	}
	return codes
}
