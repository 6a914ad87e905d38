package report

import (
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kith/analysis/stat"
)

// A TextResult is one test result found in running text, such as
// "t(69) = −8.05, p < .001, d = −0.96".
type TextResult struct {
	Start, End int    // bytes of the text searched, half-open
	Printed    string // the result alone, in one spelling; numerals as printed
	Test       stat.PrintedTest
	N          int // of χ²(2, N = 70); 0 when not printed
	// P is the p printed with the result; nil when there is none. "ns" is
	// read as p > .05.
	P      *stat.Printed
	Effect *TextEffect // d or g printed with it; nil when there is none
}

// A TextEffect is a standardised mean difference printed with a result.
type TextEffect struct {
	Name  string // d, d_z, d_av, d_rm, d_s, g or g_z
	Value stat.Printed
}

// maxTextTerms bounds what may follow a statistic before its p is given up.
const maxTextTerms = 12

// FindResults finds the results of t, F, r, χ² and z tests in running text, in
// the ways they are typed: any space and minus, italics and subscripts marked
// up in Markdown, HTML or mathematical letters, ≤ and ≥, p = .000, p=.03, ns,
// p-value, df in brackets, below the line or after a comma, over line breaks.
// A blank line ends a result. A statistic with neither p nor d is not given.
func FindResults(text string) []TextResult {
	plain := flatten(text)
	var found []TextResult
	for at := 0; at < len(plain.text); {
		loc := statistic.FindStringSubmatchIndex(plain.text[at:])
		if loc == nil {
			break
		}
		r, end, ok := readResult(plain.text, at, loc)
		if ok {
			r.Start, r.End = plain.at[at+loc[2]], plain.end[end-1]
			found = append(found, r)
		}
		at = max(end, at+loc[3])
	}
	return found
}

// The patterns read flattened text: NFKC, single spaces, ASCII minus, no markup.
const (
	numeralPattern = `[-+]? ?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})(?:e-?\d{1,3}| ?[×x] ?10 ?-?\d{1,3})?`
	dfPattern      = `\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,9}(?:\.\d{1,6})?`
	sidePattern    = `(one|two|1|2)[- ]?(?:sided|tailed)`
	relation       = `<=|>=|[<>=≤≥]`
)

// statistic finds a statistic with its df. Group 1 is all but what stands
// before it; then come, by kind: the dfs, N, the relation, the number.
var statistic = regexp.MustCompile(`(?:^|[^\pL\pN.])(` +
	`t ?[(\[] ?(?:df ?= ?)?(?P<tdf>` + dfPattern + `) ?[)\]]` +
	`|t(?P<tsub>\d{2,6}(?:\.\d{1,6})?)(?P<bare> ?=)` +
	`|F ?[(\[]? ?(?P<fdf1>\d{1,9}(?:\.\d{1,6})?) ?[,;] ?(?P<fdf2>` + dfPattern + `) ?[)\]]?` +
	`|r ?[(\[] ?(?:df ?= ?)?(?P<rdf>` + dfPattern + `) ?[)\]]` +
	`|(?:[χΧ] ?2?|[Xx] ?2|[Cc]hi(?:[- ]?squared?| ?2)?) ?[(\[] ?(?:df ?= ?)?(?P<xdf>` + dfPattern + `) ?(?:[,;] ?[Nn] ?= ?(?P<xn>` + dfPattern + `) ?)?[)\]]` +
	`|(?P<tdfafter>t) ?` +
	`|(?P<z>[zZ]) ?` +
	`) ?(?P<rel>` + relation + `)? ?(?P<num>` + numeralPattern + `)`)

// The terms that may follow a statistic.
var (
	termSeparator = regexp.MustCompile(`^ ?[,;:|]? ?(?:\(|\[|and |with )? ?`)
	termDF        = regexp.MustCompile(`^df ?(?:=|:) ?(` + dfPattern + `)`)
	termP         = regexp.MustCompile(`^(?:` + sidePattern + ` )?[pP](?:[- ]?values?)? ?(?:\( ?` + sidePattern + ` ?\) ?)?(` + relation + `) ?(` + numeralPattern + `)`)
	termNS        = regexp.MustCompile(`^(?:[pP] ?(?:=|:)? ?)?(?:n\.s\.|ns|NS|N\.S\.)`)
	termSide      = regexp.MustCompile(`^\(? ?` + sidePattern + ` ?\)?`)
	termEffect    = regexp.MustCompile(`^(?:Cohen['’]?s ?|Hedges['’]?s? ?)?([dg]) ?(z|av|rm|s)?(?: ?\(?(z|av|rm|s)\)?)? ?= ?(` + numeralPattern + `)`)
	termInterval  = regexp.MustCompile(`^(?:\d{2}(?:\.\d{1,2})? ?% ?)?(?:CIs?|CrI)(?: ?for ?d)? ?(?:=|:)? ?[\[(] ?(?:` + numeralPattern + `|- ?∞) ?(?:,|;|to|-) ?(?:` + numeralPattern + `|∞) ?[\])]`)
	termOther     = regexp.MustCompile(`^(?:SE|SD|SDs|M|Ms|MD|MSE|Mdiff|N|n|r|b|B|β|V|φ|BF ?(?:10|01)?|(?:partial )?[ηω] ?p? ?2 ?[pG]?|ε ?2?|power|(?:Holm|Bonferroni|Benjamini-Hochberg|BH|FDR)[- ](?:adjusted|corrected) p|p ?\(?(?:adj|holm|Holm|corrected|adjusted)\)?) ?(?:` + relation + `) ?` + numeralPattern)
)

// ends reports whether a term ends at at, and not inside a longer word or number.
func ends(s string, at int) bool {
	if at >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[at:])
	if r == '.' && at+1 < len(s) {
		return s[at+1] < '0' || s[at+1] > '9'
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%'
}

// readStatistic says from the groups of a match which statistic stands there, with its
// dfs and N, and how it is printed. A t alone needs the df that may come after it.
func (r *TextResult) readStatistic(group func(name string) string) (label string, needsDF bool) {
	switch {
	case group("tdf") != "", group("tsub") != "":
		df := group("tdf") + group("tsub")
		r.Test.Kind, r.Test.DF1, label = stat.KindT, count(df), "t("+df+")"
	case group("fdf1") != "":
		r.Test.Kind, r.Test.DF1, r.Test.DF2 = stat.KindF, count(group("fdf1")), count(group("fdf2"))
		label = "F(" + group("fdf1") + ", " + group("fdf2") + ")"
	case group("rdf") != "":
		r.Test.Kind, r.Test.DF1, label = stat.KindR, count(group("rdf")), "r("+group("rdf")+")"
	case group("xdf") != "":
		r.Test.Kind, r.Test.DF1, label = stat.KindChiSquare, count(group("xdf")), "χ²("+group("xdf")
		if n := group("xn"); n != "" {
			r.N = int(min(count(n), math.MaxInt32))
			label += ", N = " + n
		}
		label += ")"
	case group("z") != "":
		r.Test.Kind, label = stat.KindZ, "z"
	default:
		r.Test.Kind, needsDF = stat.KindT, true
	}
	return label, needsDF
}

// readResult reads the result whose statistic was found at loc of s[at:], and
// gives where it ends.
func readResult(s string, at int, loc []int) (r TextResult, end int, ok bool) {
	group := func(name string) string {
		i := statistic.SubexpIndex(name)
		if loc[2*i] < 0 {
			return ""
		}
		return s[at+loc[2*i] : at+loc[2*i+1]]
	}
	end = at + loc[1]
	if !ends(s, end) {
		return r, end, false
	}
	rel := group("rel")
	if group("bare") != "" {
		rel = "="
	}
	label, needsDF := r.readStatistic(group)
	value, printed, valid := readNumeral(rel, group("num"))
	if rel == "" || !valid {
		return r, end, false
	}
	r.Test.Statistic = value
	var terms []string
	pAt := 0 // p among the terms
	oneSided := func(side string) {
		if (side == "one" || side == "1") && !r.Test.OneSided {
			r.Test.OneSided = true
			terms[pAt] += " (one-sided)"
		}
	}
	for range maxTextTerms {
		next := end + len(termSeparator.FindString(s[end:]))
		rest := s[next:]
		match := func(re *regexp.Regexp) []string {
			m := re.FindStringSubmatch(rest)
			if m == nil || !ends(s, next+len(m[0])) {
				return nil
			}
			return m
		}
		var m []string
		if m = match(termDF); m != nil {
			if needsDF {
				r.Test.DF1, label, needsDF = count(m[1]), "t("+m[1]+")", false
			}
		} else if m = match(termP); m != nil {
			p, text, valid := readNumeral(m[3], m[4])
			if r.P != nil || !valid {
				break
			}
			r.P, pAt = &p, len(terms)
			terms = append(terms, "p "+text)
			oneSided(m[1] + m[2])
		} else if m = match(termNS); m != nil {
			if r.P != nil {
				break
			}
			r.P, pAt = &stat.Printed{Relation: stat.Above, Value: .05, Decimals: 2}, len(terms)
			terms = append(terms, "ns")
		} else if m = match(termSide); m != nil {
			if r.P == nil {
				break
			}
			oneSided(m[1])
		} else if m = match(termEffect); m != nil {
			v, text, valid := readNumeral("=", m[4])
			if r.Effect != nil || !valid {
				break
			}
			name := m[1]
			if sub := m[2] + m[3]; sub != "" {
				name += "_" + sub
			}
			r.Effect = &TextEffect{Name: name, Value: v}
			terms = append(terms, name+" "+text)
		} else if m = match(termInterval); m == nil {
			if m = match(termOther); m == nil {
				break
			}
		}
		end = next + len(m[0])
	}
	if needsDF || r.P == nil && r.Effect == nil {
		return r, end, false
	}
	r.Printed = strings.Join(append([]string{label + " " + printed}, terms...), ", ")
	return r, end, true
}

// count reads degrees of freedom or a number of people.
func count(s string) float64 {
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return math.NaN()
	}
	return f
}

// readNumeral reads a relation and a numeral, and gives them in print.
func readNumeral(rel, numeral string) (p stat.Printed, printed string, ok bool) {
	rel = strings.NewReplacer("<=", "≤", ">=", "≥").Replace(rel)
	numeral = strings.TrimPrefix(strings.ReplaceAll(numeral, " ", ""), "+")
	p, err := stat.ParsePrinted(rel + numeral)
	if err != nil {
		return p, "", false
	}
	return p, rel + " " + strings.ReplaceAll(numeral, "-", minus), true
}

// flat is text in one spelling, with the bytes of the source that each of its
// bytes came from.
type flat struct {
	text    string
	at, end []int
}

var (
	tag    = regexp.MustCompile(`^</?[A-Za-z][A-Za-z0-9]{0,9}(?: [^<>\n]{0,80})?/?>`)
	entity = regexp.MustCompile(`^&#?[A-Za-z0-9]{2,10};`)
)

// signs brings all that stands for a minus in print, and the decimal point on
// the middle of the line, to ASCII.
var signs = strings.NewReplacer("·", ".", "−", "-", "–", "-", "—", "-", "‐", "-", "‑", "-", "‒", "-")

// flatten gives text without markup, in compatibility form, with single spaces
// and the ASCII minus; a line feed stands for a blank line.
func flatten(text string) flat {
	var f flat
	var b strings.Builder
	emit := func(s string, from, to int) {
		b.WriteString(s)
		for range len(s) {
			f.at, f.end = append(f.at, from), append(f.end, to)
		}
	}
	newlines, space := 0, false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		s, from := text[i:i+size], i
		switch r {
		case '<':
			if t := tag.FindString(text[i:]); t != "" {
				i += len(t)
				continue
			}
		case '>':
			if from == 0 || newlines > 0 {
				if rest := strings.TrimLeft(text[i+1:], " >"); rest != "" && !strings.ContainsRune("0123456789.", rune(rest[0])) {
					i++ // a quotation in Markdown
					continue
				}
			}
		case '&':
			if e := entity.FindString(text[i:]); e != "" {
				if u := html.UnescapeString(e); u != e {
					s, size = u, len(e)
					r, _ = utf8.DecodeRuneInString(u)
				}
			}
		case utf8.RuneError:
			s = "\uFFFD"
		}
		i += size
		switch {
		case strings.ContainsRune("*_$\\~^`{}", r), r == '\u00AD', unicode.Is(unicode.Cf, r):
			continue // markup, soft hyphens, joiners and marks of direction
		case unicode.IsSpace(r):
			if r == '\n' || r == '\u2029' || r == '\v' || r == '\f' {
				newlines++
			}
			space = true
			continue
		default:
			s = signs.Replace(strings.Join(strings.Fields(norm.NFKC.String(s)), " "))
		}
		if space {
			gap := " "
			if newlines > 1 {
				gap = "\n"
			}
			emit(gap, from, from)
			newlines, space = 0, false
		}
		emit(s, from, i)
	}
	f.text = b.String()
	return f
}
