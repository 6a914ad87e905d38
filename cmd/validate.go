package cmd

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"kith/ingest/propose"
	"kith/reproduce"
	"kith/study"
)

func newValidate(t *terminal) *cobra.Command {
	var schema, asJSON bool
	c := &cobra.Command{
		Use:   "validate PATH",
		Short: "Check a manifest, and the deposit against it if it is here",
		Long: `Check the manifest of the study at PATH: unknown keys, wrong types, values out of
range, names that point nowhere. Every fault is listed with file, line and
column. Where the deposit is on this machine, the workbooks are read too, so
that wrong columns and values come to light with their cells.
` + exitHelp,
		Example: "  kith validate fixtures/synthetic\n  kith validate --schema > study.schema.json",
		Args: func(c *cobra.Command, args []string) error {
			if schema {
				return cobra.NoArgs(c, args)
			}
			return cobra.ExactArgs(1)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if schema {
				_, err := t.out.Write(study.Schema())
				return err
			}
			m, err := study.Load(args[0])
			depositHere := false
			if err == nil {
				_, statErr := os.Stat(m.DepositDir())
				depositHere = statErr == nil
				if depositHere {
					err = reproduce.CheckData(c.Context(), m)
				}
			}
			if asJSON {
				return validationJSON(t, err)
			}
			if err != nil {
				return err
			}
			t.printf("%s: valid, %s\n", m.File, plural(len(m.Studies), "study", "studies"))
			warnUnconfirmed(t, m)
			if !depositHere {
				t.warn("the deposit is not here: its columns and values were not checked")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of study.yaml")
	c.Flags().BoolVar(&asJSON, "json", false, "print the faults as JSON")
	return c
}

// warnUnconfirmed says how much of a manifest is as kith init guessed it.
func warnUnconfirmed(t *terminal, m *study.Manifest) {
	text, err := os.ReadFile(m.File)
	if err != nil {
		return // it was read a moment ago
	}
	if confirm, open := propose.Unconfirmed(text); confirm+open > 0 {
		t.warn("kith init's marks stand in the manifest still: %s to confirm, %s open", plural(confirm, "line", "lines"), plural(open, "question", "questions"))
	}
}

// validationJSON prints every fault as JSON; an error that is no fault of the
// input stays an error.
func validationJSON(t *terminal, err error) error {
	type fault struct {
		What  string `json:"what"`
		Where string `json:"where"`
		Asked string `json:"asked"`
		Hint  string `json:"hint"`
	}
	out := []fault{}
	var many study.Faults
	var one *study.Fault
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, f := range many {
			out = append(out, fault(*f))
		}
	case errors.As(err, &one):
		out = append(out, fault(*one))
	default:
		return err
	}
	if err := printJSON(t, map[string]any{"valid": len(out) == 0, "faults": out}); err != nil {
		return err
	}
	if len(out) > 0 {
		return &verdict{status: exitInput}
	}
	return nil
}
