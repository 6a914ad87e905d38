package cmd

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/analysis/content"
	"kith/report"
	"kith/reproduce"
)

func newContent(t *terminal) *cobra.Command {
	s := &sitting{}
	var question, coder string
	var asCSV bool
	c := &cobra.Command{
		Use:   "content [PATH]",
		Short: "Count the categories of open answers",
		Long: `Count the categories that answers to open questions were given. The unit is one
respondent's answer. A category counts the respondents it was given to, once each, as
a share of the declared denominator, and its assignments as a share of all; with
sub-categories it counts what they were given too. Answers without a category, those
without a word ("-"), and exclusive categories beside others are listed.

The manifest declares the questions (open_questions:), their categories, whom
percentages are of, and who codes. Where coders have settled their differences
(kith content reconcile), what they agreed on is counted, and elsewhere the codings
of the first coder; --coder counts one coder's own.
` + exitHelp,
		Example: "  kith content my-study --question Q1\n  kith content --question Q1 --coder EB --csv",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				s.study = args[0]
			}
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
			var counts []*reproduce.ContentCount
			for _, q := range questions {
				n, err := a.Content(state, q.ID, coder)
				if err != nil {
					return err
				}
				counts = append(counts, n)
			}
			switch {
			case s.json:
				out := []any{}
				for _, n := range counts {
					out = append(out, contentJSON(n))
				}
				return printJSON(t, out)
			case asCSV:
				rows := []contentRow{}
				for _, n := range counts {
					rows = append(rows, contentRows(n)...)
				}
				return printCSV(t, rows)
			}
			for i, n := range counts {
				if i > 0 {
					t.printf("\n")
				}
				printContent(t, n)
			}
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	c.AddCommand(newReconcile(t, s))
	c.Flags().StringVar(&question, "question", "", "an open question's id (default: all)")
	c.Flags().StringVar(&coder, "coder", "", "count this analyst's codings")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV, a category a row")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}

// denominatorWords say of whom percentages of respondents are.
var denominatorWords = map[content.Denominator]string{
	"answered": "who answered", "codable": "whose answer is codable", "all": "who were asked, whether they answered or not",
}

func printContent(t *terminal, n *reproduce.ContentCount) {
	q := n.Question
	t.printf("%s  %s\n", q.ID, q.Label)
	g := &grid{heads: []string{"category", "", "respondents", "%", "assignments", "%"}, numeric: []bool{false, false, true, true, true, true}}
	for i, r := range n.Rows {
		g.add(strings.Repeat("  ", r.Depth)+q.Tree[i].Name, q.Codes[i].Label, strconv.Itoa(r.Respondents), percentage(r.OfRespondents), strconv.Itoa(r.Assignments), percentage(r.OfAssignments))
	}
	g.print(t, 0)
	t.printf("\npercentages of respondents are of the %d %s; of assignments, of all %d\n", n.N, denominatorWords[n.Denominator], n.Assignments)
	t.printf("unit: respondent × question; %s of %s, %d blank, %d uncodable\n", plural(len(q.Units), "unit", "units"), plural(n.Respondents, "respondent", "respondents"), n.Blank, n.Uncodable)
	t.printf("counted are %s\n", countedWords(n))
	if len(n.Uncoded) > 0 {
		t.printf("without a category: %s\n", strings.Join(unitAddresses(n), " "))
	}
	for _, c := range n.Clashes {
		t.warn("%s has %s, which excludes every other category, and %s", q.Units[c.Unit].Address, q.Tree[c.Exclusive].Name, strings.Join(categoryNames(q, c.Others), ", "))
	}
	if n.Again > 0 {
		t.warn("%s to be looked at again: coded otherwise, or changed, since (kith content reconcile)", plural(n.Again, "settlement is", "settlements are"))
	}
	if n.Other > 0 {
		t.warn("%s of these answers with codes that are no category of %s, left out", plural(n.Other, "coding", "codings"), q.ID)
	}
}

// percentage prints a share of 1 as a percentage, "–" where it is not defined.
func percentage(share float64) string {
	return report.Dec(report.Num(share*100), 1)
}

// countedWords say whose codings were counted, and how far they are reconciled.
func countedWords(n *reproduce.ContentCount) string {
	words := "the codings of " + cmp.Or(n.Coder, "nobody yet")
	if n.Settled > 0 {
		words = fmt.Sprintf("the reconciled categories: %s settled, the others as %s coded them", plural(n.Settled, "unit", "units"), n.Coder)
	}
	if n.Reconciled == nil {
		return words + ", before reconciliation"
	}
	if open := len(n.Reconciled.Open()); open > 0 {
		words += fmt.Sprintf("; %s on %s and nothing is settled there", strings.Join(n.Reconciled.Coders, " and ")+" differ", plural(open, "unit", "units"))
	}
	return words
}

func unitAddresses(n *reproduce.ContentCount) []string {
	list := []string{}
	for _, u := range n.Uncoded {
		list = append(list, n.Question.Units[u].Address)
	}
	return list
}

func categoryNames(q *reproduce.OpenQuestion, of []int) []string {
	list := []string{}
	for _, k := range of {
		list = append(list, q.Tree[k].Name)
	}
	return list
}

// A contentRow is one category of one question as JSON and CSV have it.
type contentRow struct {
	Question      string     `json:"question"`
	Category      string     `json:"category"`
	Label         string     `json:"label"`
	Below         string     `json:"below"` // the category above it
	Respondents   int        `json:"respondents"`
	N             int        `json:"n"`
	OfRespondents report.Num `json:"of_respondents"`
	Assignments   int        `json:"assignments"`
	Own           int        `json:"own_assignments"`
	OfAssignments report.Num `json:"of_assignments"`
	Units         []string   `json:"units"`
}

func contentRows(n *reproduce.ContentCount) []contentRow {
	q := n.Question
	rows := []contentRow{}
	for i, r := range n.Rows {
		row := contentRow{Question: q.ID, Category: q.Tree[i].Name, Label: q.Codes[i].Label, Respondents: r.Respondents, N: n.N,
			OfRespondents: report.Num(r.OfRespondents), Assignments: r.Assignments, Own: r.Own, OfAssignments: report.Num(r.OfAssignments), Units: []string{}}
		if p := q.Tree[i].Parent; p >= 0 {
			row.Below = q.Tree[p].Name
		}
		for _, u := range r.Units {
			row.Units = append(row.Units, q.Units[u].Address)
		}
		rows = append(rows, row)
	}
	return rows
}

func contentJSON(n *reproduce.ContentCount) map[string]any {
	q := n.Question
	type clash struct {
		Unit      string   `json:"unit"`
		Exclusive string   `json:"exclusive"`
		Others    []string `json:"others"`
	}
	clashes := []clash{}
	for _, c := range n.Clashes {
		clashes = append(clashes, clash{q.Units[c.Unit].Address, q.Tree[c.Exclusive].Name, categoryNames(q, c.Others)})
	}
	out := map[string]any{"question": q.ID, "label": q.Label, "unit": "respondent × question", "denominator": n.Denominator, "n": n.N,
		"units": len(q.Units), "respondents": n.Respondents, "blank": n.Blank, "uncodable": n.Uncodable, "assignments": n.Assignments,
		"coder": n.Coder, "settled": n.Settled, "settled_to_look_at_again": n.Again, "categories": contentRows(n), "uncoded": unitAddresses(n), "clashes": clashes, "codings_with_other_codes": n.Other}
	if n.Reconciled != nil {
		out["unsettled"] = len(n.Reconciled.Open())
	}
	return out
}
