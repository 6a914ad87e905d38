package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSearch(t *testing.T) {
	const text = "I felt at home.\nShe FELT, at home, déjà vu. Cafe\u0301 😀 naïve befriending befriended.\nIt’s a long–term thing. Home. At home they refer; he referred families to a family."
	for _, c := range []struct {
		name string
		q    Query
		want []string
	}{
		{"phrase, case, punctuation between", Query{Terms: []string{"felt at home"}}, []string{"felt at home", "FELT, at home"}},
		{"not over the end of a sentence", Query{Terms: []string{"home at"}}, nil},
		{"whole words only", Query{Terms: []string{"elt"}}, nil},
		{"diacritics either way", Query{Terms: []string{"deja", "CAFÉ", "naive"}}, []string{"déjà", "Cafe\u0301", "naïve"}},
		{"kinds of apostrophe and dash", Query{Terms: []string{"it's", "long-term"}}, []string{"It’s", "long–term"}},
		{"beginning of a word", Query{Terms: []string{"befriend*"}}, []string{"befriending", "befriended"}},
		{"endings", Query{Terms: []string{"refers", "families"}, Stem: true}, []string{"refer", "referred", "families", "family"}},
		{"near", Query{Terms: []string{"vu", "befriending"}, Near: 2}, []string{"vu. Cafe\u0301 😀 naïve befriending"}},
		{"too far", Query{Terms: []string{"vu", "befriending"}, Near: 1}, nil},
		{"regular expression", Query{Terms: []string{`b\w+ing|CAFÉ`}, Regex: true}, []string{"Cafe\u0301", "befriending"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := c.q.Compile()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, span := range s.Find(NewIndex(text)) {
				words, ok := Slice(text, span)
				if !ok {
					t.Fatalf("%v is outside the text", span)
				}
				got = append(got, words)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestQueriesThatCannotBe(t *testing.T) {
	for _, q := range []Query{
		{}, {Terms: []string{"..."}}, {Terms: []string{"("}, Regex: true}, {Terms: []string{"x*"}, Regex: true},
		{Terms: []string{"one"}, Near: 3}, {Terms: []string{strings.Repeat("a", maxTerm+1)}}, {Terms: []string{"a", "b"}, Near: -1},
	} {
		if _, err := q.Compile(); err == nil {
			t.Errorf("%v: no error", q)
		}
	}
}

// Every word of any text is found where it stands.
func TestSearchFindsEveryWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("abÉßæ你øZ")), 1, 6, -1), 1, 400).Draw(t, "words")
		i := rapid.IntRange(0, len(words)-1).Draw(t, "which")
		text := strings.Join(words, " ")
		s, err := Query{Terms: []string{words[i]}}.Compile()
		if err != nil {
			t.Fatal(err)
		}
		start := Length(strings.Join(words[:i], " "))
		if i > 0 {
			start++
		}
		want := Span{start, start + Length(words[i])}
		for _, got := range s.Find(NewIndex(text)) {
			if got == want {
				return
			}
		}
		t.Fatalf("%q at %v is not found", words[i], want)
	})
}

// BenchmarkSearch60MB holds a search of 60 MB of folded text under 150 ms.
func BenchmarkSearch60MB(b *testing.B) {
	const line = "Well, I think the group had made her feel welcome, and after a while she brought a friend along to the café.\n"
	var parts []*Index
	text := strings.Repeat(line, 60_000/len(line)) + "nobody befriended him\n"
	for range 1000 {
		parts = append(parts, NewIndex(text))
	}
	for _, q := range []Query{{Terms: []string{"befriend*"}}, {Terms: []string{"nobody befriends"}, Stem: true}} {
		s, err := q.Compile()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(q.Terms[0], func(b *testing.B) {
			b.SetBytes(int64(len(text) * len(parts)))
			for b.Loop() {
				n := 0
				for _, x := range parts {
					n += len(s.Find(x))
				}
				if n != len(parts) {
					b.Fatal(n)
				}
			}
		})
	}
}
