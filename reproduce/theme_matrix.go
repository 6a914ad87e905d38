package reproduce

import (
	"kith/analysis/thematic"
	"kith/study/coding"
)

// ThemeMatrix lays themes by an axis: their extracts among the codings that a filter
// chooses, those of sub-themes with them, codings on the same words as one. The rows
// are the keys of themes, in the order of their tree; dropped themes are left out.
// Whether somebody was asked about a theme is what was marked of the topics that name
// one of its codes.
func (a *Analysis) ThemeMatrix(s *coding.State, f Filter, by thematic.Axis) (*Thematic, *thematic.Matrix, error) {
	all, err := a.Thematic(s, f)
	if err != nil {
		return nil, nil, err
	}
	at := make(map[string]int, len(all.Codings))
	for i, c := range all.Codings {
		at[c.ID] = i
	}
	themes := chosenThemes(s, ThemeChoice{Study: f.Study})
	t := &Thematic{Units: all.Units, Lost: all.Lost}
	type words struct {
		document   string
		start, end int
	}
	for _, theme := range themes {
		t.Codes = append(t.Codes, theme.Key)
		seen := map[words]bool{}
		for _, c := range s.OfTheme(theme.Key, true) {
			i, chosen := at[c.ID]
			if !chosen || !theme.For(all.Extracts[i].Study) || seen[words{c.Document, c.Start, c.End}] {
				continue
			}
			seen[words{c.Document, c.Start, c.End}] = true
			e := all.Extracts[i]
			e.Code = theme.Key
			t.Extracts, t.Codings = append(t.Extracts, e), append(t.Codings, c)
		}
	}
	return t, thematic.Count(by, t.Codes, t.Units, t.Extracts, a.themesAsked(s, themes)), nil
}
