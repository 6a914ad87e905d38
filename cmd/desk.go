package cmd

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"kith/desk"
)

func newDesk(t *terminal) *cobra.Command {
	var port int
	s := &sitting{}
	c := &cobra.Command{
		Use:   "desk [PATH]",
		Short: "Read and code transcripts in the browser, on this machine alone",
		Long: `Open the coding desk: a page in your browser on which transcripts are read and coded,
on the same journal as the command line. It answers on this machine only, and only
the browser that opened the link it prints; a link is good once, and Enter prints
another. Ctrl-C closes the desk; everything it has acknowledged is on disk.
` + exitHelp,
		Example: `  kith desk my-study
  kith desk --as TM`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				s.study = args[0]
			}
			path, err := s.path()
			if err != nil {
				return err
			}
			who, err := s.who(true)
			if err != nil {
				return err
			}
			o := desk.Options{Path: path, Who: who, Port: port}
			if file, err := identityFile(); err == nil {
				o.Keep = filepath.Join(filepath.Dir(file), "desk")
			}
			if os.Getenv("GOGC") == "" {
				debug.SetGCPercent(50) // it stands open all day, and answers in milliseconds as it is
			}
			d, err := desk.Open(o)
			if err != nil {
				return err
			}
			t.printf("%s\n", d.Link())
			if t.live {
				t.printf("  open it in your browser; it is good once. Enter prints another, Ctrl-C closes the desk\n")
			}
			go func() {
				for in := bufio.NewScanner(c.InOrStdin()); in.Scan(); {
					t.printf("%s\n", d.Link())
				}
			}()
			return d.Serve(c.Context())
		},
	}
	c.Flags().StringVar(&s.study, "study", "", "folder or manifest of the study (default: KITH_STUDY, or the folder here or above it with study.yaml)")
	c.Flags().StringVar(&s.as, "as", "", "the analyst, by initials or a pseudonym (default: KITH_ANALYST, or kith analyst)")
	c.Flags().IntVar(&port, "port", 0, "port of this machine to answer on (default: the last one of this study, or any)")
	return c
}
