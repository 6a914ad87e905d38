package report

// Content is one open question: what its categories came to.
type Content struct {
	Study       string `json:"study"`
	Question    string `json:"question"`
	Label       string `json:"label"`
	Respondents string `json:"respondents"` // plural noun
	Denominator string `json:"denominator" enum:"answered,codable,all"`
	N           int    `json:"n"` // what percentages of respondents are of
	Units       int    `json:"units"`
	Blank       int    `json:"blank"`     // units with no word
	Uncodable   int    `json:"uncodable"` // units that say something and are given an uncodable category
	Uncoded     int    `json:"uncoded"`   // units counted that have no category
	Clashes     int    `json:"clashes"`   // units with an exclusive category beside others
	Assignments int    `json:"assignments"`
	Coder       string `json:"coder"`   // whose codings are counted where nothing was settled
	Settled     int    `json:"settled"` // units counted as coders settled them
	Unsettled   int    `json:"unsettled"`
	Others      int    `json:"others"` // coders beside the one counted
	// Categories stand each behind the one above it.
	Categories []ContentCategory `json:"categories"`
}

// ContentCategory is one category, with what was given to those below it.
type ContentCategory struct {
	Name          string `json:"name"`
	Label         string `json:"label"`
	Depth         int    `json:"depth"`
	Respondents   int    `json:"respondents"`
	OfRespondents Num    `json:"of_respondents"` // 0 to 1
	Assignments   int    `json:"assignments"`
	OfAssignments Num    `json:"of_assignments"` // 0 to 1
}

// CoderAgreement is how far coders agree on the answers to one open question, before
// anything was reconciled.
type CoderAgreement struct {
	Study    string         `json:"study"`
	Question string         `json:"question"`
	Label    string         `json:"label"`
	Coders   []string       `json:"coders"`
	Unit     string         `json:"unit"`
	Units    int            `json:"units"`
	Left     []int          `json:"left_blank"` // units each coder gave no category
	Unused   int            `json:"unused"`     // categories nobody used
	Pooling  string         `json:"pooling" enum:"all,used"`
	Level    Num            `json:"level"`
	Draws    int            `json:"draws"`
	Seed     int            `json:"seed"`
	Rows     []AgreementRow `json:"categories"`
	Pooled   AgreementRow   `json:"pooled"`
	// The means of the figures that are defined, and over how many categories.
	MeanKappa Num `json:"mean_kappa"`
	KappaOf   int `json:"mean_kappa_of"`
	MeanAlpha Num `json:"mean_alpha"`
	AlphaOf   int `json:"mean_alpha_of"`
	MeanAC1   Num `json:"mean_ac1"`
	AC1Of     int `json:"mean_ac1_of"`
	MeanPABAK Num `json:"mean_pabak"`
	PABAKOf   int `json:"mean_pabak_of"`
}

// AgreementRow is the agreement on one category, or on all of them pooled. Of more
// than two coders the four counts are 0. Percent is a share, 0 to 1.
type AgreementRow struct {
	Category  string `json:"category"`
	Label     string `json:"label"`
	Used      bool   `json:"used"`
	Both      int    `json:"both"`
	OnlyA     int    `json:"only_a"`
	OnlyB     int    `json:"only_b"`
	Neither   int    `json:"neither"`
	Percent   Num    `json:"percent"`
	Kappa     Num    `json:"kappa"`
	KappaLow  Num    `json:"kappa_ci_low"`
	KappaHigh Num    `json:"kappa_ci_high"`
	Alpha     Num    `json:"alpha"`
	AlphaLow  Num    `json:"alpha_ci_low"`
	AlphaHigh Num    `json:"alpha_ci_high"`
	AC1       Num    `json:"ac1"`
	AC1Low    Num    `json:"ac1_ci_low"`
	AC1High   Num    `json:"ac1_ci_high"`
	PABAK     Num    `json:"pabak"`
	PABAKLow  Num    `json:"pabak_ci_low"`
	PABAKHigh Num    `json:"pabak_ci_high"`
	Reason    string `json:"reason"` // why figures are not defined
}
