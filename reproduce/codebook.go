package reproduce

import (
	"cmp"
	"context"
	"math"
	"slices"

	"kith/analysis/stat"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// Data reads the workbook of every quantitative study of m, and of its deposit
// no other file, by study id. Faults come back as study.Faults; a deposit that
// is not here as an error that wraps [ErrNotHere].
func Data(ctx context.Context, m *study.Manifest, p Progress) (map[string]*dataset.Set, error) {
	r := &Run{Manifest: m, Data: map[string]*dataset.Set{}}
	var err error
	if r.Listing, err = List(ctx, m, p); err != nil {
		return nil, err
	}
	if err := r.present(); err != nil {
		return nil, err
	}
	if err := r.readData(ctx, p); err != nil {
		return nil, err
	}
	return r.Data, nil
}

// A Codebook describes the variables of one study's data set, as answered:
// reverse-keyed items are not turned round.
type Codebook struct {
	Study      string     `json:"study"`
	Title      string     `json:"title"`
	File       string     `json:"file"`
	Sheet      string     `json:"sheet,omitempty"`
	N          int        `json:"n"` // respondents analysed
	Synthetic  bool       `json:"synthetic"`
	Restricted bool       `json:"restricted"`
	Variables  []Variable `json:"variables"`
}

// A Variable is one column of answers.
type Variable struct {
	Name     string `json:"name"`               // of the column in the sheet
	Label    string `json:"label"`              // in print
	Question string `json:"question,omitempty"` // text in the label row of the sheet
	Kind     string `json:"kind"`               // category, number, scale, flag
	Measure  string `json:"measure"`            // nominal, ordinal, scale: the levels SPSS knows
	Scale    string `json:"scale,omitempty"`    // name of the answer scale
	Points   []int  `json:"points,omitempty"`   // its lowest and highest point
	Group    string `json:"group,omitempty"`    // characteristics, feasibility; items have Roles
	Roles    []Role `json:"roles,omitempty"`
	// Values are the points of a scale, the two of a flag, and the categories,
	// in the order they are printed; a quantity has none.
	Values  []Value               `json:"values,omitempty"`
	N       int                   `json:"n"` // answered
	Missing []report.MissingCount `json:"missing"`
	// Of answers that are numbers; null where not defined or not disclosed.
	Mean report.Num `json:"mean"`
	SD   report.Num `json:"sd"`
	Min  report.Num `json:"min"`
	Max  report.Num `json:"max"`
}

// A Role is what a variable does in a question set.
type Role struct {
	Set       string `json:"set"`
	Item      string `json:"item"`
	Side      string `json:"side"` // A or B
	Condition string `json:"condition"`
	Reverse   bool   `json:"reverse"`
}

// A Value is one answer and how many gave it. A suppressed count is -1.
type Value struct {
	Code       float64    `json:"code"` // as in an export; of a category without a declared code its place
	Label      string     `json:"label"`
	N          int        `json:"n"`
	Percent    report.Num `json:"percent"` // of those who answered
	Suppressed string     `json:"suppressed,omitempty"`
}

// Describe gives the codebook of the data set of a study. Where disclosure is
// restricted, small counts of characteristics are suppressed, and the extremes
// of their quantities, as in the report.
func Describe(m *study.Manifest, part *study.Part, set *dataset.Set) *Codebook {
	cb := &Codebook{
		Study: part.ID, Title: part.Title, File: set.File, Sheet: set.Sheet, N: set.N(),
		Synthetic: m.Study.Synthetic, Restricted: m.Study.Disclosure == "restricted",
	}
	at := map[string]int{}
	for _, c := range part.Columns {
		if _, ok := at[c.Column.Name]; ok {
			continue
		}
		at[c.Column.Name] = len(cb.Variables)
		cb.Variables = append(cb.Variables, columnVariable(part, c, set.Column(c.Column.Name), cb.Restricted))
	}
	for _, s := range part.QuestionSets {
		for _, p := range s.Pairs {
			reverse := slices.ContainsFunc(s.Reverse, func(r study.Ref) bool { return r.Name == p.ID })
			for _, side := range []struct {
				name      string
				column    string
				condition study.Condition
			}{{"A", p.A.Name, s.Conditions.A}, {"B", p.B.Name, s.Conditions.B}} {
				i, ok := at[side.column]
				if !ok {
					i = len(cb.Variables)
					at[side.column] = i
					cb.Variables = append(cb.Variables, itemVariable(part, s, p, side.condition, set.Column(side.column)))
				}
				v := &cb.Variables[i]
				v.Roles = append(v.Roles, Role{Set: s.ID, Item: p.ID, Side: side.name, Condition: side.condition.Label, Reverse: reverse})
			}
		}
	}
	return cb
}

func columnVariable(part *study.Part, c study.Column, col *dataset.Column, restricted bool) Variable {
	v := newVariable(c.Label, c.Kind, col)
	v.Group = c.Group
	switch c.Kind {
	case "category":
		v.Measure = "nominal" // order: is that of print, and says nothing of rank
		v.Values = categoryValues(c, col)
	case "flag":
		v.Measure = "nominal"
		v.Values = flagValues(c.Labels, col)
	case "scale":
		v.scale(part.FindScale(c.Scale.Name), col)
	}
	v.percentages()
	if restricted && c.Group == "characteristics" {
		v.guard()
	}
	return v
}

func itemVariable(part *study.Part, s *study.Set, p study.Pair, condition study.Condition, col *dataset.Column) Variable {
	label := p.Text
	if label == "" {
		label = p.ID
	}
	v := newVariable(label+" ("+condition.Label+")", "scale", col)
	v.scale(part.FindScale(s.Scale.Name), col)
	v.percentages()
	return v
}

// newVariable describes what every kind of variable has.
func newVariable(label, kind string, col *dataset.Column) Variable {
	v := Variable{
		Name: col.Name, Label: label, Question: col.Label, Kind: kind, Measure: "scale",
		Missing: countMissing(&col.Missing),
		Mean:    report.NaN(), SD: report.NaN(), Min: report.NaN(), Max: report.NaN(),
	}
	if v.Label == "" {
		v.Label = col.Name
	}
	var x []float64
	for i, why := range col.Missing.All() {
		if why == "" {
			v.N++
			x = append(x, col.Numbers[i])
		}
	}
	if kind != "category" && kind != "flag" {
		if d, err := stat.Describe(x); err == nil {
			v.Mean, v.SD, v.Min, v.Max = report.Num(d.Mean), report.Num(d.SD), report.Num(d.Min), report.Num(d.Max)
		}
	}
	return v
}

// scale adds the points of a scale, those that nobody chose among them.
func (v *Variable) scale(sc *study.Scale, col *dataset.Column) {
	v.Measure = "ordinal"
	if sc == nil {
		return
	}
	v.Scale, v.Points = sc.ID, sc.Points[:]
	for _, p := range distribution(sc, col.Numbers) {
		v.Values = append(v.Values, Value{Code: float64(p.Point), Label: p.Label, N: p.N})
	}
}

// categoryValues counts categories. A category has the code its labels
// declare; else the next whole number, in the order of print.
func categoryValues(c study.Column, col *dataset.Column) []Value {
	var values []Value
	code := map[string]float64{}
	next := 1.0
	for _, l := range c.Labels {
		code[l.Text] = l.Value
		next = max(next, math.Floor(l.Value)+1)
	}
	order := c.Order
	if len(order) == 0 {
		labels := slices.Clone(c.Labels)
		slices.SortStableFunc(labels, func(a, b study.Labelled) int { return cmp.Compare(a.Value, b.Value) })
		for _, l := range labels {
			order = append(order, l.Text)
		}
	}
	for _, k := range categories(order, col) {
		value, ok := code[k.Category]
		if !ok {
			value = next
			next++
		}
		if i := slices.IndexFunc(values, func(v Value) bool { return v.Code == value }); i >= 0 {
			values[i].N += k.N // two labels of one code
			continue
		}
		values = append(values, Value{Code: value, Label: k.Category, N: k.N})
	}
	return values
}

func flagValues(labels []study.Labelled, col *dataset.Column) []Value {
	counts := flags(labels, col)
	return []Value{{Code: 0, Label: counts[1].Category, N: counts[1].N}, {Code: 1, Label: counts[0].Category, N: counts[0].N}}
}

func (v *Variable) percentages() {
	for i := range v.Values {
		k := &v.Values[i]
		k.Percent = report.NaN()
		if v.N > 0 {
			k.Percent = report.Num(100 * float64(k.N) / float64(v.N))
		}
	}
}

// guard hides what single people could be recognised by: small counts, and the
// extremes of a quantity.
func (v *Variable) guard() {
	v.Min, v.Max = report.NaN(), report.NaN()
	counts := make([]report.CategoryCount, len(v.Values))
	for i, k := range v.Values {
		counts[i] = report.CategoryCount{N: k.N, Percent: k.Percent}
	}
	suppressSmall(counts)
	for i, k := range counts {
		v.Values[i].N, v.Values[i].Percent, v.Values[i].Suppressed = k.N, k.Percent, k.Suppressed
		if k.Suppressed != "" {
			// From the mean and all other counts a hidden one could be worked out.
			v.Mean, v.SD = report.NaN(), report.NaN()
		}
	}
}

// Codes gives the answers of a variable as numbers, a category by its code,
// and NaN where the answer is missing.
func (v *Variable) Codes(col *dataset.Column) []float64 {
	if v.Kind != "category" {
		return col.Numbers
	}
	code := map[string]float64{}
	for _, k := range v.Values {
		code[k.Label] = k.Code
	}
	out := make([]float64, col.Missing.Len())
	for i, why := range col.Missing.All() {
		out[i] = math.NaN()
		switch value, ok := code[col.Texts[i]]; {
		case why != "":
		case ok:
			out[i] = value
		default: // a second label of one code
			out[i] = col.Numbers[i]
		}
	}
	return out
}

// Codebooks reads the workbooks of m and gives a codebook for each, with the
// data set it describes. A study without a workbook is a fault.
func Codebooks(ctx context.Context, m *study.Manifest, p Progress) ([]*Codebook, []*dataset.Set, error) {
	parts := slices.DeleteFunc(slices.Clone(m.Studies), func(p *study.Part) bool { return len(p.Books()) == 0 })
	if len(parts) == 0 {
		return nil, nil, &study.Fault{
			What: "the study has no workbook, so there is no data set", Where: m.Study.At.String(),
			Hint: "declare workbook: and what its columns mean",
		}
	}
	data, err := Data(ctx, m, p)
	if err != nil {
		return nil, nil, err
	}
	var books []*Codebook
	var sets []*dataset.Set
	for _, part := range parts {
		books = append(books, Describe(m, part, data[part.ID]))
		sets = append(sets, data[part.ID])
	}
	return books, sets, nil
}
