package disclose

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"kith/ooxml"
)

// maxNesting bounds elements within elements of a part that is rewritten.
const maxNesting = 512

// A node is an element of a part, or text between elements when its name is
// empty. Names keep their prefixes as written.
type node struct {
	prefix, local string
	attrs         []xml.Attr
	children      []*node
	text          []byte
}

// parse reads a part as a tree. Comments and processing instructions are left
// out: a part needs none.
func parse(part []byte) (*node, error) {
	d := ooxml.NewDecoder(part)
	root := &node{}
	stack := []*node{root}
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			if len(stack) > maxNesting {
				return nil, fmt.Errorf("elements nest more than %d deep", maxNesting)
			}
			n := &node{prefix: tok.Name.Space, local: tok.Name.Local, attrs: tok.Attr}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) == 1 || top.local != tok.Name.Local || top.prefix != tok.Name.Space {
				return nil, fmt.Errorf("element %s is not closed where it should be", tok.Name.Local)
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 1 {
				top.children = append(top.children, &node{text: bytes.Clone(tok)})
			}
		}
	}
	if len(stack) != 1 || len(root.children) != 1 {
		return nil, io.ErrUnexpectedEOF
	}
	return root.children[0], nil
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// bytes gives the part of a tree.
func (n *node) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(xmlHead)
	n.write(&b)
	return b.Bytes()
}

var (
	textEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	attrEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

func (n *node) write(b *bytes.Buffer) {
	if n.local == "" {
		b.WriteString(textEscapes.Replace(string(n.text)))
		return
	}
	name := qualified(n.prefix, n.local)
	b.WriteString("<" + name)
	for _, a := range n.attrs {
		b.WriteString(" " + qualified(a.Name.Space, a.Name.Local) + `="` + attrEscapes.Replace(a.Value) + `"`)
	}
	if len(n.children) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	for _, c := range n.children {
		c.write(b)
	}
	b.WriteString("</" + name + ">")
}

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// child gives the first child of that name, or nil.
func (n *node) child(local string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.local == local {
			return c
		}
	}
	return nil
}
