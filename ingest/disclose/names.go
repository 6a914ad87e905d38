package disclose

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// capitalised is one word that begins with a capital, and words of up to three.
const (
	capitalised  = `\p{Lu}[\p{L}]*(?:['’-]\p{L}+)*`
	capitalised3 = capitalised + `(?: ` + capitalised + `){0,2}`
)

var (
	// saidName introduces a name almost always, mayName often.
	saidName = regexp.MustCompile(`(?:\b(?i:my (?:full |first |real )?name(?: is|['’]s)|(?:his|her|their|whose) name(?: is| was|['’]s)|names? (?:was|were)|(?:i am|i['’]m|was|is|are|were|being|get|got) (?:called|named)|call me|known as|speaking (?:to|with)|spoke (?:to|with)|interview with))[ ,:]+(` + capitalised3 + `)`)
	mayName  = regexp.MustCompile(`(?:\b(?i:i am|i['’]m|this is|it['’]s|called|named|thanks?,?|thank you,?|hello,?|hi,?|hiya,?|sorry,?|bye,?|dear))[ ]+(` + capitalised3 + `)`)
	// bareName takes a name that dictation left in small letters.
	bareName = regexp.MustCompile(`(?i)\bmy (?:full |first )?name(?: is|['’]s) (\p{Ll}[\p{Ll}'’-]{2,})`)
	titled   = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Dame|Rev|Reverend|Canon|Father|Sister|Nurse|Aunt|Auntie|Uncle|Councillor|Cllr)\.? (` + capitalised + `(?: ` + capitalised + `){0,1})`)
	place    = regexp.MustCompile(`\b(` + capitalised3 + ` (?:(?i:medical|health|community|primary|secondary|infant|junior|high|day) )?(?:Surgery|Practice|Centre|Center|Hospital|Infirmary|Hospice|Clinic|School|Academy|College|University|Church|Mosque|Temple|Street|Road|Avenue|Lane|Close|Drive|Crescent|Terrace|Estate|Library|Pub|Arms|Farm|House|Court|Trust|Council|Choir|Allotments?))\b`)
	wordAt   = regexp.MustCompile(`[\p{L}][\p{L}\p{M}]*(?:['’-][\p{L}]+)*`)
	smallSay = map[string]bool{"not": true, "the": true, "and": true, "but": true, "just": true, "that": true, "what": true, "removed": true, "redacted": true, "withheld": true, "name": true, "really": true, "spelt": true, "spelled": true, "there": true, "here": true, "known": true, "confidential": true, "anonymous": true, "always": true}
)

// A vocabulary is the words that are no names although they begin with a
// capital: those of the calendar and of the language, those of the study's own
// manifest and materials, and those that the deposit writes small as well.
type vocabulary struct {
	own   map[string]bool // as words in small letters
	small map[string]int  // words of the deposit in small letters
	large map[string]int  // words with a capital that begin no sentence
}

//go:embed words.txt
var plainWords string

func newVocabulary(own []string) *vocabulary {
	v := &vocabulary{own: map[string]bool{}, small: map[string]int{}, large: map[string]int{}}
	for line := range strings.Lines(plainWords) {
		if !strings.HasPrefix(line, "#") {
			v.learn(line)
		}
	}
	for _, text := range own {
		v.learn(text)
	}
	return v
}

// learn takes the words of a text for no names.
func (v *vocabulary) learn(text string) {
	for _, w := range wordAt.FindAllString(text, -1) {
		v.own[plain(w)] = true
	}
}

// hear counts the words of a text of the deposit.
func (v *vocabulary) hear(text string) {
	for _, at := range wordAt.FindAllStringIndex(text, -1) {
		w := text[at[0]:at[1]]
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsLower(first):
			v.small[plain(w)]++
		case unicode.IsUpper(first) && !opens(text, at[0]):
			v.large[plain(w)]++
		}
	}
}

// plain gives a word in small letters without a possessive ending.
func plain(w string) string {
	w = strings.ReplaceAll(strings.ToLower(w), "’", "'")
	for _, ending := range []string{"'s", "'ll", "'d", "'ve", "'re", "'m"} {
		w = strings.TrimSuffix(w, ending)
	}
	return w
}

// often is how many times more a word must stand small than large for it to be
// no name: a name heard as a word now and then is still a name.
const often = 4

// knows reports whether a word is no name.
func (v *vocabulary) knows(w string) bool {
	p := plain(w)
	if v.own[p] || v.own[strings.TrimSuffix(p, "s")] {
		return true
	}
	if namesToo[p] {
		return false
	}
	return v.small[p] > 0 && v.small[p] >= often*v.large[p]
}

// namesToo are given names that are words as well. Where one of them stands
// with a capital inside a sentence, it is looked at.
var namesToo = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(`amber angel art basil bill bob carol chance christian cliff crystal dale daisy dawn dean drew
		earl eve faith frank gene glen grace grant guy harmony hazel heather holly hope iris ivy jack jade jay jean joy lance lily mark
		max melody miles nick olive pat pearl penny ray rich rob robin rose ruby skip stew sue summer terry victor violet wade will`) {
		all[w] = true
	}
	return all
}()

// opens reports whether a word at a byte of a text begins a sentence, a line,
// a quotation or a label's speech, where a capital says nothing.
func opens(text string, at int) bool {
	before := strings.TrimRight(text[:at], " \t\u00A0\"'“‘([{*_–—-")
	if before == "" {
		return true
	}
	if strings.ContainsAny(text[len(before):at], "\"“‘([{*_–—") {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	switch last {
	case '\n', ':', '?', '!', '…', ']', ')', '}', '”', '"', '>', '|', '•', ';', '：':
		return true
	case '.':
		// After Dr. and the like goes a name.
		return !abbreviated.MatchString(before)
	}
	return strings.ContainsAny(text[len(before):at], "\n")
}

var abbreviated = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|St)\.$`)

// names gives what may name a person or a place in a text, where nothing was
// found yet.
func (v *vocabulary) names(text string, taken []match) []match {
	found := taken
	add := func(kind Kind, level Level, start, end int, why string) {
		if !overlaps(found, start, end) {
			found = append(found, match{kind, level, start, end, why})
		}
	}
	for _, at := range titled.FindAllStringSubmatchIndex(text, -1) {
		if end := v.unknownUpTo(text, at[2], at[3]); end > at[2] {
			add(Name, Sure, at[0], end, "a name after a title")
		}
	}
	for _, at := range saidName.FindAllStringSubmatchIndex(text, -1) {
		if end := v.unknownUpTo(text, at[2], at[3]); end > at[2] {
			add(Name, Sure, at[2], end, "a name after words that introduce one")
		}
	}
	for _, at := range bareName.FindAllStringSubmatchIndex(text, -1) {
		if w := text[at[2]:at[3]]; !smallSay[w] {
			add(Name, Look, at[2], at[3], "a word after “my name is”")
		}
	}
	for _, at := range place.FindAllStringSubmatchIndex(text, -1) {
		if start := v.unknownFrom(text, at[2], at[3]); start < at[3] {
			add(Organisation, Look, start, at[3], "the name of a place or an organisation")
		}
	}
	for _, at := range mayName.FindAllStringSubmatchIndex(text, -1) {
		if end := v.unknownUpTo(text, at[2], at[3]); end > at[2] {
			add(Name, Look, at[2], end, "a word with a capital where people name themselves or others")
		}
	}
	if heading(text) {
		return found[len(taken):]
	}
	for _, run := range v.candidates(text) {
		add(Candidate, Look, run[0], run[1], "a word with a capital inside a sentence, none of the study's own")
	}
	return found[len(taken):]
}

// unknownUpTo gives the end of the words at the beginning of a stretch that
// are not known, or its start when the first is.
func (v *vocabulary) unknownUpTo(text string, start, end int) int {
	to := start
	for _, at := range wordAt.FindAllStringIndex(text[start:end], -1) {
		w := text[start+at[0] : start+at[1]]
		if v.knows(w) || acronym(w) || utf8.RuneCountInString(plain(w)) < 2 && to == start {
			break
		}
		to = start + at[1]
	}
	return to
}

// unknownFrom gives where a place's own name begins: words that are known go
// before it, and it ends with a word that says what it is. A place all of
// whose words are known has none.
func (v *vocabulary) unknownFrom(text string, start, end int) int {
	words := wordAt.FindAllStringIndex(text[start:end], -1)
	for _, at := range words[:len(words)-1] {
		w := text[start+at[0] : start+at[1]]
		if !v.knows(w) && !acronym(w) && !opens(text, start+at[0]) || namesToo[plain(w)] {
			return start + at[0]
		}
	}
	return end
}

// candidates gives the runs of words with a capital inside sentences that the
// vocabulary does not know. A run may begin with the first word of a sentence
// when another such word follows it.
func (v *vocabulary) candidates(text string) [][2]int {
	var runs [][2]int
	open, opened := false, false // in a run; it began with the first word of a sentence
	for _, at := range wordAt.FindAllStringIndex(text, -1) {
		w := text[at[0]:at[1]]
		first, _ := utf8.DecodeRuneInString(w)
		if at[0] > 0 && (text[at[0]-1] == '_' || text[at[0]-1] >= '0' && text[at[0]-1] <= '9') ||
			at[1] < len(text) && (text[at[1]] == '_' || text[at[1]] >= '0' && text[at[1]] <= '9') || inMark(text, at[0]) {
			open = false
			continue
		}
		if !unicode.IsUpper(first) || utf8.RuneCountInString(plain(w)) < 2 || acronym(w) || v.knows(w) {
			open = false
			continue
		}
		switch first := opens(text, at[0]); {
		case open && text[runs[len(runs)-1][1]:at[0]] == " " && !first:
			runs[len(runs)-1][1] = at[1]
			opened = false
		case first:
			runs, open, opened = append(dropOpened(runs, opened), [2]int{at[0], at[1]}), true, true
			continue
		default:
			runs, open, opened = append(dropOpened(runs, opened), [2]int{at[0], at[1]}), true, false
		}
	}
	return dropOpened(runs, opened)
}

// dropOpened takes away the last run when it is but the first word of a
// sentence.
func dropOpened(runs [][2]int, opened bool) [][2]int {
	if opened && len(runs) > 0 {
		return runs[:len(runs)-1]
	}
	return runs
}

// inMark reports whether a place lies in square brackets on its line: a mark
// of the transcriber.
func inMark(text string, at int) bool {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	return strings.LastIndexByte(line, '[') > strings.LastIndexByte(line, ']')
}

// acronym reports whether a word is all capitals and short: NHS, GPs.
func acronym(w string) bool {
	w = strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(w, "’", "'"), "s"), "'")
	return utf8.RuneCountInString(w) <= 5 && w == strings.ToUpper(w)
}

// heading reports whether a line has capitals for its own reasons: most of its
// words have one, and no sentence ends it.
func heading(text string) bool {
	words := wordAt.FindAllString(text, -1)
	if len(words) < 3 || len(words) > 14 || strings.HasSuffix(strings.TrimSpace(text), ".") {
		return false
	}
	n := 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			n++
		}
	}
	return n*5 >= len(words)*4
}

// person reports whether a label or an author may be somebody's name: one to
// four words with a capital, one at least that the vocabulary does not know.
func (v *vocabulary) person(s string) bool {
	words := wordAt.FindAllString(s, -1)
	if len(words) == 0 || len(words) > 4 || strings.ContainsAny(s, "?_") || strings.IndexFunc(s, unicode.IsDigit) >= 0 {
		return false
	}
	unknown := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) {
			return false
		}
		if !v.knows(w) && !acronym(w) && utf8.RuneCountInString(w) > 1 {
			unknown++
		}
	}
	return unknown > 0
}
