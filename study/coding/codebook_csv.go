package coding

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// csvColumns are the columns of a codebook in CSV, in order. Lists have an entry a
// line within the cell; a line break within an entry is written \n.
var csvColumns = []string{"code", "key", "parent", "label", "definition", "look_for", "boundary", "indicators", "examples", "citations",
	"colour", "origin", "studies", "heading", "exclusive", "retired", "merged_into", "split_into"}

var lineEscape = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

func joinLines(list []string) string {
	out := make([]string, len(list))
	for i, l := range list {
		out[i] = lineEscape.Replace(l)
	}
	return strings.Join(out, "\n")
}

func splitLines(cell string) []string {
	if cell == "" {
		return nil
	}
	var list []string
	for _, l := range strings.Split(cell, "\n") {
		var b strings.Builder
		for i := 0; i < len(l); i++ {
			switch {
			case l[i] == '\\' && i+1 < len(l) && l[i+1] == 'n':
				b.WriteByte('\n')
				i++
			case l[i] == '\\' && i+1 < len(l) && l[i+1] == '\\':
				b.WriteByte('\\')
				i++
			default:
				b.WriteByte(l[i])
			}
		}
		list = append(list, b.String())
	}
	return list
}

// exampleLine gives an example as people write it: "LW: text". A text that would
// read as having a role gets an empty one.
func exampleLine(e Example) string {
	if e.Role == "" {
		if exampleOf(e.Text).Role == "" && !strings.HasPrefix(e.Text, ": ") {
			return e.Text
		}
		return ": " + e.Text
	}
	return e.Role + ": " + e.Text
}

func exampleOf(line string) Example {
	role, text, ok := strings.Cut(line, ": ")
	if !ok || strings.ContainsAny(role, " \t\n") {
		return Example{Text: line}
	}
	return Example{Role: role, Text: text}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// CSV writes the codebook as a table, a code a row, so that ReadCodebook reads the
// same.
func (b Codebook) CSV() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{csvColumns}
	for _, c := range b.Codes {
		var examples []string
		for _, e := range c.Examples {
			examples = append(examples, exampleLine(e))
		}
		rows = append(rows, []string{c.Name, c.Key, c.Parent, c.Label, c.Definition, c.LookFor, c.Boundary,
			joinLines(c.Indicators), joinLines(examples), joinLines(c.Citations), c.Colour, c.Origin, joinLines(c.Studies),
			yes(c.Heading), yes(c.Exclusive), yes(c.Retired), c.MergedInto, joinLines(c.SplitInto)})
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

// Separator is what stands between the columns of a table: a comma, or where its first
// line has none the semicolon or tab that spreadsheets of some countries write.
func Separator(text []byte) rune {
	head, _, _ := bytes.Cut(text, []byte("\n"))
	for _, mark := range []rune{',', ';', '\t'} {
		if bytes.ContainsRune(head, mark) {
			return mark
		}
	}
	return ','
}

func readCSV(text []byte) (Codebook, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	r.Comma = Separator(text)
	rows, err := r.ReadAll()
	if err != nil {
		return Codebook{}, err
	}
	if len(rows) < 2 {
		return Codebook{}, fmt.Errorf("there are no codes; the first row names the columns: %s", strings.Join(csvColumns, ", "))
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(csvColumns, name) {
			return Codebook{}, fmt.Errorf("line 1: column %q is not one of %s", name, strings.Join(csvColumns, ", "))
		}
		if _, twice := at[name]; twice {
			return Codebook{}, fmt.Errorf("line 1: column %q stands there twice", name)
		}
		at[name] = i
	}
	if _, ok := at["code"]; !ok {
		return Codebook{}, fmt.Errorf("line 1: there is no column code")
	}
	var b Codebook
	for n, row := range rows[1:] {
		cell := func(name string) string {
			if i, ok := at[name]; ok {
				return row[i]
			}
			return ""
		}
		var bad error
		flag := func(name string) bool {
			switch strings.ToLower(strings.TrimSpace(cell(name))) {
			case "", "no", "0", "false":
				return false
			case "yes", "1", "true":
				return true
			}
			bad = fmt.Errorf("row %d: %s is %q, not yes or no", n+2, name, cell(name))
			return false
		}
		c := Code{
			Name: strings.TrimSpace(cell("code")), Key: strings.TrimSpace(cell("key")), Parent: strings.TrimSpace(cell("parent")),
			Label: cell("label"), Definition: cell("definition"), LookFor: cell("look_for"), Boundary: cell("boundary"),
			Indicators: splitLines(cell("indicators")), Citations: splitLines(cell("citations")), Colour: cell("colour"), Origin: cell("origin"),
			Studies: splitLines(cell("studies")), Heading: flag("heading"), Exclusive: flag("exclusive"), Retired: flag("retired"),
			MergedInto: cell("merged_into"), SplitInto: splitLines(cell("split_into")),
		}
		for _, l := range splitLines(cell("examples")) {
			c.Examples = append(c.Examples, exampleOf(l))
		}
		if bad != nil {
			return Codebook{}, bad
		}
		b.Codes = append(b.Codes, c)
	}
	return b, nil
}
