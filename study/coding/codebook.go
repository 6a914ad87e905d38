package coding

import (
	_ "embed"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"kith/study/journal"
)

// A Codebook is codes written out for people or for another program: a lens that
// is shipped, an export, or a file to be imported.
type Codebook struct {
	ID      string // short name: siah-sp
	Version string
	Title   string
	Starter bool   // meant to be replaced by categories made from the data
	Codes   []Code // every code behind its parent; Parent has keys
}

//go:embed lens.yaml
var lensFile []byte

//go:embed starter.yaml
var starterFile []byte

// Lenses gives the codebooks that come with kith: siah-sp, the Social Identity
// Approach to Health for social prescribing, a lens to read with; and
// trial-open-text, starter categories for the content analysis of open answers
// about a feasibility trial.
func Lenses() []Codebook {
	var all []Codebook
	for _, text := range [][]byte{lensFile, starterFile} {
		book, err := readYAML(text)
		if err != nil {
			panic("an embedded codebook cannot be read: " + err.Error())
		}
		all = append(all, book)
	}
	return all
}

// LensOf gives a codebook that comes with kith as it is taken into a study. It is
// an error when there is none of that id.
func LensOf(id string, studies ...string) (Lens, error) {
	var known []string
	for _, b := range Lenses() {
		if b.ID == id {
			return Lens{ID: b.ID, Version: b.Version, Title: b.Title, Studies: studies, Codes: b.Codes}, nil
		}
		known = append(known, b.ID)
	}
	return Lens{}, fmt.Errorf("no lens %q; there are %s", id, strings.Join(known, ", "))
}

// Codebook writes the codes of the state out, retired ones too if asked for.
func (s *State) Codebook(retired bool) Codebook {
	var b Codebook
	for _, c := range s.Codes(retired) {
		b.Codes = append(b.Codes, *c)
	}
	return b
}

// ReadCodebook reads a codebook from a file's bytes; its name's ending says
// whether they are YAML, Markdown or CSV. The codes are checked: names, parents,
// doubles. Errors name the code or line.
func ReadCodebook(name string, text []byte) (Codebook, error) {
	var b Codebook
	var err error
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".yaml", ".yml":
		b, err = readYAML(text)
	case ".md", ".markdown":
		b, err = readMarkdown(text)
	case ".csv":
		b, err = readCSV(text)
	default:
		return b, fmt.Errorf("%s: a codebook is .yaml, .md or .csv, not %q", filepath.Base(name), ext)
	}
	if err == nil {
		err = b.check()
	}
	if err != nil {
		return b, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return b, nil
}

// check fills names in and looks for what cannot be.
func (b *Codebook) check() error {
	seen := map[string]bool{}
	for i := range b.Codes {
		c := &b.Codes[i]
		if c.Name == "" {
			c.Name = c.Key
		}
		if c.Key == "" {
			c.Key = c.Name
		}
		if !validCodeName(c.Key) || !validCodeName(c.Name) {
			return fmt.Errorf("code %d: %q cannot name a code; use letters, digits, dots, hyphens, underlines and slashes", i+1, c.Name)
		}
		if folded := strings.ToLower(c.Key); seen[folded] {
			return fmt.Errorf("code %s stands there twice", c.Key)
		} else {
			seen[folded] = true
		}
		if err := properColour(c.Colour); err != nil {
			return fmt.Errorf("code %s: %w", c.Name, err)
		}
	}
	at := map[string]int{}
	for i, c := range b.Codes {
		at[c.Key] = i + 1
	}
	for _, c := range b.Codes {
		for _, key := range append(slices.Clone(c.SplitInto), c.Parent, c.MergedInto) {
			if key != "" && at[key] == 0 {
				return fmt.Errorf("code %s names %s, which is not in the file", c.Name, key)
			}
		}
		for p, n := c.Parent, 0; p != ""; p = b.Codes[at[p]-1].Parent {
			if n++; n > len(b.Codes) {
				return fmt.Errorf("code %s stands below itself", c.Name)
			}
		}
	}
	// Parents first, otherwise in the order of the file.
	below := map[string][]Code{}
	for _, c := range b.Codes {
		below[c.Parent] = append(below[c.Parent], c)
	}
	var tree []Code
	var walk func(parent string)
	walk = func(parent string) {
		for _, c := range below[parent] {
			tree = append(tree, c)
			walk(c.Key)
		}
	}
	walk("")
	b.Codes = tree
	return nil
}

// Imported says what an import did, by code name.
type Imported struct {
	Added, Changed, Same []string
}

// Import takes a codebook into the study's: codes that are not there are added,
// those that are get the fields in which they differ. Nothing is removed; codes
// that the file retires or merges are retired or merged. The whole of it is one
// step on disk.
func (b *Book) Import(book Codebook, reason string) (Imported, error) {
	var done Imported
	_, err := b.do(func(s *State) ([]journal.Entry, error) {
		var entries, after []journal.Entry
		for _, c := range book.Codes {
			retire := c.Retired && (s.codes[c.Key] == nil || !s.codes[c.Key].Retired)
			switch {
			case retire && c.MergedInto != "":
				after = append(after, journal.Entry{Op: opCodeMerge, Data: codeMerge{From: c.Key, Into: c.MergedInto, Reason: reason}})
			case retire && len(c.SplitInto) > 0:
				after = append(after, journal.Entry{Op: opCodeSplit, Data: codeSplit{Code: c.Key, Into: c.SplitInto, Reason: reason}})
			case retire:
				after = append(after, journal.Entry{Op: opRetire, Data: target{Target: c.Key, Reason: reason, Saw: len(s.OfCode(c.Key, false))}})
			}
			have := s.codes[c.Key]
			if have == nil {
				c.Retired, c.MergedInto, c.SplitInto, c.AddedBy = false, "", nil, ""
				entries = append(entries, journal.Entry{Op: opCodeAdd, Data: c})
				done.Added = append(done.Added, c.Name)
				continue
			}
			set := map[string]any{}
			for field, value := range codeFields(&c) {
				set[field] = value
			}
			copied := *have
			d, err := change(c.Key, codeFields(have), codeFields(&copied), set, reason)
			if err != nil {
				return nil, err
			}
			if len(d.Set) == 0 {
				done.Same = append(done.Same, c.Name)
				continue
			}
			entries = append(entries, journal.Entry{Op: opCodeSet, Data: d})
			done.Changed = append(done.Changed, c.Name)
		}
		return append(entries, after...), nil
	})
	return done, err
}
