package reproduce

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"kith/report"
	"kith/study"
)

func typed(s string) study.Text { return study.Text{Value: s, Set: s != ""} }

// TestReconcile publishes what R computes of QS2 in ways that the manifest does
// not declare (testdata/reconcile.R), and asks for the way.
func TestReconcile(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the study under every choice")
	}
	run := mustLoad(t)
	part := run.Manifest.Part("S3")
	rows := readCSV(t, "testdata/reconcile.csv")
	if len(rows) != 10 {
		t.Fatalf("%d cases", len(rows))
	}
	for _, row := range rows {
		t.Run(row["case"], func(t *testing.T) {
			pub := study.Published{Set: study.Ref{Name: "QS2"}, N: typed(row["n"]), MA: typed(row["M_A"]), SDA: typed(row["SD_A"]),
				MB: typed(row["M_B"]), SDB: typed(row["SD_B"]), T: typed(row["t"]), D: typed(row["dz"])}
			check := func(extra ...string) Reconciliation {
				t.Helper()
				rec, err := reconcile(context.Background(), part, run.Data["S3"], pub)
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				if row["case"] != "declared" {
					want = []string{row["case"]}
				}
				words := Lead{Changes: append(want, extra...)}.Words()
				if !slices.ContainsFunc(rec.Leads, func(l Lead) bool { return l.Words() == words }) {
					t.Errorf("no lead %q among %+v", words, rec.Leads)
				}
				if rec.Note != LeadNote || rec.Bounded || rec.Tried > maxWays {
					t.Errorf("%+v", rec)
				}
				for _, l := range rec.Leads {
					if l.Note != LeadNote || report.Fixed(float64(l.MeanA), 2) != pub.MA.Value && report.Fixed(float64(l.MeanB), 2) != pub.MA.Value {
						t.Errorf("lead %+v", l)
					}
				}
				return rec
			}
			first := check()
			if first.Leads[0].Words() == "as declared" && len(first.Leads) != 1 {
				t.Errorf("more than the declared way, which already does: %+v", first.Leads)
			}
			// Another direction, and another kind of d.
			value, err := strconv.ParseFloat(row["t"], 64)
			if err != nil {
				t.Fatal(err)
			}
			pub.T, pub.D = typed(report.Fixed(-value, 2)), study.Text{}
			check("the difference taken the other way")
			pub.T, pub.D = typed(row["t"]), typed(row["dav"])
			check("d as d_av")
		})
	}
}

func TestReconcileNothingFits(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the study under every choice")
	}
	run := mustLoad(t)
	part := run.Manifest.Part("S3")
	for _, c := range []struct {
		name string
		pub  study.Published
		why  string
	}{
		{"a t that none gives", study.Published{Set: study.Ref{Name: "QS2"}, T: typed("99.99")}, ""},
		{"more people than there are", study.Published{Set: study.Ref{Name: "QS2"}, N: typed("700"), T: typed("3.16")}, ""},
		{"only a p", study.Published{Set: study.Ref{Name: "QS2"}, P: typed(".002")}, "no n, M, SD, MD, t, df or d is published as a number"},
		{"no such set", study.Published{Set: study.Ref{Name: "QS9"}, T: typed("1.00")}, "no set of that name is declared"},
	} {
		rec, err := reconcile(context.Background(), part, run.Data["S3"], c.pub)
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Leads) != 0 || rec.Why != c.why || (rec.Tried == 0) != (c.why != "") {
			t.Errorf("%s: %+v", c.name, rec)
		}
	}
}

// All published values of the fixture come out as declared; without all there
// is nothing to reconcile.
func TestReconcileFixture(t *testing.T) {
	run := mustLoad(t)
	found, err := run.Reconcile(context.Background(), false)
	if err != nil || len(found) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	found, err = run.Reconcile(context.Background(), true)
	if err != nil || len(found) != 3 {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, rec := range found {
		if len(rec.Leads) != 1 || rec.Leads[0].Words() != "as declared" {
			t.Errorf("%s: %+v", rec.What, rec.Leads)
		}
	}
}

// Ways are bounded however many items there are, none is tried twice, and those
// with fewer changes come first.
func TestWaysAreBounded(t *testing.T) {
	for _, k := range []int{1, 2, 6, 40} {
		rc := &reconciler{part: &study.Part{QuestionSets: []*study.Set{{}, {}}}, declared: way{reverse: asDeclared, drop: asDeclared, minItems: k}}
		for i := range k {
			rc.a = append(rc.a, nil)
			rc.ids = append(rc.ids, "item"+report.Fixed(float64(i), 0))
			rc.reversed = append(rc.reversed, i%3 == 2)
		}
		ways, bounded := rc.ways()
		if len(ways) > maxWays || bounded != (len(ways) == maxWays) || bounded != (k == 40) {
			t.Errorf("%d items: %d ways, bounded %t", k, len(ways), bounded)
		}
		if len(ways[0].changes) != 0 {
			t.Errorf("the first way is not the declared one: %v", ways[0].changes)
		}
		seen, last := map[string]bool{}, 0
		for _, w := range ways {
			words := Lead{Changes: w.changes}.Words()
			if seen[words] || len(w.changes) < last || len(w.changes) > maxChanges {
				t.Errorf("%d items: %q twice, or out of order", k, words)
			}
			seen[words], last = true, len(w.changes)
		}
	}
}
