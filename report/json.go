package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"reflect"
	"strings"
	"unicode"
)

// Schema is the JSON Schema of results.json, as published in
// results.schema.json. It is generated from [Results].
//
//go:embed results.schema.json
var Schema []byte

// MarshalJSON writes a list without entries as [], never as null.
func (r Results) MarshalJSON() ([]byte, error) {
	type plain Results
	full := copied(reflect.ValueOf(plain(r)), func(s string) string { return s })
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(full.Interface())
	return b.Bytes(), err
}

// indentJSON gives v as indented JSON that ends in a line feed. Characters
// stand as they are: it goes to a file, not into a page.
func indentJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// printable gives a copy of r whose texts hold nothing that a document cannot:
// no control characters, no
// overrides of the direction of writing, and no bytes that are not UTF-8.
func printable(r *Results) *Results {
	return copied(reflect.ValueOf(r), func(s string) string {
		return strings.Map(func(c rune) rune {
			switch {
			case c == '\n' || c == '\t' || c == '\r':
				return ' '
			case unicode.Is(unicode.Bidi_Control, c): // would turn the text after it round
				return -1
			case unicode.IsControl(c), c == '\uFFFE', c == '\uFFFF':
				return unicode.ReplacementChar
			}
			return c
		}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
	}).Interface().(*Results)
}

// copied gives a deep copy of v with every string passed through text and
// every nil slice made empty.
func copied(v reflect.Value, text func(string) string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(copied(v.Elem(), text))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(copied(v.Field(i), text))
		}
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(copied(v.Index(i), text))
		}
	case reflect.String:
		out.SetString(text(v.String()))
	default:
		out.Set(v)
	}
	return out
}
