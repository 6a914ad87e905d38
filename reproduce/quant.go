package reproduce

import (
	"errors"
	"fmt"
	"slices"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// results fills report.Results from everything that was read.
func (r *Run) results() (*report.Results, error) {
	m := r.Manifest
	res := &report.Results{
		Schema:   report.ResultsSchema,
		Study:    studyInfo(m),
		Deposit:  r.depositCount(),
		Corpus:   r.corpusCounts(),
		Warnings: r.warnings(),
		Style:    report.Style{Title: m.Report.Title, Decimals: m.Report.Decimals, Figures: m.Report.Figures},
	}
	for _, part := range m.Studies {
		res.Samples = append(res.Samples, r.sample(part))
		if set := r.Data[part.ID]; set != nil {
			q, err := quantify(part, set, m.Report.Figures, m.Study.Disclosure == "restricted")
			if err != nil {
				return nil, err
			}
			res.Quant = append(res.Quant, q)
		}
	}
	if err := r.contents(res); err != nil {
		return nil, err
	}
	if err := r.findings(res); err != nil {
		return nil, err
	}
	if err := r.themes(res); err != nil {
		return nil, err
	}
	if r.analysis != nil {
		for _, f := range r.analysis.Journal.Unread() {
			res.Warnings = append(res.Warnings, "journal/"+f.Error())
		}
	}
	res.Published = compare(m, res)
	if m.Study.Disclosure == "restricted" && r.analysis != nil {
		return res, r.analysis.withoutRepeatedCodes(r.state, res)
	}
	return res, nil
}

func studyInfo(m *study.Manifest) report.StudyInfo {
	return report.StudyInfo{ID: m.Study.ID, Title: m.Study.Title, Synthetic: m.Study.Synthetic, Disclosure: m.Study.Disclosure}
}

// warnings are what a reader of the whole report must know about its files.
func (r *Run) warnings() []string {
	var w []string
	for _, u := range r.Unsure {
		w = append(w, fmt.Sprintf("%s: kith is not sure who speaks, so its turns are not counted; declare its layout and speakers under transcript:", u.Document))
	}
	switch n := len(r.Listing.Undeclared); {
	case n == 1:
		w = append(w, "1 file of the deposit is declared nowhere in the manifest; kith inventory lists it")
	case n > 1:
		w = append(w, fmt.Sprintf("%d files of the deposit are declared nowhere in the manifest; kith inventory lists them", n))
	}
	switch n := len(r.Listing.Missing); {
	case n == 1:
		w = append(w, "1 declaration of the manifest matches no file; kith inventory lists it")
	case n > 1:
		w = append(w, fmt.Sprintf("%d declarations of the manifest match no file; kith inventory lists them", n))
	}
	return w
}

// quantify computes everything declared for one quantitative study, and what
// the figures named raincloud and qq are drawn from. With restricted, small cells of characteristics are suppressed and small classes of
// differences merged.
func quantify(part *study.Part, set *dataset.Set, figures []string, restricted bool) (*report.Quant, error) {
	q := &report.Quant{
		Study: part.ID, Title: part.Title, Respondents: part.Respondents, N: set.N(),
		Flow:  flow(set.Flow),
		Alpha: report.Num(part.Tests.Alpha), CI: report.Num(part.Tests.CI), Effect: part.Tests.Effect,
		Missing: part.Tests.Missing,
	}
	for _, c := range part.Columns {
		cs, err := describeColumn(part, c, set.Column(c.Column.Name), restricted)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Column.Name, err)
		}
		q.Columns = append(q.Columns, cs)
	}
	keep, err := keptBy(part, set)
	if err != nil {
		return nil, err
	}
	for _, s := range part.QuestionSets {
		sr, err := analyseSet(part, s, set, keep, figures, restricted)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.ID, err)
		}
		q.Sets = append(q.Sets, sr)
	}
	if q.Feasibility, err = feasibility(part, set, restricted); err != nil {
		return nil, err
	}
	if err := associations(part, set, restricted, q); err != nil {
		return nil, err
	}
	return q, adjust(part.Tests, q)
}

func flow(f dataset.Flow) report.Flow {
	out := report.Flow{Declared: f.Declared, Source: f.Source, Start: f.Start, Analysed: f.Analysed}
	for _, s := range f.Steps {
		out.Steps = append(out.Steps, report.FlowStep{Reason: s.Reason, N: s.N})
	}
	for _, o := range f.Occasions {
		out.Occasions = append(out.Occasions, report.FlowOccasion{ID: o.ID, Rows: o.Rows, Analysed: o.Analysed})
	}
	return out
}

// describe summarises numbers, NaN where missing.
func describe(x []float64, missing *dataset.Reasons) (report.Describe, error) {
	d, err := stat.Describe(x)
	return report.Describe{
		N: d.N, Missing: countMissing(missing),
		Mean: report.Num(d.Mean), SD: report.Num(d.SD), Median: report.Num(d.Median),
		Q1: report.Num(d.Q1), Q3: report.Num(d.Q3), Min: report.Num(d.Min), Max: report.Num(d.Max),
		Skewness: report.Num(d.Skewness), Kurtosis: report.Num(d.Kurtosis),
	}, err
}

// countMissing counts the missing answers by reason.
func countMissing(reasons *dataset.Reasons) []report.MissingCount {
	counts := []report.MissingCount{}
	for _, c := range reasons.Counts() {
		counts = append(counts, report.MissingCount(c))
	}
	return counts
}

// distribution counts the answers at every point of a scale.
func distribution(sc *study.Scale, x []float64) []report.PointCount {
	points := make([]report.PointCount, 0, sc.Points[1]-sc.Points[0]+1)
	for p := sc.Points[0]; p <= sc.Points[1]; p++ {
		pc := report.PointCount{Point: report.Num(p)}
		for _, l := range sc.Labels {
			if l.Value == float64(p) {
				pc.Label = l.Text
			}
		}
		for _, v := range x {
			if v == float64(p) {
				pc.N++
			}
		}
		points = append(points, pc)
	}
	return points
}

// describeColumn describes a characteristic or single item.
func describeColumn(part *study.Part, c study.Column, col *dataset.Column, restricted bool) (report.ColumnSummary, error) {
	s := report.ColumnSummary{
		Column: c.Column.Name, Label: c.Label, Kind: c.Kind, Group: c.Group,
		Missing: countMissing(&col.Missing), N: col.Missing.Present(),
	}
	guarded := restricted && c.Group == "characteristics"
	switch c.Kind {
	case "category":
		s.Categories = categories(c.Order, col)
	case "flag":
		s.Categories = flags(c.Labels, col)
	default:
		d, err := describe(col.Numbers, &col.Missing)
		if err != nil {
			return s, err
		}
		if sc := part.FindScale(c.Scale.Name); sc != nil {
			d.Distribution = distribution(sc, col.Numbers)
		} else if guarded {
			// The extremes of a quantity are single people.
			d.Min, d.Max = report.NaN(), report.NaN()
		}
		s.Describe = &d
	}
	for i := range s.Categories {
		k := &s.Categories[i]
		k.Percent = report.NaN()
		if s.N > 0 {
			k.Percent = report.Num(100 * float64(k.N) / float64(s.N))
		}
	}
	if guarded {
		suppressSmall(s.Categories)
	}
	return s, nil
}

// categories counts texts, in the declared order and then as met.
func categories(order []string, col *dataset.Column) []report.CategoryCount {
	var counts []report.CategoryCount
	at := map[string]int{}
	for _, name := range order {
		at[name] = len(counts)
		counts = append(counts, report.CategoryCount{Category: name})
	}
	for i, text := range col.Texts {
		if col.Missing.At(i) != "" {
			continue
		}
		k, ok := at[text]
		if !ok {
			k = len(counts)
			at[text] = k
			counts = append(counts, report.CategoryCount{Category: text})
		}
		counts[k].N++
	}
	// Categories that nobody ordered stand in the order of their names, so that
	// the order of the rows in the file changes nothing.
	slices.SortFunc(counts[len(order):], func(a, b report.CategoryCount) int {
		if a.Category < b.Category {
			return -1
		}
		return 1
	})
	return counts
}

func flags(labels []study.Labelled, col *dataset.Column) []report.CategoryCount {
	counts := []report.CategoryCount{{Category: "Yes"}, {Category: "No"}}
	for _, l := range labels {
		switch l.Value {
		case 1:
			counts[0].Category = l.Text
		case 0:
			counts[1].Category = l.Text
		}
	}
	for _, v := range col.Numbers {
		switch v {
		case 1:
			counts[0].N++
		case 0:
			counts[1].N++
		}
	}
	return counts
}

// items are the columns of a set under both conditions, after reversing, in
// the order of its pairs.
type items struct {
	a, b               [][]float64
	missingA, missingB []*dataset.Reasons
	reversed           []bool
}

func gather(s *study.Set, sc *study.Scale, set *dataset.Set) items {
	var it items
	for _, p := range s.Pairs {
		a, b := set.Column(p.A.Name), set.Column(p.B.Name)
		xa, xb := a.Numbers, b.Numbers
		reverse := slices.ContainsFunc(s.Reverse, func(r study.Ref) bool { return r.Name == p.ID })
		if reverse {
			lo, hi := float64(sc.Points[0]), float64(sc.Points[1])
			xa, xb = scale.Reverse(xa, lo, hi), scale.Reverse(xb, lo, hi)
		}
		it.a, it.b = append(it.a, xa), append(it.b, xb)
		it.missingA, it.missingB = append(it.missingA, &a.Missing), append(it.missingB, &b.Missing)
		it.reversed = append(it.reversed, reverse)
	}
	return it
}

// analyseSet computes the items, the composite and the further analyses of one
// set.
func analyseSet(part *study.Part, s *study.Set, set *dataset.Set, keep kept, figures []string, restricted bool) (*report.SetResult, error) {
	sc := part.FindScale(s.Scale.Name)
	it := gather(s, sc, set)
	out := &report.SetResult{
		ID: s.ID, Title: s.Title, Phrase: s.Phrase, HighMeans: s.HighMeans,
		LabelA: s.Conditions.A.Label, LabelB: s.Conditions.B.Label,
		PhraseA: s.Conditions.A.Phrase, PhraseB: s.Conditions.B.Phrase,
		Nature: s.Nature, Difference: s.Difference,
		ScaleLow: sc.Points[0], ScaleHigh: sc.Points[1], Points: distribution(sc, nil),
	}
	c := comparer{part: part, set: s, keep: keep, figures: figures, restricted: restricted}
	for i, p := range s.Pairs {
		ir := report.ItemResult{ID: p.ID, Text: p.Text, Reverse: it.reversed[i]}
		var errA, errB error
		ir.A, errA = describe(it.a[i], it.missingA[i])
		ir.B, errB = describe(it.b[i], it.missingB[i])
		if err := errors.Join(errA, errB); err != nil {
			return nil, err
		}
		ir.A.Distribution, ir.B.Distribution = distribution(sc, it.a[i]), distribution(sc, it.b[i])
		if s.Test != "composite" {
			t, err := c.compare(p.ID, p.Text, masked(it.a[i], keep.items), masked(it.b[i], keep.items), 1)
			if err != nil {
				return nil, err
			}
			if p.Nature != "" {
				t.Nature = p.Nature
			}
			t.Scoring = report.Scoring{Method: "item", Items: 1, MinItems: 1}
			if s.Test == "items" {
				points := part.FindScale(s.Scale.Name).Points
				low, high := float64(points[0]), float64(points[1])
				t.Warnings = append(t.Warnings, ends("A", it.a[i], low, high)...)
				t.Warnings = append(t.Warnings, ends("B", it.b[i], low, high)...)
			}
			ir.Test = t
		}
		out.Items = append(out.Items, ir)
	}
	if s.Test != "items" {
		t, err := c.composite(s.ID, s.Title, it, s.Score)
		if err != nil {
			return nil, err
		}
		out.Composite = t
	}
	for _, a := range part.Analyses {
		if a.Set.Name != s.ID {
			continue
		}
		t, err := c.composite(a.ID, a.Label, it, a.Score)
		if err != nil {
			return nil, err
		}
		t.Sensitivity = a.Sensitivity
		out.Analyses = append(out.Analyses, t)
	}
	return out, nil
}

// A comparer makes the comparisons of one set.
type comparer struct {
	part       *study.Part
	set        *study.Set
	keep       kept
	figures    []string
	restricted bool
}

// composite scores the items under both conditions and compares the scores.
func (c comparer) composite(id, label string, it items, score *study.Score) (*report.Comparison, error) {
	k := len(it.a)
	opt := scoring(score, k)
	a, b, err := scale.ScorePaired(it.a, it.b, opt)
	if err != nil {
		return nil, err
	}
	// The unit of a bin: half a point of the scale, for a sum half a point an item.
	unit := 0.5
	if score.Method == "sum" {
		unit *= float64(k)
	}
	t, err := c.compare(id, label, masked(a, c.keep.scores), masked(b, c.keep.scores), unit)
	if err != nil {
		return nil, err
	}
	t.Scoring = report.Scoring{Method: score.Method, Items: k, MinItems: opt.MinItems, SameItemsBoth: opt.SameItemsBoth}
	da, errA := describe(a, &dataset.Reasons{})
	db, errB := describe(b, &dataset.Reasons{})
	if err := errors.Join(errA, errB); err != nil {
		return nil, err
	}
	t.A, t.B = &da, &db
	t.AlphaA, errA = alpha(it.a, c.part.Tests.CI)
	t.AlphaB, errB = alpha(it.b, c.part.Tests.CI)
	if err := errors.Join(errA, errB); err != nil {
		return nil, err
	}
	points := c.part.FindScale(c.set.Scale.Name).Points
	low, high := float64(points[0]), float64(points[1])
	if score.Method == "sum" {
		low, high = low*float64(k), high*float64(k)
	}
	t.ReliabilityA, t.ReliabilityB, err = reliabilities(c.set, it, a, b, low, high)
	if err != nil {
		return nil, err
	}
	t.Warnings = append(t.Warnings, ends("A", a, low, high)...)
	t.Warnings = append(t.Warnings, ends("B", b, low, high)...)
	t.Warnings = append(t.Warnings, againstTheOthers("A", t.ReliabilityA)...)
	t.Warnings = append(t.Warnings, againstTheOthers("B", t.ReliabilityB)...)
	return t, nil
}

// scoring gives the declared scoring of k items.
func scoring(score *study.Score, k int) scale.Options {
	opt := scale.Options{MinItems: score.MinItems.Of(k), SameItemsBoth: score.SameItemsBoth}
	if score.Method == "sum" {
		opt.Method = scale.Sum
	}
	return opt
}

func alternative(word string) stat.Alternative {
	switch word {
	case "greater":
		return stat.Greater
	case "less":
		return stat.Less
	}
	return stat.TwoSided
}

// compare runs the paired t test of one pair of columns in the declared
// direction.
func (c comparer) compare(id, label string, a, b []float64, unit float64) (*report.Comparison, error) {
	opt := stat.PairedOptions{Level: c.part.Tests.CI, Alternative: alternative(c.set.Alternative)}
	from, to := a, b
	if c.set.Difference == "A-B" {
		from, to = b, a
	}
	p, err := stat.PairedT(from, to, opt)
	if err != nil {
		return nil, err
	}
	changed, err := change(from, to)
	if err != nil {
		return nil, err
	}
	more, err := extra(c.part.Tests, opt.Alternative, from, to, p)
	if err != nil {
		return nil, err
	}
	if c.set.Difference == "A-B" {
		p.MeanA, p.MeanB = p.MeanB, p.MeanA
		p.SDA, p.SDB = p.SDB, p.SDA
		p.MedianA, p.MedianB = p.MedianB, p.MedianA
	}
	t := &report.Comparison{
		ID: id, Label: label, Nature: c.set.Nature,
		Paired: Paired(p), Bins: bins(from, to, unit, c.restricted), Change: changed, Extra: more, Warnings: []string{},
	}
	t.Warnings = append(t.Warnings, warningsOf(p, c.part.Tests.Missing)...)
	if c.set.Test != "items" && id != c.set.ID {
		return t, nil // figures show the score of a set, or else its items
	}
	if slices.Contains(c.figures, "qq") {
		if t.QQ, err = quantiles(from, to, c.restricted); err != nil {
			return nil, err
		}
	}
	if slices.Contains(c.figures, "raincloud") {
		if t.Raincloud, err = raincloud(a, b, unit, c.restricted); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Paired gives a paired comparison in the form results.json has it.
func Paired(p stat.Paired) report.Paired {
	return report.Paired{
		N:     p.N,
		MeanA: report.Num(p.MeanA), SDA: report.Num(p.SDA), MedianA: report.Num(p.MedianA),
		MeanB: report.Num(p.MeanB), SDB: report.Num(p.SDB), MedianB: report.Num(p.MedianB),
		R: report.Num(p.R), MeanDiff: report.Num(p.MeanDiff), SDDiff: report.Num(p.SDDiff), SEDiff: report.Num(p.SEDiff),
		T: report.Num(p.T), DF: report.Num(p.DF), P: report.Num(p.P), Alternative: p.Alternative.String(),
		CILow: report.Num(p.CILow), CIHigh: report.Num(p.CIHigh),
		DZ: report.Num(p.DZ), DZLow: report.Num(p.DZLow), DZHigh: report.Num(p.DZHigh),
		GZ: report.Num(p.GZ), GZLow: report.Num(p.GZLow), GZHigh: report.Num(p.GZHigh),
		DAv: report.Num(p.DAv), DAvLow: report.Num(p.DAvLow), DAvHigh: report.Num(p.DAvHigh),
		GAv: report.Num(p.GAv), GAvLow: report.Num(p.GAvLow), GAvHigh: report.Num(p.GAvHigh),
		DRm: report.Num(p.DRm), DRmLow: report.Num(p.DRmLow), DRmHigh: report.Num(p.DRmHigh),
		GRm: report.Num(p.GRm), GRmLow: report.Num(p.GRmLow), GRmHigh: report.Num(p.GRmHigh),
		SkewDiff: report.Num(p.SkewDiff), KurtDiff: report.Num(p.KurtDiff), Reason: p.Reason,
	}
}

// adjust adjusts p over every declared family and settles the verdicts.
// Sensitivity analyses and undefined p values belong to no family.
func adjust(tests study.Tests, q *report.Quant) error {
	for _, f := range tests.Families {
		for _, fam := range members(f, q) {
			p := make([]float64, len(fam.tests))
			ids := make([]string, len(fam.tests))
			for i, t := range fam.tests {
				p[i], ids[i] = float64(t.Paired.P), t.ID
			}
			adjusted, err := stat.Adjust(p, stat.Adjustment(f.Adjust))
			if err != nil {
				return err
			}
			for i, t := range fam.tests {
				t.Adjusted = append(t.Adjusted, report.AdjustedP{Family: f.Of, Method: f.Adjust, P: report.Num(adjusted[i])})
			}
			q.Families = append(q.Families, report.FamilyResult{Of: f.Of, Set: fam.set, Adjust: f.Adjust, Members: ids})
		}
	}
	for _, s := range q.Sets {
		for _, t := range comparisons(s) {
			p := t.Paired.P
			if len(t.Adjusted) > 0 {
				p = t.Adjusted[0].P
			}
			if p.Defined() {
				significant := p < q.Alpha
				t.Significant = &significant
			}
		}
	}
	return nil
}

type family struct {
	set   string
	tests []*report.Comparison
}

// members gives the families that one declaration makes: one over the sets or
// over all items, or one a set.
func members(f study.Family, q *report.Quant) []family {
	var all family
	var each []family
	for _, s := range q.Sets {
		one := family{set: s.ID}
		switch f.Of {
		case "sets":
			if s.Composite != nil {
				one.tests = append(one.tests, s.Composite)
			}
			for _, t := range s.Analyses {
				if !t.Sensitivity {
					one.tests = append(one.tests, t)
				}
			}
		default:
			for i := range s.Items {
				if t := s.Items[i].Test; t != nil {
					one.tests = append(one.tests, t)
				}
			}
		}
		all.tests = append(all.tests, one.tests...)
		if len(one.tests) > 0 {
			each = append(each, one)
		}
	}
	if f.Of == "items_within_set" {
		return each
	}
	if len(all.tests) == 0 {
		return nil
	}
	return []family{all}
}

// comparisons are all comparisons of a set: composite, analyses, items.
func comparisons(s *report.SetResult) []*report.Comparison {
	var all []*report.Comparison
	if s.Composite != nil {
		all = append(all, s.Composite)
	}
	all = append(all, s.Analyses...)
	for i := range s.Items {
		if t := s.Items[i].Test; t != nil {
			all = append(all, t)
		}
	}
	return all
}
