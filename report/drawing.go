package report

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"image/png"
	"math"
	"strings"
	"sync"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The measures of a figure, in points.
const (
	figureWidth = 450 // the text width of an A4 page with margins of 2.54 cm
	bodySize    = 9.5
	pixelsPerIn = 192 // PNG: twice the 96 of a screen
)

// Colours: greys, and one accent. Their lightness alone tells them apart.
var (
	ink       = grey(0x1a)
	quietInk  = grey(0x59)
	accent    = color.NRGBA{0x1f, 0x4e, 0x79, 0xff}
	paper     = grey(0xff)
	histogram = grey(0xd2)
)

func grey(v uint8) color.NRGBA { return color.NRGBA{v, v, v, 0xff} }

// blend gives the colour a share of the way from a to b.
func blend(a, b color.NRGBA, share float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(float64(x) + share*(float64(y)-float64(x)) + .5) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// luminance gives a colour's relative luminance, 0 to 1, as WCAG 2 defines it.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	return .2126*linear(c.R) + .7152*linear(c.G) + .0722*linear(c.B)
}

// contrast gives the contrast ratio of two colours, 1 to 21 (WCAG 2).
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// inkOn gives the ink that reads better on a colour.
func inkOn(c color.NRGBA) color.NRGBA {
	black := grey(0) // with white, it always reaches 4.5
	if contrast(paper, c) > contrast(black, c) {
		return paper
	}
	return black
}

// fonts holds the Liberation fonts, whose measures are those of Arial and
// Times New Roman.
var fonts = font.NewCache(liberation.Collection())

// face gives the sans-serif face of the figures.
func face(size float64, bold bool) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if bold {
		f.Weight = stdfont.WeightBold
	}
	return fonts.Lookup(f, vg.Length(size))
}

// A drawing draws in points from the top left corner.
type drawing struct {
	draw.Canvas
	height float64
}

// render has a figure of the given height drawn once the document is whole,
// when it has its number and its alternative text.
func (b *builder) render(f *Figure, height float64, paint func(d drawing)) {
	synthetic := b.r.Study.Synthetic
	if synthetic {
		height += 12
	}
	f.Width, f.Height = figureWidth, height
	b.undrawn = append(b.undrawn, func() { renderFigure(f, synthetic, paint) })
}

// draw draws the figures, each on its own.
func (b *builder) draw() {
	var wait sync.WaitGroup
	for _, render := range b.undrawn {
		wait.Go(render)
	}
	wait.Wait()
	b.undrawn = nil
}

// renderFigure draws a figure as SVG and PNG.
func renderFigure(f *Figure, synthetic bool, paint func(d drawing)) {
	height := f.Height
	each := func(c vg.CanvasSizer) {
		d := drawing{draw.New(c), height}
		d.rect(0, 0, figureWidth, height, paper)
		paint(d)
		if synthetic {
			d.text(figureWidth-2, height-3, 9, "SYNTHETIC", quietInk, right)
		}
	}
	w, h := vg.Length(figureWidth), vg.Length(height)
	svg, img := vgsvg.New(w, h), vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(pixelsPerIn))
	each(svg)
	each(img)
	// Writing to memory does not fail.
	var b bytes.Buffer
	if _, err := svg.WriteTo(&b); err != nil {
		panic(err)
	}
	f.SVG = described(b.Bytes(), f)
	b = bytes.Buffer{}
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img.Image()); err != nil {
		panic(err)
	}
	f.PNG = b.Bytes()
}

// described gives an SVG its role, title and alternative text, and fonts that
// are found everywhere: Arial has the measures of Liberation Sans.
func described(svg []byte, f *Figure) []byte {
	s := string(svg)
	_, body, ok := strings.Cut(s[strings.Index(s, "<svg"):], ">\n")
	if !ok {
		return svg
	}
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%gpt" height="%gpt" viewBox="0 0 %g %g" role="img" aria-labelledby="%s-title %s-desc">
<title id="%s-title">%s</title>
<desc id="%s-desc">%s</desc>
`, f.Width, f.Height, f.Width, f.Height, f.ID, f.ID, f.ID, html.EscapeString(f.Title), f.ID, html.EscapeString(f.Alt))
	body = strings.ReplaceAll(body, "font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;")
	body = strings.ReplaceAll(body, "font-variant:normal;", "")
	return []byte(head + body)
}

type anchor int

const (
	left anchor = iota
	centre
	right
)

func (d drawing) y(y float64) vg.Length { return vg.Length(d.height - y) }

// text writes s with its baseline at y.
func (d drawing) text(x, y, size float64, s string, c color.Color, a anchor) {
	d.label(x, y, s, c, a, face(size, false))
}

func (d drawing) label(x, y float64, s string, c color.Color, a anchor, f font.Face) {
	w := float64(f.Width(s))
	switch a {
	case centre:
		x -= w / 2
	case right:
		x -= w
	}
	// SVG drops a space at the beginning, so it is stepped over.
	trimmed := strings.TrimLeft(s, " ")
	x += float64(f.Width(s)) - float64(f.Width(trimmed))
	s = trimmed
	d.SetColor(c)
	d.FillString(f, vg.Point{X: vg.Length(x), Y: d.y(y)}, s)
}

// runs writes text with its italics, its baseline at y.
func (d drawing) runs(x, y, size float64, text []Inline, c color.Color, a anchor) {
	w := runsWidth(text, size)
	switch a {
	case centre:
		x -= w / 2
	case right:
		x -= w
	}
	for _, in := range text {
		f := runFace(in, size)
		d.label(x, y, in.Text, c, left, f)
		x += float64(f.Width(in.Text))
	}
}

func runsWidth(text []Inline, size float64) float64 {
	w := 0.0
	for _, in := range text {
		f := runFace(in, size)
		w += float64(f.Width(in.Text))
	}
	return w
}

func runFace(in Inline, size float64) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if in.Italic {
		f.Style = stdfont.StyleItalic
	}
	return fonts.Lookup(f, vg.Length(size))
}

func (d drawing) rect(x, y, w, h float64, c color.Color) {
	d.FillPolygon(c, []vg.Point{
		{X: vg.Length(x), Y: d.y(y)}, {X: vg.Length(x + w), Y: d.y(y)},
		{X: vg.Length(x + w), Y: d.y(y + h)}, {X: vg.Length(x), Y: d.y(y + h)},
	})
}

func (d drawing) stroke(x0, y0, x1, y1, width float64, c color.Color) {
	d.StrokeLine2(draw.LineStyle{Color: c, Width: vg.Length(width)}, vg.Length(x0), d.y(y0), vg.Length(x1), d.y(y1))
}

func (d drawing) dot(x, y, radius float64, c color.Color) {
	d.DrawGlyph(draw.GlyphStyle{Color: c, Radius: vg.Length(radius), Shape: draw.CircleGlyph{}}, vg.Point{X: vg.Length(x), Y: d.y(y)})
}

// wrapped breaks s into at most lines lines of at most width points; what is
// left over ends in an ellipsis.
func wrapped(s string, width float64, lines int, f font.Face) []string {
	fits := func(s string) bool { return float64(f.Width(s)) <= width }
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		for !fits(word) { // a word longer than a line
			cut := []rune(word)
			n := len(cut)
			for n > 1 && !fits(string(cut[:n])) {
				n--
			}
			if line != "" {
				out, line = append(out, line), ""
			}
			out, word = append(out, string(cut[:n])), string(cut[n:])
			if word == "" || len(out) > lines {
				break
			}
		}
		switch {
		case line == "":
			line = word
		case fits(line + " " + word):
			line += " " + word
		default:
			out, line = append(out, line), word
		}
	}
	if line != "" {
		out = append(out, line)
	}
	if len(out) > lines {
		out = out[:lines]
		last := []rune(out[lines-1])
		for len(last) > 0 && !fits(string(last)+"…") {
			last = last[:len(last)-1]
		}
		out[lines-1] = strings.TrimRight(string(last), " ") + "…"
	}
	return out
}
