package reproduce

import (
	"cmp"
	"fmt"
	"slices"

	"kith/report"
	"kith/study/coding"
)

// A printedText is one that an analyst wrote, where the results have it.
type printedText struct {
	text    *string
	what    string // "the definition of code WAIT"
	instead string // what stands there where the text is left out
}

// withhold leaves out those of some texts that repeat a transcript's words, and says
// so, of each once. command is the one that says it in other words.
func (a *Analysis) withhold(list []printedText, command string) (warnings []string, err error) {
	var texts []string
	at := map[string]int{}
	for _, p := range list {
		if _, known := at[*p.text]; !known {
			at[*p.text] = len(texts)
			texts = append(texts, *p.text)
		}
	}
	from, err := a.repeated(texts)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		document := from[at[*p.text]]
		if document == "" {
			continue
		}
		*p.text = p.instead
		w := p.what + " repeats words of " + document + " and is left out, because disclosure is restricted; say it in other words (" + command + ")"
		if !slices.Contains(warnings, w) {
			warnings = append(warnings, w)
		}
	}
	return warnings, nil
}

// withoutRepeated leaves out of themes what analysts wrote in the words of a
// transcript, for a report of which the disclosure is restricted, and says so.
func (a *Analysis) withoutRepeated(themes *report.Themes) (warnings []string, err error) {
	if err := a.rekey(themes); err != nil {
		return nil, err
	}
	var list []printedText
	for i := range themes.Themes {
		x := &themes.Themes[i]
		list = append(list, printedText{&x.Name, "the name of theme " + x.Key, x.Key}, printedText{&x.Concept, "the concept of theme " + x.Key, ""},
			printedText{&x.Definition, "the definition of theme " + x.Key, ""}, printedText{&x.Boundary, "the boundary of theme " + x.Key, ""})
		for k := range x.Roles {
			list = append(list, printedText{&x.Roles[k].Note, "what is judged of " + themes.Roles[k].Role + " and theme " + x.Key, ""})
		}
		for _, extracts := range [][]report.ThemeExtract{x.Extracts, x.Counter} {
			for k := range extracts {
				list = append(list, printedText{&extracts[k].Note, "a note on " + extracts[k].Address + " and theme " + x.Key, ""})
			}
		}
	}
	return a.withhold(list, "kith theme")
}

// rekey gives themes whose keys were made of a transcript's words others, by number.
func (a *Analysis) rekey(themes *report.Themes) error {
	keys := make([]string, len(themes.Themes))
	for i := range keys {
		keys[i] = themes.Themes[i].Key
	}
	others, err := a.others(keys, "theme")
	if err != nil {
		return err
	}
	for i := range themes.Themes {
		for _, key := range []*string{&themes.Themes[i].Key, &themes.Themes[i].Parent} {
			*key = cmp.Or(others[*key], *key)
		}
	}
	return nil
}

// others gives names that repeat a transcript's words another each, of what they name
// and a number, which none of them has yet.
func (a *Analysis) others(names []string, of string) (map[string]string, error) {
	from, err := a.repeated(names)
	if err != nil {
		return nil, err
	}
	others := map[string]string{}
	for i, document := range from {
		if document == "" {
			continue
		}
		other := fmt.Sprintf("%s-%d", of, i+1)
		for slices.Contains(names, other) {
			other += "x"
		}
		others[names[i]] = other
	}
	return others, nil
}

// A printedCode is a code where the results have it; what they do not have there is nil.
// What heads a family of codes is a label without a name.
type printedCode struct{ name, label, definition, boundary *string }

// printedCodes gives every place at which results have what analysts call a code, and
// say of it.
func printedCodes(res *report.Results) []printedCode {
	var all []printedCode
	for i := range res.Content {
		for k := range res.Content[i].Categories {
			c := &res.Content[i].Categories[k]
			all = append(all, printedCode{name: &c.Name, label: &c.Label})
		}
	}
	for i := range res.Agreement {
		for k := range res.Agreement[i].Rows {
			c := &res.Agreement[i].Rows[k]
			all = append(all, printedCode{name: &c.Category, label: &c.Label})
		}
	}
	for i := range res.Codebooks {
		for k := range res.Codebooks[i].Codes {
			c := &res.Codebooks[i].Codes[k]
			all = append(all, printedCode{&c.Name, &c.Label, &c.Definition, &c.Boundary})
		}
	}
	for i := range res.Matrices {
		for k := range res.Matrices[i].Rows {
			c := &res.Matrices[i].Rows[k]
			all = append(all, printedCode{name: &c.Name, label: &c.Label}, printedCode{label: &c.Family})
		}
	}
	for i := range res.Cooccurrence {
		for k := range res.Cooccurrence[i].Pairs {
			c := &res.Cooccurrence[i].Pairs[k]
			all = append(all, printedCode{name: &c.A, label: &c.LabelA}, printedCode{name: &c.B, label: &c.LabelB})
		}
	}
	for i := range res.Cases {
		for _, one := range res.Cases[i].Cases {
			for _, passage := range one.Passages {
				for k := range passage.Codes {
					all = append(all, printedCode{name: &passage.Codes[k].Name, label: &passage.Codes[k].Label})
				}
			}
		}
	}
	for i := range res.Joint {
		if res.Joint[i].Themes { // see findings.rowsOf
			continue
		}
		for k := range res.Joint[i].Rows {
			c := &res.Joint[i].Rows[k]
			all = append(all, printedCode{name: &c.Name, label: &c.Label}, printedCode{label: &c.Family})
		}
	}
	for i := range res.Themes {
		for _, theme := range res.Themes[i].Themes {
			for k := range theme.Codes {
				all = append(all, printedCode{name: &theme.Codes[k].Name, label: &theme.Codes[k].Label})
			}
			for _, extracts := range [][]report.ThemeExtract{theme.Extracts, theme.Counter} {
				for _, x := range extracts {
					for k := range x.Codes {
						all = append(all, printedCode{name: &x.Codes[k]})
					}
				}
			}
		}
	}
	return all
}

// withoutRepeatedCodes leaves out of results what analysts wrote of codes in the words
// of a transcript, for a report of which the disclosure is restricted, and says so. A
// code whose very name is such is called by its place in the codebook.
func (a *Analysis) withoutRepeatedCodes(s *coding.State, res *report.Results) error {
	var names []string
	heading := map[string]string{} // what a family is called, to the name of its code
	for _, c := range s.Codes(true) {
		names = append(names, c.Name)
		if c.Heading {
			heading[cmp.Or(c.Label, c.Name)] = c.Name
		}
	}
	others, err := a.others(names, "code")
	if err != nil {
		return err
	}
	var list []printedText
	for _, c := range printedCodes(res) {
		var given string
		if c.name != nil {
			given = *c.name
		} else {
			given = heading[*c.label]
		}
		name, code, called := given, "code "+given, "the name of code "+given
		if other := others[given]; other != "" {
			name, code, called = other, other, "what "+other+" is called"
		}
		if c.name != nil {
			list = append(list, printedText{c.name, called, name})
		}
		switch {
		case c.label == nil:
		case *c.label == given: // it has none of its own
			list = append(list, printedText{c.label, called, name})
		default:
			list = append(list, printedText{c.label, "the label of " + code, name})
		}
		if c.definition != nil {
			list = append(list, printedText{c.definition, "the definition of " + code, ""}, printedText{c.boundary, "the boundary of " + code, ""})
		}
	}
	warnings, err := a.withhold(list, "kith codebook set")
	res.Warnings = append(res.Warnings, warnings...)
	return err
}
