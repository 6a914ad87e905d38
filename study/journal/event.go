package journal

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Limits on what is read and written.
const (
	maxLine = 4 << 20 // bytes in one event's line
	maxFile = 1 << 30 // bytes in one file
)

// An Event is one thing someone decided, as its journal has it.
type Event struct {
	Stamp   Stamp
	Analyst string
	Device  string
	ID      string          // 16 hexadecimal digits, for ever
	Op      string          // "coding.add": the operation; unknown ones are kept
	Data    json.RawMessage // what the operation needs, as it was written
	File    string          // the file's name in the journal's folder
	Line    int             // from 1; the header is line 1
}

// Place is where the event stands: "TM@laptop.jsonl, line 12".
func (e Event) Place() string { return fmt.Sprintf("%s, line %d", e.File, e.Line) }

// Compare gives the order of the fold: stamp, analyst, device, id.
func (e Event) Compare(o Event) int {
	return cmp.Or(e.Stamp.Compare(o.Stamp), strings.Compare(e.Analyst, o.Analyst),
		strings.Compare(e.Device, o.Device), strings.Compare(e.ID, o.ID))
}

// An Entry is an event to be: the operation and its data, which json.Marshal
// must take.
type Entry struct {
	Op   string
	Data any
}

// opPurged stands in the place of a purged event, under its id and stamp.
const opPurged = "journal.purged"

// opPurge is the record, in the purger's own file, of what was purged and why.
const opPurge = "journal.purge"

type header struct {
	Kith    string `json:"kith"`
	Analyst string `json:"analyst"`
	Device  string `json:"device"`
}

const version = "journal/1"

type line struct {
	At   string          `json:"at"`
	ID   string          `json:"id"`
	Op   string          `json:"op"`
	Data json.RawMessage `json:"data,omitempty"`
	Prev string          `json:"prev"`
}

// chain is what the next line's prev must be.
func chain(lineBefore []byte) string {
	sum := sha256.Sum256(lineBefore)
	return hex.EncodeToString(sum[:16])
}

// identify names an event by what it says, who says it, and when.
func identify(h header, at string, op string, data []byte) string {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(h.Analyst), []byte(h.Device), []byte(at), []byte(op), data} {
		fmt.Fprintf(sum, "%d:", len(part))
		sum.Write(part)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// encode gives a JSON line without its end. Text stays readable: no escapes for
// <, > and &.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// legible tells whether JSON that encode gave says all that it was given: for a byte
// that is no UTF-8 it has the escape \ufffd, and the character itself otherwise.
func legible(data []byte) bool {
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		if bytes.HasPrefix(data[i:], []byte(`\ufffd`)) {
			return false
		}
		i++ // what the backslash escapes
	}
	return true
}

// seal makes the line of an entry and gives its event too.
func seal(h header, at Stamp, e Entry, prev string) ([]byte, Event, error) {
	if e.Op == "" {
		return nil, Event{}, errors.New("an event needs an operation")
	}
	data, err := encode(e.Data)
	if err == nil && !legible(data) {
		err = errors.New("a text is not in UTF-8, and would not be kept as it is")
	}
	if err != nil {
		return nil, Event{}, fmt.Errorf("%s: %w", e.Op, err)
	}
	l := line{At: at.String(), Op: e.Op, Data: data, Prev: prev}
	if _, err := parseStamp(l.At); err != nil {
		return nil, Event{}, fmt.Errorf("%s: %w: a clock that stood wrong has dated the journal out of reach", e.Op, err)
	}
	l.ID = identify(h, l.At, l.Op, data)
	text, err := encode(l)
	if err != nil {
		return nil, Event{}, fmt.Errorf("%s: %w", e.Op, err)
	}
	if len(text) > maxLine {
		return nil, Event{}, fmt.Errorf("%s: %d bytes are more than the %d a journal's line may have", e.Op, len(text), maxLine)
	}
	return text, Event{Stamp: at, Analyst: h.Analyst, Device: h.Device, ID: l.ID, Op: l.Op, Data: data}, nil
}

// open reads a line that seal made.
func (l *line) open(text []byte) (Stamp, error) {
	if len(text) > maxLine {
		return Stamp{}, fmt.Errorf("longer than %d bytes", maxLine)
	}
	if !l.cut(text) {
		if err := json.Unmarshal(text, l); err != nil {
			return Stamp{}, errors.New("not a JSON object of an event")
		}
	}
	if l.ID == "" || l.Op == "" {
		return Stamp{}, errors.New("no id or no op")
	}
	return parseStamp(l.At)
}

// plain tells whether a JSON text stands for itself.
func plain(text []byte) bool {
	return bytes.IndexByte(text, '\\') < 0 && bytes.IndexByte(text, '"') < 0
}

// cut reads a line of the very shape that encode gives, which is a fifth of the
// work of reading any JSON; it tells whether the line has it.
func (l *line) cut(text []byte) bool {
	rest, ok := bytes.CutPrefix(text, []byte(`{"at":"`))
	field := func(next string) string {
		value, after, found := bytes.Cut(rest, []byte(next))
		ok = ok && found && plain(value)
		rest = after
		return string(value)
	}
	at, id, op := field(`","id":"`), field(`","op":"`), field(`","data":`)
	end := len(rest) - len(`,"prev":""}`) - 32
	if !ok || end < 1 {
		return false
	}
	data, tail := rest[:end], rest[end:]
	prev, ok := bytes.CutPrefix(tail, []byte(`,"prev":"`))
	prev, ok2 := bytes.CutSuffix(prev, []byte(`"}`))
	if !ok || !ok2 || !plain(prev) || !json.Valid(data) {
		return false
	}
	*l = line{At: at, ID: id, Op: op, Data: data, Prev: string(prev)}
	return true
}
