package word

import "kith/ooxml"

// A table is a table being read.
type table struct {
	number    int
	row       int
	column    int
	span      int
	rowOut    bool // the row is a tracked deletion
	continued bool // the cell is merged into the one above
}

// A flow is a place paragraphs go to: a story, or a text box within one. A
// field, a table and a joined paragraph never reach out of it.
type flow struct {
	out    []*paragraph
	open   []*paragraph // innermost last
	tables []*table
	joined *paragraph // waits for the paragraph that goes on with it
	box    bool
}

func (r *storyReader) flow() *flow { return r.flows[len(r.flows)-1] }

// paragraph gives the innermost open paragraph, or nil.
func (r *storyReader) paragraph() *paragraph {
	open := r.flow().open
	if len(open) == 0 {
		return nil
	}
	return open[len(open)-1]
}

// latest gives the innermost open paragraph, or else the last one.
func (r *storyReader) latest() *paragraph {
	for i := len(r.flows) - 1; i >= 0; i-- {
		f := r.flows[i]
		switch {
		case len(f.open) > 0:
			return f.open[len(f.open)-1]
		case len(f.out) > 0:
			return f.out[len(f.out)-1]
		}
	}
	return nil
}

func (r *storyReader) startParagraph(attrs ooxml.Attributes) error {
	if *r.left--; *r.left < 0 {
		return tooMany()
	}
	t := r.table()
	switch {
	case t != nil && t.rowOut:
		r.skip("", false)
		return nil
	case t != nil && t.continued:
		r.skip(MergedCell, true)
		return nil
	}
	f := r.flow()
	p := f.joined
	if f.joined = nil; p == nil {
		p = r.newParagraph()
	} else {
		p.joined = false
	}
	p.Box = f.box
	if r.each {
		p.id, _ = attrs.Get("paraId")
	}
	if t != nil {
		p.Cell = &Cell{t.number, t.row, t.column}
	}
	// A joined paragraph has the form of the one whose mark is left.
	p.setStyle(r.styles, r.styles.defaultParagraph)
	f.open = append(f.open, p)
	return nil
}

// newParagraph takes one of a few that were made together.
func (r *storyReader) newParagraph() *paragraph {
	const together = 16
	if len(r.blank) == 0 {
		r.blank = make([]paragraph, together)
	}
	p := &r.blank[0]
	r.blank = r.blank[1:]
	return p
}

func (r *storyReader) startTable() {
	switch t := r.table(); {
	case t != nil && t.rowOut:
		r.skip("", false)
		return
	case t != nil && t.continued:
		r.skip(MergedCell, true)
		return
	}
	r.flow().release()
	r.tableCount++
	f := r.flow()
	f.tables = append(f.tables, &table{number: r.tableCount, row: -1})
}

func (r *storyReader) table() *table {
	f := r.flow()
	if len(f.tables) == 0 {
		return nil
	}
	return f.tables[len(f.tables)-1]
}

func (r *storyReader) startCell(local string) {
	t := r.table()
	switch {
	case t == nil:
	case local == "tr":
		t.row++
		t.column, t.span, t.rowOut, t.continued = -1, 1, false, false
	default:
		t.column += t.span
		if t.column < 0 {
			t.column = 0
		}
		t.span, t.continued = 1, false
	}
}

func (r *storyReader) endParagraph() {
	f := r.flow()
	p := r.paragraph()
	if p == nil {
		return
	}
	f.open = f.open[:len(f.open)-1]
	if p.joined && len(f.open) == 0 {
		f.joined = p
		return
	}
	f.add(p)
}

// release ends a paragraph whose mark was deleted where none can follow.
func (f *flow) release() {
	if p := f.joined; p != nil {
		f.joined = nil
		f.add(p)
	}
}

func (f *flow) add(p *paragraph) {
	f.out = append(f.out, p)
	f.out = append(f.out, p.boxes...)
	p.boxes = nil
}

func (r *storyReader) endBox() {
	box := r.flow()
	box.release()
	r.flows = r.flows[:len(r.flows)-1]
	if p := r.paragraph(); p != nil {
		p.boxes = append(p.boxes, box.out...)
		return
	}
	f := r.flow()
	f.out = append(f.out, box.out...)
}

// endFlow ends a story.
func (r *storyReader) endFlow() {
	for len(r.flows) > 1 {
		r.endBox()
	}
	f := r.flow()
	for len(f.open) > 0 {
		r.endParagraph()
	}
	f.release()
	r.fields = nil
	if s := r.story(); s != nil {
		s.paragraphs = append(s.paragraphs, f.out...)
	}
	f.out = nil
}
