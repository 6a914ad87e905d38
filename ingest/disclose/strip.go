package disclose

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"kith/ingest/sheet"
	"kith/ingest/word"
	"kith/ooxml"
)

// Stripped is a copy of a file without what it kept beside its text.
type Stripped struct {
	Data []byte
	// Removed counts what is not in the copy: Metadata (properties, variables,
	// marks of editing sessions, and paths), Comment, Deletion, Thumbnail.
	Removed map[Kind]int
}

// Strip makes a copy of a Word document or a workbook without its properties,
// comments, tracked deletions, authors, marks of editing sessions, thumbnails,
// signatures and printer settings. Tracked insertions become plain text. The
// text of a document and the cells of a workbook are the same in the copy;
// Strip reads both and fails when they are not. Hidden text, hidden sheets,
// headers and links stay: they are text, and a person decides. A file of
// another kind is an *ooxml.Error.
func Strip(file []byte) (*Stripped, error) {
	pkg, err := ooxml.Open(bytes.NewReader(file), int64(len(file)), ooxml.WorkbookLimits)
	if err != nil {
		return nil, err
	}
	s := &stripper{pkg: pkg, changes: map[string][]byte{}, drop: map[string]bool{}, removed: map[Kind]int{}}
	if err := s.strip(); err != nil {
		return nil, err
	}
	data, err := ooxml.Rewrite(file, s.changes)
	if err != nil {
		return nil, err
	}
	if pkg.IsDocument() {
		err = sameText(file, data)
	} else {
		err = sameCells(file, data)
	}
	if err != nil {
		return nil, err
	}
	return &Stripped{data, s.removed}, nil
}

type stripper struct {
	pkg     *ooxml.Package
	changes map[string][]byte // nil for parts that go
	drop    map[string]bool   // names of parts that go, in small letters
	removed map[Kind]int
}

// needless are parts that hold nothing of the text.
var needless = []struct {
	name *regexp.Regexp
	kind Kind
}{
	{regexp.MustCompile(`(?i)^word/(?:comments[a-z]*|people)[0-9]*\.xml$`), ""},
	{regexp.MustCompile(`(?i)^xl/(?:comments[0-9]*\.xml|comments/|threadedcomments/|persons/|revisions/|printersettings/)`), ""},
	{regexp.MustCompile(`(?i)(?:^|/)thumbnail[^/]*$`), Thumbnail},
	{regexp.MustCompile(`(?i)^docprops/custom\.xml$`), Metadata},
	{regexp.MustCompile(`(?i)^_xmlsignatures/`), ""},
	{regexp.MustCompile(`(?i)^docmetadata/`), Metadata}, // sensitivity labels
}

// The properties of a file that has none.
const (
	noCore     = xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>`
	noExtended = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>`
)

func (s *stripper) strip() error {
	for _, name := range s.pkg.Names() {
		for _, n := range needless {
			if n.name.MatchString(name) {
				s.remove(name)
				if n.kind != "" {
					s.removed[n.kind]++
				}
			}
		}
	}
	for relation, empty := range map[string]string{"core-properties": noCore, "extended-properties": noExtended} {
		names, err := s.pkg.Related("", relation)
		if err != nil {
			return err
		}
		for _, name := range names {
			s.changes[name] = []byte(empty)
			s.removed[Metadata]++
		}
	}
	for _, name := range s.pkg.Names() {
		lower := strings.ToLower(name)
		switch {
		case s.drop[lower], s.changes[name] != nil, name == "[Content_Types].xml", path.Ext(lower) == ".rels":
		case strings.HasPrefix(lower, "word/") && path.Ext(lower) == ".xml" && !strings.Contains(lower, "/theme/"):
			if err := s.edit(name, s.cleanWord); err != nil {
				return err
			}
		case sheetPart.MatchString(name):
			if err := s.cleanSheet(name); err != nil {
				return err
			}
		case strings.HasPrefix(lower, "xl/") && name == s.pkg.Main():
			if err := s.edit(name, s.cleanBook); err != nil {
				return err
			}
		}
	}
	return s.cleanDirectory()
}

func (s *stripper) remove(name string) {
	s.changes[name], s.drop[strings.ToLower(name)] = nil, true
}

// edit rewrites a part as a tree.
func (s *stripper) edit(name string, clean func(*node)) error {
	part, err := s.pkg.Part(name)
	if err != nil {
		return err
	}
	root, err := parse(part)
	if err != nil {
		return &ooxml.Error{Format: ooxml.Zip, What: "part " + name + " is damaged", Hint: "open it in Word or Excel, let it repair the file, and save it again", Err: err}
	}
	clean(root)
	s.changes[name] = root.bytes()
	return nil
}

// cleanDirectory takes relationships to parts that went, and their content
// types, out of the package.
func (s *stripper) cleanDirectory() error {
	for _, name := range s.pkg.Names() {
		if s.drop[strings.ToLower(name)] {
			continue
		}
		dir, base := path.Split(name)
		switch {
		case name == "[Content_Types].xml":
			if err := s.edit(name, func(root *node) {
				root.children = slices.DeleteFunc(root.children, func(n *node) bool {
					part, ok := ooxml.Attr(n.attrs, "PartName")
					return ok && s.drop[strings.ToLower(strings.TrimPrefix(part, "/"))]
				})
			}); err != nil {
				return err
			}
		case path.Ext(base) == ".rels":
			owner := strings.TrimSuffix(dir, "_rels/")
			if s.drop[strings.ToLower(owner+strings.TrimSuffix(base, ".rels"))] {
				s.remove(name)
				continue
			}
			if err := s.edit(name, func(root *node) {
				root.children = slices.DeleteFunc(root.children, func(n *node) bool { return s.leadsAway(n, owner) })
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// leadsAway reports whether a relationship of a part in a folder leads to what
// went.
func (s *stripper) leadsAway(n *node, dir string) bool {
	target, _ := ooxml.Attr(n.attrs, "Target")
	kind, _ := ooxml.Attr(n.attrs, "Type")
	if strings.HasSuffix(kind, "/attachedTemplate") || strings.HasSuffix(kind, "/mailMergeSource") || strings.HasSuffix(kind, "/mailMergeHeaderSource") {
		s.removed[Metadata]++
		return true
	}
	if mode, _ := ooxml.Attr(n.attrs, "TargetMode"); mode == "External" {
		return false
	}
	if !strings.HasPrefix(target, "/") {
		target = path.Join(dir, target)
	}
	return s.drop[strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))]
}

// cleanWord takes out of a part of a Word document what is no part of its text.
func (s *stripper) cleanWord(n *node) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a xml.Attr) bool {
		return strings.HasPrefix(a.Name.Local, "rsid") || a.Name.Local == "paraId" || a.Name.Local == "textId"
	})
	n.children = joinDeletedMarks(n.children)
	var kept []*node
	for _, c := range n.children {
		if s.isNeedless(n, c) {
			continue
		}
		s.cleanWord(c)
		if (c.local == "ins" || c.local == "moveTo") && c.prefix != "m" {
			kept = append(kept, c.children...)
			continue
		}
		kept = append(kept, c)
	}
	n.children = kept
}

// isNeedless reports whether a child of an element goes, and counts it.
func (s *stripper) isNeedless(parent, n *node) bool {
	switch n.local {
	case "del", "moveFrom":
		if parent.prefix == "m" || n.prefix == "m" {
			return false // a part of a formula
		}
		s.removed[Deletion]++
		return true
	case "ins", "moveTo":
		return parent.local == "rPr" || parent.local == "trPr" // a mark that something came in
	case "tr":
		if pr := n.child("trPr"); pr.child("del") != nil || pr.child("moveFrom") != nil {
			s.removed[Deletion]++
			return true
		}
	case "tc":
		if n.child("tcPr").child("cellDel") != nil {
			s.removed[Deletion]++
			return true
		}
	case "delText", "delInstrText", "cellIns", "cellMerge", "numberingChange",
		"pPrChange", "rPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange", "sectPrChange",
		"moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
		"customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
		"customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd":
		return true
	case "commentRangeStart", "commentRangeEnd", "annotationRef":
		return true
	case "commentReference":
		s.removed[Comment]++
		return true
	case "rsids", "rsid", "docVars", "docId", "attachedTemplate", "mailMerge", "trackRevisions":
		s.removed[Metadata]++
		return true
	}
	return false
}

// joinDeletedMarks makes one paragraph of a paragraph whose mark is deleted and
// the one after it, which gives it its form.
func joinDeletedMarks(nodes []*node) []*node {
	var out []*node
	var open *node // a paragraph that goes on with the next
	for _, n := range nodes {
		switch {
		case n.local == "tbl" || n.local == "sdt" || n.local == "altChunk":
			open = nil
		case n.local == "p" && n.prefix != "m":
			if open != nil {
				content := slices.DeleteFunc(open.children, func(c *node) bool { return c.local == "pPr" })
				at := 0
				if len(n.children) > 0 && n.children[0].local == "pPr" {
					at = 1
				}
				open.attrs, open.children = n.attrs, slices.Concat(n.children[:at], content, n.children[at:])
				n = open
			} else {
				out = append(out, n)
			}
			open = nil
			if mark := n.child("pPr").child("rPr"); mark.child("del") != nil || mark.child("moveFrom") != nil {
				open = n
			}
			continue
		}
		out = append(out, n)
	}
	return out
}

// cleanBook takes paths and names out of the main part of a workbook.
func (s *stripper) cleanBook(n *node) {
	n.children = slices.DeleteFunc(n.children, func(c *node) bool {
		switch c.local {
		case "absPath", "fileSharing", "revisionPtr", "customWorkbookViews":
			s.removed[Metadata]++
			return true
		case "AlternateContent":
			s.cleanBook(c)
			for _, branch := range c.children {
				s.cleanBook(branch)
				if branch.local != "" && len(branch.children) > 0 {
					return false
				}
			}
			return true
		}
		return false
	})
}

var (
	legacyDrawing = regexp.MustCompile(`<(?:[A-Za-z0-9]+:)?legacyDrawing [^>]*?(?:/>|></(?:[A-Za-z0-9]+:)?legacyDrawing>)`)
	pageSetup     = regexp.MustCompile(`<(?:[A-Za-z0-9]+:)?pageSetup [^>]*>`)
	relationID    = regexp.MustCompile(` [A-Za-z0-9]+:id="[^"]*"`)
	drawnObject   = regexp.MustCompile(`ObjectType="([A-Za-z]+)"`)
)

// cleanSheet takes the frames of comments and the printer's settings out of a
// sheet. Its cells stay to the byte.
func (s *stripper) cleanSheet(name string) error {
	part, err := s.pkg.Part(name)
	if err != nil {
		return err
	}
	notes, err := s.pkg.Related(name, "comments")
	if err != nil {
		return err
	}
	s.removed[Comment] += len(notes)
	frames, err := s.pkg.Related(name, "vmlDrawing")
	if err != nil {
		return err
	}
	for _, frame := range frames {
		drawing, err := s.pkg.Part(frame)
		if err != nil {
			return err
		}
		only := true
		for _, m := range drawnObject.FindAllSubmatch(drawing, -1) {
			only = only && string(m[1]) == "Note"
		}
		if only && len(notes) > 0 {
			s.remove(frame)
			part = legacyDrawing.ReplaceAll(part, nil)
		}
	}
	s.changes[name] = pageSetup.ReplaceAllFunc(part, func(b []byte) []byte { return relationID.ReplaceAll(b, nil) })
	return nil
}

// sameText checks that a stripped document says what it said, and that no
// deletion is left.
func sameText(before, after []byte) error {
	a, err := word.Read(before)
	if err != nil {
		return err
	}
	b, err := word.Read(after)
	if err != nil {
		return fmt.Errorf("the copy cannot be read: %w", err)
	}
	texts := func(d *word.Document) []string {
		var all []string
		for _, ps := range [][]word.Paragraph{d.Paragraphs(), d.Headers, d.Footers} {
			for _, p := range ps {
				all = append(all, p.Text)
			}
		}
		return all
	}
	if !slices.Equal(texts(a), texts(b)) {
		return &ooxml.Error{Format: ooxml.Zip, What: "the text would not be the same without the tracked changes", Hint: "accept them in Word, and strip the file again"}
	}
	left, err := word.Left(after)
	if err != nil {
		return err
	}
	for _, l := range left {
		if l.Kind == word.Deletion || l.Kind == word.MoveFrom {
			return &ooxml.Error{Format: ooxml.Zip, What: "a tracked deletion would be left in the copy", Hint: "accept the changes in Word, and strip the file again"}
		}
	}
	return nil
}

// sameCells checks that a stripped workbook has the cells it had.
func sameCells(before, after []byte) error {
	a, err := cellsOf(before)
	if err != nil {
		return err
	}
	b, err := cellsOf(after)
	if err != nil {
		return fmt.Errorf("the copy cannot be read: %w", err)
	}
	if !slices.Equal(a, b) {
		return &ooxml.Error{Format: ooxml.Zip, What: "the cells would not be the same in the copy", Hint: "save it again in Excel, and strip that"}
	}
	return nil
}

func cellsOf(file []byte) ([]string, error) {
	book, err := sheet.Parse(file, sheet.Options{Name: "the workbook.xlsx"})
	if err != nil {
		return nil, err
	}
	var cells []string
	for i, s := range book.Sheets {
		g, err := book.Read(i)
		if err != nil {
			return nil, err
		}
		cells = append(cells, s.Name)
		for row := 1; row <= g.Rows; row++ {
			for col := range g.Cols {
				c := g.Cell(row, col)
				cells = append(cells, c.Kind.String()+c.Text)
			}
		}
	}
	return cells, nil
}
