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
			x := &matrixPrint{Thematic: th, Matrix: m, by: axis, themes: themes, presence: presence, extent: extent}
			switch {
			case s.json:
				return x.json(t)
			case asCSV:
				return printCSV(t, x.cells())
			}
			x.print(t, state)
			switch {
			case extent:
				t.printf("\ncharacters coded, each counted once\n")
			case !presence:
				t.printf("\nparticipants (documents where nobody is named) / extracts\n")
			case !counts && a.Reflexive(f):
				t.printf("\n%s\n", countsNote)
			}
			t.warnChanged(th.Lost)
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

// A matrixPrint is a matrix, and how its cells are printed.
type matrixPrint struct {
	*reproduce.Thematic
	*thematic.Matrix
	by               thematic.Axis
	themes           bool // in the rows, by their keys
	presence, extent bool // whether a code was given, or how many characters; else both numbers
}

// show gives a cell in a few characters.
func (x *matrixPrint) show(cell thematic.Cell) string {
	said := ""
	if v := x.Valences(cell); len(v) > 0 && !slices.Equal(v, []string{"present"}) {
		said = " " + strings.Join(v, ", ")
	}
	switch {
	case cell.State == thematic.Zero:
		return "0"
	case cell.State != thematic.Present:
		return string(cell.State)
	case x.extent:
		return strconv.Itoa(cell.Characters) + said
	case x.presence:
		return "●" + said
	}
	return fmt.Sprintf("%d / %d", cell.Units, len(cell.Extracts)) + said
}

// print prints a row a code or theme, sub-themes set in.
func (x *matrixPrint) print(t *terminal, state *coding.State) {
	g := &grid{heads: []string{"code"}, numeric: []bool{false}}
	if x.themes {
		g.heads[0] = "theme"
	}
	for _, column := range x.Columns {
		g.heads, g.numeric = append(g.heads, column.Name), append(g.numeric, true)
	}
	for r, code := range x.Matrix.Codes {
		line := []string{code}
		if theme := state.Theme(code); x.themes && theme != nil {
			line[0] = strings.Repeat("  ", state.ThemeDepth(theme)) + theme.Name
		}
		for _, cell := range x.Cells[r] {
			line = append(line, x.show(cell))
		}
		g.add(line...)
	}
	g.print(t, 0)
}

// A matrixCell is a cell of JSON and CSV, with the ids of the codings behind it.
type matrixCell struct {
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

// cells gives the cells row by row.
func (x *matrixPrint) cells() []matrixCell {
	cells := []matrixCell{}
	for r, code := range x.Matrix.Codes {
		for k, column := range x.Columns {
			cell := x.Cells[r][k]
			out := matrixCell{Code: code, Column: column.Name, State: string(cell.State), Valences: x.Valences(cell), Codings: []string{}}
			if x.themes {
				out.Code, out.Theme = "", code
			}
			if !x.presence {
				n := len(cell.Extracts)
				out.Units, out.Extracts, out.Characters = &cell.Units, &n, &cell.Characters
			}
			for _, i := range cell.Extracts {
				out.Codings = append(out.Codings, x.Codings[i].ID)
			}
			cells = append(cells, out)
		}
	}
	return cells
}

func (x *matrixPrint) json(t *terminal) error {
	rows := "codes"
	if x.themes {
		rows = "themes"
	}
	return printJSON(t, map[string]any{"by": x.by, rows: x.Matrix.Codes, "columns": x.Columns, "cells": x.cells(), "lost": x.Lost})
}
