package reproduce

import (
	"slices"

	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// A Person is a participant of a study as the manifest and the transcripts have
// them.
type Person struct {
	Study      string            `json:"study"`
	ID         string            `json:"id"`
	Role       string            `json:"role,omitempty"`
	Documents  []string          `json:"documents"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Also       map[string]string `json:"also,omitempty"` // ids in other studies
	Declared   bool              `json:"declared"`       // the manifest lists the participant
}

// People lists the participants of every study: those the manifest names, in its
// order, then those whom only file names or speakers name, in the order of documents.
// Where people of a study took part in another (links_to: same_participants or
// subset), one id in both is one person.
func (a *Analysis) People() ([]*Person, error) {
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	var all []*Person
	at := map[[2]string]*Person{}
	add := func(study, id string) *Person {
		p := at[[2]string{study, id}]
		if p == nil {
			p = &Person{Study: study, ID: id, Documents: []string{}, Attributes: map[string]string{}, Also: map[string]string{}}
			at[[2]string{study, id}] = p
			all = append(all, p)
		}
		return p
	}
	for _, part := range a.Manifest.Studies {
		for _, d := range part.Participants {
			p := add(part.ID, d.ID)
			p.Role, p.Declared = d.Role, true
			for _, x := range d.Attributes {
				p.Attributes[x.Name] = x.Value
			}
			for _, x := range d.Also {
				p.Also[x.Study] = x.ID
			}
		}
		for _, u := range units(docs, Filter{Study: part.ID}) {
			if u.Participant == "" {
				continue
			}
			p := add(part.ID, u.Participant)
			if p.Role == "" {
				p.Role = u.Role
			}
			if !slices.Contains(p.Documents, u.Document) {
				p.Documents = append(p.Documents, u.Document)
			}
		}
	}
	for _, part := range a.Manifest.Studies {
		for _, l := range part.LinksTo {
			if l.Kind == "new_participants" {
				continue
			}
			for _, p := range all {
				if other := at[[2]string{l.To, p.ID}]; p.Study == part.ID && other != nil {
					p.Also[l.To], other.Also[part.ID] = p.ID, p.ID
				}
			}
		}
	}
	return all, nil
}

// A TopicMark says of a document whether a topic of the schedule was asked.
type TopicMark struct {
	Document string `json:"document"`
	Topic    string `json:"topic"`
	Label    string `json:"label"`
	Asked    *bool  `json:"asked"` // nil: nobody has marked it
}

// Topics gives the topics of the schedule that a document's role has, with what was
// marked of them, in the order of the manifest.
func (a *Analysis) Topics(s *coding.State, e corpus.Entry) []TopicMark {
	marks := []TopicMark{}
	for _, p := range a.Manifest.Studies {
		for i := range p.Schedule {
			t := &p.Schedule[i]
			if p.ID != e.Study || e.Role != "" && !t.Has(e.Role) {
				continue
			}
			m := TopicMark{Document: e.ID, Topic: t.ID, Label: t.Label}
			if was, known := s.Asked(e.ID, t.ID); known {
				m.Asked = &was
			}
			marks = append(marks, m)
		}
	}
	return marks
}

// MarkAsked says whether a topic of the schedule was asked in a document; nil takes
// the mark away. A topic that the document's schedule does not have is a fault.
func (a *Analysis) MarkAsked(document, topic string, was *bool) error {
	d, err := a.Document(document)
	if err != nil {
		return err
	}
	e, _ := a.Corpus.Entry(d.ID)
	var topics []string
	for _, m := range a.Topics(coding.Fold(nil), e) {
		if m.Topic == topic {
			return a.Book.MarkAsked(d.ID, topic, was)
		}
		topics = append(topics, m.Topic)
	}
	fault := &study.Fault{What: "the schedule of " + d.ID + " has no topic " + topic, Where: displayPath(a.Manifest.Dir), Hint: "topics stand under schedule: of the study; kith asked " + d.ID + " lists those of a document"}
	if near := study.Nearest(topic, topics); near != "" {
		fault.Hint = "did you mean " + near + "?"
	}
	return fault
}
