package study

import (
	"math"
	"unicode"
	"unicode/utf8"
)

// setDefaults fills in what a manifest leaves out. Given reports whether it
// holds a value for the field at an address.
func setDefaults(m *Manifest, given func(field any) bool) {
	orElse(&m.Deposit, "deposit")
	orElse(&m.Study.Disclosure, "restricted")
	orElse(&m.Report.Title, m.Study.Title)
	orElse(&m.Report.Title, m.Study.ID)
	if m.Report.Decimals == 0 {
		m.Report.Decimals = 2
	}
	if len(m.Report.Figures) == 0 {
		m.Report.Figures = []string{"likert", "histogram"}
	}
	for _, p := range m.Studies {
		p.setDefaults(given)
	}
	m.findingsDefaults(given)
	m.themeDefaults(given)
}

// findingsDefaults fills in what tables of codes leave out.
func (m *Manifest) findingsDefaults(given func(field any) bool) {
	counts := func(field **bool, of []Ref) {
		if !given(field) {
			yes := !m.Reflexive(of...)
			*field = &yes
		}
	}
	for i := range m.Report.Matrices {
		t := &m.Report.Matrices[i]
		orElse(&t.By, "role")
		counts(&t.Counts, t.Of)
	}
	for i := range m.Report.Cooccurrence {
		t := &m.Report.Cooccurrence[i]
		orElse(&t.Rule, "overlap")
		if !given(&t.Within) {
			t.Within = 200
		}
		counts(&t.Counts, t.Of)
	}
	for i := range m.Report.Joint {
		t := &m.Report.Joint[i]
		orElse(&t.By, "participant")
		if t.Data.Name == "" {
			t.Data = m.dataOf(t)
		}
		counts(&t.Counts, []Ref{t.Of})
	}
}

// dataOf gives the study whose scores a joint display is likely to mean: that of its
// question, or the only one with a workbook. The name is empty where neither is.
func (m *Manifest) dataOf(t *JointDisplay) Ref {
	if p, _ := m.FindQuestion(t.Question.Name); p != nil && len(p.Books()) > 0 {
		return Ref{At: t.At, Name: p.ID}
	}
	var found Ref
	for _, p := range m.Studies {
		switch {
		case len(p.Books()) == 0:
		case found.Name != "":
			return Ref{}
		default:
			found = Ref{At: t.At, Name: p.ID}
		}
	}
	return found
}

// orElse sets a text that is empty.
func orElse(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

func (p *Part) setDefaults(given func(field any) bool) {
	orElse(&p.Title, p.ID)
	orElse(&p.Variant, "none")
	orElse(&p.Respondents, "Participants")
	if p.Transcript != nil {
		orElse(&p.Transcript.Layout, "auto")
	}
	for i := range p.Documents {
		p.Documents[i].setDefaults(p.Transcript)
	}
	for _, w := range p.Books() {
		if w.IDColumn.Name == "" {
			w.IDColumn = p.IDColumn
		}
		if w.Inclusion == nil {
			w.Inclusion = p.Inclusion
		}
		w.setDefaults(w.IDColumn.Name != "")
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		orElse(&c.Label, c.Column.Name)
		c.Column = c.Column.on(c.Occasion.Name).of(c.Option)
		orElse(&c.Group, "characteristics")
	}
	for _, s := range p.QuestionSets {
		s.setDefaults()
	}
	p.Key.setDefaults(p)
	for i := range p.Derived {
		p.Derived[i].setDefaults(p)
	}
	for i := range p.Analyses {
		a := &p.Analyses[i]
		if a.Score == nil {
			continue // a fault already
		}
		if s := p.FindSet(a.Set.Name); s != nil {
			orElse(&a.Score.Method, s.Score.Method)
		}
		a.Score.setDefaults()
	}
	p.Tests.setDefaults(given)
	for i := range p.Feasibility {
		orElse(&p.Feasibility[i].Denominator, "answered")
	}
	for i := range p.Correlations {
		orElse(&p.Correlations[i].Method, "pearson")
		orElse(&p.Correlations[i].Missing, "pairwise")
	}
	for i := range p.Published {
		p.Published[i].setDefaults(p)
	}
	for i := range p.Questions {
		orElse(&p.Questions[i].Denominator, "answered")
	}
}

// setDefaults takes what the documents do not say of their transcripts from
// those of the study.
func (g *Documents) setDefaults(of *Transcript) {
	orElse(&g.Kind, "interview")
	if g.Read == nil {
		read := true
		g.Read = &read
	}
	own := Transcript{}
	if g.Transcript != nil {
		own = *g.Transcript
	}
	if of != nil {
		if own.Layout == "" {
			own.Layout, own.Pattern = of.Layout, of.Pattern
		}
		orElse(&own.Sections, of.Sections)
		if own.Except == nil {
			own.Except = of.Except
		}
		if own.Speakers == nil {
			own.Speakers = of.Speakers
		}
		if g.Transcript == nil {
			own.At = of.At
		}
	}
	orElse(&own.Layout, "auto")
	g.Transcript = &own
}

func (w *Workbook) setDefaults(hasID bool) {
	if w.HeaderRow == 0 {
		w.HeaderRow = max(1, w.GroupRow+1)
		if block, ok := w.Block(); ok && w.GroupRow == 0 {
			w.HeaderRow = block.FirstRow
		}
	}
	orElse(&w.GroupJoin, " - ")
	orElse(&w.Hidden, "read")
	if w.FirstDataRow == 0 {
		w.FirstDataRow = max(w.HeaderRow, w.LabelRow) + 1
	}
	if hasID {
		orElse(&w.Stop, "first_blank_id")
	}
	orElse(&w.Stop, "end")
	orElse(&w.Encoding, "utf-8")
	orElse(&w.Delimiter, ",")
	orElse(&w.Decimal, ".")
}

func (s *Set) setDefaults() {
	orElse(&s.Phrase, inSentence(s.Title))
	for _, c := range []struct {
		*Condition
		id string
	}{{&s.Conditions.A, "A"}, {&s.Conditions.B, "B"}} {
		orElse(&c.ID, c.id)
		orElse(&c.Phrase, inSentence(c.Label))
	}
	orElse(&s.Nature, "observed")
	orElse(&s.Difference, "B-A")
	orElse(&s.Alternative, "two_sided")
	for i := range s.Pairs {
		pair := &s.Pairs[i]
		orElse(&pair.Nature, s.Nature)
		pair.A, pair.B = pair.A.on(s.Conditions.A.Occasion.Name), pair.B.on(s.Conditions.B.Occasion.Name)
	}
	if s.Score == nil {
		s.Score = &Score{At: s.At}
	}
	s.Score.setDefaults()
	if len(s.Pairs) == 1 || s.Score.Method == "none" {
		orElse(&s.Test, "items")
	}
	orElse(&s.Test, "composite")
}

func (s *Score) setDefaults() {
	orElse(&s.Method, "mean")
	if s.MinItems.Count == 0 && s.MinItems.Fraction == 0 {
		s.MinItems.All = true
	}
}

func (t *Tests) setDefaults(given func(field any) bool) {
	if t.Alpha == 0 {
		t.Alpha = 0.05
	}
	if t.CI == 0 {
		t.CI = 0.95
	}
	orElse(&t.Effect, "dz")
	orElse(&t.Missing, "pairwise")
	orElse(&t.Wilcoxon.Zeros, "dropped")
	orElse(&t.TOST.Unit, "raw")
	if t.Bayes.Width == 0 {
		t.Bayes.Width = math.Sqrt2 / 2
	}
	if t.Draws == 0 {
		t.Draws = 10_000
	}
	if !given(&t.Seed) {
		t.Seed = 1
	}
	if !given(&t.Families) {
		t.Families = []Family{{At: t.At, Of: "sets", Adjust: "holm"}, {At: t.At, Of: "items_within_set", Adjust: "holm"}}
	}
}

func (v *Published) setDefaults(p *Part) {
	orElse(&v.Effect, p.Tests.Effect)
	orElse(&v.Adjustment, "none")
	set := p.FindSet(v.Set.Name)
	if a := p.findAnalysis(v.Analysis.Name); a != nil {
		set = p.FindSet(a.Set.Name)
	}
	if set != nil && set.Score.Method == "sum" {
		orElse(&v.Scoring, "sum")
	}
	orElse(&v.Scoring, "mean")
}

// inSentence gives a heading as it stands inside a sentence: its first letter
// in lower case, unless the first word is an abbreviation or a single letter.
func inSentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[size:])
	if article := r == 'A' && next == ' '; article || unicode.IsLower(next) {
		return string(unicode.ToLower(r)) + s[size:]
	}
	return s
}
