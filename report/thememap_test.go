package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyThemes draws themes as they could be: a forest of any shape, with codes that may
// serve several.
func anyThemes(t *rapid.T, byHand bool) *Themes {
	themes := &Themes{Study: "S1"}
	codes := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z][a-z]{1,14}( [a-z]{2,12}){0,4}`), 1, 12, rapid.ID).Draw(t, "codes")
	for i := range rapid.IntRange(1, 9).Draw(t, "themes") {
		x := Theme{Key: fmt.Sprint("t", i), Name: rapid.StringMatching(`[A-Z][a-z]{1,9}( [a-z]{1,11}){0,9}`).Draw(t, "name"), Status: rapid.SampledFrom([]string{"candidate", "defined"}).Draw(t, "status")}
		if i > 0 {
			// behind its parent and what is below that, as the tree is written out
			if last := themes.Themes[i-1]; rapid.Bool().Draw(t, "below") && last.Depth < 2 {
				x.Parent, x.Depth = last.Key, last.Depth+1
			} else if rapid.Bool().Draw(t, "beside") {
				x.Parent, x.Depth = last.Parent, last.Depth
			}
		}
		for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 0, 5, rapid.ID).Draw(t, "has") {
			x.Codes = append(x.Codes, ThemeCode{Name: c})
		}
		if byHand && rapid.IntRange(0, 3).Draw(t, "by hand") == 0 {
			x.At = &MapPlace{rapid.IntRange(-100, 700).Draw(t, "x"), rapid.IntRange(-100, 400).Draw(t, "y")}
		}
		themes.Themes = append(themes.Themes, x)
	}
	return themes
}

// No box of a map lies on another, each is where a hand has put it, and all are on the
// picture.
func TestBoxesOfAMapLieApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		themes := anyThemes(t, rapid.Bool().Draw(t, "arranged"))
		m := newThemeMap(themes)
		for i, a := range m.nodes {
			x0, x1 := m.scale*(a.x-a.w/2+m.dx), m.scale*(a.x+a.w/2+m.dx)
			y0, y1 := m.scale*(a.y-a.h/2+m.dy), m.scale*(a.y+a.h/2+m.dy)
			if x0 < 0 || x1 > figureWidth+1e-9 || y0 < 0 || y1 > m.height {
				t.Fatalf("box %q from %g,%g to %g,%g is not on the map of %g × %g", a.lines, x0, y0, x1, y1, float64(figureWidth), m.height)
			}
			for _, b := range m.nodes[:i] {
				if a.placed && b.placed {
					continue // as they were put
				}
				if math.Abs(a.x-b.x) < (a.w+b.w)/2-1e-6 && math.Abs(a.y-b.y) < (a.h+b.h)/2-1e-6 {
					t.Fatalf("%q lies on %q", a.lines, b.lines)
				}
			}
		}
		n := 0
		for i := range themes.Themes {
			if at := themes.Themes[i].At; at != nil {
				n++
				found := false
				for _, b := range m.nodes {
					found = found || b.placed && b.x == float64(at.X) && b.y == float64(at.Y)
				}
				if !found {
					t.Fatalf("nothing stands at %v", *at)
				}
			}
		}
	})
}

// Every theme and every code is in the text for Graphviz once, and every line is.
func TestThematicDOT(t *testing.T) {
	r := &Results{Study: StudyInfo{ID: "x", Synthetic: true}, Themes: []Themes{{Study: "S1", Themes: []Theme{
		{Key: "us", Name: `One of "us"`, Status: "defined", Codes: []ThemeCode{{Name: "FIT", Label: "Fit"}, {Name: "OUT"}}, At: &MapPlace{10, 20}},
		{Key: "in", Name: "A way in", Status: "candidate", Parent: "us", Depth: 1, Codes: []ThemeCode{{Name: "FIT", Label: "Fit"}}},
	}}}}
	got := string(ThematicDOT(r))
	for want, n := range map[string]int{
		`"theme:us" [label="One of \"us\""`: 1, `pos="10,-20!"`: 1, `"theme:in" [`: 1, `"code:FIT" [label="Fit"]`: 1, `"code:OUT" [label="OUT"]`: 1,
		`"theme:us" -- "theme:in"`: 1, `"theme:us" -- "code:FIT"`: 1, `"theme:in" -- "code:FIT"`: 1, `"theme:us" -- "code:OUT"`: 1, "SYNTHETIC": 1, " -- ": 4,
	} {
		if strings.Count(got, want) != n {
			t.Errorf("%q is there %d times, want %d:\n%s", want, strings.Count(got, want), n, got)
		}
	}
}

// What is arranged by hand is what is drawn: a box for each theme and each code, once,
// with the words and the place of the drawing, and a line for each that belongs to a
// theme.
func TestMapBoxesAreTheMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		themes := anyThemes(t, rapid.Bool().Draw(t, "arranged"))
		boxes, lines := MapBoxes(themes)
		theme, code, belongs := map[string]MapBox{}, map[string]MapBox{}, 0
		for _, b := range boxes {
			if (b.Theme == "") == (b.Code == "") {
				t.Fatalf("a box is of theme %q and code %q", b.Theme, b.Code)
			}
			if b.Theme != "" {
				theme[b.Theme] = b
			} else {
				code[b.Code] = b
			}
		}
		if len(theme)+len(code) != len(boxes) {
			t.Fatalf("%d boxes, of %d themes and %d codes", len(boxes), len(theme), len(code))
		}
		for _, x := range themes.Themes {
			b, is := theme[x.Key]
			if !is || strings.Join(strings.Fields(strings.Join(b.Lines, " ")), " ") != x.Name && !strings.Contains(strings.Join(b.Lines, ""), "…") && strings.ReplaceAll(strings.Join(b.Lines, ""), " ", "") != strings.ReplaceAll(x.Name, " ", "") {
				t.Fatalf("theme %q has the box %+v", x.Name, b)
			}
			if x.At != nil && (b.X != float64(x.At.X) || b.Y != float64(x.At.Y) || !b.Placed) {
				t.Fatalf("theme %s was put at %+v and stands at %g, %g", x.Key, *x.At, b.X, b.Y)
			}
			if x.Parent != "" {
				belongs++
			}
			for _, c := range x.Codes {
				if _, is := code[c.Name]; !is {
					t.Fatalf("code %s has no box", c.Name)
				}
				belongs++
			}
		}
		if len(lines) != belongs {
			t.Fatalf("%d lines, want %d", len(lines), belongs)
		}
		for _, l := range lines {
			if boxes[l.From].Theme == "" || l.From == l.To {
				t.Fatalf("a line leads from %+v", boxes[l.From])
			}
		}
	})
}
