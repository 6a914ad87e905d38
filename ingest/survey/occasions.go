package survey

import (
	"fmt"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// A keys is the rows of a sheet by what they are the answers of.
type keys struct {
	occasion, item, value int                 // columns of long data, -1 where there is none
	people                []string            // normalised ids, in the order of their first rows
	shown                 map[string]string   // their ids as the sheet has them
	rows                  map[rowKey]int      // the row of a person, occasion and item
	of                    map[string][]int    // all rows of a person
	items                 map[string][]string // spellings of items, by folded text
}

// A rowKey says what a row is the answer of: a normalised id, an occasion, and
// the folded name of an item; the last two are empty where there is none.
type rowKey struct{ person, occasion, item string }

// A leaver is a row that an inclusion rule left out.
type leaver struct {
	row    int
	reason string
}

// NormalID gives the form under which ids are matched: without regard to case
// and white space.
func NormalID(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// index files the rows that are analysed by person, occasion and item. Two rows
// for one key are a fault.
func (r *reader) index() {
	k := r.keys
	k.shown, k.rows, k.of, k.items = map[string]string{}, map[rowKey]int{}, map[string][]int{}, map[string][]string{}
	for _, row := range r.rows {
		c := r.grid.Cell(row, r.id)
		if c.Kind == sheet.Uncalculated || c.Kind == sheet.Error || c.Kind == sheet.Date {
			f := unreadable("id", c)
			if c.Kind == sheet.Date {
				f = &study.Fault{What: "id: Excel made a date of this id", Hint: "type the id again in a cell formatted as text, or export the data again"}
			}
			f.Where, f.Asked = r.cell(row, r.id), r.book.IDColumn.At.String()+", id_column"
			r.faults.add(row, r.id, "", f)
			continue
		}
		key := rowKey{person: NormalID(c.Text), occasion: r.book.Occasion}
		if k.occasion >= 0 {
			at := r.grid.Cell(row, k.occasion)
			if key.occasion = r.occasionOf(at); key.occasion == "" {
				r.faults.add(row, k.occasion, "occasion\x00"+fold(at.Text), &study.Fault{
					What:  fmt.Sprintf("%q is the value of no declared occasion", brief(shown(at))),
					Where: r.cell(row, k.occasion), Asked: r.book.Long.OccasionColumn.At.String() + ", occasion_column",
					Hint: "declare it under occasions:, correct the cell, or leave its rows out with a rule under inclusion:",
				})
				continue
			}
		}
		if k.item >= 0 {
			at := r.grid.Cell(row, k.item)
			key.item = fold(at.Text)
			if k.items[key.item] == nil {
				k.items[key.item] = []string{shown(at)}
			}
		}
		if had := k.rows[key]; had != 0 {
			what := fmt.Sprintf("the id %q stands twice", brief(shown(c)))
			if k.occasion >= 0 {
				what += " for the occasion " + key.occasion
			}
			if k.item >= 0 {
				what += fmt.Sprintf(" for the item %q", brief(key.item))
			}
			r.faults.add(row, r.id, "", &study.Fault{
				What: fmt.Sprintf("%s, in %s and %s", what, sheet.Address(had, r.id), sheet.Address(row, r.id)), Where: r.cell(row, r.id),
				Asked: r.book.IDColumn.At.String() + ", id_column", Hint: "correct the id, or delete the row that does not count; capitals and spaces do not tell ids apart",
			})
			continue
		}
		k.rows[key] = row
		if k.of[key.person] == nil {
			k.people = append(k.people, key.person)
			k.shown[key.person] = shown(c)
		}
		k.of[key.person] = append(k.of[key.person], row)
	}
	r.findItems()
}

// occasionOf gives the occasion that a cell of long data names, or "".
func (r *reader) occasionOf(c sheet.Cell) string {
	for _, o := range r.book.Long.Occasions {
		if matches(o.Value, c) {
			return o.ID
		}
	}
	return ""
}

// findItems holds every item that is asked for to have a row.
func (r *reader) findItems() {
	if r.keys.item < 0 {
		return
	}
	var names []string
	for _, row := range r.rows {
		if name := shown(r.grid.Cell(row, r.keys.item)); len(names) < maxNear {
			names = append(names, name)
		}
	}
	for _, q := range r.questions {
		if q.item == "" || r.keys.items[fold(q.item)] != nil {
			continue
		}
		hint := "check the name against the column " + r.book.Long.ItemColumn.Name
		if near := nearest(q.item, names, 3); len(near) > 0 {
			hint = "did you mean " + quoted(near) + "?"
		}
		r.faults.add(0, 0, "", &study.Fault{
			What:  fmt.Sprintf("no row has the item %q", q.item),
			Where: r.file.Place(r.grid.Sheet, "column "+sheet.ColumnName(r.keys.item)), Asked: q.at(), Hint: hint,
		})
	}
}

// join matches the people of all workbooks and occasions by id and gives every
// question its rows, one a person, in the order in which people first stand.
func join(readers []*reader, set *dataset.Set) {
	var people []string
	seen := map[string]bool{}
	for _, r := range readers {
		for _, p := range r.keys.people {
			if seen[p] {
				continue
			}
			seen[p] = true
			people = append(people, p)
			set.IDs = append(set.IDs, r.keys.shown[p])
		}
	}
	for _, p := range people {
		row := 0
		if of := readers[0].keys.of[p]; len(of) > 0 {
			row = of[0]
		}
		set.Rows = append(set.Rows, row)
	}
	set.Flow = dataset.Flow{Start: len(people), Analysed: len(people)}
	gone := map[string]bool{}
	for _, r := range readers {
		for i := range r.questions {
			r.place(r.questions[i], people)
		}
		// People count once: under the rule of the first workbook that left
		// them out, when no row of theirs is analysed.
		var left []string
		for _, l := range r.excluded {
			id := NormalID(r.grid.Cell(l.row, r.id).Text)
			if seen[id] || gone[id] {
				continue
			}
			left = append(left, id)
			set.Flow.Start++
			set.Flow.Steps = addStep(set.Flow.Steps, l.reason, 1)
			if r.book.Long != nil {
				gone[id] = true // their other rows are theirs too
			}
		}
		for _, id := range left {
			gone[id] = true
		}
		for _, rule := range r.book.Inclusion {
			set.Flow.Steps = addStep(set.Flow.Steps, rule.Reason, 0)
		}
		if r.many {
			set.Flow.Occasions = append(set.Flow.Occasions, dataset.FlowOccasion{ID: r.book.Occasion, Rows: r.flow.Start, Analysed: r.flow.Analysed})
			r.add("note", r.sheetName(), fmt.Sprintf("occasion %s: %s, of which %d are analysed", r.book.Occasion, plural(r.flow.Start, "row"), r.flow.Analysed), r.flow.Analysed)
		}
	}
	unmatched(readers, people)
}

// place gives a question its rows. A question without an occasion or item in
// long data takes the first row of a person that has an answer; rows that
// differ are a fault.
func (r *reader) place(q *question, people []string) {
	k := r.keys
	q.rows = make([]int, len(people))
	for i, p := range people {
		whole := q.ref.Occasion != "" || k.occasion < 0
		if whole && (q.item != "" || k.item < 0) {
			q.rows[i] = k.rows[rowKey{p, q.ref.Occasion, fold(q.item)}]
			continue
		}
		text := ""
		for _, row := range k.of[p] {
			if q.ref.Occasion != "" && k.occasion >= 0 && r.occasionOf(r.grid.Cell(row, k.occasion)) != q.ref.Occasion {
				continue
			}
			if q.item != "" && fold(r.grid.Cell(row, k.item).Text) != fold(q.item) {
				continue
			}
			have := fold(r.grid.Cell(row, q.col).Text)
			switch {
			case q.rows[i] == 0 || text == "" && have != "":
				q.rows[i], text = row, have
			case have != "" && have != text:
				r.faults.add(row, q.col, "differ\x00"+strconv.Itoa(q.col), &study.Fault{
					What:  fmt.Sprintf("%s: the rows of one person differ, in %s and %s", q.name, sheet.Address(q.rows[i], q.col), sheet.Address(row, q.col)),
					Where: r.cell(row, q.col), Asked: q.at(), Hint: "correct the cells, or say under occasion: which rows to read",
				})
			}
		}
	}
}

// unmatched logs the rows whose person has none on another occasion, by their
// places alone.
func unmatched(readers []*reader, people []string) {
	type time struct {
		r    *reader
		id   string
		rows map[string]int
	}
	var times []time
	for _, r := range readers {
		ids := []string{r.book.Occasion}
		if r.keys.occasion >= 0 {
			ids = nil
			for _, o := range r.book.Long.Occasions {
				ids = append(ids, o.ID)
			}
		}
		for _, id := range ids {
			t := time{r, id, map[string]int{}}
			for key, row := range r.keys.rows {
				if have := t.rows[key.person]; key.occasion == id && (have == 0 || row < have) {
					t.rows[key.person] = row
				}
			}
			times = append(times, t)
		}
	}
	for _, t := range times {
		for _, other := range times {
			if t.id == other.id {
				continue
			}
			n := 0
			for _, p := range people {
				row := t.rows[p]
				if row == 0 || other.rows[p] != 0 {
					continue
				}
				if n++; n <= maxNamed {
					t.r.add("note", t.r.column(t.r.id)+strconv.Itoa(row), fmt.Sprintf("a person of the occasion %s without a row for %s", t.id, other.id), 1)
				}
			}
			if n > maxNamed {
				t.r.add("note", t.r.sheetName(), fmt.Sprintf("more people of the occasion %s without a row for %s", t.id, other.id), n-maxNamed)
			}
		}
	}
}
