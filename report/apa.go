package report

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// undefined is what a number that is not defined prints.
const undefined = "–"

// minus is U+2212; CSV has the ASCII hyphen in its place.
const minus = "−"

// Fixed gives f with a fixed number of decimals and an ASCII hyphen for minus,
// or an en dash when f is not finite. It rounds half away from zero, on the
// decimal value of f at 12 significant digits, so that 0.125 gives 0.13
// wherever it was computed, and never gives -0.00.
func Fixed(f float64, decimals int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return undefined
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'e', 11, 64))
	if !ok {
		return undefined
	}
	s := r.FloatString(max(decimals, 0)) // halves away from zero
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// Dec gives n with a fixed number of decimals and a true minus, or an en dash
// when it is not defined.
func Dec(n Num, decimals int) string {
	return strings.Replace(Fixed(float64(n), decimals), "-", minus, 1)
}

// Bounded gives a statistic that cannot exceed 1 in absolute value (r, a
// proportion, alpha) without its leading zero.
func Bounded(n Num, decimals int) string {
	s := Dec(n, decimals)
	if rest, ok := strings.CutPrefix(s, "0."); ok {
		return "." + rest
	}
	if rest, ok := strings.CutPrefix(s, minus+"0."); ok {
		return minus + "." + rest
	}
	return s
}

// P gives p to three decimals, "< .001" below .001 and "> .999" where 1.000
// would print. A p that would print as .050 takes as many more decimals, up to
// three, as it needs to show on which side of .05 it lies.
func P(p Num) string { return pAt(p, .05) }

// pAt is P for another significance level.
func pAt(p, alpha Num) string {
	switch {
	case !p.Defined():
		return undefined
	case p < .001:
		return "< .001"
	}
	s := Bounded(p, 3)
	if s == "1.000" {
		return "> .999"
	}
	for d := 4; d <= 6 && p != alpha && float64Of(s) == float64(alpha); d++ {
		s = Bounded(p, d)
	}
	return s
}

func float64Of(s string) float64 {
	f, err := strconv.ParseFloat(strings.Replace(s, minus, "-", 1), 64)
	if err != nil {
		return math.NaN()
	}
	return f
}

// DF gives degrees of freedom: whole, or to two decimals when fractional.
func DF(n Num) string {
	if n.Defined() && Fixed(float64(n), 9) == Fixed(math.Round(float64(n)), 9) {
		return Dec(n, 0)
	}
	return Dec(n, 2)
}

// ci gives "[−1.24, −0.68]". A side that is not bounded, in a one-sided test,
// prints as infinite.
func ci(low, high Num, alternative string) string {
	if !low.Defined() && !high.Defined() {
		return undefined
	}
	l, h := limits(low, high, alternative)
	return "[" + l + ", " + h + "]"
}

// limits gives both limits of an interval to two decimals.
func limits(low, high Num, alternative string) (l, h string) {
	l, h = Dec(low, 2), Dec(high, 2)
	if low.Defined() && !high.Defined() && alternative == "greater" {
		h = "∞"
	}
	if high.Defined() && !low.Defined() && alternative == "less" {
		l = minus + "∞"
	}
	return l, h
}

// Level gives a confidence level as it was declared: "95%", "99.75%".
func Level(n Num) string {
	if !n.Defined() {
		return undefined
	}
	return trimZeros(Dec(100*n, 6)) + "%"
}

// trimZeros drops the zeros after the last digit that counts: 2.50 to 2.5, 3.0
// to 3.
func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// number gives a count as running text has it: words up to nine, numerals with
// commas from ten on.
func number(n int) string {
	if n >= 0 && n < 10 {
		return inWords(n)
	}
	return numeral(n)
}

// opening gives a count as a sentence begins with it: "Seventy".
func opening(n int) string {
	if n < 0 || n > 999_999 {
		return numeral(n)
	}
	return capitalised(inWords(n))
}

// numeral gives n with a comma between thousands.
func numeral(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = minus, s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

var (
	small = strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve
		thirteen fourteen fifteen sixteen seventeen eighteen nineteen`)
	tens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

// inWords gives 0 to 999,999 in words: "one hundred and five".
func inWords(n int) string {
	rest := func(head string, n int) string {
		switch {
		case n == 0:
			return head
		case n < 100:
			return head + " and " + inWords(n)
		}
		return head + " " + inWords(n)
	}
	switch {
	case n < 20:
		return small[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + small[n%10]
	case n < 1000:
		return rest(small[n/100]+" hundred", n%100)
	}
	return rest(inWords(n/1000)+" thousand", n%1000)
}

// counted gives "one file" or "61 files".
func counted(n int, one, many string) string {
	if n == 1 {
		return number(n) + " " + one
	}
	return number(n) + " " + many
}

// capitalised gives s with its first letter in upper case.
func capitalised(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// minor are the words that APA title case leaves in lower case inside a title.
var minor = map[string]bool{
	"a": true, "an": true, "and": true, "as": true, "at": true, "but": true, "by": true, "for": true,
	"if": true, "in": true, "nor": true, "of": true, "off": true, "on": true, "or": true, "per": true,
	"so": true, "the": true, "to": true, "up": true, "via": true, "yet": true,
}

// titleCase gives s in the title case of APA: first word, words after a colon
// or dash, and all major words have a capital. Words with a capital of their
// own stay as they are.
func titleCase(s string) string {
	words := strings.Fields(s)
	begins := true
	for i, w := range words {
		if begins || !minor[strings.ToLower(w)] {
			words[i] = capitalised(w)
		}
		begins = strings.HasSuffix(w, ":") || strings.HasSuffix(w, "—") || strings.HasSuffix(w, "–")
	}
	return strings.Join(words, " ")
}

// The symbols of statistics.
var (
	symM   = Inline{Text: "M", Italic: true}
	symSD  = Inline{Text: "SD", Italic: true}
	symMdn = Inline{Text: "Mdn", Italic: true}
	symN   = Inline{Text: "n", Italic: true}
	symR   = Inline{Text: "r", Italic: true}
	symT   = Inline{Text: "t", Italic: true}
	symDF  = Inline{Text: "df", Italic: true}
	symP   = Inline{Text: "p", Italic: true}
	symW   = Inline{Text: "α"}
)

// An effect is one standardised effect size, always printed by name.
type effect struct {
	letter, sub string
	what        string // in words, with its formula
}

var effects = map[string]effect{
	"dz":  {"d", "z", "Cohen’s d for paired samples, the mean difference divided by the SD of the differences"},
	"gz":  {"g", "z", "Hedges’ g, d for paired samples times the exact correction J"},
	"dav": {"d", "av", "the mean difference divided by the mean of the two SDs"},
	"gav": {"g", "av", "d of the mean of the two SDs times the exact correction J"},
	"drm": {"d", "rm", "d for paired samples times √(2(1 − r))"},
	"grm": {"g", "rm", "that times the exact correction J"},
}

// symbol gives the name of an effect size in print: an italic letter with its
// subscript.
func (e effect) symbol() []Inline {
	return []Inline{{Text: e.letter, Italic: true}, {Text: e.sub, Sub: true}}
}

// name gives the name in plain text: d_z.
func (e effect) name() string { return e.letter + "_" + e.sub }

// adjustment gives the name of an adjustment of p.
func adjustment(method string) string {
	switch method {
	case "holm":
		return "Holm"
	case "bonferroni":
		return "Bonferroni"
	case "bh":
		return "Benjamini–Hochberg"
	}
	return method
}

// statEquals gives "p = .031" or "p < .001", the symbol before it.
func statEquals(symbol []Inline, value string) []Inline {
	if strings.HasPrefix(value, "<") || strings.HasPrefix(value, ">") {
		return line(symbol, " "+value)
	}
	return line(symbol, " = "+value)
}
