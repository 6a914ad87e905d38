package reproduce

import (
	"fmt"
	"strings"
	"time"

	"kith/analysis/agree"
	"kith/report"
	"kith/study"
	"kith/study/coding"
	"kith/study/journal"
)

// contents adds the open questions that the report names: what their categories came
// to, and how far coders agree. Where nothing is frozen or coded yet the report says
// so, and has no table of it.
func (r *Run) contents(res *report.Results) error {
	m := r.Manifest
	if len(m.Report.Content)+len(m.Report.Agreement) == 0 {
		return nil
	}
	nothing := func(q study.Ref) {
		res.Warnings = append(res.Warnings, fmt.Sprintf("the report asks for %s, and its answers are not frozen and coded yet (kith ingest, kith code), so it has no table of that", q.Name))
	}
	if r.corpus == nil {
		for _, q := range m.Report.Content {
			nothing(q)
		}
		return nil
	}
	a, s, err := r.coded()
	if err != nil {
		return err
	}
	for _, name := range m.Report.Content {
		part, q := m.FindQuestion(name.Name)
		if err := r.columnFrozen(part, q); err != nil {
			return err
		}
		if len(s.OfDocument(q.DocumentID(part))) == 0 {
			nothing(name)
			continue
		}
		c, err := a.Content(s, q.ID, "")
		if err != nil {
			return err
		}
		if c.Assignments == 0 { // the coder who is counted has not begun
			nothing(name)
			continue
		}
		if c.Again > 0 {
			res.Warnings = append(res.Warnings, fmt.Sprintf("%s: %d of what its coders agreed on is to be looked at again, for an answer was coded otherwise or changed since; kith content reconcile lists it", q.ID, c.Again))
		}
		res.Content = append(res.Content, contentResult(c))
	}
	for _, name := range m.Report.Agreement {
		part, q := m.FindQuestion(name.Name)
		if len(s.OfDocument(q.DocumentID(part))) == 0 {
			continue // said above where the question is counted
		}
		asked, err := a.question(s, q.ID)
		if err != nil {
			return err
		}
		if silent := asked.silent(s, coderNames(asked)); len(silent) > 0 {
			res.Warnings = append(res.Warnings, fmt.Sprintf("the report asks how far the coders of %s agree, and %s coded nothing of it, so it has no table of that", q.ID, strings.Join(silent, " and ")))
			continue
		}
		x, err := a.coderAgreement(s, q.ID)
		if err != nil {
			return err
		}
		res.Agreement = append(res.Agreement, *x)
	}
	return nil
}

// coderNames gives the coders that the manifest declares for a question.
func coderNames(q *OpenQuestion) []string {
	var names []string
	for _, c := range q.Coders {
		names = append(names, c.Name)
	}
	return names
}

// coderAgreement measures how far the coders that the manifest declares agree on an
// open question, as kith agreement does where nothing else is said.
func (a *Analysis) coderAgreement(s *coding.State, id string) (*report.CoderAgreement, error) {
	q, err := a.question(s, id)
	if err != nil {
		return nil, err
	}
	x, err := a.QuestionAgreement(s, coderNames(q), q.ID, agree.Options{Unused: true, Seed: 1})
	if err != nil {
		return nil, err
	}
	out := agreementResult(q, x)
	return &out, nil
}

// AgreementTable gives the table of how far the declared coders of an open question
// agree, as a report has it, once the analyst of the book may see that. In a study
// analysed reflexively it declines.
func (a *Analysis) AgreementTable(s *coding.State, id string) (*report.Table, error) {
	g, err := a.OpenGrid(s, id)
	if err != nil {
		return nil, err
	}
	if err := g.apart(a.Book.Analyst()); err != nil {
		return nil, err
	}
	if a.Reflexive(Filter{Study: g.Part.ID}) {
		return nil, &study.Fault{What: g.Part.ID + " is analysed reflexively, where coding is a reading and no measurement", Where: g.At.String()}
	}
	x, err := a.coderAgreement(s, id)
	if err != nil {
		return nil, err
	}
	return report.AgreementTable(x), nil
}

// coded opens what was coded of the study, once.
func (r *Run) coded() (*Analysis, *coding.State, error) {
	if r.analysis == nil {
		a, err := OpenAnalysis(r.Manifest.File, journal.Options{})
		if err != nil {
			return nil, nil, err
		}
		r.analysis, r.state = a, a.AsOf(time.Time{})
	}
	return r.analysis, r.state, nil
}

// columnFrozen makes sure that the answers of a column are frozen from the workbook
// that is read. Documents of the deposit are held against theirs as they are read.
func (r *Run) columnFrozen(part *study.Part, q *study.OpenQuestion) error {
	e, here := r.corpus.Entry(q.DocumentID(part))
	f := r.Listing.File(e.Source)
	if q.Column.Name == "" || !here || f != nil && f.SHA256 == e.SourceHash {
		return nil
	}
	return &study.Fault{What: "the workbook is not the one whose answers to " + q.ID + " were frozen", Where: e.Source,
		Hint: "kith ingest says what differs; with --refreeze it freezes the new answers and keeps the old ones"}
}

func contentResult(c *ContentCount) report.Content {
	q := c.Question
	out := report.Content{
		Study: q.Part.ID, Question: q.ID, Label: q.Label, Respondents: q.Part.Respondents,
		Denominator: string(c.Denominator), N: c.N, Units: len(q.Units), Blank: c.Blank, Uncodable: c.Uncodable,
		Uncoded: len(c.Uncoded), Clashes: len(c.Clashes), Assignments: c.Assignments, Coder: c.Coder, Settled: c.Settled,
		Categories: []report.ContentCategory{},
	}
	if c.Reconciled != nil {
		out.Unsettled, out.Others = len(c.Reconciled.Open()), max(len(c.Reconciled.Coders)-1, 0)
	}
	for i, row := range c.Rows {
		out.Categories = append(out.Categories, report.ContentCategory{
			Name: q.Codes[i].Name, Label: q.Codes[i].Label, Depth: row.Depth,
			Respondents: row.Respondents, OfRespondents: report.Num(row.OfRespondents), Assignments: row.Assignments, OfAssignments: report.Num(row.OfAssignments),
		})
	}
	return out
}

func agreementResult(q *OpenQuestion, x *Agreement) report.CoderAgreement {
	labels := map[string]string{}
	for _, c := range q.Codes {
		labels[c.Name] = c.Label
	}
	out := report.CoderAgreement{
		Study: q.Part.ID, Question: q.ID, Label: q.Label, Coders: x.Coders, Unit: x.Unit, Units: x.Units, Left: x.Left, Pooling: "all",
		Level: report.Num(x.Level), Draws: x.Draws, Seed: int(x.Seed), Rows: []report.AgreementRow{}, //nolint:gosec // the seed is 1
		MeanKappa: report.Num(x.Mean.Kappa), KappaOf: x.Mean.KappaOf, MeanAlpha: report.Num(x.Mean.Alpha), AlphaOf: x.Mean.AlphaOf,
		MeanAC1: report.Num(x.Mean.AC1), AC1Of: x.Mean.AC1Of, MeanPABAK: report.Num(x.Mean.PABAK), PABAKOf: x.Mean.PABAKOf,
	}
	row := func(r agree.Row) report.AgreementRow {
		n := func(x float64) report.Num { return report.Num(x) }
		return report.AgreementRow{
			Category: r.Category, Label: labels[r.Category], Used: r.Used, Both: r.Both, OnlyA: r.OnlyA, OnlyB: r.OnlyB, Neither: r.Neither, Percent: n(r.Percent),
			Kappa: n(r.Kappa), KappaLow: n(r.KappaCI.Low), KappaHigh: n(r.KappaCI.High), Alpha: n(r.Alpha), AlphaLow: n(r.AlphaCI.Low), AlphaHigh: n(r.AlphaCI.High),
			AC1: n(r.AC1), AC1Low: n(r.AC1CI.Low), AC1High: n(r.AC1CI.High), PABAK: n(r.PABAK), PABAKLow: n(r.PABAKCI.Low), PABAKHigh: n(r.PABAKCI.High), Reason: r.Reason,
		}
	}
	for _, r := range x.Rows {
		if !r.Used {
			out.Unused++
		}
		out.Rows = append(out.Rows, row(r))
	}
	out.Pooled = row(x.Pooled)
	return out
}
