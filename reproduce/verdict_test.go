package reproduce

import (
	"strings"
	"testing"

	"kith/report"
	"kith/study"
)

// At α = .004 the second set of the fixture is significant by its raw p (.0024)
// and is not by Holm's (.0047): the report must print what was declared, with
// both p values beside each other.
func TestAdjustmentDecidesTheVerdict(t *testing.T) {
	const alpha = .004
	for _, tt := range []struct {
		adjust      string
		significant bool
		want, never string // in the sentences of the set
	}{
		{"holm", false, "no significant difference", "significantly higher"},
		{"bonferroni", false, "no significant difference", "significantly higher"},
		{"none", true, "significantly higher", "adjustment"},
	} {
		t.Run(tt.adjust, func(t *testing.T) {
			results := quantifiedAt(t, alpha, tt.adjust)
			c := results.Quant[0].Sets[1].Composite
			if raw := float64(c.Paired.P); !(raw < alpha) {
				t.Fatalf("the raw p is %g: this study does not show the case", raw)
			}
			if len(c.Adjusted) != 1 || c.Adjusted[0].Method != tt.adjust {
				t.Fatalf("adjusted %+v", c.Adjusted)
			}
			if c.Significant == nil || *c.Significant != tt.significant {
				t.Errorf("significant is %v, want %v (raw p %g, adjusted %g)", c.Significant, tt.significant, float64(c.Paired.P), float64(c.Adjusted[0].P))
			}
			files, err := report.Files(results, mustLoad(t).Provenance)
			if err != nil {
				t.Fatal(err)
			}
			text := ""
			for _, f := range files {
				if strings.HasSuffix(f.Path, ".md") {
					text += string(f.Data)
				}
			}
			var said []string
			for _, sentence := range strings.SplitAfter(text, ". ") {
				if strings.Contains(sentence, results.Quant[0].Sets[1].Phrase) && strings.Contains(sentence, "significant") {
					said = append(said, sentence)
				}
			}
			all := strings.Join(said, "\n")
			if !strings.Contains(all, tt.want) || strings.Contains(all, tt.never) {
				t.Errorf("the report says %q, want %q and never %q", all, tt.want, tt.never)
			}
			if tt.adjust == "holm" && (!strings.Contains(text, ".002") || !strings.Contains(text, ".005")) {
				t.Error("the report lacks the raw p .002 or Holm's .005")
			}
		})
	}
}

// quantifiedAt gives the results of the fixture's workbook at another level of
// significance, its composites one family adjusted as said.
func quantifiedAt(t *testing.T, alpha float64, adjust string) *report.Results {
	t.Helper()
	r := mustLoad(t)
	part := *r.Manifest.Part("S3")
	part.Tests.Alpha = alpha
	part.Tests.Families = []study.Family{{Of: "sets", Adjust: adjust}}
	q, err := quantify(&part, r.Data["S3"], nil, true)
	if err != nil {
		t.Fatal(err)
	}
	results := *r.Results
	results.Quant = []*report.Quant{q}
	return &results
}
