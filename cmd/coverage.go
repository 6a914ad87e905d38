package cmd

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
)

func newCoverage(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Show how far each document has been coded",
		Long: `Show for every document the turns of participants, how many of them carry a coding,
and the share of what participants said that is coded. It tells where you have been,
and is no measure of quality; a good analysis may leave much uncoded.
` + exitHelp,
		Example: "  kith coverage --as TM",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			list, err := coverage(t, s)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, list)
			}
			g := &grid{heads: []string{"document", "study", "role", "turns", "coded", "share", "codings", "codes"}, numeric: []bool{false, false, false, true, true, true, true, true}}
			lost := 0
			for _, d := range list {
				g.add(d.Document, d.Study, d.Role, strconv.Itoa(d.Turns), strconv.Itoa(d.Coded), report.Fixed(100*d.Share, 0)+" %", strconv.Itoa(d.Codings), strconv.Itoa(d.Codes))
				lost += d.Lost
			}
			g.print(t, 0)
			t.warnChanged(lost)
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	return c
}

func newUncoded(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:     "uncoded [DOCUMENT]",
		Short:   "List the turns of participants that nobody has coded",
		Long:    "List the turns of participants that carry no coding, by address.\n" + exitHelp,
		Example: "  kith uncoded S1_LW03",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := coverage(t, s)
			if err != nil {
				return err
			}
			addresses := []string{}
			for _, d := range list {
				if len(args) == 1 && !strings.EqualFold(d.Document, args[0]) {
					continue
				}
				for _, n := range d.Uncoded {
					addresses = append(addresses, fmt.Sprintf("%s#%d", d.Document, n))
				}
			}
			if s.json {
				return printJSON(t, addresses)
			}
			for _, address := range addresses {
				t.printf("%s\n", address)
			}
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	return c
}

func coverage(t *terminal, s *sitting) ([]reproduce.Coverage, error) {
	a, state, err := s.view(t)
	if err != nil {
		return nil, err
	}
	return a.Coverage(state, s.as)
}
