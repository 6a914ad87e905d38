package corpus

import (
	"slices"
	"strings"
)

// A Fate is what became of a span when its text was replaced by another.
type Fate string

// The fates, from good to bad.
const (
	Unchanged Fate = "unchanged" // the same words at the same offsets
	Moved     Fate = "moved"     // the same words at other offsets
	Changed   Fate = "changed"   // words were altered, added or taken out, or it may be one of several alike
	Lost      Fate = "lost"      // nothing of it is left
)

// A Carried is a span carried from one text to another. For Changed the span
// covers what is left and what stands in place of the rest, for a person to
// look at; for Lost it is the empty span at the place where the words stood.
type Carried struct {
	Fate Fate
	Span Span
}

// Map carries spans of an old text to a new one, in the order given.
//
// Unchanged and Moved promise that every character of the span stands there,
// and that it is the same place of the conversation and not one like it: at
// least one word of the span belongs to a stretch that both texts hold once, or
// that is the only one of its kind between two such stretches. Where an edit
// leaves open which of several equal passages is meant, such as when one of two
// neighbouring answers "Yes." was deleted, the span is Changed, never a guess.
// A span without a word in it, or outside the old text, is Lost unless the
// characters around it hold it in place.
//
// The texts are compared by word; the time grows with their length and the
// number of edits, not with their product.
func Map(old, new string, spans []Span) []Carried {
	out := make([]Carried, len(spans))
	if old == new {
		length := Length(old)
		for i, s := range spans {
			out[i] = Carried{Unchanged, s}
			if s.Start < 0 || s.Len() < 0 || s.End > length {
				out[i] = Carried{Fate: Lost}
			}
		}
		return out
	}
	if len(spans) == 0 {
		return out
	}
	c := compare(old, new)
	for i, s := range spans {
		out[i] = c.carry(s)
		if out[i].Fate == Changed || out[i].Fate == Lost {
			if at, ok := c.only(old, new, s); ok {
				out[i] = settled(s, at)
			}
		}
	}
	return out
}

// A stretch is one run of tokens that stands in both texts: len tokens from
// token old of the one and from token new of the other.
type stretch struct {
	old, new, len int

	sure bool // it is this passage, and not one like it
	// Tokens at its ends that also stand in the text replaced beside it, so that
	// they alone do not say which of the two is meant.
	head, tail int
}

func (s stretch) oldEnd() int { return s.old + s.len }
func (s stretch) newEnd() int { return s.new + s.len }
func (s stretch) shift() int  { return s.new - s.old }

// A comparison is an alignment of two texts.
type comparison struct {
	old, new  *tokens
	stretches []stretch // in the order of the old text, none overlapping in either
}

func compare(old, new string) *comparison {
	var ids interner
	c := &comparison{old: ids.tokenise(old), new: ids.tokenise(new)}
	c.stretches = align(c.old, c.new)
	c.judge()
	return c
}

// carry maps one span.
func (c *comparison) carry(s Span) Carried {
	if s.Start < 0 || s.Len() < 0 || s.End > len(c.old.runes) {
		return Carried{Fate: Lost}
	}
	first, last := c.old.covering(s)
	from, _ := slices.BinarySearchFunc(c.stretches, first, func(b stretch, at int) int {
		if b.oldEnd() <= at {
			return -1
		}
		return 1
	})
	to := from
	for to < len(c.stretches) && c.stretches[to].old < last {
		to++
	}
	touched := c.stretches[from:to]
	for _, b := range touched {
		if at, ok := c.whole(s, first, last, b); ok {
			return settled(s, at)
		}
	}
	// The same words where it should be, but those of a neighbour perhaps.
	for _, b := range c.stretches[max(0, from-1):min(len(c.stretches), to+1)] {
		if at, ok := c.diagonal(s, b); ok && at.Len() > 0 {
			return Carried{Changed, at}
		}
	}
	return c.remains(s, first, last, from, touched)
}

// settled is a span that stands whole in the new text.
func settled(old, new Span) Carried {
	if old == new {
		return Carried{Unchanged, new}
	}
	return Carried{Moved, new}
}

// only finds a span of several words that both texts hold exactly once, which needs
// no alignment to be known.
func (c *comparison) only(old, new string, s Span) (Span, bool) {
	if s.Start < 0 || s.Len() <= 0 || s.End > len(c.old.runes) {
		return Span{}, false
	}
	first, last := c.old.covering(s)
	if c.old.countWords(first, last) < minMove {
		return Span{}, false
	}
	quote := string(c.old.runes[s.Start:s.End])
	once := func(text string) bool {
		at := strings.Index(text, quote)
		return at >= 0 && !strings.Contains(text[at+1:], quote)
	}
	if !once(old) || !once(new) {
		return Span{}, false
	}
	start := Length(new[:strings.Index(new, quote)])
	return Span{start, start + s.Len()}, true
}

// whole tells whether all of a span stands on the diagonal of a stretch that
// surely holds one of its words.
func (c *comparison) whole(s Span, first, last int, b stretch) (Span, bool) {
	if !b.sure {
		return Span{}, false
	}
	firm := false
	for t := max(first, b.old+b.head); t < min(last, b.oldEnd()-b.tail) && !firm; t++ {
		firm = c.old.word(t)
	}
	if !firm {
		// Nothing but marks and spaces, or words that also stand beside it: the
		// stretch must hold it with a word of its own on either side.
		firm = c.firmBetween(b.old, first, b) && c.firmBetween(last, b.oldEnd(), b)
	}
	if !firm {
		return Span{}, false
	}
	return c.diagonal(s, b)
}

// diagonal tells whether a span stands in the new text as far from a stretch as
// in the old one, and where.
func (c *comparison) diagonal(s Span, b stretch) (Span, bool) {
	d := c.new.at[b.new] - c.old.at[b.old]
	to := Span{s.Start + d, s.End + d}
	if to.Start < 0 || to.End > len(c.new.runes) {
		return Span{}, false
	}
	return to, slices.Equal(c.old.runes[s.Start:s.End], c.new.runes[to.Start:to.End])
}

// firmBetween tells whether a sure word of a stretch lies among tokens.
func (c *comparison) firmBetween(from, to int, b stretch) bool {
	for t := max(from, b.old+b.head); t < min(to, b.oldEnd()-b.tail); t++ {
		if c.old.word(t) {
			return true
		}
	}
	return false
}

// remains gives what is left of a span whose text is not whole any more.
func (c *comparison) remains(s Span, first, last, from int, touched []stretch) Carried {
	// The main part is the stretch that holds most of it.
	main, most := -1, 0
	for i, b := range touched {
		n := 0
		for t := max(first, b.old); t < min(last, b.oldEnd()); t++ {
			if c.old.word(t) {
				n += c.old.at[t+1] - c.old.at[t]
			}
		}
		if n > most {
			main, most = i, n
		}
	}
	if main < 0 {
		return c.replaced(s, first, last, from, len(touched))
	}
	lo, hi := main, main
	for lo > 0 && touched[lo-1].newEnd() <= touched[lo].new {
		lo--
	}
	for hi+1 < len(touched) && touched[hi+1].new >= touched[hi].newEnd() {
		hi++
	}
	b := touched[lo]
	start := max(first, b.old) + b.shift()
	if first < b.old && lo == 0 && from > 0 {
		// What stands in place of its first words belongs to it.
		if before := c.stretches[from-1]; before.newEnd() <= b.new && c.wordless(before.oldEnd(), first) {
			start = before.newEnd()
		}
	}
	b = touched[hi]
	end := min(last, b.oldEnd()) + b.shift()
	if last > b.oldEnd() && hi == len(touched)-1 && from+len(touched) < len(c.stretches) {
		if after := c.stretches[from+len(touched)]; after.new >= b.newEnd() && c.wordless(last, after.old) {
			end = after.new
		}
	}
	return Carried{Changed, c.new.trim(start, end)}
}

// replaced gives the text that stands in place of a span of which no word is
// left: what lies between the stretches around it, when the span was all that
// lay there.
func (c *comparison) replaced(s Span, first, last, from, n int) Carried {
	oldFrom, newFrom := 0, 0
	oldTo, newTo := len(c.old.ids), len(c.new.ids)
	if from > 0 {
		b := c.stretches[from-1]
		oldFrom, newFrom = b.oldEnd(), b.newEnd()
	}
	if from+n < len(c.stretches) {
		b := c.stretches[from+n]
		oldTo, newTo = b.old, b.new
	}
	if newTo < newFrom {
		newTo = newFrom // the passages around it changed places
	}
	if c.wordless(first, last) {
		return Carried{Lost, Span{c.new.at[newFrom], c.new.at[newFrom]}}
	}
	if c.wordless(oldFrom, first) && c.wordless(last, oldTo) && c.new.countWords(newFrom, newTo) > 0 {
		return Carried{Changed, c.new.trim(newFrom, newTo)}
	}
	// The same words beside it: it may be these that were left, and the others
	// that were taken out.
	reach := min(oldTo-oldFrom, maxBeside)
	newTo = min(newTo, newFrom+maxBeside)
	near := Span{c.new.at[max(0, newFrom-reach)], c.new.at[min(len(c.new.ids), newTo+reach)]}
	around, quote := string(c.new.runes[near.Start:near.End]), string(c.old.runes[s.Start:s.End])
	if at := strings.Index(around, quote); at >= 0 {
		start := near.Start + Length(around[:at])
		return Carried{Changed, Span{start, start + s.Len()}}
	}
	return Carried{Lost, Span{c.new.at[newFrom], c.new.at[newFrom]}}
}

func (c *comparison) wordless(from, to int) bool { return c.old.countWords(from, to) == 0 }
