// Package thematic counts coded passages: matrices of codes by document,
// participant, role or study, and codes that stand together. It works on plain
// values and knows nothing of transcripts or journals.
//
// Counts are where passages are, never how much a theme weighs. Every cell keeps
// the indices of its extracts, so that each number leads back to what was said.
package thematic

import (
	"slices"
	"strings"
)

// An Extract is one coded passage. Start and End are code points of its document,
// half-open. Turn is the number of the turn it begins in, 0 for none.
type Extract struct {
	Code        string
	Document    string
	Participant string
	Role        string
	Study       string
	Start, End  int
	Turn        int
}

// A Unit is a document, or one participant's part of it, that could have held a
// code: the columns of a matrix come from the units, so that a column without
// extracts stands.
type Unit struct {
	Document    string
	Participant string
	Role        string
	Study       string
}

// An Axis is what the columns of a matrix are.
type Axis string

// The axes.
const (
	ByDocument    Axis = "document"
	ByParticipant Axis = "participant"
	ByRole        Axis = "role" // within study: "S1 LW" and "S4 LW" are two
	ByStudy       Axis = "study"
)

// Axes are the axes, in the order in which they are offered.
var Axes = []Axis{ByRole, ByParticipant, ByDocument, ByStudy}

// A Column is one group of units. Fields that its axis does not fix are "".
type Column struct {
	Name  string `json:"name"`
	Study string `json:"study,omitempty"`
	Role  string `json:"role,omitempty"`
	Units int    `json:"units"` // documents or, where they are named, participants
}

// A State says what an empty cell means.
type State string

// The states of a cell.
const (
	Present  State = "present"
	Zero     State = "zero"      // no extract, and nothing is known of what was asked
	Silent   State = "silent"    // asked in at least one unit, and no extract
	NotAsked State = "not asked" // known of every unit, and asked in none
)

// A Cell is one code in one column.
type Cell struct {
	State      State `json:"state"`
	Units      int   `json:"units"`      // documents or participants with an extract
	Characters int   `json:"characters"` // code points coded, each counted once
	Asked      int   `json:"asked"`      // units in which it was asked
	Extracts   []int `json:"extracts"`   // indices into the extracts given, in their order
}

// A Matrix is codes by columns: Cells[code][column].
type Matrix struct {
	Axis    Axis     `json:"by"`
	Codes   []string `json:"codes"`
	Columns []Column `json:"columns"`
	Cells   [][]Cell `json:"cells"`
}

// Asked says of a code and a unit whether what the code is about was asked there,
// and whether that is known.
type Asked func(code string, u Unit) (asked, known bool)

// unitKey is what counts once in a cell.
func unitKey(document, participant string) string {
	if participant != "" {
		return participant
	}
	return "\x00" + document
}

func columnKey(axis Axis, document, participant, role, study string) string {
	switch axis {
	case ByDocument:
		return document
	case ByParticipant:
		return participant
	case ByStudy:
		return study
	}
	return strings.TrimSpace(study + " " + role)
}

// Count makes the matrix of codes, in the order given, by the columns that units
// make, in the order in which they come. Extracts of other codes, and of columns
// no unit is in, are left out. An asked of nil knows nothing.
func Count(axis Axis, codes []string, units []Unit, extracts []Extract, asked Asked) *Matrix {
	m := &Matrix{Axis: axis, Codes: codes, Columns: []Column{}, Cells: make([][]Cell, len(codes))}
	column := map[string]int{}
	var members [][]Unit
	seen := map[[2]string]bool{}
	for _, u := range units {
		name := columnKey(axis, u.Document, u.Participant, u.Role, u.Study)
		if name == "" {
			continue
		}
		at, ok := column[name]
		if !ok {
			at = len(m.Columns)
			column[name] = at
			c := Column{Name: name, Study: u.Study}
			if axis != ByStudy {
				c.Role = u.Role
			}
			m.Columns, members = append(m.Columns, c), append(members, nil)
		}
		members[at] = append(members[at], u)
		if key := [2]string{name, unitKey(u.Document, u.Participant)}; !seen[key] {
			seen[key] = true
			m.Columns[at].Units++
		}
	}
	row := make(map[string]int, len(codes))
	for i, c := range codes {
		row[c] = i
		m.Cells[i] = make([]Cell, len(m.Columns))
	}
	cells := make([]int, len(extracts))
	size := make([]int, len(codes)*len(m.Columns))
	for i := range extracts {
		e := &extracts[i]
		cells[i] = -1
		r, ok := row[e.Code]
		if !ok {
			continue
		}
		if c, ok := column[columnKey(axis, e.Document, e.Participant, e.Role, e.Study)]; ok {
			cells[i] = r*len(m.Columns) + c
			size[cells[i]]++
		}
	}
	// the lists of all cells lie behind each other in one
	lists := make([]int, len(extracts))
	for n, k := range size {
		m.Cells[n/len(m.Columns)][n%len(m.Columns)].Extracts, lists = lists[:0:k], lists[k:]
	}
	for i, n := range cells {
		if n >= 0 {
			cell := &m.Cells[n/len(m.Columns)][n%len(m.Columns)]
			cell.Extracts = append(cell.Extracts, i)
		}
	}
	m.measure(extracts, cells)
	for r, code := range codes {
		for c := range m.Columns {
			m.Cells[r][c].settle(code, members[c], asked)
		}
	}
	return m
}

// measure gives every cell its characters and units, going once through each
// document by place. cells are the numbers of the cells that extracts lie in, row
// by row, -1 for none.
func (m *Matrix) measure(extracts []Extract, cells []int) {
	type reach struct {
		document, end int    // how far the cell's extracts reach in the document last seen, from 1
		unit          string // the unit last seen
	}
	type in struct {
		cell int
		unit string
	}
	columns := len(m.Columns)
	reached := make([]reach, len(m.Codes)*columns)
	counted := map[in]bool{} // participants; a document is gone through once
	for document, order := range byDocument(extracts) {
		for _, i := range order {
			if cells[i] < 0 {
				continue
			}
			e, r := &extracts[i], &reached[cells[i]]
			cell := &m.Cells[cells[i]/columns][cells[i]%columns]
			if r.document != document+1 {
				*r = reach{document: document + 1, unit: r.unit}
			}
			unit := unitKey(e.Document, e.Participant)
			if r.unit != unit {
				r.unit = unit
				if key := (in{cells[i], unit}); !counted[key] {
					counted[key] = true
					cell.Units++
				}
			}
			if e.End > r.end {
				cell.Characters += e.End - max(e.Start, r.end)
				r.end = e.End
			}
		}
	}
}

// settle says what a cell means, from its extracts and what was asked.
func (cell *Cell) settle(code string, members []Unit, asked Asked) {
	all := len(members) > 0 && asked != nil
	if asked != nil {
		seen := map[string]bool{}
		for _, u := range members {
			was, known := asked(code, u)
			all = all && known
			if key := unitKey(u.Document, u.Participant); was && !seen[key] {
				seen[key] = true
				cell.Asked++
			}
		}
	}
	switch {
	case len(cell.Extracts) > 0:
		cell.State = Present
	case cell.Asked > 0:
		cell.State = Silent
	case all:
		cell.State = NotAsked
	default:
		cell.State = Zero
	}
}

// byDocument gives the indices of extracts by document, in the order of the ids,
// and by place within each.
func byDocument(extracts []Extract) [][]int {
	at := map[string]int{}
	var ids []string
	var groups [][]int
	for i := range extracts {
		id := extracts[i].Document
		g, ok := at[id]
		if !ok {
			g = len(groups)
			at[id] = g
			ids, groups = append(ids, id), append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	slices.Sort(ids)
	sorted := make([][]int, len(ids))
	for i, id := range ids {
		g := groups[at[id]]
		slices.SortFunc(g, func(a, b int) int {
			x, y := &extracts[a], &extracts[b]
			if x.Start != y.Start {
				return x.Start - y.Start
			}
			if x.End != y.End {
				return x.End - y.End
			}
			return a - b
		})
		sorted[i] = g
	}
	return sorted
}
