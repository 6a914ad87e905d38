package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/study/corpus"
)

// nameLength is how many words a value of the cover block has at most when it
// may be a person's name and position.
const nameLength = 8

// metadataWords begin the keys of a cover block. Interviewer and its kin are
// not among them: they are labels as well.
var metadataWords = map[string]bool{
	"study": true, "project": true, "date": true, "duration": true, "length": true, "role": true, "roles": true,
	"anonymised": true, "anonymized": true, "transcribed": true, "transcriber": true, "transcript": true, "transcription": true,
	"interview": true, "place": true, "location": true, "venue": true, "setting": true, "site": true,
	"name": true, "age": true, "gender": true, "sex": true, "occupation": true, "ethnicity": true, "pseudonym": true,
	"version": true, "recording": true, "file": true, "filename": true, "language": true, "present": true, "attendees": true,
	"id": true, "code": true, "method": true, "mode": true, "format": true, "consent": true, "title": true, "author": true,
	"organisation": true, "organization": true, //nolint:misspell // as people type it
	"time": true, "start": true, "session": true, "wave": true, "legend": true,
	"checked": true, "participants": true, "status": true, "department": true, "email": true, "signature": true, "signed": true,
}

func isMetadataKey(label string) bool { return metadataWords[firstWord(labelKey(label))] }

// metadataKind says what a line with a colon can be before the speech begins.
type metadataKind int

const (
	otherLine    metadataKind = iota // no "key: value" line
	keyLine                          // a key that is no label of this transcript
	maybeSpeaker                     // a label that cover blocks use as a key too, before what may be a name
	speechLine                       // a label before speech
)

// speechBegins gives the first of the labelled lines that is speech; those
// before it belong to the cover block. accepted tells the transcript's labels.
//
// "Interviewer: Dr Ada Bell" is a line of the cover block although Interviewer
// is a label: what tells is a key below it that is no label, a transcript whose
// speech is timed where this line is not, or the same label again at once.
func speechBegins(s *script, marks []*mark, starts []int, accepted func(*mark) bool) int {
	if len(starts) == 0 {
		return len(s.lines)
	}
	timed := 0
	for _, i := range starts {
		if marks[i].timed {
			timed++
		}
	}
	mostlyTimed := timed*5 >= len(starts)*4 && timed > 1
	kindOf := func(i int) metadataKind {
		m := marks[i]
		switch {
		case m == nil:
			return otherLine
		case !accepted(m):
			if m.separator == ':' {
				return keyLine
			}
			return otherLine
		case mostlyTimed && !m.timed:
			return keyLine
		case m.timed, m.separator != ':':
			return speechLine
		case wordOf(m.label).known() && mayBeName(s.lines[i].text[m.speech:]):
			return maybeSpeaker
		}
		return speechLine
	}
	// The first line that is speech beyond doubt ends the search.
	certain := len(s.lines)
	for i := range s.lines {
		if kindOf(i) == speechLine {
			certain = i
			break
		}
	}
	lastKey := -1
	for i := range min(certain, len(s.lines)) {
		if kindOf(i) == keyLine {
			lastKey = i
		}
	}
	first := certain
	for i := lastKey + 1; i < certain; i++ {
		if kindOf(i) != maybeSpeaker {
			continue
		}
		if lastKey >= 0 && joins(s, lastKey, i) && isCoverValue(s, marks, starts, i) {
			lastKey = i
			continue
		}
		first = i
		break
	}
	// A certain line may itself be followed by keys only if they are text.
	return first
}

// joins reports whether no blank line stands between lines i and j.
func joins(s *script, i, j int) bool {
	for k := i + 1; k < j; k++ {
		if s.lines[k].blank {
			return false
		}
	}
	return true
}

// isCoverValue reports whether the speaker line i, right below the cover
// block, goes on with it: it names a person, or its label comes again at once.
func isCoverValue(s *script, marks []*mark, starts []int, i int) bool {
	value := strings.TrimSpace(s.lines[i].text[marks[i].speech:])
	if value == "" {
		return false
	}
	for k, at := range starts {
		if at == i && k+1 < len(starts) && s.key(marks[starts[k+1]].label) == s.key(marks[i].label) {
			return true
		}
	}
	switch firstWord(strings.ToLower(value)) {
	case "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx":
		return true
	}
	if names := strings.Fields(value); len(names) > 1 && len(names) <= 4 {
		short := "" // initials that are a label of this transcript
		for _, n := range names {
			r, _ := utf8.DecodeRuneInString(n)
			short += string(r)
		}
		for _, at := range starts {
			if at != i && strings.EqualFold(marks[at].label, short) {
				return true
			}
		}
	}
	initials := true
	for _, r := range value {
		initials = initials && (unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune(" .-_&", r))
	}
	return initials && utf8.RuneCountInString(value) <= 8
}

// mayBeName reports whether a value could be a name and position, and no
// sentence.
func mayBeName(value string) bool {
	value = strings.TrimSpace(value)
	if value == "" {
		return true
	}
	if len(strings.Fields(value)) > nameLength || strings.ContainsAny(value, "?!…") || strings.HasSuffix(value, ".") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(value)
	return !unicode.IsLower(r)
}

// metadata reads the lines before the speech as keys and values.
func metadata(s *script, before int) []corpus.Field {
	var fields []corpus.Field
	for i := range min(before, len(s.lines)) {
		if f, ok := s.field(i); ok {
			fields = append(fields, f)
		}
	}
	return fields
}

// field reads one line as a key and its value.
func (s *script) field(i int) (corpus.Field, bool) {
	l := s.lines[i]
	key, value, ok := strings.Cut(l.text, ":")
	if !ok {
		key, value, ok = strings.Cut(l.text, "：")
	}
	key = strings.TrimFunc(key, space)
	if !ok || key == "" || utf8.RuneCountInString(key) > maxLabel || l.note || s.opensSection(i) || strings.HasPrefix(value, "//") {
		return corpus.Field{}, false
	}
	text := strings.TrimFunc(l.text, space)
	from := strings.Index(l.text, text)
	return corpus.Field{
		Key: key, Value: strings.TrimFunc(value, space),
		Span: corpus.Span{Start: s.offset(i, from), End: s.offset(i, from+len(text))},
	}, true
}
