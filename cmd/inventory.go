package cmd

import (
	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
)

func newInventory(t *terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "inventory PATH",
		Short: "List the files of a deposit, declared against found",
		Long: `List every file of the study's deposit with its kind, study, role and SHA-256,
the files that nobody declared, and the declarations that no file answers.
` + exitHelp + `
1 means that a file is missing or undeclared.`,
		Example: "  kith inventory fixtures/synthetic",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			m, err := study.Load(args[0])
			if err != nil {
				return err
			}
			progress := newSteps(t)
			l, err := reproduce.List(c.Context(), m, progress)
			progress.clear()
			if err != nil {
				return unchecked(t, err)
			}
			if asJSON {
				type file struct {
					Path        string `json:"path"`
					Kind        string `json:"kind"`
					Study       string `json:"study"`
					Role        string `json:"role"`
					Document    string `json:"document"`
					Participant string `json:"participant"`
					Size        int64  `json:"size"`
					SHA256      string `json:"sha256"`
				}
				out := struct {
					Files      []file   `json:"files"`
					Missing    []string `json:"missing"`
					Undeclared []string `json:"undeclared"`
				}{Files: []file{}, Missing: []string{}, Undeclared: append([]string{}, l.Undeclared...)}
				for _, f := range l.Files {
					out.Files = append(out.Files, file{f.Path, f.Kind, f.Study, f.Role, f.DocumentID, f.Participant, f.Size, f.SHA256})
				}
				for _, m := range l.Missing {
					out.Missing = append(out.Missing, m.What)
				}
				if err := printJSON(t, out); err != nil {
					return err
				}
			} else {
				g := &grid{heads: []string{"study", "kind", "role", "document", "sha256", "file"}, numeric: make([]bool, 6)}
				for _, f := range l.Files {
					g.add(f.Study, f.Kind, f.Role, f.DocumentID, f.SHA256[:12], f.Path)
				}
				g.print(t, 0)
				t.printf("\n%s found, %d undeclared, %d declared but missing\n", plural(len(l.Files), "file", "files"), len(l.Undeclared), len(l.Missing))
				for _, f := range l.Undeclared {
					t.warn("declared nowhere: %s", f)
				}
				for _, m := range l.Missing {
					t.warn("%s (%s)", m.What, m.Where)
				}
			}
			if len(l.Missing)+len(l.Undeclared) > 0 {
				return &verdict{status: exitCheckFailed}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
