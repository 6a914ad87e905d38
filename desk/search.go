package desk

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

const (
	maxHits     = 500  // shown at once; the words of a longer list help nobody
	hitContext  = 80   // code points on each side of what was found
	turnContext = 2000 // likewise of a place to read: of most turns the whole
	maxSpeakers = 200  // offered as one types
)

// A searchPage asks for words. What is asked may be a participant's words, so it is
// never in the address: search.js sends it, keeps it for the window, and shows the hits.
type searchPage struct {
	Studies, Roles, Participants []string
	Codes                        []branch
	Hidden                       int // documents that are still read blind
}

// A sought is what a page searches for, as its form has it.
type sought struct {
	Words       string `json:"words"`
	Regex       bool   `json:"regex"`
	Stem        bool   `json:"stem"`
	Near        int    `json:"near"`
	Study       string `json:"study"`
	Role        string `json:"role"`
	Participant string `json:"participant"`
	Speaker     string `json:"speaker"`
	Coded       string `json:"coded"`
	Code        string `json:"code"`
}

// terms takes what was typed apart, as a shell does for kith search: what stands in
// double quotes is a phrase, all else is words. A regular expression is one term.
func (q *sought) terms() (all []string) {
	if q.Regex && strings.TrimSpace(q.Words) != "" {
		return []string{q.Words}
	}
	words := strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(q.Words)
	for more := true; more; {
		var plain, phrase string
		plain, words, more = strings.Cut(words, `"`)
		all = append(all, strings.Fields(plain)...)
		phrase, words, _ = strings.Cut(words, `"`)
		if phrase = strings.TrimSpace(phrase); phrase != "" {
			all = append(all, phrase)
		}
	}
	return all
}

func (d *Desk) searchPage(w http.ResponseWriter, _ *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f := d.frame(a, "search", "Search", "")
	var p searchPage
	add := func(list *[]string, value string) {
		if value != "" && !slices.Contains(*list, value) {
			*list = append(*list, value)
		}
	}
	for _, e := range a.Entries {
		add(&p.Studies, e.Study)
		add(&p.Roles, e.Role)
		if len(p.Participants) < maxSpeakers {
			add(&p.Participants, e.Participant)
		}
	}
	a.Book.View(func(s *coding.State) {
		for _, c := range s.Codes(false) {
			p.Codes = append(p.Codes, branch{Code: c})
		}
		for _, e := range a.Entries {
			if a.Blind(s, e.ID) {
				p.Hidden++
			}
		}
	})
	f.Page = p
	d.show(w, "search", f)
}

// hits are what a search found, for its page.
type hits struct {
	Places, Documents int
	Shown             []hit
}

type hit struct {
	reproduce.Hit
	Link  string // to its place, by offsets
	First bool   // of its document
}

// search answers what the page asks with hits as HTML.
func (d *Desk) search(w http.ResponseWriter, r *http.Request) {
	var q sought
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "the desk cannot read that"})
		return
	}
	terms := q.terms()
	if len(terms) == 0 || q.Near < 0 || q.Coded != "" && q.Coded != "yes" && q.Coded != "no" {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": "what is to be found?"})
		return
	}
	a, err := d.current()
	var found []reproduce.Hit
	if err == nil {
		err = seen(a, func(s *coding.State, _ reproduce.Hidden) (err error) {
			found, err = a.Search(s, corpus.Query{Terms: terms, Regex: q.Regex, Near: q.Near, Stem: q.Stem},
				reproduce.Where{Study: q.Study, Role: q.Role, Participant: q.Participant, Speaker: q.Speaker, Coded: q.Coded, Code: q.Code}, hitContext)
			return err
		})
	}
	if err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		return
	}
	h := hits{Places: len(found)}
	last := ""
	for _, x := range found {
		first := x.Document != last
		if last = x.Document; first {
			h.Documents++
		}
		if len(h.Shown) < maxHits {
			x.Before, x.After = around(x.Speaker, x.Before, x.After)
			h.Shown = append(h.Shown, hit{Hit: x, First: first, Link: place(x.Document, x.Span, x.Turn)})
		}
	}
	if text, ok := d.render(w, "hits", frame{Page: h}); ok {
		w.Write(text) //nolint:errcheck // whoever asked is gone
	}
}

// place is the address of a passage on its reading page, where it is selected.
func place(document string, span corpus.Span, turn int) string {
	link := "/read/" + document + "?at=" + strconv.Itoa(span.Start) + "-" + strconv.Itoa(span.End)
	if turn > 0 {
		link += "#t" + strconv.Itoa(turn)
	}
	return link
}

// A suggestPage lists turns to read for a code.
type suggestPage struct {
	Code   *coding.Code
	List   []suggestion
	Fault  string // why there is none
	Hidden int    // documents that are still read blind, and left out
}

type suggestion struct {
	reproduce.Suggestion
	Link string
}

func (d *Desk) suggestPage(w http.ResponseWriter, r *http.Request) {
	a, err := d.current()
	if err != nil {
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	f := d.frame(a, "suggest", "Places to read", "")
	var p suggestPage
	var list []reproduce.Suggestion
	err = seen(a, func(s *coding.State, _ reproduce.Hidden) error {
		c := s.Code(r.URL.Query().Get("code"))
		if c == nil {
			return &study.Fault{What: "there is no such code in the codebook"}
		}
		code := *c
		p.Code = &code
		for _, e := range a.Entries {
			if a.Blind(s, e.ID) {
				p.Hidden++
			}
		}
		if len(code.Indicators) == 0 {
			p.Fault = "This code has no indicator phrases to find places by."
			return nil
		}
		if p.Hidden == len(a.Entries) {
			p.Fault = "Every transcript is still to be read blind, and a suggestion would steer the first reading."
			return nil
		}
		list, err = a.Suggest(s, code.Key, reproduce.Where{}, turnContext)
		return err
	})
	switch {
	case p.Code == nil:
		d.fail(w, http.StatusNotFound, err)
		return
	case err != nil:
		d.fail(w, http.StatusInternalServerError, err)
		return
	}
	for _, x := range list {
		document, turn, _ := strings.Cut(x.Address, "#")
		p.List = append(p.List, suggestion{x, "/read/" + document + "#t" + turn})
	}
	f.Page = p
	d.show(w, "suggest", f)
}
