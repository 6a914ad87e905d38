package reproduce

import (
	"math"
	"slices"
	"testing"

	"kith/report"
)

func TestSuppressSmall(t *testing.T) {
	tests := []struct {
		name string
		n    []int
		want []int // -1 small, -2 complementary
	}{
		{"nothing small", []int{41, 19, 6}, []int{41, 19, 6}},
		{"one small takes the next smallest along", []int{58, 10, 2}, []int{58, -2, -1}},
		{"two small that sum to a small number take a third", []int{3, 16, 18, 20, 12, 1}, []int{-1, 16, 18, 20, -2, -1}},
		{"two small that sum to five are enough", []int{3, 40, 2}, []int{-1, 40, -1}},
		{"zero discloses nobody", []int{70, 0}, []int{70, 0}},
		{"everything", []int{3, 67}, []int{-1, -2}},
	}
	for _, test := range tests {
		var cs []report.CategoryCount
		for _, n := range test.n {
			cs = append(cs, report.CategoryCount{N: n})
		}
		suppressSmall(cs)
		var got []int
		for _, c := range cs {
			switch c.Suppressed {
			case "small":
				got = append(got, -1)
			case "complementary":
				got = append(got, -2)
			default:
				got = append(got, c.N)
			}
			if c.Suppressed != "" && (c.N != -1 || c.Percent.Defined()) {
				t.Errorf("%s: a suppressed cell still holds %d, %v", test.name, c.N, c.Percent)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v gave %v, want %v", test.name, test.n, got, test.want)
		}
	}
}

func TestBins(t *testing.T) {
	nan := math.NaN()
	from := []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9.0 / 5, 0, nan, 2}
	to := []float64{2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 12.0 / 5, 0.6, 3, nan}
	got := bins(from, to, 0.6, false)
	// Differences 1 (five), 0 (five), and 0.6 twice, once as 12/5 − 9/5: with a
	// unit of 0.6, 1 lies in the class of 1.2.
	want := []report.Bin{{Low: -0.3, High: 0.3, N: 5}, {Low: 0.3, High: 0.9, N: 2}, {Low: 0.9, High: 1.5, N: 5}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i].N != want[i].N || math.Abs(float64(got[i].Low-want[i].Low)) > 1e-12 || math.Abs(float64(got[i].High-want[i].High)) > 1e-12 {
			t.Errorf("class %d: got %v, want %v", i, got[i], want[i])
		}
	}
	// Tails below five merge inward; the edges stay where they were.
	merged := bins([]float64{0, 0, 0, 0, 0, 0, 0, 0}, []float64{-3, 0, 0, 0, 0, 0, 0, 2}, 1, true)
	if len(merged) != 1 || merged[0].N != 8 || merged[0].Low != -3.5 || merged[0].High != 2.5 {
		t.Errorf("merged %v", merged)
	}
	for _, test := range []struct {
		name    string
		n, want []int
	}{
		{"a small class within", []int{7, 2, 9}, []int{7, 11}},
		{"an empty class is nobody", []int{6, 0, 5}, []int{6, 0, 5}},
		{"small ones among themselves", []int{1, 2, 2, 8}, []int{5, 8}},
		{"left over at the right", []int{6, 0, 5, 0, 4}, []int{6, 0, 9}},
		{"left over after a small class", []int{6, 5, 3}, []int{6, 8}},
		{"too few in all", []int{1, 3}, []int{}},
	} {
		var in []report.Bin
		for i, n := range test.n {
			in = append(in, report.Bin{Low: report.Num(i), High: report.Num(i + 1), N: n})
		}
		got := []int{}
		for i, b := range mergeSmall(in) {
			got = append(got, b.N)
			if i == 0 && b.Low != 0 {
				t.Errorf("%s: the first class begins at %v", test.name, b.Low)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v gave %v, want %v", test.name, test.n, got, test.want)
		}
	}
	if wide := bins([]float64{0, 0}, []float64{1e12, -1e12}, 0.5, false); len(wide) > maxBins+2 {
		t.Errorf("%d classes", len(wide))
	}
	if none := bins(nil, nil, 1, true); len(none) != 0 {
		t.Errorf("no pairs gave %v", none)
	}
}
