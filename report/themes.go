package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Themes is what the analysts of a study made of it: its themes, and what each role
// has to say to them.
type Themes struct {
	Study     string      `json:"study"` // "" for all studies
	Title     string      `json:"title"`
	Reflexive bool        `json:"reflexive"`
	Counts    bool        `json:"counts"`   // numbers of extracts are given
	Evidence  bool        `json:"evidence"` // the report has the evidence of each theme
	Roles     []ThemeRole `json:"roles"`    // the columns, in the order of the manifest
	Themes    []Theme     `json:"themes"`   // sub-themes behind the theme they belong to
	Lost      int         `json:"lost"`     // extracts of a text that has changed, left out
}

// A ThemeRole is a role in a study.
type ThemeRole struct {
	Study string `json:"study"`
	Role  string `json:"role"`
	Label string `json:"label"`
}

// A Theme is one theme with its evidence. An extract of a sub-theme is one of the
// theme above it too.
type Theme struct {
	Key        string         `json:"key"`
	Name       string         `json:"name"`
	Parent     string         `json:"parent"` // key; "" at the top
	Depth      int            `json:"depth"`
	Status     string         `json:"status"`
	Concept    string         `json:"concept"`
	Definition string         `json:"definition"`
	Boundary   string         `json:"boundary"`
	Codes      []ThemeCode    `json:"codes"`
	Roles      []ThemeCell    `json:"roles"` // one for each of the columns
	Extracts   []ThemeExtract `json:"extracts"`
	Counter    []ThemeExtract `json:"counter_examples"`
	At         *MapPlace      `json:"at,omitempty"`
}

// A ThemeCode is a code that a theme is linked with.
type ThemeCode struct {
	Name  string    `json:"name"`
	Label string    `json:"label"`
	At    *MapPlace `json:"at,omitempty"`
}

// A MapPlace is the middle of a box that was put on the thematic map by hand.
type MapPlace struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// A ThemeCell is what one role has to say to a theme.
type ThemeCell struct {
	State        string `json:"state" enum:"present,zero,silent,not asked"`
	Judgement    string `json:"judgement"` // of the analysts; "" for none
	Note         string `json:"note"`
	Participants *int   `json:"participants,omitempty"` // where numbers are given
	Extracts     *int   `json:"extracts,omitempty"`
}

// A ThemeExtract is one passage: the codings on the very same words are one.
type ThemeExtract struct {
	Address     string   `json:"address"`
	Document    string   `json:"document"`
	Study       string   `json:"study"`
	Role        string   `json:"role"`
	Participant string   `json:"participant"`
	Codes       []string `json:"codes"`
	Codings     []string `json:"codings"`
	Valence     string   `json:"valence"`
	Note        string   `json:"note"`           // what was said when it was linked
	Text        string   `json:"text,omitempty"` // where quotes are given
}

// themes adds the themes of each study that the report names.
func (b *builder) themes() {
	for i := range b.r.Themes {
		t := &b.r.Themes[i]
		if i == 0 {
			b.heading(1, "Themes")
		}
		b.heading(2, cmp.Or(t.Title, t.Study, "All Studies"))
		if len(t.Themes) == 0 {
			b.para("No theme is noted yet.")
			continue
		}
		first := b.nextTable()
		what := fmt.Sprintf("Table %d gives the themes of %s", first, cmp.Or(t.Title, t.Study, "all studies"))
		if len(t.Roles) > 0 {
			what += fmt.Sprintf(", Table %d what each role has to say to them", first+1)
		}
		b.sentences(fmt.Sprintf("%s, and Figure %d how they hang together.", what, b.figures+1))
		b.add(themeTable(t))
		b.add(roleTable(t))
		b.themeFigure(t)
		for k := range t.Themes {
			if t.Evidence {
				b.heading(3, t.Themes[k].Name)
				b.evidence(t, &t.Themes[k])
			}
		}
		if t.Lost > 0 {
			b.warning(sentence(capitalised(counted(t.Lost, "extract", "extracts")) + " of a text that has changed left out; kith ingest carries those whose words are still there"))
		}
	}
}

// EvidencePages makes a document of the themes of r alone, each with its evidence;
// several begin with their tables.
func EvidencePages(r *Results) *Document {
	b := &builder{r: printable(r), drawing: true}
	doc := &Document{Title: "Themes and Their Evidence", Subtitle: cmp.Or(b.r.Study.Title, b.r.Study.ID), Study: b.r.Study.ID, Synthetic: b.r.Study.Synthetic}
	if doc.Synthetic {
		b.warning(syntheticNotice)
	}
	for i := range b.r.Themes {
		t := &b.r.Themes[i]
		tops := 0
		for k := range t.Themes {
			if t.Themes[k].Depth == 0 {
				tops++
			}
		}
		if tops > 1 {
			b.add(themeTable(t))
			b.add(roleTable(t))
		}
		for k := range t.Themes {
			if tops == 1 && k == 0 && i == 0 {
				doc.Title = t.Themes[0].Name
			} else {
				b.heading(min(3, 1+t.Themes[k].Depth), t.Themes[k].Name)
			}
			b.evidence(t, &t.Themes[k])
		}
	}
	doc.Blocks = b.blocks
	return doc
}

// ThematicMap draws the themes of r as a figure of its own.
func ThematicMap(r *Results) *Figure {
	b := &builder{r: printable(r), drawing: true}
	b.themeFigure(&b.r.Themes[0])
	b.draw()
	if len(b.blocks) == 0 {
		return nil
	}
	return b.blocks[0].(*Figure)
}

// Word gives the document as a Word file.
func (d *Document) Word() ([]byte, error) { return renderWord(d) }

// HTML gives the document as a page that needs nothing else.
func (d *Document) HTML() ([]byte, error) { return renderHTML(d) }

// Markdown gives the document as Markdown.
func (d *Document) Markdown() []byte { return renderMarkdown(d) }

// themeTable has the themes with what they say, sub-themes set in.
func themeTable(t *Themes) *Table {
	g := newTable("themes"+ofStudy(t), "Themes"+inStudy(t), text("theme", "Theme"), text("concept", "Central organising concept"), text("definition", "Definition"), text("codes", "Codes"))
	steps := map[string]bool{}
	for i := range t.Themes {
		x := &t.Themes[i]
		name := line(x.Name)
		if x.Status != "defined" {
			steps[x.Status] = true
			name = line(x.Name, g.mark(line(capitalised(x.Status)+".")))
		}
		g.row(name, cmp.Or(x.Concept, undefined), cmp.Or(x.Definition, undefined), cmp.Or(strings.Join(codeNames(x), ", "), undefined)).Indent = x.Depth
	}
	g.Wide = true
	parts := []any{"A theme is a pattern of meaning that one idea holds together; sub-themes are set in below theirs. A code may serve several themes, and stands for the codes below it."}
	if t.Reflexive && !t.Counts {
		parts = append(parts, " No counts are given: in reflexive analysis how often something was coded does not say how much it matters.")
	}
	g.General = line(parts...)
	return g.Table
}

func codeNames(t *Theme) []string {
	var names []string
	for _, c := range t.Codes {
		names = append(names, c.Name)
	}
	return names
}

// ofStudy ends an id, and inStudy a title, where there is more than one study.
func ofStudy(t *Themes) string {
	if t.Study == "" {
		return ""
	}
	return "-" + slug(t.Study)
}

func inStudy(t *Themes) string {
	if name := cmp.Or(t.Title, t.Study); name != "" {
		return " of " + name
	}
	return ""
}

// roleTable lays the themes beside the roles.
func roleTable(t *Themes) *Table {
	columns := []column{text("theme", "Theme")}
	for _, r := range t.Roles {
		columns = append(columns, text(slug(r.Study+" "+r.Role), roleLabel(t, r)))
	}
	g := newTable("themes-by-role"+ofStudy(t), "Themes"+inStudy(t)+" by Role", columns...)
	if len(t.Roles) == 0 {
		return g.Table
	}
	for i := range t.Themes {
		x := &t.Themes[i]
		cells := []any{x.Name}
		for k := range x.Roles {
			cells = append(cells, Cell{Text: line(cellWords(&x.Roles[k])), Why: cellWhyWords(t, x, k)})
		}
		g.row(cells...).Indent = x.Depth
	}
	parts := []any{"● has extracts of the theme or of its sub-themes. Silent: asked about it, and no extract. Not asked: marked so everywhere. " + undefined + ": no extract, and nothing marked of what was asked. Convergent, divergent, complementary, and silent in italics are the analysts’ judgements."}
	if t.Counts {
		parts = append(parts, " Numbers are participants (documents where nobody is named) / extracts.")
	}
	g.General = line(parts...)
	return g.Table
}

func roleLabel(t *Themes, r ThemeRole) string {
	label := cmp.Or(r.Label, r.Role, "All")
	if slices.ContainsFunc(t.Roles, func(o ThemeRole) bool { return o.Study != r.Study }) {
		return strings.TrimSpace(r.Study + " " + label)
	}
	return label
}

func cellWords(c *ThemeCell) []Inline {
	var state string
	switch c.State {
	case "present":
		state = "●"
		if c.Participants != nil && c.Extracts != nil {
			state += fmt.Sprintf(" %s / %s", numeral(*c.Participants), numeral(*c.Extracts))
		}
	case "zero":
		state = undefined
	default:
		state = c.State
	}
	switch c.Judgement {
	case "":
		return line(state)
	case c.State:
		return line(Inline{Text: c.Judgement, Italic: true})
	}
	return line(state+" ", Inline{Text: c.Judgement, Italic: true})
}

// cellWhyWords says what a cell rests on: where the extracts are.
func cellWhyWords(t *Themes, x *Theme, column int) string {
	var at []string
	for i := range x.Extracts {
		if e := &x.Extracts[i]; t.column(e) == column {
			at = append(at, e.Address)
		}
	}
	return strings.Join(at, ", ")
}

// column is where an extract is counted, -1 for nowhere.
func (t *Themes) column(e *ThemeExtract) int {
	return slices.IndexFunc(t.Roles, func(r ThemeRole) bool { return r.Study == e.Study && r.Role == e.Role })
}

// evidence adds what a theme rests on.
func (b *builder) evidence(t *Themes, x *Theme) {
	b.blocks = append(b.blocks, &Paragraph{Text: line(capitalised(x.Status) + " theme, " + x.Key + "."), Class: "quiet"})
	for _, p := range []struct{ name, says string }{{"Central organising concept", x.Concept}, {"Definition", x.Definition}, {"What it is and is not", x.Boundary}} {
		if p.says != "" {
			b.para(Inline{Text: p.name + ". ", Bold: true}, sentence(p.says))
		}
	}
	var below []string
	for i := range t.Themes {
		if t.Themes[i].Parent == x.Key {
			below = append(below, t.Themes[i].Name)
		}
	}
	if len(below) > 0 {
		b.para(Inline{Text: "Sub-themes. ", Bold: true}, strings.Join(below, "; ")+".")
	}
	if len(x.Codes) > 0 {
		var codes []string
		for _, c := range x.Codes {
			name := c.Name
			if c.Label != "" {
				name += " (" + c.Label + ")"
			}
			codes = append(codes, name)
		}
		b.para(Inline{Text: "Codes. ", Bold: true}, strings.Join(codes, ", ")+".")
	}
	for i, c := range x.Roles {
		if c.Judgement == "" && c.State != "silent" && c.State != "not asked" {
			continue
		}
		said := []any{Inline{Text: roleLabel(t, t.Roles[i]) + ". ", Bold: true}}
		switch c.State {
		case "silent":
			said = append(said, "Asked, and silent.")
		case "not asked":
			said = append(said, "Not asked.")
		}
		if c.Judgement != "" {
			if len(said) > 1 {
				said = append(said, " ")
			}
			said = append(said, Inline{Text: capitalised(c.Judgement), Italic: true})
			if c.Note != "" {
				said = append(said, ": "+c.Note)
			}
			said[len(said)-1] = closed(said[len(said)-1])
		}
		b.para(said...)
	}
	b.add(extractTable(t, x))
}

// closed ends a stretch of text with a full stop.
func closed(part any) any {
	switch p := part.(type) {
	case string:
		return ": " + sentence(strings.TrimPrefix(p, ": "))
	case Inline:
		p.Text = sentence(p.Text)
		return p
	}
	return part
}

// extractTable lists the extracts of a theme by role: with quotes one a row, else one
// row for each person and the same codes.
func extractTable(t *Themes, x *Theme) *Table {
	g := newTable("evidence-"+slug(x.Key), "Extracts: "+x.Name, text("participant", "Participant"), text("extracts", "Extracts"), text("codes", "Codes"))
	quoted := slices.ContainsFunc(append(slices.Clone(x.Extracts), x.Counter...), func(e ThemeExtract) bool { return e.Text != "" })
	for i, r := range t.Roles {
		list := slices.DeleteFunc(slices.Clone(x.Extracts), func(e ThemeExtract) bool { return t.column(&e) != i })
		extractRows(g, roleLabel(t, r), list, quoted)
	}
	extractRows(g, "Elsewhere", slices.DeleteFunc(slices.Clone(x.Extracts), func(e ThemeExtract) bool { return t.column(&e) >= 0 }), quoted)
	extractRows(g, "Counter-examples", x.Counter, quoted)
	parts := []any{"An extract is given by its document, turn, and place in the turn, in code points."}
	if slices.ContainsFunc(t.Themes, func(sub Theme) bool { return sub.Parent == x.Key }) {
		parts = append(parts, " Those of sub-themes are among them.")
	}
	if len(x.Counter) > 0 {
		parts = append(parts, " A counter-example speaks against the theme, and is not among its extracts.")
	}
	g.General = line(parts...)
	return g.Table
}

func extractRows(g grid, head string, list []ThemeExtract, quoted bool) {
	if len(list) == 0 {
		return
	}
	g.section(head)
	var who, codes string
	var at []string
	flush := func() {
		if len(at) > 0 {
			g.row(who, strings.Join(at, ", "), codes)
		}
		at = nil
	}
	for _, e := range list {
		person, given := cmp.Or(e.Participant, e.Document), strings.Join(e.Codes, ", ")
		if e.Valence != "" && e.Valence != "present" {
			given += " (" + e.Valence + ")"
		}
		place := e.Address
		if e.Text != "" {
			place = "“" + e.Text + "” " + e.Address
		}
		if e.Note != "" {
			place += " (" + e.Note + ")"
		}
		if quoted || person != who || given != codes {
			flush()
		}
		who, codes, at = person, given, append(at, place)
	}
	flush()
}
