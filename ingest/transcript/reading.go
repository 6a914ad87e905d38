package transcript

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"kith/study"
	"kith/study/corpus"
)

// Confidence from which a reading is sure, and how much better than another
// reading it must then be.
const (
	sure   = 0.60
	margin = 0.10
)

// A rule is one way of marking speakers. It gives nil when a script shows
// nothing of it.
type rule struct {
	name string
	read func(s *script, src Source) *reading
}

// rules in the order in which they win when they are equally good.
var rules = []rule{
	{"inline", readInline},
	{"label-line", readLabelLines},
	{"table", readTable},
	{"tab", readTabs},
	{"questions", readQuestions},
}

// A reading is what a rule makes of a script.
type reading struct {
	rule       string
	pieces     []piece
	metadata   []corpus.Field
	warnings   []corpus.Warning
	unlabelled int // paragraphs with text after the cover block that belong to nobody
	confidence float64
	facts      []string // what the confidence rests on
}

func (r *reading) evidence() string { return strings.Join(r.facts, "; ") }

// An opening is a line where a piece of speech begins.
type opening struct {
	label  string
	class  string // Question or Answer; "" when the label tells
	timed  bool
	time   time.Duration
	line   int
	ends   int // byte after label and separator
	speech int // byte where speech begins
}

// A piece is a piece of speech: an opening and the lines that follow it.
type piece struct {
	opening
	as         string // label of the speaker: that of the opening, or of the piece it goes on with
	span       corpus.Span
	paragraphs [2]int
	first      int // lines of the speech; first is -1 without speech
	last       int
	broken     bool // something that is no speech stands after it
}

// A part is what a line without an opening is.
type part int

const (
	goesOn part = iota // speech of the piece before it
	aside              // no speech, though the piece may go on after it
	stop               // a heading: whatever follows without a label belongs to nobody
)

// assemble cuts the script from line begins on into pieces. parts says what
// lines are that open nothing.
func (r *reading) assemble(s *script, begins int, openings []opening, parts map[int]part) {
	var cur *piece
	nobody := map[int]bool{}
	closePiece := func() {
		if cur == nil {
			return
		}
		if cur.first < 0 {
			at := s.offset(cur.line, cur.ends)
			cur.span = corpus.Span{Start: at, End: at}
			cur.paragraphs[1] = cur.paragraphs[0]
		} else {
			cur.span.End = s.end(cur.last)
			cur.paragraphs[1] = s.lines[cur.last].paragraph
		}
		r.pieces = append(r.pieces, *cur)
		cur = nil
	}
	begin := func(i, b int) {
		cur.first, cur.last = i, i
		cur.span.Start = s.offset(i, b)
	}
	next := 0
	for i := begins; i < len(s.lines); i++ {
		l := s.lines[i]
		if l.note {
			break
		}
		for next < len(openings) && openings[next].line < i {
			next++
		}
		if next < len(openings) && openings[next].line == i {
			closePiece()
			o := openings[next]
			cur = &piece{opening: o, as: o.label, first: -1}
			cur.paragraphs[0] = l.paragraph
			if skipSpace(l.text, o.speech) < len(l.text) {
				begin(i, o.speech)
			}
			continue
		}
		switch {
		case l.blank:
		case parts[i] == stop:
			closePiece()
			nobody[l.paragraph] = true
		case parts[i] == aside:
			if cur != nil {
				cur.broken = true
			}
		case cur == nil:
			nobody[l.paragraph] = true
		case cur.broken && cur.first >= 0:
			goOn := piece{opening: opening{class: cur.class, line: i}, as: cur.as, first: -1}
			closePiece()
			cur = &goOn
			cur.paragraphs[0] = l.paragraph
			begin(i, skipSpace(l.text, 0))
		case cur.first < 0:
			begin(i, skipSpace(l.text, 0))
		default:
			cur.last = i
		}
	}
	closePiece()
	r.unlabelled = len(nobody)
}

// speaking gives the number of different speakers' labels.
func (r *reading) speaking() int {
	seen := map[string]bool{}
	for _, p := range r.pieces {
		seen[labelKey(p.as)+p.class] = true
	}
	return len(seen)
}

// same reports whether two readings find the same pieces.
func (r *reading) same(other *reading) bool {
	if len(r.pieces) != len(other.pieces) {
		return false
	}
	for i := range r.pieces {
		if r.pieces[i].span != other.pieces[i].span {
			return false
		}
	}
	return true
}

func (r *reading) public() Reading {
	return Reading{r.rule, r.confidence, len(r.pieces), r.speaking(), r.unlabelled}
}

// choose reads the script by every rule, or the declared one, and gives the
// reading that holds.
func choose(s *script, src Source) (*reading, error) {
	only := declared(src)
	var all []*reading
	for _, rule := range rules {
		if only != "" && rule.name != only {
			continue
		}
		if r := rule.read(s, src); r != nil && len(r.pieces) > 0 {
			r.rule = rule.name
			all = append(all, r)
		}
	}
	if only != "" {
		if len(all) == 0 {
			what := "no line begins with a speaker's label"
			if only == "questions" {
				what = "no question stands as a heading over an answer"
			}
			return nil, &study.Fault{
				What: fmt.Sprintf("the declared layout is %s, but %s", only, what), Where: src.Path, Asked: src.Spec.At.String(),
				Hint: "declare layout: auto, or the labels under speakers:",
			}
		}
		return all[0], nil
	}
	// A table with a column of speakers says more than the labels one by one,
	// which other rules find in its cells as well.
	if table := slices.IndexFunc(all, func(r *reading) bool { return r.rule == "table" && r.confidence >= sure }); table >= 0 {
		return all[table], nil
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].confidence > all[j].confidence })
	unsure := &Unsure{Path: src.Path}
	for _, r := range all[:min(len(all), 2)] {
		unsure.Readings = append(unsure.Readings, r.public())
	}
	if len(all) == 0 || all[0].confidence < sure {
		return nil, unsure
	}
	if len(all) > 1 && all[0].confidence-all[1].confidence < margin && all[1].confidence >= sure-margin && !all[0].same(all[1]) {
		return nil, unsure
	}
	return all[0], nil
}
