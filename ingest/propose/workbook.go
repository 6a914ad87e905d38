package propose

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"kith/ingest/sheet"
)

// A study of numbers while it is written.
type numbers struct {
	*proposal
	a      *arrangement
	scales scales
	used   map[*column]bool // in sets
	sets   []*set
	asks   []string // what could not be settled
}

// workbooks writes the workbook of a study and everything that hangs on it.
func (p *proposal) workbooks(a *arrangement) {
	if len(a.data) == 0 {
		return
	}
	n := &numbers{proposal: p, a: a, used: map[*column]bool{}}
	p.line("")
	if len(a.data) == 2 {
		n.twoFiles()
	} else {
		n.oneFile()
	}
	for _, c := range a.data[0].columns {
		if c.kind == prose && c.Name != "" && !n.used[c] {
			n.asks = append(n.asks, fmt.Sprintf("the column %s holds texts of people's own: is it analysed? kith does not read it here", oneLine(c.Name)))
		}
	}
	n.missing()
	var ids []string
	for _, s := range n.sets {
		ids = append(ids, n.scales.add(s.scale))
	}
	columns := n.characteristics()
	if len(n.scales) > 0 {
		p.line("    scales:")
		for _, s := range n.scales {
			if len(s.labels) > 0 {
				p.confirm(fmt.Sprintf("      %s: %s", s.id, s.yaml()), "%s", s.evidence)
			} else {
				p.open(fmt.Sprintf("      %s: %s", s.id, s.yaml()), "is that the whole scale? %s", s.evidence)
			}
		}
	}
	if len(columns) > 0 {
		p.line("    columns:")
		for _, c := range columns {
			p.confirm("      - "+c[0], "%s", c[1])
		}
	}
	if len(n.sets) > 0 {
		p.line("    question_sets:")
		for i, s := range n.sets {
			p.set(s, ids[i])
		}
	} else {
		p.open("    ", "which columns form pairs? kith found none that it could tell by names or texts; declare them under question_sets")
	}
	for _, ask := range n.asks {
		p.open("    ", "%s", ask)
	}
	p.line("    # published:")
	p.line("    #   - {set: …, t: \"…\", df: \"…\", p: \"…\", source: table and page}   # for kith verify")
}

func (n *numbers) oneFile() {
	b := n.a.data[0]
	n.line("    workbook:")
	n.confirm("      file: "+quote(b.file.Path), "%s", n.whyFile())
	l := b.long()
	n.layout("      ", b, true)
	if l != nil {
		n.long(l)
		return
	}
	id, why := b.id()
	if id != nil {
		n.confirm("    id_column: "+quote(oneLine(id.Name)), "%s", why)
		n.used[id] = true
	} else {
		n.open("    ", "which column holds the respondents' ids? none has a different value in every row; id_column names it")
	}
	n.inclusion("    ", b)
	sets, asks := setsWithin(b.distinctly())
	n.asks = append(n.asks, asks...)
	if id == nil {
		// People are matched by id: without one no set may stand.
		for _, s := range sets {
			n.asks = append(n.asks, fmt.Sprintf("%s from %s and %s, once there is a column of ids: do they pair? %s",
				plural(len(s.items), "pair"), oneLine(s.items[0].a.Name), oneLine(s.items[0].b.Name), s.evidence))
		}
		return
	}
	n.sets = sets
}

// distinctly gives the columns whose name no other one has.
func (b *book) distinctly() []*column {
	var all []*column
	for _, c := range b.columns {
		if c.Name != "" && b.once(c) {
			all = append(all, c)
		}
	}
	return all
}

func (n *numbers) whyFile() string {
	if len(n.a.rest) == 0 {
		return "it is the only workbook with answers"
	}
	return fmt.Sprintf("of %s it has the most questions answered on a scale, and is no raw export if another is as good", plural(len(n.a.rest)+1, "workbook"))
}

func (n *numbers) twoFiles() {
	n.confirm("    workbooks:", "two files hold the same questions, and their ids match: two occasions")
	for i, b := range n.a.data {
		n.confirm("      - file: "+quote(b.file.Path), "%s of answers", plural(b.sheet.Rows, "row"))
		if n.a.ordered {
			n.confirm("        occasion: "+quote(n.a.names[i].id), "the file's name")
		} else {
			n.open("        occasion: "+quote(n.a.names[i].id), "which occasion is it?")
		}
		n.layout("        ", b, true)
		id := n.a.id[i]
		shared := 0
		for key := range id.counts {
			if n.a.id[1-i].counts[key] > 0 {
				shared++
			}
		}
		n.confirm("        id_column: "+quote(oneLine(id.Name)), "%d of %d values stand in the other file too; people are matched by it", shared, len(id.counts))
		n.inclusion("        ", b)
		n.used[id] = true
	}
	var items []item
	for _, it := range n.a.matched {
		if it.a.scaled() && it.b.scaled() && n.a.data[0].once(it.a) && n.a.data[1].once(it.b) {
			items = append(items, it)
		}
	}
	evidence := "the same questions stand in both files"
	if n.a.ordered {
		evidence += fmt.Sprintf(", whose names say %s and %s", n.a.names[0].label, n.a.names[1].label)
	}
	n.occasionSets(items, n.a.names, n.a.ordered, evidence)
}

// occasionSets proposes one set for each scale of the questions that were asked
// on both occasions.
func (n *numbers) occasionSets(items []item, names []condition, ordered bool, evidence string) {
	n.sets = divide([]*set{{a: names[0], b: names[1], ordered: ordered, evidence: evidence, items: items,
		impression: fmt.Sprintf("%s are answered on one scale, and nothing says how they divide", plural(len(items), "question"))}})
	if len(items) == 0 {
		n.sets = nil
	}
}

// inclusion proposes rules for rows that are no answers, and asks about those
// that may not count.
func (n *numbers) inclusion(indent string, b *book) {
	type rule struct{ text, why string }
	var rules []rule
	var asks []rule
	preview := false
	for _, s := range b.summaries {
		rules = append(rules, rule{fmt.Sprintf("{column: %s, not_equals: %s, reason: no person}", quote(oneLine(s.column.Name)), quote(s.text)),
			"a row below the answers that sums them up"})
	}
	for _, c := range b.columns {
		switch name := fold(c.Name); {
		case (name == "status" || name == "distributionchannel" || name == "response type") && !preview && b.once(c):
			for _, v := range c.distinct {
				if v := oneLine(v); strings.Contains(fold(v), "preview") {
					rules = append(rules, rule{fmt.Sprintf("{column: %s, not_equals: %s, reason: preview}", quote(oneLine(c.Name)), quote(v)),
						fmt.Sprintf("%s of whoever made the questionnaire", plural(c.counts[fold(v)], "trial run"))})
					preview = true
				}
			}
		case asksConsent(c) && b.once(c):
			yes := ""
			for _, v := range c.distinct {
				if f := fold(v); f == "yes" || f == "1" || f == "true" || f == "i agree" || f == "i consent" || f == "agree" || strings.HasPrefix(f, "yes,") {
					yes = v
				}
			}
			if yes == "" {
				asks = append(asks, rule{fmt.Sprintf("{column: %s, equals: …, reason: no consent}", quote(oneLine(c.Name))), "which answer means consent?"})
			} else {
				rules = append(rules, rule{fmt.Sprintf("{column: %s, equals: %s, reason: no consent}", quote(oneLine(c.Name)), quote(yes)),
					fmt.Sprintf("the name or question says consent; %d of %d agreed", c.counts[fold(yes)], b.sheet.Rows)})
			}
			n.used[c] = true
		case name == "progress" && c.answered > 0 && b.once(c):
			below := 0
			for _, v := range c.Values {
				if x, ok := sheet.ParseNumber(v); ok && x < 100 {
					below++
				}
			}
			if below > 0 {
				asks = append(asks, rule{fmt.Sprintf("{column: %s, at_least: 100, reason: not finished}", quote(oneLine(c.Name))),
					fmt.Sprintf("leave out people who did not finish? %s below 100.", plural(below, "row"))})
			}
		}
	}
	if len(rules) > 0 {
		n.line("%sinclusion:", indent)
		for _, r := range rules {
			n.confirm(indent+"  - "+r.text, "%s", r.why)
		}
	}
	for _, r := range asks {
		n.open(indent, "%s The rule under inclusion would be %s", r.why, r.text)
	}
}

// asksConsent reports whether a column asks whether people take part.
func asksConsent(c *column) bool {
	if c.kind == nothing || c.kind == personal || len(c.distinct) > 3 {
		return false
	}
	text := fold(c.Name + " " + c.Label)
	return strings.Contains(text, "consent") || strings.Contains(text, "agree to take part") || strings.Contains(text, "agree to participate")
}

// missing writes the codes of missing answers that the columns hold.
func (n *numbers) missing() {
	type found struct {
		code
		columns int
	}
	var all []found
	for _, b := range n.a.data {
		for _, c := range b.columns {
			if c.kind == nothing || c.kind == personal || c.kind == prose {
				continue
			}
			for _, m := range c.missing {
				i := slices.IndexFunc(all, func(f found) bool { return fold(f.value) == fold(m.value) })
				if i < 0 {
					all = append(all, found{code: code{value: m.value, reason: m.reason, sure: m.sure}})
					i = len(all) - 1
				}
				all[i].n += m.n
				all[i].columns++
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].value < all[j].value })
	n.line("    missing:")
	n.confirm("      - {value: \"\", reason: skipped}", "a blank cell")
	for _, f := range all {
		value := quote(f.value)
		if _, ok := sheet.ParseNumber(f.value); ok {
			value = f.value
		}
		text := fmt.Sprintf("      - {value: %s, reason: %s}", value, f.reason)
		if f.sure {
			n.confirm(text, "%s in %s", plural(f.n, "cell"), plural(f.columns, "column"))
		} else {
			n.open(text, "why is it missing? %s in %s, far from the other answers", plural(f.n, "cell"), plural(f.columns, "column"))
		}
	}
}

// characteristics gives the columns outside the sets, each with its evidence.
func (n *numbers) characteristics() (out [][2]string) {
	for _, s := range n.sets {
		for _, i := range s.items {
			n.used[i.a], n.used[i.b] = true, true
		}
	}
	b := n.a.data[0]
	occasion := ""
	if len(n.a.data) == 2 {
		occasion = ", occasion: " + quote(n.a.names[0].id)
	}
	for _, c := range b.columns {
		if n.used[c] || !b.once(c) || c.Name == "" || asksConsent(c) || c.running() {
			continue
		}
		text := fmt.Sprintf("{column: %s%s", quote(oneLine(c.Name)), occasion)
		if c.Label != "" && c.Label != c.Name && oneLine(c.Label) != "Response" {
			text += ", label: " + quote(oneLine(c.Label))
		}
		keep := ""
		for _, m := range c.missing {
			if m.reason == "refused" {
				keep = ", keep: " + list([]string{m.value})
			}
		}
		switch c.kind {
		case quantity:
			out = append(out, [2]string{text + ", kind: number}", plural(len(c.distinct), "different number")})
		case points:
			if c.low == c.high {
				continue
			}
			out = append(out, [2]string{text + ", kind: number}", fmt.Sprintf("whole numbers from %d to %d; kind: scale if they are points of one", c.low, c.high)})
		case labels:
			if s := scaleFor([]*column{c}); s != nil {
				out = append(out, [2]string{fmt.Sprintf("%s, kind: scale, scale: %s}", text, n.scales.add(s)), "answers in the words of a common scale"})
			}
		case flag:
			out = append(out, [2]string{text + ", kind: flag}", "yes and no, or 1 and 0"})
		case category:
			out = append(out, [2]string{text + ", kind: category" + keep + "}", fmt.Sprintf("%s that come again", plural(len(c.distinct), "text"))})
		case ticked:
			out = append(out, [2]string{text + ", kind: flag, ticked: true}", "its name stands in the cell, or nothing: one option of several"})
		case options:
			for _, o := range c.options {
				out = append(out, [2]string{fmt.Sprintf("%s, kind: flag, option: %s, separator: %s}", text, quote(o), quote(c.separator)),
					fmt.Sprintf("cells hold several answers with %s between", c.separator)})
			}
		}
	}
	return out
}
