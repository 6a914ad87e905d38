package report

import (
	"fmt"
	"slices"
	"strings"
)

// quant adds one quantitative study: who took part, what they answered, and
// how the conditions compare.
func (b *builder) quant(q *Quant) {
	b.heading(1, titleOf(q))
	b.participants(q)
	b.feasibility(q)
	b.answers(q)
	b.comparisons(q)
	b.associations(q)
}

func (b *builder) participants(q *Quant) {
	b.heading(2, "Participants")
	f := q.Flow
	removed := f.Start - f.Analysed
	parts := []any{}
	if f.Start > 0 {
		verb, rows := "were", "rows"
		if f.Analysed == 1 {
			verb = "was"
		}
		if f.Start == 1 {
			rows = "row"
		}
		if removed == 0 && f.Start > 1 {
			parts = append(parts, fmt.Sprintf("All %s %s %s analysed", numeral(f.Start), rows, verb))
		} else {
			parts = append(parts, fmt.Sprintf("Of %s %s, %s %s analysed", numeral(f.Start), rows, number(f.Analysed), verb))
		}
		if removed > 0 {
			parts = append(parts, fmt.Sprintf("; %s left out for the reasons in Table %d", leftOut(removed), b.nextTable()))
		}
		parts = append(parts, ". ")
		if f.Declared {
			parts = append(parts, "This flow is as declared, not recomputed: the file read does not hold the rows of those who left. ")
		}
	}
	parts = append(parts, "Those who took part are a convenience sample; confidence intervals and ", symP, " values rest on the assumption of a random sample and are to be read with that in mind.")
	b.sentences(parts...)
	b.add(b.flowTable(q))
	b.flowFigure(q)
	b.add(b.columnTable(q, "characteristics", b.id("characteristics", q), "Characteristics of the Participants"))
	b.add(b.columnTable(q, "feasibility", b.id("single-items", q), "Answers to Single Items"))
}

func leftOut(n int) string {
	if n == 1 {
		return "one was"
	}
	return number(n) + " were"
}

func (b *builder) flowTable(q *Quant) *Table {
	f := q.Flow
	title := "Participant Flow"
	if f.Declared {
		title = "Participant Flow, as Declared, Not Recomputed"
	}
	t := newTable(b.id("participant-flow", q), title, text("step", "Step"), num("n", symN), num("remaining", "Remaining"))
	t.row("Rows in the file", numeral(f.Start), numeral(f.Start))
	if f.Declared {
		t.Rows[0].Cells[0] = Cell{Text: line("Before anyone was left out")}
	}
	left := f.Start
	for _, s := range f.Steps {
		left -= s.N
		t.row("Left out: "+s.Reason, numeral(s.N), numeral(left))
	}
	t.row("Analysed", numeral(f.Analysed), numeral(f.Analysed))
	for _, o := range f.Occasions {
		t.row("Occasion "+o.ID+": rows in the file, and analysed", numeral(o.Rows), numeral(o.Analysed))
	}
	t.General = line("Each person left out is counted once, under the first rule that applies.")
	if f.Declared {
		t.General = line("As declared, not recomputed. Source: " + sourceOf(f.Source))
	}
	if left != f.Analysed {
		t.General = line(t.General, fmt.Sprintf(" The steps leave %s, not the %s analysed.", numeral(left), numeral(f.Analysed)))
	}
	return t.Table
}

func sourceOf(s string) string {
	if s == "" {
		return "not stated."
	}
	return sentence(s)
}

// columnTable describes the columns of one group: categories and flags by n
// and %, quantities and scales by M, SD and Mdn.
func (b *builder) columnTable(q *Quant, group, id, title string) *Table {
	var cols []ColumnSummary
	numbers := false
	for _, c := range q.Columns {
		if c.Group == group || group == "characteristics" && c.Group == "" {
			cols = append(cols, c)
			numbers = numbers || c.Describe != nil
		}
	}
	columns := []column{text("characteristic", "Characteristic"), num("n", symN), num("percent", "%")}
	if group != "characteristics" {
		columns[0].head = line("Item")
		columns[0].Name = "item"
	}
	if numbers {
		columns = append(columns, num("M", symM), num("SD", symSD), num("Mdn", symMdn))
	}
	t := newTable(id, title, columns...)
	hidden, flags := map[string]bool{}, false
	for _, c := range cols {
		label := c.Label
		if label == "" {
			label = c.Column
		}
		switch {
		case c.Kind == "flag" && len(c.Categories) > 0:
			flags = true
			yes := c.Categories[0]
			hidden[yes.Suppressed] = true
			t.row(line(label, t.missingMark(c.Missing)), categoryN(yes, c.N), categoryPercent(yes, c.N))
		case c.Describe != nil:
			d := c.Describe
			why := describeWhy(d)
			t.row(line(label, t.missingMark(c.Missing)), numeral(d.N), "",
				cellWhy(b.ms(d.Mean), why), cellWhy(b.ms(d.SD), why), cellWhy(b.ms(d.Median), why))
			for _, p := range d.Distribution {
				point := Dec(p.Point, 0)
				if p.Label != "" {
					point += " " + p.Label
				}
				t.row(point, numeral(p.N), percentOf(p.N, d.N)).Indent = 1
			}
		default:
			t.section(label, t.missingMark(c.Missing))
			for _, k := range c.Categories {
				hidden[k.Suppressed] = true
				t.row(k.Category, categoryN(k, c.N), categoryPercent(k, c.N)).Indent = 1
			}
		}
	}
	general := []any{"Percentages are of those who answered."}
	if numbers {
		general = append(general, " ", symM, ", ", symSD, ", and ", symMdn, " are over those who answered.")
	}
	if flags {
		general = append(general, " Items with one row show how many said yes; more than one could be chosen.")
	}
	if hidden["small"] {
		general = append(general, " Counts below 5 are printed as < 5 so that nobody can be recognised;")
		if hidden["complementary"] {
			general = append(general, " a dash stands for a count from which one of them could be worked out.")
		} else {
			general[len(general)-1] = strings.TrimSuffix(general[len(general)-1].(string), ";") + "."
		}
	} else if hidden["complementary"] {
		general = append(general, " A dash stands for a count that is not disclosed.")
	}
	t.General = line(general...)
	return t.Table
}

func describeWhy(d *Describe) string {
	why := fmt.Sprintf("over %s answers", numeral(d.N))
	if m := missingWords(d.Missing); m != "" {
		why += "; missing: " + m
	}
	return why
}

// missingMark gives the mark of a note that says how many answers are missing,
// by reason.
func (t grid) missingMark(missing []MissingCount) any {
	if m := missingWords(missing); m != "" {
		return t.mark(line("Missing: " + m + "."))
	}
	return ""
}

func missingWords(missing []MissingCount) string {
	var out []string
	for _, m := range missing {
		if m.N > 0 {
			out = append(out, numeral(m.N)+" "+reasonWords(m.Reason))
		}
	}
	return strings.Join(out, ", ")
}

func reasonWords(reason string) string { return strings.ReplaceAll(reason, "_", " ") }

func categoryN(k CategoryCount, of int) Cell {
	switch k.Suppressed {
	case "":
		return cellWhy(numeral(k.N), fmt.Sprintf("%s of %s who answered", numeral(k.N), numeral(of)))
	case "small":
		return cellWhy("< 5", "fewer than five people, not disclosed")
	}
	return cellWhy(undefined, "not disclosed: a small count could be worked out from it")
}

func categoryPercent(k CategoryCount, of int) Cell {
	if k.Suppressed != "" {
		return Cell{Text: line(undefined)}
	}
	return cellWhy(Dec(k.Percent, 1), fmt.Sprintf("%s of %s who answered", numeral(k.N), numeral(of)))
}

func percentOf(n, total int) Cell {
	return cellWhy(percentText(n, total), fmt.Sprintf("%s of %s who answered", numeral(n), numeral(total)))
}

func percentText(n, total int) string {
	if total == 0 {
		return undefined
	}
	return Dec(Num(100*float64(n)/float64(total)), 1)
}

// reasonsOf lists every reason for a missing answer in a set, in the order of
// their names.
func reasonsOf(s *SetResult) []string {
	var reasons []string
	for _, it := range s.Items {
		for _, d := range []Describe{it.A, it.B} {
			for _, m := range d.Missing {
				if m.N > 0 && !slices.Contains(reasons, m.Reason) {
					reasons = append(reasons, m.Reason)
				}
			}
		}
	}
	slices.Sort(reasons)
	return reasons
}

func missingN(d *Describe, reason string) int {
	for _, m := range d.Missing {
		if m.Reason == reason {
			return m.N
		}
	}
	return 0
}
