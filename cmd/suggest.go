package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
)

func newSuggest(t *terminal) *cobra.Command {
	s := &sitting{}
	var w reproduce.Where
	c := &cobra.Command{
		Use:   "suggest CODE",
		Short: "Places to read for a code, from its indicator phrases",
		Long: `List the turns in which indicator phrases of a code stand, with the phrases that
brought each: most different phrases first. They are places to read: a phrase does not
make a coding, and what has none may have the code. Common English endings do not
count. Documents still to be read blind are left out. Nothing is written.
` + exitHelp,
		Example: "  kith suggest SI-BEL --in S1 --role SU",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			a, state, err := s.view(t)
			if err != nil {
				return err
			}
			list, err := a.Suggest(state, args[0], w, 60)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, list)
			}
			line := strings.NewReplacer("\n", " ", "\t", " ")
			for _, x := range list {
				t.printf("%s  %s  because of: %s\n", x.Address, strings.TrimSpace(x.Speaker+"  "+strings.Join(x.Codes, " ")), strings.Join(x.Phrases, ", "))
				t.printf("  %s\n", line.Replace(x.Text))
			}
			if len(list) > 0 {
				t.printf("\n")
			}
			t.printf("%s to read\n", plural(len(list), "turn", "turns"))
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	c.Flags().StringVar(&w.Document, "document", "", "a document's id")
	c.Flags().StringVar(&w.Study, "in", "", "a study's id, such as S1")
	c.Flags().StringVar(&w.Role, "role", "", "a role's id, such as LW")
	c.Flags().StringVar(&w.Participant, "participant", "", "a participant's id")
	return c
}
