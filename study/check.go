package study

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A checker holds the parts of a manifest against each other, after the
// decoder has read them one by one.
type checker struct {
	*decoder
	m *Manifest
}

// check notes every fault between the parts of a manifest whose defaults are
// filled in.
func check(m *Manifest, d *decoder) {
	c := &checker{d, m}
	ids := c.unique("study")
	for _, p := range m.Studies {
		ids.add(p.ID, c.at(&p.ID))
	}
	c.globs("documentation", m.Documentation)
	for _, p := range m.Studies {
		c.part(p)
	}
	repeated(c, "figures", m.Report.Figures)
	c.openQuestions()
	c.findings()
	c.themes()
}

func (c *checker) part(p *Part) {
	repeated(c, "analysis", p.Analysis)
	repeated(c, "orientation", p.Orientation)
	if slices.Contains(p.Analysis, "quantitative") && !c.named(&p.Workbook) && !c.named(&p.Workbooks) {
		c.fault(c.at(&p.Analysis), "declare the workbook with the numbers under workbook", "%s is quantitative and has no workbook", p.ID)
	}
	if len(p.QuestionSets) > 0 && len(p.Analysis) > 0 && !slices.Contains(p.Analysis, "quantitative") {
		c.fault(c.at(&p.Analysis), "add quantitative to analysis", "%s has question sets, and its analysis is not quantitative", p.ID)
	}
	c.links(p)
	c.people(p)
	c.documents(p)
	c.globs("materials", p.Materials)
	c.globs("other_files", p.OtherFiles)
	c.workbook(p)
	c.inclusion(p.Inclusion)
	c.occasions(p)
	c.flow(p)
	c.missing(p.Missing)
	c.scales(p)
	c.columns(p)
	c.sets(p)
	c.scoringKey(p)
	c.derived(p)
	c.analyses(p)
	c.families(&p.Tests)
	c.extra(&p.Tests)
	c.feasibility(p)
	c.associations(p)
	c.published(p)
}

// repeated notes words that a list has twice.
func repeated(c *checker, key string, words []string) {
	for i := range words {
		if slices.Contains(words[:i], words[i]) {
			c.fault(c.at(&words[i]), "leave one out", "%s is listed twice under %s", words[i], key)
		}
	}
}

// A uniqueness finds names that are given twice.
type uniqueness struct {
	c     *checker
	noun  string
	first map[string]Pos
}

func (c *checker) unique(noun string) *uniqueness {
	return &uniqueness{c, noun, map[string]Pos{}}
}

// add notes a name, and the fault when it was there before. Names that differ
// in case alone count as one: they become file names.
func (u *uniqueness) add(name string, at Pos) {
	if name == "" {
		return // a fault already
	}
	key := strings.ToLower(name)
	if had, ok := u.first[key]; ok {
		u.c.fault(at, "give each its own id; small and capital letters count as one",
			"the %s id %s is taken, first in line %d", u.noun, quote(name), had.Line)
		return
	}
	u.first[key] = at
}

// names looks a name up among declared ones.
type names struct {
	list []string
	have map[string]bool
}

func namesOf[T any](list []T, name func(*T) string) names {
	n := names{have: make(map[string]bool, len(list))}
	for i := range list {
		s := name(&list[i])
		n.list = append(n.list, s)
		n.have[s] = true
	}
	return n
}

// refer checks that a name is declared; noun says what it names, plural where
// they are declared.
func (c *checker) refer(r Ref, among names, what, plural string) bool {
	if r.Name == "" || among.have[r.Name] {
		return true
	}
	if c.full() {
		c.more++
		return false
	}
	c.fault(r.At, Suggest(r.Name, among.list, plural), "%s %s is not declared", what, quote(r.Name))
	return false
}

func (c *checker) links(p *Part) {
	others := namesOf(c.m.Studies, func(o **Part) string { return (*o).ID })
	for _, l := range p.LinksTo {
		if l.To == p.ID {
			c.fault(l.At, "links_to names another study", "%s links to itself", p.ID)
			continue
		}
		c.refer(Ref{At: l.At, Name: l.To}, others, "the study", "studies")
	}
}

// globs checks patterns of files.
func (c *checker) globs(key string, gs []Glob) {
	for _, g := range gs {
		c.glob(key, g)
	}
}

func (c *checker) glob(key string, g Glob) {
	if g.Pattern == "" {
		return // a fault already
	}
	if what, hint := badPath(g.Pattern); what != "" {
		c.fault(g.At, hint, "the pattern %s of %s %s", quote(g.Pattern), key, what)
		return
	}
	for _, segment := range strings.Split(g.Pattern, "/") {
		if strings.Contains(segment, "**") && segment != "**" {
			c.fault(g.At, "write ** between slashes for any number of folders: Transcripts/**/*.docx",
				"the pattern %s of %s has ** beside other characters", quote(g.Pattern), key)
			return
		}
		if _, err := path.Match(segment, ""); err != nil {
			c.fault(g.At, "close the bracket: S1_[A-Z]*.docx", "the pattern %s of %s has an open bracket", quote(g.Pattern), key)
			return
		}
	}
}

// badPath says what is wrong with a path or pattern relative to the deposit.
func badPath(p string) (what, hint string) {
	const relative = "write it from the deposit folder down, with slashes"
	switch {
	case strings.Contains(p, `\`):
		return "has a backslash", "write slashes, on Windows too"
	case strings.HasPrefix(p, "/"), len(p) > 1 && p[1] == ':':
		return "is absolute", relative
	}
	for _, segment := range strings.Split(p, "/") {
		switch segment {
		case "..":
			return "leaves the deposit folder", relative
		case "", ".":
			return "has an empty folder name", relative
		}
	}
	return "", ""
}

func (c *checker) documents(p *Part) {
	roles := namesOf(p.Roles, func(r *Role) string { return r.ID })
	c.transcript(p.Transcript)
	for i := range p.Documents {
		g := &p.Documents[i]
		c.glob("documents", g.Glob)
		groups := []string{}
		if c.given(&g.IDPattern) {
			if re := c.regexp(g.IDPattern, c.at(&g.IDPattern), "id_pattern"); re != nil {
				groups = slices.DeleteFunc(re.SubexpNames(), func(s string) bool { return s == "" })
				c.template(g, groups)
				c.unusedGroups(g, groups)
			}
		} else {
			c.template(g, groups)
		}
		if g.Role != "" {
			c.refer(Ref{At: c.at(&g.Role), Name: g.Role}, roles, "the role", "roles")
			if slices.Contains(groups, "role") {
				c.fault(c.at(&g.Role), "leave role out, or rename the group", "the role is both declared and a group of id_pattern")
			}
		}
		if g.Transcript != nil && (p.Transcript == nil || g.Transcript.At != p.Transcript.At) {
			c.transcript(g.Transcript)
		}
	}
}

// regexp compiles a regular expression, or notes why it cannot.
func (c *checker) regexp(pattern string, at Pos, key string) *regexp.Regexp {
	re, err := regexp.Compile(pattern)
	if err != nil {
		why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		c.fault(at, "patterns follow Go's regular expressions (RE2), without look-around; write them in single quotes",
			"%s is no regular expression: %s", key, shorten(why))
	}
	return re
}

var templateGroup = regexp.MustCompile(`\$(?:\{([^}]*)\}|([A-Za-z0-9_]+))`)

// template checks that a participant's template names groups of id_pattern.
func (c *checker) template(g *Documents, groups []string) {
	if g.Participant == "" {
		return
	}
	for _, m := range templateGroup.FindAllStringSubmatch(g.Participant, -1) {
		name := m[1] + m[2]
		if slices.Contains(groups, name) {
			continue
		}
		hint := "name the group in id_pattern: (?P<n>\\d+)"
		if len(groups) > 0 {
			hint = Suggest(name, groups, "groups")
		}
		c.fault(c.at(&g.Participant), hint, "participant uses the group %s, which id_pattern does not have", quote(name))
	}
}

// unusedGroups finds names of groups that mean nothing: a slip in one of those
// that do loses what it should have named.
func (c *checker) unusedGroups(g *Documents, groups []string) {
	known := []string{"id", "participant", "role"}
	for _, name := range groups {
		used := slices.ContainsFunc(templateGroup.FindAllStringSubmatch(g.Participant, -1), func(m []string) bool { return m[1]+m[2] == name })
		if !used && !slices.Contains(known, name) {
			c.fault(c.at(&g.IDPattern), Suggest(name, known, "groups that mean something")+"; or use it in participant:; or write (?:…) for a group without a name",
				"id_pattern has the group %s, which nothing uses", quote(name))
		}
	}
}

// transcript checks speaker labels. A label that stands under two classes
// would leave its turns to chance.
func (c *checker) transcript(t *Transcript) {
	if t == nil {
		return
	}
	c.layout(t.At, &t.Layout, &t.Pattern, &t.Sections)
	for i := range t.Except {
		e := &t.Except[i]
		c.glob("except", e.Glob)
		c.layout(e.At, &e.Layout, &e.Pattern, &e.Sections)
	}
	class := map[string]string{}
	for _, s := range t.Speakers {
		for _, l := range s.Labels {
			if had, ok := class[l.Name]; ok {
				c.fault(l.At, "leave it under one of them", "the label %s stands under %s and again under %s", quote(l.Name), had, s.Class)
				continue
			}
			class[l.Name] = s.Class
			c.regexp(l.Name, l.At, fmt.Sprintf("the label %s", quote(l.Name)))
		}
	}
}

// maxPattern bounds the regular expressions of a transcript's layout, in
// characters.
const maxPattern = 500

// layout checks that a pattern is there when the layout asks for one, and that
// patterns can be used. It is given the addresses of the values, and the place
// of what holds them.
func (c *checker) layout(of Pos, layout, pattern, sections *string) {
	at := func(field *string) Pos {
		if c.given(field) {
			return c.at(field)
		}
		return of
	}
	for _, p := range []struct {
		key  string
		text *string
	}{{"pattern", pattern}, {"sections", sections}} {
		if *p.text == "" {
			continue
		}
		if len([]rune(*p.text)) > maxPattern {
			c.fault(at(p.text), "no layout needs a longer one", "%s has more than %d characters", p.key, maxPattern)
			continue
		}
		if re := c.regexp(*p.text, at(p.text), p.key); re != nil && p.key == "pattern" && re.SubexpIndex("label") < 0 {
			c.fault(at(p.text), `name the group of the speaker: '(?P<label>[A-Z]+) >'`, "pattern has no group label")
		}
	}
	switch {
	case *layout == "pattern" && *pattern == "":
		c.fault(at(layout), `write pattern: '(?P<label>[A-Z]+) >' beside it`, "the layout is pattern, and no pattern is declared")
	case *layout != "pattern" && *pattern != "":
		c.fault(at(pattern), "write layout: pattern beside it", "pattern is declared, but the layout is another")
	}
}
