package reproduce

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/ingest/survey"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// A FileColumn describes one column of a file that no manifest describes.
type FileColumn struct {
	Name     string              `json:"column"`
	Describe report.Describe     `json:"describe"`
	Values   []report.PointCount `json:"values"` // how often each value stands; empty past maxValues different ones

	MedianLow   report.Num `json:"median_ci_low"`  // exact, by order statistics
	MedianHigh  report.Num `json:"median_ci_high"` // level at least the one asked for
	MedianLevel report.Num `json:"median_ci_level"`

	Top *FileShare `json:"top_box,omitempty"`
}

// A FileShare is a share with Wilson's interval.
type FileShare struct {
	From  report.Num `json:"from"` // the least value that counts
	K     int        `json:"k"`
	N     int        `json:"n"`
	Share report.Num `json:"share"`
	Low   report.Num `json:"ci_low"`
	High  report.Num `json:"ci_high"`
}

// maxValues is how many different values a frequency table has at most.
const maxValues = 25

// DescribeFile describes the named columns of a workbook or delimited text
// file; sides are lists and ranges as in [survey.PairOptions]. top is the least
// answer of the top box, NaN for none. Faults come back as study.Faults.
func DescribeFile(file string, sides []string, read survey.PairOptions, level, top float64) ([]FileColumn, error) {
	columns, err := fileColumns(file, sides, read)
	if err != nil {
		return nil, err
	}
	var out []FileColumn
	for _, c := range columns {
		f := FileColumn{Name: c.NameA}
		if f.Describe, err = describe(c.A, &dataset.Reasons{}); err != nil {
			return nil, err
		}
		for _, g := range c.MissingA {
			f.Describe.Missing = append(f.Describe.Missing, report.MissingCount{Reason: g.Reason, N: g.N})
		}
		count := map[float64]int{}
		for _, v := range c.A {
			if !math.IsNaN(v) {
				count[v]++
			}
		}
		if len(count) <= maxValues {
			for _, v := range slices.Sorted(maps.Keys(count)) {
				f.Values = append(f.Values, report.PointCount{Point: report.Num(v), N: count[v]})
			}
		}
		_, low, high, achieved, err := stat.MedianInterval(c.A, level)
		if err != nil {
			return nil, err
		}
		f.MedianLow, f.MedianHigh, f.MedianLevel = report.Num(low), report.Num(high), report.Num(achieved)
		if !math.IsNaN(top) {
			k, n := stat.TopBox(c.A, top)
			share, low, high, err := stat.WilsonInterval(k, n, level)
			if err != nil {
				return nil, err
			}
			f.Top = &FileShare{From: report.Num(top), K: k, N: n, Share: report.Num(share), Low: report.Num(low), High: report.Num(high)}
		}
		out = append(out, f)
	}
	return out, nil
}

// A FileScale is how reliable a list of columns of a file is.
type FileScale struct {
	Items         []string   `json:"items"`
	N             int        `json:"n"` // rows that have every item
	Rows          int        `json:"rows"`
	Alpha         report.Num `json:"alpha"`
	Low           report.Num `json:"ci_low"` // Feldt's
	High          report.Num `json:"ci_high"`
	Omega         report.Num `json:"omega"`
	SpearmanBrown report.Num `json:"spearman_brown"`

	ItemStatistics []report.ItemReliability `json:"item_statistics"`
	Warnings       []string                 `json:"warnings"`
}

// ReliabilityFile computes the reliability of the listed columns of a file,
// after turning the reversed ones on the scale low to high. Faults come back as
// study.Faults.
func ReliabilityFile(file string, items string, read survey.PairOptions, reverse []string, low, high, level float64) (*FileScale, error) {
	columns, err := fileColumns(file, []string{items}, read)
	if err != nil {
		return nil, err
	}
	if len(columns) < 2 {
		return nil, &study.Fault{What: fmt.Sprintf("%s is one column; a scale has two items or more", items), Where: file, Hint: "list the items: --items q1..q6"}
	}
	if err := (FileTest{Reverse: reverse, Low: low, High: high}).turn(file, columns); err != nil {
		return nil, err
	}
	out := &FileScale{Warnings: []string{}, Low: report.NaN(), High: report.NaN(), SpearmanBrown: report.NaN()}
	var x [][]float64
	for _, c := range columns {
		out.Items = append(out.Items, c.NameA)
		out.Warnings = append(out.Warnings, c.Warnings...)
		x = append(x, c.A)
	}
	out.Rows = len(x[0])
	a, err := scale.CronbachAlpha(x)
	if err != nil {
		return nil, err
	}
	omega, err := scale.McDonaldOmega(x)
	if err != nil {
		return nil, err
	}
	out.N, out.Alpha, out.Omega = a.N, report.Num(a.Alpha), report.Num(omega.Omega)
	for _, w := range []string{a.Reason, a.Warning, omega.Reason, omega.Warning} {
		if w != "" {
			out.Warnings = append(out.Warnings, w)
		}
	}
	if a.Reason == "" {
		l, h, err := scale.FeldtInterval(a, level)
		if err != nil {
			return nil, err
		}
		out.Low, out.High = report.Num(l), report.Num(h)
	}
	if len(x) == 2 {
		sb, _, err := scale.SpearmanBrown(x[0], x[1])
		if err != nil {
			return nil, err
		}
		out.SpearmanBrown = report.Num(sb)
	}
	stats, err := scale.Items(x)
	for i, s := range stats {
		out.ItemStatistics = append(out.ItemStatistics, report.ItemReliability{ID: out.Items[i], RestR: report.Num(s.RestR), AlphaIfDeleted: report.Num(s.AlphaIfDeleted.Alpha)})
	}
	return out, err
}

// fileColumns reads single columns: pairs of each with itself.
func fileColumns(file string, sides []string, read survey.PairOptions) ([]survey.PairColumns, error) {
	read.Pairs = nil
	for _, s := range sides {
		read.Pairs = append(read.Pairs, [2]string{s, s})
	}
	columns, err := survey.ReadPairs(file, read)
	for i := range columns {
		columns[i].NameB, columns[i].B = "", nil // one column, turned once
	}
	return columns, err
}
