package survey

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
)

// maxKeyRows bounds the rows of a scoring key: a thousand items of a hundred
// labels each.
const maxKeyRows = 100_000

// A keyReader reads the scoring key of a study into its scales and sets.
type keyReader struct {
	part   *study.Part
	key    *study.Key
	file   *sheet.Book
	grid   *sheet.Grid
	col    map[string]int // by what the column says: item, set, condition, reverse, labels, value, label
	faults collector
	labels map[string]*keyLabels // by scale or described column
	owners []string              // of labels, in the order in which the key has them
	keyed  map[string]keyed      // items by pair id and side
}

// A keyLabels is the labels that the key gives to a scale or column, with the
// cell of each.
type keyLabels struct {
	item   string // the first item that has them, whose cells count
	list   []study.Labelled
	cells  []string // places of list
	points *[2]int
	given  *[]study.Labelled // those of the manifest
	of     string            // how faults call it: the scale often
	at     study.Pos
	others map[string][]study.Labelled // of further items, by their name
	where  map[string]string           // and their first cells
}

// A keyed is what the key says of an item.
type keyed struct {
	reversed bool
	where    string
}

// readKey reads the scoring key of a study, when it has one, and fills in what
// the manifest leaves to it: the labels of scales and columns, and the reverse
// keys of sets. What both declare must agree; where they do not, the fault
// names both places.
func readKey(deposit string, p *study.Part) error {
	if p.Key == nil {
		return nil
	}
	k := &keyReader{part: p, key: p.Key, col: map[string]int{}, labels: map[string]*keyLabels{}, keyed: map[string]keyed{}}
	if err := k.open(deposit); err != nil {
		var f *study.Fault
		if errors.As(err, &f) && f.Asked == "" {
			f.Asked = p.Key.At.String() + ", key"
		}
		return err
	}
	if err := k.header(); err != nil {
		return err
	}
	k.rows()
	if err := k.faults.err(); err != nil {
		return err
	}
	k.giveLabels()
	k.giveReverse()
	return k.faults.err()
}

func (k *keyReader) open(deposit string) error {
	name := k.key.File.Name
	full := filepath.Join(deposit, filepath.FromSlash(name))
	if _, err := os.Stat(full); errors.Is(err, fs.ErrNotExist) {
		return &study.Fault{What: fmt.Sprintf("the key %s is not in the deposit", name), Where: k.key.File.At.String(), Hint: nearFile(full)}
	}
	book, err := sheet.Open(full, sheet.Options{Name: path.Base(name), Encoding: k.key.Encoding, Delimiter: k.key.Delimiter})
	if err != nil {
		return err
	}
	k.file = book
	at, err := chooseSheet(book, k.key.Sheet.Name)
	if err != nil {
		return err
	}
	if k.grid, err = book.Read(at); err != nil {
		return err
	}
	if k.grid.Rows > maxKeyRows {
		return &study.Fault{What: fmt.Sprintf("the key has %d rows; kith reads %d", k.grid.Rows, maxKeyRows), Where: book.Place(k.grid.Sheet, ""), Hint: "name the sheet that holds the key alone"}
	}
	return nil
}

func (k *keyReader) cell(row int, col string) string {
	return k.file.Place(k.grid.Sheet, "cell "+sheet.Address(row, k.col[col]))
}

// text gives what the key says in a row, "" where it has no such column.
func (k *keyReader) text(row int, col string) string {
	at, ok := k.col[col]
	if !ok {
		return ""
	}
	return shown(k.grid.Cell(k.grid.MergedFrom(row, at)))
}

func (k *keyReader) fault(row int, col, asked, hint, format string, args ...any) {
	k.faults.add(row, k.col[col], "", &study.Fault{What: fmt.Sprintf(format, args...), Where: k.cell(row, col), Asked: asked, Hint: hint})
}

// header finds the declared columns of the key.
func (k *keyReader) header() error {
	r := reader{file: k.file, grid: k.grid, book: &study.Workbook{HeaderRow: k.key.HeaderRow}}
	r.heads = r.header(k.key.HeaderRow)
	n := &k.key.Columns
	for _, c := range []struct {
		says string
		ref  study.Ref
	}{
		{"item", n.Item}, {"set", n.Set}, {"condition", n.Condition}, {"reverse", n.Reverse},
		{"labels", n.Labels}, {"value", n.Value}, {"label", n.Label},
	} {
		if c.ref.Name == "" {
			continue
		}
		at := slices.Index(r.heads, clean(c.ref.Name))
		what := fmt.Sprintf("the key has no column %q", clean(c.ref.Name))
		hint := ""
		switch {
		case at < 0:
			hint = strings.Replace(r.nearHeader(clean(c.ref.Name)), "under workbook:", "under key:", 1)
		case slices.Contains(r.heads[at+1:], r.heads[at]):
			what, hint = fmt.Sprintf("the key has the column %q twice", r.heads[at]), "give each column a name of its own"
		default:
			k.col[c.says] = at
			continue
		}
		k.faults.add(0, 0, "", &study.Fault{What: what, Where: r.headerPlace(), Asked: c.ref.At.String() + ", " + c.says, Hint: hint})
	}
	return k.faults.err()
}

// A keyItem is what a name in the key stands for.
type keyItem struct {
	set     *study.Set
	pair    *study.Pair
	sides   []string // A, B, or both when the key names the pair
	columns []*study.Column
	scale   *study.Scale
}

// find gives what a name stands for: a column of the sheet, which may serve
// several occasions, a pair, or a scale.
func (k *keyReader) find(name, condition string) keyItem {
	var it keyItem
	for i := range k.part.Columns {
		if c := &k.part.Columns[i]; same(c.Column.Header(), name) {
			it.columns = append(it.columns, c)
		}
	}
	for _, s := range k.part.QuestionSets {
		for i := range s.Pairs {
			pair := &s.Pairs[i]
			a, b := same(pair.A.Header(), name), same(pair.B.Header(), name)
			if same(pair.ID, name) {
				a, b = true, true
			}
			if a && b && condition != "" {
				// One name on both occasions: the condition tells them apart.
				if isA := isCondition(condition, &s.Conditions.A); isA || isCondition(condition, &s.Conditions.B) {
					a, b = isA, !isA
				}
			}
			if a || b {
				it.set, it.pair = s, pair
				if a {
					it.sides = append(it.sides, "A")
				}
				if b {
					it.sides = append(it.sides, "B")
				}
				return it
			}
		}
	}
	if len(it.columns) == 0 {
		for i := range k.part.Scales {
			if same(k.part.Scales[i].ID, name) {
				it.scale = &k.part.Scales[i]
			}
		}
	}
	return it
}

func isCondition(text string, c *study.Condition) bool {
	return same(text, c.ID) || same(text, c.Label) || c.Occasion.Name != "" && same(text, c.Occasion.Name)
}

// rows reads the key row by row.
func (k *keyReader) rows() {
	item, long := "", k.key.Columns.Label.Name != ""
	firstRow := map[string]int{}
	for row := k.key.HeaderRow + 1; row <= k.grid.Rows; row++ {
		own := k.text(row, "item")
		if own != "" {
			item = own
		}
		if k.grid.BlankRow(row) || own == "" && (!long || item == "" || k.text(row, "label") == "" && k.text(row, "value") == "") {
			continue
		}
		it := k.find(item, k.text(row, "condition"))
		if it.set == nil && it.scale == nil && len(it.columns) == 0 {
			k.unasked(row, item)
			continue
		}
		k.readLabels(row, item, it)
		if own == "" {
			continue // a further label of the item above
		}
		id := fold(item) + "\x00" + fold(k.text(row, "condition"))
		if had := firstRow[id]; had > 0 && !long {
			k.fault(row, "item", k.key.Columns.Item.At.String()+", item", "leave one row out", "the item %q stands twice in the key, in rows %d and %d", brief(item), had, row)
			continue
		}
		firstRow[id] = row
		k.membership(row, item, it)
		if it.pair != nil {
			k.reverse(row, it)
		}
	}
	k.complete()
}

// unasked holds a name of the key that the manifest does not have to be no slip
// and no item of a declared set.
func (k *keyReader) unasked(row int, item string) {
	if set := k.setNamed(k.text(row, "set")); set != nil {
		hint := "add it to the pairs of " + set.ID + ", or correct the key"
		var columns []string
		for _, p := range set.Pairs {
			columns = append(columns, p.A.Header(), p.B.Header())
		}
		if near := nearest(item, columns, 1); len(near) > 0 {
			hint = fmt.Sprintf("did you mean %q? else %s", near[0], hint)
		}
		k.fault(row, "item", set.At.String()+", pairs of "+set.ID, hint, "the key puts the item %q into %s, and the manifest does not", brief(item), set.ID)
	}
}

// setNamed gives the set of that id or title, or nil.
func (k *keyReader) setNamed(text string) *study.Set {
	for _, s := range k.part.QuestionSets {
		if text != "" && (same(s.ID, text) || same(s.Title, text)) {
			return s
		}
	}
	return nil
}

// membership holds the set and the condition of an item to be those of the
// manifest.
func (k *keyReader) membership(row int, item string, it keyItem) {
	text := k.text(row, "set")
	switch set := k.setNamed(text); {
	case it.set != nil && k.key.Columns.Set.Name != "" && set != it.set:
		say := fmt.Sprintf("puts it into %q", brief(text))
		if text == "" {
			say = "puts it into none"
		}
		k.fault(row, "set", it.pair.A.At.String()+", pairs of "+it.set.ID, "correct the key, or the pairs: the cell is the id or title of the set", "the manifest puts the item %q into %s, and the key %s", brief(item), it.set.ID, say)
	case it.set == nil && it.scale == nil && set != nil:
		k.unasked(row, item)
	}
	condition := k.text(row, "condition")
	if it.pair == nil || k.key.Columns.Condition.Name == "" || len(it.sides) == 2 && condition == "" {
		return
	}
	of := it.set.Conditions
	isA, isB := isCondition(condition, &of.A), isCondition(condition, &of.B)
	side, ref := it.sides[0], it.pair.A
	if side == "B" {
		ref = it.pair.B
	}
	if len(it.sides) == 2 || side == "A" && !isA || side == "B" && !isB {
		declared := of.A.Label
		if side == "B" {
			declared = of.B.Label
		}
		k.fault(row, "condition", ref.At.String()+", "+side+" of "+it.pair.ID, fmt.Sprintf("write the id or label of the condition: %s, %s, %q or %q", of.A.ID, of.B.ID, of.A.Label, of.B.Label),
			"the manifest has the item %q under the condition %q, and the key under %q", brief(item), declared, brief(condition))
	}
}

var (
	isReversed    = []string{"yes", "y", "true", "x", "r", "reverse", "reversed", "1"}
	isNotReversed = []string{"", "no", "n", "false", "0", "-"}
)

// reverse reads whether the items of a row are reverse-keyed.
func (k *keyReader) reverse(row int, it keyItem) {
	if k.key.Columns.Reverse.Name == "" {
		return
	}
	c := k.grid.Cell(row, k.col["reverse"])
	text, reversed := fold(shown(c)), false
	switch {
	case len(k.key.Reversed) > 0:
		reversed = slices.ContainsFunc(k.key.Reversed, func(s study.Scalar) bool { return matches(s, c) })
	case slices.Contains(isReversed, text):
		reversed = true
	case !slices.Contains(isNotReversed, text):
		k.fault(row, "reverse", k.key.Columns.Reverse.At.String()+", reverse", fmt.Sprintf("declare the values that mean reversed under key: reversed: [%s]", strconv.Quote(brief(shown(c)))),
			"%q does not say whether the item is reversed", brief(shown(c)))
		return
	}
	for _, side := range it.sides {
		k.keyed[it.pair.ID+"."+side] = keyed{reversed, k.cell(row, "reverse")}
	}
}

// complete holds every item of the sets to have a row, where the key says what
// set it belongs to or whether it is reversed.
func (k *keyReader) complete() {
	if k.key.Columns.Reverse.Name == "" {
		return
	}
	var items []string
	for row := k.key.HeaderRow + 1; row <= k.grid.Rows; row++ {
		items = append(items, k.text(row, "item"))
	}
	for _, s := range k.part.QuestionSets {
		for i := range s.Pairs {
			for _, side := range []struct {
				id  string
				ref study.Ref
			}{{"A", s.Pairs[i].A}, {"B", s.Pairs[i].B}} {
				if _, ok := k.keyed[s.Pairs[i].ID+"."+side.id]; ok {
					continue
				}
				if slices.ContainsFunc(k.faults.found, func(f *found) bool { return f.row > 0 }) {
					continue // its row has a fault already
				}
				hint := "add a row for it: an item that is not there would count as not reversed"
				if near := nearest(side.ref.Header(), items, 1); len(near) > 0 {
					hint = fmt.Sprintf("did you mean %q? else %s", near[0], hint)
				}
				k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("the key has no row for the item %q", side.ref.Header()), Where: k.file.Place(k.grid.Sheet, ""), Asked: side.ref.At.String() + ", " + side.id + " of " + s.Pairs[i].ID, Hint: hint})
			}
		}
	}
}

// giveReverse gives the sets their reverse keys, and holds those they have
// against the key.
func (k *keyReader) giveReverse() {
	if k.key.Columns.Reverse.Name == "" {
		return
	}
	for _, s := range k.part.QuestionSets {
		declared := s.Reverse != nil
		for i := range s.Pairs {
			pair := &s.Pairs[i]
			a, b := k.keyed[pair.ID+".A"], k.keyed[pair.ID+".B"]
			if a.reversed != b.reversed {
				k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("the key reverses the item %s under one condition alone", pair.ID), Where: a.where, Asked: b.where,
					Hint: "the two sides of a pair are the same question: correct one of the two cells"})
				continue
			}
			at := slices.IndexFunc(s.Reverse, func(r study.Ref) bool { return r.Name == pair.ID })
			switch {
			case !declared && a.reversed:
				s.Reverse = append(s.Reverse, study.Ref{At: k.key.Columns.Reverse.At, Name: pair.ID})
			case declared && at >= 0 && !a.reversed:
				k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("the manifest reverses the item %s, and the key does not", pair.ID), Where: a.where, Asked: s.Reverse[at].At.String() + ", reverse", Hint: "correct one of the two"})
			case declared && at < 0 && a.reversed:
				k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("the key reverses the item %s, and the manifest does not", pair.ID), Where: a.where, Asked: s.At.String() + ", reverse of " + s.ID, Hint: "correct one of the two, or leave reverse: out and the key counts alone"})
			}
		}
	}
}

var (
	numberFirst = regexp.MustCompile(`^([-−]?[0-9]{1,4}) ?(?:=|:|\)|\.|–|—|-) ?(\S.*)$`)
	numberLast  = regexp.MustCompile(`^(.*\S) ?(?:=|:) ?([-−]?[0-9]{1,4})$`)
	another     = regexp.MustCompile(`[,/] ?[-−]?[0-9]{1,4} ?[=:)]|[=:] ?[-−]?[0-9]{1,4} ?[,/]`) // a label that holds the next one
	numberAfter = regexp.MustCompile(`^(.*\S) \(([-−]?[0-9]{1,4})\)$`)
)

// labelList reads a cell with all labels of an item: 1 = Never; 2 = Rarely. It
// gives the part that could not be read.
func labelList(text string) (labels []study.Labelled, bad string) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";|\n\r", r) })
	if len(parts) == 1 {
		parts = commaParts(text)
	}
	for _, part := range parts {
		part = clean(part)
		if part == "" {
			continue
		}
		number, label := "", ""
		if m := numberFirst.FindStringSubmatch(part); m != nil {
			number, label = m[1], m[2]
		} else if m := numberLast.FindStringSubmatch(part); m != nil {
			label, number = m[1], m[2]
		} else if m := numberAfter.FindStringSubmatch(part); m != nil {
			label, number = m[1], m[2]
		} else {
			return nil, part
		}
		if another.MatchString(label) {
			return nil, part
		}
		v, _ := sheet.ParseNumber(typed(number))
		labels = append(labels, study.Labelled{Text: label, Value: v})
	}
	return labels, ""
}

// commaParts cuts a list at its commas where each part has a number of its
// own, and else leaves it whole: a label may have a comma.
func commaParts(text string) []string {
	parts := strings.Split(text, ",")
	for _, p := range parts {
		if p = clean(p); !numberFirst.MatchString(p) && !numberLast.MatchString(p) && !numberAfter.MatchString(p) {
			return []string{text}
		}
	}
	return parts
}

// readLabels reads the labels of a row.
func (k *keyReader) readLabels(row int, item string, it keyItem) {
	var labels []study.Labelled
	from := "labels"
	switch {
	case k.key.Columns.Labels.Name != "":
		// The line ends within the cell part the labels too.
		raw := k.grid.Cell(k.grid.MergedFrom(row, k.col["labels"])).Text
		var bad string
		if labels, bad = labelList(raw); bad != "" {
			k.fault(row, "labels", k.key.Columns.Labels.At.String()+", labels", "write them as 1 = Never; 2 = Rarely", "%q is no number and label", brief(bad))
			return
		}
	case k.key.Columns.Label.Name != "":
		from = "label"
		c, text := k.grid.Cell(row, k.col["value"]), k.text(row, "label")
		v, ok := numeric(c, false)
		switch {
		case !ok && text == "" && clean(c.Text) == "":
			return
		case !ok:
			k.fault(row, "value", k.key.Columns.Value.At.String()+", value", "write the number that the label stands for", "%q is not a number", brief(shown(c)))
			return
		case text == "":
			k.fault(row, "label", k.key.Columns.Label.At.String()+", label", "write the label, or delete the row", "the value %s of %q has no label", brief(shown(c)), brief(item))
			return
		}
		labels = []study.Labelled{{Text: text, Value: v}}
	}
	if len(labels) == 0 {
		return
	}
	where := k.cell(row, from)
	for _, owner := range k.ownersOf(it) {
		l, known := k.labels[owner.of]
		if !known {
			owner.item = item
			owner.others, owner.where = map[string][]study.Labelled{}, map[string]string{}
			l, k.labels[owner.of] = owner, owner
			k.owners = append(k.owners, owner.of)
		}
		if l.item != item {
			l.others[item] = append(l.others[item], labels...)
			if l.where[item] == "" {
				l.where[item] = where
			}
			continue
		}
		for _, one := range labels {
			if k.fits(row, from, l, one) {
				l.list, l.cells = append(l.list, one), append(l.cells, where)
			}
		}
	}
}

// ownersOf gives the scales and columns whose labels an item of the key has.
func (k *keyReader) ownersOf(it keyItem) []*keyLabels {
	var all []*keyLabels
	scale := func(s *study.Scale) {
		if s != nil {
			all = append(all, &keyLabels{points: &s.Points, given: &s.Labels, of: "the scale " + s.ID, at: s.At})
		}
	}
	scale(it.scale)
	if it.set != nil {
		scale(k.part.FindScale(it.set.Scale.Name))
	}
	for _, c := range it.columns {
		switch c.Kind {
		case "scale":
			scale(k.part.FindScale(c.Scale.Name))
		case "category", "flag":
			if c.Option == "" {
				all = append(all, &keyLabels{given: &c.Labels, of: "the column " + c.Column.Name, at: c.At})
			}
		}
	}
	return all
}

// fits holds a label to be new and a point of its scale.
func (k *keyReader) fits(row int, col string, l *keyLabels, one study.Labelled) bool {
	for i, had := range l.list {
		switch {
		case same(had.Text, one.Text) && had.Value == one.Value:
			return false
		case same(had.Text, one.Text):
			k.fault(row, col, l.cells[i], "correct one of the two", "the label %q of %s has the numbers %s and %s", brief(one.Text), l.of, short(had.Value), short(one.Value))
			return false
		case had.Value == one.Value && l.points != nil:
			k.fault(row, col, l.cells[i], "keep one label a point", "the labels %q and %q of %s have the same number %s", brief(had.Text), brief(one.Text), l.of, short(one.Value))
			return false
		}
	}
	if p := l.points; p != nil && (one.Value < float64(p[0]) || one.Value > float64(p[1])) {
		k.fault(row, col, l.at.String()+", "+l.of, "correct the key, or the points of the scale; declare codes of no answer under missing", "the label %q has the number %s, and %s runs from %d to %d", brief(one.Text), short(one.Value), l.of, p[0], p[1])
		return false
	}
	return true
}

// giveLabels gives the scales and columns their labels, and holds those they
// have, and those of further items, against them.
func (k *keyReader) giveLabels() {
	for _, of := range k.owners {
		l := k.labels[of]
		for _, item := range slices.Sorted(maps.Keys(l.others)) {
			if d := differ(l.others[item], l.list); d != "" {
				k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("the items %q and %q are of %s, and the key labels them differently: %s", brief(l.item), brief(item), l.of, d), Where: l.where[item], Asked: l.cells[0],
					Hint: "correct the key, or declare a scale of its own for one of them"})
			}
		}
		if len(*l.given) == 0 {
			if p := l.points; p != nil {
				for v := p[0]; v <= p[1]; v++ {
					if !slices.ContainsFunc(l.list, func(x study.Labelled) bool { return x.Value == float64(v) }) {
						k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("%s has no label for the point %d in the key", l.of, v), Where: l.cells[0], Asked: l.at.String() + ", " + l.of,
							Hint: fmt.Sprintf("label every point; one shown as a number is labelled so: %d = %d", v, v)})
						break
					}
				}
			}
			*l.given = slices.Clone(l.list)
			for i := range *l.given {
				(*l.given)[i].At = k.key.At
			}
			continue
		}
		if d := differ(l.list, *l.given); d != "" {
			k.faults.add(0, 0, "", &study.Fault{What: fmt.Sprintf("the labels of %s are not those of the manifest: %s", l.of, d), Where: l.cells[0], Asked: (*l.given)[0].At.String() + ", labels of " + l.of,
				Hint: "correct one of the two, or leave labels: out and the key counts alone"})
		}
	}
}

// differ says what is the first difference between the labels of the key and
// others, "" when there is none.
func differ(key, other []study.Labelled) string {
	for _, a := range key {
		b, ok := label(other, a.Text)
		switch {
		case !ok:
			return fmt.Sprintf("%q is in one of them alone", brief(a.Text))
		case a.Value != b.Value:
			return fmt.Sprintf("%q is %s and %s", brief(a.Text), short(a.Value), short(b.Value))
		}
	}
	for _, b := range other {
		if _, ok := label(key, b.Text); !ok {
			return fmt.Sprintf("%q is in one of them alone", brief(b.Text))
		}
	}
	return ""
}
