package stat_test

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kith/analysis/stat"
)

// TestDescribeNIST holds mean and SD against the certified values of the nine
// univariate sets of the NIST Statistical Reference Datasets, in significant
// digits (LRE). The double form of the data itself limits NumAcc3 and NumAcc4.
func TestDescribeNIST(t *testing.T) {
	raw, err := os.ReadFile("testdata/nist/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	delete(all, "_note")
	if len(all) != 9 {
		t.Fatalf("%d data sets, want 9", len(all))
	}
	for name, entry := range all {
		var want struct {
			N     int `json:"n"`
			Exact struct {
				Mean, SD string
			} `json:"exact_rational_recomputation"`
		}
		if err := json.Unmarshal(entry, &want); err != nil {
			t.Fatal(err)
		}
		x := nistData(t, "testdata/nist/"+name+".txt")
		if len(x) != want.N {
			t.Fatalf("%s has %d values, want %d", name, len(x), want.N)
		}
		s, err := stat.Describe(x)
		if err != nil {
			t.Fatal(err)
		}
		digits := 12.0
		switch name {
		case "NumAcc3":
			digits = 9
		case "NumAcc4":
			digits = 8
		}
		if got := lre(s.Mean, number(t, want.Exact.Mean)); got < 14 {
			t.Errorf("%s: mean %.17g has %.1f digits, want 14", name, s.Mean, got)
		}
		if got := lre(s.SD, number(t, want.Exact.SD)); got < digits {
			t.Errorf("%s: SD %.17g has %.1f digits, want %g", name, s.SD, got, digits)
		}
	}
}

// lre is the number of significant digits on which got and want agree.
func lre(got, want float64) float64 {
	if got == want {
		return 17
	}
	return -math.Log10(math.Abs(got-want) / math.Abs(want))
}

func nistData(t *testing.T, path string) []float64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	// The data are the lines of one number after the last line that is none.
	var x []float64
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		v, err := strconv.ParseFloat(line, 64)
		if err != nil {
			x = nil
			continue
		}
		x = append(x, v)
	}
	return x
}

func TestDescribeAgainstR(t *testing.T) {
	for _, row := range readRows(t, "testdata/describe_reference.csv") {
		var x []float64
		for v := range strings.FieldsSeq(row["values"]) {
			x = append(x, number(t, v))
		}
		s, err := stat.Describe(append([]float64{math.NaN()}, x...))
		if err != nil {
			t.Fatal(err)
		}
		what := "(" + row["values"] + ") "
		if s.N != len(x) || s.Missing != 1 {
			t.Errorf("%s: n = %d, missing %d", what, s.N, s.Missing)
		}
		same(t, what+"mean", s.Mean, number(t, row["mean"]), 1e-14)
		same(t, what+"SD", s.SD, number(t, row["sd"]), 1e-12)
		for column, got := range map[string]float64{"skew": s.Skewness, "kurt": s.Kurtosis} {
			want := number(t, row[column])
			if math.Abs(got-want) > 1e-12*math.Max(1, math.Abs(want)) || math.IsNaN(got) != math.IsNaN(want) {
				t.Errorf("%s%s = %.17g, want %.17g", what, column, got, want)
			}
		}
		if undefined := math.IsNaN(s.SD) || math.IsNaN(s.Skewness) || math.IsNaN(s.Kurtosis); undefined != (s.Reason != "") {
			t.Errorf("%sreason %q", what, s.Reason)
		}
		for column, want := range row {
			kind, p, ok := strings.Cut(column, "_")
			if !ok {
				continue
			}
			typ := stat.Type7
			if kind == "type6" {
				typ = stat.Type6
			}
			same(t, what+column, stat.Quantile(x, number(t, p), typ), number(t, want), 1e-13)
		}
		same(t, what+"median", s.Median, number(t, row["type7_0.5"]), 0)
		same(t, what+"Q1", s.Q1, number(t, row["type7_0.25"]), 1e-13)
		same(t, what+"Q3", s.Q3, number(t, row["type7_0.75"]), 1e-13)
	}
}

func TestDescribeReferenceIsRs(t *testing.T) { runR(t, "describe.R", "describe_reference.csv", 1e-13) }

func TestDescribeEdges(t *testing.T) {
	s, err := stat.Describe(nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.N != 0 || !math.IsNaN(s.Mean) || !math.IsNaN(s.Median) || !math.IsNaN(s.Min) || s.Reason == "" {
		t.Errorf("nothing: %+v", s)
	}
	s, err = stat.Describe([]float64{.1, .1, .1})
	if err != nil {
		t.Fatal(err)
	}
	if s.SD != 0 || s.Mean != .1 || !math.IsNaN(s.Skewness) || s.Reason == "" {
		t.Errorf("three tenths: %+v", s)
	}
	for _, v := range []float64{math.Inf(1), math.Inf(-1), 1e291} {
		if _, err := stat.Describe([]float64{1, v}); err == nil {
			t.Errorf("%g is taken", v)
		}
	}
	for _, p := range []float64{-.1, 1.1, math.NaN()} {
		if got := stat.Quantile([]float64{1, 2}, p, stat.Type7); !math.IsNaN(got) {
			t.Errorf("quantile at %g is %g", p, got)
		}
	}
}

// Means and SDs follow the unit of the data from 1e-160 to 1e160; what has no
// unit stays the same.
func TestDescribeScales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-9, 9), 4, 60).Draw(t, "x")
		e := rapid.IntRange(-532, 532).Draw(t, "power of two")
		big := make([]float64, len(x))
		for i, v := range x {
			big[i] = math.Ldexp(v, e)
			if math.Abs(v) < 1e-100 { // would fall below the normal numbers
				x[i], big[i] = 0, 0
			}
		}
		s, err := stat.Describe(x)
		if err != nil {
			t.Fatal(err)
		}
		b, err := stat.Describe(big)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range [][2]float64{
			{b.Mean, math.Ldexp(s.Mean, e)}, {b.SD, math.Ldexp(s.SD, e)}, {b.Median, math.Ldexp(s.Median, e)},
			{b.Skewness, s.Skewness}, {b.Kurtosis, s.Kurtosis},
		} {
			if v[0] != v[1] && !(math.IsNaN(v[0]) && math.IsNaN(v[1])) && math.Abs(v[0]/v[1]-1) > 1e-12 {
				t.Errorf("%+v\n%+v", s, b)
			}
		}
	})
}
