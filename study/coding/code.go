package coding

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Code is one entry of the codebook. Its key never changes and is what codings
// hold; its name is what people see and may be changed.
type Code struct {
	Key        string    `json:"key"`
	Name       string    `json:"name"`             // "SI-BEL", "tk-layout"
	Parent     string    `json:"parent,omitempty"` // a code's key; "" at the top
	Label      string    `json:"label,omitempty"`
	Definition string    `json:"definition,omitempty"`
	LookFor    string    `json:"look_for,omitempty"`
	Boundary   string    `json:"boundary,omitempty"`
	Indicators []string  `json:"indicators,omitempty"` // phrases that help to find places to read
	Examples   []Example `json:"examples,omitempty"`
	Citations  []string  `json:"citations,omitempty"`
	Colour     string    `json:"colour,omitempty"`    // #rrggbb
	Origin     string    `json:"origin,omitempty"`    // the lens it came from; "" where it was made here
	Studies    []string  `json:"studies,omitempty"`   // where it is offered; empty for everywhere
	Heading    bool      `json:"heading,omitempty"`   // orders others and is not coded with
	Exclusive  bool      `json:"exclusive,omitempty"` // content analysis: excludes every other category of the unit

	Retired    bool          `json:"retired,omitempty"`
	MergedInto string        `json:"merged_into,omitempty"`
	SplitInto  []string      `json:"split_into,omitempty"`
	Added      journal.Stamp `json:"-"`
	AddedBy    string        `json:"added_by,omitempty"`
}

// An Example is an invented passage that shows a code at work.
type Example struct {
	Role string `json:"role,omitempty" yaml:"role,omitempty"`
	Text string `json:"text" yaml:"text"`
}

// Live tells whether the code can be coded with.
func (c *Code) Live() bool { return !c.Retired && !c.Heading }

// For tells whether the code is offered in a study.
func (c *Code) For(study string) bool {
	return len(c.Studies) == 0 || study == "" || slices.Contains(c.Studies, study)
}

// Codes gives the codebook as a tree written out: every code behind its parent,
// siblings by the order in which they were added. Retired codes are left out
// unless asked for. depth is 0 at the top.
func (s *State) Codes(retired bool) []*Code {
	return tree(s.codeOrder, func(key string) (*Code, string, bool) {
		c := s.codes[key]
		return c, c.Parent, retired || !c.Retired
	})
}

// tree writes out what stands below each other: everything behind its parent,
// siblings in the order of keys. What is not shown is left out, and what stands below
// it, or below what is not here, is at the top. get gives what a key has, its parent's
// key, and whether it is shown.
func tree[T any](keys []string, get func(key string) (item T, parent string, shown bool)) []T {
	shown := make(map[string]bool, len(keys))
	for _, key := range keys {
		_, _, shown[key] = get(key)
	}
	below := map[string][]string{}
	for _, key := range keys {
		_, parent, _ := get(key)
		if !shown[parent] {
			parent = ""
		}
		if shown[key] {
			below[parent] = append(below[parent], key)
		}
	}
	var all []T
	var walk func(parent string)
	walk = func(parent string) {
		for _, key := range below[parent] {
			item, _, _ := get(key)
			all = append(all, item)
			walk(key)
		}
	}
	walk("")
	return all
}

// Depth is how many codes stand above a code.
func (s *State) Depth(c *Code) int {
	n := 0
	for p := s.codes[c.Parent]; p != nil; p = s.codes[p.Parent] {
		n++
	}
	return n
}

// Code gives a code by its key, nil where there is none.
func (s *State) Code(key string) *Code { return s.codes[key] }

// Current follows merges from a code's key to the code that stands for it now.
func (s *State) Current(key string) *Code {
	c := s.codes[key]
	for c != nil && c.MergedInto != "" {
		c = s.codes[c.MergedInto]
	}
	return c
}

// Standing gives the codes that stand for a code's key now: the code itself, the one it
// was merged into, or those it was split into, and what stands for these. A code that
// was split stands beside its parts as long as something is coded with it, or below it.
func (s *State) Standing(key string) []*Code {
	var standing []*Code
	seen := map[string]bool{}
	var follow func(key string)
	follow = func(key string) {
		c := s.codes[key]
		if c == nil || seen[key] {
			return
		}
		seen[key] = true
		if c.MergedInto == "" && (len(c.SplitInto) == 0 || len(s.OfCode(key, true)) > 0) {
			standing = append(standing, c)
		}
		follow(c.MergedInto)
		for _, part := range c.SplitInto {
			follow(part)
		}
	}
	follow(key)
	return standing
}

// Named gives the codes that a person may mean by a name or key: the exact one, or
// those that differ in letter case only. Live codes come before retired ones.
func (s *State) Named(name string) []*Code {
	var exact, near []*Code
	for _, key := range s.codeOrder {
		switch c := s.codes[key]; {
		case c.Name == name || c.Key == name:
			exact = append(exact, c)
		case strings.EqualFold(c.Name, name):
			near = append(near, c)
		}
	}
	found := exact
	if len(found) == 0 {
		found = near
	}
	slices.SortStableFunc(found, func(a, b *Code) int {
		switch {
		case a.Retired == b.Retired:
			return 0
		case a.Retired:
			return 1
		}
		return -1
	})
	if len(found) > 1 && !found[0].Retired && found[1].Retired {
		return found[:1]
	}
	return found
}

// Family gives a code and all codes below it, by key.
func (s *State) Family(key string) map[string]bool {
	family := map[string]bool{key: true}
	for _, k := range s.codeOrder { // parents may have been added after their children
		for p := k; p != ""; p = s.codes[p].Parent {
			if p == key {
				family[k] = true
			}
			if s.codes[p] == nil {
				break
			}
		}
	}
	return family
}

// Differ names the fields in which two states of a code differ, in order.
func Differ(a, b *Code) []string {
	fieldsA, fieldsB := codeFields(a), codeFields(b)
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(fieldsA)) {
		va, errA := json.Marshal(fieldsA[name])
		vb, errB := json.Marshal(fieldsB[name])
		if errA != nil || errB != nil || !same(va, vb) {
			differ = append(differ, name)
		}
	}
	for name, is := range map[string]bool{"retired": a.Retired != b.Retired, "merged_into": a.MergedInto != b.MergedInto, "split_into": !slices.Equal(a.SplitInto, b.SplitInto)} {
		if is {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ
}
