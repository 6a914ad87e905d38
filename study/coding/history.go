package coding

import (
	"encoding/json"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Past is one thing that was done to a code.
type Past struct {
	At      string `json:"at"` // 2026-11-23 16:04, UTC
	Analyst string `json:"analyst"`
	What    string `json:"what"`
	Reason  string `json:"reason,omitempty"`
}

// History gives what was done to a code, by its key, in the order of the events.
func History(events []journal.Event, key string) []Past {
	all := []Past{}
	for _, e := range events {
		if what, reason, is := ofCode(e, key); is {
			all = append(all, Past{e.Stamp.Time().Format("2006-01-02 15:04"), e.Analyst, what, reason})
		}
	}
	return all
}

// ofCode says what an event did to a code, if it is about it.
func ofCode(e journal.Event, key string) (what, reason string, is bool) {
	if !strings.HasPrefix(e.Op, "code.") && e.Op != opLens {
		return "", "", false
	}
	if e.Op == opCodeSplit {
		d, err := decode[codeSplit](e)
		if err != nil || d.Code != key && !slices.Contains(d.Into, key) {
			return "", "", false
		}
		return "split " + d.Code + " into " + strings.Join(d.Into, ", "), d.Reason, true
	}
	var d struct {
		ID, Version, Key, Target, From, Into, Reason string
		Set                                          map[string]put
		Codes                                        []struct{ Key string }
	}
	if json.Unmarshal(e.Data, &d) != nil {
		return "", "", false
	}
	switch {
	case d.Key == key:
		return "added", d.Reason, true
	case d.Target == key && len(d.Set) > 0:
		var parts []string
		for field, p := range d.Set {
			parts = append(parts, field+": "+brief(p.Was)+" → "+brief(p.Now))
		}
		slices.Sort(parts)
		return strings.Join(parts, "; "), d.Reason, true
	case d.Target == key:
		return strings.TrimPrefix(e.Op, "code."), d.Reason, true
	case d.From == key || e.Op == opCodeMerge && d.Into == key:
		return "merge " + d.From + " into " + d.Into, d.Reason, true
	case e.Op == opLens:
		for _, c := range d.Codes {
			if c.Key == key {
				return "taken in with " + d.ID + " " + d.Version, "", true
			}
		}
	}
	return "", "", false
}

// brief gives a JSON value in a few words.
func brief(v json.RawMessage) string {
	text := []rune(strings.Trim(string(v), `"`))
	switch {
	case len(text) == 0:
		return "–"
	case len(text) > 40:
		return string(text[:39]) + "…"
	}
	return string(text)
}
