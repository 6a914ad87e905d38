package survey

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// blankReason is the reason of a blank cell when the manifest declares none.
const blankReason = "blank"

// absentReason is the reason of an answer whose respondent has no row for the
// occasion or the item.
const absentReason = "absent"

// answers reads one column in the given rows.
func (r *reader) answers(q *question, rows []int) *dataset.Column {
	col := &dataset.Column{
		Name: q.ref.Name, Index: q.col,
		Numbers: make([]float64, len(rows)), Missing: dataset.NewReasons(len(rows)),
	}
	if r.book.LabelRow > 0 {
		at, from := r.grid.MergedFrom(r.book.LabelRow, q.col)
		col.Label = shown(r.grid.Cell(at, from))
	}
	once := texts{}
	if q.kind == "category" {
		col.Texts = make([]string, len(rows))
	}
	for i, row := range rows {
		col.Numbers[i] = nan
		if row == 0 {
			col.Missing.Set(i, absentReason)
			continue
		}
		c := r.grid.Cell(row, q.col)
		if c.Kind == sheet.Text && sheet.Trim(c.Text) != c.Text {
			r.count("trimmed", q.col)
		}
		if c.Formula && c.Kind != sheet.Uncalculated {
			r.count("formula", q.col)
		}
		if reason, ok := q.missingReason(r.part.Missing, c); ok {
			col.Missing.Set(i, reason)
			if c.Text != "" && (reason != blankReason || clean(c.Text) != "") {
				r.change(row, q.col, c.Text, "missing: "+reason, "a missing code ("+q.at()+")")
			}
			continue
		}
		a, f := q.answer(c)
		if f != nil {
			f.Where, f.Asked = r.cell(row, q.col), q.at()
			r.faults.add(row, q.col, q.group(c), f)
			continue
		}
		if !a.textNumber && c.Kind == sheet.Text && sheet.Trim(c.Text) != c.Text {
			r.change(row, q.col, strconv.Quote(c.Text), strconv.Quote(shown(c)), "white space around an answer is taken away ("+q.at()+")")
		}
		if a.textNumber {
			r.count("text_number", q.col)
			r.change(row, q.col, strconv.Quote(c.Text), short(a.number), "a number stored as text is read as a number ("+q.at()+")")
		}
		if c.Kind == sheet.Text {
			r.used[q.labelled()+"\x00"+fold(c.Text)] = true
		}
		if a.unordered {
			what := "unordered"
			if q.option != "" {
				what = "no_option"
			}
			if q.option == "" || q.option == q.options[0] {
				r.count(what, q.col)
			}
		}
		col.Numbers[i] = a.number
		if col.Texts != nil {
			col.Texts[i] = once.of(a.text)
		}
	}
	return col
}

// texts keeps one copy of texts that come often.
type texts map[string]string

func (t texts) of(s string) string {
	if had, ok := t[s]; ok {
		return had
	}
	t[s] = s
	return s
}

// missingReason gives the reason of a missing answer. The codes of the column
// come before those of the study; what the column keeps is an answer there.
func (q *question) missingReason(global []study.MissingCode, c sheet.Cell) (string, bool) {
	if c.Kind != sheet.Uncalculated && c.Kind != sheet.Date {
		for _, m := range q.missing {
			if matches(m.Value, c) {
				return m.Reason, true
			}
		}
		for _, k := range q.keep {
			if matches(k, c) {
				return "", false
			}
		}
		for _, m := range global {
			if matches(m.Value, c) {
				return m.Reason, true
			}
		}
	}
	if q.ticked && c.Kind != sheet.Uncalculated && clean(c.Text) == "" {
		return "", false
	}
	return blankReason, c.Kind != sheet.Uncalculated && clean(c.Text) == ""
}

// group is the same for cells that are wrong in the same way: the same value in
// one column, or the same text in any column of a scale, which one label more
// would mend.
func (q *question) group(c sheet.Cell) string {
	at := strconv.Itoa(q.col)
	if c.Kind == sheet.Text && q.scale != "" {
		if _, ok := numeric(c, q.comma); !ok {
			at = q.scale
		}
	}
	return strings.Join([]string{at, c.Kind.String(), fold(c.Text)}, "\x00")
}

// An answer is what a cell means.
type answer struct {
	number     float64 // NaN for a category without a code
	text       string  // of a category
	textNumber bool    // a number that the file holds as text
	unordered  bool    // a category that order: does not list
}

// answer reads a cell that is not missing. The fault it gives has no place.
func (q *question) answer(c sheet.Cell) (answer, *study.Fault) {
	switch c.Kind {
	case sheet.Error, sheet.Uncalculated:
		return answer{}, unreadable(q.name, c)
	case sheet.Date:
		return answer{}, &study.Fault{
			What: fmt.Sprintf("%s: Excel made a date of this answer (%s)", q.name, brief(c.Text)),
			Hint: "type the answer again in a cell formatted as text, or export the data again",
		}
	}
	switch q.kind {
	case "category":
		return q.category(c)
	case "flag":
		return q.flag(c)
	case "number":
		return q.quantity(c)
	}
	return q.point(c)
}

// unreadable is the fault of an error cell or a formula without a value.
func unreadable(name string, c sheet.Cell) *study.Fault {
	if c.Kind == sheet.Error {
		return &study.Fault{
			What: fmt.Sprintf("%s: the cell has the error %s", name, brief(c.Text)),
			Hint: fmt.Sprintf("correct the formula, or declare %q under missing: with its reason", brief(c.Text)),
		}
	}
	return &study.Fault{What: name + ": the cell has a formula that was never calculated", Hint: "open the workbook in Excel or LibreOffice and save it there"}
}

func (q *question) fault(hint, format string, args ...any) *study.Fault {
	return &study.Fault{What: q.name + ": " + fmt.Sprintf(format, args...), Hint: hint}
}

// declare is the hint for a value that does not fit.
func declare(value string) string {
	return fmt.Sprintf("correct the cell, or declare %s under missing: with its reason", value)
}

// point reads a point of a scale: its label, or its number.
func (q *question) point(c sheet.Cell) (answer, *study.Fault) {
	if l, ok := label(q.labels, c.Text); ok && c.Kind == sheet.Text {
		return answer{number: l.Value}, nil
	}
	value := brief(shown(c))
	v, ok := numeric(c, q.comma)
	switch {
	case !ok:
		return answer{}, q.unknown(c)
	case v != math.Trunc(v):
		return answer{}, q.fault("correct the cell; if the row holds means and no respondent, take its id away", "value %s is not a whole number", value)
	case q.points != nil && (v < float64(q.points[0]) || v > float64(q.points[1])):
		return answer{}, q.fault(declare(value), "value %s is outside %d to %d", value, q.points[0], q.points[1])
	}
	return answer{number: v, textNumber: c.Kind == sheet.Text}, nil
}

// unknown is the fault of a text that is no label of the scale.
func (q *question) unknown(c sheet.Cell) *study.Fault {
	text := brief(shown(c))
	quoted := strconv.Quote(text)
	if hint, ok := otherDecimal(c, q.comma); ok {
		return q.fault(hint, "%s is not a number", quoted)
	}
	if near := nearest(shown(c), labelTexts(q.labels), 1); len(near) > 0 {
		return q.fault(fmt.Sprintf("did you mean %q? correct the cell, or declare %s under missing: with its reason", near[0], quoted), "%s is no label of the scale %s", quoted, q.scale)
	}
	if len(q.labels) == 0 {
		hint := fmt.Sprintf("declare what it stands for under labels: of the scale %s, or under missing: with its reason", q.scale)
		if c.Kind == sheet.Bool {
			hint = declare(text)
		}
		return q.fault(hint, "%s is not a number, and the scale %s has no labels", quoted, q.scale)
	}
	return q.fault(fmt.Sprintf("declare it under labels: of the scale %s, or under missing: with its reason", q.scale), "%s is no label of the scale %s", quoted, q.scale)
}

// quantity reads a number.
func (q *question) quantity(c sheet.Cell) (answer, *study.Fault) {
	value := brief(shown(c))
	v, ok := numeric(c, q.comma)
	if !ok {
		hint := declare(strconv.Quote(value))
		if comma, ok := otherDecimal(c, q.comma); ok {
			hint = comma
		}
		return answer{}, q.fault(hint, "%q is not a number", value)
	}
	if b := q.bounds; b != nil && (v < b[0] || v > b[1]) {
		return answer{}, q.fault(declare(value), "value %s is outside %s to %s", value, short(b[0]), short(b[1]))
	}
	return answer{number: v, textNumber: c.Kind == sheet.Text}, nil
}

// among reads one of several answers in a cell: 1 where it is among them. An
// option may hold the separator itself, and so the longest that fits is taken.
func (q *question) among(text string) (answer, *study.Fault) {
	a := answer{number: 0}
	rest := fold(text)
	separator := fold(q.separator)
	for rest = strings.TrimSpace(rest); rest != ""; {
		taken := ""
		for _, o := range q.options {
			o = fold(o)
			after, ok := strings.CutPrefix(rest, o)
			if after = strings.TrimSpace(after); ok && len(o) > len(taken) && (after == "" || strings.HasPrefix(after, separator)) {
				taken = o
			}
		}
		known := taken != ""
		if !known {
			taken, _, _ = strings.Cut(rest, separator)
		}
		if one := strings.TrimSpace(taken); !known && one != "" {
			if near := nearest(one, q.options, 1); len(near) > 0 && misspelt(one, near[0]) {
				return a, q.fault(fmt.Sprintf("did you mean %q? correct the cell, or declare it as an option of its own", near[0]), "%q is no declared option", brief(one))
			}
			a.unordered = true
		}
		if known && taken == fold(q.option) {
			a.number = 1
		}
		rest = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest[len(taken):]), separator))
	}
	return a, nil
}

// flag reads 0 or 1: a declared label, the number, TRUE or FALSE, Yes or No.
func (q *question) flag(c sheet.Cell) (answer, *study.Fault) {
	if q.ticked && clean(c.Text) == "" {
		return answer{number: 0}, nil
	}
	if q.option != "" {
		return q.among(shown(c))
	}
	if l, ok := label(q.labels, c.Text); ok {
		return answer{number: l.Value}, nil
	}
	if q.ticked && c.Kind == sheet.Text && same(c.Text, q.ref.Header()) {
		return answer{number: 1}, nil
	}
	if v, ok := numeric(c, q.comma); ok && (v == 0 || v == 1) {
		return answer{number: v, textNumber: c.Kind == sheet.Text}, nil
	}
	switch fold(c.Text) {
	case "true", "yes":
		return answer{number: 1}, nil
	case "false", "no":
		return answer{number: 0}, nil
	}
	value := brief(shown(c))
	texts := append(labelTexts(q.labels), "Yes", "No")
	if near := nearest(value, texts, 1); len(near) > 0 && c.Kind == sheet.Text {
		return answer{}, q.fault(fmt.Sprintf("did you mean %q? correct the cell", near[0]), "%q is neither yes nor no", value)
	}
	return answer{}, q.fault(fmt.Sprintf("declare %q as 0 or 1 under labels: of the column, or under missing: with its reason", value), "%q is neither yes nor no", value)
}

// category reads a category: its text, or the number it is coded by. It is
// spelt as the manifest spells it.
func (q *question) category(c sheet.Cell) (answer, *study.Fault) {
	text := shown(c)
	if len(q.labels) > 0 {
		if l, ok := label(q.labels, c.Text); ok {
			return answer{number: l.Value, text: l.Text}, nil
		}
		if v, ok := numeric(c, q.comma); ok {
			for _, l := range q.labels {
				if l.Value == v {
					return answer{number: v, text: l.Text, textNumber: c.Kind == sheet.Text}, nil
				}
			}
		}
		hint := "declare it under labels: of the column, or under missing: with its reason"
		if near := nearest(text, labelTexts(q.labels), 1); len(near) > 0 && c.Kind == sheet.Text {
			hint = fmt.Sprintf("did you mean %q? correct the cell, or %s", near[0], hint)
		}
		return answer{}, q.fault(hint, "%q is no label of the column", brief(text))
	}
	for _, o := range append(keptTexts(q.keep), q.order...) {
		if same(o, text) {
			return answer{number: nan, text: clean(o)}, nil
		}
	}
	if len(q.order) > 0 {
		if near := nearest(text, q.order, 1); len(near) > 0 && c.Kind == sheet.Text && misspelt(text, near[0]) {
			return answer{}, q.fault(fmt.Sprintf("did you mean %q? correct the cell, or list %q under order: as a category of its own", near[0], brief(text)), "%q is not among the categories in order:", brief(text))
		}
		return answer{number: nan, text: text, unordered: true}, nil
	}
	return answer{number: nan, text: text}, nil
}

// misspelt reports whether a text is so near a name that it is taken for a
// slip: at most two letters differ, and no digit does, so that 25-34 is not
// taken for 35-44.
func misspelt(text, name string) bool {
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	}
	return digits(text) == digits(name) && study.EditDistance([]rune(fold(text)), []rune(fold(name))) <= 2
}

// numeric gives the number of a cell, also where the file holds it as text,
// with a decimal comma where one is declared.
func numeric(c sheet.Cell, comma bool) (float64, bool) {
	switch c.Kind {
	case sheet.Number:
		return c.Number, true
	case sheet.Text:
		text := typed(c.Text)
		if comma {
			if strings.Contains(text, ".") {
				return 0, false // 1.234 may be a thousand
			}
			text = strings.Replace(text, ",", ".", 1)
		}
		return sheet.ParseNumber(text)
	}
	return 0, false
}

// otherDecimal is the hint for a text that would be a number with the other
// decimal sign.
func otherDecimal(c sheet.Cell, comma bool) (string, bool) {
	if c.Kind != sheet.Text {
		return "", false
	}
	if _, ok := numeric(c, !comma); !ok {
		return "", false
	}
	text := clean(c.Text)
	if comma {
		return "the manifest declares a decimal comma: write it as " + strings.Replace(text, ".", ",", 1), true
	}
	return "write it with a decimal point, " + strings.Replace(text, ",", ".", 1) + `, or declare decimal: "," under workbook:`, true
}

// matches reports whether a cell is a declared value: the same text without
// regard to case and white space, or the same number. A date is never a number
// here.
func matches(s study.Scalar, c sheet.Cell) bool {
	if c.Kind == sheet.Uncalculated {
		return false
	}
	if same(s.Text, c.Text) {
		return true
	}
	v, ok := numeric(c, false)
	return ok && v == s.Number
}

// label finds the label that a text is.
func label(labels []study.Labelled, text string) (study.Labelled, bool) {
	for _, l := range labels {
		if same(l.Text, text) {
			return l, true
		}
	}
	return study.Labelled{}, false
}

func labelTexts(labels []study.Labelled) []string {
	texts := make([]string, len(labels))
	for i, l := range labels {
		texts[i] = l.Text
	}
	return texts
}

func keptTexts(keep []study.Scalar) []string {
	texts := make([]string, len(keep))
	for i, k := range keep {
		texts[i] = k.Text
	}
	return texts
}

func short(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
