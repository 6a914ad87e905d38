package reproduce

import (
	"os"
	"path/filepath"

	"kith/report"
)

// provenance says which kith read which bytes. It stands apart from the
// results, so that a new hash never looks like a changed result.
func (r *Run) provenance(version string) *report.Provenance {
	p := &report.Provenance{Kith: version}
	if data, err := os.ReadFile(r.Manifest.File); err == nil {
		p.Inputs = append(p.Inputs, report.InputHash{Path: filepath.Base(r.Manifest.File), SHA256: hash(data)})
	}
	for _, f := range r.Listing.Files {
		p.Inputs = append(p.Inputs, report.InputHash{Path: f.Path, SHA256: f.SHA256})
	}
	if r.analysis != nil { // the results rest on the journal too
		files, _ := filepath.Glob(filepath.Join(JournalDir(r.Manifest), "*.jsonl")) // the pattern is sound
		for _, f := range files {
			if data, err := os.ReadFile(f); err == nil {
				p.Inputs = append(p.Inputs, report.InputHash{Path: "journal/" + filepath.Base(f), SHA256: hash(data)})
			}
		}
	}
	return p
}
