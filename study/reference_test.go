package study

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const manual = "../docs/manifest.md"

// readManual gives the manual with the line ends of this repository, whatever
// git made of them on checkout.
func readManual(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
}

// The reference in the manual is made from the types of the manifest.
func TestReference(t *testing.T) {
	const begins, ends = "by go test ./study -update -->\n", "<!-- reference ends -->"
	text := readManual(t)
	head, rest, ok1 := strings.Cut(text, begins)
	have, tail, ok2 := strings.Cut(rest, ends)
	if !ok1 || !ok2 {
		t.Fatal("the lines around the reference are gone")
	}
	r := &reference{places: map[reflect.Type]string{}}
	r.settle(reflect.TypeFor[Manifest](), "")
	for _, t := range r.order {
		r.section(t)
	}
	if want := r.b.String(); want != have {
		if !*update {
			t.Error("the reference differs from the types of the manifest: run go test ./study -update")
		} else if err := os.WriteFile(manual, []byte(head+begins+want+ends+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A reference is the tables of keys, one a struct, each at the first place
// where the struct stands.
type reference struct {
	b      strings.Builder
	order  []reflect.Type
	places map[reflect.Type]string
}

// settle finds the place of a struct and of those inside it.
func (r *reference) settle(t reflect.Type, place string) {
	if _, ok := r.places[t]; ok {
		return
	}
	r.order = append(r.order, t)
	r.places[t] = place
	for _, f := range fieldsOf(t) {
		if inner, suffix := structOf(t.Field(f.index).Type); inner != nil {
			r.settle(inner, strings.TrimPrefix(place+"."+f.key, ".")+suffix)
		}
	}
}

func (r *reference) section(t reflect.Type) {
	if place := r.places[t]; place == "" {
		r.b.WriteString("\n### The manifest\n")
	} else {
		fmt.Fprintf(&r.b, "\n### `%s`\n", place)
	}
	r.b.WriteString("\n| key | value | meaning |\n|---|---|---|\n")
	for _, f := range fieldsOf(t) {
		key := "`" + f.key + "`"
		if f.required() {
			key = "**" + key + "**"
		}
		fmt.Fprintf(&r.b, "| %s | %s | %s |\n", key, r.words(t.Field(f.index).Type, f), cell(f.doc))
	}
}

// cell writes text so that Markdown prints it as it stands.
func cell(s string) string { return strings.NewReplacer("|", `\|`, "*", `\*`, "<", `\<`).Replace(s) }

// structOf gives the struct with keys of its own inside a type, and how its
// place is written.
func structOf(t reflect.Type) (reflect.Type, string) {
	suffix := ""
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		if t.Kind() == reflect.Slice {
			suffix = "[]"
			if key, _ := mapFields(t.Elem()); key != nil {
				suffix = ".<" + key.doc + ">"
			}
		}
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || isPlain(t) || len(fieldsOf(t)) == 0 {
		return nil, ""
	}
	return t, suffix
}

// words says what may stand as the value of a key.
func (r *reference) words(t reflect.Type, f field) string {
	switch t {
	case reflect.TypeFor[Ref]():
		return "name"
	case reflect.TypeFor[Glob]():
		return "pattern"
	case reflect.TypeFor[Text]():
		return "number as printed"
	case reflect.TypeFor[Scalar]():
		return "value of a cell"
	case reflect.TypeFor[MinItems]():
		return "`all`, number or fraction"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return r.words(t.Elem(), f)
	case reflect.Struct:
		return "keys of [`" + r.places[t] + "`](#" + anchor(r.places[t]) + ")"
	case reflect.Array:
		return "two numbers, `[lowest, highest]`"
	case reflect.Slice:
		key, value := mapFields(t.Elem())
		switch {
		case key == nil && isPlain(t.Elem()):
			return r.words(t.Elem(), f) + ", or a list"
		case key == nil && f.tag.Get("single") == "true":
			return r.words(t.Elem(), f) + ", or a list of such"
		case key == nil:
			return "list; " + r.words(t.Elem(), f)
		case value == nil:
			return "mapping, " + key.doc + ": " + r.words(t.Elem(), f)
		}
		left, right := key.doc, value.doc
		if enum := key.enum(); enum != nil {
			left = oneOf(enum)
		}
		if enum := value.enum(); enum != nil {
			right = oneOf(enum)
		}
		return "mapping, " + left + ": " + right
	case reflect.Bool:
		return "`true` or `false`"
	case reflect.Int:
		return "whole number"
	case reflect.Float64:
		return "number"
	}
	if enum := f.enum(); enum != nil {
		return oneOf(enum)
	}
	return "text"
}

func oneOf(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

// anchor is the name GitHub gives the heading of a place.
func anchor(place string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '_', r == '-':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.ToLower(place))
}

// Every key is in the reference, and links in it have their heading.
func TestReferenceIsWhole(t *testing.T) {
	text := readManual(t)
	headings := map[string]bool{"reference": true}
	for _, line := range strings.Split(text, "\n") {
		if h, ok := strings.CutPrefix(line, "### "); ok {
			headings[anchor(h)] = true
		}
	}
	for key := range keyOwners() {
		if !strings.Contains(text, "| `"+key+"` |") && !strings.Contains(text, "| **`"+key+"`** |") {
			t.Errorf("the key %s is not in the reference", key)
		}
	}
	for _, part := range strings.Split(text, "](#")[1:] {
		if name, _, _ := strings.Cut(part, ")"); !headings[name] {
			t.Errorf("no heading for the link #%s", name)
		}
	}
}

// The worked example is a manifest, and the faults shown for it are the ones
// it would give.
func TestWorkedExample(t *testing.T) {
	text := readManual(t)
	_, rest, _ := strings.Cut(text, "```yaml\nschema: kith/1\n")
	body, rest, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("no example")
	}
	example := "schema: kith/1\n" + body
	m, err := Parse(filepath.Join("my-study", FileName), []byte(example))
	if err != nil {
		t.Fatalf("the example has faults:\n%v", err)
	}
	if got := m.Part("S2").Published[0].T.Value; got != "2.10" {
		t.Errorf("t = %q", got)
	}
	_, rest, _ = strings.Cut(rest, "```\nkith: ")
	shown, _, _ := strings.Cut(rest, "```\n")
	broken := strings.NewReplacer("scale: often", "scale: oftn", "reverse: [avoid]", "reverse: [avoid_after]").Replace(example)
	_, err = Parse("my-study/study.yaml", []byte(broken))
	var printed strings.Builder
	for _, f := range mustFaults(t, err) {
		fmt.Fprintf(&printed, "kith: %s\n  %s\n  %s\n", f.What, f.Where, f.Hint)
	}
	fmt.Fprintf(&printed, "kith: %d faults; nothing was written\n", len(mustFaults(t, err)))
	if got := printed.String(); got != "kith: "+shown {
		t.Errorf("the page shows\n%s\nthe example gives\n%s", "kith: "+shown, got)
	}
	for i, line := range strings.Split(example, "\n") {
		for key, want := range map[string]string{"scale: often": "Had line %d named", "reverse: [avoid]": "and line %d reversed"} {
			if strings.TrimSpace(line) == key && !strings.Contains(text, fmt.Sprintf(want, i+1)) {
				t.Errorf("%s stands in line %d, the page says otherwise", key, i+1)
			}
		}
	}
}
