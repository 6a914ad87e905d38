package coding

import (
	"maps"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Theme is a pattern of meaning across a study's data, held together by one
// idea. It is not a code, and not the topic of a question: codes and single extracts
// are what it is made from, and a code may serve several themes.
type Theme struct {
	Key        string        `json:"key"` // never changes; what events, links and the manifest hold
	Name       string        `json:"name"`
	Parent     string        `json:"parent,omitempty"`     // the theme it is a sub-theme of, by its key
	Concept    string        `json:"concept,omitempty"`    // the central organising concept
	Definition string        `json:"definition,omitempty"` // what it says of the data
	Boundary   string        `json:"boundary,omitempty"`   // what it is and is not
	Status     string        `json:"status"`               // one of ThemeStatuses
	Studies    []string      `json:"studies,omitempty"`    // whose data it is about; empty for all
	Links      []ThemeLink   `json:"links,omitempty"`      // in the order in which they were made
	Judgements []Judgement   `json:"judgements,omitempty"` // in the order in which they were first made
	Added      journal.Stamp `json:"-"`
	AddedBy    string        `json:"added_by,omitempty"`
}

// Dropped is the status of a theme that is given up. It stays in the history, and can
// be taken up again.
const Dropped = "dropped"

// ThemeStatuses are the steps of a theme, which may be taken in any order.
var ThemeStatuses = []string{"candidate", "reviewed", "defined", Dropped}

// A ThemeLink is a code or a single extract that a theme is made from.
type ThemeLink struct {
	Code    string `json:"code,omitempty"`    // a code's key; the codes below it count with it
	Coding  string `json:"coding,omitempty"`  // or a coding's id
	Counter bool   `json:"counter,omitempty"` // an extract that speaks against the theme
	Note    string `json:"note,omitempty"`
	Analyst string `json:"analyst,omitempty"` // who said so last
}

// to names what a link links with.
func (l ThemeLink) to() [2]string { return [2]string{l.Code, l.Coding} }

// said is what an analyst says of a link.
type said struct {
	Counter bool   `json:"counter,omitempty"`
	Note    string `json:"note,omitempty"`
}

func (l ThemeLink) said() said { return said{l.Counter, l.Note} }

// A Judgement says how what a role says stands to a theme, in an analyst's eyes.
type Judgement struct {
	Role      string `json:"role"`
	Judgement string `json:"judgement"` // one of Judgements
	Note      string `json:"note,omitempty"`
	Analyst   string `json:"analyst,omitempty"` // who judged last
}

// judged is what an analyst says of a role.
type judged struct {
	Judgement string `json:"judgement"`
	Note      string `json:"note,omitempty"`
}

// judged is nil where nothing was judged.
func (j *Judgement) judged() *judged {
	if j == nil || j.Judgement == "" {
		return nil
	}
	return &judged{j.Judgement, j.Note}
}

// Judgements are what can be judged of a role.
var Judgements = []string{"convergent", "divergent", "complementary", "silent"}

// A Place is where a theme or a code stands on the thematic map, put there by hand:
// the middle of its box, in the map's units.
type Place struct {
	Theme string  `json:"theme,omitempty"` // a theme's key
	Code  string  `json:"code,omitempty"`  // or a code's
	At    *[2]int `json:"at"`              // nil leaves it to the map
}

// The data of the events; theme.add holds a Theme without links and judgements.
type themeLink struct {
	Theme  string `json:"theme"`
	Code   string `json:"code,omitempty"`
	Coding string `json:"coding,omitempty"`
	said
	Was    *said  `json:"was,omitempty"` // what was said of the link before; nil where there was none
	Reason string `json:"reason,omitempty"`
}

type themeJudge struct {
	Theme string  `json:"theme"`
	Role  string  `json:"role"`
	Now   *judged `json:"now"` // nil takes the judgement away
	Was   *judged `json:"was"`
}

// Theme gives a theme by its key, nil where there is none.
func (s *State) Theme(key string) *Theme { return s.themes[key] }

// Themes gives the themes as a tree written out: sub-themes behind the theme they
// belong to, siblings by the order in which they were added. Dropped ones are left
// out unless asked for.
func (s *State) Themes(dropped bool) []*Theme {
	return tree(s.themeOrder, func(key string) (*Theme, string, bool) {
		t := s.themes[key]
		return t, t.Parent, dropped || t.Status != Dropped
	})
}

// ThemeDepth is how many themes stand above a theme.
func (s *State) ThemeDepth(t *Theme) int {
	n := 0
	for p := s.themes[t.Parent]; p != nil; p = s.themes[p.Parent] {
		n++
	}
	return n
}

// ThemesNamed gives the themes that a person may mean by a name or key: the exact
// one, or those that differ in letter case only.
func (s *State) ThemesNamed(name string) []*Theme {
	var exact, near []*Theme
	for _, key := range s.themeOrder {
		switch t := s.themes[key]; {
		case t.Key == name:
			return []*Theme{t}
		case t.Name == name:
			exact = append(exact, t)
		case strings.EqualFold(t.Name, name) || strings.EqualFold(t.Key, name):
			near = append(near, t)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return near
}

// SubThemes gives the themes directly below a theme that are not dropped.
func (s *State) SubThemes(key string) []*Theme {
	var below []*Theme
	for _, k := range s.themeOrder {
		if t := s.themes[k]; t.Parent == key && key != "" && t.Status != Dropped {
			below = append(below, t)
		}
	}
	return below
}

// ThemeCodes gives the codes that a theme is linked with, each once, in the order of
// the codebook. A code that was merged or split counts as those that stand for it now.
func (s *State) ThemeCodes(t *Theme) []*Code {
	linked := map[string]bool{}
	for _, l := range t.Links {
		for _, c := range s.Standing(l.Code) {
			linked[c.Key] = true
		}
	}
	var codes []*Code
	for _, c := range s.Codes(true) {
		if linked[c.Key] {
			codes = append(codes, c)
		}
	}
	return codes
}

// SplitSince gives the codes that a theme is linked with and that were split
// afterwards. All their parts count for it until somebody says which do.
func (s *State) SplitSince(t *Theme) []*Code {
	var split []*Code
	for _, l := range t.Links {
		if c := s.Current(l.Code); c != nil && len(c.SplitInto) > 0 {
			split = append(split, c)
		}
	}
	return split
}

// OfTheme gives the extracts of a theme, each once, in the order of documents and
// places: the codings of its codes and of the codes below these, and those linked one
// by one; with below, those of its sub-themes too. A counter-example is no extract of
// the theme, whatever its code.
func (s *State) OfTheme(key string, below bool) []*Coding {
	t := s.themes[key]
	if t == nil {
		return nil
	}
	found := map[*Coding]bool{}
	for _, c := range s.ThemeCodes(t) {
		for _, coding := range s.OfCode(c.Key, true) {
			found[coding] = true
		}
	}
	for _, l := range t.Links {
		if c := s.codings[l.Coding]; c != nil && !l.Counter {
			found[c] = true
		}
	}
	if below {
		for _, sub := range s.SubThemes(key) {
			for _, c := range s.OfTheme(sub.Key, true) {
				found[c] = true
			}
		}
	}
	for _, l := range t.Links {
		if l.Counter {
			maps.DeleteFunc(found, func(c *Coding, _ bool) bool { return c.madeFrom(l.Coding) })
		}
	}
	return slices.SortedFunc(maps.Keys(found), compareCodings)
}

// Counter gives the counter-examples of a theme in the order of documents and places.
func (s *State) Counter(key string) []*Coding {
	var found []*Coding
	if t := s.themes[key]; t != nil {
		for _, l := range t.Links {
			if c := s.codings[l.Coding]; c != nil && l.Counter {
				found = append(found, c)
			}
		}
	}
	slices.SortFunc(found, compareCodings)
	return found
}

// linkedByOthers counts the themes that other analysts have linked with a coding.
func (s *State) linkedByOthers(coding, analyst string) int {
	n := 0
	for _, t := range s.themes {
		if l := t.link([2]string{"", coding}); l != nil && l.Analyst != analyst {
			n++
		}
	}
	return n
}

// Places gives what was put on the thematic map by hand, themes before codes, by key.
func (s *State) Places() []Place {
	places := []Place{}
	for _, of := range slices.SortedFunc(maps.Keys(s.places), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		at := s.places[of]
		places = append(places, Place{Theme: of[1], Code: of[0], At: &at})
	}
	return places
}

// Judged gives what was judged of a role, nil where nothing was.
func (t *Theme) Judged(role string) *Judgement {
	for i := range t.Judgements {
		if t.Judgements[i].Role == role {
			return &t.Judgements[i]
		}
	}
	return nil
}

// For tells whether a theme is about a study's data.
func (t *Theme) For(study string) bool {
	return len(t.Studies) == 0 || study == "" || slices.Contains(t.Studies, study)
}

// link gives a theme's link with the same code or coding, nil where there is none.
func (t *Theme) link(to [2]string) *ThemeLink {
	for i := range t.Links {
		if t.Links[i].to() == to {
			return &t.Links[i]
		}
	}
	return nil
}
