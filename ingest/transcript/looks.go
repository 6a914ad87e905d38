package transcript

import (
	"fmt"
	"strings"

	"kith/ingest/word"
	"kith/study/corpus"
)

// What a reading by questions is worth.
const (
	weightAsking   = 0.40 // questions that ask
	weightPlain    = 0.20 // answers that do not
	weightCount    = 0.20 // how many questions there are
	weightAnswered = 0.20 // questions with an answer

	fullQuestions = 4   // questions that are as good as many
	fewAsking     = 0.5 // share of asking questions below which nothing is sure
)

// readAsked reads a script of which some paragraphs are questions and what
// follows each is the answer to it. class says what a line is: 1 a question, -1
// an answer, 0 neither.
func readAsked(s *script, src Source, class func(i int) int, what string) *reading {
	var openings []opening
	parts := make([]part, len(s.lines))
	begins, last, after := len(s.lines), 0, -1
	questions, asking, answers, asked, answered := 0, 0, 0, 0, 0
	ask, answer := "Question", "Answer"
	if src.Kind == "interview" || src.Kind == "focus_group" {
		ask, answer = "Asking", "Answering"
	}
	open := false // an answer has begun
	for i, l := range s.lines {
		if l.note {
			break
		}
		if l.blank || l.paragraph == after && l.at != 0 && class(i) == last {
			continue
		}
		if s.opensSection(i) {
			last, open = 0, false
			continue
		}
		c := class(i)
		if c == 0 {
			if begins < len(s.lines) && l.heading > 0 {
				parts[i] = stop
				last, open = 0, false
			}
			continue
		}
		if c < 0 && begins == len(s.lines) {
			continue // before the first question stands the cover block
		}
		switch {
		case c > 0 && (last <= 0 || s.lines[i].paragraph != after):
			if last > 0 && !open {
				// Two questions and nothing between them: the first has no answer.
				end := len(s.lines[i-1].text)
				openings = append(openings, opening{class: answer, line: i - 1, ends: end, speech: end})
			}
			begins = min(begins, i)
			openings = append(openings, opening{label: s.number(i), class: ask, line: i, speech: skipSpace(l.text, 0)})
			questions++
			if strings.ContainsAny(l.text, "?？؟") {
				asking++
			}
			open = false
		case c < 0 && last >= 0 && !open:
			openings = append(openings, opening{class: answer, line: i, speech: skipSpace(l.text, 0)})
			open = true
			answered++
			fallthrough
		case c < 0:
			answers++
			if endsQuestion(l.text) {
				asked++
			}
		}
		last, after = c, l.paragraph
	}
	if questions == 0 || answered == 0 {
		return nil
	}
	r := &reading{s: s, metadata: metadata(s, begins)}
	opens := make([]bool, len(s.lines))
	for _, o := range openings {
		opens[o.line] = true
	}
	r.metadata = append(r.metadata, s.readSectionLeads(begins, opens, parts)...)
	r.assembleQuestions(s, begins, openings, parts)
	n := float64(questions)
	r.confidence = weightAsking*float64(asking)/n + weightPlain*(1-float64(asked)/float64(max(answers, 1))) +
		weightCount*min(1, n/fullQuestions) + weightAnswered*float64(answered)/n
	if float64(asking)/n < fewAsking || questions < 3 || asked*2 > answers {
		r.confidence = min(r.confidence, sure-margin/2)
	}
	r.facts = []string{count(questions, "question") + " " + what, fmt.Sprintf("%d of them ask", asking), fmt.Sprintf("%d answered", answered)}
	if k := len(r.nobody); k > 0 {
		r.warnings = append(r.warnings, corpus.Warning{What: count(k, "paragraph") + " belong to neither a question nor an answer"})
	}
	return r
}

// number gives the automatic number of the paragraph a line begins, or "".
func (s *script) number(i int) string {
	if l := s.lines[i]; l.at == 0 {
		return s.paragraphs[l.paragraph].Number
	}
	return ""
}

// typedNumber gives the number a line is typed to begin with: "1.", "Q2)",
// "Question 3:"; 0 if there is none.
func typedNumber(text string) int {
	text = strings.ToLower(strings.TrimLeft(text[skipSpace(text, 0):], "*_("))
	rest := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(text, "question"), "q"), " .")
	n, i := 0, 0
	for i < len(rest) && i < 3 && rest[i] >= '0' && rest[i] <= '9' {
		n = n*10 + int(rest[i]-'0')
		i++
	}
	if i == 0 || i >= len(rest) {
		return 0
	}
	if strings.ContainsRune(".):", rune(rest[i])) && spaceAt(rest, i+1) || rest != text && (rest[i] == ' ' || rest[i] == '\t') {
		return n
	}
	return 0
}

// readNumbered reads numbered questions, by Word's numbers or typed ones, with
// the answers below them.
func readNumbered(s *script, src Source) *reading {
	auto, typed := 0, 0
	level := 0
	for i, l := range s.lines {
		if l.note || l.cell != nil {
			continue
		}
		if s.number(i) != "" {
			auto++
			if p := s.paragraphs[l.paragraph]; level == 0 || p.List < level {
				level = p.List
			}
		} else if typedNumber(l.text) > 0 {
			typed++
		}
	}
	if auto+typed < 2 {
		return nil
	}
	isQuestion := func(i int) bool {
		if auto >= typed {
			return s.number(i) != "" && s.paragraphs[s.lines[i].paragraph].List == level
		}
		return typedNumber(s.lines[i].text) > 0
	}
	what := "by automatic numbers"
	ordered := true
	if auto < typed {
		what = "by typed numbers"
		before := 0
		for i := range s.lines {
			if n := typedNumber(s.lines[i].text); n > 0 {
				ordered = ordered && (n == before+1 || n == 1)
				before = n
			}
		}
	}
	r := readAsked(s, src, func(i int) int {
		if isQuestion(i) {
			return 1
		}
		return -1
	}, what)
	if r != nil && !ordered {
		r.confidence = min(r.confidence, sure-margin/2)
		r.facts = append(r.facts, "the numbers do not follow each other")
	}
	return r
}

// readBold and its kin read questions and answers that differ in how they look.
// The side that asks is the questions.
func readBold(s *script, src Source) *reading {
	return readLook(s, src, "in bold", "plain", func(r *word.Run) string { return flag(r.Bold) })
}

func readItalic(s *script, src Source) *reading {
	return readLook(s, src, "in italics", "upright", func(r *word.Run) string { return flag(r.Italic) })
}

func readColour(s *script, src Source) *reading {
	return readLook(s, src, "by colour", "by colour", func(r *word.Run) string {
		if r.Colour == "000000" {
			return ""
		}
		return r.Colour
	})
}

func flag(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// readLook reads two looks as question and answer. on and off name them.
func readLook(s *script, src Source, on, off string, look func(*word.Run) string) *reading {
	const most = 2 // looks; a third may be a stray word
	looks := make([]string, len(s.lines))
	lines, asks := map[string]int{}, map[string]int{}
	mixed := 0
	for i, l := range s.lines {
		looks[i] = "?"
		if l.note || l.blank || l.heading > 0 || l.cell != nil {
			continue
		}
		found := false
		s.all(i, 0, len(l.text), func(r *word.Run) bool {
			v := look(r)
			if found && v != looks[i] {
				looks[i] = "?"
				return false
			}
			looks[i], found = v, true
			return true
		})
		if looks[i] == "?" {
			mixed++
			continue
		}
		lines[looks[i]]++
		if endsQuestion(l.text) {
			asks[looks[i]]++
		}
	}
	if len(lines) != most {
		return nil
	}
	question, best := "?", -1.0
	for v, n := range lines {
		if share := float64(asks[v]) / float64(n); share > best || share == best && v > question {
			question, best = v, share
		}
	}
	what := on
	if question == "" {
		what = off
	}
	r := readAsked(s, src, func(i int) int {
		switch looks[i] {
		case "?":
			return 0
		case question:
			return 1
		}
		return -1
	}, what)
	if r == nil {
		return nil
	}
	if mixed*5 > lines[""]+mixed {
		r.confidence = min(r.confidence, sure-margin/2)
		r.facts = append(r.facts, count(mixed, "line")+" of both looks")
	}
	if src.Kind == "interview" || src.Kind == "focus_group" {
		r.warnings = append(r.warnings, corpus.Warning{What: "who interviews is told by who asks; no line carries a speaker"})
	}
	return r
}

// readQuestionMarks reads paragraphs that end with a question mark as
// questions. It is never sure: an answer may ask as well.
func readQuestionMarks(s *script, src Source) *reading {
	r := readAsked(s, src, func(i int) int {
		l := s.lines[i]
		switch {
		case l.cell != nil || l.heading > 0:
			return 0
		case endsQuestion(l.text):
			return 1
		}
		return -1
	}, "by question marks alone")
	if r != nil {
		r.confidence = min(r.confidence, sure-margin)
	}
	return r
}
