package deposit

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"kith/ooxml"
	"kith/study"
)

// A Found is a file of a folder that no manifest describes yet.
type Found struct {
	Path   string // relative to the folder, with slashes
	Size   int64  // bytes
	Format string // Word document, Excel workbook, delimited text, or what its bytes say
	// Kind is a guess, by its format and the words of its path, at what the file
	// is: interview, focus_group, questionnaire, open_text, material, workbook,
	// documentation or other. A person must confirm it.
	Kind    string
	Problem string // why kith could not read it, and what to do; "" when it could
}

// Scan lists the files of a folder, sorted by path. It opens every file only
// far enough to say what it is.
func Scan(ctx context.Context, dir string) ([]Found, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, study.Faults{{What: "the folder is missing or may not be read", Where: dir, Hint: "name the folder with the study's files"}}
	}
	defer root.Close()
	var all []Found
	var faults study.Faults
	err = walk(ctx, root, func(name string, size int64, f io.Reader) error {
		found := Found{Path: name, Size: size}
		r, ok := f.(io.ReaderAt)
		if !ok {
			return errors.ErrUnsupported
		}
		found.recognise(r)
		all = append(all, found)
		return nil
	}, &faults)
	if err != nil {
		return nil, err
	}
	for _, f := range faults {
		all = append(all, Found{Path: f.Where, Format: "unknown format", Kind: "other", Problem: f.What + "; " + f.Hint})
	}
	slices.SortFunc(all, func(a, b Found) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

// recognise says what the bytes are.
func (f *Found) recognise(r io.ReaderAt) {
	format, err := ooxml.Sniff(r, f.Size)
	f.Format = string(format)
	ext := strings.ToLower(path.Ext(f.Path))
	switch {
	case err != nil:
		f.Problem = "the file cannot be read"
	case format == ooxml.Zip:
		// The gate for workbooks is the wider one; documents pass it too.
		pkg, err := ooxml.Open(r, f.Size, ooxml.WorkbookLimits)
		switch {
		case err != nil:
			f.problem(err)
		case pkg.IsDocument():
			f.Format = "Word document"
		case pkg.IsWorkbook():
			f.Format = "Excel workbook"
		}
	case ext == ".csv" || ext == ".tsv":
		if format == ooxml.PlainText || format == ooxml.Unknown {
			f.Format = "delimited text"
		}
	case format != ooxml.PlainText && format != ooxml.PDF && isOffice(ext):
		// The gate knows what to say of a file that is not what its name says.
		if _, err := ooxml.Open(r, f.Size, ooxml.DocumentLimits); err != nil {
			f.problem(err)
		}
	}
	f.Kind = guess(f.Path, f.Format)
}

func (f *Found) problem(err error) {
	f.Problem = err.Error()
	var e *ooxml.Error
	if errors.As(err, &e) && e.Format != "" {
		f.Format = string(e.Format)
	}
}

func isOffice(ext string) bool {
	switch ext {
	case ".docx", ".docm", ".doc", ".xlsx", ".xlsm", ".xls", ".rtf", ".odt", ".ods":
		return true
	}
	return false
}

// words that say what a document is, the most telling first.
var words = []struct{ kind, any string }{
	{"material", "consent information_sheet participant_information schedule interview_guide topic_guide debrief materials questions recruitment invitation"},
	{"documentation", "readme read_me documentation data_dictionary codebook inventory licence license"},
	{"focus_group", "focus_group focusgroup"},
	{"open_text", "open_text opentext open_ended free_text freetext"},
	{"questionnaire", "questionnaire survey"},
	{"interview", "interview transcript"},
}

// guess says by format and name what a file may be.
func guess(name, format string) string {
	switch format {
	case "Excel workbook", "delimited text", string(ooxml.BinaryWorkbook):
		if containsAny(plainName(path.Base(name)), words[1].any) {
			return "documentation"
		}
		return "workbook"
	case "Word document", string(ooxml.BinaryDocument), string(ooxml.RichText), string(ooxml.PlainText), string(ooxml.PDF):
	default:
		return "other"
	}
	// The file's own name says more than its folders do.
	for _, where := range []string{path.Base(name), path.Dir(name)} {
		for _, w := range words {
			if containsAny(plainName(where), w.any) {
				return w.kind
			}
		}
	}
	return "other"
}

func plainName(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_", ".", "_").Replace(strings.ToLower(s))
}

func containsAny(s, any string) bool {
	for _, w := range strings.Fields(any) {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
