package reproduce

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kith/ingest/propose"
	"kith/report"
	"kith/study"
)

// The manifest proposed for the fixture runs as it stands, and once a person
// has confirmed it and answered which item is reverse-keyed and how many a
// score needs, it gives the numbers of the fixture's own. It has no labels: the
// answers stand there as numbers.
func TestProposedManifestOfTheFixture(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the study")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "deposit"), os.DirFS(filepath.Join(synthetic, "deposit"))); err != nil {
		t.Fatal(err)
	}
	text, err := propose.Manifest(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	confirmed := regexp.MustCompile(`(?m)^\s*# (confirm|open):.*\n|  # (confirm|open):.*$`).ReplaceAllString(string(text), "")
	before, set, ok := strings.Cut(confirmed, "      - id: qs2\n")
	set, after, ok2 := strings.Cut(set, "      - id: qs3\n")
	if !ok || !ok2 {
		t.Fatalf("the sets are not those of the fixture:\n%s", confirmed)
	}
	for _, answer := range [][2]string{{"reverse: []", "reverse: [qs2_04]"}, {"min_items: all", "min_items: 5"}} {
		if !strings.Contains(set, answer[0]) {
			t.Fatalf("nothing asks for %s", answer[1])
		}
		set = strings.Replace(set, answer[0], answer[1], 1)
	}
	confirmed = before + "      - id: qs2\n" + set + "      - id: qs3\n" + after
	if err := os.WriteFile(filepath.Join(dir, study.FileName), []byte(confirmed), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(context.Background(), dir, "test", quiet{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := Load(context.Background(), filepath.Join(synthetic, "study-numeric.yaml"), "test", quiet{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Unsure) > 0 || len(got.Documents) != len(want.Documents) {
		t.Errorf("%d documents, of which %d unsure; want %d", len(got.Documents), len(got.Unsure), len(want.Documents))
	}
	type numbers struct {
		Scoring        report.Scoring
		Paired         report.Paired
		A, B           *report.Describe
		AlphaA, AlphaB *report.Alpha
		Change         report.Movement
		Items          [][2]report.Describe
	}
	of := func(r *Run) (all []numbers) {
		for _, s := range r.Results.Quant[0].Sets {
			c := s.Composite
			n := numbers{c.Scoring, c.Paired, c.A, c.B, c.AlphaA, c.AlphaB, c.Change, nil}
			for _, item := range s.Items {
				n.Items = append(n.Items, [2]report.Describe{item.A, item.B})
			}
			all = append(all, n)
		}
		return all
	}
	if len(of(got)) != 3 {
		t.Fatalf("%d sets", len(of(got)))
	}
	if d := cmp.Diff(of(want), of(got), cmpopts.EquateNaNs(), cmpopts.IgnoreFields(report.PointCount{}, "Label")); d != "" {
		t.Error(d)
	}
}
