package reproduce

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// rFunctions are the definitions every script begins with.
//
//go:embed rscript.R
var rFunctions string

// ScriptName is the file of [Run.ScriptFiles] that R runs.
const ScriptName = "recompute.R"

// ScriptNotice says what a folder of [Run.ScriptFiles] holds.
const ScriptNotice = "this folder holds the participants' answers: keep it as restricted as the deposit"

// scriptFiles gives a folder in which R recomputes the numbers of the
// quantitative studies, the counts of open answers and the joint displays that match
// people without kith: recompute.R, the answers it reads (a data.csv for each study,
// and who was given which category), and expected.csv, the numbers of results.json to
// compare with. The answers are the columns the numbers rest on and no other,
// respondents by running numbers and categories by codes. n is how many
// numbers expected.csv has. A study without a workbook is a fault.
func (r *Run) scriptFiles() (files []report.File, n int, err error) {
	var script rScript
	var expected expectation
	script.header(r.Manifest)
	for _, q := range r.Results.Quant {
		part, set := r.Manifest.Part(q.Study), r.Data[q.Study]
		data := answersOf(part, set, q)
		files = append(files, report.File{Path: q.Study + "/data.csv", Data: data.csv()})
		script.study(part, q, data, r.Manifest.Study.Disclosure == "restricted")
		expected.quant(q)
	}
	if len(r.Results.Quant) == 0 {
		return nil, 0, &study.Fault{
			What: "the study has no quantitative part, so there is nothing for R to recompute", Where: filepath.Base(r.Manifest.File),
			Hint: "declare its workbook and question_sets, or write the report without --r",
		}
	}
	open, err := script.openAnswers(r)
	if err != nil {
		return nil, 0, err
	}
	files = append(files, open...)
	for i := range r.Results.Content {
		expected.content(&r.Results.Content[i])
	}
	for i := range r.Results.Joint {
		expected.joint(&r.Results.Joint[i])
	}
	script.line(`
# ---- Do both agree? ---------------------------------------------------------
if (!agreement()) {
  if (interactive()) stop("R and kith disagree")
  quit(status = 1)
}`)
	files = append(files,
		report.File{Path: "expected.csv", Data: table(expected.rows())},
		report.File{Path: ScriptName, Data: []byte(script.String())})
	slices.SortFunc(files, func(a, b report.File) int { return strings.Compare(a.Path, b.Path) })
	return files, len(expected.numbers), nil
}

// WriteScript writes what [Run.ScriptFiles] gives into dir, as [WriteFolder]
// does but for its owner's eyes only where the system knows permissions. The
// folder of a report is refused, because its files would go.
func (r *Run) WriteScript(ctx context.Context, dir string) (n int, w Written, err error) {
	files, n, err := r.scriptFiles()
	if err != nil {
		return 0, w, err
	}
	w, err = WriteData(ctx, dir, files, true)
	return n, w, err
}

// answerTable is the columns the script reads of one study.
type answerTable struct {
	names   []string
	columns [][]float64
	n       int
}

// answersOf gathers the columns that q's numbers rest on: numbers as they were
// read, and for a text the place of its category in print.
func answersOf(part *study.Part, set *dataset.Set, q *report.Quant) answerTable {
	a := answerTable{n: set.N()}
	add := func(name string, values []float64) {
		if !slices.Contains(a.names, name) {
			a.names = append(a.names, name)
			a.columns = append(a.columns, values)
		}
	}
	for i, c := range part.Columns {
		col := set.Column(c.Column.Name)
		values := col.Numbers
		if c.Kind == "category" {
			values = codes(q.Columns[i].Categories, col)
		}
		add(c.Column.Name, values)
	}
	for _, s := range part.QuestionSets {
		for _, p := range s.Pairs {
			add(p.A.Name, set.Column(p.A.Name).Numbers)
			add(p.B.Name, set.Column(p.B.Name).Numbers)
		}
	}
	return a
}

// codes gives each answer the number of its category, from 1.
func codes(categories []report.CategoryCount, col *dataset.Column) []float64 {
	at := map[string]float64{}
	for i, c := range categories {
		at[c.Category] = float64(i + 1)
	}
	out := make([]float64, col.Missing.Len())
	for i, why := range col.Missing.All() {
		out[i] = math.NaN()
		if why == "" {
			out[i] = at[col.Texts[i]]
		}
	}
	return out
}

func (a answerTable) csv() []byte {
	head := []string{"respondent"}
	for _, name := range a.names {
		head = append(head, flat(name))
	}
	rows := [][]string{head}
	for i := range a.n {
		row := []string{strconv.Itoa(i + 1)}
		for _, c := range a.columns {
			if math.IsNaN(c[i]) {
				row = append(row, "NA")
				continue
			}
			row = append(row, rNumber(c[i]))
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// An rScript is the text of recompute.R as it grows. It holds what the
// manifest declares, and no result.
type rScript struct{ strings.Builder }

func (s *rScript) line(format string, args ...any) {
	if len(args) == 0 {
		s.WriteString(format + "\n")
		return
	}
	fmt.Fprintf(s, format+"\n", args...)
}

// comment writes a line that R does not read, whatever text stands in it.
func (s *rScript) comment(format string, args ...any) {
	s.WriteString("# " + flat(fmt.Sprintf(format, args...)) + "\n")
}

func (s *rScript) heading(format string, args ...any) {
	title := "# ---- " + flat(fmt.Sprintf(format, args...)) + " "
	s.WriteString("\n" + title + strings.Repeat("-", max(4, 79-len([]rune(title)))) + "\n")
}

func (s *rScript) header(m *study.Manifest) {
	title := m.Study.Title
	if title == "" {
		title = m.Study.ID
	}
	s.comment("%s: every number recomputed by R from the answers", title)
	if m.Study.Synthetic {
		s.comment("SYNTHETIC: made-up data, no participants")
	}
	s.line(`#
#   Rscript recompute.R
#
# RESTRICTED: the data.csv of each study holds the participants' answers, and other
# files say who was given which category. Keep this folder as restricted as the
# deposit, and delete it when you are done.
#
# kith wrote this script from the manifest. Nothing here is a result of kith's:
# R computes each number from data.csv, and compares it at the end with the one
# in expected.csv, kith's results.json at 12 significant digits. The last line
# counts how many agree; the exit status is 1 where one does not.
#
# Not recomputed, because data.csv does not hold what they rest on or because
# they are no statistics: the participant flow, the reasons of missing answers,
# the classes of the figures of differences, colours, agreement of coders, joint
# displays by role, and what is counted of transcripts. Random draws are drawn anew, and compared within their Monte
# Carlo error.

here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
if (length(here) == 1) setwd(dirname(gsub("~+~", " ", here, fixed = TRUE)))
options(warn = 1)
set.seed(1, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
`)
	s.WriteString(rFunctions)
}

func (s *rScript) study(part *study.Part, q *report.Quant, data answerTable, restricted bool) {
	s.heading("%s: %s", part.ID, part.Title)
	names := append([]string{"respondent"}, data.names...)
	s.line("d <- answers(%s, %s)", rString(part.ID+"/data.csv"), rStrings(names))
	s.line("put(%s, c(n = nrow(d)))", rString(part.ID))
	s.line("level <- %s # of confidence intervals", rNumber(part.Tests.CI))
	s.line("tests_alpha <- %s # level of significance", rNumber(part.Tests.Alpha))
	if len(part.Columns) > 0 {
		s.line("\n# Characteristics and single items. guarded: small counts are hidden in print.")
	}
	for i, c := range part.Columns {
		s.column(part, c, q.Columns[i], restricted)
	}
	s.kept(part)
	for _, set := range part.QuestionSets {
		s.set(part, set)
	}
	if len(part.Tests.Families) > 0 {
		s.heading("%s: families of tests", part.ID)
	}
	for _, f := range part.Tests.Families {
		s.line("adjust(%s, of = %s, method = %s)", rString(part.ID), rString(f.Of), rString(f.Adjust))
	}
	if len(part.Feasibility) > 0 {
		s.heading("%s: feasibility", part.ID)
	}
	for _, f := range part.Feasibility {
		i := slices.IndexFunc(part.Columns, func(c study.Column) bool { return c.Column.Name == f.Column.Name })
		s.indicator(part, f, part.Columns[i], q.Columns[i], restricted)
	}
	s.associations(part, q, restricted)
}

func (s *rScript) column(part *study.Part, c study.Column, sum report.ColumnSummary, restricted bool) {
	id, x := rString(columnID(part.ID, c.Column.Name)), "d[["+rString(c.Column.Name)+"]]"
	guarded := restricted && c.Group == "characteristics"
	switch c.Kind {
	case "category", "flag":
		s.line("categories(%s, %s, labels = %s, codes = %s, guarded = %s)", id, x, rStrings(categoryNames(sum)), codesOf(c.Kind, len(sum.Categories)), rLogical(guarded))
		return
	}
	if sc := part.FindScale(c.Scale.Name); sc != nil {
		s.line("put(%s, c(describe(%s), distribution(%s, %d, %d)))", id, x, x, sc.Points[0], sc.Points[1])
		return
	}
	if guarded {
		s.line("put(%s, replace(describe(%s), c(\"min\", \"max\"), NA)) # its extremes are single people", id, x)
		return
	}
	s.line("put(%s, describe(%s))", id, x)
}

// codesOf gives the codes of a column's categories in R: a flag has 1 and 0.
func codesOf(kind string, n int) string {
	if kind == "flag" {
		return "c(1, 0)"
	}
	return fmt.Sprintf("seq_len(%d)", n)
}

func categoryNames(sum report.ColumnSummary) []string {
	var names []string
	for _, c := range sum.Categories {
		names = append(names, flat(c.Category))
	}
	return names
}

func (s *rScript) set(part *study.Part, set *study.Set) {
	sc := part.FindScale(set.Scale.Name)
	low, high := sc.Points[0], sc.Points[1]
	s.heading("%s %s: %s", part.ID, set.ID, set.Title)
	s.comment("A: %s. B: %s. Answers from %d to %d.", set.Conditions.A.Label, set.Conditions.B.Label, low, high)
	s.items(part, set)
	s.comment("Every difference is %s; %s.", strings.ReplaceAll(set.Difference, "-", " - "), sidesOf(set.Alternative))
	s.comment("Items: each condition over everyone who answered, and what is tested over complete pairs.")
	s.line("for (item in colnames(A)) {")
	s.line("  at <- paste0(%s, item)", rString(itemID(part.ID, set.ID, "")))
	s.line("  put(paste0(at, \"/A\"), c(describe(A[, item]), distribution(A[, item], %d, %d)))", low, high)
	s.line("  put(paste0(at, \"/B\"), c(describe(B[, item]), distribution(B[, item], %d, %d)))", low, high)
	if set.Test != "composite" {
		s.line("  compare(%s, %s, \"item\", at, A[, item], B[, item],\n    %s)", rString(part.ID), rString(set.ID), testArguments(part, set, "items"))
	}
	s.line("}")
	if set.Test != "items" {
		s.composite(part, set, set.Score, "composite", compositeID(part.ID, set.ID), set.Title, false)
	}
	for _, an := range part.Analyses {
		if an.Set.Name == set.ID {
			s.composite(part, set, an.Score, "analysis", analysisID(part.ID, set.ID, an.ID), an.Label, an.Sensitivity)
		}
	}
}

// items writes the answers to the items of a set under both conditions, after
// reversing, as the matrices A and B.
func (s *rScript) items(part *study.Part, set *study.Set) {
	sc := part.FindScale(set.Scale.Name)
	low, high := sc.Points[0], sc.Points[1]
	var a, b []string
	for _, p := range set.Pairs {
		a = append(a, fmt.Sprintf("  %s = d[[%s]]", rName(p.ID), rString(p.A.Name)))
		b = append(b, fmt.Sprintf("  %s = d[[%s]]", rName(p.ID), rString(p.B.Name)))
	}
	s.line("A <- cbind(\n%s)", strings.Join(a, ",\n"))
	s.line("B <- cbind(\n%s)", strings.Join(b, ",\n"))
	for _, r := range set.Reverse {
		s.line("# reverse-keyed in both conditions: %d + %d - answer", low, high)
		s.line("A[, %s] <- %d + %d - A[, %s]", rString(r.Name), low, high, rString(r.Name))
		s.line("B[, %s] <- %d + %d - B[, %s]", rString(r.Name), low, high, rString(r.Name))
	}
}

func (s *rScript) composite(part *study.Part, set *study.Set, score *study.Score, kind, id, label string, sensitivity bool) {
	k := len(set.Pairs)
	s.line("at <- %s", rString(id))
	s.scores(set, score, label)
	s.line("put(paste0(at, \"/A\"), describe(score_A))")
	s.line("put(paste0(at, \"/B\"), describe(score_B))")
	points := part.FindScale(set.Scale.Name).Points
	low, high := points[0], points[1]
	if score.Method == "sum" {
		low, high = low*k, high*k
	}
	s.line("reliability(paste0(at, \"/reliability/A\"), A, B, score_A, %d, %d, level)", low, high)
	s.line("reliability(paste0(at, \"/reliability/B\"), B, A, score_B, %d, %d, level)", low, high)
	more := ""
	if sensitivity {
		more = ",\n  sensitivity = TRUE" // outside every family
	}
	s.line("compare(%s, %s, %s, at, score_A, score_B,\n  %s%s)", rString(part.ID), rString(set.ID), rString(kind), testArguments(part, set, "scores"), more)
}

// scores writes the scores of both conditions, score_A and score_B, of A and B.
func (s *rScript) scores(set *study.Set, score *study.Score, label string) {
	k := len(set.Pairs)
	s.comment("Score (%s): the %s of the answered items.", label, score.Method)
	need := strconv.Itoa(score.MinItems.Of(k))
	why := fmt.Sprintf("answered items of %d that a score needs", k)
	if f := score.MinItems.Fraction; f > 0 {
		need = fmt.Sprintf("ceiling(%s * %d - 1e-9)", rNumber(f), k)
		why = "the declared share of the items must be answered"
	}
	s.line("need <- %s # %s", need, why)
	a, b := "A", "B"
	if score.SameItemsBoth {
		s.line("# an item missing under one condition is left out of both")
		s.line("A_both <- replace(A, is.na(B), NA)\nB_both <- replace(B, is.na(A), NA)")
		a, b = "A_both", "B_both"
	}
	s.line("score_A <- score(%s, %s, need)", a, rString(score.Method))
	s.line("score_B <- score(%s, %s, need)", b, rString(score.Method))
}

// testArguments are the declared choices of a comparison, as R's arguments.
func testArguments(part *study.Part, set *study.Set, of string) string {
	t := part.Tests
	alt := set.Alternative
	if alt == "" {
		alt = "two_sided"
	}
	args := []string{
		"direction = " + rString(set.Difference), "alternative = " + rString(alt), "level = level", "tests_alpha = tests_alpha",
	}
	if t.Missing == "listwise" {
		args = append(args, "keep = keep_"+of)
	}
	if len(t.Extra) > 0 {
		args = append(args, "extra = "+rStrings(t.Extra))
	}
	for _, name := range t.Extra {
		switch name {
		case "wilcoxon":
			args = append(args, "zeros = "+rString(t.Wilcoxon.Zeros))
		case "bayes":
			args = append(args, "width = "+rNumber(t.Bayes.Width))
		case "tost":
			args = append(args, "bound = "+rNumber(t.TOST.Bound), "unit = "+rString(t.TOST.Unit))
		}
	}
	if slices.Contains(t.Extra, "permutation") || slices.Contains(t.Extra, "bootstrap") {
		args = append(args, "draws = "+strconv.Itoa(t.Draws))
	}
	return strings.Join(args, ", ")
}

func sidesOf(alternative string) string {
	switch alternative {
	case "greater":
		return "tests are one-sided, for a difference above 0"
	case "less":
		return "tests are one-sided, for a difference below 0"
	}
	return "tests are two-sided"
}

func (s *rScript) indicator(part *study.Part, f study.Indicator, c study.Column, sum report.ColumnSummary, restricted bool) {
	s.comment("%s: %s", f.Label, countsWords(f))
	s.line("x <- d[[%s]]", rString(c.Column.Name))
	if f.AtLeast != nil {
		s.line("counts <- x >= %s", rNumber(*f.AtLeast))
	} else {
		s.line("counts <- x %%in%% c(%s)", strings.Join(countedCodes(part, f, c, sum), ", "))
	}
	s.line("indicator(%s, counts, answered = !is.na(x), level, of_all = %s, guarded = %s)",
		rString(indicatorID(part.ID, f.ID)), rLogical(f.Denominator == "all"), rLogical(restricted && c.Group == "characteristics"))
}

// countedCodes gives the codes in data.csv of the answers that count.
func countedCodes(part *study.Part, f study.Indicator, c study.Column, sum report.ColumnSummary) []string {
	wanted := func(names ...string) bool {
		return slices.ContainsFunc(f.Counts, func(w study.Scalar) bool { return slices.ContainsFunc(names, w.Matches) })
	}
	var out []string
	labels := c.Labels
	if sc := part.FindScale(c.Scale.Name); sc != nil {
		labels = sc.Labels
	}
	switch c.Kind {
	case "category":
		for i, k := range sum.Categories {
			if wanted(k.Category) {
				out = append(out, strconv.Itoa(i+1))
			}
		}
		return out
	case "flag":
		labels = append(slices.Clone(labels), study.Labelled{Text: "Yes", Value: 1}, study.Labelled{Text: "No", Value: 0})
	}
	for _, l := range labels {
		if wanted(l.Text) {
			out = append(out, rNumber(l.Value))
		}
	}
	for _, w := range f.Counts {
		if !math.IsNaN(w.Number) {
			out = append(out, rNumber(w.Number))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// flat gives text on one line: a break would end a comment of R's.
func flat(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// RString gives a text as an R string in ASCII, so that no locale matters.
func RString(text string) string { return rString(text) }

func rString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func rStrings(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = rString(t)
	}
	if len(quoted) == 0 {
		return "character(0)"
	}
	return "c(" + strings.Join(quoted, ", ") + ")"
}

// rName gives an id as the name of an argument.
func rName(id string) string { return "`" + id + "`" }

func rNumber(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func rLogical(b bool) string {
	if b {
		return "TRUE"
	}
	return "FALSE"
}
