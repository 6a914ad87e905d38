package journal

import (
	"fmt"
	"maps"
	"slices"
)

// Merged says what became of one file of another journal.
type Merged struct {
	File   string `json:"file"`   // its name there
	As     string `json:"as"`     // its name here
	What   string `json:"what"`   // "new", "longer", "same", "older" or "forked"
	Events int    `json:"events"` // how many events it brought
}

// Merge takes in what a colleague's journal has, file by file: a file that is not
// here is copied, one that goes on where ours ends takes its place, one that went
// another way is kept beside ours. Events that were purged in either journal are
// purged in what is copied. The other journal is only read. Every copy is whole or
// not at all, and a merge can be repeated.
func (j *Journal) Merge(dir string) ([]Merged, error) {
	other, err := Open(dir, Options{})
	if err != nil {
		return nil, err
	}
	return j.merge(other)
}

func (j *Journal) merge(other *Journal) ([]Merged, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	unlock, err := j.disk.Lock()
	if err != nil {
		return nil, fmt.Errorf("locking the journal: %w", err)
	}
	defer unlock()
	if _, err := j.refresh(); err != nil {
		return nil, err
	}
	purged := map[string]line{}
	for _, e := range slices.Concat(other.events, j.events) {
		if e.Op == opPurged {
			purged[e.ID] = line{Op: e.Op, Data: e.Data}
		}
	}
	var done []Merged
	for _, name := range slices.Sorted(maps.Keys(other.files)) {
		theirs := other.files[name]
		if !theirs.usable {
			continue
		}
		m := j.place(theirs)
		m.File = name
		if m.What != "same" && m.What != "older" {
			if err := j.copy(other.disk, theirs, m.As, purged); err != nil {
				return done, fmt.Errorf("merging %s: %w", name, err)
			}
		}
		before := len(j.events)
		if _, err := j.refresh(); err != nil {
			return done, err
		}
		m.Events = len(j.events) - before
		done = append(done, m)
	}
	if err := j.forget(purged); err != nil { // what they had purged and we still have
		return done, err
	}
	_, err = j.refresh()
	return done, err
}

// place finds where a file of another journal belongs in this one.
func (j *Journal) place(theirs *file) Merged {
	for _, name := range slices.Sorted(maps.Keys(j.files)) {
		ours := j.files[name]
		if !ours.usable || ours.head != theirs.head {
			continue
		}
		n := 0
		for n < len(ours.events) && n < len(theirs.events) && ours.events[n].ID == theirs.events[n].ID {
			n++
		}
		switch {
		case n == len(ours.events) && n == len(theirs.events):
			return Merged{As: name, What: "same"}
		case n == len(theirs.events):
			return Merged{As: name, What: "older"}
		case n == len(ours.events) && n > 0:
			return Merged{As: name, What: "longer"}
		}
	}
	if j.files[theirs.name] == nil {
		return Merged{As: theirs.name, What: "new"}
	}
	for n := 2; ; n++ {
		name := fmt.Sprintf("%s@%s-%d%s", theirs.head.Analyst, theirs.head.Device, n, suffix)
		if j.files[name] == nil {
			return Merged{As: name, What: "forked"}
		}
	}
}
