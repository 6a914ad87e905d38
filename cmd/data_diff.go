package cmd

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/ingest/survey"
)

// maxCellsShown is how many changed cells of a sheet are printed; --json has
// all of them.
const maxCellsShown = 200

func newDataDiff(t *terminal) *cobra.Command {
	var opt survey.CompareOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two versions of a workbook or .csv file",
		Long: `Compare two versions of a workbook or delimited text file: cells that changed, with
their address and both values; rows and columns that came or went; columns under
a new name; columns of another type.

Rows are matched by a column of ids, named with --id or known by its name, where
it tells the rows apart in both versions; else by their place. The cells are
printed as they stand: this is for your own screen.
` + exitHelp + `
1 means that the versions differ.`,
		Example: "  kith data diff data-v1.xlsx data-v2.xlsx --id ResponseId",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			changes, err := survey.Compare(c.Context(), args[0], args[1], opt)
			if err != nil {
				return err
			}
			differ := false
			for i := range changes {
				differ = differ || changes[i].Differs()
			}
			if asJSON {
				if err := printJSON(t, map[string]any{"differ": differ, "sheets": changes}); err != nil {
					return err
				}
			} else {
				for i := range changes {
					printSheetChange(t, &changes[i])
				}
			}
			if differ {
				return &verdict{status: exitCheckFailed}
			}
			return nil
		},
	}
	c.Flags().StringVar(&opt.ID, "id", "", "column of ids by which rows are matched")
	c.Flags().StringVar(&opt.Sheet, "sheet", "", "compare this sheet alone")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func printSheetChange(t *terminal, s *survey.SheetChange) {
	name := s.Sheet
	if name == "" {
		name = "the file"
	}
	if s.State != "compared" {
		t.printf("%s: the sheet is %s\n", name, s.State)
		return
	}
	how := "rows matched by their place"
	if s.MatchedBy != "" {
		how = "rows matched by " + s.MatchedBy
	}
	if !s.Differs() {
		t.printf("%s: the same (%s)\n", name, how)
		return
	}
	t.printf("%s: %s changed (%s)\n", name, plural(len(s.Cells), "cell", "cells"), how)
	for _, l := range []struct {
		what  string
		names []string
	}{{"columns added", s.ColumnsAdded}, {"columns gone", s.ColumnsGone}, {"rows added", s.Added}, {"rows gone", s.Gone}} {
		if len(l.names) > 0 {
			t.printf("  %s  %d: %s\n", l.what, len(l.names), strings.Join(l.names, ", "))
		}
	}
	for _, r := range s.ColumnsRenamed {
		t.printf("  column renamed  %s → %s\n", r.Old, r.New)
	}
	for _, c := range s.Types {
		t.printf("  type changed  %s: %s → %s\n", c.Column, c.Was, c.Now)
	}
	g := &grid{heads: []string{"cell", "row", "column", "was", "now"}, numeric: make([]bool, 5)}
	for i, c := range s.Cells {
		if i == maxCellsShown {
			break
		}
		at := c.New
		if c.Old != c.New {
			at = c.Old + " → " + c.New
		}
		g.add(at, c.Row, short(c.Column, 30), cellShown(c.Was, c.WasKind), cellShown(c.Now, c.NowKind))
	}
	if len(g.rows) > 0 {
		g.print(t, 2)
	}
	if n := len(s.Cells) - maxCellsShown; n > 0 {
		t.printf("  and %s more; --json lists them all\n", plural(n, "cell", "cells"))
	}
}

// cellShown gives a value as it stands: text in quotes, so that the text "1"
// and the number 1 differ.
func cellShown(value, kind string) string {
	switch kind {
	case "blank":
		return "blank"
	case "text":
		return short(strconv.Quote(value), 40)
	}
	return value
}
