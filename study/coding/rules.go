package coding

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"kith/study/journal"
)

// rules has for each operation what it does to the state. A rule gives an error
// only where the event's data cannot be read; what cannot be done is a conflict.
var rules = map[string]func(*State, journal.Event) error{
	opLens:         applyLens,
	opCodeAdd:      applyCodeAdd,
	opCodeSet:      applyCodeSet,
	opCodeMerge:    applyCodeMerge,
	opCodeSplit:    applyCodeSplit,
	opRetire:       applyRetire,
	opRestore:      applyRestore,
	opCodingAdd:    applyCodingAdd,
	opCodingSet:    applyCodingSet,
	opCodingRemove: applyCodingRemove,
	opCodingCarry:  applyCarry,
	opMemoAdd:      applyMemoAdd,
	opMemoSet:      applyMemoSet,
	opMemoRemove:   applyMemoRemove,
	opAsked:        applyAsked,
	opRead:         applyRead,
	opBlind:        applyBlind,
	opSettle:       applySettle,
	opThemeAdd:     applyThemeAdd,
	opThemeSet:     applyThemeSet,
	opThemeLink:    applyThemeLink,
	opThemeUnlink:  applyThemeUnlink,
	opThemeJudge:   applyThemeJudge,
	opThemePlace:   applyThemePlace,
	opUndo:         nil, // see State.undone
	opRedo:         nil,
}

var errData = errors.New("data of another shape")

func applyLens(s *State, e journal.Event) error {
	lens, err := decode[Lens](e)
	if err != nil {
		return err
	}
	for _, c := range lens.Codes {
		c.Origin = lens.ID + " " + lens.Version
		if have := s.codes[c.Key]; have != nil {
			if have.Origin == c.Origin { // chosen once more, for other studies
				have.Studies = union(have.Studies, lens.Studies)
				continue
			}
			s.conflict(e, "code %s is in the codebook already; the lens %s adds nothing to it", c.Key, lens.ID)
			continue
		}
		c.Studies = lens.Studies
		s.addCode(c, e)
	}
	return nil
}

// union gives the studies of both; no studies stand for all.
func union(a, b []string) []string {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *State) addCode(c Code, e journal.Event) {
	if c.Name == "" {
		c.Name = c.Key
	}
	c.Retired, c.MergedInto, c.SplitInto = false, "", nil
	c.Added, c.AddedBy = e.Stamp, e.Analyst
	s.codes[c.Key] = &c
	s.codeOrder = append(s.codeOrder, c.Key)
	if s.circular(c.Key) {
		s.conflict(e, "code %s would stand below itself; it was put at the top", c.Key)
		c.Parent = ""
	}
}

func applyCodeAdd(s *State, e journal.Event) error {
	c, err := decode[Code](e)
	if err != nil || c.Key == "" {
		return errors.Join(err, errData)
	}
	if have := s.codes[c.Key]; have != nil {
		if have.Definition != c.Definition || have.Label != c.Label || have.Parent != c.Parent {
			s.conflict(e, "code %s was added by %s before; this one's label, definition or parent differ and are left out", c.Key, have.AddedBy)
		}
		return nil
	}
	s.addCode(c, e)
	return nil
}

// circular tells whether a code stands below itself.
func (s *State) circular(key string) bool {
	return circular(key, len(s.codes), func(key string) (string, bool) {
		c := s.codes[key]
		if c == nil {
			return "", false
		}
		return c.Parent, true
	})
}

// circular tells whether what has a key stands below itself, among n. above gives the
// key of what stands above a key, if that is here.
func circular(key string, n int, above func(key string) (string, bool)) bool {
	for range n + 1 {
		next, here := above(key)
		if !here {
			return false
		}
		key = next
	}
	return true
}

// codeFields are the fields of a code that can be set.
func codeFields(c *Code) map[string]any {
	return map[string]any{
		"name": &c.Name, "parent": &c.Parent, "label": &c.Label, "definition": &c.Definition, "look_for": &c.LookFor,
		"boundary": &c.Boundary, "indicators": &c.Indicators, "examples": &c.Examples, "citations": &c.Citations,
		"colour": &c.Colour, "studies": &c.Studies, "heading": &c.Heading, "exclusive": &c.Exclusive,
	}
}

func codingFields(c *Coding) map[string]any {
	return map[string]any{
		"start": &c.Start, "end": &c.End, "valence": &c.Valence, "level": &c.Level, "orientation": &c.Orientation, "memo": &c.Memo, "carried": &c.Carried,
	}
}

func memoFields(m *Memo) map[string]any {
	return map[string]any{"title": &m.Title, "text": &m.Text, "links": &m.Links, "kind": &m.Kind}
}

// set puts an edit's values into fields, and lists where what was is not what its
// author had seen.
func (s *State) set(e journal.Event, what string, d edit, fields map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(d.Set)) {
		field, p := fields[name], d.Set[name]
		if field == nil {
			s.conflict(e, "sets %s of %s, which this kith does not know", name, what)
			continue
		}
		was, err := json.Marshal(field)
		if err != nil {
			return err
		}
		if !same(was, p.Was) && !same(was, p.Now) {
			s.conflict(e, "%s of %s was set by someone else meanwhile; the later stands", name, what)
		}
		if err := json.Unmarshal(p.Now, field); err != nil {
			return err
		}
	}
	return nil
}

// same compares two JSON values, absent and empty ones alike.
func same(a, b json.RawMessage) bool {
	empty := func(v json.RawMessage) bool {
		return len(v) == 0 || slices.Contains([]string{"null", `""`, "[]", "false"}, string(v))
	}
	if empty(a) && empty(b) {
		return true
	}
	var ca, cb bytes.Buffer
	if json.Compact(&ca, a) != nil || json.Compact(&cb, b) != nil {
		return false
	}
	return bytes.Equal(ca.Bytes(), cb.Bytes())
}

func applyCodeSet(s *State, e journal.Event) error {
	d, err := decode[edit](e)
	if err != nil {
		return err
	}
	c := s.codes[d.Target]
	if c == nil {
		s.conflict(e, "edits code %s, which is not here", d.Target)
		return nil
	}
	if c.MergedInto != "" {
		s.conflict(e, "edits code %s, which is merged into %s", c.Name, s.codes[c.MergedInto].Name)
	}
	before := *c
	if err := s.set(e, "code "+c.Name, d, codeFields(c)); err != nil {
		*c = before
		return err
	}
	if s.circular(c.Key) {
		c.Parent = before.Parent
		s.conflict(e, "code %s cannot move below itself; it stays where it was", c.Name)
	}
	return nil
}

func applyCodeMerge(s *State, e journal.Event) error {
	m, err := decode[codeMerge](e)
	if err != nil {
		return err
	}
	from, into := s.codes[m.From], s.codes[m.Into]
	switch {
	case from == nil || into == nil:
		s.conflict(e, "merges %s into %s, of which one is not here", m.From, m.Into)
	case from.MergedInto != "":
		s.conflict(e, "code %s is merged into %s already", from.Name, s.codes[from.MergedInto].Name)
	case s.Current(m.Into) == from:
		s.conflict(e, "code %s is merged into %s, and cannot take it in", into.Name, from.Name)
	default:
		from.MergedInto, from.Retired = m.Into, true
	}
	return nil
}

func applyCodeSplit(s *State, e journal.Event) error {
	sp, err := decode[codeSplit](e)
	if err != nil {
		return err
	}
	c := s.codes[sp.Code]
	if c == nil {
		s.conflict(e, "splits code %s, which is not here", sp.Code)
		return nil
	}
	for _, into := range sp.Into {
		if s.codes[into] == nil {
			s.conflict(e, "splits code %s into %s, which is not here", c.Name, into)
			return nil
		}
	}
	left := 0
	for _, coding := range s.OfCode(c.Key, false) {
		if len(sp.Assign[coding.ID]) == 0 {
			left++
		}
	}
	if left > 0 {
		s.conflict(e, "code %s was split without %d of its codings; they stay under it", c.Name, left)
	}
	for _, id := range slices.Sorted(maps.Keys(sp.Assign)) {
		coding := s.codings[id]
		if coding == nil {
			continue // removed or undone since
		}
		for n, key := range sp.Assign[id] {
			if s.codes[key] == nil {
				continue
			}
			if n == 0 {
				delete(s.spots, coding.spot())
				coding.Code = key
				s.spots[coding.spot()] = coding.ID
				continue
			}
			twin := *coding
			twin.ID, twin.Code = coding.ID+"+"+key, key
			s.codings[twin.ID], s.spots[twin.spot()] = &twin, twin.ID
		}
	}
	s.splitOf(e, c)
	c.SplitInto, c.Retired = sp.Into, true
	s.sorted, s.byCode, s.byDocument = nil, nil, nil
	return nil
}

func applyRetire(s *State, e journal.Event) error {
	t, err := decode[target](e)
	if err != nil {
		return err
	}
	c := s.codes[t.Target]
	if c == nil {
		s.conflict(e, "retires code %s, which is not here", t.Target)
		return nil
	}
	c.Retired = true
	if n := len(s.OfCode(c.Key, false)); n > t.Saw {
		s.conflict(e, "code %s was retired, and has %d codings its retirer had not seen", c.Name, n-t.Saw)
	}
	return nil
}

func applyRestore(s *State, e journal.Event) error {
	t, err := decode[target](e)
	if err != nil {
		return err
	}
	c := s.codes[t.Target]
	if c == nil {
		s.conflict(e, "restores code %s, which is not here", t.Target)
		return nil
	}
	c.Retired, c.MergedInto, c.SplitInto = false, "", nil
	return nil
}

func (c *Coding) spot() spot {
	return spotOf(c.Analyst, c.Document, c.Text, c.Start, c.End, c.Code)
}

func applyCodingAdd(s *State, e journal.Event) error {
	c := s.next
	if c == nil {
		var err error
		if c, err = newCoding(e, names{}); err != nil {
			return err
		}
	}
	if s.spots[c.spot()] != "" {
		s.gone[e.ID] = e.Analyst
		return nil
	}
	switch code := s.codes[c.Code]; {
	case code == nil:
		s.conflict(e, "codes with %s, which is not in the codebook", c.Code)
	case code.Retired && code.MergedInto == "":
		s.conflict(e, "codes with %s, which is retired", code.Name)
	}
	s.codings[c.ID], s.spots[c.spot()] = c, c.ID
	return nil
}

// lost lists an event about a coding or memo that is not here, unless it was only
// removed by the same analyst.
func (s *State) lost(e journal.Event, what, id string) {
	switch by := s.gone[id]; {
	case by == "":
		s.conflict(e, "is about %s %s, which is not here", what, id)
	case by != e.Analyst:
		s.conflict(e, "is about %s %s, which %s removed", what, id, by)
	}
}

func applyCodingSet(s *State, e journal.Event) error {
	d, err := decode[edit](e)
	if err != nil {
		return err
	}
	c := s.codings[d.Target]
	if c == nil {
		s.lost(e, "coding", d.Target)
		return nil
	}
	before := *c
	if err := s.set(e, "coding "+c.ID, d, codingFields(c)); err != nil {
		*c = before
		return err
	}
	if c.Start < 0 || c.End <= c.Start {
		c.Start, c.End = before.Start, before.End
		s.conflict(e, "coding %s would end before it begins; it keeps its place", c.ID)
	}
	switch {
	case c.Start != before.Start || c.End != before.End:
		c.Carried = "" // its analyst has looked
	case c.Carried != before.Carried && (c.Carried != "" || before.Carried == Lost):
		c.Carried = before.Carried // only an analyst's look takes it away, and what is lost needs a place
		s.conflict(e, "confirms coding %s, whose words were %s meanwhile", c.ID, before.Carried)
	}
	delete(s.spots, before.spot())
	s.spots[c.spot()] = c.ID
	return nil
}

func applyCodingRemove(s *State, e journal.Event) error {
	t, err := decode[target](e)
	if err != nil {
		return err
	}
	c := s.codings[t.Target]
	if c == nil {
		s.lost(e, "coding", t.Target)
		return nil
	}
	s.unlinked(e, c.ID)
	delete(s.codings, c.ID)
	delete(s.spots, c.spot())
	s.gone[c.ID] = e.Analyst
	return nil
}

func applyCarry(s *State, e journal.Event) error {
	d, err := decode[carry](e)
	if err != nil {
		return err
	}
	c := s.codings[d.Target]
	switch {
	case c == nil:
		s.lost(e, "coding", d.Target)
	case c.Text == d.To: // two devices carried it
	case c.Text != d.From:
		s.conflict(e, "carries coding %s from a text it does not point into", c.ID)
	case d.How == Lost:
		c.Carried = Lost
	case d.Start < 0 || d.End <= d.Start:
		return errData
	default:
		delete(s.spots, c.spot())
		c.Text, c.Start, c.End, c.Carried = d.To, d.Start, d.End, d.How
		s.spots[c.spot()] = c.ID
	}
	return nil
}

func applyMemoAdd(s *State, e journal.Event) error {
	m, err := decode[Memo](e)
	if err != nil {
		return err
	}
	m.ID, m.Analyst, m.Stamp = e.ID, e.Analyst, e.Stamp
	s.memos[m.ID] = &m
	return nil
}

func applyMemoSet(s *State, e journal.Event) error {
	d, err := decode[edit](e)
	if err != nil {
		return err
	}
	m := s.memos[d.Target]
	if m == nil {
		s.lost(e, "memo", d.Target)
		return nil
	}
	before := *m
	if err := s.set(e, "memo "+m.ID, d, memoFields(m)); err != nil {
		*m = before
		return err
	}
	return nil
}

func applyMemoRemove(s *State, e journal.Event) error {
	t, err := decode[target](e)
	if err != nil {
		return err
	}
	if s.memos[t.Target] == nil {
		s.lost(e, "memo", t.Target)
		return nil
	}
	delete(s.memos, t.Target)
	s.gone[t.Target] = e.Analyst
	return nil
}

func applyAsked(s *State, e journal.Event) error {
	d, err := decode[asked](e)
	if err != nil {
		return err
	}
	if d.Asked == nil {
		delete(s.asked, [2]string{d.Document, d.Topic})
	} else {
		s.asked[[2]string{d.Document, d.Topic}] = *d.Asked
	}
	return nil
}

func applyRead(s *State, e journal.Event) error {
	t, err := decode[target](e)
	if err == nil {
		s.read[[2]string{t.Target, e.Analyst}] = true
	}
	return err
}

func applyBlind(s *State, e journal.Event) error {
	t, err := decode[target](e)
	if err == nil {
		s.lifted[[2]string{t.Target, e.Analyst}] = true
	}
	return err
}
