package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
	"kith/study"
)

// setReliability is the reliability of one set as kith reliability prints it.
type setReliability struct {
	Study      string                 `json:"study"`
	Set        string                 `json:"set"`
	Title      string                 `json:"title"`
	Scoring    report.Scoring         `json:"scoring"`
	Conditions []conditionReliability `json:"conditions"`
}

type conditionReliability struct {
	Condition   string              `json:"condition"` // A or B
	Label       string              `json:"label"`
	Alpha       *report.Alpha       `json:"alpha"`
	Reliability *report.Reliability `json:"reliability"`
}

func newReliability(t *terminal) *cobra.Command {
	var asJSON bool
	var items string
	var f fileTest
	var level float64
	c := &cobra.Command{
		Use:   "reliability PATH [--items q1..q6]",
		Short: "How reliable the composite scores of a study, or columns of a workbook, are",
		Long: `Say how reliable the composite scores of the study at PATH are, for every set and
condition, after reversing reverse-keyed items: Cronbach's alpha with Feldt's
confidence interval, over everyone who answered every item, and over those who
did so under both conditions; McDonald's omega of one factor (three items or
more); the Spearman–Brown coefficient of two items; the shares of scores at the
lowest and highest possible one; of every item its correlation with the sum of
the others, and alpha without it.

PATH may also be an .xlsx, .csv or .tsv file: --items lists the columns of one
scale, --reverse those to turn on the scale --points.
` + exitHelp,
		Example: `  kith reliability fixtures/synthetic
  kith reliability scores.xlsx --items q1..q6 --reverse q2 --points 1:7`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if !isStudy(args[0]) {
				if items == "" {
					return &study.Fault{What: "no items are named", Where: args[0], Hint: "list the columns of one scale: --items q1..q6"}
				}
				read, err := f.read()
				if err != nil {
					return err
				}
				low, high, err := f.ends()
				if err != nil {
					return err
				}
				s, err := reproduce.ReliabilityFile(args[0], items, read, f.reverse, low, high, level)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(t, s)
				}
				printScale(t, s, level)
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
			sets := reliabilities(r.Results)
			if asJSON {
				return printJSON(t, map[string]any{"study": r.Results.Study, "sets": sets})
			}
			t.printf("%s\n", studyLine(r.Results))
			if len(sets) == 0 {
				t.printf("\n  no set has a composite score\n")
				return nil
			}
			for _, q := range r.Results.Quant {
				printReliability(t, q)
			}
			return nil
		},
	}
	c.Flags().StringVar(&items, "items", "", "columns of a workbook that make one scale: q1,q3..q6")
	c.Flags().StringVar(&f.sheet, "sheet", "", "sheet of the workbook (default: the only visible one)")
	c.Flags().IntVar(&f.headerRow, "header-row", 0, "row of the column names (default: the first that has them)")
	c.Flags().StringSliceVar(&f.reverse, "reverse", nil, "reverse-keyed columns")
	c.Flags().StringVar(&f.points, "points", "", "ends of the scale that --reverse turns on, 1:7")
	c.Flags().StringArrayVar(&f.labels, "label", nil, "number of a text, Agree=4; may be given more than once")
	c.Flags().StringArrayVar(&f.missing, "missing", nil, "answer that stands for none, -99; may be given more than once")
	c.Flags().Float64Var(&level, "ci", 0.95, "confidence level of a workbook's interval")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// printScale prints the reliability of the columns of a workbook.
func printScale(t *terminal, s *reproduce.FileScale, level float64) {
	t.printf("  alpha = %s, %s CI [%s, %s] (Feldt), omega = %s", report.Bounded(s.Alpha, 2), report.Level(report.Num(level)), report.Bounded(s.Low, 2), report.Bounded(s.High, 2), report.Bounded(s.Omega, 2))
	if s.SpearmanBrown.Defined() {
		t.printf(", Spearman–Brown = %s", report.Bounded(s.SpearmanBrown, 2))
	}
	t.printf("; %d items, n = %d of %d rows, those with every item\n\n", len(s.Items), s.N, s.Rows)
	g := &grid{heads: []string{"item", "r_rest", "alpha without"}, numeric: []bool{false, true, true}}
	for _, i := range s.ItemStatistics {
		g.add(i.ID, report.Bounded(i.RestR, 2), report.Bounded(i.AlphaIfDeleted, 2))
	}
	g.print(t, 2)
	for _, w := range s.Warnings {
		t.warn("%s", w)
	}
}

// reliabilities gives the sets that have a composite.
func reliabilities(res *report.Results) []setReliability {
	sets := []setReliability{}
	for _, q := range res.Quant {
		for _, s := range q.Sets {
			c := s.Composite
			if c == nil || c.ReliabilityA == nil || c.ReliabilityB == nil {
				continue
			}
			sets = append(sets, setReliability{
				Study: q.Study, Set: s.ID, Title: s.Title, Scoring: c.Scoring,
				Conditions: []conditionReliability{
					{"A", s.LabelA, c.AlphaA, c.ReliabilityA},
					{"B", s.LabelB, c.AlphaB, c.ReliabilityB},
				},
			})
		}
	}
	return sets
}

func printReliability(t *terminal, q *report.Quant) {
	ci := "alpha [" + report.Level(q.CI) + " CI]"
	g := &grid{
		heads:   []string{"", "", "items", ci, "n", "both", "n", "omega", "Sp.–Br.", "floor %", "ceiling %"},
		numeric: []bool{false, false, true, true, true, true, true, true, true, true, true},
	}
	var notes []string
	for _, s := range reliabilities(&report.Results{Quant: []*report.Quant{q}}) {
		id := s.Set
		for _, c := range s.Conditions {
			a, r := c.Alpha, c.Reliability
			g.add(id, short(c.Label, 30), fmt.Sprint(a.Items),
				fmt.Sprintf("%s [%s, %s]", report.Bounded(a.Alpha, 2), report.Bounded(a.CILow, 2), report.Bounded(a.CIHigh, 2)), fmt.Sprint(a.N),
				report.Bounded(r.AlphaPairs, 2), fmt.Sprint(r.NPairs),
				report.Bounded(r.Omega, 2), report.Bounded(r.SpearmanBrown, 2),
				report.Dec(100*r.Floor, 1), report.Dec(100*r.Ceiling, 1))
			id = ""
			for _, reason := range []string{a.Reason, r.OmegaReason} {
				if reason != "" {
					notes = append(notes, fmt.Sprintf("%s, %s: %s", s.Set, c.Label, reason))
				}
			}
		}
	}
	if len(g.rows) == 0 {
		return
	}
	t.printf("\n  %s: scores; both is alpha of those who answered every item under both conditions\n", q.Title)
	g.print(t, 2)
	for _, n := range notes {
		t.warn("%s", n)
	}
	items := &grid{
		heads:   []string{"", "item", "A r_rest", "A alpha without", "B r_rest", "B alpha without"},
		numeric: []bool{false, false, true, true, true, true},
	}
	for _, s := range reliabilities(&report.Results{Quant: []*report.Quant{q}}) {
		id := s.Set
		a, b := s.Conditions[0].Reliability.Items, s.Conditions[1].Reliability.Items
		for i := range a {
			items.add(id, a[i].ID, report.Bounded(a[i].RestR, 2), report.Bounded(a[i].AlphaIfDeleted, 2),
				report.Bounded(b[i].RestR, 2), report.Bounded(b[i].AlphaIfDeleted, 2))
			id = ""
		}
	}
	t.printf("\n  Items against the sum of the others\n")
	items.print(t, 2)
}
