package thematic

// A Passage is a stretch of a document that at least one of two readings marks:
// extracts that overlap, whichever reading they are of, joined into one.
type Passage struct {
	Document   string
	Start, End int
	A, B       []int // indices of the extracts of each reading, by place
}

// Compare lays two readings side by side: every passage that one or both of them
// mark, by document and place. It goes once through each document. Extracts that
// only touch stay apart. It measures nothing: where two people read differently is
// something to talk about.
func Compare(a, b []Extract) []Passage {
	all := append(append(make([]Extract, 0, len(a)+len(b)), a...), b...)
	passages := []Passage{}
	for _, order := range byDocument(all) {
		var open *Passage
		for _, i := range order {
			e := &all[i]
			if open == nil || e.Start >= open.End {
				passages = append(passages, Passage{Document: e.Document, Start: e.Start, End: e.End})
				open = &passages[len(passages)-1]
			}
			open.End = max(open.End, e.End)
			if i < len(a) {
				open.A = append(open.A, i)
			} else {
				open.B = append(open.B, i-len(a))
			}
		}
	}
	return passages
}
