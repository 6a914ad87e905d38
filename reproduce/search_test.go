package reproduce

import (
	"testing"
	"time"

	"kith/study/corpus"
)

// A state that nobody has asked anything yet is searched in all documents at once, and
// put in order before that: go test -race sees where it is not.
func TestSearchOfAFreshState(t *testing.T) {
	a := fixtureAnalysis(t)
	want := -1
	for range 10 {
		hits, err := a.Search(a.AsOf(time.Time{}), corpus.Query{Terms: []string{"group*"}}, Where{}, 0)
		if err != nil || len(hits) == 0 || want >= 0 && len(hits) != want {
			t.Fatalf("%d hits, before %d: %v", len(hits), want, err)
		}
		want = len(hits)
	}
}
