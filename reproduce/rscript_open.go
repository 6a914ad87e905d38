package reproduce

import (
	"strconv"
	"strings"

	"kith/report"
)

// Places of numbers of what was said, as recompute.R makes them too.
func contentID(part, question string) string { return part + "/content/" + question }
func jointID(part, id string) string         { return part + "/joint/" + id }

// openAnswers writes the counts of open answers and the joint displays that match
// people, with the files that say who was given what. Words are in none of them.
func (s *rScript) openAnswers(r *Run) ([]report.File, error) {
	var files []report.File
	for i := range r.Results.Content {
		f, err := s.content(r, &r.Results.Content[i])
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	for i := range r.Results.Joint {
		j := &r.Results.Joint[i]
		if j.By == "participant" && r.Manifest.Part(j.Data) != nil {
			files = append(files, s.joint(r, j))
		}
	}
	return files, nil
}

// content writes one open question: a row an answer, a column a category.
func (s *rScript) content(r *Run, c *report.Content) (report.File, error) {
	a, state, err := r.coded()
	if err != nil {
		return report.File{}, err
	}
	count, err := a.Content(state, c.Question, "")
	if err != nil {
		return report.File{}, err
	}
	q := count.Question
	head := []string{"respondent", "blank"}
	var names, parents, uncodable []string
	for i, k := range q.Tree {
		head = append(head, "c"+strconv.Itoa(i+1))
		names, parents = append(names, flat(k.Name)), append(parents, strconv.Itoa(k.Parent+1))
		if k.Uncodable {
			uncodable = append(uncodable, strconv.Itoa(i+1))
		}
	}
	rows := [][]string{head}
	people := map[string]int{}
	for i, u := range q.Units {
		who := u.Respondent
		if who == "" {
			who = u.Address // somebody of their own
		}
		if people[who] == 0 {
			people[who] = len(people) + 1
		}
		row := []string{strconv.Itoa(people[who]), oneOrZero(u.Blank)}
		given := make([]bool, len(q.Tree))
		for _, k := range count.Given[i] {
			given[k] = true
		}
		for _, is := range given {
			row = append(row, oneOrZero(is))
		}
		rows = append(rows, row)
	}
	path := c.Study + "/content-" + flat(c.Question) + ".csv"
	s.heading("%s %s: categories of open answers", c.Study, c.Question)
	s.comment("%s. A row an answer, a column a category, 1 where it was given.", c.Label)
	s.line("units <- answers(%s, %s)", rString(path), rStrings(head))
	s.line("content(%s, units, %s,\n  parent = c(%s), denominator = %s, uncodable = as.integer(c(%s)), asked = %d)", rString(contentID(c.Study, c.Question)), rStrings(names),
		strings.Join(parents, ", "), rString(c.Denominator), strings.Join(uncodable, ", "), q.Asked)
	return report.File{Path: path, Data: table(rows)}, nil
}

// joint writes one joint display: a row a respondent of the data, a column a row of
// the display, and everyone matched.
func (s *rScript) joint(r *Run, j *report.JointDisplay) report.File {
	part := r.Manifest.Part(j.Data)
	groups := r.groups[j.ID]
	head := []string{"respondent"}
	var names []string
	for i := range groups {
		head = append(head, "g"+strconv.Itoa(i+1))
	}
	for _, row := range j.Rows {
		names = append(names, flat(row.Name))
	}
	names = append(names, "matched")
	n := r.Data[j.Data].N()
	rows := [][]string{head}
	for i := range n {
		row := make([]string, len(head))
		for k := range row {
			row[k] = "0"
		}
		row[0] = strconv.Itoa(i + 1)
		rows = append(rows, row)
	}
	for k, group := range groups {
		for _, i := range group {
			rows[i+1][k+1] = "1"
		}
	}
	path := j.Data + "/joint-" + flat(j.ID) + ".csv"
	s.heading("%s: %s", j.Data, j.Label)
	s.comment("A row a respondent, in the order of data.csv; a column each row of the table, 1 where the respondent is in it.")
	s.line("d <- answers(%s, %s)", rString(part.ID+"/data.csv"), rStrings(append([]string{"respondent"}, answersOf(part, r.Data[part.ID], r.quant(part.ID)).names...)))
	s.line("said <- answers(%s, %s)[-1]", rString(path), rStrings(head))
	s.line("values <- ranked <- list()")
	var scores []string
	for _, v := range j.Scores {
		s.variable(part, v.Name)
		scores = append(scores, v.Name)
	}
	s.line("joint(%s, said, %s,\n  values[%s], %s, guarded = %s)", rString(jointID(j.Data, j.ID)), rStrings(names), rStrings(scores), rStrings(flatAll(scores)),
		rLogical(r.Manifest.Study.Disclosure == "restricted"))
	return report.File{Path: path, Data: table(rows)}
}

func oneOrZero(is bool) string {
	if is {
		return "1"
	}
	return "0"
}

// content lists what the categories of an open question came to.
func (e *expectation) content(c *report.Content) {
	place := contentID(c.Study, c.Question)
	e.count(place, "n", c.N)
	e.count(place, "units", c.Units)
	e.count(place, "blank", c.Blank)
	e.count(place, "uncodable", c.Uncodable)
	e.count(place, "uncoded", c.Uncoded)
	e.count(place, "assignments", c.Assignments)
	for _, k := range c.Categories {
		at := place + "/" + flat(k.Name)
		e.count(at, "respondents", k.Respondents)
		e.add(at, "of_respondents", k.OfRespondents)
		e.count(at, "assignments", k.Assignments)
		e.add(at, "of_assignments", k.OfAssignments)
	}
}

// joint lists the means of a joint display that matches people.
func (e *expectation) joint(j *report.JointDisplay) {
	if j.By != "participant" {
		return
	}
	row := func(name string, r *report.JointRow) {
		for i, v := range j.Scores {
			at := jointID(j.Data, j.ID) + "/" + flat(name) + "/" + flat(v.Name)
			e.count(at, "n", r.Scores[i].N)
			e.add(at, "mean", r.Scores[i].Mean)
			e.add(at, "sd", r.Scores[i].SD)
		}
	}
	for i := range j.Rows {
		row(j.Rows[i].Name, &j.Rows[i])
	}
	row("matched", j.Matched)
	row("everyone", j.Everyone)
}
