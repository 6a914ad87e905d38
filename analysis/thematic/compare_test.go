package thematic

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCompare(t *testing.T) {
	mark := func(document, code string, start, end int) Extract {
		return Extract{Document: document, Code: code, Start: start, End: end}
	}
	a := []Extract{
		mark("d2", "X", 0, 10),
		mark("d1", "X", 0, 10), mark("d1", "Y", 30, 40), mark("d1", "X", 50, 60), // 50-60 touches B's 60-70
	}
	b := []Extract{
		mark("d1", "X", 8, 20), mark("d1", "Z", 19, 25), // a chain: 0-10, 8-20, 19-25
		mark("d1", "Z", 60, 70),
		mark("d3", "Z", 5, 6),
	}
	want := []Passage{
		{"d1", 0, 25, []int{1}, []int{0, 1}},
		{"d1", 30, 40, []int{2}, nil},
		{"d1", 50, 60, []int{3}, nil},
		{"d1", 60, 70, nil, []int{2}},
		{"d2", 0, 10, []int{0}, nil},
		{"d3", 5, 6, nil, []int{3}},
	}
	if diff := cmp.Diff(want, Compare(a, b)); diff != "" {
		t.Error(diff)
	}
	if got := Compare(nil, nil); len(got) != 0 {
		t.Errorf("nothing read gives %v", got)
	}
}

// Two extracts stand in one passage if a chain of overlapping ones leads from one to
// the other; passages do not overlap, and every extract stands in one.
func TestComparePassagesAreChains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() []Extract {
			var kept []Extract
			for _, e := range drawExtracts(t, []string{"X", "Y"}) {
				if e.End > e.Start { // as every coding
					kept = append(kept, e)
				}
			}
			return kept
		}
		a, b := draw(), draw()
		all := append(append([]Extract{}, a...), b...)
		chain := make([]int, len(all)) // the least number that a chain leads to
		for i := range chain {
			chain[i] = i
		}
		for changed := true; changed; {
			changed = false
			for i, x := range all {
				for j, y := range all {
					if x.Document == y.Document && max(x.Start, y.Start) < min(x.End, y.End) && chain[i] > chain[j] {
						chain[i], changed = chain[j], true
					}
				}
			}
		}
		seen := map[int]bool{}
		of := map[int]int{} // chain to passage, from 1
		passages := Compare(a, b)
		for n, p := range passages {
			members := append([]int{}, p.A...)
			for _, i := range p.B {
				members = append(members, len(a)+i)
			}
			start, end := 1<<30, 0
			for _, i := range members {
				if seen[i] || all[i].Document != p.Document || of[chain[i]] != 0 && of[chain[i]] != n+1 {
					t.Fatalf("extract %d in passage %d: %v", i, n, p)
				}
				seen[i], of[chain[i]] = true, n+1
				start, end = min(start, all[i].Start), max(end, all[i].End)
			}
			if start != p.Start || end != p.End {
				t.Errorf("passage %v reaches from %d to %d", p, start, end)
			}
			if n > 0 && passages[n-1].Document == p.Document && passages[n-1].End > p.Start {
				t.Errorf("%v overlaps %v", passages[n-1], p)
			}
		}
		if len(seen) != len(all) || len(of) != len(passages) {
			t.Errorf("%d of %d extracts in %d passages of %d chains", len(seen), len(all), len(passages), len(of))
		}
	})
}
