package reproduce

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"kith/analysis/stat"
	"kith/analysis/thematic"
	"kith/ingest/survey"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// A speaker is somebody who said something that could be coded.
type speaker struct {
	id, key string // as shown, and as matched with the data; "" for none
	role    string
	said    []int // rows, in order
}

// joint sets what people said beside what they scored; nil where nothing is coded yet.
func (r *Run) joint(f *findings, d *study.JointDisplay) (*report.JointDisplay, error) {
	data := f.Manifest.Part(d.Data.Name)
	set := r.Data[data.ID]
	out := &report.JointDisplay{ID: d.ID, Label: d.Label, Data: data.ID, DataTitle: data.Title, Respondents: data.Respondents, Coder: d.Coder.Name, By: d.By,
		Reflexive: f.Manifest.Reflexive(d.Of), Counts: *d.Counts, Running: f.restricted, Scored: set.N()}
	var speakers []speaker
	var err error
	if d.Question.Name != "" {
		speakers, err = f.answerers(d, out)
	} else {
		speakers, err = f.participants(d, out)
	}
	if err != nil || speakers == nil {
		return nil, err
	}
	out.Said = len(speakers)
	var scores [][]float64
	for _, v := range d.Scores {
		m, err := measureOf(data, v.Name, set)
		if err != nil {
			return nil, err
		}
		out.Scores = append(out.Scores, report.JointVar{Name: v.Name, Label: m.label})
		scores = append(scores, m.x)
	}
	if out.By == "participant" {
		match(out, speakers, data, set, f.restricted)
		if out.Joined > 0 {
			groups, err := jointPeople(out, speakers, set, scores, f.restricted)
			if r.groups == nil {
				r.groups = map[string][][]int{}
			}
			r.groups[d.ID] = groups[:len(out.Rows)+1]
			return out, err
		}
		out.By, out.Unmatched = "role", true
		out.OnlySaid, out.OnlyScored = nil, nil // everyone
	}
	return out, jointRoles(out, f.Manifest.Part(out.Study), data, set, speakers, scores, f.restricted)
}

// answerers are those who answered an open question, with the categories as they are
// counted; nil where nothing is coded.
func (f *findings) answerers(d *study.JointDisplay, out *report.JointDisplay) ([]speaker, error) {
	part, q := f.Manifest.FindQuestion(d.Question.Name)
	out.Question, out.Study, out.Title = q.ID, part.ID, part.Title
	if len(f.OfDocument(q.DocumentID(part))) == 0 {
		return nil, nil
	}
	c, err := f.Content(f.State, q.ID, d.Coder.Name)
	if err != nil {
		return nil, err
	}
	for i, row := range c.Rows {
		k := c.Question.Codes[i]
		out.Rows = append(out.Rows, report.JointRow{Name: k.Name, Label: cmp.Or(k.Label, k.Name), Depth: row.Depth})
	}
	role := ""
	if len(part.Roles) == 1 {
		role = part.Roles[0].ID
	}
	at := map[string]int{}
	speakers := []speaker{}
	for i, u := range c.Question.Units {
		if u.Blank {
			continue
		}
		key := survey.NormalID(u.Respondent)
		k, known := at[key]
		if !known || key == "" {
			k = len(speakers)
			at[key] = k
			speakers = append(speakers, speaker{id: u.Respondent, key: key, role: role})
		}
		for _, given := range c.Given[i] {
			for row := given; row >= 0; row = c.Question.Tree[row].Parent { // what is below a category counts for it
				speakers[k].say(row)
			}
		}
	}
	return speakers, nil
}

// participants are the people of a study's documents, with the codes of what they
// said; nil where nothing is coded.
func (f *findings) participants(d *study.JointDisplay, out *report.JointDisplay) ([]speaker, error) {
	part := f.Manifest.Part(d.Of.Name)
	out.Study, out.Title, out.Themes = part.ID, part.Title, d.Themes
	t, err := f.rowsOf(d, out)
	if err != nil || len(t.Extracts) == 0 || len(t.Codes) == 0 {
		return nil, err
	}
	row := map[string]int{}
	for i, name := range t.Codes {
		row[name] = i
	}
	people, err := f.People()
	if err != nil {
		return nil, err
	}
	also := map[string]string{} // an id here to the one in the data
	same := part.ID == out.Data || f.samePeople(part, f.Manifest.Part(out.Data))
	for _, p := range people {
		if p.Study == part.ID {
			also[p.ID] = p.Also[out.Data]
			if same {
				also[p.ID] = cmp.Or(also[p.ID], p.ID)
			}
		}
	}
	at := map[string]int{}
	speakers := []speaker{}
	for _, u := range t.Units {
		if _, known := at[u.Participant]; u.Participant != "" && !known {
			at[u.Participant] = len(speakers)
			speakers = append(speakers, speaker{id: u.Participant, key: survey.NormalID(also[u.Participant]), role: u.Role})
		}
	}
	for _, e := range t.Extracts {
		k, speaks := at[e.Participant]
		if r, chosen := row[e.Code]; speaks && chosen {
			speakers[k].say(r)
		}
	}
	return speakers, nil
}

// rowsOf gives the codes or the themes of a study as the rows of a joint display, with
// their extracts. The names of themes are kept from a restricted report where they
// are a transcript's words.
func (f *findings) rowsOf(d *study.JointDisplay, out *report.JointDisplay) (*Thematic, error) {
	if !d.Themes {
		t, err := f.thematic([]study.Ref{d.Of}, d.Codes, d.Coder.Name)
		if err != nil {
			return nil, err
		}
		for _, name := range t.Codes {
			r := f.row(name)
			out.Rows = append(out.Rows, report.JointRow{Name: r.Name, Label: r.Label, Family: r.Family, Depth: r.Depth})
		}
		return t, nil
	}
	t, _, err := f.ThemeMatrix(f.State, Filter{Study: d.Of.Name, Analyst: d.Coder.Name}, thematic.ByParticipant)
	if err != nil {
		return nil, err
	}
	named := &report.Themes{}
	for _, key := range t.Codes {
		named.Themes = append(named.Themes, report.Theme{Key: key, Name: f.Theme(key).Name})
	}
	if f.restricted {
		if _, err := f.withoutRepeated(named); err != nil { // where themes are in the report, it says so there
			return nil, err
		}
	}
	for i, key := range t.Codes {
		x := &named.Themes[i]
		out.Rows = append(out.Rows, report.JointRow{Name: x.Key, Label: x.Name, Depth: f.ThemeDepth(f.Theme(key))})
	}
	return t, nil
}

// samePeople tells whether a study says that its people took part in the other.
func (f *findings) samePeople(one, other *study.Part) bool {
	links := func(from, to *study.Part) bool {
		return slices.ContainsFunc(from.LinksTo, func(l study.Link) bool { return l.To == to.ID && l.Kind != "new_participants" })
	}
	return links(one, other) || links(other, one)
}

// say adds a row, once.
func (s *speaker) say(row int) {
	if at, known := slices.BinarySearch(s.said, row); !known {
		s.said = slices.Insert(s.said, at, row)
	}
}

// match finds the people who are in the data and said something, and lists those of
// one side alone in the order of their ids. An id that stands for several on a side
// matches nobody.
func match(out *report.JointDisplay, speakers []speaker, data *study.Part, set *dataset.Set, restricted bool) {
	rows, talks := map[string]int{}, map[string]int{}
	for _, id := range set.IDs {
		rows[survey.NormalID(id)]++
	}
	for _, s := range speakers {
		talks[s.key]++
	}
	both := func(key string) bool { return rows[key] == 1 && talks[key] == 1 }
	said := map[string][]string{} // ids by role
	for i := range speakers {
		s := &speakers[i]
		if s.key == "" {
			out.NoID++
			continue
		}
		said[s.role] = append(said[s.role], s.id)
		if both(s.key) {
			out.Joined++
		}
	}
	alone := func(ids []string, role string) []string {
		ids = slices.Clone(ids)
		slices.Sort(ids)
		var list []string
		for i, id := range ids {
			switch {
			case both(survey.NormalID(id)):
			case restricted:
				list = append(list, RunningID(cmp.Or(role, "R"), i+1, len(ids)))
			default:
				list = append(list, id)
			}
		}
		return list
	}
	for _, role := range slices.Sorted(maps.Keys(said)) {
		out.OnlySaid = append(out.OnlySaid, alone(said[role], role)...)
	}
	role := ""
	if len(data.Roles) == 1 {
		role = data.Roles[0].ID
	}
	out.OnlyScored = alone(set.IDs, role)
	for i := range speakers {
		if !both(speakers[i].key) {
			speakers[i].key = ""
		}
	}
}

// jointPeople gives the scores of those who said something, person by person matched,
// beside those of everyone who has scores. It gives the groups as rows of the data.
func jointPeople(out *report.JointDisplay, speakers []speaker, set *dataset.Set, scores [][]float64, restricted bool) (groups [][]int, err error) {
	place := map[string]int{}
	for i, id := range set.IDs {
		place[survey.NormalID(id)] = i
	}
	matched, everyone := len(out.Rows), len(out.Rows)+1
	groups = make([][]int, len(out.Rows)+2) // of rows of the data
	for i := range set.IDs {
		groups[everyone] = append(groups[everyone], i)
	}
	said := make([]int, len(out.Rows))
	for _, s := range speakers {
		for _, row := range s.said {
			said[row]++
		}
		if s.key == "" {
			continue
		}
		i := place[s.key]
		groups[matched] = append(groups[matched], i)
		for _, row := range s.said {
			groups[row] = append(groups[row], i)
		}
		if !restricted {
			p := report.JointPerson{ID: set.IDs[i]}
			for _, row := range s.said {
				p.Said = append(p.Said, out.Rows[row].Name)
			}
			for _, x := range scores {
				p.Scores = append(p.Scores, report.Num(x[i]))
			}
			out.People = append(out.People, p)
		}
	}
	slices.SortFunc(out.People, func(x, y report.JointPerson) int { return strings.Compare(x.ID, y.ID) })
	cells, err := groupScores(groups, scores, restricted)
	if err != nil {
		return groups, err
	}
	for i := range out.Rows {
		out.Rows[i].N, out.Rows[i].Scores = &said[i], cells[i]
	}
	out.Matched = &report.JointRow{Name: "matched", Label: "Everyone matched", N: &out.Joined, Scores: cells[matched]}
	out.Everyone = &report.JointRow{Name: "everyone", Label: "Everyone with the score", Scores: cells[everyone]}
	return groups, nil
}

// jointRoles sets what each role said beside what it scored.
func jointRoles(out *report.JointDisplay, part, data *study.Part, set *dataset.Set, speakers []speaker, scores [][]float64, restricted bool) error {
	var roles []string
	add := func(role string) int {
		if !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
		return slices.Index(roles, role)
	}
	for _, p := range []*study.Part{part, data} {
		for _, r := range p.Roles {
			add(r.ID)
		}
	}
	declared := map[string]string{}
	for _, p := range data.Participants {
		declared[survey.NormalID(p.ID)] = p.Role
	}
	var rows []int // of the data, to a role
	for _, id := range set.IDs {
		role := declared[survey.NormalID(id)]
		if role == "" && len(data.Roles) == 1 {
			role = data.Roles[0].ID
		}
		rows = append(rows, add(role))
	}
	voices := make([]int, len(speakers))
	for i, s := range speakers {
		voices[i] = add(s.role)
	}
	groups := make([][]int, len(roles)+1)
	for i, k := range rows {
		groups[k], groups[len(roles)] = append(groups[k], i), append(groups[len(roles)], i)
	}
	cells, err := groupScores(groups, scores, restricted)
	if err != nil {
		return err
	}
	for k, id := range roles {
		role := report.JointRole{Role: id, Label: id, Scores: cells[k]}
		for _, p := range []*study.Part{data, part} {
			if r := p.FindRole(id); r != nil {
				role.Label = r.Label
			}
		}
		people := 0
		given := make([]int, len(out.Rows))
		for i, s := range speakers {
			if voices[i] != k {
				continue
			}
			people++
			for _, row := range s.said {
				given[row]++
			}
		}
		if people == 0 && len(groups[k]) == 0 {
			continue
		}
		for row := range out.Rows {
			g := report.JointGiven{Present: given[row] > 0}
			if out.Counts {
				g.N = &given[row]
			}
			role.Given = append(role.Given, g)
		}
		if out.Counts {
			role.Said = &people
		}
		out.Roles = append(out.Roles, role)
	}
	return nil
}

// groupScores gives the mean and SD of every variable in every group, the last being
// everyone. Where disclosure is restricted, what tells of too few is left out.
func groupScores(groups [][]int, scores [][]float64, restricted bool) ([][]report.JointScore, error) {
	cells := make([][]report.JointScore, len(groups))
	for _, x := range scores {
		answered := make([][]int, len(groups))
		for g, group := range groups {
			for _, i := range group {
				if !math.IsNaN(x[i]) {
					answered[g] = append(answered[g], i)
				}
			}
			slices.Sort(answered[g])
		}
		hidden := make([]string, len(groups))
		if restricted {
			hidden = suppressMeans(answered)
		}
		for g, group := range answered {
			values := make([]float64, len(group))
			for k, i := range group {
				values[k] = x[i]
			}
			d, err := stat.Describe(values)
			if err != nil {
				return nil, err
			}
			c := report.JointScore{N: len(group), Mean: report.Num(d.Mean), SD: report.Num(d.SD), Suppressed: hidden[g]}
			if c.Suppressed != "" {
				c.Mean, c.SD = report.NaN(), report.NaN()
			}
			cells[g] = append(cells[g], c)
		}
	}
	return cells, nil
}
