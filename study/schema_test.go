package study

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "write the schema and the reference of the manifest again")

// The committed schema is what editors read; it equals what the types give.
func TestSchemaFile(t *testing.T) {
	const name = "schema.json"
	want := Schema()
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s differs from the types of the manifest: run go test ./study -update", name)
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("study.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("study.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON gives a YAML node as an editor's language server sees it.
func asJSON(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.AliasNode:
		return asJSON(t, n.Alias)
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = asJSON(t, n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, c := range n.Content {
			l = append(l, asJSON(t, c))
		}
		return l
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		s := n.Value
		if strings.HasPrefix(strings.TrimLeft(s, "-"), ".") {
			s = strings.Replace(s, ".", "0.", 1)
		}
		return json.Number(s)
	}
	return n.Value
}

func validateYAML(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Load(data, &doc, yaml.WithUniqueKeys(false)); err != nil {
		t.Fatal(err)
	}
	return s.Validate(asJSON(t, doc.Content[0]))
}

func TestSchemaTakesTheSyntheticManifest(t *testing.T) {
	data, err := os.ReadFile(synthetic)
	if err != nil {
		t.Fatal(err)
	}
	if err := validateYAML(t, compileSchema(t), data); err != nil {
		t.Error(err)
	}
}

// What is wrong with the form of a manifest the schema sees as well; what is
// wrong between its parts it cannot see, and must not refuse.
func TestSchemaOnBrokenManifests(t *testing.T) {
	form := strings.Fields(`newer_format unknown_key unknown_key_elsewhere unknown_key_far unknown_key_value_read
		merge_key required required_top no_value blank not_a_mapping not_a_list empty_list not_text boolean_text not_boolean
		not_whole quoted_number row_zero not_number ranges decimals negative_n enum enum_list alternative id_characters doi
		min_items min_items_fraction aliases link_kind role_blank speaker_class rule_reason points_three label_turned
		set_no_condition published_not_scalar rule_value workbook_wrong key_empty long_text tests_extra_form feasibility_form associations_keys`)
	s := compileSchema(t)
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		switch {
		case strings.HasPrefix(name, "syntax"), slices.Contains(strings.Fields("empty latin1 utf16 control tag key_twice key_not_text"), name):
			continue // no JSON to hold against the schema
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		err = validateYAML(t, s, data)
		if want := slices.Contains(form, name); (err != nil) != want {
			t.Errorf("%s: refused %v, want %v: %v", name, err != nil, want, err)
		}
	}
}
