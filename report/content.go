package report

import (
	"cmp"
	"fmt"
)

// contents adds the content analyses of open questions: what their categories came
// to, and how far coders agree.
func (b *builder) contents() {
	if len(b.r.Content)+len(b.r.Agreement) == 0 {
		return
	}
	b.heading(1, "Content Analysis of Open Answers")
	for i := range b.r.Content {
		c := &b.r.Content[i]
		b.sentences(contentSentence(c, b.nextTable())...)
		b.add(contentTable(c))
		if c.Clashes > 0 {
			b.warning(fmt.Sprintf("%s to %s %s an exclusive category beside others; kith content lists them.", capitalised(counted(c.Clashes, "answer", "answers")), c.Question, map[bool]string{true: "has", false: "have"}[c.Clashes == 1]))
		}
	}
	for i := range b.r.Agreement {
		a := &b.r.Agreement[i]
		b.sentences(agreementSentence(a, b.nextTable())...)
		b.add(AgreementTable(a))
	}
}

// ofWhom says of whom percentages of respondents are.
func ofWhom(c *Content) string {
	people := cmp.Or(c.Respondents, "participants")
	switch c.Denominator {
	case "codable":
		return people + " whose answer is codable"
	case "all":
		return people + " who were asked, whether they answered or not"
	}
	return people + " who answered"
}

func contentSentence(c *Content, table int) []any {
	out := fmt.Sprintf("Table %d gives the categories of the answers to %s (%s): %s of %s from ", table, c.Question, c.Label,
		counted(c.Assignments, "assignment", "assignments"), counted(len(c.Categories), "category", "categories"))
	most := -1
	tie := false
	for i, k := range c.Categories {
		if k.Depth > 0 {
			continue
		}
		switch {
		case most < 0 || k.Respondents > c.Categories[most].Respondents:
			most, tie = i, false
		case k.Respondents == c.Categories[most].Respondents:
			tie = true
		}
	}
	end := "."
	if most >= 0 && !tie && c.Categories[most].Respondents > 0 {
		k := c.Categories[most]
		end = fmt.Sprintf(". The category given to most %s is “%s” (%s, %s%%).", cmp.Or(c.Respondents, "participants"), cmp.Or(k.Label, k.Name), numeral(k.Respondents), Dec(100*k.OfRespondents, 1))
	}
	return []any{out + numeral(c.N) + " " + ofWhom(c) + end}
}

func contentTable(c *Content) *Table {
	t := newTable("content-"+slug(c.Question), "Content Categories: "+c.Label,
		text("category", "Category"), num("respondents", symN), num("percent_of_respondents", "%"), num("assignments", Inline{Text: "k", Italic: true}), num("percent_of_assignments", "%"))
	t.span(Head{Span: 1}, Head{Text: line("Respondents"), Span: 2}, Head{Text: line("Assignments"), Span: 2})
	for _, k := range c.Categories {
		t.row(cmp.Or(k.Label, k.Name),
			cellWhy(numeral(k.Respondents), "respondents given "+k.Name+" or a category below it, each counted once"),
			cellWhy(Dec(100*k.OfRespondents, 1), fmt.Sprintf("%s of %s", numeral(k.Respondents), numeral(c.N))),
			numeral(k.Assignments),
			cellWhy(Dec(100*k.OfAssignments, 1), fmt.Sprintf("%s of %s", numeral(k.Assignments), numeral(c.Assignments)))).Indent = k.Depth
	}
	nested := false
	for _, k := range c.Categories {
		nested = nested || k.Depth > 0
	}
	parts := []any{"The unit is one respondent’s answer to the question. Percentages of respondents are of the " + numeral(c.N) + " " + ofWhom(c) +
		"; an answer may have several categories, so that they can add up to more than 100. ", Inline{Text: "k", Italic: true}, " is the number of times a category was given to an answer, its percentage that of all " + numeral(c.Assignments) + " assignments."}
	if nested {
		parts = append(parts, " A category counts what was given to those below it, and a respondent once.")
	}
	if c.Blank > 0 {
		parts = append(parts, " "+capitalised(counted(c.Blank, "answer", "answers"))+" without a word.")
	}
	if c.Uncodable > 0 {
		parts = append(parts, " "+capitalised(counted(c.Uncodable, "answer", "answers"))+" could not be coded.")
	}
	if c.Uncoded > 0 {
		parts = append(parts, " "+capitalised(counted(c.Uncoded, "answer", "answers"))+" without a category.")
	}
	switch {
	case c.Settled > 0 && c.Unsettled > 0:
		parts = append(parts, fmt.Sprintf(" Counted are the reconciled categories of %s, and elsewhere those of coder %s; on %s the coders differ and nothing is settled.", counted(c.Settled, "answer", "answers"), c.Coder, counted(c.Unsettled, "answer", "answers")))
	case c.Settled > 0:
		parts = append(parts, fmt.Sprintf(" Counted are the reconciled categories: %s settled by the coders, who agree on the others.", counted(c.Settled, "answer was", "answers were")))
	case c.Others > 0:
		parts = append(parts, fmt.Sprintf(" Counted are the categories given by coder %s, before reconciliation.", c.Coder))
	default:
		parts = append(parts, fmt.Sprintf(" Counted are the categories given by coder %s, the only one.", c.Coder))
	}
	t.General = line(parts...)
	return t.Table
}

func agreementSentence(a *CoderAgreement, table int) []any {
	out := fmt.Sprintf("Table %d gives the agreement of %s on the answers to %s, before reconciliation. ", table, counted(len(a.Coders), "coder", "coders"), a.Question)
	if len(a.Coders) == 2 {
		return []any{out + fmt.Sprintf("Pooled over %s, Cohen’s κ = %s; the mean κ of the %s where it is defined is %s.",
			poolWords(a), Bounded(a.Pooled.Kappa, 3), counted(a.KappaOf, "category", "categories"), Bounded(a.MeanKappa, 3))}
	}
	return []any{out + fmt.Sprintf("Pooled over %s, Krippendorff’s α = %s; the mean α of the %s where it is defined is %s.",
		poolWords(a), Bounded(a.Pooled.Alpha, 3), counted(a.AlphaOf, "category", "categories"), Bounded(a.MeanAlpha, 3))}
}

// poolWords say what the pooled figures are over.
func poolWords(a *CoderAgreement) string {
	switch {
	case a.Unused == 0:
		return "all categories"
	case a.Pooling == "all":
		return "all categories, with " + number(a.Unused) + " nobody used"
	}
	return "all categories but " + number(a.Unused) + " nobody used"
}

// AgreementTable gives the table of how far coders agree on the answers to an open
// question, as a report has it, without a number.
func AgreementTable(a *CoderAgreement) *Table {
	two := len(a.Coders) == 2
	columns := []column{text("category", "Category")}
	if two {
		columns = append(columns, num("both", "Both"), num("only_a", a.Coders[0]+" only"), num("only_b", a.Coders[1]+" only"), num("neither", "Neither"))
	}
	columns = append(columns, num("percent", "%"))
	if two {
		columns = append(columns, num("kappa", "κ"), num("kappa_ci_low", "LL"), num("kappa_ci_high", "UL"), num("alpha", "α"))
	} else {
		columns = append(columns, num("alpha", "α"), num("alpha_ci_low", "LL"), num("alpha_ci_high", "UL"))
	}
	columns = append(columns, num("ac1", "AC1"), num("pabak", "PABAK"))
	t := newTable("agreement-"+slug(a.Question), "Agreement of Coders: "+a.Label, columns...)
	add := func(label string, r *AgreementRow) {
		stub := line(label)
		if r.Reason != "" {
			stub = line(stub, t.mark(line(sentence(r.Reason))))
		}
		percent := undefined
		if r.Used {
			percent = Dec(100*r.Percent, 1)
		}
		cells := []any{stub}
		if two {
			cells = append(cells, numeral(r.Both), numeral(r.OnlyA), numeral(r.OnlyB), numeral(r.Neither))
		}
		cells = append(cells, percent)
		if two {
			cells = append(cells, Bounded(r.Kappa, 3), Bounded(r.KappaLow, 3), Bounded(r.KappaHigh, 3), Bounded(r.Alpha, 3))
		} else {
			cells = append(cells, Bounded(r.Alpha, 3), Bounded(r.AlphaLow, 3), Bounded(r.AlphaHigh, 3))
		}
		t.row(append(cells, Bounded(r.AC1, 3), Bounded(r.PABAK, 3))...)
	}
	for i := range a.Rows {
		r := &a.Rows[i]
		add(cmp.Or(r.Label, r.Category), r)
	}
	add("Pooled", &a.Pooled)
	of := "κ"
	if !two {
		of = "α"
	}
	parts := []any{}
	if two {
		parts = append(parts, "κ is Cohen’s kappa, ")
	}
	parts = append(parts, fmt.Sprintf("α is Krippendorff’s alpha (nominal), AC1 is Gwet’s, PABAK is the prevalence- and bias-adjusted kappa. LL and UL are the limits of the %s percentile bootstrap interval of %s over units (%s draws, seed %d). ", Level(a.Level), of, numeral(a.Draws), a.Seed))
	parts = append(parts, fmt.Sprintf("The unit is %s (%s); a unit without a category counts as judged, with none. A category is given to a unit or not. Pooled is over %s. "+
		"A coefficient that is not defined is “%s”. Codings are as each coder left them, before reconciliation.", a.Unit, counted(a.Units, "unit", "units"), poolWords(a), undefined))
	t.General = line(parts...)
	return t.Table
}
