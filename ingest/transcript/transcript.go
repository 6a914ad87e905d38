// Package transcript turns the paragraphs of a Word document, the lines of a text
// or the cues of subtitles into turns of speech: who spoke, when, and where in the canonical text.
//
// Transcripts mark their speakers in many ways. Each way kith knows is a rule;
// every rule reads the whole file, and the readings are compared: how many
// pieces of speech they find, how often labels recur and alternate, whether
// labels are known, bold or timed, and how much text is left to nobody. The
// best reading wins if it is good enough and no other reading is as good;
// otherwise [Read] returns [*Unsure] and a person declares the rule. A guess is
// never presented as sure.
//
// A turn is all consecutive speech of one speaker. Its segments are the
// labelled or timed pieces of it; an unlabelled paragraph belongs to the piece
// before it. The span of a segment is the speech alone: it begins after the
// label, the time and the white space that follows them, and ends with the last
// line that is not blank. A label without speech is an empty segment: it is a
// non-response, and kept.
package transcript

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"kith/ingest/word"
	"kith/ooxml"
	"kith/study"
	"kith/study/corpus"
)

// Extractor is the name and version of the extraction. It changes whenever the
// same file may give another text or other turns.
const Extractor = "kith transcript 2"

// maxFile bounds a Word file, in bytes as stored. Recordings are sometimes
// pasted into a transcript; no text needs this.
const maxFile = 256 << 20

// A Source says what is known of a document before it is opened.
type Source struct {
	ID          string   // S1_LW03
	Study       string   // S1
	Kind        string   // interview, focus_group, questionnaire, open_text
	Role        string   // role of the participant: LW
	Roles       []string // role ids of the study, to tell roles by labels in a focus group
	Participant string   // LW03; empty for a focus group
	Path        string   // relative to the deposit, with slashes; it stands in errors
	Spec        *study.Transcript
}

// ReadFile reads the file at path. See [Read].
func ReadFile(path string, src Source) (*corpus.Document, error) {
	if src.Path == "" {
		src.Path = path
	}
	return loaded(path, src, func(b []byte) (*corpus.Document, error) { return Read(b, src) })
}

// loaded gives the bytes of a file to read, which may keep nothing that points
// there: the next file comes to the same place.
func loaded[T any](path string, src Source, read func([]byte) (T, error)) (none T, err error) {
	b := files.Get().(*bytes.Buffer)
	defer files.Put(b)
	if err := load(b, path, src); err != nil {
		return none, err
	}
	return read(b.Bytes())
}

var files = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// load reads a file into b.
func load(b *bytes.Buffer, path string, src Source) error {
	f, err := os.Open(path)
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err // the path stands in the fault
		}
		return &study.Fault{What: "the file cannot be opened: " + err.Error(), Where: src.Path, Hint: "check the name and the deposit folder"}
	}
	defer func() { _ = f.Close() }() // only read
	b.Reset()
	if info, err := f.Stat(); err == nil {
		b.Grow(int(max(0, min(info.Size(), maxFile))) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(io.LimitReader(f, maxFile+1)); err != nil {
		return &study.Fault{What: "the file cannot be read: " + err.Error(), Where: src.Path, Hint: "check that it is on this computer and not only in the cloud"}
	}
	if b.Len() > maxFile {
		return &study.Fault{What: fmt.Sprintf("the file is larger than %d MiB", maxFile>>20), Where: src.Path, Hint: "remove recordings and pictures from it"}
	}
	return nil
}

// Read reads the bytes of a Word document, a text, or subtitles. A file that cannot be read, or a
// declared layout that does not fit it, is a [*study.Fault]; a transcript whose
// speakers kith cannot tell with confidence is an [*Unsure].
func Read(file []byte, src Source) (*corpus.Document, error) {
	src.Spec = src.declaration()
	e, err := examine(file, src, true)
	if err != nil {
		return nil, err
	}
	if e.Document == nil {
		return nil, e.unsure(src)
	}
	return e.Document, nil
}

// faultOf gives an error of a reader as a fault of the file.
func faultOf(err error, path string) *study.Fault {
	var e *ooxml.Error
	if errors.As(err, &e) {
		return &study.Fault{What: e.What, Where: path, Hint: e.Hint}
	}
	return &study.Fault{What: err.Error(), Where: path}
}

// comments puts the comments of a Word document on spans of its text.
func comments(all []word.Comment, paragraphs []string) []corpus.Comment {
	if len(all) == 0 {
		return nil
	}
	starts := make([]int, len(paragraphs))
	at := 0
	for i, p := range paragraphs {
		starts[i] = at
		at += utf8.RuneCountInString(p) + 1
	}
	out := make([]corpus.Comment, len(all))
	for i, c := range all {
		out[i] = corpus.Comment{
			ID: c.ID, Parent: c.Parent, Resolved: c.Resolved,
			Author: c.Author, Initials: c.Initials, Date: c.Date, Text: c.Text, Anchored: c.Anchored,
		}
		if c.Anchored {
			start := starts[c.Start.Paragraph] + c.Start.Offset
			out[i].Span = corpus.Span{Start: start, End: max(start, starts[c.End.Paragraph]+c.End.Offset)}
		}
	}
	return out
}

// declared gives the layout the manifest names, or "".
func declared(src Source) string {
	if src.Spec == nil || src.Spec.Layout == "auto" {
		return ""
	}
	return src.Spec.Layout
}

// Unsure says that a transcript does not show clearly who speaks. It holds
// counts and names of rules, never text.
type Unsure struct {
	Path     string
	Readings []Reading // the best two at most, best first
}

// A Reading is what one rule made of a transcript.
type Reading struct {
	Rule       string
	Confidence float64 // 0 to 1
	Pieces     int     // pieces of speech found
	Speakers   int
	Unlabelled int // paragraphs that belong to nobody
}

// String gives the reading in a few words.
func (r Reading) String() string {
	return fmt.Sprintf("%s (%s, %s, confidence %.2f)", r.Rule, count(r.Pieces, "piece"), count(r.Speakers, "speaker"), r.Confidence)
}

// Fault gives the same as a fault with what to do about it.
func (u *Unsure) Fault() *study.Fault {
	f := &study.Fault{Where: u.Path, Hint: "declare layout: and speakers: under transcript: in the manifest, or mark each turn with its speaker and a colon"}
	switch len(u.Readings) {
	case 0:
		f.What = "no line carries a speaker, so the turns cannot be told"
	case 1:
		f.What = "unsure how this transcript marks its speakers; the best reading is " + u.Readings[0].String()
	default:
		f.What = fmt.Sprintf("unsure how this transcript marks its speakers; the two best readings are %s and %s", u.Readings[0], u.Readings[1])
	}
	return f
}

// Error gives the fault in one line.
func (u *Unsure) Error() string { return u.Fault().Error() }

// As lets errors.As find the fault.
func (u *Unsure) As(target any) bool {
	if f, ok := target.(**study.Fault); ok {
		*f = u.Fault()
		return true
	}
	return false
}

// wordWarnings tells what the Word reader counted, one line a kind.
func wordWarnings(counted []word.Warning) []corpus.Warning {
	type total struct {
		kind   word.Kind
		n      int
		places []int
	}
	var order []*total
	byKind := map[word.Kind]*total{}
	for _, w := range counted {
		t := byKind[w.Kind]
		if t == nil {
			t = &total{kind: w.Kind}
			byKind[w.Kind] = t
			order = append(order, t)
		}
		t.n += w.N
		if w.Paragraph > 0 {
			t.places = append(t.places, w.Paragraph)
		}
	}
	var out []corpus.Warning
	for _, t := range order {
		what, rest, _ := strings.Cut(string(t.kind), ",")
		if rest != "" {
			rest = "," + rest
		}
		head, tail, _ := strings.Cut(what, " of ") // "piece of hidden text"
		if tail != "" {
			tail = " of " + tail
		}
		out = append(out, corpus.Warning{Where: paragraphs(t.places), What: count(t.n, head) + tail + rest})
	}
	return out
}

// listed is how many paragraphs a warning names before it counts the rest.
const listed = 5

// paragraphs names paragraphs, counted from 1.
func paragraphs(at []int) string {
	if len(at) == 0 {
		return ""
	}
	sort.Ints(at)
	var names []string
	for i, n := range at {
		if i == listed {
			break
		}
		names = append(names, strconv.Itoa(n))
	}
	switch rest := len(at) - len(names); {
	case len(at) == 1:
		return "paragraph " + names[0]
	case rest > 0:
		return fmt.Sprintf("paragraphs %s and %d more", strings.Join(names, ", "), rest)
	}
	last := len(names) - 1
	return "paragraphs " + strings.Join(names[:last], ", ") + " and " + names[last]
}

// count gives a number and its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ey"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
