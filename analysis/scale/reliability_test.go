package scale_test

import (
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"kith/analysis/scale"
	"kith/fixtures/oracle"
)

type reliabilityRow struct {
	block, what, item, value string
}

func reliabilityRows(t *testing.T, path string) []reliabilityRow {
	t.Helper()
	var rows []reliabilityRow
	for _, rec := range readRecords(t, path)[1:] {
		rows = append(rows, reliabilityRow{rec[0], rec[1], rec[2], rec[3]})
	}
	return rows
}

// TestReliabilityAgainstR goes through the rows of testdata/reliability.R.
func TestReliabilityAgainstR(t *testing.T) {
	blocks := map[string][][]float64{}
	for _, s := range study3(t) {
		blocks[s.id+"_A"], blocks[s.id+"_B"] = s.a, s.b
	}
	omegas := map[string]scale.Omega{}
	for block, items := range blocks {
		o, err := scale.McDonaldOmega(items)
		if err != nil {
			t.Fatal(err)
		}
		omegas[block] = o
	}
	for _, row := range reliabilityRows(t, "testdata/reliability_reference.csv") {
		block, what, value := row.block, row.what, row.value
		item, err := strconv.Atoi(row.item)
		if err != nil {
			t.Fatal(err)
		}
		items := blocks[block]
		a, err := scale.CronbachAlpha(items)
		if err != nil {
			t.Fatal(err)
		}
		each, err := scale.Items(items)
		if err != nil {
			t.Fatal(err)
		}
		o := omegas[block]
		var got float64
		tol := relative
		switch what {
		case "feldt_low_0.95", "feldt_high_0.95", "feldt_low_0.9", "feldt_high_0.9":
			level := .95
			if what[len(what)-2:] == ".9" {
				level = .9
			}
			low, high, err := scale.FeldtInterval(a, level)
			if err != nil {
				t.Fatal(err)
			}
			got = low
			if what[6] == 'h' {
				got = high
			}
		case "rest_r":
			got = each[item-1].RestR
		case "alpha_deleted":
			got = each[item-1].AlphaIfDeleted.Alpha
		case "loading":
			got, tol = o.Loadings[item-1], 1e-7
		case "omega":
			got, tol = o.Omega, 1e-7
		case "omega_standardised":
			got, tol = o.Standardised, 1e-7
		case "spearman_brown":
			// of the first two items, over the people complete in all
			first, second := completeBoth(items)
			if got, _, err = scale.SpearmanBrown(first, second); err != nil {
				t.Fatal(err)
			}
		default:
			t.Fatalf("unknown row %q", what)
		}
		closeTo(t, fmt.Sprintf("%s %s %d", block, what, item), got, value, tol)
	}
}

// completeBoth gives the first two items of the people who answered all.
func completeBoth(items [][]float64) (first, second []float64) {
	for i := range items[0] {
		complete := true
		for _, item := range items {
			complete = complete && !math.IsNaN(item[i])
		}
		if complete {
			first, second = append(first, items[0][i]), append(second, items[1][i])
		}
	}
	return first, second
}

func TestReliabilityRScript(t *testing.T) {
	if testing.Short() {
		t.Skip("running R takes seconds")
	}
	rscript := oracle.R(t)
	dir := t.TempDir()
	cmd := exec.Command(rscript, "--vanilla", "reliability.R", dir)
	cmd.Dir = "testdata"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := reliabilityRows(t, "testdata/reliability_reference.csv")
	got := reliabilityRows(t, filepath.Join(dir, "reliability_reference.csv"))
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i, w := range want {
		v, err := strconv.ParseFloat(got[i].value, 64)
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, w.block+" "+w.what, v, w.value, 1e-9)
	}
}

// Three items have as many correlations as loadings, so the fit is exact:
// λ1² = r12·r13/r23.
func TestOmegaOfThreeItemsIsExact(t *testing.T) {
	s := study3(t)[2]
	o, err := scale.McDonaldOmega(s.a)
	if err != nil {
		t.Fatal(err)
	}
	r := func(i, j int) float64 { return o.Loadings[i] * o.Loadings[j] }
	for i, item := range []int{0, 1, 2} {
		j, k := (item+1)%3, (item+2)%3
		x, _ := completeBoth([][]float64{s.a[i], s.a[j], s.a[k]})
		y, z := completeBoth([][]float64{s.a[j], s.a[k], s.a[i]})
		var sb [3]float64
		for m, pair := range [][2][]float64{{x, y}, {x, z}, {y, z}} {
			c, _, err := scale.SpearmanBrown(pair[0], pair[1])
			if err != nil {
				t.Fatal(err)
			}
			sb[m] = c / (2 - c) // back to r
		}
		if want := math.Sqrt(sb[0] * sb[1] / sb[2]); math.Abs(o.Loadings[item]-want) > 1e-9 {
			t.Errorf("loading %d is %.12g, want %.12g", item+1, o.Loadings[item], want)
		}
		if math.Abs(r(i, j)-sb[0]) > 1e-9 {
			t.Errorf("implied correlation %g, want %g", r(i, j), sb[0])
		}
	}
}

func TestReliabilityUndefined(t *testing.T) {
	constant := [][]float64{{1, 2, 3, 4, 5}, {2, 2, 2, 2, 2}, {3, 1, 2, 5, 4}}
	for name, items := range map[string][][]float64{
		"two items": {{1, 2, 3}, {2, 3, 1}}, "few people": {{1, 2, 3}, {2, 3, 1}, {1, 1, 2}}, "constant item": constant,
	} {
		o, err := scale.McDonaldOmega(items)
		if err != nil {
			t.Fatal(err)
		}
		if !math.IsNaN(o.Omega) || o.Reason == "" {
			t.Errorf("%s: %+v", name, o)
		}
	}
	each, err := scale.Items(constant)
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(each[1].RestR) || math.IsNaN(each[0].RestR) {
		t.Errorf("%+v", each)
	}
	one, err := scale.Items([][]float64{{1, 2, 3}})
	if err != nil || !math.IsNaN(one[0].RestR) || one[0].AlphaIfDeleted.Reason == "" {
		t.Errorf("one item: %+v, %v", one, err)
	}
	if _, _, err := scale.FeldtInterval(scale.Alpha{Alpha: math.NaN(), N: 5, Items: 3}, .95); err == nil {
		t.Error("an undefined alpha has an interval")
	}
	if _, _, err := scale.FeldtInterval(scale.Alpha{Alpha: .5, N: 5, Items: 3}, 1); err == nil {
		t.Error("a level of 1 is taken")
	}
	if c, n, err := scale.SpearmanBrown([]float64{1, 1}, []float64{1, 2}); err != nil || !math.IsNaN(c) || n != 2 {
		t.Errorf("Spearman-Brown of a constant is %g", c)
	}
	floor, ceiling := scale.FloorCeiling([]float64{1, 1, nan, 5, 3}, 1, 5)
	if floor != .5 || ceiling != .25 {
		t.Errorf("floor %g, ceiling %g", floor, ceiling)
	}
	if floor, _ := scale.FloorCeiling(nil, 1, 5); !math.IsNaN(floor) {
		t.Errorf("the floor of nothing is %g", floor)
	}
}

func BenchmarkMcDonaldOmega(b *testing.B) {
	items := study3(b)[1].a
	for b.Loop() {
		if _, err := scale.McDonaldOmega(items); err != nil {
			b.Fatal(err)
		}
	}
}
