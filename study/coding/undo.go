package coding

import (
	"errors"
	"fmt"
	"slices"

	"kith/study/journal"
)

// ErrNothing says that there is nothing to undo, or to redo.
var ErrNothing = errors.New("nothing to undo or redo")

// stacks gives the ids of an analyst's events that can be undone and redone, the
// next one last. A new event after an undo leaves nothing to redo, as everywhere.
func stacks(events []journal.Event, analyst string) (undo, redo []string) {
	without := func(list []string, id string) []string {
		if i := slices.Index(list, id); i >= 0 {
			return slices.Delete(slices.Clone(list), i, i+1)
		}
		return list
	}
	for _, e := range events {
		if e.Analyst != analyst {
			continue
		}
		switch e.Op {
		case opUndo, opRedo:
			t, err := decode[target](e)
			if err != nil {
				continue
			}
			if e.Op == opUndo {
				undo, redo = without(undo, t.Target), append(redo, t.Target)
			} else {
				undo, redo = append(undo, t.Target), without(redo, t.Target)
			}
		default:
			if rules[e.Op] != nil {
				undo, redo = append(undo, e.ID), nil
			}
		}
	}
	return undo, redo
}

// Undo takes back the analyst's last event that still counts, or the one with the
// id given, and gives the event. It is refused where other people's work rests on
// it.
func (b *Book) Undo(id string) (journal.Event, error) { return b.turn(opUndo, id) }

// Redo brings back what the analyst's last undo took, or the event with the id
// given.
func (b *Book) Redo(id string) (journal.Event, error) { return b.turn(opRedo, id) }

func (b *Book) turn(op, id string) (journal.Event, error) {
	var turned journal.Event
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		undo, redo := stacks(b.events, b.analyst)
		list := undo
		if op == opRedo {
			list = redo
		}
		chosen := id
		if chosen == "" {
			if len(list) == 0 {
				return nil, ErrNothing
			}
			chosen = list[len(list)-1]
		}
		i := slices.IndexFunc(b.events, func(e journal.Event) bool { return e.ID == chosen })
		if i < 0 {
			return nil, fmt.Errorf("no event %s in the journal", chosen)
		}
		e := b.events[i]
		switch {
		case e.Analyst != b.analyst:
			return nil, fmt.Errorf("event %s is %s's; only %s can %s it", chosen, e.Analyst, e.Analyst, op)
		case !slices.Contains(list, chosen):
			return nil, fmt.Errorf("there is nothing in event %s to %s", chosen, op)
		}
		turned = e
		if others := b.resting(op, e); others > 0 {
			return nil, fmt.Errorf("the work of others rests on event %s (%s): %d of their events would have nothing to stand on; retire, move or remove instead", chosen, e.Op, others)
		}
		return one(op, target{Target: chosen}), nil
	})
	return turned, err
}

// resting counts the conflicts that undoing an event would make for others.
func (b *Book) resting(op string, e journal.Event) int {
	if op != opUndo {
		return 0
	}
	if e.Op == opCodingAdd { // on a coding only its own analyst's edits rest, and links of themes
		return b.folded.linkedByOthers(e.ID, b.analyst)
	}
	count := func(s *State) int {
		n := 0
		for _, c := range s.conflicts {
			if c.Analyst != b.analyst {
				n++
			}
		}
		return n
	}
	data := []byte(`{"target":"` + e.ID + `"}`)
	after := append(slices.Clip(slices.Clone(b.events)), journal.Event{Stamp: b.folded.last, Analyst: b.analyst, Op: opUndo, ID: "undone", Data: data})
	return count(Fold(after)) - count(b.folded)
}
