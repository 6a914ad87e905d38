package disclose

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kith/study"
)

// The files of a decision log, beside the manifest.
const (
	LogName = "disclosure.csv" // the decisions
	KeyName = "disclosure.key" // what ties them to the words
)

// A Decision is what a person made of a finding.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Accepted  Decision = "accepted" // it may stay
	ToFix     Decision = "to fix"   // it must go before the deposit is shared
)

// A Verdict is a decision with who made it, when, and why.
type Verdict struct {
	Decision Decision `json:"decision"`
	By       string   `json:"by,omitempty"`
	On       string   `json:"on,omitempty"` // a date: 2026-11-23
	Reason   string   `json:"reason,omitempty"`
}

// A Log is the decisions on the findings of a deposit. Its file names places,
// kinds and reasons; the words it does not hold, only a hash of them under a
// secret key that lies beside it. Without the key nobody can try names until
// one fits. The key is as restricted as the deposit, the log is not.
type Log struct {
	dir  string
	key  []byte
	rows map[string]entry // by mark
}

type entry struct {
	mark, file, place string
	kind              Kind
	Verdict
}

var logHead = []string{"mark", "file", "place", "kind", "decision", "by", "on", "reason"}

// OpenLog reads the log in a folder; one without any is empty. A log whose key
// is missing is a fault: its decisions cannot be told to findings.
func OpenLog(dir string) (*Log, error) {
	l := &Log{dir: dir, rows: map[string]entry{}}
	name := filepath.Join(dir, LogName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the decisions: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(dir, KeyName))
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(data) > 0:
		return nil, &study.Fault{What: "the key of the decisions is missing", Where: KeyName,
			Hint: "copy it from whoever keeps the deposit, to lie beside " + LogName + "; without it, move " + LogName + " away and decide again"}
	case errors.Is(err, fs.ErrNotExist):
		return l, nil
	case err != nil:
		return nil, fmt.Errorf("read the key of the decisions: %w", err)
	}
	if l.key, err = hex.DecodeString(strings.TrimSpace(string(text))); err != nil || len(l.key) < 16 {
		return nil, &study.Fault{What: "the key of the decisions is damaged", Where: KeyName, Hint: "copy it again from whoever keeps the deposit"}
	}
	return l, l.parse(data)
}

func (l *Log) parse(data []byte) error {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))))
	rows, err := r.ReadAll()
	if err != nil {
		return &study.Fault{What: "the log of decisions is no CSV that kith wrote: " + err.Error(), Where: LogName, Hint: "take the last good copy of it"}
	}
	for i, row := range rows {
		if i == 0 {
			if !slices.Equal(row, logHead) {
				return &study.Fault{What: "the log of decisions has other columns than " + strings.Join(logHead, ", "), Where: LogName, Hint: "take the last good copy of it"}
			}
			continue
		}
		e := entry{row[0], row[1], row[2], Kind(row[3]), Verdict{Decision(row[4]), row[5], row[6], row[7]}}
		if e.Decision != Accepted && e.Decision != ToFix {
			return &study.Fault{What: fmt.Sprintf("row %d decides %q; allowed: %s, %s", i+1, e.Decision, Accepted, ToFix), Where: LogName, Hint: "correct the row, or decide again"}
		}
		l.rows[e.mark] = e
	}
	return nil
}

// mark ties a decision to a finding: a hash of its file, area, kind and words
// under the key.
func (l *Log) mark(f *Finding) string {
	h := hmac.New(sha256.New, l.key)
	file := f.File
	if wide(f.Kind, f.Area) {
		file = ""
	}
	for _, s := range []string{file, f.Area, string(f.Kind), f.group()} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// group is what findings of one kind and area are told apart by.
func (f *Finding) group() string {
	if f.Kind == Redaction {
		if styles, _ := redactions(f.Words); len(styles) > 0 {
			return markStyles[styles[0]].name
		}
	}
	return f.Words
}

// Apply gives every finding of a report the decision on it.
func (l *Log) Apply(r *Report) {
	if l.key == nil {
		return
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if e, ok := l.rows[l.mark(f)]; ok {
			f.Verdict = e.Verdict
		}
	}
}

// Decide notes a verdict on a finding. The reason must not hold the words.
func (l *Log) Decide(f *Finding, v Verdict) error {
	if strings.TrimSpace(v.Reason) == "" {
		return &study.Fault{What: "a decision needs a reason", Hint: `say why in a few words: --reason "a pseudonym"`}
	}
	if w := strings.ToLower(strings.TrimSpace(f.Words)); len(w) > 2 && strings.Contains(strings.ToLower(v.Reason), w) {
		return &study.Fault{What: "the reason holds the words of the finding", Hint: "the log may be read by people who may not read the deposit; say it without them"}
	}
	if l.key == nil {
		l.key = make([]byte, 32)
		_, _ = rand.Read(l.key) // it never fails
	}
	e := entry{l.mark(f), f.File, f.Places[0], f.Kind, v}
	if more := len(f.Places) - 1; more > 0 {
		e.place += fmt.Sprintf(" and %d more", more)
	}
	switch {
	case f.Kind == FileName || f.Area == "file name":
		e.file = "" // the name is what was found
	case f.File == "":
		e.file, e.place = "", fmt.Sprintf("%d files", f.In())
	case f.Kind == HiddenSheet || f.Area == "sheet names":
		e.place = "a sheet"
	}
	l.rows[e.mark] = e
	f.Verdict = v
	return nil
}

// Save writes the log and, when it is new, its key, the key first.
func (l *Log) Save() error {
	if l.key == nil {
		return nil
	}
	key := filepath.Join(l.dir, KeyName)
	if _, err := os.Stat(key); errors.Is(err, fs.ErrNotExist) {
		if err := replace(key, []byte(hex.EncodeToString(l.key)+"\n")); err != nil {
			return err
		}
	}
	rows := [][]string{logHead}
	for _, e := range l.rows {
		rows = append(rows, []string{e.mark, e.file, e.place, string(e.kind), string(e.Decision), e.By, e.On, e.Reason})
	}
	slices.SortFunc(rows[1:], func(a, b []string) int {
		return slices.Compare([]string{a[1], a[3], a[2], a[0]}, []string{b[1], b[3], b[2], b[0]})
	})
	var b bytes.Buffer
	_ = csv.NewWriter(&b).WriteAll(rows) // a bytes.Buffer takes everything
	return replace(filepath.Join(l.dir, LogName), b.Bytes())
}

// replace writes a file whole or not at all, for its owner alone.
func replace(name string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".kith-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}
