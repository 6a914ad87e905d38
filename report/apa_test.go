package report

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestFixed(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		f        float64
		decimals int
		want     string
	}{
		{0.125, 2, "0.13"},   // half away from zero
		{-0.125, 2, "-0.13"}, // in both directions
		{2.675, 2, "2.68"},   // 2.67499999999999982236431605997495353221893310546875 in binary
		{1.005, 2, "1.01"},
		{0.3 - 0.175, 2, "0.13"}, // 0.12499999999999997, .125 but for rounding
		{0.12499, 2, "0.12"},
		{-0.004, 2, "0.00"}, // never -0.00
		{math.Copysign(0, -1), 2, "0.00"},
		{-0.4, 0, "0"},
		{2.5, 0, "3"},
		{0.9999999999999, 2, "1.00"},
		{123456.785, 2, "123456.79"},
		{1e15, 1, "1000000000000000.0"},
		{5e-324, 3, "0.000"},
		{1.64323393989857e-11, 3, "0.000"},
		{nan, 2, "–"}, {inf, 2, "–"}, {-inf, 2, "–"},
	}
	for _, test := range tests {
		if got := Fixed(test.f, test.decimals); got != test.want {
			t.Errorf("Fixed(%v, %d) = %q, want %q", test.f, test.decimals, got, test.want)
		}
	}
}

// What 12 significant digits hold prints the same as the number itself, so that
// a report made from results.json is the report.
func TestFixedHoldsOverJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Num(rapid.Float64Range(-1e6, 1e6).Draw(t, "n"))
		decimals := rapid.IntRange(0, 5).Draw(t, "decimals")
		data, err := n.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back Num
		if err := back.UnmarshalJSON(data); err != nil {
			t.Fatal(err)
		}
		if a, b := Dec(n, decimals), Dec(back, decimals); a != b {
			t.Fatalf("%v prints %s, and %s after results.json", float64(n), a, b)
		}
		if back := float64Of(Dec(n, 5)); math.Abs(back-float64(n)) > .5e-5*(1+1e-9)+5e-12*math.Abs(float64(n)) {
			t.Fatalf("%v prints as %v", float64(n), back)
		}
	})
}

func TestStatistics(t *testing.T) {
	nan := NaN()
	tests := []struct{ what, got, want string }{
		{"minus", Dec(-8.0465, 2), "−8.05"},
		{"leading zero kept", Dec(0.3828, 2), "0.38"},
		{"no leading zero", Bounded(0.838149, 2), ".84"},
		{"negative, no leading zero", Bounded(-0.314, 2), "−.31"},
		{"one", Bounded(1, 2), "1.00"},
		{"nearly one", Bounded(0.9999, 2), "1.00"},
		{"undefined", Bounded(nan, 2), "–"},
		{"p", P(0.0309138788565944), ".031"},
		{"p to three decimals", P(0.00239164197322923), ".002"},
		{"p below .001", P(1.64323393989857e-11), "< .001"},
		{"p just below .001", P(0.00099999), "< .001"},
		{"p of .001", P(0.001), ".001"},
		{"p of 0", P(0), "< .001"},
		{"p of 1", P(1), "> .999"},
		{"p near 1", P(0.9996), "> .999"},
		{"p below that", P(0.9994), ".999"},
		{"p that is .05", P(0.05), ".050"},
		{"p under .05", P(0.0498), ".0498"},
		{"p over .05", P(0.0502), ".0502"},
		{"p hardly under .05", P(0.049997), ".049997"},
		{"p hardly over .05", P(0.05004), ".05004"},
		{"p undefined", P(nan), "–"},
		{"p at another level", pAt(0.0101, .01), ".0101"},
		{"p away from that level", pAt(0.0502, .01), ".050"},
		{"df", DF(69), "69"},
		{"fractional df", DF(34.267), "34.27"},
		{"df after arithmetic", DF(68.99999999999999), "69"},
		{"df undefined", DF(nan), "–"},
		{"CI", ci(-1.2431, -0.67555, "two_sided"), "[−1.24, −0.68]"},
		{"CI without a lower limit", ci(nan, 0.5, "less"), "[−∞, 0.50]"},
		{"CI without an upper limit", ci(0.05, Num(math.Inf(1)), "greater"), "[0.05, ∞]"},
		{"CI undefined", ci(nan, nan, "two_sided"), "–"},
		{"level", Level(.95), "95%"},
		{"fractional level", Level(.999), "99.9%"},
		{"level of a quarter of .01", Level(1 - .01/4), "99.75%"}, // not 99.8%, which is another interval
		{"level near 1", Level(.9996), "99.96%"},                  // not 100%
		{"significance level", alphaLevel(.05), ".05"},
		{"significance level", alphaLevel(.1), ".10"},
		{"significance level", alphaLevel(.005), ".005"},
		{"small number", number(9), "nine"},
		{"number from ten", number(10), "10"},
		{"thousands", number(12345), "12,345"},
		{"negative", numeral(-1200), "−1,200"},
		{"sentence", opening(70), "Seventy"},
		{"sentence", opening(105), "One hundred and five"},
		{"sentence", opening(1221), "One thousand two hundred and twenty-one"},
		{"sentence", opening(0), "Zero"},
		{"sentence", opening(2_000_000), "2,000,000"},
		{"title case", titleCase("attention to group processes: a study of the NHS"), "Attention to Group Processes: A Study of the NHS"},
		{"d in plain text", plain(effects["dz"].symbol()), "d_z"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.what, test.got, test.want)
		}
	}
}

func TestAlphaIsASetting(t *testing.T) {
	b := &builder{r: &Results{}}
	if got := b.alpha(.838); got != ".84" {
		t.Errorf("alpha prints %s", got)
	}
	b.r.Style.AlphaZero = true
	if got := b.alpha(.838); got != "0.84" {
		t.Errorf("alpha with its zero prints %s", got)
	}
}
