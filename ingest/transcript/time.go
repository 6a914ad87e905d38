package transcript

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// parseTime reads a time at the beginning of s: 3:12, 00:03:12, 0:00:05.100,
// and a range of two, of which the first counts. It gives the length read.
func parseTime(s string) (time.Duration, int, bool) {
	t, n, ok := clock(s)
	if !ok {
		return 0, 0, false
	}
	i := skipSpace(s, n)
	for _, arrow := range []string{"-->", "->", "→", "–", "—", "-"} {
		if rest, found := strings.CutPrefix(s[i:], arrow); found {
			from := skipSpace(rest, 0)
			if _, m, ok := clock(rest[from:]); ok {
				return t, i + len(arrow) + from + m, true
			}
			break
		}
	}
	return t, n, true
}

// clock reads one time of two or three fields.
func clock(s string) (time.Duration, int, bool) {
	var fields [3]int
	i, n := 0, 0
	for n < 3 {
		start := i
		for i < len(s) && i-start < 3 && s[i] >= '0' && s[i] <= '9' {
			fields[n] = fields[n]*10 + int(s[i]-'0')
			i++
		}
		if digits := i - start; digits == 0 || n > 0 && (digits > 2 || fields[n] > 59) {
			return 0, 0, false
		}
		n++
		// A colon goes on only if a digit follows: "0:05:" is a time and a colon.
		if n == 3 || i+1 >= len(s) || s[i] != ':' || s[i+1] < '0' || s[i+1] > '9' {
			break
		}
		i++
	}
	if n < 2 {
		return 0, 0, false
	}
	d := time.Duration(0)
	for _, f := range fields[:n] {
		d = d*60 + time.Duration(f)*time.Second
	}
	if i+1 < len(s) && (s[i] == '.' || s[i] == ',') && s[i+1] >= '0' && s[i+1] <= '9' {
		i++
		unit := time.Second / 10
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			d += time.Duration(s[i]-'0') * unit
			unit /= 10
			i++
		}
	}
	if i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == 's' && (i+1 == len(s) || !isLetter(s[i+1:]))) {
		return 0, 0, false // "0:0512" and "1:30s" are something else
	}
	if isLetter(s[i:]) {
		return 0, 0, false // "10:30am"
	}
	return d, i, true
}

func isLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// bracketedTime reads "[0:05]", "(0:05)", "{0:05}" or "<0:05>".
func bracketedTime(s string) (time.Duration, int, bool) {
	if s == "" {
		return 0, 0, false
	}
	closing := closings[s[0]]
	if closing == 0 {
		return 0, 0, false
	}
	i := skipSpace(s, 1)
	d, n, ok := parseTime(s[i:])
	if !ok {
		return 0, 0, false
	}
	i = skipSpace(s, i+n)
	if i >= len(s) || s[i] != closing {
		return 0, 0, false
	}
	return d, i + 1, true
}

// closings are the brackets that close others; 0 for what is none.
var closings = [256]byte{'[': ']', '(': ')', '{': '}', '<': '>'}

// anyTime reads a time in brackets or plain.
func anyTime(s string) (time.Duration, int, bool) {
	if d, n, ok := bracketedTime(s); ok {
		return d, n, true
	}
	return parseTime(s)
}

// timeAlone reads a line that holds a time and nothing else.
func timeAlone(s string) (time.Duration, bool) {
	i := skipSpace(s, 0)
	d, n, ok := anyTime(s[i:])
	if !ok || skipSpace(s, i+n) != len(s) {
		return 0, false
	}
	return d, true
}

// leadingTime reads a time at the beginning of a line, and what joins it to
// the label: "@0:25 - Name".
func leadingTime(s string) (d time.Duration, next int, ok bool) {
	i := skipSpace(s, 0)
	at := strings.TrimPrefix(s[i:], "@")
	j := len(s) - len(at)
	d, n, ok := anyTime(at)
	if !ok {
		return 0, i, false
	}
	j = skipSpace(s, j+n)
	for _, dash := range []string{"-", "–", "—"} {
		if strings.HasPrefix(s[j:], dash) {
			j = skipSpace(s, j+len(dash))
			break
		}
	}
	return d, j, true
}

// timeAround reports whether the colon at byte i stands between digits.
func timeAround(s string, i int) bool {
	digit := func(j int) bool { return j >= 0 && j < len(s) && s[j] >= '0' && s[j] <= '9' }
	return digit(i-1) && digit(i+1)
}
