package report

import (
	"fmt"
	"slices"
	"strings"
)

// extras adds what the manifest declares beside the t tests: sentences for
// each set, a table of rank tests and one of further checks. Sets with a
// composite stand in them with that and their further analyses, others with
// their items.
func (b *builder) extras(q *Quant) {
	rows := extraRows(q)
	if len(rows) == 0 {
		return
	}
	b.heading(3, "Further Tests, as Declared")
	first := b.nextTable()
	ranks, checks := b.rankTable(q, rows), b.checkTable(q, rows)
	n := 0
	for _, t := range []*Table{ranks, checks} {
		if t != nil {
			n++
		}
	}
	show := "shows"
	if n > 1 {
		show = "show"
	}
	parts := []any{tableRange("Table", first, n), " " + show + " the tests that were declared beside the ", symT,
		" tests. They say how far the results hang on the test; their ", symP, " values are not adjusted, and no verdict rests on them."}
	for _, r := range rows {
		if r.main {
			parts = append(parts, b.extraSentence(q, r)...)
		}
	}
	b.sentences(parts...)
	b.add(ranks)
	b.add(checks)
}

// An extraRow is one comparison as a row of the tables beside the t tests.
type extraRow struct {
	set    *SetResult
	c      *Comparison
	stub   string
	indent int
	main   bool // the comparison its set stands for
}

// extraRows are the comparisons with declared extra tests.
func extraRows(q *Quant) []extraRow {
	return slices.DeleteFunc(leadingRows(q), func(r extraRow) bool { return r.c.Extra == nil || *r.c.Extra == (Extra{}) })
}

// leadingRows are the comparisons that stand for the sets: composites and
// further analyses, and the items of sets without a composite.
func leadingRows(q *Quant) []extraRow {
	var rows []extraRow
	add := func(r extraRow) {
		if r.c != nil {
			rows = append(rows, r)
		}
	}
	for _, s := range q.Sets {
		if s.Composite == nil {
			for i := range s.Items {
				it := &s.Items[i]
				stub := it.Text
				if stub == "" {
					stub = it.ID
				}
				add(extraRow{set: s, c: it.Test, stub: stub, main: len(s.Items) == 1})
			}
		}
		add(extraRow{set: s, c: s.Composite, stub: setTitle(s), main: true})
		for _, c := range s.Analyses {
			r := extraRow{set: s, c: c, stub: c.ID + ", " + c.Label}
			if s.Composite != nil {
				r.indent = 1
			}
			add(r)
		}
	}
	return rows
}

// anyOf reports whether a row has a test.
func anyOf(rows []extraRow, has func(*Extra) bool) bool {
	return slices.ContainsFunc(rows, func(r extraRow) bool { return has(r.c.Extra) })
}

var (
	hasWilcoxon      = func(e *Extra) bool { return e.Wilcoxon != nil }
	hasSign          = func(e *Extra) bool { return e.Sign != nil }
	hasShapiro       = func(e *Extra) bool { return e.Shapiro != nil }
	hasBayes         = func(e *Extra) bool { return e.Bayes != nil }
	hasDirectedBayes = func(e *Extra) bool { return e.Bayes != nil && e.Bayes.LogDirected != nil }
	hasEquivalence   = func(e *Extra) bool { return e.Equivalence != nil }
	hasPermutation   = func(e *Extra) bool { return e.Permutation != nil }
	hasBootstrap     = func(e *Extra) bool { return e.Bootstrap != nil }
)

var (
	symWilcoxonPlus  = []Inline{{Text: "W", Italic: true}, {Text: "+", Sub: true}}
	symWilcoxonMinus = []Inline{{Text: "W", Italic: true}, {Text: minus, Sub: true}}
	symShapiro       = Inline{Text: "W", Italic: true}
	symRankBiserial  = []Inline{{Text: "r", Italic: true}, {Text: "rb", Sub: true}}
	symBayes         = []Inline{{Text: "ln BF"}, {Text: "10", Sub: true}}
	symBayesDirected = []Inline{{Text: "ln BF"}, {Text: "d0", Sub: true}}
)

// extraSentence says what the extra tests gave for one set.
func (b *builder) extraSentence(q *Quant, r extraRow) []any {
	c, e := r.c, r.c.Extra
	m := c.Change
	parts := []any{fmt.Sprintf(" For %s, %s rose, %s fell and %s stayed as they were", phraseOf(r.set), numeral(m.Rose), numeral(m.Fell), numeral(m.Stayed))}
	if r.set.Difference == "A-B" {
		parts[0] = fmt.Sprintf(" For %s, %s were higher under A, %s under B and %s the same", phraseOf(r.set), numeral(m.Rose), numeral(m.Fell), numeral(m.Stayed))
	}
	if w := e.Wilcoxon; w != nil {
		if !w.P.Defined() {
			parts = append(parts, "; the signed-rank test is not defined")
		} else {
			parts = append(parts, "; Wilcoxon signed-rank test, ", symWilcoxonPlus, " = "+trimZeros(Dec(w.WPlus, 1))+", ", statEquals(line(symP), pAt(w.P, q.Alpha)),
				", ", symRankBiserial, " = "+Bounded(w.RankBiserial, 2))
			if t := c.Paired.P; t.Defined() && q.Alpha.Defined() && (t < q.Alpha) != (w.P < q.Alpha) {
				parts = append(parts, ", on the other side of "+alphaLevel(q.Alpha)+" than the unadjusted ", symT, " test")
			}
		}
	}
	if s := e.Shapiro; s != nil && s.P.Defined() {
		word := "the differences show no significant departure from a normal distribution"
		if s.P < q.Alpha {
			word = "the differences depart from a normal distribution"
		}
		parts = append(parts, "; "+word+" (Shapiro–Wilk ", symShapiro, " = "+Bounded(s.W, 3)+", ", statEquals(line(symP), pAt(s.P, q.Alpha)), ")")
	}
	if t := e.Equivalence; t != nil && t.P.Defined() {
		word := "equivalence was not shown"
		if t.P < q.Alpha {
			word = "the mean difference lies within the declared bounds"
		}
		parts = append(parts, "; "+word+" (two one-sided tests, ±"+boundWords(t)+", ", statEquals(line(symP), pAt(t.P, q.Alpha)), ")")
	}
	return append(parts, ".")
}

// boundWords gives a bound of equivalence with its unit.
func boundWords(e *Equivalence) string {
	if e.Unit == "dz" {
		return trimZeros(Dec(e.Bound, 4)) + " SD of the differences"
	}
	return trimZeros(Dec(e.Bound, 4))
}

// rankTable shows who rose, fell and stayed, the signed-rank test and the sign
// test.
func (b *builder) rankTable(q *Quant, rows []extraRow) *Table {
	wilcoxon, sign := anyOf(rows, hasWilcoxon), anyOf(rows, hasSign)
	if !wilcoxon && !sign {
		return nil
	}
	columns := []column{text("comparison", "Set"), num("n", symN), num("rose", "Rose"), num("fell", "Fell"), num("stayed", "Stayed")}
	spans := []Head{{Span: 2}, {Text: line("Pairs that"), Span: 3}}
	if wilcoxon {
		columns = append(columns, num("ties", "Ties"), num("W_plus", symWilcoxonPlus), num("W_minus", symWilcoxonMinus), num("p_wilcoxon", symP),
			num("r_rb", symRankBiserial), num("r_rb_low", "LL"), num("r_rb_high", "UL"),
			num("hodges_lehmann", "HL"), num("hodges_lehmann_low", "LL"), num("hodges_lehmann_high", "UL"))
		spans = append(spans, Head{Text: line("Wilcoxon signed-rank test"), Span: 10})
	}
	if sign {
		columns = append(columns, num("p_sign", symP), num("share", "Share"), num("share_low", "LL"), num("share_high", "UL"))
		spans = append(spans, Head{Text: line("Sign test"), Span: 4})
	}
	t := newTable(b.id("rank-tests", q), "Rank Tests of the Paired Comparisons", columns...)
	t.Wide = true
	t.span(spans...)
	for _, r := range rows {
		c := r.c
		stub := line(r.stub)
		alternative := c.Paired.Alternative
		w, s := c.Extra.Wilcoxon, c.Extra.Sign
		if w != nil && w.Reason != "" {
			stub = line(stub, t.mark(line(sentence(rich(w.Reason)))))
		} else if w != nil && !w.PExact.Defined() {
			stub = line(stub, t.mark(line(symP, " is by the normal approximation, its variance corrected for ties, without continuity correction.")))
		}
		if w != nil && len(w.Warnings) > 0 {
			stub = line(stub, t.mark(line(sentence(rich(strings.Join(w.Warnings, "; "))))))
		}
		cells := []any{stub, numeral(c.Paired.N), numeral(c.Change.Rose), numeral(c.Change.Fell), numeral(c.Change.Stayed)}
		if wilcoxon && w == nil {
			w = &Wilcoxon{WPlus: NaN(), WMinus: NaN(), P: NaN(), RankBiserial: NaN(), RankLow: NaN(), RankHigh: NaN(), Estimate: NaN(), EstimateLow: NaN(), EstimateHigh: NaN()}
		}
		if wilcoxon {
			why := fmt.Sprintf("%s; exact p %s, normal approximation %s, with continuity correction %s", w.Method, pAt(w.PExact, q.Alpha), pAt(w.PNormal, q.Alpha), pAt(w.PCorrected, q.Alpha))
			low, high := limits(w.EstimateLow, w.EstimateHigh, alternative)
			cells = append(cells, numeral(w.Ties),
				cellWhy(trimZeros(Dec(w.WPlus, 1)), "sum of the ranks of the differences above 0"), cellWhy(trimZeros(Dec(w.WMinus, 1)), "sum of the ranks of the differences below 0"),
				cellWhy(pAt(w.P, q.Alpha), why),
				cellWhy(Bounded(w.RankBiserial, 2), "(W+ − W−) / (W+ + W−)"), Bounded(w.RankLow, 2), Bounded(w.RankHigh, 2),
				cellWhy(Dec(w.Estimate, 2), "median of the Walsh averages of the differences"), low, high)
		}
		if sign && s == nil {
			s = &SignTest{P: NaN(), Share: NaN(), Low: NaN(), High: NaN()}
		}
		if sign {
			why := fmt.Sprintf("%s of the %s pairs that changed", numeral(c.Change.Rose), numeral(c.Change.Rose+c.Change.Fell))
			cells = append(cells, pAt(s.P, q.Alpha), cellWhy(Bounded(s.Share, 2), why), Bounded(s.Low, 2), Bounded(s.High, 2))
		}
		t.row(cells...).Indent = r.indent
	}
	t.General = b.rankNote(q, rows, wilcoxon, sign)
	return t.Table
}

func (b *builder) rankNote(q *Quant, rows []extraRow, wilcoxon, sign bool) []Inline {
	parts := []any{symN, " is the number of complete pairs. Rose and fell mean a difference above and below 0, in the direction declared; differences are rounded at the tenth significant digit before they are counted or ranked."}
	if wilcoxon {
		zeros := "Pairs that stayed are dropped before ranking."
		if anyOf(rows, func(e *Extra) bool { return e.Wilcoxon != nil && e.Wilcoxon.Zeros == "pratt" }) {
			zeros = "Pairs that stayed are ranked with the others, and their ranks are then left out (Pratt)."
		}
		parts = append(parts, " "+zeros+" ", symWilcoxonPlus, " and ", symWilcoxonMinus, " are the sums of ranks; ties is the number of differences that share their size with another; ",
			symP, " is exact given the ties unless marked. ", symRankBiserial, " is the matched-pairs rank-biserial correlation, its "+Level(q.CI)+
				" CI by Fisher’s transformation. HL is the Hodges–Lehmann estimate, the median of the Walsh averages, its CI from the signed-rank distribution at a level of at least "+Level(q.CI)+".")
	}
	if sign {
		parts = append(parts, " The sign test is exact; the share is of those who changed, with its Clopper–Pearson "+Level(q.CI)+" CI.")
	}
	return line(append(parts, " The ", symP, " values are not adjusted. The sample is one of convenience.")...)
}

// checkTable shows what is declared beside rank tests.
func (b *builder) checkTable(q *Quant, rows []extraRow) *Table {
	type block struct {
		has     func(*Extra) bool
		head    string
		columns []column
		cells   func(c *Comparison) []any
	}
	dz := effects["dz"].symbol()
	none := func(n int) []any {
		out := make([]any, n)
		for i := range out {
			out[i] = undefined
		}
		return out
	}
	bayesHead := "Bayes factor"
	if anyOf(rows, hasDirectedBayes) {
		bayesHead = "Bayes factor, two-sided"
	}
	blocks := []block{
		{hasShapiro, "Shape of the differences", []column{num("shapiro_W", symShapiro), num("shapiro_p", symP), num("skew", "Skew"), num("kurtosis", "Kurtosis")}, func(c *Comparison) []any {
			s := c.Extra.Shapiro
			return []any{Bounded(s.W, 3), pAt(s.P, q.Alpha), Dec(c.Paired.SkewDiff, 2), Dec(c.Paired.KurtDiff, 2)}
		}},
		{hasDirectedBayes, "Bayes factor, declared direction", []column{num("ln_BF_directed", symBayesDirected)}, func(c *Comparison) []any {
			return []any{Dec(*c.Extra.Bayes.LogDirected, 2)}
		}},
		{hasBayes, bayesHead, []column{num("ln_BF10", symBayes)}, func(c *Comparison) []any {
			return []any{Dec(c.Extra.Bayes.LogBF10, 2)}
		}},
		{hasEquivalence, "Equivalence", []column{num("tost_low", "Low"), num("tost_high", "High"), num("tost_ci_low", "LL"), num("tost_ci_high", "UL"), num("tost_p", symP)}, func(c *Comparison) []any {
			e := c.Extra.Equivalence
			return []any{Dec(e.Low, 2), Dec(e.High, 2), Dec(e.CILow, 2), Dec(e.CIHigh, 2), cellWhy(pAt(e.P, q.Alpha), fmt.Sprintf("the larger of %s and %s", pAt(e.PLow, q.Alpha), pAt(e.PHigh, q.Alpha)))}
		}},
		{hasPermutation, "Permutation", []column{num("permutation_p", symP)}, func(c *Comparison) []any {
			f := c.Extra.Permutation
			return []any{cellWhy(pAt(f.P, q.Alpha), fmt.Sprintf("Monte Carlo standard error %s", Bounded(f.SE, 4)))}
		}},
		{hasBootstrap, "Bootstrap CIs", []column{num("bootstrap_low", "LL"), num("bootstrap_high", "UL"), num("bootstrap_dz_low", dz, " LL"), num("bootstrap_dz_high", dz, " UL")}, func(c *Comparison) []any {
			s := c.Extra.Bootstrap
			return []any{Dec(s.CILow, 2), Dec(s.CIHigh, 2), Dec(s.DZLow, 2), Dec(s.DZHigh, 2)}
		}},
	}
	blocks = slices.DeleteFunc(blocks, func(k block) bool { return !anyOf(rows, k.has) })
	if len(blocks) == 0 {
		return nil
	}
	columns, spans := []column{text("comparison", "Set"), num("n", symN)}, []Head{{Span: 2}}
	for _, k := range blocks {
		columns = append(columns, k.columns...)
		spans = append(spans, Head{Text: line(k.head), Span: len(k.columns)})
	}
	t := newTable(b.id("further-checks", q), "Further Checks of the Paired Comparisons", columns...)
	t.Wide = len(columns) > 9
	t.span(spans...)
	for _, r := range rows {
		stub := line(r.stub)
		for _, reason := range checkReasons(r.c.Extra) {
			stub = line(stub, t.mark(line(sentence(rich(reason)))))
		}
		cells := []any{stub, numeral(r.c.Paired.N)}
		for _, k := range blocks {
			if k.has(r.c.Extra) {
				cells = append(cells, k.cells(r.c)...)
			} else {
				cells = append(cells, none(len(k.columns))...)
			}
		}
		t.row(cells...).Indent = r.indent
	}
	t.General = checkNote(q, rows)
	return t.Table
}

// checkReasons are the reasons why figures of a row are not defined, each
// once.
func checkReasons(e *Extra) []string {
	var all []string
	add := func(reason string) {
		if reason != "" && !slices.Contains(all, reason) {
			all = append(all, reason)
		}
	}
	if e.Shapiro != nil {
		add(e.Shapiro.Reason)
	}
	if e.Bayes != nil {
		add(e.Bayes.Reason)
	}
	if e.Equivalence != nil {
		add(e.Equivalence.Reason)
	}
	if e.Permutation != nil {
		add(e.Permutation.Reason)
	}
	if e.Bootstrap != nil {
		add(e.Bootstrap.Reason)
	}
	return all
}

func checkNote(q *Quant, rows []extraRow) []Inline {
	parts := []any{symN, " is the number of complete pairs."}
	e := &Extra{}
	for _, r := range rows {
		e = merged(e, r.c.Extra)
	}
	if e.Shapiro != nil {
		parts = append(parts, " ", symShapiro, " is the Shapiro–Wilk statistic (Royston, AS R94) of the differences; skewness and excess kurtosis are G1 and G2. It screens, and chose no test.")
	}
	if e.Bayes != nil {
		parts = append(parts, " ", symBayes, " is the natural logarithm of the two-sided JZS Bayes factor with a Cauchy prior of width "+trimZeros(Bounded(e.Bayes.Width, 3))+
			" on ", effects["dz"].symbol(), "; above 0 it speaks for a difference, below 0 against one, and 2.30 is a factor of 10.")
		if slices.ContainsFunc(rows, func(r extraRow) bool { return r.c.Extra != nil && hasDirectedBayes(r.c.Extra) }) {
			parts = append(parts, " ", symBayesDirected, " is that of the direction declared in advance, its prior the half of the Cauchy on that side; it answers the question asked, whether the mean moved that way, and ", symBayes, " whether it moved at all.")
		}
	}
	if t := e.Equivalence; t != nil {
		parts = append(parts, " Equivalence is by two one-sided ", symT, " tests with declared bounds of ±"+boundWords(t)+"; low and high are those bounds in points of the score, LL and UL the "+
			Level(t.Level)+" CI of the mean difference, ", symP, " the larger of both tests.")
	}
	if f := e.Permutation; f != nil {
		parts = append(parts, " The permutation test changes signs at random ("+numeral(f.Draws)+" draws, seed "+itoa(f.Seed)+"; all changes of sign where few pairs differ).")
	}
	if s := e.Bootstrap; s != nil {
		parts = append(parts, " Bootstrap intervals are BCa at "+Level(q.CI)+", of the mean difference and of ", effects["dz"].symbol(), " ("+numeral(s.Draws)+" draws, seed "+itoa(s.Seed)+").")
	}
	return line(append(parts, " The sample is one of convenience.")...)
}

// merged fills what a lacks from b.
func merged(a, b *Extra) *Extra {
	out := *a
	if out.Shapiro == nil {
		out.Shapiro = b.Shapiro
	}
	if out.Bayes == nil {
		out.Bayes = b.Bayes
	}
	if out.Equivalence == nil {
		out.Equivalence = b.Equivalence
	}
	if out.Permutation == nil || out.Permutation.Exact {
		out.Permutation = b.Permutation
	}
	if out.Bootstrap == nil {
		out.Bootstrap = b.Bootstrap
	}
	return &out
}

// itemReliabilityTable shows how each item stands to the others of its set; it
// has no rows where there is nothing to show.
func (b *builder) itemReliabilityTable(q *Quant) *Table {
	rRest := []Inline{{Text: "r", Italic: true}, {Text: "rest", Sub: true}}
	t := newTable(b.id("item-reliability", q), "Items and the Scores They Make",
		text("item", "Item"), num("r_rest_A", rRest), num("alpha_deleted_A", symW, " without"), num("r_rest_B", rRest), num("alpha_deleted_B", symW, " without"))
	t.span(Head{Span: 1}, Head{Text: line("A"), Span: 2}, Head{Text: line("B"), Span: 2})
	for _, s := range q.Sets {
		c := s.Composite
		if c == nil || c.ReliabilityA == nil || c.ReliabilityB == nil || len(c.ReliabilityA.Items) < 2 || len(c.ReliabilityA.Items) != len(s.Items) || len(c.ReliabilityB.Items) != len(s.Items) {
			continue
		}
		t.section(setTitle(s) + ". A: " + s.LabelA + "; B: " + s.LabelB)
		for i := range s.Items {
			it := &s.Items[i]
			stub := it.Text
			if stub == "" {
				stub = it.ID
			}
			label := line(stub)
			if it.Reverse {
				label = line(stub, t.mark(line("Reverse-keyed; all figures are after reversing.")))
			}
			x, y := c.ReliabilityA.Items[i], c.ReliabilityB.Items[i]
			t.row(label, Bounded(x.RestR, 2), b.alpha(x.AlphaIfDeleted), Bounded(y.RestR, 2), b.alpha(y.AlphaIfDeleted)).Indent = 1
		}
	}
	t.General = line(rRest, " is the correlation of an item with the sum of the others, α without is Cronbach’s alpha of the others, each over those who answered every item of the set under that condition.")
	return t.Table
}

// reliable reports whether any composite has its reliability.
func reliable(q *Quant) bool {
	return slices.ContainsFunc(q.Sets, func(s *SetResult) bool {
		return s.Composite != nil && s.Composite.ReliabilityA != nil && s.Composite.ReliabilityB != nil
	})
}

// reliabilityCells are the cells that a table of scores has beside alpha.
func reliabilityCells(b *builder, a *Alpha, r *Reliability) []any {
	if r == nil || a == nil {
		return []any{undefined, undefined, undefined, undefined, undefined}
	}
	omega := cellWhy(b.alpha(r.Omega), "McDonald’s omega of one factor")
	if r.OmegaReason != "" {
		omega.Why = rich(r.OmegaReason)
	}
	return []any{b.alpha(a.CILow), b.alpha(a.CIHigh), omega, Dec(100*r.Floor, 1), Dec(100*r.Ceiling, 1)}
}

// reliabilityNote says what a reader must see beside the reliability of a
// score.
func reliabilityNote(b *builder, r *Reliability) string {
	var said []string
	if r.SpearmanBrown.Defined() {
		said = append(said, "Spearman–Brown coefficient of the two items: "+b.alpha(r.SpearmanBrown)+" (n = "+numeral(r.SpearmanN)+").")
	}
	if at := endsOfScale(r); at != "" {
		said = append(said, at)
	}
	return strings.Join(said, " ")
}

// muchAtAnEnd is the share of scores at an end of the scale from which floor
// and ceiling effects are pointed out (Terwee et al., 2007).
const muchAtAnEnd = .15

// endsOfScale names the ends of the scale at which many scores lie.
func endsOfScale(r *Reliability) string {
	var at []string
	if r.Floor > muchAtAnEnd {
		at = append(at, "lowest")
	}
	if r.Ceiling > muchAtAnEnd {
		at = append(at, "highest")
	}
	if len(at) == 0 {
		return ""
	}
	return "More than 15% have the " + strings.Join(at, " or the ") + " possible score."
}
