package reproduce

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// maxTwoWay bounds the categories on each side of a two-way table; a column
// with more is no column of categories.
const maxTwoWay = 20

// associations computes the correlations, two-way tables, medians and top boxes
// that the manifest declares.
func associations(part *study.Part, set *dataset.Set, restricted bool, q *report.Quant) error {
	for _, k := range part.Correlations {
		t, err := correlations(part, k, set)
		if err != nil {
			return fmt.Errorf("correlations %s: %w", k.ID, err)
		}
		q.Correlations = append(q.Correlations, t)
	}
	for _, d := range part.TwoWay {
		t, err := twoWay(part, d, set, restricted, q)
		if err != nil {
			return fmt.Errorf("two-way table %s: %w", d.ID, err)
		}
		q.TwoWay = append(q.TwoWay, t)
	}
	for _, r := range part.Medians {
		m, err := medianOf(part, r.Name, set, restricted)
		if err != nil {
			return fmt.Errorf("median of %s: %w", r.Name, err)
		}
		q.Medians = append(q.Medians, m)
	}
	for _, b := range part.TopBoxes {
		t, err := topBox(part, b, set)
		if err != nil {
			return fmt.Errorf("top box of %s: %w", b.Set.Name, err)
		}
		q.TopBoxes = append(q.TopBoxes, t)
	}
	return nil
}

// A measure is a variable's label and its number of each respondent, NaN where it
// is missing. Of a difference, ranked are the numbers to rank: rounded as
// [stat.RoundedDifferences] does, so that equal decimals tie. Means, medians and
// products rest on x, which is not rounded.
type measure struct {
	label     string
	x, ranked []float64
}

// measureOf gives the measure that the manifest calls name.
func measureOf(part *study.Part, name string, set *dataset.Set) (measure, error) {
	v, ok := part.FindVariable(name)
	if !ok {
		return measure{}, fmt.Errorf("there is no variable %s", name)
	}
	if v.Column != nil {
		x := set.Column(v.Column.Column.Name).Numbers
		return measure{v.Column.Label, x, x}, nil
	}
	a, b, err := scale.ScorePaired(gatherAnswers(part, v.Set, set, v.Score()))
	if err != nil {
		return measure{}, err
	}
	label := v.Set.Title
	if v.Analysis != nil {
		label += ", " + v.Analysis.Label
	}
	switch v.Side {
	case "A":
		return measure{label + ": " + v.Set.Conditions.A.Label, a, a}, nil
	case "B":
		return measure{label + ": " + v.Set.Conditions.B.Label, b, b}, nil
	}
	if v.Set.Difference == "A-B" {
		a, b = b, a
	}
	rounded, err := stat.RoundedDifferences(a, b)
	if err != nil {
		return measure{}, err
	}
	m := measure{label: label + ": difference", x: make([]float64, len(a)), ranked: make([]float64, len(a))}
	for i := range a {
		m.x[i], m.ranked[i] = b[i]-a[i], math.NaN()
		if !math.IsNaN(m.x[i]) {
			m.ranked[i], rounded = rounded[0], rounded[1:]
		}
	}
	return m, nil
}

// gatherAnswers gives what [scale.ScorePaired] takes.
func gatherAnswers(part *study.Part, s *study.Set, set *dataset.Set, score *study.Score) (a, b [][]float64, opt scale.Options) {
	it := gather(s, part.FindScale(s.Scale.Name), set)
	return it.a, it.b, scoring(score, len(it.a))
}

func correlations(part *study.Part, k study.Correlations, set *dataset.Set) (report.CorrelationTable, error) {
	out := report.CorrelationTable{ID: k.ID, Label: k.Label, Method: k.Method, Missing: k.Missing}
	var columns [][]float64
	for _, r := range k.Of {
		m, err := measureOf(part, r.Name, set)
		if err != nil {
			return out, err
		}
		out.Variables = append(out.Variables, report.VariableOf{Name: r.Name, Label: m.label})
		if k.Method == "spearman" {
			columns = append(columns, m.ranked)
		} else {
			columns = append(columns, m.x)
		}
	}
	if k.Missing == "listwise" {
		whole := complete(columns)
		for i := range columns {
			columns[i] = masked(columns[i], whole)
		}
	}
	for i := range columns {
		for j := i + 1; j < len(columns); j++ {
			c, err := correlate(columns[i], columns[j], k.Method, part.Tests.CI)
			if err != nil {
				return out, err
			}
			c.X, c.Y = k.Of[i].Name, k.Of[j].Name
			out.Pairs = append(out.Pairs, c)
		}
	}
	return out, nil
}

// correlate takes the p of rho from its permutation distribution where there
// are no ties.
func correlate(x, y []float64, method string, level float64) (report.Correlation, error) {
	of := stat.Pearson
	if method == "spearman" {
		of = stat.Spearman
	}
	a, err := of(x, y, stat.PairedOptions{Level: level})
	if err != nil {
		return report.Correlation{}, err
	}
	c := report.Correlation{N: a.N, R: report.Num(a.R), CILow: report.Num(a.Low), CIHigh: report.Num(a.High), P: report.Num(a.P), Reason: a.Reason}
	if a.N > 2 && !math.IsNaN(a.PExact) {
		c.P, c.Exact = report.Num(a.PExact), true
		if math.IsNaN(a.P) {
			c.Reason = "the ranks are in perfect order, so the interval is not defined"
		}
	}
	return c, nil
}

// complete says who has every column.
func complete(columns [][]float64) []bool {
	var whole []bool
	for _, x := range columns {
		if whole == nil {
			whole = slices.Repeat([]bool{true}, len(x))
		}
		for i, v := range x {
			whole[i] = whole[i] && !math.IsNaN(v)
		}
	}
	return whole
}

// masked gives x with NaN for whoever is not kept; nil keeps everyone.
func masked(x []float64, keep []bool) []float64 {
	if keep == nil {
		return x
	}
	out := slices.Clone(x)
	for i, k := range keep {
		if !k {
			out[i] = math.NaN()
		}
	}
	return out
}

// categorised gives a column's categories in the order of print, and that of
// each respondent, "" where it is missing.
func categorised(part *study.Part, col *study.Column, data *dataset.Column, sum report.ColumnSummary) (order, of []string) {
	of = make([]string, data.Missing.Len())
	named := map[float64]string{}
	switch col.Kind {
	case "scale":
		for _, p := range distribution(part.FindScale(col.Scale.Name), nil) {
			name := strconv.Itoa(int(p.Point))
			if p.Label != "" {
				name += " " + p.Label
			}
			order = append(order, name)
			named[float64(p.Point)] = name
		}
	default:
		for _, c := range sum.Categories {
			order = append(order, c.Category)
		}
		if col.Kind == "flag" {
			named[1], named[0] = order[0], order[1]
		}
	}
	for i, missing := range data.Missing.All() {
		switch {
		case missing != "":
		case col.Kind == "category":
			of[i] = data.Texts[i]
		default:
			of[i] = named[data.Numbers[i]]
		}
	}
	return order, of
}

func summaryOf(q *report.Quant, column string) report.ColumnSummary {
	i := slices.IndexFunc(q.Columns, func(c report.ColumnSummary) bool { return c.Column == column })
	return q.Columns[i]
}

// twoWay counts by two columns; where disclosure is restricted, small cells are
// suppressed, and a total that is suppressed in the table of its column.
func twoWay(part *study.Part, d study.TwoWay, set *dataset.Set, restricted bool, q *report.Quant) (report.TwoWay, error) {
	rowColumn, acrossColumn := part.FindColumn(d.Rows.Name), part.FindColumn(d.Columns.Name)
	out := report.TwoWay{ID: d.ID, Label: d.Label, RowLabel: rowColumn.Label, ColumnLabel: acrossColumn.Label}
	rowSum, acrossSum := summaryOf(q, d.Rows.Name), summaryOf(q, d.Columns.Name)
	rowOrder, rows := categorised(part, rowColumn, set.Column(d.Rows.Name), rowSum)
	order, across := categorised(part, acrossColumn, set.Column(d.Columns.Name), acrossSum)
	for _, side := range []struct {
		name  string
		order []string
	}{{d.Rows.Name, rowOrder}, {d.Columns.Name, order}} {
		if len(side.order) > maxTwoWay {
			return out, fmt.Errorf("the column %s has %d categories, and a two-way table takes %d", side.name, len(side.order), maxTwoWay)
		}
	}
	t, err := stat.CrossTabulate(rows, across, rowOrder, order)
	if err != nil {
		return out, err
	}
	out.Columns, out.N, out.Dropped = t.Columns, t.N, t.Dropped
	if out.Columns == nil {
		out.Columns = []string{}
	}
	counts := make([][]int, len(t.Rows)+1)
	hidden := make([][]string, len(counts))
	for r := range counts {
		hidden[r] = make([]string, len(t.Columns)+1)
		if r < len(t.Rows) {
			counts[r] = append(slices.Clone(t.Counts[r]), t.RowTotals[r])
		} else {
			counts[r] = append(slices.Clone(t.ColumnTotals), t.N)
		}
	}
	if restricted {
		for r, c := range rowSum.Categories {
			hidden[r][len(t.Columns)] = c.Suppressed
		}
		for i, c := range acrossSum.Categories {
			hidden[len(t.Rows)][i] = c.Suppressed
		}
		suppressTable(counts, hidden)
	}
	line := func(r int) []report.TwoWayCell {
		cells := []report.TwoWayCell{}
		total := counts[r][len(t.Columns)]
		for c := range t.Columns {
			cell := report.TwoWayCell{N: counts[r][c], Percent: report.NaN(), Suppressed: hidden[r][c]}
			switch {
			case cell.Suppressed != "":
				cell.N = -1
			case total > 0 && hidden[r][len(t.Columns)] == "":
				cell.Percent = report.Num(100 * float64(cell.N) / float64(total))
			}
			cells = append(cells, cell)
		}
		return cells
	}
	for r, category := range t.Rows {
		row := report.TwoWayRow{Category: category, Cells: line(r), Total: counts[r][len(t.Columns)], Suppressed: hidden[r][len(t.Columns)]}
		if row.Suppressed != "" {
			row.Total = -1
		}
		out.Rows = append(out.Rows, row)
	}
	out.ColumnTotals = line(len(t.Rows))
	return out, nil
}

// medianOf is a median with its interval. Where disclosure is restricted, the
// limits of a characteristic are not given when fewer than [smallCell] people
// lie at or beyond one of them: they would be the values of single people.
func medianOf(part *study.Part, name string, set *dataset.Set, restricted bool) (report.MedianCI, error) {
	m, err := measureOf(part, name, set)
	if err != nil {
		return report.MedianCI{}, err
	}
	median, low, high, level, err := stat.MedianInterval(m.x, part.Tests.CI)
	out := report.MedianCI{Variable: name, Label: m.label, Median: report.Num(median), CILow: report.Num(low), CIHigh: report.Num(high), Level: report.Num(level)}
	below, above := 0, 0
	for _, v := range m.x {
		if !math.IsNaN(v) {
			out.N++
		}
		if v <= low {
			below++
		}
		if v >= high {
			above++
		}
	}
	col := part.FindColumn(name)
	switch {
	case out.N == 0:
		out.Reason = "nobody answered"
	case !out.CILow.Defined():
		out.Reason = fmt.Sprintf("n = %d is too few for an interval of a median", out.N)
	case restricted && col != nil && col.Group == "characteristics" && (below < smallCell || above < smallCell):
		out.CILow, out.CIHigh = report.NaN(), report.NaN()
		out.Reason = "the limits are not given: they would be the values of fewer than five people"
	}
	return out, err
}

func topBox(part *study.Part, b study.TopBox, set *dataset.Set) (report.TopBox, error) {
	s := part.FindSet(b.Set.Name)
	it := gather(s, part.FindScale(s.Scale.Name), set)
	out := report.TopBox{Set: s.ID, AtLeast: report.Num(b.AtLeast)}
	for i, p := range s.Pairs {
		item := report.TopBoxItem{ID: p.ID}
		var err error
		if item.A, err = share(it.a[i], b.AtLeast, part.Tests.CI); err != nil {
			return out, err
		}
		if item.B, err = share(it.b[i], b.AtLeast, part.Tests.CI); err != nil {
			return out, err
		}
		out.Items = append(out.Items, item)
	}
	return out, nil
}

func share(x []float64, from, level float64) (report.Share, error) {
	k, n := stat.TopBox(x, from)
	s, low, high, err := stat.WilsonInterval(k, n, level)
	return report.Share{N: n, K: k, Percent: report.Num(100 * s), CILow: report.Num(100 * low), CIHigh: report.Num(100 * high)}, err
}
