package desk

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
)

//go:embed static
var staticFiles embed.FS

// hueSheet is the one style sheet that is made and not embedded.
const hueSheet = "hues.css"

// types are said here and not by the system, whose own list may be another.
var types = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

// Assets are the scripts, styles and pictures of the pages. Their addresses name
// what they hold, so that a browser asks for each of them once: on the way to a
// transcript's first screen there is nothing to wait for but the transcript.
type assets struct {
	files   map[string][]byte
	version string // a hash over all: scripts name each other by neighbouring addresses
}

func newAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{hueSheet: []byte(hueStyles())}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	hash.Write(a.files[hueSheet])
	for _, e := range entries { // in the order of their names
		text, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		a.files[e.Name()] = text
		fmt.Fprintf(hash, "%s %d ", e.Name(), len(text))
		hash.Write(text)
	}
	a.version = hex.EncodeToString(hash.Sum(nil)[:8])
	return a, nil
}

// address is where a page finds a file.
func (a *assets) address(name string) string { return "/static/" + a.version + "/" + name }

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	text, ok := a.files[r.PathValue("file")]
	if !ok || r.PathValue("version") != a.version {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	w.Header().Set("Content-Type", types[path.Ext(r.PathValue("file"))])
	w.Write(text) //nolint:errcheck // whoever asked is gone
}

// script is a page's own script.
func script(page string) string {
	switch page {
	case "read", "grid", "search":
		return page + ".js"
	case "themes", "theme", "map":
		return "themes.js"
	}
	return "pages.js"
}

// modules are the scripts that a page's own script asks for, which a browser may
// fetch at once.
func modules(page string) []string {
	switch script(page) {
	case "read.js":
		return []string{"offsets.js", "spans.js", "paint.js", "margin.js", "palette.js", "panel.js", "choose.js", "server.js", "keys.js"}
	case "grid.js":
		return []string{"server.js", "keys.js", "panel.js", "palette.js", "gridpanel.js"}
	case "search.js":
		return []string{"server.js", "keys.js"}
	case "themes.js":
		return []string{"server.js", "keys.js", "panel.js", "palette.js", "fresh.js", "thememap.js"}
	}
	return []string{"server.js", "keys.js", "panel.js", "palette.js", "fresh.js"}
}
