package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
	"kith/study/journal"
)

func newJournal(t *terminal) *cobra.Command {
	s := &sitting{}
	c := &cobra.Command{
		Use:   "journal",
		Short: "The record of who coded what, when and why: log, check, merge, undo, purge",
		Long: `The journal keeps every coding and memo, and every change of a code or theme, as an
event: one file for each analyst and device, added to and never rewritten but by a
purge. It holds places, never the words of a transcript; memos are the analysts' own
words.
` + exitHelp,
		Example: "  kith journal log --last 20\n  kith journal verify",
	}
	s.flags(c)
	c.AddCommand(newJournalLog(t, s), newJournalVerify(t, s), newJournalConflicts(t, s), newJournalMerge(t, s),
		newJournalTurn(t, s, "undo"), newJournalTurn(t, s, "redo"), newJournalPurge(t, s))
	return c
}

func newJournalLog(t *terminal, s *sitting) *cobra.Command {
	var analyst string
	var last int
	c := &cobra.Command{
		Use:     "log",
		Short:   "List the events, latest last, without the words of memos",
		Example: "  kith journal log --analyst TM --last 20",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			events, _, err := s.seen(t)
			if err != nil {
				return err
			}
			events = slices.DeleteFunc(slices.Clone(events), func(e journal.Event) bool { return analyst != "" && e.Analyst != analyst })
			if last > 0 && len(events) > last {
				events = events[len(events)-last:]
			}
			if s.json {
				type row struct {
					At      string          `json:"at"`
					ID      string          `json:"id"`
					Analyst string          `json:"analyst"`
					Device  string          `json:"device"`
					Op      string          `json:"op"`
					Data    json.RawMessage `json:"data"`
				}
				rows := []row{}
				for _, e := range events {
					rows = append(rows, row{e.Stamp.String(), e.ID, e.Analyst, e.Device, e.Op, e.Data})
				}
				return printJSON(t, rows)
			}
			g := &grid{heads: []string{"at", "analyst", "event", "what", "about"}, numeric: make([]bool, 5)}
			for _, e := range events {
				g.add(e.Stamp.Time().Format("2006-01-02 15:04:05"), e.Analyst, e.ID, e.Op, about(e))
			}
			g.print(t, 0)
			return nil
		},
	}
	c.Flags().StringVar(&analyst, "analyst", "", "whose events")
	c.Flags().IntVar(&last, "last", 0, "only so many, the latest")
	s.past(c)
	return c
}

// about names what an event is about: a code, a place, an id.
func about(e journal.Event) string {
	var d struct {
		Key, ID, Target, From, Into, Code, Document, Topic, Kind, Theme, Coding, Role string
		Start, End                                                                    int
		Set                                                                           map[string]json.RawMessage
	}
	if json.Unmarshal(e.Data, &d) != nil {
		return ""
	}
	var parts []string
	for _, p := range []string{d.Document, d.Theme, d.Key, d.ID, d.Kind, d.Target, d.From, d.Into, d.Code, d.Coding, d.Topic, d.Role, strings.Join(slices.Sorted(maps.Keys(d.Set)), " ")} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if d.End > 0 {
		parts = append(parts, fmt.Sprintf("%d-%d", d.Start, d.End))
	}
	return strings.Join(parts, " ")
}

func newJournalVerify(t *terminal, s *sitting) *cobra.Command {
	c := &cobra.Command{
		Use:   "verify",
		Short: "Look for damage, forked copies and events of a newer kith",
		Long: `Read every file; hold each line against the one before it, and its words against
the id that was made of them. Events of a newer kith and dates after now are said, and
are no fault.
` + exitHelp + "\n1 means damage, a changed line or a forked copy.",
		Example: "  kith journal verify",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			path, err := s.path()
			if err != nil {
				return err
			}
			_, j, err := reproduce.OpenJournal(path, journal.Options{})
			if err != nil {
				return err
			}
			var unknown map[string]int
			coding.Open(j, "").View(func(st *coding.State) { unknown = st.Unknown() })
			faults, ahead := j.Faults(), j.Ahead()
			if s.json {
				texts := []string{}
				for _, f := range faults {
					texts = append(texts, f.Error())
				}
				if err := printJSON(t, map[string]any{"events": len(j.Events()), "faults": texts, "unknown": unknown, "ahead": len(ahead)}); err != nil {
					return err
				}
			} else {
				t.printf("%s\n", plural(len(j.Events()), "event", "events"))
				for _, f := range faults {
					t.warn("%s", f.Error())
				}
				for _, op := range slices.Sorted(maps.Keys(unknown)) {
					t.warn("%s of the operation %s, which this kith does not know: kept, without effect", plural(unknown[op], "event", "events"), op)
				}
				if len(ahead) > 0 {
					t.warn("%s after now, the first at %s in %s: a clock was wrong; what is written from now on is dated after them",
						plural(len(ahead), "event is dated", "events are dated"), ahead[0].Stamp, ahead[0].Place())
				}
			}
			if len(faults) > 0 {
				return &verdict{status: exitCheckFailed}
			}
			return nil
		},
	}
	return c
}

func newJournalConflicts(t *terminal, s *sitting) *cobra.Command {
	c := &cobra.Command{
		Use:     "conflicts",
		Short:   "List where events contradict each other, and what stands",
		Long:    "List where two people's events contradict each other, or one asks for what cannot be.\n" + exitHelp + "\n1 means that there are conflicts.",
		Example: "  kith journal conflicts\n  kith journal conflicts --as-of 2026-11-23",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			_, events, err := s.events()
			if err != nil {
				return err
			}
			conflicts := coding.Fold(events).Conflicts()
			if s.json {
				if conflicts == nil {
					conflicts = []coding.Conflict{}
				}
				if err := printJSON(t, conflicts); err != nil {
					return err
				}
			} else {
				for _, k := range conflicts {
					t.printf("%s  %s  %s\n  %s\n", k.Stamp.Time().Format("2006-01-02 15:04"), k.Analyst, k.What, k.Place)
				}
				t.printf("%s\n", plural(len(conflicts), "conflict", "conflicts"))
			}
			if len(conflicts) > 0 {
				return &verdict{status: exitCheckFailed}
			}
			return nil
		},
	}
	s.past(c)
	return c
}

func newJournalMerge(t *terminal, s *sitting) *cobra.Command {
	return &cobra.Command{
		Use:   "merge DIR",
		Short: "Take in the journal of a colleague: a study's folder, or its journal folder",
		Long: `Take in what a colleague's journal has. Their files are copied; nothing of yours is
lost, what was purged stays purged, and a merge can be repeated. Copying their files
into journal/ by hand, by git or by a shared drive does as well.
` + exitHelp,
		Example: "  kith journal merge /media/usb/my-study",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			path, err := s.path()
			if err != nil {
				return err
			}
			_, j, err := reproduce.OpenJournal(path, journal.Options{})
			if err != nil {
				return err
			}
			dir := args[0]
			if m, err := study.Load(dir); err == nil {
				dir = reproduce.JournalDir(m)
			}
			done, err := j.Merge(dir)
			if err != nil {
				return err
			}
			if len(done) == 0 {
				return &study.Fault{What: "there is no journal to take in", Where: args[0], Hint: "name a study's folder, or its journal folder"}
			}
			if s.json {
				return printJSON(t, done)
			}
			g := &grid{heads: []string{"file", "what", "events", "here"}, numeric: []bool{false, false, true, false}}
			for _, m := range done {
				g.add(m.File, m.What, strconv.Itoa(m.Events), m.As)
			}
			g.print(t, 0)
			book := coding.Open(j, "")
			book.View(func(st *coding.State) {
				if n := len(st.Conflicts()); n > 0 {
					t.warn("%s; see kith journal conflicts", plural(n, "conflict", "conflicts"))
				}
			})
			return nil
		},
	}
}

func newJournalTurn(t *terminal, s *sitting, verb string) *cobra.Command {
	short := "Take back your last event, or the one named"
	if verb == "redo" {
		short = "Bring back what your last undo took, or the event named"
	}
	return &cobra.Command{
		Use:     verb + " [EVENT]",
		Short:   short,
		Long:    short + ".\nOnly your own events; the journal keeps both the event and its undoing.\n" + exitHelp,
		Example: "  kith journal " + verb + "\n  kith journal " + verb + " 9f86d081884c7d65",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			id := ""
			if len(args) == 1 {
				id = args[0]
			}
			turn := book.Undo
			if verb == "redo" {
				turn = book.Redo
			}
			e, err := turn(id)
			if errors.Is(err, coding.ErrNothing) {
				return fmt.Errorf("there is nothing of yours to %s", verb)
			}
			if err != nil {
				return err
			}
			if s.json {
				return printJSON(t, map[string]string{"event": e.ID, "op": e.Op})
			}
			t.printf("%s  %s  %s %s\n", e.ID, e.Op, verb, about(e))
			return nil
		},
	}
}

func newJournalPurge(t *terminal, s *sitting) *cobra.Command {
	var reason string
	var sure bool
	c := &cobra.Command{
		Use:   "purge EVENT...",
		Short: "Make the journal forget events: a real name in a memo, a participant who withdrew",
		Long: `Rewrite the journal's files without what the events say. A stub stays that says who
purged, when and why; the reason must not repeat what is to be forgotten. Copies of
the journal elsewhere still have it until they merge this one.
` + exitHelp,
		Example: `  kith journal purge 9f86d081884c7d65 --reason "a name in a memo" --yes`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if reason == "" {
				return errors.New("a purge needs --reason, which stays in the journal")
			}
			if !sure {
				return errors.New("a purge cannot be undone; add --yes when you are sure")
			}
			path, err := s.path()
			if err != nil {
				return err
			}
			who, err := s.who(true)
			if err != nil {
				return err
			}
			_, j, err := reproduce.OpenJournal(path, who)
			if err != nil {
				return err
			}
			if err := j.Purge(args, reason); err != nil {
				return err
			}
			if err := s.done(t, map[string]any{"purged": args}, "%s purged", plural(len(args), "event", "events")); err != nil || s.json {
				return err
			}
			t.warn("backups and copies of the journal elsewhere still have what was purged")
			return nil
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, without repeating what is to be forgotten")
	c.Flags().BoolVar(&sure, "yes", false, "do it")
	return c
}
