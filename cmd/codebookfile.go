package cmd

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newCodebookImport(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "import FILE",
		Short:   "Take in a codebook from YAML, Markdown or CSV",
		Long:    "Take in a codebook (.yaml, .md, .csv): codes that are not there are added, those that\nare get what differs; nothing is removed.\n" + exitHelp,
		Example: "  kith codebook import codebook.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := handed(args[0])
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
				_, err := t.out.Write(text)
				return err
			}
			if err := reproduce.WriteFile(out, text); err != nil {
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
