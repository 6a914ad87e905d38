package report

import (
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io/fs"
	"strings"

	"github.com/nguyenthenguyen/docx"

	"kith/ooxml"
)

// wordParts holds the parts of the Word template: styles, headers, properties.
//
//go:embed all:template
var wordParts embed.FS

// templateParts are its parts, in the order of the package.
var templateParts = []string{
	"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml",
	"word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml",
	"word/header1.xml", "word/header2.xml",
}

// Ids of the relationships of the template, and the first one of an image.
const (
	headerPortrait  = "rId3"
	headerLandscape = "rId4"
	firstImageID    = 101
)

// The page, in twips (a twentieth of a point): A4 with margins of 2.54 cm.
const (
	pageShort, pageLong = 11906, 16838
	pageMargin          = 1440
)

// Text widths in points.
const (
	portraitWidth  = float64(pageShort-2*pageMargin) / 20
	landscapeWidth = float64(pageLong-2*pageMargin) / 20
)

// tallestImage is the height in points up to which a figure shares a page with
// its title and note.
const tallestImage = 560

// keptRows is the number of rows up to which a table is kept on one page.
const keptRows = 26

// renderWord gives the document as a Word file in APA style: the template, with
// our body as its content and the figures as its media.
func renderWord(d *Document) ([]byte, error) {
	base, err := wordTemplate()
	if err != nil {
		return nil, err
	}
	file, err := docx.ReadDocxFromMemory(bytes.NewReader(base), int64(len(base)))
	if err != nil {
		return nil, fmt.Errorf("the template: %w", err)
	}
	w := &wordWriter{d: d}
	w.document()
	page := file.Editable()
	page.SetContent(w.out.String())
	if err := page.ReplaceHeader("RUNNING HEAD", runningHead(d)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := page.Write(&b); err != nil {
		return nil, err
	}
	changes := map[string][]byte{}
	var rels strings.Builder
	for i, f := range w.images {
		name := fmt.Sprintf("media/figure%02d.png", f.Number)
		changes["word/"+name] = f.PNG
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="%s"/>`, firstImageID+i, name)
	}
	const relsPart, corePart = "word/_rels/document.xml.rels", "docProps/core.xml"
	for part, edit := range map[string][2]string{
		relsPart: {"</Relationships>", rels.String() + "</Relationships>"},
		corePart: {"<dc:title>Report</dc:title>", "<dc:title>" + xmlText(d.Title) + "</dc:title>"},
	} {
		data, err := wordParts.ReadFile("template/" + part)
		if err != nil {
			return nil, err
		}
		changes[part] = []byte(strings.Replace(string(data), edit[0], edit[1], 1))
	}
	return ooxml.Rewrite(b.Bytes(), changes)
}

// wordTemplate packs the parts of the template.
func wordTemplate() ([]byte, error) {
	var b bytes.Buffer
	w := ooxml.NewWriter(&b)
	for _, name := range templateParts {
		data, err := fs.ReadFile(wordParts, "template/"+name)
		if err != nil {
			return nil, err
		}
		if err := w.Add(name, data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func runningHead(d *Document) string {
	id := d.Study
	if r := []rune(id); len(r) > 40 {
		id = string(r[:39]) + "…"
	}
	if d.Synthetic {
		return strings.TrimSpace(id + "   SYNTHETIC: made-up data, no participants")
	}
	return id
}

// A wordWriter writes the body of the document. It holds the last paragraph
// back, so that a section can end in it.
type wordWriter struct {
	d         *Document
	out       strings.Builder
	images    []*Figure
	held      *wordParagraph
	landscape bool
}

type wordParagraph struct {
	style string
	props string // of the paragraph, after the style
	runs  string
}

func (w *wordWriter) document() {
	w.out.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>
`)
	w.para("Title", "", wordRuns(line(w.d.Title), 0))
	if w.d.Subtitle != "" {
		w.para("Subtitle", "", wordRuns(line(w.d.Subtitle), 0))
	}
	for _, block := range w.d.Blocks {
		switch x := block.(type) {
		case *Heading:
			w.turn(false)
			w.para(fmt.Sprintf("Heading%d", x.Level), "", wordRuns(line(x.Text), 0))
		case *Paragraph:
			w.turn(false)
			style := map[string]string{"": "BodyText", "warning": "Warning", "quiet": "Quiet"}[x.Class]
			w.para(style, "", wordRuns(x.Text, 0))
		case *Table:
			w.table(x)
		case *Figure:
			w.turn(false)
			w.figure(x)
		}
	}
	w.flush("")
	w.out.WriteString(w.section())
	w.out.WriteString("</w:body></w:document>")
}

// section gives the properties of the current section.
func (w *wordWriter) section() string {
	width, height, orient, header := pageShort, pageLong, "", headerPortrait
	if w.landscape {
		width, height, orient, header = pageLong, pageShort, ` w:orient="landscape"`, headerLandscape
	}
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="%s"/><w:type w:val="nextPage"/><w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%[5]d" w:right="%[5]d" w:bottom="%[5]d" w:left="%[5]d" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>`,
		header, width, height, orient, pageMargin)
}

// turn ends the section when the page is to lie the other way.
func (w *wordWriter) turn(landscape bool) {
	if landscape == w.landscape {
		return
	}
	if w.held == nil {
		w.para("Spacer", "", "")
	}
	w.flush(w.section())
	w.landscape = landscape
}

func (w *wordWriter) para(style, props, runs string) {
	w.flush("")
	w.held = &wordParagraph{style, props, runs}
}

// flush writes the paragraph that is held back, with the section that ends in
// it.
func (w *wordWriter) flush(section string) {
	if p := w.held; p != nil {
		fmt.Fprintf(&w.out, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s%s</w:pPr>%s</w:p>`+"\n", p.style, p.props, section, p.runs)
		w.held = nil
	}
}

func (w *wordWriter) figure(f *Figure) {
	w.para("TableNumber", "", wordRuns(line(fmt.Sprintf("Figure %d", f.Number)), 0))
	w.para("TableTitle", "", wordRuns(line(f.Title), 0))
	scale := min(1, portraitWidth/f.Width, tallestImage/f.Height)
	cx, cy := int(f.Width*scale*12700), int(f.Height*scale*12700)
	id := firstImageID + len(w.images)
	w.images = append(w.images, f)
	w.para("Figure", "", fmt.Sprintf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[2]d"/><wp:docPr id="%[3]d" name="Figure %[4]d" descr="%[5]s"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[3]d" name="figure%02[4]d.png" descr="%[5]s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId%[3]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		cx, cy, id, f.Number, xmlText(f.Alt)))
	if len(f.Note) > 0 {
		w.para("TableNote", `<w:spacing w:after="320"/>`, wordRuns(noteText(f.Note), 0))
	}
}

// noteText puts "Note." before a note.
func noteText(note []Inline) []Inline {
	return line(Inline{Text: "Note.", Italic: true}, " ", note)
}

// specificText runs the specific notes together, each after its letter.
func specificText(notes []Note) []Inline {
	var out []Inline
	for i, n := range notes {
		if i > 0 {
			out = line(out, " ")
		}
		out = line(out, Inline{Text: n.Mark, Super: true}, " ", n.Text)
	}
	return out
}

func (w *wordWriter) table(t *Table) {
	lay := layTable(t)
	w.turn(lay.landscape)
	if t.Number > 0 {
		w.para("TableNumber", "", wordRuns(line(fmt.Sprintf("Table %d", t.Number)), 0))
	}
	w.para("TableTitle", "", wordRuns(line(t.Title), 0))
	w.flush("")
	w.grid(t, lay)
	var notes [][]Inline
	if len(t.General) > 0 {
		notes = append(notes, noteText(t.General))
	}
	if len(t.Specific) > 0 {
		notes = append(notes, specificText(t.Specific))
	}
	if t.Probability != "" {
		notes = append(notes, line(t.Probability))
	}
	for i, n := range notes {
		props := "<w:keepNext/>"
		if i == len(notes)-1 {
			props = `<w:spacing w:after="320"/>`
		}
		w.para("TableNote", props, wordRuns(n, 0))
	}
	if len(notes) == 0 {
		w.para("Spacer", "", "")
	}
}

// grid writes the table itself: three rules, headings that repeat, rows that
// do not split, numbers set flush right in the middle of their column.
func (w *wordWriter) grid(t *Table, lay tableLayout) {
	out := &w.out
	total := 0
	for _, width := range lay.widths {
		total += twips(width)
	}
	fmt.Fprintf(out, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>`, total)
	for _, width := range lay.widths {
		fmt.Fprintf(out, `<w:gridCol w:w="%d"/>`, twips(width))
	}
	out.WriteString("</w:tblGrid>\n")
	for i, heads := range t.Heads {
		out.WriteString(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		column := 0
		for _, h := range heads {
			width, borders := 0.0, ""
			for _, x := range lay.widths[column : column+h.Span] {
				width += x
			}
			if i == len(t.Heads)-1 {
				borders = `<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tcBorders>`
			}
			align := `<w:ind w:left="40" w:right="40"/><w:jc w:val="center"/>`
			if h.Span == 1 && !t.Columns[column].Numeric {
				align = `<w:jc w:val="left"/>`
			}
			w.cell(width, h.Span, borders+`<w:vAlign w:val="bottom"/>`, "<w:keepNext/>"+align, wordRuns(h.Text, lay.size))
			column += h.Span
		}
		out.WriteString("</w:tr>\n")
	}
	for i, r := range t.Rows {
		keep := ""
		if len(t.Rows) <= keptRows || i < 2 || i >= len(t.Rows)-2 || r.Section {
			keep = "<w:keepNext/>"
		}
		out.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		if r.Section {
			w.cell(float64(total)/20, len(t.Columns), "", keep, wordRuns(r.Cells[0].Text, lay.size))
			out.WriteString("</w:tr>\n")
			continue
		}
		for j, c := range r.Cells {
			props, wrap := keep, ""
			switch {
			case t.Columns[j].Numeric:
				wrap = "<w:noWrap/>"
				props += fmt.Sprintf(`<w:ind w:right="%d"/><w:jc w:val="right"/>`, twips(lay.right[j]))
			default:
				step := 0.0
				if j == 0 {
					step = float64(r.Indent) * stubStep
				}
				props += fmt.Sprintf(`<w:ind w:left="%d" w:right="80" w:hanging="120"/>`, twips(step)+120)
			}
			w.cell(lay.widths[j], 1, wrap, props, wordRuns(c.Text, lay.size))
		}
		out.WriteString("</w:tr>\n")
	}
	out.WriteString("</w:tbl>\n")
}

func (w *wordWriter) cell(width float64, span int, props, paragraph, runs string) {
	grid := ""
	if span > 1 {
		grid = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, span)
	}
	fmt.Fprintf(&w.out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s%s</w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>%s</w:pPr>%s</w:p></w:tc>`,
		twips(width), grid, props, paragraph, runs)
}

func twips(points float64) int { return int(points*20 + .5) }

// wordRuns gives text as runs. A size of 0 leaves that of the style.
func wordRuns(text []Inline, size float64) string {
	var b strings.Builder
	for _, in := range text {
		b.WriteString("<w:r>")
		var props string
		if in.Bold {
			props += "<w:b/>"
		}
		if in.Italic {
			props += "<w:i/>"
		}
		if size > 0 {
			props += fmt.Sprintf(`<w:sz w:val="%d"/>`, int(2*size+.5))
		}
		if in.Sub {
			props += `<w:vertAlign w:val="subscript"/>`
		} else if in.Super {
			props += `<w:vertAlign w:val="superscript"/>`
		}
		if props != "" {
			b.WriteString("<w:rPr>" + props + "</w:rPr>")
		}
		fmt.Fprintf(&b, `<w:t xml:space="preserve">%s</w:t></w:r>`, xmlText(in.Text))
	}
	return b.String()
}

// xmlText escapes s for XML text and attributes.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
