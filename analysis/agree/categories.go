package agree

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"kith/analysis/stat"
)

// DefaultDraws is how many resamples an interval takes unless told otherwise, and
// MaxDraws the most it may.
const (
	DefaultDraws = 2000
	MaxDraws     = 1_000_000
)

// A Blank says what it means that a coder gave a unit no category.
type Blank string

// Treatments of blanks.
const (
	BlankNone    Blank = "none"    // the coder judged the unit: no category applies
	BlankMissing Blank = "missing" // the coder has not judged the unit
)

// Options are the choices of [Categories].
type Options struct {
	Unit   string  // what a unit is, for the reader: "respondent × question"
	Blanks Blank   // "" means BlankNone
	Unused bool    // whether categories nobody used enter the pooled figures
	Draws  int     // resamples; 0 means DefaultDraws, below 0 no intervals
	Seed   uint64  // the same seed gives the same intervals everywhere
	Level  float64 // in (0, 1); 0 means .95
}

// An Interval is a percentile bootstrap interval over units. Defined is how many
// of the draws gave a figure; where it is below half of them both ends are NaN.
type Interval struct {
	Low, High float64
	Defined   int
}

// A Row is the agreement on one category, or pooled over several.
type Row struct {
	Category string
	Used     bool // whether any coder gave it
	Table         // the fourfold table; of two coders only
	Coefficients
	KappaCI, AlphaCI, AC1CI, PABAKCI Interval
}

// A Result is the agreement of coders on categories of which a unit may have
// several: on each category, given or not given; pooled over all decisions; and
// the mean over categories of the figures that are defined.
type Result struct {
	Options
	Coders  int
	Units   int // units in the sheet, judged or not
	Rows    []Row
	Pooled  Row  // over decisions: units × categories
	Mean    Mean // of the defined figures, each over its own categories
	Omitted int  // categories nobody used that Pooled leaves out
}

// A Mean is the mean over categories of each coefficient where it is defined, and
// over how many categories.
type Mean struct {
	Percent, Kappa, Alpha, AC1, PABAK           float64
	PercentOf, KappaOf, AlphaOf, AC1Of, PABAKOf int
}

// Categories measures the agreement of coders on a sheet: for every unit and
// coder the indices of the categories given, empty for none, nil where the coder
// was not asked to judge the unit. It fails on fewer than two coders, units of
// unequal width, and indices out of range.
func Categories(names []string, sheet [][][]int, opt Options) (*Result, error) {
	if opt.Blanks == "" {
		opt.Blanks = BlankNone
	}
	if opt.Draws == 0 {
		opt.Draws = DefaultDraws
	}
	if opt.Level == 0 {
		opt.Level = .95
	}
	switch {
	case opt.Blanks != BlankNone && opt.Blanks != BlankMissing:
		return nil, fmt.Errorf("blanks %q; they are none or missing", opt.Blanks)
	case opt.Draws > MaxDraws:
		return nil, fmt.Errorf("%d draws; the most is %d", opt.Draws, MaxDraws)
	case !(opt.Level > 0 && opt.Level < 1):
		return nil, fmt.Errorf("level %v; it lies between 0 and 1", opt.Level)
	case len(sheet) == 0:
		return nil, errors.New("there are no units")
	case len(names) == 0:
		return nil, errors.New("there are no categories")
	}
	coders := len(sheet[0])
	if coders < 2 {
		return nil, fmt.Errorf("%d coder; agreement needs two or more", coders)
	}
	labels := make([][][]int, len(names)) // category × unit × coder
	for k := range labels {
		labels[k] = make([][]int, len(sheet))
	}
	for u, row := range sheet {
		if len(row) != coders {
			return nil, fmt.Errorf("unit %d has %d coders, the first has %d", u+1, len(row), coders)
		}
		for k := range names {
			labels[k][u] = make([]int, coders)
		}
		for c, given := range row {
			if given == nil || len(given) == 0 && opt.Blanks == BlankMissing {
				for k := range names {
					labels[k][u][c] = Missing
				}
			}
			for _, k := range given {
				if k < 0 || k >= len(names) {
					return nil, fmt.Errorf("unit %d has category %d; there are %d, from 0", u+1, k, len(names))
				}
				labels[k][u][c] = 1
			}
		}
	}
	res := &Result{Options: opt, Coders: coders, Units: len(sheet), Rows: make([]Row, len(names)), Pooled: Row{Category: "pooled"}}
	var pooled [][]int // unit by unit within each category
	var of []int       // the unit of each
	for k, name := range names {
		r := &res.Rows[k]
		*r = Row{Category: name, Coefficients: compare(labels[k], 2, nil), Used: slices.ContainsFunc(labels[k], func(l []int) bool { return slices.Contains(l, 1) })}
		if !r.Used {
			r.Reason = "nobody used the category"
			if !opt.Unused {
				res.Omitted++
			}
		}
		if coders == 2 {
			for _, l := range labels[k] {
				if l[0] != Missing && l[1] != Missing {
					r.add(l[0] == 1, l[1] == 1, 1)
				}
			}
		}
		if !r.Used && !opt.Unused {
			continue
		}
		for u := range sheet {
			pooled, of = append(pooled, labels[k][u]), append(of, u)
		}
		p := &res.Pooled
		p.Used = p.Used || r.Used
		p.Both, p.OnlyA, p.OnlyB, p.Neither = p.Both+r.Both, p.OnlyA+r.OnlyA, p.OnlyB+r.OnlyB, p.Neither+r.Neither
	}
	res.Pooled.Coefficients = compare(pooled, 2, nil)
	res.Mean = meanOf(res.Rows)
	res.intervals(labels, pooled, of)
	return res, nil
}

// Tables measures the agreement of two coders on a fourfold table for each category,
// all of the same units. There are no intervals: units such as the characters of a
// text are not drawn one by one. It fails on tables of different size.
func Tables(names []string, tables []Table, opt Options) (*Result, error) {
	if len(names) == 0 || len(names) != len(tables) {
		return nil, errors.New("there are no categories")
	}
	opt.Blanks, opt.Draws = BlankNone, -1
	none := Interval{Low: math.NaN(), High: math.NaN()}
	res := &Result{Options: opt, Coders: 2, Units: tables[0].units(), Pooled: Row{Category: "pooled", KappaCI: none, AlphaCI: none, AC1CI: none, PABAKCI: none}}
	for k, t := range tables {
		if t.units() != res.Units {
			return nil, fmt.Errorf("category %s is of %d units, the first of %d", names[k], t.units(), res.Units)
		}
		r := Row{Category: names[k], Table: t, Coefficients: t.Coefficients(), Used: t.Both+t.OnlyA+t.OnlyB > 0, KappaCI: none, AlphaCI: none, AC1CI: none, PABAKCI: none}
		if !r.Used {
			r.Reason = "nobody used the category"
		}
		res.Rows = append(res.Rows, r)
		if !r.Used && !opt.Unused {
			res.Omitted++
			continue
		}
		p := &res.Pooled
		p.Used = p.Used || r.Used
		p.Both, p.OnlyA, p.OnlyB, p.Neither = p.Both+t.Both, p.OnlyA+t.OnlyA, p.OnlyB+t.OnlyB, p.Neither+t.Neither
	}
	res.Pooled.Coefficients = res.Pooled.Table.Coefficients()
	res.Mean = meanOf(res.Rows)
	return res, nil
}

func meanOf(rows []Row) Mean {
	mean := func(of func(*Row) float64) (float64, int) {
		sum, n := 0.0, 0
		for i := range rows {
			if x := of(&rows[i]); !math.IsNaN(x) {
				sum, n = sum+x, n+1
			}
		}
		return sum / float64(n), n
	}
	var m Mean
	m.Percent, m.PercentOf = mean(func(r *Row) float64 { return r.Percent })
	m.Kappa, m.KappaOf = mean(func(r *Row) float64 { return r.Kappa })
	m.Alpha, m.AlphaOf = mean(func(r *Row) float64 { return r.Alpha })
	m.AC1, m.AC1Of = mean(func(r *Row) float64 { return r.AC1 })
	m.PABAK, m.PABAKOf = mean(func(r *Row) float64 { return r.PABAK })
	return m
}

// intervals resamples the units with replacement: the same draws for every row, as
// the categories of a unit go together.
func (res *Result) intervals(labels [][][]int, pooled [][]int, of []int) {
	rows := []*Row{&res.Pooled}
	for k := range res.Rows {
		rows = append(rows, &res.Rows[k])
	}
	draws := max(res.Draws, 0)
	figures := make([][4][]float64, len(rows))
	random := rand.New(rand.NewPCG(res.Seed, 0x6b697468)) //nolint:gosec // resampling, not secrets
	weight, wide := make([]int, res.Units), make([]int, len(of))
	for range draws {
		clear(weight)
		for range weight {
			weight[random.IntN(len(weight))]++
		}
		for i, u := range of {
			wide[i] = weight[u]
		}
		for i := range rows {
			var c Coefficients
			if i == 0 {
				c = compare(pooled, 2, wide)
			} else {
				c = compare(labels[i-1], 2, weight)
			}
			for j, x := range []float64{c.Kappa, c.Alpha, c.AC1, c.PABAK} {
				if !math.IsNaN(x) {
					figures[i][j] = append(figures[i][j], x)
				}
			}
		}
	}
	for i, r := range rows {
		for j, ci := range []*Interval{&r.KappaCI, &r.AlphaCI, &r.AC1CI, &r.PABAKCI} {
			*ci = Interval{Low: math.NaN(), High: math.NaN(), Defined: len(figures[i][j])}
			if 2*ci.Defined >= draws && draws > 0 {
				tail := (1 - res.Level) / 2
				ci.Low = stat.Quantile(figures[i][j], tail, stat.Type7)
				ci.High = stat.Quantile(figures[i][j], 1-tail, stat.Type7)
			}
		}
	}
}
