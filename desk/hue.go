package desk

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"kith/study/coding"
)

// hues are the nine colours that codes may have, as angles in OKLCH; every one has
// the same strength in light and in dark (see hueStyles). The tenth, neutral, is
// for a code that belongs to no family.
var hues = [9]float64{255, 55, 150, 320, 95, 200, 20, 285, 120}

const neutral = len(hues)

// huesOf gives every code its hue, by key: the nearest to a colour that it or a
// code above it was given; else its family's, which are counted in the order of
// the codebook; else none.
func huesOf(s *coding.State) map[string]int {
	all := s.Codes(true)
	has := map[string]bool{} // codes below it
	for _, c := range all {
		if c.Parent != "" {
			has[c.Parent] = true
		}
	}
	of := make(map[string]int, len(all))
	families := 0
	for _, c := range all { // every code stands behind its parent
		switch above, under := of[c.Parent]; {
		case c.Colour != "":
			of[c.Key] = nearestHue(c.Colour)
		case under:
			of[c.Key] = above
		case has[c.Key] || c.Heading:
			of[c.Key] = families % len(hues)
			families++
		default:
			of[c.Key] = neutral
		}
	}
	return of
}

// nearestHue finds the hue that a colour like #4477aa comes nearest to; grey is
// neutral. The angle is that of OKLab (Ottosson 2020).
func nearestHue(colour string) int {
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 24)
	if err != nil {
		return neutral
	}
	linear := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	r, g, b := linear(n>>16), linear(n>>8), linear(n)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	if math.Hypot(x, y) < 0.02 {
		return neutral
	}
	angle := math.Atan2(y, x) * 180 / math.Pi
	best, far := neutral, 360.0
	for i, h := range hues {
		if d := math.Abs(math.Remainder(angle-h, 360)); d < far {
			best, far = i, d
		}
	}
	return best
}

// hueStyles writes the style sheet of the hues: classes h0 to h9 for stripes and
// dots, and highlights for the text under codings. Of codings that overlap the
// first two lie in tints that blend, and every further one is a line under the
// words; so overlap is seen without colour.
func hueStyles() string {
	var b strings.Builder
	sheet := func(tint, line string) {
		for h := range len(hues) + 1 {
			tint, line := tint, line
			if h < len(hues) {
				in := strings.NewReplacer("HUE", strconv.FormatFloat(hues[h], 'g', -1, 64))
				tint, line = in.Replace(tint), in.Replace(line)
			} else { // neutral has no chroma
				tint, line = chroma.ReplaceAllString(tint, "$1 0 0"), chroma.ReplaceAllString(line, "$1 0 0")
			}
			fmt.Fprintf(&b, ".h%d{--hue:%s}\n", h, line)
			fmt.Fprintf(&b, "::highlight(h%d-0),::highlight(h%d-1){background-color:%s}\n", h, h, tint)
			fmt.Fprintf(&b, "::highlight(h%d-2){text-decoration:underline 2px %s}\n", h, line)
			fmt.Fprintf(&b, "::highlight(h%d-3){text-decoration:underline 2px dotted %s}\n", h, line)
		}
	}
	sheet("oklch(0.84 0.1 HUE/0.5)", "oklch(0.55 0.13 HUE)")
	b.WriteString("@media screen and (prefers-color-scheme:dark){\n")
	sheet("oklch(0.5 0.1 HUE/0.5)", "oklch(0.72 0.12 HUE)")
	b.WriteString("}\n")
	return b.String()
}

var chroma = regexp.MustCompile(`(\d) [0-9.]+ HUE`)
