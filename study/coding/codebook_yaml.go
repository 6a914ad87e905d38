package coding

import (
	"bytes"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"
)

const codebookSchema = "codebook/1"

// codebookFile is a codebook in YAML. Families are headings: codes that order
// others. Keys that kith does not use are passed over.
type codebookFile struct {
	Schema   string     `yaml:"schema"`
	ID       string     `yaml:"id,omitempty"`
	Version  string     `yaml:"version,omitempty"`
	Title    string     `yaml:"title,omitempty"`
	Starter  bool       `yaml:"starter,omitempty"`
	Families []codeFile `yaml:"families,omitempty"`
	Codes    []codeFile `yaml:"codes"`
}

type codeFile struct {
	ID         string    `yaml:"id"`
	Key        string    `yaml:"key,omitempty"` // where it was renamed since it was made
	Parent     string    `yaml:"parent,omitempty"`
	Label      string    `yaml:"label,omitempty"`
	Definition string    `yaml:"definition,omitempty"`
	LookFor    string    `yaml:"look_for,omitempty"`
	Boundary   string    `yaml:"boundary,omitempty"`
	Indicators []string  `yaml:"indicators,omitempty"`
	Examples   []Example `yaml:"examples,omitempty"`
	Citations  []string  `yaml:"citations,omitempty"`
	Colour     string    `yaml:"colour,omitempty"`
	Origin     string    `yaml:"origin,omitempty"`
	Studies    []string  `yaml:"studies,omitempty"`
	Heading    bool      `yaml:"heading,omitempty"`
	Exclusive  bool      `yaml:"exclusive,omitempty"`
	Retired    bool      `yaml:"retired,omitempty"`
	MergedInto string    `yaml:"merged_into,omitempty"`
	SplitInto  []string  `yaml:"split_into,omitempty"`
}

func (f codeFile) code() Code {
	key := f.Key
	if key == "" {
		key = f.ID
	}
	return Code{
		Key: key, Name: f.ID, Parent: f.Parent, Label: f.Label, Definition: f.Definition, LookFor: f.LookFor, Boundary: f.Boundary,
		Indicators: f.Indicators, Examples: f.Examples, Citations: f.Citations, Colour: f.Colour, Origin: f.Origin, Studies: f.Studies,
		Heading: f.Heading, Exclusive: f.Exclusive, Retired: f.Retired, MergedInto: f.MergedInto, SplitInto: f.SplitInto,
	}
}

func readYAML(text []byte) (Codebook, error) {
	var f codebookFile
	if err := yaml.Unmarshal(text, &f); err != nil {
		return Codebook{}, err
	}
	if f.Schema != codebookSchema {
		return Codebook{}, fmt.Errorf("schema is %q, not %q", f.Schema, codebookSchema)
	}
	if len(f.Families)+len(f.Codes) == 0 {
		return Codebook{}, errors.New("there are no codes")
	}
	b := Codebook{ID: f.ID, Version: f.Version, Title: f.Title, Starter: f.Starter}
	for _, c := range f.Families {
		c.Heading = true
		b.Codes = append(b.Codes, c.code())
	}
	for _, c := range f.Codes {
		b.Codes = append(b.Codes, c.code())
	}
	return b, b.check()
}

// YAML writes the codebook so that ReadCodebook reads the same.
func (b Codebook) YAML() ([]byte, error) {
	f := codebookFile{Schema: codebookSchema, ID: b.ID, Version: b.Version, Title: b.Title, Starter: b.Starter}
	for _, c := range b.Codes {
		y := codeFile{
			ID: c.Name, Key: c.Key, Parent: c.Parent, Label: c.Label, Definition: c.Definition, LookFor: c.LookFor, Boundary: c.Boundary,
			Indicators: c.Indicators, Examples: c.Examples, Citations: c.Citations, Colour: c.Colour, Origin: c.Origin, Studies: c.Studies,
			Heading: c.Heading, Exclusive: c.Exclusive, Retired: c.Retired, MergedInto: c.MergedInto, SplitInto: c.SplitInto,
		}
		if y.Key == y.ID {
			y.Key = ""
		}
		f.Codes = append(f.Codes, y)
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(f), e.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
