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

func TestTopicsAreAskedAbout(t *testing.T) {
	for name, asked := range map[string]bool{
		"Barriers to attendance":                    true,
		"The role of the link worker":               true,
		"Experiences of going along to a new group": true,
		"Waiting":                             true,
		"Social identity":                     true,
		"The first meeting":                   true,
		"Facilitators":                        true,
		"Someone like me on the other side":   false,
		"It is not for us":                    false,
		"Finding a place where likeness acts": false,
		"A group becomes we":                  false,
		"They’re not us":                      false,
	} {
		theme := Theme{Name: name, Status: "candidate"}
		if got := theme.Asks() != ""; got != asked {
			t.Errorf("%q asked about: %v", name, got)
		}
		theme.Concept = "an idea"
		if theme.Asks() != "" {
			t.Errorf("%q has a concept, and is asked about", name)
		}
	}
	if q := (&Theme{Name: "It is not for us", Status: "defined"}).Asks(); !strings.Contains(q, "is defined without") {
		t.Errorf("a defined theme without a concept: %q", q)
	}
}
