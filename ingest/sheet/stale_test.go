package sheet

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The stored values were typed into the XML; what the formulas give is plain
// arithmetic.
func TestStale(t *testing.T) {
	data := pack(t, parts(sheetOf(`<row r="1"><c r="A1"><v>3</v></c>`+
		`<c r="B1"><f>A1+1</f><v>4</v></c>`+ // right
		`<c r="C1"><f>A1+1</f><v>5</v></c>`+ // stale
		`<c r="D1"><f>A1/3*0.3</f><v>0.30000000000000004</v></c>`+ // right to the last digit but one
		`<c r="E1" t="str"><f>IF(A1&gt;2,"high","low")</f><v>low</v></c>`+ // stale
		`<c r="F1" t="b"><f>A1=3</f><v>1</v></c>`+ // right
		`<c r="G1"><f>nosuchname+A1</f><v>8</v></c>`+ // not to be calculated
		`<c r="H1"><f>A1</f></c>`+ // nothing stored
		`<c r="I1"><f>B1+C1</f><v>9</v></c></row>`))) // stale: C1 is 4 anew
	b, err := open(string(data), ".xlsx", Options{Name: "Book.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	var all []Position
	for col := range 9 {
		all = append(all, Position{1, col})
	}
	got, note, err := b.Stale(0, all)
	if err != nil || note != "" {
		t.Fatal(note, err)
	}
	if d := cmp.Diff([]Position{{1, 2}, {1, 4}, {1, 8}}, got); d != "" {
		t.Error(d)
	}
}

func TestStaleIsNotAsked(t *testing.T) {
	var b *Book
	for _, formula := range []string{"TODAY()", "YEAR( today() )", "SUM(A:XFD)", "SUM(1:9)", "SUM(A1:XFD1048576)", "SUM($A$1:$XFD1048576)", `REPT("x",1E9)`, "SUM(<![CDATA[A:B]]>)", "SUM(A&#58;B)"} {
		data := pack(t, parts(sheetOf(`<row r="1"><c r="A1"><f>`+formula+`</f><v>2024</v></c><c r="B1"><f>A1+1</f><v>1</v></c></row>`)))
		var err error
		if b, err = open(string(data), ".xlsx", Options{Name: "Book.xlsx"}); err != nil {
			t.Fatal(err)
		}
		if got, note, err := b.Stale(0, []Position{{1, 1}}); err != nil || got != nil || note == "" {
			t.Errorf("%s: %v, %q, %v", formula, got, note, err)
		}
	}
	var err error
	if _, note, err := b.Stale(0, make([]Position, maxRecalculatedCells+1)); err != nil || note == "" {
		t.Errorf("too many cells: %q, %v", note, err)
	}
	if b, err = Open(filepath.Join("testdata", "corpus", "stale_value.xlsx"), Options{}); err != nil {
		t.Fatal(err)
	}
	if got, note, err := b.Stale(0, []Position{{1, 0}, {1, 1}}); err != nil || note != "" || len(got) != 1 || got[0].Col != 1 {
		t.Errorf("stale_value.xlsx: %v, %q, %v", got, note, err)
	}
}

// A chain in which every formula asks twice for the one before would take 2^60
// steps if no value were kept; formulas in a circle would take for ever.
func TestStaleEnds(t *testing.T) {
	rows := `<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>C1+1</f><v>1</v></c><c r="C1"><f>B1+1</f><v>1</v></c></row>`
	for i := 2; i <= 60; i++ {
		rows += fmt.Sprintf(`<row r="%d"><c r="A%d"><f>A%d+A%d</f><v>1</v></c></row>`, i, i, i-1, i-1)
	}
	b, err := open(string(pack(t, parts(sheetOf(rows)))), ".xlsx", Options{Name: "Book.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, _, err := b.Stale(0, []Position{{60, 0}, {1, 1}})
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the calculation does not end")
	}
}
