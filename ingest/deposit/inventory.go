// Package deposit takes stock of the files as received: what each one is, which
// study and person it belongs to, and its SHA-256; what the manifest declares
// and nobody deposited, and what lies there undeclared. It reads files only to
// hash them, and to recognise what they are, and never writes.
package deposit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kith/study"
)

// Limits on a deposit.
const (
	maxFiles   = 100_000
	maxFile    = 64 << 30 // bytes of one file: recordings are large
	maxPattern = 64       // parts of a pattern between slashes
)

// A File is one file of the deposit.
type File struct {
	Path   string // relative to the deposit, with slashes
	Size   int64  // bytes
	SHA256 string // hex
	// Kind is interview, focus_group, questionnaire or open_text for documents
	// with what people said; workbook for the numbers; material, documentation
	// or other; undeclared when the manifest does not name the file.
	Kind        string
	Study       string // id of the study; "" for documentation and undeclared files
	Role        string // of the participant, when the manifest or the name says it
	DocumentID  string // of a document; unique within its study
	Participant string // id of the participant; "" where several speak
	Decl        *study.Documents
}

// A Listing is the inventory of a deposit.
type Listing struct {
	Files      []File       // sorted by path
	Missing    study.Faults // declarations that no file answers, in manifest order
	Undeclared []string     // paths of files the manifest does not name, sorted
}

// File gives the file at a path, or nil.
func (l *Listing) File(path string) *File {
	path = norm.NFC.String(path)
	for i := range l.Files {
		if norm.NFC.String(l.Files[i].Path) == path {
			return &l.Files[i]
		}
	}
	return nil
}

// Inventory walks the deposit of a manifest and matches what it finds with what
// is declared. Lock and thumbnail files of other programs are passed over. A
// link out of the deposit, two documents of a study with one id, and file names
// that do not fit their id_pattern come back as [study.Faults].
func Inventory(ctx context.Context, m *study.Manifest) (*Listing, error) {
	dir := m.DepositDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, study.Faults{{What: "the deposit folder is missing or may not be read", Where: m.Deposit, Hint: "put the files there as received, or point deposit: to them"}}
	}
	defer root.Close()
	in := inventory{manifest: m, declared: declarations(m)}
	// A manifest may lie among the files it describes; it is none of them.
	own, err := filepath.Rel(m.DepositDir(), m.File)
	if err != nil {
		own = ""
	}
	err = walk(ctx, root, func(name string, size int64, f io.Reader) error {
		if name == filepath.ToSlash(own) {
			return nil
		}
		hash := sha256.New()
		if _, err := io.Copy(hash, &cancellable{ctx, f}); err != nil {
			return err
		}
		in.add(File{Path: name, Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))})
		return nil
	}, &in.faults)
	if err != nil {
		return nil, err
	}
	return in.listing()
}

// inventory gathers the files of a walk.
type inventory struct {
	manifest *study.Manifest
	declared []*declaration
	list     Listing
	faults   study.Faults
}

// A declaration is a pattern of the manifest, and whether a file answered it.
type declaration struct {
	pattern  string
	at       study.Pos
	kind     string // "" for documents, whose kind they say themselves
	part     *study.Part
	docs     *study.Documents
	ids      *regexp.Regexp
	exact    bool // a path, not a pattern
	answered bool
}

// declarations lists what the manifest declares. Where several match a file,
// the first counts: a workbook or document named among the materials too is a
// workbook or document.
func declarations(m *study.Manifest) []*declaration {
	var books, docs, materials, others, all []*declaration
	for _, p := range m.Studies {
		for _, w := range p.Books() {
			if w.File.Name == "" {
				continue
			}
			books = append(books, &declaration{pattern: w.File.Name, at: w.File.At, kind: "workbook", part: p, exact: true})
		}
		if k := p.Key; k != nil && !slices.ContainsFunc(p.Books(), func(w *study.Workbook) bool { return w.File.Name == k.File.Name }) {
			books = append(books, &declaration{pattern: k.File.Name, at: k.File.At, kind: "workbook", part: p, exact: true})
		}
		for i := range p.Documents {
			d := &p.Documents[i]
			docs = append(docs, &declaration{pattern: d.Glob.Pattern, at: d.Glob.At, part: p, docs: d})
		}
		for _, g := range p.Materials {
			materials = append(materials, &declaration{pattern: g.Pattern, at: g.At, kind: "material", part: p})
		}
		for _, g := range p.OtherFiles {
			others = append(others, &declaration{pattern: g.Pattern, at: g.At, kind: "other", part: p})
		}
	}
	all = slices.Concat(books, docs, materials, others)
	for _, g := range m.Documentation {
		all = append(all, &declaration{pattern: g.Pattern, at: g.At, kind: "documentation"})
	}
	return all
}

func (d *declaration) matches(name string) bool {
	if d.exact {
		return norm.NFC.String(d.pattern) == norm.NFC.String(name)
	}
	return Match(d.pattern, name)
}

// add files one file under the first declaration that matches it.
func (in *inventory) add(f File) {
	var first *declaration
	for _, d := range in.declared {
		if !d.matches(f.Path) {
			continue
		}
		d.answered = true
		switch {
		case first == nil:
			first = d
		case first.docs != nil && d.docs != nil:
			in.faults = append(in.faults, &study.Fault{
				What: "the file is declared as a document twice", Where: f.Path,
				Asked: first.at.String() + " and " + d.at.String(), Hint: "make one of the two patterns narrower",
			})
		}
	}
	switch {
	case first == nil:
		f.Kind = "undeclared"
		in.list.Undeclared = append(in.list.Undeclared, f.Path)
	case first.docs != nil:
		f.Study, f.Decl, f.Kind = first.part.ID, first.docs, first.docs.Kind
		if f.Kind == "" {
			f.Kind = "interview"
		}
		in.name(&f, first)
	default:
		f.Kind = first.kind
		if first.part != nil {
			f.Study = first.part.ID
		}
		if f.Kind == "other" && isTable(f.Path) {
			f.Kind = "workbook" // the same numbers in another form
		}
	}
	in.list.Files = append(in.list.Files, f)
}

func isTable(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx", ".xlsm", ".csv", ".tsv":
		return true
	}
	return false
}

// name takes the ids of a document from its file name, and who takes part in it from
// the list of participants where that names the document.
func (in *inventory) name(f *File, d *declaration) {
	in.fileName(f, d)
	for _, p := range d.part.Participants {
		if slices.ContainsFunc(p.Documents, func(r study.Ref) bool { return r.Name == f.DocumentID }) {
			f.Participant = p.ID
			if p.Role != "" {
				f.Role = p.Role
			}
		}
	}
}

func (in *inventory) fileName(f *File, d *declaration) {
	base := strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path))
	f.DocumentID, f.Role = base, d.docs.Role
	if d.docs.IDPattern == "" {
		f.Participant = d.docs.Participant
		return
	}
	if d.ids == nil {
		re, err := regexp.Compile(d.docs.IDPattern)
		if err != nil {
			in.fault(f, d, "id_pattern is no regular expression", "correct it: Go's syntax, with groups written (?P<role>LW|GL)")
			return
		}
		d.ids = re
	}
	match := d.ids.FindStringSubmatchIndex(base)
	if match == nil {
		in.fault(f, d, "the file name does not fit id_pattern", "rename a copy of the file, or widen the pattern")
		return
	}
	group := func(name string) string {
		if i := d.ids.SubexpIndex(name); i > 0 && match[2*i] >= 0 {
			return base[match[2*i]:match[2*i+1]]
		}
		return ""
	}
	if id := group("id"); id != "" {
		f.DocumentID = id
	}
	if role := group("role"); role != "" {
		f.Role = role
	}
	if f.Role != "" && len(d.part.Roles) > 0 && !slices.ContainsFunc(d.part.Roles, func(r study.Role) bool { return r.ID == f.Role }) {
		in.fault(f, d, fmt.Sprintf("the file name gives the role %q, which %s does not have", f.Role, d.part.ID), "declare it under roles:, or correct the pattern")
	}
	f.Participant = group("participant")
	if t := d.docs.Participant; t != "" {
		f.Participant = string(d.ids.ExpandString(nil, t, base, match))
	}
}

func (in *inventory) fault(f *File, d *declaration, what, hint string) {
	in.faults = append(in.faults, &study.Fault{What: what, Where: f.Path, Asked: d.docs.At.String(), Hint: hint})
}

// listing checks the ids and gives the inventory.
func (in *inventory) listing() (*Listing, error) {
	slices.SortFunc(in.list.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(in.list.Undeclared)
	seen := map[[2]string]*File{}
	for i := range in.list.Files {
		f := &in.list.Files[i]
		if f.DocumentID == "" {
			continue
		}
		key := [2]string{f.Study, strings.ToLower(f.DocumentID)}
		if first := seen[key]; first != nil {
			in.faults = append(in.faults, &study.Fault{
				What:  fmt.Sprintf("two documents of %s have the id %s", f.Study, f.DocumentID),
				Where: first.Path + " and " + f.Path, Asked: f.Decl.At.String(),
				Hint: "let the group id of id_pattern take in what tells them apart, or leave one out of the pattern",
			})
			continue
		}
		seen[key] = f
	}
	if len(in.faults) > 0 {
		slices.SortStableFunc(in.faults, func(a, b *study.Fault) int { return strings.Compare(a.Where, b.Where) })
		return nil, in.faults
	}
	missing := slices.Clone(in.declared)
	slices.SortStableFunc(missing, func(a, b *declaration) int {
		return compare(a.at.Line, b.at.Line, a.at.Column, b.at.Column)
	})
	for _, d := range missing {
		if d.answered {
			continue
		}
		f := &study.Fault{What: "no file matches " + d.pattern, Where: d.at.String(), Hint: "put the files there, or correct the pattern"}
		if d.exact {
			f.What, f.Hint = "workbook "+d.pattern+" is not in the deposit", "put the file there, or correct file: under workbook:"
		}
		in.list.Missing = append(in.list.Missing, f)
	}
	return &in.list, nil
}

func compare(a, b, c, d int) int {
	if a != b {
		return a - b
	}
	return c - d
}

// walk calls visit for every regular file of a folder, in the order of paths
// within each folder. What other programs leave lying about is passed over.
// Links are read when they lead to a file inside the folder; any other link,
// pipe or device is a fault. A name that cannot stand in a manifest and a table ends
// the walk with all such names.
func walk(ctx context.Context, root *os.Root, visit func(name string, size int64, f io.Reader) error, faults *study.Faults) error {
	files := 0
	var names study.Faults
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return study.Faults{{What: "the folder may not be read", Where: name, Hint: "ask for the right to read it"}}
		case name == ".":
			return nil
		case passedOver(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !utf8.ValidString(d.Name()) || strings.ContainsFunc(d.Name(), unicode.IsControl):
			names = append(names, &study.Fault{What: "the name has a line break, another control character, or bytes that are no UTF-8", Where: strconv.Quote(name), Hint: "rename it"})
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		info, err := root.Stat(name) // follows links, inside the folder alone
		if err != nil || !info.Mode().IsRegular() {
			what, hint := "this is no file", "leave pipes and devices out of the deposit"
			if d.Type()&fs.ModeSymlink != 0 {
				what, hint = "this is a link that leads out of the deposit, to a folder or to nothing", "put the file itself there"
			}
			*faults = append(*faults, &study.Fault{What: what, Where: name, Hint: hint})
			return nil
		}
		if files++; files > maxFiles {
			return study.Faults{{What: fmt.Sprintf("the deposit has more than %d files", maxFiles), Where: name, Hint: "point deposit: to the folder with the study's files"}}
		}
		if info.Size() > maxFile {
			return study.Faults{{What: fmt.Sprintf("the file has more than %d GiB", maxFile>>30), Where: name, Hint: "keep it outside the deposit"}}
		}
		f, err := root.Open(name)
		if err == nil {
			defer f.Close()
			err = visit(name, info.Size(), f)
		}
		var known study.Faults
		if err != nil && ctx.Err() == nil && !errors.As(err, &known) {
			*faults = append(*faults, &study.Fault{What: "the file cannot be read", Where: name, Hint: "check that it is on this computer and not only in the cloud, and that no program locks it"})
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return names.Err()
}

// passedOver knows the files that operating systems and Office leave beside the
// work, and version control.
func passedOver(name string) bool {
	switch strings.ToLower(name) {
	case ".ds_store", "thumbs.db", "desktop.ini", ".git", ".gitkeep", ".gitattributes", ".gitignore", "__macosx":
		return true
	}
	return strings.HasPrefix(name, "~$") || strings.HasPrefix(name, "._") || strings.HasPrefix(name, ".~lock.")
}

// Match reports whether a slash-separated path matches a pattern, in which *
// is any text between slashes, ? any character, [a-c] one of a class, and ** as
// a whole part any number of folders, also none. Letters are compared to the
// letter, accents whatever way they are composed.
func Match(pattern, name string) bool {
	p := strings.Split(norm.NFC.String(pattern), "/")
	n := strings.Split(norm.NFC.String(name), "/")
	if len(p) > maxPattern || len(n) > maxPattern {
		return false
	}
	// ok[j] says that the pattern up to here matches the first j parts of the
	// name.
	ok := make([]bool, len(n)+1)
	ok[0] = true
	for _, part := range p {
		next := make([]bool, len(n)+1)
		for j := range ok {
			switch {
			case part == "**":
				next[j] = ok[j] || j > 0 && next[j-1]
			case j > 0 && ok[j-1]:
				next[j], _ = path.Match(part, n[j-1])
			}
		}
		ok = next
	}
	return ok[len(n)]
}

// cancellable stops reading when the context ends.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
