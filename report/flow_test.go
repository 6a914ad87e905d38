package report

import (
	"strings"
	"testing"
)

// Every step of the flow stands in the diagram with what remains after it, and
// a declared flow says that it is one.
func TestFlowPlot(t *testing.T) {
	f := Flow{Start: 79, Steps: []FlowStep{{Reason: "preview", N: 2}, {Reason: "a reason with \"quotes\" & more", N: 3}, {Reason: "late", N: 4}}, Analysed: 70}
	p := newFlowPlot(f)
	var main, side []string
	words := func(b flowBox) string {
		var s []string
		for _, l := range b.lines {
			s = append(s, plain(l))
		}
		return strings.Join(s, " ")
	}
	for i, b := range p.main {
		main = append(main, words(b))
		if i > 0 && (b.y < p.side[i-1].y+p.side[i-1].h || p.side[i-1].y < p.main[i-1].y+p.main[i-1].h) {
			t.Errorf("boxes %d lie over each other", i)
		}
		if b.y+b.h > p.height {
			t.Errorf("box %d lies below the figure", i)
		}
	}
	for _, b := range p.side {
		side = append(side, words(b))
	}
	if got, want := strings.Join(main, "; "), "Rows in the file n = 79; Remaining n = 77; Remaining n = 74; Analysed n = 70"; got != want {
		t.Errorf("down: %s, want %s", got, want)
	}
	if got, want := strings.Join(side, "; "), `Left out: preview n = 2; Left out: a reason with "quotes" & more n = 3; Left out: late n = 4`; got != want {
		t.Errorf("to the side: %s, want %s", got, want)
	}
	f.Declared = true
	if alt := flowAlt(&Quant{Flow: f}); !strings.Contains(alt, "as declared, not recomputed") || !strings.Contains(alt, "late: 4; 70 remain") {
		t.Error(alt)
	}
	long := Flow{Start: 100, Analysed: 93}
	for range 7 {
		long.Steps = append(long.Steps, FlowStep{Reason: strings.Repeat("word ", 12), N: 1})
	}
	if h := newFlowPlot(long).height; h > 760 {
		t.Errorf("%g points are higher than a page", h)
	}
}
