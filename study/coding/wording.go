package coding

import (
	"regexp"
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
