package propose

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"kith/ingest/deposit"
	"kith/ingest/survey"
	"kith/study"
)

// A book is a workbook or delimited text file.
type book struct {
	file    deposit.Found
	sheet   *survey.SheetHeaders // the one with the most answers
	visible int                  // sheets one can see
	columns []*column
	problem string
	// summaries are the cells that say of a row below the answers that it is
	// none.
	summaries []summary
}

type summary struct {
	at     int // place of the column
	column *column
	text   string
}

// summaryWords stand before rows below the answers that sum them up.
var summaryWords = []string{"mean", "average", "avg", "total", "sum", "sd", "std", "std dev", "standard deviation", "median", "min", "max", "n", "count"}

// people gives the number of rows before those that sum them up, and notes how
// these are told.
func (b *book) people() int {
	h := b.sheet
	rows := h.Rows
	for rows > 1 && len(h.Columns) > 0 && rows <= len(h.Columns[0].Values) {
		at := slices.IndexFunc(h.Columns, func(c survey.ColumnHeader) bool { return c.Values[rows-1] != "" })
		if at < 0 || !slices.Contains(summaryWords, strings.TrimRight(fold(h.Columns[at].Values[rows-1]), ":.")) {
			break
		}
		b.summaries = append(b.summaries, summary{at: at, text: h.Columns[at].Values[rows-1]})
		rows--
	}
	return rows
}

// upTo gives the look of a column over its first rows.
func upTo(h survey.ColumnHeader, rows int) survey.ColumnHeader {
	h.Values = h.Values[:rows]
	seen := map[string]bool{}
	h.N = 0
	for _, v := range h.Values {
		if v != "" {
			h.N++
			seen[fold(v)] = true
		}
	}
	h.Distinct = len(seen)
	h.Unique = h.N == rows && h.Distinct == rows
	return h
}

// readBooks reads the workbooks of a study.
func (p *proposal) readBooks(ctx context.Context, s *part) error {
	for _, f := range s.of("workbook") {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := &book{file: f}
		s.books = append(s.books, b)
		sheets, err := survey.Headers(filepath.Join(p.root, filepath.FromSlash(f.Path)))
		if err != nil {
			b.problem = "it cannot be read"
			var fault *study.Fault
			if errors.As(err, &fault) {
				b.problem = fault.What
			}
			continue
		}
		for i := range sheets {
			h := &sheets[i]
			if !h.Hidden {
				b.visible++
			}
			if h.Hidden || h.HeaderRow == 0 || h.Rows == 0 {
				continue
			}
			if b.sheet == nil || h.Rows*len(h.Columns) > b.sheet.Rows*len(b.sheet.Columns) {
				b.sheet = h
			}
		}
		if b.sheet == nil {
			b.problem = "no sheet has column names with answers below"
			continue
		}
		rows := b.people()
		for i, h := range b.sheet.Columns {
			if rows < b.sheet.Rows {
				h = upTo(h, rows)
			}
			b.columns = append(b.columns, look(h, i))
		}
		b.sheet.Rows = rows
		for i := range b.summaries {
			b.summaries[i].column = b.columns[b.summaries[i].at]
		}
	}
	return nil
}

// An arrangement says which workbooks of a study hold its numbers.
type arrangement struct {
	data    []*book           // one; or one an occasion, the earlier first
	id      []*column         // of data, the ids that match people; nil of one book
	matched []item            // the columns that two books share
	ordered bool              // the names say which occasion came first
	names   []condition       // of the occasions
	why     map[string]string // of the other files, by path, why they are not read
	rest    []*book
}

// others are the workbooks that are listed and not read.
func (a *arrangement) others() []deposit.Found {
	var fs []deposit.Found
	for _, b := range a.rest {
		fs = append(fs, b.file)
	}
	return fs
}

// arrange chooses the workbook with the numbers, finds those that have the same
// once more, and those of another occasion.
func (s *part) arrange() *arrangement {
	a := &arrangement{why: map[string]string{}}
	var best *book
	for _, b := range s.books {
		switch {
		case b.problem != "":
			a.rest = append(a.rest, b)
			a.why[b.file.Path] = b.problem
		case best == nil || b.better(best):
			best = b
		}
	}
	if best == nil {
		return a
	}
	a.data = []*book{best}
	for _, b := range s.books {
		if b == best || b.problem != "" {
			continue
		}
		m := match(best, b)
		switch {
		case m.occasions && len(a.data) == 1:
			a.data = append(a.data, b)
			a.id = []*column{m.idA, m.idB}
			a.matched = m.columns
			a.nameOccasions()
			continue
		case m.occasions:
			a.why[b.file.Path] = "the same questions and people once more, perhaps a third occasion: declare it under workbooks if it is compared"
		case m.copy:
			a.why[b.file.Path] = "the same answers of the same people as in " + path.Base(best.file.Path) + ", in another form"
		case len(m.columns) > 0:
			a.why[b.file.Path] = fmt.Sprintf("%s with the names of %s, and ids that do not match: another version of the same?", plural(len(m.columns), "column"), path.Base(best.file.Path))
		default:
			a.why[b.file.Path] = "another workbook; " + path.Base(best.file.Path) + " has more answers to questions"
		}
		a.rest = append(a.rest, b)
	}
	return a
}

// better reports whether a book is likelier to be the one analysed: it has more
// questions that are answered on a scale; as many and it is no raw export; as
// many and more of them in numbers.
func (b *book) better(than *book) bool {
	score := func(b *book) (n int) {
		for _, c := range b.columns {
			if c.scaled() {
				n += 10
			}
			if c.kind == points {
				n++
			}
		}
		return n
	}
	x, y := score(b), score(than)
	if x/10 == y/10 && (b.sheet.Tool == "") != (than.sheet.Tool == "") {
		return b.sheet.Tool == ""
	}
	return x > y
}

// A matching is what two books have in common.
type matching struct {
	idA, idB  *column
	columns   []item // without the ids
	people    int
	copy      bool
	occasions bool
}

// match finds the columns and people that two books share.
func match(a, b *book) matching {
	var m matching
	usable := func(c *column) bool { return c.kind != nothing && c.kind != personal && c.Name != "" }
	texts := func(columns []*column) map[string]int {
		n := map[string]int{}
		for _, c := range columns {
			n[fold(c.itemText())]++
		}
		return n
	}
	ta, tb := texts(a.columns), texts(b.columns)
	var shared []item
	used := map[*column]bool{}
	for _, x := range a.columns {
		if !usable(x) {
			continue
		}
		i := slices.IndexFunc(b.columns, func(y *column) bool { return usable(y) && fold(y.Name) == fold(x.Name) && !used[y] })
		why := "the names are the same"
		if t := fold(x.itemText()); t != "" && ta[t] == 1 && tb[t] == 1 {
			// The text of a question says more than its number.
			if j := slices.IndexFunc(b.columns, func(y *column) bool { return usable(y) && fold(y.itemText()) == t && !used[y] }); j >= 0 {
				if i != j {
					why = "the question texts are the same"
				}
				i = j
			}
		}
		if i < 0 {
			continue
		}
		y := b.columns[i]
		used[y] = true
		text := x.sameText(y)
		if text == "" && len(strings.Fields(x.Name)) > 2 {
			text = oneLine(x.Name)
		}
		shared = append(shared, item{text: text, a: x, b: y, evidence: why})
	}
	best := 0
	for _, it := range shared {
		n, ok := overlap(it.a, it.b)
		if ok && n > best {
			best, m.idA, m.idB = n, it.a, it.b
		}
	}
	least := min(len(a.columns), len(b.columns))
	if 2*len(shared) < least && len(shared) < 3 {
		return m
	}
	for _, it := range shared {
		if it.a != m.idA {
			m.columns = append(m.columns, it)
		}
	}
	if m.people = best; best == 0 {
		return m
	}
	alike := 0
	rows := map[string]int{}
	for i, v := range m.idB.Values {
		rows[fold(v)] = i
	}
	for _, it := range m.columns {
		if sameAnswers(m.idA, rows, it) {
			alike++
		}
	}
	m.copy = 10*alike >= 8*len(m.columns)
	m.occasions = !m.copy
	return m
}

// overlap counts the ids two columns share; false when they are no ids of
// people, or share less than half of the shorter one.
func overlap(a, b *column) (int, bool) {
	if !a.mayMatch() || !b.mayMatch() {
		return 0, false
	}
	n := 0
	for key := range a.counts {
		if b.counts[key] > 0 {
			n++
		}
	}
	return n, n >= 2 && 2*n >= min(len(a.counts), len(b.counts))
}

// mayMatch reports whether the values may be ids of people: nearly all stand
// once, and they do not just count the rows.
func (c *column) mayMatch() bool {
	return c.answered > 0 && 20*len(c.distinct) >= 19*c.answered && !c.running() && !slices.Contains([]kind{quantity, labels, flag, options, prose, points, nothing, personal}, c.kind)
}

// sameAnswers reports whether people gave the same answers in two columns, or
// one stands for the other throughout: 4 for Often.
func sameAnswers(id *column, rows map[string]int, it item) bool {
	same, n := 0, 0
	there, back := map[string]string{}, map[string]string{}
	stands := true
	for i, v := range id.Values {
		j, ok := rows[fold(v)]
		if !ok || v == "" || i >= len(it.a.Values) || j >= len(it.b.Values) {
			continue
		}
		x, y := fold(it.a.Values[i]), fold(it.b.Values[j])
		if x == "" || y == "" {
			continue
		}
		n++
		if x == y {
			same++
		}
		if t, had := there[x]; had && t != y {
			stands = false
		}
		if t, had := back[y]; had && t != x {
			stands = false
		}
		there[x], back[y] = y, x
	}
	return n > 0 && (50*same >= 49*n || stands && it.a.Kind != it.b.Kind && len(there) < n)
}

// nameOccasions names two occasions by what tells their file names apart.
func (a *arrangement) nameOccasions() {
	words := func(b *book) []string { return token.FindAllString(stem(b.file), -1) }
	only := func(b, other *book) string {
		theirs := words(other)
		for _, w := range words(b) {
			if when(w) >= 0 && !slices.ContainsFunc(theirs, func(o string) bool { return strings.EqualFold(o, w) }) {
				return w
			}
		}
		return ""
	}
	first, second := only(a.data[0], a.data[1]), only(a.data[1], a.data[0])
	if first != "" && second != "" && when(first) != when(second) {
		a.ordered = true
		if when(first) > when(second) {
			first, second = second, first
			slices.Reverse(a.data)
			slices.Reverse(a.id)
			for i := range a.matched {
				it := &a.matched[i]
				it.a, it.b = it.b, it.a
			}
		}
		a.names = []condition{{idOf(first), first, idOf(first)}, {idOf(second), second, idOf(second)}}
		return
	}
	for i, id := range []string{"file1", "file2"} {
		a.names = append(a.names, condition{id, stem(a.data[i].file), id})
	}
}

// layout writes how the sheet of a book is laid out.
func (p *proposal) layout(indent string, b *book, drop bool) {
	h := b.sheet
	if h.Sheet != "" && b.visible > 1 {
		p.confirm(indent+"sheet: "+quote(h.Sheet), "it has the most answers of %s", plural(b.visible, "sheet"))
	}
	if h.Tool != "" {
		p.confirm(indent, "an export of %s: %s", h.Tool, h.Evidence)
	}
	if h.GroupRow > 0 {
		p.confirm(fmt.Sprintf("%sgroup_row: %d", indent, h.GroupRow), "texts that stand over several columns")
	}
	p.confirm(fmt.Sprintf("%sheader_row: %d", indent, h.HeaderRow), "%s", plural(named(h), "name"))
	if h.LabelRow > 0 {
		p.confirm(fmt.Sprintf("%slabel_row: %d", indent, h.LabelRow), "question texts")
	}
	p.confirm(fmt.Sprintf("%sfirst_data_row: %d", indent, h.FirstDataRow), "%s of answers", plural(h.Rows, "row"))
	var names []string
	for _, c := range b.columns {
		if c.kind == personal && c.Name != "" && !slices.Contains(names, oneLine(c.Name)) {
			names = append(names, oneLine(c.Name))
		}
	}
	if drop && len(names) > 0 {
		p.confirm(indent+"drop_columns: "+list(names), "by their names, they say who answered or from where")
	}
}

func named(h *survey.SheetHeaders) int {
	n := 0
	for _, c := range h.Columns {
		if c.Name != "" {
			n++
		}
	}
	return n
}

// id chooses the column that tells the rows of a book apart, and says why.
func (b *book) id() (c *column, evidence string) {
	var may []*column
	for _, c := range b.columns {
		if c.Name != "" && c.Unique && c.Kind != "date" && c.kind != personal && b.once(c) && c.mayTell() {
			may = append(may, c)
		}
	}
	if len(may) == 0 {
		return nil, ""
	}
	c = may[0]
	for _, name := range idNames {
		if i := slices.IndexFunc(may, func(c *column) bool { return fold(c.Name) == name }); i >= 0 && b.sheet.Tool != "" {
			c = may[i]
			break
		}
	}
	var others []string
	for _, o := range may {
		if o != c {
			others = append(others, oneLine(o.Name))
		}
	}
	evidence = "every value stands once"
	if len(others) > 0 {
		evidence += "; as in " + strings.Join(others, ", ")
	}
	return c, evidence
}

// once reports whether no other column has the same name: a name must say which.
func (b *book) once(c *column) bool {
	n := 0
	for _, o := range b.columns {
		if fold(o.Name) == fold(c.Name) {
			n++
		}
	}
	return n == 1
}

// mayTell reports whether a column whose values all differ may be one of ids, by
// its name or the look of its values: ages may differ too.
func (c *column) mayTell() bool {
	name := fold(c.Name)
	if slices.Contains(idNames, name) || slices.Contains(tool, name) {
		return slices.Contains(idNames, name)
	}
	return c.kind == identifier || c.running() && c.index == 0
}

// idNames are how survey tools call their columns of ids.
var idNames = []string{"responseid", "response id", "respondent id", "unique response number", "id"}
