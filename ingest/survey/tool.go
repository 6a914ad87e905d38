package survey

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kith/ingest/sheet"
)

// numbered is the heading of a question as Jisc Online Surveys writes it: 1.,
// 13.3.a.
var numbered = regexp.MustCompile(`^[0-9]+(\.[0-9a-z]+)*\.? `)

// toolOf tells by the names in a row which survey tool wrote the sheet, and
// what speaks for it; both are empty where nothing does.
func toolOf(sheetName string, names []string) (tool, evidence string) {
	folded := make([]string, len(names))
	questions := 0
	for i, n := range names {
		folded[i] = fold(n)
		if numbered.MatchString(n) {
			questions++
		}
	}
	has := func(name string) bool { return slices.Contains(folded, name) }
	begins := func(first ...string) bool {
		return len(folded) >= len(first) && slices.Equal(folded[:len(first)], first)
	}
	switch {
	case has("responseid") && has("startdate"):
		return "Qualtrics", "the columns ResponseId and StartDate"
	case begins("respondent id", "collector id"):
		return "SurveyMonkey", "the sheet begins with Respondent ID and Collector ID"
	case begins("id", "start time", "completion time"):
		return "Microsoft Forms", "the sheet begins with ID, Start time and Completion time"
	case begins("timestamp") && strings.HasPrefix(fold(sheetName), "form responses"):
		return "Google Forms", fmt.Sprintf("the sheet is named %s and begins with Timestamp", sheetName)
	case has("id") && has("submitdate") && has("lastpage"), has("response id") && has("date submitted") && has("last page"):
		return "LimeSurvey", "columns for the id, the day of submission and the last page"
	case begins("unique response number"):
		return "Jisc Online Surveys", "the sheet begins with Unique Response Number"
	case begins("response id") && questions >= 2:
		return "Jisc Online Surveys", fmt.Sprintf("the sheet begins with Response ID, and %d questions are numbered", questions)
	}
	return "", ""
}

// recognise looks in the first rows for the header of a survey tool.
func (h *SheetHeaders) recognise(g *sheet.Grid) {
	for row := 1; row <= min(g.Rows, headerScanned); row++ {
		names := make([]string, g.Cols)
		for col := range names {
			names[col] = shown(g.Cell(row, col))
		}
		if h.Tool, h.Evidence = toolOf(g.Sheet, names); h.Tool == "" {
			continue
		}
		h.HeaderRow = row
		return
	}
}

// answersBelow reports whether a row is the second header of SurveyMonkey.
func answersBelow(g *sheet.Grid, row int) bool {
	for col := range g.Cols {
		if t := fold(g.Cell(row, col).Text); t == "response" || t == "open-ended response" {
			return true
		}
	}
	return false
}

// personal are names of columns in which survey tools keep who answered and
// from where.
var personal = []string{
	"ipaddress", "ip address", "recipientlastname", "recipientfirstname", "recipientemail", "externalreference",
	"locationlatitude", "locationlongitude", "email", "email address", "e-mail", "name", "first name", "last name",
}

// Personal reports whether survey tools keep under this name who answered, or
// from where.
func (c ColumnHeader) Personal() bool { return slices.Contains(personal, fold(c.Name)) }
