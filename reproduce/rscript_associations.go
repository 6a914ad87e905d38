package reproduce

import (
	"fmt"
	"strconv"
	"strings"

	"kith/report"
	"kith/study"
)

// kept writes whom the tests are over where missing answers are left out
// listwise.
func (s *rScript) kept(part *study.Part) {
	if part.Tests.Missing != "listwise" {
		return
	}
	s.heading("%s: listwise", part.ID)
	s.comment("Tests of scores are over those with both scores of every tested set, tests of items over those who answered every tested item.")
	s.line("keep_scores <- keep_items <- rep(TRUE, nrow(d))")
	for _, set := range part.QuestionSets {
		s.items(part, set)
		if set.Test != "items" {
			s.scores(set, set.Score, set.Title)
			s.line("keep_scores <- keep_scores & !is.na(score_A) & !is.na(score_B)")
		}
		if set.Test != "composite" {
			s.line("keep_items <- keep_items & rowSums(is.na(A)) == 0 & rowSums(is.na(B)) == 0")
		}
	}
}

// associations writes the correlations, two-way tables, medians and top boxes.
func (s *rScript) associations(part *study.Part, q *report.Quant, restricted bool) {
	if len(part.Correlations)+len(part.TwoWay)+len(part.Medians)+len(part.TopBoxes) == 0 {
		return
	}
	s.heading("%s: correlations, two-way tables, medians and top boxes", part.ID)
	s.line("values <- ranked <- list() # ranked: differences that only binary arithmetic tells apart tie")
	written := map[string]bool{}
	need := func(name string) {
		if !written[name] {
			written[name] = true
			s.variable(part, name)
		}
	}
	for _, k := range part.Correlations {
		names, of := make([]string, len(k.Of)), "values"
		if k.Method == "spearman" {
			of = "ranked"
		}
		for i, r := range k.Of {
			need(r.Name)
			names[i] = r.Name
		}
		s.comment("%s", k.Label)
		s.line("correlations(%s, %s[%s], %s, method = %s, listwise = %s, level)", rString(correlationID(part.ID, k.ID)),
			of, rStrings(names), rStrings(flatAll(names)), rString(k.Method), rLogical(k.Missing == "listwise"))
	}
	for _, r := range part.Medians {
		need(r.Name)
		col := part.FindColumn(r.Name)
		s.line("median_interval(%s, values[[%s]], level, guarded = %s)", rString(medianID(part.ID, r.Name)), rString(r.Name),
			rLogical(restricted && col != nil && col.Group == "characteristics"))
	}
	for _, t := range part.TwoWay {
		s.comment("%s", t.Label)
		s.line("two_way(%s,\n  %s,\n  %s,\n  guarded = %s)", rString(twoWayID(part.ID, t.ID)),
			side(part, q, t.Rows.Name, restricted), side(part, q, t.Columns.Name, restricted), rLogical(restricted))
	}
	for _, b := range part.TopBoxes {
		set := part.FindSet(b.Set.Name)
		s.comment("%s: answers from %s up", set.Title, rNumber(b.AtLeast))
		s.items(part, set)
		for _, p := range set.Pairs {
			for _, condition := range []string{"A", "B"} {
				x := fmt.Sprintf("%s[, %s]", condition, rString(p.ID))
				s.line("indicator(%s, %s >= %s, answered = !is.na(%s), level)",
					rString(topBoxID(part.ID, set.ID, b.AtLeast)+"/"+p.ID+"/"+condition), x, rNumber(b.AtLeast), x)
			}
		}
	}
}

// variable writes one variable into values, and into ranked what is ranked of it.
func (s *rScript) variable(part *study.Part, name string) {
	v, _ := part.FindVariable(name)
	if v.Column != nil {
		s.line("ranked[[%[1]s]] <- values[[%[1]s]] <- d[[%[1]s]]", rString(name))
		return
	}
	s.items(part, v.Set)
	s.scores(v.Set, v.Score(), name)
	switch {
	case v.Side != "difference":
		s.line("ranked[[%[1]s]] <- values[[%[1]s]] <- score_%[2]s", rString(name), v.Side)
		return
	case v.Set.Difference == "A-B":
		s.line("values[[%s]] <- score_A - score_B", rString(name))
	default:
		s.line("values[[%s]] <- score_B - score_A", rString(name))
	}
	s.line("ranked[[%[1]s]] <- rounded(values[[%[1]s]], score_A, score_B)", rString(name))
}

// side gives one side of a two-way table as R's list: the answers, the codes
// and names of the categories, and whether small counts of the column by itself
// are hidden.
func side(part *study.Part, q *report.Quant, name string, restricted bool) string {
	col, sum := part.FindColumn(name), summaryOf(q, name)
	codes, names := codesOf(col.Kind, len(sum.Categories)), categoryNames(sum)
	if sc := part.FindScale(col.Scale.Name); col.Kind == "scale" && sc != nil {
		var points []string
		names = nil
		for _, p := range distribution(sc, nil) {
			point := strconv.Itoa(int(p.Point))
			points = append(points, point)
			names = append(names, flat(strings.TrimSpace(point+" "+p.Label)))
		}
		codes = "c(" + strings.Join(points, ", ") + ")"
	}
	return fmt.Sprintf("list(x = d[[%s]], codes = %s, names = %s, guarded = %s)", rString(name), codes, rStrings(names),
		rLogical(restricted && col.Group == "characteristics" && col.Kind != "scale"))
}

func flatAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = flat(n)
	}
	return out
}
