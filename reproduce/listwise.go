package reproduce

import (
	"kith/analysis/scale"
	"kith/study"
	"kith/study/dataset"
)

// kept says whom the tests are over where missing answers are left out
// listwise. Nil keeps everyone, and each test leaves out whom it must.
type kept struct {
	scores []bool // of composite scores
	items  []bool // of single items
}

// keptBy finds those who have both scores of every set whose composite is
// tested, and those who answered every tested item under both conditions.
func keptBy(part *study.Part, set *dataset.Set) (kept, error) {
	var k kept
	if part.Tests.Missing != "listwise" {
		return k, nil
	}
	var scores, items [][]float64
	for _, s := range part.QuestionSets {
		it := gather(s, part.FindScale(s.Scale.Name), set)
		if s.Test != "items" {
			a, b, err := scale.ScorePaired(it.a, it.b, scoring(s.Score, len(it.a)))
			if err != nil {
				return k, err
			}
			scores = append(scores, a, b)
		}
		if s.Test != "composite" {
			items = append(append(items, it.a...), it.b...)
		}
	}
	return kept{scores: complete(scores), items: complete(items)}, nil
}
