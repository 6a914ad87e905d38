// Package agree measures how far coders agree: on tables of labels, on the
// categories of content analysis, and on passages marked in a text.
//
// The coefficients, with po the share of pairs of labels that agree:
//
//   - Percent: po itself, a share from 0 to 1; of more than two coders, the mean
//     over units of the share of pairs that agree (Fleiss, 1971).
//   - Kappa: (po − pe)/(1 − pe), pe = Σ pA(k)·pB(k) (Cohen, 1960). Two coders.
//   - Alpha: 1 − Do/De, nominal, any number of coders, labels may be missing
//     (Krippendorff, 2011, "Computing Krippendorff's Alpha-Reliability").
//   - AC1: (po − pe)/(1 − pe), pe = Σ π(k)(1 − π(k))/(q − 1) over q categories
//     (Gwet, 2008).
//   - PABAK: (q·po − 1)/(q − 1), prevalence- and bias-adjusted kappa (Byrt,
//     Bishop & Carlin, 1993; for q categories as Bennett, Alpert & Goldstein's S,
//     1954).
//
// A figure that is not defined is NaN and Reason says why. Where every label
// given is the same there was nothing to tell apart, and no coefficient but
// Percent is defined: a category nobody used is neither perfect agreement nor none.
package agree

import (
	"fmt"
	"math"
)

// Missing is the label of a unit that a coder has not judged.
const Missing = -1

// Coefficients are the measures of one table of labels.
type Coefficients struct {
	Units   int     // units judged by two coders or more
	Percent float64 // 0 to 1
	Kappa   float64
	Alpha   float64
	AC1     float64
	PABAK   float64
	Reason  string // why a figure is NaN; "" when all are defined
}

// Compare measures the agreement on labels, one row a unit and one column a
// coder. A label is a category's index from 0, below categories, or [Missing].
// It fails on rows of unequal length, fewer than two coders or categories, and
// labels out of range.
func Compare(labels [][]int, categories int) (Coefficients, error) {
	if categories < 2 {
		return Coefficients{}, fmt.Errorf("%d categories; agreement needs two or more", categories)
	}
	for u, row := range labels {
		if len(row) != len(labels[0]) || len(row) < 2 {
			return Coefficients{}, fmt.Errorf("unit %d has labels of %d coders; every unit needs the same number, two or more", u+1, len(row))
		}
		for _, l := range row {
			if l != Missing && (l < 0 || l >= categories) {
				return Coefficients{}, fmt.Errorf("unit %d has label %d; there are %d categories, from 0", u+1, l, categories)
			}
		}
	}
	return compare(labels, categories, nil), nil
}

// compare is Compare on sound labels, each unit counted as often as weight says,
// or once.
func compare(labels [][]int, q int, weight []int) Coefficients {
	nan := math.NaN()
	c := Coefficients{Percent: nan, Kappa: nan, Alpha: nan, AC1: nan, PABAK: nan}
	var (
		n         float64              // units with two labels or more
		judged    float64              // units with a label
		agreed    float64              // Σ over those of the share of agreeing pairs
		prevalent = make([]float64, q) // Σ over units of the share of labels that are k
		pairable  = make([]float64, q) // labels k in units with two labels or more
		observed  float64              // Krippendorff's Σ o(c,c)
		both      float64              // units judged by both of two coders
		same      float64              // of which they agree
		margin    = [2][]float64{make([]float64, q), make([]float64, q)}
		count     = make([]float64, q)
	)
	for u, row := range labels {
		w := 1.0
		if weight != nil {
			w = float64(weight[u])
		}
		clear(count)
		m := 0.0
		for _, l := range row {
			if l != Missing {
				count[l]++
				m++
			}
		}
		if m == 0 || w == 0 {
			continue
		}
		judged += w
		for k := range count {
			prevalent[k] += w * count[k] / m
		}
		if m < 2 {
			continue
		}
		n += w
		pairs := 0.0
		for k := range count {
			pairs += count[k] * (count[k] - 1)
			pairable[k] += w * count[k]
		}
		agreed += w * pairs / (m * (m - 1))
		observed += w * pairs / (m - 1)
		if len(row) == 2 {
			both += w
			margin[0][row[0]] += w
			margin[1][row[1]] += w
			if row[0] == row[1] {
				same += w
			}
		}
	}
	c.Units = int(n)
	if n == 0 {
		c.Reason = "no unit was judged by two coders"
		return c
	}
	c.Percent = agreed / n
	used := 0
	for k := range pairable {
		if pairable[k] > 0 {
			used++
		}
	}
	if used < 2 {
		c.Reason = "every label is the same"
		return c
	}
	total, squares := 0.0, 0.0
	for _, x := range pairable {
		total += x
		squares += x * (x - 1)
	}
	c.Alpha = ((total-1)*observed - squares) / (total*(total-1) - squares)
	chance := 0.0
	for _, x := range prevalent {
		chance += x / judged * (1 - x/judged)
	}
	chance /= float64(q - 1)
	c.AC1 = (c.Percent - chance) / (1 - chance)
	c.PABAK = (float64(q)*c.Percent - 1) / float64(q-1)
	if both == 0 {
		c.Reason = "kappa is for two coders"
		return c
	}
	expected := 0.0
	for k := range q {
		expected += margin[0][k] * margin[1][k]
	}
	c.Kappa = (both*same - expected) / (both*both - expected)
	return c
}

// A Span is a half-open range of code points that a coder marked.
type Span struct{ Start, End int }

// Characters measures the agreement of two coders who marked spans of a text of
// the given length in code points: each character is a unit, marked or not. Spans
// of one coder that overlap count once. It fails on spans outside the text.
func Characters(a, b []Span, length int) (Table, Coefficients, error) {
	marks := make([]byte, max(length, 0))
	for coder, spans := range [][]Span{a, b} {
		for _, s := range spans {
			if s.Start < 0 || s.End < s.Start || s.End > length {
				return Table{}, Coefficients{}, fmt.Errorf("the span %d–%d does not lie in a text of %d characters", s.Start, s.End, length)
			}
			for i := s.Start; i < s.End; i++ {
				marks[i] |= 1 << coder
			}
		}
	}
	var t Table
	for _, m := range marks {
		t.add(m&1 != 0, m&2 != 0, 1)
	}
	return t, t.Coefficients(), nil
}

// A Table is the fourfold table of two coders and one category.
type Table struct {
	Both, OnlyA, OnlyB, Neither int
}

func (t Table) units() int { return t.Both + t.OnlyA + t.OnlyB + t.Neither }

func (t *Table) add(a, b bool, n int) {
	switch {
	case a && b:
		t.Both += n
	case a:
		t.OnlyA += n
	case b:
		t.OnlyB += n
	default:
		t.Neither += n
	}
}

// Coefficients measures the agreement in the table.
func (t Table) Coefficients() Coefficients {
	return compare([][]int{{1, 1}, {1, 0}, {0, 1}, {0, 0}}, 2, []int{t.Both, t.OnlyA, t.OnlyB, t.Neither})
}
