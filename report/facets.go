package report

import (
	"fmt"
	"math"
	"strings"
)

// Facets are the panels of one figure side by side, each with a title above it
// and a plot of the same height.
type facets struct {
	panels []differencePanel
	width  float64 // of one
	plot   float64 // height of a plot
	titles [][]string
	top    float64 // of the plots
}

// facetsInRow is how many panels stand side by side.
const facetsInRow = 3

const (
	facetLeft  = 24.0 // room of the scale left of a plot
	facetRight = 8.0
)

// facetFigures draws panels as figures of up to [facetsInRow], of which each
// has the given note and alternative text.
func (b *builder) facetFigures(q *Quant, panels []differencePanel, id, title string, note []Inline, plot, foot float64,
	alt func([]differencePanel) string, paint func(drawing, *differencePanel, plotFrame)) {
	for from := 0; from < len(panels); from += facetsInRow {
		part := panels[from:min(from+facetsInRow, len(panels))]
		f := &Figure{ID: b.id(id, q), Title: title, Alt: alt(part), Note: note}
		if len(panels) > facetsInRow {
			f.ID += fmt.Sprintf("-%d", from/facetsInRow+1)
			f.Title += fmt.Sprintf(", Part %d", from/facetsInRow+1)
		}
		f.ID = b.unique("figure", f.ID)
		if b.drawing {
			fs := layFacets(part, min(len(panels), facetsInRow), plot)
			b.render(f, fs.top+plot+foot, func(d drawing) {
				for i := range fs.panels {
					paint(d, &fs.panels[i], fs.frame(d, i))
				}
			})
		}
		b.addFigure(f)
	}
}

// layFacets lays panels out for a row of the given number, of which none is
// wider than half the figure.
func layFacets(panels []differencePanel, inRow int, plot float64) *facets {
	fs := &facets{panels: panels, width: figureWidth / float64(max(2, inRow)), plot: plot}
	lines := 0
	for i := range panels {
		t := wrapped(panels[i].title, fs.width-facetLeft-facetRight, 3, face(bodySize, true))
		fs.titles = append(fs.titles, t)
		lines = max(lines, len(t))
	}
	fs.top = float64(lines)*panelLine + 10
	return fs
}

// A plotFrame is where a panel is drawn, and the range of values that its
// height stands for.
type plotFrame struct{ left, right, top, bottom, low, high float64 }

// frame writes the title of a panel, and gives the place of its plot.
func (fs *facets) frame(d drawing, i int) plotFrame {
	x := float64(i) * fs.width
	f := plotFrame{left: x + facetLeft, right: x + fs.width - facetRight, top: fs.top, bottom: fs.top + fs.plot}
	first := fs.top - 10 - float64(len(fs.titles[i]))*panelLine // titles stand on the plot
	for k, l := range fs.titles[i] {
		d.label(f.left, first+float64(k)*panelLine+10, l, ink, left, face(bodySize, true))
	}
	return f
}

// at gives the height of a value.
func (f plotFrame) at(v Num) float64 {
	return f.bottom - (float64(v)-f.low)/(f.high-f.low)*(f.bottom-f.top)
}

// scale draws the scale left of the plot, with ticks at multiples of step.
func (f plotFrame) scale(d drawing, step float64) {
	d.stroke(f.left, f.top, f.left, f.bottom, .75, ink)
	decimals := 0
	if step < 1 {
		decimals = int(math.Ceil(-math.Log10(step) - 1e-9))
	}
	for k := math.Ceil(f.low/step - 1e-9); k*step <= f.high+1e-9*step; k++ {
		y := f.at(Num(k * step))
		d.stroke(f.left-3, y, f.left, y, .75, ink)
		d.text(f.left-5, y+3, 9, Dec(Num(k*step), min(decimals, 6)), ink, right)
	}
}

// panelName gives the title of a panel as a sentence begins.
func panelName(p *differencePanel) string { return strings.TrimRight(p.title, ". ") }
