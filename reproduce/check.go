package reproduce

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kith/report"
	"kith/study"
)

// tolerance is the relative difference below which two numbers of results.json
// are the same: processors differ in the last bits.
const tolerance = 1e-9

// Check compares the report in dir with results computed afresh, and gives
// every difference by table, row and column: first the printed tables, then the
// numbers of results.json that no table prints, then the files that were edited,
// damaged or removed since kith wrote them. A report made by another version of
// kith, or on another processor, is held to its results alone.
func Check(dir string, r *Run) ([]report.Change, error) {
	was, raw, err := readResults(dir)
	if err != nil {
		return nil, err
	}
	changes := report.Diff(was, r.Results)
	if len(changes) == 0 {
		if changes, err = compareJSON(raw, r.Results); err != nil {
			return nil, err
		}
	}
	edited, err := editedFiles(dir, r)
	return append(changes, edited...), err
}

// editedFiles names what was edited since kith wrote it: the cells of a table,
// or else the whole file. Results are compared by what they say and provenance
// stands apart, so neither is looked at here.
func editedFiles(dir string, r *Run) ([]report.Change, error) {
	m, err := readMarker(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // the folder was copied without its marker
	}
	if err != nil {
		return nil, &study.Fault{What: "the list of the report's files cannot be read: " + err.Error(),
			Where: filepath.Join(dir, markerName), Hint: "restore it, or make the report again with kith report"}
	}
	var fresh []report.File
	var changes []report.Change
	for _, f := range m.Files {
		if f.Path == "results.json" || f.Path == "provenance.json" {
			continue
		}
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			changes = append(changes, report.Change{Table: f.Path, Row: "file", Was: "missing", Now: "made"})
			continue
		case err != nil:
			return nil, err
		case hash(have) == f.SHA256, hash(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n"))) == f.SHA256:
			continue
		}
		if fresh == nil {
			if fresh, err = r.Files(); err != nil {
				return nil, err
			}
		}
		whole := []report.Change{{Table: f.Path, Row: "file", Was: "edited or damaged", Now: "as kith makes it"}}
		if i := slices.IndexFunc(fresh, func(n report.File) bool { return n.Path == f.Path }); i >= 0 && strings.HasSuffix(f.Path, ".csv") {
			if cells := compareCSV(f.Path, have, fresh[i].Data); len(cells) > 0 {
				whole = cells
			}
		}
		changes = append(changes, whole...)
	}
	return changes, nil
}

func readResults(dir string) (*report.Results, []byte, error) {
	name := filepath.Join(dir, "results.json")
	raw, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &study.Fault{What: "there is no report to check", Where: dir, Hint: "make one with kith report first, or name its folder with -o"}
	}
	if err != nil {
		return nil, nil, err
	}
	var was report.Results
	if err := json.Unmarshal(raw, &was); err != nil {
		return nil, nil, &study.Fault{What: "results.json cannot be read: " + err.Error(), Where: dir, Hint: "restore it, or make the report again with kith report"}
	}
	if was.Schema != report.ResultsSchema {
		return nil, nil, &study.Fault{What: fmt.Sprintf("results.json has the unknown format %q", was.Schema), Where: dir, Hint: "this kith reads " + report.ResultsSchema}
	}
	return &was, raw, nil
}

// compareJSON compares every number and text of results.json, and names a
// difference by its path. What only one side has is left out where a newer
// kith may have added it.
func compareJSON(was []byte, now *report.Results) ([]report.Change, error) {
	fresh, err := json.Marshal(now)
	if err != nil {
		return nil, err
	}
	var a, b any
	if err := json.Unmarshal(was, &a); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(fresh, &b); err != nil {
		return nil, err
	}
	var changes []report.Change
	walkJSON("", a, b, func(path string, was, now any) {
		changes = append(changes, report.Change{Table: "results.json", Row: path, Was: fmt.Sprint(was), Now: fmt.Sprint(now)})
	})
	return changes, nil
}

func walkJSON(path string, a, b any, differ func(path string, a, b any)) {
	switch a := a.(type) {
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok {
			differ(path, a, b)
			return
		}
		keys := make([]string, 0, len(a))
		for k := range a {
			if _, both := m[k]; both {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			walkJSON(strings.TrimPrefix(path+"."+k, "."), a[k], m[k], differ)
		}
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			differ(path, fmt.Sprintf("%d entries", len(a)), fmt.Sprintf("%d entries", len(l)))
			return
		}
		for i := range a {
			walkJSON(fmt.Sprintf("%s[%s]", path, entryName(a[i], i)), a[i], l[i], differ)
		}
	case float64:
		f, ok := b.(float64)
		if !ok || math.Abs(a-f) > tolerance*math.Max(math.Abs(a), math.Abs(f)) {
			differ(path, a, b)
		}
	default:
		if a != b {
			differ(path, a, b)
		}
	}
}

// entryName names an entry of a list by its id where it has one.
func entryName(v any, i int) string {
	if m, ok := v.(map[string]any); ok {
		for _, k := range []string{"id", "column", "study"} {
			if s, ok := m[k].(string); ok {
				return s
			}
		}
	}
	return fmt.Sprint(i)
}

// compareCSV names the cells in which two CSV tables differ by their row and the heading of their column.
func compareCSV(path string, was, now []byte) []report.Change {
	a, errA := csv.NewReader(bytes.NewReader(was)).ReadAll()
	b, errB := csv.NewReader(bytes.NewReader(now)).ReadAll()
	if errA != nil || errB != nil || len(a) != len(b) || len(a) == 0 {
		return []report.Change{{Table: path, Row: "file", Was: fmt.Sprintf("%d rows", len(a)), Now: fmt.Sprintf("%d rows", len(b))}}
	}
	var changes []report.Change
	for i := range a {
		for j := range max(len(a[i]), len(b[i])) {
			x, y := at(a[i], j), at(b[i], j)
			if x != y {
				changes = append(changes, report.Change{Table: path, Row: rowName(b[0], b[i]), Column: at(b[0], j), Was: x, Now: y})
			}
		}
	}
	return changes
}

// rowName names a row of a table by its first cell that is no section heading.
func rowName(heads, row []string) string {
	if at(heads, 0) == "section" {
		return at(row, 1)
	}
	return at(row, 0)
}

func at(row []string, j int) string {
	if j < len(row) {
		return row[j]
	}
	return ""
}
