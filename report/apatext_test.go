package report

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kith/analysis/stat"
)

func TestFindResults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"as APA has it", "It fell, t(69) = −8.05, p < .001, d = −0.96.", "t(69) = −8.05, p < .001, d = −0.96"},
		{"ASCII and no spaces", "t(69)=-8.05,p<.001", "t(69) = −8.05, p < .001"},
		{"en dash for minus", "t(69) = –8.05; p = 0.03", "t(69) = −8.05, p = 0.03"},
		{"Markdown", "*t*(69) = 2.20, *p* = .03, *d~z~* = 0.26", "t(69) = 2.20, p = .03, d_z = 0.26"},
		{"HTML", "<em>t</em>(69)&nbsp;= &minus;2.20, <i>p</i> &lt; .05", "t(69) = −2.20, p < .05"},
		{"no-break and thin spaces", "t(69)\u00a0=\u202f2.20,\u2009p\u00a0= .03", "t(69) = 2.20, p = .03"},
		{"mathematical letters", "𝑡(69) = 2.20, 𝑝 = .03", "t(69) = 2.20, p = .03"},
		{"line breaks", "t(69)\n= 2.20,\r\np\n= .03", "t(69) = 2.20, p = .03"},
		{"a blank line ends it", "t(69) = 2.20,\n\np = .03", ""},
		{"as SPSS prints it", "t(69) = 2.20, p = .000", "t(69) = 2.20, p = .000"},
		{"ns", "F(2, 57) < 1, ns", "F(2, 57) < 1, ns"},
		{"n.s.", "t(12) = 0.30, n.s.", "t(12) = 0.30, ns"},
		{"R", "t = -8.05, df = 69, p-value = 1.6e-11", "t(69) = −8.05, p = 1.6e−11"},
		{"df below the line", "$t_{69}$ = 2.20, $p$ = .03", "t(69) = 2.20, p = .03"},
		{"a power of ten", "z = 4.40, p = 1.1 × 10⁻⁵", "z = 4.40, p = 1.1×10−5"},
		{"one-sided", "t(69) = 1.70, p = .047, one-tailed", "t(69) = 1.70, p = .047 (one-sided)"},
		{"one-sided before p", "t(69) = 1.70, one-tailed p = .047", "t(69) = 1.70, p = .047 (one-sided)"},
		{"two-sided inside p", "z = −2.58, p (2-tailed) = .010", "z = −2.58, p = .010"},
		{"brackets", "t (69) = 2.20 (p = .031) or t[69] = +2.20 [p = .031]", "t(69) = 2.20, p = .031 | t(69) = 2.20, p = .031"},
		{"a point on the middle of the line", "t(69) = 2·20, p = ·031", "t(69) = 2.20, p = .031"},
		{"a quotation in Markdown", "> t(69) = 2.20,\n> p = .031", "t(69) = 2.20, p = .031"},
		{"a line that begins with >", "t(69) = 2.20, p\n> .05", "t(69) = 2.20, p > .05"},
		{"cells of a table", "| t(69) = 2.20 | p = .031 |", "t(69) = 2.20, p = .031"},
		{"F", "(F(1, 69) = 3.10, p = .083, ηp² = .04)", "F(1, 69) = 3.10, p = .083"},
		{"F with fractional df", "F(1.84, 127.3) = 3.10, p ≤ .05", "F(1.84, 127.3) = 3.10, p ≤ .05"},
		{"r", "r(68) = −.31, p = .009", "r(68) = −.31, p = .009"},
		{"chi-square", "χ²(2, N = 70) = 6.10, p = .047", "χ²(2, N = 70) = 6.10, p = .047"},
		{"chi-square in TeX", `$\chi^2$(2) = 6.10, $p$ = .047`, "χ²(2) = 6.10, p = .047"},
		{"chi-square in words", "chi-square(2) = 6.10, p = .047", "χ²(2) = 6.10, p = .047"},
		{"z", "Z = −2.58, p = .010", "z = −2.58, p = .010"},
		{"d before p", "t(69) = 2.20, d = 0.26, 95% CI [0.02, 0.50], p = .031", "t(69) = 2.20, d = 0.26, p = .031"},
		{"SE before p", "t(69) = 2.20, SE = 0.11, p = .031", "t(69) = 2.20, p = .031"},
		{"an adjusted p is another p", "t(69) = 2.20, p = .031; Holm-adjusted p = .062", "t(69) = 2.20, p = .031"},
		{"an adjusted p alone", "t(69) = 2.20, Holm-adjusted p = .062", ""},
		{"Cohen", "t(69) = 2.20, p = .031, Cohen’s d = 0.26", "t(69) = 2.20, p = .031, d = 0.26"},
		{"at the end of a sentence", "We saw t(69) = 2.20, p = .031. 5 people left.", "t(69) = 2.20, p = .031"},
		{"a word that ends in t", "Budget(69) = 2.20, p = .03", ""},
		{"no p", "t(69) = 2.20 in all", ""},
		{"a name is no statistic", "t(69) = 2.20, Anna = 5, p = .03", ""},
		{"r squared is not r", "R² = .31, p = .009", ""},
		{"time points", "t1 = 3.20, t2 = 3.50, p = .03", ""},
		{"two in a row", "t(9) = 1.20, p = .26, and t(8) = 3.00, p = .02", "t(9) = 1.20, p = .26 | t(8) = 3.00, p = .02"},
		{"not UTF-8", "\xff t(9) = 1.20,\xff p = .26; t(9) = 1.20, p = .26", "t(9) = 1.20, p = .26"},
	}
	for _, c := range tests {
		var got []string
		for _, r := range FindResults(c.text) {
			got = append(got, r.Printed)
		}
		if s := strings.Join(got, " | "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func TestFoundResult(t *testing.T) {
	text := "Größe: *t*(69) = −8.05, *p* < .001 (one-tailed), d_z = −0.96. End"
	want := []TextResult{{
		Start: strings.Index(text, "t*("), End: strings.Index(text, ". End"),
		Printed: "t(69) = −8.05, p < .001 (one-sided), d_z = −0.96",
		Test: stat.PrintedTest{Kind: stat.KindT, DF1: 69, OneSided: true,
			Statistic: stat.Printed{Relation: stat.Equal, Value: -8.05, Decimals: 2}},
		P:      &stat.Printed{Relation: stat.Below, Value: .001, Decimals: 3},
		Effect: &TextEffect{Name: "d_z", Value: stat.Printed{Relation: stat.Equal, Value: -.96, Decimals: 2}},
	}}
	if diff := cmp.Diff(want, FindResults(text)); diff != "" {
		t.Error(diff)
	}
}

// What the report prints is read back with the same numbers.
func TestReportIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := func(name string, low, high float64) Num { return Num(rapid.Float64Range(low, high).Draw(t, name)) }
		p := Paired{
			T: num("t", -50, 50), DF: Num(rapid.IntRange(1, 5000).Draw(t, "df")), P: num("p", 1e-12, 1),
			DZ: num("dz", -5, 5), DZLow: num("low", -6, 0), DZHigh: num("high", 0, 6),
			Alternative: rapid.SampledFrom([]string{"two_sided", "greater", "less"}).Draw(t, "alternative"),
		}
		q := &Quant{Alpha: .05, CI: .95, Effect: rapid.SampledFrom([]string{"dz", "gz", "dav", "drm"}).Draw(t, "effect")}
		c := &Comparison{Paired: p, Adjusted: []AdjustedP{{Method: "holm", P: num("holm", 1e-12, 1)}}}
		var text strings.Builder
		for _, in := range (&builder{}).statistics(q, c, true) {
			text.WriteString(in.Text)
		}
		found := FindResults("Seventy people, " + text.String() + "; the mean difference (B − A) was 0.36.")
		if len(found) != 1 {
			t.Fatalf("%q: found %d", text.String(), len(found))
		}
		r := found[0]
		wantP, err := stat.ParsePrinted(P(p.P))
		if err != nil {
			t.Fatal(err)
		}
		close := func(x float64, y Num, unit float64) bool { return math.Abs(x-float64(y)) <= unit*.5000001 }
		switch {
		case r.Test.Kind != stat.KindT || Num(r.Test.DF1) != p.DF,
			!close(r.Test.Statistic.Value, p.T, .01) || r.Test.Statistic.Decimals != 2,
			r.P == nil || *r.P != wantP,
			r.Effect == nil || r.Effect.Name != "d_z" || !close(r.Effect.Value.Value, p.DZ, .01),
			r.Test.OneSided != (p.Alternative != "two_sided"):
			t.Fatalf("%q is read as %+v, p %+v, effect %+v", text.String(), r, r.P, r.Effect)
		}
	})
}

// FuzzFindResults holds that anything may be searched, that results lie in the
// text in order, and that one, as printed, is read as the same result.
func FuzzFindResults(f *testing.F) {
	for _, s := range []string{
		"t(69) = −8.05, p < .001, d = −0.96", "*F*(1, 69) = 3.10,\n*p* = .083", "χ²(2, N = 70) = 6.1, p = .047; z=1.96,p=.05",
		"t = 1, df = 2, p = 3e-4", "r(68)=.31, ns", "<sub>t</sub>&lt;𝑡₆₉=2, p ≥ .05 (one-tailed)", "t(1\u00ad2) = 1.1×10⁻⁵, p=.1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, r := range FindResults(text) {
			if r.Start < last || r.End <= r.Start || r.End > len(text) {
				t.Fatalf("result at %d to %d of %d, after %d", r.Start, r.End, len(text), last)
			}
			last = r.End
			again := FindResults(r.Printed)
			if len(again) != 1 {
				t.Fatalf("%q gives %d results", r.Printed, len(again))
			}
			a := again[0]
			a.Start, a.End = r.Start, r.End
			if diff := cmp.Diff(r, a); diff != "" {
				t.Fatalf("%q: %s", r.Printed, diff)
			}
		}
	})
}
