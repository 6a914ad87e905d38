package study

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parseYAML gives the root node of a manifest, nil when the file holds nothing
// but comments; or the one fault that keeps it from being YAML at all.
func parseYAML(name string, data []byte) (*yaml.Node, *Fault) {
	if len(data) > maxManifestBytes {
		return nil, tooLarge(name)
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, &Fault{What: "the file is UTF-16, not UTF-8", Where: name, Hint: "save it as UTF-8"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if fault := badCharacter(name, data); fault != nil {
		return nil, fault
	}
	var stream yaml.Node
	err := yaml.Load(data, &stream, yaml.WithUniqueKeys(false))
	if err != nil {
		return nil, syntaxFault(name, data, err)
	}
	if stream.Kind == yaml.DocumentNode && len(stream.Content) == 1 {
		return stream.Content[0], nil
	}
	return nil, emptyManifest(name)
}

func tooLarge(name string) *Fault {
	return &Fault{What: fmt.Sprintf("the manifest is larger than %d MiB", maxManifestBytes>>20), Where: name,
		Hint: "a manifest names files, it does not hold them; is this the right file?"}
}

func emptyManifest(name string) *Fault {
	return &Fault{What: "the manifest is empty", Where: name, Hint: "kith init writes one to start from"}
}

// badCharacter finds the first byte that is no UTF-8, or a control character,
// which YAML does not allow.
func badCharacter(name string, data []byte) *Fault {
	at := Pos{File: name, Line: 1, Column: 1}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &Fault{What: fmt.Sprintf("the file is not UTF-8: byte %#02x", data[i]), Where: at.String(),
				Hint: "save it as UTF-8"}
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f, 0x80 <= r && r < 0xa0 && r != 0x85, r == 0xfeff, r == 0xfffe, r == 0xffff:
			return &Fault{What: fmt.Sprintf("control character %U", r), Where: at.String(), Hint: "delete it"}
		case r == '\n':
			at.Line, at.Column = at.Line+1, 0
		}
		at.Column++
		i += size
	}
	return nil
}

// syntaxFault turns an error of the YAML library into a fault with its place
// and what usually causes it.
func syntaxFault(name string, data []byte, err error) *Fault {
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return &Fault{What: "the file is not valid YAML: " + plainYAML(err.Error()), Where: name, Hint: "correct the file"}
	}
	switch {
	case strings.Contains(le.Message, "no documents"):
		return emptyManifest(name)
	case strings.Contains(le.Message, "found multiple"):
		return &Fault{What: "the file holds more than one YAML document", Where: name, Hint: "leave out the lines ---, and keep one manifest a file"}
	}
	at := Pos{File: name, Line: le.Mark.Line, Column: le.Mark.Column}
	what, hint := plainYAML(le.Message), "check the indentation, quotes and brackets here and just above"
	switch here := characterAt(data, at); {
	case strings.Contains(le.Message, "unexpected end of stream"), strings.Contains(le.Message, "unexpected document indicator"):
		if le.ContextMark.Line > 0 {
			at.Line, at.Column = le.ContextMark.Line, le.ContextMark.Column
		}
		what, hint = "a quote opened here is never closed", "close it; a quote inside single quotes is written twice"
	case strings.Contains(le.Message, "cannot start any token") && here == '\t':
		what, hint = "a tab stands where YAML wants spaces", "indent with spaces"
	case strings.Contains(le.Message, "cannot start any token"):
		what, hint = fmt.Sprintf("text cannot begin with %c", here), "put the text in quotes"
	case strings.Contains(le.Message, "mapping values are not allowed"):
		hint = "put text that holds a colon and a space in quotes, or check the indentation"
	case strings.Contains(le.Message, "unknown escape character"):
		hint = `write patterns in single quotes: '\d+'`
	case strings.Contains(le.Message, "unknown anchor"):
		hint = "put text that begins with * in quotes, or define the anchor above"
	}
	return &Fault{What: "the file is not valid YAML: " + what, Where: at.String(), Hint: hint}
}

// plainYAML takes the library's own words out of its message.
func plainYAML(message string) string {
	message = strings.TrimPrefix(message, "yaml: ")
	message, _, _ = strings.Cut(message, "\n")
	return message
}

// characterAt gives the character at a place, a space when there is none.
func characterAt(data []byte, at Pos) rune {
	lines := bytes.Split(data, []byte("\n"))
	if at.Line < 1 || at.Line > len(lines) {
		return ' '
	}
	line := []rune(string(lines[at.Line-1]))
	if at.Column < 1 || at.Column > len(line) {
		return ' '
	}
	return line[at.Column-1]
}
