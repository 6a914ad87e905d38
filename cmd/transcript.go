package cmd

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/ingest/transcript"
	"kith/reproduce"
	"kith/study"
	"kith/study/corpus"
)

func newTranscript(t *terminal) *cobra.Command {
	var in, layout, kind string
	var asJSON bool
	c := &cobra.Command{
		Use:   "transcript DOC",
		Short: "Show how kith finds the speakers of a transcript, and how sure it is",
		Long: `Read one transcript by every rule kith knows and show the one that holds: what it
rests on, every label with how often it comes and whom it stands for, what belongs
to nobody, and the other readings. DOC is a file (.docx, .txt, .md, .vtt, .srt), or
with --study the id of a document or its path in the deposit; the manifest's
declarations then count. Nothing is written.

When kith is unsure it shows the two best readings side by side, with the first
words of their turns, and how to declare one: on this screen alone.
` + exitHelp + `
1 means that kith is unsure who speaks.`,
		Example: `  kith transcript interview.docx
  kith transcript S1_LW03 --study my-study
  kith transcript notes.txt --layout tab`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			e, err := examine(c, t, args[0], in, layout, kind)
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(t, transcriptJSON(e))
			} else {
				printTranscript(t, e)
			}
			if err == nil && e.Document == nil {
				return &verdict{status: exitCheckFailed, message: "unsure who speaks"}
			}
			return err
		},
	}
	c.Flags().StringVar(&in, "study", "", "folder or manifest of the study that DOC belongs to")
	c.Flags().StringVar(&layout, "layout", "", "read a file by this rule")
	c.Flags().StringVar(&kind, "kind", "", "what a file is: interview, focus_group, questionnaire or open_text")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func examine(c *cobra.Command, t *terminal, doc, in, layout, kind string) (*transcript.Examination, error) {
	if in != "" {
		if layout != "" || kind != "" {
			return nil, fmt.Errorf("--layout and --kind are for a file alone; the manifest declares them for a study")
		}
		m, err := study.Load(in)
		if err != nil {
			return nil, err
		}
		progress := newSteps(t)
		defer progress.clear()
		return reproduce.Examine(c.Context(), m, doc, progress)
	}
	for _, f := range []struct {
		flag, value string
		allowed     []string
	}{
		{"--layout", layout, transcript.Layouts()},
		{"--kind", kind, []string{"interview", "focus_group", "questionnaire", "open_text"}},
	} {
		if f.value != "" && !slices.Contains(f.allowed, f.value) {
			return nil, fmt.Errorf("%s cannot be %q; allowed: %s", f.flag, f.value, strings.Join(f.allowed, ", "))
		}
	}
	if _, err := os.Stat(doc); err != nil && !strings.ContainsAny(doc, `./\`) {
		return nil, &study.Fault{What: "there is no file " + doc, Hint: "a document's id needs its study: kith transcript " + doc + " --study PATH"}
	}
	src := transcript.Source{Path: doc, Kind: kind}
	if layout != "" {
		src.Spec = &study.Transcript{Layout: layout}
	}
	return transcript.ExamineFile(doc, src)
}

// printTranscript prints an examination.
func printTranscript(t *terminal, e *transcript.Examination) {
	if e.Document == nil {
		printUnsure(t, e)
		return
	}
	d, c := e.Document, e.Candidates[0]
	how := "found"
	if d.Layout.Declared {
		how = "declared"
	}
	t.printf("  layout       %s, %s, confidence %.2f\n", c.Rule, how, c.Confidence)
	t.printf("  evidence     %s\n", c.Evidence)
	segments := 0
	for _, turn := range d.Turns {
		segments += len(turn.Segments)
	}
	t.printf("  turns        %d, in %s, %s\n", len(d.Turns), plural(segments, "segment", "segments"), plural(corpus.Words(d.Text), "word", "words"))
	if n := len(d.Sections); n > 0 {
		t.printf("  sections     %d\n", n)
	}
	if n := len(d.Metadata); n > 0 {
		keys := make([]string, n)
		for i, f := range d.Metadata {
			keys[i] = f.Key
		}
		t.printf("  cover block  %s\n", short(strings.Join(keys, ", "), 60))
	}
	if n := len(d.Comments); n > 0 {
		t.printf("  comments     %d, kept apart as analysts' notes\n", n)
	}
	if len(c.Nobody) > 0 {
		t.printf("  nobody's     %s\n", paragraphRanges(c.Nobody))
	}
	t.printf("\n")
	printLabels(t, c)
	if others := e.Candidates[1:]; len(others) > 0 {
		t.printf("\n  other readings\n")
		printReadings(t, others)
	}
	for _, w := range d.Warnings {
		if w.Where != "" {
			t.warn("%s: %s", w.Where, w.What)
			continue
		}
		t.warn("%s", w.What)
	}
}

func printLabels(t *terminal, c transcript.Candidate) {
	const shown = 40
	g := &grid{heads: []string{"label", "n", "speaker", "as"}, numeric: []bool{false, true, false, false}}
	for _, l := range c.Labels[:min(len(c.Labels), shown)] {
		label := l.Label
		if label == "" {
			label = "–"
		}
		g.add(short(label, 34), fmt.Sprint(l.Count), short(l.Speaker, 24), l.Class)
	}
	g.print(t, 2)
	if rest := len(c.Labels) - shown; rest > 0 {
		t.printf("  and %s\n", plural(rest, "further label", "further labels"))
	}
}

func printReadings(t *terminal, all []transcript.Candidate) {
	g := &grid{heads: []string{"layout", "confidence", "pieces", "speakers", "nobody's", "evidence"}, numeric: []bool{false, true, true, true, true, false}}
	for _, c := range all {
		g.add(c.Rule, fmt.Sprintf("%.2f", c.Confidence), fmt.Sprint(c.Pieces), fmt.Sprint(c.Speakers), fmt.Sprint(c.Unlabelled), short(c.Evidence, 70))
	}
	g.print(t, 2)
}

// printUnsure prints the two best readings beside each other. It shows the
// first words of turns: this is a reading command.
func printUnsure(t *terminal, e *transcript.Examination) {
	if len(e.Candidates) == 0 {
		t.printf("  no line carries a speaker, and nothing marks questions\n")
	} else {
		printReadings(t, e.Candidates)
		best := e.Candidates[:min(len(e.Candidates), 2)]
		t.printf("\n")
		g := &grid{}
		for _, c := range best {
			g.heads, g.numeric = append(g.heads, c.Rule), append(g.numeric, false)
		}
		const turns = 8
		for i := range turns {
			row := make([]string, len(best))
			for j, c := range best {
				if i < len(c.Turns) {
					row[j] = firstWords(e.Text, c.Turns[i])
				}
			}
			if strings.Join(row, "") != "" {
				g.add(row...)
			}
		}
		g.print(t, 2)
	}
	t.printf(`
  To declare how this transcript marks its speakers, write in the manifest:

    transcript:
      except:
        - {glob: "PATH/IN/DEPOSIT", layout: %s}

  or a pattern of your own: layout: pattern, pattern: '(?P<label>[A-Z]+) >'
`, firstRule(e))
}

func firstRule(e *transcript.Examination) string {
	if len(e.Candidates) > 0 {
		return e.Candidates[0].Rule
	}
	return "inline"
}

// firstWords gives the speaker and the first words of a turn.
func firstWords(text string, turn corpus.Turn) string {
	const width = 38
	said, _ := corpus.Slice(text, turn.Span)
	return short(turn.Speaker+": "+strings.Join(strings.Fields(said), " "), width)
}

// paragraphRanges writes numbers of paragraphs: "paragraphs 3, 5–9 and 12".
func paragraphRanges(at []int) string {
	var parts []string
	for i := 0; i < len(at); {
		j := i
		for j+1 < len(at) && at[j+1] == at[j]+1 {
			j++
		}
		if j > i {
			parts = append(parts, fmt.Sprintf("%d–%d", at[i], at[j]))
		} else {
			parts = append(parts, fmt.Sprint(at[i]))
		}
		i = j + 1
	}
	const shown = 12
	rest := ""
	if len(parts) > shown {
		rest = fmt.Sprintf(" and %d more places", len(parts)-shown)
		parts = parts[:shown]
	}
	noun := "paragraphs "
	if len(at) == 1 {
		noun = "paragraph "
	}
	return noun + strings.Join(parts, ", ") + rest
}

// transcriptJSON is an examination for programs: no words of the transcript,
// but for its labels.
func transcriptJSON(e *transcript.Examination) any {
	type label struct {
		Label   string `json:"label"`
		N       int    `json:"n"`
		Speaker string `json:"speaker"`
		Class   string `json:"class"`
	}
	type reading struct {
		Layout     string  `json:"layout"`
		Confidence float64 `json:"confidence"`
		Evidence   string  `json:"evidence"`
		Pieces     int     `json:"pieces"`
		Turns      int     `json:"turns"`
		Nobody     []int   `json:"nobody"`
		Labels     []label `json:"labels"`
	}
	type warning struct {
		Where string `json:"where"`
		What  string `json:"what"`
	}
	out := struct {
		Document string    `json:"document"`
		Sure     bool      `json:"sure"`
		Declared bool      `json:"declared"`
		SHA256   string    `json:"sha256"`
		TextHash string    `json:"text_sha256"`
		Words    int       `json:"words"`
		Sections int       `json:"sections"`
		Comments int       `json:"comments"`
		Readings []reading `json:"readings"`
		Warnings []warning `json:"warnings"`
	}{Sure: e.Document != nil, TextHash: corpus.Hash(e.Text), Words: corpus.Words(e.Text), Readings: []reading{}, Warnings: []warning{}}
	for _, c := range e.Candidates {
		r := reading{c.Rule, c.Confidence, c.Evidence, c.Pieces, len(c.Turns), append([]int{}, c.Nobody...), []label{}}
		for _, l := range c.Labels {
			r.Labels = append(r.Labels, label{l.Label, l.Count, l.Speaker, l.Class})
		}
		out.Readings = append(out.Readings, r)
	}
	if d := e.Document; d != nil {
		out.Document, out.Declared, out.SHA256 = d.ID, d.Layout.Declared, d.SourceHash
		out.Sections, out.Comments = len(d.Sections), len(d.Comments)
		for _, w := range d.Warnings {
			out.Warnings = append(out.Warnings, warning{w.Where, w.What})
		}
	}
	return out
}
