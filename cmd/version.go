package cmd

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// Version is kith's version. It is a constant of the source, so that a build
// from any place says the same.
const Version = "0.1.0"

// formats is the version of kith, of what it is built with, and of what it reads and
// writes.
var formats = struct {
	Kith     string `json:"kith"`
	Go       string `json:"go"`
	Manifest string `json:"manifest"`
	Results  string `json:"results"`
}{Version, runtime.Version(), "kith/1", "kith-results/1"}

func versionLines() string {
	return fmt.Sprintf("kith %s (%s)\nreads manifests %s, writes results %s\n", formats.Kith, formats.Go, formats.Manifest, formats.Results)
}

func newVersion(t *terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of kith and of the formats it reads and writes",
		Example: "  kith version",
		Long:    "Print the version of kith and of the formats it reads and writes.\n" + exitHelp,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return printJSON(t, formats)
			}
			t.printf("%s", versionLines())
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// printJSON prints v as indented JSON.
func printJSON(t *terminal, v any) error {
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
