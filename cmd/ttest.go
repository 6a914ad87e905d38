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
	"kith/study"
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
}

func newTTest(t *terminal) *cobra.Command {
	var pairs []string
	var id, sheet string
	var level float64
	var asJSON bool
	c := &cobra.Command{
		Use:   "ttest PATH [--pair A:B ...]",
		Short: "Paired-samples t tests, from a study or straight from a workbook",
		Long: `Run paired-samples t tests. PATH is a study, whose declared sets are compared, or
any .xlsx or .csv file with two columns a pair: --pair before:after. Differences
are B − A, two-sided. Each pair rests on the rows that have both values; where
--id names a column, a repeated id is an error. Holm's adjustment is over the
pairs printed together (in a study, over the declared families).

d_z is the mean difference over the SD of the differences, its interval exact by
the noncentral t distribution; g_z is d_z with Hedges' exact correction; d_av is
over the mean of both SDs; d_rm is d_z times the square root of 2(1 − r).
` + exitHelp,
		Example: `  kith ttest fixtures/synthetic
  kith ttest scores.xlsx --pair before:after --id participant
  kith ttest scores.csv --pair q1_pre:q1_post --pair q2_pre:q2_post --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var rows []tPair
			var err error
			if isStudy(args[0]) {
				if len(pairs) > 0 || id != "" || sheet != "" {
					return &study.Fault{What: "--pair, --id and --sheet belong to a workbook, not to a study", Where: args[0],
						Hint: "leave them out, or name the workbook itself"}
				}
				rows, err = studyPairs(c.Context(), t, args[0])
			} else {
				rows, err = filePairs(args[0], pairs, survey.PairOptions{Sheet: sheet, ID: id}, level)
			}
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t, map[string]any{"pairs": rows})
			}
			printPairs(t, rows, level)
			return nil
		},
	}
	c.Flags().StringArrayVar(&pairs, "pair", nil, "two columns A:B; may be given more than once")
	c.Flags().StringVar(&id, "id", "", "column with the respondent's id")
	c.Flags().StringVar(&sheet, "sheet", "", "sheet of the workbook (default: the only visible one)")
	c.Flags().Float64Var(&level, "ci", 0.95, "confidence level of a workbook's intervals")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
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
func filePairs(path string, names []string, opt survey.PairOptions, level float64) ([]tPair, error) {
	if len(names) == 0 {
		return nil, &study.Fault{What: "no pair is named", Where: path, Hint: "name two columns: --pair before:after"}
	}
	if level <= 0 || level >= 1 {
		return nil, &study.Fault{What: fmt.Sprintf("--ci %v is not between 0 and 1", level), Hint: "give a level such as 0.95"}
	}
	for _, n := range names {
		a, b, ok := strings.Cut(n, ":")
		if !ok || a == "" || b == "" {
			return nil, &study.Fault{What: fmt.Sprintf("--pair %s does not name two columns", n), Hint: "write the two column names with a colon between them: --pair before:after"}
		}
		opt.Pairs = append(opt.Pairs, [2]string{a, b})
	}
	columns, err := survey.ReadPairs(path, opt)
	if err != nil {
		return nil, err
	}
	rows := make([]tPair, 0, len(columns))
	p := make([]float64, 0, len(columns))
	for _, c := range columns {
		res, err := stat.PairedT(c.A, c.B, stat.PairedOptions{Level: level, Alternative: stat.TwoSided})
		if err != nil {
			return nil, err
		}
		row := newTPair(c.NameA, c.NameB, reproduce.Paired(res))
		row.Warnings = append(row.Warnings, c.Warnings...)
		for _, w := range res.Warnings {
			row.Warnings = append(row.Warnings, w.Text)
		}
		rows = append(rows, row)
		p = append(p, res.P)
	}
	adjusted, err := stat.Adjust(p, stat.Holm)
	if err != nil {
		return nil, err
	}
	for i, p := range adjusted {
		rows[i].PHolm = report.Num(p)
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
	ci := fmt.Sprintf("[%s%% CI]", percent(level))
	g := &grid{
		heads:   []string{"A", "B", "n", "M_A (SD)", "M_B (SD)", "diff " + ci, "t (df)", "p", "p_Holm", "d_z " + ci, "g_z", "d_av"},
		numeric: []bool{false, false, true, true, true, true, true, true, true, true, true, true},
	}
	for _, r := range rows {
		g.add(r.A, r.B, fmt.Sprint(r.N),
			fmt.Sprintf("%s (%s)", report.Dec(r.MeanA, 2), report.Dec(r.SDA, 2)),
			fmt.Sprintf("%s (%s)", report.Dec(r.MeanB, 2), report.Dec(r.SDB, 2)),
			withCI(r.MeanDifference, r.CILow, r.CIHigh),
			fmt.Sprintf("%s (%s)", report.Dec(r.T, 2), report.DF(r.DF)), report.P(r.P), report.P(r.PHolm),
			withCI(r.DZ, r.DZLow, r.DZHigh), report.Dec(r.GZ, 2), report.Dec(r.DAv, 2))
	}
	g.print(t, 0)
	for _, r := range rows {
		if r.Reason != nil {
			t.warn("%s, %s: %s", r.A, r.B, *r.Reason)
		}
		for _, w := range r.Warnings {
			t.warn("%s, %s: %s", r.A, r.B, w)
		}
	}
}
