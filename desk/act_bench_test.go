package desk

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kith/study/journal"
)

// BenchmarkAct codes one passage: what stands between a key and "on disk".
func BenchmarkAct(b *testing.B) {
	path := filepath.Join(b.TempDir(), "study")
	if err := os.CopyFS(path, os.DirFS("../fixtures/synthetic")); err != nil {
		b.Fatal(err)
	}
	d, err := Open(Options{Path: path, Who: journal.Options{Analyst: "TM", Device: "test"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	e, _ := d.analysis.Corpus.Entry("S1_LW03")
	at := 0
	for b.Loop() {
		at++
		r := httptest.NewRequest(http.MethodPost, "/do/code", strings.NewReader(`{"document":"S1_LW03","text":"`+e.TextHash+`","start":`+strconv.Itoa(at%9000)+`,"end":`+strconv.Itoa(at%9000+1+at/9000)+`,"code":"SI-BEL"}`))
		r.SetPathValue("act", "code")
		w := httptest.NewRecorder()
		d.act(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Body)
		}
	}
}
