package transcript

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"kith/study/corpus"
)

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
		l.add(i, m)
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
