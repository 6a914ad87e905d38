package report

import (
	"fmt"
	"strings"
)

// syntheticNotice is what everything made from synthetic data says.
const syntheticNotice = "SYNTHETIC: made-up data, no participants."

// Build makes the whole report of r. It computes nothing: every number it
// prints is a number of r, formatted.
func Build(r *Results) *Document {
	b := &builder{r: printable(r), drawing: true}
	doc := b.document()
	b.draw()
	return doc
}

// Tables gives the numbered tables of the report of r, in order.
func Tables(r *Results) []*Table {
	b := &builder{r: printable(r)}
	var ts []*Table
	for _, block := range b.document().Blocks {
		if t, ok := block.(*Table); ok {
			ts = append(ts, t)
		}
	}
	return ts
}

// A builder puts the blocks of a report in order and numbers its tables and
// figures as they appear.
type builder struct {
	r       *Results
	drawing bool // false: figures get no image
	blocks  []Block
	tables  int
	figures int
	ids     map[string]bool
	undrawn []func()
}

func (b *builder) document() *Document {
	title := b.r.Style.Title
	if title == "" {
		title = b.r.Study.Title
	}
	if title == "" {
		title = b.r.Study.ID
	}
	doc := &Document{
		Title:    title,
		Subtitle: "Results recomputed from the deposited files",
		Study:    b.r.Study.ID, Synthetic: b.r.Study.Synthetic,
	}
	if doc.Synthetic {
		b.warning(syntheticNotice + " Nothing in this report says anything about people.")
	}
	b.summary()
	b.samples()
	for _, q := range b.r.Quant {
		b.quant(q)
	}
	b.contents()
	b.findings()
	b.themes()
	b.joints()
	b.published()
	doc.Blocks = b.blocks
	return doc
}

func (b *builder) heading(level int, text string) {
	b.blocks = append(b.blocks, &Heading{Level: level, Text: text})
}

func (b *builder) para(parts ...any) {
	b.blocks = append(b.blocks, &Paragraph{Text: line(parts...)})
}

func (b *builder) warning(text string) {
	b.blocks = append(b.blocks, &Paragraph{Text: line(text), Class: "warning"})
}

// sentences adds a block of sentences about the data, marked where these are
// synthetic.
func (b *builder) sentences(parts ...any) {
	if b.r.Study.Synthetic {
		parts = append([]any{Inline{Text: "SYNTHETIC.", Bold: true}, " "}, parts...)
	}
	b.para(parts...)
}

// add numbers a table and adds it, unless it has no rows.
func (b *builder) add(t *Table) {
	if t == nil || len(t.Rows) == 0 {
		return
	}
	b.tables++
	t.Number, t.ID = b.tables, b.unique("table", t.ID)
	if b.r.Study.Synthetic {
		t.General = line(Inline{Text: syntheticNotice, Bold: true}, " ", t.General)
	}
	b.blocks = append(b.blocks, t)
}

// addFigure numbers a figure and adds it.
func (b *builder) addFigure(f *Figure) {
	if f == nil {
		return
	}
	b.figures++
	f.Number = b.figures
	if b.r.Study.Synthetic {
		f.Note = line(Inline{Text: syntheticNotice, Bold: true}, " ", f.Note)
		f.Alt = syntheticNotice + " " + f.Alt
	}
	b.blocks = append(b.blocks, f)
}

// unique gives an id that no other table or figure has.
func (b *builder) unique(kind, id string) string {
	if b.ids == nil {
		b.ids = map[string]bool{}
	}
	out := id
	for n := 2; b.ids[kind+out]; n++ {
		out = fmt.Sprintf("%s-%d", id, n)
	}
	b.ids[kind+out] = true
	return out
}

// nextTable is the number the next table will have.
func (b *builder) nextTable() int { return b.tables + 1 }

// id gives a stable id: the name, and the study where there are several
// quantitative ones.
func (b *builder) id(name string, q *Quant) string {
	if len(b.r.Quant) > 1 {
		return name + "-" + slug(q.Study)
	}
	return name
}

// slug gives s as part of a file name: lower-case letters, digits and hyphens.
func slug(s string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "-"):
			out.WriteByte('-')
		}
		if out.Len() == 40 {
			break
		}
	}
	if s := strings.Trim(out.String(), "-"); s != "" {
		return s
	}
	return "x"
}

func (b *builder) decimals() int {
	if b.r.Style.Decimals == 1 {
		return 1
	}
	return 2
}

// ms prints a mean, SD, median or quartile.
func (b *builder) ms(n Num) string { return Dec(n, b.decimals()) }

// alpha prints Cronbach's alpha.
func (b *builder) alpha(n Num) string {
	if b.r.Style.AlphaZero {
		return Dec(n, 2)
	}
	return Bounded(n, 2)
}

func (b *builder) summary() {
	b.heading(1, "Summary")
	r := b.r
	d := r.Deposit
	parts := []any{}
	if d.Found > 0 || d.Declared > 0 || d.Missing > 0 {
		parts = append(parts, fmt.Sprintf("The deposit holds %s; the manifest declares %s.",
			counted(d.Found, "file", "files"), allOf(d.Declared, d.Found)))
		if d.Missing > 0 {
			parts = append(parts, fmt.Sprintf(" %s of the manifest %s no file.", capitalised(counted(d.Missing, "declaration", "declarations")), matchWord(d.Missing)))
		}
		parts = append(parts, " ")
	}
	for _, q := range r.Quant {
		parts = append(parts, b.summaryOf(q)...)
	}
	if s := publishedSentence(r.Published); s != "" {
		parts = append(parts, s)
	}
	if len(parts) > 0 {
		b.sentences(parts...)
	}
	for _, w := range r.Warnings {
		b.warning(sentence(w))
	}
	if len(r.Quant) == 0 {
		b.para("The manifest declares no quantitative study, so there are no statistics to recompute.")
	}
}

func allOf(n, total int) string {
	switch {
	case n == total && n == 1:
		return "it"
	case n == total && n > 0:
		return "all of them"
	}
	return number(n) + " of them"
}

func matchWord(n int) string {
	if n == 1 {
		return "matches"
	}
	return "match"
}

// summaryOf says in plain words what came out of one quantitative study.
func (b *builder) summaryOf(q *Quant) []any {
	parts := []any{opening(q.N) + " " + respondents(q)}
	if q.N == 1 {
		parts = append(parts, " was")
	} else {
		parts = append(parts, " were")
	}
	parts = append(parts, " analysed in "+titleOf(q)+". ")
	var outcomes clauses
	for _, s := range q.Sets {
		c := mainComparison(s)
		if c == nil {
			if n, significant := testedItems(s); n > 0 {
				outcomes.add(fmt.Sprintf("Of %s, %s differed significantly between the conditions, in", counted(n, "item", "items"), noneOr(significant)), phraseOf(s), "")
			}
			continue
		}
		adjusted := ""
		for _, a := range c.Adjusted {
			if a.Method != "none" {
				adjusted = " after " + adjustment(a.Method) + " adjustment"
				break
			}
		}
		switch {
		case c.Significant == nil:
			outcomes.add("No test is defined for", phraseOf(s), "")
		case !*c.Significant:
			outcomes.add("There was no significant difference"+adjusted+" in", phraseOf(s), comparedWords(s, c)+"; that is not evidence of equal scores")
		case c.Paired.MeanB < c.Paired.MeanA:
			outcomes.add("Scores were significantly lower"+adjusted+" for", phraseOf(s), comparedWords(s, c))
		default:
			outcomes.add("Scores were significantly higher"+adjusted+" for", phraseOf(s), comparedWords(s, c))
		}
	}
	return append(parts, outcomes.sentences())
}

// mainComparison is the comparison a set stands for: its composite, or its only
// item; nil when it has several items and no composite.
func mainComparison(s *SetResult) *Comparison {
	switch {
	case s.Composite != nil:
		return s.Composite
	case len(s.Items) == 1:
		return s.Items[0].Test
	}
	return nil
}

// testedItems counts the items of a set that were tested, and those that
// differed significantly.
func testedItems(s *SetResult) (n, significant int) {
	for i := range s.Items {
		if t := s.Items[i].Test; t != nil {
			n++
			if t.Significant != nil && *t.Significant {
				significant++
			}
		}
	}
	return n, significant
}

func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return number(n)
}

// comparedWords says what was compared with what: "(expected with the toolkit,
// against in current practice)".
func comparedWords(s *SetResult, c *Comparison) string {
	a, b := conditionPhrase(s.PhraseA, s.LabelA), conditionPhrase(s.PhraseB, s.LabelB)
	switch natureOf(s, c) {
	case "hypothetical":
		return " (expected " + b + ", against reported " + a + ")"
	case "retrospective":
		return " (reported " + b + ", against recalled " + a + ")"
	}
	return " (" + b + ", against " + a + ")"
}

// clauses gathers names under the clauses they complete, in the order met.
type clauses []clause

type clause struct {
	begin, end string
	names      []string
}

func (cs *clauses) add(begin, name, end string) {
	for i := range *cs {
		if c := &(*cs)[i]; c.begin == begin && c.end == end {
			c.names = append(c.names, name)
			return
		}
	}
	*cs = append(*cs, clause{begin, end, []string{name}})
}

func (cs clauses) sentences() string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.begin + " " + list(c.names) + c.end + ". ")
	}
	return b.String()
}

// firstMethod is how p is adjusted over the families of that kind, "" when it
// is not.
func firstMethod(q *Quant, of string) string {
	for _, f := range q.Families {
		if f.Of == of && f.Adjust != "none" {
			return f.Adjust
		}
	}
	return ""
}

func publishedSentence(cs []Check) string {
	if len(cs) == 0 {
		return ""
	}
	n := map[string]int{}
	for _, c := range cs {
		n[c.Verdict]++
	}
	var said []string
	for _, v := range []struct{ verdict, word string }{
		{"match", "match"}, {"match, direction reversed", "match with the direction reversed"},
		{"rounding", "differ by rounding alone"}, {"mismatch", "do not match"}, {"cannot be checked", "cannot be checked"},
	} {
		if n[v.verdict] > 0 {
			word := v.word
			if n[v.verdict] == 1 {
				word = strings.NewReplacer("match with", "matches with", "do not match", "does not match", "differ by", "differs by").Replace(word)
				if word == "match" {
					word = "matches"
				}
			}
			said = append(said, number(n[v.verdict])+" "+word)
		}
	}
	verb := " were"
	if len(cs) == 1 {
		verb = " was"
	}
	return opening(len(cs)) + " published " + map[bool]string{true: "value", false: "values"}[len(cs) == 1] + verb +
		" compared with recomputed ones: " + list(said) + "."
}

// titleOf names a quantitative study in running text.
func titleOf(q *Quant) string {
	if q.Title != "" {
		return q.Title
	}
	return q.Study
}

func respondents(q *Quant) string {
	if q.Respondents == "" {
		return "participants"
	}
	return q.Respondents
}

// phraseOf names a set in running text.
func phraseOf(s *SetResult) string {
	if s.Phrase != "" {
		return s.Phrase
	}
	if s.Title != "" {
		return lowered(s.Title)
	}
	return s.ID
}

// lowered gives s with its first letter in lower case, unless its first word
// is an abbreviation.
func lowered(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToUpper(string(r[1])) != string(r[1]) || len(r) > 1 && r[1] == ' ' {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return s
}

// list gives "a", "a and b", "a, b, and c".
func list(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	}
	return strings.Join(names[:len(names)-1], ", ") + ", and " + names[len(names)-1]
}

// sentence gives a clause a capital and a full stop.
func sentence(s string) string {
	s = capitalised(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return strings.TrimSuffix(s, ":") + "."
}
