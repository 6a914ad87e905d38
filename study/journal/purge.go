package journal

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A Purge is the record of what was made to be forgotten. It stands, under the
// operation journal.purge, in the file of whoever purged, and never says what the
// events said.
type Purge struct {
	IDs    []string `json:"ids"`
	Reason string   `json:"reason"`
}

// stub is what stays of a purged event: which operation it was, who made it be
// forgotten, when and why.
type stub struct {
	Op      string `json:"op"`
	Analyst string `json:"by"`
	At      string `json:"when"`
	Reason  string `json:"why"`
}

// Purge makes the journal forget events: every file that has one of the ids is
// written again with a stub in its place and its lines chained anew, other
// analysts' files too. A copy that still has the event no longer brings it back
// while the stub is read beside it; copies elsewhere are the caller's to find. The
// reason must not repeat what is to be forgotten. It is an error when an id is
// not in the journal.
func (j *Journal) Purge(ids []string, reason string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.who.Analyst == "":
		return ErrReadOnly
	case reason == "":
		return errors.New("a purge needs a reason")
	case len(ids) == 0:
		return errors.New("nothing to purge")
	}
	unlock, err := j.disk.Lock()
	if err != nil {
		return fmt.Errorf("locking the journal: %w", err)
	}
	defer unlock()
	if _, err := j.refresh(); err != nil {
		return err
	}
	for _, id := range ids {
		if !j.seen[id] {
			return fmt.Errorf("no event %s in this journal", id)
		}
	}
	stubs := map[string]line{}
	at := j.last.after(j.clock()).String()
	for _, e := range j.events {
		if e.Op == opPurged || !slices.Contains(ids, e.ID) {
			continue
		}
		data, err := encode(stub{Op: e.Op, Analyst: j.who.Analyst, At: at, Reason: reason})
		if err != nil {
			return err
		}
		stubs[e.ID] = line{Op: opPurged, Data: data}
	}
	if err := j.forget(stubs); err != nil {
		return err
	}
	if _, err := j.refresh(); err != nil {
		return err
	}
	_, err = j.write([]Entry{{Op: opPurge, Data: Purge{IDs: ids, Reason: reason}}})
	return err
}

// forget writes every file again that has one of the events, with its stub instead.
func (j *Journal) forget(stubs map[string]line) error {
	for _, name := range slices.Sorted(maps.Keys(j.files)) {
		f := j.files[name]
		has := func(e Event) bool { return e.Op != opPurged && stubs[e.ID].Op != "" }
		if !slices.ContainsFunc(f.events, has) {
			continue
		}
		if err := j.copy(j.disk, f, name, stubs); err != nil {
			return fmt.Errorf("purging %s: %w", name, err)
		}
	}
	return nil
}

// copy puts f, which lies on some disk, in the place of the file called as, with
// stubs for what was purged.
func (j *Journal) copy(from disk, f *file, as string, stubs map[string]line) error {
	text, err := readFrom(from, f.name, 0, f.read)
	if err != nil {
		return err
	}
	text, err = rechain(text, stubs)
	if err != nil {
		return err
	}
	return j.replace(as, text)
}

// cutLine gives the first line of text without its end, and what follows it; nil
// where the line has no end.
func cutLine(text []byte) (row, rest []byte) {
	end := bytes.IndexByte(text, '\n')
	if end < 0 {
		return text, nil
	}
	return bytes.TrimSuffix(text[:end:end], []byte("\r")), text[end+1:]
}

// rechain gives a file's text again with stubs for what was purged, every line
// following the one before. Lines that cannot be read stay as they are.
func rechain(text []byte, stubs map[string]line) ([]byte, error) {
	var out []byte
	tail := ""
	for n := 0; len(text) > 0; n++ {
		row, rest := cutLine(text)
		if rest == nil {
			break // a torn last line
		}
		text = rest
		var l line
		if n > 0 {
			if _, err := l.open(row); err == nil {
				if s, is := stubs[l.ID]; is {
					l.Op, l.Data = s.Op, s.Data
				}
				l.Prev = tail
				if row, err = encode(l); err != nil {
					return nil, err
				}
			}
		}
		tail = chain(row)
		out = append(append(out, row...), '\n')
	}
	return out, nil
}

// replace puts text in a file's place, whole or not at all.
func (j *Journal) replace(name string, text []byte) error {
	const staged = ".replacing" // passed over by List
	file, err := j.disk.Open(staged, true)
	if err != nil {
		return err
	}
	err = file.Truncate(0)
	if err == nil {
		_, err = file.WriteAt(text, 0)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = j.disk.Rename(staged, name)
	}
	if err != nil {
		return errors.Join(err, j.disk.Remove(staged))
	}
	return j.disk.SyncEntries()
}
