package coding

import (
	"maps"
	"strings"

	"kith/study/journal"
)

// Hiding gives the state without the codings of certain analysts in certain
// documents, and without their memos that are linked to these documents, to
// turns of them, or to such codings; and without what links themes with such codings,
// or was linked by such analysts with codings of such documents. It tells how many
// codings and memos were left out. What has been removed, conflicts and codes are as
// they were.
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
		if m.about(func(coding string) string {
			if c := s.codings[coding]; c != nil {
				return c.Document
			}
			return ""
		}, func(document string) bool { return hidden(document, m.Analyst) }) {
			delete(v.memos, id)
			memos++
		}
	}
	v.themes = make(map[string]*Theme, len(s.themes))
	for key, t := range s.themes {
		seen := *t
		seen.Links = nil
		for _, l := range t.Links {
			if c := s.codings[l.Coding]; c == nil || !hidden(c.Document, c.Analyst) && !hidden(c.Document, l.Analyst) {
				seen.Links = append(seen.Links, l)
			}
		}
		v.themes[key] = &seen
	}
	return &v, codings, memos
}

// about tells whether a memo is linked to a document that is asked for, to a turn of
// it, or to a coding in it. of gives the document of a coding, "" where there is none.
func (m *Memo) about(of func(coding string) string, asked func(document string) bool) bool {
	for _, l := range m.Links {
		document := ""
		switch l.Kind {
		case "document":
			document = l.To
		case "turn":
			document, _, _ = strings.Cut(l.To, "#")
		case "coding":
			document = of(l.To)
		}
		if document != "" && asked(document) {
			return true
		}
	}
	return false
}

// HidingEvents gives the events without those that made what [State.Hiding] leaves
// out, what was settled of such documents, and what was done to any of these since.
// It tells how many codings and memos were ever made among them.
func HidingEvents(events []journal.Event, hidden func(document, analyst string) bool) (seen []journal.Event, codings, memos int) {
	of, gone := map[string]string{}, map[string]bool{}
	// A memo may be linked after it was written.
	now := Fold(events)
	view, _, _ := now.Hiding(hidden)
	for id := range now.memos {
		gone[id] = view.memos[id] == nil
	}
	for _, e := range events {
		switch e.Op {
		case opCodingAdd:
			if c, err := newCoding(e, names{}); err == nil {
				of[e.ID] = c.Document
				if hidden(c.Document, e.Analyst) {
					gone[e.ID] = true
					codings++
				}
			}
		case opMemoAdd:
			m, err := decode[Memo](e)
			if gone[e.ID] || err == nil && m.about(func(coding string) string { return of[coding] }, func(document string) bool { return hidden(document, e.Analyst) }) {
				gone[e.ID] = true
				memos++
			}
		case opSettle:
			if d, err := decode[settle](e); err == nil && hidden(d.Document, e.Analyst) {
				gone[e.ID] = true
			}
		case opThemeLink, opThemeUnlink:
			d, err := decode[themeLink](e)
			id, _, _ := strings.Cut(d.Coding, "+") // what a split gave a second code
			if err == nil && (gone[id] || of[id] != "" && hidden(of[id], e.Analyst)) {
				gone[e.ID] = true
			}
		default:
			if t, err := decode[target](e); err == nil && gone[t.Target] {
				gone[e.ID] = true // an undo of it can be undone itself
			}
		}
		if !gone[e.ID] {
			seen = append(seen, e)
		}
	}
	return seen, codings, memos
}
