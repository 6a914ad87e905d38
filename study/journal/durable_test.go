package journal

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// A thousand analysts work on disks that fail at some step, tear the write, fill
// up, and lose power. Whatever happens: the journal opens, every acknowledged
// event is there with what it said, in order, nothing that cannot be read goes
// unnamed, and work goes on.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	failed, cut, filled := 0, 0, 0
	for run := uint64(1); run <= 1000; run++ {
		d := newBadDisk(run)
		rng := rand.New(rand.NewPCG(run, 2))
		var acknowledged []string
		said := map[string]string{}
		for life := range 3 {
			clock := time.Date(2026, 11, 23, 4, life, 0, 0, time.UTC)
			d.failAt, d.dead = 0, false
			j, err := open(d, Options{Analyst: "TM", Device: "laptop", Clock: func() time.Time { return clock }})
			if err != nil {
				t.Fatalf("run %d, life %d: the journal does not open: %v", run, life, err)
			}
			check(t, run, j, acknowledged, said)
			d.steps, d.failAt, d.dead = 0, 1+rng.IntN(60), rng.IntN(2) == 0
			if rng.IntN(5) == 0 {
				d.room = rng.IntN(900)
				filled++
			}
			for n := range 6 {
				text := fmt.Sprintf("run %d life %d event %d %s", run, life, n, strings.Repeat("x", rng.IntN(50)))
				events, err := j.Commit(func(Change) ([]Entry, error) {
					return []Entry{{Op: "memo.add", Data: text}, {Op: "memo.add", Data: text + "b"}}, nil
				})
				if err != nil {
					failed++
					continue
				}
				for _, e := range events {
					acknowledged = append(acknowledged, e.ID)
					said[e.ID] = string(e.Data)
				}
				if n == 3 && rng.IntN(3) == 0 && len(acknowledged) > 2 {
					id := acknowledged[0]
					if j.Purge([]string{id}, "withdrawn") == nil {
						said[id] = ""
					} else {
						said[id] = "?" // purged or not: no one was told
					}
				}
			}
			if rng.IntN(4) > 0 {
				d.crash()
				cut++
			}
		}
		d.failAt, d.dead, d.room = 0, false, -1
		j, err := open(d, Options{Analyst: "TM", Device: "laptop", Clock: time.Now})
		if err != nil {
			t.Fatalf("run %d: the journal does not open: %v", run, err)
		}
		check(t, run, j, acknowledged, said)
		if _, err := j.Commit(func(Change) ([]Entry, error) { return []Entry{{Op: "memo.add"}}, nil }); err != nil {
			t.Fatalf("run %d: work does not go on: %v", run, err)
		}
	}
	if failed < 500 || cut < 1000 || filled < 300 {
		t.Errorf("the disks were too good: %d failed writes, %d power cuts, %d full", failed, cut, filled)
	}
}

func check(t *testing.T, run uint64, j *Journal, acknowledged []string, said map[string]string) {
	t.Helper()
	at := map[string]int{}
	for i, e := range j.Events() {
		at[e.ID] = i + 1
		switch want := said[e.ID]; {
		case want == "?":
		case want == "" && e.Op == opPurged, want == string(e.Data):
		case said[e.ID] == "" && e.Op != opPurged && contains(acknowledged, e.ID):
			t.Fatalf("run %d: %s was purged and is back", run, e.ID)
		case contains(acknowledged, e.ID):
			t.Fatalf("run %d: %s says %s, not %s", run, e.ID, e.Data, want)
		}
	}
	before := 0
	for _, id := range acknowledged {
		if at[id] == 0 {
			t.Fatalf("run %d: acknowledged event %s is lost; faults: %v", run, id, j.Faults())
		}
		if at[id] < before {
			t.Fatalf("run %d: %s is out of order", run, id)
		}
		before = at[id]
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
