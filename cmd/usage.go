package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kith/study"
)

// furnish gives every command what all have in common: how it ends under its help,
// and words for wrong usage that say what is wrong and how the command is called.
func furnish(c *cobra.Command) {
	if c.Long == "" {
		c.Long = c.Short + ".\n" + exitHelp
	}
	if c.RunE == nil {
		c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		c.DisableFlagsInUseLine = true
		c.Args = cobra.NoArgs
	}
	if c.Args == nil {
		c.Args = cobra.ArbitraryArgs
	}
	c.Args = saidWell(c.Args)
	c.SetFlagErrorFunc(flagFault)
	for _, below := range c.Commands() {
		furnish(below)
	}
}

// saidWell says in kith's words when arguments do not pass check.
func saidWell(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		err := check(c, args)
		if err == nil {
			return flagsTogether(c)
		}
		if c.HasAvailableSubCommands() && len(args) > 0 && check(c, args[:1]) != nil {
			return unknownCommand(c, args[0])
		}
		const most = 3 // arguments that a command wants
		more := args
		for range most {
			if more = append(more, ""); check(c, more) == nil {
				what := plural(len(more)-len(args), "argument is missing", "arguments are missing")
				return &study.Fault{What: nameOf(c) + ": " + what, Hint: usageHint(c)}
			}
		}
		for n := len(args) - 1; n >= 0; n-- {
			if check(c, args[:n]) == nil {
				return &study.Fault{
					What: fmt.Sprintf("%s: %q is more than it takes", nameOf(c), args[n]),
					Hint: usageHint(c) + "; a name with spaces stands in quotation marks",
				}
			}
		}
		return err
	}
}

// nameOf is a command's name without the program's, where it has one of its own.
func nameOf(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "kith ") }

// usageHint says how a command is called.
func usageHint(c *cobra.Command) string {
	return fmt.Sprintf("it is called as %s; see %s --help", strings.TrimSuffix(c.UseLine(), " [flags]"), c.CommandPath())
}

// newHelp prints the help of a command, as --help does.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND...]",
		Short:   "Print the help of a command",
		Example: "  kith help codebook merge",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			of := c.Root()
			for _, name := range args {
				below, _, err := of.Find([]string{name})
				if err != nil || below == of {
					return unknownCommand(of, name)
				}
				of = below
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}

// unknownCommand is the fault of a name that is no command below c.
func unknownCommand(c *cobra.Command, name string) error {
	var names []string
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() {
			names = append(names, below.Name())
		}
	}
	hint := c.CommandPath() + " --help lists the commands"
	if near := study.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return &study.Fault{What: fmt.Sprintf("there is no command %q", c.CommandPath()+" "+name), Hint: hint}
}

// flagsTogether reports flags that are missing or exclude each other.
func flagsTogether(c *cobra.Command) error {
	var err error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if err == nil && !f.Changed && len(f.Annotations[cobra.BashCompOneRequiredFlag]) > 0 {
			err = &study.Fault{What: fmt.Sprintf("%s: --%s is missing: %s", nameOf(c), f.Name, f.Usage), Hint: usageHint(c)}
		}
		// The key is cobra's own, which it does not export; TestUsage holds it.
		for _, group := range f.Annotations["cobra_annotation_mutually_exclusive"] {
			for _, other := range strings.Fields(group) {
				if err == nil && f.Changed && other != f.Name && c.Flags().Changed(other) {
					err = &study.Fault{
						What: fmt.Sprintf("%s: --%s and --%s exclude each other", nameOf(c), f.Name, other),
						Hint: "leave one of them out; see " + c.CommandPath() + " --help",
					}
				}
			}
		}
	})
	return err
}

// flagFault says in kith's words what is wrong with a flag.
func flagFault(c *cobra.Command, err error) error {
	if args := c.Flags().Args(); len(args) > 0 && c.HasAvailableSubCommands() && c.ValidateArgs(args) != nil {
		return unknownCommand(c, args[0]) // whose flag it may be
	}
	see := "see " + c.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		typed, word := "--"+unknown.GetSpecifiedName(), unknown.GetSpecifiedName()
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			typed, word = "-"+unknown.GetSpecifiedName(), letters
		}
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		hint := see
		if near := study.Nearest(word, names); near != "" {
			hint = "did you mean --" + near + "? " + see
		} else if typed[1] != '-' {
			hint = "what begins with - and is no flag stands after --; " + see
		}
		return &study.Fault{What: fmt.Sprintf("%s has no flag %s", nameOf(c), typed), Hint: hint}
	case errors.As(err, &bare):
		return &study.Fault{What: fmt.Sprintf("--%s wants a value", bare.GetFlag().Name), Hint: see}
	case errors.As(err, &invalid):
		return &study.Fault{
			What: fmt.Sprintf("--%s wants %s, not %q", invalid.GetFlag().Name, wanted(invalid.GetFlag()), invalid.GetValue()),
			Hint: see,
		}
	}
	return err
}

// wanted says what the value of a flag is.
func wanted(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int":
		return "a whole number"
	case "uint":
		return "a whole number of 0 or more"
	case "float64":
		return "a number, such as 0.5"
	case "bool":
		return "true or false"
	case "ints", "intSlice":
		return "whole numbers with commas between them"
	}
	return f.Value.Type()
}

// hintFor says what to do about an error that does not say so itself: about the machine
// where it is the machine's, else about how the command is called.
func hintFor(c *cobra.Command, err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "make room and do it again; nothing of it was kept"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "see who may read and write there"
	case errors.Is(err, fs.ErrNotExist):
		return "correct the name; it is looked for from the folder where kith was called"
	case errors.As(err, &path):
		return "look at what stands there"
	}
	return "see " + c.CommandPath() + " --help"
}
