package sheet

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// A packed cell is the eight bytes a grid keeps of a cell, so that a sheet
// takes as much memory as it has values and no more; 0 is no cell. From the
// lowest bit: three of the kind, one of formulas, four of the form, and then
// the value: up to seven bytes, or where it stands in a store of texts.
//
// The value is kept as it is written in the file. What it means as a number or
// a date is worked out again when somebody asks.
type packed uint64

const (
	packedFormula packed = 1 << 3

	// Forms; smaller ones are the length of a value that is held in the cell.
	formShared = 8 // the value stands among the texts of the book
	formOwn    = 9 // the value stands among those of the sheet

	isoDate Kind = 7 // a date that the file has in words, not as a serial number
)

func (p packed) kind() Kind { return Kind(p & 7) }

func packShared(ref textRef) packed { return packed(Text) | formShared<<4 | packed(ref)<<8 }

// pack puts a value away.
func (g *Grid) pack(k Kind, value []byte) packed {
	p := packed(k)
	if len(value) > 7 {
		return p | formOwn<<4 | packed(g.own.add(value))<<8
	}
	var b [8]byte
	copy(b[1:], value)
	return p | packed(len(value))<<4 | packed(binary.LittleEndian.Uint64(b[:]))
}

// text gives the value of a cell as it is written in the file.
func (g *Grid) text(p packed) string {
	switch form := p >> 4 & 15; form {
	case 0:
		return ""
	case formShared:
		return g.shared.get(textRef(p >> 8))
	case formOwn:
		return g.own.get(textRef(p >> 8))
	default:
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(p))
		return string(b[1 : 1+form])
	}
}

// unpack gives the cell.
func (g *Grid) unpack(p packed) Cell {
	if p == 0 {
		return blank
	}
	c := Cell{Kind: p.kind(), Formula: p&packedFormula != 0, Text: g.text(p), Number: math.NaN()}
	switch c.Kind {
	case Number:
		var ok bool
		if c.Number, ok = ParseNumber(c.Text); !ok {
			c.Number, _ = ParseNumber(Trim(c.Text)) // delimited text keeps its white space
		}
	case Date:
		c.Number, _ = ParseNumber(c.Text)
		c.Text, _ = iso(c.Number, g.from1904)
	case isoDate:
		c.Kind = Date
	case Bool:
		c.Number = 0
		if c.Text == "TRUE" {
			c.Number = 1
		}
	}
	return c
}

// gridRow holds the cells of a row: one after the other from column first on,
// with zeros between them, or where that would waste room, with their columns.
type gridRow struct {
	number, first int32
	cols          []int32 // in order; nil where cells stand one after the other
	cells         []packed
}

func (r *gridRow) at(col int) packed {
	if r.cols == nil {
		if i := col - int(r.first); i >= 0 && i < len(r.cells) {
			return r.cells[i]
		}
		return 0
	}
	if i, ok := slices.BinarySearch(r.cols, int32(col)); ok && col >= 0 && col < maxCols {
		return r.cells[i]
	}
	return 0
}

// last is the last column that holds anything.
func (r *gridRow) last() int {
	if r.cols == nil {
		return int(r.first) + len(r.cells) - 1
	}
	return int(r.cols[len(r.cols)-1])
}

// A rowBuilder gathers the cells of one row as the file brings them.
type rowBuilder struct {
	cells    []placed
	disorder bool
}

type placed struct {
	col  int32
	cell packed
}

func (b *rowBuilder) begin() { b.cells, b.disorder = b.cells[:0], false }

func (b *rowBuilder) add(col int, p packed) {
	if n := len(b.cells); n > 0 && int32(col) <= b.cells[n-1].col {
		b.disorder = true
	}
	b.cells = append(b.cells, placed{int32(col), p})
}

// end puts the row into the grid, if it has any cells. It reports the column
// that came twice.
func (b *rowBuilder) end(g *Grid, number int) (twice int, ok bool) {
	n := len(b.cells)
	if n == 0 {
		return 0, true
	}
	if b.disorder {
		slices.SortStableFunc(b.cells, func(x, y placed) int { return int(x.col - y.col) })
		for i := 1; i < n; i++ {
			if b.cells[i].col == b.cells[i-1].col {
				return int(b.cells[i].col), false
			}
		}
	}
	first := b.cells[0].col
	row := gridRow{number: int32(number), first: first}
	if span := int(b.cells[n-1].col-first) + 1; span <= n+n/2+8 {
		row.cells = g.words.take(span)
		for _, c := range b.cells {
			row.cells[c.col-first] = c.cell
		}
	} else {
		row.cells, row.cols = g.words.take(n), g.places.take(n)
		for i, c := range b.cells {
			row.cells[i], row.cols[i] = c.cell, c.col
		}
	}
	g.rows = append(g.rows, row)
	return 0, true
}

// A slab cuts slices of one block of memory after the other, so that many
// small ones cost nothing beside what they hold.
type slab[T any] struct{ free []T }

func (s *slab[T]) take(n int) []T {
	const room = 1 << 12
	if n > len(s.free) {
		s.free = make([]T, max(n, room))
	}
	t := s.free[:n:n]
	s.free = s.free[n:]
	return t
}

// texts stores texts, each behind its length, in blocks that never move.
type texts struct {
	blocks []*strings.Builder
	bytes  int // of all texts
}

// A textRef says where in the store a text stands: its block, counted from 1,
// and the place in the block in the lower 20 bits. 0 is the empty text.
type textRef uint64

// textBlock is the size of a block; a longer text has one of its own.
const textBlock = 64 << 10

func (t *texts) add(b []byte) textRef {
	if len(b) == 0 {
		return 0
	}
	need := len(b) + binary.MaxVarintLen32
	n := len(t.blocks)
	if n == 0 || t.blocks[n-1].Cap()-t.blocks[n-1].Len() < need {
		block := &strings.Builder{}
		block.Grow(max(need, textBlock>>max(0, 8-n))) // small books need little
		t.blocks = append(t.blocks, block)
		n++
	}
	block := t.blocks[n-1]
	ref := textRef(n)<<20 | textRef(block.Len())
	var length [binary.MaxVarintLen32]byte
	block.Write(length[:binary.PutUvarint(length[:], uint64(len(b)))])
	block.Write(b)
	t.bytes += len(b)
	return ref
}

func (t *texts) get(ref textRef) string {
	s := t.blocks[ref>>20-1].String()[ref&(1<<20-1):]
	n := 0
	for i, shift := 0, 0; ; i, shift = i+1, shift+7 {
		n |= int(s[i]&0x7f) << shift
		if s[i] < 0x80 {
			return s[i+1 : i+1+n]
		}
	}
}
