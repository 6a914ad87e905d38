package corpus

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what may be searched for.
const (
	maxTerms = 200  // words and phrases of one query
	maxTerm  = 1000 // characters of one
)

// A Query says what to search for. Letter case, diacritics, and the kinds of
// quotation mark, dash and white space never count.
type Query struct {
	Terms []string // words and phrases, any of them; "befriend*" begins a word
	Regex bool     // they are regular expressions (RE2), not words
	Near  int      // above 0: all terms, with at most so many words between the first and the last
	Stem  bool     // words count as the same without their English endings (-s, -ed, -ing, -ly, ...)
}

// A Search is a query made ready. It does not change and may be used by several
// goroutines.
type Search struct {
	query   Query
	phrases [][]word
	regex   []*regexp.Regexp
}

type word struct {
	text   string // folded; with the query's Stem, its stem
	prefix bool   // more letters may follow
}

// Compile makes a query ready. It fails on a query without a word, a regular
// expression that cannot be read or matches nothing at all, and past the limits.
func (q Query) Compile() (*Search, error) {
	s := &Search{query: q}
	switch {
	case len(q.Terms) == 0:
		return nil, errors.New("nothing to search for")
	case len(q.Terms) > maxTerms:
		return nil, fmt.Errorf("%d terms; a search takes up to %d", len(q.Terms), maxTerms)
	case q.Near < 0:
		return nil, fmt.Errorf("near %d; it is 1 or more words", q.Near)
	case q.Near > 0 && len(q.Terms) < 2:
		return nil, errors.New("near what? give two terms or more")
	case q.Regex && q.Stem:
		return nil, errors.New("a regular expression cannot be stemmed")
	}
	for _, term := range q.Terms {
		if utf8.RuneCountInString(term) > maxTerm {
			return nil, fmt.Errorf("a term is longer than %d characters", maxTerm)
		}
		if q.Regex {
			re, err := regexp.Compile("(?im)" + foldPattern(term))
			if err != nil {
				return nil, fmt.Errorf("the regular expression cannot be read: %w", err)
			}
			if re.MatchString("") {
				return nil, errors.New("the regular expression matches where nothing stands")
			}
			s.regex = append(s.regex, re)
			continue
		}
		var phrase []word
		folded := fold(term)
		for i := 0; i < len(folded); {
			from, to := nextWord(folded, i)
			if from == to {
				break
			}
			w := word{text: folded[from:to], prefix: strings.HasPrefix(folded[to:], "*")}
			if q.Stem && !w.prefix {
				w.text = stem(w.text)
			}
			phrase = append(phrase, w)
			i = to
		}
		if len(phrase) == 0 {
			return nil, fmt.Errorf("%q has no word in it; --regex searches for signs", term)
		}
		s.phrases = append(s.phrases, phrase)
	}
	return s, nil
}

// foldPattern folds the letters of a regular expression beyond ASCII; what has a
// meaning in one is ASCII.
func foldPattern(pattern string) string {
	var b []byte
	for _, r := range pattern {
		if r < utf8.RuneSelf {
			b = append(b, byte(r))
		} else {
			b = appendFolded(b, r)
		}
	}
	return string(b)
}

// Find gives the places in a text where the query is met, in order. Places of
// different terms may overlap; with Near each reaches from the first term to the last.
func (s *Search) Find(x *Index) []Span {
	var spans []Span
	for _, h := range s.find(x.folded) {
		spans = append(spans, x.span(h.start, h.end))
	}
	return spans
}

// A hit is a place in folded bytes where a term stands.
type hit struct{ start, end, term int }

func (s *Search) find(text string) []hit {
	var hits []hit
	for i, re := range s.regex {
		for _, m := range re.FindAllStringIndex(text, -1) {
			if m[0] < m[1] {
				hits = append(hits, hit{m[0], m[1], i})
			}
		}
	}
	for i, p := range s.phrases {
		hits = s.findPhrase(hits, text, p, i)
	}
	if len(s.phrases)+len(s.regex) > 1 {
		slices.SortFunc(hits, func(a, b hit) int {
			if a.start != b.start {
				return a.start - b.start
			}
			if a.end != b.end {
				return a.end - b.end
			}
			return a.term - b.term
		})
	}
	if s.query.Near > 0 {
		return s.near(text, hits)
	}
	return slices.CompactFunc(hits, func(a, b hit) bool { return a.start == b.start && a.end == b.end })
}

func (s *Search) findPhrase(hits []hit, text string, phrase []word, term int) []hit {
	first := phrase[0].text
	for at := 0; ; {
		i := strings.Index(text[at:], first)
		if i < 0 {
			return hits
		}
		start := at + i
		at = start + len(first)
		if before, _ := utf8.DecodeLastRuneInString(text[:start]); start > 0 && inWord(before) {
			continue
		}
		end := start
		for n, w := range phrase {
			from := end
			if n > 0 {
				var ok bool
				if from, ok = overGap(text, end); !ok {
					end = -1
					break
				}
			}
			to := wordEnd(text, from)
			if !s.same(text[from:to], w) {
				end = -1
				break
			}
			end = to
		}
		if end > start {
			hits = append(hits, hit{start, end, term})
			at = end
		}
	}
}

func (s *Search) same(token string, w word) bool {
	switch {
	case w.prefix:
		return strings.HasPrefix(token, w.text)
	case s.query.Stem:
		return strings.HasPrefix(token, w.text) && stem(token) == w.text
	}
	return token == w.text
}

// near gives the shortest stretches in which every term stands.
func (s *Search) near(text string, hits []hit) []hit {
	need := len(s.query.Terms)
	var out []hit
	count := make([]int, need)
	have, left := 0, 0
	for right, h := range hits {
		if count[h.term]++; count[h.term] == 1 {
			have++
		}
		for have == need {
			for count[hits[left].term] > 1 {
				count[hits[left].term]--
				left++
			}
			a := hits[left]
			between := 0
			if a.end < hits[right].start {
				between = Words(text[a.end:hits[right].start])
			}
			if between <= s.query.Near {
				out = append(out, hit{a.start, max(a.end, hits[right].end), 0})
			}
			count[a.term]--
			have--
			left++
		}
	}
	return out
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// nextWord gives the first word at or after a place; an empty one at the end.
func nextWord(text string, at int) (from, to int) {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if inWord(r) {
			return at, wordEnd(text, at)
		}
		at += n
	}
	return at, at
}

func wordEnd(text string, at int) int {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !inWord(r) {
			break
		}
		at += n
	}
	return at
}

// overGap passes the space and signs between two words of a phrase, which stand in
// one paragraph and one sentence.
func overGap(text string, at int) (int, bool) {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if inWord(r) {
			return at, true
		}
		if r == '\n' || r == '.' || r == '!' || r == '?' {
			return at, false
		}
		at += n
	}
	return at, false
}

// stem takes an English word's commonest endings away. It is no dictionary: "hoping"
// and "hopping" become the same, "went" and "go" do not. What is left always begins
// the word, so that a text can be searched for it.
func stem(w string) string {
	const least = 3 // letters that must stay
	cut := func(ending string) bool {
		if strings.HasSuffix(w, ending) && len(w)-len(ending) >= least {
			w = w[:len(w)-len(ending)]
			return true
		}
		return false
	}
	if strings.HasSuffix(w, "ies") || strings.HasSuffix(w, "ied") {
		if len(w) > 5 {
			return w[:len(w)-3]
		}
	}
	if !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is") {
		cut("s")
	}
	if !strings.HasSuffix(w, "ily") {
		cut("ly")
	}
	if cut("ing") || cut("ed") {
		if n := len(w); n > least && w[n-1] == w[n-2] && w[n-1] != 'l' && w[n-1] != 's' && w[n-1] != 'z' {
			w = w[:n-1]
		}
	}
	_ = cut("e") || cut("y")
	return w
}
