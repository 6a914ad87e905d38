package cmd

import (
	"strings"

	"github.com/spf13/cobra"
)

func newBlind(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "blind",
		Short: "Show which documents you are still to read blind",
		Long: `A study with blind: true is read first without the lens and without what others made
of it. Until you have written a familiarisation note on a document, or lifted the
blind, reading commands and the desk hide others' codings and memos of it from you,
and suggest no places. The note ends it:
  kith memo add --kind familiarisation --about document:S1_LW03 "…"

Who reads without a name, as an automatic check does, reads what there is.
` + exitHelp,
		Example: "  kith blind\n  kith blind lift S1_LW03 --reason \"coded at the workshop\"",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			if _, err := s.who(true); err != nil {
				return err
			}
			at, err := s.at()
			if err != nil {
				return err
			}
			a, err := s.open(false)
			if err != nil {
				return err
			}
			list := a.BlindReadings(a.AsOf(at))
			if s.json {
				return printJSON(t, list)
			}
			if len(list) == 0 {
				t.printf("no study is read blind: none has blind: true in the manifest\n")
				return nil
			}
			still := 0
			for _, b := range list {
				state := "open"
				if b.Blind {
					state, still = "blind", still+1
				}
				t.printf("%-5s  %s\n", state, b.Document)
			}
			t.printf("\n%s of %d still to be read blind by %s\n", plural(still, "document", "documents"), len(list), a.Book.Analyst())
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	c.AddCommand(newBlindLift(t, s))
	return c
}

func newBlindLift(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "lift DOCUMENT... --reason WHY",
		Short:   "End the blind reading of documents before a note is written",
		Long:    "End the blind first reading of documents. Who did so, when and why stays in the journal.\n" + exitHelp,
		Example: "  kith blind lift S1_LW03 --reason \"coded at the workshop\"",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			a, err := s.open(true)
			if err != nil {
				return err
			}
			var ids []string
			for _, arg := range args {
				d, err := a.Document(arg)
				if err != nil {
					return err
				}
				ids = append(ids, d.ID)
			}
			for _, id := range ids {
				if err := a.Book.LiftBlind(id, reason); err != nil {
					return err
				}
			}
			return s.done(t, map[string]any{"lifted": ids}, "%s read openly from now on: %s", a.Book.Analyst(), strings.Join(ids, ", "))
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why the reading is not blind")
	_ = c.MarkFlagRequired("reason")
	return c
}
