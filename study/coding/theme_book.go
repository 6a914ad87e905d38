package coding

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"kith/study/journal"
)

// themeKey makes a theme's key of its name: its letters and digits in lower case,
// with hyphens between the words.
func themeKey(name string) string {
	const longest = 40
	var b strings.Builder
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’'
	})
	for _, w := range words {
		w = strings.NewReplacer("'", "", "’", "").Replace(w)
		if w == "" {
			continue
		}
		if b.Len() > 0 {
			if b.Len()+1+len(w) > longest {
				break
			}
			b.WriteByte('-')
		}
		b.WriteString(w)
	}
	return b.String()
}

// AddTheme adds a theme and gives its key, which is made of its name where none is
// given.
func (b *Book) AddTheme(t Theme) (string, error) {
	t.Name = strings.TrimSpace(t.Name)
	if t.Key == "" {
		t.Key = themeKey(t.Name)
	}
	if t.Status == "" {
		t.Status = ThemeStatuses[0]
	}
	t.Links, t.Judgements, t.AddedBy = nil, nil, ""
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if !validCodeName(t.Key) {
			return nil, fmt.Errorf("%q cannot be a theme's key; use letters, digits, dots, hyphens, underlines and slashes", t.Key)
		}
		for _, name := range []string{t.Key, t.Name} {
			if have := s.ThemesNamed(name); len(have) > 0 {
				return nil, fmt.Errorf("there is a theme %s already, “%s” (%s); change that, or give another name or key", have[0].Key, have[0].Name, have[0].Status)
			}
		}
		if err := s.properTheme(&t); err != nil {
			return nil, err
		}
		return one(opThemeAdd, t), nil
	})
	return t.Key, err
}

// properTheme says why a theme cannot be as it is.
func (s *State) properTheme(t *Theme) error {
	switch {
	case strings.TrimSpace(t.Name) == "":
		return errors.New("a theme needs a name")
	case strings.ContainsAny(t.Name, "\n\r\t"):
		return errors.New("a theme's name is one line")
	case !slices.Contains(ThemeStatuses, t.Status):
		return fmt.Errorf("status %q is not one of %s", t.Status, strings.Join(ThemeStatuses, ", "))
	case t.Parent != "" && s.themes[t.Parent] == nil:
		return fmt.Errorf("no theme %s to stand above %s", t.Parent, t.Key)
	}
	return nil
}

// EditTheme sets fields of a theme: name, parent (a key), concept, definition,
// boundary, status, studies. To drop a theme needs a reason.
func (b *Book) EditTheme(key string, set map[string]any, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		t, err := s.themeToChange(key)
		if err != nil {
			return nil, err
		}
		after := *t
		d, err := change(key, themeFields(t), themeFields(&after), set, reason)
		if err != nil || len(d.Set) == 0 {
			return nil, err
		}
		if err := s.properTheme(&after); err != nil {
			return nil, err
		}
		for _, other := range s.ThemesNamed(after.Name) {
			if other != t {
				return nil, fmt.Errorf("there is a theme %s already, “%s”", other.Key, other.Name)
			}
		}
		for p := s.themes[after.Parent]; p != nil; p = s.themes[p.Parent] {
			if p == t {
				return nil, fmt.Errorf("%s stands below %s and cannot be above it", after.Parent, key)
			}
		}
		if after.Status == Dropped && t.Status != Dropped && strings.TrimSpace(reason) == "" {
			return nil, errors.New("dropping a theme needs a reason")
		}
		return one(opThemeSet, d), nil
	})
	return err
}

func (s *State) themeToChange(key string) (*Theme, error) {
	t := s.themes[key]
	if t == nil {
		return nil, fmt.Errorf("no theme %s", key)
	}
	return t, nil
}

// LinkTheme links a theme with codes and codings, all or none of them. What is said of
// a link that is there already is replaced.
func (b *Book) LinkTheme(key string, links ...ThemeLink) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		t, err := s.themeToChange(key)
		if err != nil {
			return nil, err
		}
		var entries []journal.Entry
		for _, l := range links {
			switch {
			case (l.Code == "") == (l.Coding == ""):
				return nil, errors.New("a theme is linked with a code or a coding")
			case l.Code != "" && s.codes[l.Code] == nil:
				return nil, fmt.Errorf("no code %s in the codebook", l.Code)
			case l.Code != "" && l.Counter:
				return nil, fmt.Errorf("%s is a code; a counter-example is one extract, by its coding", l.Code)
			case l.Coding != "" && s.codings[l.Coding] == nil:
				return nil, fmt.Errorf("no coding %s", l.Coding)
			}
			d := themeLink{Theme: key, Code: l.Code, Coding: l.Coding, said: l.said()}
			have := t.link(l.to())
			if have != nil {
				was := have.said()
				if was == l.said() {
					continue
				}
				d.Was = &was
			}
			if c := s.codes[l.Code]; have == nil && c != nil && len(c.SplitInto) > 0 {
				return nil, fmt.Errorf("code %s is split into %s; link those that the theme rests on", c.Name, s.codeNames(c.SplitInto))
			}
			entries = append(entries, journal.Entry{Op: opThemeLink, Data: d})
		}
		return entries, nil
	})
	return err
}

// UnlinkTheme takes links of a theme away, all or none of them. Where a code counts for
// the theme because another was split into it, the other parts are linked instead.
func (b *Book) UnlinkTheme(key, reason string, links ...ThemeLink) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		t, err := s.themeToChange(key)
		if err != nil {
			return nil, err
		}
		var entries []journal.Entry
		for _, l := range links {
			have, parts := t.link(l.to()), []*Code(nil)
			if have == nil {
				have, parts = s.countsUnder(t, l.Code)
			}
			if have == nil {
				return nil, fmt.Errorf("theme %s is not linked with %s", key, l.Code+l.Coding)
			}
			was := have.said()
			entries = append(entries, journal.Entry{Op: opThemeUnlink, Data: themeLink{Theme: key, Code: have.Code, Coding: have.Coding, Was: &was, Reason: reason}})
			for _, part := range parts {
				switch {
				case part.Key == have.Code:
					return nil, fmt.Errorf("%s counts for theme %s as a part of %s, which has codings of its own still; unlink that, and link those that the theme rests on", l.Code, key, part.Name)
				case t.link([2]string{part.Key, ""}) == nil:
					entries = append(entries, journal.Entry{Op: opThemeLink, Data: themeLink{Theme: key, Code: part.Key, said: was}})
				}
			}
		}
		return entries, nil
	})
	return err
}

// countsUnder finds the link under which a code counts for a theme, because what was
// linked is merged or split since, and the other codes that count under it.
func (s *State) countsUnder(t *Theme, code string) (*ThemeLink, []*Code) {
	c := s.Current(code)
	for i := range t.Links {
		standing := s.Standing(t.Links[i].Code)
		if at := slices.Index(standing, c); c != nil && at >= 0 {
			return &t.Links[i], slices.Delete(standing, at, at+1)
		}
	}
	return nil, nil
}

// codeNames lists codes by their names.
func (s *State) codeNames(keys []string) string {
	names := make([]string, len(keys))
	for i, key := range keys {
		if names[i] = key; s.codes[key] != nil {
			names[i] = s.codes[key].Name
		}
	}
	return strings.Join(names, ", ")
}

// JudgeTheme writes down how what a role says stands to a theme; a judgement of ""
// takes it away.
func (b *Book) JudgeTheme(key string, j Judgement) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		t, err := s.themeToChange(key)
		switch {
		case err != nil:
			return nil, err
		case j.Role == "":
			return nil, errors.New("whose? a judgement is about a role")
		case j.Judgement != "" && !slices.Contains(Judgements, j.Judgement):
			return nil, fmt.Errorf("%q is not one of %s", j.Judgement, strings.Join(Judgements, ", "))
		}
		d := themeJudge{Theme: key, Role: j.Role, Now: j.judged(), Was: t.Judged(j.Role).judged()}
		if d.Now.is(d.Was) {
			return nil, nil
		}
		return one(opThemeJudge, d), nil
	})
	return err
}

// Arrange puts themes and codes on the thematic map by hand.
func (b *Book) Arrange(places ...Place) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		var entries []journal.Entry
		for _, p := range places {
			of := [2]string{p.Code, p.Theme}
			at, put := s.places[of]
			switch {
			case (p.Theme == "") == (p.Code == ""):
				return nil, errors.New("a theme or a code stands on the map")
			case p.Theme != "" && s.themes[p.Theme] == nil:
				return nil, fmt.Errorf("no theme %s", p.Theme)
			case p.Code != "" && s.codes[p.Code] == nil:
				return nil, fmt.Errorf("no code %s in the codebook", p.Code)
			case p.At == nil && !put, p.At != nil && put && at == *p.At:
				continue
			}
			entries = append(entries, journal.Entry{Op: opThemePlace, Data: p})
		}
		return entries, nil
	})
	return err
}
