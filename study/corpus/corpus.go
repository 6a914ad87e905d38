package corpus

import "time"

// A Document is one transcript as canonical text with its turns.
type Document struct {
	ID          string // S1_LW03
	Study       string // S1
	Kind        string // interview, focus_group, questionnaire, open_text
	Role        string // role of the participant: LW
	Participant string // LW03; empty for a focus group
	Source      string // path relative to the deposit
	SourceHash  string // SHA-256 of the file, hex
	TextHash    string // SHA-256 of the canonical text, hex
	Extractor   string // name and version of the extraction
	Text        string // canonical text v1
	Metadata    []Field
	Turns       []Turn
	Sections    []Section // of a file with several conversations; none in a file with one
	Comments    []Comment
	Layout      Layout
	Warnings    []Warning
}

// A Field is one line of a cover block: "Date: June 2021".
type Field struct {
	Key, Value string
	Span       Span
}

// A Span is a half-open range of Unicode code points of the canonical text.
type Span struct{ Start, End int }

// A Turn is all consecutive speech of one speaker.
type Turn struct {
	Number   int    // from 1
	Speaker  string // canonical label: LW03, Interviewer
	Class    string // Interviewer, Moderator, Participant, Collective, Unknown, Question, Answer
	Role     string // role id of a participant: LW
	Section  int    // number of the section it stands in, from 1; 0 in none
	Segments []Segment
	Span     Span // from the first word of the first segment to the end of the last
}

// A Section is one of several conversations in a file: a session, or one
// respondent's questionnaire. No turn goes on from one section into the next.
type Section struct {
	Title string // the heading it stands under, as written
	Span  Span   // from the heading to the next one, or to the end
}

// A Comment is what an analyst wrote in the margin. It is no part of the text:
// it stands on a span of it.
type Comment struct {
	ID               string // as the file numbers it
	Parent           string // ID of the comment it replies to, or ""
	Author, Initials string
	Date             string // as the file has it
	Resolved         bool
	Text             string // paragraphs end with line feeds, but for the last
	Anchored         bool   // false when what it stood on is not in the text
	Span             Span   // what it stands on; empty for a point
}

// A Segment is one labelled or timed piece of a turn.
type Segment struct {
	Label      string        // as written; "" for a question heading or an answer
	Time       time.Duration // since the start; meaningful when HasTime
	HasTime    bool
	Span       Span   // the speech alone, without label and time
	Paragraphs [2]int // first and last paragraph, from 0
}

// A Layout is the way a transcript marks its speakers, and how sure kith is.
type Layout struct {
	Rule       string  // inline, table, questions and their kin
	Declared   bool    // the manifest named it
	Confidence float64 // 0 to 1
	Evidence   string
	Unlabelled int // paragraphs after the cover block that belong to nobody
}

// A Warning says what a reader of the document must know, without quoting it.
type Warning struct {
	Where string // paragraph 12
	What  string
}
