package stat_test

import (
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"kith/fixtures/oracle"
)

// readRows gives the rows of a CSV file by column name.
func readRows(t testing.TB, path string) []map[string]string {
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
	rows := make([]map[string]string, 0, len(records))
	for _, rec := range records[1:] {
		row := map[string]string{}
		for j, name := range records[0] {
			row[name] = strings.TrimSpace(rec[j])
		}
		rows = append(rows, row)
	}
	return rows
}

// number reads a number of a reference file; NA is NaN.
func number(t testing.TB, s string) float64 {
	t.Helper()
	if s == "NA" || s == "NaN" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// same fails unless got is want to a relative error of tol; NaN equals NaN
// and an infinity itself.
func same(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return
	}
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.17g, want %.17g (relative error %.2g)", what, got, want, math.Abs(got/want-1))
	}
}

// runR runs a script of testdata, whose one argument is the folder it writes
// to, and holds the file it writes against the one beside it.
func runR(t *testing.T, script, file string, tol float64) {
	t.Helper()
	if testing.Short() {
		t.Skip("running R takes seconds")
	}
	rscript := oracle.R(t)
	dir := t.TempDir()
	cmd := exec.Command(rscript, "--vanilla", script, dir)
	cmd.Dir = "testdata"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, want := readRows(t, dir+"/"+file), readRows(t, "testdata/"+file)
	if len(got) != len(want) {
		t.Fatalf("%s gives %d rows, %s has %d", script, len(got), file, len(want))
	}
	for i, row := range want {
		if len(got[i]) != len(row) {
			t.Fatalf("%s row %d: columns differ", file, i+1)
		}
		for column, w := range row {
			g := got[i][column]
			if g == w {
				continue
			}
			same(t, file+" row "+strconv.Itoa(i+1)+" "+column, number(t, g), number(t, w), tol)
		}
	}
}
