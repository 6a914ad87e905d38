package transcript

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/study"
	"kith/study/corpus"
)

// findSections marks the lines that stand over the conversations of a file:
// those the manifest's pattern matches, or at least two headings that name a
// session, an interview or a person by number, or bold numbers alone.
func (s *script) findSections(src Source) error {
	if src.Spec != nil && src.Spec.Sections != "" {
		re, err := regexp.Compile(`^(?:` + src.Spec.Sections + `)$`)
		if err != nil {
			return &study.Fault{What: "sections is no regular expression", Where: src.Spec.At.String(), Hint: "escape special characters with a backslash"}
		}
		for i, l := range s.lines {
			if !l.note && l.cell == nil && re.MatchString(strings.TrimFunc(l.text, space)) {
				s.sections = append(s.sections, i)
			}
		}
		if len(s.sections) == 0 {
			return &study.Fault{What: "no line is a heading as declared under sections", Where: src.Path, Asked: src.Spec.At.String(), Hint: "the pattern must match the whole line"}
		}
		return nil
	}
	// Headings of different make are not mixed: one kind divides the file.
	byKind := map[string][]int{}
	var order []string
	for i := range s.lines {
		l := &s.lines[i]
		if l.blank || l.note || l.cell != nil {
			continue
		}
		kind, ok := s.sectionKind(i)
		if !ok {
			continue
		}
		if byKind[kind] == nil {
			order = append(order, kind)
		}
		byKind[kind] = append(byKind[kind], i)
	}
	for _, kind := range order {
		if at := byKind[kind]; len(at) >= 2 && len(at) > len(s.sections) && s.distinct(at) && s.speechBetween(at) {
			s.sections = at
		}
	}
	return nil
}

// distinct reports whether no two of the lines read the same: a heading that
// comes again is a speaker's label with a line of its own.
func (s *script) distinct(at []int) bool {
	seen := map[string]bool{}
	for _, i := range at {
		key := labelKey(s.lines[i].text)
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

// sectionKind gives what kind of heading a line is that may divide a file.
func (s *script) sectionKind(i int) (string, bool) {
	l := &s.lines[i]
	name, ok := sectionName(l.text)
	if !ok {
		return "", false
	}
	marked := "plain"
	switch {
	case l.heading > 0:
		marked = "heading"
	case s.bold(i, 0, len(l.text)):
		marked = "bold"
	case name == "":
		return "", false // a plain number alone may be anything
	}
	return marked + " " + name, true
}

// speechBetween reports whether every heading but perhaps one has at least two
// lines of its own below it.
func (s *script) speechBetween(at []int) bool {
	bare := 0
	for k, i := range at {
		end := len(s.lines)
		if k+1 < len(at) {
			end = at[k+1]
		}
		lines := 0
		for j := i + 1; j < end; j++ {
			if !s.lines[j].blank && !s.lines[j].note {
				lines++
			}
		}
		if lines < 2 {
			bare++
		}
	}
	return bare*4 <= len(at)
}

// sectionName reads "Interview 1", "Focus Group 2: 5 users", "104": it gives
// the word, "" for a number alone.
func sectionName(text string) (string, bool) {
	const most = 4 // words
	head, tail, colon := strings.Cut(strings.TrimFunc(text, space), ":")
	n := 0
	for range strings.FieldsSeq(head) {
		if n++; n > most {
			return "", false
		}
	}
	if n == 0 || len(tail) > utf8.UTFMax*maxLabel || utf8.RuneCountInString(tail) > maxLabel {
		return "", false
	}
	head = strings.ToLower(head)
	words := strings.Fields(head)
	digits := strings.TrimFunc(words[len(words)-1], func(r rune) bool { return r == '#' || r == '.' })
	if digits == "" || strings.ContainsFunc(digits, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return "", false
	}
	switch words[0] {
	case "user", "participant", "respondent", "speaker", "case":
		// "User 1: Pat" is a roll call, and "Participant 1: I think" speech.
		return words[0], len(words) == 2 && (!colon || strings.TrimSpace(tail) == "")
	case "interview", "session", "focus", "group", "part", "transcript", "section", "questionnaire", "interviewee":
		return words[0], len(words) > 1
	}
	return "", len(words) == 1 && !colon && !strings.HasSuffix(head, ".")
}

// sectionAt gives the number of the section a line stands in, from 1, or 0.
func (s *script) sectionAt(i int) int { return sort.SearchInts(s.sections, i+1) }

// opensSection reports whether a line is the heading of a section.
func (s *script) opensSection(i int) bool {
	n := s.sectionAt(i)
	return n > 0 && s.sections[n-1] == i
}

// sectionSpans gives the sections as parts of the text.
func (s *script) sectionSpans() []corpus.Section {
	if len(s.sections) == 0 {
		return nil
	}
	last := len(s.lines) - 1
	for last > 0 && s.lines[last].note {
		last--
	}
	out := make([]corpus.Section, len(s.sections))
	for k, i := range s.sections {
		end := s.end(last)
		if k+1 < len(s.sections) {
			end = s.lines[s.sections[k+1]].start
		}
		out[k] = corpus.Section{Title: strings.TrimFunc(s.lines[i].text, space), Span: corpus.Span{Start: s.lines[i].start, End: end}}
	}
	return out
}

// readSectionLeads reads the cover lines below the headings of sections: keys
// and values up to the first line that is neither. It gives them as fields and
// marks them as no speech.
func (s *script) readSectionLeads(begins int, opens []bool, parts []part) []corpus.Field {
	var fields []corpus.Field
	for _, i := range s.sections {
		if i < begins {
			continue
		}
		for j := i + 1; j < len(s.lines) && !opens[j] && !s.opensSection(j); j++ {
			if s.lines[j].blank {
				continue
			}
			f, ok := s.field(j)
			if !ok || !isMetadataKey(f.Key) {
				break
			}
			fields = append(fields, f)
			parts[j] = aside
		}
	}
	return fields
}
