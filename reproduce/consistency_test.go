package reproduce

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/study"
)

// publishedStudy is a manifest with one published comparison of a mean of two
// items, scored when both are answered.
func publishedStudy(pub study.Published) *study.Manifest {
	pub.Set = study.Ref{Name: "Q"}
	return &study.Manifest{Studies: []*study.Part{{
		ID: "S", Tests: study.Tests{Alpha: .05, CI: .95, Effect: "dz"}, Published: []study.Published{pub},
		QuestionSets: []*study.Set{{ID: "Q", Alternative: "two_sided", Difference: "B-A",
			Pairs: []study.Pair{{ID: "q1"}, {ID: "q2"}}, Score: &study.Score{Method: "mean"}}},
	}}}
}

func TestCheckPublished(t *testing.T) {
	tests := []struct {
		name string
		pub  study.Published
		want string // check: verdict, in order
	}{
		{"all well", study.Published{N: typed("68"), DF: typed("67"), T: typed("3.16"), P: typed("p = .002"), D: typed("0.38"),
			MA: typed("4.61"), MB: typed("4.97"), MD: typed("0.36"), CILow: typed("0.13"), CIHigh: typed("0.59")},
			"df: consistent; p: consistent; d_z: consistent; t and CI: consistent; MD: consistent; GRIM: not applicable"},
		{"all wrong", study.Published{N: typed("20"), DF: typed("20"), T: typed("3.16"), P: typed(".06"), D: typed("0.38"),
			MA: typed("4.61"), MB: typed("4.975"), MD: typed("0.40"), CILow: typed("-0.13"), CIHigh: typed("0.59")},
			"df: inconsistent; p: decision error; d_z: inconsistent; t and CI: decision error; MD: inconsistent; GRIM M_A: inconsistent; GRIM M_B: consistent"},
		{"g_z", study.Published{DF: typed("69"), T: typed("-8.05"), D: typed("-0.95"), Effect: "gz"}, "g_z: consistent"},
		{"d_av does not follow", study.Published{DF: typed("69"), T: typed("-8.05"), D: typed("-1.22"), Effect: "dav"}, "d_av: not applicable"},
		{"an adjusted p does not follow", study.Published{DF: typed("67"), T: typed("3.16"), P: typed(".005"), Adjustment: "holm"}, "p: not applicable"},
		{"sums of whole answers", study.Published{N: typed("20"), MA: typed("9.15"), MB: typed("9.16"), Scoring: "sum"},
			"GRIM M_A: consistent; GRIM M_B: inconsistent"},
		{"not readable", study.Published{N: typed("many"), T: typed("big"), P: typed("n.s.")}, ""},
	}
	for _, c := range tests {
		var got []string
		for _, check := range CheckPublished(publishedStudy(c.pub)) {
			got = append(got, check.Check+": "+check.Verdict)
			if check.Study != "S" || check.What != "Q" {
				t.Errorf("%s: %+v", c.name, check)
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, s, c.want)
		}
	}
}

func TestCheckPublishedScoring(t *testing.T) {
	grim := study.Published{N: typed("20"), MA: typed("4.61")} // 40 answers, 184/40 = 4.60
	m := publishedStudy(grim)
	if got := CheckPublished(m); len(got) != 1 || got[0].Verdict != "inconsistent" || got[0].Why != "40 whole answers give 4.6000 or 4.6250" {
		t.Errorf("%+v", got)
	}
	m.Studies[0].QuestionSets[0].Score.MinItems.Count = 1
	if got := CheckPublished(m); len(got) != 1 || got[0].Verdict != "not applicable" {
		t.Errorf("items may be missing: %+v", got)
	}
	oneSided := publishedStudy(study.Published{DF: typed("69"), T: typed("1.70"), P: typed(".047")})
	oneSided.Studies[0].QuestionSets[0].Alternative = "greater"
	if got := CheckPublished(oneSided); len(got) != 1 || got[0].Verdict != "consistent" || got[0].Recomputed != ".047" {
		t.Errorf("one-sided: %+v", got)
	}
}

func TestCheckTextFaults(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{"binary.txt": "t(69) = 2.20\x00", "latin1.txt": "caf\xe9", "half.docx": "PK\x03\x04half", "old.doc": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := CheckText(context.Background(), path)
		var fault *study.Fault
		if !errors.As(err, &fault) || fault.Hint == "" || fault.Where == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "none.md")} {
		var fault *study.Fault
		if _, err := CheckText(context.Background(), path); !errors.As(err, &fault) {
			t.Errorf("%v", err)
		}
	}
}
