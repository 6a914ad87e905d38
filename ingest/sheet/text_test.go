package sheet

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kith/ooxml"
	"kith/study"
)

func records(text string, delimiter byte) ([][]string, error) {
	var all [][]string
	err := eachRecord(text, delimiter, func(fields []string) bool {
		all = append(all, slices.Clone(fields))
		return true
	})
	return all, err
}

func TestRecords(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       [][]string
	}{
		{"nothing", "", nil},
		{"plain", "a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}},
		{"no last newline", "a,b\n1,2", [][]string{{"a", "b"}, {"1", "2"}}},
		{"CR LF and CR", "a,b\r\n1,2\r3,4", [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}}},
		{"empty lines are rows", "a\n\nb\n", [][]string{{"a"}, {""}, {"b"}}},
		{"empty fields", ",\n,,", [][]string{{"", ""}, {"", "", ""}}},
		{"quoted", "\"a,b\",\"c\"\"d\"\n", [][]string{{"a,b", `c"d`}}},
		{"newline in quotes", "\"a\nb\",c\n", [][]string{{"a\nb", "c"}}},
		{"empty quotes", `"",x`, [][]string{{"", "x"}}},
		{"a quote inside", `5" pipe,x`, [][]string{{`5" pipe`, "x"}}},
		{"ragged", "a\nb,c\n", [][]string{{"a"}, {"b", "c"}}},
	} {
		got, err := records(c.text, ',')
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
	for text, line := range map[string]int{"a\n\"b\nc": 2, "a\n\"b\nc\"d": 3} {
		var e *quoteError
		if _, err := records(text, ','); !errors.As(err, &e) || e.line != line {
			t.Errorf("%q: got %v, want a fault in line %d", text, err, line)
		}
	}
}

// Whatever encoding/csv writes is read back.
func TestRecordsAgainstStandardLibrary(t *testing.T) {
	field := rapid.StringMatching("[ab,;\"\n é\t]{0,6}")
	rapid.Check(t, func(t *rapid.T) {
		var want [][]string
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			want = append(want, rapid.SliceOfN(field, 1, 5).Draw(t, "row"))
		}
		delimiter := rapid.SampledFrom([]byte{',', ';', '\t'}).Draw(t, "delimiter")
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = rune(delimiter)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(want); err != nil {
			t.Fatal(err)
		}
		got, err := records(b.String(), delimiter)
		if err != nil {
			t.Fatalf("%q: %v", b.String(), err)
		}
		if w.UseCRLF {
			// The writer turns newlines within fields into CR LF.
			for _, r := range got {
				for i := range r {
					r[i] = strings.ReplaceAll(r[i], "\r\n", "\n")
				}
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q: %s", b.String(), d)
		}
	})
}

func TestDelimitedText(t *testing.T) {
	for _, c := range []struct {
		name, data, ext string
		opt             Options
		want            [][]string
		noted           bool
	}{
		{"commas", "id,q1\nP1,5\n", ".csv", Options{}, [][]string{{"id", "q1"}, {"P1", "5"}}, false},
		{"byte order mark", "\ufeffid,q1\nP1,5\n", ".csv", Options{}, [][]string{{"id", "q1"}, {"P1", "5"}}, false},
		{"semicolons are found and said", "id;q1\nP1;1,5\nP2;2,5\n", ".csv", Options{}, [][]string{{"id", "q1"}, {"P1", "1,5"}, {"P2", "2,5"}}, true},
		{"tabs are found and said", "id\tq1\nP1\t5\n", ".csv", Options{}, [][]string{{"id", "q1"}, {"P1", "5"}}, true},
		{"tabs by name", "id\tq1\nP1\t5,1\n", ".tsv", Options{}, [][]string{{"id", "q1"}, {"P1", "5,1"}}, false},
		{"declared", "id;q1,x\nP1;5,y\n", ".csv", Options{Delimiter: ";"}, [][]string{{"id", "q1,x"}, {"P1", "5,y"}}, false},
		{"declared tab", "id\tq1\n", ".csv", Options{Delimiter: "tab"}, [][]string{{"id", "q1"}}, false},
		{"windows-1252", "id,q1\nP1,\x93caf\xe9\x94\n", ".csv", Options{Encoding: "windows-1252"}, [][]string{{"id", "q1"}, {"P1", "“café”"}}, false},
		{"UTF-8 although declared otherwise", "\ufeffid\ncafé\n", ".csv", Options{Encoding: "windows-1252"}, [][]string{{"id"}, {"café"}}, false},
		{"UTF-16", "\xff\xfei\x00d\x00\t\x00q\x00\n\x001\x00\t\x005\x00", ".txt", Options{}, [][]string{{"id", "q"}, {"1", "5"}}, true},
		{"one column", "id\nP1\n", ".csv", Options{}, [][]string{{"id"}, {"P1"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opt.Name = "a" + c.ext
			b, err := open(c.data, c.ext, c.opt)
			if err != nil {
				t.Fatal(err)
			}
			g, err := b.Read(0)
			if err != nil {
				t.Fatal(err)
			}
			var got [][]string
			for row := 1; row <= g.Rows; row++ {
				var r []string
				for col := range g.Cols {
					r = append(r, g.Cell(row, col).Text)
				}
				got = append(got, r)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if (len(b.Notes) > 0) != c.noted {
				t.Errorf("notes: %q", b.Notes)
			}
		})
	}
	for _, d := range []string{"||", `"`, "\n", "é"} {
		_, err := open("a,b\n", ".csv", Options{Name: "a.csv", Delimiter: d})
		var f *study.Fault
		if !errors.As(err, &f) {
			t.Errorf("delimiter %q: %v", d, err)
		}
	}
}

// What reads as a number is one; the text stays.
func TestTextCells(t *testing.T) {
	for field, want := range map[string]Kind{"5": Number, " 5 ": Number, "007": Number, "-99": Number, "": Blank, " ": Text, "N/A": Text, "TRUE": Text, "1,5": Text, "Inf": Text, "2026-05-01": Text} {
		b, err := open("x,"+field+",x\n", ".csv", Options{Name: "a.csv", Delimiter: ","})
		if field == "1,5" {
			b, err = open("x;1,5;x\n", ".csv", Options{Name: "a.csv", Delimiter: ";"})
		}
		if err != nil {
			t.Fatal(err)
		}
		g, err := b.Read(0)
		if err != nil {
			t.Fatal(err)
		}
		c := g.Cell(1, 1)
		if c.Kind != want || c.Text != field {
			t.Errorf("%q is %s", field, show(c))
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"id,q1\nP1,5\n", "\"a\"\"b\";c\r\n", "\xff\xfei\x00", "a\tb\n\n\"", "\ufeff,"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := open(string(data), ".csv", Options{Name: "a.csv"})
		if err != nil {
			var fault *study.Fault
			if !errors.As(err, &fault) || fault.Hint == "" {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		g, err := b.Read(0)
		if err != nil {
			t.Fatal(err)
		}
		for row := 1; row <= g.Rows; row++ {
			for col := range g.Cols {
				if c := g.Cell(row, col); c.Kind == Number && c.Number != c.Number {
					t.Fatal("a number that is none")
				}
			}
		}
	})
}

// checkPieces holds the cells that are read as a whole against those read tag
// by tag: where the sheet comes byte by byte, no cell ever lies whole in the
// scanner's window.
func checkPieces(t *testing.T, b *Book, xml string, g *Grid, err error) {
	t.Helper()
	if strings.HasPrefix(xml, "\xEF\xBB\xBF") || strings.Contains(xml, "\x00") || len(xml) > 2 && (xml[0] >= 0xFE || xml[0] == 0) {
		return // other encodings are turned into UTF-8 before they are scanned
	}
	pieces, pieceErr := b.scanSheet(0, ooxml.NewScanner(iotest.OneByteReader(strings.NewReader(xml)), maxText))
	if (err == nil) != (pieceErr == nil) {
		t.Fatalf("%v, and tag by tag %v", err, pieceErr)
	}
	if err == nil {
		if diff := cmp.Diff(corpusCells(pieces), corpusCells(g)); diff != "" || pieces.Rows != g.Rows || pieces.Cols != g.Cols {
			t.Fatalf("cells (-tag by tag +as a whole):\n%s", diff)
		}
	}
}

// The XML of a sheet may hold anything.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{
		sheetOf(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="b"><v>1</v></c></row>`),
		sheetOf(`<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="0" t="s"><v>0</v></c><c r="D1" t="b"><v>0</v></c><c r="E1" s="1"/><c t="n"><v>-1.5e3</v></c><c r="C1"><v>2</v></c><c t="s"><v></v></c></row>`),
		sheetOf(`<row><c><f>1</f></c><c t="inlineStr"><is><r><t>x</t></r></is></c></row>`),
		`<worksheet><cols><col min="1" max="3" hidden="1"/></cols><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, xml string) {
		p := parts(xml)
		p["xl/sharedStrings.xml"] = `<sst><si><t>a</t></si></sst>`
		b, err := open(string(pack(t, p)), ".xlsx", Options{Name: "Book.xlsx"})
		if err != nil {
			return
		}
		g, err := b.Read(0)
		checkPieces(t, b, xml, g, err)
		if err != nil {
			var fault *study.Fault
			if !errors.As(err, &fault) || fault.Hint == "" {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		for i := range g.rows {
			r := &g.rows[i]
			if !slices.IsSorted(r.cols) || r.number < 1 || int(r.number) > g.Rows || r.last() >= g.Cols {
				t.Fatalf("row %d of %d, columns %v of %d", r.number, g.Rows, r.cols, g.Cols)
			}
			for col, p := range r.all {
				if c := g.Cell(int(r.number), col); c.Kind == Blank && !c.Formula || p.kind() == Number && c.Number != c.Number {
					t.Fatalf("%s is %s", Address(int(r.number), col), show(c))
				}
			}
		}
	})
}

// all gives the columns and cells of a row in order.
func (r *gridRow) all(yield func(int, packed) bool) {
	for i, p := range r.cells {
		col := int(r.first) + i
		if r.cols != nil {
			col = int(r.cols[i])
		}
		if p != 0 && !yield(col, p) {
			return
		}
	}
}
