package report

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"testing"
)

// readable is the contrast WCAG 2 AA asks of text.
const readable = 4.5

func TestContrast(t *testing.T) {
	white, black := color.NRGBA{255, 255, 255, 255}, color.NRGBA{0, 0, 0, 255}
	if got := contrast(white, black); got != 21 {
		t.Fatalf("contrast of black and white is %v", got)
	}
	// The example of the W3C's explanation: #767676 on white passes at 4.54.
	if got := fmt.Sprintf("%.2f", contrast(grey(0x76), white)); got != "4.54" {
		t.Fatalf("contrast of #767676 on white is %s", got)
	}
	for _, c := range []color.NRGBA{ink, quietInk, accent} {
		if contrast(c, paper) < readable {
			t.Errorf("%v on paper has a contrast of %.2f", c, contrast(c, paper))
		}
	}
}

// A percentage can be read on every colour a Likert bar may have, and points
// side by side can be told apart without colour.
func TestLikertColours(t *testing.T) {
	for low := range 2 {
		for high := low + 1; high <= 11; high++ {
			s := &SetResult{ScaleLow: low, ScaleHigh: high}
			for p := low; p <= high; p++ {
				c := likertColour(s, float64(p))
				if got := contrast(inkOn(c), c); got < readable {
					t.Errorf("scale %d to %d, point %d: a label has a contrast of %.2f", low, high, p, got)
				}
				if p > low && high-low < 7 {
					if got := contrast(c, likertColour(s, float64(p-1))); got < 1.1 {
						t.Errorf("scale %d to %d: points %d and %d differ by a contrast of %.2f", low, high, p-1, p, got)
					}
				}
			}
		}
	}
}

// The colours of the page can be read, light and dark.
func TestPageColours(t *testing.T) {
	pattern := regexp.MustCompile(`--(paper|ink|quiet|accent|tint): #([0-9a-f]{6})`)
	schemes := strings.SplitN(pageStyle, "@media (prefers-color-scheme: dark)", 2)
	for i, css := range []string{schemes[0], strings.SplitN(schemes[1], "* {", 2)[0]} {
		colours := map[string]color.NRGBA{}
		for _, m := range pattern.FindAllStringSubmatch(css, -1) {
			var c color.NRGBA
			if _, err := fmt.Sscanf(m[2], "%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
				t.Fatal(err)
			}
			colours[m[1]] = c
		}
		if len(colours) != 5 {
			t.Fatalf("scheme %d has %d colours", i, len(colours))
		}
		for _, pair := range [][2]string{{"ink", "paper"}, {"quiet", "paper"}, {"accent", "paper"}, {"ink", "tint"}} {
			if got := contrast(colours[pair[0]], colours[pair[1]]); got < readable {
				t.Errorf("scheme %d: %s on %s has a contrast of %.2f", i, pair[0], pair[1], got)
			}
		}
	}
}
