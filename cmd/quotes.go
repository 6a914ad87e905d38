package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
	"kith/study/corpus"
)

func newQuotes(t *terminal) *cobra.Command {
	var asJSON, all bool
	var least int
	c := &cobra.Command{
		Use:   "quotes FILE PATH",
		Short: "Check every quotation of a text against the transcripts of a study",
		Long: `Find the quotations of a report, codebook or thesis chapter (.docx, .md, .txt), in
double or single quotation marks or set apart as a block, and look for each in
what was said in the transcripts of the study at PATH.

  verbatim   the same to the character; white space, a sign at the end, an
             ellipsis, [words put in] and [l]etters in brackets do not count
  near       other capitals, punctuation or marks, or up to a third of the
             words different: the difference is shown
  not found  nothing like it was said

The quotations and the transcript's words are printed on this screen, and
nothing is written. Labels and times are no part of what was said.
` + exitHelp + `
1 means that some quotation was not found.`,
		Example: `  kith quotes chapter-5.docx my-study
  kith quotes codebook.md my-study --all --min-words 1`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			m, err := study.Load(args[1])
			if err != nil {
				return err
			}
			progress := newSteps(t)
			check, err := reproduce.CheckQuotations(c.Context(), m, args[0], least, progress)
			progress.clear()
			if err != nil {
				return unchecked(t, err)
			}
			if asJSON {
				if err := printJSON(t, quotesJSON(check)); err != nil {
					return err
				}
			} else {
				printQuotes(t, check, all)
			}
			if _, _, missing := check.Tally(); missing > 0 {
				return &verdict{status: exitCheckFailed, message: plural(missing, "quotation", "quotations") + " not found"}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, "list verbatim quotations too")
	c.Flags().IntVar(&least, "min-words", 3, "pass over quotations of fewer words")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the quotations and what was said")
	return c
}

// printQuotes prints the quotations that are not verbatim, with --all every
// one. It shows words of the transcripts: this is a reading command.
func printQuotes(t *terminal, check *reproduce.QuotationCheck, all bool) {
	for i := range check.Quotations {
		q := &check.Quotations[i]
		if q.Verdict == corpus.Verbatim && !all {
			continue
		}
		colour := yellow
		switch q.Verdict {
		case corpus.Verbatim:
			colour = green
		case corpus.NotFound:
			colour = red
		}
		head := q.Place
		if q.Document != nil {
			head += "  " + strings.TrimSpace(q.Document.ID+" "+q.Turn())
		}
		t.printf("  %s  %s\n", t.paint(colour, string(q.Verdict)), head)
		t.printf("    quoted  %s\n", oneLine(q.Text))
		if q.Verdict == corpus.Near {
			t.printf("    said    %s\n", oneLine(q.Said))
			t.printf("    differs %s\n", q.Difference())
		}
		t.printf("\n")
	}
	verbatim, near, missing := check.Tally()
	t.printf("  %s: %d verbatim, %d near, %d not found, in %s\n", plural(len(check.Quotations), "quotation", "quotations"), verbatim, near, missing, plural(check.Documents, "transcript", "transcripts"))
	if check.Short > 0 {
		t.printf("  %s passed over (--min-words)\n", plural(check.Short, "shorter one", "shorter ones"))
	}
	for _, u := range check.Unsure {
		t.warn("%s was not searched: kith is unsure who speaks", u.Document)
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func quotesJSON(check *reproduce.QuotationCheck) any {
	type edit struct {
		Quoted string `json:"quoted"`
		Said   string `json:"said"`
	}
	type quotation struct {
		Place      string  `json:"place"`
		Quoted     string  `json:"quoted"`
		Verdict    string  `json:"verdict"`
		Document   string  `json:"document,omitempty"`
		Turns      []int   `json:"turns,omitempty"`
		Start      int     `json:"start,omitempty"`
		End        int     `json:"end,omitempty"`
		Said       string  `json:"said,omitempty"`
		Similarity float64 `json:"similarity"`
		Edits      []edit  `json:"edits,omitempty"`
		Why        string  `json:"why,omitempty"`
	}
	verbatim, near, missing := check.Tally()
	out := struct {
		Verbatim   int         `json:"verbatim"`
		Near       int         `json:"near"`
		NotFound   int         `json:"not_found"`
		Short      int         `json:"short"`
		Documents  int         `json:"documents"`
		Unsure     []string    `json:"unsure"`
		Quotations []quotation `json:"quotations"`
	}{verbatim, near, missing, check.Short, check.Documents, []string{}, []quotation{}}
	for _, u := range check.Unsure {
		out.Unsure = append(out.Unsure, u.Document)
	}
	for _, q := range check.Quotations {
		j := quotation{Place: q.Place, Quoted: q.Text, Verdict: string(q.Verdict), Said: q.Said, Similarity: q.Similarity, Why: q.Why}
		if q.Document != nil {
			j.Document, j.Start, j.End = q.Document.ID, q.Span.Start, q.Span.End
			if q.Turns[0] > 0 {
				j.Turns = q.Turns[:]
			}
		}
		for _, e := range q.Edits {
			j.Edits = append(j.Edits, edit{e.Quoted, e.Said})
		}
		out.Quotations = append(out.Quotations, j)
	}
	return out
}
