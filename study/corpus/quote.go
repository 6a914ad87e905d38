package corpus

import (
	"cmp"
	"context"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// A QuoteVerdict says how a quotation stands to what was said.
type QuoteVerdict string

// The verdicts. Verbatim is the same to the character, white space apart; Near
// has the same words with other capitals or punctuation, or some other words.
const (
	Verbatim QuoteVerdict = "verbatim"
	Near     QuoteVerdict = "near"
	NotFound QuoteVerdict = "not found"
)

// nearEnough is the share of a quotation's words that must be the transcript's
// for it to be near: below it, something else was said.
const nearEnough = 2.0 / 3

// insertionWords is how many words of the transcript words in square brackets
// may stand for.
const insertionWords = 12

// A Quotation is what was found of one quotation.
type Quotation struct {
	Verdict    QuoteVerdict
	Document   *Document // nil when it was not found
	Turns      [2]int    // numbers of the first and last turn it stands in; 0 where there are no turns
	Span       Span      // from its first word to its last
	Said       string    // the words of the transcript
	Similarity float64   // from 1 down: the share of its words that need no change
	Edits      []Edit    // of words, in order
	Why        string    // what differs where all words are the same
}

// An Edit is a difference in words. One side is "" where words were added or
// left out.
type Edit struct{ Quoted, Said string }

// FindQuotations looks for quotations in what was said: the turns of the
// documents, without labels and times, or all the text of one without turns.
// An ellipsis (…, ..., in brackets or not) may stand for any number of words of
// the same document; words in square brackets for a few; a letter in them is
// the writer's own. A sign at the end of a quotation is the sentence's around
// it. The documents are read once, in parallel, whatever the number of
// quotations; the error is that of ctx.
func FindQuotations(ctx context.Context, docs []*Document, quotes []string) ([]Quotation, error) {
	ix := newQuoteIndex(quotes)
	found := make([][]sighting, len(docs))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range docs {
		g.Go(func() error {
			if gctx.Err() == nil {
				found[i] = ix.scan(newSpeech(d, ix.ids), i)
			}
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	byQuote := make([][]sighting, len(quotes))
	for _, cs := range found {
		for _, c := range cs {
			byQuote[c.quote] = append(byQuote[c.quote], c)
		}
	}
	out := make([]Quotation, len(quotes))
	for q := range quotes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out[q] = ix.best(q, byQuote[q], docs)
	}
	return out, nil
}

// A passage of words: their numbers, and the bytes of the text each covers.
type wording struct {
	text string
	ids  []int32
	at   [][2]int
}

// eachWord calls f with the folded form and the bytes of every word of a text:
// letters, digits and marks, apostrophes within them; small letters; straight
// apostrophes.
func eachWord(text string, f func(folded []byte, start, end int)) {
	var buf []byte
	start := -1
	cut := func(end int) {
		if start >= 0 {
			for len(buf) > 0 && buf[len(buf)-1] == '\'' {
				buf = buf[:len(buf)-1]
				_, size := utf8.DecodeLastRuneInString(text[:end])
				end -= size
			}
			f(buf, start, end)
		}
		start, buf = -1, buf[:0]
	}
	for i, r := range text {
		switch {
		case wordRune(r):
			if start < 0 {
				start = i
			}
			buf = utf8.AppendRune(buf, unicode.ToLower(r))
		case (r == '\'' || r == '’') && start >= 0:
			buf = append(buf, '\'')
		default:
			cut(i)
			if unspaced(r) {
				start = i
				buf = utf8.AppendRune(buf, r)
				cut(i + utf8.RuneLen(r))
			}
		}
	}
	cut(len(text))
}

// A speech is what was said in a document.
type speech struct {
	wording
	doc    *Document
	pieces []spoken
}

// spoken is one segment: where it begins in the text of the speech, in bytes,
// and in the document, in code points, and its turn.
type spoken struct{ from, at, turn int }

func newSpeech(d *Document, ids map[string]int32) *speech {
	s := &speech{doc: d}
	if len(d.Turns) == 0 {
		s.text, s.pieces = d.Text, []spoken{{}}
	} else {
		var b strings.Builder
		b.Grow(len(d.Text) + len(d.Turns))
		point, at := 0, 0 // code point and byte in the document's text
		for _, t := range d.Turns {
			for _, seg := range t.Segments {
				if seg.Span.Start < point { // segments stand in order
					continue
				}
				for ; point < seg.Span.Start && at < len(d.Text); point++ {
					_, size := utf8.DecodeRuneInString(d.Text[at:])
					at += size
				}
				from := at
				s.pieces = append(s.pieces, spoken{b.Len(), point, t.Number})
				for ; point < seg.Span.End && at < len(d.Text); point++ {
					_, size := utf8.DecodeRuneInString(d.Text[at:])
					at += size
				}
				b.WriteString(d.Text[from:at])
				b.WriteByte('\n')
			}
		}
		s.text = b.String()
	}
	const letters = 4 // of a word with its space, at least, by and large
	s.ids, s.at = make([]int32, 0, len(s.text)/letters), make([][2]int, 0, len(s.text)/letters)
	eachWord(s.text, func(folded []byte, start, end int) {
		s.ids = append(s.ids, ids[string(folded)]) // 0 for a word of no quotation
		s.at = append(s.at, [2]int{start, end})
	})
	return s
}

// place gives the turn of a byte of the speech and its code point in the
// document.
func (s *speech) place(at int) (turn, point int) {
	i, exact := slices.BinarySearchFunc(s.pieces, at, func(p spoken, at int) int { return cmp.Compare(p.from, at) })
	if !exact {
		i--
	}
	if i < 0 {
		return 0, 0
	}
	p := s.pieces[i]
	return p.turn, p.at + utf8.RuneCountInString(s.text[p.from:at])
}

// A quoted is one quotation, cut at its ellipses and insertions.
type quoted struct {
	pieces []quotedPiece
	anchor int // the longest piece
	words  int
}

type quotedPiece struct {
	wording
	gap  int // most words that may stand before it; -1 for any number
	free map[int]bool
}

// A quoteIndex holds the pairs of neighbouring words of the quotations.
type quoteIndex struct {
	ids    map[string]int32
	quotes []*quoted
	pairs  map[[2]int32][]mention
}

type mention struct{ quote, offset int32 }

var (
	ownLetters = regexp.MustCompile(`(\pL?)\[(\pL{1,3})\](\pL?)`)
	omission   = regexp.MustCompile(`\[\s*(?:…|\.(?:\s?\.){2,})\s*\]|\(\s*(?:…|\.(?:\s?\.){2,})\s*\)|…|\.(?:\s?\.){2,}|\[[^\]\n]*\]`)
)

func newQuoteIndex(quotes []string) *quoteIndex {
	ix := &quoteIndex{ids: map[string]int32{}, pairs: map[[2]int32][]mention{}}
	for i, text := range quotes {
		q := ix.cut(text)
		ix.quotes = append(ix.quotes, q)
		if q.words == 0 {
			continue
		}
		ids := q.pieces[q.anchor].ids
		if len(ids) == 1 {
			ix.pairs[[2]int32{ids[0], 0}] = append(ix.pairs[[2]int32{ids[0], 0}], mention{int32(i), 0})
		}
		for o := 1; o < len(ids); o++ {
			pair := [2]int32{ids[o-1], ids[o]}
			ix.pairs[pair] = append(ix.pairs[pair], mention{int32(i), int32(o - 1)})
		}
	}
	return ix
}

// cut takes a quotation apart.
func (ix *quoteIndex) cut(text string) *quoted {
	q := &quoted{}
	from, gap := 0, 0
	add := func(to int) {
		p := quotedPiece{gap: gap}
		p.text, p.free = plainLetters(text[from:to])
		eachWord(p.text, func(folded []byte, start, end int) {
			id, ok := ix.ids[string(folded)]
			if !ok {
				id = int32(len(ix.ids)) + 1
				ix.ids[string(folded)] = id
			}
			p.ids, p.at = append(p.ids, id), append(p.at, [2]int{start, end})
		})
		if len(p.ids) == 0 {
			return
		}
		if q.pieces = append(q.pieces, p); len(p.ids) > len(q.pieces[q.anchor].ids) {
			q.anchor = len(q.pieces) - 1
		}
		q.words += len(p.ids)
		gap = 0
	}
	for _, at := range omission.FindAllStringIndex(text, -1) {
		mark := text[at[0]:at[1]]
		inserted := mark[0] == '[' && strings.IndexFunc(mark, unicode.IsLetter) >= 0
		if own := ownLetters.FindStringSubmatchIndex(text[max(0, at[0]-utf8.UTFMax):min(len(text), at[1]+utf8.UTFMax)]); inserted && own != nil && (own[2] < own[3] || own[6] < own[7]) {
			continue // a letter of a word
		}
		add(at[0])
		from = at[1]
		switch {
		case !inserted:
			gap = -1
		case gap >= 0:
			gap += insertionWords
		}
	}
	add(len(text))
	return q
}

// plainLetters takes the brackets off letters that are the writer's own, and
// says which bytes of what is left they are.
func plainLetters(text string) (string, map[int]bool) {
	if !strings.Contains(text, "[") {
		return text, nil
	}
	var b strings.Builder
	free := map[int]bool{}
	for i, r := range text {
		switch r {
		case '[', ']':
		default:
			if open := strings.LastIndexByte(text[:i], '['); open > strings.LastIndexByte(text[:i], ']') {
				free[b.Len()] = true
			}
			b.WriteRune(r)
		}
	}
	return b.String(), free
}

// A sighting is a place where the longest piece of a quotation may stand.
type sighting struct {
	quote, doc, at, hits int // at: the word at which the piece would begin
}

// perDocument is how many places of a document are kept for a quotation, and
// perQuote how many of the whole corpus.
const (
	perDocument = 3
	perQuote    = 12
)

// scan gives the places of a document where quotations may stand.
func (ix *quoteIndex) scan(s *speech, doc int) []sighting {
	starts := map[int32][]int32{}
	for i, id := range s.ids {
		if id == 0 {
			continue
		}
		for _, m := range ix.pairs[[2]int32{id, 0}] {
			starts[m.quote] = append(starts[m.quote], int32(i))
		}
		if i+1 < len(s.ids) && s.ids[i+1] != 0 {
			for _, m := range ix.pairs[[2]int32{id, s.ids[i+1]}] {
				starts[m.quote] = append(starts[m.quote], int32(i)-m.offset)
			}
		}
	}
	var all []sighting
	for q, at := range starts {
		n := len(ix.quotes[q].pieces[ix.quotes[q].anchor].ids)
		slices.Sort(at)
		// Of n words with a third changed, this many pairs are left at least.
		least, slack := max(1, n/3-1), int32(slackOf(n))
		var of []sighting
		for i, j := 0, 0; i < len(at); i++ {
			for j = max(j, i); j+1 < len(at) && at[j+1]-at[i] <= slack; j++ {
			}
			if hits := j - i + 1; hits >= least {
				of = append(of, sighting{int(q), doc, int(at[i]), hits})
			}
		}
		slices.SortStableFunc(of, func(a, b sighting) int { return cmp.Or(b.hits-a.hits, a.at-b.at) })
		kept := of[:0]
		for _, c := range of {
			if !slices.ContainsFunc(kept, func(k sighting) bool { return max(k.at-c.at, c.at-k.at) <= int(slack) }) {
				if kept = append(kept, c); len(kept) == perDocument {
					break
				}
			}
		}
		all = append(all, kept...)
	}
	return all
}

// slackOf is how far pairs of one quotation may be shifted against each other
// by words added or left out.
func slackOf(words int) int { return 2 + words/2 }

// best gives the best of the places of a quotation.
func (ix *quoteIndex) best(q int, places []sighting, docs []*Document) Quotation {
	none := Quotation{Verdict: NotFound}
	quote := ix.quotes[q]
	slices.SortStableFunc(places, func(a, b sighting) int { return cmp.Or(b.hits-a.hits, a.doc-b.doc, a.at-b.at) })
	best, least := none, quote.words+1
	var s *speech
	for _, c := range places[:min(len(places), perQuote)] {
		if s == nil || s.doc != docs[c.doc] {
			s = newSpeech(docs[c.doc], ix.ids)
		}
		at := quote.locate(s, c.at)
		if n := at.cost(); n < least {
			best, least = quote.judge(s, at), n
		}
		if best.Verdict == Verbatim {
			break
		}
	}
	if least > quote.words || best.Similarity < nearEnough {
		return none
	}
	return best
}

// An alignment is the pieces of a quotation laid on a speech.
type alignment []laid

// laid is one piece: the words of the speech it stands on, and its edits.
type laid struct {
	from, to int // words of the speech, half open; from < 0 when it is not there
	cost     int
	edits    []Edit
}

func (a alignment) cost() int {
	n := 0
	for _, l := range a {
		n += l.cost
	}
	return n
}

// locate lays the longest piece near a word of the speech and the others
// before and after it.
func (q *quoted) locate(s *speech, at int) alignment {
	all := make(alignment, len(q.pieces))
	n := len(q.pieces[q.anchor].ids)
	slack := slackOf(n)
	all[q.anchor] = q.pieces[q.anchor].lay(s, at-slack, at+n+2*slack)
	last := all[q.anchor]
	for i := q.anchor + 1; i < len(q.pieces); i++ {
		p := &q.pieces[i]
		to := len(s.ids)
		if p.gap >= 0 {
			to = last.to + p.gap + len(p.ids) + slackOf(len(p.ids))
		}
		if all[i] = p.lay(s, last.to, to); all[i].from >= 0 {
			last = all[i]
		}
	}
	last = all[q.anchor]
	for i := q.anchor - 1; i >= 0; i-- {
		p := &q.pieces[i]
		from := 0
		if gap := q.pieces[i+1].gap; gap >= 0 {
			from = last.from - gap - len(p.ids) - slackOf(len(p.ids))
		}
		if all[i] = p.lay(s, from, last.from); all[i].from >= 0 {
			last = all[i]
		}
	}
	return all
}

// lay finds the stretch of the words from and to of a speech that a piece
// differs least from, by words added, left out and changed.
func (p *quotedPiece) lay(s *speech, from, to int) laid {
	from, to = max(0, from), min(len(s.ids), to)
	m, n := len(p.ids), max(0, to-from)
	gone := laid{from: -1, cost: m}
	if n == 0 {
		return gone
	}
	// cost[i][j]: the first i words of the piece against words that end at j.
	cost := make([][]int32, m+1)
	for i := range cost {
		cost[i] = make([]int32, n+1)
		cost[i][0] = int32(i)
	}
	for i := 1; i <= m; i++ {
		for j := 1; j <= n; j++ {
			c := cost[i-1][j-1]
			if p.ids[i-1] != s.ids[from+j-1] {
				c++
			}
			cost[i][j] = min(c, cost[i-1][j]+1, cost[i][j-1]+1)
		}
	}
	end := 0
	for j := range cost[m] {
		if cost[m][j] < cost[m][end] {
			end = j
		}
	}
	if int(cost[m][end]) >= m {
		return gone
	}
	l := laid{to: from + end, cost: int(cost[m][end])}
	i, j := m, end
	var edits []wordEdit
	for i > 0 {
		switch {
		case j > 0 && p.ids[i-1] == s.ids[from+j-1] && cost[i][j] == cost[i-1][j-1]:
			i, j = i-1, j-1
			edits = append(edits, wordEdit{})
		case j > 0 && cost[i][j] == cost[i-1][j-1]+1:
			i, j = i-1, j-1
			edits = append(edits, wordEdit{p.word(i), s.word(from + j), true})
		case cost[i][j] == cost[i-1][j]+1:
			i--
			edits = append(edits, wordEdit{p.word(i), "", true})
		default:
			j--
			edits = append(edits, wordEdit{"", s.word(from + j), true})
		}
	}
	l.from = from + j
	slices.Reverse(edits)
	l.edits = joinEdits(edits)
	return l
}

func (w *wording) word(i int) string { return w.text[w.at[i][0]:w.at[i][1]] }

// A wordEdit is one step of an alignment; the zero one is a word that is the
// same.
type wordEdit struct {
	quoted, said string
	differs      bool
}

// joinEdits makes one edit of neighbouring ones.
func joinEdits(steps []wordEdit) []Edit {
	var out []Edit
	open := false
	for _, e := range steps {
		if !e.differs {
			open = false
			continue
		}
		if !open {
			out, open = append(out, Edit{}), true
		}
		last := &out[len(out)-1]
		last.Quoted = strings.TrimSpace(last.Quoted + " " + e.quoted)
		last.Said = strings.TrimSpace(last.Said + " " + e.said)
	}
	return out
}

// judge says how a quotation stands to where it was laid.
func (q *quoted) judge(s *speech, at alignment) Quotation {
	out := Quotation{Verdict: Near, Document: s.doc, Similarity: 1 - float64(at.cost())/float64(q.words)}
	first, last := -1, -1
	for i, l := range at {
		if l.from < 0 || l.to <= l.from {
			out.Edits = append(out.Edits, Edit{Quoted: squeeze(q.pieces[i].text)})
			continue
		}
		out.Edits = append(out.Edits, l.edits...)
		if first < 0 {
			first = l.from
		}
		last = l.to - 1
	}
	if first < 0 {
		return Quotation{Verdict: NotFound}
	}
	start, end := s.at[first][0], s.at[last][1]
	out.Turns[0], out.Span.Start = s.place(start)
	_, size := utf8.DecodeLastRuneInString(s.text[:end])
	out.Turns[1], out.Span.End = s.place(end - size)
	out.Span.End++
	out.Said = squeeze(s.text[start:end])
	if at.cost() > 0 {
		return out
	}
	out.Verdict = Verbatim
	for i, l := range at {
		if why := q.pieces[i].differs(s.text[s.at[l.from][0]:s.at[l.to-1][1]]); why != "" {
			out.Verdict, out.Why = Near, why
		}
	}
	return out
}

// differs says what is not the same in a piece and what was said, of the same
// words: "" when all is.
func (p *quotedPiece) differs(said string) string {
	from, to := p.at[0][0], p.at[len(p.at)-1][1]
	said = squeeze(said)
	theirs := []rune(said)
	var mine []rune
	for i, r := range p.text[from:to] {
		switch n := len(mine); {
		case unicode.IsSpace(r) && n > 0 && mine[n-1] == ' ':
		case unicode.IsSpace(r):
			mine = append(mine, ' ')
		case p.free[from+i] && n < len(theirs) && unicode.ToLower(r) == unicode.ToLower(theirs[n]):
			mine = append(mine, theirs[n]) // a letter of the writer's own
		default:
			mine = append(mine, r)
		}
	}
	quote := string(mine)
	switch a, b := typewriter.Replace(quote), typewriter.Replace(said); {
	case quote == said:
		return ""
	case a == b:
		return "quotation marks or dashes differ"
	case strings.EqualFold(a, b):
		return "capitals differ"
	}
	return "punctuation differs"
}

// typewriter writes quotation marks, apostrophes and dashes in one way.
var typewriter = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "„", `"`, "–", "-", "—", "-", "‑", "-", "−", "-")

// squeeze makes one space of every stretch of white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
