package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kith/study"
)

const (
	nsMain = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	nsRel  = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relURI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// parts gives the parts of a workbook with one sheet, whose XML is given.
func parts(sheetXML string) map[string]string {
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":     `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relURI + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook ` + nsMain + ` ` + nsRel + `><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + relURI + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relURI + `sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="` + relURI + `styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheetXML,
	}
}

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var names []string
	for n := range parts {
		names = append(names, n)
	}
	slices.Sort(names)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range names {
		f, err := w.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(parts[n])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetOf(rows string) string {
	return `<worksheet ` + nsMain + `><sheetData>` + rows + `</sheetData></worksheet>`
}

// readOne opens a workbook of one sheet and reads it.
func readOne(t testing.TB, data []byte) (*Grid, error) {
	t.Helper()
	b, err := open(string(data), ".xlsx", Options{Name: "Book.xlsx"})
	if err != nil {
		return nil, err
	}
	return b.Read(0)
}

func mustRead(t testing.TB, data []byte) *Grid {
	t.Helper()
	g, err := readOne(t, data)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// show gives a cell in one line for comparison.
func show(c Cell) string {
	s := fmt.Sprintf("%s %q %v", c.Kind, c.Text, c.Number)
	if c.Formula {
		s += " formula"
	}
	return s
}

// What cells of every kind mean, by ECMA-376 Part 1, 18.3.1.4 and 18.18.11.
func TestCells(t *testing.T) {
	p := parts(sheetOf(`
<row r="1">
 <c r="A1"><v>5</v></c><c r="B1" t="n"><v>-0.30000000000000004</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="b"><v>0</v></c>
 <c r="E1" t="s"><v>0</v></c><c r="F1" t="s"><v>1</v></c><c r="G1" t="s"><v>2</v></c><c r="H1" t="inlineStr"><is><t> in </t></is></c>
</row>
<row r="2">
 <c r="A2" t="e"><v>#DIV/0!</v></c><c r="B2" t="e"><f>NA()</f><v>#N/A</v></c><c r="C2"><f>1+1</f><v>2</v></c><c r="D2"><f>1+1</f></c>
 <c r="E2" t="str"><f>""</f><v></v></c><c r="F2" t="str"><f>"x"</f><v>x_x000D_y</v></c><c r="G2" s="1"><v>46143</v></c><c r="H2" s="2"><v>46143.75</v></c>
</row>
<row r="3">
 <c r="A3" s="3"><v>0.5</v></c><c r="B3" s="4"><v>5</v></c><c r="C3" t="d"><v>2026-05-01</v></c><c r="D3" s="1"/><c r="E3" s="5"><v>1</v></c>
 <c r="F3" s="6"><v>1.5</v></c><c r="G3" s="1"><v>-3</v></c><c r="H3" t="s"/><c r="I3" s="1" t="s"><v>0</v></c>
</row>`))
	p["xl/sharedStrings.xml"] = `<sst ` + nsMain + `><si><t>1</t></si><si><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space="preserve">ld </t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si><si><t>a_x0041_&amp;_x12_</t></si></sst>`
	p["xl/styles.xml"] = `<styleSheet ` + nsMain + `><numFmts count="3"><numFmt numFmtId="164" formatCode="[$-409]d\-mmm;@"/><numFmt numFmtId="165" formatCode="&quot;days &quot;0.0_d"/><numFmt numFmtId="166" formatCode="[h]:00"/></numFmts>` +
		`<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="165"/><xf numFmtId="164"/><xf numFmtId="166"/></cellXfs></styleSheet>`
	g := mustRead(t, pack(t, p))
	want := map[string]string{
		"A1": `number "5" 5`, "B1": `number "-0.30000000000000004" -0.30000000000000004`,
		"C1": `TRUE or FALSE "TRUE" 1`, "D1": `TRUE or FALSE "FALSE" 0`,
		"E1": `text "1" NaN`, "F1": `text "bold " NaN`, "G1": `text "aA&_x12_" NaN`, "H1": `text " in " NaN`,
		"A2": `error "#DIV/0!" NaN`, "B2": `error "#N/A" NaN formula`, "C2": `number "2" 2 formula`, "D2": `formula without a value "" NaN formula`,
		"E2": `blank "" NaN formula`, "F2": "text \"x\\ry\" NaN formula", "G2": `date "2026-05-01" 46143`, "H2": `date "2026-05-01T18:00:00" 46143.75`,
		"A3": `date "12:00:00" 0.5`, "B3": `number "5" 5`, "C3": `date "2026-05-01" NaN`, "D3": `blank "" NaN`, "E3": `date "1900-01-01" 1`,
		"F3": `date "1900-01-01T12:00:00" 1.5`, "G3": `number "-3" -3`, "H3": `blank "" NaN`, "I3": `text "1" NaN`,
		"A4": `blank "" NaN`, "ZZ99": `blank "" NaN`,
	}
	for address, w := range want {
		row, col, _ := parseAddress(address)
		if s := show(g.Cell(row, col)); s != w {
			t.Errorf("%s: %s, want %s", address, s, w)
		}
	}
	if g.Rows != 3 || g.Cols != 9 {
		t.Errorf("%d rows, %d columns, want 3 and 9", g.Rows, g.Cols)
	}
}

// Files that other programs write in other ways.
func TestUnusualSheets(t *testing.T) {
	cell := func(g *Grid, address string) string {
		row, col, _ := parseAddress(address)
		return g.Cell(row, col).Text
	}
	t.Run("rows and cells without names", func(t *testing.T) {
		g := mustRead(t, pack(t, parts(sheetOf(`<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>`))))
		for a, w := range map[string]string{"A1": "1", "B1": "2", "C4": "3", "D4": "4", "A5": "5"} {
			if s := cell(g, a); s != w {
				t.Errorf("%s is %q, want %q", a, s, w)
			}
		}
	})
	t.Run("cells and rows out of order", func(t *testing.T) {
		g := mustRead(t, pack(t, parts(sheetOf(`<row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>`))))
		for a, w := range map[string]string{"A2": "1", "B2": "", "C2": "3", "B1": "2"} {
			if s := cell(g, a); s != w {
				t.Errorf("%s is %q, want %q", a, s, w)
			}
		}
		if g.Rows != 2 || g.Cols != 3 {
			t.Errorf("%d rows, %d columns", g.Rows, g.Cols)
		}
	})
	t.Run("a prefix before every name", func(t *testing.T) {
		g := mustRead(t, pack(t, parts(`<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`)))
		if s := cell(g, "A1"); s != "a" {
			t.Errorf("A1 is %q", s)
		}
	})
	t.Run("byte order mark and UTF-16", func(t *testing.T) {
		xml := sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>é</t></is></c></row>`)
		if s := cell(mustRead(t, pack(t, parts("\ufeff"+xml))), "A1"); s != "é" {
			t.Errorf("A1 is %q", s)
		}
		wide := []byte{0xFF, 0xFE}
		for _, r := range xml {
			wide = append(wide, byte(r), byte(r>>8))
		}
		if s := cell(mustRead(t, pack(t, parts(string(wide)))), "A1"); s != "é" {
			t.Errorf("A1 is %q", s)
		}
	})
	t.Run("hidden, merged, and what stands in extensions", func(t *testing.T) {
		g := mustRead(t, pack(t, parts(`<worksheet `+nsMain+`><cols><col min="2" max="3" hidden="1"/><col min="4" max="16384" hidden="1"/></cols>`+
			`<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="9" hidden="1"/></sheetData>`+
			`<mergeCells><mergeCell ref="A1:C1"/></mergeCells><extLst><ext><sheetData><row r="7"><c r="A7"><v>7</v></c></row></sheetData></ext></extLst></worksheet>`)))
		if !slices.Equal(g.HiddenCols, []int{1, 2, 3}) || !slices.Equal(g.HiddenRows, []int{2}) || g.Rows != 2 {
			t.Errorf("hidden columns %v, rows %v, %d rows", g.HiddenCols, g.HiddenRows, g.Rows)
		}
		if row, col := g.MergedFrom(1, 2); row != 1 || col != 0 {
			t.Errorf("C1 is merged from row %d, column %d", row, col)
		}
		if row, col := g.MergedFrom(2, 2); row != 2 || col != 2 {
			t.Errorf("C2 is merged from row %d, column %d", row, col)
		}
	})
	t.Run("dates from 1904", func(t *testing.T) {
		p := parts(sheetOf(`<row r="1"><c r="A1" s="0"><v>1</v></c></row>`))
		p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
		p["xl/styles.xml"] = `<styleSheet ` + nsMain + `><cellXfs count="1"><xf numFmtId="14"/></cellXfs></styleSheet>`
		if s := cell(mustRead(t, pack(t, p)), "A1"); s != "1904-01-02" {
			t.Errorf("A1 is %q", s)
		}
	})
}

// Every file that is no readable workbook is refused with what to do, and
// without a panic.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	good := pack(t, parts(sheetOf(`<row r="1"><c r="A1"><v>1</v></c></row>`)))
	wide := func(s string) string {
		var b strings.Builder
		for _, c := range s {
			b.WriteRune(c)
			b.WriteByte(0)
		}
		return b.String() + "\x00\x00"
	}
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	cut := parts(sheetOf(`<row r="1"><c r="A1"><v>1</v></c></row>`))
	cut["xl/worksheets/sheet1.xml"] = cut["xl/worksheets/sheet1.xml"][:120]
	noSheet := parts("")
	delete(noSheet, "xl/worksheets/sheet1.xml")
	word := parts("")
	word["[Content_Types].xml"] = strings.Replace(word["[Content_Types].xml"], "spreadsheetml.sheet", "wordprocessingml.document", 1)
	binary := parts("")
	binary["[Content_Types].xml"] = strings.Replace(binary["[Content_Types].xml"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", 1)
	body := func(rows string) string { return string(pack(t, parts(sheetOf(rows)))) }
	for _, c := range []struct{ file, content, what string }{
		{"empty.xlsx", "", "empty"},
		{"~$Data.xlsx", "x", "owner file"},
		{"old.xls", ole + wide("Workbook"), "old Excel workbook"},
		{"old renamed.xlsx", ole + wide("Workbook"), "old Excel workbook"},
		{"locked.xlsx", ole + wide("EncryptedPackage"), "password-protected"},
		{"page.xlsx", "<html><table></table></html>", "web page"},
		{"page.xls", "  <!DOCTYPE html><p>", "web page"},
		{"page.csv", "<html><table></table></html>", "web page"},
		{"answers.xlsx", "id,q1\n1,5\n", "plain text, perhaps CSV"},
		{"answers.csv", string(good), "zip package"},
		{"noise.csv", "id,q1\n1,\x00\x01\x02\n", "NUL"},
		{"old encoding.csv", "id,q1\n1,caf\xe9\n", "not UTF-8"},
		{"quote.csv", "id,q1\n1,\"open\n", "never closed"},
		{"after quote.csv", "id,q1\n1,\"a\"b\n", "text follows the closing quotation mark"},
		{"cut.xlsx", string(good[:len(good)/2]), "cut short"},
		{"tail.xlsx", string(good[len(good)/2:]), "not a Word or Excel file"},
		{"cut sheet.xlsx", string(pack(t, cut)), "damaged or cut short"},
		{"no sheet.xlsx", string(pack(t, noSheet)), "cells are not in the file"},
		{"word.xlsx", string(pack(t, word)), "Word document"},
		{"binary.xlsx", string(pack(t, binary)), "not an .xlsx"},
		{"zip.xlsx", string(pack(t, map[string]string{"a.txt": "a"})), "zip archive"},
		{"text gone.xlsx", body(`<row r="1"><c r="B1" t="s"><v>7</v></c></row>`), "text is not in the file"},
		{"twice.xlsx", body(`<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>`), "this cell twice"},
		{"far row.xlsx", body(`<row r="1048577"/>`), "outside the 1048576 rows"},
		{"far column.xlsx", body(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), "has the name"},
		{"wrong row.xlsx", body(`<row r="2"><c r="A3"><v>1</v></c></row>`), `a cell of row 2 has the name "A3"`},
		{"no number.xlsx", body(`<row r="1"><c r="A1"><v>five</v></c></row>`), `holds "five"`},
		{"infinite.xlsx", body(`<row r="1"><c r="A1"><v>INF</v></c></row>`), `holds "INF"`},
		{"no boolean.xlsx", body(`<row r="1"><c r="A1" t="b"><v>2</v></c></row>`), "TRUE or FALSE"},
		{"type.xlsx", body(`<row r="1"><c r="A1" t="q"><v>2</v></c></row>`), "unknown type"},
		{"nested.xlsx", body(`<row r="1"><c r="A1"><v>2</v></row>`), "damaged"},
		{"long.xlsx", body(`<row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("x", maxText+200_000) + `</t></is></c></row>`), "more than 1 MiB of text"},
		{"long pieces.xlsx", body(`<row r="1"><c r="A1" t="inlineStr"><is>` + strings.Repeat(`<r><t>`+strings.Repeat("x", 1000)+`</t></r>`, 1100) + `</is></c></row>`), "more than 1 MiB of text"},
		{"doctype.xlsx", string(pack(t, parts(`<!DOCTYPE a [<!ENTITY b "c">]>`+sheetOf("")))), "DOCTYPE"},
		{"a folder.xlsx", "/", "folder"},
		{"nothing.xlsx", "-", "no such file"},
	} {
		t.Run(c.file, func(t *testing.T) {
			full := filepath.Join(dir, c.file)
			var err error
			switch c.content {
			case "-":
			case "/":
				err = os.Mkdir(full, 0o755)
			default:
				err = os.WriteFile(full, []byte(c.content), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			b, err := Open(full, Options{})
			if err == nil {
				_, err = b.Read(0)
			}
			var f *study.Fault
			if !errors.As(err, &f) {
				t.Fatalf("got %v, want a fault", err)
			}
			if !strings.Contains(f.What, c.what) || f.Hint == "" || !strings.HasPrefix(f.Where, c.file) {
				t.Errorf("got %q at %q, hint %q; want %q", f.What, f.Where, f.Hint, c.what)
			}
			if strings.Contains(f.Error(), dir) {
				t.Errorf("the fault has an absolute path: %v", f)
			}
		})
	}
}

// Workbooks of several sheets: chart sheets shift nothing, hidden ones say so.
func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for _, name := range []string{"Second", "Third"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Sheet1", "Second", "Third"} {
		if err := f.SetCellValue(name, "A1", name); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetSheetVisible("Second", false); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetVisible("Third", false, true); err != nil {
		t.Fatal(err)
	}
	if err := f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$2"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Last"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("Last", "A1", "Last"); err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	b, err := open(buf.String(), ".xlsx", Options{Name: "Book.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Sheet{{"Sheet1", false}, {"Second", true}, {"Third", true}, {"Last", false}}, b.Sheets); d != "" {
		t.Fatal(d)
	}
	for i, s := range b.Sheets {
		g, err := b.Read(i)
		if err != nil || g.Cell(1, 0).Text != s.Name || g.Sheet != s.Name {
			t.Errorf("sheet %s begins with %q (%v)", s.Name, g.Cell(1, 0).Text, err)
		}
	}
	if b.Index("Last") != 3 || b.Index("last") != -1 {
		t.Error("sheets are found to the letter")
	}
}

// Whatever excelize writes and reads back, this package reads the same, and
// knows the type besides.
func TestAgainstExcelize(t *testing.T) {
	text := rapid.StringMatching(`[ a-zA-Z0-9éß€😀<>&"'_x.,;\n-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		type put struct {
			address string
			value   any
		}
		var all []put
		for range rapid.IntRange(0, 30).Draw(t, "cells") {
			address := Address(rapid.IntRange(1, 40).Draw(t, "row"), rapid.IntRange(0, 60).Draw(t, "col"))
			var v any
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				v = float64(rapid.IntRange(-1e9, 1e9).Draw(t, "thousandths")) / 1000 // excelize writes 15 digits
			case 1:
				v = rapid.IntRange(-99, 9).Draw(t, "whole")
			case 2:
				v = rapid.Bool().Draw(t, "bool")
			case 3:
				v = text.Draw(t, "text")
			case 4:
				v = time.Date(rapid.IntRange(1901, 2100).Draw(t, "year"), 3, 1, rapid.IntRange(0, 23).Draw(t, "hour"), 30, 0, 0, time.UTC)
			}
			if slices.ContainsFunc(all, func(p put) bool { return p.address == address }) {
				continue
			}
			all = append(all, put{address, v})
			if err := f.SetCellValue("Sheet1", address, v); err != nil {
				t.Fatal(err)
			}
		}
		buf, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		again, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		b, err := open(buf.String(), ".xlsx", Options{Name: "Book.xlsx"})
		if err != nil {
			t.Fatal(err)
		}
		g, err := b.Read(0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			row, col, _ := parseAddress(p.address)
			c := g.Cell(row, col)
			raw, err := again.GetCellValue("Sheet1", p.address)
			if err != nil {
				t.Fatal(err)
			}
			ok := false
			switch v := p.value.(type) {
			case float64:
				ok = c.Kind == Number && c.Number == v && c.Text == raw
			case int:
				ok = c.Kind == Number && c.Number == float64(v) && c.Text == raw
			case bool:
				ok = c.Kind == Bool && (c.Number == 1) == v && c.Text == strings.ToUpper(fmt.Sprint(v)) && raw == fmt.Sprint(c.Number)
			case string:
				ok = c.Text == raw && c.Text == v && (c.Kind == Text || v == "" && c.Kind == Blank)
			case time.Time:
				ok = c.Kind == Date && c.Text == strings.TrimSuffix(v.Format("2006-01-02T15:04:05"), "T00:00:00")
			}
			if !ok {
				t.Fatalf("%s: wrote %#v, excelize reads %q, got %s", p.address, p.value, raw, show(c))
			}
		}
	})
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		row, col int
		want     string
	}{{1, 0, "A1"}, {31, 28, "AC31"}, {1, 25, "Z1"}, {1, 26, "AA1"}, {2, 701, "ZZ2"}, {1048576, 16383, "XFD1048576"}} {
		if s := Address(c.row, c.col); s != c.want {
			t.Errorf("Address(%d, %d) = %s, want %s", c.row, c.col, s, c.want)
		}
		if row, col, ok := parseAddress(c.want); !ok || row != c.row || col != c.col {
			t.Errorf("parseAddress(%s) = %d, %d, %v", c.want, row, col, ok)
		}
	}
	for _, s := range []string{"", "A", "1", "A0", "A-1", "XFE1", "A1048577", "AAAA1", "A1B", "Å1"} {
		if _, _, ok := parseAddress(s); ok {
			t.Errorf("parseAddress(%q) reads", s)
		}
	}
	if r, ok := parseRange("$C$3:A1"); !ok || r != (Range{1, 0, 3, 2}) {
		t.Errorf("parseRange = %v, %v", r, ok)
	}
}

// Serial numbers and dates as ECMA-376 Part 1, 18.17.4.1 has them.
func TestDates(t *testing.T) {
	for _, c := range []struct {
		serial   float64
		from1904 bool
		want     string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, "1900-02-29"}, {61, false, "1900-03-01"},
		{25569, false, "1970-01-01"}, {2958465, false, "9999-12-31"}, {0.25, false, "06:00:00"},
		{0, true, "1904-01-01"}, {1, true, "1904-01-02"}, {24107, true, "1970-01-01"},
		{43831.999999, false, "2020-01-01T23:59:59.914"},
		{43831.9999999999, false, "2020-01-02"}, // rounds up to midnight
		// 2020-11-17 14:46:12.334 of a form's export, as openpyxl and Excel read it
		{44152.6154205324, false, "2020-11-17T14:46:12.334"},
	} {
		if s, ok := iso(c.serial, c.from1904); !ok || s != c.want {
			t.Errorf("%v (1904 %v) is %q, want %q", c.serial, c.from1904, s, c.want)
		}
	}
	for _, serial := range []float64{-1, 2958466, math.Inf(1), math.NaN(), 1e300} {
		if s, ok := iso(serial, false); ok {
			t.Errorf("%v is the date %q", serial, s)
		}
	}
}

func TestIsDateFormat(t *testing.T) {
	for code, want := range map[string]bool{
		"General": false, "0.00": false, "0.00E+00": false, "@": false, "#,##0 [$€-407]": false, `"mean "0.0`: false, `0\d`: false, "0_d": false, "*d0": false, "[Red]0": false, "": false,
		"yyyy-mm-dd": true, "d mmm": true, "[h]:mm": true, "[ss]": true, "h:mm AM/PM": true, "[$-409]mmmm d, yyyy;@": true, "MM/DD": true, `"open`: false, "[": false, "0 [yellow": false,
	} {
		if isDateFormat(code) != want {
			t.Errorf("isDateFormat(%q) = %v", code, !want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]float64{"5": 5, "-99": -99, "+1": 1, "1.50": 1.5, "1e3": 1000, ".5": 0.5, "5.": 5} {
		if f, ok := ParseNumber(s); !ok || f != want {
			t.Errorf("ParseNumber(%q) = %v, %v", s, f, ok)
		}
	}
	for _, s := range []string{"", " 5", "5 ", "Inf", "-inf", "NaN", "0x1F", "1_000", "1,5", "five", "5%", "--5", "1e999", "٥"} {
		if f, ok := ParseNumber(s); ok {
			t.Errorf("ParseNumber(%q) = %v", s, f)
		}
	}
}

// ParseNumber reads what strconv reads, of all that is a plain number.
func TestParseNumberAgainstStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[-+]?[0-9]{0,17}\.?[0-9]{0,3}(e[-+]?[0-9]{1,2})?`).Draw(t, "text")
		want, err := strconv.ParseFloat(s, 64)
		got, ok := ParseNumber(s)
		bytesGot, bytesOK := parseNumber([]byte(s))
		if ok != (err == nil) || bytesOK != ok || ok && (math.Float64bits(got) != math.Float64bits(want) || got != bytesGot) {
			t.Fatalf("%q is %v, %v; strconv has %v, %v", s, got, ok, want, err)
		}
	})
}

func TestTrim(t *testing.T) {
	for s, want := range map[string]string{" a b ": "a b", "\u00a0Agree\u00a0": "Agree", "\ufeffid": "id", "\u200bx\u200b": "x", "\t\r\n": "", "\u3000a": "a", "a\u00a0b": "a\u00a0b"} {
		if got := Trim(s); got != want {
			t.Errorf("Trim(%q) = %q", s, got)
		}
	}
}
