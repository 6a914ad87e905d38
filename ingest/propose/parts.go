package propose

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kith/ingest/deposit"
)

// A part is what becomes one study of the manifest.
type part struct {
	id, title string
	folder    string // "" when the study has no folder of its own
	files     []deposit.Found
	groups    []*documents
	books     []*book
}

// studyFolder is the name of a folder that holds one of several studies.
var studyFolder = regexp.MustCompile(`(?i)(?:^|[ _.-])(?:study|phase|stage|strand|part|workstream)[ _.-]*([0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?:$|[ _.-])|^s([0-9]{1,2})$`)

var numerals = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// divide gives every file to a study, or to the documentation of all.
func (p *proposal) divide() {
	type numbered struct {
		n      int
		folder string
	}
	var folders []numbered
	taken := map[int]bool{}
	for _, f := range p.found {
		top, _, below := strings.Cut(f.Path, "/")
		if !below || slices.ContainsFunc(folders, func(x numbered) bool { return x.folder == top }) {
			continue
		}
		if m := studyFolder.FindStringSubmatch(top); m != nil {
			n := max(slices.Index(numerals, strings.ToLower(m[1])), 0)
			if n == 0 {
				n, _ = strconv.Atoi(m[1] + m[2])
			}
			if taken[n] {
				// Two folders of one number: neither is told apart by it.
				folders = nil
				break
			}
			taken[n] = true
			folders = append(folders, numbered{n, top})
		}
	}
	slices.SortFunc(folders, func(a, b numbered) int { return a.n - b.n })
	for _, f := range folders {
		p.parts = append(p.parts, &part{id: "S" + strconv.Itoa(f.n), title: titleOf(f.folder), folder: f.folder})
	}
	var rest *part
	for _, f := range p.found {
		top, _, _ := strings.Cut(f.Path, "/")
		i := slices.IndexFunc(p.parts, func(s *part) bool { return s.folder == top && s.folder != "" })
		switch {
		case i >= 0:
			p.parts[i].files = append(p.parts[i].files, f)
		case kindOf(f) == "documentation":
			p.docs = append(p.docs, f)
		default:
			if rest == nil {
				rest = &part{id: "S1", title: "Study One"}
				if len(p.parts) > 0 {
					rest.id, rest.title = "other", "Other files"
				}
			}
			rest.files = append(rest.files, f)
		}
	}
	switch {
	case rest != nil:
		p.parts = append(p.parts, rest)
	case len(p.parts) == 0:
		p.parts = []*part{{id: "S1", title: "Study One"}}
	}
}

// titleOf gives the name of a folder without its number in front and without
// the underscores.
func titleOf(folder string) string {
	t := strings.TrimLeft(folder, "0123456789_-. ")
	if t == "" {
		t = folder
	}
	return oneLine(strings.NewReplacer("_", " ", ".", " ").Replace(t))
}

// kindOf gives the kind of a readable file; unreadable ones are other files.
func kindOf(f deposit.Found) string {
	if f.Problem != "" && f.Kind != "material" && f.Kind != "documentation" {
		return "other"
	}
	return f.Kind
}

func (s *part) of(kind string) []deposit.Found {
	var fs []deposit.Found
	for _, f := range s.files {
		if kindOf(f) == kind {
			fs = append(fs, f)
		}
	}
	return fs
}

// read reads the transcripts and workbooks of all studies.
func (p *proposal) read(ctx context.Context) error {
	p.conversations()
	p.findRoles()
	for _, s := range p.parts {
		if err := p.readDocuments(ctx, s); err != nil {
			return err
		}
		if err := p.readBooks(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// part writes one study.
func (p *proposal) part(s *part) {
	p.line("  - id: %s", quote(s.id))
	switch {
	case s.folder != "":
		p.confirm("    title: "+quote(s.title), "the folder %s", s.folder)
	case s.id == "other":
		p.open("    title: "+quote(s.title), "which study do these files belong to? they lie in none of the studies' folders")
	case len(p.parts) == 1:
		p.open("    title: "+quote(s.title), "is all of this one study? no folder is named as one of several; and what is it called in print?")
	}
	a := s.arrange()
	switch {
	case len(s.groups) > 0 && len(a.data) > 0:
		p.open("    analysis: [reflexive, quantitative]", "how are the documents analysed: reflexive, codebook, or content?")
	case len(a.data) > 0:
		p.confirm("    analysis: quantitative", "there are answers in a workbook and no transcripts")
	default:
		p.open("    analysis: reflexive", "or codebook, content")
	}
	p.line("    # respondents: plural noun for the people, as sentences call them")
	p.line("    # n: {published: 22, deposited: 22}")
	p.documents(s)
	if m := append(s.of("material"), s.of("documentation")...); len(m) > 0 {
		p.line("    materials:")
		p.globs("      ", m, "the names")
	}
	others := append(s.of("other"), a.others()...)
	if len(others) > 0 {
		p.line("    other_files:")
		for _, f := range others {
			why := a.why[f.Path]
			if why == "" {
				why = "nothing says what it is, or kith cannot read it"
			}
			p.confirm("      - "+quote(escape(f.Path)), "listed, not read: %s", why)
		}
	}
	p.workbooks(a)
	p.line("")
}

// globs writes the patterns that name these files and no others.
func (p *proposal) globs(indent string, fs []deposit.Found, evidence string) {
	for _, g := range p.patterns(fs) {
		p.confirm(indent+"- "+quote(g), "%s", evidence)
	}
}

// patterns gives one pattern that matches these files and no others, where
// there is one, and else one a folder, and else the files one by one.
func (p *proposal) patterns(fs []deposit.Found) []string {
	if g := p.pattern(fs); g != "" {
		return []string{g}
	}
	var folders []string
	by := map[string][]deposit.Found{}
	for _, f := range fs {
		dir := path.Dir(f.Path)
		if by[dir] == nil {
			folders = append(folders, dir)
		}
		by[dir] = append(by[dir], f)
	}
	var all []string
	for _, dir := range folders {
		if g := p.pattern(by[dir]); g != "" {
			all = append(all, g)
			continue
		}
		for _, f := range by[dir] {
			all = append(all, escape(f.Path))
		}
	}
	return all
}

// pattern gives one pattern that matches these files and no others, or "".
func (p *proposal) pattern(fs []deposit.Found) string {
	if len(fs) == 1 {
		return escape(fs[0].Path)
	}
	dir, start, ext := path.Dir(fs[0].Path), path.Base(fs[0].Path), path.Ext(fs[0].Path)
	same := true
	for _, f := range fs[1:] {
		same = same && path.Dir(f.Path) == dir
		for dir != "." && !strings.HasPrefix(f.Path, dir+"/") {
			dir = path.Dir(dir)
		}
		start = common(start, path.Base(f.Path))
		if path.Ext(f.Path) != ext {
			ext = ""
		}
	}
	start = strings.TrimRight(strings.TrimSuffix(start, ext), "0123456789")
	at := ""
	if dir != "." {
		at = escape(dir) + "/"
	}
	if !same {
		at += "**/"
	}
	for _, g := range []string{at + "*" + escape(ext), at + "*", at + escape(start) + "*" + escape(ext)} {
		matched := 0
		for _, f := range p.found {
			if deposit.Match(g, f.Path) {
				matched++
			}
		}
		all := !slices.ContainsFunc(fs, func(f deposit.Found) bool { return !deposit.Match(g, f.Path) })
		if all && matched == len(fs) {
			return g
		}
	}
	return ""
}

// common gives the beginning that two texts share.
func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return strings.ToValidUTF8(a[:n], "")
}

// escape writes a path as a pattern: names are data, so what a pattern would
// take for a wildcard is bracketed.
func escape(name string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(name)
}
