package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of SPSS, in bytes of UTF-8.
const (
	maxSPSSName       = 64
	maxSPSSLabel      = 256 // of a variable
	maxSPSSValueLabel = 120
	maxSPSSString     = 255 // an id longer than that is cut
	minSPSSString     = 8
)

// spssReserved are the words that no variable may be called.
var spssReserved = []string{"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}

// spssSyntax is load.sps: it reads data.csv and declares labels, value labels,
// missing values and levels of measurement.
func (t *table) spssSyntax() string {
	var b strings.Builder
	b.WriteString("* Encoding: UTF-8.\n")
	if t.book.Synthetic {
		b.WriteString("* SYNTHETIC: made-up data, no participants.\n")
	}
	b.WriteString(`* Reads data.csv, which lies beside this file: make that folder the current one first (CD).
* Variables whose names SPSS does not take are renamed; their labels say what they were.

GET DATA
  /TYPE=TXT
  /FILE='data.csv'
  /ENCODING='UTF8'
  /ARRANGEMENT=DELIMITED
  /FIRSTCASE=2
  /DELIMITERS=','
  /QUALIFIER='"'
  /VARIABLES=
`)
	if t.ids != nil {
		width := minSPSSString
		for _, id := range t.ids {
			width = max(width, len(id)+1)
		}
		fmt.Fprintf(&b, "    %s A%d\n", spssName(t.idName), min(width, maxSPSSString))
	}
	for i := range t.book.Variables {
		fmt.Fprintf(&b, "    %s %s\n", t.names[i], spssFormat(t.values[i], t.reasons))
	}
	if t.book.Synthetic {
		fmt.Fprintf(&b, "    %s F1.0\n", t.syntheticSPSS())
	}
	b.WriteString("  .\n\nVARIABLE LABELS\n")
	for i, v := range t.book.Variables {
		label := v.Label
		if t.names[i] != v.Name && label != v.Name {
			label = v.Name + ": " + label
		}
		fmt.Fprintf(&b, "  %s %s%s\n", slash(i), t.names[i]+" ", spssString(label, maxSPSSLabel))
	}
	b.WriteString("  .\n")
	t.spssValues(&b)
	if len(t.reasons) > 0 {
		lowest := t.reasons[len(t.reasons)-1].Code
		fmt.Fprintf(&b, "\nMISSING VALUES\n  %s\n  (%s THRU %s).\n", wrapNames(t.names), number(lowest), number(t.reasons[0].Code))
	}
	for _, level := range []string{"nominal", "ordinal", "scale"} {
		var names []string
		for i, v := range t.book.Variables {
			if v.Measure == level {
				names = append(names, t.names[i])
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(&b, "\nVARIABLE LEVEL\n  %s\n  (%s).\n", wrapNames(names), strings.ToUpper(level))
		}
	}
	b.WriteString("\nEXECUTE.\n")
	return b.String()
}

// spssValues declares what the numbers of each variable stand for, the missing
// codes that it has among them.
func (t *table) spssValues(b *strings.Builder) {
	first := true
	for i, v := range t.book.Variables {
		var lines []string
		for _, k := range v.Values {
			if k.Label != "" {
				lines = append(lines, "    "+number(k.Code)+" "+spssString(k.Label, maxSPSSValueLabel))
			}
		}
		for _, r := range t.reasons {
			if t.columns[i].Missing.Has(r.Name) {
				lines = append(lines, "    "+number(r.Code)+" "+spssString(r.Name, maxSPSSValueLabel))
			}
		}
		if len(lines) == 0 {
			continue
		}
		if first {
			b.WriteString("\nVALUE LABELS\n")
		}
		sep := "/"
		if first {
			sep = " "
		}
		fmt.Fprintf(b, "  %s %s\n%s\n", sep, t.names[i], strings.Join(lines, "\n"))
		first = false
	}
	if !first {
		b.WriteString("  .\n")
	}
}

func slash(i int) string {
	if i == 0 {
		return " "
	}
	return "/"
}

func (t *table) syntheticSPSS() string {
	taken := map[string]bool{}
	for _, n := range t.names {
		taken[strings.ToUpper(n)] = true
	}
	if t.ids != nil {
		taken[strings.ToUpper(spssName(t.idName))] = true
	}
	return unused(taken, syntheticName)
}

// wrapNames sets names in lines of at most 76 characters, where that is
// possible.
func wrapNames(names []string) string {
	var b strings.Builder
	line := 0
	for i, n := range names {
		switch {
		case i == 0:
		case line+1+len(n) > 76:
			b.WriteString("\n  ")
			line = 0
		default:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(n)
		line += len(n)
	}
	return b.String()
}

// spssFormat gives the format of numbers: wide enough for each of them and for
// the missing codes, with their decimals.
func spssFormat(x []float64, reasons []reason) string {
	width, decimals := 1, 0
	look := func(v float64) {
		s := strconv.FormatFloat(v, 'f', -1, 64)
		width = max(width, len(s))
		if at := strings.IndexByte(s, '.'); at >= 0 {
			decimals = max(decimals, len(s)-at-1)
		}
	}
	for _, v := range x {
		if v == v {
			look(v)
		}
	}
	for _, r := range reasons {
		look(r.Code)
	}
	decimals = min(decimals, 16)
	width = min(max(width, 3)+decimals, 40)
	return fmt.Sprintf("F%d.%d", width, decimals)
}

// spssName gives a name that SPSS takes: it begins with a letter, has letters,
// digits, _ and . alone, is no word of its language, and does not end in a
// period or underscore.
func spssName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.':
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
		if b.Len() >= maxSPSSName-4 { // room for a number
			break
		}
	}
	s := strings.TrimRight(b.String(), "._")
	if s == "" {
		s = "v"
	}
	if c := s[0] | 0x20; c < 'a' || c > 'z' {
		s = "v" + s
	}
	if slices.Contains(spssReserved, strings.ToUpper(s)) {
		s = "v" + s
	}
	return s
}

// unused gives name, with a number after it where it is taken; SPSS knows no
// capitals in names.
func unused(taken map[string]bool, name string) string {
	free := name
	for i := 2; taken[strings.ToUpper(free)]; i++ {
		free = name + strconv.Itoa(i)
	}
	taken[strings.ToUpper(free)] = true
	return free
}

// spssString quotes a text of at most most bytes, on one line.
func spssString(s string, most int) string {
	s = oneLine(s)
	for len(s) > most {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
