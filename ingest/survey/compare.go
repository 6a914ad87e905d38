package survey

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
)

// CompareOptions say how two versions of a file are held against each other.
type CompareOptions struct {
	Sheet string // compare this sheet alone; "" compares all
	ID    string // column by which rows are matched; "" looks for one
}

// A SheetChange is what differs between two versions of a sheet.
type SheetChange struct {
	Sheet string `json:"sheet"` // "" of delimited text
	// State is compared, added or gone.
	State string `json:"state"`
	// MatchedBy is the column of ids by which rows were matched, or "" when
	// they were matched by their place.
	MatchedBy string       `json:"matched_by"`
	Cells     []CellChange `json:"cells,omitempty"`
	Added     []string     `json:"rows_added,omitempty"` // by id, or row 7 of the new version
	Gone      []string     `json:"rows_gone,omitempty"`  // by id, or row 7 of the old version
	// Columns by name, or "column AC" where they have none.
	ColumnsAdded   []string       `json:"columns_added,omitempty"`
	ColumnsGone    []string       `json:"columns_gone,omitempty"`
	ColumnsRenamed []Renamed      `json:"columns_renamed,omitempty"`
	Types          []ColumnChange `json:"types_changed,omitempty"`
}

// A CellChange is one cell: its address in both versions, and its values.
type CellChange struct {
	Old    string `json:"old"` // address in the old version: C12
	New    string `json:"new"` // address in the new version
	Row    string `json:"row"` // id, or row 7
	Column string `json:"column"`
	Was    string `json:"was"` // "" of a blank cell
	Now    string `json:"now"`
	// WasKind and NowKind tell apart the text 1 and the number 1.
	WasKind string `json:"was_kind"`
	NowKind string `json:"now_kind"`
}

// Renamed is a column whose cells are as they were under another name.
type Renamed struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// A ColumnChange is a column whose cells are of another type: number, text,
// date, mixed, empty.
type ColumnChange struct {
	Column string `json:"column"`
	Was    string `json:"was"`
	Now    string `json:"now"`
}

// Differs reports whether anything is different.
func (s *SheetChange) Differs() bool {
	return s.State != "compared" || len(s.Cells)+len(s.Added)+len(s.Gone)+len(s.ColumnsAdded)+len(s.ColumnsGone)+len(s.ColumnsRenamed)+len(s.Types) > 0
}

// Compare holds the cells of two versions of a workbook or delimited text file
// against each other, sheet by sheet in the order of the old version. Columns
// are matched by their names in the header row, rows by the ids of a column
// that tells them apart in both versions, and else by their place. Formats and
// formulas do not count; a cell whose type changed does. The header row, which
// a person may have moved, is found in each version.
func Compare(ctx context.Context, before, after string, opt CompareOptions) ([]SheetChange, error) {
	a, err := sheet.Open(before, sheet.Options{Name: filepath.Base(before)})
	if err != nil {
		return nil, err
	}
	b, err := sheet.Open(after, sheet.Options{Name: filepath.Base(after)})
	if err != nil {
		return nil, err
	}
	if opt.Sheet != "" && a.Index(opt.Sheet) < 0 && b.Index(opt.Sheet) < 0 {
		return nil, &study.Fault{What: fmt.Sprintf("neither version has a sheet %q", opt.Sheet), Where: a.Name + ", " + b.Name, Hint: "names of sheets are compared to the letter"}
	}
	var out []SheetChange
	for i, s := range a.Sheets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if opt.Sheet != "" && s.Name != opt.Sheet {
			continue
		}
		j := b.Index(s.Name)
		// A sheet that stands alone in both is the same sheet under any name.
		if j < 0 && len(a.Sheets) == 1 && len(b.Sheets) == 1 {
			j = 0
		}
		if j < 0 {
			out = append(out, SheetChange{Sheet: s.Name, State: "gone"})
			continue
		}
		old, err := readVersion(a, i)
		if err != nil {
			return nil, err
		}
		new, err := readVersion(b, j)
		if err != nil {
			return nil, err
		}
		change, err := compareSheets(old, new, opt.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, *change)
	}
	for _, s := range b.Sheets {
		if a.Index(s.Name) < 0 && (len(a.Sheets) != 1 || len(b.Sheets) != 1) && (opt.Sheet == "" || s.Name == opt.Sheet) {
			out = append(out, SheetChange{Sheet: s.Name, State: "added"})
		}
	}
	return out, nil
}

// A version is one sheet of one of the files.
type version struct {
	book    *sheet.Book
	grid    *sheet.Grid
	columns []versionColumn
	first   int // row of the first answers
}

type versionColumn struct {
	name string // as matched: "Q1", and "Q1 (2)" where the name stands again
	col  int
	kind string
	ids  bool // tells the rows apart
}

func readVersion(book *sheet.Book, i int) (*version, error) {
	g, err := book.Read(i)
	if err != nil {
		return nil, err
	}
	h := SheetHeaders{Sheet: book.Sheets[i].Name}
	h.look(g)
	v := &version{book: book, grid: g, first: max(h.HeaderRow+1, 1)}
	seen := map[string]int{}
	for col := range g.Cols {
		c := ColumnHeader{}
		if h.HeaderRow > 0 {
			row, from := g.MergedFrom(h.HeaderRow, col)
			c.Name = shown(g.Cell(row, from))
		}
		c.describe(g, col, max(h.FirstDataRow, v.first), g.Rows)
		if c.Name == "" && c.N == 0 {
			continue
		}
		if c.Name == "" {
			c.Name = "column " + sheet.ColumnName(col)
		}
		if seen[c.Name]++; seen[c.Name] > 1 {
			c.Name = fmt.Sprintf("%s (%d)", c.Name, seen[c.Name])
		}
		// Blank cells in rows below the data take nothing from an id.
		v.columns = append(v.columns, versionColumn{c.Name, col, c.Kind, c.N > 0 && c.Distinct == c.N})
	}
	return v, nil
}

func (v *version) find(name string) *versionColumn {
	for i := range v.columns {
		if v.columns[i].name == name {
			return &v.columns[i]
		}
	}
	return nil
}

// idNames are names that columns of ids have, in the order they are looked for.
var idNames = []string{"responseid", "response id", "unique response number", "respondent id", "participant_id", "participantid", "participant id", "participant", "respondent", "respondent_id", "id", "case", "caseid", "case_id"}

// matchBy gives the column of ids in both versions, or nils.
func matchBy(old, new *version, id string) (a, b *versionColumn, err error) {
	if id != "" {
		a, b = old.find(clean(id)), new.find(clean(id))
		for v, c := range map[*version]*versionColumn{old: a, new: b} {
			if c == nil {
				return nil, nil, &study.Fault{What: fmt.Sprintf("there is no column %q", id), Where: v.book.Place(v.grid.Sheet, ""), Hint: "name the column of ids with --id, or leave it out to match rows by their place"}
			}
			if !c.ids {
				return nil, nil, &study.Fault{What: fmt.Sprintf("the column %q does not tell the rows apart", id), Where: v.book.Place(v.grid.Sheet, "column "+sheet.ColumnName(c.col)), Hint: "an id stands twice, or there is none; name another column, or leave out --id to match rows by their place"}
			}
		}
		return a, b, nil
	}
	for _, name := range idNames {
		for i := range old.columns {
			if c := &old.columns[i]; fold(c.name) == name && c.ids {
				if d := new.find(c.name); d != nil && d.ids {
					return c, d, nil
				}
			}
		}
	}
	return nil, nil, nil
}

// A rowPair is a row in both versions; 0 where it is not there.
type rowPair struct {
	old, new int
	name     string
}

func compareSheets(old, new *version, id string) (*SheetChange, error) {
	out := &SheetChange{Sheet: old.grid.Sheet, State: "compared"}
	a, b, err := matchBy(old, new, id)
	if err != nil {
		return nil, err
	}
	var rows []rowPair
	if a != nil {
		out.MatchedBy = a.name
		rows = pairByID(old, new, a.col, b.col)
	} else {
		rows = pairByPlace(old, new)
	}
	var both []rowPair
	for _, r := range rows {
		switch {
		case r.old == 0:
			out.Added = append(out.Added, r.name)
		case r.new == 0:
			out.Gone = append(out.Gone, r.name)
		default:
			both = append(both, r)
		}
	}
	pairs := out.pairColumns(old, new, both)
	for _, p := range pairs {
		if p.old.kind != p.new.kind {
			out.Types = append(out.Types, ColumnChange{p.new.name, p.old.kind, p.new.kind})
		}
	}
	for _, r := range both {
		for _, p := range pairs {
			x, y := old.grid.Cell(r.old, p.old.col), new.grid.Cell(r.new, p.new.col)
			if sameCell(x, y) {
				continue
			}
			out.Cells = append(out.Cells, CellChange{
				Old: sheet.Address(r.old, p.old.col), New: sheet.Address(r.new, p.new.col), Row: r.name, Column: p.new.name,
				Was: x.Text, Now: y.Text, WasKind: x.Kind.String(), NowKind: y.Kind.String(),
			})
		}
	}
	return out, nil
}

// sameCell reports whether two cells hold the same value of the same type.
func sameCell(x, y sheet.Cell) bool {
	if x.Kind != y.Kind {
		return false
	}
	if x.Kind == sheet.Number {
		return x.Number == y.Number
	}
	return x.Text == y.Text
}

func pairByPlace(old, new *version) []rowPair {
	var rows []rowPair
	for i := 0; ; i++ {
		p := rowPair{old: old.first + i, new: new.first + i}
		if p.old > old.grid.Rows && p.new > new.grid.Rows {
			return rows
		}
		p.name = fmt.Sprintf("row %d", p.new)
		if p.new > new.grid.Rows {
			p.new, p.name = 0, fmt.Sprintf("row %d", p.old)
		}
		if p.old > old.grid.Rows {
			p.old = 0
		}
		rows = append(rows, p)
	}
}

// pairByID matches rows by their ids. Rows without an id, such as a row of
// means, are matched among themselves by their order.
func pairByID(old, new *version, a, b int) []rowPair {
	key := func(v *version, row, col int, blanks *int) string {
		if text := shown(v.grid.Cell(row, col)); text != "" {
			return text
		}
		*blanks++
		return fmt.Sprintf("\x00%d", *blanks)
	}
	name := func(key string, row int) string {
		if strings.HasPrefix(key, "\x00") {
			return fmt.Sprintf("row %d", row)
		}
		return key
	}
	at := map[string]int{}
	blanks := 0
	for row := new.first; row <= new.grid.Rows; row++ {
		at[key(new, row, b, &blanks)] = row
	}
	var rows []rowPair
	blanks = 0
	for row := old.first; row <= old.grid.Rows; row++ {
		k := key(old, row, a, &blanks)
		if old.grid.BlankRow(row) && at[k] == 0 {
			continue
		}
		rows = append(rows, rowPair{old: row, new: at[k], name: name(k, row)})
		delete(at, k)
	}
	var added []rowPair
	for k, row := range at {
		if !new.grid.BlankRow(row) {
			added = append(added, rowPair{new: row, name: name(k, row)})
		}
	}
	slices.SortFunc(added, func(x, y rowPair) int { return x.new - y.new })
	return append(rows, added...)
}

type columnPair struct{ old, new *versionColumn }

// pairColumns matches columns by name; a column that is gone and one that came
// are one column under a new name where every cell they share is the same.
func (s *SheetChange) pairColumns(old, new *version, rows []rowPair) []columnPair {
	var pairs []columnPair
	var gone []*versionColumn
	came := map[*versionColumn]bool{}
	for i := range new.columns {
		came[&new.columns[i]] = true
	}
	for i := range old.columns {
		c := &old.columns[i]
		if d := new.find(c.name); d != nil {
			pairs = append(pairs, columnPair{c, d})
			delete(came, d)
		} else {
			gone = append(gone, c)
		}
	}
	for _, c := range gone {
		var now *versionColumn
		for i := range new.columns {
			if d := &new.columns[i]; came[d] && sameColumn(old, new, c, d, rows) {
				now = d
				break
			}
		}
		if now == nil {
			s.ColumnsGone = append(s.ColumnsGone, c.name)
			continue
		}
		s.ColumnsRenamed = append(s.ColumnsRenamed, Renamed{c.name, now.name})
		delete(came, now)
	}
	for i := range new.columns {
		if came[&new.columns[i]] {
			s.ColumnsAdded = append(s.ColumnsAdded, new.columns[i].name)
		}
	}
	return pairs
}

func sameColumn(old, new *version, c, d *versionColumn, rows []rowPair) bool {
	filled := false
	for _, r := range rows {
		x, y := old.grid.Cell(r.old, c.col), new.grid.Cell(r.new, d.col)
		if !sameCell(x, y) {
			return false
		}
		filled = filled || x.Kind != sheet.Blank
	}
	return filled
}
