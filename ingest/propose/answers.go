package propose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/sheet"
	"kith/ingest/survey"
)

// Kinds of answers that a column may hold.
type kind int

const (
	nothing    kind = iota // blank, or what a survey tool writes of its own
	personal               // who answered
	identifier             // tells all rows apart
	points                 // few whole numbers
	labels                 // answers of a known scale, as words
	flag                   // yes and no, or 0 and 1
	quantity               // numbers
	category               // few texts that come again
	options                // several answers in one cell
	ticked                 // one option of several, or blank
	prose                  // text of one's own
)

// A column is what the answers of a column look like.
type column struct {
	survey.ColumnHeader
	index     int
	kind      kind
	missing   []code
	distinct  []string // answers that are not missing, as first given
	counts    map[string]int
	answered  int
	low, high int      // of points
	scale     *lexicon // of labels
	options   []string
	separator string
}

// A code is a value that stands for a missing answer.
type code struct {
	value, reason string
	sure          bool // the words of the answer say so
	n             int
}

// missingWords are answers that say why there is none.
var missingWords = map[string]string{
	"n/a": "not_applicable", "na": "not_applicable", "n.a.": "not_applicable", "not applicable": "not_applicable", "does not apply": "not_applicable",
	"prefer not to say": "refused", "prefer not to answer": "refused", "rather not say": "refused", "n.a./prefer not to answer": "refused",
	"no answer": "skipped", "no response": "skipped", "missing": "skipped", "-": "skipped", "#null!": "skipped",
	"don't know": "dont_know", "do not know": "dont_know",
}

// tool are names that survey tools give to columns of their own.
var tool = []string{
	"startdate", "enddate", "start date", "end date", "recordeddate", "recorded date", "status", "progress", "duration (in seconds)", "finished",
	"responseid", "response id", "distributionchannel", "userlanguage", "start time", "completion time", "last modified time",
	"timestamp", "collector id", "custom data 1", "submitdate", "lastpage", "last page", "startlanguage", "start language", "seed", "datestamp", "refurl",
	"date submitted", "date started", "date last action", "unique response number", "respondent id", "ip address", "ipaddr",
	"externalreference", "locationlatitude", "locationlongitude", "language",
}

func fold(s string) string { return strings.ToLower(oneLine(strings.ReplaceAll(s, "\u2019", "'"))) }

// look says what the answers of a column are.
func look(h survey.ColumnHeader, index int) *column {
	c := &column{ColumnHeader: h, index: index, counts: map[string]int{}}
	c.split()
	switch {
	case h.Personal():
		c.kind = personal
	case h.Name == "" || c.answered == 0 || h.Kind == "date" || slices.Contains(tool, fold(h.Name)):
		c.kind = nothing
	case c.numbers():
		if c.calledID() {
			c.kind = identifier
		}
	default:
		c.texts()
	}
	return c
}

// calledID reports whether the name of a column says that it holds ids.
func (c *column) calledID() bool {
	return slices.ContainsFunc(token.FindAllString(c.Name, -1), func(t string) bool {
		return slices.Contains([]string{"id", "ids", "code", "participant", "respondent", "person", "case", "subject", "student"}, strings.ToLower(t))
	})
}

// split sets answers that say they are none apart from the others.
func (c *column) split() {
	first := map[string]string{}
	for _, v := range c.Values {
		if v == "" {
			continue
		}
		key := fold(v)
		if first[key] == "" {
			first[key] = v
			c.distinct = append(c.distinct, v)
		}
		c.counts[key]++
		c.answered++
	}
	low, high := 0.0, -1.0
	texts := 0
	for _, v := range c.distinct {
		x, ok := sheet.ParseNumber(v)
		if !ok && missingWords[fold(v)] == "" {
			texts++
		}
		if ok && x >= 0 && (high < low || x < 77) {
			if high < low {
				low, high = x, x
			}
			low, high = min(low, x), max(high, x)
		}
	}
	c.distinct = slices.DeleteFunc(c.distinct, func(v string) bool {
		reason, sure := missingWords[fold(v)], true
		if x, ok := sheet.ParseNumber(v); ok && reason == "" {
			sure = false
			// A number far from the others, or among words.
			negative := x <= -7 && x == float64(int(x)) && (high >= low || texts > 0)
			nines := slices.Contains([]float64{77, 88, 97, 98, 99, 777, 888, 999, 9999}, x) && (high >= low && x >= 5*high || high < low && texts > 1) && len(c.distinct) <= 13
			if negative || nines {
				reason = "skipped"
			}
		}
		if reason == "" {
			return false
		}
		n := c.counts[fold(v)]
		c.missing = append(c.missing, code{v, reason, sure, n})
		c.answered -= n
		return true
	})
}

// numbers says whether all answers are numbers, and which.
func (c *column) numbers() bool {
	low, high, whole := 0, -1, true
	for _, v := range c.distinct {
		x, ok := sheet.ParseNumber(v)
		if !ok {
			return false
		}
		n := int(x)
		whole = whole && float64(n) == x
		if high < low {
			low, high = n, n
		}
		low, high = min(low, n), max(high, n)
	}
	c.kind = quantity
	if whole && low >= 0 && high <= 11 && len(c.distinct) <= 11 {
		c.kind, c.low, c.high = points, low, high
		if low == 0 && high <= 1 {
			c.kind = flag
		}
	}
	return true
}

// texts says what kind of texts the answers are.
func (c *column) texts() {
	if slices.IndexFunc(c.distinct, func(v string) bool { return fold(v) != "yes" && fold(v) != "no" }) < 0 {
		c.kind = flag
		return
	}
	if len(c.distinct) == 1 && fold(c.distinct[0]) == fold(c.Name) {
		c.kind = ticked
		return
	}
	if c.scale = scaleOf(c.distinct); c.scale != nil {
		c.kind = labels
		return
	}
	if c.several() {
		c.kind = options
		return
	}
	c.kind = prose
	if n := len(c.distinct); n <= 12 && 2*n <= c.answered && c.short() {
		c.kind = category
	} else if c.Unique && c.brief() {
		c.kind = identifier
	}
}

// brief reports whether answers are as short as ids: two words at most.
func (c *column) brief() bool {
	return !slices.ContainsFunc(c.distinct, func(v string) bool { return len(v) > 40 || len(strings.Fields(v)) > 2 })
}

func (c *column) short() bool {
	return !slices.ContainsFunc(c.distinct, func(v string) bool { return len(v) > 80 })
}

// several says whether cells hold several answers, each of which comes again.
func (c *column) several() bool {
	for _, sep := range []string{";", "|", ","} {
		count := map[string]int{}
		var all []string
		cells, joined := 0, 0
		for _, v := range c.Values {
			if v == "" || missingWords[fold(v)] != "" {
				continue
			}
			cells++
			bits := strings.Split(strings.TrimSuffix(v, sep), sep)
			if len(bits) > 1 {
				joined++
			}
			for _, b := range bits {
				b = oneLine(b)
				if b == "" {
					continue
				}
				if count[fold(b)] == 0 {
					all = append(all, b)
				}
				count[fold(b)]++
			}
		}
		again, given := 0, 0
		for _, n := range count {
			given += n
			if n > 1 {
				again += n
			}
		}
		if cells >= 3 && 5*joined >= cells && len(all) >= 2 && len(all) <= 20 && 10*again >= 7*given && len(all) <= len(c.distinct)+1 {
			// An option that stands once is somebody's own words.
			c.options = slices.DeleteFunc(all, func(o string) bool { return count[fold(o)] < 2 })
			c.separator = sep
			return true
		}
	}
	return false
}

// scaled reports whether the answers are places on a scale.
func (c *column) scaled() bool { return c.kind == points || c.kind == labels }

// running reports whether the values count the rows: 1, 2, 3.
func (c *column) running() bool {
	for i, v := range c.Values {
		if v != strconv.Itoa(i+1) {
			return false
		}
	}
	return len(c.Values) > 0
}

// A lexicon is a scale as questionnaires commonly print it. Each point has its
// usual words, the first of which are used where nobody chose it.
type lexicon struct {
	id    string
	words [][]string
}

// lexicons are common scales, from low to high, shorter ones first.
var lexicons = []lexicon{
	{"agree4", [][]string{{"Strongly disagree"}, {"Disagree"}, {"Agree"}, {"Strongly agree"}}},
	{"agree5", [][]string{{"Strongly disagree"}, {"Disagree"}, {"Neither agree nor disagree", "Neutral", "Neither", "Undecided", "Neither disagree nor agree"}, {"Agree"}, {"Strongly agree"}}},
	{"agree6", [][]string{{"Strongly disagree"}, {"Disagree"}, {"Somewhat disagree", "Slightly disagree"}, {"Somewhat agree", "Slightly agree"}, {"Agree"}, {"Strongly agree"}}},
	{"agree5s", [][]string{{"Strongly disagree"}, {"Somewhat disagree", "Slightly disagree"}, {"Neither agree nor disagree", "Neutral", "Neither", "Undecided"}, {"Somewhat agree", "Slightly agree"}, {"Strongly agree"}}},
	{"agree7", [][]string{{"Strongly disagree"}, {"Disagree"}, {"Somewhat disagree", "Slightly disagree"}, {"Neither agree nor disagree", "Neutral", "Neither", "Undecided"}, {"Somewhat agree", "Slightly agree"}, {"Agree"}, {"Strongly agree"}}},
	{"freq5", [][]string{{"Never"}, {"Rarely", "Seldom"}, {"Sometimes", "Occasionally"}, {"Often", "Frequently"}, {"Always", "Very often"}}},
	{"freq6", [][]string{{"Never"}, {"Rarely", "Seldom"}, {"Sometimes", "Occasionally"}, {"Often", "Frequently"}, {"Very often"}, {"Always"}}},
	{"likely5", [][]string{{"Very unlikely", "Extremely unlikely"}, {"Unlikely", "Somewhat unlikely"}, {"Neither likely nor unlikely", "Neutral"}, {"Likely", "Somewhat likely"}, {"Very likely", "Extremely likely"}}},
	{"satisfied5", [][]string{{"Very dissatisfied", "Extremely dissatisfied"}, {"Dissatisfied", "Somewhat dissatisfied"}, {"Neither satisfied nor dissatisfied", "Neutral"}, {"Satisfied", "Somewhat satisfied"}, {"Very satisfied", "Extremely satisfied"}}},
	{"easy5", [][]string{{"Very difficult", "Extremely difficult"}, {"Difficult", "Somewhat difficult"}, {"Neither easy nor difficult", "Neutral"}, {"Easy", "Somewhat easy"}, {"Very easy", "Extremely easy"}}},
	{"useful5", [][]string{{"Not at all useful", "Not useful"}, {"Slightly useful"}, {"Moderately useful", "Somewhat useful"}, {"Very useful"}, {"Extremely useful"}}},
	{"important5", [][]string{{"Not at all important", "Not important"}, {"Slightly important"}, {"Moderately important", "Somewhat important"}, {"Very important"}, {"Extremely important"}}},
	{"confident5", [][]string{{"Not at all confident", "Not confident"}, {"Slightly confident"}, {"Moderately confident", "Somewhat confident"}, {"Very confident"}, {"Extremely confident", "Completely confident"}}},
	{"extent5", [][]string{{"Not at all"}, {"A little", "Slightly", "A little bit"}, {"Moderately", "Somewhat", "To some extent"}, {"Very much", "Quite a bit", "Very", "A lot"}, {"Extremely", "Completely", "A great deal"}}},
	{"quality5", [][]string{{"Very poor"}, {"Poor"}, {"Fair", "Average", "Acceptable"}, {"Good"}, {"Very good", "Excellent"}}},
}

// scaleOf gives the shortest common scale that has all these answers, each at a
// point of its own, or nil.
func scaleOf(answers []string) *lexicon {
	for _, l := range lexicons {
		used := map[int]bool{}
		fits := true
		for _, a := range answers {
			i := l.place(a)
			fits = fits && i >= 0 && !used[i]
			used[i] = true
		}
		if fits {
			return &l
		}
	}
	return nil
}

func (l *lexicon) place(answer string) int {
	return slices.IndexFunc(l.words, func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return fold(w) == fold(answer) })
	})
}

// A scale is a scale of the manifest.
type scale struct {
	id        string
	low, high int
	labels    []string // from low to high; none where answers are numbers
	evidence  string
}

// scaleFor gives one scale for the answers of columns, or nil where they fit
// none together.
func scaleFor(columns []*column) *scale {
	var texts []string
	low, high, numbers := 0, -1, false
	for _, c := range columns {
		switch c.kind {
		case points:
			numbers = true
			if high < low {
				low, high = c.low, c.high
			}
			low, high = min(low, c.low), max(high, c.high)
		case labels:
			for _, v := range c.distinct {
				if !slices.ContainsFunc(texts, func(t string) bool { return fold(t) == fold(v) }) {
					texts = append(texts, v)
				}
			}
		default:
			return nil
		}
	}
	switch {
	case numbers && len(texts) > 0:
		return nil
	case numbers && high-low < 2:
		return nil
	case numbers:
		return &scale{id: fmt.Sprintf("points_%d_%d", low, high), low: low, high: high,
			evidence: fmt.Sprintf("the answers run from %d to %d", low, high)}
	}
	l := scaleOf(texts)
	if l == nil {
		return nil
	}
	s := &scale{id: l.id, low: 1, high: len(l.words), labels: make([]string, len(l.words))}
	for _, t := range texts {
		s.labels[l.place(t)] = t
	}
	var nobody []string
	for i, t := range s.labels {
		if t == "" {
			s.labels[i] = l.words[i][0]
			nobody = append(nobody, s.labels[i])
		}
	}
	s.evidence = fmt.Sprintf("these %d answers were given, and the order of the words is the common one", len(texts))
	if len(nobody) > 0 {
		s.evidence += "; nobody gave " + strings.Join(nobody, ", ")
	}
	return s
}

// yaml writes a scale in one line.
func (s *scale) yaml() string {
	text := fmt.Sprintf("{points: [%d, %d]", s.low, s.high)
	if len(s.labels) > 0 {
		var ls []string
		for i, l := range s.labels {
			ls = append(ls, fmt.Sprintf("%s: %d", quote(l), s.low+i))
		}
		text += ", labels: {" + strings.Join(ls, ", ") + "}"
	}
	return text + "}"
}

// scales collects the scales of a study, each once.
type scales []*scale

// add gives the id of a scale, which is another one's when they are the same.
func (all *scales) add(s *scale) string {
	n := 0
	for _, had := range *all {
		if had.low == s.low && had.high == s.high && slices.EqualFunc(had.labels, s.labels, func(a, b string) bool { return fold(a) == fold(b) }) {
			return had.id
		}
		if had.id == s.id || strings.HasPrefix(had.id, s.id+"_") {
			n++
		}
	}
	own := *s
	if n > 0 {
		own.id = fmt.Sprintf("%s_%d", s.id, n+1)
	}
	*all = append(*all, &own)
	return own.id
}
