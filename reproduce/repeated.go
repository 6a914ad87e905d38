package reproduce

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"kith/report"
)

// repeatedWords is how many words in a row make what an analyst wrote a quotation.
const repeatedWords = 6

// repeated tells of each text the document whose words it repeats, six or more in a
// row whatever their case and punctuation; "" where it repeats none.
func (a *Analysis) repeated(texts []string) ([]string, error) {
	from := make([]string, len(texts))
	known := map[string]int32{}
	runs := map[[repeatedWords]int32][]int{}
	for i, text := range texts {
		var run [repeatedWords]int32
		n := 0
		eachPlainWord(text, func(w string) {
			if _, ok := known[w]; !ok {
				known[w] = int32(len(known)) //nolint:gosec // of a few pages
			}
			copy(run[:], run[1:])
			run[repeatedWords-1] = known[w]
			if n++; n >= repeatedWords {
				runs[run] = append(runs[run], i)
			}
		})
	}
	if len(runs) == 0 {
		return from, nil
	}
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		var run [repeatedWords]int32
		n := 0
		eachPlainWord(d.Text, func(w string) {
			id, ok := known[w]
			if !ok {
				n = 0
				return
			}
			copy(run[:], run[1:])
			run[repeatedWords-1] = id
			if n++; n < repeatedWords {
				return
			}
			for _, i := range runs[run] {
				if from[i] == "" {
					from[i] = d.ID
				}
			}
		})
	}
	return from, nil
}

// eachPlainWord gives the words of a text in lower case; an apostrophe parts them, so
// that it does not matter which of its characters was written.
func eachPlainWord(text string, f func(w string)) {
	start := -1
	for i, r := range text {
		switch in := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r); {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			f(strings.ToLower(text[start:i]))
			start = -1
		}
	}
	if start >= 0 {
		f(strings.ToLower(text[start:]))
	}
}

// withoutRepeated leaves out of themes what analysts wrote in the words of a
// transcript, for a report of which the disclosure is restricted, and says so.
func (a *Analysis) withoutRepeated(themes *report.Themes) (warnings []string, err error) {
	if err := a.rekey(themes); err != nil {
		return nil, err
	}
	type field struct {
		text       *string
		what, want string
	}
	var fields []field
	for i := range themes.Themes {
		x := &themes.Themes[i]
		fields = append(fields, field{&x.Name, "the name of theme " + x.Key, x.Key}, field{&x.Concept, "the concept of theme " + x.Key, ""},
			field{&x.Definition, "the definition of theme " + x.Key, ""}, field{&x.Boundary, "the boundary of theme " + x.Key, ""})
		for k := range x.Roles {
			fields = append(fields, field{&x.Roles[k].Note, "what is judged of " + themes.Roles[k].Role + " and theme " + x.Key, ""})
		}
		for _, list := range [][]report.ThemeExtract{x.Extracts, x.Counter} {
			for k := range list {
				fields = append(fields, field{&list[k].Note, "a note on " + list[k].Address + " and theme " + x.Key, ""})
			}
		}
	}
	texts := make([]string, len(fields))
	for i, f := range fields {
		texts[i] = *f.text
	}
	from, err := a.repeated(texts)
	if err != nil {
		return nil, err
	}
	for i, document := range from {
		if document != "" {
			*fields[i].text = fields[i].want
			warnings = append(warnings, fields[i].what+" repeats words of "+document+" and is left out, because disclosure is restricted; say it in other words (kith theme)")
		}
	}
	return warnings, nil
}

// rekey gives themes whose keys were made of a transcript's words others, by number.
func (a *Analysis) rekey(themes *report.Themes) error {
	keys := make([]string, len(themes.Themes))
	for i := range keys {
		keys[i] = themes.Themes[i].Key
	}
	from, err := a.repeated(keys)
	if err != nil {
		return err
	}
	for i, document := range from {
		if document == "" {
			continue
		}
		key := fmt.Sprintf("theme-%d", i+1)
		for slices.Contains(keys, key) {
			key += "x"
		}
		for k := range themes.Themes {
			if x := &themes.Themes[k]; x.Parent == keys[i] {
				x.Parent = key
			}
		}
		themes.Themes[i].Key, keys[i] = key, key
	}
	return nil
}
