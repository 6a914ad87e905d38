package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/corpus"
)

func newSearch(t *terminal) *cobra.Command {
	s := &sitting{}
	var q corpus.Query
	var w reproduce.Where
	context := 60
	c := &cobra.Command{
		Use:   "search TERM...",
		Short: "Find words in what was said",
		Long: `Find words, phrases or regular expressions in what was said, and print each with the
words around it and an address that kith code add takes. Letter case and diacritics
never count. A term of several words is a phrase; of several terms any is found, with
--near all of them together; a star ends the beginning of a word (befriend*).

--stem takes common English endings away (-s, -ed, -ing, -ly, -e, -y), by rule and
without a dictionary: it finds "referred" and "referring" for "refers", and not
"went" for "go".
` + exitHelp,
		Example: `  kith search "felt at home" belong* --in S1 --role SU
  kith search nervous door --near 10
  kith search --regex "first (time|visit)" --coded no`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if w.Coded != "" && w.Coded != "yes" && w.Coded != "no" {
				return fmt.Errorf("--coded %q; it is yes or no", w.Coded)
			}
			if context < 0 {
				return fmt.Errorf("--context %d; it is 0 or more characters", context)
			}
			a, state, err := s.view(t)
			if err != nil {
				return err
			}
			q.Terms = args
			hits, err := a.Search(state, q, w, context)
			if err != nil {
				return err
			}
			if s.json {
				if hits == nil {
					hits = []reproduce.Hit{}
				}
				return printJSON(t, hits)
			}
			line := strings.NewReplacer("\n", " ", "\t", " ")
			documents, last := 0, ""
			for _, h := range hits {
				if h.Document != last {
					documents, last = documents+1, h.Document
				}
				t.printf("%s  %s\n", h.Address, strings.TrimSpace(h.Speaker+"  "+strings.Join(h.Codes, " ")))
				t.printf("  %s%s%s\n", line.Replace(h.Before), t.paint("1", line.Replace(h.Text)), line.Replace(h.After))
			}
			if len(hits) > 0 {
				t.printf("\n")
			}
			t.printf("%s in %s\n", plural(len(hits), "place", "places"), plural(documents, "document", "documents"))
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	c.Flags().BoolVar(&q.Regex, "regex", false, "the terms are regular expressions (RE2)")
	c.Flags().IntVar(&q.Near, "near", 0, "all terms, with at most so many words between the first and the last")
	c.Flags().BoolVar(&q.Stem, "stem", false, "common English endings do not count")
	c.Flags().StringVar(&w.Document, "document", "", "a document's id")
	c.Flags().StringVar(&w.Study, "in", "", "a study's id, such as S1")
	c.Flags().StringVar(&w.Role, "role", "", "a role's id, such as LW")
	c.Flags().StringVar(&w.Participant, "participant", "", "a participant's id")
	c.Flags().StringVar(&w.Speaker, "speaker", "", "a speaker's label, such as Interviewer")
	c.Flags().StringVar(&w.Coded, "coded", "", "yes: only where a coding lies; no: only where none does")
	c.Flags().StringVar(&w.Code, "code", "", "only where this code, or one below it, lies")
	c.Flags().IntVar(&context, "context", context, "characters around each place")
	return c
}
