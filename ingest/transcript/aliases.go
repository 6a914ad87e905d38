package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// rollCall takes the lines of a roll call out of the speech: "User 1: Pat",
// where the label comes once in its section and what it says is another label.
// The two are one speaker.
func (r *reading) rollCall(l *labelling, openings []opening, parts []part) []opening {
	uses := map[string]int{}
	for _, o := range openings {
		uses[r.s.key(o.label)]++
	}
	kept := make([]opening, 0, len(openings))
	for _, o := range openings {
		key := r.s.key(o.label)
		if l.isLegend(o) {
			parts[o.line] = aside
			continue
		}
		said, other := l.labelled(r.s.lines[o.line].text[o.speech:])
		if other == nil || !other.accepted || said == key || uses[said] < 2 || r.aliases[said] != "" {
			kept = append(kept, o)
			continue
		}
		if had := r.aliases[key]; had != "" && r.s.key(had) != said {
			kept = append(kept, o) // the same label for two people says nothing
			continue
		}
		if r.aliases == nil {
			r.aliases = map[string]string{}
		}
		r.aliases[key] = collapse(other.label)
		parts[o.line] = aside
		if f, ok := r.s.field(o.line); ok {
			r.metadata = append(r.metadata, f)
		}
	}
	if len(kept) < 2 {
		return openings
	}
	return kept
}

// isLegend reports whether a line says what the labels stand for: its label is
// in brackets where others of its kind are not, and so is another after it.
func (l *labelling) isLegend(o opening) bool {
	f := l.known[l.s.key(o.label)]
	if m := l.marks[o.line]; f == nil || m == nil || !m.bracketed || f.bracket*2 > f.n {
		return false
	}
	rest := l.s.lines[o.line].text[o.speech:]
	return strings.ContainsAny(rest, "[({<") && len(strings.Fields(rest)) <= nameLength
}

// nicknames finds labels that stand for a person the cover block names: by
// initials, or by the first name. The cover block's key says what the person
// does.
func (r *reading) nicknames(l *labelling) {
	for _, f := range r.metadata {
		class := ""
		switch firstWord(labelKey(f.Key)) {
		case "interviewer", "researcher", "interviewed":
			class = "Interviewer"
		case "moderator", "facilitator":
			class = "Moderator"
		case "name", "participant", "interviewee", "respondent", "pseudonym":
			class = "Participant"
		default:
			continue
		}
		value, _, _ := strings.Cut(f.Value, ",")
		names := strings.Fields(value)
		for len(names) > 0 && titles[strings.ToLower(strings.TrimRight(names[0], "."))] {
			names = names[1:]
		}
		if len(names) == 0 || len(names) > 4 {
			continue
		}
		initials := ""
		for _, n := range names {
			c, _ := utf8.DecodeRuneInString(n)
			if !unicode.IsUpper(c) && !unicode.IsDigit(c) {
				initials = ""
				break
			}
			initials += string(c)
		}
		var found []string
		for _, name := range []string{strings.Join(names, " "), names[0], initials} {
			key := labelKey(name)
			if k := l.known[key]; k != nil && k.accepted && !k.known && (len(found) == 0 || found[len(found)-1] != key) {
				found = append(found, key)
			}
		}
		for _, key := range found {
			if r.classes == nil {
				r.classes = map[string]string{}
			}
			if r.classes[key] == "" {
				r.classes[key] = class
			}
		}
		if len(found) < 2 {
			continue
		}
		most := found[0]
		for _, key := range found[1:] {
			if a, b := l.known[key], l.known[most]; a.n > b.n || a.n == b.n && a.first < b.first {
				most = key
			}
		}
		for _, key := range found {
			if key != most {
				if r.aliases == nil {
					r.aliases = map[string]string{}
				}
				r.aliases[key] = collapse(l.known[most].label)
			}
		}
	}
}

var titles = map[string]bool{"dr": true, "prof": true, "professor": true, "mr": true, "mrs": true, "ms": true, "miss": true, "mx": true}
