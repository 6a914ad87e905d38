package reproduce

import (
	"slices"

	"kith/ingest/transcript"
	"kith/report"
	"kith/study"
	"kith/study/corpus"
)

// people are the participants of one study by role, each counted once however
// many documents they speak in.
type people map[string]map[string]bool // role, participant

func (p people) add(role, participant string) {
	if p[role] == nil {
		p[role] = map[string]bool{}
	}
	p[role][participant] = true
}

func (p people) n() int {
	n := 0
	for _, ids := range p {
		n += len(ids)
	}
	return n
}

// sample reconciles the published, deposited and analysed n of one study. The
// analysed n of a quantitative study is its rows after the inclusion rules;
// of any other, the people who speak in the documents that were read.
func (r *Run) sample(part *study.Part) report.Sample {
	s := report.Sample{
		Study: part.ID, Title: part.Title, Note: part.N.Note,
		Published: part.N.Published, Deposited: part.N.Deposited,
	}
	if set := r.Data[part.ID]; set != nil {
		s.Analysed = set.N()
	} else {
		who := people{}
		for _, d := range r.Documents {
			if d.Study == part.ID {
				countPeople(who, d)
			}
		}
		s.Analysed = who.n()
		for _, role := range part.Roles {
			if n := len(who[role.ID]); n > 0 {
				s.Roles = append(s.Roles, report.RoleCount{Role: role.ID, Label: role.Label, N: n})
			}
		}
	}
	s.Agreement = agreement(s)
	return s
}

// countPeople adds the participants of one document: its own participant, or,
// where several speak, every labelled participant.
func countPeople(who people, d *corpus.Document) {
	if d.Participant != "" {
		who.add(d.Role, d.Participant)
		return
	}
	for _, t := range d.Turns {
		if t.Class == "Participant" {
			who.add(t.Role, person(d, t))
		}
	}
}

// person gives the participant whose turn it is: the document's own, or the speaker.
// In an interview that names nobody it is the document that tells people apart, and
// "R" does not. It is "" for a turn that is no participant's.
func person(d *corpus.Document, t corpus.Turn) string {
	switch {
	case d.Participant != "":
		return d.Participant
	case t.Class != "Participant":
		return ""
	case d.Kind == "interview" && transcript.StandsForAnybody(t.Speaker):
		return d.ID
	}
	return t.Speaker
}

func agreement(s report.Sample) string {
	declared, same := false, true
	for _, n := range []*int{s.Published, s.Deposited} {
		if n != nil {
			declared = true
			same = same && *n == s.Analysed
		}
	}
	switch {
	case !declared:
		return "not_declared"
	case same:
		return "agree"
	}
	return "differ"
}

// corpusCounts counts what was read, by study, kind of document and role, in
// the order of the manifest.
func (r *Run) corpusCounts() []report.CorpusCount {
	type key struct{ study, kind, role string }
	byKey := map[key]*report.CorpusCount{}
	var order []key
	at := func(k key) *report.CorpusCount {
		if byKey[k] == nil {
			byKey[k] = &report.CorpusCount{Study: k.study, Kind: k.kind, Role: k.role}
			if role := r.Manifest.Part(k.study).FindRole(k.role); role != nil {
				byKey[k].RoleLabel = role.Label
			}
			order = append(order, k)
		}
		return byKey[k]
	}
	for _, d := range r.Documents {
		c := at(key{d.Study, d.Kind, d.Role})
		c.Documents++
		timed := false
		for _, t := range d.Turns {
			c.Turns++
			spoken := t.Class == "Participant" || t.Class == "Answer" || t.Class == "Collective"
			if spoken {
				c.Participants++
			}
			for _, s := range t.Segments {
				timed = timed || s.HasTime
				if spoken {
					speech, _ := corpus.Slice(d.Text, s.Span)
					c.Words += corpus.Words(speech)
				}
			}
		}
		if timed {
			c.Timed++
		}
	}
	for _, u := range r.Unsure {
		at(key{u.Study, u.Kind, ""}).Unsure++
	}
	rank := map[string]int{}
	for i, part := range r.Manifest.Studies {
		rank[part.ID] = i
	}
	slices.SortStableFunc(order, func(a, b key) int { return rank[a.study] - rank[b.study] })
	counts := make([]report.CorpusCount, 0, len(order))
	for _, k := range order {
		counts = append(counts, *byKey[k])
	}
	return counts
}

// depositCount counts the files of the deposit by study and kind.
func (r *Run) depositCount() report.DepositCount {
	c := report.DepositCount{Found: len(r.Listing.Files), Missing: len(r.Listing.Missing)}
	for _, f := range r.Listing.Files {
		if f.Kind != "undeclared" {
			c.Declared++
		}
		i := slices.IndexFunc(c.Kinds, func(k report.KindCount) bool { return k.Study == f.Study && k.Kind == f.Kind })
		if i < 0 {
			c.Kinds = append(c.Kinds, report.KindCount{Study: f.Study, Kind: f.Kind})
			i = len(c.Kinds) - 1
		}
		c.Kinds[i].N++
	}
	return c
}
