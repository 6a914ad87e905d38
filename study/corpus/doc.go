// Package corpus holds what people said: the canonical text of each document,
// its turns, and the spans that point into it.
//
// # Canonical text v1
//
// Codings are offsets into a text, so the text must never shift. This is the
// specification of that text. It never changes meaning; a v2 would stand
// beside it. The vectors in testdata/canonical hold it.
//
// The text of a Word document is the paragraphs of its body in document order,
// each ended by one line feed (U+000A), the last one too.
//
//   - An empty paragraph is an empty line. Nothing is trimmed, and nothing is
//     normalised: composed and decomposed letters stay as they are.
//   - Every break (w:br, whatever its type, and w:cr) is a line feed. A tab
//     (w:tab in a run, w:ptab) is U+0009.
//   - Soft hyphens (U+00AD, w:softHyphen) are dropped. U+00A0 and other
//     no-break characters stay; w:noBreakHyphen is U+2011.
//   - A line end inside a text element (CR, LF, or both) counts as one space;
//     only breaks and paragraphs make lines.
//   - A symbol (w:sym) is the character [Symbol] gives, or U+FFFD with a
//     warning.
//   - A field gives its result, never its instruction. Hyperlinks, content
//     controls, smart tags and custom XML give their text. Of ruby text the
//     base counts; mathematical text runs give their characters.
//   - Each paragraph of each cell of a table, row by row, is a paragraph like
//     any other; that it stood in a cell is said in the paragraph's record, not
//     in the text. A cell merged into the one above it (w:vMerge without
//     restart) has no paragraphs of its own.
//   - The paragraphs of a text box follow the paragraph that anchors it, once:
//     of alternative contents the first one with text counts.
//   - Inserted and moved-to text is in; deleted and moved-from text is out, and
//     so are table rows that are tracked deletions. A paragraph whose mark is
//     deleted goes on with the next one, if that follows it directly in the
//     same body, cell or text box.
//   - Hidden text (w:vanish, on the run or through a style) is out.
//   - Several bodies follow each other.
//   - After the last paragraph of the body come the footnotes, then the
//     endnotes, in the order of their references in the body, each paragraph of
//     them a paragraph; separators and notes nothing refers to are out.
//   - Headers, footers, comments and automatic list numbers are no part of the
//     text. Speaker labels and timestamps stay where they stand.
//
// The text of a plain text or Markdown file is its lines, each a paragraph.
//
//   - The file is UTF-8, with or without a byte order mark, or UTF-16 that
//     begins with one; the mark is no part of the text. Half of a surrogate pair
//     in UTF-16 is U+FFFD. No other encoding is guessed.
//   - CR LF, CR and LF each end a line. The last line need not be ended; one
//     line end after it makes no further line. No other character ends a line:
//     U+000B, U+000C, U+0085, U+2028 and U+2029 stay.
//   - Soft hyphens (U+00AD) are dropped. All else stays as it stands: blank
//     lines, white space at the ends of a line, and Markdown's own marks.
//
// The text of WebVTT and SRT is what their cues say. Encoding, line ends and soft
// hyphens are as in plain text. A file is WebVTT if its first line is WEBVTT, alone
// or with a space or tab after it, and SRT if its first line that is not blank
// is a whole number and the line below it has times; what its name ends with does
// not count.
//
//   - Blocks are parted by lines that hold nothing but spaces and tabs. A block is a
//     cue if its first or second line has two times with --> between them; the
//     lines below the times are its payload. Other blocks (the head, notes, styles,
//     regions), identifiers, numbers, times and settings are no part of the text.
//     A line of white space that begins the file is the first line of its first
//     block, and one that ends it without a line end belongs to its last.
//   - Each cue is a paragraph; its lines are parted by line feeds. Where voice
//     tags (<v Name>) stand in it, what each voice says is a paragraph of its own,
//     and so is what stands before the first of them, if that is not blank. A cue
//     without words is an empty paragraph.
//   - The name in a voice tag is no part of the text. Tags are dropped and what
//     they enclose stays: v, c, b, i, u, s, ruby, rt, lang and font, with their
//     classes and annotations, and times in angle brackets. Anything else in
//     angle brackets is text.
//   - &amp; &lt; &gt; &nbsp; &lrm; and &rlm; are the characters they name, once;
//     other references stay as written.
//   - Line feeds at the ends of a paragraph are dropped; other white space stays.
//
// The text of a column of open answers in a workbook is a paragraph for each of:
// "Column: " and the column's name; "Respondents: " and the number of rows that are
// analysed; the question, as the row of question texts has it, or the column's name;
// and, in the order of the rows, each answer behind its respondent's id, a colon and
// a space, or alone where the rows have no ids.
//
//   - Within a cell every run of white space is one space, white space at its ends
//     is dropped, and so are soft hyphens. A cell with nothing left has no paragraph.
//
// The vectors for these stand in testdata/canonical/text; its files of the
// ending .quoted spell bytes as Go writes a string, one literal a line.
//
// The text is UTF-8. Offsets count Unicode code points from 0; a [Span] is half
// open.
package corpus
