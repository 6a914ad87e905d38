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
	tier tier
}

// A tier says how much the marks a rule goes by tell of themselves. A sure
// reading of one tier is not held against readings of a later one, which find
// parts of the same marks.
type tier int

const (
	structure tier = iota // a table's column, answers under their question, tags
	labels                // labels of speakers, headings
	looks                 // form, numbers and question marks
)

// rules in the order in which they win when they are equally good.
var rules = []rule{
	{"cues", readCued, structure},
	{"responses", readResponses, structure},
	{"table", readTable, structure},
	{"matrix", readMatrix, structure},
	{"answers", readAnswers, structure},
	{"inline", readInline, labels},
	{"label-line", readLabelLines, labels},
	{"tab", readTabs, labels},
	{"bold-label", readBoldLabels, labels},
	{"questions", readQuestions, labels},
	{"numbered-questions", readNumbered, looks},
	{"bold", readBold, looks},
	{"italic", readItalic, looks},
	{"colour", readColour, looks},
	{"question-marks", readQuestionMarks, looks},
	{"pattern", readPattern, structure},
}

// A reading is what a rule makes of a script.
type reading struct {
	rule       string
	tier       tier
	s          *script // as the rule cut it into lines
	pieces     []piece
	metadata   []corpus.Field
	warnings   []corpus.Warning
	nobody     []int             // paragraphs with text after the cover block that belong to nobody
	aliases    map[string]string // labels that stand for the speaker of another label
	classes    map[string]string // what the cover block says its labels' speakers do
	confidence float64
	facts      []string // what the confidence rests on
	guessed    bool     // who interviews is guessed
}

func (r *reading) evidence() string { return strings.Join(r.facts, "; ") }

// An opening is a line where a piece of speech begins.
type opening struct {
	label  string
	class  string // Question, Answer, Asking or Answering; "" when the label tells
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
	section    int
}

// A part is what a line without an opening is.
type part int

const (
	goesOn part = iota // speech of the piece before it
	aside              // no speech, though the piece may go on after it
	stop               // a heading: whatever follows without a label belongs to nobody
)

// assemble cuts the script from line begins on into pieces. parts says what
// lines are that open nothing; nil is that all go on.
func (r *reading) assemble(s *script, begins int, openings []opening, parts []part) {
	if parts == nil {
		parts = make([]part, len(s.lines))
	}
	var cur *piece // the last of r.pieces, while it is open
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
		cur.section = s.sectionAt(cur.line)
		cur = nil
	}
	openPiece := func(o opening, as string) {
		closePiece()
		r.pieces = append(r.pieces, piece{opening: o, as: as, first: -1})
		cur = &r.pieces[len(r.pieces)-1]
		cur.paragraphs[0] = s.lines[o.line].paragraph
	}
	begin := func(i, b int) {
		cur.first, cur.last = i, i
		cur.span.Start = s.offset(i, b)
	}
	r.pieces = make([]piece, 0, len(openings))
	next := 0
	for i := begins; i < len(s.lines); i++ {
		l := &s.lines[i]
		if l.note {
			break
		}
		for next < len(openings) && openings[next].line < i {
			next++
		}
		if s.opensSection(i) {
			closePiece()
			continue
		}
		if next < len(openings) && openings[next].line == i {
			o := openings[next]
			openPiece(o, o.label)
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
			openPiece(opening{class: cur.class, line: i}, cur.as)
			begin(i, skipSpace(l.text, 0))
		case cur.first < 0:
			begin(i, skipSpace(l.text, 0))
		default:
			cur.last = i
		}
	}
	closePiece()
	for p := range nobody {
		r.nobody = append(r.nobody, p)
	}
	sort.Ints(r.nobody)
}

func sortOpenings(all []opening) {
	sort.SliceStable(all, func(i, j int) bool { return all[i].line < all[j].line })
}

// speaking gives the number of different speakers' labels.
func (r *reading) speaking() int {
	seen := map[string]bool{}
	for _, p := range r.pieces {
		seen[r.s.key(p.as)+p.class] = true
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
	return Reading{r.rule, r.confidence, len(r.pieces), r.speaking(), len(r.nobody)}
}

// choose reads the script by every rule, or the declared one, and gives all
// readings, the best first, and whether it holds. Where the best is all that is
// wanted, rules that cannot change it are not tried.
func choose(s *script, src Source, bestAlone bool) (all []*reading, holds bool, err error) {
	only := declared(src)
	for i, rule := range rules {
		if bestAlone && only == "" && i > 0 && rules[i-1].tier < rule.tier {
			if ranked, holds := rank(all); holds {
				return ranked, true, nil
			}
		}
		if only != "" && rule.name != only || only == "" && rule.name == "pattern" {
			continue
		}
		if s.cues != nil && only == "" && rule.name != "cues" {
			continue // what cues say is what a subtitle file says
		}
		if r := rule.read(s, src); r != nil && len(r.pieces) > 0 {
			r.rule, r.tier = rule.name, rule.tier
			all = append(all, r)
		}
	}
	if only != "" {
		if len(all) == 0 {
			what := "no line begins with a speaker's label"
			if of := slices.IndexFunc(rules, func(r rule) bool { return r.name == only }); of >= 0 && rules[of].tier == looks || only == "questions" || only == "answers" {
				what = "no question stands over an answer"
			}
			return nil, false, &study.Fault{
				What: fmt.Sprintf("the declared layout is %s, but %s", only, what), Where: src.Path, Asked: src.Spec.At.String(),
				Hint: "declare layout: auto, or the labels under speakers:",
			}
		}
		return all, true, nil
	}
	all, holds = rank(all)
	return all, holds, nil
}

// rank orders readings, the best first, and tells whether it holds.
func rank(all []*reading) (ranked []*reading, holds bool) {
	all = slices.Clone(all)
	sort.SliceStable(all, func(i, j int) bool { return all[i].confidence > all[j].confidence })
	// A sure reading of an earlier tier stands before all of later ones.
	for t := structure; t <= looks; t++ {
		at := slices.IndexFunc(all, func(r *reading) bool { return r.tier == t && r.confidence >= sure })
		if at < 0 {
			continue
		}
		best := all[at]
		all = append(append([]*reading{best}, all[:at]...), all[at+1:]...)
		for _, r := range all[1:] {
			if r.tier == t && r.confidence >= sure-margin && best.confidence-r.confidence < margin && !best.same(r) {
				return all, false
			}
		}
		return all, true
	}
	return all, false
}

// Layouts gives the names of the rules that need no declaration beside them,
// in the order in which they are tried.
func Layouts() []string {
	var names []string
	for _, r := range rules {
		if r.name != "pattern" {
			names = append(names, r.name)
		}
	}
	return names
}
