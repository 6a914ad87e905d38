package transcript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/study"
	"kith/study/corpus"
)

// A wordClass is the class a word stands for when it is a speaker's label, or
// anyone for a word that names a speaker without saying which.
type wordClass string

const anyone wordClass = "anyone"

func (c wordClass) known() bool { return c != "" }

// speakerWords are the labels transcribers use, in lower case. They are a guess
// that a declaration in the manifest overrides.
var speakerWords = map[string]wordClass{
	"interviewer": "Interviewer", "int": "Interviewer", "i": "Interviewer", "iv": "Interviewer", "researcher": "Interviewer", "q": "Interviewer",
	"moderator": "Moderator", "mod": "Moderator", "facilitator": "Moderator", "fac": "Moderator", "chair": "Moderator",
	"participant": "Participant", "p": "Participant", "interviewee": "Participant", "respondent": "Participant", "resp": "Participant",
	"client": "Participant", "patient": "Participant", "a": "Participant", "pt": "Participant", "answer": "Participant",
	"question": "Interviewer",
	"all":      "Collective", "everyone": "Collective", "everybody": "Collective", "group": "Collective", "several": "Collective", "multiple": "Collective", "both": "Collective",
	"unknown": "Unknown", "unidentified": "Unknown", "unsure": "Unknown",
	"speaker": anyone, "r": anyone, "s": anyone, "user": anyone, "male": anyone, "female": anyone, "m": anyone, "f": anyone,
}

// numberWords may follow a word for a speaker: "Speaker two".
var numberWords = map[string]bool{"one": true, "two": true, "three": true, "four": true, "five": true, "six": true, "seven": true, "eight": true, "nine": true, "ten": true}

// wordOf gives what a label says by the word it begins with: "Interviewer",
// "INT 2", "Participant LW3", "Unknown speaker", "P1". A word with a sentence
// behind it says nothing.
func wordOf(label string) wordClass {
	first, more := "", label
	for w := range strings.FieldsSeq(label) {
		first = w
		more = label[strings.Index(label, w)+len(w):]
		break
	}
	if first == "" {
		return ""
	}
	first = strings.ToLower(strings.TrimRight(first, "."))
	class, plain := speakerWords[first]
	if !plain {
		letters, number := splitID(first)
		if number == "" || letters == "q" || letters == "a" {
			return "" // Q1 is a question, and A1 the answer to it
		}
		class = speakerWords[letters]
	}
	for w := range strings.FieldsSeq(more) {
		r, size := utf8.DecodeRuneInString(w)
		lower := strings.ToLower(w)
		switch {
		case r == '(':
			return class
		case unicode.IsDigit(r) || r == '#':
		case utf8.RuneCountInString(first) == 1:
			return ""
		case unicode.IsLower(r) && !numberWords[lower] && (size == len(w) || !speakerWords[lower].known()):
			return ""
		}
	}
	return class
}

// speakers knows whom labels stand for.
type speakers struct {
	src     Source
	classes []labelClass
	line    *regexp.Regexp // the declared pattern over the beginning of a line
	guessed bool           // who interviews is told by the questions alone
}

// A labelClass is a declared class with its labels.
type labelClass struct {
	class   string
	name    string // first label, when it is a literal one
	pattern []*regexp.Regexp
}

func newSpeakers(src Source) (*speakers, error) {
	sp := &speakers{src: src}
	if src.Spec == nil {
		return sp, nil
	}
	if src.Spec.Pattern != "" {
		re, err := regexp.Compile(`^(?:` + src.Spec.Pattern + `)`)
		if err != nil || re.SubexpIndex("label") < 0 {
			return nil, &study.Fault{What: "pattern is no regular expression with a group label", Where: src.Spec.At.String(), Hint: "name the group of the speaker: '(?P<label>[A-Z]+) >'"}
		}
		sp.line = re
	}
	for _, c := range src.Spec.Speakers {
		lc := labelClass{class: c.Class}
		for i, label := range c.Labels {
			re, err := regexp.Compile(`^(?:` + label.Name + `)$`)
			if err != nil {
				return nil, &study.Fault{What: fmt.Sprintf("speaker label %q is no regular expression", label.Name), Where: label.At.String(), Hint: "write a literal label, or escape its special characters with a backslash"}
			}
			lc.pattern = append(lc.pattern, re)
			if i == 0 && regexp.QuoteMeta(label.Name) == label.Name {
				lc.name = label.Name
			}
		}
		sp.classes = append(sp.classes, lc)
	}
	return sp, nil
}

func (sp *speakers) hasDeclared() bool { return len(sp.classes) > 0 }

// class gives the declared class of a label.
func (sp *speakers) class(label string) *labelClass {
	label = collapse(label)
	for i, c := range sp.classes {
		for _, re := range c.pattern {
			if re.MatchString(label) {
				return &sp.classes[i]
			}
		}
	}
	return nil
}

func (sp *speakers) declares(label string) bool { return sp.class(label) != nil }

// isID reports whether a label is the participant's id, or a role's id with a
// number.
func (sp *speakers) isID(label string) bool {
	if sp.isParticipant(label) {
		return true
	}
	letters, number := splitID(label)
	return number != "" && sp.roleOf(letters) != ""
}

// isParticipant reports whether a label is the participant's id, however many
// noughts it is written with.
func (sp *speakers) isParticipant(label string) bool {
	if sp.src.Participant == "" {
		return false
	}
	l1, n1 := splitID(label)
	l2, n2 := splitID(sp.src.Participant)
	return strings.EqualFold(l1, l2) && trimNoughts(n1) == trimNoughts(n2)
}

func trimNoughts(n string) string {
	if v, err := strconv.Atoi(n); err == nil {
		return strconv.Itoa(v)
	}
	return n
}

// splitID cuts "LW03" into letters and number.
func splitID(id string) (letters, number string) {
	id = strings.TrimSpace(id)
	i := len(id)
	for i > 0 && id[i-1] >= '0' && id[i-1] <= '9' {
		i--
	}
	return strings.TrimRight(id[:i], " -_"), id[i:]
}

// roleOf gives the role whose id the letters are.
func (sp *speakers) roleOf(letters string) string {
	if letters == "" {
		return ""
	}
	for _, role := range append([]string{sp.src.Role}, sp.src.Roles...) {
		if role != "" && strings.EqualFold(role, letters) {
			return role
		}
	}
	return ""
}

// StandsForAnybody reports whether a speaker's name is a label that stands for the
// participant of an interview, whoever that is: two interviews with one R are with
// two people.
func StandsForAnybody(speaker string) bool { return genericParticipant[labelKey(speaker)] }

// An actor is whom a label stands for.
type actor struct{ name, class, role string }

// genericParticipant are labels that stand for the participant of an
// interview, whoever that is.
var genericParticipant = map[string]bool{
	"p": true, "participant": true, "interviewee": true, "respondent": true, "resp": true, "r": true, "a": true, "answer": true, "client": true, "patient": true, "pt": true,
}

// cast says whom each label of a reading stands for.
func (sp *speakers) cast(s *script, r *reading) map[string]actor {
	cast := map[string]actor{}
	var order []string
	written := map[string]string{}
	for _, p := range r.pieces {
		key := s.key(p.as)
		if _, seen := written[key]; !seen {
			order = append(order, key)
			written[key] = collapse(p.as)
		}
	}
	var undecided []string
	leader := false
	for _, key := range order {
		a := actor{name: written[key]}
		if other, ok := r.aliases[key]; ok {
			a.name = other
		}
		if cut, _, ok := strings.Cut(key, " ("); ok && written[cut] != "" {
			a.name = written[cut] // "Interviewer (me)" beside "Interviewer"
		}
		if c := sp.class(written[key]); c != nil {
			a.class = c.class
			if c.name != "" && c.class != "Participant" {
				a.name = c.name
			}
		} else if class := r.classes[key]; class != "" {
			a.class = class
		} else if sp.isID(a.name) {
			a.class = "Participant"
		} else if c := wordOf(a.name); c.known() && c != anyone {
			a.class = string(c)
		} else {
			undecided = append(undecided, key)
		}
		leader = leader || a.class == "Interviewer" || a.class == "Moderator"
		cast[key] = a
	}
	sp.decide(s, r, cast, undecided, leader)
	sp.mergeInterviewers(cast, order)
	for _, key := range order {
		a := cast[key]
		if a.class == "Participant" {
			letters, _ := splitID(a.name)
			if a.role = sp.roleOf(letters); a.role == "" {
				a.role = sp.src.Role
			}
			if sp.src.Participant != "" && (genericParticipant[key] || sp.isParticipant(a.name)) {
				a.name = sp.src.Participant
			}
		}
		cast[key] = a
	}
	return cast
}

// decide classes the labels nothing is known of: beside an interviewer the
// others are participants; without one, whoever asks by far the most is the
// interviewer.
func (sp *speakers) decide(s *script, r *reading, cast map[string]actor, undecided []string, leader bool) {
	if !leader && len(cast) > 1 {
		const (
			fewest = 2   // pieces that end with a question
			asks   = 0.3 // share of them
			ahead  = 2   // times the share of anyone else
		)
		asked, shares := questionShares(s, r)
		best, second := "", 0.0
		for _, key := range undecided {
			switch {
			case best == "" || shares[key] > shares[best]:
				if best != "" {
					second = max(second, shares[best])
				}
				best = key
			default:
				second = max(second, shares[key])
			}
		}
		for key, a := range cast {
			if a.class != "" {
				second = max(second, shares[key])
			}
		}
		if best != "" && asked[best] >= fewest && shares[best] >= asks && shares[best] >= ahead*second {
			a := cast[best]
			a.class = "Interviewer"
			if sp.src.Kind == "focus_group" {
				a.class = "Moderator"
			}
			cast[best] = a
			leader, sp.guessed = true, true
		}
	}
	for _, key := range undecided {
		a := cast[key]
		switch {
		case a.class != "":
		case leader && key != "":
			a.class = "Participant"
		default:
			a.class = "Unknown"
		}
		cast[key] = a
	}
}

// mergeInterviewers gives one name to the undeclared labels I, INT and
// Interviewer of one file: the longest.
func (sp *speakers) mergeInterviewers(cast map[string]actor, order []string) {
	longest := ""
	generic := map[string]bool{"interviewer": true, "int": true, "i": true, "iv": true}
	for _, key := range order {
		if generic[key] && sp.class(cast[key].name) == nil && len(cast[key].name) > len(longest) {
			longest = cast[key].name
		}
	}
	for _, key := range order {
		if a := cast[key]; generic[key] && sp.class(a.name) == nil {
			a.name = longest
			cast[key] = a
		}
	}
}

// questionShares gives for each label how many of its pieces have a question
// at their end, and their share.
func questionShares(s *script, r *reading) (asked map[string]int, shares map[string]float64) {
	asked = map[string]int{}
	all := map[string]int{}
	for _, p := range r.pieces {
		key := s.key(p.as)
		all[key]++
		if p.first >= 0 && endsQuestion(s.lines[p.last].text) {
			asked[key]++
		}
	}
	shares = map[string]float64{}
	for key, n := range all {
		shares[key] = float64(asked[key]) / float64(n)
	}
	return asked, shares
}

// inquiring gives the labels of interviewers and moderators.
func (sp *speakers) inquiring(s *script, r *reading) map[string]bool {
	out := map[string]bool{}
	for key, a := range sp.cast(s, r) {
		out[key] = a.class == "Interviewer" || a.class == "Moderator"
	}
	return out
}

// turns joins consecutive pieces of one speaker.
func (sp *speakers) turns(s *script, r *reading) []corpus.Turn {
	cast := sp.cast(s, r)
	answers, respondent := sp.src.Participant, sp.src.Participant
	if answers == "" {
		answers, respondent = "Answer", "Participant"
	}
	var turns []corpus.Turn
	for _, p := range r.pieces {
		a := cast[s.key(p.as)]
		switch p.class {
		case "Question":
			a = actor{"Question", "Question", ""}
		case "Answer":
			a = actor{answers, "Answer", sp.src.Role}
		case "Response":
			a = actor{p.label, "Answer", sp.src.Role}
			if a.name == "" {
				a.name = "Answer"
			}
		case "Asking":
			a = actor{"Interviewer", "Interviewer", ""}
		case "Answering":
			a = actor{respondent, "Participant", sp.src.Role}
		}
		if a.name == "" {
			a.name = "Unknown"
		}
		segment := corpus.Segment{Label: p.label, Time: p.time, HasTime: p.timed, Span: p.span, Paragraphs: p.paragraphs}
		joins := p.class != "Response" || p.label != "" // who wrote an answer without an id is not known
		if n := len(turns); joins && n > 0 && turns[n-1].Speaker == a.name && turns[n-1].Class == a.class && turns[n-1].Section == p.section {
			t := &turns[n-1]
			t.Segments = append(t.Segments, segment)
			t.Span.End = p.span.End
			continue
		}
		turns = append(turns, corpus.Turn{
			Number: len(turns) + 1, Speaker: a.name, Class: a.class, Role: a.role, Section: p.section,
			Segments: []corpus.Segment{segment}, Span: p.span,
		})
	}
	return turns
}
