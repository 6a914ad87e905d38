package cmd

import (
	"fmt"
	"strings"

	"kith/analysis/content"
	"kith/report"
	"kith/reproduce"
)

// printSummary prints a run on one screen: result first, then what it rests on.
func printSummary(t *terminal, r *reproduce.Run) {
	res := r.Results
	t.printf("%s\n\n", studyLine(res))
	printDeposit(t, res)
	printSamples(t, res)
	further := furtherTables(res)
	for _, q := range res.Quant {
		printPaired(t, q, further[q])
	}
	for _, w := range res.Warnings {
		t.warn("%s", w)
	}
	t.printf("\n")
	printOpenAnswers(t, res)
	printThemeCounts(t, res)
	if len(res.Published) > 0 {
		t.printf("  Published    %s\n", tallyLine(res.Published))
		for _, c := range res.Published {
			if c.Verdict == reproduce.Mismatch || c.Verdict == reproduce.Rounding {
				t.warn("%s %s: published %s, %s", c.What, c.Value, c.Published, rich(c.Why))
			}
		}
	}
}

// printOpenAnswers says what was counted of open answers, and how far their coders
// agree, a line for each question.
func printOpenAnswers(t *terminal, res *report.Results) {
	head := "Content"
	for _, c := range res.Content {
		line := fmt.Sprintf("%s: %d %s %s, %s of %s", c.Question, c.N, c.Respondents, denominatorWords[content.Denominator(c.Denominator)],
			plural(c.Assignments, "assignment", "assignments"), plural(len(c.Categories), "category", "categories"))
		if c.Settled > 0 {
			line += fmt.Sprintf(", %d settled", c.Settled)
		}
		t.printf("  %-11s  %s\n", head, line)
		head = ""
	}
	head = "Agreement"
	for _, a := range res.Agreement {
		name, pooled, low, high := "kappa", a.Pooled.Kappa, a.Pooled.KappaLow, a.Pooled.KappaHigh
		if len(a.Coders) > 2 {
			name, pooled, low, high = "alpha", a.Pooled.Alpha, a.Pooled.AlphaLow, a.Pooled.AlphaHigh
		}
		t.printf("  %-11s  %s: %s, pooled %s %s [%s, %s], before reconciliation\n", head, a.Question, strings.Join(a.Coders, " and "), name,
			report.Bounded(pooled, 3), report.Bounded(low, 3), report.Bounded(high, 3))
		head = ""
	}
}

// printThemeCounts says how many themes the report has, a line for each study.
func printThemeCounts(t *terminal, res *report.Results) {
	head := "Themes"
	for _, of := range res.Themes {
		tops := 0
		for _, x := range of.Themes {
			if x.Depth == 0 {
				tops++
			}
		}
		line := of.Study + ": " + plural(tops, "theme", "themes")
		if below := len(of.Themes) - tops; below > 0 {
			line += ", " + plural(below, "sub-theme", "sub-themes")
		}
		t.printf("  %-11s  %s\n", head, line)
		head = ""
	}
}

// studyLine names the study, and says what is synthetic.
func studyLine(res *report.Results) string {
	if res.Study.Synthetic {
		return res.Study.ID + "  SYNTHETIC: made-up data, no participants"
	}
	return res.Study.ID
}

// printDeposit prints what the deposit holds, kinds in the order met.
func printDeposit(t *terminal, res *report.Results) {
	d := res.Deposit
	n := map[string]int{}
	var order []string
	for _, k := range d.Kinds {
		if k.Kind == "undeclared" {
			continue
		}
		if n[k.Kind] == 0 {
			order = append(order, k.Kind)
		}
		n[k.Kind] += k.N
	}
	var kinds []string
	for _, k := range order {
		one, many := kindWords(k)
		kinds = append(kinds, plural(n[k], one, many))
	}
	t.printf("  Deposit      %s found, %d declared\n", plural(d.Found, "file", "files"), d.Declared)
	for _, line := range wrap(strings.Join(kinds, ", "), 84) {
		t.printf("               %s\n", line)
	}
	docs, turns, unsure := 0, 0, 0
	for _, c := range res.Corpus {
		docs += c.Documents
		turns += c.Turns
		unsure += c.Unsure
	}
	if docs+unsure > 0 {
		t.printf("  Transcripts  %s read, %s", plural(docs, "document", "documents"), plural(turns, "turn", "turns"))
		if unsure > 0 {
			t.printf(", %d unsure", unsure)
		}
		t.printf("\n")
	}
}

// printSamples prints a line a study: the people analysed beside the published
// and deposited n, and the flow of a quantitative study.
func printSamples(t *terminal, res *report.Results) {
	for _, s := range res.Samples {
		analysed := fmt.Sprintf("%d analysed", s.Analysed)
		var flow []string
		for _, q := range res.Quant {
			if q.Study != s.Study {
				continue
			}
			analysed = fmt.Sprintf("%d rows → %d analysed", q.Flow.Start, q.Flow.Analysed)
			for _, step := range q.Flow.Steps {
				flow = append(flow, fmt.Sprintf("%d %s", step.N, step.Reason))
			}
			if q.Flow.Declared && len(flow) > 0 {
				flow[0] = "as declared, not recomputed: " + flow[0]
			}
		}
		var declared []string
		if s.Published != nil {
			declared = append(declared, fmt.Sprintf("published %d", *s.Published))
		}
		if s.Deposited != nil {
			declared = append(declared, fmt.Sprintf("deposited %d", *s.Deposited))
		}
		switch s.Agreement {
		case "differ":
			declared = append(declared, "see table 1")
		case "agree":
			declared = []string{"as published and deposited"}
			if s.Published == nil {
				declared = []string{"as deposited"}
			} else if s.Deposited == nil {
				declared = []string{"as published"}
			}
		}
		t.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-11s  %-22s  %s", s.Title, analysed, strings.Join(declared, ", ")), " "))
		for _, line := range wrap(strings.Join(flow, ", "), 84) {
			t.printf("               %s\n", line)
		}
	}
}

// kindWords gives the singular and plural of a kind of file.
func kindWords(kind string) (one, many string) {
	kind = strings.ReplaceAll(kind, "_", " ")
	switch kind {
	case "documentation":
		return "documentation file", "documentation files"
	case "material":
		return "research material", "research materials"
	case "open text":
		return "open-text document", "open-text documents"
	case "other":
		return "other file", "other files"
	}
	return kind, kind + "s"
}

// printPaired prints the paired comparisons of a study: its composites and
// further analyses, or its items where there is no composite. Further is the
// number of its table of extra tests, 0 where none are declared.
func printPaired(t *terminal, q *report.Quant, further int) {
	for _, direction := range []string{"B-A", "A-B"} {
		g := &grid{
			heads:   []string{"", "", "n", "M_A", "M_B", "diff [95% CI]", "t (df)", "p", adjustedHead(q), "d_z [95% CI]"},
			numeric: []bool{false, false, true, true, true, true, true, true, true, true},
		}
		level := "[" + report.Level(q.CI) + " CI]"
		g.heads[5], g.heads[9] = "diff "+level, "d_z "+level
		var warnings []string
		for _, s := range q.Sets {
			if s.Difference != direction {
				continue
			}
			for _, c := range printed(s) {
				addPaired(g, s, c)
				for _, w := range c.Warnings {
					warnings = append(warnings, c.ID+": "+w)
				}
				if c.Paired.Reason != "" {
					warnings = append(warnings, c.ID+": "+c.Paired.Reason)
				}
				if w := notNormal(q, c, further); w != "" {
					warnings = append(warnings, w)
				}
			}
		}
		if len(g.rows) == 0 {
			continue
		}
		t.printf("\n  Paired comparisons (%s, %s%s)\n", strings.ReplaceAll(direction, "-", " − "), sides(q), familyWords(q))
		g.print(t, 2)
		for _, w := range warnings {
			t.warn("%s", w)
		}
	}
}

// notNormal is the warning of a declared Shapiro–Wilk test, "" when there is
// none to give.
func notNormal(q *report.Quant, c *report.Comparison, further int) string {
	if c.Extra == nil || c.Extra.Shapiro == nil || !(c.Extra.Shapiro.P < q.Alpha) {
		return ""
	}
	s := c.Extra.Shapiro
	return fmt.Sprintf("%s: differences are not normal (W = %s, %s); see table %d", c.ID, report.Bounded(s.W, 3), pEquals(s.P), further)
}

// pEquals gives "p = .029" or "p < .001".
func pEquals(p report.Num) string {
	s := report.P(p)
	if strings.HasPrefix(s, "<") || strings.HasPrefix(s, ">") {
		return "p " + s
	}
	return "p = " + s
}

// furtherTables gives, for every study with extra tests, the number of the
// table to look at: that of the rank tests, or of the further checks.
func furtherTables(res *report.Results) map[*report.Quant]int {
	byKind := map[string][]int{}
	for _, table := range report.Tables(res) {
		for _, kind := range []string{"rank-tests", "further-checks"} {
			if strings.HasPrefix(table.ID, kind) {
				byKind[kind] = append(byKind[kind], table.Number)
			}
		}
	}
	// Tables stand in the order of their studies.
	next := func(kind string) int {
		n := 0
		if have := byKind[kind]; len(have) > 0 {
			n, byKind[kind] = have[0], have[1:]
		}
		return n
	}
	further := map[*report.Quant]int{}
	for _, q := range res.Quant {
		ranks, checks := false, false
		for _, s := range q.Sets {
			for _, c := range printed(s) {
				if e := c.Extra; e != nil {
					ranks = ranks || e.Wilcoxon != nil || e.Sign != nil
					checks = checks || e.Shapiro != nil || e.Bayes != nil || e.Equivalence != nil || e.Permutation != nil || e.Bootstrap != nil
				}
			}
		}
		if checks {
			further[q] = next("further-checks")
		}
		if ranks {
			further[q] = next("rank-tests")
		}
	}
	return further
}

// sides says whether the tests look in one direction.
func sides(q *report.Quant) string {
	one, two := false, false
	for _, s := range q.Sets {
		for _, c := range printed(s) {
			if c.Paired.Alternative == "two_sided" {
				two = true
			} else {
				one = true
			}
		}
	}
	switch {
	case one && two:
		return "one-sided where declared"
	case one:
		return "one-sided"
	}
	return "two-sided"
}

// printed are the comparisons of a set that the summary shows.
func printed(s *report.SetResult) []*report.Comparison {
	var cs []*report.Comparison
	if s.Composite != nil {
		cs = append(cs, s.Composite)
	} else {
		for i := range s.Items {
			if s.Items[i].Test != nil {
				cs = append(cs, s.Items[i].Test)
			}
		}
	}
	return append(cs, s.Analyses...)
}

func addPaired(g *grid, s *report.SetResult, c *report.Comparison) {
	p := c.Paired
	id, label := c.ID, c.Label
	if c != s.Composite && len(s.Analyses) > 0 {
		for _, a := range s.Analyses {
			if a == c {
				id = "  " + c.ID
			}
		}
	}
	adjusted := ""
	if len(c.Adjusted) > 0 {
		adjusted = report.P(c.Adjusted[0].P)
	}
	g.add(id, short(label, 30), fmt.Sprint(p.N),
		report.Dec(p.MeanA, 2), report.Dec(p.MeanB, 2),
		withCI(p.MeanDiff, p.CILow, p.CIHigh),
		fmt.Sprintf("%s (%s)", report.Dec(p.T, 2), report.DF(p.DF)),
		report.P(p.P), adjusted,
		withCI(p.DZ, p.DZLow, p.DZHigh))
}

// withCI gives "0.36 [ 0.13, 0.59]", its limits of equal width so that a
// column of them aligns.
func withCI(v, low, high report.Num) string {
	if !low.Defined() && !high.Defined() {
		return report.Dec(v, 2)
	}
	return fmt.Sprintf("%s [%5s, %5s]", report.Dec(v, 2), report.Dec(low, 2), report.Dec(high, 2))
}

func adjustedHead(q *report.Quant) string {
	for _, f := range q.Families {
		if f.Of == "sets" {
			return "p_" + strings.ToUpper(f.Adjust[:1]) + f.Adjust[1:]
		}
	}
	return "p_adj"
}

func familyWords(q *report.Quant) string {
	for _, f := range q.Families {
		if f.Of == "sets" && f.Adjust != "none" {
			return fmt.Sprintf(", %s over %s", strings.ToUpper(f.Adjust[:1])+f.Adjust[1:], plural(len(f.Members), "set", "sets"))
		}
	}
	return ""
}

// short cuts s to n characters, with an ellipsis.
func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}

// wrap breaks a comma-separated list after its commas into lines of at most
// width characters, where its entries allow.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, entry := range strings.SplitAfter(s, ", ") {
		if line != "" && len([]rune(strings.TrimRight(line+entry, " "))) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += entry
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
