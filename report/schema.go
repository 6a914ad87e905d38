package report

import (
	"reflect"
	"strings"
)

// resultsSchema makes the JSON Schema of results.json from the Go types. A
// number may be null where it is not defined; lists never are.
func resultsSchema() ([]byte, error) {
	defs := map[string]any{}
	root := structSchema(reflect.TypeFor[Results](), defs)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "urn:kith:" + ResultsSchema
	root["title"] = "Results of a study, as kith writes them"
	root["description"] = "Every number of a report, as aggregates, with 12 significant digits. " +
		"A number that is not defined is null. A suppressed count is -1."
	root["properties"].(map[string]any)["schema"] = map[string]any{"const": ResultsSchema}
	root["$defs"] = defs
	return indentJSON(root)
}

func structSchema(t reflect.Type, defs map[string]any) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		s := typeSchema(f.Type, defs)
		if enum, ok := f.Tag.Lookup("enum"); ok {
			s["enum"] = strings.Split(enum, ",")
		}
		properties[name] = s
		if opts != "omitempty" {
			required = append(required, name)
		}
	}
	return map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	}
}

func typeSchema(t reflect.Type, defs map[string]any) map[string]any {
	if t == reflect.TypeFor[Num]() {
		return map[string]any{"type": []string{"number", "null"}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{typeSchema(t.Elem(), defs), map[string]any{"type": "null"}}}
	case reflect.Slice:
		items := typeSchema(t.Elem(), defs)
		if t.Elem().Kind() == reflect.Pointer {
			items = typeSchema(t.Elem().Elem(), defs) // lists hold no null
		}
		return map[string]any{"type": "array", "items": items}
	case reflect.Struct:
		if _, known := defs[t.Name()]; !known {
			defs[t.Name()] = nil // its own fields may refer to it
			defs[t.Name()] = structSchema(t, defs)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": "string"}
}
