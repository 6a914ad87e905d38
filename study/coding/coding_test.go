package coding

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kith/study/journal"
)

// A desk is one analyst with a journal of their own, on a clock that all share.
type desk struct {
	dir     string
	analyst string
	journal *journal.Journal
	*Book
}

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

type fatal interface {
	Helper()
	Fatal(args ...any)
}

func sit(t fatal, dir, analyst string, clock *time.Time) *desk {
	t.Helper()
	j, err := journal.Open(dir, journal.Options{Analyst: analyst, Device: "d", Clock: func() time.Time { *clock = clock.Add(time.Second); return *clock }})
	if err != nil {
		t.Fatal(err)
	}
	return &desk{dir: dir, analyst: analyst, journal: j, Book: Open(j, analyst)}
}

func bytesOf(t fatal, s *State) string {
	t.Helper()
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (d *desk) bytes(t fatal) string {
	var out string
	d.View(func(s *State) { out = bytesOf(t, s) })
	return out
}

func must(t fatal, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// one does something random, as an analyst would: what cannot be done is refused
// and changes nothing.
func (d *desk) anything(t *rapid.T) {
	names := []string{"a", "b", "c", "tk/x", "Ünï"}
	name, theme := rapid.SampledFrom(names), rapid.SampledFrom([]string{"us", "wait", "out"})
	var codings, memos []string
	d.View(func(s *State) {
		for _, c := range s.Codings() {
			codings = append(codings, c.ID)
		}
		for _, m := range s.Memos() {
			memos = append(memos, m.ID)
		}
	})
	pick := func(list []string) string {
		if len(list) == 0 {
			return "none"
		}
		return rapid.SampledFrom(list).Draw(t, "which")
	}
	var err error
	switch rapid.IntRange(0, 25).Draw(t, "what") {
	case 0, 1:
		err = d.AddCode(Code{Name: name.Draw(t, "code"), Definition: rapid.SampledFrom([]string{"", "one", "two"}).Draw(t, "definition")})
	case 2:
		err = d.EditCode(name.Draw(t, "code"), map[string]any{"label": rapid.StringN(0, 3, 9).Draw(t, "label")}, "why")
	case 3:
		err = d.EditCode(name.Draw(t, "code"), map[string]any{"parent": name.Draw(t, "parent")}, "why")
	case 4:
		err = d.EditCode(name.Draw(t, "code"), map[string]any{"name": name.Draw(t, "name")}, "why")
	case 5:
		err = d.MergeCodes(name.Draw(t, "from"), name.Draw(t, "into"), "why")
	case 6:
		err = d.RetireCode(name.Draw(t, "code"), "why")
	case 7:
		err = d.RestoreCode(name.Draw(t, "code"), "why")
	case 8:
		from := name.Draw(t, "from")
		assign := map[string][]string{}
		d.View(func(s *State) {
			for _, c := range s.OfCode(from, false) {
				assign[c.ID] = []string{"a", "b"}[:1+len(assign)%2]
			}
		})
		err = d.SplitCode(from, []string{"a", "b"}, assign, "why")
	case 9, 10, 11:
		at := rapid.IntRange(0, 3).Draw(t, "start")
		_, err = d.AddCodings(NewCoding{Passage: Passage{"S1_LW01", "f00d", at, at + 2}, Code: name.Draw(t, "code")})
	case 12:
		err = d.EditCoding(pick(codings), map[string]any{"end": rapid.IntRange(0, 6).Draw(t, "end"), "valence": "mixed"})
	case 13:
		err = d.RemoveCoding(pick(codings), "why")
	case 14:
		if _, err = d.AddMemo(Memo{Kind: "memo", Text: "words", Links: []Link{{"code", name.Draw(t, "code")}}}); err == nil && len(memos) > 0 {
			err = d.EditMemo(pick(memos), map[string]any{"text": "other words"})
		}
	case 15:
		if rapid.Bool().Draw(t, "back") {
			_, err = d.Undo("")
		} else {
			_, err = d.Redo("")
		}
	case 16:
		at := rapid.IntRange(0, 2).Draw(t, "unit")
		agreed := rapid.SliceOfN(name, 0, 2).Draw(t, "agreed")
		err = d.Settle(Passage{"S3_Q1", "f00d", at, at + 1}, agreed, map[string][]string{"AB": {"a"}}, "")
	case 17:
		at := rapid.IntRange(0, 2).Draw(t, "unit")
		err = d.Reopen(Passage{"S3_Q1", "f00d", at, at + 1}, "why")
	case 18:
		_, err = d.AddTheme(Theme{Key: theme.Draw(t, "theme"), Name: rapid.SampledFrom([]string{"One of us", "Waiting"}).Draw(t, "called"), Concept: rapid.SampledFrom([]string{"", "we"}).Draw(t, "concept")})
	case 19:
		err = d.EditTheme(theme.Draw(t, "theme"), map[string]any{"parent": theme.Draw(t, "parent"), "status": rapid.SampledFrom(ThemeStatuses).Draw(t, "status")}, "why")
	case 20:
		err = d.EditTheme(theme.Draw(t, "theme"), map[string]any{"concept": rapid.StringN(0, 3, 9).Draw(t, "concept"), "studies": []string{name.Draw(t, "study")}}, "")
	case 21:
		err = d.LinkTheme(theme.Draw(t, "theme"), ThemeLink{Code: name.Draw(t, "code"), Note: rapid.SampledFrom([]string{"", "n"}).Draw(t, "note")})
	case 22:
		err = d.LinkTheme(theme.Draw(t, "theme"), ThemeLink{Coding: pick(codings), Counter: rapid.Bool().Draw(t, "counter")})
	case 23:
		link := ThemeLink{Code: name.Draw(t, "code")}
		if rapid.Bool().Draw(t, "coding") {
			link = ThemeLink{Coding: pick(codings)}
		}
		err = d.UnlinkTheme(theme.Draw(t, "theme"), "why", link)
	case 24:
		err = d.JudgeTheme(theme.Draw(t, "theme"), Judgement{Role: rapid.SampledFrom([]string{"LW", "SU"}).Draw(t, "role"),
			Judgement: rapid.SampledFrom([]string{"", "convergent", "silent"}).Draw(t, "judgement"), Note: rapid.SampledFrom([]string{"", "n"}).Draw(t, "note")})
	case 25:
		at := &[2]int{rapid.IntRange(0, 3).Draw(t, "x"), 0}
		if rapid.IntRange(0, 3).Draw(t, "forget") == 0 {
			at = nil
		}
		place := Place{Theme: theme.Draw(t, "theme"), At: at}
		if rapid.Bool().Draw(t, "a code") {
			place = Place{Code: name.Draw(t, "code"), At: at}
		}
		err = d.Arrange(place)
	}
	_ = err // refusals are part of it
}

func merge(t fatal, to *desk, from string) {
	t.Helper()
	if _, err := to.journal.Merge(from); err != nil {
		t.Fatal(err)
	}
	if _, err := to.Refresh(); err != nil {
		t.Fatal(err)
	}
	// The journal read the merge itself: the book folds what the journal has.
	to.mu.Lock()
	to.fold(to.record.Events())
	to.mu.Unlock()
}

func TestAnyInterleavingGivesOneState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root, err := os.MkdirTemp("", "kith")
		must(t, err)
		defer func() { _ = os.RemoveAll(root) }()
		clock := start
		var desks []*desk
		for _, a := range []string{"AB", "CD", "EF"} {
			desks = append(desks, sit(t, filepath.Join(root, a), a, &clock))
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			d := rapid.SampledFrom(desks).Draw(t, "who")
			if rapid.IntRange(0, 5).Draw(t, "meet") == 0 {
				merge(t, d, rapid.SampledFrom(desks).Draw(t, "whom").dir)
				continue
			}
			d.anything(t)
			incremental := d.bytes(t)
			if whole := bytesOf(t, Fold(d.journal.Events())); whole != incremental {
				t.Fatal("folding event by event differs from folding all:\n" + incremental + "\n" + whole)
			}
		}
		var states []string
		for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
			all := sit(t, filepath.Join(root, fmt.Sprint(order)), "GH", &clock)
			for _, i := range order {
				merge(t, all, desks[i].dir)
			}
			states = append(states, all.bytes(t))
		}
		if states[0] != states[1] || states[1] != states[2] {
			t.Fatal("the state depends on the order in which files arrive")
		}

		// As of any moment: the fold of all that was stamped by then.
		all := sit(t, filepath.Join(root, "[0 1 2]"), "GH", &clock)
		events := all.journal.Events()
		if len(events) > 0 {
			at := rapid.SampledFrom(events).Draw(t, "as of").Stamp.Time()
			var then []journal.Event
			for _, e := range events {
				if !e.Stamp.Time().After(at) {
					then = append(then, e)
				}
			}
			if bytesOf(t, Fold(AsOf(events, at))) != bytesOf(t, Fold(then)) {
				t.Fatal("as-of is not the fold of what was stamped by then")
			}
		}

		// Undo then redo restores the state, however much is undone.
		d := desks[0]
		before := d.bytes(t)
		undone := 0
		for range rapid.IntRange(1, 5).Draw(t, "undos") {
			if _, err := d.Undo(""); err != nil {
				break
			}
			undone++
		}
		for range undone {
			if _, err := d.Redo(""); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.bytes(t); got != before {
			t.Fatal("undo then redo gives another state:\n" + before + "\n" + got)
		}
	})
}

func TestConflicts(t *testing.T) {
	for _, c := range []struct {
		name     string
		together func(ab *desk) // before they part
		ab, cd   func(d *desk)  // apart; cd's stamps are later
		state    func(s *State) string
		want     string
		conflict string // part of the one conflict; none where ""
	}{
		{
			name:     "a code retired here and used there",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"})) },
			ab:       func(d *desk) { must(t, d.RetireCode("x", "too thin")) },
			cd:       func(d *desk) { code(t, d, "x", 0, 5) },
			state:    func(s *State) string { return fmt.Sprint(len(s.OfCode("x", false)), s.Code("x").Retired) },
			want:     "1 true", conflict: "codes with x, which is retired",
		},
		{
			name:     "a coding the retirer had not seen",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"})) },
			ab:       func(d *desk) { code(t, d, "x", 0, 5) },
			cd:       func(d *desk) { must(t, d.RetireCode("x", "too thin")) },
			state:    func(s *State) string { return fmt.Sprint(len(s.OfCode("x", false)), s.Code("x").Retired) },
			want:     "1 true", conflict: "has 1 codings its retirer had not seen",
		},
		{
			name:     "two renames",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"})) },
			ab:       func(d *desk) { must(t, d.EditCode("x", map[string]any{"name": "y"}, "")) },
			cd:       func(d *desk) { must(t, d.EditCode("x", map[string]any{"name": "z"}, "")) },
			state:    func(s *State) string { return s.Code("x").Name },
			want:     "z", conflict: "name of code y was set by someone else",
		},
		{
			name:     "merge against rename",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"})); code(t, ab, "x", 0, 5) },
			ab:       func(d *desk) { must(t, d.MergeCodes("x", "y", "the same")) },
			cd:       func(d *desk) { must(t, d.EditCode("x", map[string]any{"name": "z"}, "")) },
			state: func(s *State) string {
				return fmt.Sprint(s.Code("x").Name, s.Current("x").Key, len(s.OfCode("y", false)))
			},
			want: "zy1", conflict: "which is merged into y",
		},
		{
			name:     "a code merged and used afterwards",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"})) },
			ab:       func(d *desk) { must(t, d.MergeCodes("x", "y", "the same")) },
			cd:       func(d *desk) { code(t, d, "x", 0, 5) },
			state:    func(s *State) string { return fmt.Sprint(len(s.OfCode("y", false))) },
			want:     "1",
		},
		{
			name:     "merges in a circle",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"})) },
			ab:       func(d *desk) { must(t, d.MergeCodes("x", "y", "")) },
			cd:       func(d *desk) { must(t, d.MergeCodes("y", "x", "")) },
			state:    func(s *State) string { return s.Current("x").Key + s.Current("y").Key },
			want:     "yy", conflict: "code x is merged into y, and cannot take it in",
		},
		{
			name:     "moves in a circle",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"})) },
			ab:       func(d *desk) { must(t, d.EditCode("x", map[string]any{"parent": "y"}, "")) },
			cd:       func(d *desk) { must(t, d.EditCode("y", map[string]any{"parent": "x"}, "")) },
			state:    func(s *State) string { return s.Code("x").Parent + "/" + s.Code("y").Parent },
			want:     "y/", conflict: "code y cannot move below itself",
		},
		{
			name: "a split against a coding",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"}, Code{Name: "z"}))
				code(t, ab, "x", 0, 5)
			},
			ab: func(d *desk) { code(t, d, "x", 7, 9) },
			cd: func(d *desk) {
				var id string
				d.View(func(s *State) { id = s.OfCode("x", false)[0].ID })
				must(t, d.SplitCode("x", []string{"y", "z"}, map[string][]string{id: {"y", "z"}}, "two things"))
			},
			state: func(s *State) string {
				return fmt.Sprint(len(s.OfCode("x", false)), len(s.OfCode("y", false)), len(s.OfCode("z", false)))
			},
			want: "1 1 1", conflict: "code x was split without 1 of its codings",
		},
		{
			name:     "one span coded by two",
			together: func(ab *desk) { must(t, ab.AddCode(Code{Name: "x"})) },
			ab:       func(d *desk) { code(t, d, "x", 0, 5) },
			cd:       func(d *desk) { code(t, d, "x", 0, 5) },
			state:    func(s *State) string { return fmt.Sprint(len(s.OfCode("x", false))) },
			want:     "2",
		},
		{
			name: "the same code added by two",
			ab:   func(d *desk) { must(t, d.AddCode(Code{Name: "x", Definition: "one"})) },
			cd: func(d *desk) {
				must(t, d.AddCode(Code{Name: "x", Definition: "another"}))
				code(t, d, "x", 1, 2)
			},
			state: func(s *State) string { return s.Code("x").Definition + fmt.Sprint(len(s.OfCode("x", false))) },
			want:  "one1", conflict: "code x was added by AB before",
		},
		{
			name: "the same theme added by two",
			ab:   func(d *desk) { addTheme(t, d, Theme{Key: "us", Name: "One of us", Concept: "one"}) },
			cd: func(d *desk) {
				addTheme(t, d, Theme{Key: "us", Name: "One of us", Concept: "another"})
				must(t, d.EditTheme("us", map[string]any{"boundary": "not liking"}, ""))
			},
			state: func(s *State) string { return s.Theme("us").Concept + ", " + s.Theme("us").Boundary },
			want:  "one, not liking", conflict: "theme us was added by AB before",
		},
		{
			name:     "two concepts of one theme",
			together: func(ab *desk) { addTheme(t, ab, Theme{Key: "us", Name: "One of us"}) },
			ab:       func(d *desk) { must(t, d.EditTheme("us", map[string]any{"concept": "x"}, "")) },
			cd:       func(d *desk) { must(t, d.EditTheme("us", map[string]any{"concept": "y"}, "")) },
			state:    func(s *State) string { return s.Theme("us").Concept },
			want:     "y", conflict: "concept of theme us was set by someone else",
		},
		{
			name:     "a theme dropped here and named there",
			together: func(ab *desk) { addTheme(t, ab, Theme{Key: "us", Name: "One of us"}) },
			ab:       func(d *desk) { must(t, d.EditTheme("us", map[string]any{"status": Dropped}, "too thin")) },
			cd:       func(d *desk) { must(t, d.EditTheme("us", map[string]any{"name": "We are alike"}, "")) },
			state:    func(s *State) string { return s.Theme("us").Name + " " + s.Theme("us").Status },
			want:     "We are alike dropped",
		},
		{
			name: "themes moved in a circle",
			together: func(ab *desk) {
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
				addTheme(t, ab, Theme{Key: "in", Name: "A way in"})
			},
			ab:    func(d *desk) { must(t, d.EditTheme("us", map[string]any{"parent": "in"}, "")) },
			cd:    func(d *desk) { must(t, d.EditTheme("in", map[string]any{"parent": "us"}, "")) },
			state: func(s *State) string { return s.Theme("us").Parent + "/" + s.Theme("in").Parent },
			want:  "in/", conflict: "theme in cannot move below itself",
		},
		{
			name: "an extract that counts for and against",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}))
				code(t, ab, "x", 0, 5)
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
			},
			ab:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Coding: onlyCoding(d)})) },
			cd:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Coding: onlyCoding(d), Counter: true})) },
			state: func(s *State) string { return fmt.Sprint(len(s.OfTheme("us", true)), len(s.Counter("us"))) },
			want:  "0 1", conflict: "was made otherwise by someone else",
		},
		{
			name: "linked by two alike",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}))
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
			},
			ab:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Code: "x"})) },
			cd:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Code: "x"})) },
			state: func(s *State) string { return fmt.Sprint(len(s.Theme("us").Links)) },
			want:  "1",
		},
		{
			name: "an extract removed here and linked there",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}))
				code(t, ab, "x", 0, 5)
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
			},
			ab:    func(d *desk) { must(t, d.RemoveCoding(onlyCoding(d), "")) },
			cd:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Coding: onlyCoding(d)})) },
			state: func(s *State) string { return fmt.Sprint(len(s.OfTheme("us", true))) },
			want:  "0", conflict: "which AB removed",
		},
		{
			name:     "two judgements of one role",
			together: func(ab *desk) { addTheme(t, ab, Theme{Key: "us", Name: "One of us"}) },
			ab:       func(d *desk) { must(t, d.JudgeTheme("us", Judgement{Role: "LW", Judgement: "convergent"})) },
			cd:       func(d *desk) { must(t, d.JudgeTheme("us", Judgement{Role: "LW", Judgement: "silent"})) },
			state:    func(s *State) string { return s.Theme("us").Judged("LW").Judgement },
			want:     "silent", conflict: "what LW says of theme us was judged by someone else",
		},
		{
			name:     "two places on the map",
			together: func(ab *desk) { addTheme(t, ab, Theme{Key: "us", Name: "One of us"}) },
			ab:       func(d *desk) { must(t, d.Arrange(Place{Theme: "us", At: &[2]int{1, 2}})) },
			cd:       func(d *desk) { must(t, d.Arrange(Place{Theme: "us", At: &[2]int{3, 4}})) },
			state:    func(s *State) string { return fmt.Sprint(*s.Places()[0].At) },
			want:     "[3 4]",
		},
		{
			name: "a theme linked with a code that is merged",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"}))
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
				code(t, ab, "y", 0, 5)
			},
			ab:    func(d *desk) { must(t, d.MergeCodes("x", "y", "the same")) },
			cd:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Code: "x"}, ThemeLink{Code: "y"})) },
			state: func(s *State) string { return fmt.Sprint(len(s.ThemeCodes(s.Theme("us"))), len(s.OfTheme("us", true))) },
			want:  "1 1",
		},
		{
			name: "a theme linked with a code that is split",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"}, Code{Name: "z"}))
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
				code(t, ab, "x", 0, 5)
			},
			ab: func(d *desk) {
				must(t, d.SplitCode("x", []string{"y", "z"}, map[string][]string{onlyCoding(d): {"y"}}, "two things"))
			},
			cd:    func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Code: "x"})) },
			state: func(s *State) string { return fmt.Sprint(len(s.ThemeCodes(s.Theme("us"))), len(s.OfTheme("us", true))) },
			want:  "2 1", conflict: "links theme us with x, which is split",
		},
		{
			name: "a code split that a theme is linked with",
			together: func(ab *desk) {
				must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"}, Code{Name: "z"}))
				addTheme(t, ab, Theme{Key: "us", Name: "One of us"})
				code(t, ab, "x", 0, 5)
			},
			ab: func(d *desk) { must(t, d.LinkTheme("us", ThemeLink{Code: "x"})) },
			cd: func(d *desk) {
				must(t, d.SplitCode("x", []string{"y", "z"}, map[string][]string{onlyCoding(d): {"y"}}, "two things"))
			},
			state: func(s *State) string { return fmt.Sprint(len(s.ThemeCodes(s.Theme("us"))), len(s.OfTheme("us", true))) },
			want:  "2 1", conflict: "splits code x, which AB has linked with theme us; its parts count for the theme",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			clock := start
			ab := sit(t, filepath.Join(root, "ab"), "AB", &clock)
			if c.together != nil {
				c.together(ab)
			}
			cd := sit(t, filepath.Join(root, "cd"), "CD", &clock)
			merge(t, cd, ab.dir)
			c.ab(ab)
			c.cd(cd)
			merge(t, ab, cd.dir)
			ab.View(func(s *State) {
				if got := c.state(s); got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
				switch conflicts := s.Conflicts(); {
				case c.conflict == "" && len(conflicts) > 0, c.conflict != "" && (len(conflicts) != 1 || !strings.Contains(conflicts[0].What, c.conflict)):
					t.Errorf("conflicts %+v, want %q", conflicts, c.conflict)
				}
			})
		})
	}
}

func code(t fatal, d *desk, name string, from, to int) string {
	t.Helper()
	ids, err := d.AddCodings(NewCoding{Passage: Passage{"S1_LW01", "f00d", from, to}, Code: name})
	must(t, err)
	return ids[0]
}

func TestUndoIsOnesOwn(t *testing.T) {
	clock := start
	dir := t.TempDir()
	ab := sit(t, dir, "AB", &clock)
	must(t, ab.AddCode(Code{Name: "x"}))
	first := code(t, ab, "x", 0, 5)
	cd := sit(t, dir, "CD", &clock)
	theirs := code(t, cd, "x", 6, 9)

	if _, err := ab.Undo(theirs); err == nil || !strings.Contains(err.Error(), "is CD's") {
		t.Errorf("undid another's work: %v", err)
	}
	if err := ab.RemoveCoding(theirs, ""); err == nil {
		t.Error("removed another's coding")
	}
	// Another sitting, another process: the same undo.
	again := sit(t, dir, "AB", &clock)
	if e, err := again.Undo(""); err != nil || e.ID != first {
		t.Fatalf("undid %v, %v", e.ID, err)
	}
	if _, err := again.Undo(""); err == nil || !strings.Contains(err.Error(), "the work of others rests on") {
		t.Errorf("undid a code that CD codes with: %v", err)
	}
	must(t, again.EditCode("x", map[string]any{"label": "new"}, ""))
	if _, err := again.Redo(""); !errors.Is(err, ErrNothing) {
		t.Errorf("redo after new work: %v", err)
	}
	if _, err := again.Redo(first); err == nil {
		t.Error("redo of what new work has left behind")
	}
}

func TestRefusals(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	must(t, d.AddCode(Code{Name: "x"}, Code{Name: "head", Heading: true}, Code{Name: "old"}, Code{Name: "y", Parent: "x"}))
	must(t, d.RetireCode("old", "not used"))
	id := code(t, d, "x", 0, 5)
	other := code(t, d, "x", 1, 5)
	before := d.bytes(t)
	add := func(c NewCoding) error { _, err := d.AddCodings(c); return err }
	at := Passage{"S1_LW01", "f00d", 0, 5}
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"duplicate":           {add(NewCoding{Passage: at, Code: "x"}), id},
		"no such code":        {add(NewCoding{Passage: at, Code: "q"}), "no code q"},
		"heading":             {add(NewCoding{Passage: at, Code: "head"}), "is a heading"},
		"retired":             {add(NewCoding{Passage: at, Code: "old"}), "is retired"},
		"empty span":          {add(NewCoding{Passage: Passage{"S1_LW01", "f00d", 5, 5}, Code: "x"}), "no passage"},
		"odd valence":         {add(NewCoding{Passage: at, Code: "y", Valence: "maybe"}), "present, mixed, absent"},
		"edge onto another":   {d.EditCoding(other, map[string]any{"start": 0}), id},
		"edge past the end":   {d.EditCoding(id, map[string]any{"end": 0}), "cannot go from 0 to 0"},
		"no such field":       {d.EditCoding(id, map[string]any{"colour": "red"}), "no field colour"},
		"same name":           {d.AddCode(Code{Name: "X"}), "there is a code X already"},
		"a name with spaces":  {d.AddCode(Code{Name: "a b"}), "cannot name a code"},
		"no parent":           {d.AddCode(Code{Name: "n", Parent: "q"}), "no code q"},
		"rename onto another": {d.EditCode("x", map[string]any{"name": "Y"}, ""), "there is a code y already"},
		"below itself":        {d.EditCode("x", map[string]any{"parent": "y"}, ""), "stands below x"},
		"merge with itself":   {d.MergeCodes("x", "x", ""), "into itself"},
		"no reason":           {d.RetireCode("x", ""), "needs a reason"},
		"split unassigned":    {d.SplitCode("x", []string{"y", "z"}, nil, ""), "z is no live code"},
		"empty memo":          {func() error { _, err := d.AddMemo(Memo{Kind: "memo", Text: " \n"}); return err }(), "needs words"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, c.err, c.says)
		}
	}
	if d.bytes(t) != before {
		t.Error("something refused was done all the same")
	}
}

func TestFutureOperationsAreKept(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	_, err := d.journal.Commit(func(journal.Change) ([]journal.Entry, error) {
		return []journal.Entry{{Op: "coding.sing", Data: 1}, {Op: "coding.add", Data: "no object"}}, nil
	})
	must(t, err)
	fresh := sit(t, d.dir, "AB", &clock)
	fresh.View(func(s *State) {
		if u := s.Unknown(); len(u) != 1 || u["coding.sing"] != 1 {
			t.Errorf("unknown %v", u)
		}
		if c := s.Conflicts(); len(c) != 1 || !strings.Contains(c[0].What, "cannot be read") {
			t.Errorf("conflicts %v", c)
		}
	})
}

func TestBlindFirstReading(t *testing.T) {
	clock := start
	dir := t.TempDir()
	ab, cd := sit(t, dir, "AB", &clock), sit(t, dir, "CD", &clock)
	blind := func(d *desk, document string) (is bool) {
		_, err := d.Refresh()
		must(t, err)
		d.View(func(s *State) { is = s.Blind(document, d.analyst) })
		return is
	}
	if !blind(ab, "S1_LW01") {
		t.Error("not blind at first")
	}
	_, err := ab.AddMemo(Memo{Kind: "familiarisation", Text: "first thoughts", Links: []Link{{"document", "S1_LW01"}}})
	must(t, err)
	if blind(ab, "S1_LW01") || !blind(ab, "S1_LW02") || !blind(cd, "S1_LW01") {
		t.Error("a note lifts the blind for its analyst and document, and no other")
	}
	if err := cd.LiftBlind("S1_LW01", ""); err == nil {
		t.Error("lifted without a reason")
	}
	must(t, cd.LiftBlind("S1_LW01", "second coder"))
	if blind(cd, "S1_LW01") {
		t.Error("still blind after lifting")
	}
}

func TestFamilyIsNotAPrefix(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	must(t, d.AddCode(Code{Name: "self"}, Code{Name: "self-esteem"}, Code{Name: "deep", Parent: "self"}, Code{Name: "deeper", Parent: "deep"}))
	for i, c := range []string{"self", "self-esteem", "deep", "deeper"} {
		code(t, d, c, 10*i, 10*i+5)
	}
	d.View(func(s *State) {
		var got []string
		for _, c := range s.OfCode("self", true) {
			got = append(got, c.Code)
		}
		if !slices.Equal(got, []string{"self", "deep", "deeper"}) || len(s.OfCode("self", false)) != 1 {
			t.Errorf("got %v", got)
		}
	})
}

func BenchmarkOpen100000(b *testing.B) {
	dir := b.TempDir()
	clock := start
	d := sit(b, dir, "AB", &clock)
	for i := range 35 {
		must(b, d.AddCode(Code{Name: fmt.Sprint("code", i)}))
	}
	list := make([]NewCoding, 100_000)
	for i := range list {
		list[i] = NewCoding{Passage: Passage{fmt.Sprintf("S1_LW%04d", i%1000), strings.Repeat("0f", 32), i, i + 80}, Code: fmt.Sprint("code", i%35), Valence: "present"}
	}
	_, err := d.AddCodings(list...)
	must(b, err)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			j, err := journal.Open(dir, journal.Options{})
			must(b, err)
			Open(j, "").View(func(*State) {})
		}
	})
	b.Run("extracts of a code", func(b *testing.B) {
		for b.Loop() {
			d.View(func(s *State) {
				s.sorted, s.byCode = nil, nil
				if len(s.OfCode("code3", false)) != 2857 && len(s.OfCode("code3", false)) != 2858 {
					b.Fatal("not all there")
				}
			})
		}
	})
	b.Run("append one", func(b *testing.B) {
		i := 1_000_000
		for b.Loop() {
			i++
			_, err := d.AddCodings(NewCoding{Passage: Passage{"S1_LW0001", "f", i, i + 1}, Code: "code1"})
			must(b, err)
		}
	})
	b.Run("undo one", func(b *testing.B) {
		for b.Loop() {
			_, err := d.Undo("")
			must(b, err)
		}
	})
}

// A coding is confirmed where a text took it, by its own analyst; where its words
// were lost by then, unseen, it stays lost, and that is listed.
func TestConfirm(t *testing.T) {
	clock := start
	ab := sit(t, t.TempDir(), "AB", &clock)
	must(t, ab.AddCode(Code{Name: "x"}))
	id := code(t, ab, "x", 0, 5)
	carried := func() (how string) {
		ab.View(func(s *State) { how = s.Coding(id).Carried })
		return how
	}
	must(t, ab.Carry("f00d", "f00e", []Carried{{Coding: id, Start: 3, End: 8, How: Changed}}))
	if how := carried(); how != Changed {
		t.Fatalf("carried %q", how)
	}
	must(t, ab.ConfirmCodings(id))
	if how := carried(); how != "" {
		t.Errorf("confirmed, and still %q", how)
	}
	must(t, ab.Carry("f00e", "f00f", []Carried{{Coding: id, How: Lost}}))
	if err := ab.ConfirmCodings(id); err == nil {
		t.Error("lost words were confirmed")
	}
	// As from a device that had not seen the loss.
	_, err := ab.journal.Commit(func(journal.Change) ([]journal.Entry, error) {
		return one(opCodingSet, edit{Target: id, Set: map[string]put{"carried": {Was: json.RawMessage(`"changed"`), Now: json.RawMessage(`""`)}}}), nil
	})
	must(t, err)
	s := Fold(ab.journal.Events())
	if c := s.Coding(id); c.Carried != Lost || !slices.ContainsFunc(s.Conflicts(), func(c Conflict) bool { return strings.Contains(c.What, "were lost meanwhile") }) {
		t.Errorf("%+v, %+v", c, s.Conflicts())
	}
}

// Several codings are taken back or confirmed all or none; naming one twice is no
// contradiction.
func TestSeveralCodingsAllOrNone(t *testing.T) {
	clock := start
	root := t.TempDir()
	ab := sit(t, root, "AB", &clock)
	must(t, ab.AddCode(Code{Name: "x"}))
	first, second := code(t, ab, "x", 0, 5), code(t, ab, "x", 7, 9)
	cd := sit(t, root, "CD", &clock)
	theirs := code(t, cd, "x", 11, 13)
	_, err := ab.Refresh()
	must(t, err)
	must(t, ab.Carry("f00d", "f00e", []Carried{{Coding: first, Start: 1, End: 6, How: Changed}, {Coding: second, How: Lost}}))
	before := ab.bytes(t)
	for name, err := range map[string]error{
		"another's":          ab.RemoveCodings("", first, theirs),
		"one that is not":    ab.RemoveCodings("", first, "nowhere"),
		"one that is lost":   ab.ConfirmCodings(first, second),
		"another's, to look": ab.ConfirmCodings(first, theirs),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if ab.bytes(t) != before {
		t.Error("something refused was done in part")
	}
	must(t, ab.ConfirmCodings(first, first))
	must(t, ab.RemoveCodings("slips", first, second, first))
	ab.View(func(s *State) {
		if len(s.Codings()) != 1 || len(s.Conflicts()) > 0 {
			t.Errorf("%d codings, conflicts %v", len(s.Codings()), s.Conflicts())
		}
	})
}
