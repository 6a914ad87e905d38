package report

import "testing"

// A whole report of the synthetic study: documents, tables and figures.
func BenchmarkFiles(b *testing.B) {
	r, p := study3(b), provenance()
	for b.Loop() {
		if _, err := Files(r, p); err != nil {
			b.Fatal(err)
		}
	}
}
