package report

import (
	"cmp"
	"fmt"
	"strings"
)

// joints adds the joint displays.
func (b *builder) joints() {
	if len(b.r.Joint) > 0 {
		b.heading(1, "What People Said Beside What They Scored")
	}
	for i := range b.r.Joint {
		b.joint(&b.r.Joint[i])
	}
}

// joint adds a joint display: what people said in the rows, what they scored beside.
func (b *builder) joint(j *JointDisplay) {
	if j.By == "role" {
		b.sentences(jointOpening(j, b.nextTable())...)
		b.add(jointByRole(j))
		return
	}
	b.sentences(jointOpening(j, b.nextTable())...)
	b.add(jointByPerson(j))
	b.add(jointPeople(j))
}

func (j *JointDisplay) rows() string {
	if j.Question != "" {
		return "the categories of the answers to " + j.Question
	}
	if j.Themes {
		return "the themes of " + j.Title
	}
	return "the codes of " + j.Title
}

// row is the head of the rows.
func (j *JointDisplay) row() string {
	switch {
	case j.Question != "":
		return "Category"
	case j.Themes:
		return "Theme"
	}
	return "Code"
}

func jointOpening(j *JointDisplay, table int) []any {
	out := fmt.Sprintf("Table %d sets %s beside scores of %s", table, j.rows(), j.DataTitle)
	switch {
	case j.Unmatched:
		return []any{out + ", role by role: no id stands on both sides, so that nobody’s words can be matched with their scores."}
	case j.By == "role":
		return []any{out + ", role by role."}
	}
	out += fmt.Sprintf(", person by person: %s of the %s who said something and of the %s with scores are matched by their ids.",
		numeral(j.Joined), numeral(j.Said), numeral(j.Scored))
	return []any{out}
}

// jointByPerson gives, for each category or code, those matched who said it.
func jointByPerson(j *JointDisplay) *Table {
	columns := []column{text("said", j.row()), num("people", symN)}
	groups := []Head{{Span: 1}, {Text: line("Said it"), Span: 1}}
	for _, s := range j.Scores {
		columns = append(columns, num(s.Name+" n", symN), num(s.Name+" M", symM), num(s.Name+" SD", symSD))
		groups = append(groups, Head{Text: line(s.Label), Span: 3})
	}
	t := newTable("joint-"+slug(j.ID), j.Label, columns...)
	t.span(groups...)
	family := ""
	for _, r := range j.Rows {
		if r.Family != family && r.Family != "" {
			t.section(r.Family)
		}
		family = r.Family
		t.row(append([]any{cmp.Or(r.Label, r.Name), optional(r.N)}, scoreCells(t, r.Scores)...)...).Indent = r.Depth
	}
	for _, r := range []*JointRow{j.Matched, j.Everyone} {
		if r != nil {
			t.row(append([]any{r.Label, optional(r.N)}, scoreCells(t, r.Scores)...)...)
		}
	}
	t.General = line("Scores are of those who are matched and have the score; the first ", symN, " counts everyone who said it, matched or not. Somebody may stand in several rows, so that the rows are not independent; nothing is tested between them.",
		jointMissing(j), jointNote(j))
	t.Wide = len(columns) > 8
	return t.Table
}

func scoreCells(t grid, scores []JointScore) []any {
	var cells []any
	for _, s := range scores {
		mean, sd := any(Dec(s.Mean, 2)), any(Dec(s.SD, 2))
		if s.Suppressed != "" {
			why := "Mean and SD of fewer than five people are not printed."
			if s.Suppressed == "complementary" {
				why = "Not printed, because the mean of fewer than five people could be worked out."
			}
			m := t.mark(line(why))
			mean, sd = line(undefined, m), undefined
		}
		cells = append(cells, numeral(s.N), mean, sd)
	}
	return cells
}

// jointMissing lists those who are on one side alone.
func jointMissing(j *JointDisplay) string {
	var out strings.Builder
	for _, side := range []struct {
		names                []string
		nobody, person, many string
	}{
		{j.OnlySaid, "Everyone who said something is in the data", "person who said something is not in the data", "people who said something are not in the data"},
		{j.OnlyScored, "Everyone in the data said something", "person in the data said nothing here", "people in the data said nothing here"},
	} {
		if len(side.names) == 0 {
			fmt.Fprintf(&out, " %s.", side.nobody)
		} else {
			fmt.Fprintf(&out, " %s: %s.", capitalised(counted(len(side.names), side.person, side.many)), list(side.names))
		}
	}
	if j.NoID > 0 {
		fmt.Fprintf(&out, " %s no id.", capitalised(counted(j.NoID, "person who said something has", "people who said something have")))
	}
	if j.Running && len(j.OnlySaid)+len(j.OnlyScored) > 0 {
		out.WriteString(" They are named by role and a running number in the order of their ids.")
	}
	return out.String()
}

func jointNote(j *JointDisplay) string {
	out := whose(j.Coder, 0)
	if j.Reflexive && j.Counts {
		out += askedCounts
	}
	return out
}

// jointByRole gives what each role said, and below it what it scored.
func jointByRole(j *JointDisplay) *Table {
	columns := []column{text("row", j.row()+" or score")}
	groups := []Head{{Span: 1}}
	for _, r := range j.Roles {
		columns = append(columns, num(r.Role+" n", symN), num(r.Role+" M", symM), num(r.Role+" SD", symSD))
		groups = append(groups, Head{Text: line(cmp.Or(r.Label, "No role")), Span: 3})
	}
	t := newTable("joint-"+slug(j.ID), j.Label, columns...)
	t.span(groups...)
	t.section("Said")
	for i, row := range j.Rows {
		cells := []any{cmp.Or(row.Label, row.Name)}
		for _, r := range j.Roles {
			g := r.Given[i]
			said := undefined
			switch {
			case g.N != nil:
				said = numeral(*g.N)
			case g.Present:
				said = present
			}
			cells = append(cells, said, "", "")
		}
		t.row(cells...).Indent = 1 + row.Depth
	}
	t.section("Scored")
	for i, v := range j.Scores {
		cells := []any{v.Label}
		for _, r := range j.Roles {
			cells = append(cells, scoreCells(t, r.Scores[i:i+1])...)
		}
		t.row(cells...).Indent = 1
	}
	parts := []any{}
	if j.Counts {
		var said []string
		for _, r := range j.Roles {
			if r.Said != nil {
				said = append(said, cmp.Or(r.Label, "no role")+" "+numeral(*r.Said))
			}
		}
		parts = append(parts, "Above, ", symN, " counts the people who said it, of those who said something that could be coded: "+strings.Join(said, "; ")+". ")
	} else {
		parts = append(parts, present+" said by somebody of the role; a dash where by nobody. ")
	}
	parts = append(parts, "Below, it counts those with the score. People are not matched one by one, so that nothing here says that who said something scored so.", jointNote(j))
	t.General = line(parts...)
	t.Wide = len(columns) > 8
	return t.Table
}

// jointPeople lists the people matched one by one, where disclosure is open.
func jointPeople(j *JointDisplay) *Table {
	if len(j.People) == 0 {
		return nil
	}
	columns := []column{text("participant", "Participant"), text("said", "Said")}
	for _, s := range j.Scores {
		columns = append(columns, num(s.Name, s.Label))
	}
	t := newTable("joint-people-"+slug(j.ID), j.Label+", Person by Person", columns...)
	labels := map[string]string{}
	for _, r := range j.Rows {
		labels[r.Name] = cmp.Or(r.Label, r.Name)
	}
	for _, p := range j.People {
		var said []string
		for _, name := range p.Said {
			said = append(said, labels[name])
		}
		cells := []any{p.ID, cmp.Or(strings.Join(said, "; "), undefined)}
		for _, x := range p.Scores {
			cells = append(cells, Dec(x, 2))
		}
		t.row(cells...)
	}
	t.General = line("A dash where nothing was said that stands in the rows above, or where there is no score.")
	t.Wide = len(columns) > 5
	return t.Table
}
