package transcript

import (
	"fmt"
	"strings"
	"unicode"

	"kith/study/corpus"
)

// readQuestions reads a questionnaire: each question is a heading, and what
// stands below it is the answer. A question without an answer has an empty one.
func readQuestions(s *script, src Source) *reading {
	level := questionLevel(s)
	if level == 0 {
		return nil
	}
	var openings []opening
	parts := make([]part, len(s.lines))
	begins := len(s.lines)
	questions, asking, answered := 0, 0, 0
	for i := 0; i < len(s.lines); i++ {
		l := s.lines[i]
		if l.note || l.blank {
			continue
		}
		switch {
		case s.opensSection(i):
		case l.heading == level && (i == 0 || s.lines[i-1].paragraph != l.paragraph || s.lines[i-1].blank):
			begins = min(begins, i)
			openings = append(openings, opening{class: "Question", line: i, speech: skipSpace(l.text, 0)})
			questions++
			if asksSomething(s.paragraphs[l.paragraph].Text) {
				asking++
			}
			// The answer begins with the next line of another paragraph.
			next := i + 1
			for next < len(s.lines) && s.lines[next].paragraph == l.paragraph {
				next++
			}
			switch at := s.after(next); {
			case next == len(s.lines) || s.lines[next].note || s.lines[next].heading > 0:
				openings = append(openings, opening{class: "Answer", line: next - 1, ends: len(s.lines[next-1].text), speech: len(s.lines[next-1].text)})
			default:
				openings = append(openings, opening{class: "Answer", line: next})
				if at < len(s.lines) && s.lines[at].heading == 0 && !s.lines[at].note {
					answered++
				}
			}
			i = next - 1
		case l.heading > 0 && begins < len(s.lines):
			parts[i] = stop
		}
	}
	if questions == 0 {
		return nil
	}
	r := &reading{s: s, metadata: metadata(s, begins)}
	r.assembleQuestions(s, begins, openings, parts)
	r.confidence = 0.2 + 0.35*float64(asking)/float64(questions) + 0.25*float64(answered)/float64(questions) + 0.2*min(1, float64(questions)/3)
	switch src.Kind {
	case "questionnaire":
		r.confidence = min(1, r.confidence+0.1)
	case "interview", "focus_group":
		r.confidence -= 0.05
	}
	r.facts = []string{
		fmt.Sprintf("%s at heading level %d", count(questions, "question"), level),
		fmt.Sprintf("%d of them ask", asking), fmt.Sprintf("%d answered", answered),
	}
	if n := len(r.nobody); n > 0 {
		r.warnings = append(r.warnings, corpus.Warning{What: count(n, "paragraph") + " between questions under other headings"})
	}
	return r
}

// assembleQuestions is assemble for openings of which two may share a line: a
// question and the empty answer to it.
func (r *reading) assembleQuestions(s *script, begins int, openings []opening, parts []part) {
	var own []opening
	for k, o := range openings {
		if k > 0 && openings[k-1].line == o.line {
			continue
		}
		own = append(own, o)
	}
	r.assemble(s, begins, own, parts)
	if len(own) == len(openings) {
		return
	}
	var pieces []piece
	for k, p := range r.pieces {
		pieces = append(pieces, p)
		if p.class == "Question" && (k+1 == len(r.pieces) || r.pieces[k+1].class == "Question") {
			empty := piece{opening: opening{class: "Answer", line: p.line}, first: -1, span: corpus.Span{Start: p.span.End, End: p.span.End}}
			empty.paragraphs = [2]int{p.paragraphs[1], p.paragraphs[1]}
			pieces = append(pieces, empty)
		}
	}
	r.pieces = pieces
}

// questionLevel gives the outline level at which the questions stand: the one
// with most headings that have text below them; 0 if there is none.
func questionLevel(s *script) int {
	var n [10]int
	for i, l := range s.lines {
		if l.heading > 0 && !l.blank && !l.note && !s.opensSection(i) {
			n[l.heading]++
			if asksSomething(s.paragraphs[l.paragraph].Text) && (i == 0 || s.lines[i-1].paragraph != l.paragraph) {
				n[l.heading]++
			}
		}
	}
	best := 0
	for level, k := range n {
		if k > 0 && (best == 0 || k > n[best]) {
			best = level
		}
	}
	return best
}

// asksSomething reports whether a heading reads as a question: it has a
// question mark, or a question's number before it.
func asksSomething(text string) bool {
	text = strings.TrimSpace(text)
	if strings.ContainsAny(text, "?？؟") {
		return true
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(text, "Question "), "Q")
	digits := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsDigit(r) })
	return digits > 0 && strings.ContainsRune(".):", rune(rest[digits]))
}
