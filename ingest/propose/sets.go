package propose

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An item is one question asked under two conditions.
type item struct {
	id, text string
	a, b     *column
	nameA    string // what the manifest calls a, where that is not the column's name
	nameB    string
	evidence string
}

// A set is items that may belong together.
type set struct {
	id         string
	a, b       condition
	ordered    bool // the names say which condition comes first
	evidence   string
	scale      *scale
	items      []item
	impression string // what speaks for the items to be one set
}

// A condition is one side of all items of a set, under the name it has in the
// file.
type condition struct{ id, label, occasion string }

// whenWords are words by which files call what came before and what came after.
var whenWords = [][]string{
	{"pre", "before", "baseline", "t0", "first", "prior", "past"},
	{"post", "after", "now", "current", "t1", "second", "present"},
	{"followup", "follow", "fu", "later", "third"},
}

// when gives the place in time that a word names, or -1.
func when(word string) int {
	return slices.IndexFunc(whenWords, func(ws []string) bool { return slices.Contains(ws, strings.ToLower(word)) })
}

var token = regexp.MustCompile(`\p{Lu}?\p{Ll}+|\p{Lu}+|[\p{Lo}\p{Lm}]+|[0-9]+`)

// wordsOf gives the words and numbers of a name; t1 and wave2 are one word.
func wordsOf(name string) []string {
	var ws []string
	for _, t := range token.FindAllString(name, -1) {
		last := len(ws) - 1
		if last >= 0 && t[0] >= '0' && t[0] <= '9' && slices.Contains(counted, strings.ToLower(ws[last])) && strings.Contains(name, ws[last]+t) {
			ws[last] += t
			continue
		}
		ws = append(ws, t)
	}
	return ws
}

// counted are words for occasions that have a number.
var counted = []string{"t", "w", "time", "wave", "phase", "visit", "session", "round", "occasion"}

// isCounted reports whether a word is an occasion with its number: t1.
func isCounted(word string) bool {
	base := strings.TrimRight(word, "0123456789")
	return base != word && slices.Contains(counted, strings.ToLower(base))
}

// maxTokens is how many words a name may have for a word of it to tell two
// conditions apart that no word for a time tells apart.
const maxTokens = 6

// A couple is two words that tell the names of columns apart.
type couple struct {
	a, b  string
	known bool // both are words for a time, or numbered occasions
	more  []string
	items []coupled
}

type coupled struct {
	rest []string // the other words of the name
	a, b *column
}

// coupleUp finds columns of one sheet whose names differ in one word alone, and
// says of what it found but could not settle.
func coupleUp(columns []*column) (couples []*couple, unsettled []string) {
	type place struct {
		rest []string
		at   map[string]*column
		said []string
	}
	places := map[string]*place{}
	var order []string
	for _, c := range columns {
		ts := wordsOf(c.Name)
		for i, t := range ts {
			// Only a word for a time tells the names of long questions apart.
			if t[0] >= '0' && t[0] <= '9' || len(ts) > maxTokens && when(t) < 0 && !isCounted(t) {
				continue
			}
			rest := append(slices.Clone(ts[:i]), ts[i+1:]...)
			key := fmt.Sprintf("%d\x00%s", i, strings.ToLower(strings.Join(rest, "\x00")))
			if len(rest) == 0 {
				continue
			}
			pl := places[key]
			if pl == nil {
				pl = &place{rest: rest, at: map[string]*column{}}
				places[key] = pl
				order = append(order, key)
			}
			if pl.at[t] == nil {
				pl.at[t] = c
				pl.said = append(pl.said, t)
			}
		}
	}
	find := func(a, b string, more []string) *couple {
		for _, c := range couples {
			if c.a == a && c.b == b {
				return c
			}
		}
		couples = append(couples, &couple{a: a, b: b, known: when(a) >= 0 && when(b) >= 0 || isCounted(a) && isCounted(b), more: more})
		return couples[len(couples)-1]
	}
	for _, key := range order {
		pl := places[key]
		var timed []string
		for _, t := range pl.said {
			if when(t) >= 0 {
				timed = append(timed, t)
			}
		}
		slices.SortStableFunc(timed, func(a, b string) int { return when(a) - when(b) })
		switch {
		case len(timed) >= 2 && when(timed[0]) != when(timed[1]):
			c := find(timed[0], timed[1], timed[2:])
			c.items = append(c.items, coupled{pl.rest, pl.at[timed[0]], pl.at[timed[1]]})
		case len(pl.said) == 2:
			c := find(pl.said[0], pl.said[1], nil)
			c.items = append(c.items, coupled{pl.rest, pl.at[pl.said[0]], pl.at[pl.said[1]]})
		}
	}
	// One item under two unknown words is no pattern.
	couples = slices.DeleteFunc(couples, func(c *couple) bool { return !c.known && len(c.items) < 2 })
	taken := map[*column]bool{}
	for _, c := range couples {
		if c.known {
			for _, i := range c.items {
				taken[i.a], taken[i.b] = true, true
			}
		}
	}
	uses := map[*column]int{}
	for _, c := range couples {
		if !c.known {
			for _, i := range c.items {
				uses[i.a]++
				uses[i.b]++
			}
		}
	}
	couples = slices.DeleteFunc(couples, func(c *couple) bool {
		if c.known {
			return false
		}
		twice := slices.ContainsFunc(c.items, func(i coupled) bool { return uses[i.a] > 1 || uses[i.b] > 1 })
		if twice && !slices.ContainsFunc(c.items, func(i coupled) bool { return taken[i.a] || taken[i.b] }) {
			unsettled = append(unsettled, fmt.Sprintf("there are %d times two columns whose names differ in %s and %s alone: do they pair?", len(c.items), c.a, c.b))
		}
		return twice || slices.ContainsFunc(c.items, func(i coupled) bool { return taken[i.a] || taken[i.b] })
	})
	return couples, unsettled
}

// setsWithin proposes the question sets of one sheet with a row a person.
func setsWithin(columns []*column) (sets []*set, unsettled []string) {
	var asked []*column
	for _, c := range columns {
		if c.scaled() {
			asked = append(asked, c)
		}
	}
	couples, unsettled := coupleUp(asked)
	used := map[*column]bool{}
	for _, c := range couples {
		var names []string
		by := map[string][]item{}
		for _, i := range c.items {
			name, id := nameOfSet(i.rest)
			if len(by[name]) == 0 {
				names = append(names, name)
			}
			why := fmt.Sprintf("the names differ in %s and %s alone", c.a, c.b)
			if i.a.itemText() != "" && i.a.itemText() == i.b.itemText() {
				why += ", and the question texts are the same"
			}
			by[name] = append(by[name], item{id: id, text: i.a.sameText(i.b), a: i.a, b: i.b, evidence: why})
			used[i.a], used[i.b] = true, true
		}
		for _, name := range names {
			s := &set{id: name, a: condition{id: idOf(c.a), label: c.a}, b: condition{id: idOf(c.b), label: c.b}, ordered: when(c.a) >= 0 && when(c.b) >= 0, items: by[name],
				evidence: fmt.Sprintf("the names of %s differ in %s and %s alone", plural(len(by[name]), "pair"), c.a, c.b)}
			if len(c.more) > 0 {
				s.evidence += "; there is " + strings.Join(c.more, ", ") + " too"
			}
			s.impression = "their names are built alike"
			sets = append(sets, s)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(asked), func(c *column) bool { return used[c] })
	byText := setsByText(rest)
	for _, s := range byText {
		for _, i := range s.items {
			used[i.a], used[i.b] = true, true
		}
	}
	sets = append(sets, byText...)
	unsettled = append(unsettled, alike(slices.DeleteFunc(rest, func(c *column) bool { return used[c] }))...)
	return divide(sets), unsettled
}

// itemText gives the text of the statement itself: exports put the question
// before it.
func (c *column) itemText() string {
	text := c.Label
	if i := strings.LastIndex(text, " - "); i >= 0 {
		text = text[i+3:]
	}
	return oneLine(text)
}

// sameText gives the question text of two columns where they have the same.
func (c *column) sameText(other *column) string {
	if t := c.itemText(); t == other.itemText() {
		return t
	}
	return ""
}

// nameOfSet takes the number or word of the item from the words of a name; what
// is left names the set.
func nameOfSet(rest []string) (set, id string) {
	for i := len(rest) - 1; i >= 0 && len(rest) <= maxTokens; i-- {
		if rest[i][0] >= '0' && rest[i][0] <= '9' {
			id = rest[i]
			set = strings.Join(append(slices.Clone(rest[:i]), rest[i+1:]...), "")
			break
		}
	}
	if set = idOf(set); len(set) > 20 {
		set = ""
	}
	return set, id
}

// numberedStem splits a name into what stands before its last number and that
// number.
func numberedStem(name string) (string, string) {
	stem := strings.TrimRight(name, "0123456789")
	return stem, name[len(stem):]
}

// setsByText pairs columns that ask the same: one text stands over two columns
// whose names have different beginnings, as when a matrix is asked twice.
func setsByText(columns []*column) []*set {
	by := map[string][]*column{}
	for _, c := range columns {
		if t := fold(c.itemText()); t != "" {
			by[t] = append(by[t], c)
		}
	}
	var sets []*set
	done := map[string]bool{}
	for _, c := range columns {
		t := fold(c.itemText())
		if len(by[t]) != 2 || done[t] {
			continue
		}
		done[t] = true
		a, b := by[t][0], by[t][1]
		stemA, end := numberedStem(a.Name)
		stemB, _ := numberedStem(b.Name)
		if stemA == stemB {
			continue
		}
		la, lb := strings.TrimRight(stemA, "_. -"), strings.TrimRight(stemB, "_. -")
		i := slices.IndexFunc(sets, func(s *set) bool { return s.a.label == la && s.b.label == lb })
		if i < 0 {
			sets = append(sets, &set{a: condition{id: idOf(la), label: la}, b: condition{id: idOf(lb), label: lb},
				evidence: fmt.Sprintf("columns of %s and %s have the same question texts", la, lb), impression: "they stand together in the sheet"})
			i = len(sets) - 1
		}
		sets[i].items = append(sets[i].items, item{id: end, text: a.itemText(), a: a, b: b, evidence: "the question texts are the same"})
	}
	return slices.DeleteFunc(sets, func(s *set) bool { return len(s.items) < 2 })
}

// alike names runs of columns with the same numbers at their ends.
func alike(columns []*column) []string {
	var stems []string
	ends := map[string][]string{}
	for _, c := range columns {
		stem, end := numberedStem(c.Name)
		if stem == "" || end == "" {
			continue
		}
		if ends[stem] == nil {
			stems = append(stems, stem)
		}
		ends[stem] = append(ends[stem], end)
	}
	var said []string
	for len(stems) > 0 {
		first := stems[0]
		var same, others []string
		for _, s := range stems {
			if slices.Equal(ends[s], ends[first]) {
				same = append(same, s)
			} else {
				others = append(others, s)
			}
		}
		stems = others
		n := len(ends[first])
		if len(same) < 2 || n < 2 {
			continue
		}
		var names []string
		for _, s := range same {
			names = append(names, oneLine(s+ends[first][0])+" to "+oneLine(s+ends[first][n-1]))
		}
		question := "do they pair?"
		if len(same) > 2 {
			question = "which of them pair?"
		}
		said = append(said, fmt.Sprintf("%s have the same %d endings: %s", strings.Join(names, " and "), n, question))
	}
	return said
}

// divide makes one set for each scale that the items of a set are answered on,
// and gives every set an id of its own. Items whose two columns do not share a
// scale are left out.
func divide(sets []*set) []*set {
	var out []*set
	ids := map[string]bool{}
	for _, s := range sets {
		var parts []*set
		for _, i := range s.items {
			if scaleFor([]*column{i.a, i.b}) == nil && i.a.kind != points {
				continue
			}
			at := slices.IndexFunc(parts, func(p *set) bool { return scaleFor(append(p.columns(), i.a, i.b)) != nil })
			if at < 0 {
				own := *s
				own.items = nil
				parts = append(parts, &own)
				at = len(parts) - 1
			}
			parts[at].items = append(parts[at].items, i)
		}
		for _, p := range parts {
			if p.scale = scaleFor(p.columns()); p.scale == nil {
				continue
			}
			base := p.id
			if base == "" || len(parts) > 1 && ids[base] {
				base = "set" + strconv.Itoa(len(out)+1)
			}
			for ids[base] {
				base += "b"
			}
			ids[base] = true
			p.id = base
			out = append(out, p)
		}
	}
	for _, s := range out {
		seen := map[string]bool{}
		for i := range s.items {
			id := s.items[i].id
			if id == "" || seen[id] {
				id = fmt.Sprintf("%02d", i+1)
			}
			seen[id] = true
			s.items[i].id = s.id + "_" + id
		}
	}
	return out
}

func (s *set) columns() []*column {
	var all []*column
	for _, i := range s.items {
		all = append(all, i.a, i.b)
	}
	return all
}

// set writes a question set.
func (p *proposal) set(s *set, scale string) {
	p.line("      - id: %s", quote(s.id))
	p.open("        title: "+quote(s.id), "what is the set about? %s; do they belong together?", s.impression)
	if s.ordered {
		p.confirm("        conditions:", "%s; every difference is B − A", s.evidence)
	} else {
		p.open("        conditions:", "are these the two that are compared, and which is A? every difference is B − A; %s", s.evidence)
	}
	for _, side := range []struct {
		key string
		condition
	}{{"A", s.a}, {"B", s.b}} {
		text := "{"
		if side.id != "" {
			text += "id: " + quote(side.id) + ", "
		}
		if side.occasion != "" {
			text += "occasion: " + quote(side.occasion) + ", "
		}
		p.open(fmt.Sprintf("          %s: %slabel: %s}", side.key, text, quote(side.label)), "what is it called in a table?")
	}
	p.open("        nature: observed", "or is one of the two recalled (retrospective) or imagined (hypothetical)?")
	p.confirm("        scale: "+quote(scale), "%s", s.scale.evidence)
	p.reverse(s)
	p.line("        pairs:")
	for _, i := range s.items {
		text := ""
		if i.text != "" {
			text = ", text: " + quote(i.text)
		}
		a, b := i.nameA, i.nameB
		if a == "" {
			a, b = i.a.Name, i.b.Name
		}
		p.confirm(fmt.Sprintf("          - {id: %s%s, A: %s, B: %s}", quote(i.id), text, quote(a), quote(b)), "%s", i.evidence)
	}
	if len(s.items) == 1 {
		return
	}
	p.open("        score: {method: mean, min_items: all}", "mean or sum, and of how many answered items?")
	p.open("        test: both", "the score (composite), each item (items), or both?")
}

// reverse asks which items are worded the other way round, and names those that
// run against the others.
func (p *proposal) reverse(s *set) {
	if len(s.items) < 3 {
		return
	}
	var against []string
	for i := range s.items {
		a := s.against(i, func(x item) *column { return x.a })
		b := s.against(i, func(x item) *column { return x.b })
		if a && b {
			against = append(against, s.items[i].id)
		}
	}
	if len(against) == 0 {
		p.open("        reverse: []", "which items are worded the other way round? none runs against the others under both conditions")
		return
	}
	p.open("        reverse: []", "which items are worded the other way round? %s %s against the others under both conditions", strings.Join(against, ", "), map[bool]string{true: "runs", false: "run"}[len(against) == 1])
}

// against reports whether an item goes down where the others go up.
func (s *set) against(at int, side func(item) *column) bool {
	own := side(s.items[at])
	var x, y []float64
	for row := range own.Values {
		v, ok := own.place(row, s.scale)
		if !ok {
			continue
		}
		total, n := 0.0, 0
		for i, other := range s.items {
			if i == at {
				continue
			}
			if w, ok := side(other).place(row, s.scale); ok {
				total += w
				n++
			}
		}
		if n > 0 {
			x, y = append(x, v), append(y, total/float64(n))
		}
	}
	if len(x) < 10 {
		return false
	}
	mean := func(v []float64) float64 {
		t := 0.0
		for _, a := range v {
			t += a
		}
		return t / float64(len(v))
	}
	mx, my, sxy, sxx, syy := mean(x), mean(y), 0.0, 0.0, 0.0
	for i := range x {
		sxy += (x[i] - mx) * (y[i] - my)
		sxx += (x[i] - mx) * (x[i] - mx)
		syy += (y[i] - my) * (y[i] - my)
	}
	// r below −.2
	return sxy < 0 && sxy*sxy > 0.04*sxx*syy
}

// place gives the place on a scale of the answer in a row.
func (c *column) place(row int, s *scale) (float64, bool) {
	if row >= len(c.Values) {
		return 0, false
	}
	v := c.Values[row]
	if len(s.labels) == 0 {
		x, err := strconv.ParseFloat(v, 64)
		return x, err == nil && x >= float64(s.low) && x <= float64(s.high)
	}
	i := slices.IndexFunc(s.labels, func(l string) bool { return fold(l) == fold(v) })
	return float64(i), i >= 0
}
