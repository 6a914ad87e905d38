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

// Check compares the report in dir with one made afresh from r, and gives
// every difference by table, row and column. It first compares the printed
// tables of results.json, then the numbers that no table prints, then the CSV
// tables as they lie in dir, and, when the same kith made dir, every other
// file. A report made by another version is held to its results alone.
func Check(dir string, r *Run) ([]report.Change, error) {
	was, raw, err := readResults(dir)
	if err != nil {
		return nil, err
	}
	changes := report.Diff(was, r.Results)
	files, err := r.Files()
	if err != nil {
		return nil, err
	}
	if len(changes) == 0 {
		if changes, err = compareJSON(raw, r.Results); err != nil {
			return nil, err
		}
	}
	sameKith := madeBy(dir) == r.Provenance.Kith
	for _, f := range files {
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if sameKith {
				changes = append(changes, report.Change{Table: f.Path, Row: "file", Was: "missing", Now: "made"})
			}
		case err != nil:
			return nil, err
		case bytes.Equal(have, f.Data):
		case strings.HasPrefix(f.Path, "tables/"):
			// What the tables of results.json already said is not said twice.
			changes = append(changes, unsaid(compareCSV(f.Path, have, f.Data), changes)...)
		case sameKith && len(changes) == 0 && f.Path != "provenance.json":
			changes = append(changes, report.Change{Table: f.Path, Row: "file", Was: "edited or damaged", Now: "as kith makes it"})
		}
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

// madeBy is the version of kith that made the report in dir.
func madeBy(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, "provenance.json"))
	if err != nil {
		return ""
	}
	var p report.Provenance
	if json.Unmarshal(data, &p) != nil {
		return ""
	}
	return p.Kith
}

// unsaid leaves out the changes of cells that are listed already.
func unsaid(found, said []report.Change) []report.Change {
	return slices.DeleteFunc(found, func(c report.Change) bool {
		return slices.ContainsFunc(said, func(s report.Change) bool { return s.Row == c.Row && s.Column == c.Column && s.Now == c.Now })
	})
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

// compareCSV names the cells in which two CSV tables differ by the first cell
// of their row and the heading of their column.
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
				changes = append(changes, report.Change{Table: path, Row: at(b[i], 0), Column: at(b[0], j), Was: x, Now: y})
			}
		}
	}
	return changes
}

func at(row []string, j int) string {
	if j < len(row) {
		return row[j]
	}
	return ""
}
