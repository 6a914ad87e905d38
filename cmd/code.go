package cmd

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

func newCode(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "code",
		Short: "Code passages of transcripts, and list or take back codings",
		Long: `Code passages: a turn (S1_LW03#41), several (S1_LW03#41-43), code points within a
turn (S1_LW03#41:12-58), or words that stand there (--quote). Every coding is one
analyst's, is on disk when the command returns, and can be undone (kith journal undo).
` + exitHelp,
	}
	s.flags(c)
	c.AddCommand(newCodeAdd(t, s), newCodeEdit(t, s), newCodeRemove(t, s), newCodeConfirm(t, s), newCodeList(t, s), newCodeImport(t, s))
	return c
}

func newCodeAdd(t *terminal, s *sitting) *cobra.Command {
	var codes []string
	var quote string
	var n coding.NewCoding
	c := &cobra.Command{
		Use:   "add ADDRESS --code CODE",
		Short: "Code a passage with one code or several",
		Example: `  kith code add S1_LW03#41 --code FIT-SIM
  kith code add S1_LW03 --quote "she walked in with her" --code PTH-BRIDGE --level latent`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(codes) == 0 {
				return errors.New("with which code? --code CODE")
			}
			a, err := s.open(true)
			if err != nil {
				return err
			}
			d, span, err := a.Passage(args[0], quote)
			if err != nil {
				return err
			}
			n.Passage = coding.Passage{Document: d.ID, Text: d.TextHash, Start: span.Start, End: span.End}
			var list []coding.NewCoding
			a.Book.View(func(st *coding.State) {
				for _, name := range codes {
					var code *coding.Code
					if code, err = reproduce.Code(st, name); err != nil {
						return
					}
					n.Code = code.Key
					list = append(list, n)
				}
			})
			if err != nil {
				return err
			}
			ids, err := a.Book.AddCodings(list...)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, map[string]any{"address": d.AddressOf(span).String(), "codings": ids})
			}
			for i, id := range ids {
				t.printf("%s  %s  %s\n", id, d.AddressOf(span), codes[i])
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&codes, "code", nil, "a code's name; several give several codings")
	c.Flags().StringVar(&quote, "quote", "", "the words to code, as they stand in the passage")
	codingFlags(c, &n)
	return c
}

func codingFlags(c *cobra.Command, n *coding.NewCoding) {
	c.Flags().StringVar(&n.Valence, "valence", "", "the process is "+strings.Join(coding.Valences, ", ")+" in the passage")
	c.Flags().StringVar(&n.Level, "level", "", strings.Join(coding.Levels, ", "))
	c.Flags().StringVar(&n.Orientation, "orientation", "", strings.Join(coding.Orientations, ", "))
	c.Flags().StringVar(&n.Memo, "memo", "", "a note on the coding")
}

func newCodeEdit(t *terminal, s *sitting) *cobra.Command {
	var to string
	var n coding.NewCoding
	c := &cobra.Command{
		Use:   "edit CODING",
		Short: "Move a coding's edges, or say its valence, level, orientation or memo",
		Example: `  kith code edit 9f86d081884c7d65 --to S1_LW03#41:12-70
  kith code edit 9f86d081884c7d65 --valence absent`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			set := map[string]any{}
			for name, value := range map[string]string{"valence": n.Valence, "level": n.Level, "orientation": n.Orientation, "memo": n.Memo} {
				if c.Flags().Changed(name) {
					set[name] = value
				}
			}
			if to == "" {
				if len(set) == 0 {
					return errors.New("nothing to change: give --to, --valence, --level, --orientation or --memo")
				}
				_, _, book, err := s.book(true)
				if err != nil {
					return err
				}
				if err := book.EditCoding(args[0], set); err != nil {
					return err
				}
				return s.done(t, map[string]any{"coding": args[0], "what": "changed"}, "%s changed", args[0])
			}
			a, err := s.open(true)
			if err != nil {
				return err
			}
			d, span, err := a.Passage(to, "")
			if err != nil {
				return err
			}
			a.Book.View(func(st *coding.State) {
				switch k := st.Coding(args[0]); {
				case k == nil:
				case k.Document == d.ID && k.Text != d.TextHash && k.Carried == coding.Lost:
					err = fmt.Errorf("coding %s is lost: its words are not in the text any more; remove it, and code anew", k.ID)
				case k.Document != d.ID:
					err = fmt.Errorf("coding %s is in %s; a coding cannot move to another document", k.ID, k.Document)
				case k.Text != d.TextHash:
					err = fmt.Errorf("coding %s points into an earlier text of %s; kith ingest lets it follow", k.ID, k.Document)
				}
			})
			if err != nil {
				return err
			}
			set["start"], set["end"] = span.Start, span.End
			if err := a.Book.EditCoding(args[0], set); err != nil {
				return err
			}
			return s.done(t, map[string]any{"coding": args[0], "what": "changed", "address": d.AddressOf(span).String()}, "%s  %s", args[0], d.AddressOf(span))
		},
	}
	c.Flags().StringVar(&to, "to", "", "the address of the passage it shall have")
	codingFlags(c, &n)
	return c
}

func newCodeRemove(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "remove CODING...",
		Short:   "Take back codings of your own",
		Example: "  kith code remove 9f86d081884c7d65",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			for _, id := range args {
				if err := book.RemoveCoding(id, reason); err != nil {
					return err
				}
				if !s.json {
					t.printf("%s removed\n", id)
				}
			}
			if s.json {
				return printJSON(t, map[string]any{"codings": args, "what": "removed"})
			}
			return nil
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newCodeConfirm(t *terminal, s *sitting) *cobra.Command {
	return &cobra.Command{
		Use:   "confirm CODING...",
		Short: "Say that codings are right where a changed text has taken them",
		Long: `After kith ingest --refreeze, codings whose words were moved or changed carry a mark
(kith extracts --carried changed). Confirm takes it from codings of your own.
` + exitHelp,
		Example: "  kith code confirm 9f86d081884c7d65",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			for _, id := range args {
				if err := book.ConfirmCoding(id); err != nil {
					return err
				}
				if !s.json {
					t.printf("%s confirmed\n", id)
				}
			}
			if s.json {
				return printJSON(t, map[string]any{"codings": args, "what": "confirmed"})
			}
			return nil
		},
	}
}

func newCodeList(t *terminal, s *sitting) *cobra.Command {
	var f reproduce.Filter
	c := &cobra.Command{
		Use:     "list",
		Short:   "List codings by place, without their words",
		Example: "  kith code list --document S1_LW03 --analyst TM",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return printExtracts(t, s, f, false, 0)
		},
	}
	filterFlags(c, &f)
	s.past(c)
	return c
}

func filterFlags(c *cobra.Command, f *reproduce.Filter) {
	c.Flags().StringVar(&f.Code, "code", "", "a code's name")
	c.Flags().BoolVar(&f.Below, "below", false, "the codes below it too")
	c.Flags().StringVar(&f.Document, "document", "", "a document's id")
	c.Flags().StringVar(&f.Study, "in", "", "a study's id, such as S1")
	c.Flags().StringVar(&f.Role, "role", "", "a role's id, such as LW")
	c.Flags().StringVar(&f.Participant, "participant", "", "a participant's id")
	c.Flags().StringVar(&f.Analyst, "analyst", "", "whose codings")
	c.Flags().StringVar(&f.Valence, "valence", "", strings.Join(coding.Valences, ", "))
	c.Flags().StringVar(&f.Carried, "carried", "", "how the words came through a change of the text: moved, changed, lost")
}

// printExtracts prints codings as a list, or with their words.
func printExtracts(t *terminal, s *sitting, f reproduce.Filter, quotes bool, context int) error {
	a, state, err := s.view(t)
	if err != nil {
		return err
	}
	list, err := a.Extracts(state, f, quotes, context)
	if err != nil {
		return err
	}
	if s.json {
		if list == nil {
			list = []reproduce.Extract{}
		}
		return printJSON(t, list)
	}
	if !quotes {
		g := &grid{heads: []string{"coding", "address", "code", "analyst", "role", "participant", "words"}, numeric: []bool{false, false, false, false, false, false, true}}
		for _, e := range list {
			where := e.Address
			switch {
			case where == "" && e.Study == "":
				where = e.Coding.Document + " (no such document)"
			case where == "" && e.Gone:
				where = e.Coding.Document + " (taken out)"
			case where == "" && e.Coding.Carried == coding.Lost:
				where = e.Coding.Document + " (lost)"
			case where == "":
				where = e.Coding.Document + " (text changed)"
			case e.Coding.Carried == coding.Changed:
				where += " (changed)"
			}
			g.add(e.Coding.ID, where, e.Code, e.Coding.Analyst, e.Role, e.Participant, strconv.Itoa(e.Words))
		}
		g.print(t, 0)
		t.printf("\n%s\n", plural(len(list), "coding", "codings"))
		return nil
	}
	for i, e := range list {
		if i > 0 {
			t.printf("\n")
		}
		t.printf("%s  %s  %s  %s\n", e.Address, e.Code, e.Speaker, e.Coding.ID)
		passage := e.Before + t.paint("1", e.Text) + e.After
		for _, line := range strings.Split(passage, "\n") {
			t.printf("  %s\n", line)
		}
	}
	t.printf("\n%s\n", plural(len(list), "extract", "extracts"))
	return nil
}

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
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // only read
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	at := map[string]int{}
	for i, h := range head {
		at[strings.TrimPrefix(strings.ToLower(strings.TrimSpace(h)), "\ufeff")] = i
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

func newExtracts(t *terminal) *cobra.Command {
	s := &sitting{}
	var f reproduce.Filter
	var quotes bool
	var around int
	c := &cobra.Command{
		Use:   "extracts",
		Short: "Show what has been coded, by code, study, role or participant",
		Long: `Show the extracts of a code, a family (--below), a study, a role, a participant or
an analyst, in the order of documents and places. Their words are shown only with
--quotes, on this screen alone.
` + exitHelp,
		Example: `  kith extracts --code SI-BEL --quotes
  kith extracts --code FIT --below --role SU --quotes --context 80`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return printExtracts(t, s, f, quotes, around)
		},
	}
	s.flags(c)
	filterFlags(c, &f)
	s.past(c)
	c.Flags().BoolVar(&quotes, "quotes", false, "show the words")
	c.Flags().IntVar(&around, "context", 0, "code points to show on each side of the words")
	return c
}

func newCoverage(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Show how far each document has been coded",
		Long: `Show for every document the turns of participants, how many of them carry a coding,
and the share of what participants said that is coded. It tells where you have been,
and is no measure of quality; a good analysis may leave much uncoded.
` + exitHelp,
		Example: "  kith coverage --as TM",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			list, err := coverage(t, s)
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, list)
			}
			g := &grid{heads: []string{"document", "study", "role", "turns", "coded", "share", "codings", "codes"}, numeric: []bool{false, false, false, true, true, true, true, true}}
			lost := 0
			for _, d := range list {
				g.add(d.Document, d.Study, d.Role, strconv.Itoa(d.Turns), strconv.Itoa(d.Coded), fmt.Sprintf("%.0f %%", 100*d.Share), strconv.Itoa(d.Codings), strconv.Itoa(d.Codes))
				lost += d.Lost
			}
			g.print(t, 0)
			if lost > 0 {
				t.warn("%s into a text that has changed; kith ingest carries those whose words are still there, kith code list names the rest", plural(lost, "coding points", "codings point"))
			}
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	return c
}

func newUncoded(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:     "uncoded [DOCUMENT]",
		Short:   "List the turns of participants that nobody has coded",
		Long:    "List the turns of participants that carry no coding, by address.\n" + exitHelp,
		Example: "  kith uncoded S1_LW03",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := coverage(t, s)
			if err != nil {
				return err
			}
			addresses := []string{}
			for _, d := range list {
				if len(args) == 1 && !strings.EqualFold(d.Document, args[0]) {
					continue
				}
				for _, n := range d.Uncoded {
					addresses = append(addresses, fmt.Sprintf("%s#%d", d.Document, n))
				}
			}
			if s.json {
				return printJSON(t, addresses)
			}
			for _, address := range addresses {
				t.printf("%s\n", address)
			}
			return nil
		},
	}
	s.flags(c)
	s.past(c)
	return c
}

func coverage(t *terminal, s *sitting) ([]reproduce.Coverage, error) {
	a, state, err := s.view(t)
	if err != nil {
		return nil, err
	}
	return a.Coverage(state, s.as)
}
