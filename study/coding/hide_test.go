package coding

import (
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What an analyst may see of the events amounts to the codings and memos that the
// analyst may see, whatever was done in whatever order; nobody's own are hidden.
func TestHidingEventsIsHiding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "kith")
		must(t, err)
		defer os.RemoveAll(dir)
		clock := start
		desks := []*desk{sit(t, dir, "AB", &clock), sit(t, dir, "CD", &clock)}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			desks[rapid.IntRange(0, 1).Draw(t, "who")].anything(t)
		}
		_, err = desks[0].Refresh()
		must(t, err)
		var documents []string
		events := desks[0].journal.Events()
		for _, c := range Fold(events).Codings() {
			documents = append(documents, c.Document)
		}
		blind := "S1_LW01"
		if len(documents) > 0 {
			blind = rapid.SampledFrom(documents).Draw(t, "blind")
		}
		hidden := func(document, analyst string) bool { return document == blind && analyst != "AB" }
		whole := Fold(events)
		want, _, _ := whole.Hiding(hidden)
		seen, _, _ := HidingEvents(events, hidden)
		for _, e := range seen {
			if whole.Coding(e.ID) != nil && want.Coding(e.ID) == nil || whole.memos[e.ID] != nil && want.memos[e.ID] == nil {
				t.Fatalf("%s %s by %s is seen", e.Op, e.ID, e.Analyst)
			}
			if e.Analyst == "AB" {
				continue
			}
			if c, err := newCoding(e, names{}); e.Op == opCodingAdd && err == nil && c.Document == blind {
				t.Fatalf("%s by %s is seen in %s", e.ID, e.Analyst, blind)
			}
		}
		got := Fold(seen)
		for _, c := range want.Codings() {
			if got.Coding(c.ID) == nil {
				t.Fatalf("%s of %s is not seen", c.ID, c.Analyst)
			}
		}
		own := 0
		for _, e := range events {
			if e.Analyst == "AB" && e.Op == opCodingAdd {
				own++
			}
		}
		for _, e := range seen {
			if e.Analyst == "AB" && e.Op == opCodingAdd {
				own--
			}
		}
		if own != 0 {
			t.Fatal(fmt.Sprint(own, " of one's own codings are hidden"))
		}
	})
}

// A memo that was linked to the document after it was written is hidden as a whole.
func TestHidingEventsOfALaterLink(t *testing.T) {
	clock := start.Add(time.Minute)
	cd := sit(t, t.TempDir(), "CD", &clock)
	id, err := cd.AddMemo(Memo{Kind: "memo", Text: "what I make of it"})
	must(t, err)
	must(t, cd.EditMemo(id, map[string]any{"links": []Link{{Kind: "turn", To: "S1_LW01#4"}}}))
	_, err = cd.AddMemo(Memo{Kind: "memo", Text: "of another", Links: []Link{{Kind: "turn", To: "S1_LW011#4"}, {Kind: "document", To: "S1_LW02"}, {Kind: "coding", To: "nowhere"}}})
	must(t, err)
	seen, _, memos := HidingEvents(cd.journal.Events(), func(document, _ string) bool { return document == "S1_LW01" })
	if len(seen) != 1 || memos != 1 {
		t.Errorf("%d events are seen, %d memos hidden", len(seen), memos)
	}
}
