package sheet

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"kith/ooxml"
	"kith/study"
)

// partDecoder gives a decoder that streams a part. Where the part is UTF-16,
// it is read at once.
func (b *Book) partDecoder(name string) (*xml.Decoder, io.Closer, error) {
	r, err := b.pkg.Reader(name)
	if err != nil {
		return nil, nil, err
	}
	buffered := bufio.NewReaderSize(&tagLimiter{r: r}, 1<<16)
	head, _ := buffered.Peek(2)
	if len(head) == 2 && (head[0] >= 0xFE || head[0] == 0 || head[1] == 0) {
		left := int64(maxSmall)
		r.Close()
		part, err := b.smallPart(name, &left)
		if err != nil {
			return nil, nil, err
		}
		return ooxml.NewDecoder(part), io.NopCloser(nil), nil
	}
	if bom, _ := buffered.Peek(3); string(bom) == "\xEF\xBB\xBF" {
		_, _ = buffered.Discard(3)
	}
	d := xml.NewDecoder(buffered)
	d.CharsetReader = ooxml.NewDecoder(nil).CharsetReader
	return d, r, nil
}

// errLong says that a text or a tag is longer than maxText.
var errLong = errors.New("a cell or tag is too long")

// tagLimiter refuses text that runs on: the XML decoder holds a whole text or
// tag in memory before anybody can look at its length.
type tagLimiter struct {
	r   io.Reader
	run int // bytes since the last tag began
}

func (t *tagLimiter) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		t.run = n - last
	} else if t.run += n; t.run > maxText {
		return 0, errLong
	}
	return n, err
}

// damage gives the fault of a part that cannot be read to its end.
func (b *Book) damage(sheet, cell string, err error) error {
	var f *study.Fault
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, errLong):
		return &study.Fault{What: fmt.Sprintf("a cell holds more than %d MiB of text", maxText>>20), Where: b.place(sheet, cell), Hint: "no answer is this long; ask for a fresh copy of the file"}
	}
	var syntax *xml.SyntaxError
	what := "the sheet is damaged or cut short"
	if sheet == "" {
		what = "the workbook's texts are damaged or cut short"
	}
	if errors.As(err, &syntax) {
		what += ": " + syntax.Msg
	}
	return &study.Fault{What: what, Where: b.place(sheet, cell), Hint: "open it in Excel or LibreOffice, let it repair the file, and save it again"}
}

func (b *Book) tooMuch(sheet, what string) error {
	return &study.Fault{What: what, Where: b.place(sheet, ""), Hint: "copy the columns that are read into a sheet of their own"}
}

// readTexts reads the shared strings.
func (b *Book) readTexts() error {
	names, err := b.pkg.Related(b.pkg.Main(), "sharedStrings")
	if err != nil || len(names) == 0 {
		return err
	}
	d, closer, err := b.partDecoder(names[0])
	if err != nil {
		return b.refuse(err)
	}
	defer closer.Close()
	total := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return b.damage("", "", err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Local != "si" {
			continue
		}
		s, err := readRuns(d)
		if err != nil {
			return b.damage("", "", err)
		}
		if total += len(s); total > maxTexts || len(b.texts) >= maxStrings {
			return b.tooMuch("", "the workbook holds more text than kith reads")
		}
		b.texts = append(b.texts, s)
	}
}

// readRuns reads a string item or an inline string up to its end: its text, or
// the text of its runs; phonetic guides are no part of it.
func readRuns(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		tok, err := d.Token()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				s, err := readChars(d)
				if err != nil {
					return "", err
				}
				if b.Len()+len(s) > maxText {
					return "", errLong
				}
				b.WriteString(s)
			case "rPh", "phoneticPr", "rPr":
				if err := d.Skip(); err != nil {
					return "", unexpected(err)
				}
			default:
				depth++
			}
		case xml.EndElement:
			depth--
		}
	}
	return unescape(b.String()), nil
}

// readChars reads the text of an element up to its end.
func readChars(d *xml.Decoder) (string, error) {
	var b []byte
	for {
		tok, err := d.Token()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := tok.(type) {
		case xml.CharData:
			if len(b)+len(t) > maxText {
				return "", errLong
			}
			b = append(b, t...)
		case xml.StartElement:
			if err := d.Skip(); err != nil {
				return "", unexpected(err)
			}
		case xml.EndElement:
			return string(b), nil
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unescape puts the characters XML cannot hold, written _x000D_ in the file,
// back into a text.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if rest := s[i:]; len(rest) >= 7 && rest[:2] == "_x" && rest[6] == '_' {
			if n, err := strconv.ParseUint(rest[2:6], 16, 16); err == nil && (n < 0xD800 || n >= 0xE000) {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// readSheet streams one sheet into a grid.
func (b *Book) readSheet(i int) (*Grid, error) {
	d, closer, err := b.partDecoder(b.parts[i])
	if err != nil {
		return nil, b.refuse(err)
	}
	defer closer.Close()
	g := &Grid{Sheet: b.Sheets[i].Name}
	r := sheetReader{book: b, grid: g, d: d}
	if err := r.read(); err != nil {
		return nil, b.damage(g.Sheet, r.at(), err)
	}
	return g, nil
}

// A sheetReader walks the XML of one sheet.
type sheetReader struct {
	book     *Book
	grid     *Grid
	d        *xml.Decoder
	row, col int // the cell last begun; row 0: none yet
	sorted   bool
	cells    int
	bytes    int // of texts that are not shared
}

// at names the cell last begun, for a message.
func (r *sheetReader) at() string {
	if r.row == 0 {
		return ""
	}
	if r.col < 0 {
		return "row " + strconv.Itoa(r.row)
	}
	return "cell " + Address(r.row, r.col)
}

func (r *sheetReader) read() error {
	r.sorted = true
	for {
		tok, err := r.d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		t, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch t.Name.Local {
		case "col":
			r.hiddenColumns(t.Attr)
		case "sheetData":
			err = r.rows()
		case "mergeCell":
			err = r.merged(t.Attr)
		case "extLst":
			err = unexpected(r.d.Skip())
		}
		if err != nil {
			return err
		}
	}
	r.finish()
	return nil
}

// hiddenColumns notes the columns of one col element. A wrong width harms
// nobody and is passed over.
func (r *sheetReader) hiddenColumns(attrs []xml.Attr) {
	from, err1 := strconv.Atoi(attr(attrs, "min"))
	to, err2 := strconv.Atoi(attr(attrs, "max"))
	if !isTrue(attr(attrs, "hidden")) || err1 != nil || err2 != nil || from < 1 || to > maxCols {
		return
	}
	for c := from - 1; c < to && len(r.grid.HiddenCols) < maxCols; c++ {
		r.grid.HiddenCols = append(r.grid.HiddenCols, c)
	}
}

func (r *sheetReader) merged(attrs []xml.Attr) error {
	if len(r.grid.Merged) >= maxMerged {
		return r.book.tooMuch(r.grid.Sheet, fmt.Sprintf("the sheet has more than %d merged ranges", maxMerged))
	}
	if m, ok := parseRange(attr(attrs, "ref")); ok {
		r.grid.Merged = append(r.grid.Merged, m)
	}
	return nil
}

// rows reads sheetData up to its end.
func (r *sheetReader) rows() error {
	for {
		tok, err := r.d.Token()
		if err != nil {
			return unexpected(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Local != "row" {
				if err := r.d.Skip(); err != nil {
					return unexpected(err)
				}
				continue
			}
			if err := r.oneRow(t.Attr); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (r *sheetReader) oneRow(attrs []xml.Attr) error {
	number := r.row + 1 // a row without a number follows the one before
	if s := attr(attrs, "r"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return r.fault(fmt.Sprintf("a row has the number %q", clip(s)))
		}
		number = n
	}
	if number < 1 || number > maxRows {
		return r.fault(fmt.Sprintf("row %d lies outside the %d rows of a sheet", number, maxRows))
	}
	r.sorted = r.sorted && number > r.row
	r.row, r.col = number, -1
	if isTrue(attr(attrs, "hidden")) {
		r.grid.HiddenRows = append(r.grid.HiddenRows, number)
	}
	row := gridRow{number: number}
	inOrder := true
	for {
		tok, err := r.d.Token()
		if err != nil {
			return unexpected(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := r.d.Skip(); err != nil {
					return unexpected(err)
				}
				continue
			}
			before := r.col
			c, err := r.cell(t.Attr)
			if err != nil {
				return err
			}
			inOrder = inOrder && r.col > before
			if c.Kind == Blank && !c.Formula {
				continue
			}
			if r.cells++; r.cells > maxCells {
				return r.book.tooMuch(r.grid.Sheet, fmt.Sprintf("the sheet has more than %d cells", maxCells))
			}
			row.cols = append(row.cols, int32(r.col))
			row.cells = append(row.cells, c)
		case xml.EndElement:
			if len(row.cols) == 0 {
				return nil
			}
			if !inOrder {
				if err := r.order(&row); err != nil {
					return err
				}
			}
			row.cols, row.cells = slices.Clip(row.cols), slices.Clip(row.cells)
			r.grid.rows = append(r.grid.rows, row)
			return nil
		}
	}
}

// order sorts the cells of a row by column.
func (r *sheetReader) order(row *gridRow) error {
	at := make([]int, len(row.cols))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return int(row.cols[a] - row.cols[b]) })
	sorted := gridRow{number: row.number}
	for k, i := range at {
		if k > 0 && row.cols[i] == sorted.cols[k-1] {
			r.col = int(row.cols[i])
			return r.fault("the file has this cell twice")
		}
		sorted.cols = append(sorted.cols, row.cols[i])
		sorted.cells = append(sorted.cells, row.cells[i])
	}
	*row = sorted
	return nil
}

// finish puts rows in order, joins those written in pieces, and measures the
// sheet.
func (r *sheetReader) finish() {
	g := r.grid
	if !r.sorted {
		slices.SortStableFunc(g.rows, func(a, b gridRow) int { return a.number - b.number })
		joined := g.rows[:0]
		for _, row := range g.rows {
			if n := len(joined); n > 0 && joined[n-1].number == row.number {
				// The later of two rows with one number wins, as in Excel.
				joined[n-1] = row
				continue
			}
			joined = append(joined, row)
		}
		g.rows = joined
	}
	slices.Sort(g.HiddenRows)
	slices.Sort(g.HiddenCols)
	for _, row := range g.rows {
		g.Rows = row.number
		g.Cols = max(g.Cols, int(row.cols[len(row.cols)-1])+1)
	}
	g.HiddenRows = slices.DeleteFunc(slices.Compact(g.HiddenRows), func(n int) bool { return n > g.Rows })
	g.HiddenCols = slices.DeleteFunc(slices.Compact(g.HiddenCols), func(n int) bool { return n >= g.Cols })
}

// cell reads one cell up to its end.
func (r *sheetReader) cell(attrs []xml.Attr) (Cell, error) {
	typ, style := "", 0
	col := r.col + 1 // a cell without a name follows the one before
	for _, a := range attrs {
		switch a.Name.Local {
		case "r":
			row, c, ok := parseAddress(a.Value)
			if !ok || row != r.row {
				return Cell{}, r.fault(fmt.Sprintf("a cell of row %d has the name %q", r.row, clip(a.Value)))
			}
			col = c
		case "t":
			typ = a.Value
		case "s":
			style, _ = strconv.Atoi(a.Value)
		}
	}
	if col >= maxCols {
		return Cell{}, r.fault(fmt.Sprintf("the row has more than %d cells", maxCols))
	}
	r.col = col
	var value string
	var hasValue, formula bool
	for {
		tok, err := r.d.Token()
		if err != nil {
			return Cell{}, unexpected(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				value, err = readChars(r.d)
				hasValue = true
			case "is":
				value, err = readRuns(r.d)
				hasValue = true
			case "f":
				formula = true
				err = unexpected(r.d.Skip())
			default:
				err = unexpected(r.d.Skip())
			}
			if err != nil {
				return Cell{}, err
			}
		case xml.EndElement:
			c, err := r.value(typ, style, value, hasValue, formula)
			c.Formula = formula
			return c, err
		}
	}
}

// value makes a cell of its parts (ECMA-376 Part 1, 18.3.1.4 and 18.18.11).
func (r *sheetReader) value(typ string, style int, value string, hasValue, formula bool) (Cell, error) {
	if !hasValue {
		if formula {
			return Cell{Kind: Uncalculated, Number: math.NaN()}, nil
		}
		return blank, nil
	}
	text := func(s string) (Cell, error) {
		if s == "" {
			return blank, nil
		}
		return Cell{Kind: Text, Text: s, Number: math.NaN()}, nil
	}
	switch typ {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(r.book.texts) {
			return Cell{}, r.fault("the cell's text is not in the file")
		}
		return text(r.book.texts[n])
	case "str", "inlineStr":
		if r.bytes += len(value); r.bytes > maxTexts {
			return Cell{}, r.book.tooMuch(r.grid.Sheet, "the sheet holds more text than kith reads")
		}
		if typ == "str" {
			value = unescape(value)
		}
		return text(value)
	}
	value = strings.TrimSpace(value)
	if value == "" {
		if formula {
			return Cell{Kind: Uncalculated, Number: math.NaN()}, nil
		}
		return blank, nil
	}
	switch typ {
	case "b":
		switch value {
		case "1", "true":
			return Cell{Kind: Bool, Text: "TRUE", Number: 1}, nil
		case "0", "false":
			return Cell{Kind: Bool, Text: "FALSE", Number: 0}, nil
		}
		return Cell{}, r.fault(fmt.Sprintf("the cell says it is TRUE or FALSE and holds %q", clip(value)))
	case "e":
		return Cell{Kind: Error, Text: value, Number: math.NaN()}, nil
	case "d":
		return Cell{Kind: Date, Text: value, Number: math.NaN()}, nil
	case "", "n":
		f, ok := ParseNumber(value)
		if !ok {
			return Cell{}, r.fault(fmt.Sprintf("the cell says it is a number and holds %q", clip(value)))
		}
		if r.book.style.isDate(style) {
			if iso, ok := r.book.style.iso(f); ok {
				return Cell{Kind: Date, Text: iso, Number: f}, nil
			}
		}
		return Cell{Kind: Number, Text: value, Number: f}, nil
	}
	return Cell{}, r.fault(fmt.Sprintf("the cell has the unknown type %q", clip(typ)))
}

// fault is something in the sheet that no program should have written.
func (r *sheetReader) fault(what string) error {
	return &study.Fault{What: what, Where: r.book.place(r.grid.Sheet, r.at()), Hint: "open it in Excel or LibreOffice, let it repair the file, and save it again"}
}

func attr(attrs []xml.Attr, local string) string {
	s, _ := ooxml.Attr(attrs, local)
	return s
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

// clip shortens what a message quotes.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
