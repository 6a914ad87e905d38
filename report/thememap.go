package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// themeFigure draws the thematic map: themes from left to right with their sub-themes
// and codes, or where they were put by hand.
func (b *builder) themeFigure(t *Themes) {
	if len(t.Themes) == 0 {
		return
	}
	fig := &Figure{ID: b.unique("figure", "thematic-map"+ofStudy(t)), Title: "Thematic Map" + inStudy(t), Alt: mapAlt(t)}
	m := newThemeMap(t)
	note := "Themes are filled, their sub-themes tinted, and codes white."
	if slices.ContainsFunc(m.nodes, func(n *mapNode) bool { return n.tentative }) {
		note += " A dashed outline is a theme that is still a candidate, or dropped."
	}
	if slices.ContainsFunc(m.edges, func(e mapEdge) bool { return e.also }) {
		note += " A dashed line leads to a code that serves another theme too."
	}
	fig.Note = line(note)
	if b.drawing {
		b.render(fig, m.height, m.paint)
	}
	b.addFigure(fig)
}

// mapAlt says what the map shows.
func mapAlt(t *Themes) string {
	var s strings.Builder
	s.WriteString("Thematic map.")
	for i := range t.Themes {
		x := &t.Themes[i]
		fmt.Fprintf(&s, " %s", x.Name)
		if p := themeAt(t, x.Parent); p != nil {
			fmt.Fprintf(&s, ", a sub-theme of %s", p.Name)
		}
		if len(x.Codes) > 0 {
			fmt.Fprintf(&s, ", from the codes %s", strings.Join(codeNames(x), ", "))
		}
		s.WriteString(".")
	}
	return s.String()
}

func themeAt(t *Themes, key string) *Theme {
	for i := range t.Themes {
		if t.Themes[i].Key == key {
			return &t.Themes[i]
		}
	}
	return nil
}

// The measures of a thematic map, in points.
const (
	mapGap   = 34.0 // between columns, for the lines
	mapLeaf  = 5.0  // between codes
	mapBlock = 9.0  // between sub-themes
	mapTop   = 18.0 // between themes
	mapPad   = 5.0  // in a box
	mapLines = 4    // of text in a box
	mapEdge0 = 4.0  // round the map
	mapSlack = 1.08 // how much wider a font may be that stands in for Arial
)

// A mapNode is a theme or a code on the map; x and y are the middle of its box.
type mapNode struct {
	theme, code string // a theme's key or a code's name
	x, y, w, h  float64
	lines       []string
	size        float64
	depth       int // of a theme; -1 for a code
	tentative   bool
	placed      bool
	below       []*mapNode // laid out behind it: its codes, then its sub-themes
}

// A mapEdge is a line from a theme to what belongs to it.
type mapEdge struct {
	from, to *mapNode
	also     bool // the code stands with another theme
}

// A themeMap is the map laid out.
type themeMap struct {
	nodes  []*mapNode
	edges  []mapEdge
	left   []float64 // of each column
	width  []float64
	height float64 // as drawn
	scale  float64
	dx, dy float64
}

func newThemeMap(t *Themes) *themeMap {
	m := &themeMap{}
	deepest, codes := 0, false
	for i := range t.Themes {
		deepest, codes = max(deepest, t.Themes[i].Depth), codes || len(t.Themes[i].Codes) > 0
	}
	m.columns(deepest+1, codes)
	nodes, code := map[string]*mapNode{}, map[string]*mapNode{}
	var tops []*mapNode
	for i := range t.Themes {
		x := &t.Themes[i]
		n := m.box(x.Name, x.Depth, x.At)
		n.theme = x.Key
		n.tentative = x.Status == "candidate" || x.Status == "dropped"
		nodes[x.Key] = n
		if above := nodes[x.Parent]; above != nil {
			above.below = append(above.below, n)
			m.edges = append(m.edges, mapEdge{from: above, to: n})
		} else {
			tops = append(tops, n)
		}
		for _, c := range x.Codes {
			leaf, also := code[c.Name]
			if !also {
				leaf = m.box(cmp.Or(c.Label, c.Name), -1, c.At)
				leaf.code = c.Name
				code[c.Name] = leaf
				n.below = append(n.below, leaf)
			}
			m.edges = append(m.edges, mapEdge{n, leaf, also})
		}
	}
	y := 0.0
	for _, n := range tops {
		y = m.stack(n, y) + mapTop
	}
	m.part()
	m.fit()
	return m
}

// columns divides the width of a figure among the depths of themes and the codes.
func (m *themeMap) columns(depths int, codes bool) {
	n := depths
	if codes {
		n++
	}
	each := (figureWidth - 2*mapEdge0 - float64(n-1)*mapGap) / float64(n)
	each = min(each, 190)
	for i := range n {
		m.left = append(m.left, float64(i)*(each+mapGap))
		m.width = append(m.width, each)
	}
}

// box makes a node in its column, as high as its text needs.
func (m *themeMap) box(says string, depth int, at *MapPlace) *mapNode {
	column, size := depth, bodySize
	if depth < 0 {
		column, size = len(m.left)-1, 8.5
	}
	n := &mapNode{depth: depth, size: size, w: m.width[column], x: m.left[column] + m.width[column]/2}
	f := face(size, depth == 0)
	n.lines = balanced(says, (n.w-2*mapPad-2)/mapSlack, mapLines, f)
	widest := 0.0
	for _, l := range n.lines {
		widest = max(widest, float64(f.Width(l)))
	}
	if depth < 0 { // a code is as wide as its words, beginning where its column does
		n.w = widest*mapSlack + 2*mapPad + 4
		n.x = m.left[column] + n.w/2
	}
	n.h = float64(len(n.lines))*(size+2.5) + 2*mapPad
	if at != nil {
		n.placed, n.x, n.y = true, float64(at.X), float64(at.Y)
	}
	m.nodes = append(m.nodes, n)
	return n
}

// balanced breaks text into as few lines as its width needs, of much the same length.
func balanced(s string, width float64, lines int, f font.Face) []string {
	best := wrapped(s, width, lines, f)
	for w := width * .95; w > width/3; w *= .95 {
		narrower := wrapped(s, w, len(best)+1, f)
		if len(narrower) > len(best) {
			break
		}
		best = narrower
	}
	return best
}

// stack lays out a node and what is below it from y down, and gives where it ends.
func (m *themeMap) stack(n *mapNode, y float64) float64 {
	at := y
	var first, last *mapNode
	slices.SortStableFunc(n.below, func(a, b *mapNode) int { return cmp.Compare(min(a.depth, 0)-min(b.depth, 0), 0) })
	for _, b := range n.below {
		if b.placed {
			m.stack(b, at) // what is below it has its own place
			continue
		}
		if last != nil {
			at += mapLeaf
			if b.depth >= 0 {
				at += mapBlock - mapLeaf
			}
		}
		at = m.stack(b, at)
		if first == nil {
			first = b
		}
		last = b
	}
	if n.placed {
		return at
	}
	if at-y < n.h { // the box is higher than what is below it
		m.shift(n.below, (n.h-(at-y))/2)
		at = y + n.h
	}
	n.y = (y + at) / 2
	if first != nil {
		n.y = min(max((first.y+last.y)/2, y+n.h/2), at-n.h/2)
	}
	return at
}

// shift moves what is laid out below a node.
func (m *themeMap) shift(list []*mapNode, by float64) {
	for _, n := range list {
		if !n.placed {
			n.y += by
		}
		m.shift(n.below, by)
	}
}

// part moves boxes down that would lie on one put by hand.
func (m *themeMap) part() {
	const apart = 4
	overlap := func(a, b *mapNode) bool {
		return math.Abs(a.x-b.x) < (a.w+b.w)/2+apart && math.Abs(a.y-b.y) < (a.h+b.h)/2+apart
	}
	var fixed []*mapNode
	for _, n := range m.nodes {
		if n.placed {
			fixed = append(fixed, n)
		}
	}
	if len(fixed) == 0 {
		return
	}
	free := slices.DeleteFunc(slices.Clone(m.nodes), func(n *mapNode) bool { return n.placed })
	slices.SortStableFunc(free, func(a, b *mapNode) int { return cmp.Compare(a.y, b.y) })
	for _, n := range free {
		for moved := true; moved; {
			moved = false
			for _, o := range fixed {
				if overlap(n, o) {
					n.y, moved = o.y+(o.h+n.h)/2+apart+.01, true
				}
			}
		}
		fixed = append(fixed, n)
	}
}

// fit finds the map's bounds, and the scale at which it is as wide as a figure.
func (m *themeMap) fit() {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, n := range m.nodes {
		x0, x1 = min(x0, n.x-n.w/2), max(x1, n.x+n.w/2)
		y0, y1 = min(y0, n.y-n.h/2), max(y1, n.y+n.h/2)
	}
	m.scale = min(1, (figureWidth-2*mapEdge0)/(x1-x0))
	m.dx = (figureWidth - m.scale*(x1-x0)) / 2 / m.scale
	m.dx -= x0
	m.dy = mapEdge0/m.scale - y0
	m.height = m.scale*(y1-y0) + 2*mapEdge0
}

func (m *themeMap) paint(d drawing) {
	at := func(x, y float64) vg.Point {
		return vg.Point{X: vg.Length(m.scale * (x + m.dx)), Y: d.y(m.scale * (y + m.dy))}
	}
	for _, e := range m.edges {
		d.thread(m, e, at)
	}
	for _, n := range m.nodes {
		fill, line, words := paper, grey(0x8c), ink
		width := .6
		switch {
		case n.depth == 0 && !n.tentative:
			fill, line, words = accent, accent, paper
		case n.depth >= 0:
			fill, line, width = blend(paper, accent, .1), accent, .8
			if n.depth == 0 {
				fill = paper
			}
		}
		radius := 4.0
		if n.depth < 0 {
			radius = min(n.h/2, 8)
		}
		path := rounded(at, n, radius)
		d.SetColor(fill)
		d.Fill(path)
		d.SetColor(line)
		d.SetLineWidth(vg.Length(width * m.scale))
		d.SetLineDash(nil, 0)
		if n.tentative {
			d.SetLineDash([]vg.Length{3, 2}, 0)
		}
		d.Stroke(path)
		d.SetLineDash(nil, 0)
		f := face(n.size*m.scale, n.depth == 0)
		y := n.y - n.h/2 + mapPad + n.size*.88
		for _, l := range n.lines {
			d.label(m.scale*(n.x+m.dx), m.scale*(y+m.dy), l, words, centre, f)
			y += n.size + 2.5
		}
	}
}

// rounded is the outline of a box with round corners.
func rounded(at func(x, y float64) vg.Point, n *mapNode, r float64) vg.Path {
	const k = .5523 // a quarter of a circle as a Bézier curve
	x0, y0, x1, y1 := n.x-n.w/2, n.y-n.h/2, n.x+n.w/2, n.y+n.h/2
	var p vg.Path
	p.Move(at(x0+r, y0))
	p.Line(at(x1-r, y0))
	p.CubeTo(at(x1-r+k*r, y0), at(x1, y0+r-k*r), at(x1, y0+r))
	p.Line(at(x1, y1-r))
	p.CubeTo(at(x1, y1-r+k*r), at(x1-r+k*r, y1), at(x1-r, y1))
	p.Line(at(x0+r, y1))
	p.CubeTo(at(x0+r-k*r, y1), at(x0, y1-r+k*r), at(x0, y1-r))
	p.Line(at(x0, y0+r))
	p.CubeTo(at(x0, y0+r-k*r), at(x0+r-k*r, y0), at(x0+r, y0))
	p.Close()
	return p
}

// thread draws the line from a theme to what belongs to it, from side to side where
// they stand beside each other.
func (d drawing) thread(m *themeMap, e mapEdge, at func(x, y float64) vg.Point) {
	a, b := e.from, e.to
	y := b.y
	if e.also { // beside the line that comes to its middle
		y += math.Copysign(b.h/4, a.y-b.y)
	}
	// Where a hand has put them nearly above each other, a straight line does.
	steep := (a.placed || b.placed) && math.Abs(a.x-b.x)-(a.w+b.w)/2 < math.Abs(a.y-b.y)
	var p vg.Path
	switch {
	case steep:
		p.Move(at(a.x, a.y))
		p.Line(at(b.x, b.y))
	case b.x-b.w/2 >= a.x+a.w/2:
		x0, x1 := a.x+a.w/2, b.x-b.w/2
		turn := min(x0+mapGap, x1) // the curve is behind it, then it runs straight on
		p.Move(at(x0, a.y))
		p.CubeTo(at((x0+turn)/2, a.y), at((x0+turn)/2, y), at(turn, y))
		if x1 > turn {
			p.Line(at(x1, y))
		}
	case b.x+b.w/2 <= a.x-a.w/2:
		x0, x1 := a.x-a.w/2, b.x+b.w/2
		p.Move(at(x0, a.y))
		p.CubeTo(at((x0+x1)/2, a.y), at((x0+x1)/2, y), at(x1, y))
	default:
		p.Move(at(a.x, a.y))
		p.Line(at(b.x, b.y))
	}
	style := draw.LineStyle{Color: grey(0x8c), Width: vg.Length(.8 * m.scale)}
	if e.also {
		style.Dashes = []vg.Length{3, 2}
	}
	d.SetLineStyle(style)
	d.Stroke(p)
	d.SetLineDash(nil, 0)
}

// ThematicDOT gives the thematic map of the themes of r in the language of Graphviz,
// with the places that were given by hand.
func ThematicDOT(r *Results) []byte {
	r = printable(r)
	t := &r.Themes[0]
	var s strings.Builder
	quote := func(text string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
	}
	pos := func(p *MapPlace) string {
		if p == nil {
			return ""
		}
		return fmt.Sprintf(`, pos="%d,%d!"`, p.X, -p.Y) // Graphviz counts upwards
	}
	fmt.Fprintf(&s, "graph %s {\n", quote("Thematic map"+inStudy(t)))
	if r.Study.Synthetic {
		fmt.Fprintf(&s, "  label=%s;\n", quote(syntheticNotice))
	}
	s.WriteString("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"Liberation Sans,Arial,Helvetica,sans-serif\", fontsize=10];\n")
	seen := map[string]bool{}
	for i := range t.Themes {
		x := &t.Themes[i]
		style := `style="rounded,filled", fillcolor="#1f4e79", fontcolor="#ffffff"`
		switch {
		case x.Status == "candidate" || x.Status == "dropped":
			style = `style="rounded,dashed"`
		case x.Depth > 0:
			style = `style="rounded,filled", fillcolor="#e9edf2"`
		}
		fmt.Fprintf(&s, "  %s [label=%s, %s%s];\n", quote("theme:"+x.Key), quote(x.Name), style, pos(x.At))
		if themeAt(t, x.Parent) != nil {
			fmt.Fprintf(&s, "  %s -- %s;\n", quote("theme:"+x.Parent), quote("theme:"+x.Key))
		}
		for _, c := range x.Codes {
			if !seen[c.Name] {
				seen[c.Name] = true
				fmt.Fprintf(&s, "  %s [label=%s%s];\n", quote("code:"+c.Name), quote(cmp.Or(c.Label, c.Name)), pos(c.At))
			}
			fmt.Fprintf(&s, "  %s -- %s;\n", quote("theme:"+x.Key), quote("code:"+c.Name))
		}
	}
	s.WriteString("}\n")
	return []byte(s.String())
}

// A MapBox is a theme or a code on the thematic map, in the map's units: X and Y are the
// middle of the box, which is what is kept where it was put by hand.
type MapBox struct {
	Theme     string // key; "" for a code
	Code      string // name
	X, Y      float64
	W, H      float64
	Lines     []string
	Size      float64 // of its letters
	Depth     int     // of a theme
	Tentative bool
	Placed    bool // by hand
}

// A MapLine leads from a theme to what belongs to it: indices of boxes.
type MapLine struct {
	From, To int
	Also     bool // the code stands with another theme
}

// MapBoxes lays the thematic map out as [ThematicMap] draws it, to be arranged by hand.
func MapBoxes(t *Themes) (boxes []MapBox, lines []MapLine) {
	if len(t.Themes) == 0 {
		return nil, nil
	}
	m := newThemeMap(t)
	at := map[*mapNode]int{}
	for i, n := range m.nodes {
		at[n] = i
		boxes = append(boxes, MapBox{Theme: n.theme, Code: n.code, X: n.x, Y: n.y, W: n.w, H: n.h, Lines: n.lines, Size: n.size, Depth: n.depth, Tentative: n.tentative, Placed: n.placed})
	}
	for _, e := range m.edges {
		lines = append(lines, MapLine{at[e.from], at[e.to], e.also})
	}
	return boxes, lines
}
