package survey

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// derivedOf lists the columns that somebody computed from the items, as
// questions whose cells are compared and never kept.
func derivedOf(p *study.Part) []*question {
	var all []*question
	for i := range p.Derived {
		d := &p.Derived[i]
		all = append(all, &question{ref: d.Column, asked: "derived " + d.Of.Name, name: d.Of.Name, kind: "number", col: -1, derived: d})
	}
	return all
}

// Bounds on the tolerance of a comparison: no column has more decimals that
// mean anything, and sums of whole numbers are off by less.
const (
	mostDecimals = 9
	rounding     = 1e-9
)

// decimals counts the digits behind the decimal point of a number as shown.
func decimals(shown string) int {
	shown = strings.Replace(shown, ",", ".", 1)
	if strings.ContainsAny(shown, "eE") {
		return mostDecimals
	}
	_, after, _ := strings.Cut(shown, ".")
	return min(len(after), mostDecimals)
}

// checkDerived holds every derived column against what its items give. Whether
// it agrees goes into the log, cell by cell where it does not.
func (r *reader) checkDerived(set *dataset.Set) {
	for _, q := range r.questions {
		if q.derived == nil || q.col < 0 {
			continue
		}
		computed := recomputed(r.part, q.derived, set)
		check := dataset.Derived{Column: q.derived.Column.Name, Of: q.derived.Of.Name, Kind: q.derived.Kind, Asked: q.at(), Tolerance: q.derived.Tolerance}
		if check.Tolerance == 0 {
			// What a program shortened has as many decimals as its longest cell.
			most := 0
			for _, row := range q.rows {
				if c := r.grid.Cell(row, q.col); row > 0 {
					if _, ok := numeric(c, r.book.Decimal == ","); ok {
						most = max(most, decimals(shown(c)))
					}
				}
			}
			check.Tolerance = 0.5 * math.Pow10(-most)
		}
		for i, row := range q.rows {
			if row == 0 {
				continue
			}
			c := r.grid.Cell(row, q.col)
			there, ok := r.derivedValue(q, c)
			if !ok && math.IsNaN(computed[i]) && there == "" {
				check.Blank++
				continue
			}
			v, _ := numeric(c, r.book.Decimal == ",")
			if check.Compared++; ok && math.Abs(v-computed[i]) <= check.Tolerance+rounding {
				continue
			}
			value := ""
			if !math.IsNaN(computed[i]) {
				value = strconv.FormatFloat(computed[i], 'g', 12, 64)
			}
			check.Mismatches = append(check.Mismatches, dataset.DerivedCell{Where: r.cell(row, q.col), There: there, Computed: value})
			if n := len(check.Mismatches); n <= maxNamed {
				r.add("derived", r.column(q.col)+strconv.Itoa(row), "the cell differs from the "+described(q.derived)+" that its items give; the column is compared and not used", 1)
			}
		}
		if n := len(check.Mismatches); n > maxNamed {
			r.add("derived", r.column(q.col), "more cells differ from the "+described(q.derived)+" that their items give", n-maxNamed)
		}
		if n := check.Compared - len(check.Mismatches); n > 0 {
			r.add("derived", r.column(q.col), fmt.Sprintf("cells agree within %s with the %s that their items give; the column is compared and not used", short(check.Tolerance), described(q.derived)), n)
		}
		set.Derived = append(set.Derived, check)
	}
}

// described names what a derived column holds: mean of QS1.A.
func described(d *study.Derived) string {
	if d.Kind == "reversed" {
		return "reversed " + d.Of.Name
	}
	return d.Kind + " of " + d.Of.Name
}

// noScore lists, folded, the errors of a mean of nothing as a .csv file has
// them.
var noScore = []string{"#div/0!", "#num!", "#value!"}

// derivedValue gives what stands in a cell of a derived column, and whether it
// is a number. A blank, a missing code and an error such as #DIV/0!, which
// spreadsheets give a mean of nothing, are no value: "".
func (r *reader) derivedValue(q *question, c sheet.Cell) (string, bool) {
	if _, missing := q.missingReason(r.part.Missing, c); missing || c.Kind == sheet.Error || slices.Contains(noAnswer, fold(c.Text)) || slices.Contains(noScore, fold(c.Text)) {
		return "", false
	}
	if c.Kind == sheet.Uncalculated {
		return "a formula that was never calculated", false
	}
	_, ok := numeric(c, r.book.Decimal == ",")
	return brief(shown(c)), ok
}

// recomputed gives what a derived column should hold, NaN where too few items
// are answered.
func recomputed(p *study.Part, d *study.Derived, set *dataset.Set) []float64 {
	of, score, pair, side := p.FindSource(d.Of.Name)
	points := p.FindScale(of.Scale.Name).Points
	turn := func(x float64) float64 { return float64(points[0]+points[1]) - x }
	column := func(pair *study.Pair, side string) []float64 {
		if side == "A" {
			return set.Column(pair.A.Name).Numbers
		}
		return set.Column(pair.B.Name).Numbers
	}
	out := make([]float64, set.N())
	if pair != nil {
		for i, x := range column(pair, side) {
			out[i] = turn(x)
		}
		return out
	}
	other := map[string]string{"A": "B", "B": "A"}[side]
	need := d.MinItems.Of(len(of.Pairs))
	for i := range out {
		sum, n := 0.0, 0
		for j := range of.Pairs {
			pair := &of.Pairs[j]
			x := column(pair, side)[i]
			if math.IsNaN(x) || score.SameItemsBoth && math.IsNaN(column(pair, other)[i]) {
				continue
			}
			if slices.ContainsFunc(of.Reverse, func(r study.Ref) bool { return r.Name == pair.ID }) {
				x = turn(x)
			}
			sum, n = sum+x, n+1
		}
		switch {
		case n < need || n == 0:
			out[i] = nan
		case d.Kind == "sum" && n < len(of.Pairs):
			// A sum over fewer items would be on another scale: analysis/scale
			// fills in the person's own mean, and so does this.
			out[i] = sum / float64(n) * float64(len(of.Pairs))
		case d.Kind == "sum":
			out[i] = sum
		default:
			out[i] = sum / float64(n)
		}
	}
	return out
}
