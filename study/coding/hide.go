package coding

import (
	"maps"
	"strings"
)

// Hiding gives the state without the codings of certain analysts in certain
// documents, and without their memos that are linked to these documents, to
// turns of them, or to such codings. It tells how many codings and memos were
// left out. What has been removed, conflicts and codes are as they were.
func (s *State) Hiding(hidden func(document, analyst string) bool) (view *State, codings, memos int) {
	v := *s
	v.sorted, v.byCode, v.byDocument = nil, nil, nil
	v.codings, v.spots, v.memos = maps.Clone(s.codings), maps.Clone(s.spots), maps.Clone(s.memos)
	for id, c := range s.codings {
		if hidden(c.Document, c.Analyst) {
			delete(v.codings, id)
			delete(v.spots, c.spot())
			codings++
		}
	}
	for id, m := range s.memos {
		for _, l := range m.Links {
			document := l.To
			switch l.Kind {
			case "turn":
				document, _, _ = strings.Cut(l.To, "#")
			case "coding":
				c := s.codings[l.To]
				if c == nil {
					continue
				}
				document = c.Document
			case "document":
			default:
				continue
			}
			if hidden(document, m.Analyst) {
				delete(v.memos, id)
				memos++
				break
			}
		}
	}
	return &v, codings, memos
}
