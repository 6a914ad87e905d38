package corpus

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Address names a passage as people write it:
//
//	S1_LW03#41          turn 41
//	S1_LW03#41-43       turns 41 to 43
//	S1_LW03#41:12-58    code points 12 to 58 of turn 41, half-open
//	S1_LW03@120-180     code points 120 to 180 of the whole text
//	S1_LW03             the whole document
//
// A document may have spaces in its name, and even # and @: what stands before the
// last part that reads as above is the document.
type Address struct {
	Document string
	Turn     int  // 0 for none
	Last     int  // last turn of a run; Turn itself for one
	Within   bool // From and To count within the turn
	Whole    bool // From and To count in the whole text
	From, To int
}

var addressForm = regexp.MustCompile(`^([^#@]+|.+?)(?:#([1-9]\d{0,8})(?:-(\d{1,9})|:(\d{1,9})-(\d{1,9}))?|@(\d{1,9})-(\d{1,9}))?$`)

// ParseAddress reads an address.
func ParseAddress(text string) (Address, error) {
	m := addressForm.FindStringSubmatch(text)
	if m == nil || m[1] != strings.TrimSpace(m[1]) || m[1] == text && strings.ContainsAny(text, "#@") {
		return Address{}, fmt.Errorf("%q is no address; write S1_LW03#41 for a turn, S1_LW03#41-43 for several, S1_LW03#41:12-58 for code points within a turn", text)
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v } // digits, by the form
	a := Address{Document: m[1]}
	switch {
	case m[6] != "":
		a.Whole, a.From, a.To = true, n(6), n(7)
	case m[4] != "":
		a.Turn, a.Last, a.Within, a.From, a.To = n(2), n(2), true, n(4), n(5)
	case m[3] != "":
		a.Turn, a.Last = n(2), n(3)
	case m[2] != "":
		a.Turn, a.Last = n(2), n(2)
	}
	if a.Last < a.Turn || (a.Within || a.Whole) && a.To <= a.From {
		return Address{}, fmt.Errorf("%q ends before it begins", text)
	}
	return a, nil
}

// String writes the address as ParseAddress reads it.
func (a Address) String() string {
	switch {
	case a.Whole:
		return fmt.Sprintf("%s@%d-%d", a.Document, a.From, a.To)
	case a.Within:
		return fmt.Sprintf("%s#%d:%d-%d", a.Document, a.Turn, a.From, a.To)
	case a.Last > a.Turn:
		return fmt.Sprintf("%s#%d-%d", a.Document, a.Turn, a.Last)
	case a.Turn > 0:
		return fmt.Sprintf("%s#%d", a.Document, a.Turn)
	}
	return a.Document
}

// Resolve gives the span that an address names in the document. It is an error
// when there is no such turn, or the turn or text is shorter.
func (d *Document) Resolve(a Address) (Span, error) {
	if a.Document != d.ID {
		return Span{}, fmt.Errorf("%s is not in %s", a, d.ID)
	}
	length := utf8.RuneCountInString(d.Text)
	switch {
	case a.Whole:
		if a.To > length {
			return Span{}, fmt.Errorf("%s: the text has %d code points", a, length)
		}
		return Span{a.From, a.To}, nil
	case a.Turn == 0 && a.Last == 0:
		return Span{0, length}, nil
	case a.Turn < 1 || a.Last > len(d.Turns):
		return Span{}, fmt.Errorf("%s: the document has turns 1 to %d", a, len(d.Turns))
	}
	s := Span{d.Turns[a.Turn-1].Span.Start, d.Turns[a.Last-1].Span.End}
	if !a.Within {
		if s.End == s.Start {
			return Span{}, fmt.Errorf("%s: nothing was said in this turn", a)
		}
		return s, nil
	}
	if s.Start+a.To > s.End {
		return Span{}, fmt.Errorf("%s: the turn has %d code points", a, s.End-s.Start)
	}
	return Span{s.Start + a.From, s.Start + a.To}, nil
}

// AddressOf gives the shortest address of a span: a turn, a run of turns, a part
// of one turn, or else a part of the text.
func (d *Document) AddressOf(s Span) Address {
	first, last := 0, 0
	for i, t := range d.Turns {
		if t.Span.Start <= s.Start && s.Start < max(t.Span.End, t.Span.Start+1) {
			first = i + 1
		}
		if t.Span.Start < s.End && s.End <= t.Span.End {
			last = i + 1
		}
	}
	switch {
	case first == 0 || last < first:
	case d.Turns[first-1].Span.Start == s.Start && d.Turns[last-1].Span.End == s.End:
		return Address{Document: d.ID, Turn: first, Last: last}
	case first == last:
		at := d.Turns[first-1].Span.Start
		return Address{Document: d.ID, Turn: first, Last: first, Within: true, From: s.Start - at, To: s.End - at}
	}
	return Address{Document: d.ID, Whole: true, From: s.Start, To: s.End}
}

// Find gives every place where words stand in the document, in order. Kinds of
// quotation mark, dash and white space, and runs of white space, count as the
// same; capitals and small letters differ.
func (d *Document) Find(words string) []Span {
	want, _ := plain(strings.TrimSpace(words))
	if want == "" {
		return nil
	}
	text, at := plain(d.Text)
	var found []Span
	for from := 0; ; {
		i := strings.Index(text[from:], want)
		if i < 0 {
			return found
		}
		start := utf8.RuneCountInString(text[:from+i])
		end := start + utf8.RuneCountInString(want)
		found = append(found, Span{at[start], at[end-1] + 1})
		_, size := utf8.DecodeRuneInString(text[from+i:])
		from += i + size
	}
}

var oneForm = strings.NewReplacer("‘", "'", "’", "'", "‚", "'", "‛", "'", "“", `"`, "”", `"`, "„", `"`, "‟", `"`, "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-")

// plain gives text with one space for every run of white space and one form of
// each mark, and for each of its code points where that stands in text.
func plain(text string) (string, []int) {
	var b strings.Builder
	var at []int
	i, spaced := 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			if !spaced {
				b.WriteByte(' ')
				at = append(at, i)
			}
			spaced = true
		default:
			spaced = false
			b.WriteString(oneForm.Replace(string(r)))
			at = append(at, i)
		}
		i++
	}
	return b.String(), at
}
