package dataset

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Reasons are as good as a slice of texts, whatever is set in whatever order.
func TestReasonsAreTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := make([]string, rapid.IntRange(1, 40).Draw(t, "places"))
		got := NewReasons(len(want))
		for range rapid.IntRange(0, 80).Draw(t, "steps") {
			i := rapid.IntRange(0, len(want)-1).Draw(t, "place")
			want[i] = rapid.SampledFrom([]string{"", "", "blank", "refused", "absent"}).Draw(t, "reason")
			got.Set(i, want[i])
		}
		present, counts := 0, map[string]int{}
		for i, why := range got.All() {
			if why != want[i] || got.At(i) != want[i] {
				t.Fatalf("place %d: %q, want %q", i, why, want[i])
			}
			if counts[why]++; why == "" {
				present++
			}
		}
		if got.Present() != present || got.Len() != len(want) {
			t.Fatalf("%d of %d present, want %d of %d", got.Present(), got.Len(), present, len(want))
		}
		var names []string
		for _, c := range got.Counts() {
			names = append(names, c.Reason)
			if c.N != counts[c.Reason] || !got.Has(c.Reason) {
				t.Fatalf("%+v, want %d", c, counts[c.Reason])
			}
		}
		if !slices.IsSorted(names) || got.Has("never") || got.Has("blank") != (counts["blank"] > 0) {
			t.Fatalf("names %q", names)
		}
	})
}

// The 256th reason would be taken for an answer that is there.
func TestTooManyReasons(t *testing.T) {
	r := NewReasons(maxReasons + 1)
	for i := range maxReasons {
		r.Set(i, fmt.Sprint(i))
	}
	if r.Present() != 1 || r.At(maxReasons-1) != fmt.Sprint(maxReasons-1) {
		t.Fatal("the last reason is lost")
	}
	defer func() {
		if recover() == nil {
			t.Error("a reason too many was taken")
		}
	}()
	r.Set(maxReasons, "one more")
}
