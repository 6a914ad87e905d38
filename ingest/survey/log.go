package survey

import (
	"fmt"
	"slices"
	"strconv"

	"kith/ingest/sheet"
	"kith/study/dataset"
)

// What the cleaning log says of a count of cells in one column.
var counted = map[string]struct{ kind, what string }{
	"trimmed":     {"trimmed", "white space around answers was taken away"},
	"text_number": {"text_number", "numbers stored as text were read as numbers"},
	"formula":     {"note", "answers come from formulas; their stored values were used"},
	"unordered":   {"note", "answers are categories that order: does not list"},
	"no_option":   {"note", "cells hold an answer that is no declared option"},
	"merged":      {"note", "cells lie in a merged range and were read as blank; only its first cell has the value"},
}

// add puts an entry into the cleaning log.
func (r *reader) add(kind, where, what string, n int) {
	if where == "" {
		where = r.book.File.Name
	}
	r.log = append(r.log, dataset.LogEntry{Kind: kind, Where: where, What: what, Count: n})
}

// maxChanges bounds the list of single changes; the log says where it ends.
const maxChanges = 100_000

// change lists what became of one cell, or of a row when col is negative.
func (r *reader) change(row, col int, was, became, rule string) {
	if len(r.changes) >= maxChanges {
		if len(r.changes) == maxChanges {
			r.changes = append(r.changes, dataset.Change{Became: fmt.Sprintf("more than %d changes: the others are not listed", maxChanges)})
		}
		return
	}
	where := r.column(max(col, 0)) + strconv.Itoa(row)
	if col < 0 {
		where = r.sheetName() + "!" + strconv.Itoa(row)
	}
	r.changes = append(r.changes, dataset.Change{Where: where, Was: was, Became: became, Rule: rule})
}

// count adds one to the entry of a column.
func (r *reader) count(what string, col int) {
	entry := counted[what]
	where := r.column(col)
	for i := len(r.log) - 1; i >= 0; i-- {
		if e := &r.log[i]; e.Where == where && e.What == entry.what {
			e.Count++
			return
		}
	}
	r.add(entry.kind, where, entry.what, 1)
}

// maxNamed is how many cells of one kind the cleaning log names; the rest is
// counted.
const maxNamed = 50

// staleFormulas logs the cells whose formula gives another value than the file
// has stored. The stored value is what the deposit says, and is used.
func (r *reader) staleFormulas(questions []*question, rows []int) error {
	if !r.grid.Formulas {
		return nil
	}
	var formulas []sheet.Position
	for _, q := range questions {
		if q.col < 0 || q.first != nil {
			continue
		}
		for _, row := range rows {
			if c := r.grid.Cell(row, q.col); c.Formula && c.Kind != sheet.Uncalculated {
				formulas = append(formulas, sheet.Position{Row: row, Col: q.col})
			}
		}
	}
	stale, note, err := r.file.Stale(r.at, formulas)
	if err != nil {
		return r.asked(err)
	}
	if note != "" {
		r.add("note", r.sheetName(), note, len(formulas))
	}
	for i, p := range stale {
		if i == maxNamed {
			r.add("note", r.sheetName(), "more cells whose formula gives another value when calculated anew; the stored values were used", len(stale)-maxNamed)
			break
		}
		where := r.column(p.Col) + strconv.Itoa(p.Row)
		r.add("note", where, "the formula gives another value when calculated anew; the stored value was used", 1)
	}
	return nil
}

// note logs what a reader of the data should know of hidden, dropped, merged
// and left out parts of the sheet. It comes after the answers are read.
func (r *reader) note(questions []*question, rows []int) {
	asked := map[int]bool{}
	for _, q := range questions {
		asked[q.col] = true
		asked[r.keys.occasion], asked[r.keys.item] = true, true
		if _, hidden := slices.BinarySearch(r.grid.HiddenCols, q.col); hidden && q.first == nil {
			r.add("hidden_column", r.column(q.col), "the column is hidden, and was read as declared", 1)
		}
	}
	hidden := 0
	for _, row := range rows {
		if _, ok := slices.BinarySearch(r.grid.HiddenRows, row); ok {
			hidden++
		}
	}
	if hidden > 0 {
		r.add("hidden_row", r.sheetName(), "hidden rows were read like all others", hidden)
	}
	r.mergedCells(questions, rows)
	dropped := map[string]bool{}
	for _, d := range r.book.DropColumns {
		name := clean(d.Name)
		dropped[name] = true
		at := slices.Index(r.heads, name)
		r.add("dropped_column", r.column(at), "the column was not read, as declared", 1)
	}
	other := 0
	for col, h := range r.heads {
		if h != "" && !asked[col] && !dropped[h] && h != clean(r.book.IDColumn.Name) && !r.inRule(h) {
			other++
		}
	}
	if other > 0 {
		r.add("note", r.sheetName(), "columns that nobody asked for were not kept", other)
	}
	slices.SortStableFunc(r.log, func(a, b dataset.LogEntry) int { return rank(a.Kind) - rank(b.Kind) })
}

// labelled names what the labels of a question belong to: its scale or itself.
func (q *question) labelled() string {
	if q.scale != "" {
		return q.scale
	}
	return q.ref.Name
}

// unusedLabels logs categories and labels that no answer has: a word that was
// meant otherwise would stand among them. Labels are looked at only where
// answers stand as text.
func (r *reader) unusedLabels() {
	seen := map[string]bool{}
	for _, q := range r.questions {
		of := q.labelled()
		if q.col < 0 || q.first != nil || seen[of] {
			continue
		}
		seen[of] = true
		texts, where := append(labelTexts(q.labels), q.order...), r.column(q.col)
		what := "order: names %q, which no row has"
		if len(q.labels) > 0 {
			what = "labels: names %q, which no row has"
		}
		if q.scale != "" {
			where, what = r.sheetName(), "labels: of the scale "+q.scale+" names %q, which no row has"
		}
		var unused []string
		for _, text := range texts {
			if !r.used[of+"\x00"+fold(text)] && !slices.Contains(unused, text) {
				unused = append(unused, text)
			}
		}
		if len(unused) == len(texts) {
			continue
		}
		for _, text := range unused {
			r.add("note", where, fmt.Sprintf(what, brief(text)), 1)
		}
	}
}

func (r *reader) inRule(head string) bool {
	for i := range r.book.Inclusion {
		if clean(r.book.Inclusion[i].Column.Name) == head {
			return true
		}
	}
	return false
}

// rank orders the log: people first, then columns, then cells, then notes.
func rank(kind string) int {
	return slices.Index([]string{"excluded_row", "dropped_column", "hidden_column", "hidden_row", "trimmed", "text_number", "derived", "note"}, kind)
}

// mergedCells counts answers that lie in a merged range and are not its first
// cell.
func (r *reader) mergedCells(questions []*question, rows []int) {
	if len(rows) == 0 {
		return
	}
	for _, m := range r.grid.Merged {
		if m.LastRow < rows[0] || m.FirstRow > rows[len(rows)-1] {
			continue
		}
		for _, q := range questions {
			if q.first != nil || q.col < m.FirstCol || q.col > m.LastCol {
				continue
			}
			from, _ := slices.BinarySearch(rows, m.FirstRow)
			for _, row := range rows[from:] {
				if row > m.LastRow {
					break
				}
				if row != m.FirstRow || q.col != m.FirstCol {
					r.count("merged", q.col)
				}
			}
		}
	}
}
