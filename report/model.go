// Package report turns results into documents: one document model, one APA 7
// formatter, one renderer a format (Word, HTML, Markdown, CSV, results.json).
// It takes values and computes nothing.
package report

import "strings"

// A Document is a report before it is rendered.
type Document struct {
	Title     string
	Subtitle  string
	Study     string // id of the study, for the running head
	Synthetic bool   // every table, figure and block of sentences then says SYNTHETIC
	Blocks    []Block
}

// A Block is a *Heading, *Paragraph, *Table or *Figure.
type Block interface{ block() }

// A Heading is a section heading of level 1 to 3.
type Heading struct {
	Level int
	Text  string
}

// A Paragraph is running text.
type Paragraph struct {
	Text []Inline
	// Class is "" for text, "warning" for what a reader must know, "quiet"
	// for what a result rests on.
	Class string
}

// An Inline is a stretch of text in one style.
type Inline struct {
	Text   string
	Italic bool
	Bold   bool
	Sub    bool // subscript
	Super  bool // superscript
}

// A Table is an APA table: number, title, column headings, rows, notes.
type Table struct {
	ID          string   // stable name, in file names after the number: paired-tests
	Number      int      // 0 for a table without one (the provenance)
	Title       string   // title case, printed italic
	Heads       [][]Head // rows of column headings, top first; spanners have Span > 1
	Columns     []Column
	Rows        []Row
	General     []Inline // after "Note."
	Specific    []Note   // superscript letters
	Probability string
	Wide        bool // lies across the page, whether or not it must
}

// A Head is one heading cell over Span columns.
type Head struct {
	Text []Inline
	Span int
}

// A Column says how a table column is set, and its plain name for CSV and for
// --check: "t".
type Column struct {
	Name    string
	Numeric bool // aligned on the decimal point
}

// A Row is one row of cells. Indent sets its stub in by that many steps; a
// Section row has a first cell only, spanning the table.
type Row struct {
	Cells   []Cell
	Indent  int
	Section bool
}

// A Cell is what one cell prints, and what the HTML report shows when asked
// why.
type Cell struct {
	Text []Inline
	Why  string // what the number rests on, plain text; "" for none
}

// A Note is a specific note: "a  Text".
type Note struct {
	Mark string
	Text []Inline
}

// A Figure is an image with an APA number, title and note.
type Figure struct {
	ID            string // stable name, in file names after the number: likert-qs1
	Number        int
	Title         string
	Alt           string // alternative text: what the figure shows, in words and numbers
	Note          []Inline
	SVG           []byte
	PNG           []byte
	Width, Height float64 // size in points
}

func (*Heading) block()   {}
func (*Paragraph) block() {}
func (*Table) block()     {}
func (*Figure) block()    {}

// line joins strings, Inlines and slices of Inlines into one stretch of text.
func line(parts ...any) []Inline {
	var out []Inline
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			if p != "" {
				out = append(out, Inline{Text: p})
			}
		case Inline:
			out = append(out, p)
		case []Inline:
			out = append(out, p...)
		}
	}
	return out
}

// plain gives the text without styles: a subscript after an underscore (d_z),
// no superscript (the marks of notes).
func plain(text []Inline) string {
	var b strings.Builder
	for _, in := range text {
		switch {
		case in.Super:
			continue
		case in.Sub:
			b.WriteString("_")
		}
		b.WriteString(in.Text)
	}
	return b.String()
}
