package coding

import (
	"errors"
	"slices"

	"kith/study/journal"
)

func applyThemeAdd(s *State, e journal.Event) error {
	t, err := decode[Theme](e)
	if err != nil || t.Key == "" {
		return errors.Join(err, errData)
	}
	if have := s.themes[t.Key]; have != nil {
		if have.Name != t.Name || have.Concept != t.Concept || have.Definition != t.Definition || have.Parent != t.Parent {
			s.conflict(e, "theme %s was added by %s before; this one's name, concept, definition or parent differ and are left out", t.Key, have.AddedBy)
		}
		return nil
	}
	if t.Name == "" {
		t.Name = t.Key
	}
	if !slices.Contains(ThemeStatuses, t.Status) {
		t.Status = ThemeStatuses[0]
	}
	t.Links, t.Judgements, t.Added, t.AddedBy = nil, nil, e.Stamp, e.Analyst
	s.themes[t.Key] = &t
	s.themeOrder = append(s.themeOrder, t.Key)
	if s.themeCircular(t.Key) {
		s.conflict(e, "theme %s would stand below itself; it was put at the top", t.Key)
		t.Parent = ""
	}
	return nil
}

// themeFields are the fields of a theme that can be set.
func themeFields(t *Theme) map[string]any {
	return map[string]any{
		"name": &t.Name, "parent": &t.Parent, "concept": &t.Concept, "definition": &t.Definition, "boundary": &t.Boundary,
		"status": &t.Status, "studies": &t.Studies,
	}
}

func (s *State) themeCircular(key string) bool {
	return circular(key, len(s.themes), func(key string) (string, bool) {
		t := s.themes[key]
		if t == nil {
			return "", false
		}
		return t.Parent, true
	})
}

// themeOf finds the theme that an event is about, and lists one that is not here.
func (s *State) themeOf(e journal.Event, key string) *Theme {
	t := s.themes[key]
	if t == nil {
		s.conflict(e, "is about theme %s, which is not here", key)
	}
	return t
}

func applyThemeSet(s *State, e journal.Event) error {
	d, err := decode[edit](e)
	if err != nil {
		return err
	}
	t := s.themeOf(e, d.Target)
	if t == nil {
		return nil
	}
	before := *t
	if err := s.set(e, "theme "+t.Key, d, themeFields(t)); err != nil {
		*t = before
		return err
	}
	if !slices.Contains(ThemeStatuses, t.Status) {
		s.conflict(e, "gives theme %s the status %q, which this kith does not know; it stays %s", t.Key, t.Status, before.Status)
		t.Status = before.Status
	}
	if s.themeCircular(t.Key) {
		t.Parent = before.Parent
		s.conflict(e, "theme %s cannot move below itself; it stays where it was", t.Key)
	}
	return nil
}

func applyThemeLink(s *State, e journal.Event) error {
	d, err := decode[themeLink](e)
	if err != nil || (d.Code == "") == (d.Coding == "") {
		return errors.Join(err, errData)
	}
	t := s.themeOf(e, d.Theme)
	if t == nil {
		return nil
	}
	link := ThemeLink{d.Code, d.Coding, d.Counter, d.Note, e.Analyst}
	have := t.link(link.to())
	switch {
	case d.Code != "" && s.codes[d.Code] == nil:
		s.conflict(e, "links theme %s with %s, which is not in the codebook", t.Key, d.Code)
	case have == nil && d.Code != "" && len(s.codes[d.Code].SplitInto) > 0:
		s.conflict(e, "links theme %s with %s, which is split; its parts count for the theme", t.Key, s.codes[d.Code].Name)
	case d.Coding != "" && s.codings[d.Coding] == nil:
		s.lost(e, "coding", d.Coding)
	}
	if have == nil {
		t.Links = append(t.Links, link)
		return nil
	}
	if have.said() != d.said && (d.Was == nil || *d.Was != have.said()) {
		s.conflict(e, "the link of theme %s with %s was made otherwise by someone else meanwhile; the later stands", t.Key, d.Code+d.Coding)
	}
	*have = link
	return nil
}

func applyThemeUnlink(s *State, e journal.Event) error {
	d, err := decode[themeLink](e)
	if err != nil {
		return err
	}
	if t := s.themeOf(e, d.Theme); t != nil {
		to := [2]string{d.Code, d.Coding}
		t.Links = slices.DeleteFunc(t.Links, func(l ThemeLink) bool { return l.to() == to })
	}
	return nil
}

// unlinked lists the themes that others have linked with a coding that an event
// removes.
func (s *State) unlinked(e journal.Event, coding string) {
	for _, key := range s.themeOrder {
		if l := s.themes[key].link([2]string{"", coding}); l != nil && l.Analyst != e.Analyst {
			s.conflict(e, "removes coding %s, which %s has linked with theme %s", coding, l.Analyst, key)
		}
	}
}

// splitOf lists the themes that others have linked with a code that an event splits.
func (s *State) splitOf(e journal.Event, c *Code) {
	for _, key := range s.themeOrder {
		if l := s.themes[key].link([2]string{c.Key, ""}); l != nil && l.Analyst != e.Analyst {
			s.conflict(e, "splits code %s, which %s has linked with theme %s; its parts count for the theme", c.Name, l.Analyst, key)
		}
	}
}

func applyThemeJudge(s *State, e journal.Event) error {
	d, err := decode[themeJudge](e)
	if err != nil || d.Role == "" {
		return errors.Join(err, errData)
	}
	t := s.themeOf(e, d.Theme)
	if t == nil {
		return nil
	}
	if d.Now != nil && d.Now.Judgement == "" {
		d.Now = nil
	}
	have := t.Judged(d.Role)
	if was := have.judged(); !was.is(d.Was) && !was.is(d.Now) {
		s.conflict(e, "what %s says of theme %s was judged by someone else meanwhile; the later stands", d.Role, t.Key)
	}
	switch {
	case d.Now == nil:
		t.Judgements = slices.DeleteFunc(t.Judgements, func(j Judgement) bool { return j.Role == d.Role })
	case have == nil:
		t.Judgements = append(t.Judgements, Judgement{d.Role, d.Now.Judgement, d.Now.Note, e.Analyst})
	default:
		have.Judgement, have.Note, have.Analyst = d.Now.Judgement, d.Now.Note, e.Analyst
	}
	return nil
}

// is tells whether two say the same of a role; nil stands for nothing.
func (j *judged) is(other *judged) bool {
	if j == nil || other == nil {
		return j == other
	}
	return *j == *other
}

func applyThemePlace(s *State, e journal.Event) error {
	d, err := decode[Place](e)
	if err != nil || (d.Theme == "") == (d.Code == "") {
		return errors.Join(err, errData)
	}
	of := [2]string{d.Code, d.Theme}
	switch {
	case d.Theme != "" && s.themeOf(e, d.Theme) == nil:
	case d.Code != "" && s.codes[d.Code] == nil:
		s.conflict(e, "puts code %s on the map, which is not in the codebook", d.Code)
	case d.At == nil:
		delete(s.places, of)
	default:
		s.places[of] = *d.At
	}
	return nil
}
