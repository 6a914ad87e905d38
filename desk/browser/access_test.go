package browser

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// TestAxe asks axe-core (testdata, MPL-2.0) about every page, light and dark, wide and
// narrow, with the palette open and with a coding chosen.
func TestAxe(t *testing.T) {
	b := browser(t)
	packed, err := os.ReadFile("testdata/axe-4.14.1.min.js.gz")
	if err != nil {
		t.Fatal(err)
	}
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	axe, err := io.ReadAll(unpack)
	if err != nil {
		t.Fatal(err)
	}
	p := copyOf(t)
	d := p.open()
	b.visit(d.link)
	for _, s := range []struct{ path, press string }{
		{"/", ""}, {"/read/S1_LW03", ""}, {"/read/S1_LW03", "n"}, {"/read/S1_LW03", "jsc"}, {"/read/S1_LW03", "?"}, {"/read/S2_Focus_Group_LW", ""},
		{"/codebook", ""}, {"/codebook?code=FIT-SIM", ""}, {"/extracts", ""}, {"/extracts?code=FIT-SIM", ""}, {"/memos", ""}, {"/search", ""}, {"/search", "?"}, {"/suggest?code=SI-BEL", ""},
		{"/grid", ""}, {"/grid/Q1", ""}, {"/grid/Q1", "jc"}, {"/grid/Q1", "r"}, {"/grid/Q2", "j12"}, {"/grid/Q1/agreement", ""},
		{"/themes", ""}, {"/themes?study=S1", "je"}, {"/theme?key=one-of-us&study=S1", ""}, {"/map?study=S1", ""},
	} {
		for _, dark := range []bool{false, true} {
			for _, width := range []int64{1440, 390} {
				if dark && width == 390 {
					continue // what is dark is dark at every width
				}
				b.size(width, 844)
				b.dark(dark)
				b.do(chromedp.Navigate("about:blank"))
				b.visit(d.base + s.path)
				if s.path == "/search" {
					b.sought("group")
				}
				b.press(s.press)
				b.do(chromedp.Evaluate(string(axe), nil))
				var found []struct {
					ID, Impact, Help string
					Nodes            []struct {
						HTML           string
						FailureSummary string
					}
				}
				var text string
				b.do(chromedp.Evaluate(`axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations))`, &text,
					func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
				if err := json.Unmarshal([]byte(text), &found); err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					if f.Impact == "serious" || f.Impact == "critical" {
						t.Errorf("%s %q dark %v, %d px: %s (%s), %d places, first %s: %s", s.path, s.press, dark, width, f.Help, f.ID, len(f.Nodes), f.Nodes[0].HTML, f.Nodes[0].FailureSummary)
					}
				}
			}
		}
	}
}

// TestTwiceAsLarge zooms to 200 %, and to a phone's width: nothing is wider than the
// window.
func TestTwiceAsLarge(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	for _, size := range [][2]int64{{720, 450}, {390, 844}, {320, 640}} { // 1440 at 200 % has 720 CSS pixels
		for _, path := range []string{"/", "/read/S1_LW03", "/codebook?code=FIT-SIM", "/extracts?code=FIT-SIM", "/memos", "/search", "/suggest?code=SI-BEL", "/grid", "/grid/Q1", "/grid/Q1?view=reconcile", "/grid/Q1/agreement", "/themes", "/theme?key=one-of-us", "/map"} {
			b.size(size[0], size[1])
			b.visit(d.base + path)
			if wide := value[float64](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
				t.Errorf("%s is %v px too wide at %d px", path, wide, size[0])
			}
		}
	}
}

// TestForcedColours sees that stripes stay visible where the system sets the colours.
func TestForcedColours(t *testing.T) {
	p := copyOf(t)
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	b.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
	b.visit(d.base + "/read/S1_LW03")
	b.is("document.querySelector('.stripe') && getComputedStyle(document.querySelector('.stripe'), '::before').backgroundColor !== 'rgba(0, 0, 0, 0)'")
	b.press("jc")
	b.is("getComputedStyle(document.getElementById('palette')).animationName === 'none'")
}
