package desk

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"kith/reproduce"
	"kith/study/journal"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Limits on what a browser may send.
const (
	maxHeader  = 64 << 10
	maxBody    = 1 << 20
	headerTime = 10 * time.Second
	closeTime  = 3 * time.Second
)

// Options say how a desk is opened.
type Options struct {
	Path string          // the study: a folder with study.yaml, or a manifest
	Who  journal.Options // who works; an analyst is needed
	// Keep is a folder of the user's own, outside the study, for what lets a page go
	// on after the desk was closed and opened again: the port, and the hashes of
	// the cookies. With "" nothing is kept.
	Keep string
	Port int // 0 for the one used last, if it is free, or any
}

// A Desk is a study open in the browser.
type Desk struct {
	path  string
	who   journal.Options
	pages *template.Template
	files *assets
	guard *guard
	live  *live
	ears  net.Listener
	asked atomic.Bool // since it was last looked

	mu       sync.Mutex
	analysis *reproduce.Analysis
}

// Open opens a study at a desk and takes a port of the loopback address for it.
// Nothing is served before Serve.
func Open(o Options) (*Desk, error) {
	a, err := reproduce.OpenAnalysis(o.Path, o.Who)
	if err != nil {
		return nil, err
	}
	d := &Desk{path: o.Path, who: o.Who, analysis: a}
	if d.files, err = newAssets(); err != nil {
		return nil, err
	}
	if d.pages, err = template.New("").Funcs(template.FuncMap{"modules": modules, "script": script, "asset": d.files.address, "dict": dict, "half": half}).ParseFS(templateFiles, "templates/*.html"); err != nil {
		return nil, err
	}
	kept := keep{dir: o.Keep, study: a.Manifest.Dir}
	if d.ears, err = listen(o.Port, kept.ports()); err != nil {
		return nil, err
	}
	if d.guard, err = newGuard(d.ears.Addr().(*net.TCPAddr).Port, kept); err != nil {
		_ = d.Close() // what went wrong is said
		return nil, err
	}
	d.live = newLive(d)
	// Folding a large journal leaves as much garbage as it makes state, and the desk
	// stays open for hours.
	debug.FreeOSMemory()
	return d, nil
}

// listen takes the port that was asked for, or one that was used before and is
// free, or any.
func listen(port int, before []int) (net.Listener, error) {
	if port != 0 {
		before = []int{port}
	}
	for _, p := range before {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		if port != 0 {
			return nil, fmt.Errorf("port %d is not free: %w", port, err)
		}
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// Link gives an address that opens the desk once, in one browser.
func (d *Desk) Link() string { return d.guard.link() }

// Close gives the port of a desk back that is not served any more, or never was.
func (d *Desk) Close() error { return d.ears.Close() }

// Serve answers until the context ends.
func (d *Desk) Serve(ctx context.Context) error {
	s := &http.Server{
		Handler:           d.Handler(),
		ReadHeaderTimeout: headerTime,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          log.New(io.Discard, "", 0), // it would print what clients sent
	}
	go d.live.watch(ctx)
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
		defer cancel()
		stopped <- s.Shutdown(within)
	}()
	if err := s.Serve(d.ears); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	if err := <-stopped; err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// Handler gives everything the desk answers.
func (d *Desk) Handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", d.studyPage)
	m.HandleFunc("GET /read/{document}", d.readPage)
	m.HandleFunc("GET /codebook", d.codebookPage)
	m.HandleFunc("GET /extracts", d.extractsPage)
	m.HandleFunc("GET /memos", d.memosPage)
	m.HandleFunc("GET /search", d.searchPage)
	m.HandleFunc("POST /search", d.search)
	m.HandleFunc("GET /suggest", d.suggestPage)
	m.HandleFunc("GET /grid", d.gridPage)
	m.HandleFunc("GET /grid/{question}", d.gridPage)
	m.HandleFunc("GET /grid/{question}/agreement", d.agreementPage)
	m.HandleFunc("GET /themes", d.boardPage)
	m.HandleFunc("GET /theme", d.themePage)
	m.HandleFunc("GET /theme/evidence.docx", d.evidenceFile)
	m.HandleFunc("GET /map", d.mapPage)
	m.HandleFunc("GET /", d.nowhere)
	m.HandleFunc("GET /here", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	m.HandleFunc("GET /live", d.live.serve)
	m.HandleFunc("POST /do/{act}", d.act)
	m.HandleFunc("GET /static/{version}/{file}", d.files.serve)
	return d.guard.protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.asked.Store(true)
		m.ServeHTTP(w, r)
		d.asked.Store(true)
	}))
}

// current gives the analysis, opened anew where the corpus was frozen anew.
func (d *Desk) current() (*reproduce.Analysis, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.analysis.Corpus.Stale() {
		a, err := reproduce.OpenAnalysis(d.path, d.who)
		if err != nil {
			return nil, err
		}
		d.analysis = a
	}
	return d.analysis, nil
}
