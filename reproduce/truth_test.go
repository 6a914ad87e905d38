package reproduce

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kith/report"
	"kith/study/corpus"
)

const (
	synthetic = "../fixtures/synthetic"
	truth     = "../fixtures/truth"
)

type quiet struct{}

func (quiet) Step(string, int) {}
func (quiet) Advance()         {}

var loadSynthetic = sync.OnceValues(func() (*Run, error) {
	return Load(context.Background(), synthetic, "test", quiet{})
})

func mustLoad(t *testing.T) *Run {
	t.Helper()
	r, err := loadSynthetic()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// truthTurns is what the generator says one transcript holds.
type truthTurns struct {
	Document    string `json:"document"`
	Study       string `json:"study"`
	Role        string `json:"role"`
	Participant string `json:"participant"`
	TextSHA256  string `json:"text_sha256"`
	Labelled    int    `json:"turns_labelled"`
	Turns       []struct {
		Number   int    `json:"number"`
		Speaker  string `json:"speaker"`
		Class    string `json:"class"`
		Role     string `json:"role"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		Segments []struct {
			Label string   `json:"label"`
			Time  *float64 `json:"time"`
			Start int      `json:"start"`
			End   int      `json:"end"`
		} `json:"segments"`
	} `json:"turns"`
}

// Every transcript of the deposit parses to its truth, to the code point.
func TestTranscriptsEqualTheirTruth(t *testing.T) {
	r := mustLoad(t)
	if len(r.Unsure) != 0 {
		t.Errorf("unsure: %v", r.Unsure)
	}
	files, err := filepath.Glob(filepath.Join(truth, "turns", "*.json"))
	if err != nil || len(files) != 32 {
		t.Fatalf("%d truth files, %v; the deposit has 27 interviews, a focus group, 3 questionnaires and a compilation of answers", len(files), err)
	}
	docs := map[string]*corpus.Document{}
	for _, d := range r.Documents {
		docs[d.ID] = d
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var want truthTurns
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := docs[want.Document]
		if got == nil {
			t.Errorf("%s was not read", want.Document)
			continue
		}
		delete(docs, want.Document)
		equalTruth(t, got, want)
	}
	for id := range docs {
		t.Errorf("%s has no truth", id)
	}
}

func equalTruth(t *testing.T, got *corpus.Document, want truthTurns) {
	t.Helper()
	if got.TextHash != want.TextSHA256 || corpus.Hash(got.Text) != want.TextSHA256 {
		t.Errorf("%s: the canonical text differs from the truth", want.Document)
	}
	if got.Study != want.Study || got.Role != want.Role || got.Participant != want.Participant {
		t.Errorf("%s: %s/%s/%s, want %s/%s/%s", want.Document, got.Study, got.Role, got.Participant, want.Study, want.Role, want.Participant)
	}
	if len(got.Turns) != len(want.Turns) {
		t.Errorf("%s: %d turns, want %d", want.Document, len(got.Turns), len(want.Turns))
		return
	}
	segments := 0
	for i, w := range want.Turns {
		g := got.Turns[i]
		if g.Number != w.Number || g.Speaker != w.Speaker || g.Class != w.Class || g.Role != w.Role ||
			g.Span != (corpus.Span{Start: w.Start, End: w.End}) || len(g.Segments) != len(w.Segments) {
			t.Errorf("%s#%d: got %d %s (%s, %s) %v with %d segments, want %+v", want.Document, w.Number,
				g.Number, g.Speaker, g.Class, g.Role, g.Span, len(g.Segments), w)
			return
		}
		segments += len(g.Segments)
		for j, ws := range w.Segments {
			gs := g.Segments[j]
			timed := ws.Time != nil
			if gs.Label != ws.Label || gs.Span != (corpus.Span{Start: ws.Start, End: ws.End}) || gs.HasTime != timed ||
				timed && gs.Time.Seconds() != *ws.Time {
				t.Errorf("%s#%d, segment %d: got %q %v %v, want %+v", want.Document, w.Number, j, gs.Label, gs.Span, gs.Time, ws)
				return
			}
		}
	}
	if segments != want.Labelled {
		t.Errorf("%s: %d segments, want %d", want.Document, segments, want.Labelled)
	}
}

// The planted extracts stand where the truth says, inside the turn it says.
func TestExtractsStandAtTheirOffsets(t *testing.T) {
	r := mustLoad(t)
	docs := map[string]*corpus.Document{}
	for _, d := range r.Documents {
		docs[d.ID] = d
	}
	rows := readCSV(t, filepath.Join(truth, "extracts.csv"))
	if len(rows) < 935 {
		t.Fatalf("%d extracts", len(rows))
	}
	for _, row := range rows {
		d := docs[row["document"]]
		if d == nil {
			t.Fatalf("%s was not read", row["document"])
		}
		span := corpus.Span{Start: atoi(t, row["start"]), End: atoi(t, row["end"])}
		turn := d.Turns[atoi(t, row["turn"])-1]
		if span.Start < turn.Span.Start || span.End > turn.Span.End {
			t.Errorf("%s: %v lies outside turn %s", d.ID, span, row["turn"])
		}
		if got, ok := corpus.Slice(d.Text, span); !ok || got != row["text"] {
			t.Errorf("%s %v: got %q, want %q", d.ID, span, got, row["text"])
		}
	}
}

// Every column of the reference that results.json carries is met to a relative
// error of 1e-9: composites, the sensitivity analysis and single items.
func TestResultsEqualR(t *testing.T) {
	r := mustLoad(t)
	q := r.Results.Quant[0]
	byID := map[string]*report.Comparison{}
	for _, s := range q.Sets {
		for _, c := range comparisons(s) {
			byID[c.ID] = c
		}
	}
	byID["QS2_listwise"] = byID["QS2_complete"]
	checked := 0
	for _, file := range []string{"study3_reference.csv", "study3_items_reference.csv"} {
		for _, row := range readCSV(t, filepath.Join(truth, file)) {
			c := byID[row["id"]]
			if c == nil {
				t.Errorf("%s was not computed", row["id"])
				continue
			}
			for column, got := range referenceColumns(c) {
				text, ok := row[column]
				if !ok || text == "NA" {
					continue
				}
				want, err := strconv.ParseFloat(text, 64)
				if err != nil {
					t.Fatalf("%s %s: %v", row["id"], column, err)
				}
				tolerance := 1e-9
				if strings.HasPrefix(column, "p_wilcox") || column == "shapiro_p" {
					tolerance = 1e-7 // tails of a normal distribution and a polynomial fit
				}
				if !got.Defined() || math.Abs(float64(got)-want) > tolerance*math.Abs(want)+1e-15 {
					t.Errorf("%s %s: got %.15g, want %.15g", row["id"], column, float64(got), want)
				}
				checked++
			}
		}
	}
	if want := 17 * 34; checked < want {
		t.Errorf("%d values checked, want at least %d", checked, want)
	}
}

// referenceColumns names the numbers of a comparison as the reference does.
func referenceColumns(c *report.Comparison) map[string]report.Num {
	p := c.Paired
	m := map[string]report.Num{
		"n": report.Num(p.N), "M_A": p.MeanA, "SD_A": p.SDA, "Mdn_A": p.MedianA, "M_B": p.MeanB, "SD_B": p.SDB, "Mdn_B": p.MedianB,
		"MD": p.MeanDiff, "SD_D": p.SDDiff, "SE_D": p.SEDiff, "r": p.R, "t": p.T, "df": p.DF, "p": p.P,
		"CI_lo": p.CILow, "CI_hi": p.CIHigh, "dz": p.DZ, "dz_lo": p.DZLow, "dz_hi": p.DZHigh, "gz": p.GZ,
		"dav": p.DAv, "drm": p.DRm, "skew_D": p.SkewDiff, "exkurt_D": p.KurtDiff,
	}
	for _, a := range c.Adjusted {
		switch a.Family {
		case "sets":
			m["p_"+a.Method] = a.P
		case "items_within_set":
			m["p_"+a.Method+"_within"] = a.P
		}
	}
	m["n_pos"], m["n_neg"], m["n_zero"] = report.Num(c.Change.Rose), report.Num(c.Change.Fell), report.Num(c.Change.Stayed)
	if e := c.Extra; e != nil {
		w, s := e.Wilcoxon, e.Shapiro
		m["W_plus"], m["W_minus"], m["n_nonzero"], m["r_rb"] = w.WPlus, w.WMinus, report.Num(w.NonZero), w.RankBiserial
		m["p_wilcox_cc"], m["p_wilcox_nocc"], m["p_wilcox_exact"] = w.PCorrected, w.PNormal, w.PExact
		m["shapiro_W"], m["shapiro_p"] = s.W, s.P
	}
	if r := c.ReliabilityA; r != nil && !c.Sensitivity {
		m["alpha_A_pairs"], m["alpha_B_pairs"] = r.AlphaPairs, c.ReliabilityB.AlphaPairs
		m["alpha_pairs_n"] = report.Num(r.NPairs)
	}
	if c.AlphaA != nil && !c.Sensitivity {
		m["alpha_A"], m["alpha_B"] = c.AlphaA.Alpha, c.AlphaB.Alpha
		m["alpha_A_n"], m["alpha_B_n"] = report.Num(c.AlphaA.N), report.Num(c.AlphaB.N)
	}
	return m
}

// The flow and the missing answers of the raw export are those that were
// planted.
func TestFlowAndMissing(t *testing.T) {
	q := mustLoad(t).Results.Quant[0]
	f := q.Flow
	if f.Declared || f.Start != 79 || f.Analysed != 70 {
		t.Errorf("flow %+v", f)
	}
	for i, want := range []int{2, 3, 1, 3} {
		if f.Steps[i].N != want {
			t.Errorf("step %d (%s) left out %d, want %d", i, f.Steps[i].Reason, f.Steps[i].N, want)
		}
	}
	missing := map[string]int{}
	for _, s := range q.Sets {
		for _, it := range s.Items {
			for _, d := range []report.Describe{it.A, it.B} {
				n := d.N
				for _, m := range d.Missing {
					missing[m.Reason] += m.N
					n += m.N
				}
				if n != 70 {
					t.Errorf("%s: %d answers and missing, want 70", it.ID, n)
				}
			}
		}
	}
	for reason, n := range goldenMissing(t) {
		if missing[reason] != n {
			t.Errorf("missing %s: %d, want %d", reason, missing[reason], n)
		}
	}
}

// goldenMissing counts the missing answers of the paired items straight from
// the golden data.
func goldenMissing(t *testing.T) map[string]int {
	n := map[string]int{}
	for _, row := range readCSV(t, filepath.Join(truth, "study3_golden_wide.csv")) {
		for name, v := range row {
			if len(name) < 3 || name[:2] != "qs" {
				continue
			}
			switch v {
			case "", "-99":
				n["skipped"]++
			case "N/A":
				n["not_applicable"]++
			case "Prefer not to say":
				n["refused"]++
			}
		}
	}
	if n["skipped"] == 0 || n["not_applicable"] != 1 || n["refused"] != 1 {
		t.Fatalf("the golden data hold %v", n)
	}
	return n
}

func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for j, h := range rows[0] {
			m[h] = strings.TrimLeft(row[j], " ")
		}
		out = append(out, m)
	}
	return out
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
