package desk

import (
	"net/http"
	"strings"

	"kith/reproduce"
	"kith/study/coding"
)

// A bookPage is the codebook as a tree, with one code open.
type bookPage struct {
	Tree     []branch
	Open     *coding.Code
	Mine     bool // codes of a lens have their words from it
	Parents  []branch
	Live     []branch // what it could be merged or split into
	Extracts []reproduce.Extract
	Into     []*coding.Code // what it is being split into
	History  []coding.Past
}

// A branch is a code in the tree.
type branch struct {
	*coding.Code
	Depth int
	Hue   int
	Used  bool
	Here  bool
}

func (d *Desk) codebookPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f := d.frame(a, "codebook", "Codebook", "")
	var p bookPage
	q := r.URL.Query()
	a.Book.View(func(s *coding.State) {
		hue := huesOf(s)
		open := s.Code(q.Get("code"))
		var below map[string]bool
		if open != nil {
			c := *open
			p.Open, below = &c, s.Family(open.Key)
		}
		for _, c := range s.Codes(true) {
			b := branch{Code: c, Depth: s.Depth(c), Hue: hue[c.Key], Used: len(s.OfCode(c.Key, false)) > 0, Here: open != nil && c.Key == open.Key}
			p.Tree = append(p.Tree, b)
			if open == nil || c.Retired {
				continue
			}
			if !below[c.Key] {
				p.Parents = append(p.Parents, b)
			}
			if c.Live() && !b.Here {
				p.Live = append(p.Live, b)
			}
		}
		for _, key := range q["into"] {
			if c := s.Code(key); c != nil && c.Live() {
				p.Into = append(p.Into, c)
			}
		}
		if open != nil && len(p.Into) > 1 {
			// To split a code is to decide on every extract of it: nothing is hidden.
			p.Extracts, err = a.Extracts(s, reproduce.Filter{Code: open.Key}, true, 0)
		}
	})
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	if p.Open != nil {
		p.History = coding.History(a.Journal.Events(), p.Open.Key)
	}
	f.Page = p
	d.show(w, "codebook", f)
}

// An extractsPage has the extracts of a code side by side.
type extractsPage struct {
	Codes   []branch
	Code    *coding.Code
	Below   bool
	Above   bool // the code has codes below it
	Study   string
	Studies []string
	Columns []column
	Hidden  int // in documents that are still to be read blind
}

type column struct {
	Role     string
	Extracts []reproduce.Extract
}

const contextPoints = 60 // shown to each side of an extract

func (d *Desk) extractsPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f := d.frame(a, "extracts", "Extracts", "")
	q := r.URL.Query()
	p := extractsPage{Below: q.Get("below") != "", Study: q.Get("study")}
	for _, part := range a.Manifest.Studies {
		if len(part.Documents) > 0 {
			p.Studies = append(p.Studies, part.ID)
		}
	}
	var list []reproduce.Extract
	a.Book.View(func(s *coding.State) {
		hue := huesOf(s)
		for _, c := range s.Codes(false) {
			p.Codes = append(p.Codes, branch{Code: c, Depth: s.Depth(c), Hue: hue[c.Key]})
		}
		if c := s.Code(q.Get("code")); c != nil {
			code := *c
			p.Code = &code
			p.Above = len(s.Family(c.Key)) > 1
			list, err = a.Extracts(s, reproduce.Filter{Code: c.Key, Below: p.Below, Study: p.Study}, true, contextPoints)
			seen := list[:0]
			for _, e := range list {
				if e.Coding.Analyst != f.Me && a.Blind(s, e.Coding.Document) {
					p.Hidden++
					continue
				}
				seen = append(seen, e)
			}
			list = seen
		}
	})
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	for _, e := range list {
		role := e.Role
		for _, part := range a.Manifest.Studies {
			if r := part.FindRole(e.Role); r != nil {
				role = r.Label
				break
			}
		}
		i := 0
		for i < len(p.Columns) && p.Columns[i].Role != role {
			i++
		}
		if i == len(p.Columns) {
			p.Columns = append(p.Columns, column{Role: role})
		}
		e.Before, e.After = around(e.Speaker, e.Before, e.After)
		p.Columns[i].Extracts = append(p.Columns[i].Extracts, e)
	}
	f.Page = p
	d.show(w, "extracts", f)
}

// around keeps of an extract's surroundings the whole words of the same line, without
// the time and label of the speaker, who is named beside it.
func around(speaker, before, after string) (string, string) {
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if mark, said, ok := strings.Cut(before, speaker+":"); ok && speaker != "" && isMark(mark) {
		before = strings.TrimLeft(said, " \t")
	}
	if i := strings.IndexByte(before, ' '); i >= 0 && len(before) > contextPoints/2 {
		before = "… " + before[i+1:]
	}
	after, _, _ = strings.Cut(after, "\n")
	if i := strings.LastIndexByte(after, ' '); i >= 0 && len(after) > contextPoints/2 {
		after = after[:i] + " …"
	}
	return before, after
}

// A memosPage is the memos and the reflexive journal.
type memosPage struct {
	Kinds []string
	Kind  string
	Memos []memo
	Codes []*coding.Code
}

type memo struct {
	*coding.Memo
	Mine  bool
	At    string
	About []about
}

// An about is what a memo is about, and where that is at the desk.
type about struct{ Text, Link string }

func (d *Desk) memosPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f := d.frame(a, "memos", "Memos", "")
	p := memosPage{Kinds: coding.MemoKinds, Kind: r.URL.Query().Get("kind")}
	a.Book.View(func(s *coding.State) {
		p.Codes = s.Codes(false)
		all := s.Memos()
		for i := len(all) - 1; i >= 0; i-- { // the last first
			m := *all[i]
			if p.Kind != "" && m.Kind != p.Kind {
				continue
			}
			if m.Analyst != f.Me && hiddenMemo(a, s, &m) {
				continue
			}
			to := memo{Memo: &m, Mine: m.Analyst == f.Me, At: m.Stamp.Time().Format("2006-01-02 15:04")}
			for _, l := range m.Links {
				to.About = append(to.About, linked(s, l))
			}
			p.Memos = append(p.Memos, to)
		}
	})
	f.Page = p
	d.show(w, "memos", f)
}

// hiddenMemo tells whether another's memo is about a document that is still to be
// read blind.
func hiddenMemo(a *reproduce.Analysis, s *coding.State, m *coding.Memo) bool {
	for _, l := range m.Links {
		document, _, _ := strings.Cut(l.To, "#")
		if c := s.Coding(l.To); c != nil {
			document = c.Document
		}
		if (l.Kind == "document" || l.Kind == "turn" || l.Kind == "coding") && a.Blind(s, document) {
			return true
		}
	}
	return false
}

func linked(s *coding.State, l coding.Link) about {
	switch l.Kind {
	case "document":
		return about{l.To, "/read/" + l.To}
	case "turn":
		document, turn, _ := strings.Cut(l.To, "#")
		turn, _, _ = strings.Cut(turn, ":")
		return about{l.To, "/read/" + document + "#t" + turn}
	case "coding":
		if c := s.Coding(l.To); c != nil {
			name := c.Code
			if code := s.Current(c.Code); code != nil {
				name = code.Name
			}
			return about{name + " in " + c.Document, "/read/" + c.Document + "?coding=" + c.ID}
		}
	case "code":
		if c := s.Current(l.To); c != nil {
			return about{c.Name, "/codebook?code=" + c.Key}
		}
	case "theme":
		if t := s.Theme(l.To); t != nil {
			return about{t.Name, "/theme?key=" + t.Key}
		}
	}
	return about{l.Kind + " " + l.To, ""}
}
