package survey

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
)

// PairOptions name the columns to read from a workbook or delimited text file
// that no manifest describes.
type PairOptions struct {
	Sheet string // default: the only visible sheet
	ID    string // column with the respondents' ids; "" when rows are people
	// Pairs are the columns A and B. A side is one column name, or a list of
	// them and of ranges in the order of the sheet, "q1,q3..q6"; both sides then
	// name as many, and make as many pairs.
	Pairs     [][2]string
	HeaderRow int              // row of the column names; 0 looks for it
	Missing   []string         // answers that stand for a missing one, beside blank and NA
	Labels    []study.Labelled // what numbers texts stand for
}

// A PairColumns is two columns of numbers with one value a row, NaN where the
// answer is missing.
type PairColumns struct {
	Pair         int // place in Pairs of the pair that was asked for
	NameA, NameB string
	A, B         []float64
	IDs          []string // of the rows; "row 7" where no id column is named
	MissingA     []Gap
	MissingB     []Gap
	Warnings     []string // what a reader of a result must know
}

// A Gap is how many answers are missing for one reason.
type Gap struct {
	Reason string // blank, or the text that stands for a missing answer, such as NA
	N      int
}

// noAnswer lists, folded, the texts that stand for a missing answer without
// being declared.
var noAnswer = []string{"na", "n/a", "n.a.", "#n/a", "#null!", "null", "nan", ".", "-", "none"}

// ReadPairs reads pairs of numeric columns by their names, which stand in one
// row of the first 50. Rows are paired as they stand; a named id must tell them
// apart. The data end at the first empty row. Faults come back as
// [study.Faults].
func ReadPairs(file string, opt PairOptions) ([]PairColumns, error) {
	p := pairReader{}
	columns, err := p.read(file, opt)
	var many study.Faults
	var one *study.Fault
	switch {
	case errors.As(err, &many):
		return nil, many.First(maxFaults)
	case errors.As(err, &one):
		return nil, study.Faults{one}
	}
	return columns, err
}

type pairReader struct {
	file   *sheet.Book
	grid   *sheet.Grid
	heads  []string
	opt    PairOptions
	faults collector
}

func (p *pairReader) read(file string, opt PairOptions) ([]PairColumns, error) {
	var err error
	if p.file, err = sheet.Open(file, sheet.Options{}); err != nil {
		return nil, err
	}
	if opt.Sheet != "" && p.file.Sheets[0].Name == "" {
		return nil, &study.Fault{What: "a file of delimited text has no sheets", Where: p.file.Name, Hint: "leave --sheet out"}
	}
	at, err := chooseSheet(p.file, opt.Sheet)
	if err != nil {
		return nil, err
	}
	if p.grid, err = p.file.Read(at); err != nil {
		return nil, err
	}
	header, cols, err := p.header(opt)
	if err != nil {
		return nil, err
	}
	rows, err := p.rows(header, cols)
	if err != nil {
		return nil, err
	}
	p.opt = opt
	ids := p.ids(rows, cols, opt.ID)
	var out []PairColumns
	for i, pair := range opt.Pairs {
		a, b := p.side(pair[0], cols), p.side(pair[1], cols)
		if len(a) != len(b) {
			return nil, &study.Fault{
				What:  fmt.Sprintf("%s are %d columns and %s are %d", brief(pair[0]), len(a), brief(pair[1]), len(b)),
				Where: p.file.Place(p.grid.Sheet, ""), Hint: "name as many columns on both sides, in the same order",
			}
		}
		for k := range a {
			c := PairColumns{Pair: i, NameA: p.heads[a[k]], NameB: p.heads[b[k]], IDs: ids}
			c.A, c.MissingA = p.numbers(rows, a[k], c.NameA)
			c.B, c.MissingB = p.numbers(rows, b[k], c.NameB)
			for _, n := range p.file.Notes {
				c.Warnings = append(c.Warnings, p.file.Name+": "+n)
			}
			c.Warnings = append(c.Warnings, suspectCode(c.NameA, c.A)...)
			if b[k] != a[k] {
				c.Warnings = append(c.Warnings, suspectCode(c.NameB, c.B)...)
			}
			out = append(out, c)
		}
	}
	return out, p.faults.err()
}

// parts splits one side of a pair into names and ranges; a name that has a
// comma of its own is found whole in heads.
func parts(side string, heads []string) []string {
	if slices.Contains(heads, clean(side)) {
		return []string{side}
	}
	return strings.Split(side, ",")
}

// ends gives the two names of a range, or the one name twice.
func ends(part string, heads []string) (from, to string) {
	if from, to, ok := strings.Cut(part, ".."); ok && !slices.Contains(heads, clean(part)) {
		return from, to
	}
	return part, part
}

// side gives the sheet columns of one side of a pair.
func (p *pairReader) side(side string, cols map[string]int) []int {
	var all []int
	for _, part := range parts(side, p.heads) {
		from, to := ends(part, p.heads)
		step := 1
		if cols[to] < cols[from] {
			step = -1
		}
		for col := cols[from]; ; col += step {
			if p.heads[col] != "" {
				all = append(all, col)
			}
			if col == cols[to] {
				break
			}
		}
	}
	return all
}

// header finds the first row that has all the names, and their columns.
func (p *pairReader) header(opt PairOptions) (int, map[string]int, error) {
	// named lists the names that are asked for, as heads lets them be read.
	named := func(heads []string) []string {
		var names []string
		for _, pair := range opt.Pairs {
			for _, side := range pair {
				for _, part := range parts(side, heads) {
					from, to := ends(part, heads)
					if names = append(names, from); to != from {
						names = append(names, to)
					}
				}
			}
		}
		if opt.ID != "" {
			names = append(names, opt.ID)
		}
		return names
	}
	if len(named(nil)) == 0 {
		return 0, nil, &study.Fault{What: "no columns are named", Where: p.file.Name, Hint: "name two columns, A and B"}
	}
	best, bestRow := -1, 1
	var bestHeads []string
	for row := 1; row <= min(p.grid.Rows, max(headerScanned, opt.HeaderRow)); row++ {
		if opt.HeaderRow != 0 && row != opt.HeaderRow {
			continue
		}
		heads := make([]string, p.grid.Cols)
		for col := range heads {
			heads[col] = shown(p.grid.Cell(row, col))
		}
		found := 0
		for _, n := range named(heads) {
			if slices.Contains(heads, clean(n)) {
				found++
			}
		}
		blank := p.grid.BlankRow(row)
		if found > best && !blank {
			best, bestRow, bestHeads = found, row, heads
		}
	}
	r := reader{file: p.file, grid: p.grid, heads: bestHeads, book: &study.Workbook{HeaderRow: bestRow}}
	p.heads = bestHeads
	cols := map[string]int{}
	for _, n := range named(bestHeads) {
		switch at := slices.Index(bestHeads, clean(n)); {
		case at < 0:
			p.faults.add(0, 0, n, &study.Fault{What: fmt.Sprintf("there is no column %q", clean(n)), Where: r.headerPlace(), Hint: r.nearHeader(clean(n))})
		case slices.Contains(bestHeads[at+1:], clean(n)):
			p.faults.add(0, 0, n, &study.Fault{What: fmt.Sprintf("the column name %q stands more than once", clean(n)), Where: r.headerPlace(), Hint: "give each column a name of its own in a copy of the file"})
		default:
			cols[n] = at
		}
	}
	return bestRow, cols, p.faults.err()
}

// rows gives the rows below the header, up to the first empty one. Numbers in
// the named columns below it would be lost without a word: that is a fault.
func (p *pairReader) rows(header int, cols map[string]int) ([]int, error) {
	row := header + 1
	var rows []int
	for ; row <= p.grid.Rows && !p.grid.BlankRow(row); row++ {
		for col := p.grid.Cols - 1; p.file.Sheets[0].Name == "" && col >= 0 && p.heads[col] == ""; col-- {
			if clean(p.grid.Cell(row, col).Text) != "" {
				return nil, &study.Fault{
					What:  fmt.Sprintf("line %d has more cells than there are column names", row),
					Where: p.file.Place(p.grid.Sheet, "cell "+sheet.Address(row, col)), Hint: "put a text with commas in quotation marks, or name the column",
				}
			}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, &study.Fault{What: "there are no data below the column names", Where: p.file.Place(p.grid.Sheet, "row "+strconv.Itoa(header)), Hint: "check that it is the sheet with the data"}
	}
	empty := row
	for ; row <= p.grid.Rows; row++ {
		for _, col := range cols {
			if p.grid.Cell(row, col).Kind == sheet.Number {
				return nil, &study.Fault{
					What:  fmt.Sprintf("row %d is empty, and row %d has numbers again", empty, row),
					Where: p.file.Place(p.grid.Sheet, ""), Hint: "delete the empty row, or move what is not data to another sheet",
				}
			}
		}
	}
	return rows, nil
}

func (p *pairReader) ids(rows []int, cols map[string]int, name string) []string {
	var ids []string
	seen := map[string]int{}
	for _, row := range rows {
		if name == "" {
			ids = append(ids, "row "+strconv.Itoa(row))
			continue
		}
		col := cols[name]
		id := shown(p.grid.Cell(row, col))
		where := p.file.Place(p.grid.Sheet, "cell "+sheet.Address(row, col))
		switch {
		case id == "":
			p.faults.add(row, col, "no id", &study.Fault{What: "the row has no id", Where: where, Hint: "fill in the id, or delete the row if it is no respondent"})
		case seen[id] != 0:
			p.faults.add(row, col, "", &study.Fault{
				What:  fmt.Sprintf("the id %q stands twice, in %s and %s", brief(id), sheet.Address(seen[id], col), sheet.Address(row, col)),
				Where: where, Hint: "correct the id, or delete the row that does not count",
			})
		default:
			seen[id] = row
		}
		ids = append(ids, id)
	}
	return ids
}

// numbers reads one column.
func (p *pairReader) numbers(rows []int, col int, name string) ([]float64, []Gap) {
	x := make([]float64, len(rows))
	var gaps []Gap
	q := &question{name: name, kind: "number"}
	for i, row := range rows {
		c := p.grid.Cell(row, col)
		x[i] = nan
		text := fold(c.Text)
		if l, ok := label(p.opt.Labels, c.Text); ok && c.Kind == sheet.Text {
			x[i] = l.Value
			continue
		}
		if at := slices.IndexFunc(p.opt.Missing, func(m string) bool { return matches(declared(m), c) }); at >= 0 && c.Kind != sheet.Date {
			gaps = addGap(gaps, clean(p.opt.Missing[at]))
			continue
		}
		if c.Kind != sheet.Uncalculated && (text == "" || slices.Contains(noAnswer, text)) {
			reason := clean(c.Text)
			if reason == "" {
				reason = blankReason
			}
			gaps = addGap(gaps, reason)
			continue
		}
		if v, ok := numeric(c, false); ok {
			x[i] = v
			continue
		}
		_, f := q.answer(c)
		if c.Kind == sheet.Text {
			if _, comma := otherDecimal(c, false); !comma {
				f.Hint = "correct the cell; or say what number the text stands for, --label Agree=4, or that it is missing, --missing"
			}
		}
		f.Where = p.file.Place(p.grid.Sheet, "cell "+sheet.Address(row, col))
		// A column of names is one fault, told by its first cell alone.
		p.faults.add(row, col, strconv.Itoa(col)+c.Kind.String(), f)
	}
	slices.SortFunc(gaps, func(a, b Gap) int { return cmp.Compare(a.Reason, b.Reason) })
	return x, gaps
}

// declared gives a code as a manifest would have it.
func declared(code string) study.Scalar {
	v, ok := sheet.ParseNumber(typed(code))
	if !ok {
		v = nan
	}
	return study.Scalar{Text: code, Number: v}
}

func addGap(gaps []Gap, reason string) []Gap {
	for i := range gaps {
		if gaps[i].Reason == reason {
			gaps[i].N++
			return gaps
		}
	}
	return append(gaps, Gap{reason, 1})
}

// suspectCode warns of numbers that survey tools write for a missing answer and
// that lie far from all others. Only a manifest can declare them missing.
func suspectCode(name string, x []float64) []string {
	var out []string
	for _, code := range []float64{-9, -77, -88, -99, -999, -9999, 77, 88, 99, 999, 9999} {
		n, low, high := 0, math.Inf(1), math.Inf(-1)
		for _, v := range x {
			switch {
			case v == code:
				n++
			case !math.IsNaN(v) && math.Abs(v) < 77:
				low, high = min(low, v), max(high, v)
			}
		}
		if n > 0 && high >= low && (code < 0 && low >= 0 || code > 0 && low >= 0 && high <= code/5) {
			out = append(out, fmt.Sprintf("%s has %s in %s, which may stand for a missing answer; --missing %s declares it so", name, short(code), plural(n, "cell"), short(code)))
		}
	}
	return out
}
