package report

import (
	"fmt"
	"time"
)

// feasibility adds the feasibility indicators of one study: what they came to,
// in sentences, and the table.
func (b *builder) feasibility(q *Quant) {
	if len(q.Feasibility) == 0 {
		return
	}
	b.heading(2, "Feasibility")
	parts := []any{fmt.Sprintf("Table %d gives the share of %s behind each indicator of feasibility.", b.nextTable(), respondents(q))}
	for i := range q.Feasibility {
		parts = append(parts, " ")
		parts = append(parts, indicatorSentence(q, &q.Feasibility[i])...)
	}
	b.sentences(parts...)
	b.add(b.feasibilityTable(q))
}

// indicatorSentence says how many of how many, with the interval, and what the
// criterion makes of it.
func indicatorSentence(q *Quant, f *Indicator) []any {
	name := fmt.Sprintf("“%s” (%s)", f.Label, f.Counts)
	if !f.Percent.Defined() {
		return []any{fmt.Sprintf("For %s there is no percentage: %s.", name, reasonWordsOf(f))}
	}
	of := "analysed"
	if f.Denominator == "answered" {
		of = "who answered"
	}
	out := fmt.Sprintf("%s held for %s of %s %s %s, %s%%, %s CI [%s, %s]", name, numeral(f.K), numeral(f.N), respondents(q), of,
		Dec(f.Percent, 1), Level(q.CI), Dec(f.CILow, 1), Dec(f.CIHigh, 1))
	if c := f.Criterion; c != nil && c.Colour != "" {
		out += fmt.Sprintf("; by the criterion of %s this is %s", day(c.Date), c.Colour)
		if len(c.Spans) > 0 {
			out += ", but the interval spans " + boundaries(c.Spans) + ", so the data do not settle the colour"
		}
	}
	return []any{out + "."}
}

func reasonWordsOf(f *Indicator) string {
	if f.Reason == "" {
		return "it is not defined"
	}
	return f.Reason
}

// boundaries names the boundaries an interval holds.
func boundaries(at []Num) string {
	var names []string
	for _, b := range at {
		names = append(names, percentWords(b))
	}
	if len(names) == 1 {
		return "the boundary at " + names[0]
	}
	return "the boundaries at " + list(names)
}

func percentWords(n Num) string { return trimZeros(Dec(n, 1)) + "%" }

// day writes out an ISO date; what is none stays as it is.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 January 2006")
}

func (b *builder) feasibilityTable(q *Quant) *Table {
	coloured := false
	for _, f := range q.Feasibility {
		coloured = coloured || f.Criterion != nil
	}
	columns := []column{
		text("indicator", "Indicator"), text("counts", "Counts"), num("k", Inline{Text: "k", Italic: true}), num("n", symN),
		num("percent", "%"), num("ci_low", "LL"), num("ci_high", "UL"),
	}
	if coloured {
		columns = append(columns, text("colour", "Colour"))
	}
	t := newTable(b.id("feasibility", q), "Feasibility Indicators", columns...)
	for i := range q.Feasibility {
		f := &q.Feasibility[i]
		stub := line(f.Label)
		if f.Denominator == "all" {
			stub = line(stub, t.mark(line("Of everyone analysed, whether they answered or not.")))
		}
		if f.Reason != "" {
			stub = line(stub, t.mark(line(sentence(f.Reason))))
		}
		k := undefined
		if f.K >= 0 {
			k = numeral(f.K)
		}
		share := fmt.Sprintf("%s of %s", k, numeral(f.N))
		wilson := Level(q.CI) + " Wilson score interval of " + share
		cells := []any{
			stub, f.Counts, k, numeral(f.N), cellWhy(Dec(f.Percent, 1), share),
			cellWhy(Dec(f.CILow, 1), wilson), cellWhy(Dec(f.CIHigh, 1), wilson),
		}
		if coloured {
			cells = append(cells, colourCell(t, f))
		}
		t.row(cells...)
	}
	general := []any{Inline{Text: "k", Italic: true}, " is the number whose answer counts, ", symN, " the number who answered. LL and UL are the lower and upper limits of the " +
		Level(q.CI) + " Wilson score interval of the percentage. The sample is one of convenience, so the intervals say how precise the figures are for people like those who answered, and no more."}
	if coloured {
		general = append(general, " A colour compares the percentage itself with a criterion set on the day given; an indicator without a dated criterion has none.")
	}
	t.General = line(general...)
	return t.Table
}

// colourCell prints the colour as a word, with a note that gives its rule.
func colourCell(t grid, f *Indicator) any {
	c := f.Criterion
	if c == nil {
		return cellWhy(undefined, "no criterion is declared")
	}
	rule := fmt.Sprintf("Green from %s, amber from %s, red below; set on %s (%s).", percentWords(c.Green), percentWords(c.Amber), day(c.Date), c.Source)
	if c.Colour == "" {
		return line(undefined, t.mark(line(rule)))
	}
	if len(c.Spans) > 0 {
		rule += " The interval spans " + boundaries(c.Spans) + "."
	}
	return line(capitalised(c.Colour), t.mark(line(rule)))
}
