package transcript

import (
	"iter"
	"sort"
	"strings"

	"kith/ingest/word"
	"kith/study/corpus"
)

// A script is a document as lines: what stands between paragraph ends and
// breaks. Speakers are marked line by line, whatever the paragraphs.
type script struct {
	paragraphs []word.Paragraph
	cues       []cue // of subtitles, one for each paragraph; nil otherwise
	lines      []line
	speakers   *speakers
	runs       [][]int           // byte at which each run of a paragraph begins
	sections   []int             // lines that stand over a conversation of their own
	colon      *labelling        // see colons
	marks      [2][]*mark        // what parseMark makes of each line, without dashes and with
	keys       map[string]string // labelKey of the labels met
	latest     [3]keyed          // of them: two people speak in turn
	judged     map[form]bool     // whether labels are plausible
}

// key gives labelKey of a label: the same few labels come again and again.
func (s *script) key(label string) string {
	for _, of := range s.latest {
		if of.label == label {
			return of.key
		}
	}
	key, ok := s.keys[label]
	if !ok {
		key = labelKey(label)
		if len(label) <= maxLabel {
			s.keys[label] = key
		}
	}
	copy(s.latest[1:], s.latest[:])
	s.latest[0] = keyed{label, key}
	return key
}

// keyed is a label and its key.
type keyed struct{ label, key string }

// A form is what says whether a label is plausible.
type form struct {
	label     string
	separator rune
	bracketed bool
}

// plausible is that of a mark: the same few labels come again and again.
func (s *script) plausible(m *mark) bool {
	of := form{m.label, m.separator, m.bracketed}
	ok, known := s.judged[of]
	if !known {
		ok = m.plausible()
		if len(m.label) <= maxLabel {
			s.judged[of] = ok
		}
	}
	return ok
}

// mark gives what parseMark makes of line i, with dashes or without, and nil where
// that is nothing. Several rules ask.
func (s *script) mark(i int, dashes bool) *mark {
	of := 0
	if dashes {
		of = 1
	}
	if s.marks[of] == nil {
		s.marks[of] = make([]*mark, len(s.lines))
		for k := range s.lines {
			l := &s.lines[k]
			if l.note || l.blank {
				continue
			}
			if m := s.marks[0]; dashes && m != nil && m[k] != nil && !strings.ContainsAny(l.text[:m[k].ends], "-–—") {
				s.marks[of][k] = m[k] // there is no dash to end the label before its colon
				continue
			}
			if m, ok := cutMark(l.text, dashes); ok && s.plausible(&m) {
				found := m
				s.marks[of][k] = &found
			}
		}
	}
	return s.marks[of][i]
}

// A line is one line of the canonical text.
type line struct {
	text      string
	start     int // its first code point in the canonical text
	points    int // how many it has
	paragraph int // from 0
	at        int // its first byte in the paragraph
	blank     bool
	heading   int  // outline level of its paragraph; 0 for text
	note      bool // in a footnote or endnote: never speech
	cell      *word.Cell
}

// pointsTo gives how many code points stand before byte b of a line. Most lines are
// ASCII, where each is a byte.
func (l *line) pointsTo(b int) int {
	if l.points == len(l.text) {
		return b
	}
	return corpus.Length(l.text[:b])
}

func newScript(m *material, sp *speakers) *script {
	s := &script{paragraphs: m.paragraphs, cues: m.cues, speakers: sp, keys: map[string]string{}, judged: map[form]bool{}}
	s.runs = make([][]int, len(m.paragraphs))
	s.lines = make([]line, 0, len(m.paragraphs))
	all := 0
	for i := range m.paragraphs {
		all += len(m.paragraphs[i].Runs)
	}
	starts := make([]int, 0, all)
	at := 0
	for i := range m.paragraphs {
		p := &m.paragraphs[i]
		first, b := len(starts), 0
		for k := range p.Runs {
			starts = append(starts, b)
			b += len(p.Runs[k].Text)
		}
		s.runs[i] = starts[first:len(starts):len(starts)]
		b = 0
		for text := range strings.SplitSeq(p.Text, "\n") {
			points := corpus.Length(text)
			s.lines = append(s.lines, line{
				text: text, start: at, points: points, paragraph: i, at: b,
				blank: strings.TrimSpace(text) == "", heading: p.Heading, note: p.Note, cell: p.Cell,
			})
			at += points + 1
			b += len(text) + 1
		}
	}
	return s
}

// split gives the script with lines cut at the bytes that cuts names, each
// larger than the one before it.
func (s *script) split(cuts map[int][]int) *script {
	out := &script{paragraphs: s.paragraphs, cues: s.cues, speakers: s.speakers, runs: s.runs, keys: s.keys, judged: s.judged}
	sections := map[int]bool{}
	for _, i := range s.sections {
		sections[i] = true
	}
	for i, l := range s.lines {
		if sections[i] {
			out.sections = append(out.sections, len(out.lines))
		}
		from := 0
		for _, to := range append(cuts[i][:len(cuts[i]):len(cuts[i])], len(l.text)) {
			part := l
			part.text = l.text[from:to]
			if len(cuts[i]) > 0 {
				part.text = strings.TrimRightFunc(part.text, space)
				part.points = corpus.Length(part.text)
			}
			part.start += l.pointsTo(from)
			part.at += from
			part.blank = strings.TrimSpace(part.text) == ""
			out.lines = append(out.lines, part)
			from = to
		}
	}
	return out
}

// offset gives the code point at byte b of line i.
func (s *script) offset(i, b int) int {
	l := &s.lines[i]
	return l.start + l.pointsTo(b)
}

// end gives the code point after line i.
func (s *script) end(i int) int { return s.lines[i].start + s.lines[i].points }

// bold reports whether all letters from byte from to byte to of line i are bold.
func (s *script) bold(i, from, to int) bool {
	return s.all(i, from, to, func(r *word.Run) bool { return r.Bold })
}

// all reports whether all letters from byte from to byte to of line i stand in
// runs that look so.
func (s *script) all(i, from, to int, so func(*word.Run) bool) bool {
	l := &s.lines[i]
	from, to = l.at+from, l.at+to
	any := false
	runs, starts := s.paragraphs[l.paragraph].Runs, s.runs[l.paragraph]
	for k := max(0, sort.SearchInts(starts, from+1)-1); k < len(starts) && starts[k] < to; k++ {
		r, at := &runs[k], starts[k]
		start, end := max(at, from), min(at+len(r.Text), to)
		if start >= end || strings.TrimSpace(r.Text[start-at:end-at]) == "" {
			continue
		}
		if !so(r) {
			return false
		}
		any = true
	}
	return any
}

// after gives the first line from i on that is not blank, or the number of
// lines.
func (s *script) after(i int) int {
	for i < len(s.lines) && s.lines[i].blank {
		i++
	}
	return i
}

// runsOf gives the indices of the runs that reach into line i.
func (s *script) runsOf(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		l := &s.lines[i]
		starts := s.runs[l.paragraph]
		for k := max(0, sort.SearchInts(starts, l.at+1)-1); k < len(starts) && starts[k] < l.at+len(l.text); k++ {
			if !yield(k) {
				return
			}
		}
	}
}
