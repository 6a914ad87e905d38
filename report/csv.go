package report

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
)

// renderCSV gives one table as CSV: columns by their plain names, numbers as
// printed with an ASCII minus, nothing where a number is not defined. Where
// the table has sections, a first column repeats them on every row; where it has
// specific notes, a column gives those of each row. Where the data are
// synthetic, a last column says so. Texts are as [Spreadsheet] gives
// them.
func renderCSV(t *Table, synthetic bool) ([]byte, error) {
	rows := placed(t)
	sections := false
	for _, r := range rows {
		sections = sections || len(r.under) > 0
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var record []string
	if sections {
		record = append(record, "section")
	}
	for _, c := range t.Columns {
		record = append(record, c.Name)
	}
	if len(t.Specific) > 0 {
		record = append(record, "notes")
	}
	if synthetic {
		record = append(record, "data")
	}
	if err := w.Write(record); err != nil {
		return nil, err
	}
	for _, r := range rows {
		record = record[:0]
		if sections {
			record = append(record, Spreadsheet(strings.Join(r.under, ": ")))
		}
		for i, c := range r.row.Cells {
			record = append(record, csvText(c.Text, t.Columns[i].Numeric))
		}
		if len(t.Specific) > 0 {
			record = append(record, Spreadsheet(notesOf(t, r.row)))
		}
		if synthetic {
			record = append(record, "SYNTHETIC")
		}
		if err := w.Write(record); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// notesOf gives the specific notes that the marks of a row stand for.
func notesOf(t *Table, r Row) string {
	var all []string
	for _, c := range r.Cells {
		for _, in := range c.Text {
			for _, n := range t.Specific {
				if in.Super && strings.TrimPrefix(in.Text, ",") == n.Mark {
					all = append(all, plain(n.Text))
				}
			}
		}
	}
	return strings.Join(all, " ")
}

// A placedRow is a row of cells and what it stands under: its section and the
// rows it is indented below.
type placedRow struct {
	under []string
	row   Row
}

// placed gives the rows of a table without the section rows.
func placed(t *Table) []placedRow {
	// Where nothing is indented, a section holds every row up to the next one;
	// else it ends with the first row that is not indented.
	flat := true
	for _, r := range t.Rows {
		flat = flat && (r.Section || r.Indent == 0)
	}
	var out []placedRow
	var path []string // the section, then the stubs of the rows above by indent
	for _, r := range t.Rows {
		stub := ""
		if len(r.Cells) > 0 {
			stub = plain(r.Cells[0].Text)
		}
		if r.Section {
			path = []string{stub}
			continue
		}
		depth := r.Indent
		if flat {
			depth = min(1, len(path))
		}
		path = path[:min(depth, len(path))]
		out = append(out, placedRow{slices.Clone(path), r})
		if !flat {
			path = append(path, stub)
		}
	}
	return out
}

func csvText(text []Inline, numeric bool) string {
	s := plain(text)
	if !numeric {
		return Spreadsheet(s)
	}
	if s == undefined {
		return ""
	}
	s = strings.ReplaceAll(s, minus, "-")
	return strings.ReplaceAll(strings.ReplaceAll(s, ",", ""), "∞", "Inf")
}

// Spreadsheet gives a text as a cell of CSV that Excel and LibreOffice take for
// text: where it begins with = + - @, a tab or a line break, which could make a
// formula of it, an apostrophe stands before it. So it does before an
// apostrophe that such a character follows, so that taking one away gives the
// text again. It is not for numbers: -0.96 is one.
func Spreadsheet(text string) string {
	bare := strings.TrimLeft(text, "'")
	if bare != "" && strings.ContainsRune("=+-@\t\r\n", rune(bare[0])) {
		return "'" + text
	}
	return text
}
