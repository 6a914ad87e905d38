package coding

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// A codebook in Markdown reads as a document: a heading a code, its level the
// code's depth, then its facts as a list, then its parts under bold words. A line
// of text that would read as one of these has a backslash before it.

const (
	mdDefinition = "**Definition**"
	mdLookFor    = "**Look for**"
	mdBoundary   = "**Boundary**"
	mdIndicators = "**Phrases to find places to read**"
	mdExamples   = "**Examples** (invented)"
	mdCitations  = "**Sources**"
)

var mdParts = []string{mdDefinition, mdLookFor, mdBoundary, mdIndicators, mdExamples, mdCitations}

func mdText(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if l != "" && strings.ContainsAny(l[:1], `#*-\`) {
			lines[i] = `\` + l
		}
	}
	return strings.Join(lines, "\n")
}

// Markdown writes the codebook as a document, so that ReadCodebook reads the same
// but for blank lines around a text.
func (b Codebook) Markdown() ([]byte, error) {
	var out bytes.Buffer
	title := b.Title
	if title == "" {
		title = "Codebook"
	}
	fmt.Fprintf(&out, "# %s\n", title)
	facts := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&out, "- %s: %s\n", name, value)
		}
	}
	if b.ID+b.Version != "" || b.Starter {
		out.WriteByte('\n')
	}
	facts("Id", b.ID)
	facts("Version", b.Version)
	facts("Starter", yes(b.Starter))
	depth := map[string]int{}
	for _, c := range b.Codes {
		d := 0
		if c.Parent != "" {
			d = depth[c.Parent] + 1
		}
		depth[c.Key] = d
		level := min(2+d, 6)
		fmt.Fprintf(&out, "\n%s %s", strings.Repeat("#", level), c.Name)
		if c.Label != "" {
			fmt.Fprintf(&out, ": %s", strings.ReplaceAll(c.Label, "\n", " "))
		}
		out.WriteString("\n\n")
		before := out.Len()
		if c.Key != c.Name {
			facts("Key", c.Key)
		}
		if d > 4 {
			facts("Parent", c.Parent)
		}
		facts("Colour", c.Colour)
		facts("Origin", c.Origin)
		facts("Studies", strings.Join(c.Studies, ", "))
		facts("Heading", yes(c.Heading))
		facts("Exclusive", yes(c.Exclusive))
		facts("Retired", yes(c.Retired))
		facts("Merged into", c.MergedInto)
		facts("Split into", strings.Join(c.SplitInto, ", "))
		if out.Len() > before {
			out.WriteByte('\n')
		}
		part := func(name, text string) {
			if text != "" {
				fmt.Fprintf(&out, "%s\n\n%s\n\n", name, mdText(text))
			}
		}
		list := func(name string, items []string) {
			if len(items) == 0 {
				return
			}
			fmt.Fprintf(&out, "%s\n\n", name)
			for _, l := range items {
				fmt.Fprintf(&out, "- %s\n", lineEscape.Replace(l))
			}
			out.WriteByte('\n')
		}
		part(mdDefinition, c.Definition)
		part(mdLookFor, c.LookFor)
		part(mdBoundary, c.Boundary)
		list(mdIndicators, c.Indicators)
		var examples []string
		for _, e := range c.Examples {
			examples = append(examples, exampleLine(e))
		}
		list(mdExamples, examples)
		list(mdCitations, c.Citations)
	}
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n'), nil
}

func readMarkdown(text []byte) (Codebook, error) {
	var b Codebook
	type open struct {
		level int
		key   string
	}
	var above []open
	var c *Code
	part := "" // the part being read; "" for facts
	var body []string
	end := func() {
		if c != nil {
			joined := strings.Trim(strings.Join(body, "\n"), "\n")
			switch part {
			case mdDefinition:
				c.Definition = joined
			case mdLookFor:
				c.LookFor = joined
			case mdBoundary:
				c.Boundary = joined
			}
		}
		body, part = nil, ""
	}
	for n, line := range strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			end()
			level := len(line) - len(strings.TrimLeft(line, "#"))
			head := strings.TrimSpace(line[level:])
			if level == 1 {
				b.Title = head
				continue
			}
			if level > 6 {
				return b, fmt.Errorf("line %d: a heading has six # at most", n+1)
			}
			name, label, _ := strings.Cut(head, ":")
			for len(above) > 0 && above[len(above)-1].level >= level {
				above = above[:len(above)-1]
			}
			parent := ""
			if len(above) > 0 {
				parent = above[len(above)-1].key
			}
			b.Codes = append(b.Codes, Code{Name: strings.TrimSpace(name), Key: strings.TrimSpace(name), Label: strings.TrimSpace(label), Parent: parent})
			c = &b.Codes[len(b.Codes)-1]
			above = append(above, open{level, c.Key})
		case isPart(line):
			end()
			part = strings.TrimSpace(line)
		case part == "" && strings.HasPrefix(line, "- "):
			name, value, ok := strings.Cut(line[2:], ": ")
			if !ok {
				return b, fmt.Errorf("line %d: a fact of a code reads \"- Name: value\"", n+1)
			}
			if err := b.fact(c, strings.TrimSpace(name), strings.TrimSpace(value)); err != nil {
				return b, fmt.Errorf("line %d: %w", n+1, err)
			}
			if name == "Key" && c != nil {
				above[len(above)-1].key = c.Key
			}
		case part == "":
			if strings.TrimSpace(line) != "" {
				return b, fmt.Errorf("line %d: text that stands under none of %s", n+1, strings.Join(mdParts, ", "))
			}
		case part == mdIndicators || part == mdExamples || part == mdCitations:
			if strings.TrimSpace(line) == "" {
				continue
			}
			item, ok := strings.CutPrefix(line, "- ")
			if !ok {
				return b, fmt.Errorf("line %d: an entry of a list begins with \"- \"", n+1)
			}
			for _, l := range splitLines(item) {
				switch part {
				case mdIndicators:
					c.Indicators = append(c.Indicators, l)
				case mdCitations:
					c.Citations = append(c.Citations, l)
				default:
					c.Examples = append(c.Examples, exampleOf(l))
				}
			}
		default:
			body = append(body, strings.TrimPrefix(line, `\`))
		}
	}
	end()
	if len(b.Codes) == 0 {
		return b, errors.New("there are no codes: a code is a heading with ## or more")
	}
	return b, nil
}

func isPart(line string) bool {
	for _, p := range mdParts {
		if strings.TrimSpace(line) == p {
			return true
		}
	}
	return false
}

func (b *Codebook) fact(c *Code, name, value string) error {
	if c == nil {
		switch name {
		case "Id":
			b.ID = value
		case "Version":
			b.Version = value
		case "Starter":
			b.Starter = value == "yes"
		default:
			return fmt.Errorf("a codebook has no fact %q", name)
		}
		return nil
	}
	list := strings.Split(value, ", ")
	switch name {
	case "Key":
		c.Key = value
	case "Parent":
		c.Parent = value
	case "Colour":
		c.Colour = value
	case "Origin":
		c.Origin = value
	case "Studies":
		c.Studies = list
	case "Heading":
		c.Heading = value == "yes"
	case "Exclusive":
		c.Exclusive = value == "yes"
	case "Retired":
		c.Retired = value == "yes"
	case "Merged into":
		c.MergedInto = value
	case "Split into":
		c.SplitInto = list
	default:
		return fmt.Errorf("a code has no fact %q", name)
	}
	return nil
}
