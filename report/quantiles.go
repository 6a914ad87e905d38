package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// quantileFigures draws the differences against the quantiles of a normal
// distribution, for the comparisons that the figure of differences shows.
func (b *builder) quantileFigures(q *Quant) {
	panels := slices.DeleteFunc(panelsOf(q), func(p differencePanel) bool { return p.c.QQ == nil || len(p.c.QQ.Points) == 0 })
	if len(panels) == 0 {
		return
	}
	grouped := false
	for _, p := range panels {
		grouped = grouped || p.c.QQ.Points[0].N > 1
	}
	note := []any{"Each dot is one paired difference"}
	if grouped {
		note = []any{"Each dot is the mean of at least five paired differences that follow each other in size, so that none shows a single person; " +
			"the ends of a distribution look shorter for it. A dot"}
	}
	note = append(note, " at the quantile a normal distribution would give it. ")
	if grouped {
		note[1] = " stands at the mean of the quantiles a normal distribution would give them. "
	}
	note = append(note, "The line goes through the first and third quartiles of both; differences from a normal distribution follow it. "+
		"Answers on a scale of few points make steps. The figure describes, and chose no test.")
	b.facetFigures(q, panels, "quantiles", "Paired Differences Against a Normal Distribution", line(note...), 130, 30,
		quantilesAlt, paintQuantiles)
}

// quantilesAlt says what the figure shows, with its numbers.
func quantilesAlt(panels []differencePanel) string {
	var out strings.Builder
	out.WriteString("Normal quantile–quantile plots of paired differences.")
	for i := range panels {
		qq := panels[i].c.QQ
		people := 0
		for _, p := range qq.Points {
			people += p.N
		}
		first, last := qq.Points[0], qq.Points[len(qq.Points)-1]
		off := func(p QQPoint) string {
			return Dec(p.Value-(qq.Intercept+qq.Slope*p.Normal), 2)
		}
		fmt.Fprintf(&out, " %s, %s: %s for %s, from %s to %s; line through the quartiles with intercept %s and slope %s; the lowest dot is %s and the highest %s off the line.",
			panelName(&panels[i]), panels[i].direction(), counted(len(qq.Points), "dot", "dots"), counted(people, "pair", "pairs"),
			Dec(first.Value, 2), Dec(last.Value, 2), Dec(qq.Intercept, 2), Dec(qq.Slope, 2), off(first), off(last))
	}
	return out.String()
}

func paintQuantiles(d drawing, p *differencePanel, f plotFrame) {
	qq := p.c.QQ
	ax := &differenceAxis{} // always with 0 in it
	reach := 0.0
	for _, pt := range qq.Points {
		ax.low, ax.high = min(ax.low, float64(pt.Value)), max(ax.high, float64(pt.Value))
		reach = max(reach, math.Abs(float64(pt.Normal)))
	}
	if ax.low == ax.high {
		ax.low, ax.high = -1, 1
	}
	step := ax.step()
	margin := .05 * (ax.high - ax.low)
	f.low, f.high = ax.low-margin, ax.high+margin
	reach = max(1, math.Ceil(reach*1.05*2)/2)
	across := func(z float64) float64 {
		return (f.left+f.right)/2 + z/reach*(f.right-f.left-8)/2
	}
	f.scale(d, step)
	d.stroke(f.left, f.bottom, f.right, f.bottom, .75, ink)
	for z := -math.Floor(reach); z <= reach; z++ {
		d.stroke(across(z), f.bottom, across(z), f.bottom+3, .75, ink)
		d.text(across(z), f.bottom+13, 9, Dec(Num(z), 0), ink, centre)
	}
	d.text((f.left+f.right)/2, f.bottom+25, 9, "normal quantile", quietInk, centre)
	// The line, as far as it lies within the plot.
	from, to := -reach, reach
	if s, i := float64(qq.Slope), float64(qq.Intercept); s > 0 {
		from, to = max(from, (f.low-i)/s), min(to, (f.high-i)/s)
	}
	if from < to && qq.Slope.Defined() {
		y := func(z float64) float64 { return f.at(qq.Intercept + qq.Slope*Num(z)) }
		d.stroke(across(from), y(from), across(to), y(to), 1, lines)
	}
	for _, pt := range qq.Points {
		d.dot(across(float64(pt.Normal)), f.at(pt.Value), 1.9, accent)
	}
}
