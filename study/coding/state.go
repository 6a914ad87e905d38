package coding

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"

	"kith/study/journal"
)

// State is what a journal amounts to. It is made by Fold and only read.
type State struct {
	codes      map[string]*Code
	codeOrder  []string // keys in the order of adding
	codings    map[string]*Coding
	spots      map[spot]string // exact places coded, to the coding there
	memos      map[string]*Memo
	lifted     map[[2]string]bool // document, analyst
	read       map[[2]string]bool
	asked      map[[2]string]bool // document, topic
	settled    map[Passage]*Settlement
	themes     map[string]*Theme
	themeOrder []string             // keys in the order of adding
	places     map[[2]string][2]int // code or theme, to where it stands on the map
	gone       map[string]string    // what was removed, to who removed it
	conflicts  []Conflict
	unknown    map[string]int
	last       journal.Stamp
	next       *Coding // what the event to be applied adds, where it was read ahead

	sorted []*Coding
	byCode map[string][]*Coding
	// byDocument has every coding; a list is sorted when it is asked for.
	byDocument map[string][]*Coding
}

// A spot is what makes two codings of one analyst the same: who, where, and with which
// code, as a digest of 128 bits, which no two of them share, in a sixth of the room.
type spot [2]uint64

var spotSeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func spotOf(analyst, document, text string, start, end int, code string) spot {
	var room [256]byte
	b := room[:0]
	for _, s := range []string{analyst, document, text, code} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b = binary.AppendVarint(binary.AppendVarint(b, int64(start)), int64(end))
	return spot{maphash.Bytes(spotSeeds[0], b), maphash.Bytes(spotSeeds[1], b)}
}

// A Conflict is a place where what two people, or two events, ask for cannot both
// be: what was decided by the rules of the package comment, and where to look.
type Conflict struct {
	Event   string        `json:"event"` // the id of the event that was decided upon
	Place   string        `json:"-"`     // its file and line
	Analyst string        `json:"analyst"`
	At      string        `json:"at"`
	What    string        `json:"what"` // names codes and ids, never a passage
	Stamp   journal.Stamp `json:"-"`
}

// Fold gives the state that events, in the order of the journal, amount to.
func Fold(events []journal.Event) *State {
	s := &State{
		codes: map[string]*Code{}, codings: make(map[string]*Coding, len(events)), spots: make(map[spot]string, len(events)),
		memos: map[string]*Memo{}, lifted: map[[2]string]bool{}, read: map[[2]string]bool{}, asked: map[[2]string]bool{}, settled: map[Passage]*Settlement{},
		themes: map[string]*Theme{}, places: map[[2]string][2]int{}, gone: map[string]string{}, unknown: map[string]int{},
	}
	undone := s.undone(events)
	read := ahead(events)
	for i, e := range events {
		s.next = read[i]
		s.apply(e, undone[e.ID])
	}
	s.next = nil
	return s
}

// AsOf gives the events stamped at or before a time.
func AsOf(events []journal.Event, t time.Time) []journal.Event {
	end := 0
	for end < len(events) && !events[end].Stamp.Time().After(t) {
		end++
	}
	return events[:end]
}

// undone finds the events that are undone at the end of it all: the last word of
// their own analyst counts.
func (s *State) undone(events []journal.Event) map[string]bool {
	undone := map[string]bool{}
	turns := func(e journal.Event) bool { return e.Op == opUndo || e.Op == opRedo }
	if !slices.ContainsFunc(events, turns) {
		return undone
	}
	by := make(map[string]string, len(events))
	for _, e := range events {
		by[e.ID] = e.Analyst
		if !turns(e) {
			continue
		}
		t, err := decode[target](e)
		switch {
		case err != nil:
			s.conflict(e, "cannot be read: its data is not that of %s", e.Op)
		case by[t.Target] == "":
			s.conflict(e, "undoes event %s, which is not here before it", t.Target)
		case by[t.Target] != e.Analyst:
			s.conflict(e, "undoes event %s of %s: only %s can", t.Target, by[t.Target], by[t.Target])
		case e.Op == opUndo:
			undone[t.Target] = true
		default:
			delete(undone, t.Target)
		}
	}
	return undone
}

func (s *State) conflict(e journal.Event, format string, args ...any) {
	s.conflicts = append(s.conflicts, Conflict{
		Event: e.ID, Place: e.Place(), Analyst: e.Analyst, At: e.Stamp.String(), What: fmt.Sprintf(format, args...), Stamp: e.Stamp,
	})
}

// apply adds one event, which may be undone, to the state.
func (s *State) apply(e journal.Event, undone bool) {
	s.sorted, s.byCode, s.byDocument = nil, nil, nil
	s.last = e.Stamp
	if undone {
		return
	}
	rule, known := rules[e.Op]
	if !known {
		if !strings.HasPrefix(e.Op, "journal.") {
			s.unknown[e.Op]++
		}
		return
	}
	if rule != nil {
		if err := rule(s, e); err != nil {
			s.conflict(e, "cannot be read: its data is not that of %s", e.Op)
		}
	}
}

// Conflicts gives what people have to settle, in the order of the events.
func (s *State) Conflicts() []Conflict {
	all := slices.Clone(s.conflicts)
	slices.SortStableFunc(all, func(a, b Conflict) int { return a.Stamp.Compare(b.Stamp) })
	return all
}

// Unknown counts the events of operations that this kith does not know, by
// operation.
func (s *State) Unknown() map[string]int { return maps.Clone(s.unknown) }

// MarshalJSON writes the whole state in a fixed order, so that two states are the
// same where their bytes are.
func (s *State) MarshalJSON() ([]byte, error) {
	var codes []*Code
	for _, k := range s.codeOrder {
		codes = append(codes, s.codes[k])
	}
	pairs := func(m map[[2]string]bool) [][3]any {
		var out [][3]any
		for _, k := range slices.SortedFunc(maps.Keys(m), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
			out = append(out, [3]any{k[0], k[1], m[k]})
		}
		return out
	}
	return json.Marshal(struct {
		Codes     []*Code
		Codings   []*Coding
		Memos     []*Memo
		Lifted    [][3]any
		Read      [][3]any
		Asked     [][3]any
		Settled   []*Settlement
		Themes    []*Theme
		Places    []Place
		Conflicts []Conflict
		Unknown   map[string]int
	}{codes, s.Codings(), s.Memos(), pairs(s.lifted), pairs(s.read), pairs(s.asked), s.Settlements(), s.Themes(true), s.Places(), s.Conflicts(), s.unknown})
}
