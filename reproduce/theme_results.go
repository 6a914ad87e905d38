package reproduce

import (
	"fmt"

	"kith/report"
)

// themes adds the themes of the studies that the report names. Where nothing is frozen
// or no theme is noted yet the report says so, and has no table of them.
func (r *Run) themes(res *report.Results) error {
	m := r.Manifest
	for _, of := range m.Report.Themes {
		themes := &report.Themes{}
		if r.corpus != nil {
			a, s, err := r.coded()
			if err != nil {
				return err
			}
			if themes, err = a.Themes(s, ThemeChoice{Study: of.Of.Name, Counts: *of.Counts, Quotes: of.Quotes}); err != nil {
				return err
			}
			if m.Study.Disclosure == "restricted" {
				left, err := a.withoutRepeated(themes)
				if err != nil {
					return err
				}
				res.Warnings = append(res.Warnings, left...)
			}
		}
		if len(themes.Themes) == 0 {
			res.Warnings = append(res.Warnings, fmt.Sprintf("the report asks for the themes of %s, and none is noted yet (kith theme add), so it has no table of them", of.Of.Name))
			continue
		}
		themes.Evidence = *of.Evidence
		res.Themes = append(res.Themes, *themes)
	}
	return nil
}
