package ooxml

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A Format is what a file is by its bytes, whatever its name says.
type Format string

// The formats that are told apart.
const (
	Empty          Format = "empty file"
	OwnerFile      Format = "Office owner file" // ~$name.docx, left beside an open document
	Zip            Format = "zip archive"       // .docx, .xlsx and other packages
	BinaryDocument Format = "old Word document"
	BinaryWorkbook Format = "old Excel workbook"
	Encrypted      Format = "password-protected Office file"
	CompoundFile   Format = "OLE compound file" // none of the three above
	RichText       Format = "RTF document"
	HTML           Format = "HTML page"
	FlatXML        Format = "XML file"
	PDF            Format = "PDF document"
	OpenDocument   Format = "OpenDocument file"
	PlainText      Format = "plain text"
	Unknown        Format = "unknown format"
)

const (
	sniffed = 4096 // bytes looked at

	// compoundScanned bounds the search for the names in a compound file's
	// directory, which may lie anywhere in it.
	compoundScanned = 64 << 20
)

// Sniff recognises a file by its bytes. An old binary document is told from a
// package before any zip reader sees it, because some hold a whole zip archive.
func Sniff(r io.ReaderAt, size int64) (Format, error) {
	if size == 0 {
		return Empty, nil
	}
	head := make([]byte, min(size, sniffed))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return Unknown, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return sniffCompound(r, size)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return Zip, nil
	case isOwnerFile(head, size):
		return OwnerFile, nil
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return RichText, nil
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return PDF, nil
	}
	text := strings.ToLower(strings.TrimSpace(string(decodeUTF16(head))))
	text = strings.TrimPrefix(text, "\ufeff")
	switch {
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"),
		strings.HasPrefix(text, "<?xml") && strings.Contains(text, "<html"),
		strings.HasPrefix(text, "mime-version:"):
		return HTML, nil
	case strings.HasPrefix(text, "<?xml"):
		return FlatXML, nil
	case isText(text):
		return PlainText, nil
	}
	return Unknown, nil
}

// sniffCompound tells the OLE compound files apart by the names of their
// streams, which stand in the directory as UTF-16.
func sniffCompound(r io.ReaderAt, size int64) (Format, error) {
	wide := func(s string) []byte {
		var b []byte
		for _, c := range s {
			b = append(b, byte(c), 0)
		}
		return append(b, 0, 0)
	}
	streams := []struct {
		name   []byte
		format Format
	}{
		{wide("EncryptedPackage"), Encrypted},
		{wide("WordDocument"), BinaryDocument},
		{wide("Workbook"), BinaryWorkbook},
		{wide("Book"), BinaryWorkbook},
	}
	found := make([]bool, len(streams))
	const overlap = 64
	buf := make([]byte, 1<<20)
	for off := int64(0); off < min(size, compoundScanned); off += int64(len(buf)) - overlap {
		n, err := r.ReadAt(buf, off)
		if err != nil && !errors.Is(err, io.EOF) {
			return CompoundFile, err
		}
		for i, s := range streams {
			found[i] = found[i] || bytes.Contains(buf[:n], s.name)
		}
	}
	for i, s := range streams {
		if found[i] {
			return s.format, nil
		}
	}
	return CompoundFile, nil
}

// isOwnerFile recognises the small file Word and Excel keep beside an open
// document: a length, that many characters of a name, padding.
func isOwnerFile(head []byte, size int64) bool {
	if size != 162 && size != 165 {
		return false
	}
	n := int(head[0])
	if n == 0 || n > 54 {
		return false
	}
	for _, c := range head[1 : 1+n] {
		if c < ' ' {
			return false
		}
	}
	return true
}

func isText(s string) bool {
	// The cut at the end of what was looked at may split a character.
	for i := 0; i < utf8.UTFMax && len(s) > 0 && !utf8.ValidString(s); i++ {
		s = s[:len(s)-1]
	}
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1e", r) {
			return false
		}
	}
	return true
}

// convert is the command that turns a file into the format named after it.
const convert = "or run: soffice --headless --convert-to "

// refuse gives the error for a file of this format.
func (f Format) refuse() *Error {
	e := &Error{Format: f}
	switch f {
	case Empty:
		e.What, e.Hint = "the file is empty (0 bytes)", "copy or download it again from where it came from"
	case OwnerFile:
		e.What, e.Hint = "this is the owner file Office keeps beside an open document", "close the document in Office, or leave files that begin with ~$ out"
	case BinaryDocument:
		e.What, e.Hint = "this is an old Word document (.doc), whatever its name says", "open it in Word and save it as .docx, "+convert+"docx FILE"
	case BinaryWorkbook:
		e.What, e.Hint = "this is an old Excel workbook (.xls), whatever its name says", "open it in Excel and save it as .xlsx, "+convert+"xlsx FILE"
	case Encrypted:
		e.What, e.Hint = "this file is password-protected", "open it in Word or Excel and save it without a password"
	case CompoundFile:
		e.What, e.Hint = "this is an old Office file of some kind, not a .docx or .xlsx", "open it in Word or Excel and save it in the present format"
	case RichText:
		e.What, e.Hint = "this is an RTF document, whatever its name says", "open it in Word and save it as .docx, "+convert+"docx FILE"
	case HTML:
		e.What, e.Hint = "this is an HTML page, not a Word or Excel file", "if it should be one, download it again: a sign-in page may have been saved in its place"
	case FlatXML:
		e.What, e.Hint = "this is a single XML file, not a Word or Excel package", "open it in Word and save it as .docx"
	case PDF:
		e.What, e.Hint = "this is a PDF document, whatever its name says", "ask for the document it was made from, as .docx"
	case OpenDocument:
		e.What, e.Hint = "this is an OpenDocument file", "open it in Word or LibreOffice and save it as .docx, "+convert+"docx FILE"
	case PlainText:
		e.What, e.Hint = "this is plain text, not a Word or Excel file", "open it in Word and save it as .docx"
	default:
		e.What, e.Hint = "this is not a Word or Excel file", "open it in the program that made it and save it as .docx or .xlsx"
	}
	return e
}

// decodeUTF16 gives b as UTF-8 when it begins as UTF-16 does, and b itself
// otherwise. A UTF-8 byte order mark is dropped.
func decodeUTF16(b []byte) []byte {
	if rest, ok := bytes.CutPrefix(b, []byte("\xEF\xBB\xBF")); ok {
		return rest
	}
	if len(b) < 2 {
		return b
	}
	var big bool
	switch {
	case b[0] == 0xFE && b[1] == 0xFF, b[0] == 0 && b[1] == '<':
		big = true
	case b[0] == 0xFF && b[1] == 0xFE, b[0] == '<' && b[1] == 0:
	default:
		return b
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		if big {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		} else {
			units = append(units, uint16(b[i+1])<<8|uint16(b[i]))
		}
	}
	if len(units) > 0 && units[0] == 0xFEFF {
		units = units[1:]
	}
	out := make([]byte, 0, len(b))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}
