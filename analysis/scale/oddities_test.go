package scale_test

import (
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"kith/analysis/scale"
	"kith/fixtures/oracle"
)

// oddBlock gives the answers of n people to k items by the rule of
// testdata/oddities.R: whole numbers from 1 to 7, items of one trait.
func oddBlock(n, k int) [][]float64 {
	items := make([][]float64, k)
	for j := range items {
		items[j] = make([]float64, n)
		for i := range n {
			trait := i * 7919 % 101 / 17
			noise := (i*i*(3+j)+i*(5+2*j)+7*j)%23/6 - 1
			items[j][i] = float64(1 + min(6, max(0, trait+noise)))
		}
	}
	return items
}

// oddSets gives the sets of testdata/oddities.R by name.
func oddSets() map[string][][]float64 {
	each := func(items [][]float64, f func(float64) float64) [][]float64 {
		for _, item := range items {
			for i, v := range item {
				item[i] = f(v)
			}
		}
		return items
	}
	missing := oddBlock(60, 4)
	for i := range 60 {
		if i%7 == 2 {
			missing[0][i] = nan
		}
		if i%11 == 5 {
			missing[3][i] = nan
		}
	}
	constant := oddBlock(40, 4)
	for i := range constant[2] {
		constant[2][i] = 4
	}
	one := oddBlock(40, 1)[0]
	negative := oddBlock(40, 3)
	negative[1] = scale.Reverse(negative[1], 1, 7)
	heywood := oddBlock(40, 3)
	for i := range heywood[1] {
		heywood[1][i] = 2*(heywood[0][i]+heywood[2][i]) + float64(i%2)
	}
	noise := func(n int) [][]float64 { // items that hardly hang together
		items := make([][]float64, 3)
		for j := range items {
			for i := range n {
				items[j] = append(items[j], float64((i*i*(3+j)+i*(5+2*j)+7*j)%23/6))
			}
		}
		return items
	}
	return map[string][][]float64{
		"weak": noise(64), "weak_heywood": noise(43), "large": oddBlock(5000, 6), "missing": missing, "constant": constant, "identical": {one, one, one},
		"negative": negative, "two": oddBlock(40, 2), "heywood": heywood,
		"tiny": each(oddBlock(40, 4), func(v float64) float64 { return v * 1e-9 }),
		"huge": each(oddBlock(40, 4), func(v float64) float64 { return v + 1e12 }),
	}
}

// TestOdditiesAgainstR goes through the rows of testdata/oddities.R: many
// people, missing answers, constant and identical items, negative correlations,
// two items, answers around 1e-9 and 1e12, an item that is all but the sum of two others, items that hardly correlate.
func TestOdditiesAgainstR(t *testing.T) {
	sets := oddSets()
	for _, row := range reliabilityRows(t, "testdata/oddities_reference.csv") {
		items := sets[row.block]
		j, err := strconv.Atoi(row.item)
		if err != nil {
			t.Fatal(err)
		}
		a, err := scale.CronbachAlpha(items)
		if err != nil {
			t.Fatal(err)
		}
		each, err := scale.Items(items)
		if err != nil {
			t.Fatal(err)
		}
		var got float64
		tol := relative
		switch row.what {
		case "n":
			got = float64(a.N)
		case "alpha":
			got = a.Alpha
		case "feldt_low", "feldt_high":
			low, high, err := scale.FeldtInterval(a, .95)
			if err != nil {
				t.Fatal(err)
			}
			got = low
			if row.what == "feldt_high" {
				got = high
			}
		case "rest_r":
			got = each[j-1].RestR
		case "alpha_deleted":
			got = each[j-1].AlphaIfDeleted.Alpha
		case "spearman_brown":
			x, y := completeBoth(items)
			if got, _, err = scale.SpearmanBrown(x, y); err != nil {
				t.Fatal(err)
			}
		case "omega":
			o, err := scale.McDonaldOmega(items)
			if err != nil {
				t.Fatal(err)
			}
			got, tol = o.Omega, 1e-7
		default:
			t.Fatalf("no figure %s", row.what)
		}
		if row.value == "NaN" {
			if !math.IsNaN(got) {
				t.Errorf("%s %s %d is %g, where R has none", row.block, row.what, j, got)
			}
			continue
		}
		closeTo(t, row.block+" "+row.what+" "+row.item, got, row.value, tol)
	}
}

// One item has no reliability, and says so.
func TestOneItemHasNoReliability(t *testing.T) {
	a, err := scale.CronbachAlpha(oddBlock(40, 1))
	if err != nil || !math.IsNaN(a.Alpha) || a.Reason == "" {
		t.Errorf("%+v, %v", a, err)
	}
}

// Items that are each other turned round correlate by −1, where 2r/(1 + r) has no
// value, and crossed items by 0, so that alpha is 0: what rounding leaves is neither a
// huge number nor a tiny one.
func TestReliabilityOfOppositeAndOfCrossedItems(t *testing.T) {
	for i := range 7 * 7 * 7 {
		three := []float64{float64(1 + i%7), float64(1 + i/7%7), float64(1 + i/49)}
		if three[0] == three[1] && three[1] == three[2] {
			continue
		}
		if sb, _, err := scale.SpearmanBrown(three, scale.Reverse(three, 1, 7)); err != nil || !math.IsNaN(sb) {
			t.Fatalf("%v and its reverse have the coefficient %g, %v", three, sb, err)
		}
		var crossed [2][]float64 // every value of three with every one of 1, 4 and 6
		for _, x := range three {
			for _, y := range []float64{1, 4, 6} {
				crossed[0], crossed[1] = append(crossed[0], x), append(crossed[1], y)
			}
		}
		if a, err := scale.CronbachAlpha(crossed[:]); err != nil || a.Alpha != 0 {
			t.Fatalf("%v: alpha is %g, %v", three, a.Alpha, err)
		}
	}
}

func TestOdditiesRScript(t *testing.T) {
	if testing.Short() {
		t.Skip("running R takes seconds")
	}
	rscript := oracle.R(t)
	dir := t.TempDir()
	cmd := exec.Command(rscript, "--vanilla", "oddities.R", dir)
	cmd.Dir = "testdata"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := reliabilityRows(t, "testdata/oddities_reference.csv")
	got := reliabilityRows(t, filepath.Join(dir, "oddities_reference.csv"))
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i, w := range want {
		if w.value == "NaN" && got[i].value == "NaN" {
			continue
		}
		v, err := strconv.ParseFloat(got[i].value, 64)
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, w.block+" "+w.what, v, w.value, 1e-9)
	}
}
