package report

import (
	"math"
	"slices"
	"strconv"
)

// ResultsSchema is the version of results.json.
const ResultsSchema = "kith-results/1"

// Results is every number a report prints, as aggregates: the content of
// results.json. It carries no hash, clock, path or version, so that it changes
// only when a result does.
type Results struct {
	Schema  string        `json:"schema"`
	Study   StudyInfo     `json:"study"`
	Deposit DepositCount  `json:"deposit"`
	Samples []Sample      `json:"samples"`
	Corpus  []CorpusCount `json:"corpus"`
	Quant   []*Quant      `json:"quantitative"`
	// Content and Agreement are of the open questions that the report names.
	Content   []Content        `json:"content,omitempty"`
	Agreement []CoderAgreement `json:"agreement,omitempty"`
	// What was coded, as far as the report asks for it.
	Codebooks    []Codebook     `json:"codebooks,omitempty"`
	Matrices     []CodeMatrix   `json:"matrices,omitempty"`
	Cooccurrence []Cooccurrence `json:"cooccurrence,omitempty"`
	Cases        []CaseStudy    `json:"cases,omitempty"`
	Joint        []JointDisplay `json:"joint,omitempty"`
	// Themes are of the studies that the report names.
	Themes []Themes `json:"themes,omitempty"`
	// Published compares published values with recomputed ones, in the order of
	// the manifest.
	Published []Check `json:"published"`
	// Warnings are what a reader of the whole report must know.
	Warnings []string `json:"warnings"`
	// Style is how the report prints.
	Style Style `json:"style"`
}

// Style is how the report prints what it prints. The zero Style is APA's.
type Style struct {
	Title     string `json:"title"`              // "" for the study's title
	Decimals  int    `json:"decimals"`           // of M and SD, 1 or 2; 0 for 2
	AlphaZero bool   `json:"alpha_leading_zero"` // Cronbach's alpha as 0.84
	// Figures of question sets; none named is likert and histogram.
	Figures []string `json:"figures,omitempty"`
}

// draws reports whether the figure of that name is asked for.
func (s Style) draws(name string) bool {
	if len(s.Figures) == 0 {
		return name == "likert" || name == "histogram"
	}
	return slices.Contains(s.Figures, name)
}

// A Check is one published value beside the recomputed one.
type Check struct {
	Study      string `json:"study"`
	What       string `json:"what"`       // QS1
	Value      string `json:"value"`      // M_A
	Published  string `json:"published"`  // as typed
	Recomputed string `json:"recomputed"` // at the published precision, "" when undefined
	Verdict    string `json:"verdict"`    // match; match, direction reversed; rounding; mismatch; cannot be checked
	Why        string `json:"why"`        // for a verdict other than match
	Source     string `json:"source"`     // where it is published
}

// StudyInfo identifies the study.
type StudyInfo struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Synthetic  bool   `json:"synthetic"`
	Disclosure string `json:"disclosure"`
}

// DepositCount is what the inventory found.
type DepositCount struct {
	Found    int         `json:"found"`
	Declared int         `json:"declared"` // found files that a declaration covers
	Missing  int         `json:"missing"`  // declarations no file answers
	Kinds    []KindCount `json:"kinds"`
}

// KindCount is the number of files of one kind: interviews, workbooks.
type KindCount struct {
	Study string `json:"study"`
	Kind  string `json:"kind"`
	N     int    `json:"n"`
}

// Sample reconciles the published, deposited and analysed n of one study.
type Sample struct {
	Study     string      `json:"study"`
	Title     string      `json:"title"`
	Roles     []RoleCount `json:"roles"`
	Published *int        `json:"published"`
	Deposited *int        `json:"deposited"`
	Analysed  int         `json:"analysed"`
	Agreement string      `json:"agreement" enum:"agree,differ,not_declared"`
	Note      string      `json:"note"`
}

// RoleCount is the number of people of one role.
type RoleCount struct {
	Role  string `json:"role"`
	Label string `json:"label"`
	N     int    `json:"n"`
}

// CorpusCount is what was read from the documents of one study and role.
type CorpusCount struct {
	Study        string `json:"study"`
	Kind         string `json:"kind"`
	Role         string `json:"role"`
	RoleLabel    string `json:"role_label,omitempty"`
	Documents    int    `json:"documents"`
	Turns        int    `json:"turns"`
	Participants int    `json:"participant_turns"`
	Words        int    `json:"participant_words"`
	Timed        int    `json:"documents_with_times"`
	Unsure       int    `json:"documents_unsure"`
}

// Quant is everything computed for one quantitative study.
type Quant struct {
	Study       string          `json:"study"`
	Title       string          `json:"title"`
	Respondents string          `json:"respondents"`
	N           int             `json:"n"`
	Flow        Flow            `json:"flow"`
	Columns     []ColumnSummary `json:"columns"`
	Sets        []*SetResult    `json:"sets"`
	Families    []FamilyResult  `json:"families"`
	Feasibility []Indicator     `json:"feasibility,omitempty"`
	Missing     string          `json:"missing" enum:"pairwise,listwise"` // whom the tests are over
	// What the manifest declares beside them, and nothing else.
	Correlations []CorrelationTable `json:"correlations,omitempty"`
	TwoWay       []TwoWay           `json:"two_way,omitempty"`
	Medians      []MedianCI         `json:"medians,omitempty"`
	TopBoxes     []TopBox           `json:"top_boxes,omitempty"`
	Alpha        Num                `json:"alpha"`
	CI           Num                `json:"ci"`
	Effect       string             `json:"effect"`
}

// Flow is the participant flow, recomputed or declared.
type Flow struct {
	Declared bool       `json:"declared"`
	Source   string     `json:"source"`
	Start    int        `json:"start"`
	Steps    []FlowStep `json:"steps"`
	Analysed int        `json:"analysed"`
	// Occasions tells the files apart, where people answered in several.
	Occasions []FlowOccasion `json:"occasions,omitempty"`
}

// FlowOccasion is how many rows the file of an occasion has, and how many of
// them are analysed.
type FlowOccasion struct {
	ID       string `json:"id"`
	Rows     int    `json:"rows"`
	Analysed int    `json:"analysed"`
}

// FlowStep is one reason to be left out and how many it removed.
type FlowStep struct {
	Reason string `json:"reason"`
	N      int    `json:"n"`
}

// MissingCount is the number of answers missing for one reason.
type MissingCount struct {
	Reason string `json:"reason"`
	N      int    `json:"n"`
}

// Describe is the summary of one numeric variable. Undefined numbers are NaN
// (null in JSON).
type Describe struct {
	N            int            `json:"n"`
	Missing      []MissingCount `json:"missing"`
	Mean         Num            `json:"mean"`
	SD           Num            `json:"sd"`
	Median       Num            `json:"median"`
	Q1           Num            `json:"q1"` // type 7, as R's default
	Q3           Num            `json:"q3"`
	Min          Num            `json:"min"`
	Max          Num            `json:"max"`
	Skewness     Num            `json:"skewness"` // G1
	Kurtosis     Num            `json:"kurtosis"` // excess, G2
	Distribution []PointCount   `json:"distribution"`
}

// PointCount is the number of answers at one point of a scale.
type PointCount struct {
	Point Num    `json:"point"`
	Label string `json:"label"`
	N     int    `json:"n"`
}

// ColumnSummary describes a characteristic or single item.
type ColumnSummary struct {
	Column     string          `json:"column"`
	Label      string          `json:"label"`
	Kind       string          `json:"kind"`
	Group      string          `json:"group"`
	Categories []CategoryCount `json:"categories,omitempty"`
	Describe   *Describe       `json:"describe,omitempty"`
	N          int             `json:"n"` // answered
	Missing    []MissingCount  `json:"missing"`
}

// CategoryCount is the number of respondents in one category. Suppressed
// counts carry -1 and say why: small (n below the disclosure threshold) or
// complementary (else a small one could be worked out).
type CategoryCount struct {
	Category   string `json:"category"`
	N          int    `json:"n"`
	Percent    Num    `json:"percent"`
	Suppressed string `json:"suppressed,omitempty" enum:"small,complementary"`
}

// SetResult is one question set.
type SetResult struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Phrase     string        `json:"phrase"`
	HighMeans  string        `json:"high_means"`
	LabelA     string        `json:"label_a"`
	LabelB     string        `json:"label_b"`
	PhraseA    string        `json:"phrase_a"`
	PhraseB    string        `json:"phrase_b"`
	Nature     string        `json:"nature"`
	Difference string        `json:"difference"` // B-A or A-B
	ScaleLow   int           `json:"scale_low"`
	ScaleHigh  int           `json:"scale_high"`
	Points     []PointCount  `json:"points"` // labels of the scale; N unused (0)
	Items      []ItemResult  `json:"items"`
	Composite  *Comparison   `json:"composite"`
	Analyses   []*Comparison `json:"analyses"`
}

// ItemResult is one pair of items.
type ItemResult struct {
	ID      string      `json:"id"`
	Text    string      `json:"text"`
	Reverse bool        `json:"reverse"`
	A       Describe    `json:"a"` // after reversing
	B       Describe    `json:"b"`
	Test    *Comparison `json:"test"`
}

// Comparison is one paired comparison: a composite, an item or a further
// analysis. M and SD of both conditions are over the complete pairs.
type Comparison struct {
	ID          string    `json:"id"`
	Label       string    `json:"label"`
	Nature      string    `json:"nature"`
	Sensitivity bool      `json:"sensitivity"`
	Scoring     Scoring   `json:"scoring"`
	Paired      Paired    `json:"paired"`
	A           *Describe `json:"a,omitempty"` // composite scores over everyone who has one
	B           *Describe `json:"b,omitempty"`
	AlphaA      *Alpha    `json:"alpha_a,omitempty"`
	AlphaB      *Alpha    `json:"alpha_b,omitempty"`
	// ReliabilityA and ReliabilityB are those of composite scores.
	ReliabilityA *Reliability `json:"reliability_a,omitempty"`
	ReliabilityB *Reliability `json:"reliability_b,omitempty"`
	Bins         []Bin        `json:"difference_bins"`
	QQ           *QQ          `json:"qq,omitempty"`        // where the figure is declared
	Raincloud    *Raincloud   `json:"raincloud,omitempty"` // where the figure is declared
	Change       Movement     `json:"change"`
	Extra        *Extra       `json:"extra,omitempty"` // what the manifest declares beside the t test
	Adjusted     []AdjustedP  `json:"adjusted"`
	Significant  *bool        `json:"significant"` // by the declared adjustment; nil when undefined
	Warnings     []string     `json:"warnings"`
}

// Scoring says how a comparison's numbers came from items.
type Scoring struct {
	Method        string `json:"method"` // mean, sum, item
	Items         int    `json:"items"`
	MinItems      int    `json:"min_items"`
	SameItemsBoth bool   `json:"same_items_both"`
}

// Paired is a paired-samples t test and its effect sizes. Undefined numbers
// are NaN (null in JSON) and Reason says why.
type Paired struct {
	N           int    `json:"n"`
	MeanA       Num    `json:"mean_a"`
	SDA         Num    `json:"sd_a"`
	MedianA     Num    `json:"median_a"`
	MeanB       Num    `json:"mean_b"`
	SDB         Num    `json:"sd_b"`
	MedianB     Num    `json:"median_b"`
	R           Num    `json:"r"`
	MeanDiff    Num    `json:"mean_difference"`
	SDDiff      Num    `json:"sd_difference"`
	SEDiff      Num    `json:"se_difference"`
	T           Num    `json:"t"`
	DF          Num    `json:"df"`
	P           Num    `json:"p"`
	Alternative string `json:"alternative" enum:"two_sided,greater,less,"`
	CILow       Num    `json:"ci_low"`
	CIHigh      Num    `json:"ci_high"`
	DZ          Num    `json:"d_z"`
	DZLow       Num    `json:"d_z_ci_low"`
	DZHigh      Num    `json:"d_z_ci_high"`
	GZ          Num    `json:"g_z"` // limits: those of d_z times the exact J
	GZLow       Num    `json:"g_z_ci_low"`
	GZHigh      Num    `json:"g_z_ci_high"`
	DAv         Num    `json:"d_av"` // limits: Algina and Keselman's approximation
	DAvLow      Num    `json:"d_av_ci_low"`
	DAvHigh     Num    `json:"d_av_ci_high"`
	GAv         Num    `json:"g_av"` // as d_av, times J
	GAvLow      Num    `json:"g_av_ci_low"`
	GAvHigh     Num    `json:"g_av_ci_high"`
	DRm         Num    `json:"d_rm"` // limits: Algina and Keselman's approximation
	DRmLow      Num    `json:"d_rm_ci_low"`
	DRmHigh     Num    `json:"d_rm_ci_high"`
	GRm         Num    `json:"g_rm"` // as d_rm, times J
	GRmLow      Num    `json:"g_rm_ci_low"`
	GRmHigh     Num    `json:"g_rm_ci_high"`
	SkewDiff    Num    `json:"skewness_difference"`
	KurtDiff    Num    `json:"kurtosis_difference"`
	Reason      string `json:"reason"`
}

// Alpha is Cronbach's alpha and the n it rests on.
type Alpha struct {
	Alpha  Num    `json:"alpha"`
	N      int    `json:"n"`
	Items  int    `json:"items"`
	CILow  Num    `json:"ci_low"` // Feldt's
	CIHigh Num    `json:"ci_high"`
	Reason string `json:"reason,omitempty"`
}

// Bin is a class of differences, from Low (in) to High (out; the last bin
// includes it), and how many pairs fall in it. Where disclosure is restricted,
// neighbouring classes are merged until each holds nobody or at least five.
type Bin struct {
	Low  Num `json:"low"`
	High Num `json:"high"`
	N    int `json:"n"`
}

// AdjustedP is p adjusted over one declared family.
type AdjustedP struct {
	Family string `json:"family"`
	Method string `json:"method"`
	P      Num    `json:"p"`
}

// FamilyResult is one family of tests and its adjustments.
type FamilyResult struct {
	Of      string   `json:"of"`
	Set     string   `json:"set,omitempty"`
	Adjust  string   `json:"adjust"`
	Members []string `json:"members"`
}

// Num is a number that JSON carries with 12 significant digits, and as null
// when it is undefined (NaN) or infinite.
type Num float64

// NaN is an undefined Num.
func NaN() Num { return Num(math.NaN()) }

// Defined reports whether the number is finite.
func (n Num) Defined() bool { return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0) }

// MarshalJSON writes 12 significant digits, or null.
func (n Num) MarshalJSON() ([]byte, error) {
	if !n.Defined() {
		return []byte("null"), nil
	}
	f := float64(n)
	if f == 0 {
		f = 0 // no negative zero
	}
	return strconv.AppendFloat(nil, f, 'g', 12, 64), nil
}

// UnmarshalJSON reads a number, or null as NaN.
func (n *Num) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = NaN()
		return nil
	}
	f, err := strconv.ParseFloat(string(b), 64)
	*n = Num(f)
	return err
}
