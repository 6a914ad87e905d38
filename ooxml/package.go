// Package ooxml opens and writes Office Open XML packages: the zip archives of
// XML parts behind .docx, .docm and .xlsx.
//
// [Open] is a gate. A file comes from outside and may be anything: an old
// binary document, a password-protected container, a zip bomb, half a
// download. Open recognises it by its bytes, checks the zip directory against
// [Limits] before anything is inflated, finds the main part through the
// package's own relationships, and refuses document type declarations, so that
// no entity is ever expanded and nothing external is ever fetched. What comes
// through may be read part by part, or given to a library as the same bytes.
//
// [Writer] and [Rewrite] make packages whose bytes depend on their parts alone.
package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
)

// An Error says why a file is no package that can be read, and what to do.
type Error struct {
	Format Format // what the bytes look like
	What   string // lower case, no full stop
	Hint   string // what to do about it
	Err    error  // the cause, if another package gave one
}

// Error gives the fault and the hint in one line.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.What
	}
	return e.What + "; " + e.Hint
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Limits bound what a package may hold. Sizes are in bytes after inflating,
// as the zip directory declares them; a member that inflates to more than it
// declares is an error when it is read.
type Limits struct {
	Members int   // entries of the zip directory
	Part    int64 // one part
	Total   int64 // all parts
	Ratio   int64 // inflated to stored size of one part larger than Floor
	Floor   int64 // inflated size of a part from which Ratio holds
}

// Limits for the two kinds of package kith reads. Sheets of a workbook are
// streamed, so they may be larger than the parts of a document. A small part of
// many blanks deflates well and harms nobody, up to the format's own bound of
// about 1032; the names of cells keep large sheets far from Ratio.
var (
	DocumentLimits = Limits{Members: 4096, Part: 64 << 20, Total: 256 << 20, Ratio: 200, Floor: 1 << 20}
	WorkbookLimits = Limits{Members: 16384, Part: 2 << 30, Total: 4 << 30, Ratio: 200, Floor: 64 << 20}
)

// A Package is an opened package that has passed the gate. It reads from the
// io.ReaderAt given to [Open], and may be read from several goroutines.
type Package struct {
	main  string
	types contentTypes
	names []string
	parts map[string]*zip.File // by key
	held  map[string][]byte    // small parts, inflated when they were checked; by key
	room  *[]byte              // where they stand, one behind the other
}

// heldBytes is how much of a package's small parts is kept when they are checked,
// so that what is read of them afterwards is not inflated again.
const heldBytes = 1 << 20

// rooms are those of packages that were released.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// Release gives the memory of the package to the next one: neither the package nor
// the bytes that [Package.Part] gave may be used afterwards. A package that is not
// released is no fault.
func (p *Package) Release() {
	if p.room != nil {
		rooms.Put(p.room)
	}
	p.room, p.held, p.parts = nil, nil, nil
}

// Open checks the package in r and finds its main part. Every error is an
// [*Error].
func Open(r io.ReaderAt, size int64, limits Limits) (*Package, error) {
	format, err := Sniff(r, size)
	if err != nil {
		return nil, &Error{Format: Unknown, What: "the file cannot be read", Hint: "check that it is on this computer and not only in the cloud", Err: err}
	}
	if format != Zip {
		return nil, format.refuse()
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &Error{Format: Zip, What: "the file is cut short or damaged: its zip directory is not there", Hint: "copy or download it again from where it came from", Err: err}
	}
	archive.RegisterDecompressor(zip.Deflate, inflater)
	p := &Package{parts: make(map[string]*zip.File, len(archive.File)), held: map[string][]byte{}}
	if err := p.index(archive.File, limits); err != nil {
		return nil, err
	}
	if err := p.refuseDoctypes(); err != nil {
		return nil, err
	}
	if err := p.findMain(); err != nil {
		return nil, err
	}
	return p, nil
}

// index checks the zip directory and files its members by name.
func (p *Package) index(files []*zip.File, limits Limits) error {
	if len(files) > limits.Members {
		return tooMuch(fmt.Sprintf("the package has %d members, more than %d", len(files), limits.Members))
	}
	var total uint64
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue // a folder
		}
		name, ok := partName(f.Name)
		if !ok {
			return &Error{Format: Zip, What: "the package has a member whose name points outside it", Hint: "do not trust this file; ask for a fresh copy saved by Word or Excel"}
		}
		inflated, stored := f.UncompressedSize64, f.CompressedSize64
		if inflated > uint64(limits.Part) {
			return tooMuch(fmt.Sprintf("part %s inflates to %s, more than %s", name, bytesText(inflated), bytesText(uint64(limits.Part))))
		}
		if inflated > uint64(limits.Floor) && inflated/uint64(limits.Ratio) > stored {
			return tooMuch(fmt.Sprintf("part %s inflates to more than %d times its stored size", name, limits.Ratio))
		}
		total += inflated // cannot overflow: members and part sizes are bounded
		if total > uint64(limits.Total) {
			return tooMuch(fmt.Sprintf("the package inflates to more than %s", bytesText(uint64(limits.Total))))
		}
		key := partKey(name)
		if _, twice := p.parts[key]; twice {
			return &Error{Format: Zip, What: fmt.Sprintf("the package has two members named %s", name), Hint: "open it in Word or Excel and save it again, so that it is clear which one counts"}
		}
		p.parts[key] = f
		p.names = append(p.names, name)
	}
	return nil
}

func tooMuch(what string) *Error {
	return &Error{Format: Zip, What: what, Hint: "no transcript or survey needs this; ask for a fresh copy, with pictures and recordings removed"}
}

func bytesText(n uint64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MiB", (n+1<<20-1)>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// partName gives a member's name with slashes and without a leading one. It
// reports false for a name with a parent folder, a drive or a control
// character in it.
func partName(member string) (string, bool) {
	name := strings.TrimPrefix(strings.ReplaceAll(member, `\`, "/"), "/")
	if name == "" || strings.ContainsAny(name, ":\x00") || path.Clean(name) != name || strings.HasPrefix(name, "/") {
		return "", false
	}
	for _, r := range name {
		if r < ' ' || r == 0x7f {
			return "", false
		}
	}
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", false
	}
	return name, true
}

// partKey gives the form under which names are compared: part names are equal
// without regard to the case of ASCII letters.
func partKey(name string) string { return strings.ToLower(name) }

// Main gives the name of the main part, such as word/document.xml.
func (p *Package) Main() string { return p.main }

// Names gives the names of all parts in the order of the zip directory.
func (p *Package) Names() []string { return append([]string(nil), p.names...) }

// Has reports whether the package has the part.
func (p *Package) Has(name string) bool {
	_, ok := p.parts[partKey(name)]
	return ok
}

// Size gives the inflated size of a part in bytes as the zip directory
// declares it, which is the most that can be read of it; 0 if it is not there.
func (p *Package) Size(name string) int64 {
	if f, ok := p.parts[partKey(name)]; ok {
		return int64(f.UncompressedSize64)
	}
	return 0
}

// Part gives the bytes of a part. They may be shared and must not be changed.
func (p *Package) Part(name string) ([]byte, error) {
	if b, ok := p.held[partKey(name)]; ok {
		return b, nil
	}
	return p.inflate(name)
}

func (p *Package) inflate(name string) ([]byte, error) {
	r, err := p.Reader(name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	// The directory's size is checked against the limits; it is still only a
	// claim, so room is made for a little of it at once.
	b.Grow(int(min(p.parts[partKey(name)].UncompressedSize64, 1<<20) + bytes.MinRead))
	if _, err := b.ReadFrom(r); err != nil {
		return nil, damaged(name, err)
	}
	return b.Bytes(), r.Close()
}

// Reader streams a part. Close it when done.
func (p *Package) Reader(name string) (io.ReadCloser, error) {
	f, ok := p.parts[partKey(name)]
	if !ok {
		return nil, &Error{Format: Zip, What: fmt.Sprintf("the package has no part %s", name), Hint: "open it in Word or Excel and save it again"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	return r, nil
}

func damaged(name string, err error) error {
	return &Error{Format: Zip, What: fmt.Sprintf("part %s is damaged", name), Hint: "copy or download the file again from where it came from", Err: err}
}

// refuseDoctypes looks at the beginning of every XML part, and keeps the small ones.
func (p *Package) refuseDoctypes() error {
	var xml []string
	keep := 0 // as far as their sizes are no lie
	for _, name := range p.names {
		switch path.Ext(partKey(name)) {
		case ".xml", ".rels", ".vml":
			xml = append(xml, name)
			if size := p.Size(name); size <= int64(heldBytes-keep) {
				keep += int(size)
			}
		}
	}
	p.room = rooms.Get().(*[]byte)
	if cap(*p.room) < keep {
		*p.room = make([]byte, 0, keep)
	}
	*p.room = (*p.room)[:0]
	for _, name := range xml {
		err := p.checkProlog(name)
		switch {
		case errors.Is(err, errDoctype):
			return &Error{Format: Zip, What: fmt.Sprintf("part %s has a DOCTYPE declaration, which Office files never have", name), Hint: "do not trust this file; ask for a fresh copy saved by Word or Excel"}
		case err != nil:
			return damaged(name, err)
		}
	}
	return nil
}

// checkProlog looks at the beginning of a part, and keeps the part where there is
// room. A small part that turns out to be damaged further on is not kept: it is a
// fault for whoever reads it.
func (p *Package) checkProlog(name string) error {
	used := len(*p.room)
	if size := p.Size(name); size <= int64(cap(*p.room)-used) {
		b := (*p.room)[used : used+int(size) : used+int(size)]
		if p.fill(name, b) == nil {
			*p.room = (*p.room)[:used+int(size)]
			p.held[partKey(name)] = b
			return checkProlog(bytes.NewReader(b))
		}
	}
	r, err := p.Reader(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return checkProlog(r)
}

// fill inflates a part into b, which has its size.
func (p *Package) fill(name string, b []byte) error {
	r, err := p.Reader(name)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(r, b); err != nil {
		_ = r.Close() // only read
		return damaged(name, err)
	}
	// The checksum is looked at where the part ends.
	if n, err := io.ReadFull(r, make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		_ = r.Close()
		return damaged(name, err)
	}
	return r.Close()
}

// findMain finds the main part through the package's relationships.
func (p *Package) findMain() error {
	if p.Has("mimetype") {
		if b, err := p.Part("mimetype"); err == nil && bytes.HasPrefix(b, []byte("application/vnd.oasis.opendocument")) {
			e := OpenDocument.refuse()
			if bytes.HasPrefix(b, []byte("application/vnd.oasis.opendocument.spreadsheet")) {
				e.What, e.Hint = "this is an OpenDocument spreadsheet (.ods), whatever its name says", "open it in Excel or LibreOffice and save it as .xlsx, "+convert+"xlsx FILE"
			}
			return e
		}
	}
	if err := p.readContentTypes(); err != nil {
		return err
	}
	targets, err := p.Related("", "officeDocument")
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return &Error{Format: Zip, What: "the file is a zip archive, not a Word or Excel file", Hint: "unpack it and name the documents inside it"}
	}
	p.main = targets[0]
	return nil
}
