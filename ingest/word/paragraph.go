package word

import "strings"

// A paragraph under construction.
type paragraph struct {
	Paragraph
	text   []byte
	looks  []lookAt
	few    [2]lookAt    // the first of looks
	boxes  []*paragraph // of the text boxes anchored in it
	marks  []mark
	counts map[Kind]int
	out    []Removed // what was left out of it, for Left alone

	base   look   // of the paragraph's style
	numID  string // its automatic list, directly or through its style
	direct bool   // the level of the list is its own
	style  string // id of its style
	joined bool   // its mark is deleted: the next paragraph goes on with it
	id     string // paraId, by which comments refer to each other
}

// A look is how a run looks; lookAt is one and the byte where it begins.
type look struct {
	bold, italic, hidden bool
	colour               string
}

type lookAt struct {
	look
	at int
}

// A mark is a reference in a paragraph: a note or the end of a comment's range.
type mark struct {
	kind string // local name of the element
	id   string
	at   int // byte of the paragraph's text
}

func (p *paragraph) note(kind Kind) {
	if p.counts == nil {
		p.counts = map[Kind]int{}
	}
	p.counts[kind]++
}

func (p *paragraph) setStyle(s *styles, id string) {
	st := s.byID[id]
	p.Style, p.Heading, p.List, p.base = st.name, st.heading, st.list, st.look
	p.numID, p.direct, p.style = st.numID, false, id
}

// put adds text to a paragraph in the look of the run.
func (r *storyReader) put(p *paragraph, s []byte) {
	if len(s) == 0 {
		return
	}
	if r.inInstruction() {
		p.note(FieldText)
		return
	}
	l := p.base
	if r.run.style != "" {
		l = r.styles.byID[r.run.style].over(l)
	}
	if r.run.set.bold {
		l.bold = r.run.bold
	}
	if r.run.set.italic {
		l.italic = r.run.italic
	}
	if r.run.set.hidden {
		l.hidden = r.run.hidden
	}
	if r.run.set.colour {
		l.colour = r.run.colour
	}
	if l.hidden {
		p.note(Hidden)
		p.out = append(p.out, Removed{Kind: Hidden, Text: string(s)})
		return
	}
	if p.looks == nil {
		p.looks = p.few[:0]
	}
	if n := len(p.looks); n == 0 || p.looks[n-1].look != l {
		p.looks = append(p.looks, lookAt{l, len(p.text)})
	}
	r.write(p, s)
}

// write adds bytes to a paragraph. Paragraphs have their text one behind the other
// in blocks, so that not each needs memory of its own: the one that is written has
// what is left of the block.
func (r *storyReader) write(p *paragraph, s []byte) {
	const size = 16 << 10
	if before := r.writing; before != p {
		if before != nil {
			before.text = before.text[:len(before.text):len(before.text)]
		}
		r.writing = p
	}
	if need := len(p.text) + len(s); need > cap(p.text) {
		if need > cap(r.block)-len(r.block) {
			r.block = make([]byte, 0, max(size, 2*need))
		}
		p.text = append(r.block[len(r.block):], p.text...)
	}
	p.text = append(p.text, s...)
	r.block = r.block[:cap(r.block)-cap(p.text)+len(p.text)]
}

// A binding keeps the text and the runs of finished paragraphs, one behind the other.
type binding struct {
	text strings.Builder
	runs []Run
}

// room makes room for paragraphs that are to be finished.
func (b *binding) room(of ...*paragraph) {
	const least = 4 << 10 // bytes
	bytes, runs := 0, 0
	for _, p := range of {
		bytes += len(p.text)
		runs += len(p.looks)
	}
	if b.text.Cap()-b.text.Len() < bytes {
		b.text.Reset()
		b.text.Grow(max(bytes, least))
	}
	if cap(b.runs)-len(b.runs) < runs {
		b.runs = make([]Run, 0, max(runs, least/64))
	}
}

// finish gives the paragraph as a value.
func (p *paragraph) finish(b *binding) Paragraph {
	b.room(p)
	at, first := b.text.Len(), len(b.runs)
	b.text.Write(p.text)
	out := p.Paragraph
	out.Text = b.text.String()[at:]
	for i, l := range p.looks {
		end := len(p.text)
		if i+1 < len(p.looks) {
			end = p.looks[i+1].at
		}
		b.runs = append(b.runs, Run{Text: out.Text[l.at:end], Bold: l.bold, Italic: l.italic, Colour: l.colour})
	}
	out.Runs = b.runs[first:len(b.runs):len(b.runs)]
	return out
}
