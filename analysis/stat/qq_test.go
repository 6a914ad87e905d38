package stat_test

import (
	"math"
	"testing"

	"kith/analysis/stat"
)

// TestNormalQQAgainstR goes through the rows of testdata/qq.R.
func TestNormalQQAgainstR(t *testing.T) {
	for _, row := range readRows(t, "testdata/qq_reference.csv") {
		x := values(t, row["x"])
		got, err := stat.NormalQQ(append(x, math.NaN()))
		if err != nil {
			t.Fatal(err)
		}
		normal, value := values(t, row["normal"]), values(t, row["value"])
		if len(got.Normal) != len(normal) || len(got.Value) != len(value) {
			t.Fatalf("%s: %d and %d points, want %d", row["x"], len(got.Normal), len(got.Value), len(normal))
		}
		for i := range normal {
			if math.Abs(got.Normal[i]-normal[i]) > 1e-12 { // about 0, the middle has no relative error
				t.Errorf("%s: normal quantile %d is %.15g, want %.15g", row["x"], i+1, got.Normal[i], normal[i])
			}
			if got.Value[i] != value[i] {
				t.Errorf("%s: value %d is %.15g, want %.15g", row["x"], i+1, got.Value[i], value[i])
			}
		}
		// The intercept of a sample about 0 is the rest of a subtraction.
		scale := max(math.Abs(value[0]), math.Abs(value[len(value)-1]))
		if want := number(t, row["intercept"]); math.Abs(got.Intercept-want) > 1e-12*scale {
			t.Errorf("%s: intercept %.15g, want %.15g", row["x"], got.Intercept, want)
		}
		same(t, "slope of "+row["x"], got.Slope, number(t, row["slope"]), 1e-9)
	}
}

func TestNormalQQReferenceIsRs(t *testing.T) {
	runR(t, "qq.R", "qq_reference.csv", 1e-9)
}

func TestNormalQQWithoutValues(t *testing.T) {
	got, err := stat.NormalQQ([]float64{math.NaN()})
	if err != nil || len(got.Normal) != 0 || !math.IsNaN(got.Slope) || !math.IsNaN(got.Intercept) {
		t.Errorf("no value gave %+v, %v", got, err)
	}
	if _, err := stat.NormalQQ([]float64{1, math.Inf(1)}); err == nil {
		t.Error("infinity was taken")
	}
}
