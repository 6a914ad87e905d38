package reproduce

import (
	"slices"
	"testing"
)

func TestTextQuotations(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{`She said “it’s fine” and left.`, []string{"it’s fine"}},
		{`She said "it's fine" and "so am I".`, []string{"it's fine", "so am I"}},
		{`She said ‘it’s fine, isn’t it?’ and left.`, []string{"it’s fine, isn’t it?"}},
		{`‘The volunteers’ group was good’ (LW03)`, []string{"The volunteers’ group was good"}},
		{`He said 'it's the members' own' and went.`, []string{"it's the members' own"}},
		{`“I said ‘no’ to it,” he said.`, []string{"I said ‘no’ to it,"}},
		{`It's the link worker's day, isn't it? The workers' day.`, nil},
		{`a 5" pipe and a 6" one`, nil},
		{"“it goes on\nover the line” and ends", []string{"it goes on\nover the line"}},
		{"“it goes on\n\nin a new paragraph”", []string{"it goes on"}},
		{"Text.\n\n> It was good, we\n> all thought. (LW03)\n\nMore.", []string{"It was good, we\nall thought."}},
		{"    It was good – LW03, Link Worker\n", []string{"It was good"}},
		{"> “It was good” (LW03)", []string{"It was good"}},
		{"```\n\"code is none\"\n```\n", nil},
		{"„low“ and «angled»", []string{"low", "angled"}},
	} {
		var got []string
		for _, q := range textQuotations(tt.text) {
			got = append(got, q.Text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzTextQuotations(f *testing.F) {
	f.Add("“a ‘b’ \"c\" 'd\n> e («")
	f.Fuzz(func(t *testing.T, text string) { textQuotations(text) })
}
