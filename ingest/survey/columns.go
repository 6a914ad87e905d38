package survey

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// A question is one column of answers that the manifest asks for.
type question struct {
	ref   study.Ref
	asked string // what asked for it: "item qs2_03"
	name  string // how faults call it: "QS2, condition B"
	kind  string // category, number, scale, flag

	points  *[2]int // of a scale
	scale   string  // its name
	labels  []study.Labelled
	order   []string
	bounds  *[2]float64
	missing []study.MissingCode
	keep    []study.Scalar
	comma   bool // numbers that stand as text have a decimal comma

	col       int      // sheet column, -1 until found
	option    string   // one of several answers in a cell, and
	separator string   // what stands between them
	options   []string // all that are declared for the column
	ticked    bool     // a blank cell is a no
	paired    bool     // an item of a pair
	item      string   // of long data: the item whose rows it reads; else ""
	rows      []int    // of its answers, one a respondent; 0: no row of that person
	answers   *dataset.Column
	first     *question      // the earlier question that reads the same column
	derived   *study.Derived // the column was computed from others, and is compared alone
}

// at is the place in the manifest that faults give as Asked.
func (q *question) at() string { return q.ref.At.String() + ", " + q.asked }

// questionsOf lists the columns of answers the manifest asks for:
// characteristics and single items, then the items of the sets, A before B.
func questionsOf(p *study.Part) []*question {
	var all []*question
	for i := range p.Columns {
		c := &p.Columns[i]
		q := &question{
			ref: c.Column, asked: "column " + c.Column.Name, name: c.Column.Name, kind: c.Kind,
			labels: c.Labels, order: c.Order, bounds: c.Range, missing: c.Missing, keep: c.Keep, col: -1,
		}
		q.option, q.separator, q.ticked = c.Option, c.Separator, c.Ticked
		for j := range p.Columns {
			if o := &p.Columns[j]; c.Option != "" && o.Option != "" && o.Column.Header() == c.Column.Header() {
				q.options = append(q.options, o.Option)
			}
		}
		if s := p.FindScale(c.Scale.Name); s != nil && c.Kind == "scale" {
			q.points, q.scale, q.labels = &s.Points, s.ID, s.Labels
		}
		all = append(all, q)
	}
	for _, set := range p.QuestionSets {
		for i := range set.Pairs {
			pair := &set.Pairs[i]
			for _, side := range []struct {
				ref  study.Ref
				name string
			}{{pair.A, "A"}, {pair.B, "B"}} {
				q := &question{ref: side.ref, asked: "item " + pair.ID, name: set.ID + ", condition " + side.name, kind: "scale", col: -1, paired: true}
				if s := p.FindScale(set.Scale.Name); s != nil {
					q.points, q.scale, q.labels = &s.Points, s.ID, s.Labels
				}
				all = append(all, q)
			}
		}
	}
	return all
}

// A rule is an inclusion rule with the column it looks at.
type rule struct {
	*study.Rule
	col int
}

// findColumns reads the header row and finds every column that is asked for.
// The column of the ids is -1 when none is declared.
func (r *reader) findColumns(questions []*question) (id int, rules []rule, err error) {
	r.heads = r.header(r.headerRow())
	at := map[string][]int{}
	for col, h := range r.heads {
		if h != "" {
			at[h] = append(at[h], col)
		}
	}
	wanted, missing := 0, 0
	find := func(ref study.Ref, asked string) int {
		wanted++
		name := clean(ref.Header())
		cols := at[name]
		switch len(cols) {
		case 1:
			return cols[0]
		case 0:
			missing++
			r.faults.add(0, 0, "", &study.Fault{
				What: fmt.Sprintf("there is no column %q", name), Where: r.headerPlace(), Asked: ref.At.String() + ", " + asked, Hint: r.nearHeader(name),
			})
		default:
			places := make([]string, len(cols))
			for i, c := range cols {
				places[i] = sheet.ColumnName(c)
			}
			r.faults.add(0, 0, "", &study.Fault{
				What:  fmt.Sprintf("the column name %q stands %d times, in columns %s", name, len(cols), strings.Join(places, ", ")),
				Where: r.headerPlace(), Asked: ref.At.String() + ", " + asked, Hint: "give each column a name of its own in a copy of the file, and say so in its documentation",
			})
		}
		return -1
	}
	id = -1
	if r.book.IDColumn.Name != "" {
		id = find(r.book.IDColumn, "id_column")
	}
	r.keys = &keys{occasion: -1, item: -1}
	if l := r.book.Long; l != nil {
		if l.OccasionColumn.Name != "" {
			r.keys.occasion = find(l.OccasionColumn, "occasion_column")
		}
		if l.ItemColumn.Name != "" {
			r.keys.item, r.keys.value = find(l.ItemColumn, "item_column"), find(l.ValueColumn, "value_column")
		}
	}
	for _, d := range r.book.DropColumns {
		if _, ok := at[clean(d.Name)]; !ok && wanted > missing {
			r.faults.add(0, 0, "", &study.Fault{
				What:  fmt.Sprintf("drop_columns names %q, which the sheet does not have", clean(d.Name)),
				Where: r.headerPlace(), Asked: d.At.String() + ", drop_columns", Hint: r.nearHeader(clean(d.Name)),
			})
		}
	}
	for i := range r.book.Inclusion {
		rule := rule{&r.book.Inclusion[i], 0}
		rule.col = find(rule.Column, "inclusion rule "+strconv.Itoa(i+1))
		rules = append(rules, rule)
	}
	for i, q := range questions {
		if q.paired && r.keys.item >= 0 {
			q.col, q.item = r.keys.value, q.ref.Header()
		} else {
			q.col = find(q.ref, q.asked)
		}
		r.refuseHidden(q)
		for _, before := range questions[:i] {
			if q.derived == nil && q.col >= 0 && before.col == q.col && before.item == q.item && before.option == q.option && before.ref.Occasion == q.ref.Occasion && q.first == nil {
				q.first = before
				r.sameColumn(q, before)
			}
		}
	}
	if wanted > 1 && missing == wanted {
		return id, nil, r.wrongHeader(wanted, questions)
	}
	return id, rules, r.faults.err()
}

// sameColumn holds two questions that read one column to read it alike.
func (r *reader) sameColumn(q, before *question) {
	if q.kind != before.kind || q.scale != before.scale {
		r.faults.add(0, q.col, "", &study.Fault{
			What:  fmt.Sprintf("the column %q is asked for twice, as %s and as %s", q.ref.Name, before.reading(), q.reading()),
			Where: q.ref.At.String(), Asked: before.at(), Hint: "declare the same kind and scale for both, or name the column once",
		})
	}
}

func (q *question) reading() string {
	if q.scale != "" {
		return "scale " + q.scale
	}
	return q.kind
}

// header gives the names in a row, by column, behind the headings of groups
// where such are declared. A name that is merged over several cells names all
// of them.
func (r *reader) header(row int) []string {
	heads, filled := r.headings(row)
	if filled > 0 && row == r.headerRow() {
		r.add("note", r.sheetName(), "columns took their name from a merged cell of the header", filled)
	}
	if g := r.book.GroupRow; g > 0 && row == r.headerRow() {
		groups, _ := r.headings(g)
		last, carried := "", 0
		for col, name := range heads {
			group := groups[col]
			switch {
			case group != "":
				last = group
			case name != "" && last != "":
				group = last
				carried++
			}
			switch {
			case name == "":
				heads[col] = group
			case group != "":
				heads[col] = clean(group + r.book.GroupJoin + name)
			}
		}
		if carried > 0 {
			r.add("note", r.sheetName(), "columns took the heading of their group from a cell to the left", carried)
		}
	}
	return heads
}

// headings gives the texts of a row by column, and how many of them come from
// a merged cell. Columns outside the declared range, and hidden ones that are
// skipped, have none.
func (r *reader) headings(row int) (heads []string, merged int) {
	heads = make([]string, r.grid.Cols)
	block, bounded := r.book.Block()
	for col := range heads {
		_, hidden := slices.BinarySearch(r.grid.HiddenCols, col)
		if bounded && (col < block.FirstCol || col > block.LastCol) || hidden && r.book.Hidden == "skip" {
			continue
		}
		at, from := r.grid.MergedFrom(row, col)
		heads[col] = shown(r.grid.Cell(at, from))
		if heads[col] != "" && (at != row || from != col) {
			merged++
		}
	}
	return heads, merged
}

// refuseHidden holds a column to be visible where the manifest refuses hidden
// ones.
func (r *reader) refuseHidden(q *question) {
	if _, hidden := slices.BinarySearch(r.grid.HiddenCols, q.col); hidden && r.book.Hidden == "refuse" {
		r.faults.add(0, q.col, strconv.Itoa(q.col), &study.Fault{
			What: fmt.Sprintf("the column %q is hidden", q.ref.Header()), Where: r.file.Place(r.grid.Sheet, "column "+sheet.ColumnName(q.col)),
			Asked: q.at(), Hint: "unhide it in a copy of the file, or declare hidden: read under workbook:",
		})
	}
}

func (r *reader) headerPlace() string {
	return r.file.Place(r.grid.Sheet, "row "+strconv.Itoa(r.headerRow()))
}

// nearHeader says which column may have been meant.
func (r *reader) nearHeader(name string) string {
	near := nearest(name, r.heads, 3)
	if len(near) == 0 {
		// Names that go on where the other ends: pre and pre_1.
		for _, h := range r.heads {
			if h != "" && len(near) < 3 && (strings.HasPrefix(fold(h), fold(name)) || strings.HasPrefix(fold(name), fold(h))) {
				near = append(near, h)
			}
		}
	}
	if len(near) > 0 {
		return "did you mean " + quoted(near) + "? names are compared to the letter"
	}
	var heads []string
	for _, h := range r.heads {
		if h != "" {
			heads = append(heads, brief(h))
		}
	}
	const few = 8
	switch {
	case len(heads) == 0:
		return "the row is empty: say where the names stand, with header_row: under workbook:, or --header-row"
	case len(heads) == 1 && strings.ContainsAny(heads[0], ";\t"):
		return "the row has one column only: declare delimiter: under workbook:"
	case len(heads) > few:
		return "the row has " + strings.Join(heads[:few], ", ") + fmt.Sprintf(" and %d more", len(heads)-few)
	}
	return "the row has " + strings.Join(heads, ", ")
}

// headerScanned is how many rows are looked at for a header that was declared
// in the wrong row.
const headerScanned = 50

// wrongHeader is the one fault of a header row that has none of the columns.
func (r *reader) wrongHeader(wanted int, questions []*question) error {
	f := &study.Fault{
		What:  fmt.Sprintf("none of the %d declared columns stands in row %d", wanted, r.headerRow()),
		Where: r.file.Place(r.grid.Sheet, ""), Asked: r.book.At.String(), Hint: r.nearHeader(questionName(questions, r.part)),
	}
	for row := 1; row <= min(r.grid.Rows, headerScanned); row++ {
		heads, n := r.header(row), 0
		for _, q := range questions {
			if slices.Contains(heads, clean(q.ref.Header())) {
				n++
			}
		}
		if row != r.headerRow() && n > 0 && n*2 >= len(questions) {
			f.Hint = fmt.Sprintf("row %d has them: declare header_row: %d under workbook:", row, row)
			break
		}
	}
	return study.Faults{f}
}

// questionName gives the first declared name, for a hint.
func questionName(questions []*question, p *study.Part) string {
	if len(questions) > 0 {
		return clean(questions[0].ref.Header())
	}
	return clean(p.IDColumn.Header())
}
