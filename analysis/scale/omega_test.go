package scale

import (
	"slices"
	"testing"
)

// By hand: uniquenesses .9, .8, .75 step by .1 and .05, so r = .1, v = .05, the length
// is 2 and .9 − 2·2·.1 + 4·.05 = .7. Equal steps lead nowhere in particular: the second
// is taken.
func TestBeyond(t *testing.T) {
	step := func(from, to float64) lawley { return lawley{from: []float64{from}, to: []float64{to}} }
	if got := beyond(step(.9, .8), step(.8, .75)); got[0] < .7-1e-12 || got[0] > .7+1e-12 {
		t.Errorf("extrapolated to %v, want .7", got)
	}
	if got := beyond(step(1, .75), step(.75, .5)); !slices.Equal(got, []float64{.5}) {
		t.Errorf("equal steps lead to %v, want the second's end, .5", got)
	}
}
