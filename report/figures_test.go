package report

import (
	"bytes"
	"strings"
	"testing"
)

// drawnWith gives the synthetic study with the data of every figure, those of
// rainclouds as they are under open or restricted disclosure.
func drawnWith(t *testing.T, restricted bool) *Results {
	t.Helper()
	r := study3(t)
	r.Style.Figures = []string{"raincloud", "qq"}
	for _, s := range r.Quant[0].Sets {
		c := s.Composite
		c.QQ = &QQ{Points: []QQPoint{{-1.2, -1, 5}, {0, .25, 6}, {1.2, 1.5, 5}}, Intercept: .25, Slope: 1}
		c.Raincloud = &Raincloud{
			A:       Box{Q1: 2, Median: 3, Q3: 4, Mean: 3.125},
			B:       Box{Q1: 3, Median: 3.5, Q3: 4, Mean: 3.25},
			Classes: []ScoreClass{{.75, 2.25, 5, 0}, {2.25, 4.25, 6, 16}, {4.25, 5.25, 5, 0}},
		}
		if restricted {
			c.Raincloud.Ways = []Way{{.75, 2.25, 2.25, 5.25, 5}, {2.25, 5.25, 2.25, 5.25, 11}}
		} else {
			c.QQ.Points = []QQPoint{{-1.2, -1, 1}, {0, .25, 1}, {1.2, 1.5, 1}}
			c.Raincloud.Pairs = []PairCount{{1, 3, 2}, {3, 3, 4}, {4, 2.5, 3}, {4.5, 4, 7}}
		}
	}
	return r
}

func figuresOf(d *Document) []*Figure {
	var out []*Figure
	for _, b := range d.Blocks {
		if f, ok := b.(*Figure); ok && !strings.HasPrefix(f.ID, "participant-flow") {
			out = append(out, f)
		}
	}
	return out
}

// Which figures a report has is what its manifest lists; without a list, the
// answers and the differences.
func TestFiguresAreThoseListed(t *testing.T) {
	for _, test := range []struct {
		listed, want string
	}{
		{"", "likert-qs1 likert-qs2 likert-qs3 paired-differences"},
		{"histogram", "paired-differences"},
		{"qq likert", "likert-qs1 likert-qs2 likert-qs3 quantiles"},
		{"raincloud", "raincloud"},
	} {
		r := drawnWith(t, true)
		r.Style.Figures = strings.Fields(test.listed)
		var got []string
		for _, f := range figuresOf(undrawn(r)) {
			got = append(got, f.ID)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q drew %v, want %s", test.listed, got, test.want)
		}
	}
}

// The alternative text has the numbers of the figure, and the note says what
// its marks stand for: one person only where disclosure is open.
func TestFiguresInWords(t *testing.T) {
	for _, restricted := range []bool{false, true} {
		fs := figuresOf(undrawn(drawnWith(t, restricted)))
		if len(fs) != 2 {
			t.Fatalf("%d figures", len(fs))
		}
		cloud, qq := fs[0], fs[1]
		alt := []string{"mean 3.13, quartiles 2.00, 3.00 and 4.00", "0.75 to 2.25: 5; 2.25 to 4.25: 6; 4.25 to 5.25: 5", "2.25 to 4.25: 16."}
		note := "Each line is one person"
		if restricted {
			alt = append(alt, "0.75 to 2.25, then 2.25 to 5.25: 5; 2.25 to 5.25, then 2.25 to 5.25: 11")
			note = "Bands of fewer than five people are not drawn"
		} else {
			alt = append(alt, "2 rose, 10 fell, 4 stayed")
		}
		for _, want := range alt {
			if !strings.Contains(cloud.Alt, want) {
				t.Errorf("restricted %v: %q is not in %s", restricted, want, cloud.Alt)
			}
		}
		if got := plain(cloud.Note); !strings.Contains(got, note) || restricted && strings.Contains(got, "one person") {
			t.Errorf("restricted %v: %s", restricted, got)
		}
		// Off the line 0.25 + z: -1 - (0.25 - 1.2) and 1.5 - (0.25 + 1.2).
		people := map[bool]string{false: "three dots for three pairs", true: "three dots for 16 pairs"}[restricted]
		for _, want := range []string{people, "intercept 0.25 and slope 1.00", "the lowest dot is −0.05 and the highest 0.05 off"} {
			if !strings.Contains(qq.Alt, want) {
				t.Errorf("restricted %v: %q is not in %s", restricted, want, qq.Alt)
			}
		}
		if got := plain(qq.Note); restricted == strings.Contains(got, "Each dot is one") {
			t.Errorf("restricted %v: %s", restricted, got)
		}
	}
}

// Whatever is undefined or missing, figures are drawn without a number that is
// none, or left out.
func TestFiguresOfLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("draws many figures")
	}
	for name, change := range map[string]func(c *Comparison){
		"as it is": func(*Comparison) {},
		"no data":  func(c *Comparison) { c.QQ, c.Raincloud = nil, nil },
		"no pair": func(c *Comparison) {
			c.QQ, c.Raincloud = &QQ{Intercept: NaN(), Slope: NaN()}, &Raincloud{A: Box{NaN(), NaN(), NaN(), NaN()}}
		},
		"one pair":     func(c *Comparison) { c.QQ.Points, c.QQ.Slope = []QQPoint{{0, 0, 1}}, 0 },
		"no line":      func(c *Comparison) { c.QQ.Intercept, c.QQ.Slope = NaN(), NaN() },
		"all the same": func(c *Comparison) { c.QQ.Points, c.QQ.Slope = []QQPoint{{-1, 2, 1}, {1, 2, 1}}, 0 },
		"no class":     func(c *Comparison) { c.Raincloud.Classes, c.Raincloud.Ways, c.Raincloud.Pairs = nil, nil, nil },
		"a sum":        func(c *Comparison) { c.Scoring.Method, c.Scoring.Items = "sum", 40 },
	} {
		for _, restricted := range []bool{false, true} {
			r := drawnWith(t, restricted)
			for _, s := range r.Quant[0].Sets {
				change(s.Composite)
			}
			svgs := 0
			for _, f := range figuresOf(Build(r)) {
				svgs++
				wellFormed(t, name+", "+f.ID, f.SVG)
				if bytes.Contains(f.SVG, []byte("NaN")) || bytes.Contains(f.SVG, []byte("Inf")) {
					t.Errorf("%s, restricted %v: %s draws a number that is none", name, restricted, f.ID)
				}
			}
			if want := 2; name != "no data" && name != "no pair" && svgs != want {
				t.Errorf("%s: %d figures, want %d", name, svgs, want)
			}
		}
	}
}
