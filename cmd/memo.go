package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/study"
	"kith/study/coding"
)

func newMemo(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "memo",
		Short: "Write and read memos, the reflexive journal, and notes on first reading",
		Long: `Memos are dated notes by one analyst: an analytic memo, an entry of the reflexive
journal, a positionality statement, a familiarisation note. They can be about a
document, a turn, a coding, a code, a theme or a phase. None of them enters a report
unless the manifest asks.
` + exitHelp,
		Example: "  kith memo add \"Two readings of the door.\" --about code:FIT-SIM\n  kith memo list",
	}
	s.flags(c)
	c.AddCommand(newMemoAdd(t, s), newMemoList(t, s), newMemoRemove(t, s))
	return c
}

// maxMemo is how many bytes a memo may have.
const maxMemo = 1 << 20

func newMemoAdd(t *terminal, s *sitting) *cobra.Command {
	m := coding.Memo{Kind: "memo"}
	var about []string
	c := &cobra.Command{
		Use:   "add [TEXT]",
		Short: "Write a memo; without TEXT it is read from standard input",
		Example: `  kith memo add "FIT-SIM and FIT-PROTO run together here" --about code:FIT-SIM
  kith memo add --kind familiarisation --about document:S1_LW03 < notes.txt`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				m.Text = args[0]
			} else {
				text, err := io.ReadAll(io.LimitReader(c.InOrStdin(), maxMemo+1))
				if err != nil {
					return err
				}
				if len(text) > maxMemo {
					return &study.Fault{What: "the memo is longer than 1 MiB", Hint: "write it in parts, or keep it as a file and say where it lies"}
				}
				m.Text = strings.TrimSpace(string(text))
			}
			for _, link := range about {
				kind, to, ok := strings.Cut(link, ":")
				if !ok {
					return fmt.Errorf("--about %q names a kind and a thing, such as code:FIT-SIM; the kinds are %s", link, strings.Join(coding.LinkKinds, ", "))
				}
				m.Links = append(m.Links, coding.Link{Kind: kind, To: to})
			}
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			id, err := book.AddMemo(m)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, map[string]string{"memo": id})
			}
			t.printf("%s\n", id)
			return nil
		},
	}
	c.Flags().StringVar(&m.Kind, "kind", "memo", strings.Join(coding.MemoKinds, ", "))
	c.Flags().StringVar(&m.Title, "title", "", "a title")
	c.Flags().StringArrayVar(&about, "about", nil, "what it is about, as kind:id: "+strings.Join(coding.LinkKinds, ", "))
	return c
}

func newMemoList(t *terminal, s *sitting) *cobra.Command {
	var kind, about, analyst string
	c := &cobra.Command{
		Use:     "list",
		Short:   "Show memos in the order in which they were written",
		Example: "  kith memo list --kind reflexive",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			_, state, err := s.seen(t)
			if err != nil {
				return err
			}
			type row struct {
				At string `json:"at"`
				*coding.Memo
			}
			rows := []row{}
			for _, m := range state.Memos() {
				has := slices.ContainsFunc(m.Links, func(l coding.Link) bool { return l.Kind+":"+l.To == about })
				if kind != "" && m.Kind != kind || about != "" && !has || analyst != "" && m.Analyst != analyst {
					continue
				}
				rows = append(rows, row{m.Stamp.Time().Format("2006-01-02 15:04"), m})
			}
			if s.json {
				return printJSON(t, rows)
			}
			for i, r := range rows {
				if i > 0 {
					t.printf("\n")
				}
				var links []string
				for _, l := range r.Links {
					links = append(links, l.Kind+":"+l.To)
				}
				t.printf("%s\n", strings.TrimSpace(strings.Join([]string{r.At, r.Kind, r.Analyst, r.ID, strings.Join(links, " "), r.Title}, "  ")))
				for _, line := range strings.Split(r.Text, "\n") {
					t.printf("  %s\n", line)
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&kind, "kind", "", strings.Join(coding.MemoKinds, ", "))
	c.Flags().StringVar(&about, "about", "", "only those about a thing, as kind:id")
	c.Flags().StringVar(&analyst, "analyst", "", "whose memos")
	s.past(c)
	return c
}

func newMemoRemove(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "remove MEMO",
		Short:   "Take back a memo of your own; its words stay in the journal until they are purged",
		Example: "  kith memo remove 9f86d081884c7d65",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			if err := book.RemoveMemo(args[0], reason); err != nil {
				return err
			}
			return s.done(t, map[string]any{"memo": args[0], "what": "removed"}, "%s removed", args[0])
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}
