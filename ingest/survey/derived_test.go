package survey

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kith/study/dataset"
)

// The scores are worked out by hand: p2 is reversed on 1 to 5.
const derivedRows = `id,p1,p2,p3,n1,n2,n3,mean_pre,total_pre,p2_rev,mean_now
1,5,1,4,2,2,2,4.67,14,5,2.67
2,3,3,2,1,5,1,2.67,8,3,1
3,2,,4,3,3,3,3,9,,3
4,,,5,4,2,4,#DIV/0!,,,4
5,1,2,2,5,1,5,2.33,7,4,5
`

const derivedManifest = `schema: kith/1
study: {id: demo}
deposit: .
studies:
  - id: S
    analysis: quantitative
    workbook: {file: a.csv}
    id_column: id
    scales: {five: {points: [1, 5]}}
    question_sets:
      - id: Q
        title: T
        scale: five
        conditions: {A: {label: Before}, B: {label: Now}}
        reverse: [two]
        pairs: [{id: one, A: p1, B: n1}, {id: two, A: p2, B: n2}, {id: three, A: p3, B: n3}]
        score: {min_items: 2}
    derived:
      - {column: mean_pre, of: Q.A}
      - {column: total_pre, of: Q.A, kind: sum, min_items: 2}
      - {column: p2_rev, of: two.A}
      - {column: mean_now, of: Q.B}
`

func derivedFile(t *testing.T, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(replace(old, new)(derivedRows)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A column that somebody computed is held against its items, to the precision
// it was written with, and is no variable of the data set.
func TestDerived(t *testing.T) {
	set := mustRead(t, derivedFile(t, "4.67", "4.67"), derivedManifest)
	want := []dataset.Derived{
		{Column: "mean_pre", Of: "Q.A", Kind: "mean", Tolerance: 0.005, Compared: 4, Blank: 1},
		{Column: "total_pre", Of: "Q.A", Kind: "sum", Tolerance: 0.5, Compared: 4, Blank: 1},
		{Column: "p2_rev", Of: "two.A", Kind: "reversed", Tolerance: 0.5, Compared: 3, Blank: 2},
		{Column: "mean_now", Of: "Q.B", Kind: "mean", Tolerance: 0.005, Compared: 5},
	}
	for i := range set.Derived {
		set.Derived[i].Asked = ""
	}
	if d := cmp.Diff(want, set.Derived); d != "" {
		t.Error(d)
	}
	if set.Column("mean_pre") != nil {
		t.Error("the derived column is kept as a variable")
	}
	if e := (dataset.LogEntry{Kind: "derived", Where: "H", What: "cells agree within 0.005 with the mean of Q.A that their items give; the column is compared and not used", Count: 4}); !slices.Contains(set.Log, e) {
		t.Errorf("no %+v in %+v", e, set.Log)
	}
}

// Whatever differs is listed with its cell and both values, and the log has no
// value.
func TestDerivedMismatch(t *testing.T) {
	for _, c := range []struct{ name, old, new, column, where, there, computed string }{
		{"a slip", "4.67,14", "4.76,14", "mean_pre", "a.csv, cell H2", "4.76", "4.66666666667"},
		{"not reversed", "4.67,14", "3.33,14", "mean_pre", "a.csv, cell H2", "3.33", "4.66666666667"},
		{"a total over the answered alone", "3,9,,3", "3,6,,3", "total_pre", "a.csv, cell I4", "6", "9"},
		{"a mean of too few", "#DIV/0!", "5", "mean_pre", "a.csv, cell H5", "5", ""},
		{"a mean that is not there", "2.33,7", ",7", "mean_pre", "a.csv, cell H6", "", "2.33333333333"},
		{"a text", "2.33,7", "low,7", "mean_pre", "a.csv, cell H6", "low", "2.33333333333"},
		{"reversed twice", "8,3,1", "8,2,1", "p2_rev", "a.csv, cell J3", "2", "3"},
		{"fewer decimals than the column", "2.33,7", "2.3,7", "mean_pre", "a.csv, cell H6", "2.3", "2.33333333333"},
	} {
		set := mustRead(t, derivedFile(t, c.old, c.new), derivedManifest)
		var got []dataset.DerivedCell
		for _, d := range set.Derived {
			if got = append(got, d.Mismatches...); len(d.Mismatches) > 0 && d.Column != c.column {
				t.Errorf("%s: a mismatch in %s", c.name, d.Column)
			}
		}
		if d := cmp.Diff([]dataset.DerivedCell{{Where: c.where, There: c.there, Computed: c.computed}}, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		cell := c.where[strings.LastIndexByte(c.where, ' ')+1:]
		if !slices.ContainsFunc(set.Log, func(e dataset.LogEntry) bool {
			return e.Kind == "derived" && e.Where == cell && !strings.ContainsAny(e.What, "0123456789")
		}) {
			t.Errorf("%s: the log does not name %s: %+v", c.name, cell, set.Log)
		}
	}
}

// A declared tolerance comes before the decimals of the column.
func TestDerivedTolerance(t *testing.T) {
	loose := replace("{column: mean_pre, of: Q.A}", "{column: mean_pre, of: Q.A, tolerance: 0.1}")(derivedManifest)
	set := mustRead(t, derivedFile(t, "4.67,14", "4.76,14"), loose)
	if d := set.Derived[0]; d.Tolerance != 0.1 || len(d.Mismatches) != 0 {
		t.Errorf("%+v", d)
	}
}
