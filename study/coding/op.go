package coding

import (
	"encoding/json"

	"kith/study/journal"
)

// The operations, with what stands under data. They are part of the journal's
// format: a field may be added, none may change its meaning.
const (
	opLens = "codebook.lens" // Lens: a whole codebook taken in

	opCodeAdd   = "code.add"   // Code
	opCodeSet   = "code.set"   // edit
	opCodeMerge = "code.merge" // codeMerge
	opCodeSplit = "code.split" // codeSplit
	opRetire    = "code.retire"
	opRestore   = "code.restore"

	opCodingAdd    = "coding.add" // codingAdd
	opCodingSet    = "coding.set" // edit
	opCodingRemove = "coding.remove"
	opCodingCarry  = "coding.carry" // carry

	opMemoAdd    = "memo.add" // Memo
	opMemoSet    = "memo.set" // edit
	opMemoRemove = "memo.remove"

	opAsked = "document.asked" // asked: a schedule topic asked or not in a document
	opRead  = "document.read"  // target: the analyst has read a document through
	opBlind = "blind.lift"     // target, with the reason

	opSettle = "unit.settle" // settle: what coders agreed on for a unit

	opThemeAdd    = "theme.add"    // Theme
	opThemeSet    = "theme.set"    // edit
	opThemeLink   = "theme.link"   // themeLink
	opThemeUnlink = "theme.unlink" // themeLink
	opThemeJudge  = "theme.judge"  // themeJudge
	opThemePlace  = "theme.place"  // Place: where a theme or code stands on the map

	opUndo = "undo" // target: an event's id
	opRedo = "redo"
)

// An edit sets fields of a code, a coding, a memo or a theme.
type edit struct {
	Target string         `json:"target"`
	Set    map[string]put `json:"set"`
	Reason string         `json:"reason,omitempty"`
}

// put is one field's change. What it was says what its author had seen.
type put struct {
	Was json.RawMessage `json:"was"`
	Now json.RawMessage `json:"now"`
}

// target is all that removing, restoring, undoing and the like need.
type target struct {
	Target string `json:"target"`
	Reason string `json:"reason,omitempty"`
	Saw    int    `json:"saw,omitempty"` // retire: how many codings of the code there were
}

type codeMerge struct {
	From   string `json:"from"`
	Into   string `json:"into"`
	Reason string `json:"reason,omitempty"`
}

type codeSplit struct {
	Code   string              `json:"code"`
	Into   []string            `json:"into"`
	Assign map[string][]string `json:"assign"` // coding to the codes it is given
	Reason string              `json:"reason,omitempty"`
}

type codingAdd struct {
	Document    string `json:"document"`
	Text        string `json:"text"` // SHA-256 of the text pointed into
	Start       int    `json:"start"`
	End         int    `json:"end"`
	Code        string `json:"code"`
	Valence     string `json:"valence,omitempty"`
	Level       string `json:"level,omitempty"`
	Orientation string `json:"orientation,omitempty"`
	Memo        string `json:"memo,omitempty"`
	From        string `json:"from,omitempty"` // where an imported coding came from
}

type carry struct {
	Target string `json:"target"`
	From   string `json:"from"` // text hashes
	To     string `json:"to"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
	How    string `json:"how"` // unchanged, moved, changed, lost
}

type asked struct {
	Document string `json:"document"`
	Topic    string `json:"topic"`
	Asked    *bool  `json:"asked"` // nil takes the mark away
}

// A Lens is a codebook taken in as a whole, at one version, with all it says, so
// that a journal can be read without the program that shipped it.
type Lens struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Title   string   `json:"title,omitempty"`
	Studies []string `json:"studies,omitempty"` // where it is offered; empty for everywhere
	Codes   []Code   `json:"codes"`
}

func decode[T any](e journal.Event) (T, error) {
	var v T
	err := json.Unmarshal(e.Data, &v)
	return v, err
}
