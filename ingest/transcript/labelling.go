package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/study/corpus"
)

// A labelling is the labels a rule found, before they are believed.
type labelling struct {
	s     *script
	marks []*mark // by line; nil where there is none
	lines []int   // with marks, in order
	known map[string]*labelFacts

	longest int // characters of the longest key of known; 0 until it is asked for
}

// labelFacts is what speaks for one label, over all its spellings.
type labelFacts struct {
	label                   string
	first                   int // line it first stands on
	n, bold, timed, bracket int
	declared, ours, known   bool // ours: an id of the document or the study's roles
	introduced              bool // another label says whose it is
	accepted                bool
}

func (f *labelFacts) strong() bool { return f.declared || f.ours || f.known || f.bracket == f.n }

// letter reports whether the label is a single letter, perhaps with a number:
// too little to be believed when it comes once.
func (f *labelFacts) letter() bool {
	letters, _ := splitID(f.label)
	return utf8.RuneCountInString(letters) == 1
}

// readMarks collects the labels that parse finds.
func readMarks(s *script, parse func(text string) (mark, bool)) *labelling {
	return readMarksAt(s, func(_ int, text string) *mark {
		if m, ok := parse(text); ok {
			found := m
			return &found
		}
		return nil
	})
}

// readMarksAt is readMarks for a parser that must know the line; it gives nil where
// there is no mark.
func readMarksAt(s *script, parse func(i int, text string) *mark) *labelling {
	l := &labelling{s: s, marks: make([]*mark, len(s.lines)), known: map[string]*labelFacts{}}
	for i := range s.lines {
		line := &s.lines[i]
		if line.note || line.blank {
			continue
		}
		if s.opensSection(i) {
			continue
		}
		m := parse(i, line.text)
		if m == nil {
			continue
		}
		m.bold = m.starred || s.bold(i, m.from, m.to) && (m.speech >= len(line.text) || !s.bold(i, m.speech, len(line.text)))
		l.add(i, m)
	}
	// A label that another one introduces is a person's: "User 1: Pat".
	for _, i := range l.lines {
		m := l.marks[i]
		said, f := l.labelled(s.lines[i].text[m.speech:])
		if key := s.key(m.label); f != nil && said != key && f.n > 1 && l.known[key].n == 1 {
			f.introduced = true
		}
	}
	return l
}

// add counts the mark of line i among those of its label.
func (l *labelling) add(i int, m *mark) {
	l.marks[i] = m
	l.lines = append(l.lines, i)
	key := l.s.key(m.label)
	f := l.known[key]
	if f == nil {
		f = &labelFacts{label: m.label, first: i}
		f.declared = l.s.speakers.declares(m.label)
		f.ours = l.s.speakers.isID(m.label)
		f.known = wordOf(m.label).known() && !isMetadataKey(m.label)
		l.known[key] = f
	}
	f.n++
	if m.bold {
		f.bold++
	}
	if m.timed {
		f.timed++
	}
	if m.bracketed {
		f.bracket++
	}
}

// labelled reads speech that is a label and nothing else, but for a full stop or a
// comma at its ends. It gives the label's key, and nil when there is no such label.
func (l *labelling) labelled(speech string) (string, *labelFacts) {
	if l.longest == 0 {
		for key := range l.known {
			l.longest = max(l.longest, utf8.RuneCountInString(key))
		}
	}
	speech = strings.TrimFunc(speech, func(c rune) bool { return space(c) || c == '.' || c == ',' })
	n := 0
	for _, c := range speech {
		if unicode.IsSpace(c) {
			continue
		}
		if n++; n > l.longest {
			return "", nil
		}
	}
	key := labelKey(speech)
	return key, l.known[key]
}

// accept decides which labels are speakers'. least is how often a label must
// come when nothing else speaks for it.
func (l *labelling) accept(least int) {
	var strong, bold, timed int
	for _, f := range l.known {
		if f.strong() {
			strong += f.n
			bold += f.bold
			timed += f.timed
		}
	}
	mostly := func(n, of int) bool { return of > 0 && n*5 >= of*4 }
	enough := strong >= 4
	shapes := map[string]bool{}
	letters := false        // labels of one letter are among them
	sure, sureTimed := 0, 0 // lines with labels that recur
	for _, f := range l.known {
		switch {
		case isMetadataKey(f.label) && !f.declared && !f.ours:
			continue
		case f.declared || f.ours || f.introduced:
			f.accepted = true
		case f.known:
			f.accepted = f.n >= least || !f.letter() || mostly(f.bold, f.n) || mostly(f.timed, f.n)
		case f.n < least:
		case !enough:
			f.accepted = true
		default:
			// Beside labels that are beyond doubt, another one must look like
			// them and come more than once or twice.
			looks := (!mostly(bold, strong) || mostly(f.bold, f.n)) && (!mostly(timed, strong) || mostly(f.timed, f.n))
			f.accepted = looks && (f.n > least || mostly(f.bold, f.n) || mostly(f.timed, f.n) || f.bracket == f.n)
		}
		if f.accepted && f.n >= 2 {
			if shape, ok := shapeOf(f.label); ok {
				shapes[shape] = true
			}
			letters = letters || f.letter()
			sure += f.n
			sureTimed += f.timed
		}
	}
	// A label that comes once is one if it is made like the others.
	for _, f := range l.known {
		if f.accepted || isMetadataKey(f.label) {
			continue
		}
		shape, ok := shapeOf(f.label)
		f.accepted = ok && shapes[shape] ||
			f.known && f.letter() && letters ||
			enough && mostly(bold, strong) && mostly(f.bold, f.n) ||
			sure == sureTimed && sure > 0 && f.timed == f.n
	}
}

// shapeOf gives a label with its digits made alike, if it has any.
func shapeOf(label string) (string, bool) {
	any := false
	shape := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			any = true
			return '0'
		}
		return unicode.ToUpper(r)
	}, label)
	return shape, any
}

func (l *labelling) accepts(m *mark) bool {
	f := l.known[l.s.key(m.label)]
	return f != nil && f.accepted
}

// starts gives the lines with accepted labels.
func (l *labelling) starts() []int {
	var starts []int
	for _, i := range l.lines {
		if l.accepts(l.marks[i]) {
			starts = append(starts, i)
		}
	}
	return starts
}

// read makes a reading of the accepted labels. perPiece is how many lines a
// piece takes at least: 2 when a label has a line of its own.
func (l *labelling) read(perPiece int) *reading {
	s := l.s
	starts := l.starts()
	begins := speechBegins(s, l.marks, starts, l.accepts)
	openings := make([]opening, 0, len(starts))
	parts := make([]part, len(s.lines))
	for _, i := range starts {
		if i < begins {
			continue
		}
		m := l.marks[i]
		openings = append(openings, opening{label: m.label, timed: m.timed, time: m.time, line: i, ends: m.ends, speech: m.speech})
	}
	if len(openings) == 0 {
		return nil
	}
	// A time on a line of its own belongs to the labelled line below it.
	first := begins
	for k := range openings {
		o := &openings[k]
		for i := o.line - 1; i >= 0; i-- {
			if s.lines[i].blank {
				continue
			}
			if d, ok := timeAlone(s.lines[i].text); ok && (!o.timed || o.time == d) {
				o.timed, o.time = true, d
				parts[i] = aside
				if k == 0 {
					first = i
				}
			}
			break
		}
	}
	var unknown []int
	if perPiece > 1 {
		openings, unknown = l.addTimes(openings, begins, parts)
	}
	opens := make([]bool, len(s.lines))
	for _, o := range openings {
		opens[o.line] = true
	}
	for i := begins; i < len(s.lines); i++ {
		if opens[i] || s.opensSection(i) {
			continue
		}
		if l.isHeading(i) {
			parts[i] = stop
		} else if isRecorderLine(s.lines[i].text) {
			parts[i] = aside
		}
	}
	r := &reading{s: s, metadata: metadata(s, first)}
	r.metadata = append(r.metadata, s.readSectionLeads(begins, opens, parts)...)
	openings = r.rollCall(l, openings, parts)
	r.nicknames(l)
	r.assemble(s, begins, openings, parts)
	l.score(r, openings, begins, parts, perPiece)
	l.warn(r, begins)
	if len(unknown) > 0 {
		r.warnings = append(r.warnings, corpus.Warning{Where: paragraphs(unknown), What: "a time without a speaker, of an unknown speaker"})
	}
	return r
}

// addTimes opens a piece of nobody's at every line that holds a time alone,
// where each piece has its time. It gives their paragraphs, from 1.
func (l *labelling) addTimes(openings []opening, begins int, parts []part) (all []opening, at []int) {
	for _, o := range openings {
		if !o.timed {
			return openings, nil
		}
	}
	all = openings
	for i := begins; i < len(l.s.lines); i++ {
		line := l.s.lines[i]
		if d, ok := timeAlone(line.text); ok && parts[i] == goesOn && !line.note {
			all = append(all, opening{timed: true, time: d, line: i, ends: len(line.text), speech: len(line.text)})
			at = append(at, line.paragraph+1)
		}
	}
	sortOpenings(all)
	return all, at
}

// isHeading reports whether a line stands over what follows: by its style, or
// in bold with a number or the name of a session alone.
func (l *labelling) isHeading(i int) bool {
	line := &l.s.lines[i]
	if line.blank {
		return false
	}
	if line.heading > 0 {
		return true
	}
	_, ok := sectionName(line.text)
	return ok && l.s.bold(i, 0, len(line.text))
}

// isRecorderLine recognises what a recorder writes into a transcript.
func isRecorderLine(text string) bool {
	const most = 64 // bytes that "started transcription" takes at most, however it is spelt
	text = strings.TrimSpace(text)
	for len(text) > most {
		_, n := utf8.DecodeRuneInString(text[len(text)-most-1:])
		text = text[len(text)-most-1+n:]
	}
	text = strings.ToLower(text)
	return strings.HasSuffix(text, "started transcription") || strings.HasSuffix(text, "stopped transcription")
}
