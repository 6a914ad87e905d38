package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// recordFormat names the form of a document's record; a later one stands beside
// it, and this one is read for ever.
const recordFormat = "kith-document/1"

// A record is a document as it is written beside its text: everything but the
// text itself.
type record struct {
	Format      string          `json:"format"`
	ID          string          `json:"id"`
	Study       string          `json:"study"`
	Kind        string          `json:"kind"`
	Role        string          `json:"role,omitempty"`
	Participant string          `json:"participant,omitempty"`
	Source      string          `json:"source"`
	SourceHash  string          `json:"source_sha256"`
	TextHash    string          `json:"text_sha256"`
	Extractor   string          `json:"extractor"`
	Layout      layoutRecord    `json:"layout"`
	Metadata    []fieldRecord   `json:"metadata,omitempty"`
	Sections    []sectionRecord `json:"sections,omitempty"`
	Turns       []turnRecord    `json:"turns"`
	Comments    []commentRecord `json:"comments,omitempty"`
	Warnings    []warningRecord `json:"warnings,omitempty"`
}

// A spanRecord is [start, end] in code points of the text.
type spanRecord [2]int

type layoutRecord struct {
	Rule       string  `json:"rule"`
	Declared   bool    `json:"declared"`
	Confidence float64 `json:"confidence"`
	Evidence   string  `json:"evidence"`
	Unlabelled int     `json:"unlabelled"`
}

type fieldRecord struct {
	Key   string     `json:"key"`
	Value string     `json:"value"`
	Span  spanRecord `json:"span"`
}

type sectionRecord struct {
	Title string     `json:"title"`
	Span  spanRecord `json:"span"`
}

type turnRecord struct {
	Number   int             `json:"n"`
	Speaker  string          `json:"speaker"`
	Class    string          `json:"class"`
	Role     string          `json:"role,omitempty"`
	Section  int             `json:"section,omitempty"`
	Segments []segmentRecord `json:"segments"`
}

type segmentRecord struct {
	Label      string     `json:"label,omitempty"`
	Time       *int64     `json:"ns,omitempty"` // nanoseconds since the start
	Span       spanRecord `json:"span"`
	Paragraphs [2]int     `json:"paragraphs"`
}

type commentRecord struct {
	ID       string      `json:"id"`
	Parent   string      `json:"parent,omitempty"`
	Author   string      `json:"author,omitempty"`
	Initials string      `json:"initials,omitempty"`
	Date     string      `json:"date,omitempty"`
	Resolved bool        `json:"resolved,omitempty"`
	Text     string      `json:"text"`
	Span     *spanRecord `json:"span,omitempty"` // when it is anchored
}

type warningRecord struct {
	Where string `json:"where,omitempty"`
	What  string `json:"what"`
}

// encodeRecord writes the record of a document: one line a turn, so that it can
// be read and compared by eye, and the same bytes for the same document.
func encodeRecord(d *Document) ([]byte, error) {
	r := record{
		Format: recordFormat, ID: d.ID, Study: d.Study, Kind: d.Kind, Role: d.Role, Participant: d.Participant,
		Source: d.Source, SourceHash: d.SourceHash, TextHash: d.TextHash, Extractor: d.Extractor,
		Layout: layoutRecord(d.Layout),
	}
	for _, f := range d.Metadata {
		r.Metadata = append(r.Metadata, fieldRecord{f.Key, f.Value, spanRecord{f.Span.Start, f.Span.End}})
	}
	for _, s := range d.Sections {
		r.Sections = append(r.Sections, sectionRecord{s.Title, spanRecord{s.Span.Start, s.Span.End}})
	}
	for _, c := range d.Comments {
		w := commentRecord{ID: c.ID, Parent: c.Parent, Author: c.Author, Initials: c.Initials, Date: c.Date, Resolved: c.Resolved, Text: c.Text}
		if c.Anchored {
			w.Span = &spanRecord{c.Span.Start, c.Span.End}
		}
		r.Comments = append(r.Comments, w)
	}
	for _, w := range d.Warnings {
		r.Warnings = append(r.Warnings, warningRecord(w))
	}
	turns := make([]turnRecord, len(d.Turns))
	for i, t := range d.Turns {
		turns[i] = turnRecord{Number: t.Number, Speaker: t.Speaker, Class: t.Class, Role: t.Role, Section: t.Section}
		for _, s := range t.Segments {
			w := segmentRecord{Label: s.Label, Span: spanRecord{s.Span.Start, s.Span.End}, Paragraphs: s.Paragraphs}
			if s.HasTime {
				ns := int64(s.Time)
				w.Time = &ns
			}
			turns[i].Segments = append(turns[i].Segments, w)
		}
	}
	return lines(r, "turns", turns)
}

// lines writes a JSON object with one member a line, and the rows of the list
// named, which v holds empty, a line each.
func lines[T any](v any, list string, rows []T) ([]byte, error) {
	whole, err := plainJSON(v)
	if err != nil {
		return nil, err
	}
	var members []json.RawMessage
	var names []string
	d := json.NewDecoder(bytes.NewReader(whole))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var m json.RawMessage
		if err := d.Decode(&m); err != nil {
			return nil, err
		}
		names, members = append(names, name.(string)), append(members, m)
	}
	var b bytes.Buffer
	b.WriteString("{\n")
	for i, name := range names {
		fmt.Fprintf(&b, "  %q: ", name)
		if name != list {
			b.Write(members[i])
		} else {
			b.WriteByte('[')
			for j, row := range rows {
				text, err := plainJSON(row)
				if err != nil {
					return nil, err
				}
				if j > 0 {
					b.WriteByte(',')
				}
				b.WriteString("\n    ")
				b.Write(text)
			}
			if len(rows) > 0 {
				b.WriteString("\n  ")
			}
			b.WriteByte(']')
		}
		if i < len(names)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

// plainJSON is JSON with <, > and & as they are.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// decodeRecord reads a record and puts it together with its text. The document
// is valid, or there is an error.
func decodeRecord(data []byte, text string) (*Document, error) {
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("the record is no JSON that kith wrote")
	}
	if r.Format != recordFormat {
		return nil, fmt.Errorf("the record has the form %q, and this kith reads %q: use a newer kith", r.Format, recordFormat)
	}
	d := &Document{
		ID: r.ID, Study: r.Study, Kind: r.Kind, Role: r.Role, Participant: r.Participant,
		Source: r.Source, SourceHash: r.SourceHash, TextHash: r.TextHash, Extractor: r.Extractor,
		Text: text, Layout: Layout(r.Layout),
	}
	for _, f := range r.Metadata {
		d.Metadata = append(d.Metadata, Field{f.Key, f.Value, f.Span.span()})
	}
	for _, s := range r.Sections {
		d.Sections = append(d.Sections, Section{s.Title, s.Span.span()})
	}
	for _, c := range r.Comments {
		read := Comment{ID: c.ID, Parent: c.Parent, Author: c.Author, Initials: c.Initials, Date: c.Date, Resolved: c.Resolved, Text: c.Text}
		if c.Span != nil {
			read.Anchored, read.Span = true, c.Span.span()
		}
		d.Comments = append(d.Comments, read)
	}
	for _, w := range r.Warnings {
		d.Warnings = append(d.Warnings, Warning(w))
	}
	for _, t := range r.Turns {
		turn := Turn{Number: t.Number, Speaker: t.Speaker, Class: t.Class, Role: t.Role, Section: t.Section}
		for _, s := range t.Segments {
			seg := Segment{Label: s.Label, Span: s.Span.span(), Paragraphs: s.Paragraphs}
			if s.Time != nil {
				seg.Time, seg.HasTime = time.Duration(*s.Time), true
			}
			turn.Segments = append(turn.Segments, seg)
		}
		if n := len(turn.Segments); n > 0 {
			turn.Span = Span{turn.Segments[0].Span.Start, turn.Segments[n-1].Span.End}
		}
		d.Turns = append(d.Turns, turn)
	}
	return d, d.Validate()
}

func (s spanRecord) span() Span { return Span{s[0], s[1]} }
