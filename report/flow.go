package report

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
)

// maxFlowSteps is how many reasons to be left out a flow diagram has; with
// more, it would be higher than a page, and the table alone has them.
const maxFlowSteps = 7

// flowFigure draws the participant flow as reports of trials do (CONSORT): from
// the start down to those analysed, and to the right, in the order of the
// rules, who was left out and why.
func (b *builder) flowFigure(q *Quant) {
	f := q.Flow
	if len(f.Steps) == 0 || len(f.Steps) > maxFlowSteps {
		return
	}
	title := "Participant Flow"
	if f.Declared {
		title = "Participant Flow, as Declared, Not Recomputed"
	}
	fig := &Figure{ID: b.unique("figure", b.id("participant-flow", q)), Title: title, Alt: flowAlt(q)}
	fig.Note = line("Each person left out is counted once, under the first rule that applies.")
	if f.Declared {
		fig.Note = line("As declared, not recomputed. Source: " + sourceOf(f.Source))
	}
	if b.drawing {
		p := newFlowPlot(f)
		b.render(fig, p.height, p.paint)
	}
	b.addFigure(fig)
}

func flowStart(f Flow) string {
	if f.Declared {
		return "Before anyone was left out"
	}
	return "Rows in the file"
}

func flowAlt(q *Quant) string {
	f := q.Flow
	var s strings.Builder
	s.WriteString("Flow diagram")
	if f.Declared {
		s.WriteString(" (as declared, not recomputed)")
	}
	fmt.Fprintf(&s, ". %s: %s.", flowStart(f), numeral(f.Start))
	left := f.Start
	for _, step := range f.Steps {
		left -= step.N
		fmt.Fprintf(&s, " Left out, %s: %s; %s remain.", step.Reason, numeral(step.N), numeral(left))
	}
	fmt.Fprintf(&s, " Analysed: %s.", numeral(f.Analysed))
	return s.String()
}

// The measures of a flow diagram, in points.
const (
	flowMainX, flowMainWidth = 10.0, 170.0
	flowSideX                = 220.0
	flowSideWidth            = figureWidth - flowSideX - 10
	flowLine                 = 12.0 // of text
	flowPad                  = 6.0  // in a box
	flowArrow                = 9.0  // above and below a box at the side
	flowReasonLines          = 3
)

// A flowBox is one box with its lines of text.
type flowBox struct {
	x, y, w, h float64
	lines      [][]Inline
}

// A flowPlot is the diagram laid out: one main box more than side boxes.
type flowPlot struct {
	main, side []flowBox
	height     float64
}

func newFlowPlot(f Flow) *flowPlot {
	p := &flowPlot{}
	y := 1.0
	box := func(x, w float64, text string, n int) flowBox {
		out := flowBox{x: x, y: y, w: w}
		for _, l := range wrapped(text, w-2*flowPad, flowReasonLines, face(bodySize, false)) {
			out.lines = append(out.lines, line(l))
		}
		out.lines = append(out.lines, line(Inline{Text: "n", Italic: true}, " = "+numeral(n)))
		out.h = float64(len(out.lines))*flowLine + 2*flowPad
		y += out.h
		return out
	}
	p.main = append(p.main, box(flowMainX, flowMainWidth, flowStart(f), f.Start))
	left := f.Start
	for i, step := range f.Steps {
		y += flowArrow
		p.side = append(p.side, box(flowSideX, flowSideWidth, "Left out: "+step.Reason, step.N))
		y += flowArrow
		left -= step.N
		if i == len(f.Steps)-1 {
			p.main = append(p.main, box(flowMainX, flowMainWidth, "Analysed", f.Analysed))
		} else {
			p.main = append(p.main, box(flowMainX, flowMainWidth, "Remaining", left))
		}
	}
	p.height = y + 1
	return p
}

func (p *flowPlot) paint(d drawing) {
	const middle = flowMainX + flowMainWidth/2
	for i, side := range p.side {
		from, to := p.main[i], p.main[i+1]
		d.arrow(middle, from.y+from.h, middle, to.y)
		at := side.y + side.h/2
		d.arrow(middle, at, side.x, at)
	}
	for i, box := range p.main {
		width := .75
		if i == len(p.main)-1 {
			width = 1.5 // those the numbers of the report rest on
		}
		box.paint(d, width)
	}
	for _, box := range p.side {
		box.paint(d, .75)
	}
}

func (b flowBox) paint(d drawing, width float64) {
	d.rect(b.x, b.y, b.w, b.h, paper)
	d.stroke(b.x, b.y, b.x+b.w, b.y, width, ink)
	d.stroke(b.x, b.y+b.h, b.x+b.w, b.y+b.h, width, ink)
	d.stroke(b.x, b.y, b.x, b.y+b.h, width, ink)
	d.stroke(b.x+b.w, b.y, b.x+b.w, b.y+b.h, width, ink)
	for i, l := range b.lines {
		d.runs(b.x+flowPad, b.y+flowPad+float64(i)*flowLine+9.5, bodySize, l, ink, left)
	}
}

// arrow draws a line down or to the right, with a head at its end.
func (d drawing) arrow(x0, y0, x1, y1 float64) {
	const length, half = 5.0, 2.5
	d.stroke(x0, y0, x1, y1, .75, ink)
	points := [3][2]float64{{x1, y1}, {x1 - length, y1 - half}, {x1 - length, y1 + half}}
	if x0 == x1 {
		points = [3][2]float64{{x1, y1}, {x1 - half, y1 - length}, {x1 + half, y1 - length}}
	}
	head := make([]vg.Point, len(points))
	for i, p := range points {
		head[i] = vg.Point{X: vg.Length(p[0]), Y: d.y(p[1])}
	}
	d.FillPolygon(ink, head)
}
