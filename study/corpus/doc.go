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
// The text is UTF-8. Offsets count Unicode code points from 0; a [Span] is half
// open.
package corpus
