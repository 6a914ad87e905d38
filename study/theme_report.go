package study

import "slices"

// A ThemeReport puts the themes of a study into the report.
type ThemeReport struct {
	At       Pos   `yaml:"-"`
	Of       Ref   `yaml:"of" req:"true" doc:"id of the study"`
	Evidence *bool `yaml:"evidence" doc:"each theme has a page: what it says, where its extracts are by role, counter-examples, judgements (default: true)"`
	Counts   *bool `yaml:"counts" doc:"participants and extracts in numbers; a reflexive study has none unless this says true (default: true where the study is not reflexive)"`
	Quotes   bool  `yaml:"quotes" doc:"the words of extracts stand on these pages; only where disclosure is open (default: false)"`
}

// themeDefaults fills in what the themes of the report leave out.
func (m *Manifest) themeDefaults(given func(field any) bool) {
	for i := range m.Report.Themes {
		t := &m.Report.Themes[i]
		yes := true
		if !given(&t.Evidence) {
			t.Evidence = &yes
		}
		if p := m.Part(t.Of.Name); p != nil && !given(&t.Counts) {
			counts := !slices.Contains(p.Analysis, "reflexive")
			t.Counts = &counts
		}
	}
}

// themes checks what the report says of themes. Whether there are any is the journal's
// to say.
func (c *checker) themes() {
	studies := namesOf(c.m.Studies, func(p **Part) string { return (*p).ID })
	var of []Ref
	for i := range c.m.Report.Themes {
		t := &c.m.Report.Themes[i]
		of = append(of, t.Of)
		if p := c.m.Part(t.Of.Name); c.refer(t.Of, studies, "the study", "studies") && p != nil && len(p.Documents) == 0 {
			c.fault(t.Of.At, "name a study with documents", "%s has no documents that themes could rest on", t.Of.Name)
		}
		switch {
		case t.Quotes && c.m.Study.Disclosure == "restricted":
			c.fault(c.at(&t.Quotes), "leave it out; kith theme evidence --quotes writes a file of its own", "the words of participants do not go into a report: disclosure is restricted")
		case t.Quotes && t.Evidence != nil && !*t.Evidence:
			c.fault(c.at(&t.Quotes), "leave it out, or leave out evidence: false", "quotes stand on the pages of evidence, and %s is to have none", t.Of.Name)
		}
	}
	c.once("themes", of)
}
