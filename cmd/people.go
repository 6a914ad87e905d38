package cmd

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/corpus"
)

func newPeople(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "people",
		Short: "List the participants: study, role, documents, attributes, and who they are in other studies",
		Long: `List the participants of every study, as the manifest (participants:), file names and
speakers have them. Where a study links to another with the same participants, one id
in both is one person.
` + exitHelp,
		Example: "  kith people --json",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			a, err := s.open(false)
			if err != nil {
				return err
			}
			people, err := a.People()
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, people)
			}
			g := &grid{heads: []string{"study", "id", "role", "documents", "also", "attributes"}, numeric: make([]bool, 6)}
			for _, p := range people {
				g.add(p.Study, p.ID, p.Role, strings.Join(p.Documents, " "), pairs(p.Also), pairs(p.Attributes))
			}
			g.print(t, 0)
			t.printf("\n%s\n", plural(len(people), "participant", "participants"))
			return nil
		},
	}
	s.flags(c)
	return c
}

func pairs(m map[string]string) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, k+": "+m[k])
	}
	return strings.Join(out, ", ")
}

func newAsked(t *terminal) *cobra.Command {
	s := &sitting{}
	var yes, no, forget bool
	c := &cobra.Command{
		Use:   "asked [DOCUMENT [TOPIC]]",
		Short: "Mark what an interview asked about, or list it",
		Long: `A silence means something only where there was a question. The manifest lists the
topics of the interview schedule (schedule:); mark for each document which of them
were asked. A matrix then tells who was silent from who was not asked.
` + exitHelp,
		Example: "  kith asked S1_LW03 going_along --yes\n  kith asked S1_LW03",
		Args:    cobra.MaximumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			marking := yes || no || forget
			if marking != (len(args) == 2) {
				return errors.New("name a document and a topic, with --yes, --no or --forget; or neither, to list")
			}
			if marking {
				a, err := s.open(true)
				if err != nil {
					return err
				}
				var was *bool
				if !forget {
					was = &yes
				}
				if err := a.MarkAsked(args[0], args[1], was); err != nil {
					return err
				}
				return s.done(t, map[string]any{"document": args[0], "topic": args[1], "asked": was}, "%s  %s  %s", args[0], args[1], askedWord(was))
			}
			a, state, err := s.view(t)
			if err != nil {
				return err
			}
			entries := a.Entries
			if len(args) == 1 {
				d, err := a.Document(args[0])
				if err != nil {
					return err
				}
				entries = slices.DeleteFunc(slices.Clone(entries), func(e corpus.Entry) bool { return e.ID != d.ID })
			}
			marks := []reproduce.TopicMark{}
			for _, e := range entries {
				marks = append(marks, a.Topics(state, e)...)
			}
			if s.json {
				return printJSON(t, marks)
			}
			if len(marks) == 0 {
				t.printf("no study here has a schedule: declare its topics under schedule: in the manifest\n")
				return nil
			}
			g := &grid{heads: []string{"document", "topic", "asked", "label"}, numeric: make([]bool, 4)}
			for _, m := range marks {
				g.add(m.Document, m.Topic, askedWord(m.Asked), m.Label)
			}
			g.print(t, 0)
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	c.Flags().BoolVar(&yes, "yes", false, "it was asked")
	c.Flags().BoolVar(&no, "no", false, "it was not asked")
	c.Flags().BoolVar(&forget, "forget", false, "take the mark away")
	c.MarkFlagsMutuallyExclusive("yes", "no", "forget")
	return c
}

func askedWord(was *bool) string {
	switch {
	case was == nil:
		return "–"
	case *was:
		return "asked"
	}
	return "not asked"
}
