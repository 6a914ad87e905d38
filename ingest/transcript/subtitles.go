package transcript

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"kith/ingest/word"
	"kith/study/corpus"
)

// A cue is what a subtitle file says of a paragraph: when it is shown, and who
// speaks where a voice tag says it.
type cue struct {
	time  time.Duration
	voice string
}

// isSubtitles recognises WebVTT by its first line and SRT by the first block:
// a number, and times with an arrow.
func isSubtitles(text string) bool {
	if head, _, _ := strings.Cut(text, "\n"); head == "WEBVTT" || strings.HasPrefix(head, "WEBVTT ") || strings.HasPrefix(head, "WEBVTT\t") {
		return true
	}
	lines := strings.SplitN(strings.TrimLeft(text, "\n\t "), "\n", 3)
	if len(lines) < 2 || strings.Trim(lines[0], "0123456789 \t") != "" {
		return false
	}
	_, ok := cueTime(lines[1])
	return ok
}

// cueTime reads the line of times of a cue.
func cueTime(line string) (time.Duration, bool) {
	if !strings.Contains(line, "-->") {
		return 0, false
	}
	d, n, ok := parseTime(line[skipSpace(line, 0):])
	return d, ok && strings.Contains(line[:skipSpace(line, 0)+n], "-->")
}

var (
	voiceTag = regexp.MustCompile(`<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>`)
	cueTag   = regexp.MustCompile(`</?(?:v|c|b|i|u|s|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<\d[\d:.,]*>`)
	// the character references WebVTT has
	cueCharacters = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&nbsp;", "\u00A0", "&lrm;", "\u200E", "&rlm;", "\u200F")
)

// readCues reads WebVTT or SRT. Each cue is a paragraph, or several where
// several voices share it; numbers, times and tags are no text.
func readCues(text string) *material {
	m := &material{cues: []cue{}}
	outside := 0
	for i, block := range strings.Split(blankLines.ReplaceAllString(text, "\n\n"), "\n\n") {
		lines := strings.Split(strings.Trim(block, "\n"), "\n")
		at := -1
		var when time.Duration
		for k := range min(2, len(lines)) { // an identifier may stand before the times
			if d, ok := cueTime(lines[k]); ok {
				at, when = k, d
				break
			}
		}
		if at < 0 {
			word, _, _ := strings.Cut(strings.TrimSpace(lines[0]), " ")
			switch {
			case i == 0 && strings.HasPrefix(word, "WEBVTT"), word == "STYLE", word == "REGION", block == "", strings.TrimSpace(block) == "":
			default:
				outside++
			}
			continue
		}
		m.addCue(when, strings.Join(lines[at+1:], "\n"))
	}
	if outside > 0 {
		m.warnings = append(m.warnings, word.Warning{Kind: outsideCues, N: outside})
	}
	return m
}

const outsideCues word.Kind = "block outside the cues, left out"

var blankLines = regexp.MustCompile(`\n[ \t]*\n[ \t\n]*`)

// addCue adds the text of one cue.
func (m *material) addCue(when time.Duration, payload string) {
	voices := voiceTag.FindAllStringSubmatchIndex(payload, -1)
	add := func(voice, text string) {
		text = cueCharacters.Replace(cueTag.ReplaceAllString(text, ""))
		text = strings.Trim(text, "\n")
		m.paragraphs = append(m.paragraphs, word.Paragraph{Text: text, Runs: []word.Run{{Text: text}}})
		m.cues = append(m.cues, cue{time: when, voice: strings.TrimFunc(cueCharacters.Replace(voice), space)})
	}
	from := len(payload)
	if len(voices) > 0 {
		from = voices[0][0]
	}
	if before := payload[:from]; len(voices) == 0 || strings.TrimSpace(before) != "" {
		add("", before)
	}
	for k, v := range voices {
		end := len(payload)
		if k+1 < len(voices) {
			end = voices[k+1][0]
		}
		add(payload[v[2]:v[3]], payload[v[1]:end])
	}
}

// readCued reads subtitles: each cue is a piece with its time. Its speaker is
// that of its voice tag, or of the label its text begins with; a cue without
// either goes on with the speaker before, unless voices are tagged.
func readCued(s *script, _ Source) *reading {
	if len(s.cues) == 0 {
		return nil
	}
	l := readMarks(s, func(text string) (mark, bool) { return parseMark(text, false) })
	l.accept(2)
	var openings []opening
	voiced, labelled := 0, 0
	for i, line := range s.lines {
		if line.at != 0 {
			continue
		}
		c := s.cues[line.paragraph]
		o := opening{label: c.voice, timed: true, time: c.time, line: i, speech: skipSpace(line.text, 0)}
		if m := l.marks[i]; m != nil && c.voice == "" && l.accepts(m) {
			o.label, o.ends, o.speech = m.label, m.ends, m.speech
			labelled++
		}
		if c.voice != "" {
			voiced++
		}
		openings = append(openings, o)
	}
	// Within a cue of several lines each may have its own label.
	if voiced == 0 {
		for _, i := range l.starts() {
			if line := s.lines[i]; line.at != 0 {
				m := l.marks[i]
				openings = append(openings, opening{label: m.label, timed: true, time: s.cues[line.paragraph].time, line: i, ends: m.ends, speech: m.speech})
				labelled++
			}
		}
		sortOpenings(openings)
	}
	r := &reading{s: s}
	r.assemble(s, 0, openings, nil)
	if voiced == 0 && labelled > 0 {
		speaker := ""
		for k := range r.pieces {
			if r.pieces[k].label != "" {
				speaker = r.pieces[k].label
			}
			r.pieces[k].as = speaker
		}
	}
	n := float64(len(openings))
	speakers := map[string]bool{}
	for _, o := range openings {
		if o.label != "" {
			speakers[s.key(o.label)] = true
		}
	}
	switch {
	case voiced > 0:
		r.confidence = 0.4 + 0.6*float64(voiced)/n
	case labelled > 1:
		// The first cue must say who speaks, and labels must recur.
		r.confidence = 0.6 + 0.4*min(1, 3*float64(labelled)/n)
		if r.pieces[0].as == "" {
			r.confidence -= 0.15
		}
		if labelled < 2*len(speakers) {
			r.confidence = min(r.confidence, sure-margin/2)
		}
	default:
		r.confidence = 0.3 // times alone do not say who speaks
	}
	r.facts = []string{count(len(openings), "cue"), fmt.Sprintf("%d with a voice tag", voiced), fmt.Sprintf("%d with a label", labelled)}
	if voiced > 0 && voiced < len(openings) {
		r.warnings = append(r.warnings, corpus.Warning{What: count(len(openings)-voiced, "cue") + " without a voice tag, of an unknown speaker"})
	}
	return r
}
