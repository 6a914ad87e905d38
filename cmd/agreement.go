package cmd

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/analysis/agree"
	"kith/report"
	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
)

func newAgreement(t *terminal) *cobra.Command {
	s := &sitting{}
	var f reproduce.Filter
	opt := agree.Options{Blanks: agree.BlankNone}
	var question, anyway, blanks string
	unit := "turn"
	c := &cobra.Command{
		Use:   "agreement ANALYST ANALYST...",
		Short: "How far analysts agree on categories",
		Long: `Measure how far analysts agree: percent, Cohen's kappa, Krippendorff's alpha
(nominal), Gwet's AC1 and PABAK, on each category (given to the unit or not), pooled
over all decisions, and as the mean of those defined, with bootstrap intervals over
units. A unit is a respondent's answer, or a participant's turn; with --unit character
every character of what participants said, marked or not, of two analysts and without
intervals. A coefficient that is not defined, as of a category nobody used, prints as
"–".

Agreement belongs to content and codebook analysis. In a study analysed reflexively
two readings are two readings, and the command declines; --anyway REASON measures
all the same and writes that choice and its reason into the journal.
` + exitHelp,
		Example: "  kith agreement TM EB --question Q1",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			opt.Blanks = agree.Blank(blanks)
			at, err := s.at()
			if err != nil {
				return err
			}
			a, err := s.open(anyway != "")
			if err != nil {
				return err
			}
			if _, err := strconv.Atoi(question); question != "" && err != nil {
				declared, err := a.Questions(a.AsOf(at), question)
				if err != nil {
					return err
				}
				f.Study = declared[0].Part.ID
			}
			if err := mayMeasure(a, a.AsOf(at), f, anyway); err != nil {
				return err
			}
			if unit != "turn" && unit != "character" {
				return fmt.Errorf("--unit %q; it is turn or character", unit)
			}
			r, err := measure(a, a.AsOf(at), args, f, question, unit == "character", opt, c.Flags().Changed("unused"))
			if err != nil {
				return err
			}
			if a.Reflexive(f) {
				_, err := a.Book.AddMemo(coding.Memo{Kind: "reflexive", Title: "agreement measured in a reflexive analysis",
					Text: fmt.Sprintf("Agreement of %s was measured all the same. %s", strings.Join(args, ", "), anyway)})
				if err != nil {
					return err
				}
			}
			if s.json {
				return printJSON(t, agreementJSON(r))
			}
			printAgreement(t, r)
			return nil
		},
		PreRunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("anyway") && strings.TrimSpace(anyway) == "" {
				return errors.New("--anyway needs a reason; it is kept in the journal")
			}
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	placeFlags(c, &f)
	c.Flags().StringVar(&question, "question", "", "an open question that the manifest declares, on its categories alone, unused ones among the pooled; or the number of one in a compilation")
	c.Flags().StringVar(&unit, "unit", unit, "what is judged: turn (or answer), or character")
	c.Flags().StringVar(&blanks, "blanks", string(agree.BlankNone), "a unit without a category was judged (none) or not (missing)")
	c.Flags().BoolVar(&opt.Unused, "unused", false, "categories nobody used enter the pooled figures")
	c.Flags().IntVar(&opt.Draws, "draws", agree.DefaultDraws, "resamples of the intervals; -1 for none")
	c.Flags().Uint64Var(&opt.Seed, "seed", 1, "seed of the intervals")
	c.Flags().StringVar(&anyway, "anyway", "", "measure in a reflexive study, for this reason")
	return c
}

// mayMeasure says why agreement cannot be measured where a filter chooses: somebody
// still reads blind there, or a study is analysed reflexively, and no reason is given to
// measure anyway.
func mayMeasure(a *reproduce.Analysis, s *coding.State, f reproduce.Filter, anyway string) error {
	for _, b := range a.BlindReadings(s) {
		if b.Blind && (f.Study == "" || f.Study == b.Study) {
			return &study.Fault{What: a.Book.Analyst() + " still reads " + b.Document + " blind, and agreement tells what others coded",
				Hint: "code it first; kith blind says how the blind reading ends"}
		}
	}
	if a.Reflexive(f) && anyway == "" {
		return &study.Fault{What: "a study chosen here is analysed reflexively, where coding is a reading and no measurement: coefficients would say that one reading is the error of the other",
			Hint: "choose a study of content or codebook analysis with --in; or give --anyway REASON, which is kept in the journal"}
	}
	return nil
}

// printAgreement prints a row a category, what they come to, and what is left out.
func printAgreement(t *terminal, r *reproduce.Agreement) {
	g := &grid{heads: []string{"category"}, numeric: []bool{false}}
	if len(r.Coders) == 2 {
		g.heads = append(g.heads, "both", r.Coders[0]+" only", r.Coders[1]+" only", "neither")
	}
	g.heads = append(g.heads, "percent", "kappa", "alpha", "AC1", "PABAK")
	for range len(g.heads) - 1 {
		g.numeric = append(g.numeric, true)
	}
	row := func(x agree.Row) {
		line := []string{x.Category}
		if len(r.Coders) == 2 {
			line = append(line, strconv.Itoa(x.Both), strconv.Itoa(x.OnlyA), strconv.Itoa(x.OnlyB), strconv.Itoa(x.Neither))
		}
		percent := percentage(x.Percent)
		if !x.Used {
			percent = "–"
		}
		g.add(append(line, percent, withInterval(x.Kappa, x.KappaCI), withInterval(x.Alpha, x.AlphaCI), withInterval(x.AC1, x.AC1CI), withInterval(x.PABAK, x.PABAKCI))...)
	}
	for _, x := range r.Rows {
		row(x)
	}
	row(r.Pooled)
	g.print(t, 0)
	t.printf("\nunit: %s, %s; a unit left blank is read as %s; %s\n", r.Unit, plural(r.Units, "unit", "units"), blankWords[r.Blanks], pooledWords(r))
	t.printf("mean of the defined: kappa %s (%d), alpha %s (%d), AC1 %s (%d), PABAK %s (%d)\n",
		figure(r.Mean.Kappa), r.Mean.KappaOf, figure(r.Mean.Alpha), r.Mean.AlphaOf, figure(r.Mean.AC1), r.Mean.AC1Of, figure(r.Mean.PABAK), r.Mean.PABAKOf)
	for i, name := range r.Coders {
		t.printf("%s left %s without a category\n", name, plural(r.Left[i], "unit", "units"))
	}
	t.printf("codings as each analyst left them, before reconciliation\n")
	if r.Other > 0 {
		t.warn("%s on no unit and left out", plural(r.Other, "coding lies", "codings lie"))
	}
	t.warnChanged(r.Changed)
}

// measure measures on a declared question, or on what a filter chooses. The unused
// categories of a declared question were decided upon as its others were, and enter
// the pooled figures unless the flag says otherwise.
func measure(a *reproduce.Analysis, s *coding.State, coders []string, f reproduce.Filter, question string, characters bool, opt agree.Options, said bool) (*reproduce.Agreement, error) {
	number, err := strconv.Atoi(question)
	switch {
	case characters && (question == "" || err == nil && number > 0):
		return a.CharacterAgreement(s, coders, f, number, opt)
	case characters:
		return nil, fmt.Errorf("the unit of %s is a respondent's answer; --unit character takes no declared question", question)
	case question == "":
		return a.Agreement(s, coders, f, 0, opt)
	case err == nil && number > 0:
		return a.Agreement(s, coders, f, number, opt)
	case f.Code != "" || f.Role != "" || f.Participant != "" || f.Document != "":
		return nil, fmt.Errorf("--question %s is measured whole, on its own categories; leave out --code, --document, --role and --participant", question)
	}
	if !said {
		opt.Unused = true
	}
	return a.QuestionAgreement(s, coders, question, opt)
}

var blankWords = map[agree.Blank]string{agree.BlankNone: "judged, no category", agree.BlankMissing: "not judged"}

func pooledWords(r *reproduce.Agreement) string {
	if r.Omitted > 0 {
		return fmt.Sprintf("pooled leaves out %s nobody used", plural(r.Omitted, "category", "categories"))
	}
	return "pooled over all categories"
}

// figure writes a coefficient, "–" where it is not defined.
func figure(x float64) string {
	return report.Dec(report.Num(x), 3)
}

func withInterval(x float64, ci agree.Interval) string {
	if math.IsNaN(x) || math.IsNaN(ci.Low) {
		return figure(x)
	}
	return fmt.Sprintf("%s [%s, %s]", figure(x), figure(ci.Low), figure(ci.High))
}

// agreementJSON writes what is not defined as null.
func agreementJSON(r *reproduce.Agreement) map[string]any {
	row := func(x agree.Row) map[string]any {
		m := map[string]any{"category": x.Category, "used": x.Used, "units": x.Units}
		if len(r.Coders) == 2 {
			m["both"], m["only_a"], m["only_b"], m["neither"] = x.Both, x.OnlyA, x.OnlyB, x.Neither
		}
		if x.Used {
			m["percent"] = report.Num(x.Percent)
		}
		for name, v := range map[string]float64{"kappa": x.Kappa, "alpha": x.Alpha, "ac1": x.AC1, "pabak": x.PABAK} {
			m[name] = report.Num(v)
		}
		for name, ci := range map[string]agree.Interval{"kappa_ci": x.KappaCI, "alpha_ci": x.AlphaCI, "ac1_ci": x.AC1CI, "pabak_ci": x.PABAKCI} {
			m[name] = []report.Num{report.Num(ci.Low), report.Num(ci.High)}
		}
		if x.Reason != "" {
			m["reason"] = x.Reason
		}
		return m
	}
	rows := []any{}
	for _, x := range r.Rows {
		rows = append(rows, row(x))
	}
	return map[string]any{"coders": r.Coders, "unit": r.Unit, "units": r.Units, "blanks": r.Blanks, "left_blank": r.Left,
		"pooled_leaves_out": r.Omitted, "seed": r.Seed, "draws": r.Draws, "level": r.Level, "categories": rows, "pooled": row(r.Pooled),
		"mean":               map[string]any{"kappa": report.Num(r.Mean.Kappa), "kappa_of": r.Mean.KappaOf, "alpha": report.Num(r.Mean.Alpha), "ac1": report.Num(r.Mean.AC1), "pabak": report.Num(r.Mean.PABAK)},
		"codings_on_no_unit": r.Other, "codings_into_changed_text": r.Changed}
}
