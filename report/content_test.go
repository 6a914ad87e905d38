package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contentResults are two open questions: one with sub-categories, partly reconciled,
// and the agreement of two coders, and of three, with a category nobody used. The
// counts were made up and their shares worked out by hand.
func contentResults() *Results {
	nan := Num(math.NaN())
	unused := AgreementRow{Category: "NONE", Label: "None | of “these”", Neither: 10, Percent: 1, Kappa: nan, KappaLow: nan, KappaHigh: nan,
		Alpha: nan, AlphaLow: nan, AlphaHigh: nan, AC1: nan, AC1Low: nan, AC1High: nan, PABAK: nan, PABAKLow: nan, PABAKHigh: nan, Reason: "nobody used the category"}
	used := AgreementRow{Category: "COST", Label: "Cost", Used: true, Both: 4, OnlyA: 1, OnlyB: 2, Neither: 3, Percent: .7, Kappa: .4, KappaLow: -.125, KappaHigh: .8125,
		Alpha: .4273, AlphaLow: -.1, AlphaHigh: .9, AC1: .4, AC1Low: 0, AC1High: 1, PABAK: .4, PABAKLow: -.2, PABAKHigh: 1}
	pooled := used
	pooled.Category, pooled.Label, pooled.Neither = "pooled", "", 13
	two := CoderAgreement{Study: "S3", Question: "Q1", Label: "Travel", Coders: []string{"TM", "EB"}, Unit: "respondent × question", Units: 10, Left: []int{1, 0}, Unused: 1, Pooling: "all",
		Level: .95, Draws: 2000, Seed: 1, Rows: []AgreementRow{used, unused}, Pooled: pooled, MeanKappa: .4, KappaOf: 1, MeanAlpha: .4273, AlphaOf: 1, MeanAC1: .4, AC1Of: 1, MeanPABAK: .4, PABAKOf: 1}
	three := two
	three.Coders, three.Question = []string{"TM", "EB", "CC"}, "Q2"
	return &Results{
		Schema: ResultsSchema, Study: StudyInfo{ID: "demo", Title: "Demo", Disclosure: "restricted"}, Deposit: DepositCount{Kinds: []KindCount{}}, Samples: []Sample{}, Corpus: []CorpusCount{},
		Quant: []*Quant{}, Published: []Check{}, Warnings: []string{},
		Content: []Content{{Study: "S3", Question: "Q1", Label: "Travel", Respondents: "Link Workers", Denominator: "all", N: 16, Units: 10, Blank: 1, Uncodable: 1, Uncoded: 2, Clashes: 1,
			Assignments: 8, Coder: "TM", Settled: 3, Unsettled: 1, Others: 1, Categories: []ContentCategory{
				{Name: "ACCESS", Label: "Access", Respondents: 3, OfRespondents: 3. / 16, Assignments: 4, OfAssignments: .5},
				{Name: "COST", Label: "Cost", Depth: 1, Respondents: 3, OfRespondents: 3. / 16, Assignments: 3, OfAssignments: 3. / 8},
				{Name: "DISTANCE", Depth: 1, Respondents: 1, OfRespondents: 1. / 16, Assignments: 1, OfAssignments: 1. / 8},
				{Name: "PEOPLE", Label: "People", Respondents: 4, OfRespondents: .25, Assignments: 4, OfAssignments: .5},
			}}},
		Agreement: []CoderAgreement{two, three},
	}
}

func TestContentSaysTheSameEverywhere(t *testing.T) {
	r := contentResults()
	formatsAgree(t, r)
	data, err := indentJSON(r)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiledSchema(t).Validate(value); err != nil {
		t.Error(err)
	}
}

// The printed figures, read back from CSV, are the numbers of results.json.
func TestContentTablesAreTheResults(t *testing.T) {
	files := filesOf(t, contentResults())
	var results struct {
		Content []struct {
			Categories []map[string]any
		}
		Agreement []struct {
			Categories []map[string]any
			Pooled     map[string]any
		}
	}
	if err := json.Unmarshal(files["results.json"], &results); err != nil {
		t.Fatal(err)
	}
	table := func(part string) [][]string {
		for path, data := range files {
			if strings.HasPrefix(path, "tables/") && strings.Contains(path, part) {
				rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				return rows
			}
		}
		t.Fatalf("no table %s", part)
		return nil
	}
	compare := func(rows [][]string, from []map[string]any, times map[string]float64) {
		if len(rows) != len(from)+1 {
			t.Fatalf("%d rows of %d", len(rows)-1, len(from))
		}
		checked := 0
		for i, row := range rows[1:] {
			for j, head := range rows[0] {
				factor, is := times[head]
				if !is {
					continue
				}
				checked++
				name := strings.TrimPrefix(head, "percent_")
				if from[i][name] == nil {
					name = head
				}
				want, defined := from[i][name].(float64)
				if !defined || head == "percent" && from[i]["used"] == false {
					if row[j] != "" {
						t.Errorf("row %d, %s: %q, and nothing is defined", i+1, head, row[j])
					}
					continue
				}
				decimals := len(row[j]) - strings.IndexByte(row[j]+".", '.') - 1
				if printed := strconv.FormatFloat(roundHalfUp(want*factor, max(decimals, 0)), 'f', max(decimals, 0), 64); strings.Replace(printed, "0.", ".", 1) != strings.Replace(row[j], "0.", ".", 1) {
					t.Errorf("row %d, %s: %q, results.json has %v", i+1, head, row[j], want)
				}
			}
		}
		if checked == 0 {
			t.Error("nothing was compared")
		}
	}
	compare(table("content-q1"), results.Content[0].Categories, map[string]float64{"respondents": 1, "percent_of_respondents": 100, "assignments": 1, "percent_of_assignments": 100})
	cells := map[string]float64{"both": 1, "only_a": 1, "only_b": 1, "neither": 1, "percent": 100, "kappa": 1, "kappa_ci_low": 1, "kappa_ci_high": 1, "alpha": 1, "alpha_ci_low": 1, "alpha_ci_high": 1, "ac1": 1, "pabak": 1}
	for i, q := range []string{"agreement-q1", "agreement-q2"} {
		compare(table(q), append(results.Agreement[i].Categories, results.Agreement[i].Pooled), cells)
	}
}

// roundHalfUp rounds halves away from zero, as the report does.
func roundHalfUp(x float64, decimals int) float64 {
	unit := math.Pow(10, float64(decimals))
	return math.Round(x*unit+math.Copysign(1e-9, x)) / unit
}

func TestContentWords(t *testing.T) {
	text := documentText(Build(contentResults()))
	for _, want := range []string{
		"Table 1 gives the categories of the answers to Q1 (Travel): eight assignments of four categories from 16 Link Workers who were asked, whether they answered or not. The category given to most Link Workers is “People” (4, 25.0%).",
		"A category counts what was given to those below it, and a respondent once.",
		"One answer without a word. One answer could not be coded. Two answers without a category.",
		"Counted are the reconciled categories of three answers, and elsewhere those of coder TM; on one answer the coders differ and nothing is settled.",
		"One answer to Q1 has an exclusive category beside others",
		"Pooled over all categories, with one nobody used, Cohen’s κ = .400; the mean κ of the one category where it is defined is .400.",
		"Pooled over all categories, with one nobody used, Krippendorff’s α = .427",
		"as each coder left them, before reconciliation",
		"Nobody used the category.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	for n, want := range []string{"Access", "Cost", "DISTANCE", "People"} {
		row := Tables(contentResults())[0].Rows[n]
		if got := fmt.Sprint(plain(row.Cells[0].Text), row.Indent); got != fmt.Sprint(want, contentResults().Content[0].Categories[n].Depth) {
			t.Errorf("row %d is %s", n+1, got)
		}
	}
}
