package desk

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"kith/reproduce"
	"kith/study/coding"
	"kith/study/corpus"
	"kith/study/journal"
)

// A request is what a page asks to be done. Which fields count depends on the act.
type request struct {
	ID       string            `json:"id"` // of a coding or memo; the key of a code
	Document string            `json:"document"`
	Text     string            `json:"text"` // SHA-256 of the text the page shows
	Start    int               `json:"start"`
	End      int               `json:"end"`
	Code     string            `json:"code"` // a code's key
	New      *newCode          `json:"new"`  // a code to be made first
	Set      map[string]any    `json:"set"`
	Was      map[string]string `json:"was"` // what the page showed of the fields that are set
	Reason   string            `json:"reason"`
	Into     []string          `json:"into"`
	Assign   map[string][]string
	Memo     coding.Memo `json:"memo"`
	Question string      `json:"question"` // an open question's id
	Unit     string      `json:"unit"`     // an answer to it, by its address
	Codes    []string    `json:"codes"`    // what was agreed on it, by key
	themeRequest
}

type newCode struct {
	Name       string `json:"name"`
	Label      string `json:"label"`
	Parent     string `json:"parent"`
	Definition string `json:"definition"`
}

// A reply says what was done, once it is on disk.
type reply struct {
	ID   string `json:"id,omitempty"`
	Said string `json:"said,omitempty"`  // for the status line
	Go   string `json:"where,omitempty"` // where it happened
}

var acts = map[string]func(*reproduce.Analysis, request) (reply, error){
	"code":   addCoding,
	"edit":   editCoding,
	"remove": removeCoding,
	"undo":   func(a *reproduce.Analysis, _ request) (reply, error) { return turn(a, "undid", a.Book.Undo) },
	"redo":   func(a *reproduce.Analysis, _ request) (reply, error) { return turn(a, "redid", a.Book.Redo) },
	"read": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "marked as read"}, a.Book.MarkRead(r.Document)
	},
	"lift": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "blind reading lifted"}, a.Book.LiftBlind(r.Document, r.Reason)
	},
	"add-code":   addCode,
	"edit-code":  editCode,
	"merge-code": mergeCode,
	"split-code": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "code split"}, a.Book.SplitCode(r.ID, r.Into, r.Assign, r.Reason)
	},
	"retire-code": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "code retired"}, a.Book.RetireCode(r.ID, r.Reason)
	},
	"restore-code": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "code restored"}, a.Book.RestoreCode(r.ID, r.Reason)
	},
	"give":         giveCategory,
	"take":         takeCategory,
	"settle":       settleUnit,
	"reopen":       reopenUnit,
	"add-theme":    addTheme,
	"edit-theme":   editTheme,
	"link-theme":   linkTheme,
	"unlink-theme": unlinkTheme,
	"judge-theme":  judgeTheme,
	"place-theme":  placeTheme,
	"add-memo":     addMemo,
	"edit-memo": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "memo changed"}, a.Book.EditMemo(r.ID, r.Set)
	},
	"remove-memo": func(a *reproduce.Analysis, r request) (reply, error) {
		return reply{Said: "memo removed"}, a.Book.RemoveMemo(r.ID, r.Reason)
	},
}

// act does one thing and answers when it is on disk.
func (d *Desk) act(w http.ResponseWriter, r *http.Request) {
	do := acts[r.PathValue("act")]
	if do == nil {
		answer(w, http.StatusNotFound, map[string]string{"error": "the desk knows no such act"})
		return
	}
	var q request
	in := json.NewDecoder(r.Body)
	err := in.Decode(&q)
	if err == nil && in.More() {
		err = errors.New("more than one object")
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		answer(w, http.StatusRequestEntityTooLarge, map[string]string{"error": "that is more than the desk takes at once"})
		return
	case err != nil:
		answer(w, http.StatusBadRequest, map[string]string{"error": "the desk cannot read that"})
		return
	}
	a, err := d.current()
	if err == nil {
		var done reply
		if done, err = do(a, q); err == nil {
			d.live.tell()
			answer(w, http.StatusOK, done)
			return
		}
	}
	says := d.relative(err)
	var stale *staleError
	var twice *coding.DuplicateError
	var over *overtakenError
	switch {
	case errors.As(err, &over):
		answer(w, http.StatusConflict, map[string]string{"error": says, "now": over.now})
	case errors.As(err, &twice) && twice.Coding != "":
		// Asked for again, after a reply that was lost: it stands.
		answer(w, http.StatusOK, reply{ID: twice.Coding, Said: "coded already"})
	case errors.As(err, &stale):
		answer(w, http.StatusConflict, map[string]string{"error": says})
	default:
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": says})
	}
}

// relative gives what an error says, with files named from the study's folder.
func (d *Desk) relative(err error) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.ReplaceAll(err.Error(), d.analysis.Manifest.Dir+string(filepath.Separator), "")
}

func answer(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if text, err := json.Marshal(what); err == nil {
		io.WriteString(w, string(text)+"\n") //nolint:errcheck // whoever asked is gone
	}
}

// A staleError says that the page shows a text that is not the document's any more.
type staleError struct{ document string }

func (e *staleError) Error() string {
	return "the text of " + e.document + " was frozen anew since this page was opened; load it again"
}

// An overtakenError says that a field was changed by somebody else while it was typed in.
type overtakenError struct{ field, now string }

func (e *overtakenError) Error() string {
	if e.now == "" {
		return "the " + e.field + " was emptied while you wrote; leave the field again to put yours there"
	}
	return "the " + e.field + " was changed while you wrote, to “" + e.now + "”; leave the field again to put yours in its place"
}

// overtaken compares what a page showed of a code or theme with what it says now.
func overtaken(now any, r request) error {
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") } // a page's fields keep other line ends
	for field, was := range r.Was {
		if says, _ := fields[field].(string); plain(says) != plain(was) && says != r.Set[field] {
			return &overtakenError{field, says}
		}
	}
	return nil
}

func editCode(a *reproduce.Analysis, r request) (reply, error) {
	var err error
	a.Book.View(func(s *coding.State) {
		if c := s.Code(r.ID); c != nil {
			err = overtaken(c, r)
		}
	})
	if err != nil {
		return reply{}, err
	}
	return reply{Said: "code changed"}, a.Book.EditCode(r.ID, r.Set, r.Reason)
}

// shown gives the document that a page shows, and an error where its text is another
// one now.
func shown(a *reproduce.Analysis, document, text string) (*corpus.Document, error) {
	d, err := a.Document(document)
	if err == nil && d.TextHash != text {
		err = &staleError{d.ID}
	}
	return d, err
}

// passage checks that a page means the text as it is, and a span in it.
func passage(a *reproduce.Analysis, document, text string, start, end int) (*corpus.Document, coding.Passage, error) {
	d, err := shown(a, document, text)
	if err != nil {
		return nil, coding.Passage{}, err
	}
	if start < 0 || end <= start || end > corpus.Length(d.Text) {
		return nil, coding.Passage{}, fmt.Errorf("there is no passage from %d to %d in %s", start, end, d.ID)
	}
	return d, coding.Passage{Document: d.ID, Text: text, Start: start, End: end}, nil
}

func addCoding(a *reproduce.Analysis, r request) (reply, error) {
	d, p, err := passage(a, r.Document, r.Text, r.Start, r.End)
	if err != nil {
		return reply{}, err
	}
	if r.New != nil {
		made, err := makeCode(a, *r.New)
		if err != nil {
			return reply{}, err
		}
		r.Code = made
	}
	ids, err := a.Book.AddCodings(coding.NewCoding{Passage: p, Code: r.Code})
	if err != nil {
		return reply{}, err
	}
	return reply{ID: ids[0], Said: "coded " + d.AddressOf(corpus.Span{Start: p.Start, End: p.End}).String()}, nil
}

// makeCode adds a code, unless there is a live one of that name.
func makeCode(a *reproduce.Analysis, n newCode) (string, error) {
	key := ""
	a.Book.View(func(s *coding.State) {
		if found := s.Named(n.Name); len(found) > 0 && found[0].Live() {
			key = found[0].Key
		}
	})
	if key != "" {
		return key, nil
	}
	return n.Name, a.Book.AddCode(coding.Code{Name: n.Name, Label: n.Label, Parent: n.Parent, Definition: n.Definition})
}

func addCode(a *reproduce.Analysis, r request) (reply, error) {
	if r.New == nil {
		return reply{}, errors.New("a code needs a name")
	}
	n := *r.New
	return reply{ID: n.Name, Said: "code " + n.Name + " made"}, a.Book.AddCode(coding.Code{Name: n.Name, Label: n.Label, Parent: n.Parent, Definition: n.Definition})
}

func editCoding(a *reproduce.Analysis, r request) (reply, error) {
	if r.Set["start"] != nil || r.Set["end"] != nil {
		start, ok1 := r.Set["start"].(float64)
		end, ok2 := r.Set["end"].(float64)
		if !ok1 || !ok2 {
			return reply{}, errors.New("both edges of a coding are needed to move one")
		}
		if _, _, err := passage(a, r.Document, r.Text, int(start), int(end)); err != nil {
			return reply{}, err
		}
		r.Set["start"], r.Set["end"] = int(start), int(end)
	}
	return reply{ID: r.ID, Said: "coding changed"}, a.Book.EditCoding(r.ID, r.Set)
}

func removeCoding(a *reproduce.Analysis, r request) (reply, error) {
	return reply{ID: r.ID, Said: "coding removed"}, a.Book.RemoveCoding(r.ID, r.Reason)
}

func mergeCode(a *reproduce.Analysis, r request) (reply, error) {
	if len(r.Into) != 1 {
		return reply{}, errors.New("into which code?")
	}
	return reply{Said: "codes merged"}, a.Book.MergeCodes(r.ID, r.Into[0], r.Reason)
}

func addMemo(a *reproduce.Analysis, r request) (reply, error) {
	id, err := a.Book.AddMemo(r.Memo)
	what := map[string]string{"familiarisation": "familiarisation note", "reflexive": "reflexive note", "positionality": "positionality statement"}[r.Memo.Kind]
	return reply{ID: id, Said: cmp.Or(what, "memo") + " written", Go: "/memos#m" + id}, err
}

// what names an operation of the journal for the status line.
var what = map[string]string{
	"codebook.lens": "taking in the lens",
	"code.add":      "the new code", "code.set": "the change of code", "code.merge": "merging", "code.split": "splitting", "code.retire": "retiring", "code.restore": "restoring",
	"coding.add": "the coding", "coding.set": "the change of the coding", "coding.remove": "removing the coding",
	"memo.add": "the memo", "memo.set": "the change of the memo", "memo.remove": "removing the memo",
	"document.read": "marking as read", "blind.lift": "lifting the blind", "unit.settle": "what was settled",
	"theme.add": "the new theme", "theme.set": "the change of the theme", "theme.link": "the link of the theme", "theme.unlink": "taking away the link of the theme",
	"theme.judge": "the judgement of the theme", "theme.place": "the place on the map of",
}

// turn undoes or redoes, and says what and where.
func turn(a *reproduce.Analysis, did string, do func(string) (journal.Event, error)) (reply, error) {
	e, err := do("")
	if err != nil {
		return reply{}, err
	}
	var about struct {
		Document string `json:"document"`
		Target   string `json:"target"`
		Code     string `json:"code"`
		Key      string `json:"key"`
		From     string `json:"from"`
		Theme    string `json:"theme"`
		Name     string `json:"name"`
	}
	_ = json.Unmarshal(e.Data, &about) // fields that are not there stay empty
	r := reply{Said: did + " " + cmp.Or(what[e.Op], e.Op)}
	a.Book.View(func(s *coding.State) {
		if c := s.Coding(about.Target); c != nil {
			about.Document, about.Code = c.Document, c.Code
		}
		for _, key := range []string{about.Theme, about.Code, about.Key, about.From, about.Target} {
			if c := s.Code(key); c != nil {
				about.Name = c.Name
				break
			}
			if t := s.Theme(key); t != nil {
				about.Name = "“" + t.Name + "”"
				break
			}
		}
		if about.Name != "" {
			r.Said += " " + about.Name
		}
	})
	if about.Document != "" {
		r.Said += " in " + about.Document
		r.Go = "/read/" + about.Document
	}
	return r, nil
}
