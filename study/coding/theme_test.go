package coding

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func addTheme(t fatal, d *desk, theme Theme) string {
	t.Helper()
	key, err := d.AddTheme(theme)
	must(t, err)
	return key
}

func onlyCoding(d *desk) (id string) {
	d.View(func(s *State) { id = s.Codings()[0].ID })
	return id
}

// A theme's extracts: those of its codes with their families, and those linked one by
// one, each once, less the counter-examples.
func TestExtractsOfATheme(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	must(t, d.AddCode(Code{Name: "fit"}, Code{Name: "alike", Parent: "fit"}, Code{Name: "wait"}, Code{Name: "old"}, Code{Name: "new"}))
	addTheme(t, d, Theme{Key: "us", Name: "People like us are a way in"})
	addTheme(t, d, Theme{Key: "sub", Name: "Likeness is seen before it is felt", Parent: "us"})
	addTheme(t, d, Theme{Key: "gone", Name: "Age is what counts", Parent: "us"})
	ids := map[string]string{}
	for i, c := range []string{"fit", "alike", "alike", "wait", "wait", "old", "new"} {
		ids[fmt.Sprint(c, i)] = code(t, d, c, 10*i, 10*i+5)
	}
	must(t, d.LinkTheme("us", ThemeLink{Code: "fit"}, ThemeLink{Coding: ids["wait3"]}, ThemeLink{Coding: ids["fit0"], Note: "in so many words"},
		ThemeLink{Coding: ids["alike2"], Counter: true, Note: "likeness kept them away"}))
	must(t, d.LinkTheme("sub", ThemeLink{Code: "alike"}, ThemeLink{Code: "old"}))
	must(t, d.LinkTheme("gone", ThemeLink{Code: "wait"}))
	must(t, d.EditTheme("gone", map[string]any{"status": Dropped}, "nobody means it"))
	must(t, d.MergeCodes("old", "new", "the same"))

	named := func(list []*Coding) string {
		var names []string
		for _, c := range list {
			for name, id := range ids {
				if id == c.ID {
					names = append(names, name)
				}
			}
		}
		return strings.Join(names, " ")
	}
	d.View(func(s *State) {
		for _, c := range []struct{ what, got, want string }{
			{"alone", named(s.OfTheme("us", false)), "fit0 alike1 wait3"},
			// alike2 is an extract of the sub-theme, and speaks against the theme
			{"with sub-themes, the dropped one not among them", named(s.OfTheme("us", true)), "fit0 alike1 wait3 old5 new6"},
			{"of the sub-theme", named(s.OfTheme("sub", true)), "alike1 alike2 old5 new6"},
			{"counter-examples", named(s.Counter("us")), "alike2"},
			{"of the dropped theme", named(s.OfTheme("gone", true)), "wait3 wait4"},
			{"of no theme", named(s.OfTheme("nobody", true)), ""},
		} {
			if c.got != c.want {
				t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
			}
		}
		var tree []string
		for _, theme := range s.Themes(false) {
			tree = append(tree, theme.Key)
		}
		if got := strings.Join(tree, " "); got != "us sub" {
			t.Errorf("themes %s", got)
		}
		if len(s.Themes(true)) != 3 || len(s.SubThemes("us")) != 1 {
			t.Error("a dropped theme is kept, and shown where it is asked for")
		}
		if len(s.Conflicts()) > 0 {
			t.Errorf("conflicts %v", s.Conflicts())
		}
	})
	// A code may serve several themes, and what is unlinked is so in one of them.
	must(t, d.UnlinkTheme("sub", "", ThemeLink{Code: "old"})) // linked as old, which is now new
	d.View(func(s *State) {
		if got := named(s.OfTheme("us", true)); got != "fit0 alike1 wait3" {
			t.Errorf("after unlinking: %s", got)
		}
	})
}

// A theme that rests on a code rests on all the codes that this is split into, until
// somebody says which; counter-examples stay so whatever code they are given.
func TestThemesOfSplitCodes(t *testing.T) {
	clock := start
	dir := t.TempDir()
	d := sit(t, dir, "AB", &clock)
	must(t, d.AddCode(Code{Name: "x"}, Code{Name: "below", Parent: "x"}, Code{Name: "age"}, Code{Name: "place"}, Code{Name: "years"}))
	addTheme(t, d, Theme{Key: "us", Name: "People like us are a way in"})
	first, second, against := code(t, d, "x", 0, 5), code(t, d, "x", 10, 15), code(t, d, "x", 20, 25)
	must(t, d.LinkTheme("us", ThemeLink{Code: "x", Note: "likeness"}, ThemeLink{Coding: against, Counter: true}))
	must(t, d.SplitCode("x", []string{"age", "place"}, map[string][]string{first: {"age"}, second: {"place"}, against: {"age", "place"}}, "two things"))
	check := func(what, codes, extracts, asks string) {
		t.Helper()
		d.View(func(s *State) {
			us := s.Theme("us")
			var names, ids []string
			for _, c := range s.ThemeCodes(us) {
				names = append(names, c.Name)
			}
			for _, c := range s.OfTheme("us", true) {
				ids = append(ids, c.ID)
			}
			if got := strings.Join(names, " "); got != codes {
				t.Errorf("%s: codes %s, want %s", what, got, codes)
			}
			if got := strings.Join(ids, " "); got != extracts {
				t.Errorf("%s: extracts %s, want %s", what, got, extracts)
			}
			if got := s.AsksOfSplit(us); (asks == "") != (got == "") || !strings.Contains(got, asks) {
				t.Errorf("%s: asks %q, want %q", what, got, asks)
			}
			if len(s.Conflicts()) > 0 {
				t.Errorf("%s: conflicts %v", what, s.Conflicts())
			}
		})
	}
	check("split", "age place", first+" "+second, "x is split into age, place: does the theme rest on every part?")
	must(t, d.MergeCodes("age", "years", "the same"))
	check("a part merged", "place years", first+" "+second, "x is split into age, place")
	late := code(t, d, "below", 30, 35) // which has nothing of its own, and a code below it
	check("used below", "x place years", first+" "+second+" "+late, "x is split")
	if err := d.UnlinkTheme("us", "", ThemeLink{Code: "place"}); err == nil || !strings.Contains(err.Error(), "as a part of x, which has codings") {
		t.Errorf("unlinked a part where the whole still stands: %v", err)
	}
	must(t, d.RemoveCoding(late, ""))
	must(t, d.LinkTheme("us", ThemeLink{Code: "x", Note: "likeness of both"}))
	must(t, d.UnlinkTheme("us", "no likeness", ThemeLink{Code: "place"}))
	check("a part unlinked", "years", first, "")
	d.View(func(s *State) {
		if l := s.Theme("us").Links; len(l) != 2 || l[1].Code != "years" || l[1].Note != "likeness of both" {
			t.Errorf("links %+v", l)
		}
	})
	if err := d.LinkTheme("us", ThemeLink{Code: "x"}); err == nil || !strings.Contains(err.Error(), "code x is split into age, place; link those") {
		t.Errorf("linked with a code that is split: %v", err)
	}
	must(t, d.RestoreCode("x", "after all"))
	must(t, d.LinkTheme("us", ThemeLink{Code: "x"}))
	check("restored", "x years", first, "")
}

func TestThemesRefused(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	must(t, d.AddCode(Code{Name: "x"}))
	id := code(t, d, "x", 0, 5)
	addTheme(t, d, Theme{Name: "People like us are a way in"})
	addTheme(t, d, Theme{Key: "sub", Name: "Seen first", Parent: "people-like-us-are-a-way-in"})
	before := d.bytes(t)
	add := func(theme Theme) error { _, err := d.AddTheme(theme); return err }
	const us = "people-like-us-are-a-way-in"
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"the same name":          {add(Theme{Key: "other", Name: "people like us are a WAY IN"}), "there is a theme " + us + " already"},
		"the same key":           {add(Theme{Key: us, Name: "Another"}), "already"},
		"no name":                {add(Theme{Key: "k"}), "needs a name"},
		"no letter":              {add(Theme{Name: "—"}), "cannot be a theme's key"},
		"two lines":              {add(Theme{Name: "a\nb"}), "one line"},
		"odd status":             {add(Theme{Name: "A way", Status: "final"}), "candidate, reviewed, defined, dropped"},
		"no parent":              {add(Theme{Name: "A way", Parent: "q"}), "no theme q"},
		"below itself":           {d.EditTheme(us, map[string]any{"parent": "sub"}, ""), "stands below"},
		"below itself at once":   {d.EditTheme(us, map[string]any{"parent": us}, ""), "stands below"},
		"another's name":         {d.EditTheme("sub", map[string]any{"name": "People like us are a way in"}, ""), "already"},
		"dropped without reason": {d.EditTheme("sub", map[string]any{"status": Dropped}, " "), "needs a reason"},
		"no such field":          {d.EditTheme("sub", map[string]any{"colour": "red"}, ""), "no field colour"},
		"no theme to edit":       {d.EditTheme("q", map[string]any{"name": "x"}, ""), "no theme q"},
		"no code":                {d.LinkTheme("sub", ThemeLink{Code: "q"}), "no code q"},
		"no coding":              {d.LinkTheme("sub", ThemeLink{Coding: "q"}), "no coding q"},
		"both":                   {d.LinkTheme("sub", ThemeLink{Coding: id, Code: "x"}), "a code or a coding"},
		"all or none":            {d.LinkTheme("sub", ThemeLink{Code: "x"}, ThemeLink{Coding: "q"}), "no coding q"},
		"a code as counter":      {d.LinkTheme("sub", ThemeLink{Code: "x", Counter: true}), "one extract"},
		"not linked":             {d.UnlinkTheme("sub", "", ThemeLink{Code: "x"}), "is not linked with x"},
		"odd judgement":          {d.JudgeTheme("sub", Judgement{Role: "LW", Judgement: "agrees"}), "convergent, divergent"},
		"no role":                {d.JudgeTheme("sub", Judgement{Judgement: "silent"}), "about a role"},
		"nothing on the map":     {d.Arrange(Place{At: &[2]int{1, 1}}), "a theme or a code"},
		"no theme on the map":    {d.Arrange(Place{Theme: "q"}), "no theme q"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, c.err, c.says)
		}
	}
	if d.bytes(t) != before {
		t.Error("something refused was done all the same")
	}
}

// Undo and redo go through all that is done to a theme; another's link with an extract
// holds its undoing.
func TestUndoOfThemes(t *testing.T) {
	clock := start
	dir := t.TempDir()
	ab := sit(t, dir, "AB", &clock)
	steps := []string{ab.bytes(t)}
	var id string
	for _, do := range []func(){
		func() { must(t, ab.AddCode(Code{Name: "x"})) },
		func() { id = code(t, ab, "x", 0, 5) },
		func() { addTheme(t, ab, Theme{Key: "us", Name: "People like us"}) },
		func() {
			must(t, ab.EditTheme("us", map[string]any{"concept": "likeness is a way in", "status": "defined"}, ""))
		},
		func() { must(t, ab.LinkTheme("us", ThemeLink{Coding: id})) },
		func() { must(t, ab.LinkTheme("us", ThemeLink{Coding: id, Counter: true})) },
		func() { must(t, ab.UnlinkTheme("us", "", ThemeLink{Coding: id})) },
		func() { must(t, ab.JudgeTheme("us", Judgement{Role: "LW", Judgement: "convergent"})) },
		func() { must(t, ab.JudgeTheme("us", Judgement{Role: "LW"})) },
		func() { must(t, ab.Arrange(Place{Theme: "us", At: &[2]int{5, 6}})) },
		func() { must(t, ab.Arrange(Place{Theme: "us"})) },
		func() { must(t, ab.EditTheme("us", map[string]any{"status": Dropped}, "thin")) },
		func() { must(t, ab.EditTheme("us", map[string]any{"status": "candidate"}, "after all")) },
	} {
		do()
		steps = append(steps, ab.bytes(t))
	}
	for i := len(steps) - 2; i >= 0; i-- {
		_, err := ab.Undo("")
		must(t, err)
		if got := ab.bytes(t); got != steps[i] {
			t.Fatalf("undone to step %d:\n%s\nwant\n%s", i, got, steps[i])
		}
	}
	for i := 1; i < len(steps); i++ {
		_, err := ab.Redo("")
		must(t, err)
		if got := ab.bytes(t); got != steps[i] {
			t.Fatalf("redone to step %d:\n%s\nwant\n%s", i, got, steps[i])
		}
	}
	cd := sit(t, dir, "CD", &clock)
	must(t, cd.LinkTheme("us", ThemeLink{Coding: id}))
	again := sit(t, dir, "AB", &clock)
	if _, err := again.Undo(id); err == nil || !strings.Contains(err.Error(), "the work of others rests on") {
		t.Errorf("undid a coding that CD has linked: %v", err)
	}
	must(t, again.RemoveCoding(id, "mistaken"))
	again.View(func(s *State) {
		if c := s.Conflicts(); len(c) != 1 || !strings.Contains(c[0].What, "which CD has linked with theme us") || len(s.OfTheme("us", true)) != 0 {
			t.Errorf("conflicts %v", c)
		}
	})
}

func TestHistoryOfATheme(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	must(t, d.AddCode(Code{Name: "x"}))
	id := code(t, d, "x", 0, 5)
	addTheme(t, d, Theme{Key: "us", Name: "People like us"})
	addTheme(t, d, Theme{Key: "x", Name: "Named as a code is"})
	must(t, d.EditTheme("us", map[string]any{"status": "reviewed"}, "read again"))
	must(t, d.LinkTheme("us", ThemeLink{Code: "x"}, ThemeLink{Coding: id, Counter: true, Note: "kept away"}))
	must(t, d.UnlinkTheme("us", "does not belong", ThemeLink{Code: "x"}))
	must(t, d.JudgeTheme("us", Judgement{Role: "LW", Judgement: "divergent", Note: "they mean age"}))
	must(t, d.JudgeTheme("us", Judgement{Role: "LW"}))
	must(t, d.Arrange(Place{Theme: "us", At: &[2]int{1, 2}}))
	var got []string
	for _, p := range HistoryOfTheme(d.journal.Events(), "us") {
		got = append(got, strings.TrimSpace(p.What+" | "+p.Reason))
	}
	want := []string{
		"added |", "status: candidate → reviewed | read again", "linked with code x |", "linked with extract " + id + " as a counter-example | kept away",
		"unlinked from code x | does not belong", "LW: divergent | they mean age", "LW: no judgement |",
	}
	if !slices.Equal(got, want) {
		t.Errorf("history\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := len(History(d.journal.Events(), "x")); n != 1 {
		t.Errorf("%d events of code x", n)
	}
}

func TestThemeKey(t *testing.T) {
	for name, want := range map[string]string{
		"People like us":                  "people-like-us",
		"It’s not for me — yet!":          "its-not-for-me-yet",
		"Zugehörigkeit über Grenzen":      "zugehörigkeit-über-grenzen",
		strings.Repeat("likeness ", 20):   "likeness-likeness-likeness-likeness",
		"Was ist «wir»?":                  "was-ist-wir",
		"?":                               "",
		"A/B-groups (two of them) differ": "a-b-groups-two-of-them-differ",
	} {
		got := themeKey(name)
		if got != want || got != "" && !validCodeName(got) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// Who reads a document blind sees no link of others with an extract in it, neither in
// the state nor in the events.
func TestLinksAreHiddenFromABlindReading(t *testing.T) {
	root, clock := t.TempDir(), start
	ab := sit(t, filepath.Join(root, "ab"), "AB", &clock)
	must(t, ab.AddCode(Code{Name: "x"}))
	addTheme(t, ab, Theme{Key: "us", Name: "People like us"})
	ids, err := ab.AddCodings(NewCoding{Passage: Passage{"S1_LW01", "f", 0, 5}, Code: "x"}, NewCoding{Passage: Passage{"S1_LW02", "f", 0, 5}, Code: "x"})
	must(t, err)
	cd := sit(t, filepath.Join(root, "cd"), "CD", &clock)
	merge(t, cd, ab.dir)
	theirs, err := cd.AddCodings(NewCoding{Passage: Passage{"S1_LW01", "f", 7, 9}, Code: "x"})
	must(t, err)
	must(t, cd.LinkTheme("us", ThemeLink{Code: "x"}, ThemeLink{Coding: theirs[0]}, ThemeLink{Coding: ids[0], Counter: true}, ThemeLink{Coding: ids[1]}))
	merge(t, ab, cd.dir)
	hidden := func(document, analyst string) bool { return document == "S1_LW01" && analyst != "AB" }
	links := func(s *State) string {
		var to []string
		for _, l := range s.Theme("us").Links {
			to = append(to, l.Code+l.Coding)
		}
		return strings.Join(to, " ")
	}
	whole := Fold(ab.journal.Events())
	view, _, _ := whole.Hiding(hidden)
	events, _, _ := HidingEvents(ab.journal.Events(), hidden)
	if want := "x " + ids[1]; links(view) != want || links(Fold(events)) != want {
		t.Errorf("links seen: %s; by events %s; want %s", links(view), links(Fold(events)), want)
	}
	if n := len(whole.Theme("us").Links); n != 4 {
		t.Errorf("hiding changed what it hides from: %d links", n)
	}
}
