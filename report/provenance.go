package report

// Provenance says which kith read which bytes under which options. It is a
// file and a block of its own, never part of the results, so that a new hash
// or version never looks like a changed result.
type Provenance struct {
	Kith    string      `json:"kith"` // version
	Options []Option    `json:"options,omitempty"`
	Inputs  []InputHash `json:"inputs"`
}

// An Option is a choice made on the command line, not in the manifest.
type Option struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// An InputHash is a file that was read and the SHA-256 of its bytes, in hex.
// The path is relative to the study.
type InputHash struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// blocks gives the last block of a document.
func (p *Provenance) blocks() []Block {
	bs := []Block{
		&Heading{Level: 1, Text: "Provenance"},
		&Paragraph{Text: line("This report was made by kith " + p.Kith + " from " +
			counted(len(p.Inputs), "file", "files") + ". The same files and the same kith give the same report. " +
			"This block and provenance.json are the only places that change when nothing but the version or a hash does.")},
	}
	if len(p.Options) > 0 {
		t := &Table{
			ID: "options", Title: "Options of the Run",
			Heads:   [][]Head{{{Text: line("Option"), Span: 1}, {Text: line("Value"), Span: 1}}},
			Columns: []Column{{Name: "option"}, {Name: "value"}},
		}
		for _, o := range p.Options {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: line(o.Name)}, {Text: line(o.Value)}}})
		}
		bs = append(bs, t)
	}
	if len(p.Inputs) > 0 {
		t := &Table{
			ID: "inputs", Title: "Files Read and Their SHA-256",
			Heads:   [][]Head{{{Text: line("File"), Span: 1}, {Text: line("SHA-256"), Span: 1}}},
			Columns: []Column{{Name: "path"}, {Name: "sha256"}},
		}
		for _, in := range p.Inputs {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: line(in.Path)}, {Text: line(in.SHA256)}}})
		}
		bs = append(bs, t)
	}
	return bs
}
