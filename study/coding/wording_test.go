package coding

import (
	"strings"
	"testing"
)

// Where themes emerge, or something does from the data, it is asked about; a group may.
func TestThemesDoNotEmerge(t *testing.T) {
	for text, word := range map[string]string{
		"Three themes emerged from reading":                       "emerged",
		"A Theme of waiting that is emerging in Study One":        "emerging",
		"the emergent theme of place":                             "emergent",
		"This EMERGES from the interviews with leaders":           "EMERGES",
		"what emerged out of our data":                            "emerged",
		"A we emerges where people wait together":                 "",
		"How a group emerges from a list of strangers":            "",
		"The theme is about place. A sense of us emerges in time": "",
		"merged with the theme of place":                          "",
		"An emergency is what the theme rests on":                 "",
		"": "",
	} {
		got := AsksOfWording("People like us are a way in", text)
		if word == "" && got != "" || word != "" && !strings.HasPrefix(got, "“"+word+"”: in reflexive analysis") {
			t.Errorf("%q: %q", text, got)
		}
	}
}
