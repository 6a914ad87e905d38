package transcript

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds on what can be a speaker's label.
const (
	maxLabel      = 40 // characters
	maxLabelWords = 5
	maxDashLabel  = 20 // characters of a label that a dash follows
)

// A mark is what stands in front of speech on a line.
type mark struct {
	label     string // as written, without brackets and colon
	bracketed bool
	time      time.Duration
	timed     bool
	separator rune // ':' (or its full-width form), '-' (any dash), '\t', or 0
	from, to  int  // bytes of the label in the line
	ends      int  // byte after the separator
	speech    int  // byte where speech begins
	bold      bool // the label is bold and the speech is not
	starred   bool // the label stands between Markdown's asterisks
}

// space is white space on a line, no-break spaces included.
func space(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

func skipSpace(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !space(r) {
			break
		}
		i += n
	}
	return i
}

// parseMark reads "[time] LABEL (time): speech" and its kin. The separator is a
// colon, or with dashes true a dash that white space follows.
func parseMark(s string, dashes bool) (mark, bool) {
	m, ok := cutMark(s, dashes)
	return m, ok && m.plausible()
}

// cutMark is parseMark without a look at whether the label may be one.
func cutMark(s string, dashes bool) (mark, bool) {
	var m mark
	d, i, timed := leadingTime(s)
	m.time, m.timed = d, timed
	if !timed {
		i = turnNumber(s, i)
	}
	// Markdown marks a bold label with asterisks, which are no part of it.
	marks := i
	for i < len(s) && i-marks < 3 && (s[i] == '*' || s[i] == '_') {
		i++
	}
	stars := s[marks:i]
	if i >= len(s) {
		return m, false
	}
	var after int // byte after the label and its brackets
	if closing := closings[s[i]]; closing != 0 {
		end := strings.IndexByte(s[i:], closing)
		if end < 0 {
			return m, false
		}
		m.bracketed, m.from, m.to, after = true, i+1, i+end, i+end+1
	} else {
		at := labelEnd(s, i, dashes)
		if at < 0 {
			return m, false
		}
		m.from, m.to, after = i, at, at
	}
	// The separator, with stray marks and a time before it.
	j := after
	for {
		j = skipSpace(s, j)
		if !m.timed {
			if d, n, ok := bracketedTime(s[j:]); ok {
				m.time, m.timed = d, true
				j += n
				continue
			}
		}
		if j < len(s) && strings.IndexByte("`*_", s[j]) >= 0 {
			j++
			continue
		}
		break
	}
	r, n := utf8.DecodeRuneInString(s[j:])
	switch {
	case r == ':' || r == '：':
		m.separator = ':'
	case dashes && strings.ContainsRune("-–—", r) && (j+n == len(s) || space(rune(s[j+n])) || s[j+n] >= utf8.RuneSelf):
		m.separator = '-'
	default:
		return m, false
	}
	m.ends = j + n
	if strings.HasPrefix(s[m.ends:], "//") {
		return m, false // https://
	}
	if stars != "" && strings.HasPrefix(s[m.ends:], stars) {
		m.ends += len(stars)
		m.starred = true
	}
	if m.separator == ':' && strings.HasPrefix(s[m.ends:], "-") && spaceAt(s, m.ends+1) {
		m.ends++ // "USER 1:- Student"
	}
	m.takeTime(s)
	m.trim(s)
	m.speech = skipSpace(s, m.ends)
	if !m.timed {
		if d, n, ok := bracketedTime(s[m.speech:]); ok {
			m.time, m.timed = d, true
			m.ends = m.speech + n
			m.speech = skipSpace(s, m.ends)
		}
	}
	return m, true
}

// turnNumber skips a typed number of the turn before a label: "01  I: yes". It
// gives i where there is none.
func turnNumber(s string, i int) int {
	const most = 5 // digits
	j := i
	for j < len(s) && j-i < most && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	if j == i {
		return i
	}
	if j < len(s) && (s[j] == '.' || s[j] == ')') {
		j++
	}
	k := skipSpace(s, j)
	if k == j || k == len(s) || !isLetter(s[k:]) && closings[s[k]] == 0 {
		return i
	}
	return k
}

// labelEnd gives the byte where a label that begins at i may end: before a
// colon, a dash, a stray mark, or a time in brackets. It gives -1 when no
// separator comes within the length of a label.
func labelEnd(s string, i int, dashes bool) int {
	n := 0
	for at, r := range s[i:] {
		switch {
		case r == ':' || r == '：', r == '`' || r == '*' || r == '_':
			// A time belongs to the label's end: "Speaker 1 00:05:".
			if !timeAround(s, i+at) {
				return i + at
			}
		case dashes && strings.ContainsRune("-–—", r) && n > 0 && spaceAt(s, i+at+utf8.RuneLen(r)):
			return i + at
		case r == '(' || r == '[':
			if _, _, ok := bracketedTime(s[i+at:]); ok {
				return i + at
			}
		case r == '{' || r == '}' || r == ']' || r == '\t':
			return -1
		}
		if n++; n > maxLabel+len("00:00:00.000 --> 00:00:00.000") {
			return -1
		}
	}
	return -1
}

func spaceAt(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return space(r)
}

// takeTime takes a time off the end of the label: "Speaker 1 00:05".
func (m *mark) takeTime(s string) {
	if m.timed || m.bracketed {
		return
	}
	text := s[m.from:m.to]
	cut := strings.LastIndexFunc(strings.TrimRightFunc(text, space), space)
	if cut < 0 {
		return
	}
	_, size := utf8.DecodeRuneInString(text[cut:])
	tail := strings.TrimRightFunc(text[cut+size:], space)
	if d, n, ok := parseTime(tail); ok && n == len(tail) {
		m.time, m.timed = d, true
		m.to = m.from + cut
	}
}

// trim takes white space and stray marks off the label.
func (m *mark) trim(s string) {
	text := s[m.from:m.to]
	if open := strings.LastIndexByte(text, '('); open > 0 && strings.Contains(text[open:], "@") && strings.HasSuffix(strings.TrimRightFunc(text, space), ")") {
		text = text[:open] // "Ada Bell (ada@example.org)"
	}
	left := strings.TrimLeftFunc(text, space)
	m.from += len(text) - len(left)
	m.label = strings.TrimRightFunc(left, func(r rune) bool { return space(r) || strings.ContainsRune("`*_", r) })
	m.to = m.from + len(m.label)
}

// plausible reports whether the label has the form of one at all.
func (m *mark) plausible() bool {
	l := m.label
	if l == "" || utf8.RuneCountInString(l) > maxLabel {
		return false
	}
	words := 0
	for range strings.FieldsSeq(l) {
		words++
	}
	if words > maxLabelWords {
		return false
	}
	if m.separator == '-' && !m.bracketed && utf8.RuneCountInString(l) > maxDashLabel {
		return false
	}
	if strings.ContainsAny(l, "?!;,\"“”=@/\\|") || strings.Contains(l, "..") || strings.Contains(l, "…") {
		return false
	}
	letters, digits := 0, 0
	for _, r := range l {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	if letters == 0 && (digits == 0 || !m.bracketed) {
		return false
	}
	key := labelKey(l)
	if neverLabels[key] || eventWords[firstWord(key)] {
		return false
	}
	if wordOf(l).known() {
		return true
	}
	// A sentence has words in lower case; a label has few.
	first := true
	for w := range strings.FieldsSeq(l) {
		r, _ := utf8.DecodeRuneInString(w)
		if r == '(' {
			break // "Interviewer (me)"
		}
		if unicode.IsLower(r) && (!first || !m.bracketed) && (first || !labelParticles[w]) {
			return false
		}
		first = false
	}
	return true
}

// labelKey gives the form under which labels are compared: white space
// collapsed, lower case. What is longer than any label is cut: it stands for
// nobody, and comparing it whole would take time with every line.
func labelKey(l string) string {
	const longest = 256
	if len(l) > longest {
		l = l[:longest]
	}
	// Most labels are ASCII, and need no more than a look at each byte.
	var key [longest]byte
	n, changed := 0, false
	for i := range len(l) {
		c := l[i]
		switch {
		case c >= utf8.RuneSelf:
			return strings.ToLower(collapse(l))
		case c == ' ' || c >= '\t' && c <= '\r':
			if changed = changed || c != ' '; n == 0 || key[n-1] == ' ' {
				changed = true
				continue
			}
			c = ' '
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
			changed = true
		}
		key[n] = c
		n++
	}
	if n > 0 && key[n-1] == ' ' {
		n--
	}
	if !changed {
		return l[:n]
	}
	return string(key[:n])
}

// collapse gives a label with its white space as single blanks.
func collapse(l string) string {
	odd := func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }
	if !strings.Contains(l, "  ") && !strings.HasPrefix(l, " ") && !strings.HasSuffix(l, " ") && !strings.ContainsFunc(l, odd) {
		return l
	}
	return strings.Join(strings.Fields(l), " ")
}

func firstWord(key string) string {
	for word := range strings.FieldsFuncSeq(key, space) {
		return strings.TrimRight(word, ".")
	}
	return ""
}

var labelParticles = map[string]bool{"of": true, "de": true, "da": true, "van": true, "von": true, "der": true, "den": true, "la": true, "le": true, "and": true, "bin": true, "al": true, "del": true, "di": true}

// neverLabels are words with a colon that open a line and name nobody.
var neverLabels = map[string]bool{
	"note": true, "notes": true, "nb": true, "n.b": true, "n.b.": true, "ps": true, "p.s": true, "p.s.": true,
	"example": true, "for example": true, "eg": true, "e.g": true, "e.g.": true, "ie": true, "i.e": true, "i.e.": true,
	"action item": true, "action": true, "warning": true, "source": true, "http": true, "https": true, "www": true,
	"reference": true, "references": true, "figure": true, "table": true, "see": true, "end": true, "ok": true, "so": true,
	"aim": true, "aims": true, "objective": true, "objectives": true, "background": true, "introduction": true, "method": true, "methods": true,
	"result": true, "results": true, "findings": true, "discussion": true, "conclusion": true, "conclusions": true, "decision": true,
	"contact": true, "address": true, "phone": true, "tel": true, "telephone": true, "prompts": true, "probe": true, "probes": true, "close": true,
	"transcriber's note": true, "transcriber note": true, "comment": true, "summary": true, "topic": true, "prompt": true,
}

// eventWords begin the marks transcribers put in brackets.
var eventWords = map[string]bool{
	"laugh": true, "laughs": true, "laughing": true, "laughter": true, "inaudible": true, "unclear": true, "pause": true, "pauses": true,
	"silence": true, "crosstalk": true, "overlapping": true, "overlap": true, "sigh": true, "sighs": true, "cough": true, "coughs": true, "coughing": true,
	"noise": true, "music": true, "phone": true, "interruption": true, "interrupted": true, "redacted": true, "removed": true, "recording": true,
	"crying": true, "cries": true, "applause": true, "indistinct": true, "whispers": true, "gap": true, "break": true,
}
