package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kith/analysis/thematic"
	"kith/report"
	"kith/reproduce"
	"kith/study/coding"
)

func newThemeEvidence(t *terminal, s *sitting) *cobra.Command {
	var choice reproduce.ThemeChoice
	var word, page, markdown string
	c := &cobra.Command{
		Use:   "evidence [THEME]",
		Short: "Show what a theme rests on, role by role, or write it as Word, HTML or Markdown",
		Long: `Show for a theme and its sub-themes, or for all themes: the concept, where its extracts
are by role, its counter-examples, who is silent and who was not asked, and what the
analysts judge. Codings on the very same words are one extract.

Extracts are shown by their addresses; with --quotes by their words, too. Files are for
their owner alone, and with --quotes are kept out of a report's folder where the study's
disclosure is restricted. In a study analysed reflexively numbers are shown only with
--counts.
` + exitHelp,
		Example: "  kith theme evidence one-of-us --quotes\n  kith theme evidence one-of-us --docx one-of-us.docx",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			a, themes, err := s.themes(t, args, choice)
			if err != nil {
				return err
			}
			wrote := []string{}
			for _, f := range []struct {
				name   string
				render func(*report.Document) ([]byte, error)
			}{{word, (*report.Document).Word}, {page, (*report.Document).HTML}, {markdown, func(d *report.Document) ([]byte, error) { return d.Markdown(), nil }}} {
				if f.name == "" {
					continue
				}
				data, err := f.render(report.EvidencePages(a.ThemeResults(themes)))
				if err != nil {
					return err
				}
				if err := reproduce.WriteEvidence(a.Manifest, f.name, data, choice.Quotes); err != nil {
					return err
				}
				wrote = append(wrote, f.name)
			}
			switch {
			case len(wrote) > 0:
				if err := s.done(t, map[string]any{"files": wrote, "quotes": choice.Quotes}, "%s written", strings.Join(wrote, ", ")); err != nil || s.json {
					return err
				}
				if choice.Quotes {
					t.warn("the words of participants are in it: keep it as restricted as the transcripts")
				}
				return nil
			case s.json:
				return printJSON(t, themes)
			}
			printEvidence(t, themes)
			return nil
		},
	}
	s.past(c)
	c.Flags().StringVar(&choice.Study, "in", "", "only themes and extracts of a study, such as S1")
	c.Flags().BoolVar(&choice.Quotes, "quotes", false, "show the words of extracts")
	c.Flags().BoolVar(&choice.Counts, "counts", false, "count in a reflexive analysis too")
	c.Flags().BoolVar(&choice.Dropped, "dropped", false, "dropped themes too")
	c.Flags().StringVar(&word, "docx", "", "write a Word file")
	c.Flags().StringVar(&page, "html", "", "write a page for the browser")
	c.Flags().StringVar(&markdown, "md", "", "write Markdown")
	return c
}

// themes opens the study and takes the themes chosen, one of them by name in args.
func (s *sitting) themes(t *terminal, args []string, choice reproduce.ThemeChoice) (*reproduce.Analysis, *report.Themes, error) {
	a, state, err := s.view(t)
	if err != nil {
		return nil, nil, err
	}
	if choice.Study != "" && a.Manifest.Part(choice.Study) == nil {
		return nil, nil, fmt.Errorf("the manifest has no study %s", choice.Study)
	}
	if len(args) == 1 {
		x, err := reproduce.Theme(state, args[0])
		if err != nil {
			return nil, nil, err
		}
		choice.Theme = x.Key
	}
	choice.Counts = choice.Counts || !a.Reflexive(reproduce.Filter{Study: choice.Study})
	themes, err := a.Themes(state, choice)
	return a, themes, err
}

func newThemeRoles(t *terminal, s *sitting) *cobra.Command {
	var choice reproduce.ThemeChoice
	c := &cobra.Command{
		Use:   "roles",
		Short: "Lay the themes beside the roles: who speaks to them, who is silent, and what is judged",
		Long: `Lay the themes beside the roles of each study. A cell says whether the role has extracts
of the theme, and what the analysts judge of it:

  ●          has extracts; with --counts participants / extracts
  0          none; nothing was marked of what was asked
  silent     asked, and none
  not asked  marked everywhere as not asked

--json lists the extracts behind every cell.
` + exitHelp,
		Example: "  kith theme roles --in S1",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			_, themes, err := s.themes(t, nil, choice)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, themes)
			}
			g := &grid{heads: []string{"theme"}, numeric: []bool{false}}
			for _, r := range themes.Roles {
				g.heads, g.numeric = append(g.heads, strings.TrimSpace(r.Study+" "+r.Role)), append(g.numeric, false)
			}
			for i := range themes.Themes {
				x := &themes.Themes[i]
				row := []string{strings.Repeat("  ", x.Depth) + x.Name}
				for k := range x.Roles {
					row = append(row, strings.TrimSpace(themeState(&x.Roles[k])+" "+x.Roles[k].Judgement))
				}
				g.add(row...)
			}
			g.print(t, 0)
			printCounted(t, themes)
			return nil
		},
	}
	s.past(c)
	c.Flags().StringVar(&choice.Study, "in", "", "only themes and extracts of a study, such as S1")
	c.Flags().BoolVar(&choice.Counts, "counts", false, "count in a reflexive analysis too")
	c.Flags().BoolVar(&choice.Dropped, "dropped", false, "dropped themes too")
	return c
}

// themeState says whether a role has extracts of a theme.
func themeState(c *report.ThemeCell) string {
	switch c.State {
	case string(thematic.Present):
		if c.Participants != nil {
			return fmt.Sprintf("● %d / %d", *c.Participants, *c.Extracts)
		}
		return "●"
	case string(thematic.Zero):
		return "0"
	}
	return c.State
}

// printCounted says what the numbers are, or why there are none.
func printCounted(t *terminal, themes *report.Themes) {
	switch {
	case len(themes.Themes) == 0:
		t.printf("no themes yet: kith theme add NAME makes one\n")
	case themes.Counts:
		t.printf("\nparticipants (documents where nobody is named) / extracts\n")
	default:
		t.printf("\n%s\n", countsNote)
	}
	if themes.Lost > 0 {
		t.warn("%s into a text that has changed; kith ingest --refreeze carries them", plural(themes.Lost, "coding points", "codings point"))
	}
}

// printEvidence prints themes with the extracts of each role.
func printEvidence(t *terminal, themes *report.Themes) {
	for i := range themes.Themes {
		x := &themes.Themes[i]
		if i > 0 {
			t.printf("\n")
		}
		t.printf("%s  %s\n", t.paint("1", x.Name), x.Status)
		for _, p := range []struct{ name, says string }{{"concept", x.Concept}, {"definition", x.Definition}, {"boundary", x.Boundary}} {
			if p.says != "" {
				t.printf("  %-12s %s\n", p.name, p.says)
			}
		}
		for k, r := range themes.Roles {
			cell := x.Roles[k]
			head := strings.TrimSpace(r.Study + " " + r.Role)
			state := themeState(&cell)
			if cell.Judgement != "" {
				state += "  " + cell.Judgement
				if cell.Note != "" {
					state += ": " + cell.Note
				}
			}
			t.printf("  %-12s %s\n", head, state)
			printThemeExtracts(t, x.Extracts, func(e *report.ThemeExtract) bool { return e.Study == r.Study && e.Role == r.Role })
		}
		if len(x.Counter) > 0 {
			t.printf("  counter-examples\n")
			printThemeExtracts(t, x.Counter, func(*report.ThemeExtract) bool { return true })
		}
	}
	printCounted(t, themes)
}

func printThemeExtracts(t *terminal, list []report.ThemeExtract, of func(*report.ThemeExtract) bool) {
	for i := range list {
		e := &list[i]
		if !of(e) {
			continue
		}
		said := e.Address + "  " + strings.Join(e.Codes, ", ")
		if e.Valence != "" && e.Valence != "present" {
			said += "  " + e.Valence
		}
		if e.Note != "" {
			said += "  (" + e.Note + ")"
		}
		t.printf("    %s\n", said)
		if e.Text != "" {
			for _, line := range strings.Split(e.Text, "\n") {
				t.printf("      %s\n", line)
			}
		}
	}
}

func newThemeMap(t *terminal, s *sitting) *cobra.Command {
	var choice reproduce.ThemeChoice
	var out string
	c := &cobra.Command{
		Use:   "map [THEME] -o FILE.svg|FILE.png|FILE.dot",
		Short: "Draw the thematic map: themes, their sub-themes and codes",
		Long: `Draw the themes with their sub-themes and codes, from left to right, or where they
were put by hand (kith theme place). The file's ending says the format: svg and png are
pictures, dot is a text for Graphviz, to be arranged further. Without -o the text is
printed.
` + exitHelp,
		Example: "  kith theme map --in S1 -o map.svg",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			a, themes, err := s.themes(t, args, choice)
			if err != nil {
				return err
			}
			if len(themes.Themes) == 0 {
				return errors.New("there are no themes to draw; kith theme add makes one")
			}
			if s.json && out == "" {
				return printJSON(t, themes)
			}
			var data []byte
			switch ending := strings.ToLower(cmp.Or(filepath.Ext(out), ".dot")); ending {
			case ".dot":
				data = report.ThematicDOT(a.ThemeResults(themes))
			case ".svg":
				data = report.ThematicMap(a.ThemeResults(themes)).SVG
			case ".png":
				data = report.ThematicMap(a.ThemeResults(themes)).PNG
			default:
				return fmt.Errorf("a map is drawn as svg, png or dot, not %q", ending)
			}
			if out == "" {
				_, err := t.out.Write(data)
				return err
			}
			if err := reproduce.CheckOutside(out, a.Manifest.DepositDir()); err != nil {
				return err
			}
			if err := reproduce.WriteFile(out, data); err != nil {
				return err
			}
			return s.done(t, map[string]any{"file": out, "themes": len(themes.Themes)}, "%s written, %s", out, plural(len(themes.Themes), "theme", "themes"))
		},
	}
	s.past(c)
	c.Flags().StringVarP(&out, "output", "o", "", "the file; its ending says the format (default: DOT on standard output)")
	c.Flags().StringVar(&choice.Study, "in", "", "only themes of a study, such as S1")
	c.Flags().BoolVar(&choice.Dropped, "dropped", false, "dropped themes too")
	return c
}

func newThemePlace(t *terminal, s *sitting) *cobra.Command {
	var code string
	var at []int
	var auto bool
	c := &cobra.Command{
		Use:   "place [THEME] --at X,Y",
		Short: "Put a theme or a code on the thematic map by hand",
		Long: `Put the middle of a theme's or a code's box on the thematic map, in points from the
left and from the top. What is not placed keeps its place in the order, and makes room.
` + exitHelp,
		Example: "  kith theme place one-of-us --at 220,40\n  kith theme place --code FIT-SIM --auto",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if (len(args) == 1) == (code != "") {
				return errors.New("what? a theme, or --code CODE")
			}
			if auto == (len(at) == 2) {
				return errors.New("where? --at X,Y, or --auto")
			}
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			p := coding.Place{}
			if !auto {
				p.At = &[2]int{at[0], at[1]}
			}
			if code == "" {
				keys, err := themeKeys(book, args)
				if err != nil {
					return err
				}
				p.Theme = keys[0]
			} else {
				book.View(func(st *coding.State) {
					var x *coding.Code
					if x, err = reproduce.Code(st, code); err == nil {
						p.Code = x.Key
					}
				})
				if err != nil {
					return err
				}
			}
			if err := book.Arrange(p); err != nil {
				return err
			}
			return s.done(t, map[string]any{"place": p}, "%s placed", p.Theme+p.Code)
		},
	}
	c.Flags().StringVar(&code, "code", "", "a code's name")
	c.Flags().IntSliceVar(&at, "at", nil, "points from the left, points from the top")
	c.Flags().BoolVar(&auto, "auto", false, "leave its place to kith again")
	return c
}
