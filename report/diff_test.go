package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	const composites = "Table 10, Paired Comparisons of Composite Scores"
	tests := []struct {
		name   string
		change func(r *Results)
		want   []Change
	}{
		{"nothing", func(*Results) {}, nil},
		{"less than is printed", func(r *Results) { r.Quant[0].Sets[0].Composite.Paired.T += 1e-4 }, nil},
		{"one cell", func(r *Results) { r.Quant[0].Sets[0].Composite.Paired.T = -7.99 }, []Change{
			{composites, "A: Before the pandemic; B: Now: Contact and Referral Practice (QS1)", "t", "−8.05", "−7.99"},
		}},
		{"an item", func(r *Results) { r.Quant[0].Sets[2].Items[1].B.Distribution[0].N = 9 }, []Change{
			{"Table 8, Item Descriptives: Confidence in Matching (QS3)", "Telling whether a group will last: With the toolkit", "answers_1", "0", "9"},
		}},
		{"a step of the flow gone", func(r *Results) { r.Quant[0].Flow.Steps = r.Quant[0].Flow.Steps[:3] }, []Change{
			{"Table 3, Participant Flow", "Left out: under half of the questionnaire done", "", "3  70", "not there"},
		}},
		{"a table gone", func(r *Results) { r.Published = nil }, []Change{
			{"Table 13, Published and Recomputed Values", "whole table", "", "seven rows", "not there"},
		}},
		{"a new reason for missing answers", func(r *Results) {
			d := &r.Quant[0].Sets[0].Items[0].A
			d.Missing = []MissingCount{{"refused", 2}}
		}, func() []Change {
			var cs []Change
			for _, item := range []string{"Meeting service-users in person", "Referring service-users to community groups", "Accompanying service-users on a first visit", "Speaking to group leaders about a referral"} {
				for _, label := range []string{"Before the pandemic", "Now"} {
					n := "0"
					if len(cs) == 0 {
						n = "2"
					}
					cs = append(cs, Change{"Table 6, Item Descriptives: Contact and Referral Practice (QS1)", item + ": " + label, "missing_refused", "no such column", n})
				}
			}
			return cs
		}()},
	}
	for _, test := range tests {
		now := study3(t)
		test.change(now)
		if d := cmp.Diff(test.want, Diff(study3(t), now)); d != "" {
			t.Errorf("%s:\n%s", test.name, d)
		}
	}
}

// Rows of one name stay apart.
func TestNamed(t *testing.T) {
	g := newTable("x", "X", text("stub", "Stub"), num("n", symN))
	g.row("a", "1")
	g.row("a", "2")
	g.section("S")
	g.row("b", "3").Indent = 1
	g.row("c", "4").Indent = 2
	g.row("d", "5")
	var names []string
	for _, r := range named(g.Table) {
		names = append(names, r.name)
	}
	if got, want := strings.Join(names, "|"), "a|a (2)|S: b|S: b: c|d"; got != want {
		t.Errorf("rows are named %s, want %s", got, want)
	}
}
