package study

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on the search for a near name, so that a file of nonsense stays
// cheap.
const (
	maxNearNames  = 2000
	maxNearLength = 60
)

// Nearest gives the name that word most likely stands for, or "" when none is
// near: the fewest letters inserted, left out, changed or swapped, at most one
// in three, without regard to case and spaces, and - and _ alike. Of names
// equally near the first wins.
func Nearest(word string, names []string) string {
	plain := func(s string) []rune {
		return []rune(strings.NewReplacer("-", "_", " ", "").Replace(strings.ToLower(s)))
	}
	if utf8.RuneCountInString(word) > maxNearLength {
		return ""
	}
	w := plain(word)
	best, bestDistance := "", len(w)+1
	for _, name := range names[:min(len(names), maxNearNames)] {
		if utf8.RuneCountInString(name) > maxNearLength {
			continue
		}
		c := plain(name)
		if d := EditDistance(w, c); d < bestDistance && d <= max(1, max(len(w), len(c))/3) && d < max(len(w), len(c)) {
			best, bestDistance = name, d
		}
	}
	return best
}

// EditDistance counts the letters to insert, leave out, change, or swap with
// their neighbour, to make b of a (optimal string alignment).
func EditDistance(a, b []rune) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		now[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			now[j+1] = min(last[j+1]+1, now[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// Suggest is the hint for a name that is not among names: the nearest one, and
// the others when they are few.
func Suggest(word string, names []string, noun string) string {
	near := Nearest(word, names)
	names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return strings.TrimSpace(s) == "" })
	const few = 12
	switch {
	case len(names) == 0:
		return "there is no " + noun
	case len(names) == 1 && near != "":
		return "did you mean " + near + "?"
	case near != "" && len(names) > few:
		return "did you mean " + near + "?"
	case near != "":
		return "did you mean " + near + "? " + noun + ": " + strings.Join(names, ", ")
	case len(names) > few:
		return noun + ": " + strings.Join(names[:few], ", ") + ", …"
	}
	return noun + ": " + strings.Join(names, ", ")
}
