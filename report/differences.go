package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// differencePanels is how many comparisons one figure holds.
const differencePanels = 3

// differenceFigures draws, for every composite (or, without composites, every
// tested item), how the differences are distributed, from bins, and their mean
// with its confidence interval as a line.
func (b *builder) differenceFigures(q *Quant) {
	panels := panelsOf(q)
	axes := map[string]*differenceAxis{}
	for i := range panels {
		p := &panels[i]
		if axes[p.scale()] == nil {
			axes[p.scale()] = &differenceAxis{}
		}
		p.axis = axes[p.scale()]
		p.axis.cover(p)
	}
	for from := 0; from < len(panels); from += differencePanels {
		part := panels[from:min(from+differencePanels, len(panels))]
		f := &Figure{
			ID:    b.id("paired-differences", q),
			Title: "Paired Differences With Their Means and " + Level(q.CI) + " Confidence Intervals",
			Alt:   differencesAlt(part, q),
		}
		if len(panels) > differencePanels {
			f.ID += fmt.Sprintf("-%d", from/differencePanels+1)
			f.Title += fmt.Sprintf(", Part %d", from/differencePanels+1)
		}
		f.Note = line("Grey bars count the pairs in each class of differences; the area of a bar is in proportion to its number, which stands above it. "+
			"The dot is the mean difference, the line through it its "+Level(q.CI)+" CI from the ", symT, " distribution; the thin vertical line is no difference. "+
			"Sets on the same scale have the same axis. The sample is one of convenience.")
		f.ID = b.unique("figure", f.ID)
		if b.drawing {
			p := &differencePlot{panels: part, level: Level(q.CI)}
			b.render(f, p.layOut(), p.paint)
		}
		b.addFigure(f)
	}
}

// panelsOf gives the comparisons to draw.
func panelsOf(q *Quant) []differencePanel {
	var panels []differencePanel
	for _, s := range q.Sets {
		if c := s.Composite; c != nil {
			panels = addPanel(panels, s, c, setTitle(s))
			continue
		}
		for i := range s.Items {
			it := &s.Items[i]
			if it.Test != nil {
				label := it.Text
				if label == "" {
					label = it.ID
				}
				panels = addPanel(panels, s, it.Test, label)
			}
		}
	}
	return panels
}

// A differencePanel is one comparison in the figure.
type differencePanel struct {
	set   *SetResult
	c     *Comparison
	title string
	axis  *differenceAxis
	lines []string
	top   float64
}

func addPanel(panels []differencePanel, s *SetResult, c *Comparison, title string) []differencePanel {
	if len(c.Bins) == 0 && !c.Paired.MeanDiff.Defined() {
		return panels
	}
	return append(panels, differencePanel{set: s, c: c, title: title})
}

// scale names the scale that the differences are on.
func (p *differencePanel) scale() string {
	items := 1
	if p.c.Scoring.Method == "sum" {
		items = p.c.Scoring.Items
	}
	return fmt.Sprint(p.set.ScaleLow, p.set.ScaleHigh, items)
}

// A differenceAxis is the range of differences shown, the same for all panels
// on one scale, and always with 0 in it.
type differenceAxis struct{ low, high, tallest float64 }

func (a *differenceAxis) cover(p *differencePanel) {
	extend := func(n Num) {
		if n.Defined() {
			a.low, a.high = min(a.low, float64(n)), max(a.high, float64(n))
		}
	}
	extend(p.c.Paired.MeanDiff)
	extend(p.c.Paired.CILow)
	extend(p.c.Paired.CIHigh)
	for _, bin := range p.c.Bins {
		extend(bin.Low)
		extend(bin.High)
		a.tallest = max(a.tallest, density(bin))
	}
}

func density(b Bin) float64 {
	if w := float64(b.High - b.Low); w > 0 {
		return float64(b.N) / w
	}
	return 0
}

// step gives the distance of ticks: 1, 2 or 5 times a power of ten, for about
// eight of them.
func (a *differenceAxis) step() float64 {
	span := a.high - a.low
	if !(span > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(span/8)))
	for _, m := range []float64{1, 2, 5, 10} {
		if span/(m*power) <= 8 {
			return m * power
		}
	}
	return 10 * power
}

// differencesAlt says what the figure shows, with its numbers.
func differencesAlt(panels []differencePanel, q *Quant) string {
	var out strings.Builder
	fmt.Fprintf(&out, "Distributions of paired differences with mean and %s confidence interval.", Level(q.CI))
	for i := range panels {
		p := &panels[i].c.Paired
		fmt.Fprintf(&out, " %s, %s: mean difference %s, %s CI %s, n = %d.", strings.TrimRight(panels[i].title, ". "),
			panels[i].direction(), Dec(p.MeanDiff, 2), Level(q.CI), ci(p.CILow, p.CIHigh, p.Alternative), p.N)
		var bins []string
		for _, bin := range panels[i].c.Bins {
			if bin.N > 0 {
				bins = append(bins, fmt.Sprintf("%s to %s: %d", Dec(bin.Low, 2), Dec(bin.High, 2), bin.N))
			}
		}
		if len(bins) > 0 {
			fmt.Fprintf(&out, " Pairs by class of difference: %s.", strings.Join(bins, "; "))
		}
	}
	return out.String()
}

// direction says what was taken from what.
func (p *differencePanel) direction() string {
	a, b := p.set.LabelA, p.set.LabelB
	if p.set.Difference == "A-B" {
		a, b = b, a
	}
	return b + " " + minus + " " + a
}

type differencePlot struct {
	panels []differencePanel
	level  string
}

const (
	panelBars  = 62.0 // height of the tallest bar
	panelLine  = 12.0
	panelFoot  = 26.0 // axis and its numbers
	panelSpace = 12.0
	panelMean  = 13.0 // room of the mean above the bars
)

func (p *differencePlot) layOut() float64 {
	y := 0.0
	for i := range p.panels {
		panel := &p.panels[i]
		panel.lines = wrapped(panel.title, figureWidth-4, 2, face(bodySize, true))
		panel.lines = append(panel.lines, wrapped(panel.direction(), figureWidth-4, 2, face(9, false))...)
		panel.top = y
		y += float64(len(panel.lines))*panelLine + 2*panelMean + panelBars + panelFoot + panelSpace
	}
	return y
}

func (p *differencePlot) paint(d drawing) {
	for i := range p.panels {
		p.panel(d, &p.panels[i])
	}
}

func (p *differencePlot) panel(d drawing, panel *differencePanel) {
	y := panel.top
	titles := len(wrapped(panel.title, figureWidth-4, 2, face(bodySize, true)))
	for i, l := range panel.lines {
		if i < titles {
			d.label(0, y+10, l, ink, left, face(bodySize, true))
		} else {
			d.text(0, y+10, 9, l, quietInk, left)
		}
		y += panelLine
	}
	ax := panel.axis
	const x0, x1 = 14.0, figureWidth - 14.0
	span := ax.high - ax.low
	if span == 0 {
		span = 1
	}
	at := func(v float64) float64 { return x0 + (v-ax.low)/span*(x1-x0) }
	mean := y + panelMean + 3
	base := y + 2*panelMean + panelBars
	f := face(9, false)
	d.stroke(at(0), y+panelMean-8, at(0), base, .75, ink) // behind the bars
	for _, bin := range panel.c.Bins {
		h := 0.0
		if ax.tallest > 0 {
			h = density(bin) / ax.tallest * (panelBars - 12)
		}
		left, right := at(float64(bin.Low)), at(float64(bin.High))
		d.rect(left+.4, base-h, right-left-.8, h, histogram)
		if text := itoa(bin.N); bin.N > 0 && float64(f.Width(text)) <= right-left {
			w := float64(f.Width(text))
			d.rect((left+right-w)/2-1, base-h-10, w+2, 9.5, paper)
			d.text((left+right)/2, base-h-2.5, 9, text, quietInk, centre)
		}
	}
	d.stroke(x0, base, x1, base, .75, ink)
	p.ticks(d, ax, at, base)
	p.mean(d, panel, at, mean, x0, x1)
}

func (p *differencePlot) ticks(d drawing, ax *differenceAxis, at func(float64) float64, base float64) {
	step := ax.step()
	decimals := 0
	if step < 1 {
		decimals = int(math.Ceil(-math.Log10(step) - 1e-9))
	}
	for k := math.Ceil(ax.low/step - 1e-9); k*step <= ax.high+1e-9*step; k++ {
		x := at(k * step)
		d.stroke(x, base, x, base+3, .75, ink)
		d.text(x, base+13, 9, Dec(Num(k*step), min(decimals, 6)), ink, centre)
	}
}

// mean draws the mean difference with its interval, and names both.
func (p *differencePlot) mean(d drawing, panel *differencePanel, at func(float64) float64, y, x0, x1 float64) {
	pd := &panel.c.Paired
	if !pd.MeanDiff.Defined() {
		return
	}
	low, high := x0, x1
	if pd.CILow.Defined() {
		low = at(float64(pd.CILow))
	}
	if pd.CIHigh.Defined() {
		high = at(float64(pd.CIHigh))
	}
	m := at(float64(pd.MeanDiff))
	if pd.T.Defined() {
		d.stroke(low, y, high, y, 2, accent)
	} else {
		low, high = m, m
	}
	d.dot(m, y, 3.4, accent)
	text := line(symM, " = "+Dec(pd.MeanDiff, 2))
	if pd.T.Defined() {
		text = line(text, ", "+p.level+" CI "+ci(pd.CILow, pd.CIHigh, pd.Alternative))
	}
	text = line(text, ", ", symN, " = "+itoa(pd.N))
	w := runsWidth(text, bodySize)
	// Beside the interval where there is room: on the side away from 0 first.
	places := []float64{high + 8, low - 8 - w}
	if pd.MeanDiff < 0 {
		slices.Reverse(places)
	}
	x := (x0 + x1 - w) / 2
	for _, place := range places {
		if place >= 0 && place+w <= figureWidth {
			x = place
			break
		}
	}
	d.rect(x-2, y-7, w+4, 13, paper)
	d.runs(x, y+3.3, bodySize, text, accent, left)
}
