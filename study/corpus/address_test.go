package corpus

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// "I: Hi. 👍\nP: Yes,  “no” – yes.\nP: \nI: Bye.\n" with its turns by hand.
func addressed() *Document {
	return &Document{ID: "S1_LW03", Text: "I: Hi. 👍\nP: Yes,  “no” – yes.\nP: \nI: Bye.\n", Turns: []Turn{
		{Number: 1, Span: Span{3, 8}}, {Number: 2, Span: Span{12, 29}}, {Number: 3, Span: Span{33, 33}}, {Number: 4, Span: Span{37, 41}},
	}}
}

func TestAddresses(t *testing.T) {
	d := addressed()
	for text, want := range map[string]string{
		"S1_LW03#1":      "Hi. 👍",
		"S1_LW03#2:0-3":  "Yes",
		"S1_LW03#2:6-10": "“no”",
		"S1_LW03#1:4-5":  "👍",
		"S1_LW03#1-2":    "Hi. 👍\nP: Yes,  “no” – yes.",
		"S1_LW03@37-40":  "Bye",
		"S1_LW03":        d.Text,
	} {
		a, err := ParseAddress(text)
		if err != nil || a.String() != text {
			t.Errorf("%s: %v, %v", text, a, err)
			continue
		}
		s, err := d.Resolve(a)
		if got, _ := Slice(d.Text, s); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", text, got, err, want)
		}
	}
	for text, says := range map[string]string{
		"S1_LW03#5": "turns 1 to 4", "S1_LW03#3": "nothing was said", "S1_LW03#1:0-6": "has 5 code points",
		"S1_LW03@0-99": "has 42 code points", "S1_LW04#1": "is not in S1_LW03",
	} {
		a, err := ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Resolve(a); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
	}
	// Files are named by people: ids may have spaces, marks, and what addresses end with.
	for text, want := range map[string]Address{
		"Interview 1 – Anna O'Brien":   {Document: "Interview 1 – Anna O'Brien"},
		"Interview 1 – Anna O'Brien#2": {Document: "Interview 1 – Anna O'Brien", Turn: 2, Last: 2},
		"final #2#5":                   {Document: "final #2", Turn: 5, Last: 5},
		"at @home 😀@3-9":               {Document: "at @home 😀", Whole: true, From: 3, To: 9},
		"final #2#5:1-3":               {Document: "final #2", Turn: 5, Last: 5, Within: true, From: 1, To: 3},
	} {
		a, err := ParseAddress(text)
		if err != nil || a != want || a.String() != text {
			t.Errorf("%s: %+v, %v", text, a, err)
		}
	}
	for _, text := range []string{"", "#1", " S1_LW03#1", "S1_LW03 #1", "S1_LW03#1 ", "S1_LW03#", "S1_LW03#0", "S1_LW03#2-1", "S1_LW03#1:5-5", "S1_LW03#1:9-3", "S1_LW03#1:3", "S1_LW03#99999999999"} {
		if a, err := ParseAddress(text); err == nil {
			t.Errorf("%q reads as %v", text, a)
		}
	}
}

func TestAddressOfResolvesToTheSpan(t *testing.T) {
	d := addressed()
	rapid.Check(t, func(t *rapid.T) {
		s := Span{Start: rapid.IntRange(0, 41).Draw(t, "start")}
		s.End = rapid.IntRange(s.Start+1, 42).Draw(t, "end")
		a := d.AddressOf(s)
		again, err := ParseAddress(a.String())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.Resolve(again); err != nil || got != s {
			t.Fatalf("%v is %s, which is %v (%v)", s, a, got, err)
		}
	})
	for want, s := range map[string]Span{"S1_LW03#2": {12, 29}, "S1_LW03#1-2": {3, 29}, "S1_LW03#2:1-3": {13, 15}, "S1_LW03@0-5": {0, 5}} {
		if got := d.AddressOf(s).String(); got != want {
			t.Errorf("%v is %s, want %s", s, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	d := addressed()
	for words, want := range map[string][]Span{
		`Yes, "no" - yes.`: {{12, 29}},
		"  Yes,\n“no”":     {{12, 22}},
		"yes":              {{25, 28}},
		"👍":                {{7, 8}},
		"P:":               {{9, 11}, {30, 32}},
		"absent":           nil,
		" ":                nil,
	} {
		if got := d.Find(words); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
}
