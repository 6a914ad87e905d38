package propose

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"kith/ingest/deposit"
	"kith/ingest/transcript"
	"kith/ooxml"
)

// documents are files of one kind whose names are built alike.
type documents struct {
	kind      string
	files     []deposit.Found
	idPattern string
	evidence  string // what speaks for idPattern
	roles     []string
	layout    string // the rule that reads all of them; "" when they differ
	least     float64
	counts    map[string]int // files by rule
	except    map[string][]deposit.Found
	unsure    []deposit.Found // nobody can tell who speaks
}

// conversations looks for transcripts among the documents of which no word of
// the path says what they are: people speak in turns in them.
func (p *proposal) conversations() {
	p.byLook = map[string]bool{}
	for _, s := range p.parts {
		for i := range s.files {
			f := &s.files[i]
			if kindOf(*f) != "other" || f.Format != "Word document" && f.Format != string(ooxml.PlainText) {
				continue
			}
			e, err := transcript.ExamineFile(filepath.Join(p.root, filepath.FromSlash(f.Path)), transcript.Source{ID: stem(*f), Kind: "interview", Path: f.Path})
			if err != nil || e.Document == nil || len(e.Candidates) == 0 || e.Candidates[0].Speakers < 2 || e.Candidates[0].Pieces < leastPieces {
				continue
			}
			f.Kind = "interview"
			p.byLook[f.Path] = true
			if at := slices.IndexFunc(p.found, func(o deposit.Found) bool { return o.Path == f.Path }); at >= 0 {
				p.found[at].Kind = f.Kind
			}
		}
	}
}

// leastPieces is how many pieces of speech a document needs to be taken for a
// conversation by its look alone.
const leastPieces = 4

// A role is letters of file names that say whose words a document holds.
type role struct {
	label    string // a folder's name, or the letters
	evidence string // "" when nothing says what the letters stand for
}

var documentKinds = []string{"interview", "focus_group", "questionnaire", "open_text"}

// coded is a file name that ends with letters and a number, as LW03 in S1_LW03.
var coded = regexp.MustCompile(`^(.*?)([A-Z]{1,4})([ _-]?[0-9]{1,4})$`)

// noRole are letters before a number that say no role.
var noRole = []string{"P", "PT", "PP", "ID", "INT", "I", "R", "S", "N", "NO", "T", "V", "FG", "Q", "X"}

// findRoles looks for roles in the names of all documents: letters before a
// number that stand in several files, and for the folder whose initials they are.
func (p *proposal) findRoles() {
	p.roles = map[string]role{}
	for _, f := range p.found {
		if !slices.Contains(documentKinds, kindOf(f)) {
			continue
		}
		m := coded.FindStringSubmatch(stem(f))
		if m == nil || slices.Contains(noRole, m[2]) {
			continue
		}
		r, had := p.roles[m[2]]
		if !had {
			r = role{label: m[2]}
		}
		if folder := path.Base(path.Dir(f.Path)); r.evidence == "" && initials(folder) == m[2] {
			r = role{titleOf(folder), fmt.Sprintf("the letters are the initials of the folder %s", folder)}
		}
		p.roles[m[2]] = r
	}
}

// stem is the name of a file without folder and ending.
func stem(f deposit.Found) string { return strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path)) }

func initials(folder string) string {
	s := ""
	for _, w := range strings.Fields(titleOf(folder)) {
		s += strings.ToUpper(w[:1])
	}
	return s
}

// readDocuments puts the documents of a study in groups and reads them by every
// rule.
func (p *proposal) readDocuments(ctx context.Context, s *part) error {
	for _, kind := range documentKinds {
		var group *documents
		for _, f := range s.of(kind) {
			if group == nil {
				group = &documents{kind: kind, counts: map[string]int{}, except: map[string][]deposit.Found{}, least: 1}
				s.groups = append(s.groups, group)
			}
			group.files = append(group.files, f)
		}
		if group == nil {
			continue
		}
		for _, f := range group.files {
			if err := ctx.Err(); err != nil {
				return err
			}
			group.examine(filepath.Join(p.root, filepath.FromSlash(f.Path)), f)
		}
		group.settle()
		if len(group.unsure) > 0 && len(group.unsure) < len(group.files) {
			apart := &documents{kind: kind, files: group.unsure, unsure: group.unsure}
			group.files = slices.DeleteFunc(group.files, func(f deposit.Found) bool {
				return slices.ContainsFunc(apart.files, func(u deposit.Found) bool { return u.Path == f.Path })
			})
			group.unsure = nil
			p.name(apart)
			s.groups = append(s.groups, apart)
		}
		p.name(group)
	}
	return nil
}

// examine reads a transcript by every rule and notes the one that holds.
func (d *documents) examine(file string, f deposit.Found) {
	e, err := transcript.ExamineFile(file, transcript.Source{ID: stem(f), Kind: d.kind, Path: f.Path})
	var unsure *transcript.Unsure
	switch {
	case errors.As(err, &unsure), err != nil, e.Document == nil, len(e.Candidates) == 0:
		d.unsure = append(d.unsure, f)
	default:
		c := e.Candidates[0]
		d.counts[c.Rule]++
		d.except[c.Rule] = append(d.except[c.Rule], f)
		d.least = min(d.least, c.Confidence)
	}
}

// settle declares the rule that reads all documents, or that of most with the
// others as exceptions.
func (d *documents) settle() {
	for _, rule := range transcript.Layouts() {
		if d.counts[rule] > d.counts[d.layout] {
			d.layout = rule
		}
	}
	delete(d.except, d.layout)
	if 2*d.counts[d.layout] <= len(d.files)-len(d.unsure) {
		d.layout, d.except = "", nil // auto finds the same again
	}
}

// name finds the pattern of the file names: what is the id, and in it the role
// and the participant.
func (p *proposal) name(d *documents) {
	var prefix, digits string
	letters := map[string]bool{}
	for i, f := range d.files {
		m := coded.FindStringSubmatch(stem(f))
		if m == nil || i > 0 && m[1] != prefix {
			p.nameOfMany(d)
			return
		}
		n := `[ _-]?\d+`
		if !strings.ContainsAny(m[3], " _-") && strings.Trim(m[3], "0123456789") == "" {
			n = strings.Repeat(`\d`, len(m[3]))
		}
		if i > 0 && n != digits {
			n = `[ _-]?\d+`
		}
		prefix, digits = m[1], n
		letters[m[2]] = true
	}
	var ids []string
	for id := range letters {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	anyRole := slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(noRole, id) })
	each := strings.Join(ids, "|")
	switch {
	case anyRole:
		d.idPattern = fmt.Sprintf(`^(?P<id>%s(?P<participant>(?P<role>%s)%s))$`, regexp.QuoteMeta(prefix), each, digits)
		d.roles = ids
	case len(ids) == 1 && (ids[0] == "P" || ids[0] == "PT" || ids[0] == "PP" || ids[0] == "ID"):
		d.idPattern = fmt.Sprintf(`^(?P<id>%s(?P<participant>%s%s))$`, regexp.QuoteMeta(prefix), each, digits)
	default:
		return
	}
	d.evidence = fmt.Sprintf("the names of all %d end so", len(d.files))
	if len(d.files) == 1 {
		d.evidence = "the name ends so"
	}
}

// nameOfMany looks for a known role at the end of each name: S2_Focus_Group_LW.
func (p *proposal) nameOfMany(d *documents) {
	if d.kind != "focus_group" {
		return
	}
	var prefix string
	var ids []string
	for i, f := range d.files {
		name := stem(f)
		cut := strings.LastIndexAny(name, "_- ") + 1
		if _, known := p.roles[name[cut:]]; !known || cut == 0 || i > 0 && name[:cut] != prefix {
			return
		}
		prefix = name[:cut]
		if id := name[cut:]; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	d.roles = ids
	d.idPattern = fmt.Sprintf(`^(?P<id>%s(?P<role>%s))$`, regexp.QuoteMeta(prefix), strings.Join(ids, "|"))
	d.evidence = "the name ends with letters that other files use as a role; many people speak, so no participant"
}

// documents writes the roles and documents of a study.
func (p *proposal) documents(s *part) {
	var ids []string
	for _, d := range s.groups {
		for _, id := range d.roles {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	if len(ids) > 0 {
		p.line("    roles:")
		for _, id := range ids {
			if r := p.roles[id]; r.evidence != "" {
				p.confirm(fmt.Sprintf("      %s: %s", id, quote(r.label)), "%s", r.evidence)
			} else {
				p.open(fmt.Sprintf("      %s: %s", id, quote(id)), "what do the letters %s in the file names stand for?", id)
			}
		}
	}
	if len(s.groups) == 0 {
		return
	}
	p.line("    documents:")
	for _, d := range s.groups {
		for _, g := range p.patterns(d.files) {
			n := 0
			for _, f := range d.files {
				if deposit.Match(g, f.Path) {
					n++
				}
			}
			p.confirm("      - glob: "+quote(g), "%s", plural(n, "file"))
			if slices.ContainsFunc(d.files, func(f deposit.Found) bool { return p.byLook[f.Path] }) {
				p.open("        kind: "+d.kind, "an interview, or what else? no word of the path says; people speak in turns")
			} else {
				p.confirm("        kind: "+d.kind, "words of the path")
			}
			if d.idPattern != "" {
				p.confirm("        id_pattern: "+quote(d.idPattern), "%s", d.evidence)
			} else {
				p.open("        # role: LW", "whose words are these? the file names show no role; the whole name is the id")
				if d.kind == "interview" || d.kind == "questionnaire" {
					p.confirm(`        id_pattern: '(?P<participant>.+)'`, "one file is one person, whom it is named for")
				}
			}
			p.transcript(d)
		}
	}
}

func (p *proposal) transcript(d *documents) {
	switch {
	case len(d.unsure) > 0:
		p.open("        read: false", "who speaks? kith cannot tell; declare transcript: {layout: …} as kith transcript FILE shows it, and take this line away")
	case d.layout == "":
		var rules []string
		for _, rule := range transcript.Layouts() {
			if n := d.counts[rule]; n > 0 {
				rules = append(rules, fmt.Sprintf("%s in %d", rule, n))
			}
		}
		p.confirm("        transcript: {layout: auto}", "the files differ: %s", strings.Join(rules, ", "))
	default:
		p.confirm("        transcript:", "read with a confidence of %.2f or more", d.least)
		p.confirm("          layout: "+d.layout, "it reads %d of %d", d.counts[d.layout], sum(d.counts))
		if len(d.except) == 0 {
			return
		}
		p.line("          except:")
		for _, rule := range transcript.Layouts() {
			for _, f := range d.except[rule] {
				p.confirm(fmt.Sprintf("            - {glob: %s, layout: %s}", quote(escape(f.Path)), rule), "this one is read so")
			}
		}
	}
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
