package cmd

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
	"kith/study/corpus"
)

func newShow(t *terminal) *cobra.Command {
	var in, speaker string
	var turn int
	var lines, asJSON bool
	c := &cobra.Command{
		Use:   "show DOC",
		Short: "Show a transcript as kith read it, to hold against the original",
		Long: `Print a document turn by turn: number, speaker, time and words, with the notes
analysts left in its margin, and by place and kind what kith left out, such as
deletions and hidden text. DOC is a document's id or its path in the deposit. What is
frozen is shown as it is frozen; else the file as it reads now. Nothing is written.

--lines prints every line of the text instead, also those that are nobody's
speech, with the offset at which it begins and the turn it belongs to.
` + exitHelp,
		Example: `  kith show S1_LW03 --study my-study
  kith show S1_LW03 --turn 12
  kith show S1_LW03 --speaker Interviewer`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			path, err := (&sitting{study: in}).path()
			if err != nil {
				return err
			}
			m, err := study.Load(path)
			if err != nil {
				return err
			}
			progress := newSteps(t)
			d, entry, err := reproduce.Document(c.Context(), m, args[0], progress)
			progress.clear()
			if err != nil {
				return unchecked(t, err)
			}
			turns, err := chosenTurns(d, turn, c.Flags().Changed("turn"), speaker)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return printJSON(t, showJSON(d, entry != nil, turns))
			case lines:
				printLines(t, d, turns, len(turns) == len(d.Turns))
			default:
				printDocument(t, d, entry != nil, turns)
			}
			return nil
		},
	}
	c.Flags().StringVar(&in, "study", "", "folder or manifest of the study that DOC belongs to (default: KITH_STUDY, or the folder here or above it with study.yaml)")
	c.Flags().IntVar(&turn, "turn", 0, "the turn with this number alone")
	c.Flags().StringVar(&speaker, "speaker", "", "the turns of this speaker alone")
	c.Flags().BoolVar(&lines, "lines", false, "every line of the text, with its offset")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// chosenTurns gives the turns that the flags ask for.
func chosenTurns(d *corpus.Document, number int, numbered bool, speaker string) ([]corpus.Turn, error) {
	var chosen []corpus.Turn
	var speakers []string
	for _, turn := range d.Turns {
		if !contains(speakers, turn.Speaker) {
			speakers = append(speakers, turn.Speaker)
		}
		if numbered && turn.Number != number || speaker != "" && !strings.EqualFold(turn.Speaker, speaker) {
			continue
		}
		chosen = append(chosen, turn)
	}
	switch {
	case len(chosen) > 0 || len(d.Turns) == 0 && !numbered && speaker == "":
		return chosen, nil
	case speaker != "" && !contains(speakers, speaker):
		return nil, &study.Fault{What: fmt.Sprintf("%s has no speaker %s", d.ID, speaker), Hint: "its speakers: " + printable(strings.Join(speakers, ", "))}
	case numbered && (number < 1 || number > len(d.Turns)):
		return nil, &study.Fault{What: fmt.Sprintf("%s has no turn %d", d.ID, number), Hint: fmt.Sprintf("its turns are numbered from 1 to %d", len(d.Turns))}
	}
	return nil, &study.Fault{What: fmt.Sprintf("turn %d of %s is not %s's", number, d.ID, speaker)}
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if strings.EqualFold(a, s) {
			return true
		}
	}
	return false
}

func printDocument(t *terminal, d *corpus.Document, frozen bool, turns []corpus.Turn) {
	about := []string{d.Kind, d.Study}
	if d.Participant != "" {
		about = append(about, d.Participant)
	}
	state := "not frozen"
	if frozen {
		state = "frozen"
	}
	t.printf("  %s  %s\n", d.ID, strings.Join(about, ", "))
	t.printf("  %s\n", d.Source)
	t.printf("  %s, text %s, %s, %s\n", state, d.TextHash[:12], plural(len(d.Turns), "turn", "turns"), plural(corpus.Words(d.Text), "word", "words"))
	for _, f := range d.Metadata {
		t.printf("  %s: %s\n", printable(f.Key), printable(f.Value))
	}
	for _, w := range d.Warnings {
		if w.Where == "" {
			t.warn("%s", w.What)
		} else {
			t.warn("%s: %s", w.Where, w.What)
		}
	}
	section := 0
	for _, turn := range turns {
		t.printf("\n")
		if turn.Section != section {
			section = turn.Section
			if section > 0 {
				t.printf("  — %s\n\n", printable(d.Sections[section-1].Title))
			}
		}
		printTurn(t, d, turn)
	}
}

func printTurn(t *terminal, d *corpus.Document, turn corpus.Turn) {
	head := fmt.Sprintf("%4d  %s", turn.Number, printable(turn.Speaker))
	if turn.Role != "" && turn.Role != turn.Speaker {
		head += "  " + turn.Role
	}
	for i, s := range turn.Segments {
		said, _ := corpus.Slice(d.Text, s.Span)
		if i == 0 || s.HasTime {
			if s.HasTime {
				head += "  " + clock(s.Time)
			}
			t.printf("%s\n", head)
			head = "    "
		}
		said = strings.TrimRight(said, "\n")
		if said == "" {
			t.printf("      (no words)\n")
			continue
		}
		for _, paragraph := range strings.Split(said, "\n") {
			for _, line := range folded(printable(paragraph), t.width-6) {
				t.printf("      %s\n", line)
			}
		}
	}
	for _, c := range d.Comments {
		within := turn.Span.Overlaps(c.Span) || c.Span.Len() == 0 && turn.Span.Contains(c.Span)
		if !c.Anchored || !within {
			continue
		}
		quote, _ := corpus.Slice(d.Text, c.Span)
		note := fmt.Sprintf("note, %s, on “%s”: %s", printable(c.Author), short(printable(strings.Join(strings.Fields(quote), " ")), 40),
			printable(strings.Join(strings.Fields(c.Text), " ")))
		for _, line := range folded(note, t.width-6) {
			t.printf("      %s\n", t.paint(yellow, line))
		}
	}
}

// printLines prints every line of a text with its offset and turn; of chosen
// turns alone where all is false.
func printLines(t *terminal, d *corpus.Document, turns []corpus.Turn, all bool) {
	width := len(fmt.Sprint(corpus.Length(d.Text)))
	at, next := 0, 0
	for _, line := range strings.Split(strings.TrimSuffix(d.Text, "\n"), "\n") {
		end := at + corpus.Length(line)
		for next < len(turns) && turns[next].Span.End < at {
			next++
		}
		number := ""
		if next < len(turns) && turns[next].Span.Start <= end && at <= turns[next].Span.End {
			number = fmt.Sprint(turns[next].Number)
		}
		if all || number != "" {
			t.printf("%s\n", strings.TrimRight(fmt.Sprintf("%*d %5s  %s", width, at, number, printable(line)), " "))
		}
		at = end + 1
	}
}

// clock writes a time since the start as 0:03:12.
func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// printable keeps a transcript from steering the terminal it is read on.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}

// folded breaks a paragraph between words into lines of at most width
// characters; a width that is no use leaves it whole.
func folded(s string, width int) []string {
	const narrowest = 20
	if width < narrowest {
		return []string{s}
	}
	var out []string
	line, n := "", 0
	for _, word := range strings.Split(s, " ") {
		w := utf8.RuneCountInString(word)
		if n > 0 && n+1+w > width {
			out = append(out, line)
			line, n = word, w
			continue
		}
		if n > 0 || line != "" {
			line, n = line+" "+word, n+1+w
		} else {
			line, n = word, w
		}
	}
	return append(out, line)
}

func showJSON(d *corpus.Document, frozen bool, turns []corpus.Turn) any {
	type segment struct {
		Label   string   `json:"label"`
		Seconds *float64 `json:"seconds"`
		Start   int      `json:"start"`
		End     int      `json:"end"`
		Text    string   `json:"text"`
	}
	type turn struct {
		N        int       `json:"n"`
		Speaker  string    `json:"speaker"`
		Class    string    `json:"class"`
		Role     string    `json:"role"`
		Section  int       `json:"section"`
		Start    int       `json:"start"`
		End      int       `json:"end"`
		Segments []segment `json:"segments"`
	}
	type place struct {
		Where string `json:"where"`
		What  string `json:"what"`
	}
	out := struct {
		Document    string   `json:"document"`
		Study       string   `json:"study"`
		Kind        string   `json:"kind"`
		Role        string   `json:"role"`
		Participant string   `json:"participant"`
		Source      string   `json:"source"`
		Frozen      bool     `json:"frozen"`
		SHA256      string   `json:"sha256"`
		TextHash    string   `json:"text_sha256"`
		Extractor   string   `json:"extractor"`
		Sections    []string `json:"sections"`
		Turns       []turn   `json:"turns"`
		Warnings    []place  `json:"warnings"`
	}{
		Document: d.ID, Study: d.Study, Kind: d.Kind, Role: d.Role, Participant: d.Participant, Source: d.Source, Frozen: frozen,
		SHA256: d.SourceHash, TextHash: d.TextHash, Extractor: d.Extractor, Sections: []string{}, Turns: []turn{}, Warnings: []place{},
	}
	for _, s := range d.Sections {
		out.Sections = append(out.Sections, s.Title)
	}
	for _, tn := range turns {
		row := turn{tn.Number, tn.Speaker, tn.Class, tn.Role, tn.Section, tn.Span.Start, tn.Span.End, []segment{}}
		for _, s := range tn.Segments {
			seg := segment{Label: s.Label, Start: s.Span.Start, End: s.Span.End}
			seg.Text, _ = corpus.Slice(d.Text, s.Span)
			if s.HasTime {
				seconds := s.Time.Seconds()
				seg.Seconds = &seconds
			}
			row.Segments = append(row.Segments, seg)
		}
		out.Turns = append(out.Turns, row)
	}
	for _, w := range d.Warnings {
		out.Warnings = append(out.Warnings, place{w.Where, w.What})
	}
	return out
}
