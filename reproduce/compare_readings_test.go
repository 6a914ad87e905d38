package reproduce

import (
	"testing"
	"time"
)

// Of the first open question's 66 answers the two coders gave 132 categories both, 17
// TM alone and 16 EB alone: the sums of the planted tables of agreement. Whoever reads
// the passages one by one comes to the same.
func TestReadingsOfTwoCoders(t *testing.T) {
	a := fixtureAnalysis(t)
	r, err := a.Readings(a.AsOf(time.Time{}), "TM", "EB", Filter{}, false)
	if err != nil {
		t.Fatal(err)
	}
	var both, tm, eb int
	for _, p := range r.Passages {
		both, tm, eb = both+len(p.Both), tm+len(p.Only[0]), eb+len(p.Only[1])
		same := len(p.Only[0])+len(p.Only[1]) == 0
		if p.Study != "S3" || len(p.Codings[0])+len(p.Codings[1]) != 2*len(p.Both)+len(p.Only[0])+len(p.Only[1]) || same != (p.Meets == SameCodes) || p.Text != "" {
			t.Errorf("%+v", p)
		}
	}
	if both != 132 || tm != 17 || eb != 16 || len(r.Passages) != 66 {
		t.Errorf("%d both, %d TM, %d EB on %d passages", both, tm, eb, len(r.Passages))
	}
	// 36 answers have TIME from both, 3 from TM alone, 2 from EB alone.
	r, err = a.Readings(a.AsOf(time.Time{}), "EB", "TM", Filter{Code: "time", Study: "S3"}, false)
	if err != nil || len(r.Passages) != 36+3+2 {
		t.Errorf("%d passages with TIME, %v", len(r.Passages), err)
	}
}
