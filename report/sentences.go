package report

import (
	"fmt"
	"strings"
)

// comparisons adds the paired tests of one study: what was done, what came
// out in sentences, the figures of differences and the tables.
func (b *builder) comparisons(q *Quant) {
	composites, items := 0, 0
	for _, s := range q.Sets {
		if s.Composite != nil || len(s.Analyses) > 0 {
			composites++
		}
		for i := range s.Items {
			if s.Items[i].Test != nil {
				items++
			}
		}
	}
	if composites+items == 0 {
		return
	}
	b.heading(2, "Paired Comparisons")
	b.para(b.method(q)...)
	for _, s := range q.Sets {
		b.setSentences(q, s)
	}
	if items > 0 {
		b.itemSentences(q, items, composites > 0)
	}
	if b.r.Style.draws("histogram") {
		b.differenceFigures(q)
	}
	if b.r.Style.draws("raincloud") {
		b.rainclouds(q)
	}
	if b.r.Style.draws("qq") {
		b.quantileFigures(q)
	}
	b.add(b.pairedTable(q))
	b.add(b.itemTestTable(q))
	b.add(b.effectTable(q))
	b.extras(q)
}

// method says which test was run, on whom, and how p was adjusted.
func (b *builder) method(q *Quant) []any {
	sided := "two-sided "
	for _, s := range q.Sets {
		for _, c := range comparisonsOf(s) {
			if c.Paired.Alternative == "greater" || c.Paired.Alternative == "less" {
				sided = ""
			}
		}
	}
	parts := []any{"Conditions were compared with " + sided + "paired-samples ", symT, " tests over the complete pairs of each comparison, at a significance level of " + alphaLevel(q.Alpha) + "."}
	if sided == "" {
		parts = append(parts, " Tests are two-sided except where a direction was declared in advance; those are marked one-sided.")
	}
	parts = append(parts, familySentences(q)...)
	return append(parts, " The effect size ", effects["dz"].symbol(), " is "+effects["dz"].what+", with its "+Level(q.CI)+" CI from the noncentral ", symT,
		" distribution. These are differences between a person’s own answers, and show no cause.")
}

func alphaLevel(a Num) string {
	if !a.Defined() {
		return undefined
	}
	s := trimZeros(Bounded(a, 4))
	if len(s) == 2 { // .1
		return s + "0"
	}
	return s
}

// familySentences names every family of tests and how p is adjusted over it.
func familySentences(q *Quant) []any {
	var parts []any
	within := false
	for _, f := range q.Families {
		if f.Adjust == "none" || f.Of == "items_within_set" && within {
			continue
		}
		what, over := "those of single items", "all "+counted(len(f.Members), "item", "items")
		switch f.Of {
		case "sets":
			what = "those of composite scores"
			over = fmt.Sprintf("the %s (%s)", counted(len(f.Members), "set", "sets"), list(f.Members))
		case "items_within_set":
			within = true
			over = "the items of their set"
		}
		if len(parts) == 0 {
			parts = append(parts, " Of the ", symP, " values, ")
		} else {
			parts = append(parts, "; ")
		}
		parts = append(parts, what+" are adjusted after "+adjustment(f.Adjust)+" over "+over)
	}
	if len(parts) == 0 {
		return []any{" The ", symP, " values are not adjusted for the number of tests."}
	}
	parts = append(parts, ". The verdict follows the adjusted ", symP, "; both are given.")
	for _, s := range q.Sets {
		for _, c := range s.Analyses {
			if c.Sensitivity {
				return append(parts, " Sensitivity analyses stand outside every family.")
			}
		}
	}
	return parts
}

// comparisonsOf are all comparisons of a set: its composite, further analyses,
// items.
func comparisonsOf(s *SetResult) []*Comparison {
	var cs []*Comparison
	if s.Composite != nil {
		cs = append(cs, s.Composite)
	}
	cs = append(cs, s.Analyses...)
	for i := range s.Items {
		if t := s.Items[i].Test; t != nil {
			cs = append(cs, t)
		}
	}
	return cs
}

// itemSentencesUpTo is the number of items up to which a set without a composite
// gets a sentence for each; past it the table speaks.
const itemSentencesUpTo = 6

// setSentences says what came out for the composite of one set and its further
// analyses, with the warnings that belong to them.
func (b *builder) setSentences(q *Quant, s *SetResult) {
	var parts []any
	var warnings []string
	if c := mainComparison(s); c != nil {
		parts = append(parts, b.resultSentence(q, s, c, phraseOf(s))...)
		warnings = append(warnings, warningsOf(c, s.ID)...)
	} else if n, _ := testedItems(s); n <= itemSentencesUpTo {
		for i := range s.Items {
			it := &s.Items[i]
			if it.Test == nil {
				continue
			}
			if len(parts) > 0 {
				parts = append(parts, " ")
			}
			name := it.Text
			if name == "" {
				name = it.ID
			}
			parts = append(parts, b.resultSentence(q, s, it.Test, "ratings of “"+name+"”")...)
			warnings = append(warnings, warningsOf(it.Test, it.ID)...)
		}
	}
	for _, c := range s.Analyses {
		kind := "A further analysis"
		if c.Sensitivity {
			kind = "A sensitivity analysis"
		}
		parts = append(parts, fmt.Sprintf(" %s (%s) gave ", kind, c.Label))
		if !c.Paired.T.Defined() {
			parts = append(parts, "no test: "+reasonOr(c)+".")
		} else {
			parts = append(parts, b.statistics(q, c, false), verdictClause(c), ".")
		}
		warnings = append(warnings, warningsOf(c, c.ID)...)
	}
	if len(parts) > 0 {
		b.sentences(parts...)
	}
	for _, w := range warnings {
		b.warning(w)
	}
}

func warningsOf(c *Comparison, id string) []string {
	var out []string
	for _, w := range c.Warnings {
		out = append(out, id+": "+sentenceTail(rich(w)))
	}
	return out
}

func sentenceTail(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func reasonOr(c *Comparison) string {
	if c.Paired.Reason != "" {
		return strings.TrimSuffix(rich(c.Paired.Reason), ".")
	}
	return "it is not defined"
}

// resultSentence is the sentence of one comparison, built from what the
// manifest declares of its set. It says what people reported, recalled or
// expected, and never that anything was caused; without significance it says
// that the conditions did not differ significantly, never that they are alike.
func (b *builder) resultSentence(q *Quant, s *SetResult, c *Comparison, phrase string) []any {
	who := respondents(q)
	p := &c.Paired
	if !p.T.Defined() {
		return []any{fmt.Sprintf("For %s no test is defined (", phrase), symN, fmt.Sprintf(" = %s): %s.", numeral(p.N), reasonOr(c))}
	}
	a, bb := conditionPhrase(s.PhraseA, s.LabelA), conditionPhrase(s.PhraseB, s.LabelB)
	ms := func(m, sd Num) []Inline {
		return line(" (", symM, " = "+b.ms(m)+", ", symSD, " = "+b.ms(sd)+")")
	}
	stats := b.statistics(q, c, true)
	nature := natureOf(s, c)
	var parts []any
	if c.Significant != nil && *c.Significant {
		word := "higher"
		if p.MeanB < p.MeanA {
			word = "lower"
		}
		switch nature {
		case "hypothetical":
			parts = append(parts, fmt.Sprintf("%s expected %s %s %s", who, word, phrase, bb), ms(p.MeanB, p.SDB),
				" than they reported "+a, ms(p.MeanA, p.SDA))
		case "retrospective":
			parts = append(parts, fmt.Sprintf("%s reported %s %s %s", who, word, phrase, bb), ms(p.MeanB, p.SDB),
				" than, as they recalled it, "+a, ms(p.MeanA, p.SDA))
		default:
			parts = append(parts, fmt.Sprintf("%s reported %s %s %s", who, word, phrase, bb), ms(p.MeanB, p.SDB),
				" than "+a, ms(p.MeanA, p.SDA))
		}
	} else {
		switch nature {
		case "hypothetical":
			parts = append(parts, fmt.Sprintf("The %s that %s expected %s", phrase, who, bb), ms(p.MeanB, p.SDB),
				" did not differ significantly from what they reported "+a, ms(p.MeanA, p.SDA))
		case "retrospective":
			parts = append(parts, fmt.Sprintf("The %s that %s reported %s", phrase, who, bb), ms(p.MeanB, p.SDB),
				" did not differ significantly from that, as they recalled it, "+a, ms(p.MeanA, p.SDA))
		default:
			parts = append(parts, fmt.Sprintf("The %s that %s reported %s", phrase, who, bb), ms(p.MeanB, p.SDB),
				" did not differ significantly from that "+a, ms(p.MeanA, p.SDA))
		}
	}
	direction := "B " + minus + " A"
	if s.Difference == "A-B" {
		direction = "A " + minus + " B"
	}
	return append(parts, ", ", stats, "; the mean difference ("+direction+") was "+Dec(p.MeanDiff, 2)+", "+Level(q.CI)+" CI "+ci(p.CILow, p.CIHigh, p.Alternative)+".")
}

// natureOf says how the answers of a comparison came about: observed; A
// recalled (retrospective); B imagined (hypothetical).
func natureOf(s *SetResult, c *Comparison) string {
	if c.Nature != "" {
		return c.Nature
	}
	return s.Nature
}

func conditionPhrase(phrase, label string) string {
	if phrase != "" {
		return phrase
	}
	return "under “" + label + "”"
}

// statistics gives t, p and the effect size with its interval:
// t(69) = −8.05, p < .001, d_z = −0.96, 95% CI [−1.24, −0.68]. With adjusted,
// the adjusted p follow.
func (b *builder) statistics(q *Quant, c *Comparison, adjusted bool) []Inline {
	p := &c.Paired
	out := line(symT, "("+DF(p.DF)+") = "+Dec(p.T, 2)+", ", statEquals(line(symP), pAt(p.P, q.Alpha)))
	if p.Alternative == "greater" || p.Alternative == "less" {
		out = line(out, " (one-sided)")
	}
	dz := effects["dz"]
	out = line(out, ", ", dz.symbol(), " = "+Dec(p.DZ, 2)+", "+Level(q.CI)+" CI "+ci(p.DZLow, p.DZHigh, p.Alternative))
	if e, ok := effects[q.Effect]; ok && q.Effect != "dz" {
		out = line(out, ", ", e.symbol(), " = "+Dec(effectOf(p, q.Effect), 2))
	}
	if !adjusted {
		return out
	}
	for _, a := range c.Adjusted {
		if a.Method != "none" {
			out = line(out, "; "+adjustment(a.Method)+"-adjusted ", statEquals(line(symP), pAt(a.P, q.Alpha)))
		}
	}
	return out
}

func effectOf(p *Paired, name string) Num {
	switch name {
	case "gz":
		return p.GZ
	case "dav":
		return p.DAv
	case "drm":
		return p.DRm
	}
	return p.DZ
}

// verdictClause says how a further analysis came out.
func verdictClause(c *Comparison) string {
	if c.Significant == nil {
		return ""
	}
	clause := ", not a significant difference"
	if *c.Significant {
		clause = ", a significant difference"
	}
	for _, a := range c.Adjusted {
		if a.Method != "none" {
			return clause + " after adjustment"
		}
	}
	return clause + " (not adjusted)"
}

// itemSentences sums up the tests of single items.
func (b *builder) itemSentences(q *Quant, n int, exploratory bool) {
	significant, undefinedTests := 0, 0
	for _, s := range q.Sets {
		_, k := testedItems(s)
		significant += k
		for i := range s.Items {
			if t := s.Items[i].Test; t != nil && t.Significant == nil {
				undefinedTests++
			}
		}
	}
	adjusted := "without adjustment"
	switch {
	case firstMethod(q, "items_within_set") != "":
		adjusted = "after " + adjustment(firstMethod(q, "items_within_set")) + " adjustment within their set"
	case firstMethod(q, "all_items") != "":
		adjusted = "after " + adjustment(firstMethod(q, "all_items")) + " adjustment over all items"
	}
	table := b.nextTable()
	if b.hasPaired(q) {
		table++
	}
	text := fmt.Sprintf("Of %s tested one by one, %s differed significantly between the conditions %s (Table %d).",
		counted(n, "item", "items"), noneOr(significant), adjusted, table)
	if undefinedTests > 0 {
		text += fmt.Sprintf(" For %s no test is defined.", number(undefinedTests))
	}
	if exploratory {
		text += " These tests are exploratory beside those of the scores."
	}
	b.sentences(text)
}

func (b *builder) hasPaired(q *Quant) bool {
	for _, s := range q.Sets {
		if s.Composite != nil || len(s.Analyses) > 0 {
			return true
		}
	}
	return false
}
