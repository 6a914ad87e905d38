package reproduce

import (
	"fmt"
	"slices"
	"strings"

	"kith/analysis/agree"
	"kith/study"
	"kith/study/coding"
	"kith/study/corpus"
)

// CharacterAgreement measures how far two analysts mark the same characters with each
// code. Every character of what participants said is a unit, in the documents that one
// of them has coded, marked or not: how much is left unmarked by both counts as much as
// what is marked. The filter and question choose as they do for [Analysis.Agreement].
func (a *Analysis) CharacterAgreement(s *coding.State, coders []string, f Filter, question int, opt agree.Options) (*Agreement, error) {
	if len(coders) != 2 || hasDouble(coders) {
		return nil, fmt.Errorf("agreement on characters is between two analysts, each named once")
	}
	if err := haveCoded(s, coders...); err != nil {
		return nil, err
	}
	family, err := chosenFamily(s, f)
	if err != nil {
		return nil, err
	}
	docs, err := a.Documents()
	if err != nil {
		return nil, err
	}
	result := &Agreement{Coders: coders, Left: make([]int, 2)}
	studies, used := map[string]bool{}, map[string]bool{}
	length := 0
	tables := map[string]agree.Table{} // by the code's key, of the documents where it was given
	seen := map[string]int{}           // how many characters these documents have
	for _, d := range docs {
		if f.Document != "" && !strings.EqualFold(f.Document, d.ID) || f.Study != "" && f.Study != d.Study {
			continue
		}
		codings := codingsOf(s, d.ID, coders, family)
		speech := speechOf(judgedTurns(d, f, question))
		if len(codings) == 0 || len(speech) == 0 {
			continue
		}
		studies[d.Study] = true
		said := 0
		for _, x := range speech {
			said += x.Len()
		}
		length += said
		marks := map[string][2][]agree.Span{}
		var anything [2][]agree.Span
		for _, c := range codings {
			if c.Text != d.TextHash {
				result.Changed++
				continue
			}
			k := slices.Index(coders, c.Analyst)
			spans := onSpeech(speech, corpus.Span{Start: c.Start, End: c.End})
			if len(spans) == 0 && question == 0 && f.Role == "" && f.Participant == "" {
				result.Other++
			}
			key := s.Current(c.Code).Key
			of := marks[key]
			of[k] = append(of[k], spans...)
			marks[key], anything[k] = of, append(anything[k], spans...)
		}
		for key, of := range marks {
			t, _, err := agree.Characters(of[0], of[1], said)
			if err != nil {
				return nil, err
			}
			sum := tables[key]
			sum.Both, sum.OnlyA, sum.OnlyB, sum.Neither = sum.Both+t.Both, sum.OnlyA+t.OnlyA, sum.OnlyB+t.OnlyB, sum.Neither+t.Neither
			tables[key], used[key] = sum, true
			seen[key] += said
		}
		t, _, err := agree.Characters(anything[0], anything[1], said)
		if err != nil {
			return nil, err
		}
		result.Left[0], result.Left[1] = result.Left[0]+t.OnlyB+t.Neither, result.Left[1]+t.OnlyA+t.Neither
	}
	if length == 0 {
		return nil, &study.Fault{What: "none of them has coded what was chosen", Hint: coverageHint}
	}
	var names []string
	var list []agree.Table
	for _, c := range judgedCodes(s, studies, used, family) {
		t := tables[c.Key]
		t.Neither += length - seen[c.Key]
		names, list = append(names, c.Name), append(list, t)
	}
	opt.Unit = "character of what participants said"
	result.Result, err = agree.Tables(names, list, opt)
	return result, err
}

// speechOf gives where turns hold speech: their segments, without the labels and
// times between these.
func speechOf(turns []corpus.Turn) []corpus.Span {
	var speech []corpus.Span
	for _, t := range turns {
		for _, s := range t.Segments {
			speech = append(speech, s.Span)
		}
	}
	return speech
}

// onSpeech gives where a span lies on speech, in characters of that alone.
func onSpeech(speech []corpus.Span, span corpus.Span) []agree.Span {
	var out []agree.Span
	at := 0
	for _, x := range speech {
		start, end := max(span.Start, x.Start), min(span.End, x.End)
		if start < end {
			out = append(out, agree.Span{Start: at + start - x.Start, End: at + end - x.Start})
		}
		at += x.Len()
	}
	return out
}
