package study

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// schemaID names the JSON Schema; editors find the file itself by a path.
const schemaID = "urn:kith:study:1"

// Schema gives the JSON Schema (draft 2020-12) of study.yaml, made from the
// types of the manifest. It describes the form of a manifest, so that editors
// complete its keys; what only [Parse] checks, such as names that refer to
// other names, it leaves out.
func Schema() []byte {
	s := &schemaWriter{done: map[reflect.Type]bool{}}
	root := s.object(reflect.TypeFor[Manifest]())
	doc := append(members{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", schemaID},
		{"title", "kith study manifest"},
		{"description", "study.yaml: what a study is, where its files are, and what is computed from them"},
	}, root...)
	doc = append(doc, member{"$defs", s.defs})
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		panic(err) // only strings, numbers and members are encoded
	}
	return b.Bytes()
}

// members is a JSON object whose members keep their order.
type members []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (ms members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range ms {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(m.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := enc.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A schemaWriter turns types into schemas; structs become definitions.
type schemaWriter struct {
	done map[reflect.Type]bool
	defs members
}

// object is the schema of a struct written as a mapping.
func (s *schemaWriter) object(t reflect.Type) members {
	var properties members
	var required []string
	for _, f := range fieldsOf(t) {
		properties = append(properties, member{f.key, s.property(t.Field(f.index).Type, f)})
		if f.required() {
			required = append(required, f.key)
		}
	}
	out := members{{"type", "object"}, {"additionalProperties", false}}
	if required != nil {
		out = append(out, member{"required", required})
	}
	return append(out, member{"properties", properties})
}

// property is the schema of the value of one key, with its description.
func (s *schemaWriter) property(t reflect.Type, f field) members {
	if f.doc == "" {
		return s.value(t, f)
	}
	return append(members{{"description", f.doc}}, s.value(t, f)...)
}

func (s *schemaWriter) value(t reflect.Type, f field) members {
	notBlank := member{"pattern", `\S`}
	switch t {
	case reflect.TypeFor[Ref](), reflect.TypeFor[Glob]():
		return members{{"type", []string{"string", "number"}}, notBlank}
	case reflect.TypeFor[Text]():
		return members{{"type", []string{"string", "number"}}, notBlank}
	case reflect.TypeFor[Scalar]():
		return members{{"type", []string{"string", "number", "boolean"}}}
	case reflect.TypeFor[MinItems]():
		return members{{"anyOf", []members{
			{{"const", "all"}},
			{{"type", "integer"}, {"minimum", 1}},
			{{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 1}},
		}}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.value(t.Elem(), f)
	case reflect.Struct:
		return s.ref(t)
	case reflect.Slice:
		if key, value := mapFields(t.Elem()); key != nil {
			return s.keyed(t.Elem(), *key, value, f)
		}
		return s.list(t, f)
	case reflect.Array:
		entry := s.value(t.Elem(), field{})
		return members{{"type", "array"}, {"items", entry}, {"minItems", t.Len()}, {"maxItems", t.Len()}}
	case reflect.Bool:
		return members{{"type", "boolean"}}
	case reflect.Int:
		return append(members{{"type", "integer"}}, bounds(f)...)
	case reflect.Float64:
		return append(members{{"type", "number"}}, bounds(f)...)
	case reflect.String:
		return s.text(f)
	}
	panic("study: no schema for " + t.String())
}

// text is the schema of a text. Where any text will do, a number or a date
// typed without quotes is one.
func (s *schemaWriter) text(f field) members {
	if enum := f.enum(); enum != nil {
		return members{{"enum", enum}}
	}
	if form, ok := forms[f.tag.Get("form")]; ok {
		return members{{"type", []string{"string", "number"}}, {"pattern", form.pattern}}
	}
	if f.required() {
		return members{{"type", []string{"string", "number"}}, {"pattern", `\S`}}
	}
	return members{{"type", []string{"string", "number"}}}
}

// bounds gives the limits of a number.
func bounds(f field) members {
	var out members
	for _, b := range []struct{ tag, keyword string }{
		{"min", "minimum"}, {"max", "maximum"}, {"over", "exclusiveMinimum"}, {"under", "exclusiveMaximum"},
	} {
		if x, ok := f.bound(b.tag); ok {
			out = append(out, member{b.keyword, x})
		}
	}
	return out
}

// ref is a reference to the definition of a struct, which is made once.
func (s *schemaWriter) ref(t reflect.Type) members {
	if !s.done[t] {
		s.done[t] = true
		at := len(s.defs)
		s.defs = append(s.defs, member{name: t.Name()})
		s.defs[at].value = s.object(t)
	}
	return members{{"$ref", "#/$defs/" + t.Name()}}
}

// list is the schema of a sequence, or of its one entry where that may stand
// alone.
func (s *schemaWriter) list(t reflect.Type, f field) members {
	entry := s.value(t.Elem(), field{tag: f.tag})
	array := members{{"type", "array"}, {"items", entry}}
	if low, ok := f.bound("min"); ok {
		array = append(array, member{"minItems", low})
	}
	if isPlain(t.Elem()) || f.tag.Get("single") == "true" {
		return members{{"anyOf", []members{entry, array}}}
	}
	return array
}

// keyed is the schema of a list written as a mapping.
func (s *schemaWriter) keyed(entry reflect.Type, key field, value *field, f field) members {
	out := members{{"type", "object"}}
	switch enum := key.enum(); {
	case enum != nil:
		out = append(out, member{"propertyNames", members{{"enum", enum}}})
	case key.tag.Get("form") != "":
		out = append(out, member{"propertyNames", members{{"pattern", forms[key.tag.Get("form")].pattern}}})
	default:
		out = append(out, member{"propertyNames", members{{"pattern", `\S`}}})
	}
	if low, ok := f.bound("min"); ok {
		out = append(out, member{"minProperties", low})
	}
	if value == nil {
		return append(out, member{"additionalProperties", s.ref(entry)})
	}
	return append(out, member{"additionalProperties", s.property(entry.Field(value.index).Type, *value)})
}
