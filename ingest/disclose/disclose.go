// Package disclose looks through the files of a deposit for what may still say
// who somebody is: identifiers in the text, names in speaker labels, and what
// files keep beside their text, such as authors, comments, tracked deletions,
// hidden text and paths.
//
// It flags, with the place and the reason, and changes nothing: what a finding
// is, a person decides, and [Log] keeps the decisions. No pattern knows all
// names; a deposit without findings still has to be read by a person.
// [Strip] makes a copy of a file without what it keeps beside its text.
package disclose

// A Kind is what a finding is.
type Kind string

// The kinds of findings.
const (
	Email        Kind = "e-mail address"
	Phone        Kind = "telephone number"
	Postcode     Kind = "postcode"
	NHSNumber    Kind = "NHS number"
	NINumber     Kind = "National Insurance number"
	IBAN         Kind = "bank account"
	Card         Kind = "card number"
	IPAddress    Kind = "IP address"
	Registration Kind = "car registration"
	BirthDate    Kind = "date of birth"
	Age          Kind = "age over 89"
	StaffNumber  Kind = "personal number"
	URL          Kind = "link"
	SharedLink   Kind = "shared file or path"
	Name         Kind = "name"
	Candidate    Kind = "possible name"
	Organisation Kind = "place or organisation"
	Redaction    Kind = "redaction mark"
	SpeakerName  Kind = "name in a speaker label"
	FileName     Kind = "name in a file name"
	Person       Kind = "person in metadata"
	Metadata     Kind = "metadata"
	Comment      Kind = "comment"
	Deletion     Kind = "tracked deletion"
	HiddenText   Kind = "hidden text"
	HiddenSheet  Kind = "hidden sheet"
	Column       Kind = "identifying column"
	Thumbnail    Kind = "thumbnail"
	Picture      Kind = "picture with camera data"
	Embedded     Kind = "embedded file"
	Unread       Kind = "file not looked through"
)

// A Level says how sure a recogniser is.
type Level string

// The levels. Sure has a form or check digit of its own; Look is a place that a
// person should look at.
const (
	Sure Level = "sure"
	Look Level = "look"
)
