package cmd

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study/coding"
)

func newCodebookHistory(t *terminal, s *sitting) *cobra.Command {
	c := &cobra.Command{
		Use:     "history CODE",
		Short:   "Show what was done to a code, when, by whom and why",
		Example: "  kith codebook history FIT-SIM",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, events, err := s.events()
			if err != nil {
				return err
			}
			code, err := reproduce.Code(coding.Fold(events), args[0])
			if err != nil {
				return err
			}
			return printPast(t, s, coding.History(events, code.Key))
		},
	}
	s.past(c)
	return c
}

// printPast prints what was done to a code or a theme.
func printPast(t *terminal, s *sitting, rows []coding.Past) error {
	if s.json {
		return printJSON(t, rows)
	}
	g := &grid{heads: []string{"at", "analyst", "what", "why"}, numeric: make([]bool, 4)}
	for _, r := range rows {
		g.add(r.At, r.Analyst, r.What, r.Reason)
	}
	g.print(t, 0)
	return nil
}

func newCodebookDiff(t *terminal, s *sitting) *cobra.Command {
	var since string
	c := &cobra.Command{
		Use:     "diff --since DATE",
		Short:   "Show how the codebook differs between two dates",
		Long:    "Show which codes are new, changed, or out of use since a date, or until --as-of.\n" + exitHelp,
		Example: "  kith codebook diff --since 2026-10-01 --as-of 2026-11-01",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			if since == "" {
				return errors.New("since when? --since 2026-10-01")
			}
			from, err := (&sitting{asOf: since}).at()
			if err != nil {
				return err
			}
			to, err := s.at()
			if err != nil {
				return err
			}
			if to.IsZero() {
				to = time.Unix(1<<40, 0)
			}
			_, j, _, err := s.book(false)
			if err != nil {
				return err
			}
			events := j.Events()
			before, after := coding.Fold(coding.AsOf(events, from)), coding.Fold(coding.AsOf(events, to))
			type row struct {
				Code   string   `json:"code"`
				What   string   `json:"what"`
				Fields []string `json:"fields,omitempty"`
			}
			rows := []row{}
			for _, c := range after.Codes(true) {
				old := before.Code(c.Key)
				if old == nil {
					rows = append(rows, row{Code: c.Name, What: "new"})
					continue
				}
				if fields := coding.Differ(old, c); len(fields) > 0 {
					rows = append(rows, row{Code: c.Name, What: "changed", Fields: fields})
				}
			}
			if s.json {
				return printJSON(t, rows)
			}
			g := &grid{heads: []string{"code", "what", "in"}, numeric: make([]bool, 3)}
			for _, r := range rows {
				g.add(r.Code, r.What, strings.Join(r.Fields, ", "))
			}
			g.print(t, 0)
			return nil
		},
	}
	c.Flags().StringVar(&since, "since", "", "the earlier date or time")
	s.past(c)
	return c
}
