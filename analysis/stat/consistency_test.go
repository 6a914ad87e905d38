package stat_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

func printed(t testing.TB, s string) stat.Printed {
	t.Helper()
	p, err := stat.ParsePrinted(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParsePrinted(t *testing.T) {
	tests := []struct {
		text string
		want stat.Printed
	}{
		{"−8.05", stat.Printed{Relation: stat.Equal, Value: -8.05, Decimals: 2}},
		{"2.10", stat.Printed{Relation: stat.Equal, Value: 2.1, Decimals: 2}},
		{" < .001", stat.Printed{Relation: stat.Below, Value: .001, Decimals: 3}},
		{"≤.05", stat.Printed{Relation: stat.Below, Value: .05, Decimals: 2}},
		{">=.05", stat.Printed{Relation: stat.Above, Value: .05, Decimals: 2}},
		{"= 69", stat.Printed{Relation: stat.Equal, Value: 69}},
		{"1.7e-11", stat.Printed{Relation: stat.Equal, Value: 1.7e-11, Decimals: 12}},
		{"1.2 × 10−5", stat.Printed{Relation: stat.Equal, Value: 1.2e-5, Decimals: 6}},
	}
	for _, tt := range tests {
		if got, err := stat.ParsePrinted(tt.text); err != nil || got != tt.want {
			t.Errorf("%q gives %+v, %v; want %+v", tt.text, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "n.s.", "0x1p3", "inf", "NaN", "1_000", "1,5", "--2", "1e999999999", "<"} {
		if got, err := stat.ParsePrinted(bad); err == nil {
			t.Errorf("%q gives %+v", bad, got)
		}
	}
}

// TestPrintedP compares p, and the bounds that the rounding of the statistic
// leaves, with R (testdata/consistency.R).
func TestPrintedP(t *testing.T) {
	kinds := map[string]stat.TestKind{"t": stat.KindT, "F": stat.KindF, "r": stat.KindR, "chisq": stat.KindChiSquare, "z": stat.KindZ}
	rows := readRows(t, "testdata/consistency.csv")
	if len(rows) != 24 {
		t.Fatalf("%d cases", len(rows))
	}
	for _, row := range rows {
		decimals, _ := strconv.Atoi(row["decimals"])
		test := stat.PrintedTest{
			Kind:      kinds[row["kind"]],
			Statistic: stat.Printed{Relation: stat.Equal, Value: number(t, row["x"]), Decimals: decimals},
			DF1:       number(t, row["df1"]), DF2: number(t, row["df2"]),
		}
		c := stat.CheckP(test, printed(t, "< .9999999"), .05)
		name := row["kind"] + " " + row["x"]
		same(t, name+" p", c.Value, number(t, row["p"]), 1e-9)
		same(t, name+" low", c.Low, number(t, row["low"]), 1e-9)
		same(t, name+" high", c.High, number(t, row["high"]), 1e-9)
	}
}

// The p of t(69) = −8.05 lies in 1.59e-11 to 1.65e-11, of t(28) = 2.20 in
// .0358 to .0366, of t(67) = 3.16 in .00233 to .00240, of t(69) = 1.70 in
// .0927 to .0945 (R, as in testdata/consistency.R).
func TestCheckP(t *testing.T) {
	tt := func(x string, df float64) stat.PrintedTest {
		return stat.PrintedTest{Kind: stat.KindT, Statistic: printed(t, x), DF1: df}
	}
	oneSided := func(p stat.PrintedTest) stat.PrintedTest { p.OneSided = true; return p }
	const half = "half of p would fit, as of a one-sided test"
	tests := []struct {
		name    string
		test    stat.PrintedTest
		p       string
		verdict stat.Verdict
		note    string
	}{
		{"below", tt("-8.05", 69), "<.001", stat.Consistent, ""},
		{"exact", tt("3.16", 67), ".002", stat.Consistent, ""},
		{"coarser p", tt("3.16", 67), "0.00", stat.Consistent, "a p is never 0: it is below the last printed place"},
		{"too fine p", tt("3.16", 67), ".0025", stat.Inconsistent, ""},
		{"rounded statistic saves it", tt("2.2", 28), ".039", stat.Consistent, ""},
		{"its second decimal does not", tt("2.20", 28), ".039", stat.Inconsistent, ""},
		{"not below", tt("3.16", 67), "<.001", stat.Inconsistent, ""},
		{"above, wrongly", tt("3.16", 67), "> .05", stat.DecisionError, ""},
		{"significant, wrongly", tt("1.10", 28), ".02", stat.DecisionError, ""},
		{"below .05, wrongly", tt("1.10", 28), "< .05", stat.DecisionError, ""},
		{"p = .05 says nothing about .05", tt("1.10", 28), ".05", stat.Inconsistent, ""},
		{"half of p", tt("1.70", 69), ".047", stat.DecisionError, half},
		{"half of p, as said", oneSided(tt("1.70", 69)), ".047", stat.Consistent, ""},
		{"against the direction", oneSided(tt("1.70", 69)), ".953", stat.Consistent, "the statistic lies against the direction of the one-sided test"},
		{"twice p", oneSided(tt("1.70", 69)), ".094", stat.DecisionError, "twice p would fit, as of a two-sided test"},
		{"no statistic but F < 1", stat.PrintedTest{Kind: stat.KindF, Statistic: printed(t, "< 1"), DF1: 2, DF2: 30}, "> .05", stat.Consistent, ""},
		{"F < 1 significant", stat.PrintedTest{Kind: stat.KindF, Statistic: printed(t, "< 1"), DF1: 2, DF2: 30}, ".03", stat.DecisionError, ""},
		{"F has no sides", stat.PrintedTest{Kind: stat.KindF, Statistic: printed(t, "2.89"), DF1: 1, DF2: 69}, ".047", stat.DecisionError, ""},
		{"p above 1", tt("1.70", 69), "1.2", stat.Inconsistent, "no p lies outside 0 to 1"},
		{"r above 1", stat.PrintedTest{Kind: stat.KindR, Statistic: printed(t, "1.31"), DF1: 10}, ".01", stat.NotApplicable, "no such r exists"},
		{"r that rounds to 1", stat.PrintedTest{Kind: stat.KindR, Statistic: printed(t, "1.00"), DF1: 10}, "<.001", stat.Consistent, ""},
		{"no df", tt("2", 0), ".01", stat.NotApplicable, "no such t exists"},
	}
	for _, c := range tests {
		got := stat.CheckP(c.test, printed(t, c.p), .05)
		if got.Verdict != c.verdict || got.Note != c.note {
			t.Errorf("%s: %s (%s), p = %.5g [%.5g, %.5g]; want %s (%s)", c.name, got.Verdict, got.Note, got.Value, got.Low, got.High, c.verdict, c.note)
		}
	}
}

// What is rounded without error is never called inconsistent.
func TestRoundingIsConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-40, 40).Draw(t, "t")
		df := float64(rapid.IntRange(1, 400).Draw(t, "df"))
		shown := func(v float64, d int) stat.Printed {
			p, err := stat.ParsePrinted(strconv.FormatFloat(v, 'f', d, 64))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p := stat.TTestP(x, df, stat.TwoSided)
		test := stat.PrintedTest{Kind: stat.KindT, Statistic: shown(x, rapid.IntRange(0, 4).Draw(t, "decimals of t")), DF1: df}
		if c := stat.CheckP(test, shown(p, rapid.IntRange(1, 6).Draw(t, "decimals of p")), .05); c.Verdict != stat.Consistent {
			t.Fatalf("p = %g: %+v", p, c)
		}
		n := int(df) + 1
		if c := stat.CheckDZ(test.Statistic, n, shown(x/math.Sqrt(float64(n)), 2), false); c.Verdict != stat.Consistent {
			t.Fatalf("d: %+v", c)
		}
		se := rapid.Float64Range(.2, 5).Draw(t, "se")
		half := stat.TQuantile(.975, df) * se
		if c := stat.CheckInterval(test.Statistic, df, shown(x*se-half, 2), shown(x*se+half, 2), .95); c.Verdict != stat.Consistent {
			t.Fatalf("interval: %+v", c)
		}
	})
}

func TestCheckDZ(t *testing.T) {
	tests := []struct {
		t, d      string
		n         int
		corrected bool
		verdict   stat.Verdict
		note      string
	}{
		{"-8.05", "-0.96", 70, false, stat.Consistent, ""}, // 8.05/√70 = 0.9622
		{"-8.05", "-0.95", 70, false, stat.Inconsistent, ""},
		{"-8.05", "-0.95", 70, true, stat.Consistent, ""}, // · J(69) = 0.98908
		{"-8.05", "0.96", 70, false, stat.Consistent, "t and d have opposite signs"},
		{"3", "0.38", 68, false, stat.Consistent, ""}, // 2.5/√68 = 0.303 to 3.5/√68 = 0.424
		{"3", "0.43", 68, false, stat.Inconsistent, ""},
		{"3", "0.42", 68, false, stat.Consistent, ""},
	}
	for _, c := range tests {
		if got := stat.CheckDZ(printed(t, c.t), c.n, printed(t, c.d), c.corrected); got.Verdict != c.verdict || got.Note != c.note {
			t.Errorf("t = %s, n = %d, d = %s: %+v, want %s", c.t, c.n, c.d, got, c.verdict)
		}
	}
	if got := stat.CheckDZ(printed(t, "2"), 1, printed(t, "2"), false); got.Verdict != stat.NotApplicable {
		t.Errorf("n = 1: %+v", got)
	}
}

func TestCheckMeanDifference(t *testing.T) {
	for _, c := range []struct {
		a, b, d string
		verdict stat.Verdict
		note    string
	}{
		{"4.61", "4.97", "0.36", stat.Consistent, ""},
		{"4.61", "4.97", "0.37", stat.Consistent, ""}, // 4.605 and 4.975
		{"4.61", "4.97", "0.38", stat.Inconsistent, ""},
		{"4.61", "4.97", "-0.36", stat.Consistent, "the mean difference runs the other way"},
	} {
		if got := stat.CheckMeanDifference(printed(t, c.a), printed(t, c.b), printed(t, c.d)); got.Verdict != c.verdict || got.Note != c.note {
			t.Errorf("%s, %s, %s: %+v", c.a, c.b, c.d, got)
		}
	}
}

// On 67 df the critical t is 1.99601 (R: qt(.975, 67)); the interval
// [0.13, 0.59] gives t = 0.72/0.46 · 1.99601 = 3.124.
func TestCheckInterval(t *testing.T) {
	for _, c := range []struct {
		t, low, high string
		verdict      stat.Verdict
		note         string
	}{
		{"3.16", "0.13", "0.59", stat.Consistent, ""},
		{"-3.16", "0.13", "0.59", stat.Consistent, "t and the interval have opposite signs"},
		{"3.61", "0.13", "0.59", stat.Inconsistent, ""},
		{"1.50", "0.13", "0.59", stat.DecisionError, ""},
		{"3.16", "-0.13", "0.59", stat.DecisionError, ""},
		{"3.16", "0.59", "0.13", stat.Inconsistent, "the lower limit is above the upper"},
		{"3.16", "0.1", "0.1", stat.NotApplicable, "the limits are printed too coarsely"},
	} {
		got := stat.CheckInterval(printed(t, c.t), 67, printed(t, c.low), printed(t, c.high), .95)
		if got.Verdict != c.verdict || got.Note != c.note {
			t.Errorf("t = %s, [%s, %s]: %+v", c.t, c.low, c.high, got)
		}
	}
	got := stat.CheckInterval(printed(t, "3.16"), 67, printed(t, "0.13"), printed(t, "0.59"), .95)
	same(t, "t of the interval", got.Value, 0.72/0.46*1.99600835, 1e-8)
}
