package reproduce

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"kith/report"
	"kith/study"
)

// notRecomputed are the numbers of results.json that no line of the script
// covers: what is declared rather than found, and what data.csv does not hold.
var notRecomputed = map[string]string{
	"Alpha":                       "declared",
	"CI":                          "declared",
	"Flow.Start":                  "rows that left are not in data.csv",
	"Flow.Steps.N":                "rows that left are not in data.csv",
	"Flow.Analysed":               "rows that left are not in data.csv",
	"Columns.Missing.N":           "reasons are not in data.csv",
	"Columns.Describe.Missing.N":  "reasons are not in data.csv",
	"Sets.Items.A.Missing.N":      "reasons are not in data.csv",
	"Sets.Items.B.Missing.N":      "reasons are not in data.csv",
	"Columns.N":                   "of a column with numbers: its Describe.N",
	"Sets.ScaleLow":               "declared",
	"Sets.ScaleHigh":              "declared",
	"Sets.Points.Point":           "declared",
	"Sets.Points.N":               "unused",
	"Feasibility.Criterion.Green": "declared",
	"Feasibility.Criterion.Amber": "declared",
	"Feasibility.Criterion.Spans": "boundaries, declared",
}

// Of every comparison, wherever it stands.
var notRecomputedOfTests = map[string]string{
	"Scoring.Items":           "declared",
	"Scoring.MinItems":        "declared",
	"Bins.Low":                "classes of a figure",
	"Bins.High":               "classes of a figure",
	"Bins.N":                  "classes of a figure",
	"QQ.Points.Normal":        "points of a figure",
	"QQ.Points.Value":         "points of a figure",
	"QQ.Points.N":             "points of a figure",
	"QQ.Intercept":            "points of a figure",
	"QQ.Slope":                "points of a figure",
	"Raincloud.A.Q1":          "points of a figure",
	"Raincloud.A.Median":      "points of a figure",
	"Raincloud.A.Q3":          "points of a figure",
	"Raincloud.A.Mean":        "points of a figure",
	"Raincloud.B.Q1":          "points of a figure",
	"Raincloud.B.Median":      "points of a figure",
	"Raincloud.B.Q3":          "points of a figure",
	"Raincloud.B.Mean":        "points of a figure",
	"Raincloud.Classes.Low":   "points of a figure",
	"Raincloud.Classes.High":  "points of a figure",
	"Raincloud.Classes.A":     "points of a figure",
	"Raincloud.Classes.B":     "points of a figure",
	"Raincloud.Ways.FromLow":  "points of a figure",
	"Raincloud.Ways.FromHigh": "points of a figure",
	"Raincloud.Ways.ToLow":    "points of a figure",
	"Raincloud.Ways.ToHigh":   "points of a figure",
	"Raincloud.Ways.N":        "points of a figure",
	"AlphaA.Items":            "declared",
	"AlphaB.Items":            "declared",
	"ReliabilityA.SpearmanN":  "the n of alpha, which is recomputed",
	"ReliabilityB.SpearmanN":  "the n of alpha, which is recomputed",
	"Extra.Bayes.Width":       "declared",
	"Extra.Equivalence.Bound": "declared",
	"Extra.Equivalence.Level": "declared: 1 − 2 alpha",
	"Extra.Permutation.Draws": "declared",
	"Extra.Permutation.Seed":  "declared",
	"Extra.Permutation.SE":    "Monte Carlo error of kith's own draws",
	"Extra.Bootstrap.Draws":   "declared",
	"Extra.Bootstrap.Seed":    "declared",
}

var ofTest = regexp.MustCompile(`^Sets\.(Items\.Test|Composite|Analyses)\.`)

// Every number of results.json is in expected.csv, or among the few named
// above: each is changed in turn, and expected.csv must change with it.
func TestEveryNumberIsRecomputedOrNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("changes every number in turn")
	}
	rows := func(q *report.Quant) [][]string {
		var e expectation
		e.quant(q)
		return e.rows()
	}
	covered, uncovered := map[string]bool{}, map[string]bool{}
	for _, q := range slices.Concat(oddStudy(t, "open").Results.Quant, mustLoad(t).Results.Quant) {
		before := rows(q)
		eachNumber(reflect.ValueOf(q).Elem(), "", func(path string, number reflect.Value) {
			if path = ofTest.ReplaceAllString(path, ""); covered[path] && !uncovered[path] {
				return // as in another place
			}
			old := reflect.ValueOf(number.Interface())
			if number.Kind() == reflect.Int {
				number.SetInt(number.Int() + 12345)
			} else {
				number.SetFloat(.123456789)
			}
			if slices.EqualFunc(before, rows(q), slices.Equal[[]string]) {
				uncovered[path] = true
			} else {
				covered[path] = true
			}
			number.Set(old)
		})
	}
	named := maps.Clone(notRecomputed)
	maps.Copy(named, notRecomputedOfTests)
	for path := range uncovered {
		if named[path] == "" {
			t.Errorf("no line of the script covers %s", path)
		}
	}
	for path := range named {
		if !uncovered[path] {
			t.Errorf("%s is named as not recomputed, and is (or is gone)", path)
		}
	}
	if len(covered) < 100 {
		t.Errorf("%d kinds of numbers are covered, want at least 100", len(covered))
	}
}

// Of open answers and joint displays.
var notRecomputedOfAnswers = map[string]string{
	"Content.Clashes":          "no number of a table",
	"Content.Settled":          "who was given which category is taken as it was settled",
	"Content.Unsettled":        "who was given which category is taken as it was settled",
	"Content.Others":           "coders, declared",
	"Content.Categories.Depth": "declared",
	"Joint.Said":               "those who are not in the data are not in data.csv",
	"Joint.Scored":             "the n of the study, which is recomputed",
	"Joint.Joined":             "of a score: the n of those matched",
	"Joint.NoID":               "those who are not in the data are not in data.csv",
	"Joint.Rows.Depth":         "declared",
	"Joint.Rows.N":             "those who are not in the data are not in data.csv",
	"Joint.Matched.Depth":      "unused",
	"Joint.Matched.N":          "of a score: the n of those matched",
	"Joint.Everyone.Depth":     "unused",
}

// So is every number of open answers and of joint displays.
func TestEveryNumberOfAnswersIsRecomputedOrNamed(t *testing.T) {
	res := findingsOf(t, "open", study.ReportOpt{Joint: []study.JointDisplay{{ID: "j", Label: "J", Question: study.Ref{Name: "Q1"}, Data: study.Ref{Name: "S3"},
		Scores: refs("QS1.difference", "toolkit_useful"), By: "participant", Counts: ptr(true)}}})
	res.Content = slices.Clone(mustLoad(t).Results.Content)
	res.Content[0].Categories = slices.Clone(res.Content[0].Categories)
	rows := func() [][]string {
		var e expectation
		e.content(&res.Content[0])
		e.joint(&res.Joint[0])
		return e.rows()
	}
	res.Joint[0].People = nil // those of the rows, one by one
	said := struct {
		Content []report.Content
		Joint   []report.JointDisplay
	}{res.Content[:1], res.Joint}
	uncovered := uncoveredNumbers(reflect.ValueOf(said), rows)
	for path := range uncovered {
		if notRecomputedOfAnswers[path] == "" {
			t.Errorf("no line of the script covers %s", path)
		}
	}
	for path := range notRecomputedOfAnswers {
		if !uncovered[path] {
			t.Errorf("%s is named as not recomputed, and is (or is gone)", path)
		}
	}
}

// uncoveredNumbers changes every number below v in turn, and gives those with which
// rows do not change.
func uncoveredNumbers(v reflect.Value, rows func() [][]string) map[string]bool {
	uncovered := map[string]bool{}
	before := rows()
	eachNumber(v, "", func(path string, number reflect.Value) {
		old := reflect.ValueOf(number.Interface())
		if number.Kind() == reflect.Int {
			number.SetInt(number.Int() + 12345)
		} else {
			number.SetFloat(.123456789)
		}
		if slices.EqualFunc(before, rows(), slices.Equal[[]string]) {
			uncovered[path] = true
		}
		number.Set(old)
	})
	return uncovered
}

// eachNumber calls visit with every number below v and the names of the fields
// that lead there.
func eachNumber(v reflect.Value, path string, visit func(path string, number reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachNumber(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachNumber(v.Index(i), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if path != "" {
				name = path + "." + name
			}
			eachNumber(v.Field(i), name, visit)
		}
	case reflect.Int, reflect.Float64:
		visit(path, v)
	}
}
