package word

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"kith/ooxml"
)

// listLevels is how many levels a list of Word's has.
const listLevels = 9

// numbering is what numbering.xml says of automatic lists, and how far each
// list has counted. Word keeps no number in the text: it counts when it prints.
type numbering struct {
	lists     map[string]*list    // abstract lists by id
	instances map[string]instance // by numId
	byStyle   map[string]string   // numbering style to abstract list
	started   map[string]bool     // numId/level whose own start has been used
}

// A list is an abstract list: lists that share it go on with its count.
type list struct {
	levels [listLevels]level
	style  string // the numbering style that holds the levels, if another does
	count  [listLevels]int
	begun  [listLevels]bool
}

// A level is how a level of a list counts and prints.
type level struct {
	start    int
	format   string // numFmt: decimal, lowerRoman, bullet
	text     string // lvlText: "%1.%2"
	legal    bool   // all numbers in it print as decimals
	restart  int    // the level after which it begins anew, from 1; 0 never; -1 after any above
	style    string // the paragraph style that stands on this level
	declared bool
}

// An instance is a list as paragraphs name it.
type instance struct {
	list   string
	levels map[int]level // levels of its own
	starts map[int]int   // starts of its own
}

// readNumbering reads the lists of a document; one without lists has none.
func readNumbering(pkg *ooxml.Package) (*numbering, error) {
	n := &numbering{lists: map[string]*list{}, instances: map[string]instance{}, byStyle: map[string]string{}, started: map[string]bool{}}
	names, err := pkg.Related(pkg.Main(), "numbering")
	if err != nil || len(names) == 0 {
		return n, err
	}
	part, err := pkg.Part(names[0])
	if err != nil {
		return nil, err
	}
	if err := n.read(part); err != nil {
		return nil, damaged(names[0], err)
	}
	return n, nil
}

// read reads the definitions. Names are matched without their namespace.
func (n *numbering) read(part []byte) error {
	s := ooxml.ScanPart(part)
	var (
		path   []string
		listID string
		cur    *list
		numID  string
		inst   instance
		at     int    // level being read
		lvl    *level // nil outside a level
	)
	for {
		token, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token {
		case ooxml.StartTag:
			v := val(s.Attrs)
			parent := ""
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			switch local := string(s.Name); {
			case local == "abstractNum":
				listID, _ = s.Attrs.Get("abstractNumId")
				cur = &list{}
				n.lists[listID] = cur
			case local == "numStyleLink" && parent == "abstractNum":
				cur.style = v
			case local == "styleLink" && parent == "abstractNum":
				n.byStyle[v] = listID
			case local == "num" && parent == "numbering":
				numID, _ = s.Attrs.Get("numId")
				inst = instance{levels: map[int]level{}, starts: map[int]int{}}
			case local == "abstractNumId" && parent == "num":
				inst.list = v
			case local == "lvlOverride":
				at = levelOf(s.Attrs)
			case local == "startOverride":
				if s, err := strconv.Atoi(v); err == nil && parent == "lvlOverride" {
					inst.starts[at] = s
				}
			case local == "lvl" && (parent == "abstractNum" || parent == "lvlOverride"):
				at = levelOf(s.Attrs)
				lvl = &level{start: 0, restart: -1, declared: true, format: "decimal"}
			case lvl != nil && (parent == "lvl" || local == "numFmt"): // a format may stand in alternatives
				lvl.set(local, s.Attrs)
			}
			path = append(path, string(s.Name))
		case ooxml.EndTag:
			path = path[:len(path)-1]
			switch string(s.Name) {
			case "lvl":
				if lvl == nil {
					break
				}
				if len(path) > 0 && path[len(path)-1] == "lvlOverride" {
					inst.levels[at] = *lvl
				} else if cur != nil {
					cur.levels[at] = *lvl
				}
				lvl = nil
			case "num":
				if len(path) == 1 {
					n.instances[numID] = inst
				}
			}
		}
	}
}

func levelOf(attrs ooxml.Attributes) int {
	v, _ := attrs.Get("ilvl")
	if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < listLevels {
		return i
	}
	return 0
}

func (l *level) set(local string, attrs ooxml.Attributes) {
	v := val(attrs)
	switch local {
	case "start":
		if n, err := strconv.Atoi(v); err == nil {
			l.start = n
		}
	case "numFmt":
		l.format = v
	case "lvlText":
		l.text = v
	case "isLgl":
		l.legal = on(attrs)
	case "lvlRestart":
		if n, err := strconv.Atoi(v); err == nil {
			l.restart = n
		}
	case "pStyle":
		l.style = v
	}
}

// resolve gives the list behind an instance.
func (n *numbering) resolve(numID string) (*list, instance, bool) {
	inst, ok := n.instances[numID]
	if !ok {
		return nil, inst, false
	}
	l := n.lists[inst.list]
	if l != nil && l.style != "" {
		if other := n.lists[n.byStyle[l.style]]; other != nil {
			l = other
		}
	}
	return l, inst, l != nil
}

// levelOfStyle gives the level a paragraph style stands on in a list.
func (n *numbering) levelOfStyle(numID, style string) (int, bool) {
	l, _, ok := n.resolve(numID)
	if !ok || style == "" {
		return 0, false
	}
	for i := range l.levels {
		if l.levels[i].style == style {
			return i, true
		}
	}
	return 0, false
}

// next counts one paragraph on a level of a list and gives its number as it
// prints, without the tab or space that follows it.
func (n *numbering) next(numID string, at int) string {
	l, inst, ok := n.resolve(numID)
	if !ok || at < 0 || at >= listLevels {
		return ""
	}
	of := func(i int) level {
		if own, ok := inst.levels[i]; ok {
			return own
		}
		return l.levels[i]
	}
	start := func(i int) int {
		if s, ok := inst.starts[i]; ok {
			return s
		}
		return of(i).start
	}
	key := numID + "/" + strconv.Itoa(at)
	_, own := inst.starts[at]
	if !l.begun[at] || own && !n.started[key] {
		l.count[at] = start(at)
	} else {
		l.count[at]++
	}
	l.begun[at], n.started[key] = true, true
	for i := at + 1; i < listLevels; i++ {
		if r := of(i).restart; r < 0 || r > at {
			l.begun[i] = false
		}
	}
	lvl := of(at)
	if lvl.format == "bullet" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(lvl.text); i++ {
		c := lvl.text[i]
		if c != '%' || i+1 >= len(lvl.text) || lvl.text[i+1] < '1' || lvl.text[i+1] > '9' {
			b.WriteByte(c)
			continue
		}
		i++
		k := int(lvl.text[i] - '1')
		v := l.count[k]
		if !l.begun[k] {
			v = start(k)
		}
		format := of(k).format
		if lvl.legal && format != "none" {
			format = "decimal"
		}
		b.WriteString(formatNumber(v, format))
	}
	return b.String()
}

// formatNumber writes a number as a list prints it. Formats of other scripts
// print as decimals.
func formatNumber(n int, format string) string {
	switch format {
	case "none", "bullet":
		return ""
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperLetter":
		return letters(n)
	case "lowerLetter":
		return strings.ToLower(letters(n))
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "ordinal":
		return strconv.Itoa(n) + ordinalEnding(n)
	case "numberInDash":
		return "- " + strconv.Itoa(n) + " -"
	case "decimalEnclosedCircle":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	}
	return strconv.Itoa(n)
}

// letters writes A to Z, then AA, BB, as Word does.
func letters(n int) string {
	const most = 26 * 30
	if n < 1 || n > most {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	const most = 3999
	if n < 1 || n > most {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, d := range []struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= d.n {
			b.WriteString(d.s)
			n -= d.n
		}
	}
	return b.String()
}

func ordinalEnding(n int) string {
	if n%100 >= 11 && n%100 <= 13 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}
