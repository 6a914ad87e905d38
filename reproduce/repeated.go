package reproduce

import (
	"strings"
	"unicode"
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
