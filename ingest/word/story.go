package word

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"kith/ooxml"
)

// A story is a run of paragraphs of its own: the body, a footnote, a comment,
// a header. One part may hold several, told apart by id.
type story struct {
	paragraphs []*paragraph
	bodies     int
	embedded   int // altChunk and subDoc elements before the first paragraph
	id         string
	typ        string // of a note
	by         author // of a comment
}

// An author is who wrote a comment, and when.
type author struct{ name, initials, date string }

// A space is one of the namespaces that matter, transitional or strict.
type space int

const (
	otherSpace space = iota
	wordSpace
	mathSpace
	compatibilitySpace
)

func spaceOf(uri string) space {
	switch uri {
	case "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main":
		return wordSpace
	case "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math":
		return mathSpace
	case "http://schemas.openxmlformats.org/markup-compatibility/2006":
		return compatibilitySpace
	}
	return otherSpace
}

// A frame is an open element.
type frame struct {
	local string
	space space
}

// An alternative is an open AlternateContent: one of its branches counts.
type alternative struct{ seen int }

// storyReader reads one part.
type storyReader struct {
	styles *styles
	left   *int // paragraphs that may still come
	each   bool // the part holds several stories

	spaces map[string]space
	met    [256]namedSpace   // elements met of late, by a hash of their names
	names  map[string]string // of elements met
	stack  []frame
	flows  []*flow
	fields []bool // open fields; true from the separator on
	alts   []alternative

	block   []byte     // where the text of paragraphs stands
	writing *paragraph // whose text is the last in it
	blank   []paragraph

	run        form            // direct formatting of the run
	forms      map[string]form // what the commonest run properties come to, by how they are written
	newForm    string          // run properties being read for the first time
	seen       int             // pieces of text met, kept or not
	tableCount int

	skipFrom int  // height of the stack outside what is skipped; -1 for none
	skipKind Kind // what is counted when the skipped element ends
	skipOnly bool // counted only if there was text in it
	skipText bool
	skipped  []byte // the text in what is skipped

	stories []*story
}

// readStory reads a part with one story.
func readStory(part *ooxml.Scanner, name string, styles *styles, left *int) (*story, error) {
	all, err := readStories(part, name, "", styles, left)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// readStories reads a part in which each element of the given name is a story;
// with no name the part is one.
func readStories(part *ooxml.Scanner, name, each string, styles *styles, left *int) ([]*story, error) {
	r := &storyReader{
		styles:   styles,
		left:     left,
		each:     each != "",
		spaces:   map[string]space{"w": wordSpace, "m": mathSpace, "mc": compatibilitySpace},
		names:    map[string]string{},
		forms:    map[string]form{},
		flows:    []*flow{{}},
		skipFrom: -1,
	}
	if each == "" {
		r.stories = []*story{{}}
	}
	if err := r.read(part, each); err != nil {
		var refused *ooxml.Error
		if errors.As(err, &refused) {
			return nil, err
		}
		return nil, damaged(name, err)
	}
	return r.stories, nil
}

func (r *storyReader) read(s *ooxml.Scanner, each string) error {
	var text []byte
	for {
		token, err := s.Next()
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			r.endFlow()
			return nil
		case errors.Is(err, ooxml.ErrDeep):
			return &ooxml.Error{Format: ooxml.Zip, What: fmt.Sprintf("the document nests elements more than %d deep", ooxml.MaxDepth), Hint: "no transcript needs this; ask for a fresh copy saved by Word"}
		default:
			return err
		}
		switch token {
		case ooxml.StartTag:
			f := r.frame(s)
			if r.skipFrom < 0 {
				if f.space == wordSpace && each != "" && f.local == each {
					r.beginStory(s.Attrs)
				}
				if err := r.start(f, s.Attrs); err != nil {
					return err
				}
			}
			r.stack = append(r.stack, f)
			switch {
			case r.skipFrom >= 0:
			case f.local == "rPr" && r.ancestor(2) == "r":
				r.knownForm(s)
			case f.local == "r" && f.space == wordSpace:
				if text, err = r.commonRun(s, text); err != nil {
					return err
				}
			}
		case ooxml.EndTag:
			top := len(r.stack) - 1
			f := r.stack[top]
			r.stack = r.stack[:top]
			switch {
			case r.skipFrom >= 0:
				if top == r.skipFrom {
					r.endSkip()
				}
			default:
				r.end(f)
				if f.space == wordSpace && each != "" && f.local == each {
					r.endFlow()
					r.flows = []*flow{{}}
				}
			}
		case ooxml.Text:
			if text, err = s.AppendText(text[:0]); err != nil {
				return err
			}
			r.text(text)
		}
	}
}

// frame resolves an element's name. A prefix keeps its meaning through the
// part: no writer gives one prefix two meanings.
func (r *storyReader) frame(s *ooxml.Scanner) frame {
	for _, a := range s.Attrs {
		switch {
		case string(a.Prefix) == "xmlns":
			r.spaces[string(a.Name)] = spaceOf(string(a.Value))
		case len(a.Prefix) == 0 && string(a.Name) == "xmlns":
			r.spaces[""] = spaceOf(string(a.Value))
		default:
			continue
		}
		clear(r.met[:])
	}
	// Nearly all elements have one of a few names.
	m := &r.met[(7*len(s.Name)+31*int(s.Name[0])+int(s.Name[len(s.Name)-1]))%len(r.met)]
	if m.local != string(s.Name) || m.prefix != string(s.Prefix) {
		*m = namedSpace{frame{r.name(s.Name), r.spaces[string(s.Prefix)]}, string(s.Prefix)}
	}
	return m.frame
}

// A namedSpace is what an element with a name and a prefix is.
type namedSpace struct {
	frame
	prefix string
}

// name gives the name of an element as a string, which is one string for all
// elements of that name.
func (r *storyReader) name(b []byte) string {
	const most = 1024 // Word has some hundred names
	if name, ok := r.names[string(b)]; ok {
		return name
	}
	name := string(b)
	if len(r.names) < most {
		r.names[name] = name
	}
	return name
}

func (r *storyReader) beginStory(attrs ooxml.Attributes) {
	s := &story{}
	s.id, _ = attrs.Get("id")
	s.typ, _ = attrs.Get("type")
	s.by.name, _ = attrs.Get("author")
	s.by.initials, _ = attrs.Get("initials")
	s.by.date, _ = attrs.Get("date")
	r.stories = append(r.stories, s)
}

// parent gives the name of the innermost open element, if it is Word's.
func (r *storyReader) parent() string { return r.ancestor(1) }

func (r *storyReader) ancestor(n int) string {
	if i := len(r.stack) - n; i >= 0 && r.stack[i].space == wordSpace {
		return r.stack[i].local
	}
	return ""
}

// story gives the story being read, or nil before the first.
func (r *storyReader) story() *story {
	if len(r.stories) == 0 {
		return nil
	}
	return r.stories[len(r.stories)-1]
}

// skip leaves out the element that is about to open.
func (r *storyReader) skip(kind Kind, onlyText bool) {
	r.skipFrom, r.skipKind, r.skipOnly, r.skipText, r.skipped = len(r.stack), kind, onlyText, false, nil
}

func (r *storyReader) endSkip() {
	r.skipFrom = -1
	if r.skipKind != "" && (r.skipText || !r.skipOnly) {
		r.count(r.skipKind)
	}
	if kind := r.skipKind; len(r.skipped) > 0 {
		if kind == "" {
			kind = FieldText
		}
		if p := r.latest(); p != nil {
			p.out = append(p.out, Removed{Kind: kind, Text: string(r.skipped)})
		}
	}
}

// count notes something at the innermost open paragraph, or else at the last.
// It gives false before the first.
func (r *storyReader) count(kind Kind) bool {
	p := r.latest()
	if p != nil {
		p.note(kind)
	}
	return p != nil
}

func on(attrs ooxml.Attributes) bool {
	switch v, _ := attrs.Get("val"); v {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

func val(attrs ooxml.Attributes) string {
	v, _ := attrs.Get("val")
	return v
}

// start reads the beginning of an element.
func (r *storyReader) start(f frame, attrs ooxml.Attributes) error {
	switch f.space {
	case compatibilitySpace:
		r.startAlternative(f.local)
		return nil
	case mathSpace:
		if f.local == "r" {
			r.startRun()
		}
		return nil
	case otherSpace:
		return nil
	}
	switch f.local {
	case "body":
		if s := r.story(); s != nil {
			s.bodies++
		}
	case "p":
		return r.startParagraph(attrs)
	case "r":
		r.startRun()
	case "rPr":
		if p := r.parent(); p != "r" && p != "pPr" {
			if i := len(r.stack) - 1; i < 0 || r.stack[i].space != mathSpace {
				r.skip("", false)
			}
		}
	case "del", "moveFrom":
		r.startRemoved(f.local)
	case "ins", "moveTo":
		if p := r.parent(); p != "rPr" && p != "trPr" {
			r.count(Insertion)
		}
	case "delText", "delInstrText", "instrText", "rt", "rubyPr", "sectPr", "sdtPr", "sdtEndPr",
		"tblPr", "tblGrid", "fldData", "ffData", "numberingChange",
		"pPrChange", "rPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange", "sectPrChange":
		r.skip("", false)
	case "tbl":
		r.startTable()
	case "tr", "tc":
		r.startCell(f.local)
	case "txbxContent":
		r.flows = append(r.flows, &flow{box: true})
	case "fldChar":
		r.fieldCharacter(attrs)
	case "altChunk", "subDoc":
		if s := r.story(); s != nil {
			if !r.count(Embedded) {
				s.embedded++
			}
		}
	default:
		r.property(f.local, attrs)
		if p := r.paragraph(); p != nil {
			r.character(p, f.local, attrs)
		}
	}
	return nil
}

// startRemoved meets a tracked removal: of text, of a paragraph's mark or of a
// table's row.
func (r *storyReader) startRemoved(local string) {
	kind := Deletion
	if local == "moveFrom" {
		kind = MoveFrom
	}
	switch r.parent() {
	case "rPr":
		if p := r.paragraph(); p != nil && r.ancestor(2) == "pPr" {
			p.joined = true
			p.note(kind)
		}
	case "trPr":
		if t := r.table(); t != nil {
			t.rowOut = true
			r.count(kind)
		}
	default:
		r.skip(kind, false)
	}
}

// startAlternative reads the first branch with text in it and no other.
func (r *storyReader) startAlternative(local string) {
	switch local {
	case "AlternateContent":
		r.alts = append(r.alts, alternative{r.seen})
	case "Choice", "Fallback":
		if n := len(r.alts); n > 0 && r.seen > r.alts[n-1].seen {
			r.skip("", false)
		}
	}
}

func (r *storyReader) startRun() { r.run, r.newForm = form{}, "" }

// property reads the form of a paragraph, run or cell.
func (r *storyReader) property(local string, attrs ooxml.Attributes) {
	p := r.paragraph()
	switch r.parent() {
	case "pPr":
		if p == nil {
			return
		}
		switch local {
		case "pStyle":
			p.setStyle(r.styles, val(attrs))
		case "outlineLvl":
			p.Heading = outline(val(attrs))
		}
	case "numPr":
		if p == nil || r.ancestor(2) != "pPr" {
			return
		}
		switch local {
		case "ilvl":
			p.List, p.direct = listLevel(val(attrs)), true
		case "numId":
			p.numID = val(attrs)
			if val(attrs) == "0" {
				p.List = 0
			} else if p.List == 0 {
				p.List = 1
			}
		}
	case "rPr":
		if r.ancestor(2) == "pPr" {
			return
		}
		switch local {
		case "rStyle":
			r.run.style = val(attrs)
		case "b":
			r.run.bold, r.run.set.bold = on(attrs), true
		case "i":
			r.run.italic, r.run.set.italic = on(attrs), true
		case "vanish":
			r.run.hidden, r.run.set.hidden = on(attrs), true
		case colourElement:
			r.run.colour, r.run.set.colour = colour(val(attrs)), true
		}
	case "tcPr":
		t := r.table()
		if t == nil {
			return
		}
		switch local {
		case "gridSpan":
			if n, err := strconv.Atoi(val(attrs)); err == nil && n > 0 && n < 1000 {
				t.span = n
			}
		case "vMerge":
			t.continued = val(attrs) != "restart"
		case "cellDel":
			t.continued = true
			r.count(Deletion)
		}
	}
}

func outline(v string) int {
	if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 9 {
		return n + 1
	}
	return 0
}

func listLevel(v string) int {
	if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 9 {
		return n + 1
	}
	return 1
}

const colourElement = "color" //nolint:misspell // as the format spells it

func colour(v string) string {
	if v == "auto" {
		return ""
	}
	return strings.ToUpper(v)
}

// end reads the end of an element.
func (r *storyReader) end(f frame) {
	switch {
	case f.space == compatibilitySpace && f.local == "AlternateContent":
		if n := len(r.alts); n > 0 {
			r.alts = r.alts[:n-1]
		}
	case f.space != wordSpace:
	case f.local == "p":
		r.endParagraph()
	case f.local == "tc":
		r.flow().release()
	case f.local == "rPr" && r.newForm != "":
		r.forms[r.newForm], r.newForm = r.run, ""
	case f.local == "tbl":
		fl := r.flow()
		if n := len(fl.tables); n > 0 {
			fl.tables = fl.tables[:n-1]
		}
	case f.local == "txbxContent" && len(r.flows) > 1:
		r.endBox()
	case f.local == "body":
		r.flow().release()
	}
}
