package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newCode(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "code",
		Short: "Code passages of transcripts, and list or take back codings",
		Long: `Code passages: a turn (S1_LW03#41), several (S1_LW03#41-43), code points within a
turn (S1_LW03#41:12-58), or words that stand there (--quote). Every coding is one
analyst's, is on disk when the command returns, and can be undone (kith journal undo).
` + exitHelp,
		Example: "  kith code add S1_LW03#41 --code FIT-SIM\n  kith code list --document S1_LW03",
	}
	s.flags(c)
	c.AddCommand(newCodeAdd(t, s), newCodeEdit(t, s), newCodeRemove(t, s), newCodeConfirm(t, s), newCodeList(t, s), newCodeImport(t, s))
	return c
}

func newCodeAdd(t *terminal, s *sitting) *cobra.Command {
	var codes []string
	var quote string
	var n coding.NewCoding
	c := &cobra.Command{
		Use:   "add ADDRESS --code CODE",
		Short: "Code a passage with one code or several",
		Example: `  kith code add S1_LW03#41 --code FIT-SIM
  kith code add S1_LW03 --quote "Their face changes." --code RDY-PRIOR-POS --level latent`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(codes) == 0 {
				return errors.New("with which code? --code CODE")
			}
			a, err := s.open(true)
			if err != nil {
				return err
			}
			d, span, err := a.Passage(args[0], quote)
			if err != nil {
				return err
			}
			n.Passage = coding.Passage{Document: d.ID, Text: d.TextHash, Start: span.Start, End: span.End}
			var list []coding.NewCoding
			a.Book.View(func(st *coding.State) {
				for _, name := range codes {
					var code *coding.Code
					if code, err = reproduce.Code(st, name); err != nil {
						return
					}
					n.Code = code.Key
					list = append(list, n)
				}
			})
			if err != nil {
				return err
			}
			ids, err := a.Book.AddCodings(list...)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, map[string]any{"address": d.AddressOf(span).String(), "codings": ids})
			}
			for i, id := range ids {
				t.printf("%s  %s  %s\n", id, d.AddressOf(span), codes[i])
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&codes, "code", nil, "a code's name; several give several codings")
	c.Flags().StringVar(&quote, "quote", "", "the words to code, as they stand in the passage")
	codingFlags(c, &n)
	return c
}

func codingFlags(c *cobra.Command, n *coding.NewCoding) {
	c.Flags().StringVar(&n.Valence, "valence", "", "the process is "+strings.Join(coding.Valences, ", ")+" in the passage")
	c.Flags().StringVar(&n.Level, "level", "", strings.Join(coding.Levels, ", "))
	c.Flags().StringVar(&n.Orientation, "orientation", "", strings.Join(coding.Orientations, ", "))
	c.Flags().StringVar(&n.Memo, "memo", "", "a note on the coding")
}

func newCodeEdit(t *terminal, s *sitting) *cobra.Command {
	var to string
	var n coding.NewCoding
	c := &cobra.Command{
		Use:   "edit CODING",
		Short: "Move a coding's edges, or say its valence, level, orientation or memo",
		Example: `  kith code edit 9f86d081884c7d65 --to S1_LW03#41:12-70
  kith code edit 9f86d081884c7d65 --valence absent`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			set := map[string]any{}
			for name, value := range map[string]string{"valence": n.Valence, "level": n.Level, "orientation": n.Orientation, "memo": n.Memo} {
				if c.Flags().Changed(name) {
					set[name] = value
				}
			}
			if to == "" {
				if len(set) == 0 {
					return errors.New("nothing to change: give --to, --valence, --level, --orientation or --memo")
				}
				_, _, book, err := s.book(true)
				if err != nil {
					return err
				}
				if err := book.EditCoding(args[0], set); err != nil {
					return err
				}
				return s.done(t, map[string]any{"coding": args[0], "what": "changed"}, "%s changed", args[0])
			}
			a, err := s.open(true)
			if err != nil {
				return err
			}
			d, span, err := a.Passage(to, "")
			if err != nil {
				return err
			}
			a.Book.View(func(st *coding.State) {
				switch k := st.Coding(args[0]); {
				case k == nil:
				case k.Document == d.ID && k.Text != d.TextHash && k.Carried == coding.Lost:
					err = fmt.Errorf("coding %s is lost: its words are not in the text any more; remove it, and code anew", k.ID)
				case k.Document != d.ID:
					err = fmt.Errorf("coding %s is in %s; a coding cannot move to another document", k.ID, k.Document)
				case k.Text != d.TextHash:
					err = fmt.Errorf("coding %s points into an earlier text of %s; kith ingest lets it follow", k.ID, k.Document)
				}
			})
			if err != nil {
				return err
			}
			set["start"], set["end"] = span.Start, span.End
			if err := a.Book.EditCoding(args[0], set); err != nil {
				return err
			}
			return s.done(t, map[string]any{"coding": args[0], "what": "changed", "address": d.AddressOf(span).String()}, "%s  %s", args[0], d.AddressOf(span))
		},
	}
	c.Flags().StringVar(&to, "to", "", "the address of the passage it shall have")
	codingFlags(c, &n)
	return c
}

func newCodeRemove(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "remove CODING...",
		Short:   "Take back codings of your own",
		Example: "  kith code remove 9f86d081884c7d65",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return s.withCodings(t, args, "removed", func(b *coding.Book) error { return b.RemoveCodings(reason, args...) })
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

// withCodings does something with codings of the analyst's own, and says what.
func (s *sitting) withCodings(t *terminal, ids []string, what string, do func(*coding.Book) error) error {
	_, _, book, err := s.book(true)
	if err != nil {
		return err
	}
	if err := do(book); err != nil {
		return err
	}
	if s.json {
		return printJSON(t, map[string]any{"codings": ids, "what": what})
	}
	for _, id := range ids {
		t.printf("%s %s\n", id, what)
	}
	return nil
}

func newCodeConfirm(t *terminal, s *sitting) *cobra.Command {
	return &cobra.Command{
		Use:   "confirm CODING...",
		Short: "Say that codings are right where a changed text has taken them",
		Long: `After kith ingest --refreeze, codings whose words were moved or changed carry a mark
(kith extracts --carried changed). Confirm takes it from codings of your own.
` + exitHelp,
		Example: "  kith code confirm 9f86d081884c7d65",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return s.withCodings(t, args, "confirmed", func(b *coding.Book) error { return b.ConfirmCodings(args...) })
		},
	}
}

func newCodeList(t *terminal, s *sitting) *cobra.Command {
	var f reproduce.Filter
	c := &cobra.Command{
		Use:     "list",
		Short:   "List codings by place, without their words",
		Example: "  kith code list --document S1_LW03 --analyst TM",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return printExtracts(t, s, f, false, 0)
		},
	}
	filterFlags(c, &f)
	s.past(c)
	return c
}
