package cmd

import (
	"github.com/spf13/cobra"

	"kith/analysis/stat"
	"kith/reproduce"
)

func newCheckText(t *terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check-text FILE",
		Short: "Recompute the p of every test result printed in a text",
		Long: `Find test results in a Word document or a plain or Markdown file, such as
t(69) = −8.05, p < .001, d = −0.96, and recompute p from the statistic and its
degrees of freedom. F, r, χ² and z are read too. Only numbers in print are
looked at, so no data are needed; no other text of the file is printed. A result
in a figure, or a table with a column each for t and p, is not found.

Verdicts allow for the rounding of all that is printed:

  consistent       some statistic that rounds to the printed one has that p
  inconsistent     none has; a one-sided test is named where it would fit
  decision error   none has, and on p = .05 the two lie on opposite sides
  not applicable   nothing can be said, as of a d that is not d_z
` + exitHelp + `
1 means at least one inconsistency or decision error; 3 that no result was found.`,
		Example: `  kith check-text manuscript.docx
  kith check-text chapter-5.md --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			checks, err := reproduce.CheckText(c.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				if err := printJSON(t, map[string]any{"checks": checks}); err != nil {
					return err
				}
			} else {
				printTextChecks(t, checks)
			}
			return verdictOfText(checks)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func printTextChecks(t *terminal, checks []reproduce.PrintedCheck) {
	if len(checks) == 0 {
		return
	}
	g := &grid{heads: []string{"place", "printed", "check", "recomputed", "verdict"}, numeric: []bool{false, false, false, true, false}}
	for _, c := range checks {
		g.add(c.Place, c.Printed, c.Check, c.Recomputed, printedVerdict(t, c))
	}
	g.print(t, 2)
	t.printf("\n  %s\n", printedTally(checks))
}

// printedVerdict gives the verdict of a check of printed numbers and why.
func printedVerdict(t *terminal, c reproduce.PrintedCheck) string {
	v := c.Verdict
	if c.Why != "" {
		v += ": " + c.Why
	}
	switch c.Verdict {
	case string(stat.Consistent):
		return t.paint(green, v)
	case string(stat.Inconsistent), string(stat.DecisionError):
		return t.paint(red, v)
	}
	return v
}

// printedTally counts the verdicts: "5 checks: 4 consistent, 1 inconsistent".
func printedTally(checks []reproduce.PrintedCheck) string {
	n := map[string]int{}
	for _, c := range checks {
		n[c.Verdict]++
	}
	out := plural(len(checks), "check", "checks") + ":"
	sep := " "
	for _, v := range []stat.Verdict{stat.Consistent, stat.Inconsistent, stat.DecisionError, stat.NotApplicable} {
		k := n[string(v)]
		if k == 0 {
			continue
		}
		many := string(v)
		if v == stat.DecisionError {
			many = "decision errors"
		}
		out += sep + plural(k, string(v), many)
		sep = ", "
	}
	return out
}

func verdictOfText(checks []reproduce.PrintedCheck) error {
	if len(checks) == 0 {
		return &verdict{exitUnchecked, "nothing was found to check: no t, F, r, χ² or z with its p in the text"}
	}
	if n := reproduce.TallyPrinted(checks); n > 0 {
		return &verdict{exitCheckFailed, plural(n, "printed value does", "printed values do") + " not agree with the statistic printed beside it"}
	}
	return nil
}
