package sheet

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Kind says what a cell holds.
type Kind uint8

// The kinds of cell.
const (
	Blank        Kind = iota // nothing, or a formula whose value is the empty text
	Number                   // a number
	Text                     // text, also where it reads as a number
	Bool                     // TRUE or FALSE
	Error                    // an error value such as #N/A or #DIV/0!
	Date                     // a number shown as a date or time, or an ISO 8601 date
	Uncalculated             // a formula whose value no program has stored
)

// String names the kind as messages do.
func (k Kind) String() string {
	return [...]string{"blank", "number", "text", "TRUE or FALSE", "error", "date", "formula without a value"}[k]
}

// A Cell is one cell. The zero Cell is blank.
type Cell struct {
	Kind    Kind
	Formula bool // the value was computed by the program that saved the file
	// Text is the value as it stands in the file: text with all its white
	// space, the digits of a number, TRUE or FALSE, #N/A. Of a date it is the
	// ISO form (2026-05-01, 2026-05-01T10:30:00.25, 10:30:00).
	Text string
	// Number is the value of a number, the serial number of a date (NaN when
	// the file has only the ISO form), 1 or 0 of a Boolean, and else NaN.
	Number float64
}

// A Range is a rectangle of cells: rows from 1, columns from 0, both ends
// included.
type Range struct {
	FirstRow, FirstCol, LastRow, LastCol int
}

// A Grid is the cells of one sheet. Rows count from 1, as the spreadsheet
// program shows them; columns count from 0.
type Grid struct {
	Sheet      string
	Rows, Cols int     // last row, and number of columns, that hold anything
	HiddenRows []int   // in order
	HiddenCols []int   // in order
	Merged     []Range // in file order
	Formulas   bool    // whether a cell has a formula and its value

	rows     []gridRow // in order of number
	fields   []int32   // of each line of delimited text, blank ones among them
	from1904 bool      // the date system of serial numbers
	own      texts     // long values of this sheet
	shared   *texts    // of the book
	words    slab[packed]
	places   slab[int32]
}

// measure counts the rows and columns that hold anything.
func (g *Grid) measure() {
	for i := range g.rows {
		r := &g.rows[i]
		g.Rows = int(r.number)
		g.Cols = max(g.Cols, r.last()+1)
	}
}

// Cell gives the cell of a row (from 1) and column (from 0); outside the sheet
// it is blank. Of merged cells only the first one holds the value.
func (g *Grid) Cell(row, col int) Cell {
	if r := g.row(row); r != nil {
		return g.unpack(r.at(col))
	}
	return blank
}

// row gives a row that holds anything, or nil.
func (g *Grid) row(number int) *gridRow {
	// Most sheets have no gaps: the row stands as many places from the first
	// one as their numbers are apart.
	if len(g.rows) > 0 {
		if i := number - int(g.rows[0].number); i >= 0 && i < len(g.rows) && int(g.rows[i].number) == number {
			return &g.rows[i]
		}
	}
	i, ok := slices.BinarySearchFunc(g.rows, number, func(r gridRow, n int) int { return int(r.number) - n })
	if !ok {
		return nil
	}
	return &g.rows[i]
}

// MergedFrom gives the first cell of the merged range that a cell lies in, or
// the cell itself.
func (g *Grid) MergedFrom(row, col int) (int, int) {
	for _, m := range g.Merged {
		if row >= m.FirstRow && row <= m.LastRow && col >= m.FirstCol && col <= m.LastCol {
			return m.FirstRow, m.FirstCol
		}
	}
	return row, col
}

// BlankRow reports whether a row holds nothing but white space.
func (g *Grid) BlankRow(row int) bool {
	r := g.row(row)
	if r == nil {
		return true
	}
	for _, p := range r.cells {
		if p.kind() == Uncalculated || Trim(g.text(p)) != "" {
			return false
		}
	}
	return true
}

// Fields gives how many fields a line of delimited text has, blank ones among
// them; 0 of a workbook, whose rows have no end.
func (g *Grid) Fields(row int) int {
	if row < 1 || row > len(g.fields) {
		return 0
	}
	return int(g.fields[row-1])
}

var blank = Cell{Number: math.NaN()}

// Address gives the name of a cell: row 31 (from 1) and column 28 (from 0) is
// AC31.
func Address(row, col int) string { return ColumnName(col) + strconv.Itoa(row) }

// ColumnName gives the letters of a column, from 0: A, B, … Z, AA.
func ColumnName(col int) string {
	var b []byte
	for col++; col > 0; col = (col - 1) / 26 {
		b = append(b, byte('A'+(col-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// parseAddress reads A1 and $A$1 forms.
func parseAddress[T string | []byte](s T) (row, col int, ok bool) {
	i := 0
	if i < len(s) && s[i] == '$' {
		s = s[1:]
	}
	for i < len(s) && i < 4 {
		c := s[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
		i++
	}
	if i == 0 {
		return 0, 0, false
	}
	if s = s[i:]; len(s) > 0 && s[0] == '$' {
		s = s[1:]
	}
	if len(s) == 0 || len(s) > 7 || s[0] == '0' {
		return 0, 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, 0, false
		}
		row = row*10 + int(s[i]-'0')
	}
	if row > maxRows || col > maxCols {
		return 0, 0, false
	}
	return row, col - 1, true
}

// parseRange reads A1:B2, and A1 as the range of one cell.
func parseRange(s string) (Range, bool) {
	from, to, two := strings.Cut(s, ":")
	if !two {
		to = from
	}
	r1, c1, ok1 := parseAddress(from)
	r2, c2, ok2 := parseAddress(to)
	return Range{min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)}, ok1 && ok2
}

// Trim takes away white space on both sides, among it the no-break spaces,
// zero-width characters and byte order marks that web pages and survey tools
// leave in cells.
func Trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
			return true
		}
		return IsSpace(r)
	})
}

// IsSpace reports whether r is white space, no-break spaces among it.
func IsSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', '\u0085', '\u00a0', '\u1680', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000':
		return true
	}
	return r >= '\u2000' && r <= '\u200a'
}

// ParseNumber reads a plain decimal number with a point: 3, -0.5, 1.2e3. It
// refuses what is no number to a person: Inf, NaN, 0x1F, 1_000.
func ParseNumber(s string) (float64, bool) { return parseNumber(s) }

func parseNumber[T string | []byte](s T) (float64, bool) {
	if len(s) == 0 || len(s) > maxNumber {
		return 0, false
	}
	whole, digits := 0, len(s) <= 15 // so many digits are exact
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if digits {
				whole = whole*10 + int(c-'0')
			}
		case c == '.', c == '+', c == '-', c == 'e', c == 'E':
			digits = false
		default:
			return 0, false
		}
	}
	if digits {
		return float64(whole), true
	}
	f, err := strconv.ParseFloat(string(s), 64)
	return f, err == nil
}
