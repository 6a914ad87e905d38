package report

import (
	"fmt"
	"slices"
	"strings"
)

// pairedTable is the table of the composites: the paired tests over the
// complete pairs, with the further analyses as rows of their own.
func (b *builder) pairedTable(q *Quant) *Table {
	if !b.hasPaired(q) {
		return nil
	}
	var groups []pairedGroup
	for _, s := range q.Sets {
		g := pairedGroup{set: s}
		if c := s.Composite; c != nil {
			g.rows = append(g.rows, pairedRow{c: c, stub: line(setTitle(s))})
		}
		for _, c := range s.Analyses {
			indent := 0
			if s.Composite != nil {
				indent = 1
			}
			note := "A further analysis of " + s.ID + ": " + scoreWord(c.Scoring) + " of " + counted(c.Scoring.Items, "item", "items") + "; " + minItemsWords(c.Scoring) + "."
			if c.Sensitivity {
				note = "A sensitivity analysis, outside the family of tests: " + scoreWord(c.Scoring) + " of " + counted(c.Scoring.Items, "item", "items") + "; " + minItemsWords(c.Scoring) + "."
			}
			g.rows = append(g.rows, pairedRow{c: c, stub: line(c.ID + ", " + c.Label), note: note, indent: indent})
		}
		if len(g.rows) > 0 {
			groups = append(groups, g)
		}
	}
	return b.testTable(q, b.id("paired-tests", q), "Paired Comparisons of Composite Scores", "Set", groups, scoringRules(q))
}

// itemTestTable is the table of the single items.
func (b *builder) itemTestTable(q *Quant) *Table {
	var groups []pairedGroup
	for _, s := range q.Sets {
		g := pairedGroup{set: s, titled: true}
		for i := range s.Items {
			it := &s.Items[i]
			if it.Test == nil {
				continue
			}
			stub := it.Text
			if stub == "" {
				stub = it.ID
			}
			note := ""
			if it.Reverse {
				note = "Reverse-keyed; all figures are after reversing."
			}
			if it.Test.Nature != "" && it.Test.Nature != s.Nature {
				note = strings.TrimSpace(note + " This pair is " + it.Test.Nature + ".")
			}
			g.rows = append(g.rows, pairedRow{c: it.Test, stub: line(stub), note: note})
		}
		if len(g.rows) > 0 {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return nil
	}
	rule := ""
	if b.hasPaired(q) {
		rule = "Tests of single items are exploratory."
	}
	return b.testTable(q, b.id("item-tests", q), "Paired Comparisons of Single Items", "Item", groups, rule)
}

// A pairedGroup is the rows of one set.
type pairedGroup struct {
	set    *SetResult
	titled bool // the rows stand under the title of the set
	rows   []pairedRow
}

type pairedRow struct {
	c      *Comparison
	stub   []Inline
	note   string
	indent int
}

// An adjustedColumn is one column of adjusted p.
type adjustedColumn struct{ family, method string }

func (b *builder) testTable(q *Quant, id, title, what string, groups []pairedGroup, rule string) *Table {
	adjusted := adjustedColumns(groups)
	columns := []column{
		text("comparison", what), num("n", symN),
		num("M_A", symM), num("SD_A", symSD), num("M_B", symM), num("SD_B", symSD),
		num("M_difference", symM), num("ci_low", "LL"), num("ci_high", "UL"),
		num("r", symR), num("t", symT), num("df", symDF), num("p", symP),
	}
	for _, a := range adjusted {
		columns = append(columns, a.column(adjusted))
	}
	dz := effects["dz"]
	columns = append(columns, num("d_z", dz.symbol()), num("d_z_low", "LL"), num("d_z_high", "UL"))
	others := []string{"gz"}
	if q.Effect == "dav" || q.Effect == "drm" {
		others = append(others, q.Effect)
	}
	for _, name := range others {
		columns = append(columns, num(effects[name].name(), effects[name].symbol()))
	}
	t := newTable(id, title, columns...)
	t.Wide = true

	labels, directions := sharedLabels(groups)
	headA, headB, headDiff := "A", "B", "Difference"
	if labels != nil {
		headA, headB = labels.LabelA, labels.LabelB
	}
	if len(directions) == 1 {
		headDiff = "Difference (" + directionWords(directions[0]) + ")"
	}
	t.span(Head{Span: 2}, Head{Text: line(headA), Span: 2}, Head{Text: line(headB), Span: 2}, Head{Text: line(headDiff), Span: 3},
		Head{Span: 4 + len(adjusted)}, Head{Text: line("Effect size"), Span: 3 + len(others)})

	last := ""
	for _, g := range groups {
		var head []string
		if labels == nil {
			head = append(head, "A: "+g.set.LabelA+"; B: "+g.set.LabelB)
		}
		if len(directions) > 1 {
			head = append(head, "difference "+directionWords(g.set.Difference))
		}
		section := strings.Join(head, "; ")
		if g.titled {
			section = setTitle(g.set)
			if len(head) > 0 {
				section += ". " + strings.Join(head, "; ")
			}
		}
		if section != "" && section != last {
			t.section(section)
			last = section
		}
		for _, r := range g.rows {
			indent := r.indent
			if section != "" {
				indent++
			}
			t.paired(b, q, r, adjusted, others).Indent = indent
		}
	}
	t.General = b.testNote(q, adjusted, others, rule)
	return t.Table
}

func directionWords(d string) string {
	if d == "A-B" {
		return "A " + minus + " B"
	}
	return "B " + minus + " A"
}

// sharedLabels gives the set whose condition labels all groups share, nil when
// they do not, and every direction of difference that occurs.
func sharedLabels(groups []pairedGroup) (*SetResult, []string) {
	var directions []string
	same := true
	for _, g := range groups {
		if !slices.Contains(directions, g.set.Difference) {
			directions = append(directions, g.set.Difference)
		}
		same = same && g.set.LabelA == groups[0].set.LabelA && g.set.LabelB == groups[0].set.LabelB
	}
	if !same || len(groups) == 0 {
		return nil, directions
	}
	return groups[0].set, directions
}

// adjustedColumns are the families that the comparisons of the groups belong
// to, in the order met.
func adjustedColumns(groups []pairedGroup) []adjustedColumn {
	var out []adjustedColumn
	for _, g := range groups {
		for _, r := range g.rows {
			for _, a := range r.c.Adjusted {
				col := adjustedColumn{a.Family, a.Method}
				if a.Method != "none" && !slices.Contains(out, col) {
					out = append(out, col)
				}
			}
		}
	}
	return out
}

func (a adjustedColumn) column(all []adjustedColumn) column {
	sub := map[string]string{"holm": "Holm", "bonferroni": "Bonf", "bh": "BH"}[a.method]
	if sub == "" {
		sub = a.method
	}
	name := "p_" + a.method
	head := line(symP, Inline{Text: sub, Sub: true})
	if len(all) > 1 {
		name += "_" + a.family
		head = line(head, " "+map[string]string{"sets": "sets", "items_within_set": "in set", "all_items": "all"}[a.family])
	}
	return column{Column{Name: name, Numeric: true}, head}
}

func (t grid) paired(b *builder, q *Quant, r pairedRow, adjusted []adjustedColumn, others []string) *Row {
	p := &r.c.Paired
	stub := r.stub
	var marks []Inline
	mark := func(note string) {
		m := t.mark(line(note))
		if len(marks) > 0 {
			m.Text = "," + m.Text
		}
		marks = append(marks, m)
	}
	if r.note != "" {
		mark(r.note)
	}
	if p.Reason != "" {
		mark(sentence(rich(p.Reason)))
	}
	for _, w := range r.c.Warnings {
		mark(sentence(rich(w)))
	}
	if p.Alternative == "greater" || p.Alternative == "less" {
		mark("One-sided: the difference was expected to be " + map[string]string{"greater": "above", "less": "below"}[p.Alternative] + " 0; its CI has one limit.")
	}
	pairs := counted(p.N, "complete pair", "complete pairs")
	over := "over the " + pairs
	low, high := limits(p.CILow, p.CIHigh, p.Alternative)
	dLow, dHigh := limits(p.DZLow, p.DZHigh, p.Alternative)
	ciWhy := fmt.Sprintf("%s CI of the mean difference: M ± critical t × SE = %s ± t × %s, df = %s", Level(q.CI), Dec(p.MeanDiff, 2), Dec(p.SEDiff, 3), DF(p.DF))
	dWhy := fmt.Sprintf("mean difference / SD of the differences = %s / %s", Dec(p.MeanDiff, 3), Dec(p.SDDiff, 3))
	cells := []any{
		line(stub, marks), cellWhy(numeral(p.N), "pairs with an answer under both conditions"),
		cellWhy(b.ms(p.MeanA), "mean of A "+over), cellWhy(b.ms(p.SDA), "SD of A "+over+", n − 1"),
		cellWhy(b.ms(p.MeanB), "mean of B "+over), cellWhy(b.ms(p.SDB), "SD of B "+over+", n − 1"),
		cellWhy(Dec(p.MeanDiff, 2), "mean of the differences "+over+"; their SD is "+Dec(p.SDDiff, 2)),
		cellWhy(low, ciWhy), cellWhy(high, ciWhy),
		cellWhy(Bounded(p.R, 2), "Pearson’s r of A and B "+over),
		cellWhy(Dec(p.T, 2), fmt.Sprintf("mean difference / SE = %s / %s", Dec(p.MeanDiff, 3), Dec(p.SEDiff, 3))),
		cellWhy(DF(p.DF), "complete pairs − 1"),
		cellWhy(pAt(p.P, q.Alpha), pWhy(p)),
	}
	for _, a := range adjusted {
		cell := Cell{}
		for _, have := range r.c.Adjusted {
			if have.Family == a.family && have.Method == a.method {
				cell = cellWhy(pAt(have.P, q.Alpha), adjustedWhy(q, r.c, a))
			}
		}
		if cell.Text == nil {
			cell = cellWhy(undefined, "outside the family")
		}
		cells = append(cells, cell)
	}
	dciWhy := Level(q.CI) + " CI of d_z: the noncentralities at which t is a quantile of the noncentral t distribution, divided by √n"
	cells = append(cells, cellWhy(Dec(p.DZ, 2), dWhy), cellWhy(dLow, dciWhy), cellWhy(dHigh, dciWhy))
	for _, name := range others {
		cells = append(cells, cellWhy(Dec(effectOf(p, name), 2), effects[name].what))
	}
	row := t.row(cells...)
	if p.Reason != "" {
		for i := range row.Cells {
			if plain(row.Cells[i].Text) == undefined {
				row.Cells[i].Why = rich(p.Reason)
			}
		}
	}
	return row
}

func pWhy(p *Paired) string {
	side := "two-sided"
	switch p.Alternative {
	case "greater":
		side = "one-sided, differences above 0"
	case "less":
		side = "one-sided, differences below 0"
	}
	return fmt.Sprintf("%s p of t = %s on %s degrees of freedom, not adjusted", side, Dec(p.T, 2), DF(p.DF))
}

func adjustedWhy(q *Quant, c *Comparison, a adjustedColumn) string {
	for _, f := range q.Families {
		if f.Of == a.family && f.Adjust == a.method && slices.Contains(f.Members, c.ID) {
			return fmt.Sprintf("p adjusted after %s over %s: %s", adjustment(a.method), counted(len(f.Members), "test", "tests"), strings.Join(f.Members, ", "))
		}
	}
	return "p adjusted after " + adjustment(a.method)
}

// testNote is the general note of a table of tests: what every column is,
// which d and which interval, which adjustment over which family.
func (b *builder) testNote(q *Quant, adjusted []adjustedColumn, others []string, rule string) []Inline {
	parts := []any{symN, " is the number of complete pairs; every figure of a row is over those pairs. LL and UL are the lower and upper limits of the " +
		Level(q.CI) + " CI, first of the mean difference, then of ", effects["dz"].symbol(), ". ",
		effects["dz"].symbol(), " is " + effects["dz"].what + "; its CI is from the noncentral ", symT, " distribution."}
	for _, name := range others {
		parts = append(parts, " ", effects[name].symbol(), " is "+effects[name].what+".")
	}
	for _, a := range adjusted {
		parts = append(parts, " ", a.column(adjusted).head, " is ", symP, " adjusted after "+adjustment(a.method)+" over "+familyWords(q, a)+".")
	}
	if len(adjusted) == 0 {
		parts = append(parts, " ", symP, " is not adjusted.")
	}
	if rule != "" {
		parts = append(parts, " "+rule)
	}
	parts = append(parts, " "+missingRule(q))
	parts = append(parts, " The sample is one of convenience.")
	return line(parts...)
}

// missingRule says whom the tests are over.
func missingRule(q *Quant) string {
	if q.Missing == "listwise" {
		return "Missing data are left out listwise: tests of composite scores are over those with both scores in every set, tests of items over those who answered every tested item under both conditions."
	}
	return "Missing data are left out pairwise: each test is over those who have both of its sides."
}

func familyWords(q *Quant, a adjustedColumn) string {
	switch a.family {
	case "items_within_set":
		return "the items of the same set"
	case "all_items":
		for _, f := range q.Families {
			if f.Of == a.family && f.Adjust == a.method {
				return "all " + counted(len(f.Members), "item", "items")
			}
		}
		return "all items"
	}
	for _, f := range q.Families {
		if f.Of == a.family && f.Adjust == a.method {
			return "the " + counted(len(f.Members), "composite score", "composite scores") + " (" + list(f.Members) + ")"
		}
	}
	return "the composite scores"
}
