package reproduce

import (
	"fmt"
	"math"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/report"
)

// muchAtAnEnd is the share of answers at an end of the scale past which floor
// and ceiling effects are pointed out (Terwee et al., 2007).
const muchAtAnEnd = .15

// warningsOf are those of a paired comparison, as clauses.
func warningsOf(p stat.Paired, missing string) []string {
	var all []string
	for _, w := range p.Warnings {
		if w.Code == stat.MissingPairs && missing == "listwise" {
			n := p.N + p.Dropped
			w.Text = fmt.Sprintf("%d of %d pairs (%s%%) are left out, since a value is missing there or in another test (listwise)", p.Dropped, n, report.Fixed(100*float64(p.Dropped)/float64(n), 1))
		}
		all = append(all, w.Text)
	}
	return all
}

// rankWarnings name what a signed-rank test has to get round.
func rankWarnings(w stat.Wilcoxon) []string {
	all := []string{}
	if w.Zero > 0 {
		treated := "are dropped before ranking"
		if w.Zeros == stat.Pratt {
			treated = "are ranked, and their ranks left out"
		}
		all = append(all, fmt.Sprintf("%d of %d pairs do not differ and %s", w.Zero, w.N, treated))
	}
	if w.Ties > 0 {
		all = append(all, fmt.Sprintf("%d of %d differences share their size with another", w.Ties, w.Rose+w.Fell))
	}
	return all
}

// ends warns of many answers at an end of the scale, of which condition.
func ends(condition string, x []float64, low, high float64) []string {
	floor, ceiling := scale.FloorCeiling(x, low, high)
	var all []string
	for _, end := range []struct {
		share float64
		name  string
	}{{floor, "lowest"}, {ceiling, "highest"}} {
		if !math.IsNaN(end.share) && end.share > muchAtAnEnd {
			all = append(all, fmt.Sprintf("%s%% of those who answered %s stand at its %s possible value", report.Fixed(100*end.share, 1), condition, end.name))
		}
	}
	return all
}

// againstTheOthers warns of items that run against the rest of their set.
func againstTheOthers(condition string, r *report.Reliability) []string {
	var all []string
	for _, item := range r.Items {
		if item.RestR < 0 {
			all = append(all, fmt.Sprintf("under %s the item %s runs against the others (r = %s), as when its key is turned", condition, item.ID, report.Bounded(item.RestR, 2)))
		}
	}
	return all
}
