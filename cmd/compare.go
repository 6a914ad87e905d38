package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
)

func newCompare(t *terminal) *cobra.Command {
	s := &sitting{}
	var f reproduce.Filter
	var quotes, differ bool
	c := &cobra.Command{
		Use:   "compare ANALYST ANALYST",
		Short: "Two analysts' codings side by side, to talk about",
		Long: `Lay the codings of two analysts side by side, in the order of documents and places:
for every passage that one of them marked or both did, the codes that both gave, and
those of each alone. Codings that overlap stand in one passage. "not marked" says that
an analyst has no coding there.

Nothing is counted or scored: where two people read differently is something to talk
about, and no error of either. Compared are documents that both have coded or marked as
read; those that you are still to read blind are left out. --code chooses passages to
which one of them gave the code, with all they gave them; --differ leaves out those
with the same codes from both.
` + exitHelp,
		Example: "  kith compare TM EB --in S1\n  kith compare TM EB --document S1_LW03 --differ --quotes",
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			at, err := s.at()
			if err != nil {
				return err
			}
			a, err := s.open(false)
			if err != nil {
				return err
			}
			r, err := a.Readings(a.AsOf(at), args[0], args[1], f, quotes)
			if err != nil {
				return err
			}
			if differ {
				r.Passages = slices.DeleteFunc(r.Passages, func(p reproduce.ReadPassage) bool { return p.Meets == reproduce.SameCodes })
			}
			if len(r.Blind) > 0 {
				left := a.Book.Analyst() + " still reads " + few(r.Blind) + " blind, and a comparison tells what others coded"
				if len(r.Passages) == 0 {
					return &study.Fault{What: left, Hint: "code it first; kith blind says how the blind reading ends"}
				}
				fmt.Fprintf(t.err, "kith: %s; left out\n", left)
			}
			if s.json {
				return printJSON(t, r)
			}
			printSideBySide(t, r, quotes)
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	placeFlags(c, &f)
	c.Flags().BoolVar(&differ, "differ", false, "only where their codes differ")
	c.Flags().BoolVar(&quotes, "quotes", false, "show the words")
	return c
}

// printSideBySide prints passages as a table, or in blocks, with their words or where
// the terminal is narrow.
func printSideBySide(t *terminal, r *reproduce.Readings, quotes bool) {
	g := &grid{heads: []string{"passage", "both", r.Analysts[0], r.Analysts[1]}, numeric: make([]bool, 4)}
	for _, p := range r.Passages {
		g.add(p.Address, orDash(p.Both), aside(p, 0), aside(p, 1))
	}
	if _, fits := g.widths(t, 0); fits && !quotes && len(r.Passages) > 0 {
		g.print(t, 0)
	} else {
		for i, p := range r.Passages {
			if i > 0 {
				t.printf("\n")
			}
			printPassage(t, r, p)
		}
	}
	if len(r.Passages) == 0 {
		t.printf("nothing to lay side by side\n")
	}
	if len(r.Alone[0])+len(r.Alone[1]) > 0 {
		t.printf("\n")
	}
	for k, alone := range r.Alone {
		if len(alone) > 0 {
			t.printf("%s coded by %s alone, and not compared\n", few(alone), r.Analysts[k])
		}
	}
	t.warnChanged(len(r.Changed))
}

// printPassage prints one passage. Codings of a part of it, or with more said of
// them, stand below.
func printPassage(t *terminal, r *reproduce.Readings, p reproduce.ReadPassage) {
	t.printf("%s\n", strings.TrimRight(p.Address+"  "+p.Speaker, " "))
	if p.Text != "" {
		for _, line := range strings.Split(p.Text, "\n") {
			t.printf("  %s\n", line)
		}
	}
	width := len("both")
	for _, name := range r.Analysts {
		width = max(width, len(name))
	}
	t.printf("  %-*s  %s\n", width, "both", orDash(p.Both))
	for k, name := range r.Analysts {
		t.printf("  %-*s  %s\n", width, name, aside(p, k))
		for _, e := range p.Codings[k] {
			more := e.Coding.Valence
			if e.Address != p.Address {
				more = strings.TrimSpace(e.Address + "  " + more)
			}
			if more != "" {
				t.printf("  %-*s    %s  %s\n", width, "", e.Code, more)
			}
		}
	}
}

// aside gives the codes that one analyst alone gave a passage.
func aside(p reproduce.ReadPassage, k int) string {
	if len(p.Codings[k]) == 0 {
		return "not marked"
	}
	return orDash(p.Only[k])
}

func orDash(names []string) string {
	if len(names) == 0 {
		return "–"
	}
	return strings.Join(names, ", ")
}

// few names the first of a list, and says that there are others.
func few(names []string) string {
	const first = 5
	if len(names) > first {
		return strings.Join(names[:first], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}
