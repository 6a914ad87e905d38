package cmd

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

func newCodeImport(t *terminal, s *sitting) *cobra.Command {
	var comments string
	c := &cobra.Command{
		Use:   "import [FILE.csv]",
		Short: "Take in codings from a table, or from Word comments that name codes",
		Long: `Take in many codings at once, all or none. A CSV file has the columns document,
code and either address, or start and end (code points of the whole text), or quote;
and may have valence, level, orientation and memo. With --comments DOCUMENT, every
comment in that Word document whose words are a code's name, or begin with one and a
colon, a question mark or a new line, becomes a coding of what the comment stands on;
the rest of it becomes a memo.
` + exitHelp,
		Example: `  kith code import codings.csv --as TM
  kith code import --comments S1_LW03`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if (comments == "") == (len(args) == 0) {
				return errors.New("give a CSV file, or --comments DOCUMENT")
			}
			a, err := s.open(true)
			if err != nil {
				return err
			}
			var list []coding.NewCoding
			var places []string // where each of them stands
			passed := 0
			a.Book.View(func(st *coding.State) {
				if comments != "" {
					list, places, passed, err = commentCodings(a, st, comments)
					return
				}
				list, places, err = tableCodings(a, st, args[0])
			})
			if err != nil {
				return err
			}
			ids, err := a.Book.AddCodings(list...)
			var refused *coding.RefusedError
			if errors.As(err, &refused) {
				return fmt.Errorf("%s: %w; nothing was taken in", places[refused.Index], err)
			}
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, map[string]any{"codings": ids, "passed_over": passed})
			}
			t.printf("%s taken in\n", plural(len(ids), "coding", "codings"))
			if passed > 0 {
				t.warn("%s no code and passed over", plural(passed, "comment names", "comments name"))
			}
			return nil
		},
	}
	c.Flags().StringVar(&comments, "comments", "", "the id of a Word document with comments that name codes")
	return c
}

// columnsOfCodings are the columns that a table of codings can have.
var columnsOfCodings = []string{"document", "code", "address", "start", "end", "quote", "valence", "level", "orientation", "memo"}

// tableCodings reads a CSV file of codings, and gives the place of each in it.
func tableCodings(a *reproduce.Analysis, st *coding.State, file string) ([]coding.NewCoding, []string, error) {
	text, err := handed(file)
	if err != nil {
		return nil, nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = coding.Separator(text)
	head, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	at := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(h))
		if _, twice := at[h]; twice && slices.Contains(columnsOfCodings, h) {
			return nil, nil, fmt.Errorf("%s, line 1: column %q stands there twice", file, h)
		}
		at[h] = i
	}
	if _, ok := at["code"]; !ok {
		return nil, nil, fmt.Errorf("%s, line 1: there is no column code; its columns can be %s", file, strings.Join(columnsOfCodings, ", "))
	}
	var list []coding.NewCoding
	var places []string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file, err)
		}
		line, _ := r.FieldPos(0)
		place := fmt.Sprintf("%s, line %d", file, line)
		cell := map[string]string{}
		for _, k := range columnsOfCodings {
			if i, ok := at[k]; ok {
				cell[k] = row[i]
			}
		}
		code, err := reproduce.Code(st, cell["code"])
		if err != nil {
			return nil, nil, placed(place, err)
		}
		address := cell["address"]
		switch {
		case address != "":
		case cell["start"] != "":
			address = cell["document"] + "@" + cell["start"] + "-" + cell["end"]
		default:
			address = cell["document"]
		}
		d, span, err := a.Passage(address, cell["quote"])
		if err != nil {
			return nil, nil, placed(place, err)
		}
		list = append(list, coding.NewCoding{
			Passage: coding.Passage{Document: d.ID, Text: d.TextHash, Start: span.Start, End: span.End}, Code: code.Key,
			Valence: cell["valence"], Level: cell["level"], Orientation: cell["orientation"], Memo: cell["memo"],
		})
		places = append(places, place)
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("%s has no codings; its columns can be %s", file, strings.Join(columnsOfCodings, ", "))
	}
	return list, places, nil
}

// placed says where in a file an error was found; a fault keeps its hint.
func placed(place string, err error) error {
	var f *study.Fault
	if errors.As(err, &f) {
		return &study.Fault{What: f.What, Where: place, Hint: f.Hint}
	}
	return fmt.Errorf("%s: %w", place, err)
}

// commentCodings reads the comments of a document that name codes, and counts those
// that do not.
func commentCodings(a *reproduce.Analysis, st *coding.State, document string) (list []coding.NewCoding, places []string, passed int, err error) {
	d, err := a.Document(document)
	if err != nil {
		return nil, nil, 0, err
	}
	for _, k := range d.Comments {
		name, memo := namedCode(k.Text)
		found := st.Named(name)
		if len(found) != 1 || !k.Anchored || k.Span.End <= k.Span.Start {
			passed++
			continue
		}
		span := trimmed(d, k.Span)
		list = append(list, coding.NewCoding{
			Passage: coding.Passage{Document: d.ID, Text: d.TextHash, Start: span.Start, End: span.End}, Code: found[0].Key,
			Memo: memo, From: "Word comment " + k.ID,
		})
		places = append(places, d.ID+", comment "+k.ID)
	}
	if len(list) == 0 {
		return nil, nil, passed, fmt.Errorf("no comment of %s names a code on a passage", d.ID)
	}
	return list, places, passed, nil
}

// namedCode splits a comment into the code it may name and the rest: "FIT-SIM",
// "FIT-SIM: the allotment", "FIT-SIM? or PROTO". A doubt stays with the rest.
func namedCode(comment string) (name, memo string) {
	comment = strings.TrimSpace(comment)
	i := strings.IndexAny(comment, ":?\n")
	if i < 0 {
		return comment, ""
	}
	name, memo = strings.TrimSpace(comment[:i]), strings.TrimSpace(comment[i:])
	return name, strings.TrimSpace(strings.TrimPrefix(memo, ":"))
}

// trimmed leaves out white space at the ends of a span.
func trimmed(d *corpus.Document, s corpus.Span) corpus.Span {
	text, _ := corpus.Slice(d.Text, s)
	runes := []rune(text)
	blank := func(r rune) bool { return slices.Contains([]rune(" \t\n\u00a0"), r) }
	for len(runes) > 1 && blank(runes[0]) {
		runes = runes[1:]
		s.Start++
	}
	for len(runes) > 1 && blank(runes[len(runes)-1]) {
		runes = runes[:len(runes)-1]
		s.End--
	}
	return s
}
