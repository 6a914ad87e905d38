package corpus

import (
	"cmp"
	"slices"
)

const (
	// levels is how many lengths of sequences are looked at for one that both
	// texts hold once: 1, 2, 4, 8 and 16 tokens.
	levels = 5
	// minMove is how many words a passage that stands elsewhere must have to be
	// the same one, unless it is a line of its own.
	minMove = 5
	// These bound the work on texts made to be slow: how often gaps are parted,
	// the edits within one, and the tokens looked at beside a stretch or a lost
	// span. What is not found within them counts as changed.
	maxDepth  = 48
	maxEdits  = 256
	maxWindow = 4096
	maxBeside = 64
)

// align finds the stretches that stand in both texts. First those that hold a
// sequence of tokens that each text has exactly once, wherever they stand; then,
// between those in order, what fits in between.
func align(old, new *tokens) []stretch {
	found := anchored(old.ids, new.ids)
	chain, moved := ordered(found)
	taken := newClaims(len(old.ids), len(new.ids))
	var all []stretch
	longestFirst(chain)
	for _, b := range chain {
		all = append(all, taken.claim(b)...)
	}
	inOrder := slices.Clone(all)
	longestFirst(moved)
	for _, b := range moved {
		for _, part := range taken.free(b) {
			if old.worthMoving(part) {
				all = append(all, taken.claim(part)...)
			}
		}
	}
	byOld(inOrder)
	g := &gaps{old: slices.Clone(old.ids), new: slices.Clone(new.ids)}
	taken.mask(g.old, g.new)
	at := stretch{}
	for _, b := range append(inOrder, stretch{old: len(old.ids), new: len(new.ids)}) {
		g.fill(at.oldEnd(), b.old, at.newEnd(), b.new, 0)
		at = b
	}
	for i := range all {
		all[i].sure = true
	}
	return joined(append(all, g.found...))
}

// worthMoving tells whether a passage says enough to be known at another place.
func (t *tokens) worthMoving(b stretch) bool {
	n := t.countWords(b.old, b.oldEnd())
	line := func(i int) bool { return i == 0 || i == len(t.ids) || t.runes[t.at[i]-1] == '\n' }
	return n >= minMove || n > 0 && line(b.old) && line(b.oldEnd())
}

// anchored gives the maximal stretches around sequences that stand once in each
// text, and the common beginning and end of the texts.
func anchored(a, b []int32) []stretch {
	var found []stretch
	covered := make([]int, len(a)) // 1 + the token of b that a token of a is matched with
	add := func(i, j, n int) {
		s := stretch{old: i, new: j, len: n}
		for s.old > 0 && s.new > 0 && a[s.old-1] == b[s.new-1] {
			s.old, s.new, s.len = s.old-1, s.new-1, s.len+1
		}
		for s.oldEnd() < len(a) && s.newEnd() < len(b) && a[s.oldEnd()] == b[s.newEnd()] {
			s.len++
		}
		for k := range s.len {
			covered[s.old+k] = s.new + k + 1
		}
		found = append(found, s)
	}
	if len(a) > 0 && len(b) > 0 {
		if a[0] == b[0] {
			add(0, 0, 1)
		}
		if i, j := len(a)-1, len(b)-1; a[i] == b[j] && covered[i] != j+1 {
			add(i, j, 1)
		}
	}
	sa, sb := a, b
	for level := range levels {
		n := 1 << level
		if level > 0 {
			sa, sb = paired(sa, sb, n/2)
		}
		for _, p := range uniquePairs(sa, sb) {
			if covered[p[0]] == 0 || covered[p[0]] != p[1]+1 && covered[p[0]+n-1] != p[1]+n {
				add(p[0], p[1], n)
			}
		}
	}
	return found
}

// paired numbers the sequences of 2n tokens, given those of n.
func paired(a, b []int32, n int) (pa, pb []int32) {
	type pair struct{ x, y int32 }
	numbers := make(map[pair]int32, len(a))
	number := func(s []int32) []int32 {
		out := make([]int32, max(0, len(s)-n))
		for i := range out {
			p := pair{s[i], s[i+n]}
			id, ok := numbers[p]
			if !ok {
				id = int32(len(numbers))
				numbers[p] = id
			}
			out[i] = id
		}
		return out
	}
	return number(a), number(b)
}

// uniquePairs gives the places of the numbers that stand exactly once in a and
// exactly once in b, in the order of a.
func uniquePairs(a, b []int32) [][2]int {
	type seen struct{ inA, inB, at int32 }
	all := make(map[int32]seen, len(a))
	for _, id := range a {
		s := all[id]
		s.inA++
		all[id] = s
	}
	for j, id := range b {
		if s, ok := all[id]; ok {
			s.inB++
			s.at = int32(j)
			all[id] = s
		}
	}
	var out [][2]int
	for i, id := range a {
		if s := all[id]; s.inA == 1 && s.inB == 1 {
			out = append(out, [2]int{i, int(s.at)})
		}
	}
	return out
}

// ordered parts stretches into those of the heaviest chain that rises in both
// texts and the others, which stand elsewhere.
func ordered(all []stretch) (chain, others []stretch) {
	// Ends may overlap where an edit lies between equal tokens: middles order.
	middle := func(b stretch) (int, int) { return 2*b.old + b.len, 2*b.new + b.len }
	slices.SortFunc(all, func(x, y stretch) int {
		xo, xn := middle(x)
		yo, yn := middle(y)
		return cmp.Or(cmp.Compare(xo, yo), cmp.Compare(xn, yn))
	})
	ranks := make([]int, 0, len(all))
	for _, b := range all {
		_, n := middle(b)
		ranks = append(ranks, n)
	}
	slices.Sort(ranks)
	ranks = slices.Compact(ranks)
	type best struct{ weight, at int }
	tree := make([]best, len(ranks)+1) // Fenwick tree of maxima over ranks
	weight, from := make([]int, len(all)), make([]int, len(all))
	top := -1
	for i, b := range all {
		_, n := middle(b)
		r, _ := slices.BinarySearch(ranks, n)
		before := best{0, -1}
		for k := r; k > 0; k -= k & -k {
			if tree[k].weight > before.weight {
				before = tree[k]
			}
		}
		weight[i], from[i] = before.weight+b.len, before.at
		for k := r + 1; k < len(tree); k += k & -k {
			if weight[i] > tree[k].weight {
				tree[k] = best{weight[i], i}
			}
		}
		if top < 0 || weight[i] > weight[top] {
			top = i
		}
	}
	in := make([]bool, len(all))
	for i := top; i >= 0; i = from[i] {
		in[i] = true
	}
	for i, b := range all {
		if in[i] {
			chain = append(chain, b)
		} else {
			others = append(others, b)
		}
	}
	return chain, others
}

// claims says which tokens are matched already.
type claims struct{ old, new []bool }

func newClaims(a, b int) *claims { return &claims{make([]bool, a), make([]bool, b)} }

// free gives the parts of a stretch that nothing has claimed in either text.
func (c *claims) free(b stretch) []stretch {
	var parts []stretch
	for k := 0; k < b.len; k++ {
		if c.old[b.old+k] || c.new[b.new+k] {
			continue
		}
		from := k
		for k < b.len && !c.old[b.old+k] && !c.new[b.new+k] {
			k++
		}
		parts = append(parts, stretch{old: b.old + from, new: b.new + from, len: k - from})
	}
	return parts
}

func (c *claims) claim(b stretch) []stretch {
	parts := c.free(b)
	for _, p := range parts {
		for k := range p.len {
			c.old[p.old+k], c.new[p.new+k] = true, true
		}
	}
	return parts
}

// mask gives claimed tokens numbers that equal no other.
func (c *claims) mask(a, b []int32) {
	for i, taken := range c.old {
		if taken {
			a[i] = -1
		}
	}
	for j, taken := range c.new {
		if taken {
			b[j] = -2
		}
	}
}

// gaps fills what lies between anchored stretches.
type gaps struct {
	old, new []int32
	found    []stretch
}

// fill aligns tokens a0 to a1 of the old text with b0 to b1 of the new one: equal
// ends, then tokens that each side has once, then the shortest edit script.
func (g *gaps) fill(a0, a1, b0, b1, depth int) {
	n := 0
	for a0+n < a1 && b0+n < b1 && g.old[a0+n] == g.new[b0+n] {
		n++
	}
	g.add(a0, b0, n)
	a0, b0 = a0+n, b0+n
	n = 0
	for a1-n > a0 && b1-n > b0 && g.old[a1-n-1] == g.new[b1-n-1] {
		n++
	}
	g.add(a1-n, b1-n, n)
	a1, b1 = a1-n, b1-n
	if a0 >= a1 || b0 >= b1 || depth > maxDepth {
		return
	}
	pairs := uniquePairs(g.old[a0:a1], g.new[b0:b1])
	if len(pairs) == 0 {
		g.shortest(a0, a1, b0, b1)
		return
	}
	single := make([]stretch, len(pairs))
	for i, p := range pairs {
		single[i] = stretch{old: a0 + p[0], new: b0 + p[1], len: 1}
	}
	chain, _ := ordered(single)
	for _, p := range chain {
		if p.old < a0 || p.new < b0 {
			continue // the stretch before has grown over it
		}
		g.fill(a0, p.old, b0, p.new, depth+1)
		n := 1
		for p.old+n < a1 && p.new+n < b1 && g.old[p.old+n] == g.new[p.new+n] {
			n++
		}
		g.add(p.old, p.new, n)
		a0, b0 = p.old+n, p.new+n
	}
	g.fill(a0, a1, b0, b1, depth+1)
}

func (g *gaps) add(a, b, n int) {
	if n > 0 {
		g.found = append(g.found, stretch{old: a, new: b, len: n})
	}
}

// shortest is Myers' greedy algorithm (1986) over a gap in which no token stands
// out, up to maxEdits edits.
func (g *gaps) shortest(a0, a1, b0, b1 int) {
	a, b := g.old[a0:a1], g.new[b0:b1]
	limit := min(len(a)+len(b), maxEdits)
	reach := make([]int32, 2*limit+3)
	mid := limit + 1
	var trace [][]int32
	for d := 0; d <= limit; d++ {
		trace = append(trace, slices.Clone(reach[mid-d-1:mid+d+2]))
		for k := -d; k <= d; k += 2 {
			var x int
			if k == -d || k != d && reach[mid+k-1] < reach[mid+k+1] {
				x = int(reach[mid+k+1])
			} else {
				x = int(reach[mid+k-1]) + 1
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			reach[mid+k] = int32(x)
			if x >= len(a) && x-k >= len(b) {
				g.backtrack(a0, b0, len(a), len(b), trace)
				return
			}
		}
	}
}

func (g *gaps) backtrack(a0, b0, x, y int, trace [][]int32) {
	for d := len(trace) - 1; d >= 0; d-- {
		v, k := trace[d], x-y
		at := func(k int) int { return int(v[k+d+1]) }
		prev := k - 1
		if k == -d || k != d && at(k-1) < at(k+1) {
			prev = k + 1
		}
		px, py := 0, 0
		if d > 0 {
			px = at(prev)
			py = px - prev
		}
		n := 0
		for x > px && y > py && x > 0 && y > 0 && g.old[a0+x-1] == g.new[b0+y-1] {
			x, y, n = x-1, y-1, n+1
		}
		g.add(a0+x, b0+y, n)
		x, y = px, py
	}
}

// joined puts stretches in the order of the old text and makes one of those that
// touch in both.
func joined(all []stretch) []stretch {
	byOld(all)
	var out []stretch
	for _, b := range all {
		if n := len(out); n > 0 && out[n-1].oldEnd() == b.old && out[n-1].newEnd() == b.new {
			out[n-1].len += b.len
			out[n-1].sure = out[n-1].sure || b.sure
			continue
		}
		out = append(out, b)
	}
	return out
}

func byOld(all []stretch) {
	slices.SortFunc(all, func(x, y stretch) int { return cmp.Compare(x.old, y.old) })
}

func longestFirst(all []stretch) {
	slices.SortFunc(all, func(x, y stretch) int { return cmp.Or(cmp.Compare(y.len, x.len), cmp.Compare(x.old, y.old)) })
}

// judge says of every stretch whether it is surely this passage, and which of
// its ends might as well be the text beside it.
func (c *comparison) judge() {
	for i := range c.stretches {
		if b := &c.stretches[i]; !b.sure {
			oldFrom, oldTo, newFrom, newTo := c.window(i)
			b.sure = count(c.old.ids[oldFrom:oldTo], c.old.ids[b.old:b.oldEnd()]) == 1 &&
				count(c.new.ids[newFrom:newTo], c.new.ids[b.new:b.newEnd()]) == 1 && c.old.countWords(b.old, b.oldEnd()) > 0
		}
	}
	for i := range c.stretches {
		b := &c.stretches[i]
		if !b.sure {
			continue
		}
		oldFrom, oldTo, newFrom, newTo := c.window(i)
		text := c.old.ids[b.old:b.oldEnd()]
		b.tail = max(suffixWithin(text, c.old.ids[b.old:oldTo], b.len), suffixWithin(text, c.new.ids[b.new:newTo], b.len))
		b.head = max(prefixWithin(text, c.old.ids[oldFrom:b.oldEnd()], b.len), prefixWithin(text, c.new.ids[newFrom:b.newEnd()], b.len))
	}
}

// window gives the tokens of both texts between the sure stretches on either
// side of stretch i, as far as they are looked at.
func (c *comparison) window(i int) (oldFrom, oldTo, newFrom, newTo int) {
	b := c.stretches[i]
	oldTo, newTo = len(c.old.ids), len(c.new.ids)
	for k := i - 1; k >= 0; k-- {
		if s := c.stretches[k]; s.sure && s.newEnd() <= b.new {
			oldFrom, newFrom = s.oldEnd(), s.newEnd()
			break
		}
	}
	for k := i + 1; k < len(c.stretches); k++ {
		if s := c.stretches[k]; s.sure && s.new >= b.newEnd() {
			oldTo, newTo = s.old, s.new
			break
		}
	}
	return max(oldFrom, b.old-maxWindow), min(oldTo, b.oldEnd()+maxWindow),
		max(newFrom, b.new-maxWindow), min(newTo, b.newEnd()+maxWindow)
}

// count gives how often part stands in all, overlaps included, up to 2.
func count(all, part []int32) int {
	n := 0
	for i := 0; i+len(part) <= len(all) && n < 2; i++ {
		if slices.Equal(all[i:i+len(part)], part) {
			n++
		}
	}
	return n
}

// suffixWithin gives the length of the longest end of text that also ends
// somewhere in all after its first n tokens.
func suffixWithin(text, all []int32, n int) int {
	longest := 0
	for end := n + 1; end <= len(all) && longest < len(text); end++ {
		k := 0
		for k < len(text) && k < end && text[len(text)-1-k] == all[end-1-k] {
			k++
		}
		longest = max(longest, k)
	}
	return longest
}

// prefixWithin gives the length of the longest beginning of text that also
// begins somewhere in all before its last n tokens.
func prefixWithin(text, all []int32, n int) int {
	longest := 0
	for from := len(all) - n - 1; from >= 0 && longest < len(text); from-- {
		k := 0
		for k < len(text) && from+k < len(all) && text[k] == all[from+k] {
			k++
		}
		longest = max(longest, k)
	}
	return longest
}
