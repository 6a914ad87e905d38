package study

import "slices"

// A Manifest is one study.yaml, with every default filled in.
//
// Struct tags drive the decoder, the JSON Schema and the reference in
// docs/manifest.md:
//
//	yaml   the key
//	doc    what it means
//	req    the key is required, and a text must not be blank
//	enum   the allowed values
//	form   the form a text must have: id, doi or date
//	min, max, over, under
//	       bounds of a number (over and under exclude the bound), or, on a
//	       list, the number of its entries
//	single "true": one entry may stand without the dash of a list; a list of
//	       plain values always may
//	map    on the fields of a list's entries: the list is written as a mapping,
//	       whose keys go to the field marked key and whose values go to the
//	       one marked value, or to the other fields of the entry
type Manifest struct {
	At            Pos       `yaml:"-"`
	File          string    `yaml:"-"` // the manifest's path, as it was given
	Dir           string    `yaml:"-"` // the folder it lies in
	Schema        string    `yaml:"schema" req:"true" enum:"kith/1" doc:"format version of this file"`
	Study         Identity  `yaml:"study" req:"true" doc:"what this study is"`
	Deposit       string    `yaml:"deposit" doc:"folder with the files as received, relative to this file (default: deposit)"`
	Documentation []Glob    `yaml:"documentation" doc:"files of the deposit that describe it: read-me, data dictionary, inventory"`
	Studies       []*Part   `yaml:"studies" req:"true" min:"1" doc:"the studies, in order"`
	Report        ReportOpt `yaml:"report" doc:"what the report contains and how numbers are printed"`
}

// Identity says what the whole study is.
type Identity struct {
	At         Pos    `yaml:"-"`
	ID         string `yaml:"id" req:"true" form:"id" doc:"short name, used for output folders: letters, digits, - . and _"`
	Title      string `yaml:"title" doc:"title printed on the report"`
	Citation   string `yaml:"citation" doc:"how to cite the deposit"`
	DOI        string `yaml:"doi" form:"doi" doc:"DOI of the deposit, without https://doi.org/"`
	Synthetic  bool   `yaml:"synthetic" doc:"true marks every output SYNTHETIC: made-up data, no participants"`
	Disclosure string `yaml:"disclosure" enum:"restricted,open" doc:"restricted: small cells suppressed, no verbatim text, binned figures (default: restricted)"`
}

// A Part is one study of a multi-study project ("Study One").
type Part struct {
	At           Pos            `yaml:"-"`
	ID           string         `yaml:"id" req:"true" form:"id" doc:"short id such as S1"`
	Title        string         `yaml:"title" doc:"name in print, such as Study One (default: the id)"`
	Analysis     []string       `yaml:"analysis" req:"true" min:"1" enum:"reflexive,codebook,content,quantitative" doc:"kind or kinds of analysis"`
	Orientation  []string       `yaml:"orientation" enum:"deductive,inductive" doc:"orientation of the coding"`
	Variant      string         `yaml:"variant" enum:"multi_perspective,phenomenological,none" doc:"variant of the analysis (default: none)"`
	Blind        bool           `yaml:"blind" doc:"a first reading without the lens and without others' codings, document by document, until a familiarisation note is written (default: false)"`
	Respondents  string         `yaml:"respondents" doc:"plural noun for the people, used in sentences: Link Workers (default: Participants)"`
	Roles        []Role         `yaml:"roles" doc:"roles of the people: {LW: Link Worker}"`
	N            N              `yaml:"n" doc:"published and deposited sample size; the analysed n is computed"`
	LinksTo      []Link         `yaml:"links_to" doc:"{S1: same_participants} when people took part in another study too"`
	Participants []Participant  `yaml:"participants" doc:"the people, where file names do not say enough of them: role, documents, attributes, and who they are in other studies"`
	Schedule     []Topic        `yaml:"schedule" doc:"topics of the interview schedule; kith asked marks what was asked, so that silent and not asked can be told apart"`
	Documents    []Documents    `yaml:"documents" single:"true" doc:"transcripts, questionnaires and other documents with what people said"`
	Materials    []Glob         `yaml:"materials" doc:"consent forms, schedules and other materials"`
	Transcript   *Transcript    `yaml:"transcript" doc:"how transcripts of this study look, unless documents say otherwise"`
	OtherFiles   []Glob         `yaml:"other_files" doc:"files of this study that kith lists but does not read"`
	Workbook     *Workbook      `yaml:"workbook" doc:"the workbook with the numbers"`
	Workbooks    []*Workbook    `yaml:"workbooks" min:"1" doc:"the workbooks, one an occasion, when people answered in several files; instead of workbook"`
	IDColumn     Ref            `yaml:"id_column" doc:"column with the respondent's id"`
	Inclusion    []Rule         `yaml:"inclusion" doc:"ordered rules a row must meet to be analysed"`
	Flow         *DeclaredFlow  `yaml:"flow" doc:"the participant flow, declared when the file no longer holds the rows of people who left"`
	Missing      []MissingCode  `yaml:"missing" doc:"codes for missing answers in every column, each with a reason"`
	Scales       []Scale        `yaml:"scales" doc:"answer scales by name"`
	Columns      []Column       `yaml:"columns" doc:"characteristics and single items to describe"`
	Key          *Key           `yaml:"key" doc:"a scoring key in a workbook or .csv file: labels of answers, reverse keys and which item belongs to which set; what this file also declares must agree with it"`
	Derived      []Derived      `yaml:"derived" doc:"columns of the sheet that somebody computed from the items: scores and reversed items. They are computed anew and compared, and never used"`
	QuestionSets []*Set         `yaml:"question_sets" doc:"sets of paired questions"`
	Analyses     []Analysis     `yaml:"analyses" doc:"further analyses of a set, such as a sensitivity analysis on complete items"`
	Tests        Tests          `yaml:"tests" doc:"significance level, confidence level, effect size, families of tests, and extra tests"`
	Feasibility  []Indicator    `yaml:"feasibility" doc:"feasibility indicators: how many gave an answer that counts, of how many"`
	Correlations []Correlations `yaml:"correlations" doc:"tables of correlations"`
	TwoWay       []TwoWay       `yaml:"two_way" doc:"two-way tables: how many gave each pair of answers"`
	Medians      []Ref          `yaml:"medians" doc:"variables whose medians are printed with exact confidence intervals: columns, and scores such as QS1.A"`
	TopBoxes     []TopBox       `yaml:"top_boxes" doc:"shares of the answers to each item of a set that reach a point of its scale"`
	Published    []Published    `yaml:"published" doc:"published values, typed as text, for kith verify"`
	Questions    []OpenQuestion `yaml:"open_questions" doc:"questions answered in respondents' own words, analysed by content"`
}

// A Role is one role of participants, written {LW: Link Worker} in the manifest.
type Role struct {
	At    Pos    `yaml:"-"`
	ID    string `map:"key" form:"id" doc:"role id"`
	Label string `map:"value" req:"true" doc:"role in print"`
}

// N declares sample sizes. Nil means not declared.
type N struct {
	At        Pos    `yaml:"-"`
	Published *int   `yaml:"published" min:"0" doc:"n in the publication"`
	Deposited *int   `yaml:"deposited" min:"0" doc:"n in the deposit's own record"`
	Note      string `yaml:"note" doc:"why they differ, if known"`
}

// A Link says that people took part in another study, written {S1: same_participants}.
type Link struct {
	At   Pos    `yaml:"-"`
	To   string `map:"key" doc:"id of the other study"`
	Kind string `map:"value" req:"true" enum:"same_participants,subset,new_participants" doc:"how the people are related"`
}

// A Participant is one person of a study. What a file name says of one of the
// documents gives way to what is said here.
type Participant struct {
	At         Pos         `yaml:"-"`
	ID         string      `yaml:"id" req:"true" form:"id" doc:"the participant's id"`
	Role       string      `yaml:"role" doc:"id of the role"`
	Documents  []Ref       `yaml:"documents" single:"true" doc:"ids of the documents in which only this person takes part, beside interviewers"`
	Attributes []Attribute `yaml:"attributes" doc:"what is known of the person: {years_in_post: 3}"`
	Also       []Alias     `yaml:"also" doc:"the person's id in other studies: {S4: SU11}"`
}

// An Attribute is one thing known of a participant.
type Attribute struct {
	At    Pos    `yaml:"-"`
	Name  string `map:"key" doc:"name of the attribute"`
	Value string `map:"value" req:"true" doc:"what it is of this person"`
}

// An Alias is a participant's id in another study.
type Alias struct {
	At    Pos    `yaml:"-"`
	Study string `map:"key" doc:"id of the other study"`
	ID    string `map:"value" req:"true" doc:"the person's id there"`
}

// A Topic is one thing an interview schedule asks about.
type Topic struct {
	At    Pos    `yaml:"-"`
	ID    string `yaml:"id" req:"true" form:"id" doc:"short id of the topic"`
	Label string `yaml:"label" req:"true" doc:"what is asked"`
	Roles []Ref  `yaml:"roles" single:"true" doc:"roles whose schedule has the topic (default: all)"`
	Codes []Ref  `yaml:"codes" single:"true" doc:"codes that speak of it: a matrix then tells silent from not asked"`
}

// Has reports whether a role's schedule has the topic.
func (t *Topic) Has(role string) bool {
	return len(t.Roles) == 0 || slices.ContainsFunc(t.Roles, func(r Ref) bool { return r.Name == role })
}

// A Glob is a slash-separated pattern relative to the deposit; ** matches any
// number of folders.
type Glob struct {
	At      Pos
	Pattern string
}

// Documents declares a group of Word documents with what people said.
type Documents struct {
	At          Pos         `yaml:"-"`
	Glob        Glob        `yaml:"glob" req:"true" doc:"files, relative to the deposit: 01_Study_One/Transcripts/**/*.docx"`
	Kind        string      `yaml:"kind" enum:"interview,focus_group,questionnaire,open_text" doc:"what the documents are (default: interview)"`
	IDPattern   string      `yaml:"id_pattern" doc:"regular expression over the file name without its ending; groups id, role, participant name the parts. Default: the whole name is the id"`
	Role        string      `yaml:"role" doc:"role of the participants when the file name does not carry it"`
	Participant string      `yaml:"participant" doc:"template for the participant's id from the groups of id_pattern, such as ${role}${n}"`
	Transcript  *Transcript `yaml:"transcript" doc:"how these transcripts look"`
	// Read is false when kith only lists the documents (their reader comes later).
	Read *bool `yaml:"read" doc:"false: listed and hashed, not read for turns (default: true)"`
}

// Transcript says how transcripts look.
type Transcript struct {
	At       Pos            `yaml:"-"`
	Layout   string         `yaml:"layout" enum:"auto,inline,label-line,tab,table,bold-label,cues,questions,numbered-questions,bold,italic,colour,question-marks,answers,matrix,responses,pattern" doc:"how speakers are marked; auto scores every rule over the file and says so when it is unsure; docs/transcripts.md describes the rules (default: auto)"`
	Pattern  string         `yaml:"pattern" doc:"for layout: pattern, a regular expression over the beginning of a line: the group label is the speaker, the group time the time, and speech follows the match"`
	Sections string         `yaml:"sections" doc:"regular expression over the whole line of a heading that begins another conversation in the same file: 'Interview \\d+' (default: found)"`
	Speakers []SpeakerClass `yaml:"speakers" doc:"labels by what the speaker does: {Interviewer: [I, INT], Participant: [P, 'LW\\d+']}; labels are regular expressions over the whole label"`
	Except   []OtherLayout  `yaml:"except" doc:"files whose layout is another one; the first entry that matches counts"`
}

// OtherLayout declares the layout of files that differ from the others.
type OtherLayout struct {
	At       Pos    `yaml:"-"`
	Glob     Glob   `yaml:"glob" req:"true" doc:"one file or a pattern, relative to the deposit: 01_Study_One/**/S1_LW09.docx"`
	Layout   string `yaml:"layout" req:"true" enum:"auto,inline,label-line,tab,table,bold-label,cues,questions,numbered-questions,bold,italic,colour,question-marks,answers,matrix,responses,pattern" doc:"how these files mark their speakers"`
	Pattern  string `yaml:"pattern" doc:"regular expression of layout: pattern"`
	Sections string `yaml:"sections" doc:"regular expression over headings that begin another conversation"`
}

// A SpeakerClass maps labels to what the speaker does in the conversation:
// Interviewer, Moderator, Participant, Collective or Unknown.
type SpeakerClass struct {
	At     Pos    `yaml:"-"`
	Class  string `map:"key" enum:"Interviewer,Moderator,Participant,Collective,Unknown" doc:"what the speaker does"`
	Labels []Ref  `map:"value" req:"true" min:"1" doc:"labels, as regular expressions over the whole label"`
}

// A Workbook says where the numbers are and how the sheet is laid out.
// Row numbers are those the spreadsheet program shows, from 1.
type Workbook struct {
	At           Pos    `yaml:"-"`
	File         Ref    `yaml:"file" req:"true" doc:"path relative to the deposit"`
	Sheet        Ref    `yaml:"sheet" doc:"sheet name (default: the only visible sheet)"`
	Occasion     string `yaml:"occasion" form:"id" doc:"under workbooks: the occasion the file holds, such as pre; conditions and columns name it"`
	IDColumn     Ref    `yaml:"id_column" doc:"under workbooks: column with the respondent's id (default: that of the study)"`
	Inclusion    []Rule `yaml:"inclusion" doc:"under workbooks: rules for the rows of this file (default: those of the study)"`
	Long         *Long  `yaml:"long" doc:"when a respondent has several rows: one an occasion, one an item, or one an occasion and item"`
	Range        string `yaml:"range" doc:"the block of cells to read, header and data: B12:H40 (default: the sheet)"`
	GroupRow     int    `yaml:"group_row" min:"1" max:"1048576" doc:"row with headings over several columns; each is carried over blank cells to its right and put before the column names"`
	GroupJoin    string `yaml:"group_join" doc:"what stands between heading and column name (default: \" - \")"`
	Hidden       string `yaml:"hidden" enum:"read,skip,refuse" doc:"hidden rows and columns: read and reported, skipped and reported, or a fault (default: read)"`
	HeaderRow    int    `yaml:"header_row" min:"1" max:"1048576" doc:"row with the column names (default: 1)"`
	LabelRow     int    `yaml:"label_row" min:"1" max:"1048576" doc:"row with the question texts; leave out if there is none"`
	FirstDataRow int    `yaml:"first_data_row" min:"1" max:"1048576" doc:"first row of answers (default: the row after header and label rows)"`
	Stop         string `yaml:"stop" enum:"first_blank_id,blank_row,end" doc:"where the data end: at the first row without an id, at the first blank row, or at the end of the sheet or range (default: first_blank_id; without id_column: end)"`
	DropColumns  []Ref  `yaml:"drop_columns" doc:"columns never read, such as IP addresses and names"`
	Encoding     string `yaml:"encoding" enum:"utf-8,windows-1252" doc:"encoding of a .csv file (default: utf-8)"`
	Delimiter    string `yaml:"delimiter" doc:"delimiter of a .csv file (default: comma)"`
	Decimal      string `yaml:"decimal" doc:"decimal sign of numbers that stand as text: . or , (default: .)"`
}

// Long says how the rows of a sheet belong together when a respondent has more
// than one.
type Long struct {
	At             Pos        `yaml:"-"`
	OccasionColumn Ref        `yaml:"occasion_column" doc:"column that says which occasion a row is of"`
	Occasions      []Occasion `yaml:"occasions" doc:"occasions by the value of that column: {pre: 1, post: 2}"`
	ItemColumn     Ref        `yaml:"item_column" doc:"column that says which item a row answers; pairs then name items, not columns"`
	ValueColumn    Ref        `yaml:"value_column" doc:"column with the answer to the item"`
}

// An Occasion is one time at which people answered, written {pre: 1}.
type Occasion struct {
	At    Pos
	ID    string `map:"key" form:"id" doc:"occasion, as conditions and columns name it"`
	Value Scalar `map:"value" req:"true" doc:"value of the occasion column"`
}

// A Rule is one inclusion rule; exactly one of its conditions is set. Rules
// apply in order, and the people each rule removes are counted under Reason.
type Rule struct {
	At        Pos      `yaml:"-"`
	Column    Ref      `yaml:"column" req:"true" doc:"column the rule looks at"`
	Equals    *Scalar  `yaml:"equals" doc:"keep rows with this value"`
	NotEquals *Scalar  `yaml:"not_equals" doc:"keep rows without this value"`
	In        []Scalar `yaml:"in" min:"1" doc:"keep rows with one of these values"`
	AtLeast   *float64 `yaml:"at_least" doc:"keep rows with at least this number"`
	AtMost    *float64 `yaml:"at_most" doc:"keep rows with at most this number"`
	Reason    string   `yaml:"reason" req:"true" doc:"why rows that fail are left out, as printed in the flow: no consent"`
}

// DeclaredFlow is a participant flow typed from the study's records. It is
// printed as declared, never as recomputed.
type DeclaredFlow struct {
	At       Pos        `yaml:"-"`
	Source   string     `yaml:"source" req:"true" doc:"where the numbers come from"`
	Start    int        `yaml:"start" req:"true" min:"0" doc:"rows or people at the start"`
	Excluded []FlowStep `yaml:"excluded" doc:"people left out, in order"`
}

// A FlowStep is one reason to be left out and how many people it removed.
type FlowStep struct {
	At     Pos    `yaml:"-"`
	Reason string `yaml:"reason" req:"true" doc:"why, as printed"`
	N      int    `yaml:"n" req:"true" min:"0" doc:"how many"`
}

// A MissingCode is a value that stands for a missing answer.
type MissingCode struct {
	At     Pos    `yaml:"-"`
	Value  Scalar `yaml:"value" req:"true" doc:"the code as it stands in the cell; \"\" is a blank cell"`
	Reason string `yaml:"reason" req:"true" doc:"skipped, not_applicable, refused, or any word of your own"`
}

// A Scale is a named answer scale with whole-number points from Low to High.
type Scale struct {
	At     Pos        `yaml:"-"`
	ID     string     `map:"key" yaml:"-" doc:"name of the scale"`
	Points [2]int     `yaml:"points" req:"true" doc:"lowest and highest point: [1, 5]"`
	Labels []Labelled `yaml:"labels" doc:"answer text to number: {Never: 1, Always: 5}; texts in the sheet are read through it"`
}

// A Labelled is one answer text and its number, written {Never: 1}.
type Labelled struct {
	At    Pos     `yaml:"-"`
	Text  string  `map:"key" doc:"answer text"`
	Value float64 `map:"value" req:"true" doc:"its number"`
}

// A Column is a characteristic or single item to describe.
type Column struct {
	At        Pos           `yaml:"-"`
	Column    Ref           `yaml:"column" req:"true" doc:"column name in the sheet"`
	Occasion  Ref           `yaml:"occasion" doc:"occasion at which it was asked, where there are several; in long data without one it must not differ between a person's rows"`
	Label     string        `yaml:"label" doc:"name in print (default: the column name)"`
	Kind      string        `yaml:"kind" req:"true" enum:"category,number,scale,flag" doc:"category: text or codes; number: a quantity; scale: points of a scale; flag: 0/1 or Yes/No"`
	Scale     Ref           `yaml:"scale" doc:"scale of a kind: scale column"`
	Option    string        `yaml:"option" doc:"for a flag: the column holds several answers in one cell, and this is one of them; the data set has it as Column [option]"`
	Separator string        `yaml:"separator" doc:"what stands between the answers of one cell, with option: \";\""`
	Ticked    bool          `yaml:"ticked" doc:"for a flag: the column is one option of several, and a blank cell is a no (default: false)"`
	Order     []string      `yaml:"order" doc:"categories in the order they are printed"`
	Labels    []Labelled    `yaml:"labels" doc:"answer text to number, for a flag or a coded category"`
	Missing   []MissingCode `yaml:"missing" doc:"missing codes of this column, looked at before the global ones"`
	Keep      []Scalar      `yaml:"keep" doc:"values that the global missing codes name but that are categories here: Prefer not to say"`
	Range     *[2]float64   `yaml:"range" doc:"lowest and highest allowed number"`
	Group     string        `yaml:"group" enum:"characteristics,feasibility" doc:"table it is printed in (default: characteristics)"`
}

// A Set is one set of paired questions.
type Set struct {
	At          Pos        `yaml:"-"`
	ID          string     `yaml:"id" req:"true" form:"id" doc:"short id such as QS1"`
	Title       string     `yaml:"title" req:"true" doc:"name in print"`
	Phrase      string     `yaml:"phrase" doc:"noun phrase for sentences: attention to group processes (default: the title, first letter lower case)"`
	HighMeans   string     `yaml:"high_means" doc:"what a high score means: more frequent contact"`
	Conditions  Conditions `yaml:"conditions" req:"true" doc:"the two conditions, A and B"`
	Nature      string     `yaml:"nature" enum:"observed,retrospective,hypothetical" doc:"what the pair compares: answers as observed, one recalled, or one imagined (default: observed)"`
	Difference  string     `yaml:"difference" enum:"B-A,A-B" doc:"direction of every difference (default: B-A)"`
	Alternative string     `yaml:"alternative" enum:"two_sided,greater,less" doc:"direction of a one-sided test, declared in advance (default: two_sided)"`
	Scale       Ref        `yaml:"scale" req:"true" doc:"scale of all items of the set"`
	Reverse     []Ref      `yaml:"reverse" doc:"pairs that are reverse-keyed, in both conditions"`
	Pairs       []Pair     `yaml:"pairs" req:"true" min:"1" doc:"the paired items"`
	Score       *Score     `yaml:"score" doc:"how items become a score (default: mean of all items)"`
	Test        string     `yaml:"test" enum:"composite,items,both" doc:"what is tested: the score, each item, or both (default: composite; a set of one pair, or scored with none: items)"`
}

// Conditions are the two conditions of a set.
type Conditions struct {
	At Pos       `yaml:"-"`
	A  Condition `yaml:"A" req:"true" doc:"first condition"`
	B  Condition `yaml:"B" req:"true" doc:"second condition"`
}

// A Condition is one of the two conditions of a set.
type Condition struct {
	At       Pos    `yaml:"-"`
	ID       string `yaml:"id" form:"id" doc:"short id such as pre (default: A or B)"`
	Occasion Ref    `yaml:"occasion" doc:"occasion that the columns of this condition are of, where there are several; both conditions may then name the same column"`
	Label    string `yaml:"label" req:"true" doc:"heading in tables: Before the pandemic"`
	Phrase   string `yaml:"phrase" doc:"words in sentences: before the pandemic (default: the label, first letter lower case)"`
}

// A Pair is one item asked under both conditions.
type Pair struct {
	At     Pos    `yaml:"-"`
	ID     string `yaml:"id" req:"true" form:"id" doc:"short id such as qs1_01"`
	Text   string `yaml:"text" doc:"wording of the item"`
	A      Ref    `yaml:"A" req:"true" doc:"column under condition A"`
	B      Ref    `yaml:"B" req:"true" doc:"column under condition B"`
	Nature string `yaml:"nature" enum:"observed,retrospective,hypothetical" doc:"nature of this pair (default: that of the set)"`
}

// A Score says how the items of a condition become one number.
type Score struct {
	At            Pos      `yaml:"-"`
	Method        string   `yaml:"method" enum:"mean,sum,none" doc:"mean or sum of the answered items; none: items are tested one by one (default: mean; of a further analysis: that of its set)"`
	MinItems      MinItems `yaml:"min_items" doc:"answered items a score needs: all, a number, or a fraction below 1 (default: all)"`
	SameItemsBoth bool     `yaml:"same_items_both" doc:"an item missing under one condition is left out of both (default: false)"`
}

// An Analysis is a further analysis of a set, beside its main one.
type Analysis struct {
	At          Pos    `yaml:"-"`
	ID          string `yaml:"id" req:"true" form:"id" doc:"short id such as QS2_complete"`
	Set         Ref    `yaml:"set" req:"true" doc:"the set analysed"`
	Label       string `yaml:"label" req:"true" doc:"what is different, as printed: complete items only"`
	Score       *Score `yaml:"score" req:"true" doc:"scoring of this analysis"`
	Sensitivity bool   `yaml:"sensitivity" doc:"true: stands outside every family of tests"`
}

// Tests declares the tests of a study.
type Tests struct {
	At       Pos      `yaml:"-"`
	Alpha    float64  `yaml:"alpha" over:"0" under:"1" doc:"significance level (default: .05)"`
	CI       float64  `yaml:"ci" over:"0" under:"1" doc:"confidence level of intervals (default: .95)"`
	Effect   string   `yaml:"effect" enum:"dz,gz,dav,drm" doc:"effect size printed first (default: dz)"`
	Missing  string   `yaml:"missing" enum:"pairwise,listwise" doc:"whom the tests are over: pairwise, those who have both sides of the comparison; listwise, those who have them in every set: composites over those with both scores of every set, items over those who answered every tested item (default: pairwise)"`
	Families []Family `yaml:"families" doc:"families over which p values are adjusted (default: the composites, Holm; items within their set, Holm)"`
	// Extra names what is computed beside the t test; nothing of it otherwise.
	Extra    []string    `yaml:"extra" enum:"wilcoxon,sign,shapiro,bayes,tost,permutation,bootstrap" doc:"what is computed and printed beside the t test (default: nothing)"`
	Wilcoxon WilcoxonOpt `yaml:"wilcoxon" doc:"choices of the signed-rank test"`
	Bayes    BayesOpt    `yaml:"bayes" doc:"choices of the Bayes factor"`
	TOST     TOSTOpt     `yaml:"tost" doc:"choices of the equivalence test (two one-sided t tests)"`
	Draws    int         `yaml:"draws" min:"1000" max:"10000000" doc:"draws of the permutation test and of the bootstrap (default: 10000)"`
	Seed     int         `yaml:"seed" min:"0" doc:"seed of the draws: the same seed gives the same results everywhere (default: 1)"`
}

// WilcoxonOpt are the choices of the Wilcoxon signed-rank test.
type WilcoxonOpt struct {
	At    Pos    `yaml:"-"`
	Zeros string `yaml:"zeros" enum:"dropped,pratt" doc:"pairs without a difference: dropped before ranking, or ranked with the others and then left out (default: dropped)"`
}

// BayesOpt are the choices of the JZS Bayes factor.
type BayesOpt struct {
	At    Pos     `yaml:"-"`
	Width float64 `yaml:"width" over:"0" max:"10" doc:"scale of the Cauchy prior of d_z (default: 0.707, the square root of one half)"`
}

// TOSTOpt are the choices of the equivalence test.
type TOSTOpt struct {
	At    Pos     `yaml:"-"`
	Bound float64 `yaml:"bound" req:"true" over:"0" doc:"differences up to this size, in both directions, are too small to matter; declared before the data are seen"`
	Unit  string  `yaml:"unit" enum:"raw,dz" doc:"unit of the bound: points of the score, or SDs of the differences (default: raw)"`
}

// A Family is a set of tests over which p values are adjusted together.
type Family struct {
	At     Pos    `yaml:"-"`
	Of     string `yaml:"of" req:"true" enum:"sets,items_within_set,all_items" doc:"sets: the composites; items_within_set: the items of each set; all_items: the items of all sets"`
	Adjust string `yaml:"adjust" req:"true" enum:"holm,bonferroni,bh,none" doc:"how p values are adjusted"`
}

// Published holds values as printed in a publication, as text: "2.10" keeps
// its zero. Exactly one of Set, Item and Analysis names what they belong to.
type Published struct {
	At         Pos    `yaml:"-"`
	Set        Ref    `yaml:"set" doc:"question set"`
	Item       Ref    `yaml:"item" doc:"pair id"`
	Analysis   Ref    `yaml:"analysis" doc:"further analysis"`
	Source     string `yaml:"source" doc:"where they are printed: thesis, table 4.2"`
	Effect     string `yaml:"effect" enum:"dz,gz,dav,drm" doc:"which d was published (default: the study's effect)"`
	Adjustment string `yaml:"adjustment" enum:"none,holm,bonferroni,bh" doc:"adjustment of the published p (default: none)"`
	Scoring    string `yaml:"scoring" enum:"mean,sum" doc:"whether published M and SD are of mean or sum scores (default: as the set)"`
	N          Text   `yaml:"n" doc:"n of the test"`
	MA         Text   `yaml:"M_A" doc:"mean under A"`
	SDA        Text   `yaml:"SD_A" doc:"SD under A"`
	MB         Text   `yaml:"M_B" doc:"mean under B"`
	SDB        Text   `yaml:"SD_B" doc:"SD under B"`
	MD         Text   `yaml:"MD" doc:"mean difference"`
	CILow      Text   `yaml:"ci_low" doc:"lower limit of the CI of the mean difference"`
	CIHigh     Text   `yaml:"ci_high" doc:"upper limit of the CI of the mean difference"`
	T          Text   `yaml:"t" doc:"t"`
	DF         Text   `yaml:"df" doc:"degrees of freedom"`
	P          Text   `yaml:"p" doc:"p: .031 or <.001"`
	D          Text   `yaml:"d" doc:"effect size"`
	DLow       Text   `yaml:"d_low" doc:"lower limit of the CI of d"`
	DHigh      Text   `yaml:"d_high" doc:"upper limit of the CI of d"`
}

// An Indicator is a share of the respondents that bears on feasibility.
// Exactly one of Counts and AtLeast says which answers count.
type Indicator struct {
	At          Pos        `yaml:"-"`
	ID          string     `yaml:"id" req:"true" form:"id" doc:"short id such as willing"`
	Label       string     `yaml:"label" req:"true" doc:"name in print: Willing to take part in a trial"`
	Column      Ref        `yaml:"column" req:"true" doc:"column described under columns"`
	Counts      []Scalar   `yaml:"counts" min:"1" doc:"answers that count: [\"Yes\"]"`
	AtLeast     *float64   `yaml:"at_least" doc:"numbers from this one up count"`
	Denominator string     `yaml:"denominator" enum:"answered,all" doc:"of whom: those who answered, or everyone analysed (default: answered)"`
	Criterion   *Criterion `yaml:"criterion" doc:"the rule for green, amber and red; without one there is no colour"`
}

// A Criterion is a rule for green, amber and red, over percentages, and when
// it was set.
type Criterion struct {
	At           Pos     `yaml:"-"`
	Date         string  `yaml:"date" req:"true" form:"date" doc:"day the rule was set: 2024-02-01"`
	GreenAtLeast float64 `yaml:"green_at_least" req:"true" min:"0" max:"100" doc:"green from this percentage up"`
	AmberAtLeast float64 `yaml:"amber_at_least" req:"true" min:"0" max:"100" doc:"amber from this percentage up, red below"`
	Source       string  `yaml:"source" req:"true" doc:"where the rule is written down: protocol, section 4"`
}

// Correlations is a table of correlations, each variable with each other one.
type Correlations struct {
	At      Pos    `yaml:"-"`
	ID      string `yaml:"id" req:"true" form:"id" doc:"short id such as opinions"`
	Label   string `yaml:"label" req:"true" doc:"title of the table: Scores and Opinions of the Toolkit"`
	Of      []Ref  `yaml:"of" req:"true" min:"2" max:"20" doc:"variables: columns with numbers, and scores of a set or analysis as QS1.A, QS1.B and QS1.difference (in its declared direction)"`
	Method  string `yaml:"method" enum:"pearson,spearman" doc:"Pearson's r or Spearman's rho (default: pearson)"`
	Missing string `yaml:"missing" enum:"pairwise,listwise" doc:"over whom: pairwise, those who have both variables; listwise, those who have all of the table (default: pairwise)"`
}

// A TwoWay counts the respondents by two columns.
type TwoWay struct {
	At      Pos    `yaml:"-"`
	ID      string `yaml:"id" req:"true" form:"id" doc:"short id such as willing_by_employer"`
	Label   string `yaml:"label" req:"true" doc:"title of the table: Willingness by Employer"`
	Rows    Ref    `yaml:"rows" req:"true" doc:"column whose categories are the rows"`
	Columns Ref    `yaml:"columns" req:"true" doc:"column whose categories stand across"`
}

// A TopBox asks how many answers to each item of a set reach a point.
type TopBox struct {
	At      Pos     `yaml:"-"`
	Set     Ref     `yaml:"set" req:"true" doc:"question set"`
	AtLeast float64 `yaml:"at_least" req:"true" doc:"answers from this point up count, after reversing"`
}

// An OpenQuestion is a question answered in the respondents' own words and
// analysed by content. The unit of its analysis is one respondent's answer. The
// answers stand in a compilation, below the question, or in a column of the
// workbook.
type OpenQuestion struct {
	At       Pos    `yaml:"-"`
	ID       string `yaml:"id" req:"true" form:"id" doc:"short id such as Q1, of which the manifest has one"`
	Label    string `yaml:"label" req:"true" doc:"name in print: Difficulties of a Trial"`
	Document Ref    `yaml:"document" doc:"id of the compilation with the answers; number says which of its questions"`
	Number   int    `yaml:"number" min:"1" doc:"place of the question in the compilation, from 1"`
	Column   Ref    `yaml:"column" doc:"column of the workbook with the answers, instead of document and number; kith ingest freezes them as the document STUDY_ID"`
	// Categories are names or keys of codes; the codes below them belong too.
	Categories  []Ref  `yaml:"categories" min:"1" doc:"codes that answers may be given, each with those below it (default: every code offered in the study)"`
	Exclusive   []Ref  `yaml:"exclusive" doc:"categories that exclude every other one of the same answer, beside those the codebook says it of"`
	Uncodable   []Ref  `yaml:"uncodable" doc:"categories of answers about which nothing can be said; denominator: codable leaves their answers out"`
	Denominator string `yaml:"denominator" enum:"answered,codable,all" doc:"percentages are of those who wrote something, of those whose answer is codable, or of all who were asked (default: answered)"`
	N           int    `yaml:"n" min:"1" doc:"how many were asked; needed for denominator: all of a compilation (a column: default the rows analysed)"`
	Coders      []Ref  `yaml:"coders" min:"1" doc:"analysts who coded the answers; the codings of the first are counted until differences are settled, and agreement is between all of them"`
}

// ReportOpt says what the report contains.
type ReportOpt struct {
	At       Pos    `yaml:"-"`
	Title    string `yaml:"title" doc:"title of the report (default: the study's title)"`
	Decimals int    `yaml:"decimals" min:"1" max:"2" doc:"decimals of M and SD: 1 or 2 (default: 2)"`
	// Figures names the figures of question sets.
	Figures []string `yaml:"figures" enum:"likert,histogram,raincloud,qq" doc:"figures of the question sets: answers, differences, both conditions with everyone's way between them, normal quantiles of the differences (default: [likert, histogram])"`
	// Content and Agreement name open questions.
	Content   []Ref `yaml:"content" doc:"open questions whose categories are counted in the report"`
	Agreement []Ref `yaml:"agreement" doc:"open questions whose coders' agreement is in the report"`
	// What was coded; see findings.go.
	Codebook     []Ref               `yaml:"codebook" doc:"studies whose codebook is in the report"`
	Matrices     []MatrixTable       `yaml:"matrices" doc:"tables of codes by role, participant, document or study"`
	Cooccurrence []CooccurrenceTable `yaml:"cooccurrence" doc:"tables of codes that stand together"`
	Cases        []Ref               `yaml:"cases" doc:"studies with a page for each participant: codes in the order of the interview, with their words where disclosure is open"`
	CaseMemos    bool                `yaml:"case_memos" doc:"memos on codings stand on these pages, where disclosure is open (default: false)"`
	Joint        []JointDisplay      `yaml:"joint" doc:"tables of what people said beside what they scored"`
	// Themes are of studies; see theme_report.go.
	Themes []ThemeReport `yaml:"themes" single:"true" doc:"studies whose themes are in the report: the theme table, themes by role, the thematic map, and the evidence of each"`
}
