package report

import (
	"bytes"
	"fmt"
	"strings"
)

// renderMarkdown gives the document as GitHub-flavoured Markdown. Figures are
// linked by their path beside it.
func renderMarkdown(d *Document) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", mdEscape(d.Title))
	if d.Subtitle != "" {
		fmt.Fprintf(&b, "\n%s\n", mdEscape(d.Subtitle))
	}
	for _, block := range d.Blocks {
		b.WriteByte('\n')
		switch x := block.(type) {
		case *Heading:
			fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", x.Level+1), mdEscape(x.Text))
		case *Paragraph:
			if x.Class == "warning" {
				fmt.Fprintf(&b, "> **!** %s\n", mdInline(x.Text))
			} else {
				fmt.Fprintf(&b, "%s\n", mdInline(x.Text))
			}
		case *Table:
			mdTable(&b, x)
		case *Figure:
			fmt.Fprintf(&b, "**Figure %d**\n\n*%s*\n\n", x.Number, mdEscape(x.Title))
			fmt.Fprintf(&b, "![%s](%s.svg)\n", mdEscape(x.Alt), figurePath(x))
			if len(x.Note) > 0 {
				fmt.Fprintf(&b, "\n*Note.* %s\n", mdInline(x.Note))
			}
		}
	}
	return b.Bytes()
}

func mdTable(b *bytes.Buffer, t *Table) {
	if t.Number > 0 {
		fmt.Fprintf(b, "**Table %d**\n\n", t.Number)
	}
	fmt.Fprintf(b, "*%s*\n\n", mdEscape(t.Title))
	heads := flatHeads(t)
	b.WriteString("|")
	for _, h := range heads {
		fmt.Fprintf(b, " %s |", mdInline(h))
	}
	b.WriteString("\n|")
	for _, c := range t.Columns {
		if c.Numeric {
			b.WriteString(" ---: |")
		} else {
			b.WriteString(" --- |")
		}
	}
	b.WriteByte('\n')
	for _, r := range t.Rows {
		b.WriteByte('|')
		for i := range t.Columns {
			cell := ""
			if i < len(r.Cells) {
				cell = mdInline(r.Cells[i].Text)
			}
			if i == 0 {
				cell = strings.Repeat("&emsp;", r.Indent) + cell
			}
			fmt.Fprintf(b, " %s |", cell)
		}
		b.WriteByte('\n')
	}
	if len(t.General) > 0 {
		fmt.Fprintf(b, "\n*Note.* %s\n", mdInline(t.General))
	}
	for _, n := range t.Specific {
		fmt.Fprintf(b, "\n<sup>%s</sup> %s\n", n.Mark, mdInline(n.Text))
	}
	if t.Probability != "" {
		fmt.Fprintf(b, "\n%s\n", mdEscape(t.Probability))
	}
}

// flatHeads gives one heading a column, a spanner before the headings below
// it.
func flatHeads(t *Table) [][]Inline {
	out := make([][]Inline, len(t.Columns))
	for _, row := range t.Heads {
		i := 0
		for _, h := range row {
			for range h.Span {
				if i < len(out) && len(h.Text) > 0 {
					if len(out[i]) > 0 {
						out[i] = line(out[i], " ")
					}
					out[i] = line(out[i], h.Text)
				}
				i++
			}
		}
	}
	return out
}

func mdInline(text []Inline) string {
	var b strings.Builder
	for i, in := range text {
		s := mdEscape(in.Text)
		if strings.HasSuffix(s, "]") && i+1 < len(text) && strings.HasPrefix(text[i+1].Text, "(") {
			s = s[:len(s)-1] + `\]` // no link across two runs either
		}
		lead := s[:len(s)-len(strings.TrimLeft(s, " "))]
		body := strings.Trim(s, " ")
		tail := s[len(lead)+len(body):]
		if body != "" {
			switch {
			case in.Sub:
				body = "<sub>" + body + "</sub>"
			case in.Super:
				body = "<sup>" + body + "</sup>"
			}
			if in.Italic {
				body = "*" + body + "*"
			}
			if in.Bold {
				body = "**" + body + "**"
			}
		}
		b.WriteString(lead + body + tail)
	}
	return b.String()
}

// mdEscape keeps Markdown and HTML in a text from being read as such.
func mdEscape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_|~", r),
			r == ']' && i+1 < len(s) && strings.ContainsRune("([:", rune(s[i+1])): // a link
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case i == 0 && strings.ContainsRune("#-+", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
