package cmd

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"kith/reproduce"
)

func newReport(t *terminal) *cobra.Command {
	var dir, rDir string
	var check, asJSON bool
	c := &cobra.Command{
		Use:   "report PATH",
		Short: "Write the report of a study, or check that it still holds",
		Long: `Write the report of the study at PATH into DIR (by default ./<study id>-report),
without the summary that reproduce prints.

With --check nothing is written: the results are computed afresh and compared
with the report in DIR. Every difference is named by table, row and column. A
new version of kith is no difference; a number that prints differently is.

With --r a folder is written in place of the report, in which R recomputes every
number from the answers and compares it with kith's: Rscript DIR/recompute.R
prints each pair of numbers and ends with status 1 where one differs. The folder
holds the participants' answers: keep it as restricted as the deposit.
` + exitHelp + `
With --check, 1 means that the report on disk differs from fresh results.`,
		Example: "  kith report my-study -o results\n  kith report my-study -o results --check\n  kith report my-study --r recomputed",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if check {
				return checkReport(c, t, args[0], dir, asJSON)
			}
			if rDir != "" {
				return writeScript(c, t, args[0], rDir)
			}
			_, w, dir, err := writeReport(c.Context(), t, args[0], dir)
			if err != nil {
				return err
			}
			t.printf("%s/\n", dir)
			for _, k := range w.Kept {
				t.warn("a file you had edited was kept as %s", k)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "output", "o", "", "folder of the report (default ./<study id>-report)")
	c.Flags().BoolVar(&check, "check", false, "compare fresh results with the report on disk; write nothing")
	c.Flags().BoolVar(&asJSON, "json", false, "with --check, print the differences as JSON")
	c.Flags().StringVar(&rDir, "r", "", "write an R script that recomputes every number, with its data, into this folder instead")
	for _, other := range []string{"output", "check", "json"} {
		c.MarkFlagsMutuallyExclusive("r", other)
	}
	return c
}

// writeScript writes the folder in which R recomputes every number.
func writeScript(c *cobra.Command, t *terminal, path, dir string) error {
	progress := newSteps(t)
	defer progress.clear()
	r, err := reproduce.Load(c.Context(), path, Version, progress)
	if err != nil {
		return err
	}
	if err := reproduce.CheckOutside(dir, r.Manifest.DepositDir()); err != nil {
		return err
	}
	n, w, err := r.WriteScript(c.Context(), dir)
	if err != nil {
		return err
	}
	progress.clear()
	shown := filepath.ToSlash(dir)
	t.printf("%s/   %s, to be recomputed by: Rscript %s/%s\n", shown, plural(n, "number", "numbers"), shown, reproduce.ScriptName)
	t.warn("%s", reproduce.ScriptNotice)
	for _, k := range w.Kept {
		t.warn("a file you had edited was kept as %s", filepath.ToSlash(k))
	}
	return nil
}

func checkReport(c *cobra.Command, t *terminal, path, dir string, asJSON bool) error {
	progress := newSteps(t)
	r, err := reproduce.Load(c.Context(), path, Version, progress)
	progress.clear()
	if err != nil {
		return unchecked(t, err)
	}
	dir = reportFolder(dir, r)
	changes, err := reproduce.Check(dir, r)
	if err != nil {
		return err
	}
	if asJSON {
		type change struct {
			Table  string `json:"table"`
			Row    string `json:"row"`
			Column string `json:"column"`
			Was    string `json:"was"`
			Now    string `json:"now"`
		}
		out := []change{}
		for _, c := range changes {
			out = append(out, change(c))
		}
		if err := printJSON(t, map[string]any{"differences": out}); err != nil {
			return err
		}
	} else {
		for _, c := range changes {
			place := c.Table + ", " + c.Row
			if c.Column != "" {
				place += ", " + c.Column
			}
			t.printf("%s\n  on disk  %s\n  now      %s\n", place, c.Was, c.Now)
		}
	}
	if len(changes) > 0 {
		return &verdict{exitCheckFailed, dir + ": " + plural(len(changes), "difference", "differences") + " between the report on disk and fresh results"}
	}
	if !asJSON {
		t.printf("%s: the report on disk holds\n", dir)
	}
	return nil
}
