package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"kith/reproduce"
	"kith/study/coding"
)

const (
	lookEvery = 250 * time.Millisecond // how often the journal's folder is looked at
	beatEvery = 10 * time.Second       // so that a page notices that the desk is gone
	maxSent   = 4                      // scenes kept for pages that are loading
	restAfter = 20                     // looks without a request until memory is given back
)

// A live tells the pages that are open of everything that changes.
type live struct {
	desk *Desk

	mu    sync.Mutex
	pages map[chan struct{}]bool // one for each page; full where it has yet to look
	sent  []sent                 // the scenes of pages that are loading, the latest last
}

// A sent scene is what a page was loaded with. Its name lets the page hear what has
// changed since, and not all of it a second time.
type sent struct {
	name, about string
	scene       any // *scene of a document, *gridScene of a question
}

// keep keeps a scene until its page listens.
func (l *live) keep(about string, scene any) (name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.sent) == maxSent {
		l.sent = slices.Delete(l.sent, 0, 1)
	}
	name = secret()
	l.sent = append(l.sent, sent{name, about, scene})
	return name
}

// fetch gives a scene that was kept, once, or nil.
func (l *live) fetch(name, about string) any {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, s := range l.sent {
		if s.name == name && s.about == about {
			l.sent = slices.Delete(l.sent, i, i+1)
			return s.scene
		}
	}
	return nil
}

func newLive(d *Desk) *live { return &live{desk: d, pages: map[chan struct{}]bool{}} }

// watch looks for what others write, as long as a page is open.
func (l *live) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var seen *coding.Book
	for rested := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		// An answer leaves as much garbage as it took work, and the desk stays open all day.
		if rested++; l.desk.asked.Swap(false) {
			rested = 0
		} else if rested == restAfter {
			debug.FreeOSMemory()
		}
		l.mu.Lock()
		idle := len(l.pages) == 0
		l.mu.Unlock()
		if idle {
			continue
		}
		a, err := l.desk.current()
		if err != nil {
			continue // in the middle of being frozen anew, or damaged: requests say so
		}
		if changed, err := a.Book.Refresh(); err == nil && changed || a.Book != seen {
			seen = a.Book
			l.tell()
		}
	}
}

// tell lets every page look.
func (l *live) tell() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for p := range l.pages {
		select {
		case p <- struct{}{}:
		default:
		}
	}
}

// serve keeps a page informed: of one document's codings or one open question's
// answers where it names one, or that something has changed.
func (l *live) serve(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "this connection cannot be kept open", http.StatusInternalServerError)
		return
	}
	look := make(chan struct{}, 1)
	l.mu.Lock()
	l.pages[look] = true
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.pages, look)
		l.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	document, question := r.URL.Query().Get("document"), r.URL.Query().Get("question")
	kept := l.fetch(r.URL.Query().Get("since"), document+question)
	last, _ := kept.(*scene)
	grid, _ := kept.(*gridScene)
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for first := true; ; first = false {
		if document != "" {
			now, err := l.desk.scene(document)
			if err != nil {
				return // the page tries again
			}
			p := now.since(last)
			if last = now; !p.empty() || first {
				if send(w, "patch", p) != nil {
					return
				}
			}
		} else if question != "" {
			now, err := l.desk.gridScene(question)
			if err != nil {
				return
			}
			p := now.since(grid)
			if grid = now; p != nil || first {
				if p == nil {
					p = &gridPatch{gridScene: now}
				}
				if send(w, "patch", p) != nil {
					return
				}
			}
		} else if !first && send(w, "change", nil) != nil {
			return
		}
		if first && document+question == "" && send(w, "hello", nil) != nil {
			return
		}
		flusher.Flush()
		for waiting := true; waiting; {
			select {
			case <-r.Context().Done():
				return
			case <-look:
				waiting = false
			case <-beat.C:
				if _, err := fmt.Fprint(w, "event: beat\ndata: 0\n\n"); err != nil {
					return
				}
				flusher.Flush()
			}
		}
	}
}

func send(w http.ResponseWriter, event string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text)
	return err
}

// A scene is what can change on the page of a document.
type scene struct {
	Text    string // SHA-256 of the text
	Codings []*wireCoding
	Codes   []wireCode
	Read    bool
	Blind   bool
	codes   string // as JSON, to compare
}

// page gives the scene as a page is sent with it.
func (s *scene) page() map[string]any {
	return map[string]any{"text": s.Text, "codings": columnsOf(s.Codings), "codes": json.RawMessage(s.codes), "read": s.Read, "blind": s.Blind}
}

// A wireCoding is a coding as the page has it.
type wireCoding struct {
	ID      string `json:"id"`
	Start   int    `json:"s"`
	End     int    `json:"e"`
	Code    string `json:"code"` // the key of the code that stands for it now
	Analyst string `json:"by"`
	At      string `json:"at"`
	wireNotes
}

// WireNotes are what is said of a coding, which of most is nothing.
type wireNotes struct {
	Valence     string `json:"valence,omitempty"`
	Level       string `json:"level,omitempty"`
	Orientation string `json:"orientation,omitempty"`
	Memo        string `json:"memo,omitempty"`
	Carried     string `json:"carried,omitempty"`
}

// A wireCode is a code as the page has it.
type wireCode struct {
	Key        string   `json:"key"`
	Name       string   `json:"name"`
	Label      string   `json:"label,omitempty"`
	Definition string   `json:"definition,omitempty"`
	LookFor    string   `json:"lookFor,omitempty"`
	Boundary   string   `json:"boundary,omitempty"`
	Indicators []string `json:"indicators,omitempty"`
	Parent     string   `json:"parent,omitempty"`
	Hue        int      `json:"hue"`
	Heading    bool     `json:"heading,omitempty"`
	Off        bool     `json:"off,omitempty"` // retired, or not offered in this study
	Lens       bool     `json:"lens,omitempty"`
}

// WireColumns are the codings of a scene as a page is sent with them: a third of the
// bytes, which a browser reads in a third of the time. spans.js takes them apart.
type wireColumns struct {
	ID    []string          `json:"id"`
	Start []int             `json:"s"`
	End   []int             `json:"e"`
	Code  wireColumn        `json:"code"`
	By    wireColumn        `json:"by"`
	At    wireColumn        `json:"at"`
	Notes map[int]wireNotes `json:"notes"` // by place in the columns
}

// A wireColumn holds few values many times.
type wireColumn struct {
	Values []string `json:"values"`
	Of     []int    `json:"of"` // the place of each row's value among Values
	place  map[string]int
}

func (c *wireColumn) add(value string) {
	at, ok := c.place[value]
	if !ok {
		if c.place == nil {
			c.place = map[string]int{}
		}
		at = len(c.Values)
		c.place[value] = at
		c.Values = append(c.Values, value)
	}
	c.Of = append(c.Of, at)
}

func columnsOf(all []*wireCoding) *wireColumns {
	t := &wireColumns{ID: []string{}, Start: []int{}, End: []int{}, Notes: map[int]wireNotes{}}
	for i, c := range all {
		t.ID, t.Start, t.End = append(t.ID, c.ID), append(t.Start, c.Start), append(t.End, c.End)
		t.Code.add(c.Code)
		t.By.add(c.Analyst)
		t.At.add(c.At)
		if c.wireNotes != (wireNotes{}) {
			t.Notes[i] = c.wireNotes
		}
	}
	return t
}

// A patch is what makes one scene of another.
type patch struct {
	Text  string        `json:"text"`
	Put   []*wireCoding `json:"put,omitempty"`
	Gone  []string      `json:"gone,omitempty"`
	Codes []wireCode    `json:"codes,omitempty"` // all of them, where one has changed
	Whole bool          `json:"whole,omitempty"` // Put has all codings
	Read  bool          `json:"read"`
	Blind bool          `json:"blind"`
	same  bool          // but for Put, Gone and Codes
}

func (p *patch) empty() bool {
	return p.same && len(p.Put) == 0 && len(p.Gone) == 0 && p.Codes == nil
}

// since gives what has changed since an earlier scene; nil is the empty one.
func (s *scene) since(last *scene) *patch {
	p := &patch{Text: s.Text, Read: s.Read, Blind: s.Blind}
	if last == nil || last.Text != s.Text {
		p.Put, p.Codes, p.Whole = s.Codings, s.Codes, true
		return p
	}
	p.same = s.Read == last.Read && s.Blind == last.Blind
	had := make(map[string]*wireCoding, len(last.Codings))
	for _, c := range last.Codings {
		had[c.ID] = c
	}
	for _, c := range s.Codings {
		if h := had[c.ID]; h == nil || *h != *c {
			p.Put = append(p.Put, c)
		}
		delete(had, c.ID)
	}
	for _, c := range last.Codings {
		if had[c.ID] != nil {
			p.Gone = append(p.Gone, c.ID)
		}
	}
	if s.codes != last.codes {
		p.Codes = s.Codes
	}
	return p
}

// scene looks at a document as it is now.
func (d *Desk) scene(document string) (*scene, error) {
	a, err := d.current()
	if err != nil {
		return nil, err
	}
	return sceneOf(a, document)
}

func sceneOf(a *reproduce.Analysis, document string) (*scene, error) {
	e, ok := a.Corpus.Entry(document)
	if !ok || e.Gone {
		return nil, fmt.Errorf("there is no document %s", document)
	}
	me := a.Book.Analyst()
	s := &scene{Text: e.TextHash, Codings: []*wireCoding{}}
	a.Book.View(func(st *coding.State) {
		s.Read = st.Read(document, me)
		s.Blind = a.Blind(st, document)
		for _, c := range st.OfDocument(document) {
			if c.Text != e.TextHash || s.Blind && c.Analyst != me {
				continue
			}
			w := &wireCoding{ID: c.ID, Start: c.Start, End: c.End, Code: c.Code, Analyst: c.Analyst, At: day(c.Stamp.Time()),
				wireNotes: wireNotes{Valence: c.Valence, Level: c.Level, Orientation: c.Orientation, Memo: c.Memo, Carried: c.Carried}}
			if code := st.Current(c.Code); code != nil {
				w.Code = code.Key
			}
			s.Codings = append(s.Codings, w)
		}
		s.Codes = wireCodes(st, e.Study, s.Blind)
	})
	text, err := json.Marshal(s.Codes)
	if err != nil {
		return nil, err
	}
	s.codes = string(text)
	return s, nil
}

// wireCodes gives the codebook in its order; in blind reading without the lens.
func wireCodes(st *coding.State, study string, blind bool) []wireCode {
	hue := huesOf(st)
	all := []wireCode{}
	for _, c := range st.Codes(true) {
		if blind && c.Origin != "" {
			continue
		}
		all = append(all, wireCodeOf(c, hue, study))
	}
	return all
}

func wireCodeOf(c *coding.Code, hue map[string]int, study string) wireCode {
	return wireCode{Key: c.Key, Name: c.Name, Label: c.Label, Definition: c.Definition, LookFor: c.LookFor, Boundary: c.Boundary,
		Indicators: c.Indicators, Parent: c.Parent, Hue: hue[c.Key], Heading: c.Heading, Off: c.Retired || !c.For(study), Lens: c.Origin != ""}
}

func day(t time.Time) string { return t.Format("2006-01-02") }
