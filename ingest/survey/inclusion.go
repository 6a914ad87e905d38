package survey

import (
	"fmt"
	"strconv"

	"kith/ingest/sheet"
	"kith/study"
	"kith/study/dataset"
)

// include applies the inclusion rules in order and gives the rows that are
// analysed and the participant flow, recomputed or as declared.
func (r *reader) include(rows []int, rules []rule) ([]int, dataset.Flow, error) {
	flow := dataset.Flow{Start: len(rows)}
	// A person who fails two rules is counted under the first of them.
	for i, rule := range rules {
		var kept []int
		failed := 0
		for _, row := range rows {
			if r.meets(rule, i, row) {
				kept = append(kept, row)
			} else {
				failed++
				r.change(row, -1, "", "left out: "+rule.Reason, fmt.Sprintf("inclusion rule %d (%s)", i+1, rule.At))
				r.excluded = append(r.excluded, leaver{row, rule.Reason})
			}
		}
		if failed > 0 {
			r.add("excluded_row", r.sheetName(), rule.Reason, failed)
		}
		if len(rows) > 0 && len(kept) == 0 && len(r.faults.found) == 0 {
			return nil, flow, &study.Fault{
				What:  fmt.Sprintf("inclusion rule %d (%s) leaves nobody to analyse", i+1, rule.Reason),
				Where: r.file.Place(r.grid.Sheet, "column "+sheet.ColumnName(rule.col)), Asked: rule.At.String(),
				Hint: "check the value the rule asks for against the cells of the column",
			}
		}
		rows = kept
		flow.Steps = addStep(flow.Steps, rule.Reason, failed)
	}
	flow.Analysed = len(rows)
	if err := r.faults.err(); err != nil {
		return nil, flow, err
	}
	return rows, flow, nil
}

// declareFlow puts the flow that the manifest declares in the place of the
// recomputed one, which it must end with.
func declareFlow(p *study.Part, set *dataset.Set) error {
	d := p.Flow
	if d == nil {
		return nil
	}
	declared := dataset.Flow{Declared: true, Source: d.Source, Start: d.Start, Analysed: set.N(), Occasions: set.Flow.Occasions}
	left := d.Start
	for _, s := range d.Excluded {
		declared.Steps = append(declared.Steps, dataset.FlowStep{Reason: s.Reason, N: s.N})
		left -= s.N
	}
	if left != set.N() {
		return &study.Fault{
			What:  fmt.Sprintf("the declared flow ends with %s, and the sheet gives %d to analyse", people(left), set.N()),
			Where: d.At.String(), Hint: "correct start: or excluded: of the flow, or the inclusion rules",
		}
	}
	set.Flow = declared
	return nil
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// addStep adds a step; rules that give the same reason are one step.
func addStep(steps []dataset.FlowStep, reason string, n int) []dataset.FlowStep {
	for i := range steps {
		if steps[i].Reason == reason {
			steps[i].N += n
			return steps
		}
	}
	return append(steps, dataset.FlowStep{Reason: reason, N: n})
}

// meets reports whether a row meets a rule. A blank cell meets no rule that
// asks for something.
func (r *reader) meets(rule rule, number, row int) bool {
	c := r.grid.Cell(row, rule.col)
	if c.Kind == sheet.Error || c.Kind == sheet.Uncalculated {
		f := unreadable(fmt.Sprintf("inclusion rule %d", number+1), c)
		f.Where, f.Asked = r.cell(row, rule.col), rule.At.String()
		r.faults.add(row, rule.col, f.What+strconv.Itoa(rule.col), f)
		return true
	}
	switch {
	case rule.Equals != nil:
		return matches(*rule.Equals, c)
	case rule.NotEquals != nil:
		return !matches(*rule.NotEquals, c)
	case len(rule.In) > 0:
		for _, s := range rule.In {
			if matches(s, c) {
				return true
			}
		}
		return false
	}
	if clean(c.Text) == "" {
		return false
	}
	v, ok := numeric(c, r.book.Decimal == ",")
	if !ok {
		r.faults.add(row, rule.col, strconv.Itoa(number)+fold(c.Text), &study.Fault{
			What:  fmt.Sprintf("inclusion rule %d: %q is not a number", number+1, brief(shown(c))),
			Where: r.cell(row, rule.col), Asked: rule.At.String(), Hint: "correct the cell, or give the rule with equals, not_equals or in",
		})
		return true
	}
	return (rule.AtLeast == nil || v >= *rule.AtLeast) && (rule.AtMost == nil || v <= *rule.AtMost)
}
