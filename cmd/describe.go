package cmd

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
	"kith/study"
)

func newDescribe(t *terminal) *cobra.Command {
	var asJSON bool
	var columns, labels, missing []string
	var sheet string
	var headerRow int
	var top, level float64
	c := &cobra.Command{
		Use:   "describe PATH [--column NAME ...]",
		Short: "Describe the characteristics, items and scores of a study, or columns of a workbook",
		Long: `Describe the quantitative data of the study at PATH: characteristics and single
items, every item of every question set under both conditions (after reversing
reverse-keyed items), and the composite scores.

Quartiles are of type 7, as R's default; skewness and kurtosis are G1 and G2, as
SPSS and Excel give them. Missing answers are counted by reason.

PATH may also be an .xlsx, .csv or .tsv file: --column names what to describe, a
column, a list or a range (q1..q6). Medians then have an exact interval by order
statistics; --top 4 adds the share of answers at 4 or above with Wilson's.
` + exitHelp,
		Example: "  kith describe fixtures/synthetic\n  kith describe scores.csv --column q1..q6 --top 4",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if !isStudy(args[0]) {
				if len(columns) == 0 {
					return &study.Fault{What: "no columns are named", Where: args[0], Hint: "say what to describe: --column age, or --column q1..q6"}
				}
				f := fileTest{sheet: sheet, headerRow: headerRow, labels: labels, missing: missing}
				read, err := f.read()
				if err != nil {
					return err
				}
				if !c.Flags().Changed("top") {
					top = math.NaN()
				}
				all, err := reproduce.DescribeFile(args[0], columns, read, level, top)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(t, map[string]any{"columns": all})
				}
				printColumns(t, all, level)
				return nil
			}
			if err := declared(c, args[0]); err != nil {
				return err
			}
			progress := newSteps(t)
			r, err := reproduce.Load(c.Context(), args[0], Version, progress)
			progress.clear()
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t, map[string]any{"study": r.Results.Study, "quantitative": r.Results.Quant})
			}
			t.printf("%s\n", studyLine(r.Results))
			for _, q := range r.Results.Quant {
				printCharacteristics(t, q)
				for _, s := range q.Sets {
					printItems(t, s)
				}
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&columns, "column", nil, "columns of a workbook; may be given more than once")
	c.Flags().StringVar(&sheet, "sheet", "", "sheet of the workbook (default: the only visible one)")
	c.Flags().IntVar(&headerRow, "header-row", 0, "row of the column names (default: the first that has them)")
	c.Flags().StringArrayVar(&labels, "label", nil, "number of a text, Agree=4; may be given more than once")
	c.Flags().StringArrayVar(&missing, "missing", nil, "answer that stands for none, -99; may be given more than once")
	c.Flags().Float64Var(&top, "top", 0, "least answer of the top box of a workbook's columns")
	c.Flags().Float64Var(&level, "ci", 0.95, "confidence level of a workbook's intervals")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// printColumns prints the columns of a workbook.
func printColumns(t *terminal, all []reproduce.FileColumn, level float64) {
	d := describeGrid()
	more := &grid{heads: []string{"", "Mdn [" + report.Level(report.Num(level)) + " CI]", "top box", "values"}, numeric: []bool{false, true, true, false}}
	for _, c := range all {
		addDescribe(d, c.Name, "", c.Describe)
		var values []string
		for _, v := range c.Values {
			values = append(values, fmt.Sprintf("%s: %d", report.Dec(v.Point, decimalsShown(float64(v.Point))), v.N))
		}
		top := ""
		if c.Top != nil {
			top = fmt.Sprintf("%d of %d, %s", c.Top.K, c.Top.N, withCI(c.Top.Share, c.Top.Low, c.Top.High))
		}
		more.add(c.Name, withCI(c.Describe.Median, c.MedianLow, c.MedianHigh), top, strings.Join(values, "  "))
	}
	d.print(t, 2)
	t.printf("\n")
	more.print(t, 2)
}

// decimalsShown is none for a whole number, else two.
func decimalsShown(x float64) int {
	if x == math.Trunc(x) {
		return 0
	}
	return 2
}

// printCharacteristics prints categories with n and percent, then numbers.
func printCharacteristics(t *terminal, q *report.Quant) {
	t.printf("\n  %s, n = %d\n", q.Title, q.N)
	g := &grid{heads: []string{"", "", "n", "%"}, numeric: []bool{false, false, true, true}}
	suppressed := false
	for _, c := range q.Columns {
		name := c.Label
		for _, k := range c.Categories {
			n, pc := fmt.Sprint(k.N), report.Dec(k.Percent, 1)
			switch k.Suppressed {
			case "small":
				n, pc, suppressed = "< 5", "–", true
			case "complementary":
				n, pc, suppressed = "–", "–", true
			}
			g.add(short(name, 34), short(k.Category, 34), n, pc)
			name = ""
		}
	}
	if len(g.rows) > 0 {
		g.print(t, 2)
		if suppressed {
			t.printf("  < 5: small cells are suppressed, – those that would give them away\n")
		}
		t.printf("\n")
	}
	d := describeGrid()
	for _, c := range q.Columns {
		if c.Describe != nil {
			addDescribe(d, short(c.Label, 34), "", *c.Describe)
		}
	}
	if len(d.rows) > 0 {
		d.print(t, 2)
	}
}

func describeGrid() *grid {
	return &grid{
		heads:   []string{"", "", "n", "missing", "M", "SD", "Mdn", "Q1", "Q3", "min", "max", "skew", "kurt"},
		numeric: []bool{false, false, true, true, true, true, true, true, true, true, true, true, true},
	}
}

func addDescribe(g *grid, name, condition string, d report.Describe) {
	var missing []string
	for _, m := range d.Missing {
		missing = append(missing, fmt.Sprintf("%d %s", m.N, strings.ReplaceAll(m.Reason, "_", " ")))
	}
	g.add(name, condition, fmt.Sprint(d.N), strings.Join(missing, ", "),
		report.Dec(d.Mean, 2), report.Dec(d.SD, 2), report.Dec(d.Median, 2), report.Dec(d.Q1, 2), report.Dec(d.Q3, 2),
		report.Dec(d.Min, 2), report.Dec(d.Max, 2), report.Dec(d.Skewness, 2), report.Dec(d.Kurtosis, 2))
}

func printItems(t *terminal, s *report.SetResult) {
	t.printf("\n  %s  %s\n", s.ID, s.Title)
	g := describeGrid()
	for _, it := range s.Items {
		name := it.ID
		if it.Reverse {
			name += " (reversed)"
		}
		addDescribe(g, name, s.LabelA, it.A)
		addDescribe(g, "", s.LabelB, it.B)
	}
	if c := s.Composite; c != nil && c.A != nil {
		addDescribe(g, "score ("+c.Scoring.Method+")", s.LabelA, *c.A)
		addDescribe(g, "", s.LabelB, *c.B)
	}
	g.print(t, 2)
	if c := s.Composite; c != nil && c.AlphaA != nil {
		t.printf("  Cronbach's alpha  %s %s (n = %d), %s %s (n = %d)\n",
			s.LabelA, report.Bounded(c.AlphaA.Alpha, 2), c.AlphaA.N, s.LabelB, report.Bounded(c.AlphaB.Alpha, 2), c.AlphaB.N)
	}
}
