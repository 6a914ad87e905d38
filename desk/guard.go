package desk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	maxSessions = 20                  // cookies that one desk remembers
	sessionDays = 30 * 24 * time.Hour // how long one of them is good
	maxKept     = 4                   // desks of one study that are remembered
)

// policy lets a page load what the desk serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// A guard lets in who came by the link, and nobody else.
type guard struct {
	port   int
	cookie string // its name: cookies do not know ports, and there may be two desks
	kept   keep

	mu       sync.Mutex
	tokens   map[string]bool // that were not used yet
	sessions []session
}

// A session is a browser that was let in. The cookie itself is not kept.
type session struct {
	Hash  string    `json:"sha256"`
	Until time.Time `json:"until"`
}

func newGuard(port int, k keep) (*guard, error) {
	g := &guard{port: port, cookie: "kith-desk-" + strconv.Itoa(port), kept: k, tokens: map[string]bool{}}
	g.sessions = k.sessions(port)
	return g, k.write(port, g.sessions) // so that the next desk finds the port
}

// secret makes 32 random bytes as text.
func secret() string {
	var b [32]byte
	rand.Read(b[:]) //nolint:errcheck // never fails: see crypto/rand
	return hex.EncodeToString(b[:])
}

func hashed(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func (g *guard) link() string {
	t := secret()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tokens[hashed(t)] = true
	return fmt.Sprintf("http://127.0.0.1:%d/enter?token=%s", g.port, t)
}

// hosts are the names by which a browser on this machine may ask.
func (g *guard) ours(host string) bool {
	name, port, ok := strings.Cut(host, ":")
	return ok && port == strconv.Itoa(g.port) && (name == "127.0.0.1" || name == "localhost")
}

// protect wraps everything the desk answers.
func (g *guard) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !g.ours(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "The desk answers on 127.0.0.1 only.")
		case r.Method == http.MethodGet && r.URL.Path == "/enter":
			g.enter(w, r)
		case !g.known(r):
			refuse(w, http.StatusUnauthorized, "This browser has not been let in. Open the link that kith desk prints in the terminal; each link is good once, and Enter prints another.")
		case r.Method != http.MethodGet && r.Method != http.MethodHead && !g.fromHere(r):
			refuse(w, http.StatusForbidden, "Only a page of the desk can change something.")
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// fromHere tells whether a page of this desk asks: its origin, and a type of body
// that no form of another site can send.
func (g *guard) fromHere(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Scheme != "http" || origin.Host != r.Host {
		return false
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// enter exchanges a token for a cookie.
func (g *guard) enter(w http.ResponseWriter, r *http.Request) {
	token := hashed(r.URL.Query().Get("token"))
	cookie := secret()
	g.mu.Lock()
	good := g.tokens[token]
	if good {
		delete(g.tokens, token)
		g.sessions = append(g.sessions, session{hashed(cookie), time.Now().Add(sessionDays)})
		g.sessions = g.sessions[max(0, len(g.sessions)-maxSessions):]
	}
	sessions := slices.Clone(g.sessions)
	g.mu.Unlock()
	if !good {
		if g.known(r) { // the link was used before, by this browser
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		refuse(w, http.StatusUnauthorized, "This link was used before, or is of a desk that was closed. Enter in the terminal prints another.")
		return
	}
	// Where it cannot be kept the desk works all the same, until it is closed.
	_ = g.kept.write(g.port, sessions)
	http.SetCookie(w, &http.Cookie{
		Name: g.cookie, Value: cookie, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, MaxAge: int(sessionDays.Seconds()),
	})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// known tells whether a request has the cookie of a session.
func (g *guard) known(r *http.Request) bool {
	c, err := r.Cookie(g.cookie)
	if err != nil {
		return false
	}
	h, now := hashed(c.Value), time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.ContainsFunc(g.sessions, func(s session) bool { return s.Hash == h && now.Before(s.Until) })
}

func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintln(w, "kith: "+why)
}

// keep is where a desk notes its port and its sessions, outside the study.
type keep struct {
	dir   string // "" keeps nothing
	study string // the study's folder
}

func (k keep) file(port int) string {
	return filepath.Join(k.dir, hashed(k.study)[:16]+"-"+strconv.Itoa(port)+".json")
}

// ports gives the ports the study was served on before, the last one first.
func (k keep) ports() []int {
	if k.dir == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(k.dir, hashed(k.study)[:16]+"-*.json"))
	if err != nil {
		return nil
	}
	written := func(file string) time.Time {
		info, err := os.Stat(file)
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	slices.SortFunc(files, func(a, b string) int { return written(b).Compare(written(a)) })
	var ports []int
	for i, f := range files {
		if i >= maxKept {
			os.Remove(f) //nolint:errcheck // a note of its own, and old
			continue
		}
		_, port, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".json"), "-")
		if p, err := strconv.Atoi(port); err == nil && p > 0 && p < 1<<16 {
			ports = append(ports, p)
		}
	}
	return ports
}

func (k keep) sessions(port int) []session {
	if k.dir == "" {
		return nil
	}
	text, err := os.ReadFile(k.file(port))
	if err != nil {
		return nil
	}
	var all []session
	if json.Unmarshal(text, &all) != nil { // not ours, or damaged: who was let in comes by a new link
		return nil
	}
	return slices.DeleteFunc(all, func(s session) bool { return time.Now().After(s.Until) })
}

func (k keep) write(port int, all []session) error {
	if k.dir == "" {
		return nil
	}
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	part := k.file(port) + ".part"
	if err := os.WriteFile(part, text, fs.FileMode(0o600)); err != nil {
		return err
	}
	return os.Rename(part, k.file(port))
}
