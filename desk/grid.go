package desk

import (
	"encoding/json"
	"html"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/report"
	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
)

// A gridPage is an open question with its answers, or, without an ID, the list of
// questions.
type gridPage struct {
	Questions []listedQuestion
	ID, Label string
	Asking    string
	Document  string
	Rows      template.HTML
	Reflexive bool
	Agreement *report.Table
	Coders    []reproduce.OpenCoder
}

// A listedQuestion is an open question in a list.
type listedQuestion struct {
	ID, Label string
	Study     string
	Here      bool
	Answers   int
	Left      int    // answers with words that the analyst has given no category
	Fault     string // why it cannot be opened
}

func (d *Desk) gridPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	id := r.PathValue("question")
	if _, q := a.Manifest.FindQuestion(id); q == nil && id != "" {
		d.fail(w, http.StatusNotFound, &study.Fault{What: "the manifest declares no open question of this name"})
		return
	}
	p := gridPage{}
	var scene *gridScene
	a.Book.View(func(s *coding.State) {
		p.Questions = listQuestions(a, s, id)
		if id == "" {
			return
		}
		var g *reproduce.OpenGrid
		if g, err = a.OpenGrid(s, id); err != nil {
			return
		}
		p.ID, p.Label, p.Asking, p.Document, p.Coders = g.ID, g.Label, g.Asking, g.DocumentID(g.Part), g.Coders
		p.Reflexive = reflexive(g.Part)
		p.Rows = gridRows(g)
		scene = gridSceneOf(s, a, g)
	})
	if err != nil {
		d.fail(w, http.StatusUnprocessableEntity, err)
		return
	}
	f := d.frame(a, "grid", p.ID, p.Document)
	if id == "" {
		f.Here, f.Title = "questions", "Answers"
	}
	f.Page = p
	if scene != nil {
		data, err := json.Marshal(map[string]any{"question": p.ID, "document": p.Document, "me": f.Me, "scene": scene, "sent": d.live.keep(p.ID, scene)})
		if err != nil {
			d.fail(w, http.StatusInternalServerError, err)
			return
		}
		f.Data = template.JS(data) //nolint:gosec // json.Marshal escapes what could end the script
	}
	d.show(w, "grid", f)
}

// agreementPage shows how far the coders of an open question agree, as kith agreement
// measures it, where that is to be seen.
func (d *Desk) agreementPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	p := gridPage{}
	a.Book.View(func(s *coding.State) {
		if p.Agreement, err = a.AgreementTable(s, r.PathValue("question")); err != nil {
			return
		}
		_, q := a.Manifest.FindQuestion(r.PathValue("question"))
		p.ID, p.Label = q.ID, q.Label
	})
	if err != nil {
		d.fail(w, http.StatusUnprocessableEntity, err)
		return
	}
	f := d.frame(a, "agreement", "Agreement, "+p.ID, "")
	f.Page = p
	d.show(w, "agreement", f)
}

// listQuestions lists the open questions, and, where none is open here, how far the
// analyst is with each.
func listQuestions(a *reproduce.Analysis, s *coding.State, here string) []listedQuestion {
	var all []listedQuestion
	for _, p := range a.Manifest.Studies {
		for i := range p.Questions {
			q := &p.Questions[i]
			l := listedQuestion{ID: q.ID, Label: q.Label, Study: p.Title, Here: strings.EqualFold(q.ID, here)}
			if here == "" {
				if g, err := a.OpenGrid(s, q.ID); err != nil {
					l.Fault = err.Error()
				} else {
					l.Answers, l.Left = len(g.Units), g.Left()
				}
			}
			all = append(all, l)
		}
	}
	return all
}

// gridRows writes the answers as rows. It is written by hand because a template takes
// too long for some thousands of them; everything that is not ours is escaped.
func gridRows(g *reproduce.OpenGrid) template.HTML {
	var b strings.Builder
	for i, u := range g.Units {
		n, who := strconv.Itoa(u.Turn), u.Respondent
		if who == "" {
			who = "#" + n
		}
		b.WriteString(`<div class="unit`)
		if u.Blank {
			b.WriteString(` blank`)
		}
		b.WriteString(`" role="row" id="t` + n + `" data-i="` + strconv.Itoa(i) + `" tabindex="-1"><div class="who" role="rowheader">` + html.EscapeString(who) + `</div><div class="words" role="gridcell"`)
		if strings.ContainsFunc(g.Words[i], rightToLeft) {
			b.WriteString(` dir="auto"`)
		}
		b.WriteString(`>` + html.EscapeString(g.Words[i]) + "</div></div>\n")
	}
	return template.HTML(b.String()) //nolint:gosec // escaped above, piece by piece
}

// A gridScene is what can change on the page of an open question.
type gridScene struct {
	Text       string         `json:"text"` // SHA-256 of the text
	Categories []wireCategory `json:"categories"`
	Units      []wireUnit     `json:"units"`
	Coders     []wireCoder    `json:"coders"`
	Hidden     string         `json:"hidden"` // why others' categories are not here, "" where they are
	frame      string         // all but Units, as JSON, to compare
}

// A wireCategory is a category as the page has it.
type wireCategory struct {
	wireCode
	Depth     int  `json:"depth"`
	Exclusive bool `json:"exclusive,omitempty"`
	Uncodable bool `json:"uncodable,omitempty"`
}

// A wireUnit is what stands of an answer: indices of categories.
type wireUnit struct {
	Address string      `json:"-"` // the page knows it: the document and the row's turn
	Blank   bool        `json:"blank,omitempty"`
	Mine    []int       `json:"m"`
	Given   [][]int     `json:"g,omitempty"` // of each coder, where that is to be seen
	Agreed  *wireAgreed `json:"a,omitempty"`
}

type wireAgreed struct {
	Categories []int  `json:"c"`
	By         string `json:"by"`
	Reason     string `json:"why,omitempty"`
	Moved      bool   `json:"moved,omitempty"`
}

type wireCoder struct {
	Name string `json:"name"`
	Left int    `json:"left"`
}

func (u wireUnit) same(o wireUnit) bool {
	if (u.Agreed == nil) != (o.Agreed == nil) || u.Agreed != nil &&
		(u.Agreed.By != o.Agreed.By || u.Agreed.Reason != o.Agreed.Reason || u.Agreed.Moved != o.Agreed.Moved || !slices.Equal(u.Agreed.Categories, o.Agreed.Categories)) {
		return false
	}
	return slices.Equal(u.Mine, o.Mine) && slices.EqualFunc(u.Given, o.Given, slices.Equal[[]int])
}

// A gridPatch is what makes one scene of another.
type gridPatch struct {
	*gridScene
	Units []wireUnit       `json:"units,omitempty"` // all of them, where Whole
	Put   map[int]wireUnit `json:"put,omitempty"`
	Whole bool             `json:"whole,omitempty"`
}

// since gives what has changed since an earlier scene, nil where nothing has; before
// the first scene there is nothing.
func (g *gridScene) since(last *gridScene) *gridPatch {
	p := &gridPatch{gridScene: g}
	if last == nil || last.Text != g.Text || len(last.Units) != len(g.Units) {
		p.Units, p.Whole = g.Units, true
		return p
	}
	p.Put = map[int]wireUnit{}
	for i, u := range g.Units {
		if !u.same(last.Units[i]) {
			p.Put[i] = u
		}
	}
	if len(p.Put) == 0 && g.frame == last.frame {
		return nil
	}
	return p
}

// gridScene looks at an open question as it is now.
func (d *Desk) gridScene(question string) (*gridScene, error) {
	a, err := d.current()
	if err != nil {
		return nil, err
	}
	var scene *gridScene
	a.Book.View(func(s *coding.State) {
		var g *reproduce.OpenGrid
		if g, err = a.OpenGrid(s, question); err == nil {
			scene = gridSceneOf(s, a, g)
		}
	})
	return scene, err
}

func gridSceneOf(s *coding.State, a *reproduce.Analysis, g *reproduce.OpenGrid) *gridScene {
	e, _ := a.Corpus.Entry(g.DocumentID(g.Part))
	scene := &gridScene{Text: e.TextHash, Hidden: string(g.Hidden), Categories: []wireCategory{}, Coders: []wireCoder{}}
	hue := huesOf(s)
	depth := make([]int, len(g.Tree))
	for i, c := range g.Codes {
		in := g.Tree[i]
		w := wireCategory{wireCode: wireCodeOf(c, hue, g.Part.ID), Exclusive: in.Exclusive, Uncodable: in.Uncodable}
		w.Parent = ""
		if in.Parent >= 0 {
			depth[i] = depth[in.Parent] + 1
			w.Parent = g.Codes[in.Parent].Key
		}
		w.Depth = depth[i]
		scene.Categories = append(scene.Categories, w)
	}
	for _, c := range g.Coders {
		scene.Coders = append(scene.Coders, wireCoder(c))
	}
	if text, err := json.Marshal(scene); err == nil {
		scene.frame = string(text)
	}
	scene.Units = make([]wireUnit, len(g.Units))
	for i, u := range g.Units {
		w := wireUnit{Address: u.Address, Blank: u.Blank, Mine: append([]int{}, g.Mine[i]...)}
		if r := g.Apart; r != nil {
			for _, given := range r.Given[i] {
				w.Given = append(w.Given, append([]int{}, given...))
			}
			if x := r.Settled[i]; x != nil {
				w.Agreed = &wireAgreed{Categories: x.Categories, By: x.By, Reason: x.Reason, Moved: x.Moved}
			}
		}
		scene.Units[i] = w
	}
	return scene
}

// ofText checks that a page means the answers as they are.
func ofText(a *reproduce.Analysis, r request) error {
	_, q := a.Manifest.FindQuestion(r.Question)
	if q == nil {
		return &study.Fault{What: "the manifest declares no open question " + r.Question}
	}
	_, err := shown(a, r.Document, r.Text)
	return err
}

// called is what people may call an answer.
func called(u *reproduce.OpenUnit) string {
	if u.Name != "" {
		return u.Name
	}
	return u.Address
}

func giveCategory(a *reproduce.Analysis, r request) (reply, error) {
	if err := ofText(a, r); err != nil {
		return reply{}, err
	}
	u, err := a.Give(r.Question, r.Unit, r.Code)
	if err != nil {
		return reply{}, err
	}
	return reply{Said: called(u) + " given " + nameOf(a, r.Code)}, nil
}

func takeCategory(a *reproduce.Analysis, r request) (reply, error) {
	if err := ofText(a, r); err != nil {
		return reply{}, err
	}
	u, err := a.Take(r.Question, r.Unit, r.Code)
	if err != nil {
		return reply{}, err
	}
	return reply{Said: nameOf(a, r.Code) + " taken from " + called(u)}, nil
}

func settleUnit(a *reproduce.Analysis, r request) (reply, error) {
	err := ofText(a, r)
	if err == nil {
		a.Book.View(func(s *coding.State) { err = a.Reconcilable(s, r.Question, r.Unit) })
	}
	if err != nil {
		return reply{}, err
	}
	u, err := a.Settle(r.Unit, r.Codes, r.Reason)
	if err != nil {
		return reply{}, err
	}
	names := make([]string, len(r.Codes))
	for i, key := range r.Codes {
		names[i] = nameOf(a, key)
	}
	if len(names) == 0 {
		names = []string{"no category"}
	}
	return reply{Said: called(u) + " settled: " + strings.Join(names, ", ")}, nil
}

func reopenUnit(a *reproduce.Analysis, r request) (reply, error) {
	err := ofText(a, r)
	if err == nil {
		a.Book.View(func(s *coding.State) { err = a.Reconcilable(s, r.Question, r.Unit) })
	}
	if err != nil {
		return reply{}, err
	}
	u, err := a.Reopen(r.Unit, r.Reason)
	if err != nil {
		return reply{}, err
	}
	return reply{Said: called(u) + " open again"}, nil
}

// nameOf gives the name of a code by its key.
func nameOf(a *reproduce.Analysis, key string) string {
	name := key
	a.Book.View(func(s *coding.State) {
		if c := s.Current(key); c != nil {
			name = c.Name
		}
	})
	return name
}
