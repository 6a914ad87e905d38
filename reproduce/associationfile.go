package reproduce

import (
	"fmt"

	"kith/analysis/stat"
	"kith/ingest/survey"
	"kith/report"
	"kith/study"
)

// A FileCorrelation is the correlation of two columns of a file.
type FileCorrelation struct {
	X        string     `json:"x"`
	Y        string     `json:"y"`
	Method   string     `json:"method"` // pearson or spearman
	N        int        `json:"n"`      // rows with both
	Dropped  int        `json:"dropped"`
	R        report.Num `json:"r"`
	CILow    report.Num `json:"ci_low"`
	CIHigh   report.Num `json:"ci_high"`
	CIMethod string     `json:"ci_method"`
	T        report.Num `json:"t"`
	DF       report.Num `json:"df"`
	P        report.Num `json:"p"`
	PExact   report.Num `json:"p_exact"` // Spearman without ties
	Reason   string     `json:"reason"`
}

// CorrelateFile correlates every two of the listed columns of a workbook or
// delimited text file, over the rows that have both; method is "pearson" or
// "spearman". Faults come back as study.Faults.
func CorrelateFile(file, columns string, read survey.PairOptions, method string, level float64) ([]FileCorrelation, error) {
	all, err := fileColumns(file, []string{columns}, read)
	if err != nil {
		return nil, err
	}
	if len(all) < 2 {
		return nil, &study.Fault{What: fmt.Sprintf("%s is one column; a correlation has two", columns), Where: file, Hint: "list the columns: --correlate age,score"}
	}
	test, ci := stat.Pearson, "Fisher's z"
	if method == "spearman" {
		test, ci = stat.Spearman, "Bonett & Wright (2000)"
	}
	out := []FileCorrelation{}
	for i, x := range all {
		for _, y := range all[i+1:] {
			a, err := test(x.A, y.A, stat.PairedOptions{Level: level})
			if err != nil {
				return nil, err
			}
			out = append(out, FileCorrelation{
				X: x.NameA, Y: y.NameA, Method: method, N: a.N, Dropped: a.Dropped, R: report.Num(a.R),
				CILow: report.Num(a.Low), CIHigh: report.Num(a.High), CIMethod: ci,
				T: report.Num(a.T), DF: report.Num(a.DF), P: report.Num(a.P), PExact: report.Num(a.PExact), Reason: a.Reason,
			})
		}
	}
	return out, nil
}

// A FileTable counts the rows of a file by the categories of two columns.
type FileTable struct {
	Rows         string         `json:"rows"`
	Columns      string         `json:"columns"`
	N            int            `json:"n"`
	Dropped      int            `json:"dropped"` // rows without one of the two
	Categories   []string       `json:"categories"`
	Counts       []FileTableRow `json:"counts"`
	ColumnTotals []int          `json:"column_totals"`
}

// A FileTableRow is one row of a FileTable.
type FileTableRow struct {
	Category string       `json:"category"`
	N        []int        `json:"n"`       // by the table's categories
	Percent  []report.Num `json:"percent"` // of the row
	Total    int          `json:"total"`
}

// TabulateFile makes a two-way table of two columns of a workbook or delimited
// text file, categories in the order of their bytes. Faults come back as
// study.Faults.
func TabulateFile(file string, sides [2]string, read survey.PairOptions) (*FileTable, error) {
	read.Pairs, read.Texts = [][2]string{sides}, true
	columns, err := survey.ReadPairs(file, read)
	if err != nil {
		return nil, err
	}
	if len(columns) != 1 {
		return nil, &study.Fault{What: fmt.Sprintf("%s and %s are %d columns a side; a two-way table has one", sides[0], sides[1], len(columns)), Where: file, Hint: "name one column a side: --table group:answer"}
	}
	c := columns[0]
	t, err := stat.CrossTabulate(c.TextA, c.TextB, nil, nil)
	if err != nil {
		return nil, err
	}
	if len(t.Rows) > maxValues || len(t.Columns) > maxValues {
		return nil, &study.Fault{What: fmt.Sprintf("%s by %s has %d rows and %d columns; a table has at most %d", c.NameA, c.NameB, len(t.Rows), len(t.Columns), maxValues), Where: file, Hint: "name columns with few categories; numbers are for --correlate"}
	}
	out := &FileTable{Rows: c.NameA, Columns: c.NameB, N: t.N, Dropped: t.Dropped, Categories: t.Columns, Counts: []FileTableRow{}, ColumnTotals: t.ColumnTotals}
	for i, name := range t.Rows {
		row := FileTableRow{Category: name, N: t.Counts[i], Total: t.RowTotals[i]}
		for j := range t.Columns {
			row.Percent = append(row.Percent, report.Num(t.RowPercent(i, j)))
		}
		out.Counts = append(out.Counts, row)
	}
	return out, nil
}
