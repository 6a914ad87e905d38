package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// study3 gives the results of the synthetic study as R computed them
// (testdata/study3.R).
func study3(t testing.TB) *Results {
	t.Helper()
	data, err := os.ReadFile("testdata/study3.json")
	if err != nil {
		t.Fatal(err)
	}
	var r Results
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatal(err)
	}
	return &r
}

func provenance() *Provenance {
	p := &Provenance{Kith: "0.1.0"}
	for _, path := range []string{"study.yaml", "01_Study_One/Transcripts/Link_Workers/S1_LW01.docx", "03_Study_Three/Study3_Quantitative_Data_Labels.xlsx"} {
		p.Inputs = append(p.Inputs, InputHash{path, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"})
	}
	return p
}

// TestWriteReport writes the reports of the synthetic study and of hostile
// results into the folder KITH_REPORT_DIR names, to be looked at.
func TestWriteReport(t *testing.T) {
	dir := os.Getenv("KITH_REPORT_DIR")
	if dir == "" {
		t.Skip("KITH_REPORT_DIR is not set")
	}
	for name, r := range hostile(t) {
		for path, data := range filesOf(t, r) {
			file := filepath.Join(dir, slug(name), filepath.FromSlash(path))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and read the difference", name)
	}
}

func TestSchemaIsThatOfTheTypes(t *testing.T) {
	want, err := resultsSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("results.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(Schema, want) {
		t.Error("results.schema.json is not that of the types; run with -update")
	}
}
