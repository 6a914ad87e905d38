package transcript

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"kith/ingest/word"
	"kith/ooxml"
	"kith/study"
)

// maxLines bounds the lines of a text file.
const maxLines = 200_000

// A material is what a file holds before speakers are looked for.
type material struct {
	paragraphs []word.Paragraph
	cues       []cue // of a subtitle file, one for each paragraph; nil otherwise
	comments   []word.Comment
	warnings   []word.Warning
}

// open reads a file by its bytes, whatever its name says.
func open(file []byte, path string) (*material, error) {
	format, err := ooxml.Sniff(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, &study.Fault{What: err.Error(), Where: path}
	}
	switch {
	case format == ooxml.PlainText, format == ooxml.Unknown && wide(file):
		return openText(file, path)
	case format == ooxml.Unknown && !bytes.ContainsRune(file, 0) && !utf8.Valid(file):
		return nil, notUTF8(path)
	}
	w, err := word.Read(file)
	if err != nil {
		return nil, faultOf(err, path)
	}
	return &material{paragraphs: w.Paragraphs(), comments: w.Comments, warnings: w.Warnings}, nil
}

func notUTF8(path string) *study.Fault {
	return &study.Fault{
		What: "this is text, but neither UTF-8 nor UTF-16", Where: path,
		Hint: "save it as UTF-8, or run: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW",
	}
}

// openText reads plain text, Markdown, WebVTT or SRT.
func openText(file []byte, path string) (*material, error) {
	text, ok := decode(file)
	if !ok {
		return nil, notUTF8(path)
	}
	text = lineEnds.Replace(text)
	text = strings.ReplaceAll(text, "\u00AD", "")
	if strings.Count(text, "\n") >= maxLines {
		return nil, &study.Fault{What: fmt.Sprintf("the file has more than %d lines", maxLines), Where: path, Hint: "no transcript needs this; split it"}
	}
	if isSubtitles(text) {
		return readCues(text), nil
	}
	m := &material{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		p := word.Paragraph{Text: line, Runs: []word.Run{{Text: line}}}
		if h := markdownHeading.FindString(line); h != "" {
			p.Heading = strings.Count(h, "#")
		}
		m.paragraphs = append(m.paragraphs, p)
	}
	return m, nil
}

var (
	lineEnds        = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	markdownHeading = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+\S`)
)

// wide reports whether a file says it is UTF-16.
func wide(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF"))
}

// decode gives the text of UTF-8, or of UTF-16 with its byte order mark. It
// guesses no other encoding.
func decode(b []byte) (string, bool) {
	if wide(b) {
		if len(b)%2 != 0 {
			return "", false
		}
		units := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			low, high := uint16(b[i]), uint16(b[i+1])
			if b[0] == 0xFE {
				low, high = high, low
			}
			units = append(units, high<<8|low)
		}
		return string(utf16.Decode(units)), true
	}
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	return string(b), utf8.Valid(b) && !bytes.ContainsRune(b, 0)
}
