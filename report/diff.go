package report

import (
	"fmt"
	"strings"
)

// A Change is one printed cell that differs between two reports, or a table or
// row that only one of them has.
type Change struct {
	Table  string // "Table 10, Paired Comparisons of Composite Scores"
	Row    string // stub of the row, after the section and the rows it stands under
	Column string // plain name of the column; "" when the whole row or table differs
	Was    string
	Now    string
}

// Diff compares the printed tables of two results, in the order of the second:
// cells by table, row and column, then what only one of them has.
func Diff(was, now *Results) []Change {
	old := map[string]*Table{}
	before := Tables(was)
	for _, t := range before {
		old[t.ID] = t
	}
	var changes []Change
	current := map[string]bool{}
	for _, t := range Tables(now) {
		current[t.ID] = true
		if o := old[t.ID]; o != nil {
			changes = append(changes, diffTable(o, t)...)
		} else {
			changes = append(changes, Change{Table: tableName(t), Row: "whole table", Was: "not there", Now: rowCount(t)})
		}
	}
	for _, t := range before {
		if !current[t.ID] {
			changes = append(changes, Change{Table: tableName(t), Row: "whole table", Was: rowCount(t), Now: "not there"})
		}
	}
	return changes
}

func tableName(t *Table) string { return fmt.Sprintf("Table %d, %s", t.Number, t.Title) }

func rowCount(t *Table) string { return counted(len(t.Rows), "row", "rows") }

// A namedRow is a row and the name it is found by.
type namedRow struct {
	name string
	row  Row
}

// named gives every row a name: what it stands under and its stub. Rows of
// one name are numbered.
func named(t *Table) []namedRow {
	var out []namedRow
	seen := map[string]int{}
	for _, r := range placed(t) {
		stub := ""
		if len(r.row.Cells) > 0 {
			stub = plain(r.row.Cells[0].Text)
		}
		name := strings.Join(append(r.under, stub), ": ")
		seen[name]++
		if n := seen[name]; n > 1 {
			name = fmt.Sprintf("%s (%d)", name, n)
		}
		out = append(out, namedRow{name, r.row})
	}
	return out
}

func diffTable(was, now *Table) []Change {
	name := tableName(now)
	old := map[string]Row{}
	before, after := named(was), named(now)
	for _, r := range before {
		old[r.name] = r.row
	}
	var changes []Change
	current := map[string]bool{}
	for _, r := range after {
		current[r.name] = true
		o, ok := old[r.name]
		if !ok {
			changes = append(changes, Change{Table: name, Row: r.name, Was: "not there", Now: rowText(r.row)})
			continue
		}
		changes = append(changes, diffRow(name, r.name, was, now, o, r.row)...)
	}
	for _, r := range before {
		if !current[r.name] {
			changes = append(changes, Change{Table: name, Row: r.name, Was: rowText(r.row), Now: "not there"})
		}
	}
	return changes
}

func diffRow(table, row string, was, now *Table, o, n Row) []Change {
	cell := func(t *Table, r Row, column string) (string, bool) {
		for i, c := range t.Columns {
			if c.Name == column && i < len(r.Cells) {
				return plain(r.Cells[i].Text), true
			}
		}
		return "no such column", false
	}
	var changes []Change
	for _, c := range now.Columns {
		x, _ := cell(was, o, c.Name)
		if y, _ := cell(now, n, c.Name); x != y {
			changes = append(changes, Change{Table: table, Row: row, Column: c.Name, Was: x, Now: y})
		}
	}
	for _, c := range was.Columns {
		if y, ok := cell(now, n, c.Name); !ok {
			x, _ := cell(was, o, c.Name)
			changes = append(changes, Change{Table: table, Row: row, Column: c.Name, Was: x, Now: y})
		}
	}
	return changes
}

func rowText(r Row) string {
	var cells []string
	for _, c := range r.Cells[1:] {
		if s := plain(c.Text); s != "" {
			cells = append(cells, s)
		}
	}
	return strings.Join(cells, "  ")
}
