package report

// Codebook is the codes of one study, or of several that use the same.
type Codebook struct {
	Studies []string        `json:"studies"`
	Titles  []string        `json:"titles"` // of the studies, in print
	Codes   []CodebookEntry `json:"codes"`  // each behind the one above it; without retired codes
}

// CodebookEntry is one code as its analysts define it.
type CodebookEntry struct {
	Name       string `json:"name"`
	Label      string `json:"label"`
	Depth      int    `json:"depth"`
	Heading    bool   `json:"heading"` // orders others and is not coded with
	Definition string `json:"definition"`
	Boundary   string `json:"boundary"`
}

// CodeMatrix is codes by role, participant, document or study.
type CodeMatrix struct {
	ID        string         `json:"id"`
	Label     string         `json:"label"`
	Studies   []string       `json:"studies"`
	Titles    []string       `json:"titles"`
	By        string         `json:"by" enum:"role,participant,document,study"`
	Coder     string         `json:"coder"`     // whose codings; "" for everyone's
	Reflexive bool           `json:"reflexive"` // a study is analysed so: what is counted, the manifest asked for
	Counts    bool           `json:"counts"`    // cells have numbers
	Extent    bool           `json:"extent"`
	Running   bool           `json:"running"` // people are named by role and running number
	Lost      int            `json:"lost"`    // codings into a text that has changed, left out
	Columns   []MatrixColumn `json:"columns"`
	Rows      []MatrixRow    `json:"rows"`
}

// MatrixColumn is one role, participant, document or study.
type MatrixColumn struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Study string `json:"study"`
	Title string `json:"title"` // of the study, in print
	Units int    `json:"units"` // participants, or documents where nobody is named
}

// MatrixRow is one code.
type MatrixRow struct {
	Name   string       `json:"name"`
	Label  string       `json:"label"`
	Family string       `json:"family"` // the heading above all others; "" for none
	Depth  int          `json:"depth"`  // codes above it
	Cells  []MatrixCell `json:"cells"`
}

// MatrixCell is one code in one column. Numbers are there where the matrix counts.
type MatrixCell struct {
	State      string `json:"state" enum:"present,zero,silent,not asked"`
	Units      *int   `json:"units,omitempty"`
	Extracts   *int   `json:"extracts,omitempty"`
	Characters *int   `json:"characters,omitempty"`
}

// Cooccurrence is pairs of codes that stand together.
type Cooccurrence struct {
	ID        string     `json:"id"`
	Label     string     `json:"label"`
	Studies   []string   `json:"studies"`
	Titles    []string   `json:"titles"`
	Rule      string     `json:"rule" enum:"overlap,same-turn,near"`
	Within    int        `json:"within"` // characters, of near
	Coder     string     `json:"coder"`
	Reflexive bool       `json:"reflexive"`
	Counts    bool       `json:"counts"`
	Lost      int        `json:"lost"`
	Pairs     []CodePair `json:"pairs"` // in the order of the codebook
}

// CodePair is two codes. Numbers are there where the table counts.
type CodePair struct {
	A         string `json:"a"`
	LabelA    string `json:"label_a"`
	B         string `json:"b"`
	LabelB    string `json:"label_b"`
	Pairs     *int   `json:"pairs,omitempty"`     // of extracts
	Identical *int   `json:"identical,omitempty"` // on the same characters
	Documents *int   `json:"documents,omitempty"`
}

// CaseStudy is one study participant by participant.
type CaseStudy struct {
	Study   string `json:"study"`
	Title   string `json:"title"`
	Running bool   `json:"running"` // people are named by role and running number
	Lost    int    `json:"lost"`
	Cases   []Case `json:"cases"`
}

// Case is one participant, or a document where nobody is named: what was coded, in the
// order in which it was said.
type Case struct {
	Name      string        `json:"name"`
	Role      string        `json:"role"`
	RoleLabel string        `json:"role_label"`
	Documents int           `json:"documents"`
	Passages  []CasePassage `json:"passages"`
}

// CasePassage is one coded passage. Words and memos are there only where disclosure is
// open.
type CasePassage struct {
	Document int `json:"document"` // of the participant's, from 1
	Turn     int `json:"turn"`     // the first; 0 where it begins in none
	LastTurn int `json:"last_turn"`
	// Start and End are code points of the turn, or of the text where it is in none,
	// half-open; both are 0 of whole turns.
	Start int        `json:"start"`
	End   int        `json:"end"`
	Codes []CaseCode `json:"codes"`
	Words string     `json:"words,omitempty"`
}

// CaseCode is one code of a passage, as it was given.
type CaseCode struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Valence string `json:"valence" enum:"present,mixed,absent,"`
	Level   string `json:"level"`
	Memo    string `json:"memo,omitempty"`
}

// JointDisplay is what people said beside what they scored.
type JointDisplay struct {
	ID          string     `json:"id"`
	Label       string     `json:"label"`
	Question    string     `json:"question"` // whose categories stand in the rows; "" where they are codes or themes
	Themes      bool       `json:"themes"`   // the rows are themes
	Study       string     `json:"study"`    // of what was said
	Title       string     `json:"title"`
	Data        string     `json:"data"` // the study with the scores
	DataTitle   string     `json:"data_title"`
	Respondents string     `json:"respondents"` // plural noun
	Coder       string     `json:"coder"`       // whose codings; "" for everyone's
	By          string     `json:"by" enum:"participant,role"`
	Unmatched   bool       `json:"unmatched"` // people were to be matched, and no id is in both
	Reflexive   bool       `json:"reflexive"`
	Counts      bool       `json:"counts"`
	Running     bool       `json:"running"` // people are named by role and running number
	Said        int        `json:"said"`    // people with something that could be coded
	Scored      int        `json:"scored"`  // people in the data
	Joined      int        `json:"joined"`  // people who are in both
	NoID        int        `json:"no_id"`   // of those who said something, without an id
	OnlySaid    []string   `json:"only_said"`
	OnlyScored  []string   `json:"only_scored"`
	Scores      []JointVar `json:"scores"`
	// By participant, rows have the scores of those who said it, and below them stand
	// those of everyone matched and of everyone in the data.
	Rows     []JointRow    `json:"rows"`
	Matched  *JointRow     `json:"matched,omitempty"`
	Everyone *JointRow     `json:"everyone,omitempty"`
	Roles    []JointRole   `json:"roles"`
	People   []JointPerson `json:"people"` // where disclosure is open
}

// JointVar is one variable with numbers.
type JointVar struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// JointRow is one category or code: how many said it, and what they scored.
type JointRow struct {
	Name   string       `json:"name"`
	Label  string       `json:"label"`
	Family string       `json:"family"`
	Depth  int          `json:"depth"`
	N      *int         `json:"n,omitempty"` // people who said it, in the data or not
	Scores []JointScore `json:"scores"`
}

// JointScore is the mean of a variable over a group. Where it is suppressed, mean and
// SD are not there.
type JointScore struct {
	N          int    `json:"n"`
	Mean       Num    `json:"mean"`
	SD         Num    `json:"sd"`
	Suppressed string `json:"suppressed,omitempty" enum:"small,complementary"`
}

// JointRole is one role: who said what, and what was scored. Given and N go with the
// rows.
type JointRole struct {
	Role   string       `json:"role"`
	Label  string       `json:"label"`
	Said   *int         `json:"said,omitempty"`
	Given  []JointGiven `json:"given"`
	Scores []JointScore `json:"scores"`
}

// JointGiven says whether people of a role said something, and how many.
type JointGiven struct {
	Present bool `json:"present"`
	N       *int `json:"n,omitempty"`
}

// JointPerson is one participant of both: what they said, by the names of rows, and
// scored.
type JointPerson struct {
	ID     string   `json:"id"`
	Said   []string `json:"said"`
	Scores []Num    `json:"scores"`
}
