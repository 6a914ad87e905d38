package report

import (
	"fmt"
	"slices"
	"strings"
)

// present marks a code that was given.
const present = "●"

// matrixColumns is how many roles, participants, documents or studies one table has
// side by side.
const matrixColumns = 12

// stateWords are what an empty cell of a matrix prints.
var stateWords = map[string]string{"zero": undefined, "silent": "silent", "not asked": "not asked"}

// byWords say what codes stand by, in titles.
var byWords = map[string]string{"role": "Role", "participant": "Participant", "document": "Document", "study": "Study"}

// matrix adds a table of codes; one with many columns becomes several.
func (b *builder) matrix(m *CodeMatrix) {
	title := m.Label
	if title == "" {
		title = "Codes by " + byWords[m.By] + " in " + list(m.Titles)
	}
	parts := (len(m.Columns) + matrixColumns - 1) / matrixColumns
	for part := range parts {
		// as many in each as can be
		from, to := part*len(m.Columns)/parts, (part+1)*len(m.Columns)/parts
		id, name := "matrix-"+slug(m.ID), title
		if parts > 1 {
			id, name = fmt.Sprintf("%s-%d", id, part+1), fmt.Sprintf("%s, Part %d", name, part+1)
		}
		b.add(matrixTable(m, id, name, from, to))
	}
}

// matrixTable gives the columns of m from one up to another.
func matrixTable(m *CodeMatrix, id, title string, from, to int) *Table {
	people := m.By == "role" || m.By == "study" // else a column is one
	columns := []column{text("code", "Code")}
	groups := []Head{{Span: 1}}
	studies := []Head{{Span: 1}}
	for _, c := range m.Columns[from:to] {
		width := 1
		switch {
		case !m.Counts:
			columns = append(columns, text(c.Name, c.Label)) // so that CSV keeps a dash
		default:
			if people {
				columns = append(columns, num(c.Name+" participants", symN))
				width++
			}
			columns = append(columns, num(c.Name+" extracts", Inline{Text: "k", Italic: true}))
			if m.Extent {
				columns = append(columns, num(c.Name+" characters", "Characters"))
				width++
			}
		}
		groups = append(groups, Head{Text: line(c.Label), Span: width})
		if last := &studies[len(studies)-1]; plain(last.Text) == c.Title && len(studies) > 1 {
			last.Span += width
		} else {
			studies = append(studies, Head{Text: line(c.Title), Span: width})
		}
	}
	t := newTable(id, title, columns...)
	if m.Counts {
		t.span(groups...)
	}
	if len(studies) > 2 && m.By != "study" {
		t.span(studies...)
	}
	family := ""
	for _, r := range m.Rows {
		if r.Family != family && r.Family != "" {
			t.section(r.Family)
		}
		family = r.Family
		cells := []any{r.Label}
		for _, c := range r.Cells[from:to] {
			cells = append(cells, matrixCells(m, c, people)...)
		}
		t.row(cells...).Indent = r.Depth
	}
	t.General = line(matrixNote(m, from, to, people)...)
	t.Wide = len(columns) > 9
	return t.Table
}

func matrixCells(m *CodeMatrix, c MatrixCell, people bool) []any {
	if !m.Counts {
		if c.State == "present" {
			return []any{present}
		}
		return []any{stateWords[c.State]}
	}
	empty := c.State == "silent" || c.State == "not asked"
	var cells []any
	for _, n := range []struct {
		n    *int
		here bool
	}{{c.Units, people}, {c.Extracts, true}, {c.Characters, m.Extent}} {
		switch {
		case !n.here || n.n == nil:
		case empty:
			cells = append(cells, stateWords[c.State])
		default:
			cells = append(cells, numeral(*n.n))
		}
	}
	return cells
}

func matrixNote(m *CodeMatrix, from, to int, people bool) []any {
	var parts []any
	states := map[string]bool{}
	for _, r := range m.Rows {
		for _, c := range r.Cells[from:to] {
			states[c.State] = true
		}
	}
	var marks []string
	if !m.Counts && states["present"] {
		marks = append(marks, present+" given")
	}
	if states["zero"] {
		zero := undefined
		if m.Counts {
			zero = "0"
		}
		marks = append(marks, zero+" not given, and nothing is marked of what was asked")
	}
	if states["silent"] {
		marks = append(marks, "silent: asked, and not given")
	}
	if states["not asked"] {
		marks = append(marks, "not asked: marked so of everyone in the column")
	}
	parts = append(parts, strings.Join(marks, "; ")+".")
	if m.Counts {
		if people {
			parts = append(parts, " ", symN, " is the number of participants (documents, where nobody is named) and ", Inline{Text: "k", Italic: true}, " that of extracts; of ", unitsOf(m, from, to), ".")
		} else {
			parts = append(parts, " ", Inline{Text: "k", Italic: true}, " is the number of extracts.")
		}
		if m.Extent {
			parts = append(parts, " Characters are those coded, each counted once.")
		}
		if m.Reflexive {
			parts = append(parts, askedCounts)
		}
	} else if m.Reflexive {
		parts = append(parts, " Nothing is counted: in reflexive analysis how often a code was given says what was read closely, not how much it matters.")
	}
	if m.Running {
		parts = append(parts, runningNote)
	}
	return append(parts, whose(m.Coder, m.Lost))
}

// unitsOf says how many people each column is of: "Link Worker 10, Group leader 7".
func unitsOf(m *CodeMatrix, from, to int) string {
	var all []string
	several := slices.ContainsFunc(m.Columns[from:to], func(c MatrixColumn) bool { return c.Study != m.Columns[from].Study })
	for _, c := range m.Columns[from:to] {
		name := c.Label
		if several && m.By != "study" {
			name = c.Title + ", " + name
		}
		all = append(all, name+" "+numeral(c.Units))
	}
	return strings.Join(all, "; ")
}

// ruleWords say when two extracts stand together.
func ruleWords(c *Cooccurrence) string {
	switch c.Rule {
	case "same-turn":
		return "begin in the same turn"
	case "near":
		return fmt.Sprintf("overlap or have at most %s characters between them", numeral(c.Within))
	}
	return "share at least one character"
}

// cooccurrence adds a table of pairs of codes, or says that there are none.
func (b *builder) cooccurrence(c *Cooccurrence) {
	title := c.Label
	if title == "" {
		title = "Codes That Stand Together in " + list(c.Titles)
	}
	if len(c.Pairs) == 0 {
		b.sentences("In " + list(c.Titles) + " no two different codes have extracts that " + ruleWords(c) + ".")
		return
	}
	columns := []column{text("code", "Code"), text("with", "With")}
	if c.Counts {
		columns = append(columns, num("pairs", "Pairs"), num("same_passage", "Same passage"), num("documents", "Documents"))
	}
	t := newTable("together-"+slug(c.ID), title, columns...)
	for _, p := range c.Pairs {
		cells := []any{p.LabelA, p.LabelB}
		if c.Counts {
			cells = append(cells, numeral(*p.Pairs), numeral(*p.Identical), numeral(*p.Documents))
		}
		t.row(cells...)
	}
	parts := []any{"Two codes stand together where extracts of them " + ruleWords(c) + ". Pairs are in the order of the codebook, not ranked."}
	if c.Counts {
		parts = append(parts, " Pairs are of extracts, those on exactly the same passage among them.")
		if c.Reflexive {
			parts = append(parts, askedCounts)
		}
	}
	t.General = line(append(parts, whose(c.Coder, c.Lost))...)
	b.add(t.Table)
}
