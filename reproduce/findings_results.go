package reproduce

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kith/analysis/thematic"
	"kith/report"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// findings adds what the report asks for of what was coded: codebooks, matrices,
// codes that stand together, pages of cases and joint displays. Where nothing is
// frozen or coded yet the report says so, and has no table of it.
func (r *Run) findings(res *report.Results) error {
	o := &r.Manifest.Report
	if len(o.Codebook)+len(o.Matrices)+len(o.Cooccurrence)+len(o.Cases)+len(o.Joint) == 0 {
		return nil
	}
	f := &findings{restricted: r.Manifest.Study.Disclosure == "restricted"}
	if r.corpus != nil {
		var err error
		if f.Analysis, f.State, err = r.coded(); err != nil {
			return err
		}
	}
	var missing []string
	for _, t := range r.tables(f, res) {
		has := false
		if r.corpus != nil {
			var err error
			if has, err = t.add(); err != nil {
				return err
			}
		}
		if !has {
			missing = append(missing, t.what)
		}
	}
	if len(missing) > 0 {
		res.Warnings = append(res.Warnings, "the report asks for "+strings.Join(missing, ", ")+"; nothing of that is frozen and coded yet (kith ingest, kith code), so it has none of it")
	}
	return nil
}

// A wanted is something that the report asks for: add adds it to the results, and
// tells whether there is anything of it.
type wanted struct {
	what string
	add  func() (bool, error)
}

// tables gives what the report asks for, in its order.
func (r *Run) tables(f *findings, res *report.Results) []wanted {
	o := &r.Manifest.Report
	var all []wanted
	want := func(what string, add func() (bool, error)) { all = append(all, wanted{what, add}) }
	if len(o.Codebook) > 0 {
		want("a codebook", func() (bool, error) {
			res.Codebooks = f.codebooks(o.Codebook)
			return len(res.Codebooks) > 0, nil
		})
	}
	for i := range o.Matrices {
		want("the table "+o.Matrices[i].ID, func() (bool, error) {
			m, err := f.matrix(&o.Matrices[i])
			return appended(&res.Matrices, m), err
		})
	}
	for i := range o.Cooccurrence {
		want("the table "+o.Cooccurrence[i].ID, func() (bool, error) {
			t, err := f.cooccurrence(&o.Cooccurrence[i])
			return appended(&res.Cooccurrence, t), err
		})
	}
	for _, ref := range o.Cases {
		want("the cases of "+ref.Name, func() (bool, error) {
			c, err := f.cases(r.Manifest.Part(ref.Name), o.CaseMemos)
			if err != nil || len(c.Cases) == 0 {
				return false, err
			}
			return appended(&res.Cases, c), nil
		})
	}
	for i := range o.Joint {
		want("the joint display "+o.Joint[i].ID, func() (bool, error) {
			j, err := r.joint(f, &o.Joint[i])
			return appended(&res.Joint, j), err
		})
	}
	return all
}

// appended adds what there is, and tells whether there is anything.
func appended[T any](to *[]T, what *T) bool {
	if what == nil {
		return false
	}
	*to = append(*to, *what)
	return true
}

// findings is what was coded of a study, for a report.
type findings struct {
	*Analysis
	*coding.State
	restricted bool
}

// titles gives the ids and the titles of studies.
func (f *findings) titles(of []study.Ref) (ids, titles []string) {
	for _, r := range of {
		ids, titles = append(ids, r.Name), append(titles, f.Manifest.Part(r.Name).Title)
	}
	return ids, titles
}

// codebooks gives the codes of each study, without retired ones; studies with the same
// codes share one.
func (f *findings) codebooks(of []study.Ref) []report.Codebook {
	var books []report.Codebook
	for _, r := range of {
		id := r.Name
		var entries []report.CodebookEntry
		codes := f.Codes(false)
		for i, c := range codes {
			if !c.For(id) || c.Heading && !f.heads(codes[i:], id) {
				continue
			}
			entries = append(entries, report.CodebookEntry{Name: c.Name, Label: c.Label, Depth: f.Depth(c), Heading: c.Heading, Definition: c.Definition, Boundary: c.Boundary})
		}
		if len(entries) == 0 {
			continue
		}
		at := slices.IndexFunc(books, func(b report.Codebook) bool { return slices.Equal(b.Codes, entries) })
		if at < 0 {
			at = len(books)
			books = append(books, report.Codebook{Codes: entries})
		}
		books[at].Studies, books[at].Titles = append(books[at].Studies, id), append(books[at].Titles, f.Manifest.Part(id).Title)
	}
	return books
}

// heads tells whether the first of some codes has one below it that is offered in a
// study.
func (f *findings) heads(codes []*coding.Code, id string) bool {
	family := f.Family(codes[0].Key)
	return slices.ContainsFunc(codes[1:], func(c *coding.Code) bool { return family[c.Key] && !c.Heading && c.For(id) })
}

// thematic takes the codings of studies as plain values, of the codes named and those
// below them, or of all that are offered there.
func (f *findings) thematic(of, codes []study.Ref, coder string) (*Thematic, error) {
	t := &Thematic{}
	offered := map[string]bool{}
	for _, r := range of {
		one, err := f.Thematic(f.State, Filter{Study: r.Name, Analyst: coder})
		if err != nil {
			return nil, err
		}
		for _, name := range one.Codes {
			offered[name] = true
		}
		t.Units, t.Extracts, t.Codings, t.Lost = append(t.Units, one.Units...), append(t.Extracts, one.Extracts...), append(t.Codings, one.Codings...), t.Lost+one.Lost
	}
	chosen, err := f.named(codes)
	if err != nil {
		return nil, err
	}
	for _, c := range f.Codes(true) {
		if offered[c.Name] && (chosen == nil || chosen[c.Key]) {
			t.Codes = append(t.Codes, c.Name)
		}
	}
	return t, nil
}

// named gives the keys of the codes that a manifest names and of those below them; nil
// where it names none.
func (f *findings) named(refs []study.Ref) (map[string]bool, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	keys := map[string]bool{}
	for _, r := range refs {
		c, err := Code(f.State, r.Name)
		if err != nil {
			return nil, &study.Fault{What: fmt.Sprintf("the code %s is not in the codebook", r.Name), Where: r.At.String(),
				Hint: "kith codebook show lists the codes; kith codebook add makes one"}
		}
		maps.Copy(keys, familyOf(f.State, c, true))
	}
	return keys, nil
}

// code gives the code of a name that stands in a table.
func (f *findings) code(name string) *coding.Code {
	if found := f.Named(name); len(found) > 0 {
		return found[0]
	}
	return &coding.Code{Name: name}
}

// row says where a code stands in the codebook: what heads it, which stands in no row
// itself, and how many are above it.
func (f *findings) row(name string) report.MatrixRow {
	c := f.code(name)
	row := report.MatrixRow{Name: c.Name, Label: cmp.Or(c.Label, c.Name), Depth: f.Depth(c)}
	for p := f.Code(c.Parent); p != nil; p = f.Code(p.Parent) {
		row.Family = ""
		if p.Heading {
			row.Family = cmp.Or(p.Label, p.Name)
		}
	}
	return row
}

// matrix gives a table of codes; nil where there is nothing to lay out.
func (f *findings) matrix(d *study.MatrixTable) (*report.CodeMatrix, error) {
	t, err := f.thematic(d.Of, d.Codes, d.Coder.Name)
	if err != nil || len(t.Codes) == 0 || len(t.Units) == 0 {
		return nil, err
	}
	if d.By == "role" { // in the order of the manifest
		slices.SortStableFunc(t.Units, func(x, y thematic.Unit) int {
			if x.Study != y.Study {
				return 0
			}
			return f.roleOrder(x) - f.roleOrder(y)
		})
	}
	m := f.Matrix(f.State, t, thematic.Axis(d.By))
	ids, titles := f.titles(d.Of)
	out := &report.CodeMatrix{
		ID: d.ID, Label: d.Label, Studies: ids, Titles: titles, By: d.By, Coder: d.Coder.Name, Reflexive: f.Manifest.Reflexive(d.Of...), Counts: *d.Counts, Extent: d.Extent && *d.Counts,
		Running: f.restricted && (d.By == "participant" || d.By == "document"), Lost: t.Lost,
	}
	names := runningNames(t.Units)
	for _, c := range m.Columns {
		col := report.MatrixColumn{Name: c.Name, Label: c.Name, Study: c.Study, Units: c.Units}
		if p := f.Manifest.Part(c.Study); p != nil {
			col.Title = p.Title
			switch thematic.Axis(d.By) {
			case thematic.ByStudy:
				col.Label = p.Title
			case thematic.ByRole:
				if role := p.FindRole(c.Role); role != nil {
					col.Label = role.Label
				}
			}
		}
		if out.Running {
			col.Name = names[[2]string{c.Study, c.Name}]
			col.Label = col.Name
		}
		out.Columns = append(out.Columns, col)
	}
	for i, name := range m.Codes {
		row := f.row(name)
		for _, cell := range m.Cells[i] {
			c := report.MatrixCell{State: string(cell.State)}
			if out.Counts {
				extracts := len(cell.Extracts)
				c.Units, c.Extracts = &cell.Units, &extracts
				if out.Extent {
					c.Characters = &cell.Characters
				}
			}
			row.Cells = append(row.Cells, c)
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// roleOrder is the place of somebody's role among those of the study.
func (f *findings) roleOrder(u thematic.Unit) int {
	roles := f.Manifest.Part(u.Study).Roles
	if i := slices.IndexFunc(roles, func(r study.Role) bool { return r.ID == u.Role }); i >= 0 {
		return i
	}
	return len(roles)
}

// runningNames names the participants of each study and role, and the documents, by the
// role and a running number in the order of the transcripts.
func runningNames(units []thematic.Unit) map[[2]string]string {
	names := map[[2]string]string{}
	for _, of := range []func(thematic.Unit) string{
		func(u thematic.Unit) string { return u.Document },
		func(u thematic.Unit) string { return u.Participant },
	} {
		lists := map[[2]string][]string{} // by study and role
		for _, u := range units {
			group := [2]string{u.Study, u.Role}
			if name := of(u); name != "" && !slices.Contains(lists[group], name) {
				lists[group] = append(lists[group], name)
			}
		}
		for group, list := range lists {
			for i, name := range list {
				names[[2]string{group[0], name}] = RunningID(cmp.Or(group[1], "R"), i+1, len(list))
			}
		}
	}
	return names
}

// RunningID names the i-th of n people of a role, from 1: LW007. It has at least three
// digits.
func RunningID(role string, i, n int) string {
	return fmt.Sprintf("%s%0*d", role, max(3, len(fmt.Sprint(n))), i)
}

// cooccurrence gives a table of codes that stand together; nil where nothing is coded.
func (f *findings) cooccurrence(d *study.CooccurrenceTable) (*report.Cooccurrence, error) {
	t, err := f.thematic(d.Of, d.Codes, d.Coder.Name)
	if err != nil || len(t.Extracts) == 0 {
		return nil, err
	}
	ids, titles := f.titles(d.Of)
	out := &report.Cooccurrence{ID: d.ID, Label: d.Label, Studies: ids, Titles: titles, Rule: d.Rule, Coder: d.Coder.Name, Reflexive: f.Manifest.Reflexive(d.Of...), Counts: *d.Counts, Lost: t.Lost}
	if d.Rule == string(thematic.Near) {
		out.Within = d.Within
	}
	for _, p := range thematic.Cooccur(thematic.Rule(d.Rule), d.Within, t.Codes, t.Extracts) {
		pair := report.CodePair{A: p.A, LabelA: f.row(p.A).Label, B: p.B, LabelB: f.row(p.B).Label}
		if out.Counts {
			pair.Pairs, pair.Identical, pair.Documents = &p.Pairs, &p.Identical, &p.Documents
		}
		out.Pairs = append(out.Pairs, pair)
	}
	return out, nil
}

// cases gives a study participant by participant: its coded passages in the order in
// which they were said. Words stand there where disclosure is open, and memos on
// codings where they are asked for, too: both may hold what somebody said.
func (f *findings) cases(part *study.Part, memos bool) (*report.CaseStudy, error) {
	out := &report.CaseStudy{Study: part.ID, Title: part.Title, Running: f.restricted}
	list, err := f.Extracts(f.State, Filter{Study: part.ID}, !f.restricted, 0)
	if err != nil || len(list) == 0 {
		return out, err
	}
	docs, err := f.Documents()
	if err != nil {
		return nil, err
	}
	all := units(docs, Filter{Study: part.ID})
	names := runningNames(all)
	type casePlace struct {
		documents []string
		last      *corpus.Span
	}
	at := map[string]int{}
	places := map[int]*casePlace{}
	for _, u := range all {
		who := cmp.Or(u.Participant, u.Document)
		i, known := at[who]
		if !known {
			i = len(out.Cases)
			at[who], places[i] = i, &casePlace{}
			c := report.Case{Name: who, Role: u.Role}
			if role := part.FindRole(u.Role); role != nil {
				c.RoleLabel = role.Label
			}
			if f.restricted {
				c.Name = names[[2]string{part.ID, who}]
			}
			out.Cases = append(out.Cases, c)
		}
		places[i].documents = append(places[i].documents, u.Document)
		out.Cases[i].Documents = len(places[i].documents)
	}
	for _, e := range list {
		i, known := at[cmp.Or(e.Participant, e.Coding.Document)]
		switch {
		case e.Address == "":
			out.Lost++
			continue
		case !known: // an interviewer's words in a document of several people
			continue
		}
		c, place := &out.Cases[i], places[i]
		span := corpus.Span{Start: e.Coding.Start, End: e.Coding.End}
		document := slices.Index(place.documents, e.Coding.Document) + 1
		if place.last == nil || *place.last != span || c.Passages[len(c.Passages)-1].Document != document {
			p, err := casePassage(e.Address)
			if err != nil {
				return nil, err
			}
			p.Document, p.Words = document, e.Text
			c.Passages = append(c.Passages, p)
			place.last = &span
		}
		code := report.CaseCode{Name: e.Code, Label: f.row(e.Code).Label, Valence: e.Coding.Valence, Level: e.Coding.Level}
		if memos && !f.restricted {
			code.Memo = e.Coding.Memo
		}
		p := &c.Passages[len(c.Passages)-1]
		p.Codes = append(p.Codes, code)
	}
	return out, nil
}

// casePassage says where a passage stands, without its document: its id may be its
// participant's.
func casePassage(address string) (report.CasePassage, error) {
	at, err := corpus.ParseAddress(address)
	p := report.CasePassage{Turn: at.Turn, LastTurn: at.Last}
	if at.Within || at.Whole {
		p.Start, p.End = at.From, at.To
	}
	return p, err
}
