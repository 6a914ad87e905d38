package coding

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var unit = Passage{"S3_Open", "f00d", 10, 20}

func agreedOn(d *desk) (codes string, by string) {
	d.View(func(s *State) {
		if x := s.Settled(unit); x != nil {
			codes, by = "["+strings.Join(x.Codes, " ")+"]", x.Analyst
		}
	})
	return codes, by
}

// What was agreed on stands beside the codings: whatever is settled, reopened, undone
// and redone, no coding changes, and the agreement is what a list of the events that
// count says it is.
func TestSettlingTouchesNoCoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "kith")
		must(t, err)
		defer func() { _ = os.RemoveAll(dir) }()
		clock := start
		d := sit(t, dir, "AB", &clock)
		must(t, d.AddCode(Code{Name: "x"}, Code{Name: "y"}, Code{Name: "z"}))
		_, err = d.AddCodings(NewCoding{Passage: unit, Code: "x"})
		must(t, err)
		var before []Coding
		d.View(func(s *State) {
			for _, c := range s.Codings() {
				before = append(before, *c)
			}
		})
		past, future := []string{""}, []string{}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			now := past[len(past)-1]
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				codes := rapid.SliceOfN(rapid.SampledFrom([]string{"z", "y", "x"}), 0, 3).Draw(t, "codes")
				must(t, d.Settle(unit, codes, nil, ""))
				slices.Sort(codes)
				if next := "[" + strings.Join(slices.Compact(codes), " ") + "]"; next != now {
					past, future = append(past, next), nil
				}
			case 2:
				if err := d.Reopen(unit, ""); (err == nil) != (now != "") {
					t.Fatalf("reopening what is %q: %v", now, err)
				} else if err == nil {
					past, future = append(past, ""), nil
				}
			case 3:
				if rapid.Bool().Draw(t, "back") && len(past) > 1 {
					_, err := d.Undo("")
					must(t, err)
					past, future = past[:len(past)-1], append(future, now)
				} else if len(future) > 0 {
					_, err := d.Redo("")
					must(t, err)
					past, future = append(past, future[len(future)-1]), future[:len(future)-1]
				}
			}
			if got, _ := agreedOn(d); got != past[len(past)-1] {
				t.Fatalf("agreed on %q, want %q", got, past[len(past)-1])
			}
			d.View(func(s *State) {
				for i, c := range s.Codings() {
					if *c != before[i] {
						t.Fatalf("coding %d is %+v now", i, *c)
					}
				}
				if len(s.Codings()) != len(before) || len(s.Conflicts()) > 0 {
					t.Fatalf("%d codings, conflicts %v", len(s.Codings()), s.Conflicts())
				}
			})
		}
	})
}

func TestSettlingApart(t *testing.T) {
	for _, c := range []struct {
		name      string
		ab, cd    []string
		want, why string
	}{
		{name: "otherwise", ab: []string{"x"}, cd: []string{"y"}, want: "[y]", why: "S3_Open@10-20 was settled by someone else meanwhile"},
		{name: "alike", ab: []string{"x", "y"}, cd: []string{"y", "x"}, want: "[x y]"},
		{name: "none and none", want: "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, clock := t.TempDir(), start
			ab := sit(t, filepath.Join(root, "ab"), "AB", &clock)
			must(t, ab.AddCode(Code{Name: "x"}, Code{Name: "y"}))
			cd := sit(t, filepath.Join(root, "cd"), "CD", &clock)
			merge(t, cd, ab.dir)
			must(t, ab.Settle(unit, c.ab, map[string][]string{"AB": {"x"}}, "we spoke"))
			must(t, cd.Settle(unit, c.cd, nil, ""))
			merge(t, ab, cd.dir)
			merge(t, cd, ab.dir)
			for _, d := range []*desk{ab, cd} {
				if got, by := agreedOn(d); got != c.want || by != "CD" {
					t.Errorf("agreed on %s by %s, want %s", got, by, c.want)
				}
				d.View(func(s *State) {
					if list := s.Conflicts(); len(list) > 1 || (len(list) == 1) != (c.why != "") || c.why != "" && !strings.Contains(list[0].What, c.why) {
						t.Errorf("conflicts %v", list)
					}
				})
			}
			// Who wrote it down last can take it back; then the other's stands again.
			_, err := cd.Undo("")
			must(t, err)
			if got, by := agreedOn(cd); by != "AB" || c.name == "otherwise" && got != "[x]" {
				t.Errorf("after undoing, %s by %s", got, by)
			}
		})
	}
}

func TestSettlingRefused(t *testing.T) {
	clock := start
	d := sit(t, t.TempDir(), "AB", &clock)
	must(t, d.AddCode(Code{Name: "x"}, Code{Name: "head", Heading: true}))
	for want, err := range map[string]error{
		"no code nobody":         d.Settle(unit, []string{"nobody"}, nil, ""),
		"is a heading":           d.Settle(unit, []string{"head"}, nil, ""),
		"S3_Open:4-4 is no unit": d.Settle(Passage{"S3_Open", "f00d", 4, 4}, nil, nil, ""),
		":4-5 is no unit":        d.Settle(Passage{"", "f00d", 4, 5}, nil, nil, ""),
		"-1-5 is no unit":        d.Settle(Passage{"S3_Open", "f00d", -1, 5}, nil, nil, ""),
		"nothing was agreed on":  d.Reopen(unit, ""),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("err = %v, want %q", err, want)
		}
	}
}
