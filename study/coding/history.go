package coding

import (
	"encoding/json"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Past is one thing that was done to a code or a theme.
type Past struct {
	At      string `json:"at"` // 2026-11-23 16:04, UTC
	Analyst string `json:"analyst"`
	What    string `json:"what"`
	Reason  string `json:"reason,omitempty"`
}

// History gives what was done to a code, by its key, in the order of the events.
func History(events []journal.Event, key string) []Past {
	return past(events, func(e journal.Event) (what, reason string, is bool) { return ofCode(e, key) })
}

// past collects what events did to something; of says what one did, if it is about it.
func past(events []journal.Event, of func(journal.Event) (what, reason string, is bool)) []Past {
	all := []Past{}
	for _, e := range events {
		if what, reason, is := of(e); is {
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
		return changes(d.Set), d.Reason, true
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

// HistoryOfTheme gives what was done to a theme, by its key, in the order of the
// events. Where it stands on the map is no part of it.
func HistoryOfTheme(events []journal.Event, key string) []Past {
	return past(events, func(e journal.Event) (what, reason string, is bool) { return ofTheme(e, key) })
}

// ofTheme says what an event did to a theme, if it is about it.
func ofTheme(e journal.Event, key string) (what, reason string, is bool) {
	if !strings.HasPrefix(e.Op, "theme.") || e.Op == opThemePlace {
		return "", "", false
	}
	var d struct {
		Key, Target, Theme, Code, Coding, Role, Note, Reason string
		Counter                                              bool
		Set                                                  map[string]put
		Now                                                  *judged
	}
	if json.Unmarshal(e.Data, &d) != nil || key == "" || d.Key != key && d.Target != key && d.Theme != key {
		return "", "", false
	}
	link := "code " + d.Code
	if d.Coding != "" {
		link = "extract " + d.Coding
	}
	switch e.Op {
	case opThemeAdd:
		return "added", "", true
	case opThemeSet:
		return changes(d.Set), d.Reason, true
	case opThemeLink:
		if d.Counter {
			link += " as a counter-example"
		}
		return "linked with " + link, d.Note, true
	case opThemeUnlink:
		return "unlinked from " + link, d.Reason, true
	case opThemeJudge:
		if d.Now == nil {
			return d.Role + ": no judgement", "", true
		}
		return d.Role + ": " + d.Now.Judgement, d.Now.Note, true
	}
	return "", "", false
}

// changes says in a few words what an edit sets.
func changes(set map[string]put) string {
	var parts []string
	for field, p := range set {
		parts = append(parts, field+": "+brief(p.Was)+" → "+brief(p.Now))
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}
