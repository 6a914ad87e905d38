// Package dataset holds the answers of a questionnaire study: columns with
// their labels, the reason behind every missing answer, and the file, sheet
// and cell each value came from; how many people left and why (the flow); and
// what was changed or noticed while reading (the cleaning log).
package dataset

import "math"

// A Set is the rows that are analysed. Every column has one value a row, in
// the order of IDs.
type Set struct {
	File, Sheet string
	IDs         []string
	Rows        []int // spreadsheet row of each respondent, from 1
	Columns     []*Column
	Flow        Flow
	Log         []LogEntry
	Changes     []Change // of single values and rows; restricted as the answers are
	// Derived compares the columns that somebody computed with what their items
	// give.
	Derived []Derived

	index map[string]*Column
}

// A Column is one variable.
type Column struct {
	Name  string // as in the header row
	Label string // question text, if the workbook has it
	Index int    // sheet column, from 0
	// Numbers has NaN where the answer is missing, or where the variable is
	// text (then Texts has it).
	Numbers []float64
	// Texts is nil for a numeric variable.
	Texts []string
	// Missing has the reason of each missing answer.
	Missing Reasons
}

// A Flow is how many people there were, left out in order, and analysed.
type Flow struct {
	Declared bool   // typed from the study's records, not recomputed
	Source   string // where a declared flow comes from
	Start    int
	Steps    []FlowStep
	Analysed int
	// Occasions tells the workbooks apart, where there are several; a declared
	// flow has them too.
	Occasions []FlowOccasion
}

// A FlowOccasion is how many rows the workbook of an occasion has, and how many
// of them are analysed.
type FlowOccasion struct {
	ID             string
	Rows, Analysed int
}

// A FlowStep is one reason to be left out.
type FlowStep struct {
	Reason string
	N      int
}

// A LogEntry is one thing done or noticed while reading: never an answer
// itself when the disclosure is restricted, only its place and kind.
type LogEntry struct {
	Kind  string // excluded_row, dropped_column, hidden_column, hidden_row, trimmed, text_number, derived, note
	Where string // sheet!column (Data!AC), the sheet, or the file
	What  string
	Count int // how many cells or rows the entry stands for
}

// A Change is one value or row that is not as it stands in the file: where it
// was, what it was, what became of it, and the rule that asked for it. It holds
// answers: it is for the holder of the data, and no part of a report.
type Change struct {
	Where  string `json:"where"` // Data!AC31, or Data!31 of a row
	Was    string `json:"was"`   // as it stands in the cell; "" of a row
	Became string `json:"became"`
	Rule   string `json:"rule"` // what asked for it, with its line in the manifest where it has one
}

// A Derived is the comparison of a column that somebody computed from the items
// with what the items give.
type Derived struct {
	Column, Of, Kind string  // as declared: a column, QS1.A, and mean, sum or reversed
	Asked            string  // the line of the manifest that declares it
	Tolerance        float64 // largest difference that agrees
	Compared         int     // cells that have a value, or should
	Blank            int     // cells without one, rightly
	Mismatches       []DerivedCell
}

// A DerivedCell is a cell of a derived column that differs from its items. It
// holds scores of single people: it is for the holder of the data.
type DerivedCell struct {
	Where    string // file, sheet and cell
	There    string // value in the cell, "" when it has none
	Computed string // with 12 significant digits, "" when too few items are answered
}

// Column gives the column of that name, or nil.
func (s *Set) Column(name string) *Column {
	if s.index == nil {
		s.index = make(map[string]*Column, len(s.Columns))
		for _, c := range s.Columns {
			s.index[c.Name] = c
		}
	}
	return s.index[name]
}

// N is the number of rows.
func (s *Set) N() int { return len(s.IDs) }

// Number gives the value of row i, and false where it is missing.
func (c *Column) Number(i int) (float64, bool) {
	v := c.Numbers[i]
	return v, !math.IsNaN(v)
}
