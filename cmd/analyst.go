package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
	"kith/study/journal"
)

// A sitting is what the commands of the qualitative half have in common: which
// study, who works, and as of when.
type sitting struct {
	study, as, asOf string
	json            bool
	command         *cobra.Command
}

func (s *sitting) flags(c *cobra.Command) {
	s.command = c
	c.PersistentFlags().StringVar(&s.study, "study", "", "folder or manifest of the study (default: KITH_STUDY, or the folder here or above it with study.yaml)")
	c.PersistentFlags().StringVar(&s.as, "as", "", "the analyst, by initials or a pseudonym (default: KITH_ANALYST, or kith analyst)")
	c.PersistentFlags().BoolVar(&s.json, "json", false, "print JSON")
}

func (s *sitting) past(c *cobra.Command) {
	c.Flags().StringVar(&s.asOf, "as-of", "", "as things stood at a date or time: 2026-11-23, 2026-11-23T16:00")
}

// path finds the study.
func (s *sitting) path() (string, error) {
	if p := cmp.Or(s.study, os.Getenv("KITH_STUDY")); p != "" {
		return p, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "study.yaml")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", &study.Fault{What: "there is no study here", Hint: "go to the folder with study.yaml, or name it: --study PATH"}
		}
		dir = up
	}
}

// An identity is who works on this machine, as the user's config folder has it.
type identity struct {
	Analyst string `yaml:"analyst"`
	Device  string `yaml:"device"`
}

func identityFile() (string, error) {
	dir := os.Getenv("KITH_CONFIG")
	if dir == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(base, "kith")
	}
	return filepath.Join(dir, "analyst.yaml"), nil
}

func readIdentity() (identity, error) {
	var id identity
	file, homeless := identityFile()
	if homeless != nil { // no home folder: flags and environment remain
		return id, nil //nolint:nilerr // as said
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return id, nil
	}
	if err == nil {
		err = yaml.Unmarshal(text, &id)
	}
	if err != nil {
		return id, &study.Fault{What: "cannot be read: " + err.Error(), Where: file, Hint: "write it again with kith analyst NAME"}
	}
	return id, nil
}

// who gives the analyst and device. Reading commands may do without.
func (s *sitting) who(needed bool) (journal.Options, error) {
	id, err := readIdentity()
	if err != nil {
		return journal.Options{}, err
	}
	o := journal.Options{
		Analyst: cmp.Or(s.as, os.Getenv("KITH_ANALYST"), id.Analyst),
		Device:  cmp.Or(os.Getenv("KITH_DEVICE"), id.Device, thisMachine()),
	}
	if at := os.Getenv("KITH_CLOCK"); at != "" { // fixed, for journals that must come out the same
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return o, fmt.Errorf("KITH_CLOCK is %q, not a time like 2026-11-23T09:00:00Z", at)
		}
		o.Clock = func() time.Time { return t }
	}
	switch {
	case o.Analyst == "" && needed:
		return o, &study.Fault{What: "kith does not know who you are, and every coding says whose it is", Hint: "tell it once: kith analyst TM; or each time: --as TM, or KITH_ANALYST"}
	case o.Analyst == "":
		return journal.Options{Clock: o.Clock}, nil
	case !journal.ValidName(o.Analyst) || !journal.ValidName(o.Device):
		return o, fmt.Errorf("%q on %q cannot name an analyst and a device; use letters, digits, dots, hyphens and underlines", o.Analyst, o.Device)
	}
	return o, nil
}

// thisMachine is the machine's name as far as it can be a device's.
func thisMachine() string {
	name, err := os.Hostname()
	if err != nil {
		return "device"
	}
	name, _, _ = strings.Cut(name, ".")
	name = strings.Map(func(r rune) rune {
		if r < 0x80 && !journal.ValidName(string(r)) && r != '-' && r != '_' {
			return '-'
		}
		return r
	}, strings.ToLower(name))
	if !journal.ValidName(name) {
		return "device"
	}
	return name
}

// open opens the study with its frozen transcripts; writing needs an analyst.
func (s *sitting) open(writing bool) (*reproduce.Analysis, error) {
	path, err := s.path()
	if err != nil {
		return nil, err
	}
	who, err := s.who(writing)
	if err != nil {
		return nil, err
	}
	a, err := reproduce.OpenAnalysis(path, who)
	if err == nil {
		s.unread(a.Journal)
	}
	return a, err
}

// unread says what of the journal cannot be read, and so is missing from what a command
// prints.
func (s *sitting) unread(j *journal.Journal) {
	if s.command == nil {
		return
	}
	for _, f := range j.Unread() {
		fmt.Fprintf(s.command.ErrOrStderr(), "kith: journal/%s\n", f.Error())
	}
}

// book opens the study's journal alone.
func (s *sitting) book(writing bool) (*study.Manifest, *journal.Journal, *coding.Book, error) {
	path, err := s.path()
	if err != nil {
		return nil, nil, nil, err
	}
	who, err := s.who(writing)
	if err != nil {
		return nil, nil, nil, err
	}
	m, j, err := reproduce.OpenJournal(path, who)
	if err != nil {
		return nil, nil, nil, err
	}
	s.unread(j)
	return m, j, coding.Open(j, who.Analyst), nil
}

// view opens the study to read: with its frozen transcripts, and what the analyst
// may see of the codings and memos as of --as-of. What is hidden from a blind first
// reading is said on standard error.
func (s *sitting) view(t *terminal) (*reproduce.Analysis, *coding.State, error) {
	at, err := s.at()
	if err != nil {
		return nil, nil, err
	}
	a, err := s.open(false)
	if err != nil {
		return nil, nil, err
	}
	state, hidden := a.View(at)
	t.tell(hidden)
	return a, state, nil
}

// tell says what a blind first reading leaves out.
func (t *terminal) tell(h reproduce.Hidden) {
	if said := h.String(); said != "" {
		fmt.Fprintln(t.err, "kith: "+said)
	}
}

// seen gives what the analyst may see of the journal's events, and of the state they
// amount to, as of --as-of, in a study whose transcripts need not be frozen.
func (s *sitting) seen(t *terminal) ([]journal.Event, *coding.State, error) {
	m, events, err := s.events()
	if err != nil {
		return nil, nil, err
	}
	who, err := s.who(false)
	if err != nil {
		return nil, nil, err
	}
	state, _, err := reproduce.View(m, coding.Fold(events), who.Analyst)
	if err != nil {
		return nil, nil, err
	}
	events, hidden, err := reproduce.Events(m, events, who.Analyst)
	t.tell(hidden)
	return events, state, err
}

// events gives the manifest and what the journal says, as of --as-of.
func (s *sitting) events() (*study.Manifest, []journal.Event, error) {
	at, err := s.at()
	if err != nil {
		return nil, nil, err
	}
	m, j, _, err := s.book(false)
	if err != nil {
		return nil, nil, err
	}
	events := j.Events()
	if !at.IsZero() {
		events = coding.AsOf(events, at)
	}
	return m, events, nil
}

// done says what a command has done: one line, or an object with --json.
func (s *sitting) done(t *terminal, object map[string]any, format string, args ...any) error {
	if s.json {
		return printJSON(t, object)
	}
	t.printf(format+"\n", args...)
	return nil
}

// at reads --as-of: a day counts to its end.
func (s *sitting) at() (time.Time, error) {
	if s.asOf == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s.asOf); err == nil {
			return t, nil
		}
	}
	if t, err := time.Parse("2006-01-02", s.asOf); err == nil {
		return t.Add(24*time.Hour - time.Millisecond), nil
	}
	return time.Time{}, fmt.Errorf("--as-of %q is no date or time like 2026-11-23 or 2026-11-23T16:00 (UTC)", s.asOf)
}

func newAnalyst(t *terminal) *cobra.Command {
	var device string
	s := &sitting{}
	c := &cobra.Command{
		Use:   "analyst [NAME]",
		Short: "Say once who works on this machine, or show it",
		Long: `Keep the analyst's initials or pseudonym, and a name for this machine, in your own
config folder. Every coding and memo says whose it is; the journal has one file for
each analyst and device. Names go into files that colleagues receive.
` + exitHelp,
		Example: "  kith analyst TM --device laptop",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			id, err := readIdentity()
			if err != nil {
				return err
			}
			if len(args) == 0 && device == "" {
				who, err := s.who(true)
				if err != nil {
					return err
				}
				return s.done(t, map[string]any{"analyst": who.Analyst, "device": who.Device}, "%s on %s", who.Analyst, who.Device)
			}
			if len(args) == 1 {
				id.Analyst = args[0]
			}
			id.Device = cmp.Or(device, os.Getenv("KITH_DEVICE"), id.Device, thisMachine())
			for _, n := range []string{id.Analyst, id.Device} {
				if !journal.ValidName(n) {
					return fmt.Errorf("%q cannot be a name here; use up to 32 letters, digits, dots, hyphens and underlines", n)
				}
			}
			file, err := identityFile()
			if err != nil {
				return err
			}
			text, err := yaml.Marshal(id)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				return err
			}
			if err := os.WriteFile(file, text, 0o600); err != nil {
				return err
			}
			return s.done(t, map[string]any{"analyst": id.Analyst, "device": id.Device, "file": file}, "%s on %s, kept in %s", id.Analyst, id.Device, file)
		},
	}
	c.Flags().StringVar(&device, "device", "", "a name for this machine")
	c.Flags().BoolVar(&s.json, "json", false, "print JSON")
	return c
}
