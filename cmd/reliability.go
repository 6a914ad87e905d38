package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
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
	c := &cobra.Command{
		Use:   "reliability PATH",
		Short: "How reliable the composite scores of a study are",
		Long: `Say how reliable the composite scores of the study at PATH are, for every set and
condition, after reversing reverse-keyed items: Cronbach's alpha with Feldt's
confidence interval, over everyone who answered every item, and over those who
did so under both conditions; McDonald's omega of one factor (three items or
more); the Spearman–Brown coefficient of two items; the shares of scores at the
lowest and highest possible one; of every item its correlation with the sum of
the others, and alpha without it.
` + exitHelp,
		Example: `  kith reliability fixtures/synthetic
  kith reliability fixtures/synthetic --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
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
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
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
	ci := fmt.Sprintf("alpha [%s%% CI]", percent(float64(q.CI)))
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
