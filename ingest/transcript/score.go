package transcript

import (
	"fmt"
	"strings"
	"unicode"

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
