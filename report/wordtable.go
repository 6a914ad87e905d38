package report

import (
	"math"
	"strings"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// stubStep is how far a row is set in by one step, in points.
const stubStep = 10.0

// A tableLayout is how a table lies on a Word page: widths of its columns in
// points, and how far the numbers of each stand from its right edge.
type tableLayout struct {
	landscape bool
	size      float64 // of the type, in points
	widths    []float64
	right     []float64
}

// layTable measures a table in Times New Roman and takes the largest type in
// which it fits: upright down to 8 points, then in landscape down to 6.
func layTable(t *Table) tableLayout {
	for _, try := range []struct {
		landscape bool
		sizes     []float64
	}{
		{false, []float64{10, 9.5, 9, 8.5, 8}},
		{true, []float64{10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6}},
	} {
		width := portraitWidth
		if try.landscape {
			width = landscapeWidth
		}
		if t.Wide && !try.landscape {
			continue
		}
		var first *tableLayout
		for _, size := range try.sizes {
			m := measureTable(t, size)
			if m.least() > width {
				continue
			}
			lay := m.lay(t, width, size, try.landscape)
			if lay.height(t) <= lay.room() {
				return lay
			}
			if first == nil {
				first = &lay
			}
			if size <= smallestForPage {
				break
			}
		}
		if first != nil { // over a page in any size: the largest, then
			return *first
		}
	}
	m := measureTable(t, 6)
	m.shrink(landscapeWidth)
	return m.lay(t, landscapeWidth, 6, true)
}

// smallestForPage is how small the type may get for a table to lie on one page
// rather than two.
const smallestForPage = 8

// room is the height in points that a page has for the rows of a table, beside
// its number, title and notes.
func (l tableLayout) room() float64 {
	const furniture = 130
	if l.landscape {
		return portraitWidth - furniture
	}
	return float64(pageLong-2*pageMargin)/20 - furniture
}

// height gives about how high the rows stand.
func (l tableLayout) height(t *Table) float64 {
	lines := float64(2 * len(t.Heads))
	for _, r := range t.Rows {
		most := 1.0
		if !r.Section {
			for j, c := range r.Cells {
				if !t.Columns[j].Numeric {
					most = max(most, math.Ceil(textWidth(c.Text, l.size)/max(l.widths[j]-10-float64(r.Indent)*stubStep, 1)))
				}
			}
		}
		lines += most
	}
	return lines*l.size*1.15 + 2*float64(len(t.Rows))
}

// A tableMeasure holds, for each column, the width it needs at least, the width
// it would like, and the width of its widest number.
type tableMeasure struct{ min, want, widest []float64 }

const (
	columnGap  = 9.0   // between columns
	stubLeast  = 110.0 // a stub may wrap down to this
	textLeast  = 60.0  // any other text
	longestBit = 330.0 // past this a word is broken; in a stub, past half of it
	roomiest   = 18.0  // what a numeric column gets beyond its need
)

func measureTable(t *Table, size float64) tableMeasure {
	k := len(t.Columns)
	m := tableMeasure{make([]float64, k), make([]float64, k), make([]float64, k)}
	for _, r := range t.Rows {
		if r.Section {
			continue
		}
		for j, c := range r.Cells {
			whole := textWidth(c.Text, size)
			if t.Columns[j].Numeric {
				m.widest[j] = max(m.widest[j], whole)
				continue
			}
			if j == 0 {
				whole += float64(r.Indent) * stubStep
			}
			m.want[j] = max(m.want[j], whole+10)
			limit := longestBit
			if j == 0 {
				limit /= 2
			}
			m.min[j] = max(m.min[j], min(longestWord(c.Text, size)+10+float64(r.Indent)*stubStep, limit))
		}
	}
	for j, c := range t.Columns {
		if c.Numeric {
			m.min[j] = max(m.min[j], m.widest[j])
			m.want[j] = max(m.want[j], m.widest[j])
			continue
		}
		least := textLeast
		if j == 0 {
			least = stubLeast
		}
		m.min[j] = max(m.min[j], min(m.want[j], least))
	}
	for _, heads := range t.Heads {
		j := 0
		for _, h := range heads {
			need := longestWord(h.Text, size) + 4
			if h.Span == 1 {
				m.min[j] = max(m.min[j], need)
				m.want[j] = max(m.want[j], need)
				if !t.Columns[j].Numeric {
					m.want[j] = max(m.want[j], textWidth(h.Text, size)+4)
				}
			} else {
				have := columnGap * float64(h.Span-1)
				for _, w := range m.min[j : j+h.Span] {
					have += w
				}
				if lack := need - have; lack > 0 {
					for i := j; i < j+h.Span; i++ {
						m.min[i] += lack / float64(h.Span)
					}
				}
			}
			j += h.Span
		}
	}
	for j := range m.min {
		m.min[j] += columnGap
		m.want[j] = max(m.want[j]+columnGap, m.min[j])
	}
	return m
}

func (m tableMeasure) least() float64 { return sum(m.min) }

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// shrink makes a table that fits nowhere fit all the same; its cells then
// break inside words.
func (m tableMeasure) shrink(width float64) {
	f := width / m.least()
	for j := range m.min {
		m.min[j] *= f
		m.want[j] = m.min[j]
	}
}

// lay shares the width out: text columns towards what they would like, then
// the numeric ones evenly.
func (m tableMeasure) lay(t *Table, width, size float64, landscape bool) tableLayout {
	w := append([]float64(nil), m.min...)
	spare := width - sum(w)
	lack := 0.0
	for j := range w {
		lack += m.want[j] - m.min[j]
	}
	if lack > 0 {
		f := min(1, spare/lack)
		for j := range w {
			w[j] += f * (m.want[j] - m.min[j])
		}
	}
	numeric := 0
	for _, c := range t.Columns {
		if c.Numeric {
			numeric++
		}
	}
	if spare = width - sum(w); spare > 0 && numeric > 0 {
		for j, c := range t.Columns {
			if c.Numeric {
				w[j] += min(roomiest, spare/float64(numeric))
			}
		}
	}
	right := make([]float64, len(w))
	for j, c := range t.Columns {
		if c.Numeric {
			right[j] = max(0, (w[j]-m.widest[j])/2-.5)
		}
	}
	return tableLayout{landscape, size, w, right}
}

// serif gives the face whose measures are those of Times New Roman.
func serif(in Inline, size float64) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Serif"}
	if in.Italic {
		f.Style = stdfont.StyleItalic
	}
	if in.Bold {
		f.Weight = stdfont.WeightBold
	}
	if in.Sub || in.Super {
		size *= .65
	}
	return fonts.Lookup(f, vg.Length(size))
}

func textWidth(text []Inline, size float64) float64 {
	w := 0.0
	for _, in := range text {
		f := serif(in, size)
		w += float64(f.Width(in.Text))
	}
	return w
}

// longestWord is the width of the longest stretch that does not break.
func longestWord(text []Inline, size float64) float64 {
	longest, word := 0.0, 0.0
	for _, in := range text {
		f := serif(in, size)
		for i, part := range strings.Split(in.Text, " ") {
			if i > 0 {
				word = 0
			}
			word += float64(f.Width(part))
			longest = max(longest, word)
		}
	}
	return longest
}
