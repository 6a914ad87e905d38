package report

import (
	"fmt"
	"slices"
	"strings"
)

// A File is one file of a report: its slash-separated path in the report's
// folder, and its bytes.
type File struct {
	Path string
	Data []byte
}

// Files renders every file of the report of r, in the order of their paths:
// the documents, results.json with its schema, provenance.json, every table as
// CSV and every figure as SVG and PNG. The bytes depend on r and p alone.
func Files(r *Results, p *Provenance) ([]File, error) {
	doc := Build(r)
	var figures, tables []File
	for _, block := range doc.Blocks {
		switch x := block.(type) {
		case *Table:
			data, err := renderCSV(x, doc.Synthetic)
			if err != nil {
				return nil, fmt.Errorf("table %d: %w", x.Number, err)
			}
			tables = append(tables, File{fmt.Sprintf("tables/%02d-%s.csv", x.Number, x.ID), data})
		case *Figure:
			figures = append(figures, File{figurePath(x) + ".png", x.PNG}, File{figurePath(x) + ".svg", x.SVG})
		}
	}
	results, err := indentJSON(r)
	if err != nil {
		return nil, fmt.Errorf("results.json: %w", err)
	}
	provenance, err := indentJSON(p)
	if err != nil {
		return nil, fmt.Errorf("provenance.json: %w", err)
	}
	full := *doc
	full.Blocks = append(full.Blocks[:len(full.Blocks):len(full.Blocks)], p.blocks()...)
	word, err := renderWord(&full)
	if err != nil {
		return nil, fmt.Errorf("report.docx: %w", err)
	}
	page, err := renderHTML(&full)
	if err != nil {
		return nil, fmt.Errorf("report.html: %w", err)
	}
	files := append(figures,
		File{"provenance.json", provenance},
		File{"report.docx", word},
		File{"report.html", page},
		File{"report.md", renderMarkdown(&full)},
		File{"results.json", results},
		File{"results.schema.json", Schema})
	files = append(files, tables...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// figurePath is the path of a figure without its ending.
func figurePath(f *Figure) string { return fmt.Sprintf("figures/%02d-%s", f.Number, f.ID) }
