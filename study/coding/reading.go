package coding

import (
	"errors"

	"kith/study/journal"
)

// MarkAsked says whether a schedule's topic was asked in a document; nil takes the
// mark away.
func (b *Book) MarkAsked(document, topic string, was *bool) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if have, known := s.Asked(document, topic); known == (was != nil) && (was == nil || have == *was) {
			return nil, nil
		}
		return one(opAsked, asked{Document: document, Topic: topic, Asked: was}), nil
	})
	return err
}

// MarkRead says that the analyst has read a document through.
func (b *Book) MarkRead(document string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if s.Read(document, b.analyst) {
			return nil, nil
		}
		return one(opRead, target{Target: document}), nil
	})
	return err
}

// LiftBlind ends the blind first reading of a document before a familiarisation
// note was written, which is recorded with its reason.
func (b *Book) LiftBlind(document, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		if !s.Blind(document, b.analyst) {
			return nil, nil
		}
		if reason == "" {
			return nil, errors.New("lifting the blind needs a reason")
		}
		return one(opBlind, target{Target: document, Reason: reason}), nil
	})
	return err
}

// Blind tells whether a document is still to be read blind by an analyst: the
// lens, its indicators and others' codings are hidden until the analyst has
// written a familiarisation note on it or lifted the blind. Whether the study
// reads blind at all is the manifest's to say.
func (s *State) Blind(document, analyst string) bool {
	if s.lifted[[2]string{document, analyst}] {
		return false
	}
	for _, m := range s.memos {
		if m.Kind == "familiarisation" && m.Analyst == analyst && m.linked("document", document) {
			return false
		}
	}
	return true
}

// Read tells whether an analyst has marked a document as read through.
func (s *State) Read(document, analyst string) bool { return s.read[[2]string{document, analyst}] }

// Asked gives what was marked of a schedule's topic in a document: asked, not
// asked, or (known false) nothing.
func (s *State) Asked(document, topic string) (asked, known bool) {
	asked, known = s.asked[[2]string{document, topic}]
	return asked, known
}
