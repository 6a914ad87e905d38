package cmd

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kith/exchange"
	"kith/report"
	"kith/reproduce"
	"kith/study"
	"kith/study/dataset"
)

func newData(t *terminal) *cobra.Command {
	var asJSON, asCSV, asLog bool
	c := &cobra.Command{
		Use:   "data PATH",
		Short: "The codebook of a study's data set; export it, or compare two versions",
		Long: `Print the codebook of the data sets of the study at PATH: every variable with its
label, scale, role in the question sets, value labels, how many answered, missing
answers by reason, and the distribution of the answers.

Answers are described as given: reverse-keyed items are not turned round. Where
disclosure is restricted, counts of characteristics below 5 are suppressed, as in
the report.

With --log every value and row that is not as it stands in the workbook is listed
instead: where it was, what it was, what became of it and by which rule. Labels
read as the numbers they stand for are no change. It shows answers: it is for
your own screen.
` + exitHelp,
		Example: "  kith data fixtures/synthetic\n  kith data my-study --csv > codebook.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			books, sets, err := readData(c, t, args[0])
			if err != nil {
				return err
			}
			switch {
			case asLog:
				return printChanges(t, books, sets, asJSON)
			case asJSON:
				return printJSON(t, map[string]any{"codebooks": books})
			case asCSV:
				_, err := t.out.Write(exchange.Dictionary(books))
				return err
			}
			for i, b := range books {
				if i > 0 {
					t.printf("\n")
				}
				printCodebook(t, b)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV, one row a variable")
	c.Flags().BoolVar(&asLog, "log", false, "list every changed value and every row left out")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	c.MarkFlagsMutuallyExclusive("log", "csv")
	c.AddCommand(newDataExport(t), newDataDiff(t))
	return c
}

// readData reads the data sets of the study at path and describes them.
func readData(c *cobra.Command, t *terminal, path string) ([]*reproduce.Codebook, []*dataset.Set, error) {
	m, err := study.Load(path)
	if err != nil {
		return nil, nil, err
	}
	progress := newSteps(t)
	defer progress.clear()
	return reproduce.Codebooks(c.Context(), m, progress)
}

// printChanges lists what is not as it stands in the workbooks.
func printChanges(t *terminal, books []*reproduce.Codebook, sets []*dataset.Set, asJSON bool) error {
	if asJSON {
		out := map[string]any{}
		for i, b := range books {
			out[b.Study] = append([]dataset.Change{}, sets[i].Changes...)
		}
		return printJSON(t, map[string]any{"changes": out})
	}
	for i, b := range books {
		t.printf("%s  %s: %s\n", b.Study, b.File, plural(len(sets[i].Changes), "change", "changes"))
		g := &grid{heads: []string{"where", "was", "became", "rule"}, numeric: make([]bool, 4)}
		for _, c := range sets[i].Changes {
			g.add(c.Where, short(c.Was, 30), c.Became, c.Rule)
		}
		if len(g.rows) > 0 {
			g.print(t, 2)
		}
	}
	return nil
}

func printCodebook(t *terminal, b *reproduce.Codebook) {
	where := b.File
	if b.Sheet != "" {
		where += ", sheet " + b.Sheet
	}
	t.printf("%s  %s, %s, %s\n", b.Study, b.Title, plural(b.N, "respondent", "respondents"), plural(len(b.Variables), "variable", "variables"))
	t.printf("  %s\n", where)
	if b.Synthetic {
		t.printf("  SYNTHETIC: made-up data, no participants\n")
	}
	hidden := false
	for _, v := range b.Variables {
		t.printf("\n  %s  %s\n", v.Name, v.Label)
		facts := []string{v.Kind}
		if v.Scale != "" {
			facts[0] += fmt.Sprintf(" %s, %d to %d", v.Scale, v.Points[0], v.Points[1])
		}
		if v.Group != "" {
			facts = append(facts, v.Group)
		}
		if role := exchange.RoleWords(v); role != "" {
			facts = append(facts, role)
		}
		t.printf("    %s\n", strings.Join(facts, "; "))
		line := fmt.Sprintf("n = %d", v.N)
		for _, m := range v.Missing {
			line += fmt.Sprintf(", %d %s", m.N, strings.ReplaceAll(m.Reason, "_", " "))
		}
		if v.Mean.Defined() {
			line += "; M = " + report.Dec(v.Mean, 2) + ", SD = " + report.Dec(v.SD, 2)
		}
		if len(v.Values) == 0 && v.Min.Defined() {
			line += ", " + report.Dec(v.Min, 2) + " to " + report.Dec(v.Max, 2)
		}
		t.printf("    %s\n", line)
		g := &grid{heads: []string{"", "", "n", "%"}, numeric: []bool{true, false, true, true}}
		for _, k := range v.Values {
			percent := report.Dec(k.Percent, 1)
			if k.Suppressed != "" {
				percent, hidden = "–", true
			}
			g.add(fmt.Sprint(k.Code), short(k.Label, 44), exchange.Count(k), percent)
		}
		if len(g.rows) > 0 {
			g.print(t, 4)
		}
	}
	if hidden {
		t.printf("\n  < 5: small cells are suppressed, – those that would give them away\n")
	}
}

func newDataExport(t *terminal) *cobra.Command {
	var dir, ids, part string
	var private bool
	c := &cobra.Command{
		Use:   "export PATH -o DIR",
		Short: "Write the clean data as CSV with a dictionary, and syntax for R and SPSS",
		Long: `Write the clean data of the study at PATH into DIR: data.csv with a dictionary of
its variables and values, and syntax that loads it into R (load.R) and SPSS or
PSPP (load.sps) with value labels, missing values and levels of measurement.

Respondents have no ids unless --ids asks for them: running (role and running
number) or real. Where disclosure is restricted, nothing is exported without
--private: the files are then for your eyes only (mode 0600), and are to be kept
as restricted as the deposit.
` + exitHelp,
		Example: "  kith data export my-study -o my-data\n  kith data export fixtures/synthetic -o my-data --private --ids running",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			how := exchange.IDs(ids)
			if how != exchange.NoIDs && how != exchange.RunningIDs && how != exchange.RealIDs {
				return &study.Fault{What: fmt.Sprintf("--ids %s is not known", ids), Hint: "give none, running or real"}
			}
			m, err := study.Load(args[0])
			if err != nil {
				return err
			}
			if m.Study.Disclosure == "restricted" && !private {
				return &study.Fault{
					What:  "the study is restricted, so its data are not exported for others",
					Where: m.Study.At.String(),
					Hint:  "add --private for an export that only you can read; or declare disclosure: open if the data may be shared",
				}
			}
			if err := reproduce.CheckOutside(dir, m.DepositDir()); err != nil {
				return err
			}
			books, sets, err := readData(c, t, args[0])
			if err != nil {
				return err
			}
			var files []report.File
			n := 0
			for i, b := range books {
				if part != "" && b.Study != part {
					continue
				}
				n++
				for _, f := range exchange.Files(m, m.Part(b.Study), sets[i], how) {
					if len(books) > 1 {
						f.Path = b.Study + "/" + f.Path
					}
					files = append(files, f)
				}
			}
			if n == 0 {
				return &study.Fault{What: fmt.Sprintf("no study %q has a workbook", part), Where: m.File, Hint: "leave out --study to export every data set"}
			}
			w, err := reproduce.WriteData(c.Context(), dir, files, private)
			if err != nil {
				return err
			}
			t.printf("%s/   %s\n", filepath.ToSlash(dir), plural(len(files), "file", "files"))
			if private {
				t.warn("%s", exchange.PrivateNotice)
			}
			if how == exchange.RealIDs {
				t.warn("data.csv has the respondents' real ids: they lead to the people, and to every other file that has them")
			}
			for _, k := range w.Kept {
				t.warn("a file you had edited was kept as %s", filepath.ToSlash(k))
			}
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "output", "o", "", "folder to write into")
	c.Flags().StringVar(&ids, "ids", "none", "how respondents are named: none, running (role and running number) or real")
	c.Flags().StringVar(&part, "study", "", "export the data of this study only")
	c.Flags().BoolVar(&private, "private", false, "files for your eyes only; needed where disclosure is restricted")
	if err := c.MarkFlagRequired("output"); err != nil {
		panic(err)
	}
	return c
}
