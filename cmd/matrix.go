package cmd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/analysis/thematic"
	"kith/reproduce"
	"kith/study/coding"
)

// countsNote says why a reflexive analysis prints no counts by itself.
const countsNote = "counts are shown only with --counts: in reflexive analysis how often a code was given says what was read closely, not how much a theme matters"

func newMatrix(t *terminal) *cobra.Command {
	s := &sitting{}
	var f reproduce.Filter
	by := string(thematic.ByRole)
	var presence, extent, counts, themes, asCSV bool
	c := &cobra.Command{
		Use:   "matrix",
		Short: "Codes or themes by role, participant, document or study",
		Long: `Lay codes, or with --themes themes, beside roles, participants, documents or studies.
A cell says whether the code was given there; with --counts how many participants (or
documents) and extracts, with --extent how many characters are coded. A theme has the
extracts of its codes and of its sub-themes. A valence is shown where one other than
present was recorded.

  ●          given
  0          not given; nothing was marked of what was asked
  silent     asked, and not given
  not asked  marked everywhere as not asked

In a study analysed reflexively counts and extents are shown only with --counts.
--json lists the codings behind every cell.
` + exitHelp,
		Example: "  kith matrix --by role --in S1\n  kith matrix --themes --by participant --in S1\n  kith matrix --by participant --in S4 --counts --csv",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			axis := thematic.Axis(by)
			if !slices.Contains(thematic.Axes, axis) {
				return fmt.Errorf("--by %q; it is role, participant, document or study", by)
			}
			a, state, err := s.view(t)
			if err != nil {
				return err
			}
			th, m, err := matrixOf(a, state, f, axis, themes)
			if err != nil {
				return err
			}
			if a.Reflexive(f) && !counts {
				if extent {
					return fmt.Errorf("--extent counts characters; %s", countsNote)
				}
				presence = true
			}
			show := func(cell thematic.Cell) string {
				said := ""
				if v := th.Valences(cell); len(v) > 0 && !slices.Equal(v, []string{"present"}) {
					said = " " + strings.Join(v, ", ")
				}
				switch {
				case cell.State == thematic.Zero:
					return "0"
				case cell.State != thematic.Present:
					return string(cell.State)
				case extent:
					return strconv.Itoa(cell.Characters) + said
				case presence:
					return "●" + said
				}
				return fmt.Sprintf("%d / %d", cell.Units, len(cell.Extracts)) + said
			}
			type cellOut struct {
				Code       string   `json:"code,omitempty"`
				Theme      string   `json:"theme,omitempty"`
				Column     string   `json:"column"`
				State      string   `json:"state"`
				Units      *int     `json:"units,omitempty"`
				Extracts   *int     `json:"extracts,omitempty"`
				Characters *int     `json:"characters,omitempty"`
				Valences   []string `json:"valences,omitempty"`
				Codings    []string `json:"codings"`
			}
			if s.json || asCSV {
				cells := []cellOut{}
				for r, code := range m.Codes {
					for k, column := range m.Columns {
						cell := m.Cells[r][k]
						out := cellOut{Code: code, Column: column.Name, State: string(cell.State), Valences: th.Valences(cell), Codings: []string{}}
						if themes {
							out.Code, out.Theme = "", code
						}
						if !presence {
							n := len(cell.Extracts)
							out.Units, out.Extracts, out.Characters = &cell.Units, &n, &cell.Characters
						}
						for _, i := range cell.Extracts {
							out.Codings = append(out.Codings, th.Codings[i].ID)
						}
						cells = append(cells, out)
					}
				}
				if asCSV {
					return printCSV(t, cells)
				}
				rows := "codes"
				if themes {
					rows = "themes"
				}
				return printJSON(t, map[string]any{"by": axis, rows: m.Codes, "columns": m.Columns, "cells": cells, "lost": th.Lost})
			}
			g := &grid{heads: []string{"code"}, numeric: []bool{false}}
			if themes {
				g.heads[0] = "theme"
			}
			for _, column := range m.Columns {
				g.heads, g.numeric = append(g.heads, column.Name), append(g.numeric, true)
			}
			for r, code := range m.Codes {
				line := []string{code}
				if theme := state.Theme(code); themes && theme != nil {
					line[0] = strings.Repeat("  ", state.ThemeDepth(theme)) + theme.Name
				}
				for _, cell := range m.Cells[r] {
					line = append(line, show(cell))
				}
				g.add(line...)
			}
			g.print(t, 0)
			switch {
			case extent:
				t.printf("\ncharacters coded, each counted once\n")
			case !presence:
				t.printf("\nparticipants (documents where nobody is named) / extracts\n")
			case !counts && a.Reflexive(f):
				t.printf("\n%s\n", countsNote)
			}
			warnLost(t, th)
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	filterFlags(c, &f)
	c.Flags().StringVar(&by, "by", by, "role, participant, document or study")
	c.Flags().BoolVar(&presence, "presence", false, "only whether a code was given")
	c.Flags().BoolVar(&extent, "extent", false, "how many characters are coded")
	c.Flags().BoolVar(&counts, "counts", false, "count in a reflexive analysis too")
	c.Flags().BoolVar(&themes, "themes", false, "themes in the rows, by their keys in JSON and CSV")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV, a cell a row")
	c.MarkFlagsMutuallyExclusive("presence", "extent")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}

// matrixOf lays codes or themes by an axis.
func matrixOf(a *reproduce.Analysis, s *coding.State, f reproduce.Filter, by thematic.Axis, themes bool) (*reproduce.Thematic, *thematic.Matrix, error) {
	if themes {
		return a.ThemeMatrix(s, f, by)
	}
	th, err := a.Thematic(s, f)
	if err != nil {
		return nil, nil, err
	}
	return th, a.Matrix(s, th, by), nil
}

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
			a, th, _, err := s.thematic(t, f)
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
			warnLost(t, th)
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

// thematic opens the study and takes the codings that a filter chooses.
func (s *sitting) thematic(t *terminal, f reproduce.Filter) (*reproduce.Analysis, *reproduce.Thematic, *coding.State, error) {
	a, state, err := s.view(t)
	if err != nil {
		return nil, nil, nil, err
	}
	th, err := a.Thematic(state, f)
	return a, th, state, err
}

func warnLost(t *terminal, th *reproduce.Thematic) {
	if th.Lost > 0 {
		t.warn("%s into a text that has changed; kith ingest --refreeze carries them", plural(th.Lost, "coding points", "codings point"))
	}
}
