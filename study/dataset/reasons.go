package dataset

import (
	"fmt"
	"iter"
	"slices"
)

// maxReasons is how many different reasons a column can have.
const maxReasons = 255

// Reasons are why the answers of a column are missing, one place an answer. A
// place takes one byte, and none in a column where nothing is missing. The zero
// Reasons have no place.
type Reasons struct {
	n     int
	codes []uint8 // of each place, 0 or one more than its place in names; nil when nothing is missing
	names []string
}

// NewReasons gives n places where nothing is missing.
func NewReasons(n int) Reasons { return Reasons{n: n} }

// ReasonsOf gives a place to each reason, "" for an answer that is there.
func ReasonsOf(reasons ...string) Reasons {
	r := NewReasons(len(reasons))
	for i, reason := range reasons {
		r.Set(i, reason)
	}
	return r
}

// Len is the number of places.
func (r *Reasons) Len() int { return r.n }

// At gives the reason of place i, "" where the answer is there.
func (r *Reasons) At(i int) string {
	if i < 0 || i >= r.n {
		panic(fmt.Sprintf("dataset: place %d of %d", i, r.n))
	}
	if r.codes == nil || r.codes[i] == 0 {
		return ""
	}
	return r.names[r.codes[i]-1]
}

// Set gives place i a reason; "" says that the answer is there. A column holds
// at most [maxReasons] different ones.
func (r *Reasons) Set(i int, reason string) {
	if i < 0 || i >= r.n {
		panic(fmt.Sprintf("dataset: place %d of %d", i, r.n))
	}
	if reason == "" {
		if r.codes != nil {
			r.codes[i] = 0
		}
		return
	}
	at := slices.Index(r.names, reason)
	if at < 0 {
		if len(r.names) == maxReasons {
			panic(fmt.Sprintf("dataset: more than %d reasons", maxReasons))
		}
		at = len(r.names)
		r.names = append(r.names, reason)
	}
	if r.codes == nil {
		r.codes = make([]uint8, r.n)
	}
	r.codes[i] = uint8(at + 1)
}

// All gives every place with its reason, "" where the answer is there.
func (r *Reasons) All() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range r.n {
			if !yield(i, r.At(i)) {
				return
			}
		}
	}
}

// A ReasonCount is how many answers are missing for one reason.
type ReasonCount struct {
	Reason string
	N      int
}

// Counts counts the missing answers by reason, in the order of the reasons'
// names.
func (r *Reasons) Counts() []ReasonCount {
	n := make([]int, len(r.names)+1)
	for _, c := range r.codes {
		n[c]++
	}
	counts := make([]ReasonCount, 0, len(r.names))
	for i, name := range r.names {
		if n[i+1] > 0 {
			counts = append(counts, ReasonCount{name, n[i+1]})
		}
	}
	slices.SortFunc(counts, func(a, b ReasonCount) int {
		if a.Reason < b.Reason {
			return -1
		}
		return 1
	})
	return counts
}

// Has reports whether an answer is missing for the reason.
func (r *Reasons) Has(reason string) bool {
	at := slices.Index(r.names, reason)
	return at >= 0 && slices.Contains(r.codes, uint8(at+1))
}

// Present is the number of answers that are there.
func (r *Reasons) Present() int {
	n := r.n
	for _, c := range r.codes {
		if c != 0 {
			n--
		}
	}
	return n
}
