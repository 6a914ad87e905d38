package coding

import (
	"regexp"
	"slices"
	"strings"
)

// emerging finds themes that emerge, and what emerges from the data: "three themes
// emerged", "an emergent theme", "what emerges from the interviews". That a group or a
// we emerges is no such thing.
var emerging = regexp.MustCompile(`(?i)\bthemes?\b[^.!?;:]{0,60}?\b(emerg(?:e|es|ed|ing|ent))\b` +
	`|\b(emerg(?:e|es|ed|ing|ent))\b[^.!?;:]{0,30}?\bthemes?\b` +
	`|\b(emerg(?:e|es|ed|ing|ent))\s+(?:out\s+of|from)\s+(?:the|these|those|our|my)\s+(?:data|interviews?|transcripts?|accounts?|codes?|coding|extracts?|analysis)\b`)

// AsksOfWording gives a question to the analyst about texts that say of themes that
// they emerge, "" where none does. In a reflexive analysis themes are made by somebody
// (Braun & Clarke, 2006, 2019). Nothing depends on the answer.
func AsksOfWording(texts ...string) string {
	for _, text := range texts {
		for _, word := range emerging.FindStringSubmatch(text) {
			if strings.HasPrefix(strings.ToLower(word), "emerg") && !strings.Contains(word, " ") {
				return "“" + word + "”: in reflexive analysis themes do not emerge, somebody makes them (Braun & Clarke, 2019); who saw this, and in what?"
			}
		}
	}
	return ""
}

// Asks gives a question to the analyst about a theme that says no more than a topic,
// "" where there is none to ask. Nothing depends on the answer.
func (t *Theme) Asks() string {
	switch {
	case strings.TrimSpace(t.Concept) != "" || t.Status == Dropped:
		return ""
	case topic(t.Name):
		return "“" + t.Name + "” reads like a topic: what holds it together? A theme says what is meant, in one idea (--concept)"
	case t.Status != "candidate":
		return "“" + t.Name + "” is " + t.Status + " without a central organising concept: what holds it together? (--concept)"
	}
	return ""
}

// AsksOfSplit gives a question to the analyst about a theme that is linked with codes
// that were split afterwards, "" where there is none to ask.
func (s *State) AsksOfSplit(t *Theme) string {
	var asks []string
	for _, c := range s.SplitSince(t) {
		asks = append(asks, c.Name+" is split into "+s.codeNames(c.SplitInto))
	}
	if len(asks) == 0 || t.Status == Dropped {
		return ""
	}
	return strings.Join(asks, ", ") + ": does the theme rest on every part? All of them count; kith theme unlink takes one away"
}

// topicNouns are what topic labels begin with: "Barriers to going along".
var topicNouns = strings.Fields("advantages attitudes barriers benefits causes challenges concerns difficulties drawbacks effects enablers " +
	"expectations experience experiences facilitators factors feelings impact importance influence influences issues motivations obstacles " +
	"opinions perceptions perspectives problems reasons role roles thoughts types understanding understandings use uses value views")

// sayings are words that a bare noun phrase does not have.
var sayings = strings.Fields("am are aren't be been being can can't cannot could did do does doesn't don't had has have he her his how i i'm if is isn't it it's " +
	"me must my need needs never no nobody not our she should that their them they this until us was we were when where who will without won't would you your")

// topic tells whether a name is that of a topic: "Barriers to …", "The role of …", or
// one bare noun phrase.
func topic(name string) bool {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(name, "’", "'")))
	if len(words) > 1 && slices.Contains([]string{"the", "a", "an"}, words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return true
	}
	trim := func(w string) string { return strings.Trim(w, `,.:;?!"'“”‘()`) }
	if slices.Contains(topicNouns, trim(words[0])) && (len(words) == 1 ||
		slices.Contains([]string{"about", "and", "around", "for", "from", "in", "of", "on", "to", "towards", "toward", "with"}, trim(words[1]))) {
		return true
	}
	return len(words) <= 3 && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(sayings, trim(w)) })
}
