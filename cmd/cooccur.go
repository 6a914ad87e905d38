package cmd

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"kith/analysis/thematic"
	"kith/reproduce"
)

func newCooccur(t *terminal) *cobra.Command {
	s := &sitting{}
	var f reproduce.Filter
	rule, within := string(thematic.Overlap), 200
	var asCSV, counts bool
	c := &cobra.Command{
		Use:   "cooccur",
		Short: "Codes that stand together",
		Long: `List pairs of codes that stand together in a document:

  overlap    on some of the same characters
  same-turn  beginning in the same turn
  near       overlapping, or at most --within characters apart

Pairs are in the order of the codebook, not ranked. --json lists the codings of each.
` + exitHelp,
		Example: "  kith cooccur --in S4\n  kith cooccur --rule near --within 100",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !slices.Contains(thematic.Rules, thematic.Rule(rule)) {
				return fmt.Errorf("--rule %q; it is overlap, same-turn or near", rule)
			}
			if within < 0 {
				return fmt.Errorf("--within %d; it is 0 or more characters", within)
			}
			a, state, err := s.view(t)
			if err != nil {
				return err
			}
			th, err := a.Thematic(state, f)
			if err != nil {
				return err
			}
			type pair struct {
				A         string   `json:"a"`
				B         string   `json:"b"`
				Pairs     *int     `json:"pairs,omitempty"`
				Identical *int     `json:"identical,omitempty"`
				Documents *int     `json:"documents,omitempty"`
				Codings   []string `json:"codings"`
			}
			plain := a.Reflexive(f) && !counts
			pairs := []pair{}
			for _, p := range thematic.Cooccur(thematic.Rule(rule), within, th.Codes, th.Extracts) {
				out := pair{A: p.A, B: p.B, Codings: []string{}}
				if !plain {
					out.Pairs, out.Identical, out.Documents = &p.Pairs, &p.Identical, &p.Documents
				}
				for _, e := range p.Extracts {
					out.Codings = append(out.Codings, th.Codings[e[0]].ID+"+"+th.Codings[e[1]].ID)
				}
				pairs = append(pairs, out)
			}
			switch {
			case s.json:
				return printJSON(t, pairs)
			case asCSV:
				return printCSV(t, pairs)
			}
			g := &grid{heads: []string{"code", "with", "pairs", "same span", "documents"}, numeric: []bool{false, false, true, true, true}}
			if plain {
				g.heads, g.numeric = g.heads[:2], g.numeric[:2]
			}
			for _, p := range pairs {
				if plain {
					g.add(p.A, p.B)
				} else {
					g.add(p.A, p.B, strconv.Itoa(*p.Pairs), strconv.Itoa(*p.Identical), strconv.Itoa(*p.Documents))
				}
			}
			g.print(t, 0)
			t.printf("\n%s (%s)\n", plural(len(pairs), "pair of codes", "pairs of codes"), rule)
			if plain {
				t.printf("%s\n", countsNote)
			}
			t.warnChanged(th.Lost)
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	filterFlags(c, &f)
	c.Flags().StringVar(&rule, "rule", rule, "overlap, same-turn or near")
	c.Flags().IntVar(&within, "within", within, "characters between, for near")
	c.Flags().BoolVar(&counts, "counts", false, "count in a reflexive analysis too")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}
