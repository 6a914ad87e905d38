package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kith/reproduce"
	"kith/study"
	"kith/study/coding"
)

// themeDone says what a command has done to a theme, and puts the questions there are
// about it and about what was written of it.
func (s *sitting) themeDone(t *terminal, m *study.Manifest, b *coding.Book, key, what string, wrote ...string) error {
	var asks string
	b.View(func(st *coding.State) {
		if x := st.Theme(key); x != nil {
			asks = x.Asks()
		}
	})
	wording := asksOfWording(m, b, key, wrote...)
	object := map[string]any{"theme": key, "what": what}
	if asks != "" {
		object["asks"] = asks
	}
	if wording != "" {
		object["asks_of_wording"] = wording
	}
	if err := s.done(t, object, "%s %s", key, what); err != nil || s.json {
		return err
	}
	t.ask(asks)
	t.ask(wording)
	return nil
}

// asksOfWording gives the question there is about what was written of a theme, where a
// study that it is about is analysed reflexively.
func asksOfWording(m *study.Manifest, b *coding.Book, key string, wrote ...string) string {
	reflexive := false
	b.View(func(st *coding.State) {
		for _, p := range m.Studies {
			reflexive = reflexive || m.Reflexive(study.Ref{Name: p.ID}) && st.Theme(key).For(p.ID)
		}
	})
	if !reflexive {
		return ""
	}
	return coding.AsksOfWording(wrote...)
}

// withThemes finds the themes that names mean in a book opened for writing; an empty
// name means none.
func withThemes(s *sitting, names []string, do func(m *study.Manifest, b *coding.Book, keys []string) error) error {
	m, _, book, err := s.book(true)
	if err != nil {
		return err
	}
	keys, err := themeKeys(book, names)
	if err != nil {
		return err
	}
	return do(m, book, keys)
}

func themeKeys(book *coding.Book, names []string) (keys []string, err error) {
	book.View(func(st *coding.State) {
		for _, n := range names {
			if n == "" {
				keys = append(keys, "")
				continue
			}
			var x *coding.Theme
			if x, err = reproduce.Theme(st, n); err != nil {
				return
			}
			keys = append(keys, x.Key)
		}
	})
	return keys, err
}

// themeText are the flags that say what a theme is.
type themeText struct {
	name, below, concept, definition, boundary string
	studies                                    []string
}

func (x *themeText) flags(c *cobra.Command) {
	c.Flags().StringVar(&x.concept, "concept", "", "the central organising concept: the one idea that holds it together")
	c.Flags().StringVar(&x.definition, "definition", "", "what it says of the data")
	c.Flags().StringVar(&x.boundary, "boundary", "", "what it is, and what it is not")
	c.Flags().StringArrayVar(&x.studies, "in", nil, "a study whose data it is about; without, all")
	c.Flags().StringVar(&x.below, "below", "", "the theme it is a sub-theme of")
}

// known refuses studies that the manifest does not have.
func (x *themeText) known(m *study.Manifest) error {
	for _, id := range x.studies {
		if m.Part(id) == nil {
			return fmt.Errorf("the manifest has no study %s", id)
		}
	}
	return nil
}

func newThemeAdd(t *terminal, s *sitting) *cobra.Command {
	x := &themeText{}
	var key, status string
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Make a theme",
		Long: `Make a theme. Its key, which never changes and is easy to type, is made of its name,
or given with --key. A name that reads like a topic is asked about as long as there is
no --concept.
` + exitHelp,
		Example: `  kith theme add "One of us opens the door" --key one-of-us --in S1 --concept "Likeness is what makes a stranger's group a place to go"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return withThemes(s, []string{x.below}, func(m *study.Manifest, b *coding.Book, keys []string) error {
				if err := x.known(m); err != nil {
					return err
				}
				made, err := b.AddTheme(coding.Theme{Key: key, Name: args[0], Parent: keys[0], Concept: x.concept, Definition: x.definition, Boundary: x.boundary, Status: status, Studies: x.studies})
				if err != nil {
					return err
				}
				return s.themeDone(t, m, b, made, "added", args[0], x.concept, x.definition, x.boundary)
			})
		},
	}
	x.flags(c)
	c.Flags().StringVar(&key, "key", "", "its key (default: made of the name)")
	c.Flags().StringVar(&status, "status", "", strings.Join(coding.ThemeStatuses, ", ")+" (default: candidate)")
	return c
}

func newThemeEdit(t *terminal, s *sitting) *cobra.Command {
	x := &themeText{}
	var reason string
	var top bool
	c := &cobra.Command{
		Use:   "edit THEME",
		Short: "Rename a theme, change what it says, or move it",
		Example: `  kith theme edit one-of-us --name "One of us is a way in" --reason "clearer"
  kith theme edit seen-first --below one-of-us`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withThemes(s, []string{args[0], x.below}, func(m *study.Manifest, b *coding.Book, keys []string) error {
				if err := x.known(m); err != nil {
					return err
				}
				set := map[string]any{}
				for flag, f := range map[string]struct {
					field string
					value any
				}{"name": {"name", x.name}, "concept": {"concept", x.concept}, "definition": {"definition", x.definition}, "boundary": {"boundary", x.boundary}, "in": {"studies", x.studies}, "below": {"parent", keys[1]}, "top": {"parent", ""}} {
					if c.Flags().Changed(flag) {
						set[f.field] = f.value
					}
				}
				if len(set) == 0 {
					return errors.New("nothing to change: give --name, --concept, --definition, --boundary, --in, --below or --top")
				}
				if err := b.EditTheme(keys[0], set, reason); err != nil {
					return err
				}
				return s.themeDone(t, m, b, keys[0], "changed", x.name, x.concept, x.definition, x.boundary)
			})
		},
	}
	x.flags(c)
	c.Flags().StringVar(&x.name, "name", "", "another name")
	c.Flags().BoolVar(&top, "top", false, "make it a theme of its own")
	c.Flags().StringVar(&reason, "reason", "", "why")
	c.MarkFlagsMutuallyExclusive("below", "top")
	return c
}

func newThemeStatus(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "status THEME STATUS",
		Short:   "Say how far a theme is: " + strings.Join(coding.ThemeStatuses, ", "),
		Example: `  kith theme status one-of-us reviewed --reason "read against all its extracts"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			return s.setStatus(t, args[0], args[1], reason)
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func newThemeDrop(t *terminal, s *sitting) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:     "drop THEME --reason WHY",
		Short:   "Give a theme up; it stays in the history, and kith theme status takes it up again",
		Example: `  kith theme drop waiting --reason "a topic: nothing holds it together"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return s.setStatus(t, args[0], coding.Dropped, reason)
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

func (s *sitting) setStatus(t *terminal, name, status, reason string) error {
	return withThemes(s, []string{name}, func(m *study.Manifest, b *coding.Book, keys []string) error {
		if err := b.EditTheme(keys[0], map[string]any{"status": status}, reason); err != nil {
			return err
		}
		return s.themeDone(t, m, b, keys[0], status)
	})
}

func newThemeLink(t *terminal, s *sitting, link bool) *cobra.Command {
	var codes, extracts []string
	var counter bool
	var note string
	c := &cobra.Command{
		Use:   "link THEME --code CODE | --extract EXTRACT",
		Short: "Link a theme with codes and single extracts",
		Long: `Link a theme with codes, whose extracts then are the theme's, with those of the codes
below them, or with single extracts, by a coding's id or by the address of the turn or
passage it lies in (kith extracts prints both). --counter says that an extract speaks
against the theme. A code that is split later counts as all its parts, until one of
them is unlinked.
` + exitHelp,
		Example: `  kith theme link one-of-us --code FIT-SIM --code FIT-MATCH
  kith theme link one-of-us --extract S1_LW03#41 --counter --note "alike, and it kept her away"`,
		Args: cobra.ExactArgs(1),
	}
	verb := "linked"
	if !link {
		verb, c.Use, c.Short, c.Long = "unlinked", "unlink THEME --code CODE | --extract EXTRACT", "Take codes and single extracts away from a theme", ""
		c.Example = `  kith theme unlink one-of-us --code FIT-MATCH --reason "serves the other theme"`
	}
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(codes)+len(extracts) == 0 {
			return errors.New("what? --code CODE, or --extract with a coding's id or an address")
		}
		a, err := s.open(true)
		if err != nil {
			return err
		}
		keys, err := themeKeys(a.Book, args)
		if err != nil {
			return err
		}
		links, err := a.ThemeLinks(codes, extracts, counter, note)
		if err != nil {
			return err
		}
		if link {
			err = a.Book.LinkTheme(keys[0], links...)
		} else {
			err = a.Book.UnlinkTheme(keys[0], note, links...)
		}
		if err != nil {
			return err
		}
		if s.json {
			return printJSON(t, map[string]any{"theme": keys[0], "what": verb, "links": links})
		}
		t.printf("%s %s, %s\n", keys[0], verb, plural(len(links), "link", "links"))
		if link {
			t.ask(asksOfWording(a.Manifest, a.Book, keys[0], note))
		}
		return nil
	}
	c.Flags().StringArrayVar(&codes, "code", nil, "a code's name")
	c.Flags().StringArrayVar(&extracts, "extract", nil, "a coding's id, or the address of the turn or passage it lies in")
	if link {
		c.Flags().BoolVar(&counter, "counter", false, "the extract speaks against the theme")
		c.Flags().StringVar(&note, "note", "", "what the link is about")
	} else {
		c.Flags().StringVar(&note, "reason", "", "why")
	}
	return c
}

func newThemeJudge(t *terminal, s *sitting) *cobra.Command {
	var note string
	var forget bool
	c := &cobra.Command{
		Use:   "judge THEME ROLE JUDGEMENT",
		Short: "Judge how what a role says stands to a theme: " + strings.Join(coding.Judgements, ", "),
		Example: `  kith theme judge one-of-us LW convergent --note "they match people for it"
  kith theme judge one-of-us GL --forget`,
		Args: cobra.RangeArgs(2, 3),
		RunE: func(_ *cobra.Command, args []string) error {
			if forget == (len(args) == 3) {
				return fmt.Errorf("give a judgement (%s), or --forget", strings.Join(coding.Judgements, ", "))
			}
			m, _, book, err := s.book(true)
			if err != nil {
				return err
			}
			keys, err := themeKeys(book, args[:1])
			if err != nil {
				return err
			}
			j := coding.Judgement{Role: args[1], Note: note}
			if !forget {
				j.Judgement = args[2]
			}
			if err := reproduce.JudgeTheme(m, book, keys[0], j); err != nil {
				return err
			}
			err = s.done(t, map[string]any{"theme": keys[0], "role": j.Role, "judgement": j.Judgement}, "%s  %s  %s", keys[0], j.Role, cmp.Or(j.Judgement, "–"))
			if err == nil && !s.json {
				t.ask(asksOfWording(m, book, keys[0], note))
			}
			return err
		},
	}
	c.Flags().StringVar(&note, "note", "", "in what way")
	c.Flags().BoolVar(&forget, "forget", false, "take the judgement away")
	return c
}
