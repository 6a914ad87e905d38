package cmd

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/ingest/survey"
	"kith/report"
	"kith/reproduce"
	"kith/study"
)

// fileTest holds the flags that ask for comparisons of a workbook.
type fileTest struct {
	pairs, labels, missing, reverse, tests              []string
	id, sheet, points, score, alternative, adjust, zero string
	headerRow, minItems, draws, seed                    int
	sameItems, listwise                                 bool
	alpha                                               float64
}

func (f *fileTest) flags(c *cobra.Command) {
	s := c.Flags()
	s.StringArrayVar(&f.pairs, "pair", nil, "two columns A:B, or two lists of columns; may be given more than once")
	s.StringVar(&f.id, "id", "", "column with the respondent's id")
	s.StringVar(&f.sheet, "sheet", "", "sheet of the workbook (default: the only visible one)")
	s.IntVar(&f.headerRow, "header-row", 0, "row of the column names (default: the first that has them)")
	s.StringArrayVar(&f.labels, "label", nil, "number of a text, Agree=4; may be given more than once")
	s.StringArrayVar(&f.missing, "missing", nil, "answer that stands for none, -99; may be given more than once")
	s.StringSliceVar(&f.reverse, "reverse", nil, "reverse-keyed columns")
	s.StringVar(&f.points, "points", "", "ends of the scale that --reverse turns on, 1:7")
	s.StringVar(&f.score, "score", "mean", "score of several columns: mean or sum")
	s.IntVar(&f.minItems, "min-items", 0, "answered items a score needs (default: all)")
	s.BoolVar(&f.sameItems, "same-items-both", false, "an item missing on one side is left out of the other")
	s.BoolVar(&f.listwise, "listwise", false, "only rows that have every value of every pair")
	s.StringVar(&f.alternative, "alternative", "two_sided", "declared direction of B − A: two_sided, greater or less")
	s.StringVar(&f.adjust, "adjust", "holm", "adjustment over the pairs: holm, bonferroni, bh or none")
	s.StringSliceVar(&f.tests, "test", nil, "what is computed beside the t test")
	s.StringVar(&f.zero, "zeros", "dropped", "pairs without a difference in Wilcoxon's test: dropped or pratt")
	s.Float64Var(&f.alpha, "alpha", .05, "significance level of tost")
	s.IntVar(&f.draws, "draws", stat.DefaultDraws, "draws of flip and bootstrap")
	s.IntVar(&f.seed, "seed", 1, "seed of the draws")
}

// declared is the fault of a flag that describes a workbook, given with a study, whose
// manifest declares all that: every flag but --json and --csv.
func declared(c *cobra.Command, path string) error {
	var err error
	c.Flags().Visit(func(f *pflag.Flag) {
		if err == nil && f.Name != "json" && f.Name != "csv" {
			err = &study.Fault{What: "--" + f.Name + " belongs to a workbook, not to a study", Where: path,
				Hint: "leave it out: the manifest declares it; or name the workbook itself"}
		}
	})
	return err
}

func wrong(flag, value, hint string) error {
	return &study.Fault{What: fmt.Sprintf("--%s %s is not understood", flag, value), Hint: hint}
}

// ask turns the flags into what is asked for.
func (f *fileTest) ask(path string, level float64) (reproduce.FileTest, error) {
	ask := reproduce.FileTest{
		Read:     survey.PairOptions{Sheet: f.sheet, ID: f.id, HeaderRow: f.headerRow, Missing: f.missing},
		Scoring:  scale.Options{MinItems: f.minItems, SameItemsBoth: f.sameItems},
		Reverse:  f.reverse,
		Listwise: f.listwise,
		Adjust:   stat.Adjustment(f.adjust),
		Tests:    study.Tests{CI: level, Alpha: f.alpha, Draws: f.draws, Seed: f.seed},
	}
	ask.Tests.Wilcoxon.Zeros, ask.Tests.Bayes.Width = f.zero, stat.DefaultCauchyWidth
	if len(f.pairs) == 0 {
		return ask, &study.Fault{What: "no pair is named", Where: path, Hint: "name two columns: --pair before:after"}
	}
	for _, n := range f.pairs {
		a, b, ok := strings.Cut(n, ":")
		if !ok || a == "" || b == "" {
			return ask, &study.Fault{What: fmt.Sprintf("--pair %s does not name two columns", n), Hint: "write the two column names with a colon between them: --pair before:after"}
		}
		ask.Read.Pairs = append(ask.Read.Pairs, [2]string{a, b})
	}
	read, err := f.read()
	if err != nil {
		return ask, err
	}
	ask.Read.Labels = read.Labels
	if ask.Low, ask.High, err = f.ends(); err != nil {
		return ask, err
	}
	switch {
	case level <= 0 || level >= 1 || math.IsNaN(level):
		return ask, &study.Fault{What: fmt.Sprintf("--ci %v is not between 0 and 1", level), Hint: "give a level such as 0.95"}
	case f.alpha <= 0 || f.alpha >= .5 || math.IsNaN(f.alpha):
		return ask, wrong("alpha", fmt.Sprint(f.alpha), "give a level such as .05")
	case f.score != "mean" && f.score != "sum":
		return ask, wrong("score", f.score, "give mean or sum")
	case f.minItems < 0:
		return ask, wrong("min-items", strconv.Itoa(f.minItems), "give a number of items")
	case f.zero != "dropped" && f.zero != "pratt":
		return ask, wrong("zeros", f.zero, "give dropped or pratt")
	case f.draws < 1 || f.draws > stat.MaxDraws || f.seed < 0:
		return ask, wrong("draws", strconv.Itoa(f.draws), fmt.Sprintf("give a number from 1 to %d, and a seed from 0", stat.MaxDraws))
	}
	switch ask.Adjust {
	case stat.Holm, stat.Bonferroni, stat.BH, stat.NoAdjustment:
	default:
		return ask, wrong("adjust", f.adjust, "give holm, bonferroni, bh or none")
	}
	if f.score == "sum" {
		ask.Scoring.Method = scale.Sum
	}
	switch f.alternative {
	case "two_sided":
	case "greater":
		ask.Alternative = stat.Greater
	case "less":
		ask.Alternative = stat.Less
	default:
		return ask, wrong("alternative", f.alternative, "give two_sided, greater or less")
	}
	return ask, f.extras(&ask.Tests)
}

// read gives how the file is read.
func (f *fileTest) read() (survey.PairOptions, error) {
	read := survey.PairOptions{Sheet: f.sheet, ID: f.id, HeaderRow: f.headerRow, Missing: f.missing}
	for _, l := range f.labels {
		at := strings.LastIndexByte(l, '=')
		v, err := strconv.ParseFloat(l[at+1:], 64)
		if at < 1 || err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return read, wrong("label", l, "write the text and its number: --label Agree=4")
		}
		read.Labels = append(read.Labels, study.Labelled{Text: l[:at], Value: v})
	}
	return read, nil
}

// ends gives the ends of the scale, which --reverse needs.
func (f *fileTest) ends() (low, high float64, err error) {
	if f.points == "" && len(f.reverse) == 0 {
		return 0, 0, nil
	}
	from, to, _ := strings.Cut(f.points, ":")
	low, errLow := strconv.ParseFloat(from, 64)
	high, errHigh := strconv.ParseFloat(to, 64)
	if errLow != nil || errHigh != nil || !(low < high) {
		return 0, 0, wrong("points", strconv.Quote(f.points), "give the ends of the scale: --points 1:7")
	}
	return low, high, nil
}

// extras reads --test: a name, or a name and its number, bayes=0.5 or bayes(0.5).
func (f *fileTest) extras(tests *study.Tests) error {
	for _, asked := range f.tests {
		name, value, has := strings.Cut(strings.TrimSuffix(strings.Replace(asked, "(", "=", 1), ")"), "=")
		unit := "raw"
		if v, ok := strings.CutSuffix(value, "dz"); ok && name == "tost" {
			value, unit = v, "dz"
		}
		number, err := strconv.ParseFloat(value, 64)
		if has && (err != nil || !(number > 0) || math.IsInf(number, 0)) {
			return wrong("test", asked, "write the number after the name: bayes=0.707, tost=0.5, tost=0.3dz")
		}
		switch name {
		case "wilcoxon", "sign", "shapiro", "bootstrap":
		case "flip", "permutation":
			name = "permutation"
		case "bayes":
			if has {
				tests.Bayes.Width = number
			}
		case "tost":
			if !has {
				return &study.Fault{What: "--test tost has no bound", Hint: "declare what is too small to matter: tost=0.5 in points, tost=0.3dz in SDs of the differences"}
			}
			tests.TOST.Bound, tests.TOST.Unit = number, unit
		default:
			return &study.Fault{What: fmt.Sprintf("--test %s is no test kith knows", asked), Hint: "give wilcoxon, sign, shapiro, bayes, tost=bound, flip or bootstrap"}
		}
		if has && name != "bayes" && name != "tost" {
			return wrong("test", asked, "only bayes and tost take a number")
		}
		tests.Extra = append(tests.Extra, name)
	}
	return nil
}

// more gives a line for everything that was asked for beside the t test.
func (r tPair) more() []string {
	var lines []string
	add := func(reason, format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		if reason != "" {
			line += "; " + reason
		}
		lines = append(lines, line)
	}
	if r.Alternative != "" {
		add("", "one-sided, B − A %s", map[string]string{"greater": "above 0", "less": "below 0"}[r.Alternative])
	}
	if len(r.Missing) > 0 {
		add("", "missing answers: %s", strings.Join(r.Missing, ", "))
	}
	e := r.Extra
	if e == nil {
		return lines
	}
	if w := e.Wilcoxon; w != nil {
		add(w.Reason, "Wilcoxon: W+ = %s, W− = %s, p = %s (%s; zeros %s: %d, ties: %d), r_rb = %s, Hodges–Lehmann = %s", short12(w.WPlus), short12(w.WMinus), report.P(w.P), w.Method, w.Zeros, w.Zero, w.Ties,
			withCI(w.RankBiserial, w.RankLow, w.RankHigh), withCI(w.Estimate, w.EstimateLow, w.EstimateHigh))
	}
	if s := e.Sign; s != nil {
		add(s.Reason, "sign test: %d rose, %d fell, %d stayed, p = %s, share = %s", r.change.Rose, r.change.Fell, r.change.Stayed, report.P(s.P), withCI(s.Share, s.Low, s.High))
	}
	if s := e.Shapiro; s != nil {
		add(s.Reason, "Shapiro–Wilk of the differences: W = %s, p = %s", report.Bounded(s.W, 3), report.P(s.P))
	}
	if b := e.Bayes; b != nil {
		if b.LogDirected != nil {
			add("", "Bayes factor of the declared direction, one-sided: ln BF = %s", report.Dec(*b.LogDirected, 2))
		}
		add(b.Reason, "Bayes factor (Cauchy width %s), two-sided: ln BF10 = %s", report.Dec(b.Width, 3), report.Dec(b.LogBF10, 2))
	}
	if q := e.Equivalence; q != nil {
		add(q.Reason, "equivalence within %s to %s: p = %s (larger of %s and %s)", report.Dec(q.Low, 2), report.Dec(q.High, 2), report.P(q.P), report.P(q.PLow), report.P(q.PHigh))
	}
	if p := e.Permutation; p != nil {
		how := "all changes of sign"
		if !p.Exact {
			how = fmt.Sprintf("%d draws, seed %d", p.Draws, p.Seed)
		}
		add(p.Reason, "sign flips: p = %s (%s)", report.P(p.P), how)
	}
	if b := e.Bootstrap; b != nil {
		add(b.Reason, "bootstrap, BCa (%d draws, seed %d): diff %s to %s, d_z %s to %s", b.Draws, b.Seed,
			report.Dec(b.CILow, 2), report.Dec(b.CIHigh, 2), report.Dec(b.DZLow, 2), report.Dec(b.DZHigh, 2))
	}
	return lines
}

// short12 gives a rank sum, whole or a half.
func short12(n report.Num) string { return strconv.FormatFloat(float64(n), 'f', -1, 64) }
