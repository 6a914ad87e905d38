package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
)

func newVerify(t *terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify PATH",
		Short: "Compare recomputed values with the published ones",
		Long: `Compare every value under published: with the recomputed one, at the precision it
was printed with. Verdicts:

  match                       the same at the printed precision
  match, direction reversed   the same, with the difference taken the other way
  rounding                    less than one unit of the last printed place away
  mismatch                    anything else
  cannot be checked           undefined here, or not readable as a number
` + exitHelp + `
1 means at least one mismatch; 3 that nothing could be checked.`,
		Example: "  kith verify fixtures/synthetic",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			progress := newSteps(t)
			r, err := reproduce.Load(c.Context(), args[0], Version, progress)
			progress.clear()
			if err != nil {
				return unchecked(t, err)
			}
			checks := r.Results.Published
			if asJSON {
				if err := printJSON(t, map[string]any{"synthetic": r.Results.Study.Synthetic, "checks": checks}); err != nil {
					return err
				}
			} else {
				printChecks(t, r.Results, checks)
			}
			return verdictOf(checks)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func printChecks(t *terminal, res *report.Results, checks []report.Check) {
	t.printf("%s\n\n", studyLine(res))
	g := &grid{heads: []string{"", "value", "published", "recomputed", "verdict"}, numeric: []bool{false, false, true, true, false}}
	for _, c := range checks {
		v := c.Verdict
		if c.Why != "" {
			v += ": " + c.Why
		}
		switch c.Verdict {
		case reproduce.Match, reproduce.Reversed:
			v = t.paint(green, v)
		case reproduce.Mismatch:
			v = t.paint(red, v)
		}
		g.add(c.What, c.Value, c.Published, rich(c.Recomputed), v)
	}
	g.print(t, 2)
	t.printf("\n  %s\n", tallyLine(checks))
}

// tallyLine counts the verdicts: "20 values checked: 19 match, 1 mismatch".
func tallyLine(checks []report.Check) string {
	if len(checks) == 0 {
		return "no published values are declared"
	}
	n := reproduce.Tally(checks)
	var parts []string
	for _, v := range []string{reproduce.Match, reproduce.Reversed, reproduce.Rounding, reproduce.Mismatch, reproduce.CannotChecked} {
		if n[v] > 0 {
			parts = append(parts, plural(n[v], v, v))
		}
	}
	return plural(len(checks), "value", "values") + " checked: " + strings.Join(parts, ", ")
}

// verdictOf is the exit status of a comparison with published values.
func verdictOf(checks []report.Check) error {
	n := reproduce.Tally(checks)
	switch {
	case n[reproduce.Mismatch] > 0:
		var names []string
		for _, c := range checks {
			if c.Verdict == reproduce.Mismatch {
				names = append(names, c.What+" "+c.Value)
			}
		}
		return &verdict{exitCheckFailed, plural(n[reproduce.Mismatch], "published value does", "published values do") + " not match: " + strings.Join(names, ", ")}
	case n[reproduce.CannotChecked] == len(checks):
		return &verdict{exitUnchecked, "nothing could be checked: no published value is declared that can be recomputed"}
	}
	return nil
}

// rich turns ASCII minus signs into true ones.
func rich(s string) string { return strings.ReplaceAll(s, "-", "−") }
