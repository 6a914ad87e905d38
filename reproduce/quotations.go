package reproduce

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kith/ingest/word"
	"kith/study"
	"kith/study/corpus"
)

// A CheckedQuotation is a quotation of a text and what was found of it in the
// transcripts.
type CheckedQuotation struct {
	Place string // paragraph 12, line 40
	Text  string // as quoted
	corpus.Quotation
}

// A QuotationCheck is the quotations of a text against the transcripts of a
// study.
type QuotationCheck struct {
	Quotations []CheckedQuotation // in the order of the text
	Short      int                // quotations of fewer words than asked for, not looked for
	Documents  int                // transcripts searched
	Unsure     []UnsureDocument   // transcripts not searched
}

// CheckQuotations looks for every quotation of a Word, Markdown or plain file
// of at least least words in the transcripts of m. Quotations are what stands
// in quotation marks, double or single, and block quotations. It fails with
// study.Faults on a file or a deposit that cannot be read, and with an error
// that wraps [ErrNotHere] when the deposit is not here.
func CheckQuotations(ctx context.Context, m *study.Manifest, file string, least int, p Progress) (*QuotationCheck, error) {
	data, err := readText(file)
	if err != nil {
		return nil, err
	}
	var all []CheckedQuotation
	switch {
	case isWord(data):
		doc, err := word.Read(data)
		if err != nil {
			return nil, wordFault(err, file)
		}
		all = wordQuotations(doc)
	case utf8.Valid(data):
		all = textQuotations(string(data))
	default:
		return nil, &study.Fault{What: "this is neither a Word document nor text in UTF-8", Where: displayPath(file), Hint: "save it as .docx, or as plain text or Markdown in UTF-8"}
	}
	c := &QuotationCheck{}
	for _, q := range all {
		if corpus.Words(q.Text) < least {
			c.Short++
			continue
		}
		c.Quotations = append(c.Quotations, q)
	}
	r := &Run{Manifest: m}
	if r.Listing, err = List(ctx, m, p); err != nil {
		return nil, err
	}
	if err := r.readDocuments(ctx, p); err != nil {
		return nil, err
	}
	c.Documents, c.Unsure = len(r.Documents), r.Unsure
	p.Step("quotations", 0)
	texts := make([]string, len(c.Quotations))
	for i, q := range c.Quotations {
		texts[i] = q.Text
	}
	found, err := corpus.FindQuotations(ctx, r.Documents, texts)
	if err != nil {
		return nil, err
	}
	for i := range found {
		c.Quotations[i].Quotation = found[i]
	}
	return c, nil
}

// quoteStyle is the name of a style for block quotations.
var quoteStyle = regexp.MustCompile(`(?i)quot|block ?text|extract`)

func wordQuotations(doc *word.Document) []CheckedQuotation {
	var all []CheckedQuotation
	for i, p := range doc.Paragraphs() {
		all = append(all, quotations(p.Text, "paragraph "+strconv.Itoa(i+1), quoteStyle.MatchString(p.Style))...)
	}
	return all
}

// textQuotations reads plain text and Markdown: paragraphs end at empty lines;
// a paragraph whose lines begin with > or stand in by four spaces is a block
// quotation; fenced code is none.
func textQuotations(text string) []CheckedQuotation {
	var all []CheckedQuotation
	var lines []string
	begun, block, fenced := 0, false, false
	flush := func() {
		if len(lines) > 0 {
			all = append(all, quotations(strings.Join(lines, "\n"), "line "+strconv.Itoa(begun), block)...)
		}
		lines = nil
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		bare := strings.TrimSpace(line)
		if strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~") {
			flush()
			fenced = !fenced
			continue
		}
		quoted := strings.HasPrefix(bare, ">") || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")
		bare = strings.TrimSpace(strings.TrimLeft(bare, ">"))
		switch {
		case fenced:
			continue
		case bare == "":
			flush()
			continue
		case len(lines) > 0 && quoted != block && strings.HasPrefix(strings.TrimSpace(line), ">"):
			flush()
		}
		if len(lines) == 0 {
			begun, block = n, quoted
		}
		lines = append(lines, bare)
	}
	flush()
	return all
}

// attribution is what says at the end of a block quotation who said it: in
// brackets, or after a dash.
var attribution = regexp.MustCompile(`\s*(?:\([^()]*\)[.,]?|\n?\s[–—-]{1,2}\s*[^.!?\n]{1,60}|,\s*[A-Z]{1,4}[0-9]{1,4}[^.!?]{0,40})\s*$`)

// quotations gives those of a paragraph.
func quotations(text, place string, block bool) []CheckedQuotation {
	var all []CheckedQuotation
	inMarks := 0
	for _, at := range quotedSpans(text) {
		inMarks += at[1] - at[0]
		all = append(all, CheckedQuotation{Place: place, Text: text[at[0]:at[1]]})
	}
	said := attribution.ReplaceAllString(text, "")
	if block && inMarks*2 < len(said) {
		// The marks in it are those of somebody's speech in speech.
		return []CheckedQuotation{{Place: place, Text: strings.TrimSpace(said)}}
	}
	return all
}

// quotedSpans gives the bytes between quotation marks, those in other marks
// left out.
func quotedSpans(text string) [][2]int {
	var spans [][2]int
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		from := i + size
		end := -1
		switch r {
		case '“', '„':
			if end = strings.IndexAny(text[from:], "”“"); end < 0 {
				end = len(text) - from // goes on in the next paragraph
			}
		case '«':
			end = strings.IndexRune(text[from:], '»')
		case '"':
			if opensQuote(text, i, from) {
				end = strings.IndexByte(text[from:], '"')
			}
		case '‘':
			end = singleEnd(text[from:], "’", "‘")
		case '\'':
			if opensQuote(text, i, from) {
				end = singleEnd(text[from:], "'", "")
			}
		}
		if end < 0 {
			i = from
			continue
		}
		spans = append(spans, [2]int{from, from + end})
		_, size = utf8.DecodeRuneInString(text[min(from+end, len(text)):])
		i = from + end + size
	}
	return spans
}

// opensQuote reports whether a straight mark opens a quotation: none of the
// text's words goes on before it, and one follows.
func opensQuote(text string, at, after int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	next, _ := utf8.DecodeRuneInString(text[after:])
	return (at == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before)) && !unicode.IsSpace(next) && after < len(text) && !unicode.IsDigit(next)
}

// singleEnd gives where a quotation in single marks ends: at a mark that no
// letter follows. One after an s that a word follows may be a possessive, so
// that a later one counts if there is one before the next opening.
func singleEnd(text, closing, opening string) int {
	limit := len(text)
	if opening != "" {
		if next := strings.Index(text, opening); next >= 0 {
			limit = next
		}
	}
	var ends []int
	for i := 0; i < limit; {
		n := strings.Index(text[i:limit], closing)
		if n < 0 {
			break
		}
		i += n
		after, _ := utf8.DecodeRuneInString(text[i+len(closing):])
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		if i > 0 && !unicode.IsLetter(after) && !unicode.IsDigit(after) && !unicode.IsSpace(before) {
			ends = append(ends, i)
		}
		i += len(closing)
	}
	for j, at := range ends {
		rest := text[at+len(closing):]
		possessive := strings.HasSuffix(text[:at], "s") && len(rest) > 1 && rest[0] == ' ' && unicode.IsLower(firstRune(rest[1:]))
		if !possessive || j == len(ends)-1 {
			return at
		}
	}
	return -1
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

// Tally counts the verdicts.
func (c *QuotationCheck) Tally() (verbatim, near, missing int) {
	for _, q := range c.Quotations {
		switch q.Verdict {
		case corpus.Verbatim:
			verbatim++
		case corpus.Near:
			near++
		default:
			missing++
		}
	}
	return verbatim, near, missing
}

// Turn names the turns a quotation stands in: "turn 12", "turns 12–14", or
// "" where the document has none.
func (q *CheckedQuotation) Turn() string {
	switch first, last := q.Turns[0], q.Turns[1]; first {
	case 0:
		return ""
	case last:
		return "turn " + strconv.Itoa(first)
	default:
		return "turns " + strconv.Itoa(min(first, last)) + "–" + strconv.Itoa(max(first, last))
	}
}

// Difference says in a few words how a near quotation differs.
func (q *CheckedQuotation) Difference() string {
	if q.Why != "" {
		return q.Why
	}
	var parts []string
	for _, e := range q.Edits {
		switch {
		case e.Said == "":
			parts = append(parts, "“"+e.Quoted+"” added")
		case e.Quoted == "":
			parts = append(parts, "“"+e.Said+"” left out")
		default:
			parts = append(parts, "“"+e.Quoted+"” for “"+e.Said+"”")
		}
	}
	const shown = 4
	if more := len(parts) - shown; more > 0 {
		parts = slices.Concat(parts[:shown], []string{"and " + strconv.Itoa(more) + " more"})
	}
	return strings.Join(parts, ", ")
}
