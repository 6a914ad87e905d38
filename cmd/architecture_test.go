package cmd

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// mayImport is the table of rooms: what each package of ours may import of
// ours. A trailing / stands for the package and all below it. Imports only
// point up the table.
var mayImport = []struct {
	room    string
	imports []string
}{
	{"kith/ooxml", nil},
	{"kith/study", nil},
	{"kith/study/corpus", []string{"kith/study"}},
	{"kith/study/dataset", []string{"kith/study"}},
	{"kith/study/journal", nil},
	{"kith/study/coding", []string{"kith/study", "kith/study/corpus", "kith/study/journal"}},
	{"kith/analysis/stat", nil},
	{"kith/analysis/scale", []string{"kith/study/dataset", "kith/analysis/stat"}},
	{"kith/analysis/agree", []string{"kith/analysis/stat"}},
	{"kith/analysis/thematic", nil},
	{"kith/analysis/content", nil},
	{"kith/ingest/", []string{"kith/ooxml", "kith/study/", "kith/ingest/"}},
	{"kith/report", []string{"kith/ooxml", "kith/study/", "kith/analysis/"}},
	{"kith/reproduce", []string{"kith/ooxml", "kith/study/", "kith/analysis/", "kith/ingest/", "kith/report"}},
	{"kith/exchange", []string{"kith/ooxml", "kith/study/", "kith/analysis/", "kith/ingest/", "kith/report", "kith/reproduce"}},
	{"kith/desk", []string{"kith/ooxml", "kith/study/", "kith/analysis/", "kith/ingest/", "kith/report", "kith/reproduce", "kith/exchange"}},
	{"kith/cmd", []string{"kith/"}},
	{"kith/cmd/kith", []string{"kith/cmd"}},
	{"kith/fixtures/gen", []string{"kith/study"}},
	{"kith/fixtures/oracle", nil},
	{"kith/fixtures/large", nil},
}

func TestImportsPointUp(t *testing.T) {
	list := exec.Command("go", "list", "-json=ImportPath,Imports", "kith/...")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room := ""
		var allowed []string
		for _, r := range mayImport {
			if within(p.ImportPath, r.room) && len(r.room) >= len(room) {
				room, allowed = r.room, r.imports
			}
		}
		if room == "" {
			t.Errorf("%s has no room in the table", p.ImportPath)
			continue
		}
		seen[room] = true
		for _, i := range p.Imports {
			if !strings.HasPrefix(i, "kith/") {
				continue
			}
			ok := false
			for _, a := range allowed {
				ok = ok || within(i, a)
			}
			if !ok {
				t.Errorf("%s imports %s, which its room may not", p.ImportPath, i)
			}
		}
	}
	for _, r := range mayImport {
		if !seen[r.room] {
			t.Errorf("room %s is empty", r.room)
		}
	}
}

// within reports whether pkg is room, or, when room ends in /, below it.
func within(pkg, room string) bool {
	if below, ok := strings.CutSuffix(room, "/"); ok {
		return pkg == below || strings.HasPrefix(pkg, room)
	}
	return pkg == room
}
