package desk

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"kith/report"
	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
)

// A themesPage is the board of themes, one theme with its evidence, or the map.
type themesPage struct {
	Study    string // whose themes; "" for all
	Studies  []*study.Part
	Statuses []string
	Columns  []themeColumn
	Parents  []*coding.Theme
	Codes    []*coding.Code
	One      *themeEvidence
	Map      *themeMap
}

type themeColumn struct {
	Status string
	Cards  []themeCard
}

// A themeCard is a theme on the board.
type themeCard struct {
	*coding.Theme
	Above string // the name of the theme it is a sub-theme of
	Asks  string
	Codes []*coding.Code
}

// A themeEvidence is a theme with what it rests on.
type themeEvidence struct {
	themeCard
	Subs       []*coding.Theme
	Roles      []themeRole
	Counter    []linkedExtract
	Judgements []string
	History    []coding.Past
	Lost       int
	Hidden     string // what is left out, because the analyst reads blind
	Restricted bool
}

// A themeRole is what one role has to say to a theme.
type themeRole struct {
	report.ThemeRole
	report.ThemeCell
	Says    []linkedExtract
	Counted bool // numbers are given
}

// A linkedExtract is an extract of a theme, with those of its codings that were linked
// one by one.
type linkedExtract struct {
	report.ThemeExtract
	Linked []string
}

// A themeMap is the thematic map to be arranged.
type themeMap struct {
	Left, Top, Width, Height float64
	Boxes                    []mapBox
	Lines                    []mapLine
}

type mapBox struct {
	report.MapBox
	Name string // of what is in it
	Rows []mapRow
}

type mapRow struct {
	Y    float64
	Text string
}

type mapLine struct {
	Path string
	Also bool
}

// seen lets look see the state as the analyst may see it.
func seen(a *reproduce.Analysis, look func(s *coding.State, hidden reproduce.Hidden) error) error {
	var err error
	a.Book.View(func(s *coding.State) {
		var v *coding.State
		var hidden reproduce.Hidden
		if v, hidden, err = reproduce.View(a.Manifest, s, a.Book.Analyst()); err == nil {
			err = look(v, hidden)
		}
	})
	return err
}

// themes opens a page about themes, and fills it from the state that the analyst may
// see.
func (d *Desk) themes(w http.ResponseWriter, r *http.Request, here, title string, fill func(a *reproduce.Analysis, s *coding.State, hidden reproduce.Hidden, p *themesPage) error) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	p := themesPage{Study: r.URL.Query().Get("study"), Statuses: coding.ThemeStatuses}
	if p.Study != "" && a.Manifest.Part(p.Study) == nil {
		d.fail(w, http.StatusNotFound, &study.Fault{What: "the manifest has no study of this name"})
		return
	}
	for _, part := range a.Manifest.Studies {
		if len(part.Documents) > 0 {
			p.Studies = append(p.Studies, part)
		}
	}
	err = seen(a, func(s *coding.State, hidden reproduce.Hidden) error {
		for _, c := range s.Codes(false) {
			code := *c
			p.Codes = append(p.Codes, &code)
		}
		for _, t := range s.Themes(false) {
			theme := *t
			p.Parents = append(p.Parents, &theme)
		}
		return fill(a, s, hidden, &p)
	})
	if err != nil {
		d.noTheme(w, err)
		return
	}
	if p.One != nil {
		title = p.One.Name
	}
	f := d.frame(a, here, title, "")
	f.Page = p
	d.show(w, here, f)
}

var errNoTheme = errors.New("there is no theme of this key")

// noTheme says why a page about themes cannot be shown.
func (d *Desk) noTheme(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if errors.Is(err, errNoTheme) {
		status = http.StatusNotFound
	}
	d.fail(w, status, err)
}

func cardOf(s *coding.State, t *coding.Theme) themeCard {
	theme := *t
	c := themeCard{Theme: &theme, Asks: theme.Asks()}
	if above := s.Theme(t.Parent); above != nil {
		c.Above = above.Name
	}
	for _, code := range s.ThemeCodes(t) {
		copied := *code
		c.Codes = append(c.Codes, &copied)
	}
	return c
}

// boardPage shows the themes by how far they are.
func (d *Desk) boardPage(w http.ResponseWriter, r *http.Request) {
	d.themes(w, r, "themes", "Themes", func(_ *reproduce.Analysis, s *coding.State, _ reproduce.Hidden, p *themesPage) error {
		for _, status := range coding.ThemeStatuses {
			column := themeColumn{Status: status}
			for _, t := range s.Themes(true) {
				if t.Status == status && t.For(p.Study) {
					column.Cards = append(column.Cards, cardOf(s, t))
				}
			}
			p.Columns = append(p.Columns, column)
		}
		return nil
	})
}

// themePage shows one theme and what it rests on.
func (d *Desk) themePage(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Query().Get("key")
	d.themes(w, r, "theme", "", func(a *reproduce.Analysis, s *coding.State, hidden reproduce.Hidden, p *themesPage) error {
		t := s.Theme(key)
		if t == nil {
			return errNoTheme
		}
		found, err := a.Themes(s, choice(a, r, true))
		if err != nil {
			return err
		}
		one := &themeEvidence{themeCard: cardOf(s, t), Judgements: coding.Judgements, Lost: found.Lost, Hidden: hidden.String(), Restricted: a.Manifest.Study.Disclosure == "restricted"}
		events, _, err := reproduce.Events(a.Manifest, a.Journal.Events(), a.Book.Analyst())
		if err != nil {
			return err
		}
		one.History = coding.HistoryOfTheme(events, key)
		for _, sub := range s.SubThemes(key) {
			theme := *sub
			one.Subs = append(one.Subs, &theme)
		}
		p.One = one
		if len(found.Themes) == 0 { // it is about other studies
			return nil
		}
		x := &found.Themes[0]
		of := func(list []report.ThemeExtract, its func(e *report.ThemeExtract) bool) []linkedExtract {
			var all []linkedExtract
			for i := range list {
				if !its(&list[i]) {
					continue
				}
				l := linkedExtract{ThemeExtract: list[i]}
				for _, id := range list[i].Codings {
					if slices.ContainsFunc(t.Links, func(l coding.ThemeLink) bool { return l.Coding == id }) {
						l.Linked = append(l.Linked, id)
					}
				}
				all = append(all, l)
			}
			return all
		}
		for k, role := range found.Roles {
			one.Roles = append(one.Roles, themeRole{ThemeRole: role, ThemeCell: x.Roles[k], Counted: x.Roles[k].Extracts != nil,
				Says: of(x.Extracts, func(e *report.ThemeExtract) bool { return e.Study == role.Study && e.Role == role.Role })})
		}
		if rest := of(x.Extracts, func(e *report.ThemeExtract) bool {
			return !slices.ContainsFunc(found.Roles, func(r report.ThemeRole) bool { return r.Study == e.Study && r.Role == e.Role })
		}); len(rest) > 0 {
			one.Roles = append(one.Roles, themeRole{Says: rest})
		}
		one.Counter = of(x.Counter, func(*report.ThemeExtract) bool { return true })
		return nil
	})
}

// choice is one theme with its evidence, as kith theme evidence chooses it.
func choice(a *reproduce.Analysis, r *http.Request, quotes bool) reproduce.ThemeChoice {
	q := r.URL.Query()
	return reproduce.ThemeChoice{Study: q.Get("study"), Theme: q.Get("key"), Dropped: true, Quotes: quotes, Counts: !a.Reflexive(reproduce.Filter{Study: q.Get("study")})}
}

// evidenceFile gives the evidence of a theme as the Word file of kith theme evidence.
func (d *Desk) evidenceFile(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	var themes *report.Themes
	err = seen(a, func(s *coding.State, _ reproduce.Hidden) error {
		if s.Theme(r.URL.Query().Get("key")) == nil {
			return errNoTheme
		}
		var err error
		themes, err = a.Themes(s, choice(a, r, r.URL.Query().Get("quotes") != ""))
		return err
	})
	if err != nil {
		d.noTheme(w, err)
		return
	}
	data, err := report.EvidencePages(a.ThemeResults(themes)).Word()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	w.Header().Set("Content-Disposition", `attachment; filename="theme.docx"`)
	w.Write(data) //nolint:errcheck // whoever asked is gone
}

// mapPage shows the thematic map, to be arranged.
func (d *Desk) mapPage(w http.ResponseWriter, r *http.Request) {
	d.themes(w, r, "map", "Thematic map", func(a *reproduce.Analysis, s *coding.State, _ reproduce.Hidden, p *themesPage) error {
		themes, err := a.Themes(s, reproduce.ThemeChoice{Study: p.Study})
		if err != nil {
			return err
		}
		p.Map = arrange(themes)
		return nil
	})
}

const mapMargin = 24 // round the boxes of a map, in its units

// arrange makes of the map's boxes and lines what the page shows.
func arrange(themes *report.Themes) *themeMap {
	boxes, lines := report.MapBoxes(themes)
	if len(boxes) == 0 {
		return nil
	}
	names := map[string]string{}
	for _, t := range themes.Themes {
		names["theme "+t.Key] = t.Name
		for _, c := range t.Codes {
			names["code "+c.Name] = strings.TrimSpace(c.Name + " " + c.Label)
		}
	}
	m := &themeMap{}
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, b := range boxes {
		x0, x1 = min(x0, b.X-b.W/2), max(x1, b.X+b.W/2)
		y0, y1 = min(y0, b.Y-b.H/2), max(y1, b.Y+b.H/2)
		box := mapBox{MapBox: b, Name: names["code "+b.Code]}
		if b.Theme != "" {
			box.Name = names["theme "+b.Theme]
		}
		step := b.Size + 2.5
		for i, text := range b.Lines {
			box.Rows = append(box.Rows, mapRow{Y: (float64(i)-float64(len(b.Lines)-1)/2)*step + b.Size*.35, Text: text})
		}
		m.Boxes = append(m.Boxes, box)
	}
	m.Left, m.Top, m.Width, m.Height = x0-mapMargin, y0-mapMargin, x1-x0+2*mapMargin, y1-y0+2*mapMargin
	for _, l := range lines {
		m.Lines = append(m.Lines, mapLine{thread(boxes[l.From], boxes[l.To]), l.Also})
	}
	return m
}

// thread is the path of a line from a box to one that belongs to it: from side to side
// where they stand beside each other.
func thread(a, b report.MapBox) string {
	var x0, x1 float64
	switch {
	case b.X-b.W/2 >= a.X+a.W/2:
		x0, x1 = a.X+a.W/2, b.X-b.W/2
	case b.X+b.W/2 <= a.X-a.W/2:
		x0, x1 = a.X-a.W/2, b.X+b.W/2
	default:
		return fmt.Sprintf("M%.1f %.1fL%.1f %.1f", a.X, a.Y, b.X, b.Y)
	}
	half := (x0 + x1) / 2
	return fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x0, a.Y, half, a.Y, half, b.Y, x1, b.Y)
}

// A themeRequest is what a page asks to be done to a theme.
type themeRequest struct {
	Theme     coding.Theme     `json:"theme"`
	LinkCodes []string         `json:"link_codes"` // by name or key
	Extracts  []string         `json:"extracts"`   // by the id of a coding, or an address
	Counter   bool             `json:"counter"`
	Note      string           `json:"note"`
	Judgement coding.Judgement `json:"judgement"`
	Place     coding.Place     `json:"place"`
}

// knownStudies refuses studies that the manifest does not have.
func knownStudies(a *reproduce.Analysis, ids []string) error {
	for _, id := range ids {
		if a.Manifest.Part(id) == nil {
			return fmt.Errorf("the manifest has no study %s", id)
		}
	}
	return nil
}

func addTheme(a *reproduce.Analysis, r request) (reply, error) {
	t := r.Theme
	if err := knownStudies(a, t.Studies); err != nil {
		return reply{}, err
	}
	key, err := a.Book.AddTheme(coding.Theme{Name: t.Name, Parent: t.Parent, Concept: t.Concept, Studies: t.Studies})
	return reply{ID: key, Said: "theme made"}, err
}

func editTheme(a *reproduce.Analysis, r request) (reply, error) {
	if _, is := r.Set["studies"]; is {
		return reply{}, errors.New("whose data a theme is about is changed with kith theme edit --in")
	}
	var err error
	a.Book.View(func(s *coding.State) {
		if t := s.Theme(r.ID); t != nil {
			err = overtaken(t, r)
		}
	})
	if err != nil {
		return reply{}, err
	}
	said := "theme changed"
	if status, is := r.Set["status"].(string); is {
		said = "theme " + status
	}
	return reply{ID: r.ID, Said: said}, a.Book.EditTheme(r.ID, r.Set, r.Reason)
}

func linkTheme(a *reproduce.Analysis, r request) (reply, error) {
	links, err := a.ThemeLinks(r.LinkCodes, r.Extracts, r.Counter, r.Note)
	if err != nil {
		return reply{}, err
	}
	said := "linked"
	if r.Counter {
		said = "linked as a counter-example"
	}
	return reply{ID: r.ID, Said: said}, a.Book.LinkTheme(r.ID, links...)
}

func unlinkTheme(a *reproduce.Analysis, r request) (reply, error) {
	links, err := a.ThemeLinks(r.LinkCodes, r.Extracts, false, "")
	if err != nil {
		return reply{}, err
	}
	return reply{ID: r.ID, Said: "link taken away"}, a.Book.UnlinkTheme(r.ID, r.Reason, links...)
}

func judgeTheme(a *reproduce.Analysis, r request) (reply, error) {
	return reply{ID: r.ID, Said: "judged"}, reproduce.JudgeTheme(a.Manifest, a.Book, r.ID, r.Judgement)
}

func placeTheme(a *reproduce.Analysis, r request) (reply, error) {
	p := r.Place
	if p.Code != "" {
		var err error
		a.Book.View(func(s *coding.State) {
			var c *coding.Code
			if c, err = reproduce.Code(s, p.Code); err == nil {
				p.Code = c.Key
			}
		})
		if err != nil {
			return reply{}, err
		}
	}
	said := "put on the map"
	if p.At == nil {
		said = "left to the map"
	}
	return reply{Said: said}, a.Book.Arrange(p)
}

// dict gives a part of a template several things.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// half is where a box of a width begins, left of its middle.
func half(width float64) string { return fmt.Sprintf("%.1f", -width/2) }
