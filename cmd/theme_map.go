package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kith/report"
	"kith/reproduce"
	"kith/study/coding"
)

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
