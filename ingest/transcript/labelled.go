package transcript

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/study/corpus"
)

// Numbers of the score. A label that recurs, is known, bold or timed and
// alternates with another speaks for a reading; each adds a share of the whole.
const (
	weightShare   = 0.25 // lines that begin with a label
	weightQuality = 0.25 // labels that are declared, known, ids, bold or timed
	weightNumber  = 0.20 // how many pieces there are
	weightRecur   = 0.15 // pieces whose label comes again
	weightChange  = 0.15 // changes of speaker

	fullShare  = 0.30 // share of labelled lines that is as good as all
	fullNumber = 6    // pieces that are as good as many
	fullChange = 0.40 // share of changes that is as good as all
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
		l.marks[i] = m
		l.lines = append(l.lines, i)
		key := s.key(m.label)
		f := l.known[key]
		if f == nil {
			f = &labelFacts{label: m.label, first: i}
			f.declared = s.speakers.declares(m.label)
			f.ours = s.speakers.isID(m.label)
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

// score rates the reading.
func (l *labelling) score(r *reading, openings []opening, begins int, parts []part, perPiece int) {
	n := len(openings)
	written, changes, recurring, good := 0, 0, 0, 0
	for i := begins; i < len(l.s.lines); i++ {
		if line := &l.s.lines[i]; !line.blank && !line.note && parts[i] == goesOn && !l.s.opensSection(i) {
			written++
		}
	}
	all := map[string]int{}
	for _, o := range openings {
		all[r.s.key(o.label)]++
	}
	declared, bold, timed := 0, 0, 0
	for k, o := range openings {
		key := r.s.key(o.label)
		f := l.known[key]
		if k > 0 && key != r.s.key(openings[k-1].label) {
			changes++
		}
		if all[key] > 1 {
			recurring++
		}
		if f == nil {
			f = &labelFacts{} // a time alone
		}
		if f.declared {
			declared++
		}
		marked := l.marks[o.line] != nil && l.marks[o.line].bold
		if marked {
			bold++
		}
		if o.timed {
			timed++
		}
		if f.strong() || o.timed || marked {
			good++
		}
	}
	share := min(1, float64(n*perPiece)/float64(max(written, 1)))
	change := 0.0
	switch {
	case len(all) > 1:
		change = min(1, float64(changes)/float64(max(n-1, 1))/fullChange)
	case timed == n:
		change = 1 // one speaker, each piece with its time
	}
	r.confidence = weightShare*min(1, share/fullShare) +
		weightQuality*float64(good)/float64(n) +
		weightNumber*min(1, float64(n)/fullNumber) +
		weightRecur*float64(recurring)/float64(n) +
		weightChange*change
	if good == 0 && n < fullNumber {
		// A few lines under words that nothing else speaks for may be anything.
		r.confidence = min(r.confidence, sure-margin/2)
	}
	if len(all) == 1 && timed < n && written > n {
		// One label, and paragraphs without any: as like as not the other
		// speaker's.
		r.confidence = min(r.confidence, sure-margin/2)
	}
	r.facts = []string{fmt.Sprintf("%s under %s", count(n, "piece"), count(len(all), "label"))}
	for _, f := range []struct {
		n    int
		what string
	}{{declared, "declared"}, {bold, "bold"}, {timed, "timed"}} {
		if f.n > 0 {
			r.facts = append(r.facts, fmt.Sprintf("%d %s", f.n, f.what))
		}
	}
	r.facts = append(r.facts, fmt.Sprintf("%.0f%% of lines labelled", 100*share))
	if len(all) > 1 {
		r.facts = append(r.facts, count(changes, "change")+" of speaker")
	}
}

// warn says what a reader of the turns must know, and takes from the confidence
// what speaks against them.
func (l *labelling) warn(r *reading, begins int) {
	s := l.s
	if s.speakers.hasDeclared() {
		undeclared := map[string]bool{}
		var at []int
		for _, p := range r.pieces {
			if f := l.known[s.key(p.label)]; p.label != "" && f != nil && !f.declared && !s.speakers.isID(p.label) {
				undeclared[s.key(p.label)] = true
				at = append(at, p.paragraphs[0]+1)
			}
		}
		if len(undeclared) > 0 {
			r.warnings = append(r.warnings, corpus.Warning{Where: paragraphs(at), What: count(len(undeclared), "speaker label") + " that the manifest does not declare"})
		}
	}
	var nearly, answers, before []int
	asked := 0
	openings := make([]bool, len(s.lines))
	inquiring := s.speakers.inquiring(s, r)
	for _, p := range r.pieces {
		openings[p.line] = true
		if p.first < 0 || !inquiring[s.key(p.as)] {
			continue
		}
		asked++
		// A question, and below it a paragraph nobody is named for.
		for i := p.first; i < p.last; i++ {
			next := s.after(i + 1)
			if next > p.last || s.lines[next].paragraph == s.lines[i].paragraph || s.lines[i].blank {
				continue
			}
			if endsQuestion(s.lines[i].text) && !endsQuestion(s.lines[next].text) {
				answers = append(answers, s.lines[next].paragraph+1)
				break
			}
		}
	}
	// The more answers lack their label, the less the labels tell.
	if asked > 0 {
		r.confidence -= float64(len(answers)) / float64(asked) / 2
	}
	for i := begins; i < len(s.lines); i++ {
		if !openings[i] && !s.lines[i].note && nearlyLabel(s.lines[i].text) {
			nearly = append(nearly, s.lines[i].paragraph+1)
		}
	}
	for i := range min(begins, len(s.lines)) {
		if l.marks[i] == nil && corpus.Words(s.lines[i].text) >= speechLength {
			before = append(before, s.lines[i].paragraph+1)
		}
	}
	for _, w := range []struct {
		at   []int
		what string
	}{
		{before, "long text before the first speaker, taken for the cover block"},
		{answers, "a question is followed by a paragraph without a label, read as the same speaker"},
		{nearly, "a line begins like a label with a slip in its brackets, read as speech of the speaker before"},
	} {
		if len(w.at) > 0 {
			r.warnings = append(r.warnings, corpus.Warning{Where: paragraphs(w.at), What: w.what})
		}
	}
	if n := len(r.nobody); n > 0 {
		what := count(n, "paragraph") + " after the cover block, headings among them, belong to no speaker"
		if n == 1 {
			what = "1 paragraph after the cover block, perhaps a heading, belongs to no speaker"
		}
		r.warnings = append(r.warnings, corpus.Warning{What: what})
	}
}

// speechLength is how many words a paragraph of the cover block has at most
// before one wonders whether it is speech.
const speechLength = 25

// nearlyLabel recognises "{118: ", "[132}: " and "{134{: ".
func nearlyLabel(text string) bool {
	i := skipSpace(text, 0)
	if i >= len(text) || !strings.ContainsRune("[{(<", rune(text[i])) {
		return false
	}
	head := text[i:min(len(text), i+maxDashLabel)]
	colon := strings.IndexByte(head, ':')
	if colon < 2 || strings.IndexByte(head[:colon], closings[text[i]]) >= 0 {
		return false
	}
	inside := strings.TrimRight(head[1:colon], "[]{}()<>")
	return inside != "" && !strings.ContainsFunc(inside, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func endsQuestion(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return space(r) || strings.ContainsRune(`"'”’)]`, r) })
	return strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") || strings.HasSuffix(text, "؟")
}

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

// readTable reads tables with a column of speakers and a column of speech.
func readTable(s *script, _ Source) *reading {
	columns, ok := tableColumns(s)
	if !ok {
		return nil
	}
	// The label of a row stands in another cell than its speech: the first
	// line of the speech gets the mark.
	marks := make([]*mark, len(s.lines))
	parts := make([]part, len(s.lines))
	type rowKey struct{ table, row int }
	labels := map[rowKey]mark{}
	spoken := map[rowKey]bool{}
	for i, line := range s.lines {
		c := line.cell
		if c == nil {
			continue
		}
		key := rowKey{c.Table, c.Row}
		switch {
		case c.Column == columns.speech:
			// Two cells of one row are read before the third, so a speaker
			// right of the speech is looked up below.
		case line.blank:
			continue
		case c.Column == columns.speaker:
			m := labels[key]
			label := strings.TrimRight(strings.TrimFunc(line.text, space), ":：")
			m.label = strings.TrimSpace(strings.TrimSpace(m.label) + " " + label)
			m.bold = s.bold(i, 0, len(line.text))
			labels[key] = m
			parts[i] = aside
		default:
			parts[i] = aside
			if d, ok := timeAlone(line.text); ok {
				m := labels[key]
				m.time, m.timed = d, true
				labels[key] = m
			}
		}
	}
	for i, line := range s.lines {
		c := line.cell
		if c == nil || c.Column != columns.speech {
			continue
		}
		key := rowKey{c.Table, c.Row}
		if m, ok := labels[key]; ok && m.label != "" && !spoken[key] {
			spoken[key] = true
			m.speech = skipSpace(line.text, 0)
			marks[i] = &m
		}
	}
	l := &labelling{s: s, marks: marks, known: map[string]*labelFacts{}}
	for i := range s.lines {
		m := marks[i]
		if m == nil || !m.plausible() {
			continue
		}
		l.lines = append(l.lines, i)
		k := s.key(m.label)
		f := l.known[k]
		if f == nil {
			f = &labelFacts{label: m.label, declared: s.speakers.declares(m.label), ours: s.speakers.isID(m.label)}
			f.known = wordOf(m.label).known() && !isMetadataKey(m.label)
			l.known[k] = f
		}
		f.n++
		if m.bold {
			f.bold++
		}
		if m.timed {
			f.timed++
		}
	}
	l.accept(2)
	starts := l.starts()
	if len(starts) < 2 {
		return nil
	}
	if header := headerRow(l, starts); header {
		starts = starts[1:]
	}
	var openings []opening
	for _, i := range starts {
		m := marks[i]
		openings = append(openings, opening{label: m.label, timed: m.timed, time: m.time, line: i, speech: m.speech})
	}
	begins := openings[0].line
	// The cell with the first label stands before the first speech.
	first := begins
	for i := begins - 1; i >= 0 && s.lines[i].cell != nil && *s.lines[i].cell != *s.lines[begins].cell && s.lines[i].cell.Row == s.lines[begins].cell.Row; i-- {
		first = i
	}
	for i := begins; i < len(s.lines); i++ {
		if s.lines[i].cell == nil {
			parts[i] = stop // text around the tables is nobody's
		}
	}
	r := &reading{s: s, metadata: metadata(s, first)}
	r.assemble(s, begins, openings, parts)
	l.score(r, openings, begins, parts, 1)
	// A row without a speaker goes on with the one above: the table says so.
	confidence := r.confidence
	l.warn(r, begins)
	r.confidence = confidence
	return r
}

// headerRow reports whether the first labelled row is a head: "Speaker".
func headerRow(l *labelling, starts []int) bool {
	switch l.s.key(l.marks[starts[0]].label) {
	case "speaker", "speakers", "who", "name":
		return l.known[l.s.key(l.marks[starts[0]].label)].n == 1
	}
	return false
}

// tableColumnsOf says which column of the tables holds what.
type tableColumnsOf struct{ speaker, speech int }

// tableColumns finds the column with most words, and the column whose cells
// hold few different short texts. It needs most of the document's text to stand
// in tables.
func tableColumns(s *script) (tableColumnsOf, bool) {
	if !slices.ContainsFunc(s.lines, func(l line) bool { return l.cell != nil }) {
		return tableColumnsOf{}, false
	}
	words := map[int]int{}
	cells := map[int]map[string]int{}
	inTables, outside := 0, 0
	for _, line := range s.lines {
		n := corpus.Words(line.text)
		if line.cell == nil {
			outside += n
			continue
		}
		inTables += n
		c := line.cell.Column
		words[c] += n
		if cells[c] == nil {
			cells[c] = map[string]int{}
		}
		if label := strings.TrimRight(strings.TrimFunc(line.text, space), ":："); label != "" {
			cells[c][labelKey(label)]++
		}
	}
	if inTables == 0 || inTables < outside {
		return tableColumnsOf{}, false
	}
	order := make([]int, 0, len(words))
	for c := range words {
		order = append(order, c)
	}
	sort.Ints(order)
	cols := tableColumnsOf{speaker: -1, speech: -1}
	for _, c := range order {
		if cols.speech < 0 || words[c] > words[cols.speech] {
			cols.speech = c
		}
	}
	best := 0.0
	for _, c := range order {
		if c == cols.speech || len(cells[c]) == 0 {
			continue
		}
		named, all := 0, 0
		for label, n := range cells[c] {
			all += n
			m := mark{label: label, bracketed: true} // case is lost: it tells nothing here
			if n > 1 && m.plausible() && strings.ContainsFunc(label, unicode.IsLetter) {
				named += n
			}
		}
		if share := float64(named) / float64(all); share > best {
			best, cols.speaker = share, c
		}
	}
	return cols, cols.speaker >= 0 && best >= 0.5
}
