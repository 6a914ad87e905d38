// Package survey makes a data set of the workbook a questionnaire study
// declares: the rows that are analysed, the answers of the columns that are
// asked for, the reason behind every missing one, how many people were left
// out and why, and a cleaning log.
//
// The manifest says what every cell means; nothing is guessed. A cell that
// does not fit its declaration is a fault with its place, the line of the
// manifest that asked for it, and what to do; all faults are collected. Values
// are held to their declaration only in rows that are analysed.
//
// Answers are as in the file: reverse keys are applied by the analysis, once.
package survey

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// A Progress is told how the reading gets on: done of so many steps, from 0 to
// all of them, from the goroutine that reads.
type Progress func(done, of int)

// Read reads the workbook of a study. Rows keep the order they have in the
// file. A scoring key fills in the labels and reverse keys that p leaves out.
// What is wrong in the workbook, or between it and the manifest, comes
// back as [study.Faults]: the first 50 and a count of the others. A nil progress is told nothing.
func Read(ctx context.Context, m *study.Manifest, p *study.Part, progress Progress) (*dataset.Set, error) {
	if len(p.Books()) == 0 {
		return nil, study.Faults{{What: fmt.Sprintf("%s declares no workbook", p.ID), Where: p.At.String(), Hint: "declare it under workbook:"}}
	}
	set, err := readAll(ctx, m.DepositDir(), p, progress)
	var many study.Faults
	var one *study.Fault
	switch {
	case errors.As(err, &many):
		return nil, many.First(maxFaults)
	case errors.As(err, &one):
		return nil, study.Faults{one}
	case err != nil:
		return nil, err
	}
	return set, nil
}

// A reader reads one workbook as its manifest declares it.
type reader struct {
	ctx    context.Context
	part   *study.Part
	book   *study.Workbook
	many   bool // other workbooks are read beside this one
	file   *sheet.Book
	at     int // of the sheet in file
	grid   *sheet.Grid
	heads  []string // of the header row, by column
	faults collector
	step   func() // says that a hundredth of the sheet, or a question, is read
	log    []dataset.LogEntry

	changes   []dataset.Change
	id        int   // column of the ids, or -1
	rows      []int // that are analysed
	flow      dataset.Flow
	excluded  []leaver
	keys      *keys // of long data
	questions []*question
	used      map[string]bool // labels that cells have, by scale and folded text
}

// readAll reads every workbook of a study and joins the occasions.
func readAll(ctx context.Context, deposit string, p *study.Part, progress Progress) (*dataset.Set, error) {
	// Reading the cells takes about as long as reading what they mean.
	questions := len(questionsOf(p))
	done, of := -1, len(p.Books())*100+questions
	step := func() {
		if done++; progress != nil && done <= of {
			progress(done, of)
		}
	}
	step()
	var readers []*reader
	var faults study.Faults
	// gather collects the faults of one workbook, so that those of the next are
	// found too.
	gather := func(err error) error {
		var fs study.Faults
		var one *study.Fault
		switch {
		case errors.As(err, &fs):
			faults = append(faults, fs...)
		case errors.As(err, &one):
			faults = append(faults, one)
		default:
			return err // nil among them
		}
		return nil
	}
	if err := gather(readKey(deposit, p)); err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, faults
	}
	for _, book := range p.Books() {
		r := &reader{ctx: ctx, part: p, book: book, step: step, many: len(p.Books()) > 1, used: map[string]bool{}}
		if err := gather(r.prepare(deposit)); err != nil {
			return nil, err
		}
		readers = append(readers, r)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	first := readers[0]
	set := &dataset.Set{File: first.book.File.Name, Sheet: first.grid.Sheet}
	if first.many || first.book.Long != nil {
		join(readers, set)
	} else {
		set.Flow = first.flow
		first.identify(first.rows, first.id, set)
		for _, q := range first.questions {
			q.rows = first.rows
		}
	}
	if err := declareFlow(p, set); err != nil {
		return nil, err
	}
	for _, r := range readers {
		if err := gather(r.finish()); err != nil {
			return nil, err
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	for _, q := range questionsOf(p) {
		for _, r := range readers {
			if i := slices.IndexFunc(r.questions, func(o *question) bool { return o.ref == q.ref && o.first == nil }); i >= 0 {
				set.Columns = append(set.Columns, r.questions[i].answers)
				break
			}
		}
	}
	for _, r := range readers {
		r.checkDerived(set)
		set.Log = append(set.Log, r.log...)
		set.Changes = append(set.Changes, r.changes...)
	}
	slices.SortStableFunc(set.Log, func(a, b dataset.LogEntry) int { return rank(a.Kind) - rank(b.Kind) })
	return set, ctx.Err()
}

// prepare opens the workbook and finds the columns and the rows that are
// analysed.
func (r *reader) prepare(deposit string) error {
	if err := r.open(deposit); err != nil {
		return err
	}
	for _, q := range slices.Concat(questionsOf(r.part), derivedOf(r.part)) {
		if r.many && r.book.Occasion != "" && q.ref.Occasion != r.book.Occasion {
			continue
		}
		if r.many && r.book.Occasion == "" && !r.holds(q.ref.Occasion) {
			continue
		}
		q.comma = r.book.Decimal == ","
		r.questions = append(r.questions, q)
	}
	var rules []rule
	var err error
	if r.id, rules, err = r.findColumns(r.questions); err != nil {
		return err
	}
	if r.rows, err = r.dataRows(r.id); err != nil {
		return err
	}
	r.ragged()
	if r.rows, r.flow, err = r.include(r.rows, rules); err != nil {
		return err
	}
	if r.many || r.book.Long != nil {
		r.index()
		return r.faults.err()
	}
	return nil
}

// holds reports whether rows of long data are of an occasion.
func (r *reader) holds(occasion string) bool {
	return r.book.Long != nil && slices.ContainsFunc(r.book.Long.Occasions, func(o study.Occasion) bool { return o.ID == occasion })
}

// finish reads the answers, whose rows are known now.
func (r *reader) finish() error {
	if err := r.staleFormulas(r.questions, r.rows); err != nil {
		return err
	}
	r.file.Release()
	for _, q := range r.questions {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if q.col >= 0 && q.first == nil && q.derived == nil {
			q.answers = r.answers(q, q.rows)
			r.step()
		}
	}
	if err := r.faults.err(); err != nil {
		return err
	}
	r.unusedLabels()
	r.note(r.questions, r.rows)
	return nil
}

// open opens the workbook and reads the declared sheet.
func (r *reader) open(deposit string) error {
	name := r.book.File.Name
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return &study.Fault{What: fmt.Sprintf("the workbook's path %q leads out of the deposit", name), Where: r.book.File.At.String(), Hint: "give a path below the deposit folder"}
	}
	full := filepath.Join(deposit, filepath.FromSlash(name))
	if _, err := os.Stat(full); errors.Is(err, fs.ErrNotExist) {
		return &study.Fault{What: fmt.Sprintf("the workbook %s is not in the deposit", name), Where: r.book.File.At.String(), Hint: nearFile(full)}
	}
	book, err := sheet.Open(full, sheet.Options{Name: path.Base(name), Encoding: r.book.Encoding, Delimiter: r.book.Delimiter, Tell: func(int) { r.step() }})
	if err != nil {
		return r.asked(err)
	}
	r.file = book
	at, err := chooseSheet(book, r.book.Sheet.Name)
	if err != nil {
		return r.asked(err)
	}
	for _, n := range book.Notes {
		r.add("note", "", n, 1)
	}
	r.at = at
	if r.grid, err = book.ReadContext(r.ctx, at); err != nil {
		return r.asked(err)
	}
	if book.Sheets[at].Hidden {
		r.add("note", r.sheetName(), "the sheet is hidden, and was read as declared", 1)
	}
	return r.ctx.Err()
}

// asked says which line of the manifest asked for the file at fault.
func (r *reader) asked(err error) error {
	var f *study.Fault
	if errors.As(err, &f) && f.Asked == "" {
		at := r.book.File.At
		if r.file != nil && r.book.Sheet.Name != "" {
			at = r.book.Sheet.At
		}
		f.Asked = at.String()
	}
	return err
}

// nearFile says what to do about a file that is not there.
func nearFile(full string) string {
	entries, err := os.ReadDir(filepath.Dir(full))
	if err != nil {
		return "check the folder: it is not there either"
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), "~$") && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	if near := nearest(filepath.Base(full), names, 1); len(near) > 0 {
		return fmt.Sprintf("the folder has %q: correct file: under workbook:", near[0])
	}
	return "put the file there, or correct file: under workbook:"
}

// chooseSheet gives the place of the declared sheet, or of the only visible one.
func chooseSheet(b *sheet.Book, name string) (int, error) {
	var visible []int
	var names []string
	for i, s := range b.Sheets {
		state := s.Name
		if s.Hidden {
			state += " (hidden)"
		} else {
			visible = append(visible, i)
		}
		names = append(names, state)
	}
	switch {
	case len(b.Sheets) == 0:
		return 0, &study.Fault{What: "the workbook has no sheet with cells", Where: b.Name, Hint: "copy or download it again from where it came from"}
	case name != "":
		if i := b.Index(name); i >= 0 {
			return i, nil
		}
		hint := "the workbook has " + strings.Join(names, ", ")
		for i, s := range b.Sheets {
			if same(s.Name, name) {
				hint = fmt.Sprintf("did you mean %q? names of sheets are compared to the letter", b.Sheets[i].Name)
			}
		}
		return 0, &study.Fault{What: fmt.Sprintf("there is no sheet %q", name), Where: b.Name, Hint: hint}
	case len(visible) == 1:
		return visible[0], nil
	case len(visible) == 0:
		return 0, &study.Fault{What: "every sheet of the workbook is hidden", Where: b.Name, Hint: "name the sheet to read: " + strings.Join(names, ", ")}
	}
	return 0, &study.Fault{What: fmt.Sprintf("the workbook has %d visible sheets and none is named", len(visible)), Where: b.Name, Hint: "name the sheet to read: " + strings.Join(names, ", ")}
}

// dataRows gives the rows of respondents. They end at the first row without an
// id, or go to the end of the sheet, where rows without an id are skipped.
func (r *reader) dataRows(id int) ([]int, error) {
	first := r.book.FirstDataRow
	if first == 0 {
		first = max(r.headerRow(), r.book.LabelRow) + 1
	}
	var rows []int
	skipped, hidden := 0, 0
	for row := first; row <= r.lastRow(); row++ {
		if _, ok := slices.BinarySearch(r.grid.HiddenRows, row); ok && r.book.Hidden == "skip" {
			hidden++
			continue
		}
		if r.book.Stop == "blank_row" && r.grid.BlankRow(row) {
			r.belowEnd(row, "the data end at the first blank row")
			break
		}
		if id < 0 {
			if !r.grid.BlankRow(row) {
				rows = append(rows, row)
			}
			continue
		}
		c := r.grid.Cell(row, id)
		if clean(c.Text) != "" || c.Kind == sheet.Uncalculated {
			rows = append(rows, row)
			continue
		}
		if r.book.Stop == "first_blank_id" || r.book.Stop == "" {
			if err := r.checkEnd(row, id); err != nil {
				return nil, err
			}
			break
		}
		if !r.grid.BlankRow(row) {
			skipped++
		}
	}
	if hidden > 0 {
		r.add("hidden_row", r.sheetName(), "hidden rows were skipped, as declared", hidden)
	}
	if skipped > 0 {
		r.add("note", r.column(id), "rows without an id were skipped", skipped)
	}
	if len(rows) == 0 {
		return nil, &study.Fault{
			What: fmt.Sprintf("there are no data from row %d on", first), Where: r.file.Place(r.grid.Sheet, ""),
			Asked: r.book.At.String(), Hint: "check header_row:, first_data_row: and id_column:",
		}
	}
	return rows, nil
}

// ragged holds every line of delimited text to have as many fields as the
// header: an answer with a delimiter that is not quoted moves all that follow
// it into wrong columns.
func (r *reader) ragged() {
	want, short := r.grid.Fields(r.headerRow()), 0
	if want == 0 {
		return
	}
	for _, row := range r.rows {
		n := r.grid.Fields(row)
		if n < want {
			short++
		}
		if n > want {
			r.faults.add(row, 0, "", &study.Fault{
				What:  fmt.Sprintf("line %d has %d fields and the header %d, so its answers may stand in wrong columns", row, n, want),
				Where: r.file.Place("", "row "+strconv.Itoa(row)), Asked: r.book.At.String(),
				Hint: "put an answer that holds the delimiter in quotation marks, or export the data again as .xlsx",
			})
		}
	}
	if short > 0 {
		r.add("note", r.sheetName(), "lines end before the last column; what is not there was read as blank", short)
	}
}

// checkEnd holds the first row without an id to be the end of the data: a row
// with answers followed by one with an id and answers is a respondent whose id
// is missing, and whoever stands below would be lost without a word.
func (r *reader) checkEnd(row, id int) error {
	next := r.grid.Cell(row+1, id)
	if !r.grid.BlankRow(row) && clean(next.Text) != "" && r.filled(row) >= 2 && r.filled(row+1) >= 2 {
		return &study.Fault{
			What:  fmt.Sprintf("row %d has answers and no id, and row %d has both", row, row+1),
			Where: r.file.Place(r.grid.Sheet, "cell "+sheet.Address(row, id)), Asked: r.book.IDColumn.At.String() + ", id_column",
			Hint: "fill in the id; or delete the row; or declare stop: end under workbook: to skip rows without an id",
		}
	}
	r.belowEnd(row, "the data end at the first row without an id")
	return nil
}

// belowEnd logs the rows below the end of the data.
func (r *reader) belowEnd(row int, why string) {
	below := 0
	for ; row <= r.lastRow(); row++ {
		if !r.grid.BlankRow(row) {
			below++
		}
	}
	if below > 0 {
		r.add("note", r.sheetName(), "rows below the data were not read: "+why, below)
	}
}

// lastRow is the last row of the declared range, or of the sheet.
func (r *reader) lastRow() int {
	if block, ok := r.book.Block(); ok {
		return min(block.LastRow, r.grid.Rows)
	}
	return r.grid.Rows
}

// sheetName names the sheet as the cleaning log does, with its file where
// there are several.
func (r *reader) sheetName() string {
	if r.many {
		return strings.TrimSpace(path.Base(r.book.File.Name) + " " + r.grid.Sheet)
	}
	return r.grid.Sheet
}

// filled counts the cells of a row that stand under a header.
func (r *reader) filled(row int) int {
	n := 0
	for col, h := range r.heads {
		if c := r.grid.Cell(row, col); h != "" && (clean(c.Text) != "" || c.Kind == sheet.Uncalculated) {
			n++
		}
	}
	return n
}

// identify fills in the ids, which must tell the rows apart.
func (r *reader) identify(rows []int, id int, set *dataset.Set) {
	seen := make(map[string]int, len(rows))
	folded := make(map[string]string, len(rows))
	alike := 0
	for _, row := range rows {
		text := "row " + strconv.Itoa(row)
		if id >= 0 {
			c := r.grid.Cell(row, id)
			text = shown(c)
			asked := r.book.IDColumn.At.String() + ", id_column"
			switch {
			case c.Kind == sheet.Uncalculated || c.Kind == sheet.Error:
				f := unreadable("id", c)
				f.Where, f.Asked = r.cell(row, id), asked
				r.faults.add(row, id, "", f)
			case seen[text] != 0:
				r.faults.add(row, id, "", &study.Fault{
					What:  fmt.Sprintf("the id %q stands twice, in %s and %s", brief(text), sheet.Address(seen[text], id), sheet.Address(row, id)),
					Where: r.cell(row, id), Asked: asked,
					Hint: "correct the id, or delete the row that does not count",
				})
			default:
				if other, ok := folded[fold(text)]; ok && other != text {
					alike++
				}
				folded[fold(text)] = text
				seen[text] = row
			}
			if strings.TrimSpace(c.Text) != c.Text {
				r.count("trimmed", id)
			}
		}
		set.IDs = append(set.IDs, text)
		set.Rows = append(set.Rows, row)
	}
	if alike > 0 {
		r.add("note", r.column(id), "ids that differ from another only in capitals or spaces count as different people", alike)
	}
}

func (r *reader) headerRow() int { return max(r.book.HeaderRow, 1) }

// cell names a cell as faults do.
func (r *reader) cell(row, col int) string {
	return r.file.Place(r.grid.Sheet, "cell "+sheet.Address(row, col))
}

// column names a column as the cleaning log does: Data!AC.
func (r *reader) column(col int) string {
	if r.sheetName() == "" {
		return sheet.ColumnName(col)
	}
	return r.sheetName() + "!" + sheet.ColumnName(col)
}

var nan = math.NaN()
