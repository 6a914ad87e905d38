package propose

import (
	"fmt"
	"slices"
	"strings"
)

// long data have several rows a person.
type long struct {
	person, occasion *column
	item, value      *column // when each row answers one item
	values           []string
	constant         []*column // alike in all rows of a person
}

// occasionWords are how columns are called that tell the rows of a person apart.
var occasionWords = []string{"wave", "time", "timepoint", "occasion", "condition", "phase", "visit", "session", "period", "round", "point"}

// long says whether a sheet has several rows a person: a column of ids that
// come again, and another one of few values that tells their rows apart.
func (b *book) long() *long {
	for _, id := range b.columns {
		if id.Unique && !id.running() {
			// A row a person, unless the rows were just counted.
			if id.kind == identifier || id.kind == prose {
				return nil
			}
		}
	}
	for _, id := range b.columns {
		if id.Name == "" || id.kind == nothing || id.kind == personal || id.scaled() || id.kind == flag || id.kind == options || id.N != b.sheet.Rows ||
			len(id.distinct) < 3 || 3*id.answered < 4*len(id.distinct) || !b.once(id) {
			continue
		}
		for _, at := range b.columns {
			if at == id || at.Name == "" || at.N != b.sheet.Rows || len(at.distinct) < 2 || len(at.distinct) > 4 || !b.once(at) || !tellsOccasion(at) {
				continue
			}
			l := &long{person: id, occasion: at, values: slices.Clone(at.distinct)}
			slices.SortFunc(l.values, func(a, b string) int {
				if d := when(a) - when(b); d != 0 {
					return d
				}
				return strings.Compare(a, b)
			})
			if !repeats(id, at) {
				l.constant = b.constants(id)
				return l
			}
			for _, item := range b.columns {
				if item == id || item == at || item.N != b.sheet.Rows || len(item.distinct) < 2 || len(item.distinct) > 60 || item.scaled() || repeats(id, at, item) {
					continue
				}
				i := slices.IndexFunc(b.columns, func(v *column) bool { return v != id && v != at && v != item && v.scaled() && b.once(v) })
				if i < 0 {
					continue
				}
				l.item, l.value = item, b.columns[i]
				return l
			}
		}
	}
	return nil
}

// tellsOccasion reports whether the name of a column, or its values, say that
// it tells occasions apart.
func tellsOccasion(c *column) bool {
	for _, t := range token.FindAllString(c.Name, -1) {
		if slices.Contains(occasionWords, strings.ToLower(t)) {
			return true
		}
	}
	return !slices.ContainsFunc(c.distinct, func(v string) bool { return when(strings.TrimSpace(v)) < 0 })
}

// repeats reports whether the values of several columns together come again.
func repeats(columns ...*column) bool {
	seen := map[string]bool{}
	for row := range columns[0].Values {
		key := ""
		for _, c := range columns {
			if row < len(c.Values) {
				key += fold(c.Values[row]) + "\x00"
			}
		}
		if seen[key] {
			return true
		}
		seen[key] = true
	}
	return false
}

// constants are the columns that are alike in all rows of a person.
func (b *book) constants(id *column) []*column {
	var all []*column
	for _, c := range b.columns {
		first := map[string]string{}
		same := c != id && c.kind != nothing
		for row, v := range c.Values {
			if v == "" || row >= len(id.Values) {
				continue
			}
			key := fold(id.Values[row])
			if had, ok := first[key]; ok && had != fold(v) {
				same = false
				break
			}
			first[key] = fold(v)
		}
		if same {
			all = append(all, c)
		}
	}
	return all
}

// long writes a sheet with several rows a person, and its sets.
func (n *numbers) long(l *long) {
	b := n.a.data[0]
	ordered := !slices.ContainsFunc(l.values, func(v string) bool { return when(v) < 0 })
	var pairs []string
	var names []condition
	for _, v := range l.values {
		id := idOf(v)
		label := v
		if id == "" || id[0] >= '0' && id[0] <= '9' {
			id, label = idOf(l.occasion.Name)+id, oneLine(l.occasion.Name)+" "+v
		}
		value := quote(v)
		if v == strings.Trim(v, " ") && strings.Trim(v, "0123456789") == "" {
			value = v
		}
		pairs = append(pairs, fmt.Sprintf("%s: %s", id, value))
		names = append(names, condition{id, label, id})
	}
	n.confirm("      long:", "ids come again, and %s tells their rows apart", oneLine(l.occasion.Name))
	n.confirm("        occasion_column: "+quote(oneLine(l.occasion.Name)), "%s", plural(len(l.values), "value"))
	n.confirm("        occasions: {"+strings.Join(pairs, ", ")+"}", "its values")
	n.used[l.occasion], n.used[l.person] = true, true
	if l.item != nil {
		n.confirm("        item_column: "+quote(oneLine(l.item.Name)), "%s, each once for a person and occasion", plural(len(l.item.distinct), "value"))
		n.confirm("        value_column: "+quote(oneLine(l.value.Name)), "answers on one scale")
		n.used[l.item], n.used[l.value] = true, true
	}
	n.confirm("    id_column: "+quote(oneLine(l.person.Name)), "%s in %s", plural(len(l.person.distinct), "different value"), plural(b.sheet.Rows, "row"))
	n.inclusion("    ", b)
	evidence := fmt.Sprintf("the values of %s", oneLine(l.occasion.Name))
	if len(l.values) > 2 {
		evidence += fmt.Sprintf("; there are %d", len(l.values))
	}
	var items []item
	if l.item != nil {
		for _, name := range l.item.distinct {
			it := item{a: l.value, b: l.value, nameA: name, nameB: name, evidence: "an item of the column " + oneLine(l.item.Name)}
			if idOf(name) == name && len(name) < 20 {
				it.id = name
			}
			items = append(items, it)
		}
	} else {
		for _, c := range b.columns {
			if c.scaled() && !n.used[c] && b.once(c) && !slices.Contains(l.constant, c) {
				it := item{a: c, b: c, evidence: "asked on both occasions"}
				if idOf(c.Name) == c.Name && len(c.Name) < 20 {
					it.id = c.Name
				}
				items = append(items, it)
			}
		}
	}
	n.occasionSets(items, names, ordered, evidence)
	// Only what is alike in all rows of a person is a characteristic of theirs.
	for _, c := range b.columns {
		if !slices.Contains(l.constant, c) {
			n.used[c] = true
		}
	}
}
