package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
)

func newVerify(t *terminal) *cobra.Command {
	var asJSON bool
	var reconcile string
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

Published values are also held against each other, without the data: p against t
and df, d against t and n, the interval of the mean difference against t, and
each mean against the whole answers it is made of (GRIM).

With --reconcile, other ways of scoring and testing are tried for every mismatch
(--reconcile=all: for everything published): reverse keys, minimum items, an item
left out, mean or sum, listwise, direction, kind of d. Those that give all of the
published n, M, SD, MD, t, df and d are listed. Each is a lead to follow, not an
analysis: where many ways are tried, one may fit by chance.
` + exitHelp + `
1 means at least one mismatch, or published values that contradict each other; 3
that nothing could be checked.`,
		Example: `  kith verify fixtures/synthetic
  kith verify my-study --reconcile`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if reconcile != "" && reconcile != "mismatches" && reconcile != "all" {
				return fmt.Errorf("--reconcile takes all, or nothing, not %q", reconcile)
			}
			progress := newSteps(t)
			r, err := reproduce.Load(c.Context(), args[0], Version, progress)
			progress.clear()
			if err != nil {
				return unchecked(t, err)
			}
			checks, consistency := r.Results.Published, reproduce.CheckPublished(r.Manifest)
			out := map[string]any{"synthetic": r.Results.Study.Synthetic, "checks": checks, "consistency": consistency}
			var found []reproduce.Reconciliation
			if reconcile != "" {
				if found, err = r.Reconcile(c.Context(), reconcile == "all"); err != nil {
					return err
				}
				out["reconcile"] = found
			}
			if asJSON {
				if err := printJSON(t, out); err != nil {
					return err
				}
			} else {
				printChecks(t, r.Results, checks)
				printConsistency(t, consistency)
				if reconcile != "" {
					printLeads(t, found)
				}
			}
			return verdictOfBoth(checks, consistency)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&reconcile, "reconcile", "", "look for ways of scoring that give the published values; =all: of every set")
	c.Flags().Lookup("reconcile").NoOptDefVal = "mismatches"
	return c
}

// printConsistency prints how the published values agree with each other.
func printConsistency(t *terminal, checks []reproduce.PrintedCheck) {
	if len(checks) == 0 {
		return
	}
	t.printf("\nConsistency of the published values\n\n")
	g := &grid{heads: []string{"", "check", "published", "recomputed", "verdict"}, numeric: []bool{false, false, false, true, false}}
	for _, c := range checks {
		g.add(c.What, c.Check, c.Printed, c.Recomputed, printedVerdict(t, c))
	}
	g.print(t, 2)
	t.printf("\n  %s\n", printedTally(checks))
}

// printLeads prints the ways of scoring that give the published values.
func printLeads(t *terminal, found []reproduce.Reconciliation) {
	t.printf("\nOther ways to the published values: %s\n", reproduce.LeadNote)
	if len(found) == 0 {
		t.printf("\n  nothing to reconcile: no published value mismatches\n")
	}
	for _, r := range found {
		t.printf("\n  %s  held against %s; %s of scoring tried\n", r.What, strings.Join(r.Against, ", "), plural(r.Tried, "way", "ways"))
		switch {
		case r.Why != "":
			t.printf("    not tried: %s\n", r.Why)
		case len(r.Leads) == 0:
			t.printf("    none gives all of them\n")
		}
		for _, l := range r.Leads {
			t.printf("    %s\n      n = %d, M_A = %s (%s), M_B = %s (%s), t = %s: %s\n", l.Words(), l.N,
				report.Dec(l.MeanA, 2), report.Dec(l.SDA, 2), report.Dec(l.MeanB, 2), report.Dec(l.SDB, 2), report.Dec(l.T, 2), l.Note)
		}
		if r.Bounded {
			t.warn("there are more ways than kith tries; those with most changes were left out")
		}
	}
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

// verdictOfBoth is the exit status of a comparison with published values and of
// these with each other.
func verdictOfBoth(checks []report.Check, consistency []reproduce.PrintedCheck) error {
	err := verdictOf(checks)
	n := reproduce.TallyPrinted(consistency)
	if n == 0 {
		return err
	}
	message := plural(n, "check", "checks") + " of the published values against each other failed"
	var v *verdict
	if errors.As(err, &v) && v.status == exitCheckFailed {
		message = v.message + "; " + message
	}
	return &verdict{exitCheckFailed, message}
}

// rich turns ASCII minus signs into true ones.
func rich(s string) string { return strings.ReplaceAll(s, "-", "−") }
