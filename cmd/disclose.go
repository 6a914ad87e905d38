package cmd

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kith/ingest/disclose"
	"kith/reproduce"
	"kith/study"
)

func newDisclose(t *terminal) *cobra.Command {
	var asJSON, check, show, all, strip bool
	var to, out string
	c := &cobra.Command{
		Use:   "disclose PATH",
		Short: "Look through a deposit for what may still say who somebody is",
		Long: `Look through the files of the study's deposit, their names and what they keep
beside their text: properties, authors, comments, tracked deletions, hidden text,
headers, links, thumbnails, hidden sheets. Flagged are identifiers by their form
and check digit, names by what stands around them, capitals inside sentences that
are no words of the study, names in speaker labels, and redaction marks of
another style than the deposit's usual one. Nothing is changed, and nothing
replaces a reader: no pattern knows all names.

The words found are printed only with --show, and written only to the --report,
which nobody but you may read. Decisions go to ` + disclose.LogName + ` beside the manifest,
without the words; ` + disclose.KeyName + ` beside it ties them together and belongs with the
deposit. A finding that was accepted stays accepted until the words change.

--strip writes copies of the Word documents and workbooks to the folder of -o,
without properties, comments, tracked deletions, authors, marks of editing
sessions, thumbnails and signatures. Their text and cells are the same, which kith
checks; the deposit is not touched. Hidden text, hidden sheets, headers and links
stay in the copies, because they are text.
` + exitHelp + `
With --check, 1 means that findings are open: undecided, or to be fixed.`,
		Example: `  kith disclose my-study
  kith disclose my-study --show --report findings.csv
  kith disclose accept 1f0c93aa --reason "a pseudonym" --study my-study
  kith disclose my-study --check
  kith disclose my-study --strip -o cleaned`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if strip != (out != "") {
				return fmt.Errorf("--strip and -o DIR go together")
			}
			if strip {
				return stripDeposit(c, t, args[0], out, asJSON)
			}
			r, _, err := discloseStudy(c, t, args[0])
			if err != nil {
				return unchecked(t, err)
			}
			if to != "" {
				if err := reproduce.WritePrivate(to, reproduce.DisclosureCSV(r)); err != nil {
					return err
				}
			}
			open := r.Open()
			shown := open
			if all {
				shown = r.Findings
			}
			switch {
			case asJSON:
				err = printJSON(t, disclosureJSON(r, shown, show))
			case check && !show:
				printTally(t, r)
			default:
				printFindings(t, shown, show)
				printTally(t, r)
			}
			if err != nil {
				return err
			}
			if check && len(open) > 0 {
				return &verdict{status: exitCheckFailed, message: plural(len(open), "open finding", "open findings")}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&show, "show", false, "show the words that were found")
	c.Flags().BoolVar(&all, "all", false, "list accepted findings too")
	c.Flags().BoolVar(&check, "check", false, "print counts only, and exit 1 when findings are open")
	c.Flags().StringVar(&to, "report", "", "write the private report to this CSV file")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON; without --show it holds no words")
	c.Flags().BoolVar(&strip, "strip", false, "write copies without properties, comments, tracked changes, thumbnails; with -o")
	c.Flags().StringVarP(&out, "out", "o", "", "folder for the copies of --strip")
	c.AddCommand(newDecide(t, "accept", disclose.Accepted, "Accept findings: they may stay"), newDecide(t, "fix", disclose.ToFix, "Note findings that must go before the deposit is shared"))
	return c
}

// stripDeposit writes the copies of --strip.
func stripDeposit(c *cobra.Command, t *terminal, path, out string, asJSON bool) error {
	m, err := study.Load(path)
	if err != nil {
		return err
	}
	progress := newSteps(t)
	done, err := reproduce.StripDeposit(c.Context(), m, out, progress)
	progress.clear()
	if err != nil {
		return unchecked(t, err)
	}
	if asJSON {
		refused := []string{}
		for _, f := range done.Refused {
			refused = append(refused, f.Where)
		}
		return printJSON(t, map[string]any{"copies": done.Copies, "removed": done.Removed, "refused": refused})
	}
	t.printf("  %s in %s\n", plural(done.Copies, "copy", "copies"), out)
	for _, kind := range slices.Sorted(maps.Keys(done.Removed)) {
		if n := done.Removed[kind]; n > 0 {
			t.printf("  %4d %s taken out\n", n, kind)
		}
	}
	for _, f := range done.Refused {
		t.warn("no copy of %s: %s", f.Where, f.What)
	}
	return nil
}

func discloseStudy(c *cobra.Command, t *terminal, path string) (*disclose.Report, *disclose.Log, error) {
	m, err := study.Load(path)
	if err != nil {
		return nil, nil, err
	}
	progress := newSteps(t)
	defer progress.clear()
	return reproduce.Disclose(c.Context(), m, progress)
}

// newDecide makes the command that notes one decision.
func newDecide(t *terminal, name string, decision disclose.Decision, about string) *cobra.Command {
	var in, by, reason, kind, file string
	c := &cobra.Command{
		Use:   name + " [ID...]",
		Short: about,
		Long: about + `. Findings are named by the ids that
kith disclose prints, or by --kind and --file together with or instead of ids.
The decision, who made it, the day and the reason go to ` + disclose.LogName + ` beside the
manifest, without the words of the finding.
` + exitHelp,
		Example: "  kith disclose " + name + ` 1f0c93aa 77b0e4d1 --reason "the town is in the thesis" --study my-study`,
		RunE: func(c *cobra.Command, ids []string) error {
			by = cmp.Or(by, os.Getenv("KITH_ANALYST"))
			if by == "" {
				return fmt.Errorf("say who decides: --by NAME, or set KITH_ANALYST")
			}
			if len(ids) == 0 && kind == "" && file == "" {
				return fmt.Errorf("name findings by id, or by --kind or --file")
			}
			r, log, err := discloseStudy(c, t, in)
			if err != nil {
				return unchecked(t, err)
			}
			v := disclose.Verdict{Decision: decision, By: by, On: time.Now().Format(time.DateOnly), Reason: reason}
			chosen, err := choose(r, ids, kind, file)
			if err != nil {
				return err
			}
			for _, f := range chosen {
				if err := log.Decide(f, v); err != nil {
					return err
				}
			}
			if err := log.Save(); err != nil {
				return err
			}
			t.printf("  %s: %s; %s open\n", decision, plural(len(chosen), "finding", "findings"), plural(len(r.Open()), "finding is", "findings are"))
			return nil
		},
	}
	c.Flags().StringVar(&in, "study", ".", "folder or manifest of the study")
	c.Flags().StringVar(&reason, "reason", "", "why, in a few words that do not hold the finding's own")
	c.Flags().StringVar(&by, "by", "", "who decides (default: $KITH_ANALYST)")
	c.Flags().StringVar(&kind, "kind", "", "decide upon all open findings of a kind")
	c.Flags().StringVar(&file, "file", "", "decide upon all open findings of a file of the deposit")
	return c
}

// choose gives the findings of the ids, or the open ones of a kind and file.
func choose(r *disclose.Report, ids []string, kind, file string) ([]*disclose.Finding, error) {
	var chosen []*disclose.Finding
	missing := slices.Clone(ids)
	for i := range r.Findings {
		f := &r.Findings[i]
		if len(ids) > 0 {
			if !slices.Contains(ids, f.ID) {
				continue
			}
			missing = slices.DeleteFunc(missing, func(id string) bool { return id == f.ID })
		} else if f.Decision != disclose.Undecided {
			continue
		}
		if (kind == "" || string(f.Kind) == kind) && (file == "" || f.File == file) {
			chosen = append(chosen, f)
		}
	}
	if len(missing) > 0 {
		return nil, &study.Fault{What: "there is no finding " + strings.Join(missing, ", "), Hint: "kith disclose PATH --all lists them"}
	}
	if len(chosen) == 0 {
		return nil, &study.Fault{What: "no finding is of that kind and file", Hint: "kith disclose PATH --all lists them"}
	}
	return chosen, nil
}

func printFindings(t *terminal, findings []disclose.Finding, show bool) {
	if len(findings) == 0 {
		return
	}
	g := &grid{heads: []string{"id", "", "kind", "file", "place"}, numeric: make([]bool, 5)}
	if show {
		g.heads, g.numeric = append(g.heads, "words"), append(g.numeric, false)
	}
	g.heads, g.numeric = append(g.heads, "why"), append(g.numeric, false)
	for _, f := range findings {
		place := f.Places[0]
		if more := len(f.Places) - 1; more > 0 {
			place += fmt.Sprintf(" and %d more", more)
		}
		row := []string{f.ID, string(f.Level), string(f.Kind), f.File, place}
		if f.Area == "file name" && !show {
			row[3] = "–"
		}
		if f.File == "" {
			row[3], row[4] = "–", plural(f.In(), "file", "files")
		}
		if show {
			row = append(row, short(strings.Join(strings.Fields(f.Words), " "), 40))
		}
		why := f.Why
		if f.Decision != disclose.Undecided {
			why = fmt.Sprintf("%s by %s: %s", f.Decision, f.By, f.Reason)
		}
		g.add(append(row, why)...)
	}
	g.print(t, 2)
	t.printf("\n")
}

// printTally prints counts, and nothing that was found.
func printTally(t *terminal, r *disclose.Report) {
	type tally struct{ sure, look, fix, accepted int }
	kinds := map[disclose.Kind]*tally{}
	var order []disclose.Kind
	for _, f := range r.Findings {
		k := kinds[f.Kind]
		if k == nil {
			k = &tally{}
			kinds[f.Kind], order = k, append(order, f.Kind)
		}
		switch {
		case f.Decision == disclose.Accepted:
			k.accepted++
		case f.Decision == disclose.ToFix:
			k.fix++
		case f.Level == disclose.Sure:
			k.sure++
		default:
			k.look++
		}
	}
	if len(order) > 0 {
		slices.Sort(order)
		g := &grid{heads: []string{"kind", "sure", "to look at", "to fix", "accepted"}, numeric: []bool{false, true, true, true, true}}
		for _, kind := range order {
			k := kinds[kind]
			g.add(string(kind), fmt.Sprint(k.sure), fmt.Sprint(k.look), fmt.Sprint(k.fix), fmt.Sprint(k.accepted))
		}
		g.print(t, 2)
		t.printf("\n")
	}
	t.printf("  %s looked through, %s, %d open\n", plural(r.Files, "file", "files"), plural(len(r.Findings), "finding", "findings"), len(r.Open()))
}

// disclosureJSON is a report for programs; without words, and without the
// names of files where they are what was found, unless they are asked for.
func disclosureJSON(r *disclose.Report, shown []disclose.Finding, show bool) any {
	out := struct {
		Files    int                `json:"files"`
		Total    int                `json:"total"`
		Open     int                `json:"open"`
		Findings []disclose.Finding `json:"findings"`
	}{r.Files, len(r.Findings), len(r.Open()), []disclose.Finding{}}
	for _, f := range shown {
		if !show {
			f.Words = ""
			if f.Area == "file name" {
				f.File = ""
			}
		}
		out.Findings = append(out.Findings, f)
	}
	return out
}
