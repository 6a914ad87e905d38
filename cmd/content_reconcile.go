package cmd

import (
	"cmp"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newReconcile(t *terminal, s *sitting) *cobra.Command {
	var question, like, reason string
	var codes []string
	var none, reopen, all bool
	c := &cobra.Command{
		Use:   "reconcile [UNIT]",
		Short: "List where coders differ, and write down what they agreed on",
		Long: `Without a unit, list the answers to which coders gave different categories and on
which nothing is settled yet; --all lists the settled ones too. With a unit, by its
turn (Study3_Open_Text_Responses#7) or its name (Q1/P007), write down what was agreed:
--code once for each category, --like CODER for what one of them gave, --none where no
category applies, --reopen to take back what was agreed.

What was agreed stands beside the codings and changes none of them: kith agreement
measures them as each coder left them. Every settlement keeps who wrote it, what each
coder had given, and the reason; kith journal undo takes it back.
` + exitHelp,
		Example: "  kith content reconcile --question Q1\n  kith content reconcile Q1/P007 --code TIME --code STAFF --reason \"the post is his own\"",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				if len(codes) > 0 || like != "" || none || reopen {
					return errors.New("which unit was agreed on? name it: kith content reconcile Q1/P007 --code CODE")
				}
				return listDifferences(t, s, question, all)
			}
			if len(codes) == 0 && like == "" && !none && !reopen {
				return errors.New("what was agreed? --code CODE, --like CODER, --none, or --reopen")
			}
			a, err := s.open(true)
			if err != nil {
				return err
			}
			var u *reproduce.OpenUnit
			what := "settled"
			switch {
			case reopen:
				what = "open again"
				u, err = a.Reopen(args[0], reason)
			case like != "":
				u, err = a.SettleAs(args[0], like, reason)
			default:
				u, err = a.Settle(args[0], codes, reason)
			}
			if err != nil {
				return err
			}
			var agreed []string
			a.Book.View(func(st *coding.State) {
				if x := st.Settled(u.Passage); x != nil {
					for _, key := range x.Codes {
						agreed = append(agreed, st.Current(key).Name)
					}
				}
			})
			return s.done(t, map[string]any{"unit": u.Address, "what": what, "agreed": append([]string{}, agreed...)}, "%s  %s  %s", u.Address, what, strings.Join(agreed, ", "))
		},
	}
	c.Flags().StringVar(&question, "question", "", "an open question's id (default: all)")
	c.Flags().BoolVar(&all, "all", false, "list what is settled too")
	c.Flags().StringArrayVar(&codes, "code", nil, "an agreed category; several give several")
	c.Flags().StringVar(&like, "like", "", "agreed is what this coder gave")
	c.Flags().BoolVar(&none, "none", false, "agreed is that no category applies")
	c.Flags().BoolVar(&reopen, "reopen", false, "take back what was agreed")
	c.Flags().StringVar(&reason, "reason", "", "why")
	s.past(c)
	c.MarkFlagsMutuallyExclusive("code", "like", "none", "reopen")
	return c
}

// A difference is a unit on which coders differ, or that is settled.
type difference struct {
	Question string              `json:"question"`
	Unit     string              `json:"unit"`
	Name     string              `json:"name,omitempty"`
	Given    map[string][]string `json:"given"`
	Settled  bool                `json:"settled"`
	Agreed   []string            `json:"agreed"`
	By       string              `json:"by,omitempty"`
	Reason   string              `json:"reason,omitempty"`
	Moved    bool                `json:"coded_otherwise_since"`
}

func listDifferences(t *terminal, s *sitting, question string, all bool) error {
	a, state, err := s.view(t)
	if err != nil {
		return err
	}
	var ids []string
	if question != "" {
		ids = append(ids, question)
	}
	questions, err := a.Questions(state, ids...)
	if err != nil {
		return err
	}
	list := []difference{}
	open, settled, adrift := 0, 0, 0
	g := &grid{heads: []string{"unit", "", "all gave", "others gave", "agreed"}, numeric: make([]bool, 5)}
	for _, q := range questions {
		r, err := a.Settling(state, q.ID)
		if err != nil {
			return err
		}
		adrift += r.Adrift
		for i, u := range q.Units {
			x := r.Settled[i]
			switch {
			case x != nil:
				settled++
			case r.Differs(i):
				open++
			}
			if x == nil && !r.Differs(i) || x != nil && !all && !x.Moved {
				continue
			}
			d := difference{Question: q.ID, Unit: u.Address, Name: u.Name, Given: map[string][]string{}, Agreed: []string{}}
			for k, coder := range r.Coders {
				d.Given[coder] = categoryNames(q, r.Given[i][k])
			}
			agreed := ""
			if x != nil {
				d.Settled, d.Agreed, d.By, d.Reason, d.Moved = true, categoryNames(q, x.Categories), x.By, x.Reason, x.Moved
				agreed = cmp.Or(strings.Join(d.Agreed, ", "), "no category")
				if x.Moved {
					agreed += " (coded otherwise since)"
				}
			}
			common, apart := parted(q, r, i)
			g.add(u.Address, u.Name, common, apart, agreed)
			list = append(list, d)
		}
	}
	if s.json {
		return printJSON(t, list)
	}
	if len(g.rows) > 0 {
		g.print(t, 0)
		t.printf("\n")
	}
	t.printf("%s open, %s settled\n", plural(open, "difference", "differences"), plural(settled, "unit", "units"))
	if adrift > 0 {
		t.warn("%s settled in words that have changed since; look at them again", plural(adrift, "answer was", "answers were"))
	}
	return nil
}

// parted names the categories that all coders gave a unit, and those that some did,
// with who.
func parted(q *reproduce.OpenQuestion, r *reproduce.Settling, unit int) (common, apart string) {
	var both, some []string
	for k, c := range q.Tree {
		var who []string
		for n, coder := range r.Coders {
			for _, given := range r.Given[unit][n] {
				if given == k {
					who = append(who, coder)
				}
			}
		}
		switch len(who) {
		case 0:
		case len(r.Coders):
			both = append(both, c.Name)
		default:
			some = append(some, c.Name+" ("+strings.Join(who, ", ")+")")
		}
	}
	return strings.Join(both, ", "), strings.Join(some, ", ")
}
