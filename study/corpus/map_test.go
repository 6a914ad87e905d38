package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

func TestMap(t *testing.T) {
	for _, c := range []struct {
		name, old, new, span string // the first occurrence of span in old
		fate                 Fate
		want                 string // what the carried span covers
	}{
		{"same text", "I went. I slept.\n", "I went. I slept.\n", "slept", Unchanged, "slept"},
		{"before an edit", "I went there. I slept.\n", "I went there. I slept late.\n", "went", Unchanged, "went"},
		{"after an insertion", "I went there. I slept.\n", "Well, I went there. I slept.\n", "I slept", Moved, "I slept"},
		{"after a sentence alike in its ends", "I went. I slept.\n", "I went. I ran. I slept.\n", "I slept", Moved, "I slept"},
		{"after a deletion alike in its ends", "I went. I ran. I slept.\n", "I went. I slept.\n", "I slept", Moved, "I slept"},
		{"a word changed in it", "We met at the hall on Monday.\n", "We met at the church on Monday.\n", "at the hall on Monday", Changed, "at the church on Monday"},
		{"its first word changed", "We met at the hall on Monday.\n", "We met at the church on Monday.\n", "hall on Monday", Changed, "church on Monday"},
		{"its only word changed", "We met at the hall on Monday.\n", "We met at the church on Monday.\n", "hall", Changed, "church"},
		{"a word put into it", "It was good for me.\n", "It was very good for me.\n", "was good", Changed, "was very good"},
		{"taken out", "Yes. It was good, I think. No.\n", "Yes. No.\n", "It was good, I think", Lost, ""},
		{"one of two like it taken out", "I: Yes.\nI: Yes.\nP: Autumn came.\n", "I: Yes.\nP: Autumn came.\n", "Yes", Changed, "Yes"},
		{"a paragraph moved", "First came rain and wind.\nThen came the dry months.\nLast came snow and ice.\n",
			"Then came the dry months.\nLast came snow and ice.\nFirst came rain and wind.\n", "rain and wind", Moved, "rain and wind"},
		{"within a word that changed", "He was walking home.\n", "He was walked home.\n", "walk", Changed, "walk"},
		{"part of a word beside one that changed", "He was walking slowly home.\n", "He was strolling slowly home.\n", "ing slow", Moved, "ing slow"},
		{"written without spaces", "我们去了公园。很好。\n", "昨天我们去了公园。非常好。\n", "公园", Moved, "公园"},
		{"beyond the basic plane", "We 😀 sang 𝔸 there.\n", "So we 😀 sang 𝔸 there.\n", "😀 sang 𝔸", Moved, "😀 sang 𝔸"},
		{"everything gone", "All of this.\n", "", "All", Lost, ""},
		{"a mark between words", "It was – so to say – good.\n", "Oh: It was – so to say – good.\n", " – ", Moved, " – "},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := strings.Index(c.old, c.span)
			start := Length(c.old[:at])
			got := Map(c.old, c.new, []Span{{start, start + Length(c.span)}})[0]
			text, ok := Slice(c.new, got.Span)
			if got.Fate != c.fate || text != c.want || !ok {
				t.Errorf("got %s %q at %v, want %s %q", got.Fate, text, got.Span, c.fate, c.want)
			}
		})
	}
}

func TestMapOutside(t *testing.T) {
	for _, s := range []Span{{-1, 2}, {3, 2}, {0, 99}, {99, 99}} {
		for _, to := range []string{"a b\n", "a c\n"} {
			if got := Map("a b\n", to, []Span{s})[0]; got.Fate != Lost {
				t.Errorf("%v: %v", s, got)
			}
		}
	}
}

// A copy is a text whose every word knows from which word of the old text it
// came: the oracle of the properties below. Words are kept apart by what follows
// them, so that an edit of words is an edit of the text.
type copied struct {
	words []copiedWord
}

type copiedWord struct {
	text  string // the word and what follows it: a space, or ".\n"
	from  int    // index in the old text, -1 for a word that was not there
	after bool   // the word stood behind the one before it in the old text too
}

func (c copied) text() string {
	var b strings.Builder
	for _, w := range c.words {
		b.WriteString(w.text)
	}
	return b.String()
}

// starts gives the code point at which every word begins.
func (c copied) starts() []int {
	at := make([]int, len(c.words)+1)
	for i, w := range c.words {
		at[i+1] = at[i] + Length(w.text)
	}
	return at
}

// talk makes a conversation of lines, a share of which are short answers that
// come again and again.
func talk(intn func(n int) int, lines int) []string {
	alphabets := []string{"abcdefgh", "aé\u0301ßøñ", "אבגדהש", "😀😁𝔸𝔹𝔻", "çàéèôü"}
	var words []string
	said := 0
	say := func(s string) {
		for _, w := range strings.Fields(s) {
			words = append(words, w+" ")
		}
		words[len(words)-1] = strings.TrimSuffix(words[len(words)-1], " ") + ".\n"
	}
	for range lines {
		switch intn(4) {
		case 0:
			say("LW: Yes")
		case 1:
			say("I: Mm hm go on")
		default:
			n := 2 + intn(14)
			var line []string
			for range n {
				if intn(3) == 0 {
					line = append(line, []string{"the", "and", "I", "was", "to", "you"}[intn(6)])
					continue
				}
				letters := []rune(alphabets[intn(len(alphabets))])
				var w []rune
				for range 3 {
					w = append(w, letters[intn(len(letters))])
				}
				said++
				line = append(line, fmt.Sprintf("%s%d", string(w), said%23))
			}
			say(strings.Join(line, " "))
		}
	}
	return words
}

// edited makes between one and n random edits: words put in, taken out or
// changed, and lines moved.
func edited(intn func(n int) int, old []string, n int) copied {
	var c copied
	for i, w := range old {
		c.words = append(c.words, copiedWord{w, i, false})
	}
	fresh := 0
	for range 1 + intn(n) {
		if len(c.words) == 0 {
			break
		}
		at := intn(len(c.words))
		to := min(len(c.words), at+1+intn(5))
		fresh++
		put := copiedWord{text: fmt.Sprintf("new%d ", fresh), from: -1}
		switch intn(4) {
		case 0:
			c.words = append(c.words[:at:at], append([]copiedWord{put}, c.words[at:]...)...)
		case 1:
			c.words = append(c.words[:at:at], c.words[to:]...)
		case 2:
			put.text = "new" + put.text[3:len(put.text)-1] + c.words[at].text[len(strings.TrimRight(c.words[at].text, " .\n")):]
			c.words[at] = put
		case 3:
			// A whole line to another line's beginning.
			from, end := at, at
			for from > 0 && !strings.HasSuffix(c.words[from-1].text, "\n") {
				from--
			}
			for end < len(c.words) && !strings.HasSuffix(c.words[end].text, "\n") {
				end++
			}
			end = min(end+1, len(c.words))
			line := append([]copiedWord{}, c.words[from:end]...)
			rest := append(c.words[:from:from], c.words[end:]...)
			into := intn(len(rest) + 1)
			for into > 0 && !strings.HasSuffix(rest[into-1].text, "\n") {
				into--
			}
			c.words = append(rest[:into:into], append(line, rest[into:]...)...)
		}
	}
	for i := range c.words {
		c.words[i].after = i > 0 && c.words[i].from > 0 && c.words[i-1].from == c.words[i].from-1
	}
	return c
}

// carriedSpans counts what Map made of random spans after random edits, and
// reports what must never happen.
func carriedSpans(fail func(format string, args ...any), intn func(n int) int, lines, edits int) (untouched, found int) {
	words := talk(intn, lines)
	old := copied{}
	for i, w := range words {
		old.words = append(old.words, copiedWord{text: w, from: i})
	}
	now := edited(intn, words, edits)
	oldText, newText := old.text(), now.text()
	oldAt, newAt := old.starts(), now.starts()
	place := make([]int, len(words)) // of an old word in the new text
	for i := range place {
		place[i] = -1
	}
	for j, w := range now.words {
		if w.from >= 0 {
			place[w.from] = j
		}
	}
	core := func(s string) string {
		return strings.TrimRightFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r < 0x1F000
		})
	}
	type sample struct{ first, n int }
	var samples []sample
	var spans []Span
	for range 12 {
		i, n := intn(len(words)), 1+intn(8)
		if i+n <= len(words) {
			samples = append(samples, sample{i, n})
			spans = append(spans, Span{oldAt[i], oldAt[i+n-1] + Length(core(words[i+n-1]))})
		}
	}
	for at, got := range Map(oldText, newText, spans) {
		i, n, span := samples[at].first, samples[at].n, spans[at]
		quote, _ := Slice(oldText, span)
		said, ok := Slice(newText, got.Span)
		if !ok {
			fail("%q: carried to %v, outside the text", quote, got.Span)
			continue
		}
		whole := place[i] >= 0
		for k := 1; k < n; k++ {
			whole = whole && place[i+k] >= 0 && now.words[place[i+k]].after
		}
		intact := got.Fate == Unchanged || got.Fate == Moved
		if intact {
			if said != quote || (got.Span == span) != (got.Fate == Unchanged) {
				fail("%q: %s as %q at %v", quote, got.Fate, said, got.Span)
			}
			// One of its words at least is its own, or no reader could tell: the
			// same words stood there more than once, and with the same beside them,
			// or they are those short answers alone that come again and again.
			own := false
			for j := range now.words {
				if newAt[j] >= got.Span.Start && newAt[j] < got.Span.End {
					if f := now.words[j].from; f >= i && f < i+n && newAt[j]-got.Span.Start == oldAt[f]-span.Start {
						own = true
					}
				}
			}
			nobodyCouldTell := stock(quote) || occurrences(oldText, quote) > 1 && alike(oldText, span, newText, got.Span)
			if !own && !nobodyCouldTell {
				fail("%q: %s onto other words from %v to %v\nold %.300q\nnew %.300q", quote, got.Fate, span, got.Span, oldText, newText)
			}
		}
		if !whole {
			continue
		}
		untouched++
		want := Span{newAt[place[i]], newAt[place[i]] + span.Len()}
		if intact && got.Span == want {
			found++
		} else if occurrences(oldText, quote) == 1 && occurrences(newText, quote) == 1 && n >= minMove {
			fail("%q stands once in each text and is %s at %v, not %v", quote, got.Fate, got.Span, want)
		}
	}
	return untouched, found
}

// stock tells whether words are those that come again and again.
func stock(quote string) bool {
	for _, w := range strings.Fields(quote) {
		if !strings.Contains(" LW: Yes. I: Mm hm go on. the and was to you ", w) {
			return false
		}
	}
	return true
}

// occurrences counts where a quote begins in a text.
func occurrences(text, quote string) int {
	n := 0
	for at := strings.Index(text, quote); at >= 0; n++ {
		text = text[at+1:]
		at = strings.Index(text, quote)
	}
	return n
}

// alike tells whether the word before or behind two spans is the same.
func alike(old string, s Span, new string, n Span) bool {
	beside := func(text string, s Span) (before, behind string) {
		from, to := []rune(text)[:s.Start], []rune(text)[s.End:]
		b, a := strings.Fields(string(from)), strings.Fields(string(to))
		if len(b) > 0 {
			before = b[len(b)-1]
		}
		if len(a) > 0 {
			behind = a[0]
		}
		return before, behind
	}
	a, b := beside(old, s)
	c, d := beside(new, n)
	return a == c || b == d
}

func TestMapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		intn := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }
		carriedSpans(t.Fatalf, intn, 1+intn(25), 8)
	})
}

// Of the words nothing happened to all but a few are found again: those few
// stand beside an edit that might as well have hit them.
func TestMapFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	untouched, found := 0, 0
	rounds := 3000
	if testing.Short() {
		rounds = 300
	}
	for range rounds {
		u, f := carriedSpans(t.Errorf, r.IntN, 5+r.IntN(60), 1+r.IntN(12))
		untouched, found = untouched+u, found+f
	}
	share := float64(found) / float64(untouched)
	t.Logf("%d of %d untouched spans found: %.4f", found, untouched, share)
	if share < 0.97 {
		t.Errorf("found %d of %d", found, untouched)
	}
}

// Texts made to be slow are carried in about the time of others: each of these
// takes well under a second on an idle machine, and minutes if anything grows
// with the product of the lengths.
func TestMapTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const words = 20000
	r := rand.New(rand.NewPCG(1, 2))
	text := func(vocabulary int) []string {
		all := make([]string, words)
		for i := range all {
			all[i] = fmt.Sprintf("w%d", r.IntN(vocabulary))
		}
		return all
	}
	shuffled := func(all []string) []string {
		out := append([]string{}, all...)
		r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
	edited := func(all []string, every int) []string {
		out := append([]string{}, all...)
		for i := 0; i < len(out); i += every {
			out[i] = fmt.Sprintf("x%d", r.IntN(50))
		}
		return out
	}
	plain := text(3000)
	once := text(1 << 40)
	few := text(2)
	for name, pair := range map[string][2][]string{
		"many edits":      {plain, edited(plain, 7)},
		"shuffled":        {once, shuffled(once)},
		"two words only":  {few, edited(few, 5)},
		"one word only":   {text(1), text(1)[:words/2]},
		"nothing alike":   {plain, text(1 << 50)},
		"other two words": {few, text(2)},
		"back to front":   {plain, func() []string { b := shuffled(plain); return b }()},
	} {
		t.Run(name, func(t *testing.T) {
			old, new := strings.Join(pair[0], " ")+"\n", strings.Join(pair[1], " ")+"\n"
			var spans []Span
			for at := 0; at < Length(old)-40; at += 97 {
				spans = append(spans, Span{at, at + 40})
			}
			begun := time.Now()
			Map(old, new, spans)
			took := time.Since(begun)
			t.Logf("%d kB, %d spans: %v", len(old)/1000, len(spans), took.Round(time.Millisecond))
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func FuzzMap(f *testing.F) {
	f.Add("I went. I slept.\n", "I went. I ran. I slept.\n", 8, 15)
	f.Add("yes yes yes", "yes yes", 4, 7)
	f.Add("שלום 😀 a\n", "a 😀\n", 0, 3)
	f.Fuzz(func(t *testing.T, old, new string, start, end int) {
		old, new = strings.ToValidUTF8(old, "?"), strings.ToValidUTF8(new, "?")
		s := Span{start, end}
		got := Map(old, new, []Span{s})[0]
		said, ok := Slice(new, got.Span)
		if !ok {
			t.Fatalf("carried to %v, outside the text", got.Span)
		}
		if got.Fate == Unchanged || got.Fate == Moved {
			if quote, ok := Slice(old, s); !ok || quote != said {
				t.Fatalf("%q became %q and is %s", quote, said, got.Fate)
			}
		}
	})
}
