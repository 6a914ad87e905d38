package report

import (
	"fmt"
	"image/color"
	"math"
	"strings"
)

// smallestLabelled is the percentage from which a segment of a Likert bar is
// wide enough to carry its number.
const smallestLabelled = 8

// A likertAxis is how far the bars of a study reach to both sides of the
// middle of the scale, in percent: the same in all its figures.
type likertAxis struct{ low, high float64 }

// likertAxisOf gives the axis that every item of every set of q fits on.
func likertAxisOf(q *Quant) likertAxis {
	var ax likertAxis
	for _, s := range q.Sets {
		for i := range s.Items {
			for _, d := range []*Describe{&s.Items[i].A, &s.Items[i].B} {
				low, high := likertReach(s, d)
				ax.low, ax.high = max(ax.low, low), max(ax.high, high)
			}
		}
	}
	up := func(v float64) float64 { return max(20, 10*math.Ceil(v/10-1e-9)) }
	return likertAxis{up(ax.low), up(ax.high)}
}

// likertReach gives the percentages on both sides of the middle of the scale;
// a middle point counts half to each.
func likertReach(s *SetResult, d *Describe) (low, high float64) {
	middle := float64(s.ScaleLow+s.ScaleHigh) / 2
	for _, p := range d.Distribution {
		share := share(p.N, d.N)
		switch {
		case float64(p.Point) < middle:
			low += share
		case float64(p.Point) > middle:
			high += share
		default:
			low += share / 2
			high += share / 2
		}
	}
	return low, high
}

func share(n, total int) float64 {
	if total == 0 {
		return 0
	}
	return 100 * float64(n) / float64(total)
}

// likertColour gives the colour of a point: greys below the middle, the accent
// above it, stronger towards the ends.
func likertColour(s *SetResult, point float64) color.NRGBA {
	middle := float64(s.ScaleLow+s.ScaleHigh) / 2
	half := float64(s.ScaleHigh) - middle
	if half == 0 || point == middle {
		return grey(0xea)
	}
	strength := math.Abs(point-middle) / half // 0 to 1
	if half != math.Trunc(half) && half > .5 && point > middle {
		// Without a middle point two sides meet, and must differ there.
		strength = (math.Abs(point-middle) - .5) / (half - .5)
	}
	if point < middle {
		return blend(grey(0xd0), grey(0x66), strength)
	}
	return blend(color.NRGBA{0xdf, 0xe9, 0xf2, 0xff}, accent, strength)
}

// likertItems is how many items one figure holds, so that it stays within a
// page in type that can be read.
const likertItems = 9

// likertFigures draws the answers to every item of a set under both conditions
// as bars that diverge from the middle of the scale.
func (b *builder) likertFigures(q *Quant, s *SetResult, ax likertAxis) {
	if len(pointsOf(s)) == 0 {
		return
	}
	for from := 0; from < len(s.Items); from += likertItems {
		part := *s
		part.Items = s.Items[from:min(from+likertItems, len(s.Items))]
		f := b.likertFigure(&part)
		f.ID = b.id(f.ID, q)
		if len(s.Items) > likertItems {
			f.ID += fmt.Sprintf("-%d", from/likertItems+1)
			f.Title += fmt.Sprintf(", Items %d to %d", from+1, from+len(part.Items))
		}
		f.ID = b.unique("figure", f.ID)
		if b.drawing {
			p := newLikertPlot(&part, ax)
			b.render(f, p.height, p.paint)
		}
		b.addFigure(f)
	}
}

// likertFigure gives the figure of a set without its image.
func (b *builder) likertFigure(s *SetResult) *Figure {
	f := &Figure{
		ID:    "likert-" + slug(s.ID),
		Title: "Answers to the Items of " + setTitle(s),
		Alt:   likertAlt(s),
	}
	note := []any{"Bars show the percentage of answers at each point, low points to the left and high points to the right of the middle of the scale"}
	if (s.ScaleHigh-s.ScaleLow)%2 == 0 {
		note = append(note, ", whose middle point is split")
	}
	note = append(note, fmt.Sprintf("; percentages below %d are not printed. ", smallestLabelled), symN, " is the number of answers.")
	for i := range s.Items {
		if s.Items[i].Reverse {
			note = append(note, " Reverse-keyed items are shown after reversing.")
			break
		}
	}
	if s.HighMeans != "" {
		note = append(note, " A high score means "+s.HighMeans+".")
	}
	f.Note = line(note...)
	return f
}

// likertAlt says what the figure shows, with its numbers: for every item and
// condition the share below and above the middle of the scale.
func likertAlt(s *SetResult) string {
	var out strings.Builder
	fmt.Fprintf(&out, "Diverging stacked bars of the answers to %s, %s against %s.", counted(len(s.Items), "item", "items"), s.LabelA, s.LabelB)
	side := func(d *Describe) string {
		if d.N == 0 {
			return "no answers"
		}
		middle := float64(s.ScaleLow+s.ScaleHigh) / 2
		below, above := 0, 0
		for _, p := range d.Distribution {
			switch {
			case float64(p.Point) < middle:
				below += p.N
			case float64(p.Point) > middle:
				above += p.N
			}
		}
		return fmt.Sprintf("%s%% below and %s%% above the middle of the scale (n = %d)", Dec(Num(share(below, d.N)), 0), Dec(Num(share(above, d.N)), 0), d.N)
	}
	for i := range s.Items {
		it := &s.Items[i]
		label := it.Text
		if label == "" {
			label = it.ID
		}
		fmt.Fprintf(&out, " %s: %s, %s; %s, %s.", strings.TrimRight(label, ". "), s.LabelA, side(&it.A), s.LabelB, side(&it.B))
	}
	return out.String()
}

// A likertPlot lays out one figure. Every item has its text on lines of its
// own, and below it a bar for each condition.
type likertPlot struct {
	s      *SetResult
	ax     likertAxis
	texts  [][]string
	keys   []likertKey
	top    float64 // of the first item
	height float64
	x0, x1 float64 // ends of the bars' zone
	labels [2]string
}

type likertKey struct {
	x, y  float64
	point float64
	text  string
}

const (
	likertLine  = 12.5 // of item text
	likertBar   = 14.0
	likertSkip  = 2.0 // between the bars of an item
	likertSpace = 9.0 // between items
	likertN     = 34.0
)

func newLikertPlot(s *SetResult, ax likertAxis) *likertPlot {
	p := &likertPlot{s: s, ax: ax}
	f := face(bodySize, false)
	p.labels = [2]string{
		first(wrapped(s.LabelA, 150, 1, f)), first(wrapped(s.LabelB, 150, 1, f)),
	}
	widest := 0.0
	for _, l := range p.labels {
		widest = max(widest, float64(f.Width(l)))
	}
	p.x0, p.x1 = widest+16, figureWidth-likertN
	p.layKeys()
	y := p.top
	for i := range s.Items {
		text := s.Items[i].Text
		if text == "" {
			text = s.Items[i].ID
		}
		lines := wrapped(text, figureWidth-4, 3, face(bodySize, false))
		p.texts = append(p.texts, lines)
		y += likertLine*float64(len(lines)) + 2*likertBar + likertSkip + likertSpace
	}
	p.height = y + 14 // the axis
	return p
}

func first(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// layKeys places the colours of the points and their names, in lines at the
// top.
func (p *likertPlot) layKeys() {
	const square, gap = 9.0, 13.0
	f := face(9, false)
	x, y := 0.0, 10.0
	for _, pt := range pointsOf(p.s) {
		text := Dec(pt.Point, 0)
		if pt.Label != "" {
			text += " " + pt.Label
		}
		text = first(wrapped(text, figureWidth-40, 1, f))
		w := square + 4 + float64(f.Width(text))
		if x > 0 && x+w > figureWidth {
			x, y = 0, y+14
		}
		p.keys = append(p.keys, likertKey{x, y, float64(pt.Point), text})
		x += w + gap
	}
	p.top = y + 14
}

func (p *likertPlot) paint(d drawing) {
	for _, k := range p.keys {
		d.rect(k.x, k.y-8, 9, 9, likertColour(p.s, k.point))
		d.text(k.x+13, k.y, 9, k.text, ink, left)
	}
	scale := (p.x1 - p.x0) / (p.ax.low + p.ax.high)
	zero := p.x0 + p.ax.low*scale
	f := face(bodySize, false)
	y := p.top
	for i := range p.s.Items {
		for _, l := range p.texts[i] {
			d.label(0, y+likertLine-3, l, ink, left, f)
			y += likertLine
		}
		it := &p.s.Items[i]
		d.stroke(zero, y-2, zero, y+2*likertBar+likertSkip+2, .75, ink) // behind the bars
		p.bar(d, y, zero, scale, p.labels[0], &it.A)
		y += likertBar + likertSkip
		p.bar(d, y, zero, scale, p.labels[1], &it.B)
		y += likertBar
		y += likertSpace
	}
	p.axis(d, y, zero, scale)
}

func (p *likertPlot) bar(d drawing, y, zero, scale float64, label string, c *Describe) {
	d.text(8, y+likertBar-4, bodySize, label, quietInk, left)
	d.runs(figureWidth-2, y+likertBar-4, 9, line(symN, " = "+itoa(c.N)), quietInk, right)
	low, _ := likertReach(p.s, c)
	x := zero - low*scale
	f := face(9, false)
	for _, pt := range c.Distribution {
		pc := share(pt.N, c.N)
		if pc == 0 {
			continue
		}
		w := pc * scale
		colour := likertColour(p.s, float64(pt.Point))
		d.rect(x, y, w, likertBar, colour)
		d.stroke(x, y, x, y+likertBar, .6, paper)
		text := Dec(Num(pc), 0)
		if pc >= smallestLabelled && float64(f.Width(text))+2 <= w {
			d.text(x+w/2, y+likertBar-4, 9, text, inkOn(colour), centre)
		}
		x += w
	}
}

// axis prints the percentages on both sides, without a sign.
func (p *likertPlot) axis(d drawing, y, zero, scale float64) {
	for v := -20 * math.Floor(p.ax.low/20); v <= p.ax.high+1e-9; v += 20 {
		x := zero + v*scale
		d.stroke(x, y-5, x, y-2, .5, quietInk)
		d.text(x, y+8, 9, Dec(Num(math.Abs(v)), 0)+"%", quietInk, centre)
	}
}
