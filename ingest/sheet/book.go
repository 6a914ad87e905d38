// Package sheet reads the cells of workbooks (.xlsx, .xlsm) and of delimited
// text (.csv, .tsv) with their types: number, text, Boolean, error, date,
// formula without a stored value. It knows nothing of what the cells mean.
//
// A workbook passes the gate of package ooxml. excelize opens it without its
// sheets and gives the list of sheets, the date system and the number formats;
// the cells themselves are streamed from the checked package, because a typed
// cell is more than excelize's own streaming keeps apart: there TRUE, the text
// "1" and the number 1 look alike, and a formula that was never calculated
// looks blank. Whatever size a sheet has, nothing is spilled to a temporary
// folder.
//
// Every error is a [*study.Fault] that says what to do.
package sheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"kith/ooxml"
	"kith/study"
)

// Limits on what is read. The numbers of rows and columns are those of the
// format.
const (
	maxFile    = 256 << 20 // bytes of a file
	maxPart    = 1 << 30   // bytes of one part, inflated
	maxPackage = 2 << 30   // bytes of all parts, inflated
	maxSmall   = 64 << 20  // bytes of the list of sheets and of the styles
	maxRows    = 1 << 20
	maxCols    = 1 << 14
	maxSheets  = 4096
	maxCells   = 24 << 20  // cells of a sheet that are not blank
	maxText    = 1 << 20   // bytes of one text, and of one XML tag
	maxTexts   = 128 << 20 // bytes of all texts of a workbook or of one sheet
	maxStrings = 4 << 20   // shared strings
	maxMerged  = 1 << 16   // merged ranges of a sheet
	maxNumber  = 400       // characters of a number
)

// Options say how a file is to be read. The zero Options suit a workbook.
type Options struct {
	Name      string // the file's name in messages (default: its base name)
	Encoding  string // of delimited text: utf-8 (default) or windows-1252
	Delimiter string // of delimited text: one character, or tab; "" looks which fits
	// Tell is told each time that another hundredth of a sheet of a workbook is
	// read, from the goroutine that reads.
	Tell func(percent int)
}

// A Sheet is one sheet of a book that has cells; chart sheets are left out.
type Sheet struct {
	Name   string
	Hidden bool
}

// A Book is an opened file. It holds the file's bytes until [Book.Release], and
// needs no closing.
type Book struct {
	Name   string   // as in messages
	Sheets []Sheet  // in the order of their tabs; delimited text has one, without a name
	Notes  []string // what a reader of the data must know: the delimiter that was found

	tell  func(percent int)
	data  string
	pkg   *ooxml.Package
	parts []string // of the sheets
	style numberStyles

	grid   *Grid // the one read last
	gridAt int
	texts  texts     // of the shared strings, read with the first sheet
	shared []textRef // where each of them stands
	read   bool
}

// Open opens a workbook or delimited text file. What it is, its bytes say, and
// the name only where bytes cannot; a file that is something else than its
// name says is refused with what to do.
func Open(file string, opt Options) (*Book, error) {
	if opt.Name == "" {
		opt.Name = filepath.Base(file)
	}
	if strings.HasPrefix(filepath.Base(file), "~$") {
		return nil, &study.Fault{What: "this is the owner file Excel keeps beside an open workbook", Where: opt.Name, Hint: "close the workbook in Excel, and name the file without ~$"}
	}
	data, err := readFile(file, opt.Name)
	if err != nil {
		return nil, err
	}
	return open(data, strings.ToLower(filepath.Ext(file)), opt)
}

// Parse reads the bytes of a workbook or delimited text file named opt.Name, as
// [Open] does.
func Parse(data []byte, opt Options) (*Book, error) {
	return open(string(data), strings.ToLower(filepath.Ext(opt.Name)), opt)
}

func readFile(file, name string) (string, error) {
	f, err := os.Open(file)
	if err == nil {
		defer f.Close()
		var fi os.FileInfo
		if fi, err = f.Stat(); err == nil {
			switch {
			case fi.IsDir():
				return "", &study.Fault{What: "this is a folder, not a workbook", Where: name, Hint: "name the workbook in it"}
			case fi.Size() > maxFile:
				return "", &study.Fault{What: fmt.Sprintf("the file has more than %d MiB", maxFile>>20), Where: name, Hint: "no questionnaire needs this; take out pictures and sheets that are not read"}
			}
			// The limit holds also where the size is not known beforehand.
			var data strings.Builder
			data.Grow(int(fi.Size()))
			if _, err = io.Copy(&data, io.LimitReader(f, maxFile+1)); err == nil && data.Len() <= maxFile {
				return data.String(), nil
			}
		}
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", &study.Fault{What: "there is no such file", Where: name, Hint: "check the name and the folder"}
	case errors.Is(err, os.ErrPermission):
		return "", &study.Fault{What: "the file may not be read", Where: name, Hint: "ask for the right to read it, or close the program that locks it"}
	}
	return "", &study.Fault{What: "the file cannot be read", Where: name, Hint: "check that it is on this computer and not only in the cloud"}
}

func open(data, ext string, opt Options) (*Book, error) {
	b := &Book{Name: opt.Name, tell: opt.Tell}
	format, err := ooxml.Sniff(strings.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, b.refuse(err)
	}
	text := ext == ".csv" || ext == ".tsv" || ext == ".txt" || ext == ".tab"
	switch {
	case format == ooxml.Zip && text:
		return nil, &study.Fault{What: "this is a zip package, perhaps a workbook, not delimited text", Where: b.Name, Hint: "rename it to .xlsx"}
	case format == ooxml.PlainText && !text:
		return nil, &study.Fault{What: "this is plain text, perhaps CSV, not a workbook", Where: b.Name, Hint: "rename it to .csv, or open it in Excel and save it as .xlsx"}
	case format == ooxml.HTML:
		return nil, &study.Fault{What: "this is a web page, not a workbook", Where: b.Name, Hint: "open it in Excel and save it as .xlsx; if it should be a workbook, download it again: a sign-in page may have been saved in its place"}
	case text && (format == ooxml.PlainText || format == ooxml.Unknown):
		// Text in an old encoding looks unknown; readText tells it from noise.
		return b, b.readText(data, ext, opt)
	}
	return b, b.openPackage(data)
}

// openPackage opens an .xlsx or .xlsm package.
func (b *Book) openPackage(data string) error {
	limits := ooxml.WorkbookLimits
	limits.Part, limits.Total = maxPart, maxPackage
	pkg, err := ooxml.Open(strings.NewReader(data), int64(len(data)), limits)
	if err != nil {
		return b.refuse(err)
	}
	switch {
	case pkg.IsDocument():
		return &study.Fault{What: "this is a Word document, not a workbook", Where: b.Name, Hint: "name the workbook, or declare the file under documents:"}
	case !pkg.IsWorkbook():
		return &study.Fault{What: "this is an Office file, but not an .xlsx or .xlsm workbook", Where: b.Name, Hint: "open it in Excel and save it as .xlsx"}
	}
	b.pkg, b.data = pkg, data
	return b.openWorkbook()
}

// openWorkbook lets excelize read the list of sheets and the styles. It is
// given a package without the sheets, so that it need not hold them.
func (b *Book) openWorkbook() error {
	rels, err := b.pkg.Relationships(b.pkg.Main())
	if err != nil {
		return b.refuse(err)
	}
	dir, base := path.Split(b.pkg.Main())
	keep := []string{"[Content_Types].xml", "_rels/.rels", b.pkg.Main(), dir + "_rels/" + base + ".rels"}
	for _, r := range rels {
		if r.Type == "styles" && !r.External && b.pkg.Has(r.Target) {
			keep = append(keep, r.Target)
			break
		}
	}
	var small bytes.Buffer
	w := ooxml.NewWriter(&small)
	left := int64(maxSmall)
	for _, name := range keep {
		part, err := b.smallPart(name, &left)
		if err == nil {
			err = w.Add(name, part)
		}
		if err != nil {
			return b.refuse(err)
		}
	}
	if err := w.Close(); err != nil {
		return b.refuse(err)
	}
	f, err := excelize.OpenReader(&small, excelize.Options{RawCellValue: true, UnzipSizeLimit: 2 * maxSmall, UnzipXMLSizeLimit: 2 * maxSmall})
	if err != nil {
		return &study.Fault{What: "the workbook's list of sheets or styles is damaged: " + err.Error(), Where: b.Name, Hint: "open it in Excel or LibreOffice, let it repair the file, and save it again"}
	}
	defer f.Close()
	if f.WorkBook == nil || len(f.WorkBook.Sheets.Sheet) == 0 {
		return &study.Fault{What: "the workbook has no sheets", Where: b.Name, Hint: "copy or download it again from where it came from"}
	}
	if n := len(f.WorkBook.Sheets.Sheet); n > maxSheets {
		return &study.Fault{What: fmt.Sprintf("the workbook has %d sheets, more than %d", n, maxSheets), Where: b.Name, Hint: "copy the sheet with the data into a workbook of its own"}
	}
	b.style = readStyles(f)
	for _, s := range f.WorkBook.Sheets.Sheet {
		for _, r := range rels {
			if r.ID != s.ID || r.Type != "worksheet" {
				continue
			}
			if r.External || !b.pkg.Has(r.Target) {
				return &study.Fault{What: "the sheet's cells are not in the file", Where: b.place(s.Name, ""), Hint: "copy or download it again from where it came from"}
			}
			b.Sheets = append(b.Sheets, Sheet{Name: s.Name, Hidden: s.State == "hidden" || s.State == "veryHidden"})
			b.parts = append(b.parts, r.Target)
		}
	}
	return nil
}

// smallPart reads a part that must be small, against what is left of the bound
// on all of them.
func (b *Book) smallPart(name string, left *int64) ([]byte, error) {
	r, err := b.pkg.Reader(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	part, err := io.ReadAll(io.LimitReader(r, *left+1))
	if err != nil {
		return nil, &ooxml.Error{Format: ooxml.Zip, What: fmt.Sprintf("part %s is damaged", name), Hint: "copy or download the file again from where it came from", Err: err}
	}
	if *left -= int64(len(part)); *left < 0 {
		return nil, &ooxml.Error{Format: ooxml.Zip, What: fmt.Sprintf("part %s has more than %d MiB", name, maxSmall>>20), Hint: "copy the sheet with the data into a new workbook"}
	}
	return part, nil
}

// Index gives the place of the named sheet among Sheets, or -1.
func (b *Book) Index(name string) int {
	for i, s := range b.Sheets {
		if s.Name == name {
			return i
		}
	}
	return -1
}

// Read reads the cells of the sheet at place i of Sheets.
func (b *Book) Read(i int) (*Grid, error) { return b.ReadContext(context.Background(), i) }

// ReadContext is Read until the context ends; then the error is the context's.
// The sheet read last is kept, and not read again.
func (b *Book) ReadContext(ctx context.Context, i int) (*Grid, error) {
	if b.grid != nil && b.gridAt == i {
		return b.grid, nil
	}
	if b.pkg == nil {
		return nil, &study.Fault{What: "the workbook was released before its sheets were read", Where: b.Name, Hint: "report this: it is a fault of kith"}
	}
	if !b.read {
		b.texts, b.shared = texts{}, nil // of an attempt that was broken off
		if err := b.readTexts(ctx); err != nil {
			return nil, err
		}
		b.read = true
	}
	b.grid = nil // not held beside the next
	g, err := b.readSheet(ctx, i)
	if err != nil {
		return nil, err
	}
	b.grid, b.gridAt = g, i
	return g, nil
}

// Release lets go of the file's bytes, which nobody needs who has read the
// sheets: of the book remain its names and places, and the grids that are held
// elsewhere.
func (b *Book) Release() {
	b.data, b.pkg, b.grid = "", nil, nil
}

// Place gives the place of a cell as messages name it: the file, the sheet and
// the cell. An empty sheet or cell is left out.
func (b *Book) Place(sheet, cell string) string { return b.place(sheet, cell) }

func (b *Book) place(sheet, cell string) string {
	s := b.Name
	if sheet != "" {
		s += ", sheet " + sheet
	}
	if cell != "" {
		s += ", " + cell
	}
	return s
}

// refuse gives an error of the gate its place.
func (b *Book) refuse(err error) error {
	var e *ooxml.Error
	if errors.As(err, &e) {
		return &study.Fault{What: e.What, Where: b.Name, Hint: e.Hint}
	}
	return &study.Fault{What: "the file cannot be read: " + err.Error(), Where: b.Name, Hint: "copy or download it again from where it came from"}
}
