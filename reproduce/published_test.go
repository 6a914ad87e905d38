package reproduce

import (
	"testing"

	"kith/report"
	"kith/study"
)

func TestJudge(t *testing.T) {
	text := func(s string) study.Text { return study.Text{Value: s, Set: true} }
	nan := report.NaN()
	tests := []struct {
		name       string
		v          recomputed
		verdict    string
		recomputed string
	}{
		{"same", recomputed{text: text("3.16"), value: 3.15671, opposite: -3.15671}, Match, "3.16"},
		{"a zero at the end is a digit", recomputed{text: text("2.10"), value: 2.104, opposite: nan}, Match, "2.10"},
		{"one decimal asks no more", recomputed{text: text("3.2"), value: 3.15671, opposite: nan}, Match, "3.2"},
		{"true minus sign", recomputed{text: text("−8.05"), value: -8.0465, opposite: 8.0465}, Match, "-8.05"},
		{"no zero before the point", recomputed{text: text(".38"), value: 0.3828, opposite: nan}, Match, ".38"},
		{"other direction", recomputed{text: text("8.05"), value: -8.0465, opposite: 8.0465}, Reversed, "-8.05"},
		{"cut off, not rounded", recomputed{text: text("3.15"), value: 3.15671, opposite: nan}, Rounding, "3.16"},
		{"one unit and a bit away", recomputed{text: text("3.14"), value: 3.15671, opposite: nan}, Mismatch, "3.16"},
		{"half rounds away from zero", recomputed{text: text("0.13"), value: 0.125, opposite: nan}, Match, "0.13"},
		{"half a unit off in binary", recomputed{text: text("1.01"), value: 1.005, opposite: nan}, Match, "1.01"},
		{"whole number", recomputed{text: text("69"), value: 69, opposite: nan}, Match, "69"},
		{"more than one unit away", recomputed{text: text("3.17"), value: 3.1599, opposite: nan}, Mismatch, "3.16"},
		{"wrong df", recomputed{text: text("70"), value: 69, opposite: nan, count: true}, Mismatch, "69"},
		{"undefined", recomputed{text: text("1"), value: nan, opposite: nan, why: "all differences are the same"}, CannotChecked, ""},
		{"not a number", recomputed{text: text("n.s."), value: 1, opposite: nan}, CannotChecked, ""},
		{"inequality of t", recomputed{text: text("< 1"), value: 0.5, opposite: nan}, CannotChecked, ""},
		{"p below", recomputed{text: text("<.001"), value: 1.6e-11, isP: true}, Match, "< .001"},
		{"p not below", recomputed{text: text("< .001"), value: 0.0011, isP: true}, Mismatch, ".001"},
		{"p above", recomputed{text: text("> .05"), value: 0.061, isP: true}, Match, "> .05"},
		{"p exact", recomputed{text: text(".031"), value: 0.0309138788565944, isP: true}, Match, ".031"},
		{"p with its letter", recomputed{text: text("p = .031"), value: 0.0309138788565944, isP: true}, Match, ".031"},
		{"p as SPSS prints it", recomputed{text: text(".000"), value: 1.6e-11, isP: true}, Match, ".000"},
		{"p cut off", recomputed{text: text(".030"), value: 0.0309138788565944, isP: true}, Rounding, ".031"},
		{"p wrong", recomputed{text: text(".041"), value: 0.0309138788565944, isP: true}, Mismatch, ".031"},
	}
	for _, test := range tests {
		got := judge(test.v)
		if got.Verdict != test.verdict || got.Recomputed != test.recomputed {
			t.Errorf("%s: %q against %v: got %s (recomputed %q), want %s (%q)", test.name, test.v.text.Value, float64(test.v.value),
				got.Verdict, got.Recomputed, test.verdict, test.recomputed)
		}
	}
}

// A difference published the other way round: t, d, the means and the interval
// all say so, and none is a mismatch.
func TestCompareReversedDirection(t *testing.T) {
	text := func(s string) study.Text { return study.Text{Value: s, Set: true} }
	c := &report.Comparison{Paired: report.Paired{N: 68, MeanA: 4.6074, SDA: 0.9886, MeanB: 4.9701, SDB: 1.0037,
		MeanDiff: 0.3627, CILow: 0.1334, CIHigh: 0.5921, T: 3.1567, DF: 67, P: 0.00239, DZ: 0.3828, DZLow: 0.1351, DZHigh: 0.6278}}
	pub := study.Published{MA: text("4.97"), MB: text("4.61"), MD: text("-0.36"), CILow: text("-0.59"), CIHigh: text("-0.13"),
		T: text("-3.16"), DF: text("67"), P: text(".002"), D: text("-0.38"), DLow: text("-0.63"), DHigh: text("-0.14")}
	want := map[string]string{"M_A": Reversed, "M_B": Reversed, "MD": Reversed, "ci_low": Reversed, "ci_high": Reversed,
		"t": Reversed, "df": Match, "p": Match, "d": Reversed, "d_low": Reversed, "d_high": Reversed}
	for _, v := range listed(pub, c, 1, "dz") {
		if !v.text.Set {
			continue
		}
		if got := judge(v).Verdict; got != want[v.name] {
			t.Errorf("%s: %s, want %s", v.name, got, want[v.name])
		}
		delete(want, v.name)
	}
	for name := range want {
		t.Errorf("%s was not compared", name)
	}
}

func TestScoringFactor(t *testing.T) {
	full := report.Scoring{Method: "mean", Items: 4, MinItems: 4}
	if f := scoringFactor(full, "sum", 4); f != 4 {
		t.Errorf("mean to sum: %v", f)
	}
	if f := scoringFactor(report.Scoring{Method: "sum", Items: 4, MinItems: 4}, "mean", 4); f != 0.25 {
		t.Errorf("sum to mean: %v", f)
	}
	if f := scoringFactor(report.Scoring{Method: "mean", Items: 6, MinItems: 5}, "sum", 6); f == f {
		t.Errorf("a mean that allows missing items cannot be turned into a sum, got %v", f)
	}
}
