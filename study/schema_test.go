package study

import (
	"bytes"
	"flag"
	"os"
	"testing"
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
