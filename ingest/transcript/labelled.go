package transcript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readInline reads "LABEL: speech", with a colon or, if that tells more, with
// a dash.
func readInline(s *script, _ Source) *reading {
	s = s.splitAtLabels()
	var best *reading
	for _, dashes := range []bool{false, true} {
		l := s.colons()
		if dashes {
			l = readMarksAt(s, func(i int, _ string) *mark { return s.mark(i, true) })
			if !slices.ContainsFunc(l.lines, func(i int) bool { return l.marks[i].separator == '-' }) {
				break // the same marks again
			}
			l.accept(3)
		}
		r := l.read(1)
		if r != nil && (best == nil || len(r.pieces) > len(best.pieces) && r.confidence > best.confidence+margin/2) {
			best = r
		}
	}
	return best
}

// colons gives the labels before a colon, those that come twice accepted. Two rules
// ask.
func (s *script) colons() *labelling {
	if s.colon == nil {
		s.colon = readMarksAt(s, func(i int, _ string) *mark { return s.mark(i, false) })
		s.colon.accept(2)
	}
	return s.colon
}

// splitAtLabels cuts lines at bold labels within them: some transcripts are one
// paragraph. It gives the script itself where there are none.
func (s *script) splitAtLabels() *script {
	const fewest = 3 // cuts, fewer are emphasis
	cuts := map[int][]int{}
	n := 0
	for i, l := range s.lines {
		if l.note || l.blank {
			continue
		}
		for k := range s.runsOf(i) {
			run, start := s.paragraphs[l.paragraph].Runs[k], s.runs[l.paragraph][k]-l.at
			if start < 0 || start >= len(l.text) || !run.Bold {
				continue
			}
			from := skipSpace(l.text, start)
			if from == 0 || from >= len(l.text) || strings.TrimFunc(l.text[:from], space) == "" {
				continue
			}
			if _, next, timed := leadingTime(l.text); timed && next >= from {
				continue // the time of the line's own label
			}
			if before, _ := utf8.DecodeLastRuneInString(l.text[:from]); !space(before) && !strings.ContainsRune(".?!…”\"')]", before) {
				continue
			}
			m, ok := parseMark(l.text[from:], false)
			if !ok || !s.bold(i, from+m.from, from+m.to) || from+m.speech < len(l.text) && s.bold(i, from+m.speech, len(l.text)) {
				continue
			}
			cuts[i] = append(cuts[i], from)
			n++
		}
	}
	if n < fewest {
		return s
	}
	return s.split(cuts)
}

// readLabelLines reads a label with a line of its own, mostly with a time:
// "Speaker 1  0:05" and the speech below.
func readLabelLines(s *script, _ Source) *reading {
	times, below := 0, 0 // times with a line of their own; labels in the line below
	for i := range s.lines {
		if _, ok := timeAlone(s.lines[i].text); ok {
			times++
		}
	}
	l := readMarksAt(s, func(i int, text string) *mark {
		// Longer than a label with its times is only what has an address in it.
		const longest = utf8.UTFMax*maxLabel + 128
		if len(text) > longest && !strings.Contains(text, "@") {
			return nil
		}
		var m mark
		var from int
		m.time, from, m.timed = leadingTime(text)
		m.from, m.to = from, len(text)
		m.takeTime(text)
		if i > 0 && i+1 < len(s.lines) && !m.timed && !s.lines[i+1].blank {
			// A time, a name, and the speech, each on a line of its own.
			if _, next := timeAlone(s.lines[i+1].text); !next {
				if m.time, m.timed = timeAlone(s.lines[i-1].text); m.timed {
					below++
				}
			}
		}
		if !m.timed {
			trimmed := strings.TrimRightFunc(text, space)
			if open := strings.LastIndexAny(trimmed, "[("); open > 0 {
				if d, n, ok := bracketedTime(trimmed[open:]); ok && open+n == len(trimmed) {
					m.time, m.timed, m.to = d, true, open
				}
			}
		}
		m.trim(text)
		m.ends, m.speech = len(text), len(text)
		if strings.ContainsAny(m.label, ":：") || !s.plausible(&m) {
			return nil
		}
		if m.timed || s.speakers.declares(m.label) || wordOf(m.label).known() && utf8.RuneCountInString(m.label) > 1 {
			found := m
			return &found
		}
		return nil
	})
	l.accept(2)
	// A label without a time must come more than once even if it is declared:
	// a line that says "Participant" may be a heading.
	for _, f := range l.known {
		f.accepted = f.accepted && (f.timed > 0 || f.n > 1)
	}
	r := l.read(2)
	if r != nil && below > 0 && below*5 < times*4 {
		r.confidence = min(r.confidence, sure-margin/2) // times above text, and seldom a name between
	}
	return r
}

// readTabs reads "LABEL<tab>speech", as in a hanging indent.
func readTabs(s *script, _ Source) *reading {
	l := readMarks(s, func(text string) (mark, bool) {
		var m mark
		if strings.IndexByte(text, '\t') < 0 {
			return m, false
		}
		var from int
		m.time, from, m.timed = leadingTime(text)
		tab := strings.IndexByte(text[from:], '\t')
		if tab <= 0 {
			return m, false
		}
		m.separator, m.from, m.to = '\t', from, from+tab
		m.takeTime(text)
		m.trim(text)
		m.ends = from + tab + 1
		m.speech = skipSpace(text, m.ends)
		return m, len([]rune(m.label)) <= maxDashLabel && !strings.ContainsAny(m.label, ":：") && m.plausible()
	})
	l.accept(2)
	return l.read(1)
}

// readBoldLabels reads a label in bold before plain speech, with nothing
// between the two.
func readBoldLabels(s *script, _ Source) *reading {
	ends := make([]int, len(s.lines))
	for i := range s.lines {
		l := &s.lines[i]
		if l.note || l.blank || l.heading > 0 {
			continue
		}
		for k := range s.runsOf(i) {
			run, start := s.paragraphs[l.paragraph].Runs[k], s.runs[l.paragraph][k]-l.at
			end := start + len(run.Text)
			if end <= 0 {
				continue
			}
			if start >= len(l.text) || !run.Bold && strings.TrimFunc(l.text[max(start, 0):min(end, len(l.text))], space) != "" {
				break
			}
			if run.Bold {
				ends[i] = min(end, len(l.text))
			}
		}
	}
	l := readMarksAt(s, func(i int, text string) *mark {
		end := ends[i]
		var m mark
		if end == 0 || strings.TrimFunc(text[end:], space) == "" {
			return nil
		}
		var from int
		m.time, from, m.timed = leadingTime(text)
		if from >= end {
			return nil
		}
		if _, ok := timeAlone(text[end:]); ok {
			return nil // a label with a time has a line of its own
		}
		m.from, m.to, m.ends, m.speech = from, end, end, skipSpace(text, end)
		m.trim(text)
		if strings.ContainsAny(m.label, ":：") || !s.plausible(&m) {
			return nil
		}
		found := m
		return &found
	})
	l.accept(2)
	r := l.read(1)
	if r != nil && r.speaking() < 2 {
		r.confidence = min(r.confidence, sure-margin/2) // emphasis at the beginning of a line
	}
	return r
}

// readPattern reads the labels the declared pattern finds.
func readPattern(s *script, src Source) *reading {
	re := s.speakers.line
	if re == nil {
		return nil
	}
	label, at := re.SubexpIndex("label"), re.SubexpIndex("time")
	l := readMarks(s, func(text string) (mark, bool) {
		var m mark
		found := re.FindStringSubmatchIndex(text)
		if found == nil || found[0] != 0 || found[2*label] < 0 {
			return m, false
		}
		m.from, m.to, m.ends = found[2*label], found[2*label+1], found[1]
		m.trim(text)
		if at >= 0 && found[2*at] >= 0 {
			m.time, m.timed = timeAlone(text[found[2*at]:found[2*at+1]])
		}
		m.speech = skipSpace(text, m.ends)
		return m, strings.ContainsFunc(m.label, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	})
	for _, f := range l.known {
		f.declared, f.accepted = true, true
	}
	return l.read(1)
}
