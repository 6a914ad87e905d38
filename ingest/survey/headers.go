package survey

import (
	"math"
	"path/filepath"
	"slices"

	"kith/ingest/sheet"
)

// lookedAt is how many rows of data a ColumnHeader keeps the values of.
const lookedAt = 10_000

// A SheetHeaders is what a sheet looks like.
type SheetHeaders struct {
	Sheet        string // "" for delimited text
	Hidden       bool
	HeaderRow    int // row with the column names, as far as can be told; 0: none found
	GroupRow     int // row with headings over several columns, where there is one; else 0
	LabelRow     int // row with question texts, where the export has one; else 0
	FirstDataRow int
	Rows         int    // rows of data
	Tool         string // survey tool that wrote the sheet, by its columns; else ""
	Evidence     string // what speaks for Tool
	Columns      []ColumnHeader
}

// A ColumnHeader is what a column looks like.
type ColumnHeader struct {
	Name     string // behind the heading of its group, as the data set has it
	Label    string // question text, where the export has one
	Letter   string // AC
	Hidden   bool
	Kind     string // number, text, date, mixed, empty
	N        int    // cells that are not blank
	Distinct int    // different values, without regard to case
	Unique   bool   // every value stands once and none is blank, as ids do
	// Low and High bound the values of a column of few whole numbers from −1 to
	// 11, as scales have; Points says that there are such bounds.
	Points    bool
	Low, High int
	// Values are the cells of the first 10,000 rows of data as a person sees
	// them, "" where one is blank. They are answers: not for printing.
	Values []string
}

// Headers says what the sheets of a workbook or delimited text file look like,
// for whoever proposes a manifest. What it finds are guesses for a person to confirm.
func Headers(file string) ([]SheetHeaders, error) {
	book, err := sheet.Open(file, sheet.Options{Name: filepath.Base(file)})
	if err != nil {
		return nil, err
	}
	var all []SheetHeaders
	for i, s := range book.Sheets {
		g, err := book.Read(i)
		if err != nil {
			return nil, err
		}
		h := SheetHeaders{Sheet: s.Name, Hidden: s.Hidden}
		h.look(g)
		all = append(all, h)
	}
	return all, nil
}

// look finds the header and describes the columns below it.
func (h *SheetHeaders) look(g *sheet.Grid) {
	if h.recognise(g); h.HeaderRow == 0 {
		h.HeaderRow = guessHeader(g)
	}
	if row := groupedFrom(g, h.HeaderRow); row > 0 {
		h.GroupRow, h.HeaderRow, h.LabelRow = row, row+1, 0
	}
	if h.HeaderRow == 0 {
		return
	}
	h.FirstDataRow = max(h.HeaderRow, h.LabelRow) + 1
	// Exports of Qualtrics have a row of import ids two rows, or one, below the
	// names, and the question texts between them.
	for row := h.HeaderRow + 1; row <= h.HeaderRow+2; row++ {
		if isImportRow(g, row) {
			h.FirstDataRow = row + 1
			if row == h.HeaderRow+2 {
				h.LabelRow = h.HeaderRow + 1
			}
		}
	}
	last := h.FirstDataRow - 1
	for last < g.Rows && !g.BlankRow(last+1) {
		last++
	}
	h.Rows = last - h.FirstDataRow + 1
	names := headingsOf(g, h.HeaderRow)
	if h.GroupRow > 0 {
		names = joinGroups(headingsOf(g, h.GroupRow), names, " - ")
	}
	for col := range g.Cols {
		c := ColumnHeader{Name: names[col], Letter: sheet.ColumnName(col)}
		if h.LabelRow > 0 {
			c.Label = shown(g.Cell(h.LabelRow, col))
		}
		_, c.Hidden = slices.BinarySearch(g.HiddenCols, col)
		c.describe(g, col, h.FirstDataRow, last)
		if c.Name != "" || c.N > 0 {
			h.Columns = append(h.Columns, c)
		}
	}
}

// headingsOf gives the texts of a row by column; a merged cell names all that
// it covers.
func headingsOf(g *sheet.Grid, row int) []string {
	names := make([]string, g.Cols)
	for col := range names {
		at, from := g.MergedFrom(row, col)
		names[col] = shown(g.Cell(at, from))
	}
	return names
}

// joinGroups puts the headings of groups before the names of their columns.
func joinGroups(groups, names []string, between string) []string {
	joined := make([]string, len(names))
	last := ""
	for col, name := range names {
		group := groups[col]
		if group != "" {
			last = group
		} else if name != "" {
			group = last
		}
		switch {
		case name == "" || group == "":
			joined[col] = group + name
		default:
			joined[col] = clean(group + between + name)
		}
	}
	return joined
}

// groupedFrom gives the row with headings over several columns: the header
// itself, when names stand below it, or the row above. 0 says that there is
// none. Names below a heading are told from answers by this: they are texts,
// some stand under two headings, and none comes again further down.
func groupedFrom(g *sheet.Grid, header int) int {
	for _, row := range []int{header - 1, header, header + 1} {
		if row > 0 && row+1 < g.Rows && isGrouped(g, row) {
			return row
		}
	}
	return 0
}

func isGrouped(g *sheet.Grid, row int) bool {
	covers, twice, response := false, false, answersBelow(g, row+1)
	names := map[string]bool{}
	group := ""
	for col := range g.Cols {
		over, under := g.Cell(row, col), g.Cell(row+1, col)
		if over.Kind != sheet.Blank && over.Kind != sheet.Text || under.Kind != sheet.Blank && under.Kind != sheet.Text {
			return false
		}
		name := fold(under.Text)
		if over.Kind == sheet.Text && fold(over.Text) != "" {
			group = over.Text
		} else if group != "" && name != "" {
			covers = true
		}
		if name == "" {
			continue
		}
		twice = twice || names[name]
		names[name] = true
		for below := row + 2; below <= min(g.Rows, row+headerScanned); below++ {
			if fold(g.Cell(below, col).Text) == name {
				return false
			}
		}
	}
	return covers && (twice || response)
}

// guessHeader gives the first row that fills at least two thirds of the widest
// row of the first 50 with different texts.
func guessHeader(g *sheet.Grid) int {
	widest := 0
	texts := make([]int, min(g.Rows, headerScanned)+1)
	for row := 1; row < len(texts); row++ {
		filled := 0
		seen := map[string]bool{}
		for col := range g.Cols {
			c := g.Cell(row, col)
			if text := fold(c.Text); text != "" {
				filled++
				if c.Kind == sheet.Text && !seen[text] {
					texts[row]++
				}
				seen[text] = true
			}
		}
		widest = max(widest, filled)
	}
	for row := 1; row < len(texts); row++ {
		if texts[row] > 0 && 3*texts[row] >= 2*widest {
			return row
		}
	}
	return 0
}

func isImportRow(g *sheet.Grid, row int) bool {
	for col := range g.Cols {
		if t := fold(g.Cell(row, col).Text); len(t) > 12 && (t[:11] == `{"importid"` || t[:11] == `{'importid'`) {
			return true
		}
	}
	return false
}

// describe counts the cells of a column between two rows.
func (c *ColumnHeader) describe(g *sheet.Grid, col, first, last int) {
	seen := map[string]bool{}
	kinds := map[string]bool{}
	c.N, c.Values = 0, nil
	whole, low, high := true, math.Inf(1), math.Inf(-1)
	for row := first; row <= last; row++ {
		cell := g.Cell(row, col)
		text := fold(cell.Text)
		if row-first < lookedAt {
			c.Values = append(c.Values, clean(shown(cell)))
		}
		if text == "" {
			continue
		}
		c.N++
		seen[text] = true
		v, ok := numeric(cell, false)
		switch {
		case ok:
			kinds["number"] = true
			whole = whole && v == math.Trunc(v)
			low, high = min(low, v), max(high, v)
		case cell.Kind == sheet.Date:
			kinds["date"] = true
		default:
			kinds["text"] = true
		}
	}
	c.Distinct = len(seen)
	c.Unique = c.N > 0 && c.Distinct == c.N && c.N == last-first+1
	switch {
	case c.N == 0:
		c.Kind = "empty"
	case len(kinds) > 1:
		c.Kind = "mixed"
	default:
		for k := range kinds {
			c.Kind = k
		}
	}
	if c.Kind == "number" && whole && c.Distinct <= 11 && low >= -1 && high <= 11 {
		c.Points, c.Low, c.High = true, int(low), int(high)
	}
}
