package scale_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/fixtures/oracle"
)

// The synthetic Study Three, from answers to tests, against R. The reference
// files were made with base R 4.2.2; testdata/study3.R recomputes them.

// A table is a CSV file by row id and column.
type table struct {
	columns []string
	rows    map[string]map[string]string
	order   []string
}

func readRecords(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func readTable(t testing.TB, path string) table {
	t.Helper()
	records := readRecords(t, path)
	tab := table{columns: records[0], rows: map[string]map[string]string{}}
	for _, rec := range records[1:] {
		row := map[string]string{}
		for j, name := range tab.columns {
			row[name] = strings.TrimSpace(rec[j])
		}
		tab.rows[rec[0]] = row
		tab.order = append(tab.order, rec[0])
	}
	return tab
}

// ratings gives the columns prefix_01 … prefix_k, NaN where missing.
func ratings(t testing.TB, tab table, prefix string, k int) [][]float64 {
	t.Helper()
	items := make([][]float64, k)
	for j := range items {
		name := fmt.Sprintf("%s_%02d", prefix, j+1)
		for _, id := range tab.order {
			cell, ok := tab.rows[id][name]
			if !ok {
				t.Fatalf("no column %s", name)
			}
			v := math.NaN()
			switch cell {
			case "", "-99", "N/A", "Prefer not to say":
			default:
				var err error
				if v, err = strconv.ParseFloat(cell, 64); err != nil {
					t.Fatal(err)
				}
			}
			items[j] = append(items[j], v)
		}
	}
	return items
}

type studySet struct {
	id   string
	a, b [][]float64
	need int
}

func study3(t testing.TB) []studySet {
	t.Helper()
	wide := readTable(t, "testdata/study3_golden_wide.csv")
	sets := []studySet{
		{"QS1", ratings(t, wide, "qs1_pre", 4), ratings(t, wide, "qs1_now", 4), 4},
		{"QS2", ratings(t, wide, "qs2_cur", 6), ratings(t, wide, "qs2_tk", 6), 5},
		{"QS3", ratings(t, wide, "qs3_cur", 3), ratings(t, wide, "qs3_tk", 3), 3},
	}
	sets[1].a[3] = scale.Reverse(sets[1].a[3], 1, 7)
	sets[1].b[3] = scale.Reverse(sets[1].b[3], 1, 7)
	return sets
}

// closeTo fails unless got is want to a relative error of tol; NA is NaN.
func closeTo(t *testing.T, what string, got float64, want string, tol float64) {
	t.Helper()
	if want == "NA" {
		if !math.IsNaN(got) {
			t.Errorf("%s = %.17g, want none", what, got)
		}
		return
	}
	w, err := strconv.ParseFloat(want, 64)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if !(math.Abs(got-w) <= tol*math.Abs(w)) {
		t.Errorf("%s = %.17g, want %s (relative error %.2g)", what, got, want, math.Abs(got/w-1))
	}
}

func pairedFigures(p stat.Paired) map[string]float64 {
	return map[string]float64{
		"n": float64(p.N), "M_A": p.MeanA, "SD_A": p.SDA, "Mdn_A": p.MedianA,
		"M_B": p.MeanB, "SD_B": p.SDB, "Mdn_B": p.MedianB,
		"MD": p.MeanDiff, "SD_D": p.SDDiff, "SE_D": p.SEDiff, "r": p.R,
		"t": p.T, "df": p.DF, "p": p.P, "CI_lo": p.CILow, "CI_hi": p.CIHigh,
		"dz": p.DZ, "dz_lo": p.DZLow, "dz_hi": p.DZHigh, "gz": p.GZ,
		"J_exact": stat.HedgesJ(p.DF), "dav": p.DAv, "drm": p.DRm,
		"skew_D": p.SkewDiff, "exkurt_D": p.KurtDiff,
	}
}

// rankFigures gives the columns of the reference that rest on ranks and order.
func rankFigures(t *testing.T, a, b []float64) map[string]float64 {
	t.Helper()
	w, err := stat.SignedRank(a, b, stat.WilcoxonOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := stat.Differences(a, b)
	if err != nil {
		t.Fatal(err)
	}
	sw, err := stat.TestShapiroWilk(d)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]float64{
		"W_plus": w.WPlus, "W_minus": w.WMinus, "n_nonzero": float64(w.Rose + w.Fell),
		"p_wilcox_cc": w.PCorrected, "p_wilcox_nocc": w.PNormal, "p_wilcox_exact": w.PExact, "r_rb": w.RankBiserial,
		"n_pos": float64(w.Rose), "n_neg": float64(w.Fell), "n_zero": float64(w.Zero),
		"shapiro_W": sw.W, "shapiro_p": sw.P,
	}
}

const relative = 1e-9

func TestStudy3Composites(t *testing.T) {
	sets := study3(t)
	listwise := sets[1]
	listwise.id, listwise.need = "QS2_listwise", 6
	want := readTable(t, "testdata/study3_reference.csv")

	checked := map[string]bool{}
	check := func(id, column string, got float64) {
		t.Helper()
		checked[column] = true
		closeTo(t, id+" "+column, got, want.rows[id][column], relative)
	}
	var family []float64
	for _, s := range append(slices.Clone(sets), listwise) {
		sa, sb, err := scale.ScorePaired(s.a, s.b, scale.Options{MinItems: s.need})
		if err != nil {
			t.Fatal(err)
		}
		p, err := stat.PairedT(sa, sb, stat.PairedOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Reason != "" {
			t.Errorf("%s: reason %q for defined figures", s.id, p.Reason)
		}
		for column, got := range pairedFigures(p) {
			check(s.id, column, got)
		}
		for column, got := range rankFigures(t, sa, sb) {
			check(s.id, column, got)
		}
		if s.id == "QS2_listwise" {
			continue
		}
		family = append(family, p.P)

		a, err := scale.CronbachAlpha(s.a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := scale.CronbachAlpha(s.b)
		if err != nil {
			t.Fatal(err)
		}
		pa, pb, err := scale.CronbachAlphaPaired(s.a, s.b)
		if err != nil {
			t.Fatal(err)
		}
		check(s.id, "alpha_A", a.Alpha)
		check(s.id, "alpha_A_n", float64(a.N))
		check(s.id, "alpha_B", b.Alpha)
		check(s.id, "alpha_B_n", float64(b.N))
		check(s.id, "alpha_A_pairs", pa.Alpha)
		check(s.id, "alpha_B_pairs", pb.Alpha)
		check(s.id, "alpha_pairs_n", float64(pa.N))
	}
	for column, method := range map[string]stat.Adjustment{"p_bonf": stat.Bonferroni, "p_holm": stat.Holm, "p_bh": stat.BH} {
		adjusted, err := stat.Adjust(family, method)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range sets {
			check(s.id, column, adjusted[i])
		}
	}
	if len(checked) < 47 {
		t.Errorf("only %d columns were compared", len(checked))
	}
}

func TestStudy3Items(t *testing.T) {
	want := readTable(t, "testdata/study3_items_reference.csv")
	var ids []string
	var all, within []float64
	for _, s := range study3(t) {
		var family []float64
		for j := range s.a {
			id := fmt.Sprintf("%s_%02d", strings.ToLower(s.id), j+1)
			p, err := stat.PairedT(s.a[j], s.b[j], stat.PairedOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for column, got := range pairedFigures(p) {
				closeTo(t, id+" "+column, got, want.rows[id][column], relative)
			}
			for column, got := range rankFigures(t, s.a[j], s.b[j]) {
				closeTo(t, id+" "+column, got, want.rows[id][column], relative)
			}
			ids = append(ids, id)
			family = append(family, p.P)
		}
		all = append(all, family...)
		holm, err := stat.Adjust(family, stat.Holm)
		if err != nil {
			t.Fatal(err)
		}
		within = append(within, holm...)
	}
	if !slices.Equal(ids, want.order) {
		t.Fatalf("items %v, want %v", ids, want.order)
	}
	holm, err := stat.Adjust(all, stat.Holm)
	if err != nil {
		t.Fatal(err)
	}
	bh, err := stat.Adjust(all, stat.BH)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		closeTo(t, id+" p_holm_within", within[i], want.rows[id]["p_holm_within"], relative)
		closeTo(t, id+" p_holm_all", holm[i], want.rows[id]["p_holm_all"], relative)
		closeTo(t, id+" p_bh_all", bh[i], want.rows[id]["p_bh_all"], relative)
	}
}

// The strings the report must print, from the study's specification.
func TestStudy3GoldenStrings(t *testing.T) {
	sets := study3(t)
	listwise := sets[1]
	listwise.id, listwise.need = "QS2 (complete items)", 6
	want := map[string]string{
		"QS1":                  "t(69) = -8.05, p = 0.000, d_z = -0.96, 95% CI [-1.24, -0.68], MD = -0.95, 95% CI [-1.19, -0.71]",
		"QS2":                  "t(67) = 3.16, p = 0.002, d_z = 0.38, 95% CI [0.14, 0.63], MD = 0.36, 95% CI [0.13, 0.59]",
		"QS2 (complete items)": "t(62) = 2.58, p = 0.012, d_z = 0.33, 95% CI [0.07, 0.58], MD = 0.31, 95% CI [0.07, 0.55]",
		"QS3":                  "t(65) = 2.21, p = 0.031, d_z = 0.27, 95% CI [0.02, 0.52], MD = 0.20, 95% CI [0.02, 0.38]",
	}
	for _, s := range append(sets, listwise) {
		sa, sb, err := scale.ScorePaired(s.a, s.b, scale.Options{MinItems: s.need})
		if err != nil {
			t.Fatal(err)
		}
		p, err := stat.PairedT(sa, sb, stat.PairedOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("t(%g) = %.2f, p = %.3f, d_z = %.2f, 95%% CI [%.2f, %.2f], MD = %.2f, 95%% CI [%.2f, %.2f]",
			p.DF, p.T, p.P, p.DZ, p.DZLow, p.DZHigh, p.MeanDiff, p.CILow, p.CIHigh)
		if got != want[s.id] {
			t.Errorf("%s\n got %s\nwant %s", s.id, got, want[s.id])
		}
	}
}

// An item dropped under one condition may be dropped under the other too:
// QS2 then gives t(67) = 3.23 in place of 3.16.
func TestStudy3SameItemsBoth(t *testing.T) {
	s := study3(t)[1]
	sa, sb, err := scale.ScorePaired(s.a, s.b, scale.Options{MinItems: 5, SameItemsBoth: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := stat.PairedT(sa, sb, stat.PairedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("t(%g) = %.2f", p.DF, p.T); got != "t(67) = 3.23" {
		t.Errorf("got %s, want t(67) = 3.23", got)
	}
}

// TestStudy3RScript runs the script beside the reference and holds the two
// together.
func TestStudy3RScript(t *testing.T) {
	rscript := oracle.R(t)
	dir := t.TempDir()
	cmd := exec.Command(rscript, "--vanilla", "study3.R", dir)
	cmd.Dir = "testdata"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"study3_reference.csv", "study3_items_reference.csv"} {
		want := readTable(t, filepath.Join("testdata", name))
		got := readTable(t, filepath.Join(dir, name))
		if !slices.Equal(got.columns, want.columns) || !slices.Equal(got.order, want.order) {
			t.Fatalf("%s: rows or columns differ", name)
		}
		for _, id := range want.order {
			for _, column := range want.columns {
				w, g := want.rows[id][column], got.rows[id][column]
				if w == g {
					continue
				}
				v, err := strconv.ParseFloat(g, 64)
				if err != nil {
					t.Errorf("%s %s %s: %q, want %q", name, id, column, g, w)
					continue
				}
				closeTo(t, name+" "+id+" "+column, v, w, 1e-11)
			}
		}
	}
}
