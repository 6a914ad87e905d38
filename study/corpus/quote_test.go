package corpus

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// conversation makes a document of turns, each a line with its label.
func conversation(id string, turns ...string) *Document {
	d := &Document{ID: id}
	var lines []string
	at := 0
	for i, said := range turns {
		label := []string{"Interviewer: ", "P01: "}[i%2]
		start := at + Length(label)
		d.Turns = append(d.Turns, Turn{Number: i + 1, Segments: []Segment{{Span: Span{start, start + Length(said)}}}})
		lines = append(lines, label+said)
		at = start + Length(said) + 1
	}
	d.Text = Join(lines)
	d.TextHash = Hash(d.Text)
	return d
}

func TestFindQuotations(t *testing.T) {
	docs := []*Document{
		conversation("A", "Where do you go, then?", "I go to the choir on a Tuesday – it’s the best part of my week, honestly. We sing, we laugh and nobody asks what is wrong with you.",
			"And how was it at first?", "At first I was terrified. I stood at the back and mouthed the words. I live in [name of town] and nobody knew me there."),
		conversation("B", "Do you go to the choir?", "No, I never went to the choir on a Tuesday.", "Why?", "It was too far for me, and the bus is not what it was."),
	}
	for _, tt := range []struct {
		quote   string
		verdict QuoteVerdict
		doc     string
		turns   [2]int
		said    string
		edits   []Edit
		why     string
	}{
		{"it’s the best part of my week, honestly", Verbatim, "A", [2]int{2, 2}, "it’s the best part of my week, honestly", nil, ""},
		{"it’s the best\n  part of my week,", Verbatim, "A", [2]int{2, 2}, "it’s the best part of my week", nil, ""},
		{"it's the best part of my week", Near, "A", [2]int{2, 2}, "it’s the best part of my week", nil, "quotation marks or dashes differ"},
		{"on a Tuesday - it’s the best part", Near, "A", [2]int{2, 2}, "on a Tuesday – it’s the best part", nil, "quotation marks or dashes differ"},
		{"We Sing, we laugh", Near, "A", [2]int{2, 2}, "We sing, we laugh", nil, "capitals differ"},
		{"We sing we laugh and nobody asks", Near, "A", [2]int{2, 2}, "We sing, we laugh and nobody asks", nil, "punctuation differs"},
		{"it’s the greatest part of my week", Near, "A", [2]int{2, 2}, "it’s the best part of my week", []Edit{{"greatest", "best"}}, ""},
		{"I was absolutely terrified. I stood at the back", Near, "A", [2]int{4, 4}, "I was terrified. I stood at the back", []Edit{{"absolutely", ""}}, ""},
		{"I stood at the back and the words", Near, "A", [2]int{4, 4}, "I stood at the back and mouthed the words", []Edit{{"", "mouthed"}}, ""},
		{"I go to the choir … nobody asks what is wrong with you", Verbatim, "A", [2]int{2, 2}, "I go to the choir on a Tuesday – it’s the best part of my week, honestly. We sing, we laugh and nobody asks what is wrong with you", nil, ""},
		{"At first I was terrified. [...] I stood at the back", Verbatim, "A", [2]int{4, 4}, "At first I was terrified. I stood at the back", nil, ""},
		{"nobody asks what is wrong with you … I stood at the back", Verbatim, "A", [2]int{2, 4}, "nobody asks what is wrong with you. And how was it at first? At first I was terrified. I stood at the back", nil, ""},
		{"I stood at the back and [silently] mouthed the words", Verbatim, "A", [2]int{4, 4}, "I stood at the back and mouthed the words", nil, ""},
		{"[W]e laugh and nobody asks", Verbatim, "A", [2]int{2, 2}, "we laugh and nobody asks", nil, ""},
		{"I live in [name of town] and nobody knew me", Verbatim, "A", [2]int{4, 4}, "I live in [name of town] and nobody knew me", nil, ""},
		{"the bus is not what it was", Verbatim, "B", [2]int{4, 4}, "the bus is not what it was", nil, ""},
		{"I never went to the choir", Verbatim, "B", [2]int{2, 2}, "I never went to the choir", nil, ""},
		{"terrified", Verbatim, "A", [2]int{4, 4}, "terrified", nil, ""},
		{"the staff were kind and patient to a fault", NotFound, "", [2]int{}, "", nil, ""},
		{"I drove to the football on a Saturday", NotFound, "", [2]int{}, "", nil, ""},
		{"…", NotFound, "", [2]int{}, "", nil, ""},
		{"", NotFound, "", [2]int{}, "", nil, ""},
	} {
		all, err := FindQuotations(context.Background(), docs, []string{tt.quote})
		if err != nil {
			t.Fatal(err)
		}
		got := all[0]
		id := ""
		if got.Document != nil {
			id = got.Document.ID
			if said, ok := Slice(got.Document.Text, got.Span); !ok || tt.turns[0] == tt.turns[1] && squeeze(said) != got.Said {
				t.Errorf("%q: the span holds %q, not %q", tt.quote, said, got.Said)
			}
		}
		if got.Verdict != tt.verdict || id != tt.doc || got.Turns != tt.turns || got.Said != tt.said || got.Why != tt.why || !slices.Equal(got.Edits, tt.edits) {
			t.Errorf("%q:\n got %s in %s, turns %v: %q, %v %s\nwant %s in %s, turns %v: %q, %v %s", tt.quote,
				got.Verdict, id, got.Turns, got.Said, got.Edits, got.Why, tt.verdict, tt.doc, tt.turns, tt.said, tt.edits, tt.why)
		}
	}
}

// invented makes words by chance: no two stretches of ten are the same.
func invented(r *rand.Rand, words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "w%d", r.IntN(2000))
	}
	return b.String()
}

// Every stretch of what was said is verbatim where it stands; with one word in
// five changed it is near, in the same place, with that many words changed.
func TestQuotationsProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var docs []*Document
	for i := range 5 {
		docs = append(docs, conversation(fmt.Sprint("D", i), invented(r, 200), invented(r, 200), invented(r, 200)))
	}
	rapid.Check(t, func(t *rapid.T) {
		doc := docs[rapid.IntRange(0, 4).Draw(t, "doc")]
		turn := doc.Turns[rapid.IntRange(0, 2).Draw(t, "turn")]
		said, _ := Slice(doc.Text, turn.Segments[0].Span)
		words := strings.Fields(said)
		from := rapid.IntRange(0, 180).Draw(t, "from")
		quote := slices.Clone(words[from : from+rapid.IntRange(6, 20).Draw(t, "words")])
		changed := 0
		if rapid.Bool().Draw(t, "change") {
			for i := 2; i < len(quote)-1; i += 5 {
				quote[i] = "another"
				changed++
			}
		}
		all, err := FindQuotations(context.Background(), docs, []string{"none of these", strings.Join(quote, " ")})
		if err != nil {
			t.Fatal(err)
		}
		got := all[1]
		want := Verbatim
		if changed > 0 {
			want = Near
		}
		if got.Verdict != want || got.Document != doc || got.Turns[0] != turn.Number || len(got.Edits) != changed {
			t.Fatalf("%v: %s, %d edits of %d", quote, got.Verdict, len(got.Edits), changed)
		}
		if got.Said != strings.Join(words[from:from+len(quote)], " ") {
			t.Fatalf("said %q", got.Said)
		}
	})
}

// A thousand transcripts of 12,000 words take seconds.
func BenchmarkFindQuotations(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	var docs []*Document
	for i := range 1000 {
		docs = append(docs, conversation(fmt.Sprint(i), invented(r, 6000), invented(r, 6000)))
	}
	var quotes []string
	for i := range 300 {
		said, _ := Slice(docs[i].Text, Span{200 + i, 320 + i})
		quotes = append(quotes, said)
	}
	b.ResetTimer()
	for b.Loop() {
		begun := time.Now()
		if _, err := FindQuotations(context.Background(), docs, quotes); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(12e6/time.Since(begun).Seconds(), "words/s")
	}
}

func FuzzFindQuotations(f *testing.F) {
	f.Add("I go to the choir", "to the … [c]hoir [x] ’s")
	f.Add("a\xff[b", "[...] a [] ]")
	f.Fuzz(func(t *testing.T, said, quote string) {
		docs := []*Document{{ID: "A", Text: said}}
		all, err := FindQuotations(context.Background(), docs, []string{quote, said})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range all {
			if q.Document == nil {
				continue
			}
			if _, ok := Slice(said, q.Span); !ok {
				t.Fatalf("span %v lies outside", q.Span)
			}
		}
	})
}
