package study

import (
	"regexp"
	"strconv"
)

// A Block is a rectangle of cells: rows from 1, columns from 0, both ends
// included.
type Block struct{ FirstRow, FirstCol, LastRow, LastCol int }

var blockForm = regexp.MustCompile(`^([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})$`)

// Block gives the cells that range declares; false where it declares none, or
// none that could be read.
func (w *Workbook) Block() (Block, bool) {
	m := blockForm.FindStringSubmatch(w.Range)
	if m == nil {
		return Block{}, false
	}
	column := func(letters string) int {
		n := 0
		for _, r := range letters {
			n = 26*n + int(r-'A') + 1
		}
		return n - 1
	}
	first, _ := strconv.Atoi(m[2])
	last, _ := strconv.Atoi(m[4])
	b := Block{first, column(m[1]), last, column(m[3])}
	return b, b.FirstRow < b.LastRow && b.FirstCol <= b.LastCol
}

// sheetLayout checks how a workbook says its sheet is laid out.
func (c *checker) sheetLayout(w *Workbook) {
	block, ok := w.Block()
	switch {
	case !c.given(&w.Range):
	case !ok:
		c.fault(c.at(&w.Range), "write the first cell of the header and the last of the data: B12:H40", "the range %s is no block of cells", quote(w.Range))
	case w.HeaderRow < block.FirstRow || w.HeaderRow >= block.LastRow:
		c.fault(c.at(&w.HeaderRow), "row numbers are those of the sheet, not of the range", "header_row %d lies outside the range %s", w.HeaderRow, w.Range)
	}
	if c.given(&w.GroupRow) && w.GroupRow >= w.HeaderRow {
		c.fault(c.at(&w.GroupRow), "header_row is the row with the names of single columns", "group_row %d is not above header_row %d", w.GroupRow, w.HeaderRow)
	}
	if l := w.Long; l != nil {
		c.long(w, l)
	}
}

func (c *checker) long(w *Workbook, l *Long) {
	if !c.named(&l.OccasionColumn) && !c.named(&l.ItemColumn) {
		c.fault(l.At, "name occasion_column, or item_column and value_column", "long names no column that tells a respondent's rows apart")
	}
	if c.named(&l.OccasionColumn) != c.named(&l.Occasions) {
		c.fault(l.At, "write both: occasion_column: wave, occasions: {pre: 1, post: 2}", "long has one of occasion_column and occasions")
	}
	if c.named(&l.ItemColumn) != c.named(&l.ValueColumn) {
		c.fault(l.At, "write both: item_column: item, value_column: answer", "long has one of item_column and value_column")
	}
	if w.Occasion != "" && c.named(&l.OccasionColumn) {
		c.fault(l.OccasionColumn.At, "leave out the occasion of the workbook, or that of its rows", "the workbook is of the occasion %s, and its rows have their own", w.Occasion)
	}
	first := map[string]string{}
	for _, o := range l.Occasions {
		key := codeKey(o.Value)
		if had, ok := first[key]; ok {
			c.fault(o.At, "give each occasion a value of its own", "the occasions %s and %s have the same value %s", had, o.ID, quote(o.Value.Text))
		}
		first[key] = o.ID
	}
}

// occasions checks that every condition and column names an occasion where
// there are several, and none where there is one.
func (c *checker) occasions(p *Part) {
	var known names
	known.have = map[string]bool{}
	ids := c.unique("occasion")
	add := func(id string, at Pos) {
		ids.add(id, at)
		known.list, known.have[id] = append(known.list, id), true
	}
	for _, w := range p.Workbooks {
		if c.given(&w.Inclusion) {
			c.inclusion(w.Inclusion)
		}
		if w.Long != nil && len(w.Long.Occasions) > 0 {
			continue
		}
		if !c.named(&w.Occasion) {
			c.fault(w.At, "say which occasion the file holds: occasion: pre", "a workbook under workbooks has no occasion")
			continue
		}
		add(w.Occasion, c.at(&w.Occasion))
	}
	if w := p.Workbook; w != nil {
		for _, k := range []struct {
			key   string
			field any
		}{{"occasion", &w.Occasion}, {"id_column", &w.IDColumn}, {"inclusion", &w.Inclusion}} {
			if c.given(k.field) {
				c.fault(c.at(k.field), "declare it for the study; or list the files under workbooks", "%s of a single workbook stands under workbook", k.key)
			}
		}
	}
	for _, w := range p.Books() {
		if w.Long != nil {
			for _, o := range w.Long.Occasions {
				add(o.ID, o.At)
			}
		}
	}
	several := len(known.list) > 0
	name := func(r Ref, at Pos, what string, needed bool) {
		switch {
		case at == (Pos{}):
			// A condition or column that is not there is a fault already.
		case r.Name == "" && several && needed:
			c.fault(at, Suggest("", known.list, "occasions"), "%s names no occasion, and %s has several", what, p.ID)
		case r.Name != "" && !several:
			c.fault(r.At, "declare occasions: several files under workbooks, or long under workbook", "%s names an occasion, and %s has none", what, p.ID)
		default:
			c.refer(r, known, "the occasion", "occasions")
		}
	}
	for _, s := range p.QuestionSets {
		a, b := &s.Conditions.A, &s.Conditions.B
		name(a.Occasion, a.At, "condition A of "+s.ID, true)
		name(b.Occasion, b.At, "condition B of "+s.ID, true)
	}
	for i := range p.Columns {
		col := &p.Columns[i]
		name(col.Occasion, col.Column.At, "the column "+quote(col.Column.Header()), len(p.Workbooks) > 1)
	}
}
