package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/study/coding"
)

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
code, --rest the code of all that are not named. The codes must be there already. A
theme that is linked with the code rests on all of these then, and is asked about.
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
				themes := []string{}
				b.View(func(st *coding.State) {
					for _, x := range st.Themes(false) {
						if slices.Contains(st.SplitSince(x), st.Current(keys[0])) {
							themes = append(themes, x.Key)
						}
					}
				})
				err := s.done(t, map[string]any{"code": args[0], "what": "split", "into": into, "codings": len(given), "themes": themes},
					"%s split into %s, %s", args[0], strings.Join(into, " and "), plural(len(given), "coding", "codings"))
				if err == nil && !s.json && len(themes) > 0 {
					t.ask("linked with " + strings.Join(themes, ", ") + ": does the theme rest on every part? All of them count; kith theme unlink takes one away")
				}
				return err
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
		Use:     "restore CODE",
		Short:   "Bring back a code that was retired, merged or split",
		Example: "  kith codebook restore RES-EFFIC",
		Args:    cobra.ExactArgs(1),
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
