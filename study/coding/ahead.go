package coding

import (
	"errors"
	"runtime"
	"sync"

	"kith/study/journal"
)

// ahead reads the codings among events, which are most of them and as good as
// independent of each other, on every core before they are applied in order. A
// place is nil where the event is another, or cannot be read; then the rule says so.
func ahead(events []journal.Event) []*Coding {
	const least = 2000 // events worth another goroutine
	read := make([]*Coding, len(events))
	var wait sync.WaitGroup
	size := max(least, (len(events)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for from := 0; from < len(events); from += size {
		to := min(from+size, len(events))
		wait.Go(func() {
			once := names{}
			for i, e := range events[from:to] {
				if e.Op != opCodingAdd {
					continue
				}
				if c, err := newCoding(e, once); err == nil {
					read[from+i] = c
				}
			}
		})
	}
	wait.Wait()
	return read
}

// newCoding makes a coding of the event that adds it; once keeps what it names.
func newCoding(e journal.Event, once names) (*Coding, error) {
	var d codingAdd
	if !d.cut(e.Data, once) {
		var err error
		if d, err = decode[codingAdd](e); err != nil {
			return nil, errors.Join(err, errData)
		}
	}
	if d.Document == "" || d.Start < 0 || d.End <= d.Start {
		return nil, errData
	}
	return &Coding{
		ID: e.ID, Document: d.Document, Text: d.Text, Start: d.Start, End: d.End, Code: d.Code, Analyst: e.Analyst,
		Valence: d.Valence, Level: d.Level, Orientation: d.Orientation, Memo: d.Memo, From: d.From, Stamp: e.Stamp,
	}, nil
}

// cut reads the data as kith writes them: one object without white space, of plain
// ASCII texts and of numbers. It leaves everything else, and whatever is wrong, to
// encoding/json, by giving false.
func (d *codingAdd) cut(data []byte, once names) bool {
	var read codingAdd
	if len(data) < 2 || data[0] != '{' {
		return false
	}
	for data = data[1:]; ; data = data[1:] {
		key, rest, ok := cutText(data)
		if !ok || len(rest) == 0 || rest[0] != ':' {
			return false
		}
		rest = rest[1:]
		if number := read.number(key); number != nil {
			*number, data, ok = cutNumber(rest)
		} else {
			text := read.text(key)
			if text == nil {
				return false
			}
			var value []byte
			value, data, ok = cutText(rest)
			*text = once.of(value)
		}
		switch {
		case !ok || len(data) == 0:
			return false
		case data[0] == '}':
			if len(data) > 1 {
				return false
			}
			*d = read
			return true
		case data[0] != ',':
			return false
		}
	}
}

func (d *codingAdd) text(key []byte) *string {
	switch string(key) {
	case "document":
		return &d.Document
	case "text":
		return &d.Text
	case "code":
		return &d.Code
	case "valence":
		return &d.Valence
	case "level":
		return &d.Level
	case "orientation":
		return &d.Orientation
	case "memo":
		return &d.Memo
	case "from":
		return &d.From
	}
	return nil
}

func (d *codingAdd) number(key []byte) *int {
	switch string(key) {
	case "start":
		return &d.Start
	case "end":
		return &d.End
	}
	return nil
}

// cutText takes a JSON text of plain ASCII without escapes from the beginning.
func cutText(data []byte) (text, rest []byte, ok bool) {
	if len(data) == 0 || data[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(data); i++ {
		switch b := data[i]; {
		case b == '"':
			return data[1:i], data[i+1:], true
		case b == '\\' || b < ' ' || b > '~':
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// cutNumber takes a whole number that is not negative from the beginning.
func cutNumber(data []byte) (n int, rest []byte, ok bool) {
	i := 0
	for i < len(data) && data[i] >= '0' && data[i] <= '9' {
		n = n*10 + int(data[i]-'0')
		i++
	}
	return n, data[i:], i > 0 && i < 10 && (i == 1 || data[0] != '0')
}

// names keeps one copy of what thousands of codings name.
type names map[string]string

func (n names) of(b []byte) string {
	const long = 80 // no name, but words of an analyst's
	if had, ok := n[string(b)]; ok {
		return had
	}
	s := string(b)
	if len(s) < long {
		n[s] = s
	}
	return s
}
