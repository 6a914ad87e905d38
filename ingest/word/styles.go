package word

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"kith/ooxml"
)

// maxStyleChain bounds how many styles one may rest on.
const maxStyleChain = 32

// styles is the style sheet of a document, with inheritance resolved.
type styles struct {
	byID             map[string]style
	defaultParagraph string
}

// A style is what a style says about a paragraph or run.
type style struct {
	name    string
	based   string
	heading int
	list    int
	numID   string
	look    look
	set     struct{ bold, italic, hidden, colour, heading, list, numID bool }
}

// over lays what the style says over a look.
func (s style) over(l look) look {
	if s.set.bold {
		l.bold = s.look.bold
	}
	if s.set.italic {
		l.italic = s.look.italic
	}
	if s.set.hidden {
		l.hidden = s.look.hidden
	}
	if s.set.colour {
		l.colour = s.look.colour
	}
	return l
}

// readStyles reads the style sheet; a document without one has no styles.
func readStyles(pkg *ooxml.Package) (*styles, error) {
	s := &styles{byID: map[string]style{}}
	names, err := pkg.Related(pkg.Main(), "styles")
	if err != nil || len(names) == 0 {
		return s, err
	}
	part, err := pkg.Part(names[0])
	if err != nil {
		return nil, err
	}
	if err := s.read(part); err != nil {
		return nil, damaged(names[0], err)
	}
	s.inherit()
	return s, nil
}

// read reads the definitions. Names are matched without their namespace:
// nothing else in a style sheet shares them.
func (s *styles) read(part []byte) error {
	sc := ooxml.ScanPart(part)
	var (
		st    style
		id    string
		inRPr bool
		path  []string
	)
	within := func(name string) bool { return len(path) > 0 && path[len(path)-1] == name }
	for {
		token, err := sc.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token {
		case ooxml.StartTag:
			if string(sc.Name) == "latentStyles" { // names of styles that are not here
				if err := sc.Skip(); err != nil {
					return err
				}
				continue
			}
			local := string(sc.Name)
			inRPr = len(path) == 3 && path[1] == "style" && within("rPr")
			inPPr := len(path) == 3 && path[1] == "style" && within("pPr")
			switch {
			case local == "style" && len(path) == 1:
				st = style{}
				id, _ = sc.Attrs.Get("styleId")
				typ, _ := sc.Attrs.Get("type")
				if def, ok := sc.Attrs.Get("default"); ok && typ == "paragraph" && (def == "1" || def == "true" || def == "on") {
					s.defaultParagraph = id
				}
			case len(path) == 2 && within("style") && local == "name":
				st.name = val(sc.Attrs)
				if n, ok := headingName(st.name); ok && !st.set.heading {
					st.heading, st.set.heading = n, true
				}
			case len(path) == 2 && within("style") && local == "basedOn":
				st.based = val(sc.Attrs)
			case inRPr && local == "b":
				st.look.bold, st.set.bold = on(sc.Attrs), true
			case inRPr && local == "i":
				st.look.italic, st.set.italic = on(sc.Attrs), true
			case inRPr && local == "vanish":
				st.look.hidden, st.set.hidden = on(sc.Attrs), true
			case inRPr && local == colourElement:
				st.look.colour, st.set.colour = colour(val(sc.Attrs)), true
			case inPPr && local == "outlineLvl":
				st.heading, st.set.heading = outline(val(sc.Attrs)), true
			case len(path) == 4 && within("numPr") && local == "ilvl":
				st.list, st.set.list = listLevel(val(sc.Attrs)), true
			case len(path) == 4 && within("numPr") && local == "numId":
				st.numID, st.set.numID = val(sc.Attrs), true
				if !st.set.list {
					st.list, st.set.list = 1, true
				}
				if val(sc.Attrs) == "0" {
					st.list = 0
				}
			}
			path = append(path, local)
		case ooxml.EndTag:
			path = path[:len(path)-1]
			if string(sc.Name) == "style" && len(path) == 1 {
				s.byID[id] = st
			}
		}
	}
}

// headingName reads the names Word gives its built-in headings.
func headingName(name string) (int, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(name), "heading ")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(rest)
	return n, err == nil && n >= 1 && n <= 9
}

// inherit lays every style over the styles it rests on.
func (s *styles) inherit() {
	resolved := make(map[string]style, len(s.byID))
	for id := range s.byID {
		chain := []style{s.byID[id]}
		for len(chain) < maxStyleChain {
			next, ok := s.byID[chain[len(chain)-1].based]
			if !ok {
				break
			}
			chain = append(chain, next)
		}
		st := style{name: chain[0].name}
		for i := len(chain) - 1; i >= 0; i-- {
			c := chain[i]
			st.look = c.over(st.look)
			if c.set.heading {
				st.heading = c.heading
			}
			if c.set.list {
				st.list = c.list
			}
			if c.set.numID {
				st.numID = c.numID
			}
			st.set.bold = st.set.bold || c.set.bold
			st.set.italic = st.set.italic || c.set.italic
			st.set.hidden = st.set.hidden || c.set.hidden
			st.set.colour = st.set.colour || c.set.colour
		}
		resolved[id] = st
	}
	s.byID = resolved
}
