package reproduce

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kith/ingest/survey"
	"kith/study"
	"kith/study/corpus"
	"kith/study/dataset"
)

// columnExtractor is the name and version of the way a column of open answers
// becomes a text. It changes whenever the text would.
const columnExtractor = "kith open column 1"

// columnDocuments makes a document of every column of open answers that the manifest
// declares, so that it is frozen, and coded, as the compilation of a Word file is: a
// coding then points into a text pinned by its hash, and an edited workbook is noticed
// instead of moving codings to another respondent's words. The document has the rows
// that are analysed, in the order of the sheet; a row whose cell is blank has no turn,
// for no answer was given, and a row that holds a dash has one.
func (r *Run) columnDocuments(ctx context.Context, p Progress) ([]*corpus.Document, error) {
	var docs []*corpus.Document
	var faults study.Faults
	for _, part := range r.Manifest.Studies {
		alone := *part // read for the open answers and nothing else
		alone.Columns, alone.QuestionSets, alone.Analyses, alone.Derived, alone.Key = nil, nil, nil, nil, nil
		alone.Missing = []study.MissingCode{{Reason: "skipped"}}
		for i := range part.Questions {
			if q := &part.Questions[i]; q.Column.Name != "" {
				alone.Columns = append(alone.Columns, study.Column{At: q.At, Column: q.Column, Label: q.Label, Kind: "category", Group: "characteristics"})
			}
		}
		if len(alone.Columns) == 0 {
			continue
		}
		p.Step("open answers "+part.ID, 0)
		set, err := survey.Read(ctx, r.Manifest, &alone, nil)
		var fs study.Faults
		switch {
		case errors.As(err, &fs):
			faults = append(faults, fs...)
			continue
		case err != nil:
			return nil, err
		}
		for i := range part.Questions {
			if q := &part.Questions[i]; q.Column.Name != "" {
				d := columnDocument(part, q, set)
				if f := r.Listing.File(set.File); f != nil {
					d.SourceHash = f.SHA256
				}
				if err := d.Validate(); err != nil {
					return nil, &study.Fault{What: fmt.Sprintf("the answers to %s cannot be made a text: %v", q.ID, err), Where: q.Column.At.String(), Hint: "check the cells of the column"}
				}
				docs = append(docs, d)
			}
		}
	}
	return docs, faults.Err()
}

// columnDocument writes a column of open answers as canonical text: what it is, then
// the question, then each answer behind its respondent's id, all of them one paragraph
// each: white space within a cell is one space, as everywhere in the data set, and
// soft hyphens are dropped, as everywhere in canonical text.
func columnDocument(part *study.Part, q *study.OpenQuestion, set *dataset.Set) *corpus.Document {
	d := &corpus.Document{
		ID: q.DocumentID(part), Study: part.ID, Kind: "open_text", Source: set.File, Extractor: columnExtractor,
		Layout: corpus.Layout{Rule: "column", Declared: true, Confidence: 1, Evidence: "column " + q.Column.Header()},
	}
	if len(part.Roles) == 1 {
		d.Role = part.Roles[0].ID
	}
	var paragraphs []string
	at := 0
	// write adds a paragraph and gives the span of what stands behind its label.
	write := func(label, text string) corpus.Span {
		span := corpus.Span{Start: at + corpus.Length(label), End: at + corpus.Length(label+text)}
		paragraphs = append(paragraphs, label+text)
		at = span.End + 1
		return span
	}
	field := func(key, value string) {
		d.Metadata = append(d.Metadata, corpus.Field{Key: key, Value: value, Span: write(key+": ", value)})
	}
	turn := func(speaker, class, role, label, mark, text string) {
		span, here := write(mark, text), len(paragraphs)-1
		d.Turns = append(d.Turns, corpus.Turn{Number: len(d.Turns) + 1, Speaker: speaker, Class: class, Role: role, Span: span,
			Segments: []corpus.Segment{{Label: label, Span: span, Paragraphs: [2]int{here, here}}}})
	}
	column := set.Column(q.Column.Name)
	field("Column", q.Column.Header())
	field(askedField, fmt.Sprint(set.N()))
	question := cleanCell(column.Label)
	if question == "" {
		question = q.Column.Header()
	}
	turn("Question", "Question", "", "", "", question)
	for i, text := range column.Texts {
		text = cleanCell(text)
		switch {
		case text == "":
		case part.IDColumn.Name == "":
			turn("Answer", "Answer", d.Role, "", "", text)
		default:
			turn(set.IDs[i], "Answer", d.Role, set.IDs[i], set.IDs[i]+": ", text)
		}
	}
	d.Text = corpus.Join(paragraphs)
	d.TextHash = corpus.Hash(d.Text)
	return d
}

// cleanCell is the text of a cell, one paragraph without soft hyphens.
func cleanCell(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00ad", "")), " ")
}
