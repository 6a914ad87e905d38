package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newTheme(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "theme",
		Short: "Themes: what they say, what they rest on, what each role has to say to them",
		Long: `A theme is a pattern of meaning that one idea holds together, its central organising
concept. It is made from codes and single extracts, may have sub-themes, and goes from
candidate to reviewed, defined or dropped, in any order. A code may serve several
themes. A dropped theme stays in the history, and can be taken up again.

The extracts of a theme are those of its codes and of the codes below them, those
linked one by one, and those of its sub-themes. A counter-example is not among them.
` + exitHelp,
		Example: "  kith theme add \"One of us opens the door\" --key one-of-us --in S1\n  kith theme list",
	}
	s.flags(c)
	c.AddCommand(newThemeList(t, s), newThemeShow(t, s), newThemeEvidence(t, s), newThemeRoles(t, s), newThemeMap(t, s), newThemeHistory(t, s),
		newThemeAdd(t, s), newThemeEdit(t, s), newThemeStatus(t, s), newThemeDrop(t, s), newThemeLink(t, s, true), newThemeLink(t, s, false),
		newThemeJudge(t, s), newThemePlace(t, s))
	return c
}

func newThemeList(t *terminal, s *sitting) *cobra.Command {
	var in string
	var dropped bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the themes as a tree, with their status and codes",
		Example: "  kith theme list --in S1\n  kith theme list --dropped --as-of 2024-05-01",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			_, st, err := s.seen(t)
			if err != nil {
				return err
			}
			themes := slices.DeleteFunc(st.Themes(dropped), func(x *coding.Theme) bool { return !x.For(in) })
			if s.json {
				if themes == nil {
					themes = []*coding.Theme{}
				}
				return printJSON(t, themes)
			}
			if len(themes) == 0 {
				t.printf("no themes yet: kith theme add NAME makes one\n")
				return nil
			}
			g := &grid{heads: []string{"theme", "key", "status", "codes"}, numeric: make([]bool, 4)}
			for _, x := range themes {
				depth := 0
				for p := st.Theme(x.Parent); p != nil && slices.Contains(themes, p); p = st.Theme(p.Parent) {
					depth++
				}
				var codes []string
				for _, code := range st.ThemeCodes(x) {
					codes = append(codes, code.Name)
				}
				g.add(strings.Repeat("  ", depth)+x.Name, x.Key, x.Status, strings.Join(codes, ", "))
			}
			g.print(t, 0)
			return nil
		},
	}
	c.Flags().StringVar(&in, "in", "", "only themes of a study, such as S1")
	c.Flags().BoolVar(&dropped, "dropped", false, "dropped themes too")
	s.past(c)
	return c
}

func newThemeShow(t *terminal, s *sitting) *cobra.Command {
	c := &cobra.Command{
		Use:     "show THEME",
		Short:   "Show what a theme says, and what it is linked with",
		Example: "  kith theme show one-of-us",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, st, err := s.seen(t)
			if err != nil {
				return err
			}
			x, err := reproduce.Theme(st, args[0])
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, struct {
					*coding.Theme
					Asks        string `json:"asks,omitempty"`
					AsksOfSplit string `json:"asks_of_split,omitempty"`
				}{x, x.Asks(), st.AsksOfSplit(x)})
			}
			printTheme(t, st, x)
			return nil
		},
	}
	s.past(c)
	return c
}

func printTheme(t *terminal, st *coding.State, x *coding.Theme) {
	t.printf("%s  %s\n", x.Name, x.Status)
	line := func(name, text string) {
		if text != "" {
			t.printf("  %-12s %s\n", name, text)
		}
	}
	line("key", x.Key)
	if p := st.Theme(x.Parent); p != nil {
		line("below", p.Name+" ("+p.Key+")")
	}
	line("concept", x.Concept)
	line("definition", x.Definition)
	line("boundary", x.Boundary)
	line("studies", strings.Join(x.Studies, ", "))
	for _, sub := range st.SubThemes(x.Key) {
		line("sub-theme", sub.Name+" ("+sub.Key+")")
	}
	for _, l := range x.Links {
		name, text := "code", ""
		switch c := st.Current(l.Code); {
		case l.Coding != "":
			if name, text = "extract", l.Coding; l.Counter {
				name = "counter"
			}
			if st.Coding(l.Coding) == nil {
				text += " (removed)"
			}
		case c == nil:
			text = l.Code + " (not in the codebook)"
		default:
			text = strings.TrimSpace(c.Name + "  " + c.Label)
			if len(c.SplitInto) > 0 {
				text += " (split)"
			}
		}
		if l.Note != "" {
			text += ": " + l.Note
		}
		line(name, text)
	}
	for _, j := range x.Judgements {
		text := j.Judgement
		if j.Note != "" {
			text += ": " + j.Note
		}
		line(j.Role, text)
	}
	line("made by", x.AddedBy+", "+x.Added.Time().Format("2006-01-02"))
	t.ask(x.Asks())
	t.ask(st.AsksOfSplit(x))
}

// ask puts a question to the analyst, which may be left unanswered.
func (t *terminal) ask(question string) {
	if question != "" {
		t.printf("  ? %s\n", question)
	}
}

func newThemeHistory(t *terminal, s *sitting) *cobra.Command {
	c := &cobra.Command{
		Use:     "history THEME",
		Short:   "Show what was done to a theme, when, by whom and why",
		Example: "  kith theme history one-of-us",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			events, _, err := s.seen(t)
			if err != nil {
				return err
			}
			x, err := reproduce.Theme(coding.Fold(events), args[0])
			if err != nil {
				return err
			}
			return printPast(t, s, coding.HistoryOfTheme(events, x.Key))
		},
	}
	s.past(c)
	return c
}
