package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

var page = template.Must(template.New("page").Parse(pageSource))

// renderHTML gives the document as one page that needs nothing else: styles
// and figures are in it, and there is no script. A number that can say what it
// rests on is a button that opens a popover.
func renderHTML(d *Document) ([]byte, error) {
	p := htmlPage{Document: d, Style: template.CSS(pageStyle)}
	for i, block := range d.Blocks {
		switch x := block.(type) {
		case *Heading:
			h := htmlHeading{Heading: x, ID: fmt.Sprintf("s%d", i)}
			p.Blocks = append(p.Blocks, htmlBlock{Heading: &h})
			if x.Level <= 2 {
				p.Contents = append(p.Contents, htmlLink{h.ID, x.Text, x.Level})
			}
		case *Paragraph:
			p.Blocks = append(p.Blocks, htmlBlock{Paragraph: &htmlParagraph{x.Class, htmlInline(x.Text)}})
		case *Table:
			p.Blocks = append(p.Blocks, htmlBlock{Table: newHTMLTable(x)})
		case *Figure:
			p.Blocks = append(p.Blocks, htmlBlock{Figure: &htmlFigure{
				Figure: x, Picture: template.HTML(x.SVG), NoteHTML: htmlInline(x.Note), // our own drawing, texts escaped
			}})
		}
	}
	var b bytes.Buffer
	if err := page.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type htmlPage struct {
	*Document
	Style    template.CSS
	Contents []htmlLink
	Blocks   []htmlBlock
}

type htmlLink struct {
	ID, Text string
	Level    int
}

// An htmlBlock has one of its fields set.
type htmlBlock struct {
	Heading   *htmlHeading
	Paragraph *htmlParagraph
	Table     *htmlTable
	Figure    *htmlFigure
}

type htmlHeading struct {
	*Heading
	ID string
}

type htmlParagraph struct {
	Class string
	Text  template.HTML
}

type htmlFigure struct {
	*Figure
	Picture, NoteHTML template.HTML
}

type htmlTable struct {
	*Table
	Heads     [][]htmlHead
	Rows      []htmlRow
	Whys      []htmlWhy
	NoteHTML  template.HTML
	Specifics template.HTML
	Columns   int
}

type htmlHead struct {
	Text    template.HTML
	Span    int
	Numeric bool
	Scope   string
}

type htmlRow struct {
	Section bool
	Indent  int
	Stub    htmlCell
	Cells   []htmlCell
}

type htmlCell struct {
	Text    template.HTML
	Numeric bool
	Width   int    // characters of the widest number of the column
	Why     string // id of the popover
}

// An htmlWhy is what a number rests on. Numbers of one row that rest on the
// same share it.
type htmlWhy struct{ ID, Row, Text string }

func newHTMLTable(t *Table) *htmlTable {
	h := &htmlTable{Table: t, Columns: len(t.Columns), NoteHTML: htmlInline(t.General), Specifics: htmlInline(specificText(t.Specific))}
	for _, row := range t.Heads {
		var heads []htmlHead
		column := 0
		for _, x := range row {
			head := htmlHead{Text: htmlInline(x.Text), Span: x.Span, Numeric: x.Span > 1 || t.Columns[column].Numeric, Scope: "col"}
			if x.Span > 1 {
				head.Scope = "colgroup"
			}
			heads = append(heads, head)
			column += x.Span
		}
		h.Heads = append(h.Heads, heads)
	}
	widths := make([]int, len(t.Columns))
	for _, r := range t.Rows {
		if !r.Section {
			for j, c := range r.Cells {
				widths[j] = max(widths[j], len([]rune(plain(c.Text))))
			}
		}
	}
	for i, r := range t.Rows {
		row := htmlRow{Section: r.Section, Indent: min(r.Indent, 3)}
		shared := map[string]string{}
		for j, c := range r.Cells {
			cell := htmlCell{Text: htmlInline(c.Text), Numeric: !r.Section && t.Columns[j].Numeric, Width: min(widths[j], 16)}
			if c.Why != "" && len(c.Text) > 0 {
				id, known := shared[c.Why]
				if !known {
					id = fmt.Sprintf("w-%s-%d-%d", t.ID, i, j)
					shared[c.Why] = id
					h.Whys = append(h.Whys, htmlWhy{id, plain(r.Cells[0].Text), capitalised(c.Why) + "."})
				}
				cell.Why = id
			}
			if j == 0 {
				row.Stub = cell
			} else {
				row.Cells = append(row.Cells, cell)
			}
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

// htmlInline gives text as HTML, escaped.
func htmlInline(text []Inline) template.HTML {
	var b strings.Builder
	for _, in := range text {
		s := template.HTMLEscapeString(in.Text)
		switch {
		case in.Sub:
			s = "<sub>" + s + "</sub>"
		case in.Super:
			s = "<sup>" + s + "</sup>"
		}
		if in.Italic {
			s = "<i>" + s + "</i>"
		}
		if in.Bold {
			s = "<b>" + s + "</b>"
		}
		b.WriteString(s)
	}
	return template.HTML(b.String())
}
