package sheet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"kith/ooxml"
	"kith/study"
)

// openPart gives a scanner of a part that is inflated ahead of it.
func (b *Book) openPart(ctx context.Context, name string, tell func(percent int)) (*ooxml.Scanner, io.Closer, error) {
	src, err := b.pkg.Reader(name)
	if err != nil {
		return nil, nil, err
	}
	ahead := newReadAhead(src)
	r := bufio.NewReaderSize(&stoppable{ctx: ctx, r: ahead, size: b.pkg.Size(name), tell: tell}, 16)
	head, _ := r.Peek(3)
	var text io.Reader = r
	switch {
	case string(head) == "\xEF\xBB\xBF":
		_, _ = r.Discard(3)
	case len(head) >= 2 && (head[0] == 0xFE || head[0] == 0):
		text = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(r)
	case len(head) >= 2 && (head[0] == 0xFF || head[1] == 0):
		text = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(r)
	}
	return ooxml.NewScanner(text, maxText), ahead, nil
}

// A stoppable reader ends when its context does, and tells how far it is.
type stoppable struct {
	ctx  context.Context
	r    io.Reader
	size int64 // that the package gives the part; it is not to be relied on
	tell func(percent int)
	read int64
	told int
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	s.read += int64(n)
	for s.tell != nil && s.told < 100 && s.read >= s.size/100*int64(s.told+1) {
		s.told++
		s.tell(s.told)
	}
	return n, err
}

// damage gives the fault of a part that cannot be read to its end.
func (b *Book) damage(sheet, cell string, err error) error {
	var f *study.Fault
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, ooxml.ErrLong):
		return &study.Fault{What: fmt.Sprintf("a cell holds more than %d MiB of text", maxText>>20), Where: b.place(sheet, cell), Hint: "no answer is this long; ask for a fresh copy of the file"}
	}
	var syntax ooxml.SyntaxError
	what := "the sheet is damaged or cut short"
	if sheet == "" {
		what = "the workbook's texts are damaged or cut short"
	}
	if errors.As(err, &syntax) {
		what += ": " + string(syntax)
	}
	return &study.Fault{What: what, Where: b.place(sheet, cell), Hint: "open it in Excel or LibreOffice, let it repair the file, and save it again"}
}

func (b *Book) tooMuch(sheet, what string) error {
	return &study.Fault{What: what, Where: b.place(sheet, ""), Hint: "copy the columns that are read into a sheet of their own"}
}

// readTexts reads the shared strings.
func (b *Book) readTexts(ctx context.Context) error {
	names, err := b.pkg.Related(b.pkg.Main(), "sharedStrings")
	if err != nil {
		return b.refuse(err)
	}
	if len(names) == 0 {
		return nil
	}
	s, closer, err := b.openPart(ctx, names[0], nil)
	if err != nil {
		return b.refuse(err)
	}
	defer closer.Close()
	var text []byte
	for {
		kind, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return b.damage("", "", err)
		}
		if kind != ooxml.StartTag || string(s.Name) != "si" {
			continue
		}
		if text, err = readRuns(s, text[:0]); err != nil {
			return b.damage("", "", err)
		}
		if b.texts.bytes+len(text) > maxTexts || len(b.shared) >= maxStrings {
			return b.tooMuch("", "the workbook holds more text than kith reads")
		}
		b.shared = append(b.shared, b.texts.add(text))
	}
}

// readRuns adds a string item or an inline string up to its end: its text, or
// the text of its runs; phonetic guides are no part of it.
func readRuns(s *ooxml.Scanner, to []byte) ([]byte, error) {
	for depth := 1; depth > 0; {
		kind, err := s.Next()
		if err != nil {
			return to, unexpected(err)
		}
		switch kind {
		case ooxml.StartTag:
			switch string(s.Name) {
			case "t":
				to, err = readChars(s, to)
			case "rPh", "phoneticPr", "rPr":
				err = s.Skip()
			default:
				depth++
			}
			if err != nil {
				return to, err
			}
		case ooxml.EndTag:
			depth--
		}
	}
	return unescape(to), nil
}

// readChars adds the text of an element up to its end.
func readChars(s *ooxml.Scanner, to []byte) ([]byte, error) {
	for {
		kind, err := s.Next()
		if err != nil {
			return to, unexpected(err)
		}
		switch kind {
		case ooxml.Text:
			if to, err = s.AppendText(to); err == nil && len(to) > maxText {
				err = ooxml.ErrLong
			}
		case ooxml.StartTag:
			err = s.Skip()
		case ooxml.EndTag:
			return to, nil
		}
		if err != nil {
			return to, err
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
func unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	out := b[:0] // what is put back is shorter than what stood for it
	for i := 0; i < len(b); i++ {
		if rest := b[i:]; len(rest) >= 7 && rest[0] == '_' && rest[1] == 'x' && rest[6] == '_' {
			if n, err := strconv.ParseUint(string(rest[2:6]), 16, 16); err == nil && (n < 0xD800 || n >= 0xE000) {
				out = utf8.AppendRune(out, rune(n))
				i += 6
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

// readSheet streams one sheet into a grid.
func (b *Book) readSheet(ctx context.Context, i int) (*Grid, error) {
	s, closer, err := b.openPart(ctx, b.parts[i], b.tell)
	if err != nil {
		return nil, b.refuse(err)
	}
	defer closer.Close()
	return b.scanSheet(i, s)
}

func (b *Book) scanSheet(i int, s *ooxml.Scanner) (*Grid, error) {
	g := &Grid{Sheet: b.Sheets[i].Name, from1904: b.style.from1904, shared: &b.texts}
	r := sheetReader{book: b, grid: g, s: s}
	if err := r.read(); err != nil {
		return nil, b.damage(g.Sheet, r.at(), err)
	}
	return g, nil
}

// A sheetReader walks the XML of one sheet.
type sheetReader struct {
	book     *Book
	grid     *Grid
	s        *ooxml.Scanner
	row, col int // the cell last begun; row 0: none yet
	sorted   bool
	cells    int
	rowCells rowBuilder
	value    []byte // of the cell
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
		kind, err := r.s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if kind != ooxml.StartTag {
			continue
		}
		switch string(r.s.Name) {
		case "col":
			r.hiddenColumns()
		case "sheetData":
			err = r.rows()
		case "mergeCell":
			err = r.merged()
		case "extLst":
			err = r.s.Skip()
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
func (r *sheetReader) hiddenColumns() {
	from, err1 := strconv.Atoi(r.s.Attr("min"))
	to, err2 := strconv.Atoi(r.s.Attr("max"))
	if !isTrue(r.s.Attr("hidden")) || err1 != nil || err2 != nil || from < 1 || to > maxCols {
		return
	}
	for c := from - 1; c < to && len(r.grid.HiddenCols) < maxCols; c++ {
		r.grid.HiddenCols = append(r.grid.HiddenCols, c)
	}
}

func (r *sheetReader) merged() error {
	if len(r.grid.Merged) >= maxMerged {
		return r.book.tooMuch(r.grid.Sheet, fmt.Sprintf("the sheet has more than %d merged ranges", maxMerged))
	}
	if m, ok := parseRange(r.s.Attr("ref")); ok {
		r.grid.Merged = append(r.grid.Merged, m)
	}
	return nil
}

// rows reads sheetData up to its end.
func (r *sheetReader) rows() error {
	for {
		kind, err := r.s.Next()
		if err != nil {
			return unexpected(err)
		}
		switch kind {
		case ooxml.StartTag:
			if string(r.s.Name) == "row" {
				err = r.oneRow()
			} else {
				err = r.s.Skip()
			}
			if err != nil {
				return err
			}
		case ooxml.EndTag:
			return nil
		}
	}
}

func (r *sheetReader) oneRow() error {
	number := r.row + 1 // a row without a number follows the one before
	hidden := false
	for _, a := range r.s.Attrs {
		switch string(a.Name) {
		case "r":
			n, ok := smallNumber(a.Value)
			if !ok && len(a.Value) > 0 {
				return r.fault(fmt.Sprintf("a row has the number %q", clip(string(a.Value))))
			}
			if ok {
				number = n
			}
		case "hidden":
			hidden = isTrue(string(a.Value))
		}
	}
	if number < 1 || number > maxRows {
		return r.fault(fmt.Sprintf("row %d lies outside the %d rows of a sheet", number, maxRows))
	}
	r.sorted = r.sorted && number > r.row
	r.row, r.col = number, -1
	if hidden {
		if len(r.grid.HiddenRows) >= maxRows {
			return r.fault("more hidden rows than a sheet has rows")
		}
		r.grid.HiddenRows = append(r.grid.HiddenRows, number)
	}
	r.rowCells.begin()
	for {
		if err := r.commonCells(); err != nil {
			return err
		}
		kind, err := r.s.Next()
		if err != nil {
			return unexpected(err)
		}
		switch kind {
		case ooxml.StartTag:
			if string(r.s.Name) != "c" {
				if err := r.s.Skip(); err != nil {
					return err
				}
				continue
			}
			c, err := r.cell()
			if err != nil {
				return err
			}
			if err := r.add(c); err != nil {
				return err
			}
		case ooxml.EndTag:
			if twice, ok := r.rowCells.end(r.grid, r.row); !ok {
				r.col = twice
				return r.fault("the file has this cell twice")
			}
			return nil
		}
	}
}

// add puts the cell at r.col into the row.
func (r *sheetReader) add(c packed) error {
	if c == 0 {
		return nil
	}
	if r.cells++; r.cells > maxCells {
		return r.book.tooMuch(r.grid.Sheet, fmt.Sprintf("the sheet has more than %d cells", maxCells))
	}
	r.rowCells.add(r.col, c)
	return nil
}

// commonCells reads the cells that lie whole in the scanner's window and are
// written as nearly all programs write nearly all of theirs. It stops before
// the first that is not; that one is read tag by tag.
func (r *sheetReader) commonCells() error {
	for {
		c, ok := commonCell(r.s.Window(), r.row)
		if !ok || c.col < 0 && r.col+1 >= maxCols {
			return nil
		}
		if c.col < 0 {
			c.col = r.col + 1
		}
		r.col = c.col
		r.s.Advance(c.length)
		if len(c.value) == 0 {
			continue
		}
		r.value = append(r.value[:0], c.value...)
		p, err := r.pack(c.typ, c.style, false)
		if err != nil {
			return err
		}
		if err := r.add(p); err != nil {
			return err
		}
	}
}

// A common cell is one that commonCell knows.
type common struct {
	length int // in bytes
	col    int // -1 where it is not named
	typ    cellType
	style  int
	value  []byte
}

// commonCell reads <c r="B7" s="1" t="s"><v>12</v></c>, with any of the three
// attributes, or <c r="B7" s="1"/>, at the beginning of b.
func commonCell(b []byte, row int) (common, bool) {
	c := common{col: -1}
	if len(b) < 4 || b[0] != '<' || b[1] != 'c' {
		return c, false
	}
	i := 2
	for i+4 < len(b) && b[i] == ' ' && b[i+2] == '=' && b[i+3] == '"' {
		name := b[i+1]
		i += 4
		from := i
		for i < len(b) && b[i] >= '0' && b[i] <= 'z' && b[i] != '<' && b[i] != '>' {
			i++
		}
		if i >= len(b) || b[i] != '"' {
			return c, false
		}
		value := b[from:i]
		i++
		var ok bool
		switch name {
		case 'r':
			var named int
			if named, c.col, ok = parseAddress(value); !ok || named != row {
				return c, false
			}
		case 's':
			if c.style, ok = smallNumber(value); !ok {
				return c, false
			}
		case 't':
			switch string(value) {
			case "s":
				c.typ = typeShared
			case "n":
				c.typ = typeNumber
			case "b":
				c.typ = typeBool
			default:
				return c, false
			}
		default:
			return c, false
		}
	}
	const open, end = "><v>", "</v></c>"
	if rest := b[i:]; len(rest) >= 2 && rest[0] == '/' && rest[1] == '>' {
		c.length = i + 2
		return c, true
	} else if len(rest) < len(open) || string(rest[:len(open)]) != open {
		return c, false
	}
	i += len(open)
	from := i
	for i < len(b) && b[i] >= '+' && b[i] <= 'e' && b[i] != '<' && b[i] != ']' {
		i++
	}
	if len(b)-i < len(end) || string(b[i:i+len(end)]) != end || i == from || i-from > maxNumber {
		return c, false
	}
	c.value, c.length = b[from:i], i+len(end)
	return c, true
}

// smallNumber reads the number of a row.
func smallNumber(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// finish puts rows in order, keeps one of those with the same number, and
// measures the sheet.
func (r *sheetReader) finish() {
	g := r.grid
	if !r.sorted {
		slices.SortStableFunc(g.rows, func(a, b gridRow) int { return int(a.number - b.number) })
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
	g.measure()
	g.HiddenRows = slices.DeleteFunc(slices.Compact(g.HiddenRows), func(n int) bool { return n > g.Rows })
	g.HiddenCols = slices.DeleteFunc(slices.Compact(g.HiddenCols), func(n int) bool { return n >= g.Cols })
}

// A cellType is what the attribute t of a cell says.
type cellType uint8

const (
	typeNumber cellType = iota
	typeShared
	typeText
	typeInline
	typeBool
	typeError
	typeISODate
)

// cell reads one cell up to its end.
func (r *sheetReader) cell() (packed, error) {
	typ, style, unknown := typeNumber, 0, ""
	col := r.col + 1 // a cell without a name follows the one before
	for _, a := range r.s.Attrs {
		switch string(a.Name) {
		case "r":
			row, c, ok := parseAddress(a.Value)
			if !ok || row != r.row {
				return 0, r.fault(fmt.Sprintf("a cell of row %d has the name %q", r.row, clip(string(a.Value))))
			}
			col = c
		case "t":
			switch string(a.Value) {
			case "", "n":
				typ = typeNumber
			case "s":
				typ = typeShared
			case "str":
				typ = typeText
			case "inlineStr":
				typ = typeInline
			case "b":
				typ = typeBool
			case "e":
				typ = typeError
			case "d":
				typ = typeISODate
			default:
				unknown = clip(string(a.Value))
			}
		case "s":
			style, _ = smallNumber(a.Value)
		}
	}
	if col >= maxCols {
		return 0, r.fault(fmt.Sprintf("the row has more than %d cells", maxCols))
	}
	r.col = col
	r.value = r.value[:0]
	var hasValue, formula bool
	for {
		kind, err := r.s.Next()
		if err != nil {
			return 0, unexpected(err)
		}
		switch kind {
		case ooxml.StartTag:
			switch string(r.s.Name) {
			case "v":
				r.value, err = readChars(r.s, r.value[:0])
				hasValue = true
			case "is":
				r.value, err = readRuns(r.s, r.value[:0])
				hasValue = true
			case "f":
				formula = true
				err = r.s.Skip()
			default:
				err = r.s.Skip()
			}
			if err != nil {
				return 0, err
			}
		case ooxml.EndTag:
			if !hasValue {
				if formula {
					return packedFormula | packed(Uncalculated), nil
				}
				return 0, nil
			}
			if unknown != "" {
				return 0, r.fault(fmt.Sprintf("the cell has the unknown type %q", unknown))
			}
			c, err := r.pack(typ, style, formula)
			if formula {
				c |= packedFormula
				r.grid.Formulas = true
			}
			return c, err
		}
	}
}

// pack makes a cell of its parts (ECMA-376 Part 1, 18.3.1.4 and 18.18.11).
func (r *sheetReader) pack(typ cellType, style int, formula bool) (packed, error) {
	value := r.value
	switch typ {
	case typeShared:
		n, ok := smallNumber(bytes.TrimSpace(value))
		if !ok || n >= len(r.book.shared) {
			return 0, r.fault("the cell's text is not in the file")
		}
		if ref := r.book.shared[n]; ref != 0 {
			return packShared(ref), nil
		}
		return 0, nil
	case typeText, typeInline:
		if typ == typeText {
			value = unescape(value)
		}
		if len(value) == 0 {
			return 0, nil
		}
		return r.keep(Text, value)
	}
	if value = bytes.TrimSpace(value); len(value) == 0 {
		if formula {
			return packed(Uncalculated), nil
		}
		return 0, nil
	}
	switch typ {
	case typeBool:
		switch string(value) {
		case "1", "true":
			return r.keep(Bool, []byte("TRUE"))
		case "0", "false":
			return r.keep(Bool, []byte("FALSE"))
		}
		return 0, r.fault(fmt.Sprintf("the cell says it is TRUE or FALSE and holds %q", clip(string(value))))
	case typeError:
		return r.keep(Error, value)
	case typeISODate:
		return r.keep(isoDate, value)
	}
	f, ok := parseNumber(value)
	if !ok {
		return 0, r.fault(fmt.Sprintf("the cell says it is a number and holds %q", clip(string(value))))
	}
	if r.book.style.isDate(style) {
		if _, ok := iso(f, r.grid.from1904); ok {
			return r.keep(Date, value)
		}
	}
	return r.keep(Number, value)
}

// keep puts the value of a cell into the grid.
func (r *sheetReader) keep(k Kind, value []byte) (packed, error) {
	if r.grid.own.bytes+len(value) > maxTexts {
		return 0, r.book.tooMuch(r.grid.Sheet, "the sheet holds more text than kith reads")
	}
	return r.grid.pack(k, value), nil
}

// fault is something in the sheet that no program should have written.
func (r *sheetReader) fault(what string) error {
	return &study.Fault{What: what, Where: r.book.place(r.grid.Sheet, r.at()), Hint: "open it in Excel or LibreOffice, let it repair the file, and save it again"}
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
