package reproduce

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kith/study"
	"kith/study/corpus"
	"kith/study/dataset"
)

// Whatever stands in the cells, the document is a valid one, and each answer that
// holds more than white space is a turn of its own with its words and nobody else's.
func TestColumnDocumentHoldsTheAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("ab -:\n\t\u00ad\u00a0é🙂#"))), 0, 8).Draw(t, "cells")
		part := &study.Part{ID: "S3", IDColumn: study.Ref{Name: "id"}, Roles: []study.Role{{ID: "LW"}}}
		q := &study.OpenQuestion{ID: "WHY", Column: study.Ref{Name: "why"}}
		set := &dataset.Set{File: "a.csv"}
		column := &dataset.Column{Name: "why", Label: "Why not?", Texts: cells}
		for i := range cells {
			set.IDs = append(set.IDs, fmt.Sprintf("R%d", i+1))
		}
		set.Columns = []*dataset.Column{column}
		d := columnDocument(part, q, set)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		if question, _ := corpus.Slice(d.Text, d.Turns[0].Span); question != "Why not?" {
			t.Fatalf("the question is %q", question)
		}
		turn := 1
		for i, cell := range cells {
			want := strings.Join(strings.Fields(strings.ReplaceAll(cell, "\u00ad", "")), " ")
			if want == "" {
				continue // no answer
			}
			got, _ := corpus.Slice(d.Text, d.Turns[turn].Span)
			if got != want || d.Turns[turn].Speaker != set.IDs[i] || d.Turns[turn].Class != "Answer" || d.Turns[turn].Role != "LW" {
				t.Fatalf("turn %d is %q of %s, want %q of %s", turn+1, got, d.Turns[turn].Speaker, want, set.IDs[i])
			}
			turn++
		}
		if turn != len(d.Turns) || d.Metadata[1].Value != fmt.Sprint(len(cells)) {
			t.Fatalf("%d turns, %s respondents; %d answers of %d", len(d.Turns), d.Metadata[1].Value, turn-1, len(cells))
		}
	})
}
