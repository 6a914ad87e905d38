package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func filesOf(t *testing.T, r *Results) map[string][]byte {
	t.Helper()
	files, err := Files(r, provenance())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("files are not in the order of their paths")
	}
	out := map[string][]byte{}
	for _, f := range files {
		if len(f.Data) == 0 {
			t.Errorf("%s is empty", f.Path)
		}
		if _, twice := out[f.Path]; twice {
			t.Errorf("%s is written twice", f.Path)
		}
		out[f.Path] = f.Data
	}
	return out
}

// documentText gives all text of the document, a paragraph a line.
func documentText(d *Document) string {
	var b strings.Builder
	for _, block := range d.Blocks {
		switch x := block.(type) {
		case *Heading:
			b.WriteString(x.Text)
		case *Paragraph:
			b.WriteString(plain(x.Text))
		case *Table:
			b.WriteString(x.Title + "\n" + plain(x.General))
			for _, n := range x.Specific {
				b.WriteString("\n" + plain(n.Text))
			}
		case *Figure:
			b.WriteString(x.Title + "\n" + plain(x.Note) + "\n" + x.Alt)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// undrawn is Build without the images.
func undrawn(r *Results) *Document {
	b := &builder{r: printable(r)}
	return b.document()
}

// The strings of the frozen fixture, as the issue states them.
func TestGoldenStrings(t *testing.T) {
	text := documentText(Build(study3(t)))
	for _, want := range []string{
		"t(69) = −8.05, p < .001, d_z = −0.96, 95% CI [−1.24, −0.68]; Holm-adjusted p < .001",
		"the mean difference (B − A) was −0.95, 95% CI [−1.19, −0.71]",
		"t(67) = 3.16, p = .002, d_z = 0.38, 95% CI [0.14, 0.63]; Holm-adjusted p = .005",
		"was 0.36, 95% CI [0.13, 0.59]",
		"t(62) = 2.58, p = .012, d_z = 0.33, 95% CI [0.07, 0.58]",
		"t(65) = 2.21, p = .031, d_z = 0.27, 95% CI [0.02, 0.52]; Holm-adjusted p = .031",
		"was 0.20, 95% CI [0.02, 0.38]",
		"Link Workers reported lower contact and referral now (M = 2.66, SD = 0.75) than, as they recalled it, before the pandemic (M = 3.61, SD = 0.81)",
		"Link Workers expected higher attention to group processes with the toolkit (M = 4.97, SD = 1.00) than they reported in current practice (M = 4.61, SD = 0.99)",
		"Seventy Link Workers were analysed",
		"kith recomputes the quantitative study only, Study Three.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	for _, banned := range []string{"no difference between", "improved", "effect of the", "p = .000", "NaN", "Inf", "−0.00"} {
		if strings.Contains(text, banned) {
			t.Errorf("the report says %q", banned)
		}
	}
}

// Every table of the report, its cells as Markdown and CSV, read by eye.
func TestGoldenReport(t *testing.T) {
	files := filesOf(t, study3(t))
	golden(t, "report.md", files["report.md"])
	golden(t, "paired-tests.csv", files["tables/10-paired-tests.csv"])
	golden(t, "items-qs2.csv", files["tables/07-items-qs2.csv"])
}

func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("renders twice")
	}
	if a, b := filesOf(t, study3(t)), filesOf(t, study3(t)); !cmp.Equal(a, b) {
		for path := range a {
			if !bytes.Equal(a[path], b[path]) {
				t.Errorf("%s differs between two runs", path)
			}
		}
	}
}

// Every table says the same in every format, cell by cell.
func TestFormatsAgree(t *testing.T) { formatsAgree(t, study3(t)) }

func formatsAgree(t *testing.T, r *Results) {
	t.Helper()
	files := filesOf(t, r)
	word, page, markdown := wordTables(t, files["report.docx"]), htmlTables(string(files["report.html"])), markdownTables(string(files["report.md"]))
	for i, table := range Tables(r) {
		var want [][]string
		for _, row := range table.Rows {
			cells := make([]string, 0, len(row.Cells))
			for _, c := range row.Cells {
				var s strings.Builder
				for _, in := range c.Text {
					s.WriteString(in.Text)
				}
				cells = append(cells, s.String())
			}
			want = append(want, cells)
		}
		for name, got := range map[string][][][]string{"Word": word, "HTML": page, "Markdown": markdown} {
			if i >= len(got) {
				t.Fatalf("%s has %d tables", name, len(got))
			}
			rows := got[i]
			if len(rows) < len(want) {
				t.Fatalf("%s, table %d: %d rows, want %d", name, table.Number, len(rows), len(want))
			}
			rows = rows[len(rows)-len(want):] // without headings
			for j := range want {
				have := rows[j]
				if table.Rows[j].Section {
					have = have[:1]
				}
				if !slices.Equal(have, want[j]) {
					t.Errorf("%s, table %d, row %d:\n%q, want\n%q", name, table.Number, j+1, have, want[j])
				}
			}
		}
		data := files[fmt.Sprintf("tables/%02d-%s.csv", table.Number, table.ID)]
		if data == nil {
			t.Errorf("table %d has no CSV", table.Number)
		}
		if strings.Contains(string(data), minus) {
			t.Errorf("table %d has a typographic minus in its CSV", table.Number)
		}
	}
}

// The printed tests, read back from CSV, are the numbers of results.json.
func TestTablesAreTheResults(t *testing.T) {
	files := filesOf(t, study3(t))
	var results struct {
		Quantitative []struct {
			Sets []struct {
				ID        string
				Composite struct {
					Paired   map[string]any
					Adjusted []struct{ P float64 }
				}
				Items []struct {
					Text string
					A, B map[string]any
					Test struct{ Paired map[string]any }
				}
			}
		}
	}
	if err := json.Unmarshal(files["results.json"], &results); err != nil {
		t.Fatal(err)
	}
	paired := map[string]string{
		"n": "n", "M_A": "mean_a", "SD_A": "sd_a", "M_B": "mean_b", "SD_B": "sd_b", "M_difference": "mean_difference",
		"ci_low": "ci_low", "ci_high": "ci_high", "r": "r", "t": "t", "df": "df", "p": "p",
		"d_z": "d_z", "d_z_low": "d_z_ci_low", "d_z_high": "d_z_ci_high", "g_z": "g_z",
	}
	described := map[string]string{"n": "n", "M": "mean", "SD": "sd", "Mdn": "median", "Q1": "q1", "Q3": "q3", "min": "min", "max": "max", "skew": "skewness"}
	composites, tests := readCSV(t, files["tables/10-paired-tests.csv"]), readCSV(t, files["tables/11-item-tests.csv"])
	checked := 0
	compare := func(what string, row map[string]string, columns map[string]string, want map[string]any) {
		t.Helper()
		if row == nil {
			t.Errorf("%s has no row", what)
			return
		}
		for column, key := range columns {
			value, printed := want[key].(float64), row[column]
			if strings.HasPrefix(printed, "< ") {
				if limit, err := strconv.ParseFloat(printed[2:], 64); err != nil || value >= limit {
					t.Errorf("%s, %s prints %q for %v", what, column, printed, value)
				}
				checked++
				continue
			}
			got, err := strconv.ParseFloat(printed, 64)
			_, decimals, _ := strings.Cut(printed, ".")
			if err != nil || math.Abs(got-value) > .5*math.Pow(10, -float64(len(decimals)))+1e-9 {
				t.Errorf("%s, %s prints %q for %v", what, column, printed, value)
			}
			checked++
		}
	}
	for i, s := range results.Quantitative[0].Sets {
		row := find(composites, "comparison", func(stub string) bool { return strings.HasSuffix(stub, "("+s.ID+")") })
		compare(s.ID, row, paired, s.Composite.Paired)
		compare(s.ID, row, map[string]string{"p_holm": "p"}, map[string]any{"p": s.Composite.Adjusted[0].P})
		items := readCSV(t, files[fmt.Sprintf("tables/%02d-items-%s.csv", 6+i, strings.ToLower(s.ID))])
		for _, it := range s.Items {
			compare(it.Text, find(tests, "comparison", func(stub string) bool { return stub == it.Text }), paired, it.Test.Paired)
			var both []map[string]string
			for _, row := range items {
				if row["section"] == it.Text {
					both = append(both, row)
				}
			}
			if len(both) != 2 {
				t.Fatalf("%s has %d rows of descriptives", it.Text, len(both))
			}
			compare(it.Text+", A", both[0], described, it.A)
			compare(it.Text+", B", both[1], described, it.B)
		}
	}
	if want := 3*17 + 13*(16+18); checked != want {
		t.Errorf("%d numbers compared, want %d", checked, want)
	}
}

func readCSV(t *testing.T, data []byte) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(records) == 0 {
		t.Fatalf("CSV: %v", err)
	}
	var rows []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, v := range rec {
			row[records[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

func find(rows []map[string]string, column string, match func(string) bool) map[string]string {
	for _, row := range rows {
		if match(row[column]) {
			return row
		}
	}
	return nil
}

// wordPart reads a part of a Word file.
func wordPart(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	part, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return part
}

// wordTables gives the text of every cell of every table.
func wordTables(t *testing.T, data []byte) [][][]string {
	t.Helper()
	var tables [][][]string
	var cell *strings.Builder
	d := xml.NewDecoder(bytes.NewReader(wordPart(t, data, "word/document.xml")))
	inText := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tables
		}
		if err != nil {
			t.Fatalf("document.xml: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "tbl":
				tables = append(tables, nil)
			case "tr":
				last := len(tables) - 1
				tables[last] = append(tables[last], nil)
			case "tc":
				cell = &strings.Builder{}
			case "t":
				inText = true
			}
		case xml.EndElement:
			switch x.Name.Local {
			case "tc":
				rows := tables[len(tables)-1]
				rows[len(rows)-1] = append(rows[len(rows)-1], cell.String())
				cell = nil
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText && cell != nil {
				cell.Write(x)
			}
		}
	}
}

var (
	htmlRowPattern  = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	htmlCellPattern = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	htmlTag         = regexp.MustCompile(`<[^>]*>`)
)

func htmlTables(page string) [][][]string {
	var tables [][][]string
	for _, part := range strings.Split(page, "<table>")[1:] {
		body, _, _ := strings.Cut(part, "</table>")
		var rows [][]string
		for _, row := range htmlRowPattern.FindAllStringSubmatch(body, -1) {
			var cells []string
			for _, cell := range htmlCellPattern.FindAllStringSubmatch(row[1], -1) {
				cells = append(cells, html.UnescapeString(htmlTag.ReplaceAllString(cell[1], "")))
			}
			rows = append(rows, cells)
		}
		tables = append(tables, rows)
	}
	return tables
}

func markdownTables(s string) [][][]string {
	var tables [][][]string
	in := false
	unescape := regexp.MustCompile(`\\(.)`)
	for _, l := range strings.Split(s, "\n") {
		if !strings.HasPrefix(l, "|") {
			in = false
			continue
		}
		if !in {
			in = true
			tables = append(tables, nil)
		}
		var cells []string
		for _, c := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(l, "| "), " |"), " | ") {
			c = strings.ReplaceAll(c, "&emsp;", "")
			c = regexp.MustCompile(`(^|[^\\])\*+`).ReplaceAllString(c, "$1")
			c = unescape.ReplaceAllString(htmlTag.ReplaceAllString(c, ""), "$1")
			cells = append(cells, strings.TrimSpace(html.UnescapeString(c)))
		}
		last := len(tables) - 1
		tables[last] = append(tables[last], cells)
	}
	return tables
}

func TestResultsMeetTheSchema(t *testing.T) {
	schema := compiledSchema(t)
	for name, r := range hostile(t) {
		data, err := indentJSON(r)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.HasSuffix(data, []byte("}\n")) {
			t.Errorf("%s: results.json does not end in a line feed", name)
		}
	}
	for _, broken := range []string{`{}`, `{"schema": "kith-results/2"}`, `[]`} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(value) == nil {
			t.Errorf("the schema takes %s", broken)
		}
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("results.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("results.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hostile are results that a renderer may trip over.
func hostile(t *testing.T) map[string]*Results {
	nasty := `<script>alert("x")</script> & 'quotes' ]]> | * _ [a](http://x) ` + "\x00\x1b\n\u202e" + strings.Repeat("Donaudampfschiff", 12)
	edit := func(change func(r *Results)) *Results {
		r := study3(t)
		change(r)
		return r
	}
	undefinedAll := func(p *Paired) {
		*p = Paired{N: p.N, MeanA: NaN(), SDA: NaN(), MedianA: NaN(), MeanB: NaN(), SDB: NaN(), MedianB: NaN(), R: NaN(), MeanDiff: NaN(),
			SDDiff: NaN(), SEDiff: NaN(), T: NaN(), DF: NaN(), P: NaN(), Alternative: "two_sided", CILow: NaN(), CIHigh: NaN(), DZ: NaN(),
			DZLow: NaN(), DZHigh: NaN(), GZ: NaN(), GZLow: NaN(), GZHigh: NaN(), DAv: NaN(), DAvLow: NaN(), DAvHigh: NaN(), GAv: NaN(), GAvLow: NaN(), GAvHigh: NaN(),
			DRm: NaN(), DRmLow: NaN(), DRmHigh: NaN(), GRm: NaN(), GRmLow: NaN(), GRmHigh: NaN(), SkewDiff: NaN(), KurtDiff: NaN(), Reason: "the two columns are identical"}
	}
	return map[string]*Results{
		"as it is":   study3(t),
		"declared":   declared(t),
		"empty":      {Schema: ResultsSchema},
		"no sets":    edit(func(r *Results) { r.Quant[0].Sets, r.Quant[0].Families, r.Quant[0].Columns = nil, nil, nil }),
		"no studies": edit(func(r *Results) { r.Quant, r.Samples, r.Corpus, r.Published = nil, nil, nil, nil }),
		"nasty labels": edit(func(r *Results) {
			r.Study.Title, r.Study.ID, r.Warnings = nasty, nasty, []string{nasty}
			r.Samples[0].Note, r.Samples[0].Title, r.Samples[0].Roles[0].Label = nasty, nasty, nasty
			r.Published[0].What, r.Published[0].Why, r.Published[0].Verdict = nasty, nasty, "mismatch"
			q := r.Quant[0]
			q.Title, q.Respondents, q.Flow.Steps[0].Reason = nasty, nasty, nasty
			q.Columns[0].Label, q.Columns[0].Categories[0].Category = nasty, nasty
			for _, s := range q.Sets {
				s.ID, s.Title, s.Phrase, s.HighMeans, s.LabelA, s.LabelB, s.PhraseA, s.PhraseB = nasty, nasty, nasty, nasty, nasty, nasty, nasty, nasty
				s.Points[0].Label, s.Items[0].Text, s.Composite.Warnings = nasty, nasty, []string{nasty}
				s.Composite.Paired.Reason = nasty
			}
		}),
		"nothing defined": edit(func(r *Results) {
			for _, s := range r.Quant[0].Sets {
				for _, c := range comparisonsOf(s) {
					undefinedAll(&c.Paired)
					c.Significant, c.Bins, c.AlphaA, c.AlphaB = nil, nil, nil, &Alpha{Alpha: NaN(), Reason: "one item"}
					for i := range c.Adjusted {
						c.Adjusted[i].P = NaN()
					}
				}
				for i := range s.Items {
					s.Items[i].A = Describe{Mean: NaN(), SD: NaN(), Median: NaN(), Q1: NaN(), Q3: NaN(), Min: NaN(), Max: NaN(), Skewness: NaN(), Kurtosis: NaN()}
				}
			}
		}),
		"one-sided, A − B, other effects": edit(func(r *Results) {
			q := r.Quant[0]
			q.Effect = "dav"
			q.Sets[0].Difference = "A-B"
			p := &q.Sets[1].Composite.Paired
			p.Alternative, p.CIHigh, p.DZHigh = "greater", Num(math.Inf(1)), Num(math.Inf(1))
			c := q.Sets[2].Composite
			c.Adjusted = append(c.Adjusted, AdjustedP{Family: "sets", Method: "bonferroni", P: .0927})
		}),
		"items alone": edit(func(r *Results) {
			q := r.Quant[0]
			q.Families = nil
			for _, s := range q.Sets {
				s.Composite, s.Analyses = nil, nil
				for len(s.Items) < 12 {
					s.Items = append(s.Items, s.Items...)
				}
			}
		}),
		"two studies, not synthetic": edit(func(r *Results) {
			r.Study.Synthetic = false
			r.Quant = append(r.Quant, study3(t).Quant[0])
			r.Quant[1].Study, r.Quant[1].Flow.Declared = "S5", true
		}),
		"an even scale of many points": edit(func(r *Results) {
			s := r.Quant[0].Sets[0]
			s.ScaleLow, s.ScaleHigh = 0, 11
			s.Points = nil
			for p := 0; p <= 11; p++ {
				s.Points = append(s.Points, PointCount{Point: Num(p), N: p})
			}
			s.Items[0].A.Distribution = s.Points
		}),
	}
}

// Nothing in a label reaches a document as markup, and nothing breaks one.
func TestHostileLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("draws every figure many times")
	}
	for name, r := range hostile(t) {
		files := filesOf(t, r)
		for _, part := range []string{"word/document.xml", "word/header1.xml", "word/_rels/document.xml.rels", "docProps/core.xml", "[Content_Types].xml"} {
			wellFormed(t, name+", "+part, wordPart(t, files["report.docx"], part))
		}
		for path, data := range files {
			if strings.HasSuffix(path, ".svg") {
				wellFormed(t, name+", "+path, data)
			}
			if strings.HasPrefix(path, "tables/") {
				readCSV(t, data)
			}
		}
		for _, path := range []string{"report.html", "report.md"} {
			if bytes.Contains(files[path], []byte("<script")) {
				t.Errorf("%s: a label is markup in %s", name, path)
			}
		}
		page := string(files["report.html"])
		tags := strings.Join(htmlTag.FindAllString(page, -1), "")
		for _, outside := range []string{"src=", "<link", "url(", "@import", "http-equiv=\"refresh\""} {
			if strings.Contains(tags, outside) {
				t.Errorf("%s: the page asks for something outside itself: %s", name, outside)
			}
		}
		if name != "nasty labels" && strings.Contains(string(files["report.md"]), "NaN") {
			t.Errorf("%s: NaN is printed", name)
		}
		for _, table := range Tables(r) {
			spansAddUp(t, name, table)
		}
	}
}

func spansAddUp(t *testing.T, name string, table *Table) {
	t.Helper()
	for _, heads := range table.Heads {
		n := 0
		for _, h := range heads {
			n += h.Span
		}
		if n != len(table.Columns) {
			t.Errorf("%s, table %d: headings over %d of %d columns", name, table.Number, n, len(table.Columns))
		}
	}
	for _, row := range table.Rows {
		if !row.Section && len(row.Cells) != len(table.Columns) {
			t.Errorf("%s, table %d: a row of %d cells in %d columns", name, table.Number, len(row.Cells), len(table.Columns))
		}
	}
}

func wellFormed(t *testing.T, what string, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
	}
}

// What is synthetic says so wherever it goes; what is not, nowhere.
func TestSynthetic(t *testing.T) {
	r := study3(t)
	files := filesOf(t, r)
	for path, data := range files {
		if path == "provenance.json" || path == "results.schema.json" || strings.HasSuffix(path, ".png") || path == "report.docx" {
			continue
		}
		if !bytes.Contains(bytes.ToUpper(data), []byte("SYNTHETIC")) {
			t.Errorf("%s does not say SYNTHETIC", path)
		}
	}
	for _, part := range []string{"word/header1.xml", "word/header2.xml", "word/document.xml"} {
		if !bytes.Contains(wordPart(t, files["report.docx"], part), []byte("SYNTHETIC")) {
			t.Errorf("%s does not say SYNTHETIC", part)
		}
	}
	for _, table := range Tables(r) {
		if !strings.HasPrefix(plain(table.General), "SYNTHETIC") {
			t.Errorf("table %d does not say SYNTHETIC", table.Number)
		}
	}
	r.Study.Synthetic = false
	if strings.Contains(documentText(undrawn(r)), "SYNTHETIC") {
		t.Error("a study that is not synthetic says SYNTHETIC")
	}
}

// Each verdict and nature has its sentence.
func TestSentences(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name   string
		change func(s *SetResult)
		want   string
	}{
		{"observed", func(s *SetResult) { s.Composite.Nature = "observed" },
			"Link Workers reported lower contact and referral now (M = 2.66, SD = 0.75) than before the pandemic (M = 3.61, SD = 0.81), t(69) = −8.05, p < .001"},
		{"not significant", func(s *SetResult) { s.Composite.Nature, s.Composite.Significant = "observed", &no },
			"The contact and referral that Link Workers reported now (M = 2.66, SD = 0.75) did not differ significantly from that before the pandemic (M = 3.61, SD = 0.81), t(69)"},
		{"not significant, recalled", func(s *SetResult) { s.Composite.Significant = &no },
			"did not differ significantly from that, as they recalled it, before the pandemic (M = 3.61"},
		{"not significant, expected", func(s *SetResult) { s.Composite.Nature, s.Composite.Significant = "hypothetical", &no },
			"The contact and referral that Link Workers expected now (M = 2.66, SD = 0.75) did not differ significantly from what they reported before the pandemic"},
		{"the other way", func(s *SetResult) {
			s.Composite.Nature, s.Composite.Significant = "observed", &yes
			s.Composite.Paired.MeanB = 4
		}, "Link Workers reported higher contact and referral now (M = 4.00"},
		{"one-sided", func(s *SetResult) {
			s.Composite.Paired.Alternative, s.Composite.Paired.DZLow = "less", Num(math.Inf(-1))
		}, "p < .001 (one-sided), d_z = −0.96, 95% CI [−∞, −0.68]"},
		{"no phrases", func(s *SetResult) { s.Phrase, s.PhraseA, s.PhraseB, s.Composite.Nature = "", "", "", "observed" },
			"Link Workers reported lower contact and referral practice under “Now” (M = 2.66, SD = 0.75) than under “Before the pandemic”"},
		{"undefined", func(s *SetResult) {
			s.Composite.Paired.T, s.Composite.Paired.Reason = NaN(), "the differences do not vary"
			s.Composite.Significant = nil
		}, "For contact and referral no test is defined (n = 70): the differences do not vary."},
		{"a fractional df", func(s *SetResult) { s.Composite.Paired.DF = 68.5 }, "t(68.50) = −8.05"},
		{"a warning", func(s *SetResult) {
			s.Composite.Warnings = []string{"the two columns run against each other (r = -0.62)"}
		},
			"QS1: the two columns run against each other (r = −0.62)."},
		{"a difference A − B", func(s *SetResult) { s.Difference = "A-B" }, "the mean difference (A − B) was"},
	}
	for _, test := range tests {
		r := study3(t)
		test.change(r.Quant[0].Sets[0])
		if text := documentText(undrawn(r)); !strings.Contains(text, test.want) {
			t.Errorf("%s: the report does not say %q", test.name, test.want)
		}
	}
}

// Suppressed counts print nothing from which they could be known.
func TestSuppressedCells(t *testing.T) {
	var table *Table
	for _, x := range Tables(study3(t)) {
		if x.ID == "characteristics" {
			table = x
		}
	}
	got := map[string]string{}
	for _, row := range named(table) {
		if len(row.row.Cells) > 2 {
			got[row.name] = plain(row.row.Cells[1].Text) + " " + plain(row.row.Cells[2].Text)
		}
	}
	for name, want := range map[string]string{
		"Age: 18-24": "< 5 –", "Age: 25-34": "16 22.9", "Age: 55-64": "– –", "Gender: Male": "– –", "Gender: Female": "58 82.9",
	} {
		if got[name] != want {
			t.Errorf("%s prints %q, want %q", name, got[name], want)
		}
	}
	if !strings.Contains(plain(table.General), "Counts below 5 are printed as < 5") {
		t.Error("no note says what < 5 means")
	}
}

// A results.json written and read again makes the same report.
func TestReadBack(t *testing.T) {
	for name, r := range hostile(t) {
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Results
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if changes := Diff(&back, r); len(changes) > 0 {
			t.Errorf("%s: %v", name, changes[0])
		}
		if documentText(undrawn(r)) != documentText(undrawn(&back)) {
			t.Errorf("%s: the report differs after results.json", name)
		}
	}
}
