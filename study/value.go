package study

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Pos is a place in a manifest. Line and Column count from 1; Column counts
// characters.
type Pos struct {
	File         string
	Line, Column int
}

// String gives file:line:column, or the file alone when the line is unknown.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// A Ref is a name that must exist elsewhere (a column, a sheet, a scale), with
// its place, so that a dangling one can be pointed at.
type Ref struct {
	At   Pos
	Name string
	// Occasion is that of a column asked on several; Name then begins with it,
	// pre: Q1, so that it is the only one of that name in the data set.
	Occasion string
	Option   string // one of several answers in a cell; Name then ends with it
}

// of gives the reference to one of several answers in the cells of a column.
func (r Ref) of(option string) Ref {
	if option != "" && r.Name != "" && r.Option == "" {
		r.Name, r.Option = r.Name+" ["+option+"]", option
	}
	return r
}

// on gives the reference to a column as it was asked on an occasion.
func (r Ref) on(occasion string) Ref {
	if occasion != "" && r.Name != "" && r.Occasion == "" {
		r.Name, r.Occasion = occasion+": "+r.Name, occasion
	}
	return r
}

// Header gives the name of a column as the sheet has it, without its occasion and option.
func (r Ref) Header() string {
	name := r.Name
	if r.Option != "" {
		name = strings.TrimSuffix(name, " ["+r.Option+"]")
	}
	if r.Occasion != "" {
		name = strings.TrimPrefix(name, r.Occasion+": ")
	}
	return name
}

// A Text is a value kept exactly as typed, with its place.
type Text struct {
	At    Pos
	Value string
	Set   bool
}

// A Scalar is a declared cell value: a text, a number or a Boolean as typed.
type Scalar struct {
	At     Pos
	Text   string
	Number float64 // NaN unless the scalar is a number, or text that reads as one
}

// Matches reports whether a cell's text is the scalar: equal as text after
// trimming white space, without regard to case, or equal as numbers.
func (s Scalar) Matches(cell string) bool {
	cell = strings.TrimSpace(cell)
	if strings.EqualFold(cell, strings.TrimSpace(s.Text)) {
		return true
	}
	if math.IsNaN(s.Number) {
		return false
	}
	f, err := strconv.ParseFloat(cell, 64)
	return err == nil && f == s.Number
}

// MinItems is the number of answered items a score needs.
type MinItems struct {
	At       Pos
	All      bool
	Count    int     // when > 0
	Fraction float64 // when > 0: share of the items, below 1
}

// Of gives the number of answered items needed out of k. The zero MinItems
// means all.
func (m MinItems) Of(k int) int {
	switch {
	case m.Count > 0:
		return m.Count
	case m.Fraction > 0:
		return int(math.Ceil(m.Fraction*float64(k) - 1e-9))
	}
	return k
}

// String gives the form the manifest uses.
func (m MinItems) String() string {
	switch {
	case m.Count > 0:
		return strconv.Itoa(m.Count)
	case m.Fraction > 0:
		return strconv.FormatFloat(m.Fraction, 'g', -1, 64)
	}
	return "all"
}
