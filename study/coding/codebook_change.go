package coding

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kith/study/journal"
)

// TakeLens takes a codebook in as a whole, to be offered in some studies, or in
// all. Taking it again for another study widens it.
func (b *Book) TakeLens(lens Lens) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		for _, c := range lens.Codes {
			if have := s.codes[c.Key]; have != nil && have.Origin != lens.ID+" "+lens.Version {
				return nil, fmt.Errorf("code %s is in the codebook already, and not from %s %s; rename or import instead", c.Key, lens.ID, lens.Version)
			}
		}
		return one(opLens, lens), nil
	})
	return err
}

var properKey = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}._/-]{0,63}$`)

// validCodeName tells whether a name can be a code's: up to 64 letters, digits,
// dots, hyphens, underlines and slashes, so that it can be typed without quotes.
func validCodeName(name string) bool { return properKey.MatchString(name) }

// AddCode adds codes to the codebook, all or none. A code's key is its first name.
func (b *Book) AddCode(codes ...Code) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		var entries []journal.Entry
		here := map[string]bool{}
		for _, c := range codes {
			if c.Key == "" {
				c.Key = c.Name
			}
			if !validCodeName(c.Key) {
				return nil, fmt.Errorf("%q cannot name a code; use letters, digits, dots, hyphens, underlines and slashes", c.Key)
			}
			if named := s.Named(c.Key); len(named) > 0 || here[strings.ToLower(c.Key)] {
				state := ""
				if len(named) > 0 && named[0].Retired {
					state = ", retired"
				}
				return nil, fmt.Errorf("there is a code %s already%s", c.Key, state)
			}
			if c.Parent != "" && s.codes[c.Parent] == nil && !here[strings.ToLower(c.Parent)] {
				return nil, fmt.Errorf("no code %s to stand above %s", c.Parent, c.Key)
			}
			if err := properColour(c.Colour); err != nil {
				return nil, err
			}
			here[strings.ToLower(c.Key)] = true
			entries = append(entries, journal.Entry{Op: opCodeAdd, Data: c})
		}
		return entries, nil
	})
	return err
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func properColour(c string) error {
	if c != "" && !colour.MatchString(c) {
		return fmt.Errorf("colour %q is not like #4477aa", c)
	}
	return nil
}

// EditCode sets fields of a code: name, parent (a key), label, definition,
// look_for, boundary, indicators, examples, citations, colour, studies, heading,
// exclusive.
func (b *Book) EditCode(key string, set map[string]any, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		c := s.codes[key]
		if c == nil {
			return nil, fmt.Errorf("no code %s in the codebook", key)
		}
		after := *c
		d, err := change(key, codeFields(c), codeFields(&after), set, reason)
		if err != nil || len(d.Set) == 0 {
			return nil, err
		}
		if after.Name != c.Name {
			if !validCodeName(after.Name) {
				return nil, fmt.Errorf("%q cannot name a code; use letters, digits, dots, hyphens, underlines and slashes", after.Name)
			}
			for _, other := range s.Named(after.Name) {
				if other.Key != key {
					return nil, fmt.Errorf("there is a code %s already", other.Name)
				}
			}
		}
		if err := properColour(after.Colour); err != nil {
			return nil, err
		}
		if after.Parent != "" {
			if s.codes[after.Parent] == nil {
				return nil, fmt.Errorf("no code %s in the codebook", after.Parent)
			}
			if s.Family(key)[after.Parent] {
				return nil, fmt.Errorf("%s stands below %s and cannot be above it", s.codes[after.Parent].Name, c.Name)
			}
		}
		return one(opCodeSet, d), nil
	})
	return err
}

// MergeCodes lets one code stand for another: the codings of from count as into's
// from now on, and from is retired.
func (b *Book) MergeCodes(from, into, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		f, t := s.codes[from], s.codes[into]
		switch {
		case f == nil:
			return nil, fmt.Errorf("no code %s in the codebook", from)
		case t == nil:
			return nil, fmt.Errorf("no code %s in the codebook", into)
		case from == into:
			return nil, fmt.Errorf("%s cannot be merged into itself", f.Name)
		case f.MergedInto != "":
			return nil, fmt.Errorf("%s is merged into %s already", f.Name, s.codes[f.MergedInto].Name)
		case t.Retired:
			return nil, fmt.Errorf("%s is retired; restore it first", t.Name)
		case t.Heading:
			return nil, fmt.Errorf("%s is a heading and is not coded with", t.Name)
		}
		return one(opCodeMerge, codeMerge{From: from, Into: into, Reason: reason}), nil
	})
	return err
}

// SplitCode gives a code's codings to other codes, each coding to one or more of
// them, and retires it. Every coding must be given to some code.
func (b *Book) SplitCode(key string, into []string, assign map[string][]string, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		c := s.codes[key]
		if c == nil {
			return nil, fmt.Errorf("no code %s in the codebook", key)
		}
		if len(into) < 2 {
			return nil, errors.New("a split needs two codes or more to split into")
		}
		for _, k := range into {
			if s.codes[k] == nil || !s.codes[k].Live() || k == key {
				return nil, fmt.Errorf("%s is no live code to split into", k)
			}
		}
		for _, coding := range s.OfCode(key, false) {
			if len(assign[coding.ID]) == 0 {
				return nil, fmt.Errorf("coding %s of %s is given to no code", coding.ID, c.Name)
			}
			for _, k := range assign[coding.ID] {
				if !slices.Contains(into, k) {
					return nil, fmt.Errorf("coding %s is given to %s, which %s is not split into", coding.ID, k, c.Name)
				}
			}
		}
		return one(opCodeSplit, codeSplit{Code: key, Into: into, Assign: assign, Reason: reason}), nil
	})
	return err
}

// RetireCode takes a code out of use. Its codings stay.
func (b *Book) RetireCode(key, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		switch c := s.codes[key]; {
		case c == nil:
			return nil, fmt.Errorf("no code %s in the codebook", key)
		case c.Retired:
			return nil, fmt.Errorf("%s is retired already", c.Name)
		case reason == "":
			return nil, errors.New("retiring a code needs a reason")
		}
		return one(opRetire, target{Target: key, Reason: reason, Saw: len(s.OfCode(key, false))}), nil
	})
	return err
}

// RestoreCode brings a code back that was retired, merged or split. What a split gave
// to other codes stays with them.
func (b *Book) RestoreCode(key, reason string) error {
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		switch c := s.codes[key]; {
		case c == nil:
			return nil, fmt.Errorf("no code %s in the codebook", key)
		case !c.Retired:
			return nil, fmt.Errorf("%s is not retired", c.Name)
		}
		return one(opRestore, target{Target: key, Reason: reason}), nil
	})
	return err
}
