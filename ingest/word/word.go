// Package word reads the text of a Word document: its paragraphs in reading
// order with what a reader sees of their form, its notes and comments, and
// what kith left out of it.
//
// The file passes the gate of package ooxml first. The XML of the body is then
// taken from github.com/nguyenthenguyen/docx, as a string, out of a package in
// memory in the form which that library knows: it would refuse a main part of
// another name, as Word for the web gives it, or one without relationships.
// The text follows canonical text v1 as package study/corpus specifies it:
// insertions are in; deletions, moved-from text and hidden text are out and
// counted by paragraph and kind, never quoted.
package word

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/nguyenthenguyen/docx"

	"kith/ooxml"
)

// Limits on one document beyond those of ooxml.DocumentLimits.
const (
	maxParagraphs = 200_000 // of all parts together; a long interview has a thousand
)

// A Document is the text of a Word document.
type Document struct {
	// Body holds the paragraphs of the body in reading order: the cells of a
	// table row by row, the paragraphs of a text box after the paragraph that
	// anchors it.
	Body []Paragraph
	// Footnotes and Endnotes stand in the order of their references.
	Footnotes, Endnotes []Note
	Comments            []Comment
	// Headers and Footers are the paragraphs of the running heads, apart from
	// the text.
	Headers, Footers []Paragraph
	Properties       Properties
	Warnings         []Warning
}

// Paragraphs gives the paragraphs of canonical text v1: the body, then
// footnotes, then endnotes.
func (d *Document) Paragraphs() []Paragraph {
	all := d.Body[:len(d.Body):len(d.Body)]
	for _, notes := range [][]Note{d.Footnotes, d.Endnotes} {
		for _, n := range notes {
			all = append(all, n.Paragraphs...)
		}
	}
	return all
}

// A Paragraph is one paragraph. Text may hold line feeds (breaks) and tabs.
type Paragraph struct {
	Text    string
	Runs    []Run  // stretches of one look; joined they are Text
	Style   string // name of the style, such as heading 2 or Normal
	Heading int    // outline level from 1 to 9; 0 for text
	List    int    // level in an automatic list from 1; 0 for none
	Number  string // its automatic number as it prints, such as 3. or (b); "" for none and for bullets
	Cell    *Cell  // place in a table
	Box     bool   // in a text box
	Note    bool   // in a footnote or endnote
}

// A Run is a stretch of text of one look.
type Run struct {
	Text   string
	Bold   bool
	Italic bool
	Colour string // RRGGBB; "" for the automatic colour
}

// A Cell is a place in a table. Tables count from 1 through the document, rows
// and columns from 0; a cell that spans columns has the first of them.
type Cell struct{ Table, Row, Column int }

// A Place is a point in the text: the paragraph from 0 in the order of
// Paragraphs, and the code points of its text before the point.
type Place struct{ Paragraph, Offset int }

// A Note is a footnote or endnote and where it is referred to.
type Note struct {
	Paragraphs []Paragraph
	Reference  Place
}

// A Comment is a comment in the margin. Anchored is false when the text it
// stands on is not in the document.
type Comment struct {
	ID                     string // as the document numbers it
	Parent                 string // ID of the comment it replies to, or ""
	Resolved               bool
	Author, Initials, Date string
	Text                   string // paragraphs end with line feeds, but for the last
	Anchored               bool
	Start, End             Place
}

// A Warning counts one kind of thing a reader of the text must know about.
type Warning struct {
	Paragraph int // from 1, in the order of Paragraphs; 0 for the whole document
	Kind      Kind
	N         int
}

// A Kind is what a warning is about.
type Kind string

// The kinds of warnings.
const (
	Deletion      Kind = "tracked deletion, left out"
	MoveFrom      Kind = "tracked move, left out at its old place"
	Insertion     Kind = "tracked insertion, kept"
	Hidden        Kind = "piece of hidden text, left out"
	UnknownSymbol Kind = "symbol without a character of its own, shown as U+FFFD"
	MergedCell    Kind = "cell merged into the one above, its own text left out"
	Embedded      Kind = "embedded document, not read"
	FieldText     Kind = "piece of text inside a field's instruction, left out"
	SeveralBodies Kind = "further body in the document, all read"
	Macros        Kind = "macro project, ignored"
	LooseNote     Kind = "footnote or endnote that nothing refers to, left out"
)

// Read reads the bytes of a .docx or .docm. A file that is no such document
// gives an *ooxml.Error.
func Read(file []byte) (*Document, error) {
	doc, _, err := open(file)
	return doc, err
}

// A Removed is a piece of a document that is no part of its text: it was
// deleted or moved away with changes tracked, is hidden, stands in a merged
// cell, or is the instruction of a field.
type Removed struct {
	Paragraph int // from 1, in the order of Paragraphs; 0 in headers, footers and comments
	Kind      Kind
	Text      string
}

// Left gives what [Read] leaves out of a document, in the order it stands
// there, for those who look for what may still identify a person. Nothing else
// may hold it.
func Left(file []byte) ([]Removed, error) {
	_, left, err := open(file)
	return left, err
}

// open reads a document, and what is left out of its text.
func open(file []byte) (*Document, []Removed, error) {
	pkg, err := ooxml.Open(bytes.NewReader(file), int64(len(file)), ooxml.DocumentLimits)
	if err != nil {
		return nil, nil, err
	}
	defer pkg.Release() // what a document holds are copies
	if !pkg.IsDocument() {
		e := &ooxml.Error{Format: ooxml.Zip, What: "this is not a Word document, whatever its name says", Hint: "name the transcript itself, saved as .docx"}
		if pkg.IsWorkbook() {
			e.What = "this is an Excel workbook, not a Word document"
		}
		return nil, nil, e
	}
	if err := tooLong(pkg); err != nil {
		return nil, nil, err
	}
	content, err := body(pkg)
	if err != nil {
		return nil, nil, err
	}
	return read(pkg, content)
}

// tooLong refuses a main part of many megabytes by its count of paragraphs, before
// it is held in several copies.
func tooLong(pkg *ooxml.Package) error {
	const large = 8 << 20
	if pkg.Size(pkg.Main()) < large {
		return nil
	}
	content, err := pkg.Part(pkg.Main())
	if err != nil {
		return err
	}
	if bytes.Count(content, []byte("</w:p>")) > maxParagraphs {
		return tooMany()
	}
	return nil
}

func tooMany() error {
	return &ooxml.Error{Format: ooxml.Zip, What: fmt.Sprintf("the document has more than %d paragraphs", maxParagraphs), Hint: "no transcript needs this; split the document"}
}

// body gives the XML of the main part as the library gives it: out of a package in
// memory that has this part alone, under the name that the library knows, with the
// relationships that it asks for, and not deflated again. So it reads every document
// that has come through the gate, and nothing of it twice.
func body(pkg *ooxml.Package) (string, error) {
	content, err := pkg.Part(pkg.Main())
	if err != nil {
		return "", err
	}
	normal := packages.Get().(*bytes.Buffer)
	defer packages.Put(normal)
	normal.Reset()
	normal.Grow(len(content) + 1<<10)
	w := ooxml.NewWriter(normal)
	for _, part := range []struct {
		name string
		data []byte
	}{
		{"word/document.xml", content},
		{"word/_rels/document.xml.rels", []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>`)},
	} {
		if err := w.Store(part.name, part.data); err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	d, err := docx.ReadDocxFromMemory(bytes.NewReader(normal.Bytes()), int64(normal.Len()))
	if err != nil {
		return "", fmt.Errorf("read the main part: %w", err)
	}
	return d.Editable().GetContent(), nil
}

// packages are buffers to put a body's package in: what comes out of one is a copy.
var packages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read reads the parts of a document around the XML of its body.
func read(pkg *ooxml.Package, content string) (*Document, []Removed, error) {
	styles, err := readStyles(pkg)
	if err != nil {
		return nil, nil, err
	}
	lists, err := readNumbering(pkg)
	if err != nil {
		return nil, nil, err
	}
	left := maxParagraphs
	text, err := readStory(ooxml.ScanText(content), pkg.Main(), styles, &left)
	if err != nil {
		return nil, nil, err
	}
	doc := &Document{}
	b := assembly{doc: doc, pkg: pkg, styles: styles, lists: lists, left: &left}
	if pkg.HasMacros() {
		b.warn(0, Macros, 1)
	}
	if text.bodies > 1 {
		b.warn(0, SeveralBodies, text.bodies-1)
	}
	places := b.addBody(text.paragraphs)
	if err := b.addNotes(&places); err != nil {
		return nil, nil, err
	}
	b.warn(0, Embedded, text.embedded)
	if err := b.addComments(places); err != nil {
		return nil, nil, err
	}
	if err := b.addRunning(); err != nil {
		return nil, nil, err
	}
	if err := readProperties(pkg, &doc.Properties); err != nil {
		return nil, nil, err
	}
	return doc, b.out, nil
}
