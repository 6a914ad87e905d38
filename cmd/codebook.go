package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newCodebook(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "codebook",
		Short: "The codes: show, make, change, merge, split, retire, import and export them",
		Long: `A study may have no codebook, its own, or a lens: a theoretical codebook to read
with, which can be changed like any other. Codes made from the data stand beside it
from the first minute. Every change is kept with its reason.
` + exitHelp,
		Example: "  kith codebook lens siah-sp\n  kith codebook show",
	}
	s.flags(c)
	c.AddCommand(newCodebookShow(t, s), newCodebookLens(t, s), newCodebookAdd(t, s), newCodebookSet(t, s), newCodebookMove(t, s),
		newCodebookMerge(t, s), newCodebookSplit(t, s), newCodebookRetire(t, s), newCodebookRestore(t, s),
		newCodebookImport(t, s), newCodebookExport(t, s), newCodebookHistory(t, s), newCodebookDiff(t, s))
	return c
}

// withCodes finds the codes that names mean in a book opened for writing.
func withCodes(s *sitting, names []string, do func(b *coding.Book, keys []string) error) error {
	_, _, book, err := s.book(true)
	if err != nil {
		return err
	}
	var keys []string
	book.View(func(st *coding.State) {
		for _, n := range names {
			var c *coding.Code
			if c, err = reproduce.Code(st, n); err != nil {
				return
			}
			keys = append(keys, c.Key)
		}
	})
	if err != nil {
		return err
	}
	return do(book, keys)
}

func newCodebookShow(t *terminal, s *sitting) *cobra.Command {
	var retired bool
	var in string
	c := &cobra.Command{
		Use:   "show [CODE]",
		Short: "Show the codes as a tree, or all that one code says",
		Example: `  kith codebook show
  kith codebook show SI-BEL`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, st, err := s.seen(t)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				code, err := reproduce.Code(st, args[0])
				if err != nil {
					return err
				}
				if s.json {
					return printJSON(t, code)
				}
				printCode(t, st, code)
				return nil
			}
			codes := slices.DeleteFunc(st.Codes(retired), func(c *coding.Code) bool { return !c.For(in) })
			if s.json {
				if codes == nil {
					codes = []*coding.Code{}
				}
				return printJSON(t, codes)
			}
			if len(codes) == 0 {
				t.printf("no codes yet: kith codebook add NAME makes one, kith codebook lens takes one in\n")
				return nil
			}
			g := &grid{heads: []string{"code", "label", "codings"}, numeric: []bool{false, false, true}}
			for _, c := range codes {
				n := strconv.Itoa(len(st.OfCode(c.Key, false)))
				if c.Heading {
					n = ""
				}
				name := strings.Repeat("  ", st.Depth(c)) + c.Name
				if c.Retired {
					name += " (retired)"
				}
				g.add(name, c.Label, n)
			}
			g.print(t, 0)
			return nil
		},
	}
	c.Flags().BoolVar(&retired, "retired", false, "retired and merged codes too")
	c.Flags().StringVar(&in, "in", "", "only codes offered in a study, such as S2")
	s.past(c)
	return c
}

func printCode(t *terminal, st *coding.State, c *coding.Code) {
	t.printf("%s", c.Name)
	if c.Label != "" {
		t.printf("  %s", c.Label)
	}
	t.printf("\n")
	line := func(name, text string) {
		if text != "" {
			t.printf("  %-12s %s\n", name, text)
		}
	}
	if c.Key != c.Name {
		line("key", c.Key)
	}
	if p := st.Code(c.Parent); p != nil {
		line("below", p.Name)
	}
	line("definition", c.Definition)
	line("look for", c.LookFor)
	line("boundary", c.Boundary)
	line("phrases", strings.Join(c.Indicators, "; "))
	for _, e := range c.Examples {
		line("example", strings.TrimPrefix(e.Role+": "+e.Text, ": "))
	}
	line("sources", strings.Join(c.Citations, "; "))
	line("from", cmp.Or(c.Origin, c.AddedBy+", "+c.Added.Time().Format("2006-01-02")))
	line("studies", strings.Join(c.Studies, ", "))
	line("codings", strconv.Itoa(len(st.OfCode(c.Key, false))))
	switch {
	case c.MergedInto != "":
		line("merged into", st.Current(c.Key).Name)
	case len(c.SplitInto) > 0:
		line("split into", strings.Join(c.SplitInto, ", "))
	case c.Retired:
		line("retired", "yes")
	}
}

func newCodebookLens(t *terminal, s *sitting) *cobra.Command {
	var in []string
	c := &cobra.Command{
		Use:   "lens [ID]",
		Short: "List the codebooks that come with kith, or take one in",
		Example: `  kith codebook lens siah-sp --in S1 --in S4
  kith codebook lens trial-open-text --in S3`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				type row struct {
					ID      string `json:"id"`
					Version string `json:"version"`
					Codes   int    `json:"codes"`
					Title   string `json:"title"`
				}
				var rows []row
				g := &grid{heads: []string{"id", "version", "codes", "title"}, numeric: []bool{false, false, true, false}}
				for _, b := range coding.Lenses() {
					n := 0
					for _, c := range b.Codes {
						if !c.Heading {
							n++
						}
					}
					rows = append(rows, row{b.ID, b.Version, n, b.Title})
					g.add(b.ID, b.Version, strconv.Itoa(n), b.Title)
				}
				if s.json {
					return printJSON(t, rows)
				}
				g.print(t, 0)
				return nil
			}
			lens, err := coding.LensOf(args[0], in...)
			if err != nil {
				return err
			}
			m, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			for _, id := range in {
				if m.Part(id) == nil {
					return fmt.Errorf("the manifest has no study %s", id)
				}
			}
			if err := book.TakeLens(lens); err != nil {
				return err
			}
			return s.done(t, map[string]any{"lens": lens.ID, "version": lens.Version, "codes": len(lens.Codes)},
				"%s %s taken in, %s", lens.ID, lens.Version, plural(len(lens.Codes), "code and heading", "codes and headings"))
		},
	}
	c.Flags().StringArrayVar(&in, "in", nil, "a study it is offered in; without, all")
	return c
}
