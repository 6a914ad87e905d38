package ooxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// NewDecoder gives a decoder for the bytes of a part: UTF-8 or UTF-16, with or
// without a byte order mark, the only encodings a package may use. The decoder
// knows no entities but the five of XML.
func NewDecoder(part []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(decodeUTF16(part)))
	d.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii":
			return r, nil
		}
		return nil, fmt.Errorf("encoding %q, where a package has UTF-8 or UTF-16", charset)
	}
	return d
}

// Attr gives the value of the attribute with this local name, whatever its
// namespace: transitional and strict files differ in nothing else.
func Attr(attrs []xml.Attr, local string) (string, bool) {
	for _, a := range attrs {
		if a.Name.Local == local {
			return a.Value, true
		}
	}
	return "", false
}

// prologScanned is how far into a part its first element must come.
const prologScanned = 64 << 10

var errDoctype = errors.New("DOCTYPE declaration")

// checkProlog reads up to the first element of an XML part and refuses
// whatever XML allows there beyond a declaration, comments, instructions and
// white space.
func checkProlog(r io.Reader) error {
	// The first element mostly comes at once: most parts need one small read.
	for limit := 512; ; limit = prologScanned {
		b := make([]byte, limit)
		n, err := io.ReadFull(r, b)
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return err
		}
		head := b[:n]
		done, err := scanProlog(decodeUTF16(head))
		if done || err != nil || ended {
			return err
		}
		if limit == prologScanned {
			return fmt.Errorf("no element in its first %d bytes", prologScanned)
		}
		r = io.MultiReader(bytes.NewReader(head), r)
	}
}

// scanProlog reports whether b reaches the first element.
func scanProlog(b []byte) (done bool, err error) {
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		switch {
		case len(b) < 2:
			return false, nil
		case bytes.HasPrefix(b, []byte("<?")):
			end := bytes.Index(b, []byte("?>"))
			if end < 0 {
				return false, nil
			}
			b = b[end+2:]
		case bytes.HasPrefix(b, []byte("<!--")):
			end := bytes.Index(b[4:], []byte("-->"))
			if end < 0 {
				return false, nil
			}
			b = b[4+end+3:]
		case bytes.HasPrefix(b, []byte("<!")):
			if len(b) < len("<!--") {
				return false, nil
			}
			return false, errDoctype
		case b[0] == '<':
			return true, nil
		default:
			return false, errors.New("text where XML should begin")
		}
	}
}

// contentTypes is [Content_Types].xml.
type contentTypes struct {
	byExtension map[string]string
	byName      map[string]string
}

func (p *Package) readContentTypes() error {
	const name = "[Content_Types].xml"
	if !p.Has(name) {
		return &Error{Format: Zip, What: "the file is a zip archive, not a Word or Excel file", Hint: "unpack it and name the documents inside it"}
	}
	b, err := p.Part(name)
	if err != nil {
		return err
	}
	p.types = contentTypes{byExtension: map[string]string{}, byName: map[string]string{}}
	return eachElement(b, name, func(local string, attrs Attributes) {
		typ, _ := attrs.Get("ContentType")
		switch local {
		case "Default":
			ext, _ := attrs.Get("Extension")
			p.types.byExtension[strings.ToLower(ext)] = typ
		case "Override":
			part, _ := attrs.Get("PartName")
			p.types.byName[partKey(strings.TrimPrefix(part, "/"))] = typ
		}
	})
}

// eachElement calls f for every element of a small part.
func eachElement(part []byte, name string, f func(local string, attrs Attributes)) error {
	s := ScanPart(part)
	for {
		token, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(name, err)
		}
		if token == StartTag {
			f(string(s.Name), s.Attrs)
		}
	}
}

// ContentType gives the declared type of a part, or "".
func (p *Package) ContentType(name string) string {
	if t, ok := p.types.byName[partKey(name)]; ok {
		return t
	}
	return p.types.byExtension[strings.TrimPrefix(path.Ext(partKey(name)), ".")]
}

// IsDocument reports whether the main part is a Word document.
func (p *Package) IsDocument() bool { return strings.Contains(p.mainType(), "word") }

// IsWorkbook reports whether the main part is an Excel workbook in XML.
func (p *Package) IsWorkbook() bool {
	t := p.mainType()
	return strings.Contains(t, "sheet") && !strings.Contains(t, "binary")
}

// HasMacros reports whether the package is of a kind that holds macros.
func (p *Package) HasMacros() bool {
	return strings.Contains(p.mainType(), "macroenabled") || p.Has("word/vbaProject.bin") || p.Has("xl/vbaProject.bin")
}

func (p *Package) mainType() string { return strings.ToLower(p.ContentType(p.main)) }

// A Relationship leads from a part to another, or out of the package.
type Relationship struct {
	ID       string
	Type     string // last element of the type's URI: officeDocument, header, hyperlink
	Target   string // name of a part, or the target as written when External
	External bool
}

// Relationships gives those of a part in file order; part "" is the package
// itself. A part without relationships has none.
func (p *Package) Relationships(part string) ([]Relationship, error) {
	dir, base := path.Split(part)
	name := dir + "_rels/" + base + ".rels"
	if !p.Has(name) {
		return nil, nil
	}
	b, err := p.Part(name)
	if err != nil {
		return nil, err
	}
	var all []Relationship
	err = eachElement(b, name, func(local string, attrs Attributes) {
		if local != "Relationship" {
			return
		}
		var r Relationship
		r.ID, _ = attrs.Get("Id")
		r.Type, _ = attrs.Get("Type")
		r.Type = path.Base(r.Type)
		r.Target, _ = attrs.Get("Target")
		mode, _ := attrs.Get("TargetMode")
		r.External = strings.EqualFold(mode, "External")
		if !r.External {
			target := strings.ReplaceAll(r.Target, `\`, "/")
			if rooted, ok := strings.CutPrefix(target, "/"); ok {
				r.Target = path.Clean(rooted)
			} else {
				r.Target = path.Join(dir, target)
			}
		}
		all = append(all, r)
	})
	return all, err
}

// Related gives the parts that stand in the named relation to a part and are
// there, in file order.
func (p *Package) Related(part, kind string) ([]string, error) {
	all, err := p.Relationships(part)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range all {
		if r.Type == kind && !r.External && p.Has(r.Target) {
			names = append(names, r.Target)
		}
	}
	return names, nil
}
