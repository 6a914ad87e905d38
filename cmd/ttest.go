package cmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kith/analysis/stat"
	"kith/ingest/survey"
	"kith/report"
	"kith/reproduce"
)

// tPair is one comparison as kith ttest prints it. Differences are B − A.
type tPair struct {
	A              string     `json:"a"`
	B              string     `json:"b"`
	N              int        `json:"n"`
	MeanA          report.Num `json:"mean_a"`
	SDA            report.Num `json:"sd_a"`
	MeanB          report.Num `json:"mean_b"`
	SDB            report.Num `json:"sd_b"`
	MeanDifference report.Num `json:"mean_difference"`
	SDDifference   report.Num `json:"sd_difference"`
	SEDifference   report.Num `json:"se_difference"`
	R              report.Num `json:"r"`
	T              report.Num `json:"t"`
	DF             report.Num `json:"df"`
	P              report.Num `json:"p"`
	CILow          report.Num `json:"ci_low"`
	CIHigh         report.Num `json:"ci_high"`
	DZ             report.Num `json:"d_z"`
	DZLow          report.Num `json:"d_z_ci_low"`
	DZHigh         report.Num `json:"d_z_ci_high"`
	GZ             report.Num `json:"g_z"`
	DAv            report.Num `json:"d_av"`
	DRm            report.Num `json:"d_rm"`
	PHolm          report.Num `json:"p_holm"`
	Reason         *string    `json:"reason"`
	Warnings       []string   `json:"warnings"`

	// Of what was asked for beside, or otherwise than, the default.
	Alternative string        `json:"alternative,omitempty"`
	Adjustment  string        `json:"adjustment,omitempty"`
	PAdjusted   *report.Num   `json:"p_adjusted,omitempty"`
	Missing     []string      `json:"missing,omitempty"`
	Extra       *report.Extra `json:"extra,omitempty"`

	change report.Movement
}

func newTTest(t *terminal) *cobra.Command {
	var f fileTest
	var level float64
	var asJSON, asCSV bool
	c := &cobra.Command{
		Use:   "ttest PATH [--pair A:B ...]",
		Short: "Paired-samples t tests, from a study or straight from a workbook",
		Long: `Run paired-samples t tests. PATH is a study, whose declared sets are compared, or
any .xlsx, .csv or .tsv file with two columns a pair: --pair before:after.
Differences are B − A, two-sided unless --alternative declares a direction. Each
pair rests on the rows that have both values (--listwise: that have all values
of all pairs); where --id names a column, a repeated id is an error. Holm's
adjustment is over the pairs printed together (in a study, over the declared
families); --adjust takes another.

A side of a pair may be a list of columns and ranges, q1,q3..q6, in the same
order on both sides: it is scored, by its mean or --score sum, over at least
--min-items answered items (default: all), after turning the columns under
--reverse on the scale --points. --label says what number a text stands for,
--missing what stands for no answer. What a study declares, its manifest says.

--test computes more beside the t test, nothing by default: wilcoxon, sign,
shapiro, bayes or bayes=width, tost=bound (tost=0.3dz in SDs of the differences),
flip, bootstrap.

d_z is the mean difference over the SD of the differences, its interval exact by
the noncentral t distribution; g_z is d_z with Hedges' exact correction; d_av is
over the mean of both SDs; d_rm is d_z times the square root of 2(1 − r).
` + exitHelp,
		Example: `  kith ttest fixtures/synthetic
  kith ttest scores.xlsx --pair before:after --id participant
  kith ttest scores.csv --pair q1_pre:q1_post --pair q2_pre:q2_post --json
  kith ttest scores.csv --pair pre_1..pre_4:post_1..post_4 --reverse pre_3,post_3 --points 1:5
  kith ttest scores.csv --pair before:after --test wilcoxon,tost=0.5`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var rows []tPair
			var err error
			if isStudy(args[0]) {
				if err := declared(c, args[0]); err != nil {
					return err
				}
				rows, err = studyPairs(c.Context(), t, args[0])
			} else {
				rows, err = filePairs(args[0], f, level)
			}
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return printJSON(t, map[string]any{"pairs": rows})
			case asCSV:
				return printCSV(t, rows)
			}
			printPairs(t, rows, level)
			return nil
		},
	}
	f.flags(c)
	c.Flags().Float64Var(&level, "ci", 0.95, "confidence level of a workbook's intervals")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV, one row a pair")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}

// isStudy tells a study (a folder or a manifest) from a workbook.
func isStudy(path string) bool {
	if fi, err := os.Stat(path); err == nil && fi.IsDir() {
		return true
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml":
		return true
	}
	return false
}

// studyPairs gives every declared comparison of a study.
func studyPairs(ctx context.Context, t *terminal, path string) ([]tPair, error) {
	progress := newSteps(t)
	defer progress.clear()
	r, err := reproduce.Load(ctx, path, Version, progress)
	if err != nil {
		return nil, err
	}
	rows := []tPair{}
	for _, q := range r.Results.Quant {
		part := r.Manifest.Part(q.Study)
		for _, s := range q.Sets {
			declared := part.FindSet(s.ID)
			for _, c := range printed(s) {
				a, b := c.ID+" "+declared.Conditions.A.Label, c.ID+" "+declared.Conditions.B.Label
				for _, p := range declared.Pairs {
					if p.ID == c.ID {
						a, b = p.A.Name, p.B.Name
					}
				}
				row := newTPair(a, b, c.Paired)
				if s.Difference == "A-B" {
					// The declared difference is A − B; the row stays B − A by naming
					// the conditions the other way round.
					row = newTPair(b, a, swapped(c.Paired))
				}
				for _, a := range c.Adjusted {
					if a.Method == "holm" {
						row.PHolm = a.P
						break
					}
				}
				row.Warnings = append(row.Warnings, c.Warnings...)
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}

// filePairs compares the named columns of a workbook.
func filePairs(path string, f fileTest, level float64) ([]tPair, error) {
	ask, err := f.ask(path, level)
	if err != nil {
		return nil, err
	}
	all, err := reproduce.CompareFile(path, ask)
	if err != nil {
		return nil, err
	}
	rows := make([]tPair, 0, len(all))
	for _, c := range all {
		row := newTPair(c.NameA, c.NameB, reproduce.Paired(c.Test))
		adjusted := report.Num(c.PAdjusted)
		if ask.Adjust == stat.Holm {
			row.PHolm = adjusted
		} else if ask.Adjust != stat.NoAdjustment {
			row.Adjustment, row.PAdjusted = string(ask.Adjust), &adjusted
		}
		if ask.Alternative != stat.TwoSided {
			row.Alternative = ask.Alternative.String()
		}
		for _, side := range []struct {
			name string
			gaps []survey.Gap
		}{{"A", c.MissingA}, {"B", c.MissingB}} {
			for _, g := range side.gaps {
				row.Missing = append(row.Missing, fmt.Sprintf("%s: %d %s", side.name, g.N, g.Reason))
			}
		}
		if c.Listwise > 0 {
			row.Missing = append(row.Missing, fmt.Sprintf("%d complete pairs left out listwise", c.Listwise))
		}
		row.Extra, row.change = c.Extra, c.Change
		row.Warnings = append(row.Warnings, c.Warnings...)
		rows = append(rows, row)
	}
	return rows, nil
}

// swapped names the conditions of a comparison the other way round; the
// difference and what follows from it stay.
func swapped(p report.Paired) report.Paired {
	p.MeanA, p.MeanB = p.MeanB, p.MeanA
	p.SDA, p.SDB = p.SDB, p.SDA
	p.MedianA, p.MedianB = p.MedianB, p.MedianA
	return p
}

func newTPair(a, b string, p report.Paired) tPair {
	row := tPair{
		A: a, B: b, N: p.N, MeanA: p.MeanA, SDA: p.SDA, MeanB: p.MeanB, SDB: p.SDB,
		MeanDifference: p.MeanDiff, SDDifference: p.SDDiff, SEDifference: p.SEDiff, R: p.R,
		T: p.T, DF: p.DF, P: p.P, CILow: p.CILow, CIHigh: p.CIHigh,
		DZ: p.DZ, DZLow: p.DZLow, DZHigh: p.DZHigh, GZ: p.GZ, DAv: p.DAv, DRm: p.DRm,
		PHolm: report.NaN(), Warnings: []string{},
	}
	if p.Reason != "" {
		row.Reason = &p.Reason
	}
	return row
}

func printPairs(t *terminal, rows []tPair, level float64) {
	ci := "[" + report.Level(report.Num(level)) + " CI]"
	adjusted := "p_Holm"
	for _, r := range rows {
		if r.Adjustment != "" {
			adjusted = "p_" + map[string]string{"bonferroni": "Bonf", "bh": "BH"}[r.Adjustment]
		}
	}
	g := &grid{
		heads:   []string{"A", "B", "n", "M_A (SD)", "M_B (SD)", "diff " + ci, "t (df)", "p", adjusted, "d_z " + ci, "g_z", "d_av"},
		numeric: []bool{false, false, true, true, true, true, true, true, true, true, true, true},
	}
	for _, r := range rows {
		p := r.PHolm
		if r.PAdjusted != nil {
			p = *r.PAdjusted
		}
		g.add(r.A, r.B, fmt.Sprint(r.N),
			fmt.Sprintf("%s (%s)", report.Dec(r.MeanA, 2), report.Dec(r.SDA, 2)),
			fmt.Sprintf("%s (%s)", report.Dec(r.MeanB, 2), report.Dec(r.SDB, 2)),
			withCI(r.MeanDifference, r.CILow, r.CIHigh),
			fmt.Sprintf("%s (%s)", report.Dec(r.T, 2), report.DF(r.DF)), report.P(r.P), report.P(p),
			withCI(r.DZ, r.DZLow, r.DZHigh), report.Dec(r.GZ, 2), report.Dec(r.DAv, 2))
	}
	g.print(t, 0)
	for _, r := range rows {
		for _, line := range r.more() {
			t.printf("  %s, %s: %s\n", r.A, r.B, line)
		}
		if r.Reason != nil {
			t.warn("%s, %s: %s", r.A, r.B, *r.Reason)
		}
		for _, w := range r.Warnings {
			t.warn("%s, %s: %s", r.A, r.B, w)
		}
	}
}
