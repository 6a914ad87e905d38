package report

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// lines is the grey of lines that must be told from the accent by their
// lightness.
var lines = grey(0x8c)

// seeThrough gives a colour through which others are seen.
func seeThrough(c color.NRGBA) color.NRGBA {
	c.A = 0xa0
	return c
}

// rainclouds draws how people scored under both conditions, and each one's way
// from the first to the second, or that of five and more.
func (b *builder) rainclouds(q *Quant) {
	panels := slices.DeleteFunc(panelsOf(q), func(p differencePanel) bool {
		return p.c.Raincloud == nil || !p.c.Raincloud.A.Mean.Defined()
	})
	if len(panels) == 0 {
		return
	}
	binned := false
	for i := range panels {
		binned = binned || len(panels[i].c.Raincloud.Pairs) == 0
	}
	way := "Each line is one person, and a thicker one several: dark where the score rose, light where it fell, palest where it stayed. "
	if binned {
		way = "Bands are people who went from one range of scores to another, their width in proportion to their number: " +
			"dark where the score rose into a higher range, light where it fell, palest where it stayed in its range; the number in a band is that of its people, where it has room. Bands of fewer than five people are not drawn, nor those that would give them away. "
	}
	note := line("The grey steps to either side count the people in each class of scores; their area is in proportion to the number. "+
		"The box goes from the first to the third quartile, the bar in it is the median, and the dot is the mean, ", symM, ". "+way+
		"Classes are centred on their scores, so the outer ones reach past the ends of the scale. Only people with both scores are shown.")
	b.facetFigures(q, panels, "raincloud", "Scores Under Both Conditions and the Ways Between Them", note, 150, 44,
		raincloudsAlt, paintRaincloud)
}

// raincloudsAlt says what the figure shows, with its numbers.
func raincloudsAlt(panels []differencePanel) string {
	var out strings.Builder
	out.WriteString("Distributions of scores under both conditions, joined by paired lines.")
	for i := range panels {
		p, r := &panels[i], panels[i].c.Raincloud
		side := func(label string, x Box, n func(ScoreClass) int) string {
			var classes []string
			for _, c := range r.Classes {
				if n(c) > 0 {
					classes = append(classes, fmt.Sprintf("%s to %s: %d", Dec(c.Low, 2), Dec(c.High, 2), n(c)))
				}
			}
			s := fmt.Sprintf(" %s: mean %s, quartiles %s, %s and %s", label, Dec(x.Mean, 2), Dec(x.Q1, 2), Dec(x.Median, 2), Dec(x.Q3, 2))
			if len(classes) > 0 {
				s += "; people by class of score " + strings.Join(classes, "; ")
			}
			return s + "."
		}
		fmt.Fprintf(&out, " %s, n = %d.", panelName(p), p.c.Paired.N)
		out.WriteString(side(p.set.LabelA, r.A, func(c ScoreClass) int { return c.A }))
		out.WriteString(side(p.set.LabelB, r.B, func(c ScoreClass) int { return c.B }))
		if len(r.Pairs) > 0 {
			rose, fell, stayed := 0, 0, 0
			for _, l := range r.Pairs {
				switch {
				case l.B > l.A:
					rose += l.N
				case l.B < l.A:
					fell += l.N
				default:
					stayed += l.N
				}
			}
			fmt.Fprintf(&out, " %d rose, %d fell, %d stayed.", rose, fell, stayed)
		}
		var ways []string
		for _, w := range r.Ways {
			ways = append(ways, fmt.Sprintf("%s to %s, then %s to %s: %d", Dec(w.FromLow, 2), Dec(w.FromHigh, 2), Dec(w.ToLow, 2), Dec(w.ToHigh, 2), w.N))
		}
		if len(ways) > 0 {
			fmt.Fprintf(&out, " People by way: %s.", strings.Join(ways, "; "))
		}
	}
	return out.String()
}

// The parts of a raincloud from one side to the middle, in points.
const (
	cloudWidth = 27.0
	boxWidth   = 7.0
	cloudSkip  = 3.0
)

func paintRaincloud(d drawing, p *differencePanel, f plotFrame) {
	r := p.c.Raincloud
	items := 1.0
	if p.c.Scoring.Method == "sum" {
		items = float64(p.c.Scoring.Items)
	}
	low, high := float64(p.set.ScaleLow)*items, float64(p.set.ScaleHigh)*items
	f.low, f.high = low, high
	for _, c := range r.Classes {
		f.low, f.high = min(f.low, float64(c.Low)), max(f.high, float64(c.High))
	}
	ticks := f
	ticks.top, ticks.bottom, ticks.low, ticks.high = f.at(Num(high)), f.at(Num(low)), low, high
	ax := &differenceAxis{low: low, high: high}
	ticks.scale(d, max(1, ax.step()))

	x0, x1 := f.left+4, f.right-2
	tallest := 0.0
	for _, c := range r.Classes {
		tallest = max(tallest, float64(max(c.A, c.B))/float64(c.High-c.Low))
	}
	for _, c := range r.Classes {
		width := func(n int) float64 { return float64(n) / float64(c.High-c.Low) / tallest * cloudWidth }
		top, height := f.at(c.High), f.at(c.Low)-f.at(c.High)
		a, b := width(c.A), width(c.B)
		d.rect(x0+cloudWidth-a, top+.3, a, height-.6, histogram)
		d.rect(x1-cloudWidth, top+.3, b, height-.6, histogram)
	}
	boxA, boxB := x0+cloudWidth+cloudSkip, x1-cloudWidth-cloudSkip-boxWidth
	from, to := boxA+boxWidth+cloudSkip, boxB-cloudSkip
	paintPairs(d, f, r.Pairs, from, to)
	paintWays(d, f, r.Ways, from, to)
	paintBox(d, f, r.A, boxA)
	paintBox(d, f, r.B, boxB)

	for i, side := range []struct {
		label string
		mean  Num
	}{{p.set.LabelA, r.A.Mean}, {p.set.LabelB, r.B.Mean}} {
		x, a := f.left, left
		if i == 1 {
			x, a = f.right, right
		}
		y := f.bottom + 14
		for _, l := range wrapped(side.label, (f.right-f.left)/2-3, 2, face(9, false)) {
			d.text(x, y, 9, l, ink, a)
			y += 11
		}
		d.runs(x, y, 9, line(symM, " = "+Dec(side.mean, 2)), quietInk, a)
	}
}

// paintBox draws quartiles, median and mean.
func paintBox(d drawing, f plotFrame, b Box, x float64) {
	top, bottom := f.at(b.Q3), f.at(b.Q1)
	d.rect(x, top, boxWidth, max(bottom-top, .5), grey(0xb4))
	d.stroke(x, f.at(b.Median), x+boxWidth, f.at(b.Median), 1.6, ink)
	d.dot(x+boxWidth/2, f.at(b.Mean), 2.6, paper)
	d.dot(x+boxWidth/2, f.at(b.Mean), 1.9, ink)
}

// paintPairs draws a line for each pair of scores: what stayed, below what
// fell, below what rose.
func paintPairs(d drawing, f plotFrame, pairs []PairCount, from, to float64) {
	for _, kind := range []struct {
		of     func(PairCount) bool
		colour color.NRGBA
		least  float64
	}{
		{func(p PairCount) bool { return p.A == p.B }, seeThrough(grey(0xb0)), .4},
		{func(p PairCount) bool { return p.B < p.A }, seeThrough(lines), .7},
		{func(p PairCount) bool { return p.B > p.A }, seeThrough(accent), .7},
	} {
		for _, p := range pairs {
			if kind.of(p) {
				d.stroke(from, f.at(p.A), to, f.at(p.B), min(kind.least+.45*float64(p.N-1), 5), kind.colour)
			}
		}
	}
}

// paintWays draws a band for each way. Bands leave and reach a range one above
// the other, in the order of where they go to and come from, so that they
// cross no more than they must.
func paintWays(d drawing, f plotFrame, ways []Way, from, to float64) {
	people := math.Inf(1) // height of one person
	starts, ends := map[Num]int{}, map[Num]int{}
	for _, w := range ways {
		starts[w.FromLow] += w.N
		ends[w.ToLow] += w.N
	}
	for _, w := range ways {
		people = min(people, .9*(f.at(w.FromLow)-f.at(w.FromHigh))/float64(starts[w.FromLow]),
			.9*(f.at(w.ToLow)-f.at(w.ToHigh))/float64(ends[w.ToLow]))
	}
	usedStart, usedEnd := map[Num]float64{}, map[Num]float64{}
	// place gives the middle of a band in the stack of its range, from below.
	place := func(used map[Num]float64, low, high Num, all int, thick float64) float64 {
		y := (f.at(low)+f.at(high))/2 + people*float64(all)/2 - used[low] - thick/2
		used[low] += thick
		return y
	}
	type band struct {
		y0, y1, thick float64
		colour        color.NRGBA
		order         int
		n             int
	}
	var bands []band
	for _, w := range ways { // in rising order of both
		thick := people * float64(w.N)
		b := band{thick: thick, n: w.N,
			y0: place(usedStart, w.FromLow, w.FromHigh, starts[w.FromLow], thick),
			y1: place(usedEnd, w.ToLow, w.ToHigh, ends[w.ToLow], thick)}
		switch {
		case w.ToLow == w.FromLow:
			b.colour = grey(0xd8)
		case w.ToLow < w.FromLow:
			b.colour, b.order = lines, 1
		default:
			b.colour, b.order = accent, 2
		}
		bands = append(bands, b)
	}
	slices.SortStableFunc(bands, func(x, y band) int { return x.order - y.order })
	for _, b := range bands {
		d.band(from, b.y0, to, b.y1, b.thick-.8, seeThrough(b.colour))
	}
	for _, b := range bands {
		if b.thick >= 8 { // beside its beginning, where bands have not crossed yet
			d.text(from+1.5, b.y0+3, 8, itoa(b.n), inkOn(blend(paper, b.colour, float64(0xa0)/0xff)), left)
		}
	}
}

// band draws a band of the given thickness that leaves and arrives level.
func (d drawing) band(x0, y0, x1, y1, thick float64, c color.Color) {
	const steps = 24
	var upper, lower []vg.Point
	for i := range steps + 1 {
		t := float64(i) / steps
		x, y := x0+t*(x1-x0), y0+t*t*(3-2*t)*(y1-y0)
		upper = append(upper, vg.Point{X: vg.Length(x), Y: d.y(y - thick/2)})
		lower = append(lower, vg.Point{X: vg.Length(x), Y: d.y(y + thick/2)})
	}
	slices.Reverse(lower)
	d.FillPolygon(c, append(upper, lower...))
}
