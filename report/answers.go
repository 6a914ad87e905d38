package report

import (
	"fmt"
	"strings"
)

// answers describes the items of every question set, then the scores made of
// them.
func (b *builder) answers(q *Quant) {
	if len(q.Sets) == 0 {
		return
	}
	b.heading(2, "Question Sets")
	first := b.nextTable()
	parts := []any{fmt.Sprintf("%s of paired questions %s put to the %s. ",
		capitalised(counted(len(q.Sets), "set", "sets")), map[bool]string{true: "was", false: "were"}[len(q.Sets) == 1], respondents(q))}
	for _, s := range q.Sets {
		parts = append(parts, setIntroduction(s))
	}
	parts = append(parts, tableRange("Table", first, len(q.Sets)), " "+describeVerb(len(q.Sets))+" every item under both conditions")
	if b.hasScores(q) {
		scores := first + len(q.Sets)
		if reliable(q) && len(b.itemReliabilityTable(q).Rows) > 0 {
			parts = append(parts, fmt.Sprintf(", Table %d the scores made of them, and Table %d how each item stands to its score", scores, scores+1))
		} else {
			parts = append(parts, fmt.Sprintf(", and Table %d the scores made of them", scores))
		}
	}
	parts = append(parts, ".")
	b.para(parts...)
	for _, s := range q.Sets {
		b.add(b.itemTable(q, s))
	}
	b.add(b.scoreTable(q))
	b.add(b.itemReliabilityTable(q))
	if !b.r.Style.draws("likert") {
		return
	}
	axis := likertAxisOf(q)
	for _, s := range q.Sets {
		b.likertFigures(q, s, axis)
	}
}

func describeVerb(n int) string {
	if n == 1 {
		return "describes"
	}
	return "describe"
}

// tableRange gives "Table 4" or "Tables 4 to 6".
func tableRange(what string, first, n int) string {
	if n == 1 {
		return fmt.Sprintf("%s %d", what, first)
	}
	if n == 2 {
		return fmt.Sprintf("%ss %d and %d", what, first, first+1)
	}
	return fmt.Sprintf("%ss %d to %d", what, first, first+n-1)
}

func setIntroduction(s *SetResult) string {
	name := s.ID + ": " + phraseOf(s)
	if strings.EqualFold(phraseOf(s), s.ID) {
		name = s.ID
	}
	out := fmt.Sprintf("%s, %s, rated from %d to %d, ", name, counted(len(s.Items), "item", "items"), s.ScaleLow, s.ScaleHigh)
	if s.PhraseA == "" || s.PhraseB == "" {
		out += "under two conditions, " + s.LabelA + " (A) and " + s.LabelB + " (B)"
	} else {
		out += s.PhraseA + " and " + s.PhraseB
	}
	if s.HighMeans != "" {
		out += "; a high score means " + s.HighMeans
	}
	return out + ". "
}

func setTitle(s *SetResult) string {
	if s.Title == "" {
		return s.ID
	}
	if strings.EqualFold(s.Title, s.ID) {
		return titleCase(s.Title)
	}
	return titleCase(s.Title) + " (" + s.ID + ")"
}

// itemTable describes the items of one set under both conditions: n, missing
// by reason, M, SD, Mdn, quartiles, range, skewness and the answers at every
// point.
func (b *builder) itemTable(q *Quant, s *SetResult) *Table {
	columns := []column{text("condition", "Item and condition"), num("n", symN)}
	reasons := reasonsOf(s)
	for _, r := range reasons {
		columns = append(columns, num("missing_"+r, capitalised(reasonWords(r))))
	}
	columns = append(columns, num("M", symM), num("SD", symSD), num("Mdn", symMdn),
		num("Q1", Inline{Text: "Q", Italic: true}, Inline{Text: "1", Sub: true}), num("Q3", Inline{Text: "Q", Italic: true}, Inline{Text: "3", Sub: true}),
		num("min", "Min"), num("max", "Max"), num("skew", "Skew"))
	points := pointsOf(s)
	for _, p := range points {
		columns = append(columns, num("answers_"+Fixed(float64(p.Point), 0), Dec(p.Point, 0)))
	}
	t := newTable(b.id("items-"+slug(s.ID), q), "Item Descriptives: "+setTitle(s), columns...)
	t.Wide = true
	var spans []Head
	gap := func(n int) { spans = append(spans, Head{Span: n}) }
	gap(2)
	if len(reasons) > 0 {
		spans = append(spans, Head{Text: line("Missing"), Span: len(reasons)})
	}
	gap(8)
	if len(points) > 0 {
		spans = append(spans, Head{Text: line("Answers at each point"), Span: len(points)})
	}
	if len(reasons) > 0 || len(points) > 0 {
		t.span(spans...)
	}
	for i := range s.Items {
		it := &s.Items[i]
		label := it.Text
		if label == "" {
			label = it.ID
		}
		if it.Reverse {
			t.section(label, t.mark(line("Reverse-keyed; all figures are after reversing.")))
		} else {
			t.section(label)
		}
		t.item(b, s.LabelA, &it.A, reasons, points).Indent = 1
		t.item(b, s.LabelB, &it.B, reasons, points).Indent = 1
	}
	general := []any{Inline{Text: "Q", Italic: true}, Inline{Text: "1", Sub: true}, " and ", Inline{Text: "Q", Italic: true}, Inline{Text: "3", Sub: true},
		" are quartiles of type 7. Skew is ", Inline{Text: "G", Italic: true}, Inline{Text: "1", Sub: true}, "."}
	if labels := pointLabels(points); labels != "" {
		general = append(general, " "+labels)
	}
	if s.HighMeans != "" {
		general = append(general, " A high score means "+s.HighMeans+".")
	}
	t.General = line(general...)
	return t.Table
}

// pointsOf are the points of a set's scale.
func pointsOf(s *SetResult) []PointCount {
	if len(s.Points) > 0 {
		return s.Points
	}
	if len(s.Items) > 0 {
		return s.Items[0].A.Distribution
	}
	return nil
}

func pointLabels(points []PointCount) string {
	var out []string
	for _, p := range points {
		if p.Label != "" {
			out = append(out, Dec(p.Point, 0)+" = "+p.Label)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, ", ") + "."
}

func (t grid) item(b *builder, label string, d *Describe, reasons []string, points []PointCount) *Row {
	why := describeWhy(d)
	cells := []any{label, cellWhy(numeral(d.N), why)}
	for _, r := range reasons {
		cells = append(cells, numeral(missingN(d, r)))
	}
	for _, v := range []Num{d.Mean, d.SD, d.Median, d.Q1, d.Q3} {
		cells = append(cells, cellWhy(b.ms(v), why))
	}
	cells = append(cells, Dec(d.Min, 0), Dec(d.Max, 0), cellWhy(Dec(d.Skewness, 2), why))
	for _, p := range points {
		n := countAt(d.Distribution, p.Point)
		cells = append(cells, cellWhy(numeral(n), fmt.Sprintf("%s%% of %s answers", percentText(n, d.N), numeral(d.N))))
	}
	return t.row(cells...)
}

func countAt(points []PointCount, at Num) int {
	for _, p := range points {
		if p.Point == at {
			return p.N
		}
	}
	return 0
}

func (b *builder) hasScores(q *Quant) bool {
	for _, s := range q.Sets {
		if s.Composite != nil && s.Composite.A != nil {
			return true
		}
	}
	return false
}

// scoreTable describes the composite scores over everyone who has one, and
// their reliability with the n it rests on.
func (b *builder) scoreTable(q *Quant) *Table {
	columns := []column{
		text("condition", "Set and condition"), num("items", "Items"), num("n", symN),
		num("M", symM), num("SD", symSD), num("Mdn", symMdn), num("min", "Min"), num("max", "Max"), num("skew", "Skew"),
		num("alpha", symW), num("alpha_n", symN, " of α"),
	}
	more := reliable(q)
	if more {
		columns = append(columns, num("alpha_low", "LL"), num("alpha_high", "UL"), num("omega", "ω"), num("floor", "Floor %"), num("ceiling", "Ceiling %"))
	}
	t := newTable(b.id("scores", q), "Composite Scores and Their Reliability", columns...)
	t.Wide = more
	two := false
	for _, s := range q.Sets {
		c := s.Composite
		if c == nil || c.A == nil || c.B == nil {
			continue
		}
		t.section(setTitle(s))
		two = two || c.Scoring.Items == 2
		for _, side := range []struct {
			label string
			d     *Describe
			a     *Alpha
			r     *Reliability
		}{{s.LabelA, c.A, c.AlphaA, c.ReliabilityA}, {s.LabelB, c.B, c.AlphaB, c.ReliabilityB}} {
			d := side.d
			why := fmt.Sprintf("%s of %s over %s who have a score; %s", scoreWord(c.Scoring), counted(c.Scoring.Items, "item", "items"), numeral(d.N), minItemsWords(c.Scoring))
			var alpha, n any = undefined, undefined
			if side.a != nil {
				whyAlpha := fmt.Sprintf("Cronbach’s alpha of %s over the %s who answered all of them", counted(side.a.Items, "item", "items"), numeral(side.a.N))
				if side.a.Reason != "" {
					whyAlpha = side.a.Reason
				}
				alpha, n = cellWhy(b.alpha(side.a.Alpha), whyAlpha), cellWhy(numeral(side.a.N), whyAlpha)
			}
			label := line(side.label)
			if side.r != nil {
				if note := reliabilityNote(b, side.r); note != "" {
					label = line(label, t.mark(line(note)))
				}
			}
			cells := []any{
				label, numeral(c.Scoring.Items), cellWhy(numeral(d.N), why),
				cellWhy(b.ms(d.Mean), why), cellWhy(b.ms(d.SD), why), cellWhy(b.ms(d.Median), why),
				cellWhy(Dec(d.Min, 2), why), cellWhy(Dec(d.Max, 2), why), cellWhy(Dec(d.Skewness, 2), why), alpha, n,
			}
			if more {
				cells = append(cells, reliabilityCells(b, side.a, side.r)...)
			}
			t.row(cells...).Indent = 1
		}
	}
	general := []any{"Scores are over everyone who has one under that condition. ", "α is Cronbach’s alpha over those who answered every item of the set under that condition."}
	if two {
		general = append(general, " Of two items alpha is a low estimate of reliability.")
	}
	if more {
		general = append(general, " LL and UL are the limits of its "+Level(q.CI)+" CI (Feldt). ω is McDonald’s omega of one factor, fitted by maximum likelihood, of three items or more. Floor and ceiling are the shares of scores at the lowest and highest possible one.")
	}
	t.General = line(append(general, " ", scoringRules(q))...)
	return t.Table
}

func scoreWord(s Scoring) string {
	if s.Method == "sum" {
		return "sum"
	}
	return "mean"
}

// minItemsWords says how many answered items a score needs.
func minItemsWords(s Scoring) string {
	rule := fmt.Sprintf("a score needs at least %s of its %s items", number(s.MinItems), number(s.Items))
	if s.MinItems >= s.Items {
		rule = "a score needs all of its items"
	}
	if s.SameItemsBoth {
		rule += "; an item missing under one condition is left out of both"
	} else if s.MinItems < s.Items {
		rule += "; a missing item is left out of its own condition alone"
	}
	return rule
}

// scoringRules says how each set's items become a score.
func scoringRules(q *Quant) string {
	var out []string
	for _, s := range q.Sets {
		if c := s.Composite; c != nil {
			out = append(out, fmt.Sprintf("%s: %s of %s, %s.", s.ID, scoreWord(c.Scoring), counted(c.Scoring.Items, "item", "items"), minItemsWords(c.Scoring)))
		}
	}
	return strings.Join(out, " ")
}
