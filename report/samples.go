package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// samples reconciles the sample sizes and counts the documents that were read.
func (b *builder) samples() {
	if len(b.r.Samples) == 0 && len(b.r.Corpus) == 0 {
		return
	}
	b.heading(1, "Samples and Documents")
	var intro []any
	if len(b.r.Samples) > 0 {
		intro = append(intro, fmt.Sprintf("Table %d sets the published and deposited sample sizes beside the number analysed here. ", b.nextTable()),
			"They are three different numbers, each declared or counted on its own; where they differ the table says so. ")
	}
	intro = append(intro, b.scope())
	b.para(intro...)
	b.add(b.sampleTable())
	b.add(b.corpusTable())
}

// scope says what is recomputed and what is only counted.
func (b *builder) scope() string {
	var quant, other []string
	for _, s := range b.r.Samples {
		isQuant := false
		for _, q := range b.r.Quant {
			isQuant = isQuant || q.Study == s.Study
		}
		if !isQuant {
			other = append(other, nameOf(s))
		}
	}
	for _, q := range b.r.Quant {
		quant = append(quant, titleOf(q))
	}
	var out string
	switch len(quant) {
	case 0:
		out = "Here kith recomputes no study."
	case 1:
		out = "Here kith recomputes the quantitative study only, " + quant[0] + "."
	default:
		out = "Here kith recomputes the quantitative studies only, " + list(quant) + "."
	}
	if len(other) > 0 {
		out += " Of " + list(other) + " it counts the documents it read and what was said in them; what analysts found there is theirs, and is not recomputed."
	}
	return out
}

func nameOf(s Sample) string {
	if s.Title != "" {
		return s.Title
	}
	return s.Study
}

func (b *builder) sampleTable() *Table {
	columns := []column{text("study", "Study")}
	people := slices.ContainsFunc(b.r.Samples, func(s Sample) bool { return len(s.Roles) > 0 })
	if people {
		columns = append(columns, text("people", "People counted"))
	}
	columns = append(columns, num("published", "Published"), num("deposited", "Deposited"), num("analysed", "Analysed"), text("agreement", "Agreement"))
	t := newTable("samples", "Published, Deposited, and Analysed Sample Sizes", columns...)
	for _, s := range b.r.Samples {
		agreement := map[string]string{"agree": "Agree", "differ": "Differ", "not_declared": "Not declared"}[s.Agreement]
		stub := line(nameOf(s))
		if s.Note != "" {
			stub = line(stub, t.mark(line(sentence(s.Note))))
		}
		cells := []any{stub}
		if people {
			cells = append(cells, roleCounts(s.Roles))
		}
		t.row(append(cells, optional(s.Published), optional(s.Deposited), cellWhy(numeral(s.Analysed), whyAnalysed(b.r, s)), agreement)...)
	}
	t.General = line("Sizes are numbers of people. Published and deposited sizes are as declared in the manifest; a dash means not declared. " +
		"The analysed size is counted: rows after the inclusion rules, or people who speak in the documents read.")
	return t.Table
}

func whyAnalysed(r *Results, s Sample) string {
	for _, q := range r.Quant {
		if q.Study == s.Study {
			return fmt.Sprintf("%s rows, less the %s left out by the inclusion rules", numeral(q.Flow.Start), numeral(q.Flow.Start-q.Flow.Analysed))
		}
	}
	return "people who speak in the documents read, each counted once"
}

func roleCounts(roles []RoleCount) string {
	var out []string
	for _, r := range roles {
		label := r.Label
		if label == "" {
			label = r.Role
		}
		out = append(out, label+": "+numeral(r.N))
	}
	return strings.Join(out, "; ")
}

func optional(n *int) any {
	if n == nil {
		return undefined
	}
	return numeral(*n)
}

func (b *builder) corpusTable() *Table {
	t := newTable("documents", "Documents Read by Study and Role",
		text("study", "Study"), text("kind", "Document"), text("role", "Role"),
		num("documents", "Documents"), num("turns", "Turns"), num("participant_turns", "Participant turns"),
		num("participant_words", "Participant words"), num("with_times", "With times"), num("unsure", "Unsure"))
	studyName, roleName := map[string]string{}, map[string]string{}
	for _, s := range b.r.Samples {
		studyName[s.Study] = nameOf(s)
		for _, r := range s.Roles {
			roleName[s.Study+"\x00"+r.Role] = r.Label
		}
	}
	unsure := 0
	for _, c := range b.r.Corpus {
		name := studyName[c.Study]
		if name == "" {
			name = c.Study
		}
		role := cmp.Or(c.RoleLabel, roleName[c.Study+"\x00"+c.Role], c.Role) // results of an earlier kith have the second alone
		if role == "" {
			role = "Several"
			if c.Documents == 0 {
				role = undefined
			}
		}
		unsure += c.Unsure
		t.row(name, capitalised(strings.ReplaceAll(c.Kind, "_", " ")), role, numeral(c.Documents), numeral(c.Turns),
			numeral(c.Participants), numeral(c.Words), numeral(c.Timed), numeral(c.Unsure))
	}
	t.General = line("A turn is all consecutive speech of one speaker. Participant turns leave out interviewers and moderators. ")
	if unsure > 0 {
		t.General = line(t.General, "Unsure: kith could not tell who speaks, and counts no turn of the document.")
	}
	return t.Table
}

// published compares published values with recomputed ones.
func (b *builder) published() {
	if len(b.r.Published) == 0 {
		return
	}
	b.heading(1, "Published Values")
	b.sentences(publishedSentence(b.r.Published), fmt.Sprintf(" Table %d lists them.", b.nextTable()))
	t := newTable("published", "Published and Recomputed Values",
		text("what", "Result"), text("value", "Value"), num("published", "Published"), num("recomputed", "Recomputed"), text("verdict", "Verdict"))
	section := ""
	for _, c := range b.r.Published {
		if c.Source != section && c.Source != "" {
			t.section(c.Source)
		}
		section = c.Source
		recomputed := rich(c.Recomputed)
		if recomputed == "" {
			recomputed = undefined
		}
		verdict := line(capitalised(c.Verdict))
		if c.Why != "" {
			verdict = line(verdict, t.mark(line(sentence(rich(c.Why)))))
		}
		t.row(c.What, symbolOf(c.Value), rich(c.Published), recomputed, verdict)
	}
	t.General = line("Recomputed values are rounded to the decimals of the published ones.")
	b.add(t.Table)
}

// rich gives a number typed in ASCII its true minus.
func rich(s string) string {
	var b strings.Builder
	prev := ' '
	for i, r := range s {
		if r == '-' && !isWordRune(prev) && i+1 < len(s) && strings.ContainsRune(".0123456789", rune(s[i+1])) {
			r = '−'
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

func isWordRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '.'
}

// symbolOf sets the name of a published value as a statistic is set: M_A, SD_B,
// d_low.
func symbolOf(value string) []Inline {
	base, sub, has := strings.Cut(value, "_")
	out := line(Inline{Text: base, Italic: true})
	if base == "ci" || base == "CI" {
		out = line("CI")
	}
	if has {
		out = line(out, Inline{Text: sub, Sub: true})
	}
	return out
}

// A grid is a table while its rows are added.
type grid struct{ *Table }

// column says how a column is headed and set.
type column struct {
	Column
	head []Inline
}

func text(name string, head ...any) column { return column{Column{Name: name}, line(head...)} }

func num(name string, head ...any) column {
	return column{Column{Name: name, Numeric: true}, line(head...)}
}

// newTable begins a table with one row of headings.
func newTable(id, title string, columns ...column) grid {
	t := &Table{ID: id, Title: title}
	heads := make([]Head, len(columns))
	for i, c := range columns {
		t.Columns = append(t.Columns, c.Column)
		heads[i] = Head{Text: c.head, Span: 1}
	}
	t.Heads = [][]Head{heads}
	return grid{t}
}

// span puts headings over runs of columns, above the headings there are. The
// widths must add up to the columns of the table; an empty text leaves a gap.
func (t grid) span(heads ...Head) {
	t.Heads = append([][]Head{heads}, t.Heads...)
}

// row adds a row. A cell is a string, a []Inline or a Cell.
func (t grid) row(cells ...any) *Row {
	r := Row{Cells: make([]Cell, len(t.Columns))}
	for i, c := range cells {
		switch c := c.(type) {
		case Cell:
			r.Cells[i] = c
		default:
			r.Cells[i] = Cell{Text: line(c)}
		}
	}
	t.Rows = append(t.Rows, r)
	return &t.Rows[len(t.Rows)-1]
}

// section adds a row that heads the rows below it.
func (t grid) section(parts ...any) {
	t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: line(parts...)}}, Section: true})
}

// mark adds a specific note and gives its superscript letter. The same text
// gets the same letter.
func (t grid) mark(note []Inline) Inline {
	for _, n := range t.Specific {
		if plain(n.Text) == plain(note) {
			return Inline{Text: n.Mark, Super: true}
		}
	}
	m := letters(len(t.Specific))
	t.Specific = append(t.Specific, Note{Mark: m, Text: note})
	return Inline{Text: m, Super: true}
}

// letters gives a, b, …, z, aa, ab, …
func letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('a'+(i-1)%26)) + s
	}
	return s
}

func cellWhy(text any, why string) Cell { return Cell{Text: line(text), Why: why} }

func itoa(n int) string { return strconv.Itoa(n) }
