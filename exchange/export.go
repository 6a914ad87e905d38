// Package exchange gives a study's data in the formats of other programs.
//
// A data set is exported as data.csv, a dictionary of its variables and of
// their values, and syntax that loads it into R and SPSS with value labels,
// missing values and levels of measurement declared. Answers are the clean ones
// that kith analyses, as answered: nothing is reversed or scored.
package exchange

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kith/report"
	"kith/reproduce"
	"kith/study"
	"kith/study/dataset"
)

// IDs says how the rows of an export name their respondents.
type IDs string

// The ways to name respondents.
const (
	NoIDs      IDs = "none"    // not at all
	RunningIDs IDs = "running" // role and running number: LW007
	RealIDs    IDs = "real"    // as in the file
)

// PrivateNotice says what a private export holds.
const PrivateNotice = "this folder holds the participants' answers: keep it as restricted as the deposit"

// A table is one data set ready to be written: names that every program takes,
// numbers, and for every reason of a missing answer a number of its own.
type table struct {
	book    *reproduce.Codebook
	log     []dataset.LogEntry
	changes []dataset.Change
	file    string   // of the manifest, as faults name it
	ids     []string // nil without ids
	idName  string
	names   []string // of the variables in SPSS, by their place
	columns []*dataset.Column
	values  [][]float64
	reasons []reason
}

// A reason is why an answer is missing, and the number that says so in
// data.csv, which no answer has.
type reason struct {
	Code float64
	Name string
}

// Files gives an export of a data set, in the order of their paths: data.csv,
// dictionary.csv, values.csv, cleaning-log.csv, load.R, load.sps and
// README.txt. The rows stand in the order of the workbook.
func Files(m *study.Manifest, part *study.Part, set *dataset.Set, ids IDs) []report.File {
	t := newTable(reproduce.Describe(m, part, set), part, set, ids)
	t.file = m.File
	return []report.File{
		{Path: "README.txt", Data: []byte(t.readme(m, ids))},
		{Path: "cleaning-log.csv", Data: t.cleaningLog()},
		{Path: "data.csv", Data: t.data()},
		{Path: "dictionary.csv", Data: Dictionary([]*reproduce.Codebook{t.book})},
		{Path: "load.R", Data: []byte(t.rSyntax())},
		{Path: "load.sps", Data: []byte(t.spssSyntax())},
		{Path: "values.csv", Data: t.valueList()},
	}
}

func newTable(book *reproduce.Codebook, part *study.Part, set *dataset.Set, ids IDs) *table {
	t := &table{book: book, log: set.Log, changes: set.Changes}
	taken := map[string]bool{}
	if ids == RunningIDs || ids == RealIDs {
		t.idName = "respondent"
		if ids == RealIDs && part.IDColumn.Name != "" {
			t.idName = part.IDColumn.Name
		}
		taken[strings.ToUpper(spssName(t.idName))] = true
		t.ids = set.IDs
		if ids == RunningIDs {
			t.ids = runningIDs(part, set.N())
		}
	}
	lowest := 0.0
	var why []string
	for i := range book.Variables {
		v := &book.Variables[i]
		col := set.Column(v.Name)
		x := v.Codes(col)
		t.columns, t.values = append(t.columns, col), append(t.values, x)
		t.names = append(t.names, unused(taken, spssName(v.Name)))
		for k := range x {
			if !math.IsNaN(x[k]) {
				lowest = min(lowest, x[k])
			}
		}
		for _, r := range col.Missing.Counts() {
			if !slices.Contains(why, r.Reason) {
				why = append(why, r.Reason)
			}
		}
		for _, k := range v.Values {
			lowest = min(lowest, k.Code)
		}
	}
	slices.Sort(why)
	// -901, -902, …, or below whatever is the lowest answer.
	base := -900.0
	for base > lowest-1 {
		base = base*10 - 900
	}
	for i, name := range why {
		t.reasons = append(t.reasons, reason{base - float64(i+1), name})
	}
	return t
}

// runningIDs gives the role of the respondents and a running number; R where the
// study has no role or several.
func runningIDs(part *study.Part, n int) []string {
	role := "R"
	if len(part.Roles) == 1 {
		role = part.Roles[0].ID
	}
	ids := make([]string, n)
	for i := range ids {
		ids[i] = reproduce.RunningID(role, i+1, n)
	}
	return ids
}

// code gives the number of a reason.
func (t *table) code(why string) float64 {
	for _, r := range t.reasons {
		if r.Name == why {
			return r.Code
		}
	}
	return math.NaN()
}

// data is data.csv: one row a respondent, answers as numbers.
func (t *table) data() []byte {
	var head []string
	if t.ids != nil {
		head = append(head, report.Spreadsheet(t.idName))
	}
	for _, v := range t.book.Variables {
		head = append(head, report.Spreadsheet(v.Name))
	}
	if t.book.Synthetic {
		head = append(head, syntheticName)
	}
	rows := [][]string{head}
	for i := range t.book.N {
		var row []string
		if t.ids != nil {
			row = append(row, report.Spreadsheet(t.ids[i]))
		}
		for j, x := range t.values {
			value := x[i]
			if why := t.columns[j].Missing.At(i); why != "" {
				value = t.code(why)
			}
			row = append(row, number(value))
		}
		if t.book.Synthetic {
			row = append(row, "1")
		}
		rows = append(rows, row)
	}
	return writeCSV(rows)
}

// syntheticName is the last column of made-up data.
const syntheticName = "SYNTHETIC"

// Dictionary gives the variables of codebooks as CSV, one row a variable, for
// spreadsheets: a text that a spreadsheet would take for a formula has an
// apostrophe before it.
func Dictionary(books []*reproduce.Codebook) []byte {
	rows := [][]string{{"study", "variable", "label", "question", "kind", "measure", "scale", "low", "high", "group", "role", "values", "n", "missing", "distribution", "mean", "sd", "min", "max"}}
	synthetic := slices.ContainsFunc(books, func(b *reproduce.Codebook) bool { return b.Synthetic })
	for _, b := range books {
		for _, v := range b.Variables {
			low, high := "", ""
			if len(v.Points) == 2 {
				low, high = strconv.Itoa(v.Points[0]), strconv.Itoa(v.Points[1])
			}
			var values, counts, missing []string
			for _, k := range v.Values {
				values = append(values, strings.TrimSpace(number(k.Code)+" "+k.Label))
				counts = append(counts, number(k.Code)+": "+Count(k))
			}
			for _, k := range v.Missing {
				missing = append(missing, fmt.Sprintf("%s: %d", k.Reason, k.N))
			}
			row := []string{
				b.Study, v.Name, v.Label, v.Question, v.Kind, v.Measure, v.Scale, low, high, v.Group, RoleWords(v),
				strings.Join(values, "; "), strconv.Itoa(v.N), strings.Join(missing, "; "), strings.Join(counts, "; "),
			}
			for i := range row {
				row[i] = report.Spreadsheet(row[i])
			}
			for _, x := range []report.Num{v.Mean, v.SD, v.Min, v.Max} {
				row = append(row, number(float64(x)))
			}
			rows = append(rows, row)
		}
	}
	if synthetic {
		rows[0] = append(rows[0], "data")
		for i := range rows[1:] {
			rows[i+1] = append(rows[i+1], syntheticName)
		}
	}
	return writeCSV(rows)
}

// Count gives the count of a value in words: < 5 where it is small and
// suppressed, – where a small one could be worked out from it.
func Count(k reproduce.Value) string {
	switch k.Suppressed {
	case "small":
		return "< 5"
	case "":
		return strconv.Itoa(k.N)
	}
	return "–"
}

// RoleWords says what a variable does in the question sets: QS2 qs2_04, B With
// the toolkit, reverse-keyed.
func RoleWords(v reproduce.Variable) string {
	var out []string
	for _, r := range v.Roles {
		s := fmt.Sprintf("%s %s, %s %s", r.Set, r.Item, r.Side, r.Condition)
		if r.Reverse {
			s += ", reverse-keyed"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// valueList is values.csv: what every number in data.csv stands for.
func (t *table) valueList() []byte {
	rows := [][]string{{"variable", "code", "label", "missing"}}
	for i, v := range t.book.Variables {
		for _, k := range v.Values {
			rows = append(rows, []string{report.Spreadsheet(v.Name), number(k.Code), report.Spreadsheet(k.Label), "no"})
		}
		for _, r := range t.reasons {
			if t.columns[i].Missing.Has(r.Name) {
				rows = append(rows, []string{report.Spreadsheet(v.Name), number(r.Code), report.Spreadsheet(r.Name), "yes"})
			}
		}
	}
	return writeCSV(rows)
}

// cleaningLog is what was noticed while reading, then every value and row that
// is not as in the file: what it was, what became of it, and by which rule.
func (t *table) cleaningLog() []byte {
	rows := [][]string{{"kind", "where", "what", "count", "was", "became", "rule"}}
	for _, e := range t.log {
		rows = append(rows, []string{e.Kind, report.Spreadsheet(e.Where), report.Spreadsheet(e.What), strconv.Itoa(e.Count), "", "", ""})
	}
	for _, c := range t.changes {
		if t.file != "" { // no path of this machine
			c.Rule = strings.ReplaceAll(c.Rule, t.file, filepath.Base(t.file))
		}
		rows = append(rows, []string{"change", report.Spreadsheet(c.Where), "", "1", report.Spreadsheet(c.Was), report.Spreadsheet(c.Became), report.Spreadsheet(c.Rule)})
	}
	return writeCSV(rows)
}

func (t *table) readme(m *study.Manifest, ids IDs) string {
	var b strings.Builder
	title := cmp.Or(m.Study.Title, m.Study.ID)
	fmt.Fprintf(&b, "%s: data of %s\n\n", oneLine(title), oneLine(t.book.Title))
	if t.book.Synthetic {
		b.WriteString("SYNTHETIC: made-up data, no participants.\n\n")
	}
	if t.book.Restricted {
		b.WriteString("RESTRICTED: " + PrivateNotice + ".\n\n")
	}
	fmt.Fprintf(&b, `data.csv          %d respondents, %d variables; answers as numbers
dictionary.csv    the variables: label, kind, scale, role, answers and missing answers
values.csv        what each number stands for, the missing codes among them
cleaning-log.csv  what was left out or changed while the workbook was read
load.R            reads data.csv into R: source("load.R") in this folder
load.sps          reads data.csv into SPSS or PSPP: run it in this folder

The answers are as given: reverse-keyed items are not turned round, and nothing
is scored. Rows stand in the order of the workbook. A missing answer is a
number that no answer has, one for each reason:
`, t.book.N, len(t.book.Variables))
	for _, r := range t.reasons {
		fmt.Fprintf(&b, "  %s  %s\n", number(r.Code), oneLine(r.Name))
	}
	if len(t.reasons) == 0 {
		b.WriteString("  (no answer is missing)\n")
	}
	switch ids {
	case RunningIDs:
		b.WriteString("\nRespondents are named by role and running number, not by their ids.\n")
	case RealIDs:
		b.WriteString("\nRespondents are named by their real ids: they lead to the people and to every other\nfile that has them.\n")
	default:
		b.WriteString("\nRespondents have no ids here.\n")
	}
	b.WriteString("\nIn the .csv files a text that a spreadsheet would take for a formula (it begins with\n= + - @, a tab or a line break) has an apostrophe before it. Numbers have none.\n")
	return b.String()
}

// number gives a number with a point, and nothing where it is not defined.
func number(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func writeCSV(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // a bytes.Buffer takes everything
	return b.Bytes()
}
