package report

import (
	"cmp"
	"fmt"
	"strings"
)

// findings adds what was coded: codebooks, codes by role and the like, codes that
// stand together, and the cases.
func (b *builder) findings() {
	r := b.r
	if len(r.Codebooks)+len(r.Matrices)+len(r.Cooccurrence) > 0 {
		b.heading(1, "Codes")
		b.para("Codes, their definitions and what was coded with them are the analysts’ work. kith lays it out, and computes nothing from what was said.")
	}
	for i := range r.Codebooks {
		b.add(codebookTable(&r.Codebooks[i]))
	}
	for i := range r.Matrices {
		b.matrix(&r.Matrices[i])
	}
	for i := range r.Cooccurrence {
		b.cooccurrence(&r.Cooccurrence[i])
	}
	for i := range r.Cases {
		b.cases(&r.Cases[i])
	}
}

// codebookTable gives every code with its definition and boundary, the family heading
// its codes.
func codebookTable(c *Codebook) *Table {
	t := newTable("codebook-"+slug(strings.Join(c.Studies, "-")), "Codebook of "+list(c.Titles),
		text("code", "Code"), text("label", "Label"), text("definition", "Definition"), text("boundary", "Boundary"))
	for _, e := range c.Codes {
		if e.Heading && e.Depth == 0 && e.Definition == "" && e.Boundary == "" {
			t.section(cmp.Or(e.Label, e.Name))
			continue
		}
		t.row(e.Name, e.Label, cmp.Or(e.Definition, undefined), cmp.Or(e.Boundary, undefined)).Indent = e.Depth
	}
	t.General = line("Definitions and boundaries are the analysts’, as they stand now; a dash where none is written. They help reading and are no rules for scoring. Retired codes are left out.")
	t.Wide = true
	return t.Table
}

// whose says whose codings a table is of, and what is left out.
func whose(coder string, lost int) string {
	out := ""
	if coder != "" {
		out = " Codings are those of " + coder + "."
	}
	if lost > 0 {
		out += fmt.Sprintf(" %s into a text that has changed since, and %s left out.", capitalised(counted(lost, "coding points", "codings point")), map[bool]string{true: "is", false: "are"}[lost == 1])
	}
	return out
}

// askedCounts says in a note that a reflexive study is counted because the manifest
// asks for it.
const askedCounts = " Counts stand here because the manifest asks for them: in reflexive analysis how often a code was given says what was read closely, not how much it matters."

const runningNote = " People are named by role and a running number."
