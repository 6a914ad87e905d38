// Package cmd is kith's command line: one file a command, each of which parses
// its flags, makes one call into the rooms below, and prints.
package cmd

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
)

// Exit statuses, the same for every command.
const (
	exitFine        = 0   // all well
	exitCheckFailed = 1   // a check failed: a mismatch, a difference
	exitInput       = 2   // wrong usage or faulty input; nothing was written
	exitUnchecked   = 3   // could not be checked: the data are not here
	exitInterrupted = 130 // stopped by Ctrl-C; nothing was left half-written
)

// exitHelp is the last paragraph of every command's help.
const exitHelp = `
Exit status: 0 fine, 1 a check failed, 2 wrong usage or faulty input,
3 could not be checked because the data are not here.`

// softMemory is where the garbage collector begins to work harder, so that a
// workbook of 12 million answers is analysed on a small computer. What needs
// more gets more.
const softMemory = 256 << 20

// garbage is how much garbage, in percent of what is in use, may lie about before
// it is collected, below softMemory. A command reads, says what it found, and
// ends: it collects less often than a server would.
const garbage = 400

// Main runs kith with args (without the program's name) and gives its exit
// status. It is the whole program: tests drive it in-process.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends kith where it stands
	return run(ctx, args, stdin, stdout, stderr)
}

// run is Main under a caller's context.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	t := newTerminal(stdout, stderr)
	printed := &paper{to: stdout}
	t.out = printed
	root := newRoot(t)
	root.SetArgs(args)
	if stdin != nil {
		stdin = &interruptible{ctx: ctx, from: stdin}
	}
	root.SetIn(stdin)
	root.SetOut(printed)
	root.SetErr(stderr)
	called, err := root.ExecuteContextC(ctx)
	if printed.err != nil && (err == nil || errors.Is(err, printed.err)) {
		err = &study.Fault{What: "not all could be printed: " + printed.reason(), Hint: "what standard output was sent to is cut short"}
	}
	if err == nil {
		return exitFine
	}
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		io.WriteString(stderr, "kith: stopped; nothing was left half-written\n")
		return exitInterrupted
	}
	var verdict *verdict
	if errors.As(err, &verdict) {
		if verdict.message != "" {
			io.WriteString(stderr, "kith: "+verdict.message+"\n")
		}
		return verdict.status
	}
	printError(stderr, err)
	var faults study.Faults
	var fault *study.Fault
	if !errors.As(err, &faults) && !errors.As(err, &fault) {
		io.WriteString(stderr, "  "+hintFor(called, err)+"\n")
	}
	return exitInput
}

// A verdict ends a command with a status of its own.
type verdict struct {
	status  int
	message string
}

func (v *verdict) Error() string { return v.message }

// unchecked turns an error that says the data are not here into exit status 3,
// for the commands that check.
func unchecked(t *terminal, err error) error {
	if err != nil && errors.Is(err, reproduce.ErrNotHere) {
		printError(t.err, err)
		return &verdict{status: exitUnchecked, message: "could not be checked: the data are not here"}
	}
	return err
}

func newRoot(t *terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "kith",
		Short: "From a deposited study to its published results, the same for everyone",
		Long: `kith takes a deposited mixed-methods study (Word transcripts, Excel workbooks and
a manifest, study.yaml) to its published results, and gives the same answer to
anyone who runs it again.

PATH is a folder with study.yaml, or a manifest file.
` + exitHelp,
		Example: `  kith reproduce fixtures/synthetic      the main job: files to report
  kith init my-study                     a proposed manifest for a folder of files
  kith ttest scores.xlsx --pair before:after`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newReproduce(t), newReport(t), newVerify(t), newValidate(t), newInventory(t),
		newDescribe(t),
		newData(t),
		newTTest(t),
		newReliability(t),
		newPower(t),
		newCheckText(t),
		newTranscript(t),
		newIngest(t),
		newShow(t),
		newDisclose(t),
		newQuotes(t),
		newAnalyst(t),
		newCode(t),
		newExtracts(t),
		newUncoded(t),
		newCoverage(t),
		newSearch(t),
		newSuggest(t),
		newBlind(t),
		newPeople(t),
		newAsked(t),
		newMatrix(t),
		newCooccur(t),
		newCompare(t),
		newAgreement(t),
		newContent(t),
		newCodebook(t),
		newTheme(t),
		newMemo(t),
		newDesk(t),
		newJournal(t),
		newInit(t),
		newVersion(t),
	)
	root.SetHelpCommand(newHelp())
	root.Version = Version
	root.SetVersionTemplate(versionLines())
	furnish(root)
	return root
}
