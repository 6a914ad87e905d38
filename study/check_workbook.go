package study

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxPoints bounds the points of an answer scale: a slider from 0 to 100 has
// 101.
const maxPoints = 1001

// maxReasons bounds the different reasons in one list of missing codes; a
// column has those of its own, those of the study, and blank and absent.
const maxReasons = 120

func (c *checker) workbook(p *Part) {
	if len(p.Books()) == 0 && (c.named(&p.Workbook) || c.named(&p.Workbooks)) {
		return // a fault already
	}
	if len(p.Books()) == 0 {
		for _, k := range []struct {
			key string
			at  any
			has bool
		}{
			{"id_column", &p.IDColumn, p.IDColumn.Name != ""},
			{"inclusion", &p.Inclusion, len(p.Inclusion) > 0},
			{"columns", &p.Columns, len(p.Columns) > 0},
			{"question_sets", &p.QuestionSets, len(p.QuestionSets) > 0},
		} {
			if k.has && !slices.Contains(p.Analysis, "quantitative") {
				c.fault(c.at(k.at), "declare the workbook with the numbers under workbook", "%s has %s and no workbook", p.ID, k.key)
			}
		}
		return
	}
	if len(p.Workbooks) > 0 && c.named(&p.Workbook) {
		c.fault(c.at(&p.Workbooks), "keep workbook for one file, or workbooks for one an occasion", "%s has both workbook and workbooks", p.ID)
	}
	for _, w := range p.Books() {
		c.book(p, w)
	}
}

// book checks one workbook.
func (c *checker) book(p *Part, w *Workbook) {
	if w.File.Name != "" {
		if what, hint := badPath(w.File.Name); what != "" {
			c.fault(w.File.At, hint, "the workbook's path %s %s", quote(w.File.Name), what)
		}
	}
	csv := strings.HasSuffix(strings.ToLower(w.File.Name), ".csv")
	switch {
	case w.File.Name == "":
	case csv && w.Sheet.Name != "":
		c.fault(w.Sheet.At, "leave sheet out", "a .csv file has no sheets")
	case !csv && c.given(&w.Delimiter):
		c.fault(c.at(&w.Delimiter), "leave delimiter out", "delimiter is for .csv files alone")
	case !csv && c.given(&w.Encoding):
		c.fault(c.at(&w.Encoding), "leave encoding out", "encoding is for .csv files alone")
	}
	if c.given(&w.Delimiter) && (utf8.RuneCountInString(w.Delimiter) != 1 || strings.ContainsAny(w.Delimiter, "\"\r\n")) {
		c.fault(c.at(&w.Delimiter), `write , or ; or "\t"`, "the delimiter %s is not one character", quote(w.Delimiter))
	}
	if c.given(&w.Decimal) && w.Decimal != "." && w.Decimal != "," {
		c.fault(c.at(&w.Decimal), `write decimal: ","`, "the decimal sign %s is neither a point nor a comma", quote(w.Decimal))
	}
	if c.given(&w.LabelRow) && w.LabelRow == w.HeaderRow {
		c.fault(c.at(&w.LabelRow), "leave label_row out when there is none", "row %d cannot be both header and label row", w.LabelRow)
	}
	if c.given(&w.FirstDataRow) && w.FirstDataRow <= max(w.HeaderRow, w.LabelRow) {
		c.fault(c.at(&w.FirstDataRow), "count the rows as the spreadsheet program shows them, from 1",
			"first_data_row %d is not below the header and label rows (%d)", w.FirstDataRow, max(w.HeaderRow, w.LabelRow))
	}
	if w.IDColumn.Name == "" && !c.named(&p.IDColumn) && !c.named(&w.IDColumn) {
		if w.Long != nil || len(p.Workbooks) > 0 {
			c.fault(w.At, "name the column under id_column", "the rows of a person are matched by id, and no id_column is declared")
		} else if len(p.QuestionSets) > 0 {
			c.fault(c.at(&p.QuestionSets), "pairs are matched by id: name the column under id_column", "%s has question sets and no id_column", p.ID)
		} else if c.given(&w.Stop) && w.Stop == "first_blank_id" {
			c.fault(c.at(&w.Stop), "name the column under id_column", "stop is first_blank_id, and %s has no id_column", p.ID)
		}
	}
	c.sheetLayout(w)
	c.dropped(p, w)
}

// dropped checks that no column that is used is dropped.
func (c *checker) dropped(p *Part, w *Workbook) {
	at := map[string]Pos{}
	for _, r := range w.DropColumns {
		if had, ok := at[r.Name]; ok {
			c.fault(r.At, "leave one out", "%s is dropped twice, first in line %d", quote(r.Name), had.Line)
			continue
		}
		at[r.Name] = r.At
	}
	used := func(r Ref, by string) {
		if drop, ok := at[r.Header()]; ok && r.Name != "" && (r.Occasion == "" || w.Occasion == "" || r.Occasion == w.Occasion) {
			c.fault(drop, "take it out of drop_columns, or out of "+by, "the column %s is dropped, and %s needs it (line %d)", quote(r.Header()), by, r.At.Line)
		}
	}
	used(w.IDColumn, "id_column")
	for _, r := range w.Inclusion {
		used(r.Column, "inclusion")
	}
	for _, col := range p.Columns {
		used(col.Column, "columns")
	}
	for _, s := range p.QuestionSets {
		for _, pair := range s.Pairs {
			used(pair.A, "pair "+pair.ID)
			used(pair.B, "pair "+pair.ID)
		}
	}
}

func (c *checker) inclusion(rules []Rule) {
	for i := range rules {
		r := &rules[i]
		n := 0
		for _, condition := range []any{&r.Equals, &r.NotEquals, &r.In, &r.AtLeast, &r.AtMost} {
			if c.named(condition) {
				n++
			}
		}
		if n != 1 {
			have := "no condition"
			if n > 1 {
				have = strconv.Itoa(n) + " conditions"
			}
			c.fault(r.At, "give one of equals, not_equals, in, at_least, at_most; a second condition is a rule of its own",
				"a rule of inclusion has %s", have)
		}
	}
}

func (c *checker) flow(p *Part) {
	f := p.Flow
	if f == nil {
		return
	}
	left, reasons := 0, map[string]bool{}
	for i := range f.Excluded {
		s := &f.Excluded[i]
		left += min(s.N, math.MaxInt32)
		if s.Reason != "" && reasons[s.Reason] {
			c.fault(c.at(&s.Reason), "add the two numbers up", "the reason %s stands in the flow twice", quote(s.Reason))
		}
		reasons[s.Reason] = true
	}
	if c.given(&f.Start) && left > f.Start {
		c.fault(c.at(&f.Start), "check start and the numbers under excluded", "the declared flow starts with %d and excludes %d", f.Start, left)
	}
}

// codeKey is the same for two declared values that a cell could both match.
func codeKey(s Scalar) string {
	if !math.IsNaN(s.Number) {
		return strconv.FormatFloat(s.Number, 'g', -1, 64)
	}
	return strings.ToLower(strings.TrimSpace(s.Text))
}

func (c *checker) missing(codes []MissingCode) {
	first := map[string]MissingCode{}
	reasons := map[string]bool{}
	for _, m := range codes {
		if reasons[m.Reason] = true; len(reasons) == maxReasons+1 {
			c.fault(m.Value.At, "give codes that mean the same one reason", "more than %d different reasons for a missing answer", maxReasons)
		}
		if m.Value.At.Line == 0 {
			continue // a fault already
		}
		k := codeKey(m.Value)
		had, ok := first[k]
		switch {
		case !ok:
			first[k] = m
		case had.Reason == m.Reason:
			c.fault(m.Value.At, "leave one out", "the missing code %s is listed twice, first in line %d", quote(m.Value.Text), had.Value.At.Line)
		default:
			c.fault(m.Value.At, "keep one reason a code", "the missing code %s has two reasons, %s and, in line %d, %s",
				quote(m.Value.Text), m.Reason, had.Value.At.Line, had.Reason)
		}
	}
}

func (c *checker) scales(p *Part) {
	global := map[string]MissingCode{}
	for _, m := range p.Missing {
		global[codeKey(m.Value)] = m
	}
	for i := range p.Scales {
		s := &p.Scales[i]
		if !c.given(&s.Points) {
			continue
		}
		low, high := s.Points[0], s.Points[1]
		switch {
		case low >= high:
			c.fault(c.at(&s.Points), "write the lowest point first: [1, 5]", "the scale %s has no points from %d to %d", s.ID, low, high)
			continue
		case low < -maxPoints || high > maxPoints || high-low >= maxPoints:
			c.fault(c.at(&s.Points), "describe a quantity under columns, with kind: number", "the scale %s has more than %d points", s.ID, maxPoints)
			continue
		}
		c.scaleLabels(s)
		for _, m := range p.Missing {
			if x := m.Value.Number; x >= float64(low) && x <= float64(high) && x == math.Trunc(x) {
				c.fault(m.Value.At, "declare it under missing of the columns where it is a code",
					"the missing code %s is also a point of the scale %s", quote(m.Value.Text), s.ID)
			}
		}
		for j := range s.Labels {
			l := &s.Labels[j]
			if m, ok := global[strings.ToLower(strings.TrimSpace(l.Text))]; ok {
				c.fault(l.At, "leave it out here, or under missing", "the label %s of the scale %s is also a missing code (line %d)",
					quote(l.Text), s.ID, m.Value.At.Line)
			}
		}
	}
}

// scaleLabels checks that the labels of a scale name every point once.
func (c *checker) scaleLabels(s *Scale) {
	if len(s.Labels) == 0 {
		return
	}
	byPoint := map[float64]Labelled{}
	texts := map[string]Labelled{}
	for j := range s.Labels {
		l := s.Labels[j]
		at := c.at(&s.Labels[j].Value)
		if l.Value != math.Trunc(l.Value) || l.Value < float64(s.Points[0]) || l.Value > float64(s.Points[1]) {
			c.fault(at, "give a whole number inside points, or widen points", "the label %s of the scale %s has the number %v, which is no point from %d to %d",
				quote(l.Text), s.ID, l.Value, s.Points[0], s.Points[1])
			continue
		}
		if had, ok := byPoint[l.Value]; ok {
			c.fault(at, "keep one label a point", "the labels %s and %s of the scale %s have the same number %v", quote(had.Text), quote(l.Text), s.ID, l.Value)
			continue
		}
		byPoint[l.Value] = l
		key := strings.ToLower(strings.TrimSpace(l.Text))
		if _, ok := texts[key]; ok {
			c.fault(l.At, "labels are read without regard to case", "the scale %s has the label %s twice", s.ID, quote(l.Text))
		}
		texts[key] = l
	}
	for x := s.Points[0]; x <= s.Points[1]; x++ {
		if _, ok := byPoint[float64(x)]; !ok {
			c.fault(c.at(&s.Labels), "label every point or none; a point shown as a number is labelled so: \""+strconv.Itoa(x)+"\": "+strconv.Itoa(x),
				"the scale %s has no label for the point %d", s.ID, x)
			break
		}
	}
}

func (c *checker) columns(p *Part) {
	scales := namesOf(p.Scales, func(s *Scale) string { return s.ID })
	global := map[string]bool{}
	var codes []string
	for _, m := range p.Missing {
		global[codeKey(m.Value)] = true
		codes = append(codes, m.Value.Text)
	}
	first := map[string]Pos{}
	for i := range p.Columns {
		col := &p.Columns[i]
		if had, ok := first[col.Column.Name]; ok && col.Column.Name != "" {
			c.fault(col.Column.At, "leave one out", "the column %s is described twice, first in line %d", quote(col.Column.Name), had.Line)
		} else {
			first[col.Column.Name] = col.Column.At
		}
		c.columnKind(col)
		c.refer(col.Scale, scales, "the scale", "scales")
		c.missing(col.Missing)
		kept := map[string]bool{}
		for _, k := range col.Keep {
			kept[codeKey(k)] = true
			if !global[codeKey(k)] {
				c.fault(k.At, Suggest(k.Text, codes, "missing codes of the study"), "keep names %s, which is no missing code of the study", quote(k.Text))
			}
		}
		for _, m := range col.Missing {
			if kept[codeKey(m.Value)] {
				c.fault(m.Value.At, "leave it out of keep or of missing", "%s is both kept and missing in the column %s", quote(m.Value.Text), quote(col.Column.Name))
			}
			kept[codeKey(m.Value)] = false
		}
		listed := map[string]bool{}
		for j := range col.Order {
			o := &col.Order[j]
			key := strings.ToLower(strings.TrimSpace(*o))
			code := codeKey(Scalar{Text: *o, Number: math.NaN()})
			if x, ok := number(*o); ok {
				code = codeKey(Scalar{Number: x})
			}
			switch {
			case listed[key]:
				c.fault(c.at(o), "leave one out", "%s stands in order twice", quote(*o))
			case global[code] && !kept[code]:
				c.fault(c.at(o), "list it under keep when it is a category of this column", "%s stands in order, and is a missing code of the study", quote(*o))
			}
			listed[key] = true
		}
	}
}

// columnKind checks that a column has the keys of its kind alone.
func (c *checker) columnKind(col *Column) {
	if !c.given(&col.Kind) {
		return
	}
	name := quote(col.Column.Name)
	if col.Kind == "scale" && !c.named(&col.Scale) {
		c.fault(col.At, "name one of scales under scale", "the column %s is of the kind scale and names none", name)
	}
	for _, k := range []struct {
		key   string
		field any
		kinds []string
	}{
		{"scale", &col.Scale, []string{"scale"}},
		{"order", &col.Order, []string{"category"}},
		{"option", &col.Option, []string{"flag"}},
		{"ticked", &col.Ticked, []string{"flag"}},
		{"labels", &col.Labels, []string{"category", "flag"}},
		{"range", &col.Range, []string{"number"}},
	} {
		if c.given(k.field) && !slices.Contains(k.kinds, col.Kind) {
			c.fault(c.at(k.field), "leave "+k.key+" out, or correct kind", "%s is for columns of the kind %s, and %s is of the kind %s",
				k.key, strings.Join(k.kinds, " or "), name, col.Kind)
		}
	}
	if r := col.Range; r != nil && c.given(&col.Range) && r[0] > r[1] {
		c.fault(c.at(&col.Range), "write the lowest number first", "the range of %s runs from %v to %v", name, r[0], r[1])
	}
	if c.named(&col.Option) != c.named(&col.Separator) {
		at := c.at(&col.Option) // the column itself may not be named
		if !c.named(&col.Option) {
			at = c.at(&col.Separator)
		}
		c.fault(at, `write both: option: Time, separator: ";"`, "%s has one of option and separator", name)
	}
	if c.given(&col.Separator) && strings.TrimSpace(col.Separator) == "" {
		c.fault(c.at(&col.Separator), `write the sign that stands between the answers: ";"`, "the separator of %s is white space, which words have too", name)
	}
	if col.Ticked && c.named(&col.Option) {
		c.fault(c.at(&col.Ticked), "ticked is for one column an option, option for several in a cell", "%s has both ticked and option", name)
	}
	if col.Kind == "flag" {
		for i := range col.Labels {
			if v := col.Labels[i].Value; v != 0 && v != 1 {
				c.fault(c.at(&col.Labels[i].Value), "a flag is 0 or 1", "the label %s of the flag %s has the number %v", quote(col.Labels[i].Text), name, v)
			}
		}
	}
	texts := map[string]bool{}
	for i := range col.Labels {
		key := strings.ToLower(strings.TrimSpace(col.Labels[i].Text))
		if texts[key] {
			c.fault(col.Labels[i].At, "labels are read without regard to case", "the column %s has the label %s twice", name, quote(col.Labels[i].Text))
		}
		texts[key] = true
	}
}
