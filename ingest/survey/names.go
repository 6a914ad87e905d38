package survey

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/ingest/sheet"
	"kith/study"
)

// clean trims a text and makes every run of white space in it one space.
func clean(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(sheet.Trim(s), sheet.IsSpace), " ")
}

// isPlain reports whether a text is ASCII without white space to clean, as
// nearly all answers are.
func isPlain(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= utf8.RuneSelf || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

var typography = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201b", "'", "\u2032", "'", "\u201c", `"`, "\u201d", `"`,
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-", "\u00ad", "")

// typed gives a text as a plain keyboard types it: cleaned, with straight
// quotes and hyphens.
func typed(s string) string {
	if isPlain(s) {
		return s
	}
	return clean(typography.Replace(s))
}

// same reports whether two texts are one answer: without regard to white space
// around and between words, to case, to the kind of quotes and to the length
// of dashes.
func same(a, b string) bool { return strings.EqualFold(typed(a), typed(b)) }

// fold gives the form under which texts that are the same are equal.
func fold(s string) string { return strings.ToLower(typed(s)) }

// shown gives a cell's value as a person sees it: digits that only binary
// fractions brought (2.2000000000000002) are left out.
func shown(c sheet.Cell) string {
	if c.Kind == sheet.Number && len(c.Text) > 15 {
		return strconv.FormatFloat(c.Number, 'g', -1, 64)
	}
	return clean(c.Text)
}

// brief shortens what a fault quotes.
func brief(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// Bounds on the search for near names.
const (
	maxNear       = 2000 // names looked at
	maxNearLength = 200  // characters of a name
)

// nearest gives up to n names that word may stand for, the nearest first: at
// most one letter in three inserted, left out, changed or swapped, without
// regard to case.
func nearest(word string, names []string, n int) []string {
	type near struct {
		name     string
		distance int
	}
	var all []near
	w := []rune(fold(word))
	if len(w) > maxNearLength {
		return nil
	}
	for _, name := range names[:min(len(names), maxNear)] {
		c := []rune(fold(name))
		if len(c) == 0 || len(c) > maxNearLength || slices.ContainsFunc(all, func(x near) bool { return x.name == name }) {
			continue
		}
		longer := max(len(w), len(c))
		if d := study.EditDistance(w, c); d < longer && d <= max(1, longer/3) {
			all = append(all, near{name, d})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return a.distance - b.distance })
	var out []string
	for _, x := range all[:min(len(all), n)] {
		out = append(out, x.name)
	}
	return out
}

// quoted lists names in quotation marks: "a", "b" or "c".
func quoted(names []string) string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = strconv.Quote(brief(n))
	}
	if len(q) < 2 {
		return strings.Join(q, "")
	}
	return strings.Join(q[:len(q)-1], ", ") + " or " + q[len(q)-1]
}
