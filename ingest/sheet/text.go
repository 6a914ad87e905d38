package sheet

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"kith/study"
)

// sniffedRecords is how many records are looked at to find the delimiter.
const sniffedRecords = 100

// readText reads delimited text into the one grid of the book.
func (b *Book) readText(data, ext string, opt Options) error {
	text, err := b.decode(data, opt.Encoding)
	if err != nil {
		return err
	}
	delimiter, err := b.delimiter(text, ext, opt.Delimiter)
	if err != nil {
		return err
	}
	g := &Grid{}
	var cells rowBuilder
	row, kept, fault := 0, 0, ""
	err = eachRecord(text, delimiter, func(fields []string) bool {
		row++
		switch {
		case row > maxRows:
			fault = fmt.Sprintf("the file has more than %d rows", maxRows)
			return false
		case len(fields) > maxCols:
			fault = fmt.Sprintf("row %d has more than %d fields", row, maxCols)
			return false
		}
		g.fields = append(g.fields, int32(len(fields)))
		cells.begin()
		for col, f := range fields {
			if len(f) > maxText {
				fault = fmt.Sprintf("cell %s holds more than %d MiB of text", Address(row, col), maxText>>20)
				return false
			}
			if f == "" {
				continue
			}
			if kept++; kept > maxCells {
				fault = fmt.Sprintf("the file has more than %d cells", maxCells)
				return false
			}
			cells.add(col, g.pack(textKind(f), []byte(f)))
		}
		cells.end(g, row)
		return true
	})
	if fault != "" {
		return &study.Fault{What: fault, Where: b.Name, Hint: "check that it is the file with the answers, and copy the columns that are read into a file of their own"}
	}
	var quote *quoteError
	if errors.As(err, &quote) {
		return &study.Fault{What: quote.what, Where: fmt.Sprintf("%s, line %d", b.Name, quote.line), Hint: "open it in a text editor and correct the quotes, or export it again as .xlsx"}
	}
	g.measure()
	b.Sheets = []Sheet{{}}
	b.grid = g
	return nil
}

// textKind gives a field its kind: text has none of its own, so what reads as
// a number is one. The text stays as it stands.
func textKind(field string) Kind {
	if _, ok := ParseNumber(Trim(field)); ok {
		return Number
	}
	return Text
}

// decode gives the text as UTF-8 without its byte order mark.
func (b *Book) decode(data, encoding string) (string, error) {
	switch {
	case strings.HasPrefix(data, "\xEF\xBB\xBF"):
		data = data[3:]
	case strings.HasPrefix(data, "\xFF\xFE"), strings.HasPrefix(data, "\xFE\xFF"):
		b.Notes = append(b.Notes, "read as UTF-16, as its byte order mark says")
		data = fromUTF16(data)
	case encoding == "windows-1252":
		text, err := charmap.Windows1252.NewDecoder().String(data)
		if err != nil {
			return "", &study.Fault{What: "the text is not windows-1252", Where: b.Name, Hint: "declare encoding: utf-8"}
		}
		data = text
	}
	if i := strings.IndexByte(data, 0); i >= 0 {
		return "", &study.Fault{What: "this is not text: it has a NUL character", Where: fmt.Sprintf("%s, line %d", b.Name, lineOf(data, i)), Hint: "check that it is the file with the answers, and export it again as .xlsx"}
	}
	if !utf8.ValidString(data) {
		bad := 0
		for {
			r, n := utf8.DecodeRuneInString(data[bad:])
			if r == utf8.RuneError && n <= 1 {
				break
			}
			bad += n
		}
		return "", &study.Fault{What: "the text is not UTF-8", Where: fmt.Sprintf("%s, line %d", b.Name, lineOf(data, bad)), Hint: "save it as CSV UTF-8, or declare encoding: windows-1252 under workbook: if Excel on Windows wrote it"}
	}
	return data, nil
}

func lineOf(data string, at int) int { return strings.Count(data[:at], "\n") + 1 }

func fromUTF16(data string) string {
	little := data[0] == 0xFF
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		if little {
			units = append(units, uint16(data[i+1])<<8|uint16(data[i]))
		} else {
			units = append(units, uint16(data[i])<<8|uint16(data[i+1]))
		}
	}
	return string(utf16.Decode(units))
}

// delimiter gives the declared delimiter, or the one that fits.
func (b *Book) delimiter(text, ext, declared string) (byte, error) {
	switch strings.ToLower(declared) {
	case "":
	case "tab", `\t`, "\t":
		return '\t', nil
	case "comma":
		return ',', nil
	case "semicolon":
		return ';', nil
	default:
		c := declared[0]
		if len(declared) == 1 && c < utf8.RuneSelf && c != '"' && c != '\n' && c != '\r' && c != ' ' {
			return c, nil
		}
		return 0, &study.Fault{What: fmt.Sprintf("%q cannot be a delimiter", clip(declared)), Where: b.Name, Hint: "declare one character, such as ; or tab"}
	}
	if ext == ".tsv" || ext == ".tab" {
		return '\t', nil
	}
	found := sniffDelimiter(text)
	if found != ',' {
		name := map[byte]string{';': "semicolon", '\t': "tab"}[found]
		b.Notes = append(b.Notes, "no delimiter is declared; read with the delimiter "+name)
	}
	return found, nil
}

// sniffDelimiter finds which of comma, semicolon and tab cuts the first
// records into the most fields that all of them share. Comma is the answer
// when none cuts.
func sniffDelimiter(text string) byte {
	best, most := byte(','), 1
	for _, d := range []byte{',', ';', '\t'} {
		looked, records, fewest := 0, 0, math.MaxInt
		_ = eachRecord(text, d, func(fields []string) bool {
			if looked++; len(fields) == 1 && Trim(fields[0]) == "" {
				return looked < 100*sniffedRecords
			}
			fewest = min(fewest, len(fields))
			records++
			return records < sniffedRecords
		})
		if records > 0 && fewest > most {
			best, most = d, fewest
		}
	}
	return best
}

// A quoteError is a quotation mark that does not fit.
type quoteError struct {
	line int
	what string
}

func (e *quoteError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.what) }

// eachRecord calls f for every record of delimited text (RFC 4180) until f
// gives false. Lines may end in LF, CR LF or CR; an empty line is a record of
// one empty field, so that records count as the rows a spreadsheet program
// shows. A field is quoted as a whole or not at all; within a field that is not
// quoted, a quotation mark is a character like any other. A record with a field
// longer than maxText, or with more than maxCols fields, is given as far as it
// was read, and is the last.
func eachRecord(text string, delimiter byte, f func(fields []string) bool) error {
	var fields []string
	line := 1
	for i := 0; i < len(text); {
		fields = fields[:0]
		for {
			var field string
			if i < len(text) && text[i] == '"' {
				begun, opened := line, i
				var b strings.Builder
				i++
				for {
					j := strings.IndexByte(text[i:], '"')
					if j < 0 {
						return &quoteError{begun, "a quotation mark opens a field and is never closed"}
					}
					if b.Len()+j > maxText {
						f(append(fields, text[opened:i+j]))
						return nil
					}
					line += strings.Count(text[i:i+j], "\n")
					b.WriteString(text[i : i+j])
					i += j + 1
					if i < len(text) && text[i] == '"' {
						b.WriteByte('"')
						i++
						continue
					}
					break
				}
				if i < len(text) && text[i] != delimiter && text[i] != '\n' && text[i] != '\r' {
					return &quoteError{line, "text follows the closing quotation mark of a field"}
				}
				field = b.String()
			} else {
				j := i
				for j < len(text) && text[j] != delimiter && text[j] != '\n' && text[j] != '\r' && j-i <= maxText {
					j++
				}
				field, i = text[i:j], j
			}
			fields = append(fields, field)
			if len(field) > maxText || len(fields) > maxCols {
				f(fields)
				return nil
			}
			if i >= len(text) || text[i] != delimiter {
				break
			}
			i++
		}
		if i < len(text) {
			if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			i++
			line++
		}
		if !f(fields) {
			return nil
		}
	}
	return nil
}
