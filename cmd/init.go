package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kith/ingest/propose"
	"kith/study"
)

func newInit(t *terminal) *cobra.Command {
	var show bool
	c := &cobra.Command{
		Use:   "init DIR",
		Short: "Propose a manifest for a folder of files",
		Long: `Write DIR/study.yaml, a manifest proposed from the files of DIR (or of
DIR/deposit): what each file is and whose, how transcripts mark their speakers,
how workbooks are laid out and by which survey tool, ids, codes of missing
answers, scales, and columns that may pair. Every guess is marked "# confirm:",
with what speaks for it; what only you can know is asked, marked "# open:". An
existing manifest is never replaced.
` + exitHelp,
		Example: "  kith init my-study\n  kith init my-study --print",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := filepath.Join(args[0], study.FileName)
			if _, err := os.Lstat(name); err == nil && !show {
				return &study.Fault{What: "there is a manifest already", Where: filepath.ToSlash(name),
					Hint: "kith init never replaces one; print a proposal with --print to compare"}
			}
			data, err := propose.Manifest(c.Context(), args[0])
			if err != nil {
				return err
			}
			if show {
				_, err := t.out.Write(data)
				return err
			}
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrPermission) {
				return &study.Fault{What: "the manifest cannot be written: permission denied", Where: filepath.ToSlash(name),
					Hint: "print it with --print and save it elsewhere"}
			}
			if err != nil {
				return err
			}
			if _, err := f.Write(data); err != nil {
				return errors.Join(err, f.Close(), os.Remove(name))
			}
			if err := f.Close(); err != nil {
				return err
			}
			confirm, open := propose.Unconfirmed(data)
			t.printf("%s written: look at the %s marked confirm and the %d marked open, then run\n  kith validate %s\n", filepath.ToSlash(name), plural(confirm, "line", "lines"), open, args[0])
			return nil
		},
	}
	c.Flags().BoolVar(&show, "print", false, "print the manifest instead of writing it")
	return c
}
