package word

import (
	"errors"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"kith/ooxml"
)

// Properties are the core properties of a document, as they stand in it.
type Properties struct {
	Title, Subject, Creator, Keywords, Description string
	LastModifiedBy, Created, Modified              string
}

// An assembly puts a document together from its stories.
type assembly struct {
	doc    *Document
	pkg    *ooxml.Package
	styles *styles
	lists  *numbering
	left   *int
	out    []Removed
	bound  binding
}

// finish gives a paragraph as a value, with its number: paragraphs are counted
// in the order they come in.
func (b *assembly) finish(p *paragraph) Paragraph {
	out := p.finish(&b.bound)
	if p.numID == "" || p.numID == "0" {
		return out
	}
	at := max(p.List, 1) - 1
	if !p.direct {
		if i, ok := b.lists.levelOfStyle(p.numID, p.style); ok {
			at = i
		}
	}
	out.List, out.Number = at+1, b.lists.next(p.numID, at)
	return out
}

func (b *assembly) warn(paragraph int, kind Kind, n int) {
	if n > 0 {
		b.doc.Warnings = append(b.doc.Warnings, Warning{paragraph, kind, n})
	}
}

// warnOf warns of what was counted in a paragraph, the kinds in one order.
func (b *assembly) warnOf(number int, p *paragraph) {
	b.leave(number, p)
	kinds := make([]string, 0, len(p.counts))
	for kind := range p.counts {
		kinds = append(kinds, string(kind))
	}
	sort.Strings(kinds)
	for _, kind := range kinds {
		b.warn(number, Kind(kind), p.counts[Kind(kind)])
	}
}

// leave keeps what was left out of a paragraph for Left.
func (b *assembly) leave(number int, p *paragraph) {
	for _, r := range p.out {
		r.Paragraph = number
		b.out = append(b.out, r)
	}
}

// A place is a mark and where in the body it is.
type place struct {
	mark
	Place
}

// addBody adds the paragraphs of the body and gives the marks in them.
func (b *assembly) addBody(paragraphs []*paragraph) []place {
	var places []place
	b.doc.Body = make([]Paragraph, 0, len(paragraphs))
	b.bound.room(paragraphs...)
	for i, p := range paragraphs {
		b.doc.Body = append(b.doc.Body, b.finish(p))
		b.warnOf(i+1, p)
		for _, m := range p.marks {
			places = append(places, place{m, Place{i, utf8.RuneCount(p.text[:m.at])}})
		}
	}
	return places
}

// addNotes adds footnotes and endnotes in the order of their references.
// The marks in them join the others.
func (b *assembly) addNotes(places *[]place) error {
	number := len(b.doc.Body)
	ofBody := *places
	for _, kind := range []struct {
		relation, element, reference string
		to                           *[]Note
	}{
		{"footnotes", "footnote", "footnoteReference", &b.doc.Footnotes},
		{"endnotes", "endnote", "endnoteReference", &b.doc.Endnotes},
	} {
		stories, err := b.stories(kind.relation, kind.element)
		if err != nil {
			return err
		}
		byID := make(map[string]*story, len(stories))
		for _, s := range stories {
			if s.typ == "" || s.typ == "normal" {
				byID[s.id] = s
			}
		}
		for _, at := range ofBody {
			s := byID[at.id]
			if at.kind != kind.reference || s == nil {
				continue
			}
			delete(byID, at.id)
			note := Note{Reference: at.Place}
			for _, p := range s.paragraphs {
				p.Note = true
				for _, m := range p.marks {
					*places = append(*places, place{m, Place{number, utf8.RuneCount(p.text[:m.at])}})
				}
				number++
				b.warnOf(number, p)
				note.Paragraphs = append(note.Paragraphs, b.finish(p))
			}
			*kind.to = append(*kind.to, note)
		}
		b.warn(0, LooseNote, len(byID))
	}
	return nil
}

// stories reads the part in the given relation to the main part.
func (b *assembly) stories(relation, element string) ([]*story, error) {
	names, err := b.pkg.Related(b.pkg.Main(), relation)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	part, err := b.pkg.Part(names[0])
	if err != nil {
		return nil, err
	}
	return readStories(ooxml.ScanPart(part), names[0], element, b.styles, b.left)
}

// addComments adds the comments in the order of their part.
func (b *assembly) addComments(places []place) error {
	stories, err := b.stories("comments", "comment")
	if err != nil {
		return err
	}
	threads, err := b.threads()
	if err != nil {
		return err
	}
	ids := map[string]string{} // by the paraId of the last paragraph
	for _, s := range stories {
		if n := len(s.paragraphs); n > 0 && s.paragraphs[n-1].id != "" {
			ids[s.paragraphs[n-1].id] = s.id
		}
	}
	for _, s := range stories {
		c := Comment{ID: s.id}
		if n := len(s.paragraphs); n > 0 {
			if t, ok := threads[s.paragraphs[n-1].id]; ok {
				c.Parent, c.Resolved = ids[t.parent], t.done
			}
		}
		c.Author, c.Initials, c.Date = s.by.name, s.by.initials, s.by.date
		lines := make([]string, len(s.paragraphs))
		for i, p := range s.paragraphs {
			lines[i] = string(p.text)
			b.leave(0, p)
		}
		c.Text = strings.Join(lines, "\n")
		for _, at := range places {
			if at.id != s.id {
				continue
			}
			switch at.kind {
			case "commentRangeStart":
				c.Start, c.End, c.Anchored = at.Place, at.Place, true
			case "commentRangeEnd":
				c.End = at.Place
			case "commentReference":
				if !c.Anchored {
					c.Start, c.End, c.Anchored = at.Place, at.Place, true
				}
			}
		}
		b.doc.Comments = append(b.doc.Comments, c)
	}
	return nil
}

// A thread is what commentsExtended says of a comment: the last paragraph of
// the comment it replies to, and whether it is resolved.
type thread struct {
	parent string
	done   bool
}

// threads reads how comments belong together, by the last paragraph of each.
func (b *assembly) threads() (map[string]thread, error) {
	names, err := b.pkg.Related(b.pkg.Main(), "commentsExtended")
	if err != nil || len(names) == 0 {
		return nil, err
	}
	part, err := b.pkg.Part(names[0])
	if err != nil {
		return nil, err
	}
	all := map[string]thread{}
	s := ooxml.ScanPart(part)
	for {
		token, err := s.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, damaged(names[0], err)
		}
		if token != ooxml.StartTag || string(s.Name) != "commentEx" {
			continue
		}
		id, _ := s.Attrs.Get("paraId")
		var t thread
		t.parent, _ = s.Attrs.Get("paraIdParent")
		done, _ := s.Attrs.Get("done")
		t.done = done == "1" || done == "true"
		all[id] = t
	}
}

// damaged is the error for a part that is no well-formed XML.
func damaged(part string, err error) error {
	return &ooxml.Error{Format: ooxml.Zip, What: "part " + part + " is damaged", Hint: "open the document in Word, let it repair it, and save it again", Err: err}
}

// addRunning adds headers and footers.
func (b *assembly) addRunning() error {
	for _, kind := range []struct {
		relation string
		to       *[]Paragraph
	}{{"header", &b.doc.Headers}, {"footer", &b.doc.Footers}} {
		names, err := b.pkg.Related(b.pkg.Main(), kind.relation)
		if err != nil {
			return err
		}
		for _, name := range names {
			part, err := b.pkg.Part(name)
			if err != nil {
				return err
			}
			s, err := readStory(ooxml.ScanPart(part), name, b.styles, b.left)
			if err != nil {
				return err
			}
			for _, p := range s.paragraphs {
				b.leave(0, p)
				*kind.to = append(*kind.to, b.finish(p))
			}
		}
	}
	return nil
}

// readProperties reads the core properties, if there are any.
func readProperties(pkg *ooxml.Package, to *Properties) error {
	names, err := pkg.Related("", "core-properties")
	if err != nil || len(names) == 0 {
		return err
	}
	part, err := pkg.Part(names[0])
	if err != nil {
		return err
	}
	fields := map[string]*string{
		"title": &to.Title, "subject": &to.Subject, "creator": &to.Creator, "keywords": &to.Keywords, "description": &to.Description,
		"lastModifiedBy": &to.LastModifiedBy, "created": &to.Created, "modified": &to.Modified,
	}
	s := ooxml.ScanPart(part)
	var into *string
	var text []byte
	for {
		token, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(names[0], err)
		}
		switch token {
		case ooxml.StartTag:
			into = fields[string(s.Name)]
		case ooxml.EndTag:
			into = nil
		case ooxml.Text:
			if text, err = s.AppendText(text[:0]); err != nil {
				return damaged(names[0], err)
			}
			if into != nil {
				*into += string(text)
			}
		}
	}
}
