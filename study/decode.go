package study

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A decoder reads YAML nodes into the manifest's types by their struct tags,
// notes the place of every value it reads, and collects every fault.
type decoder struct {
	file   string
	places map[any]Pos  // of values that were read, by the address of their field
	tried  map[any]bool // the fields the manifest names, readable or not
	values int
	found  []finding
	more   int // faults beyond maxFaults
}

// A finding is a fault with its place as a value.
type finding struct {
	at         Pos
	what, hint string
}

func newDecoder(file string) *decoder {
	return &decoder{file: file, places: map[any]Pos{}, tried: map[any]bool{}}
}

// fault notes what is wrong at a place. The hint says what to do. What is said
// of a key that is not written has no place but the file.
func (d *decoder) fault(at Pos, hint, format string, args ...any) {
	if len(d.found) >= maxFaults {
		d.more++
		return
	}
	if at == (Pos{}) {
		at.File = d.file
	}
	d.found = append(d.found, finding{at, fmt.Sprintf(format, args...), hint})
}

// full reports that further faults are only counted, so that looking for near
// names can be spared.
func (d *decoder) full() bool { return len(d.found) >= maxFaults }

// faults gives what was found in the order of the places, each once.
func (d *decoder) faults() Faults {
	slices.SortStableFunc(d.found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.at.Column, b.at.Column))
	})
	var fs Faults
	for i, f := range d.found {
		if i > 0 && f == d.found[i-1] {
			continue
		}
		fs = append(fs, &Fault{What: f.what, Where: f.at.String(), Hint: f.hint})
	}
	if d.more > 0 {
		fs = append(fs, &Fault{What: fmt.Sprintf("%d further faults are not listed", d.more), Where: d.file, Hint: "correct these first"})
	}
	return fs
}

// given reports whether the manifest holds a readable value for the field at
// this address.
func (d *decoder) given(field any) bool {
	_, ok := d.places[field]
	return ok
}

// named reports whether the manifest has the key of the field at this address,
// with a readable value or not.
func (d *decoder) named(field any) bool { return d.tried[field] }

// at gives the place of the value of the field at this address.
func (d *decoder) at(field any) Pos {
	if p, ok := d.places[field]; ok {
		return p
	}
	return Pos{File: d.file}
}

func (d *decoder) pos(n *yaml.Node) Pos {
	return Pos{File: d.file, Line: n.Line, Column: n.Column}
}

// A field is one key of a struct, by its tags.
type field struct {
	index int
	key   string // the key, or what the value is called in a fault
	tag   reflect.StructTag
	doc   string
}

func (f field) required() bool { return f.tag.Get("req") == "true" }

// enum gives the allowed values, nil for any.
func (f field) enum() []string {
	if s := f.tag.Get("enum"); s != "" {
		return strings.Split(s, ",")
	}
	return nil
}

// bound gives the number in one of the tags min, max, over and under.
func (f field) bound(name string) (float64, bool) {
	s, ok := f.tag.Lookup(name)
	if !ok {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil
}

var fieldCache sync.Map // reflect.Type to []field

// fieldsOf gives the keys of a struct in the order of its fields.
func fieldsOf(t reflect.Type) []field {
	if have, ok := fieldCache.Load(t); ok {
		return have.([]field)
	}
	var fs []field
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		if key := tag.Get("yaml"); key != "" && key != "-" {
			fs = append(fs, field{i, key, tag, tag.Get("doc")})
		}
	}
	fieldCache.Store(t, fs)
	return fs
}

// mapFields gives the fields that hold key and value of a list written as a
// mapping. Without a field for the value, its keys are those of the entry.
func mapFields(entry reflect.Type) (key, value *field) {
	if entry.Kind() != reflect.Struct {
		return nil, nil
	}
	for i := range entry.NumField() {
		tag := entry.Field(i).Tag
		f := &field{i, strings.ToLower(entry.Field(i).Name), tag, tag.Get("doc")}
		switch tag.Get("map") {
		case "key":
			key = f
		case "value":
			value = f
		}
	}
	return key, value
}

// A form is a form a text must have.
type form struct {
	pattern string
	words   string
	re      *regexp.Regexp
}

func newForm(pattern, words string) form {
	return form{pattern, words, regexp.MustCompile(pattern)}
}

var forms = map[string]form{
	"id":   newForm(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`, "up to 64 letters, digits, - . and _, beginning with a letter or digit"),
	"doi":  newForm(`^10\.[0-9]{4,9}/\S+$`, "such as 10.1234/abc, without https://doi.org/"),
	"date": newForm(`^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$`, "a day written 2024-02-01"),
}

var formatVersion = regexp.MustCompile(`^kith/[0-9]+$`)

// formatOf gives a fault when the manifest is in another version of the
// format: every other fault would then be a consequence of that one.
func (d *decoder) formatOf(root *yaml.Node) *Fault {
	known := fieldsOf(reflect.TypeFor[Manifest]())[0].enum()[0]
	if root.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		v := root.Content[i+1]
		if root.Content[i].Value == "schema" && formatVersion.MatchString(v.Value) && v.Value != known {
			return &Fault{What: fmt.Sprintf("the manifest has the format %s, and this kith reads %s", v.Value, known),
				Where: d.pos(v).String(), Hint: "use a kith that knows this format"}
		}
	}
	return nil
}

// manifest reads the root of the file.
func (d *decoder) manifest(root *yaml.Node, m *Manifest) {
	d.value(root, reflect.ValueOf(m).Elem(), field{key: "the manifest"})
}

// value reads a node into v and reports whether it could. What could be read
// has a place; what could not is a fault, and v keeps its zero value.
func (d *decoder) value(n *yaml.Node, v reflect.Value, f field) bool {
	at := d.pos(n)
	d.tried[v.Addr().Interface()] = true
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	if d.values++; d.values > maxValues {
		if d.values == maxValues+1 {
			d.fault(at, "leave out aliases that repeat lists of lists", "the manifest holds more than %d values", maxValues)
		}
		return false
	}
	if n.Style&yaml.TaggedStyle != 0 && n.ShortTag() != "!!str" {
		d.fault(at, "leave the tag out, or put the text in quotes", "%s has the YAML tag %s, which a manifest does not use", f.key, shorten(n.Tag))
		return false
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		d.fault(at, "write a value, or leave the key out; \"\" is an empty text", "%s has no value", f.key)
		return false
	}
	if !d.read(n, at, v, f) {
		return false
	}
	d.places[v.Addr().Interface()] = at
	return true
}

// read is value for a node that is no alias, null or tagged value.
func (d *decoder) read(n *yaml.Node, at Pos, v reflect.Value, f field) bool {
	switch p := v.Addr().Interface().(type) {
	case *Ref:
		s, ok := d.text(n, at, f)
		*p = Ref{At: at, Name: s}
		return ok && d.notBlank(s, at, f)
	case *Glob:
		s, ok := d.text(n, at, f)
		*p = Glob{At: at, Pattern: s}
		return ok && d.notBlank(s, at, f)
	case *Text:
		if n.Kind != yaml.ScalarNode {
			return d.mismatch(n, at, f, "a number or text")
		}
		*p = Text{At: at, Value: strings.TrimSpace(n.Value), Set: true}
		return d.notBlank(n.Value, at, f)
	case *Scalar:
		if n.Kind != yaml.ScalarNode {
			return d.mismatch(n, at, f, "one value")
		}
		*p = Scalar{At: at, Text: n.Value, Number: math.NaN()}
		if x, ok := number(n.Value); ok {
			p.Number = x
		}
		return true
	case *MinItems:
		return d.minItems(n, at, p, f)
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		if !d.read(n, at, p.Elem(), f) {
			return false
		}
		d.places[p.Interface()] = at
		v.Set(p)
		return true
	case reflect.Struct:
		return d.mapping(n, at, v, f)
	case reflect.Slice:
		if key, value := mapFields(v.Type().Elem()); key != nil {
			return d.keyed(n, at, v, f, *key, value)
		}
		return d.list(n, at, v, f)
	case reflect.Array:
		return d.array(n, at, v, f)
	case reflect.String:
		s, ok := d.text(n, at, f)
		if !ok || !d.allowed(s, at, f) {
			return false
		}
		v.SetString(s)
		return true
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
			return d.mismatch(n, at, f, "true or false")
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
		return true
	case reflect.Int:
		x, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil {
			return d.mismatch(n, at, f, "a whole number")
		}
		v.SetInt(int64(x))
		return d.within(float64(x), at, f)
	case reflect.Float64:
		x, ok := number(n.Value)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" && n.ShortTag() != "!!float" || !ok {
			return d.mismatch(n, at, f, "a number")
		}
		v.SetFloat(x)
		return d.within(x, at, f)
	}
	panic("study: no reader for " + v.Type().String())
}

// mapping reads a mapping into a struct.
func (d *decoder) mapping(n *yaml.Node, at Pos, v reflect.Value, f field) bool {
	if n.Kind != yaml.MappingNode {
		return d.mismatch(n, at, f, "a mapping of key: value")
	}
	setAt(v, at)
	d.fields(n, at, v, f)
	return true
}

// setAt sets the field At of a struct.
func setAt(v reflect.Value, at Pos) {
	if a := v.FieldByName("At"); a.IsValid() {
		a.Set(reflect.ValueOf(at))
	}
}

// fields reads the keys of a mapping into the fields of a struct.
func (d *decoder) fields(n *yaml.Node, at Pos, v reflect.Value, owner field) {
	known := fieldsOf(v.Type())
	keys := make([]string, len(known))
	for i, f := range known {
		keys[i] = f.key
	}
	present := map[string]bool{} // keys of the manifest
	read := make([]bool, len(known))
	pairs := d.pairs(n, owner)
	for _, p := range pairs {
		present[p.key] = true
	}
	for _, p := range pairs {
		i := slices.Index(keys, p.key)
		if i < 0 {
			// A mistyped key is a fault; its value is read all the same, so
			// that its own faults show, and nothing that refers to it dangles.
			near := Nearest(p.key, keys)
			d.unknownKey(p, near, keys, owner)
			if i = slices.Index(keys, near); i < 0 || present[near] || read[i] {
				continue
			}
		}
		read[i] = true
		d.value(p.value, v.Field(known[i].index), known[i])
	}
	for i, f := range known {
		if f.required() && !read[i] {
			d.fault(at, f.key+": "+f.doc, "%s has no %s", owner.key, f.key)
		}
	}
}

// A pair is one key of a mapping with its value.
type pair struct {
	key   string
	at    Pos
	value *yaml.Node
}

// pairs gives the keys of a mapping in order, each once.
func (d *decoder) pairs(n *yaml.Node, owner field) []pair {
	var ps []pair
	first := map[string]Pos{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		at := d.pos(k)
		for k.Kind == yaml.AliasNode && k.Alias != nil {
			k = k.Alias
		}
		switch {
		case k.Kind != yaml.ScalarNode:
			d.fault(at, "write it as key: value", "a key of %s is %s", owner.key, describe(k))
			continue
		case k.ShortTag() == "!!merge":
			d.fault(at, "write the keys out, or give a whole value an anchor and an alias", "merge keys (<<) are not part of the manifest's format")
			continue
		}
		if had, ok := first[k.Value]; ok {
			d.fault(at, "keep one of the two", "%s is given twice in %s, first in line %d", quote(k.Value), owner.key, had.Line)
			continue
		}
		first[k.Value] = at
		ps = append(ps, pair{k.Value, at, n.Content[i+1]})
	}
	return ps
}

func (d *decoder) unknownKey(p pair, near string, keys []string, owner field) {
	hint := "keys here: " + strings.Join(keys, ", ")
	if near != "" {
		hint = "did you mean " + near + "?"
	} else if owners := keyOwners()[p.key]; len(owners) > 0 {
		hint = p.key + " is a key of " + strings.Join(owners, " and of ")
	}
	d.fault(p.at, hint, "unknown key %s in %s", quote(p.key), owner.key)
}

// keyOwners gives, for every key, the names of the values that have it.
var keyOwners = sync.OnceValue(func() map[string][]string {
	owners := map[string][]string{}
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type, name string)
	walk = func(t reflect.Type, name string) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for _, f := range fieldsOf(t) {
			if !slices.Contains(owners[f.key], name) {
				owners[f.key] = append(owners[f.key], name)
			}
			walk(t.Field(f.index).Type, f.key)
		}
	}
	walk(reflect.TypeFor[Manifest](), "the manifest")
	return owners
})

// list reads a sequence into a slice. A list of plain values, or one marked
// single, may be one entry without the dash.
func (d *decoder) list(n *yaml.Node, at Pos, v reflect.Value, f field) bool {
	entries, entry := n.Content, field{key: "an entry of " + f.key, tag: f.tag}
	if n.Kind != yaml.SequenceNode {
		plain := isPlain(v.Type().Elem())
		single := f.tag.Get("single") == "true"
		if alone := plain && n.Kind == yaml.ScalarNode || single && n.Kind == yaml.MappingNode; !alone {
			return d.mismatch(n, at, f, "a list")
		}
		entries = []*yaml.Node{n}
		if plain {
			entry.key, entry.doc = f.key, f.doc
		}
	}
	all := reflect.MakeSlice(v.Type(), len(entries), len(entries))
	k := 0
	for _, e := range entries {
		if d.value(e, all.Index(k), entry) {
			k++
		}
	}
	v.Set(all.Slice(0, k))
	// Entries that could not be read are faults already.
	return d.entries(len(entries), at, f)
}

// isPlain reports whether a value of this type is written as one scalar.
func isPlain(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[Ref](), reflect.TypeFor[Glob](), reflect.TypeFor[Text](), reflect.TypeFor[Scalar]():
		return true
	}
	return t.Kind() == reflect.String
}

// entries checks the number of entries of a list.
func (d *decoder) entries(n int, at Pos, f field) bool {
	if low, ok := f.bound("min"); ok && float64(n) < low {
		if n == 0 {
			d.fault(at, f.doc, "%s is empty", f.key)
		} else {
			d.fault(at, f.doc, "%s has %d of at least %g entries", f.key, n, low)
		}
		return false
	}
	if high, ok := f.bound("max"); ok && float64(n) > high {
		d.fault(at, f.doc, "%s has %d entries, and takes %g", f.key, n, high)
		return false
	}
	return true
}

// array reads a sequence of a fixed number of numbers.
func (d *decoder) array(n *yaml.Node, at Pos, v reflect.Value, f field) bool {
	if n.Kind != yaml.SequenceNode || len(n.Content) != v.Len() {
		return d.mismatch(n, at, f, "two numbers, [lowest, highest]")
	}
	ok := true
	for i, e := range n.Content {
		ok = d.value(e, v.Index(i), field{key: "an entry of " + f.key}) && ok
	}
	return ok
}

// keyed reads a mapping into a list whose entries hold key and value.
func (d *decoder) keyed(n *yaml.Node, at Pos, v reflect.Value, f, key field, value *field) bool {
	if n.Kind != yaml.MappingNode {
		return d.mismatch(n, at, f, "a mapping of key: value")
	}
	ps := d.pairs(n, f)
	all := reflect.MakeSlice(v.Type(), len(ps), len(ps))
	keyName := field{key: "a key of " + f.key, tag: key.tag}
	k := 0
	for _, p := range ps {
		entry := all.Index(k)
		setAt(entry, p.at)
		if strings.TrimSpace(p.key) == "" {
			d.fault(p.at, "name it", "a key of %s is empty", f.key)
			continue
		}
		okKey := d.allowed(p.key, p.at, keyName)
		entry.Field(key.index).SetString(p.key)
		d.places[entry.Field(key.index).Addr().Interface()] = p.at
		of := field{key: fmt.Sprintf("%s in %s", shorten(p.key), f.key)}
		var ok bool
		if turned(p, all.Type().Elem(), value) {
			d.fault(d.pos(p.value), fmt.Sprintf("the answer text comes first: %s: %s", shorten(p.value.Value), p.key),
				"%s must be a number, not %s", of.key, describe(p.value))
		} else if value != nil {
			of.tag, of.doc = value.tag, value.doc
			ok = d.value(p.value, entry.Field(value.index), of)
		} else {
			ok = d.value(p.value, entry, of)
			setAt(entry, p.at)
		}
		if ok && okKey {
			k++
		} else {
			entry.SetZero()
		}
	}
	v.Set(all.Slice(0, k))
	return d.entries(len(ps), at, f)
}

// turned reports whether a mapping from texts to numbers is written the other
// way round.
func turned(p pair, entry reflect.Type, value *field) bool {
	if value == nil || entry.Field(value.index).Type.Kind() != reflect.Float64 || p.value.Kind != yaml.ScalarNode {
		return false
	}
	_, keyIsNumber := number(p.key)
	_, valueIsNumber := number(p.value.Value)
	return keyIsNumber && !valueIsNumber && p.value.ShortTag() == "!!str"
}

// text gives the text of a scalar as it is typed: numbers and dates too, but
// not true and false, which programs spell in many ways.
func (d *decoder) text(n *yaml.Node, at Pos, f field) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		return "", d.mismatch(n, at, f, "text")
	}
	if n.ShortTag() == "!!bool" {
		d.fault(at, fmt.Sprintf("put it in quotes: %q", n.Value), "%s must be text, and %s unquoted is not", f.key, n.Value)
		return "", false
	}
	return n.Value, true
}

// allowed checks a text against the tags req, enum and form.
func (d *decoder) allowed(s string, at Pos, f field) bool {
	if f.required() && !d.notBlank(s, at, f) {
		return false
	}
	if enum := f.enum(); enum != nil && !slices.Contains(enum, s) {
		d.fault(at, Suggest(s, enum, "allowed"), "%s cannot be %s", f.key, quote(s))
		return false
	}
	if want, ok := forms[f.tag.Get("form")]; ok && !want.re.MatchString(s) && (s != "" || f.required()) {
		d.fault(at, f.key+" is "+want.words, "%s cannot be %s", f.key, quote(s))
		return false
	}
	return true
}

func (d *decoder) notBlank(s string, at Pos, f field) bool {
	if strings.TrimSpace(s) == "" {
		hint := f.doc
		if hint == "" {
			hint = "write a value"
		}
		d.fault(at, hint, "%s is empty", f.key)
		return false
	}
	return true
}

// within checks a number against the tags min, max, over and under.
func (d *decoder) within(x float64, at Pos, f field) bool {
	low, hasLow := f.bound("min")
	high, hasHigh := f.bound("max")
	over, hasOver := f.bound("over")
	under, hasUnder := f.bound("under")
	if !(hasLow && x < low || hasHigh && x > high || hasOver && x <= over || hasUnder && x >= under) {
		return true
	}
	var limits []string
	add := func(has bool, word string, limit float64) {
		if has {
			limits = append(limits, fmt.Sprintf("%s %s", word, strconv.FormatFloat(limit, 'f', -1, 64)))
		}
	}
	add(hasLow, "at least", low)
	add(hasOver, "above", over)
	add(hasHigh, "at most", high)
	add(hasUnder, "below", under)
	d.fault(at, f.doc, "%s must be %s, not %s", f.key, strings.Join(limits, " and "), strconv.FormatFloat(x, 'f', -1, 64))
	return false
}

// minItems reads all, a whole number, or a fraction.
func (d *decoder) minItems(n *yaml.Node, at Pos, m *MinItems, f field) bool {
	m.At = at
	if n.Kind == yaml.ScalarNode {
		if n.Value == "all" {
			m.All = true
			return true
		}
		if k, err := strconv.Atoi(n.Value); err == nil && n.ShortTag() == "!!int" && k > 0 {
			m.Count = k
			return true
		}
		if x, ok := number(n.Value); ok && n.ShortTag() == "!!float" && x > 0 && x <= 1 {
			m.Fraction = x
			if x == 1 {
				*m = MinItems{At: at, All: true}
			}
			return true
		}
	}
	return d.mismatch(n, at, f, "all, a whole number from 1, or a fraction below 1")
}

// mismatch notes that a node is not what its key wants, and gives false.
func (d *decoder) mismatch(n *yaml.Node, at Pos, f field, want string) bool {
	hint := f.doc
	if hint == "" {
		hint = "write " + want
	}
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		if _, ok := number(n.Value); ok {
			hint = "write it without quotes"
		}
	}
	d.fault(at, hint, "%s must be %s, not %s", f.key, want, describe(n))
	return false
}

// describe says what a node is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	case yaml.ScalarNode:
		if n.ShortTag() == "!!str" {
			return quote(n.Value)
		}
		return shorten(n.Value)
	}
	return "this"
}

// number reads a decimal number: 5, -99, .05, 1e3; no hexadecimal, no
// infinity.
func number(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil
}

// quote puts a text in quotes, shortened.
func quote(s string) string { return `"` + shorten(s) + `"` }

// shorten keeps the first characters of a text, and no line breaks, so that a
// fault stays a line.
func shorten(s string) string {
	const long = 40
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= long {
		return s
	}
	return string([]rune(s)[:long-1]) + "…"
}
