package reproduce

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"kith/ingest/deposit"
	"kith/ingest/survey"
	"kith/study"
)

// Starter makes a commented starter manifest for the files of dir, or of
// dir/deposit where there is one. It loads without a fault, reads the documents
// it found, and lists the columns of every workbook as comments: which of them
// form pairs, only a person can say. Everything guessed is marked GUESS.
func Starter(ctx context.Context, dir string) ([]byte, error) {
	root, below := dir, "."
	if fi, err := os.Stat(filepath.Join(dir, "deposit")); err == nil && fi.IsDir() {
		root, below = filepath.Join(dir, "deposit"), "deposit"
	}
	if fi, err := os.Stat(root); err != nil || !fi.IsDir() {
		return nil, &study.Fault{What: "there is no such folder", Where: filepath.ToSlash(dir),
			Hint: "name the folder that holds the files as received"}
	}
	found, err := deposit.Scan(ctx, root)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(f deposit.Found) bool { return f.Path == study.FileName })
	if len(found) == 0 {
		return nil, &study.Fault{What: "the folder is empty", Where: filepath.ToSlash(root),
			Hint: "put the files of the study there as received, then run kith init again"}
	}
	s := starter{dir: dir, root: root, below: below, found: found}
	return s.write(), nil
}

type starter struct {
	dir, root, below string
	found            []deposit.Found
	out              bytes.Buffer
}

func (s *starter) line(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

var notInID = regexp.MustCompile(`[^\pL\pN_-]+`)

func (s *starter) write() []byte {
	abs, err := filepath.Abs(s.dir)
	if err != nil {
		abs = s.dir
	}
	id := strings.Trim(notInID.ReplaceAllString(filepath.Base(abs), "-"), "-_")
	if id == "" {
		id = "my-study"
	}
	s.line("# A starter manifest, written by kith init from the names and formats of %s.", plural(len(s.found), "file", "files"))
	s.line("# Lines marked GUESS are to be confirmed; lines behind # are to be filled in.")
	s.line("# kith validate checks this file; docs/manifest.md of kith explains every key.")
	s.line("")
	s.line("schema: kith/1")
	s.line("study:")
	s.line("  id: %s                # GUESS: the folder's name", quote(id))
	s.line("  # title: the title printed on the report")
	s.line("  # citation: how to cite the deposit")
	s.line("  disclosure: restricted  # or open: restricted suppresses small cells")
	s.line("deposit: %s", quote(s.below))
	s.globs("documentation", "", s.of("documentation"))
	s.line("")
	s.line("studies:")
	s.line("  - id: S1")
	s.line("    title: Study One")
	workbooks := s.of("workbook")
	documents := false
	for _, k := range documentKinds {
		documents = documents || len(s.of(k)) > 0
	}
	switch {
	case documents && len(workbooks) > 0:
		s.line("    analysis: [reflexive, quantitative]  # GUESS: or codebook, content; split the files over studies if there are several")
	case len(workbooks) > 0:
		s.line("    analysis: quantitative")
	default:
		s.line("    analysis: reflexive    # GUESS: or codebook, content")
	}
	s.line("    # respondents: plural noun for the people, such as Link Workers")
	s.line("    # n: {published: 22, deposited: 22}")
	if documents {
		s.line("    documents:")
		for _, k := range documentKinds {
			for _, g := range patterns(s.of(k)) {
				s.line("      - glob: %s", quote(g))
				s.line("        kind: %s  # GUESS, by the files' names", k)
			}
		}
	}
	s.globs("materials", "    ", s.of("material"))
	s.globs("other_files", "    ", append(s.of("other"), rest(workbooks)...))
	if len(workbooks) > 0 {
		s.workbook(workbooks[0])
		for _, w := range rest(workbooks) {
			s.line("")
			s.line("    # %s: another workbook, listed under other_files", w.Path)
			s.columns(w)
		}
	}
	for _, f := range s.found {
		if f.Problem != "" {
			s.line("# %s: %s", f.Path, f.Problem)
		}
	}
	return s.out.Bytes()
}

var documentKinds = []string{"interview", "focus_group", "questionnaire", "open_text"}

// of gives the readable files of one kind; unreadable ones are other files.
func (s *starter) of(kind string) []deposit.Found {
	var fs []deposit.Found
	for _, f := range s.found {
		k := f.Kind
		if f.Problem != "" && k != "material" && k != "documentation" {
			k = "other"
		}
		if k == kind {
			fs = append(fs, f)
		}
	}
	return fs
}

func rest(fs []deposit.Found) []deposit.Found {
	if len(fs) < 2 {
		return nil
	}
	return fs[1:]
}

func (s *starter) globs(key, indent string, fs []deposit.Found) {
	if len(fs) == 0 {
		return
	}
	s.line("%s%s:", indent, key)
	for _, g := range patterns(fs) {
		s.line("%s  - %s", indent, quote(g))
	}
}

// patterns names files one by one; names are data, so what a pattern would
// take for a wildcard is bracketed.
func patterns(fs []deposit.Found) []string {
	var gs []string
	for _, f := range fs {
		gs = append(gs, strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(f.Path))
	}
	return gs
}

// workbook declares one workbook by the look of its first readable sheet.
func (s *starter) workbook(f deposit.Found) {
	s.line("")
	s.line("    workbook:")
	s.line("      file: %s", quote(f.Path))
	sheets, err := survey.Headers(filepath.Join(s.root, filepath.FromSlash(f.Path)))
	main := slices.IndexFunc(sheets, func(h survey.SheetHeaders) bool { return !h.Hidden && h.HeaderRow > 0 && h.Rows > 0 })
	for i, h := range sheets {
		// The sheet with the most answers is the likeliest.
		if main >= 0 && !h.Hidden && h.HeaderRow > 0 && h.Rows*len(h.Columns) > sheets[main].Rows*len(sheets[main].Columns) {
			main = i
		}
	}
	if err != nil || main < 0 {
		s.line("      header_row: 1   # GUESS: no sheet with column names was found")
		s.line("    id_column: id     # GUESS: name the column with each respondent's id")
		return
	}
	h := sheets[main]
	if h.Sheet != "" {
		s.line("      sheet: %s   # GUESS", quote(h.Sheet))
	}
	if h.Tool != "" {
		s.line("      # GUESS: an export of %s: %s", h.Tool, h.Evidence)
	}
	if h.GroupRow > 0 {
		s.line("      group_row: %d   # GUESS: headings over several columns", h.GroupRow)
	}
	s.line("      header_row: %d   # GUESS", h.HeaderRow)
	if h.LabelRow > 0 {
		s.line("      label_row: %d   # GUESS: question texts", h.LabelRow)
	}
	s.line("      first_data_row: %d   # GUESS: %s", h.FirstDataRow, plural(h.Rows, "row of data", "rows of data"))
	s.dropped(h)
	id := guessID(h)
	if id >= 0 {
		s.line("    id_column: %s   # GUESS: every value stands once%s", quote(h.Columns[id].Name), otherIDs(h.Columns, id))
	} else {
		s.line("    id_column: id   # GUESS: no column with a different value in every row was found")
	}
	if h.Tool == "Qualtrics" {
		s.line("    # Qualtrics marks trial runs; to leave them out, where there are any:")
		s.line("    # inclusion:")
		s.line("    #   - {column: Status, not_equals: Survey Preview, reason: preview}")
	}
	s.line("    missing:")
	s.line("      - {value: \"\", reason: skipped}   # a blank cell; add codes such as -99 with their reasons")
	s.columns(f)
	s.pairs(h)
	s.line("    # Question sets, to be filled in from the columns above:")
	s.line("    #   scales:")
	s.line("    #     freq5: {points: [1, 5]}   # with labels: {Never: 1, …} where the cells hold words")
	s.line("    #   question_sets:")
	s.line("    #     - id: QS1")
	s.line("    #       title: What the set is about")
	s.line("    #       conditions: {A: {label: Before}, B: {label: Now}}")
	s.line("    #       scale: freq5")
	s.line("    #       pairs:")
	s.line("    #         - {id: qs1_01, text: Wording of the item, A: column before, B: column now}")
	s.line("    #       score: {method: mean, min_items: all}")
	s.line("    #       test: both")
	s.line("    #   published:")
	s.line("    #     - {set: QS1, t: \"-8.05\", df: \"69\", p: \"<.001\", source: table and page}")
}

// dropped proposes to leave out the columns in which survey tools keep who
// answered.
func (s *starter) dropped(h survey.SheetHeaders) {
	var names []string
	for _, c := range h.Columns {
		if name := quote(oneLine(c.Name)); c.Personal() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		s.line("      drop_columns: [%s]   # GUESS: by their names, they say who answered", strings.Join(names, ", "))
	}
}

// mayBeID reports whether a column tells all rows apart without saying who they
// are.
func mayBeID(c survey.ColumnHeader) bool {
	return c.Name != "" && c.Unique && c.Kind != "date" && !c.Personal()
}

// guessID gives the column that a survey tool keeps its ids in, or the first
// that may be one, or -1.
func guessID(h survey.SheetHeaders) int {
	named := slices.IndexFunc(h.Columns, func(c survey.ColumnHeader) bool {
		return mayBeID(c) && slices.Contains(idNames, strings.ToLower(oneLine(c.Name)))
	})
	if h.Tool != "" && named >= 0 {
		return named
	}
	return slices.IndexFunc(h.Columns, mayBeID)
}

// idNames are how survey tools call their columns of ids.
var idNames = []string{"responseid", "response id", "respondent id", "unique response number", "id"}

// otherIDs names the other columns that could be the id, for a comment.
func otherIDs(columns []survey.ColumnHeader, id int) string {
	var names []string
	for i, c := range columns {
		if i != id && mayBeID(c) && !c.Points {
			names = append(names, oneLine(c.Name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; as in " + strings.Join(names, ", ")
}

// pairs names runs of columns with the same numbers at their ends. That they
// belong together, and what they ask, only a person can say.
func (s *starter) pairs(h survey.SheetHeaders) {
	blocks := h.Blocks()
	for len(blocks) > 0 {
		first := blocks[0]
		var alike, others []survey.Block
		for _, b := range blocks {
			if slices.Equal(b.Endings, first.Endings) {
				alike = append(alike, b)
			} else {
				others = append(others, b)
			}
		}
		blocks = others
		if len(alike) < 2 {
			continue
		}
		last := first.Endings[len(first.Endings)-1]
		var names []string
		for _, b := range alike {
			names = append(names, fmt.Sprintf("%s to %s", oneLine(b.Stem+first.Endings[0]), oneLine(b.Stem+last)))
		}
		question := "do they pair?"
		if len(alike) > 2 {
			question = "which of them pair?"
		}
		s.line("    # GUESS: %s have the same %d endings: %s", strings.Join(names, " and "), len(first.Endings), question)
	}
}

// columns lists the columns of a workbook as comments, without anybody's
// answers.
func (s *starter) columns(f deposit.Found) {
	sheets, err := survey.Headers(filepath.Join(s.root, filepath.FromSlash(f.Path)))
	if err != nil {
		var fault *study.Fault
		if errors.As(err, &fault) {
			s.line("    # %s could not be read: %s", path.Base(f.Path), fault.What)
		}
		return
	}
	for _, h := range sheets {
		hidden := ""
		if h.Hidden {
			hidden = ", hidden"
		}
		name := "Columns"
		if h.Sheet != "" {
			name = fmt.Sprintf("Columns of sheet %s%s", h.Sheet, hidden)
		}
		s.line("    # %s:", name)
		for _, c := range h.Columns {
			bounds := ""
			if c.Points {
				bounds = fmt.Sprintf(", whole numbers from %d to %d", c.Low, c.High)
			}
			s.line("    #   %-3s %s  (%s%s; %d filled, %d different)", c.Letter, oneLine(c.Name), c.Kind, bounds, c.N, c.Distinct)
		}
	}
}

// oneLine keeps a column name on its comment's line.
func oneLine(name string) string { return strings.Join(strings.Fields(name), " ") }

// quote writes a YAML string that is read back as it is.
func quote(text string) string {
	if plain.MatchString(text) && !strings.EqualFold(text, "true") && !strings.EqualFold(text, "false") && !strings.EqualFold(text, "null") {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

var plain = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9._/ -]*[A-Za-z0-9._/]$|^[A-Za-z.]$`)

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
