package reproduce

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"kith/ingest/disclose"
	"kith/ooxml"
	"kith/report"
	"kith/study"
)

// Disclose looks through every file of the deposit of m for what may still say
// who somebody is, and gives the findings with the decisions that lie beside
// the manifest. It writes nothing.
func Disclose(ctx context.Context, m *study.Manifest, p Progress) (*disclose.Report, *disclose.Log, error) {
	l, err := List(ctx, m, p)
	if err != nil {
		return nil, nil, err
	}
	log, err := disclose.OpenLog(m.Dir)
	if err != nil {
		return nil, nil, err
	}
	files := make([]disclose.File, len(l.Files))
	for i := range l.Files {
		f := &l.Files[i]
		files[i] = disclose.File{Path: f.Path, Own: f.Kind == "material" || f.Kind == "documentation"}
		if f.Decl != nil && (f.Decl.Read == nil || *f.Decl.Read) {
			src := sourceOf(m, f)
			files[i].Transcript = &src
		}
	}
	p.Step("disclosure", len(files))
	r, err := disclose.Scan(ctx, m.DepositDir(), files, manifestWords(m), p.Advance)
	if err != nil {
		return nil, nil, err
	}
	log.Apply(r)
	return r, log, nil
}

// manifestWords gives the texts of a manifest that are words of the study:
// titles, labels, questions. Patterns and names of files are none, because a
// file may be named after a person.
func manifestWords(m *study.Manifest) []string {
	var words []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			switch v.Interface().(type) {
			case study.Pos, study.Glob:
				return
			}
			for i := range v.NumField() {
				switch f := v.Type().Field(i); {
				case !f.IsExported(), slices.Contains([]string{"File", "Dir", "Deposit", "Citation", "Pattern", "IDPattern", "Glob"}, f.Name):
				default:
					walk(v.Field(i))
				}
			}
		case reflect.String:
			words = append(words, v.String())
		}
	}
	walk(reflect.ValueOf(m))
	return words
}

// DisclosureCSV is the private report of what was found: places, reasons,
// decisions, and the words themselves.
func DisclosureCSV(r *disclose.Report) []byte {
	rows := [][]string{{"id", "level", "kind", "file", "area", "places", "words", "why", "decision", "by", "on", "reason"}}
	for _, f := range r.Findings {
		rows = append(rows, []string{
			f.ID, string(f.Level), string(f.Kind), report.Spreadsheet(f.File), report.Spreadsheet(f.Area), report.Spreadsheet(strings.Join(f.Places, "; ")),
			report.Spreadsheet(f.Words), report.Spreadsheet(f.Why), string(f.Decision), report.Spreadsheet(f.By), f.On, report.Spreadsheet(f.Reason),
		})
	}
	return table(rows)
}

// A StrippedDeposit says what [StripDeposit] did.
type StrippedDeposit struct {
	Copies  int                   // files written
	Removed map[disclose.Kind]int // what the copies no longer hold
	Refused study.Faults          // files without a copy, and why
}

// StripDeposit writes copies of the Word documents and workbooks of a deposit
// into dir, each without what it kept beside its text, under the same paths.
// The deposit stays as it is; dir must lie outside it. Files of other kinds,
// and those whose text would change, have no copy and are among the Refused.
// Only the owner may read the copies.
func StripDeposit(ctx context.Context, m *study.Manifest, dir string, p Progress) (*StrippedDeposit, error) {
	if err := CheckOutside(dir, m.DepositDir()); err != nil {
		return nil, err
	}
	l, err := List(ctx, m, p)
	if err != nil {
		return nil, err
	}
	done := &StrippedDeposit{Removed: map[disclose.Kind]int{}}
	var copies []report.File
	p.Step("copies", len(l.Files))
	for _, f := range l.Files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := os.ReadFile(filepath.Join(m.DepositDir(), filepath.FromSlash(f.Path)))
		var s *disclose.Stripped
		if err == nil {
			s, err = disclose.Strip(data)
		}
		p.Advance()
		var e *ooxml.Error
		switch {
		case err == nil:
			copies = append(copies, report.File{Path: f.Path, Data: s.Data})
			for kind, n := range s.Removed {
				done.Removed[kind] += n
			}
		case errors.As(err, &e):
			done.Refused = append(done.Refused, &study.Fault{What: e.What, Where: f.Path, Hint: e.Hint})
		default:
			done.Refused = append(done.Refused, &study.Fault{What: err.Error(), Where: f.Path})
		}
	}
	done.Copies = len(copies)
	_, err = WriteData(ctx, dir, copies, true)
	return done, err
}
