package reproduce

import (
	"slices"
	"strings"

	"kith/study"
	"kith/study/coding"
)

// JudgeTheme writes down how what a role says stands to a theme. A role that no study
// of the theme has is a fault.
func JudgeTheme(m *study.Manifest, b *coding.Book, key string, j coding.Judgement) error {
	t := &coding.Theme{}
	b.View(func(s *coding.State) {
		if x := s.Theme(key); x != nil {
			t.Studies = slices.Clone(x.Studies)
		}
	})
	var roles []string
	for _, p := range m.Studies {
		for _, r := range p.Roles {
			if t.For(p.ID) && !slices.Contains(roles, r.ID) {
				roles = append(roles, r.ID)
			}
		}
	}
	if !slices.Contains(roles, j.Role) {
		return &study.Fault{What: "no study of theme " + key + " has a role " + j.Role, Where: displayPath(m.File), Hint: "its roles are " + strings.Join(roles, ", ")}
	}
	return b.JudgeTheme(key, j)
}

// ThemeLinks makes links with codes, by name, and with extracts, by the id of a coding
// or the address of a turn or passage: then all codings that lie within it are meant.
func (a *Analysis) ThemeLinks(codes, extracts []string, counter bool, note string) (links []coding.ThemeLink, err error) {
	a.Book.View(func(s *coding.State) {
		for _, name := range codes {
			var c *coding.Code
			if c, err = Code(s, name); err != nil {
				return
			}
			links = append(links, coding.ThemeLink{Code: c.Key, Counter: counter, Note: note})
		}
		for _, x := range extracts {
			var ids []string
			if ids, err = a.codingsAt(s, x); err != nil {
				return
			}
			for _, id := range ids {
				links = append(links, coding.ThemeLink{Coding: id, Counter: counter, Note: note})
			}
		}
	})
	return links, err
}

// codingsAt gives the coding that has an id, or those within the passage at an address
// that the analyst may see.
func (a *Analysis) codingsAt(s *coding.State, at string) ([]string, error) {
	if s.Coding(at) != nil {
		return []string{at}, nil
	}
	if !strings.Contains(at, "#") && !strings.Contains(at, "@") {
		return nil, &study.Fault{What: "there is no coding " + at, Hint: "kith extracts lists codings with their ids and addresses"}
	}
	d, span, err := a.Passage(at, "")
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range s.OfDocument(d.ID) {
		if c.Text == d.TextHash && c.Start >= span.Start && c.End <= span.End && (c.Analyst == a.Book.Analyst() || !a.Blind(s, d.ID)) {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil, &study.Fault{What: "no coding lies within " + at, Hint: "kith extracts --document " + d.ID + " lists those there are; kith code add codes a passage"}
	}
	return ids, nil
}
