package cmd

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kith/reproduce"
)

func newReproduce(t *terminal) *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "reproduce PATH",
		Short: "Take a study from its files to its results and report",
		Long: `Take the study at PATH from its files to its results: inventory the deposit, read
the transcripts and workbooks, compute every declared analysis, compare with the
published values, and write the report.

The report goes to DIR, by default ./<study id>-report. Nothing outside DIR is
written. Files of other people in DIR are left alone.
` + exitHelp,
		Example: "  kith reproduce fixtures/synthetic\n  kith reproduce my-study -o results",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			begun := time.Now()
			r, w, dir, err := writeReport(c.Context(), t, args[0], dir)
			if err != nil {
				return err
			}
			printSummary(t, r)
			warnUnconfirmed(t, r.Manifest)
			printWritten(t, dir, r, w, time.Since(begun))
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "output", "o", "", "folder for the report (default ./<study id>-report)")
	return c
}

// writeReport loads the study at path and writes its report into dir, or into
// the default folder.
func writeReport(ctx context.Context, t *terminal, path, dir string) (*reproduce.Run, reproduce.Written, string, error) {
	progress := newSteps(t)
	defer progress.clear()
	r, err := reproduce.Load(ctx, path, Version, progress)
	if err != nil {
		return nil, reproduce.Written{}, "", err
	}
	dir = reportFolder(dir, r)
	if err := reproduce.CheckOutside(dir, r.Manifest.DepositDir()); err != nil {
		return nil, reproduce.Written{}, "", err
	}
	progress.Step("report", 0)
	files, err := r.Files()
	if err != nil {
		return nil, reproduce.Written{}, "", err
	}
	w, err := reproduce.WriteFolder(ctx, dir, files)
	return r, w, dir, err
}

// reportFolder is where a report goes unless -o says otherwise.
func reportFolder(dir string, r *reproduce.Run) string {
	if dir != "" {
		return dir
	}
	return r.Manifest.Study.ID + "-report"
}

// printWritten says what was written and where.
func printWritten(t *terminal, dir string, r *reproduce.Run, w reproduce.Written, took time.Duration) {
	files, _ := r.Files()
	tables, figures := 0, 0
	for _, f := range files {
		switch {
		case strings.HasPrefix(f.Path, "tables/"):
			tables++
		case strings.HasPrefix(f.Path, "figures/") && strings.HasSuffix(f.Path, ".svg"):
			figures++
		}
	}
	t.printf("  Written      %s   report.docx  report.html  results.json  %s  %s   %.1f s\n",
		filepath.ToSlash(dir)+"/", plural(tables, "table", "tables"), plural(figures, "figure", "figures"), took.Seconds())
	for _, k := range w.Kept {
		t.warn("a file you had edited was kept as %s", filepath.ToSlash(k))
	}
}
