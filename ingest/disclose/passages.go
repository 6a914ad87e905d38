package disclose

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/ingest/sheet"
	"kith/ingest/word"
	"kith/ooxml"
)

// maxPart bounds a part of a package that is looked through for stray text, in
// bytes; sheets, which may be larger, are read cell by cell instead.
const maxPart = 64 << 20

// A passage is a text of a file, and where it stands.
type passage struct {
	area  string // text, comment, properties: what one decision reaches over
	place string // paragraph 12
	text  string
	prose bool // capitals inside its sentences mean something
	kind  Kind // what the passage is by being there at all; "" for nothing
	level Level
	why   string

	found  []match // identifiers in it
	styles []int   // of its redaction marks, in prose
	marks  []match
}

// search looks through the passage for what can be told of it alone.
func (p *passage) search() {
	p.found = find(p.text)
	if p.prose {
		p.styles, p.marks = redactions(p.text)
	}
}

// A reader gathers the passages of one file.
type reader struct {
	passages []passage
	cells    map[string]bool // texts that stand in a cell
}

func (r *reader) add(p passage) {
	if strings.TrimSpace(p.text) != "" {
		r.passages = append(r.passages, p)
	}
}

// read gives the passages of a file. What it is, its bytes say.
func read(file []byte, name string) ([]passage, error) {
	r := &reader{cells: map[string]bool{}}
	r.add(passage{area: "file name", place: "file name", text: strings.TrimSuffix(path.Base(name), path.Ext(name))})
	format, err := ooxml.Sniff(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	switch {
	case format == ooxml.Empty || format == ooxml.OwnerFile:
	case format == ooxml.Zip:
		err = r.packaged(file, name)
	case delimited(name):
		err = r.workbook(file, name)
	case format == ooxml.PlainText || utf8.Valid(file):
		r.text(file)
	default:
		return r.passages, &ooxml.Error{Format: format, What: "this is of a kind that is not looked through: " + string(format), Hint: "save it as .docx, .xlsx or text, or look through it by eye"}
	}
	return r.passages, err
}

func delimited(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".csv" || ext == ".tsv"
}

func (r *reader) text(file []byte) {
	n := 0
	for line := range strings.Lines(string(bytes.TrimPrefix(file, []byte("\xEF\xBB\xBF")))) {
		n++
		r.add(passage{area: "text", place: "line " + strconv.Itoa(n), text: strings.TrimRight(line, "\r\n"), prose: true})
	}
}

func (r *reader) packaged(file []byte, name string) error {
	pkg, err := ooxml.Open(bytes.NewReader(file), int64(len(file)), ooxml.WorkbookLimits)
	if err != nil {
		return err
	}
	switch {
	case pkg.IsDocument():
		err = r.document(file)
	case pkg.IsWorkbook():
		err = r.workbook(file, name)
	}
	if err != nil {
		return err
	}
	return r.parts(pkg)
}

// document reads the text of a Word document, and what it hides.
func (r *reader) document(file []byte) error {
	doc, err := word.Read(file)
	if err != nil {
		return err
	}
	for i, p := range doc.Paragraphs() {
		area := "text"
		if p.Note {
			area = "notes"
		}
		r.add(passage{area: area, place: "paragraph " + strconv.Itoa(i+1), text: p.Text, prose: true})
	}
	for _, running := range []struct {
		area       string
		paragraphs []word.Paragraph
	}{{"header", doc.Headers}, {"footer", doc.Footers}} {
		for _, p := range running.paragraphs {
			r.add(passage{area: running.area, place: running.area, text: p.Text, prose: true})
		}
	}
	for i, c := range doc.Comments {
		place := "comment " + strconv.Itoa(i+1)
		r.add(passage{area: "comments", place: place, text: c.Text, prose: true, kind: Comment, level: Look, why: "a comment travels with the file"})
	}
	left, err := word.Left(file)
	if err != nil {
		return err
	}
	for _, l := range left {
		place := "a header, footer or comment"
		if l.Paragraph > 0 {
			place = "paragraph " + strconv.Itoa(l.Paragraph)
		}
		p := passage{place: place, text: l.Text, level: Sure}
		switch l.Kind {
		case word.Deletion, word.MoveFrom:
			p.area, p.kind, p.why = "tracked deletions", Deletion, "deleted text that is still in the file"
		case word.FieldText:
			p.area = "fields" // an address behind a link, a path
			if !strings.ContainsAny(p.text, `"@\/`) {
				continue
			}
		default:
			p.area, p.kind, p.why = "hidden text", HiddenText, "text that no reader sees"
		}
		r.add(p)
	}
	return nil
}

// workbook reads the cells of a workbook or of delimited text.
func (r *reader) workbook(file []byte, name string) error {
	book, err := sheet.Parse(file, sheet.Options{Name: path.Base(name)})
	if err != nil {
		return err
	}
	for i, s := range book.Sheets {
		grid, err := book.Read(i)
		if err != nil {
			return err
		}
		name := "sheet " + s.Name
		if s.Name == "" {
			name = "table"
		}
		if s.Hidden {
			r.add(passage{area: name, place: name, text: s.Name, kind: HiddenSheet, level: Sure, why: "a sheet that does not show; its cells are looked through too"})
		}
		r.add(passage{area: "sheet names", place: name, text: s.Name})
		r.columns(grid, name)
		for row := 1; row <= grid.Rows; row++ {
			for col := range grid.Cols {
				c := grid.Cell(row, col)
				r.cells[c.Text] = true
				switch c.Kind {
				case sheet.Text, sheet.Number, sheet.Date:
					r.add(passage{area: name, place: name + ", " + sheet.Address(row, col), text: c.Text, prose: c.Kind == sheet.Text && strings.Count(c.Text, " ") > 3})
				}
			}
		}
	}
	return nil
}

// maxHeading is the last row in which the headings of columns are looked for.
const maxHeading = 5

// identifying are headings of columns that survey tools add, or people, and
// that say who somebody is.
var identifying = regexp.MustCompile(`(?i)^(?:ip[ _-]?addr(?:ess)?|ipaddress|location[ _-]?(?:latitude|longitude)|latitude|longitude|lat|long?|recipient[ _-]?(?:first|last)[ _-]?name|recipient[ _-]?e?-?mail|external[ _-]?(?:data)?[ _-]?reference|e-?mail(?:[ _-]?address)?|(?:your |full |first |last |given |family )?(?:name|surname|forename)s?|first[ _-]?name|last[ _-]?name|(?:home |work |mobile )?(?:tele)?phone(?:[ _-]?(?:number|no\.?))?|mobile(?:[ _-]?(?:number|no\.?))?|post ?code|zip(?:[ _-]?code)?|(?:home )?address|dob|date[ _-]?of[ _-]?birth|birth[ _-]?date|nhs[ _-]?(?:number|no\.?)|ni(?:no)?[ _-]?number|national insurance(?: number)?|employer name|signature|device[ _-]?id|user[ _-]?agent|meta ?info.*|username|user[ _-]?name|prolific[ _-]?(?:p)?id|worker ?id|start ?date|end ?date|recorded ?date|start ?time|end ?time|completion time)$`)

// timing are the headings among them that tell when somebody answered: the
// least telling of them.
var timing = regexp.MustCompile(`(?i)date$|time$`)

func (r *reader) columns(g *sheet.Grid, name string) {
	for col := range g.Cols {
		for row := 1; row <= min(g.Rows, maxHeading); row++ {
			head := sheet.Trim(g.Cell(row, col).Text)
			if g.Cell(row, col).Kind != sheet.Text || !identifying.MatchString(head) {
				continue
			}
			filled := 0
			for below := row + 1; below <= g.Rows; below++ {
				if g.Cell(below, col).Kind != sheet.Blank {
					filled++
				}
			}
			if filled > 0 {
				level := Sure
				if timing.MatchString(head) {
					level = Look
				}
				r.add(passage{area: name, place: fmt.Sprintf("%s, column %s", name, sheet.ColumnName(col)), text: head, kind: Column, level: level,
					why: fmt.Sprintf("a column that says who or where somebody is, with filled cells (%d)", filled)})
			}
			break
		}
	}
}

var (
	bodyPart    = regexp.MustCompile(`(?i)^word/(?:document|header|footer|footnotes|endnotes|comments)[0-9]*\.xml$`)
	dullPart    = regexp.MustCompile(`(?i)(?:^|/)(?:styles|stylesWithEffects|theme[0-9]*|fontTable|webSettings|numbering|calcChain)\.xml$|/theme/`)
	sheetPart   = regexp.MustCompile(`(?i)^xl/(?:worksheets|chartsheets)/[^/]+\.xml$`)
	sheetNotes  = regexp.MustCompile(`(?i)^xl/(?:comments|threadedComments)`)
	personParts = regexp.MustCompile(`(?i)(?:^|/)(?:people|person[0-9]*)\.xml$`)
)

// parts reads what a package holds beside its text: properties, links, authors,
// thumbnails, embedded files, and the text of parts nobody sees.
func (r *reader) parts(pkg *ooxml.Package) error {
	for _, name := range pkg.Names() {
		lower := strings.ToLower(name)
		switch ext := path.Ext(lower); {
		case ext == ".rels":
			if err := r.relations(pkg, name); err != nil {
				return err
			}
		case strings.Contains(lower, "thumbnail"):
			r.add(passage{area: "package", place: name, text: path.Base(name), kind: Thumbnail, level: Sure, why: "a picture of the first page as it once was"})
		case strings.HasPrefix(lower, "word/embeddings/"), strings.HasPrefix(lower, "xl/embeddings/"), strings.Contains(lower, "vbaproject"),
			ext == ".docx", ext == ".xlsx", ext == ".rtf", ext == ".htm", ext == ".html", ext == ".mht", ext == ".bin" && strings.Contains(lower, "printersettings"):
			r.add(passage{area: "package", place: name, text: path.Base(name), kind: Embedded, level: Look, why: "a file within the file, not looked through"})
		case ext == ".jpg" || ext == ".jpeg":
			part, err := pkg.Part(name)
			if err != nil {
				return err
			}
			if bytes.Contains(part[:min(len(part), 1<<16)], []byte("Exif\x00\x00")) {
				r.add(passage{area: "package", place: name, text: path.Base(name), kind: Picture, level: Sure, why: "the camera's data may tell when and where it was taken"})
			}
		case ext == ".xml" || ext == ".vml":
			if name == "[Content_Types].xml" || dullPart.MatchString(name) {
				continue
			}
			if pkg.Size(name) > maxPart && !sheetPart.MatchString(name) {
				return &ooxml.Error{Format: ooxml.Zip, What: fmt.Sprintf("part %s is larger than %d MiB", name, maxPart>>20), Hint: "look through the file by eye"}
			}
			if err := r.part(pkg, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// relations reads where a package leads out of itself.
func (r *reader) relations(pkg *ooxml.Package, name string) error {
	dir, base := path.Split(name)
	owner := strings.TrimSuffix(dir, "_rels/") + strings.TrimSuffix(base, ".rels")
	rels, err := pkg.Relationships(owner)
	if err != nil {
		return err
	}
	for _, rel := range rels {
		if !rel.External {
			continue
		}
		p := passage{area: "links", place: "link in " + cmpOr(owner, "the package") + " (" + rel.Type + ")", text: rel.Target}
		if rel.Type != "hyperlink" {
			p.kind, p.level, p.why = SharedLink, Look, "the file leads to one elsewhere"
		}
		if rel.Type == "attachedTemplate" {
			p.why = "the template the file was made with, and where it lay"
		}
		r.add(p)
	}
	return nil
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// part walks a part for authors and, where no other reader shows its text, for
// text.
func (r *reader) part(pkg *ooxml.Package, name string) error {
	src, err := pkg.Reader(name)
	if err != nil {
		return err
	}
	defer src.Close()
	var d *xml.Decoder
	if sheetPart.MatchString(name) {
		d = xml.NewDecoder(src)
		d.CharsetReader = ooxml.NewDecoder(nil).CharsetReader
	} else {
		data, err := io.ReadAll(io.LimitReader(src, maxPart+1))
		if err != nil {
			return err
		}
		d = ooxml.NewDecoder(data)
	}
	w := partWalk{reader: r, name: name, lower: strings.ToLower(name), authors: map[string]bool{}}
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &ooxml.Error{Format: ooxml.Zip, What: "part " + name + " is damaged", Hint: "open it in Word or Excel, let it repair the file, and save it again", Err: err}
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			w.start(tok)
		case xml.EndElement:
			w.end(tok)
		case xml.CharData:
			w.text = append(w.text, tok...)
		}
	}
}

// A partWalk reads one part.
type partWalk struct {
	*reader
	name, lower string
	stack       []string
	property    string // name of the custom property being read
	text        []byte
	authors     map[string]bool
	revised     bool // the part says which edits belong together
}

func (w *partWalk) start(e xml.StartElement) {
	w.text = w.text[:0]
	w.stack = append(w.stack, e.Name.Local)
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "author", "userId", "displayName", "userName", "lastAuthor":
			if v := strings.TrimSpace(a.Value); v != "" && v != "None" && !w.authors[v] {
				w.authors[v] = true
				w.add(passage{area: "authors", place: "author in " + w.name, text: v, kind: Person, level: Sure, why: "who commented on the file or changed it"})
			}
		case "url":
			if e.Name.Local == "absPath" {
				w.add(passage{area: "properties", place: w.name + ", folder it was saved in", text: a.Value, kind: SharedLink, level: Sure, why: "where the file lay on somebody's computer"})
			}
		}
	}
	switch e.Name.Local {
	case "property":
		w.property, _ = ooxml.Attr(e.Attr, "name")
	case "docVar":
		v, _ := ooxml.Attr(e.Attr, "val")
		n, _ := ooxml.Attr(e.Attr, "name")
		w.add(passage{area: "properties", place: w.name + ", variable " + n, text: v, kind: Metadata, level: Look, why: "a variable stored in the document"})
	case "rsids":
		w.revised = true
		w.add(passage{area: "properties", place: w.name, text: "rsids", kind: Metadata, level: Look, why: "marks that tell which files come from one editing session"})
	case "s":
		if strings.Contains(w.lower, "pivotcache") {
			v, _ := ooxml.Attr(e.Attr, "v")
			w.add(passage{area: "pivot cache", place: w.name, text: v})
		}
	}
}

// persons are the properties that hold a name, and stamps those that tell when
// and with what a file was made.
var (
	persons = []string{"creator", "lastModifiedBy", "Manager", "Company"}
	stamps  = []string{"created", "modified", "lastPrinted", "Application", "AppVersion", "TotalTime", "Pages", "Words", "Characters", "Lines",
		"Paragraphs", "CharactersWithSpaces", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "revision", "language",
		"i4", "r8", "bool", "lpstr", "filetime", "language", "version", "Slides", "Notes", "HiddenSlides", "MMClips", "PresentationFormat"}
)

func (w *partWalk) end(e xml.EndElement) {
	if len(w.stack) > 0 {
		w.stack = w.stack[:len(w.stack)-1]
	}
	text := strings.TrimSpace(string(w.text))
	w.text = w.text[:0]
	if text == "" {
		return
	}
	local := e.Name.Local
	place := w.name + ", " + local
	switch {
	case strings.HasPrefix(w.lower, "docprops/"):
		p := passage{area: "properties", place: place, text: text, prose: true}
		switch {
		case slices.Contains(persons, local):
			p.kind, p.level, p.why = Person, Sure, "a person or an organisation in the file's properties"
		case local == "Template":
			if text == "Normal.dotm" || text == "Normal" || text == "Normal.dot" {
				return
			}
			p.kind, p.level, p.why = Metadata, Look, "the template the file was made with"
		case local == "HyperlinkBase":
			p.kind, p.level, p.why = SharedLink, Look, "where the links of the file lead from"
		case strings.Contains(w.lower, "custom") && w.property != "":
			p.place = w.name + ", " + w.property
			p.kind, p.level, p.why = Metadata, Look, "a property that somebody or some program added"
		case slices.Contains(stamps, local):
			return
		}
		w.add(p)
	case strings.HasPrefix(w.lower, "word/"):
		switch {
		case bodyPart.MatchString(w.name), personParts.MatchString(w.name), strings.HasPrefix(w.lower, "word/comments"):
		default:
			w.add(passage{area: "other parts", place: place, text: text})
		}
	case sheetPart.MatchString(w.name):
		switch local {
		case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
			w.add(passage{area: "header", place: place, text: text, prose: true})
		}
	case sheetNotes.MatchString(w.name):
		if local == "author" {
			w.add(passage{area: "authors", place: "author in " + w.name, text: text, kind: Person, level: Sure, why: "who commented on the file or changed it"})
			return
		}
		w.add(passage{area: "comments", place: w.name, text: text, prose: true, kind: Comment, level: Look, why: "a comment travels with the file"})
	case strings.HasSuffix(w.lower, "sharedstrings.xml"):
		if !w.cells[text] && len(w.stack) > 0 && w.stack[len(w.stack)-1] == "si" {
			w.add(passage{area: "unused texts", place: w.name, text: text, kind: HiddenText, level: Look, why: "text of the workbook that stands in no cell"})
		}
	default:
		w.add(passage{area: "other parts", place: place, text: text})
	}
}
