package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

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
	}
	s.flags(c)
	c.AddCommand(newCodebookShow(t, s), newCodebookLens(t, s), newCodebookAdd(t, s), newCodebookSet(t, s), newCodebookMove(t, s),
		newCodebookMerge(t, s), newCodebookSplit(t, s), newCodebookRetire(t, s), newCodebookRestore(t, s),
		newCodebookImport(t, s), newCodebookExport(t, s), newCodebookHistory(t, s), newCodebookDiff(t, s))
	return c
}

// withCode finds the codes that names mean in a book opened for writing.
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
			_, events, err := s.events()
			if err != nil {
				return err
			}
			st := coding.Fold(events)
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

// codeText are the flags that say what a code is.
type codeText struct {
	name, parent, label, definition, lookFor, boundary, colour string
	heading, exclusive                                         bool
	studies, phrases                                           []string
}

func (x *codeText) flags(c *cobra.Command) {
	c.Flags().StringVar(&x.label, "label", "", "a few words")
	c.Flags().StringVar(&x.definition, "definition", "", "what it means")
	c.Flags().StringVar(&x.lookFor, "look-for", "", "what to look for")
	c.Flags().StringVar(&x.boundary, "boundary", "", "what it is not")
	c.Flags().StringVar(&x.colour, "colour", "", "such as #4477aa")
	c.Flags().BoolVar(&x.heading, "heading", false, "orders other codes and is not coded with")
	c.Flags().BoolVar(&x.exclusive, "exclusive", false, "content analysis: stands alone on a unit")
	c.Flags().StringArrayVar(&x.studies, "in", nil, "a study it is offered in; without, all")
	c.Flags().StringArrayVar(&x.phrases, "phrase", nil, "a phrase that helps to find places to read")
}

func newCodebookAdd(t *terminal, s *sitting) *cobra.Command {
	x := &codeText{}
	c := &cobra.Command{
		Use:     "add NAME",
		Short:   "Make a code",
		Example: `  kith codebook add tk-layout --definition "What people say about how the pages are set out" --in S2`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			above := []string{}
			if x.parent != "" {
				above = append(above, x.parent)
			}
			return withCodes(s, above, func(b *coding.Book, keys []string) error {
				code := coding.Code{Name: args[0], Label: x.label, Definition: x.definition, LookFor: x.lookFor, Boundary: x.boundary, Colour: x.colour,
					Heading: x.heading, Exclusive: x.exclusive, Studies: x.studies, Indicators: x.phrases}
				if len(keys) == 1 {
					code.Parent = keys[0]
				}
				if err := b.AddCode(code); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "added"}, "%s added", args[0])
			})
		},
	}
	x.flags(c)
	c.Flags().StringVar(&x.parent, "below", "", "the code it stands below")
	return c
}

func newCodebookSet(t *terminal, s *sitting) *cobra.Command {
	x := &codeText{}
	var reason string
	c := &cobra.Command{
		Use:   "set CODE",
		Short: "Rename a code, or change what it says",
		Example: `  kith codebook set tk-layout --name toolkit-layout --reason "clearer"
  kith codebook set SI-BEL --boundary "not the welcome of hosts"`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			set := map[string]any{}
			for flag, f := range map[string]struct {
				field string
				value any
			}{
				"name": {"name", x.name}, "label": {"label", x.label}, "definition": {"definition", x.definition}, "look-for": {"look_for", x.lookFor},
				"boundary": {"boundary", x.boundary}, "colour": {"colour", x.colour}, "heading": {"heading", x.heading}, "exclusive": {"exclusive", x.exclusive},
				"in": {"studies", x.studies}, "phrase": {"indicators", x.phrases},
			} {
				if c.Flags().Changed(flag) {
					set[f.field] = f.value
				}
			}
			if len(set) == 0 {
				return errors.New("nothing to change: give --name, --label, --definition, --look-for, --boundary or another")
			}
			return withCodes(s, args, func(b *coding.Book, keys []string) error {
				if err := b.EditCode(keys[0], set, reason); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "changed"}, "%s changed", args[0])
			})
		},
	}
	x.flags(c)
	c.Flags().StringVar(&x.name, "name", "", "another name")
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookMove(t *terminal, s *sitting) *cobra.Command {
	var below, reason string
	var top bool
	c := &cobra.Command{
		Use:     "move CODE --below PARENT | --top",
		Short:   "Put a code below another, or at the top",
		Example: "  kith codebook move tk-layout --below toolkit",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if (below == "") != top {
				return errors.New("where to? --below PARENT, or --top")
			}
			names := args
			if below != "" {
				names = []string{args[0], below}
			}
			return withCodes(s, names, func(b *coding.Book, keys []string) error {
				parent := ""
				if below != "" {
					parent = keys[1]
				}
				if err := b.EditCode(keys[0], map[string]any{"parent": parent}, reason); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "moved"}, "%s moved", args[0])
			})
		},
	}
	c.Flags().StringVar(&below, "below", "", "the code it shall stand below")
	c.Flags().BoolVar(&top, "top", false, "put it at the top")
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookMerge(t *terminal, s *sitting) *cobra.Command {
	var into, reason string
	c := &cobra.Command{
		Use:     "merge CODE --into CODE",
		Short:   "Let one code stand for another; its codings count as the other's",
		Example: `  kith codebook merge tk-words --into tk-language --reason "the same"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if into == "" {
				return errors.New("into which code? --into CODE")
			}
			return withCodes(s, []string{args[0], into}, func(b *coding.Book, keys []string) error {
				if err := b.MergeCodes(keys[0], keys[1], reason); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "merged", "into": into}, "%s merged into %s", args[0], into)
			})
		},
	}
	c.Flags().StringVar(&into, "into", "", "the code that shall stand for it")
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookSplit(t *terminal, s *sitting) *cobra.Command {
	var into, assign []string
	var rest, reason string
	c := &cobra.Command{
		Use:   "split CODE --into A --into B --assign CODING=A ... --rest B",
		Short: "Give a code's codings to other codes, and retire it",
		Long: `Give each coding of a code to one or more others: --assign names a coding and its
code, --rest the code of all that are not named. The codes must be there already.
` + exitHelp,
		Example: "  kith codebook split DIS-ANX --into anxious-before --into anxious-there --assign 9f86d081884c7d65=anxious-there --rest anxious-before",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			names := append([]string{args[0]}, into...)
			if rest != "" {
				names = append(names, rest)
			}
			return withCodes(s, names, func(b *coding.Book, keys []string) error {
				key := map[string]string{}
				for i, n := range names {
					key[n] = keys[i]
				}
				given := map[string][]string{}
				for _, pair := range assign {
					id, code, ok := strings.Cut(pair, "=")
					if !ok || key[code] == "" {
						return fmt.Errorf("--assign %q is not CODING=CODE with a code of --into", pair)
					}
					given[id] = append(given[id], key[code])
				}
				if rest != "" {
					b.View(func(st *coding.State) {
						for _, c := range st.OfCode(keys[0], false) {
							if len(given[c.ID]) == 0 {
								given[c.ID] = []string{key[rest]}
							}
						}
					})
				}
				if err := b.SplitCode(keys[0], keys[1:1+len(into)], given, reason); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "split", "into": into, "codings": len(given)},
					"%s split into %s, %s", args[0], strings.Join(into, " and "), plural(len(given), "coding", "codings"))
			})
		},
	}
	c.Flags().StringArrayVar(&into, "into", nil, "a code to split into, twice or more")
	c.Flags().StringArrayVar(&assign, "assign", nil, "CODING=CODE")
	c.Flags().StringVar(&rest, "rest", "", "the code of all codings not assigned")
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookRetire(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "retire CODE --reason WHY",
		Short:   "Take a code out of use; its codings stay",
		Example: `  kith codebook retire RES-EFFIC --reason "nothing in these data"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return withCodes(s, args, func(b *coding.Book, keys []string) error {
				if err := b.RetireCode(keys[0], reason); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "retired"}, "%s retired", args[0])
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookRestore(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "restore CODE",
		Short: "Bring back a code that was retired or merged",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return withCodes(s, args, func(b *coding.Book, keys []string) error {
				if err := b.RestoreCode(keys[0], reason); err != nil {
					return err
				}
				return s.done(t, map[string]any{"code": args[0], "what": "restored"}, "%s restored", args[0])
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookImport(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "import FILE",
		Short:   "Take in a codebook from YAML, Markdown or CSV",
		Long:    "Take in a codebook (.yaml, .md, .csv): codes that are not there are added, those that\nare get what differs; nothing is removed.\n" + exitHelp,
		Example: "  kith codebook import codebook.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			read, err := coding.ReadCodebook(args[0], text)
			if err != nil {
				return err
			}
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			done, err := book.Import(read, cmp.Or(reason, "imported from "+filepath.Base(args[0])))
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, done)
			}
			t.printf("%d added, %d changed, %d as they were\n", len(done.Added), len(done.Changed), len(done.Same))
			return nil
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodebookExport(t *terminal, s *sitting) *cobra.Command {
	var out, format string
	var retired bool
	c := &cobra.Command{
		Use:     "export",
		Short:   "Write the codebook as YAML, Markdown or CSV",
		Example: "  kith codebook export -o codebook.md",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			m, events, err := s.events()
			if err != nil {
				return err
			}
			b := coding.Fold(events).Codebook(retired)
			b.Title = "Codebook of " + cmp.Or(m.Study.Title, m.Study.ID)
			if s.json && out == "" {
				return printJSON(t, map[string]any{"title": b.Title, "codes": append([]coding.Code{}, b.Codes...)})
			}
			write := map[string]func() ([]byte, error){"yaml": b.YAML, "md": b.Markdown, "csv": b.CSV}[cmp.Or(strings.TrimPrefix(filepath.Ext(out), "."), format)]
			if write == nil {
				return fmt.Errorf("a codebook is written as yaml, md or csv, not %q", cmp.Or(filepath.Ext(out), format))
			}
			text, err := write()
			if err != nil {
				return err
			}
			if out == "" {
				t.printf("%s", text)
				return nil
			}
			if err := os.WriteFile(out, text, 0o644); err != nil {
				return err
			}
			return s.done(t, map[string]any{"file": out, "codes": len(b.Codes)}, "%s written, %s", out, plural(len(b.Codes), "code", "codes"))
		},
	}
	c.Flags().StringVarP(&out, "output", "o", "", "the file; its ending says the format (default: standard output)")
	c.Flags().StringVar(&format, "format", "yaml", "yaml, md or csv, on standard output")
	c.Flags().BoolVar(&retired, "retired", true, "retired and merged codes too")
	s.past(c)
	return c
}

func newCodebookHistory(t *terminal, s *sitting) *cobra.Command {
	c := &cobra.Command{
		Use:     "history CODE",
		Short:   "Show what was done to a code, when, by whom and why",
		Example: "  kith codebook history FIT-SIM",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, events, err := s.events()
			if err != nil {
				return err
			}
			code, err := reproduce.Code(coding.Fold(events), args[0])
			if err != nil {
				return err
			}
			rows := coding.History(events, code.Key)
			if s.json {
				return printJSON(t, rows)
			}
			g := &grid{heads: []string{"at", "analyst", "what", "why"}, numeric: make([]bool, 4)}
			for _, r := range rows {
				g.add(r.At, r.Analyst, r.What, r.Reason)
			}
			g.print(t, 0)
			return nil
		},
	}
	s.past(c)
	return c
}

func newCodebookDiff(t *terminal, s *sitting) *cobra.Command {
	var since string
	c := &cobra.Command{
		Use:     "diff --since DATE",
		Short:   "Show how the codebook differs between two dates",
		Long:    "Show which codes are new, changed, or out of use since a date, or until --as-of.\n" + exitHelp,
		Example: "  kith codebook diff --since 2026-10-01 --as-of 2026-11-01",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			if since == "" {
				return errors.New("since when? --since 2026-10-01")
			}
			from, err := (&sitting{asOf: since}).at()
			if err != nil {
				return err
			}
			to, err := s.at()
			if err != nil {
				return err
			}
			if to.IsZero() {
				to = time.Unix(1<<40, 0)
			}
			_, j, _, err := s.book(false)
			if err != nil {
				return err
			}
			events := j.Events()
			before, after := coding.Fold(coding.AsOf(events, from)), coding.Fold(coding.AsOf(events, to))
			type row struct {
				Code   string   `json:"code"`
				What   string   `json:"what"`
				Fields []string `json:"fields,omitempty"`
			}
			rows := []row{}
			for _, c := range after.Codes(true) {
				old := before.Code(c.Key)
				if old == nil {
					rows = append(rows, row{Code: c.Name, What: "new"})
					continue
				}
				if fields := coding.Differ(old, c); len(fields) > 0 {
					rows = append(rows, row{Code: c.Name, What: "changed", Fields: fields})
				}
			}
			if s.json {
				return printJSON(t, rows)
			}
			g := &grid{heads: []string{"code", "what", "in"}, numeric: make([]bool, 3)}
			for _, r := range rows {
				g.add(r.Code, r.What, strings.Join(r.Fields, ", "))
			}
			g.print(t, 0)
			return nil
		},
	}
	c.Flags().StringVar(&since, "since", "", "the earlier date or time")
	s.past(c)
	return c
}
