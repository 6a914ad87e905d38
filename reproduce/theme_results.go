package reproduce

import (
	"fmt"
	"time"

	"kith/report"
	"kith/study/journal"
)

// themes adds the themes of the studies that the report names. Where nothing is frozen
// or no theme is noted yet the report says so, and has no table of them.
func (r *Run) themes(res *report.Results) error {
	m := r.Manifest
	var a *Analysis
	for _, of := range m.Report.Themes {
		if r.corpus != nil && a == nil {
			var err error
			if a, err = OpenAnalysis(m.File, journal.Options{}); err != nil {
				return err
			}
		}
		var themes *report.Themes
		if a != nil {
			var err error
			if themes, err = a.Themes(a.AsOf(time.Time{}), ThemeChoice{Study: of.Of.Name, Counts: *of.Counts, Quotes: of.Quotes}); err != nil {
				return err
			}
		}
		if themes == nil || len(themes.Themes) == 0 {
			res.Warnings = append(res.Warnings, fmt.Sprintf("the report asks for the themes of %s, and none is noted yet (kith theme add), so it has no table of them", of.Of.Name))
			continue
		}
		themes.Evidence = *of.Evidence
		if m.Study.Disclosure == "restricted" {
			left, err := a.withoutRepeated(themes)
			if err != nil {
				return err
			}
			res.Warnings = append(res.Warnings, left...)
		}
		res.Themes = append(res.Themes, *themes)
	}
	return nil
}
