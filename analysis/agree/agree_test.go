package agree

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func records(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// closeTo tells whether two figures are the same to tol; NaN is NaN only.
func closeTo(got, want, tol float64) bool {
	return math.IsNaN(want) && math.IsNaN(got) || math.Abs(got-want) <= tol
}

func check(t *testing.T, name, what string, got, want, tol float64) {
	t.Helper()
	if !closeTo(got, want, tol) {
		t.Errorf("%s: %s %.12f, want %.12f", name, what, got, want)
	}
}

// The tables of testdata/agreement_reference.csv, the category nobody used too.
func TestReferenceTables(t *testing.T) {
	rows := records(t, "testdata/agreement_reference.csv")
	if len(rows) != 10 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, r := range rows {
		cell := func(i int) int { return int(number(t, r[i])) }
		c := Table{Both: cell(1), OnlyA: cell(2), OnlyB: cell(3), Neither: cell(4)}.Coefficients()
		for i, got := range []float64{float64(c.Units), math.NaN(), math.NaN(), c.Percent, c.Kappa, c.Alpha, c.AC1, c.PABAK} {
			if i != 1 && i != 2 {
				check(t, r[0], strconv.Itoa(i), got, number(t, r[5+i]), 1e-9)
			}
		}
		if (c.Reason != "") != math.IsNaN(c.Kappa) {
			t.Errorf("%s: kappa %v with reason %q", r[0], c.Kappa, c.Reason)
		}
	}
}

// labelsOf reads a unit a word and a coder a character, . for missing.
func labelsOf(words string) [][]int {
	var out [][]int
	for _, w := range strings.Fields(words) {
		var row []int
		for _, c := range w {
			l := Missing
			if c != '.' {
				l = int(c - '0')
			}
			row = append(row, l)
		}
		out = append(out, row)
	}
	return out
}

// Made tables of two to four coders, with gaps, against testdata/agreement.R.
func TestAgainstR(t *testing.T) {
	rows := records(t, "testdata/agreement_random.csv")
	if len(rows) != 30 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, r := range rows {
		c, err := Compare(labelsOf(r[3]), int(number(t, r[2])))
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range []float64{c.Percent, c.Kappa, c.Alpha, c.AC1, c.PABAK} {
			check(t, "case "+r[0], strconv.Itoa(i), got, number(t, r[4+i]), 1e-12)
		}
	}
}

// turned gives units from one string a coder.
func turned(coders ...string) string {
	var b strings.Builder
	for u := range len(coders[0]) {
		for _, c := range coders {
			b.WriteByte(c[u])
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func table(cells [][]int) string {
	var b strings.Builder
	for i, row := range cells {
		for j, n := range row {
			b.WriteString(strings.Repeat(strconv.Itoa(i)+strconv.Itoa(j)+" ", n))
		}
	}
	return b.String()
}

func TestPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		name       string
		labels     string
		categories int
		of         func(Coefficients) float64
		want, tol  float64
	}{
		{"Cohen 1960, table 1: 200 patients, three diagnoses", table([][]int{{88, 14, 18}, {10, 40, 10}, {2, 6, 12}}), 3,
			func(c Coefficients) float64 { return c.Kappa }, .492, .0005},
		{"Krippendorff 2011, section A: binary, two observers", turned("0100000010", "1110010000"), 2,
			func(c Coefficients) float64 { return c.Alpha }, .095, .0005},
		{"Krippendorff 2011, section B: nominal, two observers", turned("112243335441", "212223335444"), 6,
			func(c Coefficients) float64 { return c.Alpha }, .692, .0005},
		{"Krippendorff 2011, section C: nominal, four observers, labels missing", turned("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 6,
			func(c Coefficients) float64 { return c.Alpha }, .743, .0005},
		{"Gwet 2008: 125 units, AC1", table([][]int{{118, 5}, {2, 0}}), 2,
			func(c Coefficients) float64 { return c.AC1 }, .941, .0005},
		{"Gwet 2008: 125 units, kappa", table([][]int{{118, 5}, {2, 0}}), 2,
			func(c Coefficients) float64 { return c.Kappa }, -.023, .0006},
	} {
		got, err := Compare(labelsOf(c.labels), c.categories)
		if err != nil {
			t.Fatal(err)
		}
		check(t, c.name, "figure", c.of(got), c.want, c.tol)
	}
}

// Two coders mark 100 characters each of 1,000 and share 50; then the second
// marks nothing.
func TestCharacters(t *testing.T) {
	cells, c, err := Characters([]Span{{100, 160}, {140, 200}}, []Span{{150, 250}}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Table{50, 50, 50, 850}); cells != want {
		t.Errorf("%v, want %v", cells, want)
	}
	check(t, "half shared", "kappa", c.Kappa, 4.0/9, 1e-12)
	if _, c, err = Characters([]Span{{0, 100}}, nil, 1000); err != nil || c.Kappa != 0 {
		t.Errorf("a second coder who marked nothing: %v, %v", c.Kappa, err)
	}
	if _, c, err = Characters(nil, nil, 1000); err != nil || !math.IsNaN(c.Kappa) || c.Reason == "" {
		t.Errorf("two coders who marked nothing: %v, %v", c, err)
	}
	if _, c, err = Characters(nil, nil, 0); err != nil || !math.IsNaN(c.Percent) || c.Reason == "" {
		t.Errorf("an empty text: %v, %v", c, err)
	}
	for _, s := range []Span{{-1, 3}, {5, 4}, {999, 1001}} {
		if _, _, err := Characters([]Span{s}, nil, 1000); err == nil {
			t.Errorf("%v was taken", s)
		}
	}
}

func TestSwapOfCoders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(2, 4).Draw(t, "categories")
		var labels, swapped [][]int
		for range rapid.IntRange(0, 30).Draw(t, "units") {
			a, b := rapid.IntRange(Missing, q-1).Draw(t, "a"), rapid.IntRange(Missing, q-1).Draw(t, "b")
			labels, swapped = append(labels, []int{a, b}), append(swapped, []int{b, a})
		}
		x, err := Compare(labels, q)
		if err != nil {
			t.Fatal(err)
		}
		y, err := Compare(swapped, q)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range [][2]float64{{x.Percent, y.Percent}, {x.Kappa, y.Kappa}, {x.Alpha, y.Alpha}, {x.AC1, y.AC1}, {x.PABAK, y.PABAK}} {
			if math.Float64bits(p[0]) != math.Float64bits(p[1]) {
				t.Errorf("figure %d: %v and %v", i, p[0], p[1])
			}
			if p[0] > 1+1e-12 {
				t.Errorf("figure %d is %v", i, p[0])
			}
		}
	})
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		labels [][]int
		q      int
	}{{[][]int{{0, 1}}, 1}, {[][]int{{0, 1}, {0}}, 2}, {[][]int{{0}}, 2}, {[][]int{{0, 2}}, 2}, {[][]int{{-2, 0}}, 2}} {
		if _, err := Compare(c.labels, c.q); err == nil {
			t.Errorf("%v in %d categories was taken", c.labels, c.q)
		}
	}
}

// A sheet that is not one is refused: its units, its categories, and what is asked of it.
func TestSheetRefused(t *testing.T) {
	names, sheet := []string{"X", "Y"}, [][][]int{{{0}, {1}}, {{}, {1}}}
	for want, c := range map[string]struct {
		names []string
		sheet [][][]int
		opt   Options
	}{
		"no units":                     {names, nil, Options{}},
		"no categories":                {nil, sheet, Options{}},
		"1 coder; agreement":           {names, [][][]int{{{0}}}, Options{}},
		"unit 2 has 3 coders":          {names, [][][]int{{{0}, {1}}, {{}, {}, {}}}, Options{}},
		"unit 2 has category 2; there": {names, [][][]int{{{0}, {1}}, {{}, {2}}}, Options{}},
		"unit 1 has category -1":       {names, [][][]int{{{-1}, {1}}}, Options{}},
		"it lies between 0 and 1":      {names, sheet, Options{Level: 1}},
		"they are none or missing":     {names, sheet, Options{Blanks: "some"}},
		"the most is":                  {names, sheet, Options{Draws: MaxDraws + 1}},
	} {
		if _, err := Categories(c.names, c.sheet, c.opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("err = %v, want %q", err, want)
		}
	}
	if _, err := Categories(names, sheet, Options{Draws: -1}); err != nil {
		t.Error(err)
	}
}

// openText reads the two coders' categories of one question.
func openText(t *testing.T, names []string, question string) [][][]int {
	t.Helper()
	index := map[string]int{}
	for i, n := range names {
		index[n] = i
	}
	var sheet [][][]int
	for _, r := range records(t, "../../fixtures/truth/open_text.csv") {
		if r[0] != question {
			continue
		}
		var row [][]int
		for _, given := range r[3:5] {
			set := []int{}
			for _, name := range strings.Fields(given) {
				k, ok := index[name]
				if !ok {
					t.Fatalf("category %s is not in the reference", name)
				}
				set = append(set, k)
			}
			row = append(row, set)
		}
		sheet = append(sheet, row)
	}
	return sheet
}

// The open answers of Study Three's first question give the printed figures:
// every fourfold table, pooled over 660 decisions, and the mean of the defined.
func TestOpenText(t *testing.T) {
	reference := records(t, "testdata/agreement_reference.csv")
	var names []string
	for _, r := range reference {
		names = append(names, r[0])
	}
	sheet := openText(t, names, "1")
	res, err := Categories(names, sheet, Options{Unused: true, Draws: 500, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range reference {
		got := res.Rows[i]
		if want := (Table{int(number(t, r[1])), int(number(t, r[2])), int(number(t, r[3])), int(number(t, r[4]))}); got.Table != want {
			t.Errorf("%s: %v, want %v", r[0], got.Table, want)
		}
		check(t, r[0], "kappa", got.Kappa, number(t, r[9]), 1e-9)
		check(t, r[0], "alpha", got.Alpha, number(t, r[10]), 1e-9)
		if !math.IsNaN(got.KappaCI.Low) && (got.KappaCI.Low > got.Kappa || got.KappaCI.High < got.Kappa) {
			t.Errorf("%s: kappa %v outside %v", r[0], got.Kappa, got.KappaCI)
		}
	}
	if res.Pooled.Units != 660 || res.Omitted != 0 || res.Mean.KappaOf != 9 || res.Rows[9].Used {
		t.Errorf("%d decisions, %d omitted, mean of %d", res.Pooled.Units, res.Omitted, res.Mean.KappaOf)
	}
	check(t, "pooled", "kappa", res.Pooled.Kappa, .857, .0005)
	check(t, "mean", "kappa", res.Mean.Kappa, .795, .0005)
	again, err := Categories(names, sheet, Options{Unused: true, Draws: 500, Seed: 1})
	if err != nil || again.Pooled.KappaCI != res.Pooled.KappaCI {
		t.Errorf("the same seed gave %v and %v, %v", res.Pooled.KappaCI, again.Pooled.KappaCI, err)
	}
	without, err := Categories(names, sheet, Options{Draws: -1})
	if err != nil || without.Pooled.Units != 594 || without.Omitted != 1 || !math.IsNaN(without.Pooled.KappaCI.Low) {
		t.Errorf("without the unused category: %d decisions, %d omitted, %v", without.Pooled.Units, without.Omitted, err)
	}
}

// A blank is a judgement that no category applies, or no judgement, as asked.
func TestBlanks(t *testing.T) {
	sheet := [][][]int{{{0}, {0}}, {{0}, {}}, {{}, {}}, {{1}, {1}}, {{0}, nil}}
	for blanks, want := range map[Blank]Table{BlankNone: {1, 1, 0, 2}, BlankMissing: {1, 0, 0, 1}} {
		res, err := Categories([]string{"X", "Y"}, sheet, Options{Blanks: blanks, Draws: -1})
		if err != nil || res.Rows[0].Table != want || res.Blanks != blanks || res.Units != 5 {
			t.Errorf("%s: %v, want %v, %v", blanks, res.Rows[0].Table, want, err)
		}
	}
}
