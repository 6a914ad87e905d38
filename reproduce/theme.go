package reproduce

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kith/analysis/thematic"
	"kith/report"
	"kith/study"
	"kith/study/coding"
)

// Theme finds the theme that a person means by a key or name.
func Theme(s *coding.State, name string) (*coding.Theme, error) {
	switch found := s.ThemesNamed(name); {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var keys []string
		for _, t := range found {
			keys = append(keys, t.Key)
		}
		return nil, fmt.Errorf("%d themes are called %s; use the key of one: %s", len(found), name, strings.Join(keys, ", "))
	}
	var names []string
	for _, t := range s.Themes(true) {
		names = append(names, t.Key)
	}
	fault := &study.Fault{What: "there is no theme " + name, Hint: "kith theme list names them; kith theme add makes one"}
	if near := study.Nearest(name, names); near != "" {
		fault.Hint = "did you mean " + near + "?"
	}
	return nil, fault
}

// A ThemeChoice says which themes are looked at, and how closely.
type ThemeChoice struct {
	Study   string // themes about its data, and extracts of it alone; "" for all
	Theme   string // the key of one theme, with its sub-themes; "" for all
	Dropped bool   // dropped themes too
	Counts  bool   // participants and extracts in numbers
	Quotes  bool   // the words of extracts
}

// Themes gives themes with their evidence: what every role has to say to each, where
// its extracts are, and which speak against it. The extracts of a theme are the
// codings of its codes and of the codes below these, those linked one by one, and
// those of its sub-themes; codings on the very same words are one extract.
func (a *Analysis) Themes(s *coding.State, c ThemeChoice) (*report.Themes, error) {
	out := &report.Themes{Study: c.Study, Reflexive: a.Reflexive(Filter{Study: c.Study}), Counts: c.Counts}
	if p := a.Manifest.Part(c.Study); p != nil {
		out.Title = p.Title
	}
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	themes := chosenThemes(s, c)
	var keys []string
	var spoken []thematic.Extract
	for _, t := range themes {
		theme := report.Theme{Key: t.Key, Name: t.Name, Status: t.Status, Concept: t.Concept, Definition: t.Definition, Boundary: t.Boundary}
		if i := slices.Index(keys, t.Parent); i >= 0 {
			theme.Parent, theme.Depth = t.Parent, out.Themes[i].Depth+1
		}
		for _, code := range s.ThemeCodes(t) {
			theme.Codes = append(theme.Codes, report.ThemeCode{Name: code.Name, Label: code.Label, At: mapPlace(s, coding.Place{Code: code.Key})})
		}
		theme.At = mapPlace(s, coding.Place{Theme: t.Key})
		lost := 0
		if theme.Extracts, lost, err = a.themeExtracts(s, t, s.OfTheme(t.Key, true), c); err != nil {
			return nil, err
		}
		if theme.Parent == "" { // else counted above it
			out.Lost += lost
		}
		if theme.Counter, lost, err = a.themeExtracts(s, t, s.Counter(t.Key), c); err != nil {
			return nil, err
		}
		out.Lost += lost
		for _, e := range theme.Extracts {
			spoken = append(spoken, thematic.Extract{Code: t.Key, Document: e.Document, Participant: e.Participant, Role: e.Role, Study: e.Study})
		}
		keys, out.Themes = append(keys, t.Key), append(out.Themes, theme)
	}
	m := thematic.Count(thematic.ByRole, keys, units(docs, Filter{Study: c.Study}), spoken, a.themesAsked(s, themes))
	for _, k := range a.inOrder(m.Columns) {
		column := m.Columns[k]
		if !about(themes, column.Study) {
			continue
		}
		r := report.ThemeRole{Study: column.Study, Role: column.Role}
		if _, role := a.role(column); role >= 0 {
			r.Label = a.Manifest.Part(column.Study).Roles[role].Label
		}
		out.Roles = append(out.Roles, r)
		for i, t := range themes {
			cell := report.ThemeCell{State: string(m.Cells[i][k].State)}
			if j := t.Judged(column.Role); j != nil {
				cell.Judgement, cell.Note = j.Judgement, j.Note
			}
			if out.Counts {
				n := len(m.Cells[i][k].Extracts)
				cell.Participants, cell.Extracts = &m.Cells[i][k].Units, &n
			}
			out.Themes[i].Roles = append(out.Themes[i].Roles, cell)
		}
	}
	return out, nil
}

// inOrder gives the places of columns in the order in which the manifest names studies
// and their roles.
func (a *Analysis) inOrder(columns []thematic.Column) []int {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		studyI, roleI := a.role(columns[i])
		studyJ, roleJ := a.role(columns[j])
		return cmp.Or(studyI-studyJ, roleI-roleJ)
	})
	return order
}

// role gives where the manifest names a column's study and its role, -1 for nowhere.
func (a *Analysis) role(c thematic.Column) (study, role int) {
	for i, p := range a.Manifest.Studies {
		if p.ID != c.Study {
			continue
		}
		for k, r := range p.Roles {
			if r.ID == c.Role {
				return i, k
			}
		}
		return i, -1
	}
	return -1, -1
}

// chosenThemes gives the themes of a choice in the order of their tree.
func chosenThemes(s *coding.State, c ThemeChoice) []*coding.Theme {
	var chosen []*coding.Theme
	for _, t := range s.Themes(c.Dropped || c.Theme != "") {
		if !t.For(c.Study) {
			continue
		}
		within := c.Theme == "" || t.Key == c.Theme
		for p := s.Theme(t.Parent); p != nil && !within && (t.Status != coding.Dropped || c.Dropped); p = s.Theme(p.Parent) {
			within = p.Key == c.Theme
		}
		if within {
			chosen = append(chosen, t)
		}
	}
	return chosen
}

// about tells whether any of the themes is about a study's data.
func about(themes []*coding.Theme, study string) bool {
	return slices.ContainsFunc(themes, func(t *coding.Theme) bool { return t.For(study) })
}

// mapPlace gives the place on the map that something was given by hand.
func mapPlace(s *coding.State, of coding.Place) *report.MapPlace {
	for _, p := range s.Places() {
		if p.Theme == of.Theme && p.Code == of.Code {
			return &report.MapPlace{X: p.At[0], Y: p.At[1]}
		}
	}
	return nil
}

// themeExtracts says where codings of a theme are, those on the same words as one, and
// how many point into a text that has changed.
func (a *Analysis) themeExtracts(s *coding.State, t *coding.Theme, list []*coding.Coding, c ThemeChoice) (extracts []report.ThemeExtract, lost int, err error) {
	found, err := a.extractsOf(s, list, Filter{Study: c.Study}, c.Quotes, 0)
	if err != nil {
		return nil, 0, err
	}
	note := map[string]string{}
	for _, l := range t.Links {
		note[l.Coding] = l.Note
	}
	var last *coding.Coding
	for _, e := range found {
		if e.Address == "" || !t.For(e.Study) {
			if e.Address == "" {
				lost++
			}
			continue
		}
		k := e.Coding
		if last == nil || k.Document != last.Document || k.Start != last.Start || k.End != last.End {
			extracts = append(extracts, report.ThemeExtract{Address: e.Address, Document: k.Document, Study: e.Study, Role: e.Role, Participant: e.Participant, Text: e.Text})
		}
		last = k
		x := &extracts[len(extracts)-1]
		x.Codings = append(x.Codings, k.ID)
		if !slices.Contains(x.Codes, e.Code) {
			x.Codes = append(x.Codes, e.Code)
		}
		x.Valence = joined(x.Valence, k.Valence, ", ")
		x.Note = joined(x.Note, note[k.ID], "; ")
	}
	return extracts, lost, nil
}

// joined adds a part to a list in words, once.
func joined(list, part, by string) string {
	switch {
	case part == "" || slices.Contains(strings.Split(list, by), part):
		return list
	case list == "":
		return part
	}
	return list + by + part
}

// themesAsked tells whether somebody was asked about a theme: about a topic of the
// schedule that names one of its codes, those below them or those of its sub-themes.
func (a *Analysis) themesAsked(s *coding.State, themes []*coding.Theme) thematic.Asked {
	type of struct{ theme, study string }
	topics := map[of][]*study.Topic{}
	for _, t := range themes {
		codes := map[string]bool{}
		themeFamily(s, t, codes)
		for _, p := range a.Manifest.Studies {
			for i := range p.Schedule {
				if slices.ContainsFunc(topicCodes(s, &p.Schedule[i]), func(c *coding.Code) bool { return codes[c.Key] }) {
					topics[of{t.Key, p.ID}] = append(topics[of{t.Key, p.ID}], &p.Schedule[i])
				}
			}
		}
	}
	return func(theme string, u thematic.Unit) (asked, known bool) {
		return askedOf(s, topics[of{theme, u.Study}], u)
	}
}

// themeFamily gathers the keys of the codes that count for a theme.
func themeFamily(s *coding.State, t *coding.Theme, codes map[string]bool) {
	for _, c := range s.ThemeCodes(t) {
		for key := range s.Family(c.Key) {
			codes[key] = true
		}
	}
	for _, sub := range s.SubThemes(t.Key) {
		themeFamily(s, sub, codes)
	}
}

// askedOf tells whether a unit was asked about any of some topics, and whether that
// is known.
func askedOf(s *coding.State, topics []*study.Topic, u thematic.Unit) (asked, known bool) {
	for _, topic := range topics {
		if topic.Has(u.Role) {
			was, marked := s.Asked(u.Document, topic.ID)
			asked, known = asked || was && marked, known || marked
		}
	}
	return asked, known
}

// ThemeResults gives themes as the results of a study that has nothing else, to be
// rendered.
func (a *Analysis) ThemeResults(themes *report.Themes) *report.Results {
	return &report.Results{Schema: report.ResultsSchema, Study: studyInfo(a.Manifest), Themes: []report.Themes{*themes}}
}

// WriteEvidence writes a file with the evidence of themes, which its owner alone may
// read. With quotes of a study whose disclosure is restricted it is kept out of the
// folder of a report, which is made to be shared.
func WriteEvidence(m *study.Manifest, name string, data []byte, quotes bool) error {
	if err := CheckOutside(name, m.DepositDir()); err != nil {
		return err
	}
	if quotes && m.Study.Disclosure == "restricted" {
		dir, err := filepath.Abs(filepath.Dir(name))
		if err != nil {
			return err
		}
		for ; ; dir = filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, markerName)); err == nil {
				return &study.Fault{What: "the words of participants do not go into a report's folder: disclosure is restricted", Where: displayPath(name), Hint: "write the file elsewhere, or leave --quotes out"}
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return WritePrivate(name, data)
}
