package browser

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// settle is how long a page may take to come to rest before a picture.
const settle = 300 * time.Millisecond

// TestLook makes a picture of every page where KITH_SCREENSHOTS names a folder:
// make screenshots.
func TestLook(t *testing.T) {
	dir := os.Getenv("KITH_SCREENSHOTS")
	if dir == "" {
		t.Skip("KITH_SCREENSHOTS names no folder for pictures")
	}
	p := copyOf(t)
	p.run("codebook", "set", "SI-BEL", "--phrase", "part of", "--phrase", "a group") // the fixture has no phrase of the lens
	d := p.open()
	b := browser(t)
	b.visit(d.link)
	for _, s := range []struct {
		name, path string
		then       string // JavaScript
	}{
		{"study", "/", ""},
		{"read", "/read/S1_LW03#t6", ""},
		{"palette", "/read/S1_LW03#t6", "document.dispatchEvent(new KeyboardEvent('keydown',{key:'s',bubbles:true}));document.dispatchEvent(new KeyboardEvent('keydown',{key:'c',bubbles:true}))"},
		{"coding", "/read/S1_LW03#t6", "document.dispatchEvent(new KeyboardEvent('keydown',{key:'n',bubbles:true}))"},
		{"codebook", "/codebook?code=FIT-SIM", ""},
		{"extracts", "/extracts?code=FIT-SIM", ""},
		{"memos", "/memos", ""},
		{"search", "/search", "const f = document.forms.search; f.words.value = '\"the group\" belong*'; f.requestSubmit()"},
		{"suggest", "/suggest?code=SI-BEL", ""},
		{"documents", "/read/S1_LW03", "innerWidth < 1181 && document.getElementById('documents').showPopover()"},
		{"questions", "/grid", ""},
		{"grid", "/grid/Q1#t7", ""},
		{"reconcile", "/grid/Q1?view=reconcile", ""},
		{"agreement", "/grid/Q1/agreement", ""},
		{"themes", "/themes?study=S1", ""},
		{"theme", "/theme?key=one-of-us&study=S1", ""},
		{"map", "/map?study=S1", ""},
		{"keys", "/read/S1_LW03", "document.getElementById('help').click()"},
	} {
		for _, size := range []struct {
			name          string
			width, height int64
		}{{"", 1440, 900}, {"-phone", 390, 844}} {
			for _, dark := range []bool{false, true} {
				b.size(size.width, size.height)
				b.dark(dark)
				b.do(chromedp.Navigate("about:blank"))
				b.visit(d.base + s.path)
				if s.then != "" {
					b.do(chromedp.Evaluate(s.then, nil))
				}
				var png []byte
				b.do(chromedp.Sleep(settle), chromedp.CaptureScreenshot(&png))
				name := s.name + size.name
				if dark {
					name += "-dark"
				}
				if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b.quiet()
}
