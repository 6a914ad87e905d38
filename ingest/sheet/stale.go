package sheet

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"kith/ooxml"
)

// Limits on what is calculated anew: excelize holds a workbook as a whole.
const (
	maxRecalculatedBook  = 64 << 20 // bytes of all parts, inflated
	maxRecalculatedCells = 5000     // formulas
	maxRecalculatedArea  = 1 << 20  // cells that formulas name as ranges
	maxRecalculatedWork  = 1 << 26  // formulas times area
)

// A Position is the place of a cell: the row from 1, the column from 0.
type Position struct{ Row, Col int }

// harmless are the functions that a workbook may use to be calculated anew:
// they give the same value every day, and their work grows with the cells they
// name and with nothing else.
var harmless = regexp.MustCompile(`^(SUM|AVERAGE|MEDIAN|MIN|MAX|COUNT|COUNTA|COUNTBLANK|COUNTIF|SUMIF|AVERAGEIF|STDEV|STDEV\.S|VAR|VAR\.S|IF|IFERROR|AND|OR|NOT|NA|ABS|INT|MOD|ROUND|ROUNDUP|ROUNDDOWN|ISBLANK|ISNUMBER|ISTEXT|LEFT|RIGHT|MID|LEN|TRIM|UPPER|LOWER|VALUE|N)$`)

var (
	formulaText = regexp.MustCompile(`<(?:\w+:)?(?:f|definedName)\b[^>]*[^/>]?>([^<]*)<`)
	calledName  = regexp.MustCompile(`([A-Za-z_][\w.]*)\s*\(`)
	rangeText   = regexp.MustCompile(`\$?[A-Za-z]{0,3}\$?[0-9]*\s*:\s*\$?[A-Za-z]{0,3}\$?[0-9]*`)
	evasive     = regexp.MustCompile(`<!\[CDATA\[|&#|\x00`)
)

// Stale gives those of the cells of the sheet at place i whose formula gives
// another value than the file has stored when excelize calculates it. What
// excelize cannot calculate is not among them. An empty note says that the
// cells were compared, as far as that goes; else it says why they were not: no
// result may hang on the clock or on chance, and no workbook may keep a reader
// waiting.
func (b *Book) Stale(i int, cells []Position) (stale []Position, note string, err error) {
	if b.pkg == nil || len(cells) == 0 {
		return nil, "", nil
	}
	if len(cells) > maxRecalculatedCells {
		return nil, fmt.Sprintf("more than %d formulas: their stored values were not compared with a new calculation", maxRecalculatedCells), nil
	}
	g, err := b.Read(i)
	if err != nil {
		return nil, "", err
	}
	if simple, err := b.hasSimpleFormulas(); err != nil {
		return nil, "", err
	} else if !simple {
		return nil, "the workbook has other formulas than sums and the like: stored values were not compared with a new calculation", nil
	}
	f, err := excelize.OpenReader(strings.NewReader(b.data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxRecalculatedBook, UnzipXMLSizeLimit: maxRecalculatedBook})
	if err != nil {
		return nil, "excelize does not open the workbook as a whole: stored values were not compared with a new calculation", nil
	}
	defer f.Close()
	for _, p := range cells {
		c := g.Cell(p.Row, p.Col)
		if !c.Formula || c.Kind == Uncalculated {
			continue
		}
		if now, ok := calculate(f, g.Sheet, Address(p.Row, p.Col)); ok && !sameValue(c, now) {
			stale = append(stale, p)
		}
	}
	return stale, "", nil
}

// hasSimpleFormulas reports whether all formulas of the workbook use harmless
// functions, over a bounded number of cells.
func (b *Book) hasSimpleFormulas() (bool, error) {
	left := int64(maxRecalculatedBook)
	formulas, area := 0, 0
	for _, name := range append([]string{b.pkg.Main()}, b.parts...) {
		r, err := b.pkg.Reader(name)
		if err != nil {
			return false, b.refuse(err)
		}
		part, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if err != nil {
			return false, b.refuse(&ooxml.Error{Format: ooxml.Zip, What: fmt.Sprintf("part %s is damaged", name), Hint: "copy or download the file again from where it came from", Err: err})
		}
		if left -= int64(len(part)); left < 0 || evasive.Match(part) {
			return false, nil
		}
		for _, m := range formulaText.FindAllSubmatch(part, -1) {
			if formulas++; formulas > maxRecalculatedCells {
				return false, nil
			}
			for _, f := range calledName.FindAllSubmatch(m[1], -1) {
				if !harmless.Match(bytes.ToUpper(f[1])) {
					return false, nil
				}
			}
			for _, text := range rangeText.FindAll(m[1], -1) {
				q, ok := parseRange(string(bytes.ReplaceAll(text, []byte(" "), nil)))
				if !ok {
					return false, nil // a whole column, or cells by name
				}
				if area += (q.LastRow - q.FirstRow + 1) * (q.LastCol - q.FirstCol + 1); area > maxRecalculatedArea {
					return false, nil
				}
			}
		}
	}
	// A shared formula names its cells once and is calculated many times.
	return formulas*area <= maxRecalculatedWork, nil
}

// calculate gives the value excelize makes of a formula, or false where it
// cannot. Formulas are a language of their own: one that excelize stumbles
// over is no reason to stop reading.
func calculate(f *excelize.File, sheet, cell string) (value string, ok bool) {
	defer func() {
		if recover() != nil {
			value, ok = "", false
		}
	}()
	value, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	return value, err == nil
}

// sameValue reports whether a stored value is the calculated one, numbers to
// 10 significant digits.
func sameValue(c Cell, now string) bool {
	if v, ok := ParseNumber(now); ok && !math.IsNaN(c.Number) {
		return math.Abs(v-c.Number) <= 1e-10*max(math.Abs(v), math.Abs(c.Number), 1e-10)
	}
	return c.Kind == Date && math.IsNaN(c.Number) || strings.EqualFold(c.Text, now)
}
