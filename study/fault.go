package study

import (
	"fmt"
	"strings"
)

// A Fault is one thing wrong with what a person wrote or deposited: what is
// wrong, where, and what to do about it.
type Fault struct {
	What  string // lower case, no full stop: "QS2, condition B: value 55 is outside 1 to 7"
	Where string // file, sheet and cell, or file:line:column of the manifest
	Asked string // the line of the manifest that asked for it, when Where is in the deposit
	Hint  string // what to do: "correct the cell, or declare 55 under missing: with its reason"
}

// Error gives the fault in one line.
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Where != "" {
		b.WriteString(f.Where)
		b.WriteString(": ")
	}
	b.WriteString(f.What)
	if f.Asked != "" {
		fmt.Fprintf(&b, " (%s)", f.Asked)
	}
	if f.Hint != "" {
		b.WriteString("; ")
		b.WriteString(f.Hint)
	}
	return b.String()
}

// Faults is every fault found, in the order of their places.
type Faults []*Fault

// Error gives one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// First gives the first n faults, and one more that counts the others.
func (fs Faults) First(n int) Faults {
	if len(fs) <= n {
		return fs
	}
	rest := &Fault{What: fmt.Sprintf("%d more faults", len(fs)-n), Hint: "correct these first"}
	if len(fs) == n+1 {
		rest.What = "1 more fault"
	}
	return append(fs[:n:n], rest)
}

// Err gives nil when there is no fault.
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}
