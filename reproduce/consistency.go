package reproduce

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/analysis/stat"
	"kith/ingest/word"
	"kith/ooxml"
	"kith/report"
	"kith/study"
)

// A PrintedCheck holds printed numbers against each other, without the data.
type PrintedCheck struct {
	Study      string     `json:"study,omitempty"`  // of published values
	What       string     `json:"what,omitempty"`   // set, analysis or item
	Source     string     `json:"source,omitempty"` // where the values are printed
	Place      string     `json:"place,omitempty"`  // in a text: line 12, paragraph 3
	Check      string     `json:"check"`            // p, d_z, g_z, t and CI, MD, df, GRIM, GRIM M_A, GRIM M_B
	Printed    string     `json:"printed"`
	Recomputed string     `json:"recomputed"` // at the precision of what it is held against
	Value      report.Num `json:"value"`      // from the numbers as printed
	Low        report.Num `json:"low"`        // what they could give
	High       report.Num `json:"high"`       //   before rounding
	Verdict    string     `json:"verdict"`
	Why        string     `json:"why,omitempty"`
}

// CheckPublished holds the published values of a manifest against each other:
// p against t and df, d against t and n, the interval of the mean difference
// against t, n against df, the mean difference against both means, and GRIM for
// both means. It looks at no data.
func CheckPublished(m *study.Manifest) []PrintedCheck {
	checks := []PrintedCheck{}
	for _, part := range m.Studies {
		for _, pub := range part.Published {
			p := publishedSet{part: part, pub: pub, printed: map[string]stat.Printed{}}
			p.settle()
			for _, c := range p.checks() {
				c.Study, c.What, c.Source = part.ID, pub.Set.Name+pub.Item.Name+pub.Analysis.Name, pub.Source
				checks = append(checks, c)
			}
		}
	}
	return checks
}

// A publishedSet is what was published of one comparison, read as numbers.
type publishedSet struct {
	part    *study.Part
	pub     study.Published
	set     *study.Set   // nil when the manifest has none of that name
	score   *study.Score // nil for a single item
	printed map[string]stat.Printed
}

// settle finds the declared set and reads the numbers that can be read.
func (p *publishedSet) settle() {
	name := p.pub.Set.Name
	for i := range p.part.Analyses {
		if a := &p.part.Analyses[i]; a.ID == p.pub.Analysis.Name {
			name, p.score = a.Set.Name, a.Score
		}
	}
	p.set = p.part.FindSet(name)
	if p.set != nil && p.score == nil {
		p.score = p.set.Score
	}
	if p.pub.Item.Name != "" {
		p.score = nil
		for _, s := range p.part.QuestionSets {
			for _, pair := range s.Pairs {
				if pair.ID == p.pub.Item.Name {
					p.set = s
				}
			}
		}
	}
	for _, v := range p.texts() {
		if !v.text.Set {
			continue
		}
		text := strings.TrimSpace(v.text.Value)
		if v.name == "p" {
			text = strings.TrimLeft(text, "pP ")
		}
		if n, err := stat.ParsePrinted(text); err == nil {
			p.printed[v.name] = n
		}
	}
}

type namedText struct {
	name string
	text study.Text
}

func (p *publishedSet) texts() []namedText {
	pub := &p.pub
	return []namedText{
		{"n", pub.N}, {"M_A", pub.MA}, {"M_B", pub.MB}, {"MD", pub.MD}, {"ci_low", pub.CILow}, {"ci_high", pub.CIHigh},
		{"t", pub.T}, {"df", pub.DF}, {"p", pub.P}, {"d", pub.D},
	}
}

// has reports whether all names were published as readable numbers.
func (p *publishedSet) has(names ...string) bool {
	for _, name := range names {
		if _, ok := p.printed[name]; !ok {
			return false
		}
	}
	return true
}

// n gives the number of pairs as printed, or from df; 0 when neither is.
func (p *publishedSet) n() int {
	v, ok := p.printed["n"]
	if !ok {
		if v, ok = p.printed["df"]; !ok {
			return 0
		}
		v.Value++
	}
	if v.Value < 1 || v.Value > math.MaxInt32 || v.Value != math.Trunc(v.Value) || v.Relation != stat.Equal {
		return 0
	}
	return int(v.Value)
}

// df gives the degrees of freedom as printed, or from n.
func (p *publishedSet) df() float64 {
	if v, ok := p.printed["df"]; ok {
		return v.Value
	}
	return float64(p.n() - 1)
}

func (p *publishedSet) checks() []PrintedCheck {
	var out []PrintedCheck
	v, pub := p.printed, &p.pub
	t, df := v["t"], p.df()
	if p.has("n", "df") {
		c := stat.Consistency{Verdict: stat.Consistent, Value: v["n"].Value - 1, Low: v["n"].Value - 1, High: v["n"].Value - 1}
		if v["df"].Value != c.Value {
			c.Verdict, c.Note = stat.Inconsistent, "a paired t test has n − 1 degrees of freedom"
		}
		out = append(out, newPrintedCheck("df", "n = "+pub.N.Value+", df = "+pub.DF.Value, c, 0))
	}
	if p.has("t", "p") && df > 0 {
		test := stat.PrintedTest{Kind: stat.KindT, Statistic: t, DF1: df}
		test.OneSided = p.set != nil && (p.set.Alternative == "greater" || p.set.Alternative == "less")
		c := stat.CheckP(test, v["p"], p.part.Tests.Alpha)
		if pub.Adjustment != "" && pub.Adjustment != "none" {
			c = notApplicable("the published p is adjusted for several tests")
		}
		out = append(out, newPrintedCheck("p", tPrinted(df, pub.T.Value)+", "+equation("p", pub.P.Value), c, max(v["p"].Decimals, 3)))
	}
	if p.has("t", "d") {
		effect := pub.Effect
		if effect == "" {
			effect = p.part.Tests.Effect
		}
		name, c := "d_z", notApplicable("")
		switch n := p.n(); {
		case n == 0:
			c.Note = "neither n nor df is published"
		case effect == "dz" || effect == "gz":
			c = stat.CheckDZ(t, n, v["d"], effect == "gz")
		default:
			c.Note = "this d does not follow from t and n alone"
		}
		switch effect {
		case "gz":
			name = "g_z"
		case "dav":
			name = "d_av"
		case "drm":
			name = "d_rm"
		}
		out = append(out, newPrintedCheck(name, tPrinted(df, pub.T.Value)+", "+equation(name, pub.D.Value), c, v["d"].Decimals))
	}
	if p.has("t", "ci_low", "ci_high") && df > 0 {
		c := stat.CheckInterval(t, df, v["ci_low"], v["ci_high"], p.part.Tests.CI)
		if p.set != nil && p.set.Alternative != "" && p.set.Alternative != "two_sided" {
			c = notApplicable("the test is one-sided")
		}
		out = append(out, newPrintedCheck("t and CI", tPrinted(df, pub.T.Value)+", CI ["+rich(pub.CILow.Value)+", "+rich(pub.CIHigh.Value)+"]", c, t.Decimals))
	}
	if p.has("M_A", "M_B", "MD") {
		a, b := v["M_A"], v["M_B"]
		if p.set != nil && p.set.Difference == "A-B" {
			a, b = b, a
		}
		c := stat.CheckMeanDifference(a, b, v["MD"])
		out = append(out, newPrintedCheck("MD", "M_A = "+rich(pub.MA.Value)+", M_B = "+rich(pub.MB.Value)+", MD = "+rich(pub.MD.Value), c, v["MD"].Decimals))
	}
	return append(out, p.granularity()...)
}

// granularity runs GRIM on both means, in one check where it says nothing of
// either for the same reason.
func (p *publishedSet) granularity() []PrintedCheck {
	var out []PrintedCheck
	for _, m := range []namedText{{"M_A", p.pub.MA}, {"M_B", p.pub.MB}} {
		if p.has(m.name) && p.n() > 0 {
			out = append(out, p.grim(m.name, m.text.Value))
		}
	}
	if len(out) == 2 && out[0].Verdict == string(stat.NotApplicable) && out[1].Verdict == out[0].Verdict && out[0].Why == out[1].Why {
		out[0].Check = "GRIM"
		out[0].Printed = "M_A = " + rich(p.pub.MA.Value) + ", M_B = " + rich(p.pub.MB.Value) + fmt.Sprintf(", n = %d", p.n())
		return out[:1]
	}
	return out
}

// grim asks whether a published mean of whole answers can be.
func (p *publishedSet) grim(name, printed string) PrintedCheck {
	items, varies := 1, false
	if p.set != nil && p.score != nil {
		k := len(p.set.Pairs)
		method := p.pub.Scoring
		if method == "" {
			method = p.score.Method
		}
		if method == "mean" {
			items = k
		}
		varies = p.score.MinItems.Of(k) < k
	}
	g := stat.TestGRIM(p.printed[name], p.n(), items)
	if g.Verdict != stat.NotApplicable && varies {
		g.Verdict, g.Note = stat.NotApplicable, "scores allow missing items, so that the number of answers is not known"
	}
	decimals := p.printed[name].Decimals
	c := newPrintedCheck("GRIM "+name, name+" = "+rich(printed)+fmt.Sprintf(", n = %d", p.n()),
		stat.Consistency{Verdict: g.Verdict, Value: math.NaN(), Low: g.Below, High: g.Above, Note: g.Note}, decimals)
	if g.Verdict == stat.Inconsistent {
		c.Why = fmt.Sprintf("%d whole answers give %s or %s", g.Total, report.Dec(c.Low, decimals+2), report.Dec(c.High, decimals+2))
	}
	return c
}

func notApplicable(note string) stat.Consistency {
	return stat.Consistency{Verdict: stat.NotApplicable, Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Note: note}
}

func newPrintedCheck(check, printed string, c stat.Consistency, decimals int) PrintedCheck {
	out := PrintedCheck{Check: check, Printed: printed, Verdict: string(c.Verdict), Why: c.Note,
		Value: finite(c.Value), Low: finite(c.Low), High: finite(c.High)}
	decimals = min(max(decimals, 0), maxPrintedPlaces)
	switch {
	case check == "p":
		out.Recomputed = report.P(out.Value)
	case out.Value.Defined():
		out.Recomputed = report.Dec(out.Value, decimals)
	}
	return out
}

// maxPrintedPlaces bounds the decimals a recomputed value is printed with.
const maxPrintedPlaces = 12

// finite gives x, or NaN for an infinity, which JSON cannot hold.
func finite(x float64) report.Num {
	if math.IsInf(x, 0) {
		return report.NaN()
	}
	return report.Num(x)
}

func tPrinted(df float64, t string) string {
	return "t(" + report.DF(report.Num(df)) + ") = " + rich(t)
}

// equation gives "p < .001" and "d_z = 0.38", whatever sign the value carries.
func equation(name, value string) string {
	value = strings.TrimSpace(value)
	if name == "p" {
		value = strings.TrimLeft(value, "pP ")
	}
	if value != "" && strings.ContainsAny(value[:1], "<>=") || strings.HasPrefix(value, "≤") || strings.HasPrefix(value, "≥") {
		_, size := utf8.DecodeRuneInString(value)
		return name + " " + value[:size] + " " + strings.TrimSpace(value[size:])
	}
	return name + " = " + rich(value)
}

func rich(s string) string { return strings.ReplaceAll(s, "-", "−") }

// TallyPrinted counts the checks that failed: inconsistent or a decision error.
func TallyPrinted(checks []PrintedCheck) (failed int) {
	for _, c := range checks {
		if c.Verdict == string(stat.Inconsistent) || c.Verdict == string(stat.DecisionError) {
			failed++
		}
	}
	return failed
}

// maxTextFile bounds a plain or Markdown file, in bytes.
const maxTextFile = 64 << 20

// CheckText finds test results in the text of a Word document or a plain or
// Markdown file, and recomputes the p of each, and its d where that is d_z. No
// other text of the file is given. It fails with a [study.Fault] on a file that
// cannot be read.
func CheckText(ctx context.Context, path string) ([]PrintedCheck, error) {
	data, err := readText(path)
	if err != nil {
		return nil, err
	}
	checks := []PrintedCheck{}
	if !isWord(data) {
		if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
			return nil, &study.Fault{What: "this is neither a Word document nor text in UTF-8", Where: displayPath(path),
				Hint: "save it as .docx, or as plain text or Markdown in UTF-8"}
		}
		text := string(data)
		line, seen := 1, 0
		for _, r := range report.FindResults(text) {
			line += strings.Count(text[seen:r.Start], "\n")
			seen = r.Start
			checks = append(checks, checkResult("line "+strconv.Itoa(line), r)...)
		}
		return checks, ctx.Err()
	}
	paragraphs, err := wordParagraphs(data, path)
	if err != nil {
		return nil, err
	}
	for i, text := range paragraphs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, r := range report.FindResults(text) {
			checks = append(checks, checkResult("paragraph "+strconv.Itoa(i+1), r)...)
		}
	}
	return checks, nil
}

func readText(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &study.Fault{What: "the file cannot be opened", Where: displayPath(path), Hint: "name a .docx, .md or .txt file that is here"}
	}
	defer f.Close()
	if fi, err := f.Stat(); err == nil && fi.IsDir() {
		return nil, &study.Fault{What: "this is a folder", Where: displayPath(path), Hint: "name one .docx, .md or .txt file"}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxTextFile+1))
	if err != nil {
		return nil, &study.Fault{What: "the file cannot be read", Where: displayPath(path), Hint: "check that it is whole and may be read"}
	}
	if len(data) > maxTextFile {
		return nil, &study.Fault{What: fmt.Sprintf("the file is larger than %d MiB", maxTextFile>>20), Where: displayPath(path), Hint: "take its pictures out, or check a part of it"}
	}
	return data, nil
}

// isWord tells whatever Word or another Office program wrote, which package
// ooxml then judges, from text.
func isWord(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK")) || bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0"))
}

func wordParagraphs(data []byte, path string) ([]string, error) {
	doc, err := word.Read(data)
	if err != nil {
		return nil, wordFault(err, path)
	}
	var texts []string
	for _, p := range doc.Paragraphs() {
		texts = append(texts, p.Text)
	}
	return texts, nil
}

func wordFault(err error, path string) error {
	fault := &study.Fault{What: err.Error(), Where: filepath.ToSlash(displayPath(path)), Hint: "save it again as .docx"}
	var e *ooxml.Error
	if errors.As(err, &e) {
		fault.What = e.What
		if e.Hint != "" {
			fault.Hint = e.Hint
		}
	}
	return fault
}

// checkResult makes the checks of one result found in a text.
func checkResult(place string, r report.TextResult) []PrintedCheck {
	var out []PrintedCheck
	if r.P != nil {
		c := stat.CheckP(r.Test, *r.P, 0)
		check := newPrintedCheck("p", r.Printed, c, 3)
		switch r.Test.Statistic.Relation {
		case stat.Below: // of F < 1
			check.Recomputed = "≥ " + check.Recomputed
		case stat.Above:
			check.Recomputed = "≤ " + strings.TrimPrefix(check.Recomputed, "< ")
		}
		out = append(out, check)
	}
	if c, name, ok := checkEffect(r); ok {
		out = append(out, newPrintedCheck(name, r.Printed, c, r.Effect.Value.Decimals))
	}
	for i := range out {
		out[i].Place = place
	}
	return out
}

// checkEffect holds the d of a result against its t. Only d_z and g_z follow
// from t and n; a d without a name that is not d_z may be another d, of which
// nothing can be said.
func checkEffect(r report.TextResult) (c stat.Consistency, name string, ok bool) {
	if r.Effect == nil || r.Test.Kind != stat.KindT {
		return c, "", false
	}
	name = r.Effect.Name
	df := r.Test.DF1
	if df < 1 || df != math.Trunc(df) || df >= math.MaxInt32 {
		return notApplicable("df is not a whole number"), name, true
	}
	n := int(df) + 1
	switch name {
	case "d_z", "g_z":
		return stat.CheckDZ(r.Test.Statistic, n, r.Effect.Value, name == "g_z"), name, true
	case "d", "g":
		c = stat.CheckDZ(r.Test.Statistic, n, r.Effect.Value, name == "g")
		if c.Verdict == stat.Consistent {
			c.Note = strings.TrimPrefix(c.Note+"; as "+name+"_z with n = df + 1", "; ")
			return c, name, true
		}
		return notApplicable("it is not " + name + "_z = t/√n with n = df + 1; another " + name + " may be meant"), name, true
	}
	return notApplicable("this d does not follow from t and df alone"), name, true
}
