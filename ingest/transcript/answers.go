package transcript

import "fmt"

// answerWords are labels that stand before an answer alone.
var answerWords = map[string]bool{"answer": true, "ans": true, "response": true, "reply": true, "answers": true}

// readAnswers reads "Answer: …" under questions without a label, with their
// options between the two.
func readAnswers(s *script, _ Source) *reading {
	marks := map[int]*mark{}
	for i, l := range s.lines {
		if m := s.mark(i, false); m != nil && !l.note && answerWords[s.key(m.label)] {
			marks[i] = m
		}
	}
	if len(marks) < 2 {
		return nil
	}
	// A new question begins with the first line after an answer that looks like
	// one: numbered, bold, a heading, or with a question mark.
	question := func(i int) bool {
		l := s.lines[i]
		return s.number(i) != "" || typedNumber(l.text) > 0 || l.heading > 0 || endsQuestion(l.text) || s.bold(i, 0, len(l.text))
	}
	var openings []opening
	begins, inAnswer, seen := len(s.lines), true, 0
	asking, lost := 0, 0
	for i, l := range s.lines {
		if l.note {
			break
		}
		m, ok := marks[i]
		switch {
		case l.blank, s.opensSection(i):
		case ok:
			if inAnswer {
				lost++ // an answer to nothing
			}
			openings = append(openings, opening{label: m.label, class: "Answer", line: i, ends: m.ends, speech: m.speech})
			inAnswer = true
			seen++
		case inAnswer && question(i):
			begins = min(begins, i)
			openings = append(openings, opening{label: s.number(i), class: "Question", line: i, speech: skipSpace(l.text, 0)})
			inAnswer = false
			asking++
		}
	}
	if begins == len(s.lines) {
		return nil
	}
	r := &reading{s: s, metadata: metadata(s, begins)}
	r.assemble(s, begins, openings, nil)
	r.confidence = 0.4 + 0.4*float64(asking-lost)/float64(max(asking, seen)) + 0.2*min(1, float64(seen)/3)
	r.facts = []string{count(seen, "labelled answer"), count(asking, "question") + " before them"}
	return r
}

// readMatrix reads questions with one line for each person below: the same
// labels come again under every question, each once.
func readMatrix(s *script, _ Source) *reading {
	l := s.colons()
	starts := l.starts()
	if len(starts) < 4 {
		return nil
	}
	begins := s.before(starts[0])
	if begins < 0 || s.lines[begins].heading == 0 && !asksSomething(s.lines[begins].text) {
		return nil
	}
	var openings []opening
	var groups []map[string]bool
	next := begins
	for k, i := range starts {
		if k == 0 || s.lines[next].blank || next < i {
			// What stands between two labels and asks begins another group.
			q := s.before(i)
			if k == 0 || q > starts[k-1] && (asksSomething(s.lines[q].text) || s.lines[q].heading > 0) {
				openings = append(openings, opening{label: s.number(q), class: "Question", line: q, speech: skipSpace(s.lines[q].text, 0)})
				groups = append(groups, map[string]bool{})
			}
		}
		m := l.marks[i]
		key := s.key(m.label)
		if groups[len(groups)-1][key] {
			return nil // somebody speaks twice: a conversation
		}
		groups[len(groups)-1][key] = true
		openings = append(openings, opening{label: m.label, line: i, ends: m.ends, speech: m.speech})
		next = i + 1
	}
	if len(groups) < 2 {
		return nil
	}
	people := map[string]int{}
	lines := 0
	for _, g := range groups {
		for p := range g {
			people[p]++
			lines++
		}
	}
	if len(people) < 2 {
		return nil
	}
	r := &reading{s: s, metadata: metadata(s, begins)}
	r.classes = map[string]string{}
	for p := range people {
		r.classes[p] = "Participant"
	}
	r.assemble(s, begins, openings, nil)
	r.confidence = float64(lines) / float64(len(groups)*len(people))
	if leads := s.speakers.inquiring(s, r); anyTrue(leads) {
		return nil // who interviews is labelled: a conversation
	}
	r.facts = []string{count(len(groups), "question"), fmt.Sprintf("%s under each", count(len(people), "label")), fmt.Sprintf("%d answers", lines)}
	return r
}

func anyTrue(m map[string]bool) bool {
	for _, v := range m {
		if v {
			return true
		}
	}
	return false
}

// before gives the last line before i that is not blank, or -1.
func (s *script) before(i int) int {
	for i--; i >= 0 && s.lines[i].blank; i-- {
	}
	return i
}
