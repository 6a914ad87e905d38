package desk

import (
	"bufio"
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// A frame is what all pages have in common.
type frame struct {
	Study     string // its title
	Synthetic bool
	Me        string
	Here      string // which page: study, read, codebook, extracts, memos, questions, grid, agreement, themes, theme, map
	Title     string
	Questions bool // the manifest declares open questions
	Parts     []part
	Data      template.JS // for the page's script
	Page      any
}

// A part is a study of the manifest with its documents, for the list at the left.
type part struct {
	ID, Title string
	Reflexive bool
	Roles     []group
}

type group struct {
	Role      string
	Documents []listed
}

// A listed document stands in the list at the left and on the first page.
type listed struct {
	ID      string
	Here    bool
	Turns   int
	Words   int
	Codings int
	Mine    int
	Read    bool
}

// frame lists the documents by study and role.
func (d *Desk) frame(a *reproduce.Analysis, here, title, document string) frame {
	m := a.Manifest
	f := frame{Study: m.Study.Title, Synthetic: m.Study.Synthetic, Me: a.Book.Analyst(), Here: here, Title: title}
	for _, p := range m.Studies {
		f.Questions = f.Questions || len(p.Questions) > 0
	}
	a.Book.View(func(s *coding.State) {
		for _, e := range a.Entries {
			p := partOf(m, e.Study)
			if n := len(f.Parts); n == 0 || f.Parts[n-1].ID != e.Study {
				f.Parts = append(f.Parts, part{ID: e.Study, Title: p.Title, Reflexive: reflexive(p)})
			}
			in := &f.Parts[len(f.Parts)-1]
			role := e.Role
			if r := p.FindRole(e.Role); r != nil {
				role = r.Label
			}
			if e.Kind != "interview" {
				role = strings.TrimSpace(role + ", " + strings.ReplaceAll(e.Kind, "_", " "))
			}
			role = strings.TrimPrefix(role, ", ")
			g := -1
			for i := range in.Roles {
				if in.Roles[i].Role == role {
					g = i
				}
			}
			if g < 0 {
				in.Roles = append(in.Roles, group{Role: role})
				g = len(in.Roles) - 1
			}
			l := listed{ID: e.ID, Here: e.ID == document, Turns: e.Turns, Words: e.Words, Read: s.Read(e.ID, f.Me)}
			for _, c := range s.OfDocument(e.ID) {
				l.Codings++
				if c.Analyst == f.Me {
					l.Mine++
				}
			}
			in.Roles[g].Documents = append(in.Roles[g].Documents, l)
		}
	})
	return f
}

func partOf(m *study.Manifest, id string) *study.Part {
	for _, p := range m.Studies {
		if p.ID == id {
			return p
		}
	}
	return &study.Part{ID: id, Title: id}
}

func reflexive(p *study.Part) bool {
	for _, a := range p.Analysis {
		if a == "reflexive" {
			return true
		}
	}
	return false
}

// show renders a page as a whole or not at all.
func (d *Desk) show(w http.ResponseWriter, name string, f frame) {
	if text, ok := d.render(w, name, f); ok {
		w.Write(text) //nolint:errcheck // whoever asked is gone
	}
}

// render makes a page, or a part of it, or says what went wrong.
func (d *Desk) render(w http.ResponseWriter, name string, f frame) ([]byte, bool) {
	var b bytes.Buffer
	if err := d.pages.ExecuteTemplate(&b, name, f); err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return nil, false
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return b.Bytes(), true
}

// fail says on a page what went wrong, and leads back from it.
func (d *Desk) fail(w http.ResponseWriter, status int, err error) {
	var b bytes.Buffer
	if d.pages.ExecuteTemplate(&b, "fault", strings.Split(d.relative(err), "\n")) != nil {
		refuse(w, status, err.Error())
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) //nolint:errcheck // whoever asked is gone
}

func (d *Desk) nowhere(w http.ResponseWriter, _ *http.Request) {
	d.fail(w, http.StatusNotFound, &study.Fault{What: "the desk has no such page"})
}

func (d *Desk) studyPage(w http.ResponseWriter, _ *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	d.show(w, "study", d.frame(a, "study", "", ""))
}

// A readPage is a transcript, whose text comes between the two templates of its page.
type readPage struct {
	Document *corpus.Document
	Role     string
	Speakers []string
}

func (d *Desk) readPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	id := r.PathValue("document")
	if e, ok := a.Corpus.Entry(id); !ok || e.Gone {
		d.fail(w, http.StatusNotFound, &study.Fault{What: "there is no document of this name in the corpus"})
		return
	}
	doc, err := a.Document(id)
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	scene, err := sceneOf(a, id)
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f := d.frame(a, "read", doc.ID, doc.ID)
	p := readPage{Document: doc}
	if role := partOf(a.Manifest, doc.Study).FindRole(doc.Role); role != nil {
		p.Role = role.Label
	}
	seen := map[string]bool{}
	for _, t := range doc.Turns {
		if !seen[t.Speaker] && t.Speaker != "" {
			seen[t.Speaker] = true
			p.Speakers = append(p.Speakers, t.Speaker)
		}
	}
	f.Page = p
	data, err := json.Marshal(map[string]any{"document": doc.ID, "study": doc.Study, "me": f.Me, "scene": scene.page(), "sent": d.live.keep(doc.ID, scene), "reflexive": reflexive(partOf(a.Manifest, doc.Study)),
		"valences": coding.Valences, "levels": coding.Levels, "orientations": coding.Orientations})
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f.Data = template.JS(data) //nolint:gosec // json.Marshal escapes what could end the script
	// All that can go wrong is done: what is ready is sent while the rest is made.
	head, ok := d.render(w, "read", f)
	if !ok {
		return
	}
	foot, ok := d.render(w, "read-end", f)
	if !ok {
		return
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.Write(head)                           //nolint:errcheck // whoever asked is gone
	out.Flush()                               //nolint:errcheck // likewise
	_ = http.NewResponseController(w).Flush() // not every writer can
	markup(out, layOut(doc))
	out.Write(foot) //nolint:errcheck // likewise
	out.Flush()     //nolint:errcheck // likewise
}
