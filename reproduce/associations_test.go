package reproduce

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kith/report"
)

// The scores are means of three items, so that a difference is k/3 and no decimal
// holds it: where it is rounded before a product or a median is taken, the tenth digit
// of that is wrong. The k are 1, 1, 4, 0, 5, 2 and 8 beside y = 2, 1, 5, 3, 4, 9 and 6;
// both differences of 1/3 are other numbers in binary, and have one rank.
func TestDifferencesAreRoundedForRanksAlone(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "deposit"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("deposit/answers.csv", `who,y,a_1,a_2,a_3,b_1,b_2,b_3
P1,2,1,1,1,1,1,2
P2,1,1,1,2,1,2,2
P3,5,1,1,1,2,2,3
P4,3,1,1,1,1,1,1
P5,4,1,1,1,2,3,3
P6,9,1,1,1,1,2,2
P7,6,1,2,2,4,4,5
`)
	write("study.yaml", `schema: kith/1
study: {id: thirds, disclosure: open}
studies:
  - id: S1
    analysis: quantitative
    workbook: {file: answers.csv, encoding: utf-8}
    id_column: who
    scales: {five: {points: [1, 5]}}
    columns: [{column: y, label: y, kind: number}]
    question_sets:
      - id: Q
        title: Q
        conditions: {A: {label: A}, B: {label: B}}
        scale: five
        score: {method: mean, min_items: all}
        pairs: [{id: i1, A: a_1, B: b_1}, {id: i2, A: a_2, B: b_2}, {id: i3, A: a_3, B: b_3}]
    correlations:
      - {id: products, label: Products, of: [Q.difference, y]}
      - {id: ranks, label: Ranks, of: [Q.difference, y], method: spearman}
    medians: [Q.difference]
`)
	r, err := Load(context.Background(), dir, "test", quiet{})
	if err != nil {
		t.Fatal(err)
	}
	q := r.Results.Quant[0]
	m := q.Medians[0]
	for name, c := range map[string]struct {
		got  report.Num
		want float64
	}{
		// 7·Σky − Σk·Σy = 7·109 − 21·30, 7·Σk² − (Σk)² = 7·111 − 21², 7·Σy² − (Σy)² = 7·172 − 30².
		"Pearson's r": {q.Correlations[0].Pairs[0].R, 133 / math.Sqrt(336*304)},
		// Ranks 2.5, 2.5, 5, 1, 6, 4, 7 and 2, 1, 5, 3, 4, 7, 6: Σ 28 and 28, squares 139.5 and 140, products 129.5.
		"Spearman's rho": {q.Correlations[1].Pairs[0].R, 122.5 / math.Sqrt(192.5*196)},
		// Of seven values the fourth, and the first and seventh: 0, 1, 1, 2, 4, 5 and 8 thirds.
		"the median":     {m.Median, 2. / 3},
		"its low limit":  {m.CILow, 0},
		"its high limit": {m.CIHigh, 8. / 3},
	} {
		if math.Abs(float64(c.got)-c.want) > 1e-15*4 {
			t.Errorf("%s is %.16g, want %.16g", name, float64(c.got), c.want)
		}
	}
}

// Every variable of a table of correlations is paired with every one after it.
func TestEveryPairIsCorrelated(t *testing.T) {
	of := []string{"QS1.difference", "QS2.difference", "QS3.difference", "toolkit_useful", "toolkit_easy"}
	var want, got [][2]string
	for i := range of {
		for _, y := range of[i+1:] {
			want = append(want, [2]string{of[i], y})
		}
	}
	for _, q := range mustLoad(t).Results.Quant {
		for _, table := range q.Correlations {
			for _, c := range table.Pairs {
				got = append(got, [2]string{c.X, c.Y})
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("pairs %v, want %v", got, want)
	}
}
