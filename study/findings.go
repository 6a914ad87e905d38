package study

import "slices"

// A MatrixTable is a table of codes by role, participant, document or study.
type MatrixTable struct {
	At     Pos    `yaml:"-"`
	ID     string `yaml:"id" req:"true" form:"id" doc:"short id, used in the name of the table's file"`
	Label  string `yaml:"label" doc:"name in print: Codes of the Three Roles (default: by what the codes stand, and of which study)"`
	Of     []Ref  `yaml:"of" req:"true" min:"1" single:"true" doc:"ids of the studies"`
	By     string `yaml:"by" enum:"role,participant,document,study" doc:"what codes stand by (default: role)"`
	Codes  []Ref  `yaml:"codes" min:"1" doc:"codes, each with those below it (default: every code offered in the studies)"`
	Coder  Ref    `yaml:"coder" doc:"analyst whose codings are taken (default: everyone's)"`
	Counts *bool  `yaml:"counts" doc:"participants and extracts in numbers; a reflexive study has none unless this says true (default: true where no study is reflexive)"`
	Extent bool   `yaml:"extent" doc:"how many characters are coded, too, where there are counts (default: false)"`
}

// A CooccurrenceTable lists pairs of codes that stand together.
type CooccurrenceTable struct {
	At     Pos    `yaml:"-"`
	ID     string `yaml:"id" req:"true" form:"id" doc:"short id, used in the name of the table's file"`
	Label  string `yaml:"label" doc:"name in print (default: of which study)"`
	Of     []Ref  `yaml:"of" req:"true" min:"1" single:"true" doc:"ids of the studies"`
	Rule   string `yaml:"rule" enum:"overlap,same-turn,near" doc:"two extracts stand together that share a character, begin in the same turn, or are near each other (default: overlap)"`
	Within int    `yaml:"within" min:"0" doc:"characters between, at most, for rule: near (default: 200)"`
	Codes  []Ref  `yaml:"codes" min:"1" doc:"codes, each with those below it (default: every code offered in the studies)"`
	Coder  Ref    `yaml:"coder" doc:"analyst whose codings are taken (default: everyone's)"`
	Counts *bool  `yaml:"counts" doc:"pairs and documents in numbers; a reflexive study has none unless this says true (default: true where no study is reflexive)"`
}

// A JointDisplay sets what people said, as categories of an open question or codes of
// a study, beside what they scored.
type JointDisplay struct {
	At       Pos    `yaml:"-"`
	ID       string `yaml:"id" req:"true" form:"id" doc:"short id, used in the name of the table's file"`
	Label    string `yaml:"label" req:"true" doc:"name in print: Difficulties Beside Changes in the Scores"`
	Question Ref    `yaml:"question" doc:"open question whose categories stand in the rows"`
	Of       Ref    `yaml:"of" doc:"id of the study whose codes stand in the rows, instead of question"`
	Codes    []Ref  `yaml:"codes" min:"1" doc:"codes of that study, each with those below it (default: every code offered in it)"`
	Themes   bool   `yaml:"themes" doc:"the themes of that study stand in the rows, instead of its codes (default: false)"`
	Coder    Ref    `yaml:"coder" doc:"analyst whose codings are taken (default: everyone's; of a question, those that are counted)"`
	Data     Ref    `yaml:"data" doc:"id of the study with the scores (default: the question's, or the only one with a workbook)"`
	Scores   []Ref  `yaml:"scores" req:"true" min:"1" single:"true" doc:"variables with numbers: scores such as QS1.A and QS1.difference, and columns"`
	By       string `yaml:"by" enum:"participant,role" doc:"people are matched by their ids, or stand side by side by role alone (default: participant)"`
	Counts   *bool  `yaml:"counts" doc:"how many people gave or said it; codes of a reflexive study have no numbers unless this says true, and by: participant needs them (default: true where the study of the rows is not reflexive)"`
}

// Reflexive reports whether one of the studies is analysed reflexively, where counts
// are shown only when asked for.
func (m *Manifest) Reflexive(of ...Ref) bool {
	return slices.ContainsFunc(of, func(r Ref) bool {
		p := m.Part(r.Name)
		return p != nil && slices.Contains(p.Analysis, "reflexive")
	})
}
