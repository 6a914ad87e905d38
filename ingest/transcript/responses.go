package transcript

import (
	"fmt"
	"regexp"
	"strings"

	"kith/study/corpus"
)

// respondentID is what stands before an answer to say whose it is: P017, R-3, 12.
var respondentID = regexp.MustCompile(`^(?:[\p{L}]{1,12}[-_ ]?)?\d{1,6}[\p{L}]?$`)

// readResponses reads a compilation of written answers: each question is a
// heading, and below it every respondent's answer is a paragraph of its own or a
// row of a table, most with an id. An answer without one is somebody's all the
// same. It is tried where a document is declared as open text, and elsewhere where
// ids come again under several questions.
func readResponses(s *script, src Source) *reading {
	level := questionLevel(s)
	if level == 0 {
		return nil
	}
	var openings []opening
	parts := make([]part, len(s.lines))
	begins := len(s.lines)
	questions, answers, named := 0, 0, 0
	twice := false
	times := map[string]int{} // how many questions an id stands under
	here := map[string]bool{} // ids under this question
	style := ""               // of the answers to this question
	row := [2]int{}           // the table and row whose id has been read
	rowID := ""
	answer := func(i int, id string, ends, speech int) {
		openings = append(openings, opening{label: id, class: "Response", line: i, ends: ends, speech: speech})
		answers++
		if id == "" {
			return
		}
		key := labelKey(id)
		twice = twice || here[key]
		here[key] = true
		times[key]++
		named++
	}
	for i, l := range s.lines {
		first := i == 0 || s.lines[i-1].paragraph != l.paragraph
		switch {
		case l.note || l.blank || !first:
			continue
		case l.heading == level:
			begins = min(begins, i)
			openings = append(openings, opening{label: s.number(i), class: "Question", line: i, speech: skipSpace(l.text, 0)})
			questions++
			here, style = map[string]bool{}, ""
			continue
		case l.heading > 0:
			parts[i] = stop
			continue
		case begins == len(s.lines):
			continue
		}
		p := s.paragraphs[l.paragraph]
		if l.cell != nil {
			at := [2]int{l.cell.Table, l.cell.Row}
			text := strings.TrimFunc(l.text, space)
			switch {
			case respondentID.MatchString(text) && row != at:
				row, rowID = at, text
				parts[i] = aside
			case row == at && rowID != "":
				answer(i, rowID, 0, skipSpace(l.text, 0))
				rowID = ""
			case row != at:
				parts[i] = aside // a heading of the table, or a row without an id
			}
			continue
		}
		if m, ok := parseMark(l.text, false); ok && respondentID.MatchString(m.label) {
			style = p.Style
			answer(i, m.label, m.ends, m.speech)
			continue
		}
		if style == "" || p.List > 0 || p.Style == style {
			answer(i, "", 0, skipSpace(l.text, 0))
		}
	}
	if questions == 0 || answers < 2 {
		return nil
	}
	again := 0
	for _, n := range times {
		if n > 1 {
			again++
		}
	}
	compiled := src.Kind == "open_text" || declared(src) == "responses"
	if !compiled && (twice || questions < 2 || named*10 < answers*8 || again*2 < len(times) || answers < questions*4) {
		return nil
	}
	r := &reading{s: s, metadata: metadata(s, begins)}
	r.assemble(s, begins, openings, parts)
	r.confidence = 0.7 + 0.3*float64(named)/float64(answers)
	if twice {
		r.warnings = append(r.warnings, corpus.Warning{What: "an id stands twice under one question"})
		r.confidence -= 0.2
	}
	r.facts = []string{count(questions, "question"), count(answers, "answer") + " below them", fmt.Sprintf("%d with an id", named)}
	return r
}
