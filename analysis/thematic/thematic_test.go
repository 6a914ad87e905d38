package thematic

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCountStates(t *testing.T) {
	units := []Unit{
		{"d1", "P1", "LW", "S1"}, {"d2", "P2", "LW", "S1"}, {"d3", "P3", "GL", "S1"}, {"d4", "P3", "GL", "S1"}, {"d5", "P1", "SU", "S4"},
	}
	extracts := []Extract{
		{"A", "d1", "P1", "LW", "S1", 0, 10, 1}, {"A", "d1", "P1", "LW", "S1", 5, 15, 1}, {"B", "d1", "P1", "LW", "S1", 0, 4, 1},
		{"A", "d3", "P3", "GL", "S1", 0, 10, 1}, {"A", "d4", "P3", "GL", "S1", 0, 10, 1}, {"Z", "d1", "P1", "LW", "S1", 0, 1, 1},
	}
	asked := func(code string, u Unit) (bool, bool) { // B: not asked of SU, asked of P3 in d4; nothing known of d2
		return u.Document == "d4" || u.Document == "d1", code == "B" && u.Document != "d2"
	}
	m := Count(ByRole, []string{"A", "B"}, units, extracts, asked)
	if diff := cmp.Diff([]Column{{"S1 LW", "S1", "LW", 2}, {"S1 GL", "S1", "GL", 1}, {"S4 SU", "S4", "SU", 1}}, m.Columns); diff != "" {
		t.Error(diff)
	}
	want := [][]Cell{
		{{Present, 1, 15, 1, []int{0, 1}}, {Present, 1, 20, 1, []int{3, 4}}, {Zero, 0, 0, 0, []int{}}},
		{{Present, 1, 4, 1, []int{2}}, {Silent, 0, 0, 1, []int{}}, {NotAsked, 0, 0, 0, []int{}}},
	}
	if diff := cmp.Diff(want, m.Cells); diff != "" {
		t.Error(diff)
	}
	for axis, names := range map[Axis][]string{ByDocument: {"d1", "d2", "d3", "d4", "d5"}, ByParticipant: {"P1", "P2", "P3"}, ByStudy: {"S1", "S4"}} {
		var got []string
		for _, c := range Count(axis, nil, units, extracts, nil).Columns {
			got = append(got, c.Name)
		}
		if !slices.Equal(got, names) {
			t.Errorf("by %s: %v, want %v", axis, got, names)
		}
	}
}

func drawExtracts(t *rapid.T, codes []string) []Extract {
	var out []Extract
	for range rapid.IntRange(0, 40).Draw(t, "n") {
		start := rapid.IntRange(0, 30).Draw(t, "start")
		out = append(out, Extract{
			Code: rapid.SampledFrom(codes).Draw(t, "code"), Document: rapid.SampledFrom([]string{"d1", "d2"}).Draw(t, "document"),
			Start: start, End: start + rapid.IntRange(0, 12).Draw(t, "length"), Turn: start / 10,
		})
	}
	return out
}

// The sweep finds what looking at every pair finds.
func TestSweepFindsEveryPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := []string{"A", "B", "C"}
		extracts := drawExtracts(t, codes)
		distance := rapid.IntRange(0, 8).Draw(t, "distance")
		for _, rule := range Rules {
			want := map[[2]int]bool{}
			for i, x := range extracts {
				for j, y := range extracts {
					if x.Code >= y.Code || x.Document != y.Document {
						continue
					}
					overlap := max(x.Start, y.Start) < min(x.End, y.End)
					gap := max(x.Start, y.Start) - min(x.End, y.End)
					if rule == Overlap && overlap || rule == SameTurn && x.Turn == y.Turn && x.Turn > 0 || rule == Near && gap <= distance {
						want[[2]int{i, j}] = true
					}
				}
			}
			got := map[[2]int]bool{}
			for _, p := range Cooccur(rule, distance, codes, extracts) {
				if len(p.Extracts) != p.Pairs {
					t.Errorf("%d extracts of %d pairs", len(p.Extracts), p.Pairs)
				}
				documents, identical := map[string]bool{}, 0
				for _, e := range p.Extracts {
					if got[e] || extracts[e[0]].Code != p.A || extracts[e[1]].Code != p.B {
						t.Errorf("%v of %s and %s", e, p.A, p.B)
					}
					got[e] = true
					documents[extracts[e[0]].Document] = true
					if x, y := extracts[e[0]], extracts[e[1]]; x.Start == y.Start && x.End == y.End {
						identical++
					}
				}
				if p.Identical != identical {
					t.Errorf("%d identical, want %d", p.Identical, identical)
				}
				if p.Documents != len(documents) {
					t.Errorf("%d documents, want %d", p.Documents, len(documents))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", rule, diff)
			}
		}
	})
}

// Every extract of a known code lies in one cell, and the characters of a cell are
// those that are marked one by one.
func TestCountLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := []string{"A", "B"}
		extracts := drawExtracts(t, codes)
		m := Count(ByDocument, codes, []Unit{{Document: "d1"}, {Document: "d2"}}, extracts, nil)
		n := 0
		for r := range m.Cells {
			for c, cell := range m.Cells[r] {
				marked := map[int]bool{}
				for _, i := range cell.Extracts {
					n++
					if extracts[i].Code != codes[r] || extracts[i].Document != m.Columns[c].Name {
						t.Errorf("%v in %s × %s", extracts[i], codes[r], m.Columns[c].Name)
					}
					for p := extracts[i].Start; p < extracts[i].End; p++ {
						marked[p] = true
					}
				}
				if cell.Characters != len(marked) || cell.Units != min(1, len(cell.Extracts)) {
					t.Errorf("%d characters of %d units, want %d", cell.Characters, cell.Units, len(marked))
				}
			}
		}
		if n != len(extracts) {
			t.Errorf("%d of %d extracts", n, len(extracts))
		}
	})
}

// large is 100,000 codings of 60 codes over 1,000 documents of 40,000 characters.
func large() ([]string, []Unit, []Extract) {
	random := rand.New(rand.NewPCG(1, 2))
	var codes []string
	for i := range 60 {
		codes = append(codes, "C"+strconv.Itoa(i))
	}
	var units []Unit
	for i := range 1000 {
		n := strconv.Itoa(i)
		units = append(units, Unit{"d" + n, "P" + n, "R" + strconv.Itoa(i%3), "S" + strconv.Itoa(i%4)})
	}
	extracts := make([]Extract, 100_000)
	for i := range extracts {
		u, start := units[random.IntN(1000)], random.IntN(40_000)
		extracts[i] = Extract{codes[random.IntN(60)], u.Document, u.Participant, u.Role, u.Study, start, start + 20 + random.IntN(400), 1 + start/250}
	}
	return codes, units, extracts
}

func BenchmarkCount(b *testing.B) {
	codes, units, extracts := large()
	for _, axis := range Axes {
		b.Run(string(axis), func(b *testing.B) {
			for b.Loop() {
				Count(axis, codes, units, extracts, nil)
			}
		})
	}
}

func BenchmarkCooccur(b *testing.B) {
	codes, _, extracts := large()
	for _, rule := range Rules {
		b.Run(string(rule), func(b *testing.B) {
			for b.Loop() {
				Cooccur(rule, 200, codes, extracts)
			}
		})
	}
}
