package cmd

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

func newIngest(t *terminal) *cobra.Command {
	var refreeze, asJSON bool
	s := &sitting{}
	c := &cobra.Command{
		Use:   "ingest PATH",
		Short: "Freeze the text of every transcript, and say what differs from what is frozen",
		Long: `Extract the text and turns of every document of the study and freeze them in the
folder corpus beside the manifest: ID.txt, the text alone; ID.json, its turns,
speakers and hashes; index.json. Codings point into these texts. From then on
kith reproduce reads them from there.

Run again, it holds a fresh extraction against what is frozen. New documents are
added. Where a file changed, is gone, reads otherwise in this version of kith, or
a file of the corpus was edited, it says which and leaves it as it is. --refreeze
replaces it, keeps the old text under corpus/kept by its hash, and says of every
turn whether it is unchanged, moved, changed or lost (corpus/refrozen.json).
Codings follow their words: what became of each is kept in the journal, in the name
of whoever ran the command, and kith code list --carried changed, or lost, lists
those to look at. Codings a colleague made on an earlier text follow on the next run.

The corpus holds what participants said: its files are yours alone to read, and
as restricted as the deposit.
` + exitHelp + `
1 means that a document differs, is missing, or that kith is unsure who speaks.`,
		Example: `  kith ingest my-study
  kith ingest my-study --refreeze`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if refreeze { // before anything is replaced: codings must be able to follow
				if err := s.mayCarry(args[0]); err != nil {
					return err
				}
			}
			progress := newSteps(t)
			found, err := reproduce.Freeze(c.Context(), args[0], refreeze, progress)
			progress.clear()
			if err != nil {
				return unchecked(t, err)
			}
			carried, err := s.carry(args[0], found)
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(t, ingestJSON(found, carried))
			} else {
				printIngest(t, found)
				printCarried(t, carried)
			}
			if err != nil {
				return err
			}
			return ingestVerdict(found)
		},
	}
	c.Flags().BoolVar(&refreeze, "refreeze", false, "replace what differs, and keep the old texts by their hashes")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&s.as, "as", "", "the analyst in whose name codings follow their words (default: KITH_ANALYST, or kith analyst)")
	return c
}

// mayCarry makes sure that there is an analyst in whose name codings can follow
// their words; without codings nobody is needed.
func (s *sitting) mayCarry(path string) error {
	_, j, err := reproduce.OpenJournal(path, journal.Options{})
	if err != nil {
		return err
	}
	codings := 0
	coding.Open(j, "").View(func(st *coding.State) { codings = len(st.Codings()) })
	if codings > 0 {
		_, err = s.who(true)
	}
	return err
}

// carry lets the codings of a study follow their words, where any must.
func (s *sitting) carry(path string, found *reproduce.Frozen) ([]reproduce.Carrying, error) {
	if len(found.Documents) == found.Count(corpus.Unsure) {
		return nil, nil // nothing is frozen
	}
	a, err := reproduce.OpenAnalysis(path, journal.Options{})
	if err != nil || !a.Stale() {
		return nil, err
	}
	who, err := s.who(true)
	if err != nil {
		return nil, err
	}
	if a, err = reproduce.OpenAnalysis(path, who); err != nil {
		return nil, err
	}
	return a.Carry()
}

// printCarried tells how many codings followed their words, and names those that a
// person should look at.
func printCarried(t *terminal, list []reproduce.Carrying) {
	if len(list) == 0 {
		return
	}
	count := map[corpus.Fate]int{}
	g := &grid{heads: []string{"coding", "code", "analyst", "", "now at"}, numeric: make([]bool, 5)}
	for _, c := range list {
		count[c.Fate]++
		if c.Fate == corpus.Changed || c.Fate == corpus.Lost {
			g.add(c.Coding, c.Code, c.Analyst, string(c.Fate), cmp.Or(c.Address, c.Document+", not any more"))
		}
	}
	if len(g.rows) > 0 {
		t.printf("\n")
		g.print(t, 2)
		t.printf("\n")
	}
	var tally []string
	for _, f := range []corpus.Fate{corpus.Unchanged, corpus.Moved, corpus.Changed, corpus.Lost} {
		if count[f] > 0 {
			tally = append(tally, fmt.Sprintf("%d %s", count[f], f))
		}
	}
	t.printf("  journal/  %s followed: %s\n", plural(len(list), "coding", "codings"), strings.Join(tally, ", "))
}

func ingestVerdict(found *reproduce.Frozen) error {
	var said []string
	for _, s := range []struct {
		status corpus.Status
		what   string
	}{{corpus.Differs, "differ"}, {corpus.Missing, "missing"}, {corpus.Unsure, "unsure who speaks"}} {
		switch n := found.Count(s.status); {
		case n == 1 && s.status == corpus.Differs:
			said = append(said, "1 differs")
		case n > 0:
			said = append(said, fmt.Sprintf("%d %s", n, s.what))
		}
	}
	if said == nil {
		return nil
	}
	message := plural(len(found.Documents), "document", "documents") + ": " + strings.Join(said, ", ")
	if found.Count(corpus.Differs)+found.Count(corpus.Missing) > 0 {
		message += "; kith ingest --refreeze replaces what is frozen"
	}
	return &verdict{status: exitCheckFailed, message: message}
}

// printIngest prints one line for every document that is not as it was, and the
// tally.
func printIngest(t *terminal, found *reproduce.Frozen) {
	why := map[string]string{}
	for _, u := range found.Unsure {
		why[u.Document] = u.Why
	}
	g := &grid{heads: []string{"document", "", "what"}, numeric: make([]bool, 3)}
	for _, d := range found.Documents {
		what := strings.Join(d.Reasons, "; ")
		switch d.Status {
		case corpus.New, corpus.Same:
			continue
		case corpus.Missing:
			what = "frozen, and not in the deposit any more"
		case corpus.Removed:
			what = "taken out; its text is kept"
		case corpus.Unsure:
			what = why[d.ID]
		case corpus.Refrozen:
			if d.Turns != nil {
				what += "; " + turnFates(d.Turns)
			}
		}
		g.add(d.ID, string(d.Status), what)
	}
	if len(g.rows) > 0 {
		g.print(t, 2)
		t.printf("\n")
	}
	var tally []string
	for _, s := range []corpus.Status{corpus.New, corpus.Same, corpus.Refrozen, corpus.Removed, corpus.Differs, corpus.Missing, corpus.Unsure} {
		if n := found.Count(s); n > 0 {
			tally = append(tally, fmt.Sprintf("%d %s", n, s))
		}
	}
	line := "  corpus/  " + plural(len(found.Documents), "document", "documents")
	if len(tally) > 0 {
		line += ": " + strings.Join(tally, ", ")
	}
	if !found.Written {
		line += "; nothing written"
	}
	t.printf("%s\n", line)
}

// turnFates says what became of the turns of a refrozen document.
func turnFates(f *corpus.TurnFates) string {
	s := fmt.Sprintf("turns: %d unchanged, %d moved", f.Unchanged, f.Moved)
	if len(f.Changed) > 0 {
		s += ", changed " + numbers(f.Changed)
	}
	if len(f.Lost) > 0 {
		s += ", lost " + numbers(f.Lost)
	}
	return s
}

func numbers(all []int) string {
	const shown = 12
	var s []string
	for _, n := range all[:min(len(all), shown)] {
		s = append(s, fmt.Sprint(n))
	}
	if rest := len(all) - shown; rest > 0 {
		s = append(s, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(s, " ")
}

func ingestJSON(found *reproduce.Frozen, carried []reproduce.Carrying) any {
	return struct {
		Corpus    string               `json:"corpus"`
		Written   bool                 `json:"written"`
		Documents []corpus.Finding     `json:"documents"`
		Codings   []reproduce.Carrying `json:"codings"`
	}{"corpus", found.Written, append([]corpus.Finding{}, found.Documents...), append([]reproduce.Carrying{}, carried...)}
}
