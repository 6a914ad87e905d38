package reproduce

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/deposit"
	"kith/ingest/survey"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// Files renders every file of the report, in the order of their paths: the
// documents, tables and figures, and beside them the inventory of the deposit
// and the cleaning log of its workbooks.
func (r *Run) Files() ([]report.File, error) {
	files, err := report.Files(r.Results, r.Provenance)
	if err != nil {
		return nil, err
	}
	files = append(files,
		report.File{Path: "inventory.csv", Data: inventoryCSV(r.Listing)},
		report.File{Path: "cleaning-log.csv", Data: r.cleaningCSV()})
	slices.SortFunc(files, func(a, b report.File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

func inventoryCSV(l *deposit.Listing) []byte {
	rows := [][]string{{"path", "kind", "study", "role", "document", "bytes", "sha256"}}
	for _, f := range l.Files {
		rows = append(rows, []string{report.Spreadsheet(f.Path), f.Kind, f.Study, f.Role, report.Spreadsheet(f.DocumentID), strconv.FormatInt(f.Size, 10), f.SHA256})
	}
	return table(rows)
}

// cleaningCSV is the cleaning log of every workbook: what was done or noticed
// while reading, by place and kind, never an answer.
func (r *Run) cleaningCSV() []byte {
	rows := [][]string{{"study", "file", "kind", "where", "what", "count"}}
	for _, part := range r.Manifest.Studies {
		if set := r.Data[part.ID]; set != nil {
			for _, e := range set.Log {
				rows = append(rows, []string{part.ID, report.Spreadsheet(set.File), e.Kind, report.Spreadsheet(e.Where), report.Spreadsheet(e.What), strconv.Itoa(e.Count)})
			}
		}
	}
	return table(rows)
}

func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // a bytes.Buffer takes everything
	return b.Bytes()
}

// maxDerived is how many cells of derived columns that differ are listed for a
// study; the rest is counted.
const maxDerived = 50

// derivedFaults tells where a column that somebody computed differs from its
// items.
func derivedFaults(set *dataset.Set) study.Faults {
	var faults study.Faults
	for _, d := range set.Derived {
		for _, c := range d.Mismatches {
			there, computed := c.There, c.Computed
			if there == "" {
				there = "no value"
			}
			if computed == "" {
				computed = "no value: too few are answered"
			}
			faults = append(faults, &study.Fault{
				What:  fmt.Sprintf("the column %q has %s, and the items of %s give %s (%s)", d.Column, there, d.Of, computed, d.Kind),
				Where: c.Where, Asked: d.Asked,
				Hint: fmt.Sprintf("correct the cell or the items, or declare how it was computed; differences up to %v agree, and results never use the column", d.Tolerance),
			})
		}
	}
	return faults
}

// CheckData reads the deposit of m as far as the manifest can be wrong about
// it: the files it declares, and the columns and values of its workbooks. It
// computes nothing and gives every fault found.
func CheckData(ctx context.Context, m *study.Manifest) error {
	l, err := deposit.Inventory(ctx, m)
	if err != nil {
		return err
	}
	r := &Run{Manifest: m, Listing: l}
	if err := r.present(); err != nil {
		return err
	}
	faults := slices.Clone(l.Missing)
	for _, part := range m.Studies {
		if len(part.Books()) == 0 {
			continue
		}
		set, err := survey.Read(ctx, m, part, nil)
		var fs study.Faults
		switch {
		case err == nil:
			faults = append(faults, derivedFaults(set).First(maxDerived)...)
		case errors.As(err, &fs):
			faults = append(faults, fs...)
		case err != nil:
			return err
		}
	}
	return faults.Err()
}
