package report

import (
	"fmt"
	"slices"
	"strings"
)

// associations adds what the manifest declares beside the comparisons:
// correlations, two-way tables, medians and top boxes.
func (b *builder) associations(q *Quant) {
	if len(q.Correlations)+len(q.TwoWay)+len(q.Medians)+len(q.TopBoxes) == 0 {
		return
	}
	b.heading(2, "Correlations and Further Counts, as Declared")
	for i := range q.Correlations {
		k := &q.Correlations[i]
		b.sentences(correlationSentence(q, k, b.nextTable())...)
		b.add(b.correlationTable(q, k))
	}
	for i := range q.TwoWay {
		t := &q.TwoWay[i]
		b.sentences(twoWaySentence(q, t, b.nextTable())...)
		b.add(b.twoWayTable(q, t))
	}
	if len(q.Medians) > 0 {
		b.sentences(fmt.Sprintf("Table %d gives medians with exact confidence intervals.", b.nextTable()))
		b.add(b.medianTable(q))
	}
	if len(q.TopBoxes) > 0 {
		b.sentences(fmt.Sprintf("Table %d gives the shares of answers that reach a declared point of their scale.", b.nextTable()))
		b.add(b.topBoxTable(q))
	}
}

// correlationSymbol is the letter of a correlation.
func correlationSymbol(method string) Inline {
	if method == "spearman" {
		return Inline{Text: "ρ"}
	}
	return symR
}

func correlationSentence(q *Quant, k *CorrelationTable, table int) []any {
	defined, beyond := 0, 0
	for _, c := range k.Pairs {
		if c.P.Defined() {
			defined++
			if c.P < q.Alpha {
				beyond++
			}
		}
	}
	out := fmt.Sprintf("Table %d gives the %s of %s", table, map[bool]string{true: "correlation", false: "correlations"}[len(k.Pairs) == 1], counted(len(k.Variables), "variable", "variables"))
	if defined == 0 {
		return []any{out + "; none has a test."}
	}
	verb := "differ"
	if beyond == 1 {
		verb = "differs"
	}
	return []any{fmt.Sprintf("%s; %s of %s %s significantly from 0 at the level of %s, not adjusted for their number. A correlation shows no cause.",
		out, noneOr(beyond), number(defined), verb, alphaLevel(q.Alpha))}
}

// correlationTable has a row for each pair of variables, under the first.
func (b *builder) correlationTable(q *Quant, k *CorrelationTable) *Table {
	sym := correlationSymbol(k.Method)
	t := newTable(b.id("correlations-"+slug(k.ID), q), k.Label, text("with", "With"), num("n", symN), num("r", sym), num("r_low", "LL"), num("r_high", "UL"), num("p", symP))
	labels := map[string]string{}
	for _, v := range k.Variables {
		labels[v.Name] = v.Label
	}
	under, exact := "", false
	for _, c := range k.Pairs {
		if c.X != under {
			under = c.X
			t.section(labels[c.X])
		}
		stub := line(labels[c.Y])
		if c.Reason != "" {
			stub = line(stub, t.mark(line(sentence(rich(c.Reason)))))
		}
		p := line(pAt(c.P, q.Alpha))
		if c.Exact {
			exact = true
			p = line(p, t.mark(line("From the permutation distribution of the ranks (past nine pairs by the series of Best and Roberts, 1975).")))
		}
		why := "over the " + counted(c.N, "respondent", "respondents") + " who have both"
		t.row(stub, cellWhy(numeral(c.N), "respondents who have both variables"), cellWhy(Bounded(c.R, 2), why), Bounded(c.CILow, 2), Bounded(c.CIHigh, 2), p).Indent = 1
	}
	parts := []any{}
	if k.Method == "spearman" {
		parts = append(parts, sym, " is Spearman’s rank correlation, its "+Level(q.CI)+" CI (LL, UL) after Bonett and Wright (2000), its two-sided ", symP, " from ", symT, " on ", symN, " − 2 degrees of freedom")
		if exact {
			parts = append(parts, " unless marked")
		}
	} else {
		parts = append(parts, sym, " is Pearson’s correlation, its "+Level(q.CI)+" CI (LL, UL) by Fisher’s transformation, its two-sided ", symP, " from ", symT, " on ", symN, " − 2 degrees of freedom")
	}
	missing := "pairwise: each row is over those who have both of its variables"
	if k.Missing == "listwise" {
		missing = "listwise: every row is over those who have all variables of the table"
	}
	parts = append(parts, ". ", symP, " is not adjusted. Missing data are left out "+missing+". The sample is one of convenience.")
	t.General = line(parts...)
	return t.Table
}

func twoWaySentence(q *Quant, w *TwoWay, table int) []any {
	out := " = " + numeral(w.N)
	if w.Dropped > 0 {
		out += fmt.Sprintf("; %s without one of them left out", numeral(w.Dropped))
	}
	return []any{fmt.Sprintf("Table %d counts %s by “%s” and “%s” (", table, respondents(q), w.RowLabel, w.ColumnLabel), symN, out + ")."}
}

// twoWayTable has a row for each category and one for everyone, and for each
// category across a count and its percentage of the row.
func (b *builder) twoWayTable(q *Quant, w *TwoWay) *Table {
	columns := []column{text("category", w.RowLabel)}
	spans := []Head{{Span: 1}}
	for i, c := range w.Columns {
		name := fmt.Sprintf("%d_%s", i+1, slug(c))
		columns = append(columns, num("n_"+name, symN), num("percent_"+name, "%"))
		spans = append(spans, Head{Text: line(c), Span: 2})
	}
	columns = append(columns, num("total", symN))
	spans = append(spans, Head{Text: line("All"), Span: 1})
	t := newTable(b.id("two-way-"+slug(w.ID), q), w.Label, columns...)
	t.span(spans...)
	hidden := map[string]bool{}
	row := func(label string, cells []TwoWayCell, total int, suppressed string) {
		out := []any{label}
		for _, c := range cells {
			hidden[c.Suppressed] = true
			out = append(out, suppressible(c.N, c.Suppressed))
			if c.Suppressed == "" && !c.Percent.Defined() && total != 0 {
				out = append(out, cellWhy(undefined, "the total of its row is not printed"))
			} else {
				out = append(out, Dec(c.Percent, 1))
			}
		}
		hidden[suppressed] = true
		t.row(append(out, suppressible(total, suppressed))...)
	}
	for _, r := range w.Rows {
		row(r.Category, r.Cells, r.Total, r.Suppressed)
	}
	row("All", w.ColumnTotals, w.N, "")
	note := fmt.Sprintf("Across stand the answers to “%s”; percentages are of the row. Counted are the %s %s with both answers", w.ColumnLabel, numeral(w.N), respondents(q))
	if w.Dropped > 0 {
		note += fmt.Sprintf("; %s without one of them left out", numeral(w.Dropped))
	}
	parts := []any{note + "."}
	switch {
	case hidden["small"] && hidden["complementary"]:
		parts = append(parts, " Counts below 5 are printed as < 5 so that nobody can be recognised; a dash stands for a count from which one of them could be worked out, and for what rests on it.")
	case hidden["small"]:
		parts = append(parts, " Counts below 5 are printed as < 5 so that nobody can be recognised; a dash stands for what rests on them.")
	case hidden["complementary"]:
		parts = append(parts, " A dash stands for a count that is not disclosed.")
	}
	t.General = line(parts...)
	return t.Table
}

// suppressible prints a count, or why it is not printed.
func suppressible(n int, suppressed string) Cell {
	switch suppressed {
	case "small":
		return cellWhy("< 5", "suppressed: fewer than five people")
	case "complementary":
		return cellWhy(undefined, "suppressed: a small count could be worked out from it")
	}
	return Cell{Text: line(numeral(n))}
}

func (b *builder) medianTable(q *Quant) *Table {
	t := newTable(b.id("medians", q), "Medians", text("variable", "Variable"), num("n", symN), num("Mdn", symMdn), num("ci_low", "LL"), num("ci_high", "UL"), num("ci_level", "Level (%)"))
	for _, m := range q.Medians {
		stub := line(m.Label)
		if m.Reason != "" {
			stub = line(stub, t.mark(line(sentence(rich(m.Reason)))))
		}
		lev := undefined
		if m.CILow.Defined() {
			lev = Dec(100*m.Level, 1)
		}
		t.row(stub, numeral(m.N), b.ms(m.Median), b.ms(m.CILow), b.ms(m.CIHigh), lev)
	}
	t.General = line("LL and UL are the limits of the CI of the median: two of the ordered values, chosen by the binomial distribution so that the level, given for each, is at least " +
		Level(q.CI) + ". Each row is over those who have the variable. The sample is one of convenience.")
	return t.Table
}

func (b *builder) topBoxTable(q *Quant) *Table {
	columns := []column{text("item", "Item")}
	for _, c := range []string{"A", "B"} {
		columns = append(columns, num("n_"+c, symN), num("k_"+c, Inline{Text: "k", Italic: true}), num("percent_"+c, "%"), num("low_"+c, "LL"), num("high_"+c, "UL"))
	}
	t := newTable(b.id("top-boxes", q), "Answers That Reach a Point of Their Scale", columns...)
	t.Wide = true
	t.span(Head{Span: 1}, Head{Text: line("A"), Span: 5}, Head{Text: line("B"), Span: 5})
	for _, top := range q.TopBoxes {
		i := slices.IndexFunc(q.Sets, func(s *SetResult) bool { return s.ID == top.Set })
		if i < 0 {
			continue
		}
		s := q.Sets[i]
		point := trimZeros(Dec(top.AtLeast, 2))
		for _, p := range s.Points {
			if p.Point == top.AtLeast && p.Label != "" {
				point += " (" + p.Label + ")"
			}
		}
		t.section(fmt.Sprintf("%s: %s or more. A: %s; B: %s", setTitle(s), point, s.LabelA, s.LabelB))
		for _, item := range top.Items {
			stub := item.ID
			var marks []any
			for k := range s.Items {
				if s.Items[k].ID != item.ID {
					continue
				}
				if s.Items[k].Text != "" {
					stub = s.Items[k].Text
				}
				if s.Items[k].Reverse {
					marks = append(marks, t.mark(line("Reverse-keyed; counted after reversing.")))
				}
			}
			cells := []any{line(append([]any{stub}, marks...)...)}
			for _, x := range []Share{item.A, item.B} {
				cells = append(cells, numeral(x.N), numeral(x.K), cellWhy(Dec(x.Percent, 1), strings.Join([]string{numeral(x.K), "of", numeral(x.N)}, " ")), Dec(x.CILow, 1), Dec(x.CIHigh, 1))
			}
			t.row(cells...).Indent = 1
		}
	}
	t.General = line(Inline{Text: "k", Italic: true}, " of the ", symN, " who answered reach the point. LL and UL are the limits of the "+Level(q.CI)+" Wilson score interval of the percentage. The sample is one of convenience.")
	return t.Table
}
