package cmd

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newExtracts(t *terminal) *cobra.Command {
	s := &sitting{}
	var f reproduce.Filter
	var quotes bool
	var around int
	c := &cobra.Command{
		Use:   "extracts",
		Short: "Show what has been coded, by code, study, role or participant",
		Long: `Show the extracts of a code, a family (--below), a study, a role, a participant or
an analyst, in the order of documents and places. Their words are shown only with
--quotes, on this screen alone.
` + exitHelp,
		Example: `  kith extracts --code SI-BEL --quotes
  kith extracts --code FIT --below --role SU --quotes --context 80`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return printExtracts(t, s, f, quotes, around)
		},
	}
	s.flags(c)
	filterFlags(c, &f)
	s.past(c)
	c.Flags().BoolVar(&quotes, "quotes", false, "show the words")
	c.Flags().IntVar(&around, "context", 0, "code points to show on each side of the words")
	return c
}

func filterFlags(c *cobra.Command, f *reproduce.Filter) {
	placeFlags(c, f)
	c.Flags().StringVar(&f.Analyst, "analyst", "", "whose codings")
	c.Flags().StringVar(&f.Valence, "valence", "", strings.Join(coding.Valences, ", "))
	c.Flags().StringVar(&f.Carried, "carried", "", "how the words came through a change of the text: moved, changed, lost")
}

// placeFlags choose by code and by where a coding stands.
func placeFlags(c *cobra.Command, f *reproduce.Filter) {
	c.Flags().StringVar(&f.Code, "code", "", "a code's name")
	c.Flags().BoolVar(&f.Below, "below", false, "the codes below it too")
	c.Flags().StringVar(&f.Document, "document", "", "a document's id")
	c.Flags().StringVar(&f.Study, "in", "", "a study's id, such as S1")
	c.Flags().StringVar(&f.Role, "role", "", "a role's id, such as LW")
	c.Flags().StringVar(&f.Participant, "participant", "", "a participant's id")
}

// printExtracts prints codings as a list, or with their words.
func printExtracts(t *terminal, s *sitting, f reproduce.Filter, quotes bool, context int) error {
	a, state, err := s.view(t)
	if err != nil {
		return err
	}
	list, err := a.Extracts(state, f, quotes, context)
	if err != nil {
		return err
	}
	if s.json {
		if list == nil {
			list = []reproduce.Extract{}
		}
		return printJSON(t, list)
	}
	if !quotes {
		g := &grid{heads: []string{"coding", "address", "code", "analyst", "role", "participant", "words"}, numeric: []bool{false, false, false, false, false, false, true}}
		for _, e := range list {
			where := e.Address
			switch {
			case where == "" && e.Study == "":
				where = e.Coding.Document + " (no such document)"
			case where == "" && e.Gone:
				where = e.Coding.Document + " (taken out)"
			case where == "" && e.Coding.Carried == coding.Lost:
				where = e.Coding.Document + " (lost)"
			case where == "":
				where = e.Coding.Document + " (text changed)"
			case e.Coding.Carried == coding.Changed:
				where += " (changed)"
			}
			g.add(e.Coding.ID, where, e.Code, e.Coding.Analyst, e.Role, e.Participant, strconv.Itoa(e.Words))
		}
		g.print(t, 0)
		t.printf("\n%s\n", plural(len(list), "coding", "codings"))
		return nil
	}
	for i, e := range list {
		if i > 0 {
			t.printf("\n")
		}
		t.printf("%s  %s  %s  %s\n", e.Address, e.Code, e.Speaker, e.Coding.ID)
		passage := e.Before + t.paint("1", e.Text) + e.After
		for _, line := range strings.Split(passage, "\n") {
			t.printf("  %s\n", line)
		}
	}
	t.printf("\n%s\n", plural(len(list), "extract", "extracts"))
	return nil
}
