package disclose

import "regexp"

// A markStyle is one way of showing that something was taken out.
type markStyle struct {
	name    string
	pattern *regexp.Regexp
}

// markStyles, in this order where two fit.
var markStyles = []markStyle{
	{"words in square brackets", regexp.MustCompile(`\[(?i:[^\]\n]*\b(?:names?|named?|place|town|city|village|street|address|surgery|practice|hospital|school|organisation|charity|redacted|removed|anonymised|withheld|identif\w*|confidential)\b[^\]\n]*)\]`)},
	{"words in round brackets", regexp.MustCompile(`\((?i:(?:[^)\n]{0,20} )?(?:removed|redacted|anonymised|withheld|name|name of [^)\n]{1,20}))\)`)},
	{"words in braces or angles", regexp.MustCompile(`[<{](?i:[^>}\n]*\b(?:name|place|redacted|removed|seg)\b[^>}\n]*)[>}]`)},
	{"rows of X", regexp.MustCompile(`\b(?:X{3,}|x{3,})\b`)},
	{"rows of asterisks", regexp.MustCompile(`\*{3,}`)},
	{"rows of underscores or dashes", regexp.MustCompile(`_{4,}|(?:[–—]){3,}|-{5,}`)},
	{"black boxes", regexp.MustCompile(`[█■▇▓]{2,}`)},
}

// redactions gives the redaction marks of a text by their style.
func redactions(text string) (styles []int, found []match) {
	for i, s := range markStyles {
		for _, at := range s.pattern.FindAllStringIndex(text, -1) {
			if at[1]-at[0] == len(text) && i > 3 && i < 6 {
				continue // a rule across the page
			}
			if !overlaps(found, at[0], at[1]) {
				styles = append(styles, i)
				found = append(found, match{Redaction, Look, at[0], at[1], ""})
			}
		}
	}
	return styles, found
}
